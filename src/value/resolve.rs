//! From what the text says to a calendar value: press conventions, open fields, full-day bounds.
//!
//! A bare weekday is the last such day on or before the reference day, unless the tense says
//! otherwise. A date without a year is the nearest one, with a leaning towards the past. What the
//! reference does not give stays open, never guessed from a clock.

use jiff::civil::Date;

use super::calendar::{self, Part, PartialDate, Unit, days_between, shift};
use super::date::{Base, DateExpr, Direction, Every, Feast, Length, Phase, Vague, WHOLE};
use super::pick::{Mode, calendar_days, open_period, period_from, pick, place_point, step};
use super::{ResolvedAmount, Value, feast};

/// What a document gives for resolving its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Publication date, dateline, or an explicit earlier date of the text: what "hier" is seen
    /// from. May be a month or a year only.
    pub reference: Option<PartialDate>,
    /// The date that the text spoke of last, for "le lendemain", "trois jours plus tard".
    pub narrative: Option<PartialDate>,
    /// Country of the document, ISO 3166-1 alpha-2: which francs, whose dinars.
    pub country: Option<String>,
}

/// Kind of a date expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateKind {
    /// A calendar date, month, year, season or quarter.
    Date,
    /// A stretch with two ends.
    Interval,
    /// A length of time.
    Duration,
    /// A repeated time.
    Set,
}

impl DateKind {
    /// The published spelling.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Interval => "interval",
            Self::Duration => "duration",
            Self::Set => "set",
        }
    }
}

/// A date expression with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedDate {
    /// Kind of expression.
    pub kind: DateKind,
    /// ISO 8601 / TIMEX3 value.
    pub value: String,
    /// First full day it can mean.
    pub earliest: Option<Date>,
    /// Last full day it can mean.
    pub latest: Option<Date>,
    /// `minute`, `day` … `century`, `vague`, `duration`.
    pub precision: &'static str,
    /// What it was resolved against, where it was.
    pub anchor: Option<String>,
    /// The calendar date it starts at, for later narrative references.
    pub start: Option<PartialDate>,
}

/// A settled value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A date, interval, duration or set.
    Date(ResolvedDate),
    /// An amount.
    Amount(ResolvedAmount),
    /// A number that no amount or date took up, or a shape that is no value at all.
    Nothing,
}

/// Settles a value against its document and its sentence.
#[must_use]
pub fn resolve(value: &Value, cx: &Context) -> Resolved {
    match value {
        Value::Date(DateExpr::Time(_)) | Value::Number(_) | Value::Guard => Resolved::Nothing,
        Value::Date(expr) => Resolved::Date(date(expr, cx)),
        Value::Amount(amount) => Resolved::Amount(amount.resolve(cx)),
    }
}

fn date(expr: &DateExpr, cx: &Context) -> ResolvedDate {
    match expr {
        DateExpr::Duration(length) => plain(DateKind::Duration, length.value(), "duration"),
        DateExpr::Set(Every::Length(length)) => plain(DateKind::Set, length.value(), "duration"),
        DateExpr::Set(Every::Date(date)) => {
            plain(DateKind::Set, date.value(), date.precision().name())
        }
        DateExpr::Vague(vague) => plain(DateKind::Date, vague.value().to_owned(), "vague"),
        expr => {
            let mut placer = Placer { cx, anchor: None };
            let placed = placer.place(expr);
            let anchor = placer.anchor.map(|anchor| anchor.value());
            placed.finish(anchor)
        }
    }
}

fn plain(kind: DateKind, value: String, precision: &'static str) -> ResolvedDate {
    let (earliest, latest, anchor, start) = (None, None, None, None);
    ResolvedDate { kind, value, earliest, latest, precision, anchor, start }
}

/// An expression put on the calendar.
#[derive(Clone, Debug)]
struct Placed {
    kind: DateKind,
    first: PartialDate,
    last: Option<PartialDate>,
    /// Narrower or wider bounds than the fields say.
    bounds: Option<(Date, Date)>,
    precision: Unit,
    vague: Option<Vague>,
    duration: Option<Length>,
}

