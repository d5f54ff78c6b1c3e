//! One TOML file, read so that every fault is found at once: each table of each array is read on
//! its own, and each fault keeps its place.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::diag::Diagnostic;

/// Where a table stands in its file.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The whole table.
    pub span: Range<usize>,
    /// The values of its keys, quotes included; keys of inner tables are joined by a dot.
    values: BTreeMap<String, Range<usize>>,
}

impl Row {
    fn new(value: &Spanned<DeValue<'_>>) -> Self {
        let mut values = BTreeMap::new();
        if let DeValue::Table(table) = value.get_ref() {
            for (key, value) in table {
                let name = key.get_ref().as_ref();
                values.insert(name.to_owned(), value.span());
                if let DeValue::Table(inner) = value.get_ref() {
                    for (key, value) in inner {
                        values.insert(format!("{name}.{}", key.get_ref()), value.span());
                    }
                }
            }
        }
        Self { span: value.span(), values }
    }

    /// The place of the value of `key`; of the whole table if it has none.
    #[must_use]
    pub fn value(&self, key: &str) -> Range<usize> {
        self.values.get(key).unwrap_or(&self.span).clone()
    }
}

/// Reads the tables of one file.
pub struct TomlFile<'a> {
    name: &'a str,
    text: &'a str,
    table: DeTable<'a>,
}

impl<'a> TomlFile<'a> {
    /// Parses `text`; syntax faults go to `faults`, and what could be read is kept.
    pub fn parse(name: &'a str, text: &'a str, faults: &mut Vec<Diagnostic>) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            faults
                .push(Diagnostic::error("R001", error.message().to_owned()).at(name, span, "here"));
        }
        Self { name, text, table: table.into_inner() }
    }

    /// Takes the array of tables called `key`.
    pub fn rows<T: DeserializeOwned>(
        &mut self,
        key: &str,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<(T, Row)> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let span = value.span();
        let DeValue::Array(rows) = value.into_inner() else {
            let message = format!("`{key}` is not a list of tables");
            let help = format!("write `[[{key}]]` before each of them");
            faults.push(Diagnostic::error("R002", message).at(self.name, span, "").help(help));
            return Vec::new();
        };
        rows.into_iter()
            .filter_map(|row| {
                let place = Row::new(&row);
                self.read(row, key, faults).map(|read| (read, place))
            })
            .collect()
    }

    /// Takes the tables under `[key.name]`, in the order of their names.
    pub fn named<T: DeserializeOwned>(
        &mut self,
        key: &str,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<(String, T, Range<usize>)> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let span = value.span();
        let DeValue::Table(tables) = value.into_inner() else {
            faults.push(
                Diagnostic::error("R002", format!("`{key}` is not a table"))
                    .at(self.name, span, ""),
            );
            return Vec::new();
        };
        tables
            .into_iter()
            .filter_map(|(name, value)| {
                let span = name.span();
                let name = name.into_inner().into_owned();
                self.read(value, key, faults).map(|read| (name, read, span))
            })
            .collect()
    }

    /// The ids of all rules, sound or not.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        let arrays = self.table.values().filter_map(|value| value.get_ref().as_array());
        arrays
            .flatten()
            .filter_map(|row| row.get_ref().as_table()?.get("id")?.get_ref().as_str())
            .map(str::to_owned)
            .collect()
    }

    /// Takes a string.
    pub fn string(&mut self, key: &str) -> Option<(String, Range<usize>)> {
        let value = self.take(key)?;
        let span = value.span();
        value.into_inner().as_str().map(|text| (text.to_owned(), span))
    }

    /// Reads the whole file as one table.
    pub fn whole<T: DeserializeOwned>(mut self, faults: &mut Vec<Diagnostic>) -> Option<T> {
        let table = std::mem::take(&mut self.table);
        let value = Spanned::new(0..self.text.len(), DeValue::Table(table));
        self.read(value, self.name, faults)
    }

    /// Reports the keys that nobody took.
    pub fn finish(self, faults: &mut Vec<Diagnostic>) {
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            let fault =
                Diagnostic::error("R003", format!("`{name}` is not something a rule file holds"))
                    .at(self.name, key.span(), "")
                    .suggest(name, OTHER_KEYS.into_iter().chain(RULE_TABLES));
            faults.push(fault);
        }
    }

    fn take(&mut self, key: &str) -> Option<Spanned<DeValue<'a>>> {
        let held = self.table.keys().find(|held| held.get_ref() == key)?.clone();
        self.table.remove(&held)
    }

    fn read<T: DeserializeOwned>(
        &self,
        value: Spanned<DeValue<'a>>,
        what: &str,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<T> {
        let whole = value.span();
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(read) => Some(read),
            Err(error) => {
                let span = error.span().unwrap_or(whole);
                faults.push(explain(error.message(), what).at(self.name, span, ""));
                None
            }
        }
    }
}

