//! Arguments of `extract rules`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::args::SettingArgs;
use crate::cli::examples;

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: RulesCommand,
}

/// The commands for rule authors.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Read all rule files and lexicons and say everything that is wrong
    #[command(after_help = examples::RULES_CHECK)]
    Check(CheckArgs),
    /// Run the examples of the rules
    #[command(after_help = examples::RULES_TEST)]
    Test(TestArgs),
    /// Say what is sound and odd all the same
    #[command(after_help = examples::RULES_LINT)]
    Lint(LintArgs),
    /// List the rules
    #[command(after_help = examples::RULES_LIST)]
    List(ListArgs),
    /// Show what there is to know about a rule
    #[command(after_help = examples::RULES_SHOW)]
    Show(ShowArgs),
    /// Print a commented skeleton of a rule
    #[command(after_help = examples::RULES_NEW)]
    New(NewArgs),
    /// Fit the weights of names to gold files, and confidences to what turns out right
    #[command(after_help = examples::RULES_FIT)]
    Fit(FitArgs),
    /// Count how often each rule fires on texts
    #[command(after_help = examples::RULES_REPORT)]
    Report(ReportArgs),
    /// List the facts that one folder of rules finds and another does not
    #[command(after_help = examples::RULES_DIFF)]
    Diff(DiffArgs),
    /// Print the pattern notation
    #[command(after_help = examples::RULES_REFERENCE)]
    Reference,
}

/// Form of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FindingForm {
    /// With the lines of the files and carets
    Text,
    /// One JSON object a line
    Json,
    /// Annotations for GitHub
    Github,
}

impl FindingForm {
    /// The form, or JSON where the flag asks for it.
    pub fn or_json(self, json: bool) -> Self {
        if json { Self::Json } else { self }
    }
}

/// Arguments of `rules check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// A rule without a `match` and a `no` example is an error
    #[arg(long)]
    pub strict: bool,
    /// Form of the findings
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: FindingForm,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// Arguments of `rules test`.
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Rules to test: ids, or beginnings of ids; all unless given
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// Also a rule without examples fails
    #[arg(long)]
    pub strict: bool,
    /// Also say which examples passed
    #[arg(short, long)]
    pub verbose: bool,
    /// Form of the findings
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: FindingForm,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// Arguments of `rules lint`.
#[derive(Debug, Args)]
pub struct LintArgs {
    /// Form of the findings
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: FindingForm,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// Arguments of `rules fit`.
#[derive(Debug, Args)]
pub struct FitArgs {
    /// Gold files to fit on: files and folders
    #[arg(value_name = "GOLD", required = true)]
    pub gold: Vec<PathBuf>,
    /// Gold files to score on before and after; no weight is fitted on them
    #[arg(long, value_name = "GOLD", num_args = 1..)]
    pub held_out: Vec<PathBuf>,
    /// How far an author's weight may easily be off, in log-odds; the best of some in
    /// cross-validation unless given
    #[arg(long, value_name = "DEVIATION")]
    pub prior: Option<f64>,
    /// Parts of the cross-validation
    #[arg(long, value_name = "NUMBER", default_value_t = 8)]
    pub folds: usize,
    /// Print the figures and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write the weights though the held-out score is worse
    #[arg(long)]
    pub force: bool,
    /// One JSON object a line: scores, calibration, rules
    #[arg(long)]
    pub json: bool,
    /// Settings; `--rules` names the folder whose `weights.lock.toml` is written
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// Arguments of `rules report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Texts: files and folders
    #[arg(long, value_name = "PATHS", num_args = 1.., required_unless_present = "gold")]
    pub on: Vec<PathBuf>,
    /// Gold files: which facts of each rule are right, and rules that are wrong more often (L15)
    #[arg(long, value_name = "GOLD", num_args = 1.., conflicts_with = "on")]
    pub gold: Vec<PathBuf>,
    /// Only rules that never fire (L04)
    #[arg(long)]
    pub silent: bool,
    /// Form of the table; `github` says only what is odd, at the rules
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: FindingForm,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// Arguments of `rules diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// Folder with the rules as they were; `built-in` is the program's own
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// Folder with the rules as they are to be
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Texts: files and folders
    #[arg(long, value_name = "PATHS", num_args = 1.., required = true)]
    pub on: Vec<PathBuf>,
    /// Form of the list; `github` sums it up at the rules
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: FindingForm,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// Arguments of `rules list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only rules whose id begins so
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// Only rules of this kind
    #[arg(long, value_name = "KIND")]
    pub kind: Option<KindArg>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// Arguments of `rules show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Id of the rule
    #[arg(value_name = "ID")]
    pub id: String,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// Arguments of `rules new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Kind of rule
    #[arg(value_name = "KIND")]
    pub kind: KindArg,
}

/// Kinds of rules, as tables of a rule file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KindArg {
    /// A regex on the raw text that makes a value
    Shape,
    /// A pattern that makes a value
    Value,
    /// A pattern that proposes a name
    Name,
    /// What speaks for or against a type
    Evidence,
    /// A person with a role and an organisation
    Title,
    /// Two names of one body
    Alias,
    /// A common noun that stands for a body
    Anaphor,
    /// A partnership relation
    Relation,
    /// Words that change the status of relations
    Cue,
    /// A reusable part of patterns
    Macro,
    /// A lexicon (CSV)
    Lexicon,
}
