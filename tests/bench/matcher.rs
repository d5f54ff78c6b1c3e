//! The match stage alone: triggers found and patterns tried, on lines whose tokens, lexicon hits,
//! values and names are ready. In MB of decoded text a second on one core, beside two yardsticks of the
//! same run and the whole pipeline, with the shipped rules and with 2,400 generated ones more.
//!
//! `cargo bench --bench matcher`; `BENCH_MB=5` says how much prose.
//!
//! What is measured: each sentence's line, as the pipeline fills it, is run through every pattern set
//! that the sentence wakes: value phases, names and evidence on the line with values masked; titles,
//! aliases, anaphors, relations and cues on the line with names masked as well. What is not: cutting
//! tokens, looking up lexicons, regex shapes, `unless`, making values, scoring names.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its table")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use extract::document::Document;
use extract::engine::Line;
use extract::engine::compile::ElementIdx;
use extract::engine::matcher::{MatchSet, Matches, Recorder, Scratch};
use extract::gazetteer::Gazetteer;
use extract::pipeline::selftest::line_of;
use extract::pipeline::{Analysis, Buffers, Extractor, load_rules, relations};
use extract::rules::set::wake;
use extract::rules::{Language, RuleFiles};
use extract::text::TokenSpan;

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
    generated.0.insert("fr/relations/generated.toml".to_owned(), rules(GENERATED, &texts));
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
        let analyses: Vec<(Analysis<'_>, Vec<Vec<TokenSpan>>)> = documents
            .iter()
            .map(|document| {
                let analysis = extractor.analyse(document, &mut buffers).analysis;
                let sentences = 0..analysis.sentences.len();
                let weighed = sentences.map(|at| buffers.candidates(at).collect()).collect();
                (analysis, weighed)
            })
            .collect();
        let work: Vec<Work<'_>> =
            analyses.iter().flat_map(|(analysis, weighed)| Work::of(analysis, weighed)).collect();
        let patterns: usize = extractor
            .rules()
            .languages
            .iter()
            .flat_map(|language| sets(language).into_iter().map(|(_, set)| set.set.len()))
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
        parts(&work, bytes);
        let whole = time(|| {
            for text in &texts {
                black_box(extractor.document(source(text), &mut buffers));
            }
        });
        row("  whole pipeline, one core", bytes, whole);
    }
}

/// What the matcher does in a set, by program.
#[derive(Default)]
struct Counter {
    attempts: BTreeMap<u32, u64>,
    tests: BTreeMap<u32, u64>,
}

impl Recorder for Counter {
    fn tested(&mut self, program: u32, _: ElementIdx, _: usize, _: bool) {
        *self.tests.entry(program).or_default() += 1;
    }
    fn attempt(&mut self, program: u32, _: usize) {
        *self.attempts.entry(program).or_default() += 1;
    }
}

/// Rounds over a set's lines: short ones are not seen by the clock.
const ROUNDS: u32 = 5;

