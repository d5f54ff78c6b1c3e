//! One document through all stages.

use super::analysis::{Analysis, Region};
use super::calibrate;
use super::home;
use super::names::{self, NameContext, NameTables};
use super::publish::{Record, block_kind, publish};
use super::relations::{self, RelationMention};
use super::resources::lexicons;
use super::values;
use crate::diag::Diagnostic;
use crate::document::{
    BlockCues, BlockKind, CueFile, Document, Failure, LanguageCode, LanguageProfiles, Source,
    prepare,
};
use crate::engine::lexemes::Lexemes;
use crate::gazetteer::Gazetteer;
use crate::kb::facts::DocumentOutcome;
use crate::kb::v1::{self, Issue, Severity};
use crate::rules::{LanguageIdx, RuleFiles, RuleSet};
use crate::text::TokenSpan;
use crate::value::PartialDate;

/// Lexicon class of the words that tell languages apart.
const FUNCTION_WORDS: &str = "function_word";

/// Everything that extraction needs, loaded once and shared by all threads.
pub struct Extractor {
    rules: RuleSet,
    names: NameTables,
    gazetteer: &'static Gazetteer,
    cues: BlockCues,
    profiles: LanguageProfiles,
}

/// A document after all stages.
#[derive(Debug)]
pub struct Analysed<'a> {
    /// Tokens, values, names, entities.
    pub analysis: Analysis<'a>,
    /// Relations.
    pub relations: Vec<RelationMention>,
    /// Publication date and where it comes from.
    pub record: Record,
}

/// Stages of the analysis of one document, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Tokens, sentences, lexicons.
    Segment,
    /// Dates and amounts.
    Values,
    /// Organisations, persons, places.
    Names,
    /// Partnership relations.
    Relations,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: &'static [Self] = &[Self::Segment, Self::Values, Self::Names, Self::Relations];

    /// What it does, in a few words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Segment => "tokens, sentences, lexicons",
            Self::Values => "dates and amounts",
            Self::Names => "names",
            Self::Relations => "relations",
        }
    }
}

/// Memory that one thread reuses from document to document.
#[derive(Debug, Default)]
pub struct Buffers {
    lexemes: Vec<Lexemes>,
    values: values::Buffers,
    names: names::Buffers,
    relations: relations::Buffers,
}

impl Buffers {
    /// What the names stage held last.
    /// The tokens of the spans that the last document's run weighed as names in a sentence, chosen or
    /// not.
    pub fn candidates(&self, sentence: usize) -> impl Iterator<Item = TokenSpan> {
        self.names.candidates(sentence)
    }

    pub(super) fn names_mut(&mut self) -> &mut names::Buffers {
        &mut self.names
    }
}

impl Extractor {
    /// Takes over loaded rules and compiles the block cues of their files.
    ///
    /// # Errors
    /// What is wrong with a `blocks.toml`.
    pub fn new(
        rules: RuleSet,
        files: &RuleFiles,
        gazetteer: &'static Gazetteer,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let mut specs = Vec::new();
        let mut origins = Vec::new();
        for language in &rules.languages {
            let name = format!("{}/blocks.toml", language.code);
            let Some(text) = files.0.get(&name) else { continue };
            match toml::from_str::<CueFile>(text) {
                Ok(file) => {
                    let read = file.into_specs(&language.code);
                    origins.extend(std::iter::repeat_n(name, read.len()));
                    specs.extend(read);
                }
                Err(error) => {
                    let span = error.span().unwrap_or(0..0);
                    let message = error.message().to_owned();
                    faults.push(Diagnostic::error("R060", message).at(name, span, ""));
                }
            }
        }
        let cues = BlockCues::compile(&specs).map_err(|error| {
            let file = origins.get(error.index).cloned().unwrap_or_default();
            vec![Diagnostic::error("R061", error.message).at(file, 0..0, "")]
        });
        let cues = match cues {
            Ok(cues) if faults.is_empty() => cues,
            Ok(_) => return Err(faults),
            Err(mut more) => {
                faults.append(&mut more);
                return Err(faults);
            }
        };
        let lists: Vec<(&str, Vec<String>)> = rules
            .languages
            .iter()
            .map(|language| {
                let class = language.lexicons.find_class(FUNCTION_WORDS);
                let words = language.lexicons.entries().iter();
                let words = words.filter(|entry| Some(entry.class) == class);
                (language.code.as_str(), words.map(|entry| entry.form.clone()).collect())
            })
            .collect();
        let profiles = LanguageProfiles::new(&lists);
        let names = NameTables::new(&rules);
        Ok(Self { rules, names, gazetteer, cues, profiles })
    }

    /// The rules in use.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Tables of the names stage.
    pub(super) fn name_tables(&self) -> &NameTables {
        &self.names
    }

