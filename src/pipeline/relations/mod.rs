//! The relation stage: rules over lines in which names and values stand as one symbol each, then
//! status, circumstances, and one relation for several statements of it.
//!
//! ```text
//! lines -> matches -> proposals (members resolved) -> status -> circumstances -> merge
//! ```
//!
//! What it finds is in terms of the analysis; publishing it is the caller's part.

mod actor;
mod by_member;
mod circumstances;
mod collectives;
mod governments;
mod line;
mod marks;
mod members;
mod merge;
mod propose;
mod ranking;
mod speech;
mod status;
mod subject;
#[cfg(test)]
mod tests;
mod told_of;
mod topic;
mod ventures;

use super::analysis::{Analysis, EntityIdx};
use crate::engine::Line;
use crate::engine::line::Mask;
use crate::engine::matcher::{Matches, Scratch};
use crate::kb::v1::{BlockKind, MemberRole, RelationKind, Status};
use crate::rules::{RuleIdx, RuleSet};
use crate::text::TokenSpan;
use marks::Marks;
use propose::{Reading, Told};
pub use topic::{How, SubjectSource};

/// A relation that the document asserts.
#[derive(Clone, Debug, PartialEq)]
pub struct RelationMention {
    /// Kind of link.
    pub kind: RelationKind,
    /// Whether it holds.
    pub status: Status,
    /// Members by role, then entity, without repetition; at least two.
    pub members: Vec<(MemberRole, EntityIdx)>,
    /// Who signed.
    pub signatories: Vec<Signatory>,
    /// When: index into [`Analysis::values`].
    pub date: Option<u32>,
    /// Where.
    pub place: Option<EntityIdx>,
    /// For how much: index into [`Analysis::values`].
    pub amount: Option<u32>,
    /// Whether the sum is shared with another relation of its sentence.
    pub amount_shared: bool,
    /// Kind of instrument (the lemma of its lexicon row).
    pub instrument: Option<String>,
    /// What it is about, in the text's words.
    pub object: Option<TokenSpan>,
    /// Confidence in thousandths.
    pub score: u16,
    /// The statements of it, in the order of the text; at least one.
    pub evidence: Vec<Statement>,
}

/// What the stage finds in a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Relations.
    pub relations: Vec<RelationMention>,
    /// Names of what is not there yet, or no longer, by name.
    pub names: Vec<NameStatus>,
}

/// Whether what a name stands for is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameStatus {
    /// Index into [`Analysis::names`].
    pub name: u32,
    /// Its status.
    pub status: Status,
    /// The cue rule that says so.
    pub rule: RuleIdx,
}

/// A person who signed for a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signatory {
    /// The person.
    pub person: EntityIdx,
    /// The body signed for, where the text tells.
    pub organisation: Option<EntityIdx>,
}

/// One statement of a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Number of the sentence.
    pub sentence: u32,
    /// Rule of the sentence's language.
    pub rule: RuleIdx,
    /// The words that made the rule look.
    pub trigger: TokenSpan,
    /// Mentions that fill its roles: indices into [`Analysis::names`], sorted.
    pub names: Vec<u32>,
    /// Cue rules that fixed its status.
    pub cues: Vec<RuleIdx>,
    /// Whether the subject was taken over from elsewhere.
    pub carried: bool,
    /// How the subject was found that the rule leaves to the sentence.
    pub subject: Option<SubjectSource>,
    /// The bodies that this subject gave.
    pub subjects: Vec<EntityIdx>,
    /// Anaphors of several bodies: index into [`Analysis::sets`], and the sentence whose parties they
    /// take up.
    pub sets: Vec<(u32, u32)>,
}

/// Memory that the stage reuses from sentence to sentence.
#[derive(Debug, Default)]
pub struct Buffers {
    line: Line,
    scratch: Scratch,
    matches: Matches,
    masks: Vec<Mask>,
    ready: Option<Ready>,
}

/// What the stage looks up in the rules, once for all documents.
#[derive(Debug)]
struct Ready {
    digest: String,
    marks: Vec<Marks>,
    types: line::Types,
}

impl Ready {
    fn new(rules: &RuleSet) -> Self {
        let marks = rules.languages.iter().map(|language| Marks::new(&language.lexicons));
        Self {
            digest: rules.digest.clone(),
            marks: marks.collect(),
            types: line::Types::new(rules),
        }
    }
}

