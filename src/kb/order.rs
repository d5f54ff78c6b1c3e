//! The sort keys of every table. Whatever order records were found in, they are published in this
//! one, so that two runs give the same bytes and version control shows only what changed.

use std::collections::BTreeMap;

use super::v1::{Document, Evidence, KnowledgeBase};

/// Place of each document in the `documents` table. Documents that are not in it come last, by id.
struct Rank<'a>(BTreeMap<&'a str, usize>);

impl Rank<'_> {
    fn of<'i>(&self, id: &'i str) -> (usize, &'i str) {
        (self.0.get(id).copied().unwrap_or(usize::MAX), id)
    }
}

/// Sorts documents by locator, then record, then id.
pub fn documents(documents: &mut [Document]) {
    documents.sort_by(|a, b| (&a.locator, &a.record, &a.id).cmp(&(&b.locator, &b.record, &b.id)));
}

/// Sorts every table and every list inside a record that has no order of its own.
///
/// Documents by locator and record; entities and relations by id; mentions, dates and amounts by
/// document (in the order of the documents table), then start, then longest first, then kind;
/// members by role and entity; evidence by document and position; issues by locator, record and
/// code. `evidence` of mentions (strongest first) and `names` (most frequent first, then by bytes)
/// keep that meaning.
pub fn sort(kb: &mut KnowledgeBase) {
    documents(&mut kb.documents);
    let rank =
        Rank(kb.documents.iter().enumerate().map(|(rank, doc)| (doc.id.as_str(), rank)).collect());
    kb.mentions.sort_by(|a, b| {
        (rank.of(&a.document), a.char_start, b.char_end, a.kind, &a.id).cmp(&(
            rank.of(&b.document),
            b.char_start,
            a.char_end,
            b.kind,
            &b.id,
        ))
    });
    kb.dates.sort_by(|a, b| {
        (rank.of(&a.document), a.char_start, b.char_end, &a.id).cmp(&(
            rank.of(&b.document),
            b.char_start,
            a.char_end,
            &b.id,
        ))
    });
    kb.amounts.sort_by(|a, b| {
        (rank.of(&a.document), a.char_start, b.char_end, &a.id).cmp(&(
            rank.of(&b.document),
            b.char_start,
            a.char_end,
            &b.id,
        ))
    });
    for relation in &mut kb.relations {
        relation.members.sort();
        relation.signatories.sort();
        relation.evidence.sort_by(|a, b| evidence_key(&rank, a).cmp(&evidence_key(&rank, b)));
    }
    kb.relations.sort_by(|a, b| a.id.cmp(&b.id));
    kb.organisations.sort_by(|a, b| a.id.cmp(&b.id));
    kb.persons.sort_by(|a, b| a.id.cmp(&b.id));
    kb.places.sort_by(|a, b| a.id.cmp(&b.id));
    kb.issues.sort();
}

type EvidenceKey<'a> = ((usize, &'a str), u32, u32, &'a str, &'a [String]);

fn evidence_key<'a>(rank: &Rank<'_>, evidence: &'a Evidence) -> EvidenceKey<'a> {
    let Evidence { document, char_start, char_end, rule, mentions, .. } = evidence;
    (rank.of(document), *char_start, *char_end, rule, mentions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kb::v1::Issue;

    const KB: &str = r#"{"format": "extract-kb", "format_version": "1.0",
        "run": {"tool": "", "tool_version": "", "rules_digest": "", "settings_digest": "",
                "offset_unit": "", "text_form": "", "calibrated": false},
        "documents": [], "organisations": [], "persons": [], "places": [], "mentions": [],
        "dates": [], "amounts": [], "relations": [], "issues": []}"#;

    fn mention(document: &str, start: u32, end: u32, kind: &str) -> String {
        format!(
            r#"{{"id": "{document}:{start}-{end}:{kind}", "document": "{document}", "kind": "{kind}",
                "char_start": {start}, "char_end": {end}, "surface": "", "sentence": 0,
                "entity": "", "rule": "", "evidence": [], "score": 1.0}}"#
        )
    }

    fn document(id: &str, locator: &str) -> String {
        format!(
            r#"{{"id": "{id}", "locator": "{locator}", "other_locators": [], "language": "fr",
                "language_score": 1.0, "encoding": "UTF-8", "char_count": 0, "blocks": []}}"#
        )
    }

    #[test]
    fn documents_by_locator_mentions_by_document_and_position() -> serde_json::Result<()> {
        let mut kb: KnowledgeBase = serde_json::from_str(KB)?;
        // The ids sort the other way than the locators.
        for text in [document("d-b", "a.txt"), document("d-a", "b.txt")] {
            kb.documents.insert(0, serde_json::from_str(&text)?);
        }
        let wanted = [
            mention("d-b", 4, 9, "organisation"),
            mention("d-b", 4, 6, "organisation"),
            mention("d-b", 4, 6, "place"),
            mention("d-a", 0, 3, "person"),
            mention("d-lost", 0, 1, "person"),
        ];
        for text in &wanted {
            kb.mentions.insert(0, serde_json::from_str(text)?);
        }
        for locator in ["z", "a"] {
            let severity = crate::kb::v1::Severity::Skipped;
            let (record, code, message) = (None, "D001".into(), String::new());
            kb.issues.push(Issue { locator: locator.into(), record, code, severity, message });
        }
        sort(&mut kb);
        let locators: Vec<&str> = kb.documents.iter().map(|doc| doc.locator.as_str()).collect();
        assert_eq!(locators, ["a.txt", "b.txt"]);
        for (mention, text) in kb.mentions.iter().zip(&wanted) {
            assert!(
                text.contains(&format!("\"{}\"", mention.id)),
                "{} is out of place",
                mention.id
            );
        }
        assert_eq!(kb.issues[0].locator, "a");
        Ok(())
    }
}
