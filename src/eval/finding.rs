//! The mistakes behind the figures, each with its place, so that a rule writer can go there.

use super::gold::GoldText;
use super::side::{Item, Link, Meaning, Side};

/// Code points shown on either side of a mistake.
const CONTEXT: usize = 40;

/// What sort of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// Annotated, and nothing there.
    Missed,
    /// Predicted, and nothing there.
    Spurious,
    /// Right class, other start or end.
    WrongSpan,
    /// Right place, other class.
    WrongClass,
    /// Right place and class, other value.
    WrongValue,
    /// A relation that was not found.
    MissedRelation,
    /// A relation that is not there.
    SpuriousRelation,
    /// A relation with other members or roles.
    WrongMembers,
    /// A relation with another status.
    WrongStatus,
    /// One entity for two annotated ones.
    WrongMerge,
    /// Two entities for one annotated one.
    MissedMerge,
}

impl Sort {
    /// The words that reports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Spurious => "spurious",
            Self::WrongSpan => "wrong span",
            Self::WrongClass => "wrong type",
            Self::WrongValue => "wrong value",
            Self::MissedRelation => "missed relation",
            Self::SpuriousRelation => "spurious relation",
            Self::WrongMembers => "wrong members",
            Self::WrongStatus => "wrong status",
            Self::WrongMerge => "wrong merge",
            Self::MissedMerge => "missed merge",
        }
    }
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What sort.
    pub sort: Sort,
    /// Class of the mention, or kind of the relation.
    pub class: String,
    /// What gold has.
    pub gold: Option<String>,
    /// What was predicted.
    pub predicted: Option<String>,
    /// Rule of the prediction.
    pub rule: Option<String>,
    /// First code point.
    pub start: u32,
    /// First code point past it.
    pub end: u32,
    /// Line of the text, from 1.
    pub line: u32,
    /// The place with what stands around it, on one line.
    pub context: String,
}

/// Collects the mistakes of one text.
pub(super) struct Log {
    chars: Vec<char>,
    findings: Vec<Finding>,
}

impl Log {
    pub fn new(text: &GoldText) -> Self {
        Self { chars: text.text.chars().collect(), findings: Vec::new() }
    }

