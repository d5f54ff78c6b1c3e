//! What a reader finds in the five seed articles, the program must find too.

use std::path::Path;

use extract::document::{Content, Media, Source};
use extract::gazetteer::Gazetteer;
use extract::kb::facts::DocumentOutcome;
use extract::kb::v1::{
    AmountKind, BlockKind, KnowledgeBase, MemberRole, Modifier, Relation, RelationKind, Status,
};
use extract::link::{Decisions, LinkData, link};
use extract::pipeline::{Buffers, Extractor, load_rules};
use extract::rules::RuleFiles;

mod test_run;

use test_run::run;

fn knowledge() -> &'static KnowledgeBase {
    static KB: std::sync::OnceLock<KnowledgeBase> = std::sync::OnceLock::new();
    KB.get_or_init(|| {
        let files = RuleFiles::embedded();
        let gazetteer = Gazetteer::embedded();
        let loaded = load_rules(&files, gazetteer);
        let extractor = Extractor::new(loaded.rules, &files, gazetteer).expect("rules load");
        let mut buffers = Buffers::default();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
        let mut facts = Vec::new();
        for entry in std::fs::read_dir(folder).expect("seeds").flatten() {
            let source = Source {
                name: entry.file_name().to_string_lossy().into_owned(),
                record: None,
                content: Content::Bytes(std::fs::read(entry.path()).expect("a seed")),
                media: Media::Text,
            };
            match extractor.document(source, &mut buffers) {
                DocumentOutcome::Facts(one) => facts.push(*one),
                DocumentOutcome::Skipped(issue) | DocumentOutcome::Failed(issue) => {
                    panic!("{issue:?}")
                }
            }
        }
        let data = LinkData::bundled().expect("linking data");
        link(facts, Vec::new(), run(), &Decisions::default(), &data)
    })
}

/// Id of the document whose file name starts with `number`.
fn document(number: &str) -> &'static extract::kb::v1::Document {
    let found = knowledge().documents.iter().find(|document| document.locator.starts_with(number));
    found.expect("a seed with this number")
}

fn relations(number: &str, kind: RelationKind) -> Vec<&'static Relation> {
    let id = &document(number).id;
    let all = knowledge().relations.iter();
    all.filter(|held| held.kind == kind && held.evidence.iter().any(|e| e.document == *id))
        .collect()
}

fn name(entity: &str) -> &'static str {
    let kb = knowledge();
    let body = kb.organisations.iter().find(|held| held.id == entity).map(|held| &held.name);
    let place = || kb.places.iter().find(|held| held.id == entity).map(|held| &held.name);
    let person = || kb.persons.iter().find(|held| held.id == entity).map(|held| &held.name);
    body.or_else(place).or_else(person).expect("an entity")
}

/// Entities that the surfaces of a document name.
fn entities_of(number: &str, surfaces: &[&str]) -> Vec<&'static str> {
    let id = &document(number).id;
    let mut found: Vec<&str> = knowledge()
        .mentions
        .iter()
        .filter(|held| held.document == *id && surfaces.contains(&held.surface.as_str()))
        .map(|held| held.entity.as_str())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn dates(number: &str) -> Vec<(&'static str, &'static str)> {
    let id = &document(number).id;
    let all = knowledge().dates.iter().filter(|held| held.document == *id);
    all.map(|held| (held.surface.as_str(), held.value.as_str())).collect()
}

#[test]
fn every_offset_gives_its_surface() {
    let kb = knowledge();
    let text = |document: &str| -> Vec<char> {
        let held = kb.documents.iter().find(|held| held.id == document).expect("a document");
        held.text.as_deref().unwrap_or_default().chars().collect()
    };
    let check = |document: &str, start: u32, end: u32, surface: &str| {
        let held: String = text(document)[start as usize..end as usize].iter().collect();
        assert_eq!(held, surface);
    };
    for held in &kb.mentions {
        check(&held.document, held.char_start, held.char_end, &held.surface);
    }
    for held in &kb.dates {
        check(&held.document, held.char_start, held.char_end, &held.surface);
    }
    for held in &kb.amounts {
        check(&held.document, held.char_start, held.char_end, &held.surface);
    }
    for held in kb.relations.iter().flat_map(|held| &held.evidence) {
        check(&held.document, held.char_start, held.char_end, &held.quote);
        assert!(!held.rule.is_empty());
    }
}

