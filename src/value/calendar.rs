//! Calendar dates that may be partial: any field can be open, as `XXXX-03-21` is.
//!
//! A [`PartialDate`] knows its ISO 8601 / TIMEX3 spelling and the first and last full day that it
//! can mean. Civil arithmetic is jiff's; nothing here reads a clock.

use jiff::Span;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// A unit of the calendar or of the clock, fine to coarse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// Saturday and Sunday.
    Weekend,
    /// A week, Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three months.
    Quarter,
    /// An astronomical season.
    Season,
    /// Six months.
    Half,
    /// A calendar year.
    Year,
    /// Ten years, from a year that ends in 0.
    Decade,
    /// A hundred years, from a year that ends in 00.
    Century,
}

impl std::str::FromStr for Unit {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "second" => Self::Second,
            "minute" => Self::Minute,
            "hour" => Self::Hour,
            "day" => Self::Day,
            "weekend" => Self::Weekend,
            "week" => Self::Week,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "season" => Self::Season,
            "half" => Self::Half,
            "year" => Self::Year,
            "decade" => Self::Decade,
            "century" => Self::Century,
            _ => return Err(()),
        })
    }
}

impl Unit {
    /// The published name of the unit as a precision or as the base of a rate.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Weekend => "weekend",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Season => "season",
            Self::Half => "half",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
        }
    }

    /// Whole months in the unit, where it is made of months.
    #[must_use]
    pub fn months(self) -> Option<i64> {
        match self {
            Self::Month => Some(1),
            Self::Quarter | Self::Season => Some(3),
            Self::Half => Some(6),
            Self::Year => Some(12),
            Self::Decade => Some(120),
            Self::Century => Some(1200),
            _ => None,
        }
    }

    /// Whole days in the unit, where it is made of days.
    #[must_use]
    pub fn days(self) -> Option<i64> {
        match self {
            Self::Day => Some(1),
            Self::Weekend | Self::Week => Some(7),
            _ => None,
        }
    }
}

/// The field of a date under the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The century that the year begins.
    Century,
    /// The decade that the year begins.
    Decade,
    /// The year itself.
    Year,
    /// First or second half.
    Half(u8),
    /// Quarter 1 to 4.
    Quarter(u8),
    /// Season: 1 spring, 2 summer, 3 autumn, 4 winter (which ends in the next year).
    Season(u8),
    /// Month 1 to 12; `None` when some month is meant and it is not known which.
    Month(Option<u8>),
    /// A day of a month; the month or both may be open.
    Day(Option<u8>, Option<u8>),
    /// ISO week.
    Week(Option<u8>),
    /// Saturday and Sunday of an ISO week.
    Weekend(Option<u8>),
    /// A weekday, 1 Monday to 7 Sunday, of an ISO week that may be open.
    Weekday(Option<u8>, u8),
}

/// A time of day that belongs to a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock {
    /// Hour 0 to 24.
    pub hour: u8,
    /// Minute 0 to 59.
    pub minute: u8,
    /// Second, when the text has one.
    pub second: Option<u8>,
}

impl Clock {
    /// A clock time, when the three fields are one.
    #[must_use]
    pub fn new(hour: u8, minute: u8, second: Option<u8>) -> Option<Self> {
        let ok = hour <= 24 && minute < 60 && second.is_none_or(|s| s < 60);
        let past = hour == 24 && (minute > 0 || second.is_some_and(|s| s > 0));
        (ok && !past).then_some(Self { hour, minute, second })
    }

    fn value(self) -> String {
        match self.second {
            Some(second) => format!("T{:02}:{:02}:{second:02}", self.hour, self.minute),
            None => format!("T{:02}:{:02}", self.hour, self.minute),
        }
    }
}

/// A date with open fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// Year, 1 to 9999; `None` when open. The first year for decades and centuries.
    pub year: Option<i16>,
    /// What of the year.
    pub part: Part,
    /// Clock time, for days.
    pub clock: Option<Clock>,
}

/// Years outside this range are not dates of this world's texts.
const YEARS: std::ops::RangeInclusive<i16> = 1..=9998;

impl PartialDate {
    /// A date without a clock time.
    #[must_use]
    pub fn new(year: Option<i16>, part: Part) -> Self {
        Self { year, part, clock: None }
    }

    /// A whole year.
    #[must_use]
    pub fn of_year(year: i16) -> Self {
        Self::new(Some(year), Part::Year)
    }

    /// A month of a year.
    #[must_use]
    pub fn of_month(year: i16, month: u8) -> Self {
        Self::new(Some(year), Part::Month(Some(month)))
    }

