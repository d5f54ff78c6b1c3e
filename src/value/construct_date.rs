//! From the roles of a match to an expression of time.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::construct::number_of;
use super::date::{Base, DateExpr, Direction, Every, Feast, Length, Phase, Vague, WHOLE};
use super::{Clock, Item, Make, Number, Part, PartialDate, Roles, Unit, Value};

pub(super) fn construct(make: Make, roles: &Roles) -> Option<DateExpr> {
    match make {
        Make::Date => date(roles),
        Make::Direct => direct(roles),
        Make::Tense => tense(roles),
        Make::Period => period(roles),
        Make::Offset => offset(roles),
        Make::Within => within(roles),
        Make::Nth => nth(roles),
        Make::Some => some(roles),
        Make::Phase => phase(roles),
        Make::Rest => rest(roles),
        Make::Feast => feast(roles),
        Make::Islamic => islamic(roles),
        Make::Interval => interval(roles),
        Make::Rolling => rolling(roles),
        Make::Vague => vague(roles),
        Make::Duration => duration(roles),
        Make::Set => set(roles),
        Make::Time => time(roles),
        Make::At => at(roles),
        _ => None,
    }
}

fn expr(roles: &Roles, role: &str) -> Option<DateExpr> {
    match roles.item(role)? {
        Item::Value(Value::Date(expr)) => Some(expr.clone()),
        _ => None,
    }
}

/// A small whole number in a role: digits, an earlier number or ordinal, or the feature that has
/// the role's name or `n`.
fn small<T: TryFrom<i64>>(roles: &Roles, role: &str) -> Option<T> {
    match roles.item(role)? {
        Item::Features(features, text) => {
            match features.read(role).or_else(|| features.read("n")) {
                Some(number) => T::try_from(number).ok(),
                None => number_of(Item::Text(text))?.small(),
            }
        }
        // "le premier vendredi": the weekday was a date of its own before.
        Item::Value(Value::Date(DateExpr::Point(date, None, _))) if role == "weekday" => {
            match date.part {
                Part::Weekday(None, day) => T::try_from(i64::from(day)).ok(),
                _ => None,
            }
        }
        item => number_of(item)?.small(),
    }
}

/// A role that must make sense when it is filled.
fn optional<T>(roles: &Roles, role: &str, read: impl Fn() -> Option<T>) -> Option<Option<T>> {
    match roles.item(role) {
        None => Some(None),
        Some(_) => read().map(Some),
    }
}

fn year(roles: &Roles) -> Option<Option<i16>> {
    optional(roles, "year", || {
        if let Some(Item::Value(Value::Date(inner))) = roles.item("year") {
            return inner.fields()?.year;
        }
        let year: i16 = small(roles, "year")?;
        let short = roles.text("year").map_or(year < 100, |text| text.trim().len() == 2);
        Some(if short { full_year(year) } else { year })
    })
}

/// "15.05.99" is 1999, "3-7-27" is 2027.
fn full_year(short: i16) -> i16 {
    if short < 50 { 2000 + short } else { 1900 + short }
}

fn shift(roles: &Roles) -> Option<i64> {
    roles.read("dir", "shift")
}

fn direction(roles: &Roles) -> Direction {
    shift(roles).map_or(Direction::Bare, Direction::from_shift)
}

