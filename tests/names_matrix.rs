//! The matrix of names: `tests/names/matrix.tsv` crosses kinds of bodies, persons and places with the
//! ways in which the press brings them in, and holds false friends. Each line is a text of its own,
//! its names in brackets, written by reading, not by running.
//!
//! A line: construction, and the text with `[O body]`, `[P person]`, `[L place]`; ` | ` begins a new
//! paragraph. A paragraph without names stands before each, so that the language is plain.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use extract::pipeline::analysis::NameKind;

mod analysed;

use analysed::{extractor, with};

/// Names that must be found at least, exactly and with their type, and those found that are none at most: what
/// was found when last counted, so that the loss of one fails.
const FOUND: usize = 489;
const WRONG: usize = 8;

const BEFORE: &str = "La nouvelle est tombée dans la matinée. Beaucoup attendaient cette décision \
    depuis plusieurs mois et s'en réjouissent.\n\n";

/// The text of a line, and its names as bytes and type.
fn read(cell: &str) -> (String, Vec<(usize, usize, char)>) {
    let (mut text, mut names) = (BEFORE.to_owned(), Vec::new());
    let cell = cell.replace(" | ", "\n\n");
    let mut rest = cell.as_str();
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let (name, tail) = after.split_once(']').expect("a closing bracket");
        let (kind, name) = name.split_once(' ').expect("a type and a name");
        names.push((text.len(), text.len() + name.len(), kind.chars().next().unwrap_or('?')));
        text.push_str(name);
        rest = tail;
    }
    text.push_str(rest);
    (text, names)
}

#[test]
#[allow(clippy::print_stdout, reason = "coverage is for reading")]
fn constructions() {
    let extractor = extractor();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/names/matrix.tsv");
    let matrix = std::fs::read_to_string(path).expect("the matrix");
    let (mut found, mut wrong, mut report) = (0, 0, String::new());
    let mut table: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for line in matrix.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (construction, cell) = line.split_once('\t').expect("two cells");
        let (text, gold) = read(cell);
        with(&extractor, &text, |analysis| {
            let names: Vec<(usize, usize, char)> = analysis
                .names
                .iter()
                .filter(|name| name.is_name)
                .filter_map(|name| {
                    let kind = match name.kind {
                        NameKind::Organisation => 'O',
                        NameKind::Person => 'P',
                        NameKind::Place => 'L',
                        NameKind::Other => return None,
                    };
                    let bytes = analysis.bytes(name.tokens);
                    Some((bytes.start as usize, bytes.end as usize, kind))
                })
                .collect();
            let right = gold.iter().filter(|name| names.contains(name)).count();
            let row = table.entry(construction).or_default();
            row.0 += right;
            row.1 += gold.len();
            found += right;
            let spurious: Vec<_> = names.iter().filter(|name| !gold.contains(name)).collect();
            wrong += spurious.len();
            if right < gold.len() || !spurious.is_empty() {
                let drawn = |names: &[(usize, usize, char)]| {
                    let all = names.iter().map(|&(from, to, kind)| {
                        format!("{kind} {}", analysis.text.get(from..to).unwrap_or_default())
                    });
                    all.collect::<Vec<_>>().join(" | ")
                };
                let _ = writeln!(report, "{cell}\n    found {}", drawn(&names));
            }
        });
    }
    for (construction, (right, all)) in table {
        let _ = writeln!(report, "{construction}: {right} of {all}");
    }
    println!("{report}{found} found, {wrong} wrong");
    assert!(
        found >= FOUND && wrong <= WRONG,
        "{found} found (at least {FOUND}), {wrong} wrong (at most {WRONG})"
    );
}
