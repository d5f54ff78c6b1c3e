//! Roles of persons and the bodies they hold them in, from `[[title]]` rules. A title may tell of a body
//! that the text does not name ("le ministre de la Santé, Awa Sow"): that body is an entity without a
//! mention.

use super::{Buffers, masked};
use crate::kb::facts::LocalEntity;
use crate::kb::v1::{EntityKind, OrganisationKind};
use crate::pipeline::analysis::{Analysis, EntityIdx, roles};
use crate::rules::set::wake;
use crate::rules::{RuleIdx, RuleKind};
use crate::text::fold::name_key;

/// The body in which a person holds a role.
enum Body {
    Named(EntityIdx),
    /// Name and kind of a body that the title alone tells.
    Implied(String, OrganisationKind),
}

/// Fills in the roles that the text states.
pub(super) fn fill(analysis: &mut Analysis<'_>, buffers: &mut Buffers) {
    for number in 0..analysis.sentences.len() {
        let sentence = analysis.sentences[number];
        let language = analysis.language(&sentence);
        let names = masked::names_of(analysis, sentence.tokens);
        let person =
            |at: usize| analysis.names[at].kind == crate::pipeline::analysis::NameKind::Person;
        if !analysis.awake(&sentence, wake::TITLES) || !names.clone().any(person) {
            continue;
        }
        masked::fill(analysis, number, &mut buffers.masks, &mut buffers.line);
        let mut stated: Vec<(EntityIdx, Option<String>, Option<Body>)> = Vec::new();
        {
            let view = analysis.view();
            buffers.matches.clear();
            let (line, scratch) = (&buffers.line, &mut buffers.scratch);
            language.titles.run(line, view, scratch, &mut (), &mut buffers.matches);
            // Of several readings of one role the longest.
            let role_of = |found: &crate::engine::Match| {
                roles(&language.titles, found)
                    .find(|(name, _)| *name == "role")
                    .map_or((0, 0), |(_, role)| (role.start, role.end))
            };
            buffers.matches.sort_by_key(|found| {
                let (start, end) = role_of(found);
                (std::cmp::Reverse(end - start), start, found.rule)
            });
            let mut taken: Vec<(EntityIdx, u16, u16)> = Vec::new();
            for found in &buffers.matches {
                let rule = language.rule(RuleIdx(found.rule));
                if crate::pipeline::values::forbidden(rule, found, line, view, scratch) {
                    continue;
                }
                let entity = |wanted: &str| {
                    let (_, role) =
                        roles(&language.titles, found).find(|(name, _)| *name == wanted)?;
                    let at = masked::name_at(line, role.start, role.end)?;
                    analysis.names[at].entity
                };
                let Some(person) = entity("person") else { continue };
                let (start, end) = role_of(found);
                let inside = |held: &(EntityIdx, u16, u16)| {
                    held.0 == person
                        && held.1 <= start
                        && end <= held.2
                        && held.2 - held.1 > end - start
                };
                if taken.iter().any(inside) {
                    continue;
                }
                taken.push((person, start, end));
                let text = |wanted: &str| {
                    let (_, role) =
                        roles(&language.titles, found).find(|(name, _)| *name == wanted)?;
                    let tokens = line.tokens(role.start as usize, role.end as usize);
                    Some(super::entities::clean(analysis.surface(tokens)))
                };
                let body = match (&rule.kind, text("portfolio")) {
                    (RuleKind::Title { implies: Some((head, kind)) }, Some(portfolio)) => {
                        let kind = kind.parse().unwrap_or(OrganisationKind::Other);
                        Some(Body::Implied(format!("{head} {portfolio}"), kind))
                    }
                    _ => entity("organisation").map(Body::Named),
                };
                stated.push((person, text("role"), body));
            }
        }
        for (person, role, organisation) in stated {
            if analysis.entities[person.0 as usize].kind != EntityKind::Person {
                continue;
            }
            let organisation = organisation.map(|body| match body {
                Body::Named(entity) => entity.0,
                Body::Implied(name, kind) => implied(&mut analysis.entities, name, kind),
            });
            let held = &mut analysis.entities[person.0 as usize];
            // The same role said with its body says more than without.
            if organisation.is_none() && held.roles.iter().any(|(known, _)| *known == role) {
                continue;
            }
            held.roles.retain(|(known, body)| !(body.is_none() && *known == role));
            if !held.roles.contains(&(role.clone(), organisation)) {
                held.roles.push((role, organisation));
            }
        }
    }
}

/// The body of that name and kind: the one that the text names so or by a longer or shorter name of the same
/// beginning ("ministère de la Santé" and "… de la Santé publique"), or a new entity.
fn implied(entities: &mut Vec<LocalEntity>, name: String, kind: OrganisationKind) -> u32 {
    let key = name_key(&name);
    let begins = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let same = |entity: &&(usize, String)| begins(&entity.1, &key) || begins(&key, &entity.1);
    let keys: Vec<(usize, String)> = (entities.iter().enumerate())
        .filter(|(_, entity)| entity.organisation_kind == kind)
        .map(|(at, entity)| (at, name_key(&entity.name)))
        .collect();
    let exact = keys.iter().find(|entity| entity.1 == key);
    let mut near = keys.iter().filter(same);
    let only = || near.next().filter(|_| near.next().is_none());
    if let Some(&(at, _)) = exact.or_else(only) {
        return at as u32;
    }
    let mut entity = LocalEntity::new(EntityKind::Organisation, name);
    entity.organisation_kind = kind;
    entities.push(entity);
    entities.len() as u32 - 1
}
