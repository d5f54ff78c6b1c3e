//! Short names of persons: a surname, the first part of a long name, initials, the surname put first.

use rustc_hash::FxHashMap;

use super::NameContext;
use super::joins::{Group, Joins};
use crate::pipeline::analysis::NameKind;
use crate::text::fold::name_key;

/// Names with one word past which none is looked at: so many fit nothing alone.
const CROWD: usize = 64;

/// Joins short names to the only person of the document that they can mean.
pub(super) fn find(cx: &NameContext<'_>, groups: &[Group], joins: &mut Joins) {
    let keys: Vec<String> = groups
        .iter()
        .map(|group| match group.kind {
            NameKind::Person => name_key(group.name()),
            _ => String::new(),
        })
        .collect();
    let words: Vec<Vec<&str>> =
        keys.iter().map(|key| key.split(' ').filter(|word| !word.is_empty()).collect()).collect();
    let mut by_word: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, words) in words.iter().enumerate() {
        let mut distinct = words.clone();
        distinct.sort_unstable();
        distinct.dedup();
        distinct.into_iter().for_each(|word| by_word.entry(word).or_default().push(at));
    }
    // The longer first, so that what they are is settled when the shorter ask.
    let mut order: Vec<usize> = (0..groups.len()).filter(|&at| !words[at].is_empty()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(words[at].len()), at));
    for at in order {
        let short = &words[at];
        let Some(held) = short.last().and_then(|last| by_word.get(last)) else { continue };
        let fits = |reads: &dyn Fn(&[&str]) -> bool| {
            let fits = held.iter().copied().filter(|&full| full != at && reads(&words[full]));
            joins.sole(at, fits)
        };
        let surname = fits(&|full| full.len() > short.len() && full.ends_with(short));
        // Where the surname is another's as well, no other reading is sought.
        let is_surname = held.iter().any(|&full| full != at && words[full].ends_with(short));
        let found = match surname {
            Some(full) => Some((full, "join.surname", 950)),
            None if is_surname || held.len() > CROWD => None,
            None => {
                let part = fits(&|full| holds(cx, short, full));
                let other = || fits(&|full| same_person(short, full));
                part.map(|full| (full, "join.name-part", 900))
                    .or_else(|| other().map(|full| (full, "join.name-form", 900)))
            }
        };
        if let Some((full, rule, score)) = found {
            joins.add(at, full, rule, score);
        }
    }
}

/// "Ali Bongo" of "Ali Bongo Ondimba", "Fall" of "Awa Fall Diagne", "Tanaka" of "Tanaka Ken": words in a row
/// of a longer name, but no first name alone.
fn holds(cx: &NameContext<'_>, short: &[&str], full: &[&str]) -> bool {
    let first_name = || cx.gazetteer.first_name(short[0]).is_some();
    full.len() > short.len()
        && full.windows(short.len()).any(|part| part == short)
        && (short.len() > 1 || !first_name() && short[0].chars().count() > 2)
}

/// "A. Sow" and "Abdoulaye Sow"; "Ndong Thierry" and "Thierry Ndong".
fn same_person(short: &[&str], full: &[&str]) -> bool {
    let (Some((first, rest)), Some((given, surname))) = (short.split_first(), full.split_first())
    else {
        return false;
    };
    let initial = first.chars().count() == 1
        && given.chars().count() > 1
        && given.starts_with(first)
        && !rest.is_empty()
        && rest == surname;
    let mut sorted = (short.to_vec(), full.to_vec());
    sorted.0.sort_unstable();
    sorted.1.sort_unstable();
    initial || short.len() > 1 && short != full && sorted.0 == sorted.1
}
