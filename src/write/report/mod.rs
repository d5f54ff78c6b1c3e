//! The report: one HTML file that shows a knowledge base, offline, in any browser.
//!
//! The page is a shell with its style and program (`shell.html`, `app.css`, `app.js`) and one data
//! island. A content security policy allows that one program and nothing else, so opening a report
//! asks no network and no text can run. The words of the interface are in `strings.fr.json` and
//! `strings.en.json`.

mod data;
mod graph;
mod layout;
mod page;
mod parts;

use std::io::{self, Write};

use crate::kb::v1::KnowledgeBase;

/// Language of the interface; texts stay as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// French.
    #[default]
    French,
    /// English.
    English,
}

/// What a report holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Language of the interface.
    pub language: Language,
    /// Nodes of the overview graph at most: the best connected ones are shown.
    pub max_nodes: usize,
    /// Bytes of text at most. Past it, documents come with the sentences that carry facts, and the
    /// report says so.
    pub text_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { language: Language::default(), max_nodes: 300, text_bytes: 12_000_000 }
    }
}

/// Writes the report of `kb`. The same knowledge base and options give the same bytes.
///
/// # Errors
/// When `out` refuses.
pub fn report(kb: &KnowledgeBase, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let strings = page::strings(options.language)?;
    let island = data::island(kb, options, &strings);
    page::write(&island, &strings, options.language, out)
}

#[cfg(test)]
mod tests;
