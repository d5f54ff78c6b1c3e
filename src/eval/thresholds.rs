//! The gate: a file of least values by folder. Only what it lists is gated.
//!
//! ```toml
//! [seeds]
//! organisation_strict_f1 = 0.85
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Report;
use super::metric::metrics;
use super::score::Scores;

/// Ratios of counts are compared with this much room, for rounding alone.
const ROUNDING: f64 = 1e-9;

/// Least values by group and metric.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thresholds {
    groups: BTreeMap<String, BTreeMap<String, f64>>,
}

/// Why thresholds could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ThresholdsError {
    /// The file is missing or unreadable.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is not TOML of this shape.
    #[error("{path}: {message}")]
    Toml {
        /// The file.
        path: PathBuf,
        /// What the parser said, with line and column.
        message: String,
    },
    /// A metric that does not exist would gate nothing.
    #[error("{path}: [{group}] unknown metric `{metric}`{hint}")]
    Unknown {
        /// The file.
        path: PathBuf,
        /// The section.
        group: String,
        /// The name.
        metric: String,
        /// "; did you mean …?", or nothing.
        hint: String,
    },
    /// A ratio lies between 0 and 1.
    #[error("{path}: [{group}] {metric} = {value} is not a ratio between 0 and 1")]
    Range {
        /// The file.
        path: PathBuf,
        /// The section.
        group: String,
        /// The metric.
        metric: String,
        /// What stands there.
        value: f64,
    },
}

/// One threshold and whether it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// Folder.
    pub group: String,
    /// Metric.
    pub metric: String,
    /// Least value.
    pub required: f64,
    /// Value found; `None` when there was nothing to measure, which does not pass.
    pub found: Option<f64>,
}

impl Gate {
    /// Whether the threshold holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.found.is_some_and(|found| found + ROUNDING >= self.required)
    }
}

impl Thresholds {
    /// Reads a thresholds file.
    ///
    /// # Errors
    /// When it is unreadable or no TOML, or names an unknown metric, or a value is no ratio.
    pub fn read(path: &Path) -> Result<Self, ThresholdsError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ThresholdsError::Io { path: path.to_owned(), source })?;
        Self::parse(path, &text)
    }

    /// Reads thresholds from memory; `path` is used in messages only.
    ///
    /// # Errors
    /// When it is no TOML, or names an unknown metric, or a value is no ratio.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ThresholdsError> {
        let groups: BTreeMap<String, BTreeMap<String, f64>> =
            toml::from_str(text).map_err(|error| ThresholdsError::Toml {
                path: path.to_owned(),
                message: error.to_string(),
            })?;
        let known: Vec<String> =
            metrics(&Scores::default()).into_iter().map(|metric| metric.name).collect();
        for (group, section) in &groups {
            for (metric, &value) in section {
                if !known.contains(metric) {
                    let near = known
                        .iter()
                        .map(|name| (strsim::osa_distance(name, metric), name))
                        .min()
                        .filter(|(distance, _)| *distance <= metric.len() / 2);
                    let hint = near.map(|(_, name)| format!("; did you mean `{name}`?"));
                    return Err(ThresholdsError::Unknown {
                        path: path.to_owned(),
                        group: group.clone(),
                        metric: metric.clone(),
                        hint: hint.unwrap_or_default(),
                    });
                }
                if !(0.0..=1.0).contains(&value) {
                    return Err(ThresholdsError::Range {
                        path: path.to_owned(),
                        group: group.clone(),
                        metric: metric.clone(),
                        value,
                    });
                }
            }
        }
        Ok(Self { groups })
    }

    /// Compares a report with the thresholds of the folders it covers, by folder and metric. Folders
    /// that were not scored are not judged.
    #[must_use]
    pub fn judge(&self, report: &Report) -> Vec<Gate> {
        let scored = report.groups();
        let mut gates = Vec::new();
        for (group, section) in &self.groups {
            let Some(scores) = scored.get(group.as_str()) else { continue };
            let all = metrics(scores);
            gates.extend(section.iter().map(|(metric, &required)| Gate {
                group: group.clone(),
                metric: metric.clone(),
                required,
                found: all.iter().find(|one| one.name == *metric).and_then(|one| one.value()),
            }));
        }
        gates
    }
}
