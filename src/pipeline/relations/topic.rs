//! Who is meant where a clause names no subject: a pronoun, the publisher's "we", a project, nothing
//! at all. The words for these are in the lexicons of the language.

use super::line::is_token;
use super::marks;
use super::members::{self, Found};
use super::propose::Reading;
use super::ranking::Ranking;
use super::subject::{self, TOPIC};
use super::ventures::{Thing, Venture, Ventures};
use crate::engine::Line;
use crate::kb::v1::{MemberRole, OrganisationKind, RelationKind};
use crate::pipeline::analysis::{Analysis, EntityIdx, NameKind};
use crate::text::{Features, TokenSpan};

/// How many sentences a subject lasts.
const REACH: u32 = 3;
/// How many sentences the parties of a relation own "the project".
const VENTURE_REACH: u32 = 8;
/// Weight of a relation for who is the subject of its clause, for members that the rule names all, and
/// for the others.
const TOLD: [u32; 3] = [3, 2, 1];
/// Weight of being who acts in a sentence.
const ACTS: u32 = 1;
/// Weight of a name in the first sentences, where a text says whom it is about.
const FIRST: u32 = 3;

/// How a subject was found that the rule leaves to the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is named in the clause.
    Named,
    /// A pronoun, which agrees with the last subject.
    Pronoun,
    /// The publisher speaks of itself.
    Publisher,
    /// A venture belongs to the parties of the last partnership.
    Venture,
    /// The clause has none: the last subject goes on.
    Earlier,
    /// The clause has none: the text is about this body.
    About,
}

/// A subject with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectSource {
    /// How it was found.
    pub how: How,
    /// The words that stand for it.
    pub words: Option<TokenSpan>,
    /// Number of the sentence that names it, where it is not the same one.
    pub named_in: Option<u32>,
}

impl SubjectSource {
    /// No words of the clause stand for it.
    pub(super) fn unsaid(how: How, named_in: Option<u32>) -> Self {
        Self { how, words: None, named_in }
    }
}

/// Grammatical gender, as far as articles and head nouns tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gender {
    Feminine,
    Masculine,
}

fn gender(features: &Features) -> Option<Gender> {
    match features.get("gender") {
        Some("f") => Some(Gender::Feminine),
        Some("m") => Some(Gender::Masculine),
        _ => None,
    }
}

/// The subject of an earlier sentence.
#[derive(Clone, Debug, Default)]
struct Subject {
    names: Vec<u32>,
    entities: Vec<EntityIdx>,
    places: Vec<bool>,
    sentence: u32,
}

/// What has been told so far, for sentences that name no subject.
#[derive(Clone, Debug, Default)]
pub(super) struct Topic {
    last: Subject,
    /// Last sentence whose subject is a thing.
    thing: Option<u32>,
    /// Last person who was a subject, with the sentence.
    person: Option<(EntityIdx, u32)>,
    /// Who leads the venture of the last symmetric relation, and its sentence.
    leads: Vec<EntityIdx>,
    leads_sentence: u32,
    /// Things of which the text says whose they are.
    ventures: Ventures,
    /// Bodies that the sentence before names, in order.
    named: Vec<EntityIdx>,
    named_sentence: u32,
    /// Who publishes the text, if it says so.
    publisher: Option<EntityIdx>,
    /// What the sentence just read told, so that two rules that say the same count once.
    told: Vec<(RelationKind, Vec<(MemberRole, EntityIdx)>)>,
    told_sentence: u32,
    /// How much the text speaks of each entity: names, and relations told so far.
    ranking: Ranking,
    genders: Vec<Option<Gender>>,
}

