//! Joins of nodes that bear one name: a name without a country, or without a gazetteer entry, is the
//! only (or the dominant) fuller bearer of that name; one gazetteer entry or registry id is one body.

use std::collections::BTreeMap;

use super::cluster::{Clusters, Join, Strictness};
use super::data::LinkData;
use super::decisions::{Decisions, Verdict, reference};
use super::node::{Node, NodeIdx};
use crate::kb::v1::{EntityKind, ExternalId};

/// Follows the forced decisions: first what is kept apart, then what is the same.
pub(super) fn decide(
    clusters: &mut Clusters,
    nodes: &[Node],
    decisions: &Decisions,
    data: &LinkData,
) {
    let mut bearers: BTreeMap<(EntityKind, String), Vec<NodeIdx>> = BTreeMap::new();
    if decisions.iter().next().is_none() {
        return;
    }
    for (idx, node) in indexed(nodes) {
        let kind = node.identity.kind;
        bearers.entry((kind, node.identity.key.clone())).or_default().push(idx);
        bearers.entry((kind, node.identity.id())).or_default().push(idx);
    }
    let none = Vec::new();
    for wanted in [Verdict::Different, Verdict::Same] {
        for line in decisions.iter().filter(|line| line.verdict == wanted) {
            let of = |field: &str| {
                bearers.get(&(line.kind, reference(line.kind, field, data))).unwrap_or(&none)
            };
            let (a, b) = (of(&line.a), of(&line.b));
            match wanted {
                Verdict::Different => {
                    for (&a, &b) in a.iter().flat_map(|a| b.iter().map(move |b| (a, b))) {
                        clusters.keep_apart(a, b);
                    }
                }
                Verdict::Same => {
                    // Every bearer of both names: a star from the first of each.
                    let (Some(&first_a), Some(&first_b)) = (a.first(), b.first()) else { continue };
                    let join = |a, b| Join { a, b, rule: "decision.same", score: 1000 };
                    clusters.join(join(first_a, first_b), Strictness::Forced);
                    for &more in &a[1..] {
                        clusters.join(join(first_a, more), Strictness::Forced);
                    }
                    for &more in &b[1..] {
                        clusters.join(join(first_b, more), Strictness::Forced);
                    }
                }
            }
        }
    }
}

/// Joins nodes that share a gazetteer entry or an id of a registry.
pub(super) fn join_registered(clusters: &mut Clusters, nodes: &[Node]) {
    let mut anchors: BTreeMap<(EntityKind, &str), NodeIdx> = BTreeMap::new();
    let mut ids: BTreeMap<(EntityKind, &ExternalId), NodeIdx> = BTreeMap::new();
    for (idx, node) in indexed(nodes) {
        let kind = node.identity.kind;
        if let Some(anchor) = &node.identity.anchor {
            let first = *anchors.entry((kind, anchor)).or_insert(idx);
            let join = Join { a: first, b: idx, rule: "link.gazetteer", score: 1000 };
            clusters.join(join, Strictness::SameName);
        }
        // Codes of countries and regions are shared by all that lies there, ids are not.
        let own = |id: &&ExternalId| matches!(id.scheme.as_str(), "wikidata" | "geonames");
        for id in node.ids.iter().filter(own) {
            let first = *ids.entry((kind, id)).or_insert(idx);
            let join = Join { a: first, b: idx, rule: "link.registry", score: 1000 };
            clusters.join(join, Strictness::SameName);
        }
    }
}

/// Joins the bearers of one key, the fuller ones first.
pub(super) fn join_bearers(clusters: &mut Clusters, nodes: &[Node], data: &LinkData) {
    fn name(node: &Node) -> (EntityKind, &str) {
        (node.identity.kind, &node.identity.key)
    }
    let mut start = 0;
    // Nodes are sorted by kind and key, so the bearers of a name stand together.
    while start < nodes.len() {
        let this = name(&nodes[start]);
        let end = start + nodes[start..].partition_point(|node| name(node) <= this);
        if end - start > 1 {
            let several_words = this.1.contains(' ') && this.0 == EntityKind::Organisation;
            let strictness = if several_words { Strictness::SameName } else { Strictness::Full };
            join_group(clusters, nodes, start..end, strictness, data);
        }
        start = end;
    }
}

fn join_group(
    clusters: &mut Clusters,
    nodes: &[Node],
    group: std::ops::Range<usize>,
    strictness: Strictness,
    data: &LinkData,
) {
    let fullness = |at: &usize| {
        let identity = &nodes[*at].identity;
        u8::from(identity.anchor.is_some()) * 4
            + u8::from(identity.country.is_some()) * 2
            + u8::from(identity.group.is_some())
    };
    let mut order: Vec<usize> = group.filter(|&at| nodes[at].identity.document.is_none()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(fullness(at)), *at));
    for (place, &at) in order.iter().enumerate() {
        let fuller = order[..place].iter().filter(|other| fullness(other) > fullness(&at));
        let candidates: Vec<(NodeIdx, u64)> =
            fuller.map(|&other| (index(other), nodes[other].documents)).collect();
        let rules = &data.same_name;
        if let Some(target) = clusters.sole_target(index(at), candidates, rules.share, strictness) {
            let score = if target.only { rules.only_score } else { rules.dominant_score };
            let join = Join { a: target.node, b: index(at), rule: "link.same_name", score };
            clusters.join(join, strictness);
        }
    }
}

/// Nodes with their indices.
pub(super) fn indexed(nodes: &[Node]) -> impl Iterator<Item = (NodeIdx, &Node)> {
    (0u32..).map(NodeIdx).zip(nodes)
}

fn index(at: usize) -> NodeIdx {
    // The list of nodes was numbered with `u32` when it was made.
    NodeIdx(u32::try_from(at).unwrap_or(u32::MAX))
}
