//! Examples run as tests: each sentence of a rule through the real cascade, once as it stands and
//! once behind a block of letters of several bytes.

mod cascade;
mod judge;
mod normal;
mod shadow;

use std::fmt;
use std::ops::Range;

pub use cascade::{
    Cascade, PatternMatch, Reading, Sample, line_of, pattern_matches, phase_of, set_of, value_line,
};
pub use normal::normal_form;
pub use shadow::shadowed;

use rayon::prelude::*;

use crate::diag::Diagnostic;
use crate::rules::example::{Marked, given};
use crate::rules::schema::Example;
use crate::rules::{LanguageIdx, Rule, RuleIdx};
use judge::judge;

/// A block without a fact, put before an example so that a mistake in offsets shows.
const SHIFT: &str = "ǆœ 日本語 😀 e\u{301}\u{a0}ﬁn — ×.\n\n";

/// What an example is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The rule finds what is marked.
    Match,
    /// The rule finds nothing.
    No,
    /// The rule ought to find what is marked and does not yet.
    Todo,
}

impl Purpose {
    /// The key in rule files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::No => "no",
            Self::Todo => "todo",
        }
    }
}

/// How an example came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As the author says.
    Validated,
    /// What is marked is found, but by these rules only.
    Through(Vec<String>),
    /// What is marked is not found; what is found instead.
    Missing(String),
    /// Found, with another value.
    Wrong(String),
    /// A counter-example in which the rule finds this.
    Noisy(String),
    /// A known miss, still missed.
    KnownMiss,
    /// A known miss that is found by now.
    Fixed,
    /// As the author says, but not behind another block: the outcome there.
    Shifted(Box<Outcome>),
}

impl Outcome {
    /// Whether the test fails.
    #[must_use]
    pub fn fails(&self) -> bool {
        matches!(self, Self::Missing(_) | Self::Wrong(_) | Self::Noisy(_) | Self::Shifted(_))
    }

    /// One word, for tables and JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Validated => "validated",
            Self::Through(_) => "through_another_rule",
            Self::Missing(_) => "missing",
            Self::Wrong(_) => "wrong_value",
            Self::Noisy(_) => "noisy",
            Self::KnownMiss => "known_miss",
            Self::Fixed => "fixed",
            Self::Shifted(_) => "shifted",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Validated => write!(f, "as it says"),
            Self::Through(rules) => write!(f, "found through {} only", rules.join(", ")),
            Self::Missing(found) if found.is_empty() => write!(f, "not found"),
            Self::Missing(found) => write!(f, "not found; found instead: {found}"),
            Self::Wrong(found) => write!(f, "found with another value: {found}"),
            Self::Noisy(found) => write!(f, "found what it must not: {found}"),
            Self::KnownMiss => write!(f, "a known miss, still missed"),
            Self::Fixed => write!(f, "a known miss that is found now; make it a `match`"),
            Self::Shifted(inner) => write!(f, "right alone, but behind another block: {inner}"),
        }
    }
}

/// One example of one rule; members of a family share theirs.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// Language of the rule.
    pub language: LanguageIdx,
    /// The rules that the example is about: one, or all of a family.
    pub rules: Vec<RuleIdx>,
    /// The first of them.
    pub rule: &'a Rule,
    /// What it is for.
    pub purpose: Purpose,
    /// Number among the examples of its purpose, from 1.
    pub number: usize,
    /// The example.
    pub example: &'a Example,
}

