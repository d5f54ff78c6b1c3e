//! The configuration file, `extract.toml`: every fault at its place, all at once.

use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::options::{Key, Options, Raw};
use crate::diag::Diagnostic;

/// Name of the file that is looked for.
pub const FILE_NAME: &str = "extract.toml";

/// The nearest `extract.toml` in `folder` or above it.
#[must_use]
pub fn nearest(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file())
}

/// Reads a configuration file. `name` is used in diagnostics; relative paths in the file count from
/// `folder`, the one it stands in.
///
/// # Errors
/// Every fault of the file: `C001` not TOML, `C002` an unknown key, `C003` a value the key cannot take.
pub fn parse(name: &str, folder: &Path, text: &str) -> Result<Options, Vec<Diagnostic>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut faults: Vec<Diagnostic> = errors
        .iter()
        .map(|error| {
            let span = error.span().unwrap_or(0..0);
            Diagnostic::error("C001", error.message()).at(name, span, "")
        })
        .collect();
    let mut options = Options::default();
    for (key, value) in table.get_ref() {
        let word = key.get_ref().as_ref();
        let Some(known) = Key::ALL.into_iter().find(|known| known.as_str() == word) else {
            faults.push(
                Diagnostic::error("C002", format!("unknown key `{word}`"))
                    .at(name, key.span(), "not a setting")
                    .suggest(word, Key::ALL.map(Key::as_str)),
            );
            continue;
        };
        let raw = raw(value.get_ref());
        let set = match &raw {
            Some(raw) => options.set(known, raw),
            None => Err(format!("a value of type {} does not fit", value.get_ref().type_str())),
        };
        if let Err(message) = set {
            let message = format!("`{word}`: {message}");
            faults.push(Diagnostic::error("C003", message).at(name, value.span(), ""));
        }
    }
    for path in [&mut options.output, &mut options.rules].into_iter().flatten() {
        *path = folder.join(&path);
    }
    if faults.is_empty() {
        Ok(options)
    } else {
        crate::diag::sort(&mut faults);
        Err(faults)
    }
}

fn raw<'a>(value: &'a DeValue<'_>) -> Option<Raw<'a>> {
    match value {
        DeValue::String(text) => Some(Raw::Text(text)),
        DeValue::Boolean(truth) => Some(Raw::Truth(*truth)),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(Raw::Number)
        }
        DeValue::Array(items) => {
            let words: Option<Vec<&str>> =
                items.iter().map(|item| item.get_ref().as_str()).collect();
            words.map(Raw::List)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Form;
    use crate::diag::{Format, Sources, render};

    #[test]
    fn a_file_sets_what_it_names() {
        let text =
            "output = \"sortie\"\nformats = [\"jsonl\", \"json\"]\nthreads = 0x2\ntext = false";
        let options = parse(FILE_NAME, Path::new("/corpus"), text).unwrap_or_default();
        assert_eq!(options.output.as_deref(), Some(Path::new("/corpus/sortie")));
        assert_eq!(options.formats, Some(vec![Form::Json, Form::Jsonl]));
        assert_eq!((options.threads, options.text, options.rules), (Some(2), Some(false), None));
    }

    #[test]
    fn every_fault_is_shown_at_its_place() {
        let text = "# réglages\noutputs = \"é\"\nthreads = -1\nformats = [\"xml\"]\n\
                    languages = [\"français\"]\ntext = 1.5\nrules = \n";
        let mut sources = Sources::new();
        sources.insert(FILE_NAME, text);
        let faults = parse(FILE_NAME, Path::new(""), text).err().unwrap_or_default();
        insta::assert_snapshot!(render(&faults, &sources, Format::Line));
    }
}