impl Topic {
    /// Counts who is named, and how early; `counts` tells whether a block belongs to the story.
    pub fn new(
        analysis: &Analysis<'_>,
        marks: &[marks::Marks],
        counts: impl Fn(u32) -> bool,
    ) -> Self {
        let mut weights: Vec<u32> = vec![0; analysis.entities.len()];
        let mut genders = vec![None; analysis.entities.len()];
        let mut first = None;
        for name in &analysis.names {
            let sentence = &analysis.sentences[name.sentence as usize];
            let Some(entity) = name
                .entity
                .filter(|_| name.kind == NameKind::Organisation && counts(sentence.block))
            else {
                continue;
            };
            if is_agency(analysis, name.tokens) {
                continue;
            }
            let at = entity.0 as usize;
            let Some(held) = analysis.entities.get(at) else { continue };
            if genders[at].is_none() && name.is_name {
                let marks = &marks[sentence.language.0 as usize];
                genders[at] = gender_of(analysis, marks, name.tokens, sentence);
            }
            let start = *first.get_or_insert(name.sentence);
            // Who reports a story is not whom it is about.
            if held.organisation_kind != OrganisationKind::Media {
                weights[at] += if name.sentence <= start + 1 { FIRST } else { 1 };
            }
        }
        let ranking = Ranking::new(weights);
        Self { publisher: analysis.publisher, ranking, genders, ..Self::default() }
    }

    /// Whom the text is about, where one body stands out.
    fn protagonist(&self) -> Option<EntityIdx> {
        let (best, clear) = self.first(&[]);
        if clear { best } else { self.publisher }
    }

    /// The body that the text speaks of most but for `others`, and whether it stands out.
    fn first(&self, others: &[EntityIdx]) -> (Option<EntityIdx>, bool) {
        let Some((first, most, next)) = self.ranking.first(others) else { return (None, false) };
        (Some(first), most >= FIRST && most * 5 >= next * 6)
    }

    /// The bodies that lead the last venture, those that the text hardly speaks of left out; whom the
    /// text is about goes before all of them.
    fn venture(&self, number: u32, others: &[EntityIdx]) -> Option<(Found, SubjectSource)> {
        let near =
            !self.leads.is_empty() && number.saturating_sub(self.leads_sentence) <= VENTURE_REACH;
        let most = self.leads.iter().map(|&lead| self.ranking.weight(lead)).max().unwrap_or(0);
        if let Some(about) = self.protagonist().filter(|about| !others.contains(about))
            && (!near || !self.leads.contains(&about))
        {
            return Some((Found::of(&[about]), SubjectSource::unsaid(How::About, None)));
        }
        let leads: Vec<EntityIdx> = self
            .leads
            .iter()
            .copied()
            .filter(|&lead| self.ranking.weight(lead) * 5 >= most * 3 && !others.contains(&lead))
            .collect();
        let source = || SubjectSource::unsaid(How::Venture, Some(self.leads_sentence));
        (near && !leads.is_empty()).then(|| (Found::of(&leads), source()))
    }

    /// The bodies of this or of the last sentence, when they are as many as `count`.
    pub fn named(
        &self,
        number: u32,
        here: &[EntityIdx],
        count: usize,
    ) -> Option<(Vec<EntityIdx>, u32)> {
        if here.len() == count {
            return Some((here.to_vec(), number));
        }
        self.named_before(number, count).then(|| (self.named.clone(), self.named_sentence))
    }

    /// Whether the sentence before `number` names that many bodies.
    pub fn named_before(&self, number: u32, count: usize) -> bool {
        self.named.len() == count && number.saturating_sub(self.named_sentence) <= 1
    }

    /// Whether several act in the sentence before `number`.
    pub fn several(&self, number: u32) -> bool {
        self.last.entities.len() > 1 && number.saturating_sub(self.last.sentence) <= 1
    }

    /// Remembers the subject of the sentence just read.
    pub fn update(&mut self, reading: &Reading<'_, '_>, line: &Line) {
        let count = line.symbols().len();
        self.named = subject::bodies(reading, line);
        self.named_sentence = reading.number;
        let best = (0..count)
            .filter(|&at| !subject::is_agent(reading, line, at))
            .filter_map(|at| Some((subject::score(reading, line, at)?, at)))
            .filter(|(score, _)| *score >= TOPIC)
            .max_by_key(|&(score, at)| (score, std::cmp::Reverse(at)));
        if let Some((_, at)) = best {
            self.remember(reading, subject::list_round(reading, line, at));
            return;
        }
        if self.last.entities.is_empty() && !self.first(&[]).1 {
            // Nobody acts yet: several that are named first go together.
            let first = (0..count).find(|&at| {
                subject::is_body(reading, line, at) && !subject::is_agent(reading, line, at)
            });
            if let Some(at) = first {
                let found = subject::list_round(reading, line, at);
                if found.entities.len() > 1 {
                    self.remember(reading, found);
                    return;
                }
            }
        }
        if let Some(person) = subject::person(reading, line) {
            self.person = Some((person, reading.number));
        } else if subject::is_thing(reading, line) {
            self.thing = Some(reading.number);
        }
    }