impl Case<'_> {
    /// `fr.agreement.sign-with/match/1`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}/{}", self.rule.id, self.purpose.as_str(), self.number)
    }

    /// Where the sentence stands in the file of the rule.
    #[must_use]
    pub fn place(&self) -> Range<usize> {
        self.example.text.span()
    }

    /// Runs the example.
    #[must_use]
    pub fn run(&self, cascade: &Cascade<'_>) -> Outcome {
        let Ok(marked) = Marked::parse(self.example.text.get_ref()) else {
            return Outcome::Missing("the brackets of the example are broken".to_owned());
        };
        self.run_with(cascade, &marked, &self.given())
    }

    /// Whether an example that gives mentions comes out the same where the stages find them: each of
    /// them is found, and the rule says what it says. None where it gives none.
    #[must_use]
    pub fn needs_given(&self, cascade: &Cascade<'_>) -> Option<bool> {
        let given = self.given();
        let marked =
            Marked::parse(self.example.text.get_ref()).ok().filter(|_| !given.is_empty())?;
        let reading = cascade.read(self.language, &self.sample(&marked.text, 0, Vec::new()));
        let found = |(kind, surface): &(String, String)| {
            reading.analysis.names.iter().any(|name| {
                name.kind.type_name() == kind && reading.analysis.surface(name.tokens) == surface
            })
        };
        let without = || self.run_with(cascade, &marked, &[]);
        let same = given.iter().all(found) && without() == self.run_with(cascade, &marked, &given);
        Some(!same)
    }

    /// The mentions that the example gives.
    fn given(&self) -> Vec<(String, String)> {
        let text = self.example.given.as_ref().map_or("", |given| given.get_ref().as_str());
        given(text).unwrap_or_default()
    }

    fn run_with(
        &self,
        cascade: &Cascade<'_>,
        marked: &Marked,
        given: &[(String, String)],
    ) -> Outcome {
        let plain = self.run_at(cascade, marked, "", given);
        if plain.fails() {
            return plain;
        }
        let shifted = self.run_at(cascade, marked, SHIFT, given);
        if shifted == plain { plain } else { Outcome::Shifted(Box::new(shifted)) }
    }

    fn sample<'t>(
        &'t self,
        text: &'t str,
        start: usize,
        given: Vec<(String, String)>,
    ) -> Sample<'t> {
        Sample {
            text,
            start,
            published: self.example.published.as_deref(),
            country: self.example.country.as_deref(),
            given,
        }
    }

    fn run_at(
        &self,
        cascade: &Cascade<'_>,
        marked: &Marked,
        prefix: &str,
        given: &[(String, String)],
    ) -> Outcome {
        let text = format!("{prefix}{}", marked.text);
        let sample = self.sample(&text, prefix.len(), given.to_vec());
        let reading = cascade.read(self.language, &sample);
        let outcome = judge(cascade, self, &reading, marked, prefix.len());
        match (self.purpose, outcome) {
            (Purpose::Todo, Outcome::Validated | Outcome::Through(_)) => Outcome::Fixed,
            (Purpose::Todo, _) => Outcome::KnownMiss,
            (_, outcome) => outcome,
        }
    }
}

/// L17: examples that give mentions which the stages find themselves. The more of the program an
/// example runs through, the more it shows.
#[must_use]
pub fn given_in_vain(cascade: &Cascade<'_>) -> Vec<Diagnostic> {
    cases(cascade.rules)
        .par_iter()
        .filter_map(|case| {
            let given = case.example.given.as_ref()?;
            let vain = case.needs_given(cascade) == Some(false);
            vain.then(|| {
                let message = "the mentions are found without `given`";
                Diagnostic::note("L17", message)
                    .at(&case.rule.file, given.span(), "")
                    .help("drop the key: the example then runs through the stages for names too")
            })
        })
        .collect()
}

/// All examples of a rule set, by language and id. Members of a family are taken together.
#[must_use]
pub fn cases<'a>(rules: &'a crate::rules::RuleSet) -> Vec<Case<'a>> {
    let mut out = Vec::new();
    for (language, held) in rules.languages.iter().enumerate() {
        let mut families: std::collections::BTreeMap<(&str, usize), Vec<RuleIdx>> =
            std::collections::BTreeMap::new();
        for (index, rule) in held.rules.iter().enumerate() {
            families.entry((&rule.file, rule.span.start)).or_default().push(RuleIdx(index as u32));
        }
        let mut families: Vec<Vec<RuleIdx>> = families.into_values().collect();
        families.sort();
        for members in families {
            let rule = held.rule(members[0]);
            let lists = [
                (Purpose::Match, &rule.examples),
                (Purpose::No, &rule.counter_examples),
                (Purpose::Todo, &rule.known_misses),
            ];
            for (purpose, list) in lists {
                for (number, example) in list.iter().enumerate() {
                    out.push(Case {
                        language: LanguageIdx(language as u8),
                        rules: members.clone(),
                        rule,
                        purpose,
                        number: number + 1,
                        example,
                    });
                }
            }
        }
    }
    out
}
