//! One JSON object: what programs read, and what a baseline is made of.

use serde::Serialize;

use super::Page;
use crate::eval::baseline::{Difference, Mistake};
use crate::eval::metric::metrics;

#[derive(Serialize)]
struct JsonReport<'a> {
    blocks: Vec<JsonBlock<'a>>,
    thresholds: Vec<JsonGate<'a>>,
    mistake_count: usize,
    mistakes: Vec<Mistake>,
    since_baseline: Option<&'a Difference>,
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
    /// 95 % interval, where the set is small.
    low: Option<f64>,
    high: Option<f64>,
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

pub(super) fn render(page: &Page<'_>) -> String {
    let (mistakes, mistake_count) = page.findings();
    let blocks = page.blocks.iter().map(|block| JsonBlock {
        name: block.name,
        texts: block.scores.texts,
        altered: block.scores.altered,
        metrics: metrics(&block.scores)
            .into_iter()
            .map(|metric| {
                let range = block.small(&metric, metric.of);
                JsonMetric {
                    value: metric.value(),
                    low: range.map(|(low, _)| low),
                    high: range.map(|(_, high)| high),
                    right: metric.right,
                    of: metric.of,
                    name: metric.name,
                }
            })
            .collect(),
    });
    let thresholds = page.gates.iter().map(|gate| JsonGate {
        group: &gate.group,
        metric: &gate.metric,
        required: gate.required,
        found: gate.found,
        holds: gate.holds(),
    });
    let report = JsonReport {
        blocks: blocks.collect(),
        thresholds: thresholds.collect(),
        mistake_count,
        mistakes,
        since_baseline: page.difference,
    };
    // Strings and finite numbers always serialise.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}
