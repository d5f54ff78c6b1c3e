//! Date expressions as a small algebra: what the text says, before a calendar day is known.

use super::calendar::{Clock, Part, PartialDate, Unit};

/// Which of several candidates an expression picks, seen from the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Nothing said.
    Bare,
    /// "dernier".
    Last,
    /// "ce".
    This,
    /// "prochain".
    Next,
    /// The clause tells the past: "a signé jeudi".
    Past,
    /// The clause tells the future: "se tiendra jeudi".
    Future,
}

impl Direction {
    /// -1 for the last, 0 for this, 1 for the next.
    #[must_use]
    pub fn from_shift(shift: i64) -> Self {
        match shift {
            ..=-1 => Self::Last,
            0 => Self::This,
            1.. => Self::Next,
        }
    }
}

/// The part of a period that an expression narrows to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// First third.
    Start,
    /// Middle third.
    Middle,
    /// Last third.
    End,
}

/// A length of time: units with counts, or a unit without one ("quelques jours").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// Unit and count in hundredths; coarse to fine as written.
    pub parts: Vec<(Unit, i64)>,
    /// The unit of an indefinite length, `PXD`.
    pub vague: Option<Unit>,
    /// Upper end of a range in the unit of the only part, in hundredths: "deux à trois ans".
    pub upto: Option<i64>,
}

/// One hundred hundredths.
pub const WHOLE: i64 = 100;

impl Length {
    /// ISO 8601: `P4Y`, `P1Y2M`, `PT2.5H`, `PXD`, and `P2Y/P3Y` for a range. Quarters, halves and
    /// decades become months and years, as ISO has no letter for them.
    #[must_use]
    pub fn value(&self) -> String {
        if let (Some(upto), Some(&(unit, _))) = (self.upto, self.parts.last()) {
            let low = Self { upto: None, ..self.clone() };
            let high = Self { parts: vec![(unit, upto)], ..Self::default() };
            return format!("{}/{}", low.value(), high.value());
        }
        if let Some(unit) = self.vague {
            let (letter, clock) = letter(unit);
            return format!("P{}X{letter}", if clock { "T" } else { "" });
        }
        let (mut days, mut clock) = (String::new(), String::new());
        for &(unit, count) in &self.parts {
            let (count, unit) = match unit {
                Unit::Quarter | Unit::Season => (count.saturating_mul(3), Unit::Month),
                Unit::Half => (count.saturating_mul(6), Unit::Month),
                Unit::Decade => (count.saturating_mul(10), Unit::Year),
                Unit::Century => (count.saturating_mul(100), Unit::Year),
                unit => (count, unit),
            };
            let (letter, is_clock) = letter(unit);
            let side = if is_clock { &mut clock } else { &mut days };
            let (whole, rest) = (count / WHOLE, count.unsigned_abs() % WHOLE.unsigned_abs());
            let fraction = match rest {
                0 => String::new(),
                rest if rest % 10 == 0 => format!(".{}", rest / 10),
                rest => format!(".{rest:02}"),
            };
            side.push_str(&format!("{whole}{fraction}{letter}"));
        }
        let mark = if clock.is_empty() { "" } else { "T" };
        format!("P{days}{mark}{clock}")
    }
}

/// ISO letter of a unit, and whether it stands behind the `T`.
fn letter(unit: Unit) -> (&'static str, bool) {
    match unit {
        Unit::Second => ("S", true),
        Unit::Minute => ("M", true),
        Unit::Hour => ("H", true),
        Unit::Day => ("D", false),
        Unit::Weekend => ("WE", false),
        Unit::Week => ("W", false),
        Unit::Month => ("M", false),
        Unit::Quarter => ("Q", false),
        Unit::Season => ("SN", false),
        Unit::Half => ("H", false),
        Unit::Year => ("Y", false),
        Unit::Decade => ("DE", false),
        Unit::Century => ("CE", false),
    }
}

/// What a relative length counts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// The reference day: "dans trois jours", "il y a deux ans".
    Reference,
    /// The date the text spoke of last: "trois jours plus tard".
    Narrative,
    /// A date of its own: "trois jours après hier".
    Date(Box<DateExpr>),
}

/// A feast by its place in the year.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Feast {
    /// A fixed day of a month.
    Fixed(u8, u8),
    /// Days from Easter Sunday.
    Easter(i16),
    /// Month and day of the Islamic year.
    Islamic(u8, u8),
    /// nth (negative: from the end) weekday of a month.
    Nth(i8, u8, u8),
    /// Each country's own ("la fête nationale"): its code, and the feast there.
    Own(Vec<(String, Feast)>),
}

impl Feast {
    /// Stands for every country that has no day of its own.
    const ELSEWHERE: &str = "*";

    /// The feast in a document of this country: nothing where it is a country's own and the
    /// country is unknown or keeps none.
    #[must_use]
    pub fn in_country(&self, country: Option<&str>) -> Option<&Self> {
        match self {
            Self::Own(list) => {
                let of = |wanted| list.iter().find(|(code, _)| Some(code.as_str()) == wanted);
                of(country).or_else(|| of(Some(Self::ELSEWHERE))).map(|(_, feast)| feast)
            }
            feast => Some(feast),
        }
    }
}

/// A vague reference that TIMEX3 has a name for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vague {
    /// `PAST_REF`.
    Past,
    /// `PRESENT_REF`.
    Present,
    /// `FUTURE_REF`.
    Future,
}

