//! Matches of relation rules to proposals with their members.

use super::collectives::Collective;
use super::line::{Meaning, is_token, meaning};
use super::marks::{self, Marks};
use super::members::{self, Found};
use super::merge::History;
use super::topic::{How, SubjectSource, Topic};
use super::ventures::Venture;
use super::{Buffers, Proposal, RelationMention, Signatory, Statement, subject};
use crate::engine::Line;
use crate::engine::matcher::Match;
use crate::kb::v1::{MemberRole, RelationKind, Status};
use crate::pipeline::analysis::{Analysis, EntityIdx, NameMention, roles};
use crate::pipeline::values::forbidden;
use crate::rules::set::{RelationRule, RuleKind, SubjectRole};
use crate::rules::{Language, RuleIdx};
use crate::text::TokenSpan;

/// How far before a match the number of its instruments may stand, in symbols.
const BEFORE: usize = 8;
/// Most relations that one match makes.
const MAX_PAIRS: usize = 64;

/// One sentence as the stage reads it.
pub(super) struct Reading<'r, 'a> {
    pub analysis: &'r Analysis<'a>,
    /// Number of the sentence.
    pub number: u32,
    pub language: &'a Language,
    pub marks: &'r Marks,
    /// Whether it names no body, so that it can only tell of the two named last.
    pub bare: bool,
    /// Its collectives, where they stand as one symbol each; only what is told of them counts then.
    pub collectives: &'r [Collective],
}

/// What a sentence tells.
pub(super) struct Told {
    pub proposals: Vec<Proposal>,
    /// Things with those who run them.
    pub ventures: Vec<Venture>,
}

