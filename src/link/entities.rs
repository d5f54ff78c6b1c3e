//! Entity records: one a cluster, with its names, totals and the reasons of its merges.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rustc_hash::FxHashMap;

use super::cluster::{Clusters, Join};
use super::data::LinkData;
use super::node::{Identity, Node, NodeIdx, is_shouted, most, organisation_kind};
use super::{acronym, documents, key};
use crate::kb::facts::{DocumentFacts, LocalEntity};
use crate::kb::v1::{
    EntityKind, Merge, NameCount, Organisation, Person, PersonRole, Place, PlaceKind,
};

/// Index into the ids of all published entities, in the order of the ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct EntityIdx(pub u32);

/// The published entities, and which local entity is which.
pub(super) struct Entities {
    /// Ids, sorted.
    ids: Vec<String>,
    kinds: Vec<EntityKind>,
    /// One row a document, one column a local entity.
    of: Vec<Vec<Option<EntityIdx>>>,
    pub organisations: Vec<Organisation>,
    pub persons: Vec<Person>,
    pub places: Vec<Place>,
}

impl Entities {
    /// The published entity of a local one; `None` when it is not published or is not there.
    pub(super) fn of(&self, document: usize, entity: u32) -> Option<EntityIdx> {
        self.of.get(document)?.get(entity as usize).copied().flatten()
    }

    pub(super) fn id(&self, entity: EntityIdx) -> &str {
        &self.ids[entity.0 as usize]
    }

    pub(super) fn kind(&self, entity: EntityIdx) -> EntityKind {
        self.kinds[entity.0 as usize]
    }
}

/// Makes the records.
pub(super) fn publish(
    facts: &[DocumentFacts],
    nodes: &[Node],
    clusters: &Clusters,
    data: &LinkData,
) -> Entities {
    let members = members(nodes, clusters);
    let mut of: Vec<Vec<Option<EntityIdx>>> =
        facts.iter().map(|facts| vec![None; facts.entities.len()]).collect();
    for (entity, cluster) in (0u32..).map(EntityIdx).zip(&members) {
        for local in cluster.nodes.iter().flat_map(|node| &nodes[node.at()].locals) {
            of[local.document as usize][local.entity as usize] = Some(entity);
        }
    }
    let mut entities = Entities {
        ids: members.iter().map(|cluster| cluster.id.clone()).collect(),
        kinds: members.iter().map(|cluster| cluster.kind).collect(),
        of,
        organisations: Vec::new(),
        persons: Vec::new(),
        places: Vec::new(),
    };
    let surfaces = surfaces(facts, &entities);
    let bounds: Vec<Option<(String, String)>> =
        facts.iter().map(|facts| documents::published_bounds(&facts.document)).collect();
    let adjacent = adjacent(clusters);
    for (cluster, surfaces) in members.into_iter().zip(surfaces) {
        let record =
            Record { facts, nodes, bounds: &bounds, adjacent: &adjacent, data, cluster, surfaces };
        match record.cluster.kind {
            EntityKind::Organisation => entities.organisations.push(record.organisation()),
            EntityKind::Person => {
                let person = record.person(&entities);
                entities.persons.push(person);
            }
            EntityKind::Place => entities.places.push(record.place()),
        }
    }
    entities
}

/// A cluster that becomes a record.
struct Cluster {
    id: String,
    kind: EntityKind,
    /// The node that gives the id.
    head: NodeIdx,
    /// All nodes, sorted.
    nodes: Vec<NodeIdx>,
}

