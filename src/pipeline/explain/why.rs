//! Why a fact is there: its rule, its evidence with weights, how its value was made, what fixed its
//! status, what was joined.

use crate::document::Document;
use crate::kb::v1::{EntityKind, MemberRole, RelationKind};
use crate::pipeline::analysis::{EntityIdx, NameMention, ValueMention};
use crate::pipeline::extractor::Analysed;
use crate::pipeline::relations::{How, RelationMention, Statement, SubjectSource};
use crate::pipeline::selftest::normal_form;
use crate::rules::{Rule, RuleIdx};
use crate::text::{CharSpan, TokenSpan};
use crate::value::Resolved;

/// A fact with its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// `date`, `amount`, `organisation`, `place`, `person`, `other`, `agreement` …
    pub kind: String,
    /// What the fact is, in one line.
    pub fact: String,
    /// The text it stands in: a mention's surface, a statement's sentence.
    pub quote: String,
    /// Code points of the document's text.
    pub span: CharSpan,
    /// Number of the sentence, from 1.
    pub sentence: u32,
    /// The rule that made it.
    pub rule: String,
    /// What the rule says.
    pub says: String,
    /// Confidence, 0 to 1.
    pub score: f64,
    /// Reasons, one a line.
    pub because: Vec<String>,
}

/// The facts of a document with their reasons, in the order of the text. With `at`, a code point
/// of the text, those only that cover it.
#[must_use]
pub fn why(document: &Document, analysed: &Analysed<'_>, at: Option<usize>) -> Vec<Reason> {
    let teller = Teller { document, analysed };
    let analysis = &analysed.analysis;
    let mut out: Vec<Reason> = Vec::new();
    out.extend(analysis.values.iter().filter_map(|value| teller.value(value)));
    out.extend(analysis.names.iter().map(|name| teller.name(name)));
    for relation in &analysed.relations {
        out.extend(teller.relation(relation));
    }
    if let Some(at) = at {
        out.retain(|reason| reason.span.range().contains(&at));
    }
    out.sort_by(|a, b| {
        (a.span, &a.kind, &a.rule, &a.fact).cmp(&(b.span, &b.kind, &b.rule, &b.fact))
    });
    out
}

struct Teller<'a> {
    document: &'a Document,
    analysed: &'a Analysed<'a>,
}