    /// The gazetteers in use.
    #[must_use]
    pub fn gazetteer(&self) -> &'static Gazetteer {
        self.gazetteer
    }

    /// Reads, cleans and analyses one source. Never fails: what cannot be read is an issue.
    #[must_use]
    pub fn document(&self, source: Source, buffers: &mut Buffers) -> DocumentOutcome {
        let document = match self.prepare(source) {
            Ok(document) => document,
            Err(failure) => return DocumentOutcome::Failed(issue(failure)),
        };
        if let Some(issue) = self.skipped(&document) {
            return DocumentOutcome::Skipped(issue);
        }
        let Analysed { analysis, relations, record } = self.analyse(&document, buffers);
        DocumentOutcome::Facts(Box::new(publish(&document, &analysis, &relations, record)))
    }

    /// Bytes to a clean document with its blocks and languages.
    ///
    /// # Errors
    /// When the source is empty, binary or too large.
    pub fn prepare(&self, source: Source) -> Result<Document, Failure> {
        prepare(source, &self.cues, &self.profiles)
    }

    /// Runs all stages over a clean document.
    #[must_use]
    pub fn analyse<'a>(&'a self, document: &'a Document, buffers: &mut Buffers) -> Analysed<'a> {
        self.analyse_with(document, buffers, &mut |_| {})
    }

    /// Runs all stages and tells `done` after each, so that a bench can time them.
    #[must_use]
    pub fn analyse_with<'a>(
        &'a self,
        document: &'a Document,
        buffers: &mut Buffers,
        done: &mut dyn FnMut(Stage),
    ) -> Analysed<'a> {
        let text = document.read();
        let regions: Vec<Region> = document
            .blocks
            .iter()
            .enumerate()
            .map(|(block, held)| Region {
                span: held.span,
                block: block as u32,
                language: self.language(held.language.code),
            })
            .collect();
        let parts = lexicons(&self.rules, self.gazetteer);
        let mut analysis = Analysis::new(&self.rules, &parts, text, &regions, &mut buffers.lexemes);
        done(Stage::Segment);
        values::find(&mut analysis, &mut buffers.values);
        values::tidy(&mut analysis);
        done(Stage::Values);
        let kinds: Vec<v1::BlockKind> =
            document.blocks.iter().map(|block| block_kind(block.kind)).collect();
        let cx = NameContext {
            tables: &self.names,
            gazetteer: self.gazetteer,
            country: None,
            blocks: &kinds,
            title: document.meta.title.as_deref(),
        };
        names::find(&mut analysis, &cx, &mut buffers.names);
        done(Stage::Names);
        // What a bare "dinars" or "hier" means depends on where and when the text was written.
        let (reference, record) = dated(document, &analysis);
        let country = home::country(&analysis, &kinds);
        values::settle(&mut analysis, reference, country);
        let kind = |block: u32| kinds[block as usize];
        let relations::Found { mut relations, names } =
            relations::find(&analysis, &kind, &mut buffers.relations);
        for held in names {
            analysis.names[held.name as usize].status = Some((held.status, held.rule));
        }
        if let Some(curves) = &self.rules.curves {
            calibrate::apply(curves, &mut analysis, &mut relations);
        }
        done(Stage::Relations);
        Analysed { analysis, relations, record }
    }

    /// Language whose rules apply; a text too short to tell is read as the first language.
    fn language(&self, code: LanguageCode) -> Option<LanguageIdx> {
        if code == LanguageCode::UNDETERMINED {
            return Some(LanguageIdx(0));
        }
        self.rules.language(code.as_str())
    }

    /// Why a document is left out on purpose, if it is.
    fn skipped(&self, document: &Document) -> Option<Issue> {
        if document.blocks.iter().any(|block| self.language(block.language.code).is_some()) {
            return None;
        }
        let code = document.language.code.as_str();
        let known: Vec<&str> = self.rules.languages.iter().map(|held| held.code.as_str()).collect();
        Some(Issue {
            locator: document.name.clone(),
            record: document.record.clone(),
            code: "D020".to_owned(),
            severity: Severity::Skipped,
            message: format!(
                "the text looks like `{code}`, and there are rules for {} only; add a folder \
                 `rules/{code}` to have it read",
                known.join(", ")
            ),
        })
    }
}

/// The date that relative expressions are seen from, and what is published as the text's date: metadata,
/// else the dateline. Without either a dated quotation (a tweet) gives the reference alone.
fn dated(document: &Document, analysis: &Analysis<'_>) -> (Option<PartialDate>, Record) {
    let is = |kind: BlockKind| move |block: u32| document.blocks[block as usize].kind == kind;
    if let Some(published) = &document.meta.published {
        let record = Record {
            published: Some(published.value.clone()),
            published_from: Some(published.from.as_str().to_owned()),
        };
        return (PartialDate::parse(&published.value), record);
    }
    if let Some(date) = values::first_date(analysis, is(BlockKind::Dateline), false) {
        let record =
            Record { published: Some(date.value()), published_from: Some("dateline".to_owned()) };
        return (Some(date), record);
    }
    let quoted = values::first_date(analysis, is(BlockKind::Quote), true);
    (quoted, Record { published: None, published_from: None })
}

fn issue(failure: Failure) -> Issue {
    Issue {
        locator: failure.name,
        record: failure.record,
        code: failure.code.to_owned(),
        severity: Severity::Failed,
        message: failure.message,
    }
}
