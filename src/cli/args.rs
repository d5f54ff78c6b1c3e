//! The command line, defined once: help, man page and completions come from it.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use extract::config::{Form, Options};

use super::examples;

/// Read press texts, write a knowledge base of organisations, persons, places, dates, amounts and
/// partnership relations, every fact with its sentence, offsets, rule and confidence.
///
/// `extract PATHS…` is short for `extract run PATHS…`; write a path that is named like a command as
/// `./eval`.
#[derive(Debug, Parser)]
#[command(
    name = "extract",
    version,
    arg_required_else_help = true,
    after_help = examples::TOP
)]
pub struct Cli {
    /// What to do; without a command, `run`.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The arguments of `run`.
    #[command(flatten)]
    pub run: RunArgs,
    /// How to talk.
    #[command(flatten)]
    pub global: GlobalArgs,
}

impl Cli {
    /// The arguments of this process. Options of every command may stand before the command; what
    /// belongs to `run` may not, because the command would take no notice of it.
    ///
    /// # Errors
    /// When they make no sense, or ask for help.
    pub fn of_process() -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches()?;
        if let Some(command) = matches.subcommand_name() {
            let given = RunArgs::command_for_names().get_arguments().find_map(|arg| {
                let here = matches.value_source(arg.get_id().as_str());
                let name = arg.get_long().map_or_else(
                    || arg.get_id().as_str().to_ascii_uppercase(),
                    |long| format!("--{long}"),
                );
                (here == Some(ValueSource::CommandLine)).then_some(name)
            });
            if let Some(arg) = given {
                let message = format!(
                    "`{arg}` stands before the command `{command}`: options of a command come \
                     after it; a file or folder of that name is written `./{command}`"
                );
                return Err(Self::command().error(ErrorKind::ArgumentConflict, message));
            }
        }
        Self::from_arg_matches(&matches)
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read documents and write the knowledge base
    #[command(after_help = examples::RUN)]
    Run(RunArgs),
    /// Score against gold files; with thresholds, a gate for CI
    #[command(after_help = examples::EVAL)]
    Eval(EvalArgs),
    /// Ask a knowledge base: entities, relations, partners, mentions, amounts, timeline
    #[command(after_help = examples::QUERY)]
    Query(super::query::QueryArgs),
    /// Write a knowledge base as one HTML file that opens offline
    #[command(after_help = examples::REPORT)]
    Report(super::report::ReportArgs),
    /// Write a knowledge base for spreadsheets, graph tools, linked data or brat
    #[command(after_help = examples::EXPORT)]
    Export(super::export::ExportArgs),
    /// Link the facts of shards (`run --format facts`) into one knowledge base
    #[command(after_help = examples::MERGE)]
    Merge(MergeArgs),
    /// Print the effective settings and where each comes from
    #[command(after_help = examples::CONFIG)]
    Config(ConfigArgs),
    /// Say why each fact of a file is there
    #[command(after_help = examples::WHY)]
    Why(super::why::WhyArgs),
    /// Say why a rule finds nothing in a text
    #[command(after_help = examples::WHY_NOT)]
    WhyNot(super::why::WhyNotArgs),
    /// Check, test, list and explain the rules
    #[command(after_help = examples::RULES)]
    Rules(super::rules::args::RulesArgs),
    /// Print a completion script
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, of the whole or of one command
    #[command(after_help = examples::MAN)]
    Man {
        /// The command
        #[arg(value_name = "COMMAND")]
        commands: Vec<String>,
    },
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct GlobalArgs {
    /// Say nothing on stderr but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// When to use colour; NO_COLOR and CLICOLOR_FORCE count too
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,
    /// When to show a progress bar
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub progress: When,
}

/// Of a choice that depends on the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// When a person is watching
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Where settings come from.
#[derive(Clone, Debug, Args)]
pub struct SettingArgs {
    /// Folder with rules that replace the built-in ones whole
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// Languages to extract, such as fr,en; all that have rules unless given
    #[arg(long = "lang", value_name = "CODES", value_delimiter = ',', value_parser = language)]
    pub languages: Option<Vec<String>>,
    /// Threads; 0 means one a core
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub threads: Option<u16>,
    /// Configuration file; the nearest extract.toml upwards unless given
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long)]
    pub no_config: bool,
}

