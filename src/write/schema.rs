//! JSON Schemas of what is written, derived from the types so that they cannot drift.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::kb::v1::{
    AmountMention, DateMention, Document, Exact, Issue, KnowledgeBase, Mention, Organisation,
    Person, Place, Relation, Run,
};

/// File name and text of each schema: `kb-v1` for the whole, and one for a line of each table.
///
/// # Errors
/// Never in practice: a schema is plain JSON.
pub fn schemas() -> Result<Vec<(String, String)>, serde_json::Error> {
    let mut all = vec![("kb", of::<KnowledgeBase>())];
    all.extend(tables());
    all.into_iter()
        .map(|(name, schema)| {
            let text = serde_json::to_string_pretty(&schema)?;
            Ok((format!("{name}-v1.schema.json"), text + "\n"))
        })
        .collect()
}

/// The tables as views of DuckDB with the types of the schema: what DuckDB guesses from the lines of
/// one corpus (days or texts, whole numbers or doubles) may differ for the next.
#[must_use]
pub fn duckdb_views() -> String {
    let mut out = String::from(
        "-- The tables with fixed types: duckdb -init output/schema/tables-v1.duckdb.sql\n",
    );
    for (name, record) in records() {
        let columns: Vec<String> =
            record.iter().map(|(key, shape)| format!("  {key}: '{}'", duckdb(shape))).collect();
        out += &format!(
            "CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_json('output/{name}.jsonl', \
             format = 'newline_delimited', columns = {{\n{}\n}});\n",
            columns.join(",\n")
        );
    }
    out
}

fn duckdb(shape: &Shape) -> String {
    match shape {
        Shape::Text => "VARCHAR".to_owned(),
        Shape::Integer => "BIGINT".to_owned(),
        Shape::Number | Shape::Exact => "DOUBLE".to_owned(),
        Shape::Boolean => "BOOLEAN".to_owned(),
        Shape::List(item) => duckdb(item) + "[]",
        Shape::Record(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(key, shape)| format!("\"{key}\" {}", duckdb(shape))).collect();
            format!("STRUCT({})", fields.join(", "))
        }
    }
}

/// What a value is, null apart: what databases need to know of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Text; closed lists of words are texts too.
    Text,
    Integer,
    Number,
    /// An exact decimal.
    Exact,
    Boolean,
    List(Box<Shape>),
    Record(Record),
}

/// Keys in the order of their type, each with its shape.
pub(super) type Record = Vec<(String, Shape)>;

/// The tables by name, each with the shape of its records.
pub(super) fn records() -> Vec<(&'static str, Record)> {
    tables().into_iter().map(|(name, schema)| (name, record(&schema))).collect()
}

/// The shape of the block that says what made the knowledge base.
pub(super) fn run() -> Record {
    record(&of::<Run>())
}

fn record(schema: &Schema) -> Record {
    let schema = schema.as_value();
    fields(schema, schema)
}

fn tables() -> Vec<(&'static str, Schema)> {
    vec![
        ("documents", of::<Document>()),
        ("organisations", of::<Organisation>()),
        ("persons", of::<Person>()),
        ("places", of::<Place>()),
        ("mentions", of::<Mention>()),
        ("dates", of::<DateMention>()),
        ("amounts", of::<AmountMention>()),
        ("relations", of::<Relation>()),
        ("issues", of::<Issue>()),
    ]
}

fn fields(object: &Value, root: &Value) -> Record {
    // `required` keeps the order; every key is written.
    let keys = object["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    keys.map(|key| (key.to_owned(), shape(&object["properties"][key], root))).collect()
}

fn shape(schema: &Value, root: &Value) -> Shape {
    if let Some(name) = schema["$ref"].as_str().and_then(|way| way.strip_prefix("#/$defs/")) {
        return if name == Exact::schema_name() {
            Shape::Exact
        } else {
            shape(&root["$defs"][name], root)
        };
    }
    let is_null = |one: &Value| one["type"] == "null";
    if let Some(choice) = schema["anyOf"].as_array() {
        return choice.iter().find(|one| !is_null(one)).map_or(Shape::Text, |one| shape(one, root));
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").and_then(Value::as_str),
        kind => kind.as_str(),
    };
    match kind {
        Some("integer") => Shape::Integer,
        Some("number") => Shape::Number,
        Some("boolean") => Shape::Boolean,
        Some("array") => Shape::List(Box::new(shape(&schema["items"], root))),
        Some("object") => Shape::Record(fields(schema, root)),
        _ => Shape::Text,
    }
}

fn of<T: JsonSchema>() -> Schema {
    // What is written, not what is tolerated: every key is present.
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
