//! One relation record out of its statements.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};

use super::entities::{Entities, EntityIdx, thousandths};
use super::node::most;
use super::statement::{Claim, Group};
use super::{key, relations, status};
use crate::kb::facts::DocumentFacts;
use crate::kb::v1::{
    DateValue, EntityKind, Evidence, Member, MemberRole, Relation, RelationAmount, RelationKind,
    Signatory,
};

/// What a relation is put together with.
pub(super) struct Context<'a> {
    pub facts: &'a [DocumentFacts],
    pub entities: &'a Entities,
    pub firsts: &'a [usize],
    /// Last day on which each document can have been published.
    pub days: &'a [Option<String>],
    pub published: &'a FxHashMap<&'a str, FxHashSet<(u32, u32, EntityKind)>>,
}

impl Context<'_> {
    /// The record of a group.
    pub(super) fn relation(
        &self,
        id: String,
        kind: RelationKind,
        members: &[(MemberRole, EntityIdx)],
        group: Group<'_>,
    ) -> Relation {
        let claims = &group.claims;
        let statements: Vec<status::Statement<'_>> = claims
            .iter()
            .map(|claim| {
                let day = self.days[claim.document].as_deref();
                (day, self.firsts[claim.document], claim.local.status)
            })
            .collect();
        let mut best: BTreeMap<usize, u16> = BTreeMap::new();
        for claim in claims {
            let score = best.entry(self.firsts[claim.document]).or_default();
            *score = (*score).max(claim.local.score.min(1000));
        }
        Relation {
            id,
            kind,
            directed: relations::is_directed(members),
            status: status::combine(&statements),
            members: members
                .iter()
                .map(|&(role, entity)| Member { role, entity: self.entities.id(entity).to_owned() })
                .collect(),
            signatories: self.signatories(claims),
            date: date(claims),
            place: self.place(claims),
            amount: amount(claims),
            object: object(claims),
            score: thousandths(noisy_or(best.values().copied())),
            document_count: best.len() as u64,
            evidence: self.evidence(claims),
        }
    }

    fn signatories(&self, claims: &[Claim<'_>]) -> Vec<Signatory> {
        let mut all: BTreeSet<Signatory> = BTreeSet::new();
        for claim in claims {
            for (person, role, organisation) in &claim.local.signatories {
                let entity = |local, kind| {
                    let entity = self.entities.of(claim.document, local)?;
                    (self.entities.kind(entity) == kind)
                        .then(|| self.entities.id(entity).to_owned())
                };
                let Some(person) = entity(*person, EntityKind::Person) else { continue };
                let organisation =
                    organisation.and_then(|local| entity(local, EntityKind::Organisation));
                all.insert(Signatory {
                    person,
                    role: role.as_deref().map(key::squeezed),
                    organisation,
                });
            }
        }
        // A signature that says less than another of the same person is the same signature.
        let says_less = |less: &Signatory, more: &Signatory| {
            less != more
                && less.person == more.person
                && (less.role.is_none() || less.role == more.role)
                && (less.organisation.is_none() || less.organisation == more.organisation)
        };
        all.iter().filter(|less| !all.iter().any(|more| says_less(less, more))).cloned().collect()
    }

    /// The place of most statements; of a tie the smallest id.
    fn place(&self, claims: &[Claim<'_>]) -> Option<String> {
        let mut counts: BTreeMap<EntityIdx, u64> = BTreeMap::new();
        for claim in claims {
            let place = claim.local.place.and_then(|local| self.entities.of(claim.document, local));
            if let Some(place) =
                place.filter(|&place| self.entities.kind(place) == EntityKind::Place)
            {
                *counts.entry(place).or_default() += 1;
            }
        }
        most(counts).map(|(place, _)| self.entities.id(place).to_owned())
    }

    /// All sentences, each once; mentions that are not published (anaphors) are left out.
    fn evidence(&self, claims: &[Claim<'_>]) -> Vec<Evidence> {
        let mut all: Vec<Evidence> = Vec::new();
        for claim in claims {
            let own = self.facts[claim.document].document.id.as_str();
            let spans = self.published.get(own);
            for evidence in &claim.local.evidence {
                let mut evidence = evidence.clone();
                evidence.mentions.retain(|mention| {
                    spans.is_some_and(|spans| {
                        parse(mention, own).is_some_and(|span| spans.contains(&span))
                    })
                });
                all.push(evidence);
            }
        }
        let order = |a: &Evidence, b: &Evidence| {
            (&a.document, a.char_start, a.char_end, &a.rule, &a.mentions, &a.quote).cmp(&(
                &b.document,
                b.char_start,
                b.char_end,
                &b.rule,
                &b.mentions,
                &b.quote,
            ))
        };
        all.sort_by(order);
        all.dedup();
        all
    }
}

/// Reads a mention id of the document.
fn parse(mention: &str, document: &str) -> Option<(u32, u32, EntityKind)> {
    let rest = mention.strip_prefix(document)?.strip_prefix(':')?;
    let (span, kind) = rest.split_once(':')?;
    let (start, end) = span.split_once('-')?;
    Some((start.parse().ok()?, end.parse().ok()?, kind.parse().ok()?))
}

/// The narrowest date; of a tie that of most statements, then the smallest.
fn date(claims: &[Claim<'_>]) -> Option<DateValue> {
    let mut counts: BTreeMap<(bool, i32, &str), (u64, &DateValue)> = BTreeMap::new();
    for claim in claims {
        if let Some(date) = &claim.local.date {
            let (undated, width) = claim.width();
            counts.entry((undated, width, &date.value)).or_insert((0, date)).0 += 1;
        }
    }
    let narrowest = counts.keys().next().map(|key| (key.0, key.1))?;
    counts
        .into_iter()
        .take_while(|(key, _)| (key.0, key.1) == narrowest)
        .map(|(_, counted)| counted)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, date)| date.clone())
}

/// The sum of most statements; of a tie the largest, then the smallest mention id.
fn amount(claims: &[Claim<'_>]) -> Option<RelationAmount> {
    type Sum<'a> = (Decimal, Option<Decimal>, Option<&'a str>);
    let mut counts: BTreeMap<Sum<'_>, (u64, &RelationAmount)> = BTreeMap::new();
    for amount in claims.iter().filter_map(|claim| claim.local.amount.as_ref()) {
        let key = (amount.value.0, amount.value_max.map(|max| max.0), amount.unit.as_deref());
        let counted = counts.entry(key).or_insert((0, amount));
        counted.0 += 1;
        if (amount.shared, &amount.mention) < (counted.1.shared, &counted.1.mention) {
            counted.1 = amount;
        }
    }
    counts
        .into_values()
        .reduce(|best, next| if next.0 >= best.0 { next } else { best })
        .map(|(_, amount)| amount.clone())
}

/// The object of most statements; of a tie the longest, then the smallest.
fn object(claims: &[Claim<'_>]) -> Option<String> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for object in claims.iter().filter_map(|claim| claim.local.object.as_deref()) {
        *counts.entry(key::squeezed(object)).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(object, count)| (*count, object.chars().count(), Reverse(object.clone())))
        .map(|(object, _)| object)
}

/// One minus the product of what each independent document leaves in doubt. In thousandths, computed
/// on integers from the surest document down, so that it is the same whatever the order.
fn noisy_or(scores: impl Iterator<Item = u16>) -> u16 {
    const ONE: u64 = 1_000_000_000_000;
    let mut scores: Vec<u16> = scores.collect();
    scores.sort_unstable_by_key(|&score| Reverse(score));
    let doubt = scores.iter().fold(ONE, |doubt, &score| doubt * (1000 - u64::from(score)) / 1000);
    let score = 1000 - (doubt + ONE / 2000) / (ONE / 1000);
    // Certainty is stated, never added up.
    let certain = scores.first() == Some(&1000);
    u16::try_from(if certain { 1000 } else { score.min(999) }).unwrap_or(1000)
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independent_documents_add_up() {
        assert_eq!(noisy_or([].into_iter()), 0);
        assert_eq!(noisy_or([800].into_iter()), 800);
        assert_eq!(noisy_or([800, 500].into_iter()), 900);
        assert_eq!(noisy_or([500, 800].into_iter()), 900);
        assert_eq!(noisy_or([900; 50].into_iter()), 999);
        assert_eq!(noisy_or([1000, 10].into_iter()), 1000);
    }
}
