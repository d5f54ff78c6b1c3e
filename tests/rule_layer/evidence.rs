//! Evidence as its examples show it: the rule itself must have spoken of what is marked, and the
//! edges in a pattern inside a name are those of the name.

use super::Scratch;

/// A piece of evidence with one example: `match` or `no`.
fn evidence(id: &str, target: &str, weight: &str, example: &str, text: &str) -> String {
    format!(
        "[[evidence]]\nid = \"{id}\"\nfor = \"{target}\"\npattern = \"zzyzx ><\"\nweight = {weight}\n\
         [[evidence.{example}]]\ntext = \"{text}\"\n\n"
    )
}

/// Each with what `rules test` says against it, if anything: that nothing is found at a mark shows nothing of
/// evidence that is silent there, and that a name is found all the same does not show that it is.
#[test]
fn evidence_must_speak_or_be_silent_as_its_example_says() {
    let silent = "the rule says nothing of";
    let table = [
        ("fr.name.none.odd-quiet", "NONE", "3.0", "match", "La [table] est mise.", Some(silent)),
        ("fr.org.odd-against", "ORG", "-3.0", "match", "Le [Sénégal] a ouvert.", Some(silent)),
        ("fr.org.odd-speaks", "ORG", "-9.0", "match", "Le zzyzx [Zorblax] a ouvert.", None),
        (
            "fr.name.none.odd-after",
            "NONE",
            "0.1",
            "no",
            "La zzyzx [Sonatel] a ouvert un centre.",
            Some("speaks against `Sonatel`"),
        ),
        ("fr.name.none.odd-silent", "NONE", "0.1", "no", "La [Sonatel] a ouvert un centre.", None),
    ];
    let scratch = Scratch::with_rules();
    for (id, target, weight, example, text, fault) in table {
        scratch.file("rules/fr/odd.toml", &evidence(id, target, weight, example, text));
        let (exit, text) = scratch.extract(&["rules", "test", id, "--rules", "rules"]);
        assert_eq!(exit, i32::from(fault.is_some()), "{id}: {text}");
        assert!(fault.is_none_or(|fault| text.contains(fault)), "{id}: {text}");
    }
}

/// The same words at the edge of the name and not, both in the middle of a sentence.
const EDGES: &str = r#"
[[evidence]]
id = "fr.org.odd-start"
for = "ORG"
pattern = "^ Zorblax"
weight = 9.0
[[evidence.match]]
text = "Hier matin, le [Zorblax Vert] a ouvert ses portes."
[[evidence.no]]
text = "Hier matin, le [Vert Zorblax] a ouvert ses portes."

[[evidence]]
id = "fr.org.odd-end"
for = "ORG"
pattern = "Zorblax $"
weight = 9.0
[[evidence.match]]
text = "Hier matin, le [Vert Zorblax] a ouvert ses portes."
[[evidence.no]]
text = "Hier matin, le [Zorblax Vert] a ouvert ses portes."
"#;

#[test]
fn edges_inside_a_name_are_those_of_the_name() {
    let scratch = Scratch::with_rules();
    scratch.file("rules/fr/odd.toml", EDGES);
    let text = scratch.done(&["rules", "test", "fr.org.odd-", "--rules", "rules"]);
    assert!(text.contains("4 validated"), "{text}");
}