impl Placed {
    fn at(date: PartialDate) -> Self {
        Self {
            kind: DateKind::Date,
            first: date,
            last: None,
            bounds: None,
            precision: date.precision(),
            vague: None,
            duration: None,
        }
    }

    fn between(first: PartialDate, last: PartialDate) -> Self {
        let precision = first.precision().min(last.precision());
        let (kind, last) = (DateKind::Interval, Some(last));
        Self { kind, last, precision, ..Self::at(first) }
    }

    /// A feast or a month: one date, however many days it has.
    fn stretch((first, last): (PartialDate, PartialDate)) -> Self {
        if first == last {
            return Self::at(first);
        }
        Self { kind: DateKind::Date, ..Self::between(first, last) }
    }

    /// The same by the Islamic calendar: where the moon is looked for, it may be a day later.
    fn by_moon(days: (PartialDate, PartialDate)) -> Self {
        let mut placed = Self::stretch(days);
        placed.bounds = placed
            .bounds()
            .and_then(|(earliest, latest)| Some((earliest, shift(latest, Unit::Day, 1)?)));
        placed
    }

    fn bounds(&self) -> Option<(Date, Date)> {
        if self.bounds.is_some() {
            return self.bounds;
        }
        let (earliest, latest) = self.first.bounds()?;
        match &self.last {
            None => Some((earliest, latest)),
            Some(last) => Some((earliest, last.bounds()?.1)),
        }
    }

    fn finish(self, anchor: Option<String>) -> ResolvedDate {
        if let Some(length) = &self.duration {
            return plain(DateKind::Duration, length.value(), "duration");
        }
        if let Some(vague) = self.vague {
            return plain(DateKind::Date, vague.value().to_owned(), "vague");
        }
        let value = match &self.last {
            None => self.first.value(),
            Some(last) => format!("{}/{}", self.first.value(), last.value()),
        };
        let bounds = self.bounds();
        ResolvedDate {
            kind: self.kind,
            value,
            earliest: bounds.map(|(earliest, _)| earliest),
            latest: bounds.map(|(_, latest)| latest),
            precision: match self.precision {
                Unit::Weekend => "week",
                Unit::Second | Unit::Hour => "minute",
                unit => unit.name(),
            },
            anchor,
            start: Some(self.first),
        }
    }
}

struct Placer<'a> {
    cx: &'a Context,
    anchor: Option<PartialDate>,
}

