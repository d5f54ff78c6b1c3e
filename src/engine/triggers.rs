//! Index of the triggers of a set of programs: which are to be tried at a symbol.

use super::compile::{Program, Shape as Form, Test, Trigger, TypeId};
use super::lexicon::EntryId;
use super::line::{Line, SymbolKind};
use super::wake::Sets;
use crate::text::token::{Shape, Token};

/// An occurrence of a program's trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Occurrence {
    /// Number of the program.
    pub program: u32,
    /// First symbol of the trigger.
    pub start: usize,
    /// First symbol past it.
    pub end: usize,
    /// The lexicon row, if the trigger is a class.
    pub entry: Option<EntryId>,
}

/// Programs by trigger.
#[derive(Clone, Debug, Default)]
pub(super) struct Triggers {
    by_word: Rows,
    by_class: Rows,
    by_type: Rows,
    /// By number of the regex ([`Wake::forms`](super::wake::Wake::forms)).
    by_form: Rows,
    /// Bits of the keys of `by_form`.
    forms: u32,
    figures: Vec<u32>,
    /// Tried at every token.
    every: Vec<u32>,
    /// Tried at every mention.
    mentions: Vec<u32>,
}

impl Triggers {
    pub fn of(programs: &[(u32, Program)]) -> Self {
        let mut out = Self::default();
        let (mut words, mut classes, mut types) = (Vec::new(), Vec::new(), Vec::new());
        for (number, (_, program)) in (0u32..).zip(programs) {
            match &program.at {
                Trigger::Words(ids) => words.extend(ids.iter().map(|id| (id.0, number))),
                Trigger::Class(class) => classes.push((u32::from(class.0), number)),
                Trigger::Types(ids) => types.extend(ids.iter().map(|id| (u32::from(id.0), number))),
                Trigger::Figures => out.figures.push(number),
                Trigger::Every => out.every.push(number),
            }
        }
        out.mentions.clone_from(&out.every);
        out.by_word = Rows::build(words);
        out.by_class = Rows::build(classes);
        out.by_type = Rows::build(types);
        out
    }

    /// Asks for the number of each regex that is a trigger; a program whose regex gets one is from now on
    /// tried only at tokens that bear the number ([`Token::forms`]).
    pub fn number_forms(
        &mut self,
        programs: &[(u32, Program)],
        mut number: impl FnMut(&Form) -> Option<u8>,
    ) {
        let mut pairs = Vec::new();
        self.every.retain(|&program| match &programs[program as usize].1.elements[0].test {
            Test::Shape(form) => match number(form) {
                Some(number) => {
                    pairs.push((u32::from(number), program));
                    false
                }
                None => true,
            },
            _ => true,
        });
        self.forms = pairs.iter().fold(0, |bits, &(number, _)| bits | 1 << number);
        self.by_form = Rows::build(pairs);
    }

    /// Whether some program is to be tried at every token.
    pub fn has_every(&self) -> bool {
        !self.every.is_empty()
    }

    /// Calls `each` with every program at every occurrence of its trigger until it says true; tells
    /// whether it did. Symbols that wake none of `sets` are passed over.
    #[inline]
    pub fn each(
        &self,
        line: &Line,
        tokens: &[Token],
        sets: Sets,
        mut each: impl FnMut(Occurrence) -> bool,
    ) -> bool {
        for (at, symbol) in line.symbols().iter().enumerate() {
            if line.wake(at) & sets == 0 {
                continue;
            }
            let mut all = |programs: &[u32], end: usize, entry: Option<EntryId>| {
                programs.iter().any(|&program| each(Occurrence { program, start: at, end, entry }))
            };
            let token = &tokens[symbol.tokens.start as usize];
            let figures = if token.shape.is(Shape::DIGITS) { &self.figures[..] } else { &[] };
            let found = match symbol.kind {
                SymbolKind::Mention { kind: TypeId(kind), .. } => {
                    all(self.by_type.get(u32::from(kind)), at + 1, None)
                        || all(figures, at + 1, None)
                        || all(&self.mentions, at + 1, None)
                }
                SymbolKind::Token(word) => {
                    all(self.by_word.get(word.0), at + 1, None)
                        || !self.by_class.is_empty()
                            && line.hits_from(at).any(|hit| {
                                let programs = self.by_class.get(u32::from(hit.hit.class.0));
                                all(programs, hit.end as usize, Some(hit.hit.entry))
                            })
                        || all(figures, at + 1, None)
                        || bits(token.forms & self.forms)
                            .any(|number| all(self.by_form.get(number), at + 1, None))
                        || all(&self.every, at + 1, None)
                }
            };
            if found {
                return true;
            }
        }
        false
    }
}

/// The numbers of the bits that are set, from the lowest.
fn bits(mut mask: u32) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let at = mask.trailing_zeros();
        (mask != 0).then(|| mask &= mask - 1)?;
        Some(at)
    })
}

/// Lists of programs by key, packed.
#[derive(Clone, Debug, Default)]
struct Rows {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Rows {
    fn build(mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let keys = pairs.last().map_or(0, |&(key, _)| key as usize + 1);
        let mut starts = vec![0u32; keys + 1];
        for &(key, _) in &pairs {
            starts[key as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { starts, items: pairs.into_iter().map(|(_, item)| item).collect() }
    }

    fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    #[inline]
    fn get(&self, key: u32) -> &[u32] {
        let key = key as usize;
        if key + 1 >= self.starts.len() {
            return &[];
        }
        &self.items[self.starts[key] as usize..self.starts[key + 1] as usize]
    }
}
