//! Character references left in plain text: `&eacute;`, `&#233;`, `&#xE9;`.

use unicode_normalization::char::is_combining_mark;

/// Named references of Latin-1, European letters and punctuation, sorted by name.
#[rustfmt::skip]
const NAMED: [(&str, char); 135] = [
    ("AElig", 'Æ'), ("Aacute", 'Á'), ("Acirc", 'Â'), ("Agrave", 'À'), ("Aring", 'Å'),
    ("Atilde", 'Ã'), ("Auml", 'Ä'), ("Ccaron", 'Č'), ("Ccedil", 'Ç'), ("Dagger", '‡'),
    ("ETH", 'Ð'), ("Eacute", 'É'), ("Ecirc", 'Ê'), ("Egrave", 'È'), ("Euml", 'Ë'), ("Iacute", 'Í'),
    ("Icirc", 'Î'), ("Igrave", 'Ì'), ("Iuml", 'Ï'), ("Ntilde", 'Ñ'), ("OElig", 'Œ'),
    ("Oacute", 'Ó'), ("Ocirc", 'Ô'), ("Ograve", 'Ò'), ("Oslash", 'Ø'), ("Otilde", 'Õ'),
    ("Ouml", 'Ö'), ("Prime", '″'), ("Scaron", 'Š'), ("THORN", 'Þ'), ("Uacute", 'Ú'),
    ("Ucirc", 'Û'), ("Ugrave", 'Ù'), ("Uuml", 'Ü'), ("Yacute", 'Ý'), ("Yuml", 'Ÿ'),
    ("aacute", 'á'), ("acirc", 'â'), ("acute", '´'), ("aelig", 'æ'), ("agrave", 'à'), ("amp", '&'),
    ("apos", '\''), ("aring", 'å'), ("atilde", 'ã'), ("auml", 'ä'), ("bdquo", '„'),
    ("brvbar", '¦'), ("bull", '•'), ("ccaron", 'č'), ("ccedil", 'ç'), ("cedil", '¸'),
    ("cent", '¢'), ("copy", '©'), ("curren", '¤'), ("dagger", '†'), ("deg", '°'), ("divide", '÷'),
    ("eacute", 'é'), ("ecirc", 'ê'), ("egrave", 'è'), ("emsp", '\u{2003}'), ("ensp", '\u{2002}'),
    ("eth", 'ð'), ("euml", 'ë'), ("euro", '€'), ("frac12", '½'), ("frac14", '¼'), ("frac34", '¾'),
    ("gt", '>'), ("hellip", '…'), ("iacute", 'í'), ("icirc", 'î'), ("iexcl", '¡'), ("igrave", 'ì'),
    ("iquest", '¿'), ("iuml", 'ï'), ("laquo", '«'), ("larr", '←'), ("ldquo", '“'), ("lsaquo", '‹'),
    ("lsquo", '‘'), ("lt", '<'), ("macr", '¯'), ("mdash", '—'), ("micro", 'µ'), ("middot", '·'),
    ("minus", '−'), ("nbsp", '\u{A0}'), ("ndash", '–'), ("not", '¬'), ("ntilde", 'ñ'),
    ("oacute", 'ó'), ("ocirc", 'ô'), ("oelig", 'œ'), ("ograve", 'ò'), ("ordf", 'ª'), ("ordm", 'º'),
    ("oslash", 'ø'), ("otilde", 'õ'), ("ouml", 'ö'), ("para", '¶'), ("permil", '‰'),
    ("plusmn", '±'), ("pound", '£'), ("prime", '′'), ("quot", '"'), ("raquo", '»'), ("rarr", '→'),
    ("rdquo", '”'), ("reg", '®'), ("rsaquo", '›'), ("rsquo", '’'), ("sbquo", '‚'), ("scaron", 'š'),
    ("sect", '§'), ("shy", '\u{AD}'), ("sup1", '¹'), ("sup2", '²'), ("sup3", '³'), ("szlig", 'ß'),
    ("thinsp", '\u{2009}'), ("thorn", 'þ'), ("times", '×'), ("trade", '™'), ("uacute", 'ú'),
    ("ucirc", 'û'), ("ugrave", 'ù'), ("uml", '¨'), ("uuml", 'ü'), ("yacute", 'ý'), ("yen", '¥'),
    ("yuml", 'ÿ'), ("zwj", '\u{200D}'), ("zwnj", '\u{200C}'),
];

/// Longest reference, in bytes, without the ampersand.
const LONGEST: usize = 12;

/// The character that `bytes` (what follows an ampersand) names, with the bytes it takes, the
/// semicolon included. Control and combining characters are refused: they would break the text.
pub(crate) fn decode(bytes: &[u8]) -> Option<(char, usize)> {
    let length = bytes.iter().take(LONGEST).position(|&byte| byte == b';')?;
    let name = std::str::from_utf8(&bytes[..length]).ok()?;
    let char = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            windows_1252(char::from_u32(code.ok()?)?)
        }
        None => {
            let slot = NAMED.binary_search_by_key(&name, |&(name, _)| name).ok()?;
            NAMED[slot].1
        }
    };
    let sound = !char.is_control()
        && !is_combining_mark(char)
        && super::decode::in_nfc(char.encode_utf8(&mut [0; 4]));
    sound.then_some((char, length + 1))
}

/// `&#146;` means the apostrophe of Windows-1252, as browsers have always read it.
fn windows_1252(char: char) -> char {
    match u8::try_from(char) {
        Ok(byte @ 0x80..=0x9F) => {
            let bytes = [byte];
            let (decoded, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
            decoded.chars().next().unwrap_or(char)
        }
        _ => char,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found() {
        assert!(NAMED.is_sorted_by_key(|&(name, _)| name));
        assert!(
            NAMED.iter().all(|&(name, char)| decode(format!("{name};").as_bytes())
                == Some((char, name.len() + 1)))
        );
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
