//! From the roles of a match to a value: numbers and amounts.

use rust_decimal::Decimal;

use super::date::WHOLE;
use super::{
    Amount, AmountKind, DateExpr, Digits, Every, Features, Item, Make, Modifier, Number, Roles,
    UnitOf, Value, compose, construct_date, digits,
};

/// Makes the value of a match, or nothing where the roles make none: "31 février" is rejected.
#[must_use]
pub fn construct(
    make: Make,
    roles: &[(&str, Item)],
    literals: &[(String, String)],
) -> Option<Value> {
    // An optional part of a pattern that matched nothing leaves its role empty.
    let filled: Vec<(&str, Item)> =
        roles.iter().filter(|(_, item)| !matches!(item, Item::Text(""))).copied().collect();
    let roles = Roles::new(&filled, literals);
    match make {
        Make::Number => number(&roles).map(Value::Number),
        Make::Ordinal => ordinal(&roles).map(Value::Number),
        Make::Fraction => fraction(&roles).map(Value::Number),
        Make::Money => money(&roles).map(Value::Amount),
        Make::Percent => percent(&roles).map(Value::Amount),
        Make::Count => count(&roles).map(Value::Amount),
        Make::Measure => measure(&roles).map(Value::Amount),
        Make::Range => range(&roles),
        Make::Modify | Make::Rate => qualify(&roles),
        Make::Guard => Some(Value::Guard),
        _ => construct_date::construct(make, &roles).map(Value::Date),
    }
}

/// The number that fills a role: an earlier value, digits, or a word's feature `n`.
pub(super) fn number_of(item: Item) -> Option<Number> {
    match item {
        Item::Value(Value::Number(number)) => Some(number.clone()),
        Item::Value(_) => None,
        Item::Text(text) => {
            let read = digits(text)?;
            Some(Number { other: read.other, digits: true, ..Number::new(read.value) })
        }
        Item::Features(features, text) => match features.read::<Decimal>("n") {
            Some(value) => Some(Number::new(value)),
            None => number_of(Item::Text(text)),
        },
    }
}

fn cardinal(roles: &Roles, role: &str) -> Option<Number> {
    number_of(roles.item(role)?).filter(|number| !number.ordinal)
}

fn number(roles: &Roles) -> Option<Number> {
    let mut number = if roles.item("w").is_some() && roles.item("int").is_none() {
        compose(roles.items("w"))?
    } else {
        let text = match (roles.text("digits"), roles.text("int")) {
            (Some(text), _) => text.to_owned(),
            (None, int) => {
                let int = int.unwrap_or("0");
                let frac = roles.text("frac").unwrap_or_default();
                if frac.is_empty() { int.to_owned() } else { format!("{int},{frac}") }
            }
        };
        // English texts: commas group, the point is the decimal mark, and nothing is open.
        let english = roles.literal("marks") == Some("english");
        let read = match english {
            true => Digits { value: text.replace([',', ' '], "").parse().ok()?, other: None },
            false => digits(&text)?,
        };
        let other = read.other.filter(|_| roles.item("frac").is_none());
        let value = match roles.text("exp") {
            // "1,5e6".
            Some(power) => scientific(read.value, power.parse().ok()?)?,
            None => read.value,
        };
        let figure = Number { other, digits: true, ..Number::new(value) };
        match roles.item("w") {
            // "19, 68 milliards": the slip is mended first.
            Some(_) => {
                let figure = Value::Number(figure);
                compose(std::iter::once(Item::Value(&figure)).chain(roles.items("w")))?
            }
            None => figure,
        }
    };
    if negative(roles) {
        number.value = -number.value;
        number.other = None;
    }
    Some(number)
}

fn scientific(mantissa: Decimal, power: i32) -> Option<Decimal> {
    let mut value = mantissa;
    for _ in 0..power.unsigned_abs().min(28) {
        value = if power > 0 {
            value.checked_mul(Decimal::TEN)?
        } else {
            value.checked_div(Decimal::TEN)?
        };
    }
    (power.unsigned_abs() <= 28).then_some(value)
}

/// The figure in `n`, with the sign and the upper end that the roles give.
fn figure(roles: &Roles) -> Option<Number> {
    let mut low = signed(roles, cardinal(roles, "n")?);
    if let Some(peer) = roles.item("peer").and_then(number_of) {
        low = as_large(low, &peer)?;
    }
    match roles.item("max") {
        Some(item) => joined(&low, &number_of(item)?),
        None => Some(low),
    }
}

/// Whether the role `sign` is a minus, in a symbol or by the feature `sign`.
fn negative(roles: &Roles) -> bool {
    match roles.item("sign") {
        Some(Item::Features(features, _)) => features.get("sign").is_some(),
        Some(Item::Text(text)) => matches!(text.trim(), "-" | "−" | "–"),
        _ => false,
    }
}

