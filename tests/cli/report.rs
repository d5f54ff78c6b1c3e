//! `extract report`: the file, whole and the same each time. What a browser makes of it is in
//! tests/browser.

use super::{KB, Scratch};

#[test]
fn one_file_the_same_each_time() {
    let scratch = Scratch::new();
    scratch.file("output/kb.json", KB);
    scratch.extract(&["report"]).ends_with(0).says("2 documents, 4 relations in report.html");
    let first = scratch.read("report.html");
    scratch.extract(&["report", "output/kb.json", "-o", "again/r.html", "-q"]).ends_with(0);
    assert_eq!(scratch.read("again/r.html"), first);
    assert!(first.contains("<html lang=\"fr\">") && first.contains("Chronologie"));
    scratch.extract(&["report", "--lang", "en", "-o", "en.html"]).ends_with(0);
    assert!(scratch.read("en.html").contains("<html lang=\"en\">"));
}

#[test]
fn texts_past_the_limit_are_cut_to_their_sentences() {
    let scratch = Scratch::new();
    scratch.file("output/kb.json", KB);
    scratch.extract(&["report", "--max-text", "0", "--max-nodes", "2"]).ends_with(0);
    let page = scratch.read("report.html");
    assert!(page.contains("\"whole\":false") && page.contains("ont signé une convention"));
    assert!(!page.contains("un commentaire"), "a sentence without facts is left out");
}

#[test]
fn what_is_no_knowledge_base_is_refused() {
    let scratch = Scratch::new();
    scratch.file("output/kb.json", "{\"format\": \"other\"}");
    scratch.extract(&["report"]).ends_with(2).says("extract-kb");
    assert!(!scratch.path("report.html").exists());
}
