//! What the next symbol must be for a way through a program to go on: where a program branches or
//! skips symbols, most ways are dropped by one look at the symbol instead of being tried. A look never
//! drops a way that would match.

use rustc_hash::FxHashMap;

use super::compile::{Element, Instruction, Program};
use super::signature::Signature;

/// The signatures wanted at the branches of a set of programs, each held once: programs of one macro
/// want the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    list: Vec<Signature>,
    known: FxHashMap<Signature, u32>,
}

/// For each instruction of a program's two sides: the number in [`Wanted`] of what it must meet next.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookahead {
    pub left: Box<[u32]>,
    pub right: Box<[u32]>,
}

impl Wanted {
    /// What `program` wants at each of its instructions.
    pub fn of(&mut self, program: &Program) -> Lookahead {
        let elements: Vec<Signature> = (program.elements.iter())
            .map(|Element { test, .. }| Signature::of_test(test).unwrap_or(Signature::ANY))
            .collect();
        let mut side = |code: &[Instruction], edge: Instruction| {
            let firsts = firsts(code, &elements, edge);
            firsts.into_iter().map(|first| self.number(first)).collect()
        };
        Lookahead {
            left: side(&program.left, Instruction::Start),
            right: side(&program.right, Instruction::End),
        }
    }

    fn number(&mut self, signature: Signature) -> u32 {
        *self.known.entry(signature).or_insert_with(|| {
            self.list.push(signature);
            self.list.len() as u32 - 1
        })
    }

    /// Signature `number`.
    #[inline]
    pub fn get(&self, number: u32) -> &Signature {
        &self.list[number as usize]
    }
}

/// What a symbol must be for `code` to go on from each instruction; [`Signature::ANY`] where it may
/// accept or skip symbols. `edge` is the instruction that wants the end of the line on this side.
fn firsts(code: &[Instruction], elements: &[Signature], edge: Instruction) -> Vec<Signature> {
    let mut out = vec![Signature::default(); code.len() + 1];
    out[code.len()] = Signature::ANY;
    // Backwards, so that one pass is enough but for loops whose body may be empty.
    let leads_back = |(at, code): (usize, &Instruction)| matches!(code, Instruction::Jump(to) if usize::from(*to) <= at);
    let loops = code.iter().enumerate().any(leads_back);
    loop {
        let mut grown = false;
        for (at, &instruction) in code.iter().enumerate().rev() {
            let first = match instruction {
                Instruction::Element(element) => elements[element as usize],
                Instruction::Split(one, other) => out[one as usize].or(out[other as usize]),
                Instruction::Jump(to) => out[to as usize],
                Instruction::Gap | Instruction::Accept => Signature::ANY,
                other if other == edge => Signature::EDGE,
                _ => out[at + 1],
            };
            grown |= first != out[at];
            out[at] = first;
        }
        if !grown || !loops {
            return out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::compile::Test;
    use crate::text::token::WordId;

    fn word(id: u32) -> Signature {
        Signature::of_test(&Test::Word(WordId(id))).expect("a word can be said")
    }

    #[test]
    fn a_loop_that_may_be_empty_wants_what_follows_it_too() {
        // `(a?)* b`
        let code = [
            Instruction::Split(1, 4),
            Instruction::Split(2, 3),
            Instruction::Element(0),
            Instruction::Jump(0),
            Instruction::Element(1),
            Instruction::Accept,
        ];
        let found = firsts(&code, &[word(7), word(8)], Instruction::End);
        let both = word(7).or(word(8));
        assert_eq!(found[..3], [both, both, word(7)]);
        assert_eq!(found[3..6], [both, word(8), Signature::ANY]);
    }

    #[test]
    fn the_edge_of_the_other_side_says_nothing() {
        let code = [Instruction::Start, Instruction::Element(0), Instruction::Accept];
        assert_eq!(firsts(&code, &[word(7)], Instruction::Start)[0], Signature::EDGE);
        assert_eq!(firsts(&code, &[word(7)], Instruction::End)[0], word(7));
    }
}
