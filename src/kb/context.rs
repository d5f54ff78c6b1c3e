//! The words around a span: what a reader needs to judge a fact without opening the document.
//!
//! Published mentions carry the number of their sentence, not its bounds, and a knowledge base may be
//! read without the rules that split its sentences. So the bounds are found again here from
//! punctuation alone: a line end, or a full stop after a word that is no abbreviation and before a
//! capital. Where this is wrong the context is a little long or short; no fact depends on it.

/// Code points shown on either side of a span at most.
const REACH: usize = 280;

/// A text that is cut by code points, as published offsets count.
#[derive(Clone, Debug)]
pub struct Chars(Vec<char>);

/// Bounds of a context, half-open code points of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bounds {
    /// First code point.
    pub start: usize,
    /// First code point past the context.
    pub end: usize,
}

impl Bounds {
    /// Whether `start..end` lies inside.
    #[must_use]
    pub fn holds(self, start: u32, end: u32) -> bool {
        self.start <= start as usize && end as usize <= self.end
    }
}

impl Chars {
    /// Takes `text` apart.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.chars().collect())
    }

    /// Number of code points.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text between two code points; what lies past the end is left out.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> String {
        let end = end.min(self.0.len());
        self.0[start.min(end)..end].iter().collect()
    }

    /// The sentence around `start..end`, as far as punctuation tells, at most 280 code points either
    /// way. Always holds the span, cut to the text.
    #[must_use]
    pub fn around(&self, start: u32, end: u32) -> Bounds {
        self.cut(start, end).0
    }

    /// Bounds of a sentence around a span, and whether it goes on before and behind them.
    fn cut(&self, start: u32, end: u32) -> (Bounds, bool, bool) {
        let (start, end) = (self.clip(start), self.clip(end));
        let (start, end) = (start, end.max(start));
        let floor = start.saturating_sub(REACH);
        let first = (floor + 1..=start).rev().find(|&at| self.starts_sentence(at));
        let before = first.is_none() && floor > 0;
        let mut first = first.unwrap_or_else(|| self.word_from(floor, start));
        let ceiling = (end + REACH).min(self.0.len());
        let last = (end..=ceiling).find(|&at| at > start && self.starts_sentence(at));
        let behind = last.is_none() && ceiling < self.0.len();
        let mut last = last.unwrap_or_else(|| self.word_to(end, ceiling));
        while first < start && self.0[first].is_whitespace() {
            first += 1;
        }
        while last > end && self.0[last - 1].is_whitespace() {
            last -= 1;
        }
        (Bounds { start: first, end: last }, before, behind)
    }

    /// The sentence around a span as one line of text, with an ellipsis where it is cut.
    #[must_use]
    pub fn sentence(&self, start: u32, end: u32) -> String {
        let (bounds, before, behind) = self.cut(start, end);
        let text = one_line(&self.slice(bounds.start, bounds.end));
        format!("{}{text}{}", if before { "… " } else { "" }, if behind { " …" } else { "" })
    }

    /// The last end of a word in `from..=to`.
    fn word_to(&self, from: usize, to: usize) -> usize {
        if to >= self.0.len() {
            return self.0.len();
        }
        (from..=to).rev().find(|&at| self.0[at].is_whitespace()).unwrap_or(to)
    }

    /// The first start of a word in `from..to`, so that a long sentence is not cut inside a word.
    fn word_from(&self, from: usize, to: usize) -> usize {
        if from == 0 {
            return 0;
        }
        (from..to).find(|&at| self.0[at - 1].is_whitespace()).unwrap_or(from)
    }

    fn clip(&self, at: u32) -> usize {
        (at as usize).min(self.0.len())
    }

    /// Whether a sentence may start at `at`: after a line end, or after closing punctuation and
    /// space and before something that opens a sentence.
    fn starts_sentence(&self, at: usize) -> bool {
        if at == 0 || self.0[at - 1] == '\n' {
            return true;
        }
        if at >= self.0.len() {
            return false;
        }
        if !self.0[at - 1].is_whitespace()
            || self.0[at].is_whitespace()
            || self.0[at].is_lowercase()
        {
            return false;
        }
        let Some(stop) = self.0[..at].iter().rposition(|c| !c.is_whitespace()) else { return true };
        match self.0[stop] {
            '!' | '?' | '…' => true,
            '.' => {
                let before = &self.0[..stop];
                let word = before.iter().rev().take_while(|c| c.is_alphanumeric()).count();
                let closed = before.last().is_some_and(|&c| matches!(c, ')' | '»' | '"' | '%'));
                let number = before.last().is_some_and(char::is_ascii_digit);
                word > 3 || closed || number
            }
            _ => false,
        }
    }
}

/// `text` with every run of white space as one space.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sentence_is_found_again() {
        let text = "Titre\nM. Zola a parlé hier. Borvo signe à Nevers. Fin du texte.";
        let chars = Chars::new(text);
        let at = text.chars().count() - "Borvo signe à Nevers. Fin du texte.".chars().count();
        let at = u32::try_from(at).unwrap_or_default();
        assert_eq!(chars.sentence(at, at + 5), "Borvo signe à Nevers.");
        assert_eq!(chars.sentence(9, 13), "M. Zola a parlé hier.");
    }

    #[test]
    fn a_long_sentence_is_cut_between_words_and_says_so() {
        let text = format!("Et {}ici la fin.", "encore un mot ".repeat(40));
        let chars = Chars::new(&text);
        let sentence = chars.sentence(0, 2);
        assert!(sentence.starts_with("Et encore") && sentence.chars().count() < 290, "{sentence}");
        assert!([" mot …", " un …", " encore …"].iter().any(|end| sentence.ends_with(end)));
        let end = u32::try_from(chars.len()).unwrap_or_default();
        let sentence = chars.sentence(end - 4, end - 1);
        assert!(sentence.starts_with("… ") && sentence.ends_with("la fin."), "{sentence}");
    }

    proptest! {
        #[test]
        fn the_context_holds_its_span(text in ".{0,400}", start in 0u32..500, length in 0u32..50) {
            let chars = Chars::new(&text);
            let bounds = chars.around(start, start + length);
            let clip = |at: u32| (at as usize).min(chars.len());
            prop_assert!(bounds.start <= clip(start) && clip(start + length) <= bounds.end);
            prop_assert!(bounds.end <= chars.len());
        }
    }
}
