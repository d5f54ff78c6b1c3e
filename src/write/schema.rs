//! JSON Schemas of what is written, derived from the types so that they cannot drift.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::kb::v1::{
    AmountMention, DateMention, Document, Issue, KnowledgeBase, Mention, Organisation, Person,
    Place, Relation,
};

/// File name and text of each schema: `kb-v1` for the whole, and one for a line of each table.
///
/// # Errors
/// Never in practice: a schema is plain JSON.
pub fn schemas() -> Result<Vec<(String, String)>, serde_json::Error> {
    [
        ("kb", of::<KnowledgeBase>()),
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
    .into_iter()
    .map(|(name, schema)| {
        let text = serde_json::to_string_pretty(&schema)?;
        Ok((format!("{name}-v1.schema.json"), text + "\n"))
    })
    .collect()
}

fn of<T: JsonSchema>() -> Schema {
    // What is written, not what is tolerated: every key is present.
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
