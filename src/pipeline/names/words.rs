//! A sentence as the generators see it: for each token whether it may be part of a name, and which
//! lexicon classes begin there.

use super::tables::{LanguageTables, Lex, Row};
use crate::engine::lexicon::Hit;
use crate::gazetteer::part;
use crate::pipeline::analysis::{Analysis, Sentence};
use crate::text::token::{Shape, Token};

/// One token.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word {
    /// Bits of the classes of which a form begins here.
    pub classes: u32,
    /// First hit of the sentence that begins here or later.
    pub first_hit: u32,
    pub flags: u8,
}

impl Word {
    /// Capitalised so that it may be part of a name.
    pub const NAME: u8 = 1;
    /// A word in lower case.
    pub const LOWER: u8 = 1 << 1;
    /// Inside a date or an amount.
    pub const VALUE: u8 = 1 << 2;
    /// Punctuation.
    pub const MARK: u8 = 1 << 3;

    pub fn is(self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// The sentence at hand. Positions are token indices of the document.
pub(super) struct SentenceWords<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub hits: &'a [Hit],
    pub tables: &'a LanguageTables,
    pub start: usize,
    pub end: usize,
    /// Whether the sentence is written in capitals.
    pub shouts: bool,
    words: &'a mut Vec<Word>,
}

impl<'a> SentenceWords<'a> {
    /// Reads the sentence; `values` are its values, by position.
    pub fn new(
        analysis: &'a Analysis<'_>,
        sentence: &Sentence,
        tables: &'a LanguageTables,
        values: impl Iterator<Item = (usize, usize)>,
        words: &'a mut Vec<Word>,
    ) -> Self {
        let (start, end) = (sentence.tokens.start as usize, sentence.tokens.end as usize);
        let tokens = &analysis.tokens[..];
        let hits = analysis.hits_of(sentence);
        words.clear();
        let (mut capitals, mut all) = (0u32, 0u32);
        let mut hit = 0usize;
        for (at, token) in tokens.iter().enumerate().take(end).skip(start) {
            let shape = token.shape;
            let mut word = Word { first_hit: hit as u32, ..Word::default() };
            while hit < hits.len() && hits[hit].start as usize == at {
                word.classes |= tables.class_bit(hits[hit].class);
                hit += 1;
            }
            if shape.is(Shape::WORD) {
                if shape.is(Shape::CAPITAL) {
                    if !shape.is(Shape::ELISION) {
                        word.flags |= Word::NAME;
                    }
                    if token.span.len() > 3 {
                        all += 1;
                        capitals += u32::from(shape.is(Shape::ALL_CAPITALS));
                    }
                } else if shape.is(Shape::CAMEL)
                    || starts_caseless(tokens, at, analysis.text)
                    || (word.classes & Lex::Particle.bit() != 0
                        && hyphened(tokens, at, analysis.text))
                {
                    word.flags |= Word::NAME;
                } else {
                    word.flags |= Word::LOWER;
                    if token.span.len() > 3 {
                        all += 1;
                    }
                }
            } else if shape.is(Shape::PUNCTUATION) {
                word.flags |= Word::MARK;
            }
            words.push(word);
        }
        for (from, to) in values {
            for word in words.iter_mut().take(to.saturating_sub(start)).skip(from - start) {
                word.flags |= Word::VALUE;
            }
        }
        let shouts = (all >= 2 && capitals == all) || (all >= 4 && capitals * 10 >= all * 6);
        let mut read =
            Self { text: analysis.text, tokens, hits, tables, start, end, shouts, words };
        if shouts {
            read.lower_common_words();
        }
        read
    }

    /// In a line of capitals a common word is no name; words that begin a head stay.
    fn lower_common_words(&mut self) {
        let heads = Lex::OrgHead.bit() | Lex::EventHead.bit();
        for at in self.start..self.end {
            let word = self.words[at - self.start];
            if word.is(Word::NAME)
                && word.classes & heads == 0
                && (word.classes & (Lex::FunctionWord.bit() | Lex::Connector.bit()) != 0
                    || self.parts(at) != 0)
            {
                self.words[at - self.start].flags &= !Word::NAME;
                self.words[at - self.start].flags |= Word::LOWER;
            }
        }
    }

    pub fn word(&self, at: usize) -> Word {
        self.words[at - self.start]
    }

    pub fn surface(&self, at: usize) -> &'a str {
        self.tokens[at].span.of(self.text)
    }

    pub fn is_name(&self, at: usize) -> bool {
        at >= self.start && at < self.end && {
            let word = self.word(at);
            word.flags & (Word::NAME | Word::VALUE) == Word::NAME
        }
    }

