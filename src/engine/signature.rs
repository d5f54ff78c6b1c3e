//! What a symbol is, hashed into 64 bits, so that most attempts of a pattern are refused by one
//! `and`: before a program is touched, the symbols beside its trigger must have a bit of those that
//! it may begin with on that side. A signature never refuses what would match.

use super::compile::{Element, Instruction, Test, TypeId};
use super::first_bytes::FirstBytes;
use super::lexicon::ClassId;
use crate::text::token::{Shape, Token, WordId};

/// Bits of what stands at one side of a symbol boundary; for a program, of what may stand there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signature(u64);

const WORD_BITS: u32 = 24;
const CLASS_BITS: u32 = 24;
const TYPE_BITS: u32 = 8;
const PART_BITS: u32 = 6;
const CLASS_AT: u32 = WORD_BITS;
const TYPE_AT: u32 = CLASS_AT + CLASS_BITS;
const PART_AT: u32 = TYPE_AT + TYPE_BITS;
const FIGURE_AT: u32 = PART_AT + PART_BITS;
const EDGE_AT: u32 = FIGURE_AT + 1;

impl Signature {
    /// Anything may stand there, or nothing.
    pub const ANY: Self = Self(u64::MAX);
    /// The line begins or ends there.
    pub const EDGE: Self = Self(1 << EDGE_AT);

    /// What a token is by itself.
    #[must_use]
    pub fn token(token: &Token) -> Self {
        Self::word(token.word).or(Self::parts(token.parts)).or(Self::figure(token))
    }

    /// What a mention is, given its first token.
    #[must_use]
    pub fn mention(kind: TypeId, first: &Token) -> Self {
        Self::kind(kind).or(Self::figure(first))
    }

    /// A form of this class begins or ends there.
    #[must_use]
    pub fn class(class: ClassId) -> Self {
        Self(1 << (CLASS_AT + u32::from(class.0) % CLASS_BITS))
    }

    /// Both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether something of `wanted` may stand where this signature was taken.
    #[must_use]
    pub fn meets(self, wanted: Self) -> bool {
        wanted == Self::ANY || self.0 & wanted.0 != 0
    }

    /// What the symbol beside the trigger must be for `code` to accept; [`Self::ANY`] if it may
    /// accept at once or skip symbols.
    #[must_use]
    pub fn of_code(code: &[Instruction], elements: &[Element]) -> Self {
        let mut wanted = Self::default();
        let mut seen = vec![false; code.len()];
        let mut open = vec![0];
        while let Some(at) = open.pop() {
            if at >= code.len() {
                return Self::ANY;
            }
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match code[at] {
                Instruction::Element(element) => {
                    wanted = wanted.or(Self::test(&elements[element as usize].test));
                }
                Instruction::Split(first, second) => {
                    open.extend([first as usize, second as usize]);
                }
                Instruction::Jump(to) => open.push(to as usize),
                Instruction::Gap | Instruction::Accept => return Self::ANY,
                Instruction::Start | Instruction::End => wanted = wanted.or(Self::EDGE),
                Instruction::Not(_) | Instruction::RoleStart(_) | Instruction::RoleEnd(_) => {
                    open.push(at + 1);
                }
            }
        }
        wanted
    }

    fn test(test: &Test) -> Self {
        match test {
            Test::Word(id) | Test::Exact(id, _) => Self::word(*id),
            Test::Words(ids) => ids.iter().fold(Self::default(), |all, &id| all.or(Self::word(id))),
            Test::Class(class) => Self::class(*class),
            Test::PartOfSpeech(mask) => Self::parts(*mask),
            Test::Mention(types) => {
                types.iter().fold(Self::default(), |all, &(id, _)| all.or(Self::kind(id)))
            }
            Test::Shape(shape) if shape.first.is_within(&FirstBytes::FIGURES) => {
                Self(1 << FIGURE_AT)
            }
            Test::Shape(_) => Self::ANY,
            Test::Any(tests) => {
                tests.iter().fold(Self::default(), |all, test| all.or(Self::test(test)))
            }
        }
    }

    /// Unknown words have no bit: no pattern names one.
    fn word(word: WordId) -> Self {
        if word == WordId::UNKNOWN {
            return Self::default();
        }
        let mixed = word.0.wrapping_mul(0x9E37_79B1) >> 16;
        Self(1 << (mixed % WORD_BITS))
    }

    fn kind(kind: TypeId) -> Self {
        Self(1 << (TYPE_AT + u32::from(kind.0) % TYPE_BITS))
    }

    /// Several parts of speech share a bit.
    fn parts(mut mask: u16) -> Self {
        let mut folded = 0;
        while mask != 0 {
            folded |= mask & ((1 << PART_BITS) - 1);
            mask >>= PART_BITS;
        }
        Self(u64::from(folded) << PART_AT)
    }

    fn figure(token: &Token) -> Self {
        Self(u64::from(token.shape.is(Shape::DIGITS)) << FIGURE_AT)
    }
}
