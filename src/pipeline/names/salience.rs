//! The bodies that a text has named so far, as its anaphors look back on them: the last one, the
//! last of each head noun, and of each kind those that the text speaks of most and lately.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::engine::lexicon::{Entry, EntryId, Hit};
use crate::gazetteer::part;
use crate::kb::v1::{EntityKind, OrganisationKind};
use crate::pipeline::analysis::{Analysis, EntityIdx, NameMention};
use crate::rules::LanguageIdx;

/// How many sentences back a body of the same kind is looked for.
const REACH: u32 = 6;
/// Longest noun before a name, in tokens.
const NOUN: u32 = 4;
/// Names past this many add nothing to how salient a body is.
const MOST: u32 = 6;
/// What tells nothing of its kind must be named this often: it is what the text is about.
const ABOUT: u32 = 4;
/// How well who was called by a noun fits it: better than any body of its kind.
const CALLED: u32 = 5;
/// A name in the first two sentences counts for so many more.
const EARLY: u32 = 2;

/// The head noun of a body, in the lexicons of the language that names it so.
pub(super) type Head = Option<(LanguageIdx, EntryId)>;

/// What a body is, as far as nouns for it can tell: its kind, and whether its name has no head noun.
pub(super) type Sort = (OrganisationKind, bool);

/// When a body was named last: the latest sentence first, in it the first of the names.
type Last = (Reverse<u32>, u32);

#[derive(Clone, Copy, Debug)]
struct Body {
    /// Times named, those early in the text more than once.
    weight: u32,
    last: Last,
}

/// The bodies named before some place; the place moves on through the text.
#[derive(Debug)]
pub(super) struct Salience<'a> {
    heads: &'a [Head],
    /// Names read so far.
    read: usize,
    bodies: FxHashMap<EntityIdx, Body>,
    latest: Option<(EntityIdx, u32)>,
    /// By lemma, and by what stands before each blank in it: the latest body with such a head.
    by_head: FxHashMap<&'a str, EntityIdx>,
    /// By lemma of a common noun for few bodies that stood beside a name: the body, none where several
    /// bear it.
    by_noun: FxHashMap<&'a str, Option<EntityIdx>>,
    /// By lemma of a common noun for many bodies that stood beside a name: the last of them.
    called: FxHashMap<&'a str, EntityIdx>,
    /// By sort and weight, no more than [`MOST`]: bodies, the latest first.
    by_sort: BTreeMap<Sort, [BTreeSet<(Last, EntityIdx)>; MOST as usize]>,
}

impl<'a> Salience<'a> {
    pub fn new(heads: &'a [Head]) -> Self {
        Self {
            heads,
            read: 0,
            bodies: FxHashMap::default(),
            latest: None,
            by_head: FxHashMap::default(),
            by_noun: FxHashMap::default(),
            called: FxHashMap::default(),
            by_sort: BTreeMap::new(),
        }
    }

    /// Reads the names that begin before token `start`.
    pub fn read_to(&mut self, analysis: &Analysis<'a>, start: u32) {
        let first = analysis.names.first().map_or(0, |name| name.sentence);
        while let Some(name) = analysis.names.get(self.read)
            && name.tokens.start < start
        {
            self.read += 1;
            let Some(entity) = name.entity else { continue };
            let held = &analysis.entities[entity.0 as usize];
            if held.kind != EntityKind::Organisation {
                continue;
            }
            self.latest = Some((entity, name.sentence));
            let head = self.heads.get(entity.0 as usize).copied().flatten();
            if let Some((language, entry)) = head {
                let lemma = analysis.rules.languages[language.0 as usize]
                    .lexicons
                    .entry(entry)
                    .lemma
                    .as_str();
                for part in begun(lemma) {
                    self.by_head.insert(part, entity);
                }
            }
            for row in nouns_beside(analysis, name) {
                if row.features.get("stands").is_some() {
                    self.called.insert(&row.lemma, entity);
                    continue;
                }
                for part in begun(&row.lemma) {
                    let held = self.by_noun.entry(part).or_insert(Some(entity));
                    *held = held.filter(|held| *held == entity);
                }
            }
            let last = (Reverse(name.sentence), name.tokens.start);
            let early = if name.sentence <= first + 1 { EARLY } else { 0 };
            let ranks = self.by_sort.entry((held.organisation_kind, head.is_none())).or_default();
            let body = self.bodies.entry(entity).or_insert(Body { weight: 0, last });
            if body.weight > 0 {
                ranks[rank(body.weight)].remove(&(body.last, entity));
            }
            *body = Body { weight: body.weight + 1 + early, last };
            ranks[rank(body.weight)].insert((last, entity));
        }
    }

    /// The last body named, with its sentence.
    pub fn latest(&self) -> Option<(EntityIdx, u32)> {
        self.latest
    }

