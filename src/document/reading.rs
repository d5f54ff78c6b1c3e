//! The text as it is meant to be read: inline markup and invisible characters taken out, with a
//! map back.
//!
//! The published text is never altered, so `[Logismed](#)` keeps its brackets there, and facts
//! count in it. The tokeniser reads `Logismed`, and [`Reading::to_text`] leads back. A text
//! without markup has a reading that is the text itself and costs nothing.

use super::markup;
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
        let mut edits = markup::edits(text, markup);
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
