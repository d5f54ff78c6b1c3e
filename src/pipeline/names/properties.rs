//! Finds out the properties of a candidate that need only its sentence.

use super::candidate::{Candidate, Pool};
use super::features::{Feature, Features};
use super::known::person_features;
use super::runs::begins_sentence;
use super::tables::{Joint, Lex, Row};
use super::words::{SentenceWords, Word};
use crate::gazetteer::{Gazetteer, part};
use crate::text::TokenSpan;
use crate::text::fold::{fold, strip};
use crate::text::token::{Shape, Token};

/// Fills the properties of all candidates of the sentence.
pub(super) fn fill(words: &SentenceWords<'_>, gazetteer: &Gazetteer, pool: &mut Pool) {
    for at in 0..pool.items.len() {
        let mut candidate = pool.items[at];
        one(words, gazetteer, &mut candidate);
        // "France Stratégie", "Lyon Décideurs": what can only be a place is no first name; "Maurice" can.
        let first = candidate.tokens.start as usize;
        if pool.get(first, first + 1).is_some_and(|held| held.features.has(Feature::PlaceSafe)) {
            candidate.features.unset(Feature::FirstName);
            candidate.features.unset(Feature::FirstNameWord);
        }
        pool.items[at] = candidate;
    }
    acronyms(words, pool);
    places_inside(pool);
    behind(words, pool);
    super::inner::mark(words, pool);
    persons_after_and(words, pool);
    acronyms_of_places(words, pool);
    persons_after_genitive(words, pool);
    known_first(words, pool);
    super::areas::mark(words, pool);
}

/// Marks runs without head that end with a genitive and a person or a known body ("Lions d'Aliou
/// Cissé", "Saïda de Caritas").
fn persons_after_genitive(words: &SentenceWords<'_>, pool: &mut Pool) {
    for at in 0..pool.items.len() {
        let person = pool.items[at];
        let start = person.tokens.start as usize;
        let named =
            person.features.has(Feature::FirstName) && person.features.has(Feature::PersonShape);
        let has = |feature| person.features.has(feature);
        let known = has(Feature::GazetteerOrganisation)
            || (has(Feature::GazetteerAcronym) && has(Feature::AllCapitals))
            || has(Feature::LegalForm)
            || has(Feature::AcronymFirst)
            || (person.head.is_some() && has(Feature::ProperComplement));
        if !(named || known)
            || (named && person.head.is_some())
            || start < words.start + 2
            || words.word(start - 1).is(Word::NAME | Word::MARK)
        {
            continue;
        }
        for whole in &mut pool.items {
            if whole.tokens.end == person.tokens.end
                && whole.tokens.start + 1 < person.tokens.start
                && whole.head.is_none()
                && whole.features.has(Feature::Genitive)
                && (named || whole.features.has(Feature::FirstName))
                && !words.has(whole.tokens.start as usize, Lex::OrgHead)
            {
                whole.features.set(Feature::PersonBehind);
            }
        }
    }
}

/// Marks runs that begin with a known body and go on with further words ("Caritas Jeunes et Familles").
fn known_first(words: &SentenceWords<'_>, pool: &mut Pool) {
    for at in 0..pool.items.len() {
        let body = pool.items[at];
        let (start, end) = (body.tokens.start, body.tokens.end);
        let known = body.features.has(Feature::GazetteerOrganisation)
            || body.features.has(Feature::GazetteerAcronym);
        if !known
            || body.head.is_some()
            || !words.is_name(end as usize)
            || words.parted(end as usize)
        {
            continue;
        }
        // "Programme des Nations unies pour le développement PNUD"
        let acronym = words.surface(end as usize);
        if words.shape(end as usize).is(Shape::ALL_CAPITALS)
            && is_acronym_of(words, acronym, start as usize, end as usize)
        {
            continue;
        }
        let person = pool.items.iter().any(|held| {
            held.tokens.start == end
                && (held.features.has(Feature::FirstName) || held.features.has(Feature::RoleFirst))
                && !ends_with_number(words, held.tokens)
        });
        if person {
            continue;
        }
        for whole in &mut pool.items {
            let tokens = whole.tokens;
            let common = |at: u32| words.parts(at as usize) & (part::NOUN | part::ADJECTIVE) != 0;
            let and = (end..tokens.end).find(|&at| words.is_coordination(at as usize));
            let apart = and.is_some_and(|at| !common(at - 1) || !common(at + 1));
            if tokens.start == start
                && tokens.end > end
                && whole.head.is_none()
                && !whole.features.has(Feature::Genitive)
                && !apart
            {
                whole.features.set(Feature::KnownFirst);
                if and.is_some() {
                    whole.features.set(Feature::CommonCoordination);
                }
            }
        }
    }
}