/// The tables of a rule file that are rules; `extract rules new` has a skeleton of each.
pub const RULE_TABLES: [&str; 9] =
    ["shape", "value", "name", "evidence", "title", "alias", "anaphor", "relation", "cue"];
/// What else a rule file may hold.
const OTHER_KEYS: [&str; 2] = ["phase", "macro"];

/// Serde's sentence in our words, with a suggestion for a mistyped key.
fn explain(message: &str, what: &str) -> Diagnostic {
    let quoted = |text: &str| -> Vec<String> {
        text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let names = quoted(rest);
        if let Some((unknown, known)) = names.split_first() {
            let fault = Diagnostic::error("R003", format!("`{unknown}` is not a key of `{what}`"));
            return fault.suggest(unknown, known.iter().map(String::as_str));
        }
    }
    if message.starts_with("missing field ") {
        let name = quoted(message).into_iter().next().unwrap_or_default();
        let fault = Diagnostic::error("R004", format!("`{what}` needs the key `{name}`"));
        return match RULE_TABLES.contains(&what) {
            true => {
                fault.help(format!("`extract rules new {what}` prints one with its keys explained"))
            }
            false => fault,
        };
    }
    let mut message = message.to_owned();
    // Names of Rust's types mean nothing to the author of a rule.
    for (theirs, ours) in [
        ("invalid type: ", "wrong kind of value: "),
        ("expected f64", "expected a number"),
        ("floating point ", "number "),
        ("expected u8", "expected a whole number from 0 to 255"),
        ("expected u32", "expected a whole number"),
        ("expected a sequence", "expected a list"),
        ("sequence", "list"),
        ("expected a map", "expected a table"),
    ] {
        message = message.replace(theirs, ours);
    }
    Diagnostic::error("R005", message)
}

/// The place in the file of bytes `inner` of a string value that stands at `outer`, its quotes
/// included. Escapes make the string shorter than what stands in the file.
#[must_use]
pub fn place(text: &str, outer: &Range<usize>, inner: &Range<usize>) -> Range<usize> {
    let raw = text.get(outer.clone()).unwrap_or("");
    let quotes = if raw.starts_with("'''") || raw.starts_with("\"\"\"") { 3 } else { 1 };
    let escaped = raw.starts_with('"');
    let (mut at, mut seen) = (quotes, 0);
    if quotes == 3 && raw[at..].starts_with('\n') {
        at += 1;
    }
    let mut start = None;
    while at < raw.len() {
        if seen >= inner.start && start.is_none() {
            start = Some(at);
        }
        if seen >= inner.end {
            break;
        }
        let Some(char) = raw[at..].chars().next() else { break };
        if escaped && char == '\\' {
            let next = raw[at + 1..].chars().next().map_or(0, char::len_utf8);
            at += 1 + next;
            seen += 1;
        } else {
            at += char.len_utf8();
            seen += char.len_utf8();
        }
    }
    let start = outer.start + start.unwrap_or(at);
    start..(outer.start + at).max(start)
}

/// Where `word` stands in quotes in a piece of a file.
pub(super) fn quoted(raw: &str, word: &str) -> Option<Range<usize>> {
    let start =
        ['"', '\''].iter().filter_map(|quote| raw.find(&format!("{quote}{word}{quote}"))).min()?
            + 1;
    Some(start..start + word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_inside_strings() {
        let text = "pattern = \"é \\\\d @x\"";
        let outer = 10..text.len();
        assert_eq!(&text[place(text, &outer, &(6..8))], "@x");
        assert_eq!(&text[place(text, &outer, &(0..2))], "é");
        let literal = "p = 'é @x'";
        assert_eq!(&literal[place(literal, &(4..literal.len()), &(3..5))], "@x");
    }
}
