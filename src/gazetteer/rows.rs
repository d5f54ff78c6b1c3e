//! Rows of places and organisations, parsed from the packed text when asked for.

use super::Gazetteer;
use super::layout::{Ambiguity, Posting, Table};

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A state or territory with an ISO 3166-1 code.
    Country,
    /// A subdivision or a natural region.
    Region,
    /// A town or a quarter.
    City,
    /// A part of the world.
    WorldRegion,
    /// A sea, river, range, island.
    Other,
}

/// A place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlaceRow<'a> {
    /// Its name, in French where a source has it.
    pub name: &'a str,
    /// What it is.
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// ISO 3166-2: of the region, or of the region that a city lies in.
    pub region: Option<&'a str>,
    /// Degrees north; of a country or region, those of the town in its middle.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Inhabitants.
    pub population: Option<u64>,
    /// GeoNames identifier.
    pub geonames: Option<&'a str>,
    /// Wikidata identifier.
    pub wikidata: Option<&'a str>,
    /// UN M49 code, three digits.
    pub m49: Option<&'a str>,
    /// Whether the form that was looked up is enough.
    pub ambiguity: Ambiguity,
    /// The capital of a state.
    pub is_capital: bool,
}

/// An organisation or a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationRow<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its acronym.
    pub acronym: Option<&'a str>,
    /// The `kind` of `organisations.csv`, or the category of a brand.
    pub kind: &'a str,
    /// ISO 3166-1 alpha-2; none where there are several.
    pub country: Option<&'a str>,
    /// Wikidata identifier.
    pub wikidata: Option<&'a str>,
    /// Other names.
    pub variants: Vec<&'a str>,
}

fn degrees(cell: Option<&str>) -> Option<f64> {
    cell?.parse().ok()
}

fn some(cell: &str) -> Option<&str> {
    (!cell.is_empty()).then_some(cell)
}

impl Gazetteer {
    /// The place of a posting; none for an organisation or a brand.
    #[must_use]
    pub fn place(&self, posting: Posting) -> Option<PlaceRow<'_>> {
        let mut cells = self.row(posting).split('\t');
        let name = cells.next()?.split('|').next().filter(|name| !name.is_empty())?;
        let mut cell = || cells.next().and_then(some);
        let mut place = PlaceRow {
            name,
            kind: PlaceKind::Other,
            country: None,
            region: None,
            lat: None,
            lon: None,
            population: None,
            geonames: None,
            wikidata: None,
            m49: None,
            ambiguity: posting.ambiguity(),
            is_capital: false,
        };
        match posting.table() {
            Table::Country => {
                let world = cell() == Some("world_region");
                place.kind = if world { PlaceKind::WorldRegion } else { PlaceKind::Country };
                place.country = cell();
                place.m49 = cell();
                place.geonames = cell();
                place.wikidata = cell();
                (place.lat, place.lon) = (degrees(cell()), degrees(cell()));
            }
            Table::Region => {
                place.kind = PlaceKind::Region;
                place.region = cell();
                place.country = cell();
                place.geonames = cell();
                (place.lat, place.lon) = (degrees(cell()), degrees(cell()));
            }
            Table::City => {
                place.kind = PlaceKind::City;
                place.geonames = cell();
                place.country = cell();
                place.region = cell();
                (place.lat, place.lon) = (degrees(cell()), degrees(cell()));
                place.population = cell().and_then(|cell| cell.parse().ok());
                place.is_capital = cell().is_some();
            }
            Table::PlaceExtra => {
                place.kind = match cell() {
                    Some("country") => PlaceKind::Country,
                    Some("region") => PlaceKind::Region,
                    Some("city") => PlaceKind::City,
                    Some("world_region") => PlaceKind::WorldRegion,
                    _ => PlaceKind::Other,
                };
                place.country = cell();
                place.geonames = cell();
            }
            Table::Organisation | Table::Brand => return None,
        }
        Some(place)
    }

    /// The organisation or brand of a posting; none for a place.
    #[must_use]
    pub fn organisation(&self, posting: Posting) -> Option<OrganisationRow<'_>> {
        if !matches!(posting.table(), Table::Organisation | Table::Brand) {
            return None;
        }
        let mut cells = self.row(posting).split('\t');
        let mut forms = cells.next()?.split('|');
        let name = forms.next().filter(|name| !name.is_empty())?;
        Some(OrganisationRow {
            name,
            acronym: forms.next().and_then(some),
            variants: forms.collect(),
            kind: cells.next().unwrap_or(""),
            country: cells.next().and_then(some),
            wikidata: cells.next().and_then(some),
        })
    }

    /// The form by which a posting was found, as its row writes it.
    #[must_use]
    pub fn form(&self, posting: Posting) -> &str {
        let forms = self.row(posting).split('\t').next().unwrap_or("");
        forms.split('|').nth(posting.form()).unwrap_or("")
    }

    /// All forms of a posting's row, the name first.
    pub fn forms(&self, posting: Posting) -> impl Iterator<Item = &str> {
        let forms = self.row(posting).split('\t').next().unwrap_or("");
        forms.split('|').filter(|form| !form.is_empty())
    }

    /// The country with an ISO 3166-1 alpha-2 code.
    #[must_use]
    pub fn country(&self, iso2: &str) -> Option<Posting> {
        self.by_code('c', iso2)
    }

    /// The region with an ISO 3166-2 code.
    #[must_use]
    pub fn region(&self, code: &str) -> Option<Posting> {
        self.by_code('r', code)
    }

    /// The place with a GeoNames identifier.
    #[must_use]
    pub fn geonames(&self, identifier: &str) -> Option<Posting> {
        self.by_code('g', identifier)
    }

    /// The world region or country with a UN M49 code.
    #[must_use]
    pub fn m49(&self, code: &str) -> Option<Posting> {
        self.by_code('m', code)
    }

    /// The place or organisation with a Wikidata identifier.
    #[must_use]
    pub fn wikidata(&self, identifier: &str) -> Option<Posting> {
        self.by_code('w', identifier)
    }

    fn by_code(&self, scheme: char, code: &str) -> Option<Posting> {
        let packed = self.codes.get(format!("{scheme}{code}"))?;
        u32::try_from(packed).ok().map(Posting)
    }
}
