//! Packing of a full-form lexicon.
//!
//! A language has hundreds of thousands of forms but few ways to inflect. The forms point at their
//! signature (readings with the way back to each lemma), the lemmas at their paradigm (endings of
//! all forms); both tables are small, which makes the two `fst` maps small too.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use super::layout::{agreement, part, tense};
use super::pack::{fst_of, string_table, words_le};
use super::source::{GazetteerError, Row, Source};
use crate::text::fold::{fold, strip};

/// Forms, stripped forms, signatures, features, lemmas, paradigms.
pub fn pack(source: &Source) -> Result<Vec<Vec<u8>>, GazetteerError> {
    let (form, readings) = (source.column("form")?, source.column("readings")?);
    let (mut known, mut bits) = (Interner::default(), Vec::new());
    let (mut forms, mut stripped, mut lemmas) = (Vec::new(), Vec::new(), Vec::new());
    for row in source.rows() {
        let surface = row.cell(form);
        let folded = fold(surface);
        let bare = strip(&folded);
        for reading in row.cell(readings).split('|') {
            let (tags, lemma) = reading
                .split_once(':')
                .ok_or_else(|| row.error(format!("`{reading}` is not `TAGS:LEMMA`")))?;
            let lemma = fold(&lemma_of(row, surface, lemma)?);
            let reading = known.id(format!("{tags}:{}", ending(&folded, &lemma)));
            if reading as usize == bits.len() {
                bits.push(tag_bits(row, tags)?);
            }
            let parts = bits[reading as usize] as u16;
            if bare != folded {
                stripped.push((bare.clone(), reading));
            }
            forms.push((folded.clone(), reading));
            lemmas.push((lemma, folded.clone(), parts));
        }
    }
    let mut signatures = Interner::default();
    let forms = number(forms, &mut signatures);
    let stripped = number(stripped, &mut signatures);
    let joined: Vec<String> = signatures
        .values
        .iter()
        .map(|ids| {
            let parts: Vec<&str> =
                ids.iter().map(|&id| known.values[id as usize].as_str()).collect();
            parts.join("|")
        })
        .collect();
    let features: Vec<u32> = signatures
        .values
        .iter()
        .map(|ids| ids.iter().fold(0, |all, &id| all | bits[id as usize]))
        .collect();
    let (lemmas, paradigms) = paradigms(lemmas);
    Ok(vec![
        fst_of(forms),
        fst_of(stripped),
        string_table(joined.iter().map(String::as_str)),
        words_le(&features),
        fst_of(lemmas),
        string_table(paradigms.iter().map(String::as_str)),
    ])
}

/// Values numbered in the order in which they are first seen.
struct Interner<T> {
    ids: HashMap<T, u32>,
    values: Vec<T>,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self { ids: HashMap::new(), values: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Interner<T> {
    fn id(&mut self, value: T) -> u32 {
        if let Some(&id) = self.ids.get(&value) {
            return id;
        }
        let id = self.values.len() as u32;
        self.values.push(value.clone());
        self.ids.insert(value, id);
        id
    }
}

/// Puts the readings of each form together, in the order of the table, and numbers what comes out.
fn number(
    mut readings: Vec<(String, u32)>,
    signatures: &mut Interner<Vec<u32>>,
) -> BTreeMap<String, u64> {
    readings.sort_by(|left, right| left.0.cmp(&right.0));
    readings
        .chunk_by(|left, right| left.0 == right.0)
        .map(|group| {
            let mut ids = Vec::new();
            for (_, id) in group {
                if !ids.contains(id) {
                    ids.push(*id);
                }
            }
            (group[0].0.clone(), u64::from(signatures.id(ids)))
        })
        .collect()
}

/// The endings of all forms of each lemma, with their parts of speech.
fn paradigms(mut lemmas: Vec<(String, String, u16)>) -> (BTreeMap<String, u64>, Vec<String>) {
    lemmas.sort();
    let mut paradigms = Interner::default();
    let map = lemmas
        .chunk_by(|left, right| left.0 == right.0)
        .map(|group| {
            let lemma = &group[0].0;
            let endings: Vec<String> = group
                .chunk_by(|left, right| left.1 == right.1)
                .map(|same| {
                    let parts = same.iter().fold(0, |all, (.., parts)| all | parts);
                    format!("{}/{parts:x}", ending(lemma, &same[0].1))
                })
                .collect();
            (lemma.clone(), u64::from(paradigms.id(endings.join("|"))))
        })
        .collect();
    (map, paradigms.values)
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
