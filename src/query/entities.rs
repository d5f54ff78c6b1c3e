//! `query entities`.

use crate::kb::v1::{EntityKind, OrganisationKind, PlaceKind};
use crate::text::fold::name_key;

use super::{Cell, Entities, Filter, QueryError, Source, Table};

/// Entities of the filter, those in most documents first; with `words`, only those with a form that
/// holds them.
///
/// # Errors
/// When the knowledge base cannot be read or a kind is unknown.
pub fn entities(
    source: &Source,
    words: Option<&str>,
    filter: &Filter,
) -> Result<Table, QueryError> {
    let mut known = vec!["organisation", "person", "place"];
    known.extend(OrganisationKind::ALL.iter().map(|kind| kind.as_str()));
    known.extend(PlaceKind::ALL.iter().map(|kind| kind.as_str()).filter(|kind| *kind != "other"));
    filter.check_kinds(&known)?;
    let key = words.map(name_key);
    // A table is read if it is asked for itself, or if one of its kinds is.
    let tables: Vec<EntityKind> = EntityKind::ALL
        .iter()
        .copied()
        .filter(|table| {
            let kinds: Vec<&str> = match table {
                EntityKind::Organisation => {
                    OrganisationKind::ALL.iter().map(|kind| kind.as_str()).collect()
                }
                EntityKind::Place => PlaceKind::ALL.iter().map(|kind| kind.as_str()).collect(),
                EntityKind::Person => Vec::new(),
            };
            filter.kind(&[table.as_str()]) || filter.kind(&kinds)
        })
        .collect();
    let whole = tables.iter().any(|table| filter.kind(&[table.as_str()]));
    let kinds = |kind: &str| whole || filter.kind(&[kind]);
    let all = Entities::filtered(source, &tables, kinds, key.as_deref())?;
    let mut kept: Vec<_> = all
        .iter()
        .filter(|one| filter.kind(&[one.table.as_str(), one.kind]))
        .filter(|one| filter.country(std::iter::once(one.country.as_deref())))
        .filter(|one| filter.days.touch(one.first_seen.as_deref(), one.last_seen.as_deref()))
        .collect();
    kept.sort_by(|a, b| {
        (b.documents, b.mentions).cmp(&(a.documents, a.mentions)).then(a.id.cmp(&b.id))
    });
    let mut table = Table::new(&[
        "name",
        "table",
        "kind",
        "country",
        "documents",
        "mentions",
        "first_seen",
        "last_seen",
        "aliases",
        "id",
    ]);
    for one in kept {
        let mut aliases = one.aliases.clone();
        aliases.extend(one.roles.iter().cloned());
        table.rows.push(vec![
            Cell::text(&one.name),
            Cell::text(one.table.as_str()),
            if one.kind.is_empty() { Cell::Empty } else { Cell::text(one.kind) },
            Cell::maybe(one.country.clone()),
            Cell::number(one.documents),
            Cell::number(one.mentions),
            Cell::maybe(one.first_seen.clone()),
            Cell::maybe(one.last_seen.clone()),
            if aliases.is_empty() { Cell::Empty } else { Cell::List(aliases) },
            Cell::text(&one.id),
        ]);
    }
    Ok(table)
}
