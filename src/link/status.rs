//! Whether a relation holds, when several documents speak of it.

use std::collections::BTreeMap;

use crate::kb::v1::Status;

/// One statement: last day that its document can have been published, its document (near-duplicates
/// are one), what it says.
pub(super) type Statement<'a> = (Option<&'a str>, usize, Status);

/// The latest word holds. Statements are taken day by day, undated documents before all others:
///
/// - `ended`, `denied` and `effective` replace what held before;
/// - `planned` replaces only `denied`: what was once signed does not become a plan because a later
///   article looks back at the announcement;
/// - where the documents of one day differ, a plan gives way to any other word, and of the others
///   the word of most documents holds, of a tie `ended`, then `denied`, then `effective`.
pub(super) fn combine(statements: &[Statement<'_>]) -> Status {
    let mut days: BTreeMap<Option<&str>, BTreeMap<Status, Vec<usize>>> = BTreeMap::new();
    for &(day, document, status) in statements {
        days.entry(day).or_default().entry(status).or_default().push(document);
    }
    let mut holds = None;
    for words in days.into_values() {
        let said = words.into_iter().map(|(status, mut documents)| {
            documents.sort_unstable();
            documents.dedup();
            (status, documents.len())
        });
        let word = said.max_by_key(|&(status, documents)| {
            (status != Status::Planned, documents, rank(status))
        });
        if let Some((word, _)) = word
            && (word != Status::Planned || matches!(holds, None | Some(Status::Denied)))
        {
            holds = Some(word);
        }
    }
    holds.unwrap_or(Status::Effective)
}

fn rank(status: Status) -> u8 {
    match status {
        Status::Planned => 0,
        Status::Effective => 1,
        Status::Denied => 2,
        Status::Ended => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Denied, Effective, Ended, Planned};

    #[test]
    fn the_latest_word_holds() {
        let day = |day: &'static str, status| (Some(day), 0, status);
        let cases: &[(&[Statement<'_>], Status)] = &[
            (&[], Effective),
            (&[day("2020-01-01", Planned)], Planned),
            (&[day("2020-01-01", Planned), day("2020-02-01", Effective)], Effective),
            (&[day("2020-01-01", Effective), day("2020-02-01", Planned)], Effective),
            (&[day("2020-01-01", Effective), day("2022-01-01", Ended)], Ended),
            (&[day("2020-01-01", Ended), day("2022-01-01", Effective)], Effective),
            (&[day("2020-01-01", Denied), day("2022-01-01", Planned)], Planned),
            (&[(None, 0, Ended), day("2020-01-01", Effective)], Effective),
            (&[(None, 0, Planned), (None, 1, Effective)], Effective),
            (&[(None, 0, Effective), (None, 1, Denied)], Denied),
            (&[(None, 0, Effective), (None, 2, Effective), (None, 1, Denied)], Effective),
            (&[(None, 0, Effective), (None, 0, Effective), (None, 1, Denied)], Denied),
        ];
        for (statements, status) in cases {
            assert_eq!(combine(statements), *status, "{statements:?}");
            let reversed: Vec<_> = statements.iter().rev().copied().collect();
            assert_eq!(combine(&reversed), *status, "{statements:?} reversed");
        }
    }
}
