//! Facts for unit tests.

use crate::kb::facts::DocumentFacts;
use crate::kb::v1::Document;

/// An empty document.
pub(super) fn document(id: &str) -> DocumentFacts {
    DocumentFacts {
        document: Document {
            id: id.to_owned(),
            locator: format!("{id}.txt"),
            record: None,
            other_locators: Vec::new(),
            title: None,
            published: None,
            published_from: None,
            publisher: None,
            url: None,
            author: None,
            language: "fr".to_owned(),
            language_score: 1.0,
            encoding: "utf-8".to_owned(),
            char_count: 0,
            duplicate_of: None,
            blocks: Vec::new(),
            text: None,
        },
        entities: Vec::new(),
        mentions: Vec::new(),
        dates: Vec::new(),
        amounts: Vec::new(),
        relations: Vec::new(),
        issues: Vec::new(),
    }
}
