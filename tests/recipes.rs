//! The recipes of the README's kind, and the exports, run by the programs they are for: jq, DuckDB,
//! pandas, networkx, rdflib. A program that is not here is skipped with a message;
//! `EXTRACT_REQUIRE_TOOLS=1` makes that a failure. `EXTRACT_PYTHON` names the Python to use.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// The knowledge base of `tests/fixtures/kb`, as `output/kb.json` and tables.
fn output() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let kb = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kb/kb.json");
    let kb = extract::kb::read::read(&kb).expect("the fixture is a knowledge base");
    let mut batch =
        extract::write::Batch::new(&folder.path().join("output")).expect("a folder can be made");
    let forms = extract::write::Forms { json: true, jsonl: true };
    extract::write::knowledge_base(&mut batch, &kb, forms).expect("a temporary folder takes files");
    batch.commit().expect("a temporary folder takes files");
    folder
}

/// What the program prints, or `None` where it is not installed.
#[track_caller]
fn said(folder: &TempDir, program: &str, args: &[&str]) -> Option<String> {
    match Command::new(program).args(args).current_dir(folder.path()).output() {
        Ok(output) => {
            let failed = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{program}: {failed}");
            Some(String::from_utf8(output.stdout).expect("UTF-8"))
        }
        Err(error) => skip(&format!("{program}: {error}")),
    }
}

#[track_caller]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn skip(why: &str) -> Option<String> {
    assert!(std::env::var_os("EXTRACT_REQUIRE_TOOLS").is_none(), "{why}");
    eprintln!("skipped: {why}");
    None
}

