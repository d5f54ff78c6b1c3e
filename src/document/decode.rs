//! Bytes to text: NFC with `\n` line ends, nothing dropped silently.
//!
//! Order: byte order mark, UTF-8 that proves itself, declared charset, UTF-8 with a few broken
//! bytes, then `chardetng`. Valid UTF-8 with multi-byte characters goes before the declaration
//! because pages that declare Latin-1 and send UTF-8 are common and the reverse cannot happen by
//! chance.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

/// Bytes looked at to tell text from binary data.
const SAMPLE: usize = 64 * 1024;

/// What the bytes said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text: NFC, `\n` line ends, no byte order mark. Empty for binary data.
    pub text: String,
    /// Encoding the bytes were read in, as a WHATWG name.
    pub encoding: &'static str,
    /// Broken stretches that became U+FFFD.
    pub replaced: usize,
    /// Whether the bytes are no text at all.
    pub binary: bool,
}

/// Decodes `bytes`; `declared` is a charset label from outside (HTTP, meta), if there is one.
/// Never fails; valid UTF-8 in NFC is taken over without a copy.
#[must_use]
pub fn decode(bytes: Vec<u8>, declared: Option<&str>) -> Decoded {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        return decode_as(&bytes[length..], encoding);
    }
    if let Some(encoding) = utf16_without_mark(&bytes) {
        return decode_as(&bytes, encoding);
    }
    if is_binary(&bytes) {
        return Decoded { text: String::new(), encoding: "binary", replaced: 0, binary: true };
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    match String::from_utf8(bytes) {
        Ok(text) => match declared {
            // ISO-2022-JP and the like are ASCII to the eye.
            Some(encoding) if !encoding.is_ascii_compatible() && text.is_ascii() => {
                decode_as(text.as_bytes(), encoding)
            }
            _ => finish(Cow::Owned(text), UTF_8, 0),
        },
        Err(error) => {
            let bytes = error.into_bytes();
            let encoding = match declared {
                Some(encoding) if encoding != UTF_8 => encoding,
                _ if mostly_utf8(&bytes) => UTF_8,
                _ => guess(&bytes),
            };
            decode_as(&bytes, encoding)
        }
    }
}

fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let replaced = if broken { text.matches(char::REPLACEMENT_CHARACTER).count() } else { 0 };
    if is_binary(&text.as_bytes()[..text.len().min(SAMPLE)]) {
        return Decoded { text: String::new(), encoding: "binary", replaced: 0, binary: true };
    }
    finish(text, encoding, replaced)
}

fn finish(text: Cow<'_, str>, encoding: &'static Encoding, mut replaced: usize) -> Decoded {
    let mut text = normalise(text.into_owned());
    if text.as_bytes().contains(&0) {
        replaced += text.bytes().filter(|&byte| byte == 0).count();
        text = text.replace('\0', "\u{FFFD}");
    }
    Decoded { text, encoding: encoding.name(), replaced, binary: false }
}

/// Brings a string to the published form: no byte order mark, `\n` line ends, NFC.
#[must_use]
pub(crate) fn normalise(mut text: String) -> String {
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    if text.contains('\r') {
        text = unix_line_ends(&text);
    }
    if in_nfc(&text) { text } else { text.nfc().collect() }
}

fn unix_line_ends(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\r') {
        out.push_str(&rest[..at]);
        out.push('\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    out.push_str(rest);
    out
}

/// Whether `text` is in NFC. Runs of ASCII and Latin letters are passed over by their bytes; the
/// tables are asked only about the rest.
pub(crate) fn in_nfc(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Everything below U+0300 is a starter that NFC leaves alone.
        let Some(skip) = bytes[at..].iter().position(|&byte| byte >= 0xCC) else { return true };
        at += skip;
        // Apostrophes, dashes, ellipsis, euro sign: U+2002 to U+20CF.
        if bytes[at] == 0xE2
            && (0x80..=0x82).contains(&bytes[at + 1])
            && (bytes[at + 1] != 0x80 || bytes[at + 2] > 0x81)
        {
            at += 3;
            continue;
        }
        let Some(char) = text[at..].chars().next() else { return true };
        if is_nfc_quick(std::iter::once(char)) != IsNormalized::Yes
            || canonical_combining_class(char) != 0
        {
            return is_nfc(text);
        }
        at += char.len_utf8();
    }
    true
}