    pub fn is_mark(&self, at: usize, mark: &str) -> bool {
        at >= self.start
            && at < self.end
            && self.word(at).is(Word::MARK)
            && self.surface(at) == mark
    }

    pub fn is_hyphen(&self, at: usize) -> bool {
        at >= self.start
            && at < self.end
            && self.word(at).is(Word::MARK)
            && matches!(self.surface(at), "-" | "‐" | "‑")
    }

    /// Whether a hyphen at `at` joins what stands on either side of it, without a space.
    pub fn joins(&self, at: usize) -> bool {
        self.is_hyphen(at) && at + 1 < self.end && !self.spaced(at) && !self.spaced(at + 1)
    }

    /// Whether a space stands before the token.
    pub fn spaced(&self, at: usize) -> bool {
        self.tokens[at].shape.is(Shape::SPACED)
    }

    /// Whether the layout parts the token from the one before: a wide gap, or a new line that
    /// begins with a label ("Partenaires : …").
    pub fn parted(&self, at: usize) -> bool {
        if at <= self.start {
            return true;
        }
        let (from, to) = (self.tokens[at - 1].span.end, self.tokens[at].span.start);
        let wide = to - from > 2 && self.text[from as usize..to as usize].chars().count() > 2;
        wide || (self.tokens[at].shape.is(Shape::NEW_LINE)
            && (at + 1 >= self.end || (1..=2).any(|next| self.is_mark(at + next, ":"))))
    }

    pub fn shape(&self, at: usize) -> Shape {
        self.tokens[at].shape
    }

    /// Parts of speech.
    pub fn parts(&self, at: usize) -> u16 {
        self.tokens[at].parts
    }

    /// Whether the word is a common word that is no function word.
    pub fn is_noun_or_adjective(&self, at: usize) -> bool {
        self.parts(at) & (part::NOUN | part::ADJECTIVE) != 0
    }

    /// Whether a capitalised word may be a common word: inside a sentence only nouns and adjectives
    /// take a capital for respect, never a verb ("Écosse", "Curie").
    pub fn is_common(&self, at: usize, begins: bool) -> bool {
        let parts = self.parts(at);
        let open = part::VERB
            | part::INFINITIVE
            | part::FUTURE_VERB
            | part::CONDITIONAL_VERB
            | part::ADVERB
            | part::PRESENT_PARTICIPLE;
        if begins { parts != 0 } else { parts & !open != 0 }
    }

    /// Whether the token is a function word of the language.
    pub fn is_function_word(&self, at: usize) -> bool {
        self.tables.function_words.binary_search(&self.tokens[at].word).is_ok()
    }

    /// Whether the token is a conjunction that joins names.
    pub fn is_coordination(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| self.tables.conjunctions.binary_search(&token.word).is_ok())
    }

    /// The hits that begin at `at`.
    pub fn hits_at(&self, at: usize) -> impl Iterator<Item = &'a Hit> {
        let hits = self.hits;
        hits[self.word(at).first_hit as usize..]
            .iter()
            .take_while(move |hit| hit.start as usize == at)
    }

    /// The longest hit of a class that begins at `at`, and its row.
    pub fn longest(&self, at: usize, class: Lex) -> Option<(&'a Hit, Row)> {
        if at < self.start || at >= self.end || self.word(at).classes & class.bit() == 0 {
            return None;
        }
        let hit = self
            .hits_at(at)
            .filter(|hit| self.tables.class_bit(hit.class) == class.bit())
            .max_by_key(|hit| (hit.end, std::cmp::Reverse(hit.entry)))?;
        Some((hit, self.tables.row(hit.entry)))
    }

    /// Whether a form of a class begins at `at`.
    pub fn has(&self, at: usize, class: Lex) -> bool {
        at >= self.start && at < self.end && self.word(at).classes & class.bit() != 0
    }
}

/// A hyphen without spaces and a capital follow: the particle of "al-Amine".
fn hyphened(tokens: &[Token], at: usize, text: &str) -> bool {
    let (Some(mark), Some(next)) = (tokens.get(at + 1), tokens.get(at + 2)) else { return false };
    matches!(mark.span.of(text), "-" | "‐" | "‑")
        && !mark.shape.is(Shape::SPACED)
        && !next.shape.is(Shape::SPACED)
        && next.shape.is(Shape::CAPITAL)
}

/// A lower-case first letter before capitals (`pS-Eau`, `iCloud`), or a figure glued to letters.
fn starts_caseless(tokens: &[Token], at: usize, text: &str) -> bool {
    let surface = tokens[at].span.of(text);
    let mut chars = surface.chars();
    chars.next().is_some_and(char::is_lowercase) && chars.next().is_some_and(char::is_uppercase)
}
