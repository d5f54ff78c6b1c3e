//! The published knowledge base: its JSON types, what one document contributes, ids and order.
//!
//! Everything after extraction (`write`, `eval`, `query`, `report`, `export`) reads only this, so
//! it also works on a knowledge base made yesterday, without the corpus. Imports `text::CharSpan`
//! alone.

pub mod context;
mod exact;
pub mod facts;
pub mod id;
mod kinds;
pub mod order;
pub mod read;
mod relation_kind;
pub mod v1;
