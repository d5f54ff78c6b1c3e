//! What several answers need: documents by id, days of relations.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::kb::v1::Relation;

use super::filter::bounds;
use super::source::Field;
use super::{QueryError, Source};

/// What answers say about a document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Head {
    /// Its id.
    pub id: String,
    /// Where it was read.
    pub locator: String,
    /// Record in a container.
    pub record: Option<String>,
    /// Publication date, as precise as known.
    pub published: Option<String>,
}

impl Head {
    /// `locator`, or `locator#record`.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.record {
            Some(record) => format!("{}#{record}", self.locator),
            None => self.locator.clone(),
        }
    }

    /// First and last full day of the publication.
    #[must_use]
    pub fn days(&self) -> (Option<String>, Option<String>) {
        match self.published.as_deref().map(bounds) {
            Some((first, last)) => (Some(first), Some(last)),
            None => (None, None),
        }
    }
}

/// The heads of some documents, by id; their texts are not looked at.
pub fn heads(
    source: &Source,
    wanted: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Head>, QueryError> {
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let heads: Vec<Head> = source.before("documents", "blocks", is_in("id", wanted))?;
    Ok(heads.into_iter().map(|head| (head.id.clone(), head)).collect())
}

/// Whether the string `key` of a line is one of `wanted`.
pub fn is_in<'a>(key: &str, wanted: &'a BTreeSet<&str>) -> impl Fn(&[u8]) -> bool + Sync + 'a {
    let field = Field::new(key);
    move |line| field.of(line).is_some_and(|value| wanted.contains(value))
}

/// First and last full day of a relation: its own date, else the publication of its documents.
pub fn days(
    relation: &Relation,
    heads: &BTreeMap<String, Head>,
) -> (Option<String>, Option<String>) {
    if let Some(date) = &relation.date
        && (date.earliest.is_some() || date.latest.is_some())
    {
        return (date.earliest.clone(), date.latest.clone());
    }
    let published: Vec<_> = relation
        .evidence
        .iter()
        .filter_map(|one| heads.get(&one.document))
        .map(Head::days)
        .collect();
    let first = published.iter().filter_map(|(first, _)| first.clone()).min();
    let last = published.into_iter().filter_map(|(_, last)| last).max();
    (first, last)
}
