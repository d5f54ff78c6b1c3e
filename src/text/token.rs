//! Tokens: words, elided articles, figures, punctuation, addresses.
//!
//! Elisions (`l'`, `d'`), hyphens and punctuation are tokens of their own; a letter run keeps its
//! digits (`COP22`), a digit run does not keep its letters (`20MDH` is two tokens); an acronym
//! keeps its dots (`S.A.`); a web or mail address is one token. Folding and the lookup of the
//! word happen in the same pass, without an allocation a token.

use super::ByteSpan;

/// Index of a word in the vocabulary of the rules; [`WordId::UNKNOWN`] for any other word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct WordId(pub u32);

impl WordId {
    /// A word that no rule and no lexicon names.
    pub const UNKNOWN: Self = Self(0);
}

/// What a token looks like. Several may hold at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Shape(pub u16);

impl Shape {
    /// Letters only or letters with digits after them.
    pub const WORD: u16 = 1;
    /// Digits only.
    pub const DIGITS: u16 = 1 << 1;
    /// Anything that is neither word nor digits.
    pub const PUNCTUATION: u16 = 1 << 2;
    /// First letter is a capital.
    pub const CAPITAL: u16 = 1 << 3;
    /// At least two letters, all capitals.
    pub const ALL_CAPITALS: u16 = 1 << 4;
    /// A capital after a lower-case letter (`StartUp`).
    pub const CAMEL: u16 = 1 << 5;
    /// Letters and digits.
    pub const ALPHANUMERIC: u16 = 1 << 6;
    /// An elided word with its apostrophe (`l'`).
    pub const ELISION: u16 = 1 << 7;
    /// Letters with dots (`S.A.`).
    pub const DOTTED: u16 = 1 << 8;
    /// A web or mail address, or a handle.
    pub const ADDRESS: u16 = 1 << 9;
    /// White space stands before the token.
    pub const SPACED: u16 = 1 << 10;
    /// A line end stands before the token.
    pub const NEW_LINE: u16 = 1 << 11;

    /// Whether all bits of `mask` are set.
    #[must_use]
    pub fn is(self, mask: u16) -> bool {
        self.0 & mask == mask
    }

    /// Whether any bit of `mask` is set.
    #[must_use]
    pub fn any(self, mask: u16) -> bool {
        self.0 & mask != 0
    }
}

/// One token of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, in bytes.
    pub span: ByteSpan,
    /// What it looks like.
    pub shape: Shape,
    /// Parts of speech that the word may have, bits as the lexicon gives them; zero if it is
    /// unknown.
    pub parts: u16,
    /// The word in the vocabulary of the rules.
    pub word: WordId,
    /// Which regexes of the rules its text may match, one bit each.
    pub forms: u32,
}

/// What is known of a word by its form alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lexeme {
    /// The word in the vocabulary of the rules.
    pub word: WordId,
    /// Parts of speech that it may have; zero if it is unknown.
    pub parts: u16,
    /// Which regexes of the rules it may match, one bit each.
    pub forms: u32,
}

/// A word that nothing knows and no regex was tried on.
impl Default for Lexeme {
    fn default() -> Self {
        Self { word: WordId::UNKNOWN, parts: 0, forms: u32::MAX }
    }
}

/// Where words are looked up.
pub trait Lookup {
    /// What is known of `surface`; `capitals` tells that it is written in capitals or begins with
    /// one, so that a dropped accent may be supplied. The same surface always comes with the same
    /// `capitals`.
    fn lexeme(&mut self, surface: &str, capitals: bool) -> Lexeme;
}

/// A lookup that knows no word.
impl Lookup for () {
    fn lexeme(&mut self, _: &str, _: bool) -> Lexeme {
        Lexeme::default()
    }
}

/// Language data of the tokeniser.
#[derive(Clone, Debug, Default)]
pub struct TokenizerData {
    /// Words that elide before a vowel, folded, without apostrophe (`l`, `d`, `qu`, `jusqu`).
    pub elisions: Vec<String>,
}

