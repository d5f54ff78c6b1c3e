//! Why a rule finds nothing in a text: how far its pattern got and which part stopped it, and the
//! rules of its kind that came nearest. The matcher's own recorder sees each test.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::engine::Line;
use crate::engine::SymbolKind;
use crate::engine::compile::{ElementIdx, Test, Trigger};
use crate::engine::line::bytes_of;
use crate::engine::matcher::{Match, MatchSet, Matches, Recorder, Scratch};
use crate::engine::pattern::{Node, NodeKind, Pattern};
use crate::pipeline::relations;
use crate::pipeline::selftest::{Cascade, Reading, Sample, line_of, phase_of, set_of, value_line};
use crate::pipeline::values::forbidden;
use crate::rules::set::RuleKind;
use crate::rules::{Language, LanguageIdx, RuleIdx};

/// What became of one part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartState {
    /// It stands in the text, at these words.
    Stands(String),
    /// It was looked for and does not stand where it must; the words that stand there.
    Missing(Vec<String>),
    /// It was not looked for: something before it failed.
    NotReached,
    /// It may be left out, and is.
    LeftOut,
}

/// One part of a pattern, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The notation.
    pub written: String,
    /// What became of it.
    pub state: PartState,
    /// Whether the rule was tried here: its rarest part.
    pub is_trigger: bool,
}

/// The attempt that got farthest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The sentence as the rule sees it: words and mentions.
    pub line: String,
    /// The parts of the pattern in order.
    pub parts: Vec<Part>,
    /// Index of the part that stopped it; none if all parts stand but not together.
    pub stopped: Option<usize>,
}

/// A rule of the same kind that came near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// Its id.
    pub rule: String,
    /// What it says.
    pub says: String,
    /// Parts that stand, and all parts that must.
    pub parts: (usize, usize),
    /// The part that stopped it; none if it matched.
    pub missing: Option<String>,
}

/// Why a rule finds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhyNot {
    /// What the rule needs in order to be tried.
    pub trigger: String,
    /// Whether the pattern matched after all, and what came of it.
    pub matched: Vec<String>,
    /// How far it got.
    pub attempt: Option<Attempt>,
    /// Other rules of its kind, nearest first.
    pub nearest: Vec<Near>,
    /// The lines, as the rule sees them.
    pub lines: Vec<String>,
}

/// One attempt of one program, as recorded.
#[derive(Clone, Debug, Default)]
struct Trace {
    program: u32,
    at: usize,
    /// Element, boundary, whether it held.
    tests: Vec<(ElementIdx, usize, bool)>,
}

#[derive(Debug, Default)]
struct Tape(Vec<Trace>);

impl Recorder for Tape {
    fn tested(&mut self, program: u32, element: ElementIdx, at: usize, matched: bool) {
        if let Some(trace) = self.0.last_mut().filter(|trace| trace.program == program) {
            trace.tests.push((element, at, matched));
        }
    }

    fn attempt(&mut self, program: u32, at: usize) {
        self.0.push(Trace { program, at, tests: Vec::new() });
    }
}

