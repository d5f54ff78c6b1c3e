//! `kb.json`: one object, one record a line inside each array, so that it is valid JSON, greppable,
//! and changes show line by line.

use std::io::{self, Write};

use serde::Serialize;

use crate::kb::v1::KnowledgeBase;

/// Writes the knowledge base as one JSON object. Record order is that of `kb`.
///
/// # Errors
/// When `out` refuses.
pub fn json(kb: &KnowledgeBase, out: &mut dyn Write) -> io::Result<()> {
    // Taking the struct apart makes a forgotten table a compile error.
    let KnowledgeBase {
        format,
        format_version,
        run,
        documents,
        organisations,
        persons,
        places,
        mentions,
        dates,
        amounts,
        relations,
        issues,
    } = kb;
    out.write_all(b"{\n\"format\": ")?;
    record(format, out)?;
    out.write_all(b",\n\"format_version\": ")?;
    record(format_version, out)?;
    out.write_all(b",\n\"run\": ")?;
    record(run, out)?;
    array("documents", documents, out)?;
    array("organisations", organisations, out)?;
    array("persons", persons, out)?;
    array("places", places, out)?;
    array("mentions", mentions, out)?;
    array("dates", dates, out)?;
    array("amounts", amounts, out)?;
    array("relations", relations, out)?;
    array("issues", issues, out)?;
    out.write_all(b"\n}\n")
}

fn array<T: Serialize>(name: &str, records: &[T], out: &mut dyn Write) -> io::Result<()> {
    write!(out, ",\n\"{name}\": [")?;
    for (number, one) in records.iter().enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        record(one, out)?;
    }
    out.write_all(if records.is_empty() { b"]" } else { b"\n]" })
}

/// One value on one line.
pub(super) fn record<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}
