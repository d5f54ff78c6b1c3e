//! The match stage alone: triggers found and patterns tried, on lines whose tokens, lexicon hits,
//! values and names are ready. In MB of decoded text a second on one core, beside two yardsticks of the
//! same run and the whole pipeline, with the shipped rules and with 2,400 generated ones more.
//!
//! `cargo bench --bench matcher`; `BENCH_MB=5` says how much prose.
//!
//! What is measured: each sentence's line, as the pipeline fills it, is run through every pattern set
//! that the sentence wakes: value phases, names and evidence on the line with values masked; titles,
//! aliases, anaphors, relations and cues on the line with names masked as well. What is not: cutting
//! tokens, looking up lexicons, regex shapes, `unless`, making values, scoring names. The pipeline runs
//! fewer sets (no evidence where nothing looks like a name), so this is not the friendliest count.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its table")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;

use extract::document::Document;
use extract::engine::Line;
use extract::engine::matcher::{MatchSet, Matches, Scratch};
use extract::gazetteer::Gazetteer;
use extract::pipeline::selftest::line_of;
use extract::pipeline::{Analysis, Buffers, Extractor, load_rules, relations};
use extract::rules::set::wake;
use extract::rules::{Language, RuleFiles};

#[path = "common.rs"]
mod common;

use common::{prose, row, source, time, yardsticks};

/// Rules that are generated.
const GENERATED: usize = 2_400;

/// What the design asks for, in MB/s: shipped rules, and generated ones as well.
const TARGETS: [f64; 2] = [300.0, 150.0];

fn main() {
    // `cargo test` builds benches and runs them with `--test`: nothing is measured then.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let megabytes: usize =
        std::env::var("BENCH_MB").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    let (texts, origin) = prose(megabytes * 1_000_000);
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} documents, {:.1} MB, from {origin}", texts.len(), bytes as f64 / 1e6);
    let search = yardsticks(&texts, bytes);
    let shipped = RuleFiles::embedded();
    let mut generated = shipped.clone();
    generated.0.insert("fr/relations/generated.toml".to_owned(), rules(GENERATED));
    for (what, files, target) in [
        ("shipped rules", &shipped, TARGETS[0]),
        ("2,400 generated rules more", &generated, TARGETS[1]),
    ] {
        let extractor = extractor(files);
        let documents: Vec<Document> = texts
            .iter()
            .map(|text| extractor.prepare(source(text)).expect("prose is readable"))
            .collect();
        let mut buffers = Buffers::default();
        let analyses: Vec<Analysis<'_>> = documents
            .iter()
            .map(|document| extractor.analyse(document, &mut buffers).analysis)
            .collect();
        let work: Vec<Work<'_>> = analyses.iter().flat_map(Work::of).collect();
        let patterns: usize = extractor
            .rules()
            .languages
            .iter()
            .flat_map(|language| sets(language).into_iter().map(|(_, _, set)| set.len()))
            .sum();
        println!("{what}: {patterns} patterns, {} sentences", work.len());
        let mut scratch = Scratch::default();
        let mut found = Matches::default();
        let mut matches = 0;
        let spent = time(|| {
            matches = 0;
            for work in &work {
                matches += work.run(&mut scratch, &mut found);
            }
            black_box(matches);
        });
        row("  match stage alone, on prose", bytes, spent);
        let speed = bytes as f64 / 1e6 / spent.as_secs_f64();
        println!(
            "  {matches} matches; {:.2} of the Aho-Corasick yardstick; {:.2} of the {target} MB/s asked for",
            search.as_secs_f64() / spent.as_secs_f64(),
            speed / target,
        );
        let whole = time(|| {
            for text in &texts {
                black_box(extractor.document(source(text), &mut buffers));
            }
        });
        row("  whole pipeline, one core", bytes, whole);
    }
}

fn extractor(files: &RuleFiles) -> Extractor {
    let loaded = load_rules(files, Gazetteer::embedded());
    let mut faults = loaded.diagnostics.clone();
    faults.retain(extract::diag::Diagnostic::is_error);
    if !faults.is_empty() {
        faults.truncate(3);
        eprintln!("the rules do not load: {faults:?}");
        std::process::exit(1);
    }
    match Extractor::new(loaded.rules, files, Gazetteer::embedded()) {
        Ok(extractor) => extractor,
        Err(faults) => {
            eprintln!("the rules do not load: {faults:?}");
            std::process::exit(1);
        }
    }
}

