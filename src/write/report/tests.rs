use super::*;
use crate::kb::read;

fn sample() -> KnowledgeBase {
    let json = include_bytes!("../../../tests/fixtures/kb/kb.json");
    read::parse(std::path::Path::new("kb.json"), json).expect("the fixture is a knowledge base")
}

fn page(kb: &KnowledgeBase, options: Options) -> String {
    let mut out = Vec::new();
    report(kb, options, &mut out).expect("memory takes everything");
    String::from_utf8(out).expect("a page is UTF-8")
}

fn island(page: &str) -> serde_json::Value {
    let start = page.find("id=\"data\">").expect("there is an island") + "id=\"data\">".len();
    let end = page[start..].find("</script>").expect("it ends") + start;
    serde_json::from_str(&page[start..end]).expect("it is JSON")
}

#[test]
fn the_page_has_two_scripts_whatever_the_texts_say() {
    let page = page(&sample(), Options::default());
    let parsed = scraper::Html::parse_document(&page);
    let select = |css: &str| scraper::Selector::parse(css).expect("a selector");
    assert_eq!(parsed.select(&select("script")).count(), 2);
    assert!(page.contains("lang=\"fr\"") && page.contains("default-src 'none'"));
    for loads in ["[src]", "link", "img", "iframe", "object"] {
        assert_eq!(parsed.select(&select(loads)).count(), 0, "{loads}");
    }
    let island = island(&page);
    let text = island["documents"][1]["parts"][0][1].as_str().expect("a text");
    assert_eq!(Some(text), sample().documents[1].text.as_deref());
    assert!(text.contains("</script>") && text.contains('\u{2028}'));
}

#[test]
fn offsets_count_as_browsers_do() {
    let mut kb = sample();
    let text = kb.documents[0].text.as_mut().expect("a text");
    *text = format!("😀{}", text.chars().skip(1).collect::<String>());
    let island = island(&page(&kb, Options::default()));
    let document = &island["documents"][0];
    let units: Vec<u16> =
        document["parts"][0][1].as_str().expect("a text").encode_utf16().collect();
    let numbers: Vec<usize> =
        serde_json::from_value(document["mentions"].clone()).expect("numbers");
    for (five, mention) in numbers.chunks(5).zip(&kb.mentions).skip(1) {
        let surface = String::from_utf16_lossy(&units[five[0]..five[0] + five[1]]);
        assert_eq!(surface, mention.surface);
    }
}

#[test]
fn texts_past_the_limit_leave_their_evidence() {
    let options = Options { text_bytes: 0, ..Options::default() };
    let kb = sample();
    let island = island(&page(&kb, options));
    for (relation, published) in
        island["relations"].as_array().expect("a list").iter().zip(&kb.relations)
    {
        let [at, start, end] =
            [0, 1, 2].map(|n| relation["evidence"][0][n].as_u64().expect("a number") as usize);
        let parts = island["documents"][at]["parts"].as_array().expect("a list");
        let found = parts.iter().any(|part| {
            let (from, text) = (part[0].as_u64().expect("a number") as usize, &part[1]);
            let units: Vec<u16> = text.as_str().expect("a text").encode_utf16().collect();
            from <= start
                && end <= from + units.len()
                && String::from_utf16_lossy(&units[start - from..end - from])
                    == published.evidence[0].quote
        });
        assert!(found, "{relation}");
    }
    assert_eq!(island["documents"][0]["whole"], false);
    let mut bare = sample();
    crate::write::drop_texts(&mut bare);
    assert!(page(&bare, Options::default()).contains("signé une convention"));
}

#[test]
fn the_graph_is_capped_and_leaves_denied_links_out() {
    let drawn = |max_nodes| {
        let island = island(&page(&sample(), Options { max_nodes, ..Options::default() }));
        (
            island["graph"]["nodes"].as_array().map(Vec::len),
            island["graph"]["links"].as_array().map(Vec::len),
        )
    };
    assert_eq!(drawn(300), (Some(4), Some(3)));
    assert_eq!(drawn(2), (Some(2), Some(1)));
    assert_eq!(drawn(0), (Some(0), Some(0)));
}

#[test]
fn both_languages_have_the_same_words() {
    let [french, english] = [Language::French, Language::English].map(|language| {
        let words = page::strings(language).expect("the file is JSON");
        words.as_object().expect("an object").keys().cloned().collect::<Vec<_>>()
    });
    assert_eq!(french, english);
    let page = page(&sample(), Options { language: Language::English, ..Options::default() });
    assert!(page.contains("<html lang=\"en\">") && page.contains("<title>Knowledge base</title>"));
}

#[test]
fn the_kinds_of_the_types_have_words() {
    use crate::kb::v1::{OrganisationKind, PlaceKind, RelationKind, Status};
    let words = page::strings(Language::French).expect("the file is JSON");
    let kinds = OrganisationKind::ALL.iter().map(|one| format!("kind.{}", one.as_str()));
    let kinds = kinds.chain(PlaceKind::ALL.iter().map(|one| format!("kind.{}", one.as_str())));
    let kinds =
        kinds.chain(RelationKind::SHIPPED.iter().map(|one| format!("relation.{}", one.as_str())));
    for key in kinds.chain(Status::ALL.iter().map(|one| format!("status.{}", one.as_str()))) {
        assert!(words[&key].is_string(), "{key}");
    }
}
