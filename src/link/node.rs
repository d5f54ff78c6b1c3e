//! Nodes: the entities of all documents, grouped by what their identity is made of. Everything that
//! joins two nodes later is a recorded merge; what falls into one node is the same by its key.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::kb::facts::{DocumentFacts, LocalEntity};
use crate::kb::id;
use crate::kb::v1::{EntityKind, ExternalId, OrganisationKind, PlaceKind};

use super::data::LinkData;
use super::{acronym, key};

/// Index into the list of nodes, which is sorted by [`Identity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeIdx(pub u32);

impl NodeIdx {
    pub(super) fn at(self) -> usize {
        self.0 as usize
    }
}

/// What makes two local entities one node.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Identity {
    pub kind: EntityKind,
    /// Canonical key of the name, or of the gazetteer's name where there is one.
    pub key: String,
    /// `geonames:…` or `gazetteer:…`.
    pub anchor: Option<String>,
    /// ISO 3166-1, where known; never for persons.
    pub country: Option<String>,
    /// Kind of place; for organisations whose key is one word, the group of kinds.
    pub group: Option<u8>,
    /// The document, for persons known by surname alone.
    pub document: Option<String>,
}

impl Identity {
    /// Id that the node has on its own.
    pub(super) fn id(&self) -> String {
        let country = self.country.as_deref().unwrap_or_default();
        // Keys and countries hold no control characters, so the parts cannot run together.
        let key = match (&self.anchor, &self.document, self.group) {
            (Some(anchor), _, _) => format!("{anchor}\u{1f}{country}"),
            (None, Some(document), _) => format!("{}\u{1f}{document}", self.key),
            (None, None, None) => format!("{}\u{1f}{country}", self.key),
            (None, None, Some(group)) => format!("{}\u{1f}{country}\u{1f}{group}", self.key),
        };
        id::entity(self.kind, &self.key, &key)
    }
}

/// A local entity inside a node.
#[derive(Clone, Debug)]
pub(super) struct Local {
    /// Index into the sorted facts.
    pub document: u32,
    /// Index into the document's entities.
    pub entity: u32,
    /// Published mentions.
    pub mentions: u64,
    /// Country, stated or taken from the document.
    pub country: Option<String>,
}

/// A node with its totals.
#[derive(Debug)]
pub(super) struct Node {
    pub identity: Identity,
    /// By document, then entity.
    pub locals: Vec<Local>,
    /// Distinct documents.
    pub documents: u64,
    /// Country of most documents.
    pub country: Option<String>,
    /// Group of kinds of most documents.
    pub group: Option<u8>,
    pub ids: Vec<ExternalId>,
    /// Folded acronyms that documents give to a longer name, with the number of documents.
    pub acronyms: BTreeMap<String, u64>,
    /// Keys of further names, with the number of documents.
    pub aliases: BTreeMap<String, u64>,
    /// Whether a name of the node is an acronym alone.
    pub bare: bool,
}

/// Local entities that are published: those with a published mention and those that a relation, a
/// signature or a role names. One row a document.
pub(super) fn kept(facts: &[DocumentFacts]) -> Vec<Vec<Option<u64>>> {
    facts
        .iter()
        .map(|facts| {
            let mut row: Vec<Option<u64>> = vec![None; facts.entities.len()];
            let mut keep = |entity: u32, mentions: u64| {
                if let Some(slot) = row.get_mut(entity as usize) {
                    *slot = Some(slot.unwrap_or(0) + mentions);
                }
            };
            for mention in facts.mentions.iter().filter(|mention| mention.is_name) {
                keep(mention.entity, 1);
            }
            for relation in &facts.relations {
                relation.members.iter().for_each(|&(_, entity)| keep(entity, 0));
                relation.place.into_iter().for_each(|entity| keep(entity, 0));
                for &(person, _, organisation) in &relation.signatories {
                    keep(person, 0);
                    organisation.into_iter().for_each(|entity| keep(entity, 0));
                }
            }
            for entity in 0..row.len() {
                if row[entity].is_some() {
                    for &(_, organisation) in &facts.entities[entity].roles {
                        if let Some(slot) = organisation.and_then(|at| row.get_mut(at as usize)) {
                            slot.get_or_insert(0);
                        }
                    }
                }
            }
            row
        })
        .collect()
}

