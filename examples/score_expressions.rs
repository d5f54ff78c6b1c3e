//! Measures the value stage on the public expression suites and on the press texts with gold.
//!
//! ```text
//! cargo run --profile fast --example score_expressions -- [--half A|B] [--failures N] [--pred FILE]
//! cargo run --profile fast --example score_expressions -- --press DIR [--failures N]
//! ```
//!
//! Reads `../shared/corpora` (or `$EXTRACT_CORPORA`), which does not ship; says so when it is not
//! there. Rules were written while reading failures of half A (by a hash of the case's id) only;
//! half B tells whether they generalise.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a measuring command prints its table"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use extract::gazetteer::Gazetteer;
use extract::pipeline::analysis::{Analysis, Region};
use extract::pipeline::resources::load_rules;
use extract::pipeline::values::{Buffers, find, settle, tidy};
use extract::rules::{LanguageIdx, RuleFiles, RuleSet};
use extract::text::ByteSpan;
use extract::value::{PartialDate, Resolved, ResolvedAmount, ResolvedDate, Value};
use serde_json::{Value as Json, json};

/// Tags whose convention differs from ours (see the corpora's README).
const SKIPPED: &[&str] = &["bare-weekday", "yearless", "clock"];
/// Kinds that are in scope.
const KINDS: &[&str] = &["date", "interval", "duration", "set", "money", "percent", "number"];

#[path = "score_expressions/convention.rs"]
mod convention;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (mut half, mut failures, mut pred, mut press) = (None, 0usize, None, None);
    let mut speed: Option<String> = None;
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--half" => half = args.next(),
            "--failures" => failures = args.next().and_then(|n| n.parse().ok()).unwrap_or(40),
            "--pred" => pred = args.next(),
            "--press" => press = args.next(),
            "--speed" => speed = args.next(),
            other => {
                eprintln!("unknown argument {other}");
                return ExitCode::from(2);
            }
        }
    }
    let Some(tool) = Tool::load() else { return ExitCode::from(2) };
    let corpora = std::env::var("EXTRACT_CORPORA").unwrap_or("../shared/corpora".to_owned());
    if let Some(file) = speed {
        measure_speed(&tool, &file);
        return ExitCode::SUCCESS;
    }
    match press {
        Some(folder) => score_press(&tool, Path::new(&folder), failures),
        None => {
            let path = PathBuf::from(corpora).join("expressions-dev.jsonl");
            let Ok(text) = std::fs::read_to_string(&path) else {
                println!("no {} here: nothing to measure", path.display());
                return ExitCode::SUCCESS;
            };
            let cases: Vec<Json> =
                text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
            score_suites(&tool, &cases, half.as_deref(), failures, pred.as_deref());
        }
    }
    ExitCode::SUCCESS
}

/// Time of the value stage alone on a text: tokens and lexicon hits are made before.
fn measure_speed(tool: &Tool, file: &str) {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let language = tool.rules.language("fr");
    let region = Region { span: ByteSpan::new(0, text.len()), block: 0, language };
    let mut buffers = Buffers::default();
    for _ in 0..3 {
        let mut analysis = Analysis::once(&tool.rules, Gazetteer::embedded(), &text, &[region]);
        let begun = std::time::Instant::now();
        find(&mut analysis, &mut buffers);
        tidy(&mut analysis);
        settle(&mut analysis, None, None);
        let seconds = begun.elapsed().as_secs_f64();
        let rate = text.len() as f64 / 1e6 / seconds;
        println!("{} values, {rate:.1} MB/s", analysis.values.len());
    }
}

struct Tool {
    rules: RuleSet,
}

/// A value as the scorer counts it.
struct Found {
    start: usize,
    end: usize,
    kind: &'static str,
    value: String,
    date: Option<ResolvedDate>,
    amount: Option<ResolvedAmount>,
    rule: String,
}

