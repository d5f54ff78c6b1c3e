//! Language data and thresholds of linking, read from `rules/link.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::kb::v1::OrganisationKind;

/// The file as it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    keys: Keys,
    kinds: Kinds,
    spelling: Spelling,
    acronyms: Acronyms,
    same_name: SameName,
    duplicates: Duplicates,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    ignored: BTreeSet<String>,
    elided: BTreeSet<String>,
    wrappers: BTreeSet<String>,
    legal_leading: Vec<String>,
    legal_trailing: Vec<String>,
    particles: BTreeSet<String>,
    object_ignored: BTreeSet<String>,
    replace: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kinds {
    needs_country: BTreeSet<OrganisationKind>,
    country_share: u64,
    country_mentions: u64,
    apart: Vec<Vec<OrganisationKind>>,
}

/// When two spellings are one name. Shares and scores in thousandths, lengths in letters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spelling {
    pub min_letters_known: usize,
    pub min_letters_unknown: usize,
    pub min_letters_small: usize,
    pub known_after_names: usize,
    pub slip_share: u64,
    pub inflections: Vec<String>,
    pub min_letters_stem: usize,
    pub known: BTreeSet<String>,
    pub score: u16,
    pub inflection_score: u16,
    pub spacing_score: u16,
}

/// When a bare acronym stands for one expansion.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Acronyms {
    pub share: u64,
    pub min_documents: u64,
    pub min_documents_long: u64,
    pub long_letters: usize,
    pub score: u16,
    pub head_score: u16,
}

/// When an underspecified name is the bearer of the same name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SameName {
    pub share: u64,
    pub only_score: u16,
    pub dominant_score: u16,
    pub alias_score: u16,
    pub short_form_capitals: usize,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Duplicates {
    similarity: u64,
}

/// Says whether a folded word is a common word or a place.
type Lexicon = Box<dyn Fn(&str) -> bool + Send + Sync>;

/// Language data of linking, compiled.
pub struct LinkData {
    pub(super) ignored: BTreeSet<String>,
    pub(super) elided: BTreeSet<String>,
    pub(super) wrappers: BTreeSet<String>,
    pub(super) legal_leading: Vec<Vec<String>>,
    pub(super) legal_trailing: Vec<Vec<String>>,
    pub(super) particles: BTreeSet<String>,
    pub(super) object_ignored: BTreeSet<String>,
    pub(super) replace: BTreeMap<String, String>,
    pub(super) needs_country: BTreeSet<OrganisationKind>,
    pub(super) country_share: u64,
    pub(super) country_mentions: u64,
    groups: BTreeMap<OrganisationKind, u8>,
    pub(super) spelling: Spelling,
    pub(super) acronyms: Acronyms,
    pub(super) same_name: SameName,
    pub(super) similarity: u64,
    lexicon: Option<Lexicon>,
}

/// Why linking data could not be read.
#[derive(Debug, thiserror::Error)]
#[error("linking data: {0}")]
pub struct LinkDataError(#[from] toml::de::Error);

impl LinkData {
    /// Reads the text of a `link.toml`.
    ///
    /// # Errors
    /// When the text is not TOML, or keys are missing, unknown or of the wrong type.
    pub fn parse(text: &str) -> Result<Self, LinkDataError> {
        let file: File = toml::from_str(text)?;
        let mut groups = BTreeMap::new();
        for (group, kinds) in (0u8..).zip(&file.kinds.apart) {
            for &kind in kinds {
                groups.insert(kind, group);
            }
        }
        Ok(Self {
            ignored: file.keys.ignored,
            elided: file.keys.elided,
            wrappers: file.keys.wrappers,
            legal_leading: forms(&file.keys.legal_leading),
            legal_trailing: forms(&file.keys.legal_trailing),
            particles: file.keys.particles,
            object_ignored: file.keys.object_ignored,
            replace: file.keys.replace,
            needs_country: file.kinds.needs_country,
            country_share: file.kinds.country_share,
            country_mentions: file.kinds.country_mentions,
            groups,
            spelling: file.spelling,
            acronyms: file.acronyms,
            same_name: file.same_name,
            similarity: file.duplicates.similarity,
            lexicon: None,
        })
    }

    /// The data that is compiled into the program.
    ///
    /// # Errors
    /// Never with the file as committed; a test reads it.
    pub fn bundled() -> Result<Self, LinkDataError> {
        Self::parse(include_str!("../../rules/link.toml"))
    }

    /// Adds a lexicon: `known` says whether a folded word (small letters, no accents) is a common
    /// word or a place. Two known words are never spellings of each other.
    #[must_use]
    pub fn with_lexicon(mut self, known: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        self.lexicon = Some(Box::new(known));
        self
    }

    /// Whether a lexicon was given.
    pub(super) fn has_lexicon(&self) -> bool {
        self.lexicon.is_some()
    }

    /// Whether the data or the lexicon hold the folded word.
    pub(super) fn is_known(&self, word: &str) -> bool {
        self.spelling.known.contains(word) || self.lexicon.as_ref().is_some_and(|known| known(word))
    }

    /// Number of the group of kinds that may be one body; `None` where the kind tells nothing.
    pub(super) fn group(&self, kind: OrganisationKind) -> Option<u8> {
        self.groups.get(&kind).copied()
    }
}

impl std::fmt::Debug for LinkData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkData").field("lexicon", &self.has_lexicon()).finish_non_exhaustive()
    }
}

/// Forms as words, the longest first, so that "sarl au" goes before "au" could.
fn forms(list: &[String]) -> Vec<Vec<String>> {
    let mut forms: Vec<Vec<String>> = list
        .iter()
        .map(|form| form.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .filter(|form| !form.is_empty())
        .collect();
    forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_data_is_folded_and_complete() {
        let data = LinkData::bundled().expect("bundled data");
        let words = data.ignored.iter().chain(&data.elided).chain(&data.wrappers);
        let words = words.chain(&data.particles).chain(&data.object_ignored);
        for word in words.chain(&data.spelling.known).chain(data.replace.keys()) {
            assert_eq!(&crate::link::key::folded(word), word);
        }
        assert_ne!(data.group(OrganisationKind::Ministry), data.group(OrganisationKind::Company));
        assert_eq!(data.group(OrganisationKind::Other), None);
    }

    #[test]
    fn a_mistyped_key_is_an_error() {
        let text = include_str!("../../rules/link.toml").replace("elided", "elide");
        assert!(LinkData::parse(&text).is_err());
    }
}
