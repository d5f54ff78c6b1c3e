//! Relations across documents: statements of one link become one relation with several evidences.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::data::LinkData;
use super::documents::published_bounds;
use super::entities::{Entities, EntityIdx};
use super::key;
use super::relation::Context;
use super::statement::{Claim, Group, Members, claim, groups};
use crate::kb::facts::{DocumentFacts, LocalRelation};
use crate::kb::id;
use crate::kb::v1::{EntityKind, Issue, MemberRole, Relation, RelationKind, Severity};

/// Merges the relations of all documents. `firsts` gives for each document the one that it nearly
/// repeats, or itself. Relations whose members fell together into one entity, or lost a side, are not
/// published; each is told in `issues`.
pub(super) fn merge(
    facts: &[DocumentFacts],
    entities: &Entities,
    firsts: &[usize],
    data: &LinkData,
    issues: &mut Vec<Issue>,
) -> Vec<Relation> {
    let mut by_members: BTreeMap<(RelationKind, Members), Vec<Claim<'_>>> = BTreeMap::new();
    for (document, facts) in facts.iter().enumerate() {
        for local in &facts.relations {
            match members(document, local, entities) {
                Ok(members) => {
                    let claim = claim(document, local, members, data);
                    let key = (local.kind, claim.members.clone());
                    by_members.entry(key).or_default().push(claim);
                }
                Err(why) => issues.push(fallen(facts, local, why)),
            }
        }
    }
    let published = published_mentions(facts);
    let days: Vec<Option<String>> =
        facts.iter().map(|facts| published_bounds(&facts.document).map(|(_, last)| last)).collect();
    let mut relations = Vec::new();
    for ((kind, members), claims) in by_members {
        let mut ids = BTreeSet::new();
        for group in groups(claims) {
            let apart = apart(&group, kind, &members, entities, &ids);
            ids.insert(apart.clone());
            let context = Context { facts, entities, firsts, days: &days, published: &published };
            relations.push(context.relation(apart, kind, &members, group));
        }
    }
    relations
}

/// Members as published entities: each once, none on both sides.
fn members(
    document: usize,
    local: &LocalRelation,
    entities: &Entities,
) -> Result<Members, &'static str> {
    let mut members = Vec::with_capacity(local.members.len());
    for &(role, entity) in &local.members {
        members.push((role, entities.of(document, entity).ok_or("a member is not there")?));
    }
    members.sort_unstable();
    members.dedup();
    let has =
        |members: &[(MemberRole, EntityIdx)], role| members.iter().any(|member| member.0 == role);
    if is_directed(&members) {
        // A body that gives to itself and to others gives to the others.
        let sources: BTreeSet<EntityIdx> =
            members.iter().filter(|member| member.0 == MemberRole::Source).map(|m| m.1).collect();
        members.retain(|member| member.0 != MemberRole::Target || !sources.contains(&member.1));
        if !has(&members, MemberRole::Source) || !has(&members, MemberRole::Target) {
            return Err("its source and target are one entity, or one of them is missing");
        }
    } else {
        members.dedup_by_key(|member| member.1);
        if members.len() < 2 {
            return Err("its members are one entity");
        }
    }
    Ok(members)
}

/// Whether a relation of these members has a source and a target.
pub(super) fn is_directed(members: &[(MemberRole, EntityIdx)]) -> bool {
    members.iter().any(|(role, _)| *role != MemberRole::Partner)
}

/// Nothing is lost silently: a relation that fell away is told with its first sentence.
fn fallen(facts: &DocumentFacts, local: &LocalRelation, why: &str) -> Issue {
    let quote = local.evidence.first().map_or("", |evidence| evidence.quote.as_str());
    Issue {
        locator: facts.document.locator.clone(),
        record: facts.document.record.clone(),
        code: "L002".to_owned(),
        severity: Severity::Warning,
        message: format!(
            "a relation ({}) is left out because {why}; if that merge is wrong, add a line to \
             decisions.csv: {}",
            local.kind.as_str(),
            key::squeezed(quote)
        ),
    }
}
/// Id of a relation: kind, members, and the year and instrument that tell most agreements apart.
/// Where two relations of the same members still coincide, the later one (in the order of content) adds
/// its full date, its object and its number.
fn apart(
    group: &Group<'_>,
    kind: RelationKind,
    members: &[(MemberRole, EntityIdx)],
    entities: &Entities,
    taken: &BTreeSet<String>,
) -> String {
    let members = || members.iter().map(|&(role, entity)| (role, entities.id(entity)));
    let year = match group.bounds {
        Some((first, last)) if first.year() == last.year() => first.year().to_string(),
        _ => String::new(),
    };
    let instrument = group.instrument.as_deref().unwrap_or_default();
    let plain = id::relation(kind, members(), &[&year, instrument]);
    if !taken.contains(&plain) {
        return plain;
    }
    let object: Vec<&str> = group.object.iter().map(String::as_str).collect();
    let bounds = group.bounds.map(|(first, last)| format!("{first}/{last}")).unwrap_or_default();
    let mut number = 0u64;
    loop {
        let more = number.to_string();
        let parts = [&year, instrument, &bounds, &object.join(" "), &more];
        let full = id::relation(kind, members(), &parts);
        if !taken.contains(&full) {
            return full;
        }
        number += 1;
    }
}

/// Ids of the published mentions of documents that state relations.
fn published_mentions(
    facts: &[DocumentFacts],
) -> FxHashMap<&str, FxHashSet<(u32, u32, EntityKind)>> {
    facts
        .iter()
        .filter(|facts| !facts.relations.is_empty())
        .map(|facts| {
            let mentions = facts.mentions.iter().filter(|mention| mention.is_name);
            let spans = mentions.filter_map(|mention| {
                let kind = facts.entities.get(mention.entity as usize)?.kind;
                Some((mention.char_start, mention.char_end, kind))
            });
            (facts.document.id.as_str(), spans.collect())
        })
        .collect()
}
