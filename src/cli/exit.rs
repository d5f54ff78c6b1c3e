//! Exit codes, and why a command could not do what it was asked.

use std::io;
use std::process::ExitCode;

use extract::diag::{Diagnostic, Sources};

use super::output::Terminal;

/// How a command ended. 130 (interrupted) is the system's own answer to Ctrl-C: files are written
/// atomically, so nothing needs to be cleaned up before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done; every check asked for holds.
    Done,
    /// Done, but a check does not hold.
    CheckFailed,
    /// Usage, configuration or rules are wrong.
    CannotStart,
    /// No input matched.
    NothingToRead,
    /// Done, but some documents could not be read.
    SomeFailed,
    /// A fault of this program.
    Internal,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::CheckFailed => 1,
            Exit::CannotStart => 2,
            Exit::NothingToRead => 3,
            Exit::SomeFailed => 4,
            Exit::Internal => 70,
        })
    }
}

/// Why a command gave up.
pub enum Failure {
    /// Files that a person wrote are wrong.
    Files(Vec<Diagnostic>, Box<Sources>),
    /// Anything else, in one sentence with what to do, and its exit code.
    Message(Exit, String),
    /// The reader of stdout is gone: it has what it wanted.
    BrokenPipe,
}

impl Failure {
    /// Could not start, because of `error`.
    pub fn start(error: impl std::fmt::Display) -> Self {
        Self::Message(Exit::CannotStart, error.to_string())
    }

    /// Says on stderr what went wrong.
    pub fn report(self, terminal: &Terminal) -> Exit {
        match self {
            Self::Files(diagnostics, sources) => {
                terminal.diagnostics(&diagnostics, &sources);
                Exit::CannotStart
            }
            Self::Message(exit, message) => {
                terminal.error(&message);
                exit
            }
            Self::BrokenPipe => Exit::Done,
        }
    }
}

/// An error while writing data to stdout.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::BrokenPipe
        } else {
            Self::start(format!("cannot write to standard output: {error}"))
        }
    }
}

impl From<extract::write::WriteError> for Failure {
    fn from(error: extract::write::WriteError) -> Self {
        Self::start(error)
    }
}
