//! The knowledge base in the forms of other programs: spreadsheets, graph tools, linked data,
//! annotation tools, databases.
//!
//! Each form leaves something out (its module says what); `kb.json` and the tables have everything.

mod brat;
mod csv_tables;
mod graphs;
mod jsonld;
mod links;
mod sqlite;
mod xml;

pub use csv_tables::Dialect;

use std::path::{Path, PathBuf};

use super::{Batch, WriteError};
use crate::kb::v1::KnowledgeBase;

/// A form for another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A folder with one CSV file a table.
    Csv(Dialect),
    /// GraphML: Gephi, Cytoscape, networkx, igraph.
    Graphml,
    /// GEXF 1.3: Gephi.
    Gexf,
    /// JSON-LD in the words of schema.org.
    Jsonld,
    /// An SQL script that SQLite makes a database of.
    Sqlite,
    /// A folder with a `.txt` and an `.ann` file a document, for brat.
    Brat,
}

impl Target {
    /// Whether the form is a folder of files.
    #[must_use]
    pub fn is_folder(self) -> bool {
        matches!(self, Self::Csv(_) | Self::Brat)
    }

    /// Ending of the file, or name of the folder.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv(_) => "csv",
            Self::Graphml => "graphml",
            Self::Gexf => "gexf",
            Self::Jsonld => "jsonld",
            Self::Sqlite => "sql",
            Self::Brat => "brat",
        }
    }
}

/// Writes `kb` to `place`, a folder or a file as [`Target::is_folder`] says; gives the files.
///
/// # Errors
/// When the disk refuses.
pub fn export(
    kb: &KnowledgeBase,
    target: Target,
    place: &Path,
) -> Result<Vec<PathBuf>, WriteError> {
    match target {
        Target::Csv(dialect) => {
            let mut batch = Batch::new(place)?;
            csv_tables::tables(kb, dialect, &mut batch)?;
            return batch.commit();
        }
        Target::Brat => {
            let mut batch = Batch::new(place)?;
            brat::documents(kb, &mut batch)?;
            return batch.commit();
        }
        Target::Graphml => super::write_file(place, |out| graphs::graphml(kb, out))?,
        Target::Gexf => super::write_file(place, |out| graphs::gexf(kb, out))?,
        Target::Sqlite => super::write_file(place, |out| sqlite::script(kb, out))?,
        Target::Jsonld => super::write_file(place, |out| jsonld::graph(kb, out))?,
    }
    Ok(vec![place.to_owned()])
}