    /// A full day.
    #[must_use]
    pub fn of_day(date: Date) -> Self {
        let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        Self::new(Some(date.year()), Part::Day(Some(month), Some(day)))
    }

    /// The ISO week that holds `date`.
    #[must_use]
    pub fn of_week(date: Date) -> Self {
        let week = date.iso_week_date();
        Self::new(Some(week.year()), Part::Week(Some(week.week().unsigned_abs())))
    }

    /// Whether every field is in range and the date exists.
    #[must_use]
    pub fn exists(&self) -> bool {
        if self.year.is_some_and(|year| !YEARS.contains(&year)) {
            return false;
        }
        match self.part {
            Part::Century | Part::Decade | Part::Year => true,
            Part::Half(n) => (1..=2).contains(&n),
            Part::Quarter(n) | Part::Season(n) => (1..=4).contains(&n),
            Part::Month(month) => month.is_none_or(|m| (1..=12).contains(&m)),
            // Without a year, a leap year decides: 29 February exists.
            Part::Day(Some(month), Some(day)) => {
                Date::new(self.year.unwrap_or(2000), signed(month), signed(day)).is_ok()
            }
            Part::Day(month, day) => {
                month.is_none_or(|m| (1..=12).contains(&m))
                    && day.is_none_or(|d| (1..=31).contains(&d))
            }
            Part::Week(week) | Part::Weekend(week) => self.week_exists(week),
            Part::Weekday(week, day) => self.week_exists(week) && (1..=7).contains(&day),
        }
    }

    fn week_exists(&self, week: Option<u8>) -> bool {
        match (self.year, week) {
            (_, None) => true,
            (None, Some(week)) => (1..=53).contains(&week),
            (Some(year), Some(week)) => {
                ISOWeekDate::new(year, signed(week), Weekday::Monday).is_ok()
            }
        }
    }

    /// The full day, where one is known.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        let year = self.year?;
        match self.part {
            Part::Day(Some(month), Some(day)) => Date::new(year, signed(month), signed(day)).ok(),
            Part::Weekday(Some(week), day) => week_day(year, week, day),
            _ => None,
        }
    }

    /// Month of the date, where one is known.
    #[must_use]
    pub fn month(&self) -> Option<u8> {
        match self.part {
            Part::Month(month) | Part::Day(month, _) => month,
            Part::Weekday(..) => self.day().map(|day| day.month().unsigned_abs()),
            _ => None,
        }
    }

    /// First and last full day the date can mean; `None` while the year is open.
    #[must_use]
    pub fn bounds(&self) -> Option<(Date, Date)> {
        let year = self.year?;
        let months = |year: i16, first: u8, last: u8| {
            let start = Date::new(year, signed(first), 1).ok()?;
            Some((start, Date::new(year, signed(last), 1).ok()?.last_of_month()))
        };
        let years = |count: i16| {
            let last = year.checked_add(count - 1)?;
            Some((Date::new(year, 1, 1).ok()?, Date::new(last, 12, 31).ok()?))
        };
        match self.part {
            Part::Century => years(100),
            Part::Decade => years(10),
            Part::Year | Part::Month(None) | Part::Day(None, _) => years(1),
            Part::Half(n) => months(year, 6 * n.max(1) - 5, 6 * n.clamp(1, 2)),
            Part::Quarter(n) => months(year, 3 * n.clamp(1, 4) - 2, 3 * n.clamp(1, 4)),
            Part::Season(n) => season(year, n),
            Part::Month(Some(month)) | Part::Day(Some(month), None) => months(year, month, month),
            Part::Day(Some(_), Some(_)) => self.day().map(|day| (day, day)),
            Part::Week(Some(week)) => Some((week_day(year, week, 1)?, week_day(year, week, 7)?)),
            Part::Weekend(Some(week)) => Some((week_day(year, week, 6)?, week_day(year, week, 7)?)),
            Part::Weekday(Some(week), day) => week_day(year, week, day).map(|day| (day, day)),
            // ISO weeks reach over the new year.
            Part::Week(None) | Part::Weekend(None) | Part::Weekday(None, _) => {
                Some((week_day(year, 1, 1)?, week_day(year, weeks(year), 7)?))
            }
        }
    }

    /// ISO 8601 / TIMEX3 spelling, open fields as `X`.
    #[must_use]
    pub fn value(&self) -> String {
        let year = self.year.map_or_else(|| "XXXX".to_owned(), |year| format!("{year:04}"));
        let two = |field: Option<u8>| field.map_or_else(|| "XX".to_owned(), |n| format!("{n:02}"));
        let mut value = match self.part {
            Part::Century => format!("{}XX", &year[..2]),
            Part::Decade => format!("{}X", &year[..3]),
            Part::Year => year,
            Part::Half(n) => format!("{year}-H{n}"),
            Part::Quarter(n) => format!("{year}-Q{n}"),
            Part::Season(n) => format!("{year}-{}", season_code(n)),
            Part::Month(month) => format!("{year}-{}", two(month)),
            Part::Day(month, day) => format!("{year}-{}-{}", two(month), two(day)),
            Part::Week(week) => format!("{year}-W{}", two(week)),
            Part::Weekend(week) => format!("{year}-W{}-WE", two(week)),
            Part::Weekday(week, day) => format!("{year}-W{}-{day}", two(week)),
        };
        if let Some(clock) = self.clock {
            value.push_str(&clock.value());
        }
        value
    }

    /// The unit that the date is as precise as.
    #[must_use]
    pub fn precision(&self) -> Unit {
        match self.part {
            Part::Century => Unit::Century,
            Part::Decade => Unit::Decade,
            Part::Year => Unit::Year,
            Part::Half(_) => Unit::Half,
            Part::Quarter(_) => Unit::Quarter,
            Part::Season(_) => Unit::Season,
            Part::Month(_) => Unit::Month,
            Part::Week(_) | Part::Weekend(_) => Unit::Week,
            Part::Day(..) | Part::Weekday(..) if self.clock.is_some() => Unit::Minute,
            Part::Day(..) | Part::Weekday(..) => Unit::Day,
        }
    }

    /// Reads `2021`, `2021-05`, `2021-05-03` (a clock time after `T` is left out).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.split('T').next().unwrap_or_default();
        let mut fields = text.split('-');
        let year = fields.next().filter(|year| year.len() == 4)?.parse().ok()?;
        let mut two = || match fields.next() {
            None => Some(None),
            Some(field) if field.len() == 2 => field.parse::<u8>().ok().map(Some),
            Some(_) => None,
        };
        let date = match (two()?, two()?) {
            (None, _) => Self::of_year(year),
            (Some(month), None) => Self::of_month(year, month),
            (Some(month), Some(day)) => Self::new(Some(year), Part::Day(Some(month), Some(day))),
        };
        (fields.next().is_none() && date.exists()).then_some(date)
    }
}