impl Tool {
    fn load() -> Option<Self> {
        let files = match std::env::var("EXTRACT_RULES") {
            Ok(folder) => match RuleFiles::from_folder(Path::new(&folder)) {
                Ok(files) => files,
                Err(error) => {
                    eprintln!("{error}");
                    return None;
                }
            },
            Err(_) => RuleFiles::embedded(),
        };
        let loaded = load_rules(&files, Gazetteer::embedded());
        if !loaded.diagnostics.is_empty() {
            let format = extract::diag::Format::Line;
            eprintln!("{}", extract::diag::render(&loaded.diagnostics, &loaded.sources, format));
        }
        Some(Self { rules: loaded.rules })
    }

    fn values(
        &self,
        text: &str,
        lang: &str,
        reference: Option<PartialDate>,
        country: Option<String>,
        numbers: bool,
    ) -> Vec<Found> {
        let language: Option<LanguageIdx> = self.rules.language(lang);
        let region = Region { span: ByteSpan::new(0, text.len()), block: 0, language };
        let mut analysis = Analysis::once(&self.rules, Gazetteer::embedded(), text, &[region]);
        find(&mut analysis, &mut Buffers::default());
        let mut out = Vec::new();
        let chars = |byte: u32| text[..byte as usize].chars().count();
        if numbers {
            for mention in analysis.values.iter().filter(|mention| !mention.consumed) {
                if let Value::Number(number) = &mention.value
                    && !number.ordinal
                {
                    let span = analysis.bytes(mention.tokens);
                    let rule = &self.rules.languages[0].rule(mention.rule).id;
                    out.push(Found {
                        start: chars(span.start),
                        end: chars(span.end),
                        kind: "number",
                        value: number.value.normalize().to_string(),
                        date: None,
                        amount: None,
                        rule: rule.clone(),
                    });
                }
            }
        }
        tidy(&mut analysis);
        settle(&mut analysis, reference, country);
        for mention in &analysis.values {
            let span = analysis.bytes(mention.tokens);
            let sentence = analysis.sentences[mention.sentence as usize];
            let rule = analysis.language(&sentence).rule(mention.rule).id.clone();
            let (start, end) = (chars(span.start), chars(span.end));
            match &mention.resolved {
                Resolved::Date(date) => out.push(Found {
                    start,
                    end,
                    kind: date.kind.as_str(),
                    value: comparable(date),
                    date: Some(date.clone()),
                    amount: None,
                    rule,
                }),
                Resolved::Amount(amount) => {
                    // The suites of numbers ask for the figure of a sum too.
                    if numbers && amount.kind.as_str() == "money" {
                        let value = amount.value.to_string();
                        let (date, rule) = (None, rule.clone());
                        out.push(Found {
                            start,
                            end,
                            kind: "number",
                            value,
                            date,
                            amount: None,
                            rule,
                        });
                    }
                    out.push(Found {
                        start,
                        end,
                        kind: amount.kind.as_str(),
                        value: worded(amount),
                        date: None,
                        amount: Some(amount.clone()),
                        rule,
                    });
                }
                Resolved::Nothing => {}
            }
        }
        out
    }
}

/// The scorer compares days and knows no TIMEX3 decade, half-year or week-end: those are written
/// as the days they are.
fn comparable(date: &ResolvedDate) -> String {
    let foreign = |value: &str| {
        let decade = value.ends_with('X') && !value.starts_with('X') && !value.starts_with('P');
        decade || value.ends_with("-WE") || value.contains("-H")
    };
    match (&date.earliest, &date.latest) {
        (Some(earliest), Some(latest)) if date.value.split('/').any(foreign) => {
            format!("{earliest}/{latest}")
        }
        _ => date.value.clone(),
    }
}

fn worded(amount: &ResolvedAmount) -> String {
    let mut value = amount.value.to_string();
    if let Some(max) = &amount.value_max {
        value.push_str(&format!("..{max}"));
    }
    match amount.unit.as_deref() {
        Some(unit) if unit.len() == 3 && amount.kind.as_str() == "money" => {
            format!("{value} {unit}")
        }
        _ => value,
    }
}

// ---- suites --------------------------------------------------------------------------------------

#[derive(Default)]
struct Row {
    cases: usize,
    found: usize,
    valued: usize,
    right: usize,
    /// Not right because the suite's convention contradicts the guidelines.
    left: usize,
}

