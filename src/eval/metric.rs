//! Named figures: what thresholds are set on and what reports print, always with their counts.

use std::collections::BTreeMap;

use super::linking::Linking;
use super::score::{Matches, Scores, Share, TextScore};
use super::side::Class;
use crate::kb::v1::RelationKind;

/// A ratio with its counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// Stable name, such as `organisation_strict_f1`.
    pub name: String,
    /// Numerator: matches, or credit. For an F1 twice the matches.
    pub right: f64,
    /// Denominator: what was predicted, annotated, or both together for an F1.
    pub of: f64,
}

impl Metric {
    fn new(name: String, right: f64, of: f64) -> Self {
        Self { name, right, of }
    }

    /// The ratio; `None` when there was nothing to find or to judge.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        (self.of > 0.0).then(|| self.right / self.of)
    }
}

/// All metrics of `scores`, always the same names in the same order; kinds of relations that the
/// shipped rules do not know follow those that they do.
#[must_use]
pub fn metrics(scores: &Scores) -> Vec<Metric> {
    let mut all = Vec::new();
    for class in Class::ALL {
        spans(class.as_str(), scores.class(class), &mut all);
    }
    spans("amount", scores.amounts(), &mut all);
    let values = &scores.values;
    all.push(share("date_value", values.date));
    for (class, amount) in Class::AMOUNTS.iter().zip(values.amount) {
        all.push(share(&format!("{}_value", class.as_str()), amount));
    }
    all.push(share("amount_value", scores.amount_values()));
    all.push(share("amount_value_max", values.value_max));
    all.push(share("amount_modifier", values.modifier));
    all.push(share("amount_per", values.per));
    for (class, &linking) in Class::ALL.iter().zip(&scores.linking) {
        b_cubed(&format!("linking_{}", class.as_str()), linking, &mut all);
    }
    b_cubed("linking", scores.all_linking(), &mut all);
    for (class, &linking) in Class::ALL.iter().zip(&scores.linking) {
        b_cubed(&format!("linking_found_{}", class.as_str()), linking.found(), &mut all);
    }
    b_cubed("linking_found", scores.all_linking().found(), &mut all);
    for kind in RelationKind::with_others(scores.relations.keys().copied()) {
        let links = scores.links(kind);
        let name = format!("relation_{}", kind.as_str());
        triple(&name, links.credit, links.predicted, links.gold, &mut all);
    }
    let links = scores.all_links();
    triple("relation", links.credit, links.predicted, links.gold, &mut all);
    all.push(share("relation_status", links.status));
    all
}

fn spans(name: &str, matches: Matches, all: &mut Vec<Metric>) {
    let Matches { gold, predicted, strict, overlap } = matches;
    triple(&format!("{name}_strict"), strict as f64, predicted, gold, all);
    triple(&format!("{name}_overlap"), overlap as f64, predicted, gold, all);
}

fn triple(name: &str, matched: f64, predicted: u64, gold: u64, all: &mut Vec<Metric>) {
    all.push(Metric::new(format!("{name}_p"), matched, predicted as f64));
    all.push(Metric::new(format!("{name}_r"), matched, gold as f64));
    all.push(Metric::new(format!("{name}_f1"), 2.0 * matched, (predicted + gold) as f64));
}

/// Precision and recall have their own credit; the numerator of their harmonic mean is what gives it
/// over all mentions.
fn b_cubed(name: &str, linking: Linking, all: &mut Vec<Metric>) {
    let (predicted, gold) = (linking.predicted as f64, linking.gold as f64);
    all.push(Metric::new(format!("{name}_p"), linking.precision, predicted));
    all.push(Metric::new(format!("{name}_r"), linking.recall, gold));
    let both = predicted + gold;
    all.push(Metric::new(format!("{name}_f1"), linking.f1().unwrap_or(0.0) * both, both));
}

fn share(name: &str, share: Share) -> Metric {
    Metric::new(name.to_owned(), share.right as f64, share.of as f64)
}

/// Resamples of a bootstrap.
const RESAMPLES: usize = 1000;

/// The ranges in which the metrics of so few texts can be trusted, by name: the 95 % intervals of 1000
/// resamples of the texts. Empty with fewer than two texts. The same texts give the same intervals.
#[must_use]
pub fn intervals(texts: &[&TextScore]) -> BTreeMap<String, (f64, f64)> {
    if texts.len() < 2 {
        return BTreeMap::new();
    }
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut values: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for _ in 0..RESAMPLES {
        let mut sum = Scores::default();
        for _ in 0..texts.len() {
            // xorshift64: reproducible, and random enough to draw texts.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            sum += texts[(state % texts.len() as u64) as usize].scores.clone();
        }
        for metric in metrics(&sum) {
            if let Some(value) = metric.value() {
                values.entry(metric.name).or_default().push(value);
            }
        }
    }
    let range = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        let at = |share: usize| values.get(values.len().saturating_sub(1) * share / 1000).copied();
        Some((at(25)?, at(975)?))
    };
    values.into_iter().filter_map(|(name, list)| Some((name, range(list)?))).collect()
}
