//! From a knowledge base to files: one JSON file, the same records as JSON-lines tables, the facts of
//! a shard. The same knowledge base always gives the same bytes, and a file is there whole or not
//! at all.

mod atomic;
mod error;
pub mod export;
mod facts;
mod json;
mod jsonl;
pub mod report;
mod schema;

pub use atomic::{Batch, file as write_file};
pub use error::WriteError;
pub use facts::{FACTS_FILE, FactsError, FactsReader, FactsWriter};
pub use json::json;
pub use jsonl::{header, tables};
pub use schema::{duckdb_views, schemas};

use crate::kb::read::{KB_FILE, RUN_FILE};
use crate::kb::v1::KnowledgeBase;

/// Which forms to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forms {
    /// `kb.json`.
    pub json: bool,
    /// The tables as `.jsonl`, and `run.json`.
    pub jsonl: bool,
}

/// Takes the texts out of the documents (`--no-text`); quotes and surfaces stay.
pub fn drop_texts(kb: &mut KnowledgeBase) {
    for document in &mut kb.documents {
        document.text = None;
    }
}

/// Adds the forms asked for to `batch`; nothing is visible until [`Batch::commit`].
///
/// # Errors
/// When the disk refuses.
pub fn knowledge_base(
    batch: &mut Batch,
    kb: &KnowledgeBase,
    forms: Forms,
) -> Result<(), WriteError> {
    if forms.json {
        batch.add(KB_FILE, |out| json(kb, out))?;
    }
    if forms.jsonl {
        batch.add(RUN_FILE, |out| header(kb, out))?;
        tables(batch, kb)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
