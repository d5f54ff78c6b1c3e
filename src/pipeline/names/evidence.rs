//! Evidence: what the patterns say at the boundaries of candidates, what the properties of a
//! candidate say, and the score that comes of both.

use super::candidate::Candidate;
use super::tables::{LanguageTables, NONE, TARGETS, Weight};
use crate::engine::Line;
use crate::engine::compile::CANDIDATE;
use crate::engine::matcher::{Matches, Scratch, View};
use crate::pipeline::values::forbidden;
use crate::rules::set::Side;
use crate::rules::{Language, RuleIdx};

/// What a pattern says at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Token at which the candidate begins (`Before`, `Around`), or at which the pattern does.
    pub start: u32,
    /// Token past the candidate (`After`, `Around`), or past the pattern.
    pub end: u32,
    pub rule: RuleIdx,
}

/// Marks of a sentence by side.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// By start.
    before: Vec<Mark>,
    /// By end.
    after: Vec<Mark>,
    around: Vec<Mark>,
    inside: Vec<Mark>,
}

impl Marks {
    pub fn clear(&mut self) {
        self.before.clear();
        self.after.clear();
        self.around.clear();
        self.inside.clear();
    }

    /// Runs the evidence patterns over the line.
    pub fn read(
        &mut self,
        language: &Language,
        tables: &LanguageTables,
        line: &Line,
        view: View<'_>,
        scratch: &mut Scratch,
        matches: &mut Matches,
    ) {
        self.clear();
        matches.clear();
        language.evidence.run(line, view, scratch, &mut (), matches);
        for found in &*matches {
            let rule = RuleIdx(found.rule);
            let Some((_, side)) = tables.evidence.get(found.rule as usize).copied().flatten()
            else {
                continue;
            };
            if forbidden(language.rule(rule), found, line, view, scratch) {
                continue;
            }
            let (_, program) = language.evidence.program(found.program);
            let role = found
                .roles
                .iter()
                .find(|role| program.roles[role.role as usize] == CANDIDATE)
                .copied();
            let token = |symbol: u16| line.tokens(symbol as usize, symbol as usize).start;
            let mut mark = Mark { start: token(found.start), end: token(found.end), rule };
            match (side, role) {
                (Side::Before, Some(role)) => {
                    mark.start = token(role.start);
                    self.before.push(mark);
                }
                (Side::After, Some(role)) => {
                    mark.end = token(role.end);
                    self.after.push(mark);
                }
                (Side::Around, Some(role)) => {
                    (mark.start, mark.end) = (token(role.start), token(role.end));
                    self.around.push(mark);
                }
                (Side::Inside { .. }, _) => self.inside.push(mark),
                _ => {}
            }
        }
        self.before.sort_unstable_by_key(|mark| (mark.start, mark.rule));
        self.before.dedup();
        self.after.sort_unstable_by_key(|mark| (mark.end, mark.rule));
        self.after.dedup();
        self.around.sort_unstable_by_key(|mark| (mark.start, mark.end, mark.rule));
        self.around.dedup();
        self.inside.sort_unstable_by_key(|mark| (mark.start, mark.end, mark.rule));
        self.inside.dedup();
    }

    /// Rules of the marks that concern a candidate.
    fn of(&self, candidate: &Candidate, tables: &LanguageTables, mut each: impl FnMut(RuleIdx)) {
        let (start, end) = (candidate.tokens.start, candidate.tokens.end);
        let from = self.before.partition_point(|mark| mark.start < start);
        for mark in self.before[from..].iter().take_while(|mark| mark.start == start) {
            each(mark.rule);
        }
        let from = self.after.partition_point(|mark| mark.end < end);
        for mark in self.after[from..].iter().take_while(|mark| mark.end == end) {
            each(mark.rule);
        }
        for mark in self.around.iter().filter(|mark| mark.start == start && mark.end == end) {
            each(mark.rule);
        }
        let from = self.inside.partition_point(|mark| mark.start < start);
        for mark in self.inside[from..].iter().take_while(|mark| mark.start < end) {
            let Some((_, Side::Inside { start: at_start, end: at_end })) =
                tables.evidence[mark.rule.0 as usize]
            else {
                continue;
            };
            if mark.end <= end && (!at_start || mark.start == start) && (!at_end || mark.end == end)
            {
                each(mark.rule);
            }
        }
    }
}