/// Explains why rule `rule` finds nothing in a text.
#[must_use]
pub fn why_not(
    cascade: &Cascade<'_>,
    language: LanguageIdx,
    rule: RuleIdx,
    sample: &Sample<'_>,
) -> WhyNot {
    let held = &cascade.rules.languages[language.0 as usize];
    let reading = cascade.read(language, sample);
    let mut out = WhyNot::default();
    let Some(set) = set_of(held, rule) else {
        out.trigger = match &held.rule(rule).kind {
            RuleKind::Shape { .. } => {
                "a regex on the raw text; it is tried at every word".to_owned()
            }
            _ => "a property that the program computes; it has no pattern".to_owned(),
        };
        out.matched = outcome(cascade, &reading, rule);
        return out;
    };
    out.trigger = trigger_text(held, set, rule);
    let kind = &held.rule(rule).kind;
    let names = !matches!(kind, RuleKind::Name { .. } | RuleKind::Evidence { .. });
    let mut best: BTreeMap<RuleIdx, Attempt> = BTreeMap::new();
    let mut matched: BTreeSet<RuleIdx> = BTreeSet::new();
    for number in 0..reading.analysis.sentences.len() as u32 {
        let sentence = reading.analysis.sentences[number as usize];
        if sentence.language != language || sentence.block == 0 && sample.start > 0 {
            continue;
        }
        let line = match held.rule(rule).kind {
            RuleKind::Relation(_) | RuleKind::Cue { .. } => {
                relations::line_of(&reading.analysis, number)
            }
            RuleKind::Value { .. } => {
                phase_of(held, rule).map(|phase| value_line(&reading, number, phase))
            }
            _ => None,
        };
        let line = line.unwrap_or_else(|| line_of(&reading.analysis, number, names));
        let shown = show(&reading, &line);
        out.lines.push(shown.clone());
        let view = reading.analysis.view();
        let (mut tape, mut found) = (Tape::default(), Matches::default());
        set.run(&line, view, &mut Scratch::default(), &mut tape, &mut found);
        for found in &found {
            let index = RuleIdx(found.rule);
            matched.insert(index);
            if index == rule {
                let surface = surface(&reading, &line, found.start as usize, found.end as usize);
                let mut scratch = Scratch::default();
                out.matched.push(if forbidden(held.rule(rule), found, &line, view, &mut scratch) {
                    format!("the pattern matches “{surface}”, but an `unless` forbids it")
                } else {
                    format!("the pattern matches “{surface}”{}", roles(&reading, &line, set, found))
                });
            }
        }
        for trace in &tape.0 {
            let (index, program) = set.program(trace.program);
            let index = RuleIdx(index);
            let pattern = &held.rule(index).pattern;
            let spans: Vec<Range<usize>> =
                program.elements.iter().map(|element| element.span.clone()).collect();
            let attempt = describe(&reading, &line, &shown, pattern, &spans, trace);
            let better = best.get(&index).is_none_or(|held| rank(held) < rank(&attempt));
            if better {
                best.insert(index, attempt);
            }
        }
    }
    if !out.matched.is_empty() {
        out.matched.extend(outcome(cascade, &reading, rule));
    }
    out.attempt = best.remove(&rule);
    let mut nearest: Vec<Near> = best
        .iter()
        .map(|(&index, attempt)| {
            let other = held.rule(index);
            let (stands, all) = count(attempt);
            let is_match = matched.contains(&index);
            Near {
                rule: other.id.clone(),
                says: other.says.clone(),
                parts: if is_match { (all, all) } else { (stands, all) },
                missing: (!is_match).then(|| {
                    attempt.stopped.map_or_else(
                        || "the parts are not together".to_owned(),
                        |at| attempt.parts[at].written.clone(),
                    )
                }),
            }
        })
        .collect();
    // A name or a sum by itself brings no rule near.
    nearest.retain(|near| near.missing.is_none() || near.parts.0 * 2 > near.parts.1);
    // A whole match first, then by the share of parts that stand.
    nearest.sort_by(|a, b| {
        let share = |near: &Near| near.parts.0 * 1000 / near.parts.1.max(1);
        (b.missing.is_none(), share(b), b.parts.0)
            .cmp(&(a.missing.is_none(), share(a), a.parts.0))
            .then_with(|| a.rule.cmp(&b.rule))
    });
    nearest.truncate(3);
    out.nearest = nearest;
    out
}

/// Parts that stand and parts that must.
fn count(attempt: &Attempt) -> (usize, usize) {
    let must = |part: &&Part| part.state != PartState::LeftOut;
    let stands = |part: &&Part| matches!(part.state, PartState::Stands(_));
    (attempt.parts.iter().filter(stands).count(), attempt.parts.iter().filter(must).count())
}

fn rank(attempt: &Attempt) -> (usize, usize) {
    let (stands, all) = count(attempt);
    (stands * 1000 / all.max(1), stands)
}

/// The parts of a pattern: what stands in its outermost row, roles taken off.
fn items(pattern: &str) -> Vec<(Range<usize>, bool, bool)> {
    fn flat(node: &Node, out: &mut Vec<(Range<usize>, bool, bool)>) {
        match &node.kind {
            NodeKind::Seq(items) => items.iter().for_each(|item| flat(item, out)),
            NodeKind::Role(_, inner) if matches!(inner.kind, NodeKind::Seq(_)) => flat(inner, out),
            kind => {
                let free = matches!(kind, NodeKind::Opt(_) | NodeKind::Star(_));
                let point = matches!(
                    kind,
                    NodeKind::Gap | NodeKind::Start | NodeKind::End | NodeKind::Candidate
                );
                out.push((node.span.clone(), free, point));
            }
        }
    }
    let mut out = Vec::new();
    if let Ok(pattern) = Pattern::parse(pattern) {
        flat(&pattern.root, &mut out);
    }
    out
}

