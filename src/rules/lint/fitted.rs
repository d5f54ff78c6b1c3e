//! Lints that read what a fit has found: L14 (a weight whose sign contradicts its author), L15 (a rule
//! that is wrong more often than right).

use super::Ground;
use crate::diag::Diagnostic;
use crate::rules::set::Rule;
use crate::rules::weights::{Weights, is_weighed};

/// Fewer spans than this say nothing.
const FEWEST: u32 = 8;

/// Least share of right ones.
const PRECISION: f64 = 0.5;

pub(super) fn lint(
    ground: &Ground<'_>,
    weights: &Weights,
    types: &[String],
    out: &mut Vec<Diagnostic>,
) {
    for rule in ground.language.rules.iter().filter(|rule| is_weighed(&rule.kind)) {
        let Some(held) = weights.of(rule, types).filter(|held| held.count >= FEWEST) else {
            continue;
        };
        let share = f64::from(held.right) / f64::from(held.count);
        let told = format!("of {} spans of the gold it is right on {}", held.count, held.right);
        if held.author * held.fitted < 0.0 {
            let message =
                format!("gold says {:+.2} where the author says {:+.2}", held.fitted, held.author);
            out.push(
                Diagnostic::warning("L14", message)
                    .at(&rule.file, place(rule), "")
                    .help(format!("{told}; it may match something else than it means to")),
            );
        } else if share < PRECISION && held.author > 0.0 {
            out.push(
                Diagnostic::note("L15", format!("right in {:.0}% only", share * 100.0))
                    .at(&rule.file, place(rule), "")
                    .help(format!("{told}; `extract rules fit` prints what it is worth")),
            );
        }
    }
}

/// The pattern, or the head of a rule without one.
fn place(rule: &Rule) -> std::ops::Range<usize> {
    match rule.pattern_at.is_empty() {
        true => rule.span.start..rule.span.end.min(rule.span.start + 2),
        false => rule.pattern_at.clone(),
    }
}
