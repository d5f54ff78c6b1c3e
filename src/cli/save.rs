//! Results to disk or standard output, the same way for `run` and `merge`.

use std::io::Write;
use std::path::Path;

use extract::config::{Form, Settings};
use extract::kb::facts::DocumentFacts;
use extract::kb::v1::{Issue, KnowledgeBase, Run};
use extract::write::{self, Batch, FACTS_FILE, FactsWriter, Forms};

use super::exit::Failure;
use super::output::Terminal;
use super::stages::Linker;

/// What was extracted, before it is linked.
pub struct Results {
    /// What made it.
    pub run: Run,
    /// What documents contribute, in input order.
    pub facts: Vec<DocumentFacts>,
    /// Documents that failed or were skipped.
    pub issues: Vec<Issue>,
}

/// Links the results and writes the forms that the settings ask for (to standard output, `kb.json`
/// alone). Gives the knowledge base, if one was made, and says where the files are.
pub fn save(
    results: Results,
    linker: &Linker,
    settings: &Settings,
    to_stdout: bool,
    terminal: &Terminal,
) -> Result<Saved, Failure> {
    let forms = &settings.formats.value;
    let mut files: Option<Batch> = None;
    if !to_stdout {
        let mut batch = Batch::new(&settings.output.value)?;
        if forms.contains(&Form::Facts) {
            batch.add(FACTS_FILE, |out| {
                let mut writer = FactsWriter::new(out, &results.run)?;
                for facts in &results.facts {
                    writer.facts(facts)?;
                }
                for issue in &results.issues {
                    writer.issue(issue)?;
                }
                Ok(())
            })?;
        }
        files = Some(batch);
    }
    let linked = to_stdout || forms.iter().any(|form| *form != Form::Facts);
    let kb = linked.then(|| {
        let Results { run, facts, issues } = results;
        let mut kb = linker.link(facts, run, issues);
        if !settings.text.value {
            write::drop_texts(&mut kb);
        }
        kb
    });
    let Some(mut batch) = files else {
        if let Some(kb) = &kb {
            let mut out = terminal.data();
            write::json(kb, &mut out)?;
            out.flush()?;
        }
        return Ok(Saved { kb, place: None });
    };
    if let Some(kb) = &kb {
        let wanted =
            Forms { json: forms.contains(&Form::Json), jsonl: forms.contains(&Form::Jsonl) };
        write::knowledge_base(&mut batch, kb, wanted)?;
    }
    let paths = batch.commit()?;
    let place = match paths.as_slice() {
        [only] => only.display().to_string(),
        _ => format!("{} files in {}", paths.len(), show(&settings.output.value)),
    };
    Ok(Saved { kb, place: Some(place) })
}

/// What became of the results.
pub struct Saved {
    /// The knowledge base, unless facts alone were asked for.
    pub kb: Option<KnowledgeBase>,
    /// Where the files are; `None` for standard output.
    pub place: Option<String>,
}

impl Saved {
    /// "44 organisations, 3 persons, …", empty without a knowledge base.
    pub fn counts(&self) -> String {
        let Some(kb) = &self.kb else { return String::new() };
        let counts = [
            (kb.organisations.len(), "organisation"),
            (kb.persons.len(), "person"),
            (kb.places.len(), "place"),
            (kb.dates.len(), "date"),
            (kb.amounts.len(), "amount"),
            (kb.relations.len(), "relation"),
        ];
        counts.map(|(number, word)| counted(number, word)).join(", ")
    }
}

/// "1 person", "2 persons".
pub fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

fn show(folder: &Path) -> String {
    format!("{}/", folder.display().to_string().trim_end_matches('/'))
}
