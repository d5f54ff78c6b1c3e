//! The data island: the knowledge base as the page needs it, small enough to open at once.
//!
//! Records refer to one another by index, offsets count UTF-16 units (as the page's program does),
//! and what repeats in every record (rules) is in one list. `extract export` and the tables are for
//! programs; this form belongs to `app.js` and changes with it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::kb::v1::{
    Document, EntityKind, ExternalId, Issue, KnowledgeBase, Merge, NameCount, RelationAmount, Run,
};

use super::parts::{self, Kept, Part};
use super::{Options, graph};

/// What the page reads.
#[derive(Debug, Serialize)]
pub struct Island<'kb> {
    strings: &'kb Value,
    run: &'kb Run,
    rules: Vec<&'kb str>,
    documents: Vec<Text<'kb>>,
    entities: Vec<Entity<'kb>>,
    relations: Vec<Link<'kb>>,
    graph: Drawing,
    issues: &'kb [Issue],
}

#[derive(Debug, Serialize)]
struct Text<'kb> {
    id: &'kb str,
    at: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    others: &'kb [String],
    title: Option<&'kb str>,
    published: Option<&'kb str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'kb str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'kb str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'kb str>,
    language: &'kb str,
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate: Option<usize>,
    whole: bool,
    parts: Vec<Part>,
    /// Kind, start, end; body blocks are left out.
    blocks: Vec<(&'static str, usize, usize)>,
    /// Start, length, entity, rule, score in hundredths, one after the other.
    mentions: Vec<usize>,
    /// Start, length, value, rule.
    dates: Vec<(usize, usize, &'kb str, usize)>,
    /// Start, length, value as words, rule.
    amounts: Vec<(usize, usize, String, usize)>,
}

#[derive(Debug, Serialize)]
struct Entity<'kb> {
    id: &'kb str,
    #[serde(rename = "type")]
    table: &'static str,
    name: &'kb str,
    /// Forms other than the name, with counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    forms: Vec<(&'kb str, u64)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acronym: Option<&'kb str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'kb str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ids: Vec<(&'kb str, &'kb str)>,
    /// Role and organisation of persons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<(Option<&'kb str>, Option<usize>)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<(f64, f64)>,
    count: (u64, u64),
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<(&'kb str, &'kb str)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merged: Vec<(&'kb str, &'kb str, f64)>,
}

#[derive(Debug, Serialize)]
struct Link<'kb> {
    id: &'kb str,
    kind: &'kb str,
    directed: bool,
    status: &'static str,
    members: Vec<(&'static str, usize)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    signatories: Vec<(usize, Option<&'kb str>, Option<usize>)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<(&'kb str, Option<&'kb str>, Option<&'kb str>)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<&'kb str>,
    score: f64,
    /// Document, start, end, rule.
    evidence: Vec<(usize, usize, usize, usize)>,
}

#[derive(Debug, Serialize)]
struct Drawing {
    nodes: Vec<(usize, f64, f64)>,
    links: Vec<(usize, usize, Vec<usize>)>,
    width: f64,
    height: f64,
    total: usize,
    label: usize,
}

/// Strings by their order of appearance.
#[derive(Default)]
struct Index<'kb> {
    list: Vec<&'kb str>,
    of: BTreeMap<&'kb str, usize>,
}

impl<'kb> Index<'kb> {
    fn get(&mut self, text: &'kb str) -> usize {
        *self.of.entry(text).or_insert_with(|| {
            self.list.push(text);
            self.list.len() - 1
        })
    }
}

/// Builds the island.
pub fn island<'kb>(kb: &'kb KnowledgeBase, options: Options, strings: &'kb Value) -> Island<'kb> {
    let ids = kb.organisations.iter().map(|one| one.id.as_str());
    let ids = ids.chain(kb.persons.iter().map(|one| one.id.as_str()));
    let ids = ids.chain(kb.places.iter().map(|one| one.id.as_str()));
    let entity_of: BTreeMap<&str, usize> = ids.enumerate().map(|(at, id)| (id, at)).collect();
    let document_of: BTreeMap<&str, usize> =
        kb.documents.iter().enumerate().map(|(at, one)| (one.id.as_str(), at)).collect();
    let kept = parts::choose(kb, options.text_bytes);
    let mut rules = Index::default();
    let mut documents: Vec<Text> =
        kb.documents.iter().zip(&kept).map(|(one, kept)| text(one, kept, &document_of)).collect();
    facts(kb, &mut documents, &kept, &document_of, &entity_of, &mut rules);
    let relations = links(kb, &kept, &document_of, &entity_of, &mut rules);
    let entities = entities(kb, &entity_of);
    let names: Vec<&str> = entities
        .iter()
        .map(|one| {
            one.acronym.map_or(one.name, |short| {
                if one.name.chars().count() > graph::LABEL { short } else { one.name }
            })
        })
        .collect();
    let drawn = graph::overview(&kb.relations, &entity_of, &names, options.max_nodes);
    Island {
        strings,
        run: &kb.run,
        rules: rules.list,
        documents,
        relations,
        graph: Drawing {
            nodes: drawn.nodes,
            links: drawn.links,
            width: drawn.size.0,
            height: drawn.size.1,
            total: drawn.total,
            label: graph::LABEL,
        },
        entities,
        issues: &kb.issues,
    }
}

