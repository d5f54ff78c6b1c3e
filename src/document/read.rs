//! Paths to sources: which files there are, and what each one holds.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use ignore::WalkBuilder;

use super::MAX_BYTES;
use super::records::{CsvRecords, JsonLines};
use super::source::{Content, Failure, FailureCode, Locator, Media, Source};

/// What [`list`] takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListOptions {
    /// Also files and folders whose name starts with a point.
    pub hidden: bool,
    /// Follow symbolic links. A loop is reported and left.
    pub follow_links: bool,
}

impl Default for ListOptions {
    fn default() -> Self {
        Self { hidden: false, follow_links: true }
    }
}

/// How a file is read, by the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    One(Media),
    JsonLines,
    Csv,
}

/// The files under `paths`, sorted by published name; and what is wrong with the paths
/// themselves. Files of unknown kind inside folders are passed over; given by name they are a
/// failure. `-` is standard input. A file reached twice is listed once.
#[must_use]
pub fn list(paths: &[PathBuf], options: ListOptions) -> (Vec<Locator>, Vec<Failure>) {
    let mut failures = Vec::new();
    let mut found: Vec<Listed> = Vec::new();
    for (argument, path) in paths.iter().enumerate() {
        if path.as_os_str() == "-" {
            found.push(Listed { name: "stdin".to_owned(), path: path.clone(), argument });
            continue;
        }
        let shown = path.to_string_lossy();
        match std::fs::metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                failures.push(Failure::new(FailureCode::Missing, &shown, None, ""));
            }
            Err(error) => {
                let detail = error.to_string();
                failures.push(Failure::new(FailureCode::Unreadable, &shown, None, &detail));
            }
            Ok(data) if data.is_dir() => {
                walk(path, argument, options, &mut found, &mut failures);
            }
            Ok(_) => {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                match form(&name) {
                    Some(_) => {
                        found.push(Listed { name: name.into(), path: path.clone(), argument });
                    }
                    None => {
                        failures.push(Failure::new(FailureCode::UnknownKind, &name, None, ""));
                    }
                }
            }
        }
    }
    if paths.len() > 1 {
        once(&mut found);
        tell_apart(paths, &mut found);
    }
    let mut locators: Vec<Locator> =
        found.into_iter().map(|file| Locator { name: file.name, path: file.path }).collect();
    locators.sort();
    failures.sort();
    (locators, failures)
}

struct Listed {
    name: String,
    path: PathBuf,
    argument: usize,
}

fn walk(
    folder: &Path,
    argument: usize,
    options: ListOptions,
    found: &mut Vec<Listed>,
    failures: &mut Vec<Failure>,
) {
    // Ignore files are about version control; a corpus under one is still the corpus.
    let walker = WalkBuilder::new(folder)
        .standard_filters(false)
        .hidden(!options.hidden)
        .follow_links(options.follow_links)
        .build();
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                let name = published_name(folder, entry.path());
                if form(&name).is_some() {
                    found.push(Listed { name, path: entry.into_path(), argument });
                }
            }
            Ok(_) => {}
            Err(error) => {
                let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy();
                let detail = error.to_string();
                failures.push(Failure::new(FailureCode::Unreadable, &name, None, &detail));
            }
        }
    }
}

/// Path inside the folder, with `/` on every system.
fn published_name(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> =
        inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// Drops files reached by more than one argument, keeping the first.
fn once(found: &mut Vec<Listed>) {
    let mut seen = std::collections::BTreeSet::new();
    found
        .retain(|file| seen.insert(file.path.canonicalize().unwrap_or_else(|_| file.path.clone())));
}

/// Two arguments may hold files of one name: then the argument's own name goes before, and its
/// number where that does not tell them apart either.
fn tell_apart(paths: &[PathBuf], found: &mut [Listed]) {
    for round in 0..2 {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for file in found.iter() {
            *count.entry(file.name.clone()).or_default() += 1;
        }
        for file in found.iter_mut().filter(|file| count.get(&file.name).is_some_and(|&n| n > 1)) {
            let path = &paths[file.argument];
            let folder = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
            let parent = folder.and_then(Path::file_name).map(|name| name.to_string_lossy());
            file.name = match (round, parent) {
                (0, Some(parent)) => format!("{parent}/{}", file.name),
                (0, None) => continue,
                _ => format!("{}/{}", file.argument + 1, file.name),
            };
        }
    }
}

fn form(name: &str) -> Option<Form> {
    let name = name.to_ascii_lowercase();
    let bare = name.strip_suffix(".gz").unwrap_or(&name);
    match bare.rsplit_once('.')?.1 {
        "txt" | "text" => Some(Form::One(Media::Text)),
        "md" | "markdown" => Some(Form::One(Media::Markdown)),
        "html" | "htm" | "xhtml" => Some(Form::One(Media::Html)),
        "jsonl" | "ndjson" => Some(Form::JsonLines),
        "csv" | "tsv" => Some(Form::Csv),
        _ => None,
    }
}

/// The sources of one file, one at a time. Memory is bounded by the largest of them.
pub struct Sources {
    kind: Kind,
}

enum Kind {
    One(Option<Source>),
    JsonLines(JsonLines<Box<dyn Read + Send>>),
    Csv(Box<CsvRecords>),
}

impl Iterator for Sources {
    type Item = Result<Source, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.kind {
            Kind::One(source) => source.take().map(Ok),
            Kind::JsonLines(lines) => lines.next(),
            Kind::Csv(records) => records.next(),
        }
    }
}

