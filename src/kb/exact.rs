//! Exact decimals as JSON numbers.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An exact decimal, written as a JSON number.
///
/// Every value this program makes survives a round trip through a double (a test proves it);
/// one that would not is written as null rather than wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(pub Decimal);

impl Exact {
    /// `value`, unless it has more digits than a double keeps: such a figure could not be
    /// published as a JSON number, so whoever makes amounts refuses it.
    #[must_use]
    pub fn new(value: Decimal) -> Option<Self> {
        let value = value.normalize();
        (value.is_integer() && value.to_i64().is_some() || as_double(value).is_some())
            .then_some(Self(value))
    }
}

/// Decimal digits that every double keeps, whoever prints it (`DBL_DIG` of IEEE 754): with 16 or
/// 17 the shortest printout depends on the printer's rounding of ties.
const DIGITS_KEPT: i128 = 1_000_000_000_000_000;

/// The double that reads as `value` and prints as it, if there is one.
fn as_double(value: Decimal) -> Option<f64> {
    let kept = value.mantissa().abs() < DIGITS_KEPT;
    if kept { value.to_string().parse().ok() } else { None }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = self.0.normalize();
        if value.is_integer()
            && let Some(integer) = value.to_i64()
        {
            return serializer.serialize_i64(integer);
        }
        match as_double(value) {
            Some(double) => serializer.serialize_f64(double),
            None => serializer.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        let text = number.to_string();
        // serde_json writes doubles past 1e16 or under 1e-5 in scientific notation.
        text.parse()
            .or_else(|_| Decimal::from_scientific(&text))
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Exact {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Exact".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "number", "description": "An exact decimal."})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_with_too_many_digits_are_refused() {
        assert!(Exact::new(Decimal::new(1_234_567_890_123_456_789, 2)).is_none());
        assert_eq!(
            serde_json::to_string(&Exact(Decimal::new(780, 2))).ok().as_deref(),
            Some("7.8")
        );
    }

    /// Two figures that once came back a unit off: from serde_json's quick reader (its feature
    /// `float_roundtrip` is exact), and from a tie that two printers round differently.
    #[test]
    fn figures_past_fifteen_digits_are_refused_if_not_whole() {
        assert!(Exact::new(Decimal::new(-16_528_851_000_154_047, 3)).is_none());
        assert!(Exact::new(Decimal::new(7_345_941_433_652_573, 1)).is_none());
        assert!(Exact::new(Decimal::new(7_345_941_433_652_573, 0)).is_some());
    }

    proptest! {
        #[test]
        fn what_is_accepted_survives_json(mantissa in any::<i64>(), scale in 0u32..20) {
            if let Some(exact) = Exact::new(Decimal::new(mantissa, scale)) {
                let json = serde_json::to_string(&exact).unwrap_or_default();
                let back: Option<Exact> = serde_json::from_str(&json).ok();
                prop_assert_eq!(back, Some(exact), "{}", json);
            }
        }
    }
}
