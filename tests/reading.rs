//! From paths to documents: block cues of the shipped rules, hostile input, and what holds for
//! any bytes.

use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use extract::document::{
    BlockCues, BlockKind, Content, CueFile, CueSpec, Document, Failure, LanguageProfiles,
    ListOptions, Media, Record, Source, check_examples, list, open, prepare,
};
use proptest::prelude::*;

fn specs() -> Vec<CueSpec> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    ["fr", "en"]
        .into_iter()
        .flat_map(|lang| {
            let path = root.join("rules").join(lang).join("blocks.toml");
            let text = std::fs::read_to_string(path).expect("block cues");
            toml::from_str::<CueFile>(&text).expect("valid block cues").into_specs(lang)
        })
        .collect()
}

static CUES: LazyLock<BlockCues> =
    LazyLock::new(|| BlockCues::compile(&specs()).expect("block cues compile"));
static PROFILES: LazyLock<LanguageProfiles> = LazyLock::new(profiles);

fn profiles() -> LanguageProfiles {
    let words = |list: &str| list.split_whitespace().map(str::to_owned).collect();
    LanguageProfiles::new(&[
        (
            "fr",
            words(
                "le la les l' un une des du de d' au aux à en dans par pour sur avec sans entre et \
                 ou que qu' qui dont où si comme plus ce cet cette ces son sa ses leur leurs il \
                 elle on nous vous se s' ne n' pas est sont a ont été être également ainsi",
            ),
        ),
        (
            "en",
            words(
                "the of and to in that is for on with as by at from this it its are was were be \
                 been has have will would which who their they he his not or an but we our more",
            ),
        ),
    ])
}

fn document(bytes: &[u8], media: Media) -> Result<Document, Failure> {
    let content = Content::Bytes(bytes.to_vec());
    let source = Source { name: "essai".to_owned(), record: None, content, media };
    prepare(source, &CUES, &PROFILES)
}

fn kinds(document: &Document) -> Vec<(BlockKind, &str)> {
    document.blocks.iter().map(|block| (block.kind, block.span.of(document.read()))).collect()
}

/// Blocks in order, on character boundaries, over every visible character; and each leads back
/// to the text.
fn sound(document: &Document) -> Result<(), TestCaseError> {
    let read = document.read();
    let mut at = 0;
    for block in &document.blocks {
        let span = block.span.range();
        prop_assert!(read.get(span.clone()).is_some_and(|text| !text.trim().is_empty()));
        prop_assert!(span.start >= at);
        prop_assert!(
            read[at..span.start].trim().is_empty(),
            "not in a block: {:?}",
            &read[at..span.start]
        );
        at = span.end;
        let source = document.reading.to_text(block.span);
        prop_assert!(document.text.as_str().get(source.range()).is_some());
    }
    prop_assert!(read[at..].trim().is_empty());
    Ok(())
}

