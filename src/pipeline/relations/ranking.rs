//! How much a text speaks of each of its bodies, with who is spoken of most at hand.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::pipeline::analysis::EntityIdx;

/// Weights of all entities, and those with one by weight.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranking {
    weights: Vec<u32>,
    /// The heaviest first, of equal ones the first.
    order: BTreeSet<(Reverse<u32>, EntityIdx)>,
}

impl Ranking {
    pub fn new(weights: Vec<u32>) -> Self {
        let heavy = weights.iter().enumerate().filter(|&(_, &weight)| weight > 0);
        let order = heavy.map(|(at, &weight)| (Reverse(weight), EntityIdx(at as u32))).collect();
        Self { weights, order }
    }

    pub fn weight(&self, entity: EntityIdx) -> u32 {
        self.weights.get(entity.0 as usize).copied().unwrap_or(0)
    }

    pub fn raise(&mut self, entity: EntityIdx, by: u32) {
        let Some(weight) = self.weights.get_mut(entity.0 as usize) else { return };
        self.order.remove(&(Reverse(*weight), entity));
        *weight += by;
        if *weight > 0 {
            self.order.insert((Reverse(*weight), entity));
        }
    }

    /// The heaviest entity that is none of `others`, with its weight and that of the next.
    pub fn first(&self, others: &[EntityIdx]) -> Option<(EntityIdx, u32, u32)> {
        let mut rest = self.order.iter().filter(|(_, entity)| !others.contains(entity));
        let &(Reverse(most), entity) = rest.next()?;
        Some((entity, most, rest.next().map_or(0, |&(Reverse(weight), _)| weight)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equal_weights_the_first_entity_leads() {
        let mut ranking = Ranking::new(vec![2, 5, 0, 5]);
        let [a, b, c, d] = [0, 1, 2, 3].map(EntityIdx);
        assert_eq!(ranking.first(&[]), Some((b, 5, 5)));
        assert_eq!(ranking.first(&[b]), Some((d, 5, 2)));
        ranking.raise(c, 9);
        ranking.raise(a, 0);
        assert_eq!(ranking.first(&[]), Some((c, 9, 5)));
        assert_eq!(ranking.first(&[b, c, d]), Some((a, 2, 0)));
        assert_eq!(ranking.first(&[a, b, c, d]), None);
    }
}
