//! `extract rules diff`: facts gained, lost and rescored between two folders of rules, by rule.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use extract::config::Settings;
use extract::diag::{self, Diagnostic};
use extract::kb::facts::{DocumentFacts, DocumentOutcome};
use rayon::prelude::*;

use super::Ground;
use super::args::{DiffArgs, FindingForm};
use crate::cli::args::SettingArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::Terminal;
use crate::cli::settings;
use crate::cli::stages::{self, Extractor};

/// What a fact says, wherever its confidence lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// Document.
    pub document: String,
    /// Code points of its text.
    pub span: (u64, u64),
    /// `date`, `organisation`, `agreement` …
    pub kind: String,
    /// Its value, name or members.
    pub value: String,
}

/// Confidence of a fact and the rules that had a part in it, the maker first.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// 0 to 1.
    pub score: f64,
    /// Ids.
    pub rules: Vec<String>,
}

/// Rule, what happened, the fact, and its old and new confidence.
type Row<'f> = (String, &'static str, &'f Fact, String);

/// The folder that stands for the program's own rules.
const BUILT_IN: &str = "built-in";

/// Compares what two folders of rules find.
pub fn run(args: &DiffArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let settings_of = |folder: &Path| {
        let mut settings = args.settings.clone();
        settings.rules = (folder != Path::new(BUILT_IN)).then(|| folder.to_path_buf());
        settings
    };
    let of = |folder: &Path| -> Result<BTreeMap<Fact, Scored>, Failure> {
        let own = settings_of(folder);
        let settings = settings::resolve(&own, own.options())?;
        Ok(facts_on(&settings, &args.on, terminal)?.0)
    };
    let (old, new) = (of(&args.old)?, of(&args.new)?);
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (fact, scored) in &new {
        let rule = scored.rules.first().cloned().unwrap_or_default();
        match old.get(fact) {
            None => rows.push((rule, "gained", fact, String::new())),
            Some(before) if (before.score - scored.score).abs() > 0.000_5 => {
                let change = format!("{:.3} -> {:.3}", before.score, scored.score);
                rows.push((rule, "rescored", fact, change));
            }
            Some(_) => {}
        }
    }
    for (fact, scored) in old.iter().filter(|(fact, _)| !new.contains_key(fact)) {
        let rule = scored.rules.first().cloned().unwrap_or_default();
        rows.push((rule, "lost", fact, String::new()));
    }
    rows.sort();
    let form = args.format.or_json(args.json);
    if form == FindingForm::Github {
        annotate(&rows, &[settings_of(&args.new), settings_of(&args.old)], terminal)?;
    }
    let mut out = terminal.data();
    let mut last = "";
    let listed = if form == FindingForm::Github { &[][..] } else { &rows };
    for (rule, what, fact, change) in listed {
        if form == FindingForm::Json {
            let row = serde_json::json!({
                "rule": rule, "change": what, "document": fact.document,
                "char_start": fact.span.0, "char_end": fact.span.1,
                "kind": fact.kind, "value": fact.value, "score": change,
            });
            writeln!(out, "{row}")?;
            continue;
        }
        if rule != last {
            writeln!(out, "{rule}")?;
            last = rule;
        }
        writeln!(
            out,
            "  {what:<8} {}:{}-{}  {}: {} {change}",
            fact.document, fact.span.0, fact.span.1, fact.kind, fact.value
        )?;
    }
    out.flush()?;
    let count = |wanted: &str| rows.iter().filter(|(_, what, ..)| *what == wanted).count();
    terminal.say(&format!(
        "extract: {} gained, {} lost, {} rescored, of {} facts",
        count("gained"),
        count("lost"),
        count("rescored"),
        old.len()
    ));
    Ok(Exit::Done)
}

/// Facts that an annotation quotes.
const QUOTED: usize = 3;

