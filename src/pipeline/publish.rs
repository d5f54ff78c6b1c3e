//! The analysis of a document to the facts it contributes: code point offsets over the published
//! text, ids, exact values.

use super::analysis::{Analysis, NameKind, NameMention, ValueMention};
use super::relations::RelationMention;
use crate::document::Document;
use crate::kb::facts::{DocumentFacts, LocalMention, LocalRelation};
use crate::kb::id;
use crate::kb::v1;
use crate::rules::LanguageIdx;
use crate::text::{CharSpan, TokenSpan};
use crate::value::{Resolved, ResolvedAmount, ResolvedDate};

/// What the document record says that the analysis does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Publication date as precise as known.
    pub published: Option<String>,
    /// Where it comes from.
    pub published_from: Option<String>,
}

/// Turns a finished analysis into facts.
#[must_use]
pub fn publish(
    document: &Document,
    analysis: &Analysis<'_>,
    relations: &[RelationMention],
    record: Record,
) -> DocumentFacts {
    let text = document.text.as_str();
    let id = id::document(text, record.published.as_deref());
    let publisher = Publisher { document, analysis, id: &id };
    let mut dates = Vec::new();
    let mut amounts = Vec::new();
    for mention in &analysis.values {
        match &mention.resolved {
            Resolved::Date(date) => dates.push(publisher.date(mention, date)),
            Resolved::Amount(amount) => amounts.push(publisher.amount(mention, amount)),
            Resolved::Nothing => {}
        }
    }
    let mentions = analysis.names.iter().filter_map(|name| publisher.name(name)).collect();
    let relations = relations.iter().map(|relation| publisher.relation(relation)).collect();
    let publisher_name = document.meta.publisher.clone().or_else(|| {
        let entity = analysis.publisher?;
        Some(analysis.entities.get(entity.0 as usize)?.name.clone())
    });
    let record = v1::Document {
        id: id.clone(),
        locator: document.name.clone(),
        record: document.record.clone(),
        other_locators: Vec::new(),
        title: document.meta.title.clone(),
        published: record.published,
        published_from: record.published_from,
        publisher: publisher_name,
        url: document.meta.url.clone(),
        author: document.meta.author.clone(),
        language: document.language.code.as_str().to_owned(),
        language_score: f64::from((document.language.score * 1000.0).round()) / 1000.0,
        encoding: document.encoding.to_owned(),
        char_count: document.text.char_count() as u64,
        duplicate_of: None,
        blocks: document.blocks.iter().map(|block| publisher.block(block)).collect(),
        text: Some(text.to_owned()),
    };
    let issues = document
        .warnings
        .iter()
        .map(|warning| v1::Issue {
            locator: document.name.clone(),
            record: document.record.clone(),
            code: warning.code.as_str().to_owned(),
            severity: v1::Severity::Warning,
            message: warning.message.clone(),
        })
        .collect();
    DocumentFacts {
        document: record,
        entities: analysis.entities.clone(),
        mentions,
        dates,
        amounts,
        relations,
        issues,
    }
}

struct Publisher<'a> {
    document: &'a Document,
    analysis: &'a Analysis<'a>,
    id: &'a str,
}

