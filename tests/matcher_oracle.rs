//! The meaning of a pattern is the regex it stands for on the line. Random patterns on random
//! lines: the matcher must find something exactly where the regex does, and every stretch it finds
//! must be one that the regex matches whole.
//!
//! Each word of the line is one letter, so the line is a string: `a`..`e` words, `;` a word no gap
//! crosses, `X` and `Y` mentions of two types.

use extract::engine::compile::{Named, Names, SubtypeId, TypeId, compile};
use extract::engine::lexicon::{ClassId, Entry, Features, Lexicons};
use extract::engine::line::{Line, Mask};
use extract::engine::matcher::{MatchSet, Matches, Scratch, View};
use extract::engine::pattern::{Node, Pattern};
use extract::engine::vocabulary::Vocabulary;
use extract::engine::{Hits, Wake};
use extract::text::token::{TokenizerData, tokenize};
use extract::text::{ByteSpan, TokenSpan};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// A pattern in the notation and the regex it stands for.
#[derive(Clone, Debug)]
struct Pair {
    notation: String,
    regex: String,
}

fn pair(notation: impl Into<String>, regex: impl Into<String>) -> Pair {
    Pair { notation: notation.into(), regex: regex.into() }
}

fn element() -> impl Strategy<Value = Pair> {
    prop_oneof![
        6 => prop::sample::select(vec!["a", "b", "c", "d", "e"]).prop_map(|w| pair(w, w)),
        2 => prop::sample::select(vec![("<X>", "X"), ("<Y>", "Y"), ("<X|Y>", "[XY]"), ("/[ab]/", "[ab]"), ("@ab", "(?:ab|c)"), ("~l", "[de]")])
            .prop_map(|(n, r)| pair(n, r)),
        1 => Just(pair("<X+>", "X(?:[ae]X)*")),
        1 => prop::sample::select(vec![("!a b", "b"), ("!b (a | b | c)", "[ac]"), ("!(a | c) /[abc]/", "b")]).prop_map(|(n, r)| pair(n, r)),
    ]
}

fn pattern() -> impl Strategy<Value = Pair> {
    let leaf = element();
    let nested = leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| Pair {
                notation: format!(
                    "({})",
                    parts.iter().map(|p| p.notation.clone()).collect::<Vec<_>>().join(" ")
                ),
                regex: format!("(?:{})", parts.iter().map(|p| p.regex.clone()).collect::<String>()),
            }),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| Pair {
                notation: format!(
                    "({})",
                    parts.iter().map(|p| p.notation.clone()).collect::<Vec<_>>().join(" | ")
                ),
                regex: format!(
                    "(?:{})",
                    parts.iter().map(|p| p.regex.clone()).collect::<Vec<_>>().join("|")
                ),
            }),
            inner
                .clone()
                .prop_map(|p| pair(format!("({})?", p.notation), format!("(?:{})?", p.regex))),
            inner.clone().prop_map(|p| {
                if p.notation.contains('*') || p.notation.contains('+') {
                    p
                } else {
                    pair(format!("({})*", p.notation), format!("(?:{})*", p.regex))
                }
            }),
            inner.prop_map(|p| pair(format!("r:({})", p.notation), p.regex)),
        ]
    });
    let gap = Just(pair("...", "[^;]{0,3}"));
    prop::collection::vec(prop_oneof![5 => nested, 1 => gap], 1..6).prop_map(|parts| Pair {
        notation: parts.iter().map(|p| p.notation.clone()).collect::<Vec<_>>().join(" "),
        regex: parts.iter().map(|p| p.regex.clone()).collect(),
    })
}

struct World {
    data: TokenizerData,
    ab: ClassId,
}

