//! Places to gazetteer rows: of several towns of one name the one that fits the document's country,
//! then the largest.

use super::NameContext;
use super::joins::Group;
use super::tables::{Joint, Lex, Row};
use crate::gazetteer::{Ambiguity, PlaceKind as Known, PlaceRow, Posting, Table};
use crate::kb::facts::LocalEntity;
use crate::kb::v1::{ExternalId, PlaceKind};
use crate::pipeline::analysis::{Analysis, NameKind};

/// The country that most places of the document belong to, if metadata do not say it.
pub(super) fn document_country(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    groups: &[Group],
) -> Option<String> {
    if let Some(country) = cx.country {
        return Some(country.to_owned());
    }
    let mut votes: Vec<(String, usize)> = Vec::new();
    let mut vote =
        |country: &str, count: usize| match votes.iter_mut().find(|(held, _)| held == country) {
            Some((_, held)) => *held += count,
            None => votes.push((country.to_owned(), count)),
        };
    for group in groups.iter().filter(|group| group.kind == NameKind::Place) {
        let surface = group.surfaces.first().map_or("", |(surface, _)| surface);
        let mut rows = cx
            .gazetteer
            .lookup(surface)
            .filter(|posting| posting.ambiguity() != Ambiguity::Stop)
            .filter_map(|posting| cx.gazetteer.place(posting));
        let Some(first) = rows.next() else { continue };
        let alone = rows.all(|row| row.country == first.country);
        if let Some(country) = first.country {
            let weight = if first.kind == Known::Country { 3 } else { 2 };
            vote(country, if alone { weight * group.mentions } else { 1 });
        }
    }
    // Demonyms and places inside the names of bodies tell too.
    for name in &analysis.inner {
        let surface = analysis.surface(name.tokens);
        if let Some(row) = cx.gazetteer.lookup(surface).find_map(|at| cx.gazetteer.place(at))
            && let Some(country) = row.country
        {
            vote(country, 1);
        }
    }
    votes.into_iter().max_by(|a, b| (a.1, &b.0).cmp(&(b.1, &a.0))).map(|(country, _)| country)
}

/// Fills in what the gazetteer knows of a place.
pub(super) fn describe(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    groups: &[Group],
    members: &[usize],
    country: Option<&str>,
    entity: &mut LocalEntity,
) {
    let area = members.iter().any(|&at| is_region(analysis, cx, &groups[at]));
    let found = members
        .iter()
        .flat_map(|&at| &groups[at].surfaces)
        .find_map(|(surface, _)| choose(cx, surface, country, area));
    let Some((posting, row)) = found else {
        let address = members.iter().any(|&at| begins_address(analysis, cx, &groups[at]));
        entity.place_kind = Some(if address { PlaceKind::Address } else { PlaceKind::Other });
        return;
    };
    entity.place_kind = Some(match row.kind {
        Known::Country => PlaceKind::Country,
        Known::Region => PlaceKind::Region,
        Known::City => PlaceKind::City,
        Known::WorldRegion => PlaceKind::WorldRegion,
        Known::Other => PlaceKind::Other,
    });
    if entity.name != row.name {
        let form = std::mem::replace(&mut entity.name, row.name.to_owned());
        entity.aliases.retain(|alias| alias != row.name);
        if !entity.aliases.contains(&form) {
            entity.aliases.push(form);
            entity.aliases.sort();
        }
    }
    entity.gazetteer = Some(row.name.to_owned());
    entity.country = row.country.map(str::to_owned);
    entity.region = row.region.map(str::to_owned);
    entity.coordinates = row.lat.zip(row.lon);
    let mut id = |scheme: &str, value: Option<&str>| {
        if let Some(value) = value {
            entity.ids.push(ExternalId { scheme: scheme.to_owned(), value: value.to_owned() });
        }
    };
    id("geonames", row.geonames);
    id("wikidata", row.wikidata);
    id("m49", row.m49);
    if posting.table() == Table::Region {
        id("iso_3166_2", row.region);
    }
}

