//! What each paragraph is: cues first, then shape and place.
//!
//! The blocks tile the visible text: every paragraph becomes one block, or a dateline and the
//! rest. Where nothing speaks for another kind a paragraph is running text, because a fact missed
//! in a wrongly set apart paragraph costs more than a menu line read in vain.

use super::cues::{BlockCues, CueScope, Found};
use super::document::BlockKind;
use super::paragraphs::{Mark, Paragraph};
use super::published::Published;
use crate::text::ByteSpan;

/// Shortest paragraph, in bytes, that counts as running text for certain.
const RUNNING: usize = 160;
/// Longest headline, in bytes.
const HEADLINE: usize = 240;
/// Longest heading inside a text.
const HEADING: usize = 180;
/// Words of a byline at most.
const BYLINE_WORDS: usize = 6;
/// Mean bytes from which loose list items read as headlines.
const TEASER: usize = 35;

/// Blocks and the publication date that cues found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marked {
    pub(crate) blocks: Vec<MarkedBlock>,
    pub(crate) published: Option<Published>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MarkedBlock {
    pub(crate) kind: BlockKind,
    pub(crate) span: ByteSpan,
}

/// Marks the paragraphs of `read`.
pub(crate) fn mark(read: &str, paragraphs: &[Paragraph], cues: &BlockCues) -> Marked {
    let mut marker = Marker::new(read, paragraphs, cues);
    let mut at = 0;
    while at < paragraphs.len() {
        at += marker.step(at);
    }
    Marked { blocks: marker.blocks, published: marker.published }
}

struct Marker<'a> {
    read: &'a str,
    paragraphs: &'a [Paragraph],
    cues: &'a BlockCues,
    /// Bytes of running text from each paragraph on; one more entry than paragraphs.
    running_from: Vec<usize>,
    /// Whether blank lines mean anything in this text.
    has_gaps: bool,
    /// What the last heading cue opened.
    open: Option<(BlockKind, CueScope)>,
    title: Option<&'a str>,
    /// Paragraphs of running text so far.
    bodies: usize,
    blocks: Vec<MarkedBlock>,
    published: Option<Published>,
}

impl<'a> Marker<'a> {
    fn new(read: &'a str, paragraphs: &'a [Paragraph], cues: &'a BlockCues) -> Self {
        let mut running_from = vec![0; paragraphs.len() + 1];
        for (at, paragraph) in paragraphs.iter().enumerate().rev() {
            let running = if is_running(read, paragraph) { paragraph.span.len() } else { 0 };
            running_from[at] = running_from[at + 1] + running;
        }
        Self {
            read,
            paragraphs,
            cues,
            running_from,
            has_gaps: paragraphs.iter().skip(1).any(|paragraph| paragraph.gap),
            open: None,
            title: None,
            bodies: 0,
            blocks: Vec::with_capacity(paragraphs.len() + 1),
            published: None,
        }
    }

    /// Marks paragraph `at` (and its like that follow); answers how many were marked.
    fn step(&mut self, at: usize) -> usize {
        let paragraph = self.paragraphs[at];
        let text = self.text(at);
        if let Some((kind, CueScope::Rest)) = self.open {
            self.push(kind, paragraph.span);
            return 1;
        }
        if let Some(found) = self.line_cue(at) {
            self.follow(at, &found);
            return 1;
        }
        if let Some((kind, scope)) = self.open {
            let ends = match scope {
                CueScope::Line | CueScope::WithPrevious => true,
                CueScope::UntilBlank => paragraph.gap,
                CueScope::UntilHeading => self.is_heading(at),
                CueScope::UntilText => is_running(self.read, &paragraph),
                CueScope::Rest => false,
            };
            if !ends {
                self.push(kind, paragraph.span);
                return 1;
            }
            self.open = None;
        }
        if let Some(count) = self.menu(at).or_else(|| self.teasers(at)) {
            return count;
        }
        if self.title.is_some_and(|title| at < 16 && same_line(title, text)) {
            self.push(BlockKind::Title, paragraph.span);
            return 1;
        }
        let kind = match paragraph.mark {
            Mark::Heading => BlockKind::Title,
            Mark::Quote => BlockKind::Quote,
            Mark::Item | Mark::Loose => BlockKind::List,
            Mark::Rule | Mark::Aside => BlockKind::Boilerplate,
            Mark::Plain => self.plain(at),
        };
        if kind == BlockKind::Title && self.title.is_none() {
            self.title = Some(text);
        }
        if kind == BlockKind::Body {
            self.body(at);
        } else {
            self.push(kind, paragraph.span);
        }
        1
    }

