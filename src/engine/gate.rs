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
        // Evidence is of use only where something that it may speak of begins or ends.
        let candidate = program.roles.iter().position(|role| role == CANDIDATE);
        let role = candidate.and_then(|at| u8::try_from(at).ok());
        let entered = role.map(|role| (Instruction::RoleEnd(role), Signature::ENDS));
        let left = Signature::beside_trigger(&program.left, &program.elements, entered);
        let entered = role.map(|role| (Instruction::RoleStart(role), Signature::BEGINS));
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
/// Instructions past which a side is not looked through.
const LONGEST: usize = 400;

/// The elements that every match of `code` consumes, rarest first.
fn needs(code: &[Instruction], elements: &[Element]) -> Vec<Signature> {
    if code.len() > LONGEST {
        return Vec::new();
    }
    let mut out: Vec<Signature> = code
        .iter()
        .enumerate()
        .filter_map(|(at, instruction)| {
            let Instruction::Element(element) = instruction else { return None };
            let need = Signature::of_test(&elements[*element as usize].test)?;
            (need.count() <= COMMON && !accepts_without(code, at)).then_some(need)
        })
        .collect();
    out.sort_by_key(Signature::count);
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
}
