//! `extract merge`: the facts of shards to one knowledge base. The order of shards changes nothing.

use extract::write::FactsReader;

use super::args::MergeArgs;
use super::exit::{Exit, Failure};
use super::output::Terminal;
use super::save::{Results, counted, save};
use super::settings;
use super::stages::Linker;

/// Reads the shards, links them, writes the result.
pub fn run(args: &MergeArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut flags = args.settings.options();
    args.output.add_to(&mut flags);
    let settings = settings::resolve(&args.settings, flags)?;
    settings::use_threads(&settings)?;
    let mut reader = FactsReader::default();
    for shard in &args.shards {
        reader.read(shard).map_err(Failure::start)?;
    }
    let Some((run, facts, issues)) = reader.finish() else {
        let message = "nothing to merge: no shard was given";
        return Err(Failure::Message(Exit::NothingToRead, message.to_owned()));
    };
    let read = counted(facts.len(), "document");
    let linker = Linker::new(&settings)?;
    let saved =
        save(Results { run, facts, issues }, &linker, &settings, args.output.stdout, terminal)?;
    let mut line = format!("{} with {read}", counted(args.shards.len(), "shard"));
    for part in [saved.counts()].into_iter().chain(saved.place).filter(|part| !part.is_empty()) {
        line.push_str("; ");
        line.push_str(&part);
    }
    terminal.say(&line);
    Ok(Exit::Done)
}
