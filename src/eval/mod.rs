//! How good an extraction is: gold files, alignment, scores, the list of mistakes, thresholds,
//! the difference to an earlier evaluation.
//!
//! Works on knowledge bases alone, so it scores a fresh extraction and one made yesterday alike; the
//! caller hands in how a gold text becomes a knowledge base. Definitions are those of the annotation
//! guidelines, "Scoring".

mod align;
mod baseline;
mod check;
mod finding;
pub mod gold;
mod linking;
mod metric;
mod relations;
mod render;
mod score;
mod side;
mod thresholds;
mod value;

use std::collections::BTreeMap;

use rayon::prelude::*;

pub use baseline::{Baseline, BaselineError, Change, Difference, Mistake};
pub use check::Problem;
pub use finding::{Finding, Sort};
pub use gold::{GoldText, load};
pub use linking::Linking;
pub use metric::{Metric, metrics};
pub use render::{Breakdown, Format, Options, render};
pub use score::{Links, Matches, Scores, Share, TextScore, Values, Verdict, score};
pub use side::Class;
pub use thresholds::{Gate, Thresholds, ThresholdsError};
pub use value::same_date;

use crate::kb::v1::KnowledgeBase;

/// The scores of all texts, in the order of the gold files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// One entry a text.
    pub texts: Vec<TextScore>,
}

impl Report {
    /// Sums by group, by name.
    #[must_use]
    pub fn groups(&self) -> BTreeMap<&str, Scores> {
        let mut groups: BTreeMap<&str, Scores> = BTreeMap::new();
        for text in &self.texts {
            *groups.entry(&text.group).or_default() += text.scores.clone();
        }
        groups
    }
}

/// Scores every gold text. `predict` makes the knowledge base of one text, on any thread.
pub fn evaluate(texts: &[GoldText], predict: impl Fn(&GoldText) -> KnowledgeBase + Sync) -> Report {
    Report { texts: texts.par_iter().map(|text| score(text, &predict(text))).collect() }
}

#[cfg(test)]
mod tests;
