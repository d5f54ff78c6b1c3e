//! An example through the real cascade: the same stages as a document, on one sentence whose
//! language is known.

use std::sync::Arc;

use crate::engine::Line;
use crate::engine::compile::{SubtypeId, TypeId};
use crate::engine::line::Mask;
use crate::engine::matcher::{Match, MatchSet, Matches, Scratch};
use crate::gazetteer::Gazetteer;
use crate::kb::facts::LocalEntity;
use crate::kb::v1::{BlockKind, EntityKind};
use crate::pipeline::analysis::{Analysis, EntityIdx, NameKind, NameMention, Region, Sentence};
use crate::pipeline::names::{self, Considered, NameContext, NameTables};
use crate::pipeline::relations::{self, RelationMention};
use crate::pipeline::values;
use crate::rules::set::{RuleKind, Scope};
use crate::rules::{LanguageIdx, RuleIdx, RuleSet};
use crate::text::{ByteSpan, TokenSpan};
use crate::value::PartialDate;

/// A sentence to read, with what its document would say.
#[derive(Clone, Debug, Default)]
pub struct Sample<'a> {
    /// The text.
    pub text: &'a str,
    /// Bytes at which the sentence begins; what stands before is a block of its own.
    pub start: usize,
    /// Publication date.
    pub published: Option<&'a str>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// Mentions given instead of found: type and surface.
    pub given: Vec<(String, String)>,
}

/// The stages with what they share.
#[derive(Clone)]
pub struct Cascade<'a> {
    /// The rules.
    pub rules: &'a RuleSet,
    /// Names and words.
    pub gazetteer: &'a Gazetteer,
    tables: Arc<NameTables>,
}

/// What the stages made of a sample.
pub struct Reading<'a> {
    /// Values as found, consumed ones among them; nothing is resolved.
    pub found: Vec<crate::pipeline::ValueMention>,
    /// After all stages.
    pub analysis: Analysis<'a>,
    /// Every span that the names stage weighed, with all evidence about it; none where mentions are
    /// given.
    pub considered: Vec<Considered>,
    /// Relations.
    pub relations: Vec<RelationMention>,
}

impl<'a> Cascade<'a> {
    /// Prepares the stages for a rule set.
    #[must_use]
    pub fn new(rules: &'a RuleSet, gazetteer: &'a Gazetteer) -> Self {
        Self { rules, gazetteer, tables: Arc::new(NameTables::new(rules)) }
    }

    /// Runs all stages.
    #[must_use]
    pub fn read<'t>(&self, language: LanguageIdx, sample: &Sample<'t>) -> Reading<'t>
    where
        'a: 't,
    {
        let text = sample.text;
        let region = |block: u32, start: usize, end: usize| Region {
            span: ByteSpan::new(start, end),
            block,
            language: Some(language),
        };
        let mut regions = Vec::new();
        if sample.start > 0 {
            regions.push(region(0, 0, sample.start));
        }
        regions.push(region(1, sample.start, text.len()));
        let mut analysis = Analysis::once(self.rules, self.gazetteer, text, &regions);
        values::find(&mut analysis, &mut values::Buffers::default());
        let found = analysis.values.clone();
        let reference = sample.published.and_then(PartialDate::parse);
        let country = sample.country.map(str::to_owned);
        values::tidy(&mut analysis);
        values::settle(&mut analysis, reference, country);
        let mut considered = Vec::new();
        if !sample.given.is_empty() {
            analysis.entities = entities(&sample.given);
            analysis.names = given(&analysis, &sample.given);
        } else {
            let cx = NameContext {
                tables: &self.tables,
                gazetteer: self.gazetteer,
                country: sample.country,
                blocks: &[BlockKind::Body, BlockKind::Body],
                title: None,
            };
            let buffers = &mut names::Buffers::default();
            names::find(&mut analysis, &cx, buffers);
            for sentence in 0..analysis.sentences.len() {
                considered.extend(buffers.considered(&analysis, &cx, sentence));
            }
        }
        let kind = |_: u32| BlockKind::Body;
        let buffers = &mut relations::Buffers::default();
        let relations = relations::find(&analysis, &kind, buffers).relations;
        Reading { found, analysis, considered, relations }
    }
}

