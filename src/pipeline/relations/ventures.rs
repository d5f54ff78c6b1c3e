//! Things that belong to somebody: a festival, a programme, a site that a body runs, goods that it was
//! given. What is told of such a thing later ("ce salon", "le projet", "ces véhicules") is told of
//! whose it is. Who runs what is told by cues of the kind `venture`, what was given by the relations
//! themselves; the nouns are classes of the lexicon.

use super::line::{Meaning, is_token, meaning};
use super::marks::{self, Marks};
use super::members::Found;
use super::propose::Reading;
use super::{Proposal, subject};
use crate::engine::Line;
use crate::engine::lexicon::{Entry, Hit};
use crate::gazetteer::part;
use crate::kb::v1::MemberRole;
use crate::pipeline::analysis::{Analysis, EntityIdx, NameKind};
use crate::text::fold::fold;

/// How many sentences a thing is spoken of by a noun that fits many things: "l'initiative".
const GENERAL_REACH: u32 = 4;
/// How many sentences a thing is spoken of by its own noun.
const REACH: u32 = 12;
/// How many sentences what was given is spoken of.
const GIFT_REACH: u32 = 3;
/// How far into its sentence a thing is its subject, in tokens.
const OPENING: u32 = 5;
/// How far from its noun a thing's name may stand, in symbols.
const NAME: usize = 3;

/// A thing, as a sentence speaks of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Thing {
    /// Lemma of its noun, or the word itself where no list has it.
    noun: Option<String>,
    /// Whether the noun fits many things.
    general: bool,
    /// Whether the noun is one for goods.
    good: bool,
    /// Its proper name, folded.
    name: Option<String>,
}

impl Thing {
    fn of(row: &Entry) -> Self {
        let general = row.features.get("general").is_some();
        Self { noun: Some(row.lemma.clone()), general, ..Self::default() }
    }

    /// Whether a pronoun alone stands for it.
    fn is_bare(&self) -> bool {
        self.noun.is_none() && self.name.is_none()
    }
}

/// A thing with those whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Venture {
    things: Vec<Thing>,
    owners: Vec<EntityIdx>,
    sentence: u32,
    /// Whether it was given to them.
    given: bool,
}

/// The things of the text so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Ventures {
    told: Vec<Venture>,
    /// The thing that a sentence spoke of last, with the sentence.
    last: Option<(Thing, u32)>,
}

impl Ventures {
    /// A sentence tells whose a thing is; a pronoun stands for what the one before speaks of.
    pub fn add(&mut self, mut venture: Venture) {
        for thing in venture.things.iter_mut().filter(|thing| thing.is_bare()) {
            if let Some((last, sentence)) = &self.last
                && venture.sentence - (*sentence).min(venture.sentence) <= 1
            {
                *thing = last.clone();
            }
        }
        self.told.push(venture);
    }

    /// Sentence `number` was read, which speaks of a thing.
    pub fn speak(&mut self, analysis: &Analysis<'_>, number: u32, marks: &Marks) {
        let Some(sentence) = analysis.sentences.get(number as usize) else { return };
        let lexicons = &analysis.language(sentence).lexicons;
        let named = |at: u32| {
            let names = &analysis.names;
            let next = names.partition_point(|name| name.tokens.end <= at);
            names.get(next).is_some_and(|name| name.tokens.start <= at)
        };
        let noun = |hit: &&Hit| Some(hit.class) == marks.venture && !named(hit.start);
        // What opens a sentence is its subject.
        let first = |hit: &&Hit| hit.start - sentence.tokens.start <= OPENING;
        let hit = analysis.hits_of(sentence).iter().take_while(first).find(noun);
        self.last = hit.map(|hit| (Thing::of(lexicons.entry(hit.entry)), number));
    }

    /// Those whose the thing is that a pronoun of sentence `number` stands for.
    pub fn of_pronoun(&self, number: u32, others: &[EntityIdx]) -> Option<(Found, u32)> {
        let (thing, sentence) = self.last.as_ref()?;
        (number - (*sentence).min(number) <= 1)
            .then(|| self.owners(number, (thing, true), others))?
    }

    /// Those whose `thing` is, as sentence `number` speaks of it, but for `others`; and the sentence that
    /// tells it. `given` tells that it may be one that they were given.
    pub fn owners(
        &self,
        number: u32,
        (thing, given): (&Thing, bool),
        others: &[EntityIdx],
    ) -> Option<(Found, u32)> {
        let mut told = self.told.iter().rev().filter(|held| given || !held.given);
        let held = told.find(|held| held.is(thing, number))?;
        let owners: Vec<EntityIdx> =
            held.owners.iter().copied().filter(|owner| !others.contains(owner)).collect();
        (!owners.is_empty()).then(|| (Found::of(&owners), held.sentence))
    }
}

