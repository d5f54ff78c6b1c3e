//! What a reading says about an example, kind of rule by kind.

use std::collections::BTreeSet;

use super::cascade::{Cascade, PatternMatch, Reading, line_of, pattern_matches, tokens_at};
use super::normal::{is_value, normal_form};
use super::{Case, Outcome, Purpose};
use crate::kb::v1::Status;
use crate::pipeline::analysis::{NameKind, NameMention, ValueMention};
use crate::pipeline::relations::RelationMention;
use crate::rules::RuleIdx;
use crate::rules::example::{Mark, Marked};
use crate::rules::set::{RelationRule, RuleKind};
use crate::text::TokenSpan;
use crate::value::{Context, PartialDate, Resolved, resolve};

/// The target of evidence that speaks against any name.
const NO_NAME: &str = "NONE";

/// A mark in tokens of the reading.
struct Wanted<'m> {
    role: Option<&'m str>,
    tokens: TokenSpan,
}

pub(super) fn judge(
    cascade: &Cascade<'_>,
    case: &Case<'_>,
    reading: &Reading<'_>,
    marked: &Marked,
    shift: usize,
) -> Outcome {
    let mut wanted = Vec::new();
    for mark in &marked.marks {
        let bytes = mark.span.start + shift..mark.span.end + shift;
        match tokens_at(&reading.analysis, bytes) {
            Some(tokens) => wanted.push(Wanted { role: mark.role.as_deref(), tokens }),
            None => return Outcome::Missing(torn(marked, mark)),
        }
    }
    let judge = Judge { cascade, case, reading };
    match &case.rule.kind {
        RuleKind::Shape { .. } | RuleKind::Value { .. } => judge.values(&wanted),
        RuleKind::Name { target, .. } | RuleKind::Evidence { target, .. } => {
            let target = cascade.rules.types.get(target.0 as usize).map_or("", String::as_str);
            judge.names(&wanted, target)
        }
        RuleKind::Relation(relation) => judge.relations(&wanted, relation),
        _ => judge.patterns(&wanted),
    }
}

fn torn(marked: &Marked, mark: &Mark) -> String {
    format!("the brackets of `{}` do not stand at word edges", &marked.text[mark.span.clone()])
}

struct Judge<'a> {
    cascade: &'a Cascade<'a>,
    case: &'a Case<'a>,
    reading: &'a Reading<'a>,
}

