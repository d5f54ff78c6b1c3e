//! Lints of single patterns and of equal ones: L05, L06, L08, L09, L10, L11, L12.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Ground;
use crate::diag::Diagnostic;
use crate::engine::compile::{Program, Test, Trigger};
use crate::engine::matcher::MatchSet;
use crate::engine::pattern::{Node, NodeKind, Pattern};
use crate::rules::set::{Rule, RuleIdx, RuleKind};
use crate::text::fold::fold;

/// A gap that skips more words than this wants a guard.
const WIDE: u8 = 8;

pub(super) fn lint(ground: &Ground<'_>, out: &mut Vec<Diagnostic>) {
    let language = ground.language;
    let common: BTreeSet<&str> = language.common_words.iter().map(String::as_str).collect();
    for rule in &language.rules {
        let Ok(pattern) = Pattern::parse(&rule.pattern) else { continue };
        if !matches!(rule.kind, RuleKind::Shape { .. }) {
            pattern.root.each(&mut |held| node(ground, rule, held, out));
        }
    }
    let mut same: BTreeMap<String, RuleIdx> = BTreeMap::new();
    for set in sets(language) {
        let mut programs: BTreeMap<u32, Vec<&Program>> = BTreeMap::new();
        for at in 0..set.len() as u32 {
            let (rule, program) = set.program(at);
            programs.entry(rule).or_default().push(program);
        }
        for (index, programs) in programs {
            let rule = language.rule(RuleIdx(index));
            triggers(ground, rule, &programs, &common, out);
            gaps(ground, rule, &programs, out);
            let key = meaning(rule, &programs);
            if let Some(&other) = same.get(&key) {
                let other = language.rule(other);
                out.push(
                    Diagnostic::warning("L06", format!("the same pattern as `{}`", other.id))
                        .at(&rule.file, rule.pattern_at.clone(), "")
                        .at(&other.file, other.pattern_at.clone(), "the other one")
                        .help("macros expanded, both match the same; keep one"),
                );
            } else {
                same.insert(key, RuleIdx(index));
            }
        }
    }
    forms(ground, &common, out);
}

fn sets(language: &crate::rules::Language) -> impl Iterator<Item = &MatchSet> {
    language.phases.iter().map(|phase| &phase.patterns).chain([
        &language.names,
        &language.evidence,
        &language.titles,
        &language.aliases,
        &language.anaphors,
        &language.relations,
        &language.cues,
        &language.name_cues,
    ])
}

/// What a rule matches and makes, without its id and places.
fn meaning(rule: &Rule, programs: &[&Program]) -> String {
    let mut out = format!("{:?}", rule.kind);
    for program in programs {
        let _ = write!(out, "{:?}{:?}{:?}", program.left, program.right, program.roles);
        let gap = program.left.iter().chain(&program.right);
        if gap.clone().any(|step| *step == crate::engine::compile::Instruction::Gap) {
            let _ = write!(out, "{}", program.gap);
        }
        for element in &program.elements {
            match &element.test {
                Test::Shape(regex) => out.push_str(regex.regex.as_str()),
                test => {
                    let _ = write!(out, "{test:?}");
                }
            }
        }
    }
    out
}

fn triggers(
    ground: &Ground<'_>,
    rule: &Rule,
    programs: &[&Program],
    common: &BTreeSet<&str>,
    out: &mut Vec<Diagnostic>,
) {
    let vocabulary = &ground.language.vocabulary;
    for program in programs {
        let fault = match &program.at {
            Trigger::Every => "the pattern names no word, so it is tried at every one".to_owned(),
            Trigger::Words(words) => {
                let often: Vec<&str> = words
                    .iter()
                    .map(|&word| vocabulary.folded(word))
                    .filter(|word| common.contains(word))
                    .collect();
                if often.is_empty() {
                    continue;
                }
                format!("the rarest word it must meet is a common one: {}", often.join(", "))
            }
            Trigger::Class(_) | Trigger::Types(_) | Trigger::Figures => continue,
        };
        let at = match program.elements.first() {
            Some(element) if !element.span.is_empty() => {
                rule.place(ground.source(&rule.file), &element.span)
            }
            _ => rule.pattern_at.clone(),
        };
        out.push(
            Diagnostic::note("L08", fault).at(&rule.file, at, "tried here").help(
                "a rarer word, or a lexicon class, that every match contains makes it faster",
            ),
        );
        return;
    }
}

