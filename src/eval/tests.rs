//! Scoring end to end on a small invented text, and the answers to broken gold files.

use std::error::Error;
use std::path::{Path, PathBuf};

use super::*;
use crate::kb::read;

const TEXT: &str =
    "Zélia et Borvo ont signé le 3 mai 2021 à Nevers une convention de 5 M€ avec l'État.";

/// Gold of [`TEXT`] with `relations` put in.
fn gold_json(relations: &str) -> String {
    format!(
        r#"{{"id": "a", "organisations": [
            {{"name": "Zélia", "mentions": [[0, 5]]}},
            {{"name": "Borvo", "aliases": ["BRV"], "mentions": [[9, 14]]}}],
          "places": [{{"name": "Nevers", "kind": "city", "country": "FR", "mentions": [[41, 47]]}}],
          "dates": [{{"start": 28, "end": 38, "text": "3 mai 2021", "kind": "date",
                      "value": "2021-05-03"}}],
          "amounts": [{{"start": 66, "end": 70, "text": "5 M€", "kind": "money", "value": "5000000",
                        "unit": "EUR"}}],
          "relations": [{relations}]}}"#
    )
}

fn load_one(json: &str) -> Result<GoldText, Vec<Problem>> {
    let folder = tempfile::tempdir().map_err(|_| Vec::new())?;
    let file = folder.path().join("a.json");
    std::fs::write(&file, json).map_err(|_| Vec::new())?;
    std::fs::write(folder.path().join("a.txt"), TEXT).map_err(|_| Vec::new())?;
    load(&[file]).map(|mut texts| texts.remove(0))
}

fn gold(relations: &str) -> GoldText {
    load_one(&gold_json(relations)).expect("the gold of the test is sound")
}

/// A knowledge base of [`TEXT`]: `Zélia` right, `Borvo` one letter short, the place as an
/// organisation, the date as a range of days, the amount in the wrong currency.
fn kb(relations: &str) -> KnowledgeBase {
    let entity = |id: &str, name: &str| {
        format!(
            r#"{{"id": "{id}", "name": "{name}", "names": [], "kind": "other", "ids": [],
                 "mention_count": 1, "document_count": 1, "merged": []}}"#
        )
    };
    let mention = |entity: &str, start: u32, end: u32| {
        let surface: String =
            TEXT.chars().skip(start as usize).take((end - start) as usize).collect();
        format!(
            r#"{{"id": "m", "document": "d", "kind": "organisation", "char_start": {start},
                 "char_end": {end}, "surface": "{surface}", "sentence": 0, "entity": "{entity}",
                 "rule": "names.test", "evidence": [], "score": 1.0}}"#
        )
    };
    let json = format!(
        r#"{{"format": "extract-kb", "format_version": "1.0",
          "run": {{"tool": "extract", "tool_version": "0", "rules_digest": "", "settings_digest": "",
                   "offset_unit": "code_point", "text_form": "NFC", "calibrated": false}},
          "documents": [{{"id": "d", "locator": "a.txt", "other_locators": [], "language": "fr",
              "language_score": 1.0, "encoding": "utf-8", "char_count": 83, "blocks": [],
              "text": "{TEXT}"}}],
          "organisations": [{}, {}, {}, {}], "persons": [], "places": [],
          "mentions": [{}, {}, {}],
          "dates": [{{"id": "t", "document": "d", "char_start": 28, "char_end": 38,
              "surface": "3 mai 2021", "kind": "date", "value": "2021-05-03/2021-05-03",
              "precision": "day", "rule": "dates.test", "score": 1.0}}],
          "amounts": [{{"id": "s", "document": "d", "char_start": 66, "char_end": 70,
              "surface": "5 M€", "kind": "money", "value": 5000000, "unit": "USD",
              "rule": "amounts.test", "score": 1.0}}],
          "relations": [{relations}], "issues": []}}"#,
        entity("o-z", "Zélia"),
        entity("o-b", "Borv"),
        entity("o-n", "Nevers"),
        entity("o-e", "État"),
        mention("o-z", 0, 5),
        mention("o-b", 9, 13),
        mention("o-n", 41, 47),
    );
    read::parse(Path::new("kb.json"), json.as_bytes()).expect("the prediction is sound")
}

