//! Mentions to entities: names with one key are one body, place or person, and what the document
//! says of other names is joined to it.

use rustc_hash::FxHashMap;

use super::NameContext;
use super::properties::key_of;
use crate::kb::facts::LocalEntity;
use crate::kb::v1::{EntityKind, OrganisationKind};
use crate::pipeline::analysis::{Analysis, EntityIdx, NameKind};

/// Makes the entities of the document and ties its mentions to them.
pub(super) fn build(analysis: &mut Analysis<'_>, _cx: &NameContext<'_>) {
    let mut keys: FxHashMap<(NameKind, u64), EntityIdx> = FxHashMap::default();
    for at in 0..analysis.names.len() {
        let mention = &analysis.names[at];
        let kind = match mention.kind {
            NameKind::Organisation => EntityKind::Organisation,
            NameKind::Place => EntityKind::Place,
            NameKind::Person => EntityKind::Person,
            NameKind::Other => continue,
        };
        let key = (mention.kind, key_of(analysis.text, &analysis.tokens[mention.tokens.range()]));
        let surface = clean(analysis.surface(mention.tokens));
        let entity = *keys.entry(key).or_insert_with(|| {
            analysis.entities.push(entity(kind, surface.clone()));
            EntityIdx((analysis.entities.len() - 1) as u32)
        });
        analysis.names[at].entity = Some(entity);
    }
}

fn entity(kind: EntityKind, name: String) -> LocalEntity {
    LocalEntity {
        kind,
        name,
        acronym: None,
        aliases: Vec::new(),
        organisation_kind: OrganisationKind::Other,
        place_kind: None,
        country: None,
        region: None,
        coordinates: None,
        ids: Vec::new(),
        gazetteer: None,
        roles: Vec::new(),
        joined: Vec::new(),
    }
}

/// A name on one line, with single spaces.
fn clean(surface: &str) -> String {
    surface.split_whitespace().collect::<Vec<_>>().join(" ")
}
