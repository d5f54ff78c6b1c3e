//! Pattern tree to program: macros expanded, words and classes resolved, the trigger chosen, the
//! parts left and right of it laid out as instructions.

use std::ops::Range;

use regex::Regex;

use super::lexicon::{ClassId, form_words};
use super::pattern::{Node, NodeKind};
use super::vocabulary::Vocabulary;
use crate::text::token::{TokenizerData, WordId};

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
    Exact(WordId, Box<str>),
    /// One of several words, sorted.
    Words(Box<[WordId]>),
    /// A form of a lexicon class, of any length.
    Class(ClassId),
    /// A word of one of these parts of speech.
    PartOfSpeech(u16),
    /// A mention.
    Mention(Box<[(TypeId, Option<SubtypeId>)]>),
    /// A symbol whose text the regex matches whole.
    Shape(Box<Regex>),
    /// One of several tests (only inside `!`).
    Any(Box<[Test]>),
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

/// Name of the macro that parts the members of a list.
pub const LIST_SEPARATOR: &str = "list_separator";
/// Name of the role that `><` fills.
pub const CANDIDATE: &str = "><";
/// Longest gap a rule may ask for, in symbols.
pub const MAX_GAP: u8 = 25;
/// Most elements of one pattern, after macros are expanded.
pub const MAX_ELEMENTS: usize = 512;
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

/// A resolved tree.
#[derive(Clone, Debug)]
enum Tree {
    Element(Element),
    Seq(Vec<Tree>),
    Alt(Vec<Tree>),
    Opt(Box<Tree>),
    Star(Box<Tree>),
    Gap,
    Not(Element),
    Start,
    End,
    Role(u8, Box<Tree>),
    RoleStart(u8),
    RoleEnd(u8),
}

struct Resolver<'a, N> {
    names: &'a N,
    vocabulary: &'a mut Vocabulary,
    errors: Vec<CompileError>,
    roles: Vec<String>,
    count: usize,
    /// Place of the node at hand in its own pattern string.
    here: Range<usize>,
    /// Macros that are being expanded, the outermost first.
    macros: Vec<String>,
    /// Whether a macro was met whose faults are known.
    reported: bool,
}

impl<'a, N: Names> Resolver<'a, N> {
    fn new(names: &'a N, vocabulary: &'a mut Vocabulary) -> Self {
        Self {
            names,
            vocabulary,
            errors: Vec::new(),
            roles: Vec::new(),
            count: 0,
            here: 0..0,
            macros: Vec::new(),
            reported: false,
        }
    }

    fn fault(&mut self, mut error: CompileError) {
        error.inside = self.macros.last().map(|name| (name.clone(), self.here.clone()));
        self.errors.push(error);
    }

