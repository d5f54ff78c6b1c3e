//! Where entities are named: their mentions, and the sentences around them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer};

use crate::kb::context::{Bounds, Chars};
use crate::kb::v1::Mention;

use super::answers::{Head, is_in};
use super::{QueryError, Source};

/// Some documents with their texts, for contexts.
#[derive(Debug, Default)]
pub struct Texts(BTreeMap<String, (Head, Option<Chars>)>);

/// A document with its text, taken apart where it is parsed, on all cores.
struct Whole(Head, Option<Chars>);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Parts {
            id: String,
            locator: String,
            record: Option<String>,
            published: Option<String>,
            text: Option<String>,
        }
        let Parts { id, locator, record, published, text } = Parts::deserialize(deserializer)?;
        Ok(Self(Head { id, locator, record, published }, text.as_deref().map(Chars::new)))
    }
}

impl Texts {
    /// Reads the documents with these ids.
    pub fn read(source: &Source, ids: &BTreeSet<&str>) -> Result<Self, QueryError> {
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let documents: Vec<Whole> = source.some("documents", is_in("id", ids))?;
        let entry = |Whole(head, chars): Whole| (head.id.clone(), (head, chars));
        Ok(Self(documents.into_iter().map(entry).collect()))
    }

    /// What is known of a document.
    pub fn head(&self, id: &str) -> Option<&Head> {
        self.0.get(id).map(|(head, _)| head)
    }

    /// The sentence around a span; `None` where the texts were left out.
    pub fn sentence(&self, id: &str, start: u32, end: u32) -> Option<String> {
        let (_, chars) = self.0.get(id)?;
        chars.as_ref().map(|chars| chars.sentence(start, end))
    }

    /// Bounds of the sentence around a span.
    pub fn bounds(&self, id: &str, start: u32, end: u32) -> Option<Bounds> {
        let (_, chars) = self.0.get(id)?;
        chars.as_ref().map(|chars| chars.around(start, end))
    }
}

/// The mentions of these entities, by document and position.
pub fn mentions_of(source: &Source, ids: &BTreeSet<&str>) -> Result<Vec<Mention>, QueryError> {
    let words: Vec<&str> = ids.iter().copied().collect();
    Ok(source.holding("mentions", &words, is_in("entity", ids))?)
}

/// Where entities stand, document by document.
#[derive(Debug, Default)]
pub struct Spots(BTreeMap<String, Vec<(u32, u32)>>);

impl Spots {
    /// Of these mentions.
    pub fn new(mentions: &[Mention]) -> Self {
        let mut spots: BTreeMap<String, Vec<(u32, u32)>> = BTreeMap::new();
        for one in mentions {
            spots.entry(one.document.clone()).or_default().push((one.char_start, one.char_end));
        }
        Self(spots)
    }

    /// The documents.
    pub fn documents(&self) -> BTreeSet<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// Whether one of the mentions stands within these bounds of a document.
    pub fn within(&self, document: &str, bounds: Bounds) -> bool {
        let spots = self.0.get(document).map(Vec::as_slice).unwrap_or_default();
        spots.iter().any(|&(start, end)| bounds.holds(start, end))
    }
}
