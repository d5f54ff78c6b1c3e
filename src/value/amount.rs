//! Sums of money, percentages, counts and measures.

use rust_decimal::Decimal;

use super::{Context, Number};

/// Kind of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AmountKind {
    /// A sum of money.
    Money,
    /// A percentage, points or basis points.
    Percent,
    /// People or things counted.
    Count,
    /// A physical quantity or an age.
    Measure,
}

impl AmountKind {
    /// The published spelling.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Count => "count",
            Self::Measure => "measure",
        }
    }
}

/// How a figure is qualified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Modifier {
    /// "environ".
    About,
    /// "plus de".
    MoreThan,
    /// "au moins".
    AtLeast,
    /// "moins de".
    LessThan,
    /// "jusqu'à".
    AtMost,
}

impl Modifier {
    /// The published spelling.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::About => "about",
            Self::MoreThan => "more_than",
            Self::AtLeast => "at_least",
            Self::LessThan => "less_than",
            Self::AtMost => "at_most",
        }
    }
}

impl std::str::FromStr for Modifier {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::About, Self::MoreThan, Self::AtLeast, Self::LessThan, Self::AtMost]
            .into_iter()
            .find(|modifier| modifier.as_str() == text)
            .ok_or(())
    }
}

/// What a figure is measured in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitOf {
    /// A plain count.
    Nothing,
    /// A currency: ISO 4217 code, and the codes it stands for in some countries (ISO 3166-1).
    Currency {
        /// Where the country says nothing.
        code: String,
        /// Country and code.
        by: Vec<(String, String)>,
    },
    /// A unit by its symbol; `percent`, `pp` and `bp` for percentages.
    Symbol(String),
}

/// An amount as the text states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Kind of amount.
    pub kind: AmountKind,
    /// The figure.
    pub number: Number,
    /// Its unit.
    pub unit: UnitOf,
    /// How it is qualified.
    pub modifier: Option<Modifier>,
    /// What a rate is per.
    pub per: Option<String>,
    /// What is counted.
    pub item: Option<String>,
}

/// An amount whose unit and reading are settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedAmount {
    /// Kind of amount.
    pub kind: AmountKind,
    /// The figure in units.
    pub value: Decimal,
    /// Upper end of a range.
    pub value_max: Option<Decimal>,
    /// ISO 4217 code, `percent`, `pp`, `bp`, a unit symbol, or nothing.
    pub unit: Option<String>,
    /// How the figure is qualified.
    pub modifier: Option<Modifier>,
    /// What a rate is per.
    pub per: Option<String>,
    /// What is counted.
    pub item: Option<String>,
}

impl Amount {
    /// An amount without qualification.
    #[must_use]
    pub fn new(kind: AmountKind, number: Number, unit: UnitOf) -> Self {
        let modifier = number.modifier;
        Self { kind, number, unit, modifier, per: None, item: None }
    }

    /// Whether a bare figure in millions that follows may be of the same unit: a sum of money, or
    /// a measure or count that is as large itself; "128 km" lends its unit to no milliards.
    #[must_use]
    pub fn lends_unit(&self) -> bool {
        match self.kind {
            AmountKind::Money => true,
            AmountKind::Measure | AmountKind::Count => is_large(&self.number),
            AmountKind::Percent => false,
        }
    }

    /// A bare "95 milliards" after "800 milliards de FCFA": the same unit, unsaid. Only figures in
    /// millions or more are taken so; smaller ones count things.
    #[must_use]
    pub fn continued(&self, number: &Number) -> Option<Self> {
        let large = is_large(number) && !number.ordinal && self.kind != AmountKind::Percent;
        large.then(|| Self::new(self.kind, number.clone(), self.unit.clone()))
    }

    /// "USD 92,454": sums of ten and more have no thousandth part, but where the coin is one.
    /// "1,459 €/l" is the price of fuel.
    fn unlikely_fraction(&self, code: &str) -> bool {
        let millimes = matches!(code, "TND" | "KWD" | "BHD" | "OMR" | "JOD" | "IQD" | "LYD");
        !millimes && self.number.value >= Decimal::TEN
    }

    /// Settles the currency and the reading of the thousands mark by the document's country.
    #[must_use]
    pub fn resolve(&self, cx: &Context) -> ResolvedAmount {
        let country = cx.country.as_deref();
        let unit = match &self.unit {
            UnitOf::Nothing => None,
            UnitOf::Symbol(symbol) => Some(symbol.clone()),
            UnitOf::Currency { code, by } => Some(
                by.iter()
                    .find(|(place, _)| Some(place.as_str()) == country)
                    .map_or(code, |(_, code)| code)
                    .clone(),
            ),
        };
        let whole_country = country.is_some_and(comma_groups_thousands);
        let whole_currency = self.kind == AmountKind::Money
            && unit
                .as_deref()
                .is_some_and(|code| comma_grouping_currency(code) || self.unlikely_fraction(code));
        let number = if self.kind == AmountKind::Count || whole_country || whole_currency {
            self.number.clone().whole()
        } else {
            self.number.clone()
        };
        ResolvedAmount {
            kind: self.kind,
            value: number.value.normalize(),
            value_max: number.max.map(|max| max.normalize()),
            unit,
            modifier: self.modifier,
            per: self.per.clone(),
            item: self.item.clone(),
        }
    }
}

/// A figure in millions or more, said with a scale word.
pub(super) fn is_large(number: &Number) -> bool {
    number.scale >= Decimal::from(1_000_000)
}

/// Countries whose French texts write "1,200" for 1200.
fn comma_groups_thousands(country: &str) -> bool {
    matches!(country, "HT" | "US" | "GB" | "MU" | "VU" | "IN" | "NG" | "GH" | "KE" | "RW")
}

/// The same by the currency, where no country is known.
fn comma_grouping_currency(code: &str) -> bool {
    matches!(code, "HTG" | "NGN" | "GHS" | "KES" | "INR" | "MUR")
}
