//! `extract completions` and `extract man`, both from the one definition of the command line.

use std::io::Write;

use clap::CommandFactory;

use super::args::Cli;
use super::exit::{Exit, Failure};
use super::output::Terminal;

/// Prints a completion script.
pub fn completions(shell: clap_complete::Shell, terminal: &Terminal) -> Result<Exit, Failure> {
    // The generator panics when its writer fails, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "extract", &mut script);
    print(&script, terminal)
}

/// Prints the manual page in roff.
pub fn man(terminal: &Terminal) -> Result<Exit, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    print(&page, terminal)
}

fn print(bytes: &[u8], terminal: &Terminal) -> Result<Exit, Failure> {
    let mut out = terminal.data();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Exit::Done)
}
