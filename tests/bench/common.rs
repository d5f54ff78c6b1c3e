//! What the benches share: prose, the yardsticks, the table.

#![allow(clippy::print_stdout, reason = "a bench prints its table")]
#![allow(dead_code, reason = "no bench uses all of it")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use extract::document::{Content, Media, Source};

const PARTS_PER_DOCUMENT: usize = 12;

/// Measures and prints both yardsticks: reading and checking UTF-8, and one Aho-Corasick pass over the
/// names of the gazetteers, whose time is returned.
pub fn yardsticks(texts: &[String], bytes: usize) -> Duration {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (number, text) in texts.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{number}.txt")), text).expect("written");
    }
    let read = time(|| {
        for number in 0..texts.len() {
            let bytes = std::fs::read(folder.path().join(format!("{number}.txt"))).expect("read");
            black_box(std::str::from_utf8(&bytes).is_ok());
        }
    });
    row("yardstick: read and validate", bytes, read);
    let names = names();
    let automaton = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(&names)
        .expect("an automaton of names");
    let search = time(|| {
        for text in texts {
            black_box(automaton.find_iter(text).count());
        }
    });
    row(&format!("yardstick: Aho-Corasick, {} names", names.len()), bytes, search);

    search
}

/// The shorter of two runs.
pub fn time(mut work: impl FnMut()) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..2 {
        let start = spent();
        work();
        best = best.min(spent() - start);
    }
    best
}

/// Time that this thread has run on a core: what other programs of the machine take does not
/// count. Linux tells; elsewhere it is the time that has passed.
pub fn spent() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok().and_then(|text| {
        text.split_whitespace().next().and_then(|text| text.parse().ok()).map(Duration::from_nanos)
    });
    told.unwrap_or_else(|| START.get_or_init(Instant::now).elapsed())
}

/// A line of the table.
pub fn row(what: &str, bytes: usize, spent: Duration) {
    println!("{what:<42} {:>8.1} MB/s", bytes as f64 / 1e6 / spent.as_secs_f64());
}

/// A text as the program reads one.
pub fn source(text: &str) -> Source {
    Source {
        name: "bench".to_owned(),
        record: None,
        content: Content::Bytes(text.as_bytes().to_vec()),
        media: Media::Text,
    }
}

/// The names of places and organisations, for the yardstick.
fn names() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/gazetteers");
    let mut names = Vec::new();
    for file in ["countries", "regions", "cities", "places_extra", "organisations", "brands"] {
        let Ok(mut reader) = csv::Reader::from_path(folder.join(format!("{file}.csv"))) else {
            continue;
        };
        let column =
            |headers: &csv::StringRecord, name: &str| headers.iter().position(|h| h == name);
        let Ok(headers) = reader.headers().cloned() else { continue };
        let (name, variants) = (column(&headers, "name"), column(&headers, "variants"));
        for record in reader.records().flatten() {
            names.extend(name.and_then(|at| record.get(at)).map(str::to_owned));
            if let Some(forms) = variants.and_then(|at| record.get(at)) {
                names.extend(forms.split('|').filter(|form| !form.is_empty()).map(str::to_owned));
            }
        }
    }
    names.sort();
    names.dedup();
    names
}

/// Varied prose of at least `wanted` bytes.
pub fn prose(wanted: usize) -> (Vec<String>, &'static str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = root.join("../shared/corpora");
    let (mut parts, origin) = if shared.is_dir() {
        (shared_parts(&shared), "../shared/corpora")
    } else {
        (own_parts(root), "the seeds and our gold (../shared/corpora is missing)")
    };
    parts.retain(|part| !part.trim().is_empty());
    assert!(!parts.is_empty(), "no text to measure on");
    let (mut texts, mut size, mut state) = (Vec::new(), 0, 0x9E37_79B9_7F4A_7C15u64);
    while size < wanted {
        let mut text = String::new();
        for _ in 0..PARTS_PER_DOCUMENT {
            // A linear congruential generator: the same prose on every machine.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let part = &parts[(state >> 33) as usize % parts.len()];
            let shift = (state >> 29) as u8 % 9;
            text.extend(part.chars().map(|char| match char {
                '1'..='9' => char::from(b'1' + (char as u8 - b'1' + shift) % 9),
                _ => char,
            }));
            text.push_str("\n\n");
        }
        size += text.len();
        texts.push(text);
    }
    (texts, origin)
}

fn shared_parts(folder: &Path) -> Vec<String> {
    let mut parts = Vec::new();
    for file in ["names-wikipedia-dev.jsonl", "reports-dev.jsonl"] {
        let Ok(text) = std::fs::read_to_string(folder.join(file)) else { continue };
        for line in text.lines() {
            if let Ok(record) = serde_json::from_str::<serde_json::Value>(line)
                && let Some(text) = record["text"].as_str()
            {
                parts.push(text.to_owned());
            }
        }
    }
    // Press is what the program is for: it makes up about half of the prose.
    let press = texts_under(&folder.join("press-dev"));
    let repeat = parts.len() / press.len().max(1);
    for _ in 0..repeat.max(1) {
        parts.extend(press.iter().cloned());
    }
    parts
}

fn own_parts(root: &Path) -> Vec<String> {
    let mut parts = texts_under(&root.join("seeds"));
    for folder in ["seeds", "dev", "test"] {
        parts.extend(texts_under(&root.join("tests/gold").join(folder)));
    }
    parts
}

/// Paragraphs of the `.txt` files of a folder, by name.
fn texts_under(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    files
        .iter()
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .flat_map(|text| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>())
        .collect()
}
