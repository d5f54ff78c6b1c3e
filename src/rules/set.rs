//! The compiled rule set: one language a folder, rules by the stage that runs them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use regex_automata::meta::Regex;

use super::family::Filled;
use super::file::place;
use super::schema::Example;
use super::weights::Curves;
use crate::engine::compile::{SubtypeId, TypeId};
use crate::engine::first_bytes::FirstBytes;
use crate::engine::lexicon::{ClassId, Lexicons};
use crate::engine::matcher::MatchSet;
use crate::engine::vocabulary::Vocabulary;
use crate::engine::wake::Wake;
use crate::text::sentence::SentenceData;
use crate::text::token::TokenizerData;
use crate::value::Make;

/// Index of a language of the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LanguageIdx(pub u8);

/// Index of a rule of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleIdx(pub u32);

/// All rules, compiled.
#[derive(Debug, Default)]
pub struct RuleSet {
    /// Languages, in the order of `pack.toml`.
    pub languages: Vec<Language>,
    /// Name and version of the pack.
    pub pack: String,
    /// Digest of the files.
    pub digest: String,
    /// Names of the types of mention, by [`TypeId`].
    pub types: Vec<String>,
    /// Names of the subtypes, by [`SubtypeId`]; the first is empty.
    pub subtypes: Vec<String>,
    /// Kinds of relation, in the order of `pack.toml`.
    pub relation_kinds: Vec<RelationKindRow>,
    /// Curves that calibrate published confidences, if they were fitted to gold.
    pub curves: Option<Curves>,
}

/// A kind of relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationKindRow {
    /// Its name in rules and in the output.
    pub id: String,
    /// What it means, in a line.
    pub means: String,
    /// Whether it has a source and a target.
    pub directed: bool,
    /// What a partner, the source and the target are called.
    pub roles: [String; 3],
    /// Whether persons sign it for their body, at a place.
    pub signed: bool,
    /// Whether it is an act of some day, for some sum.
    pub event: bool,
    /// Whether the source gives something to the target.
    pub gives: bool,
    /// Kinds that already say it of the same members.
    pub yields_to: Vec<String>,
}

impl RuleSet {
    /// The language with this code.
    #[must_use]
    pub fn language(&self, code: &str) -> Option<LanguageIdx> {
        let at = self.languages.iter().position(|language| language.code == code)?;
        u8::try_from(at).ok().map(LanguageIdx)
    }

    /// The type called `name`.
    #[must_use]
    pub fn type_id(&self, name: &str) -> Option<TypeId> {
        let at = self.types.iter().position(|held| held == name)?;
        u8::try_from(at).ok().map(TypeId)
    }

    /// The kind of relation called `id`.
    #[must_use]
    pub fn relation_kind(&self, id: &str) -> Option<&RelationKindRow> {
        self.relation_kinds.iter().find(|kind| kind.id == id)
    }

    /// The subtype called `name`; none is zero.
    #[must_use]
    pub fn subtype_id(&self, name: &str) -> SubtypeId {
        let at = self.subtypes.iter().position(|held| held == name).unwrap_or(0);
        SubtypeId(u16::try_from(at).unwrap_or(0))
    }
}

/// One language.
#[derive(Debug, Default)]
pub struct Language {
    /// ISO 639-1 code, the name of the folder.
    pub code: String,
    /// Language data of the tokeniser.
    pub tokenizer: TokenizerData,
    /// Language data of the segmenter.
    pub sentences: SentenceData,
    /// Words that rules and lexicons name.
    pub vocabulary: Vocabulary,
    /// Lexicons.
    pub lexicons: Lexicons,
    /// Rules, ordered by id.
    pub rules: Vec<Rule>,
    /// Value grammar, by phase.
    pub phases: Vec<ValuePhase>,
    /// `[[name]]` rules.
    pub names: MatchSet,
    /// `[[evidence]]` rules with a pattern.
    pub evidence: MatchSet,
    /// `[[title]]` rules.
    pub titles: MatchSet,
    /// `[[alias]]` rules.
    pub aliases: MatchSet,
    /// `[[anaphor]]` rules.
    pub anaphors: MatchSet,
    /// `[[relation]]` rules.
    pub relations: MatchSet,
    /// `[[cue]]` rules that speak of relations.
    pub cues: MatchSet,
    /// Those that speak of a name, and are looked for where no relation is.
    pub name_cues: MatchSet,
    /// Bits of the parts of speech that class names stand for.
    pub parts_of_speech: BTreeMap<String, u16>,
    /// Which pattern sets a sentence wakes: one bit a value phase, in order, and those of [`wake`].
    pub wake: Wake,
    /// Patterns between the members of a coordination list.
    pub has_lists: bool,
    /// Folded words that are met in nearly every sentence, sorted.
    pub common_words: Vec<String>,
    /// The lexicon class that they come from.
    pub common_class: Option<ClassId>,
    /// Names of macros, classes and parts of speech that patterns use.
    pub used_names: BTreeSet<String>,
    /// Macros, by name.
    pub macros: Vec<MacroSource>,
}

