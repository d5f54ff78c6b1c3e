//! What names in patterns stand for, in one language.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::engine::compile::{Named, Names, SubtypeId, TypeId};
use crate::engine::lexicon::{ClassId, Lexicons};
use crate::engine::pattern::{Node, Pattern};
use crate::text::token::TokenizerData;

/// A macro, ready to be expanded.
#[derive(Clone, Debug)]
pub(super) struct Macro {
    pub params: Vec<String>,
    pub pattern: String,
    pub parsed: Option<Node>,
}

/// Names of one language while its rules are compiled.
pub(super) struct LanguageNames<'a> {
    pub lexicons: &'a Lexicons,
    pub macros: &'a BTreeMap<String, Macro>,
    pub parts_of_speech: &'a BTreeMap<String, u16>,
    pub types: &'a [String],
    pub subtypes: &'a [String],
    pub tokenizer: &'a TokenizerData,
    pub common: &'a BTreeSet<String>,
    /// Classes with a form that is a common word, and number of forms.
    pub class_costs: &'a BTreeMap<ClassId, u32>,
    pub lemma_forms: &'a dyn Fn(&str) -> Vec<String>,
    /// Macros, classes and parts of speech that patterns used.
    pub used: RefCell<BTreeSet<String>>,
}

/// What a very common word costs as a trigger, and a mark.
const COMMON: u32 = 50_000;
const MARK: u32 = 40_000;

impl Names for LanguageNames<'_> {
    fn named(&self, name: &str, arguments: &[String]) -> Named {
        self.used.borrow_mut().insert(name.to_owned());
        if let Some(held) = self.macros.get(name) {
            if held.params.len() != arguments.len() {
                return Named::Broken(format!(
                    "the macro `@{name}` takes {} argument(s), {} given",
                    held.params.len(),
                    arguments.len()
                ));
            }
            if let Some(node) = &held.parsed {
                return Named::Macro(node.clone());
            }
            let text = substitute(&held.pattern, &held.params, arguments);
            return match Pattern::parse(&text) {
                Ok(pattern) => Named::Macro(pattern.root),
                Err(error) => Named::Broken(format!(
                    "the macro `@{name}` becomes `{text}`: {}",
                    error.message
                )),
            };
        }
        if let Some(class) = self.lexicons.find_class(name) {
            return Named::Class(class);
        }
        if let Some(&mask) = self.parts_of_speech.get(name) {
            return Named::PartOfSpeech(mask);
        }
        let mut names: Vec<String> = self.macros.keys().cloned().collect();
        names.extend(self.lexicons.class_names().iter().cloned());
        names.extend(self.parts_of_speech.keys().cloned());
        Named::Unknown(names)
    }

    fn forms(&self, lemma: &str) -> Vec<String> {
        (self.lemma_forms)(lemma)
    }

    fn type_id(&self, name: &str) -> Option<TypeId> {
        let at = self.types.iter().position(|held| held == name)?;
        u8::try_from(at).ok().map(TypeId)
    }

    fn type_names(&self) -> Vec<String> {
        self.types.to_vec()
    }

    fn subtype_id(&self, name: &str) -> Option<SubtypeId> {
        let at = self.subtypes.iter().position(|held| held == name)?;
        u16::try_from(at).ok().map(SubtypeId)
    }

    fn list_separator(&self) -> Option<Node> {
        self.used.borrow_mut().insert("list_separator".to_owned());
        self.macros.get("list_separator").and_then(|held| held.parsed.clone())
    }

    fn tokenizer(&self) -> &TokenizerData {
        self.tokenizer
    }

    fn commonness(&self, folded: &str) -> u32 {
        if self.common.contains(folded) {
            COMMON
        } else if !folded.chars().any(char::is_alphanumeric) {
            MARK
        } else {
            // Longer words are rarer.
            400 / (folded.chars().count() as u32).max(1)
        }
    }

    fn class_cost(&self, class: ClassId) -> u32 {
        self.class_costs.get(&class).copied().unwrap_or(1)
    }
}

/// Replaces `$name` by its argument.
#[must_use]
pub(super) fn substitute(text: &str, params: &[String], arguments: &[String]) -> String {
    // Longer names first, so that `$verb` does not eat the start of `$verbs`.
    let mut pairs: Vec<_> = params.iter().zip(arguments).collect();
    pairs.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let mut out = text.to_owned();
    for (name, argument) in pairs {
        out = out.replace(&format!("${name}"), argument);
    }
    out
}
