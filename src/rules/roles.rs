//! What a pattern says of its roles before it is compiled: their names and places, and on which side of
//! a candidate evidence stands. Roles inside macros are known only once they are expanded.

use std::ops::Range;

use super::set::Side;
use crate::engine::compile::CANDIDATE;
use crate::engine::pattern::{NodeKind, Pattern};

/// Role names of a pattern, in order; empty if it does not parse (which is reported elsewhere).
pub(super) fn roles_of(text: &str) -> Vec<String> {
    role_places(text).into_iter().map(|(name, _)| name).collect()
}

/// Role names of a pattern with their places in it.
pub(super) fn role_places(text: &str) -> Vec<(String, Range<usize>)> {
    let mut out = Vec::new();
    if let Ok(pattern) = Pattern::parse(text) {
        pattern.root.each(&mut |node| match &node.kind {
            NodeKind::Role(name, _) => {
                out.push((name.clone(), node.span.start..node.span.start + name.len()));
            }
            NodeKind::Candidate => out.push((CANDIDATE.to_owned(), node.span.clone())),
            _ => {}
        });
    }
    out
}

/// Where `><` stands in an evidence pattern.
pub(super) fn side_of(text: &str) -> Side {
    let Ok(pattern) = Pattern::parse(text) else { return Side::Before };
    let items = pattern.items();
    match items.iter().position(|item| item.kind == NodeKind::Candidate) {
        Some(0) => Side::After,
        Some(at) if at + 1 == items.len() => Side::Before,
        Some(_) => Side::Around,
        None => {
            let (start, end) = pattern.edges();
            Side::Inside { start, end }
        }
    }
}
