//! Specs to drafts: what a rule file says, checked and expanded into rules, one for each member of a
//! family; patterns are compiled later, when all lexicons and macros are known.

use std::collections::BTreeMap;
use std::ops::Range;

use regex_automata::meta::Regex;
use toml::Spanned;

use super::example::{self, Marked};
use super::family::{Filled, MAX_FAMILY, combinations, fill};
use super::file::{Row, place, quoted};
use super::load::Defined;
use super::roles::{role_places, roles_of};
use super::schema::{CueSpec, Example, Family, RelationSpec, ShapeSpec, ValueSpec};
use super::set::{
    CueKind, FirstChar, NAMED, RelationKindRow, RelationRule, Rule, RuleKind, Scope, SubjectRole,
};
use crate::diag::{Diagnostic, suggest};
use crate::engine::compile::{MAX_GAP, TypeId, ascii_figures};
use crate::engine::first_bytes::FirstBytes;
use crate::engine::matcher::MatchSet;
use crate::engine::pattern::{Pattern, regex_fault};
use crate::value::Make;

/// A rule read but not yet compiled.
pub(super) struct Draft {
    pub rule: Rule,
    pub gap: Option<u8>,
    pub unless: Vec<(Filled, Range<usize>)>,
    pub phase: Option<String>,
    /// Where the rule's list of rules that it beats stands.
    pub beats_at: Range<usize>,
}

/// What all kinds of rule share, taken from a spec.
pub(super) struct Head {
    pub id: Spanned<String>,
    pub says: Option<String>,
    pub doc: Option<String>,
    pub each: Family,
    pub examples: Vec<Example>,
    pub counter_examples: Vec<Example>,
    pub known_misses: Vec<Example>,
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
pub(super) use head;

/// Turns the specs of one file into drafts.
pub(super) struct Maker<'a, 'b> {
    pub file: &'a str,
    pub source: &'a str,
    pub types: &'a [String],
    pub kinds: &'a [RelationKindRow],
    pub defined: Defined<'a>,
    pub phase: Option<String>,
    pub faults: &'b mut Vec<Diagnostic>,
    pub drafts: &'b mut Vec<Draft>,
}

impl Maker<'_, '_> {
    /// Adds the rule, or one for each combination of `each`.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn add(
        &mut self,
        head: Head,
        row: &Row,
        pattern: Option<&Spanned<String>>,
        unless: &[Spanned<String>],
        gap: Option<u8>,
        weight: f64,
        score: Option<f64>,
        kind: impl Fn(&mut Self, &Filled) -> Option<RuleKind>,
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
        if gap.is_some_and(|gap| gap > MAX_GAP) {
            let message = format!("the longest gap a rule may ask for is {MAX_GAP} words");
            self.faults.push(
                Diagnostic::error("R036", message)
                    .at(self.file, row.value("gap"), "")
                    .help("a relation that far apart is better written as two rules"),
            );
        }
        if score.is_some_and(|score| !(0.0..=1.0).contains(&score)) {
            self.faults.push(Diagnostic::error("R036", "a score lies between 0 and 1").at(
                self.file,
                row.value("score"),
                "",
            ));
        }
        let texts: Vec<&str> = std::iter::once(head.id.get_ref().as_str())
            .chain(pattern.map(|pattern| pattern.get_ref().as_str()))
            .chain(unless.iter().map(|text| text.get_ref().as_str()))
            .collect();
        let Some(rows) = self.family(&head.each, &texts, row) else { return };
        for list in [&head.examples, &head.counter_examples, &head.known_misses] {
            list.iter().for_each(|example| self.example(example));
        }
        let keys: Vec<String> = head.each.keys().cloned().collect();
        let marked: Vec<&Example> = head.examples.iter().chain(&head.known_misses).collect();
        let mut first = true;
        for values in rows {
            let id = if head.each.is_empty() {
                id.to_owned()
            } else {
                let name = fill(id, &keys, &values).text;
                // Ids of a family must differ even where the template does not say how.
                if name == id { format!("{id}.{}", values.join(".")) } else { name }
            };
            let id = id_of(&id);
            let fill = |text: &str| fill(text, &keys, &values);
            let text = pattern.map(|pattern| fill(pattern.get_ref())).unwrap_or_default();
            let Some(kind) = kind(self, &text) else { return };
            if first {
                let roles = match &kind {
                    RuleKind::Shape { groups, .. } => {
                        groups.iter().map(|(name, _)| name.clone()).collect()
                    }
                    _ => roles_of(&text.text),
                };
                self.example_roles(&marked, &roles);
                first = false;
            }
            let rule = Rule {
                id,
                says: fill(head.says.as_deref().unwrap_or("")).text,
                doc: head.doc.clone().unwrap_or_default(),
                file: self.file.to_owned(),
                span: row.span.clone(),
                pattern_at: pattern.map_or(0..0, Spanned::span),
                pattern: text.text.clone(),
                filled: text,
                kind,
                weight: thousandths(weight),
                author_weight: thousandths(weight),
                score: score.map(|score| thousandths(score.clamp(0.0, 1.0)) as u16),
                unless: MatchSet::default(),
                guards: unless.iter().map(|text| fill(text.get_ref()).text).collect(),
                gap,
                examples: head.examples.clone(),
                counter_examples: head.counter_examples.clone(),
                known_misses: head.known_misses.clone(),
            };
            let unless = unless.iter().map(|text| (fill(text.get_ref()), text.span())).collect();
            self.drafts.push(Draft {
                rule,
                gap,
                unless,
                phase: self.phase.clone(),
                beats_at: row.value("beats"),
            });
        }
    }