/// Top-level domains after which `name.tld` is read as one address.
const DOMAINS: &[&str] = &[
    "com", "org", "net", "int", "edu", "gov", "eu", "fr", "ma", "dz", "tn", "sn", "ci", "ml", "bf",
    "ne", "tg", "bj", "cm", "ga", "cg", "cd", "td", "rw", "bi", "dj", "mg", "km", "mu", "ht", "lb",
    "be", "ch", "lu", "ca", "mc", "uk", "io", "co", "info", "africa", "bio", "quebec", "paris",
    "tv", "me", "us", "de", "es", "it", "coop", "gouv", "mr", "gn",
];

/// Appends the tokens of `text[span]` to `out`; spans are offsets into `text`.
pub fn tokenize<L: Lookup + ?Sized>(
    text: &str,
    span: ByteSpan,
    data: &TokenizerData,
    lookup: &mut L,
    out: &mut Vec<Token>,
) {
    let mut scanner = Scanner {
        text,
        end: span.end as usize,
        at: span.start as usize,
        data,
        lookup,
        out,
        gap: Shape::SPACED,
    };
    let first = scanner.out.len();
    scanner.run(first);
}

struct Scanner<'a, L: ?Sized> {
    text: &'a str,
    end: usize,
    at: usize,
    data: &'a TokenizerData,
    lookup: &'a mut L,
    out: &'a mut Vec<Token>,
    /// `SPACED` and `NEW_LINE` bits for the next token.
    gap: u16,
}