    fn remember(&mut self, reading: &Reading<'_, '_>, found: Found) {
        for entity in &found.entities {
            self.ranking.raise(*entity, ACTS);
        }
        self.last = Subject {
            names: found.names,
            entities: found.entities,
            places: found.places,
            sentence: reading.number,
        };
    }

    /// A relation of sentence `number` was told; `leads` are those who lead what is done together.
    pub fn join(&mut self, number: u32, proposal: &super::Proposal) {
        let relation = &proposal.relation;
        if self.told_sentence != number {
            self.told.clear();
            self.told_sentence = number;
        }
        let again = (self.told.iter())
            .any(|(kind, members)| *kind == relation.kind && *members == relation.members);
        if !again {
            self.told.push((relation.kind, relation.members.clone()));
            self.weigh(proposal);
        }
        if super::merge::is_symmetric(relation) {
            self.leads.clone_from(&proposal.leads);
            self.leads_sentence = number;
        }
    }

    /// Sentence `number` was read, which tells whose these things are.
    pub fn speak(
        &mut self,
        analysis: &Analysis<'_>,
        (number, marks): (u32, &marks::Marks),
        ventures: Vec<Venture>,
    ) {
        for venture in ventures {
            self.ventures.add(venture);
        }
        self.ventures.speak(analysis, number, marks);
    }

    /// Those whose the thing is of which sentence `number` tells something, perhaps one that they were
    /// given; `others` play other parts.
    pub fn owners(
        &self,
        number: u32,
        thing: (&Thing, bool),
        others: &[EntityIdx],
    ) -> Option<(Found, SubjectSource)> {
        let (found, told) = self.ventures.owners(number, thing, others)?;
        Some((found, owned(number, told)))
    }

    fn weigh(&mut self, proposal: &super::Proposal) {
        let relation = &proposal.relation;
        for statement in relation.evidence.iter().filter(|statement| !statement.carried) {
            for (_, member) in &relation.members {
                let part = match statement.subjects.as_slice() {
                    [] => 1,
                    subjects if subjects.contains(member) => 0,
                    _ => 2,
                };
                self.ranking.raise(*member, TOLD[part]);
            }
        }
    }

