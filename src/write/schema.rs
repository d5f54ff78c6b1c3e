//! JSON Schemas of what is written, derived from the types so that they cannot drift.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::kb::v1::{
    AmountMention, DateMention, Document, Issue, KnowledgeBase, Mention, Organisation, Person,
    Place, Relation,
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
    for (name, schema) in tables() {
        let schema = schema.to_value();
        let columns: Vec<String> = fields(&schema, &schema)
            .into_iter()
            .map(|(key, kind)| format!("  {key}: '{kind}'"))
            .collect();
        out += &format!(
            "CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_json('output/{name}.jsonl', \
             format = 'newline_delimited', columns = {{\n{}\n}});\n",
            columns.join(",\n")
        );
    }
    out
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

/// The keys of an object in the order of its type, each with its type in DuckDB.
fn fields(object: &Value, root: &Value) -> Vec<(String, String)> {
    // `required` keeps the order; every key is written.
    let keys = object["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    keys.map(|key| (key.to_owned(), column(&object["properties"][key], root))).collect()
}

fn column(schema: &Value, root: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|way| way.strip_prefix("#/$defs/")) {
        return column(&root["$defs"][name], root);
    }
    let is_null = |one: &Value| one["type"] == "null";
    if let Some(choice) = schema["anyOf"].as_array() {
        return choice
            .iter()
            .find(|one| !is_null(one))
            .map_or_else(|| "VARCHAR".to_owned(), |one| column(one, root));
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").and_then(Value::as_str),
        kind => kind.as_str(),
    };
    match kind {
        Some("integer") => "BIGINT".to_owned(),
        Some("number") => "DOUBLE".to_owned(),
        Some("boolean") => "BOOLEAN".to_owned(),
        Some("array") => column(&schema["items"], root) + "[]",
        Some("object") => {
            let fields: Vec<String> = fields(schema, root)
                .into_iter()
                .map(|(key, kind)| format!("\"{key}\" {kind}"))
                .collect();
            format!("STRUCT({})", fields.join(", "))
        }
        // Closed lists are lists of texts.
        _ => "VARCHAR".to_owned(),
    }
}

fn of<T: JsonSchema>() -> Schema {
    // What is written, not what is tolerated: every key is present.
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
