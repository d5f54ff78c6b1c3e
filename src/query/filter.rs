//! What narrows a question: kind, country, period, status, score.

use serde::Deserialize;

use super::{QueryError, Source};
use crate::kb::v1::{RelationKind, Status};

/// Narrows an answer. An empty filter keeps everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Kinds to keep; empty keeps all.
    pub kinds: Vec<String>,
    /// ISO 3166-1 alpha-2 codes to keep, in capitals; empty keeps all.
    pub countries: Vec<String>,
    /// Period to keep.
    pub days: Days,
    /// Statuses of relations to keep; empty keeps all.
    pub statuses: Vec<Status>,
    /// Least score.
    pub min_score: Option<f64>,
}

impl Filter {
    /// Whether a record with one of `kinds` stays.
    #[must_use]
    pub fn kind(&self, kinds: &[&str]) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|kind| kinds.contains(&kind.as_str()))
    }

    /// Whether a record of one of `countries` stays.
    #[must_use]
    pub fn country<'a>(&self, mut countries: impl Iterator<Item = Option<&'a str>>) -> bool {
        self.countries.is_empty()
            || countries.any(|country| {
                country.is_some_and(|country| self.countries.iter().any(|wanted| wanted == country))
            })
    }

    /// Whether a record with this score stays.
    #[must_use]
    pub fn score(&self, score: f64) -> bool {
        self.min_score.is_none_or(|least| score >= least)
    }

    /// Whether a relation with this status stays.
    #[must_use]
    pub fn status(&self, status: Status) -> bool {
        self.statuses.is_empty() || self.statuses.contains(&status)
    }

    /// Checks the kinds asked for.
    ///
    /// # Errors
    /// When one is not in `known`.
    pub fn check_kinds(&self, known: &[&str]) -> Result<(), QueryError> {
        match self.kinds.iter().find(|kind| !known.contains(&kind.as_str())) {
            Some(given) => Err(QueryError::Kind {
                given: given.clone(),
                known: known.iter().map(|&kind| kind.to_owned()).collect(),
            }),
            None => Ok(()),
        }
    }

    /// Checks the kinds asked for against the shipped kinds of relations, those that the knowledge
    /// base has, and `more`.
    ///
    /// # Errors
    /// When one is none of them, or the relations cannot be read.
    pub(super) fn check_relation_kinds(
        &self,
        source: &Source,
        more: &[&str],
    ) -> Result<(), QueryError> {
        #[derive(Deserialize)]
        struct Kind {
            kind: RelationKind,
        }
        let shipped: Vec<&str> = RelationKind::SHIPPED.iter().map(RelationKind::as_str).collect();
        let known = |kind: &String| shipped.contains(&&**kind) || more.contains(&&**kind);
        if self.kinds.iter().all(known) {
            return Ok(());
        }
        let others: Vec<Kind> = source.all("relations")?;
        let kinds = RelationKind::with_others(others.into_iter().map(|one| one.kind));
        let known: Vec<&str> =
            kinds.iter().map(RelationKind::as_str).chain(more.iter().copied()).collect();
        self.check_kinds(&known)
    }
}

/// A period in full days, each end open if `None`. Days are ISO 8601, so they compare as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub since: Option<String>,
    /// Last day.
    pub until: Option<String>,
}

impl Days {
    /// Whether the stretch from `first` to `last` touches the period. A stretch without days is
    /// kept only by a period without ends; one with a single day counts as that day.
    #[must_use]
    pub fn touch(&self, first: Option<&str>, last: Option<&str>) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let (Some(first), Some(last)) = (first.or(last), last.or(first)) else { return false };
        self.since.as_deref().is_none_or(|since| last >= since)
            && self.until.as_deref().is_none_or(|until| first <= until)
    }
}

/// First and last full day of a date as precise as known: `2021`, `2021-05`, `2021-05-14`. The last
/// day of a month is written as 31 whatever the month: it is only compared.
#[must_use]
pub(super) fn bounds(date: &str) -> (String, String) {
    match date.len() {
        4 => (format!("{date}-01-01"), format!("{date}-12-31")),
        7 => (format!("{date}-01"), format!("{date}-31")),
        _ => (date.to_owned(), date.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_touches_the_periods_inside_it() {
        let (first, last) = bounds("2021");
        let period = |since: &str, until: &str| Days {
            since: (!since.is_empty()).then(|| since.to_owned()),
            until: (!until.is_empty()).then(|| until.to_owned()),
        };
        assert!(period("2021-05-01", "2021-05-31").touch(Some(&first), Some(&last)));
        assert!(!period("2022-01-01", "").touch(Some(&first), Some(&last)));
        assert!(!period("", "2020-12-31").touch(Some(&first), Some(&last)));
        assert!(period("", "").touch(None, None));
        assert!(!period("2020-01-01", "").touch(None, None));
    }
}
