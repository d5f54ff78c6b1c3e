//! Resolved settings, each with its origin.

use std::fmt;
use std::path::PathBuf;

use super::options::{Form, Key, Options};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The command line.
    Flag,
    /// A variable of the environment.
    Environment,
    /// A configuration file.
    File(PathBuf),
    /// Built in.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("command line"),
            Self::Environment => f.write_str("environment"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Its origin.
    pub origin: Origin,
}

/// The options of one layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Where they come from.
    pub origin: Origin,
    /// What they ask for.
    pub options: Options,
}

/// What the program does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Folder to write to.
    pub output: Setting<PathBuf>,
    /// Folder with rules; `None` means the built-in ones.
    pub rules: Setting<Option<PathBuf>>,
    /// Languages to extract; empty means every language that has rules.
    pub languages: Setting<Vec<String>>,
    /// Forms to write, sorted.
    pub formats: Setting<Vec<Form>>,
    /// Whether texts go into the knowledge base.
    pub text: Setting<bool>,
    /// Threads; 0 means one a core.
    pub threads: Setting<usize>,
}

impl Settings {
    /// Takes each value from the first layer that has it, and from the built-in ones otherwise.
    #[must_use]
    pub fn resolve(layers: &[Layer]) -> Self {
        Self {
            output: pick(layers, |options| options.output.clone(), "output".into()),
            rules: pick(layers, |options| options.rules.clone().map(Some), None),
            languages: pick(layers, |options| options.languages.clone(), Vec::new()),
            formats: pick(layers, |options| options.formats.clone(), vec![Form::Json, Form::Jsonl]),
            text: pick(layers, |options| options.text, true),
            threads: pick(layers, |options| options.threads, 0),
        }
    }

    /// The settings that change what is extracted, as text: what the settings digest is made of.
    /// Where and in which form results are written is not among them, nor are the rules, which
    /// have their own digest.
    #[must_use]
    pub fn result_parts(&self) -> Vec<String> {
        vec![format!("languages={}", self.languages.value.join(","))]
    }

    /// Key, value as text and origin of every setting, in printing order.
    #[must_use]
    pub fn list(&self) -> Vec<(Key, String, &Origin)> {
        let forms: Vec<&str> = self.formats.value.iter().map(|form| form.as_str()).collect();
        let rules = match &self.rules.value {
            Some(folder) => folder.display().to_string(),
            None => "built in".to_owned(),
        };
        let languages = match self.languages.value.as_slice() {
            [] => "all that have rules".to_owned(),
            codes => codes.join(","),
        };
        let threads = match self.threads.value {
            0 => "one a core".to_owned(),
            number => number.to_string(),
        };
        vec![
            (Key::Output, self.output.value.display().to_string(), &self.output.origin),
            (Key::Rules, rules, &self.rules.origin),
            (Key::Languages, languages, &self.languages.origin),
            (Key::Formats, forms.join(","), &self.formats.origin),
            (Key::Text, self.text.value.to_string(), &self.text.origin),
            (Key::Threads, threads, &self.threads.origin),
        ]
    }
}

fn pick<T>(layers: &[Layer], of: impl Fn(&Options) -> Option<T>, default: T) -> Setting<T> {
    for layer in layers {
        if let Some(value) = of(&layer.options) {
            return Setting { value, origin: layer.origin.clone() };
        }
    }
    Setting { value: default, origin: Origin::Default }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::from_env;

    #[test]
    fn the_first_layer_that_has_a_value_wins() {
        let env = |name: &str| match name {
            "EXTRACT_OUTPUT" => Some("from-env".to_owned()),
            "EXTRACT_THREADS" => Some("3".to_owned()),
            "EXTRACT_LANGUAGES" => Some("fr, en,fr".to_owned()),
            "EXTRACT_RULES" => Some(String::new()),
            _ => None,
        };
        let file = Options { threads: Some(7), text: Some(false), ..Options::default() };
        let layers = [
            Layer {
                origin: Origin::Flag,
                options: Options { output: Some("from-flag".into()), ..Options::default() },
            },
            Layer { origin: Origin::Environment, options: from_env(env).unwrap_or_default() },
            Layer { origin: Origin::File("extract.toml".into()), options: file },
        ];
        let settings = Settings::resolve(&layers);
        assert_eq!(
            (&settings.output.value, &settings.output.origin),
            (&"from-flag".into(), &Origin::Flag)
        );
        assert_eq!((settings.threads.value, &settings.threads.origin), (3, &Origin::Environment));
        assert_eq!(settings.languages.value, ["en", "fr"]);
        assert!(!settings.text.value);
        assert_eq!(settings.rules, Setting { value: None, origin: Origin::Default });
        assert_eq!(settings.list().len(), Key::ALL.len());
    }

    #[test]
    fn every_wrong_variable_is_named() {
        let env =
            |name: &str| matches!(name, "EXTRACT_TEXT" | "EXTRACT_FORMATS").then(|| "x".into());
        let errors = from_env(env).err().unwrap_or_default();
        let names: Vec<&str> = errors.iter().map(|error| error.name.as_str()).collect();
        assert_eq!(names, ["EXTRACT_FORMATS", "EXTRACT_TEXT"]);
    }
}
