//! JUnit XML, which every CI server shows: a suite a folder, a test case for each threshold and for
//! each text. Thresholds pass or fail; a text always passes and prints its mistakes.

use std::fmt::Write as _;

use super::{Page, found, placed};
use crate::eval::baseline::Mistake;
use crate::eval::metric::metrics;

pub(super) fn render(page: &Page<'_>) -> String {
    let (shown, _) = page.findings();
    let failures = page.gates.iter().filter(|gate| !gate.holds()).count();
    let tests = page.gates.len() + page.report.texts.len();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"extract eval\" tests=\"{tests}\" failures=\"{failures}\">"
    );
    for (name, scores) in page.report.groups() {
        let gates: Vec<_> = page.gates.iter().filter(|gate| gate.group == name).collect();
        let texts: Vec<_> = page.report.texts.iter().filter(|text| text.group == name).collect();
        let failures = gates.iter().filter(|gate| !gate.holds()).count();
        let tests = gates.len() + texts.len();
        let class = attribute(name);
        let _ = writeln!(
            out,
            "  <testsuite name=\"{class}\" tests=\"{tests}\" failures=\"{failures}\">\n    <properties>"
        );
        for metric in metrics(&scores) {
            if let Some(value) = metric.value() {
                let name = &metric.name;
                let _ = writeln!(out, "      <property name=\"{name}\" value=\"{value:.4}\"/>");
            }
        }
        out.push_str("    </properties>\n");
        for gate in gates {
            let case = attribute(&format!("{} >= {}", gate.metric, gate.required));
            let _ = write!(out, "    <testcase classname=\"eval.{class}\" name=\"{case}\"");
            if gate.holds() {
                out.push_str("/>\n");
            } else {
                let message = format!("{}, required {}", found(gate), gate.required);
                let _ = writeln!(
                    out,
                    ">\n      <failure type=\"threshold\" message=\"{}\"/>\n    </testcase>",
                    attribute(&message)
                );
            }
        }
        for text in texts {
            let case = attribute(&text.id);
            let _ = write!(out, "    <testcase classname=\"eval.{class}\" name=\"{case}\"");
            let of = |one: &&Mistake| one.group == text.group && one.text == text.id;
            let lines: Vec<String> = shown
                .iter()
                .filter(of)
                .map(|one| format!("{}\n    {}", placed(one), one.context))
                .collect();
            if lines.is_empty() {
                out.push_str("/>\n");
            } else {
                let lines = content(&lines.join("\n"));
                let _ = writeln!(out, ">\n      <system-out>{lines}</system-out>\n    </testcase>");
            }
        }
        out.push_str("  </testsuite>\n");
    }
    out + "</testsuites>\n"
}

/// Text as XML 1.0 can hold it: some characters it cannot hold at all.
fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || c == '\u{FFFE}' || c == '\u{FFFF}' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

fn attribute(text: &str) -> String {
    content(text).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}
