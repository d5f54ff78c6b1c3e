//! Reports for people (text), pull requests (Markdown) and programs (JSON). Every ratio stands with
//! its counts.

use std::fmt::Write as _;

use serde::Serialize;

use super::metric::{Metric, interval, metrics};
use super::thresholds::Gate;
use super::{Finding, Report, Scores, TextScore};

/// A set with fewer annotated items than this gets an interval, so that nobody celebrates noise.
const SMALL: f64 = 50.0;

/// How a report is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Lines for a terminal.
    #[default]
    Text,
    /// One JSON object.
    Json,
    /// Tables for a pull request.
    Markdown,
}

/// What the figures are summed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Breakdown {
    /// The folders.
    #[default]
    Folder,
    /// The folders, and every text.
    Document,
}

/// What goes into a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Form.
    pub format: Format,
    /// Folders, or every text too.
    pub by: Breakdown,
    /// Mistakes listed at most.
    pub errors: usize,
}

/// One block of figures: a folder or a text.
struct Block<'a> {
    name: &'a str,
    texts: Vec<&'a TextScore>,
    scores: Scores,
}

/// Renders a report with the thresholds that were judged; ends with a newline.
#[must_use]
pub fn render(report: &Report, gates: &[Gate], options: Options) -> String {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for (name, scores) in report.groups() {
        let texts: Vec<&TextScore> =
            report.texts.iter().filter(|text| text.group == name).collect();
        let each = texts.clone();
        blocks.push(Block { name, texts, scores });
        if options.by == Breakdown::Document {
            blocks.extend(each.into_iter().map(|text| Block {
                name: &text.id,
                texts: vec![text],
                scores: text.scores.clone(),
            }));
        }
    }
    match options.format {
        Format::Text => text(report, &blocks, gates, options),
        Format::Markdown => markdown(report, &blocks, gates, options),
        Format::Json => json(report, &blocks, gates, options),
    }
}

/// The lines of a block: what is measured, how, and its precision, recall and F1 or single share.
fn rows(scores: &Scores) -> Vec<(String, Vec<Metric>)> {
    let mut rows: Vec<(String, Vec<Metric>)> = Vec::new();
    for metric in metrics(scores) {
        let (row, triple) = match metric.name.rsplit_once('_') {
            Some((row, "p" | "r" | "f1")) => (row, true),
            _ => (metric.name.as_str(), false),
        };
        match rows.last_mut() {
            Some((last, list)) if triple && last == row => list.push(metric),
            _ => rows.push((row.to_owned(), vec![metric])),
        }
    }
    // A class that neither side has says nothing.
    rows.retain(|(_, list)| list.iter().any(|metric| metric.of > 0.0));
    rows
}

fn ratio(metric: &Metric) -> String {
    match metric.value() {
        Some(value) => format!("{value:.3} = {}/{}", count(metric.right), metric.of),
        None => "-".to_owned(),
    }
}

/// Whole numbers as such; credit with two decimals.
fn count(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value}") } else { format!("{value:.2}") }
}

fn text(report: &Report, blocks: &[Block<'_>], gates: &[Gate], options: Options) -> String {
    let mut out = String::new();
    for (number, block) in blocks.iter().enumerate() {
        let Block { name, texts, scores } = block;
        if number > 0 {
            out.push('\n');
        }
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
                    let f1_text = f1.value().map_or("-".to_owned(), |value| format!("{value:.3}"));
                    let range = small_interval(texts, r, f1).unwrap_or_default();
                    let line = format!(
                        "  {label:<22} P {:<18} R {:<18} F1 {f1_text}{range}",
                        ratio(p),
                        ratio(r)
                    );
                    let _ = writeln!(out, "{}", line.trim_end());
                }
                list => {
                    let shares: Vec<String> = list.iter().map(ratio).collect();
                    let _ = writeln!(out, "  {label:<24} {}", shares.join("  "));
                }
            }
        }
    }
    let (shown, total) = findings(report, options);
    if !shown.is_empty() {
        let _ = writeln!(out, "\n{} of {total} mistakes:", shown.len());
        for (text, finding) in shown {
            let _ = writeln!(out, "{}", finding_text(&text.id, finding));
        }
    }
    for gate in gates {
        let word = if gate.holds() { "holds" } else { "FAILS" };
        let found = gate.found.map_or("nothing to measure".to_owned(), |v| format!("{v:.4}"));
        let Gate { group, metric, required, .. } = gate;
        let _ = writeln!(out, "{word}: [{group}] {metric} {found}, required {required}");
    }
    out
}

fn small_interval(texts: &[&TextScore], recall: &Metric, f1: &Metric) -> Option<String> {
    if recall.of >= SMALL {
        return None;
    }
    let (low, high) = interval(texts, &f1.name)?;
    Some(format!(" [{low:.2}, {high:.2}]"))
}

/// The first mistakes, taken in turn from the texts so that one bad text does not fill the list, and
/// the number of all.
fn findings(report: &Report, options: Options) -> (Vec<(&TextScore, &Finding)>, usize) {
    let total = report.texts.iter().map(|text| text.findings.len()).sum();
    let most = report.texts.iter().map(|text| text.findings.len()).max().unwrap_or(0);
    let mut shown = Vec::new();
    for round in 0..most {
        for (at, text) in report.texts.iter().enumerate() {
            if let Some(finding) = text.findings.get(round)
                && shown.len() < options.errors
            {
                shown.push((at, round, text, finding));
            }
        }
    }
    shown.sort_by_key(|(at, round, ..)| (*at, *round));
    (shown.into_iter().map(|(_, _, text, finding)| (text, finding)).collect(), total)
}