impl Publisher<'_> {
    fn span(&self, tokens: TokenSpan) -> CharSpan {
        let bytes = self.document.reading.to_text(self.analysis.bytes(tokens));
        self.document.text.chars(bytes)
    }

    fn surface(&self, span: CharSpan) -> String {
        self.document.text.bytes(span).of(self.document.text.as_str()).to_owned()
    }

    fn rule(&self, sentence: u32, rule: crate::rules::RuleIdx) -> &str {
        let LanguageIdx(language) = self.analysis.sentences[sentence as usize].language;
        &self.analysis.rules.languages[language as usize].rule(rule).id
    }

    fn block(&self, block: &crate::document::Block) -> v1::Block {
        let span = self.document.text.chars(self.document.reading.to_text(block.span));
        v1::Block {
            kind: block_kind(block.kind),
            language: block.language.code.as_str().to_owned(),
            char_start: span.start,
            char_end: span.end,
        }
    }

    fn date(&self, mention: &ValueMention, date: &ResolvedDate) -> v1::DateMention {
        let span = self.span(mention.tokens);
        v1::DateMention {
            id: id::mention(self.id, span, "date"),
            document: self.id.to_owned(),
            char_start: span.start,
            char_end: span.end,
            surface: self.surface(span),
            kind: date.kind.as_str().parse().unwrap_or(v1::DateKind::Date),
            value: date.value.clone(),
            earliest: date.earliest.map(|day| day.to_string()),
            latest: date.latest.map(|day| day.to_string()),
            precision: date.precision.to_owned(),
            anchor: date.anchor.clone(),
            rule: self.rule(mention.sentence, mention.rule).to_owned(),
            score: thousandths(mention.score),
        }
    }

    fn amount(&self, mention: &ValueMention, amount: &ResolvedAmount) -> v1::AmountMention {
        let span = self.span(mention.tokens);
        v1::AmountMention {
            id: id::mention(self.id, span, "amount"),
            document: self.id.to_owned(),
            char_start: span.start,
            char_end: span.end,
            surface: self.surface(span),
            kind: amount.kind.as_str().parse().unwrap_or(v1::AmountKind::Count),
            value: v1::Exact(amount.value),
            value_max: amount.value_max.map(v1::Exact),
            unit: amount.unit.clone(),
            modifier: amount.modifier.and_then(|modifier| modifier.as_str().parse().ok()),
            per: amount.per.clone(),
            item: amount.item.clone(),
            rule: self.rule(mention.sentence, mention.rule).to_owned(),
            score: thousandths(mention.score),
        }
    }

    fn name(&self, name: &NameMention) -> Option<LocalMention> {
        let entity = name.entity?;
        if name.kind == NameKind::Other {
            return None;
        }
        let span = self.span(name.tokens);
        let evidence =
            name.evidence.iter().map(|&(rule, _)| self.rule(name.sentence, rule).to_owned());
        Some(LocalMention {
            entity: entity.0,
            char_start: span.start,
            char_end: span.end,
            surface: self.surface(span),
            is_name: name.is_name,
            sentence: name.sentence,
            rule: self.rule(name.sentence, name.rule).to_owned(),
            evidence: evidence.collect(),
            score: name.score,
            status: name.status.map(|(status, _)| status),
            status_rule: name.status.map(|(_, rule)| self.rule(name.sentence, rule).to_owned()),
        })
    }

    fn relation(&self, relation: &RelationMention) -> LocalRelation {
        let date = relation.date.and_then(|at| match &self.analysis.values[at as usize].resolved {
            Resolved::Date(date) => Some(v1::DateValue {
                value: date.value.clone(),
                earliest: date.earliest.map(|day| day.to_string()),
                latest: date.latest.map(|day| day.to_string()),
            }),
            _ => None,
        });
        let amount = relation.amount.and_then(|at| {
            let mention = &self.analysis.values[at as usize];
            let Resolved::Amount(amount) = &mention.resolved else { return None };
            Some(v1::RelationAmount {
                mention: id::mention(self.id, self.span(mention.tokens), "amount"),
                value: v1::Exact(amount.value),
                value_max: amount.value_max.map(v1::Exact),
                unit: amount.unit.clone(),
                shared: relation.amount_shared,
            })
        });
        let signatories = relation.signatories.iter().map(|signatory| {
            let person = &self.analysis.entities[signatory.person.0 as usize];
            let role = person.roles.first().and_then(|(role, _)| role.clone());
            (signatory.person.0, role, signatory.organisation.map(|held| held.0))
        });
        let evidence = relation.evidence.iter().map(|statement| {
            let sentence = self.analysis.sentences[statement.sentence as usize];
            let span = self.span(sentence.tokens);
            let mentions = statement.names.iter().filter_map(|&name| {
                let name = &self.analysis.names[name as usize];
                let kind = match name.kind {
                    NameKind::Organisation => "organisation",
                    NameKind::Place => "place",
                    NameKind::Person => "person",
                    NameKind::Other => return None,
                };
                name.is_name.then(|| id::mention(self.id, self.span(name.tokens), kind))
            });
            v1::Evidence {
                document: self.id.to_owned(),
                char_start: span.start,
                char_end: span.end,
                quote: self.surface(span),
                rule: self.rule(statement.sentence, statement.rule).to_owned(),
                mentions: mentions.collect(),
            }
        });
        LocalRelation {
            kind: relation.kind,
            status: relation.status,
            members: relation.members.iter().map(|&(role, entity)| (role, entity.0)).collect(),
            signatories: signatories.collect(),
            date,
            place: relation.place.map(|entity| entity.0),
            amount,
            instrument: relation.instrument.clone(),
            object: relation.object.map(|tokens| self.surface(self.span(tokens))),
            score: relation.score,
            evidence: evidence.collect(),
        }
    }
}

fn thousandths(score: u16) -> f64 {
    f64::from(score) / 1000.0
}

/// The published kind of a block.
#[must_use]
pub fn block_kind(kind: crate::document::BlockKind) -> v1::BlockKind {
    use crate::document::BlockKind as From;
    use v1::BlockKind as To;
    match kind {
        From::Title => To::Title,
        From::Dateline => To::Dateline,
        From::Byline => To::Byline,
        From::Body => To::Body,
        From::Quote => To::Quote,
        From::List => To::List,
        From::About => To::About,
        From::Contact => To::Contact,
        From::Teaser => To::Teaser,
        From::Comment => To::Comment,
        From::Boilerplate => To::Boilerplate,
    }
}