impl<'a> Reading<'_, 'a> {
    /// The names that collective `index` stands for.
    pub fn listed(&self, index: u32) -> &[u32] {
        self.collectives.get(index as usize).map_or(&[], |held| &held.names)
    }

    /// The name at symbol `at`.
    pub fn name_at(&self, line: &Line, at: usize) -> Option<&NameMention> {
        let Meaning::Name(index) = meaning(*line.symbols().get(at)?) else { return None };
        self.analysis.names.get(index as usize)
    }

    /// Text under one symbol.
    pub fn surface(&self, line: &Line, at: usize) -> &'a str {
        self.analysis.surface(line.symbols()[at].tokens)
    }

    /// The proposals of the sentence, each trigger's best.
    pub fn proposals(
        &self,
        buffers: &mut Buffers,
        topic: &Topic,
        history: &History,
    ) -> Vec<Proposal> {
        buffers.matches.clear();
        let view = self.analysis.view();
        self.language.relations.run(
            &buffers.line,
            view,
            &mut buffers.scratch,
            &mut (),
            &mut buffers.matches,
        );
        let matches = std::mem::take(&mut buffers.matches);
        let mut out: Vec<Vec<Proposal>> = Vec::new();
        for found in &matches {
            let rule = self.language.rule(RuleIdx(found.rule));
            let RuleKind::Relation(spec) = &rule.kind else { continue };
            // Only of two or more who were named before: "elles ont signé".
            if self.bare && !matches!(spec.subject, Some(SubjectRole::Pair | SubjectRole::Party)) {
                continue;
            }
            if forbidden(rule, found, &buffers.line, view, &mut buffers.scratch) {
                continue;
            }
            let made = self.read_match(&buffers.line, spec, found, topic, history);
            if !made.is_empty() {
                out.push(made);
            }
        }
        buffers.matches = matches;
        self.choose(out)
    }

    fn read_match(
        &self,
        line: &Line,
        spec: &RelationRule,
        found: &Match,
        topic: &Topic,
        history: &History,
    ) -> Vec<Proposal> {
        let Some(row) = self.analysis.rules.relation_kind(&spec.kind) else { return Vec::new() };
        let Ok(kind) = row.id.parse::<RelationKind>() else { return Vec::new() };
        let set = &self.language.relations;
        let mut taken: Vec<(usize, usize)> = Vec::new();
        let (start, mut end) = (found.start as usize, found.end as usize);
        let mut by_role = |names: &[String]| -> Vec<Found> {
            let mut groups: Vec<Found> = Vec::new();
            for wanted in names {
                let mut group = Found::default();
                for (name, span) in roles(set, found) {
                    if name == wanted {
                        let (from, past) = (span.start as usize, span.end as usize);
                        let to = subject::before_subject(self, line, start, (from, past));
                        // Who acts behind the list is no part of the match either.
                        if to < past && past == found.end as usize {
                            end = to;
                        }
                        taken.push((from, to));
                        group.append(members::resolve(self, line, history, (from, to)));
                    }
                }
                if row.signed {
                    members::stand_ins(self.analysis, &mut group);
                }
                groups.push(group);
            }
            groups
        };
        let mut parties = by_role(&spec.parties);
        let mut source = by_role(&spec.source);
        let mut target = by_role(&spec.target);
        let mut region = (found.start, found.end);
        // The auxiliary before a participle: "sera financé".
        for _ in 0..3 {
            let at = region.0 as usize;
            if at == 0 || !self.is_word(line, at - 1) {
                break;
            }
            region.0 -= 1;
        }
        let mut subject_source = None;
        let mut subjects = Vec::new();
        if let Some(role) = spec.subject {
            let found =
                self.subject(line, (role, spec, row), (start, end), &taken, topic, &mut region);
            let meant = |told_by: &SubjectSource| {
                !self.bare || role == SubjectRole::Pair || told_by.how == How::Pronoun
            };
            if let Some((subject, told_by)) = found.filter(|(_, told_by)| meant(told_by)) {
                subject_source = Some(told_by);
                subjects.clone_from(&subject.entities);
                match role {
                    SubjectRole::Party | SubjectRole::Pair => parties.insert(0, subject),
                    SubjectRole::Source => source.insert(0, subject),
                    SubjectRole::Target => target.insert(0, subject),
                }
            } else if role != SubjectRole::Party || !self.together(line, (start, end), &parties) {
                return Vec::new();
            }
        }
        let carried = subject_source.is_some_and(|source: SubjectSource| source.how != How::Named);
        for group in parties.iter_mut().chain(&mut source).chain(&mut target) {
            let Some((index, count)) = group.open else { continue };
            let here = subject::bodies_before(self, line, start);
            let Some((bodies, sentence)) = topic.named(self.number, &here, count) else {
                return Vec::new();
            };
            group.append(Found::of(&bodies));
            group.sets.push((index, sentence));
        }
        let mut groups = parties.iter().chain(&source).chain(&target);
        if !self.collectives.is_empty() && !groups.any(|group| !group.listed.is_empty()) {
            return Vec::new();
        }
        let leads: Vec<EntityIdx> = match parties.as_slice() {
            [first, ..] => first.entities.clone(),
            [] => Vec::new(),
        };
        let under = |wanted: &Option<String>| -> Option<(usize, usize)> {
            let wanted = wanted.as_ref()?;
            let (_, span) = roles(set, found).find(|(name, _)| name == wanted)?;
            Some((span.start as usize, span.end as usize))
        };
        let each = self.one_with_each(line, (start, end), &mut parties);
        let sets = member_sets(row.directed, spec.pairs || each, &parties, &source, &target);
        let mut core = self.core(found);
        core.sort_unstable();
        core.dedup();
        let rule = self.language.rule(RuleIdx(found.rule));
        let groups = || parties.iter().chain(&source).chain(&target);
        let mut names: Vec<u32> = groups().flat_map(|group| group.names.iter().copied()).collect();
        names.sort_unstable();
        names.dedup();
        let sets_used: Vec<(u32, u32)> =
            groups().flat_map(|group| group.sets.iter().copied()).collect();
        let signatories: Vec<Signatory> = groups()
            .flat_map(|group| &group.persons)
            .filter_map(|&(person, organisation)| {
                let person = self.analysis.names[person as usize].entity?;
                Some(Signatory { person, organisation })
            })
            .collect();
        let value = |wanted: &Option<String>| -> Option<u32> {
            let (start, end) = under(wanted)?;
            (start..end).find_map(|at| match meaning(line.symbols()[at]) {
                Meaning::Value(index) => Some(index),
                _ => None,
            })
        };
        let place = under(&spec.place)
            .and_then(|(start, end)| (start..end).find_map(|at| self.name_at(line, at)?.entity));
        let instrument = under(&spec.instrument).map(|span| self.instrument(line, found, span));
        let object = under(&spec.object).map(|(start, end)| line.tokens(start, end));
        let trigger = line.symbols()[found.trigger as usize].tokens;
        let score = score(
            rule.weight,
            names.iter().map(|&name| self.analysis.names[name as usize].score),
            carried,
        );
        sets.into_iter()
            .map(|members| Proposal {
                relation: RelationMention {
                    kind,
                    status: Status::Effective,
                    members,
                    signatories: signatories.clone(),
                    date: value(&spec.date),
                    place,
                    amount: value(&spec.amount),
                    amount_shared: false,
                    instrument: instrument.clone(),
                    object,
                    score,
                    evidence: vec![Statement {
                        sentence: self.number,
                        rule: RuleIdx(found.rule),
                        trigger,
                        names: names.clone(),
                        cues: Vec::new(),
                        carried,
                        subject: subject_source,
                        subjects: subjects.clone(),
                        sets: sets_used.clone(),
                    }],
                },
                trigger: found.trigger,
                leads: leads.clone(),
                core: core.clone(),
                region,
                weight: rule.weight,
                signed: row.signed,
                event: row.event,
                fixed: spec.status.as_deref().and_then(status),
            })
            .collect()
    }

    /// Whether each of the parties has an instrument of its own, who has them all then standing first:
    /// "sept accords avec des écoles, dont A et B", "deux accords avec A et B".
    fn one_with_each(
        &self,
        line: &Line,
        (start, end): (usize, usize),
        parties: &mut Vec<Found>,
    ) -> bool {
        let instruments = (start.saturating_sub(BEFORE)..end).find_map(|at| {
            let (after, row) = marks::after(line, self.marks.several, at)?;
            let noun = |at| marks::after(line, self.marks.instrument, at).is_some();
            (noun(after) || noun(after + 1)).then_some(row)
        });
        let Some(row) = instruments else { return false };
        let listed: Vec<EntityIdx> =
            parties.iter().flat_map(|group| group.listed.iter().copied()).collect();
        if listed.is_empty() {
            let count = self.language.lexicons.entry(row).features.get("count");
            return matches!(parties.as_slice(), [_, others]
                if count.and_then(|count| count.parse().ok()) == Some(others.entities.len()));
        }
        let mut one = Found::default();
        let mut others = Found::default();
        for group in parties.iter() {
            for (at, &entity) in group.entities.iter().enumerate() {
                let held = if listed.contains(&entity) { &mut others } else { &mut one };
                held.entities.push(entity);
                held.places.push(group.places[at]);
            }
        }
        if one.entities.is_empty() {
            return false;
        }
        let mut rest = Found::default();
        for group in parties.drain(..) {
            rest.append(Found { entities: Vec::new(), places: Vec::new(), ..group });
        }
        one.append(rest);
        parties.extend([one, others]);
        true
    }

    /// Whether parties whose companion is nobody named stand for themselves: "mené en lien avec X et Y".
    fn together(&self, line: &Line, (start, end): (usize, usize), parties: &[Found]) -> bool {
        parties.iter().map(|group| group.entities.len()).sum::<usize>() >= 2
            && (start..end).any(|at| super::marks::after(line, self.marks.company, at).is_some())
    }

    fn is_word(&self, line: &Line, at: usize) -> bool {
        is_token(line, at) && self.surface(line, at).chars().any(char::is_alphabetic)
    }

    /// Symbols that the rule's own words stand on.
    fn core(&self, found: &Match) -> Vec<u16> {
        let (_, program) = self.language.relations.program(found.program);
        let steps = found.steps.iter().filter(|step| {
            !matches!(
                program.elements[step.element as usize].test,
                crate::engine::compile::Test::Mention(_)
            )
        });
        let inside = |at: u16| {
            roles(&self.language.relations, found)
                .any(|(name, role)| (role.start..role.end).contains(&at) && !is_word_role(name))
        };
        steps.flat_map(|step| step.start..step.end).filter(|&at| !inside(at)).collect()
    }

    fn instrument(&self, line: &Line, found: &Match, (start, end): (usize, usize)) -> String {
        let entry = found
            .steps
            .iter()
            .find(|step| {
                step.start as usize >= start && step.end as usize <= end && step.entry.is_some()
            })
            .and_then(|step| step.entry);
        match entry {
            Some(entry) => self.language.lexicons.entry(entry).lemma.clone(),
            None => {
                let span: TokenSpan = line.tokens(start, end);
                crate::text::fold::fold(self.analysis.surface(span))
            }
        }
    }

    /// Of proposals of one kind that stand on the same words, the best belief wins.
    fn choose(&self, mut groups: Vec<Vec<Proposal>>) -> Vec<Proposal> {
        let beaten = |group: &[Proposal], by: &[Proposal]| {
            let RuleKind::Relation(spec) = &self.rule(by).kind else { return false };
            let id = &self.rule(group).id;
            let named = |beats: &String| {
                id.strip_prefix(beats.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            spec.beats.iter().any(named) && touches(&group[0], &by[0])
        };
        let drop: Vec<bool> =
            groups.iter().map(|group| groups.iter().any(|by| beaten(group, by))).collect();
        let mut at = 0;
        groups.retain(|_| {
            at += 1;
            !drop[at - 1]
        });
        groups.sort_by(|a, b| {
            let key = |group: &[Proposal]| {
                let first = &group[0];
                let carried = first.relation.evidence[0].carried;
                (!carried, first.weight, first.relation.members.len(), first.core.len())
            };
            key(b)
                .cmp(&key(a))
                .then_with(|| a[0].relation.evidence[0].rule.cmp(&b[0].relation.evidence[0].rule))
        });
        let mut kept: Vec<Vec<Proposal>> = Vec::new();
        for group in groups {
            let rival = kept.iter().any(|held| {
                held[0].relation.kind == group[0].relation.kind && touches(&held[0], &group[0])
            });
            if !rival {
                kept.push(group);
            }
        }
        kept.sort_by_key(|group| (group[0].trigger, group[0].relation.kind));
        kept.into_iter().flatten().collect()
    }

    fn rule(&self, group: &[Proposal]) -> &crate::rules::Rule {
        self.language.rule(group[0].relation.evidence[0].rule)
    }
}

/// Roles whose words are the rule's own.
fn is_word_role(name: &str) -> bool {
    matches!(name, "instrument" | "act")
}

fn touches(a: &Proposal, b: &Proposal) -> bool {
    a.core.binary_search(&b.trigger).is_ok() || b.core.binary_search(&a.trigger).is_ok()
}

fn status(name: &str) -> Option<Status> {
    Status::ALL.iter().copied().find(|status| status.as_str() == name)
}

/// The member sets of a match: one for a symmetric relation (or one a pair), one for each source
/// and target.
fn member_sets(
    directed: bool,
    pairs: bool,
    parties: &[Found],
    source: &[Found],
    target: &[Found],
) -> Vec<Vec<(MemberRole, EntityIdx)>> {
    let flat = |groups: &[Found]| -> Vec<(EntityIdx, bool)> {
        let mut out: Vec<(EntityIdx, bool)> = Vec::new();
        for group in groups {
            for (&entity, &place) in group.entities.iter().zip(&group.places) {
                if !out.iter().any(|(held, _)| *held == entity) {
                    out.push((entity, place));
                }
            }
        }
        out
    };
    let mut sets = Vec::new();
    if !directed {
        let mut add = |members: Vec<(EntityIdx, bool)>| {
            let bodies = members.iter().filter(|(_, place)| !place).count();
            if members.len() >= 2 && bodies >= 1 {
                let mut set: Vec<(MemberRole, EntityIdx)> =
                    members.iter().map(|&(entity, _)| (MemberRole::Partner, entity)).collect();
                set.sort_unstable();
                sets.push(set);
            }
        };
        match (pairs, parties) {
            (true, [first, rest @ ..]) if !rest.is_empty() => {
                for one in flat(std::slice::from_ref(first)) {
                    for other in flat(rest) {
                        if one.0 != other.0 {
                            add(vec![one, other]);
                        }
                    }
                }
            }
            _ => add(flat(parties)),
        }
    } else {
        for from in flat(source) {
            for to in flat(target) {
                if from.0 != to.0 && !(from.1 && to.1) {
                    sets.push(vec![(MemberRole::Source, from.0), (MemberRole::Target, to.0)]);
                }
            }
        }
    }
    sets.truncate(MAX_PAIRS);
    sets
}

/// Belief in the rule times the least belief in a name, in thousandths.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn score(weight: i32, names: impl Iterator<Item = u16>, carried: bool) -> u16 {
    let rule = 1.0 / (1.0 + (-f64::from(weight) / 1000.0).exp());
    let name = f64::from(names.min().unwrap_or(1000)) / 1000.0;
    let carry = if carried { 0.8 } else { 1.0 };
    (rule * name * carry * 1000.0).round() as u16
}
