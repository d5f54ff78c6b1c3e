//! Counts: mentions by class, strictly and by overlap, values over overlap-matched mentions,
//! relations by aligned members.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::path::PathBuf;

use super::align::{Stretch, align};
use super::finding::{Finding, Log, Sort};
use super::gold::GoldText;
use super::linking::{self, Linking};
use super::relations;
use super::side::{Amount, Class, Item, Meaning, Side};
use super::value::same_date;
use crate::kb::v1::{KnowledgeBase, RelationKind};

/// Annotated, predicted and matched mentions of one class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// Annotated.
    pub gold: u64,
    /// Predicted.
    pub predicted: u64,
    /// Same class, start and end.
    pub strict: u64,
    /// Same class and a code point in common, one to one.
    pub overlap: u64,
}

impl AddAssign for Matches {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.strict += other.strict;
        self.overlap += other.overlap;
    }
}

/// So many right out of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Right ones.
    pub right: u64,
    /// All.
    pub of: u64,
}

impl Share {
    fn count(&mut self, right: bool) {
        self.right += u64::from(right);
        self.of += 1;
    }

    /// The ratio, when there is anything to divide by.
    #[must_use]
    pub fn ratio(self) -> Option<f64> {
        (self.of > 0).then(|| self.right as f64 / self.of as f64)
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.of += other.of;
    }
}

/// Values over overlap-matched mentions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// Dates whose value means the same days.
    pub date: Share,
    /// Figure and unit, by the order of [`Class::AMOUNTS`].
    pub amount: [Share; 4],
    /// Upper ends, where gold or prediction has one.
    pub value_max: Share,
    /// Modifiers, where gold or prediction has one.
    pub modifier: Share,
    /// Rates, where gold or prediction has one.
    pub per: Share,
}

/// Annotated, predicted and matched relations of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Links {
    /// Annotated; optional ones only when they were found.
    pub gold: u64,
    /// Predicted.
    pub predicted: u64,
    /// Sum of the Dice coefficients of aligned pairs.
    pub credit: f64,
    /// Aligned pairs, and those of them whose status agrees.
    pub status: Share,
}

impl AddAssign for Links {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.credit += other.credit;
        self.status += other.status;
    }
}

/// Everything counted over one or more texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Texts.
    pub texts: u64,
    /// Texts that the program read otherwise than the gold has them, so that offsets disagree.
    pub altered: u64,
    /// Mentions, by the order of [`Class::ALL`].
    pub classes: [Matches; 8],
    /// Values.
    pub values: Values,
    /// Linking of organisations, persons and places.
    pub linking: [Linking; 3],
    /// Relations, by kind.
    pub relations: BTreeMap<RelationKind, Links>,
}

impl AddAssign for Scores {
    fn add_assign(&mut self, other: Self) {
        self.texts += other.texts;
        self.altered += other.altered;
        for (sum, one) in self.classes.iter_mut().zip(other.classes) {
            *sum += one;
        }
        self.values.date += other.values.date;
        for (sum, one) in self.values.amount.iter_mut().zip(other.values.amount) {
            *sum += one;
        }
        self.values.value_max += other.values.value_max;
        self.values.modifier += other.values.modifier;
        self.values.per += other.values.per;
        for (sum, one) in self.linking.iter_mut().zip(other.linking) {
            *sum += one;
        }
        for (kind, one) in other.relations {
            *self.relations.entry(kind).or_default() += one;
        }
    }
}

impl Scores {
    /// Mentions of one class.
    #[must_use]
    pub fn class(&self, class: Class) -> Matches {
        self.classes[class as usize]
    }

    /// All four kinds of amounts together.
    #[must_use]
    pub fn amounts(&self) -> Matches {
        let mut sum = Matches::default();
        Class::AMOUNTS.iter().for_each(|&class| sum += self.class(class));
        sum
    }

