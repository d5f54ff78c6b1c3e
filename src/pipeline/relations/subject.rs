//! The subject of a clause, as far as relations need it: the body (or list of bodies) that acts,
//! told by what stands round its name.

use std::ops::Range;

use super::line::{APPOSITION, Meaning, is_token, meaning};
use super::marks;
use super::members::Found;
use super::propose::Reading;
use crate::engine::{Line, SymbolKind};
use crate::gazetteer::part;
use crate::pipeline::analysis::{EntityIdx, NameKind};
use crate::text::token::Shape;

/// Score a candidate needs to be the subject of its sentence for the sentences after it.
pub(super) const TOPIC: i32 = 25;
/// Score it needs in its own sentence.
const ENOUGH: i32 = -12;
/// Longest phrase before a subject, in symbols.
const PHRASE: usize = 16;
/// Longest insertion between the members of a list, in symbols.
const INSERTION: usize = 8;
/// How far behind a relative clause its verb may stand, in symbols.
const RESUMED: usize = 4;
/// How far before its agent a participle may stand, in symbols.
const HELP: usize = 7;

/// Whether the publisher speaks of itself ("nous", "notre") between `start` and `end`.
pub(super) fn speaks(reading: &Reading<'_, '_>, line: &Line, start: usize, end: usize) -> bool {
    (start..end).any(|at| marks::after(line, reading.marks.itself, at).is_some())
}

/// The subject of the clause in which symbols `start..end` match, and where it stands.
pub(super) fn find(
    reading: &Reading<'_, '_>,
    line: &Line,
    start: usize,
    end: usize,
    taken: &[(usize, usize)],
) -> Option<(Found, usize)> {
    let free = |at: usize| !taken.iter().any(|&(from, to)| (from..to).contains(&at));
    let behind = || antecedent(reading, line, start);
    let resumed = || resumed(reading, line, start);
    let told = apposed(reading, line, start).or_else(behind).or_else(resumed);
    if let Some(at) = told.filter(|&at| free(at)) {
        return Some((list_round(reading, line, at), at));
    }
    let near = |at: usize| {
        let distance = if at < start { start - at } else { at.saturating_sub(end) };
        let (from, to) = if at < start { (at, start) } else { (end, at) };
        let broken = line.symbols()[from..to].iter().skip(1).any(|symbol| {
            let token = &reading.analysis.tokens[symbol.tokens.start as usize];
            token.shape.is(Shape::NEW_LINE)
        });
        distance.min(60) as i32 + if broken { 50 } else { 0 }
    };
    let clause = marks::clause(line, reading.marks, start).0;
    let limit = marks::clause(line, reading.marks, end.max(1) - 1).1;
    let outside = |at: usize| if at < clause { 10 } else { 0 };
    // What begins a clause of its own is the subject of the verb right behind it: "que X a signé".
    let own = |at: usize| {
        let last = list_bounds(reading, line, at).1;
        if last <= start && start - last <= 3 && verb_follows(reading, line, last) { 30 } else { 0 }
    };
    let left = (0..start)
        .filter(|&at| free(at))
        .filter_map(|at| {
            Some((score(reading, line, at)? + own(at) - near(at) / 2 - outside(at), at))
        })
        .filter(|(score, _)| *score >= ENOUGH)
        .max_by_key(|&(score, at)| (score, at));
    // "En partenariat avec B, A organise": what comes first has its subject behind it.
    let right = (end..limit.max(end))
        .filter(|&at| free(at))
        .filter_map(|at| Some((score(reading, line, at)? - near(at) - 5, at)))
        .filter(|(score, _)| *score >= 10)
        .max_by_key(|&(score, at)| (score, std::cmp::Reverse(at)));
    let (_, at) = match (left, right) {
        (Some(left), Some(right)) if right.0 > left.0 + 10 => right,
        (Some(left), _) => left,
        (None, Some(right)) => right,
        (None, None) => return None,
    };
    Some((list_round(reading, line, at), at))
}

