//! `lint`, `report` and `diff`.

use super::Scratch;

#[test]
fn each_lint_speaks_where_it_should() {
    let scratch = Scratch::with_rules();
    scratch.file(
        "rules/fr/odd.toml",
        r#"
[macro.unused_piece]
pattern = "é"

[[relation]]
id = "fr.agreement.odd-one"
kind = "agreement"
parties = ["a", "b"]
pattern = "a:<ORG> a signé à l'été ... avec extra:@det b:<ORG>"
gap = 20
[[relation.match]]
text = "L'[a:ONEE] a signé à l'été avec l'[b:ADA]."
given = "ORG: ONEE; ADA"
[[relation.no]]
text = "L'ONEE a signé."

[[relation]]
id = "fr.agreement.odd-two"
kind = "agreement"
parties = ["a", "b"]
pattern = "a:<ORG> a signé à l'été ... avec extra:@det b:<ORG>"
gap = 20
[[relation.match]]
text = "L'[a:ONEE] a signé à l'été avec l'[b:ADA]."
given = "ORG: ONEE; ADA"
[[relation.no]]
text = "L'ONEE a signé à l'été avec l'ADA."

[[name]]
id = "fr.org.odd-three"
for = "ORG"
pattern = "(groupe | société | groupe) \"maison\" zzyzxq"

[[name]]
id = "fr.org.odd-four"
for = "ORG"
pattern = "/[A-Z]{9}/"

[[title]]
id = "fr.title.odd-five"
pattern = "role:ministre person:<PERSON>"
[[title.match]]
text = "La [role:ministre] [person:Salma Bennani] a parlé."
[[title.match]]
text = "Le [role:ministre] [person:Karim Tazi] a parlé."
[[title.no]]
text = "La ministre a parlé."

[[evidence]]
id = "fr.org.odd-six"
for = "ORG"
pattern = "chez ><"
weight = 2.0

[[evidence]]
id = "fr.org.odd-seven"
for = "ORG"
pattern = "auprès de ><"
weight = 2.0

[[relation]]
id = "fr.agreement.odd-eight"
kind = "agreement"
parties = ["a", "b"]
pattern = "a:<ORG> a grimacé avec @det b:<ORG>"
[[relation.match]]
text = "L'[a:ONEE] a grimacé avec l'[b:ADA]."
given = "ORG: ONEE; ADA"
[[relation.no]]
text = "L'ONEE a grimacé."
"#,
    );
    let digest = |id: &str| scratch.digest_of(id);
    scratch.file(
        "rules/weights.lock.toml",
        &format!(
            "gold = 'b3:0'\ntexts = 9\ncandidates = 900\nprior = 0.5\n[weights]\n\
             'fr.org.odd-six' = {{ rule = '{}', author = 2.0, fitted = -0.5, count = 20, right = 4 }}\n\
             'fr.org.odd-seven' = {{ rule = '{}', author = 2.0, fitted = 0.5, count = 20, right = 4 }}\n",
            digest("fr.org.odd-six"),
            digest("fr.org.odd-seven"),
        ),
    );
    scratch.file("rules/fr/odd.csv", "form,lemma,class,features\nAvec,avec,odd_class,case=any\n");
    let mut odd = scratch.rows(&["rules", "lint", "--rules", "rules", "--format", "json"]);
    odd.retain(|fault| {
        fault["labels"][0]["file"].as_str().is_some_and(|file| file.contains("/odd."))
    });
    for (code, line) in [
        ("L01", 29),
        ("L03", 2),
        ("L03", 9),
        ("L05", 32),
        ("L06", 21),
        ("L07", 41),
        ("L08", 37),
        ("L09", 9),
        ("L10", 2),
        ("L11", 32),
        ("L12", 32),
        ("L13", 24),
        ("L14", 52),
        ("L15", 58),
        ("L16", 27),
        ("L17", 68),
    ] {
        let told =
            odd.iter().any(|fault| fault["code"] == code && fault["labels"][0]["line"] == line);
        let all: Vec<String> = odd
            .iter()
            .map(|fault| format!("{} {}", fault["code"], fault["labels"][0]["line"]))
            .collect();
        assert!(told, "{code} on line {line} is missing in {all:?}");
    }
}

