//! brat's standoff form: `ID.txt` and `ID.ann` for each document whose text is there, and an
//! `annotation.conf`. Relations are binary there, between the mentions of their sentences; values and
//! statuses are notes. Documents without a text are left out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::{Batch, WriteError};
use super::links::pairs;
use crate::kb::context::one_line;
use crate::kb::v1::{EntityKind, KnowledgeBase, RelationKind};

/// One line `T`: type, offsets, surface, note.
type Span<'kb> = (&'static str, u32, u32, &'kb str, Option<String>);

/// Adds the files to `batch`.
///
/// # Errors
/// When the disk refuses.
pub fn documents(kb: &KnowledgeBase, batch: &mut Batch) -> Result<(), WriteError> {
    let spans = spans(kb);
    let links = links(kb);
    batch.add("annotation.conf", |out| out.write_all(configuration(kb).as_bytes()))?;
    for document in &kb.documents {
        let Some(text) = &document.text else { continue };
        let id = document.id.as_str();
        batch.add(&format!("{id}.txt"), |out| out.write_all(text.as_bytes()))?;
        let none = (Vec::new(), Vec::new());
        let own = (spans.get(id).unwrap_or(&none.0), links.get(id).unwrap_or(&none.1));
        batch
            .add(&format!("{id}.ann"), |out| out.write_all(annotations(own.0, own.1).as_bytes()))?;
    }
    Ok(())
}

/// Spans by document; the id of each is the first string.
type Spans<'kb> = BTreeMap<&'kb str, Vec<(&'kb str, Span<'kb>)>>;

fn spans(kb: &KnowledgeBase) -> Spans<'_> {
    let mut spans: Spans<'_> = BTreeMap::new();
    for one in &kb.mentions {
        let kind = match one.kind {
            EntityKind::Organisation => "Organisation",
            EntityKind::Person => "Person",
            EntityKind::Place => "Place",
        };
        let note = Some(one.entity.clone());
        let span = (kind, one.char_start, one.char_end, one.surface.as_str(), note);
        spans.entry(&one.document).or_default().push((&one.id, span));
    }
    for one in &kb.dates {
        let note = Some(one.value.clone());
        let span = ("Date", one.char_start, one.char_end, one.surface.as_str(), note);
        spans.entry(&one.document).or_default().push((&one.id, span));
    }
    for one in &kb.amounts {
        let unit = one.unit.as_deref().unwrap_or_default();
        let note = Some(format!("{} {unit}", one.value.0).trim_end().to_owned());
        let span = ("Amount", one.char_start, one.char_end, one.surface.as_str(), note);
        spans.entry(&one.document).or_default().push((&one.id, span));
    }
    spans
}

/// A relation between two mentions of a document, and what is said of it.
type Link<'kb> = (String, &'kb str, &'kb str, String);

fn links(kb: &KnowledgeBase) -> BTreeMap<&str, Vec<Link<'_>>> {
    let entity: BTreeMap<&str, &str> =
        kb.mentions.iter().map(|one| (one.id.as_str(), one.entity.as_str())).collect();
    let mut links: BTreeMap<&str, Vec<Link<'_>>> = BTreeMap::new();
    for relation in &kb.relations {
        let note = format!("{} {}", relation.id, relation.status.as_str());
        for proof in &relation.evidence {
            let of = |id: &str| {
                let named = proof.mentions.iter().find(|one| entity.get(one.as_str()) == Some(&id));
                named.map(String::as_str)
            };
            for (one, other) in pairs(relation) {
                if let (Some(one), Some(other)) = (of(one), of(other)) {
                    let link = (name(relation.kind), one, other, note.clone());
                    links.entry(&proof.document).or_default().push(link);
                }
            }
        }
    }
    links
}

fn annotations(spans: &[(&str, Span<'_>)], links: &[Link<'_>]) -> String {
    let mut out = String::new();
    let mut number: BTreeMap<&str, usize> = BTreeMap::new();
    let mut notes = 0;
    for (at, (id, (kind, start, end, surface, note))) in spans.iter().enumerate() {
        let at = at + 1;
        number.insert(id, at);
        let pieces = pieces(*start, *end, surface);
        let _ = writeln!(out, "T{at}\t{kind} {pieces}\t{}", surface.replace('\n', " "));
        if let Some(note) = note {
            notes += 1;
            let _ = writeln!(out, "#{notes}\tAnnotatorNotes T{at}\t{}", one_line(note));
        }
    }
    let mut relations = 0;
    for (kind, one, other, note) in links {
        let (Some(one), Some(other)) = (number.get(one), number.get(other)) else { continue };
        relations += 1;
        notes += 1;
        let _ = writeln!(out, "R{relations}\t{kind} Arg1:T{one} Arg2:T{other}");
        let _ = writeln!(out, "#{notes}\tAnnotatorNotes R{relations}\t{}", one_line(note));
    }
    out
}

/// Offsets; brat wants a span over line ends in one piece a line.
fn pieces(start: u32, end: u32, surface: &str) -> String {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (start, start);
    for char in surface.chars() {
        if char == '\n' {
            if from < at {
                pieces.push(format!("{from} {at}"));
            }
            from = at + 1;
        }
        at += 1;
    }
    if from < end || pieces.is_empty() {
        pieces.push(format!("{from} {end}"));
    }
    pieces.join(";")
}

/// The kind's id with capitals, as brat likes its labels.
fn name(kind: RelationKind) -> String {
    let mut words = String::new();
    for word in kind.as_str().split('_') {
        let mut letters = word.chars();
        words.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        words.push_str(letters.as_str());
    }
    words
}

fn configuration(kb: &KnowledgeBase) -> String {
    let mut out =
        String::from("[entities]\nOrganisation\nPerson\nPlace\nDate\nAmount\n\n[relations]\n");
    for kind in RelationKind::with_others(kb.relations.iter().map(|one| one.kind)) {
        let _ = writeln!(out, "{}\tArg1:Organisation|Place, Arg2:Organisation|Place", name(kind));
    }
    // brat wants all sections, also the empty ones.
    out.push_str("\n[events]\n\n[attributes]\n");
    out
}
