//! Documents across shards: one record a text, however often and wherever it was found.

use std::collections::BTreeMap;

use crate::kb::facts::DocumentFacts;
use crate::kb::v1::Document;

/// Brings together the facts of shards: documents with one id collapse into the one with the
/// smallest locator, which lists the others in `other_locators`. Sorted by id.
///
/// Idempotent, commutative and associative: `gather` of gathered parts, in any grouping, is `gather`
/// of the whole.
#[must_use]
pub fn gather(facts: Vec<DocumentFacts>) -> Vec<DocumentFacts> {
    let mut kept: BTreeMap<String, DocumentFacts> = BTreeMap::new();
    for mut next in facts {
        next.document.other_locators.sort();
        next.document.other_locators.dedup();
        match kept.entry(next.document.id.clone()) {
            std::collections::btree_map::Entry::Vacant(slot) => {
                next.issues.sort();
                next.issues.dedup();
                slot.insert(next);
            }
            std::collections::btree_map::Entry::Occupied(mut slot) => join(slot.get_mut(), next),
        }
    }
    kept.into_values().collect()
}

fn join(kept: &mut DocumentFacts, mut next: DocumentFacts) {
    let place =
        |facts: &DocumentFacts| (facts.document.locator.clone(), facts.document.record.clone());
    // One text gives one list of facts, except where metadata beside the text differ; then the
    // bytes decide, so that the order of arrival does not.
    let swap = place(&next).cmp(&place(kept)).then_with(|| bytes(&next).cmp(&bytes(kept))).is_lt();
    if swap {
        std::mem::swap(kept, &mut next);
    }
    let mut others = std::mem::take(&mut kept.document.other_locators);
    others.append(&mut next.document.other_locators);
    others.push(whole_locator(&next.document));
    let own = whole_locator(&kept.document);
    others.retain(|other| *other != own);
    others.sort();
    others.dedup();
    kept.document.other_locators = others;
    kept.issues.append(&mut next.issues);
    kept.issues.sort();
    kept.issues.dedup();
}

/// The facts as bytes, without what `gather` itself brings together.
fn bytes(facts: &DocumentFacts) -> Vec<u8> {
    let document = Document { other_locators: Vec::new(), ..facts.document.clone() };
    // Serialising these types cannot fail; were it to, both sides would be empty, hence equal.
    serde_json::to_vec(&(
        document,
        &facts.entities,
        &facts.mentions,
        &facts.dates,
        &facts.amounts,
        &facts.relations,
    ))
    .unwrap_or_default()
}

/// Locator with its record: `press.jsonl#17`.
fn whole_locator(document: &Document) -> String {
    match &document.record {
        Some(record) => format!("{}#{record}", document.locator),
        None => document.locator.clone(),
    }
}

/// First and last full day that a publication date can mean: `2021-02` is 2021-02-01 to 2021-02-28.
pub(super) fn published_bounds(document: &Document) -> Option<(String, String)> {
    let published = document.published.as_deref()?;
    let mut parts = published.splitn(3, '-');
    let year: i16 = digits(parts.next()?, 4)?;
    let month = parts.next().map(|part| digits::<i8>(part, 2));
    let day = parts.next().map(|part| part.get(..2).and_then(|part| digits::<i8>(part, 2)));
    let date = |month, day| jiff::civil::Date::new(year, month, day).ok();
    let (first, last) = match (month, day) {
        (None, _) => (date(1, 1)?, date(12, 31)?),
        (Some(month), None) => {
            let first = date(month?, 1)?;
            (first, first.last_of_month())
        }
        (Some(month), Some(day)) => {
            let day = date(month?, day?)?;
            (day, day)
        }
    };
    Some((first.to_string(), last.to_string()))
}

fn digits<T: std::str::FromStr>(part: &str, len: usize) -> Option<T> {
    (part.len() == len && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::fixture;

    #[test]
    fn one_text_found_thrice_is_one_document() {
        let at = |locator: &str| {
            let mut facts = fixture::document("d-1");
            facts.document.locator = locator.to_owned();
            facts
        };
        let all = gather(vec![at("b"), at("a"), at("c"), at("a")]);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].document.locator, "a");
        assert_eq!(all[0].document.other_locators, ["b", "c"]);
        assert_eq!(gather(all.clone()), all, "idempotent");
        let parts = [gather(vec![at("c")]), gather(vec![at("b"), at("a")])].concat();
        assert_eq!(gather(parts), all, "associative");
    }

    #[test]
    fn bounds_are_full_days() {
        let bounds = |published: &str| {
            let mut facts = fixture::document("d-1");
            facts.document.published = Some(published.to_owned());
            published_bounds(&facts.document).map(|(first, last)| format!("{first} {last}"))
        };
        assert_eq!(bounds("2021").as_deref(), Some("2021-01-01 2021-12-31"));
        assert_eq!(bounds("2020-02").as_deref(), Some("2020-02-01 2020-02-29"));
        assert_eq!(bounds("2021-05-14").as_deref(), Some("2021-05-14 2021-05-14"));
        for bad in ["", "21", "2021-13", "2021-02-30", "2021-5", "été 2021", "2021-0é-01"] {
            assert_eq!(bounds(bad), None, "{bad}");
        }
    }
}