fn score_suites(
    tool: &Tool,
    cases: &[Json],
    half: Option<&str>,
    mut failures: usize,
    pred: Option<&str>,
) {
    let mut rows: BTreeMap<(String, String), Row> = BTreeMap::new();
    let mut halves: BTreeMap<(&str, &str), Row> = BTreeMap::new();
    // Plain numbers are not published: only the suites that ask for numbers are shown them.
    let asked: BTreeSet<&str> = cases
        .iter()
        .filter(|case| {
            let expected = case["expected"].as_array();
            expected.is_some_and(|list| list.iter().any(|want| want["kind"] == "number"))
        })
        .filter_map(|case| case["suite"].as_str())
        .collect();
    let mut reasons: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut lines = String::new();
    for case in cases {
        let id = case["id"].as_str().unwrap_or_default();
        let text = case["input"].as_str().unwrap_or_default();
        let flags = case["flags"].as_array().is_some_and(|flags| !flags.is_empty());
        if flags || truthy(&case["duplicate"]) || truthy(&case["notation"]) {
            continue;
        }
        let tagged = case["tags"].as_array().is_some_and(|tags| {
            tags.iter().any(|tag| SKIPPED.contains(&tag.as_str().unwrap_or_default()))
        });
        let this_half = if fnv(id) >> 16 & 1 == 0 { "A" } else { "B" };
        let reference = case["reference"].as_str().and_then(PartialDate::parse);
        let numbers = asked.contains(case["suite"].as_str().unwrap_or_default());
        let found = tool.values(text, "fr", reference, None, numbers);
        if pred.is_some() {
            let expected: Vec<Json> = found
                .iter()
                .map(|f| json!({"start": f.start, "end": f.end, "kind": f.kind, "value": f.value}))
                .collect();
            lines.push_str(&format!("{}\n", json!({"id": id, "expected": expected})));
        }
        if tagged || half.is_some_and(|half| half != this_half) {
            continue;
        }
        let suite = case["suite"].as_str().unwrap_or_default().to_owned();
        let expected = case["expected"].as_array().cloned().unwrap_or_default();
        if expected.is_empty() && truthy(&case["negative"]) {
            let clean = !found.iter().any(|found| KINDS.contains(&found.kind));
            let open = found
                .iter()
                .filter(|found| KINDS.contains(&found.kind))
                .all(|found| found.date.is_some() && found.value.contains('X'));
            let reason = (!clean && reference.is_none() && open)
                .then_some("a relative date without a reference: still one, with open fields");
            if let Some(reason) = reason {
                reasons.entry(reason).or_default()[usize::from(this_half == "B")] += 1;
                if failures > 0 && this_half == "A" {
                    let what: Vec<_> = found.iter().map(describe).collect();
                    println!("LEFT {id} none | {text} | {} | {reason}", what.join("; "));
                }
            }
            for row in [
                rows.entry((suite, "(negative)".to_owned())).or_default(),
                halves.entry((this_half, "negatives")).or_default(),
            ] {
                row.cases += 1;
                row.valued += 1;
                row.found += usize::from(!clean);
                row.right += usize::from(clean);
                row.left += usize::from(reason.is_some());
            }
            if !clean && reason.is_none() && failures > 0 {
                failures -= 1;
                let what: Vec<_> = found.iter().map(describe).collect();
                println!("NEGATIVE {id} | {text} | {}", what.join("; "));
            }
            continue;
        }
        for want in &expected {
            let kind = want["kind"].as_str().unwrap_or_default();
            let (Some(start), Some(end)) = (want["start"].as_u64(), want["end"].as_u64()) else {
                continue;
            };
            if !KINDS.contains(&kind) {
                continue;
            }
            let near: Vec<&Found> = found
                .iter()
                .filter(|found| compatible(kind, found.kind))
                .filter(|found| found.end as u64 > start && (found.start as u64) < end)
                .collect();
            let values: Vec<&str> = want["values_ok"]
                .as_array()
                .map(|list| list.iter().filter_map(Json::as_str).collect())
                .unwrap_or_default();
            let right = near.iter().any(|found| values.iter().any(|v| equal(v, &found.value)));
            let bad = if values.is_empty() { near.is_empty() } else { !right };
            let reason = (bad && !values.is_empty())
                .then(|| {
                    let case = Case { id, text, kind, values: &values, reference };
                    convention::left(&case, want["text"].as_str().unwrap_or(""), &near, &found)
                })
                .flatten();
            if let Some(reason) = reason {
                reasons.entry(reason).or_default()[usize::from(this_half == "B")] += 1;
                if failures > 0 && this_half == "A" {
                    let what: Vec<_> = found.iter().map(describe).collect();
                    println!(
                        "LEFT {id} {kind} | {text} | {values:?} | {} | {reason}",
                        what.join("; ")
                    );
                }
            }
            let group = match kind {
                "number" | "percent" => "number, percent",
                "money" => "money",
                _ => "date, interval, duration, set",
            };
            for row in [
                rows.entry((suite.clone(), kind.to_owned())).or_default(),
                halves.entry((this_half, group)).or_default(),
            ] {
                row.cases += 1;
                row.found += usize::from(!near.is_empty());
                row.valued += usize::from(!values.is_empty());
                row.right += usize::from(!values.is_empty() && right);
                row.left += usize::from(reason.is_some());
            }
            if bad && reason.is_none() && failures > 0 {
                failures -= 1;
                let what: Vec<_> = found.iter().map(describe).collect();
                let wanted = want["text"].as_str().unwrap_or_default();
                println!("{id} {kind} | {text} | {wanted} {values:?} | {}", what.join("; "));
            }
        }
    }
    println!(
        "{:<28} {:<30} {:>5} {:>6} {:>7} {:>6} {:>5} {:>6} {:>6}",
        "suite", "kind", "n", "found", "valued", "right", "left", "share", "ours"
    );
    for ((suite, kind), row) in &rows {
        print_row(suite, kind, row);
    }
    println!();
    for ((half, group), row) in &halves {
        print_row(&format!("half {half}"), group, row);
    }
    println!("\nleft, because the suite's convention is not the guidelines' (half A, half B):");
    for (reason, [a, b]) in &reasons {
        println!("{a:>5} {b:>5}  {reason}");
    }
    if let Some(path) = pred
        && let Err(error) = std::fs::write(path, lines)
    {
        eprintln!("{path}: {error}");
    }
}