/// The day `count` units after `date` (before it, when negative); a day that the month lacks
/// becomes its last day. `None` past the calendar's ends.
#[must_use]
pub fn shift(date: Date, unit: Unit, count: i64) -> Option<Date> {
    let span = if let Some(months) = unit.months() {
        Span::new().try_months(months.checked_mul(count)?).ok()?
    } else if let Some(days) = unit.days() {
        Span::new().try_days(days.checked_mul(count)?).ok()?
    } else {
        // Clock units do not move the day before a day's worth of them is together.
        let per_day = match unit {
            Unit::Hour => 24,
            Unit::Minute => 24 * 60,
            _ => 24 * 3600,
        };
        Span::new().try_days(count / per_day).ok()?
    };
    date.checked_add(span).ok()
}

/// The period of `unit` that holds `date`, moved by `count` periods.
#[must_use]
pub fn period(date: Date, unit: Unit, count: i64) -> Option<PartialDate> {
    let month = date.month().unsigned_abs();
    Some(match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => {
            PartialDate::of_day(shift(date, Unit::Day, count)?)
        }
        Unit::Week => PartialDate::of_week(shift(date, Unit::Week, count)?),
        Unit::Weekend => {
            let week = shift(date, Unit::Week, count)?.iso_week_date();
            PartialDate::new(Some(week.year()), Part::Weekend(Some(week.week().unsigned_abs())))
        }
        Unit::Month => {
            let moved = shift(date.first_of_month(), Unit::Month, count)?;
            PartialDate::of_month(moved.year(), moved.month().unsigned_abs())
        }
        Unit::Quarter => {
            let moved = shift(date.first_of_month(), Unit::Quarter, count)?;
            let quarter = moved.month().unsigned_abs().div_ceil(3);
            PartialDate::new(Some(moved.year()), Part::Quarter(quarter))
        }
        Unit::Half => {
            let moved = shift(date.first_of_month(), Unit::Half, count)?;
            let half = if moved.month() > 6 { 2 } else { 1 };
            PartialDate::new(Some(moved.year()), Part::Half(half))
        }
        Unit::Season => {
            // The season that holds the day: winter belongs to the year it begins in.
            let code = u16::from(month) * 100 + u16::from(date.day().unsigned_abs());
            let (year, season) = match code {
                0..=320 => (date.year().checked_sub(1)?, 4),
                321..=620 => (date.year(), 1),
                621..=922 => (date.year(), 2),
                923..=1220 => (date.year(), 3),
                _ => (date.year(), 4),
            };
            let index = (i64::from(year) * 4 + season - 1).checked_add(count)?;
            let part = Part::Season(u8::try_from(index.rem_euclid(4) + 1).ok()?);
            PartialDate::new(Some(i16::try_from(index.div_euclid(4)).ok()?), part)
        }
        Unit::Year => PartialDate::of_year(years_on(date.year(), count, 1)?),
        Unit::Decade => {
            let year = date.year() - date.year().rem_euclid(10);
            PartialDate::new(Some(years_on(year, count, 10)?), Part::Decade)
        }
        Unit::Century => {
            let year = date.year() - date.year().rem_euclid(100);
            PartialDate::new(Some(years_on(year, count, 100)?), Part::Century)
        }
    })
    .filter(PartialDate::exists)
}