    /// The last body whose head noun is `lemma`, or begins with it and a blank.
    pub fn with_head(&self, lemma: &str) -> Option<EntityIdx> {
        self.by_head.get(lemma).copied()
    }

    /// The one body beside whose name `lemma` stood: "le brasseur X", "X, clinique privée".
    pub fn with_noun(&self, lemma: &str) -> Option<EntityIdx> {
        self.by_noun.get(lemma).copied().flatten()
    }

    /// The only body of a sort named near `sentence`.
    pub fn only(&self, sentence: u32, sort: Sort) -> Option<EntityIdx> {
        let mut only = None;
        for bodies in self.by_sort.get(&sort)? {
            let near = |&&((Reverse(named), _), _): &&(Last, EntityIdx)| {
                sentence - named.min(sentence) <= REACH
            };
            for &(_, entity) in bodies.iter().take_while(near) {
                if only.replace(entity).is_some() {
                    return None;
                }
            }
        }
        only
    }

    /// Of the bodies but for `other` that fit as seen from `sentence`, the one that the text has spoken
    /// of most, early and lately; who was called `noun` fits better than its sort tells.
    pub fn most(
        &self,
        (sentence, noun): (u32, &str),
        other: Option<EntityIdx>,
        fits: impl Fn(Sort) -> Option<u32>,
    ) -> Option<EntityIdx> {
        let near = |back: u32| if back <= REACH { 3 - back.min(3) } else { 0 };
        let called = self.called.get(noun).copied().filter(|called| Some(*called) != other);
        let mut best = called.and_then(|entity| {
            let Body { weight, last: (Reverse(named), start) } = *self.bodies.get(&entity)?;
            let back = sentence - named.min(sentence);
            let score = CALLED * 4 + near(back) + weight.min(MOST);
            (back <= REACH).then_some((score, Reverse(back), Reverse(start), entity))
        });
        for (&sort, ranks) in &self.by_sort {
            let Some(fit) = fits(sort) else { continue };
            for (weight, bodies) in (1..).zip(ranks) {
                // Of equal weight the latest is the best.
                let mut bodies = bodies.iter().filter(|(_, entity)| Some(*entity) != other);
                let Some(&((Reverse(named), start), entity)) = bodies.next() else { continue };
                let back = sentence - named.min(sentence);
                let enough = fit > 0 && back <= REACH || weight >= ABOUT;
                let found = (fit * 4 + near(back) + weight, Reverse(back), Reverse(start), entity);
                if enough && best.is_none_or(|held| held < found) {
                    best = Some(found);
                }
            }
        }
        best.map(|(_, _, _, entity)| entity)
    }
}

/// A lemma and what stands before each blank in it: "la société minière X" is "la société", too.
fn begun(lemma: &str) -> impl Iterator<Item = &str> {
    lemma.match_indices(' ').map(|(at, _)| &lemma[..at]).chain([lemma])
}

/// The common nouns for a body that stand beside its name: "le brasseur belge X", "X, une clinique
/// privée".
fn nouns_beside<'a>(
    analysis: &Analysis<'a>,
    name: &NameMention,
) -> impl Iterator<Item = &'a Entry> {
    let sentence = analysis.sentences.get(name.sentence as usize);
    sentence.into_iter().flat_map(move |sentence| {
        let lexicons = &analysis.rules.languages[sentence.language.0 as usize].lexicons;
        let class = lexicons.find_class("org_descriptor");
        let article = lexicons.find_class("article_mark");
        let hits = analysis.hits_of(sentence);
        let end = name.tokens.end;
        let comma = end < sentence.tokens.end
            && analysis.tokens[end as usize].span.of(analysis.text) == ",";
        let from = hits.partition_point(|hit| hit.start + NOUN < name.tokens.start);
        let near = hits[from..].iter().take_while(move |hit| hit.start <= end + 2);
        // "X, une clinique": behind "avec X, la clinique" the clause begins.
        let opens = |at: u32| {
            let from = hits.partition_point(|hit| hit.start < at);
            let mut here = hits[from..].iter().take_while(|hit| hit.start == at);
            at < sentence.tokens.end
                && analysis.tokens[at as usize].parts & part::DETERMINER != 0
                && !here.any(|hit| Some(hit.class) == article)
        };
        let behind = if comma { end + 1 + u32::from(opens(end + 1)) } else { u32::MAX };
        // "la coopérative laitière X".
        let leads = |hit: &Hit| {
            let plain = |at: u32| analysis.tokens[at as usize].parts & part::ADJECTIVE != 0;
            hit.end <= name.tokens.start && (hit.end..name.tokens.start).all(plain)
        };
        near.filter(move |hit| Some(hit.class) == class && (leads(hit) || hit.start == behind))
            .map(|hit| lexicons.entry(hit.entry))
            .filter(|row| row.features.get("number") != Some("p"))
    })
}

fn rank(weight: u32) -> usize {
    weight.clamp(1, MOST) as usize - 1
}
