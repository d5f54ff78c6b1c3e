//! The knowledge base as an SQL script that SQLite turns into a database:
//! `sqlite3 kb.db < export.sql`, or `executescript` of Python's `sqlite3`. Lists become tables of their own,
//! joined by id; nothing is left out. Tables and columns follow from the schema (`write::schema`).
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
use crate::write::schema::{self, Record, Shape};

/// Bytes of one statement, about; SQLite takes a million at least.
const STATEMENT: usize = 1 << 18;

/// A column: its name, its type, and the way to its value in a record.
struct Column {
    name: String,
    kind: &'static str,
    way: Vec<String>,
}

/// A list of a record that becomes a table: its rows have the id of the record and their place in
/// the list.
struct List {
    table: String,
    /// Key of the list.
    key: String,
    /// Name of the column with the record's id.
    of: &'static str,
    columns: Vec<Column>,
}

/// A table and its lists.
struct Table {
    name: &'static str,
    columns: Vec<Column>,
    lists: Vec<List>,
}

impl Table {
    /// A table of records. Records inside them become columns, lists become tables: a list of records
    /// has its key as name, so that the names of all entities are in one table; a list of texts
    /// has the owner's name in front.
    fn new(name: &'static str, record: &Record) -> Self {
        let owner = match name {
            "organisations" | "persons" | "places" => "entity",
            plural => plural.strip_suffix('s').unwrap_or(plural),
        };
        let lists = record.iter().filter_map(|(key, shape)| match shape {
            Shape::List(item) => Some(match &**item {
                Shape::Record(fields) => List {
                    table: key.clone(),
                    key: key.clone(),
                    of: owner,
                    columns: columns(fields),
                },
                plain => List {
                    table: format!("{owner}_{key}"),
                    key: key.clone(),
                    of: owner,
                    columns: vec![Column {
                        name: "value".to_owned(),
                        kind: affinity(plain),
                        way: vec![],
                    }],
                },
            }),
            _ => None,
        });
        let flat: Record = record.iter().filter(|(_, shape)| !is_list(shape)).cloned().collect();
        let mut columns = columns(&flat);
        if let Some(id) = columns.first_mut().filter(|column| column.name == "id") {
            id.kind = "TEXT PRIMARY KEY";
        }
        Self { name, lists: lists.collect(), columns }
    }
}

fn is_list(shape: &Shape) -> bool {
    matches!(shape, Shape::List(_))
}

/// The columns of a record. A record inside is laid flat: its `value` has the name of its key, the
/// rest is named with both. A list inside a list is written as JSON.
fn columns(record: &Record) -> Vec<Column> {
    let mut all = Vec::new();
    for (key, shape) in record {
        match shape {
            Shape::Record(inner) => all.extend(columns(inner).into_iter().map(|mut column| {
                column.way.insert(0, key.clone());
                column.name = match column.name.as_str() {
                    "value" => key.clone(),
                    name => format!("{key}_{name}"),
                };
                column
            })),
            _ => all.push(Column {
                name: key.clone(),
                kind: affinity(shape),
                way: vec![key.clone()],
            }),
        }
    }
    all
}

fn affinity(shape: &Shape) -> &'static str {
    match shape {
        Shape::Integer | Shape::Boolean => "INTEGER",
        Shape::Number => "REAL",
        Shape::Exact => "NUMERIC",
        Shape::Text | Shape::List(_) | Shape::Record(_) => "TEXT",
    }
}

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
    #[derive(Serialize)]
    struct Head<'a> {
        format: &'a str,
        format_version: &'a str,
        #[serde(flatten)]
        run: &'a crate::kb::v1::Run,
    }
    let mut run: Record =
        ["format", "format_version"].map(|key| (key.to_owned(), Shape::Text)).into();
    run.extend(schema::run());
    let head = Head { format: &kb.format, format_version: &kb.format_version, run: &kb.run };
    write(&Table::new("run", &run), &[head], out)?;
    for (name, record) in schema::records() {
        let table = Table::new(name, &record);
        match name {
            "documents" => write(&table, &kb.documents, out)?,
            "organisations" => write(&table, &kb.organisations, out)?,
            "persons" => write(&table, &kb.persons, out)?,
            "places" => write(&table, &kb.places, out)?,
            "mentions" => write(&table, &kb.mentions, out)?,
            "dates" => write(&table, &kb.dates, out)?,
            "amounts" => write(&table, &kb.amounts, out)?,
            "relations" => write(&table, &kb.relations, out)?,
            _ => write(&table, &kb.issues, out)?,
        }
    }
    out.write_all(AFTERWARDS.as_bytes())
}

fn create(name: &str, of: Option<&str>, columns: &[Column], out: &mut dyn Write) -> Result<()> {
    let mut parts: Vec<String> = Vec::new();
    if let Some(of) = of {
        parts.push(format!("{of} TEXT"));
        parts.push("position INTEGER".to_owned());
    }
    parts.extend(columns.iter().map(|column| format!("{} {}", column.name, column.kind)));
    writeln!(out, "CREATE TABLE IF NOT EXISTS {name} ({});", parts.join(", "))
}

/// Writes a table with its lists and rows.
fn write<T: Serialize>(table: &Table, records: &[T], out: &mut dyn Write) -> Result<()> {
    create(table.name, None, &table.columns, out)?;
    for list in &table.lists {
        create(&list.table, Some(list.of), &list.columns, out)?;
    }
    let mut rows = Rows::new(table.name);
    let mut lists: Vec<Rows> = table.lists.iter().map(|list| Rows::new(&list.table)).collect();
    for record in records {
        let value = serde_json::to_value(record)?;
        rows.add(table.columns.iter().map(|column| at(&value, &column.way)), out)?;
        for (list, rows) in table.lists.iter().zip(&mut lists) {
            for (position, item) in value[&list.key].as_array().into_iter().flatten().enumerate() {
                let place = Value::from(position);
                let cells = list.columns.iter().map(|column| at(item, &column.way));
                rows.add([&value["id"], &place].into_iter().chain(cells), out)?;
            }
        }
    }
    rows.end(out)?;
    lists.into_iter().try_for_each(|rows| rows.end(out))
}

/// The value at the end of a way; null where it breaks off.
fn at<'a>(value: &'a Value, way: &[String]) -> &'a Value {
    way.iter().fold(value, |value, step| &value[step])
}

/// Statements that add many rows each.
struct Rows<'a> {
    table: &'a str,
    statement: String,
}

impl<'t> Rows<'t> {
    fn new(table: &'t str) -> Self {
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