fn gaps(ground: &Ground<'_>, rule: &Rule, programs: &[&Program], out: &mut Vec<Diagnostic>) {
    let wide = programs.iter().any(|program| program.gap > WIDE);
    if !wide || !rule.unless.is_empty() || !matches!(rule.kind, RuleKind::Relation(_)) {
        return;
    }
    let Some(at) = rule.pattern.find("...") else { return };
    let at = rule.place(ground.source(&rule.file), &(at..at + 3));
    out.push(
        Diagnostic::note("L09", format!("a gap of more than {WIDE} words and no `unless`"))
            .at(&rule.file, at, "")
            .help("set a smaller `gap`, or say with `unless` what must not stand between"),
    );
}

fn node(ground: &Ground<'_>, rule: &Rule, node: &Node, out: &mut Vec<Diagnostic>) {
    let place = |node: &Node| rule.place(ground.source(&rule.file), &node.span);
    match &node.kind {
        NodeKind::Word(word) => unknown_word(ground, rule, node, word, out),
        NodeKind::Exact(word) if !word.chars().any(char::is_uppercase) => out.push(
            Diagnostic::warning("L12", format!("`\"{word}\"` has no capital"))
                .at(&rule.file, place(node), "")
                .help("without quotes the word is found whatever its case"),
        ),
        NodeKind::Alt(items) => {
            for (at, item) in items.iter().enumerate() {
                let text = |node: &Node| rule.pattern[node.span.clone()].trim().to_owned();
                if items[..at].iter().any(|other| text(other) == text(item)) {
                    out.push(
                        Diagnostic::warning("L11", format!("`{}` is there twice", text(item)))
                            .at(&rule.file, place(item), "")
                            .help("remove one of the two"),
                    );
                }
            }
        }
        _ => {}
    }
}

fn unknown_word(
    ground: &Ground<'_>,
    rule: &Rule,
    node: &Node,
    word: &str,
    out: &mut Vec<Diagnostic>,
) {
    let language = ground.language;
    for part in word.split(|c: char| !c.is_alphabetic()).filter(|part| part.chars().count() > 2) {
        let folded = fold(part);
        let is_elision = language.tokenizer.elisions.iter().any(|elision| fold(elision) == folded);
        if is_elision
            || ground.words.contains(&folded)
            || ground.known.is_word(&language.code, &folded)
            || ground.known.is_word(&language.code, part)
        {
            continue;
        }
        out.push(
            Diagnostic::warning("L05", format!("`{part}` is no word of this language"))
                .at(&rule.file, rule.place(ground.source(&rule.file), &node.span), "")
                .help("check the spelling; a word that is meant belongs into a lexicon"),
        );
    }
}

/// One-word lexicon forms that the language also uses as common words, without capitals to tell.
fn forms(ground: &Ground<'_>, common: &BTreeSet<&str>, out: &mut Vec<Diagnostic>) {
    let language = ground.language;
    let own = language.common_class;
    for entry in language.lexicons.entries() {
        let upper = entry.form.chars().any(char::is_uppercase);
        if Some(entry.class) == own || !upper || entry.exact_case {
            continue;
        }
        let folded = fold(&entry.form);
        if !common.contains(folded.as_str()) {
            continue;
        }
        let place = ground.files.0.iter().find_map(|(file, text)| {
            let in_language = file.starts_with(&format!("{}/", language.code));
            let at = (in_language && file.ends_with(".csv"))
                .then(|| text.find(&format!("\n{},", entry.form)))??;
            Some((file, at + 1..at + 1 + entry.form.len()))
        });
        if let Some((file, span)) = place {
            out.push(
                Diagnostic::warning("L10", format!("`{}` is also a common word", entry.form))
                    .at(file, span, "")
                    .help("drop `case=any`, so that its capitals must stand in the text"),
            );
        }
    }
}
