//! Evidence as its examples show it: the rule itself must have spoken of what is marked, and the
//! edges in a pattern inside a name are those of the name.

use super::Scratch;

/// Evidence against any name and against organisations, which says nothing of the span marked: that
/// nothing is found there shows nothing.
const SILENT: &str = r#"
[[evidence]]
id = "fr.name.none.odd"
for = "NONE"
pattern = "zzyzx ><"
weight = 3.0
[[evidence.match]]
text = "La [table] est mise."

[[evidence]]
id = "fr.org.odd-against"
for = "ORG"
pattern = "zzyzx ><"
weight = -3.0
[[evidence.match]]
text = "Le [Sénégal] a ouvert."

[[evidence]]
id = "fr.org.odd-speaks"
for = "ORG"
pattern = "zzyzx ><"
weight = -9.0
[[evidence.match]]
text = "Le zzyzx [Zorblax] a ouvert."
"#;

#[test]
fn evidence_against_must_have_spoken() {
    let scratch = Scratch::with_rules();
    scratch.file("rules/fr/odd.toml", SILENT);
    for id in ["fr.name.none.odd", "fr.org.odd-against"] {
        let (exit, text) = scratch.extract(&["rules", "test", id, "--rules", "rules"]);
        assert_eq!(exit, 1, "{text}");
        assert!(text.contains("the rule says nothing of"), "{text}");
    }
    scratch.done(&["rules", "test", "fr.org.odd-speaks", "--rules", "rules"]);
}

/// Evidence against any name that speaks of a name: found all the same, it must not be said to be silent.
const TALKATIVE: &str = r#"
[[evidence]]
id = "fr.name.none.odd-after"
for = "NONE"
pattern = "zzyzx ><"
weight = 0.1
[[evidence.no]]
text = "La zzyzx [Sonatel] a ouvert un centre."

[[evidence]]
id = "fr.name.none.odd-silent"
for = "NONE"
pattern = "zzyzx ><"
weight = 0.1
[[evidence.no]]
text = "La [Sonatel] a ouvert un centre."
"#;

#[test]
fn evidence_against_any_name_must_be_silent_where_it_says_so() {
    let scratch = Scratch::with_rules();
    scratch.file("rules/fr/odd.toml", TALKATIVE);
    let (exit, text) =
        scratch.extract(&["rules", "test", "fr.name.none.odd-after", "--rules", "rules"]);
    assert_eq!(exit, 1, "{text}");
    assert!(text.contains("speaks against `Sonatel`"), "{text}");
    scratch.done(&["rules", "test", "fr.name.none.odd-silent", "--rules", "rules"]);
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
