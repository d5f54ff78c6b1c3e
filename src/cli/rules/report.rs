//! `extract rules report`: how often each rule fires on texts, and which never does.

use std::collections::BTreeMap;
use std::io::Write;

use super::Ground;
use super::args::ReportArgs;
use super::diff::{Fact, facts_on};
use super::list::kind_name;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::Terminal;
use crate::cli::settings;

/// Prints a line for each rule: documents and facts that it made or had a part in.
pub fn run(args: &ReportArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let settings = settings::resolve(&args.settings, args.settings.options())?;
    let ground = Ground::sound(&args.settings)?;
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
            let kind = kind_name(&rule.kind);
            if args.json {
                let row = serde_json::json!({
                    "id": rule.id, "kind": kind, "facts": facts, "documents": inside.len()
                });
                writeln!(out, "{row}")?;
            } else {
                writeln!(out, "{facts:>7} {:>5}  {kind:<9} {}", inside.len(), rule.id)?;
            }
        }
    }
    out.flush()?;
    terminal.say(&format!(
        "extract: {all} rules on {documents} documents; {silent} made no published fact (L04)"
    ));
    Ok(Exit::Done)
}
