//! The page around the data: shell, style, program, and the policy that lets only these run.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Language;

const SHELL: &str = include_str!("shell.html");
const STYLE: &str = include_str!("app.css");
const PROGRAM: &str = concat!(
    include_str!("elements.js"),
    include_str!("land.js"),
    include_str!("map.js"),
    include_str!("app.js")
);
const FRENCH: &str = include_str!("strings.fr.json");
const ENGLISH: &str = include_str!("strings.en.json");

/// The words of the interface.
///
/// # Errors
/// Never in practice: the file is part of the program, and a test parses it.
pub fn strings(language: Language) -> io::Result<Value> {
    let text = match language {
        Language::French => FRENCH,
        Language::English => ENGLISH,
    };
    serde_json::from_str(text).map_err(io::Error::from)
}

/// Fills the shell.
///
/// # Errors
/// When `out` refuses.
pub fn write(
    island: &impl Serialize,
    strings: &Value,
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    let word = |key: &str| escape(strings[key].as_str().unwrap_or(key));
    let code = match language {
        Language::French => "fr",
        Language::English => "en",
    };
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        fingerprint(PROGRAM),
        fingerprint(STYLE)
    );
    for piece in SHELL.split("{{").enumerate() {
        let text = match piece {
            (0, text) => text,
            (_, text) => {
                let (name, rest) = text.split_once("}}").unwrap_or((text, ""));
                match name {
                    "language" => out.write_all(code.as_bytes())?,
                    "policy" => out.write_all(policy.as_bytes())?,
                    "style" => out.write_all(STYLE.as_bytes())?,
                    "program" => out.write_all(PROGRAM.as_bytes())?,
                    "data" => serde_json::to_writer(Guarded(out), island)?,
                    key => out.write_all(word(key).as_bytes())?,
                }
                rest
            }
        };
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// Text as the content of an element or attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// JSON on its way into a `script` element: nothing in it can end the element, open a comment in it
/// or be a line end to a program. These characters stand only inside strings, where JSON lets them
/// be written as escapes.
struct Guarded<'a>(&'a mut dyn Write);

impl Write for Guarded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut done = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            let escaped: &[u8] = match byte {
                b'<' => b"\\u003c",
                b'>' => b"\\u003e",
                b'&' => b"\\u0026",
                // U+2028 and U+2029; strings are written whole, so the three bytes are together.
                0xe2 => match bytes.get(at + 1..at + 3) {
                    Some([0x80, 0xa8]) => b"\\u2028",
                    Some([0x80, 0xa9]) => b"\\u2029",
                    _ => continue,
                },
                _ => continue,
            };
            if at < done {
                continue;
            }
            self.0.write_all(&bytes[done..at])?;
            self.0.write_all(escaped)?;
            done = at + if byte == 0xe2 { 3 } else { 1 };
        }
        self.0.write_all(&bytes[done..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The source expression of a content security policy for an inline text.
fn fingerprint(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = "sha256-".to_owned();
    for chunk in Sha256::digest(text.as_bytes()).chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, &byte| bits << 8 | u32::from(byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            if digit <= chunk.len() {
                let index = bits >> (18 - 6 * digit) & 63;
                out.push(char::from(DIGITS[index as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_fingerprint_is_that_of_the_standard() {
        // echo -n "alert('Hello, world.');" | openssl dgst -sha256 -binary | openssl base64
        let known = "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=";
        assert_eq!(fingerprint("alert('Hello, world.');"), known);
    }

    proptest! {
        #[test]
        fn the_island_holds_any_text(text in ".*", more in "[<>&!/\u{2028}\u{2029}script-]*") {
            let texts = [text, more];
            let mut out = Vec::new();
            serde_json::to_writer(Guarded(&mut out), &texts).ok();
            let json = String::from_utf8(out).unwrap_or_default();
            let hostile = ['<', '>', '&', '\u{2028}', '\u{2029}'];
            prop_assert!(!json.contains(hostile));
            let back: Vec<String> = serde_json::from_str(&json).unwrap_or_default();
            prop_assert_eq!(back.as_slice(), &texts);
        }
    }
}
