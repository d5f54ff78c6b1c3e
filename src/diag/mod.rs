//! What is wrong in a file that a person wrote, said so that the person can mend it.
//!
//! One type for rule, lexicon, gazetteer, configuration and gold files: a stable code (`R001` rules,
//! `S` gazetteers, `C` configuration, `D` documents, `G` gold), one sentence, labelled byte spans, and
//! help. Loaders collect all diagnostics of a file before they give up, so that the author sees
//! every mistake at once.

mod render;
mod sources;
mod suggest;

use std::ops::Range;

pub use render::{Format, render, summary};
pub use sources::{Position, Sources};
pub use suggest::suggest;

/// Most names that are listed where none is near.
const LISTED: usize = 12;

/// Weight of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file cannot be used as it is.
    Error,
    /// The file works, but not as its author meant.
    Warning,
    /// For information.
    Note,
}

impl Severity {
    /// The word that renderers print.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A stretch of a file with what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// Name under which the file was put into [`Sources`].
    pub file: String,
    /// Bytes of the file. May be empty, to point between two characters; a span outside the
    /// file is shown at its end.
    pub span: Span,
    /// A few words printed at the caret; may be empty.
    pub text: String,
}

/// Half-open byte range of a source file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// First byte past the span.
    pub end: usize,
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

/// One finding about the files a person wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, such as `R003`.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// One short sentence without a final stop.
    pub message: String,
    /// Where: the first label is the primary one.
    pub labels: Vec<Label>,
    /// What to do next.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without a place yet.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning without a place yet.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note without a place yet.
    #[must_use]
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), labels: Vec::new(), help: None }
    }

    /// Adds a place; the first one added is the primary one.
    #[must_use]
    pub fn at(
        mut self,
        file: impl Into<String>,
        span: Range<usize>,
        text: impl Into<String>,
    ) -> Self {
        self.labels.push(Label { file: file.into(), span: span.into(), text: text.into() });
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds "did you mean `x`?" when one of `candidates` is close to `name`, and lists a few if none is.
    #[must_use]
    pub fn suggest<'a>(self, name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        let candidates: Vec<&str> = candidates.into_iter().collect();
        match suggest(name, candidates.iter().copied()) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None if (1..=LISTED).contains(&candidates.len()) => {
                self.help(format!("there is: {}", candidates.join(", ")))
            }
            None => self,
        }
    }

    /// Whether this is an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Brings diagnostics into the order in which people read them: by file, position, severity, code.
/// Ones without a place come first.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        let place = |diagnostic: &Diagnostic| {
            diagnostic.labels.first().map(|label| (label.file.clone(), label.span))
        };
        (place(a), a.severity, a.code, &a.message).cmp(&(place(b), b.severity, b.code, &b.message))
    });
}
