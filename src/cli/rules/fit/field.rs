//! What weights are fitted on and scored with: gold texts through the real pipeline, under the
//! authors' weights or under fitted ones.

use std::collections::BTreeMap;

use extract::config::Settings;
use extract::eval::{self, Class, GoldText, Scores, Verdict};
use extract::gazetteer::Gazetteer;
use extract::pipeline::names::TARGETS;
use extract::pipeline::{Buffers, load_rules};
use extract::rules::fit::{Column, Problem, Row};
use extract::rules::weights::{WEIGHTS_FILE, Weights, is_weighed};
use extract::rules::{LanguageIdx, Rule, RuleFiles, RuleIdx, RuleKind, RuleSet};
use rayon::prelude::*;

use crate::cli::eval::predict;
use crate::cli::exit::Failure;
use crate::cli::stages::{self, Extractor};

/// Rules without fitted weights, and where each weight stands.
pub struct Field<'s> {
    settings: &'s Settings,
    files: RuleFiles,
    gazetteer: &'static Gazetteer,
    rules: RuleSet,
    columns: Vec<Column>,
    /// Language and rule of each column.
    owners: Vec<(LanguageIdx, RuleIdx)>,
    places: BTreeMap<(LanguageIdx, RuleIdx), u32>,
}

/// What came of extracting gold texts.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Counts.
    pub scores: Scores,
    /// What became of each fact.
    pub verdicts: Vec<Verdict>,
}

impl Outcome {
    /// Takes the outcome on other texts in.
    pub fn add(&mut self, other: Self) {
        self.scores += other.scores;
        self.verdicts.extend(other.verdicts);
    }

    /// Strict F1 of organisations, places and persons together.
    pub fn names(&self) -> f64 {
        let (mut strict, mut both) = (0, 0);
        for class in [Class::Organisation, Class::Place, Class::Person] {
            let held = self.scores.class(class);
            strict += held.strict;
            both += held.gold + held.predicted;
        }
        2.0 * strict as f64 / both.max(1) as f64
    }

    /// F1 of relations by aligned members.
    pub fn relations(&self) -> f64 {
        let links = self.scores.all_links();
        2.0 * links.credit / (links.gold + links.predicted).max(1) as f64
    }
}

impl<'s> Field<'s> {
    /// Compiles the rules once and numbers their weights.
    pub fn new(
        settings: &'s Settings,
        files: RuleFiles,
        gazetteer: &'static Gazetteer,
    ) -> Result<Self, Failure> {
        let loaded = load_rules(&files, gazetteer);
        if loaded.has_errors() {
            return Err(Failure::Files(loaded.diagnostics, Box::new(loaded.sources)));
        }
        let rules = loaded.rules;
        let (mut columns, mut owners, mut places) = (Vec::new(), Vec::new(), BTreeMap::new());
        for (language, held) in rules.languages.iter().enumerate() {
            for (index, rule) in held.rules.iter().enumerate() {
                let (RuleKind::Evidence { target, .. } | RuleKind::Name { target, .. }) = rule.kind
                else {
                    continue;
                };
                let name = rules.types.get(target.0 as usize).map_or("", String::as_str);
                let Some(target) = TARGETS.iter().position(|held| *held == name) else { continue };
                let owner = (LanguageIdx(language as u8), RuleIdx(index as u32));
                places.insert(owner, columns.len() as u32);
                owners.push(owner);
                let prior = f64::from(rule.author_weight) / 1000.0;
                columns.push(Column { target: target as u8, prior });
            }
        }
        debug_assert!(
            rules
                .languages
                .iter()
                .flat_map(|held| &held.rules)
                .filter(|r| is_weighed(&r.kind))
                .count()
                >= columns.len()
        );
        Ok(Self { settings, files, gazetteer, rules, columns, owners, places })
    }

    /// The types of the rule set.
    pub fn types(&self) -> &[String] {
        &self.rules.types
    }

