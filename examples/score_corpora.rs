//! Scores names against the development corpora, which do not ship: `score_corpora [-e N] [FOLDER]`
//! (default `../shared/corpora`). Prints strict and overlap precision, recall and F1 by type for
//! `names-wikipedia-dev.jsonl` (whole, and the domain `other`) and `reports-dev.jsonl`, counted as
//! `../shared/eval/score.py` counts them; `-e N` lists the first N mistakes of each file.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::Path;

use extract::document::{Content, Media, Source};
use extract::gazetteer::Gazetteer;
use extract::pipeline::analysis::NameKind;
use extract::pipeline::{Buffers, Extractor, load_rules};
use extract::rules::RuleFiles;
use serde_json::Value;

/// A name: type, and code points `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Name {
    kind: usize,
    start: usize,
    end: usize,
}

const KINDS: [(&str, NameKind); 3] =
    [("ORG", NameKind::Organisation), ("LOC", NameKind::Place), ("PER", NameKind::Person)];

/// The files, the domains to score apart, and the overlap F1 to reach by type.
const FILES: [(&str, &[&str], [f64; 3]); 2] = [
    ("names-wikipedia-dev.jsonl", &["other"], [0.68, 0.88, 0.88]),
    ("reports-dev.jsonl", &[], [0.60, 0.88, 0.90]),
];

/// True positives, false positives and misses by type: strict, overlap.
type Counts = [[[usize; 3]; 3]; 2];

fn main() {
    let mut folder = "../shared/corpora".to_owned();
    let mut errors = 0usize;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-e" => errors = args.next().and_then(|n| n.parse().ok()).unwrap_or(20),
            _ => folder = arg,
        }
    }
    if !Path::new(&folder).is_dir() {
        println!("{folder} is not there: the corpora do not ship, so nothing was scored");
        return;
    }
    let files = RuleFiles::from_folder(Path::new("rules")).unwrap();
    let loaded = load_rules(&files, Gazetteer::embedded());
    let extractor = Extractor::new(loaded.rules, &files, Gazetteer::embedded()).unwrap();
    let mut buffers = Buffers::default();
    for (file, domains, targets) in FILES {
        let path = Path::new(&folder).join(file);
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("{} is not there", path.display());
            continue;
        };
        let mut all = Counts::default();
        let mut apart = vec![Counts::default(); domains.len()];
        let mut left = errors;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let record: Value = serde_json::from_str(line).unwrap();
            if record["partial"] == true {
                continue;
            }
            let text = record["text"].as_str().unwrap_or_default();
            let gold = gold(&record);
            let found = found(&extractor, &mut buffers, text);
            add(&mut all, &gold, &found);
            for (at, domain) in domains.iter().enumerate() {
                if record["domain"] == *domain {
                    add(&mut apart[at], &gold, &found);
                }
            }
            let counts = domains.is_empty() || domains.iter().any(|held| record["domain"] == *held);
            if left > 0 && counts {
                left -= list(text, &gold, &found).min(left);
            }
        }
        table(&format!("{file}, all"), &all, domains.is_empty().then_some(targets));
        for (domain, counts) in domains.iter().zip(&apart) {
            table(&format!("{file}, domain {domain}"), counts, Some(targets));
        }
    }
}

fn gold(record: &Value) -> Vec<Name> {
    let entities = record["entities"].as_array().map_or(&[][..], Vec::as_slice);
    let number = |value: &Value| value.as_u64().unwrap_or(0) as usize;
    entities
        .iter()
        .filter_map(|entity| {
            let kind = KINDS.iter().position(|(name, _)| entity["type"] == *name)?;
            Some(Name { kind, start: number(&entity["start"]), end: number(&entity["end"]) })
        })
        .collect()
}