/// Marks runs that hold a place beside other words ("Jokkolabs Casablanca").
fn places_inside(pool: &mut Pool) {
    for at in 0..pool.items.len() {
        let held = pool.items[at];
        let safe = held.features.has(Feature::PlaceSafe) || held.features.has(Feature::Country);
        if !safe || !held.features.has(Feature::TouchesCapital) {
            continue;
        }
        for other in &mut pool.items {
            let outer = other.tokens != held.tokens && other.tokens.contains(held.tokens);
            let joined = other.features.has(Feature::Genitive)
                || other.features.has(Feature::Coordination)
                || other.features.has(Feature::LocativeTail);
            if outer && other.head.is_none() && !joined {
                other.features.set(Feature::PlaceInside);
            }
        }
    }
}

/// Marks spans that hold a body or a place which the gazetteer knows and right after it a person's
/// name ("directeur du Technopark Omar Alami", "maire de Dakar Omar Alami"), or a body and a place
/// ("Ecobank Togo").
fn behind(words: &SentenceWords<'_>, pool: &mut Pool) {
    for at in 0..pool.items.len() {
        let body = pool.items[at];
        let known = body.features.has(Feature::GazetteerOrganisation)
            || body.features.has(Feature::GazetteerAcronym);
        let place = body.features.has(Feature::PlaceSafe) || body.features.has(Feature::Country);
        // "le maire de Dakar Omar Alami", but "Bamba Abdoulaye" is a person.
        let led = body.tokens.start as usize > words.start
            && words.word(body.tokens.start as usize - 1).is(Word::LOWER);
        if !(known || place && led) {
            continue;
        }
        for other in 0..pool.items.len() {
            let next = pool.items[other];
            if next.tokens.start != body.tokens.end {
                continue;
            }
            let has = |feature| next.features.has(feature);
            let person = has(Feature::FirstName) && has(Feature::PersonShape);
            let feature = if person && !(known && ends_with_number(words, next.tokens)) {
                Feature::PersonBehind
            } else if known && (has(Feature::PlaceSafe) || has(Feature::Country)) {
                Feature::PlaceBehind
            } else {
                continue;
            };
            for whole in &mut pool.items {
                if whole.tokens.start == body.tokens.start && whole.tokens.end == next.tokens.end {
                    whole.features.set(feature);
                }
            }
            if feature == Feature::PersonBehind {
                pool.items[other].features.unset(Feature::TouchesCapital);
                pool.items[at].features.unset(Feature::TouchesCapital);
            }
        }
    }
}

/// Whether a name ends with a Roman number: the king that a school is called after.
fn ends_with_number(words: &SentenceWords<'_>, tokens: TokenSpan) -> bool {
    words.surface(tokens.end as usize - 1).chars().all(|char| matches!(char, 'I' | 'V' | 'X'))
}

/// Marks a body whose last complement is a person that a conjunction adds: "Régions de France et Awa
/// Ndiaye". "Institut Pierre et Marie Curie" has a first name on either side.
fn persons_after_and(words: &SentenceWords<'_>, pool: &mut Pool) {
    for at in 0..pool.items.len() {
        let person = pool.items[at];
        let start = person.tokens.start as usize;
        if !person.features.has(Feature::FirstName)
            || !person.features.has(Feature::PersonShape)
            || start < 2
            || !words.is_coordination(start - 1)
        {
            continue;
        }
        // "France" may be a first name and is a country.
        let couple = pool.get(start - 2, start - 1).is_some_and(|held| {
            let has = |feature| held.features.has(feature);
            (has(Feature::FirstNameAlone) || has(Feature::FirstNameWord))
                && !has(Feature::Country)
                && !has(Feature::PlaceSafe)
        });
        if couple {
            continue;
        }
        for whole in &mut pool.items {
            if whole.tokens.end == person.tokens.end
                && whole.head.is_some()
                && whole.tokens.start + 1 < person.tokens.start
            {
                whole.features.set(Feature::PersonBehind);
            }
        }
    }
}

