//! Pattern tree to program: macros expanded, words and classes resolved, the trigger chosen, the
//! parts left and right of it laid out as instructions.

mod emit;
mod resolve;
mod trigger;

use std::ops::Range;
use std::sync::Arc;

use regex::Regex;

use super::first_bytes::FirstBytes;
use super::lexicon::ClassId;
use super::pattern::Node;
use super::vocabulary::Vocabulary;
use crate::text::token::{TokenizerData, WordId};
use emit::assemble;
use resolve::Resolver;
use trigger::{expand, flatten};

/// A type of mention: the `ORG` of `<ORG>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u8);

/// A subtype of a mention: the `bank` of `<ORG:bank>`. Zero is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SubtypeId(pub u16);

/// What `@name` stands for.
pub enum Named {
    /// A lexicon class.
    Class(ClassId),
    /// Any word that the full-form lexicon gives one of these parts of speech.
    PartOfSpeech(u16),
    /// A macro, expanded with its arguments.
    Macro(Node),
    /// Nothing; the names that exist, for a suggestion.
    Unknown(Vec<String>),
    /// A macro that cannot be expanded, with the reason.
    Broken(String),
    /// A macro whose faults have been reported where it is defined.
    Reported,
}

/// What the compiler asks about names.
pub trait Names {
    /// What `@name(arguments)` stands for.
    fn named(&self, name: &str, arguments: &[String]) -> Named;
    /// All forms of a lemma, folded; empty if the lemma is unknown.
    fn forms(&self, lemma: &str) -> Vec<String>;
    /// The type called `name`.
    fn type_id(&self, name: &str) -> Option<TypeId>;
    /// The names of all types, for a suggestion.
    fn type_names(&self) -> Vec<String>;
    /// The subtype called `name`.
    fn subtype_id(&self, name: &str) -> Option<SubtypeId>;
    /// The names of all subtypes, for a suggestion.
    fn subtype_names(&self) -> Vec<String> {
        Vec::new()
    }
    /// The pattern between two members of a coordination list.
    fn list_separator(&self) -> Option<Node>;
    /// Language data of the tokeniser.
    fn tokenizer(&self) -> &TokenizerData;
    /// How costly it is to try a rule at each occurrence of a word: higher for commoner words.
    fn commonness(&self, folded: &str) -> u32;
    /// Number of forms of a class, and whether it holds very common words.
    fn class_cost(&self, class: ClassId) -> u32;
    /// How costly it is to try a rule at each mention of a type.
    fn type_cost(&self, kind: TypeId) -> u32;
}

/// A fault found while compiling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// Bytes of the pattern string.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// The unknown name, for a suggestion.
    pub unknown: Option<String>,
    /// The names that exist.
    pub candidates: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// The macro inside which the fault is, with bytes of the macro's pattern.
    pub inside: Option<(String, Range<usize>)>,
}

impl CompileError {
    /// An error without help.
    #[must_use]
    pub fn new(span: &Range<usize>, message: impl Into<String>) -> Self {
        Self {
            span: span.clone(),
            message: message.into(),
            unknown: None,
            candidates: Vec::new(),
            help: None,
            inside: None,
        }
    }
}

/// What one element tests.
#[derive(Clone, Debug)]
pub enum Test {
    /// One word.
    Word(WordId),
    /// One word with its capitals.
    Exact(WordId, Arc<str>),
    /// One of several words, sorted.
    Words(Arc<[WordId]>),
    /// A form of a lexicon class, of any length.
    Class(ClassId),
    /// A word of one of these parts of speech.
    PartOfSpeech(u16),
    /// A mention.
    Mention(Arc<[(TypeId, Option<SubtypeId>)]>),
    /// A symbol whose text the regex matches whole.
    Shape(Arc<Shape>),
    /// One of several tests (only inside `!`).
    Any(Arc<[Test]>),
}

/// A regex for the whole text of one symbol.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The regex, anchored at both ends.
    pub regex: Regex,
    /// How a match can begin.
    pub first: FirstBytes,
}

impl Shape {
    /// Compiles a regex that is to match the whole text of a symbol.
    ///
    /// # Errors
    /// When it is not a regex.
    pub fn new(pattern: &str) -> Result<Self, regex::Error> {
        let pattern = ascii_figures(pattern);
        let regex = Regex::new(&format!("^(?:{pattern})$"))?;
        Ok(Self { regex, first: FirstBytes::of(&pattern) })
    }

    /// Whether `surface` has the shape.
    #[must_use]
    pub fn holds(&self, surface: &str) -> bool {
        surface.as_bytes().first().is_some_and(|&byte| self.first.has(byte))
            && self.regex.is_match(surface)
    }
}

/// The regex with `\d` read as an ASCII figure, which is what press texts have; the automata stay
/// small.
#[must_use]
pub fn ascii_figures(pattern: &str) -> String {
    pattern.replace("\\\\", "\u{0}").replace("\\d", "[0-9]").replace('\u{0}', "\\\\")
}

