//! Bodies that a common noun with a capital names, behind a noun for bodies: "l'association Femmes
//! bâtisseuses", "la coopérative Graines d'avenir".

use super::candidate::Pool;
use super::chain::{Chain, Last};
use super::features::Feature;
use super::heads::Known;
use super::tables::{Joint, Lex, Row};
use super::words::{SentenceWords, Word};
use crate::gazetteer::part;
use crate::text::token::Shape;

/// Most words between the noun for bodies and the name.
const REACH: usize = 3;

/// Adds the common noun with what belongs to it in small letters, at each place where it may end.
pub(super) fn generate(words: &SentenceWords<'_>, known: &Known<'_>, pool: &mut Pool) {
    let row = Row { flags: Row::APPOS_IN, ..Row::default() };
    for at in words.start + 1..words.end {
        // "l'hebdomadaire Le Sahel vert": the article is part of the name.
        let article = at > words.start + 1
            && words.shape(at - 1).is(Shape::CAPITAL)
            && words.longest(at - 1, Lex::Connector).is_some_and(|(hit, row)| {
                row.joint == Some(Joint::Article) && hit.end as usize == at
            });
        let start = if article { at - 1 } else { at };
        if !words.is_name(at)
            || words.is_name(at + 1)
            || words.has(at, Lex::OrgHead)
            || words.has(at, Lex::Role)
            || words.has(at, Lex::Civility)
            || words.parts(at) & part::NOUN == 0
            || !follows_noun_for_bodies(words, start)
            || (!article && known.end_of(at) > at)
        {
            continue;
        }
        // "l'agence Nationale de …": an adjective of the head.
        let adjective = words.parts(at) & part::ADJECTIVE != 0;
        if adjective
            && !article
            && words.has(at - 1, Lex::OrgHead)
            && words.has(at + 1, Lex::Connector)
        {
            continue;
        }
        let mut chain = Chain::new(known, row, at, at + 1, false);
        chain.last = Last::Name;
        if belongs(words, at + 1) {
            chain.at = at + 2;
            chain.last = Last::Lower;
            pool.add(start, at + 2).features.set(Feature::CalledSo);
        }
        chain.read(words);
        let melted = |at: usize| {
            words.longest(at, Lex::Connector).is_some_and(|(hit, _)| hit.end as usize > at + 1)
        };
        for (end, features) in chain.ends {
            let last = end - 1;
            let verb = words.word(last).is(Word::LOWER) && words.parts(last) & part::VERB != 0;
            if !features.has(Feature::LocativeTail) && !verb && !(at + 1..end).any(melted) {
                pool.add(start, end).features.set(Feature::CalledSo);
            }
        }
    }
}

/// A noun or adjective in small letters that is no verb or small word: "Femmes bâtisseuses".
fn belongs(words: &SentenceWords<'_>, at: usize) -> bool {
    let other =
        part::VERB | part::PREPOSITION | part::ADVERB | part::DETERMINER | part::PAST_PARTICIPLE;
    at < words.end
        && words.word(at).is(Word::LOWER)
        && !words.has(at, Lex::FunctionWord)
        && words.parts(at) & (part::NOUN | part::ADJECTIVE) != 0
        && words.parts(at) & other == 0
}

/// Whether a noun for bodies in small letters stands before, with adjectives only between.
fn follows_noun_for_bodies(words: &SentenceWords<'_>, at: usize) -> bool {
    let first = at.saturating_sub(REACH).max(words.start);
    let adjective = |at: usize| {
        words.is_hyphen(at)
            || words.word(at).is(Word::LOWER)
                && (words.parts(at) & part::ADJECTIVE != 0 || words.has(at, Lex::Demonym))
    };
    (first..at).rev().filter(|&from| words.word(from).is(Word::LOWER)).any(|from| {
        let nouns = [Lex::OrgDescriptor, Lex::OrgHead];
        let hits = nouns.iter().filter_map(|&class| words.longest(from, class));
        let end = hits.map(|(hit, _)| hit.end as usize).max();
        end.is_some_and(|end| end <= at && (end..at).all(adjective))
    })
}
