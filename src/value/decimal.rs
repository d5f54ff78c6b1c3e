//! Exact decimals from digits, whatever the marks between them.
//!
//! A point or comma before exactly three digits is either a thousands mark or a decimal mark:
//! "100.000 bénéficiaires", "1,200 jeunes", but "1,234 million". The reading that French usage
//! favours is returned together with the other one; what is counted, or the document's country,
//! settles it later.

use rust_decimal::Decimal;

/// A number read from digits, with the other reading where the marks allow two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits {
    /// The favoured reading: a point groups thousands, a comma is the decimal mark.
    pub value: Decimal,
    /// The reading with the mark's other meaning.
    pub other: Option<Decimal>,
}

/// Longest run of digits that still multiplies by a scale word without overflow.
const MAX_DIGITS: usize = 24;

/// Reads digits with thousands and decimal marks; `None` when the marks make no number.
#[must_use]
pub fn digits(text: &str) -> Option<Digits> {
    let text = text.trim();
    if text.chars().filter(char::is_ascii_digit).count() > MAX_DIGITS {
        return None;
    }
    let (sign, text) = match text.strip_prefix(['-', '−', '–', '+']) {
        Some(rest) => (if text.starts_with('+') { "" } else { "-" }, rest.trim_start()),
        None => ("", text),
    };
    let groups = Groups::read(text)?;
    let exact = |whole: &str, fraction: &str| -> Option<Decimal> {
        let whole = if whole.is_empty() { "0" } else { whole };
        if fraction.is_empty() {
            return format!("{sign}{whole}").parse().ok();
        }
        format!("{sign}{whole}.{fraction}").parse().ok()
    };
    let joined: String = groups.digits.concat();
    let last = groups.digits.last()?.as_str();
    let whole = &joined[..joined.len() - last.len()];
    let only = |value: Decimal| Some(Digits { value, other: None });
    match groups.shape()? {
        Shape::Whole => only(exact(&joined, "")?),
        Shape::Decimal => only(exact(whole, last)?),
        Shape::Either { thousands_first } => {
            let (a, b) = (exact(&joined, "")?, exact(whole, last)?);
            let (value, other) = if thousands_first { (a, b) } else { (b, a) };
            Some(Digits { value, other: Some(other) })
        }
    }
}

enum Shape {
    Whole,
    Decimal,
    Either { thousands_first: bool },
}

/// Runs of digits and the marks between them.
struct Groups {
    digits: Vec<String>,
    marks: Vec<char>,
}

impl Groups {
    fn read(text: &str) -> Option<Self> {
        let (mut digits, mut marks) = (vec![String::new()], Vec::new());
        // "2OO8", "l,2": letters that a scanner took for figures, beside a true one.
        let scanned = text.contains(['l', 'I', 'O']) && text.contains(|c: char| c.is_ascii_digit());
        for char in text.chars() {
            let char = match char {
                'l' | 'I' if scanned => '1',
                'O' if scanned => '0',
                char => char,
            };
            if char.is_ascii_digit() {
                digits.last_mut()?.push(char);
                continue;
            }
            let mark = match char {
                ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' => ' ',
                '\'' | '’' | '\u{2bc}' => '\'',
                '.' | ',' => char,
                _ => return None,
            };
            let open = digits.last()?.is_empty();
            match (open, marks.last().copied()) {
                // "19, 68 milliards": a space slipped in behind the decimal mark.
                (true, Some(',' | '.')) if mark == ' ' => {}
                (true, None) if matches!(mark, ',' | '.') && marks.is_empty() => marks.push(mark),
                (true, _) => return None,
                (false, _) => marks.push(mark),
            }
            if !open || marks.len() == digits.len() {
                digits.push(String::new());
            }
        }
        (!digits.last()?.is_empty()).then_some(Self { digits, marks })
    }

    fn shape(&self) -> Option<Shape> {
        let Some(&last_mark) = self.marks.last() else { return Some(Shape::Whole) };
        let (last, head) = (self.digits.last()?.len(), self.digits.first()?);
        let inner = &self.digits[1..self.digits.len() - 1];
        let (before, decimal) = match last_mark {
            '.' | ',' => (&self.marks[..self.marks.len() - 1], true),
            _ => (&self.marks[..], false),
        };
        // Every mark before the last groups thousands, and all of them are the same.
        let grouped = before.iter().all(|&mark| mark == before[0])
            && inner.iter().all(|group| group.len() == 3)
            && (before.is_empty() || (1..=3).contains(&head.len()));
        if !decimal {
            return (grouped && last == 3).then_some(Shape::Whole);
        }
        match before.first() {
            None if last == 3 && (1..=3).contains(&head.len()) && !head.starts_with('0') => {
                // "1,000" is no way to write 1.
                let zeros = self.digits.last().is_some_and(|last| last == "000");
                Some(Shape::Either { thousands_first: last_mark == '.' || zeros })
            }
            None => Some(Shape::Decimal),
            Some(&mark) if mark == last_mark => (grouped && last == 3).then_some(Shape::Whole),
            Some(&mark) if grouped && mark != last_mark => Some(Shape::Decimal),
            // "12,34,567.89": lakh and crore grouping.
            Some(',') if last_mark == '.' && indian(head, inner) => Some(Shape::Decimal),
            Some(_) => None,
        }
    }
}

fn indian(head: &str, inner: &[String]) -> bool {
    let Some((thousands, higher)) = inner.split_last() else { return false };
    (1..=2).contains(&head.len())
        && thousands.len() == 3
        && higher.iter().all(|group| group.len() == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        digits(text).map(|digits| digits.value.normalize().to_string())
    }

    #[test]
    fn every_mark_in_use_is_read() {
        let cases = [
            ("2500", "2500"),
            ("2 500", "2500"),
            ("2\u{a0}500", "2500"),
            ("1\u{202f}234\u{202f}567", "1234567"),
            ("100.000", "100000"),
            ("1.200.000", "1200000"),
            ("250'000", "250000"),
            ("250’000", "250000"),
            ("7,8", "7.8"),
            ("3.5", "3.5"),
            ("6.700,54", "6700.54"),
            ("6 700,54", "6700.54"),
            ("1,234,567.89", "1234567.89"),
            ("1,234,567", "1234567"),
            ("12,34,567.89", "1234567.89"),
            ("0,500", "0.5"),
            ("0.125", "0.125"),
            ("19, 68", "19.68"),
            ("-1.200.000", "-1200000"),
            ("- 27", "-27"),
            ("+15", "15"),
            (",23456000", "0.23456"),
            ("100.00", "100"),
            ("13000000.00", "13000000"),
        ];
        for (text, value) in cases {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn two_readings_are_both_kept() {
        let both = digits("1,200").map(|d| (d.value.normalize().to_string(), d.other));
        assert_eq!(both, Some(("1.2".to_owned(), Some(Decimal::from(1200)))));
        let both = digits("3.141").map(|d| (d.value, d.other.map(|o| o.to_string())));
        assert_eq!(both, Some((Decimal::from(3141), Some("3.141".to_owned()))));
    }

    #[test]
    fn marks_that_make_no_number_are_refused() {
        for text in ["", "1.2.3", "40 00", "1 2", "12,34,56", ",", "1,", "1  2", "1,234.567.890"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("99999999999999999999999999999999"), None);
    }
}
