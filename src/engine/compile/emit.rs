//! A row of elements and its trigger as a program.

use std::sync::Arc;

use super::resolve::Tree;
use super::trigger::best;
use super::{Element, ElementIdx, Instruction, Names, Program, Test, Trigger, TypeId};
use crate::engine::first_bytes::FirstBytes;
use crate::engine::vocabulary::Vocabulary;
use crate::text::token::WordId;

/// Lays out what stands left and right of the trigger.
pub(super) fn assemble(
    items: &[Tree],
    names: &impl Names,
    vocabulary: &Vocabulary,
    roles: &[String],
    gap: u8,
    stops: &[WordId],
) -> Program {
    let mut emitter = Emitter { elements: Vec::new(), code: Vec::new(), leftwards: false };
    let found = best(items, names, vocabulary)
        .map(|(at, _)| at)
        .or_else(|| items.iter().position(|item| matches!(item, Tree::Element(_))));
    let (left, trigger, right): (&[Tree], Option<&Element>, &[Tree]) = match found {
        Some(at) => {
            let Tree::Element(element) = &items[at] else {
                unreachable!("a trigger is an element")
            };
            (&items[..at], Some(element), &items[at + 1..])
        }
        None => (&[], None, items),
    };
    let at = match trigger.map(|element| &element.test) {
        Some(Test::Word(id) | Test::Exact(id, _)) => Trigger::Words(vec![*id]),
        Some(Test::Words(ids)) => Trigger::Words(ids.to_vec()),
        Some(Test::Class(class)) => Trigger::Class(*class),
        Some(Test::Mention(types)) => {
            let mut ids: Vec<TypeId> = types.iter().map(|(id, _)| *id).collect();
            ids.sort_unstable();
            ids.dedup();
            Trigger::Types(ids)
        }
        Some(Test::Shape(shape)) if shape.first.is_within(&FirstBytes::FIGURES) => Trigger::Figures,
        _ => Trigger::Every,
    };
    // A pattern without any element that must be there (only options) gets an empty trigger.
    let element = trigger.cloned().unwrap_or(Element { test: Test::Any(Arc::new([])), span: 0..0 });
    emitter.elements.push(element);
    emitter.leftwards = true;
    emitter.row(left);
    emitter.code.push(Instruction::Accept);
    let left_code = std::mem::take(&mut emitter.code);
    emitter.leftwards = false;
    emitter.row(right);
    emitter.code.push(Instruction::Accept);
    Program {
        left_joins: joins(&left_code, &emitter.elements),
        right_joins: joins(&emitter.code, &emitter.elements),
        elements: emitter.elements,
        left: left_code,
        right: emitter.code,
        trigger: 0,
        at,
        roles: roles.to_vec(),
        gap,
        stops: stops.into(),
    }
}

/// For each instruction, whether several ways lead to it: from several instructions, or from one
/// that goes on from several positions. A state that is met twice was reached through such an
/// instruction, so that it is enough to remember those.
fn joins(code: &[Instruction], elements: &[Element]) -> Vec<bool> {
    let mut ways = vec![0u32; code.len() + 1];
    // The attempt itself is a way in: a loop that begins the code would never end otherwise.
    ways[0] = 1;
    for (at, instruction) in code.iter().enumerate() {
        match *instruction {
            Instruction::Accept => {}
            Instruction::Jump(to) => ways[to as usize] += 1,
            Instruction::Split(first, second) => {
                ways[first as usize] += 1;
                ways[second as usize] += 1;
            }
            Instruction::Gap => ways[at + 1] += 2,
            Instruction::Element(element) => {
                let one = !matches!(elements[element as usize].test, Test::Class(_));
                ways[at + 1] += if one { 1 } else { 2 };
            }
            _ => ways[at + 1] += 1,
        }
    }
    ways.iter().take(code.len()).map(|&ways| ways > 1).collect()
}

struct Emitter {
    elements: Vec<Element>,
    code: Vec<Instruction>,
    leftwards: bool,
}

impl Emitter {
    fn row(&mut self, items: &[Tree]) {
        if self.leftwards {
            items.iter().rev().for_each(|item| self.emit(item));
        } else {
            items.iter().for_each(|item| self.emit(item));
        }
    }

    fn here(&self) -> u16 {
        u16::try_from(self.code.len()).unwrap_or(u16::MAX)
    }

    fn element(&mut self, element: &Element) -> ElementIdx {
        self.elements.push(element.clone());
        u16::try_from(self.elements.len() - 1).unwrap_or(u16::MAX)
    }

    fn emit(&mut self, tree: &Tree) {
        match tree {
            Tree::Element(element) => {
                let index = self.element(element);
                self.code.push(Instruction::Element(index));
            }
            Tree::Not(element) => {
                let index = self.element(element);
                self.code.push(Instruction::Not(index));
            }
            Tree::Seq(items) => self.row(items),
            Tree::Alt(items) => {
                let mut ends = Vec::new();
                for (number, item) in items.iter().enumerate() {
                    if number + 1 == items.len() {
                        self.emit(item);
                    } else {
                        let split = self.code.len();
                        self.code.push(Instruction::Jump(0));
                        self.emit(item);
                        ends.push(self.code.len());
                        self.code.push(Instruction::Jump(0));
                        let next = self.here();
                        self.code[split] = Instruction::Split(split as u16 + 1, next);
                    }
                }
                let end = self.here();
                for at in ends {
                    self.code[at] = Instruction::Jump(end);
                }
            }
            Tree::Opt(inner) => {
                let split = self.code.len();
                self.code.push(Instruction::Jump(0));
                self.emit(inner);
                let end = self.here();
                self.code[split] = Instruction::Split(split as u16 + 1, end);
            }
            Tree::Star(inner) => {
                let split = self.code.len();
                self.code.push(Instruction::Jump(0));
                self.emit(inner);
                self.code.push(Instruction::Jump(split as u16));
                let end = self.here();
                self.code[split] = Instruction::Split(split as u16 + 1, end);
            }
            Tree::Gap => self.code.push(Instruction::Gap),
            Tree::Start => self.code.push(Instruction::Start),
            Tree::End => self.code.push(Instruction::End),
            Tree::RoleStart(role) => self.code.push(Instruction::RoleStart(*role)),
            Tree::RoleEnd(role) => self.code.push(Instruction::RoleEnd(*role)),
            Tree::Role(role, inner) => {
                let (open, close) = (Instruction::RoleStart(*role), Instruction::RoleEnd(*role));
                self.code.push(if self.leftwards { close } else { open });
                self.emit(inner);
                self.code.push(if self.leftwards { open } else { close });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_at_the_beginning_is_remembered() {
        // `(x?)*` with nothing to consume: found by the fuzz loops as a run without end.
        let code = [Instruction::Split(1, 2), Instruction::Jump(0), Instruction::Accept];
        assert_eq!(joins(&code, &[]), [true, false, false]);
    }
}
