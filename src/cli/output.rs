//! What people and programs see: data on stdout, words on stderr.

use std::io::{self, IsTerminal, Write};

use extract::diag::{self, Diagnostic, Format, Sources};

use super::args::{GlobalArgs, When};
use super::progress::Progress;

/// How to talk on this terminal.
pub struct Terminal {
    quiet: bool,
    progress: When,
    colour: bool,
}

impl Terminal {
    /// Reads the options and looks at the streams.
    pub fn new(args: &GlobalArgs) -> Self {
        match args.color {
            When::Auto => {}
            When::Always => anstream::ColorChoice::Always.write_global(),
            When::Never => anstream::ColorChoice::Never.write_global(),
        }
        let choice = anstream::AutoStream::choice(&io::stderr());
        let colour = choice != anstream::ColorChoice::Never;
        Self { quiet: args.quiet, progress: args.progress, colour }
    }

    /// Standard output, buffered. Whoever writes flushes it, so that errors are seen.
    #[expect(clippy::unused_self, reason = "only a terminal hands out its streams")]
    pub fn data(&self) -> impl Write {
        io::BufWriter::with_capacity(1 << 16, io::stdout().lock())
    }

    /// Whether standard output takes colours.
    #[expect(clippy::unused_self, reason = "only a terminal knows its streams")]
    pub fn colours_data(&self) -> bool {
        anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
    }

    /// A line for people; not with `--quiet`.
    pub fn say(&self, line: &str) {
        if !self.quiet {
            // There is nobody to tell when stderr is closed.
            let _ = writeln!(anstream::stderr().lock(), "{line}");
        }
    }

    /// An error, even with `--quiet`.
    #[expect(clippy::unused_self, reason = "only a terminal hands out its streams")]
    pub fn error(&self, message: &str) {
        let _ = writeln!(anstream::stderr().lock(), "extract: {message}");
    }

    /// Findings about files, with their lines; warnings not with `--quiet`.
    pub fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        let shown: Vec<Diagnostic> = diagnostics
            .iter()
            .filter(|diagnostic| !self.quiet || diagnostic.is_error())
            .cloned()
            .collect();
        let mut text = diag::render(&shown, sources, Format::Full { colour: self.colour });
        if let Some(summary) = diag::summary(&shown) {
            text.push_str("\nextract: ");
            text.push_str(&summary);
            text.push('\n');
        }
        let _ = write!(anstream::stderr().lock(), "{text}");
    }

    /// A progress bar over `total` files, where one is wanted.
    pub fn progress(&self, total: usize) -> Progress {
        let watched = io::stderr().is_terminal() && io::stdout().is_terminal();
        let show = match self.progress {
            When::Auto => watched && !self.quiet,
            When::Always => true,
            When::Never => false,
        };
        Progress::new(show, total)
    }
}
