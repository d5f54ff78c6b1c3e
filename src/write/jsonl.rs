//! The tables as JSON lines, the form that DuckDB, pandas and `jq` read a record at a time.

use std::io::{self, Write};

use serde::Serialize;

use super::json::record;
use super::{Batch, WriteError};
use crate::kb::read::Header;
use crate::kb::v1::KnowledgeBase;

/// Writes `run.json`: format, version and the `run` block, which the tables have no room for.
///
/// # Errors
/// When `out` refuses.
pub fn header(kb: &KnowledgeBase, out: &mut dyn Write) -> io::Result<()> {
    let header = Header {
        format: kb.format.clone(),
        format_version: kb.format_version.clone(),
        run: kb.run.clone(),
    };
    record(&header, out)?;
    out.write_all(b"\n")
}

/// Adds one `.jsonl` file a table to `batch`.
///
/// # Errors
/// When the disk refuses.
pub fn tables(batch: &mut Batch, kb: &KnowledgeBase) -> Result<(), WriteError> {
    batch.add("documents.jsonl", |out| lines(&kb.documents, out))?;
    batch.add("organisations.jsonl", |out| lines(&kb.organisations, out))?;
    batch.add("persons.jsonl", |out| lines(&kb.persons, out))?;
    batch.add("places.jsonl", |out| lines(&kb.places, out))?;
    batch.add("mentions.jsonl", |out| lines(&kb.mentions, out))?;
    batch.add("dates.jsonl", |out| lines(&kb.dates, out))?;
    batch.add("amounts.jsonl", |out| lines(&kb.amounts, out))?;
    batch.add("relations.jsonl", |out| lines(&kb.relations, out))?;
    batch.add("issues.jsonl", |out| lines(&kb.issues, out))
}

fn lines<T: Serialize>(records: &[T], out: &mut dyn Write) -> io::Result<()> {
    for one in records {
        record(one, out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