fn text<'kb>(one: &'kb Document, kept: &Kept, document_of: &BTreeMap<&str, usize>) -> Text<'kb> {
    let blocks = one.blocks.iter().filter_map(|block| {
        let name = block_name(block.kind)?;
        Some((name, kept.unit(block.char_start), kept.unit(block.char_end)))
    });
    Text {
        id: &one.id,
        at: match &one.record {
            Some(record) => format!("{}#{record}", one.locator),
            None => one.locator.clone(),
        },
        others: &one.other_locators,
        title: one.title.as_deref(),
        published: one.published.as_deref(),
        publisher: one.publisher.as_deref(),
        url: one.url.as_deref(),
        author: one.author.as_deref(),
        language: &one.language,
        duplicate: one.duplicate_of.as_deref().and_then(|id| document_of.get(id).copied()),
        whole: kept.whole,
        blocks: if kept.whole { blocks.collect() } else { Vec::new() },
        parts: kept.parts.clone(),
        mentions: Vec::new(),
        dates: Vec::new(),
        amounts: Vec::new(),
    }
}

/// Kinds that the page marks; running text is what is left.
fn block_name(kind: crate::kb::v1::BlockKind) -> Option<&'static str> {
    use crate::kb::v1::BlockKind as Kind;
    Some(match kind {
        Kind::Body => return None,
        Kind::Title => "title",
        Kind::Dateline => "dateline",
        Kind::Byline => "byline",
        Kind::Quote => "quote",
        Kind::List => "list",
        Kind::About => "about",
        Kind::Contact => "contact",
        Kind::Teaser => "teaser",
        Kind::Comment => "comment",
        Kind::Boilerplate => "boilerplate",
    })
}

/// Puts mentions, dates and amounts into their documents.
fn facts<'kb>(
    kb: &'kb KnowledgeBase,
    documents: &mut [Text<'kb>],
    kept: &[Kept],
    document_of: &BTreeMap<&str, usize>,
    entity_of: &BTreeMap<&str, usize>,
    rules: &mut Index<'kb>,
) {
    let span = |at: usize, start: u32, end: u32| {
        let first = kept[at].unit(start);
        (first, kept[at].unit(end).saturating_sub(first))
    };
    for one in &kb.mentions {
        let (Some(&at), Some(&entity)) =
            (document_of.get(one.document.as_str()), entity_of.get(one.entity.as_str()))
        else {
            continue;
        };
        let (start, length) = span(at, one.char_start, one.char_end);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        let score = (one.score.clamp(0.0, 1.0) * 100.0).round() as usize;
        documents[at].mentions.extend([start, length, entity, rules.get(&one.rule), score]);
    }
    for one in &kb.dates {
        if let Some(&at) = document_of.get(one.document.as_str()) {
            let (start, length) = span(at, one.char_start, one.char_end);
            documents[at].dates.push((start, length, &one.value, rules.get(&one.rule)));
        }
    }
    for one in &kb.amounts {
        if let Some(&at) = document_of.get(one.document.as_str()) {
            let (start, length) = span(at, one.char_start, one.char_end);
            let value = figure(&one.value.0, one.value_max.map(|max| max.0), one.unit.as_deref());
            documents[at].amounts.push((start, length, value, rules.get(&one.rule)));
        }
    }
}

