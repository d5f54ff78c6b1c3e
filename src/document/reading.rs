//! The text as it is meant to be read: inline markup and invisible characters taken out, with a
//! map back.
//!
//! The published text is never altered, so `[Logismed](#)` keeps its brackets there, and facts
//! count in it. The tokeniser reads `Logismed`, and [`Reading::to_text`] leads back. A text
//! without markup has a reading that is the text itself and costs nothing.

use super::entities;
use crate::text::{ByteSpan, Text};

/// What is read through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Invisible characters alone: soft hyphens, zero-width and direction marks.
    Invisible,
    /// Also Markdown links and emphasis, line marks, LaTeX scraps, HTML entities and inline tags.
    Inline,
}

/// The readable form of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// `None` when the text reads as it stands.
    string: Option<Box<str>>,
    pieces: Vec<Piece>,
}

/// A stretch of the reading and where it comes from. A copied piece has the same bytes in both; a
/// replaced one (an entity) stands for its whole source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    read: u32,
    text: ByteSpan,
    replaced: bool,
}

impl Reading {
    /// Reads `text`. Linear in its length.
    #[must_use]
    pub fn new(text: &str, markup: Markup) -> Self {
        let mut edits = scan::edits(text, markup);
        if edits.is_empty() {
            return Self::default();
        }
        edits.sort_unstable_by_key(|edit| (edit.span.start, edit.span.end));
        let mut string = String::with_capacity(text.len());
        let mut pieces = Vec::with_capacity(edits.len() * 2);
        let mut at = 0;
        for edit in edits {
            let span = edit.span.range();
            if span.start < at {
                continue;
            }
            copy(text, at..span.start, &mut string, &mut pieces);
            if let Some(char) = edit.with {
                pieces.push(Piece { read: offset(&string), text: edit.span, replaced: true });
                string.push(char);
            }
            at = span.end;
        }
        copy(text, at..text.len(), &mut string, &mut pieces);
        Self { string: Some(string.into_boxed_str()), pieces }
    }

    /// The readable string; `text` is the text this reading was made of.
    #[must_use]
    pub fn as_str<'a>(&'a self, text: &'a Text) -> &'a str {
        self.string.as_deref().unwrap_or(text.as_str())
    }

    /// Whether the text reads as it stands.
    #[must_use]
    pub fn is_identical(&self) -> bool {
        self.string.is_none()
    }

    /// A stretch of the reading in bytes of the text: from the first character's start to just
    /// after the last one, so that markup at the edges stays outside and markup between stays in.
    #[must_use]
    pub fn to_text(&self, span: ByteSpan) -> ByteSpan {
        if self.string.is_none() {
            return span;
        }
        let start = self.start_of(span.start);
        if span.is_empty() {
            return ByteSpan { start, end: start };
        }
        let end = match self.piece(span.end - 1) {
            Some(piece) if piece.replaced => piece.text.end,
            Some(piece) => piece.text.start + (span.end - piece.read).min(piece.len()),
            None => start,
        };
        ByteSpan { start, end: end.max(start) }
    }

    /// Where byte `at` of the text is in the reading; for hidden bytes, where the next visible
    /// character is.
    #[must_use]
    pub fn of_text(&self, at: usize) -> usize {
        let Some(string) = &self.string else { return at };
        let slot = self.pieces.partition_point(|piece| piece.text.end as usize <= at);
        let Some(piece) = self.pieces.get(slot) else { return string.len() };
        let read = piece.read as usize;
        if piece.replaced { read } else { read + at.saturating_sub(piece.text.start as usize) }
    }

    fn start_of(&self, read: u32) -> u32 {
        match self.piece(read) {
            Some(piece) if piece.replaced => piece.text.start,
            Some(piece) => piece.text.start + (read - piece.read).min(piece.len()),
            None => 0,
        }
    }

    /// The piece that holds byte `read`; the last one for the end of the reading.
    fn piece(&self, read: u32) -> Option<&Piece> {
        let slot = self.pieces.partition_point(|piece| piece.read <= read);
        self.pieces.get(slot.checked_sub(1)?)
    }
}

impl Piece {
    fn len(&self) -> u32 {
        self.text.end - self.text.start
    }
}

fn offset(string: &str) -> u32 {
    u32::try_from(string.len()).unwrap_or(u32::MAX)
}

fn copy(text: &str, range: std::ops::Range<usize>, string: &mut String, pieces: &mut Vec<Piece>) {
    if !range.is_empty() {
        let span = ByteSpan::new(range.start, range.end);
        pieces.push(Piece { read: offset(string), text: span, replaced: false });
        string.push_str(&text[range]);
    }
}

/// Finding what to hide or replace.
mod scan {
    use super::{ByteSpan, Markup, entities};

    /// Longest address of a link that is followed, in bytes.
    const ADDRESS: usize = 2048;

    pub(super) struct Edit {
        pub(super) span: ByteSpan,
        pub(super) with: Option<char>,
    }

