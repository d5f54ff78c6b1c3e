//! Lints: what loads and is odd all the same. Each has a code of its own and says where; none is an
//! error. What needs a corpus or gold is told by `extract rules report`.

mod examples;
mod fitted;
mod patterns;
mod unused;

use std::collections::BTreeSet;

use super::Loaded;
use super::source::RuleFiles;
use crate::diag::Diagnostic;
use crate::engine::lexicon::form_words;

/// What lints ask about a language besides its rules.
pub trait Known {
    /// Whether a folded word is known to the full-form lexicon of the language, or to a gazetteer.
    fn is_word(&self, language: &str, word: &str) -> bool;
}

/// A lint: its code and what it is about, for documentation.
pub const LINTS: &[(&str, &str)] = &[
    ("L01", "no `match` or no `no` example"),
    ("L02", "an example passes through another rule only (told by `rules test`)"),
    ("L03", "a macro that nothing uses, or a role that nothing reads"),
    ("L04", "never fires on the texts (told by `rules report`)"),
    ("L05", "a word that neither the vocabulary nor a lexicon knows"),
    ("L06", "the same pattern as another rule of its kind, macros expanded"),
    (
        "L07",
        "finds nothing that a wider rule does not find, or loses each hit to one that beats it",
    ),
    ("L08", "no trigger, or one that is met in nearly every sentence"),
    ("L09", "a wide gap and no `unless`"),
    ("L10", "a lexicon form that is also a common word, without its capitals"),
    ("L11", "an alternative that is there twice"),
    ("L12", "quotes round a word without capitals"),
    ("L13", "the same example in two rules"),
    ("L14", "the fitted weight contradicts the author's sign (after `rules fit`)"),
    (
        "L15",
        "wrong more often than right on gold (after `rules fit`, and in `rules report --gold`)",
    ),
    ("L16", "a counter-example that is another rule's example"),
    ("L17", "mentions given to an example that the stages find themselves"),
];

/// Runs all lints over a loaded rule set; findings are sorted.
#[must_use]
pub fn lint(files: &RuleFiles, loaded: &Loaded, known: &dyn Known) -> Vec<Diagnostic> {
    let mut out = super::check::missing_examples(&loaded.rules, false);
    let weights = super::weights::of_files(files);
    for language in &loaded.rules.languages {
        let forms = language.lexicons.entries().iter();
        let words = forms.flat_map(|entry| form_words(&entry.form, &language.tokenizer)).collect();
        let ground = Ground { files, language, known, words };
        patterns::lint(&ground, &mut out);
        examples::lint(&ground, &mut out);
        unused::lint(&ground, &mut out);
        if let Some(weights) = &weights {
            fitted::lint(&ground, weights, &loaded.rules.types, &mut out);
        }
    }
    crate::diag::sort(&mut out);
    out.dedup();
    out
}

/// One language with what its lints read.
struct Ground<'a> {
    files: &'a RuleFiles,
    language: &'a super::Language,
    known: &'a dyn Known,
    /// Folded words of lexicon forms.
    words: BTreeSet<String>,
}

impl Ground<'_> {
    fn source(&self, file: &str) -> &str {
        self.files.0.get(file).map_or("", String::as_str)
    }
}
