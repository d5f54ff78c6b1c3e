//! Who a name means.

use std::collections::BTreeMap;

use crate::kb::v1::{EntityKind, Organisation, Person, Place};
use crate::text::fold::name_key;

use super::{QueryError, Source};

/// How many names are suggested.
const SUGGESTED: usize = 3;
/// Least likeness of a suggestion.
const LIKENESS: f64 = 0.78;

/// An organisation, a person or a place: what the three tables have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Its id.
    pub id: String,
    /// Which table it is from.
    pub table: EntityKind,
    /// Fullest form.
    pub name: String,
    /// All forms, with the acronym.
    pub aliases: Vec<String>,
    /// Kind of body or place; empty for persons.
    pub kind: &'static str,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Roles of a person.
    pub roles: Vec<String>,
    /// Mentions.
    pub mentions: u64,
    /// Documents.
    pub documents: u64,
    /// First day seen.
    pub first_seen: Option<String>,
    /// Last day seen.
    pub last_seen: Option<String>,
}

impl Entity {
    /// `organisation`, `person` or `place`.
    #[must_use]
    pub fn table_name(&self) -> &'static str {
        match self.table {
            EntityKind::Organisation => "organisation",
            EntityKind::Person => "person",
            EntityKind::Place => "place",
        }
    }
}

/// All entities of a knowledge base.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entities {
    list: Vec<Entity>,
    by_id: BTreeMap<String, usize>,
}

impl Entities {
    /// Reads the three tables.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub fn read(source: &Source) -> Result<Self, QueryError> {
        let mut list: Vec<Entity> = Vec::new();
        list.extend(source.all::<Organisation>("organisations")?.into_iter().map(Entity::from));
        list.extend(source.all::<Person>("persons")?.into_iter().map(Entity::from));
        list.extend(source.all::<Place>("places")?.into_iter().map(Entity::from));
        let by_id = list.iter().enumerate().map(|(at, one)| (one.id.clone(), at)).collect();
        Ok(Self { list, by_id })
    }

    /// All of them: organisations, persons, places, each by id.
    pub fn iter(&self) -> impl Iterator<Item = &Entity> {
        self.list.iter()
    }

    /// The entity with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Entity> {
        self.by_id.get(id).map(|&at| &self.list[at])
    }

    /// Name of an entity; its id where it is not in the tables.
    #[must_use]
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.get(id).map_or(id, |entity| entity.name.as_str())
    }

    /// The entities that `name` means: its id, or any of their forms, folded.
    ///
    /// # Errors
    /// When there is none; with the nearest names.
    pub fn find(&self, name: &str) -> Result<Vec<&Entity>, QueryError> {
        if let Some(entity) = self.get(name) {
            return Ok(vec![entity]);
        }
        let key = name_key(name);
        let same = |entity: &&Entity| {
            name_key(&entity.name) == key || entity.aliases.iter().any(|form| name_key(form) == key)
        };
        let found: Vec<&Entity> = self.list.iter().filter(same).collect();
        if found.is_empty() || key.is_empty() {
            let name = name.to_owned();
            return Err(QueryError::Unknown { name, near: self.near(&key) });
        }
        Ok(found)
    }

    /// The names nearest to a key that nobody has: those that hold its words, then those spelt alike.
    fn near(&self, key: &str) -> Vec<String> {
        if key.is_empty() {
            return Vec::new();
        }
        let padded = format!(" {key} ");
        let mut near: Vec<(u64, u64, &str)> = Vec::new();
        for entity in &self.list {
            let forms = std::iter::once(&entity.name).chain(&entity.aliases);
            let likeness = forms
                .map(|form| {
                    let form = name_key(form);
                    if format!(" {form} ").contains(&padded) {
                        1.0
                    } else {
                        strsim::jaro_winkler(&form, key).min(0.99)
                    }
                })
                .fold(0.0, f64::max);
            if likeness >= LIKENESS {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "0 to 1000"
                )]
                near.push(((likeness * 1000.0) as u64, entity.mentions, &entity.name));
            }
        }
        near.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2)));
        near.dedup_by(|a, b| a.2 == b.2);
        near.into_iter().take(SUGGESTED).map(|(_, _, name)| name.to_owned()).collect()
    }
}

fn aliases(
    names: Vec<crate::kb::v1::NameCount>,
    acronym: Option<String>,
    name: &str,
) -> Vec<String> {
    let mut forms: Vec<String> = Vec::new();
    for form in names.into_iter().map(|form| form.name).chain(acronym) {
        if form != name && !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

impl From<Organisation> for Entity {
    fn from(one: Organisation) -> Self {
        Self {
            table: EntityKind::Organisation,
            aliases: aliases(one.names, one.acronym, &one.name),
            id: one.id,
            name: one.name,
            kind: one.kind.as_str(),
            country: one.country,
            roles: Vec::new(),
            mentions: one.mention_count,
            documents: one.document_count,
            first_seen: one.first_seen,
            last_seen: one.last_seen,
        }
    }
}

impl From<Person> for Entity {
    fn from(one: Person) -> Self {
        Self {
            table: EntityKind::Person,
            aliases: aliases(one.names, None, &one.name),
            id: one.id,
            name: one.name,
            kind: "",
            country: None,
            roles: one.roles.into_iter().filter_map(|role| role.role).collect(),
            mentions: one.mention_count,
            documents: one.document_count,
            first_seen: one.first_seen,
            last_seen: one.last_seen,
        }
    }
}

impl From<Place> for Entity {
    fn from(one: Place) -> Self {
        Self {
            table: EntityKind::Place,
            aliases: aliases(one.names, None, &one.name),
            id: one.id,
            name: one.name,
            kind: one.kind.as_str(),
            country: one.country,
            roles: Vec::new(),
            mentions: one.mention_count,
            documents: one.document_count,
            first_seen: one.first_seen,
            last_seen: one.last_seen,
        }
    }
}