impl Venture {
    /// Whether `thing`, as sentence `number` speaks of it, may be this one.
    fn is(&self, thing: &Thing, number: u32) -> bool {
        let back = number - self.sentence.min(number);
        if self.given {
            let same = |held: &Thing| thing.good && held.noun == thing.noun;
            return back <= GIFT_REACH && self.things.iter().any(same);
        }
        self.things.iter().any(|held| {
            let named = thing.name.is_some() && held.name == thing.name;
            let apart = thing.name.is_some() && held.name.is_some();
            let same = thing.noun.is_some() && held.noun == thing.noun;
            let near = same && back <= REACH || thing.general && back <= GENERAL_REACH;
            named || !apart && near
        })
    }
}

/// The thing that symbols `start..end` speak of as one that is known: the first under an article.
pub(super) fn thing_in(
    reading: &Reading<'_, '_>,
    line: &Line,
    (start, end): (usize, usize),
) -> Option<Thing> {
    let known = |at: usize| {
        let thing = noun_at(reading, line, at)?;
        let article = |at: usize| marks::before(line, reading.marks.article, at).is_some();
        let definite = article(at) || at > start && is_token(line, at - 1) && article(at - 1);
        definite.then_some(thing)
    };
    let head = || {
        let (noun, _) = marks::after(line, reading.marks.article, start)?;
        word_at(reading, line, noun)
    };
    let named = || {
        let name = (start..end).find_map(|at| name_at(reading, line, at))?;
        Some(Thing { name: Some(name), ..Thing::default() })
    };
    (start..end).find_map(known).or_else(head).or_else(named)
}

/// Whether the noun of a thing that some list has and that fits few things stands in `start..end`:
/// nothing is known of it but what the text says of itself.
pub(super) fn is_own(reading: &Reading<'_, '_>, line: &Line, (start, end): (usize, usize)) -> bool {
    let others = [reading.marks.project, reading.marks.work];
    let listed = |at| others.iter().any(|&class| marks::after(line, class, at).is_some());
    let mut nouns =
        (start..end).filter(|&at| marks::after(line, reading.marks.venture, at).is_some());
    let Some(first) = nouns.next() else { return false };
    !listed(first) && !(start..end).any(listed)
}

/// A noun for things, at symbol `at`.
fn noun_at(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Option<Thing> {
    let (after, entry) = marks::after(line, reading.marks.venture, at)?;
    let name = (after..after + NAME).find_map(|at| name_at(reading, line, at));
    Some(Thing { name, ..Thing::of(reading.language.lexicons.entry(entry)) })
}

/// Any common noun, at symbol `at`.
fn word_at(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Option<Thing> {
    if !is_token(line, at) || subject::parts_at(reading, line, at) & part::NOUN == 0 {
        return None;
    }
    let good = marks::after(line, reading.marks.good, at).is_some();
    let noun = Some(fold(reading.surface(line, at)));
    Some(Thing { noun, good, ..Thing::default() })
}

fn name_at(reading: &Reading<'_, '_>, line: &Line, at: usize) -> Option<String> {
    let symbol = *line.symbols().get(at)?;
    let Meaning::Name(index) = meaning(symbol) else { return None };
    let name = &reading.analysis.names[index as usize];
    (name.kind == NameKind::Other).then(|| fold(reading.analysis.surface(name.tokens)))
}

/// What is told of the thing that symbol `thing` begins: the body at `owner`, and those listed with
/// it, run it.
pub(super) fn run_by(
    reading: &Reading<'_, '_>,
    line: &Line,
    thing: usize,
    owner: usize,
) -> Option<Venture> {
    if !subject::is_body(reading, line, owner) {
        return None;
    }
    let thing = noun_at(reading, line, thing)
        .or_else(|| Some(Thing { name: Some(name_at(reading, line, thing)?), ..Thing::default() }))
        .unwrap_or_default();
    let owners = subject::list_round(reading, line, owner).entities;
    Some(Venture { things: vec![thing], owners, sentence: reading.number, given: false })
}

/// What a directed relation tells of goods: they are given to its target.
pub(super) fn given_by(
    reading: &Reading<'_, '_>,
    line: &Line,
    proposal: &Proposal,
) -> Option<Venture> {
    let members = &proposal.relation.members;
    let (_, target) = members.iter().find(|(role, _)| *role == MemberRole::Target)?;
    let (start, end) = (proposal.region.0 as usize, proposal.region.1 as usize);
    let end = end.min(line.symbols().len());
    let goods = |at| word_at(reading, line, at).filter(|thing| thing.good);
    let things: Vec<Thing> = (start..end.max(start)).filter_map(goods).collect();
    let venture = Venture { things, owners: vec![*target], sentence: reading.number, given: true };
    (!venture.things.is_empty()).then_some(venture)
}
