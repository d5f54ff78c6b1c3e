//! `query relations`.

use std::collections::BTreeSet;

use crate::kb::context::one_line;
use crate::kb::v1::{Relation, RelationAmount};

use super::answers::{can_pass, days, heads};
use super::{Cell, Entities, Filter, QueryError, Source, Table};

/// Relations of the filter, by their days; with `names`, those that have an entity of each name as
/// a member or signatory; with `place`, those that happened there.
///
/// # Errors
/// When the knowledge base cannot be read, or a kind or name is unknown.
pub fn relations(
    source: &Source,
    names: &[String],
    place: Option<&str>,
    filter: &Filter,
) -> Result<Table, QueryError> {
    filter.check_relation_kinds(source, &[])?;
    let wanted: Vec<Entities> = names
        .iter()
        .map(|name| Entities::called(source, name))
        .collect::<Result<_, QueryError>>()?;
    let wanted: Vec<BTreeSet<&str>> = wanted.iter().map(Entities::ids).collect();
    let there = place.map(|name| Entities::called(source, name)).transpose()?;
    let there = there.as_ref().map(Entities::ids);
    let ids: Vec<&str> = wanted.iter().chain(&there).flatten().copied().collect();
    let mut kept: Vec<Relation> = source.holding("relations", &ids, can_pass(filter))?;
    kept.retain(|one| {
        let takes_part = |ids: &BTreeSet<&str>| {
            one.members.iter().any(|member| ids.contains(member.entity.as_str()))
                || one.signatories.iter().any(|one| ids.contains(one.person.as_str()))
        };
        filter.kind(&[one.kind.as_str()])
            && filter.status(one.status)
            && filter.score(one.score)
            && wanted.iter().all(takes_part)
            && there.as_ref().is_none_or(|ids| {
                one.place.as_ref().is_some_and(|place| ids.contains(place.as_str()))
            })
    });
    let documents = kept.iter().flat_map(|one| &one.evidence).map(|one| one.document.as_str());
    let heads = heads(source, &documents.collect())?;
    let of = |one: &Relation| {
        days(one.date.as_ref(), one.evidence.iter().map(|one| one.document.as_str()), &heads)
    };
    let mut dated: Vec<_> = kept.into_iter().map(|one| (of(&one), one)).collect();
    dated.retain(|((first, last), _)| filter.days.touch(first.as_deref(), last.as_deref()));
    let shown = dated.iter().flat_map(|(_, one)| {
        one.members.iter().map(|member| member.entity.as_str()).chain(one.place.as_deref())
    });
    let entities = Entities::of(source, &shown.collect())?;
    dated.retain(|(_, one)| {
        let countries = one
            .members
            .iter()
            .map(|member| entities.get(&member.entity).and_then(|one| one.country.as_deref()));
        filter.country(countries)
    });
    dated.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.id.cmp(&other.id)));
    let mut table = Table::new(&[
        "date",
        "earliest",
        "latest",
        "kind",
        "status",
        "members",
        "place",
        "amount",
        "unit",
        "score",
        "sentence",
        "documents",
        "id",
    ]);
    for ((first, last), one) in dated {
        let members = one.members.iter().map(|member| {
            let name = entities.name(&member.entity);
            if one.directed {
                format!("{name} ({})", member.role.as_str())
            } else {
                name.to_owned()
            }
        });
        let mut read: Vec<String> = Vec::new();
        for evidence in &one.evidence {
            let place = heads
                .get(&evidence.document)
                .map_or(evidence.document.clone(), super::answers::Head::place);
            if !read.contains(&place) {
                read.push(place);
            }
        }
        table.rows.push(vec![
            Cell::maybe(one.date.as_ref().map(|date| date.value.clone())),
            Cell::maybe(first),
            Cell::maybe(last),
            Cell::text(one.kind.as_str()),
            Cell::text(one.status.as_str()),
            Cell::List(members.collect()),
            Cell::maybe(one.place.as_deref().map(|place| entities.name(place).to_owned())),
            one.amount.as_ref().map_or(Cell::Empty, value),
            Cell::maybe(one.amount.as_ref().and_then(|amount| amount.unit.clone())),
            Cell::number(one.score),
            Cell::maybe(one.evidence.first().map(|evidence| one_line(&evidence.quote))),
            Cell::List(read),
            Cell::text(one.id),
        ]);
    }
    Ok(table)
}

fn value(amount: &RelationAmount) -> Cell {
    serde_json::to_string(&amount.value).map_or(Cell::Empty, Cell::Number)
}
