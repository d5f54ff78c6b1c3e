//! The corpus of values: `tests/values/<language>/*.toml` holds a value, then ways to write it,
//! and a list of what is none. Each form runs through the value stage with the shipped rules.

use std::path::Path;

use extract::gazetteer::Gazetteer;
use extract::pipeline::analysis::{Analysis, Region};
use extract::pipeline::resources::load_rules;
use extract::pipeline::values::{Buffers, find, settle, tidy};
use extract::rules::{RuleFiles, RuleSet};
use extract::text::ByteSpan;
use extract::value::{PartialDate, Resolved, ResolvedAmount};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    value: Vec<Group>,
    #[serde(default)]
    none: Vec<Negative>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    kind: String,
    value: String,
    /// What relative dates are seen from.
    reference: Option<String>,
    /// Country of the document.
    country: Option<String>,
    /// The mention is what stands in brackets, or the whole form.
    forms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Negative {
    why: String,
    forms: Vec<String>,
}

/// Forms that a corpus has at least, so that a file cannot go missing unseen.
const ENOUGH: &[(&str, usize)] = &[("fr", 600), ("en", 150)];

#[test]
fn every_form_has_its_value() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let files = RuleFiles::from_folder(&folder).expect("the rules folder");
    let loaded = load_rules(&files, Gazetteer::embedded());
    let (mut faults, mut forms) = (Vec::new(), Vec::new());
    for &(language, enough) in ENOUGH {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/values").join(language);
        let mut paths: Vec<_> = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.expect("a folder entry").path())
            .collect();
        paths.sort();
        let mut count = 0;
        for path in paths {
            let text = std::fs::read_to_string(&path).expect("a readable corpus file");
            let file: File =
                toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            for group in &file.value {
                for form in &group.forms {
                    count += 1;
                    if let Err(got) = check(&loaded.rules, language, group, form) {
                        faults.push(format!("{language}: {form:?}: {}, got {got}", group.value));
                    }
                }
            }
            for group in &file.none {
                for form in &group.forms {
                    count += 1;
                    let got = values(&loaded.rules, language, form, None, None);
                    if !got.is_empty() {
                        faults.push(format!("{language}: {form:?}: {}, got {got:?}", group.why));
                    }
                }
            }
        }
        forms.push((language, count, enough));
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    for (language, count, enough) in forms {
        assert!(count >= enough, "{language}: {count} forms, {enough} wanted");
    }
}

fn check(rules: &RuleSet, language: &str, group: &Group, form: &str) -> Result<(), String> {
    let text = form.replace(['[', ']'], "");
    let span = match (form.find('['), form.find(']')) {
        (Some(open), Some(close)) => open..close - 1,
        _ => 0..text.len(),
    };
    let reference = group.reference.as_deref().map(|text| {
        PartialDate::parse(text).unwrap_or_else(|| panic!("{text} is no reference date"))
    });
    let got = values(rules, language, &text, reference, group.country.clone());
    let right = got.iter().any(|(start, end, kind, value)| {
        (*start, *end) == (span.start, span.end) && *kind == group.kind && *value == group.value
    });
    if right { Ok(()) } else { Err(format!("{got:?}")) }
}

type Found = (usize, usize, &'static str, String);

fn values(
    rules: &RuleSet,
    language: &str,
    text: &str,
    reference: Option<PartialDate>,
    country: Option<String>,
) -> Vec<Found> {
    let index = rules.language(language);
    let region = Region { span: ByteSpan::new(0, text.len()), block: 0, language: index };
    let mut analysis = Analysis::once(rules, Gazetteer::embedded(), text, &[region]);
    find(&mut analysis, &mut Buffers::default());
    tidy(&mut analysis);
    settle(&mut analysis, reference, country);
    let found = analysis.values.iter().filter_map(|mention| {
        let span = analysis.bytes(mention.tokens);
        let (kind, value) = match &mention.resolved {
            Resolved::Date(date) => (date.kind.as_str(), date.value.clone()),
            Resolved::Amount(amount) => (amount.kind.as_str(), worded(amount)),
            Resolved::Nothing => return None,
        };
        Some((span.start as usize, span.end as usize, kind, value))
    });
    found.collect()
}

/// `10000000..15000000 EUR`, `300 entreprises more_than`, `2546 t/year`.
fn worded(amount: &ResolvedAmount) -> String {
    let mut value = amount.value.to_string();
    if let Some(max) = &amount.value_max {
        value.push_str(&format!("..{max}"));
    }
    for part in [&amount.unit, &amount.item].into_iter().flatten() {
        value.push_str(&format!(" {part}"));
    }
    if let Some(per) = &amount.per {
        value.push_str(&format!("/{per}"));
    }
    if let Some(modifier) = amount.modifier {
        value.push_str(&format!(" {}", modifier.as_str()));
    }
    value
}
