//! Finding the inline markup and invisible characters of a text. One pass, linear for any input:
//! what may close a bracket or an emphasis is kept on a stack that a line end clears.

use super::entities;
use super::reading::Markup;
use crate::text::ByteSpan;

/// Longest address of a link that is followed, in bytes.
const ADDRESS: usize = 2048;

/// A stretch of the text that reads as one character or as nothing.
pub(crate) struct Edit {
    pub(crate) span: ByteSpan,
    pub(crate) with: Option<char>,
}

/// Inline tags that are read through; the ones that separate words become a space.
const INLINE_TAGS: [&str; 20] = [
    "a", "b", "i", "u", "em", "strong", "sup", "sub", "span", "small", "mark", "font", "q", "cite",
    "br", "p", "div", "li", "ul", "td",
];
const SEPARATING_TAGS: [&str; 6] = ["br", "p", "div", "li", "ul", "td"];

const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}
const INVISIBLE: [bool; 256] = table(b"\xC2\xE2\xEF");
const INLINE: [bool; 256] = table(b"\xC2\xE2\xEF&[]*_^<\\\n");

/// What to hide or replace in `text`, roughly in order; stretches may lie inside others.
pub(crate) fn edits(text: &str, markup: Markup) -> Vec<Edit> {
    let mut scan = Scan { text, edits: Vec::new(), brackets: Vec::new(), runs: Vec::new() };
    let interesting = match markup {
        Markup::Invisible => &INVISIBLE,
        Markup::Inline => {
            scan.line_mark(0);
            &INLINE
        }
    };
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(skip) = bytes[at..].iter().position(|&byte| interesting[byte as usize]) {
        at = scan.at(at + skip);
    }
    scan.edits
}

/// An emphasis run that may open: its character, length and place.
struct Run {
    mark: u8,
    length: usize,
    at: usize,
}

struct Scan<'a> {
    text: &'a str,
    edits: Vec<Edit>,
    /// Open square brackets of the line.
    brackets: Vec<usize>,
    /// Open emphasis runs of the line.
    runs: Vec<Run>,
}