    /// Figure and unit of all four kinds of amounts together.
    #[must_use]
    pub fn amount_values(&self) -> Share {
        let mut sum = Share::default();
        self.values.amount.iter().for_each(|&share| sum += share);
        sum
    }

    /// Linking of organisations, persons and places together.
    #[must_use]
    pub fn all_linking(&self) -> Linking {
        let mut sum = Linking::default();
        self.linking.iter().for_each(|&linking| sum += linking);
        sum
    }

    /// Relations of one kind.
    #[must_use]
    pub fn links(&self, kind: RelationKind) -> Links {
        self.relations.get(&kind).copied().unwrap_or_default()
    }

    /// Relations of all kinds.
    #[must_use]
    pub fn all_links(&self) -> Links {
        let mut sum = Links::default();
        self.relations.values().for_each(|&links| sum += links);
        sum
    }
}

/// The result for one text.
#[derive(Clone, Debug, PartialEq)]
pub struct TextScore {
    /// Name of the text.
    pub id: String,
    /// Folder it is reported under.
    pub group: String,
    /// Its text, as the annotations of CI name it.
    pub path: PathBuf,
    /// Counts.
    pub scores: Scores,
    /// Mistakes, by position.
    pub findings: Vec<Finding>,
    /// What became of each predicted fact.
    pub verdicts: Vec<Verdict>,
}

/// Whether a predicted fact is right, for calibration and for the precision of rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Class of a mention or kind of a relation.
    pub class: String,
    /// Rule that made it.
    pub rule: String,
    /// Its confidence.
    pub score: f64,
    /// A mention: class, start, end and value as in gold. A relation: paired, at least half of its
    /// members, and its status.
    pub right: bool,
}

/// Scores one prediction. `kb` holds this document alone, or a document with exactly this text
/// among others; a knowledge base without it counts as an empty prediction.
#[must_use]
pub fn score(text: &GoldText, kb: &KnowledgeBase) -> TextScore {
    let gold = Side::of_gold(text);
    let predicted = Side::of_kb(kb, &text.text);
    let mut log = Log::new(text);
    let mut scores = Scores { texts: 1, ..Scores::default() };
    let same = |document: &crate::kb::v1::Document| document.text.as_deref() == Some(&text.text);
    if kb.documents.iter().all(|document| document.text.is_some() && !same(document)) {
        scores.altered = 1;
    }
    let mut loose = (Vec::new(), Vec::new());
    let mut verdicts = Vec::new();
    let annotated = |class: Class| match class {
        Class::Date => text.gold.dates.is_some(),
        Class::Organisation | Class::Person | Class::Place => true,
        _ => text.gold.amounts.is_some(),
    };
    for class in Class::ALL.into_iter().filter(|&class| annotated(class)) {
        let (gold_spans, gold_items) = gold.of_class(class);
        let (spans, items) = predicted.of_class(class);
        let matches = &mut scores.classes[class as usize];
        matches.gold = gold_spans.len() as u64;
        matches.predicted = spans.len() as u64;
        let pairs = align(&gold_spans, &spans);
        for pair in &pairs {
            matches.overlap += 1;
            matches.strict += u64::from(pair.exact);
            let (g, p) =
                (&gold.items[gold_items[pair.gold]], &predicted.items[items[pair.predicted]]);
            if !pair.exact {
                log.mention(Sort::WrongSpan, Some(g), Some(p));
            }
            let right = compare(&mut scores.values, g, p, &mut log) && pair.exact;
            verdicts.push(verdict(p, right));
        }
        if let Some(linking) = scores.linking.get_mut(class as usize) {
            let items: Vec<(usize, usize)> =
                pairs.iter().map(|pair| (gold_items[pair.gold], items[pair.predicted])).collect();
            *linking = linking::score(class, &gold, &predicted, &items, &mut log);
        }
        let unpaired = |items: &[usize], used: Vec<usize>| -> Vec<usize> {
            let left = items.iter().enumerate().filter(|(at, _)| !used.contains(at));
            left.map(|(_, &item)| item).collect()
        };
        loose.0.extend(unpaired(&gold_items, pairs.iter().map(|pair| pair.gold).collect()));
        let spurious = unpaired(&items, pairs.iter().map(|pair| pair.predicted).collect());
        verdicts.extend(spurious.iter().map(|&item| verdict(&predicted.items[item], false)));
        loose.1.extend(spurious);
    }
    log_loose(&gold, &predicted, &loose.0, &loose.1, &mut log);
    verdicts.extend(relations::score(&gold, &predicted, &mut scores.relations, &mut log));
    TextScore {
        id: text.id.clone(),
        group: text.group.clone(),
        path: text.path.with_extension("txt"),
        scores,
        findings: log.into_findings(),
        verdicts,
    }
}