fn date(roles: &Roles) -> Option<DateExpr> {
    let year = year(roles)?;
    let weekday: Option<u8> = optional(roles, "weekday", || small(roles, "weekday"))?;
    let mut month: Option<u8> = optional(roles, "month", || small(roles, "month"))?;
    let mut day: Option<u8> = optional(roles, "day", || small(roles, "day"))?;
    // "02/22/2016": where the order is sure to be the other one, it is turned.
    if let (Some(d), Some(m), Some("dmy")) = (day, month, roles.literal("order"))
        && m > 12
        && d <= 12
    {
        (day, month) = (Some(m), Some(d));
    }
    let direction = direction(roles);
    let simple = |part: Part| {
        let date = PartialDate::new(year, part);
        date.exists().then_some(DateExpr::Point(date, None, direction))
    };
    if let Some(century) = optional(roles, "century", || small::<i16>(roles, "century"))? {
        let first = century.checked_sub(1)?.checked_mul(100)?;
        let date = PartialDate::new(Some(first), Part::Century);
        return date.exists().then_some(DateExpr::point(date));
    }
    if let Some(decade) = optional(roles, "decade", || small::<i16>(roles, "decade"))? {
        let first = match decade {
            // "les années 20": this century's; "les années 40" and later: the last one's.
            0..=19 => 2000 + decade,
            20..=99 => 1900 + decade,
            _ => decade,
        };
        let date = PartialDate::new(Some(first), Part::Decade);
        return (first % 10 == 0 && date.exists()).then_some(DateExpr::point(date));
    }
    for (role, make) in [
        ("quarter", Part::Quarter as fn(u8) -> Part),
        ("half", Part::Half),
        ("season", Part::Season),
        ("week", |week| Part::Week(Some(week))),
    ] {
        if roles.item(role).is_some() {
            return simple(make(small(roles, role)?));
        }
    }
    if roles.item("weekend").is_some() || roles.literal("weekend").is_some() {
        return simple(Part::Weekend(None));
    }
    let part = match (day, month, weekday) {
        (Some(day), month, _) => Part::Day(month, Some(day)),
        (None, Some(month), None) => Part::Month(Some(month)),
        (None, None, Some(weekday)) if year.is_none() => Part::Weekday(None, weekday),
        (None, None, None) => {
            year?;
            Part::Year
        }
        _ => return None,
    };
    let weekday = weekday.filter(|_| !matches!(part, Part::Weekday(..)));
    let date = PartialDate::new(year, part);
    date.exists().then_some(DateExpr::Point(date, weekday, direction))
}

fn direct(roles: &Roles) -> Option<DateExpr> {
    turn(expr(roles, "of")?, Direction::from_shift(shift(roles)?))
}

/// A date whose clause tells the past or the future; one that says so itself stays as it is.
fn tense(roles: &Roles) -> Option<DateExpr> {
    let tense = match roles.literal("value")? {
        "past" => Direction::Past,
        "future" => Direction::Future,
        _ => return None,
    };
    let set = |expr: DateExpr| match expr {
        DateExpr::Point(date, weekday, Direction::Bare | Direction::This)
            if date.year.is_none() =>
        {
            Some(DateExpr::Point(date, weekday, tense))
        }
        DateExpr::Feast(which, None, Direction::Bare | Direction::This) => {
            Some(DateExpr::Feast(which, None, tense))
        }
        _ => None,
    };
    Some(match expr(roles, "of")? {
        DateExpr::Phase(phase, inner) => DateExpr::Phase(phase, Box::new(set(*inner)?)),
        DateExpr::At(inner, clock) => DateExpr::At(Box::new(set(*inner)?), clock),
        DateExpr::Interval(from, to) => DateExpr::Interval(from, Box::new(set(*to)?)),
        expr => set(expr)?,
    })
}

fn turn(expr: DateExpr, direction: Direction) -> Option<DateExpr> {
    Some(match expr {
        DateExpr::Point(date, weekday, _) if date.year.is_none() => {
            DateExpr::Point(date, weekday, direction)
        }
        DateExpr::Feast(which, None, _) => DateExpr::Feast(which, None, direction),
        DateExpr::Phase(phase, inner) => DateExpr::Phase(phase, Box::new(turn(*inner, direction)?)),
        DateExpr::At(inner, clock) => DateExpr::At(Box::new(turn(*inner, direction)?), clock),
        // "du 9 au 11 mars dernier".
        DateExpr::Interval(from, to) => DateExpr::Interval(from, Box::new(turn(*to, direction)?)),
        // "ce jeudi 28 novembre 2024" and "ce 10 avril 2019" are dates already.
        DateExpr::Point(date, ..) if direction == Direction::This => DateExpr::point(date),
        _ => return None,
    })
}

fn unit(roles: &Roles) -> Option<Unit> {
    roles.read("unit", "unit")
}