/// Groups the entities of `facts` (sorted by document id) into nodes, sorted by identity.
pub(super) fn collect(
    facts: &[DocumentFacts],
    kept: &[Vec<Option<u64>>],
    data: &LinkData,
) -> Vec<Node> {
    let mut keys = Keys { data, organisations: FxHashMap::default() };
    let mut groups: FxHashMap<Identity, Vec<Local>> = FxHashMap::default();
    for (document, (facts, row)) in (0u32..).zip(facts.iter().zip(kept)) {
        let around = surrounding_country(facts, row, data)
            .map(|country| (country, place_words(facts, data)));
        for (entity, (local, mentions)) in (0u32..).zip(facts.entities.iter().zip(row)) {
            let Some(mentions) = *mentions else { continue };
            let country = country(local, around.as_ref(), data);
            let identity = keys.identity(local, country.as_deref(), &facts.document.id);
            groups.entry(identity).or_default().push(Local { document, entity, mentions, country });
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    groups.into_iter().map(|(identity, locals)| node(identity, locals, facts, &mut keys)).collect()
}

/// Country that most places of a document lie in, if it is clear.
fn surrounding_country(
    facts: &DocumentFacts,
    row: &[Option<u64>],
    data: &LinkData,
) -> Option<String> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut all = 0;
    for (local, mentions) in facts.entities.iter().zip(row) {
        if let (EntityKind::Place, Some(country), Some(mentions)) =
            (local.kind, &local.country, *mentions)
        {
            *counts.entry(country).or_default() += mentions;
            all += mentions;
        }
    }
    let (country, most) = most(counts)?;
    (most >= data.country_mentions && most * 1000 >= data.country_share * all)
        .then(|| country.to_owned())
}

fn country(
    local: &LocalEntity,
    around: Option<&(String, FxHashSet<String>)>,
    data: &LinkData,
) -> Option<String> {
    let needs_one = || {
        local.kind == EntityKind::Organisation
            && data.needs_country.contains(&local.organisation_kind)
            && local.gazetteer.is_none()
    };
    let (country, places) = match (&local.country, around) {
        (None, Some(around)) if needs_one() => around,
        (stated, _) => return stated.clone(),
    };
    let holds_place = key::words(&local.name).iter().any(|word| places.contains(&word.text));
    (!holds_place).then(|| country.clone())
}

/// Words of the names of a document's places. Those of other documents do not count: what a node
/// is must not change when documents are added.
fn place_words(facts: &DocumentFacts, data: &LinkData) -> FxHashSet<String> {
    facts
        .entities
        .iter()
        .filter(|local| local.kind == EntityKind::Place)
        .flat_map(|local| key::words(&local.name))
        .filter(|word| word.capital && !data.ignored.contains(&word.text))
        .map(|word| word.text)
        .collect()
}

/// Computes keys, each name once.
struct Keys<'a> {
    data: &'a LinkData,
    organisations: FxHashMap<(String, Option<String>), String>,
}

impl Keys<'_> {
    fn organisation(&mut self, name: &str, acronym: Option<&str>) -> String {
        let data = self.data;
        self.organisations
            .entry((name.to_owned(), acronym.map(str::to_owned)))
            .or_insert_with(|| {
                let key = key::organisation(name, acronym, data);
                if key.is_empty() { key::squeezed(name) } else { key }
            })
            .clone()
    }

    fn identity(&mut self, local: &LocalEntity, country: Option<&str>, document: &str) -> Identity {
        let name = local.gazetteer.as_deref().unwrap_or(&local.name);
        let country = country.map(str::to_owned);
        let mut identity = Identity {
            kind: local.kind,
            key: String::new(),
            anchor: local.gazetteer.as_ref().map(|name| format!("gazetteer:{name}")),
            country,
            group: None,
            document: None,
        };
        match local.kind {
            EntityKind::Organisation => {
                identity.key = self.organisation(name, local.acronym.as_deref());
                if identity.anchor.is_none() && !identity.key.contains(' ') {
                    identity.group = self.data.group(local.organisation_kind);
                }
            }
            EntityKind::Person => {
                identity.key = key::person(name);
                identity.country = None;
                if identity.anchor.is_none() && key::is_short_person(&identity.key, self.data) {
                    identity.document = Some(document.to_owned());
                }
            }
            EntityKind::Place => {
                identity.key = key::place(name, self.data);
                let geonames = local.ids.iter().filter(|id| id.scheme == "geonames").min();
                if let Some(geonames) = geonames {
                    identity.anchor = Some(format!("geonames:{}", geonames.value));
                }
                if identity.anchor.is_none() {
                    identity.group = place_group(local.place_kind);
                }
            }
        }
        if identity.key.is_empty() {
            identity.key = key::squeezed(name);
        }
        identity
    }
}

