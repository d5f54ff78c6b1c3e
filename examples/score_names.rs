//! Scores the names stage alone against gold folders: `score_names [-e] [-t N] FOLDER…`.
//! `-e` lists the mistakes; `-t N` runs N times over the texts and prints the speed.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use extract::document::Source;
use extract::gazetteer::Gazetteer;
use extract::pipeline::analysis::NameKind;
use extract::pipeline::names::{Buffers, NameContext, NameTables, find};
use extract::pipeline::{Extractor, load_rules};
use extract::rules::RuleFiles;

type Span = (usize, usize);
const KINDS: [(&str, NameKind); 3] = [
    ("organisations", NameKind::Organisation),
    ("places", NameKind::Place),
    ("persons", NameKind::Person),
];

fn extractor() -> Extractor {
    let files = RuleFiles::from_folder(Path::new("rules")).unwrap();
    let loaded = load_rules(&files, Gazetteer::embedded());
    if !loaded.diagnostics.is_empty() {
        println!(
            "{}",
            extract::diag::render(
                &loaded.diagnostics,
                &loaded.sources,
                extract::diag::Format::Full { colour: false }
            )
        );
    }
    Extractor::new(loaded.rules, &files, Gazetteer::embedded()).unwrap()
}

fn main() {
    let mut folders = Vec::new();
    let (mut errors, mut times, mut dump) = (false, 0usize, false);
    let mut why = None;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-e" => errors = true,
            "-d" => dump = true,
            "-w" => why = args.next(),
            "-t" => times = args.next().and_then(|n| n.parse().ok()).unwrap_or(1),
            _ => folders.push(arg),
        }
    }
    let extractor = extractor();
    let rules = extractor.rules();
    let tables = NameTables::new(rules);
    let gazetteer = Gazetteer::embedded();
    let cx = NameContext { tables: &tables, gazetteer, country: None, blocks: &[], title: None };
    let mut buffers = Buffers::default();
    let mut stages = extract::pipeline::Buffers::default();
    let mut texts = Vec::new();
    if let Some(text) = why {
        let document = extractor.prepare(source(text.into_bytes())).unwrap();
        let mut analysis = extractor.analyse(&document, &mut stages).analysis;
        analysis.names.clear();
        analysis.inner.clear();
        analysis.entities.clear();
        analysis.sets.clear();
        find(&mut analysis, &cx, &mut buffers);
        for number in 0..analysis.sentences.len() {
            for held in buffers.considered(&analysis, &cx, number) {
                let chosen = analysis.names.iter().any(|name| name.tokens == held.tokens);
                let language = &rules.languages[analysis.sentences[number].language.0 as usize];
                let why: Vec<String> = held
                    .evidence
                    .iter()
                    .map(|(rule, weight)| {
                        format!(
                            "{}{:+}",
                            language.rule(*rule).id.trim_start_matches("fr."),
                            weight / 100
                        )
                    })
                    .collect();
                println!(
                    "{} {:?} {} {:?} {}",
                    if chosen { "*" } else { " " },
                    analysis.surface(held.tokens),
                    held.score,
                    held.kind,
                    why.join(" ")
                );
            }
        }
        return;
    }
    for folder in &folders {
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let mut totals: BTreeMap<usize, [usize; 4]> = BTreeMap::new();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "json")) {
            let gold: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
            let bytes = std::fs::read(path.with_extension("txt")).unwrap();
            let document = extractor.prepare(source(bytes)).unwrap();
            let text = document.text.as_str().to_owned();
            let chars: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let analysis = extractor.analyse(&document, &mut stages).analysis;
            let name = path.file_stem().unwrap().to_string_lossy();
            if dump {
                for (at, entity) in analysis.entities.iter().enumerate() {
                    println!(
                        "{name} E{at} {:?} {} acr={:?} {:?} {:?} {:?} al={:?} roles={:?} ids={:?} joined={:?}",
                        entity.kind,
                        entity.name,
                        entity.acronym,
                        entity.organisation_kind,
                        entity.place_kind,
                        entity.country,
                        entity.aliases,
                        entity.roles,
                        entity.ids.len(),
                        entity.joined
                    );
                }
                for mention in analysis.names.iter().filter(|mention| !mention.is_name) {
                    println!(
                        "{name} ANAPHOR {} -> {:?}",
                        analysis.surface(mention.tokens),
                        mention.entity.map(|e| &analysis.entities[e.0 as usize].name)
                    );
                }
            }
            for (number, (key, kind)) in KINDS.iter().enumerate() {
                let mut wanted: Vec<Span> = gold[key]
                    .as_array()
                    .unwrap()
                    .iter()
                    .flat_map(|entity| entity["mentions"].as_array().unwrap())
                    .map(|span| {
                        let at = |i: usize| chars[span[i].as_u64().unwrap() as usize];
                        (at(0), at(1))
                    })
                    .collect();
                wanted.sort_unstable();
                let found: Vec<(Span, usize)> = analysis
                    .names
                    .iter()
                    .enumerate()
                    .filter(|(_, mention)| mention.kind == *kind && mention.is_name)
                    .map(|(at, mention)| {
                        let bytes = document.reading.to_text(analysis.bytes(mention.tokens));
                        ((bytes.start as usize, bytes.end as usize), at)
                    })
                    .collect();
                let strict = found.iter().filter(|(span, _)| wanted.contains(span)).count();
                let total = totals.entry(number).or_default();
                total[0] += wanted.len();
                total[1] += found.len();
                total[2] += strict;
                let over = |a: Span, b: Span| a.0 < b.1 && b.0 < a.1;
                total[3] += wanted
                    .iter()
                    .filter(|&&span| found.iter().any(|&(held, _)| over(span, held)))
                    .count();
                if errors {
                    for &span in wanted.iter().filter(|span| !found.iter().any(|(s, _)| s == *span))
                    {
                        println!("{name} {} MISS {}", &key[..3], context(&text, span));
                    }
                    for &(span, at) in found.iter().filter(|(span, _)| !wanted.contains(span)) {
                        let mention = &analysis.names[at];
                        let language = &rules.languages[0];
                        let why: Vec<String> = mention
                            .evidence
                            .iter()
                            .take(7)
                            .map(|(rule, weight)| {
                                format!(
                                    "{}{:+}",
                                    language.rule(*rule).id.trim_start_matches("fr."),
                                    weight / 100
                                )
                            })
                            .collect();
                        println!(
                            "{name} {} FALSE {} {} {}",
                            &key[..3],
                            context(&text, span),
                            mention.score,
                            why.join(" ")
                        );
                    }
                }
            }
            texts.push(text);
        }
        println!("{folder}");
        for (number, (key, _)) in KINDS.iter().enumerate() {
            let [wanted, found, strict, over] = totals.get(&number).copied().unwrap_or_default();
            let ratio = |a: usize, b: usize| a as f64 / b.max(1) as f64;
            let (p, r) = (ratio(strict, found), ratio(strict, wanted));
            println!(
                "  {key:14} gold {wanted:4} found {found:4} P {p:.3} R {r:.3} F1 {:.3}  overlap R {:.3}",
                2.0 * p * r / (p + r).max(1e-9),
                ratio(over, wanted),
            );
        }
    }
    if times > 0 {
        let documents: Vec<_> = texts
            .iter()
            .map(|text| extractor.prepare(source(text.clone().into_bytes())).unwrap())
            .collect();
        let size: usize = texts.iter().map(String::len).sum();
        for _ in 0..3 {
            let mut names = 0.0;
            for _ in 0..times {
                for document in &documents {
                    let mut analysis = extractor.analyse(document, &mut stages).analysis;
                    clear(&mut analysis);
                    let start = Instant::now();
                    find(&mut analysis, &cx, &mut buffers);
                    names += start.elapsed().as_secs_f64();
                }
            }
            println!("names {:.1} MB/s", (size * times) as f64 / 1e6 / names);
        }
    }
}

fn clear(analysis: &mut extract::pipeline::Analysis<'_>) {
    analysis.names.clear();
    analysis.inner.clear();
    analysis.entities.clear();
    analysis.sets.clear();
}

fn source(bytes: Vec<u8>) -> Source {
    let (name, media) = ("gold.txt".to_owned(), extract::document::Media::Text);
    Source { name, record: None, content: extract::document::Content::Bytes(bytes), media }
}

fn context(text: &str, span: Span) -> String {
    let back = text[..span.0].char_indices().rev().nth(24).map_or(0, |(at, _)| at);
    let ahead = text[span.1..].char_indices().nth(25).map_or(text.len(), |(at, _)| span.1 + at);
    format!("{}[{}]{}", &text[back..span.0], &text[span.0..span.1], &text[span.1..ahead])
        .replace('\n', "⏎")
}
