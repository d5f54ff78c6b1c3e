//! `weights.lock.toml`: weights that `extract rules fit` found, and the curves that make published
//! confidences shares of what is right. Never written by hand.
//!
//! A weight holds as long as its rule says what it said when it was fitted: where the author has changed
//! his own since, his counts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::fit::Curve;
use super::set::{RuleKind, RuleSet};
use super::source::RuleFiles;
use crate::diag::Diagnostic;

/// Name of the file in a rules folder.
pub const WEIGHTS_FILE: &str = "weights.lock.toml";

/// Kinds of facts that have a curve of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactKind {
    /// Mentions of organisations.
    Organisation,
    /// Mentions of places.
    Place,
    /// Mentions of persons.
    Person,
    /// Dates.
    Date,
    /// Amounts.
    Amount,
    /// Relations.
    Relation,
}

impl FactKind {
    /// Every kind with its name in the file.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Organisation, "organisation"),
        (Self::Place, "place"),
        (Self::Person, "person"),
        (Self::Date, "date"),
        (Self::Amount, "amount"),
        (Self::Relation, "relation"),
    ];
}

/// The curves of a rule set, by [`FactKind`].
pub type Curves = [Curve; FactKind::ALL.len()];

/// A fitted weight with what it was fitted on.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fitted {
    /// The author's weight then, log-odds.
    pub author: f64,
    /// The fitted one.
    pub fitted: f64,
    /// Candidates on which the rule spoke.
    pub count: u32,
    /// Those of them that are what the rule says.
    pub right: u32,
}

/// A curve with the number of facts it was fitted on.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fitting {
    /// Factor of the log-odds.
    pub slope: f64,
    /// Log-odds added.
    pub shift: f64,
    /// Facts.
    pub count: u32,
}

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Digest of the rules that weigh names ([`digest`]).
    pub rules: String,
    /// Digest of the gold files.
    pub gold: String,
    /// Gold texts.
    pub texts: u32,
    /// Candidates.
    pub candidates: u32,
    /// Standard deviation of the prior around the authors' weights, log-odds.
    pub prior: f64,
    /// Figures of the cross-validation, by name.
    #[serde(default)]
    pub scores: BTreeMap<String, f64>,
    /// Curves by kind of fact.
    #[serde(default)]
    pub calibration: BTreeMap<String, Fitting>,
    /// Weights by id.
    #[serde(default)]
    pub weights: BTreeMap<String, Fitted>,
}

impl Weights {
    /// The file as text; the same weights give the same bytes.
    #[must_use]
    pub fn render(&self) -> String {
        let mut out = String::from(
            "# Weights and confidences fitted to gold. Written by `extract rules fit`, never by hand;\n\
             # remove the file to go back to the authors' weights.\n",
        );
        let _ = writeln!(out, "rules = {:?}\ngold = {:?}", self.rules, self.gold);
        let _ = writeln!(out, "texts = {}\ncandidates = {}", self.texts, self.candidates);
        let _ = writeln!(out, "prior = {:?}\n\n[scores]", self.prior);
        for (name, value) in &self.scores {
            let _ = writeln!(out, "{name} = {value:.4}");
        }
        out.push_str("\n[calibration]\n");
        for (kind, Fitting { slope, shift, count }) in &self.calibration {
            let _ = writeln!(
                out,
                "{kind} = {{ slope = {slope:.3}, shift = {shift:.3}, count = {count} }}"
            );
        }
        out.push_str("\n[weights]\n");
        for (id, Fitted { author, fitted, count, right }) in &self.weights {
            let _ = writeln!(
                out,
                "{id:?} = {{ author = {author:.3}, fitted = {fitted:.3}, count = {count}, right = {right} }}"
            );
        }
        out
    }
}

/// Whether a rule has a weight that is fitted.
#[must_use]
pub fn is_weighed(kind: &RuleKind) -> bool {
    matches!(kind, RuleKind::Evidence { .. } | RuleKind::Name { .. })
}

/// Digest of the rules that weigh names, as written: ids, patterns, properties, groups and authors'
/// weights, whatever file they stand in. Lexicons and macros are not in it.
#[must_use]
pub fn digest(rules: &RuleSet) -> String {
    let mut hasher = blake3::Hasher::new();
    for rule in rules.languages.iter().flat_map(|language| &language.rules) {
        if is_weighed(&rule.kind) {
            let meaning =
                format!("{}\0{:?}\0{}\0{}\0", rule.id, rule.kind, rule.pattern, rule.author_weight);
            hasher.update(meaning.as_bytes());
        }
    }
    format!("b3:{}", &hasher.finalize().to_hex()[..16])
}

/// The lock file of a rules folder, if it has one that can be read.
#[must_use]
pub fn of_files(files: &RuleFiles) -> Option<Weights> {
    files.0.get(WEIGHTS_FILE).and_then(|text| toml::from_str(text).ok())
}

/// Applies the lock file of a rules folder; says when it is broken or older than the rules.
pub(super) fn apply(files: &RuleFiles, rules: &mut RuleSet, faults: &mut Vec<Diagnostic>) {
    let Some(text) = files.0.get(WEIGHTS_FILE) else { return };
    let weights: Weights = match toml::from_str(text) {
        Ok(weights) => weights,
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let fault = Diagnostic::error("R070", error.message().to_owned());
            faults.push(
                fault.at(WEIGHTS_FILE, span, "").help("write it anew with `extract rules fit`"),
            );
            return;
        }
    };
    let mut stale = weights.rules != digest(rules);
    for rule in rules.languages.iter_mut().flat_map(|language| &mut language.rules) {
        if !is_weighed(&rule.kind) {
            continue;
        }
        match weights.weights.get(&rule.id) {
            Some(fitted) if thousandths(fitted.author) == rule.author_weight => {
                rule.weight = thousandths(fitted.fitted);
            }
            _ => stale = true,
        }
    }
    let mut curves = Curves::default();
    for (kind, name) in FactKind::ALL {
        if let Some(held) = weights.calibration.get(name) {
            curves[kind as usize] = Curve { slope: held.slope.max(0.01), shift: held.shift };
        }
    }
    rules.curves = Some(curves);
    if stale {
        let message = "the weights were fitted for other rules than these";
        faults.push(Diagnostic::warning("R071", message).at(WEIGHTS_FILE, 0..0, "").help(
            "fit them again: `extract rules fit GOLD --rules DIR`; till then a rule that has \
                 changed keeps its author's weight",
        ));
    }
}

#[allow(clippy::cast_possible_truncation)]
fn thousandths(value: f64) -> i32 {
    (value.clamp(-1000.0, 1000.0) * 1000.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut weights = Weights {
            rules: "b3:1".to_owned(),
            gold: "b3:2".to_owned(),
            texts: 2,
            candidates: 300,
            prior: 0.5,
            ..Weights::default()
        };
        weights.scores.insert("log_loss_author".to_owned(), 0.25);
        let curve = Fitting { slope: 0.9, shift: -0.125, count: 40 };
        weights.calibration.insert("place".to_owned(), curve);
        let fitted = Fitted { author: 1.5, fitted: 2.25, count: 12, right: 11 };
        weights.weights.insert("fr.org.x".to_owned(), fitted);
        let text = weights.render();
        assert_eq!(toml::from_str::<Weights>(&text).as_ref(), Ok(&weights), "{text}");
    }
}
