//! Plural heads that several bodies share: "Conseils régionaux de Bretagne et de Normandie",
//! "universités d'Annaba, El Tarf et Khenchela", "ministères de la Santé et de l'Éducation nationale".

use super::candidate::Candidate;
use super::features::Feature;
use super::tables::{LanguageTables, Row};
use crate::kb::v1::OrganisationKind;

/// Where a body of a plural head ends, or one that shares its head.
#[derive(Clone, Copy)]
struct End {
    at: u32,
    /// Whether its complement is a genitive.
    genitive: bool,
    /// Whether its complement is a place, so that those that follow may be bare.
    place: bool,
    ministry: bool,
}

/// Marks the candidates of a sentence that share the head of a chosen body before them, through one
/// another. `separates` says whether what stands between two tokens parts the members of a list,
/// `genitive` whether it holds a genitive preposition.
pub(super) fn mark(
    candidates: &mut [Candidate],
    chosen: &[u32],
    tables: &LanguageTables,
    separates: impl Fn(usize, usize) -> bool,
    genitive: impl Fn(usize, usize) -> bool,
) {
    let mut ends: Vec<End> = chosen
        .iter()
        .filter_map(|&at| {
            let body = &candidates[at as usize];
            let row = tables.row(body.head?);
            let (start, end) = (body.tokens.start, body.tokens.end);
            let place = |held: &Candidate| {
                held.tokens.end == end && held.tokens.start > start && held.may_be_place()
            };
            row.has(Row::PLURAL).then(|| End {
                at: end,
                genitive: genitive(start as usize, end as usize),
                place: candidates.iter().any(place),
                ministry: row.kind == Some(OrganisationKind::Ministry),
            })
        })
        .collect();
    if ends.is_empty() {
        return;
    }
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|&at| (candidates[at].tokens.start, candidates[at].tokens.end));
    for at in order {
        let candidate = &mut candidates[at];
        let start = candidate.tokens.start;
        let place = candidate.may_be_place();
        let shares = |end: &End| {
            let fits = place
                || candidate.features.has(Feature::UnknownWords)
                || end.ministry && candidate.head.is_none();
            let (from, to) = (end.at as usize, start as usize);
            if !fits || from >= to || !separates(from, to) {
                return false;
            }
            // "A et de B" is two of them.
            if end.genitive && genitive(to, candidate.tokens.end as usize) && !place {
                return false;
            }
            let own = genitive(from, to);
            own == end.genitive || !own && end.place && place
        };
        if let Some(end) = ends.iter().copied().find(shares) {
            candidate.features.set(Feature::SharedHead);
            ends.push(End { at: candidate.tokens.end, ..end });
        }
    }
}
