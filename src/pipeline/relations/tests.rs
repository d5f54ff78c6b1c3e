//! The stage over the shipped rules, with names given.

use std::sync::OnceLock;

use proptest::prelude::*;

use super::{Buffers, RelationMention, find};
use crate::gazetteer::Gazetteer;
use crate::kb::facts::LocalEntity;
use crate::kb::v1::{BlockKind, EntityKind, MemberRole, RelationKind, Status};
use crate::pipeline::analysis::{Analysis, EntityIdx, NameKind, NameMention, Region, SetAnaphor};
use crate::pipeline::load_rules;
use crate::pipeline::selftest::{Cascade, Sample};
use crate::rules::{RuleFiles, RuleIdx, RuleSet};
use crate::text::{ByteSpan, TokenSpan};

fn rules() -> &'static RuleSet {
    static RULES: OnceLock<RuleSet> = OnceLock::new();
    RULES.get_or_init(|| load_rules(&RuleFiles::embedded(), Gazetteer::embedded()).rules)
}

/// The analysis of a text whose bodies stand in square brackets.
fn analyse(marked: &str, text: &mut String) -> Vec<(usize, usize)> {
    let (mut spans, mut open) = (Vec::new(), None);
    for char in marked.chars() {
        match char {
            '[' => open = Some(text.len()),
            ']' => spans.extend(open.take().map(|start| (start, text.len()))),
            _ => text.push(char),
        }
    }
    spans
}

fn with<'a>(text: &'a str, spans: &[(usize, usize)]) -> Analysis<'a> {
    let region =
        Region { span: ByteSpan::new(0, text.len()), block: 0, language: rules().language("fr") };
    let mut analysis = Analysis::once(rules(), Gazetteer::embedded(), text, &[region]);
    for &(start, end) in spans {
        let first = analysis.tokens.partition_point(|token| token.span.end as usize <= start);
        let last = analysis.tokens.partition_point(|token| (token.span.start as usize) < end);
        if first >= last {
            continue;
        }
        let name = &text[start..end];
        let known = analysis.entities.iter().position(|entity| entity.name == name);
        let entity = known.unwrap_or_else(|| {
            analysis.entities.push(body(name));
            analysis.entities.len() - 1
        });
        let tokens = TokenSpan::new(first, last);
        let sentence =
            analysis.sentences.partition_point(|sentence| sentence.tokens.end <= first as u32);
        analysis.names.push(NameMention {
            tokens,
            sentence: sentence as u32,
            kind: NameKind::Organisation,
            rule: RuleIdx(0),
            evidence: Vec::new(),
            score: 1000,
            entity: Some(EntityIdx(entity as u32)),
            is_name: true,
            status: None,
        });
    }
    analysis
}

fn body(name: &str) -> LocalEntity {
    LocalEntity::new(EntityKind::Organisation, name)
}

fn run(analysis: &Analysis<'_>, kind: BlockKind) -> Vec<RelationMention> {
    find(analysis, &|_| kind, &mut Buffers::default()).relations
}

fn relations(marked: &str) -> Vec<(RelationKind, Status, Vec<String>)> {
    let mut text = String::new();
    let spans = analyse(marked, &mut text);
    let analysis = with(&text, &spans);
    run(&analysis, BlockKind::Body)
        .into_iter()
        .map(|relation| {
            let names = relation.members.iter().map(|(role, entity)| {
                let name = &analysis.entities[entity.0 as usize].name;
                if *role == MemberRole::Target { format!("-> {name}") } else { name.clone() }
            });
            (relation.kind, relation.status, names.collect())
        })
        .collect()
}

#[test]
fn a_list_is_one_relation_and_funders_are_several() {
    let found = relations("L'[Onep], la [Ramsa] et l'[Iav] ont signé une convention.");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].2, ["Onep", "Ramsa", "Iav"]);
    let found = relations("Le projet de l'[Iav] est financé par la [Bad] et la [Boad].");
    assert!(found.len() <= 2 && found.iter().all(|one| one.0 == RelationKind::FUNDING));
}

