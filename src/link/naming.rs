//! Acronyms and further names across documents. An acronym belongs to its document first; here it
//! joins only where, over all documents, one body has it.

use std::collections::BTreeMap;

use super::acronym;
use super::cluster::{Clusters, Join, Strictness};
use super::data::LinkData;
use super::key;
use super::node::{Node, NodeIdx};
use super::same_name::indexed;
use crate::kb::facts::DocumentFacts;
use crate::kb::v1::EntityKind;

/// What the documents say of one acronym.
#[derive(Default)]
struct Acronym {
    /// Nodes that it stands for whole, with the documents that say so.
    whole: Vec<(NodeIdx, u64)>,
    /// Nodes for which it leaves a complement out, with the documents that say so.
    open: Vec<(NodeIdx, u64)>,
    /// Keys of the part of a name that it stands for, with documents.
    heads: BTreeMap<String, u64>,
}

/// Joins "CRI Drâa-Tafilalet" to "Centre régional d'investissement Drâa-Tafilalet", and bare acronyms
/// to their expansion.
pub(super) fn join_acronyms(
    clusters: &mut Clusters,
    nodes: &[Node],
    facts: &[DocumentFacts],
    data: &LinkData,
) {
    let acronyms = acronyms(nodes, facts, data);
    let mut by_key: BTreeMap<&str, Vec<NodeIdx>> = BTreeMap::new();
    for (idx, node) in organisations(nodes) {
        by_key.entry(&node.identity.key).or_default().push(idx);
    }
    let rules = &data.acronyms;
    for (idx, node) in organisations(nodes) {
        let Some((first, rest)) = node.identity.key.split_once(' ') else { continue };
        let Some(head) = acronyms.get(first).and_then(|acronym| acronym.head(rules.share)) else {
            continue;
        };
        let Some(bearers) = by_key.get(format!("{head} {rest}").as_str()) else { continue };
        let candidates = bearers.iter().map(|&idx| (idx, nodes[idx.at()].documents));
        if let Some(target) = clusters.sole_target(idx, candidates, rules.share, Strictness::Full) {
            let join =
                Join { a: target.node, b: idx, rule: "link.acronym_head", score: rules.head_score };
            clusters.join(join, Strictness::Full);
        }
    }
    for (idx, node) in organisations(nodes) {
        let Some(acronym) = acronyms.get(&node.identity.key) else { continue };
        let long = node.identity.key.chars().count() >= rules.long_letters;
        // "Senelec": an acronym that is written as a word is long.
        if !node.bare && !long {
            continue;
        }
        let needed = if long { rules.min_documents_long } else { rules.min_documents };
        // A name that leaves a complement out counts against: the acronym alone may be any of them.
        let candidates = acronym.whole.iter().chain(&acronym.open).copied();
        let target = clusters.sole_target(idx, candidates, rules.share, Strictness::Full);
        let Some(target) = target.filter(|target| target.weight >= needed) else { continue };
        let whole = acronym
            .whole
            .iter()
            .any(|&(node, _)| clusters.root(node) == clusters.root(target.node));
        if whole {
            let join = Join { a: target.node, b: idx, rule: "link.acronym", score: rules.score };
            clusters.join(join, Strictness::Full);
        }
    }
}

fn organisations(nodes: &[Node]) -> impl Iterator<Item = (NodeIdx, &Node)> {
    indexed(nodes).filter(|(_, node)| node.identity.kind == EntityKind::Organisation)
}

/// Collects, over all nodes, what acronyms stand for.
fn acronyms(nodes: &[Node], facts: &[DocumentFacts], data: &LinkData) -> BTreeMap<String, Acronym> {
    let mut out: BTreeMap<String, Acronym> = BTreeMap::new();
    for (idx, node) in organisations(nodes) {
        for (letters, &documents) in &node.acronyms {
            let readings: Vec<_> = names(node, facts)
                .filter_map(|name| {
                    let words = key::content(name, Some(letters), data);
                    let coverage = acronym::coverage(letters, &words)?;
                    let head: Vec<String> =
                        words.into_iter().take(coverage.head).map(|word| word.text).collect();
                    Some((coverage.open, head.join(" ")))
                })
                .collect();
            let entry = out.entry(letters.clone()).or_default();
            // One closed reading is enough: titles in capitals make every complement look proper.
            // Letters that fit no name ("WB") stand for what the document says, whole.
            let whole = readings.is_empty() || readings.iter().any(|(open, _)| !open);
            let list = if whole { &mut entry.whole } else { &mut entry.open };
            list.push((idx, documents));
            if let Some((_, head)) = readings.into_iter().min() {
                *entry.heads.entry(head).or_default() += documents;
            }
        }
    }
    out
}

/// Distinct names of a node that hold more than one word.
fn names<'a>(node: &'a Node, facts: &'a [DocumentFacts]) -> impl Iterator<Item = &'a str> {
    let gazetteer =
        node.identity.anchor.as_deref().and_then(|anchor| anchor.strip_prefix("gazetteer:"));
    let mut names: Vec<&str> = node
        .locals
        .iter()
        .map(|local| facts[local.document as usize].entities[local.entity as usize].name.as_str())
        .chain(gazetteer)
        .filter(|name| name.contains(char::is_whitespace))
        .collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter()
}

impl Acronym {
    /// The head that has `share` thousandths of the documents.
    fn head(&self, share: u64) -> Option<&str> {
        let all: u64 = self.heads.values().sum();
        self.heads
            .iter()
            .find(|&(_, &documents)| documents * 1000 >= share * all)
            .map(|(head, _)| head.as_str())
    }
}

/// Joins the bearer of a name to the body that other documents say also bears it ("anciennement", or a
/// short form that is a proper name still). Other short forms are the affair of their document.
pub(super) fn join_aliases(clusters: &mut Clusters, nodes: &[Node], data: &LinkData) {
    let mut bearers: BTreeMap<&str, Vec<(NodeIdx, u64)>> = BTreeMap::new();
    for (idx, node) in organisations(nodes) {
        for (alias, &documents) in &node.aliases {
            bearers.entry(alias).or_default().push((idx, documents));
        }
    }
    let rules = &data.same_name;
    for (idx, node) in organisations(nodes) {
        let Some(bearers) = bearers.get(node.identity.key.as_str()) else { continue };
        let candidates = bearers.iter().copied();
        if let Some(target) = clusters.sole_target(idx, candidates, rules.share, Strictness::Full) {
            let join =
                Join { a: target.node, b: idx, rule: "link.alias", score: rules.alias_score };
            clusters.join(join, Strictness::Full);
        }
    }
}
