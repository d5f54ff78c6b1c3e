//! Which of several pattern sets can match in a sentence at all: one look-up a token answers for
//! all sets at once, so that most sentences are never laid out for most of them.

use super::compile::{Trigger, TypeId};
use super::lexicon::{ClassId, Hit};
use super::matcher::MatchSet;
use crate::text::token::{Shape, Token};

/// Sets, one bit each.
pub type Sets = u32;

/// For each word, class and type: the sets that have a program triggered by it.
#[derive(Clone, Debug, Default)]
pub struct Wake {
    words: Vec<Sets>,
    classes: Vec<Sets>,
    types: Vec<Sets>,
    figures: Sets,
    always: Sets,
}

impl Wake {
    /// Adds the triggers of `set` as bit number `bit`, below 32, and tells the set its bit.
    pub fn add(&mut self, bit: u32, set: &mut MatchSet) {
        let bits = 1 << bit;
        set.known_as(bits);
        let mark = |table: &mut Vec<Sets>, at: usize| {
            if table.len() <= at {
                table.resize(at + 1, 0);
            }
            table[at] |= bits;
        };
        for number in 0..set.len() as u32 {
            match &set.program(number).1.at {
                Trigger::Words(ids) => {
                    ids.iter().for_each(|id| mark(&mut self.words, id.0 as usize))
                }
                Trigger::Class(class) => mark(&mut self.classes, class.0 as usize),
                Trigger::Types(ids) => {
                    ids.iter().for_each(|id| mark(&mut self.types, id.0 as usize))
                }
                Trigger::Figures => self.figures |= bits,
                Trigger::Every => self.always |= bits,
            }
        }
    }

    /// Adds a set that is to be run wherever a figure stands.
    pub fn add_figures(&mut self, bit: u32) {
        self.figures |= 1 << bit;
    }

    /// Adds a set that is to be run in every sentence.
    pub fn add_always(&mut self, bit: u32) {
        self.always |= 1 << bit;
    }

    /// The sets that tokens and lexicon hits of a sentence wake.
    #[must_use]
    pub fn sentence(&self, tokens: &[Token], hits: &[Hit]) -> Sets {
        let mut sets = self.always;
        for token in tokens {
            sets |= self.token(token);
        }
        for hit in hits {
            sets |= self.class(hit.class);
        }
        sets
    }

    /// The sets that one token wakes.
    #[must_use]
    pub fn token(&self, token: &Token) -> Sets {
        self.words.get(token.word.0 as usize).copied().unwrap_or(0) | self.shape(token)
    }

    /// The sets that the shape of a token wakes, whatever its word.
    #[must_use]
    pub fn shape(&self, token: &Token) -> Sets {
        self.always | if token.shape.is(Shape::DIGITS) { self.figures } else { 0 }
    }

    /// The sets that a form of this class wakes.
    #[must_use]
    pub fn class(&self, class: ClassId) -> Sets {
        self.classes.get(class.0 as usize).copied().unwrap_or(0)
    }

    /// The sets that some mention wakes, whatever its type.
    #[must_use]
    pub fn any_mention(&self) -> Sets {
        self.types.iter().fold(0, |all, sets| all | sets)
    }

    /// The sets that a mention of this type wakes.
    #[must_use]
    pub fn mention(&self, kind: TypeId) -> Sets {
        self.types.get(kind.0 as usize).copied().unwrap_or(0)
    }
}