fn ordinal(roles: &Roles) -> Option<Number> {
    let number = match roles.item("w") {
        Some(Item::Features(features, _)) => {
            // "vingt et unième": words before the ordinal add up.
            let head: Vec<Item> = roles.items("w").collect();
            match head.len() {
                1 => Number::new(features.read("n")?),
                _ => compose(head.into_iter())?,
            }
        }
        Some(item) => number_of(item)?,
        None => number_of(roles.item("n")?)?,
    };
    let whole = number.value.is_integer() && number.max.is_none();
    whole.then_some(Number { ordinal: true, other: None, ..number })
}

fn fraction(roles: &Roles) -> Option<Number> {
    let value = match roles.item("w") {
        Some(Item::Features(features, _)) => features.read::<Decimal>("half")?,
        Some(_) => return None,
        None => {
            let (num, den) = (cardinal(roles, "num")?.value, number_of(roles.item("den")?)?.value);
            if den.is_zero() {
                return None;
            }
            num.checked_div(den)?
        }
    };
    let whole = match roles.item("whole") {
        Some(item) => number_of(item)?.value,
        None => Decimal::ZERO,
    };
    Some(Number::new(whole.checked_add(value)?))
}

fn signed(roles: &Roles, mut number: Number) -> Number {
    if negative(roles) {
        number.value = -number.value;
        number.other = None;
    }
    number
}

fn money(roles: &Roles) -> Option<Amount> {
    let mut number = figure(roles)?;
    if let Some(Item::Features(scale, _)) = roles.item("scale") {
        number = scaled(number, scale.read("mul")?)?;
    }
    // "EUR29,99": a shape has the code itself.
    let code = roles.item("currency").and_then(|item| match item {
        Item::Text(code) if code.len() == 3 => Some(code.to_owned()),
        _ => None,
    });
    let mut unit = code.map(|code| UnitOf::Currency { code, by: Vec::new() });
    for (_, item) in roles.all() {
        if let Item::Features(features, _) = item {
            // "k€", "MDH": the abbreviation carries a multiplier; "centimes" a divisor.
            if features.get("cur").is_some()
                && let Some(factor) = features.read::<Decimal>("mul")
            {
                number = scaled(number, factor)?;
            }
            if let Some(part) = features.read::<Decimal>("sub").filter(|_| unit.is_none()) {
                number = divided(number, part)?;
            }
            if let Some(found) = currency(features).filter(|_| unit.is_none()) {
                unit = Some(found);
            }
        }
    }
    // "dollars canadiens": the adjective's country picks one of the name's currencies.
    let mut unit = unit?;
    if let Some(Item::Features(nation, _)) = roles.item("nation") {
        let code = match (nation.get("cur"), nation.get("country"), &unit) {
            (Some(code), ..) => Some(code.to_owned()),
            // "roubles russes": a name that only one currency has.
            (None, Some(_), UnitOf::Currency { code, by }) if by.is_empty() => Some(code.clone()),
            (None, Some(country), UnitOf::Currency { by, .. }) => {
                by.iter().find(|(place, _)| place == country).map(|(_, code)| code.clone())
            }
            _ => None,
        };
        unit = UnitOf::Currency { code: code?, by: Vec::new() };
    }
    if let Some(minor) = roles.item("minor").and_then(number_of) {
        if minor.value >= Decimal::ONE_HUNDRED || !number.value.is_integer() {
            return None;
        }
        let part = minor.value.checked_div(Decimal::ONE_HUNDRED)?;
        number.value = number.value.checked_add(part)?;
        number.other = None;
    }
    Some(Amount::new(AmountKind::Money, number, unit))
}

fn currency(features: &Features) -> Option<UnitOf> {
    let code = features.get("cur")?.to_owned();
    let by = features.get("by").map(|list| {
        list.split('|')
            .filter_map(|pair| pair.split_once(':'))
            .map(|(country, code)| (country.to_owned(), code.to_owned()))
            .collect()
    });
    Some(UnitOf::Currency { code, by: by.unwrap_or_default() })
}

fn scaled(mut number: Number, factor: Decimal) -> Option<Number> {
    number.value = number.value.checked_mul(factor)?;
    number.max = match number.max {
        Some(max) => Some(max.checked_mul(factor)?),
        None => None,
    };
    number.other = number.other.and_then(|other| other.checked_mul(factor));
    number.scale = number.scale.checked_mul(factor)?;
    Some(number)
}

fn divided(mut number: Number, part: Decimal) -> Option<Number> {
    number.value = number.value.checked_div(part)?;
    number.max = number.max.and_then(|max| max.checked_div(part));
    number.other = None;
    Some(number)
}

fn percent(roles: &Roles) -> Option<Amount> {
    let number = figure(roles)?;
    let unit = roles.feature("unit", "unit").unwrap_or("percent");
    Some(Amount::new(AmountKind::Percent, number, UnitOf::Symbol(unit.to_owned())))
}

