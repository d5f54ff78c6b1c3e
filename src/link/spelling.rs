//! Spellings of one organisation name: a slip of the pen, an ending, a space. Numbers are never
//! spelling, nor are two words that both exist.
//!
//! The words of all names are compared, not the names: words one edit apart share a form with one
//! letter left out, and a pair of such words leads from the names that hold the one to the names
//! that hold the other by looking them up. Nothing compares all names with all names.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::cluster::{Clusters, Join, Strictness};
use super::data::LinkData;
use super::key;
use super::node::{Node, NodeIdx};
use super::same_name::indexed;
use crate::kb::facts::DocumentFacts;
use crate::kb::v1::EntityKind;

/// Words that share one shortened form and are compared, the first in byte order. Real words have
/// a handful.
const WINDOW: usize = 64;

/// The names of organisations, each distinct key once.
struct Names<'a> {
    /// Key to its nodes.
    nodes: BTreeMap<&'a str, Vec<NodeIdx>>,
    /// Documents of each key.
    documents: BTreeMap<&'a str, u64>,
    /// Keys that hold a word.
    holders: BTreeMap<&'a str, Vec<&'a str>>,
    /// Words written small somewhere in a name.
    small: FxHashSet<String>,
    /// Words of place names and of gazetteer names.
    proper: FxHashSet<&'a str>,
    data: &'a LinkData,
}

/// A spelling to be joined to another.
struct Pair<'a> {
    /// The commoner spelling.
    main: &'a str,
    /// The rarer one.
    slip: &'a str,
    rule: &'static str,
    score: u16,
}

/// Joins spellings.
pub(super) fn join_spellings(
    clusters: &mut Clusters,
    nodes: &[Node],
    facts: &[DocumentFacts],
    data: &LinkData,
) {
    let names = Names::new(nodes, facts, data);
    let mut pairs = names.spaced();
    pairs.extend(names.respelled());
    // The surest first, then the commonest target; a name is the slip of one other at most, and a
    // slip has no slips of its own: chains would drift.
    pairs.sort_by(|a, b| {
        b.score
            .cmp(&a.score)
            .then_with(|| names.documents[b.main].cmp(&names.documents[a.main]))
            .then_with(|| (a.main, a.slip).cmp(&(b.main, b.slip)))
    });
    let mut slips: BTreeSet<&str> = BTreeSet::new();
    let mut mains: BTreeSet<&str> = BTreeSet::new();
    for pair in pairs {
        let drifts = pair.rule == SLIP
            && (slips.contains(pair.slip)
                || slips.contains(pair.main)
                || mains.contains(pair.slip));
        if drifts {
            continue;
        }
        let mut joined = false;
        for &slip in &names.nodes[pair.slip] {
            let candidates =
                names.nodes[pair.main].iter().map(|&idx| (idx, nodes[idx.at()].documents));
            let share = data.same_name.share;
            if let Some(target) = clusters.sole_target(slip, candidates, share, Strictness::Full) {
                let join = Join { a: target.node, b: slip, rule: pair.rule, score: pair.score };
                joined |= clusters.join(join, Strictness::Full);
            }
        }
        if joined && pair.rule == SLIP {
            slips.insert(pair.slip);
            mains.insert(pair.main);
        }
    }
}

const SLIP: &str = "link.misspelling";
const ENDING: &str = "link.inflection";
const SPACE: &str = "link.spacing";

