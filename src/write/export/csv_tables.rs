//! One CSV file a table, for spreadsheets. Lists are cells with `; ` between their parts; block
//! bounds, evidence past the first sentence and what was merged are left out.

use serde_json::Value;

use super::super::{Batch, WriteError};
use crate::kb::v1::KnowledgeBase;

/// How values are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// RFC 4180: commas, decimal points, UTF-8.
    #[default]
    Standard,
    /// What Excel opens on a French desktop: semicolons, decimal commas, a byte order mark. Text
    /// that a spreadsheet would take for a formula gets an apostrophe.
    ExcelFr,
}

/// Column, and the way to its value in a record; `[]` goes through a list.
type Column = (&'static str, &'static str);

const DOCUMENTS: &[Column] = &[
    ("id", "id"),
    ("locator", "locator"),
    ("record", "record"),
    ("title", "title"),
    ("published", "published"),
    ("published_from", "published_from"),
    ("publisher", "publisher"),
    ("author", "author"),
    ("url", "url"),
    ("language", "language"),
    ("char_count", "char_count"),
    ("duplicate_of", "duplicate_of"),
    ("other_locators", "other_locators.[]"),
];
const ORGANISATIONS: &[Column] = &[
    ("id", "id"),
    ("name", "name"),
    ("acronym", "acronym"),
    ("kind", "kind"),
    ("country", "country"),
    ("names", "names.[].name"),
    ("schemes", "ids.[].scheme"),
    ("identifiers", "ids.[].value"),
    ("mention_count", "mention_count"),
    ("document_count", "document_count"),
    ("first_seen", "first_seen"),
    ("last_seen", "last_seen"),
];
const PERSONS: &[Column] = &[
    ("id", "id"),
    ("name", "name"),
    ("names", "names.[].name"),
    ("roles", "roles.[].role"),
    ("organisations", "roles.[].organisation"),
    ("mention_count", "mention_count"),
    ("document_count", "document_count"),
    ("first_seen", "first_seen"),
    ("last_seen", "last_seen"),
];
const PLACES: &[Column] = &[
    ("id", "id"),
    ("name", "name"),
    ("kind", "kind"),
    ("country", "country"),
    ("region", "region"),
    ("latitude", "latitude"),
    ("longitude", "longitude"),
    ("names", "names.[].name"),
    ("schemes", "ids.[].scheme"),
    ("identifiers", "ids.[].value"),
    ("mention_count", "mention_count"),
    ("document_count", "document_count"),
    ("first_seen", "first_seen"),
    ("last_seen", "last_seen"),
];
const MENTIONS: &[Column] = &[
    ("id", "id"),
    ("document", "document"),
    ("kind", "kind"),
    ("char_start", "char_start"),
    ("char_end", "char_end"),
    ("surface", "surface"),
    ("entity", "entity"),
    ("rule", "rule"),
    ("score", "score"),
];
const DATES: &[Column] = &[
    ("id", "id"),
    ("document", "document"),
    ("char_start", "char_start"),
    ("char_end", "char_end"),
    ("surface", "surface"),
    ("kind", "kind"),
    ("value", "value"),
    ("earliest", "earliest"),
    ("latest", "latest"),
    ("precision", "precision"),
    ("anchor", "anchor"),
    ("rule", "rule"),
    ("score", "score"),
];
const AMOUNTS: &[Column] = &[
    ("id", "id"),
    ("document", "document"),
    ("char_start", "char_start"),
    ("char_end", "char_end"),
    ("surface", "surface"),
    ("kind", "kind"),
    ("value", "value"),
    ("value_max", "value_max"),
    ("unit", "unit"),
    ("modifier", "modifier"),
    ("per", "per"),
    ("item", "item"),
    ("rule", "rule"),
    ("score", "score"),
];
const RELATIONS: &[Column] = &[
    ("id", "id"),
    ("kind", "kind"),
    ("status", "status"),
    ("directed", "directed"),
    ("roles", "members.[].role"),
    ("members", "members.[].entity"),
    ("signatories", "signatories.[].person"),
    ("date", "date.value"),
    ("earliest", "date.earliest"),
    ("latest", "date.latest"),
    ("place", "place"),
    ("amount", "amount.value"),
    ("amount_max", "amount.value_max"),
    ("unit", "amount.unit"),
    ("object", "object"),
    ("score", "score"),
    ("document_count", "document_count"),
    ("documents", "evidence.[].document"),
    ("sentence", "evidence.0.quote"),
    ("rule", "evidence.0.rule"),
];
const ISSUES: &[Column] = &[
    ("locator", "locator"),
    ("record", "record"),
    ("code", "code"),
    ("severity", "severity"),
    ("message", "message"),
];

/// Adds the files to `batch`.
///
/// # Errors
/// When the disk refuses.
pub fn tables(kb: &KnowledgeBase, dialect: Dialect, batch: &mut Batch) -> Result<(), WriteError> {
    add("documents", DOCUMENTS, &kb.documents, dialect, batch)?;
    add("organisations", ORGANISATIONS, &kb.organisations, dialect, batch)?;
    add("persons", PERSONS, &kb.persons, dialect, batch)?;
    add("places", PLACES, &kb.places, dialect, batch)?;
    add("mentions", MENTIONS, &kb.mentions, dialect, batch)?;
    add("dates", DATES, &kb.dates, dialect, batch)?;
    add("amounts", AMOUNTS, &kb.amounts, dialect, batch)?;
    add("relations", RELATIONS, &kb.relations, dialect, batch)?;
    add("issues", ISSUES, &kb.issues, dialect, batch)
}

fn add<T: serde::Serialize>(
    name: &str,
    columns: &[Column],
    records: &[T],
    dialect: Dialect,
    batch: &mut Batch,
) -> Result<(), WriteError> {
    batch.add(&format!("{name}.csv"), |out| {
        let mut builder = csv::WriterBuilder::new();
        builder.terminator(csv::Terminator::CRLF);
        if dialect == Dialect::ExcelFr {
            out.write_all("\u{feff}".as_bytes())?;
            builder.delimiter(b';');
        }
        let mut writer = builder.from_writer(out);
        writer.write_record(columns.iter().map(|(name, _)| name))?;
        for record in records {
            let value = serde_json::to_value(record)?;
            let cells = columns.iter().map(|(_, way)| cell(at(&value, way), dialect));
            writer.write_record(cells)?;
        }
        writer.flush()
    })
}

/// The values at the end of a way, in order.
fn at<'a>(value: &'a Value, way: &str) -> Vec<&'a Value> {
    let mut found = vec![value];
    for step in way.split('.') {
        found = found
            .into_iter()
            .flat_map(|value| match (step, value) {
                ("[]", Value::Array(list)) => list.iter().collect(),
                ("0", Value::Array(list)) => list.first().into_iter().collect(),
                (key, Value::Object(_)) => value.get(key).into_iter().collect::<Vec<_>>(),
                _ => Vec::new(),
            })
            .collect();
    }
    found
}

fn cell(values: Vec<&Value>, dialect: Dialect) -> String {
    let parts: Vec<String> = values
        .into_iter()
        .map(|value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Number(number) if dialect == Dialect::ExcelFr => {
                number.to_string().replace('.', ",")
            }
            other => other.to_string(),
        })
        .collect();
    let text = parts.join("; ");
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    // A negative figure is no formula.
    let figure = text.replace(',', ".").parse::<f64>().is_ok();
    if dialect == Dialect::ExcelFr && formula && !figure { format!("'{text}") } else { text }
}