/// Prints the sets one by one: their share of the time, and what they do. A set is measured by itself,
/// so the shares need not add up to the whole. `BENCH_SET="fr relations"` goes on with that one for ten
/// seconds, for a profiler, and lists its dearest rules.
fn parts(work: &[Work<'_>], bytes: usize) {
    let names: BTreeSet<String> =
        work.iter().flat_map(|work| work.sets.iter().map(|set| set.name.clone())).collect();
    println!(
        "    {:<24} {:>8} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "set", "MB/s", "lines", "attempts", "tests", "matches", "ns a try"
    );
    let (mut scratch, mut found) = (Scratch::default(), Matches::default());
    let looked_at = std::env::var("BENCH_SET").unwrap_or_default();
    for name in &names {
        let chosen: Vec<(&Line, &Work<'_>, &MatchSet)> = work
            .iter()
            .flat_map(|work| work.sets.iter().map(move |set| (work, set)))
            .filter(|(_, set)| set.name == *name)
            .filter_map(|(work, set)| Some((work.line(set.names)?, work, set.set)))
            .collect();
        let mut counter = Counter::default();
        let mut by_program: BTreeMap<u32, u64> = BTreeMap::new();
        for (line, work, set) in &chosen {
            found.clear();
            set.run(line, work.analysis.view(), &mut scratch, &mut counter, &mut found);
            for found in &found {
                *by_program.entry(found.program).or_default() += 1;
            }
        }
        let mut round = || {
            for (line, work, set) in &chosen {
                found.clear();
                set.run(line, work.analysis.view(), &mut scratch, &mut (), &mut found);
                black_box(found.len());
            }
        };
        let spent = time(|| (0..ROUNDS).for_each(|_| round())) / ROUNDS;
        let (attempts, tests) =
            (counter.attempts.values().sum::<u64>(), counter.tests.values().sum::<u64>());
        println!(
            "    {name:<24} {:>8.1} {:>9} {attempts:>9} {tests:>9} {:>9} {:>9.0}",
            bytes as f64 / 1e6 / spent.as_secs_f64(),
            chosen.len(),
            by_program.values().sum::<u64>(),
            spent.as_secs_f64() * 1e9 / attempts.max(1) as f64,
        );
        if *name != looked_at {
            continue;
        }
        let end = Instant::now() + Duration::from_secs(10);
        while Instant::now() < end {
            round();
        }
        let mut dearest: Vec<(u64, u32)> = (counter.attempts.iter())
            .map(|(&program, tries)| (tries + counter.tests.get(&program).unwrap_or(&0), program))
            .collect();
        dearest.sort_unstable_by_key(|&(cost, program)| (std::cmp::Reverse(cost), program));
        let Some((_, work, set)) = chosen.first() else { continue };
        let rules = &work.analysis.rules.languages;
        let language =
            rules.iter().find(|language| name.starts_with(&format!("{} ", language.code)));
        for (_, program) in dearest.into_iter().take(40) {
            let (rule, code) = set.program(program);
            let id = language.and_then(|held| held.rules.get(rule as usize)).map_or("", |r| &r.id);
            println!(
                "      {:>8} tries {:>9} tests {:>7} matches  {id} at {:.60}",
                counter.attempts.get(&program).unwrap_or(&0),
                counter.tests.get(&program).unwrap_or(&0),
                by_program.get(&program).unwrap_or(&0),
                format!("{:?}", code.at),
            );
        }
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

/// A pattern set that is run.
struct Chosen<'a> {
    name: String,
    /// Whether it reads names.
    names: bool,
    set: &'a MatchSet,
}

/// Pattern sets with the bit that wakes them.
fn sets(language: &Language) -> Vec<(u32, Chosen<'_>)> {
    let chosen =
        |name: &str, names, set| Chosen { name: format!("{} {name}", language.code), names, set };
    let phases = (0u32..).zip(&language.phases).map(|(bit, phase)| {
        (bit, chosen(&format!("values {}", phase.name), false, &phase.patterns))
    });
    phases
        .chain([
            (wake::NAMES, chosen("names", false, &language.names)),
            (wake::EVIDENCE, chosen("evidence", false, &language.evidence)),
            (wake::TITLES, chosen("titles", true, &language.titles)),
            (wake::ALIASES, chosen("aliases", true, &language.aliases)),
            (wake::ANAPHORS, chosen("anaphors", true, &language.anaphors)),
            (wake::RELATIONS, chosen("relations", true, &language.relations)),
            (wake::CUES, chosen("cues", true, &language.cues)),
        ])
        .filter(|(_, chosen)| !chosen.set.is_empty())
        .collect()
}

/// A sentence with its lines, ready to be matched.
struct Work<'a> {
    analysis: &'a Analysis<'a>,
    values: Line,
    /// With names, where the sentence has one.
    names: Option<Line>,
    sets: Vec<Chosen<'a>>,
}

impl<'a> Work<'a> {
    /// The sentences of a document, with the spans that were weighed as names in each.
    fn of(analysis: &'a Analysis<'a>, weighed: &[Vec<TokenSpan>]) -> Vec<Self> {
        let sentences = analysis.sentences.iter().enumerate().zip(weighed);
        sentences
            .map(|((number, sentence), weighed)| {
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
                let mut values = line_of(analysis, number, false);
                values.mark_candidates(weighed.iter().copied());
                let bits = if weighed.is_empty() { !(1 << wake::EVIDENCE) } else { u32::MAX };
                woken &= bits;
                Self {
                    analysis,
                    values,
                    names: relations::line_of(analysis, number),
                    sets: sets(language)
                        .into_iter()
                        .filter(|(bit, _)| woken >> bit & 1 == 1)
                        .map(|(_, chosen)| chosen)
                        .collect(),
                }
            })
            .collect()
    }

    /// The line that a set reads; without a name there is nothing for those that read names.
    fn line(&self, names: bool) -> Option<&Line> {
        if names { self.names.as_ref() } else { Some(&self.values) }
    }

    fn run(&self, scratch: &mut Scratch, found: &mut Matches) -> usize {
        let view = self.analysis.view();
        found.clear();
        for chosen in &self.sets {
            if let Some(line) = self.line(chosen.names) {
                chosen.set.run(line, view, scratch, &mut (), found);
            }
        }
        found.len()
    }
}

/// Relation rules as an author would write them, about verbs and nouns that the prose has: at least
/// twice, and less often than once in two thousand letters, as words do that are worth a rule. Half of
/// them have two gaps.
fn rules(count: usize, texts: &[String]) -> String {
    let words = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/gazetteers/french_words.tsv");
    let table = std::fs::read_to_string(words).expect("the shipped word table");
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    for word in texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphabetic())) {
        *met.entry(word).or_default() += 1;
    }
    let most = texts.iter().map(String::len).sum::<usize>() / 2_000;
    let forms = |letter: char| -> Vec<&str> {
        let forms: BTreeSet<&str> = table
            .lines()
            .filter_map(|line| {
                let mut cells = line.split('\t');
                let (form, letters) = (cells.next()?, cells.next()?);
                let plain = form.chars().count() > 3 && form.chars().all(char::is_lowercase);
                let fits = met.get(form).is_some_and(|count| (2..most).contains(count));
                (plain && fits && letters.contains(letter)).then_some(form)
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
