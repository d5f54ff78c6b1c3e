//! Raw options: what one layer (flags, environment, file) asks for.

use std::path::PathBuf;

/// A form that a knowledge base is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// `kb.json`.
    Json,
    /// The tables as `.jsonl`.
    Jsonl,
    /// `facts.jsonl`, to be merged later.
    Facts,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Json, Self::Jsonl, Self::Facts];

    /// The word that options use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Facts => "facts",
        }
    }
}

/// Options of one layer; `None` leaves the choice to the next one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Folder to write to.
    pub output: Option<PathBuf>,
    /// Folder with rules that replace the built-in ones whole.
    pub rules: Option<PathBuf>,
    /// Languages to extract (ISO 639-1); empty means every language that has rules.
    pub languages: Option<Vec<String>>,
    /// Forms to write.
    pub formats: Option<Vec<Form>>,
    /// Whether texts go into the knowledge base.
    pub text: Option<bool>,
    /// Threads; 0 means one a core.
    pub threads: Option<usize>,
}

/// The name of an option, the same in the file and (in capitals, behind `EXTRACT_`) in the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// [`Options::output`].
    Output,
    /// [`Options::rules`].
    Rules,
    /// [`Options::languages`].
    Languages,
    /// [`Options::formats`].
    Formats,
    /// [`Options::text`].
    Text,
    /// [`Options::threads`].
    Threads,
}

impl Key {
    /// Every key, in printing order.
    pub const ALL: [Self; 6] =
        [Self::Output, Self::Rules, Self::Languages, Self::Formats, Self::Text, Self::Threads];

    /// The name in the file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Output => "output",
            Self::Rules => "rules",
            Self::Languages => "languages",
            Self::Formats => "formats",
            Self::Text => "text",
            Self::Threads => "threads",
        }
    }

    /// The name in the environment.
    #[must_use]
    pub fn variable(self) -> String {
        format!("EXTRACT_{}", self.as_str().to_uppercase())
    }
}

/// A value that an option cannot take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {message}")]
pub struct OptionsError {
    /// The variable or key.
    pub name: String,
    /// What stands there and what may.
    pub message: String,
}

/// A value before it is known what it is for.
pub(super) enum Raw<'a> {
    /// A string.
    Text(&'a str),
    /// A list of strings.
    List(Vec<&'a str>),
    /// `true` or `false`.
    Truth(bool),
    /// A whole number.
    Number(i64),
}

impl Options {
    /// Sets the option of `key`. Strings are read as lists (with commas), numbers or truth values
    /// where the option is one, since the environment knows nothing else.
    pub(super) fn set(&mut self, key: Key, raw: &Raw<'_>) -> Result<(), String> {
        match key {
            Key::Output => self.output = Some(path(raw)?),
            Key::Rules => self.rules = Some(path(raw)?),
            Key::Languages => self.languages = Some(languages(raw)?),
            Key::Formats => self.formats = Some(formats(raw)?),
            Key::Text => self.text = Some(truth(raw)?),
            Key::Threads => self.threads = Some(threads(raw)?),
        }
        Ok(())
    }
}

/// Options from the environment; `lookup` gives the value of a variable. An empty value counts as none.
///
/// # Errors
/// For every variable that has a value its option cannot take.
pub fn from_env(lookup: impl Fn(&str) -> Option<String>) -> Result<Options, Vec<OptionsError>> {
    let mut options = Options::default();
    let mut errors = Vec::new();
    for key in Key::ALL {
        let name = key.variable();
        if let Some(value) = lookup(&name).filter(|value| !value.is_empty())
            && let Err(message) = options.set(key, &Raw::Text(&value))
        {
            errors.push(OptionsError { name, message });
        }
    }
    if errors.is_empty() { Ok(options) } else { Err(errors) }
}

fn path(raw: &Raw<'_>) -> Result<PathBuf, String> {
    match raw {
        Raw::Text(text) if !text.is_empty() => Ok(PathBuf::from(text)),
        _ => Err("expected the path of a folder".to_owned()),
    }
}

fn list<'a>(raw: &Raw<'a>) -> Result<Vec<&'a str>, String> {
    match raw {
        Raw::Text(text) => {
            Ok(text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect())
        }
        Raw::List(list) => Ok(list.clone()),
        _ => Err("expected a list of words".to_owned()),
    }
}

fn languages(raw: &Raw<'_>) -> Result<Vec<String>, String> {
    let mut codes = Vec::new();
    for code in list(raw)? {
        if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(format!("`{code}` is not a two-letter language code, such as `fr`"));
        }
        codes.push(code.to_owned());
    }
    codes.sort();
    codes.dedup();
    Ok(codes)
}

fn formats(raw: &Raw<'_>) -> Result<Vec<Form>, String> {
    let mut forms = Vec::new();
    for word in list(raw)? {
        match Form::ALL.into_iter().find(|form| form.as_str() == word) {
            Some(form) => forms.push(form),
            None => {
                return Err(format!("unknown format `{word}`; there are json, jsonl and facts"));
            }
        }
    }
    if forms.is_empty() {
        return Err("expected at least one of json, jsonl and facts".to_owned());
    }
    forms.sort();
    forms.dedup();
    Ok(forms)
}

fn truth(raw: &Raw<'_>) -> Result<bool, String> {
    match raw {
        Raw::Truth(truth) => Ok(*truth),
        Raw::Text("true" | "1") => Ok(true),
        Raw::Text("false" | "0") => Ok(false),
        _ => Err("expected true or false".to_owned()),
    }
}

fn threads(raw: &Raw<'_>) -> Result<usize, String> {
    let number = match raw {
        Raw::Number(number) => usize::try_from(*number).ok(),
        Raw::Text(text) => text.parse().ok(),
        _ => None,
    };
    // More threads than this is a slip of the fingers, and would exhaust the machine.
    number
        .filter(|&number| number <= 1024)
        .ok_or_else(|| "expected a number of threads from 0 (one a core) to 1024".to_owned())
}
