//! Who a name means.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer};

use crate::kb::v1::{EntityKind, Organisation, Person, Place};
use crate::text::fold::name_key;

use super::answers::is_in;
use super::glimpse::Glimpse;
use super::source::Field;
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

/// All entities of a knowledge base.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entities {
    list: Vec<Entity>,
    by_id: FxHashMap<String, usize>,
}

impl Entities {
    /// Reads the three tables.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub fn read(source: &Source) -> Result<Self, QueryError> {
        Self::some(source, &[], EntityKind::ALL, |_| true)
    }

    /// The entities of some tables that have one of `kinds` (any without kinds) and a form that
    /// holds `key` (any without a key).
    ///
    /// # Errors
    /// When a table cannot be read.
    pub(super) fn filtered(
        source: &Source,
        tables: &[EntityKind],
        kinds: impl Fn(&str) -> bool + Sync,
        key: Option<&str>,
    ) -> Result<Self, QueryError> {
        let field = Field::new("kind");
        let glimpse = Glimpse::new(key.unwrap_or_default());
        Self::some(source, &[], tables, |line| {
            field.of(line).is_none_or(&kinds)
                && key
                    .is_none_or(|key| glimpse.of(line) && has_form(line, |form| form.contains(key)))
        })
    }

    /// All of them: organisations, persons, places, each by id.
    pub fn iter(&self) -> impl Iterator<Item = &Entity> {
        self.list.iter()
    }

    /// The entities that `name` means: its id, or any of their forms, folded. Only these are parsed
    /// whole.
    ///
    /// # Errors
    /// When a table cannot be read, or there is none; with the nearest names.
    pub fn called(source: &Source, name: &str) -> Result<Self, QueryError> {
        let key = name_key(name);
        if ["o-", "p-", "l-"].iter().any(|start| name.starts_with(start)) {
            let itself = Field::new("id");
            let same_id = |line: &[u8]| itself.of(line) == Some(name);
            let found = Self::some(source, &[name], EntityKind::ALL, same_id)?;
            if !found.list.is_empty() {
                return Ok(found);
            }
        }
        let found = if key.is_empty() {
            Self::default()
        } else {
            let glimpse = Glimpse::new(&key);
            let same_name = |line: &[u8]| glimpse.of(line) && has_form(line, |form| form == key);
            Self::some(source, &[], EntityKind::ALL, same_name)?
        };
        if found.list.is_empty() {
            let near = Self::read(source)?.near(&key);
            return Err(QueryError::Unknown { name: name.to_owned(), near });
        }
        Ok(found)
    }

    /// The entities with these ids.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub fn of(source: &Source, ids: &BTreeSet<&str>) -> Result<Self, QueryError> {
        if ids.is_empty() {
            return Ok(Self::default());
        }
        Self::some(source, &[], EntityKind::ALL, is_in("id", ids))
    }

    fn some(
        source: &Source,
        words: &[&str],
        tables: &[EntityKind],
        keep: impl Fn(&[u8]) -> bool + Sync,
    ) -> Result<Self, QueryError> {
        let mut list: Vec<Entity> = Vec::new();
        for table in tables {
            match table {
                EntityKind::Organisation => {
                    let found: Vec<Body> = source.holding("organisations", words, &keep)?;
                    list.extend(found.into_iter().map(|one| one.0));
                }
                EntityKind::Person => {
                    let found: Vec<Human> = source.holding("persons", words, &keep)?;
                    list.extend(found.into_iter().map(|one| one.0));
                }
                EntityKind::Place => {
                    let found: Vec<Spot> = source.holding("places", words, &keep)?;
                    list.extend(found.into_iter().map(|one| one.0));
                }
            }
        }
        let by_id = list.iter().enumerate().map(|(at, one)| (one.id.clone(), at)).collect();
        Ok(Self { list, by_id })
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

    /// Their ids.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<&str> {
        self.list.iter().map(|one| one.id.as_str()).collect()
    }

    /// The names nearest to a key that nobody has: those that hold its words, then those spelt alike.
    fn near(&self, key: &str) -> Vec<String> {
        if key.is_empty() {
            return Vec::new();
        }
        let padded = format!(" {key} ");
        let rank = |entity: &'_ Entity| {
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
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 1000"
            )]
            let rank = (likeness * 1000.0) as u64;
            (likeness >= LIKENESS).then_some((rank, entity.mentions))
        };
        let mut near: Vec<(u64, u64, &str)> = self
            .list
            .par_iter()
            .filter_map(|entity| {
                rank(entity).map(|(rank, mentions)| (rank, mentions, entity.name.as_str()))
            })
            .collect();
        near.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2)));
        near.dedup_by(|a, b| a.2 == b.2);
        near.into_iter().take(SUGGESTED).map(|(_, _, name)| name.to_owned()).collect()
    }
}

/// The forms of an entity, as they stand in its line.
#[derive(Deserialize)]
struct Forms<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    names: Vec<FormOf<'a>>,
    #[serde(borrow, default)]
    acronym: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct FormOf<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
}

impl Forms<'_> {
    fn iter(&self) -> impl Iterator<Item = &str> {
        let names = self.names.iter().map(|form| &*form.name);
        std::iter::once(&*self.name).chain(names).chain(self.acronym.as_deref())
    }
}

/// Whether a form of the entity in a line is wanted, told by its key.
fn has_form(line: &[u8], wanted: impl Fn(&str) -> bool) -> bool {
    serde_json::from_slice::<Forms<'_>>(line)
        .is_ok_and(|forms| forms.iter().any(|form| wanted(&name_key(form))))
}

/// Entities are made where they are parsed, on all cores.
macro_rules! parsed_as_entity {
    ($($name:ident from $record:ty;)*) => {$(
        struct $name(Entity);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <$record>::deserialize(deserializer).map(|one| Self(Entity::from(one)))
            }
        }
    )*};
}

parsed_as_entity! {
    Body from Organisation;
    Human from Person;
    Spot from Place;
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