impl SettingArgs {
    /// The options that flags give.
    pub fn options(&self) -> Options {
        Options {
            rules: self.rules.clone(),
            languages: self.languages.clone().map(|mut codes| {
                codes.sort();
                codes.dedup();
                codes
            }),
            threads: self.threads.map(usize::from),
            ..Options::default()
        }
    }
}

/// Where and in which form results are written.
#[derive(Debug, Args)]
pub struct OutputArgs {
    /// Folder to write to [default: output]
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Forms to write: json (kb.json), jsonl (tables), facts (for `merge`) [default: json,jsonl]
    #[arg(long = "format", value_name = "FORMS", value_delimiter = ',')]
    pub formats: Option<Vec<FormArg>>,
    /// Leave the texts out; surfaces and quotes stay
    #[arg(long)]
    pub no_text: bool,
    /// Write kb.json to standard output and no files
    #[arg(long, conflicts_with_all = ["output", "formats"])]
    pub stdout: bool,
}

impl OutputArgs {
    /// Puts the flags into `options`.
    pub fn add_to(&self, options: &mut Options) {
        options.output.clone_from(&self.output);
        options.formats = self.formats.as_ref().map(|forms| {
            let mut forms: Vec<Form> = forms.iter().map(|&form| form.into()).collect();
            forms.sort();
            forms.dedup();
            forms
        });
        options.text = self.no_text.then_some(false);
    }
}

/// A form of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormArg {
    /// The whole knowledge base, kb.json
    Json,
    /// Tables, one record a line
    Jsonl,
    /// What each document contributes, for `merge`
    Facts,
}

impl From<FormArg> for Form {
    fn from(form: FormArg) -> Self {
        match form {
            FormArg::Json => Self::Json,
            FormArg::Jsonl => Self::Jsonl,
            FormArg::Facts => Self::Facts,
        }
    }
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Files and folders (read at any depth); `-` is standard input
    #[arg(value_name = "PATHS")]
    pub paths: Vec<PathBuf>,
    /// File with one more path a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    /// Output.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// Arguments of `eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Gold files (ID.json beside ID.txt) and folders of them
    #[arg(value_name = "GOLD", default_value = "tests/gold")]
    pub gold: Vec<PathBuf>,
    /// Score this knowledge base (a file or folder) instead of extracting the gold texts
    #[arg(long, value_name = "KB")]
    pub kb: Option<PathBuf>,
    /// Sum by folder, or also show every document
    #[arg(long, value_name = "WHAT", default_value = "folder")]
    pub by: By,
    /// List up to N mistakes with their context
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub errors: usize,
    /// Least values that must be reached, or the exit code is 1
    #[arg(long, value_name = "FILE")]
    pub thresholds: Option<PathBuf>,
    /// Say what has changed since this evaluation, figure by figure and mistake by mistake
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Keep this evaluation with all its mistakes, for --baseline
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
    /// Form of the report
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: ReportForm,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// What `eval` sums over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// The folders below the paths given
    Folder,
    /// Folders and every document
    Document,
}

/// Form of the report of `eval`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportForm {
    /// Lines for a terminal
    Text,
    /// One JSON object
    Json,
    /// Tables for a pull request
    Markdown,
    /// JUnit XML: a test case for each threshold and each text
    Junit,
    /// The text, then annotations of a GitHub workflow
    Github,
}

impl RunArgs {
    /// A command with these arguments alone.
    fn command_for_names() -> clap::Command {
        Self::augment_args(clap::Command::new("run"))
    }
}

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// facts.jsonl files, or folders that hold one, in any order
    #[arg(value_name = "SHARDS", required = true)]
    pub shards: Vec<PathBuf>,
    /// Output.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// Arguments of `config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Output.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

fn language(code: &str) -> Result<String, String> {
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Ok(code.to_owned())
    } else {
        Err("expected a two-letter language code, such as fr".to_owned())
    }
}
