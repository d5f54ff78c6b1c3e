//! `weights.lock.toml`: weights that `extract rules fit` found, and the curves that make published
//! confidences shares of what is right. Never written by hand.
//!
//! A weight holds as long as its rule says what it said when it was fitted: of a rule that is new or has
//! changed since, pattern or author's weight, the author's weight counts, and all others keep theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

use super::fit::Curve;
use super::set::{Rule, RuleKind, RuleSet};
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
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fitted {
    /// Digest of the rule then ([`digest`]).
    pub rule: String,
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
        let _ = writeln!(out, "gold = {:?}", self.gold);
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
        for (id, Fitted { rule, author, fitted, count, right }) in &self.weights {
            let _ = writeln!(
                out,
                "{id:?} = {{ rule = {rule:?}, author = {author:.3}, fitted = {fitted:.3}, \
                 count = {count}, right = {right} }}"
            );
        }
        out
    }

    /// What was fitted for the rule, unless it has changed since; `types` are those of its rule set.
    #[must_use]
    pub fn of(&self, rule: &Rule, types: &[String]) -> Option<&Fitted> {
        self.weights.get(&rule.id).filter(|held| {
            thousandths(held.author) == rule.author_weight && held.rule == digest(rule, types)
        })
    }
}

/// Whether a rule has a weight that is fitted.
#[must_use]
pub fn is_weighed(kind: &RuleKind) -> bool {
    matches!(kind, RuleKind::Evidence { .. } | RuleKind::Name { .. })
}

/// Digest of what a rule with a weight says, as written, wherever it stands: type, pattern, property,
/// group. Lexicons and macros are not in it.
#[must_use]
pub fn digest(rule: &Rule, types: &[String]) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut field = |name: &str, value: &str| {
        for part in [name, value] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    };
    field("pattern", &rule.pattern);
    rule.guards.iter().for_each(|guard| field("unless", guard));
    if let Some(gap) = rule.gap {
        field("gap", &gap.to_string());
    }
    let told = match &rule.kind {
        RuleKind::Name { target, group } => Some(("name", target, group)),
        RuleKind::Evidence { target, group, feature, publisher, .. } => {
            field("feature", feature.as_deref().unwrap_or_default());
            field("publisher", if *publisher { "true" } else { "false" });
            Some(("evidence", target, group))
        }
        _ => None,
    };
    if let Some((kind, target, group)) = told {
        field("kind", kind);
        field("for", types.get(target.0 as usize).map_or("", String::as_str));
        field("group", group.as_deref().unwrap_or_default());
    }
    hasher.finalize().to_hex()[..8].to_owned()
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
    let mut changed = Vec::new();
    let mut gone: BTreeSet<&str> = weights.weights.keys().map(String::as_str).collect();
    let types = &rules.types;
    for rule in rules.languages.iter_mut().flat_map(|language| &mut language.rules) {
        if !is_weighed(&rule.kind) {
            continue;
        }
        gone.remove(rule.id.as_str());
        match weights.of(rule, types) {
            Some(held) => rule.weight = thousandths(held.fitted),
            None => changed.push(rule.id.as_str()),
        }
    }
    let mut curves = Curves::default();
    for (kind, name) in FactKind::ALL {
        if let Some(held) = weights.calibration.get(name) {
            curves[kind as usize] = Curve { slope: held.slope.max(0.01), shift: held.shift };
        }
    }
    rules.curves = Some(curves);
    faults.extend(
        [
            stale(text, &changed, "new or changed since the fit", "authors' weights count"),
            stale(text, &gone.into_iter().collect::<Vec<_>>(), "gone", "weights count for nothing"),
        ]
        .into_iter()
        .flatten(),
    );
}

/// Most ids that a warning lists.
const LISTED: usize = 6;

