//! Persons right behind a body or a title: "le président de la Ligue des éleveurs Oumar Sall",
//! "l'ancienne ministre de la Justice Anne-Laure Diop". A role before it tells that what looks
//! like one name are two.

use super::candidate::{Candidate, Pool};
use super::features::Feature;
use super::runs::piece_end;
use super::tables::{Joint, LanguageTables, Lex};
use super::words::{SentenceWords, Word};
use crate::gazetteer::{Gazetteer, part};
use crate::kb::v1::OrganisationKind;
use crate::text::fold::name_key;
use crate::text::token::Shape;

/// Most words between a role and the body it is held in.
const REACH: usize = 8;
/// The same where only what makes up the name of a body stands between.
const CHAIN_REACH: usize = 32;
/// Most words of a title.
const MAX_TITLE: usize = 6;

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
        // "le conseiller d'Etat Philippe Roux": the title itself ends with a capital.
        let titled = words.is_name(after) && ends_title(words, at);
        if titled {
            pool.add(at, piece_end(words, at)).features.set(Feature::AfterTitle);
            continue;
        }
        // "les Américains Drew Durbin et …": a people, then one of it.
        let alone = at == start + 1
            || (at == start + 2 && words.has(start, Lex::FunctionWord) && start == words.start);
        let people = alone && words.has(at - 1, Lex::Demonym) && words.is_name(after);
        if people && first_name(words, gazetteer, at) {
            pool.add(at, piece_end(words, at)).features.set(Feature::AfterTitle);
            continue;
        }
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
        if !person.features.has(Feature::PersonShape) {
            continue;
        }
        if person.features.has(Feature::AfterTitle) {
            pool.items[at].features.unset(Feature::TouchesCapital);
            for whole in &mut pool.items {
                let ends = whole.tokens.end == person.tokens.end;
                if ends && whole.tokens.start < person.tokens.start {
                    whole.features.set(Feature::PersonBehind);
                }
            }
            continue;
        }
        // "directeur général de l'Institut … (ISRA) Thiaba Ndao": behind an acronym a name is a person's,
        // where a role led to the body.
        if behind_acronym(words, start, &person) {
            pool.items[at].features.set(Feature::AfterTitle);
            for whole in &mut pool.items {
                let inside = whole.features.has(Feature::AcronymInside);
                if inside && whole.tokens.end == person.tokens.end {
                    whole.features.set(Feature::PersonBehind);
                }
            }
            continue;
        }
        if !person.features.has(Feature::FirstName) {
            continue;
        }
        for other in 0..pool.items.len() {
            let body = pool.items[other];
            let cut = body.tokens.end as usize == start
                && start > words.start
                && !heads_it(words, start)
                && follows_role(words, body.tokens.start as usize)
                && !bears_names(words.tables, &body);
            let parted = || words.is_name(start - 1) || body.head.is_some();
            if !cut || !parted() || body.features.has(Feature::FirstName) {
                continue;
            }
            pool.items[at].features.unset(Feature::TouchesCapital);
            pool.items[at].features.set(Feature::AfterTitle);
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

/// Whether the word before `at` is a head that takes a name: "la Fondation Oumar Sall", but not "la
/// ministre de la Justice Anne-Laure Diop".
fn heads_it(words: &SentenceWords<'_>, at: usize) -> bool {
    use OrganisationKind::{Court, Government, Ministry, Parliament, PublicAgency};
    words.longest(at - 1, Lex::OrgHead).is_some_and(|(_, row)| {
        !matches!(row.kind, Some(Court | Government | Ministry | Parliament | PublicAgency))
    })
}

/// Whether a body is of those that are often called after persons, or is called so for want of any
/// other name ("Centre de conférences Blaise Senghor").
fn bears_names(tables: &LanguageTables, body: &Candidate) -> bool {
    use OrganisationKind::{Foundation, Hospital, Laboratory, Museum, Other, School, University};
    match body.head.and_then(|head| tables.row(head).kind) {
        Some(Other) => body.features.has(Feature::NoCapital),
        Some(Foundation | Hospital | Laboratory | Museum | School | University) => true,
        _ => false,
    }
}

/// Whether a title ends right before `at`.
fn ends_title(words: &SentenceWords<'_>, at: usize) -> bool {
    (at.saturating_sub(MAX_TITLE).max(words.start)..at - 1)
        .any(|from| words.longest(from, Lex::Role).is_some_and(|(hit, _)| hit.end as usize == at))
}

/// Whether two to four words that may be a person's name stand right behind the acronym in brackets of a body that a role
/// leads to.
fn behind_acronym(words: &SentenceWords<'_>, start: usize, person: &Candidate) -> bool {
    let several = (2..=4).contains(&person.tokens.len());
    let named = [Feature::UnknownWords, Feature::FirstName, Feature::FirstNameWord];
    if !several
        || start < words.start + 4
        || !named.iter().any(|&one| person.features.has(one))
        || !words.is_mark(start - 1, ")")
        || !words.is_mark(start - 3, "(")
        || !words.shape(start - 2).is(Shape::ALL_CAPITALS)
    {
        return false;
    }
    led_by_role(words, start - 3)
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
        && ((from..start).any(|at| {
            words.longest(at, Lex::Role).is_some_and(|(hit, _)| {
                (hit.end as usize) < start && (hit.end as usize..start).all(small)
            })
        }) || led_by_role(words, start))
}

/// Whether a role and a genitive stand before `end`, and only what makes up the names of bodies
/// between: "ministre de l'Énergie et des Mines", "directeurs de l'Agence de presse (APS) et du Centre …".
fn led_by_role(words: &SentenceWords<'_>, end: usize) -> bool {
    let joint = |at: usize| words.longest(at, Lex::Connector).and_then(|(_, row)| row.joint);
    for at in (end.saturating_sub(CHAIN_REACH).max(words.start)..end).rev() {
        if let Some((hit, _)) = words.longest(at, Lex::Role)
            && (hit.end as usize) < end
        {
            let adjective = |at: &usize| {
                words.word(*at).is(Word::LOWER) && words.parts(*at) & part::ADJECTIVE != 0
            };
            let next = (hit.end as usize..end).find(|at| !adjective(at));
            return next.is_some_and(|at| joint(at) == Some(Joint::Genitive));
        }
        let word = words.word(at);
        let fits = if word.is(Word::VALUE) {
            false
        } else if word.is(Word::MARK) {
            match words.surface(at) {
                "(" | ")" | "-" => true,
                "," => at + 1 < end && joint(at + 1) == Some(Joint::Genitive),
                _ => false,
            }
        } else if word.is(Word::LOWER) {
            joint(at).is_some()
                || words.parts(at) == 0
                || words.parts(at) & (part::NOUN | part::ADJECTIVE) != 0
        } else {
            true
        };
        if !fits {
            return false;
        }
    }
    false
}

fn first_name(words: &SentenceWords<'_>, gazetteer: &Gazetteer, at: usize) -> bool {
    // "Stade Français Thomas Roux"
    !words.has(at, Lex::Demonym)
        && gazetteer.first_name(&name_key(words.surface(at))).is_some_and(|name| !name.is_word)
}
