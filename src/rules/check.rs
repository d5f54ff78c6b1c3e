//! Checks across rules: what a rule beats, types that no earlier phase writes, rules without
//! examples.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::schema::PackSpec;
use super::set::{Language, RelationKindRow, Rule, RuleIdx, RuleKind, RuleSet};
use super::source::RuleFiles;
use crate::diag::Diagnostic;
use crate::engine::compile::{Test, TypeId};

/// Code of a rule that shows no example.
pub const NO_EXAMPLE: &str = "L01";

/// Rules without a `match` or without a `no` example. Under `--strict` these are errors. What speaks
/// of every candidate has no counter-example to show, so it needs none.
#[must_use]
pub fn missing_examples(rules: &RuleSet, strict: bool) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let all = rules.languages.iter().flat_map(|language| &language.rules);
    for rule in all.filter(|rule| !speaks_always(rule)) {
        let missing = match (rule.examples.is_empty(), rule.counter_examples.is_empty()) {
            (true, true) => "`match` and no `no` example",
            (true, false) => "`match` example",
            (false, true) => "`no` example",
            (false, false) => continue,
        };
        let message = format!("the rule `{}` has no {missing}", rule.id);
        let fault = if strict {
            Diagnostic::error(NO_EXAMPLE, message)
        } else {
            Diagnostic::warning(NO_EXAMPLE, message)
        };
        let help = "show one sentence that it matches and one, as near as can be, that it must not";
        out.push(fault.at(&rule.file, first_line(rule), "").help(help));
    }
    crate::diag::sort(&mut out);
    // Members of a family share their examples.
    out.dedup_by(|a, b| a.labels == b.labels);
    out
}

/// The head of a rule in its file: `[[relation]]`.
fn first_line(rule: &Rule) -> std::ops::Range<usize> {
    rule.span.start..rule.span.end.min(rule.span.start + 2).max(rule.span.start)
}

/// Reports rules that beat one that does not exist, or each other. `written` are the ids of all
/// rules, also of those that do not load.
pub(super) fn beats(drafts: &[Draft], written: &BTreeSet<String>, faults: &mut Vec<Diagnostic>) {
    let mut beaten: BTreeMap<&str, &[String]> = BTreeMap::new();
    for draft in drafts {
        let RuleKind::Relation(relation) = &draft.rule.kind else { continue };
        beaten.insert(&draft.rule.id, &relation.beats);
        for other in &relation.beats {
            let known = drafts.iter().any(|draft| draft.rule.id == *other)
                || written.iter().any(|id| match id.split_once('$') {
                    Some((prefix, _)) => other.starts_with(prefix),
                    None => id == other,
                });
            if !known {
                let ids = drafts.iter().map(|draft| draft.rule.id.as_str());
                faults.push(
                    Diagnostic::error("R035", format!("there is no rule `{other}` to beat"))
                        .at(&draft.rule.file, draft.beats_at.clone(), "")
                        .suggest(other, ids),
                );
            }
        }
    }
    for draft in drafts {
        let id = draft.rule.id.as_str();
        let mut seen = BTreeSet::new();
        let mut todo: Vec<&str> =
            beaten.get(id).into_iter().flat_map(|list| list.iter()).map(String::as_str).collect();
        while let Some(other) = todo.pop() {
            if seen.insert(other) {
                let more = beaten.get(other).into_iter().flat_map(|list| list.iter());
                todo.extend(more.map(String::as_str));
            }
        }
        // One report for each circle: at its first rule.
        if seen.contains(id) && seen.iter().all(|other| id <= *other || !circles(other, &beaten)) {
            faults.push(
                Diagnostic::error("R035", format!("`{id}` beats itself, through others"))
                    .at(&draft.rule.file, draft.beats_at.clone(), "")
                    .help("the more specific rule beats the more general one, not the reverse"),
            );
        }
    }
}

fn circles(id: &str, beaten: &BTreeMap<&str, &[String]>) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut todo = vec![id];
    while let Some(at) = todo.pop() {
        for next in beaten.get(at).into_iter().flat_map(|list| list.iter()) {
            if next == id {
                return true;
            }
            if seen.insert(next) {
                todo.push(next);
            }
        }
    }
    false
}

