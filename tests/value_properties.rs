//! What must hold for every value, against oracles that share no code with the library: numbers
//! written in words by a speller of its own, dates in every format, hostile strings.

use std::path::Path;
use std::sync::OnceLock;

use extract::gazetteer::Gazetteer;
use extract::pipeline::analysis::{Analysis, Region};
use extract::pipeline::resources::load_rules;
use extract::pipeline::values::{Buffers, find, settle, tidy};
use extract::rules::{RuleFiles, RuleSet};
use extract::text::{ByteSpan, Features};
use extract::value::{Item, PartialDate, Resolved, Value, compose, digits};
use proptest::prelude::*;

fn rules() -> &'static RuleSet {
    static RULES: OnceLock<RuleSet> = OnceLock::new();
    RULES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
        let files = RuleFiles::from_folder(&folder).expect("the rules folder");
        load_rules(&files, Gazetteer::embedded()).rules
    })
}

fn analysis(text: &str) -> Analysis<'_> {
    let region =
        Region { span: ByteSpan::new(0, text.len()), block: 0, language: rules().language("fr") };
    let mut analysis = Analysis::once(rules(), Gazetteer::embedded(), text, &[region]);
    find(&mut analysis, &mut Buffers::default());
    analysis
}

// ---- numbers in words --------------------------------------------------------------------------

#[derive(Clone, Copy, Debug)]
enum Country {
    France,
    Belgium,
    Switzerland,
}

const UNITS: [&str; 17] = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize",
];

fn below_100(n: u64, country: Country, last: bool) -> String {
    let unit = |n: u64| match n {
        0..=16 => UNITS[n as usize].to_owned(),
        n => format!("dix-{}", UNITS[n as usize - 10]),
    };
    let own = match country {
        Country::France => 60,
        Country::Belgium => 80,
        Country::Switzerland => 100,
    };
    let (base, word) = match n / 10 {
        0 | 1 => return unit(n),
        2 => (20, "vingt"),
        3 => (30, "trente"),
        4 => (40, "quarante"),
        5 => (50, "cinquante"),
        6 => (60, "soixante"),
        7 if own < 70 => (60, "soixante"),
        7 => (70, "septante"),
        8 if own > 80 => (80, "huitante"),
        8 => (80, "quatre-vingt"),
        _ if own < 80 => (80, "quatre-vingt"),
        _ => (90, "nonante"),
    };
    match (n - base, word) {
        (0, "quatre-vingt") if last => "quatre-vingts".to_owned(),
        (0, word) => word.to_owned(),
        (1, "quatre-vingt") => "quatre-vingt-un".to_owned(),
        (11, "quatre-vingt") => "quatre-vingt-onze".to_owned(),
        (1 | 11, word) => format!("{word} et {}", unit(n - base)),
        (rest, word) => format!("{word}-{}", unit(rest)),
    }
}

fn below_1000(n: u64, country: Country, last: bool) -> String {
    let (hundreds, rest) = (n / 100, n % 100);
    let head = match (hundreds, rest) {
        (0, _) => String::new(),
        (1, _) => "cent".to_owned(),
        (h, 0) if last => format!("{} cents", UNITS[h as usize]),
        (h, _) => format!("{} cent", UNITS[h as usize]),
    };
    match (head.is_empty(), rest) {
        (true, _) => below_100(rest, country, last),
        (false, 0) => head,
        (false, rest) => format!("{head} {}", below_100(rest, country, last)),
    }
}

/// French number words as the grammars give them.
fn spell(n: u64, country: Country) -> String {
    if n == 0 {
        return "zéro".to_owned();
    }
    let mut parts = Vec::new();
    let scales =
        [(1_000_000_000_000, "billion"), (1_000_000_000, "milliard"), (1_000_000, "million")];
    let mut rest = n;
    for (scale, word) in scales {
        let count = rest / scale;
        rest %= scale;
        if count > 0 {
            let plural = if count > 1 { "s" } else { "" };
            parts.push(format!("{} {word}{plural}", below_1000(count, country, true)));
        }
    }
    match rest / 1000 {
        0 => {}
        1 => parts.push("mille".to_owned()),
        count => parts.push(format!("{} mille", below_1000(count, country, false))),
    }
    if !rest.is_multiple_of(1000) {
        parts.push(below_1000(rest % 1000, country, true));
    }
    parts.join(" ")
}

