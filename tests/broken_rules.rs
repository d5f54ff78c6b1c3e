//! Broken rule files with what the loader says about each: the place is exact on lines with
//! accents, a suggestion where one is near, every fault of a file at once.
//!
//! A case is one file of `tests/broken_rules/` put into the sound pack `base/`: `NN-name.toml` as a
//! rule file, `.csv` as a lexicon, `.pack.toml` and `.language.toml` in the place of those. A case
//! called `strict` is read as under `--strict`.

use std::path::Path;

use extract::diag::{Format, Severity, render};
use extract::rules::{Defined, Loaded, RuleFiles, check, load};

/// What the program defines, for these files.
const DEFINED: Defined<'_> =
    Defined { subtypes: &["bank", "ministry", "university"], properties: &["camel", "figure"] };

fn lemma_forms(_: &str, lemma: &str) -> Vec<String> {
    match lemma {
        "signer" => vec!["signe".into(), "signé".into()],
        "soutenir" => vec!["soutient".into()],
        _ => Vec::new(),
    }
}

fn part_bits(_: &str, letters: &str) -> Option<u16> {
    letters.bytes().all(|letter| letter.is_ascii_uppercase()).then_some(1)
}

fn load_case(folder: &Path, name: &str) -> Loaded {
    let mut files = RuleFiles::from_folder(&folder.join("base")).expect("the base can be read");
    let text = std::fs::read_to_string(folder.join(name)).expect("a case can be read");
    let place = if name.ends_with(".pack.toml") {
        "pack.toml".to_owned()
    } else if name.ends_with(".language.toml") {
        "fr/language.toml".to_owned()
    } else if name.ends_with(".csv") {
        format!("fr/lexicons/{name}")
    } else {
        format!("fr/{name}")
    };
    files.0.insert(place, text);
    let mut loaded = load(&files, DEFINED, &lemma_forms, &part_bits);
    if name.contains("strict") {
        loaded.diagnostics.extend(check::missing_examples(&loaded.rules, true));
    }
    loaded
}

fn cases(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn each_says_where_and_what() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken_rules");
    let names = cases(&folder);
    assert!(names.len() >= 20, "only {} cases", names.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder.join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // The constructors grow; their lists of roles are tested elsewhere.
    settings.add_filter(r"it takes .*", "it takes …");
    let _bound = settings.bind_to_scope();
    for name in names {
        let loaded = load_case(&folder, &name);
        assert!(loaded.has_errors(), "{name} loads without an error");
        for fault in &loaded.diagnostics {
            assert_eq!(fault.severity, Severity::Error, "{name}: {fault:?}");
            for label in &fault.labels {
                let text = loaded.sources.get(&label.file).expect("a label names a file");
                let inside = text.get(label.span.start..label.span.end);
                assert!(inside.is_some(), "{name}: {fault:?} does not lie on characters");
            }
        }
        let text = render(&loaded.diagnostics, &loaded.sources, Format::Full { colour: false });
        insta::assert_snapshot!(name.as_str(), text);
    }
}

#[test]
fn the_base_is_sound() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken_rules/base");
    let files = RuleFiles::from_folder(&folder).expect("the base can be read");
    let loaded = load(&files, Defined::default(), &lemma_forms, &part_bits);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
}