#[test]
fn every_example_of_a_block_cue_holds() {
    let specs = specs();
    let failures: Vec<String> = check_examples(&specs)
        .iter()
        .map(|found| {
            let spec = &specs[found.index];
            format!("{} {}: `{}` {}", spec.lang, spec.kind.as_str(), found.example, found.message)
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(specs.iter().all(|spec| !spec.matches.is_empty() && !spec.no.is_empty()));
}

#[test]
fn the_shipped_articles_are_cut_as_a_reader_would() {
    use BlockKind::{
        About, Body, Boilerplate, Byline, Comment, Contact, Dateline, Quote, Teaser, Title,
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let (locators, failures) = list(&[root], ListOptions::default());
    assert!(failures.is_empty());
    let documents: Vec<Document> = locators
        .iter()
        .flat_map(|locator| open(locator).expect("opens"))
        .map(|source| prepare(source.expect("read"), &CUES, &PROFILES).expect("a document"))
        .collect();
    let all: Vec<Vec<BlockKind>> = documents
        .iter()
        .map(|document| document.blocks.iter().map(|block| block.kind).collect())
        .collect();
    assert_eq!(all[0], [vec![Title; 2], vec![Body; 6], vec![Byline, Comment, Comment]].concat());
    assert_eq!(all[1], [vec![Dateline], vec![Body; 11]].concat());
    assert_eq!(
        all[2],
        [Title, Boilerplate, Body, Body, Quote, Quote, Body, Body, Body, Byline, Byline]
    );
    assert_eq!(all[3], [vec![Teaser; 5], vec![Body; 4]].concat());
    assert_eq!(
        all[4],
        [
            vec![Boilerplate, Title, Dateline],
            vec![Body; 4],
            vec![Title, Body, Body, Title, Body],
            vec![Contact; 5],
            vec![About; 7],
            vec![Boilerplate; 4],
        ]
        .concat()
    );
    assert!(documents.iter().all(|document| document.language.code.as_str() == "fr"));
    assert_eq!(documents[1].meta.published.as_ref().expect("header date").value, "2021-05");
    let tweet = documents[2].blocks.iter().find(|block| block.kind == Quote).expect("tweet");
    assert_eq!(tweet.language.code.as_str(), "en");
    // The tweet and the signature under it.
    let foreign = documents.iter().flat_map(|document| &document.blocks);
    assert_eq!(foreign.filter(|block| block.language.code.as_str() != "fr").count(), 2);
    // Markup inside the text is read through, and facts still count in the text as it is.
    let release = &documents[4];
    let at = release.read().find("8ème édition de Logismed").expect("readable");
    let span = extract_span(at, "8ème édition de Logismed".len());
    assert_eq!(
        release.reading.to_text(span).of(release.text.as_str()),
        "8^{ème} édition de [Logismed"
    );
    for document in &documents {
        sound(document).expect("sound blocks");
    }
}

fn extract_span(at: usize, length: usize) -> extract::text::ByteSpan {
    extract::text::ByteSpan::new(at, at + length)
}

#[test]
fn what_cannot_be_read_is_said_with_a_code() {
    let code = |bytes: &[u8]| document(bytes, Media::Text).expect_err("no document").code;
    assert_eq!(code(b""), "D005");
    assert_eq!(code(b" \n\xC2\xA0\n"), "D005");
    assert_eq!(code(b"%PDF-1.4 \x00\x01"), "D006");
    assert_eq!(code(&[0; 4000]), "D006");
    let page = document(b"<html><script>x()</script></html>", Media::Html).expect_err("no text");
    assert_eq!(page.code, "D008");
}

#[test]
fn fixtures_in_other_encodings_read_like_utf8() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let (locators, failures) = list(&[root.join("encodings")], ListOptions::default());
    assert!(failures.is_empty());
    let documents: Vec<Document> = locators
        .iter()
        .flat_map(|locator| open(locator).expect("opens"))
        .map(|source| prepare(source.expect("read"), &CUES, &PROFILES).expect("a document"))
        .collect();
    let text = |name: &str| {
        let found = documents.iter().find(|document| document.name == name).expect("fixture");
        (found.encoding, found.text.as_str().to_owned(), found.warnings.len())
    };
    let (_, expected, _) = text("utf-8.txt");
    for name in [
        "decomposed.txt",
        "utf-8-bom-crlf.txt",
        "utf-16le.txt",
        "utf-16be-bare.txt",
        "windows-1252.txt",
        "packed.txt.gz",
    ] {
        let (encoding, found, warnings) = text(name);
        assert_eq!(found, expected, "{name} read as {encoding}");
        assert_eq!(warnings, 0, "{name}");
    }
    let (encoding, found, warnings) = text("damaged.txt");
    assert_eq!((encoding, warnings), ("UTF-8", 1));
    assert!(found.contains('\u{FFFD}') && found.contains("Besançon"));
}

#[test]
fn pages_in_the_shapes_of_a_corpus_are_cut() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    let read = |name: &str, media| {
        let bytes = std::fs::read(root.join(name)).expect("fixture");
        let document = document(&bytes, media).expect("a document");
        sound(&document).expect("sound blocks");
        document
    };
    let letters = |document: &Document| -> String {
        // One letter a block: b body, l list, t title, d dateline, y byline, x boilerplate,
        // q quote, a about, c contact, o teaser, m comment.
        let letter = |kind| match kind {
            BlockKind::Title => 't',
            BlockKind::Dateline => 'd',
            BlockKind::Byline => 'y',
            BlockKind::Body => 'b',
            BlockKind::Quote => 'q',
            BlockKind::List => 'l',
            BlockKind::About => 'a',
            BlockKind::Contact => 'c',
            BlockKind::Teaser => 'o',
            BlockKind::Comment => 'm',
            BlockKind::Boilerplate => 'x',
        };
        document.blocks.iter().map(|block| letter(block.kind)).collect()
    };
    let wrapped = read("wrapped.txt", Media::Text);
    assert_eq!(letters(&wrapped), "xtdbbblllaacccc");
    assert!(wrapped.blocks[3].span.of(wrapped.read()).ends_with("la Coopération belge."));
    let scraped = read("scraped.txt", Media::Text);
    assert_eq!(letters(&scraped), "xxxxxxxtdyxxxbobxooommmm");
    assert_eq!(scraped.meta.published.as_ref().expect("date").value, "2021-05-12");
    let page = read("page.html", Media::Html);
    assert_eq!(letters(&page), "tdxbbllqqo");
    assert_eq!(page.meta.title.as_deref(), Some("L’ONEE et la GIZ renforcent leur coopération"));
    assert_eq!(page.blocks[7].language.code.as_str(), "en");
}

#[test]
fn records_bring_their_own_metadata() {
    let record = Record {
        text: "Le ministère a signé une convention avec l’agence.".to_owned(),
        title: Some("Convention".to_owned()),
        date: Some("14/05/2021".to_owned()),
        ..Record::default()
    };
    let source = Source {
        name: "a.jsonl".to_owned(),
        record: Some("7".to_owned()),
        content: Content::Record(record),
        media: Media::Text,
    };
    let document = prepare(source, &CUES, &PROFILES).expect("a document");
    assert_eq!(document.meta.title.as_deref(), Some("Convention"));
    assert_eq!(document.meta.published.expect("date").value, "2021-05-14");
    assert_eq!(document.record.as_deref(), Some("7"));
}

#[test]
fn a_link_to_the_comments_above_an_article_does_not_swallow_it() {
    let body = "Le conseil régional a approuvé la convention avec l’agence de développement, qui \
                porte sur trois ans et sur dix projets de la région, a indiqué son président.";
    let text = format!(
        "Un titre\n\n0 commentaire\n\n{body}\n\n{body}\n\n2 commentaires\n\nSami\n\nBravo à tous."
    );
    let document = document(text.as_bytes(), Media::Text).expect("a document");
    let found: Vec<BlockKind> = kinds(&document).into_iter().map(|(kind, _)| kind).collect();
    use BlockKind::{Body, Comment, Title};
    assert_eq!(found, [Title, Comment, Body, Body, Comment, Comment, Comment]);
}

#[expect(clippy::print_stdout, reason = "shown when the test fails")]
fn timed(name: &str, bytes: &[u8], media: Media) {
    let content = Content::Bytes(bytes.to_vec());
    let source = Source { name: name.to_owned(), record: None, content, media };
    LazyLock::force(&CUES);
    let started = Instant::now();
    let _ = prepare(source, &CUES, &PROFILES);
    let took = started.elapsed();
    println!("{name}: {took:?}");
    assert!(took < Duration::from_secs(20), "{name}: {took:?}");
}

#[test]
fn hostile_input_takes_linear_time() {
    timed("one line of 50 MB", "mot à mot ".repeat(4_600_000).as_bytes(), Media::Text);
    timed("many lines", "mot\n".repeat(500_000).as_bytes(), Media::Text);
    timed("lone bullets", "-\nmot\n".repeat(200_000).as_bytes(), Media::Text);
    timed("brackets", &b"[".repeat(1 << 20), Media::Markdown);
    timed("line marks", &b"> ".repeat(1 << 19), Media::Markdown);
    timed("nested", "<div>".repeat(100_000).as_bytes(), Media::Html);
    timed("nested lists", "<ul><li>".repeat(100_000).as_bytes(), Media::Html);
    timed("nested below the limit", "<div><p>a".repeat(1_400).repeat(20).as_bytes(), Media::Html);
    timed("attributes", format!("<p {}>", "a ".repeat(200_000)).as_bytes(), Media::Html);
    timed("paragraphs", "<p>un <b>deux</b> trois<br>".repeat(40_000).as_bytes(), Media::Html);
    timed("tables", "<table><tr><td>".repeat(20_000).as_bytes(), Media::Html);
    timed("unclosed comments", "<!-- <a ".repeat(100_000).as_bytes(), Media::Html);
}

const MEDIA: [Media; 3] = [Media::Text, Media::Markdown, Media::Html];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for media in MEDIA {
            if let Ok(document) = document(&bytes, media) {
                sound(&document)?;
            }
        }
    }

    #[test]
    fn any_page_of_lines_is_tiled(
        lines in proptest::collection::vec(
            "(-|- |• |1\\. |> |# |\u{AD}|  )?[A-Za-zéÀ’ ,:;.]{0,60}|Laisser un commentaire|\
             A propos de X|Contact presse|Casablanca, 10 avril 2019 - Le|\\[a\\]\\(#\\) b|— X \\(@x\\)|<p>",
            0..14,
        )
    ) {
        let text = lines.join("\n");
        for media in MEDIA {
            if let Ok(document) = document(text.as_bytes(), media) {
                sound(&document)?;
            }
        }
    }

    #[test]
    fn any_markup_is_tiled(
        html in "(<p>|<div>|</div>|<li>|<ul>|<h1>|<br>|<td>|<a href=x>|</a>|<blockquote>|<nav>|&eacute;|&#769;|&shy;|e|Un mot |\n|<b>|\u{AD}|\\|){0,40}"
    ) {
        if let Ok(document) = document(html.as_bytes(), Media::Html) {
            sound(&document)?;
            prop_assert!(unicode_normalization::is_nfc(document.text.as_str()));
        }
    }
}
