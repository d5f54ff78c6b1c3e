//! Lists inside a chain of complements: what a conjunction or a comma joins to what stands before.

use super::{Chain, Last, adjective_only};
use crate::gazetteer::part;
use crate::kb::v1::OrganisationKind;
use crate::pipeline::names::features::Feature;
use crate::pipeline::names::runs::piece_end;
use crate::pipeline::names::tables::{Joint, Lex, Row};
use crate::pipeline::names::words::{SentenceWords, Word};
use crate::text::token::Shape;

impl Chain<'_, '_> {
    /// "et des compétences", "et métiers": goes on where what follows is of the kind of what stands
    /// before, and no new name begins.
    pub(super) fn coordination(
        &mut self,
        words: &SentenceWords<'_>,
        at: usize,
        genitive: bool,
    ) -> bool {
        if let Some(next) = self.adjective_after(words, at) {
            self.at = next + 1;
            self.shift_end(at);
            return true;
        }
        let Some(next) = self.same_kind_after(words, at, genitive) else { return false };
        self.take_coordinated(words, next)
    }

    /// "maritimes et portuaires": an adjective that a conjunction joins to an adjective.
    fn adjective_after(&self, words: &SentenceWords<'_>, at: usize) -> Option<usize> {
        let next = at + 1;
        let adjective =
            |at: usize| words.word(at).is(Word::LOWER) && words.parts(at) & part::ADJECTIVE != 0;
        if self.last != Last::Lower || next >= words.end || !adjective(at - 1) {
            return None;
        }
        let verb = part::VERB | part::PREPOSITION | part::ADVERB | part::DETERMINER;
        let parts = words.parts(next);
        let joins = adjective(next)
            && parts & (verb | part::NOUN) == 0
            && !words.word(next).is(Word::VALUE)
            && !words.has(next, Lex::FunctionWord);
        // "… et nouveaux projets": the adjective of a noun to come.
        let goes_on = next + 1 < words.end
            && words.word(next + 1).is(Word::LOWER)
            && words.parts(next + 1) & part::NOUN != 0
            && words.parts(next + 1) & verb == 0;
        (joins && !goes_on).then_some(next)
    }

    /// Where the noun begins that a conjunction or comma at `at` joins, if it is of the same kind.
    fn same_kind_after(
        &self,
        words: &SentenceWords<'_>,
        at: usize,
        genitive: bool,
    ) -> Option<usize> {
        let mut next = at + 1;
        let mut repeated = false;
        if next >= words.end {
            return None;
        }
        if let Some((hit, row)) = words.longest(next, Lex::Connector) {
            match row.joint {
                Some(Joint::Genitive) if genitive => repeated = true,
                // "à la stratégie et à la prospective"
                Some(Joint::Preposition)
                    if self.features.has(Feature::LocativeTail)
                        || self.features.has(Feature::PurposeTail) =>
                {
                    repeated = true;
                }
                Some(Joint::Article) if self.last == Last::Lower => {}
                _ => return None,
            }
            next = hit.end as usize;
        }
        if next >= words.end || words.word(next).is(Word::VALUE) {
            return None;
        }
        let heads = Lex::OrgHead.bit() | Lex::Role.bit() | Lex::Civility.bit();
        if words.is_name(next) {
            let end = piece_end(words, next);
            if !repeated && self.couple(words, at, end) {
                return Some(next);
            }
            let other = words.word(next).classes & heads != 0
                || self.known.is_place(next, end)
                || (self.known.is_organisation(next, end) && !self.portfolio(repeated))
                || words.shape(next).is(Shape::ALL_CAPITALS) && !words.shouts
                || !(words.is_noun_or_adjective(next) || self.portfolio(repeated));
            // "ministère de la Santé publique, Hygiène et Prévention": what else it is for.
            let field = words.is_mark(at, ",")
                && self.row.kind == Some(OrganisationKind::Ministry)
                && end == next + 1
                && words.is_noun_or_adjective(next)
                && self.closes_with_noun(words, end);
            let like = repeated || self.last == Last::Name || field;
            // "les ministères de la Santé et de l'Éducation" are two.
            let apart = repeated
                && self.row.has(Row::PLURAL)
                && self.row.kind == Some(OrganisationKind::Ministry);
            return (!other && like && !apart).then_some(next);
        }
        if !words.word(next).is(Word::LOWER) || words.parts(next) & part::NOUN == 0 {
            return None;
        }
        if !repeated && (words.word(next).classes & heads != 0 || self.last != Last::Lower) {
            return None;
        }
        if words.word(next).classes & (Lex::Role.bit() | Lex::OrgHead.bit()) != 0 && self.after_name
        {
            return None;
        }
        Some(next)
    }

