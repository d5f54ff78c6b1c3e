//! Full names of bodies that share a plural head: of "ministères de la Santé et de l'Éducation nationale"
//! each is a "ministère de …".

use super::joins::Group;
use super::tables::{Joint, LanguageTables, Row};
use super::{NameContext, entities};
use crate::engine::lexicon::{EntryId, Hit};
use crate::pipeline::analysis::{Analysis, NameKind, NameMention};
use crate::rules::RuleKind;
use crate::text::TokenSpan;
use crate::text::fold::{fold, strip};
use crate::text::token::Shape;

/// The property of a name that shares the head of the one before it.
const SHARED: &str = "shared_head";

/// A plural head with what follows it.
#[derive(Clone, Copy)]
struct Plural<'a> {
    group: usize,
    entry: EntryId,
    /// What the head holds that the others share too: "d'industrie" of a chamber of commerce.
    middle: &'a str,
    /// What the body has for itself.
    rest: TokenSpan,
    /// What joins the head to it, if anything does.
    joint: Option<&'a str>,
}

/// Writes the full names of the groups whose mentions share a head.
pub(super) fn fill(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    of_mention: &[Option<usize>],
    groups: &mut [Group],
) {
    let mut plural: Option<(u32, Plural<'_>)> = None;
    let mut end = 0;
    for (mention, group) in analysis.names.iter().zip(of_mention) {
        let Some(group) = *group else { continue };
        if mention.kind != NameKind::Organisation {
            continue;
        }
        let sentence = &analysis.sentences[mention.sentence as usize];
        let Some(tables) = cx.tables.language(sentence.language) else { continue };
        let hits = analysis.hits_of(sentence);
        // "… de Dakar (CCIAD) et de Ziguinchor": the acronym of one of them parts nothing.
        let before = mention.tokens.start.checked_sub(1).map(|at| &analysis.tokens[at as usize]);
        if plural.is_some() && before.is_some_and(|token| token.span.of(analysis.text) == "(") {
            continue;
        }
        if let Some((number, base)) = plural
            && number == mention.sentence
            && shares_head(analysis, mention)
        {
            let gap = TokenSpan { start: end, end: mention.tokens.start };
            let own = joint_before(analysis, tables, hits, gap);
            write(analysis, tables, base, own, mention, group, groups);
        } else {
            plural = head(analysis, tables, hits, mention, group, groups)
                .map(|base| (mention.sentence, base));
        }
        end = mention.tokens.end;
    }
}

fn shares_head(analysis: &Analysis<'_>, mention: &NameMention) -> bool {
    let language = analysis.language(&analysis.sentences[mention.sentence as usize]);
    mention.evidence.iter().any(|&(rule, _)| {
        matches!(&language.rule(rule).kind,
            RuleKind::Evidence { feature: Some(feature), .. }
                if feature.split_whitespace().any(|word| word == SHARED))
    })
}

/// The plural head that a name begins with.
fn head<'a>(
    analysis: &Analysis<'a>,
    tables: &LanguageTables,
    hits: &[Hit],
    mention: &NameMention,
    group: usize,
    groups: &[Group],
) -> Option<Plural<'a>> {
    let entry = groups[group].head.filter(|&entry| tables.row(entry).has(Row::PLURAL))?;
    let past = mention.tokens.start + (groups[group].head_end - groups[group].tokens.start);
    let capital = |at: u32| analysis.tokens[at as usize].shape.is(Shape::CAPITAL);
    // The last complement that has a capital is its own, the longest of the genitives before it joins it.
    let joint = hits
        .iter()
        .filter(|hit| hit.start >= past && hit.end < mention.tokens.end && capital(hit.end))
        .filter(|hit| tables.row(hit.entry).joint == Some(Joint::Genitive))
        .max_by_key(|hit| (hit.end, std::cmp::Reverse(hit.start)));
    let (first, start) = joint.map_or((past, past), |hit| (hit.start, hit.end));
    if start >= mention.tokens.end || past > first {
        return None;
    }
    let is_joint = |at: u32| {
        hits.iter().any(|hit| hit.start == at && tables.row(hit.entry).joint.is_some())
            || analysis.tokens[at as usize].shape.is(Shape::PUNCTUATION)
    };
    // An adjective behind the head would have to be put in the singular as well.
    if first > past && !is_joint(past) || joint.is_none() && !capital(start) {
        return None;
    }
    let middle = analysis.surface(TokenSpan { start: past, end: first });
    let joint = joint.map(|hit| analysis.surface(TokenSpan { start: hit.start, end: hit.end }));
    let rest = TokenSpan { start, end: mention.tokens.end };
    Some(Plural { group, entry, middle, rest, joint })
}

/// The genitive that ends where a name begins.
fn joint_before<'a>(
    analysis: &Analysis<'a>,
    tables: &LanguageTables,
    hits: &[Hit],
    gap: TokenSpan,
) -> Option<&'a str> {
    hits.iter()
        .filter(|hit| hit.end == gap.end && hit.start >= gap.start)
        .filter(|hit| tables.row(hit.entry).joint == Some(Joint::Genitive))
        .min_by_key(|hit| hit.start)
        .map(|hit| analysis.surface(TokenSpan { start: hit.start, end: hit.end }))
}

/// Names the body of `group`, and the one that has the head where that is not done yet.
fn write(
    analysis: &Analysis<'_>,
    tables: &LanguageTables,
    base: Plural<'_>,
    own: Option<&str>,
    mention: &NameMention,
    group: usize,
    groups: &mut [Group],
) {
    let language = analysis.language(&analysis.sentences[mention.sentence as usize]);
    let lemma = language.lexicons.entry(base.entry).lemma.as_str();
    let capital = groups[base.group].name().starts_with(char::is_uppercase);
    let named = |joint: Option<&str>, rest: &str| {
        let mut name = String::new();
        let mut letters = lemma.chars();
        match letters.next() {
            Some(first) if capital => name.extend(first.to_uppercase()),
            first => name.extend(first),
        }
        name.push_str(letters.as_str());
        if !base.middle.starts_with(',') {
            name.push(' ');
        }
        name.push_str(base.middle);
        name.push(' ');
        if let Some(joint) = joint {
            name.push_str(joint);
            if !elided(joint) {
                name.push(' ');
            }
        }
        name.push_str(rest);
        entities::clean(&name)
    };
    if groups[base.group].full.is_none() {
        groups[base.group].full = Some(named(base.joint, analysis.surface(base.rest)));
    }
    if groups[group].full.is_none() && group != base.group {
        let rest = analysis.surface(mention.tokens);
        // "universités d'Annaba, El Tarf et Khenchela": the joint of the first, with its vowel or without.
        let vowel = begins_with_vowel(rest);
        let fits = |joint: &&str| elided(joint) == vowel;
        let joint = own.or_else(|| {
            let joint = base.joint?;
            Some(joint).filter(fits).or_else(|| tables.plain_genitive(vowel)).or(Some(joint))
        });
        groups[group].full = Some(named(joint, rest));
    }
}

fn begins_with_vowel(name: &str) -> bool {
    strip(&fold(name)).starts_with(['a', 'e', 'i', 'o', 'u'])
}

/// Whether a joint ends with an apostrophe.
pub(super) fn elided(joint: &str) -> bool {
    joint.ends_with(['\'', '’'])
}
