//! From the facts of documents to one knowledge base, the only stage that sees more than one
//! document.
//!
//! ```text
//! gather     one record a text; near-duplicates pointed out
//! node       local entities grouped by canonical key (or gazetteer entry), country, kind
//! same_name  decisions; registries; a bare name joins its fuller bearer       \
//! spelling   slips, endings, spaces                                            > union-find
//! naming     acronyms and further names, on totals over all documents         /
//! entities   one record a cluster; relations: one record a link, with its evidences
//! ```
//!
//! The result is a function of the *set* of facts: every decision reads totals or sorted lists,
//! never the order of arrival, so that any permutation and any sharding of the input gives the same
//! bytes. A merge can only be refused, never undone: different countries, kinds that cannot be one
//! body, different gazetteer entries and forced decisions keep clusters apart.

mod acronym;
mod cluster;
mod data;
mod decisions;
mod documents;
mod duplicates;
mod entities;
mod key;
mod naming;
mod node;
mod relation;
mod relations;
mod same_name;
mod spelling;
mod statement;
mod status;

pub use data::{LinkData, LinkDataError};
pub use decisions::{Decision, DecisionProblem, Decisions, Verdict};
pub use documents::gather;

use crate::kb::facts::DocumentFacts;
use crate::kb::v1::{FORMAT, FORMAT_VERSION, Issue, KnowledgeBase, Mention, Run, Severity};
use crate::kb::{id, order};
use crate::text::CharSpan;
use entities::{Entities, thousandths};

/// Links the facts of all documents into a knowledge base. `issues` are those of documents that gave
/// no facts.
///
/// Facts may come in any order, from any number of shards, and more than once.
#[must_use]
pub fn link(
    facts: Vec<DocumentFacts>,
    mut issues: Vec<Issue>,
    run: Run,
    decisions: &Decisions,
    data: &LinkData,
) -> KnowledgeBase {
    let mut facts = gather(facts);
    let firsts = duplicates::find(&facts, data.similarity);
    for (at, &first) in firsts.iter().enumerate() {
        let duplicate_of = (first != at).then(|| facts[first].document.id.clone());
        facts[at].document.duplicate_of = duplicate_of;
    }

    let kept = node::kept(&facts);
    let nodes = node::collect(&facts, &kept, data);
    let mut clusters = cluster::Clusters::new(&nodes);
    same_name::decide(&mut clusters, &nodes, decisions, data);
    same_name::join_registered(&mut clusters, &nodes);
    same_name::join_bearers(&mut clusters, &nodes, data);
    spelling::join_spellings(&mut clusters, &nodes, &facts, data);
    naming::join_aliases(&mut clusters, &nodes, data);
    naming::join_acronyms(&mut clusters, &nodes, &facts, data);

    let mut entities = entities::publish(&facts, &nodes, &clusters, data);
    let relations = relations::merge(&facts, &entities, &firsts, data, &mut issues);
    // In the order of the documents table, so that sorting finds them sorted.
    let mut by_locator: Vec<usize> = (0..facts.len()).collect();
    by_locator.sort_by(|&a, &b| place(&facts[a]).cmp(&place(&facts[b])));
    let mentions = mentions(&facts, &by_locator, &entities, &mut issues);
    facts.sort_by(|a, b| place(a).cmp(&place(b)));

    let mut kb = KnowledgeBase {
        format: FORMAT.to_owned(),
        format_version: FORMAT_VERSION.to_owned(),
        run,
        documents: Vec::with_capacity(facts.len()),
        organisations: std::mem::take(&mut entities.organisations),
        persons: std::mem::take(&mut entities.persons),
        places: std::mem::take(&mut entities.places),
        mentions,
        dates: Vec::new(),
        amounts: Vec::new(),
        relations,
        issues,
    };
    for facts in facts {
        kb.documents.push(facts.document);
        kb.dates.extend(facts.dates);
        kb.amounts.extend(facts.amounts);
        kb.issues.extend(facts.issues);
    }
    order::sort(&mut kb);
    kb.issues.dedup();
    kb
}

/// Where a document stands in the documents table.
fn place(facts: &DocumentFacts) -> (&str, Option<&str>, &str) {
    let document = &facts.document;
    (&document.locator, document.record.as_deref(), &document.id)
}

/// The published mentions. Anaphors are not published; a mention of an entity that its facts do not
/// hold (a damaged file) is told in `issues`.
fn mentions(
    facts: &[DocumentFacts],
    order: &[usize],
    entities: &Entities,
    issues: &mut Vec<Issue>,
) -> Vec<Mention> {
    let mut out = Vec::with_capacity(facts.iter().map(|facts| facts.mentions.len()).sum());
    for &at in order {
        let facts = &facts[at];
        let document = &facts.document.id;
        for local in facts.mentions.iter().filter(|mention| mention.is_name) {
            let Some(entity) = entities.of(at, local.entity) else {
                issues.push(Issue {
                    locator: facts.document.locator.clone(),
                    record: facts.document.record.clone(),
                    code: "L001".to_owned(),
                    severity: Severity::Warning,
                    message: format!(
                        "a mention at {} is left out because its entity is not in the facts; extract \
                         the document again",
                        local.char_start
                    ),
                });
                continue;
            };
            let kind = entities.kind(entity);
            let (start, end) = (local.char_start, local.char_end.max(local.char_start));
            let span = CharSpan { start, end };
            out.push(Mention {
                id: id::mention(document, span, kind.as_str()),
                document: document.clone(),
                kind,
                char_start: start,
                char_end: end,
                surface: local.surface.clone(),
                sentence: local.sentence,
                entity: entities.id(entity).to_owned(),
                rule: local.rule.clone(),
                evidence: local.evidence.clone(),
                score: thousandths(local.score),
                status: local.status,
                status_rule: local.status_rule.clone(),
            });
        }
    }
    out
}

#[cfg(test)]
mod fixture;