    /// Whether behind commas and single words a conjunction follows, and a common noun with a capital.
    fn closes_with_noun(&self, words: &SentenceWords<'_>, mut at: usize) -> bool {
        while at < words.end && !words.is_coordination(at) {
            let noun = words.is_name(at) && words.is_noun_or_adjective(at);
            let adjective = words.word(at).is(Word::LOWER) && adjective_only(words, at);
            if !(noun || adjective || words.is_mark(at, ",")) {
                return false;
            }
            at += 1;
        }
        words.is_name(at + 1)
            && !words.is_name(at + 2)
            && words.is_noun_or_adjective(at + 1)
            && !words.has(at + 1, Lex::OrgHead)
            && !self.known.is_organisation(at + 1, at + 2)
    }

    /// "Fondation Jeanne et Paul Ravel": two first names before one surname, right behind the head.
    fn couple(&self, words: &SentenceWords<'_>, and: usize, end: usize) -> bool {
        let first = |at: usize| words.is_name(at) && self.known.is_first_name(words.surface(at));
        !self.lower
            && and > self.start + 1
            && (and - 2 == self.start || !words.is_name(and - 2))
            && end == and + 3
            && first(and - 1)
            && first(and + 1)
    }

    /// "ministère des Arts, du Commonwealth et du Travail": of what else a ministry is.
    fn portfolio(&self, repeated: bool) -> bool {
        repeated && !self.row.has(Row::PLURAL) && self.row.kind == Some(OrganisationKind::Ministry)
    }

    fn take_coordinated(&mut self, words: &SentenceWords<'_>, next: usize) -> bool {
        if words.is_name(next) {
            self.at = self.piece(words, next);
            self.last = Last::Name;
            self.capital(words, next, self.at);
        } else {
            self.at = next + 1;
            self.last = Last::Lower;
        }
        self.end_here();
        true
    }

    /// ", de l'Investissement, du Commerce et de l'Économie": a comma belongs to the name only if a
    /// conjunction closes the list.
    pub(super) fn comma_list(&mut self, words: &SentenceWords<'_>, at: usize) -> bool {
        // Behind its place a name has no further members: "Conseil du Haut-Ogooué, d'Alliance Vie".
        if self.placed {
            return false;
        }
        let Some(next) = self.same_kind_after(words, at, true) else { return false };
        // Look ahead: only parts of the same kind up to a conjunction.
        let mut look = next;
        let limit = words.end.min(at + 24);
        loop {
            if look >= limit || words.word(look).is(Word::VALUE) {
                return false;
            }
            let connector = words.longest(look, Lex::Connector).and_then(|(_, row)| row.joint);
            if connector == Some(Joint::Coordination) {
                break;
            }
            let plain = words.is_name(look)
                || words.is_mark(look, ",")
                || words.is_hyphen(look)
                || matches!(connector, Some(Joint::Genitive | Joint::Article))
                || (words.word(look).is(Word::LOWER) && words.is_noun_or_adjective(look));
            if !plain {
                return false;
            }
            look += 1;
        }
        self.take_coordinated(words, next);
        // The list is not closed yet: no end here.
        self.ends.pop();
        true
    }
}
