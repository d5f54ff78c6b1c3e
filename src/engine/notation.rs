//! The notation as a table: what the reference page, `extract rules reference` and the rule
//! author's page are made of. A test holds it against the parser: every construct of the parser is
//! here, and every example here parses to the construct that it shows.

use std::fmt::Write as _;

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

const fn construct(
    kind: &'static str,
    written: &'static str,
    means: &'static str,
    example: &'static str,
    matches: &'static str,
) -> Construct {
    Construct { written, means, example, matches, kind }
}

/// Every construct, in the order of the reference page.
pub const NOTATION: &[Construct] = &[
    construct("word", "`mot` `l'` `,`", "this word, whatever its case", "accord", "ACCORD"),
    construct("exact", "`\"Mot\"`", "this word, with these capitals", "\"Maroc\"", "Maroc"),
    construct("word", "`'('`", "a mark that the notation uses itself", "'(' n ')'", "( n )"),
    construct("lemma", "`~signer`", "any form of the lemma", "~signer", "signé"),
    construct(
        "class",
        "`@name` `@name(x)`",
        "lexicon class, part of speech or macro",
        "@instrument",
        "convention",
    ),
    construct(
        "mention",
        "`<ORG>` `<ORG:bank>` `<A|B>`",
        "an accepted mention",
        "<ORG|PLACE>",
        "PLACE",
    ),
    construct("list", "`<ORG+>`", "a coordination list of mentions", "<ORG+>", "ORG , ORG et ORG"),
    construct(
        "shape",
        "`/regex/`",
        "one symbol whose text is matched whole by the regex",
        "/[A-Z]{2,}/",
        "ONEE",
    ),
    construct("role", "`role:x`", "what `x` matches plays this part", "avec b:<ORG>", "avec ORG"),
    construct("alternatives", "`(a | b c)`", "one of these", "(avec | aux côtés de)", "avec"),
    construct(
        "sequence",
        "`a b`",
        "one after the other",
        "protocole d'accord",
        "protocole d'accord",
    ),
    construct("optional", "`x?`", "once or not at all", "avec la? <ORG>", "avec ORG"),
    construct(
        "repeated",
        "`x*`",
        "any number of times, also none",
        "très* utile",
        "très très utile",
    ),
    construct(
        "gap",
        "`...`",
        "a gap, at most as many symbols as the rule allows",
        "signé ... avec",
        "signé hier matin avec",
    ),
    construct("not", "`!x`", "not `x` here", "!contrat @instrument", "convention"),
    construct("start", "`^`", "start of the sentence", "^ signé", "signé"),
    construct("end", "`$`", "end of the sentence", "signé $", "signé"),
    construct("candidate", "`><`", "the candidate that evidence is about", "groupe ><", "groupe"),
];

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
    for held in NOTATION {
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
