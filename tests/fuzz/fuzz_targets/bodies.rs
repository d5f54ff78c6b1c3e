//! What the fuzz targets do with their bytes; `tests/fuzz_loops.rs` runs the same on stable Rust.

use extract::engine::compile::{ElementIdx, MAX_GAP, Named, Names, SubtypeId, TypeId, compile};
use extract::engine::lexemes::Lexemes;
use extract::engine::lexicon::{ClassId, Entry, Features, Lexicons};
use extract::engine::line::{Line, Mask};
use extract::engine::matcher::{MatchSet, Matches, Recorder, Scratch, View};
use extract::engine::pattern::{Node, NodeKind, Pattern};
use extract::engine::vocabulary::Vocabulary;
use extract::engine::{Hits, Wake};
use extract::rules::example::Marked;
use extract::text::token::{TokenizerData, tokenize};
use extract::text::{ByteSpan, TokenSpan};

/// Parses the bytes as a pattern and as an example.
#[allow(dead_code)]
pub fn notation(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Pattern::parse(&text) {
        Ok(pattern) => check_node(&pattern.root, &text),
        Err(error) => assert!(
            text.get(error.span.clone()).is_some(),
            "{error:?} does not lie on letters of {text:?}"
        ),
    }
    if let Ok(marked) = Marked::parse(&text) {
        for mark in &marked.marks {
            assert!(marked.text.get(mark.span.clone()).is_some(), "{mark:?}");
            assert!(text.get(mark.written.clone()).is_some(), "{mark:?}");
        }
    }
}

/// Spans lie on letters and inside their parents; a leaf's own text parses to the leaf again.
fn check_node(node: &Node, text: &str) {
    let own = text.get(node.span.clone()).expect("a node lies on letters");
    let children: &[Node] = match &node.kind {
        NodeKind::Seq(items) | NodeKind::Alt(items) => items,
        NodeKind::Opt(inner)
        | NodeKind::Star(inner)
        | NodeKind::Not(inner)
        | NodeKind::Role(_, inner) => std::slice::from_ref(inner),
        leaf => {
            let again = Pattern::parse(own).map(|pattern| pattern.root.kind);
            assert_eq!(again.as_ref().ok(), Some(leaf), "{own:?} of {text:?}: {again:?}");
            &[]
        }
    };
    for child in children {
        assert!(
            node.span.start <= child.span.start && child.span.end <= node.span.end,
            "{child:?} outside {node:?} in {text:?}"
        );
        check_node(child, text);
    }
}

/// Reads choices from bytes; at the end of the bytes always the first.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn next(&mut self, below: usize) -> usize {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first as usize % below
    }

    fn of<'s>(&mut self, items: &[&'s str]) -> &'s str {
        items[self.next(items.len())]
    }
}

const WORDS: &[&str] = &["a", "b", "c", "d", "é", "l'", "B", ";", "x-y", "b."];

fn element(choices: &mut Choices<'_>, depth: usize, out: &mut String) {
    match choices.next(if depth == 0 { 12 } else { 18 }) {
        0..=3 => out.push_str(choices.of(&["a", "b", "c", "d", "é", "';'", "x-y"])),
        4 => out.push_str(choices.of(&["\"B\"", "\"a\"", "'b'"])),
        5 => out.push_str(choices.of(&["@ab", "@m", "@noun"])),
        6 => out.push_str(choices.of(&["<X>", "<Y>", "<X|Y>", "<X:s>", "<X+>"])),
        7 => out.push_str(choices.of(&["/[a-c]/", "/.*/", "/[A-Z].*/"])),
        8 => out.push_str("~l"),
        9 => out.push_str(choices.of(&["...", "^", "$", "><"])),
        10 => out.push_str(choices.of(&["!a", "!<X>", "!@ab", "!(a | @ab)"])),
        11 => {
            out.push_str(choices.of(&["p:", "q:"]));
            out.push_str(choices.of(&["a", "<X>", "@ab", "<X+>"]));
        }
        12 | 13 => {
            out.push('(');
            row(choices, depth - 1, out);
            out.push(')');
            out.push_str(choices.of(&["", "?", "*"]));
        }
        14 | 15 => {
            out.push('(');
            for at in 0..2 + choices.next(3) {
                if at > 0 {
                    out.push_str(" | ");
                }
                row(choices, depth - 1, out);
            }
            out.push(')');
            out.push_str(choices.of(&["", "?", "*"]));
        }
        16 => {
            out.push_str("r:(");
            row(choices, depth - 1, out);
            out.push(')');
        }
        _ => {
            out.push_str(choices.of(&["a", "@ab", "<X>", "/b/"]));
            out.push_str(choices.of(&["?", "*"]));
        }
    }
}

fn row(choices: &mut Choices<'_>, depth: usize, out: &mut String) {
    for at in 0..1 + choices.next(5) {
        if at > 0 {
            out.push(' ');
        }
        element(choices, depth, out);
    }
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
        match name {
            "ab" => Named::Class(self.ab),
            "noun" => Named::PartOfSpeech(1),
            "m" => Named::Macro(Pattern::parse("(a b | c)?").expect("sound").root),
            _ => Named::Unknown(Vec::new()),
        }
    }
    fn forms(&self, _: &str) -> Vec<String> {
        vec!["c".into(), "d".into()]
    }
    fn type_id(&self, name: &str) -> Option<TypeId> {
        ["X", "Y"].iter().position(|held| *held == name).map(|at| TypeId(at as u8))
    }
    fn type_names(&self) -> Vec<String> {
        Vec::new()
    }
    fn subtype_id(&self, name: &str) -> Option<SubtypeId> {
        (name == "s").then_some(SubtypeId(1))
    }
    fn list_separator(&self) -> Option<Node> {
        Pattern::parse("(; | a)").ok().map(|pattern| pattern.root)
    }
    fn tokenizer(&self) -> &TokenizerData {
        &self.data
    }
    fn commonness(&self, folded: &str) -> u32 {
        if folded == "a" { 9_000 } else { 10 }
    }
    fn class_cost(&self, _: ClassId) -> u32 {
        50
    }
}