    pub fn into_findings(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| (finding.start, finding.end, finding.sort));
        self.findings
    }

    pub fn mention(&mut self, sort: Sort, gold: Option<&Item>, predicted: Option<&Item>) {
        let Some(at) = gold.or(predicted) else { return };
        let span = match (gold, predicted) {
            (Some(a), Some(b)) => (a.span.0.min(b.span.0), a.span.1.max(b.span.1)),
            _ => at.span,
        };
        let say = |item: &Item| match sort {
            Sort::WrongValue => value(&item.meaning),
            Sort::WrongClass => format!("{} \"{}\"", item.class.as_str(), self.surface(item.span)),
            _ => format!("\"{}\"", self.surface(item.span)),
        };
        self.push(Finding {
            sort,
            class: at.class.as_str().to_owned(),
            gold: gold.map(say),
            predicted: predicted.map(say),
            rule: predicted.map(|item| item.rule.clone()),
            start: span.0,
            end: span.1,
            line: self.line(span.0),
            context: self.context(span),
        });
    }

    /// A predicted entity holds mentions of two annotated ones, of which the second stands at `at`.
    pub fn wrong_merge(
        &mut self,
        at: &Item,
        gold: &Side,
        two: [usize; 2],
        (found, predicted, one): (&Item, &Side, usize),
    ) {
        let rule = found.rule.clone();
        let (gold, found) = (names(gold, &two), names(predicted, &[one]));
        self.merge(Sort::WrongMerge, at, gold, found, rule);
    }

    /// Mentions of an annotated entity are two predicted ones.
    pub fn missed_merge(
        &mut self,
        (at, gold, one): (&Item, &Side, usize),
        found: &Item,
        predicted: &Side,
        two: [usize; 2],
    ) {
        let rule = found.rule.clone();
        let (gold, found) = (names(gold, &[one]), names(predicted, &two));
        self.merge(Sort::MissedMerge, at, gold, found, rule);
    }

    fn merge(&mut self, sort: Sort, at: &Item, gold: String, predicted: String, rule: String) {
        self.push(Finding {
            sort,
            class: at.class.as_str().to_owned(),
            gold: Some(gold),
            predicted: Some(predicted),
            rule: Some(rule),
            start: at.span.0,
            end: at.span.1,
            line: self.line(at.span.0),
            context: self.context(at.span),
        });
    }

    pub fn missed_link(&mut self, gold: &Side, link: &Link) {
        self.link(Sort::MissedRelation, link, Some(members(gold, link)), None);
    }

    pub fn spurious_link(&mut self, predicted: &Side, link: &Link) {
        self.link(Sort::SpuriousRelation, link, None, Some((members(predicted, link), link)));
    }

    pub fn wrong_members(&mut self, gold: &Side, wanted: &Link, predicted: &Side, found: &Link) {
        let given = members(predicted, found);
        self.link(Sort::WrongMembers, wanted, Some(members(gold, wanted)), Some((given, found)));
    }

    pub fn wrong_status(&mut self, gold: &Side, wanted: &Link, found: &Link) {
        let says = format!("{}: {}", wanted.status.as_str(), members(gold, wanted));
        let given = found.status.as_str().to_owned();
        self.link(Sort::WrongStatus, wanted, Some(says), Some((given, found)));
    }

    fn link(
        &mut self,
        sort: Sort,
        at: &Link,
        gold: Option<String>,
        predicted: Option<(String, &Link)>,
    ) {
        self.push(Finding {
            sort,
            class: at.kind.as_str().to_owned(),
            gold,
            rule: predicted.as_ref().map(|(_, link)| link.rule.clone()),
            predicted: predicted.map(|(text, _)| text),
            start: at.span.0,
            end: at.span.1,
            line: self.line(at.span.0),
            context: self.surface(at.span),
        });
    }

    fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn line(&self, start: u32) -> u32 {
        let before = self.chars.iter().take(start as usize);
        u32::try_from(before.filter(|&&c| c == '\n').count()).map_or(u32::MAX, |lines| lines + 1)
    }

    fn surface(&self, span: (u32, u32)) -> String {
        self.cut(span.0 as usize, span.1 as usize)
    }

    fn context(&self, span: (u32, u32)) -> String {
        let (start, end) = (span.0 as usize, span.1 as usize);
        format!(
            "{}[{}]{}",
            self.cut(start.saturating_sub(CONTEXT), start),
            self.cut(start, end),
            self.cut(end, end.saturating_add(CONTEXT))
        )
    }

    /// A stretch on one line; what lies outside the text is left out.
    fn cut(&self, start: usize, end: usize) -> String {
        let end = end.min(self.chars.len());
        let chars = &self.chars[start.min(end)..end];
        chars.iter().map(|&c| if c.is_control() { ' ' } else { c }).collect()
    }
}

fn value(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Entity(_) => String::new(),
        Meaning::Date(value) => value.clone(),
        Meaning::Amount(amount) => {
            let mut text = amount.modifier.map_or(String::new(), |m| format!("{} ", m.as_str()));
            text += &amount.value.normalize().to_string();
            if let Some(max) = amount.value_max {
                text += &format!("..{}", max.normalize());
            }
            if let Some(unit) = &amount.unit {
                text += &format!(" {unit}");
            }
            if let Some(per) = &amount.per {
                text += &format!(" per {per}");
            }
            text
        }
    }
}

fn names(side: &Side, entities: &[usize]) -> String {
    let names: Vec<String> =
        entities.iter().map(|&entity| format!("\"{}\"", side.entities[entity].name)).collect();
    names.join(" and ")
}

fn members(side: &Side, link: &Link) -> String {
    let named = |role: crate::kb::v1::MemberRole| -> Vec<&str> {
        let chosen = link.members.iter().filter(|(other, _)| *other == role);
        chosen.map(|&(_, entity)| side.entities[entity].name.as_str()).collect()
    };
    use crate::kb::v1::MemberRole::{Partner, Source, Target};
    let mut parts = Vec::new();
    if !named(Partner).is_empty() {
        parts.push(named(Partner).join(" + "));
    }
    if !(named(Source).is_empty() && named(Target).is_empty()) {
        parts.push(format!("{} -> {}", named(Source).join(" + "), named(Target).join(" + ")));
    }
    parts.join("; ")
}
