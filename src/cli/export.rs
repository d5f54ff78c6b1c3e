//! `extract export`: a knowledge base for other programs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use extract::kb::read;
use extract::write::export::{Dialect, Target, export};

use super::exit::{Exit, Failure};
use super::output::Terminal;

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Knowledge base: a folder or kb.json
    #[arg(value_name = "KB", default_value = "output")]
    pub kb: PathBuf,
    /// Form to write
    #[arg(long, value_name = "FORM")]
    pub to: FormArg,
    /// File (a folder for csv and brat) [default: export.FORM (export.sql), export-FORM/]
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// How values are written in CSV
    #[arg(long, value_name = "DIALECT", default_value = "standard")]
    pub csv_dialect: DialectArg,
}

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormArg {
    /// One CSV file a table
    Csv,
    /// GraphML: Gephi, Cytoscape, networkx, igraph
    Graphml,
    /// GEXF: Gephi
    Gexf,
    /// JSON-LD in the words of schema.org
    Jsonld,
    /// An SQL script: `sqlite3 kb.db < export.sql` makes a database of it
    Sqlite,
    /// brat's standoff files
    Brat,
}

/// A dialect of CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DialectArg {
    /// Commas, decimal points, UTF-8
    Standard,
    /// For Excel on a French desktop: semicolons, decimal commas
    ExcelFr,
}

/// Reads and writes.
pub fn run(args: &ExportArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let kb = read::read(&args.kb).map_err(Failure::start)?;
    let target = match args.to {
        FormArg::Csv => Target::Csv(match args.csv_dialect {
            DialectArg::Standard => Dialect::Standard,
            DialectArg::ExcelFr => Dialect::ExcelFr,
        }),
        FormArg::Graphml => Target::Graphml,
        FormArg::Gexf => Target::Gexf,
        FormArg::Jsonld => Target::Jsonld,
        FormArg::Sqlite => Target::Sqlite,
        FormArg::Brat => Target::Brat,
    };
    let place = args.output.clone().unwrap_or_else(|| {
        let joint = if target.is_folder() { '-' } else { '.' };
        PathBuf::from(format!("export{joint}{}", target.name()))
    });
    let files = export(&kb, target, &place)?;
    let line = match files.as_slice() {
        [file] => file.display().to_string(),
        files => format!("{} files in {}", files.len(), place.display()),
    };
    terminal.say(&line);
    Ok(Exit::Done)
}