/// The clusters, sorted by id. The id comes from the node with a gazetteer entry, else from the
/// smallest key that is no bare acronym: it can only change by a merge, which is recorded.
fn members(nodes: &[Node], clusters: &Clusters) -> Vec<Cluster> {
    let mut by_root: BTreeMap<NodeIdx, Vec<NodeIdx>> = BTreeMap::new();
    for (idx, _) in super::same_name::indexed(nodes) {
        by_root.entry(clusters.root(idx)).or_default().push(idx);
    }
    let rank = |idx: &NodeIdx| {
        let node = &nodes[idx.at()];
        (node.identity.anchor.is_none(), node.identity.document.is_some(), node.bare, *idx)
    };
    let mut list: Vec<Cluster> = by_root
        .into_values()
        .filter_map(|list| {
            let head = list.iter().copied().min_by_key(rank)?;
            let identity = &nodes[head.at()].identity;
            Some(Cluster { id: identity.id(), kind: identity.kind, head, nodes: list })
        })
        .collect();
    list.sort_by(|a, b| (&a.id, a.head).cmp(&(&b.id, b.head)));
    list
}

/// Joins by node.
fn adjacent(clusters: &Clusters) -> FxHashMap<NodeIdx, Vec<&Join>> {
    let mut out: FxHashMap<NodeIdx, Vec<&Join>> = FxHashMap::default();
    for join in &clusters.joins {
        out.entry(join.a).or_default().push(join);
        out.entry(join.b).or_default().push(join);
    }
    out
}

/// Forms of the published mentions of each entity, with counts.
fn surfaces(facts: &[DocumentFacts], entities: &Entities) -> Vec<BTreeMap<String, u64>> {
    let mut raw: Vec<FxHashMap<&str, u64>> = vec![FxHashMap::default(); entities.ids.len()];
    for (document, facts) in facts.iter().enumerate() {
        for mention in facts.mentions.iter().filter(|mention| mention.is_name) {
            if let Some(entity) = entities.of(document, mention.entity) {
                *raw[entity.0 as usize].entry(&mention.surface).or_default() += 1;
            }
        }
    }
    raw.into_iter()
        .map(|forms| {
            let mut out: BTreeMap<String, u64> = BTreeMap::new();
            for (form, count) in forms {
                *out.entry(key::squeezed(form)).or_default() += count;
            }
            out
        })
        .collect()
}

/// What a record is made from.
struct Record<'a> {
    facts: &'a [DocumentFacts],
    nodes: &'a [Node],
    bounds: &'a [Option<(String, String)>],
    adjacent: &'a FxHashMap<NodeIdx, Vec<&'a Join>>,
    data: &'a LinkData,
    cluster: Cluster,
    surfaces: BTreeMap<String, u64>,
}

/// What all kinds of records have.
struct Common {
    name: String,
    names: Vec<NameCount>,
    country: Option<String>,
    ids: Vec<crate::kb::v1::ExternalId>,
    mention_count: u64,
    document_count: u64,
    first_seen: Option<String>,
    last_seen: Option<String>,
    merged: Vec<Merge>,
}

impl<'a> Record<'a> {
    fn organisation(&self) -> Organisation {
        let acronym = self.majority(|local| local.acronym.as_deref());
        let common = self.common(acronym);
        Organisation {
            id: self.cluster.id.clone(),
            name: common.name,
            names: common.names,
            acronym: acronym.map(str::to_owned),
            kind: organisation_kind(self.locals()),
            country: common.country,
            ids: common.ids,
            mention_count: common.mention_count,
            document_count: common.document_count,
            first_seen: common.first_seen,
            last_seen: common.last_seen,
            merged: common.merged,
        }
    }

