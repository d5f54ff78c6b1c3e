//! Names in running text: the `fst` of name keys is walked along the text, folding as it goes.
//!
//! What is matched is exactly [`name_key`](crate::text::fold::name_key) of the stretch of text from the first
//! token to the last, so hyphens, apostrophes and spaces are one another's equal; other punctuation
//! must also stand in the name.

use fst::raw::{Fst, Output};

use super::layout::{letters, same_letters};
use super::{Gazetteer, Posting};
use crate::text::fold::{fold_into, strip_into};
use crate::text::token::{Shape, Token};

/// How many tokens, punctuation included, a name may have.
pub const MAX_TOKENS: usize = 24;

/// A range of postings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PostingRange {
    pub(super) start: u32,
    pub(super) count: u16,
}

impl From<u64> for PostingRange {
    fn from(packed: u64) -> Self {
        Self { start: (packed >> 16) as u32, count: (packed & 0xffff) as u16 }
    }
}

/// A name that starts at the token asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameHit {
    /// Tokens that the name covers.
    pub tokens: u16,
    /// Whether some row writes the name with the very capitals of the text (accents aside).
    /// [`Gazetteer::is_written_as`] tells for one row.
    pub exact_case: bool,
    /// The rows that bear the name; see [`Gazetteer::postings`].
    pub postings: PostingRange,
}

/// What a character is in a name key.
enum Key {
    /// These bytes.
    Bytes([u8; 8], u8),
    /// Nothing.
    Dropped,
    /// A space.
    Separator,
}

impl Gazetteer {
    /// Appends all names that start at token `at` and end before token `end`, shortest first.
    pub fn matches(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
        end: usize,
        out: &mut Vec<NameHit>,
    ) {
        let limit = end.min(tokens.len()).min(at.saturating_add(MAX_TOKENS));
        let Some(first) = tokens.get(at) else { return };
        let start = first.span.start as usize;
        let mut walk = Walk::new(self.names.as_fst());
        let (mut from, mut hard) = (start, false);
        for (index, token) in tokens.iter().enumerate().take(limit).skip(at) {
            let stop = token.span.end as usize;
            let gap_end = (token.span.start as usize).max(from);
            let (Some(gap), Some(word)) = (text.get(from..gap_end), text.get(gap_end..stop)) else {
                return;
            };
            from = stop;
            if !walk.feed(gap) {
                return;
            }
            let before = walk.length;
            if !walk.feed(word) {
                return;
            }
            if token.shape.any(Shape::PUNCTUATION) {
                match word {
                    "-" | "‐" | "‑" | "–" | "'" | "’" | "." | "&" | "+" => {}
                    "," | "(" | ")" | "/" | ":" | "!" | "?" if index > at => hard = true,
                    _ => return,
                }
            }
            if walk.length == before {
                continue;
            }
            let Some(value) = walk.value() else { continue };
            let surface = &text[start..stop];
            let postings = PostingRange::from(value);
            if hard && !self.postings(postings).any(|p| same_marks(surface, self.form(p))) {
                continue;
            }
            let exact_case = self.postings(postings).any(|p| self.is_written_as(p, surface));
            out.push(NameHit { tokens: (index + 1 - at) as u16, exact_case, postings });
        }
    }

    /// Whether the row's form has the very letters of `surface`: same capitals, accents aside. The
    /// small letters of an acronym may be written in capitals too (`BNF` for `BnF`).
    #[must_use]
    pub fn is_written_as(&self, posting: Posting, surface: &str) -> bool {
        let form = self.form(posting);
        same_letters(form, surface)
            || (!form.contains(' ')
                && letters(form).filter(|char| char.is_uppercase()).count() >= 2
                && has_capitals_only(surface))
    }
}

/// Whether both have the same punctuation that separates parts of a name.
fn same_marks(left: &str, right: &str) -> bool {
    let marks = |text: &str| text.matches([',', '(', ')', '/', ':', '!', '?']).collect::<String>();
    marks(left) == marks(right)
}

/// A walk through the map of names.
struct Walk<'a> {
    fst: &'a Fst<super::Bytes>,
    node: fst::raw::Node<'a>,
    output: Output,
    /// Bytes of key walked.
    length: usize,
    space: bool,
}

impl<'a> Walk<'a> {
    fn new(fst: &'a Fst<super::Bytes>) -> Self {
        Self { fst, node: fst.root(), output: Output::zero(), length: 0, space: false }
    }

