//! `extract run`: documents to a knowledge base.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use extract::config::Settings;
use extract::kb::facts::DocumentOutcome;
use extract::kb::v1::{Issue, Severity};
use rayon::prelude::*;

use super::args::RunArgs;
use super::exit::{Exit, Failure};
use super::output::Terminal;
use super::progress::Progress;
use super::save::{Results, counted, save};
use super::settings;
use super::stages::{self, Extractor, Locator};

/// Failed documents that are named on stderr; all of them are in `issues`.
const NAMED: usize = 10;

/// Reads, extracts, links, writes, and sums up in one line.
pub fn run(args: &RunArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let start = Instant::now();
    let mut flags = args.settings.options();
    args.output.add_to(&mut flags);
    let settings = settings::resolve(&args.settings, flags)?;
    let paths = paths(args)?;
    settings::use_threads(&settings)?;
    let extractor = Extractor::new(&settings)?;
    let (mut locators, mut issues) = stages::list(&paths);
    leave_out_results(&mut locators, &paths, &settings);
    if locators.is_empty() {
        for issue in &issues {
            terminal.error(&format!("{}: {}", issue.locator, issue.message));
        }
        let message = "nothing to read: no file under the given paths is of a known kind";
        return Err(Failure::Message(Exit::NothingToRead, message.to_owned()));
    }
    let progress = terminal.progress(locators.len());
    let outcomes = extract_all(&extractor, &locators, &progress);
    progress.finish();
    let mut facts = Vec::new();
    for outcome in outcomes {
        match outcome {
            DocumentOutcome::Facts(one) => facts.push(*one),
            DocumentOutcome::Skipped(issue) | DocumentOutcome::Failed(issue) => issues.push(issue),
        }
    }
    let of = |severity| issues.iter().filter(|issue| issue.severity == severity).count();
    let (read, skipped, failed) = (facts.len(), of(Severity::Skipped), of(Severity::Failed));
    name_failures(&issues, terminal);
    let results = Results { run: extractor.run(), facts, issues };
    let saved = save(results, extractor.linker(), &settings, args.output.stdout, terminal)?;
    let mut line =
        format!("{} read, {skipped} skipped, {failed} failed", counted(read, "document"));
    for part in [saved.counts()].into_iter().chain(saved.place).filter(|part| !part.is_empty()) {
        line.push_str("; ");
        line.push_str(&part);
    }
    terminal.say(&format!("{line} ({:.1} s)", start.elapsed().as_secs_f64()));
    Ok(if failed > 0 { Exit::SomeFailed } else { Exit::Done })
}

/// The paths of the command line and of `--files-from`.
fn paths(args: &RunArgs) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = args.paths.clone();
    if let Some(list) = &args.files_from {
        let name = list.display();
        let mut text = String::new();
        let read = if list.as_os_str() == "-" {
            std::io::stdin().read_to_string(&mut text)
        } else {
            std::fs::File::open(list).and_then(|mut file| file.read_to_string(&mut text))
        };
        read.map_err(|error| Failure::start(format!("cannot read {name}: {error}")))?;
        paths.extend(text.lines().filter(|line| !line.is_empty()).map(PathBuf::from));
    }
    if paths.is_empty() {
        let message = "no paths given; try `extract FOLDER`, or `extract --help`";
        return Err(Failure::start(message));
    }
    Ok(paths)
}

/// Takes out the results of an earlier run, which may lie inside the input folder; unless the output
/// folder itself was asked for.
fn leave_out_results(locators: &mut Vec<Locator>, paths: &[PathBuf], settings: &Settings) {
    let Ok(output) = settings.output.value.canonicalize() else { return };
    let inside = |path: &Path| path.canonicalize().is_ok_and(|path| path.starts_with(&output));
    if !paths.iter().any(|path| inside(path)) {
        locators.retain(|locator| !inside(&locator.path));
    }
}

/// Extracts every document of every file, in parallel; outcomes come in input order.
///
/// Files are opened one after the other and at most one document a thread is in memory, beside the
/// facts.
fn extract_all(
    extractor: &Extractor,
    locators: &[Locator],
    progress: &Progress,
) -> Vec<DocumentOutcome> {
    let sources = locators.iter().flat_map(|locator| {
        progress.step();
        stages::open(locator)
    });
    let mut outcomes: Vec<(usize, DocumentOutcome)> = sources
        .enumerate()
        .par_bridge()
        .map(|(number, source)| {
            let outcome = match source {
                Ok(source) => one(extractor, source),
                Err(issue) => DocumentOutcome::Failed(issue),
            };
            (number, outcome)
        })
        .collect();
    outcomes.sort_by_key(|(number, _)| *number);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// Extracts one document. A fault of this program costs that document, not the batch.
pub fn one(extractor: &Extractor, source: stages::Source) -> DocumentOutcome {
    let (name, record) = (source.name.clone(), source.record.clone());
    catch_unwind(AssertUnwindSafe(|| extractor.document(source))).unwrap_or_else(|_| {
        let message = "internal error in this document; please report it with the text";
        DocumentOutcome::Failed(stages::failure(&name, record.as_deref(), "D099", message))
    })
}

fn name_failures(issues: &[Issue], terminal: &Terminal) {
    let failed: Vec<&Issue> =
        issues.iter().filter(|issue| issue.severity == Severity::Failed).collect();
    for issue in failed.iter().take(NAMED) {
        let record = issue.record.as_ref().map_or(String::new(), |record| format!("#{record}"));
        let Issue { locator, code, message, .. } = issue;
        terminal.say(&format!("{locator}{record}: failed [{code}]: {message}"));
    }
    if failed.len() > NAMED {
        let more = failed.len() - NAMED;
        terminal.say(&format!("and {more} more, listed in issues"));
    }
}
