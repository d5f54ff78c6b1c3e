//! Reading only what a question needs: a table, or the lines of a table that can matter.
//!
//! A knowledge base of ten thousand documents is hundreds of megabytes, and a question must be
//! answered while somebody waits. The published forms have one record a line, so lines are looked at
//! as bytes first and only those that can matter are parsed, in parallel. A `kb.json` that another
//! tool has laid out anew is read whole.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::kb::read::{self, KB_FILE, ReadError, TABLES};
use crate::kb::v1::KnowledgeBase;

/// Bytes read at a time.
const BLOCK: usize = 1 << 20;
/// Blocks parsed together: enough for a few cores, little enough to stay in their caches.
const BLOCKS: usize = 4;

/// A knowledge base on disk, open for questions.
#[derive(Debug)]
pub struct Source(Form);

#[derive(Debug)]
enum Form {
    /// A folder with the tables as `.jsonl`.
    Tables(PathBuf),
    /// A `kb.json` with one record a line.
    Lines(PathBuf),
    /// Any other layout, read whole.
    Whole(Box<KnowledgeBase>),
}

impl Source {
    /// Opens the knowledge base at `path`: a file, or a folder with `kb.json` or the tables.
    ///
    /// # Errors
    /// When nothing is there, or it is no knowledge base of this major version.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        if !path.is_dir() {
            return Self::open_file(path);
        }
        let (whole, header) = (path.join(KB_FILE), path.join(read::RUN_FILE));
        let tables = TABLES.iter().all(|table| path.join(format!("{table}.jsonl")).is_file());
        if header.is_file() && tables && !newer(&whole, &header) {
            let json = std::fs::read(&header)
                .map_err(|source| ReadError::Io { path: header.clone(), source })?;
            read::check_format(&header, &json)?;
            return Ok(Self(Form::Tables(path.to_owned())));
        }
        if whole.is_file() { Self::open_file(&whole) } else { Self::read_whole(path) }
    }

    fn open_file(path: &Path) -> Result<Self, ReadError> {
        match head(path)? {
            Some(head) => {
                read::check_format(path, &head)?;
                Ok(Self(Form::Lines(path.to_owned())))
            }
            None => Self::read_whole(path),
        }
    }

    fn read_whole(path: &Path) -> Result<Self, ReadError> {
        Ok(Self(Form::Whole(Box::new(read::read(path)?))))
    }

    /// All records of a table, in order.
    ///
    /// # Errors
    /// When the file cannot be read or a record is broken.
    pub fn all<T: DeserializeOwned + Send>(&self, table: &str) -> Result<Vec<T>, ReadError> {
        self.read(table, &[], None, |_| true)
    }

    /// Like [`Source::some`], for a type that needs only the keys before `key`: what follows, such
    /// as the text of a document, is not looked at.
    ///
    /// # Errors
    /// When the file cannot be read or a record that is kept is broken.
    pub fn before<T: DeserializeOwned + Send>(
        &self,
        table: &str,
        key: &str,
        keep: impl Fn(&[u8]) -> bool + Sync,
    ) -> Result<Vec<T>, ReadError> {
        // Inside a text the quotes are escaped, so this is a key.
        let cut = format!(",\"{key}\":");
        self.read(table, &[], Some(&cut), keep)
    }

    /// The records of a table whose line holds one of `words` (a few, such as ids) and is accepted
    /// by `keep`, in order. Much faster than looking at every line.
    ///
    /// # Errors
    /// When the file cannot be read or a record that is kept is broken.
    pub fn holding<T: DeserializeOwned + Send>(
        &self,
        table: &str,
        words: &[&str],
        keep: impl Fn(&[u8]) -> bool + Sync,
    ) -> Result<Vec<T>, ReadError> {
        self.read(table, words, None, keep)
    }

    /// The records of a table whose line `keep` accepts, in order. A line is one JSON object
    /// without spaces between its parts.
    ///
    /// # Errors
    /// When the file cannot be read or a record that is kept is broken.
    pub fn some<T: DeserializeOwned + Send>(
        &self,
        table: &str,
        keep: impl Fn(&[u8]) -> bool + Sync,
    ) -> Result<Vec<T>, ReadError> {
        self.read(table, &[], None, keep)
    }

    fn read<T: DeserializeOwned + Send>(
        &self,
        table: &str,
        words: &[&str],
        cut: Option<&str>,
        keep: impl Fn(&[u8]) -> bool + Sync,
    ) -> Result<Vec<T>, ReadError> {
        let finders: Vec<_> = words.iter().map(memchr::memmem::Finder::new).collect();
        let cut = cut.map(memchr::memmem::Finder::new);
        let sieve = Sieve { finders: &finders, cut, keep: &keep };
        match &self.0 {
            Form::Tables(folder) => {
                let path = folder.join(format!("{table}.jsonl"));
                let mut records = Vec::new();
                blocks(&path, |lines| {
                    records.extend(parse(&path, lines, &sieve)?);
                    Ok(true)
                })?;
                Ok(records)
            }
            Form::Lines(path) => {
                let opening = format!("\"{table}\": [");
                let mut inside = false;
                let mut records = Vec::new();
                blocks(path, |mut lines| {
                    if !inside {
                        let Some(at) = line_that_starts(lines, opening.as_bytes()) else {
                            return Ok(true);
                        };
                        lines = &lines[at..];
                        let next = memchr::memchr(b'\n', lines).map_or(lines.len(), |at| at + 1);
                        lines = &lines[next..];
                        inside = true;
                    }
                    let end = if !lines.is_empty() && !lines.starts_with(b"{") {
                        Some(0)
                    } else {
                        memchr::memmem::find(lines, b"\n]").map(|at| at + 1)
                    };
                    records.extend(parse(path, &lines[..end.unwrap_or(lines.len())], &sieve)?);
                    Ok(end.is_none())
                })?;
                Ok(records)
            }
            Form::Whole(kb) => {
                let path = Path::new(KB_FILE);
                match table {
                    "documents" => again(path, &kb.documents, &sieve),
                    "organisations" => again(path, &kb.organisations, &sieve),
                    "persons" => again(path, &kb.persons, &sieve),
                    "places" => again(path, &kb.places, &sieve),
                    "mentions" => again(path, &kb.mentions, &sieve),
                    "dates" => again(path, &kb.dates, &sieve),
                    "amounts" => again(path, &kb.amounts, &sieve),
                    "relations" => again(path, &kb.relations, &sieve),
                    _ => again(path, &kb.issues, &sieve),
                }
            }
        }
    }
}

