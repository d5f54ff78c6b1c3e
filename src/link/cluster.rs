//! Union-find over nodes, with what must never be joined. Joins are tried in an order that the set
//! of nodes and edges decides, so the same facts give the same clusters however they arrived.

use std::collections::BTreeSet;

use super::node::{Node, NodeIdx};
use crate::kb::v1::{EntityKind, ExternalId};

/// A join that was made: an edge of the spanning tree of its cluster.
#[derive(Clone, Debug)]
pub(super) struct Join {
    pub a: NodeIdx,
    pub b: NodeIdx,
    pub rule: &'static str,
    /// Thousandths.
    pub score: u16,
}

/// What a cluster is known to be; two known values that differ keep two clusters apart.
#[derive(Clone, Debug)]
struct Facets {
    kind: EntityKind,
    anchor: Option<String>,
    country: Option<String>,
    group: Option<u8>,
    ids: BTreeSet<ExternalId>,
    /// Bound to one document: never joined but by force.
    bound: bool,
    /// Nodes that a decision keeps out.
    enemies: Vec<NodeIdx>,
    members: u32,
}

/// How much may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    /// A decision: everything but a contrary decision.
    Forced,
    /// The names are equal and tell enough: kinds may differ.
    SameName,
    /// Country, kind, anchors and registry ids must agree where known.
    Full,
}

/// The clusters.
pub(super) struct Clusters {
    parent: Vec<u32>,
    facets: Vec<Facets>,
    /// Joins made, in order.
    pub joins: Vec<Join>,
}

impl Clusters {
    /// Each node on its own.
    pub(super) fn new(nodes: &[Node]) -> Self {
        let facets = nodes.iter().map(|node| Facets {
            kind: node.identity.kind,
            anchor: node.identity.anchor.clone(),
            country: node.country.clone().filter(|_| node.identity.kind != EntityKind::Person),
            group: node.group,
            ids: node.ids.iter().cloned().collect(),
            bound: node.identity.document.is_some(),
            enemies: Vec::new(),
            members: 1,
        });
        Self {
            parent: (0u32..).take(nodes.len()).collect(),
            facets: facets.collect(),
            joins: Vec::new(),
        }
    }

    /// Representative of the cluster of `node`.
    pub(super) fn root(&self, node: NodeIdx) -> NodeIdx {
        let mut at = node.0;
        while self.parent[at as usize] != at {
            at = self.parent[at as usize];
        }
        NodeIdx(at)
    }

    /// Forbids any join that would bring `a` and `b` together.
    pub(super) fn keep_apart(&mut self, a: NodeIdx, b: NodeIdx) {
        let (root_a, root_b) = (self.root(a), self.root(b));
        self.facets[root_a.at()].enemies.push(b);
        self.facets[root_b.at()].enemies.push(a);
    }

    /// Whether the clusters of `a` and `b` could be one.
    pub(super) fn compatible(&self, a: NodeIdx, b: NodeIdx, strictness: Strictness) -> bool {
        let (root_a, root_b) = (self.root(a), self.root(b));
        if root_a == root_b {
            return true;
        }
        let (fa, fb) = (&self.facets[root_a.at()], &self.facets[root_b.at()]);
        let enemies = fa.enemies.iter().any(|&enemy| self.root(enemy) == root_b)
            || fb.enemies.iter().any(|&enemy| self.root(enemy) == root_a);
        if enemies || fa.kind != fb.kind {
            return false;
        }
        strictness == Strictness::Forced
            || (!fa.bound
                && !fb.bound
                && agree(&fa.anchor, &fb.anchor)
                && agree(&fa.country, &fb.country)
                && (strictness == Strictness::SameName || agree(&fa.group, &fb.group))
                && registries_agree(&fa.ids, &fb.ids))
    }

    /// Joins the clusters of `a` and `b` if nothing forbids it; the edge is recorded if it joined
    /// two clusters. Returns whether they are one now.
    pub(super) fn join(&mut self, join: Join, strictness: Strictness) -> bool {
        let (a, b) = (self.root(join.a), self.root(join.b));
        if a == b {
            return true;
        }
        if !self.compatible(a, b, strictness) {
            return false;
        }
        // By size, so that paths stay short; the representative that is published is chosen later.
        let (keep, gone) = if self.facets[a.at()].members >= self.facets[b.at()].members {
            (a, b)
        } else {
            (b, a)
        };
        self.parent[gone.at()] = keep.0;
        let gone = self.facets[gone.at()].clone();
        let kept = &mut self.facets[keep.at()];
        kept.anchor = kept.anchor.take().or(gone.anchor);
        kept.country = kept.country.take().or(gone.country);
        kept.group = kept.group.or(gone.group);
        kept.ids.extend(gone.ids);
        kept.bound &= gone.bound;
        kept.enemies.extend(gone.enemies);
        kept.members += gone.members;
        self.joins.push(join);
        true
    }

    /// The one cluster among `candidates` that `node` can belong to: the only compatible one, or the
    /// one that has `share` thousandths of the weight. Returns its heaviest candidate (of a tie the
    /// first), whether it is the only one, and its weight.
    pub(super) fn sole_target(
        &self,
        node: NodeIdx,
        candidates: impl IntoIterator<Item = (NodeIdx, u64)>,
        share: u64,
        strictness: Strictness,
    ) -> Option<Target> {
        let own = self.root(node);
        let mut found: std::collections::BTreeMap<NodeIdx, Target> = Default::default();
        let mut all = 0;
        for (candidate, weight) in candidates {
            let root = self.root(candidate);
            if root == own || !self.compatible(own, root, strictness) {
                continue;
            }
            all += weight;
            let target = found.entry(root).or_insert(Target {
                node: candidate,
                heaviest: weight,
                weight: 0,
                only: false,
            });
            target.weight += weight;
            if (weight, std::cmp::Reverse(candidate))
                > (target.heaviest, std::cmp::Reverse(target.node))
            {
                (target.node, target.heaviest) = (candidate, weight);
            }
        }
        let only = found.len() == 1;
        found
            .into_values()
            .find(|target| only || (target.weight * 1000 >= share * all && share > 500))
            .map(|target| Target { only, ..target })
    }
}

/// A cluster that a node can belong to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    /// Heaviest candidate of the cluster.
    pub node: NodeIdx,
    heaviest: u64,
    /// Weight of all its candidates.
    pub weight: u64,
    /// Whether no other cluster is compatible.
    pub only: bool,
}

fn agree<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// Two records of one registry are two bodies.
fn registries_agree(a: &BTreeSet<ExternalId>, b: &BTreeSet<ExternalId>) -> bool {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    few.iter().all(|id| {
        let mut same_scheme = many.iter().filter(|other| other.scheme == id.scheme).peekable();
        same_scheme.peek().is_none() || many.contains(id) || {
            // Another id of the scheme that both hold is agreement enough.
            few.iter().any(|own| own.scheme == id.scheme && many.contains(own))
        }
    })
}
