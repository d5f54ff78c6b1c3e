//! The bytes with which a match of a regex can begin: most tokens are told from a shape by one
//! table look-up, without running the regex.

use regex_syntax::hir::{Class, Hir, HirKind};
use regex_syntax::utf8::Utf8Sequences;

/// A set of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct FirstBytes([u64; 4]);

impl FirstBytes {
    /// Every byte.
    pub const ALL: Self = Self([u64::MAX; 4]);
    /// The ASCII figures.
    pub const FIGURES: Self = Self([0x03FF_0000_0000_0000, 0, 0, 0]);

    /// The first bytes of what `pattern` matches; every byte if it can match nothing at all, or
    /// does not parse.
    #[must_use]
    pub fn of(pattern: &str) -> Self {
        let Ok(hir) = regex_syntax::parse(pattern) else { return Self::ALL };
        let mut set = Self::default();
        if set.add(&hir) { Self::ALL } else { set }
    }

    /// Whether `byte` is in the set.
    #[must_use]
    pub fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] & (1 << (byte & 63)) != 0
    }

    /// Whether every byte of this set is in `other`.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(own, other)| own & !other == 0)
    }

    fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    /// Adds the first bytes of `hir`; tells whether it can match the empty string.
    fn add(&mut self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(literal) => match literal.0.first() {
                Some(&byte) => {
                    self.insert(byte);
                    false
                }
                None => true,
            },
            HirKind::Class(Class::Bytes(class)) => {
                for range in class.iter() {
                    (range.start()..=range.end()).for_each(|byte| self.insert(byte));
                }
                false
            }
            HirKind::Class(Class::Unicode(class)) => {
                for range in class.iter() {
                    for sequence in Utf8Sequences::new(range.start(), range.end()) {
                        let first = sequence.as_slice()[0];
                        (first.start..=first.end).for_each(|byte| self.insert(byte));
                    }
                }
                false
            }
            HirKind::Repetition(repetition) => self.add(&repetition.sub) || repetition.min == 0,
            HirKind::Capture(capture) => self.add(&capture.sub),
            HirKind::Concat(parts) => parts.iter().all(|part| self.add(part)),
            HirKind::Alternation(parts) => {
                // Every branch adds its bytes, so nothing may be cut short.
                let empty: Vec<bool> = parts.iter().map(|part| self.add(part)).collect();
                empty.contains(&true)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_letters_and_nothing() {
        assert!(FirstBytes::of(r"(19|20)[0-9]{2}").is_within(&FirstBytes::FIGURES));
        assert!(FirstBytes::of("[0-9]{1,2}(er)?").is_within(&FirstBytes::FIGURES));
        assert!(!FirstBytes::of(r"-?[0-9]").is_within(&FirstBytes::FIGURES));
        assert_eq!(FirstBytes::of("a*"), FirstBytes::ALL);
        assert!(FirstBytes::of("[éÉ]t").has("é".as_bytes()[0]));
        assert!(!FirstBytes::of("[éÉ]t").has(b't'));
    }

    proptest! {
        #[test]
        fn no_match_begins_outside_the_set(pattern in "[ab0é]{1,3}[?*|]?([a-c]|é|1+)?", text in "[abc01é]{1,4}") {
            if let Ok(regex) = regex::Regex::new(&format!("^(?:{pattern})$"))
                && regex.is_match(&text)
            {
                prop_assert!(FirstBytes::of(&pattern).has(text.as_bytes()[0]), "{} {}", pattern, text);
            }
        }
    }
}
