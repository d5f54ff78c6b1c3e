//! The knowledge base as an SQL script that SQLite turns into a database:
//! `sqlite3 kb.db < export.sql`, or `executescript` of Python's `sqlite3`. Lists become tables of their own,
//! joined by id; nothing is left out but what the text of a document says anyway.
//!
//! Why a script and not the database file: `rusqlite` with SQLite bundled was priced at 11 crates and
//! 62 seconds of processor time in each build (one C file of 9 MB, on this project's two-core machine,
//! where all of `extract` takes under five minutes), and 2 MB of binary, for everybody who builds
//! `extract`. The script costs nothing, every SQLite since 3.8 reads it, and the program that makes a
//! database of it comes with Python, macOS and most Linux systems.

use std::io::{Result, Write};

use serde::Serialize;
use serde_json::Value;

use crate::kb::v1::KnowledgeBase;

/// Bytes of one statement, about; SQLite takes a million at least.
const STATEMENT: usize = 1 << 18;

/// Name of a column, its type, and the way to its value in a record.
type Column = (&'static str, &'static str, &'static str);

/// A list of a record that becomes a table: its rows have the id of the record and their place in
/// the list.
struct List {
    table: &'static str,
    /// Key of the list.
    key: &'static str,
    /// Name of the column with the record's id.
    of: &'static str,
    columns: &'static [Column],
}

/// A table and its lists.
struct Table {
    name: &'static str,
    columns: &'static [Column],
    lists: &'static [List],
}

const NAMES: List = List {
    table: "names",
    key: "names",
    of: "entity",
    columns: &[("name", "TEXT", "name"), ("count", "INTEGER", "count")],
};
const IDS: List = List {
    table: "ids",
    key: "ids",
    of: "entity",
    columns: &[("scheme", "TEXT", "scheme"), ("value", "TEXT", "value")],
};
const MERGED: List = List {
    table: "merged",
    key: "merged",
    of: "entity",
    columns: &[
        ("id", "TEXT", "id"),
        ("name", "TEXT", "name"),
        ("rule", "TEXT", "rule"),
        ("score", "REAL", "score"),
    ],
};
const DOCUMENTS: Table = Table {
    name: "documents",
    columns: &[
        ("id", "TEXT PRIMARY KEY", "id"),
        ("locator", "TEXT", "locator"),
        ("record", "TEXT", "record"),
        ("title", "TEXT", "title"),
        ("published", "TEXT", "published"),
        ("published_from", "TEXT", "published_from"),
        ("publisher", "TEXT", "publisher"),
        ("url", "TEXT", "url"),
        ("author", "TEXT", "author"),
        ("language", "TEXT", "language"),
        ("language_score", "REAL", "language_score"),
        ("encoding", "TEXT", "encoding"),
        ("char_count", "INTEGER", "char_count"),
        ("duplicate_of", "TEXT", "duplicate_of"),
        ("text", "TEXT", "text"),
    ],
    lists: &[
        List {
            table: "other_locators",
            key: "other_locators",
            of: "document",
            columns: &[("locator", "TEXT", "")],
        },
        List {
            table: "blocks",
            key: "blocks",
            of: "document",
            columns: &[
                ("kind", "TEXT", "kind"),
                ("language", "TEXT", "language"),
                ("char_start", "INTEGER", "char_start"),
                ("char_end", "INTEGER", "char_end"),
            ],
        },
    ],
};
const ORGANISATIONS: Table = Table {
    name: "organisations",
    columns: &[
        ("id", "TEXT PRIMARY KEY", "id"),
        ("name", "TEXT", "name"),
        ("acronym", "TEXT", "acronym"),
        ("kind", "TEXT", "kind"),
        ("country", "TEXT", "country"),
        ("mention_count", "INTEGER", "mention_count"),
        ("document_count", "INTEGER", "document_count"),
        ("first_seen", "TEXT", "first_seen"),
        ("last_seen", "TEXT", "last_seen"),
    ],
    lists: &[NAMES, IDS, MERGED],
};
const PERSONS: Table = Table {
    name: "persons",
    columns: &[
        ("id", "TEXT PRIMARY KEY", "id"),
        ("name", "TEXT", "name"),
        ("mention_count", "INTEGER", "mention_count"),
        ("document_count", "INTEGER", "document_count"),
        ("first_seen", "TEXT", "first_seen"),
        ("last_seen", "TEXT", "last_seen"),
    ],
    lists: &[
        NAMES,
        MERGED,
        List {
            table: "roles",
            key: "roles",
            of: "person",
            columns: &[
                ("role", "TEXT", "role"),
                ("organisation", "TEXT", "organisation"),
                ("count", "INTEGER", "count"),
            ],
        },
    ],
};
const PLACES: Table = Table {
    name: "places",
    columns: &[
        ("id", "TEXT PRIMARY KEY", "id"),
        ("name", "TEXT", "name"),
        ("kind", "TEXT", "kind"),
        ("country", "TEXT", "country"),
        ("region", "TEXT", "region"),
        ("latitude", "REAL", "latitude"),
        ("longitude", "REAL", "longitude"),
        ("mention_count", "INTEGER", "mention_count"),
        ("document_count", "INTEGER", "document_count"),
        ("first_seen", "TEXT", "first_seen"),
        ("last_seen", "TEXT", "last_seen"),
    ],
    lists: &[NAMES, IDS, MERGED],
};
const MENTIONS: Table = Table {
    name: "mentions",
    columns: &[
        ("id", "TEXT PRIMARY KEY", "id"),
        ("document", "TEXT", "document"),
        ("kind", "TEXT", "kind"),
        ("char_start", "INTEGER", "char_start"),
        ("char_end", "INTEGER", "char_end"),
        ("surface", "TEXT", "surface"),
        ("sentence", "INTEGER", "sentence"),
        ("entity", "TEXT", "entity"),
        ("rule", "TEXT", "rule"),
        ("score", "REAL", "score"),
    ],
    lists: &[List {
        table: "mention_evidence",
        key: "evidence",
        of: "mention",
        columns: &[("evidence", "TEXT", "")],
    }],
};
const DATES: Table = Table {
    name: "dates",
    columns: &[
        ("id", "TEXT PRIMARY KEY", "id"),
        ("document", "TEXT", "document"),
        ("char_start", "INTEGER", "char_start"),
        ("char_end", "INTEGER", "char_end"),
        ("surface", "TEXT", "surface"),
        ("kind", "TEXT", "kind"),
        ("value", "TEXT", "value"),
        ("earliest", "TEXT", "earliest"),
        ("latest", "TEXT", "latest"),
        ("precision", "TEXT", "precision"),
        ("anchor", "TEXT", "anchor"),
        ("rule", "TEXT", "rule"),
        ("score", "REAL", "score"),
    ],
    lists: &[],
};
const AMOUNTS: Table = Table {
    name: "amounts",
    columns: &[
        ("id", "TEXT PRIMARY KEY", "id"),
        ("document", "TEXT", "document"),
        ("char_start", "INTEGER", "char_start"),
        ("char_end", "INTEGER", "char_end"),
        ("surface", "TEXT", "surface"),
        ("kind", "TEXT", "kind"),
        ("value", "NUMERIC", "value"),
        ("value_max", "NUMERIC", "value_max"),
        ("unit", "TEXT", "unit"),
        ("modifier", "TEXT", "modifier"),
        ("per", "TEXT", "per"),
        ("item", "TEXT", "item"),
        ("rule", "TEXT", "rule"),
        ("score", "REAL", "score"),
    ],
    lists: &[],
};
const RELATIONS: Table = Table {
    name: "relations",
    columns: &[
        ("id", "TEXT PRIMARY KEY", "id"),
        ("kind", "TEXT", "kind"),
        ("directed", "INTEGER", "directed"),
        ("status", "TEXT", "status"),
        ("date", "TEXT", "date.value"),
        ("earliest", "TEXT", "date.earliest"),
        ("latest", "TEXT", "date.latest"),
        ("place", "TEXT", "place"),
        ("amount", "NUMERIC", "amount.value"),
        ("amount_max", "NUMERIC", "amount.value_max"),
        ("unit", "TEXT", "amount.unit"),
        ("amount_mention", "TEXT", "amount.mention"),
        ("amount_shared", "INTEGER", "amount.shared"),
        ("object", "TEXT", "object"),
        ("score", "REAL", "score"),
        ("document_count", "INTEGER", "document_count"),
    ],
    lists: &[
        List {
            table: "members",
            key: "members",
            of: "relation",
            columns: &[("role", "TEXT", "role"), ("entity", "TEXT", "entity")],
        },
        List {
            table: "signatories",
            key: "signatories",
            of: "relation",
            columns: &[
                ("person", "TEXT", "person"),
                ("role", "TEXT", "role"),
                ("organisation", "TEXT", "organisation"),
            ],
        },
        List {
            table: "evidence",
            key: "evidence",
            of: "relation",
            columns: &[
                ("document", "TEXT", "document"),
                ("char_start", "INTEGER", "char_start"),
                ("char_end", "INTEGER", "char_end"),
                ("quote", "TEXT", "quote"),
                ("rule", "TEXT", "rule"),
                ("mentions", "TEXT", "mentions"),
            ],
        },
    ],
};
const ISSUES: Table = Table {
    name: "issues",
    columns: &[
        ("locator", "TEXT", "locator"),
        ("record", "TEXT", "record"),
        ("code", "TEXT", "code"),
        ("severity", "TEXT", "severity"),
        ("message", "TEXT", "message"),
    ],
    lists: &[],
};
const RUN: Table = Table {
    name: "run",
    columns: &[
        ("format", "TEXT", "format"),
        ("format_version", "TEXT", "format_version"),
        ("tool", "TEXT", "run.tool"),
        ("tool_version", "TEXT", "run.tool_version"),
        ("rules_digest", "TEXT", "run.rules_digest"),
        ("settings_digest", "TEXT", "run.settings_digest"),
        ("offset_unit", "TEXT", "run.offset_unit"),
        ("text_form", "TEXT", "run.text_form"),
        ("calibrated", "INTEGER", "run.calibrated"),
    ],
    lists: &[],
};

/// What joins and lookups need, and one view over the three tables of entities.
const AFTERWARDS: &str = "\
CREATE INDEX mentions_by_entity ON mentions (entity);
CREATE INDEX mentions_by_document ON mentions (document);
CREATE INDEX dates_by_document ON dates (document);
CREATE INDEX amounts_by_document ON amounts (document);
CREATE INDEX members_by_entity ON members (entity);
CREATE INDEX members_by_relation ON members (relation);
CREATE INDEX evidence_by_relation ON evidence (relation);
CREATE INDEX names_by_entity ON names (entity);
CREATE VIEW entities AS
  SELECT 'organisation' AS entity_table, id, name, kind, country, mention_count, document_count FROM organisations
  UNION ALL SELECT 'person', id, name, NULL, NULL, mention_count, document_count FROM persons
  UNION ALL SELECT 'place', id, name, kind, country, mention_count, document_count FROM places;
COMMIT;
";

/// Writes the script.
///
/// # Errors
/// When the disk refuses.
pub fn script(kb: &KnowledgeBase, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "-- {} {}: sqlite3 kb.db < this file", kb.format, kb.format_version)?;
    writeln!(out, "PRAGMA encoding = 'UTF-8';\nBEGIN;")?;
    for table in [
        &RUN,
        &DOCUMENTS,
        &ORGANISATIONS,
        &PERSONS,
        &PLACES,
        &MENTIONS,
        &DATES,
        &AMOUNTS,
        &RELATIONS,
        &ISSUES,
    ] {
        create(table.name, "", table.columns, out)?;
        for list in table.lists {
            create(list.table, list.of, list.columns, out)?;
        }
    }
    #[derive(Serialize)]
    struct Head<'a> {
        format: &'a str,
        format_version: &'a str,
        run: &'a crate::kb::v1::Run,
    }
    let head = Head { format: &kb.format, format_version: &kb.format_version, run: &kb.run };
    insert(&RUN, &[head], out)?;
    insert(&DOCUMENTS, &kb.documents, out)?;
    insert(&ORGANISATIONS, &kb.organisations, out)?;
    insert(&PERSONS, &kb.persons, out)?;
    insert(&PLACES, &kb.places, out)?;
    insert(&MENTIONS, &kb.mentions, out)?;
    insert(&DATES, &kb.dates, out)?;
    insert(&AMOUNTS, &kb.amounts, out)?;
    insert(&RELATIONS, &kb.relations, out)?;
    insert(&ISSUES, &kb.issues, out)?;
    out.write_all(AFTERWARDS.as_bytes())
}

