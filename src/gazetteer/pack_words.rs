//! Packing of a full-form lexicon.
//!
//! A language has hundreds of thousands of forms but few ways to inflect. The forms point at their
//! signature (readings with the way back to each lemma), the lemmas at their paradigm (endings of
//! all forms); both tables are small, which makes the two `fst` maps small too.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{agreement, part, tense};
use super::pack::{fst_of, string_table, words_le};
use super::source::{GazetteerError, Row, Source};
use crate::text::fold::{fold, strip};

type Readings = BTreeSet<String>;

/// Forms, stripped forms, signatures, features, lemmas, paradigms.
pub fn pack(source: &Source) -> Result<Vec<Vec<u8>>, GazetteerError> {
    let (form, readings) = (source.column("form")?, source.column("readings")?);
    let mut forms = BTreeMap::<String, Readings>::new();
    let mut stripped = BTreeMap::<String, Readings>::new();
    let mut lemmas = BTreeMap::<String, BTreeMap<String, u16>>::new();
    let mut features = BTreeMap::<String, u32>::new();
    for row in source.rows() {
        let surface = row.cell(form);
        let folded = fold(surface);
        let bare = strip(&folded);
        for reading in row.cell(readings).split('|') {
            let (tags, lemma) = reading
                .split_once(':')
                .ok_or_else(|| row.error(format!("`{reading}` is not `TAGS:LEMMA`")))?;
            let lemma = fold(&lemma_of(row, surface, lemma)?);
            let bits = tag_bits(row, tags)?;
            let ending = ending(&folded, &lemma);
            let reading = format!("{tags}:{ending}");
            features.insert(reading.clone(), bits);
            *lemmas.entry(lemma).or_default().entry(folded.clone()).or_default() |= bits as u16;
            if bare != folded {
                stripped.entry(bare.clone()).or_default().insert(reading.clone());
            }
            forms.entry(folded.clone()).or_default().insert(reading);
        }
    }
    let signatures: BTreeSet<&Readings> = forms.values().chain(stripped.values()).collect();
    let ids: BTreeMap<&Readings, u64> = signatures.iter().copied().zip(0..).collect();
    let number = |table: &BTreeMap<String, Readings>| -> BTreeMap<String, u64> {
        table.iter().map(|(form, readings)| (form.clone(), ids[readings])).collect()
    };
    let joined: Vec<String> = signatures
        .iter()
        .map(|readings| readings.iter().map(String::as_str).collect::<Vec<_>>().join("|"))
        .collect();
    let bits: Vec<u32> = signatures
        .iter()
        .map(|readings| readings.iter().fold(0, |bits, reading| bits | features[reading]))
        .collect();
    let paradigms: BTreeMap<&str, String> = lemmas
        .iter()
        .map(|(lemma, forms)| {
            let endings: Vec<String> = forms
                .iter()
                .map(|(form, parts)| format!("{}/{parts:x}", ending(lemma, form)))
                .collect();
            (lemma.as_str(), endings.join("|"))
        })
        .collect();
    let distinct: BTreeSet<&str> = paradigms.values().map(String::as_str).collect();
    let paradigm_ids: BTreeMap<&str, u64> = distinct.iter().copied().zip(0..).collect();
    let lemma_map = paradigms
        .iter()
        .map(|(lemma, paradigm)| ((*lemma).to_owned(), paradigm_ids[paradigm.as_str()]))
        .collect();
    Ok(vec![
        fst_of(number(&forms)),
        fst_of(number(&stripped)),
        string_table(joined.iter().map(String::as_str)),
        words_le(&bits),
        fst_of(lemma_map),
        string_table(distinct.iter().copied()),
    ])
}

/// The lemma that `0` or `N+suffix` stands for.
fn lemma_of(row: Row<'_>, form: &str, code: &str) -> Result<String, GazetteerError> {
    if code == "0" {
        return Ok(form.to_owned());
    }
    let (drop, suffix) = code
        .split_once('+')
        .and_then(|(drop, suffix)| Some((drop.parse::<usize>().ok()?, suffix)))
        .ok_or_else(|| row.error(format!("`{code}` is not a lemma: `0` or `N+suffix`")))?;
    let keep = form.chars().count().checked_sub(drop);
    let keep = keep.ok_or_else(|| row.error(format!("`{code}` drops more than the form has")))?;
    Ok(form.chars().take(keep).chain(suffix.chars()).collect())
}

/// How to get from one word to another: characters to drop from the end, suffix to append.
fn ending(from: &str, to: &str) -> String {
    let shared = from.chars().zip(to.chars()).take_while(|(a, b)| a == b).count();
    let suffix: String = to.chars().skip(shared).collect();
    format!("{}+{suffix}", from.chars().count() - shared)
}

/// Parts of speech in 16 bits, tenses in 8, gender and number in 8.
fn tag_bits(row: Row<'_>, tags: &str) -> Result<u32, GazetteerError> {
    let mut bits = 0u32;
    for tag in tags.split(',') {
        let unknown = || row.error(format!("`{tag}` is not a tag"));
        let letter = tag.chars().next().ok_or_else(unknown)?;
        bits |= u32::from(part::of_letter(letter).ok_or_else(unknown)?);
        if letter == 'V' {
            let mood = match tag.get(1..3) {
                Some("ip") => tense::PRESENT,
                Some("ii") => tense::IMPERFECT,
                Some("is") => tense::PAST,
                Some("if") => tense::FUTURE,
                Some("cp") => tense::CONDITIONAL,
                Some("sp" | "si") => tense::SUBJUNCTIVE,
                Some("mp") => tense::IMPERATIVE,
                _ => return Err(unknown()),
            };
            let third = if tag.get(3..4) == Some("3") { tense::THIRD_PERSON } else { 0 };
            bits |= u32::from(mood | third) << 16;
            continue;
        }
        for mark in tag[letter.len_utf8()..].chars() {
            let mark = match mark {
                'm' => agreement::MASCULINE,
                'f' => agreement::FEMININE,
                'e' => agreement::MASCULINE | agreement::FEMININE,
                's' => agreement::SINGULAR,
                'p' => agreement::PLURAL,
                'i' => agreement::SINGULAR | agreement::PLURAL,
                _ => return Err(unknown()),
            };
            bits |= u32::from(mark) << 24;
        }
    }
    Ok(bits)
}