    /// `outer` is the place of the macro's use when `node` comes from a macro.
    fn resolve(&mut self, node: &Node, depth: usize, outer: Option<&Range<usize>>) -> Tree {
        // One element too many is enough to be told; macros that use each other may make millions.
        if self.count > MAX_ELEMENTS {
            return Tree::Seq(Vec::new());
        }
        let span = outer.unwrap_or(&node.span).clone();
        self.here = node.span.clone();
        match &node.kind {
            NodeKind::Word(word) => self.words(word, &span, false),
            NodeKind::Exact(word) => self.words(word, &span, true),
            NodeKind::Lemma(lemma) => {
                let forms = self.names.forms(lemma);
                if forms.is_empty() {
                    let mut error =
                        CompileError::new(&span, format!("no form of `{lemma}` is known"));
                    error.help = Some("check the spelling of the lemma, or add its forms to a lexicon of class `lemma_forms`".into());
                    self.fault(error);
                }
                let mut ids: Vec<WordId> =
                    forms.iter().map(|form| self.vocabulary.add(form)).collect();
                ids.sort_unstable();
                ids.dedup();
                self.element(Test::Words(ids.into()), span)
            }
            NodeKind::Class(name, arguments) => self.class(name, arguments, span, depth),
            NodeKind::Mention(types) => {
                let test = self.types(types, &span);
                self.element(test, span)
            }
            NodeKind::List(types) => {
                let test = self.types(types, &span);
                let first = self.element(test.clone(), span.clone());
                let Some(separator) = self.names.list_separator() else {
                    let mut error =
                        CompileError::new(&span, "a list needs the macro `list_separator`");
                    error.help = Some("define `list_separator` in macros.toml".into());
                    self.fault(error);
                    return first;
                };
                self.macros.push(LIST_SEPARATOR.to_owned());
                let separator = self.resolve(&separator, depth + 1, Some(&span));
                self.macros.pop();
                let next = self.element(test, span);
                Tree::Seq(vec![first, Tree::Star(Box::new(Tree::Seq(vec![separator, next])))])
            }
            NodeKind::Shape(regex) => match Regex::new(&format!("^(?:{regex})$")) {
                Ok(regex) => self.element(Test::Shape(Box::new(regex)), span),
                Err(_) => {
                    self.fault(CompileError::new(&span, "not a regex"));
                    Tree::Seq(Vec::new())
                }
            },
            NodeKind::Seq(items) => {
                let row = items.iter().enumerate().map(|(at, item)| {
                    if item.kind == NodeKind::Candidate && at > 0 && at + 1 < items.len() {
                        // Between two parts the candidate is whatever lies between them.
                        return Tree::Role(self.role(CANDIDATE), Box::new(Tree::Gap));
                    }
                    self.resolve(item, depth, outer)
                });
                Tree::Seq(row.collect())
            }
            NodeKind::Alt(items) => {
                Tree::Alt(items.iter().map(|item| self.resolve(item, depth, outer)).collect())
            }
            NodeKind::Opt(inner) => Tree::Opt(Box::new(self.resolve(inner, depth, outer))),
            NodeKind::Star(inner) => Tree::Star(Box::new(self.resolve(inner, depth, outer))),
            NodeKind::Gap => Tree::Gap,
            NodeKind::Not(inner) => {
                let tree = self.resolve(inner, depth, outer);
                self.here = node.span.clone();
                match single(&tree) {
                    Some(test) => Tree::Not(Element { test, span }),
                    None => {
                        self.fault(CompileError::new(&span, "`!` needs something one symbol long"));
                        Tree::Seq(Vec::new())
                    }
                }
            }
            NodeKind::Start => Tree::Start,
            NodeKind::End => Tree::End,
            NodeKind::Candidate => {
                let role = self.role(CANDIDATE);
                Tree::Role(role, Box::new(Tree::Seq(Vec::new())))
            }
            NodeKind::Role(name, inner) => {
                let role = self.role(name);
                Tree::Role(role, Box::new(self.resolve(inner, depth, outer)))
            }
        }
    }

    fn role(&mut self, name: &str) -> u8 {
        let at = self.roles.iter().position(|role| role == name).unwrap_or_else(|| {
            self.roles.push(name.to_owned());
            self.roles.len() - 1
        });
        u8::try_from(at).unwrap_or(u8::MAX)
    }

    fn element(&mut self, test: Test, span: Range<usize>) -> Tree {
        self.count += 1;
        Tree::Element(Element { test, span })
    }

    fn words(&mut self, text: &str, span: &Range<usize>, exact: bool) -> Tree {
        let data = self.names.tokenizer();
        let folded = form_words(text, data);
        let surfaces: Vec<String> = {
            let mut tokens = Vec::new();
            let whole = crate::text::ByteSpan::new(0, text.len());
            crate::text::token::tokenize(text, whole, data, &(), &mut tokens);
            tokens.iter().map(|token| token.span.of(text).to_owned()).collect()
        };
        if folded.is_empty() {
            self.fault(CompileError::new(span, "this word has no letter, figure or mark"));
        }
        let mut items: Vec<Tree> = Vec::new();
        for (word, surface) in folded.iter().zip(surfaces) {
            let id = self.vocabulary.add(word);
            let test = if exact { Test::Exact(id, surface.into()) } else { Test::Word(id) };
            items.push(self.element(test, span.clone()));
        }
        if items.len() == 1 { items.remove(0) } else { Tree::Seq(items) }
    }

