//! The notation as a table: what the reference page, `extract rules reference` and the rule
//! author's page are made of. A test holds it against the parser: every construct of the parser is
//! here, and every example here parses to the construct that it shows.

use std::fmt::Write as _;
use std::sync::LazyLock;

use super::compile::{MAX_ELEMENTS, MAX_GAP};
use super::pattern::{NodeKind, Pattern};

/// One construct of the notation.
#[derive(Clone, Copy, Debug)]
pub struct Construct {
    /// How it is written.
    pub written: &'static str,
    /// What it means.
    pub means: &'static str,
    /// A pattern that uses it.
    pub example: &'static str,
    /// Words that the example matches; a mention is written as its type.
    pub matches: &'static str,
    /// Name of the parser's construct.
    pub kind: &'static str,
}

/// The table as written, beside the rules: its examples are in the language of the first of them.
const TABLE: &str = include_str!("../../rules/notation.tsv");

/// Every construct, in the order of the reference page.
pub static NOTATION: LazyLock<Vec<Construct>> =
    LazyLock::new(|| TABLE.lines().skip(1).filter_map(construct).collect());

fn construct(row: &'static str) -> Option<Construct> {
    let mut cells = row.split('\t');
    let mut cell = || cells.next();
    let (kind, written, means) = (cell()?, cell()?, cell()?);
    Some(Construct { kind, written, means, example: cell()?, matches: cell()? })
}

/// Name of the construct that a node is.
#[must_use]
pub fn kind_of(kind: &NodeKind) -> &'static str {
    match kind {
        NodeKind::Word(_) => "word",
        NodeKind::Exact(_) => "exact",
        NodeKind::Lemma(_) => "lemma",
        NodeKind::Class(..) => "class",
        NodeKind::Mention(_) => "mention",
        NodeKind::List(_) => "list",
        NodeKind::Shape(_) => "shape",
        NodeKind::Seq(_) => "sequence",
        NodeKind::Alt(_) => "alternatives",
        NodeKind::Opt(_) => "optional",
        NodeKind::Star(_) => "repeated",
        NodeKind::Gap => "gap",
        NodeKind::Not(_) => "not",
        NodeKind::Start => "start",
        NodeKind::End => "end",
        NodeKind::Candidate => "candidate",
        NodeKind::Role(..) => "role",
    }
}

/// Names of all constructs that a pattern uses.
#[must_use]
pub fn kinds_in(pattern: &Pattern) -> Vec<&'static str> {
    let mut out = Vec::new();
    pattern.root.each(&mut |node| out.push(kind_of(&node.kind)));
    out.sort_unstable();
    out.dedup();
    out
}

/// The notation on one page, in Markdown.
#[must_use]
pub fn reference() -> String {
    let mut out =
        String::from("| written | meaning | example | matches |\n| --- | --- | --- | --- |\n");
    for held in NOTATION.iter() {
        let cell = |text: &str| text.replace('|', "\\|");
        let _ = writeln!(
            out,
            "| {} | {} | `{}` | {} |",
            cell(held.written),
            cell(held.means),
            cell(held.example),
            cell(held.matches)
        );
    }
    let _ = write!(
        out,
        "\nNothing else. `x` in `x?`, `x*` and `!x` is a word, a class, a mention, a shape or a \
         bracket; `!` takes what is one symbol long. A gap skips {MAX_GAP} words at most and never \
         crosses the `gap_stops` of the language; a pattern has {MAX_ELEMENTS} elements at most, \
         macros expanded.\n"
    );
    out
}
