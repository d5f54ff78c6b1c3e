//! What lexicons and rules know of each token of a document, looked up once: the forms that begin
//! and end there, the pattern sets it wakes, its signature. Lines are laid out from it, several for a
//! sentence.

use super::lexicon::{Hit, Lexicons};
use super::signature::Signature;
use super::wake::{Sets, Wake};
use crate::text::TokenSpan;
use crate::text::token::Token;

/// Forms found in the tokens of a document, sentence after sentence.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// By start, then end, class and row.
    list: Vec<Hit>,
    /// Indices into `list` of the hits of a sentence, counted from its first, by end.
    by_end: Vec<u32>,
    /// By token, and one more: how many of `list` start before it.
    starts: Vec<u32>,
    /// By token, and one more: how many of `by_end` end before or at its start.
    ends: Vec<u32>,
    /// By token: what it is and what begins or ends there.
    signatures: Vec<Signature>,
    /// By token: sets that it, or a form that begins with it, wakes.
    wake: Vec<Sets>,
}

impl Hits {
    /// Looks up the sentence `range`, which stands behind those looked up before; returns the sets
    /// that it wakes.
    pub fn add(
        &mut self,
        lexicons: &Lexicons,
        wake: &Wake,
        text: &str,
        tokens: &[Token],
        range: TokenSpan,
    ) -> Sets {
        let (start, end) = (range.start as usize, range.end as usize);
        let first = self.list.len();
        self.starts.resize(start, first as u32);
        self.ends.resize(start, first as u32);
        self.signatures.resize(start, Signature::default());
        self.wake.resize(start, 0);
        lexicons.find(text, tokens, range, &mut self.list);
        let mut woken = 0;
        let mut at = first;
        for (number, token) in tokens.iter().enumerate().take(end).skip(start) {
            self.starts.push(at as u32);
            let mut signature = Signature::token(token);
            let mut sets = wake.token(token);
            while let Some(hit) = self.list.get(at).filter(|hit| hit.start as usize == number) {
                signature = signature.or(Signature::class(hit.class));
                sets |= wake.class(hit.class);
                at += 1;
            }
            self.signatures.push(signature);
            self.wake.push(sets);
            woken |= sets;
        }
        self.starts.push(at as u32);
        for hit in self.list[first..].iter().filter(|hit| hit.end > hit.start + 1) {
            let last = &mut self.signatures[hit.end as usize - 1];
            *last = last.or(Signature::class(hit.class));
        }
        self.sort_by_end(first, start, end);
        woken | wake.always()
    }

    /// Sorts the hits from `first` on, which lie in tokens `start..end`, by counting.
    fn sort_by_end(&mut self, first: usize, start: usize, end: usize) {
        self.ends.resize(end + 1, 0);
        let ends = &mut self.ends[start..];
        for hit in &self.list[first..] {
            ends[hit.end as usize - start] += 1;
        }
        // From how many end at a token's start to how many end before it; placing them moves that on.
        let mut total = first as u32;
        for place in ends.iter_mut() {
            total += std::mem::replace(place, total);
        }
        self.by_end.resize(self.list.len(), 0);
        for (at, hit) in self.list[first..].iter().enumerate() {
            let place = &mut ends[hit.end as usize - start];
            self.by_end[*place as usize] = at as u32;
            *place += 1;
        }
    }

    /// The hits that start in tokens `range`.
    #[must_use]
    pub fn of(&self, range: TokenSpan) -> &[Hit] {
        let at = |token: u32| self.starts[token as usize] as usize;
        &self.list[at(range.start)..at(range.end)]
    }

    /// Their indices in [`Hits::of`] by end.
    pub(super) fn by_end(&self, range: TokenSpan) -> &[u32] {
        let at = |token: u32| self.starts[token as usize] as usize;
        &self.by_end[at(range.start)..at(range.end)]
    }

    /// For each token of `range` and for its end: how many hits of the document start before.
    pub(super) fn starts(&self, range: TokenSpan) -> &[u32] {
        &self.starts[range.start as usize..=range.end as usize]
    }

    /// For each token of `range` and for its end: how many hits of the document end there or before.
    pub(super) fn ends(&self, range: TokenSpan) -> &[u32] {
        &self.ends[range.start as usize..=range.end as usize]
    }

    /// What a token is, with the forms that begin or end there.
    pub(super) fn signature(&self, token: usize) -> Signature {
        self.signatures[token]
    }

    /// The sets that a token, or a form that begins with it, wakes.
    pub(super) fn wake(&self, token: usize) -> Sets {
        self.wake[token]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::lexicon::{Entry, Features};
    use crate::engine::vocabulary::Vocabulary;
    use crate::text::ByteSpan;
    use crate::text::token::{TokenizerData, tokenize};

    #[test]
    fn hits_by_end_are_those_by_start() {
        let (mut vocabulary, mut lexicons) = (Vocabulary::default(), Lexicons::default());
        let data = TokenizerData::default();
        let class = lexicons.class("c");
        for form in ["a", "b", "a b", "b a", "a b a"] {
            let (form, features) = (form.to_owned(), Features::default());
            let entry = Entry { lemma: form.clone(), form, class, features, exact_case: false };
            assert!(lexicons.add(&mut vocabulary, &data, entry));
        }
        let text = "x a b a . b a x a b";
        let mut tokens = Vec::new();
        tokenize(text, ByteSpan::new(0, text.len()), &data, &mut &vocabulary, &mut tokens);
        let mut hits = Hits::default();
        // A token between the sentences belongs to none.
        let sentences = [TokenSpan::new(0, 4), TokenSpan::new(5, 10)];
        for range in sentences {
            hits.add(&lexicons, &Wake::every(), text, &tokens, range);
        }
        for range in sentences {
            let mut all: Vec<Hit> = Vec::new();
            for token in range.start..range.end {
                let base = hits.starts(range)[0];
                let at = (token - range.start) as usize;
                let (from, to) = (hits.ends(range)[at] - base, hits.ends(range)[at + 1] - base);
                let here = &hits.by_end(range)[from as usize..to as usize];
                let here: Vec<Hit> = here.iter().map(|&hit| hits.of(range)[hit as usize]).collect();
                assert!(here.iter().all(|hit| hit.end == token + 1), "{token}: {here:?}");
                all.extend(here);
            }
            all.sort();
            assert_eq!(all, hits.of(range));
            assert!(!all.is_empty());
        }
    }
}