fn verdict(item: &Item, right: bool) -> Verdict {
    Verdict {
        class: item.class.as_str().to_owned(),
        rule: item.rule.clone(),
        score: item.score,
        right,
    }
}

/// What nothing of its own class matches: of a wrong class, missed, or spurious.
fn log_loose(gold: &Side, predicted: &Side, missed: &[usize], spurious: &[usize], log: &mut Log) {
    let spans = |side: &Side, items: &[usize]| -> Vec<Stretch> {
        items.iter().map(|&item| side.items[item].span).collect()
    };
    let pairs = align(&spans(gold, missed), &spans(predicted, spurious));
    for pair in &pairs {
        let (g, p) = (missed[pair.gold], spurious[pair.predicted]);
        log.mention(Sort::WrongClass, Some(&gold.items[g]), Some(&predicted.items[p]));
    }
    for (at, &item) in missed.iter().enumerate() {
        if !pairs.iter().any(|pair| pair.gold == at) {
            log.mention(Sort::Missed, Some(&gold.items[item]), None);
        }
    }
    for (at, &item) in spurious.iter().enumerate() {
        if !pairs.iter().any(|pair| pair.predicted == at) {
            log.mention(Sort::Spurious, None, Some(&predicted.items[item]));
        }
    }
}

/// Counts the values of a pair; whether the predicted one is right.
fn compare(values: &mut Values, gold: &Item, predicted: &Item, log: &mut Log) -> bool {
    let right = match (&gold.meaning, &predicted.meaning) {
        (Meaning::Date(g), Meaning::Date(p)) => {
            let right = same_date(g, p);
            values.date.count(right);
            right
        }
        (Meaning::Amount(g), Meaning::Amount(p)) => {
            let figure = g.value == p.value && unit(g, gold.class) == unit(p, gold.class);
            if let Some(at) = Class::AMOUNTS.iter().position(|&class| class == gold.class) {
                values.amount[at].count(figure);
            }
            // Where neither has one there is nothing to get right: counting it would flatter.
            let mut all = figure;
            let mut either = |share: &mut Share, present: bool, right: bool| {
                if present {
                    share.count(right);
                }
                all &= right;
            };
            let max = g.value_max == p.value_max;
            either(&mut values.value_max, g.value_max.or(p.value_max).is_some(), max);
            let modifier = g.modifier == p.modifier;
            either(&mut values.modifier, g.modifier.or(p.modifier).is_some(), modifier);
            let per = folded(g.per.as_ref()) == folded(p.per.as_ref());
            either(&mut values.per, g.per.is_some() || p.per.is_some(), per);
            all
        }
        _ => true,
    };
    if !right {
        log.mention(Sort::WrongValue, Some(gold), Some(predicted));
    }
    right
}

/// The unit as it is compared: a plain percentage has none in gold and `percent` in the knowledge
/// base.
fn unit(amount: &Amount, class: Class) -> Option<String> {
    folded(amount.unit.as_ref())
        .filter(|unit| !(class == Class::Percent && (unit == "percent" || unit == "%")))
}

fn folded(text: Option<&String>) -> Option<String> {
    text.map(|text| text.to_lowercase()).filter(|text| !text.is_empty())
}
