//! Specs to drafts: what a rule file says, checked and expanded into rules, one for each member of a
//! family; patterns are compiled later, when all lexicons and macros are known.

use std::collections::BTreeMap;
use std::ops::Range;

use regex_automata::meta::Regex;
use toml::Spanned;

use super::names::substitute;
use super::schema::{
    AliasSpec, AnaphorSpec, CueSpec, EvidenceSpec, Example, Family, NameSpec, RelationSpec,
    ShapeSpec, TitleSpec, ValueSpec,
};
use super::set::{CueKind, FirstChar, Refers, RelationRule, Rule, RuleKind, Scope, Side};
use crate::diag::Diagnostic;
use crate::engine::compile::{CANDIDATE, TypeId};
use crate::engine::matcher::MatchSet;
use crate::engine::pattern::{Node, NodeKind, Pattern};
use crate::value::Make;

/// A rule read but not yet compiled.
pub(super) struct Draft {
    pub rule: Rule,
    pub gap: Option<u8>,
    pub unless: Vec<(String, Range<usize>)>,
    pub phase: Option<String>,
}

/// What all kinds of rule share, taken from a spec.
struct Head {
    id: Spanned<String>,
    says: Option<String>,
    doc: Option<String>,
    each: Family,
    examples: Vec<Example>,
    counter_examples: Vec<Example>,
    known_misses: Vec<Example>,
}

macro_rules! head {
    ($spec:ident) => {
        Head {
            id: $spec.id,
            says: $spec.says,
            doc: $spec.doc,
            each: $spec.each,
            examples: $spec.r#match,
            counter_examples: $spec.no,
            known_misses: $spec.todo,
        }
    };
}

/// Turns the specs of one file into drafts.
pub(super) struct Maker<'a, 'b> {
    pub file: &'a str,
    pub types: &'a [String],
    pub phase: Option<String>,
    pub faults: &'b mut Vec<Diagnostic>,
    pub drafts: &'b mut Vec<Draft>,
}