/// Marks an acronym, a genitive and a place as one name ("GDG de Cotonou").
fn acronyms_of_places(words: &SentenceWords<'_>, pool: &mut Pool) {
    for at in 0..pool.items.len() {
        let whole = pool.items[at];
        let start = whole.tokens.start as usize;
        if !whole.features.has(Feature::Genitive)
            || words.shouts
            || !words.shape(start).is(Shape::ALL_CAPITALS)
        {
            continue;
        }
        // "DAC de La Réunion": the place may keep its article.
        let place = words
            .hits_at(start + 1)
            .filter(|hit| words.tables.class_bit(hit.class) == Lex::Connector.bit())
            .filter_map(|hit| pool.get(hit.end as usize, whole.tokens.end as usize))
            .any(|held| held.features.has(Feature::PlaceSafe));
        if place {
            pool.items[at].features.set(Feature::AcronymFirst);
        }
    }
}

fn one(words: &SentenceWords<'_>, gazetteer: &Gazetteer, candidate: &mut Candidate) {
    let (start, end) = (candidate.tokens.start as usize, candidate.tokens.end as usize);
    let mut features = candidate.features;
    let single = end == start + 1;
    let shape = words.shape(start);
    if single {
        features.set(Feature::SingleWord);
        if shape.is(Shape::ALL_CAPITALS) && !words.shouts && candidate.head.is_none() {
            features.set(Feature::AllCapitals);
        }
    }
    let touches = (words.is_name(end)
        && !words.parted(end)
        && !words.has(end, Lex::Civility)
        && !words.has(end, Lex::Role))
        || (start > words.start
            && words.is_name(start - 1)
            && !words.parted(start)
            && words.word(start - 1).classes
                & (Lex::Civility.bit()
                    | Lex::Role.bit()
                    | Lex::FunctionWord.bit()
                    | Lex::Demonym.bit()
                    | Lex::Opener.bit())
                == 0);
    // "Awa Diop Directrice", but not "Institut de l'Ingénieur" or "Île-du-Prince-Édouard".
    let role = |at: usize| {
        let one = words
            .longest(at, Lex::Role)
            .is_some_and(|(hit, row)| !row.has(Row::PLURAL) && !words.is_hyphen(hit.end as usize));
        one && words.is_name(at) && words.is_name(at - 1)
    };
    // "Conseil général": a role that is a word of the head ends no name.
    let head_end = match candidate.head {
        Some(_) => (start..end.min(start + 2))
            .filter_map(|at| words.longest(at, Lex::OrgHead))
            .map(|(hit, _)| hit.end as usize)
            .max()
            .unwrap_or(start + 1),
        None => start + 1,
    };
    if (head_end.max(start + 1)..end).any(role) {
        features.set(Feature::RoleInside);
    }
    if touches {
        features.set(Feature::TouchesCapital);
    }
    if (start..end).any(|at| words.shape(at).is(Shape::CAMEL)) {
        features.set(Feature::Camel);
    }
    if (start..end).any(|at| words.shape(at).any(Shape::ALPHANUMERIC | Shape::DIGITS)) {
        features.set(Feature::Figure);
    }
    common_words(words, start, end, &mut features);
    heads(words, start, end, candidate.head.is_some(), &mut features);
    if candidate.head.is_none() && words.is_name(start) {
        unknown(words, start, end, &mut features);
        person_features(words, gazetteer, start, end, &mut features);
        person_shape(words, start, end, &mut features);
        let joined = features.has(Feature::Genitive) || features.has(Feature::Coordination);
        // "GDG Cotonou", "Construction LFG", but not "DE PRESSE".
        let function = Lex::FunctionWord.bit() | Lex::Opener.bit() | Lex::Connector.bit();
        let content = |at: usize| {
            let surface = words.surface(at);
            let letters = surface.len() == 1 || surface.contains('.');
            letters || words.word(at).classes & function == 0
        };
        let acronym = |at: usize, most: usize| {
            words.shape(at).is(Shape::ALL_CAPITALS)
                && words.tokens[at].span.len() <= most
                && content(at)
        };
        let last = !features.has(Feature::FirstName) && content(start) && acronym(end - 1, 3);
        if !single && !joined && !words.shouts && (acronym(start, usize::MAX) || last) {
            features.set(Feature::AcronymFirst);
        }
        if features.has(Feature::FirstName) && !joined {
            features.unset(Feature::RoleFirst);
        }
    }
    // "PME", "R&D", and "PIB de l'Algérie".
    let common = words.longest(start, Lex::CommonAcronym).map(|(hit, _)| hit.end as usize);
    let goes_on = features.has(Feature::Genitive) && shape.is(Shape::ALL_CAPITALS);
    if common.is_some_and(|to| to == end || (to < end && goes_on)) {
        features.set(Feature::CommonAcronym);
    }
    surroundings(words, start, end, &mut features);
    candidate.features = features;
    candidate.key = key(words, start, end);
}