    fn types(&mut self, types: &[(String, Option<String>)], span: &Range<usize>) -> Test {
        let mut out = Vec::new();
        for (name, subtype) in types {
            let Some(id) = self.names.type_id(name) else {
                let mut error = CompileError::new(span, format!("unknown type `<{name}>`"));
                error.unknown = Some(name.clone());
                error.candidates = self.names.type_names();
                self.fault(error);
                continue;
            };
            let subtype = match subtype {
                None => None,
                Some(name) => match self.names.subtype_id(name) {
                    Some(id) => Some(id),
                    None => {
                        let mut error =
                            CompileError::new(span, format!("unknown subtype `{name}`"));
                        error.unknown = Some(name.clone());
                        error.candidates = self.names.subtype_names();
                        self.fault(error);
                        None
                    }
                },
            };
            out.push((id, subtype));
        }
        Test::Mention(out.into())
    }

    fn class(
        &mut self,
        name: &str,
        arguments: &[String],
        span: Range<usize>,
        depth: usize,
    ) -> Tree {
        match self.names.named(name, arguments) {
            Named::Class(class) => self.element(Test::Class(class), span),
            Named::PartOfSpeech(mask) => self.element(Test::PartOfSpeech(mask), span),
            Named::Macro(node) => {
                if depth >= MAX_MACRO_DEPTH || self.macros.iter().any(|held| held == name) {
                    let message = if depth >= MAX_MACRO_DEPTH {
                        "macros are nested too deeply".to_owned()
                    } else {
                        format!("the macro `@{name}` contains itself")
                    };
                    self.fault(CompileError::new(&span, message));
                    return Tree::Seq(Vec::new());
                }
                self.macros.push(name.to_owned());
                let tree = self.resolve(&node, depth + 1, Some(&span));
                self.macros.pop();
                tree
            }
            Named::Unknown(candidates) => {
                let mut error =
                    CompileError::new(&span, format!("unknown class or macro `@{name}`"));
                error.unknown = Some(name.to_owned());
                error.candidates = candidates;
                self.fault(error);
                Tree::Seq(Vec::new())
            }
            Named::Reported => {
                self.reported = true;
                Tree::Seq(Vec::new())
            }
            Named::Broken(reason) => {
                self.fault(CompileError::new(&span, reason));
                Tree::Seq(Vec::new())
            }
        }
    }
}

/// The test of a tree that is one symbol long.
fn single(tree: &Tree) -> Option<Test> {
    match tree {
        Tree::Element(element) => Some(element.test.clone()),
        Tree::Alt(items) => {
            let tests: Option<Vec<Test>> = items.iter().map(single).collect();
            tests.map(|tests| Test::Any(tests.into()))
        }
        Tree::Seq(items) if items.len() == 1 => single(&items[0]),
        _ => None,
    }
}

/// Lays nested sequences and the roles round them out in one row, so that any element can be the
/// trigger.
fn flatten(tree: Tree, out: &mut Vec<Tree>) {
    match tree {
        Tree::Seq(items) => items.into_iter().for_each(|item| flatten(item, out)),
        Tree::Role(role, inner) => {
            out.push(Tree::RoleStart(role));
            flatten(*inner, out);
            out.push(Tree::RoleEnd(role));
        }
        Tree::Alt(items) => match word_set(&items) {
            Some(element) => out.push(Tree::Element(element)),
            None => out.push(Tree::Alt(items)),
        },
        other => out.push(other),
    }
}

/// Alternatives that are all single words are one element: a set of words.
fn word_set(items: &[Tree]) -> Option<Element> {
    let mut ids = Vec::new();
    let mut span: Option<Range<usize>> = None;
    for item in items {
        let Tree::Element(element) = item else { return None };
        match &element.test {
            Test::Word(id) => ids.push(*id),
            Test::Words(more) => ids.extend_from_slice(more),
            _ => return None,
        }
        span = Some(match span {
            None => element.span.clone(),
            Some(held) => held.start.min(element.span.start)..held.end.max(element.span.end),
        });
    }
    ids.sort_unstable();
    ids.dedup();
    Some(Element { test: Test::Words(ids.into()), span: span? })
}