/// Reports value rules that read a type which no earlier phase writes.
pub(super) fn reads(
    language: &Language,
    types: &[String],
    files: &RuleFiles,
    faults: &mut Vec<Diagnostic>,
) {
    let mut written: BTreeSet<&str> = BTreeSet::new();
    for phase in &language.phases {
        let mut reported = BTreeSet::new();
        for at in 0..phase.patterns.len() as u32 {
            let (index, program) = phase.patterns.program(at);
            let rule = language.rule(RuleIdx(index));
            for element in &program.elements {
                let Test::Mention(wanted) = &element.test else { continue };
                let name = |id: &TypeId| types.get(id.0 as usize).map_or("", String::as_str);
                let names: Vec<&str> = wanted.iter().map(|(id, _)| name(id)).collect();
                if names.is_empty() || names.iter().any(|name| written.contains(name)) {
                    continue;
                }
                let source = files.0.get(&rule.file).map_or("", String::as_str);
                let place = rule.place(source, &element.span);
                if !reported.insert((rule.file.as_str(), place.start)) {
                    continue;
                }
                let what = names.join("|");
                let known: Vec<&str> = written.iter().copied().collect();
                let help = if known.is_empty() {
                    "the first phase sees words only".to_owned()
                } else {
                    format!("the phases before write: {}", known.join(", "))
                };
                faults.push(
                    Diagnostic::error(
                        "R037",
                        format!("no phase before `{}` writes <{what}>", phase.name),
                    )
                    .at(&rule.file, place, "")
                    .help(help),
                );
            }
        }
        let members = (0..phase.patterns.len() as u32).map(|at| phase.patterns.program(at).0);
        for index in members.map(RuleIdx).chain(phase.shapes.iter().copied()) {
            if let RuleKind::Shape { make, .. } | RuleKind::Value { make, .. } =
                &language.rule(index).kind
            {
                written.extend(make.writes());
            }
        }
    }
}

/// The property that every candidate has.
const ALWAYS: &str = "always";

/// Whether the rule is the bias of a type: what is said of a candidate before anything is known of it.
fn speaks_always(rule: &Rule) -> bool {
    matches!(&rule.kind, RuleKind::Evidence { feature: Some(feature), .. } if feature == ALWAYS)
}

/// The kinds of relation of a pack; reports ids that cannot be one, that stand twice, and yielding to
/// a kind that is not there.
pub(super) fn relation_kinds(
    pack: &PackSpec,
    faults: &mut Vec<Diagnostic>,
) -> Vec<RelationKindRow> {
    const FILE: &str = "pack.toml";
    let mut rows: Vec<RelationKindRow> = Vec::new();
    for spec in &pack.relation_kind {
        let spec = spec.get_ref();
        let id = spec.id.get_ref();
        let held = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if id.len() > 31
            || !id.starts_with(|c: char| c.is_ascii_lowercase())
            || !id.chars().all(held)
        {
            faults.push(
                Diagnostic::error("R016", format!("`{id}` is not the id of a kind of relation"))
                    .at(FILE, spec.id.span(), "")
                    .help(
                        "a lower-case letter, then at most 30 lower-case letters, digits and `_`",
                    ),
            );
            continue;
        }
        if rows.iter().any(|row| row.id == *id) {
            let fault = Diagnostic::error(
                "R031",
                format!("two kinds of relation are called `{id}`"),
            )
            .at(FILE, spec.id.span(), "");
            faults.push(fault);
            continue;
        }
        for other in &spec.yields_to {
            let ids = || pack.relation_kind.iter().map(|kind| kind.get_ref().id.get_ref().as_str());
            if !ids().any(|id| id == other.get_ref()) {
                let message = format!("there is no kind `{}` to yield to", other.get_ref());
                faults.push(
                    Diagnostic::error("R035", message)
                        .at(FILE, other.span(), "")
                        .suggest(other.get_ref(), ids()),
                );
            }
        }
        let role = |given: &Option<String>, name: &str| given.as_deref().unwrap_or(name).to_owned();
        rows.push(RelationKindRow {
            id: id.clone(),
            means: spec.means.clone(),
            directed: spec.directed,
            roles: [
                role(&spec.partner, "partner"),
                role(&spec.source, "source"),
                role(&spec.target, "target"),
            ],
            signed: spec.signed,
            event: spec.event,
            gives: spec.gives,
            yields_to: spec.yields_to.iter().map(|other| other.get_ref().clone()).collect(),
        });
    }
    rows
}
