//! Several statements of one relation are one relation with several evidences; agreements that
//! date, instrument or amount tell apart stay apart.

use std::collections::BTreeMap;

use super::RelationMention;
use super::by_member::ByMember;
use super::governments::Governments;
use crate::kb::v1::{MemberRole, Status};
use crate::pipeline::analysis::{Analysis, EntityIdx};
use crate::value::Resolved;

/// The relations so far, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct History {
    relations: Vec<RelationMention>,
    by_member: ByMember,
    /// Parties of the latest symmetric relation with its sentence, and by their number.
    latest: Option<(Vec<EntityIdx>, u32)>,
    by_count: BTreeMap<usize, (Vec<EntityIdx>, u32)>,
}

impl History {
    /// The parties of the latest symmetric relation, of that many if a number is asked for.
    pub fn last_parties(&self, count: Option<u8>) -> Option<(&[EntityIdx], u32)> {
        let held = match count {
            Some(count) => self.by_count.get(&usize::from(count)),
            None => self.latest.as_ref(),
        };
        held.map(|(parties, sentence)| (parties.as_slice(), *sentence))
    }

    /// Adds a statement to the relation it repeats, or as a new one.
    pub fn add(&mut self, analysis: &Analysis<'_>, relation: RelationMention) {
        if is_symmetric(&relation) {
            let parties: Vec<EntityIdx> =
                relation.members.iter().map(|(_, entity)| *entity).collect();
            let sentence = relation.evidence.first().map_or(0, |statement| statement.sentence);
            self.latest = Some((parties.clone(), sentence));
            self.by_count.insert(parties.len(), (parties, sentence));
        }
        let same = repeated(analysis, &self.relations, &self.by_member, &relation).max();
        put(&mut self.relations, &mut self.by_member, relation, same);
    }

    /// The relations of the document, without what another one already says: a loose collaboration of
    /// the parties of an agreement is that agreement told again.
    pub fn into_relations(self, analysis: &Analysis<'_>) -> Vec<RelationMention> {
        let mut merged: Vec<RelationMention> = Vec::new();
        let mut by_member = ByMember::default();
        for relation in self.relations {
            let same = repeated(analysis, &merged, &by_member, &relation).min();
            put(&mut merged, &mut by_member, relation, same);
        }
        let governments = Governments::new(analysis, &merged);
        let told: Vec<bool> = merged
            .iter()
            .map(|relation| {
                let others =
                    by_member.naming_all(relation.members.iter().map(|(_, entity)| entity));
                // A directed one that was stated in so many words is more than its members' tie.
                let weak = is_symmetric(relation)
                    || relation.evidence.iter().all(|statement| statement.carried);
                let names_all = |other: &RelationMention| {
                    relation
                        .members
                        .iter()
                        .all(|(_, entity)| other.members.iter().any(|(_, member)| member == entity))
                };
                let told = weak
                    && others.map(|at| &merged[at]).any(|other| {
                        other.status != Status::Denied
                            && yields(analysis, relation, other)
                            && names_all(other)
                    });
                told || governments.say(&merged, &by_member, relation)
            })
            .collect();
        let mut told = told.into_iter();
        merged.retain(|_| !told.next().unwrap_or(false));
        merged
    }
}

/// Numbers of the relations that `new` repeats, in no order.
fn repeated(
    analysis: &Analysis<'_>,
    relations: &[RelationMention],
    by_member: &ByMember,
    new: &RelationMention,
) -> impl Iterator<Item = usize> {
    // One names all that the other names.
    let wider = by_member.naming_all(new.members.iter().map(|(_, entity)| entity));
    let narrower = by_member.within(&new.members);
    wider.chain(narrower).filter(|&at| repeats(analysis, &relations[at], new))
}

/// Joins a relation to the one at `same`, or adds it as a new one.
fn put(
    relations: &mut Vec<RelationMention>,
    by_member: &mut ByMember,
    relation: RelationMention,
    same: Option<usize>,
) {
    match same {
        Some(at) => {
            if relation.members.len() > relations[at].members.len() {
                by_member.join(at, &relation.members);
            }
            join(&mut relations[at], relation);
        }
        None => {
            by_member.add(relations.len(), &relation.members);
            relations.push(relation);
        }
    }
}

pub(super) fn is_symmetric(relation: &RelationMention) -> bool {
    relation.members.iter().all(|(role, _)| *role == MemberRole::Partner)
}

/// Whether `other` is of a kind that already says what `relation` says.
fn yields(analysis: &Analysis<'_>, relation: &RelationMention, other: &RelationMention) -> bool {
    let row = analysis.rules.relation_kind(relation.kind.as_str());
    row.is_some_and(|row| row.yields_to.iter().any(|kind| kind == other.kind.as_str()))
}

fn is_subset(one: &[(MemberRole, EntityIdx)], of: &[(MemberRole, EntityIdx)]) -> bool {
    one.iter().all(|member| of.contains(member))
}

fn repeats(analysis: &Analysis<'_>, held: &RelationMention, new: &RelationMention) -> bool {
    if held.kind != new.kind || (held.status == Status::Denied) != (new.status == Status::Denied) {
        return false;
    }
    if !is_symmetric(new) {
        return held.members == new.members;
    }
    if !is_subset(&held.members, &new.members) && !is_subset(&new.members, &held.members) {
        return false;
    }
    if held.members == new.members
        && held.evidence.last().map(|e| e.sentence) == new.evidence.first().map(|e| e.sentence)
    {
        return true;
    }
    !told_apart(analysis, held, new)
}

/// Whether date or instrument tell two agreements apart.
fn told_apart(analysis: &Analysis<'_>, held: &RelationMention, new: &RelationMention) -> bool {
    let date = |relation: &RelationMention| {
        let index = relation.date?;
        match &analysis.values.get(index as usize)?.resolved {
            Resolved::Date(date) => Some((date.earliest, date.latest)),
            _ => None,
        }
    };
    let dates = match (date(held), date(new)) {
        (Some((Some(from), Some(to))), Some((Some(start), Some(end)))) => to < start || end < from,
        _ => false,
    };
    let instruments = match (&held.instrument, &new.instrument) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    };
    dates && (instruments || held.amount != new.amount)
        || dates
            && held.members == new.members
            && held.instrument.is_some()
            && new.instrument.is_some()
}

fn join(held: &mut RelationMention, new: RelationMention) {
    if new.members.len() > held.members.len() {
        held.members = new.members;
    }
    for signatory in new.signatories {
        if !held.signatories.iter().any(|one| one.person == signatory.person) {
            held.signatories.push(signatory);
        }
    }
    // What is told as done is done, though the title announced it.
    if new.status == Status::Effective && held.status == Status::Planned {
        held.status = Status::Effective;
    }
    held.date = held.date.or(new.date);
    held.place = held.place.or(new.place);
    if held.amount.is_none() {
        held.amount = new.amount;
        held.amount_shared = new.amount_shared;
    }
    held.instrument = held.instrument.take().or(new.instrument);
    held.object = held.object.or(new.object);
    let miss =
        (1000 - u32::from(held.score.min(1000))) * (1000 - u32::from(new.score.min(1000))) / 1000;
    held.score = held.score.max((1000 - miss).min(990) as u16).max(new.score);
    held.evidence.extend(new.evidence);
}
