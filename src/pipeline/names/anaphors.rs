//! Common nouns that stand for a body named before, from `[[anaphor]]` rules.

use super::salience::{Head, Salience};
use super::tables::{Lex, Row};
use super::{Buffers, NameContext, masked};
use crate::engine::lexicon::EntryId;
use crate::gazetteer::part;
use crate::kb::v1::OrganisationKind;
use crate::pipeline::analysis::{Analysis, EntityIdx, NameKind, NameMention, SetAnaphor, roles};
use crate::rules::set::{Refers, wake};
use crate::rules::{RuleIdx, RuleKind};
use crate::text::TokenSpan;

/// Confidence of a resolved anaphor whose rule states none, in thousandths.
const SCORE: u16 = 800;

struct Found {
    tokens: TokenSpan,
    sentence: usize,
    refers: Refers,
    head: Option<EntryId>,
    rule: RuleIdx,
    score: u16,
    count: Option<u8>,
}

/// Resolves the anaphors of the document; `heads` are the head nouns of its entities.
pub(super) fn resolve(
    analysis: &mut Analysis<'_>,
    cx: &NameContext<'_>,
    buffers: &mut Buffers,
    heads: &[Head],
) {
    publisher(analysis);
    let mut before = Salience::new(heads);
    let mut out: Vec<NameMention> = Vec::new();
    let mut held: Option<Found> = None;
    for number in 0..analysis.sentences.len() {
        for found in search(analysis, buffers, number) {
            if found.refers == Refers::Set {
                analysis.sets.push(SetAnaphor {
                    tokens: found.tokens,
                    sentence: number as u32,
                    count: found.count,
                    rule: found.rule,
                });
                continue;
            }
            if out.last().is_some_and(|held| held.tokens == found.tokens) {
                continue;
            }
            before.read_to(analysis, found.tokens.start);
            let entity = match found.refers {
                Refers::Publisher => analysis.publisher,
                Refers::Last => last(&before, &found),
                Refers::Body | Refers::Set => {
                    let entity = body(analysis, cx, &before, &found, None);
                    let joined = held.as_ref().filter(|held| joins(analysis, held, &found));
                    match (joined, out.last_mut(), entity) {
                        // "L'entreprise et la coopérative" are two: the wider noun is of another.
                        (Some(first), Some(mention), Some(same))
                            if mention.tokens == first.tokens && mention.entity == Some(same) =>
                        {
                            let wide = |found: &Found| is_wide(analysis, found);
                            if wide(first) && !wide(&found) {
                                mention.entity = body(analysis, cx, &before, first, entity);
                                if mention.entity.is_none() {
                                    out.pop();
                                }
                                entity
                            } else {
                                body(analysis, cx, &before, &found, entity)
                            }
                        }
                        _ => entity,
                    }
                }
            };
            if let Some(entity) = entity {
                out.push(NameMention {
                    tokens: found.tokens,
                    sentence: number as u32,
                    kind: NameKind::Organisation,
                    rule: found.rule,
                    evidence: Vec::new(),
                    score: found.score,
                    entity: Some(entity),
                    is_name: false,
                    status: None,
                });
                held = Some(found);
            }
        }
    }
    analysis.names.append(&mut out);
    analysis.names.sort_by_key(|name| (name.tokens.start, !name.is_name));
    let mut end = 0;
    analysis.names.retain(|name| {
        let keep = name.tokens.start >= end;
        if keep {
            end = name.tokens.end;
        }
        keep
    });
    analysis.sets.sort_by_key(|set| (set.tokens.start, std::cmp::Reverse(set.tokens.end)));
    analysis.sets.dedup_by(|b, a| a.tokens.overlaps(b.tokens));
}

/// Who publishes the text: the body of which most evidence with `publisher` says so, of equal ones
/// the first.
fn publisher(analysis: &mut Analysis<'_>) {
    let says = |name: &NameMention| {
        let sentence = &analysis.sentences[name.sentence as usize];
        let language = analysis.language(sentence);
        let says = |&&(rule, _): &&(RuleIdx, i32)| {
            matches!(language.rule(rule).kind, RuleKind::Evidence { publisher: true, .. })
        };
        name.evidence.iter().filter(says).count()
    };
    let mut votes: Vec<(EntityIdx, usize)> = Vec::new();
    for name in analysis.names.iter().filter(|name| name.kind == NameKind::Organisation) {
        let (Some(entity), count @ 1..) = (name.entity, says(name)) else { continue };
        match votes.iter_mut().find(|(held, _)| *held == entity) {
            Some((_, held)) => *held += count,
            None => votes.push((entity, count)),
        }
    }
    let most = votes.iter().map(|&(_, count)| count).max();
    let first = votes.iter().find(|&&(_, count)| Some(count) == most);
    analysis.publisher = first.map(|&(entity, _)| entity);
}

