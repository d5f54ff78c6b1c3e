//! The document: an immutable text with typed blocks and what is known about it.

use serde::Deserialize;

use super::blocks::Marked;
use super::language::LanguageGuess;
use super::published::{Published, PublishedFrom};
use super::reading::Reading;
use crate::text::{ByteSpan, Text};

/// One text that was read, cleaned and given its languages. Nothing changes it afterwards.
#[derive(Clone, Debug)]
pub struct Document {
    /// Published name of the file.
    pub name: String,
    /// Id of the record inside a container file.
    pub record: Option<String>,
    /// The published text: NFC, `\n` line ends. Offsets of facts count in it.
    pub text: Text,
    /// The same text without inline markup: what blocks count in and the tokeniser reads.
    pub reading: Reading,
    /// Typed stretches, in order, not overlapping; together they hold every visible character.
    pub blocks: Vec<Block>,
    /// What is known about the text.
    pub meta: Meta,
    /// Language of most of the running text.
    pub language: LanguageGuess,
    /// Encoding the bytes were read in, as a WHATWG name.
    pub encoding: &'static str,
    /// Losses on the way.
    pub warnings: Vec<Warning>,
}

impl Document {
    /// The text that blocks and tokens count in.
    #[must_use]
    pub fn read(&self) -> &str {
        self.reading.as_str(&self.text)
    }
}

/// A typed stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Bytes of [`Document::read`]. Holds a line end only where a paragraph was wrapped by hand.
    pub span: ByteSpan,
    /// Its language.
    pub language: LanguageGuess,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Headline or heading.
    Title,
    /// Place and date before the first sentence, or a header line with the date.
    Dateline,
    /// Author or agency line.
    Byline,
    /// Running text.
    Body,
    /// A quotation set apart: a tweet, a pulled quote.
    Quote,
    /// A list item.
    List,
    /// "About X" paragraphs of a release.
    About,
    /// Contact lines.
    Contact,
    /// Headlines of other articles.
    Teaser,
    /// Comment form or comments.
    Comment,
    /// Share bars, cookie banners, copyright lines, menus.
    Boilerplate,
}

impl BlockKind {
    /// Every kind, in declaration order.
    pub const ALL: &'static [Self] = &[
        Self::Title,
        Self::Dateline,
        Self::Byline,
        Self::Body,
        Self::Quote,
        Self::List,
        Self::About,
        Self::Contact,
        Self::Teaser,
        Self::Comment,
        Self::Boilerplate,
    ];

    /// The spelling in rule files and in the knowledge base.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Dateline => "dateline",
            Self::Byline => "byline",
            Self::Body => "body",
            Self::Quote => "quote",
            Self::List => "list",
            Self::About => "about",
            Self::Contact => "contact",
            Self::Teaser => "teaser",
            Self::Comment => "comment",
            Self::Boilerplate => "boilerplate",
        }
    }
}

/// What is known about a text from outside its sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// From metadata, or the first title block.
    pub title: Option<String>,
    /// Publication date. A dateline in words is left to the value grammar.
    pub published: Option<Published>,
    /// Publisher's name.
    pub publisher: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// Author.
    pub author: Option<String>,
}

impl Meta {
    /// Fills what metadata left open from the marked blocks.
    pub(crate) fn complete(&mut self, read: &str, marked: &Marked) {
        if self.title.is_none() {
            self.title = marked
                .blocks
                .iter()
                .find(|block| block.kind == BlockKind::Title)
                .map(|block| one_line(block.span.of(read)));
        }
        if self.published.is_none() {
            self.published = marked.published.clone();
        }
    }

    /// Takes a date if none was set: sources are asked in order of trust.
    pub(crate) fn offer_date(&mut self, value: Option<String>, from: PublishedFrom) {
        if self.published.is_none()
            && let Some(value) = value
        {
            self.published = Some(Published { value, from });
        }
    }
}

/// The first `bytes` bytes of a text, or a little less to end between two characters.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Runs of white space become one space; none at the ends.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Stable codes of losses that do not stop a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningCode {
    /// Bytes that are not text in the encoding found became U+FFFD.
    Replaced,
}

impl WarningCode {
    /// The published code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Replaced => "D101",
        }
    }
}

/// A loss that was survived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Stable code.
    pub code: WarningCode,
    /// One sentence.
    pub message: String,
}

impl Warning {
    pub(crate) fn replaced(count: usize, encoding: &str) -> Self {
        let stretches = if count == 1 { "stretch" } else { "stretches" };
        Self {
            code: WarningCode::Replaced,
            message: format!(
                "{count} broken {stretches} of bytes read as {encoding} became U+FFFD; save the \
                 file again as UTF-8 if names look wrong"
            ),
        }
    }
}