impl Language {
    /// The rule `at`.
    #[must_use]
    pub fn rule(&self, at: RuleIdx) -> &Rule {
        &self.rules[at.0 as usize]
    }

    /// The rule called `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<RuleIdx> {
        let at = self.rules.binary_search_by(|rule| rule.id.as_str().cmp(id)).ok()?;
        u32::try_from(at).ok().map(RuleIdx)
    }
}

/// Bits of [`Language::wake`] past those of the value phases.
pub mod wake {
    /// Most value phases a pack may have.
    pub const PHASES: usize = 24;
    /// `[[name]]` rules.
    pub const NAMES: u32 = 24;
    /// `[[evidence]]` rules.
    pub const EVIDENCE: u32 = 25;
    /// `[[title]]` rules.
    pub const TITLES: u32 = 26;
    /// `[[alias]]` rules.
    pub const ALIASES: u32 = 27;
    /// `[[anaphor]]` rules.
    pub const ANAPHORS: u32 = 28;
    /// `[[relation]]` rules.
    pub const RELATIONS: u32 = 29;
    /// `[[cue]]` rules.
    pub const CUES: u32 = 30;
    /// The `unless` patterns of all rules.
    pub const GUARDS: u32 = 31;
}

/// A macro as written.
#[derive(Clone, Debug)]
pub struct MacroSource {
    /// Its name.
    pub name: String,
    /// Its parameters.
    pub params: Vec<String>,
    /// Its pattern.
    pub pattern: String,
    /// File inside the rules folder.
    pub file: String,
    /// Where its name stands in the file.
    pub name_at: Range<usize>,
}

/// Value rules that compete with each other, after those of the phases before.
#[derive(Debug, Default)]
pub struct ValuePhase {
    /// Name in `pack.toml`.
    pub name: String,
    /// `[[shape]]` rules, ordered by id.
    pub shapes: Vec<RuleIdx>,
    /// `[[value]]` rules.
    pub patterns: MatchSet,
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// One readable line.
    pub says: String,
    /// Documentation.
    pub doc: String,
    /// File inside the rules folder.
    pub file: String,
    /// Bytes of the rule in its file.
    pub span: Range<usize>,
    /// Where the pattern stands in the file, its quotes included.
    pub pattern_at: Range<usize>,
    /// The pattern or regex as written, after `each` was applied.
    pub pattern: String,
    /// The way back from the pattern to what is written.
    pub(super) filled: Filled,
    /// What it does.
    pub kind: RuleKind,
    /// Log-odds in thousandths: the author's, or fitted.
    pub weight: i32,
    /// The author's log-odds in thousandths; of a group, who is strongest is for the authors to say.
    pub author_weight: i32,
    /// Confidence in thousandths, for rules that state one.
    pub score: Option<u16>,
    /// Patterns that forbid a match when they overlap it.
    pub unless: MatchSet,
    /// The same as written.
    pub guards: Vec<String>,
    /// Longest gap in words, where the rule has one of its own.
    pub gap: Option<u8>,
    /// Sentences it matches.
    pub examples: Vec<Example>,
    /// Sentences it must not match.
    pub counter_examples: Vec<Example>,
    /// Known misses.
    pub known_misses: Vec<Example>,
}

impl Rule {
    /// The bytes of the rule's file, whose text is `source`, that bytes of its pattern come from.
    #[must_use]
    pub fn place(&self, source: &str, span: &Range<usize>) -> Range<usize> {
        place(source, &self.pattern_at, &self.filled.origin(span))
    }
}

/// What a rule does.
#[derive(Debug)]
pub enum RuleKind {
    /// A regex that makes a value.
    Shape {
        /// Constructor.
        make: Make,
        /// Kind of the first character.
        first: FirstChar,
        /// How a match can begin.
        first_bytes: FirstBytes,
        /// The regex, to be searched anchored.
        regex: Box<Regex>,
        /// Group names and their numbers.
        groups: Vec<(String, usize)>,
        /// Literal fields.
        set: Vec<(String, String)>,
        /// Group that is the span.
        span: Option<usize>,
    },
    /// A pattern that makes a value.
    Value {
        /// Constructor.
        make: Make,
        /// Literal fields.
        set: Vec<(String, String)>,
        /// Role that is the span.
        span: Option<String>,
    },
    /// A pattern that proposes a name.
    Name {
        /// Type proposed.
        target: TypeId,
        /// Evidence group.
        group: Option<String>,
    },
    /// Evidence.
    Evidence {
        /// Type it is about.
        target: TypeId,
        /// Where the candidate stands.
        side: Side,
        /// Properties of the candidate, instead of a pattern or besides it.
        feature: Option<String>,
        /// Evidence group.
        group: Option<String>,
        /// Tells who publishes the text.
        publisher: bool,
    },
    /// A person's role.
    Title {
        /// Head noun and kind of the body that the title alone tells.
        implies: Option<(String, String)>,
    },
    /// Two names of one body.
    Alias {
        /// What else must hold.
        proof: Proof,
    },
    /// A common noun for a body.
    Anaphor {
        /// What it refers to.
        refers: Refers,
    },
    /// A relation.
    Relation(Box<RelationRule>),
    /// A status cue.
    Cue {
        /// What it says.
        cue: CueKind,
        /// How far it reaches.
        scope: Scope,
    },
}