    fn person(&self, entities: &Entities) -> Person {
        let common = self.common(None);
        let mut roles: BTreeMap<(Option<String>, Option<String>), u64> = BTreeMap::new();
        for local in self.local_rows() {
            for (role, organisation) in &self.local(local).roles {
                let organisation = organisation
                    .and_then(|at| entities.of(local.document as usize, at))
                    .filter(|&entity| entities.kind(entity) == EntityKind::Organisation)
                    .map(|entity| entities.id(entity).to_owned());
                *roles.entry((role.as_deref().map(key::squeezed), organisation)).or_default() += 1;
            }
        }
        let mut roles: Vec<PersonRole> = roles
            .into_iter()
            .map(|((role, organisation), count)| PersonRole { role, organisation, count })
            .collect();
        roles.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.cmp(b)));
        Person {
            id: self.cluster.id.clone(),
            name: common.name,
            names: common.names,
            roles,
            mention_count: common.mention_count,
            document_count: common.document_count,
            first_seen: common.first_seen,
            last_seen: common.last_seen,
            merged: common.merged,
        }
    }

    fn place(&self) -> Place {
        let common = self.common(None);
        let kind = self.majority(|local| local.place_kind.filter(|&kind| kind != PlaceKind::Other));
        let coordinates = self
            .majority(|local| local.coordinates.map(|(lat, long)| (lat.to_bits(), long.to_bits())))
            .map(|(lat, long)| (f64::from_bits(lat), f64::from_bits(long)));
        Place {
            id: self.cluster.id.clone(),
            name: common.name,
            names: common.names,
            kind: kind.unwrap_or(PlaceKind::Other),
            country: common.country,
            region: self.majority(|local| local.region.as_deref()).map(str::to_owned),
            latitude: coordinates.map(|(lat, _)| lat),
            longitude: coordinates.map(|(_, long)| long),
            ids: common.ids,
            mention_count: common.mention_count,
            document_count: common.document_count,
            first_seen: common.first_seen,
            last_seen: common.last_seen,
            merged: common.merged,
        }
    }

    fn common(&self, acronym: Option<&str>) -> Common {
        let documents: BTreeSet<u32> = self.local_rows().map(|local| local.document).collect();
        let bounds = documents.iter().filter_map(|&at| self.bounds[at as usize].as_ref());
        let mut names: Vec<NameCount> = self
            .surfaces
            .iter()
            .map(|(name, &count)| NameCount { name: name.clone(), count })
            .collect();
        names.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        let mut countries: BTreeMap<&str, u64> = BTreeMap::new();
        for country in self.local_rows().filter_map(|local| local.country.as_deref()) {
            *countries.entry(country).or_default() += 1;
        }
        let ids: BTreeSet<_> = self
            .cluster
            .nodes
            .iter()
            .flat_map(|node| &self.nodes[node.at()].ids)
            .cloned()
            .collect();
        Common {
            name: self.name(&self.cluster.nodes, acronym),
            names,
            country: most(countries).map(|(country, _)| country.to_owned()),
            ids: ids.into_iter().collect(),
            mention_count: self.local_rows().map(|local| local.mentions).sum(),
            document_count: documents.len() as u64,
            first_seen: bounds.clone().map(|(first, _)| first).min().cloned(),
            last_seen: bounds.map(|(_, last)| last).max().cloned(),
            merged: self.merged(acronym),
        }
    }

    /// Local entities of the cluster's nodes.
    fn local_rows(&self) -> impl Iterator<Item = &'a super::node::Local> {
        let nodes = self.nodes;
        self.cluster.nodes.iter().flat_map(move |node| &nodes[node.at()].locals)
    }

    fn local(&self, local: &super::node::Local) -> &'a LocalEntity {
        &self.facts[local.document as usize].entities[local.entity as usize]
    }

    fn locals(&self) -> impl Iterator<Item = &'a LocalEntity> {
        self.local_rows().map(|local| self.local(local))
    }

    /// The value that most local entities have; of a tie the smallest.
    fn majority<T: Ord>(&self, value: impl Fn(&'a LocalEntity) -> Option<T>) -> Option<T> {
        let mut counts: BTreeMap<T, u64> = BTreeMap::new();
        for value in self.locals().filter_map(value) {
            *counts.entry(value).or_default() += 1;
        }
        most(counts).map(|(value, _)| value)
    }

    /// The name to publish for some nodes of the cluster, out of the fullest form of each document:
    /// an expanded form over an acronym or a surname alone, ordinary over all capitals, then the form
    /// of most documents, then of most mentions, then the longest, then the smallest in byte order.
    /// A gazetteer's name is taken for places, whose names are wanted in French, and where the
    /// documents have acronyms alone.
    fn name(&self, nodes: &[NodeIdx], acronym: Option<&str>) -> String {
        let rows = || nodes.iter().flat_map(|node| &self.nodes[node.at()].locals);
        let mut forms: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        let mut listed: BTreeMap<&str, u64> = BTreeMap::new();
        for row in rows() {
            let local = self.local(row);
            let (documents, mentions) = forms.entry(key::squeezed(&local.name)).or_default();
            *documents += 1;
            *mentions += row.mentions;
            if let Some(name) = &local.gazetteer {
                *listed.entry(name).or_default() += 1;
            }
        }
        let listed = most(listed).map(|(name, _)| name);
        let acronym = acronym.map(key::folded);
        let expanded = |form: &str| match self.cluster.kind {
            EntityKind::Organisation => {
                !acronym::is_acronym(form) && acronym.as_deref() != Some(key::folded(form).as_str())
            }
            EntityKind::Person => !key::is_short_person(&key::person(form), self.data),
            EntityKind::Place => true,
        };
        // Surnames are often written in capitals, which says nothing of the name.
        let shouted = |form: &str| match self.cluster.kind {
            EntityKind::Person => key::words(form).iter().any(|w| w.caps && w.text.len() > 1),
            _ => is_shouted(form),
        };
        let best = forms.into_iter().max_by_key(|(form, (documents, mentions))| {
            let length = form.chars().count();
            (expanded(form), !shouted(form), *documents, *mentions, length, Reverse(form.clone()))
        });
        match (best, listed) {
            (Some((form, _)), Some(listed)) => {
                if self.cluster.kind == EntityKind::Place || !expanded(&form) {
                    listed.to_owned()
                } else {
                    form
                }
            }
            (Some((form, _)), None) => form,
            (None, listed) => listed.unwrap_or_default().to_owned(),
        }
    }

    /// Every node but the head, with the join that ties it towards the head; and the joins that
    /// documents made inside.
    fn merged(&self, acronym: Option<&str>) -> Vec<Merge> {
        let mut merged: BTreeMap<(String, String, String), u16> = BTreeMap::new();
        let mut note = |id: String, name: String, rule: &str, score: u16| {
            let best = merged.entry((id, name, rule.to_owned())).or_default();
            *best = (*best).max(score);
        };
        let mut seen = BTreeSet::from([self.cluster.head]);
        let mut queue = VecDeque::from([self.cluster.head]);
        while let Some(at) = queue.pop_front() {
            for join in self.adjacent.get(&at).into_iter().flatten() {
                let other = if join.a == at { join.b } else { join.a };
                if seen.insert(other) {
                    queue.push_back(other);
                    let name = self.name(&[other], acronym);
                    note(self.nodes[other.at()].identity.id(), name, join.rule, join.score);
                }
            }
        }
        let own: BTreeSet<&str> = self
            .cluster
            .nodes
            .iter()
            .map(|node| self.nodes[node.at()].identity.key.as_str())
            .collect();
        for local in self.locals() {
            for joined in &local.joined {
                let identity = self.identity_of(&joined.name, local);
                if !identity.key.is_empty() && !own.contains(identity.key.as_str()) {
                    note(identity.id(), key::squeezed(&joined.name), &joined.rule, joined.score);
                }
            }
        }
        merged
            .into_iter()
            .map(|((id, name, rule), score)| Merge { id, name, rule, score: thousandths(score) })
            .collect()
    }

    /// What a form joined inside a document would have been on its own.
    fn identity_of(&self, form: &str, local: &LocalEntity) -> Identity {
        let key = match self.cluster.kind {
            EntityKind::Organisation => {
                key::organisation(form, local.acronym.as_deref(), self.data)
            }
            EntityKind::Person => key::person(form),
            EntityKind::Place => key::place(form, self.data),
        };
        Identity {
            kind: self.cluster.kind,
            key,
            anchor: None,
            country: None,
            group: None,
            document: None,
        }
    }
}

/// A score as it is published.
pub(super) fn thousandths(score: u16) -> f64 {
    f64::from(score.min(1000)) / 1000.0
}
