//! The chain of complements behind a head noun, read once: where the name may end, and what each end
//! looks like.

mod lists;

use super::features::{Feature, Features};
use super::heads::Known;
use super::properties::is_acronym_of;
use super::runs::piece_end;
use super::tables::{Joint, Lex, Row, Tie};
use super::words::{SentenceWords, Word};
use crate::gazetteer::part;
use crate::kb::v1::OrganisationKind;
use crate::text::token::Shape;

/// Most tokens of a chain.
const MAX_CHAIN: usize = 40;

/// Letters from which an unknown word is taken for a common noun or an adjective.
const LONG: usize = 5;

/// What the chain ends with so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Last {
    Head,
    /// A noun or adjective in lower case.
    Lower,
    /// A capitalised piece.
    Name,
}

pub(super) struct Chain<'k, 'p> {
    known: &'k Known<'p>,
    row: Row,
    pub at: usize,
    start: usize,
    pub ends: Vec<(usize, Features)>,
    features: Features,
    pub last: Last,
    /// A proper name stands in the chain already.
    after_name: bool,
    lower: bool,
    /// The last word was a demonym.
    demonym: bool,
    /// The last preposition tells a purpose or a subject.
    purpose: bool,
    /// The last name is a place behind a genitive.
    placed: bool,
}

impl<'k, 'p> Chain<'k, 'p> {
    pub fn new(known: &'k Known<'p>, row: Row, start: usize, head_end: usize, lower: bool) -> Self {
        Self {
            known,
            row,
            at: head_end,
            start,
            ends: Vec::new(),
            features: Features::default(),
            last: Last::Head,
            after_name: false,
            lower,
            demonym: false,
            purpose: false,
            placed: false,
        }
    }

    pub fn read(&mut self, words: &SentenceWords<'_>) {
        self.features.set(Feature::NoCapital);
        // "Pôle de recherche et d'enseignement": the head may have a complement itself.
        let inner = |at: usize| {
            let connector = words.longest(at, Lex::Connector);
            connector.is_some_and(|(_, row)| row.joint == Some(Joint::Genitive))
        };
        let mut genitives = (self.start + 1..self.at).filter(|&at| inner(at)).count();
        while self.at < words.end && self.at - self.start < MAX_CHAIN {
            let at = self.at;
            let word = words.word(at);
            if word.is(Word::VALUE) {
                break;
            }
            let goes_on = if words.is_name(at) {
                Some(self.name(words, at))
            } else if words.shape(at).is(Shape::DIGITS) {
                Some(false)
            } else if words.is_mark(at, "(") {
                Some(self.acronym(words, at))
            } else if words.is_mark(at, ",") {
                Some(genitives > 0 && self.comma_list(words, at))
            } else {
                None
            };
            match goes_on {
                Some(true) => continue,
                Some(false) => break,
                None => {}
            }
            if words.joins(at) {
                // "socio-économique", "main-d'œuvre": the hyphen and what follows belong to the word before.
                let elided = at + 2 < words.end && words.shape(at + 1).is(Shape::ELISION);
                self.at += if elided { 3 } else { 2 };
                self.shift_end(at);
                continue;
            }
            let connector = words.longest(at, Lex::Connector);
            match connector.and_then(|(hit, row)| Some((hit.end as usize, row.joint?))) {
                Some((next, Joint::Genitive)) => {
                    if !self.complement(words, next, Joint::Genitive) {
                        break;
                    }
                    genitives += 1;
                }
                Some((_, Joint::Coordination)) => {
                    if !self.coordination(words, at, genitives > 0) {
                        break;
                    }
                }
                // "le soutien de la Fondation X à l'Université Y": another body begins.
                Some((next, Joint::Preposition))
                    if (self.last == Last::Name || adjective_only(words, at.saturating_sub(1)))
                        && connector.is_some_and(|(_, row)| !row.has(Row::PURPOSE))
                        && words.is_name(next)
                        && words.has(next, Lex::OrgHead) =>
                {
                    break;
                }
                // "en consortium avec A": a small head that is a manner of working, not a name.
                Some((next, Joint::Preposition))
                    if self.lower && self.at == self.start + 1 && words.is_name(next) =>
                {
                    break;
                }
                // "l'Union pour la République pour le Rassemblement": one purpose is enough.
                Some((_, Joint::Preposition))
                    if self.features.has(Feature::PurposeTail)
                        && self.last == Last::Name
                        && connector.is_some_and(|(_, row)| row.has(Row::PURPOSE)) =>
                {
                    break;
                }
                Some((next, Joint::Preposition)) => {
                    self.purpose = connector.is_some_and(|(_, row)| row.has(Row::PURPOSE));
                    if !self.complement(words, next, Joint::Preposition) {
                        break;
                    }
                }
                // "the Bank of Africa and the University of Nairobi": another body begins, with its article.
                Some((next, Joint::English(Some(Tie::Coordination))))
                    if next > at + 1 && words.is_name(next) && words.has(next, Lex::OrgHead) =>
                {
                    break;
                }
                Some((next, Joint::English(_))) if words.is_name(next) => self.at = next,
                Some(_) => break,
                None => {
                    if word.is(Word::LOWER) && self.adjective(words, at) {
                        continue;
                    }
                    break;
                }
            }
        }
    }

