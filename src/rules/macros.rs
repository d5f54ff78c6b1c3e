//! Macros of a language: read, checked where they are defined, so that a fault in a macro is told
//! once and not at each use.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::family::fill;
use super::file::place;
use super::names::LanguageNames;
use super::schema::MacroSpec;
use super::set::MacroSource;
use crate::diag::Diagnostic;
use crate::engine::compile::{CompileError, check_macro};
use crate::engine::pattern::{Node, NodeKind, Pattern, PatternError};
use crate::engine::vocabulary::Vocabulary;

/// A macro, ready to be expanded.
#[derive(Clone, Debug)]
pub(super) struct Macro {
    pub params: Vec<String>,
    pub pattern: String,
    /// The tree of a macro without parameters.
    pub parsed: Option<Node>,
    /// File inside the rules folder.
    pub file: String,
    /// Where the pattern stands in it, quotes included.
    pub at: Range<usize>,
    /// Where its name stands.
    pub name_at: Range<usize>,
}

/// Macros by name, and those whose faults have been reported.
#[derive(Debug, Default)]
pub(super) struct Macros {
    pub table: BTreeMap<String, Macro>,
    pub bad: RefCell<BTreeSet<String>>,
}

impl Macros {
    /// Adds a macro of `file`; reports one that does not parse or that exists.
    pub fn add(
        &mut self,
        (file, text): (&str, &str),
        (name, spec, name_at): (String, MacroSpec, Range<usize>),
        faults: &mut Vec<Diagnostic>,
    ) {
        if let Some(held) = self.table.get(&name) {
            faults.push(
                Diagnostic::error("R030", format!("the macro `{name}` is defined twice"))
                    .at(file, name_at, "")
                    .at(&held.file, held.name_at.clone(), "the other one"),
            );
            return;
        }
        let at = spec.pattern.span();
        let pattern = spec.pattern.into_inner();
        // With parameters, any word stands for the arguments to see whether the rest is sound.
        let words = vec!["x".to_owned(); spec.params.len()];
        let filled = fill(&pattern, &spec.params, &words);
        let parsed = match Pattern::parse(&filled.text) {
            Ok(parsed) => Some(parsed.root).filter(|_| spec.params.is_empty()),
            Err(error) => {
                let span = place(text, &at, &filled.origin(&error.span));
                faults.push(notation_fault(error, file, span));
                self.bad.borrow_mut().insert(name.clone());
                None
            }
        };
        let held =
            Macro { params: spec.params, pattern, parsed, file: file.to_owned(), at, name_at };
        self.table.insert(name, held);
    }

    /// The macros as written.
    pub fn sources(&self) -> Vec<MacroSource> {
        let sources = self.table.iter().map(|(name, held)| MacroSource {
            name: name.clone(),
            params: held.params.clone(),
            pattern: held.pattern.clone(),
            file: held.file.clone(),
            name_at: held.name_at.clone(),
        });
        sources.collect()
    }

    /// Reports macros that contain themselves.
    pub fn check_cycles(&self, faults: &mut Vec<Diagnostic>) {
        let uses: BTreeMap<&str, BTreeSet<String>> = self
            .table
            .iter()
            .map(|(name, held)| (name.as_str(), classes(&held.pattern, &held.params)))
            .collect();
        for (name, held) in &self.table {
            let Some(chain) = cycle(name, &uses) else { continue };
            self.bad.borrow_mut().insert(name.clone());
            // One report a cycle: at its first name.
            if chain.iter().any(|other| other < name) {
                continue;
            }
            let steps: Vec<String> = chain.iter().map(|step| format!("@{step}")).collect();
            faults.push(
                Diagnostic::error("R032", format!("the macro `@{name}` contains itself"))
                    .at(&held.file, held.at.clone(), steps.join(" → "))
                    .help("a macro may use others, but none that leads back to it"),
            );
        }
    }

    /// Reports unknown names and other faults of macros without parameters.
    pub fn check(
        &self,
        names: &LanguageNames<'_>,
        vocabulary: &mut Vocabulary,
        source: &dyn Fn(&str) -> String,
        faults: &mut Vec<Diagnostic>,
    ) {
        for (name, held) in &self.table {
            let Some(node) = &held.parsed else { continue };
            if self.bad.borrow().contains(name) {
                continue;
            }
            for error in check_macro(name, node, names, vocabulary) {
                let Some((inside, span)) = &error.inside else { continue };
                if inside == name {
                    self.bad.borrow_mut().insert(name.clone());
                    let span = place(&source(&held.file), &held.at, span);
                    faults.push(compile_fault(&error, &held.file, span));
                }
            }
        }
    }
}

/// A notation fault as a diagnostic.
pub(super) fn notation_fault(error: PatternError, file: &str, span: Range<usize>) -> Diagnostic {
    let fault = Diagnostic::error("R040", error.message).at(file, span, "");
    match error.help {
        Some(help) => fault.help(help),
        None => fault,
    }
}

/// A compiler's fault as a diagnostic.
pub(super) fn compile_fault(error: &CompileError, file: &str, span: Range<usize>) -> Diagnostic {
    let mut fault = Diagnostic::error("R040", error.message.clone()).at(file, span, "");
    if let Some(help) = &error.help {
        fault = fault.help(help);
    }
    match &error.unknown {
        Some(unknown) => fault.suggest(unknown, error.candidates.iter().map(String::as_str)),
        None => fault,
    }
}

/// Names that a pattern uses with `@`.
pub(super) fn classes(pattern: &str, params: &[String]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let words = vec!["x".to_owned(); params.len()];
    if let Ok(pattern) = Pattern::parse(&fill(pattern, params, &words).text) {
        pattern.root.each(&mut |node| {
            if let NodeKind::Class(name, _) = &node.kind {
                out.insert(name.clone());
            }
        });
    }
    out
}

/// A way from `name` back to it, if there is one: the shortest, ties by name.
fn cycle(name: &str, uses: &BTreeMap<&str, BTreeSet<String>>) -> Option<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut level = vec![vec![name.to_owned()]];
    while !level.is_empty() {
        let mut next = Vec::new();
        for way in level {
            let last = way.last()?;
            for used in uses.get(last.as_str()).into_iter().flatten() {
                let mut way = way.clone();
                way.push(used.clone());
                if used == name {
                    return Some(way);
                }
                if seen.insert(used.clone()) {
                    next.push(way);
                }
            }
        }
        level = next;
    }
    None
}
