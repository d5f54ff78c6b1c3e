//! Gold files: what a careful reader finds in a text. `<id>.txt` is the text, `<id>.json` beside it
//! the annotation, in the format of the annotation guidelines.

use std::path::{Path, PathBuf};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};

use super::check::{self, Problem};
use crate::kb::v1::{AmountKind, DateKind, Modifier, PlaceKind, RelationKind, Status};

/// One annotated text.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldText {
    /// Name of the file without its ending.
    pub id: String,
    /// The folder it is reported under: the first one below the path that was asked for.
    pub group: String,
    /// The annotation file as the user named it.
    pub path: PathBuf,
    /// The text, NFC with `\n`; offsets count its code points.
    pub text: String,
    /// The annotation.
    pub gold: Gold,
}

/// The annotation of a text; unknown keys are errors, since a misspelt one would hide annotations.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gold {
    /// Name of the text.
    pub id: String,
    /// SHA-256 of the text file, hexadecimal: the annotation is of that very text.
    pub sha256: Option<String>,
    /// Code points in the text.
    pub chars: Option<usize>,
    /// ISO 639-1 code.
    pub lang: Option<String>,
    /// Publication date, as precise as known; scoring hands it to the program.
    pub published: Option<String>,
    /// Organisations with all their mentions.
    #[serde(default)]
    pub organisations: Vec<GoldOrganisation>,
    /// Persons with all their mentions.
    #[serde(default)]
    pub persons: Vec<GoldPerson>,
    /// Places with all their mentions.
    #[serde(default)]
    pub places: Vec<GoldPlace>,
    /// Date expressions; without the key the annotator marked none, and none are scored.
    pub dates: Option<Vec<GoldDate>>,
    /// Amounts; without the key none are scored.
    pub amounts: Option<Vec<GoldAmount>>,
    /// Partnership relations.
    #[serde(default)]
    pub relations: Vec<GoldRelation>,
    /// Whether the text asserts a relation.
    pub has_relation: Option<bool>,
    /// Remarks of the annotator.
    pub notes: Option<serde_json::Value>,
    /// Who annotated.
    pub annotator: Option<String>,
    /// Where the text comes from.
    pub source: Option<String>,
    /// Licence of the text.
    pub licence: Option<String>,
}

/// Start and end in code points, half-open.
pub type GoldSpan = (u32, u32);

/// An organisation of the text.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldOrganisation {
    /// Fullest form.
    pub name: String,
    /// Other forms.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Kind of body, when given.
    pub kind: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Where it is named.
    pub mentions: Vec<GoldSpan>,
}

/// A person of the text.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldPerson {
    /// Fullest form.
    pub name: String,
    /// Other forms.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Where named.
    pub mentions: Vec<GoldSpan>,
    /// Role in the text's words.
    pub role: Option<String>,
    /// Organisation by name.
    pub organisation: Option<String>,
}

/// A place of the text.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldPlace {
    /// French name.
    pub name: String,
    /// Other forms.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Kind of place.
    pub kind: Option<PlaceKind>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// ISO 3166-2.
    pub region: Option<String>,
    /// Where it is named.
    pub mentions: Vec<GoldSpan>,
}

/// A date expression of the text.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldDate {
    /// First code point.
    pub start: u32,
    /// First code point past it.
    pub end: u32,
    /// The text there, for the reader and as a check on the offsets.
    pub text: Option<String>,
    /// Kind of expression.
    pub kind: DateKind,
    /// ISO 8601 / TIMEX3.
    pub value: String,
}

/// An amount of the text.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldAmount {
    /// First code point.
    pub start: u32,
    /// First code point past it.
    pub end: u32,
    /// The text there.
    pub text: Option<String>,
    /// Kind of amount.
    pub kind: AmountKind,
    /// The figure in units; a number or a string in the file.
    #[serde(deserialize_with = "decimal")]
    pub value: Decimal,
    /// Upper end of a range.
    #[serde(default, deserialize_with = "maybe_decimal")]
    pub value_max: Option<Decimal>,
    /// ISO 4217 code, symbol, `pp`, `bp`; null for counts and plain percentages.
    pub unit: Option<String>,
    /// How the figure is qualified.
    pub modifier: Option<Modifier>,
    /// What a rate is per.
    pub per: Option<String>,
    /// What is counted.
    pub item: Option<String>,
}

