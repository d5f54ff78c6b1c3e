//! Characters: spans that say what they index, offset maps, folding, tokens, sentences.
//!
//! Nothing here knows French, rules or the domain; language data comes in as arguments.

mod features;
pub mod fold;
pub mod sentence;
mod span;
mod text_form;
pub mod token;

pub use features::Features;
pub use span::{ByteSpan, CharSpan, TokenSpan};
pub use text_form::{OffsetMap, Text};