fn place_group(kind: Option<PlaceKind>) -> Option<u8> {
    let kind = kind.filter(|&kind| kind != PlaceKind::Other)?;
    PlaceKind::ALL.iter().position(|&other| other == kind).and_then(|at| u8::try_from(at).ok())
}

fn node(identity: Identity, locals: Vec<Local>, facts: &[DocumentFacts], keys: &mut Keys) -> Node {
    let mut countries: BTreeMap<&str, u64> = BTreeMap::new();
    let mut groups: BTreeMap<u8, u64> = BTreeMap::new();
    let mut acronyms: BTreeMap<String, u64> = BTreeMap::new();
    let mut aliases: BTreeMap<String, u64> = BTreeMap::new();
    let mut ids = Vec::new();
    let mut bare = false;
    let mut documents = 0;
    let mut last = None;
    for local in &locals {
        documents += u64::from(last.replace(local.document) != Some(local.document));
        let entity = &facts[local.document as usize].entities[local.entity as usize];
        if let Some(country) = &local.country {
            *countries.entry(country).or_default() += 1;
        }
        ids.extend(entity.ids.iter().cloned());
        let group = match entity.kind {
            EntityKind::Organisation => keys.data.group(entity.organisation_kind),
            EntityKind::Person => None,
            EntityKind::Place => place_group(entity.place_kind),
        };
        if let Some(group) = group {
            *groups.entry(group).or_default() += 1;
        }
        if entity.kind != EntityKind::Organisation {
            continue;
        }
        bare |= acronym::is_acronym(&entity.name);
        let mut given: Vec<String> = Vec::new();
        let mut further: Vec<String> = Vec::new();
        given.extend(entity.acronym.as_deref().map(acronym_key));
        given.extend(acronym::bracketed(&entity.name));
        for alias in &entity.aliases {
            if acronym::is_acronym(alias) {
                given.push(acronym_key(alias));
            } else {
                let key = keys.organisation(alias, entity.acronym.as_deref());
                if stands_alone(alias, &key, &identity.key, keys.data) {
                    further.push(key);
                }
            }
        }
        for (list, counts) in [(given, &mut acronyms), (further, &mut aliases)] {
            let distinct: std::collections::BTreeSet<String> = list.into_iter().collect();
            for key in distinct.into_iter().filter(|key| !key.is_empty() && *key != identity.key) {
                *counts.entry(key).or_default() += 1;
            }
        }
    }
    ids.sort_unstable();
    ids.dedup();
    Node {
        country: most(countries).map(|(country, _)| country.to_owned()),
        group: identity.group.or_else(|| most(groups).map(|(group, _)| group)),
        identity,
        locals,
        documents,
        ids,
        acronyms,
        aliases,
        bare,
    }
}

/// Whether a further name is one outside its document too: it says something that the name does not
/// ("anciennement X"), or it is a short form that is still a proper name.
fn stands_alone(alias: &str, key: &str, name: &str, data: &LinkData) -> bool {
    let within = |part: &str, whole: &str| {
        part.split(' ').all(|word| whole.split(' ').any(|other| other == word))
    };
    if !key.contains(' ') || within(name, key) {
        return false;
    }
    let capitals = || key::words(alias).iter().skip(1).filter(|word| word.capital).count();
    !within(key, name) || (!is_shouted(alias) && capitals() >= data.same_name.short_form_capitals)
}

/// Whether a form of several words is written in capitals throughout, as titles are.
pub(super) fn is_shouted(form: &str) -> bool {
    form.contains(' ') && !form.chars().any(char::is_lowercase)
}

/// Key of an acronym: "C.R.I." and "CRI" are one.
fn acronym_key(form: &str) -> String {
    key::folded(form).replace(' ', "")
}

/// The key with the largest count; of a tie the smallest.
pub(super) fn most<K: Ord>(counts: BTreeMap<K, u64>) -> Option<(K, u64)> {
    counts.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// Kind of body that most local entities have, not counting those that know none.
pub(super) fn organisation_kind<'a>(
    entities: impl Iterator<Item = &'a LocalEntity>,
) -> OrganisationKind {
    let mut counts: BTreeMap<OrganisationKind, u64> = BTreeMap::new();
    for entity in entities.filter(|entity| entity.organisation_kind != OrganisationKind::Other) {
        *counts.entry(entity.organisation_kind).or_default() += 1;
    }
    most(counts).map_or(OrganisationKind::Other, |(kind, _)| kind)
}