/// Says of which rules the lock file knows nothing that holds.
fn stale(text: &str, ids: &[&str], what: &str, so: &str) -> Option<Diagnostic> {
    let first = ids.first()?;
    let (are, more) =
        (if ids.len() == 1 { "rule is" } else { "rules are" }, ids.len().saturating_sub(LISTED));
    let listed = ids[..ids.len().min(LISTED)].join(", ");
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("{} weighed {are} {what}: {listed}{rest}", ids.len());
    let quoted = format!("{first:?}");
    let at = text.find(&quoted).map_or(0..0, |at| at..at + quoted.len());
    Some(Diagnostic::warning("R071", message).at(WEIGHTS_FILE, at, "").help(format!(
        "their {so} till you fit again: `extract rules fit GOLD --rules DIR`; all other weights hold"
    )))
}

#[allow(clippy::cast_possible_truncation)]
fn thousandths(value: f64) -> i32 {
    (value.clamp(-1000.0, 1000.0) * 1000.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digest of the one rule of a file.
    fn digest_of(rule: &str) -> String {
        let mut files = RuleFiles::default();
        let pack = "name='x'\nversion='1'\nengine=1\nlanguages=['fr']\ntypes=['ORG','PLACE']\n";
        files.0.insert("pack.toml".into(), format!("{pack}phases=['dates']\n"));
        files.0.insert("fr/language.toml".into(), String::new());
        files.0.insert("fr/rule.toml".into(), rule.into());
        let defined =
            super::super::Defined { properties: &["camel", "figure"], ..Default::default() };
        let loaded = super::super::load(&files, defined, &|_, _| Vec::new(), &|_, _| None);
        let rules = &loaded.rules.languages[0].rules;
        assert_eq!(rules.len(), 1, "{rule}: {:?}", loaded.diagnostics);
        digest(&rules[0], &loaded.rules.types)
    }

    #[test]
    fn each_field_changes_the_digest() {
        let rule =
            |table: &str, fields: &str| format!("[[{table}]]\nid = 'fr.x'\nweight = 1.0\n{fields}");
        let base = "for = 'ORG'\npattern = 'groupe ><'\n";
        let mut digests = vec![
            digest_of(&rule("evidence", base)),
            digest_of(&rule("name", "for = 'ORG'\npattern = 'groupe'\n")),
            digest_of(&rule("evidence", "for = 'ORG'\npattern = 'groupe'\n")),
            digest_of(&rule("evidence", "for = 'PLACE'\npattern = 'groupe ><'\n")),
            digest_of(&rule("evidence", "for = 'ORG'\npattern = 'bourse ><'\n")),
            digest_of(&rule("evidence", "for = 'ORG'\nfeature = 'camel'\n")),
            digest_of(&rule("evidence", "for = 'ORG'\nfeature = 'figure'\n")),
        ];
        for more in [
            "group = 'a'",
            "group = 'b'",
            "publisher = true",
            "gap = 3",
            "unless = ['du']",
            "unless = ['du', 'de']",
            "unless = ['du de']",
        ] {
            digests.push(digest_of(&rule("evidence", &format!("{base}{more}\n"))));
        }
        let all = digests.len();
        // It stands in lock files: the same in each version of the program.
        assert_eq!(digests[0], "b855b053");
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), all);
        // What it is called, what it says of itself and how much it weighs is not what it says.
        let other = "[[evidence]]\nid = 'fr.y'\nsays = 'so'\nweight = 2.0\nfor = 'ORG'\n\
                     pattern = 'groupe ><'\n";
        assert_eq!(digest_of(other), digest_of(&rule("evidence", base)));
    }

    #[test]
    fn what_is_written_is_read() {
        let mut weights = Weights {
            gold: "b3:2".to_owned(),
            texts: 2,
            candidates: 300,
            prior: 0.5,
            ..Weights::default()
        };
        weights.scores.insert("log_loss_author".to_owned(), 0.25);
        let curve = Fitting { slope: 0.9, shift: -0.125, count: 40 };
        weights.calibration.insert("place".to_owned(), curve);
        let rule = "0a1b2c3d".to_owned();
        let fitted = Fitted { rule, author: 1.5, fitted: 2.25, count: 12, right: 11 };
        weights.weights.insert("fr.org.x".to_owned(), fitted);
        let text = weights.render();
        assert_eq!(toml::from_str::<Weights>(&text).as_ref(), Ok(&weights), "{text}");
    }
}
