//! Date, place, amount and object of proposals, where the rule does not pin them.

use super::Proposal;
use super::line::{Meaning, is_token, meaning};
use super::marks;
use super::propose::Reading;
use crate::engine::Line;
use crate::pipeline::analysis::{EntityIdx, NameKind};
use crate::text::TokenSpan;
use crate::value::{AmountKind, DateKind, Resolved};

/// How far a date or place of an act may stand from its words, in symbols.
const NEAR: usize = 14;
/// Symbols that a date which opens the sentence stands among.
const OPENING: usize = 3;
/// Longest object, in tokens.
const OBJECT: u32 = 22;

/// Fills in what the sentence says of when, where, how much and what about.
pub(super) fn attach(reading: &Reading<'_, '_>, line: &Line, proposals: &mut [Proposal]) {
    // Several relations of one match share what belongs to it.
    let owners: Vec<u16> = proposals.iter().map(|proposal| proposal.trigger).collect();
    for proposal in proposals.iter_mut() {
        let others: Vec<usize> = owners
            .iter()
            .filter(|&&owner| owner != proposal.trigger)
            .map(|&owner| owner as usize)
            .collect();
        let clause = bounds(reading, line, proposal);
        let event = proposal.event;
        let reach = if event { NEAR } else { 3 };
        let nearest = |wanted: &dyn Fn(usize) -> Option<u32>, reach: usize| -> Option<u32> {
            (clause.0..clause.1)
                .filter_map(|at| Some((distance(proposal, at), at, wanted(at)?)))
                .filter(|&(distance, at, _)| {
                    distance <= reach && !others.iter().any(|&other| other.abs_diff(at) < distance)
                })
                .min_by_key(|&(distance, at, _)| (distance, at))
                .map(|(_, _, index)| index)
        };
        let date = |at: usize| match meaning(line.symbols()[at]) {
            Meaning::Value(index) => match &reading.analysis.values[index as usize].resolved {
                Resolved::Date(date)
                    if date.kind == DateKind::Date || !event && date.kind == DateKind::Interval =>
                {
                    Some(index)
                }
                _ => None,
            },
            _ => None,
        };
        let money = |at: usize| match meaning(line.symbols()[at]) {
            Meaning::Value(index) => match &reading.analysis.values[index as usize].resolved {
                Resolved::Amount(amount) if amount.kind == AmountKind::Money => Some(index),
                _ => None,
            },
            _ => None,
        };
        let place = |at: usize| {
            let name = reading.name_at(line, at).filter(|name| name.kind == NameKind::Place)?;
            let located = marks::before(line, reading.marks.place, at).is_some();
            let entity = name.entity.filter(|&entity| !is_member(proposal, entity))?;
            located.then_some(entity.0)
        };
        // "Ce lundi, A et B, …, ont signé": what opens the sentence dates the act that it tells.
        let opening = || {
            let at = (0..OPENING.min(line.symbols().len())).find(|&at| date(at).is_some())?;
            (event && clause.0 == 0).then(|| date(at)).flatten()
        };
        let date = proposal.relation.date.or_else(|| nearest(&date, reach)).or_else(opening);
        let amount =
            proposal.relation.amount.or_else(|| if event { nearest(&money, 10) } else { None });
        let place = proposal
            .relation
            .place
            .or_else(|| if proposal.signed { nearest(&place, NEAR).map(EntityIdx) } else { None });
        let object = proposal.relation.object.or_else(|| object(reading, line, proposal));
        let relation = &mut proposal.relation;
        relation.date = date;
        relation.amount = amount;
        relation.place = place;
        relation.object = object;
    }
    share(proposals);
}

fn is_member(proposal: &Proposal, entity: EntityIdx) -> bool {
    proposal.relation.members.iter().any(|(_, member)| *member == entity)
}

/// The clauses that the proposal's own words and its match reach over.
fn bounds(reading: &Reading<'_, '_>, line: &Line, proposal: &Proposal) -> (usize, usize) {
    let first = marks::clause(line, reading.marks, proposal.region.0 as usize);
    let last = marks::clause(line, reading.marks, (proposal.region.1 as usize).max(1) - 1);
    (first.0, last.1)
}

/// Symbols between `at` and the nearest of the rule's own words.
fn distance(proposal: &Proposal, at: usize) -> usize {
    proposal
        .core
        .iter()
        .map(|&core| (core as usize).abs_diff(at))
        .min()
        .unwrap_or_else(|| (proposal.trigger as usize).abs_diff(at))
}

/// Marks sums that several relations of the sentence carry.
fn share(proposals: &mut [Proposal]) {
    let amounts: Vec<Option<u32>> =
        proposals.iter().map(|proposal| proposal.relation.amount).collect();
    for (at, proposal) in proposals.iter_mut().enumerate() {
        proposal.relation.amount_shared = amounts[at].is_some()
            && amounts
                .iter()
                .enumerate()
                .any(|(other, &amount)| other != at && amount == amounts[at]);
    }
}

/// The words after an object mark behind the match, to the end of the phrase.
fn object(reading: &Reading<'_, '_>, line: &Line, proposal: &Proposal) -> Option<TokenSpan> {
    let count = line.symbols().len();
    let from = *proposal.core.first()? as usize;
    let limit = (proposal.region.1 as usize + 8).min(count);
    let (start, _) = (from..limit).find_map(|at| {
        let after = marks::after(line, reading.marks.object, at)?;
        let inside = proposal.core.binary_search(&(at as u16)).is_ok();
        (!inside).then_some(after)
    })?;
    let mut end = start;
    while end < count {
        let symbol = line.symbols()[end];
        let stop = is_token(line, end)
            && matches!(reading.surface(line, end), "," | ";" | ":" | "." | "(" | "!" | "?" | "»");
        let first = line.symbols()[start].tokens.start;
        if stop || symbol.tokens.end - first > OBJECT {
            break;
        }
        end += 1;
    }
    (end > start).then(|| line.tokens(start, end))
}