impl<'a> Names<'a> {
    fn new(nodes: &'a [Node], facts: &[DocumentFacts], data: &'a LinkData) -> Self {
        let mut names = Self {
            nodes: BTreeMap::new(),
            documents: BTreeMap::new(),
            holders: BTreeMap::new(),
            small: FxHashSet::default(),
            proper: FxHashSet::default(),
            data,
        };
        for (idx, node) in indexed(nodes) {
            let key = node.identity.key.as_str();
            let known = match node.identity.kind {
                EntityKind::Place => true,
                EntityKind::Organisation => node.identity.anchor.is_some(),
                EntityKind::Person => continue,
            };
            if known {
                names.proper.extend(key.split(' '));
            }
            if node.identity.kind == EntityKind::Place {
                continue;
            }
            names.nodes.entry(key).or_default().push(idx);
            *names.documents.entry(key).or_default() += node.documents;
            for local in &node.locals {
                let name =
                    facts[local.document as usize].entities[local.entity as usize].name.as_str();
                names.note_small(name);
            }
        }
        for &key in names.nodes.keys() {
            let distinct: BTreeSet<&str> = key.split(' ').collect();
            for word in distinct {
                names.holders.entry(word).or_default().push(key);
            }
        }
        names
    }

    fn note_small(&mut self, name: &str) {
        for word in key::words(name).into_iter().filter(|word| !word.capital) {
            self.small.insert(word.text);
        }
    }

