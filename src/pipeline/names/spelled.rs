//! Names that the acronym behind them spells: "Institut supérieur de technologie avancée et de
//! management (ISTAMA)". The letters say where the name ends better than its grammar does.
//!
//! After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
//! biomedical text" (PSB 2003): the shortest stretch before the bracket whose words give the
//! letters in order. Here it must also begin with the head noun of a body or, where the acronym is long,
//! with another capitalised noun.

use super::candidate::Pool;
use super::features::{Feature, Features};
use super::heads::Known;
use super::properties::is_acronym_of;
use super::runs::piece_end;
use super::tables::{Joint, Lex, Row};
use super::words::{SentenceWords, Word};
use crate::gazetteer::part;
use crate::text::token::Shape;

/// Longest name, in tokens.
const REACH: usize = 22;
/// Letters of an acronym that proves a name by itself.
const LONG: usize = 4;

/// Adds the stretch that each acronym in brackets spells, with what is known of the shorter name
/// that its grammar gives.
pub(super) fn generate(words: &SentenceWords<'_>, known: &Known<'_>, pool: &mut Pool) {
    for open in words.start + 3..words.end.saturating_sub(2) {
        if !words.is_mark(open, "(")
            || !words.is_mark(open + 2, ")")
            || !is_acronym(words, open + 1)
        {
            continue;
        }
        let acronym = words.surface(open + 1);
        let first = open.saturating_sub(REACH).max(words.start);
        let starts = (first..open.saturating_sub(1)).rev().take_while(|&at| goes_on(words, at));
        for start in starts {
            if !(words.is_name(start) || is_small_noun(words, start))
                || !is_acronym_of(words, acronym, start, open)
            {
                continue;
            }
            if !words.is_name(start) {
                small(words, start, open, pool);
                break;
            }
            if !words.has(start, Lex::OrgHead) {
                // "Synergie des initiatives en faveur de la femme (SIFAF)": any noun may be a head.
                if acronym.chars().count() >= LONG && is_noun(words, start) {
                    pool.add(start, open);
                    break;
                }
                continue;
            }
            let Some(shorter) = longest(pool, start, open) else { break };
            let candidate = pool.add(start, open);
            candidate.features.0 |= shorter.0.0;
            candidate.features.unset(Feature::CouldGoOn);
            candidate.head = candidate.head.or(shorter.1);
            if let Some(end) = place_behind(words, known, open + 3) {
                let longer = pool.add(start, end);
                longer.features.0 |= shorter.0.0;
                longer.features.unset(Feature::CouldGoOn);
                longer.features.unset(Feature::NoCapital);
                longer.features.set(Feature::AcronymInside);
                longer.features.set(Feature::ProperComplement);
                longer.head = longer.head.or(shorter.1);
            }
            break;
        }
    }
}

/// What stands in small letters before its acronym: a body with its head ("la direction interministérielle
/// du numérique (DINUM)"), or a common noun, whose acronym names none ("un appel à projets (AAP)").
fn small(words: &SentenceWords<'_>, start: usize, open: usize, pool: &mut Pool) {
    let organ = words.longest(start, Lex::InternalOrgan).map(|(hit, _)| hit.end);
    let others =
        [Lex::EventHead, Lex::ProgrammeHead, Lex::PrizeHead, Lex::LawHead, Lex::ProductHead];
    let other = others.iter().any(|&class| words.has(start, class));
    let head = words
        .longest(start, Lex::OrgHead)
        .filter(|(hit, row)| organ <= Some(hit.end) && (!other || row.has(Row::STRONG)));
    let Some((hit, row)) = head else {
        if organ.is_some() || other || !words.has(start, Lex::OrgDescriptor) {
            pool.add(open + 1, open + 2).features.set(Feature::AcronymOfCommon);
        }
        return;
    };
    // "une agence de voyages (ADV)" is any.
    let article = start > words.start
        && words
            .longest(start - 1, Lex::Connector)
            .is_some_and(|(_, row)| matches!(row.joint, Some(Joint::Article | Joint::Genitive)));
    if row.has(Row::PLURAL) || !article {
        return;
    }
    let end = if words.is_mark(open - 1, ",") { open - 1 } else { open };
    let candidate = pool.add(start, end);
    let strength = if row.has(Row::STRONG) { Feature::HeadStrong } else { Feature::HeadWeak };
    candidate.features.set(strength);
    candidate.features.set(Feature::HeadLower);
    candidate.features.unset(Feature::HeadAlone);
    candidate.features.unset(Feature::CouldGoOn);
    candidate.head = candidate.head.or(Some(hit.entry));
}

/// Where a name ends that goes on behind its acronym with a genitive and a place: "(CIUSSS) du Saguenay".
fn place_behind(words: &SentenceWords<'_>, known: &Known<'_>, at: usize) -> Option<usize> {
    let (hit, row) = words.longest(at, Lex::Connector)?;
    let start = hit.end as usize;
    if row.joint != Some(Joint::Genitive) || !words.is_name(start) {
        return None;
    }
    let end = known.end_of(start).max(piece_end(words, start));
    known.is_place(start, end).then_some(end)
}

/// A capitalised noun that heads neither an event nor a product, law, programme or title.
fn is_noun(words: &SentenceWords<'_>, at: usize) -> bool {
    let others = [
        Lex::EventHead,
        Lex::ProductHead,
        Lex::PrizeHead,
        Lex::LawHead,
        Lex::ProgrammeHead,
        Lex::InternalOrgan,
        Lex::Role,
        Lex::Civility,
        Lex::PlaceHead,
    ];
    words.parts(at) & part::NOUN != 0 && !others.iter().any(|&class| words.has(at, class))
}

/// A noun in small letters, whatever it heads.
fn is_small_noun(words: &SentenceWords<'_>, at: usize) -> bool {
    words.word(at).is(Word::LOWER) && words.parts(at) & part::NOUN != 0
}

/// A token written like an acronym: capitals, or a capital and letters that are no word.
fn is_acronym(words: &SentenceWords<'_>, at: usize) -> bool {
    let shape = words.shape(at);
    shape.is(Shape::ALL_CAPITALS)
        || shape.is(Shape::CAMEL)
        || (shape.is(Shape::WORD | Shape::CAPITAL) && words.parts(at) == 0)
}

/// Whether a name may go through this token: no mark but commas, hyphens and "&".
fn goes_on(words: &SentenceWords<'_>, at: usize) -> bool {
    words.shape(at).any(Shape::WORD | Shape::DIGITS)
        || words.is_hyphen(at)
        || matches!(words.surface(at), "," | "&" | "'" | "’")
}

/// What is known of the longest name that begins here and ends before `limit`.
fn longest(
    pool: &Pool,
    start: usize,
    limit: usize,
) -> Option<(Features, Option<crate::engine::lexicon::EntryId>)> {
    pool.items
        .iter()
        .filter(|held| held.tokens.start as usize == start && held.tokens.end as usize <= limit)
        .filter(|held| {
            held.features.has(Feature::HeadStrong) || held.features.has(Feature::HeadWeak)
        })
        .max_by_key(|held| held.tokens.end)
        .map(|held| (held.features, held.head))
}