impl<L: Lookup + ?Sized> Scanner<'_, L> {
    fn run(&mut self, first: usize) {
        while let Some(char) = self.peek(self.at) {
            if char.is_whitespace() || is_invisible(char) {
                if char == '\n' {
                    self.gap |= Shape::NEW_LINE;
                }
                if char.is_whitespace() {
                    self.gap |= Shape::SPACED;
                }
                self.at += char.len_utf8();
            } else if char.is_ascii_digit() {
                self.digits();
            } else if is_letter(char) {
                self.word(first);
            } else {
                self.punctuation(char, first);
            }
        }
    }

    #[inline]
    fn peek(&self, at: usize) -> Option<char> {
        if at >= self.end {
            return None;
        }
        let byte = self.text.as_bytes()[at];
        if byte < 0x80 { Some(byte as char) } else { self.text[at..self.end].chars().next() }
    }

    fn push(&mut self, start: usize, end: usize, shape: u16, fold: bool) {
        let Lexeme { word, parts, forms } = if fold {
            self.lookup.lexeme(&self.text[start..end], shape & Shape::CAPITAL != 0)
        } else {
            Lexeme::default()
        };
        self.out.push(Token {
            span: ByteSpan::new(start, end),
            shape: Shape(shape | self.gap),
            parts,
            word,
            forms,
        });
        self.gap = 0;
        self.at = end;
    }

    fn digits(&mut self) {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start;
        while at < self.end && bytes[at].is_ascii_digit() {
            at += 1;
        }
        self.push(start, at, Shape::DIGITS, true);
    }

    fn word(&mut self, first: usize) {
        let start = self.at;
        let mut at = start;
        let mut shape = Shape::WORD;
        let (mut letters, mut capitals, mut lower_seen, mut digit_seen) =
            (0u32, 0u32, false, false);
        while let Some(char) = self.peek(at) {
            if is_letter(char) {
                letters += 1;
                if char.is_uppercase() {
                    capitals += 1;
                    if letters == 1 {
                        shape |= Shape::CAPITAL;
                    } else if lower_seen {
                        shape |= Shape::CAMEL;
                    }
                } else {
                    lower_seen |= char.is_lowercase();
                }
            } else if char.is_ascii_digit() {
                digit_seen = true;
            } else if is_combining(char)
                || (is_invisible(char) && self.peek(at + char.len_utf8()).is_some_and(is_letter))
            {
                // A soft hyphen or a stray combining mark inside a word.
            } else if char == '.' && letters == 1 && self.dotted(at).is_some() {
                let end = self.dotted(at).unwrap_or(at);
                let shape = Shape::WORD | Shape::CAPITAL | Shape::ALL_CAPITALS | Shape::DOTTED;
                self.push(start, end, shape, true);
                return;
            } else if is_apostrophe(char) {
                let after = at + char.len_utf8();
                let next_is_letter = self.peek(after).is_some_and(is_letter);
                if self.elides_before(after) && self.is_elision(&self.text[start..at]) {
                    self.push(start, after, shape | Shape::ELISION, true);
                    return;
                }
                let possessive = self.text[after..self.end].starts_with(['s', 'S'])
                    && !self.peek(after + 1).is_some_and(|c| is_letter(c) || c.is_ascii_digit());
                if !next_is_letter || possessive {
                    break;
                }
            } else {
                break;
            }
            at += char.len_utf8();
        }
        if capitals >= 2 && capitals == letters {
            shape |= Shape::ALL_CAPITALS;
        }
        if digit_seen {
            shape |= Shape::ALPHANUMERIC;
        }
        if let Some(end) = self.address_end(start, at) {
            self.address(start, end, first);
            return;
        }
        self.push(start, at, shape, true);
    }

    /// The end of a dotted acronym whose first letter ends at `at`: at least two `letter.` pairs.
    fn dotted(&self, at: usize) -> Option<usize> {
        let (mut at, mut pairs, mut end) = (at, 1, None);
        if !self.text[..at].chars().next_back().is_some_and(char::is_uppercase) {
            return None;
        }
        while self.peek(at) == Some('.') {
            let next = self.peek(at + 1);
            match next {
                Some(char)
                    if char.is_uppercase()
                        && !self.peek(at + 1 + char.len_utf8()).is_some_and(is_letter) =>
                {
                    pairs += 1;
                    at += 1 + char.len_utf8();
                    end = Some(if self.peek(at) == Some('.') { at + 1 } else { at });
                }
                _ => break,
            }
        }
        end.filter(|_| pairs >= 2)
    }

    /// Whether an elided word can stand before what begins at `at`: a vowel, `h`, or an acronym
    /// (`d'RTL`); in `N'Djamena` the apostrophe is part of the name.
    fn elides_before(&self, at: usize) -> bool {
        // At the end of a form or of a word in a pattern (`d'`) the vowel is yet to come.
        let Some(mut char) = self.peek(at) else { return true };
        let mut at = at;
        // A slip: "l' Agence", "d’ Abomey".
        if matches!(char, ' ' | '\u{a0}')
            && let Some(next) = self.peek(at + char.len_utf8())
            && is_letter(next)
        {
            at += char.len_utf8();
            char = next;
        }
        let vowel = match char {
            'a'..='z' | 'A'..='Z' => b"aeiouyhAEIOUYH".contains(&(char as u8)),
            _ => is_letter(char),
        };
        vowel
            || (char.is_uppercase()
                && self.peek(at + char.len_utf8()).is_some_and(char::is_uppercase))
    }

    fn is_elision(&self, surface: &str) -> bool {
        surface.len() <= 8
            && self.data.elisions.iter().any(|elision| elision.eq_ignore_ascii_case(surface))
    }

    /// Where an address that goes on after the word `text[start..at]` ends.
    fn address_end(&self, start: usize, at: usize) -> Option<usize> {
        let rest = &self.text.as_bytes()[at..self.end];
        match rest {
            [b':', b'/', b'/', ..] => {
                Some(self.run_while(at, |b| !b.is_ascii_whitespace() && !b"<>\"()".contains(&b)))
            }
            [b'@', next, ..] if next.is_ascii_alphanumeric() => {
                Some(self.run_while(at + 1, |b| b.is_ascii_alphanumeric() || b"._-".contains(&b)))
            }
            [b'.', next, ..] if next.is_ascii_lowercase() || next.is_ascii_digit() => {
                let end = self.run_while(at, |b| {
                    b.is_ascii_lowercase() || b.is_ascii_digit() || b".-".contains(&b)
                });
                let host = self.text[start..end].trim_end_matches(['.', '-']);
                let tld = host.rsplit('.').next()?;
                if rest.contains(&b'@') && self.text.as_bytes().get(end) == Some(&b'@') {
                    return Some(
                        self.run_while(end + 1, |b| {
                            b.is_ascii_alphanumeric() || b"._-".contains(&b)
                        }),
                    );
                }
                if !DOMAINS.contains(&tld) {
                    return None;
                }
                let end = start + host.len();
                Some(if self.text.as_bytes()[..self.end].get(end) == Some(&b'/') {
                    self.run_while(end, |b| !b.is_ascii_whitespace() && !b"<>\"(),;".contains(&b))
                } else {
                    end
                })
            }
            _ => None,
        }
    }

    fn run_while(&self, from: usize, keep: impl Fn(u8) -> bool) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while at < self.end && bytes[at] < 0x80 && keep(bytes[at]) {
            at += 1;
        }
        // A final dot or comma ends the sentence, not the address.
        while at > from && b".,;:!?-".contains(&bytes[at - 1]) {
            at -= 1;
        }
        at
    }

    /// Pushes an address; what is glued to its left (`Zineb.-` of a mail address) belongs to it.
    fn address(&mut self, start: usize, end: usize, first: usize) {
        let mut start = start;
        if self.text.as_bytes()[start..end].contains(&b'@') {
            while self.gap == 0 && self.out.len() > first {
                let Some(last) = self.out.last() else { break };
                let part = last.shape.any(Shape::WORD | Shape::DIGITS)
                    || matches!(last.span.of(self.text), "." | "-" | "_");
                if last.span.end as usize != start || !part {
                    break;
                }
                start = last.span.start as usize;
                self.gap = last.shape.0 & (Shape::SPACED | Shape::NEW_LINE);
                self.out.pop();
            }
        }
        self.push(start, end, Shape::ADDRESS, false);
    }

    fn punctuation(&mut self, char: char, first: usize) {
        let start = self.at;
        let end = start + char.len_utf8();
        if char == '@' && self.peek(end).is_some_and(|c| c.is_ascii_alphanumeric()) {
            let stop = self.run_while(end, |b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
            self.address(start, stop, first);
            return;
        }
        self.push(start, end, Shape::PUNCTUATION, true);
    }
}

