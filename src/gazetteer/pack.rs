//! Packing: from the source tables to the sections that the reader maps without parsing.
//!
//! Runs in the build script for the shipped gazetteers and at run time for another folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::layout::{
    Ambiguity, Posting, Table, WORD_TABLES, letters, person, same_letters, section,
};
use super::pack_words;
use super::source::{GazetteerError, Row, Source};
use crate::text::fold::name_key;

/// Packs the gazetteers of a folder into sections. A table that is not there is empty.
///
/// # Errors
/// When the folder cannot be listed or a table is malformed.
pub fn pack(folder: &Path) -> Result<Vec<Vec<u8>>, GazetteerError> {
    let mut names = Names::default();
    let tables = [
        countries(folder, &mut names)?,
        regions(folder, &mut names)?,
        cities(folder, &mut names)?,
        places_extra(folder, &mut names)?,
        organisations(folder, &mut names)?,
        brands(folder, &mut names)?,
    ];
    let mut bounds = vec![0u32];
    let mut rows = Vec::new();
    for table in tables {
        if table.len() > Posting::MAX_ROWS {
            return Err(whole(folder, format!("a table has {} rows", table.len())));
        }
        rows.extend(table);
        bounds.push(rows.len() as u32);
    }
    let mut sections = vec![Vec::new(); section::WORDS];
    let (index, postings) = names.index();
    sections[section::NAMES] = fst_of(index);
    sections[section::POSTINGS] = words_le(&postings);
    sections[section::ROWS] = string_table(rows.iter().map(String::as_str));
    sections[section::TABLES] = words_le(&bounds);
    sections[section::CODES] = fst_of(names.codes);
    sections[section::PERSONS] = fst_of(persons(folder)?);
    sections[section::DIGEST] = digest(folder)?.into_bytes();
    for (_, file) in WORD_TABLES {
        sections.extend(match Source::read(folder, file)? {
            Some(source) => pack_words::pack(&source)?,
            None => vec![Vec::new(); section::PER_LANGUAGE],
        });
    }
    Ok(sections)
}

