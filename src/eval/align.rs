//! One-to-one alignment of annotated and predicted stretches: exact ones first, then as many
//! overlapping ones as possible.

/// Start and end, half-open, in code points.
pub type Stretch = (u32, u32);

/// An aligned pair: index of the gold stretch, index of the predicted one, whether they are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// Gold index.
    pub gold: usize,
    /// Predicted index.
    pub predicted: usize,
    /// Whether start and end agree.
    pub exact: bool,
}

/// Aligns two lists of stretches. Each stretch is used once. Equal ones are paired first; the rest is
/// a maximum matching of overlapping ones, which prefers longer overlaps. Pairs come by gold index.
#[must_use]
pub fn align(gold: &[Stretch], predicted: &[Stretch]) -> Vec<Pair> {
    let mut gold_of = vec![None; predicted.len()];
    let mut paired = vec![false; gold.len()];
    let mut pairs = Vec::new();
    for (g, stretch) in gold.iter().enumerate() {
        let equal =
            (0..predicted.len()).find(|&p| gold_of[p].is_none() && predicted[p] == *stretch);
        if let Some(p) = equal {
            gold_of[p] = Some(g);
            paired[g] = true;
            pairs.push(Pair { gold: g, predicted: p, exact: true });
        }
    }
    let free: Vec<usize> = (0..predicted.len()).filter(|&p| gold_of[p].is_none()).collect();
    let choices: Vec<Vec<usize>> = gold
        .iter()
        .enumerate()
        .map(|(g, &stretch)| {
            let mut choices: Vec<usize> = free
                .iter()
                .copied()
                .filter(|&p| !paired[g] && overlap(stretch, predicted[p]) > 0)
                .collect();
            choices.sort_by_key(|&p| (std::cmp::Reverse(overlap(stretch, predicted[p])), p));
            choices
        })
        .collect();
    // Gold stretches with the longest overlap choose first; augmenting paths never unpair one.
    let best = |g: usize| choices[g].first().map_or(0, |&p| overlap(gold[g], predicted[p]));
    let mut order: Vec<usize> = (0..gold.len()).filter(|&g| !choices[g].is_empty()).collect();
    order.sort_by_key(|&g| (std::cmp::Reverse(best(g)), g));
    let mut loose = vec![None; predicted.len()];
    for g in order {
        augment(g, &choices, &mut loose, &mut vec![false; predicted.len()]);
    }
    pairs.extend(
        loose.iter().enumerate().filter_map(|(predicted, gold)| {
            gold.map(|gold| Pair { gold, predicted, exact: false })
        }),
    );
    pairs.sort_unstable();
    pairs
}

/// Code points that belong to both.
#[must_use]
pub fn overlap(a: Stretch, b: Stretch) -> u32 {
    a.1.min(b.1).saturating_sub(a.0.max(b.0))
}

/// Finds a partner for `g`, moving others to their next choice where that frees one.
fn augment(
    g: usize,
    choices: &[Vec<usize>],
    gold_of: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for &p in &choices[g] {
        if std::mem::replace(&mut tried[p], true) {
            continue;
        }
        let moved = match gold_of[p] {
            None => true,
            Some(other) => augment(other, choices, gold_of, tried),
        };
        if moved {
            gold_of[p] = Some(g);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_stretches_first_then_as_many_as_possible() {
        let pairs = align(&[(0, 5), (6, 10)], &[(0, 10), (0, 5)]);
        assert_eq!(pairs[0], Pair { gold: 0, predicted: 1, exact: true });
        assert_eq!(pairs[1], Pair { gold: 1, predicted: 0, exact: false });
        // A greedy choice of the longest overlap would leave the second gold stretch alone.
        assert_eq!(align(&[(0, 9), (8, 20)], &[(2, 16), (0, 3)]).len(), 2);
        assert_eq!(align(&[(0, 4)], &[(4, 8)]), []);
    }

    /// The size of the best matching by trying all of them.
    fn most(gold: &[Stretch], predicted: &[Stretch], used: u32) -> usize {
        let Some((first, rest)) = gold.split_first() else { return 0 };
        let partners = (0..predicted.len())
            .filter(|&p| used & (1 << p) == 0 && overlap(*first, predicted[p]) > 0);
        let with = partners.map(|p| 1 + most(rest, predicted, used | 1 << p)).max().unwrap_or(0);
        with.max(most(rest, predicted, used))
    }

    proptest! {
        #[test]
        fn a_matching_that_no_other_beats(
            gold in proptest::collection::vec((0u32..12, 1u32..5), 0..6),
            predicted in proptest::collection::vec((0u32..12, 1u32..5), 0..6),
        ) {
            let stretch = |&(start, length): &(u32, u32)| (start, start + length);
            let gold: Vec<Stretch> = gold.iter().map(stretch).collect();
            let predicted: Vec<Stretch> = predicted.iter().map(stretch).collect();
            let pairs = align(&gold, &predicted);
            let mut seen = (vec![], vec![]);
            for pair in &pairs {
                prop_assert!(overlap(gold[pair.gold], predicted[pair.predicted]) > 0);
                prop_assert_eq!(pair.exact, gold[pair.gold] == predicted[pair.predicted]);
                prop_assert!(!seen.0.contains(&pair.gold) && !seen.1.contains(&pair.predicted));
                seen.0.push(pair.gold);
                seen.1.push(pair.predicted);
            }
            // Taking the exact pairs out first, the rest is a maximum.
            let rest = |all: &[Stretch], exact: Vec<usize>| -> Vec<Stretch> {
                let kept = all.iter().enumerate().filter(|(at, _)| !exact.contains(at));
                kept.map(|(_, stretch)| *stretch).collect()
            };
            let exact: Vec<&Pair> = pairs.iter().filter(|pair| pair.exact).collect();
            let gold_rest = rest(&gold, exact.iter().map(|pair| pair.gold).collect());
            let predicted_rest = rest(&predicted, exact.iter().map(|pair| pair.predicted).collect());
            let expected = exact.len() + most(&gold_rest, &predicted_rest, 0);
            prop_assert_eq!(pairs.len(), expected);
        }
    }
}
