//! A knowledge base of the first format version, frozen in `tests/fixtures/kb-1.0` and never written
//! anew: what reads it today must go on reading it, without the texts it came from.

use super::Scratch;

const FILES: [&str; 11] = [
    "kb.json",
    "run.json",
    "documents.jsonl",
    "organisations.jsonl",
    "persons.jsonl",
    "places.jsonl",
    "mentions.jsonl",
    "dates.jsonl",
    "amounts.jsonl",
    "relations.jsonl",
    "issues.jsonl",
];

fn fixture(inside: &str) -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::read_to_string(root.join(inside)).expect("a fixture")
}

/// The files of the old knowledge base that `choose` keeps, each changed by `change`.
fn old(choose: impl Fn(&str) -> bool, change: impl Fn(String) -> String) -> Scratch {
    let scratch = Scratch::new();
    for file in FILES.iter().filter(|file| choose(file)) {
        scratch.file(&format!("output/{file}"), change(fixture(&format!("kb-1.0/{file}"))));
    }
    for ending in ["txt", "json"] {
        let file = format!("kb-1.0-gold/old-1.{ending}");
        scratch.file(&file.replace("kb-1.0-gold", "gold"), fixture(&file));
    }
    scratch
}

fn is_read(scratch: &Scratch) {
    let ask = |args: &[&str]| scratch.extract(&[&["query"], args].concat()).ends_with(0);
    ask(&["entities", "--kind", "university"]).prints("Université de Fann");
    ask(&["relations", "--place", "nevers"]).prints("Institut Halva; Zélia");
    ask(&["partners", "zelia", "--steps", "2"]).prints("Fondation Ouzel");
    ask(&["mentions", "Jeanne Morvan"]).prints("en présence de Jeanne Morvan");
    ask(&["amounts", "--unit", "EUR"]).prints("2500000");
    ask(&["timeline", "Fondation Ouzel"]).prints("2021-05-03");
    scratch.extract(&["report"]).ends_with(0).says("2 documents, 3 relations");
    for form in ["csv", "graphml", "gexf", "jsonld", "sqlite", "brat"] {
        scratch.extract(&["export", "--to", form]).ends_with(0);
    }
    let scored = scratch.extract(&["eval", "gold", "--kb", "output"]).ends_with(0);
    scored.prints("gold: 1 text").prints("P 1.000 = 6/6").prints("amount value             1.000");
}

#[test]
fn tables_alone_are_read() {
    is_read(&old(|file| file != "kb.json", |text| text));
}

#[test]
fn one_file_alone_is_read() {
    is_read(&old(|file| file == "kb.json", |text| text));
}

/// A later minor version adds keys.
#[test]
fn keys_of_a_later_minor_version_are_skipped() {
    let later = |text: String| {
        text.replace("\"format_version\": \"1.0\"", "\"format_version\": \"1.9\"")
            .replace("\"format_version\":\"1.0\"", "\"format_version\":\"1.9\"")
            .replace("{\"id\":", "{\"later\":{\"kind\":[1]},\"id\":")
    };
    is_read(&old(|file| file == "kb.json", later));
    is_read(&old(|file| file != "kb.json", later));
}

#[test]
fn another_major_version_is_refused() {
    let other = |text: String| text.replace("\"1.0\"", "\"2.0\"");
    let scratch = old(|_| true, other);
    scratch.extract(&["query", "entities"]).ends_with(2).says("format version 2.0");
    scratch.extract(&["report"]).ends_with(2).says("format version 2.0");
}