/// `share` is what is right of all values, `ours` of those that are not left.
fn print_row(name: &str, kind: &str, row: &Row) {
    let share = |of: usize| match of {
        0 => "-".to_owned(),
        of => format!("{:.3}", row.right as f64 / of as f64),
    };
    println!(
        "{name:<28} {kind:<30} {:>5} {:>6} {:>7} {:>6} {:>5} {:>6} {:>6}",
        row.cases,
        row.found,
        row.valued,
        row.right,
        row.left,
        share(row.valued),
        share(row.valued.saturating_sub(row.left)),
    );
}

/// A case of a suite, as far as its convention goes.
struct Case<'a> {
    id: &'a str,
    text: &'a str,
    kind: &'a str,
    values: &'a [&'a str],
    reference: Option<PartialDate>,
}

fn describe(found: &Found) -> String {
    format!("{}@{}-{}={} [{}]", found.kind, found.start, found.end, found.value, found.rule)
}

fn truthy(json: &Json) -> bool {
    match json {
        Json::Null => false,
        Json::Bool(bool) => *bool,
        _ => true,
    }
}

fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Which predicted kinds answer an expected one: as in the shared scorer.
fn compatible(want: &str, got: &str) -> bool {
    let ok: &[&str] = match want {
        "date" => &["date", "interval", "set"],
        "interval" => &["interval", "date"],
        "duration" => &["duration", "interval"],
        "set" => &["set", "date"],
        "number" => &["number", "count", "measure", "amount"],
        _ => &[],
    };
    if ok.is_empty() { want == got } else { ok.contains(&got) }
}