    fn text(&self, at: usize) -> &'a str {
        self.paragraphs[at].span.of(self.read)
    }

    fn push(&mut self, kind: BlockKind, span: ByteSpan) {
        self.blocks.push(MarkedBlock { kind, span });
    }

    fn line_cue(&self, at: usize) -> Option<Found<'a>> {
        let paragraph = &self.paragraphs[at];
        let found = match paragraph.mark {
            Mark::Rule => None,
            _ => self.cues.line(self.text(at)),
        }?;
        // Deep inside a text a line with a date heads a section.
        let late = found.cue.kind == BlockKind::Dateline && self.bodies > 2;
        (!late).then_some(found)
    }

    fn follow(&mut self, at: usize, found: &Found<'_>) {
        let (kind, mut scope) = (found.cue.kind, found.cue.scope);
        self.date(found);
        if scope == CueScope::Rest {
            // A link to the comments stands above many articles: there most text is still to come.
            let before = self.running_from[0] - self.running_from[at];
            let after = self.running_from[at + 1];
            if before * 3 < after || (before == 0 && self.bodies == 0) {
                scope = CueScope::Line;
            }
        }
        if scope == CueScope::WithPrevious
            && let Some(previous) = self.blocks.last_mut()
            && matches!(previous.kind, BlockKind::Body | BlockKind::Title | BlockKind::List)
        {
            previous.kind = kind;
        }
        self.open = match scope {
            CueScope::Line | CueScope::WithPrevious => None,
            scope => Some((kind, scope)),
        };
        self.push(kind, self.paragraphs[at].span);
    }

    fn date(&mut self, found: &Found<'_>) {
        if let Some(date) = &found.published
            && self.bodies < 2
            && self.published.as_ref().is_none_or(|known| date.from < known.from)
        {
            self.published = Some(date.clone());
        }
    }

    /// Running text, with its dateline apart if it has one.
    fn body(&mut self, at: usize) {
        let span = self.paragraphs[at].span;
        let text = self.text(at);
        let dateline = if self.bodies < 2 { self.cues.prefix(text) } else { None };
        self.bodies += 1;
        let Some(found) = dateline else { return self.push(BlockKind::Body, span) };
        self.date(&found);
        let start = span.start as usize;
        let split = start + found.length;
        self.push(found.cue.kind, ByteSpan::new(start, split));
        let rest = text[found.length..].trim_start();
        if !rest.is_empty() {
            let end = span.end as usize;
            self.push(BlockKind::Body, ByteSpan::new(end - rest.len(), end));
        }
    }

    /// The kind of a paragraph that no markup and no cue speaks for.
    fn plain(&self, at: usize) -> BlockKind {
        let text = self.text(at);
        if self.title.is_none() && self.bodies == 0 && self.is_headline(at) {
            return BlockKind::Title;
        }
        if let Some(kind) = address(text) {
            return kind;
        }
        if is_path(text) {
            return BlockKind::Boilerplate;
        }
        if self.ends_list(at) {
            return BlockKind::List;
        }
        if self.is_heading(at) {
            return match self.headings_from(at) {
                // One or two lines above running text head it; more are a list without bullets.
                _ if self.bodies == 0 => BlockKind::Title,
                0..=2 => BlockKind::Title,
                _ => BlockKind::List,
            };
        }
        if self.is_signature(at) { BlockKind::Byline } else { BlockKind::Body }
    }

    /// Whether the first paragraph can be the headline.
    fn is_headline(&self, at: usize) -> bool {
        let paragraph = &self.paragraphs[at];
        let text = self.text(at);
        let rest = self.running_from[at + 1];
        let alone = self.paragraphs.get(at + 1).is_none();
        if alone
            || paragraph.lines > 3
            || text.len() > HEADLINE
            || !starts_heading(text)
            || holds_sentence(text)
        {
            return false;
        }
        match text.chars().next_back() {
            // A full stop makes a sentence, unless a whole article follows.
            Some('.' | '…') => text.len() * 6 < rest && self.paragraphs[at + 1].gap,
            Some(',' | ';') => false,
            _ => true,
        }
    }

    /// Whether a paragraph heads what follows.
    fn is_heading(&self, at: usize) -> bool {
        let paragraph = &self.paragraphs[at];
        if paragraph.mark == Mark::Heading {
            return true;
        }
        let text = self.text(at);
        let gap = paragraph.gap || !self.has_gaps;
        self.heading_shape(at)
            && gap
            && (self.running_from[at + 1] > 0 || self.heads_short_text(at))
            && !(at > 0 && self.text(at - 1).ends_with(':'))
            && address(text).is_none()
    }

    /// Whether a sentence or a list stands right below, in a text of short paragraphs.
    fn heads_short_text(&self, at: usize) -> bool {
        self.paragraphs.get(at + 1).is_some_and(|next| {
            next.mark == Mark::Item
                || (next.mark == Mark::Plain && is_sentence(self.text(at + 1), self.text(at)))
        }) && self.line_cue(at + 1).is_none()
    }

    fn heading_shape(&self, at: usize) -> bool {
        let paragraph = &self.paragraphs[at];
        let text = self.text(at);
        paragraph.mark == Mark::Plain
            && paragraph.lines == 1
            && text.len() <= HEADING
            && starts_heading(text)
            && !text.ends_with(['.', ',', ';', ':', '…', '»', '"', '”'])
            && !holds_sentence(text)
    }

    /// Lines of heading shape in a row from `at`, up to four.
    fn headings_from(&self, at: usize) -> usize {
        (at..self.paragraphs.len().min(at + 4)).take_while(|&next| self.heading_shape(next)).count()
    }

    /// "… ;" lines, and the last line after them.
    fn ends_list(&self, at: usize) -> bool {
        let text = self.text(at);
        if text.len() > 4 * HEADING {
            return false;
        }
        let follows = |ends: &[char]| at > 0 && self.text(at - 1).ends_with(ends);
        let after_item = matches!(self.blocks.last(), Some(block) if block.kind == BlockKind::List);
        (text.ends_with(';') && (follows(&[':']) || after_item)) || (after_item && follows(&[';']))
    }

    /// The author's name or the agency's below the text.
    fn is_signature(&self, at: usize) -> bool {
        let paragraph = &self.paragraphs[at];
        let text = self.text(at);
        self.bodies > 0
            && paragraph.gap
            && self.running_from[at + 1] == 0
            && !self.heads_short_text(at)
            && paragraph.lines == 1
            && text.len() <= 80
            && text.split_whitespace().count() <= BYLINE_WORDS
            && !text.ends_with(['.', '!', '?', ';', ',', '…'])
            && !text.contains(':')
            && !text.split_whitespace().any(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
            && self.follows_body(at)
    }

    /// Whether the last blocks are running text, with one signature line between at most.
    fn follows_body(&self, at: usize) -> bool {
        let mut kinds = self.blocks.iter().rev().map(|block| block.kind);
        let last = match kinds.next() {
            Some(BlockKind::Byline) => kinds.next(),
            kind => kind,
        };
        at > 0 && matches!(last, Some(BlockKind::Body | BlockKind::Quote))
    }

    /// Four or more lines of a word or three before or after the running text: a menu.
    fn menu(&mut self, at: usize) -> Option<usize> {
        // Without running text anywhere the short lines are all there is.
        if self.running_from[0] == 0 || (self.bodies > 0 && self.running_from[at] > 0) {
            return None;
        }
        let count = self.paragraphs[at..]
            .iter()
            .take_while(|paragraph| {
                let text = paragraph.span.of(self.read);
                paragraph.mark != Mark::Heading
                    && paragraph.lines <= 2
                    && text.len() <= 28
                    && text.split_whitespace().count() <= 3
                    && !text.ends_with(['.', ';', ','])
            })
            .count();
        if count < 5 {
            return None;
        }
        for next in at..at + count {
            self.push(BlockKind::Boilerplate, self.paragraphs[next].span);
        }
        Some(count)
    }

    /// Two or more bulleted headlines before or after the article are a menu of other articles.
    fn teasers(&mut self, at: usize) -> Option<usize> {
        // A run that was refused at its start is not looked at again from its middle.
        if at > 0 && self.paragraphs[at - 1].mark == Mark::Loose {
            return None;
        }
        let loose = self.paragraphs[at..]
            .iter()
            .take_while(|paragraph| paragraph.mark == Mark::Loose)
            .count();
        if loose < 2 || (self.bodies > 0 && self.running_from[at + loose] > 0) {
            return None;
        }
        let items = &self.paragraphs[at..at + loose];
        let introduced = at > 0 && self.text(at - 1).ends_with(':');
        let bytes: usize = items.iter().map(|item| item.span.len()).sum();
        let sentences =
            items.iter().filter(|item| item.span.of(self.read).ends_with([';', ',', '.'])).count();
        if introduced || bytes / loose < TEASER || sentences * 2 > loose {
            return None;
        }
        for next in at..at + loose {
            self.push(BlockKind::Teaser, self.paragraphs[next].span);
        }
        Some(loose)
    }
}

