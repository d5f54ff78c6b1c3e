//! Relations as links between two entities, for forms that know no others.

use std::collections::BTreeMap;

use crate::kb::v1::{KnowledgeBase, MemberRole, Relation};

/// Links of a relation: every source with every target, or every pair of partners.
pub fn pairs(relation: &Relation) -> Vec<(&str, &str)> {
    let of = |roles: &[MemberRole]| -> Vec<&str> {
        let members = relation.members.iter().filter(|one| roles.contains(&one.role));
        members.map(|one| one.entity.as_str()).collect()
    };
    let mut pairs = Vec::new();
    if relation.directed {
        for source in of(&[MemberRole::Source]) {
            pairs.extend(of(&[MemberRole::Target]).into_iter().map(|target| (source, target)));
        }
    } else {
        let members = of(MemberRole::ALL);
        for (at, one) in members.iter().enumerate() {
            pairs.extend(members[at + 1..].iter().map(|other| (*one, *other)));
        }
    }
    pairs.retain(|(one, other)| one != other);
    pairs
}

/// What a node shows of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node<'kb> {
    /// Name.
    pub name: &'kb str,
    /// `organisation`, `person` or `place`.
    pub table: &'static str,
    /// Kind of body or place.
    pub kind: &'static str,
    /// ISO 3166-1 alpha-2.
    pub country: Option<&'kb str>,
    /// Documents that mention it.
    pub documents: u64,
}

/// The entities that are members of relations, by id.
pub fn members(kb: &KnowledgeBase) -> BTreeMap<&str, Node<'_>> {
    let organisations = kb.organisations.iter().map(|one| {
        let (name, country) = (one.name.as_str(), one.country.as_deref());
        let kind = one.kind.as_str();
        let documents = one.document_count;
        (one.id.as_str(), Node { name, table: "organisation", kind, country, documents })
    });
    let places = kb.places.iter().map(|one| {
        let (name, country) = (one.name.as_str(), one.country.as_deref());
        let kind = one.kind.as_str();
        let documents = one.document_count;
        (one.id.as_str(), Node { name, table: "place", kind, country, documents })
    });
    let mut nodes: BTreeMap<&str, Node<'_>> = organisations.chain(places).collect();
    let used: std::collections::BTreeSet<&str> =
        kb.relations.iter().flat_map(pairs).flat_map(|(one, other)| [one, other]).collect();
    nodes.retain(|id, _| used.contains(id));
    nodes
}
