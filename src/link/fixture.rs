//! Facts for unit tests.

use crate::kb::facts::DocumentFacts;
use crate::kb::v1::Document;

/// An empty document.
pub(super) fn document(id: &str) -> DocumentFacts {
    let document = Document {
        id: id.to_owned(),
        locator: format!("{id}.txt"),
        language: "fr".to_owned(),
        ..Document::default()
    };
    DocumentFacts { document, ..DocumentFacts::default() }
}
