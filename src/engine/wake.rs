//! Which of several pattern sets can match in a sentence at all: one look-up a token answers for
//! all sets at once, so that most sentences are never laid out for most of them.

use super::compile::{Trigger, TypeId};
use super::lexicon::Hit;
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
    /// Adds the triggers of `set` as bit number `bit`, below 32.
    pub fn add(&mut self, bit: u32, set: &MatchSet) {
        let bits = 1 << bit;
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
            sets |= self.words.get(token.word.0 as usize).copied().unwrap_or(0);
            if token.shape.is(Shape::DIGITS) {
                sets |= self.figures;
            }
        }
        for hit in hits {
            sets |= self.classes.get(hit.class.0 as usize).copied().unwrap_or(0);
        }
        sets
    }

    /// The sets that a mention of this type wakes.
    #[must_use]
    pub fn mention(&self, kind: TypeId) -> Sets {
        self.types.get(kind.0 as usize).copied().unwrap_or(0)
    }
}
