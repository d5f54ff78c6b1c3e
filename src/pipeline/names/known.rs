//! Names that the gazetteer has: places with their ambiguity, organisations, brands, first names.

use super::candidate::Pool;
use super::features::{Feature, Features};
use super::runs::begins_sentence;
use super::tables::Lex;
use super::words::{SentenceWords, Word};
use crate::gazetteer::{Ambiguity, Gazetteer, NameHit, Posting, Table};
use crate::text::fold::name_key;
use crate::text::token::Shape;

/// Adds what the gazetteer knows in the sentence to the pool.
pub(super) fn generate(
    words: &SentenceWords<'_>,
    gazetteer: &Gazetteer,
    hits: &mut Vec<NameHit>,
    pool: &mut Pool,
) {
    for at in words.start..words.end {
        let word = words.word(at);
        if word.is(Word::VALUE) || !words.shape(at).any(Shape::CAPITAL | Shape::CAMEL) {
            continue;
        }
        if words.shape(at).is(Shape::ELISION) || (!words.is_name(at) && !words.shouts) {
            continue;
        }
        // "Gombe" in "Kinshasa-Gombe" is no place of its own.
        if at > words.start && words.joins(at - 1) {
            continue;
        }
        hits.clear();
        gazetteer.matches(words.text, words.tokens, at, words.end, hits);
        for hit in &*hits {
            let end = at + hit.tokens as usize;
            // "Paris" in "Paris-Saclay" is no place of its own.
            if words.joins(end) {
                continue;
            }
            let surface = &words.text
                [words.tokens[at].span.start as usize..words.tokens[end - 1].span.end as usize];
            let alone = Lex::Civility.bit() | Lex::FunctionWord.bit();
            if hit.tokens == 1 && word.classes & alone != 0 {
                continue;
            }
            let features = of_hit(words, gazetteer, hit, surface);
            let candidate = pool.add(at, end);
            candidate.postings = Some(hit.postings);
            candidate.features.0 |= features.0;
        }
    }
}

/// What the rows behind a hit tell of the span.
pub(super) fn of_hit(
    words: &SentenceWords<'_>,
    gazetteer: &Gazetteer,
    hit: &NameHit,
    surface: &str,
) -> Features {
    let shouts = words.shouts;
    let mut features = Features::default();
    for posting in gazetteer.postings(hit.postings) {
        if posting.is_link_only() {
            continue;
        }
        if posting.needs_exact_case() && !shouts && !gazetteer.is_written_as(posting, surface) {
            continue;
        }
        match posting.table() {
            Table::Organisation => features.set(if posting.is_acronym() {
                Feature::GazetteerAcronym
            } else {
                Feature::GazetteerOrganisation
            }),
            Table::Brand => features.set(Feature::GazetteerBrand),
            Table::Country => {
                if posting.ambiguity() != Ambiguity::Stop {
                    features.set(Feature::Country);
                }
                place(&mut features, posting.ambiguity());
            }
            Table::Region | Table::PlaceExtra => place(&mut features, posting.ambiguity()),
            Table::City
                if posting.ambiguity() != Ambiguity::None || major(words, gazetteer, posting) =>
            {
                place(&mut features, posting.ambiguity());
            }
            Table::City => features.set(Feature::PlaceMinor),
        }
    }
    features
}

fn place(features: &mut Features, ambiguity: Ambiguity) {
    match ambiguity {
        Ambiguity::None => features.set(Feature::PlaceSafe),
        Ambiguity::Word => features.set(Feature::PlaceWord),
        Ambiguity::Name => features.set(Feature::PlaceName),
        Ambiguity::Stop => {}
    }
}

/// A town of this many inhabitants is known whatever its country.
const MAJOR: u64 = 400_000;

/// Whether a town is named without a word of explanation.
fn major(words: &SentenceWords<'_>, gazetteer: &Gazetteer, posting: Posting) -> bool {
    gazetteer.place(posting).is_some_and(|place| {
        let near = |code: &str| words.tables.countries.iter().any(|held| held == code);
        place.is_capital
            || place.population.is_some_and(|count| count >= MAJOR)
            || place.country.is_some_and(near)
    })
}