/// What a Python program prints, if the modules it needs are installed.
#[track_caller]
fn python(folder: &TempDir, modules: &[&str], program: &str) -> Option<String> {
    let python = std::env::var("EXTRACT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let import = format!("import {}", modules.join(", "));
    match Command::new(&python).args(["-c", &import]).output() {
        Ok(output) if output.status.success() => {
            said(folder, &python, &["-X", "utf8", "-c", program])
        }
        _ => skip(&format!("{python} has no {}", modules.join(", "))),
    }
}

#[test]
fn agreements_signed_in_a_place_since_a_day_with_jq() {
    let folder = output();
    let program = r#"(.organisations + .places | map({(.id): .name}) | add) as $name
        | .relations[]
        | select(.kind == "agreement" and $name[.place // ""] == "Nevers" and .date.earliest >= "2020")
        | [.date.value, (.members | map($name[.entity]) | join(" + ")), .evidence[0].quote] | @tsv"#;
    if let Some(text) = said(&folder, "jq", &["-r", program, "output/kb.json"]) {
        assert!(text.starts_with("2021-05-03\tBorvo + Zélia\tNevers, 3 mai 2021"), "{text}");
    }
}

#[test]
fn money_by_year_and_partners_to_two_steps_with_duckdb() {
    let folder = output();
    let program = r#"
import duckdb
money = duckdb.sql("""
  SELECT o.name, year(r.date.earliest::DATE) AS year, r.amount.unit, sum(r.amount.value) AS total
  FROM 'output/relations.jsonl' r, unnest(r.members) AS t(m)
  JOIN 'output/organisations.jsonl' o ON o.id = t.m.entity
  WHERE r.amount IS NOT NULL GROUP BY ALL ORDER BY o.name""").fetchall()
print(money)
steps = duckdb.sql("""
  WITH RECURSIVE ties AS (
    SELECT a.m.entity AS one, b.m.entity AS other
    FROM 'output/relations.jsonl' r, unnest(r.members) AS a(m), unnest(r.members) AS b(m)
    WHERE a.m.entity <> b.m.entity AND r.status <> 'denied'),
  near AS (
    SELECT id, 0 AS step FROM 'output/organisations.jsonl' WHERE name = 'Zélia'
    UNION SELECT other, step + 1 FROM near JOIN ties ON one = near.id WHERE step < 2)
  SELECT o.name, min(step) FROM near JOIN 'output/organisations.jsonl' o USING (id)
  GROUP BY ALL HAVING min(step) > 0 ORDER BY 2, 1""").fetchall()
print(steps)
for table in ["documents", "organisations", "persons", "places", "mentions", "dates", "amounts", "relations", "issues"]:
    assert duckdb.execute(f"SELECT count(*) FROM 'output/{table}.jsonl'").fetchone()[0] > 0, table
"#;
    if let Some(text) = python(&folder, &["duckdb"], program) {
        let expected = "[('Borvo', 2021, 'EUR', 2500000), ('Zélia', 2021, 'EUR', 2500000)]\n\
                        [('Borvo', 1), ('Institut Halva', 2), ('Réseau Ouzel', 2)]\n";
        assert_eq!(
            text.replace("Decimal('2500000')", "2500000").replace("2500000.0", "2500000"),
            expected
        );
    }
}

#[test]
fn every_sentence_that_names_a_body_with_pandas() {
    let folder = output();
    let program = r#"
import pandas as pd
mentions = pd.read_json("output/mentions.jsonl", lines=True)
documents = pd.read_json("output/documents.jsonl", lines=True).set_index("id")
for m in mentions[mentions.surface == "Borvo"].itertuples():
    text = documents.text[m.document]
    assert text[m.char_start:m.char_end] == m.surface
    print(text[max(0, m.char_start - 20):m.char_end + 20].replace("\n", " "))
for table in ["organisations", "persons", "places", "dates", "amounts", "relations", "issues"]:
    assert len(pd.read_json(f"output/{table}.jsonl", lines=True)), table
"#;
    if let Some(text) = python(&folder, &["pandas"], program) {
        assert_eq!(text.lines().count(), 4, "{text}");
    }
}

#[track_caller]
fn export(folder: &TempDir, args: &[&str]) {
    let made = said(folder, env!("CARGO_BIN_EXE_extract"), &[&["export", "-q"], args].concat());
    assert!(made.is_some());
}

#[test]
fn networkx_opens_both_graphs() {
    let folder = output();
    export(&folder, &["--to", "graphml"]);
    export(&folder, &["--to", "gexf"]);
    let program = r#"
import networkx as nx
graph = nx.read_graphml("export.graphml", force_multigraph=True)
print(graph.number_of_nodes(), graph.number_of_edges())
print(sorted(data["label"] for _, data in graph.nodes(data=True)))
print([data["amount"] for _, _, data in graph.edges(data=True) if data["kind"] == "agreement"])
"#;
    if let Some(text) = python(&folder, &["networkx"], program) {
        let expected = "4 4\n['Borvo', 'Institut Halva', 'Réseau Ouzel', 'Zélia']\n[2500000.0]\n";
        assert_eq!(text, expected);
    }
    // Its reader of GEXF knows version 1.2 alone, whose names are the same here.
    let program = r#"
import networkx as nx
text = open("export.gexf", encoding="utf-8").read()
text = text.replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft").replace('version="1.3"', 'version="1.2"')
open("export.gexf", "w", encoding="utf-8").write(text)
graph = nx.read_gexf("export.gexf")
print(graph.number_of_nodes(), sorted(data["label"] for _, data in graph.nodes(data=True))[3])
"#;
    if let Some(text) = python(&folder, &["networkx"], program) {
        assert_eq!(text, "4 Zélia\n");
    }
}

#[test]
fn an_rdf_parser_reads_the_linked_data() {
    let folder = output();
    export(&folder, &["--to", "jsonld"]);
    let program = r#"
import rdflib
graph = rdflib.Graph().parse("export.jsonld", format="json-ld")
schema = rdflib.Namespace("https://schema.org/")
agreement = rdflib.URIRef("urn:extract:relation:agreement")
for action in graph.subjects(schema.additionalType, rdflib.Literal(str(agreement))):
    print(sorted(str(graph.value(body, schema.name)) for body in graph.objects(action, schema.agent)))
"#;
    if let Some(text) = python(&folder, &["rdflib"], program) {
        assert_eq!(text, "['Borvo', 'Zélia']\n");
    }
}

#[test]
fn pandas_opens_the_tables_for_excel() {
    let folder = output();
    export(&folder, &["--to", "csv", "--csv-dialect", "excel-fr", "-o", "tables"]);
    let program = r#"
import pandas as pd
relations = pd.read_csv("tables/relations.csv", sep=";", decimal=",", encoding="utf-8-sig")
print(relations.score.max(), relations.amount.max(), len(relations))
"#;
    if let Some(text) = python(&folder, &["pandas"], program) {
        assert_eq!(text, "0.9 2500000.0 4\n");
    }
}

#[test]
fn sqlite_makes_a_database_of_the_script() {
    let folder = output();
    export(&folder, &["--to", "sqlite"]);
    let program = r#"
import json, sqlite3
base = sqlite3.connect("kb.db")
base.executescript(open("export.sql", encoding="utf-8").read())
base.close()
base = sqlite3.connect("kb.db")
assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
kb = json.load(open("output/kb.json", encoding="utf-8"))
for table in ["documents", "organisations", "persons", "places", "mentions", "dates", "amounts", "relations", "issues"]:
    assert base.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == len(kb[table]), table
for one in kb["documents"]:
    assert base.execute("SELECT text FROM documents WHERE id = ?", [one["id"]]).fetchone()[0] == one["text"]
for one in kb["relations"]:
    members = base.execute("SELECT role, entity FROM members WHERE relation = ? ORDER BY position", [one["id"]]).fetchall()
    assert members == [(m["role"], m["entity"]) for m in one["members"]]
# Every key of every record is a column, part of one, or a table.
tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master")}
for table in ["documents", "organisations", "persons", "places", "mentions", "dates", "amounts", "relations", "issues"]:
    columns = {row[1] for row in base.execute(f"PRAGMA table_info({table})")}
    for key, value in kb[table][0].items() if kb[table] else []:
        assert key in columns | tables or any(name.endswith("_" + key) for name in tables), (table, key)
print(base.execute("""
  SELECT e.name, r.amount, typeof(r.amount), r.amount_unit FROM relations r
  JOIN members m ON m.relation = r.id JOIN entities e ON e.id = m.entity
  WHERE r.amount IS NOT NULL ORDER BY e.name""").fetchall())
print(base.execute("SELECT format_version FROM run").fetchone()[0])
"#;
    if let Some(text) = python(&folder, &["sqlite3"], program) {
        let expected =
            "[('Borvo', 2500000, 'integer', 'EUR'), ('Zélia', 2500000, 'integer', 'EUR')]\n1.0\n";
        assert_eq!(text, expected);
    }
    if let Some(text) = said(
        &folder,
        "sh",
        &["-c", "sqlite3 shell.db < export.sql && sqlite3 shell.db 'SELECT count(*) FROM names'"],
    ) {
        assert!(text.trim().parse::<u32>().is_ok_and(|names| names > 4), "{text}");
    }
}

#[test]
fn an_xml_parser_reads_the_junit_report() {
    let folder = output();
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kb-1.0-gold");
    let kb = gold.with_file_name("kb-1.0");
    let (gold, kb) = (gold.to_string_lossy(), kb.to_string_lossy());
    let limits = folder.path().join("limits.toml");
    std::fs::write(&limits, "[\"kb-1.0-gold\"]\nrelation_f1 = 0.95\ndate_value = 1\n")
        .expect("a file");
    let made = Command::new(env!("CARGO_BIN_EXE_extract"))
        .args(["eval", &gold, "--kb", &kb, "--format", "junit", "--errors", "5", "--thresholds"])
        .arg(&limits)
        .output()
        .expect("the command runs");
    assert_eq!(made.status.code(), Some(1), "one threshold does not hold");
    std::fs::write(folder.path().join("junit.xml"), made.stdout).expect("a file");
    let program = r#"
import xml.etree.ElementTree as xml
suites = xml.parse("junit.xml").getroot()
print(suites.get("tests"), suites.get("failures"), [case.get("name") for case in suites.iter("testcase")])
print([case.get("name") for case in suites.iter("testcase") if case.find("failure") is not None])
"#;
    if let Some(text) = python(&folder, &["xml.etree"], program) {
        assert_eq!(
            text,
            "3 1 ['date_value >= 1', 'relation_f1 >= 0.95', 'old-1']\n['relation_f1 >= 0.95']\n"
        );
    }
}