fn found(extractor: &Extractor, buffers: &mut Buffers, text: &str) -> Vec<Name> {
    let source = Source {
        name: "text.txt".to_owned(),
        record: None,
        content: Content::Bytes(text.as_bytes().to_vec()),
        media: Media::Text,
    };
    let Ok(document) = extractor.prepare(source) else { return Vec::new() };
    let analysis = extractor.analyse(&document, buffers).analysis;
    let read = document.text.as_str();
    let points = |at: usize| read[..at].chars().count();
    analysis
        .names
        .iter()
        .filter(|name| name.is_name)
        .filter_map(|name| {
            let kind = KINDS.iter().position(|(_, kind)| *kind == name.kind)?;
            let bytes = document.reading.to_text(analysis.bytes(name.tokens));
            Some(Name {
                kind,
                start: points(bytes.start as usize),
                end: points(bytes.end as usize),
            })
        })
        .collect()
}

/// One-to-one pairs of the same type: equal spans, or the largest overlap first.
fn pairs(gold: &[Name], found: &[Name], strict: bool) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    for (at, left) in gold.iter().enumerate() {
        for (other, right) in found.iter().enumerate().filter(|(_, held)| held.kind == left.kind) {
            let shared = left.end.min(right.end).saturating_sub(left.start.max(right.start));
            let length = (left.end - left.start).abs_diff(right.end - right.start);
            if strict && left == right || !strict && shared > 0 {
                all.push((std::cmp::Reverse(shared), length, at, other));
            }
        }
    }
    all.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (_, _, at, other) in all {
        if out.iter().all(|&(left, right)| left != at && right != other) {
            out.push((at, other));
        }
    }
    out
}

fn add(counts: &mut Counts, gold: &[Name], found: &[Name]) {
    for (at, strict) in [true, false].into_iter().enumerate() {
        let pairs = pairs(gold, found, strict);
        for (kind, held) in counts[at].iter_mut().enumerate() {
            let right = pairs.iter().filter(|&&(left, _)| gold[left].kind == kind).count();
            held[0] += right;
            held[1] += found.iter().filter(|name| name.kind == kind).count() - right;
            held[2] += gold.iter().filter(|name| name.kind == kind).count() - right;
        }
    }
}

/// Prints the mistakes of a text; returns how many.
fn list(text: &str, gold: &[Name], found: &[Name]) -> usize {
    let pairs = pairs(gold, found, false);
    let missed = gold.iter().enumerate().filter(|(at, _)| pairs.iter().all(|pair| pair.0 != *at));
    let spurious =
        found.iter().enumerate().filter(|(at, _)| pairs.iter().all(|pair| pair.1 != *at));
    let chars: Vec<char> = text.chars().collect();
    let mut count = 0;
    for (label, name) in missed
        .map(|(_, name)| ("missed  ", name))
        .chain(spurious.map(|(_, name)| ("spurious", name)))
    {
        let cut =
            |from: usize, to: usize| chars[from..to.min(chars.len())].iter().collect::<String>();
        let (before, inside, after) = (
            cut(name.start.saturating_sub(40), name.start),
            cut(name.start, name.end),
            cut(name.end, name.end + 30),
        );
        println!("{label} {} {before}[{inside}]{after}", KINDS[name.kind].0);
        count += 1;
    }
    count
}

fn table(title: &str, counts: &Counts, targets: Option<[f64; 3]>) {
    println!("{title}");
    for (kind, (name, _)) in KINDS.iter().enumerate() {
        let score = |[right, wrong, missed]: [usize; 3]| {
            let ratio = |a: usize, b: usize| if b == 0 { 0.0 } else { a as f64 / b as f64 };
            let (p, r) = (ratio(right, right + wrong), ratio(right, right + missed));
            (p, r, ratio(2 * right, 2 * right + wrong + missed))
        };
        let (_, _, strict) = score(counts[0][kind]);
        let (p, r, overlap) = score(counts[1][kind]);
        let target = targets.map_or(String::new(), |held| format!("  target {:.2}", held[kind]));
        println!(
            "  {name}  gold {:6}  strict F1 {strict:.3}  overlap P {p:.3} R {r:.3} F1 {overlap:.3}{target}",
            counts[1][kind][0] + counts[1][kind][2],
        );
    }
}
