//! L07: rules that find nothing of their own. What the rules' own examples show is the corpus: where
//! each hit of a rule is also a hit of one wider rule that says the same of the same words, or is lost
//! to a rule that `beats` it, the rule could go and nothing would change.

use std::collections::{BTreeMap, BTreeSet};

use super::cascade::{Cascade, PatternMatch, Sample, line_of, pattern_matches, value_line};
use super::cases;
use crate::diag::Diagnostic;
use crate::rules::example::{Marked, given};
use crate::rules::set::{RuleKind, Scope};
use crate::rules::{Language, LanguageIdx, Rule, RuleIdx};

/// Fewer hits than this show nothing.
const FEWEST: usize = 2;

/// What is known of the hits of a rule.
#[derive(Default)]
struct Hits {
    all: usize,
    /// Hits lost to a rule that beats this one.
    lost: usize,
    /// By other rule: hits that both have.
    shared: BTreeMap<RuleIdx, usize>,
}

/// The findings for all languages, unsorted.
#[must_use]
pub fn shadowed(cascade: &Cascade<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for (at, language) in cascade.rules.languages.iter().enumerate() {
        let at = LanguageIdx(u8::try_from(at).unwrap_or(u8::MAX));
        let hits = hits(cascade, at, language);
        for (&index, held) in &hits {
            let rule = language.rule(index);
            if held.all < FEWEST {
                continue;
            }
            let wider = held.shared.iter().find(|&(other, &shared)| {
                shared == held.all && hits.get(other).is_some_and(|other| other.all > held.all)
            });
            let fault = if let Some((&other, _)) = wider {
                let other = language.rule(other);
                Diagnostic::warning("L07", format!("`{}` finds all that this rule finds", other.id))
                    .at(&rule.file, place(rule), "")
                    .at(&other.file, place(other), "the wider rule")
                    .help("drop this rule, or show with a `match` what it finds alone")
            } else if held.lost == held.all {
                Diagnostic::warning("L07", "each of its hits is lost to a rule that beats it")
                    .at(&rule.file, place(rule), "")
                    .help("drop this rule, or take it out of the `beats` of the other")
            } else {
                continue;
            };
            out.push(fault);
        }
    }
    out
}

fn place(rule: &Rule) -> std::ops::Range<usize> {
    rule.pattern_at.clone()
}

/// What a rule makes of a match, so that two rules can be compared.
fn effect(rule: &Rule) -> Option<String> {
    Some(match &rule.kind {
        // Evidence adds up: the same said twice is no repetition.
        RuleKind::Shape { .. } | RuleKind::Name { .. } | RuleKind::Evidence { .. } => return None,
        RuleKind::Relation(held) => {
            format!("{} {:?} {:?} {:?}", held.kind, held.status, held.subject, held.pairs)
        }
        kind => format!("{kind:?}"),
    })
}

fn hits(cascade: &Cascade<'_>, at: LanguageIdx, language: &Language) -> BTreeMap<RuleIdx, Hits> {
    let effects: Vec<Option<String>> = language.rules.iter().map(effect).collect();
    // Rules of one set run together: those of a kind, values by phase.
    let mut sets: Vec<(Option<usize>, Vec<RuleIdx>)> = Vec::new();
    for (number, phase) in language.phases.iter().enumerate() {
        let rules: BTreeSet<u32> =
            (0..phase.patterns.len() as u32).map(|at| phase.patterns.program(at).0).collect();
        sets.push((Some(number), rules.into_iter().map(RuleIdx).collect()));
    }
    let of_kind = |wanted: fn(&RuleKind) -> bool| -> Vec<RuleIdx> {
        let rules = language.rules.iter().enumerate();
        rules.filter(|(_, rule)| wanted(&rule.kind)).map(|(at, _)| RuleIdx(at as u32)).collect()
    };
    sets.push((None, of_kind(|kind| matches!(kind, RuleKind::Title { .. }))));
    sets.push((None, of_kind(|kind| matches!(kind, RuleKind::Alias { .. }))));
    sets.push((None, of_kind(|kind| matches!(kind, RuleKind::Anaphor { .. }))));
    sets.push((None, of_kind(|kind| matches!(kind, RuleKind::Relation(_)))));
    let of_name = |kind: &RuleKind| matches!(kind, RuleKind::Cue { scope: Scope::Name, .. });
    sets.push((None, of_kind(of_name)));
    sets.push((
        None,
        of_kind(|kind| matches!(kind, RuleKind::Cue { scope, .. } if *scope != Scope::Name)),
    ));
    let mut out: BTreeMap<RuleIdx, Hits> = BTreeMap::new();
    for (text, mentions) in texts(cascade, at) {
        let sample = Sample { text: &text, given: mentions, ..Sample::default() };
        let reading = cascade.read(at, &sample);
        for number in 0..reading.analysis.sentences.len() as u32 {
            for (phase, rules) in sets.iter().filter(|(_, rules)| !rules.is_empty()) {
                let is_relation = matches!(
                    language.rule(rules[0]).kind,
                    RuleKind::Relation(_) | RuleKind::Cue { .. }
                );
                let line = match phase {
                    Some(phase) => value_line(&reading, number, *phase),
                    None => is_relation
                        .then(|| crate::pipeline::relations::line_of(&reading.analysis, number))
                        .flatten()
                        .unwrap_or_else(|| line_of(&reading.analysis, number, true)),
                };
                let found = pattern_matches(&reading.analysis, number, &line, rules);
                count(language, &effects, &found, &mut out);
            }
        }
    }
    out
}

/// The sentences of all examples of a language, each once, with their given mentions.
fn texts(cascade: &Cascade<'_>, at: LanguageIdx) -> BTreeMap<String, Vec<(String, String)>> {
    let mut out = BTreeMap::new();
    for case in cases(cascade.rules).into_iter().filter(|case| case.language == at) {
        let Ok(marked) = Marked::parse(case.example.text.get_ref()) else { continue };
        let text = case.example.given.as_ref().map_or("", |given| given.get_ref().as_str());
        out.entry(marked.text).or_insert_with(|| given(text).unwrap_or_default());
    }
    out
}

fn count(
    language: &Language,
    effects: &[Option<String>],
    found: &[PatternMatch],
    out: &mut BTreeMap<RuleIdx, Hits>,
) {
    let rule_of = |held: &PatternMatch| RuleIdx(held.found.rule);
    // A rule that matches the same words in two ways has one hit there.
    let mut seen: BTreeSet<(RuleIdx, u32, u32)> = BTreeSet::new();
    for held in found {
        let rule = rule_of(held);
        let Some(effect) = &effects[rule.0 as usize] else { continue };
        if !seen.insert((rule, held.tokens.start, held.tokens.end)) {
            continue;
        }
        let mut same: BTreeSet<RuleIdx> = BTreeSet::new();
        let mut lost = false;
        for other in found.iter().filter(|other| rule_of(other) != rule) {
            let index = rule_of(other);
            if other.tokens == held.tokens
                && other.roles == held.roles
                && effects[index.0 as usize].as_ref() == Some(effect)
            {
                same.insert(index);
            }
            if let RuleKind::Relation(spec) = &language.rule(index).kind {
                let id = &language.rule(rule).id;
                lost |= other.tokens.overlaps(held.tokens)
                    && spec.beats.iter().any(|beaten| {
                        id.strip_prefix(beaten.as_str())
                            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                    });
            }
        }
        let hits = out.entry(rule).or_default();
        hits.all += 1;
        hits.lost += usize::from(lost);
        for index in same {
            *hits.shared.entry(index).or_default() += 1;
        }
    }
}