#[test]
fn languages_and_publication_dates() {
    for held in &knowledge().documents {
        assert_eq!(held.language, "fr", "{}", held.locator);
    }
    let tweet = document("002").blocks.iter().find(|block| block.language == "en");
    assert_eq!(tweet.map(|block| block.kind), Some(BlockKind::Quote));
    assert_eq!(document("001").published.as_deref(), Some("2021-05"));
    assert_eq!(document("004").published.as_deref(), Some("2019-04-10"));
    let week: Vec<_> =
        dates("002").into_iter().filter(|(surface, _)| *surface == "cette semaine").collect();
    assert!(!week.is_empty() && week.iter().all(|(_, value)| *value == "2022-W07"), "{week:?}");
}

#[test]
fn first_interval_range_and_comment_form() {
    assert!(dates("000").contains(&("du 21 au 23 mars prochain", "XXXX-03-21/XXXX-03-23")));
    let id = &document("000").id;
    let ages = knowledge()
        .amounts
        .iter()
        .find(|held| held.document == *id && held.surface.starts_with("18"));
    let ages = ages.expect("the ages");
    assert_eq!(ages.kind, AmountKind::Measure);
    assert_eq!(ages.value.0.to_string(), "18");
    assert_eq!(ages.value_max.map(|value| value.0.to_string()).as_deref(), Some("35"));
    let comment = document("000").blocks.iter().find(|block| block.kind == BlockKind::Comment);
    let start = comment.expect("a comment form").char_start;
    assert!(
        knowledge().mentions.iter().all(|held| held.document != *id || held.char_start < start)
    );
}

#[test]
fn second_one_agreement_with_its_signatories() {
    let agreements = relations("001", RelationKind::AGREEMENT);
    let [agreement] = agreements.as_slice() else { panic!("{agreements:#?}") };
    assert_eq!(agreement.status, Status::Effective);
    let cluster = entities_of("001", &["Cluster solaire", "cluster solaire", "Cluster Solaire"]);
    let centre = entities_of(
        "001",
        &[
            "Centre régional d'investissement (CRI) Drâa-Tafilalet",
            "CRI Drâa-Tafilalet",
            "CRI Drâa -Tafilalet",
        ],
    );
    assert_eq!((cluster.len(), centre.len()), (1, 1), "{cluster:?} {centre:?}");
    let mut members: Vec<&str> =
        agreement.members.iter().map(|held| held.entity.as_str()).collect();
    members.sort_unstable();
    let mut wanted = [cluster[0], centre[0]];
    wanted.sort_unstable();
    assert_eq!(members, wanted);
    assert_eq!(agreement.place.as_deref().map(name), Some("Casablanca"));
    let mut signatories: Vec<(&str, Option<&str>)> = agreement
        .signatories
        .iter()
        .map(|held| (name(&held.person), held.role.as_deref()))
        .collect();
    signatories.sort_unstable();
    assert_eq!(
        signatories,
        [
            ("Allal El Baz", Some("directeur général")),
            ("Fatima Zahra El Khalifa", Some("directrice générale")),
        ]
    );
}

