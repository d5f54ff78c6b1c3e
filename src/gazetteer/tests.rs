use std::fs;

use proptest::prelude::*;

use super::*;
use crate::text::ByteSpan;
use crate::text::token::{Token, TokenizerData, tokenize};

fn tokens(text: &str) -> Vec<Token> {
    let data = TokenizerData { elisions: ["l", "d", "qu"].map(String::from).to_vec() };
    let mut out = Vec::new();
    tokenize(text, ByteSpan::new(0, text.len()), &data, &mut (), &mut out);
    out
}

/// All names in a text: surface, name of the best row, exact case.
fn names(gazetteer: &Gazetteer, text: &str) -> Vec<(String, String, bool)> {
    let tokens = tokens(text);
    let (mut hits, mut out) = (Vec::new(), Vec::new());
    for at in 0..tokens.len() {
        hits.clear();
        gazetteer.matches(text, &tokens, at, tokens.len(), &mut hits);
        for hit in &hits {
            let last = tokens[at + hit.tokens as usize - 1];
            let surface = &text[tokens[at].span.start as usize..last.span.end as usize];
            let first = gazetteer.postings(hit.postings).next().expect("a hit has rows");
            let name = gazetteer.forms(first).next().unwrap_or_default();
            out.push((surface.to_owned(), name.to_owned(), hit.exact_case));
        }
    }
    out
}

fn has(text: &str, surface: &str, name: &str) -> bool {
    let found = names(Gazetteer::embedded(), text);
    let there = found.iter().any(|(s, n, _)| s == surface && n == name);
    assert!(there, "{surface} in {text}: {found:?}");
    there
}

#[test]
fn places_in_any_spelling() {
    has("la région de Drâa -Tafilalet", "Drâa -Tafilalet", "Drâa-Tafilalet");
    has("à Laâyoune, hier", "Laâyoune", "Laâyoune");
    has("à LAAYOUNE, hier", "LAAYOUNE", "Laâyoune");
    has("la Côte d’Ivoire et le Mali", "Côte d’Ivoire", "Côte d'Ivoire");
    has("COTE D'IVOIRE", "COTE D'IVOIRE", "Côte d'Ivoire");
    for spelling in ["États-Unis", "Etats-Unis", "ETATS-UNIS", "Etats Unis"] {
        has(&format!("aux {spelling} ."), spelling, "États-Unis");
    }
    has("New York", "New York", "New York");
    has("Londres et Pékin", "Londres", "Londres");
    has("Londres et Pékin", "Pékin", "Pékin");
    has("l'Algérie", "Algérie", "Algérie");
}

#[test]
fn rows_carry_codes_and_coordinates() {
    let gazetteer = Gazetteer::embedded();
    let city = gazetteer.lookup("Londres").find(|p| p.table() == Table::City);
    let city = city.and_then(|posting| gazetteer.place(posting)).expect("Londres");
    assert_eq!((city.kind, city.country, city.is_capital), (PlaceKind::City, Some("GB"), true));
    assert!(city.lat.is_some_and(|lat| (lat - 51.5).abs() < 0.1), "{city:?}");
    assert_eq!(city.geonames, Some("2643743"));
    let country = gazetteer.lookup("COTE D'IVOIRE").next().expect("a country");
    let country = gazetteer.place(country).expect("a place");
    assert_eq!((country.kind, country.country), (PlaceKind::Country, Some("CI")));
    assert_eq!((country.m49, country.wikidata), (Some("384"), Some("Q1008")));
    // A country and a region have the place of a town inside.
    assert!(country.lat.is_some_and(|lat| (4.0..11.0).contains(&lat)), "{country:?}");
    assert!(country.lon.is_some_and(|lon| (-9.0..-2.0).contains(&lon)), "{country:?}");
    let region = gazetteer.region("MA-08").and_then(|posting| gazetteer.place(posting));
    assert_eq!(region.map(|region| region.name), Some("Drâa-Tafilalet"));
    let point = region.and_then(|region| region.lat.zip(region.lon)).expect("a point");
    assert!((29.0..33.5).contains(&point.0) && (-8.0..-3.0).contains(&point.1), "{point:?}");
    let africa = gazetteer.m49("002").and_then(|posting| gazetteer.place(posting));
    assert_eq!(africa.map(|place| place.kind), Some(PlaceKind::WorldRegion));
}

#[test]
fn capitals_are_told_from_words() {
    let gazetteer = Gazetteer::embedded();
    let exact = |text| names(gazetteer, text).iter().any(|(.., exact)| *exact);
    assert!(exact("EAU") && !exact("eau") && !exact("Eau"));
    let emirates = gazetteer.lookup("eau").next().expect("an acronym");
    assert!(emirates.needs_exact_case() && emirates.is_acronym() && emirates.is_variant());
    assert!(gazetteer.is_written_as(emirates, "EAU"));
}