    fn end_here(&mut self) {
        self.demonym = false;
        self.ends.push((self.at, self.features));
    }

    /// Moves the end recorded at `from` to where the chain stands.
    fn shift_end(&mut self, from: usize) {
        let at = self.at;
        if let Some(last) = self.ends.last_mut()
            && last.0 == from
        {
            last.0 = at;
        }
    }

    /// A capitalised piece right after what stands so far.
    fn name(&mut self, words: &SentenceWords<'_>, at: usize) -> bool {
        if self.last == Last::Head && self.capital_adjective(words, at) {
            self.at = at + 1;
            self.features.unset(Feature::NoCapital);
            self.end_here();
            return true;
        }
        // "les écoles privées Kelbi et Orvane": several bodies, each with a name of its own.
        if self.lower && self.row.has(Row::PLURAL) {
            return false;
        }
        // A lower-case head that is only a descriptor takes no bare name ("la société Urbasolar", "la
        // coopérative de solidarité La Remise").
        if self.last != Last::Name && self.lower && !self.row.has(Row::APPOS_IN) {
            return false;
        }
        // "l'ONG américaine Anera": the head is a descriptor too.
        if self.demonym && !self.row.has(Row::APPOS_IN) {
            return false;
        }
        if short_civility(words, at) || self.spelled(words, at) {
            return false;
        }
        let end = self.piece(words, at);
        if end == at {
            return false;
        }
        self.at = end;
        self.last = Last::Name;
        self.capital(words, at, end);
        self.end_here();
        true
    }

    /// "l'agence Nationale de la statistique": an adjective with a capital behind a small head, and a genitive.
    fn capital_adjective(&self, words: &SentenceWords<'_>, at: usize) -> bool {
        let adjective = words.has(at, Lex::Demonym)
            || words.parts(at) & (part::ADJECTIVE | part::NOUN) == part::ADJECTIVE;
        self.lower
            && !self.row.has(Row::PLURAL)
            && adjective
            && words
                .longest(at + 1, Lex::Connector)
                .is_some_and(|(_, row)| row.joint == Some(Joint::Genitive))
    }

    /// The end of the capitalised piece at `at`, cut before a role; "ben Salem" belongs to "al-Amine".
    fn piece(&self, words: &SentenceWords<'_>, at: usize) -> usize {
        // "Nations unies", "Afrique centrale": a known name may end in small letters.
        let mut end = self.known.end_of(at).max(piece_end(words, at));
        while end + 1 < words.end
            && words.word(end).is(Word::LOWER)
            && words.has(end, Lex::Particle)
            && words.word(end).classes & (Lex::Connector.bit() | Lex::FunctionWord.bit()) == 0
            && words.is_name(end + 1)
        {
            end = piece_end(words, end + 1);
        }
        // "Caisse de Mékinac–Des Chenaux": an en dash without spaces joins two lands.
        while words.is_mark(end, "–")
            && words.is_name(end + 1)
            && !words.spaced(end)
            && !words.spaced(end + 1)
        {
            end = piece_end(words, end + 1);
        }
        (at + 1..end)
            .find(|&cut| words.has(cut, Lex::Civility) || self.spelled(words, cut))
            .unwrap_or(end)
    }

