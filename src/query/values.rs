//! `query mentions`, `query amounts` and `query timeline`: what stands in the texts, with its
//! sentence.

use std::collections::BTreeSet;

use crate::kb::context::one_line;
use crate::kb::v1::{AmountKind, AmountMention, DateMention, Mention, Relation};

use super::answers::{Head, can_pass, days, heads, is_in};
use super::places_in_text::{Spots, Texts, mentions_of};
use super::source::Field;
use super::{Cell, Entities, Filter, QueryError, Source, Table};

/// Every sentence that names the entities called `name` (all entities without a name), by document
/// and position. Without a name, the filter should keep few.
///
/// # Errors
/// When the knowledge base cannot be read, or the name or a kind is unknown.
pub fn mentions(source: &Source, name: Option<&str>, filter: &Filter) -> Result<Table, QueryError> {
    filter.check_kinds(&["organisation", "person", "place"])?;
    let entities = match name {
        Some(name) => Entities::called(source, name)?,
        None => Entities::read(source)?,
    };
    let mut found: Vec<Mention> = match name {
        Some(_) => mentions_of(source, &entities.ids())?,
        None => {
            let kind = Field::new("kind");
            source.some("mentions", |line| filter.kind(&[kind.of(line).unwrap_or_default()]))?
        }
    };
    found.retain(|one| {
        let entity = entities.get(&one.entity);
        filter.score(one.score)
            && filter.kind(&[entity.map_or("", |entity| entity.table.as_str())])
            && filter.country(std::iter::once(entity.and_then(|one| one.country.as_deref())))
    });
    let texts = Texts::read(source, &found.iter().map(|one| one.document.as_str()).collect())?;
    let mut table = Table::new(&[
        "published",
        "surface",
        "entity",
        "sentence",
        "document",
        "rule",
        "score",
        "char_start",
        "char_end",
        "entity_id",
        "document_id",
        "id",
    ]);
    for one in found {
        let Some(head) = texts.head(&one.document) else { continue };
        if !is_within(filter, head) {
            continue;
        }
        let sentence = texts.sentence(&one.document, one.char_start, one.char_end);
        table.rows.push(vec![
            Cell::maybe(head.published.clone()),
            Cell::text(one_line(&one.surface)),
            Cell::text(entities.name(&one.entity)),
            Cell::maybe(sentence),
            Cell::text(head.place()),
            Cell::text(one.rule),
            Cell::number(one.score),
            Cell::number(one.char_start),
            Cell::number(one.char_end),
            Cell::text(one.entity),
            Cell::text(one.document),
            Cell::text(one.id),
        ]);
    }
    Ok(table)
}

/// Amounts of the filter with their sentences; with `name`, those in a sentence that names it; with
/// `unit`, those in it (`EUR`, `percent`).
///
/// # Errors
/// When the knowledge base cannot be read, or the name or a kind is unknown.
pub fn amounts(
    source: &Source,
    name: Option<&str>,
    unit: Option<&str>,
    filter: &Filter,
) -> Result<Table, QueryError> {
    let known: Vec<_> = AmountKind::ALL.iter().map(|kind| kind.as_str()).collect();
    filter.check_kinds(&known)?;
    let spots = match name {
        Some(name) => Some(spots(source, &Entities::called(source, name)?.ids())?),
        None => None,
    };
    let documents = spots.as_ref().map(Spots::documents);
    let (document, kind, units) = (Field::new("document"), Field::new("kind"), Field::new("unit"));
    let here = |line: &[u8]| {
        documents.as_ref().is_none_or(|ids| document.of(line).is_some_and(|id| ids.contains(id)))
    };
    let mut found: Vec<AmountMention> = source.some("amounts", |line| {
        here(line)
            && filter.kind(&[kind.of(line).unwrap_or_default()])
            && (unit.is_none() || units.of(line) == unit)
    })?;
    found.retain(|one| filter.score(one.score));
    let texts = Texts::read(source, &found.iter().map(|one| one.document.as_str()).collect())?;
    let mut table = Table::new(&[
        "published",
        "surface",
        "value",
        "value_max",
        "unit",
        "modifier",
        "per",
        "item",
        "kind",
        "sentence",
        "document",
        "rule",
        "score",
        "document_id",
        "id",
    ]);
    for one in found {
        let Some(head) = texts.head(&one.document) else { continue };
        let near = texts.bounds(&one.document, one.char_start, one.char_end);
        let named = spots
            .as_ref()
            .is_none_or(|spots| near.is_some_and(|bounds| spots.within(&one.document, bounds)));
        if !named || !is_within(filter, head) {
            continue;
        }
        let exact = |value| serde_json::to_string(&value).map_or(Cell::Empty, Cell::Number);
        table.rows.push(vec![
            Cell::maybe(head.published.clone()),
            Cell::text(one_line(&one.surface)),
            exact(one.value),
            one.value_max.map_or(Cell::Empty, exact),
            Cell::maybe(one.unit.clone()),
            Cell::maybe(one.modifier.map(|modifier| modifier.as_str())),
            Cell::maybe(one.per.clone()),
            Cell::maybe(one.item.clone()),
            Cell::text(one.kind.as_str()),
            Cell::maybe(texts.sentence(&one.document, one.char_start, one.char_end)),
            Cell::text(head.place()),
            Cell::text(one.rule),
            Cell::number(one.score),
            Cell::text(one.document),
            Cell::text(one.id),
        ]);
    }
    Ok(table)
}

