//! Which stretches of the texts a report holds: all, where they fit; else the sentences that carry
//! facts.

use crate::kb::context::Chars;
use crate::kb::v1::{Document, KnowledgeBase};

/// Contexts of an entity that are kept where texts do not fit.
const CONTEXTS: usize = 4;

/// A stretch of a document: its first UTF-16 unit in the document, and its text.
pub type Part = (usize, String);

/// A document's stretches, and where code points lie in UTF-16, as programs of browsers count.
#[derive(Debug, Default)]
pub struct Kept {
    /// In order, not touching.
    pub parts: Vec<Part>,
    /// Whether this is the whole text.
    pub whole: bool,
    /// Code points past U+FFFF, each two units, in order.
    wide: Vec<usize>,
}

impl Kept {
    /// UTF-16 offset of a code point.
    pub fn unit(&self, code_point: u32) -> usize {
        let at = code_point as usize;
        at + self.wide.partition_point(|&wide| wide < at)
    }
}

/// A stretch to keep, in code points.
type Stretch = (usize, usize);

/// Chooses for every document of `kb`, with at most about `budget` bytes of text beyond the evidence
/// of relations, which is always there.
pub fn choose(kb: &KnowledgeBase, budget: usize) -> Vec<Kept> {
    let size: usize =
        kb.documents.iter().filter_map(|one| one.text.as_ref()).map(String::len).sum();
    if size <= budget {
        return kb
            .documents
            .iter()
            .zip(evidence(kb))
            .map(|(one, spans)| whole(one, kb, &spans))
            .collect();
    }
    let mut wanted = evidence(kb);
    let mut left = budget;
    let mut seen: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    let mentions = kb.mentions.iter().peekable();
    let mut kept = Vec::with_capacity(kb.documents.len());
    // Mentions are ordered by document, and documents by locator: each is found by its id.
    let mut by_document: std::collections::BTreeMap<&str, Vec<(u32, u32, &str)>> =
        std::collections::BTreeMap::new();
    for one in mentions {
        let entry = by_document.entry(&one.document).or_default();
        entry.push((one.char_start, one.char_end, &one.entity));
    }
    for (document, spans) in kb.documents.iter().zip(&mut wanted) {
        let Some(text) = &document.text else {
            kept.push(quotes(document, kb, spans));
            continue;
        };
        let chars = Chars::new(text);
        for &(start, end, entity) in by_document.get(document.id.as_str()).into_iter().flatten() {
            let count = seen.entry(entity).or_default();
            if *count >= CONTEXTS || left == 0 {
                continue;
            }
            *count += 1;
            let bounds = chars.around(start, end);
            left = left.saturating_sub(bounds.end - bounds.start);
            spans.push((bounds.start, bounds.end));
        }
        let mut one = Kept { wide: wide(text), ..Kept::default() };
        for (start, end) in merged(spans, chars.len()) {
            one.parts.push((unit(&one, start), chars.slice(start, end)));
        }
        kept.push(one);
    }
    kept
}

fn unit(kept: &Kept, at: usize) -> usize {
    kept.unit(u32::try_from(at).unwrap_or(u32::MAX))
}

/// Stretches of evidence, by document.
fn evidence(kb: &KnowledgeBase) -> Vec<Vec<Stretch>> {
    let number: std::collections::BTreeMap<&str, usize> =
        kb.documents.iter().enumerate().map(|(at, one)| (one.id.as_str(), at)).collect();
    let mut spans = vec![Vec::new(); kb.documents.len()];
    for one in kb.relations.iter().flat_map(|relation| &relation.evidence) {
        if let Some(&at) = number.get(one.document.as_str()) {
            spans[at].push((one.char_start as usize, one.char_end as usize));
        }
    }
    spans
}

fn whole(document: &Document, kb: &KnowledgeBase, spans: &[Stretch]) -> Kept {
    match &document.text {
        Some(text) => Kept { parts: vec![(0, text.clone())], whole: true, wide: wide(text) },
        None => quotes(document, kb, spans),
    }
}

/// What is left of a document without its text: the quotes of relations.
fn quotes(document: &Document, kb: &KnowledgeBase, spans: &[Stretch]) -> Kept {
    let mut kept = Kept::default();
    if spans.is_empty() {
        return kept;
    }
    let mut quotes: Vec<(usize, &str)> = kb
        .relations
        .iter()
        .flat_map(|relation| &relation.evidence)
        .filter(|one| one.document == document.id)
        .map(|one| (one.char_start as usize, one.quote.as_str()))
        .collect();
    quotes.sort_unstable();
    let mut end = 0;
    for (start, quote) in quotes {
        if start >= end {
            kept.parts.push((start, quote.to_owned()));
            end = start + quote.chars().count();
        }
    }
    kept
}

fn wide(text: &str) -> Vec<usize> {
    if text.is_ascii() {
        return Vec::new();
    }
    text.chars().enumerate().filter(|(_, c)| c.len_utf16() == 2).map(|(at, _)| at).collect()
}

/// Stretches in order, those that touch as one, within a text of `length` code points.
fn merged(spans: &mut [Stretch], length: usize) -> Vec<Stretch> {
    spans.sort_unstable();
    let mut out: Vec<Stretch> = Vec::new();
    for &(start, end) in spans.iter() {
        let (start, end) = (start.min(length), end.min(length));
        match out.last_mut() {
            Some(last) if start <= last.1 + 1 => last.1 = last.1.max(end),
            _ if start < end => out.push((start, end)),
            _ => {}
        }
    }
    out
}
