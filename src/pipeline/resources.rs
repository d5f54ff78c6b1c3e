//! Rules and gazetteers, loaded once and shared by all threads.

use crate::engine::lexemes::PartsOfSpeech;
use crate::gazetteer::{Gazetteer, Words, part};
use crate::kb::v1::OrganisationKind;
use crate::rules::{Defined, Loaded, RuleFiles, RuleSet, load};

/// Loads rule files with the lemmas and parts of speech of a gazetteer. Subtypes of mentions are
/// the published kinds of bodies (`<ORG:bank>`).
#[must_use]
pub fn load_rules(files: &RuleFiles, gazetteer: &Gazetteer) -> Loaded {
    let subtypes: Vec<&str> = OrganisationKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let forms = |language: &str, lemma: &str| {
        gazetteer.words(language).map(|words| words.forms(lemma)).unwrap_or_default()
    };
    let bits = |_: &str, letters: &str| part::of_letters(letters);
    let defined = Defined { subtypes: &subtypes, properties: &super::names::property_names() };
    load(files, defined, &forms, &bits)
}

/// Parts of speech from the full-form lexicon of a language, which may be missing.
#[derive(Clone, Copy)]
pub struct Lexicon<'a>(pub Option<&'a Words>);

impl PartsOfSpeech for Lexicon<'_> {
    fn parts(&self, surface: &str) -> u16 {
        self.0.map_or(0, |words| words.parts_bits(surface))
    }
}

/// The parts of speech of each language of a rule set, by its index.
#[must_use]
pub fn lexicons<'g>(rules: &RuleSet, gazetteer: &'g Gazetteer) -> Vec<Lexicon<'g>> {
    rules.languages.iter().map(|language| Lexicon(gazetteer.words(&language.code))).collect()
}