fn period(roles: &Roles) -> Option<DateExpr> {
    let unit = unit(roles)?;
    // "hier" carries its distance itself; "la semaine prochaine" has it beside it.
    let shift = match roles.item("dir") {
        Some(_) => shift(roles)?,
        None => match roles.literal("shift") {
            Some(shift) => shift.parse().ok()?,
            None => roles.read("unit", "shift")?,
        },
    };
    // "la même année", "l'année suivante": seen from the date the text spoke of last.
    if roles.feature("dir", "from") == Some("narrative")
        || roles.literal("from") == Some("narrative") && shift == 0
    {
        return Some(DateExpr::Around(unit, shift));
    }
    if roles.literal("from") == Some("narrative") {
        let parts = vec![(unit, shift.checked_abs()?.checked_mul(WHOLE)?)];
        let length = Length { parts, ..Length::default() };
        return Some(DateExpr::Offset(length, shift > 0, Base::Narrative));
    }
    Some(DateExpr::Period(unit, shift))
}

fn offset(roles: &Roles) -> Option<DateExpr> {
    let length = match expr(roles, "dur") {
        Some(DateExpr::Duration(length)) if length.vague.is_none() && length.upto.is_none() => {
            length
        }
        Some(_) => return None,
        None => Length { parts: vec![(unit(roles)?, WHOLE)], ..Length::default() },
    };
    let after = match roles.feature("sign", "sign") {
        Some("-") => false,
        Some("+") => true,
        _ => return None,
    };
    let named = match roles.item("base") {
        Some(Item::Features(features, _)) => {
            Some(DateExpr::Period(features.read("unit")?, features.read("shift")?))
        }
        _ => expr(roles, "base"),
    };
    let base = match (named, roles.literal("from")) {
        (Some(base), _) => Base::Date(Box::new(base)),
        (None, Some("narrative")) => Base::Narrative,
        (None, _) => Base::Reference,
    };
    Some(DateExpr::Offset(length, after, base))
}

fn within(roles: &Roles) -> Option<DateExpr> {
    let whole = Box::new(end(roles, "whole")?);
    let part = match (expr(roles, "part"), roles.item("part")) {
        (Some(part), _) => part,
        // "décembre de cette année": the month by its word.
        (None, Some(Item::Features(features, _))) if features.get("month").is_some() => {
            end(roles, "part")?
        }
        // "le 20 du mois prochain": the day in digits or words.
        (None, _) => {
            let day = PartialDate::new(None, Part::Day(None, Some(small(roles, "part")?)));
            DateExpr::point(day.exists().then_some(day)?)
        }
    };
    let open = match &part {
        DateExpr::Point(date, ..) => date.year.is_none(),
        DateExpr::Interval(from, to) => {
            let open = |end: &DateExpr| end.fields().is_some_and(|date| date.year.is_none());
            open(from) && open(to)
        }
        DateExpr::Feast(_, year, _) => year.is_none(),
        DateExpr::Phase(_, inner) | DateExpr::At(inner, _) => {
            inner.fields().is_some_and(|date| date.year.is_none())
        }
        _ => false,
    };
    // "31 février 2019".
    if let (Some(Part::Day(None, day)), Some(month)) =
        (part.fields().map(|d| d.part), whole.fields())
        && !PartialDate::new(month.year, Part::Day(month.month(), day)).exists()
    {
        return None;
    }
    (open && grain(&part)? < grain(&whole)?).then(|| DateExpr::Within(Box::new(part), whole))
}

/// How coarse an expression is; a part is finer than its whole.
fn grain(expr: &DateExpr) -> Option<Unit> {
    Some(match expr {
        DateExpr::Point(date, ..) => date.precision().max(Unit::Day),
        DateExpr::Period(unit, _) | DateExpr::Around(unit, _) | DateExpr::Nth(_, unit, ..) => *unit,
        DateExpr::Within(inner, _) | DateExpr::Phase(_, inner) => grain(inner)?,
        DateExpr::Interval(_, to) => grain(to)?,
        DateExpr::Feast(..) | DateExpr::At(..) | DateExpr::Offset(..) => Unit::Day,
        _ => return None,
    })
}