fn search(analysis: &Analysis<'_>, buffers: &mut Buffers, number: usize) -> Vec<Found> {
    let sentence = &analysis.sentences[number];
    let language = analysis.language(sentence);
    let mut out = Vec::new();
    if !analysis.awake(sentence, wake::ANAPHORS) {
        return out;
    }
    masked::fill(analysis, number, &mut buffers.masks, &mut buffers.line);
    let view = analysis.view();
    buffers.matches.clear();
    let (line, scratch) = (&buffers.line, &mut buffers.scratch);
    language.anaphors.run(line, view, scratch, &mut (), &mut buffers.matches);
    for found in &buffers.matches {
        let rule = language.rule(RuleIdx(found.rule));
        let RuleKind::Anaphor { refers } = rule.kind else { continue };
        // "la compagnie aérienne" is one noun, of which "compagnie" with an adjective is a part.
        let (from, past) = (found.start as usize, found.end as usize);
        let wider =
            |start: usize, end: usize| start < past && from < end && (start < from || past < end);
        if rule.unless.any(line, view, scratch, wider) {
            continue;
        }
        let head_role = roles(&language.anaphors, found).find(|(name, _)| *name == "head");
        let (start, end) = match head_role {
            Some((_, role)) => (role.start, role.end),
            None => (found.start, found.end),
        };
        let entry = found
            .steps
            .iter()
            .find(|step| step.start == start && step.end == end)
            .and_then(|step| step.entry);
        let count =
            entry.and_then(|entry| language.lexicons.entry(entry).features.read::<u8>("count"));
        out.push(Found {
            tokens: line.tokens(start as usize, end as usize),
            sentence: number,
            refers,
            head: entry,
            rule: RuleIdx(found.rule),
            score: rule.score.unwrap_or(SCORE),
            count,
        });
    }
    // Of overlapping finds the longest, then the surest.
    out.sort_by_key(|found| {
        (
            found.tokens.start,
            std::cmp::Reverse(found.tokens.end),
            std::cmp::Reverse(found.score),
            found.rule,
        )
    });
    // A noun of two classes that fits few bodies as one of them is tried as that one too.
    let few = |found: &Found| {
        let row = found.head.map(|entry| language.lexicons.entry(entry));
        row.is_some_and(|row| row.features.get("stands").is_none())
    };
    let mut held = TokenSpan::default();
    out.retain(|found| {
        let again = found.tokens == held && few(found);
        let keep = again || found.tokens.start >= held.end;
        if keep {
            held = found.tokens;
        }
        keep
    });
    out
}

/// The last body, where it is near.
fn last(before: &Salience<'_>, found: &Found) -> Option<EntityIdx> {
    let (entity, sentence) = before.latest()?;
    (sentence + 1 >= found.sentence as u32).then_some(entity)
}

/// Whether the noun of an anaphor may stand for bodies of many kinds.
fn is_wide(analysis: &Analysis<'_>, found: &Found) -> bool {
    let sentence = &analysis.sentences[found.sentence];
    let row = found.head.map(|head| analysis.language(sentence).lexicons.entry(head));
    row.is_some_and(|row| row.features.get("stands").is_some())
}

/// Whether a conjunction joins two anaphors: "l'entreprise et la coopérative".
fn joins(analysis: &Analysis<'_>, first: &Found, second: &Found) -> bool {
    let sentence = &analysis.sentences[second.sentence];
    let list = analysis.language(sentence).lexicons.find_class("list_mark");
    let (end, start) = (first.tokens.end, second.tokens.start);
    let mut joined = analysis.hits_of(sentence).iter();
    let determiner = |at: u32| analysis.tokens[at as usize].parts & part::DETERMINER != 0;
    joined.any(|hit| {
        Some(hit.class) == list
            && hit.start == end
            && hit.end <= start
            && start - hit.end <= 1
            && (hit.end..start).all(determiner)
    })
}

/// The body but for `other` that the head noun fits: one with the same head, else the most salient of a
/// kind that it may stand for.
fn body(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    before: &Salience<'_>,
    found: &Found,
    other: Option<EntityIdx>,
) -> Option<EntityIdx> {
    let head = found.head?;
    let sentence = &analysis.sentences[found.sentence];
    let tables = cx.tables.language(sentence.language)?;
    let row: Row = tables.row(head);
    if row.has(Row::PLURAL) {
        return None;
    }
    let lexicons = &analysis.language(sentence).lexicons;
    let noun = &lexicons.entry(head).lemma;
    let named = before.with_head(noun).or_else(|| before.with_noun(noun));
    if let Some(entity) = named.filter(|entity| Some(*entity) != other) {
        return Some(entity);
    }
    let descriptor = tables.class_bit(lexicons.entry(head).class) == Lex::OrgDescriptor.bit();
    if !descriptor && !row.has(Row::STRONG) {
        return None;
    }
    // A general noun lists what it may stand for.
    let stands: Vec<OrganisationKind> = lexicons
        .entry(head)
        .features
        .get("stands")
        .map(|list| list.split('/').filter_map(|kind| kind.parse().ok()).collect())
        .unwrap_or_default();
    let own = row.kind.filter(|kind| *kind != OrganisationKind::Other);
    if own.is_none() && stands.is_empty() {
        return None;
    }
    // A proper name without a head noun tells no kind.
    let most = before.most((found.sentence as u32, noun), other, |(kind, bare)| {
        if Some(kind) == own {
            return Some(4);
        }
        if stands.contains(&kind) {
            return Some(3);
        }
        (descriptor && bare && kind == OrganisationKind::Other).then_some(0)
    });
    // A noun that fits few bodies stands for a name that tells nothing, if there is but one.
    most.or_else(|| {
        let few = descriptor && stands.is_empty();
        few.then(|| before.only(found.sentence as u32, (OrganisationKind::Other, true)))?
            .filter(|only| Some(*only) != other)
    })
}
