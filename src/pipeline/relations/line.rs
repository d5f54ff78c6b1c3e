//! Lines of the relation stage: names, values and anaphors of several bodies stand as one symbol
//! each; a short aside in brackets belongs to what it follows.

use super::Buffers;
use super::collectives::Collective;
use crate::engine::compile::{SubtypeId, TypeId};
use crate::engine::line::{Mask, Symbol};
use crate::engine::{Line, SymbolKind};
use crate::gazetteer::part;
use crate::pipeline::analysis::{Analysis, NameKind, NameMention, Sentence};
use crate::rules::RuleSet;
use crate::text::TokenSpan;
use crate::value::{AmountKind, Value};

const VALUE: u32 = 1 << 31;
const SET: u32 = 1 << 30;
const LIST: u32 = 1 << 29;
const ASIDE: u32 = u32::MAX;

/// Longest apposition, in tokens or symbols.
pub(super) const APPOSITION: usize = 14;
/// Longest aside, in tokens.
const MAX_ASIDE: u32 = 30;

/// Ids of the types that the stage masks with.
#[derive(Debug)]
pub(super) struct Types {
    names: [Option<TypeId>; 4],
    group: Option<TypeId>,
    none: Option<TypeId>,
}

impl Types {
    pub fn new(rules: &RuleSet) -> Self {
        let kinds = [NameKind::Organisation, NameKind::Place, NameKind::Person, NameKind::Other];
        Self {
            names: kinds.map(|kind| rules.type_id(kind.type_name())),
            group: rules.type_id("GROUP"),
            none: rules.type_id("NONE"),
        }
    }

    fn name(&self, kind: NameKind) -> Option<TypeId> {
        self.names[match kind {
            NameKind::Organisation => 0,
            NameKind::Place => 1,
            NameKind::Person => 2,
            NameKind::Other => 3,
        }]
    }
}

/// What a symbol of the line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Index into [`Analysis::names`].
    Name(u32),
    /// Index into [`Analysis::values`].
    Value(u32),
    /// Index into [`Analysis::sets`].
    Set(u32),
    /// Index into the collectives of the sentence.
    List(u32),
    /// A word or a mark, or an aside.
    Word,
}

pub(super) fn meaning(symbol: Symbol) -> Meaning {
    match symbol.kind {
        SymbolKind::Mention { index: ASIDE, .. } | SymbolKind::Token(_) => Meaning::Word,
        SymbolKind::Mention { index, .. } if index & VALUE != 0 => Meaning::Value(index & !VALUE),
        SymbolKind::Mention { index, .. } if index & SET != 0 => Meaning::Set(index & !SET),
        SymbolKind::Mention { index, .. } if index & LIST != 0 => Meaning::List(index & !LIST),
        SymbolKind::Mention { index, .. } => Meaning::Name(index),
    }
}

/// Whether a word or a mark of the text itself stands at symbol `at`.
pub(super) fn is_token(line: &Line, at: usize) -> bool {
    line.symbols().get(at).is_some_and(|symbol| matches!(symbol.kind, SymbolKind::Token(_)))
}

/// Fills the line and counts the bodies of the sentence; a sentence without any is left out, unless
/// `bare` says that what it tells may be told of bodies named before.
pub(super) fn fill(
    analysis: &Analysis<'_>,
    number: u32,
    sentence: &Sentence,
    types: &Types,
    bare: bool,
    buffers: &mut Buffers,
) -> Option<u32> {
    let masks = &mut buffers.masks;
    masks.clear();
    let span = sentence.tokens;
    let instrument = analysis.language(sentence).lexicons.find_class("instrument");
    let hits = analysis.hits_of(sentence);
    // "Protocole à l'Accord de pêche": the title of an instrument is read like the instrument.
    let is_title = |name: &NameMention| {
        let start = name.tokens.start;
        let from = hits.partition_point(|hit| hit.start < start);
        let mut here = hits[from..].iter().take_while(|hit| hit.start == start);
        name.kind == NameKind::Other && here.any(|hit| Some(hit.class) == instrument)
    };
    let mut bodies = 0;
    let first = analysis.names.partition_point(|name| name.tokens.start < span.start);
    for (index, name) in analysis.names.iter().enumerate().skip(first) {
        if name.tokens.start >= span.end {
            break;
        }
        let Some(kind) = types.name(name.kind).filter(|_| !is_title(name)) else { continue };
        bodies += u32::from(name.kind == NameKind::Organisation);
        push(masks, name.tokens, kind, index as u32);
        if let Some(mask) = masks.last_mut() {
            mask.subtype = analysis.subtype_of(name);
        }
    }
    let names = masks.len();
    let first = analysis.sets.partition_point(|set| set.tokens.start < span.start);
    for (index, set) in analysis.sets.iter().enumerate().skip(first) {
        if set.sentence != number {
            break;
        }
        if let Some(kind) = types.group
            && free(&masks[..names], set.tokens)
        {
            bodies += 1;
            push(masks, set.tokens, kind, SET | index as u32);
        }
    }
    if bodies == 0 && !bare {
        return None;
    }
    let taken = masks.len();
    let first = analysis.values.partition_point(|value| value.tokens.start < span.start);
    for (index, value) in analysis.values.iter().enumerate().skip(first) {
        if value.tokens.start >= span.end {
            break;
        }
        // What is counted may be the very instruments: "trois conventions".
        if matches!(value.value, Value::Amount(ref amount) if amount.kind == AmountKind::Count) {
            continue;
        }
        let kind = analysis.rules.type_id(value.value.type_name());
        if let Some(kind) = kind
            && !value.consumed
            && free(&masks[..taken], value.tokens)
        {
            push(masks, value.tokens, kind, VALUE | index as u32);
        }
    }
    masks.sort_by_key(|mask| (mask.tokens.start, mask.tokens.end));
    masks.dedup_by(|next, held| next.tokens.start < held.tokens.end);
    asides(analysis, span, types, masks);
    appositions(analysis, sentence, types, masks);
    masks.dedup_by(|next, held| next.tokens.start < held.tokens.end);
    analysis.lay_out(sentence, masks, &mut buffers.line);
    Some(bodies)
}

