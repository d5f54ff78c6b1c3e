//! The value stage: shapes and patterns of the value grammar, phase after phase, then resolution
//! against the document.
//!
//! Inside a phase all matches compete: the longest wins, then the one with more literal elements,
//! then the smaller rule id. Accepted values stand as one symbol in later phases; a later value
//! that covers an earlier one consumes it.

use regex_automata::Anchored;
use regex_automata::Input;
use regex_automata::util::captures::Captures;

use super::analysis::{Analysis, Sentence, ValueMention, only_symbol};
use crate::engine::compile::{SubtypeId, Test, TypeId};
use crate::engine::line::Mask;
use crate::engine::matcher::{Match, MatchSet, Matches, Recorder, Scratch};
use crate::engine::{Line, SymbolKind};
use crate::rules::set::{FirstChar, ValuePhase};
use crate::rules::{Language, Rule, RuleIdx, RuleKind};
use crate::text::TokenSpan;
use crate::text::token::Shape;
use crate::value::{Context, Item, PartialDate, Resolved, Spoken, Value, construct, resolve};

/// Confidence of a value whose rule states none, in thousandths.
const SCORE: u16 = 950;

/// Memory that the stage reuses from sentence to sentence.
#[derive(Debug, Default)]
pub struct Buffers {
    line: Line,
    scratch: Scratch,
    matches: Matches,
    candidates: Vec<Candidate>,
    masks: Vec<Mask>,
    /// Whether the line holds the sentence as it is now.
    filled: bool,
}

#[derive(Debug)]
struct Candidate {
    tokens: TokenSpan,
    /// What the match covers, which may be more than its span.
    covered: TokenSpan,
    literal: usize,
    rule: RuleIdx,
    value: Value,
    score: u16,
}

/// Finds the values of every sentence; they are not resolved yet.
pub fn find(analysis: &mut Analysis<'_>, buffers: &mut Buffers) {
    for number in 0..analysis.sentences.len() {
        let sentence = analysis.sentences[number];
        let first = analysis.values.len();
        let language = analysis.language(&sentence);
        let mut woken = sentence.wake;
        buffers.filled = false;
        for (bit, phase) in language.phases.iter().enumerate() {
            if woken >> bit & 1 == 0 {
                continue;
            }
            let before = analysis.values.len();
            run_phase(analysis, language, phase, number as u32, &sentence, first, buffers);
            for mention in &analysis.values[before..] {
                woken |= language.wake.mention(type_of(analysis, mention));
                buffers.filled = false;
            }
        }
    }
}

fn type_of(analysis: &Analysis<'_>, mention: &ValueMention) -> TypeId {
    analysis.rules.type_id(mention.value.type_name()).unwrap_or(TypeId(u8::MAX))
}

#[allow(clippy::too_many_arguments)]
fn run_phase(
    analysis: &mut Analysis<'_>,
    language: &Language,
    phase: &ValuePhase,
    number: u32,
    sentence: &Sentence,
    first: usize,
    buffers: &mut Buffers,
) {
    buffers.candidates.clear();
    shapes(analysis, language, phase, sentence, &mut buffers.candidates);
    if !phase.patterns.is_empty() {
        if !buffers.filled {
            fill_line(analysis, sentence, first, buffers);
            buffers.filled = true;
        }
        patterns(analysis, language, &phase.patterns, buffers);
    }
    accept(analysis, number, first, &mut buffers.candidates);
}

/// Masks the live values of the sentence.
fn fill_line(analysis: &Analysis<'_>, sentence: &Sentence, first: usize, buffers: &mut Buffers) {
    buffers.masks.clear();
    for (index, mention) in analysis.values.iter().enumerate().skip(first) {
        if mention.consumed {
            continue;
        }
        let kind = type_of(analysis, mention);
        let mask =
            Mask { tokens: mention.tokens, kind, subtype: SubtypeId(0), index: index as u32 };
        buffers.masks.push(mask);
    }
    buffers.masks.sort_by_key(|mask| mask.tokens.start);
    analysis.lay_out(sentence, &buffers.masks, &mut buffers.line);
}