/// Equality of values as in the shared scorer: dates as day ranges, figures as numbers.
fn equal(want: &str, got: &str) -> bool {
    let (a, b) = (canon(want), canon(got));
    if a == b {
        return true;
    }
    let days = |canon: &Canon| match canon {
        Canon::Days(a, b) => Some((a.clone(), b.clone())),
        Canon::Number(n) if n.len() == 5 && n.ends_with(' ') => {
            let year = n.trim();
            Some((format!("{year}-01-01"), format!("{year}-12-31")))
        }
        _ => None,
    };
    let has_days = matches!(a, Canon::Days(..)) || matches!(b, Canon::Days(..));
    has_days && days(&a).is_some() && days(&a) == days(&b)
}

#[derive(PartialEq)]
enum Canon {
    Days(String, String),
    Number(String),
    Text(String),
}

fn canon(value: &str) -> Canon {
    let dated = value.len() > 4
        && value.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && matches!(value.as_bytes()[4], b'-' | b'/');
    if dated {
        let (first, last) = value.split_once('/').unwrap_or((value, value));
        if let (Some(first), Some(last)) = (point(first), point(last)) {
            return Canon::Days(first.0, last.1);
        }
    }
    if let Some(weeks) = value.strip_prefix('P').and_then(|rest| rest.strip_suffix('W'))
        && let Ok(weeks) = weeks.parse::<u64>()
    {
        return Canon::Text(format!("p{}d", weeks * 7));
    }
    let (figures, unit) = value.split_once(' ').unwrap_or((value, ""));
    let parts: Option<Vec<String>> = figures
        .split("..")
        .map(|part| part.parse::<rust_decimal::Decimal>().ok().map(|n| n.normalize().to_string()))
        .collect();
    match parts {
        Some(parts) => Canon::Number(format!("{} {}", parts.join(".."), unit.to_lowercase())),
        None => Canon::Text(value.to_lowercase()),
    }
}

/// First and last day of a point in time, as ISO dates.
fn point(text: &str) -> Option<(String, String)> {
    use extract::value::Part;
    let (year, rest) = text.split_at_checked(4)?;
    let number: i16 = year.parse().ok()?;
    let date = match rest.strip_prefix('-') {
        None if rest.is_empty() => PartialDate::of_year(number),
        None => return None,
        Some(rest) => {
            let code = rest.as_bytes();
            let digit = |at: usize| code.get(at).map(|b| b.wrapping_sub(b'0'));
            match (code.first()?, code.len()) {
                (b'Q', 2) => PartialDate::new(Some(number), Part::Quarter(digit(1)?)),
                (b'W', 3) if code[1].is_ascii_digit() => {
                    let week = digit(1)? * 10 + digit(2)?;
                    PartialDate::new(Some(number), Part::Week(Some(week)))
                }
                (_, 2) if "SP SU FA WI".contains(rest) => {
                    let season = ["SP", "SU", "FA", "WI"].iter().position(|s| *s == rest)?;
                    PartialDate::new(Some(number), Part::Season(season as u8 + 1))
                }
                _ => PartialDate::parse(text.split('T').next()?)?,
            }
        }
    };
    if text.contains('T') {
        return None;
    }
    let (first, last) = date.bounds()?;
    Some((first.to_string(), last.to_string()))
}

// ---- press texts ------------------------------------------------------------------------------------