/// An entity for each given mention.
fn entities(wanted: &[(String, String)]) -> Vec<LocalEntity> {
    let of = |kind: &str| match kind {
        "PLACE" => EntityKind::Place,
        "PERSON" => EntityKind::Person,
        _ => EntityKind::Organisation,
    };
    wanted.iter().map(|(kind, name)| LocalEntity::new(of(kind), name)).collect()
}

/// Mentions wherever the given surfaces stand as whole tokens.
fn given(analysis: &Analysis<'_>, wanted: &[(String, String)]) -> Vec<NameMention> {
    let mut names: Vec<NameMention> = Vec::new();
    for (entity, (kind, surface)) in wanted.iter().enumerate() {
        let kind = match kind.as_str() {
            "ORG" => NameKind::Organisation,
            "PLACE" => NameKind::Place,
            "PERSON" => NameKind::Person,
            _ => NameKind::Other,
        };
        for (number, sentence) in analysis.sentences.iter().enumerate() {
            for tokens in occurrences(analysis, sentence, surface) {
                names.push(NameMention {
                    tokens,
                    sentence: number as u32,
                    kind,
                    rule: RuleIdx(0),
                    evidence: Vec::new(),
                    score: 1000,
                    entity: Some(EntityIdx(entity as u32)),
                    is_name: true,
                    status: None,
                });
            }
        }
    }
    names.sort_by_key(|name| (name.tokens.start, std::cmp::Reverse(name.tokens.end)));
    let mut end = 0;
    names.retain(|name| {
        let keep = name.tokens.start >= end;
        if keep {
            end = name.tokens.end;
        }
        keep
    });
    names
}

/// Where `surface` stands in a sentence as whole tokens.
pub(super) fn occurrences(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    surface: &str,
) -> Vec<TokenSpan> {
    let bytes = analysis.bytes(sentence.tokens);
    let text = bytes.of(analysis.text);
    text.match_indices(surface)
        .filter_map(|(at, _)| {
            let start = bytes.start as usize + at;
            tokens_at(analysis, start..start + surface.len())
        })
        .collect()
}

/// The tokens that cover exactly these bytes.
pub(super) fn tokens_at(
    analysis: &Analysis<'_>,
    bytes: std::ops::Range<usize>,
) -> Option<TokenSpan> {
    let tokens = &analysis.tokens;
    let first = tokens.partition_point(|token| (token.span.start as usize) < bytes.start);
    let end = tokens.partition_point(|token| (token.span.end as usize) <= bytes.end);
    let span = (first < end).then(|| TokenSpan::new(first, end))?;
    (analysis.bytes(span).range() == bytes).then_some(span)
}

/// The line of a sentence with its values and names masked, as the rules for names see it: what anaphors
/// stand for is found by them.
#[must_use]
pub fn line_of(analysis: &Analysis<'_>, number: u32, with_names: bool) -> Line {
    let sentence = analysis.sentences[number as usize];
    let mut masks: Vec<Mask> = Vec::new();
    let mut add = |tokens: TokenSpan, name: &str, index: usize| {
        let kind = analysis.rules.type_id(name).unwrap_or(TypeId(u8::MAX));
        masks.push(Mask { tokens, kind, subtype: SubtypeId(0), index: index as u32 });
    };
    if with_names {
        for (index, name) in analysis.names.iter().enumerate() {
            if name.sentence == number && name.is_name {
                add(name.tokens, name.kind.type_name(), index);
            }
        }
    }
    for (index, value) in analysis.values.iter().enumerate() {
        if value.sentence == number && !value.consumed {
            add(value.tokens, value.value.type_name(), index);
        }
    }
    masks.sort_by_key(|mask| (mask.tokens.start, std::cmp::Reverse(mask.tokens.end)));
    let mut end = 0;
    masks.retain(|mask| {
        let keep = mask.tokens.start >= end;
        if keep {
            end = mask.tokens.end;
        }
        keep
    });
    let mut line = Line::default();
    analysis.lay_out(&sentence, &masks, &mut line);
    line
}