/// UTF-16 without its mark: Latin text has a NUL in every second byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 8 || !sample.contains(&0) {
        return None;
    }
    let count = |offset: usize| {
        sample.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count() * 2
    };
    let (even, odd) = (count(0), count(1));
    match () {
        () if odd > sample.len() * 7 / 10 && even < sample.len() / 20 => Some(UTF_16LE),
        () if even > sample.len() * 7 / 10 && odd < sample.len() / 20 => Some(UTF_16BE),
        () => None,
    }
}

/// Known file signatures, NUL bytes, or more than one control byte in fifty.
fn is_binary(bytes: &[u8]) -> bool {
    const SIGNATURES: [&[u8]; 8] = [
        b"%PDF-",
        b"PK\x03\x04",
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"GIF8",
        b"\x7FELF",
        b"\xD0\xCF\x11\xE0",
        b"{\\rtf",
    ];
    if SIGNATURES.iter().any(|signature| bytes.starts_with(signature)) {
        return true;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    // Few controls even with line ends and no NUL: the common case, without a second look.
    let low = sample.iter().filter(|&&byte| byte < 0x20).count();
    if low * 50 <= sample.len() && !sample.contains(&0) {
        return false;
    }
    let nul = sample.iter().filter(|&&byte| byte == 0).count();
    let control = sample
        .iter()
        .filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B))
        .count();
    // A stray NUL in a long text is damage, not a format.
    nul * 1000 > sample.len() || control * 50 > sample.len()
}

/// Whether valid multi-byte characters outnumber broken bytes clearly: then the file is UTF-8
/// with damage. In a Windows-1252 text an accented letter is followed by ASCII, so it has next
/// to no valid pair.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    valid > broken * 2
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"fr"), Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes.to_vec(), None).text
    }

    #[test]
    fn line_ends_and_marks_go() {
        assert_eq!(text(b"\xEF\xBB\xBFa\r\nb\rc\n"), "a\nb\nc\n");
        assert_eq!(text(b"\r\r\n\n"), "\n\n\n");
    }

    #[test]
    fn decomposed_letters_are_composed_once() {
        assert_eq!(text("Drâa, e\u{301}te\u{301} — 5 €".as_bytes()), "Drâa, été — 5 €");
        assert_eq!(text("\u{2000}\u{2126}".as_bytes()), "\u{2002}Ω");
    }

    #[test]
    fn windows_1252_is_found() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1252
            .encode("L’école a signé un accord-cadre à Besançon : « première étape », 12 000 €.");
        let decoded = decode(bytes.to_vec(), None);
        assert_eq!(decoded.encoding, "windows-1252");
        assert_eq!(
            decoded.text,
            "L’école a signé un accord-cadre à Besançon : « première étape », 12 000 €."
        );
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let mut bytes = "Été à Thiès, où le marché a été signé.".as_bytes().to_vec();
        bytes.insert(6, 0xE9);
        bytes.push(0xC3);
        let decoded = decode(bytes, None);
        assert_eq!((decoded.encoding, decoded.replaced), ("UTF-8", 2));
        assert!(decoded.text.contains("où le marché a été signé."));
    }

    #[test]
    fn utf16_with_and_without_mark() {
        let units: Vec<u8> =
            "Casablanca, été 2019".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(units.clone(), None).text, "Casablanca, été 2019");
        let marked = [&[0xFF, 0xFE], units.as_slice()].concat();
        assert_eq!(decode(marked, None).encoding, "UTF-16LE");
    }

    #[test]
    fn declared_charset_yields_to_proof() {
        assert_eq!(decode("été".into(), Some("iso-8859-1")).text, "été");
        assert_eq!(decode(b"\xE9t\xE9".to_vec(), Some("iso-8859-1")).text, "été");
        assert_eq!(decode(b"\xB3\xF3d\xBC".to_vec(), Some("iso-8859-2")).text, "łódź");
    }

    #[test]
    fn binary_data_is_told_from_text_with_damage() {
        assert!(decode(b"%PDF-1.7\n".to_vec(), None).binary);
        assert!(decode((0..=255).collect(), None).binary);
        let stray = decode([b"mot ".repeat(600).as_slice(), b"\0"].concat(), None);
        assert!(!stray.binary);
        assert_eq!(stray.replaced, 1);
    }

    proptest! {
        #[test]
        fn nfc_check_agrees_with_the_tables(text in "[aéà’€\u{300}-\u{345}\u{1100}-\u{11ff}\u{2000}-\u{212b}가-깋]{0,12}") {
            prop_assert_eq!(in_nfc(&text), is_nfc(&text));
        }

        #[test]
        fn any_bytes_decode_to_nfc(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let decoded = decode(bytes, None);
            prop_assert!(is_nfc(&decoded.text));
            prop_assert!(!decoded.text.contains(['\r', '\0']));
        }
    }
}