    /// Goes on along `text`; false when no name goes on like that.
    fn feed(&mut self, text: &str) -> bool {
        let mut rest = text;
        while let Some(&byte) = rest.as_bytes().first() {
            if byte < 0x80 {
                rest = &rest[1..];
                match byte {
                    b'.' => {}
                    b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'&' | b'+' => {
                        if !self.key(&[byte.to_ascii_lowercase()]) {
                            return false;
                        }
                    }
                    _ => self.space = true,
                }
                continue;
            }
            let Some(char) = rest.chars().next() else { return true };
            rest = &rest[char.len_utf8()..];
            match key_of(char) {
                Key::Dropped => {}
                Key::Separator => self.space = true,
                Key::Bytes(bytes, count) => {
                    if !self.key(&bytes[..count as usize]) {
                        return false;
                    }
                }
            }
        }
        true
    }

    fn key(&mut self, bytes: &[u8]) -> bool {
        if self.space {
            self.space = false;
            if self.length > 0 && !self.step(b' ') {
                return false;
            }
        }
        bytes.iter().all(|&byte| self.step(byte))
    }

    #[inline]
    fn step(&mut self, byte: u8) -> bool {
        let Some(index) = self.node.find_input(byte) else { return false };
        let transition = self.node.transition(index);
        self.output = self.output.cat(transition.out);
        self.node = self.fst.node(transition.addr);
        self.length += 1;
        true
    }

    fn value(&self) -> Option<u64> {
        self.node.is_final().then(|| self.output.cat(self.node.final_output()).value())
    }
}

/// What [`crate::text::fold::name_key`] makes of a character outside ASCII.
fn key_of(char: char) -> Key {
    let plain = match char {
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' | 'À' | 'Â' | 'Ä' | 'Á' | 'Ã' | 'Å' => b'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => b'e',
        'î' | 'ï' | 'í' | 'ì' | 'Î' | 'Ï' | 'Í' | 'Ì' => b'i',
        'ô' | 'ö' | 'ó' | 'ò' | 'õ' | 'Ô' | 'Ö' | 'Ó' | 'Ò' | 'Õ' => b'o',
        'û' | 'ü' | 'ú' | 'ù' | 'Û' | 'Ü' | 'Ú' | 'Ù' => b'u',
        'ç' | 'Ç' => b'c',
        'ñ' | 'Ñ' => b'n',
        '’' | '\u{a0}' | '\u{202f}' | '–' | '—' | '«' | '»' => return Key::Separator,
        _ => return slow_key_of(char),
    };
    Key::Bytes([plain, 0, 0, 0, 0, 0, 0, 0], 1)
}

/// The same by way of [`fold_into`] and [`strip_into`].
fn slow_key_of(char: char) -> Key {
    let mut buffer = [0; 4];
    if matches!(char, '\u{ad}' | '\u{200b}' | '\u{200d}' | '\u{feff}') {
        return Key::Dropped;
    }
    let (mut folded, mut stripped) = (String::new(), String::new());
    fold_into(char.encode_utf8(&mut buffer), &mut folded);
    strip_into(&folded, &mut stripped);
    if stripped.is_empty() {
        return Key::Dropped;
    }
    let kept: String = stripped.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut bytes = [0; 8];
    match bytes.get_mut(..kept.len()) {
        Some(head) if !kept.is_empty() && kept == stripped => {
            head.copy_from_slice(kept.as_bytes());
            Key::Bytes(bytes, kept.len() as u8)
        }
        _ => Key::Separator,
    }
}

/// Whether a surface has two capitals or more and no small letter.
pub(super) fn has_capitals_only(surface: &str) -> bool {
    let mut count = 0;
    letters(surface).all(|char| {
        count += usize::from(char.is_uppercase());
        !char.is_lowercase()
    }) && count >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::name_key;

    #[test]
    fn a_character_alone_has_the_key_that_it_has_in_a_name() {
        for char in ('\u{80}'..='\u{2fff}').filter(|c| !c.is_whitespace()) {
            let key = name_key(&format!("a{char}b"));
            let ours = match key_of(char) {
                Key::Bytes(bytes, count) => {
                    format!("a{}b", String::from_utf8_lossy(&bytes[..count as usize]))
                }
                Key::Dropped => "ab".to_owned(),
                Key::Separator => "a b".to_owned(),
            };
            assert_eq!(ours, key, "{char:?} U+{:04X}", char as u32);
        }
    }
}