    /// Whether the word at `at` is the acronym of the name before it, and so a name of its own: "Programme
    /// des Nations unies pour le développement PNUD".
    fn spelled(&self, words: &SentenceWords<'_>, at: usize) -> bool {
        words.shape(at).is(Shape::ALL_CAPITALS)
            && !words.shouts
            && is_acronym_of(words, words.surface(at), self.start, at)
    }

    fn capital(&mut self, words: &SentenceWords<'_>, at: usize, end: usize) {
        self.features.unset(Feature::NoCapital);
        let common = words.is_noun_or_adjective(at) && end == at + 1;
        if !common || self.known.is_place(at, end) {
            self.features.set(Feature::ProperComplement);
            self.after_name = true;
        }
    }

    /// A noun or adjective in lower case right after another: "régional", "agricole".
    fn adjective(&mut self, words: &SentenceWords<'_>, at: usize) -> bool {
        if self.last == Last::Name && !words.has(at, Lex::Demonym) && !self.capital_common(words) {
            return false;
        }
        let parts = words.parts(at);
        let demonym = words.has(at, Lex::Demonym);
        // "l'Incubateur de Franche-Comté prête son soutien", "l'ARS prête ses locaux": after a name or an
        // acronym a verb sooner than an adjective.
        let name = self.last == Last::Name || words.shape(at - 1).is(Shape::ALL_CAPITALS);
        if name && parts & part::VERB != 0 && !demonym {
            return false;
        }
        // "la Banque agricole prête à": what follows tells the verb.
        let governs = parts & part::VERB != 0
            && parts & part::PAST_PARTICIPLE == 0
            && !demonym
            && (at + 1 < words.end && words.word(at + 1).is(Word::VALUE)
                || words.longest(at + 1, Lex::Connector).is_some_and(|(_, row)| {
                    matches!(row.joint, Some(Joint::Article | Joint::Preposition))
                }));
        if governs && !self.lower {
            return false;
        }
        // A word that the lexicon lacks can hardly be anything else after a noun in lower case, or after a
        // head with a capital ("Club athlétique nontronnais").
        let behind = !self.lower && !words.tables.genitives.is_empty();
        let unknown = parts == 0
            && (self.last == Last::Lower || (self.last == Last::Head && behind))
            && words.tokens[at].span.len() >= LONG
            && !words.has(at, Lex::FunctionWord);
        // "médico-social": the word behind the hyphen tells what it is.
        let compound = words.joins(at + 1) && words.parts(at + 2) & part::ADJECTIVE != 0;
        let adjective = parts & part::ADJECTIVE != 0 || demonym || unknown || compound;
        // "une université membre de l'AUF": a role in apposition ends the name.
        let noun = parts & (part::NOUN | part::ADJECTIVE) == part::NOUN;
        if (noun || self.lower && parts & part::NOUN != 0) && words.has(at, Lex::Role) {
            return false;
        }
        let noun = self.bare_noun(words, at) || behind && adjective_before(words, at);
        if !(adjective || noun) {
            return false;
        }
        if parts & part::PAST_PARTICIPLE != 0 && !demonym && self.verbal(words, at) {
            return false;
        }
        self.at = at + 1;
        self.last = if self.last == Last::Head && adjective { Last::Head } else { Last::Lower };
        // "gouvernement camerounais" is a name, "banque marocaine" is not.
        if demonym
            && !self.row.has(Row::PLURAL)
            && !matches!(self.row.kind, Some(OrganisationKind::Company | OrganisationKind::Ngo))
            && (!self.lower || self.row.kind == Some(OrganisationKind::Government))
        {
            self.features.unset(Feature::NoCapital);
            self.features.set(Feature::ProperComplement);
        }
        self.end_here();
        self.demonym = demonym;
        true
    }