#[test]
fn the_other_end_of_a_tie_in_an_aside_is_no_member_of_the_list() {
    let found =
        relations("L'[Onep] travaille avec la [Cofina], filiale de la [Ramsa], et l'[Iav].");
    let members: Vec<_> = found.iter().map(|found| (found.0.as_str(), found.2.clone())).collect();
    let wanted = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    assert!(
        members.contains(&("collaboration", wanted(&["Onep", "Cofina", "Iav"]))),
        "{members:?}"
    );
    assert!(members.contains(&("membership", wanted(&["Cofina", "-> Ramsa"]))), "{members:?}");
}

#[test]
fn a_clause_goes_on_behind_a_relative_one() {
    let told = |text| relations(text).into_iter().map(|found| found.2).collect::<Vec<_>>();
    let wanted = [["Ramsa", "-> Onep"], ["Onep", "Iav"]];
    assert_eq!(
        told("L'[Onep], dont la [Ramsa] est membre, a signé un accord avec l'[Iav]."),
        wanted
    );
    // In the relative clause itself its own subject acts.
    let wanted = [["Ramsa", "Iav"]];
    assert_eq!(told("L'[Onep] cite le contrat que la [Ramsa] a signé avec l'[Iav]."), wanted);
}

#[test]
fn told_twice_is_one_relation() {
    let found = relations(
        "L'[Onep] et la [Ramsa] ont signé une convention. Une convention a été signée entre l'[Onep] et la [Ramsa].",
    );
    assert_eq!(found.len(), 1);
}

#[test]
fn status_comes_from_cues() {
    let status = |text: &str| relations(text).first().map(|one| one.1);
    assert_eq!(
        status("L'[Onep] signera demain une convention avec la [Ramsa]."),
        Some(Status::Planned)
    );
    assert_eq!(
        status("L'[Onep] n'a pas signé de convention avec la [Ramsa]."),
        Some(Status::Denied)
    );
    assert_eq!(status("L'[Onep] pourrait signer une convention avec la [Ramsa]."), None);
    // What a participle tells as done is not put off by the verb of the clause.
    assert_eq!(
        status("L'[Onep] présentera mardi une étude réalisée en partenariat avec la [Ramsa]."),
        Some(Status::Effective)
    );
}

#[test]
fn teasers_and_nameless_partners_assert_nothing() {
    let mut text = String::new();
    let spans = analyse("L'[Onep] et la [Ramsa] ont signé une convention.", &mut text);
    assert!(run(&with(&text, &spans), BlockKind::Teaser).is_empty());
    assert!(relations("L'[Onep] a signé des conventions avec plusieurs écoles.").is_empty());
    assert!(relations("Un partenariat public-privé attend l'[Onep].").is_empty());
}

#[test]
fn a_pronoun_agrees_with_the_last_subject() {
    let found = relations("La [Ramsa] dessert Agadir. Elle a signé une convention avec l'[Iav].");
    assert_eq!(found[0].2, ["Ramsa", "Iav"]);
    // A masculine pronoun does not take up a feminine name.
    let found = relations("La [Ramsa] dessert Agadir. Il a signé une convention avec l'[Iav].");
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_latter_is_who_was_named_last() {
    let found = relations(
        "L'[Onep] a signé une convention avec la [Ramsa]. Cette dernière est financée par la [Bad].",
    );
    let funding: Vec<_> = found.iter().filter(|one| one.0 == RelationKind::FUNDING).collect();
    assert_eq!(funding.len(), 1);
    assert!(funding[0].2.contains(&"-> Ramsa".to_owned()), "{found:?}");
}

#[test]
fn an_apposition_is_said_of_the_name_before_it() {
    let found = relations("L'[Onep] visite l'[Iav], membre du [Réseau Agrum], à Rabat.");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].2, ["Iav", "-> Réseau Agrum"]);
}

