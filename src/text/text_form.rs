//! An immutable text with its byte-to-code-point map.

use super::{ByteSpan, CharSpan};

/// Bytes between two checkpoints of the map; a lookup counts at most this many bytes.
const STRIDE: usize = 128;

/// Byte offset to code point offset and back, for one string.
///
/// Memory: four bytes for each 128 bytes of text. Lookup: one array access and at most 128 bytes
/// counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffsetMap {
    /// Code points that start before byte `i * STRIDE`.
    checkpoints: Vec<u32>,
    chars: u32,
}

impl OffsetMap {
    /// Builds the map of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut chars = 0u32;
        for chunk in text.as_bytes().chunks(STRIDE) {
            checkpoints.push(chars);
            chars += count_starts(chunk);
        }
        Self { checkpoints, chars }
    }

    /// Number of code points in the text.
    #[must_use]
    pub fn char_count(&self) -> usize {
        self.chars as usize
    }

    /// Code points that start before byte offset `byte` of `text`, the text this map was built of.
    #[must_use]
    pub fn char_at(&self, text: &str, byte: usize) -> usize {
        let slot = byte / STRIDE;
        match self.checkpoints.get(slot) {
            Some(&before) => {
                (before + count_starts(&text.as_bytes()[slot * STRIDE..byte])) as usize
            }
            None => self.chars as usize,
        }
    }

    /// Byte offset of code point number `char` of `text`; the text's length when `char` is past
    /// its end.
    #[must_use]
    pub fn byte_at(&self, text: &str, char: usize) -> usize {
        let slot = self.checkpoints.partition_point(|&before| before as usize <= char).max(1) - 1;
        let Some(&before) = self.checkpoints.get(slot) else { return text.len() };
        let mut seen = before as usize;
        for (offset, byte) in text.bytes().enumerate().skip(slot * STRIDE) {
            if is_start(byte) {
                if seen == char {
                    return offset;
                }
                seen += 1;
            }
        }
        text.len()
    }
}

fn is_start(byte: u8) -> bool {
    (byte & 0xC0) != 0x80
}

fn count_starts(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&byte| u32::from(is_start(byte))).sum()
}

/// A text that never changes after it was made: NFC, `\n` line ends, with its offset map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    string: Box<str>,
    offsets: OffsetMap,
}

impl Text {
    /// Takes over `string`, which the caller has brought to NFC and `\n` line ends.
    #[must_use]
    pub fn new(string: String) -> Self {
        let offsets = OffsetMap::new(&string);
        Self { string: string.into_boxed_str(), offsets }
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// Number of code points.
    #[must_use]
    pub fn char_count(&self) -> usize {
        self.offsets.char_count()
    }

    /// The same stretch in code points.
    #[must_use]
    pub fn chars(&self, span: ByteSpan) -> CharSpan {
        CharSpan::new(
            self.offsets.char_at(&self.string, span.start as usize),
            self.offsets.char_at(&self.string, span.end as usize),
        )
    }

    /// The same stretch in bytes.
    #[must_use]
    pub fn bytes(&self, span: CharSpan) -> ByteSpan {
        ByteSpan::new(
            self.offsets.byte_at(&self.string, span.start as usize),
            self.offsets.byte_at(&self.string, span.end as usize),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn offsets_agree_with_counting(text in "[aé€😀\n ]{0,600}") {
            let form = Text::new(text.clone());
            prop_assert_eq!(form.char_count(), text.chars().count());
            for (char, (byte, _)) in text.char_indices().enumerate() {
                let chars = form.chars(ByteSpan::new(byte, text.len()));
                prop_assert_eq!(chars.start as usize, char);
                prop_assert_eq!(form.bytes(chars), ByteSpan::new(byte, text.len()));
            }
        }
    }
}