/// Fills the line once more, with each collective as one body.
pub(super) fn gather(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    types: &Types,
    collectives: &[Collective],
    buffers: &mut Buffers,
) {
    let Some(kind) = types.names[0] else { return };
    let masks = &mut buffers.masks;
    masks.retain(|mask| !collectives.iter().any(|held| held.tokens.overlaps(mask.tokens)));
    for (index, held) in collectives.iter().enumerate() {
        push(masks, held.tokens, kind, LIST | index as u32);
    }
    masks.sort_by_key(|mask| (mask.tokens.start, mask.tokens.end));
    analysis.lay_out(sentence, masks, &mut buffers.line);
}

fn push(masks: &mut Vec<Mask>, tokens: TokenSpan, kind: TypeId, index: u32) {
    masks.push(Mask { tokens, kind, subtype: SubtypeId(0), index });
}

fn free(masks: &[Mask], tokens: TokenSpan) -> bool {
    !masks.iter().any(|mask| mask.tokens.overlaps(tokens))
}

/// Takes quotation marks round a name, and brackets after it that only add a sigle, a place or a
/// few words, into the name's mask; an aside without a name elsewhere becomes one symbol.
fn asides(analysis: &Analysis<'_>, span: TokenSpan, types: &Types, masks: &mut Vec<Mask>) {
    let mark = |at: u32| -> &str {
        if at < span.start || at >= span.end {
            return "";
        }
        analysis.tokens[at as usize].span.of(analysis.text)
    };
    let mut out: Vec<Mask> = Vec::with_capacity(masks.len() + 2);
    let mut at = span.start;
    let mut next = 0;
    while at < span.end || next < masks.len() {
        while next < masks.len() && masks[next].tokens.start < at {
            next += 1;
        }
        let mask = masks.get(next).copied();
        if let Some(mut mask) = mask
            && mask.tokens.start <= at
        {
            next += 1;
            let quoted = at > span.start
                && out.last().is_none_or(|held| held.tokens.end < at)
                && matches!(
                    (mark(at - 1), mark(mask.tokens.end)),
                    ("«", "»") | ("“", "”") | ("\"", "\"") | ("''", "''")
                );
            if quoted {
                mask.tokens.start -= 1;
                mask.tokens.end += 1;
            }
            out.push(mask);
            at = mask.tokens.end;
            continue;
        }
        if at >= span.end {
            break;
        }
        // "X – présent à Dakar – signe": dashes round an aside, not between the members of a list.
        if let Some(held) = out.last_mut()
            && held.tokens.end == at
            && held.index & (VALUE | SET) == 0
            && held.index != ASIDE
            && is_dash(analysis, at)
            && masks.get(next).is_none_or(|mask| mask.tokens.start > at + 1)
            && let Some(close) =
                (at + 2..span.end.min(at + MAX_ASIDE)).find(|&at| is_dash(analysis, at))
            && goes_on(analysis, close + 1, span.end)
        {
            held.tokens.end = close + 1;
            at = close + 1;
            continue;
        }
        if mark(at) == "("
            && let Some(close) = (at + 1..span.end.min(at + MAX_ASIDE)).find(|&at| mark(at) == ")")
        {
            let inside = |mask: &&Mask| mask.tokens.start > at && mask.tokens.end <= close;
            let held: Vec<&Mask> = masks[next..].iter().filter(inside).collect();
            let covered: u32 = held.iter().map(|mask| mask.tokens.len() as u32).sum();
            let bare = close - at - 1 - covered.min(close - at - 1);
            let bodies = held
                .iter()
                .filter(|mask| Some(mask.kind) == types.names[0] || Some(mask.kind) == types.group)
                .count();
            let after = out.last_mut().filter(|mask| {
                mask.tokens.end == at && mask.index & (VALUE | SET) == 0 && mask.index != ASIDE
            });
            // "entre 2018 et 2020 (Union européenne)": what a value is explained by does not part the clause.
            let valued = |mask: &Mask| {
                mask.tokens.end == at && mask.index & VALUE != 0 && mask.index != ASIDE
            };
            let span = TokenSpan::new(at as usize, close as usize + 1);
            if let Some(mask) = after {
                if bodies == 0 || bodies <= 1 && bare == 0 && held.len() <= 1 {
                    mask.tokens.end = close + 1;
                    at = close + 1;
                    continue;
                }
            } else if (bodies == 0 || bodies == 1 && out.last().is_some_and(valued))
                && let Some(kind) = types.none
            {
                push(&mut out, span, kind, ASIDE);
                at = close + 1;
                continue;
            }
        }
        at += 1;
    }
    *masks = out;
}