fn nth(roles: &Roles) -> Option<DateExpr> {
    let n = match roles.item("n") {
        Some(_) => small(roles, "n")?,
        None => roles.literal("n")?.parse().ok()?,
    };
    let weekday: Option<u8> = optional(roles, "weekday", || small(roles, "weekday"))?;
    let unit = if weekday.is_some() { Unit::Day } else { unit(roles)? };
    let whole = Box::new(end(roles, "whole")?);
    // "la première quinzaine de juillet", "la seconde": up to the 15th, from the 16th.
    if let (Unit::Day, Some(days)) = (unit, roles.read::<i64>("unit", "times")) {
        let month = grain(&whole) == Some(Unit::Month) && (1..28).contains(&days);
        return match n {
            1 if month => Some(DateExpr::Some(days, Unit::Day, whole)),
            2 | -1 if month => {
                let from = DateExpr::Nth(days + 1, Unit::Day, None, whole.clone());
                let to = DateExpr::Nth(-1, Unit::Day, None, whole);
                Some(DateExpr::Interval(Box::new(from), Box::new(to)))
            }
            _ => None,
        };
    }
    // "la première moitié de mai" is no half-year.
    let fits = unit != Unit::Half || grain(&whole).is_some_and(|whole| whole >= Unit::Year);
    (n != 0 && fits).then_some(DateExpr::Nth(n, unit, weekday, whole))
}

fn some(roles: &Roles) -> Option<DateExpr> {
    let (n, unit) = match expr(roles, "dur") {
        Some(DateExpr::Duration(length)) => match length.parts.as_slice() {
            &[(unit, count)] if count % WHOLE == 0 => (count / WHOLE, unit),
            _ => return None,
        },
        Some(_) => return None,
        None => (small(roles, "n")?, unit(roles)?),
    };
    let last = match roles.literal("side") {
        Some(side) => side == "last",
        None => roles.read::<i64>("side", "n").or_else(|| roles.read("side", "shift"))? < 0,
    };
    let whole = Box::new(end(roles, "whole")?);
    (1..=1000).contains(&n).then_some(DateExpr::Some(if last { -n } else { n }, unit, whole))
}

fn phase(roles: &Roles) -> Option<DateExpr> {
    let phase = match roles.feature("phase", "phase")? {
        "start" => Phase::Start,
        "middle" => Phase::Middle,
        "end" => Phase::End,
        _ => return None,
    };
    let of = match roles.item("of") {
        Some(_) => end(roles, "of")?,
        // "en fin d'année": of the current one.
        None => DateExpr::Period(unit(roles)?, 0),
    };
    match &of {
        DateExpr::Point(date, ..) if date.precision() <= Unit::Day || !date.exists() => None,
        DateExpr::Point(..) | DateExpr::Period(..) | DateExpr::Within(..) | DateExpr::Nth(..) => {
            Some(DateExpr::Phase(phase, Box::new(of)))
        }
        _ => None,
    }
}

/// "le reste du mois": from the reference day to the last of the period.
fn rest(roles: &Roles) -> Option<DateExpr> {
    let whole = end(roles, "of")?;
    if grain(&whole)? <= Unit::Day {
        return None;
    }
    let last = DateExpr::Nth(-1, Unit::Day, None, Box::new(whole));
    Some(DateExpr::Interval(Box::new(DateExpr::Period(Unit::Day, 0)), Box::new(last)))
}

fn feast(roles: &Roles) -> Option<DateExpr> {
    let pair = |text: &str| {
        let (a, b) = text.split_once('-')?;
        Some((a.parse::<u8>().ok()?, b.parse::<u8>().ok()?))
    };
    let nth = |text: &str| {
        let mut fields = text.split('/');
        let mut next = || fields.next()?.parse::<i8>().ok();
        let (n, weekday, month) = (next()?, next()?, next()?);
        Some(Feast::Nth(n, u8::try_from(weekday).ok()?, u8::try_from(month).ok()?))
    };
    let given = |key: &str| roles.feature("feast", key);
    let which = if let Some(days) = roles.read::<i16>("feast", "easter") {
        Feast::Easter(days)
    } else if let Some((month, day)) = given("fixed").and_then(pair) {
        Feast::Fixed(month, day)
    } else if let Some((month, day)) = given("islamic").and_then(pair) {
        Feast::Islamic(month, day)
    } else if let Some(list) = given("by") {
        // "FR:7-14|CA:2/7/5": a fixed day, or the nth weekday of a month.
        let own = list.split('|').filter_map(|own| {
            let (country, day) = own.split_once(':')?;
            let feast = match pair(day) {
                Some((month, day)) => Feast::Fixed(month, day),
                None => nth(day)?,
            };
            Some((country.to_owned(), feast))
        });
        Feast::Own(own.collect())
    } else {
        given("nth").and_then(nth)?
    };
    let year = year(roles)?;
    Some(DateExpr::Feast(which, year, direction(roles)))
}

