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

/// Prints the manual page of a command, `extract` itself without a name, in roff.
pub fn man(commands: &[String], terminal: &Terminal) -> Result<Exit, Failure> {
    let mut whole = Cli::command();
    // Names of the commands below get those above them in front.
    whole.build();
    let mut command = &whole;
    for name in commands {
        command = command
            .find_subcommand(name)
            .ok_or_else(|| Failure::start(format!("there is no command `{name}`")))?;
    }
    let title = command.get_display_name().unwrap_or("extract").to_owned();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).title(title).render(&mut page)?;
    print(&page, terminal)
}

fn print(bytes: &[u8], terminal: &Terminal) -> Result<Exit, Failure> {
    let mut out = terminal.data();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Exit::Done)
}
