//! Which of several calendar dates an expression with open fields means, seen from a reference.

use jiff::civil::Date;

use super::calendar::{self, Part, PartialDate, Unit, days_between, shift};
use super::date::WHOLE;

/// How one of several candidates is picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Last,
    This,
    Next,
    Past,
    Future,
    Nearest,
}

pub(super) type Candidate = (PartialDate, PartialDate);

/// Picks among candidates in calendar order.
pub(super) fn pick(
    candidates: &[Candidate],
    reference: Option<(Date, Date)>,
    mode: Mode,
) -> Option<Candidate> {
    let Some((from, to)) = reference else {
        return (candidates.len() == 1).then(|| candidates[0]);
    };
    let bounds = |candidate: &Candidate| Some((candidate.0.bounds()?.0, candidate.1.bounds()?.1));
    let before = |strict: bool| {
        candidates.iter().rev().find(move |candidate| {
            bounds(candidate)
                .is_some_and(|(first, last)| if strict { last < from } else { first <= to })
        })
    };
    let after = |strict: bool| {
        candidates.iter().find(move |candidate| {
            bounds(candidate)
                .is_some_and(|(first, last)| if strict { first > to } else { last >= from })
        })
    };
    let gap = |candidate: &Candidate| {
        bounds(candidate).map_or(i64::MAX, |(first, last)| {
            if last < from {
                days_between(last, from)
            } else if first > to {
                days_between(to, first)
            } else {
                0
            }
        })
    };
    match mode {
        Mode::Last => before(true),
        Mode::Next => after(true),
        Mode::Past => before(false),
        Mode::Future => after(false),
        Mode::This => candidates.iter().min_by_key(|candidate| gap(candidate)),
        Mode::Nearest => match (before(false), after(true)) {
            (Some(past), Some(future)) => {
                let leans = gap(future).saturating_mul(2) < gap(past);
                Some(if leans { future } else { past })
            }
            (past, future) => past.or(future),
        },
    }
    .copied()
}

pub(super) fn place_point(
    date: PartialDate,
    weekday: Option<u8>,
    reference: PartialDate,
    mode: Mode,
) -> Option<PartialDate> {
    let bounds = reference.bounds()?;
    match date.part {
        Part::Weekday(None, day) => match reference.day() {
            Some(today) => {
                let from = shift(today, Unit::Day, -7)?;
                let to = shift(today, Unit::Day, 7)?;
                let days: Vec<Candidate> =
                    calendar_days(from, to, day).map(PartialDate::of_day).map(twice).collect();
                let mode = match mode {
                    Mode::Nearest => Mode::Past,
                    // "ce vendredi" on a Monday is the one to come, "ce samedi" the one before.
                    Mode::This => {
                        let near = shift(today, Unit::Day, -2)?;
                        let past = calendar_days(near, today, day).next().is_some();
                        if past { Mode::Past } else { Mode::Future }
                    }
                    mode => mode,
                };
                pick(&days, Some(bounds), mode).map(|(date, _)| date)
            }
            // A weekday of an unknown day keeps what is known: the month.
            None => Some(reference),
        },
        Part::Weekend(None) | Part::Week(None) => {
            let unit = if date.part == Part::Week(None) { Unit::Week } else { Unit::Weekend };
            let count = match mode {
                Mode::Last => -1,
                Mode::Next => 1,
                _ => 0,
            };
            Some(period_from(Some(reference), unit, count))
        }
        Part::Day(None, Some(day)) => match reference.day() {
            Some(today) => {
                let months = if weekday.is_some() { -9..=9 } else { -2..=2 };
                let days: Vec<Candidate> = months
                    .filter_map(|count| {
                        let month = calendar::period(today, Unit::Month, count)?;
                        let part = Part::Day(month.month(), Some(day));
                        Some(PartialDate::new(month.year, part)).filter(PartialDate::exists)
                    })
                    .filter(|date| weekday.is_none_or(|day| has_weekday(date, day)))
                    .map(twice)
                    .collect();
                let mode = match mode {
                    Mode::Nearest if weekday.is_some() => Mode::This,
                    Mode::Nearest => Mode::Past,
                    mode => mode,
                };
                pick(&days, Some(bounds), mode).map(|(date, _)| date)
            }
            None => {
                let part = Part::Day(reference.month(), Some(day));
                Some(PartialDate::new(reference.year, part)).filter(PartialDate::exists)
            }
        },
        part => {
            if reference.part == Part::Year && matches!(mode, Mode::Last | Mode::Next) {
                return None;
            }
            // 29 February may be eight years off.
            let reach = if part == Part::Day(Some(2), Some(29)) { 8 } else { 2 };
            let year = reference.year?;
            let mut years: Vec<Candidate> = (-reach..=reach)
                .filter_map(|count| Some(PartialDate::new(Some(year.checked_add(count)?), part)))
                .filter(PartialDate::exists)
                .map(twice)
                .collect();
            // "lundi 21 mars": a year in which the weekday is right, if one is near.
            if let Some(day) = weekday
                && years.iter().any(|(date, _)| has_weekday(date, day))
            {
                years.retain(|(date, _)| has_weekday(date, day));
            }
            pick(&years, Some(bounds), mode).map(|(date, _)| date)
        }
    }
}

