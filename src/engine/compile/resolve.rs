//! Names, shapes, words and macros of a pattern resolved: the tree that is laid out as instructions.

use std::ops::Range;
use std::rc::Rc;

use super::{
    CANDIDATE, CompileError, Element, LIST_SEPARATOR, MAX_ELEMENTS, MAX_MACRO_DEPTH, Named, Names,
    Test,
};
use crate::engine::lexicon::form_words;
use crate::engine::pattern::{Node, NodeKind};
use crate::engine::vocabulary::Vocabulary;
use crate::text::token::WordId;

/// A resolved tree.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Element(Element),
    Seq(Vec<Tree>),
    Alt(Rc<[Tree]>),
    Opt(Rc<Tree>),
    Star(Rc<Tree>),
    Gap,
    Not(Element),
    Start,
    End,
    Role(u8, Rc<Tree>),
    RoleStart(u8),
    RoleEnd(u8),
}

/// Resolves the nodes of one pattern.
pub(super) struct Resolver<'a, N> {
    names: &'a N,
    vocabulary: &'a mut Vocabulary,
    pub errors: Vec<CompileError>,
    pub roles: Vec<String>,
    pub count: usize,
    /// Place of the node at hand in its own pattern string.
    here: Range<usize>,
    /// Macros that are being expanded, the outermost first.
    pub macros: Vec<String>,
    /// Whether a macro was met whose faults are known.
    pub reported: bool,
}

impl<'a, N: Names> Resolver<'a, N> {
    pub fn new(names: &'a N, vocabulary: &'a mut Vocabulary) -> Self {
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
    pub fn resolve(&mut self, node: &Node, depth: usize, outer: Option<&Range<usize>>) -> Tree {
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
                Tree::Seq(vec![first, Tree::Star(Rc::new(Tree::Seq(vec![separator, next])))])
            }
            NodeKind::Shape(regex) => match self.vocabulary.shape(regex) {
                Ok(shape) => self.element(Test::Shape(shape), span),
                Err(_) => {
                    self.fault(CompileError::new(&span, "the regex is too large"));
                    Tree::Seq(Vec::new())
                }
            },
            NodeKind::Seq(items) => {
                let row = items.iter().enumerate().map(|(at, item)| {
                    if item.kind == NodeKind::Candidate && at > 0 && at + 1 < items.len() {
                        // Between two parts the candidate is whatever lies between them.
                        return Tree::Role(self.role(CANDIDATE), Rc::new(Tree::Gap));
                    }
                    self.resolve(item, depth, outer)
                });
                Tree::Seq(row.collect())
            }
            NodeKind::Alt(items) => {
                Tree::Alt(items.iter().map(|item| self.resolve(item, depth, outer)).collect())
            }
            NodeKind::Opt(inner) => Tree::Opt(Rc::new(self.resolve(inner, depth, outer))),
            NodeKind::Star(inner) => Tree::Star(Rc::new(self.resolve(inner, depth, outer))),
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
                Tree::Role(role, Rc::new(Tree::Seq(Vec::new())))
            }
            NodeKind::Role(name, inner) => {
                let role = self.role(name);
                Tree::Role(role, Rc::new(self.resolve(inner, depth, outer)))
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
            crate::text::token::tokenize(text, whole, data, &mut (), &mut tokens);
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
                error.unknown = Some(format!("@{name}"));
                error.candidates = candidates.iter().map(|held| format!("@{held}")).collect();
                let help = format!(
                    "`@{name}` needs lexicon rows of the class `{name}`, or a `[macro.{name}]`; a word \
                     itself stands without `@`"
                );
                error.help = Some(help);
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
