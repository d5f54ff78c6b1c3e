//! Persons right behind a body or a title: "le président de la Ligue maronite Khalil Karam",
//! "l'ancienne ministre de la Justice Marie-Claude Najm". A role before it tells that what looks
//! like one name are two.

use super::candidate::Pool;
use super::features::Feature;
use super::runs::piece_end;
use super::tables::{Joint, LanguageTables, Lex};
use super::words::{SentenceWords, Word};
use crate::gazetteer::Gazetteer;
use crate::kb::v1::OrganisationKind;
use crate::text::fold::name_key;

/// Most words between a role and the body it is held in.
const REACH: usize = 8;

/// Adds both halves of each run of capitals that goes on with a first name behind a role.
pub(super) fn generate(words: &SentenceWords<'_>, gazetteer: &Gazetteer, pool: &mut Pool) {
    let mut start = words.start;
    for at in words.start + 1..words.end {
        if !words.is_name(at) || !words.is_name(at - 1) || words.parted(at) {
            if words.is_name(at) && !words.is_hyphen(at - 1) {
                start = at;
            }
            continue;
        }
        let after = if words.is_hyphen(at + 1) { at + 2 } else { at + 1 };
        if words.is_name(after)
            && first_name(words, gazetteer, at)
            && !first_name(words, gazetteer, at - 1)
            && !first_name(words, gazetteer, start)
            && !heads_it(words, at)
            && follows_role(words, start)
        {
            pool.add(at, piece_end(words, at));
            pool.add(start, at);
        }
    }
}

/// Marks the spans that hold both a body or a title and the person behind it.
pub(super) fn mark(words: &SentenceWords<'_>, pool: &mut Pool) {
    for at in 0..pool.items.len() {
        let person = pool.items[at];
        let start = person.tokens.start as usize;
        if !person.features.has(Feature::FirstName) || !person.features.has(Feature::PersonShape) {
            continue;
        }
        for other in 0..pool.items.len() {
            let body = pool.items[other];
            let cut = body.tokens.end as usize == start
                && start > words.start
                && !heads_it(words, start)
                && follows_role(words, body.tokens.start as usize)
                && !bears_names(words.tables, body.head);
            let parted = || words.is_name(start - 1) || body.head.is_some();
            if !cut || !parted() || body.features.has(Feature::FirstName) {
                continue;
            }
            pool.items[at].features.unset(Feature::TouchesCapital);
            pool.items[other].features.unset(Feature::TouchesCapital);
            pool.items[other].features.unset(Feature::CouldGoOn);
            for whole in &mut pool.items {
                if whole.tokens.start == body.tokens.start && whole.tokens.end == person.tokens.end
                {
                    whole.features.set(Feature::PersonBehind);
                }
            }
        }
    }
}

/// Whether the word before `at` is a head that takes a name: "la Fondation Khalil Karam", but not "la
/// ministre de la Justice Marie-Claude Najm".
fn heads_it(words: &SentenceWords<'_>, at: usize) -> bool {
    use OrganisationKind::{Court, Government, Ministry, Parliament, PublicAgency};
    words.longest(at - 1, Lex::OrgHead).is_some_and(|(_, row)| {
        !matches!(row.kind, Some(Court | Government | Ministry | Parliament | PublicAgency))
    })
}

/// Whether the bodies of this head are often called after persons.
fn bears_names(tables: &LanguageTables, head: Option<crate::engine::lexicon::EntryId>) -> bool {
    use OrganisationKind::{Foundation, Hospital, Laboratory, Museum, School, University};
    head.is_some_and(|head| {
        matches!(
            tables.row(head).kind,
            Some(Foundation | Hospital | Laboratory | Museum | School | University)
        )
    })
}

/// Whether a role and a genitive (or "aux") stand before `start`, with small words only between.
fn follows_role(words: &SentenceWords<'_>, start: usize) -> bool {
    let from = start.saturating_sub(REACH).max(words.start);
    let small = |at: usize| words.word(at).is(Word::LOWER);
    let genitive = (from..start).any(|at| {
        words.longest(at, Lex::Connector).is_some_and(|(hit, row)| {
            matches!(row.joint, Some(Joint::Genitive | Joint::Preposition))
                && hit.end as usize == start
        })
    });
    genitive
        && (from..start).any(|at| {
            words.longest(at, Lex::Role).is_some_and(|(hit, _)| {
                (hit.end as usize) < start && (hit.end as usize..start).all(small)
            })
        })
}

fn first_name(words: &SentenceWords<'_>, gazetteer: &Gazetteer, at: usize) -> bool {
    gazetteer.first_name(&name_key(words.surface(at))).is_some_and(|name| !name.is_word)
}
