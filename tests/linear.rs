//! One long document takes as long as its length asks for, not as its square: four times the text
//! of many bodies, relations, anaphors and slips of the pen, stage by stage.
//!
//! `LINEAR_KB=1000 cargo test --profile fast --test linear -- --nocapture` measures 1 MB against 4.

#![allow(clippy::print_stdout, reason = "shown when the test fails, and for measuring")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use extract::document::{Content, Media, Source};
use extract::gazetteer::Gazetteer;
use extract::pipeline::{Buffers, Extractor, Stage, load_rules};
use extract::rules::RuleFiles;

/// Four times the text may take this many times as long: twice what is linear, half of the square.
const MOST: u32 = 8;

/// A word that no list knows, another one for each number below 65536.
fn name(number: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "ko", "ri", "tu", "ve", "lo", "mi", "da", "zu", "fe", "go", "nya", "pra", "shi",
        "tro", "ghe",
    ];
    let mut word = String::new();
    let mut rest = number * 40_503 % 65_536;
    for _ in 0..4 {
        word.push_str(SYLLABLES[rest % 16]);
        rest /= 16;
    }
    let first = word[..1].to_uppercase();
    format!("{first}{}", &word[1..])
}

/// A release in which each paragraph names other bodies, ties them, and speaks of them by nouns.
fn text(bytes: usize) -> String {
    let mut out = String::from("Rabat, le 3 mai 2019 - ");
    let mut number = 0;
    while out.len() < bytes {
        let [a, b, c] = [3 * number, 3 * number + 1, 3 * number + 2].map(name);
        let (day, slip) = (number % 28 + 1, &b[..b.len() - 1]);
        let _ = write!(
            out,
            "La société {a} a signé le {day} mars une convention de partenariat avec \
             l'association {b} à Rabat. La banque a salué cet accord, que le gouvernement marocain \
             soutient. {c}tech et la Fondation {a} collaborent dans l'énergie. L'université \
             accompagne le projet avec le soutien de {b}soft SA et de {slip}soft. Le ministère \
             finance la Fondation {c} à hauteur de 3 millions d'euros. Elle travaille avec la \
             start-up {c}lab.\n\n"
        );
        number += 1;
    }
    out
}

/// Time that this thread has run on a core; where the system does not tell, the time that has passed.
fn spent(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok().and_then(|text| {
        text.split_whitespace().next().and_then(|text| text.parse().ok()).map(Duration::from_nanos)
    });
    told.unwrap_or_else(|| start.elapsed())
}

/// Time by stage, the last for what is published: the shorter of two runs.
fn measure(extractor: &Extractor, text: &str) -> Vec<Duration> {
    let source = || Source {
        name: "long".to_owned(),
        record: None,
        content: Content::Bytes(text.as_bytes().to_vec()),
        media: Media::Text,
    };
    let begun = Instant::now();
    let mut buffers = Buffers::default();
    let mut best = vec![Duration::MAX; Stage::ALL.len() + 1];
    for _ in 0..2 {
        let document = extractor.prepare(source()).expect("prose is readable");
        let mut last = spent(begun);
        let start = last;
        let analysed = extractor.analyse_with(&document, &mut buffers, &mut |stage| {
            let now = spent(begun);
            let held = &mut best[stage as usize];
            *held = (*held).min(now - last);
            last = now;
        });
        black_box(&analysed);
        drop(analysed);
        let stages = spent(begun) - start;
        let start = spent(begun);
        black_box(extractor.document(source(), &mut buffers));
        let rest = (spent(begun) - start).saturating_sub(stages);
        best[Stage::ALL.len()] = best[Stage::ALL.len()].min(rest);
    }
    best
}

#[test]
fn four_times_the_text_is_four_times_the_work() {
    let kilobytes: usize =
        std::env::var("LINEAR_KB").ok().and_then(|text| text.parse().ok()).unwrap_or(30);
    let files = RuleFiles::embedded();
    let loaded = load_rules(&files, Gazetteer::embedded());
    let extractor =
        Extractor::new(loaded.rules, &files, Gazetteer::embedded()).expect("the rules load");
    let once = measure(&extractor, &text(kilobytes * 1_000));
    let four = measure(&extractor, &text(4 * kilobytes * 1_000));
    let names = Stage::ALL.iter().map(|stage| stage.name()).chain(["reading and publishing"]);
    let mut slow = Vec::new();
    for ((name, once), four) in names.zip(once).zip(four) {
        println!("{name:<28} {once:>10.1?} {four:>10.1?}  {:.1}", four.div_duration_f64(once));
        // Less than a clock can tell apart is no time at all.
        if four > MOST * once.max(Duration::from_millis(5)) {
            slow.push(name);
        }
    }
    assert!(slow.is_empty(), "more than linear: {}", slow.join(", "));
}