/// Features of the shipped lexicon, by word.
fn lexicon() -> &'static std::collections::BTreeMap<String, Features> {
    static LEXICON: OnceLock<std::collections::BTreeMap<String, Features>> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/fr/values/numbers.csv");
        let text = std::fs::read_to_string(path).expect("the number lexicon");
        let kept = ["num", "one", "tens", "hundred", "hundreds", "scale", "thousand"];
        text.lines()
            .skip(1)
            .map(|line| line.split(',').collect::<Vec<_>>())
            .filter(|row| kept.contains(&row[2]))
            .map(|row| (row[0].to_owned(), Features::parse(row[3]).expect("features")))
            .collect()
    })
}

/// Composes the words directly, without the matcher: fast enough for a million samples.
fn read(words: &str) -> Option<String> {
    let lexicon = lexicon();
    let items = words
        .split([' ', '-'])
        .filter(|word| *word != "et")
        .map(|word| lexicon.get(word).map(|features| Item::Features(features, "")))
        .collect::<Option<Vec<_>>>()?;
    compose(items.into_iter()).map(|number| number.value.normalize().to_string())
}

const COUNTRIES: [Country; 3] = [Country::France, Country::Belgium, Country::Switzerland];

#[test]
fn every_number_to_ten_thousand_reads_back() {
    for n in 0..=10_000u64 {
        for country in COUNTRIES {
            let words = spell(n, country);
            assert_eq!(read(&words), Some(n.to_string()), "{words}");
        }
    }
}

#[test]
fn a_million_larger_numbers_read_back() {
    // A linear congruential walk over all magnitudes; the same on every run.
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    for turn in 0..1_000_000u64 {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let magnitude = 10u64.pow(4 + (turn % 11) as u32);
        let n = (state >> 11) % magnitude;
        let words = spell(n, COUNTRIES[(turn % 3) as usize]);
        assert_eq!(read(&words), Some(n.to_string()), "{words}");
    }
}

#[test]
fn numbers_read_back_through_the_rules() {
    for n in (2..=10_000u64).step_by(37).chain([1_000_000, 1_200_000, 2_000_011, 81_000_091]) {
        for country in COUNTRIES {
            let words = spell(n, country);
            let found = analysis(&words);
            let whole = found.values.iter().find(|value| !value.consumed);
            let value = match whole.map(|mention| &mention.value) {
                Some(Value::Number(number)) => Some(number.value.normalize().to_string()),
                _ => None,
            };
            assert_eq!(value, Some(n.to_string()), "{words}");
        }
    }
}

// ---- dates --------------------------------------------------------------------------------------

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

fn dates(
    text: &str,
    reference: Option<PartialDate>,
) -> Vec<(String, Option<String>, Option<String>)> {
    let mut found = analysis(text);
    tidy(&mut found);
    settle(&mut found, reference, None);
    let dates = found.values.iter().filter_map(|mention| match &mention.resolved {
        Resolved::Date(date) => Some((
            date.value.clone(),
            date.earliest.map(|day| day.to_string()),
            date.latest.map(|day| day.to_string()),
        )),
        _ => None,
    });
    dates.collect()
}

const WEEKDAYS: [&str; 7] =
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

const SHORT: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
];

/// Sakamoto's method: 0 is a Monday.
fn weekday(year: usize, month: usize, day: usize) -> usize {
    let offsets = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = if month < 3 { year - 1 } else { year };
    (year + year / 4 - year / 100 + year / 400 + offsets[month - 1] + day + 6) % 7
}