/// Opens a file. A container (`.jsonl`, `.csv`) gives one source a record.
///
/// # Errors
/// When the file cannot be opened or read, or is too large.
pub fn open(locator: &Locator) -> Result<Sources, Failure> {
    let Locator { name, path } = locator;
    let stdin = path.as_os_str() == "-";
    let unreadable = |error: std::io::Error| {
        let code = match error.kind() {
            std::io::ErrorKind::NotFound => FailureCode::Missing,
            _ => FailureCode::Unreadable,
        };
        Failure::new(code, name, None, &detail(&error, path))
    };
    let file: Box<dyn Read + Send> = if stdin {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(path).map_err(unreadable)?)
    };
    let packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    let reader: Box<dyn Read + Send> =
        if packed { Box::new(MultiGzDecoder::new(BufReader::new(file))) } else { file };
    // The name may have been changed to tell two files apart, its end never is.
    let form = if stdin { Some(Form::One(Media::Text)) } else { form(name) };
    let kind = match form {
        None => return Err(Failure::new(FailureCode::UnknownKind, name, None, "")),
        Some(Form::JsonLines) => Kind::JsonLines(JsonLines::new(name.clone(), reader)),
        Some(Form::Csv) => Kind::Csv(Box::new(CsvRecords::new(name.clone(), reader)?)),
        Some(Form::One(media)) => {
            let mut bytes = Vec::new();
            reader.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
            if bytes.len() as u64 > MAX_BYTES {
                return Err(Failure::new(FailureCode::TooLarge, name, None, ""));
            }
            let content = Content::Bytes(bytes);
            Kind::One(Some(Source { name: name.clone(), record: None, content, media }))
        }
    };
    Ok(Sources { kind })
}

/// What the system says, with advice where there is some.
fn detail(error: &std::io::Error, path: &Path) -> String {
    let packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    match error.kind() {
        std::io::ErrorKind::NotFound => String::new(),
        std::io::ErrorKind::PermissionDenied => "no permission; change its mode".to_owned(),
        std::io::ErrorKind::InvalidInput
        | std::io::ErrorKind::InvalidData
        | std::io::ErrorKind::UnexpectedEof
            if packed =>
        {
            format!("not a whole gzip file ({error}); fetch it again")
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[PathBuf]) -> (Vec<String>, Vec<(&'static str, String)>) {
        let (locators, failures) = list(paths, ListOptions::default());
        (
            locators.into_iter().map(|locator| locator.name).collect(),
            failures.into_iter().map(|failure| (failure.code, failure.name)).collect(),
        )
    }

    #[test]
    fn folders_are_walked_in_order_of_bytes() {
        let root = tempfile::tempdir().expect("temporary folder");
        let at = |name: &str| root.path().join(name);
        std::fs::create_dir_all(at("b/c")).expect("folders");
        for name in ["b/c/x.txt", "b/é.md", "a.html", "Z.TXT.GZ", ".hidden.txt", "n.json", "b/.DS"]
        {
            std::fs::write(at(name), "x").expect("file");
        }
        let (found, failures) = names(&[root.path().to_owned()]);
        assert_eq!(found, ["Z.TXT.GZ", "a.html", "b/c/x.txt", "b/é.md"]);
        assert!(failures.is_empty());
    }

    #[test]
    fn files_are_listed_once_and_told_apart() {
        let root = tempfile::tempdir().expect("temporary folder");
        let at = |name: &str| root.path().join(name);
        for name in ["a", "b"] {
            std::fs::create_dir_all(at(name)).expect("folder");
            std::fs::write(at(name).join("x.txt"), "x").expect("file");
        }
        let (found, _) = names(&[at("a"), at("b"), at("a/x.txt")]);
        assert_eq!(found, ["a/x.txt", "b/x.txt"]);
    }

    #[test]
    fn what_is_wrong_with_an_argument_is_said() {
        let root = tempfile::tempdir().expect("temporary folder");
        let odd = root.path().join("thèse.docx");
        std::fs::write(&odd, "x").expect("file");
        let missing = root.path().join("absent");
        let (found, failures) = names(&[odd, missing]);
        assert!(found.is_empty());
        assert_eq!(failures.iter().map(|(code, _)| *code).collect::<Vec<_>>().len(), 2);
        assert!(failures.contains(&("D003", "thèse.docx".to_owned())));
        assert!(failures.iter().any(|(code, _)| *code == "D001"));
    }
}
