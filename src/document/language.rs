//! Which language a document and each of its blocks are in.
//!
//! Function words decide wherever they are clear: French running text is half made of them. Where
//! they are not, `whatlang` is asked about a sample of at most [`SAMPLE`] bytes; on whole texts it
//! would be the slowest stage. Short blocks take the document's language.

use std::fmt;

use rustc_hash::FxHashMap;
use whatlang::{Detector, Lang};

use super::blocks::MarkedBlock;
use super::document::{BlockKind, head};

/// Bytes that `whatlang` sees at most.
const SAMPLE: usize = 1000;
/// Bytes of a block in which function words are counted.
const BLOCK_SAMPLE: usize = 400;
/// Bytes of a document in which function words are counted.
const DOCUMENT_SAMPLE: usize = 4000;
/// Shortest block, in bytes, about which `whatlang` is asked.
const ASKED: usize = 120;

/// Languages that `whatlang` chooses among, with their ISO 639-1 codes: those met in a
/// francophone corpus. A longer list makes short texts less certain.
const CANDIDATES: [(Lang, &str); 12] = [
    (Lang::Fra, "fr"),
    (Lang::Eng, "en"),
    (Lang::Spa, "es"),
    (Lang::Deu, "de"),
    (Lang::Ita, "it"),
    (Lang::Por, "pt"),
    (Lang::Nld, "nl"),
    (Lang::Ara, "ar"),
    (Lang::Cat, "ca"),
    (Lang::Ron, "ro"),
    (Lang::Tur, "tr"),
    (Lang::Rus, "ru"),
];

/// An ISO 639-1 code, or `und`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageCode([u8; 3]);

impl LanguageCode {
    /// No language could be told.
    pub const UNDETERMINED: Self = Self(*b"und");

    /// Reads `fr`, `FR`, `fr-MA`; `None` for anything that is not a two-letter code at its start.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let bytes = code.trim().as_bytes();
        let ends = !matches!(bytes.get(2), Some(byte) if byte.is_ascii_alphanumeric());
        match bytes {
            [a, b, ..] if ends && a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Self([a.to_ascii_lowercase(), b.to_ascii_lowercase(), 0]))
            }
            _ => None,
        }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = if self.0[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&self.0[..length]).unwrap_or("und")
    }
}

impl fmt::Debug for LanguageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for LanguageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A language and the share of the evidence for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LanguageGuess {
    /// The language.
    pub code: LanguageCode,
    /// 0 to 1.
    pub score: f32,
}

impl LanguageGuess {
    const NONE: Self = Self { code: LanguageCode::UNDETERMINED, score: 0.0 };
}

/// Function words of the languages that have rules.
#[derive(Clone, Debug, Default)]
pub struct LanguageProfiles {
    codes: Vec<LanguageCode>,
    /// Word to the set of languages that have it, one bit each.
    words: FxHashMap<Box<str>, u16>,
    longest: usize,
}

/// Function words counted in a sample.
struct Counts {
    /// One a language, in the order of the profiles. A word of several languages counts in each.
    hits: Vec<u32>,
    /// Hits of words that only this language has.
    own: Vec<u32>,
    words: u32,
}

impl LanguageProfiles {
    /// Profiles from lists of function words, one list a language. Elided forms come with or
    /// without their apostrophe (`l'`, `qu`). At most 16 languages; further ones are left out.
    #[must_use]
    pub fn new(lists: &[(&str, Vec<String>)]) -> Self {
        let mut profiles = Self::default();
        for (code, list) in lists.iter().take(16) {
            let Some(code) = LanguageCode::new(code) else { continue };
            let bit = 1 << profiles.codes.len();
            profiles.codes.push(code);
            for word in list {
                // The words of "parce que" speak for themselves or not at all.
                let word = word.trim().trim_end_matches(['\'', '’']).to_lowercase();
                if !word.is_empty() && word.chars().all(char::is_alphabetic) {
                    profiles.longest = profiles.longest.max(word.len());
                    *profiles.words.entry(word.into_boxed_str()).or_default() |= bit;
                }
            }
        }
        profiles
    }

    /// The language of most of the running text; `declared` is what the page says of itself.
    pub(crate) fn document(
        &self,
        read: &str,
        blocks: &[MarkedBlock],
        declared: Option<LanguageCode>,
    ) -> LanguageGuess {
        let sample = sample(read, blocks);
        let counts = self.count(&sample);
        let words = self.verdict(&counts);
        let asked = ask(&sample);
        match (words, asked) {
            (Some(words), Some(asked)) if words.code == asked.code => {
                LanguageGuess { code: words.code, score: words.score.max(asked.score) }
            }
            // Function words outweigh n-grams of a short sample, except for a language that has
            // no list: its neighbour shares words with it.
            (Some(words), Some(asked)) if self.codes.contains(&asked.code) || asked.score < 0.8 => {
                words
            }
            (_, Some(asked)) if asked.score >= 0.5 || sample.len() >= ASKED => asked,
            (Some(words), _) => words,
            (None, asked) => match declared {
                Some(code) => LanguageGuess { code, score: 0.5 },
                None => asked.unwrap_or(LanguageGuess::NONE),
            },
        }
    }

