//! Where a document comes from, before anything was understood, and why one could not be read.

use std::path::PathBuf;

use super::document::Meta;
use super::published::{Published, PublishedFrom, parse_day};

/// A file to open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locator {
    /// Published name: path inside the given input folder with `/`, or the name of the file for a
    /// file that was given itself.
    pub name: String,
    /// Where to open it; `-` is standard input.
    pub path: PathBuf,
}

/// One document's worth of input.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Published name of the file.
    pub name: String,
    /// Id of the record inside a container file.
    pub record: Option<String>,
    /// What was read.
    pub content: Content,
    /// How to understand it.
    pub media: Media,
}

/// Input as it was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A file's bytes, decompressed, encoding unknown.
    Bytes(Vec<u8>),
    /// A record of a container, already decoded.
    Record(Record),
}

/// A record of a JSONL or CSV file: the text with what is known about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The text itself.
    pub text: String,
    /// Headline.
    pub title: Option<String>,
    /// Publication date as the file has it.
    pub date: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Publisher.
    pub publisher: Option<String>,
}

impl Record {
    pub(crate) fn into_parts(self) -> (String, Meta) {
        let published = self
            .date
            .as_deref()
            .and_then(parse_day)
            .map(|value| Published { value, from: PublishedFrom::Record });
        let meta = Meta {
            title: self.title,
            published,
            publisher: self.publisher,
            url: self.url,
            author: self.author,
        };
        (self.text, meta)
    }
}

/// Kind of text in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// Plain text, possibly with scraps of markup.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
}

/// Stable codes of what stops a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureCode {
    /// No such file or folder.
    Missing,
    /// The file is there and cannot be opened or read.
    Unreadable,
    /// A file given by name has an extension that is not known.
    UnknownKind,
    /// Over [`super::MAX_BYTES`].
    TooLarge,
    /// No text at all.
    Empty,
    /// Not a text.
    Binary,
    /// A record of a container cannot be read.
    BadRecord,
    /// An HTML page without text.
    NoText,
}

impl FailureCode {
    /// The published code: `D001` and so on.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "D001",
            Self::Unreadable => "D002",
            Self::UnknownKind => "D003",
            Self::TooLarge => "D004",
            Self::Empty => "D005",
            Self::Binary => "D006",
            Self::BadRecord => "D007",
            Self::NoText => "D008",
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::Missing => "there is no such file or folder; check the path",
            Self::Unreadable => "the file cannot be read",
            Self::UnknownKind => {
                "not a kind of file that is read; give .txt, .md, .html, .htm, .jsonl or .csv \
                 (each also with .gz), or rename the file"
            }
            Self::TooLarge => "larger than 1 GiB; split it into one file a document, or JSON Lines",
            Self::Empty => "the file holds no text; remove it from the input or fill it",
            Self::Binary => "not a text but binary data; convert it to text first",
            Self::BadRecord => "the record cannot be read",
            Self::NoText => "the page holds no text outside scripts and menus; save it rendered",
        }
    }
}

/// Why a document could not be read: one entry of the issues table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{name}: {message}")]
pub struct Failure {
    /// Published name of the file, or the argument as it was given.
    pub name: String,
    /// Id of the record inside a container file.
    pub record: Option<String>,
    /// Stable code: `D001` and so on.
    pub code: &'static str,
    /// One sentence: what happened and what to do.
    pub message: String,
}

impl Failure {
    /// A failure of `name`; `detail` (may be empty) goes behind the code's own sentence.
    #[must_use]
    pub fn new(code: FailureCode, name: &str, record: Option<&str>, detail: &str) -> Self {
        let message = match detail {
            "" => code.sentence().to_owned(),
            detail => format!("{}: {detail}", code.sentence()),
        };
        Self {
            name: name.to_owned(),
            record: record.map(str::to_owned),
            code: code.as_str(),
            message,
        }
    }
}
