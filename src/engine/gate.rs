//! Whether it is worth trying a program at an occurrence of its trigger, told without touching it:
//! "X … signe … avec Y" is not worth trying in a sentence without a form of *signer*.

use super::compile::{CANDIDATE, Element, Instruction, Program};
use super::line::Line;
use super::signature::Signature;

/// What must stand left and right of a program's trigger, and somewhere in the line.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    left: Signature,
    right: Signature,
    needs: Box<[Signature]>,
}

impl Gate {
    pub fn of(program: &Program) -> Self {
        if program.is_without_trigger() {
            return Self { left: Signature::ANY, right: Signature::ANY, needs: Box::new([]) };
        }
        let mut needs = needs(&program.left, &program.elements);
        needs.extend(self::needs(&program.right, &program.elements));
        // Evidence is of use only where something that it may speak of begins or ends. At the edge of
        // the line nobody can say whether it does.
        let candidate = program.roles.iter().position(|role| role == CANDIDATE);
        let role = candidate.and_then(|at| u8::try_from(at).ok());
        let entered =
            role.map(|role| (Instruction::RoleEnd(role), Signature::ENDS.or(Signature::EDGE)));
        let left = Signature::beside_trigger(&program.left, &program.elements, entered);
        let entered =
            role.map(|role| (Instruction::RoleStart(role), Signature::BEGINS.or(Signature::EDGE)));
        let right = Signature::beside_trigger(&program.right, &program.elements, entered);
        Self { needs: needs.into(), left, right }
    }

    #[inline]
    pub fn opens(&self, line: &Line, start: usize, end: usize) -> bool {
        line.ahead(end).meets(&self.right)
            && line.behind(start).meets(&self.left)
            && self.needs.iter().all(|need| line.sum().meets(need))
    }
}

/// Most elements of a side that are asked for.
const MOST: usize = 3;
/// Bits past which an element is too common to be worth asking for.
const COMMON: u32 = 40;

/// The elements that every match of `code` consumes, rarest first: those that no branch before them
/// leads past (branches lead forwards, but for the way back of a loop).
fn needs(code: &[Instruction], elements: &[Element]) -> Vec<Signature> {
    let mut out = Vec::new();
    let mut furthest = 0;
    for (at, instruction) in code.iter().enumerate() {
        match *instruction {
            Instruction::Split(first, second) => furthest = furthest.max(first).max(second),
            Instruction::Jump(to) => furthest = furthest.max(to),
            Instruction::Element(element) if usize::from(furthest) <= at => {
                let need = Signature::of_test(&elements[element as usize].test);
                out.extend(need.filter(|need| need.count() <= COMMON));
            }
            _ => {}
        }
    }
    out.sort_by_key(Signature::count);
    out.dedup();
    out.truncate(MOST);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::compile::Test;
    use crate::text::token::WordId;

    #[test]
    fn an_option_is_not_needed() {
        // `a? b`
        let code = [
            Instruction::Split(1, 2),
            Instruction::Element(0),
            Instruction::Element(1),
            Instruction::Accept,
        ];
        let element = |word| Element { test: Test::Word(WordId(word)), span: 0..0 };
        let wanted = Signature::of_test(&Test::Word(WordId(8)));
        assert_eq!(needs(&code, &[element(7), element(8)]), [wanted.expect("a word can be said")]);
    }

    #[test]
    fn what_stands_in_every_branch_only_is_not_needed() {
        // `(a | b) c* d`
        let code = [
            Instruction::Split(1, 3),
            Instruction::Element(0),
            Instruction::Jump(4),
            Instruction::Element(1),
            Instruction::Split(5, 7),
            Instruction::Element(2),
            Instruction::Jump(4),
            Instruction::Element(3),
            Instruction::Accept,
        ];
        let elements =
            [1, 2, 3, 4].map(|word| Element { test: Test::Word(WordId(word)), span: 0..0 });
        let wanted = Signature::of_test(&Test::Word(WordId(4)));
        assert_eq!(needs(&code, &elements), [wanted.expect("a word can be said")]);
    }
}