#[test]
fn the_likeliest_place_comes_first() {
    let gazetteer = Gazetteer::embedded();
    let first = |name: &str| {
        let place =
            gazetteer.lookup(name).next().and_then(|p| gazetteer.place(p)).expect("a place");
        (place.kind, place.country.unwrap_or_default())
    };
    assert_eq!(first("Paris"), (PlaceKind::City, "FR"));
    assert_eq!(first("Oran"), (PlaceKind::City, "DZ"));
    assert_eq!(first("New York"), (PlaceKind::City, "US"));
    assert_eq!(first("Niger"), (PlaceKind::Country, "NE"));
    assert_eq!(first("Normandie"), (PlaceKind::Region, "FR"));
    assert_eq!(first("Ontario"), (PlaceKind::Region, "CA"));
}

#[test]
fn a_comma_does_not_join_two_places() {
    let found = names(Gazetteer::embedded(), "New, York");
    assert!(!found.iter().any(|(surface, ..)| surface == "New, York"), "{found:?}");
}

#[test]
fn persons() {
    let gazetteer = Gazetteer::embedded();
    let marie = gazetteer.first_name("aadam").expect("a first name");
    assert_eq!((marie.gender, marie.frequency, marie.is_word), (Gender::Masculine, 2, false));
    assert_eq!(gazetteer.first_name("jean").map(|name| name.is_word), Some(true));
    assert!(gazetteer.first_name("jean baptiste").is_some());
    assert!(gazetteer.first_name("abdelmadjid").is_some());
    assert!(gazetteer.first_name("signature").is_none());
    assert!(gazetteer.name_classes("abb").any(NameClasses::PROPER));
}

#[test]
fn words_of_french() {
    let words = Gazetteer::embedded().words("fr").expect("a table of words");
    assert!(Gazetteer::embedded().words("xx").is_none());
    let forms = words.forms("signer");
    for form in ["signe", "signé", "signée", "signées", "signés", "signa", "signent", "signera"]
    {
        assert!(forms.iter().any(|known| known == form), "{form}: {forms:?}");
    }
    assert_eq!(words.forms_of("signer", part::INFINITIVE), ["signer"]);
    let supported = words.parts_bits("soutenue");
    assert_eq!(supported, part::ADJECTIVE | part::PAST_PARTICIPLE);
    assert_eq!(words.lemma("soutenue", part::PAST_PARTICIPLE).as_deref(), Some("soutenir"));
    assert_eq!(words.lemma("œuvrait", part::VERB).as_deref(), Some("oeuvrer"));
    assert_eq!(words.forms("œuvrer"), words.forms("oeuvrer"));
    assert_eq!(words.parts_bits("signe") & part::PAST_PARTICIPLE, 0);
    assert_ne!(words.parts_bits("SIGNE") & part::PAST_PARTICIPLE, 0);
    assert_eq!(words.parts_bits("SIGNÉ") & part::NOUN, 0);
    assert_eq!(words.parts_bits("Economie"), words.parts_bits("économie"));
    assert_eq!(words.parts_bits("economie"), 0);
    let future = words.verb_tenses("signera");
    assert_eq!(future, tense::FUTURE | tense::THIRD_PERSON);
    assert_eq!(words.features("signées").agreement(), agreement::FEMININE | agreement::PLURAL);
}

#[test]
fn every_form_of_a_lemma_has_that_lemma() {
    let words = Gazetteer::embedded().words("fr").expect("a table of words");
    for lemma in ["signer", "soutenir", "accord", "national", "nouveau", "œil", "être"] {
        let forms = words.forms(lemma);
        assert!(!forms.is_empty(), "{lemma}");
        for form in forms {
            let back = (0..12).filter_map(|bit| words.lemma(&form, 1 << bit)).any(|known| {
                // A form may belong to other lemmas too, and only the first is told.
                known == crate::text::fold::fold(lemma)
            });
            assert!(back || words.parts_bits(&form) != 0, "{form} of {lemma}");
        }
    }
}

fn small() -> (tempfile::TempDir, Gazetteer) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, content: &str| {
        fs::write(folder.path().join(name), content).expect("a file");
    };
    write(
        "countries.csv",
        "iso2,m49,geonames,wikidata,name,kind,variants,capital_geonames\n\
         AA,001,1,Q1,a b,country,b|ab|B-a,\n",
    );
    write(
        "cities.csv",
        "geonames,name,country,region,lat,lon,population,feature,ambiguity,variants\n\
         7,b a,AA,,1.5,2,10,,word,é b|a b a\n8,b a,AA,,1,2,90,,,\n",
    );
    write(
        "organisations.csv",
        "name,acronym,variants,kind,country,note\n\
         \"a, b & co\",ABC,b+|b!,company,AA,\nb a,BA,,company,AA,since 2020; also a place\n\
         c,ABCD,,company,AA,\n",
    );
    let gazetteer = Gazetteer::from_folder(folder.path()).expect("a gazetteer");
    (folder, gazetteer)
}

