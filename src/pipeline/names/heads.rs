//! Head nouns with their complements: "ministère de l'Industrie, du Commerce et de l'Économie
//! numérique". The chain of complements is read once; each place where it may end is a candidate.

use super::candidate::{Candidate, Pool};
use super::chain::{Chain, Last};
use super::features::{Feature, Features};
use super::tables::{Joint, Lex, Row};
use super::words::{SentenceWords, Word};
use crate::engine::lexicon::EntryId;
use crate::gazetteer::Gazetteer;
use crate::kb::v1::OrganisationKind;
use crate::text::fold::name_key;
use crate::text::token::Shape;

/// How far behind a plural head those that share it may stand, in tokens.
const SHARE_REACH: usize = 40;

/// Adds the candidates of every head of the sentence.
pub(super) fn generate(words: &SentenceWords<'_>, known: &Known<'_>, pool: &mut Pool) {
    let others =
        Lex::EventHead.bit() | Lex::ProgrammeHead.bit() | Lex::PrizeHead.bit() | Lex::LawHead.bit();
    let interesting = Lex::OrgHead.bit() | Lex::PlaceHead.bit() | others;
    let mut organ_end = words.start;
    for at in words.start..words.end {
        let word = words.word(at);
        // "le Conseil d'Administration de X": no head is a later word of an organ.
        let inside = at < organ_end;
        if let Some((hit, _)) = words.longest(at, Lex::InternalOrgan) {
            organ_end = organ_end.max(hit.end as usize);
        }
        if word.classes & interesting == 0 || word.is(Word::VALUE) {
            continue;
        }
        if inside && word.classes & Lex::OrgHead.bit() != 0 && word.classes & others == 0 {
            continue;
        }
        if let Some((hit, row)) = words.longest(at, Lex::OrgHead)
            && !known.place_goes_past(at, hit.end as usize)
        {
            let end = hit.end as usize;
            let lower_ok = word.is(Word::LOWER)
                && row.has(Row::LOWER_OK)
                && (!row.has(Row::PLURAL) || row.kind.is_some_and(shares_head));
            if words.is_name(at) || lower_ok {
                organisation(words, known, pool, at, end, hit.entry, row);
            }
            if words.is_name(at) && capital_article(words, at) {
                organisation(words, known, pool, at - 1, end, hit.entry, row);
            }
        }
        if word.classes & others != 0 && word.classes & Lex::OrgHead.bit() == 0 && words.is_name(at)
        {
            other(words, known, pool, at);
        }
        if let Some((hit, row)) = words.longest(at, Lex::PlaceHead) {
            let end = hit.end as usize;
            let capital = words.is_name(at) && !words.has(at, Lex::OrgHead);
            if row.has(Row::PLURAL) {
            } else if row.has(Row::ADDRESS) && (capital || row.has(Row::LOWER_OK)) {
                place(words, known, pool, at, end, Feature::AddressHead);
            } else if row.has(Row::NATURAL) {
                place(words, known, pool, at, end, Feature::PlaceHead);
            }
        }
    }
}

/// "à La Gazette du Sud": an article with a capital inside a sentence belongs to the name.
fn capital_article(words: &SentenceWords<'_>, at: usize) -> bool {
    at > words.start + 1
        && words.shape(at - 1).is(Shape::CAPITAL)
        && words
            .longest(at - 1, Lex::Connector)
            .is_some_and(|(hit, row)| row.joint == Some(Joint::Article) && hit.end as usize == at)
        && words.word(at - 2).is(Word::LOWER)
        && !words.shouts
}

/// Kinds of bodies whose plural heads a text shares out in lower case ("les ministères de la Santé
/// et de l'Éducation").
fn shares_head(kind: OrganisationKind) -> bool {
    use OrganisationKind::{Chamber, Embassy, Government, LocalAuthority, Ministry, University};
    matches!(kind, Chamber | Embassy | Government | LocalAuthority | Ministry | University)
}

/// Names that the gazetteer has, asked of spans while complements are read.
pub(super) struct Known<'a> {
    pub pool: &'a Pool,
    pub gazetteer: &'a Gazetteer,
}

