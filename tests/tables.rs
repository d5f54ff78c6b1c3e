//! DuckDB and pandas read every table of different corpora with the same types: the seeds, the gold
//! texts of `dev`, and `../shared/corpora/press-dev` where it is (or the folder that
//! `EXTRACT_CORPUS` names). Skipped with a message where they are not installed;
//! `EXTRACT_REQUIRE_TOOLS=1` makes that a failure.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Reads the tables of the folders given and prints the types of each, first as the views of
/// `output/schema` fix them, then as both programs find them.
const PROGRAM: &str = r#"
import json, os, sys
import duckdb
import pandas as pd
views = open(sys.argv[1], encoding="utf-8").read()
tables = ["documents", "organisations", "persons", "places", "mentions", "dates", "amounts", "relations", "issues"]
fixed, seen = {}, {}
for folder in sys.argv[2:]:
    os.chdir(folder)
    base = duckdb.connect()
    base.execute(views)
    for table in tables:
        lines = [json.loads(line) for line in open(f"output/{table}.jsonl", encoding="utf-8")]
        assert base.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0] == len(lines), table
        # Every cell is converted, so a wrong type would fail here.
        rows = base.sql(f"SELECT * FROM {table}").fetchall()
        types = [(c[0], str(c[1])) for c in base.sql(f"DESCRIBE {table}").fetchall()]
        assert fixed.setdefault(table, types) == types, (folder, table)
        if lines:
            assert [name for name, _ in types] == list(lines[0]), (table, types)
            for row, line in zip(rows, lines):
                assert row[0] == line[types[0][0]], table
        frame = pd.read_json(f"output/{table}.jsonl", lines=True, dtype=False)
        assert len(frame) == len(lines), table
        for name in frame.columns:
            values = [v for v in frame[name] if not (v is None or v != v)]
            family = {bool: "bool", int: "number", float: "number"}
            kinds = sorted({next((f for k, f in family.items() if isinstance(v, k)), type(v).__name__) for v in values})
            assert len(kinds) <= 1, (folder, table, name, kinds)
            if kinds:
                assert seen.setdefault((table, name), kinds) == kinds, (folder, table, name, kinds)
for table, types in fixed.items():
    print(table, len(types))
"#;

fn extracted(texts: &Path) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let made = Command::new(env!("CARGO_BIN_EXE_extract"))
        .args(["-q", "--no-config", "-o"])
        .arg(folder.path().join("output"))
        .arg(texts)
        .status()
        .expect("the command runs");
    assert!(made.success(), "{}", texts.display());
    folder
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn every_table_has_the_same_types_whatever_the_corpus() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = std::env::var("EXTRACT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import duckdb, pandas"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        let why = format!("{python} has no duckdb and pandas");
        assert!(std::env::var_os("EXTRACT_REQUIRE_TOOLS").is_none(), "{why}");
        eprintln!("skipped: {why}");
        return;
    }
    let third = std::env::var_os("EXTRACT_CORPUS")
        .map_or_else(|| root.join("../shared/corpora/press-dev"), PathBuf::from);
    let mut corpora = vec![root.join("seeds"), root.join("tests/gold/dev")];
    if third.is_dir() {
        corpora.push(third);
    } else {
        eprintln!("skipped a third corpus: no {}", third.display());
    }
    let made: Vec<TempDir> = corpora.iter().map(|texts| extracted(texts)).collect();
    let output = Command::new(&python)
        .args(["-X", "utf8", "-c", PROGRAM])
        .arg(root.join("output/schema/tables-v1.duckdb.sql"))
        .args(made.iter().map(TempDir::path))
        .output()
        .expect("Python runs");
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{failed}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 9);
}
