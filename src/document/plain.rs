//! Plain text and Markdown to paragraphs.
//!
//! A blank line ends a paragraph. A single line end does so too, unless the lines were wrapped by
//! hand: then the first word of each line would not have fitted on the line before, which is what
//! is tested. Press texts come in both shapes, and a headline wrapped into the body is as bad as
//! a sentence cut in two.

use super::paragraphs::{Mark, Paragraph};
use crate::text::ByteSpan;

/// Widest line, in bytes, of text that was wrapped by hand.
const WIDEST: usize = 140;
/// Narrowest width text is wrapped to.
const NARROWEST: usize = 40;
/// Longest line under a lone bullet that is taken for its text.
const LOOSE_LINE: usize = 300;

/// A line without white space at its ends.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    mark: Mark,
    /// Whether a blank line stands before.
    gap: bool,
}

impl Line {
    fn len(self) -> usize {
        self.end - self.start
    }
}

/// Cuts `read` into paragraphs; `mark_at` says what a line mark that is hidden before a byte of
/// it meant.
pub(crate) fn paragraphs(read: &str, mark_at: impl Fn(usize) -> Mark) -> Vec<Paragraph> {
    let lines = lines(read, mark_at);
    let mut paragraphs = Vec::with_capacity(lines.len());
    let mut from = 0;
    let mut width = None;
    while from < lines.len() {
        let run = lines[from + 1..].iter().take_while(|line| !line.gap).count() + 1;
        let run = &lines[from..from + run];
        width = wrap_width(read, run).or(width);
        join(read, run, width, &mut paragraphs);
        from += run.len();
    }
    paragraphs
}

fn lines(read: &str, mark_at: impl Fn(usize) -> Mark) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut gap = false;
    let mut at = 0;
    while at < read.len() {
        let end = read[at..].find('\n').map_or(read.len(), |length| at + length);
        let line = read[at..end].trim_start();
        let start = end - line.len();
        let line = line.trim_end();
        if line.is_empty() {
            gap = true;
        } else {
            let mark = match mark_at(start) {
                Mark::Plain => mark_of(line),
                mark => mark,
            };
            lines.push(Line { start, end: start + line.len(), mark, gap });
            gap = false;
        }
        at = end + 1;
    }
    lines
}

/// What `text` has between the start of its line and byte `at`: a `#` or `>` line mark.
pub(crate) fn mark_before(text: &str, at: usize) -> Mark {
    let before = text.as_bytes()[..at].iter().rev().take(16).take_while(|&&byte| byte != b'\n');
    before
        .filter_map(|byte| match byte {
            b'#' => Some(Mark::Heading),
            b'>' => Some(Mark::Quote),
            _ => None,
        })
        .next()
        .unwrap_or_default()
}

fn mark_of(line: &str) -> Mark {
    let mut chars = line.chars();
    let Some(first) = chars.next() else { return Mark::Plain };
    if is_bullet(first) {
        return match chars.next() {
            None => Mark::Loose,
            Some(second) if second.is_whitespace() => match chars.next() {
                Some(third) if !is_bullet(third) => Mark::Item,
                _ => rule_or_plain(line),
            },
            // "•Réseau" is an item, "-5 °C" and "*note" are not.
            Some(_) if !first.is_ascii() && !is_dash(first) => Mark::Item,
            Some(_) => rule_or_plain(line),
        };
    }
    if first.is_ascii_digit() {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let numbered = line.len() - rest.len() <= 2
            && [". ", ") ", "/ ", " - ", " – ", "- ", "° "]
                .iter()
                .any(|sign| rest.starts_with(sign));
        return if numbered { Mark::Item } else { Mark::Plain };
    }
    if first.is_ascii_lowercase() && line[1..].starts_with(") ") {
        return Mark::Item;
    }
    if first.is_alphabetic() { Mark::Plain } else { rule_or_plain(line) }
}

fn rule_or_plain(line: &str) -> Mark {
    let marks = line.bytes().take(200).filter(|byte| b"-=_*~#. ".contains(byte)).count();
    if marks == line.len().min(200) { Mark::Rule } else { Mark::Plain }
}

fn is_dash(char: char) -> bool {
    matches!(char, '-' | '–' | '—' | '−')
}

/// An em dash opens the signature of an embedded tweet far more often than a list item.
fn is_bullet(char: char) -> bool {
    matches!(
        char,
        '-' | '–'
            | '*'
            | '•'
            | '·'
            | '▪'
            | '▫'
            | '►'
            | '▶'
            | '●'
            | '○'
            | '◦'
            | '■'
            | '□'
            | '✓'
            | '✔'
            | '➢'
            | '➤'
            | '→'
            | '‣'
            | '⁃'
            | '\u{F0B7}'
            | '\u{F0A7}'
            | '\u{F0D8}'
    )
}