/// Whether `one` is a file that was written after `other`.
fn newer(one: &Path, other: &Path) -> bool {
    let time = |path: &Path| std::fs::metadata(path).and_then(|meta| meta.modified());
    match (time(one), time(other)) {
        (Ok(one), Ok(other)) => one > other,
        _ => false,
    }
}

/// The header of a `kb.json` that has one record a line, as a JSON object; `None` for other layouts.
fn head(path: &Path) -> Result<Option<Vec<u8>>, ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    let mut start = vec![0; 1 << 16];
    let mut file = File::open(path).map_err(io)?;
    let mut filled = 0;
    while filled < start.len() {
        match file.read(&mut start[filled..]).map_err(io)? {
            0 => break,
            read => filled += read,
        }
    }
    start.truncate(filled);
    let mut head = Vec::new();
    for line in start.split(|&byte| byte == b'\n').take(5) {
        if line.starts_with(b"\"documents\": [") && head.starts_with(b"{\"format\": ") {
            let length = head.len() - usize::from(head.ends_with(b","));
            head.truncate(length);
            head.push(b'}');
            return Ok(Some(head));
        }
        head.extend_from_slice(line);
    }
    Ok(None)
}

/// Where a line starts with `opening`. Texts have no line ends of their own in JSON, so this is
/// never inside a record.
fn line_that_starts(lines: &[u8], opening: &[u8]) -> Option<usize> {
    if lines.starts_with(opening) {
        return Some(0);
    }
    let mut wanted = vec![b'\n'];
    wanted.extend_from_slice(opening);
    memchr::memmem::find(lines, &wanted).map(|at| at + 1)
}

