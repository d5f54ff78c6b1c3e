//! Questions to a knowledge base: entities, relations, partners, mentions, amounts, a timeline.
//!
//! An answer is a [`Table`] of named columns, the same for every form it is printed in. Names match by
//! any alias, folded (case, accents, hyphens do not count). Only the tables a question needs are
//! read, and of those only the lines that can matter.

mod answers;
mod entities;
mod error;
mod filter;
mod glimpse;
mod names;
mod partners;
mod places_in_text;
mod relations;
mod source;
mod table;
mod values;

pub use entities::entities;
pub use error::QueryError;
pub use filter::{Days, Filter};
pub use names::{Entities, Entity};
pub use partners::partners;
pub use relations::relations;
pub use source::Source;
pub use table::{Cell, Form, Table};
pub use values::{amounts, mentions, timeline};
