//! `extract config`: the effective settings.

use std::io::Write;

use super::args::ConfigArgs;
use super::exit::{Exit, Failure};
use super::output::Terminal;
use super::settings;

/// Prints each setting with its value and origin.
pub fn run(args: &ConfigArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut flags = args.settings.options();
    args.output.add_to(&mut flags);
    let settings = settings::resolve(&args.settings, flags)?;
    let mut out = terminal.data();
    let list = settings.list();
    if args.json {
        let rows: Vec<serde_json::Value> = list
            .iter()
            .map(|(key, value, origin)| {
                let origin = origin.to_string();
                serde_json::json!({"key": key.as_str(), "value": value, "origin": origin})
            })
            .collect();
        serde_json::to_writer_pretty(&mut out, &rows).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        for (key, value, origin) in list {
            writeln!(out, "{:<10} {value:<20} ({origin})", key.as_str())?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}