    /// The rules by column.
    pub fn weighed(&self) -> impl Iterator<Item = &Rule> {
        self.owners
            .iter()
            .map(|&(language, rule)| self.rules.languages[language.0 as usize].rule(rule))
    }

    /// A problem of these rows.
    pub fn problem(&self, rows: Vec<Row>) -> Problem {
        Problem { columns: self.columns.clone(), rows, targets: TARGETS.len() }
    }

    fn extractor(&self, weights: Option<&Weights>) -> Result<Extractor, Failure> {
        let mut files = self.files.clone();
        if let Some(weights) = weights {
            files.0.insert(WEIGHTS_FILE.to_owned(), weights.render());
        }
        Extractor::with_rules(self.settings, &files, self.gazetteer)
    }

    /// The candidates of each text, and which types are right for each. Spans that overlap an
    /// annotated name are left out: which of them is the name is for the choice among them to say, and
    /// taken as mistakes they would talk down every name that has rivals.
    pub fn rows(
        &self,
        weights: Option<&Weights>,
        texts: &[GoldText],
    ) -> Result<Vec<Vec<Row>>, Failure> {
        let extractor = self.extractor(weights)?;
        Ok(texts.par_iter().map(|text| self.rows_of(&extractor, text)).collect())
    }

    fn rows_of(&self, extractor: &Extractor, text: &GoldText) -> Vec<Row> {
        let name = format!("{}.txt", text.id);
        let source = stages::record(&name, &text.text, text.gold.published.as_deref());
        let Ok(document) = extractor.pipeline().prepare(source) else { return Vec::new() };
        // A text that is read otherwise than gold has it has other offsets.
        if document.text.as_str() != text.text {
            return Vec::new();
        }
        let right = right_types(text);
        let rival = |span: (u32, u32)| right.keys().any(|held| held.0 < span.1 && span.0 < held.1);
        let samples = extractor.pipeline().name_samples(&document, &mut Buffers::default());
        samples
            .iter()
            .filter_map(|sample| {
                let span = (sample.span.start, sample.span.end);
                let right = match right.get(&span) {
                    Some(&right) => right,
                    None if rival(span) => return None,
                    None => NO_NAME,
                };
                let mut active: Vec<u32> = sample
                    .considered
                    .evidence
                    .iter()
                    .filter_map(|&(rule, _)| self.places.get(&(sample.language, rule)).copied())
                    .collect();
                active.sort_unstable();
                active.dedup();
                Some(Row { active, right })
            })
            .collect()
    }

    /// Extracts gold texts and scores what comes of it; confidences are as published.
    pub fn score(&self, weights: Option<&Weights>, texts: &[GoldText]) -> Result<Outcome, Failure> {
        let extractor = self.extractor(weights)?;
        let report = eval::evaluate(texts, |text| predict(&extractor, text));
        let mut out = Outcome::default();
        for text in report.texts {
            out.scores += text.scores;
            out.verdicts.extend(text.verdicts);
        }
        Ok(out)
    }
}

/// Bits of the types that are no name of ours: another sort of name, or none.
const NO_NAME: u8 = 0b11000;

/// The types of annotated spans.
fn right_types(text: &GoldText) -> BTreeMap<(u32, u32), u8> {
    let gold = &text.gold;
    let mut out = BTreeMap::new();
    let organisations = gold.organisations.iter().flat_map(|held| &held.mentions);
    let places = gold.places.iter().flat_map(|held| &held.mentions);
    let persons = gold.persons.iter().flat_map(|held| &held.mentions);
    for (bit, span) in organisations
        .map(|span| (0b001, span))
        .chain(places.map(|span| (0b010, span)))
        .chain(persons.map(|span| (0b100, span)))
    {
        *out.entry(*span).or_default() |= bit;
    }
    out
}

/// Digest of the texts and annotations that weights are fitted on.
pub fn gold_digest(texts: &[GoldText]) -> String {
    let parts: Vec<String> =
        texts.iter().map(|text| format!("{}\0{}\0{:?}", text.id, text.text, text.gold)).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    extract::kb::id::run_digest(&parts)
}