/// A relation of the text.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldRelation {
    /// Kind of link.
    pub kind: RelationKind,
    /// Members of a symmetric relation, by entity name.
    #[serde(default)]
    pub parties: Vec<String>,
    /// Source of a directed relation.
    #[serde(default, deserialize_with = "one_or_many")]
    pub source: Vec<String>,
    /// Target of a directed relation.
    #[serde(default, deserialize_with = "one_or_many")]
    pub target: Vec<String>,
    /// Whether it holds.
    #[serde(default = "effective")]
    pub status: Status,
    /// When.
    pub date: Option<String>,
    /// Where, by place name.
    pub place: Option<String>,
    /// For how much.
    pub amount: Option<GoldSum>,
    /// What it is about.
    pub object: Option<String>,
    /// Who signed.
    #[serde(default)]
    pub signatories: Vec<GoldSignatory>,
    /// The stretch or stretches that assert it.
    #[serde(default, deserialize_with = "spans")]
    pub evidence: Vec<GoldSpan>,
    /// Parties that only a title or a bare common noun gives.
    #[serde(default)]
    pub implicit: Vec<String>,
    /// Parties that are places.
    #[serde(default)]
    pub place_parties: Vec<String>,
    /// Other defensible sources or targets.
    #[serde(default)]
    pub alt: Alternatives,
    /// A reader may or may not assert it: a miss does not count.
    #[serde(default)]
    pub optional: bool,
}

/// Other members that a reader may defend.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternatives {
    /// For the source.
    #[serde(default, deserialize_with = "one_or_many")]
    pub source: Vec<String>,
    /// For the target.
    #[serde(default, deserialize_with = "one_or_many")]
    pub target: Vec<String>,
}

/// The sum of a relation.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldSum {
    /// The figure in units.
    #[serde(deserialize_with = "decimal")]
    pub value: Decimal,
    /// Upper end of a range.
    #[serde(default, deserialize_with = "maybe_decimal")]
    pub value_max: Option<Decimal>,
    /// ISO 4217 code or unit.
    pub unit: Option<String>,
}

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldSignatory {
    /// Person by name.
    pub person: String,
    /// Role in the text's words.
    pub role: Option<String>,
    /// Organisation by name.
    pub organisation: Option<String>,
}

impl GoldRelation {
    /// Whether source and target differ.
    #[must_use]
    pub fn directed(&self) -> bool {
        let stated = !self.source.is_empty() || !self.target.is_empty();
        self.kind.shipped_directed().unwrap_or(stated)
    }
}

/// Reads every gold file under `paths` (files, or folders at any depth), in path order.
///
/// # Errors
/// All problems of all files at once: one broken annotation makes every figure doubtful.
pub fn load(paths: &[PathBuf]) -> Result<Vec<GoldText>, Vec<Problem>> {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = files.len();
            walk(path, path, &mut files, &mut problems);
            if files.len() == before {
                problems.push(Problem::new(path, "holds no gold file (<id>.json beside <id>.txt)"));
            }
        } else if path.is_file() {
            files.push((path.clone(), folder_name(path.parent().unwrap_or(Path::new(".")))));
        } else {
            problems.push(Problem::new(path, "no such file or folder"));
        }
    }
    files.sort();
    files.dedup();
    let mut texts = Vec::new();
    for (path, group) in files {
        match read(&path, group) {
            Ok(text) => {
                check::check(&text, &mut problems);
                texts.push(text);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(texts) } else { Err(problems) }
}

fn walk(
    root: &Path,
    folder: &Path,
    files: &mut Vec<(PathBuf, String)>,
    problems: &mut Vec<Problem>,
) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return problems.push(Problem::new(folder, error.to_string())),
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            walk(root, &path, files, problems);
        } else if path.extension().is_some_and(|ending| ending == "json") {
            let group = match path.strip_prefix(root).unwrap_or(&path).components().next() {
                Some(first) if folder != root => first.as_os_str().to_string_lossy().into_owned(),
                _ => folder_name(root),
            };
            files.push((path, group));
        }
    }
}

fn folder_name(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    whole.file_name().map_or_else(|| ".".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn read(path: &Path, group: String) -> Result<GoldText, Problem> {
    let json = std::fs::read(path).map_err(|error| Problem::new(path, error.to_string()))?;
    let gold: Gold = serde_json::from_slice(&json).map_err(|error| {
        let mut problem = Problem::new(path, error.to_string());
        problem.place = Some((error.line(), error.column()));
        problem
    })?;
    let beside = path.with_extension("txt");
    let text = std::fs::read_to_string(&beside)
        .map_err(|error| Problem::new(path, format!("its text {}: {error}", beside.display())))?;
    let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(GoldText { id, group, path: path.to_owned(), text, gold })
}

fn effective() -> Status {
    Status::Effective
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Figure {
    Number(serde_json::Number),
    Text(String),
}

impl Figure {
    fn decimal<E: serde::de::Error>(self) -> Result<Decimal, E> {
        let text = match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        };
        text.parse()
            .or_else(|_| Decimal::from_scientific(&text))
            .map_err(|_| E::custom(format!("`{text}` is not a decimal number (write 1234.5)")))
    }
}

fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    Figure::deserialize(deserializer)?.decimal()
}

fn maybe_decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
    Option::<Figure>::deserialize(deserializer)?.map(Figure::decimal).transpose()
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        None(()),
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::None(()) => Vec::new(),
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

fn spans<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<GoldSpan>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Spans {
        None(()),
        One(GoldSpan),
        Many(Vec<GoldSpan>),
    }
    Ok(match Spans::deserialize(deserializer)? {
        Spans::None(()) => Vec::new(),
        Spans::One(one) => vec![one],
        Spans::Many(many) => many,
    })
}
