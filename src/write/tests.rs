//! What is written can be read again, whichever form it has; what cannot be read says why.

use std::error::Error;
use std::path::Path;

use super::*;
use crate::kb::facts::DocumentFacts;
use crate::kb::v1::*;
use crate::kb::{id, order, read};

fn run() -> Run {
    Run {
        tool: "extract".into(),
        tool_version: "0.1.0".into(),
        rules_digest: id::run_digest(&["rules"]),
        settings_digest: id::run_digest(&[]),
        offset_unit: "code_point".into(),
        text_form: "NFC".into(),
        calibrated: false,
    }
}

fn document(locator: &str, text: &str) -> Document {
    Document {
        id: id::document(text, None),
        locator: locator.into(),
        title: Some("Ligne\u{2028}une".into()),
        language: "fr".into(),
        language_score: 0.98,
        encoding: "utf-8".into(),
        char_count: text.chars().count() as u64,
        text: Some(text.into()),
        ..Document::default()
    }
}

fn amount(document: &Document, start: u32, value: &str) -> AmountMention {
    AmountMention {
        id: format!("{}:{start}-{}:amount", document.id, start + 2),
        document: document.id.clone(),
        char_start: start,
        char_end: start + 2,
        surface: "né".into(),
        kind: AmountKind::Money,
        value: Exact(value.parse().unwrap_or_default()),
        value_max: None,
        unit: Some("EUR".into()),
        modifier: None,
        per: None,
        item: None,
        rule: "test".into(),
        score: 0.9,
    }
}

/// Two documents and amounts that stand in no order.
fn sample() -> KnowledgeBase {
    let (first, second) = (document("b.txt", "né né né"), document("a.txt", "\"né\"\nné"));
    KnowledgeBase {
        format: FORMAT.into(),
        format_version: FORMAT_VERSION.into(),
        run: run(),
        amounts: vec![
            amount(&first, 3, "7800000"),
            amount(&second, 1, "0.000001"),
            amount(&first, 0, "1000000000000000000"),
        ],
        documents: vec![first, second],
        organisations: vec![],
        persons: vec![],
        places: vec![],
        mentions: vec![],
        dates: vec![],
        relations: vec![],
        issues: vec![Issue {
            locator: "z.bin".into(),
            record: None,
            code: "D001".into(),
            severity: Severity::Failed,
            message: "It is not a text.".into(),
        }],
    }
}

fn bytes(kb: &KnowledgeBase) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut out = Vec::new();
    json(kb, &mut out)?;
    Ok(out)
}

#[test]
fn both_forms_read_back_as_the_same_knowledge_base() -> Result<(), Box<dyn Error>> {
    let mut kb = sample();
    order::sort(&mut kb);
    assert_eq!(kb.documents[0].locator, "a.txt");
    assert_eq!(kb.amounts[0].document, kb.documents[0].id, "amounts follow the documents");
    assert!(kb.amounts[1].char_start < kb.amounts[2].char_start);
    for forms in [Forms { json: true, jsonl: false }, Forms { json: false, jsonl: true }] {
        let folder = tempfile::tempdir()?;
        let mut batch = Batch::new(folder.path())?;
        knowledge_base(&mut batch, &kb, forms)?;
        let paths = batch.commit()?;
        assert_eq!(paths.len(), if forms.json { 1 } else { 1 + read::TABLES.len() });
        assert_eq!(read::read(folder.path())?, kb, "{forms:?}");
    }
    Ok(())
}

#[test]
fn the_order_of_records_does_not_change_the_bytes() -> Result<(), Box<dyn Error>> {
    let mut kb = sample();
    let mut turned = sample();
    turned.documents.reverse();
    turned.amounts.reverse();
    order::sort(&mut kb);
    order::sort(&mut turned);
    assert_eq!(bytes(&kb)?, bytes(&turned)?);
    Ok(())
}

