//! Packing of the names: which rows bear a name, under which conditions, in which order.

use std::collections::BTreeMap;

use super::layout::{Ambiguity, Posting, Table, letters, same_letters};
use super::source::{GazetteerError, Row};
use crate::text::fold::name_key;

/// One name of one row, before it is indexed.
struct Name {
    posting: Posting,
    weight: u64,
    country: String,
    surface: String,
}

/// Names and codes of all rows.
#[derive(Default)]
pub(super) struct Names {
    names: BTreeMap<String, Vec<Name>>,
    pub(super) codes: BTreeMap<String, u64>,
}

/// How the forms of a row are to be indexed.
pub(super) struct Bearing<'a> {
    pub(super) table: Table,
    pub(super) row: usize,
    pub(super) name: Ambiguity,
    pub(super) variants: Ambiguity,
    /// The ambiguity of acronyms of so many letters or fewer.
    pub(super) acronyms: Option<(Ambiguity, usize)>,
    pub(super) link_only: bool,
    /// Inhabitants, or the number of inhabitants of a city about as well known.
    pub(super) weight: u64,
    pub(super) country: &'a str,
}

impl Bearing<'_> {
    pub(super) fn new(table: Table, row: usize) -> Self {
        let none = Ambiguity::None;
        Self {
            table,
            row,
            name: none,
            variants: none,
            acronyms: None,
            link_only: false,
            weight: 0,
            country: "",
        }
    }

    /// A place with its flag. The flag is about the name: variants that are words or names of
    /// persons are not in the tables.
    pub(super) fn flagged(mut self, name: Ambiguity) -> Self {
        self.name = name;
        self.variants = if name == Ambiguity::Stop { name } else { Ambiguity::None };
        self
    }
}

impl Names {
    /// Indexes the forms of a row; an empty form keeps its place.
    pub(super) fn add(
        &mut self,
        row: Row<'_>,
        forms: &[&str],
        how: &Bearing<'_>,
    ) -> Result<(), GazetteerError> {
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
                let country = how.country.to_owned();
                homonyms.push(Name { posting, weight: how.weight, country, surface });
            }
        }
        Ok(())
    }

    /// Makes a row reachable by a code; the first row keeps it.
    pub(super) fn code(&mut self, scheme: char, code: &str, table: Table, row: usize) {
        if !code.is_empty() {
            let posting = Posting::new(table, row, 0, Ambiguity::None);
            self.codes.entry(format!("{scheme}{code}")).or_insert(u64::from(posting.0));
        }
    }

    pub(super) fn index(&mut self) -> (BTreeMap<String, u64>, Vec<u32>) {
        let (mut index, mut postings) = (BTreeMap::new(), Vec::new());
        for (key, mut names) in std::mem::take(&mut self.names) {
            order(&mut names);
            index.insert(key, (postings.len() as u64) << 16 | names.len().min(0xffff) as u64);
            postings.extend(names.iter().map(|name| name.posting.0));
        }
        (index, postings)
    }
}

/// Puts the likeliest bearer of a name first: countries, then other places by weight,
/// organisations, brands. A city goes before the region that is named after it.
fn order(names: &mut [Name]) {
    let cities: Vec<(String, u64)> = names
        .iter()
        .filter(|name| name.posting.table() == Table::City)
        .map(|name| (name.country.clone(), name.weight))
        .collect();
    for name in names.iter_mut().filter(|name| name.posting.table() == Table::Region) {
        for (_, weight) in cities.iter().filter(|(country, _)| *country == name.country) {
            name.weight = name.weight.min(weight.saturating_sub(1));
        }
    }
    names.sort_by_key(|name| {
        let (posting, weight) = (name.posting, std::cmp::Reverse(name.weight));
        let group = match posting.table() {
            Table::Country => 0,
            Table::Region | Table::City | Table::PlaceExtra => 1,
            Table::Organisation => 2,
            Table::Brand => 3,
        };
        (group, weight, posting.table(), posting.row(), posting.form())
    });
}