/// What happened when: relations by their date (or the publication of their documents), and with
/// `name` also the dates in sentences that name it.
///
/// # Errors
/// When the knowledge base cannot be read, or the name or a kind is unknown.
pub fn timeline(source: &Source, name: Option<&str>, filter: &Filter) -> Result<Table, QueryError> {
    filter.check_relation_kinds(source, &["date"])?;
    let wanted = name.map(|name| Entities::called(source, name)).transpose()?;
    let wanted = wanted.as_ref().map(Entities::ids);
    let about: Vec<&str> = wanted.iter().flatten().copied().collect();
    let mut relations: Vec<Relation> = source.holding("relations", &about, can_pass(filter))?;
    relations.retain(|one| {
        let part =
            |ids: &BTreeSet<&str>| one.members.iter().any(|m| ids.contains(m.entity.as_str()));
        filter.kind(&[one.kind.as_str()])
            && filter.status(one.status)
            && filter.score(one.score)
            && wanted.as_ref().is_none_or(part)
    });
    let documents = relations.iter().flat_map(|one| &one.evidence).map(|one| one.document.as_str());
    let heads = heads(source, &documents.collect())?;
    let of = |one: &Relation| {
        days(one.date.as_ref(), one.evidence.iter().map(|one| one.document.as_str()), &heads)
    };
    relations.retain(|one| {
        let (first, last) = of(one);
        filter.days.touch(first.as_deref(), last.as_deref())
    });
    let shown = relations.iter().flat_map(|one| &one.members).map(|member| member.entity.as_str());
    let entities = Entities::of(source, &shown.collect())?;
    let mut rows: Vec<[Option<String>; 7]> = Vec::new();
    for one in &relations {
        let (first, last) = of(one);
        let members: Vec<&str> = one.members.iter().map(|m| entities.name(&m.entity)).collect();
        let evidence = one.evidence.first();
        rows.push([
            first,
            last,
            one.date.as_ref().map(|date| date.value.clone()),
            Some(one.kind.as_str().to_owned()),
            Some(members.join(" + ")),
            evidence.map(|evidence| one_line(&evidence.quote)),
            evidence.and_then(|evidence| heads.get(&evidence.document)).map(Head::place),
        ]);
    }
    if let Some(ids) = &wanted
        && filter.kind(&["date"])
        && filter.statuses.is_empty()
    {
        rows.extend(dates(source, ids, filter)?);
    }
    rows.retain(|row| filter.days.touch(row[0].as_deref(), row[1].as_deref()));
    // Undated last.
    rows.sort_by(|a, b| a[0].is_none().cmp(&b[0].is_none()).then_with(|| a.cmp(b)));
    rows.dedup();
    let mut table =
        Table::new(&["earliest", "latest", "date", "kind", "what", "sentence", "document"]);
    table.rows = rows.into_iter().map(|row| row.into_iter().map(Cell::maybe).collect()).collect();
    Ok(table)
}

/// Dates with days, in sentences that name an entity.
fn dates(
    source: &Source,
    entities: &BTreeSet<&str>,
    filter: &Filter,
) -> Result<Vec<[Option<String>; 7]>, QueryError> {
    let spots = spots(source, entities)?;
    let documents = spots.documents();
    let found: Vec<DateMention> = source.some("dates", is_in("document", &documents))?;
    let texts = Texts::read(source, &documents)?;
    let mut rows = Vec::new();
    for one in found {
        let bounds = texts.bounds(&one.document, one.char_start, one.char_end);
        let named = bounds.is_some_and(|bounds| spots.within(&one.document, bounds));
        if !named || one.earliest.is_none() || !filter.score(one.score) {
            continue;
        }
        rows.push([
            one.earliest,
            one.latest,
            Some(one.value),
            Some("date".to_owned()),
            Some(one_line(&one.surface)),
            texts.sentence(&one.document, one.char_start, one.char_end),
            texts.head(&one.document).map(Head::place),
        ]);
    }
    Ok(rows)
}

fn spots(source: &Source, entities: &BTreeSet<&str>) -> Result<Spots, QueryError> {
    Ok(Spots::new(&mentions_of(source, entities)?))
}

fn is_within(filter: &Filter, head: &Head) -> bool {
    let (first, last) = head.days();
    filter.days.touch(first.as_deref(), last.as_deref())
}