/// A statement before it is merged with others.
#[derive(Clone, Debug)]
struct Proposal {
    relation: RelationMention,
    /// Symbol at which the rule was tried.
    trigger: u16,
    /// Symbols of the rule's own words, sorted.
    core: Vec<u16>,
    /// First and past the last symbol of the match, the subject included.
    region: (u16, u16),
    /// Who leads what the members do together: the first of its roles.
    leads: Vec<EntityIdx>,
    /// Author's belief in the rule.
    weight: i32,
    /// Whether persons sign for their bodies, and whether it is an act of some day: of its kind.
    signed: bool,
    event: bool,
    fixed: Option<Status>,
}

impl Proposal {
    /// Whether the same words make this and `other`, whose subject is taken over from elsewhere.
    fn says_more(&self, other: &Self) -> bool {
        let (own, held) = (&self.relation.evidence[0], &other.relation.evidence[0]);
        self.relation.kind == other.relation.kind && own.trigger == held.trigger && held.carried
    }
}

/// The line of sentence `number` as the stage sees it, for explanations; none where there is no such
/// sentence.
#[must_use]
pub fn line_of(analysis: &Analysis<'_>, number: u32) -> Option<Line> {
    let sentence = analysis.sentences.get(number as usize)?;
    let mut buffers = Buffers::default();
    let types = line::Types::new(analysis.rules);
    line::fill(analysis, number, sentence, &types, true, &mut buffers).map(|_| buffers.line)
}

/// Finds the relations of a document, and the names of what is not there yet. `block_kind` tells the
/// kind of a block by the caller's number; teasers, comments and boilerplate assert nothing.
#[must_use]
pub fn find(
    analysis: &Analysis<'_>,
    block_kind: &dyn Fn(u32) -> BlockKind,
    buffers: &mut Buffers,
) -> Found {
    let held = buffers.ready.take().filter(|ready| ready.digest == analysis.rules.digest);
    let ready = held.unwrap_or_else(|| Ready::new(analysis.rules));
    let (marks, types) = (&ready.marks, &ready.types);
    let mut history = merge::History::default();
    let mut names = Vec::new();
    let story = |kind: BlockKind| {
        !matches!(kind, BlockKind::Teaser | BlockKind::Comment | BlockKind::Boilerplate)
    };
    let mut topic = topic::Topic::new(analysis, marks, |block| story(block_kind(block)));
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        if !story(block_kind(sentence.block)) {
            continue;
        }
        let number = number as u32;
        let pair = topic.named_before(number, 2);
        let marks = &marks[sentence.language.0 as usize];
        let collectives = collectives::find(analysis, number, marks);
        let bare = pair || topic.several(number) || !collectives.is_empty();
        let Some(bodies) = line::fill(analysis, number, sentence, types, bare, buffers) else {
            topic.speak(analysis, (number, marks), Vec::new());
            continue;
        };
        let language = analysis.language(sentence);
        let mut reading =
            Reading { analysis, number, language, marks, bare: bodies == 0, collectives: &[] };
        let Told { mut proposals, mut ventures } =
            read(&reading, buffers, &topic, &history, &mut names);
        if !collectives.is_empty() {
            line::gather(analysis, sentence, types, &collectives, buffers);
            reading = Reading { bare: false, collectives: &collectives, ..reading };
            let told = read(&reading, buffers, &topic, &history, &mut names).proposals;
            // What the same words tell of a collective is not told of somebody else.
            proposals.retain(|held| !told.iter().any(|proposal| proposal.says_more(held)));
            proposals.extend(told);
        }
        for proposal in proposals {
            ventures.extend(ventures::given_by(&reading, &buffers.line, &proposal));
            topic.join(number, &proposal);
            history.add(analysis, proposal.relation);
        }
        topic.speak(analysis, (number, marks), ventures);
        // A sentence that names nobody leaves the stage to those before it.
        if bodies > 0 {
            topic.update(&reading, &buffers.line);
        }
    }
    buffers.ready = Some(ready);
    names.sort_unstable();
    names.dedup_by_key(|held| held.name);
    Found { relations: history.into_relations(analysis), names }
}

/// What the line of a sentence tells; adds the names of which it says that they are not there.
fn read(
    reading: &Reading<'_, '_>,
    buffers: &mut Buffers,
    topic: &topic::Topic,
    history: &merge::History,
    names: &mut Vec<NameStatus>,
) -> Told {
    let mut proposals = reading.proposals(buffers, topic, history);
    let cues = status::cues(reading, buffers, !proposals.is_empty());
    names.extend(status::of_names(&cues));
    status::settle(reading, &buffers.line, &cues, &mut proposals);
    circumstances::attach(reading, &buffers.line, &mut proposals);
    Told { proposals, ventures: status::ventures(&cues).collect() }
}
