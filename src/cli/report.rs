//! `extract report`: a knowledge base as one HTML file.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use extract::kb::read;
use extract::write::report::{self, Language, Options};
use extract::write::write_file;

use super::exit::{Exit, Failure};
use super::output::Terminal;
use super::save::counted;

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Knowledge base: a folder or kb.json
    #[arg(value_name = "KB", default_value = "output")]
    pub kb: PathBuf,
    /// File to write
    #[arg(short, long, value_name = "FILE", default_value = "report.html")]
    pub output: PathBuf,
    /// Language of the interface
    #[arg(long, value_name = "LANG", default_value = "fr")]
    pub lang: LanguageArg,
    /// Most nodes of the overview graph
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u16).range(0..=2000))]
    pub max_nodes: u16,
    /// Megabytes of text to include; past it, only the sentences that carry facts
    #[arg(long, value_name = "MB", default_value_t = 12)]
    pub max_text: u16,
}

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LanguageArg {
    /// French
    Fr,
    /// English
    En,
}

/// Reads, renders, writes.
pub fn run(args: &ReportArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let kb = read::read(&args.kb).map_err(Failure::start)?;
    let options = Options {
        language: match args.lang {
            LanguageArg::Fr => Language::French,
            LanguageArg::En => Language::English,
        },
        max_nodes: usize::from(args.max_nodes),
        text_bytes: usize::from(args.max_text) * 1_000_000,
    };
    write_file(&args.output, |out| report::report(&kb, options, out))?;
    let read = counted(kb.documents.len(), "document");
    let linked = counted(kb.relations.len(), "relation");
    terminal.say(&format!("{read}, {linked} in {}", args.output.display()));
    Ok(Exit::Done)
}
