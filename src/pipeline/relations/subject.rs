//! The subject of a clause, as far as relations need it: the body (or list of bodies) that acts,
//! told by what stands round its name.

use super::line::{Meaning, meaning};
use super::marks;
use super::members::Found;
use super::propose::Reading;
use crate::engine::{Line, SymbolKind};
use crate::gazetteer::part;
use crate::pipeline::analysis::{Analysis, EntityIdx, NameKind};
use crate::text::token::Shape;

/// Score a candidate needs to be the subject of its sentence for the sentences after it.
const TOPIC: i32 = 25;
/// Score it needs in its own sentence.
const ENOUGH: i32 = -12;
/// How far before its agent a participle may stand, in symbols.
const HELP: usize = 7;
/// How many sentences a topic lasts.
const REACH: u32 = 3;
/// How many sentences the parties of a relation own "the project".
const PROJECT_REACH: u32 = 8;

/// The last subject, for sentences that name none.
#[derive(Clone, Debug, Default)]
pub(super) struct Topic {
    names: Vec<u32>,
    entities: Vec<EntityIdx>,
    sentence: u32,
    /// Parties of the last symmetric relation: whose project "le projet" is.
    parties: Vec<EntityIdx>,
    parties_sentence: u32,
    /// Whom the document is about, where one body stands out.
    protagonist: Option<EntityIdx>,
}

impl Topic {
    /// Counts who is named, and how early; `counts` tells whether a block belongs to the story.
    pub fn new(analysis: &Analysis<'_>, counts: impl Fn(u32) -> bool) -> Self {
        let mut weights: Vec<u32> = vec![0; analysis.entities.len()];
        let mut first = None;
        for name in &analysis.names {
            let sentence = &analysis.sentences[name.sentence as usize];
            let Some(entity) = name
                .entity
                .filter(|_| name.kind == NameKind::Organisation && counts(sentence.block))
            else {
                continue;
            };
            let start = *first.get_or_insert(name.sentence);
            if let Some(weight) = weights.get_mut(entity.0 as usize) {
                *weight += if name.sentence <= start + 1 { 3 } else { 1 };
            }
        }
        let mut ranked: Vec<(u32, u32)> =
            weights.iter().enumerate().map(|(at, &weight)| (weight, at as u32)).collect();
        ranked.sort_unstable_by_key(|&(weight, at)| (std::cmp::Reverse(weight), at));
        let protagonist = match ranked.as_slice() {
            [(weight, at), rest @ ..] => {
                let second = rest.first().map_or(0, |(weight, _)| *weight);
                (*weight >= 3 && *weight * 4 >= second * 5).then_some(EntityIdx(*at))
            }
            [] => None,
        };
        Self { protagonist: analysis.publisher.or(protagonist), ..Self::default() }
    }

    /// Remembers the subject of the sentence just read.
    pub fn update(&mut self, reading: &Reading<'_, '_>, line: &Line) {
        let count = line.symbols().len();
        let best = (0..count)
            .filter(|&at| !is_agent(reading, line, at))
            .filter_map(|at| Some((score(reading, line, at)?, at)))
            .filter(|(score, _)| *score >= TOPIC)
            .max_by_key(|&(score, at)| (score, std::cmp::Reverse(at)));
        if let Some((_, at)) = best {
            let found = list_round(reading, line, at);
            self.names = found.names;
            self.entities = found.entities;
            self.sentence = reading.number;
        } else if self.entities.is_empty() && self.protagonist.is_none() {
            // Nobody acts yet: who is named first.
            let first =
                (0..count).find(|&at| is_body(reading, line, at) && !is_agent(reading, line, at));
            if let Some(at) = first {
                let found = list_round(reading, line, at);
                if found.entities.len() > 1 {
                    self.names = found.names;
                    self.entities = found.entities;
                    self.sentence = reading.number;
                }
            }
        }
    }

    /// The parties of a symmetric relation of sentence `number`.
    pub fn join(&mut self, number: u32, parties: Vec<EntityIdx>) {
        self.parties = parties;
        self.parties_sentence = number;
    }