impl Placer<'_> {
    /// The reference, noted as used.
    fn reference(&mut self) -> Option<PartialDate> {
        let reference = self.cx.reference.map(|date| PartialDate { clock: None, ..date });
        self.anchor = self.anchor.or(reference);
        reference
    }

    fn place(&mut self, expr: &DateExpr) -> Placed {
        match expr {
            DateExpr::Point(date, weekday, direction) => self.point(*date, *weekday, *direction),
            DateExpr::Period(unit, count) => {
                let mut reference = self.reference();
                // "cette année" in a text without a date is the year it spoke of last.
                if reference.is_none() && (*unit, *count) == (Unit::Year, 0) {
                    reference = self.cx.narrative;
                    self.anchor = reference;
                }
                Placed::at(period_from(reference, *unit, *count))
            }
            DateExpr::Around(unit, count) => {
                // The month before a year is none: what was spoken of must be as fine as the unit.
                let told = self.cx.narrative.filter(|told| told.precision() <= *unit);
                let base = told.or_else(|| self.reference());
                self.anchor = self.anchor.or(base);
                Placed::at(period_from(base, *unit, *count))
            }
            DateExpr::Offset(length, after, base) => self.offset(length, *after, base),
            DateExpr::Within(part, whole) => self.within(part, whole),
            DateExpr::Nth(n, unit, weekday, whole) => {
                let whole = self.place(whole);
                nth(*n, *unit, *weekday, &whole).map_or(whole, Placed::at)
            }
            DateExpr::Some(n, unit, whole) => {
                let whole = self.place(whole);
                some(*n, *unit, &whole).unwrap_or(whole)
            }
            DateExpr::Phase(phase, inner) => {
                let mut placed = self.place(inner);
                placed.bounds = placed.bounds().map(|bounds| third(*phase, bounds));
                placed
            }
            DateExpr::Feast(which, year, direction) => {
                let reference = if year.is_none() { self.reference() } else { None };
                let mode = Self::mode(*direction);
                let which = which.in_country(self.cx.country.as_deref());
                let candidates = which
                    .map(|which| feast::candidates(which, *year, reference))
                    .unwrap_or_default();
                match pick(&candidates, reference.as_ref().and_then(PartialDate::bounds), mode) {
                    Some(days) if matches!(which, Some(Feast::Islamic(..))) => {
                        Placed::by_moon(days)
                    }
                    Some(days) => Placed::stretch(days),
                    None => Placed::at(feast::open(which, *year)),
                }
            }
            DateExpr::Islamic(year, month, day) => match feast::islamic(*year, *month, *day) {
                Some(days) => Placed::by_moon(days),
                None => Placed::at(PartialDate::new(None, Part::Year)),
            },
            DateExpr::Interval(from, to) => self.interval(from, to),
            DateExpr::Rolling(count, unit) => self.rolling(*count, *unit),
            DateExpr::At(inner, clock) => {
                let mut placed = self.place(inner);
                if matches!(placed.first.part, Part::Day(..) | Part::Weekday(..)) {
                    placed.first.clock = Some(*clock);
                    placed.precision = Unit::Minute;
                }
                placed
            }
            DateExpr::Vague(vague) => {
                let open = PartialDate::new(None, Part::Year);
                // "jusqu'à aujourd'hui": as an end of an interval, now is the reference day.
                let now = match (vague, self.reference()) {
                    (Vague::Present, Some(reference)) => return Placed::at(reference),
                    _ => *vague,
                };
                Placed { vague: Some(now), ..Placed::at(open) }
            }
            DateExpr::Duration(length) => {
                let open = PartialDate::new(None, Part::Year);
                Placed { duration: Some(length.clone()), ..Placed::at(open) }
            }
            DateExpr::Set(_) | DateExpr::Time(_) => {
                Placed::at(PartialDate::new(None, Part::Day(None, None)))
            }
        }
    }

    fn mode(direction: Direction) -> Mode {
        match direction {
            Direction::Last => Mode::Last,
            Direction::Next => Mode::Next,
            Direction::Past => Mode::Past,
            Direction::Future => Mode::Future,
            Direction::This => Mode::This,
            Direction::Bare => Mode::Nearest,
        }
    }

    fn point(&mut self, date: PartialDate, weekday: Option<u8>, direction: Direction) -> Placed {
        if date.year.is_some() || matches!(date.part, Part::Day(None, None) | Part::Month(None)) {
            return Placed::at(date);
        }
        let clock = date.clock;
        let Some(reference) = self.reference() else { return Placed::at(date) };
        let mode = Self::mode(direction);
        let placed = place_point(date, weekday, reference, mode).unwrap_or(date);
        Placed::at(PartialDate { clock, ..placed })
    }

    fn offset(&mut self, length: &Length, after: bool, base: &Base) -> Placed {
        let base = match base {
            Base::Reference => self.reference(),
            Base::Narrative => match self.cx.narrative {
                Some(narrative) => {
                    self.anchor = self.anchor.or(Some(narrative));
                    Some(narrative)
                }
                None => self.reference(),
            },
            Base::Date(expr) => Some(self.place(expr).first),
        };
        let finest = length.parts.iter().map(|&(unit, _)| unit).min().unwrap_or(Unit::Day);
        let open = || Placed::at(open_period(finest));
        let Some(base) = base else { return open() };
        // With no more than a month or a year known, arithmetic stays at that grain.
        let (start, grain) = match base.day() {
            Some(day) => (Some(day), Unit::Day),
            None => (base.bounds().map(|(first, _)| first), base.precision()),
        };
        let moved = start.and_then(|start| {
            length.parts.iter().try_fold(start, |date, &(unit, count)| {
                let count = if after { count } else { count.checked_neg()? };
                step(date, unit, count)
            })
        });
        let Some(moved) = moved else { return open() };
        if grain == Unit::Day {
            let mut placed = Placed::at(PartialDate::of_day(moved));
            if finest > Unit::Day {
                placed.precision = finest;
                // A day that counts week-ends need not lie in one.
                let around = if finest == Unit::Weekend { Unit::Week } else { finest };
                placed.bounds = calendar::period(moved, around, 0).and_then(|p| p.bounds());
            }
            return placed;
        }
        if finest.months().unwrap_or(0) >= grain.months().unwrap_or(i64::MAX) {
            return Placed::at(calendar::period(moved, grain, 0).unwrap_or(base));
        }
        if finest < Unit::Month { Placed::at(base) } else { open() }
    }

    fn within(&mut self, part: &DateExpr, whole: &DateExpr) -> Placed {
        if let DateExpr::Phase(phase, inner) = part {
            let mut placed = self.within(inner, whole);
            placed.bounds = placed.bounds().map(|bounds| third(*phase, bounds));
            return placed;
        }
        if let DateExpr::At(inner, clock) = part {
            let mut placed = self.within(inner, whole);
            placed.first.clock = Some(*clock);
            return placed;
        }
        if let DateExpr::Interval(from, to) = part {
            let (from, to) = (self.within(from, whole), self.within(to, whole));
            let placed = Placed::between(from.first, to.last.unwrap_or(to.first));
            // As in `interval`: what would run backwards is no interval.
            let backwards = placed.bounds().is_some_and(|(earliest, latest)| earliest > latest);
            return if backwards { from } else { placed };
        }
        let whole = self.place(whole);
        let year = whole.first.year;
        match part {
            DateExpr::Feast(which, None, direction) if year.is_some() => {
                self.place(&DateExpr::Feast(which.clone(), year, *direction))
            }
            DateExpr::Point(date, weekday, _) => {
                let inside = match date.part {
                    Part::Weekday(None, day) => whole.bounds().and_then(|(first, last)| {
                        let found = calendar_days(first, last, day).next();
                        found.filter(|_| days_between(first, last) < 7).map(PartialDate::of_day)
                    }),
                    Part::Weekend(None) => {
                        whole.bounds().and_then(|(f, _)| calendar::period(f, Unit::Weekend, 0))
                    }
                    Part::Day(None, day) => Some(PartialDate {
                        year,
                        part: Part::Day(whole.first.month(), day),
                        ..*date
                    }),
                    _ if date.year.is_none() => Some(PartialDate { year, ..*date }),
                    _ => None,
                };
                match inside.filter(PartialDate::exists) {
                    Some(inside) => Placed::at(PartialDate { clock: date.clock, ..inside }),
                    None => self.point(*date, *weekday, Direction::Bare),
                }
            }
            other => self.place(other),
        }
    }

    fn interval(&mut self, from: &DateExpr, to: &DateExpr) -> Placed {
        let to = to.continued_from(from);
        let mut end = self.place(&to);
        let from = from.filled_from(&to).filled_from(&DateExpr::point(end.first));
        let start = match weekday_before(&from, end.first.day()) {
            Some(day) => Placed::at(PartialDate::of_day(day)),
            None => self.place(&from),
        };
        // "d'aujourd'hui au 22 octobre": an end without a year lies ahead of its start.
        let backwards = |end: &Placed| {
            start.bounds().zip(end.bounds()).is_some_and(|((from, _), (_, to))| from > to)
        };
        if let DateExpr::Point(date, weekday, Direction::Bare) = &to
            && date.year.is_none()
            && backwards(&end)
        {
            end = self.point(*date, *weekday, Direction::Future);
        }
        // An interval that would run backwards, once both ends are known, is no interval.
        if backwards(&end) {
            return start;
        }
        let last = end.last.unwrap_or(end.first);
        let mut placed = Placed::between(start.first, last);
        if let (Some((earliest, _)), Some((_, latest))) = (start.bounds(), end.bounds())
            && earliest <= latest
        {
            placed.bounds = Some((earliest, latest));
        }
        if end.vague.is_some() || start.vague.is_some() {
            let known = if end.vague.is_some() { start } else { end };
            return known;
        }
        placed
    }

    fn rolling(&mut self, count: i64, unit: Unit) -> Placed {
        let length = || {
            let parts = vec![(unit, count.saturating_abs().saturating_mul(WHOLE))];
            let open = PartialDate::new(None, Part::Year);
            Placed { duration: Some(Length { parts, ..Length::default() }), ..Placed::at(open) }
        };
        let Some(reference) = self.reference() else { return length() };
        let near = count.signum();
        let aligned = |day: Date, unit: Unit| {
            let a = calendar::period(day, unit, near)?;
            let b = calendar::period(day, unit, count)?;
            Some(if near > 0 { Placed::between(a, b) } else { Placed::between(b, a) })
        };
        let placed = match (reference.day(), reference.bounds()) {
            (Some(day), _) if unit >= Unit::Decade => aligned(day, unit),
            (Some(day), _) => shift(day, unit, count).and_then(|far| {
                let next = shift(day, Unit::Day, near)?;
                let (a, b) = (PartialDate::of_day(next), PartialDate::of_day(far));
                Some(if near > 0 { Placed::between(a, b) } else { Placed::between(b, a) })
            }),
            (None, Some((day, _))) if unit >= reference.precision() => {
                let grain = reference.precision();
                let factor = unit.months().zip(grain.months()).map(|(unit, grain)| unit / grain);
                factor.and_then(|factor| {
                    let a = calendar::period(day, grain, near)?;
                    let b = calendar::period(day, grain, count.checked_mul(factor)?)?;
                    Some(if near > 0 { Placed::between(a, b) } else { Placed::between(b, a) })
                })
            }
            _ => None,
        };
        placed.unwrap_or_else(length)
    }
}

