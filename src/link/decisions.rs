//! Forced decisions of the researcher: two names are the same body, or never are.

use std::collections::BTreeMap;

use crate::kb::id;
use crate::kb::v1::EntityKind;

use super::data::LinkData;
use super::key;

/// What a line of the file decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Both are one entity, whatever their countries and kinds.
    Same,
    /// They are never merged.
    Different,
}

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// Kind of both entities.
    pub kind: EntityKind,
    /// A name or an id.
    pub a: String,
    /// Another name or id.
    pub b: String,
    /// What holds.
    pub verdict: Verdict,
    /// Line of the file, from 1.
    pub line: u64,
}

/// Forced decisions, as read from `rules/decisions.csv`. The default holds none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    list: Vec<Decision>,
}

/// A line that cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct DecisionProblem {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong and what to do, in one sentence.
    pub message: String,
}

impl Decisions {
    /// Reads the text of a decisions file. Lines that cannot be followed are left out and told:
    /// unknown words, empty names, and lines that contradict each other ("same" chains count). Of a
    /// contradiction, `different` is followed.
    #[must_use]
    pub fn parse(text: &str, data: &LinkData) -> (Self, Vec<DecisionProblem>) {
        let mut problems = Vec::new();
        let mut list = Vec::new();
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        match reader.headers() {
            Ok(header) if header.iter().take(4).eq(["kind", "a", "b", "decision"]) => {}
            Ok(header) if header.is_empty() => return (Self::default(), problems),
            Ok(_) => problems.push(DecisionProblem {
                line: 1,
                message: "the header must be kind,a,b,decision,note".to_owned(),
            }),
            Err(error) => problems.push(DecisionProblem { line: 1, message: error.to_string() }),
        }
        if !problems.is_empty() {
            return (Self::default(), problems);
        }
        for record in reader.records() {
            match record {
                Ok(record) => match decision(&record, data) {
                    Ok(decision) => list.push(decision),
                    Err(problem) => problems.push(problem),
                },
                Err(error) => problems.push(DecisionProblem {
                    line: error.position().map_or(0, csv::Position::line),
                    message: error.to_string(),
                }),
            }
        }
        problems.extend(contradictions(&list, data));
        list.sort();
        (Self { list }, problems)
    }

    /// The lines, sorted.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Decision> {
        self.list.iter()
    }
}

fn decision(record: &csv::StringRecord, data: &LinkData) -> Result<Decision, DecisionProblem> {
    let line = record.position().map_or(0, csv::Position::line);
    let problem = |message: String| DecisionProblem { line, message };
    let field = |at: usize| record.get(at).unwrap_or_default();
    let kind = match field(0) {
        "organisation" => EntityKind::Organisation,
        "person" => EntityKind::Person,
        "place" => EntityKind::Place,
        other => {
            return Err(problem(format!("kind is `{other}`: write organisation, person or place")));
        }
    };
    let verdict = match field(3) {
        "same" => Verdict::Same,
        "different" => Verdict::Different,
        other => return Err(problem(format!("decision is `{other}`: write same or different"))),
    };
    let (a, b) = (field(1), field(2));
    let (key_a, key_b) = (reference(kind, a, data), reference(kind, b, data));
    if key_a.is_empty() || key_b.is_empty() {
        return Err(problem("a name is empty: give two names or ids".to_owned()));
    }
    if key_a == key_b {
        return Err(problem(format!(
            "`{a}` and `{b}` have one key: a name is always itself; use ids to keep bearers apart"
        )));
    }
    Ok(Decision { kind, a: a.to_owned(), b: b.to_owned(), verdict, line })
}

/// What a field refers to: an id as it stands, or a name's key.
pub(super) fn reference(kind: EntityKind, field: &str, data: &LinkData) -> String {
    if is_id(kind, field) {
        return field.to_owned();
    }
    match kind {
        EntityKind::Organisation => key::organisation(field, None, data),
        EntityKind::Person => key::person(field),
        EntityKind::Place => key::place(field, data),
    }
}

/// Whether a field has the shape of an id: prefix, slug, digest. No name has.
fn is_id(kind: EntityKind, field: &str) -> bool {
    let without_slug = id::entity(kind, "", "");
    let digits = without_slug.len() - id::prefix(kind).len() - 1;
    let Some((prefix, rest)) = field.split_once('-') else { return false };
    prefix == id::prefix(kind)
        && rest.rsplit('-').next().is_some_and(|last| last.len() == digits)
        && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Lines that say `different` of what others, together, call the same.
fn contradictions(list: &[Decision], data: &LinkData) -> Vec<DecisionProblem> {
    let mut numbers: BTreeMap<(EntityKind, String), usize> = BTreeMap::new();
    let mut parent: Vec<usize> = Vec::new();
    let mut node = |kind, field: &str, parent: &mut Vec<usize>| {
        *numbers.entry((kind, reference(kind, field, data))).or_insert_with(|| {
            parent.push(parent.len());
            parent.len() - 1
        })
    };
    let ends: Vec<(usize, usize)> = list
        .iter()
        .map(|line| (node(line.kind, &line.a, &mut parent), node(line.kind, &line.b, &mut parent)))
        .collect();
    for (line, &(a, b)) in list.iter().zip(&ends) {
        if line.verdict == Verdict::Same {
            let (a, b) = (root(&parent, a), root(&parent, b));
            parent[a.max(b)] = a.min(b);
        }
    }
    list.iter()
        .zip(&ends)
        .filter(|(line, (a, b))| {
            line.verdict == Verdict::Different && root(&parent, *a) == root(&parent, *b)
        })
        .map(|(line, _)| DecisionProblem {
            line: line.line,
            message: format!(
                "`{}` and `{}` are called different here and the same by other lines; they are kept \
                 apart",
                line.a, line.b
            ),
        })
        .collect()
}

fn root(parent: &[usize], mut at: usize) -> usize {
    while parent[at] != at {
        at = parent[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Decisions, Vec<DecisionProblem>) {
        Decisions::parse(text, &LinkData::bundled().expect("bundled data"))
    }

    #[test]
    fn the_shipped_file_is_empty_and_sound() {
        let (decisions, problems) = parse(include_str!("../../rules/decisions.csv"));
        assert_eq!(problems, []);
        assert_eq!(decisions, Decisions::default());
        assert_eq!(parse(""), (Decisions::default(), Vec::new()));
    }

    #[test]
    fn bad_lines_are_told_and_left_out() {
        let (decisions, problems) = parse(
            "kind,a,b,decision,note\n\
             organisation,A,B,same,\n\
             company,A,B,same,\n\
             organisation,A,B,maybe,\n\
             organisation,A,,same,\n\
             organisation,l'OCP,OCP,different,\n",
        );
        assert_eq!(decisions.list.len(), 1);
        assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [3, 4, 5, 6]);
        assert_eq!(parse("a,b\n").1.len(), 1, "a wrong header is told");
    }

    #[test]
    fn contradictions_are_told() {
        let (decisions, problems) = parse(
            "kind,a,b,decision,note\n\
             person,Ali B,Ali C,same,\n\
             person,Ali C,Ali D,same,\n\
             person,Ali D,Ali B,different,\n",
        );
        assert_eq!(decisions.list.len(), 3);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].line, 4);
    }
}
