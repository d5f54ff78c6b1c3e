//! What names in patterns stand for, in one language.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::family::fill;
use super::macros::Macros;
use crate::engine::compile::{LIST_SEPARATOR, Named, Names, SubtypeId, TypeId};
use crate::engine::lexicon::{ClassId, Lexicons};
use crate::engine::pattern::{Node, Pattern};
use crate::text::token::TokenizerData;

/// Names of one language while its rules are compiled.
pub(super) struct LanguageNames<'a> {
    pub lexicons: &'a Lexicons,
    pub macros: &'a Macros,
    pub parts_of_speech: &'a BTreeMap<String, u16>,
    pub types: &'a [String],
    pub subtypes: &'a [String],
    pub tokenizer: &'a TokenizerData,
    pub common: &'a BTreeSet<String>,
    /// Classes with a form that is a common word, and number of forms.
    pub class_costs: &'a BTreeMap<ClassId, u32>,
    /// Types that value rules write.
    pub value_types: &'a BTreeSet<TypeId>,
    pub lemma_forms: &'a dyn Fn(&str) -> Vec<String>,
    /// Macros, classes and parts of speech that patterns used.
    pub used: RefCell<BTreeSet<String>>,
}

/// What a mention costs as a trigger: names are met about as often as common words, sums and dates
/// much more rarely.
const NAME: u32 = 20_000;
const VALUE: u32 = 4_000;
/// What a very common word costs as a trigger, and a mark.
const COMMON: u32 = 50_000;
const MARK: u32 = 40_000;

impl Names for LanguageNames<'_> {
    fn named(&self, name: &str, arguments: &[String]) -> Named {
        self.used.borrow_mut().insert(name.to_owned());
        if self.macros.bad.borrow().contains(name) {
            return Named::Reported;
        }
        if let Some(held) = self.macros.table.get(name) {
            if held.params.len() != arguments.len() {
                let (wanted, given) = (held.params.len(), arguments.len());
                let plural = if wanted == 1 { "" } else { "s" };
                let written = match wanted {
                    0 => format!("`@{name}`"),
                    _ => format!("`@{name}({})`", held.params.join(", ")),
                };
                return Named::Broken(format!(
                    "the macro `@{name}` takes {wanted} argument{plural}, {given} given: write {written}"
                ));
            }
            if let Some(node) = &held.parsed {
                return Named::Macro(node.clone());
            }
            let text = fill(&held.pattern, &held.params, arguments).text;
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
        let mut names: Vec<String> = self.macros.table.keys().cloned().collect();
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

    fn subtype_names(&self) -> Vec<String> {
        self.subtypes.iter().filter(|name| !name.is_empty()).cloned().collect()
    }

    fn list_separator(&self) -> Option<Node> {
        self.used.borrow_mut().insert(LIST_SEPARATOR.to_owned());
        self.macros.table.get(LIST_SEPARATOR).and_then(|held| held.parsed.clone())
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

    fn type_cost(&self, kind: TypeId) -> u32 {
        if self.value_types.contains(&kind) { VALUE } else { NAME }
    }

    fn class_cost(&self, class: ClassId) -> u32 {
        self.class_costs.get(&class).copied().unwrap_or(1)
    }
}
