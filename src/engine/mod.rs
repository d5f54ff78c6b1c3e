//! The rule machine: vocabulary, lexicons, pattern notation, compiler, matcher. Generic over
//! labels; it knows no organisation and no date.
//!
//! A pattern means a regular expression over a *line*: the tokens of a sentence in which every
//! accepted mention stands as one typed symbol. Each pattern has a *trigger*, the rarest element
//! that every match must contain; a pattern is tried only where its trigger stands, leftwards and
//! rightwards from there, and never visits the same (instruction, position) twice.

pub mod compile;
pub mod first_bytes;
mod gate;
pub mod hits;
pub mod lexemes;
pub mod lexicon;
pub mod line;
mod lookahead;
pub mod matcher;
pub mod notation;
pub mod pattern;
pub mod signature;
mod triggers;
pub mod vocabulary;
pub mod wake;

pub use compile::{Program, TypeId};
pub use hits::Hits;
pub use lexicon::{ClassId, EntryId, Features, Hit, Lexicons};
pub use line::{Line, Symbol, SymbolKind};
pub use matcher::{Match, MatchSet, Scratch};
pub use pattern::Pattern;
pub use vocabulary::Vocabulary;
pub use wake::Wake;