/// Calls `take` with stretches of whole lines, until it says `false`.
fn blocks(
    path: &Path,
    mut take: impl FnMut(&[u8]) -> Result<bool, ReadError>,
) -> Result<(), ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(io)?;
    let mut buffer = vec![0; BLOCK * BLOCKS];
    let mut filled = 0;
    loop {
        if filled == buffer.len() {
            // One record is longer than the buffer.
            buffer.resize(buffer.len() * 2, 0);
        }
        let read = file.read(&mut buffer[filled..]).map_err(io)?;
        filled += read;
        if read > 0 && filled < buffer.len() {
            continue;
        }
        let whole = if read == 0 {
            filled
        } else {
            memchr::memrchr(b'\n', &buffer[..filled]).map_or(0, |at| at + 1)
        };
        if whole > 0 && !take(&buffer[..whole])? || read == 0 {
            return Ok(());
        }
        buffer.copy_within(whole..filled, 0);
        filled -= whole;
    }
}

/// Which lines are kept.
struct Sieve<'a, Keep> {
    /// One of these is in the line; without any, all lines are looked at.
    finders: &'a [memchr::memmem::Finder<'a>],
    /// Where a record ends for whoever asks.
    cut: Option<memchr::memmem::Finder<'a>>,
    keep: &'a Keep,
}

impl<Keep: Fn(&[u8]) -> bool> Sieve<'_, Keep> {
    fn holds(&self, line: &[u8]) -> bool {
        let found =
            self.finders.is_empty() || self.finders.iter().any(|one| one.find(line).is_some());
        found && (self.keep)(line)
    }

    /// Starts and ends of the lines that can be kept.
    fn lines(&self, piece: &[u8]) -> Vec<(usize, usize)> {
        let end =
            |from: usize| memchr::memchr(b'\n', &piece[from..]).map_or(piece.len(), |at| from + at);
        let mut lines = Vec::new();
        if self.finders.is_empty() {
            let mut start = 0;
            while start < piece.len() {
                lines.push((start, end(start)));
                start = end(start) + 1;
            }
            return lines;
        }
        for finder in self.finders {
            for at in finder.find_iter(piece) {
                let start = memchr::memrchr(b'\n', &piece[..at]).map_or(0, |at| at + 1);
                if lines.last().is_none_or(|&(last, _)| last != start) {
                    lines.push((start, end(at)));
                }
            }
        }
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}

/// Parses the lines that the sieve keeps, in parallel, in order.
fn parse<T: DeserializeOwned + Send, Keep: Fn(&[u8]) -> bool + Sync>(
    path: &Path,
    lines: &[u8],
    sieve: &Sieve<'_, Keep>,
) -> Result<Vec<T>, ReadError> {
    let mut pieces = Vec::new();
    let mut rest = lines;
    while !rest.is_empty() {
        let near = rest.len().min(BLOCK / 4);
        let cut = memchr::memchr(b'\n', &rest[near..]).map_or(rest.len(), |at| near + at + 1);
        let (piece, after) = rest.split_at(cut);
        pieces.push(piece);
        rest = after;
    }
    let parsed: Vec<Result<Vec<T>, ReadError>> =
        pieces.into_par_iter().map(|piece| parse_piece(path, piece, sieve)).collect();
    let mut records = Vec::new();
    for piece in parsed {
        records.append(&mut piece?);
    }
    Ok(records)
}

fn parse_piece<T: DeserializeOwned, Keep: Fn(&[u8]) -> bool>(
    path: &Path,
    piece: &[u8],
    sieve: &Sieve<'_, Keep>,
) -> Result<Vec<T>, ReadError> {
    let mut records = Vec::new();
    for (start, end) in sieve.lines(piece) {
        let line = piece[start..end].trim_ascii();
        let line = line.strip_suffix(b",").unwrap_or(line);
        if !line.is_empty() && (sieve.keep)(line) {
            let head = sieve.cut.as_ref().and_then(|cut| cut.find(line));
            let head =
                head.and_then(|end| serde_json::from_slice(&[&line[..end], b"}"].concat()).ok());
            records.push(match head {
                Some(record) => record,
                // Another tool has put the keys in another order.
                None => one(path, line)?,
            });
        }
    }
    Ok(records)
}

