//! Whose "we" it is in quotation marks: the body of the person who is quoted.

use super::line::is_token;
use super::marks;
use super::members;
use super::propose::Reading;
use crate::engine::Line;
use crate::pipeline::analysis::{Analysis, EntityIdx, NameKind};

/// How far the marks of a quotation are looked for, in tokens.
const QUOTE: u32 = 160;
/// How far from a quotation its speaker is named, in tokens.
const NEAR: u32 = 14;

/// The body that speaks of itself between symbols `start` and `end`, where it is quoted.
pub(super) fn speaker(
    reading: &Reading<'_, '_>,
    line: &Line,
    (start, end): (usize, usize),
) -> Option<EntityIdx> {
    let at = (start..end).find(|&at| marks::after(line, reading.marks.itself, at).is_some())?;
    if !is_token(line, at) {
        return None;
    }
    let analysis = reading.analysis;
    let token = line.symbols()[at].tokens.start;
    let (open, close) = quotation(analysis, reading.number, token)?;
    let behind = person(analysis, close..close + NEAR);
    let speaks = behind.or_else(|| person(analysis, open.saturating_sub(NEAR)..open))?;
    members::acts_for(analysis, speaks)
}

/// The marks of the quotation round a token, in its block.
fn quotation(analysis: &Analysis<'_>, number: u32, token: u32) -> Option<(u32, u32)> {
    let block = analysis.sentences.get(number as usize)?.block;
    let within = |sentence: usize| {
        analysis.sentences.get(sentence).is_some_and(|sentence| sentence.block == block)
    };
    let (mut first, mut last) = (number as usize, number as usize);
    while first > 0 && within(first - 1) {
        first -= 1;
    }
    while within(last + 1) {
        last += 1;
    }
    let from = analysis.sentences[first].tokens.start.max(token.saturating_sub(QUOTE));
    let to = analysis.sentences[last].tokens.end.min(token + QUOTE);
    let mark = |at: &u32| match analysis.tokens[*at as usize].span.of(analysis.text) {
        "«" | "“" => Some(true),
        "»" | "”" => Some(false),
        _ => None,
    };
    let open =
        (from..token).rev().find(|at| mark(at).is_some()).filter(|at| mark(at) == Some(true))?;
    let close = (token..to).find(|at| mark(at).is_some()).filter(|at| mark(at) == Some(false))?;
    Some((open, close))
}

/// The first person named among `tokens`, within a sentence's reach.
fn person(analysis: &Analysis<'_>, tokens: std::ops::Range<u32>) -> Option<EntityIdx> {
    let names = &analysis.names;
    let first = names.partition_point(|name| name.tokens.start < tokens.start);
    names[first..]
        .iter()
        .take_while(|name| name.tokens.start < tokens.end)
        .find(|name| name.kind == NameKind::Person)
        .and_then(|name| name.entity)
}
