//! The committed JSON Schemas say what is written: `UPDATE_SCHEMA=1 cargo test --test schema`
//! rewrites them.

use std::path::Path;

#[test]
fn committed_schemas_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("output/schema");
    let update = std::env::var_os("UPDATE_SCHEMA").is_some();
    let mut schemas = extract::write::schemas().expect("a schema is plain JSON");
    let rules = extract::rules::schema::json_schema().expect("a schema is plain JSON");
    schemas.push(("rules.schema.json".to_owned(), rules));
    schemas.push(("tables-v1.duckdb.sql".to_owned(), extract::write::duckdb_views()));
    let mut stale = Vec::new();
    for (name, text) in &schemas {
        let path = folder.join(name);
        if update {
            std::fs::create_dir_all(&folder).expect("output/schema can be made");
            std::fs::write(&path, text).expect("output/schema can be written");
        }
        if std::fs::read_to_string(&path).unwrap_or_default() != *text {
            stale.push(name.as_str());
        }
    }
    for entry in std::fs::read_dir(&folder).expect("output/schema is there").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(schemas.iter().any(|(known, _)| *known == name), "{name} describes nothing");
    }
    assert!(stale.is_empty(), "stale: {stale:?}; run `UPDATE_SCHEMA=1 cargo test --test schema`");
}

/// What the loader takes from closed lists is what the schema offers.
#[test]
fn the_rules_schema_holds_for_the_shipped_rules() {
    use extract::rules::schema::RuleFileSpec;
    let files = extract::rules::RuleFiles::embedded();
    for (name, text) in &files.0 {
        let is_rules = name.contains('/')
            && name.ends_with(".toml")
            && !name.ends_with("/language.toml")
            && !name.ends_with("/blocks.toml");
        if is_rules && let Err(error) = toml::from_str::<RuleFileSpec>(text) {
            panic!("{name}: {error}");
        }
    }
    let schema = extract::rules::schema::json_schema().expect("a schema is plain JSON");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    let kinds = &schema["$defs"]["RelationSpec"]["properties"]["kind"]["examples"];
    let rules = extract::rules::RuleFiles::embedded();
    let pack: extract::rules::schema::PackSpec =
        toml::from_str(&rules.0["pack.toml"]).expect("the pack");
    let declared: Vec<&str> =
        pack.relation_kind.iter().map(|kind| kind.get_ref().id.get_ref().as_str()).collect();
    assert_eq!(*kinds, serde_json::json!(declared));
    let published: Vec<&str> =
        extract::kb::v1::RelationKind::SHIPPED.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(published, declared);
}