/// Adds up evidence, of each group the strongest only.
#[derive(Debug, Default)]
pub(super) struct Scorer {
    grouped: Vec<Weight>,
    single: Vec<Weight>,
}

impl Scorer {
    /// Scores a candidate.
    pub fn score(&mut self, candidate: &mut Candidate, tables: &LanguageTables, marks: &Marks) {
        self.collect(candidate, tables, marks);
        let mut totals = [0i32; TARGETS.len()];
        if let Some((_, target, weight)) = candidate.proposed {
            totals[target as usize] += weight;
        }
        for weight in self.single.iter().chain(&self.grouped) {
            totals[weight.target as usize] += weight.weight;
        }
        candidate.totals = totals;
        let mut best = 0;
        for (at, total) in totals.iter().enumerate().take(NONE) {
            if *total > totals[best] {
                best = at;
            }
        }
        let sum: f64 = totals.iter().map(|&total| exp(total - totals[best])).sum();
        candidate.best = best as u8;
        candidate.score = (1000.0 / sum) as u16;
    }

    /// The evidence for and against the best type of a candidate, strongest first.
    pub fn evidence(
        &mut self,
        candidate: &Candidate,
        tables: &LanguageTables,
        marks: &Marks,
    ) -> Vec<(RuleIdx, i32)> {
        let mut out = self.listed(candidate, tables, marks, |weight| match weight.target {
            target if target as usize == NONE => Some(-weight.weight),
            target => (target == candidate.best).then_some(weight.weight),
        });
        out.sort_by_key(|&(rule, weight)| (std::cmp::Reverse(weight.abs()), rule));
        out
    }

    /// All evidence about a candidate, whatever the type, by rule.
    pub fn all(
        &mut self,
        candidate: &Candidate,
        tables: &LanguageTables,
        marks: &Marks,
    ) -> Vec<(RuleIdx, i32)> {
        let mut out = self.listed(candidate, tables, marks, |weight| Some(weight.weight));
        out.sort_unstable();
        out
    }

    /// The evidence that `said` gives a weight, and that of the rule which proposed the candidate.
    fn listed(
        &mut self,
        candidate: &Candidate,
        tables: &LanguageTables,
        marks: &Marks,
        said: impl Fn(&Weight) -> Option<i32>,
    ) -> Vec<(RuleIdx, i32)> {
        self.collect(candidate, tables, marks);
        let weights = self.single.iter().chain(&self.grouped);
        weights
            .filter_map(|weight| Some((weight.rule, said(weight)?)))
            .chain(candidate.proposed.map(|(rule, _, weight)| (rule, weight)))
            .collect()
    }

    fn collect(&mut self, candidate: &Candidate, tables: &LanguageTables, marks: &Marks) {
        self.grouped.clear();
        self.single.clear();
        for bit in candidate.features.bits() {
            for weight in &tables.features[bit] {
                self.add(*weight, candidate, tables);
            }
        }
        marks.of(candidate, tables, |rule| {
            if let Some((weight, _)) = tables.evidence[rule.0 as usize] {
                self.add(weight, candidate, tables);
            }
        });
    }

    fn add(&mut self, weight: Weight, candidate: &Candidate, tables: &LanguageTables) {
        if !tables.wants[weight.rule.0 as usize].met_by(candidate.features) {
            return;
        }
        if weight.group == 0 {
            self.single.push(weight);
            return;
        }
        let held = self
            .grouped
            .iter_mut()
            .find(|held| held.group == weight.group && held.target == weight.target);
        match held {
            Some(held) => {
                let key = |weight: &Weight| (weight.rank, std::cmp::Reverse(weight.rule));
                if key(&weight) > key(held) {
                    *held = weight;
                }
            }
            None => self.grouped.push(weight),
        }
    }
}

fn exp(thousandths: i32) -> f64 {
    (f64::from(thousandths) / 1000.0).exp()
}