fn years_on(year: i16, count: i64, factor: i64) -> Option<i16> {
    i16::try_from(i64::from(year).checked_add(count.checked_mul(factor)?)?).ok()
}

/// Days from `a` to `b`.
#[must_use]
pub fn days_between(a: Date, b: Date) -> i64 {
    a.until(b).map_or(0, |span| i64::from(span.get_days()))
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876).
#[must_use]
pub fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn season(year: i16, n: u8) -> Option<(Date, Date)> {
    let next = if n == 4 { year.checked_add(1)? } else { year };
    let (a, b, c, d) = match n {
        1 => (3, 21, 6, 20),
        2 => (6, 21, 9, 22),
        3 => (9, 23, 12, 20),
        _ => (12, 21, 3, 20),
    };
    Some((Date::new(year, a, b).ok()?, Date::new(next, c, d).ok()?))
}

fn season_code(n: u8) -> &'static str {
    match n {
        1 => "SP",
        2 => "SU",
        3 => "FA",
        _ => "WI",
    }
}

fn week_day(year: i16, week: u8, day: u8) -> Option<Date> {
    let day = Weekday::from_monday_one_offset(signed(day)).ok()?;
    ISOWeekDate::new(year, signed(week), day).ok().map(ISOWeekDate::date)
}

fn weeks(year: i16) -> u8 {
    if ISOWeekDate::new(year, 53, Weekday::Monday).is_ok() { 53 } else { 52 }
}

/// jiff counts in signed bytes; fields are checked to be small.
fn signed(field: u8) -> i8 {
    i8::try_from(field).unwrap_or(i8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spelt_as_timex() {
        let cases = [
            (PartialDate::new(None, Part::Day(Some(3), Some(21))), "XXXX-03-21"),
            (PartialDate::new(None, Part::Weekday(None, 4)), "XXXX-WXX-4"),
            (PartialDate::new(Some(1200), Part::Century), "12XX"),
            (PartialDate::new(Some(1990), Part::Decade), "199X"),
            (PartialDate::new(Some(2021), Part::Quarter(2)), "2021-Q2"),
            (PartialDate::new(Some(2022), Part::Week(Some(7))), "2022-W07"),
            (PartialDate::new(None, Part::Month(Some(10))), "XXXX-10"),
            (PartialDate::new(Some(2016), Part::Season(1)), "2016-SP"),
        ];
        for (date, value) in cases {
            assert!(date.exists(), "{value}");
            assert_eq!(date.value(), value);
        }
    }

    #[test]
    fn feasts_fall_where_almanacs_say() {
        assert_eq!(easter(2024), Date::new(2024, 3, 31).ok());
        assert_eq!(easter(2000), Date::new(2000, 4, 23).ok());
    }

    #[test]
    fn what_does_not_exist_is_refused() {
        for (month, day) in [(2, 30), (4, 31), (13, 1), (0, 1), (1, 0), (1, 32)] {
            let date = PartialDate::new(Some(2024), Part::Day(Some(month), Some(day)));
            assert!(!date.exists(), "{}", date.value());
        }
        assert!(!PartialDate::new(Some(2023), Part::Day(Some(2), Some(29))).exists());
        assert!(!PartialDate::new(Some(2022), Part::Week(Some(53))).exists());
        assert!(PartialDate::parse("2021-5").is_none());
        assert_eq!(PartialDate::parse("2021-05"), Some(PartialDate::of_month(2021, 5)));
    }
}
