//! Named figures: what thresholds are set on and what reports print, always with their counts.

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

fn share(name: &str, share: Share) -> Metric {
    Metric::new(name.to_owned(), share.right as f64, share.of as f64)
}

/// Resamples of a bootstrap.
const RESAMPLES: usize = 1000;

/// The range in which a metric of so few texts can be trusted: the 95 % interval of 1000 resamples
/// of the texts. `None` with fewer than two texts or no value. The same texts give the same
/// interval.
#[must_use]
pub fn interval(texts: &[&TextScore], name: &str) -> Option<(f64, f64)> {
    if texts.len() < 2 {
        return None;
    }
    let named = |scores: &Scores| metrics(scores).into_iter().find(|metric| metric.name == name);
    let each: Vec<Metric> = texts.iter().filter_map(|text| named(&text.scores)).collect();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut values = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        let (mut right, mut of) = (0.0, 0.0);
        for _ in 0..each.len() {
            // xorshift64: reproducible, and random enough to draw texts.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let drawn = &each[(state % each.len() as u64) as usize];
            right += drawn.right;
            of += drawn.of;
        }
        if of > 0.0 {
            values.push(right / of);
        }
    }
    values.sort_by(f64::total_cmp);
    let at = |share: usize| values.get(values.len().saturating_sub(1) * share / 1000).copied();
    Some((at(25)?, at(975)?))
}