fn score_press(tool: &Tool, folder: &Path, mut failures: usize) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        println!("no {} here: nothing to measure", folder.display());
        return;
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    // gold, predicted, strict, overlapping, value right among overlapping
    let mut rows: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    for path in files {
        let text = std::fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        let gold = std::fs::read_to_string(&path).unwrap_or_default();
        let Ok(gold) = serde_json::from_str::<Json>(&gold) else { continue };
        let reference = gold["published"].as_str().and_then(PartialDate::parse);
        let country = gold["country"].as_str().map(str::to_owned).or_else(|| guess(&gold));
        let lang = gold["lang"].as_str().unwrap_or("fr");
        let found = tool.values(&text, lang, reference, country, false);
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let mut used = vec![false; found.len()];
        for list in ["dates", "amounts"] {
            for want in gold[list].as_array().into_iter().flatten() {
                let group = if list == "dates" {
                    "date"
                } else {
                    want["kind"].as_str().unwrap_or_default()
                };
                let group = ["date", "money", "percent", "count", "measure"]
                    .into_iter()
                    .find(|name| *name == group)
                    .unwrap_or("date");
                let (start, end) = (
                    want["start"].as_u64().unwrap_or(0) as usize,
                    want["end"].as_u64().unwrap_or(0) as usize,
                );
                let same = |found: &Found| group_of(found) == group;
                let best = (0..found.len())
                    .filter(|&at| !used[at] && same(&found[at]))
                    .filter(|&at| found[at].start < end && found[at].end > start)
                    .min_by_key(|&at| {
                        found[at].start.abs_diff(start) + found[at].end.abs_diff(end)
                    });
                let row = rows.entry(group).or_default();
                row[0] += 1;
                let mut fault = Some("missed");
                if let Some(at) = best {
                    used[at] = true;
                    let strict = (found[at].start, found[at].end) == (start, end);
                    let right = press_equal(want, &found[at]);
                    row[2] += usize::from(strict);
                    row[3] += 1;
                    row[4] += usize::from(right);
                    fault = match (strict, right) {
                        (true, true) => None,
                        (false, true) => Some("span"),
                        _ => Some("value"),
                    };
                }
                if let Some(fault) = fault
                    && failures > 0
                {
                    failures -= 1;
                    let got = best.map(|at| describe(&found[at])).unwrap_or_default();
                    println!(
                        "{fault} {name} {start} {} | {got} {:?}",
                        want,
                        best.map(|at| cut(&text, &found[at]))
                    );
                }
            }
        }
        for (at, found) in found.iter().enumerate() {
            rows.entry(group_of(found)).or_default()[1] += 1;
            if !used[at] && failures > 0 {
                failures -= 1;
                println!("extra {name} {} {:?}", describe(found), cut(&text, found));
            }
        }
    }
    println!(
        "{:<10} {:>5} {:>5} {:>8} {:>8} {:>8}",
        "kind", "gold", "pred", "strictF1", "overF1", "value"
    );
    for (group, [gold, pred, strict, over, right]) in &rows {
        let f1 = |hits: usize| 2.0 * hits as f64 / (gold + pred).max(1) as f64;
        let value = *right as f64 / (*over).max(1) as f64;
        println!(
            "{group:<10} {gold:>5} {pred:>5} {:>8.3} {:>8.3} {value:>8.3}",
            f1(*strict),
            f1(*over)
        );
    }
}

fn cut(text: &str, found: &Found) -> String {
    let from = found.start.saturating_sub(25);
    let before: String = text.chars().skip(from).take(found.start - from).collect();
    let inside: String = text.chars().skip(found.start).take(found.end - found.start).collect();
    let after: String = text.chars().skip(found.end).take(15).collect();
    format!("{before}[{inside}]{after}")
}

fn group_of(found: &Found) -> &'static str {
    if found.amount.is_some() { found.kind } else { "date" }
}

/// The country of most places in the gold, as a stand-in for what the pipeline finds.
fn guess(gold: &Json) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for place in gold["places"].as_array().into_iter().flatten() {
        let mentions = place["mentions"].as_array().map_or(0, Vec::len);
        if let Some(country) = place["country"].as_str() {
            *counts.entry(country).or_default() += mentions;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(country, _)| country.to_owned())
}

fn press_equal(want: &Json, found: &Found) -> bool {
    let value = match &want["value"] {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    if let Some(date) = &found.date {
        return equal(&value, &date.value) || value == date.value;
    }
    let Some(amount) = &found.amount else { return false };
    let figure = value.parse::<rust_decimal::Decimal>().ok();
    let max = match &want["value_max"] {
        Json::Null => None,
        Json::String(text) => text.parse::<rust_decimal::Decimal>().ok(),
        other => other.to_string().parse().ok(),
    };
    let unit = want["unit"].as_str();
    let same_unit = match amount.kind.as_str() {
        "percent" => unit.unwrap_or("percent") == amount.unit.as_deref().unwrap_or("percent"),
        "count" => true,
        _ => unit == amount.unit.as_deref(),
    };
    figure.map(|f| f.normalize()) == Some(amount.value)
        && max.map(|m| m.normalize()) == amount.value_max
        && same_unit
}
