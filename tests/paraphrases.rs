//! The matrix of constructions: `tests/paraphrases/<kind>.tsv` crosses the predicates of a kind of
//! relation with the ways in which French builds its sentences, and holds false friends of the same
//! shapes. Each line is a text of its own; what it expects was written by reading, not by running.
//!
//! A line: id, construction, text, and the relations that the text asserts, or `-`:
//! `funding(source=A; target=B; status=planned) ?support(…)`. A relation after `?` may be found or
//! not; a name is a string of the text, `A|B` where either will do; a symmetric kind has `party=`.
//! Status is told apart only where it is written. `\n` in a text ends a line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use extract::document::{Content, Media, Source};
use extract::gazetteer::Gazetteer;
use extract::kb::facts::DocumentOutcome;
use extract::kb::v1::{KnowledgeBase, MemberRole};
use extract::link::{Decisions, LinkData, link};
use extract::pipeline::{Buffers, Extractor, load_rules};
use extract::rules::RuleFiles;

mod test_run;

use test_run::run;

/// File, relations that must be found at least, relations that nothing expects at most: what was found when
/// last counted, so that the loss of one fails.
const FLOORS: &[(&str, usize, usize)] = &[
    ("agreement", 245, 4),
    ("collaboration", 299, 2),
    ("status", 66, 0),
    ("undirected-articles", 56, 6),
    ("undirected-friends", 0, 0),
    ("undirected-lists", 317, 5),
    ("support-stories", 49, 1),
    ("undirected-stories", 32, 1),
    ("funding", 384, 9),
    ("membership", 240, 3),
    ("support", 282, 1),
    ("english-directed", 34, 0),
];

struct Expected<'a> {
    optional: bool,
    kind: &'a str,
    members: Vec<(MemberRole, Vec<&'a str>)>,
    status: Option<&'a str>,
}

fn parse(cell: &str) -> Vec<Expected<'_>> {
    let mut all = Vec::new();
    let mut rest = cell.trim();
    while rest != "-" && !rest.is_empty() {
        let (head, tail) = rest.split_once('(').expect("kind(");
        let (body, after) = tail.split_once(')').expect("a closing bracket");
        let (mut members, mut status) = (Vec::new(), None);
        for part in body.split("; ") {
            let (role, name) = part.split_once('=').expect("role=name");
            let role = match role {
                "source" => MemberRole::Source,
                "target" => MemberRole::Target,
                "party" => MemberRole::Partner,
                _ => {
                    assert_eq!(role, "status", "{cell}");
                    status = Some(name);
                    continue;
                }
            };
            members.push((role, name.split('|').collect()));
        }
        let optional = head.starts_with('?');
        all.push(Expected { optional, kind: head.trim_start_matches('?'), members, status });
        rest = after.trim_start();
    }
    all
}

/// Entities with a mention over an occurrence of one of `names`.
fn entities<'a>(kb: &'a KnowledgeBase, text: &str, names: &[&str]) -> Vec<&'a str> {
    let chars = |bytes: usize| u32::try_from(text[..bytes].chars().count()).expect("a short text");
    let mut found = Vec::new();
    for name in names {
        for (at, held) in text.match_indices(name) {
            let (start, end) = (chars(at), chars(at + held.len()));
            let over = kb.mentions.iter().filter(|m| m.char_start < end && start < m.char_end);
            found.extend(over.map(|m| m.entity.as_str()));
        }
    }
    found
}

struct Reader {
    extractor: Extractor,
    data: LinkData,
    buffers: Buffers,
}

impl Reader {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
        let files = RuleFiles::from_folder(&folder).expect("the rules folder");
        let loaded = load_rules(&files, Gazetteer::embedded());
        let extractor = Extractor::new(loaded.rules, &files, Gazetteer::embedded());
        Self {
            extractor: extractor.expect("sound rules"),
            data: LinkData::bundled().expect("linking data"),
            buffers: Buffers::default(),
        }
    }

    /// What is known after this text alone; nothing where it is skipped.
    fn read(&mut self, text: &str) -> Option<KnowledgeBase> {
        let content = Content::Bytes(text.as_bytes().to_vec());
        let source = Source { name: "t.txt".into(), record: None, content, media: Media::Text };
        let DocumentOutcome::Facts(facts) = self.extractor.document(source, &mut self.buffers)
        else {
            return None;
        };
        Some(link(vec![*facts], Vec::new(), run(), &Decisions::default(), &self.data))
    }
}

/// Found and expected; relations that nothing expects; and all misses and strangers, to be read.
#[derive(Default)]
struct Tally {
    found: usize,
    expected: usize,
    strangers: usize,
    by_construction: BTreeMap<String, (usize, usize)>,
    said: String,
}

fn tally(reader: &mut Reader, file: &str) -> Tally {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/paraphrases")
        .join(file.to_owned() + ".tsv");
    let lines = std::fs::read_to_string(&path).expect("a matrix");
    let mut tally = Tally::default();
    for line in lines.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, construction, text, expected] = cells[..] else { panic!("four cells: {line}") };
        let text = &text.replace("\\n", "\n");
        let kb = reader.read(text);
        let mut left: Vec<_> = kb.iter().flat_map(|kb| &kb.relations).collect();
        for one in parse(expected) {
            let at = left.iter().position(|held| {
                let kb = kb.as_ref().expect("it has relations");
                held.kind.as_str() == one.kind
                    && one.status.is_none_or(|status| held.status.as_str() == status)
                    && held.members.len() == one.members.len()
                    && one.members.iter().all(|(role, names)| {
                        let named = entities(kb, text, names);
                        let is = |entity: &str| named.contains(&entity);
                        held.members.iter().any(|m| m.role == *role && is(&m.entity))
                    })
            });
            if let Some(at) = at {
                left.swap_remove(at);
            }
            if !one.optional {
                let count = tally.by_construction.entry(construction.to_owned()).or_default();
                count.1 += 1;
                tally.expected += 1;
                if at.is_some() {
                    count.0 += 1;
                    tally.found += 1;
                } else {
                    let _ = writeln!(tally.said, "missed {id} ({construction}): {text}");
                }
            }
        }
        tally.strangers += left.len();
        for held in left {
            let rule = &held.evidence[0].rule;
            let _ =
                writeln!(tally.said, "unexpected {id} {} by {rule}: {text}", held.kind.as_str());
        }
    }
    tally
}

#[test]
fn every_matrix_has_its_floors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/paraphrases");
    let files = std::fs::read_dir(folder).expect("the matrices").flatten();
    let mut files: Vec<String> =
        files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    files.sort_unstable();
    let mut known: Vec<String> = FLOORS.iter().map(|(file, _, _)| format!("{file}.tsv")).collect();
    known.sort_unstable();
    assert_eq!(files, known);
}

#[test]
#[allow(clippy::print_stdout, reason = "coverage is for reading")]
fn constructions_are_covered() {
    let mut reader = Reader::new();
    let mut faults = Vec::new();
    for &(file, floor, ceiling) in FLOORS {
        let tally = tally(&mut reader, file);
        println!("{}", tally.said);
        for (construction, (found, expected)) in &tally.by_construction {
            println!("{file} {construction}: {found} of {expected}");
        }
        let Tally { found, expected, strangers, .. } = tally;
        println!("{file}: {found} of {expected} found, {strangers} unexpected\n");
        if found < floor || strangers > ceiling {
            faults.push(format!(
                "{file}: {found} found (at least {floor}), {strangers} unexpected (at most {ceiling})"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
