//! Numbers in words, and mixed numbers ("7,8 millions"), composed from lexicon features.
//!
//! | feature | meaning | example |
//! | --- | --- | --- |
//! | `n=20` | adds 20 | "vingt" |
//! | `room=20` | how much may follow: values below it | "soixante" (then "dix-neuf") |
//! | `floor=7` | what follows is at least this | "dix" (then "sept", never "six") |
//! | `after=4` | multiplies a 4 that stands before it | "vingts" in "quatre-vingts" |
//! | `mul=1000` | a scale word | "mille", "millions", "k" |
//! | `approx` | the figure is round | "dizaine", "centaine" |
//! | `half=0.5` | adds this part of the scale before it | "et demi" |
//! | `point` | digits follow behind the decimal mark | "virgule" |
//! | `sign` | negative | "moins" |
//!
//! Words without any of these join ("et", "-", "de") and add nothing.

use rust_decimal::Decimal;

use super::{Features, Item, Modifier, Value};

/// A number, not yet an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The figure.
    pub value: Decimal,
    /// Upper end of a range.
    pub max: Option<Decimal>,
    /// The reading with the decimal mark's other meaning.
    pub other: Option<Decimal>,
    /// What scale words multiplied the figure by; 1 without one.
    pub scale: Decimal,
    /// A qualification that is part of the wording ("une centaine").
    pub modifier: Option<Modifier>,
    /// Whether it is an ordinal.
    pub ordinal: bool,
    /// Whether digits write it.
    pub digits: bool,
}

impl Number {
    /// A plain cardinal.
    #[must_use]
    pub fn new(value: Decimal) -> Self {
        Self {
            value,
            max: None,
            other: None,
            scale: Decimal::ONE,
            modifier: None,
            ordinal: false,
            digits: false,
        }
    }

    /// The figure as a small whole number.
    #[must_use]
    pub fn small<T: TryFrom<i64>>(&self) -> Option<T> {
        use rust_decimal::prelude::ToPrimitive;
        if !self.value.is_integer() || self.max.is_some() {
            return None;
        }
        T::try_from(self.value.to_i64()?).ok()
    }

    /// Takes the thousands reading of "1,200" and the like: for things that come whole.
    #[must_use]
    pub fn whole(mut self) -> Self {
        if let Some(other) = self.other
            && !self.value.is_integer()
            && other.is_integer()
            && self.scale == Decimal::ONE
        {
            (self.value, self.other) = (other, None);
        }
        self
    }
}

/// What is being added up: parts already closed by a scale word, and the group under way.
struct Sum {
    parts: Vec<(Decimal, Decimal)>,
    group: Decimal,
    /// Something stands in `group`.
    open: bool,
    /// Values that may follow lie in `floor..room`.
    room: Decimal,
    floor: Decimal,
    last: Decimal,
    scale: Decimal,
    negative: bool,
    fraction: Option<String>,
    out: Number,
}

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

/// Composes a number from words and digits in text order; `None` when they do not make one
/// number ("un deux trois").
#[must_use]
pub fn compose<'a>(words: impl Iterator<Item = Item<'a>>) -> Option<Number> {
    let mut sum = Sum {
        parts: Vec::new(),
        group: Decimal::ZERO,
        open: false,
        room: Decimal::MAX,
        floor: Decimal::ZERO,
        last: Decimal::ZERO,
        scale: Decimal::ONE,
        negative: false,
        fraction: None,
        out: Number::new(Decimal::ZERO),
    };
    for word in words {
        match word {
            Item::Features(features, _) => sum.word(features)?,
            Item::Value(Value::Number(number)) => sum.figure(number)?,
            Item::Value(_) => return None,
            Item::Text(_) => {}
        }
    }
    sum.finish()
}

impl Sum {
    fn word(&mut self, features: &Features) -> Option<()> {
        if features.get("sign").is_some() {
            let first = !self.open && self.parts.is_empty() && !self.negative;
            self.negative = true;
            return first.then_some(());
        }
        if features.get("point").is_some() {
            let started = self.fraction.is_none() && (self.open || !self.parts.is_empty());
            self.fraction = Some(String::new());
            (self.room, self.floor) = (Decimal::ZERO, Decimal::ZERO);
            return started.then_some(());
        }
        if features.get("approx").is_some() {
            self.out.modifier = Some(Modifier::About);
        }
        if let Some(part) = features.read::<Decimal>("half") {
            return self.half(part);
        }
        if let Some(value) = features.read::<Decimal>("n") {
            let room = features.read("room").unwrap_or(Decimal::ZERO);
            let floor = features.read("floor").unwrap_or(Decimal::ONE);
            return self.add(value, room, floor, features.read("after"));
        }
        if let Some(factor) = features.read::<Decimal>("mul") {
            return self.multiply(factor);
        }
        Some(())
    }

