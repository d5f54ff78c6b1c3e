//! The names stage: organisations, places and persons of a document, and what looks like one and
//! is none.
//!
//! Generators propose spans, many more than there are names: capitalised runs and their parts, head
//! nouns with each length of complement, what the gazetteer knows, what `[[name]]` rules propose.
//! Evidence rules say what speaks for or against each type, by a pattern beside or inside the
//! span or by a property of it; of each sentence the set of spans is kept that gets most tokens
//! right. What is proved once is evidence everywhere in the document, so the choice is made
//! twice. Then mentions become entities, and common nouns that stand for one are joined to it.

mod anaphors;
mod areas;
mod called;
mod candidate;
mod chain;
mod choose;
mod document;
mod entities;
mod evidence;
pub mod features;
mod forms;
mod full_names;
mod heads;
mod inner;
mod joins;
mod known;
mod lists;
mod masked;
mod near;
mod pairs;
mod persons;
mod places;
mod properties;
mod respelled;
mod runs;
mod salience;
mod shared_heads;
mod small;
mod spelled;
mod tables;
mod titles;
mod words;

pub use tables::{NameTables, TARGETS, property_names};

use candidate::{Candidate, Pool};
use evidence::Scorer;
use features::Feature;
use tables::KINDS;

use super::analysis::{Analysis, NameKind, NameMention};
use crate::engine::Line;
use crate::engine::compile::{SubtypeId, TypeId};
use crate::engine::line::Mask;
use crate::engine::matcher::{Match, Matches, Scratch};
use crate::gazetteer::{Gazetteer, NameHit};
use crate::kb::v1::BlockKind;
use crate::rules::{RuleIdx, RuleKind};
use crate::text::TokenSpan;
use crate::value::Value;
use words::{SentenceWords, Word};

/// What the stage knows besides the text.
#[derive(Clone, Copy, Debug)]
pub struct NameContext<'a> {
    /// Tables of the rule set in use.
    pub tables: &'a NameTables,
    /// Names, words and first names.
    pub gazetteer: &'a Gazetteer,
    /// ISO 3166-1 alpha-2 of the document, if metadata say.
    pub country: Option<&'a str>,
    /// Kinds of the blocks, by [`super::analysis::Region::block`].
    pub blocks: &'a [BlockKind],
    /// Title from metadata.
    pub title: Option<&'a str>,
}

/// Memory that the stage reuses from document to document.
#[derive(Debug, Default)]
pub struct Buffers {
    line: Line,
    scratch: Scratch,
    matches: Matches,
    masks: Vec<Mask>,
    words: Vec<Word>,
    hits: Vec<NameHit>,
    known: Pool,
    pool: Pool,
    scorer: Scorer,
    chooser: choose::Chooser,
    document: document::Found,
}

/// A span that was considered, chosen or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// Its tokens.
    pub tokens: TokenSpan,
    /// Its best type; none if it is sooner no name at all.
    pub kind: Option<NameKind>,
    /// Probability of the best type in thousandths.
    pub score: u16,
    /// Log-odds in thousandths by type, in the order of the types; the last is "no name".
    pub totals: [i32; 5],
    /// All evidence: rule and log-odds for its type.
    pub evidence: Vec<(RuleIdx, i32)>,
}

impl Buffers {
    /// The spans that the last document's run weighed in a sentence, chosen or not.
    pub fn candidates(&self, sentence: usize) -> impl Iterator<Item = TokenSpan> {
        self.document.candidates(sentence)
    }

    /// The spans of a sentence that the last document's run considered.
    #[must_use]
    pub fn considered(
        &mut self,
        analysis: &Analysis<'_>,
        cx: &NameContext<'_>,
        sentence: usize,
    ) -> Vec<Considered> {
        self.document.considered(analysis, cx, &mut self.scorer, sentence)
    }
}

