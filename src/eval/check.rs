//! Whether a gold file says what its text says. Every message names what stands in the file, what
//! stands in the text, and where.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use unicode_normalization::is_nfc;

use super::gold::{GoldSpan, GoldText};

/// Something wrong with a gold file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The annotation file, or the folder.
    pub path: PathBuf,
    /// Line and column from 1, when the JSON itself is at fault.
    pub place: Option<(usize, usize)>,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Problem {
    pub(super) fn new(path: &Path, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), place: None, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

/// Checks one gold file against its text.
pub(super) fn check(text: &GoldText, problems: &mut Vec<Problem>) {
    let mut checker =
        Checker { text, chars: text.text.chars().collect(), problems, seen: BTreeSet::new() };
    checker.file();
    checker.mentions();
    checker.values();
    checker.relations();
}

struct Checker<'a> {
    text: &'a GoldText,
    chars: Vec<char>,
    problems: &'a mut Vec<Problem>,
    seen: BTreeSet<(&'static str, GoldSpan)>,
}

impl Checker<'_> {
    fn say(&mut self, message: String) {
        self.problems.push(Problem::new(&self.text.path, message));
    }

    fn file(&mut self) {
        let gold = &self.text.gold;
        if let Some(expected) = &gold.sha256 {
            let bytes = Sha256::digest(self.text.text.as_bytes());
            let found: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            if !expected.eq_ignore_ascii_case(&found) {
                self.say(format!(
                    "sha256 is {expected}, the text's is {found}: the text was changed after it \
                     was annotated"
                ));
            }
        }
        if let Some(expected) = gold.chars
            && expected != self.chars.len()
        {
            self.say(format!("chars is {expected}, the text has {}", self.chars.len()));
        }
        if gold.id != self.text.id {
            self.say(format!("id is \"{}\", the file is named {}", gold.id, self.text.id));
        }
        if self.text.text.contains('\r') || !is_nfc(&self.text.text) {
            self.say(
                "the text is not NFC with \\n line ends: the program counts offsets in that form"
                    .to_owned(),
            );
        }
    }

    fn mentions(&mut self) {
        let gold = &self.text.gold;
        let organisations =
            gold.organisations.iter().map(|e| ("organisation", &e.name, &e.mentions));
        let persons = gold.persons.iter().map(|e| ("person", &e.name, &e.mentions));
        let places = gold.places.iter().map(|e| ("place", &e.name, &e.mentions));
        let mut names = BTreeSet::new();
        for (kind, name, mentions) in organisations.chain(persons).chain(places) {
            if !names.insert((kind, name)) {
                self.say(format!("two {kind} records are named \"{name}\": join their mentions"));
            }
            for &span in mentions {
                self.span(kind, span, None, name);
            }
        }
    }

    fn values(&mut self) {
        let gold = &self.text.gold;
        for date in gold.dates.iter().flatten() {
            self.span("date", (date.start, date.end), date.text.as_deref(), &date.value);
        }
        for amount in gold.amounts.iter().flatten() {
            let span = (amount.start, amount.end);
            self.span("amount", span, amount.text.as_deref(), &amount.value.to_string());
        }
    }

    /// One annotated stretch: inside the text, not empty, not twice, with the surface it claims.
    fn span(&mut self, kind: &'static str, span: GoldSpan, surface: Option<&str>, of: &str) {
        let (start, end) = (span.0 as usize, span.1 as usize);
        if start >= end || end > self.chars.len() {
            let length = self.chars.len();
            return self.say(format!(
                "{kind} \"{of}\": {start}-{end} is not a stretch of the text, which has {length} \
                 characters"
            ));
        }
        if !self.seen.insert((kind, span)) {
            self.say(format!("{kind} \"{of}\": {start}-{end} is annotated twice"));
        }
        let found: String = self.chars[start..end].iter().collect();
        match surface {
            Some(surface) if surface != found => {
                let elsewhere = match self.nearest(surface, start) {
                    Some(at) => {
                        let end = at + surface.chars().count();
                        format!("; it stands at {at}-{end}")
                    }
                    None => String::new(),
                };
                self.say(format!(
                    "surface is \"{surface}\", text has \"{found}\" at {start}-{end}{elsewhere}"
                ));
            }
            _ if found.trim() != found => self.say(format!(
                "{kind} \"{of}\": \"{found}\" at {start}-{end} begins or ends with a space"
            )),
            _ => {}
        }
    }

    /// Where `surface` stands in the text, nearest to `start`.
    fn nearest(&self, surface: &str, start: usize) -> Option<usize> {
        let wanted: Vec<char> = surface.chars().collect();
        if wanted.is_empty() {
            return None;
        }
        let places = self.chars.windows(wanted.len()).enumerate();
        places
            .filter(|(_, window)| *window == wanted.as_slice())
            .map(|(at, _)| at)
            .min_by_key(|at| at.abs_diff(start))
    }

    fn relations(&mut self) {
        let gold = &self.text.gold;
        let mut known: BTreeSet<&str> = BTreeSet::new();
        let organisations = gold.organisations.iter().map(|entity| (&entity.name, &entity.aliases));
        let places = gold.places.iter().map(|entity| (&entity.name, &entity.aliases));
        for (name, aliases) in organisations.chain(places) {
            known.insert(name);
            known.extend(aliases.iter().map(String::as_str));
        }
        for (number, relation) in gold.relations.iter().enumerate() {
            let of = format!("relation {} ({})", number + 1, relation.kind.as_str());
            let (wrong, right) = if relation.directed() {
                (!relation.parties.is_empty(), "source and target")
            } else {
                (!(relation.source.is_empty() && relation.target.is_empty()), "parties")
            };
            if wrong {
                self.say(format!("{of}: this kind has {right}"));
            }
            let complete = if relation.directed() {
                !relation.source.is_empty() && !relation.target.is_empty()
            } else {
                relation.parties.len() >= 2
            };
            if !complete && !wrong {
                self.say(format!("{of}: it needs {right}, at least two bodies"));
            }
            let members = relation.parties.iter().chain(&relation.source).chain(&relation.target);
            for name in members.chain(&relation.alt.source).chain(&relation.alt.target) {
                if known.contains(name.as_str()) || relation.implicit.contains(name) {
                    continue;
                }
                let near = nearest_name(name, &known);
                let hint = near.map(|near| format!("; did you mean \"{near}\"?"));
                self.say(format!(
                    "{of}: unknown party \"{name}\": no organisation or place has this name, and \
                     it is not in implicit{}",
                    hint.unwrap_or_default()
                ));
            }
            for &(start, end) in &relation.evidence {
                if start >= end || end as usize > self.chars.len() {
                    self.say(format!("{of}: evidence {start}-{end} is not a stretch of the text"));
                }
            }
        }
    }
}

fn nearest_name<'a>(name: &str, known: &BTreeSet<&'a str>) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (strsim::osa_distance(name, candidate), *candidate))
        .filter(|(distance, _)| *distance <= name.chars().count().div_ceil(3))
        .min()
        .map(|(_, candidate)| candidate)
}
