//! The notation's table against the parser: nothing of the parser is missing in it, every example
//! parses to what it shows and matches the words beside it, and the pages made of it are fresh.

use std::collections::BTreeSet;
use std::path::Path;

use extract::engine::compile::TypeId;
use extract::engine::line::{Line, Mask};
use extract::engine::matcher::{Matches, Scratch, View};
use extract::engine::notation::{NOTATION, kind_of, kinds_in, reference};
use extract::engine::pattern::{NodeKind, Pattern};
use extract::engine::{Hits, Wake};
use extract::rules::{Defined, RuleFiles, load};
use extract::text::token::tokenize;
use extract::text::{ByteSpan, TokenSpan};

/// One node of every kind. A new kind of node does not compile here until it is listed.
fn every_kind() -> Vec<NodeKind> {
    let leaf = || Box::new(Pattern::parse("x").expect("a word").root);
    let all = vec![
        NodeKind::Word(String::new()),
        NodeKind::Exact(String::new()),
        NodeKind::Lemma(String::new()),
        NodeKind::Class(String::new(), Vec::new()),
        NodeKind::Mention(Vec::new()),
        NodeKind::List(Vec::new()),
        NodeKind::Shape(String::new()),
        NodeKind::Seq(Vec::new()),
        NodeKind::Alt(Vec::new()),
        NodeKind::Opt(leaf()),
        NodeKind::Star(leaf()),
        NodeKind::Gap,
        NodeKind::Not(leaf()),
        NodeKind::Start,
        NodeKind::End,
        NodeKind::Candidate,
        NodeKind::Role(String::new(), leaf()),
    ];
    for kind in &all {
        match kind {
            NodeKind::Word(_)
            | NodeKind::Exact(_)
            | NodeKind::Lemma(_)
            | NodeKind::Class(..)
            | NodeKind::Mention(_)
            | NodeKind::List(_)
            | NodeKind::Shape(_)
            | NodeKind::Seq(_)
            | NodeKind::Alt(_)
            | NodeKind::Opt(_)
            | NodeKind::Star(_)
            | NodeKind::Gap
            | NodeKind::Not(_)
            | NodeKind::Start
            | NodeKind::End
            | NodeKind::Candidate
            | NodeKind::Role(..) => {}
        }
    }
    all
}

#[test]
fn every_construct_is_in_the_table() {
    let listed: BTreeSet<&str> = NOTATION.iter().map(|held| held.kind).collect();
    let parsed: BTreeSet<&str> = every_kind().iter().map(kind_of).collect();
    assert_eq!(listed, parsed);
    // No row of the file is lost on the way.
    let rows = include_str!("../rules/notation.tsv").lines().count() - 1;
    assert_eq!(NOTATION.len(), rows);
    assert!(rows > 15, "{rows}");
}

#[test]
fn examples_parse_to_what_they_show() {
    for held in NOTATION.iter() {
        let pattern = Pattern::parse(held.example).expect(held.example);
        assert!(kinds_in(&pattern).contains(&held.kind), "{}: {:?}", held.example, pattern);
    }
}

#[test]
fn examples_match_the_words_beside_them() {
    let mut files = RuleFiles::default();
    let mut add = |name: &str, text: &str| files.0.insert(name.to_owned(), text.to_owned());
    add(
        "pack.toml",
        "name='n'\nversion='1'\nengine=1\nlanguages=['fr']\ntypes=['ORG','PLACE']\nphases=[]\n",
    );
    add("fr/language.toml", "elisions = ['l', 'd']\n");
    add("fr/macros.toml", "[macro.list_separator]\npattern = '(, | et)'\n");
    add("fr/words.csv", "form,lemma,class\nconvention,,instrument\ncontrat,,instrument\n");
    let mut rules = String::new();
    for (number, held) in NOTATION.iter().enumerate() {
        rules.push_str(&format!(
            "[[name]]\nid = 'r{number:02}'\nfor = 'ORG'\ngap = 3\npattern = '''{}'''\n",
            held.example
        ));
    }
    add("fr/rules.toml", &rules);
    let forms = |_: &str, lemma: &str| match lemma {
        "signer" => vec!["signe".to_owned(), "signé".to_owned()],
        _ => Vec::new(),
    };
    let loaded = load(&files, Defined::default(), &forms, &|_, _| Some(1));
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let language = &loaded.rules.languages[0];
    for (number, held) in NOTATION.iter().enumerate() {
        let text = held.matches;
        let mut tokens = Vec::new();
        let whole = ByteSpan::new(0, text.len());
        tokenize(text, whole, &language.tokenizer, &mut &language.vocabulary, &mut tokens);
        let all = TokenSpan::new(0, tokens.len());
        let masks: Vec<Mask> = tokens
            .iter()
            .enumerate()
            .filter_map(|(at, token)| {
                let kind = match token.span.of(text) {
                    "ORG" => TypeId(0),
                    "PLACE" => TypeId(1),
                    _ => return None,
                };
                let tokens = TokenSpan::new(at, at + 1);
                Some(Mask { tokens, kind, subtype: Default::default(), index: 0 })
            })
            .collect();
        let (mut line, mut hits, mut out) = (Line::default(), Hits::default(), Matches::default());
        hits.add(&language.lexicons, &Wake::every(), text, &tokens, all);
        line.fill(&tokens, &hits, all, &masks, &Wake::every());
        let view = View { text, tokens: &tokens };
        language.names.run(&line, view, &mut Scratch::default(), &mut (), &mut out);
        let whole_line = (0, line.symbols().len() as u16);
        assert!(
            out.iter().any(
                |found| found.rule as usize == number && (found.start, found.end) == whole_line
            ),
            "`{}` does not match `{text}`: {out:?}",
            held.example
        );
    }
}

#[test]
fn pages_made_of_the_table_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = std::fs::read_to_string(root.join("src/engine/pattern.rs")).expect("the parser");
    for held in NOTATION.iter().filter(|held| held.kind != "sequence") {
        let known = source.lines().take_while(|line| line.starts_with("//!")).any(|line| {
            let line = line.replace("\\|", "|");
            held.written.split("` `").all(|part| line.contains(part.trim_matches('`')))
        });
        assert!(known, "{} is missing in the parser's own table", held.written);
    }
    let page = root.join("rules/README.md");
    let text = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(
        text.contains(&reference()),
        "rules/README.md: put in what `extract rules reference` prints"
    );
}
