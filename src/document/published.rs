//! Publication dates as metadata writes them: numbers only. Dates in words are the value
//! grammar's affair.

/// A publication date with its precision and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// `2021`, `2021-05` or `2021-05-14`.
    pub value: String,
    /// Where it was found.
    pub from: PublishedFrom,
}

/// Where a publication date was found, most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublishedFrom {
    /// A field of the record.
    Record,
    /// JSON-LD, OpenGraph or meta elements.
    Meta,
    /// A header line of the text.
    Header,
    /// The dateline.
    Dateline,
    /// The running text.
    Text,
}

impl PublishedFrom {
    /// The published spelling.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Meta => "meta",
            Self::Header => "header",
            Self::Dateline => "dateline",
            Self::Text => "text",
        }
    }
}

/// Reads a date written in numbers: `2021`, `2021-05`, `2021-05-14` (anything may follow, a time
/// for example), `20210514`, `14/05/2021`, `14-05-2021`, `14.05.2021`. Day before month, as the
/// francophone press writes; a month above 12 is refused rather than guessed.
#[must_use]
pub fn parse_day(text: &str) -> Option<String> {
    let text = text.trim();
    let mut numbers: Vec<(&str, Option<char>)> = Vec::with_capacity(3);
    let mut rest = text;
    while numbers.len() < 3 {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if end == 0 {
            break;
        }
        let separator = rest[end..].chars().next();
        numbers.push((&rest[..end], separator));
        match separator {
            Some('-' | '/' | '.') => rest = &rest[end + 1..],
            _ => break,
        }
    }
    match numbers.as_slice() {
        [(date, _)] if date.len() == 8 => join(&date[..4], Some(&date[4..6]), Some(&date[6..])),
        [(year, None | Some('T' | ' '))] if year.len() == 4 => join(year, None, None),
        [(year, _), (month, _)] if year.len() == 4 => join(year, Some(month), None),
        [(year, _), (month, _), (day, _)] if year.len() == 4 => join(year, Some(month), Some(day)),
        [(day, _), (month, _), (year, _)] if year.len() == 4 => join(year, Some(month), Some(day)),
        [(month, _), (year, _)] if year.len() == 4 => join(year, Some(month), None),
        _ => None,
    }
}

/// Joins checked parts to `2021`, `2021-05` or `2021-05-14`.
pub(crate) fn join(year: &str, month: Option<&str>, day: Option<&str>) -> Option<String> {
    let year = year.parse::<u16>().ok().filter(|year| (1500..=2200).contains(year))?;
    let Some(month) = month else { return Some(format!("{year}")) };
    let month = month.parse::<u8>().ok().filter(|month| (1..=12).contains(month))?;
    let Some(day) = day else { return Some(format!("{year}-{month:02}")) };
    let day = day.parse::<u8>().ok().filter(|day| (1..=month_days(year, month)).contains(day))?;
    Some(format!("{year}-{month:02}-{day:02}"))
}

fn month_days(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::parse_day;

    #[test]
    fn reads_numeric_dates_and_nothing_else() {
        for (text, value) in [
            ("2021", Some("2021")),
            ("2021-05", Some("2021-05")),
            ("2021-5-4", Some("2021-05-04")),
            ("2021-05-14T08:00:00+01:00", Some("2021-05-14")),
            ("20210514", Some("2021-05-14")),
            ("14/05/2021 10:30", Some("2021-05-14")),
            ("19-12-2023", Some("2023-12-19")),
            ("05/2021", Some("2021-05")),
            ("05/14/2021", None),
            ("2021-02-29", None),
            ("2020-02-29", Some("2020-02-29")),
            ("2021-13", None),
            ("0000", None),
            ("14/05/21", None),
            ("hier", None),
            ("", None),
        ] {
            assert_eq!(parse_day(text).as_deref(), value, "{text}");
        }
    }
}
