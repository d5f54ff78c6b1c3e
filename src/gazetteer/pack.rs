//! Packing: from the source tables to the sections that the reader maps without parsing.
//!
//! Runs in the build script for the shipped gazetteers and at run time for another folder.

use std::collections::BTreeMap;
use std::path::Path;

use super::layout::{Posting, WORD_TABLES, section};
use super::pack_names::Names;
use super::source::{GazetteerError, Source};
use super::{pack_tables, pack_words};

/// Packs the gazetteers of a folder into sections. A table that is not there is empty.
///
/// # Errors
/// When the folder cannot be listed or a table is malformed.
pub fn pack(folder: &Path) -> Result<Vec<Vec<u8>>, GazetteerError> {
    let mut names = Names::default();
    let tables = pack_tables::all(folder, &mut names)?;
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
    sections[section::PERSONS] = fst_of(pack_tables::persons(folder)?);
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
