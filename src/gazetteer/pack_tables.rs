//! The tables that are packed: which columns they have and what becomes of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::layout::{Ambiguity, Table, person};
use super::middles::Middles;
use super::pack_names::{Bearing, Names};
use super::source::{GazetteerError, Row, Source};
use crate::text::fold::name_key;

/// Packed rows of all tables in the order of [`Table`]; their names and codes go to `names`.
pub(super) fn all(folder: &Path, names: &mut Names) -> Result<[Vec<String>; 6], GazetteerError> {
    let middles = Middles::read(folder)?;
    Ok([
        countries(folder, &middles, names)?,
        regions(folder, &middles, names)?,
        cities(folder, names)?,
        places_extra(folder, names)?,
        organisations(folder, names)?,
        brands(folder, names)?,
    ])
}

fn ambiguity(row: Row<'_>, column: Option<usize>) -> Result<Ambiguity, GazetteerError> {
    match row.cell(column) {
        "" => Ok(Ambiguity::None),
        "word" => Ok(Ambiguity::Word),
        "name" => Ok(Ambiguity::Name),
        "stop" => Ok(Ambiguity::Stop),
        other => Err(row.error(format!("`{other}` is not an ambiguity: word, name, stop"))),
    }
}

/// Name and variants of a row; a row without a name is an error.
fn forms<'a>(
    row: Row<'a>,
    name: usize,
    variants: Option<usize>,
) -> Result<Vec<&'a str>, GazetteerError> {
    let mut forms = vec![row.cell(name)];
    if name_key(forms[0]).is_empty() {
        return Err(row.error("the name is empty".to_owned()));
    }
    forms.extend(row.cell(variants).split('|').map(str::trim).filter(|form| !form.is_empty()));
    Ok(forms)
}

/// A packed row: forms joined by `|`, then cells, behind tabs.
fn packed(forms: &[&str], cells: &[&str]) -> String {
    let mut out = forms.join("|");
    for cell in cells {
        out.push('\t');
        out.push_str(cell);
    }
    out
}

fn countries(
    folder: &Path,
    middles: &Middles,
    names: &mut Names,
) -> Result<Vec<String>, GazetteerError> {
    let Some(source) = Source::read(folder, "countries.csv")? else { return Ok(Vec::new()) };
    let (iso2, m49, geonames) =
        (source.column("iso2")?, source.optional("m49"), source.optional("geonames"));
    let (wikidata, kind) = (source.optional("wikidata"), source.optional("kind"));
    let (name, variants) = (source.column("name")?, source.optional("variants"));
    let mut out = Vec::new();
    for (index, row) in source.rows().enumerate() {
        let forms = forms(row, name, variants)?;
        let kind = match row.cell(kind) {
            "" | "country" => "country",
            "world_region" => "world_region",
            other => return Err(row.error(format!("`{other}` is not a kind of country"))),
        };
        let how = Bearing::new(Table::Country, index);
        names.add(row, &forms, &how)?;
        for (scheme, column) in [('c', Some(iso2)), ('m', m49), ('g', geonames), ('w', wikidata)] {
            names.code(scheme, row.cell(column), Table::Country, index);
        }
        let (lat, lon) = middles.of(row.cell(iso2));
        let codes = [row.cell(iso2), row.cell(m49), row.cell(geonames), row.cell(wikidata)];
        let cells = [&[kind], &codes[..], &[lat, lon]].concat();
        out.push(packed(&forms, &cells));
    }
    Ok(out)
}

fn regions(
    folder: &Path,
    middles: &Middles,
    names: &mut Names,
) -> Result<Vec<String>, GazetteerError> {
    let Some(source) = Source::read(folder, "regions.csv")? else { return Ok(Vec::new()) };
    let (code, country) = (source.column("code")?, source.column("country")?);
    let (geonames, level) = (source.optional("geonames"), source.optional("level"));
    let (name, variants) = (source.column("name")?, source.optional("variants"));
    let flag = source.optional("ambiguity");
    let mut out = Vec::new();
    for (index, row) in source.rows().enumerate() {
        let forms = forms(row, name, variants)?;
        let how = Bearing {
            weight: if row.cell(level) == "1" { 300_000 } else { 30_000 },
            country: row.cell(country),
            ..Bearing::new(Table::Region, index).flagged(ambiguity(row, flag)?)
        };
        names.add(row, &forms, &how)?;
        names.code('r', row.cell(code), Table::Region, index);
        names.code('g', row.cell(geonames), Table::Region, index);
        let (lat, lon) = middles.of(row.cell(code));
        let cells = [row.cell(code), row.cell(country), row.cell(geonames), lat, lon];
        out.push(packed(&forms, &cells));
    }
    Ok(out)
}

