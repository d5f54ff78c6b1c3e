//! Tables for a pull request.

use std::fmt::Write as _;

use super::{Page, bare, placed, range, ratio, rows};
use crate::eval::baseline::{Difference, Mistake};

pub(super) fn render(page: &Page<'_>) -> String {
    let mut out = String::new();
    for block in &page.blocks {
        let _ = writeln!(out, "### {}\n", cell(block.name));
        out.push_str("| | precision | recall | F1 |\n| --- | --- | --- | --- |\n");
        for (row, list) in rows(&block.scores) {
            let label = row.replace('_', " ");
            match list.as_slice() {
                [p, r, f1] => {
                    let (p, r, range) = (ratio(p), ratio(r), range(block, f1, r.of));
                    let _ = writeln!(out, "| {label} | {p} | {r} | {}{range} |", bare(f1.value()));
                }
                list => {
                    let shares: Vec<String> = list
                        .iter()
                        .map(|share| ratio(share) + &range(block, share, share.of))
                        .collect();
                    let _ = writeln!(out, "| {label} | {} | | |", shares.join(", "));
                }
            }
        }
        out.push('\n');
    }
    if !page.gates.is_empty() {
        out.push_str("| threshold | required | found | |\n| --- | --- | --- | --- |\n");
        for gate in page.gates {
            let found = gate.found.map_or("-".to_owned(), |value| format!("{value:.4}"));
            let word = if gate.holds() { "holds" } else { "**fails**" };
            let (group, metric, required) = (cell(&gate.group), &gate.metric, gate.required);
            let _ = writeln!(out, "| {group} {metric} | {required} | {found} | {word} |");
        }
        out.push('\n');
    }
    let (shown, total) = page.findings();
    if !shown.is_empty() {
        let _ = writeln!(out, "{} of {total} mistakes\n", shown.len());
        list(&shown, &mut out);
    }
    if let Some(difference) = page.difference {
        changes(difference, page.examples(), &mut out);
    }
    out
}

fn changes(difference: &Difference, examples: usize, out: &mut String) {
    let Difference { changes, new, fixed, complete } = difference;
    let _ = writeln!(
        out,
        "### Since the baseline: {} mistakes fixed, {} new\n",
        fixed.len(),
        new.len()
    );
    if !complete {
        out.push_str(
            "The baseline does not list all its mistakes: some of the new may be old.\n\n",
        );
    }
    if !changes.is_empty() {
        out.push_str("| figure | before | after |\n| --- | --- | --- |\n");
        for change in changes {
            let (before, after) = (bare(change.before), bare(change.after));
            let group = cell(&change.group);
            let _ = writeln!(out, "| {group} {} | {before} | {after} |", change.metric);
        }
        out.push('\n');
    }
    for (title, all) in [("New", new), ("Fixed", fixed)] {
        if !all.is_empty() {
            let _ = writeln!(out, "{title}\n");
            list(&all[..all.len().min(examples)], out);
            if all.len() > examples {
                let _ = writeln!(out, "- and {} more", all.len() - examples);
            }
            out.push('\n');
        }
    }
}

fn list(mistakes: &[Mistake], out: &mut String) {
    for one in mistakes {
        let line = format!("{}: {}", placed(one), one.context);
        let _ = writeln!(out, "- `{}`", line.replace('`', "'"));
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
