//! The one place where the command line meets the stages of extraction: list, open, extract, link.

use std::path::{Path, PathBuf};

use extract::config::Settings;
use extract::kb::facts::{DocumentFacts, DocumentOutcome};
use extract::kb::v1::{Document, FORMAT, FORMAT_VERSION, Issue, KnowledgeBase, Run, Severity};
use extract::kb::{id, order};
use extract::rules::RuleFiles;

use super::exit::Failure;

/// A file to open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locator {
    /// Published name.
    pub name: String,
    /// Where to open it.
    pub path: PathBuf,
}

/// One document's worth of input.
pub struct Source {
    /// Published name.
    pub name: String,
    /// What was read.
    pub bytes: Vec<u8>,
    /// Publication date that is known from elsewhere.
    pub published: Option<String>,
}

/// The files under `paths`, and what is wrong with the paths themselves.
pub fn list(paths: &[PathBuf]) -> (Vec<Locator>, Vec<Issue>) {
    let (mut locators, mut issues) = (Vec::new(), Vec::new());
    for path in paths {
        if path.is_dir() {
            walk(path, path, &mut locators);
        } else if path.is_file() {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            locators.push(Locator { name, path: path.clone() });
        } else {
            let message = "there is no such file or folder; check the path";
            issues.push(failure(&path.to_string_lossy(), "D001", message));
        }
    }
    locators.sort();
    (locators, issues)
}

fn walk(root: &Path, folder: &Path, locators: &mut Vec<Locator>) {
    for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
    {
        if path.is_dir() {
            walk(root, &path, locators);
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            locators.push(Locator { name, path });
        }
    }
}

/// The documents of a file.
pub fn open(locator: &Locator) -> impl Iterator<Item = Result<Source, Issue>> + use<> {
    let Locator { name, path } = locator.clone();
    let source = match std::fs::read(path) {
        Ok(bytes) => Ok(Source { name, bytes, published: None }),
        Err(error) => Err(failure(&name, "D002", &error.to_string())),
    };
    std::iter::once(source)
}

/// A text that is already decoded, with the date that is known for it.
pub fn record(name: &str, text: &str, published: Option<&str>) -> Source {
    Source {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
        published: published.map(str::to_owned),
    }
}

/// An issue of a document that is not in the knowledge base.
pub fn failure(locator: &str, code: &str, message: &str) -> Issue {
    Issue {
        locator: locator.to_owned(),
        record: None,
        code: code.to_owned(),
        severity: Severity::Failed,
        message: message.to_owned(),
    }
}

/// Rules and settings, ready to extract on any thread.
pub struct Extractor {
    rules_digest: String,
    settings_digest: String,
}

impl Extractor {
    /// Reads and compiles the rules.
    pub fn new(settings: &Settings) -> Result<Self, Failure> {
        let files = match &settings.rules.value {
            Some(folder) => RuleFiles::from_folder(folder).map_err(Failure::start)?,
            None => RuleFiles::embedded(),
        };
        let parts = settings.result_parts();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        Ok(Self { rules_digest: files.digest(), settings_digest: id::run_digest(&parts) })
    }

    /// What made the results.
    pub fn run(&self) -> Run {
        Run {
            tool: "extract".to_owned(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            rules_digest: self.rules_digest.clone(),
            settings_digest: self.settings_digest.clone(),
            offset_unit: "code_point".to_owned(),
            text_form: "NFC".to_owned(),
            calibrated: false,
        }
    }

    /// Extracts one document.
    #[expect(clippy::unused_self, reason = "the pipeline is to come")]
    pub fn document(&self, source: Source) -> DocumentOutcome {
        let Source { name, bytes, published } = source;
        let Ok(text) = String::from_utf8(bytes) else {
            let message = "not a text but binary data; convert it to text first";
            return DocumentOutcome::Failed(failure(&name, "D006", message));
        };
        let document = Document {
            id: id::document(&text, published.as_deref()),
            locator: name,
            record: None,
            other_locators: Vec::new(),
            title: None,
            published_from: published.as_ref().map(|_| "record".to_owned()),
            published,
            publisher: None,
            url: None,
            author: None,
            language: "und".to_owned(),
            language_score: 0.0,
            encoding: "UTF-8".to_owned(),
            char_count: text.chars().count() as u64,
            duplicate_of: None,
            blocks: Vec::new(),
            text: Some(text),
        };
        DocumentOutcome::Facts(Box::new(DocumentFacts {
            document,
            entities: Vec::new(),
            mentions: Vec::new(),
            dates: Vec::new(),
            amounts: Vec::new(),
            relations: Vec::new(),
            issues: Vec::new(),
        }))
    }
}

/// Links what the documents contribute, in any order, into one knowledge base.
pub fn link(facts: Vec<DocumentFacts>, run: Run, issues: Vec<Issue>) -> KnowledgeBase {
    let mut kb = KnowledgeBase {
        format: FORMAT.to_owned(),
        format_version: FORMAT_VERSION.to_owned(),
        run,
        documents: facts.into_iter().map(|facts| facts.document).collect(),
        organisations: Vec::new(),
        persons: Vec::new(),
        places: Vec::new(),
        mentions: Vec::new(),
        dates: Vec::new(),
        amounts: Vec::new(),
        relations: Vec::new(),
        issues,
    };
    order::sort(&mut kb);
    kb
}
