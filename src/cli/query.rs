//! `extract query`: questions to a knowledge base.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use extract::kb::v1::Status;
use extract::query::{self, Days, Filter, Form, QueryError, Source, Table};

use super::examples;
use super::exit::{Exit, Failure};
use super::output::Terminal;

/// Width of a table where the terminal does not tell its own.
const WIDTH: usize = 100;

/// Arguments of `query`.
#[derive(Debug, Args)]
pub struct QueryArgs {
    /// The question.
    #[command(subcommand)]
    pub question: Question,
    /// Knowledge base: a folder or kb.json
    #[arg(long, value_name = "PATH", default_value = "output", global = true)]
    pub kb: PathBuf,
    /// Form of the answer; a table on a terminal, TSV elsewhere unless given
    #[arg(long, value_name = "FORM", global = true)]
    pub format: Option<FormArg>,
    /// At most N rows
    #[arg(long, value_name = "N", global = true)]
    pub limit: Option<usize>,
    /// Keep these kinds, such as organisation, university, agreement, money
    #[arg(long = "kind", value_name = "KINDS", value_delimiter = ',', global = true)]
    pub kinds: Vec<String>,
    /// Keep entities (or relations with a member) of these countries, such as MA,FR
    #[arg(long = "country", value_name = "CODES", value_delimiter = ',', value_parser = country, global = true)]
    pub countries: Vec<String>,
    /// Keep what touches this day or later: 2020, 2020-05 or 2020-05-14
    #[arg(long, value_name = "DATE", value_parser = first_day, global = true)]
    pub since: Option<String>,
    /// Keep what touches this day or earlier
    #[arg(long, value_name = "DATE", value_parser = last_day, global = true)]
    pub until: Option<String>,
    /// Keep relations with these statuses
    #[arg(long = "status", value_name = "STATUSES", value_delimiter = ',', value_parser = status, global = true)]
    pub statuses: Vec<Status>,
    /// Keep facts with at least this score, 0 to 1
    #[arg(long, value_name = "SCORE", value_parser = score, global = true)]
    pub min_score: Option<f64>,
}

/// The questions.
#[derive(Debug, Subcommand)]
pub enum Question {
    /// Organisations, persons and places, those in most documents first
    #[command(after_help = examples::ENTITIES)]
    Entities {
        /// Only those with a form that holds these words
        words: Option<String>,
    },
    /// Partnership relations with their sentence, by date
    #[command(after_help = examples::RELATIONS)]
    Relations {
        /// Only those in which all of these take part
        names: Vec<String>,
        /// Only those that happened here
        #[arg(long, value_name = "NAME")]
        place: Option<String>,
    },
    /// Who is linked with NAME
    #[command(after_help = examples::PARTNERS)]
    Partners {
        /// Any form of the name, or an id
        name: String,
        /// How far to follow links
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=6))]
        steps: u8,
    },
    /// Every sentence that names NAME
    #[command(after_help = examples::MENTIONS)]
    Mentions {
        /// Any form of the name, or an id; all entities without it
        name: Option<String>,
    },
    /// Sums of money, percentages, counts and measures with their sentence
    #[command(after_help = examples::AMOUNTS)]
    Amounts {
        /// Only those in a sentence that names this
        name: Option<String>,
        /// Only those in this unit, such as EUR or percent
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
    },
    /// Dated relations, and with NAME the dates in sentences that name it
    #[command(after_help = examples::TIMELINE)]
    Timeline {
        /// Any form of the name, or an id
        name: Option<String>,
    },
}

/// Form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormArg {
    /// Aligned columns, cut to the terminal
    Table,
    /// Values between tabs
    Tsv,
    /// Values between commas
    Csv,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
}

/// Answers and prints.
pub fn run(args: &QueryArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let filter = Filter {
        kinds: args.kinds.clone(),
        countries: args.countries.clone(),
        days: Days { since: args.since.clone(), until: args.until.clone() },
        statuses: args.statuses.clone(),
        min_score: args.min_score,
    };
    let mut table = answer(args, &filter).map_err(Failure::start)?;
    let found = table.rows.len();
    if let Some(limit) = args.limit {
        table.rows.truncate(limit);
    }
    let form = match args.format {
        Some(FormArg::Table) => Form::Aligned(width()),
        Some(FormArg::Tsv) => Form::Tsv,
        Some(FormArg::Csv) => Form::Csv,
        Some(FormArg::Json) => Form::Json,
        Some(FormArg::Jsonl) => Form::Jsonl,
        None if std::io::stdout().is_terminal() => Form::Aligned(width()),
        None => Form::Tsv,
    };
    let mut out = terminal.data();
    table.write(form, &mut out)?;
    out.flush()?;
    if table.rows.is_empty() {
        terminal.say("nothing matches");
    } else if table.rows.len() < found {
        terminal.say(&format!("{} of {found} rows", table.rows.len()));
    }
    Ok(Exit::Done)
}

fn answer(args: &QueryArgs, filter: &Filter) -> Result<Table, QueryError> {
    let source = Source::open(&args.kb)?;
    match &args.question {
        Question::Entities { words } => query::entities(&source, words.as_deref(), filter),
        Question::Relations { names, place } => {
            query::relations(&source, names, place.as_deref(), filter)
        }
        Question::Partners { name, steps } => {
            query::partners(&source, name, usize::from(*steps), filter)
        }
        Question::Mentions { name } => query::mentions(&source, name.as_deref(), filter),
        Question::Amounts { name, unit } => {
            query::amounts(&source, name.as_deref(), unit.as_deref(), filter)
        }
        Question::Timeline { name } => query::timeline(&source, name.as_deref(), filter),
    }
}

fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    told.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
        .unwrap_or(WIDTH)
}

fn country(code: &str) -> Result<String, String> {
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Ok(code.to_ascii_uppercase())
    } else {
        Err("expected a two-letter country code, such as MA".to_owned())
    }
}

fn status(word: &str) -> Result<Status, String> {
    word.parse().map_err(|()| {
        let known: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
        format!("expected one of {}", known.join(", "))
    })
}

fn score(number: &str) -> Result<f64, String> {
    match number.parse() {
        Ok(score) if (0.0..=1.0).contains(&score) => Ok(score),
        _ => Err("expected a number from 0 to 1".to_owned()),
    }
}

fn first_day(date: &str) -> Result<String, String> {
    check_date(date)?;
    Ok(format!("{date}{}", &"0000-01-01"[date.len()..]))
}

/// Months are taken to end on a 31st: days are only compared.
fn last_day(date: &str) -> Result<String, String> {
    check_date(date)?;
    Ok(format!("{date}{}", &"0000-12-31"[date.len()..]))
}

fn check_date(date: &str) -> Result<(), String> {
    let good = matches!(date.len(), 4 | 7 | 10)
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
        && date.get(5..7).is_none_or(|month| ("01"..="12").contains(&month))
        && date.get(8..10).is_none_or(|day| ("01"..="31").contains(&day));
    if good { Ok(()) } else { Err("expected 2020, 2020-05 or 2020-05-14".to_owned()) }
}
