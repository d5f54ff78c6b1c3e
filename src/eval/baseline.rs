//! What an evaluation leaves in a file (`eval --format json`, `--write-baseline`), and how a later one
//! differs from it: figure by figure, and mistake by mistake.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Report;
use super::metric::metrics;

/// Figures nearer than this are the same.
const SAME: f64 = 1e-9;

/// The part of an earlier evaluation that is compared.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Baseline {
    blocks: Vec<BaselineBlock>,
    mistake_count: u64,
    mistakes: Vec<Mistake>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
struct BaselineBlock {
    name: String,
    metrics: Vec<BaselineMetric>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
struct BaselineMetric {
    name: String,
    value: Option<f64>,
}

/// A mistake as it is written to a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mistake {
    /// Folder of the text.
    #[serde(default)]
    pub group: String,
    /// Name of the text.
    pub text: String,
    /// What sort.
    pub sort: String,
    /// Class of the mention, or kind of the relation.
    pub class: String,
    /// What gold has.
    pub gold: Option<String>,
    /// What was predicted.
    pub predicted: Option<String>,
    /// Rule of the prediction.
    pub rule: Option<String>,
    /// Line of the text, from 1.
    #[serde(default)]
    pub line: u32,
    /// First code point.
    pub char_start: u32,
    /// First code point past it.
    pub char_end: u32,
    /// The place with what stands around it.
    pub context: String,
}

impl Mistake {
    /// What makes two mistakes the same one: not the rule that made it.
    fn key(&self) -> (&str, &str, &str, &str, Option<&str>, Option<&str>, u32, u32) {
        (
            &self.group,
            &self.text,
            &self.sort,
            &self.class,
            self.gold.as_deref(),
            self.predicted.as_deref(),
            self.char_start,
            self.char_end,
        )
    }
}

/// Why a baseline could not be read.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The file is missing or unreadable.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is not what `--write-baseline` writes.
    #[error("{path}: {message}; write one with `extract eval --write-baseline {path}`")]
    Shape {
        /// The file.
        path: PathBuf,
        /// What the parser said, with line and column.
        message: String,
    },
}

/// A figure that has changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Folder.
    pub group: String,
    /// Metric.
    pub metric: String,
    /// Its value in the baseline.
    pub before: Option<f64>,
    /// Its value now.
    pub after: Option<f64>,
}

/// How an evaluation differs from a baseline.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Difference {
    /// Figures of the folders that have changed, in the order of the report.
    pub changes: Vec<Change>,
    /// Mistakes that the baseline does not have.
    pub new: Vec<Mistake>,
    /// Mistakes of the baseline that are made no more.
    pub fixed: Vec<Mistake>,
    /// Whether the baseline lists all its mistakes; if not, some of `new` may be old.
    pub complete: bool,
}

impl Baseline {
    /// Reads a file that `--write-baseline` or `--format json` wrote.
    ///
    /// # Errors
    /// When the file cannot be read or is of another shape.
    pub fn read(path: &Path) -> Result<Self, BaselineError> {
        let json = std::fs::read(path)
            .map_err(|source| BaselineError::Io { path: path.to_owned(), source })?;
        Self::parse(path, &json)
    }

    /// Like [`Baseline::read`], from memory; `path` is used in messages only.
    ///
    /// # Errors
    /// When it is of another shape.
    pub fn parse(path: &Path, json: &[u8]) -> Result<Self, BaselineError> {
        serde_json::from_slice(json).map_err(|error| BaselineError::Shape {
            path: path.to_owned(),
            message: error.to_string(),
        })
    }

    /// How `report` differs. Folders and texts that only one side has are left out, so that a smaller
    /// run can be compared with a larger one.
    #[must_use]
    pub fn compare(&self, report: &Report) -> Difference {
        let before: BTreeMap<(&str, &str), Option<f64>> = self
            .blocks
            .iter()
            .flat_map(|block| {
                block.metrics.iter().map(|one| ((&*block.name, &*one.name), one.value))
            })
            .collect();
        let mut changes = Vec::new();
        for (group, scores) in report.groups() {
            for metric in metrics(&scores) {
                let after = metric.value();
                match before.get(&(group, metric.name.as_str())) {
                    Some(&value) if differ(value, after) => changes.push(Change {
                        group: group.to_owned(),
                        metric: metric.name,
                        before: value,
                        after,
                    }),
                    _ => {}
                }
            }
        }
        let now = mistakes(report);
        let scored: BTreeSet<(&str, &str)> =
            report.texts.iter().map(|text| (&*text.group, &*text.id)).collect();
        let known: BTreeSet<&str> = self.blocks.iter().map(|block| &*block.name).collect();
        let old_keys: BTreeSet<_> = self.mistakes.iter().map(Mistake::key).collect();
        let new_keys: BTreeSet<_> = now.iter().map(Mistake::key).collect();
        let fixed = self.mistakes.iter().filter(|one| {
            scored.contains(&(&*one.group, &*one.text)) && !new_keys.contains(&one.key())
        });
        let fixed = fixed.cloned().collect();
        let new = now
            .iter()
            .filter(|one| known.contains(&*one.group) && !old_keys.contains(&one.key()))
            .cloned()
            .collect();
        let complete = self.mistake_count == self.mistakes.len() as u64;
        Difference { changes, new, fixed, complete }
    }
}

fn differ(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() > SAME,
        (a, b) => a.is_some() != b.is_some(),
    }
}

/// All mistakes of a report, by text and position.
pub(super) fn mistakes(report: &Report) -> Vec<Mistake> {
    let of = |text: &super::TextScore, finding: &super::Finding| Mistake {
        group: text.group.clone(),
        text: text.id.clone(),
        sort: finding.sort.as_str().to_owned(),
        class: finding.class.clone(),
        gold: finding.gold.clone(),
        predicted: finding.predicted.clone(),
        rule: finding.rule.clone(),
        line: finding.line,
        char_start: finding.start,
        char_end: finding.end,
        context: finding.context.clone(),
    };
    report
        .texts
        .iter()
        .flat_map(|text| text.findings.iter().map(move |finding| of(text, finding)))
        .collect()
}