impl Known<'_> {
    pub(super) fn is_place(&self, start: usize, end: usize) -> bool {
        self.pool.get(start, end).is_some_and(|candidate| {
            candidate.features.has(Feature::PlaceSafe)
                || candidate.features.has(Feature::PlaceName)
                || candidate.features.has(Feature::Country)
        })
    }

    /// Whether a place is known that begins here and is longer ("Pays de la Loire").
    fn place_goes_past(&self, start: usize, end: usize) -> bool {
        self.pool.items.iter().any(|held| {
            held.tokens.start as usize == start
                && held.tokens.end as usize > end
                && held.features.has(Feature::PlaceSafe)
        })
    }

    /// The end of the longest known place or body that begins here, `at` without one.
    pub(super) fn end_of(&self, at: usize) -> usize {
        let sure = [Feature::PlaceSafe, Feature::Country, Feature::GazetteerOrganisation];
        self.pool
            .items
            .iter()
            .filter(|held| held.tokens.start as usize == at)
            .filter(|held| sure.iter().any(|&feature| held.features.has(feature)))
            .map(|held| held.tokens.end as usize)
            .max()
            .unwrap_or(at)
    }

    /// Whether a word is a first name.
    pub(super) fn is_first_name(&self, surface: &str) -> bool {
        self.gazetteer.first_name(&name_key(surface)).is_some()
    }

    pub(super) fn is_organisation(&self, start: usize, end: usize) -> bool {
        self.pool.get(start, end).is_some_and(|candidate| {
            candidate.features.has(Feature::GazetteerOrganisation)
                || candidate.features.has(Feature::GazetteerAcronym)
        })
    }
}

fn organisation(
    words: &SentenceWords<'_>,
    known: &Known<'_>,
    pool: &mut Pool,
    start: usize,
    head_end: usize,
    entry: EntryId,
    row: Row,
) {
    let lower = words.word(start).is(Word::LOWER);
    let mut base = Features::default();
    base.set(if row.has(Row::STRONG) { Feature::HeadStrong } else { Feature::HeadWeak });
    if lower {
        base.set(Feature::HeadLower);
    }
    let mut chain = Chain::new(known, row, start, head_end, lower);
    // "Faculté des Sciences": the complement of the head may go on.
    if head_end > start + 2 && words.is_name(head_end - 1) {
        chain.last = Last::Name;
    }
    chain.read(words);
    let ends = chain.ends;
    let proper_head = !lower && head_end > start + 1;
    if ends.is_empty() && (!lower || head_end > start + 2) {
        let candidate = pool.add(start, head_end);
        candidate.features.0 |= base.0;
        let capital = (start + 1..head_end).any(|at| words.is_name(at));
        candidate.features.set(match (proper_head && !row.has(Row::PLURAL), capital) {
            (true, false) => Feature::NoCapital,
            (true, true) => Feature::ProperComplement,
            _ => Feature::HeadAlone,
        });
        candidate.head = Some(entry);
    }
    let far = |features: &Features| {
        features.has(Feature::LocativeTail) || features.has(Feature::LowerAfterName)
    };
    // What goes on with a doubtful complement is no reason to doubt the shorter name.
    let goes_on: Vec<bool> = ends
        .iter()
        .enumerate()
        .map(|(at, (_, held))| ends.get(at + 1).is_some_and(|(_, next)| far(held) || !far(next)))
        .collect();
    // "l'agence Nationale de la statistique"
    let shown = lower && (start + 1..head_end).any(|at| words.is_name(at));
    for (number, (end, mut features)) in ends.into_iter().enumerate() {
        if shown {
            features.unset(Feature::NoCapital);
        }
        let candidate = pool.add(start, end);
        clear_joints(candidate);
        candidate.features.0 |= base.0 | features.0;
        let ministry = row.kind == Some(OrganisationKind::Ministry);
        let bare = features.has(Feature::NoCapital);
        let plural =
            row.has(Row::PLURAL) && !features.has(Feature::ProperComplement) && (!ministry || bare);
        if (lower && bare && !ministry) || plural {
            candidate.features.set(Feature::HeadAlone);
        }
        if goes_on[number] {
            candidate.features.set(Feature::CouldGoOn);
        }
        candidate.head = Some(entry);
    }
    if row.has(Row::PLURAL) && row.kind == Some(OrganisationKind::Ministry) {
        sharers(words, known, pool, head_end);
    }
    if !lower {
        let candidate = pool.add(start, head_end);
        if candidate.head.is_none() {
            candidate.features.0 |= base.0;
            candidate.features.set(if proper_head && !row.has(Row::PLURAL) {
                Feature::NoCapital
            } else {
                Feature::HeadAlone
            });
            candidate.features.set(Feature::CouldGoOn);
            candidate.head = Some(entry);
        }
    }
}

