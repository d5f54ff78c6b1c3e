//! World knowledge and the full-form lexicon, packed: names of places, organisations and persons,
//! and the words of a language with their parts of speech.
//!
//! The tables under `rules/gazetteers` become `fst` maps at build time and are read where they
//! lie, so opening them costs nothing. Another folder is packed by the same code at run time.
//! Rows are parsed when somebody asks for them.

mod layout;
mod matching;
mod middles;
mod pack;
mod pack_names;
mod pack_tables;
mod pack_words;
mod persons;
mod rows;
mod source;
#[cfg(test)]
mod tests;
mod words;

use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;

use crate::text::fold::name_key;
use layout::{WORD_TABLES, section};

pub use layout::{Ambiguity, Posting, Table, agreement, part, tense};
pub use matching::{MAX_TOKENS, NameHit, PostingRange};
pub use persons::{FirstName, Gender, NameClasses};
pub use rows::{OrganisationRow, PlaceKind, PlaceRow};
pub use source::GazetteerError;
pub use words::{Features, Words};

static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteer.bin"));

type Bytes = Cow<'static, [u8]>;
type Map = fst::Map<Bytes>;

/// All gazetteers and word tables.
pub struct Gazetteer {
    names: Map,
    postings: Bytes,
    rows: Strings,
    tables: [u32; Table::ALL.len() + 1],
    codes: Map,
    persons: Map,
    digest: String,
    words: Vec<(&'static str, Words)>,
}

impl Gazetteer {
    /// The gazetteers that the binary carries.
    ///
    /// # Panics
    /// Never: the bytes were written by this crate's build script.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
        GAZETTEER.get_or_init(|| {
            split(EMBEDDED).and_then(Self::open).expect("the build script packed the gazetteers")
        })
    }

    /// Packs the tables of a folder (`rules/gazetteers` or one like it). A table that is not there
    /// is empty.
    ///
    /// # Errors
    /// When the folder cannot be listed or a table is malformed; the error tells file and line.
    pub fn from_folder(folder: &Path) -> Result<Self, GazetteerError> {
        let sections = pack::pack(folder)?.into_iter().map(Cow::Owned).collect();
        Self::open(sections).ok_or_else(|| GazetteerError {
            file: folder.display().to_string(),
            line: 0,
            message: "the tables are too large".to_owned(),
        })
    }

    /// Whether the tables of a folder are the very ones that the binary was built from. Reading
    /// them tells in milliseconds; packing them again takes seconds.
    #[must_use]
    pub fn is_embedded(folder: &Path) -> bool {
        pack::digest(folder).is_ok_and(|digest| digest == Self::embedded().digest)
    }

    fn open(mut sections: Vec<Bytes>) -> Option<Self> {
        if sections.len() < section::WORDS {
            return None;
        }
        let languages = sections.split_off(section::WORDS);
        let mut words = Vec::new();
        let mut languages = languages.into_iter();
        for (language, _) in WORD_TABLES {
            let block: Vec<Bytes> = languages.by_ref().take(section::PER_LANGUAGE).collect();
            if block.first().is_some_and(|forms| !forms.is_empty()) {
                words.push((*language, Words::open(block)?));
            }
        }
        let mut take = |index: usize| std::mem::take(&mut sections[index]);
        let bounds = take(section::TABLES);
        let mut tables = [0; Table::ALL.len() + 1];
        for (index, bound) in tables.iter_mut().enumerate() {
            *bound = u32_at(&bounds, index)?;
        }
        Some(Self {
            names: Map::new(take(section::NAMES)).ok()?,
            postings: take(section::POSTINGS),
            rows: Strings(take(section::ROWS)),
            tables,
            codes: Map::new(take(section::CODES)).ok()?,
            persons: Map::new(take(section::PERSONS)).ok()?,
            digest: String::from_utf8(take(section::DIGEST).into_owned()).ok()?,
            words,
        })
    }

    /// BLAKE3 of the source tables, hexadecimal: names and contents in sorted order.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The full-form lexicon of a language (ISO 639-1), if there is one.
    #[must_use]
    pub fn words(&self, language: &str) -> Option<&Words> {
        self.words.iter().find(|(known, _)| *known == language).map(|(_, words)| words)
    }

    /// All rows that bear a name, likeliest first; any spelling with the same
    /// [`name_key`] will do.
    pub fn lookup(&self, name: &str) -> impl Iterator<Item = Posting> + '_ {
        let range = self.names.get(name_key(name)).map_or_else(PostingRange::default, Into::into);
        self.postings(range)
    }

    /// The rows of a hit, likeliest first: countries, then other places (cities by population, a
    /// city before the region that is named after it), organisations, brands.
    pub fn postings(&self, range: PostingRange) -> impl Iterator<Item = Posting> + '_ {
        let start = range.start as usize;
        (start..start + range.count as usize)
            .map_while(|index| u32_at(&self.postings, index).map(Posting))
    }

    /// Number of rows of a table.
    #[must_use]
    pub fn row_count(&self, table: Table) -> usize {
        let table = table as usize;
        (self.tables[table + 1].saturating_sub(self.tables[table])) as usize
    }

    /// The packed text of a row; empty if there is no such row.
    fn row(&self, posting: Posting) -> &str {
        if posting.row() >= self.row_count(posting.table()) {
            return "";
        }
        self.rows.get(self.tables[posting.table() as usize] as usize + posting.row())
    }
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Gazetteer")
            .field("names", &self.names.len())
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

/// A packed table of strings: count, offsets, bytes.
struct Strings(Bytes);

impl Strings {
    fn get(&self, index: usize) -> &str {
        self.bytes(index).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }

    fn bytes(&self, index: usize) -> Option<&[u8]> {
        let count = u32_at(&self.0, 0)? as usize;
        if index >= count {
            return None;
        }
        let base = (count + 2) * 4;
        let start = base + u32_at(&self.0, index + 1)? as usize;
        let end = base + u32_at(&self.0, index + 2)? as usize;
        self.0.get(start..end)
    }
}

/// The `index`th little-endian `u32` of `bytes`.
fn u32_at(bytes: &[u8], index: usize) -> Option<u32> {
    let start = index.checked_mul(4)?;
    bytes.get(start..start + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// Cuts the file that the build script wrote back into sections.
fn split(bytes: &'static [u8]) -> Option<Vec<Bytes>> {
    let count = u32_at(bytes, 0)? as usize;
    let mut at = (count + 1) * 4;
    let mut out = Vec::with_capacity(count);
    for index in 0..count {
        let end = at.checked_add(u32_at(bytes, index + 1)? as usize)?;
        out.push(Cow::Borrowed(bytes.get(at..end)?));
        at = end;
    }
    Some(out)
}