/// Sums up what changed at each rule, in the first folder that has it; what was lost is a warning.
fn annotate(rows: &[Row<'_>], folders: &[SettingArgs], terminal: &Terminal) -> Result<(), Failure> {
    let grounds = folders.iter().map(Ground::sound).collect::<Result<Vec<_>, _>>()?;
    let mut out = terminal.data();
    for rows in rows.chunk_by(|a, b| a.0 == b.0) {
        let Some((id, ..)) = rows.first() else { continue };
        let count = |wanted: &str| rows.iter().filter(|(_, what, ..)| *what == wanted).count();
        let (gained, lost, rescored) = (count("gained"), count("lost"), count("rescored"));
        let message = format!(
            "`{id}`: {gained} facts gained, {lost} lost, {rescored} with another confidence"
        );
        let quotes: Vec<String> = rows
            .iter()
            .filter(|(_, what, ..)| *what != "rescored")
            .take(QUOTED)
            .map(|(_, what, fact, _)| {
                format!("{what} {}: {}: {}", fact.document, fact.kind, fact.value)
            })
            .collect();
        let mut told = match lost {
            0 => Diagnostic::note("T10", message),
            _ => Diagnostic::warning("T10", message),
        };
        if !quotes.is_empty() {
            told = told.help(quotes.join("; "));
        }
        let held = grounds.iter().find_map(|ground| Some((ground, ground.rule(id)?)));
        let ground = match held {
            Some((ground, rule)) => {
                told = told.at(&rule.file, rule.span.start..rule.span.start + 1, "");
                ground
            }
            None => &grounds[0],
        };
        let (placed, sources) = ground.placed(&[told]);
        write!(out, "{}", diag::render(&placed, &sources, diag::Format::Github))?;
    }
    out.flush()?;
    Ok(())
}

/// The facts of texts with the rules of the settings, and the number of documents.
pub fn facts_on(
    settings: &Settings,
    paths: &[PathBuf],
    terminal: &Terminal,
) -> Result<(BTreeMap<Fact, Scored>, usize), Failure> {
    let extractor = Extractor::new(settings)?;
    let (locators, issues) = stages::list(paths);
    for issue in &issues {
        terminal.say(&format!("extract: {}: {}", issue.locator, issue.message));
    }
    if locators.is_empty() {
        return Err(Failure::Message(Exit::NothingToRead, "no text matched".to_owned()));
    }
    let read: Vec<Vec<(Fact, Scored)>> = locators
        .par_iter()
        .flat_map_iter(|locator| stages::open(locator).flatten())
        .filter_map(|source| match extractor.document(source) {
            DocumentOutcome::Facts(facts) => Some(facts_of(&facts)),
            _ => None,
        })
        .collect();
    let documents = read.len();
    let mut all = BTreeMap::new();
    for (fact, scored) in read.into_iter().flatten() {
        all.insert(fact, scored);
    }
    Ok((all, documents))
}

/// The facts of one document.
fn facts_of(facts: &DocumentFacts) -> Vec<(Fact, Scored)> {
    let document = match &facts.document.record {
        Some(record) => format!("{}#{record}", facts.document.locator),
        None => facts.document.locator.clone(),
    };
    let fact = |span: (u64, u64), kind: &str, value: String| Fact {
        document: document.clone(),
        span,
        kind: kind.to_owned(),
        value,
    };
    let name = |entity: u32| facts.entities.get(entity as usize).map_or("", |held| &held.name);
    let mut out = Vec::new();
    for date in &facts.dates {
        let span = (date.char_start.into(), date.char_end.into());
        let scored = Scored { score: date.score, rules: vec![date.rule.clone()] };
        out.push((fact(span, date.kind.as_str(), date.value.clone()), scored));
    }
    for amount in &facts.amounts {
        let span = (amount.char_start.into(), amount.char_end.into());
        let unit = amount.unit.as_deref().or(amount.item.as_deref()).unwrap_or("");
        let value = format!("{} {unit}", amount.value.0);
        let scored = Scored { score: amount.score, rules: vec![amount.rule.clone()] };
        out.push((fact(span, amount.kind.as_str(), value), scored));
    }
    for mention in &facts.mentions {
        let span = (mention.char_start.into(), mention.char_end.into());
        let mut rules = vec![mention.rule.clone()];
        rules.extend(mention.evidence.iter().cloned());
        let mut seen = BTreeSet::new();
        rules.retain(|rule| seen.insert(rule.clone()));
        let scored = Scored { score: f64::from(mention.score) / 1000.0, rules };
        let entity = facts.entities.get(mention.entity as usize);
        let kind = entity.map_or("", |entity| entity.kind.as_str());
        out.push((fact(span, kind, name(mention.entity).to_owned()), scored));
    }
    for relation in &facts.relations {
        let members: Vec<String> = relation
            .members
            .iter()
            .map(|(role, entity)| format!("{}: {}", role.as_str(), name(*entity)))
            .collect();
        let value = format!("{} ({})", members.join(", "), relation.status.as_str());
        let rules: Vec<String> =
            relation.evidence.iter().map(|evidence| evidence.rule.clone()).collect();
        let span = relation
            .evidence
            .first()
            .map_or((0, 0), |evidence| (evidence.char_start.into(), evidence.char_end.into()));
        let scored = Scored { score: f64::from(relation.score) / 1000.0, rules };
        out.push((fact(span, relation.kind.as_str(), value), scored));
    }
    out
}