    fn figure(&mut self, number: &Number) -> Option<()> {
        if number.max.is_some() || number.ordinal || self.fraction.is_some() {
            return None;
        }
        if !self.open && self.parts.is_empty() {
            self.out.other = number.other;
            self.out.digits = number.digits;
        }
        self.out.modifier = self.out.modifier.or(number.modifier);
        self.scale = self.scale.max(number.scale);
        self.add(number.value, Decimal::ZERO, Decimal::ONE, None)
    }

    fn add(
        &mut self,
        value: Decimal,
        room: Decimal,
        floor: Decimal,
        after: Option<Decimal>,
    ) -> Option<()> {
        if self.fraction.is_some() {
            return self.digit(value, room, floor);
        }
        if after.is_some() && after == Some(self.last) && self.open {
            // "quatre" was added as 4 and turns out to count twenties.
            self.group = self.group.checked_sub(self.last)?;
            self.group = self.group.checked_add(self.last.checked_mul(value)?)?;
            (self.last, self.room, self.floor) = (Decimal::ZERO, Decimal::from(20), Decimal::ONE);
            return Some(());
        }
        if self.open && (value >= self.room || value < self.floor) {
            return None;
        }
        if !self.open && !self.parts.is_empty() && value >= self.room {
            return None;
        }
        self.group = self.group.checked_add(value)?;
        (self.open, self.last, self.room, self.floor) = (true, value, room, floor);
        Some(())
    }

    /// Behind "virgule": "trois zéro trois" is 303, "trente trois" is 33.
    fn digit(&mut self, value: Decimal, room: Decimal, floor: Decimal) -> Option<()> {
        if !value.is_integer() || value >= HUNDRED {
            return None;
        }
        let fraction = self.fraction.as_mut()?;
        if value < self.room && value >= self.floor && !fraction.is_empty() {
            let before: Decimal = fraction.parse().ok()?;
            let width = fraction.len();
            *fraction = before.checked_add(value)?.normalize().to_string();
            let pad = width.saturating_sub(fraction.len());
            fraction.insert_str(0, &"0".repeat(pad));
        } else {
            fraction.push_str(&value.normalize().to_string());
        }
        (self.room, self.floor) = (room, floor);
        (fraction.len() <= 12).then_some(())
    }

    fn multiply(&mut self, factor: Decimal) -> Option<()> {
        if self.fraction.is_some() {
            self.close_fraction()?;
        }
        if factor == HUNDRED && self.out.modifier.is_none() {
            // "cent" works inside a group: "deux cents", "onze cents", "mille cent".
            let count = if self.open { self.group } else { Decimal::ONE };
            if count >= HUNDRED || count.is_zero() {
                return None;
            }
            self.group = count.checked_mul(HUNDRED)?;
            (self.open, self.room, self.floor) = (true, HUNDRED, Decimal::ONE);
            self.last = Decimal::ZERO;
            return Some(());
        }
        let mut count = if self.open { self.group } else { Decimal::ZERO };
        // "mille millions": smaller parts before a larger scale are what it multiplies.
        while let Some(&(value, scale)) = self.parts.last()
            && scale < factor
        {
            count = count.checked_add(value)?;
            self.parts.pop();
        }
        if count.is_zero() {
            // "mille" counts itself; "millions" alone is no number, nor "zéro mille".
            if self.open || factor > Decimal::ONE_THOUSAND {
                return None;
            }
            count = Decimal::ONE;
        }
        if self.parts.last().is_some_and(|&(_, scale)| scale <= factor) {
            return None;
        }
        self.parts.push((count.checked_mul(factor)?, factor));
        self.out.other = match self.out.other {
            Some(other) => other.checked_mul(factor),
            None => None,
        };
        self.scale = self.scale.max(factor);
        (self.group, self.open) = (Decimal::ZERO, false);
        (self.room, self.floor, self.last) = (factor, Decimal::ZERO, Decimal::ZERO);
        Some(())
    }

    fn half(&mut self, part: Decimal) -> Option<()> {
        let unit = match (self.open, self.parts.last()) {
            (true, _) => Decimal::ONE,
            (false, Some(&(_, scale))) => scale,
            (false, None) => Decimal::ONE,
        };
        self.group = self.group.checked_add(part.checked_mul(unit)?)?;
        (self.open, self.room) = (true, Decimal::ZERO);
        Some(())
    }

    fn close_fraction(&mut self) -> Option<()> {
        let fraction = self.fraction.take()?;
        if fraction.is_empty() {
            return None;
        }
        let part: Decimal = format!("0.{fraction}").parse().ok()?;
        self.group = self.group.checked_add(part)?;
        self.open = true;
        Some(())
    }

    fn finish(mut self) -> Option<Number> {
        if self.fraction.is_some() {
            self.close_fraction()?;
        }
        if !self.open && self.parts.is_empty() {
            return None;
        }
        let mut value = self.group;
        for (part, _) in &self.parts {
            value = value.checked_add(*part)?;
        }
        if self.parts.len() + usize::from(self.open) > 1 {
            self.out.other = None;
        }
        if self.negative {
            value.set_sign_negative(!value.is_zero());
            self.out.other = None;
        }
        self.out.value = value;
        self.out.scale = self.scale;
        Some(self.out)
    }
}