fn finding_text(id: &str, finding: &Finding) -> String {
    let mut out = format!(
        "{id}:{}-{} {} {}:",
        finding.start,
        finding.end,
        finding.sort.as_str(),
        finding.class
    );
    if let Some(gold) = &finding.gold {
        let _ = write!(out, " gold {gold}");
    }
    if let Some(predicted) = &finding.predicted {
        let _ = write!(out, " predicted {predicted}");
    }
    if let Some(rule) = finding.rule.as_ref().filter(|rule| !rule.is_empty()) {
        let _ = write!(out, " ({rule})");
    }
    let _ = write!(out, "\n    {}", finding.context);
    out
}

fn markdown(report: &Report, blocks: &[Block<'_>], gates: &[Gate], options: Options) -> String {
    let mut out = String::new();
    for block in blocks {
        let _ = writeln!(out, "### {}\n", cell(block.name));
        out.push_str("| | precision | recall | F1 |\n| --- | --- | --- | --- |\n");
        for (row, list) in rows(&block.scores) {
            let label = row.replace('_', " ");
            match list.as_slice() {
                [p, r, f1] => {
                    let f1 = f1.value().map_or("-".to_owned(), |value| format!("{value:.3}"));
                    let _ = writeln!(out, "| {label} | {} | {} | {f1} |", ratio(p), ratio(r));
                }
                list => {
                    let shares: Vec<String> = list.iter().map(ratio).collect();
                    let _ = writeln!(out, "| {label} | {} | | |", shares.join(", "));
                }
            }
        }
        out.push('\n');
    }
    if !gates.is_empty() {
        out.push_str("| threshold | required | found | |\n| --- | --- | --- | --- |\n");
        for gate in gates {
            let Gate { group, metric, required, .. } = gate;
            let found = gate.found.map_or("-".to_owned(), |value| format!("{value:.4}"));
            let word = if gate.holds() { "holds" } else { "**fails**" };
            let _ = writeln!(out, "| {} {metric} | {required} | {found} | {word} |", cell(group));
        }
        out.push('\n');
    }
    let (shown, total) = findings(report, options);
    if !shown.is_empty() {
        let _ = writeln!(out, "{} of {total} mistakes\n", shown.len());
        for (text, finding) in shown {
            let line = finding_text(&text.id, finding).replace("\n    ", ": ");
            let _ = writeln!(out, "- `{}`", line.replace('`', "'"));
        }
    }
    out
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn json(report: &Report, blocks: &[Block<'_>], gates: &[Gate], options: Options) -> String {
    #[derive(Serialize)]
    struct JsonReport<'a> {
        blocks: Vec<JsonBlock<'a>>,
        thresholds: Vec<JsonGate<'a>>,
        mistake_count: usize,
        mistakes: Vec<JsonFinding<'a>>,
    }
    #[derive(Serialize)]
    struct JsonBlock<'a> {
        name: &'a str,
        texts: u64,
        altered: u64,
        metrics: Vec<JsonMetric>,
    }
    #[derive(Serialize)]
    struct JsonMetric {
        name: String,
        value: Option<f64>,
        right: f64,
        of: f64,
    }
    #[derive(Serialize)]
    struct JsonGate<'a> {
        group: &'a str,
        metric: &'a str,
        required: f64,
        found: Option<f64>,
        holds: bool,
    }
    #[derive(Serialize)]
    struct JsonFinding<'a> {
        text: &'a str,
        sort: &'a str,
        class: &'a str,
        gold: Option<&'a str>,
        predicted: Option<&'a str>,
        rule: Option<&'a str>,
        char_start: u32,
        char_end: u32,
        context: &'a str,
    }
    let (shown, total) = findings(report, options);
    let report = JsonReport {
        blocks: blocks
            .iter()
            .map(|block| JsonBlock {
                name: block.name,
                texts: block.scores.texts,
                altered: block.scores.altered,
                metrics: metrics(&block.scores)
                    .into_iter()
                    .map(|metric| JsonMetric {
                        value: metric.value(),
                        right: metric.right,
                        of: metric.of,
                        name: metric.name,
                    })
                    .collect(),
            })
            .collect(),
        thresholds: gates
            .iter()
            .map(|gate| JsonGate {
                group: &gate.group,
                metric: &gate.metric,
                required: gate.required,
                found: gate.found,
                holds: gate.holds(),
            })
            .collect(),
        mistake_count: total,
        mistakes: shown
            .into_iter()
            .map(|(text, finding)| JsonFinding {
                text: &text.id,
                sort: finding.sort.as_str(),
                class: &finding.class,
                gold: finding.gold.as_deref(),
                predicted: finding.predicted.as_deref(),
                rule: finding.rule.as_deref(),
                char_start: finding.start,
                char_end: finding.end,
                context: &finding.context,
            })
            .collect(),
    };
    // Strings and finite numbers always serialise.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}
