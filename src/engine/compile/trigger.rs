//! The trigger of a pattern: the element that every match contains and that is met most rarely.

use std::ops::Range;

use super::resolve::Tree;
use super::{Element, MAX_VARIANTS, Names, Test};
use crate::engine::first_bytes::FirstBytes;
use crate::engine::vocabulary::Vocabulary;

/// Lays nested sequences and the roles round them out in one row, so that any element can be the
/// trigger.
pub(super) fn flatten(tree: Tree, out: &mut Vec<Tree>) {
    match tree {
        Tree::Seq(items) => items.into_iter().for_each(|item| flatten(item, out)),
        Tree::Role(role, inner) => {
            out.push(Tree::RoleStart(role));
            flatten((*inner).clone(), out);
            out.push(Tree::RoleEnd(role));
        }
        Tree::Alt(items) => match word_set(&items) {
            Some(element) => out.push(Tree::Element(element)),
            None => out.push(Tree::Alt(items)),
        },
        other => out.push(other),
    }
}

/// Alternatives that are all single words are one element: a set of words.
fn word_set(items: &[Tree]) -> Option<Element> {
    let mut ids = Vec::new();
    let mut span: Option<Range<usize>> = None;
    for item in items {
        let Tree::Element(element) = item else { return None };
        match &element.test {
            Test::Word(id) => ids.push(*id),
            Test::Words(more) => ids.extend_from_slice(more),
            _ => return None,
        }
        span = Some(match span {
            None => element.span.clone(),
            Some(held) => held.start.min(element.span.start)..held.end.max(element.span.end),
        });
    }
    ids.sort_unstable();
    ids.dedup();
    Some(Element { test: Test::Words(ids.into()), span: span? })
}

/// Cost of trying a program at every occurrence of what the test names; none if it names nothing.
fn cost(test: &Test, names: &impl Names, vocabulary: &Vocabulary) -> Option<u32> {
    match test {
        Test::Word(id) | Test::Exact(id, _) => Some(names.commonness(vocabulary.folded(*id))),
        Test::Words(ids) => {
            // The forms of a lemma share its frequency: most of a verb's are hardly ever met.
            let costs = || ids.iter().map(|id| names.commonness(vocabulary.folded(*id)));
            let all = costs().fold(0, u32::saturating_add);
            Some(costs().max().unwrap_or(0).saturating_add(all / FORMS))
        }
        Test::Class(class) => Some(names.class_cost(*class)),
        Test::Mention(types) => {
            Some(types.iter().map(|&(id, _)| names.type_cost(id)).fold(0, u32::saturating_add))
        }
        Test::Shape(shape) if shape.first.is_within(&FirstBytes::FIGURES) => Some(FIGURES_COST),
        Test::PartOfSpeech(_) | Test::Shape(_) | Test::Any(_) => None,
    }
}

/// How many forms of a set of words are met as often as one word.
const FORMS: u32 = 16;
/// Figures are rarer than the commonest words.
const FIGURES_COST: u32 = 3_000;
/// Above this a trigger is poor, and one inside an alternative is looked for.
const POOR: u32 = 5_000;

pub(super) fn best(
    items: &[Tree],
    names: &impl Names,
    vocabulary: &Vocabulary,
) -> Option<(usize, u32)> {
    items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| match item {
            Tree::Element(element) => cost(&element.test, names, vocabulary).map(|cost| (at, cost)),
            _ => None,
        })
        .min_by_key(|&(at, cost)| (cost, at))
}

/// Splits a row at one alternative until each variant has a good trigger, or none can be found.
pub(super) fn expand(
    items: Vec<Tree>,
    names: &impl Names,
    vocabulary: &Vocabulary,
    out: &mut Vec<Vec<Tree>>,
) {
    let mut queue = vec![items];
    while let Some(items) = queue.pop() {
        let own = best(&items, names, vocabulary).map_or(u32::MAX, |(_, cost)| cost);
        if own > POOR && out.len() + queue.len() < MAX_VARIANTS {
            let alternative = items.iter().enumerate().filter_map(|(at, item)| {
                let Tree::Alt(branches) = item else { return None };
                let worst = branches
                    .iter()
                    .map(|branch| {
                        let mut flat = Vec::new();
                        flatten(branch.clone(), &mut flat);
                        best_deep(&flat, names, vocabulary)
                    })
                    .max()?;
                (worst < own).then_some((worst, at))
            });
            if let Some((_, at)) = alternative.min() {
                let Tree::Alt(branches) = &items[at] else { continue };
                // The last branch is pushed first, so that the first is taken up first.
                for branch in branches.iter().rev() {
                    let mut variant: Vec<Tree> = items[..at].to_vec();
                    flatten(branch.clone(), &mut variant);
                    variant.extend_from_slice(&items[at + 1..]);
                    queue.push(variant);
                }
                continue;
            }
        }
        out.push(items);
    }
}

/// The cost of the best trigger of a row, alternatives inside it included.
fn best_deep(items: &[Tree], names: &impl Names, vocabulary: &Vocabulary) -> u32 {
    let own = best(items, names, vocabulary).map_or(u32::MAX, |(_, cost)| cost);
    items
        .iter()
        .filter_map(|item| match item {
            Tree::Alt(branches) => branches
                .iter()
                .map(|branch| {
                    let mut flat = Vec::new();
                    flatten(branch.clone(), &mut flat);
                    best_deep(&flat, names, vocabulary)
                })
                .max(),
            _ => None,
        })
        .fold(own, u32::min)
}
