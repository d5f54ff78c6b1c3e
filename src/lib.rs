//! Information extraction for francophone press: organisations, persons, places, dates, amounts
//! and partnership relations, every fact with its sentence, offsets, rule and confidence.
//!
//! ```text
//! read -> decode -> clean -> detect -> segment -> annotate -> resolve -> relate   per document
//!                                                                          |
//!                                                                    DocumentFacts
//!                                                                          |
//!                           link (order-independent) -> KnowledgeBase -> write
//!                                                                          |
//!                                    eval, query, report, export read only the knowledge base
//! ```
//!
//! The library prints nothing and never exits. Rules are data, under `rules/`.

pub mod config;
pub mod diag;
pub mod document;
pub mod engine;
pub mod eval;
pub mod gazetteer;
pub mod kb;
pub mod link;
pub mod pipeline;
pub mod query;
pub mod rules;
pub mod text;
pub mod value;
pub mod write;