/// What shares the plural head of ministries, with its complements: "… et de l'Éducation nationale".
fn sharers(words: &SentenceWords<'_>, known: &Known<'_>, pool: &mut Pool, head_end: usize) {
    let row = Row { flags: Row::APPOS_IN, ..Row::default() };
    let joint = |words: &SentenceWords<'_>, at: usize| {
        words
            .longest(at, Lex::Connector)
            .and_then(|(hit, row)| Some((hit.end as usize, row.joint?)))
    };
    let mut at = head_end;
    let mut last = words.end.min(head_end + SHARE_REACH);
    while at < last {
        let again = matches!(joint(words, at), Some((_, Joint::Genitive)))
            || matches!(joint(words, at), Some((next, Joint::Coordination)) if next > at + 1);
        let Some((next, _)) = joint(words, at).filter(|_| again) else {
            let plain = words.is_name(at)
                || words.word(at).is(Word::LOWER)
                || words.is_mark(at, ",")
                || words.is_hyphen(at);
            if !plain || words.word(at).is(Word::VALUE) {
                last = at;
            }
            at += 1;
            continue;
        };
        at = next;
        if at < last && words.is_name(at) {
            let mut chain = Chain::new(known, row, at, at + 1, false);
            chain.last = Last::Name;
            chain.read(words);
            for (end, _) in chain.ends {
                pool.add(at, end);
            }
        }
    }
}

/// An event, programme, prize or law with its complements ("Forum international des femmes de
/// Dakar"), so that the names inside are not taken for names of their own.
fn other(words: &SentenceWords<'_>, known: &Known<'_>, pool: &mut Pool, start: usize) {
    let classes = [Lex::EventHead, Lex::ProgrammeHead, Lex::PrizeHead, Lex::LawHead];
    let longest = classes.iter().filter_map(|&class| words.longest(start, class));
    let Some(head_end) = longest.map(|(hit, _)| hit.end as usize).max() else { return };
    let row = Row { flags: Row::APPOS_IN, ..Row::default() };
    let mut chain = Chain::new(known, row, start, head_end, false);
    chain.read(words);
    // "le Sommet du PNUD" is a sommet, and the PNUD a name of its own.
    let foreign = (head_end + 1..chain.at).find(|&at| {
        words.is_name(at) && words.word(at - 1).is(Word::LOWER) && {
            let end = super::runs::piece_end(words, at);
            known.is_organisation(at, known.end_of(at))
                || (!known.is_place(at, end) && !words.is_noun_or_adjective(at))
        }
    });
    chain.ends.retain(|&(end, _)| foreign.is_none_or(|at| end < at));
    let count = chain.ends.len();
    for (number, (end, features)) in chain.ends.into_iter().enumerate() {
        let candidate = pool.add(start, end);
        clear_joints(candidate);
        candidate.features.0 |= features.0;
        if number + 1 < count {
            candidate.features.set(Feature::CouldGoOn);
        }
    }
}

/// The joints of a run mean nothing inside a chain.
fn clear_joints(candidate: &mut Candidate) {
    for joint in [Feature::Genitive, Feature::Coordination, Feature::LocativeTail] {
        candidate.features.unset(joint);
    }
}

fn place(
    words: &SentenceWords<'_>,
    known: &Known<'_>,
    pool: &mut Pool,
    start: usize,
    head_end: usize,
    feature: Feature,
) {
    let row = Row { flags: Row::APPOS_IN, ..Row::default() };
    let lower = words.word(start).is(Word::LOWER);
    let mut chain = Chain::new(known, row, start, head_end, lower);
    chain.read(words);
    // "rue du Progrès", but not "avenue de la ville de Tanger"; "lac Togo" and "Cap des Biches",
    // but not "lagune de Porto-Novo", where the town is the name.
    let direct = words.is_name(head_end) || !lower;
    let first = chain.ends.into_iter().next().filter(|(_, features)| {
        !features.has(Feature::NoCapital) && (direct || feature == Feature::AddressHead)
    });
    if let Some((end, features)) = first {
        let candidate = pool.add(start, end);
        clear_joints(candidate);
        candidate.features.0 |= features.0;
        candidate.features.set(feature);
    }
}
