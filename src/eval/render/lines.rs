//! Lines for a terminal.

use std::fmt::Write as _;

use super::{Block, Page, bare, found, placed, range, ratio, rows};
use crate::eval::baseline::{Difference, Mistake};

pub(super) fn render(page: &Page<'_>) -> String {
    let mut out = String::new();
    for (number, block) in page.blocks.iter().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        figures(block, &mut out);
    }
    let (shown, total) = page.findings();
    if !shown.is_empty() {
        let _ = writeln!(out, "\n{} of {total} mistakes:", shown.len());
        list(&shown, "", &mut out);
    }
    if let Some(difference) = page.difference {
        changes(difference, page.examples(), &mut out);
    }
    for gate in page.gates {
        let word = if gate.holds() { "holds" } else { "FAILS" };
        let (group, metric, required) = (&gate.group, &gate.metric, gate.required);
        let _ = writeln!(out, "{word}: [{group}] {metric} {}, required {required}", found(gate));
    }
    out
}

fn figures(block: &Block<'_>, out: &mut String) {
    let Block { name, scores, .. } = block;
    let plural = if scores.texts == 1 { "" } else { "s" };
    let _ = writeln!(out, "{name}: {} text{plural}", scores.texts);
    if scores.altered > 0 {
        let altered = scores.altered;
        let _ = writeln!(out, "  {altered} not read as the gold has it: offsets may disagree");
    }
    for (row, list) in rows(scores) {
        let label = row.replace('_', " ");
        match list.as_slice() {
            [p, r, f1] => {
                let (p, r, range) = (ratio(p), ratio(r), range(block, f1, r.of));
                let f1 = bare(f1.value());
                let line = format!("  {label:<22} P {p:<18} R {r:<18} F1 {f1}{range}");
                let _ = writeln!(out, "{}", line.trim_end());
            }
            list => {
                let shares: Vec<String> = list
                    .iter()
                    .map(|share| ratio(share) + &range(block, share, share.of))
                    .collect();
                let _ = writeln!(out, "  {label:<24} {}", shares.join("  "));
            }
        }
    }
}

fn list(mistakes: &[Mistake], sign: &str, out: &mut String) {
    for one in mistakes {
        let _ = writeln!(out, "{sign}{}\n    {}", placed(one), one.context);
    }
}

fn changes(difference: &Difference, examples: usize, out: &mut String) {
    let Difference { changes, new, fixed, complete } = difference;
    let (new_count, fixed_count) = (new.len(), fixed.len());
    let _ = writeln!(
        out,
        "\nsince the baseline: {fixed_count} mistakes fixed, {new_count} new, {} figures changed",
        changes.len()
    );
    if !complete {
        out.push_str("  the baseline does not list all its mistakes: some of the new may be old\n");
    }
    for change in changes {
        // There may be nothing to measure on one side.
        let sign = match (change.before, change.after) {
            (Some(before), Some(after)) if after > before => "+",
            (Some(_), Some(_)) => "-",
            _ => "~",
        };
        let (before, after) = (bare(change.before), bare(change.after));
        let _ = writeln!(out, "  {sign} [{}] {} {before} -> {after}", change.group, change.metric);
    }
    for (sign, all) in [("new: ", new), ("fixed: ", fixed)] {
        list(&all[..all.len().min(examples)], sign, out);
        if all.len() > examples {
            let _ = writeln!(out, "{sign}and {} more", all.len() - examples);
        }
    }
}