#[inline]
fn is_letter(char: char) -> bool {
    char.is_ascii_alphabetic() || (char > '\u{7f}' && char.is_alphabetic())
}

fn is_apostrophe(char: char) -> bool {
    matches!(char, '\'' | '’' | 'ʼ' | '‘' | '´' | '`')
}

fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

fn is_combining(char: char) -> bool {
    char > '\u{2ff}' && unicode_normalization::char::is_combining_mark(char)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn french() -> TokenizerData {
        TokenizerData {
            elisions: ["l", "d", "qu", "n", "s", "c", "j", "m", "t", "jusqu"]
                .map(String::from)
                .to_vec(),
        }
    }

    fn words(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        tokenize(text, ByteSpan::new(0, text.len()), &french(), &mut (), &mut out);
        out.iter().map(|token| token.span.of(text)).collect()
    }

    #[test]
    fn cuts_as_documented() {
        assert_eq!(words("l’Institut d'Oran"), ["l’", "Institut", "d'", "Oran"]);
        assert_eq!(words("aujourd'hui N'Djamena"), ["aujourd'hui", "N'Djamena"]);
        assert_eq!(words("20MDH, COP22, 1ère"), ["20", "MDH", ",", "COP22", ",", "1", "ère"]);
        assert_eq!(words("la S.A.R.L. Dupont S.A"), ["la", "S.A.R.L.", "Dupont", "S.A"]);
        assert_eq!(words("Drâa -Tafilalet"), ["Drâa", "-", "Tafilalet"]);
        assert_eq!(
            words("voir www.exemple.org/a, ou https://x.y/z."),
            ["voir", "www.exemple.org/a", ",", "ou", "https://x.y/z", "."]
        );
        assert_eq!(words("a.-b@exemple.org (x)"), ["a.-b@exemple.org", "(", "x", ")"]);
        assert_eq!(words("fin.Le beta.gouv.fr."), ["fin", ".", "Le", "beta.gouv.fr", "."]);
        assert_eq!(words("company's U.S. Embassy"), ["company", "'", "s", "U.S.", "Embassy"]);
    }

    proptest! {
        #[test]
        fn tokens_cover_all_but_space_in_order(text in "(?s).{0,80}") {
            let mut out = Vec::new();
            tokenize(&text, ByteSpan::new(0, text.len()), &french(), &mut (), &mut out);
            let mut at = 0;
            for token in &out {
                prop_assert!(token.span.start as usize >= at && !token.span.is_empty());
                let between = &text[at..token.span.start as usize];
                prop_assert!(between.chars().all(|c| c.is_whitespace() || is_invisible(c)), "lost {between:?}");
                at = token.span.end as usize;
            }
            prop_assert!(text[at..].chars().all(|c| c.is_whitespace() || is_invisible(c)));
        }
    }
}
