//! The full-form lexicon of a language: parts of speech, tenses, lemmas, and all forms of a lemma.

use super::matching::has_capitals_only;
use super::{Bytes, Map, Strings, u32_at};
use crate::text::fold::{fold, strip};

/// What a word may be: parts of speech ([`part`](super::part)), tenses ([`tense`](super::tense)),
/// gender and number ([`agreement`](super::agreement)). All readings of a form are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features(u32);

impl Features {
    /// Parts of speech.
    #[must_use]
    pub fn parts(self) -> u16 {
        self.0 as u16
    }

    /// Tenses of the finite readings.
    #[must_use]
    pub fn tenses(self) -> u8 {
        (self.0 >> 16) as u8
    }

    /// Genders and numbers of the other readings.
    #[must_use]
    pub fn agreement(self) -> u8 {
        (self.0 >> 24) as u8
    }

    /// Whether the word is not in the lexicon.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self.0 == 0
    }
}

/// The full-form lexicon of one language.
pub struct Words {
    forms: Map,
    stripped: Map,
    signatures: Strings,
    features: Bytes,
    lemmas: Map,
    paradigms: Strings,
}

impl Words {
    pub(super) fn open(sections: Vec<Bytes>) -> Option<Self> {
        let [forms, stripped, signatures, features, lemmas, paradigms] =
            <[Bytes; 6]>::try_from(sections).ok()?;
        Some(Self {
            forms: Map::new(forms).ok()?,
            stripped: Map::new(stripped).ok()?,
            signatures: Strings(signatures),
            features,
            lemmas: Map::new(lemmas).ok()?,
            paradigms: Strings(paradigms),
        })
    }

    /// Number of forms.
    #[must_use]
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Whether there are no forms.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// What `surface` may be. Accents count, but a word in capitals may have dropped them, and so
    /// may a word with an initial capital that is unknown as it stands.
    #[must_use]
    pub fn features(&self, surface: &str) -> Features {
        let folded = fold(surface);
        let exact = self.forms.get(&folded).map_or(0, |id| self.feature(id));
        if !surface.starts_with(char::is_uppercase) {
            return Features(exact);
        }
        let bare = strip(&folded);
        // An accent that is written in capitals says that accents are written.
        let dropped = has_capitals_only(surface) && bare == folded;
        if exact != 0 && !dropped {
            return Features(exact);
        }
        Features(exact | self.stripped.get(&bare).map_or(0, |id| self.feature(id)))
    }

    /// Parts of speech of `surface`, bits of [`part`](super::part); zero if it is unknown.
    #[must_use]
    pub fn parts_bits(&self, surface: &str) -> u16 {
        let features = self.features(surface);
        let tense = |mask: u8, bit: u16| if features.tenses() & mask == 0 { 0 } else { bit };
        features.parts()
            | tense(super::tense::FUTURE, super::part::FUTURE_VERB)
            | tense(super::tense::CONDITIONAL, super::part::CONDITIONAL_VERB)
    }

    /// Tenses of `surface` as a finite verb, bits of [`tense`](super::tense).
    #[must_use]
    pub fn verb_tenses(&self, surface: &str) -> u8 {
        self.features(surface).tenses()
    }

    /// The lemma of `surface` read as one of `parts`, folded; the first in the order of the
    /// readings where there are several. Of a word in capitals the part of the lemma that the word shows has no
    /// accents either.
    #[must_use]
    pub fn lemma(&self, surface: &str, parts: u16) -> Option<String> {
        let folded = fold(surface);
        if let Some(lemma) =
            self.forms.get(&folded).and_then(|id| self.lemma_of(id, &folded, parts))
        {
            return Some(lemma);
        }
        if !surface.starts_with(char::is_uppercase) {
            return None;
        }
        let bare = strip(&folded);
        self.stripped.get(&bare).and_then(|id| self.lemma_of(id, &bare, parts))
    }

    /// All forms of a lemma, folded and sorted, the lemma among them: finite forms, participles with
    /// gender and number, infinitive, plural. Empty if the lemma is unknown.
    #[must_use]
    pub fn forms(&self, lemma: &str) -> Vec<String> {
        self.forms_of(lemma, u16::MAX)
    }

    /// The forms of a lemma that may be one of `parts`.
    #[must_use]
    pub fn forms_of(&self, lemma: &str, parts: u16) -> Vec<String> {
        let lemma = fold(lemma);
        let Some(id) = self.lemmas.get(&lemma) else { return Vec::new() };
        let mut out: Vec<String> = self
            .paradigms
            .get(id as usize)
            .split('|')
            .filter_map(|form| form.split_once('/'))
            .filter(|(_, bits)| u16::from_str_radix(bits, 16).is_ok_and(|bits| bits & parts != 0))
            .filter_map(|(ending, _)| with_ending(&lemma, ending))
            .collect();
        out.sort();
        out
    }

    fn feature(&self, id: u64) -> u32 {
        u32_at(&self.features, id as usize).unwrap_or(0)
    }

    fn lemma_of(&self, id: u64, form: &str, parts: u16) -> Option<String> {
        self.signatures.get(id as usize).split('|').find_map(|reading| {
            let (tags, ending) = reading.split_once(':')?;
            let fits = tags.split(',').any(|tag| {
                tag.chars()
                    .next()
                    .and_then(super::part::of_letter)
                    .is_some_and(|part| part & parts != 0)
            });
            fits.then(|| with_ending(form, ending)).flatten()
        })
    }
}

/// Drops characters from the end of a word and appends others (`1+er`).
fn with_ending(word: &str, ending: &str) -> Option<String> {
    let (drop, suffix) = ending.split_once('+')?;
    let keep = word.chars().count().checked_sub(drop.parse().ok()?)?;
    Some(word.chars().take(keep).chain(suffix.chars()).collect())
}
