//! Words one slip of the pen apart: a letter too many, too few, another one, or two that changed
//! places. Two such words share a spelling in which a letter is left out of the one, the other, or
//! both, so that each is looked up among many without comparing it with all.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

/// Fewer words than this are compared one by one.
pub(super) const FEW: usize = 48;

/// Many words by the spellings that they share with words near them.
#[derive(Debug, Default)]
pub(super) struct Near(FxHashMap<u64, Vec<u32>>);

impl Near {
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds a word under a number of the caller's.
    pub fn add(&mut self, word: &str, number: usize) {
        let Ok(number) = u32::try_from(number) else { return };
        for spelling in spellings(word) {
            self.0.entry(spelling).or_default().push(number);
        }
    }

    /// Numbers of the words that may be one slip from `word`, or the same, in their order; whether
    /// they are is for the caller to see.
    pub fn of(&self, word: &str) -> Vec<usize> {
        let spellings = spellings(word);
        let mut out: Vec<usize> = spellings
            .iter()
            .filter_map(|spelling| self.0.get(spelling))
            .flatten()
            .map(|&number| number as usize)
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// Hashes of the word and of what is left of it without each of its letters, each once.
fn spellings(word: &str) -> Vec<u64> {
    let hash = |out: Option<usize>| {
        let mut hasher = FxHasher::default();
        let letters = word.char_indices().filter(|&(at, _)| Some(at) != out);
        letters.for_each(|(_, letter)| letter.hash(&mut hasher));
        hasher.finish()
    };
    let without = word.char_indices().map(|(at, _)| hash(Some(at)));
    let mut all: Vec<u64> = without.chain([hash(None)]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::Near;

    #[test]
    fn finds_what_is_one_slip_away() {
        let words =
            ["technopark", "tehnopark", "tecnhopark", "technoparks", "technopork", "bourse"];
        let mut near = Near::default();
        words.iter().enumerate().for_each(|(number, word)| near.add(word, number));
        for word in &words[..5] {
            for (number, other) in words.iter().enumerate() {
                if strsim::osa_distance(word, other) <= 1 {
                    assert!(near.of(word).contains(&number), "{word} {other}");
                }
            }
        }
        assert_eq!(near.of("bourse"), [5]);
        assert_eq!(near.of("technopark"), [0, 1, 2, 3, 4]);
    }

    proptest::proptest! {
        #[test]
        fn misses_no_slip(one in "[abé]{1,6}", other in "[abé]{1,6}") {
            let mut near = Near::default();
            near.add(&one, 0);
            if strsim::damerau_levenshtein(&one, &other) <= 1 {
                proptest::prop_assert_eq!(near.of(&other), vec![0]);
            }
        }
    }
}
