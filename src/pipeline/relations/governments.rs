//! A state and its government: "le Maroc" and "le gouvernement marocain" are one party told twice.

use std::collections::BTreeMap;

use super::RelationMention;
use super::by_member::ByMember;
use crate::kb::facts::LocalEntity;
use crate::kb::v1::{EntityKind, OrganisationKind, PlaceKind};
use crate::pipeline::analysis::{Analysis, EntityIdx, NameKind};

/// The governments among the members of relations in which a place is one too.
#[derive(Debug)]
pub(super) struct Governments<'a> {
    entities: &'a [LocalEntity],
    /// By government: the place inside its name, if there is one.
    inside: BTreeMap<EntityIdx, Option<&'a str>>,
}

impl<'a> Governments<'a> {
    pub fn new(analysis: &'a Analysis<'_>, relations: &[RelationMention]) -> Self {
        let entities = analysis.entities.as_slice();
        let mut inside = BTreeMap::new();
        let place = |&(_, entity): &(_, EntityIdx)| is_place(entities, entity);
        if relations.iter().any(|relation| relation.members.iter().any(place)) {
            for name in analysis.names.iter().filter(|name| name.kind == NameKind::Organisation) {
                let Some(entity) = name.entity else { continue };
                let Some(held) = entities.get(entity.0 as usize) else { continue };
                if held.organisation_kind != OrganisationKind::Government {
                    continue;
                }
                let inner = &analysis.inner;
                let from = inner.partition_point(|inner| inner.tokens.start < name.tokens.start);
                let place = inner[from..]
                    .iter()
                    .take_while(|inner| inner.tokens.start < name.tokens.end)
                    .map(|inner| analysis.surface(inner.tokens))
                    .last();
                let told = inside.entry(entity).or_insert(place);
                *told = told.or(place);
            }
        }
        Self { entities, inside }
    }

    /// Whether another relation names the government where this one names its country, and says the
    /// same else.
    pub fn say(
        &self,
        relations: &[RelationMention],
        by_member: &ByMember,
        relation: &RelationMention,
    ) -> bool {
        let members = || relation.members.iter().map(|(_, entity)| entity);
        if self.inside.is_empty() || !members().any(|&entity| is_place(self.entities, entity)) {
            return false;
        }
        // A body is a member of each relation; it is the same in both.
        let bodies = members().filter(|&&entity| !is_place(self.entities, entity));
        by_member.naming_all(bodies).map(|at| &relations[at]).any(|other| {
            relation.kind == other.kind
                && relation.members.len() == other.members.len()
                && relation.members != other.members
                && relation.members.iter().all(|&(role, member)| {
                    other.members.iter().any(|&(same, held)| {
                        role == same && (member == held || self.stands_for(held, member))
                    })
                })
        })
    }

    /// Whether `body` is the government of `place`.
    fn stands_for(&self, body: EntityIdx, place: EntityIdx) -> bool {
        let Some(inside) = self.inside.get(&body) else { return false };
        let entity = |at: EntityIdx| self.entities.get(at.0 as usize);
        let (Some(body), Some(place)) = (entity(body), entity(place)) else { return false };
        place.kind == EntityKind::Place
            && match inside {
                // "gouvernement du Québec": not that of Canada.
                Some(name) => {
                    name.ends_with(&place.name) || place.aliases.iter().any(|a| a == name)
                }
                None => {
                    place.place_kind == Some(PlaceKind::Country)
                        && place.country.is_some()
                        && place.country == body.country
                }
            }
    }
}

fn is_place(entities: &[LocalEntity], entity: EntityIdx) -> bool {
    entities.get(entity.0 as usize).is_some_and(|held| held.kind == EntityKind::Place)
}