impl Vague {
    /// The TIMEX3 name.
    #[must_use]
    pub fn value(self) -> &'static str {
        match self {
            Self::Past => "PAST_REF",
            Self::Present => "PRESENT_REF",
            Self::Future => "FUTURE_REF",
        }
    }
}

/// How a set repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Every {
    /// Each stretch of this length: "chaque année", "tous les deux jours".
    Length(Length),
    /// Each date of this form: "chaque mardi", "chaque 1er mai".
    Date(PartialDate),
}

/// An expression of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateExpr {
    /// Calendar fields, some of them open, with the weekday that the text gives and a direction.
    Point(PartialDate, Option<u8>, Direction),
    /// A period by its distance from the reference: "hier", "le mois prochain".
    Period(Unit, i64),
    /// The same from the date that the text spoke of last: "l'année suivante", "la même année".
    Around(Unit, i64),
    /// A length before (negative) or after a base.
    Offset(Length, bool, Base),
    /// A part given inside a whole: "lundi de la semaine prochaine".
    Within(Box<DateExpr>, Box<DateExpr>),
    /// The nth unit or weekday of a whole; negative counts from the end.
    Nth(i64, Unit, Option<u8>, Box<DateExpr>),
    /// The first or (negative) last n units of a whole: "les six premiers mois de 2023".
    Some(i64, Unit, Box<DateExpr>),
    /// The start, middle or end of a period.
    Phase(Phase, Box<DateExpr>),
    /// A feast, in a year or not.
    Feast(Feast, Option<i16>, Direction),
    /// Month and day of an Islamic year.
    Islamic(i16, Option<u8>, Option<u8>),
    /// From one date to another.
    Interval(Box<DateExpr>, Box<DateExpr>),
    /// The last (negative) or next n units: "les cinq prochaines années".
    Rolling(i64, Unit),
    /// A length of time.
    Duration(Length),
    /// A repeated time.
    Set(Every),
    /// Past, present or future.
    Vague(Vague),
    /// A date at a time of day.
    At(Box<DateExpr>, Clock),
    /// A time of day of its own; not published.
    Time(Clock),
}

impl DateExpr {
    /// Calendar fields without weekday or direction.
    #[must_use]
    pub fn point(date: PartialDate) -> Self {
        Self::Point(date, None, Direction::Bare)
    }

    /// Fills what `self` leaves open from `whole`, the later end of the same interval: the 9 of
    /// "du 9 au 11 avril 2019" gets month and year.
    #[must_use]
    pub fn filled_from(&self, whole: &Self) -> Self {
        // "de novembre à février 2017" begins in the year before.
        self.filled(whole, |date, other, year| if date > other { year - 1 } else { year })
    }

    /// Fills what `self`, the later end, leaves open from the earlier one: "d'avril 2016 à juin".
    #[must_use]
    pub fn continued_from(&self, start: &Self) -> Self {
        self.filled(start, |date, other, year| if date < other { year + 1 } else { year })
    }

    /// Month and year where they are missing; `year` chooses the year by the order of the two ends
    /// inside a year and the year of the other.
    fn filled(&self, from: &Self, year: impl Fn(u16, u16, i16) -> i16) -> Self {
        let (Self::Point(date, weekday, direction), Some(other)) = (self, from.fields()) else {
            return self.clone();
        };
        let mut date = *date;
        // "du mercredi au vendredi": a weekday has no place in a year.
        if matches!(date.part, Part::Weekday(None, _) | Part::Weekend(None)) {
            return self.clone();
        }
        if let Part::Day(None, Some(day)) = date.part
            && let Some(month) = other.month()
        {
            date.part = Part::Day(Some(month), Some(day));
        }
        if date.year.is_none() {
            date.year = other.year.map(|held| year(date.order(), other.order(), held));
        }
        Self::Point(date, *weekday, *direction)
    }

    /// The calendar fields, where the expression has some.
    #[must_use]
    pub fn fields(&self) -> Option<PartialDate> {
        match self {
            Self::Point(date, ..) => Some(*date),
            Self::Phase(_, inner) | Self::At(inner, _) => inner.fields(),
            _ => None,
        }
    }
}

impl PartialDate {
    /// Place of the date in its year, for comparing dates whose year is open.
    fn order(&self) -> u16 {
        let day = match self.part {
            Part::Day(_, Some(day)) => u16::from(day),
            _ => 0,
        };
        let month = match self.part {
            Part::Quarter(n) => n.saturating_mul(3).saturating_sub(2),
            Part::Half(n) => n.saturating_mul(6).saturating_sub(5),
            Part::Season(n) => n.saturating_mul(3),
            _ => self.month().unwrap_or(0),
        };
        u16::from(month) * 32 + day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_spelt_as_iso_durations() {
        let cases = [
            (vec![(Unit::Year, 400)], "P4Y"),
            (vec![(Unit::Year, 100), (Unit::Month, 200)], "P1Y2M"),
            (vec![(Unit::Hour, 250)], "PT2.5H"),
            (vec![(Unit::Day, 100), (Unit::Hour, 300)], "P1DT3H"),
            (vec![(Unit::Quarter, 300)], "P9M"),
            (vec![(Unit::Half, 100)], "P6M"),
            (vec![(Unit::Second, 12345)], "PT123.45S"),
        ];
        for (parts, value) in cases {
            assert_eq!(Length { parts, ..Length::default() }.value(), value);
        }
        let vague = Length { vague: Some(Unit::Day), ..Length::default() };
        assert_eq!(vague.value(), "PXD");
    }
}
