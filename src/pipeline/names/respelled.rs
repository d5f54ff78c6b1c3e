//! Slips of the pen: a word that nobody knows, one letter off the one-word name of a body that the
//! document proves.

use super::candidate::Candidate;
use super::features::Feature;
use super::near::{FEW, Near};
use crate::pipeline::analysis::Analysis;
use crate::text::fold::{fold, strip};

/// Letters that a name needs: shorter ones lie one letter off too many words.
const LETTERS: usize = 7;

/// One-word names of bodies that the document proves.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    words: Vec<String>,
    /// The same, as soon as they are many.
    near: Near,
}

impl Spellings {
    pub fn clear(&mut self) {
        self.words.clear();
        self.near.clear();
    }

    /// Takes a proved organisation in.
    pub fn add(&mut self, analysis: &Analysis<'_>, candidate: &Candidate) {
        let Some(word) = word_of(analysis, candidate) else { return };
        if self.candidates(&word).any(|held| *held == word) {
            return;
        }
        self.words.push(word);
        match self.words.len() {
            0..FEW => {}
            FEW => {
                let words = self.words.iter().enumerate();
                words.for_each(|(number, word)| self.near.add(word, number));
            }
            more => self.near.add(&self.words[more - 1], more - 1),
        }
    }

    /// Whether the candidate is an unknown word one letter off one of them: a letter too many, too few, another
    /// one, or two that changed places.
    pub fn has_near(&self, analysis: &Analysis<'_>, candidate: &Candidate) -> bool {
        if self.words.is_empty() || !candidate.features.has(Feature::UnknownWords) {
            return false;
        }
        let Some(word) = word_of(analysis, candidate) else { return false };
        // The first letter is seldom the slip, and another one makes another name.
        let first = word.chars().next();
        self.candidates(&word).any(|held| {
            held.len().abs_diff(word.len()) <= 1
                && held.chars().next() == first
                && strsim::osa_distance(held, &word) == 1
        })
    }

    /// The words that may be near `word`, or the same.
    fn candidates(&self, word: &str) -> impl Iterator<Item = &String> {
        let few = if self.words.len() < FEW { self.words.as_slice() } else { &[] };
        let many = if few.is_empty() { self.near.of(word) } else { Vec::new() };
        few.iter().chain(many.into_iter().filter_map(|number| self.words.get(number)))
    }
}

/// The letters of a candidate that is one long word.
fn word_of(analysis: &Analysis<'_>, candidate: &Candidate) -> Option<String> {
    if candidate.tokens.len() != 1 {
        return None;
    }
    let word = strip(&fold(analysis.surface(candidate.tokens)));
    let letters = word.len() >= LETTERS && word.bytes().all(|byte| byte.is_ascii_lowercase());
    letters.then_some(word)
}