impl Scan<'_> {
    fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes().get(at).copied().unwrap_or(b'\n')
    }

    fn hide(&mut self, start: usize, end: usize) {
        self.edits.push(Edit { span: ByteSpan::new(start, end), with: None });
    }

    /// Looks at the interesting byte at `at`; answers where to go on.
    fn at(&mut self, at: usize) -> usize {
        match self.byte(at) {
            0xC2 => self.invisible(at, 2),
            0xE2 | 0xEF => self.invisible(at, 3),
            b'&' => self.entity(at),
            b'[' => {
                self.brackets.push(at);
                at + 1
            }
            b']' => self.close_bracket(at),
            b'*' => self.emphasis(at),
            b'_' if self.byte(at + 1) == b'{' => self.raised(at),
            b'_' => self.emphasis(at),
            b'^' => self.raised(at),
            b'<' => self.tag(at),
            b'\\' => {
                if b"*_[]()#&%$`\\".contains(&self.byte(at + 1)) {
                    self.hide(at, at + 1);
                    return at + 2;
                }
                at + 1
            }
            b'\n' => {
                self.brackets.clear();
                self.runs.clear();
                self.line_mark(at + 1);
                at + 1
            }
            _ => at + 1,
        }
    }

    fn invisible(&mut self, at: usize, length: usize) -> usize {
        let end = at + length;
        let hidden = match self.text.get(at..end).and_then(|text| text.chars().next()) {
            Some(char) => matches!(
                char,
                '\u{AD}'
                    | '\u{200B}'..='\u{200F}'
                    | '\u{202A}'..='\u{202E}'
                    | '\u{2060}'..='\u{2064}'
                    | '\u{FEFF}'
            ),
            None => false,
        };
        if hidden {
            self.hide(at, end);
        }
        end
    }

    /// `&eacute;`, `&#233;`, `&#xE9;`, also escaped twice (`&amp;eacute;`).
    fn entity(&mut self, at: usize) -> usize {
        let rest = &self.bytes()[at + 1..];
        let twice = if rest.starts_with(b"amp;") { 4 } else { 0 };
        for skip in [twice, 0] {
            if let Some((char, length)) = entities::decode(&rest[skip..]) {
                let end = at + 1 + skip + length;
                let with = (char != '\u{AD}').then_some(char);
                self.edits.push(Edit { span: ByteSpan::new(at, end), with });
                return end;
            }
        }
        at + 1
    }

    fn close_bracket(&mut self, at: usize) -> usize {
        let Some(open) = self.brackets.pop() else { return at + 1 };
        if self.byte(at + 1) != b'(' {
            return at + 1;
        }
        let Some(end) = self.address_end(at + 2) else { return at + 1 };
        if open > 0 && self.byte(open - 1) == b'!' {
            // A picture: its description is not part of the text.
            while self.edits.last().is_some_and(|edit| edit.span.start as usize >= open) {
                self.edits.pop();
            }
            self.hide(open - 1, end);
        } else {
            self.hide(open, open + 1);
            self.hide(at, end);
        }
        end
    }

    /// Byte past the bracket that closes a link's address, which starts at `from`.
    fn address_end(&self, from: usize) -> Option<usize> {
        let bytes = self.bytes();
        let mut depth = 0;
        let mut at = from;
        while at < bytes.len().min(from + ADDRESS) {
            match bytes[at] {
                b')' if depth == 0 => return Some(at + 1),
                b')' => depth -= 1,
                b'(' => depth += 1,
                b'\n' | b'[' | b']' => return None,
                b' ' if bytes.get(at + 1) == Some(&b'"') => {
                    let rest = &bytes[at + 2..bytes.len().min(from + ADDRESS)];
                    at += 2 + rest.iter().position(|byte| b"\"\n[]".contains(byte))?;
                    if bytes[at] != b'"' {
                        return None;
                    }
                }
                b' ' => return None,
                _ => {}
            }
            at += 1;
        }
        None
    }

    fn emphasis(&mut self, at: usize) -> usize {
        let mark = self.byte(at);
        let length = self.bytes()[at..].iter().take_while(|&&byte| byte == mark).count();
        let end = at + length;
        if length > 3 {
            return end;
        }
        let before = self.text[..at].chars().next_back().unwrap_or(' ');
        let after = self.text[end..].chars().next().unwrap_or(' ');
        let inside_word = mark == b'*' && length > 1;
        let can_close = !before.is_whitespace() && (inside_word || !after.is_alphanumeric());
        let can_open = !after.is_whitespace()
            && (inside_word || before.is_whitespace() || "([«\"'“‘*_".contains(before));
        let open =
            self.runs.iter().rev().take(4).position(|run| {
                run.mark == mark && run.length == length && run.at + run.length < at
            });
        match open {
            Some(depth) if can_close => {
                let slot = self.runs.len() - 1 - depth;
                let open = self.runs[slot].at;
                self.runs.truncate(slot);
                self.hide(open, open + length);
                self.hide(at, end);
            }
            _ if can_open => self.runs.push(Run { mark, length, at }),
            _ => {}
        }
        end
    }

    /// `1^{ère}`, `CO_{2}`, `$1^{er}$`; `10^{6}` is left alone, it is no "106".
    fn raised(&mut self, at: usize) -> usize {
        if self.byte(at + 1) != b'{' || at == 0 {
            return at + 1;
        }
        let inner = &self.bytes()[at + 2..self.text.len().min(at + 18)];
        let Some(length) = inner.iter().position(|byte| b"{}\n$^".contains(byte)) else {
            return at + 1;
        };
        let close = at + 2 + length;
        let power = self.byte(at) == b'^'
            && self.byte(at - 1).is_ascii_digit()
            && inner[..length].iter().all(|byte| byte.is_ascii_digit() || *byte == b'-');
        if self.byte(close) != b'}' || length == 0 || power {
            return at + 1;
        }
        self.hide(at, at + 2);
        let mut end = close + 1;
        if self.byte(end) == b'$' {
            let back = at.saturating_sub(8);
            let dollar = self.bytes()[back..at].iter().rposition(|byte| b"$ \n".contains(byte));
            if let Some(found) = dollar
                && self.byte(back + found) == b'$'
            {
                self.hide(back + found, back + found + 1);
                end += 1;
            }
        }
        self.hide(close, end);
        end
    }

    fn tag(&mut self, at: usize) -> usize {
        let rest = &self.bytes()[at + 1..self.text.len().min(at + 400)];
        let slash = usize::from(rest.first() == Some(&b'/'));
        let name = rest[slash..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let name = String::from_utf8_lossy(&rest[slash..slash + name]).to_ascii_lowercase();
        if !INLINE_TAGS.contains(&name.as_str()) {
            return at + 1;
        }
        match rest.iter().position(|byte| b"<>\n".contains(byte)) {
            Some(length) if rest[length] == b'>' => {
                let end = at + length + 2;
                let with = SEPARATING_TAGS.contains(&name.as_str()).then_some(' ');
                self.edits.push(Edit { span: ByteSpan::new(at, end), with });
                end
            }
            _ => at + 1,
        }
    }

    /// `## ` and `> ` at the start of a line.
    fn line_mark(&mut self, at: usize) {
        let bytes = self.bytes();
        let indent = bytes[at..].iter().take(3).take_while(|&&byte| byte == b' ').count();
        let start = at + indent;
        let hashes = bytes[start..].iter().take(7).take_while(|&&byte| byte == b'#').count();
        let marks = match bytes.get(start) {
            Some(b'>') => bytes[start..]
                .iter()
                .take(8)
                .take_while(|&&byte| matches!(byte, b'>' | b' '))
                .count(),
            Some(b'#') if hashes < 7 && bytes.get(start + hashes) == Some(&b' ') => hashes,
            _ => return,
        };
        self.hide(start, start + marks);
    }
}