fn islamic(roles: &Roles) -> Option<DateExpr> {
    let year: i16 = small(roles, "year")?;
    let month: Option<u8> = optional(roles, "month", || roles.read("month", "hijri"))?;
    let day: Option<u8> = optional(roles, "day", || small(roles, "day"))?;
    let known = (1300..=1600).contains(&year)
        && day.is_none_or(|day| month.is_some() && (1..=30).contains(&day));
    known.then_some(DateExpr::Islamic(year, month, day))
}

/// An end of an interval: a date, a year in digits, or a bare day of the month.
fn end(roles: &Roles, role: &str) -> Option<DateExpr> {
    if let Some(expr) = expr(roles, role) {
        return (!matches!(
            expr,
            DateExpr::Interval(..) | DateExpr::Duration(_) | DateExpr::Set(_)
        ))
        .then_some(expr);
    }
    let number: i16 = match roles.item(role)? {
        Item::Features(features, _) if features.get("month").is_some() => {
            let month = PartialDate::new(None, Part::Month(features.read("month")));
            return month.exists().then_some(DateExpr::point(month));
        }
        Item::Features(features, _) if features.get("weekday").is_some() => {
            let day = PartialDate::new(None, Part::Weekday(None, features.read("weekday")?));
            return day.exists().then_some(DateExpr::point(day));
        }
        Item::Features(features, _) if features.get("quarter").is_some() => {
            let quarter = PartialDate::new(None, Part::Quarter(features.read("quarter")?));
            return quarter.exists().then_some(DateExpr::point(quarter));
        }
        Item::Features(features, _) if features.get("shift").is_some() => {
            return Some(DateExpr::Period(features.read("unit")?, features.read("shift")?));
        }
        Item::Features(features, _) if features.get("season").is_some() => {
            let season = PartialDate::new(None, Part::Season(features.read("season")?));
            return season.exists().then_some(DateExpr::point(season));
        }
        item => number_of(item)?.small()?,
    };
    let date = match number {
        1..=31 => PartialDate::new(None, Part::Day(None, u8::try_from(number).ok())),
        1000..=9998 => PartialDate::of_year(number),
        _ => return None,
    };
    Some(DateExpr::point(date))
}

/// "2019-20", "1998/99": the second year in two digits, later than the first.
fn short_year(roles: &Roles, from: &DateExpr) -> Option<DateExpr> {
    let Some(PartialDate { year: Some(first), part: Part::Year, .. }) = from.fields() else {
        return None;
    };
    let short: i16 = match roles.item("to")? {
        Item::Text(text) if text.len() == 2 => text.parse().ok()?,
        Item::Value(Value::Number(number)) if number.digits => number.small()?,
        _ => return None,
    };
    let last = first - first % 100 + short;
    (short < 100 && last > first).then(|| DateExpr::point(PartialDate::of_year(last)))
}