    /// The subject of a sentence shortly before `number`; for what is done to a project, whose
    /// project it is.
    pub fn get(&self, number: u32, project: bool, itself: bool) -> Option<Found> {
        if (project || itself)
            && let Some(protagonist) = self.protagonist
        {
            return Some(Found {
                entities: vec![protagonist],
                places: vec![false],
                ..Found::default()
            });
        }
        if project
            && !self.parties.is_empty()
            && self.parties_sentence >= self.sentence
            && number - self.parties_sentence <= PROJECT_REACH
        {
            return Some(Found {
                entities: self.parties.clone(),
                places: vec![false; self.parties.len()],
                ..Found::default()
            });
        }
        if !self.entities.is_empty() && number - self.sentence <= REACH {
            return Some(Found {
                entities: self.entities.clone(),
                names: self.names.clone(),
                places: vec![false; self.entities.len()],
                ..Found::default()
            });
        }
        self.protagonist.map(|protagonist| Found {
            entities: vec![protagonist],
            places: vec![false],
            ..Found::default()
        })
    }
}

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
    let outside = |at: usize| if at < clause { 10 } else { 0 };
    let left = (0..start)
        .filter(|&at| free(at))
        .filter_map(|at| Some((score(reading, line, at)? - near(at) / 2 - outside(at), at)))
        .filter(|(score, _)| *score >= ENOUGH)
        .max_by_key(|&(score, at)| (score, at));
    // "En partenariat avec B, A organise": what comes first has its subject behind it.
    let right = (end..line.symbols().len())
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

/// How much the body at symbol `at` looks like a subject; none if no body is there.
fn score(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Option<i32> {
    let Meaning::Name(index) = meaning(line.symbols()[at]) else { return None };
    let name = &reading.analysis.names[index as usize];
    if name.kind != NameKind::Organisation || name.entity.is_none() {
        return None;
    }
    let marks = reading.marks;
    let (first, last) = list_bounds(reading, line, at);
    let mut from = first;
    while let Some(start) = marks::before(line, marks.descriptor, from) {
        from = start;
    }
    let bare = marks::before(line, marks.article, from).unwrap_or(from);
    let mut score = 0;
    if let Some(by) =
        marks::before(line, marks.agent, from).or_else(|| marks::before(line, marks.agent, bare))
    {
        let helps = (by.saturating_sub(HELP)..=by)
            .any(|at| at > 0 && marks::before(line, marks.helped, at).is_some());
        score += if helps { -40 } else { 30 };
    } else if marks::before(line, marks.oblique, bare).is_some()
        || marks::before(line, marks.oblique, from).is_some()
    {
        score -= 40;
    } else if initial(reading, line, bare) {
        score += 20;
    }
    if verb_follows(reading, line, last) {
        score += 40;
    } else if is_comma(reading, line, last) {
        score += 10;
    }
    Some(score)
}

fn is_agent(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
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

fn is_comma(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    line.symbols().get(at).is_some_and(|symbol| {
        matches!(symbol.kind, SymbolKind::Token(_)) && reading.surface(line, at) == ","
    })
}

/// Whether a finite verb stands at `at`, after unstressed words.
fn verb_follows(reading: &Reading<'_, '_>, line: &Line, mut at: usize) -> bool {
    while let Some((end, _)) = marks::after(line, reading.marks.clitic, at) {
        at = end;
    }
    let Some(symbol) = line.symbols().get(at) else { return false };
    if !matches!(symbol.kind, SymbolKind::Token(_)) {
        return false;
    }
    reading.analysis.tokens[symbol.tokens.start as usize].parts & part::VERB != 0
}

/// First symbol and past the last of the list that the body at `at` belongs to.
fn list_bounds(reading: &Reading<'_, '_>, line: &Line, at: usize) -> (usize, usize) {
    let chain = chain(reading, line, at);
    (chain[0], chain[chain.len() - 1] + 1)
}

fn list_round(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Found {
    let mut found = Found::default();
    for at in chain(reading, line, at) {
        if let Meaning::Name(index) = meaning(line.symbols()[at])
            && let Some(entity) = reading.analysis.names[index as usize].entity
        {
            found.add(index, entity, false);
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
    let mut from = at;
    while let Some(start) = marks::before(line, marks.descriptor, from) {
        from = start;
    }
    from = marks::before(line, marks.article, from).unwrap_or(from);
    let start = marks::before(line, marks.list, from)?;
    let to = start.checked_sub(1)?;
    is_body(reading, line, to).then(|| (to, !is_comma(reading, line, start) || from - start > 1))
}

fn next(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Option<(usize, bool)> {
    let marks = reading.marks;
    let (mut to, _) = marks::after(line, marks.list, at + 1)?;
    let conjunction = !is_comma(reading, line, at + 1) || to - at > 2;
    if let Some((end, _)) = marks::after(line, marks.article, to) {
        to = end;
    }
    while let Some((end, _)) = marks::after(line, marks.descriptor, to) {
        to = end;
    }
    is_body(reading, line, to).then_some((to, conjunction))
}

fn is_body(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    line.symbols().get(at).is_some_and(|&symbol| match meaning(symbol) {
        Meaning::Name(index) => {
            let name = &reading.analysis.names[index as usize];
            name.kind == NameKind::Organisation && name.entity.is_some()
        }
        _ => false,
    })
}
