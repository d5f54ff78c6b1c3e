//! `why` and `why-not` on sentences.

use super::Scratch;

const TEXT: &str = "Casablanca, 10 avril 2019 - L'ONEE a signé lundi une convention avec le Conseil \
                    régional de Souss-Massa.\n";

#[test]
fn a_fact_tells_its_rule_its_evidence_and_its_value() {
    let scratch = Scratch::new();
    scratch.file("note.txt", TEXT);
    let (exit, text) = scratch.extract(&["why", "note.txt"]);
    assert_eq!(exit, 0, "{text}");
    for wanted in [
        "date: 2019-04-08",
        "resolved against 2019-04-10",
        "organisation: ONEE",
        "in all, against the other types",
        "agreement: party: ",
        "status effective: no cue reaches it",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing in:\n{text}");
    }
}

#[test]
fn an_offset_asks_for_what_stands_there() {
    let scratch = Scratch::new();
    scratch.file("note.txt", TEXT);
    // Code points, so that accents before it count one each.
    let at =
        TEXT.chars().collect::<String>().find("lundi").map(|byte| TEXT[..byte].chars().count());
    let place = format!("note.txt:{}", at.expect("the word is there"));
    let (exit, text) = scratch.extract(&["why", &place, "--json", "--kind", "date"]);
    assert_eq!(exit, 0, "{text}");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('{')).collect();
    assert_eq!(rows.len(), 1, "{text}");
    let row: serde_json::Value = serde_json::from_str(rows[0]).expect("JSON");
    assert_eq!(row["fact"], "2019-04-08");
    assert_eq!(row["quote"], "lundi");
}

#[test]
fn a_miss_tells_the_part_that_stopped_it() {
    let scratch = Scratch::with_rules();
    scratch.file(
        "rules/fr/mine.toml",
        "[[relation]]\nid = 'fr.agreement.mine'\nkind = 'agreement'\nparties = ['a', 'b']\n\
         pattern = 'a:<ORG> a parafé le mémorandum avec b:<ORG>'\n",
    );
    let ask = |text: &str| {
        scratch.extract(&[
            "why-not",
            "fr.agreement.mine",
            text,
            "--given",
            "ORG: ONEE; ADA",
            "--rules",
            "rules",
        ])
    };
    let (exit, text) = ask("L'ONEE a parafé hier le mémorandum avec ADA.");
    assert_eq!(exit, 0, "{text}");
    let stop = text.lines().find(|line| line.contains("<- stops here")).unwrap_or_default();
    assert!(!stop.is_empty() && text.contains("<ORG ONEE>"), "{text}");
    let (_, text) = ask("L'ONEE et ADA se taisent.");
    assert!(text.contains("does not stand in the text"), "{text}");
    let (_, text) = ask("L'ONEE a parafé le mémorandum avec ADA.");
    assert!(text.contains("the pattern matches"), "{text}");
    let (exit, text) = scratch.extract(&["why-not", "fr.agreement.mien", "x", "--rules", "rules"]);
    assert_eq!(exit, 2);
    assert!(text.contains("did you mean `fr.agreement.mine`?"), "{text}");
}