struct Parts;

impl extract::engine::lexemes::PartsOfSpeech for Parts {
    fn parts(&self, surface: &str) -> u16 {
        u16::from(surface == "é" || surface == "b")
    }
}

#[derive(Default)]
struct Counter {
    tests: u64,
    attempts: u64,
}

impl Recorder for Counter {
    fn tested(&mut self, _: u32, _: ElementIdx, _: usize, _: bool) {
        self.tests += 1;
    }
    fn attempt(&mut self, _: u32, _: usize) {
        self.attempts += 1;
    }
}

/// Makes rules and a line of the bytes and matches them.
#[allow(dead_code)]
pub fn matcher(data: &[u8]) {
    let mut choices = Choices(data);
    let (mut vocabulary, mut lexicons) = (Vocabulary::default(), Lexicons::default());
    let data = TokenizerData { elisions: vec!["l".into()] };
    let ab = lexicons.class("ab");
    for form in ["a b", "a", "b c d", "É"] {
        let exact_case = form == "É";
        let (form, features) = (form.to_owned(), Features::default());
        let entry = Entry { lemma: form.clone(), form, class: ab, features, exact_case };
        lexicons.add(&mut vocabulary, &data, entry);
    }
    let world = World { data: data.clone(), ab };
    let stop = vocabulary.add(";");
    let mut set = MatchSet::default();
    let mut code = 0;
    for rule in 0..1 + choices.next(4) {
        let mut text = String::new();
        row(&mut choices, 3, &mut text);
        let gap = choices.next(MAX_GAP as usize + 1) as u8;
        let Ok(pattern) = Pattern::parse(&text) else { continue };
        if let Ok(programs) = compile(&pattern.root, gap, &[stop], &world, &mut vocabulary) {
            for program in &programs {
                code += program.left.len() + program.right.len();
            }
            set.add(rule as u32, programs);
        }
    }
    set.seal();
    let mut text = String::new();
    let mut kinds = Vec::new();
    for _ in 0..choices.next(60) {
        let word = choices.next(WORDS.len() + 3);
        match WORDS.get(word) {
            Some(word) => text.push_str(word),
            None => {
                kinds.push((text.len(), TypeId((word % 2) as u8), SubtypeId((word % 3) as u16)));
                text.push('m');
            }
        }
        text.push_str(if choices.next(8) == 0 { "" } else { " " });
    }
    let mut tokens = Vec::new();
    let mut memory = Lexemes::default();
    let wake = Wake::default();
    let mut words = memory.reader(&vocabulary, &Parts, &wake);
    tokenize(&text, ByteSpan::new(0, text.len()), &data, &mut words, &mut tokens);
    let all = TokenSpan::new(0, tokens.len());
    let mut hits = Hits::default();
    hits.add(&lexicons, &Wake::every(), &text, &tokens, all);
    let masks: Vec<Mask> = kinds
        .iter()
        .filter_map(|&(at, kind, subtype)| {
            let token = tokens.iter().position(|token| token.span.start as usize == at)?;
            let length = 1 + at % 2;
            let tokens = TokenSpan::new(token, (token + length).min(tokens.len()));
            Some(Mask { tokens, kind, subtype, index: at as u32 })
        })
        .scan(0, |end, mask| {
            // Masks do not overlap.
            let keep = mask.tokens.start >= *end;
            if keep {
                *end = mask.tokens.end;
            }
            Some(keep.then_some(mask))
        })
        .flatten()
        .collect();
    let mut line = Line::default();
    line.fill(&tokens, &hits, all, &masks, &Wake::every());
    let view = View { text: &text, tokens: &tokens };
    let (mut scratch, mut found) = (Scratch::default(), Matches::default());
    set.run(&line, view, &mut scratch, &mut (), &mut found);
    let symbols = line.symbols().len();
    for found in &found {
        assert!(found.start <= found.end && found.end as usize <= symbols, "{found:?}");
        for role in &found.roles {
            assert!(role.start <= role.end, "{found:?}");
            assert!(found.start <= role.start && role.end <= found.end, "{found:?}");
        }
        for step in &found.steps {
            assert!(step.start < step.end && step.end as usize <= symbols, "{found:?}");
        }
        for pair in found.steps.windows(2) {
            assert!(pair[0].end <= pair[1].start, "steps overlap: {found:?}");
        }
    }
    // The same with a recorder, and with memory that was used before.
    let (mut counter, mut again) = (Counter::default(), Matches::default());
    set.run(&line, view, &mut scratch, &mut counter, &mut again);
    assert_eq!(found, again);
    let bound = counter.attempts * (code as u64 + 1) * (symbols as u64 + 1);
    assert!(counter.tests <= bound, "{} tests, {} attempts", counter.tests, counter.attempts);
}