    /// The language of a block of a document in `document`.
    #[must_use]
    pub fn block(&self, text: &str, document: LanguageGuess) -> LanguageGuess {
        let sample = head(text, BLOCK_SAMPLE);
        let counts = self.count(sample);
        if let Some(words) = self.verdict(&counts) {
            let share = self.share(&counts, words.code);
            let clear = if words.code == document.code { 0.25 } else { 0.3 };
            let enough = counts.words >= 6 || words.code == document.code;
            if enough && share >= clear {
                return words;
            }
        }
        if text.len() < ASKED {
            return document;
        }
        let sample = head(text, SAMPLE);
        match ask(sample) {
            Some(asked) if asked.code == document.code => asked,
            // Names and figures in a list look like any language: leave the document's only for
            // a clear answer.
            Some(asked) if asked.score >= 0.9 && !self.speaks_for(&counts, document.code) => asked,
            _ => document,
        }
    }

    fn speaks_for(&self, counts: &Counts, code: LanguageCode) -> bool {
        self.slot(code).is_some_and(|slot| counts.own[slot] >= 2)
            && self.share(counts, code) >= 0.25
    }

    fn slot(&self, code: LanguageCode) -> Option<usize> {
        self.codes.iter().position(|&known| known == code)
    }

    fn share(&self, counts: &Counts, code: LanguageCode) -> f32 {
        let hits = self.slot(code).map_or(0, |slot| counts.hits[slot]);
        hits as f32 / counts.words.max(1) as f32
    }

    /// The language with a clear lead in function words.
    fn verdict(&self, counts: &Counts) -> Option<LanguageGuess> {
        let best = (0..self.codes.len()).max_by_key(|&slot| (counts.hits[slot], !slot))?;
        let hits = counts.hits[best];
        let rival = (0..self.codes.len())
            .filter(|&slot| slot != best)
            .map(|slot| counts.own[slot])
            .max()
            .unwrap_or(0);
        let clear = hits >= 3 && counts.own[best] > 2 * rival && hits * 6 >= counts.words;
        clear.then(|| LanguageGuess {
            code: self.codes[best],
            score: counts.own[best] as f32 / (counts.own[best] + rival) as f32,
        })
    }

    fn count(&self, sample: &str) -> Counts {
        let mut counts =
            Counts { hits: vec![0; self.codes.len()], own: vec![0; self.codes.len()], words: 0 };
        let mut word = String::with_capacity(self.longest + 8);
        for found in sample.split(|char: char| !char.is_alphabetic()) {
            if found.is_empty() {
                continue;
            }
            counts.words += 1;
            if found.len() > self.longest {
                continue;
            }
            word.clear();
            word.extend(found.chars().flat_map(char::to_lowercase));
            let Some(&languages) = self.words.get(word.as_str()) else { continue };
            for slot in 0..self.codes.len() {
                if languages & (1 << slot) != 0 {
                    counts.hits[slot] += 1;
                    counts.own[slot] += u32::from(languages == 1 << slot);
                }
            }
        }
        counts
    }
}

/// Running text of a document, up to [`DOCUMENT_SAMPLE`] bytes, taken from all over it.
fn sample(read: &str, blocks: &[MarkedBlock]) -> String {
    let running = |block: &&MarkedBlock| {
        matches!(
            block.kind,
            BlockKind::Body | BlockKind::About | BlockKind::List | BlockKind::Title
        )
    };
    let count = blocks.iter().filter(running).count();
    let (count, all) = if count == 0 { (blocks.len(), true) } else { (count, false) };
    let share = (DOCUMENT_SAMPLE / count.max(1)).max(200);
    let step = (count * share).div_ceil(DOCUMENT_SAMPLE).max(1);
    let mut sample = String::with_capacity(DOCUMENT_SAMPLE + share);
    for block in blocks.iter().filter(|block| all || running(block)).step_by(step) {
        let text = block.span.of(read);
        sample.push_str(head(text, share));
        sample.push('\n');
    }
    sample
}

/// `whatlang`'s answer on the first [`SAMPLE`] bytes.
fn ask(text: &str) -> Option<LanguageGuess> {
    let detector = Detector::with_allowlist(CANDIDATES.iter().map(|(lang, _)| *lang).collect());
    let info = detector.detect(head(text, SAMPLE))?;
    let (_, code) = CANDIDATES.iter().find(|(lang, _)| *lang == info.lang())?;
    Some(LanguageGuess { code: LanguageCode::new(code)?, score: info.confidence() as f32 })
}
