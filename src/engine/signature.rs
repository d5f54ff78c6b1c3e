//! What a symbol is, hashed into 256 bits, so that most attempts of a pattern are refused by a few
//! `and`s before its program is touched: the symbols beside the trigger must have a bit of those that
//! the program may begin with on that side, and the line must have one of each element that every
//! match contains. A signature never refuses what would match.

use super::compile::{Element, Instruction, Test, TypeId};
use super::first_bytes::FirstBytes;
use super::lexicon::ClassId;
use crate::text::token::{Shape, Token, WordId};

/// Bits of what stands at a place, or of what may stand there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Signature([u64; 4]);

const WORD_BITS: u32 = 155;
const CLASS_BITS: u32 = 64;
const TYPE_BITS: u32 = 16;
const PART_BITS: u32 = 16;
const CLASS_AT: u32 = WORD_BITS;
const TYPE_AT: u32 = CLASS_AT + CLASS_BITS;
const PART_AT: u32 = TYPE_AT + TYPE_BITS;
const FIGURE_AT: u32 = PART_AT + PART_BITS;
const EDGE_AT: u32 = FIGURE_AT + 1;
/// Of every token and mention, so that what nothing is known of is still something.
const SYMBOL_AT: u32 = EDGE_AT + 1;
/// Of symbols at which a candidate may begin, and may end.
const BEGINS_AT: u32 = SYMBOL_AT + 1;
const ENDS_AT: u32 = BEGINS_AT + 1;
const _: () = assert!(ENDS_AT < 256);

impl Signature {
    /// Anything may stand there, or nothing.
    pub const ANY: Self = Self([u64::MAX; 4]);
    /// The line begins or ends there.
    pub const EDGE: Self = Self::bit(EDGE_AT);
    /// A candidate begins at the symbol.
    pub const BEGINS: Self = Self::bit(BEGINS_AT);
    /// A candidate ends with the symbol.
    pub const ENDS: Self = Self::bit(ENDS_AT);
    const FIGURE: Self = Self::bit(FIGURE_AT);
    const SYMBOL: Self = Self::bit(SYMBOL_AT);

    const fn bit(at: u32) -> Self {
        let mut words = [0; 4];
        words[at as usize / 64] = 1 << (at % 64);
        Self(words)
    }

    /// What a token is by itself.
    #[must_use]
    pub fn token(token: &Token) -> Self {
        Self::SYMBOL.or(Self::word(token.word)).or(Self::parts(token.parts)).or(Self::figure(token))
    }

    /// What a mention is, given its first token.
    #[must_use]
    pub fn mention(kind: TypeId, first: &Token) -> Self {
        Self::SYMBOL.or(Self::kind(kind)).or(Self::figure(first))
    }

    /// A form of this class begins or ends there.
    #[must_use]
    pub fn class(class: ClassId) -> Self {
        Self::bit(CLASS_AT + u32::from(class.0) % CLASS_BITS)
    }

    /// Both.
    #[inline]
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        Self([a[0] | b[0], a[1] | b[1], a[2] | b[2], a[3] | b[3]])
    }

    /// Whether the two share a bit.
    #[inline]
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let (a, b) = (&self.0, &other.0);
        (a[0] & b[0]) | (a[1] & b[1]) | (a[2] & b[2]) | (a[3] & b[3]) != 0
    }

    /// The signature without the bits of `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        Self([a[0] & !b[0], a[1] & !b[1], a[2] & !b[2], a[3] & !b[3]])
    }

    /// Number of bits: the fewer, the rarer what is wanted.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// What a symbol must be for the test to hold of it; none if that cannot be said.
    #[must_use]
    pub fn of_test(test: &Test) -> Option<Self> {
        Some(match test {
            Test::Word(id) | Test::Exact(id, _) => Self::word(*id),
            Test::Words(ids) => ids.iter().fold(Self::default(), |all, &id| all.or(Self::word(id))),
            Test::Class(class) => Self::class(*class),
            Test::PartOfSpeech(mask) => Self::parts(*mask),
            Test::Mention(types) => {
                types.iter().fold(Self::default(), |all, &(id, _)| all.or(Self::kind(id)))
            }
            Test::Shape(shape) if shape.first.is_within(&FirstBytes::FIGURES) => Self::FIGURE,
            Test::Shape(_) => return None,
            Test::Any(tests) => tests
                .iter()
                .try_fold(Self::default(), |all, test| Some(all.or(Self::of_test(test)?)))?,
        })
    }

    /// What the symbol beside the trigger must be for the match of `code` to be of use; [`Self::ANY`] if
    /// it may accept at once or skip symbols. `edge` is the instruction at which the code enters the
    /// candidate, where the pattern speaks of one, with the bit of the symbol there.
    #[must_use]
    pub fn beside_trigger(
        code: &[Instruction],
        elements: &[Element],
        edge: Option<(Instruction, Self)>,
    ) -> Self {
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
            if let Some((_, bit)) = edge.filter(|&(instruction, _)| instruction == code[at]) {
                wanted = wanted.or(bit);
                continue;
            }
            match code[at] {
                Instruction::Element(element) => {
                    match Self::of_test(&elements[element as usize].test) {
                        Some(more) => wanted = wanted.or(more),
                        None => return Self::ANY,
                    }
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

    /// Unknown words have no bit: no pattern names one.
    fn word(word: WordId) -> Self {
        if word == WordId::UNKNOWN {
            return Self::default();
        }
        Self::bit((word.0.wrapping_mul(0x9E37_79B1) >> 8) % WORD_BITS)
    }

    fn kind(kind: TypeId) -> Self {
        Self::bit(TYPE_AT + u32::from(kind.0) % TYPE_BITS)
    }

    /// The parts of speech begin at a byte's edge of no word, so they are put there by hand.
    fn parts(mask: u16) -> Self {
        let mut words = [0; 4];
        let (word, shift) = (PART_AT as usize / 64, PART_AT % 64);
        words[word] = u64::from(mask) << shift;
        if shift > 48 {
            words[word + 1] = u64::from(mask) >> (64 - shift);
        }
        Self(words)
    }

    fn figure(token: &Token) -> Self {
        if token.shape.is(Shape::DIGITS) { Self::FIGURE } else { Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_word_is_something() {
        let unknown = Token {
            span: crate::text::ByteSpan::new(0, 1),
            shape: Shape(Shape::WORD),
            parts: 0,
            word: WordId::UNKNOWN,
            forms: 0,
        };
        assert!(Signature::token(&unknown).meets(&Signature::ANY));
        assert!(!Signature::token(&unknown).meets(&Signature::word(WordId(3))));
    }

    #[test]
    fn every_part_of_speech_has_a_bit_of_its_own() {
        let mut all = Signature::default();
        for bit in 0..16 {
            let one = Signature::parts(1 << bit);
            assert_eq!(one.count(), 1);
            assert!(!all.meets(&one) && !one.meets(&Signature::FIGURE));
            all = all.or(one);
        }
        assert_eq!(all, Signature::parts(u16::MAX));
    }
}