/// Finds the names of a document: fills `names`, `inner`, `sets`, `entities` and `publisher`.
pub fn find(analysis: &mut Analysis<'_>, cx: &NameContext<'_>, buffers: &mut Buffers) {
    buffers.document.clear();
    let mut value = 0;
    let small = small::SmallNames::of(analysis, |sentence| {
        cx.tables.language(sentence.language).is_some_and(small::wanted)
    });
    for number in 0..analysis.sentences.len() {
        value = propose(analysis, cx, buffers, &small, number, value);
    }
    buffers.document.settle(analysis, cx, &mut buffers.scorer, &mut buffers.chooser);
    entities::build(analysis, cx, buffers);
}

/// Whether a value keeps names out of its tokens: bare numbers do not.
fn masks_names(value: &Value) -> bool {
    !matches!(value.type_name(), "NUMBER" | "ORDINAL" | "NONE")
}

/// Proposes and scores the candidates of a sentence; returns the first value past it.
fn propose(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    buffers: &mut Buffers,
    small: &small::SmallNames<'_>,
    number: usize,
    mut value: usize,
) -> usize {
    let sentence = analysis.sentences[number];
    let language = analysis.language(&sentence);
    buffers.masks.clear();
    while let Some(mention) = analysis.values.get(value)
        && mention.tokens.start < sentence.tokens.end
    {
        if !mention.consumed && mention.tokens.start >= sentence.tokens.start {
            let kind = analysis.rules.type_id(mention.value.type_name()).unwrap_or(TypeId(u8::MAX));
            if masks_names(&mention.value) {
                buffers.masks.push(Mask {
                    tokens: mention.tokens,
                    kind,
                    subtype: SubtypeId(0),
                    index: value as u32,
                });
            }
        }
        value += 1;
    }
    buffers.document.begin_sentence();
    let Some(tables) = cx.tables.language(sentence.language) else { return value };
    let (start, end) = (sentence.tokens.start as usize, sentence.tokens.end as usize);
    let values =
        buffers.masks.iter().map(|mask| (mask.tokens.start as usize, mask.tokens.end as usize));
    let words = SentenceWords::new(analysis, &sentence, tables, values, &mut buffers.words);
    buffers.known.clear(start, end);
    buffers.pool.clear(start, end);
    known::generate(&words, cx.gazetteer, &mut buffers.hits, &mut buffers.known);
    for held in &buffers.known.items {
        let (start, end) = (held.tokens.start as usize, held.tokens.end as usize);
        let candidate = buffers.pool.add(start, end);
        candidate.features.0 |= held.features.0;
        candidate.postings = held.postings;
    }
    runs::generate(&words, &mut buffers.pool);
    // "le Technopark Omar Alami", "le maire de Dakar Omar Alami": what follows a known body or place
    // may be a name of its own.
    for held in &buffers.known.items {
        let end = held.tokens.end as usize;
        let body = held.features.has(Feature::GazetteerOrganisation)
            || held.features.has(Feature::GazetteerAcronym)
            || held.features.has(Feature::PlaceSafe)
            || held.features.has(Feature::Country);
        if body && words.is_name(end) && !words.parted(end) {
            let to = runs::piece_end(&words, end);
            buffers.pool.add(end, to);
        }
    }
    whole_places(&words, &buffers.known, &mut buffers.pool);
    inner::generate(&words, cx.gazetteer, &mut buffers.pool);
    pairs::generate(&words, cx.gazetteer, &mut buffers.hits, &mut buffers.pool);
    let known = heads::Known { pool: &buffers.known, gazetteer: cx.gazetteer };
    heads::generate(&words, &known, &mut buffers.pool);
    called::generate(&words, &known, &mut buffers.pool);
    spelled::generate(&words, &known, &mut buffers.pool);
    small.generate(&words, &mut buffers.pool);
    if buffers.pool.items.is_empty() && language.names.is_empty() {
        return value;
    }
    analysis.lay_out(&sentence, &buffers.masks, &mut buffers.line);
    let view = analysis.view();
    if !language.names.is_empty() {
        buffers.matches.clear();
        language.names.run(
            &buffers.line,
            view,
            &mut buffers.scratch,
            &mut (),
            &mut buffers.matches,
        );
        for found in &buffers.matches {
            proposal(
                analysis,
                language,
                &buffers.line,
                found,
                view,
                &mut buffers.scratch,
                &mut buffers.pool,
            );
        }
    }
    if buffers.pool.items.is_empty() {
        return value;
    }
    properties::fill(&words, cx.gazetteer, &mut buffers.pool);
    buffers.line.mark_candidates(buffers.pool.items.iter().map(|candidate| candidate.tokens));
    let marks = buffers.document.marks_mut();
    marks.read(language, tables, &buffers.line, view, &mut buffers.scratch, &mut buffers.matches);
    for candidate in &mut buffers.pool.items {
        buffers.scorer.score(candidate, tables, marks);
    }
    buffers.document.keep(&buffers.pool.items);
    value
}