    /// "Cluster dattes & palmier", "Pôle santé (PS)": a noun without a joint right after a
    /// capitalised head, where the name visibly goes on or ends.
    fn bare_noun(&self, words: &SentenceWords<'_>, at: usize) -> bool {
        let parts = words.parts(at);
        let verb = part::VERB | part::PREPOSITION | part::ADVERB | part::DETERMINER;
        self.last == Last::Head
            && !self.lower
            && self.at == at
            && parts & part::NOUN != 0
            && parts & verb == 0
            && !words.has(at, Lex::Role)
            && at + 1 < words.end
            && (words.is_mark(at + 1, "&") || words.is_mark(at + 1, "(") || words.is_name(at + 1))
    }

    /// Whether the last capitalised word is a common word: "l'Enseignement supérieur".
    fn capital_common(&self, words: &SentenceWords<'_>) -> bool {
        self.at > self.start && words.is_noun_or_adjective(self.at - 1)
    }

    /// Whether a participle is a verb here: what it governs follows.
    fn verbal(&self, words: &SentenceWords<'_>, at: usize) -> bool {
        at + 1 < words.end
            && (self.lower && words.has(at + 1, Lex::Connector)
                || words.word(at + 1).is(Word::VALUE)
                || (words.parts(at + 1) & part::PREPOSITION != 0
                    && words
                        .longest(at + 1, Lex::Connector)
                        .is_none_or(|(_, row)| row.joint != Some(Joint::Genitive))))
    }

    /// What follows a genitive or another preposition, at `next`.
    fn complement(&mut self, words: &SentenceWords<'_>, next: usize, joint: Joint) -> bool {
        if next >= words.end || words.word(next).is(Word::VALUE) {
            return false;
        }
        // "le laboratoire X de l'EPFL" are two names, "Commission de l'UEMOA" is one.
        let splits =
            matches!(self.row.kind, Some(OrganisationKind::Laboratory | OrganisationKind::School));
        // Of "École nationale d'administration" a bare noun is what it teaches.
        let article = next > self.at + 1 || words.is_name(next);
        if splits && words.has(next, Lex::OrgHead) && article {
            return false;
        }
        // "la Banque mondiale pour l'Afrique": a known name is whole.
        if joint == Joint::Preposition && self.known.is_organisation(self.start, self.at) {
            return false;
        }
        if words.is_name(next) {
            let end = self.piece(words, next);
            // "lie l'université de Sfax à Tassili Plast": behind its place another name begins.
            if self.placed && joint == Joint::Preposition && !self.known.is_place(next, end) {
                return false;
            }
            if splits && self.known.is_organisation(next, end) {
                return false;
            }
            let place = self.known.is_place(next, end);
            self.placed = place && joint == Joint::Genitive;
            if short_civility(words, next) {
                return false;
            }
            if joint == Joint::Preposition {
                // "la Ligue contre le cancer", but not "… contre Pierre Mauroy".
                if self.purpose && !place && !words.is_noun_or_adjective(next) {
                    return false;
                }
                if place || !words.is_noun_or_adjective(next) {
                    // "à Rabat": where it is; part of the name of an embassy or a branch only.
                    if !self.row.has(Row::EMBASSY) && !self.purpose {
                        self.features.set(Feature::LocativeTail);
                    }
                } else {
                    self.features.set(Feature::PurposeTail);
                }
            }
            self.at = end;
            self.last = Last::Name;
            self.capital(words, next, end);
            self.end_here();
            return true;
        }
        if !words.word(next).is(Word::LOWER) {
            return false;
        }
        // "accuse la Banque de Tunisie de fraude", "équipe le Lycée de Kaolack de panneaux": behind its
        // place a name does not go on.
        if joint == Joint::Genitive && self.last == Last::Name && self.placed {
            return false;
        }
        // "offert au gouvernement malien des kits": the nation ends the name of a government.
        if self.demonym && self.row.kind == Some(OrganisationKind::Government) {
            return false;
        }
        // "la SCOP Ravaud pour l'entretien": nothing is missing.
        let capital = !self.features.has(Feature::NoCapital);
        let firm = capital && self.row.kind == Some(OrganisationKind::Company);
        if firm && joint == Joint::Preposition {
            return false;
        }
        // "la Ville de Lyon pour le programme": the name of an authority ends with its place.
        let authority = matches!(
            self.row.kind,
            Some(OrganisationKind::LocalAuthority | OrganisationKind::Government)
        );
        if authority && self.after_name && joint == Joint::Preposition {
            return false;
        }
        // "pour sans-abri": what a hyphen joins is a noun, whatever its first part.
        let compound = words.joins(next + 1) && words.word(next + 2).is(Word::LOWER);
        if compound && words.has(next, Lex::Connector) {
            self.at = next + 3;
            self.last = Last::Lower;
            if joint == Joint::Preposition {
                self.features.set(Feature::PurposeTail);
            }
            self.end_here();
            return true;
        }
        let parts = words.parts(next);
        if words.has(next, Lex::FunctionWord) {
            return false;
        }
        // "le Conseil du président", but "la Fédération des producteurs".
        let group = words.longest(next, Lex::Role).is_some_and(|(_, row)| row.has(Row::PLURAL));
        // "Union communale des transformatrices": behind a genitive an adjective or a word that the lexicon
        // lacks is a noun.
        let instead = parts & !(part::ADJECTIVE | part::PAST_PARTICIPLE) == 0
            && !self.lower
            && joint == Joint::Genitive
            && words.tokens[next].span.len() >= LONG;
        let noun = parts & part::NOUN != 0 || instead;
        let blocked = (words.has(next, Lex::Role) && !group) || !noun;
        // "pour promouvoir": a clause, not a complement.
        if blocked && !(parts & part::ADJECTIVE != 0 && words.is_noun_or_adjective(next + 1)) {
            return false;
        }
        if self.lower && self.features.has(Feature::NoCapital) && words.has(next, Lex::OrgHead) {
            return false;
        }
        if self.after_name {
            self.features.set(Feature::LowerAfterName);
        }
        if joint == Joint::Preposition {
            self.features.set(if self.purpose {
                Feature::PurposeTail
            } else {
                Feature::LocativeTail
            });
        }
        self.at = next + 1;
        self.last = Last::Lower;
        self.end_here();
        true
    }