fn cities(folder: &Path, names: &mut Names) -> Result<Vec<String>, GazetteerError> {
    let Some(source) = Source::read(folder, "cities.csv")? else { return Ok(Vec::new()) };
    let mut capitals = BTreeSet::new();
    if let Some(countries) = Source::read(folder, "countries.csv")? {
        let column = countries.optional("capital_geonames");
        capitals.extend(countries.rows().map(|row| row.cell(column).to_owned()));
        capitals.remove("");
    }
    let (geonames, country) = (source.column("geonames")?, source.column("country")?);
    let (name, variants) = (source.column("name")?, source.optional("variants"));
    let (region, population) = (source.optional("region"), source.optional("population"));
    let (lat, lon) = (source.column("lat")?, source.column("lon")?);
    let flag = source.optional("ambiguity");
    let mut out = Vec::new();
    for (index, row) in source.rows().enumerate() {
        let forms = forms(row, name, variants)?;
        for column in [lat, lon] {
            if !row.cell(column).is_empty() && row.cell(column).parse::<f64>().is_err() {
                return Err(row.error(format!("`{}` is not a coordinate", row.cell(column))));
            }
        }
        let how = Bearing {
            weight: row.cell(population).parse().unwrap_or(0),
            country: row.cell(country),
            ..Bearing::new(Table::City, index).flagged(ambiguity(row, flag)?)
        };
        names.add(row, &forms, &how)?;
        names.code('g', row.cell(geonames), Table::City, index);
        let capital = if capitals.contains(row.cell(geonames)) { "1" } else { "" };
        let cells = [
            row.cell(geonames),
            row.cell(country),
            row.cell(region),
            row.cell(lat),
            row.cell(lon),
            row.cell(population),
            capital,
        ];
        out.push(packed(&forms, &cells));
    }
    Ok(out)
}

fn places_extra(folder: &Path, names: &mut Names) -> Result<Vec<String>, GazetteerError> {
    let Some(source) = Source::read(folder, "places_extra.csv")? else { return Ok(Vec::new()) };
    let (name, variants) = (source.column("name")?, source.optional("variants"));
    let (kind, country) = (source.column("kind")?, source.optional("country"));
    let (geonames, flag) = (source.optional("geonames"), source.optional("ambiguity"));
    let mut out = Vec::new();
    for (index, row) in source.rows().enumerate() {
        let forms = forms(row, name, variants)?;
        if !["country", "region", "city", "world_region", "other"].contains(&row.cell(kind)) {
            return Err(row.error(format!("`{}` is not a kind of place", row.cell(kind))));
        }
        let how = Bearing {
            // Written by hand, for what the press means by the name.
            weight: 400_000,
            ..Bearing::new(Table::PlaceExtra, index).flagged(ambiguity(row, flag)?)
        };
        names.add(row, &forms, &how)?;
        names.code('g', row.cell(geonames), Table::PlaceExtra, index);
        let cells = [row.cell(kind), row.cell(country), row.cell(geonames)];
        out.push(packed(&forms, &cells));
    }
    Ok(out)
}

/// Clauses of the `note` of an organisation after which its names, or only its acronyms, must be
/// confirmed. Other notes are for people.
const SHARED_NAMES: [&str; 3] =
    ["also a common word", "also a place", "homonyms in other countries"];
const SHARED_ACRONYM: &str = "acronym also a word or another name";

/// Acronyms of so many letters or fewer are never unique.
const SHORT_ACRONYM: usize = 3;