/// An element of a program with its place in the pattern, for explanations.
#[derive(Clone, Debug)]
pub struct Element {
    /// What it tests.
    pub test: Test,
    /// Bytes of the pattern string (of the use, for an element that comes from a macro).
    pub span: Range<usize>,
}

/// Index of an element of a program.
pub type ElementIdx = u16;

/// One instruction. Targets are instruction indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// Consume what the element matches.
    Element(ElementIdx),
    /// Try the first, then the second.
    Split(u16, u16),
    /// Go on there.
    Jump(u16),
    /// Skip up to `gap` symbols, as few as possible.
    Gap,
    /// The element must not match the symbol to the right.
    Not(ElementIdx),
    /// The position must be the start of the line.
    Start,
    /// The position must be the end of the line.
    End,
    /// A role begins here (in the order of the text).
    RoleStart(u8),
    /// A role ends here.
    RoleEnd(u8),
    /// The program's part is matched.
    Accept,
}

/// Where a program is tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// At these words.
    Words(Vec<WordId>),
    /// At forms of a class.
    Class(ClassId),
    /// At mentions of these types.
    Types(Vec<TypeId>),
    /// At every symbol that begins with a figure.
    Figures,
    /// At every symbol: the pattern names no word.
    Every,
}

/// A compiled pattern (or one of its variants, where its trigger lies in an alternative).
#[derive(Clone, Debug)]
pub struct Program {
    /// Elements.
    pub elements: Vec<Element>,
    /// Instructions for what stands left of the trigger, run leftwards.
    pub left: Vec<Instruction>,
    /// Instructions for what stands right of it.
    pub right: Vec<Instruction>,
    /// For each instruction on the left, whether several ways lead to it: only there can the
    /// matcher come twice to the same state.
    pub left_joins: Vec<bool>,
    /// The same on the right.
    pub right_joins: Vec<bool>,
    /// The element that is the trigger.
    pub trigger: ElementIdx,
    /// Where to try.
    pub at: Trigger,
    /// Names of the roles, by index.
    pub roles: Vec<String>,
    /// Longest gap, in symbols.
    pub gap: u8,
    /// Words that no gap crosses, sorted.
    pub stops: Box<[WordId]>,
}

impl Program {
    /// Whether no element of the pattern names anything, so that it is tried at every boundary.
    #[must_use]
    pub fn is_without_trigger(&self) -> bool {
        matches!(&self.elements[0].test, Test::Any(tests) if tests.is_empty())
    }
}

/// Name of the macro that parts the members of a list.
pub const LIST_SEPARATOR: &str = "list_separator";
/// Name of the role that `><` fills.
pub const CANDIDATE: &str = "><";
/// Longest gap a rule may ask for, in symbols.
pub const MAX_GAP: u8 = 25;
/// Most elements of one pattern, after macros are expanded.
pub const MAX_ELEMENTS: usize = 1024;
const MAX_VARIANTS: usize = 64;
const MAX_MACRO_DEPTH: usize = 12;

/// Compiles a pattern; a pattern whose trigger lies in an alternative gives one program a branch.
///
/// # Errors
/// Every fault of the pattern; none for one whose only fault is a macro that was reported before.
pub fn compile(
    root: &Node,
    gap: u8,
    stops: &[WordId],
    names: &impl Names,
    vocabulary: &mut Vocabulary,
) -> Result<Vec<Program>, Vec<CompileError>> {
    let mut resolver = Resolver::new(names, vocabulary);
    let tree = resolver.resolve(root, 0, None);
    let Resolver { errors, roles, count, reported, .. } = resolver;
    if !errors.is_empty() || reported {
        return Err(errors);
    }
    if count > MAX_ELEMENTS {
        let message = format!(
            "the pattern has {count} elements after expansion; the limit is {MAX_ELEMENTS}"
        );
        return Err(vec![CompileError::new(&root.span, message)]);
    }
    let mut flat = Vec::new();
    flatten(tree, &mut flat);
    let mut stops: Vec<WordId> = stops.to_vec();
    stops.sort_unstable();
    let mut variants = Vec::new();
    expand(flat, names, vocabulary, &mut variants);
    Ok(variants
        .into_iter()
        .map(|items| assemble(&items, names, vocabulary, &roles, gap.min(MAX_GAP), &stops))
        .collect())
}

/// The faults of a macro's own pattern and of the macros that it uses, told apart by
/// [`CompileError::inside`].
pub fn check_macro(
    name: &str,
    root: &Node,
    names: &impl Names,
    vocabulary: &mut Vocabulary,
) -> Vec<CompileError> {
    let mut resolver = Resolver::new(names, vocabulary);
    resolver.macros.push(name.to_owned());
    resolver.resolve(root, 0, None);
    resolver.errors
}