/// Adds to each run that cuts a known place of several words the same run with the whole place:
/// "Bolloré Logistics Côte d'Ivoire".
fn whole_places(words: &SentenceWords<'_>, known: &Pool, pool: &mut Pool) {
    for held in &known.items {
        let (start, end) = (held.tokens.start, held.tokens.end);
        let place = held.features.has(Feature::PlaceSafe) || held.features.has(Feature::Country);
        let small = (start..end).any(|at| !words.is_name(at as usize));
        if !place || !small {
            continue;
        }
        for at in 0..pool.items.len() {
            let cut = pool.items[at];
            let tokens = cut.tokens;
            if tokens.start < start && tokens.end > start && tokens.end < end {
                let whole = pool.add(tokens.start as usize, end as usize);
                whole.features.0 |= cut.features.0;
                // The genitive is the place's own.
                if !cut.features.has(Feature::Genitive) {
                    whole.features.unset(Feature::Genitive);
                }
                pool.items[at].features.set(Feature::CutsPlace);
            }
        }
    }
}

/// Adds what a `[[name]]` rule proposes.
fn proposal(
    analysis: &Analysis<'_>,
    language: &crate::rules::Language,
    line: &Line,
    found: &Match,
    view: crate::engine::matcher::View<'_>,
    scratch: &mut Scratch,
    pool: &mut Pool,
) {
    let rule = language.rule(RuleIdx(found.rule));
    let RuleKind::Name { target, .. } = &rule.kind else { return };
    if super::values::forbidden(rule, found, line, view, scratch) {
        return;
    }
    let named = super::analysis::roles(&language.names, found).find(|(name, _)| *name == "name");
    let (from, to) = named.map_or((found.start, found.end), |(_, role)| (role.start, role.end));
    let tokens = line.tokens(from as usize, to as usize);
    let Some(target) = analysis
        .rules
        .types
        .get(target.0 as usize)
        .and_then(|name| tables::TARGETS.iter().position(|held| held == name))
    else {
        return;
    };
    if tokens.is_empty() {
        return;
    }
    let candidate = pool.add(tokens.start as usize, tokens.end as usize);
    let proposed = (RuleIdx(found.rule), target as u8, rule.weight);
    if candidate.proposed.is_none_or(|held| (held.2, held.0) < (proposed.2, proposed.0)) {
        candidate.proposed = Some(proposed);
    }
}

/// A mention of a chosen candidate.
fn mention(candidate: &Candidate, sentence: usize, evidence: Vec<(RuleIdx, i32)>) -> NameMention {
    let rule = candidate
        .proposed
        .map(|(rule, _, _)| rule)
        .or_else(|| evidence.iter().find(|(_, weight)| *weight > 0).map(|&(rule, _)| rule))
        .unwrap_or(RuleIdx(0));
    NameMention {
        tokens: candidate.tokens,
        sentence: sentence as u32,
        kind: KINDS.get(candidate.best as usize).copied().unwrap_or(NameKind::Other),
        rule,
        evidence,
        score: candidate.score,
        entity: None,
        is_name: true,
        status: None,
    }
}
