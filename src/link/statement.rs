//! Statements of relations, and which of them are about one relation.
//!
//! Statements of one kind with the same members are one relation unless a date (bounds that do not
//! overlap), an instrument, an object (no content word shared) or a sum (more than a tenth apart)
//! tells them apart. What a statement leaves open it may share with any relation; where several
//! fit, it goes to the one that it agrees with most, then to the one of most statements.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::data::LinkData;
use super::entities::EntityIdx;
use super::key;
use crate::kb::facts::LocalRelation;
use crate::kb::v1::{MemberRole, RelationAmount};

/// Letters of a word of an object that count: endings do not.
const STEM: usize = 6;

/// Members as published entities, sorted.
pub(super) type Members = Vec<(MemberRole, EntityIdx)>;

/// First and last full day.
pub(super) type Bounds = (jiff::civil::Date, jiff::civil::Date);

/// A statement of one document, with its members as published entities.
pub(super) struct Claim<'a> {
    pub members: Members,
    pub document: usize,
    pub local: &'a LocalRelation,
    /// First and last full day.
    pub bounds: Option<Bounds>,
    pub instrument: Option<String>,
    /// Stems of the content words of the object.
    pub object: BTreeSet<String>,
}

/// Statements taken for one relation.
pub(super) struct Group<'a> {
    pub claims: Vec<Claim<'a>>,
    /// Narrowest bounds: those of the first dated claim.
    pub bounds: Option<Bounds>,
    pub instrument: Option<String>,
    pub object: BTreeSet<String>,
    pub amount: Option<&'a RelationAmount>,
}
pub(super) fn claim<'a>(
    document: usize,
    local: &'a LocalRelation,
    members: Members,
    data: &LinkData,
) -> Claim<'a> {
    let bounds = local.date.as_ref().and_then(|date| {
        let bounds = (day(date.earliest.as_deref()?)?, day(date.latest.as_deref()?)?);
        (bounds.0 <= bounds.1).then_some(bounds)
    });
    let words = key::words(local.object.as_deref().unwrap_or_default());
    let object = words
        .into_iter()
        .filter(|word| {
            let elided = word.elided && data.elided.contains(&word.text);
            let empty =
                data.ignored.contains(&word.text) || data.object_ignored.contains(&word.text);
            !elided && !empty
        })
        .map(|word| word.text.chars().take(STEM).collect())
        .collect();
    let instrument = local.instrument.as_deref().map(key::folded).filter(|word| !word.is_empty());
    Claim { members, document, local, bounds, instrument, object }
}

/// Reads a full day.
fn day(text: &str) -> Option<jiff::civil::Date> {
    (text.len() == 10).then(|| text.parse().ok())?
}

/// Groups the claims of one kind and one set of members: the most telling first, so that the groups
/// are there when the vaguer ones look for theirs. The order is one of content, not of arrival.
pub(super) fn groups(mut claims: Vec<Claim<'_>>) -> Vec<Group<'_>> {
    claims.sort_by(|a, b| telling(a).cmp(&telling(b)).then_with(|| content(a).cmp(&content(b))));
    let mut groups: Vec<Group<'_>> = Vec::new();
    for claim in claims {
        let best = groups
            .iter_mut()
            .enumerate()
            .filter_map(|(at, group)| {
                Some((group.agreement(&claim)?, group.claims.len(), Reverse(at), group))
            })
            .max_by_key(|(agreement, claims, at, _)| (*agreement, *claims, *at));
        match best {
            Some((_, _, _, group)) => group.take(claim),
            None => {
                let mut group = Group {
                    claims: Vec::new(),
                    bounds: None,
                    instrument: None,
                    object: BTreeSet::new(),
                    amount: None,
                };
                group.take(claim);
                groups.push(group);
            }
        }
    }
    groups
}

/// Smaller for claims that tell more: dated before undated, narrow before wide, with instrument and
/// object before without.
fn telling(claim: &Claim<'_>) -> (bool, i32, usize, bool) {
    let facets = usize::from(claim.instrument.is_none()) + usize::from(claim.object.is_empty());
    let (undated, days) = claim.width();
    (undated, days, facets, claim.instrument.is_none())
}

type Content<'a> = (
    Option<Bounds>,
    Option<&'a str>,
    Option<&'a str>,
    Option<(Decimal, Option<&'a str>)>,
    usize,
    Option<(u32, u32, &'a str)>,
    u16,
);

/// Order of claims that tell equally much.
fn content<'a>(claim: &'a Claim<'_>) -> Content<'a> {
    let local = claim.local;
    (
        claim.bounds,
        claim.instrument.as_deref(),
        local.object.as_deref(),
        local.amount.as_ref().map(|amount| (amount.value.0, amount.unit.as_deref())),
        claim.document,
        local
            .evidence
            .first()
            .map(|evidence| (evidence.char_start, evidence.char_end, evidence.rule.as_str())),
        local.score,
    )
}

impl Claim<'_> {
    /// Smaller for narrower dates: whether there is no date, and the days between its ends.
    pub(super) fn width(&self) -> (bool, i32) {
        let days =
            |(first, last): Bounds| first.until(last).map_or(i32::MAX, |span| span.get_days());
        (self.bounds.is_none(), self.bounds.map_or(0, days))
    }
}

impl<'a> Group<'a> {
    /// How much a claim agrees with the group; `None` where something tells them apart.
    fn agreement(&self, claim: &Claim<'_>) -> Option<u32> {
        let mut agreement = 0;
        if let (Some(own), Some(other)) = (self.bounds, claim.bounds) {
            if own.1 < other.0 || other.1 < own.0 {
                return None;
            }
            agreement += 4;
        }
        if let (Some(own), Some(other)) = (&self.instrument, &claim.instrument) {
            if own != other {
                return None;
            }
            agreement += 2;
        }
        if !self.object.is_empty() && !claim.object.is_empty() {
            if self.object.is_disjoint(&claim.object) {
                return None;
            }
            agreement += 2;
        }
        if let (Some(own), Some(other)) = (self.amount, &claim.local.amount) {
            if !sums_agree(own, other) {
                return None;
            }
            agreement += 1;
        }
        Some(agreement)
    }

    fn take(&mut self, claim: Claim<'a>) {
        self.bounds = self.bounds.or(claim.bounds);
        if self.instrument.is_none() {
            self.instrument.clone_from(&claim.instrument);
        }
        self.object.extend(claim.object.iter().cloned());
        self.amount = self.amount.or(claim.local.amount.as_ref());
        self.claims.push(claim);
    }
}

/// Sums in different units may be one converted; in one unit they differ by a tenth at most ("près de
/// 8 millions" and 7.8).
fn sums_agree(a: &RelationAmount, b: &RelationAmount) -> bool {
    if a.unit != b.unit {
        return true;
    }
    let (small, large) =
        if a.value.0 <= b.value.0 { (a.value.0, b.value.0) } else { (b.value.0, a.value.0) };
    match (large - small).checked_mul(Decimal::TEN) {
        Some(gap) => gap <= large.abs(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_days() {
        assert_eq!(day("2019-04-10").map(|day| day.to_string()).as_deref(), Some("2019-04-10"));
        for no in ["2019-04", "XXXX-04-10", "2019-04-1é", "2019-02-30", "2019-04-10T14:30", ""] {
            assert_eq!(day(no), None, "{no}");
        }
    }
}