impl Teller<'_> {
    fn span(&self, tokens: TokenSpan) -> CharSpan {
        let bytes = self.analysed.analysis.bytes(tokens);
        self.document.text.chars(self.document.reading.to_text(bytes))
    }

    fn rule(&self, sentence: u32, rule: RuleIdx) -> Option<&Rule> {
        let analysis = &self.analysed.analysis;
        let sentence = analysis.sentences.get(sentence as usize)?;
        analysis.language(sentence).rules.get(rule.0 as usize)
    }

    fn rule_line(&self, sentence: u32, rule: RuleIdx) -> String {
        match self.rule(sentence, rule) {
            Some(rule) if rule.says.is_empty() => rule.id.clone(),
            Some(rule) => format!("{} “{}”", rule.id, rule.says),
            None => String::new(),
        }
    }

    fn reason(&self, tokens: TokenSpan, sentence: u32, rule: RuleIdx, score: u16) -> Reason {
        let rule = self.rule(sentence, rule);
        Reason {
            kind: String::new(),
            fact: String::new(),
            quote: self.analysed.analysis.surface(tokens).to_owned(),
            span: self.span(tokens),
            sentence: sentence + 1,
            rule: rule.map_or_else(String::new, |rule| rule.id.clone()),
            says: rule.map_or_else(String::new, |rule| rule.says.clone()),
            score: f64::from(score) / 1000.0,
            because: Vec::new(),
        }
    }

    fn value(&self, value: &ValueMention) -> Option<Reason> {
        let mut reason = self.reason(value.tokens, value.sentence, value.rule, value.score);
        let normal = normal_form(&value.value, &value.resolved);
        match &value.resolved {
            Resolved::Nothing => return None,
            Resolved::Date(date) => {
                reason.kind = date.kind.as_str().to_owned();
                reason.fact = normal;
                if let (Some(earliest), Some(latest)) = (&date.earliest, &date.latest) {
                    reason.because.push(format!("from {earliest} to {latest}, {}", date.precision));
                } else {
                    reason.because.push(format!("precision: {}", date.precision));
                }
                match &date.anchor {
                    Some(anchor) => reason.because.push(format!("resolved against {anchor}")),
                    None => reason.because.push("needs nothing else to be read".to_owned()),
                }
            }
            Resolved::Amount(amount) => {
                reason.kind = amount.kind.as_str().to_owned();
                reason.fact = normal;
                if let Some(item) = &amount.item {
                    reason.because.push(format!("counts: {item}"));
                }
            }
        }
        if let Some(rule) = self.rule(value.sentence, value.rule) {
            reason.because.push(format!("made by `{}`", one_line(&rule.pattern)));
        }
        Some(reason)
    }

    fn name(&self, name: &NameMention) -> Reason {
        let analysis = &self.analysed.analysis;
        let mut reason = self.reason(name.tokens, name.sentence, name.rule, name.score);
        reason.kind = match name.kind.type_name() {
            "ORG" => "organisation",
            "PLACE" => "place",
            "PERSON" => "person",
            _ => "other",
        }
        .to_owned();
        let entity = name.entity.and_then(|entity| analysis.entities.get(entity.0 as usize));
        reason.fact = match entity {
            Some(entity) => entity.name.clone(),
            None => "no mention of ours".to_owned(),
        };
        if !name.is_name {
            reason.because.push("a common noun that stands for it".to_owned());
        }
        let mut total = 0;
        for &(rule, weight) in &name.evidence {
            total += weight;
            let line = self.rule_line(name.sentence, rule);
            reason.because.push(format!("{:+5.1}  {line}", f64::from(weight) / 1000.0));
        }
        if name.evidence.len() > 1 {
            let total = f64::from(total) / 1000.0;
            reason.because.push(format!("{total:+5.1}  in all, against the other types"));
        }
        if let Some(entity) = entity {
            for id in &entity.ids {
                reason.because.push(format!("known as {}:{}", id.scheme, id.value));
            }
            for joined in &entity.joined {
                let score = f64::from(joined.score) / 1000.0;
                let line = format!("also “{}” by {} ({score:.2})", joined.name, joined.rule);
                reason.because.push(line);
            }
            if entity.kind == EntityKind::Person {
                for (role, organisation) in &entity.roles {
                    let role = role.as_deref().unwrap_or("member");
                    let of = organisation.map_or("", |at| self.entity(EntityIdx(at)));
                    reason.because.push(format!("role: {role} {of}").trim_end().to_owned());
                }
            }
        }
        reason
    }

    fn entity(&self, entity: EntityIdx) -> &str {
        let entities = &self.analysed.analysis.entities;
        entities.get(entity.0 as usize).map_or("", |entity| entity.name.as_str())
    }

    /// What the pack calls a role of a kind of relation.
    fn role(&self, kind: RelationKind, role: MemberRole) -> &str {
        let row = self.analysed.analysis.rules.relation_kind(kind.as_str());
        row.map_or(role.as_str(), |row| match role {
            MemberRole::Partner => &row.roles[0],
            MemberRole::Source => &row.roles[1],
            MemberRole::Target => &row.roles[2],
        })
    }

    /// Who a clause is about that leaves its subject to the sentence, and how that was found.
    fn subject(&self, source: SubjectSource, statement: &Statement) -> String {
        let words = source.words.map_or(String::new(), |words| {
            format!(" “{}”", one_line(self.analysed.analysis.surface(words)))
        });
        let who: Vec<&str> = statement.subjects.iter().map(|&entity| self.entity(entity)).collect();
        let how = match source.how {
            How::Named => "is named in the clause",
            How::Pronoun => "is a pronoun, which agrees with the last subject",
            How::Publisher => "is not named: the publisher speaks",
            How::Venture => "is not named: the venture is that of the parties",
            How::Earlier => "is not named: the last subject goes on",
            How::About => "is not named: the text is about this body",
        };
        let place = source.named_in.map_or(String::new(), |number| {
            let back = statement.sentence.saturating_sub(number);
            match back {
                0 => String::new(),
                1 => ", of the sentence before".to_owned(),
                back => format!(", {back} sentences before"),
            }
        });
        format!("subject{words} {how}{place} -> {}", who.join(" + "))
    }

    /// Whose relation an anaphor of several bodies takes up.
    fn set(&self, (index, sentence): (u32, u32)) -> String {
        let analysis = &self.analysed.analysis;
        let Some(set) = analysis.sets.get(index as usize) else { return String::new() };
        let quote = analysis
            .sentences
            .get(sentence as usize)
            .map_or(String::new(), |from| one_line(analysis.surface(from.tokens)));
        let quote: String = quote.chars().take(60).collect();
        format!("“{}” are the parties of “{quote} …”", analysis.surface(set.tokens))
    }

    /// One reason a statement: each has its own place.
    fn relation(&self, relation: &RelationMention) -> Vec<Reason> {
        let analysis = &self.analysed.analysis;
        let members: Vec<String> = relation
            .members
            .iter()
            .map(|(role, entity)| {
                format!("{}: {}", self.role(relation.kind, *role), self.entity(*entity))
            })
            .collect();
        let statements = &relation.evidence;
        statements
            .iter()
            .map(|statement| {
                let sentence = analysis.sentences[statement.sentence as usize].tokens;
                let mut reason =
                    self.reason(sentence, statement.sentence, statement.rule, relation.score);
                reason.kind = relation.kind.as_str().to_owned();
                reason.fact = members.join(", ");
                let because = &mut reason.because;
                because.push(format!("said by “{}”", analysis.surface(statement.trigger)));
                for &index in &statement.names {
                    if let Some(name) = analysis.names.get(index as usize) {
                        let score = f64::from(name.score) / 1000.0;
                        let surface = analysis.surface(name.tokens);
                        let mut line =
                            format!("{} “{surface}” ({score:.2})", name.kind.type_name());
                        if !name.is_name
                            && let Some(entity) = name.entity
                        {
                            let rule = self.rule_line(name.sentence, name.rule);
                            line += &format!(" stands for {}: {rule}", self.entity(entity));
                        }
                        because.push(line);
                    }
                }
                because.extend(statement.subject.map(|source| self.subject(source, statement)));
                for set in &statement.sets {
                    because.push(self.set(*set));
                }
                if statement.cues.is_empty() {
                    because.push(format!("status {}: no cue reaches it", relation.status.as_str()));
                }
                for &cue in &statement.cues {
                    let line = self.rule_line(statement.sentence, cue);
                    because.push(format!("status {}: {line}", relation.status.as_str()));
                }
                for (what, index) in [("date", relation.date), ("amount", relation.amount)] {
                    let value = index.and_then(|index| analysis.values.get(index as usize));
                    if let Some(value) = value {
                        let normal = normal_form(&value.value, &value.resolved);
                        because.push(format!(
                            "{what} “{}” = {normal}",
                            analysis.surface(value.tokens)
                        ));
                    }
                }
                if let Some(place) = relation.place {
                    because.push(format!("place {}", self.entity(place)));
                }
                if statements.len() > 1 {
                    because.push(format!(
                        "merged: {} statements with the same kind and members",
                        statements.len()
                    ));
                }
                reason
            })
            .collect()
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
