//! How long linking takes; run by hand:
//! `cargo test --profile fast --test linking -- --ignored --nocapture`.

use std::time::Instant;

use super::build::{doc, org};
use super::random::{self, Numbers};
use super::test_run::run;
use extract::kb::facts::DocumentFacts;
use extract::link::{Decisions, LinkData, link};

/// Ten thousand press texts of 600 words: 30 mentions of 12 bodies each, drawn from 20,000 bodies as
/// unevenly as in the press, one text in ten a reprint.
fn press(count: usize) -> Vec<DocumentFacts> {
    let n = &mut Numbers(5);
    let syllables = ["ba", "ri", "to", "ka", "me", "lo", "su", "da", "ni", "ver", "tal", "gor"];
    let names: Vec<String> = (0..20_000)
        .map(|_| {
            let word = |n: &mut Numbers| -> String {
                (0..2 + n.next(3)).map(|_| n.pick(&syllables)).collect()
            };
            let head = n.pick(&["Centre régional", "Université", "Office national", "Banque", ""]);
            format!("{head} {} {}", word(n), word(n)).trim().to_owned()
        })
        .collect();
    (0..count)
        .map(|at| {
            let start = if at % 10 == 9 { at - 1 } else { at } * 7919;
            let body: String =
                (0..600).map(|word| format!("mot{} ", (start + word * word) % 9973)).collect();
            let mut doc = doc(&format!("article {at}")).published("2021-05").text(&body);
            for entity in 0..12 {
                let rank = n.next(20_000) * n.next(20_000) / 20_000;
                doc = doc.with(org(&names[rank]));
                for _ in 0..2 {
                    doc = doc.mention(entity, &names[rank]);
                }
            }
            doc.agreement(&[0, 1], |_| ()).agreement(&[2, 3, 4], |_| ()).done()
        })
        .collect()
}

#[allow(clippy::print_stdout, reason = "a measurement is for reading")]
fn timed(what: &str, facts: Vec<DocumentFacts>) {
    let data = LinkData::bundled().expect("bundled data");
    let documents = facts.len();
    let start = Instant::now();
    let kb = link(facts, Vec::new(), run(), &Decisions::default(), &data);
    let merges: usize = kb.organisations.iter().map(|org| org.merged.len()).sum();
    println!(
        "{what}: {documents} documents, {} mentions, {} organisations, {merges} merges, {} relations: {:?}",
        kb.mentions.len(),
        kb.organisations.len(),
        kb.relations.len(),
        start.elapsed()
    );
}

#[test]
#[ignore = "a measurement, not a check"]
fn ten_thousand_documents() {
    timed("press", press(5_000));
    timed("press", press(10_000));
    timed("random", random::facts(3, 5_000));
    timed("random", random::facts(3, 10_000));
    let one_text = |at: usize| {
        doc(&format!("copie {at}"))
            .text(&"la même dépêche partout ".repeat(3))
            .with(org("AFP"))
            .with(org("Benali"))
            .agreement(&[0, 1], |_| ())
            .done()
    };
    timed("one text", (0..10_000).map(one_text).collect());
}