fn days_of(year: usize) -> [usize; 12] {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

/// A day as the press writes it, in each order and with each separator.
fn formats(year: usize, month: usize, day: usize) -> Vec<String> {
    let (name, short) = (MONTHS[month - 1], SHORT[month - 1]);
    let first = if day == 1 { "1er".to_owned() } else { day.to_string() };
    let weekday = WEEKDAYS[weekday(year, month, day)];
    let words = |n: usize| spell(n as u64, Country::France);
    let spoken = if day == 1 { "premier".to_owned() } else { words(day) };
    vec![
        format!("{first} {name} {year}"),
        format!("{day} {name} {year}"),
        format!("{day:02} {name} {year}"),
        format!("{weekday} {first} {name} {year}"),
        format!("{weekday}, {first} {name} {year}"),
        format!("{first} {} {year}", name.to_uppercase()),
        format!("{first} {short} {year}"),
        format!("{spoken} {name} {year}"),
        format!("{spoken} {name} {}", words(year)),
        format!("{day:02}/{month:02}/{year}"),
        format!("{day}/{month}/{year}"),
        format!("{day:02}/{month:02}/{:02}", year % 100),
        format!("{day:02}-{month:02}-{year}"),
        format!("{day:02}.{month:02}.{year}"),
        format!("{day:02} {month:02} {year}"),
        format!("{year}-{month:02}-{day:02}"),
        format!("{year}/{month:02}/{day:02}"),
        format!("{day:02}-{name}-{year}"),
    ]
}

fn reads_back(year: usize, month: usize, day: usize, forms: &[String]) {
    let iso = format!("{year}-{month:02}-{day:02}");
    let want = vec![(iso.clone(), Some(iso.clone()), Some(iso))];
    for form in forms {
        assert_eq!(dates(form, None), want, "{form}");
    }
}

#[test]
fn every_valid_date_reads_back_in_every_format() {
    for year in [2023, 2024] {
        for (index, count) in days_of(year).into_iter().enumerate() {
            for day in 1..=count {
                reads_back(year, index + 1, day, &formats(year, index + 1, day));
            }
        }
    }
}

/// All weekdays and leap years come round in 28 years; each day in one of the formats in turn.
#[test]
fn every_day_of_a_cycle_of_years_reads_back() {
    let mut turn = 0;
    for year in 2006..2034 {
        for (index, count) in days_of(year).into_iter().enumerate() {
            for day in 1..=count {
                let forms = formats(year, index + 1, day);
                turn = (turn + 1) % forms.len();
                reads_back(year, index + 1, day, &forms[turn..=turn]);
            }
        }
    }
}

#[test]
fn dates_that_do_not_exist_are_no_days() {
    for text in ["31/04/2019", "30.02.2020", "2019-13-01", "le 31 avril", "le 32 mai"] {
        assert_eq!(dates(text, None), [], "{text}");
    }
}

/// A text of pieces that values are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "le",
        "du",
        "au",
        "9",
        "31",
        "2019",
        "février",
        "mars",
        "dernier",
        "prochain",
        "lundi",
        "semaine",
        "la",
        "prochaine",
        "il y a",
        "trois",
        "ans",
        "mois",
        "depuis",
        "entre",
        "et",
        "fin",
        "début",
        "premier",
        "trimestre",
        "dans",
        "cinq",
        "millions",
        "milliards",
        "de",
        "d'",
        "euros",
        "%",
        "à",
        "-",
        "/",
        ",",
        "14h30",
        "siècle",
        "années",
        "90",
        "999999999999",
        "Noël",
        "Ramadan",
        "1445",
        "mille",
        "cent",
        "et demi",
        "par an",
        "chaque",
        "jours",
        "plus",
        "hier",
        "9999",
        "0001",
        "29",
        "XXe",
        "week-end",
        "9 999 999 999 999",
        "prochaines",
        "derniers",
        "premiers",
        "hectares",
        "FCFA",
        "env.",
        "12/12/0000",
        "00",
        "rentrée",
    ]);
    prop::collection::vec(words, 1..14).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn bounds_contain_the_value(text in pieces(), year in 1990i16..2060, month in 1u8..13, day in 1u8..29) {
        let reference = PartialDate::parse(&format!("{year}-{month:02}-{day:02}"));
        for (value, earliest, latest) in dates(&text, reference) {
            let (Some(earliest), Some(latest)) = (earliest, latest) else { continue };
            prop_assert!(earliest <= latest, "{text}: {value} {earliest} {latest}");
            let mut ends = value.split('/');
            let (first, last) = (ends.next(), ends.next());
            if let (Some(first), None) = (first.and_then(PartialDate::parse), last)
                && let Some((from, to)) = first.bounds()
            {
                // "fin mars" narrows its month; "il y a trois ans" widens its day to the year.
                let apart = to.to_string() < earliest || from.to_string() > latest;
                prop_assert!(!apart, "{text}: {value} {earliest} {latest}");
            }
        }
    }

    #[test]
    fn no_string_panics(text in "\\PC{0,80}") {
        let mut found = analysis(&text);
        tidy(&mut found);
    settle(&mut found, PartialDate::parse("2021-05"), Some("CA".to_owned()));
        let _ = digits(&text);
    }

    #[test]
    fn no_piling_of_figures_overflows(text in "[0-9 .,'%€\\-/]{0,60}( millions| milliards| billions| ans| mille){0,4}") {
        let mut found = analysis(&text);
        tidy(&mut found);
    settle(&mut found, None, None);
    }
}