#[test]
fn fourth_teasers_alias_and_plan() {
    let teasers =
        document("003").blocks.iter().filter(|block| block.kind == BlockKind::Teaser).count();
    assert_eq!(teasers, 5);
    assert_eq!(entities_of("003", &["Tehnopark", "MITC"]).len(), 2);
    let alias = entities_of("003", &["Tehnopark"]);
    let park = knowledge().organisations.iter().find(|held| held.id == alias[0]).expect("a body");
    assert!(park.names.iter().any(|held| held.name == "Technopark"), "{:?}", park.names);
    assert!(dates("003").iter().any(|(surface, _)| surface.contains("rentrée")));
    // "un nouveau Technopark à Tanger prévu à la rentrée": that one only.
    let text: Vec<char> = document("003").text.as_deref().unwrap_or_default().chars().collect();
    let planned: Vec<String> = knowledge()
        .mentions
        .iter()
        .filter(|held| held.document == document("003").id && held.status == Some(Status::Planned))
        .map(|held| {
            text[held.char_start as usize - 11..held.char_end as usize + 9].iter().collect()
        })
        .collect();
    assert_eq!(planned, ["un nouveau Technopark à Tanger"]);
}

/// The bodies of the list of clusters in the fifth article.
fn clusters() -> Vec<&'static str> {
    let id = &document("004").id;
    let kb = knowledge();
    let list_start = {
        let text: Vec<char> = document("004").text.as_deref().unwrap_or_default().chars().collect();
        let text: String = text.iter().collect();
        let byte = text.find("Borg AI").expect("the list");
        text[..byte].chars().count() as u32
    };
    let list_end = document("004")
        .blocks
        .iter()
        .find(|block| block.char_start <= list_start && list_start < block.char_end)
        .expect("the block of the list")
        .char_end;
    let mut clusters: Vec<&str> = kb
        .mentions
        .iter()
        .filter(|held| held.document == *id && (list_start..list_end).contains(&held.char_start))
        .filter(|held| held.entity.starts_with("o-"))
        .map(|held| held.entity.as_str())
        .collect();
    clusters.sort_unstable();
    clusters.dedup();
    clusters
}

#[test]
fn fifth_twenty_two_clusters() {
    let clusters = clusters();
    assert_eq!(clusters.len(), 22, "{clusters:#?}");
}

#[test]
fn fifth_clusters_have_their_country() {
    for cluster in clusters() {
        let body = knowledge().organisations.iter().find(|held| held.id == cluster);
        let body = body.expect("a body");
        assert!(body.country.is_some(), "{} has no country", body.name);
    }
}

#[test]
fn fifth_money_interval_organisers_and_supporters() {
    let id = &document("004").id;
    let kb = knowledge();
    let amount = |surface: &str| {
        kb.amounts
            .iter()
            .find(|held| held.document == *id && held.surface == surface)
            .expect(surface)
    };
    let money = amount("7,8 millions d'euros");
    assert_eq!(
        (money.value.0.to_string().as_str(), money.unit.as_deref()),
        ("7800000", Some("EUR"))
    );
    assert_eq!(amount("90%").kind, AmountKind::Percent);
    assert_eq!(amount("20 000 entrepreneurs").modifier, Some(Modifier::MoreThan));
    assert!(
        kb.amounts.iter().any(|held| held.document == *id && held.surface.starts_with("2 500 PME"))
    );
    assert!(dates("004").contains(&("du 9 au 11 avril 2019", "2019-04-09/2019-04-11")));

    let organisers: Vec<Vec<&str>> = relations("004", RelationKind::COLLABORATION)
        .iter()
        .map(|held| held.members.iter().map(|member| name(&member.entity)).collect())
        .collect();
    assert!(
        organisers
            .iter()
            .any(|names| names.contains(&"THE NEXT SOCIETY")
                && names.contains(&"Commission européenne")),
        "{organisers:?}"
    );
    let supporters: Vec<&str> = relations("004", RelationKind::SUPPORT)
        .iter()
        .flat_map(|held| &held.members)
        .filter(|member| member.role == MemberRole::Source)
        .map(|member| name(&member.entity))
        .collect();
    for supporter in ["StartUp Maroc", "ANIMA Investment Network"] {
        assert!(supporters.contains(&supporter), "{supporter} in {supporters:?}");
    }
}
