//! Diagnostics as text for people, one line for editors, JSON for programs, and annotations for
//! GitHub.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use super::sources::floor;
use super::{Diagnostic, Label, Severity, Sources, Span};

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// With the source lines and carets; `colour` adds ANSI styles.
    Full {
        /// Whether to write ANSI escapes.
        colour: bool,
    },
    /// `file:line:col: error[R003]: message`, one a line.
    #[default]
    Line,
    /// One JSON object a line.
    Json,
    /// GitHub workflow commands (`::error file=…`).
    Github,
}

/// Renders `diagnostics` in the order given; every one ends with a newline.
///
/// Never fails: labels into unknown files are named without an excerpt, and spans outside a file
/// or inside a character are moved to the nearest place that exists.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, format: Format) -> String {
    let mut out = String::new();
    for (number, diagnostic) in diagnostics.iter().enumerate() {
        match format {
            Format::Full { colour } => {
                if number > 0 {
                    out.push('\n');
                }
                out.push_str(&full(diagnostic, sources, colour));
                out.push('\n');
            }
            Format::Line => {
                out.push_str(&line(diagnostic, sources));
                out.push('\n');
            }
            Format::Json => {
                // A struct of strings and numbers always serialises.
                if let Ok(json) = serde_json::to_string(&JsonDiagnostic::new(diagnostic, sources)) {
                    out.push_str(&json);
                    out.push('\n');
                }
            }
            Format::Github => {
                out.push_str(&github(diagnostic, sources));
                out.push('\n');
            }
        }
    }
    out
}

