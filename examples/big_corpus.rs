//! Makes a large corpus out of the gold texts, to measure `run`, `query` and `report` at scale:
//! `big_corpus [-n 10000] [-o DIR] [GOLD…]` (default `target/big-corpus`, `tests/gold/dev` and
//! `tests/gold/seeds`). The same arguments give the same files.
//!
//! A copy of a text gets other bodies, people, places, years and sums: in every organisation the last
//! capitalised word and every acronym become invented ones, family names likewise, a place becomes
//! another of its kind. Copies share a few thousand sets of names, drawn so that some are
//! frequent and most are rare, as in the press.
#![allow(clippy::print_stderr, clippy::unwrap_used, reason = "a tool for measuring")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use extract::eval::{self, GoldText};

/// splitmix64.
struct Random(u64);

impl Random {
    fn of(parts: &[u64]) -> Self {
        let mut random = Self(0x5EED);
        for &part in parts {
            random.0 ^= part.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

const OPENINGS: [&str; 16] =
    ["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "br", "tr", "pl"];
const MIDDLES: [&str; 10] = ["a", "e", "i", "o", "u", "é", "ai", "ou", "an", "ia"];
const ENDINGS: [&str; 8] = ["", "", "r", "l", "n", "s", "x", "c"];

/// An invented word that stands for `word` in one set of names.
fn invented(word: &str, set: u64) -> String {
    let key = key(word);
    let mut random = Random::of(&[key, set]);
    if random.below(10) < 3 {
        return word.to_owned();
    }
    let capitals = word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    if capitals {
        let letters = "ABCDEFGHILMNOPRSTUV";
        return word
            .chars()
            .map(|_| letters.chars().nth(random.below(letters.len())).unwrap())
            .collect();
    }
    let mut made = String::new();
    for _ in 0..2 + random.below(2) {
        made += random.one(&OPENINGS);
        made += random.one(&MIDDLES);
    }
    made += random.one(&ENDINGS);
    let mut chars = made.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn key(word: &str) -> u64 {
    word.bytes().fold(7, |key: u64, byte| key.wrapping_mul(1_000_003) ^ u64::from(byte))
}

/// The surface of a mention in one set of names: its last proper word and, with `acronyms`, those.
fn renamed(surface: &str, set: u64, acronyms: bool) -> String {
    let words: Vec<&str> = surface.split(' ').collect();
    let proper = |word: &str| {
        word.chars().count() > 2 && word.chars().next().is_some_and(char::is_uppercase)
    };
    let plain = |word: &str| word.chars().all(char::is_alphabetic);
    let capitals = |word: &str| word.chars().all(|c| c.is_alphabetic() && c.is_uppercase());
    let last = words.iter().rposition(|word| proper(word) && plain(word));
    let changed: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(at, word)| {
            let change = Some(at) == last && (words.len() > 1 || acronyms)
                || acronyms && proper(word) && capitals(word);
            if change { invented(word, set) } else { (*word).to_owned() }
        })
        .collect();
    changed.join(" ")
}

/// Which set of names a copy takes: some often, most rarely.
fn set(copy: usize, texts: usize, random: &mut Random) -> u64 {
    let sets = (copy * texts / 4).max(8);
    let share = random.below(1000) as f64 / 1000.0;
    (sets as f64 * share * share * share) as u64
}

fn copy(
    text: &GoldText,
    places: &BTreeMap<&str, Vec<&str>>,
    set: u64,
    random: &mut Random,
) -> String {
    let mut changes: Vec<(u32, u32, String)> = Vec::new();
    let chars: Vec<char> = text.text.chars().collect();
    let surface =
        |start: u32, end: u32| -> String { chars[start as usize..end as usize].iter().collect() };
    for body in &text.gold.organisations {
        for &(start, end) in &body.mentions {
            changes.push((start, end, renamed(&surface(start, end), set, true)));
        }
    }
    for person in &text.gold.persons {
        for &(start, end) in &person.mentions {
            changes.push((start, end, renamed(&surface(start, end), set, false)));
        }
    }
    for place in &text.gold.places {
        let kind = serde_json::to_string(&place.kind).unwrap();
        let others = &places[kind.as_str()];
        let other = others[Random::of(&[key(&place.name), set]).below(others.len())];
        for &(start, end) in &place.mentions {
            if surface(start, end) == place.name {
                changes.push((start, end, other.to_owned()));
            }
        }
    }
    for amount in text.gold.amounts.iter().flatten() {
        let mut changed = surface(amount.start, amount.end);
        if changed.starts_with(|c: char| c.is_ascii_digit() && c != '0') {
            changed.replace_range(0..1, &(1 + random.below(9)).to_string());
            changes.push((amount.start, amount.end, changed));
        }
    }
    changes.sort();
    let (mut made, mut done) = (String::new(), 0);
    for (start, end, new) in changes {
        if start >= done {
            made += &surface(done, start);
            made += &new;
            done = end;
        }
    }
    made += &surface(done, chars.len() as u32);
    let shift = random.below(12) as i32 - 8;
    let shifted = years(&made, shift);
    // The first lines hold title and dateline; of the others some fall out.
    let lines: Vec<&str> = shifted.lines().collect();
    let kept = lines.iter().enumerate().filter(|(at, _)| *at < 4 || random.below(10) > 0);
    kept.map(|(_, line)| *line).collect::<Vec<_>>().join("\n") + "\n"
}

/// The text with every year of this century moved.
fn years(text: &str, by: i32) -> String {
    let mut made = String::new();
    let mut digits = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        match digits.parse::<i32>() {
            Ok(year) if digits.len() == 4 && (2005..2026).contains(&year) => {
                made += &(year + by).clamp(2001, 2026).to_string();
            }
            _ => made += &digits,
        }
        digits.clear();
        made.push(c);
    }
    made.pop();
    made
}

fn main() {
    let (mut wanted, mut folder) = (10_000_usize, PathBuf::from("target/big-corpus"));
    let mut gold = vec![];
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-n" => wanted = args.next().unwrap().parse().unwrap(),
            "-o" => folder = args.next().unwrap().into(),
            _ => gold.push(PathBuf::from(arg)),
        }
    }
    if gold.is_empty() {
        gold = vec!["tests/gold/dev".into(), "tests/gold/seeds".into()];
    }
    let texts = eval::load(&gold).unwrap();
    let kinds: Vec<(String, &str)> = texts
        .iter()
        .flat_map(|text| &text.gold.places)
        .map(|place| (serde_json::to_string(&place.kind).unwrap(), place.name.as_str()))
        .collect();
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (kind, name) in &kinds {
        places.entry(kind).or_default().push(name);
    }
    let copies = wanted.div_ceil(texts.len());
    for number in 0..wanted {
        let (at, round) = (number % texts.len(), number / texts.len());
        let mut random = Random::of(&[at as u64, round as u64]);
        let set = set(copies, texts.len(), &mut random);
        let made = copy(&texts[at], &places, set, &mut random);
        let path = folder.join(format!("{:03}/{number:05}.txt", number / 100));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, made).unwrap();
    }
    eprintln!("{wanted} texts in {}", folder.display());
}