/// The line of a sentence as a value rule of `phase` sees it: values of the phases before it.
#[must_use]
pub fn value_line(reading: &Reading<'_>, number: u32, phase: usize) -> Line {
    let analysis = &reading.analysis;
    let sentence = analysis.sentences[number as usize];
    let language = analysis.language(&sentence);
    let seen: Vec<(usize, &crate::pipeline::ValueMention)> = reading
        .found
        .iter()
        .enumerate()
        .filter(|(_, value)| {
            value.sentence == number
                && phase_of(language, value.rule).is_some_and(|own| own < phase)
        })
        .collect();
    let mut masks: Vec<Mask> = seen
        .iter()
        .filter(|(at, value)| {
            // A later value of the phases before has taken it up.
            !seen.iter().any(|(other, larger)| other > at && larger.tokens.contains(value.tokens))
        })
        .map(|&(at, value)| Mask {
            tokens: value.tokens,
            kind: analysis.rules.type_id(value.value.type_name()).unwrap_or(TypeId(u8::MAX)),
            subtype: SubtypeId(0),
            index: at as u32,
        })
        .collect();
    masks.sort_by_key(|mask| mask.tokens.start);
    let mut line = Line::default();
    analysis.lay_out(&sentence, &masks, &mut line);
    line
}

/// The phase of a value rule with a pattern.
#[must_use]
pub fn phase_of(language: &crate::rules::Language, rule: RuleIdx) -> Option<usize> {
    language.phases.iter().position(|phase| {
        let set = &phase.patterns;
        phase.shapes.contains(&rule) || (0..set.len() as u32).any(|at| set.program(at).0 == rule.0)
    })
}

/// A match of one rule's pattern, in tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternMatch {
    /// Tokens of the match.
    pub tokens: TokenSpan,
    /// Roles with their tokens.
    pub roles: Vec<(String, TokenSpan)>,
    /// The match itself.
    pub found: Match,
}

/// The set that holds the patterns of a kind of rule; none for shapes and properties.
#[must_use]
pub fn set_of(language: &crate::rules::Language, rule: RuleIdx) -> Option<&MatchSet> {
    Some(match &language.rule(rule).kind {
        RuleKind::Shape { .. } => return None,
        RuleKind::Value { .. } => {
            let holds =
                |set: &MatchSet| (0..set.len() as u32).any(|at| set.program(at).0 == rule.0);
            return language.phases.iter().map(|phase| &phase.patterns).find(|set| holds(set));
        }
        RuleKind::Name { .. } => &language.names,
        RuleKind::Evidence { .. } => &language.evidence,
        RuleKind::Title { .. } => &language.titles,
        RuleKind::Alias { .. } => &language.aliases,
        RuleKind::Anaphor { .. } => &language.anaphors,
        RuleKind::Relation(_) => &language.relations,
        RuleKind::Cue { scope: Scope::Name, .. } => &language.name_cues,
        RuleKind::Cue { .. } => &language.cues,
    })
}

/// Matches of the rules `wanted` on the line of a sentence, `unless` heeded.
#[must_use]
pub fn pattern_matches(
    analysis: &Analysis<'_>,
    number: u32,
    line: &Line,
    wanted: &[RuleIdx],
) -> Vec<PatternMatch> {
    let sentence = analysis.sentences[number as usize];
    let language = analysis.language(&sentence);
    let view = analysis.view();
    let mut scratch = Scratch::default();
    let mut out = Vec::new();
    for set in wanted.iter().take(1).filter_map(|&rule| set_of(language, rule)) {
        let mut found = Matches::default();
        set.run(line, view, &mut scratch, &mut (), &mut found);
        for found in &found {
            let index = RuleIdx(found.rule);
            if !wanted.contains(&index)
                || values::forbidden(language.rule(index), found, line, view, &mut scratch)
            {
                continue;
            }
            let roles = crate::pipeline::analysis::roles(set, found)
                .map(|(name, role)| {
                    (name.to_owned(), line.tokens(role.start as usize, role.end as usize))
                })
                .collect();
            let tokens = line.tokens(found.start as usize, found.end as usize);
            out.push(PatternMatch { tokens, roles, found: found.clone() });
        }
    }
    out
}
