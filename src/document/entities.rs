//! Character references left in plain text: `&eacute;`, `&#233;`, `&#xE9;`. The names are those of the
//! HTML standard, from the crate that the HTML parser has them from.

use unicode_normalization::char::is_combining_mark;
use web_atoms::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Longest reference, in bytes, with its semicolon but without the ampersand.
const LONGEST: usize = 32;

/// The character that `bytes` (what follows an ampersand) names, with the bytes it takes, the
/// semicolon included. Control and combining characters are refused: they would break the text.
pub(crate) fn decode(bytes: &[u8]) -> Option<(char, usize)> {
    let length = 1 + bytes.iter().take(LONGEST).position(|&byte| byte == b';')?;
    let name = std::str::from_utf8(&bytes[..length]).ok()?;
    let char = match name.strip_prefix('#') {
        Some(number) => {
            let number = number.strip_suffix(';')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            windows_1252(char::from_u32(code.ok()?)?)
        }
        None => match NAMED_ENTITIES.get(name)? {
            (code, 0) => char::from_u32(*code)?,
            // Two characters, the second mostly a combining one.
            _ => return None,
        },
    };
    let sound = !char.is_control()
        && !is_combining_mark(char)
        && super::decode::in_nfc(char.encode_utf8(&mut [0; 4]));
    sound.then_some((char, length))
}

/// `&#146;` means the apostrophe of Windows-1252, as browsers have always read it.
fn windows_1252(char: char) -> char {
    let slot = u32::from(char).checked_sub(0x80).and_then(|at| usize::try_from(at).ok());
    slot.and_then(|at| *C1_REPLACEMENTS.get(at)?).unwrap_or(char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_html_are_read() {
        for (name, char) in [("eacute", 'é'), ("rsquo", '’'), ("nbsp", '\u{A0}'), ("euro", '€')]
        {
            let text = format!("{name};");
            assert_eq!(decode(text.as_bytes()), Some((char, text.len())), "{name}");
        }
        let longest = NAMED_ENTITIES.keys().map(|name| name.len()).max();
        assert_eq!(longest, Some(LONGEST));
        // Each is read, or left as it stands; what is read is one sound character.
        for name in NAMED_ENTITIES.keys() {
            if let Some((char, length)) = decode(name.as_bytes()) {
                assert!(!char.is_control() && name.len() == length, "{name}");
            }
        }
        // Line ends, combining characters, pairs of characters, prefixes and names without the semicolon.
        for name in ["NewLine;", "DownBreve;", "bne;", "eacu;", "eacute"] {
            assert_eq!(decode(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn numbers_are_read_and_nonsense_is_left() {
        assert_eq!(decode(b"#233;"), Some(('é', 5)));
        assert_eq!(decode(b"#xE9;x"), Some(('é', 5)));
        assert_eq!(decode(b"#146;"), Some(('’', 5)));
        for text in ["", ";", "#;", "#x;", "#0;", "#xD800;", "#769;", "#99999999999;", "zzz;", "T"]
        {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