/// Whether a paragraph is running text for certain: long, and made of sentences.
fn is_running(read: &str, paragraph: &Paragraph) -> bool {
    let text = paragraph.span.of(read);
    matches!(paragraph.mark, Mark::Plain | Mark::Quote)
        && text.len() >= RUNNING
        && (text.ends_with(['.', '!', '?', '…', '»', '"', '”', ')', ':'])
            || text.len() > 2 * RUNNING)
}

/// Whether a paragraph is a sentence at least, beside the line above it.
fn is_sentence(text: &str, above: &str) -> bool {
    let long = text.len() > 2 * above.len();
    text.len() >= 60 && (long || text.ends_with(['.', '!', '?', '…', '»']))
}

/// A heading opens with a capital, a figure, a quotation mark or a hash tag.
fn starts_heading(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some(char) if char.is_uppercase() || char.is_numeric() => true,
        Some('#' | '«' | '"' | '“' | '‘' | '[' | '\'' | '¿' | '¡') => true,
        // Letters of scripts without case, and pictures before a heading.
        Some(char) if char.is_alphabetic() => !char.is_lowercase(),
        Some('-' | '–' | '—' | '(' | '@' | '>' | '*' | '©' | '|' | '+') | None => false,
        Some(_) => {
            chars.find(|char| char.is_alphanumeric()).is_some_and(|char| !char.is_lowercase())
        }
    }
}

