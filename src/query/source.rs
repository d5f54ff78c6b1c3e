//! Reading only what a question needs: a table, or the lines of a table that can matter.
//!
//! A knowledge base of ten thousand documents is hundreds of megabytes, and a question must be
//! answered while somebody waits. The published forms have one record a line, so lines are looked at
//! as bytes first and only those that can matter are parsed, in parallel. A `kb.json` that another
//! tool has laid out anew is read whole.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::kb::read::{self, KB_FILE, ReadError, TABLES};
use crate::kb::v1::KnowledgeBase;

/// Bytes read at a time: little enough to stay in the cache of a core.
const BLOCK: u64 = 1 << 18;
/// Words that are looked for one by one.
const WORDS: usize = 8;
/// Bytes read at a time to reach the end of a line.
const MORE: u64 = 1 << 14;

/// A knowledge base on disk, open for questions.
#[derive(Debug)]
pub struct Source(Form);

#[derive(Debug)]
enum Form {
    /// A folder with the tables as `.jsonl`.
    Tables(PathBuf),
    /// A `kb.json` with one record a line, and its other lines with their places.
    Lines(PathBuf, Vec<(u64, String)>),
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
                Ok(Self(Form::Lines(path.to_owned(), headings(path)?)))
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

    /// The records of a table that `keep` accepts, in order, where only lines that hold one of
    /// `words` (such as ids) can be wanted: much faster than looking at every line. Without words, or
    /// with many, every line is looked at.
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
        // Past a few words, one look at every line is cheaper than one at every byte for each.
        let words = if words.len() > WORDS { &[] } else { words };
        let finders: Vec<_> = words.iter().map(memchr::memmem::Finder::new).collect();
        let cut = cut.map(memchr::memmem::Finder::new);
        let sieve = Sieve { finders: &finders, cut, keep: &keep, spaced: false };
        match &self.0 {
            Form::Tables(folder) => {
                let path = folder.join(format!("{table}.jsonl"));
                let length = length(&path)?;
                let sieve = Sieve { spaced: spaced(&path)?, ..sieve };
                stretches(&path, 0..length, |lines| parse(&path, lines, &sieve))
            }
            Form::Lines(path, headings) => {
                let heading = format!("\"{table}\": [");
                let Some(at) = headings.iter().position(|(_, line)| line.starts_with(&heading))
                else {
                    return Ok(Vec::new());
                };
                let start = headings[at].0 + headings[at].1.len() as u64;
                let end = match headings.get(at + 1) {
                    Some((next, _)) => *next,
                    None => length(path)?,
                };
                stretches(path, start..end, |lines| parse(path, lines, &sieve))
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

/// Where the lines that are no records start, and the lines, of a `kb.json` with one record a line.
/// Texts have no line ends of their own in JSON, so a quotation mark after one opens a heading.
fn headings(path: &Path) -> Result<Vec<(u64, String)>, ReadError> {
    let length = length(path)?;
    let quote = memchr::memmem::Finder::new(b"\n\"");
    let found = each_stretch(path, 0..length, |start, lines| {
        let mut found = Vec::new();
        let first = lines.starts_with(b"\"").then_some(0);
        for at in first.into_iter().chain(quote.find_iter(lines).map(|at| at + 1)) {
            let end = memchr::memchr(b'\n', &lines[at..]).map_or(lines.len(), |end| at + end + 1);
            let line = String::from_utf8_lossy(&lines[at..end]).into_owned();
            found.push((start + at as u64, line));
        }
        Ok(found)
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// Whether the first record of a table has a space after its first key.
fn spaced(path: &Path) -> Result<bool, ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    let mut start = Vec::new();
    File::open(path).map_err(io)?.take(64).read_to_end(&mut start).map_err(io)?;
    let colon = memchr::memchr(b':', &start).and_then(|at| start.get(at + 1));
    Ok(start.starts_with(b"{ ") || colon.is_some_and(u8::is_ascii_whitespace))
}

fn length(path: &Path) -> Result<u64, ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    std::fs::metadata(path).map(|meta| meta.len()).map_err(io)
}

/// What `take` makes of stretches of whole lines, joined in order.
fn stretches<T: Send>(
    path: &Path,
    within: Range<u64>,
    take: impl Fn(&[u8]) -> Result<Vec<T>, ReadError> + Sync,
) -> Result<Vec<T>, ReadError> {
    let parts = each_stretch(path, within, |_, lines| take(lines))?;
    let mut all = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    for mut part in parts {
        all.append(&mut part);
    }
    Ok(all)
}

/// Calls `take` with the place and content of stretches of whole lines of a part of a file, in
/// parallel: reading costs as much as looking, so both are shared out. The part starts at a line.
fn each_stretch<T: Send>(
    path: &Path,
    within: Range<u64>,
    take: impl Fn(u64, &[u8]) -> Result<T, ReadError> + Sync,
) -> Result<Vec<T>, ReadError> {
    let count = (within.end - within.start).div_ceil(BLOCK);
    let mut starts: Vec<u64> = (0..count).map(|n| within.start + n * BLOCK).collect();
    starts.push(within.end);
    let bounds: Vec<(u64, u64)> =
        starts.iter().copied().zip(starts.iter().copied().skip(1)).collect();
    bounds
        .into_par_iter()
        .map_init(
            || (None, Vec::new()),
            |(file, buffer), (start, end)| {
                let io = |source| ReadError::Io { path: path.to_owned(), source };
                if file.is_none() {
                    *file = Some(File::open(path).map_err(io)?);
                }
                let Some(file) = file else { return take(start, &[]) };
                let first = start == within.start;
                let (at, lines) =
                    whole_lines(file, start, end, within.end, first, buffer).map_err(io)?;
                take(at, lines)
            },
        )
        .collect()
}

/// The lines that start in `start..end` of a file, and where the first of them does.
fn whole_lines<'a>(
    file: &mut File,
    start: u64,
    end: u64,
    limit: u64,
    first: bool,
    buffer: &'a mut Vec<u8>,
) -> std::io::Result<(u64, &'a [u8])> {
    // One byte before tells whether a line starts just here.
    let from = if first { start } else { start - 1 };
    file.seek(SeekFrom::Start(from))?;
    buffer.clear();
    file.by_ref().take(end - from).read_to_end(buffer)?;
    let skipped = if first {
        0
    } else {
        match memchr::memchr(b'\n', buffer) {
            Some(at) => at + 1,
            // A line that is longer than a stretch belongs to the one that it starts in.
            None => return Ok((end, &[])),
        }
    };
    let mut at = end;
    while at < limit && skipped < buffer.len() && !buffer.ends_with(b"\n") {
        let before = buffer.len();
        file.by_ref().take(MORE.min(limit - at)).read_to_end(buffer)?;
        let added = &buffer[before..];
        if added.is_empty() {
            break;
        }
        at += added.len() as u64;
        if let Some(line_end) = memchr::memchr(b'\n', added) {
            buffer.truncate(before + line_end + 1);
        }
    }
    Ok((from + skipped as u64, &buffer[skipped..]))
}

/// Which lines are kept.
struct Sieve<'a, Keep> {
    /// One of these is in the line; without any, all lines are looked at.
    finders: &'a [memchr::memmem::Finder<'a>],
    /// Where a record ends for whoever asks.
    cut: Option<memchr::memmem::Finder<'a>>,
    keep: &'a Keep,
    /// Whether another tool has put spaces into the lines, so that they must be written anew before
    /// `keep` looks at them.
    spaced: bool,
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

/// Parses the lines that the sieve keeps, in order.
fn parse<T: DeserializeOwned, Keep: Fn(&[u8]) -> bool>(
    path: &Path,
    piece: &[u8],
    sieve: &Sieve<'_, Keep>,
) -> Result<Vec<T>, ReadError> {
    let mut records = Vec::new();
    for (start, end) in sieve.lines(piece) {
        let line = piece[start..end].trim_ascii();
        let line = line.strip_suffix(b",").unwrap_or(line);
        // What opens or closes a table is no record.
        if matches!(line, b"" | b"]" | b"}") {
            continue;
        }
        if sieve.spaced {
            let value: serde_json::Value = one(path, line)?;
            let anew = value.to_string();
            if (sieve.keep)(anew.as_bytes()) {
                records.push(one(path, line)?);
            }
        } else if (sieve.keep)(line) {
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
        assert!(matches!(lines.0, Form::Lines(..)));
        assert_eq!(lines.all::<Issue>("issues")?, issues);
        assert_eq!(lines.all::<Issue>("mentions")?, []);
        assert_eq!(lines.all::<Issue>("documents")?, []);
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
        // Tables, as this program writes them and as Python does.
        let header = text.split_once(",\n\"documents\"").map(|(head, _)| format!("{head}}}"));
        std::fs::write(folder.path().join("run.json"), header.unwrap_or_default())?;
        std::fs::remove_file(&path)?;
        for table in TABLES {
            std::fs::write(folder.path().join(format!("{table}.jsonl")), "")?;
        }
        let compact: Vec<String> =
            issues.iter().filter_map(|issue| serde_json::to_string(issue).ok()).collect();
        let compact = compact.join("\n") + "\n";
        for content in [compact.replace("\":\"", "\": \""), compact.clone()] {
            std::fs::write(folder.path().join("issues.jsonl"), content)?;
            let tables = Source::open(folder.path())?;
            assert!(matches!(tables.0, Form::Tables(_)));
            assert_eq!(tables.all::<Issue>("issues")?, issues);
            let one = |line: &[u8]| Field::new("code").of(line) == Some("D007");
            assert_eq!(tables.some::<Issue>("issues", one)?.len(), 1);
            assert_eq!(tables.holding::<Issue>("issues", &["D007"], one)?.len(), 1);
        }
        Ok(())
    }

    #[test]
    fn stretches_give_every_line_once() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("lines");
        // Lines that end just at, before and after the bounds of stretches, and some much longer.
        let block = usize::try_from(BLOCK)?;
        for lengths in [vec![block - 1, block, 5], vec![block - 2, 0, 3 * block, 7], vec![1; 9]] {
            for last in ["\n", ""] {
                let lines: Vec<String> = lengths
                    .iter()
                    .enumerate()
                    .map(|(at, &length)| format!("{at}{}", "é".repeat(length / 2)))
                    .collect();
                std::fs::write(&path, lines.join("\n") + last)?;
                let found = stretches(&path, 0..length(&path)?, |stretch| {
                    let text = String::from_utf8_lossy(stretch);
                    Ok(text.lines().map(str::to_owned).collect())
                })?;
                assert_eq!(found, lines);
            }
        }
        Ok(())
    }
}