/// What first names and surnames tell of a candidate.
pub(super) fn person_features(
    words: &SentenceWords<'_>,
    gazetteer: &Gazetteer,
    start: usize,
    end: usize,
    features: &mut Features,
) {
    let count = (start..end).filter(|&at| words.word(at).is(Word::NAME)).count();
    let function = Lex::FunctionWord.bit() | Lex::Opener.bit();
    if count == 0 || count > 6 || words.word(start).classes & function != 0 {
        return;
    }
    // "Co-organisé par …": a common word behind the hyphen is no part of a first name, unlike the
    // particle of "Abd-el-Kader".
    let common_tail = |at: usize| {
        words.is_hyphen(at)
            && at + 1 < end
            && words.word(at + 1).is(Word::LOWER)
            && words.word(at + 1).classes & (Lex::Particle.bit() | Lex::FunctionWord.bit()) == 0
    };
    if (start..end).any(common_tail) {
        return;
    }
    let whole_span = start..end;
    // "K. Aubin Tanoh": the initial says nothing.
    let start = if words.tokens[start].span.len() == 1
        && words.is_mark(start + 1, ".")
        && start + 2 < end
        && words.is_name(start + 2)
    {
        start + 2
    } else {
        start
    };
    // "SOS Villages": capitals among other words are no first name.
    let first_length = words.tokens[start].span.len();
    if words.shape(start).is(Shape::ALL_CAPITALS)
        && (2..=3).contains(&first_length)
        && !(start + 1 < end && words.shape(start + 1).is(Shape::ALL_CAPITALS))
    {
        return;
    }
    // "El Moussafir", "Al Amal": a particle is no first name.
    if words.has(start, Lex::Particle) && words.tokens[start].span.len() <= 2 {
        return;
    }
    let mut first_end = start + 1;
    // "Marc-Antoine", "Anne-Cécile" are one first name.
    while first_end + 1 < end && words.is_hyphen(first_end) && words.is_name(first_end + 1) {
        first_end += 2;
    }
    let text = |from: usize, to: usize| {
        &words.text[words.tokens[from].span.start as usize..words.tokens[to - 1].span.end as usize]
    };
    // A first name that is also a word counts before a word that is none.
    let rest_is_name =
        count > 1 && (first_end..end).all(|at| !words.is_name(at) || words.parts(at) == 0);
    let known = |from: usize, to: usize| {
        gazetteer
            .first_name(&name_key(text(from, to)))
            .is_some_and(|name| !name.is_word || to > from + 1 || rest_is_name)
    };
    let whole = known(start, first_end);
    let first = whole || (first_end > start + 1 && known(start, start + 1));
    // "DIOP Awa": the surname stands first, in capitals.
    let last = end - 1;
    let reversed = !first
        && count >= 2
        && words.is_name(last)
        && !words.shouts
        && !words.shape(last).is(Shape::ALL_CAPITALS)
        && (whole_span.start..last)
            // "ONG Marie", "MAROC Rose": a common word or an acronym is no surname.
            .all(|at| {
                !words.is_name(at)
                    || (words.shape(at).is(Shape::ALL_CAPITALS)
                        && words.parts(at) == 0
                        && words.tokens[at].span.len() > 3)
            })
        && known(last, end);
    if reversed {
        features.set(Feature::FirstName);
    }
    // "Bezara Romuald": the same without the capitals, where the surname is in no dictionary.
    let unknown = |at: usize| {
        words.is_name(at)
            && words.parts(at) == 0
            && words.tokens[at].span.len() > 2
            && !words.shape(at).any(Shape::CAMEL | Shape::ALPHANUMERIC)
            && words.shape(at).is(Shape::ALL_CAPITALS) == words.shape(last).is(Shape::ALL_CAPITALS)
    };
    if !first
        && !reversed
        && whole_span.len() == 2
        && !words.shouts
        && unknown(whole_span.start)
        && unknown(last)
        && known(last, end)
    {
        features.set(Feature::FirstNameLast);
    }
    // "Jean Racine", "Rose Diop": a first name that is also a word, where no sentence begins.
    let word = !first
        && !reversed
        && first_end < end
        && !begins_sentence(words, whole_span.start)
        && gazetteer.first_name(&name_key(text(start, first_end))).is_some();
    if word {
        features.set(Feature::FirstNameWord);
    }
    if first {
        features.set(if first_end < end { Feature::FirstName } else { Feature::FirstNameAlone });
    }
    if count >= 2 {
        let last = (start..end).rev().find(|&at| words.word(at).is(Word::NAME)).unwrap_or(start);
        if words.has(last, Lex::Surname) || gazetteer.surname(&name_key(text(last, last + 1))) {
            features.set(Feature::Surname);
        }
    }
}
