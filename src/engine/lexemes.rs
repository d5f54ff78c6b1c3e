//! What is known of a word by its form alone, remembered from text to text: a form is folded and
//! looked up once, not each time it stands in a text.

use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;

use super::vocabulary::Vocabulary;
use super::wake::Wake;
use crate::text::fold::fold_into;
use crate::text::token::{Lexeme, Lookup};

/// Parts of speech of a word, asked of the full-form lexicon.
pub trait PartsOfSpeech {
    /// Bits of the parts of speech that `surface` may have; zero if the word is unknown.
    fn parts(&self, surface: &str) -> u16;
}

impl PartsOfSpeech for () {
    fn parts(&self, _: &str) -> u16 {
        0
    }
}

/// Forms past which a memory starts anew: about 40 MB. Words follow Zipf's law, so the frequent
/// ones are back at once.
const CAPACITY: usize = 1 << 18;

/// Numbers vocabularies, so that a memory notices when it is used with another one.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// The number of a vocabulary; no two vocabularies of one run have the same.
#[derive(Debug)]
pub(super) struct Stamp(u64);

/// A copy may be added to, so it is another vocabulary.
impl Clone for Stamp {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Default for Stamp {
    fn default() -> Self {
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// Forms of one language that were met, with what is known of them. One thread's.
#[derive(Clone, Debug, Default)]
pub struct Lexemes {
    seen: FxHashMap<Box<str>, Lexeme>,
    folded: String,
    vocabulary: u64,
}

impl Lexemes {
    /// Looks words up in `vocabulary`, `parts` and the regexes of `wake`, which must be the same for
    /// every call with the same vocabulary.
    pub fn reader<'r>(
        &'r mut self,
        vocabulary: &'r Vocabulary,
        parts: &'r dyn PartsOfSpeech,
        wake: &'r Wake,
    ) -> Reader<'r> {
        if self.vocabulary != vocabulary.stamp().0 || self.seen.len() > CAPACITY {
            self.seen.clear();
            self.vocabulary = vocabulary.stamp().0;
        }
        Reader { memory: self, vocabulary, parts, wake }
    }
}

/// A memory at work.
pub struct Reader<'r> {
    memory: &'r mut Lexemes,
    vocabulary: &'r Vocabulary,
    parts: &'r dyn PartsOfSpeech,
    wake: &'r Wake,
}

impl Lookup for Reader<'_> {
    fn lexeme(&mut self, surface: &str, capitals: bool) -> Lexeme {
        if let Some(&held) = self.memory.seen.get(surface) {
            return held;
        }
        self.memory.folded.clear();
        fold_into(surface, &mut self.memory.folded);
        let word = self.vocabulary.word(&self.memory.folded, capitals);
        let held =
            Lexeme { word, parts: self.parts.parts(surface), forms: self.wake.forms(surface) };
        // A form of many pages (a line of dashes, base64) is not worth remembering.
        if surface.len() <= 64 {
            self.memory.seen.insert(surface.into(), held);
        }
        held
    }
}

impl Lookup for &Vocabulary {
    fn lexeme(&mut self, surface: &str, capitals: bool) -> Lexeme {
        let mut folded = String::new();
        fold_into(surface, &mut folded);
        Lexeme { word: self.word(&folded, capitals), ..Lexeme::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_vocabulary_is_another_memory() {
        let mut memory = Lexemes::default();
        let (mut first, mut second) = (Vocabulary::default(), Vocabulary::default());
        second.add("autre");
        let (one, two) = (first.add("signe"), second.add("signe"));
        assert_ne!(one, two);
        assert_eq!(memory.reader(&first, &(), &Wake::default()).lexeme("Signe", true).word, one);
        assert_eq!(memory.reader(&second, &(), &Wake::default()).lexeme("Signe", true).word, two);
        assert_eq!(memory.reader(&first, &(), &Wake::default()).lexeme("Signe", true).word, one);
    }
}
