//! Reports for people (text), pull requests (Markdown), programs (JSON) and CI (JUnit, GitHub). Every
//! ratio stands with its counts.

mod github;
mod json;
mod junit;
mod lines;
mod markdown;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::baseline::{Difference, Mistake, mistakes};
use super::metric::{Metric, intervals, metrics};
use super::thresholds::Gate;
use super::{Report, Scores, TextScore};

/// A set with fewer annotated items than this gets an interval, so that nobody celebrates noise.
const SMALL: f64 = 50.0;
/// Mistakes listed of a difference when the caller does not say how many.
const EXAMPLES: usize = 20;

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
    /// JUnit XML: thresholds are test cases, mistakes the output of their text.
    Junit,
    /// Lines for the log of a GitHub workflow, the worst as annotations.
    Github,
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
    scores: Scores,
    intervals: BTreeMap<String, (f64, f64)>,
}

impl Block<'_> {
    /// The interval of a metric whose counted items are few.
    fn small(&self, metric: &Metric, items: f64) -> Option<(f64, f64)> {
        if items >= SMALL { None } else { self.intervals.get(&metric.name).copied() }
    }
}

/// All that the forms print.
struct Page<'a> {
    report: &'a Report,
    blocks: Vec<Block<'a>>,
    gates: &'a [Gate],
    difference: Option<&'a Difference>,
    options: Options,
}

/// Renders a report with the thresholds that were judged and the difference to a baseline; ends with
/// a newline.
#[must_use]
pub fn render(
    report: &Report,
    gates: &[Gate],
    difference: Option<&Difference>,
    options: Options,
) -> String {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for (name, scores) in report.groups() {
        let texts: Vec<&TextScore> =
            report.texts.iter().filter(|text| text.group == name).collect();
        blocks.push(Block { name, scores, intervals: intervals(&texts) });
        if options.by == Breakdown::Document {
            blocks.extend(texts.into_iter().map(|text| Block {
                name: &text.id,
                scores: text.scores.clone(),
                intervals: BTreeMap::new(),
            }));
        }
    }
    let page = Page { report, blocks, gates, difference, options };
    match options.format {
        Format::Text => lines::render(&page),
        Format::Markdown => markdown::render(&page),
        Format::Json => json::render(&page),
        Format::Junit => junit::render(&page),
        Format::Github => github::render(&page),
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

/// A value on its own, `-` where there is none.
fn bare(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.3}"))
}

/// ` [low, high]`, or nothing where the set is large enough.
fn range(block: &Block<'_>, metric: &Metric, items: f64) -> String {
    match block.small(metric, items) {
        Some((low, high)) => format!(" [{low:.2}, {high:.2}]"),
        None => String::new(),
    }
}

fn found(gate: &Gate) -> String {
    gate.found.map_or("nothing to measure".to_owned(), |value| format!("{value:.4}"))
}

impl Page<'_> {
    /// The first mistakes, taken in turn from the texts so that one bad text does not fill the list,
    /// and the number of all.
    fn findings(&self) -> (Vec<Mistake>, usize) {
        let all = mistakes(self.report);
        let mut round = 0;
        let mut ranked: Vec<(usize, usize)> = Vec::new();
        for (at, one) in all.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &all[before]);
            let same = before.is_some_and(|last| last.text == one.text && last.group == one.group);
            round = if same { round + 1 } else { 0 };
            ranked.push((round, at));
        }
        ranked.sort_unstable();
        let mut chosen: Vec<usize> =
            ranked.into_iter().take(self.options.errors).map(|(_, at)| at).collect();
        chosen.sort_unstable();
        (chosen.into_iter().map(|at| all[at].clone()).collect(), all.len())
    }

    /// How many mistakes of a difference are listed.
    fn examples(&self) -> usize {
        if self.options.errors == 0 { EXAMPLES } else { self.options.errors }
    }
}

/// What is wrong, on one line.
fn says(mistake: &Mistake) -> String {
    let mut out = format!("{} {}:", mistake.sort, mistake.class);
    if let Some(gold) = &mistake.gold {
        let _ = write!(out, " gold {gold}");
    }
    if let Some(predicted) = &mistake.predicted {
        let _ = write!(out, " predicted {predicted}");
    }
    if let Some(rule) = mistake.rule.as_ref().filter(|rule| !rule.is_empty()) {
        let _ = write!(out, " ({rule})");
    }
    out
}

/// Where it is, and what is wrong.
fn placed(mistake: &Mistake) -> String {
    let Mistake { text, char_start, char_end, .. } = mistake;
    format!("{text}:{char_start}-{char_end} {}", says(mistake))
}
