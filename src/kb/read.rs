//! Loading a knowledge base: `kb.json`, or a folder with it or with the tables as `.jsonl`.
//!
//! Unknown keys are ignored (a later minor version may add some); a file of another format or of
//! another major version is refused with what to do about it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::v1::{FORMAT, FORMAT_VERSION, KnowledgeBase, Run};

/// Name of the one-file form.
pub const KB_FILE: &str = "kb.json";
/// Name of the file with the `run` block beside the tables.
pub const RUN_FILE: &str = "run.json";
/// The tables, in the order of the one-file form; each is a `.jsonl` file of this name.
pub const TABLES: [&str; 9] = [
    "documents",
    "organisations",
    "persons",
    "places",
    "mentions",
    "dates",
    "amounts",
    "relations",
    "issues",
];

/// The header of a knowledge base: `run.json`, and the first keys of `kb.json`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
pub struct Header {
    /// Always `extract-kb`.
    pub format: String,
    /// `major.minor`.
    pub format_version: String,
    /// What made it.
    pub run: Run,
}

/// Why a knowledge base could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file is missing or unreadable.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder holds neither form.
    #[error(
        "{0} holds no knowledge base: expected kb.json, or run.json and the tables as .jsonl \
         (written by `extract PATHS -o {0}`)"
    )]
    NoKnowledgeBase(PathBuf),
    /// The file is not what it should be.
    #[error("{path} is not a knowledge base: {why}")]
    NotOne {
        /// The file.
        path: PathBuf,
        /// What it has instead.
        why: String,
    },
    /// A later or earlier major version.
    #[error(
        "{path} has format version {found}, and this program reads {FORMAT_VERSION}: read it with \
         the version of extract that wrote it, or extract the texts again"
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: String,
    },
    /// A record does not have the right shape.
    #[error("{path}:{line}:{column}: {message}")]
    Record {
        /// The file.
        path: PathBuf,
        /// Line from 1.
        line: usize,
        /// Column from 1, in bytes.
        column: usize,
        /// What is wrong.
        message: String,
    },
}

/// Reads a knowledge base from `path`: a file, or a folder with `kb.json` or the tables.
///
/// # Errors
/// When nothing is there, or it is no knowledge base of this major version, or a record is broken.
pub fn read(path: &Path) -> Result<KnowledgeBase, ReadError> {
    if !path.is_dir() {
        return read_file(path);
    }
    let whole = path.join(KB_FILE);
    if whole.is_file() {
        read_file(&whole)
    } else if path.join(RUN_FILE).is_file() {
        read_tables(path)
    } else {
        Err(ReadError::NoKnowledgeBase(path.to_owned()))
    }
}

/// Reads the one-file form from memory; `path` is used in messages only.
///
/// # Errors
/// When it is no knowledge base of this major version, or a record is broken.
pub fn parse(path: &Path, json: &[u8]) -> Result<KnowledgeBase, ReadError> {
    check_format(path, json)?;
    serde_json::from_slice(json).map_err(|error| record_error(path, &error, 0))
}

fn read_file(path: &Path) -> Result<KnowledgeBase, ReadError> {
    let json = std::fs::read(path).map_err(|source| io_error(path, source))?;
    parse(path, &json)
}

fn read_tables(folder: &Path) -> Result<KnowledgeBase, ReadError> {
    let path = folder.join(RUN_FILE);
    let json = std::fs::read(&path).map_err(|source| io_error(&path, source))?;
    check_format(&path, &json)?;
    let header: Header =
        serde_json::from_slice(&json).map_err(|error| record_error(&path, &error, 0))?;
    Ok(KnowledgeBase {
        format: header.format,
        format_version: header.format_version,
        run: header.run,
        documents: table(folder, "documents")?,
        organisations: table(folder, "organisations")?,
        persons: table(folder, "persons")?,
        places: table(folder, "places")?,
        mentions: table(folder, "mentions")?,
        dates: table(folder, "dates")?,
        amounts: table(folder, "amounts")?,
        relations: table(folder, "relations")?,
        issues: table(folder, "issues")?,
    })
}

fn table<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<Vec<T>, ReadError> {
    let path = folder.join(format!("{name}.jsonl"));
    let mut records = Vec::new();
    for_each_line(&path, |line, number| {
        records
            .push(serde_json::from_slice(line).map_err(|e| record_error(&path, &e, number - 1))?);
        Ok(())
    })?;
    Ok(records)
}

/// Calls `take` with each line that is not blank, without its end, and its number from 1.
///
/// # Errors
/// When the file cannot be read, or `take` says so.
pub fn for_each_line(
    path: &Path,
    mut take: impl FnMut(&[u8], usize) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let file = File::open(path).map_err(|source| io_error(path, source))?;
    let mut lines = BufReader::new(file);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = lines.read_until(b'\n', &mut line).map_err(|source| io_error(path, source))?;
        if read == 0 {
            break;
        }
        let content = line.trim_ascii();
        if !content.is_empty() {
            take(content, number)?;
        }
    }
    Ok(())
}

/// Looks at `format` and `format_version` before anything else, so that a file of another kind gets
/// a better answer than "missing field".
pub(crate) fn check_format(path: &Path, json: &[u8]) -> Result<(), ReadError> {
    #[derive(Deserialize)]
    struct Head {
        format: Option<String>,
        format_version: Option<String>,
    }
    let not_one = |why: String| ReadError::NotOne { path: path.to_owned(), why };
    let head: Head = match serde_json::from_slice(json) {
        Ok(head) => head,
        Err(error) if error.is_data() => {
            return Err(not_one(format!(
                "expected an object with \"format\": \"{FORMAT}\" ({error})"
            )));
        }
        Err(error) => return Err(not_one(format!("it is not whole JSON ({error})"))),
    };
    match head.format.as_deref() {
        Some(FORMAT) => {}
        Some(other) => {
            return Err(not_one(format!("its format is \"{other}\", expected \"{FORMAT}\"")));
        }
        None => return Err(not_one(format!("it has no \"format\", expected \"{FORMAT}\""))),
    }
    let found = head.format_version.unwrap_or_default();
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    if major(&found) == major(FORMAT_VERSION) {
        Ok(())
    } else {
        Err(ReadError::Version { path: path.to_owned(), found })
    }
}

fn io_error(path: &Path, source: std::io::Error) -> ReadError {
    ReadError::Io { path: path.to_owned(), source }
}

/// A JSON error of a text that starts after `before` lines of the file.
pub(crate) fn record_error(path: &Path, error: &serde_json::Error, before: usize) -> ReadError {
    let text = error.to_string();
    let message = match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    };
    ReadError::Record {
        path: path.to_owned(),
        line: error.line() + before,
        column: error.column(),
        message,
    }
}
