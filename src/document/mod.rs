//! Bytes to clean text: find the sources, decode them, mark what each stretch is, detect languages.
//!
//! ```text
//! paths -> list -> Locator -> open -> Source -> prepare: decode -> clean -> detect -> Document
//! ```
//!
//! Cleaning marks, it does not delete: titles, datelines, teasers, comment forms and the rest
//! become typed blocks of an immutable text. Words that give such blocks away come from
//! `rules/<lang>/blocks.toml` as [`CueSpec`]s and from function word lists; nothing here knows a
//! language. One document that cannot be read is a [`Failure`] and never stops a batch.

mod blocks;
mod cues;
mod decode;
#[expect(clippy::module_inception, reason = "the module's one noun is Document")]
mod document;
mod entities;
mod html;
mod html_meta;
mod html_outline;
mod html_text;
mod language;
mod markup;
mod paragraphs;
mod plain;
mod published;
mod read;
mod reading;
mod records;
mod source;

pub use cues::{BlockCues, CueError, CueExample, CueFile, CueScope, CueSpec, check_examples};
pub use decode::{Decoded, decode};
pub use document::{Block, BlockKind, Document, Meta, Warning, WarningCode};
pub use language::{LanguageCode, LanguageGuess, LanguageProfiles};
pub use published::{Published, PublishedFrom, parse_day};
pub use read::{ListOptions, Sources, list, open};
pub use reading::{Markup, Reading};
pub use source::{Content, Failure, FailureCode, Locator, Media, Record, Source};

use crate::text::{ByteSpan, Text};
use paragraphs::Paragraph;

/// Largest input that is read, in bytes, after decompression.
pub const MAX_BYTES: u64 = 1 << 30;

/// Longest signature of a quotation, in bytes.
const SIGNATURE: usize = 120;

/// Turns a source into a document: decode, clean, detect.
///
/// # Errors
/// When the source is empty, binary or too large. Everything else is read, with warnings.
pub fn prepare(
    source: Source,
    cues: &BlockCues,
    profiles: &LanguageProfiles,
) -> Result<Document, Failure> {
    let Source { name, record, content, media } = source;
    let fail = |code, detail: &str| Failure::new(code, &name, record.as_deref(), detail);
    let mut warnings = Vec::new();
    let (text, encoding, meta) = match content {
        Content::Bytes(bytes) => {
            if bytes.len() as u64 > MAX_BYTES {
                return Err(fail(FailureCode::TooLarge, ""));
            }
            let declared = match media {
                Media::Html => html_meta::declared_charset(&bytes),
                Media::Text | Media::Markdown => None,
            };
            let decoded = decode(bytes, declared.as_deref());
            if decoded.binary {
                return Err(fail(FailureCode::Binary, ""));
            }
            if decoded.replaced > 0 {
                warnings.push(Warning::replaced(decoded.replaced, decoded.encoding));
            }
            (decoded.text, decoded.encoding, Meta::default())
        }
        Content::Record(record) => {
            let (text, meta) = record.into_parts();
            (decode::normalise(text), "UTF-8", meta)
        }
    };
    if text.trim().is_empty() {
        return Err(fail(FailureCode::Empty, ""));
    }
    let cleaned = match media {
        Media::Text if !html::looks_like_html(&text) => clean_plain(text, meta),
        Media::Markdown => clean_plain(text, meta),
        Media::Text | Media::Html => html::extract(&text, meta),
    };
    let Cleaned { text, reading, paragraphs, mut meta, declared_language } = cleaned;
    if text.as_str().trim().is_empty() {
        return Err(fail(FailureCode::NoText, ""));
    }
    let read = reading.as_str(&text);
    let found = blocks::mark(read, &paragraphs, cues);
    meta.complete(read, &found);
    let (language, mut guesses) = profiles.detect(read, &found.blocks, declared_language);
    // The signature under a quotation ("— U.S. Embassy Morocco, February 18") is too short to tell
    // its language; it is written in the quotation's.
    for at in 1..found.blocks.len().min(guesses.len()) {
        let quoted = |at: usize| found.blocks[at].kind == BlockKind::Quote;
        if quoted(at) && quoted(at - 1) && found.blocks[at].span.len() < SIGNATURE {
            guesses[at] = guesses[at - 1];
        }
    }
    let blocks = found
        .blocks
        .iter()
        .zip(guesses)
        .map(|(block, language)| Block { kind: block.kind, span: block.span, language })
        .collect();
    Ok(Document { name, record, text, reading, blocks, meta, language, encoding, warnings })
}

/// What a medium's own reader hands on to block marking.
pub(crate) struct Cleaned {
    pub(crate) text: Text,
    pub(crate) reading: Reading,
    pub(crate) paragraphs: Vec<Paragraph>,
    pub(crate) meta: Meta,
    pub(crate) declared_language: Option<LanguageCode>,
}

fn clean_plain(text: String, meta: Meta) -> Cleaned {
    let text = Text::new(text);
    let reading = Reading::new(text.as_str(), Markup::Inline);
    let paragraphs = plain::paragraphs(reading.as_str(&text), |offset| {
        let start = reading.to_text(ByteSpan::new(offset, offset)).start as usize;
        plain::mark_before(text.as_str(), start)
    });
    Cleaned { text, reading, paragraphs, meta, declared_language: None }
}