#[test]
fn one_record_a_line() -> Result<(), Box<dyn Error>> {
    let mut kb = sample();
    drop_texts(&mut kb);
    let text = String::from_utf8(bytes(&kb)?)?;
    let line = text.lines().find(|line| line.contains("a.txt")).unwrap_or_default();
    let record: serde_json::Value = serde_json::from_str(line.trim_end_matches(','))?;
    assert_eq!(record["text"], serde_json::Value::Null);
    assert_eq!(record["encoding"], "utf-8");
    assert!(text.contains("\n\"organisations\": [],\n") || text.contains("\"organisations\": []"));
    Ok(())
}

#[test]
fn unknown_keys_are_ignored_and_wrong_files_explained() -> Result<(), Box<dyn Error>> {
    let whole = String::from_utf8(bytes(&sample())?)?;
    let path = Path::new("kb.json");
    let parse = |text: &str| read::parse(path, text.as_bytes());
    let version = format!("\"{}\"", FORMAT_VERSION);
    let later = whole.replace(&version, "\"1.99\"").replace("\"z.bin\"", "\"z.bin\",\"new\":[1]");
    assert_eq!(parse(&later)?.issues.len(), 1);
    for (text, expected) in [
        (whole.replace(&version, "\"2.0\""), "format version 2.0"),
        (whole.replace("extract-kb", "other-kb"), "its format is \"other-kb\""),
        ("{}".to_owned(), "it has no \"format\""),
        ("[1]".to_owned(), "expected an object"),
        (whole[..whole.len() / 2].to_owned(), "not whole JSON"),
        (whole.replace("\"failed\"", "\"fatal\""), "unknown variant `fatal`"),
        (whole.replace("\"né\"", "5"), "kb.json:"),
    ] {
        let error = parse(&text).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(expected), "{error:?} lacks {expected:?}");
    }
    let empty = tempfile::tempdir()?;
    let error = read::read(empty.path()).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("holds no knowledge base"), "{error}");
    Ok(())
}

#[test]
fn a_broken_table_names_its_line() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut batch = Batch::new(folder.path())?;
    knowledge_base(&mut batch, &sample(), Forms { json: false, jsonl: true })?;
    batch.commit()?;
    let table = folder.path().join("amounts.jsonl");
    let broken = std::fs::read_to_string(&table)?.replacen("\"money\"", "\"gold\"", 3);
    std::fs::write(&table, broken.replacen("\"gold\"", "\"money\"", 1))?;
    let error = read::read(folder.path()).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("amounts.jsonl:2:"), "{error}");
    std::fs::remove_file(&table)?;
    let error = read::read(folder.path()).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("cannot read") && error.contains("amounts.jsonl"), "{error}");
    Ok(())
}

fn shard(run: &Run, facts: &[DocumentFacts], issues: &[Issue]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut out = Vec::new();
    let mut writer = FactsWriter::new(&mut out, run)?;
    for one in facts {
        writer.facts(one)?;
    }
    for issue in issues {
        writer.issue(issue)?;
    }
    Ok(out)
}

#[test]
fn shards_read_back_and_refuse_to_mix() -> Result<(), Box<dyn Error>> {
    let facts = DocumentFacts {
        document: document("a.txt", "né"),
        amounts: vec![amount(&document("a.txt", "né"), 0, "7.8")],
        ..DocumentFacts::default()
    };
    let folder = tempfile::tempdir()?;
    let issues = sample().issues;
    let (one, two) = (folder.path().join("one"), folder.path().join("two.jsonl"));
    std::fs::create_dir(&one)?;
    std::fs::write(one.join(FACTS_FILE), shard(&run(), std::slice::from_ref(&facts), &issues)?)?;
    let other = Run { rules_digest: "b3:other".into(), ..run() };
    std::fs::write(&two, shard(&other, &[], &[])?)?;

    let mut reader = FactsReader::default();
    reader.read(&one)?;
    let error = reader.read(&two).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("another set of rules"), "{error}");
    assert_eq!(reader.finish(), Some((run(), vec![facts], issues)));

    for (text, expected) in [("", "it is empty"), ("{\"id\":1}\n", "first line is no header")] {
        std::fs::write(&two, text)?;
        let error = FactsReader::default().read(&two).err();
        let error = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(expected), "{error}");
    }
    Ok(())
}
