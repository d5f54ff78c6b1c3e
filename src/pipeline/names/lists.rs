//! Names in a list: "le soutien d'Innovacom, Bpifrance et Sofimac". What stands beside a name that is
//! proved is sooner of its type; and of a list in which two members are sooner of one type, and none
//! of another, so are the others, one of them through the other.

use super::candidate::Candidate;
use super::features::Feature;
use super::tables::KINDS;
use crate::pipeline::analysis::NameKind;
use crate::text::TokenSpan;

/// Confidence in thousandths at which a name speaks for what stands right beside it.
const PROVED: u16 = 850;
/// Confidence in thousandths at which a name counts for the list that it stands in.
const LIKELY: u16 = 650;

/// First names side by side that are persons; one of them may be in no dictionary.
const FIRST_NAMES: usize = 3;

/// What a name of each kind that may fill a list gives the others: those beside it, and all.
const KINDS_OF_LISTS: [(NameKind, Feature, Feature); 3] = [
    (NameKind::Organisation, Feature::ListOrganisation, Feature::ListOfOrganisations),
    (NameKind::Place, Feature::ListPlace, Feature::ListOfPlaces),
    (NameKind::Person, Feature::ListPerson, Feature::ListOfPersons),
];

/// A name of a list, or what may be one.
#[derive(Clone, Copy)]
struct Member {
    tokens: TokenSpan,
    /// Its candidate, where nothing has proved it.
    open: Option<usize>,
    /// Whether it is of the kind that the list is looked at for; none where that is open.
    fits: Option<bool>,
}

/// Marks what stands in a list with the chosen names of the sentence. `separates` tells whether what
/// stands between two tokens parts the members of a list.
pub(super) fn mark(
    candidates: &mut [Candidate],
    chosen: &[u32],
    separates: impl Fn(usize, usize) -> bool,
) {
    let names: Vec<(TokenSpan, Option<NameKind>, u16)> = chosen
        .iter()
        .filter_map(|&at| candidates.get(at as usize))
        .map(|held| (held.tokens, KINDS.get(held.best as usize).copied(), held.score))
        .collect();
    for (kind, beside, of) in KINDS_OF_LISTS {
        let proved = |score: u16| score >= PROVED;
        for &(name, _, _) in names.iter().filter(|held| held.1 == Some(kind) && proved(held.2)) {
            for held in &mut *candidates {
                let (left, right) = match held.tokens {
                    tokens if name.end <= tokens.start => (name, tokens),
                    tokens if tokens.end <= name.start => (tokens, name),
                    _ => continue,
                };
                // "le Conseil régional" that stands for another is no member.
                let bare = held.features.has(Feature::NoCapital) && held.head.is_some();
                let stands = held.features.has(Feature::HeadAlone);
                if !(stands && (bare || held.tokens.len() == 1))
                    && separates(left.end as usize, right.start as usize)
                {
                    held.features.set(beside);
                }
            }
        }
        if kind == NameKind::Person {
            first_names(candidates, &names, of, &separates);
        }
        let likely = names.iter().filter(|held| held.1 == Some(kind) && held.2 >= LIKELY).count();
        if likely >= 1 && kind == NameKind::Organisation {
            list(candidates, &names, kind, beside, 1, &separates);
        }
        if likely >= 2 {
            list(candidates, &names, kind, of, 2, &separates);
        }
    }
}

