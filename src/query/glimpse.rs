//! A quick look at the bytes of a line: whether a name can stand in it. It spares parsing the tens of
//! thousands of lines that have nothing to do with the name.

use regex::bytes::{Regex, RegexBuilder};

/// What a letter of a key may be written as beyond its own two cases: any byte of a character
/// beyond ASCII.
const WILD: &str = r"[\x80-\xFF]";
/// What the folding drops inside a word.
const DROPPED: &str = r"[.\x80-\xFF]*";
/// What stands for a space of a key, escapes of JSON included.
const BETWEEN: &str = r"(?:[^A-Za-z0-9]|\\[bfnrt])+";
/// Longest key that is looked for, in bytes; the rest of a longer one is not needed.
const LONGEST: usize = 64;

/// Tells lines in which a form with a key can stand. It says yes too often and never no wrongly.
#[derive(Debug)]
pub(super) struct Glimpse(Option<Regex>);

impl Glimpse {
    /// For a key as [`crate::text::fold::name_key`] makes it.
    pub fn new(key: &str) -> Self {
        let mut pattern = String::from("(?-u)");
        for (at, char) in key.char_indices().take_while(|&(at, _)| at < LONGEST) {
            if at > 0 {
                pattern.push_str(DROPPED);
            }
            match char {
                ' ' => pattern.push_str(BETWEEN),
                _ if char.is_ascii_alphanumeric() => {
                    let (low, high) = (char, char.to_ascii_uppercase());
                    pattern.push_str(&format!(r"(?:[{low}{high}]|{WILD}+)"));
                }
                _ if char.is_ascii() => pattern.push_str(&format!(r"\x{:02x}", char as u8)),
                _ => pattern.push_str(&format!("{WILD}+")),
            }
        }
        Self(RegexBuilder::new(&pattern).unicode(false).build().ok())
    }

    /// Whether the name can be in this line.
    pub fn of(&self, line: &[u8]) -> bool {
        // Other tools write characters beyond ASCII as escapes; such a line is parsed.
        self.0.as_ref().is_none_or(|regex| {
            regex.is_match(line) || memchr::memmem::find(line, b"\\u").is_some()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::name_key;
    use proptest::prelude::*;

    fn can(form: &str, key: &str) -> bool {
        Glimpse::new(key).of(serde_json::to_string(form).unwrap_or_default().as_bytes())
    }

    #[test]
    fn names_are_seen_however_they_are_written() {
        for (form, name) in [
            ("L’ŒUVRE des É.T.A.T.S", "l'oeuvre des etats"),
            ("Drâa -Tafilalet", "draa-tafilalet"),
            ("\"S.A.R.L.\"\nDupont", "SARL Dupont"),
            ("ÆSIR & Cie", "aesir & cie"),
            ("Université de Besançon", "besancon"),
        ] {
            assert!(can(form, &name_key(name)), "{form}");
        }
        assert!(Glimpse::new("etats").of(b"\"\\u00c9tats\""));
        assert!(!can("Université de Lomé", "besancon"));
        assert!(!can("Casablanca", "casa blanca"));
    }

    proptest! {
        #[test]
        fn no_form_is_missed(form in "[A-Za-zÀ-ÿœŒæÆ .'’\\-&+\"\n\t\u{ad}\u{301}ßİΣ0-9]{0,30}") {
            let key = name_key(&form);
            prop_assert!(can(&form, &key), "{}", key);
            for word in key.split(' ') {
                prop_assert!(can(&form, word), "{}", word);
            }
        }

        #[test]
        fn no_form_of_any_script_is_missed(form in "\\PC{0,30}") {
            prop_assert!(can(&form, &name_key(&form)));
        }
    }
}
