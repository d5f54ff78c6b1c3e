//! Linking: whether the mentions of one body are one entity. B-cubed over the annotated entities, end
//! to end: a mention that was not found, or that is not there, earns nothing.
//!
//! Gold and predicted mentions are paired one to one by overlap. For an annotated mention, recall is
//! the share of its entity's mentions that were paired with the entity that it was paired with;
//! for a predicted mention, precision is the share of its entity's mentions that were paired with
//! the gold entity that it was paired with. Both are averaged over mentions.
//!
//! The same over the paired mentions alone, each entity cut down to those of its mentions that were
//! paired, tells wrong and missed joins from mentions that names and spans lost: [`Linking::found`].

use std::collections::BTreeMap;
use std::ops::AddAssign;

use super::finding::Log;
use super::side::{Class, Meaning, Side};

/// B-cubed credit of one class.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Linking {
    /// Annotated mentions.
    pub gold: u64,
    /// Predicted mentions.
    pub predicted: u64,
    /// Sum of the recalls of annotated mentions.
    pub recall: f64,
    /// Sum of the precisions of predicted mentions.
    pub precision: f64,
    /// Paired mentions.
    pub paired: u64,
    /// Sum of the recalls of paired annotated mentions, among paired ones.
    pub paired_recall: f64,
    /// Sum of the precisions of paired predicted mentions, among paired ones.
    pub paired_precision: f64,
}

impl AddAssign for Linking {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.recall += other.recall;
        self.precision += other.precision;
        self.paired += other.paired;
        self.paired_recall += other.paired_recall;
        self.paired_precision += other.paired_precision;
    }
}

impl Linking {
    /// The harmonic mean of precision and recall, when there is anything to link.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        let share = |credit: f64, of: u64| if of > 0 { credit / of as f64 } else { 0.0 };
        let (p, r) = (share(self.precision, self.predicted), share(self.recall, self.gold));
        let any = self.gold + self.predicted > 0;
        any.then(|| if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 })
    }

    /// Linking given the mentions that were found: what is lost here, wrong or missed joins lost.
    #[must_use]
    pub fn found(&self) -> Self {
        Self {
            gold: self.paired,
            predicted: self.paired,
            recall: self.paired_recall,
            precision: self.paired_precision,
            ..*self
        }
    }
}

/// Scores one class of a text. `pairs` are indices into the items of gold and prediction.
pub(super) fn score(
    class: Class,
    gold: &Side,
    predicted: &Side,
    pairs: &[(usize, usize)],
    log: &mut Log,
) -> Linking {
    let (of_gold, of_predicted) = (sizes(gold, class), sizes(predicted, class));
    // How many pairs tie each gold entity to each predicted one, and the first of them.
    let mut ties: BTreeMap<(usize, usize), (u64, usize, usize)> = BTreeMap::new();
    for &(g, p) in pairs {
        if let (Some(one), Some(other)) = (entity(gold, g), entity(predicted, p)) {
            ties.entry((one, other)).or_insert((0, g, p)).0 += 1;
        }
    }
    let (mut paired_gold, mut paired_predicted) = (BTreeMap::new(), BTreeMap::new());
    for (&(one, other), &(count, ..)) in &ties {
        *paired_gold.entry(one).or_insert(0) += count;
        *paired_predicted.entry(other).or_insert(0) += count;
    }
    let mut linking = Linking {
        gold: of_gold.values().sum(),
        predicted: of_predicted.values().sum(),
        ..Linking::default()
    };
    for (&(one, other), &(count, ..)) in &ties {
        // Each of the `count` mentions earns `count` over the size of its entity.
        let squared = (count * count) as f64;
        let share = |sizes: &BTreeMap<usize, u64>, entity: usize| {
            sizes.get(&entity).map_or(0.0, |&size| squared / size as f64)
        };
        linking.recall += share(&of_gold, one);
        linking.precision += share(&of_predicted, other);
        linking.paired += count;
        linking.paired_recall += share(&paired_gold, one);
        linking.paired_precision += share(&paired_predicted, other);
    }
    let keys: Vec<_> = ties.iter().map(|(&(one, other), &(_, g, p))| (one, other, g, p)).collect();
    for (at, &(one, other, g, p)) in keys.iter().enumerate() {
        let earlier = &keys[..at];
        if let Some(&(_, first, ..)) = earlier.iter().find(|(before, ..)| *before == one) {
            log.missed_merge(
                (&gold.items[g], gold, one),
                &predicted.items[p],
                predicted,
                [first, other],
            );
        }
        if let Some(&(first, ..)) = earlier.iter().find(|(_, before, ..)| *before == other) {
            log.wrong_merge(
                &gold.items[g],
                gold,
                [first, one],
                (&predicted.items[p], predicted, other),
            );
        }
    }
    linking
}

fn entity(side: &Side, item: usize) -> Option<usize> {
    match side.items.get(item)?.meaning {
        Meaning::Entity(entity) => Some(entity),
        _ => None,
    }
}

/// Mentions of each entity.
fn sizes(side: &Side, class: Class) -> BTreeMap<usize, u64> {
    let mut sizes = BTreeMap::new();
    for item in side.items.iter().filter(|item| item.class == class) {
        if let Meaning::Entity(entity) = item.meaning {
            *sizes.entry(entity).or_default() += 1;
        }
    }
    sizes
}
