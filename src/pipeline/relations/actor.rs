//! Who acts right before the words of a rule and is no body: a person ("Awa Diop a investi"), people
//! and lands of which no name is told ("la jeune femme a reçu", "des ONG soutenues par"). Whom the
//! text is about is not meant then.

use super::line::{APPOSITION, is_token};
use super::marks;
use super::propose::Reading;
use super::subject;
use crate::engine::Line;
use crate::gazetteer::part;
use crate::pipeline::analysis::{EntityIdx, NameKind};

/// Most words of a verb before the one that a rule names: "n'a pas encore été".
const VERBAL: usize = 5;
/// Most articles, figures and adjectives before a noun.
const DETERMINERS: usize = 3;
/// Most adjectives behind a noun.
const ADJECTIVES: usize = 2;

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Actor {
    /// This person.
    Person(EntityIdx),
    /// Somebody whom the text does not name.
    Stranger,
}

/// Who acts right before symbol `start`, in the clause from `clause` on.
pub(super) fn before(
    reading: &Reading<'_, '_>,
    line: &Line,
    (clause, start): (usize, usize),
) -> Option<Actor> {
    // "un joueur a signé un contrat avec": the noun's verb.
    let mut start = start;
    let mut object = start;
    while object > clause
        && start - object < DETERMINERS
        && is_determiner(reading, line, object - 1)
    {
        object -= 1;
    }
    if object < start && object > clause && is_verbal(reading, line, object - 1) {
        start = object;
    }
    let mut at = start;
    while at > clause && start - at < VERBAL && is_verbal(reading, line, at - 1) {
        at -= 1;
    }
    // "au profit de ces mères en partenariat avec X": they are not what acts.
    let verb = part::VERB | part::PAST_PARTICIPLE;
    let acts = is_token(line, start) && subject::parts_at(reading, line, start) & verb != 0;
    if at == start && !acts {
        return None;
    }
    let mut noun = at;
    for _ in 0..=ADJECTIVES {
        if marks::before(line, reading.marks.stranger, noun).is_some_and(|from| from >= clause) {
            return Some(Actor::Stranger);
        }
        if noun <= clause || !is_adjective(reading, line, noun - 1) {
            break;
        }
        noun -= 1;
    }
    let last = at.checked_sub(1).filter(|&last| last >= clause)?;
    if let Some(person) = person_at(reading, line, last) {
        // "le chanteur Jean Dupont".
        let stranger = marks::before(line, reading.marks.stranger, last).is_some();
        return Some(if stranger { Actor::Stranger } else { Actor::Person(person) });
    }
    // "Jean Dupont, actionnaire de Total, a investi": the person before the aside.
    if !subject::is_comma(reading, line, last) {
        return None;
    }
    // "La ministre de la Santé, Awa Diop, a signé": the person is the aside.
    let inside =
        last.checked_sub(1).filter(|&at| at > clause && subject::is_comma(reading, line, at - 1));
    if let Some(person) = inside.and_then(|at| person_at(reading, line, at)) {
        return Some(Actor::Person(person));
    }
    let from = last.saturating_sub(APPOSITION).max(clause);
    let open = (from..last).rev().find(|&at| subject::is_comma(reading, line, at))?;
    person_at(reading, line, open.checked_sub(1)?).map(Actor::Person)
}

fn person_at(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Option<EntityIdx> {
    let name = reading.name_at(line, at)?;
    name.entity.filter(|_| name.kind == NameKind::Person)
}

/// Whether the word may be part of a verb: an auxiliary, a participle, an adverb, an unstressed word.
fn is_verbal(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    is_token(line, at)
        && (subject::parts_at(reading, line, at)
            & (part::VERB | part::PAST_PARTICIPLE | part::ADVERB)
            != 0
            || marks::after(line, reading.marks.clitic, at).is_some())
        && marks::before(line, reading.marks.stranger, at + 1).is_none()
}

fn is_determiner(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    let parts = part::DETERMINER | part::ADJECTIVE;
    is_token(line, at)
        && subject::parts_at(reading, line, at) & parts != 0
        && subject::parts_at(reading, line, at) & part::VERB == 0
}

fn is_adjective(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    is_token(line, at) && subject::parts_at(reading, line, at) & part::ADJECTIVE != 0
}
