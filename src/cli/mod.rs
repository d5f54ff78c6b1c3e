//! The terminal: arguments, one file a command, progress, output. stdout is data, stderr is people.

mod args;
mod config;
mod eval;
mod examples;
mod exit;
mod export;
mod generate;
mod merge;
mod output;
mod progress;
mod query;
mod report;
mod rules;
mod run;
mod save;
mod settings;
mod stages;
mod why;

use std::io::Write;
use std::panic;
use std::process::ExitCode;

use args::{Cli, Command};
use exit::{Exit, Failure};
use output::Terminal;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(|fault| {
        let line = format!("extract: internal error: {fault}; please report it with the input");
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }));
    let outcome = panic::catch_unwind(|| {
        let cli = match Cli::of_process() {
            Ok(cli) => cli,
            Err(error) => return usage(&error),
        };
        let terminal = Terminal::new(&cli.global);
        match dispatch(cli, &terminal) {
            Ok(exit) => exit,
            Err(failure) => failure.report(&terminal),
        }
    });
    // The panic hook has printed what happened.
    outcome.unwrap_or(Exit::Internal).into()
}

fn dispatch(cli: Cli, terminal: &Terminal) -> Result<Exit, Failure> {
    match cli.command {
        None => run::run(&cli.run, terminal),
        Some(Command::Run(args)) => run::run(&args, terminal),
        Some(Command::Eval(args)) => eval::run(&args, terminal),
        Some(Command::Query(args)) => query::run(&args, terminal),
        Some(Command::Report(args)) => report::run(&args, terminal),
        Some(Command::Export(args)) => export::run(&args, terminal),
        Some(Command::Merge(args)) => merge::run(&args, terminal),
        Some(Command::Config(args)) => config::run(&args, terminal),
        Some(Command::Rules(args)) => rules::run(&args, terminal),
        Some(Command::Why(args)) => why::run(&args, terminal),
        Some(Command::WhyNot(args)) => why::not(&args, terminal),
        Some(Command::Completions { shell }) => generate::completions(shell, terminal),
        Some(Command::Man { commands }) => generate::man(&commands, terminal),
    }
}

/// Help and version are data and a success; everything else is a usage error.
fn usage(error: &clap::Error) -> Exit {
    // Nothing is left to say when even this cannot be printed.
    let _ = error.print();
    if error.use_stderr() { Exit::CannotStart } else { Exit::Done }
}
