//! Words and shapes that tell what a line is: the compiled form of `rules/<lang>/blocks.toml`.
//!
//! A cue is a regular expression over one line and the reach of what it says. Patterns ignore
//! case unless they say `(?-i)`; a space matches any white space and `'` either apostrophe, so
//! that an author writes what is read on the page.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;

use super::document::{BlockKind, head};
use super::published::{Published, PublishedFrom, join};

/// Longest line, in bytes, that any line or heading cue is tried on.
const LONGEST: usize = 400;
/// Longest line that a line cue holds for, unless it says otherwise.
const LONGEST_LINE: usize = 240;
/// Longest line that a heading cue holds for, unless it says otherwise.
const LONGEST_HEADING: usize = 160;
/// Bytes of a paragraph that a prefix cue sees.
const PREFIX_WINDOW: usize = 240;
/// Memory a compiled pattern may take, in bytes.
const SIZE_LIMIT: usize = 4 << 20;

/// A file of cues.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CueFile {
    /// Pieces of patterns, written `{{name}}` where they are used.
    #[serde(default)]
    pub define: BTreeMap<String, String>,
    /// The cues.
    #[serde(default)]
    pub block: Vec<CueSpec>,
}

impl CueFile {
    /// The cues of language `lang` with every `{{name}}` put in. A name that is not defined stays
    /// as it is, and compiling reports it.
    #[must_use]
    pub fn into_specs(self, lang: &str) -> Vec<CueSpec> {
        let Self { define, mut block } = self;
        // Definitions may use definitions that come before them in the alphabet of names; two
        // rounds are enough for any that is readable.
        let expand = |pattern: &mut Option<String>| {
            if let Some(pattern) = pattern {
                for _ in 0..2 {
                    for (name, value) in &define {
                        *pattern =
                            pattern.replace(&format!("{{{{{name}}}}}"), &format!("(?:{value})"));
                    }
                }
            }
        };
        for spec in &mut block {
            spec.lang = lang.to_owned();
            expand(&mut spec.line);
            expand(&mut spec.heading);
            expand(&mut spec.prefix);
            expand(&mut spec.unless);
        }
        block
    }
}

/// One cue as it is written. Exactly one of `line`, `heading` and `prefix` is set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CueSpec {
    /// What the stretch is.
    pub kind: BlockKind,
    /// Language of the file.
    #[serde(default)]
    pub lang: String,
    /// Pattern of a whole line.
    pub line: Option<String>,
    /// Pattern of a whole line that opens a section; it reaches to the next heading unless `scope`
    /// says otherwise.
    pub heading: Option<String>,
    /// Pattern of the start of an early paragraph; the rest of it stays running text. A group
    /// named `span` narrows what belongs to the block, so that the pattern can look ahead.
    pub prefix: Option<String>,
    /// Pattern that the matched stretch must not have anywhere.
    pub unless: Option<String>,
    /// How far the cue reaches.
    pub scope: Option<CueScope>,
    /// Longest line in bytes: at most 400; 240 for lines and 160 for headings when left out.
    pub longest: Option<usize>,
    /// What the date in the groups `year`, `month` and `day` (in digits) counts as; `header` for
    /// lines and `dateline` for prefixes when left out.
    pub published: Option<CuePublished>,
    /// Lines that must match. For a prefix, `[the stretch] and the rest`.
    #[serde(default, rename = "match")]
    pub matches: Vec<String>,
    /// Lines that must not match.
    #[serde(default)]
    pub no: Vec<String>,
}

/// How far a cue reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CueScope {
    /// The line alone.
    Line,
    /// The line and the paragraph before it, of which it is the signature.
    WithPrevious,
    /// To the next blank line.
    UntilBlank,
    /// To the next heading.
    UntilHeading,
    /// To the next paragraph of running text or the next cue.
    UntilText,
    /// To the end of the document, unless most of its running text comes after the line.
    Rest,
}

/// What a date found by a cue counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CuePublished {
    /// A header line.
    Header,
    /// A dateline.
    Dateline,
}

/// A cue that cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("block cue {index}: {message}")]
pub struct CueError {
    /// Place in the list given.
    pub index: usize,
    /// What is wrong and what to do.
    pub message: String,
}

/// An example that does not do what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CueExample {
    /// Place of the cue in the list given.
    pub index: usize,
    /// The example.
    pub example: String,
    /// What happened instead.
    pub message: String,
}

/// Compiled cues. The order of the specs does not change what they do.
#[derive(Clone, Debug)]
pub struct BlockCues {
    /// Cues of lines up to [`LONGEST_LINE`]: all of them.
    lines: Family,
    /// Cues of longer lines: the few that say so.
    long_lines: Family,
    prefixes: Family,
}

#[derive(Clone, Debug)]
struct Family {
    set: RegexSet,
    cues: Vec<Cue>,
}

#[derive(Clone, Debug)]
pub(crate) struct Cue {
    pub(crate) kind: BlockKind,
    pub(crate) scope: CueScope,
    pattern: Regex,
    unless: Option<Regex>,
    longest: usize,
    dated: bool,
    published: PublishedFrom,
}

