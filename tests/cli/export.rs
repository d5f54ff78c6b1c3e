//! `extract export`: files that other programs read. tests/recipes.rs opens them with real ones.

use super::{KB, Scratch};

fn exported(args: &[&str]) -> Scratch {
    let scratch = Scratch::new();
    scratch.file("output/kb.json", KB);
    let mut all = vec!["export"];
    all.extend(args);
    scratch.extract(&all).ends_with(0);
    scratch
}

#[test]
fn csv_for_programs_and_for_excel() {
    let scratch = exported(&["--to", "csv"]);
    let relations = scratch.read("export-csv/relations.csv");
    assert!(relations.starts_with("id,kind,status,directed,roles,members,"), "{relations}");
    assert!(relations.contains(",2500000,,EUR,"), "{relations}");
    let scratch = exported(&["--to", "csv", "--csv-dialect", "excel-fr", "-o", "tables"]);
    let relations = scratch.read("tables/relations.csv");
    assert!(relations.starts_with("\u{feff}id;kind;"), "{relations}");
    assert!(relations.contains(";0,9;"), "{relations}");
    assert_eq!(scratch.read("tables/organisations.csv").lines().count(), 5);
}

#[test]
fn text_is_no_formula_to_excel() {
    let scratch = Scratch::new();
    scratch.file("output/kb.json", KB.replace("Un an après", "=1+1"));
    scratch.extract(&["export", "--to", "csv", "--csv-dialect", "excel-fr"]).ends_with(0);
    assert!(scratch.read("export-csv/documents.csv").contains(";'=1+1;"));
}

#[test]
fn graphs_have_members_and_links() {
    for form in ["graphml", "gexf"] {
        let scratch = exported(&["--to", form]);
        let graph = scratch.read(&format!("export.{form}"));
        assert_eq!(graph.matches("<node id=").count(), 4, "{graph}");
        assert_eq!(graph.matches("<edge id=").count(), 4, "{graph}");
        assert!(graph.contains("Zélia"), "{graph}");
    }
}

#[test]
fn linked_data_is_json_without_gaps() {
    let scratch = exported(&["--to", "jsonld", "-o", "kb.jsonld"]);
    let text = scratch.read("kb.jsonld");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["@graph"].as_array().map(Vec::len), Some(4 + 1 + 1 + 2 + 4));
    assert!(!text.contains("null"), "{text}");
}

#[test]
fn brat_offsets_name_their_text() {
    let scratch = exported(&["--to", "brat"]);
    let id = "d-0000000000000001";
    let text: Vec<char> = scratch.read(&format!("export-brat/{id}.txt")).chars().collect();
    let notes = scratch.read(&format!("export-brat/{id}.ann"));
    let mut spans = 0;
    for line in notes.lines().filter(|line| line.starts_with('T')) {
        let parts: Vec<&str> = line.split('\t').collect();
        let offsets: Vec<usize> = parts[1].split(' ').skip(1).flat_map(str::parse).collect();
        assert_eq!(text[offsets[0]..offsets[1]].iter().collect::<String>(), parts[2]);
        spans += 1;
    }
    assert!(spans > 5 && notes.contains("\tAgreement Arg1:T"), "{notes}");
}

#[test]
fn a_script_for_sqlite() {
    let scratch = exported(&["--to", "sqlite"]);
    let script = scratch.read("export.sql");
    assert!(
        script.contains("CREATE TABLE IF NOT EXISTS members (relation TEXT, position INTEGER,")
    );
    assert!(script.contains("INSERT INTO relations VALUES\n("), "{script}");
    assert!(script.ends_with("COMMIT;\n"));
}
