//! `extract rules test`: the examples of the rules, run through the cascade.

use std::collections::BTreeMap;
use std::io::Write;

use extract::diag::Diagnostic;
use extract::pipeline::selftest::{Cascade, Case, Outcome, cases};
use rayon::prelude::*;

use super::Ground;
use super::args::{FindingForm, TestArgs};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::Terminal;

/// Runs the examples; the exit code says whether one fails.
pub fn run(args: &TestArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let ground = Ground::load(&args.settings)?;
    let cascade = Cascade::new(&ground.loaded.rules, ground.gazetteer);
    let wanted: Vec<Case<'_>> = cases(&ground.loaded.rules)
        .into_iter()
        .filter(|case| is_wanted(&case.rule.id, &args.ids))
        .collect();
    if wanted.is_empty() && !args.ids.is_empty() {
        return Err(Failure::Message(
            Exit::CannotStart,
            format!("no rule with an example is called {}", args.ids.join(" or ")),
        ));
    }
    let outcomes: Vec<Outcome> = wanted.par_iter().map(|case| case.run(&cascade)).collect();
    let mut faults = ground.faults(args.strict);
    faults.retain(|fault| args.ids.is_empty() || fault.is_error());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (case, outcome) in wanted.iter().zip(&outcomes) {
        *counts.entry(outcome.name()).or_default() += 1;
        faults.extend(finding(case, outcome));
    }
    if args.verbose && args.format == FindingForm::Text {
        let mut out = terminal.data();
        for (case, outcome) in wanted.iter().zip(&outcomes) {
            writeln!(out, "{:<20} {}", outcome.name(), case.name())?;
        }
        out.flush()?;
    }
    let given: Vec<bool> =
        wanted.par_iter().filter_map(|case| case.needs_given(&cascade)).collect();
    let exit = ground.tell(&faults, args.format, terminal)?;
    let counts: Vec<String> =
        counts.iter().map(|(name, count)| format!("{count} {}", name.replace('_', " "))).collect();
    terminal.say(&format!("extract: {} examples: {}", wanted.len(), counts.join(", ")));
    if !given.is_empty() {
        let vain = given.iter().filter(|needed| !**needed).count();
        terminal.say(&format!(
            "extract: {} of them give mentions, {vain} without need (`extract rules lint`, L17)",
            given.len()
        ));
    }
    Ok(exit)
}

/// Whether a rule is asked for: by its id, or by the beginning of it.
pub fn is_wanted(id: &str, wanted: &[String]) -> bool {
    wanted.is_empty() || wanted.iter().any(|start| id.starts_with(start.as_str()))
}

/// What there is to say about an outcome, at its example.
pub fn finding(case: &Case<'_>, outcome: &Outcome) -> Option<Diagnostic> {
    let id = &case.rule.id;
    let fault = match outcome {
        Outcome::Validated | Outcome::KnownMiss => return None,
        Outcome::Through(_) => Diagnostic::warning("L02", format!("`{id}`: {outcome}")),
        Outcome::Fixed => Diagnostic::note("T05", format!("`{id}`: {outcome}")),
        Outcome::Missing(_) => Diagnostic::error("T01", format!("`{id}`: {outcome}"))
            .help(format!("extract why-not {id} \"…\" tells how far the pattern gets")),
        Outcome::Wrong(_) => Diagnostic::error("T02", format!("`{id}`: {outcome}")),
        Outcome::Noisy(_) => Diagnostic::error("T03", format!("`{id}`: {outcome}")),
        Outcome::Shifted(_) => Diagnostic::error("T04", format!("`{id}`: {outcome}")),
    };
    Some(fault.at(&case.rule.file, case.place(), ""))
}