/// The members of each relation that is told.
fn told(text: &str) -> Vec<Vec<String>> {
    relations(text).into_iter().map(|(_, _, members)| members).collect()
}

#[test]
fn an_apposition_with_a_body_of_its_own_leaves_the_verb_to_the_name_before_it() {
    let found = relations("La [Sib], filiale du groupe [Attijari], finance la [Ramsa].");
    let funding: Vec<_> = found.iter().filter(|one| one.0 == RelationKind::FUNDING).collect();
    assert_eq!(funding.len(), 1, "{found:?}");
    assert_eq!(funding[0].2, ["Sib", "-> Ramsa"]);
}

#[test]
fn a_relative_clause_is_told_of_what_it_follows() {
    let text = "L'[Onep] félicite la [Ramsa], qui a signé une convention avec l'[Iav].";
    assert_eq!(told(text), [["Ramsa", "Iav"]]);
    let text = "L'[Onep], qui félicite la [Ramsa], a signé une convention avec l'[Iav].";
    assert_eq!(told(text), [["Onep", "Iav"]]);
}

#[test]
fn dashes_hold_an_aside() {
    let text = "[Kolondo] – connue pour ses pompes – a signé une convention avec la [Ramsa].";
    assert_eq!(told(text), [["Kolondo", "Ramsa"]]);
    let text = "L'[Onep] - son directeur préside l'[Iav] - et la [Ramsa] ont signé une convention.";
    assert_eq!(told(text), [["Onep", "Ramsa"]]);
}

#[test]
fn several_who_acted_sign_in_a_sentence_that_names_none() {
    let story = "L'[Onep] et la [Ramsa] se sont rencontrés. ";
    assert_eq!(told(&format!("{story}Ils ont signé une convention.")), [["Onep", "Ramsa"]]);
    assert!(told(&format!("{story}Il a signé une convention.")).is_empty());
    assert!(told(&format!("{story}Des agents ont signé une convention.")).is_empty());
}

#[test]
fn an_envoy_acts_for_a_state() {
    let text = "L'ambassadeur du Japon au Togo, Kenji Sato, a signé un accord avec l'UNICEF.";
    assert_eq!(members_of(text), ["Japon + UNICEF"]);
    let text = "Un touriste du Japon, Kenji Sato, a signé un accord avec l'UNICEF.";
    assert!(members_of(text).is_empty(), "{:?}", members_of(text));
}

#[test]
fn a_ministers_title_stands_for_the_ministry() {
    let ministry = "UNICEF + ministère de la Santé et de l'Action sociale";
    let text = "Le ministre de la Santé et de l'Action sociale, Ibrahima Sow, et la directrice de l'UNICEF, \
                Anna Weber, ont signé une convention.";
    assert_eq!(members_of(text), [ministry]);
    let text = "Le ministre de la Santé et de l'Action sociale, Ibrahima Sow, a signé un accord avec l'UNICEF.";
    assert_eq!(members_of(text), [ministry]);
    // The ministry that the text names is meant, whatever its full name.
    let text = "Le ministère de la Santé publique réforme. Ibrahima Sow, ministre de la Santé, a signé un \
                accord avec l'UNICEF.";
    assert_eq!(members_of(text), ["ministère de la Santé publique + UNICEF"]);
    let text = "L'ancien ministre de la Santé, Ibrahima Sow, a signé un accord avec l'UNICEF.";
    assert!(members_of(text).is_empty(), "{:?}", members_of(text));
}

#[test]
fn towns_under_one_noun_are_parties() {
    let text = "Les villes de Rimouski et de Matane ont accordé 3 millions de dollars à l'UNICEF.";
    assert_eq!(members_of(text).len(), 2, "{:?}", members_of(text));
    let text = "Les agents de la ville de Rimouski ont soutenu l'UNICEF.";
    assert!(members_of(text).is_empty(), "{:?}", members_of(text));
}

