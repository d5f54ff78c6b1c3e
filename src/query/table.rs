//! An answer, and the forms it is printed in.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Least width a column is cut to, in terminal cells.
const NARROW: usize = 8;
/// Cells between two columns.
const GAP: usize = 2;

/// Named columns and rows of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns: keys of the JSON forms, first line of the others.
    pub columns: Vec<&'static str>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Not known: null, or nothing.
    Empty,
    /// Words.
    Text(String),
    /// A number as JSON writes it.
    Number(String),
    /// Several words, `; ` between them outside JSON.
    List(Vec<String>),
}

impl Cell {
    /// Words that may be missing.
    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }

    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number of things, or a score.
    pub fn number(number: impl ToString) -> Self {
        Self::Number(number.to_string())
    }

    /// The cell on one line, without control characters that could steer a terminal.
    fn line(&self) -> String {
        let text = match self {
            Self::Empty => return String::new(),
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::List(parts) => parts.join("; "),
        };
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Empty => out.write_all(b"null"),
            Self::Number(number) => out.write_all(number.as_bytes()),
            Self::Text(text) => serde_json::to_writer(out, text).map_err(io::Error::from),
            Self::List(parts) => serde_json::to_writer(out, parts).map_err(io::Error::from),
        }
    }
}

/// A form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Aligned columns, cut to this many cells.
    Aligned(usize),
    /// Values between tabs.
    Tsv,
    /// Values between commas, quoted where needed.
    Csv,
    /// One array of objects.
    Json,
    /// One object a line.
    Jsonl,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Prints the table.
    ///
    /// # Errors
    /// When `out` refuses.
    pub fn write(&self, form: Form, out: &mut dyn Write) -> io::Result<()> {
        match form {
            Form::Aligned(width) => self.aligned(width, out),
            Form::Tsv => {
                writeln!(out, "{}", self.columns.join("\t"))?;
                for row in &self.rows {
                    let cells: Vec<String> = row.iter().map(Cell::line).collect();
                    writeln!(out, "{}", cells.join("\t"))?;
                }
                Ok(())
            }
            Form::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(&self.columns)?;
                for row in &self.rows {
                    writer.write_record(row.iter().map(Cell::line))?;
                }
                writer.flush()
            }
            Form::Json => {
                out.write_all(b"[")?;
                for number in 0..self.rows.len() {
                    out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
                    self.object(number, out)?;
                }
                out.write_all(if self.rows.is_empty() { b"]\n" } else { b"\n]\n" })
            }
            Form::Jsonl => {
                for number in 0..self.rows.len() {
                    self.object(number, out)?;
                    out.write_all(b"\n")?;
                }
                Ok(())
            }
        }
    }

    fn object(&self, row: usize, out: &mut dyn Write) -> io::Result<()> {
        for (number, (column, cell)) in self.columns.iter().zip(&self.rows[row]).enumerate() {
            write!(out, "{}\"{column}\":", if number == 0 { "{" } else { "," })?;
            cell.json(out)?;
        }
        out.write_all(b"}")
    }

    fn aligned(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        let shown: Vec<usize> = (0..self.columns.len())
            .filter(|&column| !for_programs(self.columns[column]))
            .filter(|&column| self.rows.iter().any(|row| row[column] != Cell::Empty))
            .collect();
        let head = shown.iter().map(|&column| self.columns[column].replace('_', " ")).collect();
        let lines: Vec<Vec<String>> =
            self.rows.iter().map(|row| shown.iter().map(|&c| row[c].line()).collect()).collect();
        let number = |column: usize| {
            self.rows.iter().all(|row| matches!(row[column], Cell::Number(_) | Cell::Empty))
        };
        let right: Vec<bool> = shown.iter().map(|&column| number(column)).collect();
        let patient = shown.iter().map(|&column| gives_way(self.columns[column])).collect();
        let widths = fit(&head, &lines, patient, width);
        for (row, line) in std::iter::once(&head).chain(&lines).enumerate() {
            let mut text = String::new();
            for (column, cell) in line.iter().enumerate() {
                let cell = cut(cell, widths[column]);
                let space = " ".repeat(widths[column].saturating_sub(cell.width()));
                let gap = if column == 0 { "" } else { "  " };
                if right[column] {
                    text.extend([gap, &space, &cell]);
                } else {
                    text.extend([gap, &cell, &space]);
                }
            }
            writeln!(out, "{}", text.trim_end())?;
            if row == 0 {
                let rule = widths.iter().map(|&cells| "─".repeat(cells)).collect::<Vec<_>>();
                writeln!(out, "{}", rule.join("  "))?;
            }
        }
        Ok(())
    }
}

