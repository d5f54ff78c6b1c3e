//! `extract rules fit`: weights and curves from gold, written, read back, and told to be stale.

use std::path::Path;

use super::Scratch;

#[test]
fn weights_are_fitted_written_applied_and_told_to_be_stale() {
    let scratch = Scratch::with_rules();
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/seeds");
    let gold = gold.display().to_string();
    let fit = |more: &[&str]| {
        let mut args = vec!["rules", "fit", &gold, "--rules", "rules", "--prior", "0.5"];
        args.extend(["--folds", "2"].iter().chain(more));
        scratch.extract(&args)
    };
    let _ = std::fs::remove_file(scratch.path("rules/weights.lock.toml"));
    let (exit, text) = fit(&["--dry-run", "--json"]);
    assert_eq!(exit, 0, "{text}");
    assert!(!scratch.path("rules/weights.lock.toml").exists());
    let rows: Vec<serde_json::Value> =
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let rule = rows.iter().find(|row| row["rule"] == "fr.name.bias.org").expect("a rule");
    for key in ["author", "fitted", "count", "coverage", "overlap", "conflict", "precision", "gain"]
    {
        assert!(rule[key].is_number(), "{key} in {rule}");
    }
    assert!(rows.iter().any(|row| row["kind"] == "relation" && row["ece_calibrated"].is_number()));
    let (exit, text) = fit(&[]);
    assert_eq!(exit, 0, "{text}");
    let lock = std::fs::read_to_string(scratch.path("rules/weights.lock.toml")).expect("a lock");
    let (_, _) = fit(&[]);
    let again = std::fs::read_to_string(scratch.path("rules/weights.lock.toml")).expect("a lock");
    assert_eq!(lock, again, "the same gold gives the same bytes");

    scratch.file("texts/a.txt", "Rabat, le 10 avril 2019. L'UNICEF a ouvert un bureau à Fès.\n");
    let run = ["texts", "-o", "out", "--rules", "rules"];
    let (exit, text) = scratch.extract(&run);
    assert_eq!(exit, 0, "{text}");
    let kb = std::fs::read_to_string(scratch.path("out/kb.json")).expect("a knowledge base");
    assert!(kb.contains("\"calibrated\":true") || kb.contains("\"calibrated\": true"), "{kb}");

    let (exit, text) = scratch.extract(&["rules", "check", "--rules", "rules"]);
    assert!(exit == 0 && !text.contains("R071"), "{text}");
    scratch.file(
        "rules/fr/mine.toml",
        "[[evidence]]\nid = 'fr.org.mine'\nfor = 'ORG'\npattern = 'chez ><'\nweight = 0.1\n",
    );
    let (exit, text) = scratch.extract(&["rules", "check", "--rules", "rules"]);
    assert!(exit == 0 && text.contains("R071"), "a warning is no error: {text}");
    assert!(text.contains("1 weighed rule is new or changed since the fit: fr.org.mine"), "{text}");
    let weight = |id: &str| scratch.loaded(|rule, _| (rule.id == id).then_some(rule.weight));
    let author = |id: &str| scratch.loaded(|rule, _| (rule.id == id).then_some(rule.author_weight));
    assert_eq!(weight("fr.org.mine"), vec![100]);
    assert_ne!(weight("fr.name.bias.org"), author("fr.name.bias.org"), "the others hold");
    // A rule that says something else than it did has its author's weight again, one that is gone is told.
    let contexts =
        std::fs::read_to_string(scratch.path("rules/fr/names/contexts.toml")).expect("a file");
    let changed = contexts
        .replace(
            "pattern = \"dans (le | la | les | l') ><\"",
            "pattern = \"dans (le | la | les) ><\"",
        )
        .replace("fr.org.shared-head", "fr.org.shares-head");
    assert_ne!(changed, contexts);
    scratch.file("rules/fr/names/contexts.toml", &changed);
    assert_eq!(weight("fr.place.in-the"), author("fr.place.in-the"));
    let (exit, text) = scratch.extract(&["rules", "check", "--rules", "rules"]);
    assert!(exit == 0 && text.contains("1 weighed rule is gone: fr.org.shared-head"), "{text}");
    assert!(text.contains("fr.place.in-the"), "{text}");
    scratch.file("rules/weights.lock.toml", "gold = 'b3:0'\nweights = 3\n");
    let (exit, text) = scratch.extract(&["rules", "check", "--rules", "rules"]);
    assert!(exit == 1 && text.contains("R070"), "{text}");
}

#[test]
fn too_little_gold_is_refused() {
    let scratch = Scratch::with_rules();
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/seeds");
    for ending in ["txt", "json"] {
        let name = format!("000_21d2b1dfb75740dc.{ending}");
        let text = std::fs::read_to_string(gold.join(&name)).expect("a seed");
        scratch.file(&format!("gold/{name}"), &text);
    }
    let (exit, text) = scratch.extract(&["rules", "fit", "gold", "--rules", "rules", "--dry-run"]);
    assert_eq!(exit, 2, "{text}");
    assert!(text.contains("too few"), "{text}");
}