fn links<'kb>(
    kb: &'kb KnowledgeBase,
    kept: &[Kept],
    document_of: &BTreeMap<&str, usize>,
    entity_of: &BTreeMap<&str, usize>,
    rules: &mut Index<'kb>,
) -> Vec<Link<'kb>> {
    let entity = |id: &str| entity_of.get(id).copied();
    kb.relations
        .iter()
        .map(|one| Link {
            id: &one.id,
            kind: one.kind.as_str(),
            directed: one.directed,
            status: one.status.as_str(),
            members: one
                .members
                .iter()
                .filter_map(|member| Some((member.role.as_str(), entity(&member.entity)?)))
                .collect(),
            signatories: one
                .signatories
                .iter()
                .filter_map(|signed| {
                    let organisation = signed.organisation.as_deref().and_then(entity);
                    Some((entity(&signed.person)?, signed.role.as_deref(), organisation))
                })
                .collect(),
            date: one.date.as_ref().map(|date| {
                (date.value.as_str(), date.earliest.as_deref(), date.latest.as_deref())
            }),
            place: one.place.as_deref().and_then(entity),
            amount: one.amount.as_ref().map(sum),
            object: one.object.as_deref(),
            score: one.score,
            evidence: one
                .evidence
                .iter()
                .filter_map(|proof| {
                    let at = *document_of.get(proof.document.as_str())?;
                    let (start, end) = (proof.char_start, proof.char_end);
                    Some((at, kept[at].unit(start), kept[at].unit(end), rules.get(&proof.rule)))
                })
                .collect(),
        })
        .collect()
}

fn sum(amount: &RelationAmount) -> String {
    figure(&amount.value.0, amount.value_max.map(|max| max.0), amount.unit.as_deref())
}

/// `2500000 EUR`, `10-12 percent`; the page groups digits as its language does.
fn figure(value: &impl ToString, max: Option<impl ToString>, unit: Option<&str>) -> String {
    let mut text = value.to_string();
    if let Some(max) = max {
        text.push('–');
        text.push_str(&max.to_string());
    }
    if let Some(unit) = unit {
        text.push(' ');
        text.push_str(unit);
    }
    text
}

fn entities<'kb>(kb: &'kb KnowledgeBase, of: &BTreeMap<&str, usize>) -> Vec<Entity<'kb>> {
    let organisations = kb.organisations.iter().map(|one| Entity {
        acronym: one.acronym.as_deref(),
        kind: Some(one.kind.as_str()),
        country: one.country.as_deref(),
        ids: ids(&one.ids),
        ..entity(&one.id, EntityKind::Organisation, &one.name, &one.names, &one.merged).counted(
            one.mention_count,
            one.document_count,
            &one.first_seen,
            &one.last_seen,
        )
    });
    let persons = kb.persons.iter().map(|one| Entity {
        roles: one
            .roles
            .iter()
            .map(|role| {
                let at = role.organisation.as_deref().and_then(|id| of.get(id).copied());
                (role.role.as_deref(), at)
            })
            .collect(),
        ..entity(&one.id, EntityKind::Person, &one.name, &one.names, &one.merged).counted(
            one.mention_count,
            one.document_count,
            &one.first_seen,
            &one.last_seen,
        )
    });
    let places = kb.places.iter().map(|one| Entity {
        kind: Some(one.kind.as_str()),
        country: one.country.as_deref(),
        ids: ids(&one.ids),
        position: one.latitude.zip(one.longitude),
        ..entity(&one.id, EntityKind::Place, &one.name, &one.names, &one.merged).counted(
            one.mention_count,
            one.document_count,
            &one.first_seen,
            &one.last_seen,
        )
    });
    organisations.chain(persons).chain(places).collect()
}

fn ids(ids: &[ExternalId]) -> Vec<(&str, &str)> {
    ids.iter().map(|id| (id.scheme.as_str(), id.value.as_str())).collect()
}

fn entity<'kb>(
    id: &'kb str,
    table: EntityKind,
    name: &'kb str,
    names: &'kb [NameCount],
    merged: &'kb [Merge],
) -> Entity<'kb> {
    let forms = names.iter().filter(|form| form.name != name);
    Entity {
        id,
        table: table.as_str(),
        name,
        forms: forms.map(|form| (form.name.as_str(), form.count)).collect(),
        acronym: None,
        kind: None,
        country: None,
        ids: Vec::new(),
        roles: Vec::new(),
        position: None,
        count: (0, 0),
        seen: None,
        merged: merged
            .iter()
            .map(|merge| (merge.name.as_str(), merge.rule.as_str(), merge.score))
            .collect(),
    }
}

impl<'kb> Entity<'kb> {
    fn counted(
        mut self,
        mentions: u64,
        documents: u64,
        first: &'kb Option<String>,
        last: &'kb Option<String>,
    ) -> Self {
        self.count = (mentions, documents);
        self.seen = first.as_deref().zip(last.as_deref());
        self
    }
}
