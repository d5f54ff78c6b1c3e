//! Units that a text leaves unsaid: "800 milliards de FCFA, dont 95 milliards pour le rail".

use rust_decimal::Decimal;

use super::amount::is_large;
use super::{Amount, AmountKind, Number, Value};

/// How many tokens may lie between a sum and its conversion: "(environ", ", soit plus de".
const CONVERSION: usize = 6;
/// How many values ahead a headline's figure is looked for.
const AHEAD: usize = 40;

/// The amounts that lend their unit to the bare figures in millions that follow.
#[derive(Debug, Default)]
pub struct Spoken {
    /// The last sum or large measure, its sentence and the token behind it.
    last: Option<(Amount, u32, usize)>,
    /// The last large count and its sentence: it lends inside that sentence only.
    counted: Option<(Amount, u32)>,
    /// The last amount of any kind and its sentence.
    nearest: Option<(Amount, u32)>,
}

impl Spoken {
    /// Hears an amount. A sum that stands right behind one in another currency converts it and
    /// lends nothing: what follows is in the currency that came first.
    pub fn hear(&mut self, amount: &Amount, sentence: u32, start: usize, end: usize) {
        self.nearest = Some((amount.clone(), sentence));
        if !amount.lends_unit() {
            return;
        }
        if amount.kind == AmountKind::Count {
            self.counted = Some((amount.clone(), sentence));
            return;
        }
        if let Some((last, said, until)) = &mut self.last {
            let near = *said == sentence && start.saturating_sub(*until) <= CONVERSION;
            if near && last.kind == amount.kind && last.unit != amount.unit {
                *until = end;
                return;
            }
        }
        self.counted = None;
        self.last = Some((amount.clone(), sentence, end));
    }

    /// "3 millions de gourdes, dont 700 000": a count of nothing named is part of the sum that was
    /// spoken of just before. Small figures stay as they are: "dont 4" may mean 4 millions.
    #[must_use]
    pub fn part(&self, amount: &Amount, sentence: u32) -> Option<Amount> {
        let bare = amount.kind == AmountKind::Count && amount.item.is_none();
        if bare && is_large(&amount.number) {
            let lent = self.lend(&amount.number, sentence)?;
            return Some(Amount { modifier: amount.modifier, per: amount.per.clone(), ..lent });
        }
        let (near, said) = self.nearest.as_ref()?;
        let (whole, ..) = self.last.as_ref()?;
        let of_sum = near.kind == AmountKind::Money && *said == sentence;
        let fits = amount.number.value >= Decimal::ONE_THOUSAND
            && amount.number.value < whole.number.value;
        (bare && fits && of_sum && whole.kind == AmountKind::Money).then(|| Amount {
            modifier: amount.modifier,
            per: amount.per.clone(),
            ..Amount::new(whole.kind, amount.number.clone(), whole.unit.clone())
        })
    }

    /// A bare figure with the unit it leaves unsaid, if one was spoken before.
    #[must_use]
    pub fn lend(&self, number: &Number, sentence: u32) -> Option<Amount> {
        let counted = self.counted.as_ref().filter(|(_, said)| *said == sentence);
        let said = counted.map(|(amount, _)| amount);
        said.or(self.last.as_ref().map(|(amount, ..)| amount))?.continued(number)
    }

    /// A headline's "s'engage pour 118,8 milliards": the same figure has its unit further on.
    #[must_use]
    pub fn ahead<'a>(number: &Number, later: impl Iterator<Item = &'a Value>) -> Option<Amount> {
        later.take(AHEAD).find_map(|value| match value {
            Value::Amount(amount) if amount.lends_unit() && amount.number.value == number.value => {
                amount.continued(number)
            }
            _ => None,
        })
    }
}