fn interval(roles: &Roles) -> Option<DateExpr> {
    if roles.literal("unit") == Some("century") {
        return centuries(roles);
    }
    let from = end(roles, "from")?;
    let mut to = match short_year(roles, &from) {
        Some(to) => to,
        None => end(roles, "to")?,
    };
    // "April 9-11, 2019": month and year stand outside.
    if let (Some(month), Some(PartialDate { part: Part::Day(None, day), .. })) =
        (optional(roles, "month", || small::<u8>(roles, "month"))?, to.fields())
    {
        let date = PartialDate::new(year(roles)?, Part::Day(Some(month), day));
        to = DateExpr::point(date.exists().then_some(date)?);
    }
    let (start, stop) = (from.fields(), to.fields());
    if let (Some(start), Some(stop)) = (start, stop) {
        let bare = |date: &PartialDate| matches!(date.part, Part::Day(None, Some(_)));
        // A bare day needs a day at the other end to take the month from.
        if bare(&start) && !matches!(stop.part, Part::Day(..) | Part::Weekday(..)) {
            return None;
        }
        let first = from.filled_from(&to).fields().and_then(|date| date.bounds());
        let last = to.continued_from(&from).fields().and_then(|date| date.bounds());
        if let (Some((first, _)), Some((_, last))) = (first, last)
            && first > last
        {
            return None;
        }
        if start == stop && start.year.is_some() {
            return None;
        }
        let filled = from.filled_from(&to).fields().is_none_or(|date| date.exists());
        if !filled {
            return None;
        }
    }
    Some(DateExpr::Interval(Box::new(from), Box::new(to)))
}

/// "du XIIIe au XVIIIe siècle": the numbers count centuries.
fn centuries(roles: &Roles) -> Option<DateExpr> {
    let century = |role: &str| {
        if let Some(date) = expr(roles, role).and_then(|expr| expr.fields()) {
            return (date.part == Part::Century).then_some(date);
        }
        let first = small::<i16>(roles, role)?.checked_sub(1)?.checked_mul(100)?;
        let date = PartialDate::new(Some(first), Part::Century);
        date.exists().then_some(date)
    };
    let (from, to) = (century("from")?, century("to")?);
    (from.year < to.year)
        .then(|| DateExpr::Interval(Box::new(DateExpr::point(from)), Box::new(DateExpr::point(to))))
}

fn rolling(roles: &Roles) -> Option<DateExpr> {
    let shift = shift(roles)?;
    if let Some(DateExpr::Duration(length)) = expr(roles, "dur") {
        let &[(unit, count)] = length.parts.as_slice() else { return None };
        let whole = count % WHOLE == 0 && count > 0 && shift != 0;
        return whole.then(|| DateExpr::Rolling(count / WHOLE * shift.signum(), unit));
    }
    let unit = unit(roles)?;
    let Some(_) = roles.item("n") else {
        // "ces dernières années", "les prochains jours": no number, no calendar.
        return Some(DateExpr::Vague(if shift < 0 { Vague::Past } else { Vague::Future }));
    };
    let n: i64 = small(roles, "n")?;
    let known = (1..=10_000).contains(&n) && shift != 0;
    known.then(|| DateExpr::Rolling(n * shift.signum(), unit))
}

fn vague(roles: &Roles) -> Option<DateExpr> {
    Some(DateExpr::Vague(match roles.literal("value")? {
        "past" => Vague::Past,
        "present" => Vague::Present,
        "future" => Vague::Future,
        _ => return None,
    }))
}

fn hundredths(number: &Number) -> Option<i64> {
    if number.max.is_some() || number.value.is_sign_negative() {
        return None;
    }
    number.value.checked_mul(Decimal::from(WHOLE))?.round().to_i64()
}

