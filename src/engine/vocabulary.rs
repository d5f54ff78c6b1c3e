//! The words that rules and lexicons name, each with an id. Any other word is
//! [`WordId::UNKNOWN`]: the matcher compares ids, never strings.

use rustc_hash::FxHashMap;

use std::sync::Arc;

use super::compile::Shape;
use super::lexemes::Stamp;
use crate::text::fold::strip;
use crate::text::token::WordId;

/// Folded words to ids; built while rules are loaded, then read only.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    ids: FxHashMap<Box<str>, WordId>,
    /// Words without accents to the id of the accented word, for tokens in capitals ("ECONOMIE",
    /// "Etats"). Of two words with one key the first in byte order stands.
    stripped: FxHashMap<Box<str>, WordId>,
    words: Vec<Box<str>>,
    /// Regexes that patterns name, compiled once: macros repeat them by the hundred.
    shapes: FxHashMap<Box<str>, Arc<Shape>>,
    stamp: Stamp,
}

impl Vocabulary {
    /// The id of `folded`, which is added if it is new.
    pub fn add(&mut self, folded: &str) -> WordId {
        if let Some(&id) = self.ids.get(folded) {
            return id;
        }
        if self.words.is_empty() {
            self.words.push("".into());
        }
        let id = WordId(u32::try_from(self.words.len()).unwrap_or(u32::MAX));
        self.words.push(folded.into());
        self.ids.insert(folded.into(), id);
        let key = strip(folded);
        if key != folded {
            match self.stripped.get_mut(key.as_str()) {
                Some(held) => {
                    if folded < &*self.words[held.0 as usize] {
                        *held = id;
                    }
                }
                None => {
                    self.stripped.insert(key.into(), id);
                }
            }
        }
        id
    }

    /// The regex `pattern` as a shape of a symbol.
    ///
    /// # Errors
    /// When it is not a regex, or too large a one.
    pub fn shape(&mut self, pattern: &str) -> Result<Arc<Shape>, regex::Error> {
        if let Some(held) = self.shapes.get(pattern) {
            return Ok(held.clone());
        }
        let shape = Arc::new(Shape::new(pattern)?);
        self.shapes.insert(pattern.into(), shape.clone());
        Ok(shape)
    }

    /// The id of `folded`, if some rule or lexicon names it.
    #[must_use]
    pub fn get(&self, folded: &str) -> Option<WordId> {
        self.ids.get(folded).copied()
    }

    /// The folded word of an id; empty for the unknown word.
    #[must_use]
    pub fn folded(&self, word: WordId) -> &str {
        self.words.get(word.0 as usize).map_or("", |word| word)
    }

    /// Number of ids, the unknown word included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len().max(1)
    }

    /// Whether no word was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.len() <= 1
    }
}

impl Vocabulary {
    pub(super) fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// The id of a folded word of a text; `capitals` tells that it begins with a capital, so that
    /// a dropped accent may be supplied.
    #[must_use]
    pub fn word(&self, folded: &str, capitals: bool) -> WordId {
        if let Some(&id) = self.ids.get(folded) {
            return id;
        }
        if capitals && let Some(&id) = self.stripped.get(folded) {
            return id;
        }
        WordId::UNKNOWN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_may_drop_their_accents() {
        let mut vocabulary = Vocabulary::default();
        let (signs, signed) = (vocabulary.add("signe"), vocabulary.add("signé"));
        let states = vocabulary.add("états");
        assert_ne!(signs, signed);
        assert_eq!(vocabulary.word("etats", true), states);
        assert_eq!(vocabulary.word("etats", false), WordId::UNKNOWN);
        assert_eq!(vocabulary.word("signe", true), signs);
        assert_eq!(vocabulary.folded(states), "états");
    }
}