    /// The rows of a family; reports a list without values, a name that nothing uses, and too many
    /// rules.
    fn family(&mut self, each: &Family, texts: &[&str], row: &Row) -> Option<Vec<Vec<String>>> {
        let mut sound = true;
        for (key, values) in each {
            let at = row.value(&format!("each.{key}"));
            if values.is_empty() {
                self.faults.push(
                    Diagnostic::error("R033", format!("the family has no value for `{key}`"))
                        .at(self.file, at, "")
                        .help("list at least one value, or drop the key"),
                );
                sound = false;
            } else if !texts.iter().any(|text| text.contains(&format!("${key}"))) {
                let names = texts.iter().flat_map(|text| text.split('$').skip(1)).map(|rest| {
                    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
                    &rest[..end.unwrap_or(rest.len())]
                });
                self.faults.push(
                    Diagnostic::error("R033", format!("nothing uses `${key}` of the family"))
                        .at(self.file, at, "")
                        .suggest(key, names),
                );
                sound = false;
            }
        }
        if !sound {
            return None;
        }
        let rows = combinations(each);
        if rows.is_none() {
            let message = format!("the family makes more than {MAX_FAMILY} rules");
            self.faults.push(Diagnostic::error("R033", message).at(
                self.file,
                row.value("each"),
                "",
            ));
        }
        rows
    }

    /// Reports brackets that do not close and given mentions without a type.
    fn example(&mut self, example: &Example) {
        let at = |outer: Range<usize>, inner: &Range<usize>| place(self.source, &outer, inner);
        if let Err(error) = Marked::parse(example.text.get_ref()) {
            let span = at(example.text.span(), &error.span);
            self.faults.push(
                Diagnostic::error("R034", error.message)
                    .at(self.file, span, "")
                    .help("mark what is to be found: `[a:ONEE]`; a bracket meant as text is `\\[`"),
            );
        }
        let Some(given) = &example.given else { return };
        match example::given(given.get_ref()) {
            Err(span) => {
                let span = at(given.span(), &span);
                self.faults.push(
                    Diagnostic::error("R034", "these mentions have no type")
                        .at(self.file, span, "")
                        .help("write `ORG: ONEE; ADA | PLACE: Fès`"),
                );
            }
            Ok(mentions) => {
                let unknown = mentions.iter().find(|(kind, _)| !self.types.contains(kind));
                if let Some((kind, _)) = unknown {
                    let fault = Diagnostic::error("R007", format!("unknown type `{kind}`"))
                        .at(self.file, given.span(), "")
                        .suggest(kind, self.types.iter().map(String::as_str));
                    self.faults.push(fault);
                }
            }
        }
    }

    /// Reports roles in examples that the pattern does not have.
    fn example_roles(&mut self, examples: &[&Example], roles: &[String]) {
        for example in examples {
            let Ok(marked) = Marked::parse(example.text.get_ref()) else { continue };
            for mark in &marked.marks {
                if let Some(role) = &mark.role
                    && !roles.contains(role)
                {
                    let span = place(self.source, &example.text.span(), &mark.written);
                    let fault = Diagnostic::error("R034", format!("the rule has no role `{role}`"))
                        .at(self.file, span, "")
                        .suggest(role, roles.iter().map(String::as_str));
                    self.faults.push(fault);
                }
            }
        }
    }

