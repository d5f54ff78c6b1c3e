//! Brands that a text writes small ("stentio lève six millions"): a word that no dictionary has,
//! again and again, and never behind an article or another noun, as a common noun would stand.

use rustc_hash::FxHashMap;

use super::candidate::Pool;
use super::features::Feature;
use super::tables::{LanguageTables, Lex};
use super::words::{SentenceWords, Word};
use crate::gazetteer::part;
use crate::pipeline::analysis::Analysis;
use crate::text::token::{Shape, WordId};

/// How often a word must stand in the text.
const OFTEN: u32 = 2;
/// Shortest word, in bytes.
const SHORTEST: usize = 4;

/// The words of a document that may be such names, by their letters.
#[derive(Debug, Default)]
pub(super) struct SmallNames<'a> {
    words: FxHashMap<&'a str, u32>,
}

impl<'a> SmallNames<'a> {
    /// Counts the unknown words of the sentences; one that stands behind an article or a noun is none.
    pub fn of(
        analysis: &Analysis<'a>,
        speaks: impl Fn(&crate::pipeline::analysis::Sentence) -> bool,
    ) -> Self {
        let mut words: FxHashMap<&'a str, u32> = FxHashMap::default();
        let mut common: Vec<&'a str> = Vec::new();
        for sentence in &analysis.sentences {
            if !speaks(sentence) {
                continue;
            }
            let (start, end) = (sentence.tokens.start as usize, sentence.tokens.end as usize);
            for at in start..end {
                let token = &analysis.tokens[at];
                let coined = token.parts == 0
                    && token.word == WordId::UNKNOWN
                    && token.span.len() >= SHORTEST
                    && token.shape.is(Shape::WORD)
                    && !token.shape.any(OTHER_SHAPES);
                if !coined {
                    continue;
                }
                let word = token.span.of(analysis.text);
                let before = if at > start { Some(&analysis.tokens[at - 1]) } else { None };
                let hyphened = |at: usize| {
                    analysis.tokens.get(at).is_some_and(|mark| {
                        mark.shape.is(Shape::PUNCTUATION)
                            && matches!(mark.span.of(analysis.text), "-" | "‐" | "‑")
                    })
                };
                let noun = before.is_some_and(|token| determines(token.parts));
                if noun || hyphened(at + 1) || (at > start && hyphened(at - 1)) {
                    common.push(word);
                }
                *words.entry(word).or_default() += 1;
            }
        }
        if words.values().any(|&count| count < OFTEN) {
            capitals(analysis, &mut words);
        }
        words.retain(|_, count| *count >= OFTEN);
        for word in common {
            words.remove(word);
        }
        Self { words }
    }

    /// Adds the words of the sentence that may be such names to the pool.
    pub fn generate(&self, words: &SentenceWords<'_>, pool: &mut Pool) {
        if self.words.is_empty() {
            return;
        }
        for at in words.start..words.end {
            let word = words.word(at);
            if word.is(Word::LOWER)
                && !word.is(Word::VALUE)
                && word.classes & !Lex::Surname.bit() == 0
                && words.parts(at) == 0
                && self.words.contains_key(words.surface(at))
            {
                let candidate = pool.add(at, at + 1);
                candidate.features.set(Feature::SmallLetters);
                candidate.features.set(Feature::UnknownWords);
            }
        }
    }
}

/// Counts the words that stand with a capital, too: "Nexolia … nexolia".
fn capitals(analysis: &Analysis<'_>, words: &mut FxHashMap<&str, u32>) {
    for token in &analysis.tokens {
        if token.parts == 0 && token.shape.is(Shape::WORD | Shape::CAPITAL) {
            let small = token.span.of(analysis.text).to_lowercase();
            if let Some(count) = words.get_mut(small.as_str()) {
                *count += 1;
            }
        }
    }
}

/// Shapes of words that are no such names.
const OTHER_SHAPES: u16 = Shape::CAPITAL
    | Shape::ALL_CAPITALS
    | Shape::CAMEL
    | Shape::ALPHANUMERIC
    | Shape::ELISION
    | Shape::DOTTED
    | Shape::ADDRESS;

/// Whether a word of these parts of speech makes a common noun of the word behind it: an article, but no
/// preposition that may be one; an adjective that is no verb.
fn determines(parts: u16) -> bool {
    let article = parts & part::DETERMINER != 0 && parts & part::PREPOSITION == 0;
    let other = part::NOUN | part::VERB | part::PREPOSITION | part::ADVERB | part::PAST_PARTICIPLE;
    article || (parts & part::ADJECTIVE != 0 && parts & other == 0)
}

/// Whether a language has rules for such names.
pub(super) fn wanted(tables: &LanguageTables) -> bool {
    !tables.features[Feature::SmallLetters as usize].is_empty()
}
