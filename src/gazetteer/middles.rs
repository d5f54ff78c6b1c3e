//! A point for each country and region: the sources have coordinates of towns only.
//!
//! It is a town: the one nearest to the middle of the towns that the gazetteer knows there (the median of
//! their latitudes and longitudes). So it lies on land, inside, and among people; a centroid of borders
//! may lie in the sea. It is good enough for a map and no more.

use std::collections::BTreeMap;
use std::path::Path;

use super::source::{GazetteerError, Source};

/// Latitude and longitude as the cells of a town have them.
type Cells = (String, String);

/// Latitude, longitude and the cells they were read from.
type Towns = BTreeMap<String, Vec<(f64, f64, Cells)>>;

/// Points by code of country and of region.
#[derive(Debug, Default)]
pub(super) struct Middles(BTreeMap<String, Cells>);

impl Middles {
    /// From the cities of a folder.
    pub fn read(folder: &Path) -> Result<Self, GazetteerError> {
        let Some(source) = Source::read(folder, "cities.csv")? else { return Ok(Self::default()) };
        let (country, region) = (source.column("country")?, source.optional("region"));
        let (lat, lon) = (source.column("lat")?, source.column("lon")?);
        let mut towns = Towns::new();
        for row in source.rows() {
            let cells = (row.cell(lat).to_owned(), row.cell(lon).to_owned());
            let (Ok(north), Ok(east)) = (cells.0.parse::<f64>(), cells.1.parse::<f64>()) else {
                continue;
            };
            for code in [row.cell(country), row.cell(region)] {
                if !code.is_empty() {
                    let of = towns.entry(code.to_owned()).or_default();
                    of.push((north, east, cells.clone()));
                }
            }
        }
        let middle = |(code, towns)| Some((code, middle(towns)?));
        Ok(Self(towns.into_iter().filter_map(middle).collect()))
    }

    /// Latitude and longitude for a code; empty for one without towns.
    pub fn of(&self, code: &str) -> (&str, &str) {
        self.0.get(code).map_or(("", ""), |(lat, lon)| (lat, lon))
    }
}

fn middle(mut towns: Vec<(f64, f64, Cells)>) -> Option<Cells> {
    let half = towns.len() / 2;
    let mut median = |of: fn(&(f64, f64, Cells)) -> f64| {
        towns.sort_by(|a, b| of(a).total_cmp(&of(b)));
        towns.get(half).map(of)
    };
    let (north, east) = (median(|town| town.0)?, median(|town| town.1)?);
    // Meridians run together towards the poles.
    let narrow = north.to_radians().cos();
    let far =
        |town: &(f64, f64, Cells)| (town.0 - north).powi(2) + ((town.1 - east) * narrow).powi(2);
    let nearest =
        towns.into_iter().min_by(|a, b| far(a).total_cmp(&far(b)).then_with(|| a.2.cmp(&b.2)))?;
    Some(nearest.2)
}
