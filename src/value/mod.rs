//! Numbers, dates and amounts: what a match of a rule becomes.
//!
//! Rules under `rules/<language>/values` say what the text looks like; each names a constructor
//! ([`Make`]) that puts its roles together. Three steps, all pure:
//!
//! ```text
//! roles + literals  -- construct -->  Value  -- resolve(Context) -->  Resolved
//! ```
//!
//! Nothing here knows a word of any language: words arrive as features of lexicon entries
//! (`month=4`, `mul=1000000`, `cur=MAD`). Arithmetic is exact and checked; nothing panics.

mod amount;
mod calendar;
mod construct;
mod construct_date;
mod date;
mod decimal;
mod feast;
mod islamic;
mod item;
mod make;
mod number;
mod pick;
mod resolve;
mod unsaid;

pub use amount::{Amount, AmountKind, Modifier, ResolvedAmount, UnitOf};
pub use calendar::{Clock, Part, PartialDate, Unit};
pub use construct::construct;
pub use date::{Base, DateExpr, Direction, Every, Feast, Length, Phase, Vague};
pub use decimal::{Digits, digits};
pub use item::{Features, Item, Roles};
pub use make::Make;
pub use number::{Number, compose};
pub use resolve::{Context, DateKind, Resolved, ResolvedDate, resolve};
pub use unsaid::Spoken;

/// What one match means, before the document settles it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number or an ordinal, which later rules make an amount or a date of.
    Number(Number),
    /// An expression of time.
    Date(DateExpr),
    /// An amount.
    Amount(Amount),
    /// A shape that is no value (a telephone number) and keeps other rules off.
    Guard,
}

impl Value {
    /// The type that patterns of later phases see: `<NUMBER>`, `<DATE>` and so on.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Number(number) if number.ordinal => "ORDINAL",
            Self::Number(_) => "NUMBER",
            Self::Guard => "NONE",
            Self::Date(expr) => match expr {
                DateExpr::Interval(..) => "INTERVAL",
                DateExpr::Duration(_) => "DURATION",
                DateExpr::Set(_) => "SET",
                DateExpr::Time(_) => "TIME",
                _ => "DATE",
            },
            Self::Amount(amount) => match amount.kind {
                AmountKind::Money => "MONEY",
                AmountKind::Percent => "PERCENT",
                AmountKind::Count => "COUNT",
                AmountKind::Measure => "MEASURE",
            },
        }
    }
}