/// A cue at work.
#[derive(Clone, Debug)]
pub(crate) struct Found<'a> {
    pub(crate) cue: &'a Cue,
    /// Bytes from the start of the line.
    pub(crate) length: usize,
    pub(crate) published: Option<Published>,
}

impl BlockCues {
    /// Compiles cues.
    ///
    /// # Errors
    /// The first cue whose pattern cannot be compiled, or that does not have exactly one pattern.
    pub fn compile(specs: &[CueSpec]) -> Result<Self, CueError> {
        let mut lines = Vec::new();
        let mut prefixes = Vec::new();
        for (index, spec) in specs.iter().enumerate() {
            let (cue, source) =
                Cue::compile(spec).map_err(|message| CueError { index, message })?;
            let family = if spec.prefix.is_some() { &mut prefixes } else { &mut lines };
            family.push((source, cue));
        }
        let family =
            |cues| Family::new(cues).map_err(|message| CueError { index: specs.len(), message });
        let long = |(_, cue): &&(String, Cue)| cue.longest > LONGEST_LINE;
        Ok(Self {
            long_lines: family(lines.iter().filter(long).cloned().collect())?,
            lines: family(lines)?,
            prefixes: family(prefixes)?,
        })
    }

    /// Cues that say nothing.
    #[must_use]
    pub fn none() -> Self {
        let empty = || Family { set: RegexSet::empty(), cues: Vec::new() };
        Self { lines: empty(), long_lines: empty(), prefixes: empty() }
    }

    /// The cue that holds for a whole line.
    pub(crate) fn line(&self, line: &str) -> Option<Found<'_>> {
        let family = if line.len() <= LONGEST_LINE { &self.lines } else { &self.long_lines };
        if line.len() <= LONGEST { family.find(line) } else { None }
    }

    /// The cue that holds for the start of a paragraph.
    pub(crate) fn prefix(&self, paragraph: &str) -> Option<Found<'_>> {
        self.prefixes.find(head(paragraph, PREFIX_WINDOW))
    }
}

impl Family {
    fn new(mut cues: Vec<(String, Cue)>) -> Result<Self, String> {
        // Sorted by content: whichever file a cue came from, the same one is asked first.
        cues.sort_by(|(a, cue_a), (b, cue_b)| (cue_a.kind, a).cmp(&(cue_b.kind, b)));
        let set = RegexSetBuilder::new(cues.iter().map(|(source, _)| source))
            .case_insensitive(true)
            .size_limit(SIZE_LIMIT * 16)
            .dfa_size_limit(SIZE_LIMIT * 4)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self { set, cues: cues.into_iter().map(|(_, cue)| cue).collect() })
    }

    fn find(&self, text: &str) -> Option<Found<'_>> {
        if !self.set.is_match(text) {
            return None;
        }
        self.set.matches(text).iter().find_map(|slot| self.cues[slot].at(text))
    }
}

impl Cue {
    fn compile(spec: &CueSpec) -> Result<(Self, String), String> {
        let (pattern, whole, scope, longest) = match (&spec.line, &spec.heading, &spec.prefix) {
            (Some(pattern), None, None) => (pattern, true, CueScope::Line, LONGEST_LINE),
            (None, Some(pattern), None) => (pattern, true, CueScope::UntilHeading, LONGEST_HEADING),
            (None, None, Some(pattern)) => (pattern, false, CueScope::Line, usize::MAX),
            _ => return Err("give exactly one of `line`, `heading` and `prefix`".to_owned()),
        };
        if let Some(at) = pattern.find("{{") {
            let name: String = pattern[at..].chars().take(40).collect();
            return Err(format!("`{name}` is not in [define]"));
        }
        let source = match whole {
            true => format!(r"^(?:{})$", typography(pattern)),
            false => format!("^(?:{})", typography(pattern)),
        };
        let build = |source: &str| {
            RegexBuilder::new(source)
                .case_insensitive(true)
                .size_limit(SIZE_LIMIT)
                .build()
                .map_err(|error| error.to_string())
        };
        let regex = build(&source)?;
        if !whole && regex.is_match("") {
            return Err("the prefix matches the empty string".to_owned());
        }
        let unless = spec.unless.as_deref().map(|source| build(&typography(source))).transpose()?;
        let published = match (spec.published, whole) {
            (Some(CuePublished::Header), _) | (None, true) => PublishedFrom::Header,
            (Some(CuePublished::Dateline), _) | (None, false) => PublishedFrom::Dateline,
        };
        let dated = regex.capture_names().flatten().any(|name| name == "year");
        let scope = spec.scope.unwrap_or(scope);
        let longest = spec.longest.unwrap_or(longest);
        let kind = spec.kind;
        let cue = Self { kind, scope, pattern: regex, unless, longest, dated, published };
        Ok((cue, source))
    }