#[test]
fn the_shipped_folder_is_not_packed_again() {
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/gazetteers");
    assert!(Gazetteer::is_embedded(&shipped));
    let (folder, _) = small();
    assert!(!Gazetteer::is_embedded(folder.path()));
    assert!(!Gazetteer::is_embedded(&folder.path().join("absent")));
}

#[test]
fn a_folder_packs_at_run_time() {
    let (folder, gazetteer) = small();
    let order: Vec<_> = gazetteer.lookup("B A").map(|p| (p.table(), p.row())).collect();
    assert_eq!(
        order,
        [(Table::Country, 0), (Table::City, 1), (Table::City, 0), (Table::Organisation, 1)]
    );
    let organisation = gazetteer.lookup("abc").next().and_then(|p| gazetteer.organisation(p));
    let organisation = organisation.expect("an organisation");
    assert_eq!((organisation.name, organisation.acronym), ("a, b & co", Some("ABC")));
    assert_eq!(organisation.variants, ["b+", "b!"]);
    assert!(gazetteer.words("fr").is_none());
    let flags = |name: &str| -> Vec<_> {
        gazetteer.lookup(name).map(|p| (p.table(), p.ambiguity())).collect()
    };
    // The flag of a city is about its name; that of an organisation about all its names.
    assert_eq!(flags("a b a"), [(Table::City, Ambiguity::None)]);
    assert_eq!(
        flags("b a")[2..],
        [(Table::City, Ambiguity::Word), (Table::Organisation, Ambiguity::Word)]
    );
    assert_eq!(flags("abc"), [(Table::Organisation, Ambiguity::Word)]);
    assert_eq!(flags("abcd"), [(Table::Organisation, Ambiguity::None)]);
    let cities = folder.path().join("cities.csv");
    fs::write(&cities, "geonames,name,country,region,lat,lon,population,feature,ambiguity,variants\n7,x,AA,,1,2,3,,sometimes,\n").expect("a file");
    let error = Gazetteer::from_folder(folder.path()).expect_err("a wrong flag");
    assert_eq!((error.file.as_str(), error.line), ("cities.csv", 2), "{error}");
    assert!(Gazetteer::from_folder(&folder.path().join("absent")).is_err());
}

/// What `matches` means: the key of every stretch of tokens is looked up.
fn naive(
    gazetteer: &Gazetteer,
    text: &str,
    tokens: &[Token],
    at: usize,
) -> Vec<(u16, Vec<Posting>)> {
    let mut out = Vec::new();
    for last in at..tokens.len().min(at + MAX_TOKENS) {
        let start = tokens[at].span.start as usize;
        let surface = &text[start..tokens[last].span.end as usize];
        let shorter = if last == at {
            String::new()
        } else {
            name_key(&text[start..tokens[last - 1].span.end as usize])
        };
        let postings: Vec<_> = gazetteer.lookup(surface).collect();
        let marks = |t: &str| t.matches([',', '(', ')', '/', ':', '!', '?']).collect::<String>();
        let said = marks(surface).is_empty()
            || postings.iter().any(|p| marks(gazetteer.form(*p)) == marks(surface));
        if !postings.is_empty() && name_key(surface) != shorter && said {
            out.push(((last + 1 - at) as u16, postings));
        }
    }
    out
}

proptest! {
    #[test]
    fn matches_equals_looking_up_every_stretch(text in "[abAÉé ab'’,.&+!-]{0,16}") {
        thread_local!(static SMALL: Gazetteer = small().1);
        SMALL.with(|gazetteer| {
            let tokens = tokens(&text);
            for at in 0..tokens.len() {
                let first = tokens[at].span.of(&text);
                if matches!(first, "," | "!") {
                    continue;
                }
                let mut hits = Vec::new();
                gazetteer.matches(&text, &tokens, at, tokens.len(), &mut hits);
                let ours: Vec<(u16, Vec<Posting>)> = hits
                    .iter()
                    .map(|hit| (hit.tokens, gazetteer.postings(hit.postings).collect()))
                    .collect();
                prop_assert_eq!(ours, naive(gazetteer, &text, &tokens, at), "{:?} at {}", &text, at);
            }
            Ok(())
        })?;
    }

    #[test]
    fn no_text_is_too_odd(text in "(?s).{0,40}", at in 0usize..9, end in 0usize..50) {
        let tokens = tokens(&text);
        Gazetteer::embedded().matches(&text, &tokens, at, end, &mut Vec::new());
        let words = Gazetteer::embedded().words("fr").expect("a table of words");
        for token in &tokens {
            let _ = words.features(token.span.of(&text));
            let _ = words.lemma(token.span.of(&text), u16::MAX);
            let _ = words.forms(token.span.of(&text));
        }
    }
}