/// Pattern sets with the bit that wakes them, and whether they read names.
fn sets(language: &Language) -> Vec<(u32, bool, &MatchSet)> {
    let phases = (0u32..).zip(&language.phases).map(|(bit, phase)| (bit, false, &phase.patterns));
    phases
        .chain([
            (wake::NAMES, false, &language.names),
            (wake::EVIDENCE, false, &language.evidence),
            (wake::TITLES, true, &language.titles),
            (wake::ALIASES, true, &language.aliases),
            (wake::ANAPHORS, true, &language.anaphors),
            (wake::RELATIONS, true, &language.relations),
            (wake::CUES, true, &language.cues),
        ])
        .filter(|(_, _, set)| !set.is_empty())
        .collect()
}

/// A sentence with its lines, ready to be matched.
struct Work<'a> {
    analysis: &'a Analysis<'a>,
    values: Line,
    /// With names, where the sentence has one.
    names: Option<Line>,
    sets: Vec<(bool, &'a MatchSet)>,
}

impl<'a> Work<'a> {
    fn of(analysis: &'a Analysis<'a>) -> Vec<Self> {
        let sentences = analysis.sentences.iter().enumerate();
        sentences
            .map(|(number, sentence)| {
                let number = number as u32;
                let language = analysis.language(sentence);
                let (start, end) = (sentence.tokens.start, sentence.tokens.end);
                let inside = |at: u32| (start..end).contains(&at);
                let kinds = (analysis.values.iter())
                    .filter(|value| inside(value.tokens.start))
                    .map(|value| value.value.type_name())
                    .chain(
                        (analysis.names.iter())
                            .filter(|name| inside(name.tokens.start))
                            .map(|name| name.kind.type_name()),
                    );
                let mut woken = sentence.wake;
                for kind in kinds.filter_map(|name| analysis.rules.type_id(name)) {
                    woken |= language.wake.mention(kind);
                }
                Self {
                    analysis,
                    values: line_of(analysis, number, false),
                    names: relations::line_of(analysis, number),
                    sets: sets(language)
                        .into_iter()
                        .filter(|(bit, _, _)| woken >> bit & 1 == 1)
                        .map(|(_, names, set)| (names, set))
                        .collect(),
                }
            })
            .collect()
    }

    fn run(&self, scratch: &mut Scratch, found: &mut Matches) -> usize {
        let view = self.analysis.view();
        found.clear();
        for (names, set) in &self.sets {
            let line = match (names, &self.names) {
                (false, _) => &self.values,
                (true, Some(line)) => line,
                // Without a name there is nothing for these rules to speak of.
                (true, None) => continue,
            };
            set.run(line, view, scratch, &mut (), found);
        }
        found.len()
    }
}

/// Relation rules as an author would write them, each about another verb, noun and preposition, so
/// that triggers are spread over the language as they are in real rules.
fn rules(count: usize) -> String {
    let words = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/gazetteers/french_words.tsv");
    let text = std::fs::read_to_string(words).expect("the shipped word table");
    let forms = |letter: char| -> Vec<&str> {
        let forms: BTreeSet<&str> = text
            .lines()
            .filter_map(|line| {
                let mut cells = line.split('\t');
                let (form, letters) = (cells.next()?, cells.next()?);
                let plain =
                    form.chars().count() > 4 && form.chars().all(|c| c.is_ascii_lowercase());
                (plain && letters.len() == 1 && letters.contains(letter)).then_some(form)
            })
            .collect();
        forms.into_iter().collect()
    };
    let (verbs, nouns) = (forms('V'), forms('N'));
    let mut out = String::new();
    for number in 0..count {
        // Steps that share no factor with the lengths: every part of the alphabet has its turn.
        let verb = verbs[number * 7_919 % verbs.len()];
        let noun = nouns[number * 6_101 % nouns.len()];
        let other = nouns[number * 4_447 % nouns.len()];
        let pattern = match number % 4 {
            0 => format!("a:<ORG+> ... {verb} @det? {noun} ... (avec | de | du) b:<ORG+>"),
            1 => format!(
                "a:<ORG+> (a | ont | avait)? {verb} (le | la | un | une)? ({noun} | {other}) (de | avec) b:<ORG+>"
            ),
            2 => format!("({noun} | {other}) (de | du | entre) a:<ORG+> (et | avec) b:<ORG+>"),
            _ => format!("{verb} ... {noun} ... entre a:<ORG+> et b:<ORG+>"),
        };
        let _ = writeln!(
            out,
            "[[relation]]\nid = \"fr.agreement.generated-{number}\"\nkind = \"agreement\"\n\
             pattern = \"{pattern}\"\ngap = 10\nparties = [\"a\", \"b\"]\n"
        );
    }
    out
}
