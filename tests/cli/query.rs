//! `extract query` on a small knowledge base.

use super::{RELEASE, Scratch};

fn kb() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("in/a.txt", RELEASE);
    scratch.extract(&["in"]).ends_with(0);
    scratch
}

#[test]
fn the_answer_is_the_same_in_every_form_and_layout() {
    let scratch = kb();
    let tables = scratch.extract(&["query", "mentions", "--format", "jsonl"]).ends_with(0).stdout;
    assert!(tables.contains("Nevers"), "{tables}");
    let file = ["query", "mentions", "--kb", "output/kb.json", "--format", "jsonl"];
    assert_eq!(scratch.extract(&file).ends_with(0).stdout, tables);
    let value: serde_json::Value =
        serde_json::from_str(&scratch.read("output/kb.json")).expect("kb.json is JSON");
    scratch.file("compact.json", value.to_string());
    let compact = ["query", "mentions", "--kb", "compact.json", "--format", "jsonl"];
    assert_eq!(scratch.extract(&compact).ends_with(0).stdout, tables);
    let piped = scratch.extract(&["query", "mentions"]).ends_with(0).stdout;
    assert!(piped.starts_with("published\tsurface\tentity\t"), "{piped}");
    assert_eq!(piped.lines().count(), tables.lines().count() + 1);
}

#[test]
fn a_table_fits_the_terminal() {
    let scratch = kb();
    let args = ["query", "mentions", "--format", "table"];
    let table = scratch.extract_with(&args, &[("COLUMNS", "60")], "").ends_with(0).stdout;
    assert!(table.lines().all(|line| line.chars().count() <= 60), "{table}");
    assert!(!table.contains(" id"), "{table}");
}

#[test]
fn names_match_folded_or_are_suggested() {
    let scratch = kb();
    scratch.extract(&["query", "mentions", "NÉVERS"]).ends_with(0).prints("Nevers");
    scratch.extract(&["query", "mentions", "Nevres"]).ends_with(2).says("did you mean “Nevers”?");
}

#[test]
fn filters_narrow() {
    let scratch = kb();
    let rows = |args: &[&str]| {
        let mut all = vec!["query"];
        all.extend(args);
        scratch.extract(&all).ends_with(0).stdout.lines().count() - 1
    };
    assert_eq!(rows(&["entities", "--kind", "place"]), 1);
    assert_eq!(rows(&["entities", "--kind", "place", "--country", "fr"]), 1);
    assert_eq!(rows(&["entities", "--kind", "place", "--country", "MA"]), 0);
    assert_eq!(rows(&["entities", "nev"]), 1);
    assert_eq!(rows(&["mentions", "Nevers", "--min-score", "1.0", "--limit", "0"]), 0);
}

#[test]
fn wrong_words_are_explained() {
    let scratch = kb();
    scratch.extract(&["query", "relations", "--kind", "treaty"]).ends_with(2).says("agreement");
    scratch.extract(&["query", "relations", "--since", "mai"]).ends_with(2).says("2020-05");
    scratch.extract(&["query", "relations", "--status", "over"]).ends_with(2).says("ended");
    scratch.extract(&["query", "entities", "--kb", "no"]).ends_with(2).says("no");
}

#[test]
fn relations_and_partners() {
    let scratch = kb();
    let all = scratch.extract(&["query", "relations"]).ends_with(0).stdout;
    if all.lines().count() > 1 {
        scratch.extract(&["query", "partners", "Zélia"]).ends_with(0).prints("Borvo");
        scratch.extract(&["query", "timeline", "Borvo"]).ends_with(0).prints("2021-05-03");
    }
}