    /// "(CRI) Drâa-Tafilalet": an acronym in brackets after which the name goes on.
    fn acronym(&mut self, words: &SentenceWords<'_>, at: usize) -> bool {
        if at + 3 >= words.end || !words.is_mark(at + 2, ")") || !words.is_name(at + 1) {
            return false;
        }
        let next = at + 3;
        let direct = words.is_name(next) && !words.has(next, Lex::Civility);
        let genitive = words
            .longest(next, Lex::Connector)
            .filter(|(_, row)| row.joint == Some(Joint::Genitive))
            .map(|(hit, _)| hit.end as usize)
            .filter(|&start| words.is_name(start));
        let Some(start) = direct.then_some(next).or(genitive) else { return false };
        if genitive.is_some() && !self.known.is_place(start, self.piece(words, start)) {
            return false;
        }
        self.features.set(Feature::AcronymInside);
        self.at = self.piece(words, start);
        self.last = Last::Name;
        self.capital(words, start, self.at);
        self.end_here();
        true
    }
}

/// Whether a short word at `at` opens a person's name: "M.", "Mme".
fn short_civility(words: &SentenceWords<'_>, at: usize) -> bool {
    words.has(at, Lex::Civility) && words.tokens[at].span.len() <= 3
}

/// Whether a noun stands behind its adjective and a genitive: "des grands travaux", "des anciens élèves".
fn adjective_before(words: &SentenceWords<'_>, at: usize) -> bool {
    let other = part::VERB | part::PREPOSITION | part::ADVERB | part::DETERMINER;
    words.parts(at) & (part::NOUN | other) == part::NOUN
        && words.word(at - 1).is(Word::LOWER)
        && words.parts(at - 1) & part::ADJECTIVE != 0
        && words.has(at - 2, Lex::Connector)
}

/// Whether the word at `at` can be an adjective and no noun: a name may end with it.
fn adjective_only(words: &SentenceWords<'_>, at: usize) -> bool {
    words.parts(at) & (part::ADJECTIVE | part::NOUN) == part::ADJECTIVE
}