/// Where evidence expects the candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The pattern ends where the candidate begins.
    Before,
    /// The pattern begins where the candidate ends.
    After,
    /// The pattern stands on both sides.
    Around,
    /// The pattern is inside the candidate; the flags say whether it starts or ends with it.
    Inside {
        /// Starts with the candidate.
        start: bool,
        /// Ends with it.
        end: bool,
    },
    /// A computed property.
    Feature,
}

/// Kind of a shape's first character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstChar {
    /// A digit.
    Digit,
    /// A letter.
    Letter,
    /// Any mark.
    Symbol,
}

/// What a rule for two names of one body asks for besides its pattern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proof {
    /// The letters of the shorter are initials or next letters of the words of the longer.
    Letters,
    /// That, or the shorter looks like an acronym.
    #[default]
    Sign,
    /// Nothing: the words of the pattern say it.
    Words,
}

/// What an anaphor refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refers {
    /// One body that agrees with the head.
    Body,
    /// The parties of the last relation.
    Set,
    /// Who publishes the text.
    Publisher,
    /// The last body named.
    Last,
}

/// What a cue says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CueKind {
    /// It is not so.
    Denied,
    /// It will be.
    Planned,
    /// It is over.
    Ended,
    /// It may be.
    Hypothetical,
    /// It is said of no one in particular.
    Generic,
    /// Cancels the cues it covers.
    Pseudo,
    /// Somebody runs a thing, of which relations may be told later.
    Venture,
}

/// Role of the name that a cue of scope `name` speaks of.
pub const NAMED: &str = "name";
/// Role of the thing that the name under [`NAMED`] runs, in a cue of the kind `venture`.
pub const THING: &str = "thing";

/// How far a cue reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// To the end of its clause.
    After,
    /// From the start of its clause.
    Before,
    /// Its clause.
    Clause,
    /// Its sentence.
    Sentence,
    /// Relations whose own words it overlaps.
    Match,
    /// The name under its role [`NAMED`], and no relation.
    Name,
}

/// What the subject of the clause is in a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectRole {
    /// A party of a symmetric relation.
    Party,
    /// The source.
    Source,
    /// The target.
    Target,
    /// Both parties of a symmetric relation: the two bodies that the text named last.
    Pair,
}

/// A relation rule.
#[derive(Clone, Debug)]
pub struct RelationRule {
    /// Kind of relation.
    pub kind: String,
    /// Roles that are parties.
    pub parties: Vec<String>,
    /// Roles that are sources.
    pub source: Vec<String>,
    /// Roles that are targets.
    pub target: Vec<String>,
    /// Member role of the clause's subject, which the pattern leaves out.
    pub subject: Option<SubjectRole>,
    /// Whether that subject is whom the text is about, and never in the clause.
    pub topic: bool,
    /// Role of the instrument.
    pub instrument: Option<String>,
    /// Role of the object.
    pub object: Option<String>,
    /// Role of the date.
    pub date: Option<String>,
    /// Role of the place.
    pub place: Option<String>,
    /// Role of the amount.
    pub amount: Option<String>,
    /// Whether parties are taken in pairs.
    pub pairs: bool,
    /// Status that the wording fixes.
    pub status: Option<String>,
    /// Rules that this one replaces on the same members.
    pub beats: Vec<String>,
}

impl RelationRule {
    /// The roles that the rule names, each with the key that names it.
    pub fn named_roles(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let many = [("parties", &self.parties), ("source", &self.source), ("target", &self.target)];
        let one = [
            ("instrument", &self.instrument),
            ("object", &self.object),
            ("date", &self.date),
            ("place", &self.place),
            ("amount", &self.amount),
        ];
        many.into_iter()
            .flat_map(|(key, roles)| roles.iter().map(move |role| (key, role)))
            .chain(one.into_iter().filter_map(|(key, role)| role.as_ref().map(|role| (key, role))))
    }
}
