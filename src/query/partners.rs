//! `query partners`: who is linked with whom, to some steps.

use std::collections::{BTreeMap, BTreeSet};

use crate::kb::v1::Status;

use rustc_hash::FxHashMap;

use super::answers::{Head, Tie, can_pass, has_days, heads};
use super::filter::Days;
use super::{Cell, Entities, Filter, QueryError, Source, Table};

/// Partners of the entities called `name`: nearest first, then by how many relations tie them. A link
/// that is denied does not count unless the filter asks for it.
///
/// # Errors
/// When the knowledge base cannot be read, or the name or a kind is unknown.
pub fn partners(
    source: &Source,
    name: &str,
    steps: usize,
    filter: &Filter,
) -> Result<Table, QueryError> {
    filter.check_relation_kinds(source, &[])?;
    let called = Entities::called(source, name)?;
    let start: BTreeSet<&str> = called.ids();
    // One step needs only the relations of those called so.
    let words: Vec<&str> = if steps == 1 { start.iter().copied().collect() } else { Vec::new() };
    let mut relations: Vec<Tie> = source.holding("relations", &words, can_pass(filter))?;
    relations.retain(|one| {
        let denied = filter.statuses.is_empty() && one.status == Status::Denied;
        filter.kind(&[one.kind.as_str()])
            && filter.status(one.status)
            && filter.score(one.score)
            && !denied
    });
    if filter.days != Days::default() {
        let heads = heads_of_undated(source, relations.iter())?;
        relations.retain(|one| {
            let (first, last) = one.days(&heads);
            filter.days.touch(first.as_deref(), last.as_deref())
        });
    }
    let mut of: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, relation) in relations.iter().enumerate() {
        for member in &relation.members {
            of.entry(&member.entity).or_default().push(at);
        }
    }
    let mut reached: BTreeSet<&str> = start.clone();
    let mut edge = start;
    let mut found: Vec<Partner<'_>> = Vec::new();
    for step in 1..=steps {
        // Partner, and the entities and relations that lead to it.
        let mut next: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<usize>)> = BTreeMap::new();
        for &from in &edge {
            for &at in of.get(from).into_iter().flatten() {
                for member in relations[at].members.iter().map(|member| member.entity.as_str()) {
                    if !reached.contains(member) {
                        let (via, ties) = next.entry(member).or_default();
                        via.insert(from);
                        ties.insert(at);
                    }
                }
            }
        }
        let mut rows: Vec<_> = next.iter().collect();
        rows.sort_by(|a, b| b.1.1.len().cmp(&a.1.1.len()).then(a.0.cmp(b.0)));
        found.extend(rows.into_iter().map(|(id, (via, ties))| Partner {
            step,
            id,
            via: via.iter().copied().collect(),
            ties: ties.iter().copied().collect(),
        }));
        edge = next.into_keys().collect();
        reached.extend(&edge);
    }
    let entities = Entities::of(source, &reached)?;
    let ties = found.iter().flat_map(|one| &one.ties).map(|&at| &relations[at]);
    let heads = heads_of_undated(source, ties)?;
    let mut table = Table::new(&[
        "step",
        "partner",
        "country",
        "via",
        "relations",
        "kinds",
        "earliest",
        "latest",
        "id",
    ]);
    for Partner { step, id, via, ties } in found {
        let entity = entities.get(id);
        let country = entity.and_then(|one| one.country.clone());
        if !filter.country(std::iter::once(country.as_deref())) {
            continue;
        }
        let kinds: BTreeSet<&str> = ties.iter().map(|&at| relations[at].kind.as_str()).collect();
        let spans: Vec<_> = ties.iter().map(|&at| relations[at].days(&heads)).collect();
        table.rows.push(vec![
            Cell::number(step),
            Cell::text(entities.name(id)),
            Cell::maybe(country),
            Cell::List(via.iter().map(|id| entities.name(id).to_owned()).collect()),
            Cell::number(ties.len()),
            Cell::List(kinds.into_iter().map(str::to_owned).collect()),
            Cell::maybe(spans.iter().filter_map(|(first, _)| first.clone()).min()),
            Cell::maybe(spans.iter().filter_map(|(_, last)| last.clone()).max()),
            Cell::text(id),
        ]);
    }
    Ok(table)
}

/// The documents that stand in for the days of relations without any.
fn heads_of_undated<'a>(
    source: &Source,
    relations: impl Iterator<Item = &'a Tie>,
) -> Result<BTreeMap<String, Head>, QueryError> {
    let undated = relations.filter(|one| !one.date.as_ref().is_some_and(has_days));
    heads(source, &undated.flat_map(Tie::documents).collect())
}

/// Who was reached in which step, from whom, by which relations.
struct Partner<'a> {
    step: usize,
    id: &'a str,
    via: Vec<&'a str>,
    ties: Vec<usize>,
}