/// Columns that a person does not read at a terminal; they stay in every other form.
fn for_programs(column: &str) -> bool {
    matches!(column, "id" | "rule" | "char_start" | "char_end") || column.ends_with("_id")
}

/// To how many cells a column may be cut before the others are, if it may.
fn gives_way(column: &str) -> Option<usize> {
    match column {
        "document" | "documents" => Some(16),
        "aliases" => Some(20),
        "sentence" => Some(32),
        _ => None,
    }
}

/// Widths of columns that together fit `width`: those that are least missed give way first, then
/// the widest.
fn fit(
    head: &Vec<String>,
    lines: &[Vec<String>],
    gives_way: Vec<Option<usize>>,
    width: usize,
) -> Vec<usize> {
    let mut widths: Vec<usize> = (0..head.len())
        .map(|column| {
            let cells = std::iter::once(head).chain(lines).map(|line| line[column].width());
            cells.max().unwrap_or_default()
        })
        .collect();
    let room = width.saturating_sub(GAP * widths.len().saturating_sub(1));
    let mut order: Vec<(usize, usize)> = gives_way
        .into_iter()
        .enumerate()
        .filter_map(|(column, least)| Some((least?, column)))
        .collect();
    order.sort_unstable();
    for (least, column) in order {
        let over = widths.iter().sum::<usize>().saturating_sub(room);
        let least = least.min(widths[column]);
        widths[column] = widths[column].saturating_sub(over).max(least);
    }
    let mut sum: usize = widths.iter().sum();
    while sum > room {
        let widest = widths.iter().copied().max().unwrap_or_default();
        if widest <= NARROW {
            break;
        }
        // Down to the second widest at once, shared by all that are widest.
        let next = widths.iter().copied().filter(|&w| w < widest).max().unwrap_or(0).max(NARROW);
        let count = widths.iter().filter(|&&w| w == widest).count();
        let target = next.max(widest.saturating_sub((sum - room).div_ceil(count)));
        for cells in widths.iter_mut().filter(|cells| **cells == widest) {
            *cells = target;
        }
        sum = widths.iter().sum();
    }
    widths
}

/// `text` in at most `width` cells, with an ellipsis where it was cut.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut cells = 1;
    for char in text.chars() {
        cells += char.width().unwrap_or_default();
        if cells > width {
            break;
        }
        out.push(char);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(texts: &[[String; 2]]) -> Table {
        let row = |texts: &[String; 2]| {
            vec![Cell::text(&texts[0]), Cell::List(vec![texts[1].clone()]), Cell::number(1)]
        };
        Table { columns: vec!["name", "more", "count"], rows: texts.iter().map(row).collect() }
    }

    fn print(table: &Table, form: Form) -> String {
        let mut out = Vec::new();
        table.write(form, &mut out).ok();
        String::from_utf8(out).unwrap_or_default()
    }

    #[test]
    fn columns_line_up() {
        let table = table(&[["é".to_owned(), "b".to_owned()], ["long".to_owned(), "c".to_owned()]]);
        let text = print(&table, Form::Aligned(80));
        assert_eq!(
            text,
            "name  more  count\n────  ────  ─────\né     b         1\nlong  c         1\n"
        );
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            texts in proptest::collection::vec([".{0,60}", ".{0,60}"], 0..6), width in 40usize..120,
        ) {
            let text = print(&table(&texts), Form::Aligned(width));
            prop_assert_eq!(text.lines().count(), texts.len() + 2);
            for line in text.lines() {
                prop_assert!(line.width() <= width, "{}", line);
            }
        }

        #[test]
        fn the_forms_of_programs_parse(texts in proptest::collection::vec([".*", ".*"], 0..5)) {
            let table = table(&texts);
            let json: Vec<serde_json::Value> =
                serde_json::from_str(&print(&table, Form::Json)).unwrap_or_default();
            let jsonl: Vec<serde_json::Value> = print(&table, Form::Jsonl)
                .split_terminator('\n').filter_map(|line| serde_json::from_str(line).ok()).collect();
            prop_assert_eq!(json.len(), texts.len());
            prop_assert_eq!(&json, &jsonl);
            for (record, texts) in json.iter().zip(&texts) {
                prop_assert_eq!(record["name"].as_str(), Some(texts[0].as_str()));
            }
            let tsv = print(&table, Form::Tsv);
            prop_assert!(tsv.split_terminator('\n').all(|line| line.split('\t').count() == 3));
        }
    }
}
