//! What the names stage makes of sentences, one table a linguist can read: the sentence, and under
//! it each name with its type.

use extract::document::{Content, Media, Source};
use extract::engine::Line;
use extract::engine::matcher::{Matches, RoleSpan, Scratch};
use extract::pipeline::Buffers;
use extract::pipeline::analysis::{Analysis, NameKind};
use extract::pipeline::selftest::line_of;
use extract::text::TokenSpan;

mod analysed;

use analysed::{extractor, with};

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
fn where_names_end_and_others_begin() {
    let extractor = extractor();
    let table = [
        // A person behind a body, a title or a people.
        (
            "Le directeur général de l'Autorité de régulation des postes (ARPO) Alpha Karim Ndoye a signé.",
            "ORG Autorité de régulation des postes | ORG ARPO | PERSON Alpha Karim Ndoye",
        ),
        ("Le ministre des Mines et de l'Énergie Mohamed Arfaoui est là.", "PERSON Mohamed Arfaoui"),
        ("Selon le professeur Amadou Fall du CIRAD, il pleut.", "PERSON Amadou Fall | ORG CIRAD"),
        // What a verb governs is no part of the body.
        ("Le procureur accuse la Banque de Tunisie de fraude.", "ORG Banque de Tunisie"),
        ("Les équipes de la Sonatel et d'Orabank se voient.", "ORG Sonatel | ORG Orabank"),
        (
            "Les ministères de la Santé et de l'Éducation nationale signent.",
            "ORG ministères de la Santé | ORG Éducation nationale",
        ),
        // A small word of another language.
        ("La fondation Wandhaff um Bierg finance le musée.", "ORG Wandhaff um Bierg"),
        ("L'association Kanner um Duerf forme des maçonnes.", "ORG Kanner um Duerf"),
        // A place that ends in small letters, and one behind a slip.
        ("Il dirige Tivorix Logistics Côte d'Ivoire.", "ORG Tivorix Logistics Côte d'Ivoire"),
        (
            "Un lit a été livré à l'Hôpital provincial d' Agadez.",
            "ORG Hôpital provincial d' Agadez",
        ),
        (
            "Le courant arrive dans les communes rurales de Tiébélé, Assif Melloul et de Diamo Kolo.",
            "PLACE Tiébélé | PLACE Assif Melloul | PLACE Diamo Kolo",
        ),
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

/// Each text ends with a sentence of nouns; what each noun stands for, by the name of its entity.
#[test]
fn nouns_stand_for_bodies() {
    let extractor = extractor();
    let stands = |analysis: &Analysis<'_>| {
        let nouns = analysis.names.iter().filter(|name| !name.is_name);
        let named = nouns.filter_map(|noun| Some((noun.tokens, noun.entity?)));
        let told = named.map(|(tokens, entity)| {
            let entity = &analysis.entities[entity.0 as usize].name;
            format!("{} = {entity}", analysis.surface(tokens))
        });
        told.collect::<Vec<_>>().join(" | ")
    };
    let table = [
        // What a body is called beside its name, before it or behind a comma.
        (
            "La coopérative laitière Valdora grandit. La Fromagerie Hautvel attend. La coopérative recrute.",
            "coopérative = Valdora",
        ),
        (
            "Sanoria, une clinique privée, recrute. La Sonatel attend. La clinique embauche.",
            "clinique = Sanoria",
        ),
        (
            "Kartalo, jeune pousse lilloise, recrute. Orabank attend. La jeune pousse embauche.",
            "jeune pousse = Kartalo",
        ),
        ("La Ligue de Thiès attend. Avec Orabank, la fédération recrute.", ""),
        // An adjective of a land does not part the noun from its body; any other may.
        (
            "La coopérative Nordvelle grandit. La coopérative québécoise recrute.",
            "coopérative = Nordvelle",
        ),
        ("La coopérative Nordvelle grandit. La coopérative scolaire recrute.", ""),
        // Two nouns that a conjunction joins are two bodies.
        (
            "Sonatel attend. La coopérative Soccoma grandit. La coopérative Soccoma recrute. La firme embauche.",
            "firme = Soccoma",
        ),
        (
            "Sonatel attend. La coopérative Soccoma grandit. La coopérative Soccoma recrute. La firme et la coopérative signent.",
            "firme = Sonatel | coopérative = Soccoma",
        ),
    ];
    for (text, wanted) in table {
        assert_eq!(with(&extractor, text, stands), wanted, "{text}");
    }
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

/// What evidence says of a span does not depend on whether the matcher was told where spans are: telling
/// it only saves attempts.
#[test]
fn no_evidence_about_a_candidate_is_lost_where_candidates_are_known() {
    let extractor = extractor();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut texts: Vec<_> = std::fs::read_dir(folder).expect("seeds").flatten().collect();
    texts.sort_by_key(std::fs::DirEntry::path);
    let (mut kept, mut saved) = (0, 0);
    for text in texts {
        let text = std::fs::read_to_string(text.path()).expect("a seed");
        let content = Content::Bytes(text.into_bytes());
        let source = Source { name: "t.txt".into(), record: None, content, media: Media::Text };
        let document = extractor.prepare(source).expect("a readable seed");
        let mut buffers = Buffers::default();
        let analysis = extractor.analyse(&document, &mut buffers).analysis;
        for (number, sentence) in analysis.sentences.iter().enumerate() {
            let evidence = &analysis.language(sentence).evidence;
            let candidates: Vec<TokenSpan> = buffers.candidates(number).collect();
            let mut line = line_of(&analysis, number as u32, false);
            let run = |line: &Line| {
                let mut found = Matches::default();
                let (scratch, recorder) = (&mut Scratch::default(), &mut ());
                evidence.run(line, analysis.view(), scratch, recorder, &mut found);
                let matches =
                    found.iter().map(|one| (one.rule, one.start, one.end, one.roles.clone()));
                matches.collect::<Vec<_>>()
            };
            let all = run(&line);
            line.mark_candidates(candidates.iter().copied());
            let told = run(&line);
            let token = |at: u16| line.tokens(at as usize, at as usize).start;
            // What is said before a span counts where one begins, what is said behind it where one ends.
            let of_use = |&(_, from, to, ref roles): &(u32, u16, u16, Vec<RoleSpan>)| {
                let speaks_of = |role: &RoleSpan, span: &TokenSpan| {
                    let (start, end) = (token(role.start), token(role.end));
                    (role.start == from || span.start == start)
                        && (role.end == to || span.end == end)
                };
                roles.iter().all(|role| candidates.iter().any(|span| speaks_of(role, span)))
            };
            for one in all.iter().filter(|one| of_use(one)) {
                assert!(told.contains(one), "{one:?} of sentence {number}");
                kept += 1;
            }
            assert!(told.iter().all(|one| all.contains(one)));
            saved += all.len() - told.len();
        }
    }
    assert!(kept > 100 && saved > 100, "{kept} kept, {saved} saved");
}
