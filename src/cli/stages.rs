//! The one place where the command line meets the stages of extraction: list, open, extract, link.

use std::path::PathBuf;

use extract::config::Settings;
use extract::document::{self, Content, ListOptions, Media, Record};
use extract::gazetteer::{Gazetteer, Table};
use extract::kb::facts::{DocumentFacts, DocumentOutcome};
use extract::kb::id;
use extract::kb::v1::{Issue, KnowledgeBase, Run, Severity};
use extract::link::{Decisions, LinkData};
use extract::pipeline::{self, Buffers, load_rules};
use extract::rules::{RuleFiles, RuleSet};

pub use extract::document::{Locator, Source};

use super::exit::Failure;

/// The files under `paths`, and what is wrong with the paths themselves.
pub fn list(paths: &[PathBuf]) -> (Vec<Locator>, Vec<Issue>) {
    let (locators, failures) = document::list(paths, ListOptions::default());
    (locators, failures.into_iter().map(unread).collect())
}

/// The documents of a file.
pub fn open(locator: &Locator) -> impl Iterator<Item = Result<Source, Issue>> + use<> {
    let (sources, failure) = match document::open(locator) {
        Ok(sources) => (Some(sources), None),
        Err(failure) => (None, Some(failure)),
    };
    let sources = sources.into_iter().flatten().map(|source| source.map_err(unread));
    sources.chain(failure.map(|failure| Err(unread(failure))))
}

/// A text that is already decoded, with the date that is known for it.
pub fn record(name: &str, text: &str, published: Option<&str>) -> Source {
    let record =
        Record { text: text.to_owned(), date: published.map(str::to_owned), ..Record::default() };
    Source {
        name: name.to_owned(),
        record: None,
        content: Content::Record(record),
        media: Media::Text,
    }
}

fn unread(failure: document::Failure) -> Issue {
    let document::Failure { name, record, code, message } = failure;
    self::failure(&name, record.as_deref(), code, &message)
}

/// An issue of a document that is not in the knowledge base.
pub fn failure(locator: &str, record: Option<&str>, code: &str, message: &str) -> Issue {
    Issue {
        locator: locator.to_owned(),
        record: record.map(str::to_owned),
        code: code.to_owned(),
        severity: Severity::Failed,
        message: message.to_owned(),
    }
}

/// Rules and settings, ready to extract on any thread.
pub struct Extractor {
    pipeline: pipeline::Extractor,
    linker: Linker,
    rules_digest: String,
    settings_digest: String,
}

impl Extractor {
    /// Reads and compiles the rules.
    pub fn new(settings: &Settings) -> Result<Self, Failure> {
        let (files, gazetteer) = sources(settings)?;
        Self::with_rules(settings, &files, gazetteer)
    }

    /// Compiles rule files that are already read.
    pub fn with_rules(
        settings: &Settings,
        files: &RuleFiles,
        gazetteer: &'static Gazetteer,
    ) -> Result<Self, Failure> {
        let mut loaded = load_rules(files, gazetteer);
        if loaded.has_errors() {
            return Err(Failure::Files(loaded.diagnostics, Box::new(loaded.sources)));
        }
        keep_languages(&mut loaded.rules, &settings.languages.value)?;
        let sources = loaded.sources;
        let pipeline = pipeline::Extractor::new(loaded.rules, files, gazetteer)
            .map_err(|faults| Failure::Files(faults, Box::new(sources)))?;
        let parts = settings.result_parts();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        Ok(Self {
            pipeline,
            linker: Linker::from_files(files, gazetteer)?,
            rules_digest: id::run_digest(&[&files.digest(), gazetteer.digest()]),
            settings_digest: id::run_digest(&parts),
        })
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
            calibrated: self.pipeline.rules().curves.is_some(),
        }
    }

    /// Extracts one document. Each thread keeps its buffers.
    pub fn document(&self, source: Source) -> DocumentOutcome {
        thread_local! {
            static BUFFERS: std::cell::RefCell<Buffers> = std::cell::RefCell::default();
        }
        BUFFERS.with_borrow_mut(|buffers| self.pipeline.document(source, buffers))
    }

    /// The stages of one document.
    pub fn pipeline(&self) -> &pipeline::Extractor {
        &self.pipeline
    }

    /// Links what the documents contribute.
    pub fn linker(&self) -> &Linker {
        &self.linker
    }
}