/// Cost of trying a program at every occurrence of what the test names; none if it names nothing.
fn cost(test: &Test, names: &impl Names, vocabulary: &Vocabulary) -> Option<u32> {
    match test {
        Test::Word(id) | Test::Exact(id, _) => Some(names.commonness(vocabulary.folded(*id))),
        Test::Words(ids) => Some(
            ids.iter()
                .map(|id| names.commonness(vocabulary.folded(*id)))
                .fold(1, u32::saturating_add),
        ),
        Test::Class(class) => Some(names.class_cost(*class)),
        Test::Mention(_) => Some(MENTION_COST),
        Test::PartOfSpeech(_) | Test::Shape(_) | Test::Any(_) => None,
    }
}

/// Mentions are met about as often as common words.
const MENTION_COST: u32 = 20_000;
/// Above this a trigger is poor, and one inside an alternative is looked for.
const POOR: u32 = 5_000;

fn best(items: &[Tree], names: &impl Names, vocabulary: &Vocabulary) -> Option<(usize, u32)> {
    items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| match item {
            Tree::Element(element) => cost(&element.test, names, vocabulary).map(|cost| (at, cost)),
            _ => None,
        })
        .min_by_key(|&(at, cost)| (cost, at))
}

/// Splits a row at one alternative until each variant has a good trigger, or none can be found.
fn expand(items: Vec<Tree>, names: &impl Names, vocabulary: &Vocabulary, out: &mut Vec<Vec<Tree>>) {
    let mut queue = vec![items];
    while let Some(items) = queue.pop() {
        let own = best(&items, names, vocabulary).map_or(u32::MAX, |(_, cost)| cost);
        if own > POOR && out.len() + queue.len() < MAX_VARIANTS {
            let alternative = items.iter().enumerate().filter_map(|(at, item)| {
                let Tree::Alt(branches) = item else { return None };
                let worst = branches
                    .iter()
                    .map(|branch| {
                        let mut flat = Vec::new();
                        flatten(branch.clone(), &mut flat);
                        best_deep(&flat, names, vocabulary)
                    })
                    .max()?;
                (worst < own).then_some((worst, at))
            });
            if let Some((_, at)) = alternative.min() {
                let Tree::Alt(branches) = &items[at] else { continue };
                // The last branch is pushed first, so that the first is taken up first.
                for branch in branches.iter().rev() {
                    let mut variant: Vec<Tree> = items[..at].to_vec();
                    flatten(branch.clone(), &mut variant);
                    variant.extend_from_slice(&items[at + 1..]);
                    queue.push(variant);
                }
                continue;
            }
        }
        out.push(items);
    }
}

/// The cost of the best trigger of a row, alternatives inside it included.
fn best_deep(items: &[Tree], names: &impl Names, vocabulary: &Vocabulary) -> u32 {
    let own = best(items, names, vocabulary).map_or(u32::MAX, |(_, cost)| cost);
    items
        .iter()
        .filter_map(|item| match item {
            Tree::Alt(branches) => branches
                .iter()
                .map(|branch| {
                    let mut flat = Vec::new();
                    flatten(branch.clone(), &mut flat);
                    best_deep(&flat, names, vocabulary)
                })
                .max(),
            _ => None,
        })
        .fold(own, u32::min)
}

