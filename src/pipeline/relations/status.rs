//! Status of proposals from cues: what is denied, planned, over, or not asserted at all.

use super::line::{self, Meaning};
use super::propose::Reading;
use super::ventures::{self, Venture};
use super::{Buffers, NameStatus, Proposal};
use super::{marks, subject};
use crate::engine::Line;
use crate::engine::matcher::{Match, MatchSet};
use crate::gazetteer::part;
use crate::kb::v1::Status;
use crate::pipeline::analysis::{only_symbol, roles};
use crate::pipeline::values::forbidden;
use crate::rules::RuleIdx;
use crate::rules::set::{CueKind, NAMED, RuleKind, Scope, THING};

pub(super) struct Cue {
    kind: CueKind,
    scope: Scope,
    start: usize,
    end: usize,
    rule: RuleIdx,
    /// The name it speaks of, where its scope is a name: index into the analysis.
    named: Option<u32>,
    /// The thing that this name runs, where it tells that.
    venture: Option<Venture>,
}

/// Sets the status of each proposal and drops those that assert nothing.
pub(super) fn settle(
    reading: &Reading<'_, '_>,
    line: &Line,
    cues: &[Cue],
    proposals: &mut Vec<Proposal>,
) {
    proposals.retain_mut(|proposal| {
        let at = proposal.trigger as usize;
        let clause = marks::clause(line, reading.marks, at);
        let reaches = |cue: &&Cue| {
            match cue.scope {
                Scope::Sentence => true,
                Scope::Name => false,
                // What stands among the members alone is said of them.
                Scope::Match => {
                    let region = (proposal.region.0 as usize, proposal.region.1 as usize);
                    cue.start < region.1
                        && region.0 < cue.end
                        && (cue.start..cue.end).any(|at| {
                            proposal.core.binary_search(&(at as u16)).is_ok()
                                || (at >= region.0 && at < last_of_core(proposal))
                        })
                }
                Scope::Clause => cue.end > clause.0 && cue.start < clause.1,
                Scope::After => {
                    cue.start <= at && marks::clause(line, reading.marks, cue.end.max(1) - 1).1 > at
                }
                Scope::Before => {
                    cue.start >= at && marks::clause(line, reading.marks, cue.start).0 <= at
                }
            }
        };
        // What a participle of its own tells as done is not put off by the verb of the clause:
        // "ira à la recherche, menée avec".
        let done = proposal.core.first().and_then(|&first| {
            let last = proposal.core.last().copied().unwrap_or(first);
            (first.saturating_sub(1)..=last).map(usize::from).find(|&at| {
                let parts = subject::parts_at(reading, line, at);
                parts & part::PAST_PARTICIPLE != 0 && parts & part::VERB == 0
            })
        });
        let put_off = |cue: &&Cue| {
            cue.kind != CueKind::Planned
                || cue.scope != Scope::Match
                || done.is_none_or(|done| cue.end + 2 > done)
                || (cue.start..cue.end).any(|at| proposal.core.binary_search(&(at as u16)).is_ok())
        };
        let hits: Vec<&Cue> = cues.iter().filter(reaches).filter(put_off).collect();
        let has = |kind: CueKind| hits.iter().any(|cue| cue.kind == kind);
        if has(CueKind::Hypothetical) || has(CueKind::Generic) {
            return false;
        }
        let status = if has(CueKind::Denied) {
            Status::Denied
        } else if has(CueKind::Planned) {
            Status::Planned
        } else if has(CueKind::Ended) {
            Status::Ended
        } else {
            proposal.fixed.unwrap_or(Status::Effective)
        };
        proposal.relation.status = status;
        let mut rules: Vec<RuleIdx> = hits.iter().map(|cue| cue.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        proposal.relation.evidence[0].cues = rules;
        true
    });
}

/// The last symbol of the rule's own words.
fn last_of_core(proposal: &Proposal) -> usize {
    proposal.core.last().map_or(0, |&at| at as usize)
}

/// What cues say of names: "un nouveau Technopark à Tanger prévu à la rentrée" is not there yet.
pub(super) fn of_names(cues: &[Cue]) -> impl Iterator<Item = NameStatus> {
    cues.iter().filter_map(|cue| {
        let status = match cue.kind {
            CueKind::Denied => Status::Denied,
            CueKind::Planned => Status::Planned,
            CueKind::Ended => Status::Ended,
            CueKind::Hypothetical | CueKind::Generic | CueKind::Pseudo | CueKind::Venture => {
                return None;
            }
        };
        Some(NameStatus { name: cue.named?, status, rule: cue.rule })
    })
}

/// The cues of the sentence that the line holds: those that speak of a name, and where some relation
/// is proposed or a name is spoken of, all.
pub(super) fn cues(reading: &Reading<'_, '_>, buffers: &mut Buffers, proposed: bool) -> Vec<Cue> {
    let mut out = Vec::new();
    found(reading, &reading.language.name_cues, buffers, &mut out);
    if !proposed && out.is_empty() {
        return out;
    }
    found(reading, &reading.language.cues, buffers, &mut out);
    let pseudo: Vec<(usize, usize)> = out
        .iter()
        .filter(|cue| cue.kind == CueKind::Pseudo)
        .map(|cue| (cue.start, cue.end))
        .collect();
    out.retain(|cue| {
        cue.kind != CueKind::Pseudo
            && !pseudo.iter().any(|&(start, end)| start <= cue.start && cue.end <= end)
    });
    out
}

/// Adds the cues that a set of rules finds.
fn found(reading: &Reading<'_, '_>, set: &MatchSet, buffers: &mut Buffers, out: &mut Vec<Cue>) {
    let view = reading.analysis.view();
    let mut matches = std::mem::take(&mut buffers.matches);
    matches.clear();
    set.run(&buffers.line, view, &mut buffers.scratch, &mut (), &mut matches);
    for found in &matches {
        let index = RuleIdx(found.rule);
        let rule = reading.language.rule(index);
        let RuleKind::Cue { cue, scope } = rule.kind else { continue };
        if !forbidden(rule, found, &buffers.line, view, &mut buffers.scratch) {
            let (start, end) = (found.start as usize, found.end as usize);
            let name = || {
                let (_, role) = roles(set, found).find(|(name, _)| *name == NAMED)?;
                match line::meaning(only_symbol(&buffers.line, role)?) {
                    Meaning::Name(name) => Some(name),
                    _ => None,
                }
            };
            let thing = || venture(reading, &buffers.line, set, found);
            let named = if scope == Scope::Name { name() } else { None };
            let venture = if cue == CueKind::Venture { thing() } else { None };
            out.push(Cue { kind: cue, scope, start, end, rule: index, named, venture });
        }
    }
    buffers.matches = matches;
}

/// What a cue tells of a thing and those who run it.
fn venture(
    reading: &Reading<'_, '_>,
    line: &Line,
    set: &MatchSet,
    found: &Match,
) -> Option<Venture> {
    let start = |wanted: &str| {
        roles(set, found).find(|(name, _)| *name == wanted).map(|(_, role)| role.start as usize)
    };
    ventures::run_by(reading, line, start(THING)?, start(NAMED)?)
}

/// The things of which cues tell who runs them.
pub(super) fn ventures(cues: &[Cue]) -> impl Iterator<Item = Venture> {
    cues.iter().filter_map(|cue| cue.venture.clone())
}
