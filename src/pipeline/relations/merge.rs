//! Several statements of one relation are one relation with several evidences; agreements that
//! date, instrument or amount tell apart stay apart.

use super::RelationMention;
use crate::kb::v1::{EntityKind, MemberRole, OrganisationKind, Status};
use crate::pipeline::analysis::{Analysis, EntityIdx};
use crate::value::Resolved;

/// The relations so far, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct History {
    relations: Vec<RelationMention>,
    /// Parties of symmetric relations with their sentences, latest last.
    parties: Vec<(Vec<EntityIdx>, u32)>,
}

impl History {
    /// The parties of the latest symmetric relation, of that many if a number is asked for.
    pub fn last_parties(&self, count: Option<u8>) -> Option<(&[EntityIdx], u32)> {
        self.parties
            .iter()
            .rev()
            .find(|(parties, _)| count.is_none_or(|count| parties.len() == count as usize))
            .map(|(parties, sentence)| (parties.as_slice(), *sentence))
    }

    /// Adds a statement to the relation it repeats, or as a new one.
    pub fn add(&mut self, analysis: &Analysis<'_>, relation: RelationMention) {
        if is_symmetric(&relation) {
            let parties = relation.members.iter().map(|(_, entity)| *entity).collect();
            let sentence = relation.evidence.first().map_or(0, |statement| statement.sentence);
            self.parties.push((parties, sentence));
        }
        let same = self.relations.iter().rposition(|held| repeats(analysis, held, &relation));
        match same {
            Some(at) => join(&mut self.relations[at], relation),
            None => self.relations.push(relation),
        }
    }

    /// The relations of the document, without what another one already says: a loose collaboration of
    /// the parties of an agreement is that agreement told again.
    pub fn into_relations(self, analysis: &Analysis<'_>) -> Vec<RelationMention> {
        let mut merged: Vec<RelationMention> = Vec::new();
        for relation in self.relations {
            match merged.iter().position(|held| repeats(analysis, held, &relation)) {
                Some(at) => join(&mut merged[at], relation),
                None => merged.push(relation),
            }
        }
        let mut out: Vec<RelationMention> = Vec::new();
        for relation in &merged {
            // A directed one that was stated in so many words is more than its members' tie.
            let weak = is_symmetric(relation)
                || relation.evidence.iter().all(|statement| statement.carried);
            let told = weak
                && merged.iter().any(|other| {
                    other.status != Status::Denied
                        && yields(analysis, relation, other)
                        && relation.members.iter().all(|(_, entity)| {
                            other.members.iter().any(|(_, member)| member == entity)
                        })
                });
            let twin = merged.iter().any(|other| says_government(analysis, relation, other));
            if !told && !twin {
                out.push(relation.clone());
            }
        }
        out
    }
}

pub(super) fn is_symmetric(relation: &RelationMention) -> bool {
    relation.members.iter().all(|(role, _)| *role == MemberRole::Partner)
}

/// Whether `other` names the government where `relation` names its country, and says the same else.
fn says_government(
    analysis: &Analysis<'_>,
    relation: &RelationMention,
    other: &RelationMention,
) -> bool {
    let entity = |at: EntityIdx| analysis.entities.get(at.0 as usize);
    relation.kind == other.kind
        && relation.members.len() == other.members.len()
        && relation.members != other.members
        && relation.members.iter().all(|&(role, member)| {
            other.members.iter().any(|&(same, held)| {
                let stands_for = || {
                    let (place, body) = (entity(member)?, entity(held)?);
                    let government = body.organisation_kind == OrganisationKind::Government
                        && place.kind == EntityKind::Place
                        && body.name.ends_with(&place.name);
                    Some(government)
                };
                role == same && (member == held || stands_for().unwrap_or(false))
            })
        })
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