/// "3 errors, 1 warning", or `None` when there is nothing to count.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let mut parts = Vec::new();
    for severity in [Severity::Error, Severity::Warning] {
        let count = diagnostics.iter().filter(|found| found.severity == severity).count();
        if count > 0 {
            let plural = if count == 1 { "" } else { "s" };
            parts.push(format!("{count} {}{plural}", severity.as_str()));
        }
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn full(diagnostic: &Diagnostic, sources: &Sources, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group =
        Group::with_title(level.primary_title(printable(&diagnostic.message)).id(diagnostic.code));
    for (file, labels) in by_file(&diagnostic.labels) {
        let Some(text) = sources.get(file) else {
            group = group.element(Level::NOTE.message(format!("in {}", printable(file))));
            continue;
        };
        let mut snippet = Snippet::source(text).path(printable(file));
        for label in labels {
            let primary = diagnostic.labels.first() == Some(label);
            let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let mut annotation = kind.span(inside(text, label.span));
            if !label.text.is_empty() {
                annotation = annotation.label(printable(&label.text));
            }
            snippet = snippet.annotation(annotation);
        }
        group = group.element(snippet);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// Labels grouped by file, files in the order of their first label.
fn by_file(labels: &[Label]) -> Vec<(&str, Vec<&Label>)> {
    let mut groups: Vec<(&str, Vec<&Label>)> = Vec::new();
    for label in labels {
        match groups.iter_mut().find(|(file, _)| *file == label.file) {
            Some((_, group)) => group.push(label),
            None => groups.push((&label.file, vec![label])),
        }
    }
    groups
}

/// The part of `span` that lies in `text`, widened to whole characters.
fn inside(text: &str, span: Span) -> Range<usize> {
    let start = floor(text, span.start);
    let end = (span.end.min(text.len())..=text.len()).find(|&end| text.is_char_boundary(end));
    start..end.unwrap_or(text.len()).max(start)
}

/// Messages may quote what stands in a file: control characters must not reach the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

fn line(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut out = String::new();
    if let Some(label) = diagnostic.labels.first() {
        out.push_str(&printable(&label.file));
        if let Some(at) = sources.position(&label.file, label.span.start) {
            let _ = write!(out, ":{}:{}", at.line, at.column);
        }
        out.push_str(": ");
    }
    let severity = diagnostic.severity.as_str();
    let message = one_line(&diagnostic.message);
    let _ = write!(out, "{severity}[{}]: {message}", diagnostic.code);
    if let Some(help) = &diagnostic.help {
        let _ = write!(out, " ({})", one_line(help));
    }
    out
}

fn one_line(text: &str) -> String {
    printable(&text.replace('\n', " "))
}

fn github(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let command = match diagnostic.severity {
        Severity::Note => "notice",
        other => other.as_str(),
    };
    let mut properties = Vec::new();
    if let Some(label) = diagnostic.labels.first() {
        properties.push(format!("file={}", escape(&label.file, true)));
        if let Some(at) = sources.position(&label.file, label.span.start) {
            properties.push(format!("line={},col={}", at.line, at.column));
        }
    }
    properties.push(format!("title={}", escape(diagnostic.code, true)));
    let mut message = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        let _ = write!(message, "\n{help}");
    }
    format!("::{command} {}::{}", properties.join(","), escape(&message, false))
}

/// Escapes as the workflow command syntax asks: properties also lose `:` and `,`.
fn escape(text: &str, property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    labels: Vec<JsonLabel<'a>>,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    byte_start: usize,
    byte_end: usize,
    text: &'a str,
}

impl<'a> JsonDiagnostic<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &Sources) -> Self {
        Self {
            code: diagnostic.code,
            severity: diagnostic.severity.as_str(),
            message: &diagnostic.message,
            labels: diagnostic
                .labels
                .iter()
                .map(|label| {
                    let at = sources.position(&label.file, label.span.start);
                    JsonLabel {
                        file: &label.file,
                        line: at.map(|at| at.line),
                        column: at.map(|at| at.column),
                        byte_start: label.span.start,
                        byte_end: label.span.end,
                        text: &label.text,
                    }
                })
                .collect(),
            help: diagnostic.help.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: &str = "rules/fr/accord.toml";
    const TEXT: &str = "# « déjà »\n[[rule]]\nid = \"été\" # né à l'été\nvalu = 3\n";

    fn sample() -> (Vec<Diagnostic>, Sources) {
        let mut sources = Sources::new();
        sources.insert(FILE, TEXT);
        let spot = |what: &str| {
            let start = TEXT.find(what).unwrap_or_default();
            start..start + what.len()
        };
        let diagnostics = vec![
            Diagnostic::error("R003", "unknown field `valu`")
                .at(FILE, spot("valu"), "not a rule field")
                .suggest("valu", ["match", "value"]),
            Diagnostic::warning("R010", "rule `été` is never tried")
                .at(FILE, spot("\"été\""), "no word of it is in any lexicon")
                .at(FILE, spot("déjà"), "after this"),
            Diagnostic::error("R001", "cannot read the folder").at("absent.toml", 4..9, "here"),
        ];
        (diagnostics, sources)
    }

    #[test]
    fn full_points_at_the_right_letters_beside_accents() {
        let (diagnostics, sources) = sample();
        insta::assert_snapshot!(render(&diagnostics, &sources, Format::Full { colour: false }));
    }

    #[test]
    fn one_line_json_and_github() {
        let (diagnostics, sources) = sample();
        let mut out = render(&diagnostics, &sources, Format::Line);
        out += &render(&diagnostics, &sources, Format::Json);
        out += &render(&diagnostics, &sources, Format::Github);
        out += &summary(&diagnostics).unwrap_or_default();
        insta::assert_snapshot!(out);
    }

    #[test]
    fn colour_is_asked_for() {
        let (diagnostics, sources) = sample();
        assert!(!render(&diagnostics, &sources, Format::Full { colour: false }).contains('\u{1b}'));
        assert!(render(&diagnostics, &sources, Format::Full { colour: true }).contains('\u{1b}'));
    }

    proptest! {
        #[test]
        fn any_span_of_any_text_renders(
            text in "[aé\u{301}😀«\r\n\t\u{7f}]{0,40}",
            start in 0usize..90,
            length in 0usize..90,
            other in 0usize..90,
        ) {
            let mut sources = Sources::new();
            sources.insert("a", text);
            let diagnostics = [Diagnostic::error("R001", "m\u{1b}[2J")
                .at("a", start..start + length, "là")
                .at("a", other..other + 1, "")];
            for colour in [false, true] {
                let full = render(&diagnostics, &sources, Format::Full { colour });
                prop_assert!(full.contains("R001"), "{}", full);
            }
            let line = render(&diagnostics, &sources, Format::Line);
            prop_assert!(line.starts_with("a:"), "{}", line);
            prop_assert!(!line.contains(char::from(0x1b)), "{}", line);
            prop_assert_eq!(line.lines().count(), 1);
        }
    }
}
