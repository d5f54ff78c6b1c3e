//! The shipped rules load without a fault; broken ones say where and what.

use extract::diag::{Format, render};
use extract::engine::compile::Trigger;
use extract::engine::matcher::{Scratch, View};
use extract::engine::{Hits, Line};
use extract::gazetteer::Gazetteer;
use extract::pipeline::load_rules;
use extract::rules::{Defined, RuleFiles, load};
use extract::text::token::tokenize;
use extract::text::{ByteSpan, TokenSpan};

fn no_forms(_: &str, _: &str) -> Vec<String> {
    Vec::new()
}

fn bits(_: &str, letters: &str) -> Option<u16> {
    Some(letters.bytes().fold(0, |bits, letter| bits | 1 << (letter % 16)))
}

#[test]
fn faults_of_a_file_come_all_at_once_with_their_places() {
    let mut files = RuleFiles::default();
    let pack = "name='x'\nversion='1'\nengine=1\nlanguages=['fr']\ntypes=['ORG','DATE']\nphases=['dates']\n";
    files.0.insert("pack.toml".into(), pack.into());
    files.0.insert("fr/language.toml".into(), String::new());
    files.0.insert(
        "fr/lexicons/x.csv".into(),
        "form,class,features\navril,month,month=4\nmai,month,=5\n".into(),
    );
    let rules = "phase = \"date\"\n\n[[relation]]\nid = \"fr.a\"\nkind = \"agrement\"\nparties = [\"a\"]\npattern = \"a:<ORG> é <ORGG>\"\n\n[[value]]\nid = \"fr.b\"\nmake = \"date\"\npatern = \"x\"\n\n[[value]]\nid = \"fr.c\"\nmake = \"date\"\npattern = \"été @mounth (a | b\"\n\n[[valeu]]\nid = 3\n";
    files.0.insert("fr/rules.toml".into(), rules.into());
    let loaded = load(&files, Defined::default(), &no_forms, &bits);
    let text = render(&loaded.diagnostics, &loaded.sources, Format::Line);
    let wanted = [
        "fr/lexicons/x.csv:3:11: error[R023]",
        "fr/rules.toml:1:9: error[R014]: unknown phase `date`",
        "fr/rules.toml:5:8: error[R006]: `agrement` is not a value of `kind`",
        "error[R003]: `patern` is not a key of `value`",
        "this bracket is not closed",
        "`valeu` is not something a rule file holds",
    ];
    for wanted in wanted {
        assert!(text.contains(wanted), "{wanted} is missing in:\n{text}");
    }
}

#[test]
fn shipped_rules_load() {
    let loaded = load_rules(&RuleFiles::embedded(), Gazetteer::embedded());
    let text = render(&loaded.diagnostics, &loaded.sources, Format::Full { colour: false });
    assert!(!loaded.has_errors(), "{text}");
    assert_eq!(loaded.rules.languages.len(), 2);
}

#[test]
fn a_word_that_only_an_unless_names_is_seen() {
    let mut files = RuleFiles::default();
    let pack = "name='x'\nversion='1'\nengine=1\nlanguages=['fr']\ntypes=['ORG','DATE']\nphases=['dates']\n";
    files.0.insert("pack.toml".into(), pack.into());
    files.0.insert("fr/language.toml".into(), String::new());
    let rules = "phase = \"dates\"\n\n[[value]]\nid = \"fr.a\"\nmake = \"date\"\npattern = \"month:avril ...\"\n\
                 unless = [\"chameau\"]\n";
    files.0.insert("fr/rules.toml".into(), rules.into());
    let loaded = load(&files, Defined::default(), &no_forms, &bits);
    let language = &loaded.rules.languages[0];
    let text = "avril un chameau";
    let mut tokens = Vec::new();
    let mut words = &language.vocabulary;
    let all = ByteSpan::new(0, text.len());
    tokenize(text, all, &language.tokenizer, &mut words, &mut tokens);
    let mut line = Line::default();
    let sentence = TokenSpan::new(0, tokens.len());
    let mut hits = Hits::default();
    hits.add(&language.lexicons, &language.wake, text, &tokens, sentence);
    line.fill(&tokens, &hits, sentence, &[], &language.wake);
    let view = View { text, tokens: &tokens };
    let guard = &language.rules[0].unless;
    let found = guard.any(&line, view, &mut Scratch::default(), |_, _| true);
    assert!(found, "{:?}", loaded.diagnostics);
}

/// "la GIZ verse 2 millions à l'ONG": bodies are met in every sentence, sums and forms of a verb are not.
#[test]
fn a_rule_is_tried_at_what_is_met_most_rarely() {
    let mut files = RuleFiles::default();
    let pack = "name='x'\nversion='1'\nengine=1\nlanguages=['fr']\ntypes=['ORG','MONEY']\nphases=['money']\n[[relation_kind]]\nid='funding'\nmeans='money'\ndirected=true\n";
    files.0.insert("pack.toml".into(), pack.into());
    files.0.insert("fr/language.toml".into(), String::new());
    let money = "phase = \"money\"\n\n[[value]]\nid = \"fr.m\"\nmake = \"money\"\npattern = \"n:/\\\\d+/ currency:euros\"\n";
    files.0.insert("fr/money.toml".into(), money.into());
    let rule = |id: &str, pattern: &str| {
        format!(
            "[[relation]]\nid = \"fr.{id}\"\nkind = \"funding\"\nsource = [\"a\"]\ntarget = [\"b\"]\npattern = \"{pattern}\"\n\n"
        )
    };
    let verbs = "(verse | verser | versera | versait | versé | versée | donne | donner | donnera | accorde | accorder)";
    let rules = rule("sum", "a:<ORG> ... <MONEY> ... b:<ORG>")
        + &rule("verb", &format!("a:<ORG> {verbs} ... b:<ORG>"));
    files.0.insert("fr/rules.toml".into(), rules);
    let loaded = load(&files, Defined::default(), &no_forms, &bits);
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    let language = &loaded.rules.languages[0];
    let money = loaded.rules.type_id("MONEY").expect("a declared type");
    let at = |number| &language.relations.program(number).1.at;
    assert_eq!(*at(0), Trigger::Types(vec![money]));
    assert!(matches!(at(1), Trigger::Words(words) if words.len() == 11), "{:?}", at(1));
}

#[test]
fn a_role_inside_a_macro_counts_as_given() {
    let mut files = RuleFiles::default();
    let pack = "name='x'\nversion='1'\nengine=1\nlanguages=['fr']\ntypes=['NUMBER','COUNT']\nphases=['counts']\n";
    files.0.insert("pack.toml".into(), pack.into());
    files.0.insert("fr/language.toml".into(), String::new());
    let rules = "phase = \"counts\"\n\n[macro.counted]\ndoc = \"a figure\"\npattern = \"n:<NUMBER>\"\n\n\
        [[value]]\nid = \"fr.a\"\nmake = \"count\"\npattern = \"@counted à peer:<NUMBER> élèves\"\n\n\
        [[value]]\nid = \"fr.b\"\nmake = \"count\"\npattern = \"peer:<NUMBER> élèves\"\n";
    files.0.insert("fr/rules.toml".into(), rules.into());
    let loaded = load(&files, Defined::default(), &no_forms, &bits);
    let faults = loaded.diagnostics.iter().filter(|fault| fault.code == "R019");
    let messages: Vec<_> = faults.map(|fault| (fault.code, fault.message.as_str())).collect();
    assert_eq!(messages, [("R019", "`count` needs the role `n`")]);
}