/// Leaves out the rules of languages that were not asked for; no codes mean all.
fn keep_languages(rules: &mut RuleSet, codes: &[String]) -> Result<(), Failure> {
    if let Some(code) = codes.iter().find(|code| rules.language(code).is_none()) {
        let known: Vec<&str> =
            rules.languages.iter().map(|language| language.code.as_str()).collect();
        let known = known.join(", ");
        let message =
            format!("there are no rules for language `{code}`; there are some for {known}");
        return Err(Failure::start(message));
    }
    rules.languages.retain(|language| codes.is_empty() || codes.contains(&language.code));
    Ok(())
}

/// The rule files and gazetteers that the settings ask for.
pub fn sources(settings: &Settings) -> Result<(RuleFiles, &'static Gazetteer), Failure> {
    let Some(folder) = &settings.rules.value else {
        return Ok((RuleFiles::embedded(), Gazetteer::embedded()));
    };
    let files = RuleFiles::from_folder(folder).map_err(Failure::start)?;
    let tables = folder.join("gazetteers");
    if !tables.is_dir() || Gazetteer::is_embedded(&tables) {
        return Ok((files, Gazetteer::embedded()));
    }
    let gazetteer = Gazetteer::from_folder(&tables).map_err(Failure::start)?;
    // Loaded once and used until the process ends.
    Ok((files, Box::leak(Box::new(gazetteer))))
}

/// Linking with its data.
pub struct Linker {
    data: LinkData,
    decisions: Decisions,
}

impl Linker {
    /// Reads the linking data and forced decisions that the settings ask for.
    pub fn new(settings: &Settings) -> Result<Self, Failure> {
        let (files, gazetteer) = sources(settings)?;
        Self::from_files(&files, gazetteer)
    }

    fn from_files(files: &RuleFiles, gazetteer: &'static Gazetteer) -> Result<Self, Failure> {
        let data = match files.0.get("link.toml") {
            Some(text) => LinkData::parse(text),
            None => LinkData::bundled(),
        };
        let languages = files.0.keys().filter_map(|name| name.strip_suffix("/language.toml"));
        let languages: Vec<String> = languages.map(str::to_owned).collect();
        let data = data
            .map_err(Failure::start)?
            .with_lexicon(move |word| is_known(gazetteer, &languages, word));
        let text = files.0.get("decisions.csv").map_or("", String::as_str);
        let (decisions, problems) = Decisions::parse(text, &data);
        if let Some(problem) = problems.first() {
            return Err(Failure::start(format!("decisions.csv: {problem}")));
        }
        Ok(Self { data, decisions })
    }

    /// Links what the documents contribute, in any order, into one knowledge base.
    pub fn link(&self, facts: Vec<DocumentFacts>, run: Run, issues: Vec<Issue>) -> KnowledgeBase {
        extract::link::link(facts, issues, run, &self.decisions, &self.data)
    }
}

/// Whether a folded word is a common word of a language or a place.
fn is_known(gazetteer: &Gazetteer, languages: &[String], word: &str) -> bool {
    // A word in capitals may have dropped its accents, as a folded one has.
    let capitals = word.to_uppercase();
    let common = |language: &String| {
        gazetteer.words(language).is_some_and(|words| !words.features(&capitals).is_unknown())
    };
    let place =
        |table| matches!(table, Table::Country | Table::Region | Table::City | Table::PlaceExtra);
    languages.iter().any(common) || gazetteer.lookup(word).any(|posting| place(posting.table()))
}
