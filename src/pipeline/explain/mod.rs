//! Why a fact is there, and why a rule finds nothing. Both read what the extraction itself
//! produced, and the matcher's own recorder; there is no second engine.

mod why;
mod why_not;

pub use why::{Reason, why};
pub use why_not::{Attempt, Near, Part, PartState, WhyNot, why_not};