/// Whether a dash between spaces stands at token `at`.
fn is_dash(analysis: &Analysis<'_>, at: u32) -> bool {
    let token = |at: u32| analysis.tokens.get(at as usize).map(|token| token.span);
    let (Some(before), Some(dash), Some(after)) =
        (at.checked_sub(1).and_then(token), token(at), token(at + 1))
    else {
        return false;
    };
    matches!(dash.of(analysis.text), "-" | "–" | "—")
        && before.end < dash.start
        && dash.end < after.start
}

/// Whether a clause goes on at token `at`: with a comma, a conjunction or a verb.
fn goes_on(analysis: &Analysis<'_>, at: u32, end: u32) -> bool {
    let goes = |at: u32| {
        let token = &analysis.tokens[at as usize];
        token.parts & (part::VERB | part::CONJUNCTION) != 0 || token.span.of(analysis.text) == ","
    };
    at < end && goes(at)
}

/// Takes an apposition without a name between two bodies of a list into the first one's mask: "X,
/// spécialiste du solaire, et Y". What tells a tie of the body (`apposition_tie`) stays in the line.
fn appositions(analysis: &Analysis<'_>, sentence: &Sentence, types: &Types, masks: &mut [Mask]) {
    let lexicons = &analysis.language(sentence).lexicons;
    let (list, tie) = (lexicons.find_class("list_mark"), lexicons.find_class("apposition_tie"));
    let hits = analysis.hits_of(sentence);
    let text = |at: u32| analysis.tokens[at as usize].span.of(analysis.text);
    for index in 0..masks.len() {
        let (before, rest) = masks.split_at_mut(index + 1);
        let mask = &mut before[index];
        let open = mask.tokens.end;
        if Some(mask.kind) != types.names[0] || open >= sentence.tokens.end || text(open) != "," {
            continue;
        }
        let limit = sentence.tokens.end.min(open + APPOSITION as u32);
        let Some(close) = (open + 2..limit).find(|&at| text(at) == ",") else { continue };
        // The comma that closes it goes on with a conjunction.
        let near = &hits[hits.partition_point(|hit| hit.start < open)..];
        let near = &near[..near.partition_point(|hit| hit.start <= close)];
        let listed = near
            .iter()
            .any(|hit| hit.start == close && hit.end > close + 1 && Some(hit.class) == list);
        let parts = |at: u32| analysis.tokens[at as usize].parts;
        let noun = {
            let first = parts(open + 1);
            let common = |parts: u16| parts & (part::NOUN | part::ADJECTIVE) != 0;
            first & (part::PREPOSITION | part::PAST_PARTICIPLE) == 0
                && (common(first) || first & part::DETERMINER != 0 && common(parts(open + 2)))
        };
        let named = rest
            .iter()
            .take_while(|inner| inner.tokens.start < close)
            .any(|inner| Some(inner.kind) != types.names[1] && inner.index & VALUE == 0);
        // A capitalised word may be a name that nothing knows.
        let capital = |at: u32| {
            let covered =
                rest.iter().any(|inner| inner.tokens.start <= at && at < inner.tokens.end);
            !covered && text(at).chars().next().is_some_and(char::is_uppercase)
        };
        let tied = near.iter().any(|hit| Some(hit.class) == tie && hit.start < close);
        let plain = |at: u32| !part::is_finite_verb(parts(at)) && !capital(at);
        if listed && noun && !named && !tied && (open + 1..close).all(plain) {
            mask.tokens.end = close;
        }
    }
}
