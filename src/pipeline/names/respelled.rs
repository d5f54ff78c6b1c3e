//! Slips of the pen: a word that nobody knows, one letter off the one-word name of a body that the
//! document proves.

use super::candidate::Candidate;
use super::features::Feature;
use crate::pipeline::analysis::Analysis;
use crate::text::fold::{fold, strip};

/// Letters that a name needs: shorter ones lie one letter off too many words.
const LETTERS: usize = 7;

/// One-word names of bodies that the document proves.
#[derive(Debug, Default)]
pub(super) struct Spellings(Vec<String>);

impl Spellings {
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes a proved organisation in.
    pub fn add(&mut self, analysis: &Analysis<'_>, candidate: &Candidate) {
        if let Some(word) = word_of(analysis, candidate)
            && !self.0.contains(&word)
        {
            self.0.push(word);
        }
    }

    /// Whether the candidate is an unknown word one letter off one of them: a letter too many, too few, another
    /// one, or two that changed places.
    pub fn has_near(&self, analysis: &Analysis<'_>, candidate: &Candidate) -> bool {
        if self.0.is_empty() || !candidate.features.has(Feature::UnknownWords) {
            return false;
        }
        let Some(word) = word_of(analysis, candidate) else { return false };
        // The first letter is seldom the slip, and another one makes another name.
        let first = word.chars().next();
        self.0.iter().any(|held| {
            held.len().abs_diff(word.len()) <= 1
                && held.chars().next() == first
                && strsim::osa_distance(held, &word) == 1
        })
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
