//! What several answers need: documents by id, days of relations.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::kb::v1::{DateValue, Member, RelationKind, Status};

use super::filter::bounds;
use super::source::Field;
use super::{Filter, QueryError, Source};

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
    let wanted: FxHashSet<&str> = wanted.iter().copied().collect();
    move |line| field.of(line).is_some_and(|value| wanted.contains(value))
}

/// What most questions ask of a relation: not its sentences.
#[derive(Clone, Debug, Deserialize)]
pub struct Tie {
    /// Its kind.
    pub kind: RelationKind,
    /// Whether it holds.
    pub status: Status,
    /// Who takes part.
    pub members: Vec<Member>,
    /// When.
    pub date: Option<DateValue>,
    /// How sure.
    pub score: f64,
    /// Where it is asserted.
    pub evidence: Vec<Proof>,
}

impl Tie {
    /// Documents that assert it.
    pub fn documents(&self) -> impl Iterator<Item = &str> {
        self.evidence.iter().map(|one| one.document.as_str())
    }

    /// Its first and last full day.
    pub fn days(&self, heads: &BTreeMap<String, Head>) -> (Option<String>, Option<String>) {
        days(self.date.as_ref(), self.documents(), heads)
    }
}

/// The document of an evidence.
#[derive(Clone, Debug, Deserialize)]
pub struct Proof {
    /// Its id.
    pub document: String,
}

/// Tells by its bytes whether a relation can pass the filter.
pub fn can_pass(filter: &Filter) -> impl Fn(&[u8]) -> bool + Sync + '_ {
    let (kind, status, latest) = (Field::new("kind"), Field::new("status"), Field::new("latest"));
    let earliest = Field::new("earliest");
    let undated = memchr::memmem::Finder::new(b"\"date\":null");
    let statuses: Vec<&str> = filter.statuses.iter().map(|status| status.as_str()).collect();
    let days = &filter.days;
    move |line| {
        let one_of =
            |field: &Field, wanted: &dyn Fn(&str) -> bool| field.of(line).is_none_or(wanted);
        let past = |field: &Field, bound: &Option<String>, out: fn(&str, &str) -> bool| {
            let bound = bound.as_deref();
            bound.is_some_and(|bound| field.of(line).is_some_and(|day| out(day, bound)))
        };
        one_of(&kind, &|kind| filter.kind(&[kind]))
            && one_of(&status, &|status| statuses.is_empty() || statuses.contains(&status))
            && (undated.find(line).is_some()
                || !(past(&latest, &days.since, |day, since| day < since)
                    || past(&earliest, &days.until, |day, until| day > until)))
    }
}

/// First and last full day of a relation: its own date, else the publication of its documents.
pub fn days<'a>(
    date: Option<&DateValue>,
    documents: impl Iterator<Item = &'a str>,
    heads: &BTreeMap<String, Head>,
) -> (Option<String>, Option<String>) {
    if let Some(date) = date.filter(|date| has_days(date)) {
        return (date.earliest.clone(), date.latest.clone());
    }
    let published: Vec<_> = documents.filter_map(|id| heads.get(id)).map(Head::days).collect();
    let first = published.iter().filter_map(|(first, _)| first.clone()).min();
    let last = published.into_iter().filter_map(|(_, last)| last).max();
    (first, last)
}

/// Whether a date says days; if not, the publication stands in.
pub fn has_days(date: &DateValue) -> bool {
    date.earliest.is_some() || date.latest.is_some()
}