fn one<T: DeserializeOwned>(path: &Path, line: &[u8]) -> Result<T, ReadError> {
    serde_json::from_slice(line).map_err(|error| {
        // Which line it is was not counted; the start of the record finds it.
        let start: String = String::from_utf8_lossy(line).chars().take(60).collect();
        ReadError::NotOne {
            path: path.to_owned(), why: format!("{error}, in the record {start}…")
        }
    })
}

/// The records of a table that is in memory, through their lines, so that all forms take one way.
fn again<R: Serialize, T: DeserializeOwned, Keep: Fn(&[u8]) -> bool>(
    path: &Path,
    records: &[R],
    sieve: &Sieve<'_, Keep>,
) -> Result<Vec<T>, ReadError> {
    let mut kept = Vec::new();
    for record in records {
        let line = serde_json::to_vec(record)
            .map_err(|error| ReadError::NotOne { path: path.to_owned(), why: error.to_string() })?;
        if sieve.holds(&line) {
            kept.push(one(path, &line)?);
        }
    }
    Ok(kept)
}

/// Finds the first string with a key in a line, such as `"document":"d-1"`, without parsing it. Ids
/// and kinds have no escapes, and a key inside a text cannot be meant: its quotes are escaped.
pub(super) struct Field(memchr::memmem::Finder<'static>);

impl Field {
    /// For this key.
    pub fn new(key: &str) -> Self {
        let wanted = format!("\"{key}\":\"");
        Self(memchr::memmem::Finder::new(wanted.as_bytes()).into_owned())
    }

    /// The text, if the line has it.
    pub fn of<'line>(&self, line: &'line [u8]) -> Option<&'line str> {
        let start = self.0.find(line)? + self.0.needle().len();
        let length = memchr::memchr(b'"', &line[start..])?;
        std::str::from_utf8(&line[start..start + length]).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kb::v1::Issue;

    fn issue(code: &str, message: &str) -> Issue {
        Issue {
            locator: "a.txt".to_owned(),
            record: None,
            code: code.to_owned(),
            severity: crate::kb::v1::Severity::Warning,
            message: message.to_owned(),
        }
    }

    fn sample(issues: &[Issue]) -> String {
        let lines: Vec<String> =
            issues.iter().filter_map(|issue| serde_json::to_string(issue).ok()).collect();
        let run = r#"{"tool":"extract","tool_version":"0","rules_digest":"","settings_digest":"","offset_unit":"code_point","text_form":"NFC","calibrated":false}"#;
        let mut text = format!(
            "{{\n\"format\": \"extract-kb\",\n\"format_version\": \"1.0\",\n\"run\": {run}"
        );
        for table in TABLES.iter().filter(|table| **table != "issues") {
            text.push_str(&format!(",\n\"{table}\": []"));
        }
        text + ",\n\"issues\": [\n" + &lines.join(",\n") + "\n]\n}\n"
    }

    #[test]
    fn every_layout_gives_the_same_records() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let issues: Vec<Issue> =
            (0..500).map(|n| issue(&format!("D{n:03}"), "\"issues\": [\n]é")).collect();
        let path = folder.path().join("kb.json");
        let text = sample(&issues);
        std::fs::write(&path, &text)?;
        let lines = Source::open(&path)?;
        assert!(matches!(lines.0, Form::Lines(_)));
        assert_eq!(lines.all::<Issue>("issues")?, issues);
        assert_eq!(lines.all::<Issue>("mentions")?, []);
        let value: serde_json::Value = serde_json::from_str(&text)?;
        std::fs::write(&path, serde_json::to_string_pretty(&value)?)?;
        let whole = Source::open(&path)?;
        assert!(matches!(whole.0, Form::Whole(_)));
        assert_eq!(
            whole
                .some::<Issue>("issues", |line| Field::new("code").of(line) == Some("D007"))?
                .len(),
            1
        );
        Ok(())
    }
}
