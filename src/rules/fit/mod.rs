//! Fitting the weights of evidence to gold, with the authors' weights as prior, and confidences to
//! what turned out right.
//!
//! Knows candidates as rows of numbers: which rules speak on each, and which types would be right.
//! Everything is deterministic: sums run in the order of the rows.

mod curve;
mod solve;
mod usage;

pub use curve::{Bin, Curve, bins, error};
pub use solve::{Column, Problem, Row, Solution, log_loss, solve};
pub use usage::{Usage, counts, usage};
