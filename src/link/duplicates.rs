//! Near-duplicates: agency texts and releases that several papers print with small changes. Counting
//! them as independent would make a relation look better attested than it is.
//!
//! Two texts are near-duplicates when their running texts share enough five-word sequences (Jaccard
//! similarity of the sets, exact). Candidates come from min-hash signatures cut into bands, so the
//! work grows with the number of texts, not its square. Texts are taken in the order of their ids and
//! compared with the texts that repeat no other; a repetition points at the first that it repeats,
//! hence always at a text that itself points nowhere.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::kb::facts::DocumentFacts;
use crate::kb::v1::{BlockKind, Document};
use crate::text::OffsetMap;

/// Words of a sequence.
const SHINGLE: usize = 5;
/// Sequences that a text needs to be compared at all.
const SHORTEST: usize = 8;
/// Values of a signature: `BANDS` bands of `ROWS` rows. With these, two texts of similarity 0.8 meet
/// in some band in all but two cases of ten thousand.
const BANDS: usize = 16;
const ROWS: usize = 4;
const BINS: usize = BANDS * ROWS;
/// Texts of one band that a text is compared with: the first by id.
const WINDOW: usize = 32;

/// For each text of `facts` (sorted by id), the index of the text that it nearly repeats, or its own.
/// `similarity` is in thousandths.
pub(super) fn find(facts: &[DocumentFacts], similarity: u64) -> Vec<usize> {
    let signatures: Vec<Option<[u32; BINS]>> = facts
        .par_iter()
        .map(|facts| {
            let shingles = shingles(&facts.document);
            (shingles.len() >= SHORTEST).then(|| signature(&shingles))
        })
        .collect();
    let mut firsts: Vec<usize> = (0..facts.len()).collect();
    let mut bands: FxHashMap<(usize, u64), Vec<usize>> = FxHashMap::default();
    let mut sets: FxHashMap<usize, Vec<u64>> = FxHashMap::default();
    for (at, signature) in signatures.iter().enumerate() {
        let Some(signature) = signature else { continue };
        let keys: Vec<(usize, u64)> = signature
            .chunks(ROWS)
            .map(|rows| rows.iter().fold(0, |hash, &row| mix(hash ^ u64::from(row))))
            .enumerate()
            .collect();
        let mut candidates: Vec<usize> =
            keys.iter().filter_map(|key| bands.get(key)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut own = None;
        let first = candidates.into_iter().find(|&first| {
            let own = own.get_or_insert_with(|| shingles(&facts[at].document));
            let other = sets.entry(first).or_insert_with(|| shingles(&facts[first].document));
            alike(own, other, similarity)
        });
        match first {
            Some(first) => firsts[at] = first,
            None => {
                for key in keys {
                    let list = bands.entry(key).or_default();
                    if list.len() < WINDOW {
                        list.push(at);
                    }
                }
            }
        }
    }
    firsts
}

/// Sorted set of the hashed word sequences of a document's running text.
fn shingles(document: &Document) -> Vec<u64> {
    let Some(text) = document.text.as_deref() else { return Vec::new() };
    let mut words: Vec<u64> = Vec::with_capacity(text.len() / 6);
    if document.blocks.is_empty() {
        hash_words(text, &mut words);
    } else {
        let map = OffsetMap::new(text);
        for block in document.blocks.iter().filter(|block| is_running(block.kind)) {
            let start = map.byte_at(text, block.char_start as usize);
            let end = map.byte_at(text, block.char_end as usize);
            hash_words(text.get(start..end).unwrap_or_default(), &mut words);
        }
    }
    let mut out: Vec<u64> = words
        .windows(SHINGLE)
        .map(|window| window.iter().fold(0, |hash, &word| mix(hash ^ word)))
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

fn is_running(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Body | BlockKind::Quote | BlockKind::List | BlockKind::About)
}

/// Hashes the words of `text`, small; punctuation and spaces do not count. Accents do: two printings
/// of one release have the same.
fn hash_words(text: &str, out: &mut Vec<u64>) {
    let mut hash = None;
    for c in text.chars() {
        if c.is_alphanumeric() {
            let before = hash.unwrap_or(0xcbf2_9ce4_8422_2325u64);
            let small = if c.is_ascii() {
                u64::from(u32::from(c.to_ascii_lowercase()))
            } else {
                c.to_lowercase().fold(0, |code, c| code << 21 | u64::from(u32::from(c)))
            };
            hash = Some((before ^ small).wrapping_mul(0x0100_0000_01b3));
        } else if let Some(hash) = hash.take() {
            out.push(mix(hash));
        }
    }
    out.extend(hash.map(mix));
}

/// Spreads the bits of a hash. Written out, so that it is the same on every machine and version.
fn mix(mut hash: u64) -> u64 {
    hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ hash >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ hash >> 31
}

/// One-permutation min-hash: the smallest hash in each of `BINS` classes; an empty class borrows
/// from the next one that is not.
fn signature(shingles: &[u64]) -> [u32; BINS] {
    let mut smallest: [Option<u32>; BINS] = [None; BINS];
    for &shingle in shingles {
        let bin = &mut smallest[(shingle >> 58) as usize % BINS];
        let value = (shingle & 0xffff_ffff) as u32;
        *bin = Some(bin.map_or(value, |before| before.min(value)));
    }
    std::array::from_fn(|at| {
        (0..BINS)
            .find_map(|step| {
                let value = smallest[(at + step) % BINS]?;
                Some(value.wrapping_add((step as u32).wrapping_mul(0x9e37_79b1)))
            })
            .unwrap_or(0)
    })
}

/// Whether two sorted sets share at least `similarity` thousandths of their union.
fn alike(a: &[u64], b: &[u64], similarity: u64) -> bool {
    let (mut i, mut j, mut both) = (0, 0, 0u64);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let either = (a.len() + b.len()) as u64 - both;
    both * 1000 >= similarity * either
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::fixture;

    fn text(words: impl Iterator<Item = usize>) -> String {
        words.map(|word| format!("mot{word} ")).collect()
    }

    fn with_text(id: &str, text: String) -> DocumentFacts {
        let mut facts = fixture::document(id);
        facts.document.text = Some(text);
        facts.document.blocks.clear();
        facts
    }

    #[test]
    fn a_reprint_points_at_the_smallest_id() {
        let facts = vec![
            with_text("d-1", text(0..200)),
            with_text("d-2", text(1000..1200)),
            with_text("d-3", text(0..195).to_uppercase() + "fin ajoutée par le journal"),
            with_text("d-4", text(100..300)),
            with_text("d-5", text((0..200).chain(1..10))),
            with_text("d-6", "trop court".to_owned()),
            with_text("d-7", "trop court".to_owned()),
        ];
        assert_eq!(find(&facts, 800), [0, 1, 0, 3, 0, 5, 6]);
    }

    #[test]
    fn candidates_agree_with_comparing_all_pairs() {
        // Texts that overlap by a sliding amount: the bands must find what all pairs would.
        let facts: Vec<DocumentFacts> = (0..60)
            .map(|n| with_text(&format!("d-{n:02}"), text(n * 40..n * 40 + 250 - (n % 3) * 12)))
            .chain(
                (0..60)
                    .map(|n| with_text(&format!("e-{n:02}"), text(n * 40 + n % 8..n * 40 + 248))),
            )
            .collect();
        let sets: Vec<Vec<u64>> = facts.iter().map(|facts| shingles(&facts.document)).collect();
        let mut expected: Vec<usize> = (0..facts.len()).collect();
        for at in 0..facts.len() {
            if let Some(first) = (0..at)
                .find(|&first| expected[first] == first && alike(&sets[at], &sets[first], 800))
            {
                expected[at] = first;
            }
        }
        assert_eq!(find(&facts, 800), expected);
        assert!(expected.iter().enumerate().any(|(at, &first)| at != first));
    }

    #[test]
    fn menus_do_not_make_duplicates() {
        use crate::kb::v1::Block;
        let menu = text(0..300);
        let with_menu = |id: &str, body: String| {
            let mut facts = with_text(id, format!("{menu}{body}"));
            let (middle, end) = (menu.chars().count() as u32, (menu.len() + body.len()) as u32);
            let block = |kind, char_start, char_end| Block {
                kind,
                language: "fr".to_owned(),
                char_start,
                char_end,
            };
            facts.document.blocks =
                vec![block(BlockKind::Boilerplate, 0, middle), block(BlockKind::Body, middle, end)];
            facts
        };
        let facts = vec![with_menu("d-1", text(500..540)), with_menu("d-2", text(600..640))];
        assert_eq!(find(&facts, 800), [0, 1]);
    }
}
