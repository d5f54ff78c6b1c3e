//! Relations by aligned members: predicted and gold relations of a text are paired one to one, of the
//! same kind and with at least two members in common, best first; a pair's credit is the Dice
//! coefficient of its (role, member) sets.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::align::overlap;
use super::finding::Log;
use super::score::{Links, Verdict};
use super::side::{Link, Meaning, Side};
use crate::kb::v1::{MemberRole, RelationKind};

/// A member as both sides see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Member {
    /// An entity of gold.
    Known(usize),
    /// A predicted entity that stands for none of gold's.
    Unknown(usize),
}

type Members = BTreeSet<(MemberRole, Member)>;

/// A possible pair of a gold and a predicted relation.
struct Candidate {
    /// Twice the (role, member) pairs in common over the size of both sets, as a fraction.
    common: usize,
    sizes: usize,
    gold: usize,
    predicted: usize,
}

/// Scores the relations of a text into `links`, by kind; what became of each predicted one.
pub(super) fn score(
    gold: &Side,
    predicted: &Side,
    links: &mut BTreeMap<RelationKind, Links>,
    log: &mut Log,
) -> Vec<Verdict> {
    let stands_for = stand_ins(gold, predicted);
    let mut candidates = Vec::new();
    for (g, wanted) in gold.links.iter().enumerate() {
        for (p, found) in predicted.links.iter().enumerate() {
            if wanted.kind == found.kind {
                candidates.extend(candidate(wanted, found, g, p, &stands_for));
            }
        }
    }
    // Best first; at equal credit the annotation that must be found before one that may be.
    candidates.sort_by(|a, b| {
        let (left, right) = (a.common * b.sizes, b.common * a.sizes);
        let key = |one: &Candidate| (gold.links[one.gold].optional, one.gold, one.predicted);
        Reverse(left).cmp(&Reverse(right)).then_with(|| key(a).cmp(&key(b)))
    });
    let mut right = vec![false; predicted.links.len()];
    let mut pair_of = (vec![false; gold.links.len()], vec![false; predicted.links.len()]);
    for candidate in candidates {
        let Candidate { common, sizes, gold: g, predicted: p } = candidate;
        if pair_of.0[g] || pair_of.1[p] {
            continue;
        }
        (pair_of.0[g], pair_of.1[p]) = (true, true);
        let (wanted, found) = (&gold.links[g], &predicted.links[p]);
        let sum = links.entry(wanted.kind).or_default();
        let status = wanted.status == found.status;
        sum.credit += 2.0 * common as f64 / sizes as f64;
        sum.status.of += 1;
        sum.status.right += u64::from(status);
        right[p] = status && 2 * common >= sizes;
        if 2 * common < sizes {
            log.wrong_members(gold, wanted, predicted, found);
        }
        if !status {
            log.wrong_status(gold, wanted, found);
        }
    }
    for (wanted, paired) in gold.links.iter().zip(pair_of.0) {
        let sum = links.entry(wanted.kind).or_default();
        sum.gold += u64::from(paired || !wanted.optional);
        if !paired && !wanted.optional {
            log.missed_link(gold, wanted);
        }
    }
    for (found, paired) in predicted.links.iter().zip(pair_of.1) {
        links.entry(found.kind).or_default().predicted += 1;
        if !paired {
            log.spurious_link(predicted, found);
        }
    }
    let verdict = |(link, right): (&Link, bool)| Verdict {
        class: link.kind.as_str().to_owned(),
        rule: link.rule.clone(),
        score: link.score,
        right,
    };
    predicted.links.iter().zip(right).map(verdict).collect()
}

fn candidate(
    wanted: &Link,
    found: &Link,
    gold: usize,
    predicted: usize,
    stands_for: &[Option<usize>],
) -> Option<Candidate> {
    let expected: Members =
        wanted.members.iter().map(|&(role, entity)| (role, Member::Known(entity))).collect();
    let given: Members = found
        .members
        .iter()
        .map(|&(role, entity)| match stands_for[entity] {
            Some(known) => (role, Member::Known(defensible(wanted, role, known))),
            None => (role, Member::Unknown(entity)),
        })
        .collect();
    let entities = |members: &Members| -> BTreeSet<Member> {
        members.iter().map(|&(_, member)| member).collect()
    };
    let shared = entities(&expected).intersection(&entities(&given)).count();
    (shared >= 2).then(|| Candidate {
        common: expected.intersection(&given).count(),
        sizes: expected.len() + given.len(),
        gold,
        predicted,
    })
}

/// The member that `entity` stands for when gold lists it as an alternative for its role.
fn defensible(wanted: &Link, role: MemberRole, entity: usize) -> usize {
    if wanted.alternatives.contains(&(role, entity)) {
        let first = wanted.members.iter().find(|(other, _)| *other == role);
        return first.map_or(entity, |&(_, member)| member);
    }
    entity
}

/// For each predicted entity the gold entity that most of its mentions overlap; ties go to the longer
/// overlap, then to the entity of the same class, then to the first. An entity without such a
/// mention stands for the gold entity without mentions (an implicit party) that has its name.
fn stand_ins(gold: &Side, predicted: &Side) -> Vec<Option<usize>> {
    let mentions = |side: &Side| -> Vec<((u32, u32), usize)> {
        let items = side.items.iter();
        items
            .filter_map(|item| match item.meaning {
                Meaning::Entity(entity) => Some((item.span, entity)),
                _ => None,
            })
            .collect()
    };
    let gold_mentions = mentions(gold);
    let mut votes = vec![vec![(0u32, 0u32); gold.entities.len()]; predicted.entities.len()];
    for (span, entity) in mentions(predicted) {
        for &(gold_span, gold_entity) in &gold_mentions {
            let common = overlap(span, gold_span);
            if common > 0 {
                let vote = &mut votes[entity][gold_entity];
                *vote = (vote.0 + 1, vote.1 + common);
            }
        }
    }
    let named = |entity: usize| -> Option<usize> {
        let entity = &predicted.entities[entity];
        let same = |name: &String| {
            let name = name.to_lowercase();
            entity.name.to_lowercase() == name
                || entity.names.iter().any(|other| other.to_lowercase() == name)
        };
        let unmentioned = |at: usize| !gold_mentions.iter().any(|(_, other)| *other == at);
        (0..gold.entities.len()).find(|&at| unmentioned(at) && same(&gold.entities[at].name))
    };
    votes
        .iter()
        .enumerate()
        .map(|(entity, votes)| {
            let class = predicted.entities[entity].class;
            let best =
                votes.iter().enumerate().filter(|(_, vote)| vote.0 > 0).max_by_key(
                    |&(at, vote)| (*vote, gold.entities[at].class == class, Reverse(at)),
                );
            best.map(|(at, _)| at).or_else(|| named(entity))
        })
        .collect()
}
