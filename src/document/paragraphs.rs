//! What a reader of one medium hands to block marking: paragraphs with what the markup said.

use crate::text::ByteSpan;

/// A stretch that is one block at most, save for a dateline at its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// Bytes of the reading, without white space at the ends; never empty.
    pub(crate) span: ByteSpan,
    /// What the markup said.
    pub(crate) mark: Mark,
    /// Whether a blank line (or a block element's edge) stands before it.
    pub(crate) gap: bool,
    /// Lines it was wrapped to.
    pub(crate) lines: u32,
}

/// What markup says of a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Nothing.
    #[default]
    Plain,
    /// A heading element or `#` line.
    Heading,
    /// A quotation element or `>` line.
    Quote,
    /// A list item on the line of its bullet, or a list element.
    Item,
    /// A bullet alone on a line with a line of text below it, or a list element that is one link.
    /// Menus of headlines come out of scrapers in this shape.
    Loose,
    /// Caption, address or time element: never running text.
    Aside,
    /// A line of punctuation.
    Rule,
}