fn link(kind: &str, status: &str, members: &[(&str, &str)]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(role, entity)| format!(r#"{{"role": "{role}", "entity": "{entity}"}}"#))
        .collect();
    format!(
        r#"{{"id": "r", "kind": "{kind}", "directed": false, "status": "{status}",
            "members": [{}], "signatories": [], "score": 1.0, "document_count": 1,
            "evidence": [{{"document": "d", "char_start": 0, "char_end": 83, "quote": "",
                           "rule": "relations.test", "mentions": []}}]}}"#,
        members.join(", ")
    )
}

fn one(gold_relations: &str, predicted: &str) -> TextScore {
    score(&gold(gold_relations), &kb(predicted))
}

#[test]
fn mentions_and_values_are_counted_apart() {
    let scores = one("", "").scores;
    let organisations = scores.class(Class::Organisation);
    assert_eq!(organisations, Matches { gold: 2, predicted: 3, strict: 1, overlap: 2 });
    assert_eq!(scores.class(Class::Place), Matches { gold: 1, ..Matches::default() });
    assert_eq!(scores.class(Class::Date).strict, 1);
    assert_eq!(scores.values.date, Share { right: 1, of: 1 }, "the same day, written as a range");
    assert_eq!(scores.amount_values(), Share { right: 0, of: 1 }, "the currency counts");
    assert_eq!(scores.values.modifier, Share::default(), "nothing to get right");
    assert_eq!(scores.altered, 0);
}

#[test]
fn what_nobody_annotated_is_not_scored() {
    let json = gold_json("").replace("\"dates\"", "\"notes\"");
    let text = load_one(&json).expect("gold without dates is sound");
    let TextScore { scores, findings, .. } = score(&text, &kb(""));
    assert_eq!(scores.class(Class::Date), Matches::default(), "not spurious either");
    assert_eq!(scores.class(Class::Money).predicted, 1);
    assert!(findings.iter().all(|finding| finding.sort != Sort::Spurious), "{findings:?}");
}

#[test]
fn every_mistake_is_listed_with_its_place() {
    let gold_relation =
        r#"{"kind": "agreement", "parties": ["Zélia", "Borvo"], "evidence": [0, 83]}"#;
    let found = link("agreement", "planned", &[("partner", "o-z"), ("partner", "o-b")]);
    let findings = one(gold_relation, &found).findings;
    let sorts: Vec<Sort> = findings.iter().map(|finding| finding.sort).collect();
    assert_eq!(sorts, [Sort::WrongStatus, Sort::WrongSpan, Sort::WrongClass, Sort::WrongValue]);
    assert_eq!(findings[1].context, "Zélia et [Borvo] ont signé le 3 mai 2021 à Nevers une co");
    assert_eq!(findings[2].predicted.as_deref(), Some("organisation \"Nevers\""));
    assert_eq!(findings[3].gold.as_deref(), Some("5000000 EUR"));
}

