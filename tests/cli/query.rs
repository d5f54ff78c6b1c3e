//! `extract query` on a small invented knowledge base: what was written once is read for ever, and
//! no corpus is needed.

use super::{KB, Scratch};

fn kb() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("output/kb.json", KB);
    scratch
}

#[test]
fn the_answer_is_the_same_in_every_layout() {
    let scratch = kb();
    let value: serde_json::Value = serde_json::from_str(KB).expect("kb.json is JSON");
    scratch.file("compact.json", value.to_string());
    let tables = value.as_object().expect("an object");
    for (name, records) in tables.iter().filter(|(_, value)| value.is_array()) {
        let lines: Vec<String> =
            records.as_array().expect("checked").iter().map(|one| format!("{one}\n")).collect();
        scratch.file(&format!("tables/{name}.jsonl"), lines.concat());
    }
    let mut header = value.clone();
    header.as_object_mut().expect("an object").retain(|_, value| !value.is_array());
    scratch.file("tables/run.json", header.to_string());
    for question in ["entities", "relations", "mentions", "amounts", "timeline"] {
        let ask = |kb: &str| scratch.extract(&["query", question, "--kb", kb]).ends_with(0).stdout;
        let lines = ask("output");
        assert!(lines.lines().count() > 1, "{question}: {lines}");
        assert_eq!(ask("compact.json"), lines, "{question}");
        assert_eq!(ask("tables"), lines, "{question}");
    }
}

#[test]
fn forms() {
    let scratch = kb();
    let ask =
        |form: &str| scratch.extract(&["query", "relations", "--format", form]).ends_with(0).stdout;
    let json: Vec<serde_json::Value> = serde_json::from_str(&ask("json")).expect("an array");
    assert_eq!(json.len(), 4);
    assert_eq!(ask("jsonl").lines().count(), 4);
    assert_eq!(ask("csv").lines().next(), ask("tsv").replace('\t', ",").lines().next());
    let signed = json.iter().find(|one| one["kind"] == "agreement").expect("one agreement");
    assert_eq!(signed["amount"], 2_500_000);
    assert_eq!(signed["members"], serde_json::json!(["Borvo", "Zélia"]));
}

#[test]
fn a_table_fits_the_terminal() {
    let scratch = kb();
    let args = ["query", "mentions", "--format", "table"];
    let table = scratch.extract_with(&args, &[("COLUMNS", "70")], "").ends_with(0).stdout;
    assert!(table.lines().all(|line| line.chars().count() <= 70), "{table}");
    assert!(!table.contains('\u{2028}') && !table.contains("d-000"), "{table}");
}

#[test]
fn names_match_folded_or_are_suggested() {
    let scratch = kb();
    for name in ["zelia", "ZÉLIA", "o-zelia-0000000000000000"] {
        scratch.extract(&["query", "mentions", name]).ends_with(0).prints("Zélia");
    }
    scratch.extract(&["query", "mentions", "SOCIETE BORVO"]).ends_with(0).prints("Borvo");
    scratch.extract(&["query", "mentions", "ih"]).ends_with(0).prints("Institut Halva");
    scratch.extract(&["query", "mentions", "Zelai"]).ends_with(2).says("did you mean “Zélia”?");
    scratch.extract(&["query", "mentions", "Halva"]).ends_with(2).says("“Institut Halva”");
    scratch.extract(&["query", "mentions", "Qqqq"]).ends_with(2).says("query entities");
}

#[track_caller]
fn rows(scratch: &Scratch, args: &str) -> usize {
    let words: Vec<&str> = std::iter::once("query").chain(args.split(' ')).collect();
    scratch.extract(&words).ends_with(0).stdout.lines().count() - 1
}

#[test]
fn filters_narrow() {
    let scratch = kb();
    for (args, expected) in [
        ("entities", 6),
        ("entities --kind place", 1),
        ("entities --kind company,network", 2),
        ("entities --country ma", 1),
        ("entities ouz", 1),
        ("entities --until 2021", 5),
        ("relations --since 2022", 2),
        ("relations --until 2021-05-02", 0),
        ("relations --status denied", 1),
        ("relations --kind agreement --place nevers --since 2021-05", 1),
        ("relations Zélia", 2),
        ("relations Zélia Borvo", 1),
        ("relations --min-score 0.75", 2),
        ("relations --country MA", 2),
        ("mentions Borvo", 4),
        ("mentions Borvo --since 2022", 2),
        ("mentions Borvo --limit 1", 1),
        ("amounts", 1),
        ("amounts --unit USD", 0),
        ("amounts --kind percent", 0),
        ("timeline Borvo --kind date", 2),
    ] {
        assert_eq!(rows(&scratch, args), expected, "{args}");
    }
}

#[test]
fn partners_are_followed_and_denied_links_are_not() {
    let scratch = kb();
    assert_eq!(rows(&scratch, "partners Zélia"), 1);
    assert_eq!(rows(&scratch, "partners Zélia --steps 2"), 3);
    assert_eq!(rows(&scratch, "partners Zélia --status denied"), 1);
    let two = scratch.extract(&["query", "partners", "Zélia", "--steps", "2"]).ends_with(0);
    two.prints("1\tBorvo\tFR\tZélia").prints("2\tInstitut Halva\tMA\tBorvo");
}

#[test]
fn wrong_words_are_explained() {
    let scratch = kb();
    scratch.extract(&["query", "relations", "--kind", "treaty"]).ends_with(2).says("agreement");
    scratch.extract(&["query", "relations", "--since", "mai"]).ends_with(2).says("2020-05");
    scratch.extract(&["query", "relations", "--status", "over"]).ends_with(2).says("ended");
    scratch.extract(&["query", "entities", "--kb", "no"]).ends_with(2).says("no");
    scratch.file("bad.json", "{}");
    scratch.extract(&["query", "entities", "--kb", "bad.json"]).ends_with(2).says("knowledge base");
}