fn create(name: &str, of: &str, columns: &[Column], out: &mut dyn Write) -> Result<()> {
    let mut parts: Vec<String> = Vec::new();
    if !of.is_empty() {
        parts.push(format!("{of} TEXT"));
        parts.push("position INTEGER".to_owned());
    }
    parts.extend(columns.iter().map(|(name, kind, _)| format!("{name} {kind}")));
    writeln!(out, "CREATE TABLE IF NOT EXISTS {name} ({});", parts.join(", "))
}

fn insert<T: Serialize>(table: &Table, records: &[T], out: &mut dyn Write) -> Result<()> {
    let mut rows = Rows::new(table.name);
    let mut lists: Vec<Rows> = table.lists.iter().map(|list| Rows::new(list.table)).collect();
    for record in records {
        let value = serde_json::to_value(record)?;
        rows.add(table.columns.iter().map(|(_, _, way)| at(&value, way)), out)?;
        for (list, rows) in table.lists.iter().zip(&mut lists) {
            let id = at(&value, "id");
            for (position, item) in value[list.key].as_array().into_iter().flatten().enumerate() {
                let place = Value::from(position);
                let cells = list.columns.iter().map(|(_, _, way)| at(item, way));
                rows.add([id, &place].into_iter().chain(cells), out)?;
            }
        }
    }
    rows.end(out)?;
    lists.into_iter().try_for_each(|rows| rows.end(out))
}