fn duration(roles: &Roles) -> Option<DateExpr> {
    let mut length = Length::default();
    let (mut count, mut upto): (Option<i64>, Option<i64>) = (None, None);
    for &(role, item) in roles.all() {
        match (role, item) {
            ("part", Item::Value(Value::Date(DateExpr::Duration(part)))) => {
                if part.vague.is_some() || part.upto.is_some() {
                    return None;
                }
                length.parts.extend(part.parts.iter().copied());
            }
            // "comptez 1h15": read as a time of day before.
            ("part", Item::Value(Value::Date(DateExpr::Time(clock)))) => {
                for (unit, count) in [(Unit::Hour, clock.hour), (Unit::Minute, clock.minute)] {
                    if count > 0 {
                        length.parts.push((unit, i64::from(count) * WHOLE));
                    }
                }
            }
            ("n", item) => count = Some(hundredths(&number_of(item)?)?),
            ("max", item) => upto = Some(hundredths(&number_of(item)?)?),
            ("unit", Item::Features(features, _)) => {
                let unit: Unit = features.read("unit")?;
                let factor: i64 = features.read("times").unwrap_or(1);
                match count
                    .take()
                    .or_else(|| Some(roles.literal("n")?.parse::<i64>().ok()? * WHOLE))
                {
                    Some(count) => {
                        // "six à douze mois": the range is of one unit, and it rises.
                        if upto.is_some_and(|upto| upto <= count || !length.parts.is_empty()) {
                            return None;
                        }
                        length.upto = match upto.take() {
                            Some(upto) => Some(upto.checked_mul(factor)?),
                            None => None,
                        };
                        length.parts.push((unit, count.checked_mul(factor)?));
                    }
                    None => length.vague = Some(unit),
                }
            }
            // "deux heures et demie": half of the unit before it.
            ("half", Item::Features(features, _)) => {
                let half: Decimal = features.read("half")?;
                let half = half.checked_mul(Decimal::from(WHOLE))?.to_i64()?;
                let (_, count) = length.parts.last_mut()?;
                *count = count.checked_add(half)?;
            }
            _ => {}
        }
    }
    // "1h30": minutes follow without their unit.
    if let (Some(rest), Some((Unit::Hour, _))) = (count, length.parts.last()) {
        if rest >= 60 * WHOLE {
            return None;
        }
        length.parts.push((Unit::Minute, rest));
    }
    let coarse_first = length.parts.windows(2).all(|pair| pair[0].0 > pair[1].0);
    let some = !length.parts.is_empty() || length.vague.is_some();
    (some && coarse_first && length.parts.iter().all(|&(_, count)| count >= 0))
        .then_some(DateExpr::Duration(length))
}

fn set(roles: &Roles) -> Option<DateExpr> {
    if let Some(of) = roles.item("of") {
        return Some(DateExpr::Set(match of {
            Item::Value(Value::Date(DateExpr::Point(date, ..))) => Every::Date(*date),
            Item::Value(Value::Date(DateExpr::Feast(Feast::Fixed(month, day), None, _))) => {
                Every::Date(PartialDate::new(None, Part::Day(Some(*month), Some(*day))))
            }
            Item::Value(Value::Date(DateExpr::Duration(length))) => Every::Length(length.clone()),
            // "chaque été": a season by its word alone.
            Item::Features(..) => Every::Date(end(roles, "of")?.fields()?),
            _ => return None,
        }));
    }
    if let Some(weekday) = optional(roles, "weekday", || small::<u8>(roles, "weekday"))? {
        let date = PartialDate::new(None, Part::Weekday(None, weekday));
        return date.exists().then_some(DateExpr::Set(Every::Date(date)));
    }
    let n: i64 = match roles.item("n") {
        Some(_) => small(roles, "n")?,
        None => roles.read("unit", "n").unwrap_or(1),
    };
    let parts = vec![(unit(roles)?, n.checked_mul(WHOLE)?)];
    (n > 0).then_some(DateExpr::Set(Every::Length(Length { parts, ..Length::default() })))
}

fn time(roles: &Roles) -> Option<DateExpr> {
    let hour: u8 = match roles.item("word") {
        Some(_) => roles.read("word", "hour")?,
        None => small(roles, "hour")?,
    };
    let minute: Option<u8> = optional(roles, "minute", || small(roles, "minute"))?;
    let second: Option<u8> = optional(roles, "second", || small(roles, "second"))?;
    let half: Option<u8> = optional(roles, "half", || roles.read("half", "minutes"))?;
    Clock::new(hour, minute.or(half).unwrap_or(0), second).map(DateExpr::Time)
}

fn at(roles: &Roles) -> Option<DateExpr> {
    let of = expr(roles, "of")?;
    let DateExpr::Time(clock) = expr(roles, "time")? else { return None };
    let daily = match &of {
        DateExpr::Point(date, ..) => date.precision() == Unit::Day,
        DateExpr::Period(unit, _) | DateExpr::Around(unit, _) => *unit == Unit::Day,
        DateExpr::Within(part, _) => part.fields().is_some_and(|d| d.precision() == Unit::Day),
        DateExpr::Feast(..) | DateExpr::Offset(..) => true,
        _ => false,
    };
    daily.then(|| DateExpr::At(Box::new(of), clock))
}
