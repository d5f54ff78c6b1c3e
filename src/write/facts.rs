//! `facts.jsonl`: what each document of a shard contributes, so that shards extracted on several
//! machines can be linked later (`extract merge`). The first line says what made it.

use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::json::record;
use crate::kb::facts::DocumentFacts;
use crate::kb::read::{self, ReadError};
use crate::kb::v1::{Issue, Run};

/// Name of the file inside an output folder.
pub const FACTS_FILE: &str = "facts.jsonl";

/// `format` of the header line.
const FORMAT: &str = "extract-facts";
/// `format_version`; the facts change with the program, so versions must agree.
const FORMAT_VERSION: &str = "1.0";

/// A line as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Header { format: String, format_version: String, run: Run },
    Facts(Box<DocumentFacts>),
    Issue(Issue),
}

/// A line as it is written, which needs no copy of the facts.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum LineRef<'a> {
    Header { format: &'a str, format_version: &'a str, run: &'a Run },
    Facts(&'a DocumentFacts),
    Issue(&'a Issue),
}

/// Why facts could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// The file is unreadable or broken.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Shards were made by different programs, rules or settings, so their sum would mean nothing.
    #[error(
        "{path} was made with another {what} than the shards before it ({found}, expected \
         {expected}): extract all shards with the same program, rules and settings"
    )]
    Mixed {
        /// The file.
        path: std::path::PathBuf,
        /// What differs.
        what: &'static str,
        /// Value in the file.
        found: String,
        /// Value in the files before.
        expected: String,
    },
}

/// Writes facts a line at a time.
pub struct FactsWriter<W> {
    out: W,
}

impl<W: Write> FactsWriter<W> {
    /// Starts a file with its header line.
    ///
    /// # Errors
    /// When `out` refuses.
    pub fn new(out: W, run: &Run) -> io::Result<Self> {
        let mut writer = Self { out };
        writer.line(&LineRef::Header { format: FORMAT, format_version: FORMAT_VERSION, run })?;
        Ok(writer)
    }

    /// Appends a document that was read.
    ///
    /// # Errors
    /// When the writer refuses.
    pub fn facts(&mut self, facts: &DocumentFacts) -> io::Result<()> {
        self.line(&LineRef::Facts(facts))
    }

    /// Appends a document that failed or was skipped.
    ///
    /// # Errors
    /// When the writer refuses.
    pub fn issue(&mut self, issue: &Issue) -> io::Result<()> {
        self.line(&LineRef::Issue(issue))
    }

    fn line(&mut self, line: &LineRef<'_>) -> io::Result<()> {
        record(line, &mut self.out)?;
        self.out.write_all(b"\n")
    }
}

/// Reads any number of shards that belong together.
#[derive(Debug, Default)]
pub struct FactsReader {
    run: Option<Run>,
    facts: Vec<DocumentFacts>,
    issues: Vec<Issue>,
}

impl FactsReader {
    /// Reads one shard: the file, or the folder that holds `facts.jsonl`.
    ///
    /// # Errors
    /// When it is unreadable, or does not fit the shards before it.
    pub fn read(&mut self, path: &Path) -> Result<(), FactsError> {
        let path = if path.is_dir() { path.join(FACTS_FILE) } else { path.to_owned() };
        let mut header = None;
        read::for_each_line(&path, |line, number| {
            let not_one = |why: &str| ReadError::NotOne {
                path: path.clone(),
                why: format!("{why}; expected facts written by `extract PATHS --format facts`"),
            };
            let parsed: Line = match serde_json::from_slice(line) {
                Ok(parsed) => parsed,
                Err(_) if number == 1 => return Err(not_one("its first line is no header")),
                Err(error) => return Err(read::record_error(&path, &error, number - 1)),
            };
            match (parsed, &header) {
                (Line::Header { format, format_version, run }, None) => {
                    if format != FORMAT {
                        return Err(not_one("its format is another"));
                    }
                    if format_version != FORMAT_VERSION {
                        let found = format_version;
                        return Err(ReadError::Version { path: path.clone(), found });
                    }
                    header = Some(run);
                }
                (Line::Header { .. }, Some(_)) | (_, None) => {
                    return Err(not_one("its header is not on the first line alone"));
                }
                (Line::Facts(facts), Some(_)) => self.facts.push(*facts),
                (Line::Issue(issue), Some(_)) => self.issues.push(issue),
            }
            Ok(())
        })?;
        let Some(run) = header else {
            let why = "it is empty".to_owned();
            return Err(ReadError::NotOne { path, why }.into());
        };
        match &self.run {
            None => self.run = Some(run),
            Some(before) => same_run(&path, before, &run)?,
        }
        Ok(())
    }

    /// What was read: the run all shards share, the facts and the issues, in reading order. `None`
    /// when nothing was read.
    #[must_use]
    pub fn finish(self) -> Option<(Run, Vec<DocumentFacts>, Vec<Issue>)> {
        self.run.map(|run| (run, self.facts, self.issues))
    }
}

fn same_run(path: &Path, before: &Run, run: &Run) -> Result<(), FactsError> {
    let pairs = [
        ("program version", &before.tool_version, &run.tool_version),
        ("set of rules", &before.rules_digest, &run.rules_digest),
        ("settings", &before.settings_digest, &run.settings_digest),
    ];
    match pairs.into_iter().find(|(_, expected, found)| expected != found) {
        None => Ok(()),
        Some((what, expected, found)) => Err(FactsError::Mixed {
            path: path.to_owned(),
            what,
            found: found.clone(),
            expected: expected.clone(),
        }),
    }
}