pub(super) fn twice(date: PartialDate) -> Candidate {
    (date, date)
}

pub(super) fn has_weekday(date: &PartialDate, weekday: u8) -> bool {
    date.day().is_some_and(|day| monday_one(day) == weekday)
}

pub(super) fn monday_one(day: Date) -> u8 {
    day.weekday().to_monday_one_offset().unsigned_abs()
}

/// The days with a weekday from `first` to `last`.
pub(super) fn calendar_days(first: Date, last: Date, weekday: u8) -> impl Iterator<Item = Date> {
    let ahead = (i64::from(weekday) - i64::from(monday_one(first))).rem_euclid(7);
    std::iter::successors(shift(first, Unit::Day, ahead), |day| shift(*day, Unit::Day, 7))
        .take_while(move |day| *day <= last)
}

/// A period as a distance from a reference that may be partial or missing.
pub(super) fn period_from(reference: Option<PartialDate>, unit: Unit, count: i64) -> PartialDate {
    let Some(reference) = reference else { return open_period(unit) };
    if let Some(day) = reference.day() {
        return calendar::period(day, unit, count).unwrap_or_else(|| open_period(unit));
    }
    let known = reference.precision();
    let coarse = unit.months().zip(known.months()).is_some_and(|(unit, known)| unit >= known);
    match reference.bounds() {
        Some((first, _)) if coarse => {
            calendar::period(first, unit, count).unwrap_or_else(|| open_period(unit))
        }
        // A day or week of a known month: the month is what stays known.
        Some(_) if unit < Unit::Month => reference,
        _ => open_period(unit),
    }
}

pub(super) fn open_period(unit: Unit) -> PartialDate {
    let part = match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Part::Day(None, None),
        Unit::Weekend => Part::Weekend(None),
        Unit::Week => Part::Week(None),
        Unit::Month => Part::Month(None),
        _ => Part::Year,
    };
    PartialDate::new(None, part)
}

/// Moves a day by hundredths of a unit.
pub(super) fn step(date: Date, unit: Unit, hundredths: i64) -> Option<Date> {
    let moved = shift(date, unit, hundredths / WHOLE)?;
    let rest = hundredths % WHOLE;
    if rest == 0 {
        return Some(moved);
    }
    match (unit.months(), unit.days()) {
        (Some(1), _) => shift(moved, Unit::Day, rest * 30 / WHOLE),
        (Some(months), _) => shift(moved, Unit::Month, rest * months / WHOLE),
        (None, Some(days)) => shift(moved, Unit::Day, rest * days / WHOLE),
        _ => Some(moved),
    }
}