/// The row that a name most likely means.
fn choose<'g>(
    cx: &NameContext<'g>,
    surface: &str,
    country: Option<&str>,
    area: bool,
) -> Option<(Posting, PlaceRow<'g>)> {
    cx.gazetteer
        .lookup(surface)
        .filter(|posting| {
            !posting.needs_exact_case() || cx.gazetteer.is_written_as(*posting, surface)
        })
        .filter_map(|posting| Some((posting, cx.gazetteer.place(posting)?)))
        .enumerate()
        .max_by_key(|(order, (_, row))| {
            let here = country.is_some() && row.country == country;
            let state = matches!(row.kind, Known::Country | Known::WorldRegion);
            let region = row.kind == Known::Region;
            (
                state,
                area && region && here,
                here,
                row.is_capital,
                region == area,
                row.population.unwrap_or(0),
                std::cmp::Reverse(*order),
            )
        })
        .map(|(_, found)| found)
}

/// Whether a noun for regions stands before some mention.
fn is_region(analysis: &Analysis<'_>, cx: &NameContext<'_>, group: &Group) -> bool {
    let sentence = &analysis.sentences[group.sentence];
    let Some(tables) = cx.tables.language(sentence.language) else { return false };
    let start = group.tokens.start;
    // Regions and states take an article, towns hardly ever.
    let article = analysis
        .hits_of(sentence)
        .iter()
        .any(|hit| hit.end == start && tables.row(hit.entry).joint == Some(Joint::Article));
    if article {
        return true;
    }
    analysis.hits_of(sentence).iter().any(|hit| {
        hit.end <= start
            && hit.end + 2 >= start
            && tables.class_bit(hit.class) == Lex::PlaceHead.bit()
            && analysis.language(sentence).lexicons.entry(hit.entry).features.get("kind")
                == Some("region")
    })
}

fn begins_address(analysis: &Analysis<'_>, cx: &NameContext<'_>, group: &Group) -> bool {
    let sentence = &analysis.sentences[group.sentence];
    let Some(tables) = cx.tables.language(sentence.language) else { return false };
    analysis.hits_of(sentence).iter().any(|hit| {
        hit.start == group.tokens.start
            && tables.class_bit(hit.class) == Lex::PlaceHead.bit()
            && tables.row(hit.entry).has(Row::ADDRESS)
    })
}

/// The country of the place that stands alone in brackets behind a body: "AGRINOVA (Maroc)".
pub(super) fn country_behind(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    group: &Group,
) -> Option<String> {
    let open = group.tokens.end;
    let sentence = analysis.sentences[group.sentence].tokens;
    let is = |at: u32, mark: &str| {
        at < sentence.end && analysis.tokens[at as usize].span.of(analysis.text) == mark
    };
    if !is(open, "(") {
        return None;
    }
    let at = analysis.names.partition_point(|name| name.tokens.start < open + 1);
    let place = analysis.names.get(at).filter(|name| {
        name.tokens.start == open + 1 && name.kind == NameKind::Place && is(name.tokens.end, ")")
    })?;
    let (_, row) = choose(cx, analysis.surface(place.tokens), None, false)?;
    row.country.map(str::to_owned)
}

/// The country that a body's name tells: by a place or a demonym inside it.
pub(super) fn country_inside(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    group: &Group,
) -> Option<String> {
    let from = analysis.inner.partition_point(|name| name.tokens.start < group.tokens.start);
    let place = analysis.inner[from..]
        .iter()
        .take_while(|name| name.tokens.start < group.tokens.end)
        .filter_map(|name| {
            let (_, row) = choose(cx, analysis.surface(name.tokens), None, false)?;
            row.country.map(str::to_owned)
        })
        .last();
    if place.is_some() {
        return place;
    }
    let sentence = &analysis.sentences[group.sentence];
    let tables = cx.tables.language(sentence.language)?;
    analysis
        .hits_of(sentence)
        .iter()
        .filter(|hit| hit.start >= group.tokens.start && hit.end <= group.tokens.end)
        .filter(|hit| tables.class_bit(hit.class) == Lex::Demonym.bit())
        .find_map(|hit| {
            let entry = analysis.language(sentence).lexicons.entry(hit.entry);
            entry.features.get("country").map(str::to_owned)
        })
}