fn common_words(words: &SentenceWords<'_>, start: usize, end: usize, features: &mut Features) {
    let begins = begins_sentence(words, start);
    let first_common = words.word(start).classes & (Lex::FunctionWord.bit() | Lex::Opener.bit())
        != 0
        || words.is_common(start, begins);
    let function = words.word(start).classes & (Lex::FunctionWord.bit() | Lex::Opener.bit()) != 0;
    // "Baobab Avenir affiche": two capitals side by side begin a name.
    // "Jean-Marc Ravel": and so does what a hyphen joins to a capital, towns that are known left aside.
    let hyphened = !features.has(Feature::PlaceSafe)
        && words.is_hyphen(start + 1)
        && words.is_name(start + 2)
        && !words.spaced(start + 1);
    let run = end > start + 1 && (words.is_name(start + 1) || hyphened) && !function;
    if first_common && !run && words.is_name(start) && begins {
        features.set(Feature::SentenceInitialCommonWord);
    }
    if end == start + 1 && first_common {
        features.set(Feature::CommonWord);
    }
    if first_common && end > start + 1 {
        let all = (start + 1..end).all(|at| {
            words.word(at).is(Word::MARK)
                || words.has(at, Lex::Connector)
                || words.word(at).is(Word::LOWER)
                || words.is_common(at, false)
        });
        if all {
            features.set(Feature::AllCommonWords);
        }
    }
}

fn unknown(words: &SentenceWords<'_>, start: usize, end: usize, features: &mut Features) {
    if end > start + 1 {
        features.set(Feature::SeveralWords);
    }
    let known = [Feature::PlaceSafe, Feature::PlaceName, Feature::PlaceWord, Feature::Demonym];
    if known.iter().any(|&feature| features.has(feature)) {
        return;
    }
    let mut words_only = true;
    for at in start..end {
        words_only &= !words.is_name(at) || !words.is_common(at, at == words.start);
    }
    if words_only {
        features.set(Feature::UnknownWords);
    }
}

fn heads(
    words: &SentenceWords<'_>,
    start: usize,
    end: usize,
    headed: bool,
    features: &mut Features,
) {
    let classes = words.word(start).classes;
    let inside = |class: Lex| {
        classes & class.bit() != 0
            && words.longest(start, class).is_some_and(|(hit, _)| (hit.end as usize) <= end)
    };
    for (class, feature) in [
        (Lex::EventHead, Feature::EventHead),
        (Lex::ProductHead, Feature::ProductHead),
        (Lex::PrizeHead, Feature::PrizeHead),
        (Lex::LawHead, Feature::LawHead),
        (Lex::BuildingHead, Feature::BuildingHead),
        (Lex::ProgrammeHead, Feature::ProgrammeHead),
        (Lex::InternalOrgan, Feature::InternalOrgan),
        (Lex::Role, Feature::RoleFirst),
    ] {
        if inside(class) {
            features.set(feature);
        }
    }
    // "Conseil d'administration" says more than "Conseil".
    let reach = |class: Lex| words.longest(start, class).map(|(hit, _)| hit.end);
    if features.has(Feature::InternalOrgan)
        && reach(Lex::InternalOrgan).is_some_and(|organ| Some(organ) > reach(Lex::OrgHead))
    {
        features.unset(Feature::HeadStrong);
        features.unset(Feature::HeadWeak);
    }
    // "Service civique" says more than "Service".
    for (class, feature) in [
        (Lex::ProgrammeHead, Feature::ProgrammeHead),
        (Lex::EventHead, Feature::EventHead),
        (Lex::PrizeHead, Feature::PrizeHead),
    ] {
        if features.has(feature) && reach(Lex::OrgHead).is_some_and(|org| reach(class) > Some(org))
        {
            features.unset(Feature::HeadStrong);
            features.unset(Feature::HeadWeak);
        }
    }
    // "la Suisse" and "M. Sahraoui" are no peoples.
    let other = features.has(Feature::Country)
        || (start > words.start && words.has(start - 1, Lex::Civility));
    if end == start + 1 && words.has(start, Lex::Demonym) && words.is_name(start) && !other {
        features.set(Feature::Demonym);
    }
    let english = (start + 1..end).any(|at| {
        words.has(at, Lex::OrgHead)
            && words.is_name(at)
            && words
                .longest(at + 1, Lex::Connector)
                .is_some_and(|(_, row)| matches!(row.joint, Some(Joint::English(_))))
    });
    if english {
        features.set(Feature::HeadLast);
    }
    let last = end - 1;
    // "Beirut Creative Cluster", but not "AFD de la Banque".
    let joined = features.has(Feature::Genitive) || features.has(Feature::Coordination);
    if last > start
        && !headed
        && !joined
        && (words.has(last, Lex::OrgHead) || words.has(last, Lex::OrgDescriptor))
        && words.is_name(last)
    {
        features.set(Feature::HeadLast);
    }
    let other_last = (start + 1..end).rev().take(2).any(|at| {
        words.is_name(at)
            && words.is_name(at - 1)
            && !words.has(at - 1, Lex::FunctionWord)
            && words.longest(at, Lex::OtherLast).is_some_and(|(hit, _)| hit.end as usize == end)
    });
    if other_last {
        features.set(Feature::OtherLast);
    }
    let legal_last = (start..end).rev().take(3).any(|at| {
        at > start
            && words.longest(at, Lex::LegalForm).is_some_and(|(hit, _)| hit.end as usize == end)
    });
    let legal_first = words
        .longest(start, Lex::LegalForm)
        .is_some_and(|(hit, row)| row.has(Row::LEGAL_BEFORE) && (hit.end as usize) < end);
    if legal_last || legal_first {
        features.set(Feature::LegalForm);
    }
}