/// What is named at symbol `at`, where it is known who that is.
fn kind_at(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Option<NameKind> {
    if let Meaning::List(_) = meaning(*line.symbols().get(at)?) {
        return Some(NameKind::Organisation);
    }
    let name = reading.name_at(line, at)?;
    name.entity.map(|_| name.kind)
}

/// How much the body at symbol `at` looks like a subject; none if no body is there.
pub(super) fn score(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Option<i32> {
    let kind = kind_at(reading, line, at)?;
    let (first, last) = list_bounds(reading, line, at);
    let state = kind == NameKind::Place;
    let marks = reading.marks;
    let from = phrase(reading, line, first);
    let bare = marks::before(line, marks.article, from).unwrap_or(from);
    let envoy = state
        && [bare, from].into_iter().any(|at| {
            let of = marks::before(line, marks.oblique, at);
            let town = of.and_then(|of| {
                let noun = marks::before(line, marks.territory, of)?;
                let open = marks::before(line, marks.article, noun).unwrap_or(noun);
                marks::before(line, marks.oblique, open)
                    .or_else(|| marks::before(line, marks.oblique, noun))
            });
            let acts = |of: usize| marks::before(line, marks.envoy, of).is_some();
            of.is_some_and(acts) || town.is_some_and(acts)
        });
    let last = if envoy { past_envoy(reading, line, last) } else { last };
    // A state or a city acts only where a verb says so.
    if !matches!(kind, NameKind::Organisation | NameKind::Place)
        || state && !verb_follows(reading, line, last)
    {
        return None;
    }
    let mut score = 0;
    if let Some(by) =
        marks::before(line, marks.agent, from).or_else(|| marks::before(line, marks.agent, bare))
    {
        let helps = (by.saturating_sub(HELP)..=by)
            .any(|at| at > 0 && marks::before(line, marks.helped, at).is_some());
        score += if helps { -40 } else { 30 };
    } else if let Some(of) = marks::before(line, marks.oblique, bare)
        .or_else(|| marks::before(line, marks.oblique, from))
    {
        // What a verb follows is the noun that this name belongs to: a director or an organ acts for
        // the body, a thing of the body does not.
        // "les agents de la ville de X": the town is not who acts.
        let land = marks::before(line, marks.territory, of).filter(|_| state).is_some_and(|noun| {
            let open = marks::before(line, marks.article, noun).unwrap_or(noun);
            let of = |at| marks::before(line, marks.oblique, at).is_some();
            !of(open) && !of(noun)
        });
        let acts = [marks.role, marks.organ]
            .into_iter()
            .any(|class| marks::before(line, class, of).is_some());
        if !acts && !envoy && !land {
            return (!state).then_some(-40);
        }
    } else if marks::before(line, marks.subordinate, bare).is_some() {
        score -= 40;
    } else if initial(reading, line, bare) {
        score += 20;
    }
    if verb_follows(reading, line, last) {
        score += 40;
    } else if is_comma(reading, line, last) {
        score += 10;
    } else if marks::after(line, marks.company, last).is_some() {
        // "A en partenariat avec B organise": the company that a body is in stands before its verb.
        score += 15;
    }
    Some(score)
}

pub(super) fn is_agent(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    let bare = marks::before(line, reading.marks.article, at).unwrap_or(at);
    marks::before(line, reading.marks.agent, bare).is_some()
        || marks::before(line, reading.marks.agent, at).is_some()
}

/// Whether only mentions and marks (a dateline) stand before `at`.
fn initial(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    line.symbols()[..at].iter().all(|symbol| match symbol.kind {
        SymbolKind::Mention { .. } => true,
        SymbolKind::Token(_) => {
            !reading.analysis.surface(symbol.tokens).chars().any(char::is_alphabetic)
        }
    })
}

/// Whether a comma stands at symbol `at`.
pub(super) fn is_comma(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    is_token(line, at) && reading.surface(line, at) == ","
}

fn is_value(line: &Line, at: usize) -> bool {
    line.symbols().get(at).is_some_and(|&symbol| matches!(meaning(symbol), Meaning::Value(_)))
}

/// Whether a finite verb stands at `at`, after unstressed words.
fn verb_follows(reading: &Reading<'_, '_>, line: &Line, mut at: usize) -> bool {
    while let Some((end, _)) = marks::after(line, reading.marks.clitic, at) {
        at = end;
    }
    is_token(line, at) && parts_at(reading, line, at) & part::VERB != 0
}

/// Most words of a description before a name.
const DESCRIPTION: usize = 4;

/// Whether the word at symbol `at` may describe the name behind it: a common noun or an adjective.
fn describes(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    let parts = parts_at(reading, line, at);
    is_token(line, at)
        && parts & (part::NOUN | part::ADJECTIVE) != 0
        && parts & (part::PREPOSITION | part::DETERMINER | part::CONJUNCTION) == 0
        && reading.surface(line, at).chars().next().is_some_and(char::is_lowercase)
}

/// Where the description of the name at `at` begins: "le [groupe français] Bolloré". Words that are no
/// descriptors count where an article stands before them.
fn phrase(reading: &Reading<'_, '_>, line: &Line, at: usize) -> usize {
    let mut from = at;
    while let Some(start) = marks::before(line, reading.marks.descriptor, from) {
        from = start;
    }
    let mut wide = from;
    while at - wide < DESCRIPTION && wide > 0 {
        if marks::before(line, reading.marks.article, wide).is_some() {
            return wide;
        }
        if !describes(reading, line, wide - 1) {
            break;
        }
        wide -= 1;
    }
    from
}

/// First symbol and past the last of the list that the body at `at` belongs to.
fn list_bounds(reading: &Reading<'_, '_>, line: &Line, at: usize) -> (usize, usize) {
    let chain = chain(reading, line, at);
    (chain[0], chain[chain.len() - 1] + 1)
}

pub(super) fn list_round(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Found {
    let mut found = Found::default();
    for at in chain(reading, line, at) {
        match meaning(line.symbols()[at]) {
            Meaning::Name(index) => {
                let name = &reading.analysis.names[index as usize];
                if let Some(entity) = name.entity {
                    found.add(index, entity, name.kind == NameKind::Place);
                }
            }
            Meaning::List(index) => found.add_all(reading.analysis, reading.listed(index)),
            _ => {}
        }
    }
    found
}

/// The bodies coordinated with the one at `at`, in order. A comma alone joins nothing: the last
/// join must be a conjunction.
fn chain(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Vec<usize> {
    let mut left = vec![at];
    let mut joined = false;
    while let Some((to, conjunction)) = previous(reading, line, left[left.len() - 1]) {
        if !conjunction && !joined {
            break;
        }
        joined = true;
        left.push(to);
    }
    left.reverse();
    let mut right: Vec<(usize, bool)> = Vec::new();
    let mut from = at;
    while let Some((to, conjunction)) = next(reading, line, from) {
        right.push((to, conjunction));
        from = to;
    }
    let keep = right.iter().rposition(|(_, conjunction)| *conjunction).map_or(0, |at| at + 1);
    left.extend(right[..keep].iter().map(|(at, _)| *at));
    left
}

fn previous(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Option<(usize, bool)> {
    let marks = reading.marks;
    let from = phrase(reading, line, at);
    let from = marks::before(line, marks.article, from).unwrap_or(from);
    // "les villes de X et de Y".
    if kind_at(reading, line, at) == Some(NameKind::Place)
        && let Some(of) = marks::before(line, marks.of, from)
        && let Some(start) = marks::before(line, marks.list, of)
        && let Some(to) = start.checked_sub(1)
        && kind_at(reading, line, to) == Some(NameKind::Place)
    {
        return Some((to, !is_comma(reading, line, start)));
    }
    let start = marks::before(line, marks.list, from)?;
    let mut to = start.checked_sub(1)?;
    if !is_body(reading, line, to) {
        let near = start.saturating_sub(APPOSITION)..to;
        to = near.rev().find(|&at| is_body(reading, line, at))?;
        let end = tail(reading, line, to);
        let inserted = marks::after(line, marks.list, end).is_some_and(|(join, _)| {
            join > end + usize::from(is_comma(reading, line, end))
                && past_insertion(reading, line, join) == start + 1
        });
        if end != start && !inserted {
            return None;
        }
        if inserted {
            return Some((to, true));
        }
    }
    let joins = is_body(reading, line, to) || is_state(reading, line, to);
    joins.then(|| (to, !is_comma(reading, line, start) || from - start > 1))
}

/// Whether a state or a city stands at `at` as one that acts: "le Maroc", not "au Maroc".
fn is_state(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    kind_at(reading, line, at) == Some(NameKind::Place)
        && marks::before(line, reading.marks.article, at).is_some()
        && marks::before(line, reading.marks.place, at).is_none()
}

/// Past the place that belongs to the name that ends before symbol `at`: "X de Tunis".
fn place_after(reading: &Reading<'_, '_>, line: &Line, at: usize) -> usize {
    let Some((place, _)) = marks::after(line, reading.marks.place, at) else { return at };
    let is_place = reading.name_at(line, place).is_some_and(|name| name.kind == NameKind::Place);
    if is_place { place + 1 } else { at }
}

/// Past words between commas right behind a conjunction: "A et, pour la première fois, B".
fn past_insertion(reading: &Reading<'_, '_>, line: &Line, at: usize) -> usize {
    if !is_comma(reading, line, at) {
        return at;
    }
    let close = (at + 2..at + INSERTION).find(|&at| is_comma(reading, line, at));
    match close {
        Some(close)
            if (at + 1..close).all(|at| is_token(line, at))
                && !has_verb(reading, line, at, close) =>
        {
            close + 1
        }
        _ => at,
    }
}

/// Past what belongs to the name at symbol `at`: "la GIZ allemande", "X de Tunis", "X, basée à Tunis,",
/// "X, représentée par P,"; before the comma that closes an aside.
fn tail(reading: &Reading<'_, '_>, line: &Line, at: usize) -> usize {
    let marks = reading.marks;
    let end = marks::after(line, marks.demonym, at + 1).map_or(at + 1, |(end, _)| end);
    let end = place_after(reading, line, end);
    if !is_comma(reading, line, end) {
        return end;
    }
    let close = |at: usize| is_comma(reading, line, at).then_some(at);
    let place = || {
        let (place, _) = marks::after(line, marks.seat, end + 1)
            .or_else(|| marks::after(line, marks.place, end + 1))?;
        let located = kind_at(reading, line, place) == Some(NameKind::Place);
        close(place + 1).filter(|_| located)
    };
    let represented = || {
        let (from, _) = marks::after(line, marks.represented, end)?;
        let person = (from..from + APPOSITION)
            .find(|&at| kind_at(reading, line, at) == Some(NameKind::Person))?;
        close(person + 1).filter(|_| !has_verb(reading, line, from, person))
    };
    place().or_else(represented).unwrap_or(end)
}

fn next(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Option<(usize, bool)> {
    let marks = reading.marks;
    let end = tail(reading, line, at);
    let (mut to, _) = marks::after(line, marks.list, end)?;
    let conjunction = !is_comma(reading, line, end) || to - end > 1;
    if conjunction {
        to = past_insertion(reading, line, to);
    }
    let article = marks::after(line, marks.article, to);
    if let Some((end, _)) = article {
        to = end;
    }
    while let Some((end, _)) = marks::after(line, marks.descriptor, to) {
        to = end;
    }
    let words = if article.is_some() { DESCRIPTION } else { 1 };
    let body =
        (to..line.symbols().len().min(to + words)).find(|&at| !describes(reading, line, at))?;
    let joins = is_body(reading, line, body) || is_state(reading, line, body);
    joins.then_some((body, conjunction))
}

pub(super) fn is_body(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    kind_at(reading, line, at) == Some(NameKind::Organisation)
}

/// The person who is the subject of the sentence: named first, before a verb.
pub(super) fn person(reading: &Reading<'_, '_>, line: &Line) -> Option<EntityIdx> {
    (0..line.symbols().len()).find_map(|at| {
        let name = reading.name_at(line, at)?;
        let acts = name.kind == NameKind::Person
            && (verb_follows(reading, line, at + 1) || is_comma(reading, line, at + 1));
        if acts { name.entity } else { None }
    })
}

/// Whether the sentence begins, perhaps after a phrase, with a common noun under an article: a thing
/// acts or undergoes.
pub(super) fn is_thing(reading: &Reading<'_, '_>, line: &Line) -> bool {
    let end = line.symbols().len().min(PHRASE);
    let open = |at: usize| at == 0 || is_comma(reading, line, at - 1);
    (0..end).filter(|&at| open(at)).any(|at| is_thing_at(reading, line, at))
}

/// Whether a common noun under an article stands at symbol `at`.
pub(super) fn is_thing_at(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    let Some((noun, _)) = marks::after(line, reading.marks.article, at) else { return false };
    is_token(line, noun) && parts_at(reading, line, noun) & part::NOUN != 0
}

/// Bodies of the sentence, in order, each once.
pub(super) fn bodies(reading: &Reading<'_, '_>, line: &Line) -> Vec<EntityIdx> {
    bodies_before(reading, line, line.symbols().len())
}

/// Bodies that stand before symbol `end`, in order, each once.
pub(super) fn bodies_before(reading: &Reading<'_, '_>, line: &Line, end: usize) -> Vec<EntityIdx> {
    bodies_in(reading, line, 0..end)
}

/// Bodies among `symbols`, in order, each once.
pub(super) fn bodies_in(
    reading: &Reading<'_, '_>,
    line: &Line,
    symbols: Range<usize>,
) -> Vec<EntityIdx> {
    let mut out = Vec::new();
    for symbol in line.symbols().iter().take(symbols.end).skip(symbols.start) {
        let (one, several) = match meaning(*symbol) {
            Meaning::Name(index) => (Some(index), &[][..]),
            Meaning::List(index) => (None, reading.listed(index)),
            _ => (None, &[][..]),
        };
        for index in one.into_iter().chain(several.iter().copied()) {
            let name = &reading.analysis.names[index as usize];
            if let Some(entity) = name.entity.filter(|_| name.kind == NameKind::Organisation)
                && !out.contains(&entity)
            {
                out.push(entity);
            }
        }
    }
    out
}

/// Whether somebody named acts between symbols `start` and `end`.
pub(super) fn acts_between(
    reading: &Reading<'_, '_>,
    line: &Line,
    start: usize,
    end: usize,
) -> bool {
    (start..end).any(|at| score(reading, line, at).is_some_and(|score| score >= TOPIC))
}

/// Whether a capitalised word that no list knows acts between `start` and `end`: it begins the clause, or
/// stands before a verb. Somebody acts then whom nothing names.
pub(super) fn unknown_name(
    reading: &Reading<'_, '_>,
    line: &Line,
    start: usize,
    end: usize,
) -> bool {
    let unknown = |at: usize| {
        is_token(line, at)
            && reading.surface(line, at).chars().next().is_some_and(char::is_uppercase)
            && reading.surface(line, at).chars().count() > 2
            && parts_at(reading, line, at) == 0
            && line.hits_from(at).next().is_none()
    };
    let first = marks::after(line, reading.marks.article, start).map_or(start, |(after, _)| after);
    first < end && unknown(first)
        || (start + 1..end).any(|at| unknown(at) && verb_follows(reading, line, at + 1))
}

/// End of the role `start..end` of a match that begins its sentence: in "avec A et B, C organise" the
/// list ends before C, who acts.
pub(super) fn before_subject(
    reading: &Reading<'_, '_>,
    line: &Line,
    first: usize,
    (start, end): (usize, usize),
) -> usize {
    let names = |at: &usize| is_body(reading, line, *at) || is_state(reading, line, *at);
    // "X a prêté 10 millions à A et B 20 millions à C": B lends too.
    if is_value(line, end)
        && let Some(last) = (start..end).rev().find(names)
        && let Some((before, _)) = previous(reading, line, last).filter(|(at, _)| *at >= start)
    {
        return before + 1;
    }
    if !verb_follows(reading, line, end) || has_verb(reading, line, 0, first) {
        return end;
    }
    let Some(last) = (start..end).rev().find(names) else { return end };
    let Some(before) = (start..last).rev().find(names) else { return end };
    // "En partenariat avec la GIZ au Maroc, l'ONEE lance": the place belongs to the first.
    let close = place_after(reading, line, before + 1);
    let comma = is_comma(reading, line, close);
    let conjunction = (before + 1..last).any(|at| {
        marks::after(line, reading.marks.list, at).is_some() && !is_comma(reading, line, at)
    });
    if comma && !conjunction {
        return close;
    }
    // "Soutenues par A, B et C recrutent": what a comma parts from the first acts; not "le groupe
    // formé de A, B et C recrute".
    let subject = !is_token(line, 0) || marks::after(line, reading.marks.article, 0).is_some();
    let fronted = conjunction && first == 0 && !subject;
    let Some(head) = (start..before).find(names).filter(|_| fronted) else {
        return end;
    };
    let close = place_after(reading, line, head + 1);
    let chained = previous(reading, line, last).is_some_and(|(at, joins)| at == before && joins);
    let only = (head + 1..before).all(|at| !names(&at));
    if chained && only && is_comma(reading, line, close) { close } else { end }
}

/// The body to which a clause behind `start` ascribes what is said: "…, a indiqué X".
pub(super) fn attributed(reading: &Reading<'_, '_>, line: &Line, start: usize) -> Option<usize> {
    let marks = reading.marks;
    (start..line.symbols().len()).find_map(|at| {
        let from = marks::before(line, marks.say, at)?;
        let opened = (from.saturating_sub(3)..from).any(|at| is_comma(reading, line, at));
        let body = marks::after(line, marks.article, at).map_or(at, |(end, _)| end);
        let body = (body..body + 3).find(|&at| !describes(reading, line, at))?;
        (opened && from >= start && is_body(reading, line, body)).then_some(body)
    })
}

/// The body that symbols from `start` on are said of where they stand apart behind it: "X, membre de",
/// "X, association sans but lucratif, installée à". What stands between has no finite verb.
fn apposed(reading: &Reading<'_, '_>, line: &Line, start: usize) -> Option<usize> {
    let comma = start.checked_sub(1).filter(|&at| is_comma(reading, line, at))?;
    if !is_token(line, start) {
        return None;
    }
    let bits = parts_at(reading, line, start);
    // "X, filiale de Y, finance": a verb goes on with the clause.
    let verb = bits & part::VERB != 0
        && bits & part::PAST_PARTICIPLE == 0
        && marks::after(line, reading.marks.of, start + 1).is_none();
    if bits & (part::NOUN | part::PAST_PARTICIPLE) == 0 || bits & part::PREPOSITION != 0 || verb {
        return None;
    }
    let body = (comma.saturating_sub(APPOSITION)..comma).rev().find(|&at| !is_token(line, at))?;
    if !is_body(reading, line, body) {
        return None;
    }
    let between = body + 1..comma;
    let opened = between.is_empty() || is_comma(reading, line, body + 1);
    (opened && !has_verb(reading, line, between.start, between.end)).then_some(body)
}

/// The body that the relative clause in which symbol `start` stands is told of: "X félicite Y, qui a
/// signé avec Z".
fn antecedent(reading: &Reading<'_, '_>, line: &Line, start: usize) -> Option<usize> {
    let clause = marks::clause(line, reading.marks, start).0;
    let (open, _) = marks::after(line, reading.marks.relative, clause)?;
    // Behind a comma the clause round it may go on.
    let over =
        (open..start).any(|at| is_comma(reading, line, at) && has_verb(reading, line, open, at));
    if over { None } else { told_by_clause(reading, line, clause) }
}

/// The body whose clause goes on at symbol `start` behind a relative clause: "X, dont Y est membre, a
/// signé".
fn resumed(reading: &Reading<'_, '_>, line: &Line, start: usize) -> Option<usize> {
    let clause = marks::clause(line, reading.marks, start).0;
    marks::after(line, reading.marks.relative, clause)
        .or_else(|| marks::after(line, reading.marks.subordinate, clause))?;
    let near = start.saturating_sub(RESUMED)..start;
    let close = near.rev().find(|&at| is_comma(reading, line, at))?;
    let over = clause < close && has_verb(reading, line, clause, close);
    let bare = (close + 1..start).all(|at| is_token(line, at));
    let opened = is_comma(reading, line, clause.checked_sub(1)?);
    if over && bare && opened { told_by_clause(reading, line, clause) } else { None }
}

/// The body right before the relative clause that begins at symbol `clause`.
fn told_by_clause(reading: &Reading<'_, '_>, line: &Line, clause: usize) -> Option<usize> {
    let last = if is_comma(reading, line, clause.checked_sub(1)?) { clause - 1 } else { clause };
    let body = last.checked_sub(1)?;
    if is_body(reading, line, body) {
        return Some(body);
    }
    // "Y, à Dakar, qui".
    let located = marks::before(line, reading.marks.place, body)?;
    let body = if is_comma(reading, line, located.checked_sub(1)?) { located - 1 } else { located };
    let body = body.checked_sub(1).filter(|&at| is_body(reading, line, at))?;
    (place_after(reading, line, located) == last).then_some(body)
}

/// Past a state whom an envoy acts for: where he is sent, and his name: "l'ambassadeur du Japon au
/// Togo, Kenji Sato, a remis".
fn past_envoy(reading: &Reading<'_, '_>, line: &Line, last: usize) -> usize {
    let person = |at: usize| kind_at(reading, line, at) == Some(NameKind::Person);
    let mut at = place_after(reading, line, last);
    let comma = is_comma(reading, line, at);
    let name = (at..at + 4).find(|&at| person(at));
    if let Some(name) = name {
        at = name + 1 + usize::from(comma && is_comma(reading, line, name + 1));
    }
    at
}

/// Whether a word that can only be a finite verb stands between symbols `start` and `end`.
fn has_verb(reading: &Reading<'_, '_>, line: &Line, start: usize, end: usize) -> bool {
    (start..end).any(|at| is_token(line, at) && part::is_finite_verb(parts_at(reading, line, at)))
}

/// Parts of speech of the word at symbol `at`.
pub(super) fn parts_at(reading: &Reading<'_, '_>, line: &Line, at: usize) -> u16 {
    reading.analysis.tokens[line.symbols()[at].tokens.start as usize].parts
}

/// The body to which the thing belongs that the clause from `start` begins with.
pub(super) fn owner(
    reading: &Reading<'_, '_>,
    line: &Line,
    (start, end): (usize, usize),
    others: &[EntityIdx],
) -> Option<(Found, usize)> {
    if !is_thing_at(reading, line, start) {
        return None;
    }
    let at = (start..end).find(|&at| is_body(reading, line, at))?;
    let found = list_round(reading, line, at);
    let free = !found.entities.iter().any(|entity| others.contains(entity));
    free.then_some((found, at))
}
