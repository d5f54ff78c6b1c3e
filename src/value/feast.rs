//! Feasts and Islamic dates on the Gregorian calendar.

use jiff::civil::Date;

use super::calendar::{self, Part, PartialDate, Unit};
use super::date::Feast;
use super::islamic::islamic as islamic_day;

/// First and last day of the feast in each year that comes into question, in calendar order: the
/// year given, or the years around the reference.
#[must_use]
pub(super) fn candidates(
    feast: &Feast,
    year: Option<i16>,
    reference: Option<PartialDate>,
) -> Vec<(PartialDate, PartialDate)> {
    let years = match (year, reference.and_then(|date| date.year)) {
        (Some(year), _) => year..=year,
        (None, Some(year)) => year.saturating_sub(2)..=year.saturating_add(2),
        (None, None) => return Vec::new(),
    };
    years.flat_map(|year| in_year(feast, year)).collect()
}

/// The feast with the fields open that its year would give.
#[must_use]
pub(super) fn open(feast: Option<&Feast>, year: Option<i16>) -> PartialDate {
    let part = match feast {
        Some(&Feast::Fixed(month, day)) => Part::Day(Some(month), Some(day)),
        Some(&Feast::Nth(_, _, month)) => Part::Day(Some(month), None),
        _ => Part::Day(None, None),
    };
    PartialDate::new(year, part)
}

fn in_year(feast: &Feast, year: i16) -> Vec<(PartialDate, PartialDate)> {
    let one = |day: Option<Date>| {
        day.map(PartialDate::of_day).map(|day| (day, day)).into_iter().collect::<Vec<_>>()
    };
    match *feast {
        Feast::Own(_) => Vec::new(),
        Feast::Fixed(month, day) => {
            let date = PartialDate::new(Some(year), Part::Day(Some(month), Some(day)));
            if date.exists() { vec![(date, date)] } else { Vec::new() }
        }
        Feast::Easter(days) => one(calendar::easter(year)
            .and_then(|easter| calendar::shift(easter, Unit::Day, i64::from(days)))),
        Feast::Nth(n, weekday, month) => one(nth_weekday(year, month, weekday, n)),
        // An Islamic year is shorter than ours: a feast can fall twice into one of ours.
        Feast::Islamic(month, day) => {
            let near = (i32::from(year) - 622) * 33 / 32;
            (near - 1..=near + 2)
                .filter_map(|islamic_year| i16::try_from(islamic_year).ok())
                .filter_map(|islamic_year| {
                    islamic(islamic_year, Some(month), (day > 0).then_some(day))
                })
                .filter(|(first, _)| first.year == Some(year))
                .collect()
        }
    }
}

/// First and last day of an Islamic year, month or day.
#[must_use]
pub(super) fn islamic(
    year: i16,
    month: Option<u8>,
    day: Option<u8>,
) -> Option<(PartialDate, PartialDate)> {
    let first = islamic_day(year, month.unwrap_or(1), day.unwrap_or(1))?;
    let next = match (month, day) {
        (_, Some(_)) => return Some((PartialDate::of_day(first), PartialDate::of_day(first))),
        (Some(month), None) if month < 12 => islamic_day(year, month + 1, 1)?,
        _ => islamic_day(year.checked_add(1)?, 1, 1)?,
    };
    let last = calendar::shift(next, Unit::Day, -1)?;
    Some((PartialDate::of_day(first), PartialDate::of_day(last)))
}

fn nth_weekday(year: i16, month: u8, weekday: u8, n: i8) -> Option<Date> {
    let weekday = jiff::civil::Weekday::from_monday_one_offset(i8::try_from(weekday).ok()?).ok()?;
    let month = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    month.nth_weekday_of_month(n, weekday).ok()
}
