//! `extract eval` on small gold folders.

use super::{RELEASE, Scratch};

fn gold() -> Scratch {
    let scratch = Scratch::new();
    for text in ["one/a", "two/b"] {
        let id = &text[4..];
        scratch.file(&format!("gold/{text}.txt"), RELEASE);
        let json = format!(
            r#"{{"id": "{id}", "organisations": [{{"name": "Zélia", "mentions": [[0, 5]]}}]}}"#
        );
        scratch.file(&format!("gold/{text}.json"), json);
    }
    scratch
}

#[test]
fn folders_and_documents() {
    let scratch = gold();
    let outcome = scratch.extract(&["eval", "gold"]).ends_with(0);
    outcome.prints("one: 1 text\n").prints("two: 1 text\n").prints("organisation strict");
    scratch.extract(&["eval", "gold", "--by", "document"]).ends_with(0).prints("\nb: 1 text\n");
    let markdown = scratch.extract(&["eval", "gold/one", "--format", "markdown"]).ends_with(0);
    markdown.prints("### one").prints("| organisation strict |");
}

#[test]
fn a_finished_knowledge_base_can_be_scored() {
    let scratch = gold();
    scratch.extract(&["gold"]).ends_with(0);
    let fresh = scratch.extract(&["eval", "gold", "--format", "json"]).ends_with(0);
    for kb in ["output", "output/kb.json"] {
        let args = ["eval", "gold", "--kb", kb, "--format", "json"];
        let scored = scratch.extract(&args).ends_with(0);
        assert_eq!(scored.stdout, fresh.stdout, "{kb}");
    }
    scratch.extract(&["eval", "gold", "--kb", "gold"]).ends_with(2).says("holds no knowledge base");
}

#[test]
fn mistakes_are_listed_on_request() {
    let scratch = gold();
    let json = r#"{"id": "a", "persons": [{"name": "signé", "mentions": [[19, 24]]}]}"#;
    scratch.file("gold/one/a.json", json);
    let none = scratch.extract(&["eval", "gold/one"]).ends_with(0);
    assert!(!none.stdout.contains("mistakes:"), "{}", none.stdout);
    let some = scratch.extract(&["eval", "gold/one", "--errors", "50"]).ends_with(0);
    some.prints("missed person: gold \"signé\"").prints("ont [signé] une convention");
}

#[test]
fn a_baseline_shows_what_has_changed() {
    let scratch = gold();
    let args = ["eval", "gold", "--write-baseline", "before.json"];
    scratch.extract(&args).ends_with(0);
    let args = ["eval", "gold", "--baseline", "before.json"];
    scratch
        .extract(&args)
        .ends_with(0)
        .prints("since the baseline: 0 mistakes fixed, 0 new, 0 fig");
    let json = r#"{"id": "a", "persons": [{"name": "signé", "mentions": [[19, 24]]}]}"#;
    scratch.file("gold/one/a.json", json);
    let outcome = scratch.extract(&args).ends_with(0);
    outcome.prints("  ~ [one] person_strict_f1 - -> 0.000").prints("new: a:19-24 missed person");
    let args = ["eval", "gold", "--baseline", "before.json", "--format", "github"];
    let outcome = scratch.extract(&args).ends_with(0);
    outcome.prints("::warning file=gold/one/a.txt,line=1,title=missed person::missed person: gold");
    let args = ["eval", "gold", "--baseline", "absent.json"];
    scratch.extract(&args).ends_with(2).says("absent.json");
    let args = ["eval", "gold", "--format", "junit"];
    scratch
        .extract(&args)
        .ends_with(0)
        .prints("<testsuite name=\"one\" tests=\"1\" failures=\"0\">");
}
