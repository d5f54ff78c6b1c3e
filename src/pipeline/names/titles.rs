//! Roles of persons and the bodies they hold them in, from `[[title]]` rules.

use super::{Buffers, masked};
use crate::kb::v1::EntityKind;
use crate::pipeline::analysis::{Analysis, EntityIdx, roles};
use crate::rules::RuleIdx;
use crate::rules::set::wake;

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
        let mut stated: Vec<(EntityIdx, Option<String>, Option<EntityIdx>)> = Vec::new();
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
                let role = roles(&language.titles, found).find(|(name, _)| *name == "role").map(
                    |(_, role)| {
                        let tokens = line.tokens(role.start as usize, role.end as usize);
                        super::entities::clean(analysis.surface(tokens))
                    },
                );
                stated.push((person, role, entity("organisation")));
            }
        }
        for (person, role, organisation) in stated {
            let held = &mut analysis.entities[person.0 as usize];
            if held.kind != EntityKind::Person {
                continue;
            }
            let organisation = organisation.map(|entity| entity.0);
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