fn assemble(
    items: &[Tree],
    names: &impl Names,
    vocabulary: &Vocabulary,
    roles: &[String],
    gap: u8,
    stops: &[WordId],
) -> Program {
    let mut emitter = Emitter { elements: Vec::new(), code: Vec::new(), leftwards: false };
    let found = best(items, names, vocabulary)
        .map(|(at, _)| at)
        .or_else(|| items.iter().position(|item| matches!(item, Tree::Element(_))));
    let (left, trigger, right): (&[Tree], Option<&Element>, &[Tree]) = match found {
        Some(at) => {
            let Tree::Element(element) = &items[at] else {
                unreachable!("a trigger is an element")
            };
            (&items[..at], Some(element), &items[at + 1..])
        }
        None => (&[], None, items),
    };
    let at = match trigger.map(|element| &element.test) {
        Some(Test::Word(id) | Test::Exact(id, _)) => Trigger::Words(vec![*id]),
        Some(Test::Words(ids)) => Trigger::Words(ids.to_vec()),
        Some(Test::Class(class)) => Trigger::Class(*class),
        Some(Test::Mention(types)) => {
            let mut ids: Vec<TypeId> = types.iter().map(|(id, _)| *id).collect();
            ids.sort_unstable();
            ids.dedup();
            Trigger::Types(ids)
        }
        _ => Trigger::Every,
    };
    // A pattern without any element that must be there (only options) gets an empty trigger.
    let element = trigger.cloned().unwrap_or(Element { test: Test::Any(Box::new([])), span: 0..0 });
    emitter.elements.push(element);
    emitter.leftwards = true;
    emitter.row(left);
    emitter.code.push(Instruction::Accept);
    let left_code = std::mem::take(&mut emitter.code);
    emitter.leftwards = false;
    emitter.row(right);
    emitter.code.push(Instruction::Accept);
    Program {
        elements: emitter.elements,
        left: left_code,
        right: emitter.code,
        trigger: 0,
        at,
        roles: roles.to_vec(),
        gap,
        stops: stops.into(),
    }
}

struct Emitter {
    elements: Vec<Element>,
    code: Vec<Instruction>,
    leftwards: bool,
}

impl Emitter {
    fn row(&mut self, items: &[Tree]) {
        if self.leftwards {
            items.iter().rev().for_each(|item| self.emit(item));
        } else {
            items.iter().for_each(|item| self.emit(item));
        }
    }

    fn here(&self) -> u16 {
        u16::try_from(self.code.len()).unwrap_or(u16::MAX)
    }

    fn element(&mut self, element: &Element) -> ElementIdx {
        self.elements.push(element.clone());
        u16::try_from(self.elements.len() - 1).unwrap_or(u16::MAX)
    }

    fn emit(&mut self, tree: &Tree) {
        match tree {
            Tree::Element(element) => {
                let index = self.element(element);
                self.code.push(Instruction::Element(index));
            }
            Tree::Not(element) => {
                let index = self.element(element);
                self.code.push(Instruction::Not(index));
            }
            Tree::Seq(items) => self.row(items),
            Tree::Alt(items) => {
                let mut ends = Vec::new();
                for (number, item) in items.iter().enumerate() {
                    if number + 1 == items.len() {
                        self.emit(item);
                    } else {
                        let split = self.code.len();
                        self.code.push(Instruction::Jump(0));
                        self.emit(item);
                        ends.push(self.code.len());
                        self.code.push(Instruction::Jump(0));
                        let next = self.here();
                        self.code[split] = Instruction::Split(split as u16 + 1, next);
                    }
                }
                let end = self.here();
                for at in ends {
                    self.code[at] = Instruction::Jump(end);
                }
            }
            Tree::Opt(inner) => {
                let split = self.code.len();
                self.code.push(Instruction::Jump(0));
                self.emit(inner);
                let end = self.here();
                self.code[split] = Instruction::Split(split as u16 + 1, end);
            }
            Tree::Star(inner) => {
                let split = self.code.len();
                self.code.push(Instruction::Jump(0));
                self.emit(inner);
                self.code.push(Instruction::Jump(split as u16));
                let end = self.here();
                self.code[split] = Instruction::Split(split as u16 + 1, end);
            }
            Tree::Gap => self.code.push(Instruction::Gap),
            Tree::Start => self.code.push(Instruction::Start),
            Tree::End => self.code.push(Instruction::End),
            Tree::RoleStart(role) => self.code.push(Instruction::RoleStart(*role)),
            Tree::RoleEnd(role) => self.code.push(Instruction::RoleEnd(*role)),
            Tree::Role(role, inner) => {
                let (open, close) = (Instruction::RoleStart(*role), Instruction::RoleEnd(*role));
                self.code.push(if self.leftwards { close } else { open });
                self.emit(inner);
                self.code.push(if self.leftwards { open } else { close });
            }
        }
    }
}