    /// Names that differ in their spaces alone: "Attijari wafa bank".
    fn spaced(&self) -> Vec<Pair<'a>> {
        let mut compact: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
        for &key in self.nodes.keys() {
            compact.entry(key.replace(' ', "")).or_default().push(key);
        }
        let long = self.data.spelling.min_letters_stem;
        let mut pairs = Vec::new();
        for (letters, keys) in compact.into_iter().filter(|(letters, _)| letters.len() >= long) {
            let numbers = |key: &str| {
                key.split(' ').filter(|word| is_number(word)).map(str::to_owned).collect::<Vec<_>>()
            };
            // Spaces can be set in a few ways; hostile names with many are cut to the first.
            for (at, &first) in keys.iter().take(WINDOW).enumerate() {
                for &second in keys.iter().take(WINDOW).skip(at + 1) {
                    let digits = letters.bytes().any(|b| b.is_ascii_digit());
                    if !digits || numbers(first) == numbers(second) {
                        pairs.push(self.pair(
                            first,
                            second,
                            SPACE,
                            self.data.spelling.spacing_score,
                        ));
                    }
                }
            }
        }
        pairs
    }

    /// Names of which one word is spelled in another way.
    fn respelled(&self) -> Vec<Pair<'a>> {
        let mut pairs = Vec::new();
        for (one, other) in self.close_words() {
            let (Some(of_one), Some(of_other)) = (self.holders.get(one), self.holders.get(other))
            else {
                continue;
            };
            let (from, to, names) = if of_one.len() <= of_other.len() {
                (one, other, of_one)
            } else {
                (other, one, of_other)
            };
            for &name in names {
                let respelled = replace_word(name, from, to);
                let Some((&found, _)) = self.nodes.get_key_value(respelled.as_str()) else {
                    continue;
                };
                if self.is_ending(one, other) && name.contains(' ') {
                    let score = self.data.spelling.inflection_score;
                    pairs.push(self.pair(name, found, ENDING, score));
                } else if self.is_slip(one, other) {
                    let pair = self.pair(name, found, SLIP, self.data.spelling.score);
                    if self.documents[pair.slip] <= self.slips_allowed(&pair) {
                        pairs.push(pair);
                    }
                }
            }
        }
        pairs
    }

    /// Documents in which a spelling may stand and still be a slip of the other: one, or its share of the
    /// other's. One document is not enough for names that look coined one from the other.
    fn slips_allowed(&self, pair: &Pair<'_>) -> u64 {
        let share = self.documents[pair.main] * self.data.spelling.slip_share / 1000;
        if is_coined(pair.main, pair.slip) { share } else { share.max(1) }
    }

    fn pair(&self, a: &'a str, b: &'a str, rule: &'static str, score: u16) -> Pair<'a> {
        let weight = |key: &str| (self.documents[key], self.is_familiar(key));
        let (main, slip) = match weight(a).cmp(&weight(b)) {
            std::cmp::Ordering::Less => (b, a),
            std::cmp::Ordering::Greater => (a, b),
            std::cmp::Ordering::Equal => (a.min(b), a.max(b)),
        };
        Pair { main, slip, rule, score }
    }

    /// Number of the words of a key that are known.
    fn is_familiar(&self, key: &str) -> usize {
        key.split(' ').filter(|word| self.is_known(word)).count()
    }

    fn is_known(&self, word: &str) -> bool {
        self.data.is_known(word)
            || self.proper.contains(word)
            || self
                .holders
                .get(word)
                .is_some_and(|names| names.len() >= self.data.spelling.known_after_names)
    }

    /// Whether two words one edit apart can be one word and a slip of it.
    fn is_slip(&self, one: &str, other: &str) -> bool {
        let rules = &self.data.spelling;
        let letters = one.chars().count().min(other.chars().count());
        let same_start = one.chars().next() == other.chars().next();
        let needed = match (self.is_known(one), self.is_known(other)) {
            (true, true) => return false,
            (false, false) => rules.min_letters_unknown,
            _ => rules.min_letters_known,
        };
        let small = self.small.contains(one) && self.small.contains(other);
        let needed =
            if small && !self.data.has_lexicon() { rules.min_letters_small } else { needed };
        same_start && letters >= needed
    }

    /// Whether two words are one word with and without an ending. Names of people take endings too
    /// ("Martin", "Martine"), so both must be written small somewhere.
    fn is_ending(&self, one: &str, other: &str) -> bool {
        let rules = &self.data.spelling;
        let (stem, full) = if one.len() < other.len() { (one, other) } else { (other, one) };
        stem.chars().count() >= rules.min_letters_stem
            && full.strip_prefix(stem).is_some_and(|end| rules.inflections.iter().any(|e| e == end))
            && self.small.contains(one)
            && self.small.contains(other)
    }

    /// Pairs of words at one edit: a letter more, less, other, or two letters swapped. Sorted.
    fn close_words(&self) -> BTreeSet<(&'a str, &'a str)> {
        let shortest =
            self.data.spelling.min_letters_known.min(self.data.spelling.min_letters_stem);
        let mut shortened: FxHashMap<String, Vec<&'a str>> = FxHashMap::default();
        for &word in self.holders.keys() {
            if word.chars().count() < shortest || is_number(word) {
                continue;
            }
            let mut forms: Vec<String> = vec![word.to_owned()];
            for (at, c) in word.char_indices() {
                forms.push(format!("{}{}", &word[..at], &word[at + c.len_utf8()..]));
            }
            forms.sort_unstable();
            forms.dedup();
            for form in forms {
                let list = shortened.entry(form).or_default();
                // Words come in byte order, so the window is the same whatever the order of input.
                if list.len() < WINDOW {
                    list.push(word);
                }
            }
        }
        let mut pairs = BTreeSet::new();
        for words in shortened.into_values().filter(|words| words.len() > 1) {
            for (at, &one) in words.iter().enumerate() {
                for &other in &words[at + 1..] {
                    if strsim::osa_distance(one, other) == 1 {
                        pairs.insert((one, other));
                    }
                }
            }
        }
        pairs
    }
}

/// Whether a word holds a digit, or is a number in Roman letters.
fn is_number(word: &str) -> bool {
    word.chars().any(char::is_numeric) || key::roman(word).is_some()
}

/// Whether two names that are one edit apart can be two coinages: one word each that differ in one letter
/// for another ("Sonatel", "Sonabel") or in their last letter ("Cofina", "Cofinal"). A letter lost within
/// ("Tehnopark") or two swapped is how a hand slips.
fn is_coined(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.chars().count();
    let swapped = || {
        let sorted = |name: &str| {
            let mut letters: Vec<char> = name.chars().collect();
            letters.sort_unstable();
            letters
        };
        sorted(one) == sorted(other)
    };
    !one.contains(' ')
        && !other.contains(' ')
        && if letters(one) == letters(other) {
            !swapped()
        } else {
            one.starts_with(other) || other.starts_with(one)
        }
}

fn replace_word(name: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for word in name.split(' ') {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(if word == from { to } else { word });
    }
    out
}