    /// Who the pronoun at symbol `at` stands for; `acts` tells that it gives or does something, which
    /// things do not, and `others` play other parts.
    pub fn pronoun(
        &self,
        reading: &Reading<'_, '_>,
        line: &Line,
        (at, features): (usize, &Features),
        (acts, others): (bool, &[EntityIdx]),
    ) -> Option<(Found, SubjectSource)> {
        let plural = features.get("number") == Some("p");
        let words = Some(line.symbols()[at].tokens);
        let source = |how, named_in| SubjectSource { how, words, named_in };
        // What agrees with no body stands for a thing, which belongs to somebody: "Cette initiative
        // grandit. Il est financé par X" is told of a project.
        let owned = |others: &[EntityIdx]| {
            let (found, told) = self.ventures.of_pronoun(reading.number, others)?;
            Some((found, SubjectSource { words, ..owned(reading.number, told) }))
        };
        let thing_of = || {
            if let Some(found) = owned(others).filter(|_| !acts) {
                return Some(found);
            }
            let (found, held) = self.venture(reading.number, others).filter(|_| !acts)?;
            Some((found, SubjectSource { words, ..held }))
        };
        if features.get("refers") == Some("last") {
            // "ce dernier": who was named last, whatever it did.
            let here = subject::bodies_before(reading, line, at);
            let near = reading.number.saturating_sub(self.named_sentence) <= 1;
            let before = if near { self.named.as_slice() } else { &[] };
            let last = before.iter().chain(&here).rev();
            let mut last = last.filter(|&&entity| self.agrees(&[entity], features, false));
            let Some(last) = last.next() else { return thing_of() };
            let named_in = (!here.contains(last)).then_some(self.named_sentence);
            return Some((Found::of(&[*last]), source(How::Pronoun, named_in)));
        }
        // Who acts earlier in the sentence.
        let here = (0..at)
            .filter_map(|at| Some((subject::score(reading, line, at)?, at)))
            .filter(|(score, _)| *score >= TOPIC)
            .map(|(score, at)| (score, at, subject::list_round(reading, line, at)))
            .filter(|(_, _, found)| self.agrees(&found.entities, features, plural))
            .max_by_key(|&(score, at, _)| (score, at));
        if let Some((_, _, found)) = here {
            return Some((found, source(How::Pronoun, None)));
        }
        let recent = |sentence: u32| reading.number.saturating_sub(sentence) <= REACH;
        let last = recent(self.last.sentence) && !self.last.entities.is_empty();
        if let Some((person, sentence)) = self.person
            && !plural
            && recent(sentence)
            && (!last || sentence > self.last.sentence)
        {
            let body = members::acts_for(reading.analysis, person)?;
            return Some((Found::of(&[body]), source(How::Pronoun, Some(sentence))));
        }
        let thing = self.thing.is_some_and(|thing| recent(thing) && thing >= self.last.sentence);
        if last && !thing && self.agrees(&self.last.entities, features, plural) {
            return Some((self.last(), source(How::Pronoun, Some(self.last.sentence))));
        }
        if plural {
            let several = recent(self.leads_sentence) && self.leads.len() > 1;
            return several.then(|| {
                (Found::of(&self.leads), source(How::Venture, Some(self.leads_sentence)))
            });
        }
        if thing {
            if let Some(found) = owned(others) {
                return Some(found);
            }
            let (found, held) = self.venture(reading.number, &[])?;
            return Some((found, SubjectSource { words, ..held }));
        }
        match self.protagonist() {
            Some(about) if self.agrees(&[about], features, false) => {
                Some((Found::of(&[about]), source(How::About, None)))
            }
            _ => thing_of(),
        }
    }

    /// Whom a pronoun before the verb of sentence `number` stands for, to whom something is given:
    /// "la banque lui prête"; `others` give it.
    pub fn oblique(
        &self,
        number: u32,
        plural: bool,
        others: &[EntityIdx],
    ) -> Option<(Found, SubjectSource)> {
        let source = |sentence| SubjectSource::unsaid(How::Pronoun, Some(sentence));
        let apart = |found: &[EntityIdx]| !found.iter().any(|entity| others.contains(entity));
        let last = &self.last;
        let recent = |sentence: u32| number.saturating_sub(sentence) <= REACH;
        let some = recent(last.sentence) && !last.entities.is_empty();
        if some && (last.entities.len() > 1) == plural && apart(&last.entities) {
            return Some((self.last(), source(last.sentence)));
        }
        let several = plural && recent(self.leads_sentence) && self.leads.len() > 1;
        (several && apart(&self.leads))
            .then(|| (Found::of(&self.leads), source(self.leads_sentence)))
    }

    fn last(&self) -> Found {
        Found {
            entities: self.last.entities.clone(),
            names: self.last.names.clone(),
            places: self.last.places.clone(),
            ..Found::default()
        }
    }

    fn agrees(&self, entities: &[EntityIdx], features: &Features, plural: bool) -> bool {
        if plural || entities.len() > 1 {
            return plural && entities.len() > 1;
        }
        let wanted = gender(features);
        entities.iter().all(|entity| {
            let held = self.genders.get(entity.0 as usize).copied().flatten();
            held.is_none() || wanted.is_none() || held == wanted
        })
    }

    /// Whom something is given to that a rule never tells of who acts in its clause: as [`Topic::get`],
    /// but rather whom the text speaks of most than who acted last, who may have given, too.
    pub fn recipient(
        &self,
        number: u32,
        itself: bool,
        others: &[EntityIdx],
    ) -> Option<(Found, SubjectSource)> {
        let (found, source) = self.get(number, true, itself, others)?;
        let one = source.how == How::Earlier && found.entities.len() == 1;
        match self.first(others).0.filter(|_| one) {
            Some(about) => Some((Found::of(&[about]), SubjectSource::unsaid(How::About, None))),
            None => Some((found, source)),
        }
    }

