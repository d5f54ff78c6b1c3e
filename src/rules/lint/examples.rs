//! Lints of examples: L13 (the same in two rules), L16 (one rule's example is another's
//! counter-example).

use std::collections::BTreeMap;

use super::Ground;
use crate::diag::Diagnostic;
use crate::rules::example::Marked;
use crate::rules::schema::Example;
use crate::rules::set::{Rule, RuleKind};

pub(super) fn lint(ground: &Ground<'_>, out: &mut Vec<Diagnostic>) {
    let mut matched: BTreeMap<String, (&Rule, &Example)> = BTreeMap::new();
    for rule in &ground.language.rules {
        for example in &rule.examples {
            let written = example.text.get_ref().clone();
            match matched.get(&written) {
                Some((other, held)) if !same_family(rule, other) => out.push(
                    Diagnostic::note("L13", format!("the same example as in `{}`", other.id))
                        .at(&rule.file, example.text.span(), "")
                        .at(&other.file, held.text.span(), "the other one")
                        .help("another sentence tests more"),
                ),
                Some(_) => {}
                None => {
                    matched.insert(written, (rule, example));
                }
            }
        }
    }
    let mut plain: BTreeMap<String, Vec<(&Rule, &Example)>> = BTreeMap::new();
    for rule in &ground.language.rules {
        for example in &rule.examples {
            if let Ok(marked) = Marked::parse(example.text.get_ref()) {
                plain.entry(marked.text).or_default().push((rule, example));
            }
        }
    }
    for rule in &ground.language.rules {
        for example in &rule.counter_examples {
            let Ok(marked) = Marked::parse(example.text.get_ref()) else { continue };
            let others = plain.get(&marked.text).into_iter().flatten();
            for (other, held) in others.filter(|(other, _)| contradicts(rule, other)) {
                out.push(
                    Diagnostic::warning("L16", format!("`{}` shows this as an example", other.id))
                        .at(&rule.file, example.text.span(), "")
                        .at(&other.file, held.text.span(), "there")
                        .help(
                            "one of the two is wrong, or the sentence is not what tells them apart",
                        ),
                );
            }
        }
    }
}

fn same_family(left: &Rule, right: &Rule) -> bool {
    left.file == right.file && left.span == right.span
}

/// Whether both rules would say the same of a sentence.
fn contradicts(left: &Rule, right: &Rule) -> bool {
    if same_family(left, right) {
        return true;
    }
    match (&left.kind, &right.kind) {
        (RuleKind::Relation(a), RuleKind::Relation(b)) => {
            a.kind == b.kind && a.parties == b.parties && a.source == b.source
        }
        (RuleKind::Cue { cue: a, .. }, RuleKind::Cue { cue: b, .. }) => a == b,
        _ => false,
    }
}
