//! Rule files: what may stand in them, reading them with every fault at its place, and the
//! compiled set that the pipeline runs.
//!
//! `rules/pack.toml` names the languages, the types of mention and the order of the value phases.
//! A language is a folder: `language.toml`, `macros.toml`, lexicons (`*.csv`) and rule files
//! (`*.toml`), in any arrangement of folders. The order of files and of rules changes nothing.

pub mod check;
mod draft;
pub mod example;
mod family;
mod file;
pub mod fit;
mod lexicon_file;
pub mod lint;
mod load;
mod macros;
mod name_draft;
mod names;
mod roles;
pub mod schema;
pub mod set;
mod source;
pub mod weights;

pub use file::RULE_TABLES;
pub use load::{Defined, LemmaForms, Loaded, load};
pub use set::{Language, LanguageIdx, Rule, RuleIdx, RuleKind, RuleSet};
pub use source::RuleFiles;
