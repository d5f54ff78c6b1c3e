//! The Islamic calendar as Gregorian days.
//!
//! From 1400 to 1500 (1979 to 2077) months begin as in the calendar of Umm al-Qura, which is
//! published ahead and which most almanacs and newsrooms print. Countries that go by sight of the
//! moon may begin a month a day later: Morocco mostly does. Before and after, the tabular calendar
//! stands in, true to a day or two. (This is arithmetic of a calendar, not language: so it is here
//! and not under `rules/`.)

use jiff::ToSpan;
use jiff::civil::Date;

/// First year of [`LENGTHS`].
const FIRST: i16 = 1400;

/// Lengths of the months of Umm al-Qura, a year an entry: bit 0 is Muharram, set for 30 days.
#[rustfmt::skip]
const LENGTHS: [u16; 101] = [
    0xD4B, 0x52A, 0xA57, 0x4AE, 0x976, 0x56C, 0xB55, 0xAAA, 0xA55, 0x4AD, 0x95D,
    0x2DA, 0x5D9, 0xDB2, 0xBA4, 0xB4A, 0xA55, 0x2B5, 0x575, 0xB6A, 0xBD2, 0xBC4,
    0xB89, 0xA95, 0x52D, 0x5AD, 0xB6A, 0x6D4, 0xDC9, 0xD92, 0xAA6, 0x956, 0x2AE,
    0x56D, 0x36A, 0xB55, 0xAAA, 0x94D, 0x49D, 0x95D, 0x2BA, 0x5B5, 0x5AA, 0xD55,
    0xA9A, 0x92E, 0x26E, 0x55D, 0xADA, 0x6D4, 0x6A5, 0x54B, 0xA97, 0x54E, 0xAAE,
    0x5AC, 0xBA9, 0xD92, 0xB25, 0x64B, 0xCAB, 0x55A, 0xB55, 0x6D2, 0xEA5, 0xE4A,
    0xA95, 0x52D, 0xAAD, 0x36C, 0x759, 0x6D2, 0x695, 0x52D, 0xA5B, 0x4BA, 0x9BA,
    0x3B4, 0xB69, 0xB52, 0xAA6, 0x4B6, 0x96D, 0x2EC, 0x6D9, 0xEB2, 0xD54, 0xD2A,
    0xA56, 0x4AE, 0x96D, 0xD6A, 0xB54, 0xB29, 0xA93, 0x52B, 0xA57, 0x536, 0xAB5,
    0x6AA, 0xE93,
];

/// The Gregorian day of a date of the Islamic calendar.
#[must_use]
pub fn islamic(year: i16, month: u8, day: u8) -> Option<Date> {
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=30).contains(&day) {
        return None;
    }
    published(year, month, day).or_else(|| tabular(year, month, day))
}

fn published(year: i16, month: u8, day: u8) -> Option<Date> {
    let index = usize::try_from(year.checked_sub(FIRST)?).ok()?;
    let this = *LENGTHS.get(index)?;
    let before: i64 = LENGTHS[..index].iter().map(|bits| days(*bits, 12)).sum();
    let count = before + days(this, month - 1) + i64::from(day) - 1;
    // 1 Muharram 1400.
    Date::new(1979, 11, 20).ok()?.checked_add(count.days()).ok()
}

/// Days of the first `months` months of a year.
fn days(bits: u16, months: u8) -> i64 {
    let long = (bits & ((1 << months) - 1)).count_ones();
    29 * i64::from(months) + i64::from(long)
}

/// Months of 30 and 29 days in turn, eleven leap years in thirty.
fn tabular(year: i16, month: u8, day: u8) -> Option<Date> {
    let (y, m, d) = (i64::from(year), i64::from(month), i64::from(day));
    let days = d + (59 * (m - 1) + 1) / 2 + (y - 1) * 354 + (3 + 11 * y) / 30 - 1;
    // 1 Muharram 1 is 19 July 622 of the proleptic Gregorian calendar.
    Date::new(622, 7, 19).ok()?.checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_where_almanacs_say() {
        let cases = [
            ((1400, 1, 1), (1979, 11, 20)),
            ((1445, 7, 12), (2024, 1, 24)),
            ((1445, 9, 1), (2024, 3, 11)),
            ((1446, 10, 1), (2025, 3, 30)),
            ((1, 1, 1), (622, 7, 19)),
        ];
        for ((year, month, day), (y, m, d)) in cases {
            assert_eq!(islamic(year, month, day), Date::new(y, m, d).ok(), "{year}-{month}-{day}");
        }
    }

    #[test]
    fn a_year_follows_on_the_year_before_it() {
        for year in 1399..=1501_i16 {
            let (Some(a), Some(b)) = (islamic(year, 1, 1), islamic(year + 1, 1, 1)) else {
                panic!("{year}")
            };
            let days = a.until(b).map_or(0, |span| span.get_days());
            assert!((352..=357).contains(&days), "{year}: {days}");
        }
    }
}
