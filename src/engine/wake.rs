//! Which of several pattern sets can match in a sentence at all: one look-up a token answers for
//! all sets at once, so that most sentences are never laid out for most of them.

use super::compile::{Shape as Form, Trigger, TypeId};
use super::lexicon::ClassId;
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
    /// Regexes that are triggers, with the sets that have a program triggered by them.
    forms: Vec<(Form, Sets)>,
}

/// Most regexes that are told apart; programs of more are tried at every token.
const MAX_FORMS: usize = 32;

impl Wake {
    /// Every token wakes every set.
    #[must_use]
    pub fn every() -> Self {
        Self { always: Sets::MAX, ..Self::default() }
    }

    /// Adds the triggers of `set` as bit number `bit`, below 32, and tells the set its bit.
    pub fn add(&mut self, bit: u32, set: &mut MatchSet) {
        let bits = 1 << bit;
        if set.known_as(bits, |form| self.number(form, bits)) {
            self.always |= bits;
        }
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
                Trigger::Every => {}
            }
        }
    }

    /// The number of a regex that wakes the sets `bits`, if there is one left.
    fn number(&mut self, form: &Form, bits: Sets) -> Option<u8> {
        let text = form.regex.as_str();
        let at = match self.forms.iter().position(|(held, _)| held.regex.as_str() == text) {
            Some(at) => at,
            None if self.forms.len() < MAX_FORMS => {
                self.forms.push((form.clone(), 0));
                self.forms.len() - 1
            }
            None => return None,
        };
        self.forms[at].1 |= bits;
        Some(at as u8)
    }

    /// Which of the trigger regexes `surface` matches, one bit each.
    #[must_use]
    pub fn forms(&self, surface: &str) -> u32 {
        let held = self.forms.iter().enumerate();
        held.filter(|(_, (form, _))| form.holds(surface)).fold(0, |bits, (at, _)| bits | 1 << at)
    }

    /// Adds a set that is to be run wherever a figure stands.
    pub fn add_figures(&mut self, bit: u32) {
        self.figures |= 1 << bit;
    }

    /// Adds a set that is to be run in every sentence.
    pub fn add_always(&mut self, bit: u32) {
        self.always |= 1 << bit;
    }

    /// The sets that one token wakes.
    #[must_use]
    pub fn token(&self, token: &Token) -> Sets {
        let mut sets = self.words.get(token.word.0 as usize).copied().unwrap_or(0);
        if token.forms != 0 {
            let held = self.forms.iter().enumerate();
            sets |= held
                .filter(|(at, _)| token.forms >> at & 1 != 0)
                .fold(0, |all, (_, (_, sets))| all | sets);
        }
        sets | self.always | self.figures(token)
    }

    /// The sets that a mention of this type wakes, given its first token; its text may match any regex.
    #[must_use]
    pub fn symbol(&self, kind: TypeId, first: &Token) -> Sets {
        let forms = self.forms.iter().fold(0, |all, (_, sets)| all | sets);
        self.mention(kind) | self.always | self.figures(first) | forms
    }

    fn figures(&self, token: &Token) -> Sets {
        if token.shape.is(Shape::DIGITS) { self.figures } else { 0 }
    }

    /// The sets that every token wakes.
    #[must_use]
    pub fn always(&self) -> Sets {
        self.always
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
