//! What a line must hold somewhere for a pattern to match in it: "X … signe … avec Y" is not worth
//! trying in a sentence without a form of *signer*. One sum of all symbols of the line is kept; a
//! program is tried only if the sum has a bit of each element that every match contains.
//!
//! This goes beyond [`Signature`](super::signature::Signature), which looks at the trigger's
//! neighbours only and says nothing about what stands behind a gap.

use super::compile::{Element, Instruction, Test, TypeId};
use super::lexicon::ClassId;
use crate::text::token::{Token, WordId};

/// Words, classes, types and parts of speech, hashed to 256 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum([u64; 4]);

const WORD_BITS: u32 = 160;
const CLASS_BITS: u32 = 64;
const TYPE_BITS: u32 = 16;
const CLASS_AT: u32 = WORD_BITS;
const TYPE_AT: u32 = CLASS_AT + CLASS_BITS;
const PART_AT: u32 = TYPE_AT + TYPE_BITS;

impl Sum {
    /// Adds a token by itself.
    pub fn token(&mut self, token: &Token) {
        self.word(token.word);
        self.parts(token.parts);
    }

    /// Adds a mention.
    pub fn kind(&mut self, kind: TypeId) {
        self.set(TYPE_AT + u32::from(kind.0) % TYPE_BITS);
    }

    /// Adds a form of a class.
    pub fn class(&mut self, class: ClassId) {
        self.set(CLASS_AT + u32::from(class.0) % CLASS_BITS);
    }

    /// Whether the two share a bit.
    #[inline]
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(own, other)| own & other != 0)
    }

    fn word(&mut self, word: WordId) {
        if word != WordId::UNKNOWN {
            self.set((word.0.wrapping_mul(0x9E37_79B1) >> 8) % WORD_BITS);
        }
    }

    fn parts(&mut self, parts: u16) {
        for bit in 0..16 {
            if parts >> bit & 1 != 0 {
                self.set(PART_AT + bit);
            }
        }
    }

    fn set(&mut self, bit: u32) {
        self.0[bit as usize / 64] |= 1 << (bit % 64);
    }

    /// Number of bits: the fewer, the rarer what is needed.
    fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Adds what the test may consume; false if that cannot be said.
    fn test(&mut self, test: &Test) -> bool {
        match test {
            Test::Word(id) | Test::Exact(id, _) => self.word(*id),
            Test::Words(ids) => ids.iter().for_each(|&id| self.word(id)),
            Test::Class(class) => self.class(*class),
            Test::PartOfSpeech(mask) => self.parts(*mask),
            Test::Mention(types) => types.iter().for_each(|&(id, _)| self.kind(id)),
            Test::Shape(_) => return false,
            Test::Any(tests) => return tests.iter().all(|test| self.test(test)),
        }
        true
    }
}

/// Most elements of a side that are asked for.
const MOST: usize = 3;
/// Bits past which an element is too common to be worth asking for.
const COMMON: u32 = 40;
/// Instructions past which a side is not looked through.
const LONGEST: usize = 400;

/// The elements that every match of `code` consumes, rarest first.
#[must_use]
pub fn of_code(code: &[Instruction], elements: &[Element]) -> Vec<Sum> {
    if code.len() > LONGEST {
        return Vec::new();
    }
    let mut out: Vec<Sum> = code
        .iter()
        .enumerate()
        .filter_map(|(at, instruction)| {
            let Instruction::Element(element) = instruction else { return None };
            let mut sum = Sum::default();
            let said = sum.test(&elements[*element as usize].test);
            (said && sum.count() <= COMMON && !accepts_without(code, at)).then_some(sum)
        })
        .collect();
    out.sort_by_key(Sum::count);
    out.dedup();
    out.truncate(MOST);
    out
}

/// Whether `code` can accept without going through instruction `avoided`.
fn accepts_without(code: &[Instruction], avoided: usize) -> bool {
    let mut seen = vec![false; code.len()];
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        if at >= code.len() {
            return true;
        }
        if at == avoided || std::mem::replace(&mut seen[at], true) {
            continue;
        }
        match code[at] {
            Instruction::Accept => return true,
            Instruction::Split(first, second) => open.extend([first as usize, second as usize]),
            Instruction::Jump(to) => open.push(to as usize),
            _ => open.push(at + 1),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(word: u32) -> Element {
        Element { test: Test::Word(WordId(word)), span: 0..0 }
    }

    #[test]
    fn an_option_is_not_needed() {
        // `a? b`
        let code = [
            Instruction::Split(1, 2),
            Instruction::Element(0),
            Instruction::Element(1),
            Instruction::Accept,
        ];
        let mut needed = Sum::default();
        needed.word(WordId(8));
        assert_eq!(of_code(&code, &[element(7), element(8)]), [needed]);
    }
}
