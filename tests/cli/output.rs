//! What is written, and that it is the same every time.

use super::{RELEASE, Scratch};

const FILES: [&str; 11] = [
    "amounts.jsonl",
    "dates.jsonl",
    "documents.jsonl",
    "issues.jsonl",
    "kb.json",
    "mentions.jsonl",
    "organisations.jsonl",
    "persons.jsonl",
    "places.jsonl",
    "relations.jsonl",
    "run.json",
];

fn corpus() -> Scratch {
    let scratch = Scratch::new();
    for number in 0..9 {
        scratch.file(&format!("press/{number}.txt"), format!("{RELEASE}Numéro {number}.\n"));
    }
    scratch
}

fn names(scratch: &Scratch, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(scratch.path(folder)).expect("a folder").flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn one_file_and_the_tables() {
    let scratch = corpus();
    scratch.extract(&["press", "-o", "out"]).ends_with(0).says("out/");
    assert_eq!(names(&scratch, "out"), FILES, "and no temporary file is left");
    let kb: serde_json::Value =
        serde_json::from_str(&scratch.read("out/kb.json")).expect("kb.json is JSON");
    assert_eq!(kb["documents"].as_array().map(Vec::len), Some(9));
    assert_eq!(kb["documents"][0]["locator"], "0.txt");
    scratch.extract(&["press", "-o", "one", "--format", "json"]).ends_with(0);
    assert_eq!(names(&scratch, "one"), ["kb.json"]);
}

#[test]
fn threads_and_the_order_of_paths_change_no_byte() {
    let scratch = corpus();
    scratch.extract(&["press", "-o", "a", "-j", "1"]).ends_with(0);
    scratch.extract(&["press", "-o", "b", "-j", "4"]).ends_with(0);
    let paths: Vec<String> = (0..9).rev().map(|number| format!("press/{number}.txt")).collect();
    let mut args: Vec<&str> = paths.iter().map(String::as_str).collect();
    args.extend(["-o", "c"]);
    scratch.extract(&args).ends_with(0);
    for file in FILES {
        let a = scratch.read(&format!("a/{file}"));
        assert_eq!(a, scratch.read(&format!("b/{file}")), "{file}");
        assert_eq!(a, scratch.read(&format!("c/{file}")), "{file}");
    }
}

#[test]
fn standard_output_carries_the_knowledge_base_alone() {
    let scratch = corpus();
    let outcome = scratch.extract(&["press", "--stdout"]).ends_with(0).says("9 documents read");
    scratch.extract(&["press"]).ends_with(0);
    assert_eq!(outcome.stdout, scratch.read("output/kb.json"));
    let quiet = scratch.extract(&["press", "--stdout", "--quiet"]).ends_with(0);
    assert_eq!(quiet.stderr, "");
}

#[test]
fn texts_can_be_left_out() {
    let scratch = corpus();
    scratch.extract(&["press", "--no-text"]).ends_with(0);
    assert!(!scratch.read("output/documents.jsonl").contains("Numéro"));
}

#[test]
fn results_are_not_read_as_input() {
    let scratch = corpus();
    scratch.extract(&["."]).ends_with(0).says("9 documents read");
    scratch.extract(&["."]).ends_with(0).says("9 documents read");
}

#[test]
fn paths_come_from_a_list_too() {
    let scratch = corpus();
    scratch.file("list", "press/1.txt\n\npress/2.txt\n");
    scratch.extract(&["--files-from", "list"]).ends_with(0).says("2 documents read");
    let stdin = scratch.extract_with(&["--files-from", "-"], &[], "press/3.txt\n");
    stdin.ends_with(0).says("1 document read");
}

#[test]
fn shards_link_to_the_same_knowledge_base() {
    let scratch = corpus();
    scratch.extract(&["press", "-o", "whole"]).ends_with(0);
    for (shard, numbers) in [("s1", [0, 3, 4]), ("s2", [8, 1, 5]), ("s3", [2, 6, 7])] {
        let paths = numbers.map(|number| format!("press/{number}.txt"));
        let mut args: Vec<&str> = paths.iter().map(String::as_str).collect();
        args.extend(["-o", shard, "--format", "facts"]);
        scratch.extract(&args).ends_with(0).says("facts.jsonl");
        assert_eq!(names(&scratch, shard), ["facts.jsonl"]);
    }
    for shards in [["s1", "s2", "s3"], ["s3", "s1/facts.jsonl", "s2"]] {
        let mut args = vec!["merge"];
        args.extend(shards);
        args.extend(["-o", "merged"]);
        scratch.extract(&args).ends_with(0).says("3 shards with 9 documents");
        for file in FILES {
            let (whole, merged) = (format!("whole/{file}"), format!("merged/{file}"));
            assert_eq!(scratch.read(&whole), scratch.read(&merged), "{file}");
        }
    }
    scratch.extract(&["merge", "press/1.txt"]).ends_with(2).says("first line is no header");
    scratch.extract(&["merge", "absent"]).ends_with(2).says("cannot read absent");
}

#[test]
fn containers_pages_and_standard_input() {
    let scratch = Scratch::new();
    scratch.file(
        "press/b.jsonl",
        format!("{{\"id\": \"un\", \"text\": {RELEASE:?}}}\n{{\"id\": \"deux\", \"text\": 5}}\n"),
    );
    scratch.file("press/c.html", format!("<html><body><p>{RELEASE}{RELEASE}</p></body></html>"));
    scratch.file("press/d.pdf", "not listed");
    let outcome = scratch.extract(&["press"]).ends_with(4);
    outcome.says("2 documents read, 0 skipped, 1 failed").says("b.jsonl#");
    assert!(scratch.read("output/documents.jsonl").contains("\"record\":\"un\""));
    let stdin = scratch.extract_with(&["-", "--stdout"], &[], RELEASE).ends_with(0);
    stdin.prints("\"locator\":\"stdin\"");
}