/// The value at the end of a way; null where it breaks off.
fn at<'a>(value: &'a Value, way: &str) -> &'a Value {
    way.split('.').filter(|step| !step.is_empty()).fold(value, |value, step| &value[step])
}

/// Statements that add many rows each.
struct Rows {
    table: &'static str,
    statement: String,
}

impl Rows {
    fn new(table: &'static str) -> Self {
        Self { table, statement: String::new() }
    }

    fn add<'a>(
        &mut self,
        cells: impl Iterator<Item = &'a Value>,
        out: &mut dyn Write,
    ) -> Result<()> {
        if self.statement.is_empty() {
            self.statement = format!("INSERT INTO {} VALUES\n(", self.table);
        } else {
            self.statement.push_str(",\n(");
        }
        for (number, cell) in cells.enumerate() {
            if number > 0 {
                self.statement.push(',');
            }
            literal(cell, &mut self.statement);
        }
        self.statement.push(')');
        if self.statement.len() > STATEMENT { self.flush(out) } else { Ok(()) }
    }

    fn flush(&mut self, out: &mut dyn Write) -> Result<()> {
        if !self.statement.is_empty() {
            self.statement.push_str(";\n");
            out.write_all(self.statement.as_bytes())?;
            self.statement.clear();
        }
        Ok(())
    }

    fn end(mut self, out: &mut dyn Write) -> Result<()> {
        self.flush(out)
    }
}

/// A value as SQL. A list is its JSON.
fn literal(value: &Value, into: &mut String) {
    match value {
        Value::Null => into.push_str("NULL"),
        Value::Bool(yes) => into.push(if *yes { '1' } else { '0' }),
        Value::Number(number) => into.push_str(&number.to_string()),
        Value::String(text) => quoted(text, into),
        other => quoted(&other.to_string(), into),
    }
}

/// Text between apostrophes. A script ends at a zero byte, so that is spelt out.
fn quoted(text: &str, into: &mut String) {
    into.push('\'');
    into.push_str(&text.replace('\'', "''").replace('\0', "'||char(0)||'"));
    into.push('\'');
}
