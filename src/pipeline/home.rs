//! The country a document is about, which settles whose dinars and francs it counts in.

use std::collections::BTreeMap;

use super::analysis::{Analysis, NameKind};
use crate::kb::v1::BlockKind;

/// The country that most of the document's names belong to, ISO 3166-1 alpha-2; none without a clear
/// majority. Names in the title count twice, those in the dateline four times.
#[must_use]
pub fn country(analysis: &Analysis<'_>, blocks: &[BlockKind]) -> Option<String> {
    let mut votes: BTreeMap<&str, u32> = BTreeMap::new();
    let mut total = 0;
    for name in &analysis.names {
        if !matches!(name.kind, NameKind::Organisation | NameKind::Place) {
            continue;
        }
        let Some(entity) = name.entity else { continue };
        let Some(country) = analysis.entities[entity.0 as usize].country.as_deref() else {
            continue;
        };
        let block = analysis.sentences[name.sentence as usize].block;
        let weight = match blocks.get(block as usize) {
            Some(BlockKind::Dateline) => 4,
            Some(BlockKind::Title) => 2,
            Some(BlockKind::Teaser | BlockKind::Comment | BlockKind::Boilerplate) => 0,
            _ => 1,
        };
        *votes.entry(country).or_default() += weight;
        total += weight;
    }
    let (country, most) =
        votes.iter().max_by_key(|&(country, votes)| (*votes, std::cmp::Reverse(*country)))?;
    let rivals = votes.values().filter(|votes| *votes == most).count();
    (rivals == 1 && most * 5 >= total * 2).then(|| (*country).to_owned())
}
