//! Throughput of each stage and of the whole, in MB of decoded text a second on one core, beside
//! two yardsticks of the same run: reading and checking UTF-8, and one Aho-Corasick pass over the
//! names of the gazetteers.
//!
//! `cargo bench --bench pipeline`; `BENCH_MB=5` makes it shorter. The prose is put together from
//! `../shared/corpora` where that folder is there, from the seeds and our own gold otherwise: every
//! text once, then again in another order with other figures, until there are 20 MB.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its table")]

use std::hint::black_box;
use std::time::Duration;

use extract::gazetteer::Gazetteer;
use extract::pipeline::{Buffers, Extractor, Stage, load_rules};
use extract::rules::RuleFiles;

#[path = "common.rs"]
mod common;

use common::{prose, row, source, time, yardsticks};

fn main() {
    // `cargo test` builds benches and runs them with `--test`: nothing is measured then.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let megabytes: usize =
        std::env::var("BENCH_MB").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let (texts, origin) = prose(megabytes * 1_000_000);
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} documents, {:.1} MB, from {origin}", texts.len(), bytes as f64 / 1e6);

    let start = common::spent();
    let files = RuleFiles::embedded();
    let loaded = load_rules(&files, Gazetteer::embedded());
    let extractor = match Extractor::new(loaded.rules, &files, Gazetteer::embedded()) {
        Ok(extractor) => extractor,
        Err(faults) => {
            eprintln!("the rules do not load: {faults:?}");
            std::process::exit(1);
        }
    };
    println!(
        "start-up with embedded rules  {:>8.1} ms",
        (common::spent() - start).as_secs_f64() * 1e3
    );

    let search = yardsticks(&texts, bytes);
    let mut buffers = Buffers::default();
    let mut documents = Vec::with_capacity(texts.len());
    let prepare = time(|| {
        documents.clear();
        for text in &texts {
            documents.push(extractor.prepare(source(text)).expect("prose is readable"));
        }
    });
    row("decode, clean, detect", bytes, prepare);
    let mut stages = vec![Duration::ZERO; Stage::ALL.len()];
    for document in &documents {
        let mut last = common::spent();
        let analysis = extractor.analyse_with(document, &mut buffers, &mut |stage| {
            let now = common::spent();
            stages[stage as usize] += now - last;
            last = now;
        });
        black_box(analysis);
    }
    for (stage, spent) in Stage::ALL.iter().zip(stages) {
        row(stage.name(), bytes, spent);
    }
    let whole = time(|| {
        for text in &texts {
            black_box(extractor.document(source(text), &mut buffers));
        }
    });
    row("whole pipeline, one core", bytes, whole);
    println!("whole / Aho-Corasick yardstick: {:.2}", search.as_secs_f64() / whole.as_secs_f64());
}
