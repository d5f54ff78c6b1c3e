//! The log of a GitHub workflow: the report as text, then annotations. GitHub shows ten of each level
//! a step and drops the rest without a word, so the worst come first and the rest is counted.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{Page, found, lines, says};
use crate::eval::baseline::Mistake;

/// Annotations of one level that GitHub shows.
const SHOWN: usize = 10;

pub(super) fn render(page: &Page<'_>) -> String {
    let mut out = lines::render(page);
    let errors: Vec<String> = page
        .gates
        .iter()
        .filter(|gate| !gate.holds())
        .map(|gate| {
            let text = format!(
                "[{}] {} is {}, required {}",
                gate.group,
                gate.metric,
                found(gate),
                gate.required
            );
            format!("title=threshold::{}", data(&text))
        })
        .collect();
    // What a change has broken is worth more than what was wrong before.
    let (shown, _) = page.findings();
    let mistakes = page.difference.map_or(shown, |difference| difference.new.clone());
    let warnings: Vec<String> = mistakes.iter().map(|one| warning(page, one)).collect();
    for (level, all) in [("error", errors), ("warning", warnings)] {
        for one in all.iter().take(SHOWN) {
            let _ = writeln!(out, "::{level} {one}");
        }
        if all.len() > SHOWN {
            let _ = writeln!(out, "::notice ::and {} more {level}s, above", all.len() - SHOWN);
        }
    }
    out
}

fn warning(page: &Page<'_>, one: &Mistake) -> String {
    let text = page.report.texts.iter().find(|text| text.group == one.group && text.id == one.text);
    let path = text.map_or_else(|| PathBuf::from(&one.text), |text| text.path.clone());
    let file = property(&path.display().to_string());
    let title = property(&format!("{} {}", one.sort, one.class));
    let message = data(&format!("{}\n{}", says(one), one.context));
    format!("file={file},line={},title={title}::{message}", one.line)
}

/// Text of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Value of a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