impl Names for World {
    fn type_cost(&self, _: TypeId) -> u32 {
        20_000
    }
    fn named(&self, name: &str, _: &[String]) -> Named {
        if name == "ab" { Named::Class(self.ab) } else { Named::Unknown(Vec::new()) }
    }
    fn forms(&self, _: &str) -> Vec<String> {
        vec!["d".into(), "e".into()]
    }
    fn type_id(&self, name: &str) -> Option<TypeId> {
        match name {
            "X" => Some(TypeId(0)),
            "Y" => Some(TypeId(1)),
            _ => None,
        }
    }
    fn type_names(&self) -> Vec<String> {
        Vec::new()
    }
    fn subtype_id(&self, _: &str) -> Option<SubtypeId> {
        None
    }
    fn list_separator(&self) -> Option<Node> {
        Pattern::parse("(a | e)").ok().map(|pattern| pattern.root)
    }
    fn tokenizer(&self) -> &TokenizerData {
        &self.data
    }
    fn commonness(&self, folded: &str) -> u32 {
        // Different triggers for different patterns, alternatives among them.
        match folded {
            "a" => 9_000,
            "b" => 10,
            _ => 100,
        }
    }
    fn class_cost(&self, _: ClassId) -> u32 {
        50
    }
}

#[test]
fn agrees_with_the_regex_it_stands_for() {
    // CI asks for at least 100,000 pairs; each case is one pattern on twenty lines.
    let cases = std::env::var("ORACLE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(9_000);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let lines = prop::collection::vec("[abcdeXY;]{0,9}", 20);
    let pairs = std::cell::Cell::new(0u64);
    TestRunner::new(config)
        .run(&(pattern(), lines), |(pair, lines)| {
            let (mut vocabulary, mut lexicons) = (Vocabulary::default(), Lexicons::default());
            let data = TokenizerData::default();
            let ab = lexicons.class("ab");
            for form in ["a b", "c"] {
                let entry = Entry {
                    form: form.into(),
                    lemma: form.into(),
                    class: ab,
                    features: Features::default(),
                    exact_case: false,
                };
                lexicons.add(&mut vocabulary, &data, entry);
            }
            let world = World { data: data.clone(), ab };
            let stop = vocabulary.add(";");
            let parsed = Pattern::parse(&pair.notation)
                .map_err(|e| TestCaseError::fail(format!("{pair:?}: {e:?}")))?;
            let programs = compile(&parsed.root, 3, &[stop], &world, &mut vocabulary)
                .map_err(|e| TestCaseError::fail(format!("{pair:?}: {e:?}")))?;
            let mut set = MatchSet::default();
            set.add(0, programs);
            set.seal();
            let regex =
                regex::Regex::new(&pair.regex).map_err(|e| TestCaseError::fail(e.to_string()))?;
            let whole = regex::Regex::new(&format!("^(?:{})$", pair.regex))
                .map_err(|e| TestCaseError::fail(e.to_string()))?;
            // A pattern of options only matches nothing, which says nothing.
            if whole.is_match("") {
                return Ok(());
            }
            for line in &lines {
                let text: String = line.chars().flat_map(|c| [c, ' ']).collect();
                let mut tokens = Vec::new();
                tokenize(&text, ByteSpan::new(0, text.len()), &data, &mut &vocabulary, &mut tokens);
                let all = TokenSpan::new(0, tokens.len());
                let mut hits = Hits::default();
                hits.add(&lexicons, &Wake::every(), &text, &tokens, all);
                let masks: Vec<Mask> = line
                    .chars()
                    .enumerate()
                    .filter_map(|(at, c)| {
                        let kind = match c {
                            'X' => TypeId(0),
                            'Y' => TypeId(1),
                            _ => return None,
                        };
                        Some(Mask {
                            tokens: TokenSpan::new(at, at + 1),
                            kind,
                            subtype: SubtypeId(0),
                            index: 0,
                        })
                    })
                    .collect();
                let mut symbols = Line::default();
                symbols.fill(&tokens, &hits, all, &masks, &Wake::every());
                let mut out = Matches::default();
                let view = View { text: &text, tokens: &tokens };
                set.run(&symbols, view, &mut Scratch::default(), &mut (), &mut out);
                prop_assert_eq!(!out.is_empty(), regex.is_match(line), "{:?} on {:?}", pair, line);
                for found in &out {
                    let stretch = &line[found.start as usize..found.end as usize];
                    prop_assert!(
                        whole.is_match(stretch),
                        "{:?} on {:?}: {:?}",
                        pair,
                        line,
                        stretch
                    );
                    for role in &found.roles {
                        prop_assert!(
                            found.start <= role.start && role.end <= found.end,
                            "{:?} {:?}",
                            pair,
                            found
                        );
                    }
                }
                pairs.set(pairs.get() + 1);
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(pairs.get() >= u64::from(cases) * 12, "too few pairs were compared: {}", pairs.get());
}