    pub(super) fn one_of<T: Copy>(
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
        let help = match suggest(word, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "`pack.toml` declares none".to_owned(),
            None => format!("one of: {}", names.join(", ")),
        };
        let fault = Diagnostic::error("R006", format!("`{word}` is not a value of `{what}`"))
            .at(self.file, span.clone(), "")
            .help(help);
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

    /// Whether the constructor can work with these roles, each with its place in the pattern;
    /// reports why not.
    fn fits(
        &mut self,
        make: Make,
        roles: &[(String, Range<usize>)],
        set: &[(String, String)],
        (text, at): (&Filled, &Range<usize>),
    ) -> bool {
        let names: Vec<&str> = roles.iter().map(|(name, _)| name.as_str()).collect();
        match make.check(&names, set) {
            Ok(()) => true,
            Err(reason) => {
                let wrong =
                    roles.iter().find(|(name, _)| !name.starts_with('_') && !make.takes(name));
                let span = wrong.map_or_else(
                    || at.clone(),
                    |(_, span)| place(self.source, at, &text.origin(span)),
                );
                self.faults.push(Diagnostic::error("R019", reason).at(self.file, span, ""));
                false
            }
        }
    }

    pub(super) fn target(&mut self, name: &str, span: &Range<usize>) -> Option<TypeId> {
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

    pub fn shape(&mut self, spec: ShapeSpec, row: &Row) {
        let table = [
            ("digit", FirstChar::Digit),
            ("letter", FirstChar::Letter),
            ("symbol", FirstChar::Symbol),
        ];
        let Some(first) = self.one_of("first", &spec.first, &table, &row.value("first")) else {
            return;
        };
        let Some(make) = self.make(&spec.make, &row.value("make")) else { return };
        let (set, wanted, regex) = (pairs(spec.set), spec.span, spec.regex);
        let (score, head) = (spec.score, head!(spec));
        let regex_span = regex.span();
        self.add(head, row, Some(&regex), &[], None, 0.0, score, |maker, text| {
            let pattern = ascii_figures(&text.text);
            let compiled = match Regex::new(&pattern) {
                Ok(compiled) => compiled,
                Err(_) => {
                    let (span, reason) = regex_fault(&text.text)
                        .unwrap_or((0..text.text.len(), "the regex is too large".to_owned()));
                    let span = place(maker.source, &regex_span, &text.origin(&span));
                    maker.faults.push(
                        Diagnostic::error("R041", format!("not a regex: {reason}"))
                            .at(maker.file, span, ""),
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
            let names: Vec<(String, Range<usize>)> = groups
                .iter()
                .map(|(name, _)| {
                    let at = text.text.find(&format!("<{name}>")).map_or(0, |at| at + 1);
                    (name.clone(), at..at + name.len())
                })
                .filter(|(name, _)| Some(name.as_str()) != wanted.as_deref() || make.takes(name))
                .collect();
            if !maker.fits(make, &names, &set, (text, &regex_span)) {
                return None;
            }
            let span = match &wanted {
                None => None,
                Some(name) => match groups.iter().find(|(held, _)| held == name) {
                    Some((_, number)) => Some(*number),
                    None => {
                        maker.faults.push(
                            Diagnostic::error("R008", format!("the regex has no group `{name}`"))
                                .at(maker.file, row.value("span"), "")
                                .suggest(name, groups.iter().map(|(held, _)| held.as_str())),
                        );
                        return None;
                    }
                },
            };
            Some(RuleKind::Shape {
                make,
                first,
                first_bytes: FirstBytes::of(&pattern),
                regex: Box::new(compiled),
                groups,
                set: set.clone(),
                span,
            })
        });
    }

    pub fn value(&mut self, spec: ValueSpec, row: &Row) {
        let Some(make) = self.make(&spec.make, &row.value("make")) else { return };
        let (set, wanted) = (pairs(spec.set), spec.span);
        let (pattern, unless, gap, score) = (spec.pattern, spec.unless, spec.gap, spec.score);
        let head = head!(spec);
        let at = pattern.span();
        self.add(head, row, Some(&pattern), &unless, gap, 0.0, score, |maker, text| {
            let roles = roles_of(&text.text);
            if let Some(wanted) = &wanted
                && !roles.contains(wanted)
            {
                let fault =
                    Diagnostic::error("R018", format!("the pattern has no role `{wanted}`"))
                        .at(maker.file, row.value("span"), "")
                        .suggest(wanted, roles.iter().map(String::as_str));
                maker.faults.push(fault);
                return None;
            }
            let names: Vec<(String, Range<usize>)> = role_places(&text.text)
                .into_iter()
                .filter(|(name, _)| Some(name.as_str()) != wanted.as_deref() || make.takes(name))
                .collect();
            // What is missing is told when the pattern is compiled: macros have roles, too.
            if !maker.fits(make, &names, &set, (text, &at)) {
                return None;
            }
            Some(RuleKind::Value { make, set: set.clone(), span: wanted.clone() })
        });
    }

    pub fn relation(&mut self, spec: RelationSpec, row: &Row) {
        let kinds: Vec<(&str, bool)> =
            self.kinds.iter().map(|kind| (kind.id.as_str(), kind.directed)).collect();
        let Some(directed) = self.one_of("kind", &spec.kind, &kinds, &row.value("kind")) else {
            return;
        };
        let Some(pairs) =
            self.one_of("join", &spec.join, &[("all", false), ("pairs", true)], &row.value("join"))
        else {
            return;
        };
        let statuses = ["effective", "planned", "ended", "denied"].map(|name| (name, ()));
        if let Some(status) = &spec.status
            && self.one_of("status", status, &statuses, &row.value("status")).is_none()
        {
            return;
        }
        let roles = [
            ("party", SubjectRole::Party),
            ("source", SubjectRole::Source),
            ("target", SubjectRole::Target),
            ("pair", SubjectRole::Pair),
        ];
        let subject = match &spec.subject {
            None => None,
            Some(name) => match self.one_of("subject", name, &roles, &row.value("subject")) {
                Some(role) => Some(role),
                None => return,
            },
        };
        let symmetric = !directed;
        let party = matches!(subject, Some(SubjectRole::Party | SubjectRole::Pair));
        if symmetric && spec.parties.is_empty() && !party
            || !symmetric && (!spec.parties.is_empty() || subject == Some(SubjectRole::Pair))
            || !symmetric
                && (spec.source.is_empty() && subject != Some(SubjectRole::Source)
                    || spec.target.is_empty() && subject != Some(SubjectRole::Target))
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
                    .at(self.file, row.value("kind"), "")
                    .help(help),
            );
            return;
        }
        let rule = RelationRule {
            kind: spec.kind,
            parties: spec.parties,
            source: spec.source,
            target: spec.target,
            subject,
            topic: spec.topic,
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
        self.add(head, row, Some(&pattern), &unless, gap, weight, None, |maker, text| {
            let roles = roles_of(&text.text);
            // A pattern that does not parse has no roles; that fault is reported when it is compiled.
            if roles.is_empty() && Pattern::parse(&text.text).is_err() {
                return Some(RuleKind::Relation(Box::new(rule.clone())));
            }
            let mut sound = true;
            for (key, role) in rule.named_roles() {
                if !roles.contains(role) {
                    let mut at = row.value(key);
                    if let Some(inner) = quoted(&maker.source[at.clone()], role) {
                        at = at.start + inner.start..at.start + inner.end;
                    }
                    let fault =
                        Diagnostic::error("R018", format!("the pattern has no role `{role}`"))
                            .at(maker.file, at, "")
                            .at(maker.file, pattern_span.clone(), "this pattern")
                            .suggest(role, roles.iter().map(String::as_str));
                    maker.faults.push(fault);
                    sound = false;
                }
            }
            if !sound {
                return None;
            }
            Some(RuleKind::Relation(Box::new(rule.clone())))
        });
    }

    pub fn cue(&mut self, spec: CueSpec, row: &Row) {
        let kinds = [
            ("denied", CueKind::Denied),
            ("planned", CueKind::Planned),
            ("ended", CueKind::Ended),
            ("hypothetical", CueKind::Hypothetical),
            ("generic", CueKind::Generic),
            ("pseudo", CueKind::Pseudo),
            ("venture", CueKind::Venture),
        ];
        let Some(cue) = self.one_of("kind", &spec.kind, &kinds, &row.value("kind")) else { return };
        let scopes = [
            ("after", Scope::After),
            ("before", Scope::Before),
            ("clause", Scope::Clause),
            ("sentence", Scope::Sentence),
            ("match", Scope::Match),
            ("name", Scope::Name),
        ];
        let Some(scope) = self.one_of("scope", &spec.scope, &scopes, &row.value("scope")) else {
            return;
        };
        let (pattern, unless, gap) = (spec.pattern, spec.unless, spec.gap);
        let head = head!(spec);
        let at = pattern.span();
        self.add(head, row, Some(&pattern), &unless, gap, 0.0, None, |maker, text| {
            // A pattern that does not parse has no roles; that fault is reported when it is compiled.
            let lacks = scope == Scope::Name
                && Pattern::parse(&text.text).is_ok()
                && !roles_of(&text.text).iter().any(|role| role == NAMED);
            if lacks {
                let message = format!("the pattern has no role `{NAMED}`");
                let fault = Diagnostic::error("R018", message)
                    .at(maker.file, at.clone(), "")
                    .at(maker.file, row.value("scope"), "this cue speaks of a name")
                    .help(format!("put `{NAMED}:` before the mention that it speaks of"));
                maker.faults.push(fault);
                return None;
            }
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

/// The id of a rule of a family: what an id may not hold becomes `-`.
fn id_of(text: &str) -> String {
    let held = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    text.chars().map(|c| if held(c) { c } else { '-' }).collect::<String>().replace(".-", ".")
}
