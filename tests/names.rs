//! What the names stage makes of sentences, one table a linguist can read: the sentence, and under
//! it each name with its type.

use extract::document::{Content, Media, Source};
use extract::gazetteer::Gazetteer;
use extract::pipeline::analysis::{Analysis, NameKind};
use extract::pipeline::{Buffers, Extractor, load_rules};
use extract::rules::RuleFiles;

fn extractor() -> Extractor {
    let files = RuleFiles::embedded();
    let loaded = load_rules(&files, Gazetteer::embedded());
    assert!(!loaded.has_errors());
    Extractor::new(loaded.rules, &files, Gazetteer::embedded())
        .unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn with<T>(extractor: &Extractor, text: &str, read: impl FnOnce(&Analysis<'_>) -> T) -> T {
    let content = Content::Bytes(text.as_bytes().to_vec());
    let source = Source { name: "t.txt".into(), record: None, content, media: Media::Text };
    let document = extractor.prepare(source).unwrap_or_else(|failure| panic!("{failure:?}"));
    let mut buffers = Buffers::default();
    read(&extractor.analyse(&document, &mut buffers).analysis)
}

fn drawn(analysis: &Analysis<'_>) -> String {
    let names = analysis.names.iter().filter(|name| name.is_name && name.kind != NameKind::Other);
    let lines =
        names.map(|name| format!("{} {}", name.kind.type_name(), analysis.surface(name.tokens)));
    lines.collect::<Vec<_>>().join(" | ")
}

#[test]
fn spans_and_types() {
    let extractor = extractor();
    let table = [
        (
            "Une convention a été signée par le ministère de l'Agriculture, de la Pêche et du Développement rural à Thiès.",
            "ORG ministère de l'Agriculture, de la Pêche et du Développement rural | PLACE Thiès",
        ),
        (
            "L'Agence nationale pour la promotion de la pêche et des cultures (ANPPC) soutient le projet.",
            "ORG Agence nationale pour la promotion de la pêche et des cultures | ORG ANPPC",
        ),
        (
            "Le directeur général de la société Lumatek, Karim Benjelloun, a rencontré M. Diallo à Bamako.",
            "ORG Lumatek | PERSON Karim Benjelloun | PERSON Diallo | PLACE Bamako",
        ),
        ("Les PME et les TIC intéressent les Marocains.", ""),
        ("Il a visité l'ambassade du Japon au Sénégal.", "ORG ambassade du Japon au Sénégal"),
    ];
    for (sentence, wanted) in table {
        assert_eq!(with(&extractor, sentence, drawn), wanted, "{sentence}");
    }
}

#[test]
fn one_body_one_entity_and_two_branches_two() {
    let extractor = extractor();
    let text = "Le Centre régional d'investissement (CRI) Fès-Meknès et le CRI Marrakech-Safi ont signé. \
                Le CRI Fès-Meknès s'engage.";
    let entities = with(&extractor, text, |analysis| {
        analysis.entities.iter().map(|entity| entity.name.clone()).collect::<Vec<_>>()
    });
    assert_eq!(
        entities,
        ["Centre régional d'investissement (CRI) Fès-Meknès", "CRI Marrakech-Safi"]
    );
}

#[test]
fn roles_lead_to_bodies() {
    let extractor = extractor();
    let text =
        "Karim Benjelloun, directeur général de la Banque de l'habitat, a signé la convention.";
    with(&extractor, text, |analysis| {
        let person = analysis.entities.iter().find(|entity| entity.name == "Karim Benjelloun");
        let roles = person.map(|person| person.roles.clone()).unwrap_or_default();
        let body = analysis.entities.iter().position(|entity| entity.name == "Banque de l'habitat");
        assert_eq!(roles, [(Some("directeur général".to_owned()), body.map(|at| at as u32))]);
    });
}

#[test]
fn every_mention_has_an_entity_and_none_overlap() {
    let extractor = extractor();
    for path in std::fs::read_dir("tests/gold/dev").expect("the gold folder").flatten() {
        if path.path().extension().is_none_or(|ending| ending != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(path.path()).expect("UTF-8");
        with(&extractor, &text, |analysis| {
            for pair in analysis.names.windows(2) {
                assert!(pair[0].tokens.end <= pair[1].tokens.start);
            }
            for name in &analysis.names {
                assert_eq!(name.entity.is_none(), name.kind == NameKind::Other);
                assert!(name.score <= 1000);
            }
        });
    }
}
