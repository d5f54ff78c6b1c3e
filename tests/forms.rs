//! Forms of one body or person in one text, and namesakes that stay two (`linking/forms.toml`); the
//! full names of bodies that share a head.

use std::path::Path;

use extract::pipeline::analysis::{Analysis, EntityIdx};
use serde::Deserialize;

mod analysed;

use analysed::{extractor, with};

#[derive(Deserialize)]
struct Pairs {
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    text: String,
    same: Option<[String; 2]>,
    apart: Option<[String; 2]>,
}

/// The entity of the first mention that is written so.
fn entity(analysis: &Analysis<'_>, surface: &str) -> Option<EntityIdx> {
    let mut names = analysis.names.iter().filter(|name| name.is_name);
    names.find(|name| analysis.surface(name.tokens) == surface)?.entity
}

#[test]
fn forms_meet_and_namesakes_stay_apart() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/linking/forms.toml");
    let text = std::fs::read_to_string(file).expect("the file is there");
    let pairs: Pairs = toml::from_str(&text).expect("the file is sound");
    let extractor = extractor();
    let mut wrong = Vec::new();
    for Pair { text, same, apart } in &pairs.pair {
        with(&extractor, text, |analysis| {
            for (names, wanted) in [(same, true), (apart, false)] {
                let Some([one, other]) = names else { continue };
                match (entity(analysis, one), entity(analysis, other)) {
                    (Some(left), Some(right)) if (left == right) == wanted => {}
                    (Some(_), Some(_)) => wrong.push(format!("{one} | {other}: not {wanted}")),
                    found => wrong.push(format!("{one} | {other}: {found:?}")),
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bodies_under_one_head_have_full_names() {
    let extractor = extractor();
    let table = [
        (
            "Les ministères de la Santé et de l'Agriculture ont signé un accord.",
            ["ministère de la Santé", "ministère de l'Agriculture"],
        ),
        (
            "Les Conseils départementaux de l'Isère et de la Savoie financent la ligne.",
            ["Conseil départemental de l'Isère", "Conseil départemental de la Savoie"],
        ),
        (
            "Les chambres de commerce de Dakar et de Kaolack ont signé une convention.",
            ["chambre de commerce de Dakar", "chambre de commerce de Kaolack"],
        ),
    ];
    for (text, wanted) in table {
        let names = with(&extractor, text, |analysis| {
            analysis.entities.iter().map(|entity| entity.name.clone()).collect::<Vec<_>>()
        });
        assert_eq!(names, wanted, "{text}");
    }
}
