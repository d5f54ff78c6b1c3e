//! The partnership graph: who is linked with whom, by which relations.

use std::collections::BTreeMap;

use crate::kb::v1::{MemberRole, Relation, Status};

use super::layout::{self, Box};

/// Members of one relation that are linked pairwise at most; larger ones are linked to their first.
const PAIRWISE: usize = 7;
/// Width of a letter and height of a line of a label, in the units of the drawing.
const LETTER: f64 = 6.6;
const LINE: f64 = 20.0;
/// Longest label, in characters.
pub const LABEL: usize = 30;

/// The overview: nodes with places, and links between them.
#[derive(Debug, Default, PartialEq)]
pub struct Graph {
    /// Entity, and the middle of its label.
    pub nodes: Vec<(usize, f64, f64)>,
    /// Indices of two nodes, and the relations that link them.
    pub links: Vec<(usize, usize, Vec<usize>)>,
    /// Width and height of the drawing.
    pub size: (f64, f64),
    /// Entities that have links.
    pub total: usize,
}

/// Pairs of entities that a relation links.
pub fn pairs(relation: &Relation, index: &BTreeMap<&str, usize>) -> Vec<(usize, usize)> {
    let of = |role: Option<MemberRole>| -> Vec<usize> {
        let members = relation.members.iter();
        let mut found: Vec<usize> = members
            .filter(|one| role.is_none_or(|role| one.role == role))
            .filter_map(|one| index.get(one.entity.as_str()).copied())
            .collect();
        found.dedup();
        found
    };
    let mut pairs = Vec::new();
    let mut link = |a: usize, b: usize| {
        if a != b {
            pairs.push((a.min(b), a.max(b)));
        }
    };
    if relation.directed {
        for &source in &of(Some(MemberRole::Source)) {
            for &target in &of(Some(MemberRole::Target)) {
                link(source, target);
            }
        }
    } else {
        let members = of(None);
        for (at, &one) in members.iter().enumerate() {
            let others =
                if members.len() > PAIRWISE && at > 0 { &[][..] } else { &members[at + 1..] };
            for &other in others {
                link(one, other);
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Draws the best connected entities, `max_nodes` at most. `names` are those of all entities.
pub fn overview(
    relations: &[Relation],
    index: &BTreeMap<&str, usize>,
    names: &[&str],
    max_nodes: usize,
) -> Graph {
    let mut links: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (at, relation) in relations.iter().enumerate() {
        if relation.status != Status::Denied {
            for pair in pairs(relation, index) {
                links.entry(pair).or_default().push(at);
            }
        }
    }
    let mut degree: BTreeMap<usize, usize> = BTreeMap::new();
    for &(a, b) in links.keys() {
        *degree.entry(a).or_default() += 1;
        *degree.entry(b).or_default() += 1;
    }
    let mut order: Vec<usize> = degree.keys().copied().collect();
    order.sort_by_key(|entity| (std::cmp::Reverse(degree[entity]), *entity));
    order.truncate(max_nodes);
    // A node whose partners all fell to the cap would float without a link.
    let mut shown: Vec<usize> = order
        .iter()
        .copied()
        .filter(|one| {
            links.keys().any(|&(a, b)| {
                (a == *one && order.contains(&b)) || (b == *one && order.contains(&a))
            })
        })
        .collect();
    shown.sort_unstable();
    let node: BTreeMap<usize, usize> =
        shown.iter().enumerate().map(|(at, &one)| (one, at)).collect();
    let links: Vec<(usize, usize, Vec<usize>)> = links
        .into_iter()
        .filter_map(|((a, b), relations)| Some((*node.get(&a)?, *node.get(&b)?, relations)))
        .collect();
    let boxes: Vec<Box> = shown
        .iter()
        .map(|&one| {
            #[expect(clippy::cast_precision_loss, reason = "labels are short")]
            let letters = names[one].chars().count().clamp(3, LABEL) as f64;
            Box { width: letters * LETTER + 22.0, height: LINE }
        })
        .collect();
    let edges: Vec<(usize, usize)> = links.iter().map(|&(a, b, _)| (a, b)).collect();
    let (places, size) = layout::place(&boxes, &edges);
    let round = |x: f64| (x * 10.0).round() / 10.0;
    Graph {
        nodes: shown.iter().zip(places).map(|(&one, (x, y))| (one, round(x), round(y))).collect(),
        links,
        size: (round(size.0), round(size.1)),
        total: degree.len(),
    }
}