fn person_shape(words: &SentenceWords<'_>, start: usize, end: usize, features: &mut Features) {
    let mut names = 0;
    for at in start..end {
        let word = words.word(at);
        if word.is(Word::MARK) {
            continue;
        }
        let particle = words.has(at, Lex::Particle);
        if particle {
            features.set(Feature::Particle);
            names += usize::from(word.is(Word::NAME));
            continue;
        }
        if word.is(Word::LOWER) {
            if words.has(at, Lex::Connector) {
                continue;
            }
            return;
        }
        let heads = Lex::OrgHead.bit() | Lex::EventHead.bit() | Lex::Connector.bit();
        if word.classes & heads != 0 || words.shape(at).is(Shape::CAMEL) {
            return;
        }
        names += 1;
    }
    if (2..=5).contains(&names) && !features.has(Feature::Ampersand) {
        features.set(Feature::PersonShape);
    }
}

fn surroundings(words: &SentenceWords<'_>, start: usize, end: usize, features: &mut Features) {
    let before = (start > words.start).then(|| words.surface(start - 1));
    let after = (end < words.end).then(|| words.surface(end));
    if matches!(before, Some("«" | "“" | "\"" | "‹"))
        && matches!(after, Some("»" | "”" | "\"" | "›"))
    {
        features.set(Feature::Quoted);
    }
    if before == Some("(") && after == Some(")") {
        features.set(Feature::InBrackets);
    }
    let only_marks = |from: usize, to: usize| (from..to).all(|at| words.word(at).is(Word::MARK));
    if only_marks(words.start, start) && only_marks(end, words.end) {
        features.set(Feature::WholeLine);
        // A headline in capitals is no signature.
        let shouted = words.shouts && !features.has(Feature::FirstName);
        let common = features.has(Feature::AllCommonWords);
        if features.has(Feature::PersonShape) && !common && !shouted {
            features.set(Feature::Signature);
        }
    }
    if after == Some("(")
        && end + 2 < words.end
        && words.is_mark(end + 2, ")")
        && words.shape(end + 1).is(Shape::ALL_CAPITALS)
        && words.tokens[end + 1].span.len() >= 3
    {
        features.set(Feature::BracketAfter);
    }
}