/// "du mercredi au vendredi": the Wednesday before that Friday.
fn weekday_before(from: &DateExpr, end: Option<Date>) -> Option<Date> {
    let Part::Weekday(None, weekday) = from.fields()?.part else { return None };
    let end = end?;
    calendar_days(shift(end, Unit::Day, -6)?, end, weekday).next()
}

fn nth(n: i64, unit: Unit, weekday: Option<u8>, whole: &Placed) -> Option<PartialDate> {
    let (first, last) = whole.bounds()?;
    let found = if let Some(weekday) = weekday {
        let days: Vec<Date> = calendar_days(first, last, weekday).collect();
        PartialDate::of_day(*days.get(index(n, days.len())?)?)
    } else if unit == Unit::Week && whole.first.part == Part::Year && n > 0 {
        PartialDate::new(whole.first.year, Part::Week(u8::try_from(n).ok()))
    } else if n > 0 {
        calendar::period(first, unit, n - 1)?
    } else {
        // The last week-end of a month that ends on a Tuesday lies before its last day.
        let ending = calendar::period(last, unit, n + 1)?;
        let beyond = n == -1 && ending.bounds()?.0 > last;
        if beyond { calendar::period(last, unit, n)? } else { ending }
    };
    let (from, to) = found.bounds()?;
    (found.exists() && from <= last && to >= first).then_some(found)
}

fn index(n: i64, len: usize) -> Option<usize> {
    let len = i64::try_from(len).ok()?;
    usize::try_from(if n > 0 { n - 1 } else { len + n }).ok()
}

fn some(n: i64, unit: Unit, whole: &Placed) -> Option<Placed> {
    let (first, last) = whole.bounds()?;
    let (a, b) = if n > 0 {
        (calendar::period(first, unit, 0)?, calendar::period(first, unit, n - 1)?)
    } else {
        (calendar::period(last, unit, n + 1)?, calendar::period(last, unit, 0)?)
    };
    (b.bounds()?.0 <= last && a.bounds()?.1 >= first).then(|| Placed::between(a, b))
}

fn third(phase: Phase, (first, last): (Date, Date)) -> (Date, Date) {
    let days = days_between(first, last) + 1;
    let (from, to) = match phase {
        Phase::Start => (0, (days + 2) / 3),
        Phase::Middle => (days / 3, days - days / 3),
        Phase::End => (days - (days + 2) / 3, days),
    };
    let day = |count| shift(first, Unit::Day, count);
    day(from).zip(day(to - 1)).filter(|(from, to)| from <= to).unwrap_or((first, last))
}
