//! Names that a hyphen joins without making one of them: "la ligne Dakar-Bamako", "le programme
//! FAO-PNUD". A pair of places is told by both being known or by a noun for roads before it; a
//! pair of acronyms by the document, which names each of them alone.

use super::candidate::Pool;
use super::features::Feature;
use super::known::of_hit;
use super::tables::{Lex, Row};
use super::words::{SentenceWords, Word};
use crate::gazetteer::{Gazetteer, NameHit};
use crate::text::fold::name_key;
use crate::text::token::Shape;

/// How far back a noun for roads may stand, in tokens.
const ROUTE_REACH: usize = 60;
/// Most members.
const MAX_PARTS: usize = 5;

/// Adds the parts of the sentence's hyphened chains to the pool.
pub(super) fn generate(
    words: &SentenceWords<'_>,
    gazetteer: &Gazetteer,
    hits: &mut Vec<NameHit>,
    pool: &mut Pool,
) {
    slashed(words, pool);
    let mut at = words.start;
    while at < words.end {
        if !words.is_name(at) || !glued_hyphen(words, at + 1) {
            at += 1;
            continue;
        }
        let mut parts = [(0usize, 0usize); MAX_PARTS];
        let mut count = 0;
        let mut end = at;
        loop {
            let first = end;
            end += 1;
            // "Patte d'Oie": the last member may have several words.
            if !glued_hyphen(words, end) {
                end = last_word(words, end);
            }
            if count < MAX_PARTS {
                parts[count] = (first, end);
            }
            count += 1;
            if !glued_hyphen(words, end) {
                break;
            }
            end += 1;
        }
        if (2..=MAX_PARTS).contains(&count) {
            pair(words, gazetteer, hits, pool, &parts[..count]);
        }
        at = end;
    }
}

/// Adds acronyms with a slash inside: one name in brackets behind a body ("Université … (USTO/MB)"), else
/// two unless the document proves them one.
fn slashed(words: &SentenceWords<'_>, pool: &mut Pool) {
    for at in words.start + 1..words.end.saturating_sub(1) {
        let capitals = |at: usize| words.is_name(at) && words.shape(at).is(Shape::ALL_CAPITALS);
        let glued = words.is_mark(at, "/") && !words.spaced(at) && !words.spaced(at + 1);
        if !glued || words.shouts || !capitals(at - 1) || !capitals(at + 1) {
            continue;
        }
        let bracketed =
            at > words.start + 1 && words.is_mark(at - 2, "(") && words.is_mark(at + 2, ")");
        let candidate = pool.add(at - 1, at + 2);
        candidate.features.set(if bracketed {
            Feature::AllCapitals
        } else {
            Feature::Coordination
        });
    }
}

/// Whether a hyphen at `at` touches a capitalised word on its right.
fn glued_hyphen(words: &SentenceWords<'_>, at: usize) -> bool {
    words.joins(at) && words.is_name(at + 1)
}

fn last_word(words: &SentenceWords<'_>, end: usize) -> usize {
    let elision = end + 1 < words.end
        && words.shape(end).is(Shape::ELISION)
        && !words.word(end + 1).is(Word::MARK | Word::VALUE);
    if elision { end + 2 } else { end }
}

fn pair(
    words: &SentenceWords<'_>,
    gazetteer: &Gazetteer,
    hits: &mut Vec<NameHit>,
    pool: &mut Pool,
    parts: &[(usize, usize)],
) {
    let (start, end) = (parts[0].0, parts[parts.len() - 1].1);
    let known = |pool: &Pool, from: usize, to: usize| {
        pool.get(from, to).is_some_and(|held| {
            held.features.has(Feature::PlaceSafe)
                || held.features.has(Feature::PlaceMinor)
                || held.features.has(Feature::GazetteerOrganisation)
                || held.features.has(Feature::GazetteerAcronym)
        })
    };
    if known(pool, start, end) {
        return;
    }
    let acronyms = parts.iter().all(|&(from, to)| {
        to == from + 1 && words.shape(from).is(Shape::ALL_CAPITALS) && words.surface(from).len() > 2
    });
    if acronyms && !words.shouts {
        for &(from, to) in parts {
            pool.add(from, to).features.set(Feature::AcronymPart);
        }
        pool.add(start, end);
        return;
    }
    let route = routed(words, start);
    let (mut all, mut any) = (true, false);
    for &(from, to) in parts {
        hits.clear();
        gazetteer.matches(words.text, words.tokens, from, to, hits);
        let mut safe = false;
        for hit in hits.iter().filter(|hit| from + hit.tokens as usize == to) {
            let span =
                words.tokens[from].span.start as usize..words.tokens[to - 1].span.end as usize;
            let features = of_hit(words, gazetteer, hit, &words.text[span]);
            safe |= features.has(Feature::PlaceSafe) && !features.has(Feature::GazetteerBrand);
            any |= features.has(Feature::PlaceSafe) || features.has(Feature::PlaceName);
        }
        all &= safe;
    }
    // "Cyprus-Egypt-Greece Network" is one name.
    let touches = words.is_name(end) || (start > words.start && words.is_name(start - 1));
    if !route && (!all || touches) {
        // "Sonatel-Orabank", where the document names each of them; not "Jean-Paul".
        let word = |from: usize| {
            let known = || gazetteer.first_name(&name_key(words.surface(from))).is_some();
            words.parts(from) == 0 && words.surface(from).len() > 2 && !known()
        };
        if !any && !touches && parts.iter().all(|&(from, to)| to == from + 1 && word(from)) {
            for &(from, to) in parts {
                pool.add(from, to).features.set(Feature::AcronymPart);
            }
            pool.add(start, end);
        }
        return;
    }
    for &(from, to) in parts {
        pool.add(from, to).features.set(Feature::PairPart);
    }
    pool.add(start, end).features.set(Feature::PairWhole);
}

/// Whether a noun for roads or lines stands before in the sentence.
fn routed(words: &SentenceWords<'_>, at: usize) -> bool {
    (words.start.max(at.saturating_sub(ROUTE_REACH))..at)
        .rev()
        .any(|at| words.longest(at, Lex::PlaceHead).is_some_and(|(_, row)| row.has(Row::ROUTE)))
}