fn describe(
    reading: &Reading<'_>,
    line: &Line,
    shown: &str,
    pattern: &str,
    spans: &[Range<usize>],
    trace: &Trace,
) -> Attempt {
    let mut parts = Vec::new();
    let inside = |element: usize, span: &Range<usize>| {
        span.start <= spans[element].start && spans[element].end <= span.end
    };
    let word = |at: usize| -> Option<String> {
        // Left of the trigger a test looks at the symbol before the boundary.
        let symbol = if at <= trace.at { at.checked_sub(1)? } else { at };
        (symbol < line.symbols().len()).then(|| surface(reading, line, symbol, symbol + 1))
    };
    for (span, free, point) in items(pattern) {
        if point {
            continue;
        }
        let is_trigger = spans.first().is_some_and(|_| inside(0, &span));
        let tests: Vec<&(ElementIdx, usize, bool)> =
            trace.tests.iter().filter(|test| inside(test.0 as usize, &span)).collect();
        let held = tests.iter().rev().find(|test| test.2);
        let state = if is_trigger {
            PartState::Stands(surface(reading, line, trace.at, trace.at + 1))
        } else if let Some(test) = held {
            PartState::Stands(word(test.1).unwrap_or_default())
        } else if free {
            PartState::LeftOut
        } else if tests.is_empty() {
            PartState::NotReached
        } else {
            let mut words: Vec<String> = Vec::new();
            for test in &tests {
                let word = word(test.1).unwrap_or_default();
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            words.truncate(4);
            PartState::Missing(words)
        };
        parts.push(Part { written: pattern[span].to_owned(), state, is_trigger });
    }
    let missing = |part: &Part| matches!(part.state, PartState::Missing(_));
    let trigger = parts.iter().position(|part| part.is_trigger).unwrap_or(0);
    // The part next to the trigger that fails is the one that stops it; the left is tried first.
    let stopped =
        parts[..trigger].iter().rposition(missing).or_else(|| parts.iter().position(missing));
    Attempt { line: shown.to_owned(), parts, stopped }
}

fn surface(reading: &Reading<'_>, line: &Line, start: usize, end: usize) -> String {
    let analysis = &reading.analysis;
    bytes_of(&analysis.tokens, line.tokens(start, end)).of(analysis.text).to_owned()
}

/// The line as the matcher sees it: `L' <ORG ONEE> a signé`.
fn show(reading: &Reading<'_>, line: &Line) -> String {
    let types = &reading.analysis.rules.types;
    let symbols = line.symbols().iter().enumerate().map(|(at, symbol)| {
        let text = surface(reading, line, at, at + 1);
        match symbol.kind {
            SymbolKind::Token(_) => text,
            SymbolKind::Mention { kind, .. } => {
                let kind = types.get(kind.0 as usize).map_or("?", String::as_str);
                format!("<{kind} {text}>")
            }
        }
    });
    symbols.collect::<Vec<_>>().join(" ")
}

fn roles(reading: &Reading<'_>, line: &Line, set: &MatchSet, found: &Match) -> String {
    let mut out = String::new();
    for (name, role) in crate::pipeline::analysis::roles(set, found) {
        let text = surface(reading, line, role.start as usize, role.end as usize);
        out.push_str(&format!(", {name}: “{text}”"));
    }
    out
}

/// What the rule must meet in order to be tried.
fn trigger_text(language: &Language, set: &MatchSet, rule: RuleIdx) -> String {
    let mut out: Vec<String> = Vec::new();
    for at in 0..set.len() as u32 {
        let (index, program) = set.program(at);
        if index != rule.0 {
            continue;
        }
        let text = match &program.at {
            Trigger::Every => "every word (the pattern names none)".to_owned(),
            Trigger::Figures => "every figure".to_owned(),
            _ => match program.elements.first().map(|element| (&element.test, &element.span)) {
                Some((Test::Word(word), _)) => language.vocabulary.folded(*word).to_owned(),
                Some((_, span)) => {
                    language.rule(rule).pattern.get(span.clone()).unwrap_or_default().to_owned()
                }
                None => String::new(),
            },
        };
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out.join(" or ")
}

/// What the cascade made of the text, for a rule whose pattern matched.
fn outcome(cascade: &Cascade<'_>, reading: &Reading<'_>, rule: RuleIdx) -> Vec<String> {
    let analysis = &reading.analysis;
    let Some(sentence) = analysis.sentences.first() else { return Vec::new() };
    let language = &cascade.rules.languages[sentence.language.0 as usize];
    let id = |rule: RuleIdx| language.rules.get(rule.0 as usize).map_or("", |rule| &rule.id);
    let mut out = Vec::new();
    match &language.rule(rule).kind {
        RuleKind::Shape { .. } | RuleKind::Value { .. } => {
            for value in &reading.found {
                let taken = if value.consumed { ", part of a larger value" } else { "" };
                out.push(format!(
                    "value “{}” ({}) by {}{taken}",
                    analysis.surface(value.tokens),
                    value.value.type_name(),
                    id(value.rule)
                ));
            }
        }
        RuleKind::Relation(_) | RuleKind::Cue { .. } => {
            for relation in &reading.relations {
                let rules: BTreeSet<&str> =
                    relation.evidence.iter().map(|statement| id(statement.rule)).collect();
                out.push(format!(
                    "relation {} ({}) by {}",
                    relation.kind.as_str(),
                    relation.status.as_str(),
                    rules.into_iter().collect::<Vec<_>>().join(", ")
                ));
            }
            if reading.relations.is_empty() {
                out.push(
                    "no relation came of it: fewer than two members are known, or a cue says that \
                     it is not asserted"
                        .to_owned(),
                );
            }
        }
        _ => {
            for name in &analysis.names {
                out.push(format!(
                    "name “{}” ({}) by {}",
                    analysis.surface(name.tokens),
                    name.kind.type_name(),
                    id(name.rule)
                ));
            }
        }
    }
    out
}