impl Maker<'_, '_> {
    /// Adds the rule, or one for each combination of `each`.
    #[allow(clippy::too_many_arguments)]
    fn add(
        &mut self,
        head: Head,
        span: Range<usize>,
        pattern: Option<&Spanned<String>>,
        unless: &[Spanned<String>],
        gap: Option<u8>,
        weight: f64,
        score: Option<f64>,
        kind: impl Fn(&mut Self, &str) -> Option<RuleKind>,
    ) {
        let id = head.id.get_ref().as_str();
        if id.is_empty()
            || !id.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '$'))
        {
            let fault = Diagnostic::error("R016", format!("`{id}` is not an id"))
                .at(self.file, head.id.span(), "")
                .help("an id is letters, figures, `.`, `-` and `_`: `fr.agreement.sign-with`");
            self.faults.push(fault);
            return;
        }
        for (key, values) in combinations(&head.each) {
            let id = if head.each.is_empty() {
                id.to_owned()
            } else {
                let name = substitute(id, &key, &values);
                // Ids of a family must differ even where the template does not say how.
                if name == id { format!("{id}.{}", values.join(".")) } else { name }
            };
            let fill = |text: &str| substitute(text, &key, &values);
            let text = pattern.map(|pattern| fill(pattern.get_ref())).unwrap_or_default();
            let Some(kind) = kind(self, &text) else { return };
            let rule = Rule {
                id,
                says: fill(head.says.as_deref().unwrap_or("")),
                doc: head.doc.clone().unwrap_or_default(),
                file: self.file.to_owned(),
                span: span.clone(),
                pattern_at: pattern.map_or(0..0, Spanned::span),
                pattern: text,
                kind,
                weight: thousandths(weight),
                score: score.map(|score| thousandths(score.clamp(0.0, 1.0)) as u16),
                unless: MatchSet::default(),
                examples: head.examples.clone(),
                counter_examples: head.counter_examples.clone(),
                known_misses: head.known_misses.clone(),
            };
            let unless = unless.iter().map(|text| (fill(text.get_ref()), text.span())).collect();
            self.drafts.push(Draft { rule, gap, unless, phase: self.phase.clone() });
        }
    }

    fn one_of<T: Copy>(
        &mut self,
        what: &str,
        word: &str,
        table: &[(&str, T)],
        span: &Range<usize>,
    ) -> Option<T> {
        if let Some((_, value)) = table.iter().find(|(name, _)| *name == word) {
            return Some(*value);
        }
        let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
        let fault = Diagnostic::error("R006", format!("`{word}` is not a value of `{what}`"))
            .at(self.file, span.clone(), "")
            .help(format!("one of: {}", names.join(", ")));
        self.faults.push(fault);
        None
    }

    fn make(&mut self, name: &str, span: &Range<usize>) -> Option<Make> {
        let make = name.parse().ok();
        if make.is_none() {
            let fault = Diagnostic::error("R019", format!("there is no constructor `{name}`"))
                .at(self.file, span.clone(), "")
                .suggest(name, Make::names());
            self.faults.push(fault);
        }
        make
    }

    /// Whether the constructor can work with these roles; reports why not.
    fn fits(
        &mut self,
        make: Make,
        roles: &[&str],
        set: &[(String, String)],
        at: &Range<usize>,
    ) -> bool {
        match make.check(roles, set) {
            Ok(()) => true,
            Err(reason) => {
                self.faults.push(Diagnostic::error("R019", reason).at(self.file, at.clone(), ""));
                false
            }
        }
    }

    fn target(&mut self, name: &str, span: &Range<usize>) -> Option<TypeId> {
        match self.types.iter().position(|held| held == name) {
            Some(at) => u8::try_from(at).ok().map(TypeId),
            None => {
                let fault = Diagnostic::error("R007", format!("unknown type `{name}`"))
                    .at(self.file, span.clone(), "")
                    .suggest(name, self.types.iter().map(String::as_str));
                self.faults.push(fault);
                None
            }
        }
    }

    pub fn shape(&mut self, spec: ShapeSpec, span: Range<usize>) {
        let table = [
            ("digit", FirstChar::Digit),
            ("letter", FirstChar::Letter),
            ("symbol", FirstChar::Symbol),
        ];
        let Some(first) = self.one_of("first", &spec.first, &table, &span) else { return };
        let Some(make) = self.make(&spec.make, &span) else { return };
        let (set, wanted, regex) = (pairs(spec.set), spec.span, spec.regex);
        let (score, head) = (spec.score, head!(spec));
        let regex_span = regex.span();
        self.add(head, span, Some(&regex), &[], None, 0.0, score, |maker, text| {
            let compiled = match Regex::new(text) {
                Ok(compiled) => compiled,
                Err(error) => {
                    let reason =
                        error.syntax_error().map_or_else(|| error.to_string(), |e| e.to_string());
                    let reason = reason
                        .lines()
                        .last()
                        .unwrap_or("")
                        .trim_start_matches("error: ")
                        .to_owned();
                    maker.faults.push(
                        Diagnostic::error("R041", format!("not a regex: {reason}")).at(
                            maker.file,
                            regex_span.clone(),
                            "",
                        ),
                    );
                    return None;
                }
            };
            let groups: Vec<(String, usize)> = compiled
                .group_info()
                .pattern_names(regex_automata::PatternID::ZERO)
                .enumerate()
                .filter_map(|(number, name)| name.map(|name| (name.to_owned(), number)))
                .collect();
            let names: Vec<&str> = groups
                .iter()
                .map(|(name, _)| name.as_str())
                .filter(|&name| Some(name) != wanted.as_deref() || make.takes(name))
                .collect();
            if !maker.fits(make, &names, &set, &regex_span) {
                return None;
            }
            let span = match &wanted {
                None => None,
                Some(name) => match groups.iter().find(|(held, _)| held == name) {
                    Some((_, number)) => Some(*number),
                    None => {
                        maker.faults.push(
                            Diagnostic::error("R008", format!("the regex has no group `{name}`"))
                                .at(maker.file, regex_span.clone(), ""),
                        );
                        return None;
                    }
                },
            };
            Some(RuleKind::Shape {
                make,
                first,
                regex: Box::new(compiled),
                groups,
                set: set.clone(),
                span,
            })
        });
    }

    pub fn value(&mut self, spec: ValueSpec, span: Range<usize>) {
        let Some(make) = self.make(&spec.make, &span) else { return };
        let (set, wanted) = (pairs(spec.set), spec.span);
        let (pattern, unless, gap, score) = (spec.pattern, spec.unless, spec.gap, spec.score);
        let head = head!(spec);
        let at = pattern.span();
        self.add(head, span, Some(&pattern), &unless, gap, 0.0, score, |maker, text| {
            let roles = roles_of(text);
            if let Some(wanted) = &wanted
                && !roles.contains(wanted)
            {
                let fault =
                    Diagnostic::error("R018", format!("the pattern has no role `{wanted}`"))
                        .at(maker.file, at.clone(), "")
                        .suggest(wanted, roles.iter().map(String::as_str));
                maker.faults.push(fault);
                return None;
            }
            let names: Vec<&str> = roles
                .iter()
                .map(String::as_str)
                .filter(|&name| Some(name) != wanted.as_deref() || make.takes(name))
                .collect();
            // A pattern that does not parse has no roles; that fault is reported when it is compiled.
            if !names.is_empty() && !maker.fits(make, &names, &set, &at) {
                return None;
            }
            Some(RuleKind::Value { make, set: set.clone(), span: wanted.clone() })
        });
    }

    pub fn name(&mut self, spec: NameSpec, span: Range<usize>) {
        let Some(target) = self.target(&spec.r#for, &span) else { return };
        let (pattern, unless, gap, weight, group) =
            (spec.pattern, spec.unless, spec.gap, spec.weight, spec.group);
        let head = head!(spec);
        self.add(head, span, Some(&pattern), &unless, gap, weight, None, |_, _| {
            Some(RuleKind::Name { target, group: group.clone() })
        });
    }

    pub fn evidence(&mut self, spec: EvidenceSpec, span: Range<usize>) {
        let Some(target) = self.target(&spec.r#for, &span) else { return };
        let (pattern, unless, gap, weight) = (spec.pattern, spec.unless, spec.gap, spec.weight);
        let (feature, group) = (spec.feature, spec.group);
        if pattern.is_some() == feature.is_some() {
            let fault = Diagnostic::error(
                "R009",
                "evidence has a `pattern` or a `feature`, one of the two",
            )
            .at(self.file, span, "");
            self.faults.push(fault);
            return;
        }
        let head = head!(spec);
        self.add(head, span, pattern.as_ref(), &unless, gap, weight, None, |_, text| {
            let side = if feature.is_some() { Side::Feature } else { side_of(text) };
            Some(RuleKind::Evidence {
                target,
                side,
                feature: feature.clone(),
                group: group.clone(),
            })
        });
    }

    pub fn title(&mut self, spec: TitleSpec, span: Range<usize>) {
        let (pattern, unless, gap) = (spec.pattern, spec.unless, spec.gap);
        let head = head!(spec);
        self.add(head, span, Some(&pattern), &unless, gap, 0.0, None, |_, _| Some(RuleKind::Title));
    }

    pub fn alias(&mut self, spec: AliasSpec, span: Range<usize>) {
        let (pattern, unless, gap, score) = (spec.pattern, spec.unless, spec.gap, spec.score);
        let head = head!(spec);
        self.add(head, span, Some(&pattern), &unless, gap, 0.0, score, |_, _| {
            Some(RuleKind::Alias)
        });
    }

    pub fn anaphor(&mut self, spec: AnaphorSpec, span: Range<usize>) {
        let table = [
            ("body", Refers::Body),
            ("set", Refers::Set),
            ("publisher", Refers::Publisher),
            ("last", Refers::Last),
        ];
        let Some(refers) = self.one_of("refers", &spec.refers, &table, &span) else { return };
        let (pattern, unless, score) = (spec.pattern, spec.unless, spec.score);
        let head = head!(spec);
        self.add(head, span, Some(&pattern), &unless, None, 0.0, score, |_, _| {
            Some(RuleKind::Anaphor { refers })
        });
    }

    pub fn relation(&mut self, spec: RelationSpec, span: Range<usize>) {
        let kinds = ["agreement", "collaboration", "support", "funding", "membership"]
            .map(|name| (name, ()));
        if self.one_of("kind", &spec.kind, &kinds, &span).is_none() {
            return;
        }
        let Some(pairs) =
            self.one_of("join", &spec.join, &[("all", false), ("pairs", true)], &span)
        else {
            return;
        };
        let statuses = ["effective", "planned", "ended", "denied"].map(|name| (name, ()));
        if let Some(status) = &spec.status
            && self.one_of("status", status, &statuses, &span).is_none()
        {
            return;
        }
        let symmetric = matches!(spec.kind.as_str(), "agreement" | "collaboration");
        if symmetric == spec.parties.is_empty()
            || !symmetric && (spec.source.is_empty() || spec.target.is_empty())
        {
            let help = if symmetric {
                format!("`{}` is symmetric: write `parties = [\"a\", \"b\"]`", spec.kind)
            } else {
                format!(
                    "`{}` is directed: write `source = [\"a\"]` and `target = [\"b\"]`",
                    spec.kind
                )
            };
            self.faults.push(
                Diagnostic::error("R017", "the rule does not say who its members are")
                    .at(self.file, span, "")
                    .help(help),
            );
            return;
        }
        let rule = RelationRule {
            kind: spec.kind,
            parties: spec.parties,
            source: spec.source,
            target: spec.target,
            instrument: spec.instrument,
            object: spec.object,
            date: spec.date,
            place: spec.place,
            amount: spec.amount,
            pairs,
            status: spec.status,
            beats: spec.beats,
        };
        let (pattern, unless, gap, weight) = (spec.pattern, spec.unless, spec.gap, spec.weight);
        let head = head!(spec);
        let pattern_span = pattern.span();
        self.add(head, span, Some(&pattern), &unless, gap, weight, None, |maker, text| {
            let roles = roles_of(text);
            let named = rule
                .parties
                .iter()
                .chain(&rule.source)
                .chain(&rule.target)
                .chain(&rule.instrument)
                .chain(&rule.object)
                .chain(&rule.date)
                .chain(&rule.place)
                .chain(&rule.amount);
            for role in named {
                if !roles.contains(role) {
                    let fault =
                        Diagnostic::error("R018", format!("the pattern has no role `{role}`"))
                            .at(maker.file, pattern_span.clone(), "")
                            .suggest(role, roles.iter().map(String::as_str));
                    maker.faults.push(fault);
                    return None;
                }
            }
            Some(RuleKind::Relation(Box::new(rule.clone())))
        });
    }

    pub fn cue(&mut self, spec: CueSpec, span: Range<usize>) {
        let kinds = [
            ("denied", CueKind::Denied),
            ("planned", CueKind::Planned),
            ("ended", CueKind::Ended),
            ("hypothetical", CueKind::Hypothetical),
            ("generic", CueKind::Generic),
            ("pseudo", CueKind::Pseudo),
        ];
        let Some(cue) = self.one_of("kind", &spec.kind, &kinds, &span) else { return };
        let scopes = [
            ("after", Scope::After),
            ("before", Scope::Before),
            ("clause", Scope::Clause),
            ("sentence", Scope::Sentence),
        ];
        let Some(scope) = self.one_of("scope", &spec.scope, &scopes, &span) else { return };
        let (pattern, unless, gap) = (spec.pattern, spec.unless, spec.gap);
        let head = head!(spec);
        self.add(head, span, Some(&pattern), &unless, gap, 0.0, None, |_, _| {
            Some(RuleKind::Cue { cue, scope })
        });
    }
}

fn pairs(table: BTreeMap<String, String>) -> Vec<(String, String)> {
    table.into_iter().collect()
}

#[allow(clippy::cast_possible_truncation)]
fn thousandths(value: f64) -> i32 {
    (value.clamp(-1000.0, 1000.0) * 1000.0).round() as i32
}

/// Every combination of the listed values, with the keys in order; one empty combination for an
/// empty family.
fn combinations(family: &Family) -> Vec<(Vec<String>, Vec<String>)> {
    let keys: Vec<String> = family.keys().cloned().collect();
    let mut rows = vec![Vec::new()];
    for values in family.values() {
        rows = rows
            .into_iter()
            .flat_map(|row: Vec<String>| {
                values.iter().map(move |value| {
                    let mut row = row.clone();
                    row.push(value.clone());
                    row
                })
            })
            .collect();
    }
    rows.into_iter().map(|row| (keys.clone(), row)).collect()
}

/// Role names of a pattern, in order; empty if it does not parse (which is reported elsewhere).
fn roles_of(text: &str) -> Vec<String> {
    fn walk(node: &Node, out: &mut Vec<String>) {
        match &node.kind {
            NodeKind::Role(name, inner) => {
                out.push(name.clone());
                walk(inner, out);
            }
            NodeKind::Seq(items) | NodeKind::Alt(items) => {
                items.iter().for_each(|item| walk(item, out))
            }
            NodeKind::Opt(inner) | NodeKind::Star(inner) | NodeKind::Not(inner) => walk(inner, out),
            NodeKind::Candidate => out.push(CANDIDATE.to_owned()),
            _ => {}
        }
    }
    let mut out = Vec::new();
    if let Ok(pattern) = Pattern::parse(text) {
        walk(&pattern.root, &mut out);
    }
    out
}

/// Where `><` stands in an evidence pattern.
fn side_of(text: &str) -> Side {
    let Ok(pattern) = Pattern::parse(text) else { return Side::Before };
    let items: &[Node] = match &pattern.root.kind {
        NodeKind::Seq(items) => items,
        _ => std::slice::from_ref(&pattern.root),
    };
    let at = items.iter().position(|item| item.kind == NodeKind::Candidate);
    match at {
        Some(0) => Side::After,
        Some(at) if at + 1 == items.len() => Side::Before,
        Some(_) => Side::Around,
        None => Side::Inside {
            start: items.first().is_some_and(|item| item.kind == NodeKind::Start),
            end: items.last().is_some_and(|item| item.kind == NodeKind::End),
        },
    }
}
