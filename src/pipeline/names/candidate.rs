//! Candidates: spans that may be names, with what the generators know of them.

use super::features::{Feature, Features};
use crate::engine::lexicon::EntryId;
use crate::gazetteer::PostingRange;
use crate::rules::RuleIdx;
use crate::text::TokenSpan;

/// A span that may be a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub tokens: TokenSpan,
    pub features: Features,
    /// The head noun it begins with.
    pub head: Option<EntryId>,
    /// The rows of the gazetteer that bear the name.
    pub postings: Option<PostingRange>,
    /// The `[[name]]` rule that proposed it.
    pub proposed: Option<(RuleIdx, u8, i32)>,
    /// Hash of the name's key.
    pub key: u64,
    /// Log-odds in thousandths by type.
    pub totals: [i32; 5],
    /// Index of the best type in [`super::tables::TARGETS`].
    pub best: u8,
    /// Probability of the best type, in thousandths.
    pub score: u16,
}

impl Candidate {
    /// Whether a gazetteer has a place of this name.
    pub fn may_be_place(&self) -> bool {
        [Feature::PlaceSafe, Feature::PlaceName, Feature::PlaceWord]
            .iter()
            .any(|&feature| self.features.has(feature))
    }
}

const NO_NEXT: u32 = u32::MAX;

/// The candidates of a sentence, one a span.
#[derive(Debug, Default)]
pub(super) struct Pool {
    pub items: Vec<Candidate>,
    next: Vec<u32>,
    /// First candidate by start, relative to the sentence.
    first: Vec<u32>,
    start: usize,
}

impl Pool {
    /// Empties the pool for a sentence.
    pub fn clear(&mut self, start: usize, end: usize) {
        self.items.clear();
        self.next.clear();
        self.first.clear();
        self.first.resize(end - start, NO_NEXT);
        self.start = start;
    }

    /// The candidate of a span, added if it is new.
    pub fn add(&mut self, start: usize, end: usize) -> &mut Candidate {
        let slot = start - self.start;
        let mut at = self.first[slot];
        while at != NO_NEXT {
            if self.items[at as usize].tokens.end as usize == end {
                return &mut self.items[at as usize];
            }
            at = self.next[at as usize];
        }
        let index = self.items.len();
        self.next.push(self.first[slot]);
        self.first[slot] = index as u32;
        let mut features = Features::default();
        features.set(Feature::Always);
        self.items.push(Candidate {
            tokens: TokenSpan::new(start, end),
            features,
            head: None,
            postings: None,
            proposed: None,
            key: 0,
            totals: [0; 5],
            best: 0,
            score: 0,
        });
        &mut self.items[index]
    }

    /// The candidate of a span, if there is one.
    pub fn get(&self, start: usize, end: usize) -> Option<&Candidate> {
        let mut at = *self.first.get(start.checked_sub(self.start)?)?;
        while at != NO_NEXT {
            let item = &self.items[at as usize];
            if item.tokens.end as usize == end {
                return Some(item);
            }
            at = self.next[at as usize];
        }
        None
    }
}