    fn at(&self, text: &str) -> Option<Found<'_>> {
        if text.len() > self.longest {
            return None;
        }
        let captures = self.pattern.captures(text)?;
        let end = captures.name("span").map_or(captures.get(0)?.end(), |span| span.end());
        let length = text[..end].trim_end().len();
        if length == 0
            || self.unless.as_ref().is_some_and(|unless| unless.is_match(&text[..length]))
        {
            return None;
        }
        let group = |name| captures.name(name).map(|found| found.as_str());
        let published = match (self.dated, group("year")) {
            (true, Some(year)) => join(year, group("month"), group("day"))
                .map(|value| Published { value, from: self.published }),
            _ => None,
        };
        Some(Found { cue: self, length, published })
    }
}

/// Widens what an author types to what pages hold: any white space for a space, either
/// apostrophe for `'`, any dash for `–`.
fn typography(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut class = false;
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                // The Unicode boundary would send every line with an accent to the slow matcher.
                Some('b') if !class => out.push_str(r"(?-u:\b)"),
                next => {
                    out.push(char);
                    out.extend(next);
                }
            },
            '[' if !class => {
                class = true;
                out.push(char);
            }
            ']' if class => {
                class = false;
                out.push(char);
            }
            // The plain space last, so that an author's `[ -]` stays what it was.
            ' ' if class => out.push_str("\u{A0}\u{202F} "),
            ' ' => out.push_str(r"\s"),
            '\'' if class => out.push_str("'’"),
            '\'' => out.push_str("['’]"),
            '–' if class => out.push_str(r"\-–—−"),
            '–' => out.push_str(r"[\-–—−]"),
            _ => out.push(char),
        }
    }
    out
}

/// Runs the examples of every cue and answers those that fail. Cues that do not compile are left
/// to [`BlockCues::compile`].
#[must_use]
pub fn check_examples(specs: &[CueSpec]) -> Vec<CueExample> {
    let mut failures = Vec::new();
    for (index, spec) in specs.iter().enumerate() {
        let Ok((cue, _)) = Cue::compile(spec) else { continue };
        let mut fail = |example: &str, message: String| {
            failures.push(CueExample { index, example: example.to_owned(), message });
        };
        for example in &spec.matches {
            let (line, expected) = bracketed(example);
            match (cue.at(line.trim()), expected) {
                (None, _) => fail(example, "does not match".to_owned()),
                (Some(found), Some(expected)) if line[..found.length] != expected => {
                    fail(example, format!("matches `{}`", &line[..found.length]));
                }
                _ => {}
            }
        }
        for example in &spec.no {
            if cue.at(example.trim()).is_some() {
                fail(example, "matches and should not".to_owned());
            }
        }
    }
    failures
}

/// `[stretch] rest` without its brackets, and the stretch.
fn bracketed(example: &str) -> (String, Option<String>) {
    match example.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((stretch, rest)) => (format!("{stretch}{rest}"), Some(stretch.to_owned())),
        None => (example.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specs(toml: &str) -> Vec<CueSpec> {
        toml::from_str::<CueFile>(toml).expect("valid file").into_specs("fr")
    }

    #[test]
    fn examples_are_run() {
        let specs = specs(
            r#"
            define = { mois = "mars|avril" }
            [[block]]
            kind = "dateline"
            prefix = "(?-i:\\p{Lu})\\w+, \\d+ {{mois}} –"
            match = ["[Dakar, 3 mars —] Le ministre", "[Dakar, 3 mars] –", "3 mars"]
            no = ["Dakar, 3 mai - x", "Dakar, 4 avril - x"]
            "#,
        );
        let failures = check_examples(&specs);
        let failed: Vec<&str> = failures.iter().map(|found| found.example.as_str()).collect();
        assert_eq!(failed, ["[Dakar, 3 mars] –", "3 mars", "Dakar, 4 avril - x"]);
    }

    #[test]
    fn dates_in_digits_are_taken_from_named_groups() {
        let specs = specs(
            r#"
            [[block]]
            kind = "dateline"
            line = "publié le (?P<day>\\d+)/(?P<month>\\d+)/(?P<year>\\d+)"
            "#,
        );
        let cues = BlockCues::compile(&specs).expect("compiles");
        let found = cues.line("Publié le\u{a0}10/05/2024").expect("matches");
        assert_eq!(found.published.expect("date").value, "2024-05-10");
        assert!(cues.line("Publié le 40/05/2024").expect("matches").published.is_none());
    }

    #[test]
    fn errors_name_the_cue() {
        let mut two = specs(
            "[[block]]\nkind = \"body\"\nline = \"a\"\n[[block]]\nkind = \"body\"\nline = \"(\"",
        );
        assert_eq!(BlockCues::compile(&two).expect_err("bad pattern").index, 1);
        two[1].line = Some("{{mois}}".to_owned());
        assert!(BlockCues::compile(&two).expect_err("undefined").message.contains("define"));
        two[1].line = None;
        assert!(BlockCues::compile(&two).expect_err("no pattern").message.contains("exactly one"));
        assert!(toml::from_str::<CueFile>("[[block]]\nkind = \"body\"\nlin = \"a\"").is_err());
    }
}