fn shapes(
    analysis: &Analysis<'_>,
    language: &Language,
    phase: &ValuePhase,
    sentence: &Sentence,
    out: &mut Vec<Candidate>,
) {
    if phase.shapes.is_empty() {
        return;
    }
    let (start, end) = (sentence.tokens.start as usize, sentence.tokens.end as usize);
    let limit = analysis.tokens[end - 1].span.end as usize;
    for at in start..end {
        let token = analysis.tokens[at];
        let first = if token.shape.is(Shape::DIGITS) {
            FirstChar::Digit
        } else if token.shape.is(Shape::WORD) {
            FirstChar::Letter
        } else {
            FirstChar::Symbol
        };
        for &index in &phase.shapes {
            let rule = language.rule(index);
            let RuleKind::Shape { make, first: wanted, first_bytes, regex, groups, set, span } =
                &rule.kind
            else {
                continue;
            };
            let byte = analysis.text.as_bytes()[token.span.start as usize];
            if *wanted != first || !first_bytes.has(byte) {
                continue;
            }
            let input = Input::new(analysis.text)
                .span(token.span.start as usize..limit)
                .anchored(Anchored::Yes);
            // Most shapes fail at most tokens: ask for the match before the groups.
            if regex.search(&input).is_none() {
                continue;
            }
            let mut captures: Captures = regex.create_captures();
            regex.search_captures(&input, &mut captures);
            let Some(whole) = captures.get_group(0) else { continue };
            let Some(covered) = token_span(analysis, at, end, whole.start, whole.end) else {
                continue;
            };
            let tokens = match span.and_then(|group| captures.get_group(group)) {
                None => covered,
                Some(group) => match token_span(analysis, at, end, group.start, group.end) {
                    Some(tokens) => tokens,
                    None => continue,
                },
            };
            let roles: Vec<(&str, Item<'_>)> = groups
                .iter()
                .filter_map(|(name, number)| {
                    let group = captures.get_group(*number)?;
                    Some((name.as_str(), Item::Text(&analysis.text[group.start..group.end])))
                })
                .collect();
            if let Some(value) = construct(*make, &roles, set) {
                let literal = covered.len();
                out.push(Candidate {
                    tokens,
                    covered,
                    literal,
                    rule: index,
                    value,
                    score: rule.score.unwrap_or(SCORE),
                });
            }
        }
    }
}

/// The tokens from `at` on that cover exactly bytes `start..end`.
fn token_span(
    analysis: &Analysis<'_>,
    at: usize,
    limit: usize,
    start: usize,
    end: usize,
) -> Option<TokenSpan> {
    let tokens = &analysis.tokens[at..limit];
    let first = tokens.iter().position(|token| token.span.start as usize >= start)?;
    if tokens[first].span.start as usize != start {
        return None;
    }
    let last = tokens[first..].iter().position(|token| token.span.end as usize >= end)? + first;
    (tokens[last].span.end as usize == end).then(|| TokenSpan::new(at + first, at + last + 1))
}

fn patterns(analysis: &Analysis<'_>, language: &Language, set: &MatchSet, buffers: &mut Buffers) {
    buffers.matches.clear();
    let view = analysis.view();
    set.run(&buffers.line, view, &mut buffers.scratch, &mut (), &mut buffers.matches);
    let matches = std::mem::take(&mut buffers.matches);
    for found in &matches {
        let index = RuleIdx(found.rule);
        let rule = language.rule(index);
        if forbidden(rule, found, &buffers.line, view, &mut buffers.scratch) {
            continue;
        }
        if let Some(candidate) = candidate(analysis, language, set, index, found, &buffers.line) {
            buffers.candidates.push(candidate);
        }
    }
    buffers.matches = matches;
}

/// Whether an `unless` pattern of the rule matches something that overlaps the match.
pub fn forbidden(
    rule: &Rule,
    found: &Match,
    line: &Line,
    view: crate::engine::matcher::View<'_>,
    scratch: &mut Scratch,
) -> bool {
    let (start, end) = (found.start as usize, found.end as usize);
    let overlaps = |from: usize, to: usize| from < end && start < to;
    !rule.unless.is_empty() && rule.unless.any(line, view, scratch, overlaps)
}

fn candidate(
    analysis: &Analysis<'_>,
    language: &Language,
    set: &MatchSet,
    index: RuleIdx,
    found: &Match,
    line: &Line,
) -> Option<Candidate> {
    let rule = language.rule(index);
    let RuleKind::Value { make, set: literals, span } = &rule.kind else { return None };
    let (_, program) = set.program(found.program);
    let mut roles: Vec<(&str, Item<'_>)> = Vec::with_capacity(found.roles.len());
    let mut tokens = line.tokens(found.start as usize, found.end as usize);
    for role in &found.roles {
        let name = program.roles[role.role as usize].as_str();
        let under = line.tokens(role.start as usize, role.end as usize);
        if span.as_deref() == Some(name) {
            tokens = under;
            if !make.takes(name) {
                continue;
            }
        }
        let mention = only_symbol(line, *role).and_then(|symbol| match symbol.kind {
            SymbolKind::Mention { index, .. } => analysis.values.get(index as usize),
            SymbolKind::Token(_) => None,
        });
        let entry = found
            .steps
            .iter()
            .find(|step| step.start >= role.start && step.end <= role.end && step.entry.is_some())
            .and_then(|step| step.entry);
        let surface = analysis.surface(under);
        let item = match (mention, entry) {
            (Some(mention), _) => Item::Value(&mention.value),
            (None, Some(entry)) => {
                Item::Features(&language.lexicons.entry(entry).features, surface)
            }
            (None, None) => Item::Text(surface),
        };
        roles.push((name, item));
    }
    if tokens.is_empty() {
        return None;
    }
    let value = construct(*make, &roles, literals)?;
    let literal = found
        .steps
        .iter()
        .filter(|step| {
            matches!(program.elements[step.element as usize].test, Test::Word(_) | Test::Exact(..))
        })
        .count();
    let covered = line.tokens(found.start as usize, found.end as usize);
    Some(Candidate {
        tokens,
        covered,
        literal,
        rule: index,
        value,
        score: rule.score.unwrap_or(SCORE),
    })
}

/// Accepts the best candidates that do not overlap; values they cover are consumed.
fn accept(
    analysis: &mut Analysis<'_>,
    sentence: u32,
    first: usize,
    candidates: &mut Vec<Candidate>,
) {
    candidates.sort_by(|a, b| {
        (b.covered.len(), b.tokens.len(), b.literal)
            .cmp(&(a.covered.len(), a.tokens.len(), a.literal))
            .then(a.rule.cmp(&b.rule))
            .then(a.tokens.cmp(&b.tokens))
    });
    let accepted_from = analysis.values.len();
    for candidate in candidates.drain(..) {
        let span = candidate.tokens;
        let taken = analysis.values[accepted_from..].iter().any(|held| held.tokens.overlaps(span));
        let crossed = analysis.values[first..accepted_from].iter().any(|held| {
            !held.consumed && held.tokens.overlaps(span) && !span.contains(held.tokens)
        });
        if taken || crossed {
            continue;
        }
        for held in &mut analysis.values[first..accepted_from] {
            if span.contains(held.tokens) {
                held.consumed = true;
            }
        }
        analysis.values.push(ValueMention {
            tokens: span,
            sentence,
            value: candidate.value,
            resolved: Resolved::Nothing,
            rule: candidate.rule,
            score: candidate.score,
            consumed: false,
        });
    }
}

/// Drops values that larger ones took up and puts the others in order.
pub fn tidy(analysis: &mut Analysis<'_>) {
    analysis.values.retain(|mention| !mention.consumed);
    analysis.values.sort_by_key(|mention| (mention.tokens.start, mention.tokens.end));
}

/// The first date with a year in the blocks that `wanted` accepts; `whole_day` asks for a full
/// calendar day.
#[must_use]
pub fn first_date(
    analysis: &Analysis<'_>,
    wanted: impl Fn(u32) -> bool,
    whole_day: bool,
) -> Option<PartialDate> {
    analysis
        .values
        .iter()
        .filter(|mention| wanted(analysis.sentences[mention.sentence as usize].block))
        .find_map(|mention| match resolve(&mention.value, &Context::default()) {
            Resolved::Date(date) => date
                .start
                .filter(|start| start.year.is_some() && (!whole_day || start.day().is_some())),
            _ => None,
        })
}

/// Resolves the values against the document's reference date and country, and drops those that are
/// none: bare numbers, guards.
pub fn settle(
    analysis: &mut Analysis<'_>,
    reference: Option<PartialDate>,
    country: Option<String>,
) {
    let mut cx = Context { reference, narrative: None, country };
    let mut spoken = Spoken::default();
    for at in 0..analysis.values.len() {
        let mention = &analysis.values[at];
        let (sentence, tokens) = (mention.sentence, mention.tokens);
        let continued = match &mention.value {
            Value::Amount(amount) => {
                let part = spoken.part(amount, sentence);
                let heard = part.as_ref().unwrap_or(amount);
                spoken.hear(heard, sentence, tokens.start as usize, tokens.end as usize);
                part
            }
            Value::Number(number) => spoken.lend(number, sentence).or_else(|| {
                let later = analysis.values[at + 1..].iter().map(|mention| &mention.value);
                Spoken::ahead(number, later)
            }),
            _ => None,
        };
        if let Some(amount) = continued {
            analysis.values[at].value = Value::Amount(amount);
        }
        let resolved = resolve(&analysis.values[at].value, &cx);
        if let Resolved::Date(date) = &resolved
            && let Some(start) = &date.start
            && start.year.is_some()
        {
            cx.narrative = Some(*start);
        }
        analysis.values[at].resolved = resolved;
    }
    analysis.values.retain(|mention| mention.resolved != Resolved::Nothing);
}

/// Runs one phase's patterns with a recorder, for `why-not`.
pub fn record<R: Recorder>(
    analysis: &Analysis<'_>,
    set: &MatchSet,
    line: &Line,
    recorder: &mut R,
) -> Matches {
    let mut out = Matches::default();
    set.run(line, analysis.view(), &mut Scratch::default(), recorder, &mut out);
    out
}