/// The width that the lines of a run without blank lines were wrapped to, if they were.
fn wrap_width(read: &str, run: &[Line]) -> Option<usize> {
    if run.len() < 4 {
        return None;
    }
    let width = run.iter().map(|line| line.len()).max()?;
    if !(NARROWEST..=WIDEST).contains(&width) {
        return None;
    }
    let plain = |line: &Line| matches!(line.mark, Mark::Plain | Mark::Quote | Mark::Item);
    let pairs = run.windows(2).filter(|pair| plain(&pair[0]) && pair[1].mark == Mark::Plain);
    let (mut full, mut all) = (0, 0);
    for pair in pairs {
        all += 1;
        full += usize::from(fills(read, pair[0], pair[1], width));
    }
    (full >= 3 && full * 4 >= all * 3).then_some(width)
}

/// Whether `next` had to start a new line: its first word does not fit behind `line`. The slack
/// is for accented letters, which count two bytes.
fn fills(read: &str, line: Line, next: Line, width: usize) -> bool {
    let next = &read[next.start..next.end];
    let word = next.find(char::is_whitespace).unwrap_or(next.len());
    line.len() + 1 + word + 6 > width
}

fn join(read: &str, run: &[Line], width: Option<usize>, paragraphs: &mut Vec<Paragraph>) {
    let mut at = 0;
    while at < run.len() {
        let first = run[at];
        let mut last = first;
        let mut lines = 1;
        let mut mark = first.mark;
        if mark == Mark::Loose {
            match run.get(at + 1) {
                Some(next) if next.mark == Mark::Plain && next.len() <= LOOSE_LINE => {
                    last = *next;
                    lines = 2;
                }
                _ => mark = Mark::Rule,
            }
        }
        while let Some(&next) = run.get(at + lines)
            && continues(read, last, next, mark, width)
        {
            last = next;
            lines += 1;
        }
        paragraphs.push(Paragraph {
            span: ByteSpan::new(first.start, last.end),
            mark,
            gap: first.gap || paragraphs.is_empty(),
            lines: u32::try_from(lines).unwrap_or(u32::MAX),
        });
        at += lines;
    }
}

fn continues(read: &str, line: Line, next: Line, mark: Mark, width: Option<usize>) -> bool {
    let marks_agree = match mark {
        Mark::Plain | Mark::Item | Mark::Loose => next.mark == Mark::Plain,
        Mark::Quote => matches!(next.mark, Mark::Quote | Mark::Plain),
        Mark::Heading | Mark::Aside | Mark::Rule => false,
    };
    if !marks_agree || line.len() > WIDEST {
        return false;
    }
    if let Some(width) = width
        && mark != Mark::Loose
        && line.len() <= width
        && next.len() <= width
        && fills(read, line, next, width)
    {
        return true;
    }
    // A wrapped line goes on in lower case where a sentence has not ended.
    let ended = read[line.start..line.end]
        .ends_with(['.', '!', '?', ':', ';', '…', '»', '”', '"', ')', ',']);
    let comma = read[line.start..line.end].ends_with(',');
    let starts_lower = read[next.start..next.end].starts_with(char::is_lowercase);
    starts_lower && line.len() >= NARROWEST && next.len() <= WIDEST && (!ended || comma)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        paragraphs(text, |_| Mark::Plain).iter().map(|found| found.span.of(text)).collect()
    }

    #[test]
    fn blank_lines_and_unwrapped_lines_end_paragraphs() {
        assert_eq!(cut("\n a b \n\n\u{a0}\nc\nd"), ["a b", "c", "d"]);
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let wrapped = "La convention a été signée par le directeur de l'agence et la\n\
                       présidente du réseau, qui ont rappelé que le programme court\n\
                       jusqu'en 2024. Ensuite, les deux parties doivent nommer un comité\n\
                       Maroc et Tunisie, avant que les bureaux ne soient ouverts dans la\n\
                       ville.\n\nUn autre paragraphe.\nEt une ligne.";
        assert_eq!(cut(wrapped).len(), 3);
        assert!(cut(wrapped)[0].ends_with("ville."));
    }

    #[test]
    fn a_title_is_not_wrapped_into_its_date() {
        let text = "Réouverture de l’appel à candidatures pour la Cour constitutionnelle\n\
                    05 Avril 2018 18:50\n\nLe bureau a décidé.";
        assert_eq!(cut(text).len(), 3);
    }

    #[test]
    fn a_lower_case_line_goes_on() {
        let text = "Le ministère de l’Agriculture et l’agence de développement\nont signé.";
        assert_eq!(cut(text).len(), 1);
    }

    #[test]
    fn bullets_and_numbers_mark_items() {
        for (line, mark) in [
            ("- un", Mark::Item),
            ("• un", Mark::Item),
            ("•un", Mark::Item),
            ("1. un", Mark::Item),
            ("1 - Entre", Mark::Item),
            ("12) un", Mark::Item),
            ("a) un", Mark::Item),
            ("-", Mark::Loose),
            ("---", Mark::Rule),
            ("* * *", Mark::Rule),
            ("- - -", Mark::Rule),
            ("-5 degrés", Mark::Plain),
            ("2019 : lancement", Mark::Plain),
            ("2 500 entreprises", Mark::Plain),
            ("— U.S. Embassy", Mark::Plain),
        ] {
            assert_eq!(mark_of(line), mark, "{line}");
        }
    }
}
