//! When two date values mean the same: as day ranges, so that `2019-04` equals
//! `2019-04-01/2019-04-30`, and otherwise letter by letter.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// A date value in the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning {
    /// First and last day.
    Days(Date, Date),
    /// A value without definite days: a duration, an open or a vague date, a clock time.
    Text(String),
}

/// Whether two ISO 8601 / TIMEX3 values mean the same days, or are the same open value. Weeks of a
/// duration count as seven days (`P1W` is `P7D`).
#[must_use]
pub fn same_date(a: &str, b: &str) -> bool {
    meaning(a) == meaning(b)
}

fn meaning(value: &str) -> Meaning {
    let value = value.trim();
    let days = match value.split_once('/') {
        Some((from, to)) => match (point(from), point(to)) {
            (Some((first, _)), Some((_, last))) => Some((first, last)),
            _ => None,
        },
        None => point(value),
    };
    if let Some((first, last)) = days {
        return Meaning::Days(first, last);
    }
    let weeks = value.strip_prefix('P').and_then(|rest| rest.strip_suffix('W'));
    if let Some(weeks) = weeks.and_then(|weeks| weeks.parse::<u32>().ok())
        && let Some(days) = weeks.checked_mul(7)
    {
        return Meaning::Text(format!("p{days}d"));
    }
    Meaning::Text(value.to_lowercase())
}

/// First and last day of a year, month, day, half, quarter, week or season.
fn point(value: &str) -> Option<(Date, Date)> {
    let year_text = value.get(..4)?;
    let year: i16 = digits(year_text)?;
    let rest = match value.get(4..)? {
        "" => return Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
        rest => rest.strip_prefix('-')?,
    };
    let span = |year: i16, from: (i8, i8), to_year: i16, to: (i8, i8)| {
        Some((Date::new(year, from.0, from.1).ok()?, Date::new(to_year, to.0, to.1).ok()?))
    };
    match rest {
        "H1" => return span(year, (1, 1), year, (6, 30)),
        "H2" => return span(year, (7, 1), year, (12, 31)),
        "Q1" => return span(year, (1, 1), year, (3, 31)),
        "Q2" => return span(year, (4, 1), year, (6, 30)),
        "Q3" => return span(year, (7, 1), year, (9, 30)),
        "Q4" => return span(year, (10, 1), year, (12, 31)),
        "SP" => return span(year, (3, 21), year, (6, 20)),
        "SU" => return span(year, (6, 21), year, (9, 22)),
        "FA" => return span(year, (9, 23), year, (12, 20)),
        "WI" => return span(year, (12, 21), year.checked_add(1)?, (3, 20)),
        _ => {}
    }
    if let Some(week) = rest.strip_prefix('W') {
        let monday = ISOWeekDate::new(year, digits(two(week)?)?, Weekday::Monday).ok()?.date();
        return Some((monday, monday.checked_add(6.days()).ok()?));
    }
    match rest.split_once('-') {
        None => {
            let first = date_of(year, rest, "01")?;
            Some((first, first.last_of_month()))
        }
        Some((month, day)) => {
            let only = date_of(year, month, day)?;
            Some((only, only))
        }
    }
}

fn date_of(year: i16, month: &str, day: &str) -> Option<Date> {
    Date::new(year, digits(two(month)?)?, digits(two(day)?)?).ok()
}

fn two(text: &str) -> Option<&str> {
    (text.len() == 2).then_some(text)
}

/// A number of ASCII digits alone (`parse` would take a sign).
fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::same_date;
    use proptest::prelude::*;

    #[test]
    fn values_that_mean_the_same_days_are_equal() {
        for (a, b, same) in [
            ("2019-04", "2019-04-01/2019-04-30", true),
            ("2020-02", "2020-02-01/2020-02-29", true),
            ("2021-Q2", "2021-04-01/2021-06-30", true),
            ("2021-H1", "2021-01/2021-06", true),
            ("2022-W07", "2022-02-14/2022-02-20", true),
            ("2024-WI", "2024-12-21/2025-03-20", true),
            ("2017/2020", "2017-01-01/2020-12-31", true),
            ("2012", "2012-01-01/2012-12-31", true),
            ("2012", "2013", false),
            ("2012", "2012-01-01", false),
            ("P1W", "P7D", true),
            ("P4Y", "P4Y", true),
            ("P4Y", "P48M", false),
            ("XXXX-03-21", "XXXX-03-21", true),
            ("XXXX-03-21", "2019-03-21", false),
            ("2019-04-10T18:00", "2019-04-10", false),
            ("2019-04-10T18:00", "2019-04-10t18:00", true),
            ("PRESENT_REF", "present_ref", true),
            ("2019-02-30", "2019-02-30", true),
            ("", "2019", false),
        ] {
            assert_eq!(same_date(a, b), same, "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_equal_to_itself(value in "[0-9XWQPTé/-]{0,12}") {
            prop_assert!(same_date(&value, &value));
        }

        #[test]
        fn a_month_equals_its_days(year in 1i16..9999, month in 1i8..13) {
            let first = jiff::civil::date(year, month, 1);
            let days = format!("{first}/{}", first.last_of_month());
            let whole = format!("{year:04}-{month:02}");
            prop_assert!(same_date(&whole, &days));
        }
    }
}