fn organisations(folder: &Path, names: &mut Names) -> Result<Vec<String>, GazetteerError> {
    let Some(source) = Source::read(folder, "organisations.csv")? else { return Ok(Vec::new()) };
    let (name, variants) = (source.column("name")?, source.optional("variants"));
    let (acronym, kind) = (source.optional("acronym"), source.optional("kind"));
    let (country, wikidata) = (source.optional("country"), source.optional("wikidata"));
    let note = source.optional("note");
    let mut out = Vec::new();
    for (index, row) in source.rows().enumerate() {
        let mut forms = forms(row, name, variants)?;
        // The acronym has a place of its own, so that the reader finds it.
        forms.insert(1, row.cell(acronym));
        let shared = |clauses: &[&str]| {
            row.cell(note).split(';').any(|clause| clauses.contains(&clause.trim()))
        };
        let name = if shared(&SHARED_NAMES) { Ambiguity::Word } else { Ambiguity::None };
        let limit = if shared(&[SHARED_ACRONYM]) { usize::MAX } else { SHORT_ACRONYM };
        let how = Bearing {
            name,
            variants: name,
            acronyms: Some((Ambiguity::Word, limit)),
            ..Bearing::new(Table::Organisation, index)
        };
        names.add(row, &forms, &how)?;
        names.code('w', row.cell(wikidata), Table::Organisation, index);
        let cells = [row.cell(kind), row.cell(country), row.cell(wikidata)];
        out.push(packed(&forms, &cells));
    }
    Ok(out)
}

fn brands(folder: &Path, names: &mut Names) -> Result<Vec<String>, GazetteerError> {
    let Some(source) = Source::read(folder, "brands.csv")? else { return Ok(Vec::new()) };
    let (name, variants) = (source.column("name")?, source.optional("variants"));
    let (countries, wikidata) = (source.optional("countries"), source.optional("wikidata"));
    let (category, usage) = (source.optional("category"), source.column("use")?);
    let mut out = Vec::new();
    for (index, row) in source.rows().enumerate() {
        let mut forms = forms(row, name, variants)?;
        forms.insert(1, "");
        let link_only = match row.cell(usage) {
            "detect" | "" => false,
            "link" => true,
            other => return Err(row.error(format!("`{other}` is not a use: detect, link"))),
        };
        let how = Bearing { link_only, ..Bearing::new(Table::Brand, index) };
        names.add(row, &forms, &how)?;
        names.code('w', row.cell(wikidata), Table::Brand, index);
        // A brand of several countries has no country.
        let one = row.cell(countries).len() == 2;
        let country = if one { row.cell(countries) } else { "" };
        out.push(packed(&forms, &[row.cell(category), country, row.cell(wikidata)]));
    }
    Ok(out)
}

/// First names, surnames and other proper names by key.
pub(super) fn persons(folder: &Path) -> Result<BTreeMap<String, u64>, GazetteerError> {
    let mut out = BTreeMap::<String, u64>::new();
    let gender_of = |row: Row<'_>, cell: &str| match cell {
        "" => Ok(0),
        "m" => Ok(1),
        "f" => Ok(2),
        "u" | "e" => Ok(3),
        other => Err(row.error(format!("`{other}` is not a gender: m, f, u"))),
    };
    for file in ["first_names.csv", "first_names_extra.csv"] {
        let Some(source) = Source::read(folder, file)? else { continue };
        let (name, gender) = (source.column("name")?, source.optional("gender"));
        let (sources, word) = (source.optional("sources"), source.optional("is_word"));
        for row in source.rows() {
            let frequency = match row.cell(sources).parse::<u64>().unwrap_or(0) {
                0..=7 => 0,
                8..=11 => 1,
                12..=19 => 2,
                _ => 3u64,
            };
            let is_word = if row.cell(word) == "1" { person::WORD } else { 0 };
            let flags = gender_of(row, row.cell(gender))? | is_word | 1 << person::CLASS;
            let known = out.entry(name_key(row.cell(name))).or_default();
            let best = frequency.max(*known >> person::FREQUENCY & 3);
            *known = *known & !(3 << person::FREQUENCY) | flags | best << person::FREQUENCY;
        }
    }
    let Some(source) = Source::read(folder, "proper_names.tsv")? else { return Ok(out) };
    let (form, class) = (source.column("form")?, source.column("class")?);
    let gender = source.optional("gender");
    for row in source.rows() {
        let Some(index) = person::CLASSES.iter().position(|name| *name == row.cell(class)) else {
            return Err(row.error(format!("`{}` is not a class of names", row.cell(class))));
        };
        let known = out.entry(name_key(row.cell(form))).or_default();
        // The gender of a firm or an acronym is no gender of a person.
        let first = index == 0 && *known & person::GENDER == 0;
        let gender = if first { gender_of(row, row.cell(gender))? } else { 0 };
        *known |= gender | 1 << (person::CLASS + index as u32);
    }
    out.remove("");
    Ok(out)
}
