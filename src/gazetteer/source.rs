//! Reading the sources: CSV and TSV tables with a header, and errors that say where.

use std::path::Path;
use std::{fmt, fs, io};

/// Why a gazetteer could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GazetteerError {
    /// File name inside the gazetteer folder, or the folder itself.
    pub file: String,
    /// Line, from 1; 0 when the error is about the whole file.
    pub line: u32,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for GazetteerError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(out, "{}: {}", self.file, self.message)
        } else {
            write!(out, "{}:{}: {}", self.file, self.line, self.message)
        }
    }
}

impl std::error::Error for GazetteerError {}

/// One table of the sources.
pub struct Source {
    file: String,
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    source: &'a Source,
    record: &'a csv::StringRecord,
}

impl Source {
    /// Reads `folder/file`; `None` if it is not there.
    ///
    /// # Errors
    /// When the file cannot be read, is not UTF-8, or has a row of another width than the header.
    pub fn read(folder: &Path, file: &str) -> Result<Option<Self>, GazetteerError> {
        let fail = |line: u64, message: String| GazetteerError {
            file: file.to_owned(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            message,
        };
        let bytes = match fs::read(folder.join(file)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fail(0, error.to_string())),
        };
        let tabs = file.ends_with(".tsv");
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(if tabs { b'\t' } else { b',' })
            .quoting(!tabs)
            .comment(tabs.then_some(b'#'))
            .from_reader(bytes.as_slice());
        let place = |error: &csv::Error| error.position().map_or(0, csv::Position::line);
        let header = reader.headers().map_err(|e| fail(place(&e), e.to_string()))?.clone();
        let mut rows = Vec::new();
        for record in reader.into_records() {
            rows.push(record.map_err(|e| fail(place(&e), e.to_string()))?);
        }
        Ok(Some(Self { file: file.to_owned(), header, rows }))
    }

    /// Index of a column that must be there.
    ///
    /// # Errors
    /// When the header lacks it.
    pub fn column(&self, name: &str) -> Result<usize, GazetteerError> {
        self.optional(name).ok_or_else(|| GazetteerError {
            file: self.file.clone(),
            line: 1,
            message: format!("column `{name}` is missing"),
        })
    }

    /// Index of a column that may be there.
    pub fn optional(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column.trim_start_matches('\u{feff}') == name)
    }

    /// The rows in file order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|record| Row { source: self, record })
    }
}

impl<'a> Row<'a> {
    /// The cell of a column; empty if there is none.
    pub fn cell(self, column: impl Into<Option<usize>>) -> &'a str {
        column.into().and_then(|column| self.record.get(column)).unwrap_or("").trim()
    }

    /// An error that points at this row.
    pub fn error(self, message: String) -> GazetteerError {
        let line = self.record.position().map_or(0, csv::Position::line);
        GazetteerError {
            file: self.source.file.clone(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            message,
        }
    }
}