/// Ties acronyms in brackets to the candidates before them.
fn acronyms(words: &SentenceWords<'_>, pool: &mut Pool) {
    for at in 0..pool.items.len() {
        let tokens = pool.items[at].tokens;
        let (start, end) = (tokens.start as usize, tokens.end as usize);
        if !pool.items[at].features.has(Feature::InBrackets) {
            continue;
        }
        let place = pool.items[at].features.has(Feature::PlaceSafe);
        let open = start - 1;
        let mut found = false;
        for other in 0..pool.items.len() {
            let held = pool.items[other].tokens;
            if held.end as usize != open {
                continue;
            }
            if place {
                pool.items[other].features.set(Feature::PlaceInBracketsAfter);
            }
            // "les Comités communaux de lecture (CCL)": a kind of bodies, and what it is called.
            let common = pool.items[other].features.has(Feature::HeadAlone)
                && pool.items[other]
                    .head
                    .is_some_and(|head| words.tables.row(head).has(Row::PLURAL))
                && held.start as usize > words.start
                && words.word(held.start as usize - 1).is(Word::LOWER);
            let acronym = words.surface(start);
            if common && is_acronym_of(words, acronym, held.start as usize, held.end as usize) {
                pool.items[at].features.set(Feature::CommonAcronym);
                for kind in &mut pool.items {
                    if kind.tokens.start == held.start && kind.tokens.end <= held.end {
                        kind.features.set(Feature::CommonAcronym);
                    }
                }
                continue;
            }
            if end - start <= 3
                && is_acronym_of(words, acronym, held.start as usize, held.end as usize)
            {
                pool.items[other].features.set(Feature::AcronymAfter);
                found = true;
            }
        }
        if found {
            pool.items[at].features.set(Feature::AcronymOfBefore);
        }
    }
}

/// Whether the letters of `acronym` are, in order, initials or next letters of the words of a
/// name, beginning with its first word.
pub(super) fn is_acronym_of(
    words: &SentenceWords<'_>,
    acronym: &str,
    start: usize,
    end: usize,
) -> bool {
    let parts = || (start..end).filter(|&at| words.shape(at).is(Shape::WORD));
    if parts().nth(1).is_none() || !acronym.chars().any(char::is_uppercase) {
        return false;
    }
    let letters: Vec<char> =
        strip(&fold(acronym)).chars().filter(|char| char.is_alphanumeric()).collect();
    (2..=14).contains(&letters.len())
        && initials(&letters, parts().map(|at| strip(&fold(words.surface(at)))))
}

/// The matching behind [`is_acronym_of`]; every letter must be found, the first at the start of the
/// first word.
pub(super) fn initials(letters: &[char], parts: impl IntoIterator<Item: AsRef<str>>) -> bool {
    // reach[i] holds after each word how many letters may have been used up.
    let mut reach = vec![false; letters.len() + 1];
    for (number, part) in parts.into_iter().enumerate() {
        let mut next = reach.clone();
        for (used, &reached) in reach.iter().enumerate().take(letters.len()) {
            let open = if number == 0 { used == 0 } else { reached };
            if !open {
                continue;
            }
            let mut at = used;
            for char in part.as_ref().chars() {
                if at < letters.len() && char == letters[at] {
                    at += 1;
                    next[at] = true;
                } else {
                    break;
                }
            }
        }
        reach = next;
        if !reach.contains(&true) {
            return false;
        }
    }
    reach[letters.len()]
}

/// Hash of the words of a span, folded and without accents: equal for spellings of one name.
pub(super) fn key(words: &SentenceWords<'_>, start: usize, end: usize) -> u64 {
    key_of(words.text, &words.tokens[start..end])
}

/// The same of a row of tokens.
pub(super) fn key_of(text: &str, tokens: &[Token]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let written = Shape::WORD | Shape::DIGITS | Shape::ADDRESS;
    for token in tokens.iter().filter(|token| token.shape.any(written)) {
        let surface = token.span.of(text);
        if surface.is_ascii() {
            for byte in surface.bytes().filter(u8::is_ascii_alphanumeric) {
                add(byte.to_ascii_lowercase());
            }
        } else {
            for byte in strip(&fold(surface)).bytes().filter(|byte| *byte != b'\'') {
                add(byte);
            }
        }
        add(b' ');
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn acronyms_take_initials_or_the_next_letters() {
        let is = |acronym: &str, name: &str| {
            let letters: Vec<char> = acronym.chars().collect();
            initials(&letters, name.split(' '))
        };
        assert!(is("isra", "institut senegalais de recherches agricoles"));
        assert!(is("sonacos", "societe nationale de commercialisation des oleagineux du senegal"));
        assert!(is(
            "cirad",
            "centre de cooperation internationale en recherche agronomique pour le developpement"
        ));
        assert!(!is("afd", "banque africaine de developpement"));
        assert!(!is("bad", "agence de bande"));
    }
}