#[test]
fn who_is_not_named_is_not_whom_the_text_is_about() {
    let story = "[Orange Mali] a ouvert un centre. [Orange Mali] recrute. ";
    for sentence in [
        "La jeune femme a reçu une bourse de la [Fondation Orange].",
        "Des ONG soutenues par la [Fondation Sonatel] ont ouvert un atelier.",
    ] {
        assert_eq!(relations(&format!("{story}{sentence}")), [], "{sentence}");
    }
    let held = relations(&format!("{story}Le projet est soutenu par la [Fondation Sonatel]."));
    assert_eq!(held.len(), 1, "{held:?}");
}

#[test]
fn who_is_listed_beside_a_common_noun_is_meant_by_it() {
    let given = told("Plusieurs ONG, dont l'[Aman] et l'[Adfm], soutiennent la [Ramsa].");
    assert_eq!(given, [["Aman", "-> Ramsa"], ["Adfm", "-> Ramsa"]]);
    let lent = told(
        "Un pool composé de la [Bad] et de la [Boad] a accordé un prêt de 3 millions d'euros à la [Ramsa].",
    );
    assert!(lent.contains(&vec!["Bad".to_owned(), "-> Ramsa".to_owned()]), "{lent:?}");
    // Each of several instruments has its own parties.
    let signed = "La [Cofina] a signé trois conventions avec des écoles. ";
    let each = told(&format!("{signed}Il s'agit de l'[Inpt], de l'[Iav] et de l'[Ensa]."));
    assert_eq!(each, [["Cofina", "Inpt"], ["Cofina", "Iav"], ["Cofina", "Ensa"]]);
    let two = told("La [Cofina] a signé deux conventions avec l'[Inpt] et l'[Iav].");
    assert_eq!(two, [["Cofina", "Inpt"], ["Cofina", "Iav"]]);
    // More than it says, another noun, or nobody listed.
    for next in [
        "Il s'agit d'un progrès pour l'[Inpt].",
        "Elles préparent l'[Inpt], l'[Iav] et l'[Ensa].",
        "Il s'agit de l'informatique.",
    ] {
        assert_eq!(relations(&format!("{signed}{next}")), [], "{next}");
    }
}

#[test]
fn partners_of_nobody_named_are_each_others() {
    let found = relations("L'atelier sera mené en partenariat avec l'[Onep] et la [Ramsa].");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].2, ["Onep", "Ramsa"]);
    assert!(relations("L'atelier sera mené en partenariat avec l'[Onep].").is_empty());
}

#[test]
fn a_pronoun_that_fits_no_body_is_told_of_a_thing() {
    let story = "La [Ramsa] dessert Agadir. La [Ramsa] a lancé un projet. ";
    let found = relations(&format!("{story}Il est financé par la [Bad]."));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].2, ["Bad", "-> Ramsa"]);
    // Things do not act.
    assert!(relations(&format!("{story}Il a financé la [Bad].")).is_empty());
}

#[test]
fn what_is_told_of_a_thing_is_told_of_who_runs_it() {
    let story = "Le salon de la robotique est organisé par l'[Ensem]. L'[Onep] y tient un stand. ";
    let backed = told(&format!("{story}Le salon est soutenu par la [Bad]."));
    assert_eq!(backed, [["Bad", "-> Ensem"]]);
    let backed = told(&format!("{story}La [Bad] finance cet événement."));
    assert_eq!(backed, [["Bad", "-> Ensem"]]);
    // A pronoun stands for the thing that the sentence before speaks of.
    let story = "La caravane est partie lundi. Elle est pilotée par l'[Ensem]. ";
    let backed = told(&format!("{story}La [Bad] soutient la caravane."));
    assert_eq!(backed, [["Bad", "-> Ensem"]]);
    // Of another thing nobody is told to run it.
    let other = told(&format!("{story}La [Bad] soutient le festival."));
    assert!(other.is_empty(), "{other:?}");
}