#[test]
fn a_change_of_rules_is_told_by_its_facts() {
    let scratch = Scratch::with_rules();
    scratch.file(
        "texts/a.txt",
        "Rabat, le 10 avril 2019. L'ONEE a grimacé avec l'UNICEF hier à Fès.\n",
    );
    let diff = || scratch.done(&["rules", "diff", "built-in", "rules", "--on", "texts"]);
    let text = diff();
    assert!(text.contains("0 gained, 0 lost, 0 rescored"), "{text}");
    scratch.file(
        "rules/fr/mine.toml",
        "[[relation]]\nid = 'fr.collaboration.grimace'\nkind = 'collaboration'\nparties = ['a', 'b']\n\
         pattern = \"a:<ORG> a grimacé avec l' b:<ORG>\"\n",
    );
    let text = diff();
    assert!(text.contains("fr.collaboration.grimace\n  gained   a.txt:"), "{text}");
    assert!(text.contains("1 gained, 0 lost"), "{text}");
    // As CI asks: a note at the rule, and a warning where something is lost.
    let github = |old: &str, new: &str| {
        scratch.done(&["rules", "diff", old, new, "--on", "texts", "--format", "github"])
    };
    let text = github("built-in", "rules");
    assert!(text.contains("::notice file=rules/fr/mine.toml,line=1,"), "{text}");
    assert!(text.contains("1 facts gained, 0 lost"), "{text}");
    let text = github("rules", "built-in");
    assert!(text.contains("::warning file=rules/fr/mine.toml,line=1,"), "{text}");
    let text = scratch.done(&["rules", "report", "--rules", "rules", "--on", "texts"]);
    let line = text.lines().find(|line| line.ends_with("fr.collaboration.grimace"));
    assert_eq!(line.map(|line| line.split_whitespace().take(2).collect()), Some(vec!["1", "1"]));
}

#[test]
fn rules_are_shown_and_judged_on_gold() {
    let scratch = Scratch::with_rules();
    let (exit, text) = scratch.extract(&["rules", "show", "fr.alias", "--rules", "rules"]);
    assert_eq!(exit, 2, "{text}");
    assert!(
        text.contains("there is fr.alias.brackets, ") && text.contains(", fr.alias.dash,"),
        "{text}"
    );
    let rows = scratch.rows(&["rules", "show", "fr.alias.dash", "--json"]);
    let row = rows.first().expect("one object");
    assert_eq!(row["kind"], "alias");
    assert!(row["match"].as_array().is_some_and(|texts| texts.len() > 1), "{row}");
    let gold = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/seeds");
    let gold = gold.display().to_string();
    let rows = scratch.rows(&["rules", "report", "--gold", &gold, "--json"]);
    let mut facts = 0;
    for row in rows {
        assert!(row["right"].as_u64() <= row["facts"].as_u64(), "{row}");
        facts += row["facts"].as_u64().unwrap_or(0);
    }
    assert!(facts > 100, "{facts} facts have a rule");
}

#[test]
fn rules_that_never_fire_and_examples_of_other_rules_are_told() {
    let scratch = Scratch::with_rules();
    scratch.file("texts/a.txt", "Rabat, le 10 avril 2019. L'ONEE a grimacé avec l'UNICEF à Fès.\n");
    scratch.file(
        "rules/fr/mine.toml",
        "[[relation]]\nid = 'fr.collaboration.grimace'\nkind = 'collaboration'\nparties = ['a', 'b']\n\
         pattern = \"a:<ORG> a grimacé avec l' b:<ORG>\"\nweight = 3.0\n\
         [[relation]]\nid = 'fr.collaboration.grimace-two'\nkind = 'collaboration'\nparties = ['a', 'b']\n\
         pattern = \"a:<ORG> a grimacé deux fois avec l' b:<ORG>\"\n\
         [[relation.match]]\ntext = \"L'[a:ONEE] a grimacé avec l'[b:UNICEF].\"\n",
    );
    let report = ["rules", "report", "--rules", "rules", "--on", "texts"];
    let told = |text: &str, id: &str| text.lines().any(|line| line.ends_with(id));
    let silent = scratch.done(&[&report[..], &["--silent"]].concat());
    assert!(silent.contains("L04"), "{silent}");
    assert!(told(&silent, "fr.collaboration.grimace-two"), "{silent}");
    let text = scratch.done(&[&report[..], &["--format", "github"]].concat());
    let mine = text.lines().filter(|line| line.starts_with("::notice file=rules/fr/mine.toml"));
    assert_eq!(mine.count(), 1, "{text}");
    assert!(!told(&silent, "fr.collaboration.grimace"), "{silent}");
    let (_, text) =
        scratch.extract(&["rules", "test", "fr.collaboration.grimace-two", "--rules", "rules"]);
    assert!(text.contains("L02") && text.contains("fr.collaboration.grimace only"), "{text}");
}
