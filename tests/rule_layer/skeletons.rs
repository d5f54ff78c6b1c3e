//! What `extract rules new` prints loads and passes its own examples.

use super::Scratch;
use extract::rules::RULE_TABLES;

#[test]
fn each_kind_loads_and_its_examples_hold() {
    let scratch = Scratch::with_rules();
    for kind in RULE_TABLES.into_iter().chain(["macro"]) {
        let (exit, text) = scratch.extract(&["rules", "new", kind]);
        assert_eq!(exit, 0, "{kind}: {text}");
        scratch.file(&format!("rules/fr/new-{kind}.toml"), &text);
    }
    let (_, lexicon) = scratch.extract(&["rules", "new", "lexicon"]);
    scratch.file("rules/fr/new-lexicon.csv", &lexicon);
    let ids = [
        "fr.shape.version",
        "fr.date.my-rule",
        "fr.org.my-",
        "fr.title.my-rule",
        "fr.alias.my-rule",
        "fr.anaphor.my-rule",
        "fr.agreement.my-rule",
        "fr.status.my-cue",
    ];
    let mut args = vec!["rules", "test", "--rules", "rules"];
    args.extend(ids);
    let (exit, text) = scratch.extract(&args);
    assert_eq!(exit, 0, "{text}");
    assert!(text.contains("18 examples: "), "{text}");
}