/// BLAKE3 of names and contents of the tables of a folder, in sorted order, hexadecimal.
///
/// # Errors
/// When the folder or a table cannot be read.
pub fn digest(folder: &Path) -> Result<String, GazetteerError> {
    let fail = |error: std::io::Error| whole(folder, error.to_string());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.extension().is_some_and(|ending| ending == "csv" || ending == "tsv") {
            files.push(path);
        }
    }
    files.sort();
    let mut hasher = blake3::Hasher::new();
    for path in files {
        let content = std::fs::read(&path).map_err(fail)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        hasher.update(name.as_bytes()).update(&[0]);
        hasher.update(&(content.len() as u64).to_le_bytes()).update(&content);
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Sections one after the other behind their lengths, for a file.
#[allow(dead_code, reason = "only the build script writes a file")]
pub fn join(sections: &[Vec<u8>]) -> Vec<u8> {
    let mut out = (sections.len() as u32).to_le_bytes().to_vec();
    for section in sections {
        out.extend((section.len() as u32).to_le_bytes());
    }
    out.extend(sections.iter().flatten());
    out
}

fn whole(folder: &Path, message: String) -> GazetteerError {
    GazetteerError { file: folder.display().to_string(), line: 0, message }
}

/// A `fst` map. The keys of a `BTreeMap` are sorted and unique, which is all that a build needs.
pub(super) fn fst_of(map: BTreeMap<String, u64>) -> Vec<u8> {
    fst::Map::from_iter(map).map(|map| map.into_fst().into_inner()).unwrap_or_default()
}

pub(super) fn words_le(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// Count, offsets (one more than strings), bytes.
pub(super) fn string_table<'a>(strings: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let (mut offsets, mut bytes) = (vec![0u32], Vec::new());
    for string in strings {
        bytes.extend_from_slice(string.as_bytes());
        offsets.push(bytes.len() as u32);
    }
    let mut out = ((offsets.len() - 1) as u32).to_le_bytes().to_vec();
    out.extend(words_le(&offsets));
    out.extend(bytes);
    out
}

/// One name of one row, before it is indexed. Homonyms are ordered by table, then by population.
struct Name {
    posting: Posting,
    population: u64,
    surface: String,
}

#[derive(Default)]
struct Names {
    names: BTreeMap<String, Vec<Name>>,
    codes: BTreeMap<String, u64>,
}

/// How the forms of a row are to be indexed.
struct Bearing {
    table: Table,
    row: usize,
    name: Ambiguity,
    variants: Ambiguity,
    /// The ambiguity of acronyms of so many letters or fewer.
    acronyms: Option<(Ambiguity, usize)>,
    link_only: bool,
    population: u64,
}

impl Bearing {
    fn new(table: Table, row: usize) -> Self {
        let none = Ambiguity::None;
        Self {
            table,
            row,
            name: none,
            variants: none,
            acronyms: None,
            link_only: false,
            population: 0,
        }
    }

    /// A place with its flag. The flag is about the name: variants that are words or names of
    /// persons are not in the tables.
    fn flagged(mut self, name: Ambiguity) -> Self {
        self.name = name;
        self.variants = if name == Ambiguity::Stop { name } else { Ambiguity::None };
        self
    }
}

impl Names {
    /// Indexes the forms of a row; an empty form keeps its place.
    fn add(&mut self, row: Row<'_>, forms: &[&str], how: &Bearing) -> Result<(), GazetteerError> {
        if forms.len() > Posting::MAX_FORMS {
            return Err(row.error(format!(
                "{} names; at most {}",
                forms.len(),
                Posting::MAX_FORMS
            )));
        }
        if let Some(bad) = forms.iter().find(|form| form.contains(['\t', '\n', '|'])) {
            return Err(row.error(format!("`{bad}` contains a tab, a line end or `|`")));
        }
        for (index, form) in forms.iter().enumerate() {
            let key = name_key(form);
            if key.is_empty() {
                continue;
            }
            let count = letters(form).filter(|c| c.is_alphabetic()).count();
            let capitals = letters(form).filter(|c| c.is_uppercase()).count();
            let acronym = count >= 2 && capitals == count;
            let ambiguity = match index {
                _ if acronym && how.acronyms.is_some_and(|(_, limit)| count <= limit) => {
                    how.acronyms.map_or(how.name, |(ambiguity, _)| ambiguity)
                }
                0 => how.name,
                _ => how.variants,
            };
            let posting = Posting::new(how.table, how.row, index, ambiguity).flags(
                acronym,
                how.link_only,
                acronym || count <= 3,
            );
            let homonyms = self.names.entry(key).or_default();
            let known = homonyms
                .iter()
                .any(|name| name.posting.same_row(posting) && same_letters(&name.surface, form));
            if !known {
                let surface = (*form).to_owned();
                homonyms.push(Name { posting, population: how.population, surface });
            }
        }
        Ok(())
    }

    /// Makes a row reachable by a code; the first row keeps it.
    fn code(&mut self, scheme: char, code: &str, table: Table, row: usize) {
        if !code.is_empty() {
            let posting = Posting::new(table, row, 0, Ambiguity::None);
            self.codes.entry(format!("{scheme}{code}")).or_insert(u64::from(posting.0));
        }
    }

    fn index(&mut self) -> (BTreeMap<String, u64>, Vec<u32>) {
        let (mut index, mut postings) = (BTreeMap::new(), Vec::new());
        for (key, mut names) in std::mem::take(&mut self.names) {
            names.sort_by_key(|name| {
                let posting = name.posting;
                let population = std::cmp::Reverse(name.population);
                (posting.table(), population, posting.row(), posting.form())
            });
            index.insert(key, (postings.len() as u64) << 16 | names.len().min(0xffff) as u64);
            postings.extend(names.iter().map(|name| name.posting.0));
        }
        (index, postings)
    }
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

fn countries(folder: &Path, names: &mut Names) -> Result<Vec<String>, GazetteerError> {
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
        let cells = [kind, row.cell(iso2), row.cell(m49), row.cell(geonames), row.cell(wikidata)];
        out.push(packed(&forms, &cells));
    }
    Ok(out)
}

fn regions(folder: &Path, names: &mut Names) -> Result<Vec<String>, GazetteerError> {
    let Some(source) = Source::read(folder, "regions.csv")? else { return Ok(Vec::new()) };
    let (code, country) = (source.column("code")?, source.column("country")?);
    let (geonames, level) = (source.optional("geonames"), source.optional("level"));
    let (name, variants) = (source.column("name")?, source.optional("variants"));
    let flag = source.optional("ambiguity");
    let mut out = Vec::new();
    for (index, row) in source.rows().enumerate() {
        let forms = forms(row, name, variants)?;
        let how = Bearing {
            // First level before second.
            population: u64::from(row.cell(level) == "1"),
            ..Bearing::new(Table::Region, index).flagged(ambiguity(row, flag)?)
        };
        names.add(row, &forms, &how)?;
        names.code('r', row.cell(code), Table::Region, index);
        names.code('g', row.cell(geonames), Table::Region, index);
        let cells = [row.cell(code), row.cell(country), row.cell(geonames), row.cell(level)];
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
            population: row.cell(population).parse().unwrap_or(0),
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
        let how = Bearing::new(Table::PlaceExtra, index).flagged(ambiguity(row, flag)?);
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
fn persons(folder: &Path) -> Result<BTreeMap<String, u64>, GazetteerError> {
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