#[test]
fn relations_score_by_aligned_members() {
    let partners: &[(&str, &str)] = &[("partner", "o-z"), ("partner", "o-b")];
    let three: &[(&str, &str)] = &[("partner", "o-z"), ("partner", "o-b"), ("partner", "o-n")];
    let directed: &[(&str, &str)] = &[("source", "o-z"), ("target", "o-b")];
    let flipped: &[(&str, &str)] = &[("source", "o-b"), ("target", "o-z")];
    let state: &[(&str, &str)] = &[("source", "o-z"), ("target", "o-e")];
    let other: &[(&str, &str)] = &[("source", "o-z"), ("target", "o-n")];
    let agreement = r#""kind": "agreement", "parties": ["Zélia", "Borvo"]"#;
    let funding = r#""kind": "funding", "source": "Zélia", "target": "Borvo""#;
    let implicit =
        r#""kind": "funding", "source": "Zélia", "target": "État", "implicit": ["État"]"#;
    let alternative = format!(r#"{funding}, "alt": {{"target": ["Nevers"]}}"#);
    let optional = format!(r#"{agreement}, "optional": true"#);
    for (name, gold, kind, members, expected) in [
        ("right", agreement, "agreement", partners, (1, 1, 1.0)),
        ("one member too many", agreement, "agreement", three, (1, 1, 0.8)),
        ("another kind", agreement, "collaboration", partners, (1, 1, 0.0)),
        ("right direction", funding, "funding", directed, (1, 1, 1.0)),
        ("wrong direction", funding, "funding", flipped, (1, 1, 0.0)),
        ("an implicit party by name", implicit, "funding", state, (1, 1, 1.0)),
        ("one shared member", funding, "funding", other, (1, 1, 0.0)),
        ("a defensible target", &alternative, "funding", other, (1, 1, 1.0)),
        ("optional and found", &optional, "agreement", partners, (1, 1, 1.0)),
        ("optional and missed", &optional, "funding", directed, (0, 1, 0.0)),
    ] {
        let scores = one(&format!("{{{gold}}}"), &link(kind, "effective", members)).scores;
        let links = scores.all_links();
        assert_eq!((links.gold, links.predicted, links.credit), expected, "{name}");
    }
}

#[test]
fn the_better_of_two_predictions_is_aligned() {
    let gold = r#"{"kind": "agreement", "parties": ["Zélia", "Borvo"]}"#;
    let all: &[(&str, &str)] = &[("partner", "o-z"), ("partner", "o-b"), ("partner", "o-e")];
    let both = [link("agreement", "effective", all), link("agreement", "effective", &all[..2])];
    let links = one(gold, &both.join(", ")).scores.all_links();
    assert_eq!((links.gold, links.predicted, links.credit), (1, 2, 1.0));
}

#[test]
fn a_text_read_otherwise_is_reported() {
    let mut other = kb("");
    other.documents[0].text = Some("Autre".into());
    assert_eq!(score(&gold(""), &other).scores.altered, 1);
    other.documents.clear();
    let scores = score(&gold(""), &other).scores;
    assert_eq!((scores.altered, scores.class(Class::Date).predicted), (1, 0));
}

#[test]
fn broken_gold_is_explained() {
    let sound = gold_json("");
    let agreement = |parties: &str| {
        gold_json(&format!(r#"{{"kind": "agreement", "parties": {parties}, "evidence": [0, 9]}}"#))
    };
    for (json, expected) in [
        (sound.replace("\"3 mai 2021\"", "\"3 mai 2022\""), "text has \"3 mai 2021\" at 28-38"),
        (
            sound.replace("\"start\": 66, \"end\": 70", "\"start\": 65, \"end\": 69"),
            "surface is \"5 M€\", text has \" 5 M\" at 65-69; it stands at 66-70",
        ),
        (sound.replace("[[0, 5]]", "[[0, 500]]"), "0-500 is not a stretch of the text"),
        (sound.replace("[[0, 5]]", "[[0, 6]]"), "begins or ends with a space"),
        (sound.replace("[[0, 5]]", "[[0, 5], [0, 5]]"), "annotated twice"),
        (sound.replace("\"id\": \"a\"", "\"id\": \"b\""), "the file is named a"),
        (sound.replace("\"id\"", "\"sha256\": \"00\", \"id\""), "sha256 is 00, the text's is"),
        (sound.replace("\"id\"", "\"chars\": 3, \"id\""), "chars is 3, the text has 83"),
        (sound.replace("\"places\"", "\"lieux\""), "unknown field `lieux`"),
        (sound.replace("\"5000000\"", "\"5 M\""), "`5 M` is not a decimal number"),
        (agreement(r#"["Zélia", "Borvu"]"#), "unknown party \"Borvu\""),
        (agreement(r#"["Zélia", "Borvu"]"#), "did you mean \"Borvo\"?"),
        (agreement(r#"["Zélia"]"#), "it needs parties, at least two bodies"),
        (
            gold_json(r#"{"kind": "support", "parties": ["Zélia", "BRV"]}"#),
            "this kind has source and target",
        ),
    ] {
        let problems = load_one(&json).err().unwrap_or_default();
        let text: Vec<String> = problems.iter().map(Problem::to_string).collect();
        let text = text.join("\n");
        assert!(text.contains(expected), "{text:?} lacks {expected:?}");
    }
}

#[test]
fn groups_are_the_first_folders() -> Result<(), Box<dyn Error>> {
    let root = tempfile::tempdir()?;
    for folder in ["seeds", "test/deep"] {
        let folder = root.path().join(folder);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("a.json"), gold_json(""))?;
        std::fs::write(folder.join("a.txt"), TEXT)?;
    }
    let groups = |paths: &[PathBuf]| -> Vec<String> {
        let texts = load(paths).unwrap_or_default();
        texts.into_iter().map(|text| text.group).collect()
    };
    assert_eq!(groups(&[root.path().to_owned()]), ["seeds", "test"]);
    assert_eq!(groups(&[root.path().join("seeds")]), ["seeds"]);
    assert_eq!(groups(&[root.path().join("seeds/a.json")]), ["seeds"]);
    let missing = load(&[root.path().join("absent")]).err().unwrap_or_default();
    assert!(missing[0].to_string().contains("no such file or folder"));
    Ok(())
}

fn report() -> Report {
    let relation = r#"{"kind": "agreement", "parties": ["Zélia", "Borvo"], "evidence": [0, 83]}"#;
    let members = [("partner", "o-z"), ("partner", "o-b"), ("partner", "o-n")];
    let mut text = one(relation, &link("agreement", "effective", &members));
    text.group = "seeds".into();
    text.path = PathBuf::from("gold/seeds/a.txt");
    let mut second = text.clone();
    second.id = "b".into();
    second.path = PathBuf::from("gold/seeds/b.txt");
    Report { texts: vec![text, second] }
}

#[test]
fn reports_show_counts_beside_ratios() {
    let thresholds =
        "[seeds]\norganisation_strict_f1 = 0.85\nrelation_f1 = 0.5\n[dev]\ndate_value = 1";
    let gates = Thresholds::parse(Path::new("t.toml"), thresholds).map(|t| t.judge(&report()));
    let gates = gates.unwrap_or_default();
    let render = |format| {
        let options = Options { format, by: Breakdown::Folder, errors: 3 };
        super::render(&report(), &gates, None, options)
    };
    insta::assert_snapshot!("text", render(Format::Text));
    insta::assert_snapshot!("markdown", render(Format::Markdown));
    insta::assert_snapshot!("junit", render(Format::Junit));
    let github = render(Format::Github);
    let (lines, annotations) = github.split_at(github.find("::").unwrap_or_default());
    assert_eq!(lines, render(Format::Text));
    insta::assert_snapshot!("github", annotations);
    let json: serde_json::Value = serde_json::from_str(&render(Format::Json)).unwrap_or_default();
    assert_eq!(json["thresholds"].as_array().map(Vec::len), Some(2), "dev was not scored");
    assert_eq!(json["thresholds"][0]["holds"], false);
    assert_eq!(json["thresholds"][1]["holds"], true);
    assert_eq!(json["mistakes"].as_array().map(Vec::len), Some(3));
}

#[test]
fn linking_is_b_cubed_from_end_to_end() {
    // Zélia twice and Borvo once; the prediction takes Borvo and the second Zélia for one body.
    let gold = gold_json("").replace("[[0, 5]]", "[[0, 5], [77, 83]]");
    let gold = load_one(&gold).expect("the gold of the test is sound");
    let mut kb = kb("");
    let mut second = kb.mentions[1].clone();
    (second.char_start, second.char_end) = (77, 83);
    kb.mentions.push(second);
    let text = score(&gold, &kb);
    let linking = text.scores.linking[0];
    assert_eq!((linking.gold, linking.predicted), (3, 4));
    assert!((linking.recall - (0.5 + 0.5 + 1.0)).abs() < 1e-9, "{}", linking.recall);
    // The place that was taken for a body is one more mention that earns nothing.
    assert!((linking.precision - (1.0 + 0.5 + 0.5)).abs() < 1e-9, "{}", linking.precision);
    // Over the mentions found, the place earns nothing because it is not counted.
    let found = linking.found();
    assert_eq!((found.gold, found.predicted), (3, 3));
    assert!((found.recall - (0.5 + 0.5 + 1.0)).abs() < 1e-9, "{}", found.recall);
    assert!((found.precision - (1.0 + 0.5 + 0.5)).abs() < 1e-9, "{}", found.precision);
    let merges: Vec<&Finding> = text
        .findings
        .iter()
        .filter(|one| matches!(one.sort, Sort::WrongMerge | Sort::MissedMerge))
        .collect();
    assert_eq!(merges.len(), 2, "{merges:?}");
    assert!(merges.iter().any(|one| one.sort == Sort::MissedMerge
        && one.gold.as_deref() == Some("\"Zélia\"")
        && one.predicted.as_deref() == Some("\"Zélia\" and \"Borv\"")));
    assert!(merges.iter().any(|one| one.sort == Sort::WrongMerge
        && one.gold.as_deref() == Some("\"Zélia\" and \"Borvo\"")
        && one.predicted.as_deref() == Some("\"Borv\"")));
}

#[test]
fn a_baseline_shows_what_has_changed_by_example() -> Result<(), Box<dyn Error>> {
    let before = report();
    let all = Options { format: Format::Json, errors: usize::MAX, ..Options::default() };
    let json = render(&before, &[], None, all);
    let baseline = Baseline::parse(Path::new("b.json"), json.as_bytes())?;
    assert_eq!(baseline.compare(&before), Difference { complete: true, ..Difference::default() });
    // The relation is right now, and the place is missed whole.
    let relation = r#"{"kind": "agreement", "parties": ["Zélia", "Borvo"], "evidence": [0, 83]}"#;
    let members = [("partner", "o-z"), ("partner", "o-b")];
    let mut after = one(relation, &link("agreement", "effective", &members));
    after.group = "seeds".into();
    let after = Report { texts: vec![after] };
    let difference = baseline.compare(&after);
    let fixed: Vec<&str> = difference.fixed.iter().map(|one| one.sort.as_str()).collect();
    assert_eq!(fixed, ["wrong members"], "b was not scored again");
    assert_eq!(difference.new, []);
    let changed: Vec<&str> = difference.changes.iter().map(|one| one.metric.as_str()).collect();
    assert!(changed.contains(&"relation_f1"), "{changed:?}");
    let text = render(&after, &[], Some(&difference), Options::default());
    assert!(text.contains("since the baseline: 1 mistakes fixed, 0 new"), "{text}");
    assert!(text.contains("fixed: a:0-83 wrong members"), "{text}");
    let some = Options { errors: 1, ..all };
    let partial = Baseline::parse(Path::new("b"), render(&before, &[], None, some).as_bytes())?;
    assert!(!partial.compare(&before).complete);
    let wrong = Baseline::parse(Path::new("b"), b"{}").err().map(|error| error.to_string());
    assert!(wrong.is_some_and(|text| text.contains("--write-baseline")));
    Ok(())
}

#[test]
fn thresholds_must_name_something() {
    let parse = |text: &str| {
        let error = Thresholds::parse(Path::new("t.toml"), text).err();
        error.map(|error| error.to_string()).unwrap_or_default()
    };
    assert!(parse("[a]\norganisation_f1 = 0.5").contains("did you mean `"));
    assert!(parse("[a]\ndate_value = 85").contains("not a ratio"));
    assert!(parse("date_value = 0.5").contains("t.toml"));
    let empty = "[seeds]\nperson_strict_f1 = 0.1";
    let gates = Thresholds::parse(Path::new("t"), empty).map(|t| t.judge(&report()));
    assert!(gates.is_ok_and(|gates| !gates[0].holds()), "nothing to measure does not pass");
}