#[test]
fn what_was_given_belongs_to_who_received_it() {
    let story = "L'[Onep] a remis trente motos à l'[Ensem]. ";
    let found = told(&format!("{story}Ces motos ont été financées par la [Bad]."));
    assert!(found.contains(&vec!["Bad".to_owned(), "-> Ensem".to_owned()]), "{found:?}");
    assert!(!found.contains(&vec!["Bad".to_owned(), "-> Onep".to_owned()]), "{found:?}");
    let found = told("L'[Onep] salue l'[Ensem]. Ces motos ont été financées par la [Bad].");
    assert!(!found.contains(&vec!["Bad".to_owned(), "-> Ensem".to_owned()]), "{found:?}");
}

#[test]
fn asides_do_not_part_a_list() {
    for list in [
        "La [Ramsa], basée à Agadir, et l'[Onep]",
        "La [Ramsa], à Agadir, et l'[Onep]",
        "La [Ramsa], représentée par Karim Tazi, et l'[Onep]",
        "La [Ramsa] marocaine et l'[Onep]",
        "La [Ramsa] et, pour la première fois, l'[Onep]",
    ] {
        let found = told(&format!("{list} ont signé une convention."));
        assert_eq!(found, [["Ramsa", "Onep"]], "{list}");
    }
}

#[test]
fn a_fronted_phrase_leaves_the_list_behind_it_to_the_verb() {
    let found = told("Soutenus par la [Bad], l'[Onep] et l'[Iav] ont ouvert un atelier.");
    assert_eq!(found, [["Bad", "-> Onep"], ["Bad", "-> Iav"], ["Onep", "Iav"]]);
}

#[test]
fn a_body_before_a_sum_of_its_own_is_no_recipient() {
    let text = "La BOAD a accordé 10 millions d'euros à la Sonatel et l'AFD 3 millions d'euros à \
                l'UNICEF.";
    assert_eq!(members_of(text), ["BOAD + Sonatel", "AFD + UNICEF"]);
}

#[test]
fn whom_a_clause_cites_acts_where_nobody_else_does() {
    for clause in ["Un partenariat a été conclu", "La campagne s'appuiera sur un partenariat"] {
        let text = format!("{clause} avec l'UNICEF, a indiqué la Sonatel.");
        assert_eq!(members_of(&text), ["UNICEF + Sonatel"]);
    }
}

#[test]
fn who_is_quoted_speaks_for_the_body_that_is_stated() {
    let text = "La Sonatel recrute à Dakar. La Sonatel ouvre dix agences. « Nous avons accordé un prêt \
                de 3 millions d'euros à l'UNICEF », explique Awa Sow, directrice de l'Anader.";
    assert_eq!(members_of(text), ["Anader + UNICEF"]);
}

#[test]
fn a_mayor_acts_for_the_town() {
    let text = "Le maire de Thiès, Babacar Diop, a signé une convention avec l'UNICEF.";
    assert_eq!(members_of(text), ["Thiès + UNICEF"]);
    let text = "L'UNICEF a signé une convention avec le maire de Thiès.";
    assert_eq!(members_of(text), ["UNICEF + Thiès"]);
    let text = "Le chanteur Babacar Diop a signé un contrat avec l'UNICEF.";
    assert!(members_of(text).is_empty(), "{:?}", members_of(text));
}

#[test]
fn who_reports_is_not_whom_it_is_about() {
    let works = "L'atelier a ouvert lundi. La pluie a cessé. La [Bad] finance les travaux.";
    let found = told(&format!("THIÈS, 3 mai ([Gaynor Presse]) – {works}"));
    assert!(found.is_empty(), "{found:?}");
    let found = told(&format!("THIÈS, 3 mai, [Gaynor Presse] – {works}"));
    assert_eq!(found, [["Bad", "-> Gaynor Presse"]]);
}