fn count(roles: &Roles) -> Option<Amount> {
    let number = figure(roles)?.whole();
    if number.value.is_sign_negative() && !number.value.is_zero() {
        return None;
    }
    let item = roles.text("item").map(one_line);
    Some(Amount { item, ..Amount::new(AmountKind::Count, number, UnitOf::Nothing) })
}

/// An item's words with single spaces: lines are broken anywhere.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn measure(roles: &Roles) -> Option<Amount> {
    let mut number = figure(roles)?;
    if let Some(half) = roles.read::<Decimal>("half", "half") {
        number.value = number.value.checked_add(half)?;
    }
    let unit = roles.feature("unit", "unit")?.to_owned();
    if let Some(factor) = roles.read::<Decimal>("unit", "mul") {
        number = scaled(number, factor)?;
    }
    let mut amount = Amount::new(AmountKind::Measure, number, UnitOf::Symbol(unit));
    amount.per = roles.feature("unit", "per").map(str::to_owned);
    Some(amount)
}

fn range(roles: &Roles) -> Option<Value> {
    let (low, unit) = match roles.item("low")? {
        Item::Value(Value::Amount(amount)) => {
            (amount.number.clone(), Some((amount.kind, &amount.unit)))
        }
        item => (number_of(item)?, None),
    };
    let high = match roles.item("high")? {
        Item::Value(Value::Amount(amount)) => {
            // "en hausse de 2 % à 419 MDH": two figures, no range.
            if unit.is_some_and(|unit| unit != (amount.kind, &amount.unit)) {
                return None;
            }
            let number = joined(&low, &amount.number)?;
            return Some(Value::Amount(Amount { number, ..amount.clone() }));
        }
        item => number_of(item)?,
    };
    joined(&low, &high).map(Value::Number)
}

/// A range of two figures; the lower one takes the scale of the upper ("10 à 15 millions") and
/// the same reading of thousands marks.
fn joined(low: &Number, high: &Number) -> Option<Number> {
    if low.max.is_some() || high.max.is_some() || low.ordinal || high.ordinal {
        return None;
    }
    let from = as_large(low.clone(), high)?.value;
    if from > high.value {
        return None;
    }
    Some(Number { value: from, max: Some(high.value), other: None, ..high.clone() })
}

/// A figure with the scale word that stands behind its neighbour: "de 27 à 15 millions".
fn as_large(number: Number, peer: &Number) -> Option<Number> {
    if number.scale >= peer.scale {
        return Some(number);
    }
    let large = scaled(number.clone(), peer.scale.checked_div(number.scale)?)?;
    // "500 000 à 2 millions": written out already.
    let whole = number.value >= Decimal::ONE_THOUSAND && large.value > peer.value;
    Some(if whole { number } else { large })
}

/// An amount with what is said of it: how sure it is, what it is per, or both.
fn qualify(roles: &Roles) -> Option<Value> {
    let cue: Option<Modifier> = roles.read("cue", "mod");
    let of = match roles.item("of")? {
        Item::Value(value) => value,
        _ => return None,
    };
    let rated = match (roles.item("per").is_some() || roles.literal("per").is_some(), of) {
        (true, Value::Amount(amount)) => Value::Amount(rate(roles, amount)?),
        // "soit 150 millions par an": of what, an earlier sum will tell.
        (true, Value::Number(number)) if !number.ordinal => {
            let bare = Amount::new(AmountKind::Count, number.clone(), UnitOf::Nothing);
            Value::Amount(rate(roles, &bare)?)
        }
        (true, _) => return None,
        (false, _) => {
            cue?;
            of.clone()
        }
    };
    match (rated, cue) {
        (rated, None) => Some(rated),
        (Value::Amount(amount), modifier) => Some(Value::Amount(Amount { modifier, ..amount })),
        (Value::Number(number), modifier) if !number.ordinal => {
            Some(Value::Number(Number { modifier, ..number }))
        }
        _ => None,
    }
}

fn rate(roles: &Roles, amount: &Amount) -> Option<Amount> {
    let mut bases = Vec::new();
    for item in roles.items("per") {
        bases.push(match item {
            // "200 jeunes par an": the set that stands beside the amount.
            Item::Value(Value::Date(DateExpr::Set(Every::Length(length)))) => {
                match length.parts.as_slice() {
                    &[(unit, WHOLE)] => unit.name().to_owned(),
                    _ => return None,
                }
            }
            Item::Value(_) => return None,
            Item::Features(features, text) => {
                features.get("unit").map_or_else(|| one_line(text), str::to_owned)
            }
            Item::Text(text) => one_line(text),
        });
    }
    if bases.is_empty() {
        bases.push(roles.literal("per")?.to_owned());
    }
    // "500 m3/habitant/an": per two things; "MWh" has had its base before.
    let before = amount.per.clone().into_iter();
    let per = before.chain(bases).collect::<Vec<_>>().join("/");
    Some(Amount { per: Some(per), ..amount.clone() })
}