    /// Who is meant in sentence `number` where nothing stands for the subject; `venture` tells that
    /// something is done to a project, `itself` that the publisher speaks; `others` play other parts.
    pub fn get(
        &self,
        number: u32,
        venture: bool,
        itself: bool,
        others: &[EntityIdx],
    ) -> Option<(Found, SubjectSource)> {
        let source = SubjectSource::unsaid;
        let speaker = || {
            let publisher = self.publisher.filter(|who| !others.contains(who));
            publisher.or_else(|| self.first(others).0)
        };
        if itself && let Some(who) = speaker() {
            return Some((Found::of(&[who]), source(How::Publisher, None)));
        }
        if venture && let Some(found) = self.venture(number, others) {
            return Some(found);
        }
        if let Some(about) = self.protagonist().filter(|about| !others.contains(about)) {
            return Some((Found::of(&[about]), source(How::About, None)));
        }
        let recent = !self.last.entities.is_empty()
            && number.saturating_sub(self.last.sentence) <= REACH
            && !self.last.entities.iter().all(|entity| others.contains(entity));
        recent.then(|| (self.last(), source(How::Earlier, Some(self.last.sentence))))
    }
}

/// Whether a name in brackets before a dash says who reports: "Dakar, 3 mai (APS) –".
fn is_agency(analysis: &Analysis<'_>, tokens: TokenSpan) -> bool {
    let text =
        |at: u32| analysis.tokens.get(at as usize).map_or("", |token| token.span.of(analysis.text));
    tokens.start.checked_sub(1).is_some_and(|open| text(open) == "(")
        && text(tokens.end) == ")"
        && matches!(text(tokens.end + 1), "-" | "–" | "—")
}

/// How those were found whose a thing is, as sentence `told` says.
fn owned(number: u32, told: u32) -> SubjectSource {
    SubjectSource::unsaid(How::Venture, (told != number).then_some(told))
}

/// Gender of the body named by `tokens`: of its head noun, else of the article before it.
fn gender_of(
    analysis: &Analysis<'_>,
    marks: &marks::Marks,
    tokens: TokenSpan,
    sentence: &crate::pipeline::analysis::Sentence,
) -> Option<Gender> {
    let lexicons = &analysis.language(sentence).lexicons;
    let hits = analysis.hits_of(sentence);
    let from = hits.partition_point(|hit| hit.start < tokens.start.saturating_sub(2));
    let near = || hits[from..].iter().take_while(|hit| hit.start <= tokens.start);
    let head = near()
        .filter(|hit| hit.start == tokens.start && hit.end <= tokens.end || hit.end == tokens.start)
        .filter(|hit| Some(hit.class) == marks.head || Some(hit.class) == marks.descriptor)
        .find_map(|hit| gender(&lexicons.entry(hit.entry).features));
    head.or_else(|| {
        near()
            .filter(|hit| hit.end == tokens.start && Some(hit.class) == marks.article)
            .find_map(|hit| gender(&lexicons.entry(hit.entry).features))
    })
}

/// The last pronoun that stands as a subject in symbols `start..end`.
pub(super) fn pronoun<'r>(
    reading: &Reading<'r, '_>,
    line: &Line,
    start: usize,
    end: usize,
) -> Option<(usize, &'r Features)> {
    (start..end).rev().find_map(|at| {
        if !is_token(line, at) {
            return None;
        }
        let (_, entry) = marks::after(line, reading.marks.pronoun, at)?;
        Some((at, &reading.language.lexicons.entry(entry).features))
    })
}

/// The pronoun that a participle at the head of the sentence runs ahead of: "Installée à X, elle …".
pub(super) fn pronoun_behind<'r>(
    reading: &Reading<'r, '_>,
    line: &Line,
    (start, end): (usize, usize),
) -> Option<(usize, &'r Features)> {
    let found = pronoun(reading, line, end + 1, (end + 2).min(line.symbols().len()));
    found.filter(|_| start == 0 && subject::is_comma(reading, line, end))
}
