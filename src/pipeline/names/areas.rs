//! Lists that a plural noun for places opens: "les communes rurales de A, B et de C".

use super::candidate::Pool;
use super::features::Feature;
use super::runs::piece_end;
use super::tables::{Joint, Lex, Row};
use super::words::{SentenceWords, Word};
use crate::gazetteer::part;

/// Most members of a list of places.
const MAX_AREAS: usize = 24;

/// Marks the members of the lists that plural nouns for places open: "les communes rurales de A, B et
/// de C", "quatre villages : A, B et C". Without a conjunction that closes it only the first is sure.
pub(super) fn mark(words: &SentenceWords<'_>, pool: &mut Pool) {
    for at in words.start..words.end {
        let Some((hit, row)) = words.longest(at, Lex::PlaceHead) else { continue };
        if !row.has(Row::PLURAL) || !row.has(Row::AREA) || !words.word(at).is(Word::LOWER) {
            continue;
        }
        let mut members = [(0usize, 0usize); MAX_AREAS];
        let (mut count, mut closed) = (0, false);
        let mut next = lead(words, hit.end as usize);
        while let Some(start) = next {
            let end = piece_end(words, start);
            if count == MAX_AREAS || (end - start > 4) {
                break;
            }
            members[count] = (start, end);
            count += 1;
            next = None;
            let mut from = end;
            // "Tiébélé (Burkina Faso), …"
            if words.is_mark(from, "(") {
                from = (from..words.end.min(from + 6))
                    .find(|&at| words.is_mark(at, ")"))
                    .map_or(from, |at| at + 1);
            }
            let and = words.is_coordination(from);
            if and || words.is_mark(from, ",") {
                let from = if words.is_coordination(from + 1) { from + 2 } else { from + 1 };
                let small = |at: &usize| {
                    !words.word(*at).is(Word::LOWER) || !words.has(*at, Lex::Connector)
                };
                let begin = (from..words.end.min(from + 3)).find(small);
                next = begin.filter(|&at| words.is_name(at) && !words.has(at, Lex::OrgHead));
                closed |= and && next.is_some();
            }
        }
        let sure = if closed { count } else { count.min(1) };
        for &(start, end) in &members[..sure] {
            let known = pool.get(start, end).is_some_and(|held| {
                held.features.has(Feature::GazetteerOrganisation) || held.head.is_some()
            });
            if !known {
                pool.add(start, end).features.set(Feature::AreaList);
            }
        }
    }
}

/// Where the first name behind a plural noun for places begins: behind adjectives, a genitive, a
/// colon, and no more than a few small words.
fn lead(words: &SentenceWords<'_>, from: usize) -> Option<usize> {
    let mut joined = false;
    for at in from..words.end.min(from + 5) {
        let word = words.word(at);
        if words.is_name(at) {
            return (joined && !words.has(at, Lex::OrgHead)).then_some(at);
        }
        let connector = words.longest(at, Lex::Connector).and_then(|(_, row)| row.joint);
        joined |= words.is_mark(at, ":") || connector == Some(Joint::Genitive);
        let adjective = word.is(Word::LOWER) && words.parts(at) & part::ADJECTIVE != 0;
        if !adjective && connector.is_none() && !words.is_mark(at, ":") {
            return None;
        }
    }
    None
}
