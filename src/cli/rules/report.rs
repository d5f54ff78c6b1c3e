//! `extract rules report`: how often each rule fires on texts, and which never does.

use std::collections::BTreeMap;
use std::io::Write;

use extract::config::Settings;
use extract::diag::{self, Diagnostic};
use extract::eval;
use extract::rules::Rule;

use super::Ground;
use super::args::{FindingForm, ReportArgs};
use super::diff::{Fact, facts_on};
use super::list::kind_name;
use crate::cli::eval::{broken_gold, predict};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::Terminal;
use crate::cli::settings;
use crate::cli::stages::Extractor;

/// Prints a line for each rule: documents and facts that it made or had a part in.
pub fn run(args: &ReportArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let settings = settings::resolve(&args.settings, args.settings.options())?;
    let ground = Ground::sound(&args.settings)?;
    if !args.gold.is_empty() {
        return on_gold(args, &settings, &ground, terminal);
    }
    let (facts, documents) = facts_on(&settings, &args.on, terminal)?;
    let mut counts: BTreeMap<&str, (usize, Vec<&str>)> = BTreeMap::new();
    for (fact, scored) in &facts {
        for rule in scored.rules.iter().map(String::as_str) {
            let held = counts.entry(rule).or_default();
            held.0 += 1;
            let Fact { document, .. } = fact;
            if held.1.last() != Some(&document.as_str()) {
                held.1.push(document);
            }
        }
    }
    let mut out = terminal.data();
    let form = args.format.or_json(args.json);
    let mut odd = Vec::new();
    let (mut all, mut silent) = (0, 0);
    for language in &ground.loaded.rules.languages {
        for rule in &language.rules {
            let (facts, mut inside) = counts.get(rule.id.as_str()).cloned().unwrap_or_default();
            inside.sort_unstable();
            inside.dedup();
            all += 1;
            silent += usize::from(facts == 0);
            if args.silent && facts > 0 {
                continue;
            }
            if form == FindingForm::Github {
                let message = format!("`{}` made no fact of {documents} documents", rule.id);
                odd.extend((facts == 0).then(|| at(rule, Diagnostic::note("L04", message))));
                continue;
            }
            let kind = kind_name(&rule.kind);
            if form == FindingForm::Json {
                let row = serde_json::json!({
                    "id": rule.id, "kind": kind, "facts": facts, "documents": inside.len()
                });
                writeln!(out, "{row}")?;
            } else {
                writeln!(out, "{facts:>7} {:>5}  {kind:<9} {}", inside.len(), rule.id)?;
            }
        }
    }
    write!(out, "{}", annotations(&ground, &odd))?;
    out.flush()?;
    terminal.say(&format!(
        "extract: {all} rules on {documents} documents; {silent} made no published fact (L04)"
    ));
    Ok(Exit::Done)
}

/// A finding at the head of a rule.
fn at(rule: &Rule, told: Diagnostic) -> Diagnostic {
    told.at(&rule.file, rule.span.start..rule.span.start + 1, "")
}

/// Findings as annotations; none gives nothing.
fn annotations(ground: &Ground, found: &[Diagnostic]) -> String {
    let (placed, sources) = ground.placed(found);
    diag::render(&placed, &sources, diag::Format::Github)
}

/// Fewer facts than this say nothing of a rule.
const FEWEST: usize = 3;

/// Least share of right facts.
const PRECISION: f64 = 0.5;

/// Prints, for each rule that made a fact of the gold texts, how many of them are right.
fn on_gold(
    args: &ReportArgs,
    settings: &Settings,
    ground: &Ground,
    terminal: &Terminal,
) -> Result<Exit, Failure> {
    let texts = eval::load(&args.gold).map_err(|problems| broken_gold(&problems))?;
    let extractor = Extractor::new(settings)?;
    let report = eval::evaluate(&texts, |text| predict(&extractor, text));
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for verdict in report.texts.iter().flat_map(|text| &text.verdicts) {
        let held = counts.entry(verdict.rule.as_str()).or_default();
        held.0 += 1;
        held.1 += usize::from(verdict.right);
    }
    let mut out = terminal.data();
    let form = args.format.or_json(args.json);
    let mut found = Vec::new();
    let (mut all, mut silent, mut wrong) = (0, 0, 0);
    if form == FindingForm::Text {
        writeln!(out, "  facts right  share        rule")?;
    }
    for rule in ground.loaded.rules.languages.iter().flat_map(|language| &language.rules) {
        let (facts, right) = counts.get(rule.id.as_str()).copied().unwrap_or_default();
        all += 1;
        silent += usize::from(facts == 0);
        if (facts == 0) != args.silent {
            continue;
        }
        let share = right as f64 / facts.max(1) as f64;
        let odd = facts >= FEWEST && share < PRECISION;
        wrong += usize::from(odd);
        if form == FindingForm::Github {
            let message = format!("`{}`: {right} of {facts} facts of the gold are right", rule.id);
            found.extend(odd.then(|| at(rule, Diagnostic::warning("L15", message))));
            continue;
        }
        let kind = kind_name(&rule.kind);
        if form == FindingForm::Json {
            let row = serde_json::json!({
                "id": rule.id, "kind": kind, "facts": facts, "right": right, "precision": share,
                "lint": if odd { Some("L15") } else { None },
            });
            writeln!(out, "{row}")?;
        } else {
            let mark = if odd { "  L15" } else { "" };
            writeln!(out, "{facts:>7} {right:>5}  {share:>5.2}  {kind:<9} {}{mark}", rule.id)?;
        }
    }
    write!(out, "{}", annotations(ground, &found))?;
    out.flush()?;
    terminal.say(&format!(
        "extract: {all} rules on {} gold texts; {silent} made no fact (L04), {wrong} are wrong more \
         often than right (L15)",
        texts.len()
    ));
    Ok(Exit::Done)
}