/// Marks the members of a list of first names alone: "Awa, Paul et Rachida".
fn first_names(
    candidates: &mut [Candidate],
    names: &[(TokenSpan, Option<NameKind>, u16)],
    feature: Feature,
    separates: &impl Fn(usize, usize) -> bool,
) {
    let other = |held: &Candidate| {
        let sure = |name: &&(TokenSpan, Option<NameKind>, u16)| name.2 >= LIKELY;
        names.iter().filter(sure).any(|name| name.0.overlaps(held.tokens))
    };
    let mut members: Vec<usize> = (0..candidates.len())
        .filter(|&at| {
            let held = &candidates[at];
            let word = held.features.has(Feature::UnknownWords)
                && held.features.has(Feature::SingleWord)
                && !held.features.has(Feature::AllCapitals);
            (word || held.features.has(Feature::FirstNameAlone))
                && !held.features.has(Feature::PlaceSafe)
                && !held.features.has(Feature::Country)
                && !held.features.has(Feature::TouchesCapital)
                && !other(held)
        })
        .collect();
    members.sort_unstable_by_key(|&at| candidates[at].tokens.start);
    let lists: Vec<Vec<usize>> = members
        .chunk_by(|&left, &right| {
            let (left, right) = (candidates[left].tokens, candidates[right].tokens);
            separates(left.end as usize, right.start as usize)
        })
        .filter(|list| {
            let first = |at: &&usize| candidates[**at].features.has(Feature::FirstNameAlone);
            list.len() >= FIRST_NAMES && list.iter().filter(first).count() + 1 >= list.len()
        })
        .map(<[usize]>::to_vec)
        .collect();
    for at in lists.into_iter().flatten() {
        candidates[at].features.set(feature);
    }
}

/// Marks what may be of a kind in the lists of which `least` members are; one alone speaks for made-up
/// words only.
fn list(
    candidates: &mut [Candidate],
    names: &[(TokenSpan, Option<NameKind>, u16)],
    kind: NameKind,
    feature: Feature,
    least: usize,
    separates: &impl Fn(usize, usize) -> bool,
) {
    let sure = || names.iter().filter(|held| held.2 >= LIKELY);
    let mut members: Vec<Member> = candidates
        .iter()
        .enumerate()
        .filter(|(_, held)| may_be(held, kind))
        .filter(|(_, held)| {
            let caps = held.features.has(Feature::AllCapitals);
            least > 1 || (held.features.has(Feature::UnknownWords) && !caps)
        })
        .filter(|(_, held)| !sure().any(|name| name.0.overlaps(held.tokens)))
        .map(|(at, held)| Member { tokens: held.tokens, open: Some(at), fits: None })
        .collect();
    members.extend(sure().map(|&(tokens, held, _)| Member {
        tokens,
        open: None,
        fits: held.map(|held| held == kind),
    }));
    members.sort_unstable_by_key(|held| (held.tokens.start, std::cmp::Reverse(held.tokens.end)));
    // Of several readings of the same words the longest.
    members.dedup_by(|next, held| held.tokens.overlaps(next.tokens));
    let parted = |left: &Member, right: &Member| {
        separates(left.tokens.end as usize, right.tokens.start as usize)
    };
    for list in members.chunk_by(parted) {
        let fitting = list.iter().filter(|held| held.fits == Some(true)).count();
        if fitting >= least && !list.iter().any(|held| held.fits == Some(false)) {
            for at in list.iter().filter_map(|held| held.open) {
                candidates[at].features.set(feature);
            }
        }
    }
}

/// Whether a span that nothing has proved may be a name of this kind where it stands in a list of
/// them: a proper name without head, and nothing that tells of another kind.
fn may_be(candidate: &Candidate, kind: NameKind) -> bool {
    let has = |features: &[Feature]| features.iter().any(|&one| candidate.features.has(one));
    let never = [
        Feature::NoCapital,
        Feature::Coordination,
        Feature::CommonCoordination,
        Feature::Genitive,
        Feature::Demonym,
        Feature::RoleFirst,
    ];
    candidate.head.is_none()
        && !has(&never)
        && match kind {
            NameKind::Organisation => {
                !has(&[Feature::PlaceSafe, Feature::Country, Feature::FirstName])
            }
            NameKind::Place => {
                !has(&[Feature::FirstName, Feature::AllCapitals, Feature::LegalForm])
            }
            NameKind::Person => {
                has(&[Feature::PersonShape])
                    && !has(&[Feature::PlaceSafe, Feature::Country, Feature::LegalForm])
            }
            NameKind::Other => false,
        }
}
