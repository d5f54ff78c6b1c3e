//! Whether it is worth trying a program at an occurrence of its trigger, told without touching it.

use super::compile::Program;
use super::line::Line;
use super::needs::{self, Sum};
use super::signature::Signature;

/// What must stand left and right of a program's trigger.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    left: Signature,
    right: Signature,
    /// What must stand somewhere in the line.
    needs: Box<[Sum]>,
}

impl Gate {
    pub fn of(program: &Program) -> Self {
        if program.is_without_trigger() {
            return Self { left: Signature::ANY, right: Signature::ANY, needs: Box::new([]) };
        }
        let mut needed = needs::of_code(&program.left, &program.elements);
        needed.extend(needs::of_code(&program.right, &program.elements));
        Self {
            needs: needed.into(),
            left: Signature::of_code(&program.left, &program.elements),
            right: Signature::of_code(&program.right, &program.elements),
        }
    }

    #[inline]
    pub fn opens(&self, line: &Line, start: usize, end: usize) -> bool {
        line.ahead(end).meets(self.right)
            && line.behind(start).meets(self.left)
            && self.needs.iter().all(|need| line.sum().meets(need))
    }
}