#[test]
fn how_a_subject_was_found_is_kept() {
    let mut text = String::new();
    let marked = "La [Ramsa] dessert Agadir. Elle a signé une convention avec l'[Iav].";
    let spans = analyse(marked, &mut text);
    let analysis = with(&text, &spans);
    let found = run(&analysis, BlockKind::Body);
    let source = found[0].evidence[0].subject.expect("a source");
    assert_eq!(source.how, super::How::Pronoun);
    assert_eq!(source.named_in, Some(0));
    assert_eq!(source.words.map(|words| analysis.surface(words)), Some("Elle"));
}

#[test]
fn a_set_stands_for_the_parties_of_the_last_relation() {
    let mut text = String::new();
    let spans = analyse(
        "L'[Onep] a signé un accord avec la [Ramsa]. Les deux parties ont signé un avenant.",
        &mut text,
    );
    let mut analysis = with(&text, &spans);
    let first = analysis.sentences[1].tokens.start as usize;
    analysis.sets.push(SetAnaphor {
        tokens: TokenSpan::new(first, first + 3),
        sentence: 1,
        count: Some(2),
        rule: RuleIdx(0),
    });
    let found = run(&analysis, BlockKind::Body);
    assert_eq!(found.iter().map(|relation| relation.evidence.len()).sum::<usize>(), 2);
    assert!(found.iter().all(|relation| relation.members.len() == 2));
}

/// The members of each relation of a text, read from end to end.
fn members_of(text: &str) -> Vec<String> {
    let cascade = Cascade::new(rules(), Gazetteer::embedded());
    let language = rules().language("fr").expect("there are rules for it");
    let reading = cascade.read(language, &Sample { text, ..Sample::default() });
    let names = |relation: &RelationMention| -> Vec<String> {
        let names = relation.members.iter().map(|&(_, entity)| entity.0 as usize);
        names.map(|at| reading.analysis.entities[at].name.clone()).collect()
    };
    reading.relations.iter().map(|relation| names(relation).join(" + ")).collect()
}

#[test]
fn a_state_and_its_government_are_one_party() {
    let told = |state: &str, government: &str| {
        members_of(&format!(
            "{state} et l'UNICEF ont signé une convention. {government} et l'UNICEF ont signé une \
             convention."
        ))
    };
    assert_eq!(told("Le Maroc", "Le gouvernement marocain"), ["UNICEF + gouvernement marocain"]);
    let senegal = told("Le Sénégal", "Le gouvernement du Sénégal");
    assert_eq!(senegal, ["UNICEF + gouvernement du Sénégal"]);
    // The government of another state, or of a part of it.
    assert_eq!(told("Le Maroc", "Le gouvernement tunisien").len(), 2);
    assert_eq!(told("Le Canada", "Le gouvernement du Québec").len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_words_and_names_give_sound_relations(
        words in proptest::collection::vec(
            prop_oneof![
                Just("[Onep]"), Just("[Ramsa]"), Just("[Iav]"), Just("signé"), Just("convention"),
                Just("avec"), Just("le soutien de"), Just("et"), Just(","), Just("("), Just(")"),
                Just("«"), Just("»"), Just("entre"), Just("financé par"), Just("en partenariat avec"),
                Just("membre de"), Just("."), Just("\n"), Just("ne"), Just("pas"), Just("l'"),
                Just("il"), Just("Elle"), Just("ce dernier"), Just("nous"), Just("le projet"),
                Just("installée à"), Just("a signé"), Just("Wxyz"), Just("plusieurs écoles"),
                Just("dont"), Just(": "), Just(";"), Just("Il s'agit de"), Just("trois conventions"),
            ],
            0..60,
        )
    ) {
        let mut text = String::new();
        let spans = analyse(&words.join(" "), &mut text);
        let analysis = with(&text, &spans);
        for relation in run(&analysis, BlockKind::Body) {
            prop_assert!(relation.members.len() >= 2);
            let mut sorted = relation.members.clone();
            sorted.sort_unstable();
            sorted.dedup();
            prop_assert_eq!(&sorted, &relation.members);
            prop_assert!(!relation.evidence.is_empty());
            prop_assert!(relation.score <= 1000);
        }
    }
}
