//! Examples: a sentence with what a rule is to find in brackets, `[a:ONEE]` with its role or
//! `[10 avril 2019]` whole. A bracket that is meant as text is written `\[` or `\]`.

use std::ops::Range;

/// A sentence without its brackets, and what they marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The sentence.
    pub text: String,
    /// What was marked, in the order of the opening brackets.
    pub marks: Vec<Mark>,
}

/// One bracket of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The role; none for the whole span.
    pub role: Option<String>,
    /// Bytes of [`Marked::text`].
    pub span: Range<usize>,
    /// Bytes of the example as written, brackets included.
    pub written: Range<usize>,
}

/// What is wrong with the brackets: bytes of the example, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkError {
    /// Bytes of the example as written.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
}

impl Marked {
    /// Reads an example.
    ///
    /// # Errors
    /// A bracket without its partner, or with nothing in it.
    pub fn parse(example: &str) -> Result<Self, MarkError> {
        let mut marked = Self::default();
        let mut open: Vec<usize> = Vec::new();
        let mut at = 0;
        while let Some(char) = example[at..].chars().next() {
            let next = at + char.len_utf8();
            match char {
                '\\' if example[next..].starts_with(['[', ']']) => {
                    marked.text.push_str(&example[next..next + 1]);
                    at = next + 1;
                    continue;
                }
                '[' => {
                    let role = role(&example[next..]);
                    let skip = role.as_ref().map_or(0, |role| role.len() + 1);
                    let start = marked.text.len();
                    open.push(marked.marks.len());
                    marked.marks.push(Mark { role, span: start..start, written: at..next + skip });
                    at = next + skip;
                    continue;
                }
                ']' => {
                    let Some(number) = open.pop() else {
                        return Err(MarkError {
                            span: at..next,
                            message: "this bracket closes nothing".to_owned(),
                        });
                    };
                    let mark = &mut marked.marks[number];
                    mark.span.end = marked.text.len();
                    mark.written.end = next;
                    if marked.text[mark.span.clone()].trim().is_empty() {
                        return Err(MarkError {
                            span: mark.written.clone(),
                            message: "nothing stands in these brackets".to_owned(),
                        });
                    }
                }
                _ => marked.text.push(char),
            }
            at = next;
        }
        match open.first() {
            Some(&number) => Err(MarkError {
                span: marked.marks[number].written.clone(),
                message: "this bracket is not closed".to_owned(),
            }),
            None => Ok(marked),
        }
    }
}

/// The role before a colon: small letters, figures and `_`.
fn role(rest: &str) -> Option<String> {
    let end = rest.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))?;
    let name = &rest[..end];
    let is_role = name.starts_with(|c: char| c.is_ascii_lowercase())
        && rest[end..].starts_with(':')
        && !rest[end + 1..].starts_with(char::is_whitespace);
    is_role.then(|| name.to_owned())
}

/// Mentions that an example gives instead of having them found: `ORG: ONEE; ADA | PLACE: Fès`.
///
/// # Errors
/// Bytes of `given` at which no type stands.
pub fn given(given: &str) -> Result<Vec<(String, String)>, Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    for part in given.split('|') {
        let span = at..at + part.len();
        at = span.end + 1;
        if part.trim().is_empty() {
            continue;
        }
        let Some((kind, names)) = part.split_once(':') else { return Err(span) };
        for name in names.split(';').map(str::trim).filter(|name| !name.is_empty()) {
            out.push((kind.trim().to_owned(), name.to_owned()));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn brackets_roles_and_nesting() {
        let marked =
            Marked::parse("L'[a:ONEE] et [la ville de [b:Fès]] \\[sic\\].").expect("valid");
        assert_eq!(marked.text, "L'ONEE et la ville de Fès [sic].");
        let of: Vec<_> = marked
            .marks
            .iter()
            .map(|mark| (mark.role.as_deref(), &marked.text[mark.span.clone()]))
            .collect();
        assert_eq!(of, [(Some("a"), "ONEE"), (None, "la ville de Fès"), (Some("b"), "Fès")]);
        assert_eq!(Marked::parse("é [a:x").expect_err("open").span, 3..6);
        assert_eq!(Marked::parse("é x]").expect_err("closed").span, 4..5);
        assert_eq!(Marked::parse("é [a:]").expect_err("empty").span, 3..7);
        // A time of day is no role.
        let time = Marked::parse("à [10:30]").expect("valid");
        assert_eq!(&time.text[time.marks[0].span.clone()], "10:30");
    }

    #[test]
    fn given_mentions() {
        let both = given("ORG: ONEE; ADA | PLACE: Fès").expect("valid");
        assert_eq!(both.len(), 3);
        assert_eq!(both[2], ("PLACE".to_owned(), "Fès".to_owned()));
        assert_eq!(given("ORG: a | b"), Err(8..10));
    }

    proptest! {
        #[test]
        fn spans_lie_on_letters(text in "[a:é\\[\\]\\\\ 1]{0,20}") {
            if let Ok(marked) = Marked::parse(&text) {
                for mark in &marked.marks {
                    prop_assert!(marked.text.get(mark.span.clone()).is_some());
                    prop_assert!(text.get(mark.written.clone()).is_some());
                }
            }
        }
    }
}