/// Whether a short text goes on after a sentence end, or with a web address.
fn holds_sentence(text: &str) -> bool {
    let ends = text.match_indices(". ").any(|(at, _)| {
        text[..at].ends_with(char::is_lowercase) && text[at + 2..].starts_with(char::is_uppercase)
    });
    ends || text.contains("www.") || text.contains("://")
}

/// Lines that hold an e-mail address, a web address or a handle and little else.
fn address(text: &str) -> Option<BlockKind> {
    if text.len() > 160 || text.split_whitespace().count() > 6 {
        return None;
    }
    let mut web = false;
    let mut words = 0;
    for word in text.split_whitespace() {
        words += 1;
        if let Some((local, host)) = word.split_once('@')
            && !local.is_empty()
            && host.contains('.')
        {
            return Some(BlockKind::Contact);
        }
        let bare = word.trim_matches(['<', '>', '(', ')', '[', ']']);
        web |= ["http://", "https://", "www."].iter().any(|start| bare.starts_with(start));
    }
    match words {
        1 if web => Some(BlockKind::Contact),
        1 if text.starts_with('@') => Some(BlockKind::Boilerplate),
        _ => None,
    }
}

/// "A > B > C" and "A | B | C": where a page stands in its site.
fn is_path(text: &str) -> bool {
    if text.len() > 200 || text.ends_with('.') {
        return false;
    }
    [" > ", " | ", " › ", " » ", " / "].iter().any(|sign| {
        let parts = text.split(sign);
        !(*sign == " » " && text.contains('«'))
            && parts.clone().count() >= 3
            && parts.clone().all(|part| part.len() <= 40)
    })
}

/// Equality save for white space and case.
fn same_line(a: &str, b: &str) -> bool {
    let letters = |text: &'_ str| -> Vec<char> {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    a.len().abs_diff(b.len()) <= 16 && letters(a) == letters(b)
}
