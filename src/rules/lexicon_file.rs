//! Lexicon files: CSV rows to entries, each fault at its place.

use std::collections::BTreeMap;
use std::ops::Range;

use super::set::Language;
use crate::diag::{Diagnostic, suggest};
use crate::engine::lexicon::{Entry, Features};
use crate::text::fold::fold;

/// Rows of this class are forms of lemmas (`~lemma`), not members of a class.
const LEMMA_FORMS: &str = "lemma_forms";
const COLUMNS: &[&str] = &["form", "lemma", "class", "features", "note"];

/// Reads one lexicon into the language; forms of lemmas go to `lemmas`.
pub(super) fn read(
    file: &str,
    text: &str,
    language: &mut Language,
    lemmas: &mut BTreeMap<String, Vec<String>>,
    faults: &mut Vec<Diagnostic>,
) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let Ok(headers) = reader.headers() else {
        faults.push(Diagnostic::error("R020", "not a table").at(file, 0..0, ""));
        return;
    };
    let headers: Vec<String> = headers.iter().map(|name| name.trim().to_owned()).collect();
    let Some(columns) = Columns::find(&headers, file, text, faults) else { return };
    let mut record = csv::StringRecord::new();
    loop {
        let start = reader.position().byte() as usize;
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let message = format!("not a row: {error}");
                faults.push(Diagnostic::error("R020", message).at(file, start..start, ""));
                break;
            }
        }
        let end = reader.position().byte() as usize;
        let raw = text[start..end].trim_end();
        let lead = raw.len() - raw.trim_start().len();
        let span = start + lead..start + raw.len();
        if let Err(fault) = columns.row(&record, text, &span, file, language, lemmas) {
            faults.push(fault);
        }
    }
}

/// Where the columns are.
struct Columns {
    form: usize,
    class: usize,
    lemma: Option<usize>,
    features: Option<usize>,
}

impl Columns {
    fn find(
        headers: &[String],
        file: &str,
        text: &str,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let column = |name: &str| headers.iter().position(|held| held == name);
        let first_line = 0..text.lines().next().unwrap_or("").len();
        if let (Some(form), Some(class)) = (column("form"), column("class")) {
            let columns =
                Self { form, class, lemma: column("lemma"), features: column("features") };
            // A mistyped column would be silently ignored.
            for name in headers.iter().filter(|name| !COLUMNS.contains(&name.as_str())) {
                if let Some(near) = suggest(name, COLUMNS.iter().copied())
                    && column(near).is_none()
                {
                    let at = text.find(name.as_str()).unwrap_or(0);
                    faults.push(
                        Diagnostic::error("R021", format!("there is no column `{name}`"))
                            .at(file, at..at + name.len(), "")
                            .help(format!("did you mean `{near}`?")),
                    );
                }
            }
            return Some(columns);
        }
        let help = if headers.len() == 1 && headers[0].contains(';') {
            "columns are parted by `,`; this file seems to use `;`".to_owned()
        } else {
            let near = headers.iter().find_map(|name| {
                let near = suggest(name, COLUMNS.iter().copied())?;
                (near != name).then(|| format!("`{name}`: did you mean `{near}`?"))
            });
            near.unwrap_or_else(|| "the first line is `form,lemma,class,features,note`".to_owned())
        };
        faults.push(
            Diagnostic::error("R021", "a lexicon needs the columns `form` and `class`")
                .at(file, first_line, "")
                .help(help),
        );
        None
    }

    fn row(
        &self,
        record: &csv::StringRecord,
        text: &str,
        span: &Range<usize>,
        file: &str,
        language: &mut Language,
        lemmas: &mut BTreeMap<String, Vec<String>>,
    ) -> Result<(), Diagnostic> {
        let raw = &text[span.clone()];
        let field = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or("").trim();
        let (form, class, lemma) =
            (field(Some(self.form)), field(Some(self.class)), field(self.lemma));
        // A form of two lines is a quote that was not closed; it swallowed the rows below.
        if let Some(cut) = raw.find('\n') {
            let quote = raw[..cut].rfind('"').unwrap_or(0);
            return Err(Diagnostic::error("R025", "this quote is not closed on its line")
                .at(file, span.start + quote..span.start + cut, "")
                .help("close it, or write `\"\"` for a quote that is part of the text"));
        }
        if form.is_empty() || class.is_empty() {
            return Err(Diagnostic::error("R022", "a row needs a form and a class").at(
                file,
                span.clone(),
                "",
            ));
        }
        let features = Features::parse(field(self.features)).map_err(|part| {
            let at = raw
                .rfind(part.as_str())
                .map_or_else(|| span.clone(), |at| span.start + at..span.start + at + part.len());
            Diagnostic::error("R023", format!("`{part}` is not `key=value`"))
                .at(file, at, "")
                .help("features look like `gender=f;number=s`")
        })?;
        if class == LEMMA_FORMS {
            lemmas.entry(lemma.to_owned()).or_default().push(fold(form));
            return Ok(());
        }
        let case = features.get("case");
        let exact_case =
            case == Some("exact") || form.chars().any(char::is_uppercase) && case != Some("any");
        let class = language.lexicons.class(class);
        let lemma = if lemma.is_empty() { form } else { lemma };
        let entry =
            Entry { form: form.to_owned(), lemma: lemma.to_owned(), class, features, exact_case };
        if language.lexicons.add(&mut language.vocabulary, &language.tokenizer, entry) {
            Ok(())
        } else {
            Err(Diagnostic::error("R024", "the form has no word").at(file, span.clone(), ""))
        }
    }
}
