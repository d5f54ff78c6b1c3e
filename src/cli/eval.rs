//! `extract eval`: how good the extraction is, against gold files.

use std::io::Write;

use extract::config::Settings;
use extract::diag::{Diagnostic, Sources};
use extract::eval::{
    self, Baseline, Breakdown, Format, GoldText, Options, Problem, Report, Thresholds,
};
use extract::kb::facts::DocumentOutcome;
use extract::kb::read;
use extract::kb::v1::KnowledgeBase;

use super::args::{By, EvalArgs, ReportForm};
use super::exit::{Exit, Failure};
use super::output::Terminal;
use super::stages::{self, Extractor};
use super::{run, settings};

/// Scores and reports; with thresholds, exit code 1 when one does not hold.
pub fn run(args: &EvalArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let settings = settings::resolve(&args.settings, args.settings.options())?;
    let thresholds = match &args.thresholds {
        Some(path) => Some(Thresholds::read(path).map_err(Failure::start)?),
        None => None,
    };
    let baseline = match &args.baseline {
        Some(path) => Some(Baseline::read(path).map_err(Failure::start)?),
        None => None,
    };
    let texts = eval::load(&args.gold).map_err(|problems| broken_gold(&problems))?;
    settings::use_threads(&settings)?;
    let report = match &args.kb {
        Some(path) => {
            let kb = read::read(path).map_err(Failure::start)?;
            Report { texts: texts.iter().map(|text| eval::score(text, &kb)).collect() }
        }
        None => extract(&texts, &settings)?,
    };
    let gates = thresholds.map(|thresholds| thresholds.judge(&report)).unwrap_or_default();
    let options = Options {
        format: match args.format {
            ReportForm::Text => Format::Text,
            ReportForm::Json => Format::Json,
            ReportForm::Markdown => Format::Markdown,
            ReportForm::Junit => Format::Junit,
            ReportForm::Github => Format::Github,
        },
        by: match args.by {
            By::Folder => Breakdown::Folder,
            By::Document => Breakdown::Document,
        },
        errors: args.errors,
    };
    let difference = baseline.map(|baseline| baseline.compare(&report));
    if let Some(path) = &args.write_baseline {
        let all = Options { format: Format::Json, by: Breakdown::Folder, errors: usize::MAX };
        let json = eval::render(&report, &[], None, all);
        std::fs::write(path, json)
            .map_err(|error| Failure::start(format!("cannot write {}: {error}", path.display())))?;
    }
    let mut out = terminal.data();
    out.write_all(eval::render(&report, &gates, difference.as_ref(), options).as_bytes())?;
    out.flush()?;
    let broken = gates.iter().filter(|gate| !gate.holds()).count();
    if broken > 0 {
        terminal.say(&format!("{broken} of {} thresholds do not hold", gates.len()));
        return Ok(Exit::CheckFailed);
    }
    Ok(Exit::Done)
}

/// Scores what the program extracts now, each text as a knowledge base of its own.
fn extract(texts: &[GoldText], settings: &Settings) -> Result<Report, Failure> {
    let extractor = Extractor::new(settings)?;
    Ok(eval::evaluate(texts, |text| predict(&extractor, text)))
}

/// What the program makes of a gold text.
pub fn predict(extractor: &Extractor, text: &GoldText) -> KnowledgeBase {
    let name = format!("{}.txt", text.id);
    let source = stages::record(&name, &text.text, text.gold.published.as_deref());
    let (facts, issues) = match run::one(extractor, source) {
        DocumentOutcome::Facts(facts) => (vec![*facts], vec![]),
        DocumentOutcome::Skipped(issue) | DocumentOutcome::Failed(issue) => (vec![], vec![issue]),
    };
    extractor.linker().link(facts, extractor.run(), issues)
}

/// Gold files that cannot be read, each at its place.
pub fn broken_gold(problems: &[Problem]) -> Failure {
    let mut sources = Sources::new();
    let diagnostics = problems
        .iter()
        .map(|problem| {
            let name = problem.path.display().to_string();
            let text = std::fs::read_to_string(&problem.path).unwrap_or_default();
            let diagnostic = Diagnostic::error("G001", &problem.message);
            match problem.place {
                Some((line, column)) => {
                    let before: usize =
                        text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
                    let at = before + column.saturating_sub(1);
                    sources.insert(name.clone(), text);
                    diagnostic.at(name, at..at, "")
                }
                // Without a source, the file is named and no line is shown.
                None => diagnostic.at(name, 0..0, ""),
            }
        })
        .collect();
    Failure::Files(diagnostics, Box::new(sources))
}