    /// Inline tags that are read through; the ones that separate words become a space.
    const INLINE_TAGS: [&str; 20] = [
        "a", "b", "i", "u", "em", "strong", "sup", "sub", "span", "small", "mark", "font", "q",
        "cite", "br", "p", "div", "li", "ul", "td",
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

    pub(super) fn edits(text: &str, markup: Markup) -> Vec<Edit> {
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
                self.edits.retain_from(open);
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
            let open = self.runs.iter().rev().take(4).position(|run| {
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

    /// Drops what was found inside a stretch that is hidden whole.
    trait RetainFrom {
        fn retain_from(&mut self, start: usize);
    }

    impl RetainFrom for Vec<Edit> {
        fn retain_from(&mut self, start: usize) {
            while self.last().is_some_and(|edit| edit.span.start as usize >= start) {
                self.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        let text = Text::new(text.to_owned());
        Reading::new(text.as_str(), Markup::Inline).as_str(&text).to_owned()
    }

    #[test]
    fn markup_is_read_through() {
        for (text, reading) in [
            ("édition de [Logismed](#), le", "édition de Logismed, le"),
            ("[a (b)](http://x/y_(z) \"t\") et [1] [c] (d)", "a (b) et [1] [c] (d)"),
            ("un ![logo *x*](a.png) ici", "un  ici"),
            ("[![logo](a.png)](b) mot", " mot"),
            ("[Benchmarking [x](#) y", "[Benchmarking x y"),
            ("la 1^{ère} et la 8^{ème}, 10^{6}, CO_{2}", "la 1ère et la 8ème, 10^{6}, CO2"),
            ("le $1^{er}$ mai, 5 $ et 6 $", "le 1er mai, 5 $ et 6 $"),
            ("**Le *MITC* signe**, _enfin_ !", "Le MITC signe, enfin !"),
            ("@TheNext_Society a_b_c 2*3*4 prix* net*", "@TheNext_Society a_b_c 2*3*4 prix* net*"),
            ("* point\n* autre*", "* point\n* autre*"),
            (
                "R&amp;D, l&rsquo;&eacute;cole &#233;&#xE9; &amp;nbsp; AT&T;",
                "R&D, l’école éé \u{a0} AT&T;",
            ),
            ("déve\u{AD}lop\u{200B}pement\u{FEFF}", "développement"),
            ("1<sup>er</sup> <b class=\"x\">mai</b><br/>2 < 3 > 1", "1er mai 2 < 3 > 1"),
            ("# Titre\n## Sous\n> cité\n#TechDays", " Titre\n Sous\ncité\n#TechDays"),
            ("a\\_b \\* c\\d", "a_b * c\\d"),
            ("tel quel", "tel quel"),
        ] {
            assert_eq!(read(text), reading, "{text}");
        }
        assert!(Reading::new("l’école – 5 €", Markup::Inline).is_identical());
    }

    #[test]
    fn spans_lead_back_without_the_markup_around() {
        let text = Text::new("à [Logismed](#) et R&amp;D **fin**".to_owned());
        let reading = Reading::new(text.as_str(), Markup::Inline);
        let read = reading.as_str(&text).to_owned();
        for (word, source) in
            [("Logismed", "Logismed"), ("R&D", "R&amp;D"), ("fin", "fin"), ("d et", "d](#) et")]
        {
            let at = read.find(word).expect("word");
            let span = reading.to_text(ByteSpan::new(at, at + word.len()));
            assert_eq!(span.of(text.as_str()), source);
            assert_eq!(reading.of_text(span.start as usize), at);
        }
    }

    #[test]
    fn brackets_by_the_megabyte_take_linear_time() {
        for unit in ["[", "](", "*", "_a", "&", "^{", "<b ", "![", "[a](", "**a", "\\"] {
            let text = unit.repeat((1 << 20) / unit.len());
            let started = std::time::Instant::now();
            let _ = Reading::new(&text, Markup::Inline);
            assert!(started.elapsed().as_secs() < 5, "{unit}");
        }
    }

    proptest! {
        #[test]
        fn every_character_maps_to_where_it_came_from(
            text in "([a-cé ]|\\[|\\]|\\(|\\)|\\*|_|#|>|\n|\\^\\{|\\}|\\$|&amp;|&eacute;|<b>|<br>|!|\\\\|\u{AD}|\u{200B}|1){0,40}"
        ) {
            let text = Text::new(text);
            let reading = Reading::new(text.as_str(), Markup::Inline);
            let read = reading.as_str(&text);
            let mut before = 0;
            for (at, char) in read.char_indices() {
                let span = reading.to_text(ByteSpan::new(at, at + char.len_utf8()));
                let source = span.of(text.as_str());
                prop_assert!(span.start >= before, "order");
                before = span.end;
                let entity = source.starts_with('&') && source.ends_with(';');
                let tag = source.starts_with('<') && char == ' ';
                prop_assert!(source.chars().eq([char]) || entity || tag, "{:?} {:?}", source, char);
                prop_assert_eq!(reading.of_text(span.start as usize), at);
            }
            let whole = reading.to_text(ByteSpan::new(0, read.len()));
            prop_assert!(whole.end as usize <= text.as_str().len());
        }

        #[test]
        fn any_text_is_read(text in any::<String>()) {
            let text = Text::new(text);
            let reading = Reading::new(text.as_str(), Markup::Inline);
            let read = reading.as_str(&text);
            for (at, char) in read.char_indices() {
                let span = reading.to_text(ByteSpan::new(at, at + char.len_utf8()));
                prop_assert!(text.as_str().get(span.range()).is_some());
            }
        }
    }
}