impl Judge<'_> {
    fn mine(&self, rule: RuleIdx) -> bool {
        self.case.rules.contains(&rule)
    }

    fn id(&self, rule: RuleIdx) -> String {
        let language = &self.cascade.rules.languages[self.case.language.0 as usize];
        language.rules.get(rule.0 as usize).map_or_else(String::new, |rule| rule.id.clone())
    }

    fn values(&self, wanted: &[Wanted<'_>]) -> Outcome {
        let reading = self.reading;
        if self.case.purpose == Purpose::No {
            // In brackets: this span must not be a value of the rule; without: nothing must.
            let noise = reading.found.iter().find(|value| {
                self.mine(value.rule)
                    && !value.consumed
                    && (wanted.is_empty() || wanted.iter().any(|mark| mark.tokens == value.tokens))
            });
            return match noise {
                Some(value) => Outcome::Noisy(self.describe(value)),
                None => Outcome::Validated,
            };
        }
        let mut through = BTreeSet::new();
        for mark in wanted {
            let here = || reading.found.iter().filter(|value| value.tokens == mark.tokens);
            let Some(value) = here().find(|value| self.mine(value.rule)).or_else(|| here().next())
            else {
                let near = reading.found.iter().filter(|value| value.tokens.overlaps(mark.tokens));
                let near: Vec<String> = near.map(|value| self.describe(value)).collect();
                return Outcome::Missing(near.join(", "));
            };
            if let Some(expected) = &self.case.example.value {
                let settled =
                    reading.analysis.values.iter().find(|live| live.tokens == value.tokens);
                let resolved = match settled {
                    Some(live) => live.resolved.clone(),
                    None => self.resolve(value),
                };
                let normal = normal_form(&value.value, &resolved);
                if !is_value(expected, &normal, &resolved) {
                    return Outcome::Wrong(normal);
                }
            }
            if !self.mine(value.rule) {
                through.insert(self.id(value.rule));
            }
        }
        if wanted.is_empty() {
            return if reading.found.iter().any(|value| self.mine(value.rule)) {
                Outcome::Validated
            } else {
                let all: Vec<String> =
                    reading.found.iter().map(|value| self.describe(value)).collect();
                Outcome::Missing(all.join(", "))
            };
        }
        self.outcome(through)
    }

    fn resolve(&self, value: &ValueMention) -> Resolved {
        let cx = Context {
            reference: self.case.example.published.as_deref().and_then(PartialDate::parse),
            narrative: None,
            country: self.case.example.country.clone(),
        };
        resolve(&value.value, &cx)
    }

    fn describe(&self, value: &ValueMention) -> String {
        let surface = self.reading.analysis.surface(value.tokens);
        format!("`{surface}` ({}, {})", value.value.type_name(), self.id(value.rule))
    }

    fn names(&self, wanted: &[Wanted<'_>], target: &str) -> Outcome {
        let analysis = &self.reading.analysis;
        let all = || analysis.names.iter().chain(&analysis.inner).filter(|name| name.is_name);
        let uses = |name: &NameMention| {
            self.mine(name.rule) || name.evidence.iter().any(|&(rule, _)| self.mine(rule))
        };
        // Evidence against a type shows in what is not of that type, evidence against any name in
        // what is none.
        let any = target == NO_NAME;
        let against = (self.case.rule.author_weight < 0) != any;
        let of_target = |name: &NameMention| any || name.kind.type_name() == target;
        if any && self.case.purpose == Purpose::No && !wanted.is_empty() {
            let named = |mark: &Wanted<'_>| all().any(|name| name.tokens == mark.tokens);
            if wanted.iter().any(|mark| !named(mark)) {
                return Outcome::Missing(String::new());
            }
            // Found all the same is not enough: the rule must hold its tongue.
            return match wanted.iter().find(|mark| self.spoke_of(mark)) {
                Some(mark) => {
                    let surface = analysis.surface(mark.tokens);
                    Outcome::Noisy(format!(
                        "the rule speaks against `{surface}`, a name all the same"
                    ))
                }
                None => Outcome::Validated,
            };
        }
        if self.case.purpose == Purpose::No || against && !wanted.is_empty() {
            let noise = all().find(|name| {
                of_target(name)
                    && if wanted.is_empty() {
                        uses(name) && !against
                    } else {
                        wanted.iter().any(|mark| mark.tokens == name.tokens)
                            && (against || uses(name))
                    }
            });
            if let Some(name) = noise {
                return Outcome::Noisy(self.describe_name(name));
            }
            // That a span is no name shows nothing of a rule that says nothing of it.
            return match wanted.iter().find(|mark| !self.spoke_of(mark)) {
                Some(mark) if self.case.purpose != Purpose::No => {
                    let surface = analysis.surface(mark.tokens);
                    Outcome::Missing(format!("the rule says nothing of `{surface}`"))
                }
                _ => Outcome::Validated,
            };
        }
        let mut through = BTreeSet::new();
        for mark in wanted {
            let Some(name) = all().find(|name| name.tokens == mark.tokens && of_target(name))
            else {
                let near = all().filter(|name| name.tokens.overlaps(mark.tokens));
                let near: Vec<String> = near.map(|name| self.describe_name(name)).collect();
                return Outcome::Missing(near.join(", "));
            };
            if !uses(name) {
                through.insert(self.id(name.rule));
            }
        }
        if wanted.is_empty() && !all().any(uses) {
            return Outcome::Missing(String::new());
        }
        self.outcome(through)
    }

    /// Whether the rule said anything of a candidate, taken or not, that covers just the mark.
    fn spoke_of(&self, mark: &Wanted<'_>) -> bool {
        self.reading.considered.iter().any(|held| {
            held.tokens == mark.tokens && held.evidence.iter().any(|&(rule, _)| self.mine(rule))
        })
    }

    fn describe_name(&self, name: &NameMention) -> String {
        let surface = self.reading.analysis.surface(name.tokens);
        let kind: NameKind = name.kind;
        format!("`{surface}` ({}, {})", kind.type_name(), self.id(name.rule))
    }

    fn relations(&self, wanted: &[Wanted<'_>], rule: &RelationRule) -> Outcome {
        let reading = self.reading;
        let analysis = &reading.analysis;
        let stated = |relation: &RelationMention| {
            relation.evidence.iter().any(|statement| self.mine(statement.rule))
        };
        if self.case.purpose == Purpose::No {
            // A relation that is denied is not asserted.
            let noise = reading
                .relations
                .iter()
                .find(|relation| stated(relation) && relation.status != Status::Denied);
            return match noise {
                Some(relation) => Outcome::Noisy(self.describe_relation(relation)),
                None => Outcome::Validated,
            };
        }
        let is_member = |role: &str| {
            [&rule.parties, &rule.source, &rule.target]
                .iter()
                .any(|roles| roles.iter().any(|held| held == role))
        };
        let has = |relation: &RelationMention, mark: &Wanted<'_>| {
            if mark.role.is_some_and(is_member) || mark.role.is_none() {
                return analysis.names.iter().any(|name| {
                    name.tokens.overlaps(mark.tokens)
                        && name.entity.is_some_and(|entity| {
                            relation.members.iter().any(|&(_, member)| member == entity)
                        })
                });
            }
            let value = |index: Option<u32>| {
                index
                    .and_then(|index| analysis.values.get(index as usize))
                    .is_some_and(|value| value.tokens.overlaps(mark.tokens))
            };
            let role = mark.role.unwrap_or_default();
            if rule.date.as_deref() == Some(role) {
                return value(relation.date);
            }
            if rule.amount.as_deref() == Some(role) {
                return value(relation.amount);
            }
            if rule.object.as_deref() == Some(role) {
                return relation.object.is_some_and(|object| object.overlaps(mark.tokens));
            }
            // The instrument and words of the rule itself: the match holds them.
            true
        };
        let fits = |relation: &&RelationMention| {
            wanted.iter().all(|mark| has(relation, mark))
                && self
                    .case
                    .example
                    .status
                    .as_ref()
                    .is_none_or(|status| relation.status.as_str() == status)
        };
        if reading.relations.iter().filter(|relation| stated(relation)).any(|held| fits(&held)) {
            return Outcome::Validated;
        }
        let other = reading
            .relations
            .iter()
            .filter(|relation| relation.kind.as_str() == rule.kind)
            .find(|held| fits(held));
        if let Some(other) = other {
            let ids = other.evidence.iter().map(|statement| self.id(statement.rule)).collect();
            return self.outcome(ids);
        }
        let all: Vec<String> =
            reading.relations.iter().map(|held| self.describe_relation(held)).collect();
        Outcome::Missing(if all.is_empty() { self.match_only(wanted) } else { all.join("; ") })
    }

    /// What to say when no relation was found: whether the pattern matches at all, and the names.
    fn match_only(&self, wanted: &[Wanted<'_>]) -> String {
        let analysis = &self.reading.analysis;
        let names: Vec<String> =
            analysis.names.iter().map(|name| self.describe_name(name)).collect();
        let matched = !matches!(self.patterns(wanted), Outcome::Missing(_));
        format!(
            "no relation; the pattern {}; names: {}",
            if matched { "matches" } else { "does not match" },
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        )
    }

    fn describe_relation(&self, relation: &RelationMention) -> String {
        let analysis = &self.reading.analysis;
        let members: Vec<String> = relation
            .members
            .iter()
            .map(|(role, entity)| {
                let name = analysis.entities.get(entity.0 as usize);
                format!("{}: {}", role.as_str(), name.map_or("", |entity| &entity.name))
            })
            .collect();
        let rules: BTreeSet<String> =
            relation.evidence.iter().map(|statement| self.id(statement.rule)).collect();
        format!(
            "{} ({}) {} by {}",
            relation.kind.as_str(),
            relation.status.as_str(),
            members.join(", "),
            rules.into_iter().collect::<Vec<_>>().join(", ")
        )
    }

    /// Rules whose result is a match: on the line in which values and names are masked.
    fn patterns(&self, wanted: &[Wanted<'_>]) -> Outcome {
        let analysis = &self.reading.analysis;
        let found: Vec<PatternMatch> = (0..analysis.sentences.len() as u32)
            .flat_map(|number| {
                // The relation stage takes asides in brackets into names; others see them.
                let is_relation =
                    matches!(self.case.rule.kind, RuleKind::Relation(_) | RuleKind::Cue { .. });
                let line = is_relation
                    .then(|| crate::pipeline::relations::line_of(analysis, number))
                    .flatten()
                    .unwrap_or_else(|| line_of(analysis, number, true));
                pattern_matches(analysis, number, &line, &self.case.rules)
            })
            .collect();
        // Of two names of one body the shorter is the short form, whatever the pattern calls it.
        let either = matches!(self.case.rule.kind, RuleKind::Alias { .. });
        let fits = |found: &PatternMatch| {
            wanted.iter().all(|mark| match mark.role {
                None => mark.tokens == found.tokens,
                Some(role) => found.roles.iter().any(|(name, tokens)| {
                    (name == role || either)
                        && (*tokens == mark.tokens || tokens.contains(mark.tokens))
                }),
            })
        };
        let describe = |found: &PatternMatch| {
            let mut out = format!("`{}`", analysis.surface(found.tokens));
            for (role, tokens) in &found.roles {
                out.push_str(&format!(" {role}: `{}`", analysis.surface(*tokens)));
            }
            out
        };
        match self.case.purpose {
            Purpose::No => match found.iter().find(|found| wanted.is_empty() || fits(found)) {
                Some(found) => Outcome::Noisy(describe(found)),
                None => Outcome::Validated,
            },
            Purpose::Match | Purpose::Todo => {
                if found.iter().any(fits) {
                    Outcome::Validated
                } else {
                    let all: Vec<String> = found.iter().map(describe).collect();
                    Outcome::Missing(all.join("; "))
                }
            }
        }
    }

    fn outcome(&self, through: BTreeSet<String>) -> Outcome {
        if through.is_empty() {
            Outcome::Validated
        } else {
            Outcome::Through(through.into_iter().collect())
        }
    }
}
