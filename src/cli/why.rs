//! `extract why` and `extract why-not`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use extract::diag::suggest;
use extract::document::Document;
use extract::pipeline::Buffers;
use extract::pipeline::NameSample;
use extract::pipeline::explain::{PartState, Reason, WhyNot, why, why_not};
use extract::pipeline::names::TARGETS;
use extract::pipeline::selftest::{Cascade, Sample};
use extract::rules::example::{Marked, given};
use extract::rules::{LanguageIdx, RuleIdx};

use super::args::SettingArgs;
use super::exit::{Exit, Failure};
use super::output::Terminal;
use super::rules::Ground;
use super::settings;
use super::stages::{self, Extractor};

/// Arguments of `why`.
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// File, perhaps with the offset of a character in its text: `press.txt:412`
    #[arg(value_name = "FILE[:OFFSET]")]
    pub place: String,
    /// Only facts of this kind: organisation, place, person, date, money, agreement …
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// Arguments of `why-not`.
#[derive(Debug, Args)]
pub struct WhyNotArgs {
    /// Id of the rule
    #[arg(value_name = "RULE")]
    pub rule: String,
    /// The text in which it finds nothing; brackets of examples are taken off
    #[arg(value_name = "TEXT")]
    pub text: String,
    /// Mentions given instead of found, as in examples: "ORG: ONEE; ADA"
    #[arg(long, value_name = "MENTIONS")]
    pub given: Option<String>,
    /// Publication date
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,
    /// Country of the document, such as MA
    #[arg(long, value_name = "CODE")]
    pub country: Option<String>,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
    /// Settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// Prints the facts of a file with their reasons.
pub fn run(args: &WhyArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let (path, at) = split(&args.place);
    let settings = settings::resolve(&args.settings, args.settings.options())?;
    let (locators, issues) = stages::list(std::slice::from_ref(&path));
    if let Some(issue) = issues.first() {
        let message = format!("{}: {}", issue.locator, issue.message);
        return Err(Failure::Message(Exit::NothingToRead, message));
    }
    let extractor = Extractor::new(&settings)?;
    let mut out = terminal.data();
    let (mut any, mut weighed) = (false, false);
    for source in locators.iter().flat_map(stages::open) {
        let document = match source {
            Ok(source) => extractor.pipeline().prepare(source),
            Err(issue) => {
                terminal.say(&format!("extract: {}: {}", issue.locator, issue.message));
                continue;
            }
        };
        let document = match document {
            Ok(document) => document,
            Err(failure) => {
                terminal.say(&format!("extract: {}: {}", failure.name, failure.message));
                continue;
            }
        };
        let analysed = extractor.pipeline().analyse(&document, &mut Buffers::default());
        for reason in why(&document, &analysed, at) {
            if args.kind.as_ref().is_some_and(|kind| *kind != reason.kind) {
                continue;
            }
            any = true;
            if args.json {
                writeln!(out, "{}", json(&document.name, &reason))?;
            } else {
                tell(&mut out, &document.name, &reason)?;
            }
        }
        if let (Some(at), false, false) = (at, any, args.json) {
            weighed |= considered(&mut out, &extractor, &document, at as u32)?;
        }
    }
    out.flush()?;
    if !any && !weighed {
        terminal
            .say("extract: no fact there; `extract why-not RULE TEXT` tells why a rule found none");
    }
    Ok(Exit::Done)
}

/// A path and the offset after its last colon, if that is a number.
fn split(place: &str) -> (PathBuf, Option<usize>) {
    match place.rsplit_once(':').map(|(path, at)| (path, at.parse())) {
        Some((path, Ok(at))) if !path.is_empty() => (PathBuf::from(path), Some(at)),
        _ => (PathBuf::from(place), None),
    }
}

fn tell(out: &mut impl Write, document: &str, reason: &Reason) -> std::io::Result<()> {
    let span = reason.span;
    writeln!(
        out,
        "{document}:{}-{}  {}: {}  p={:.2}",
        span.start, span.end, reason.kind, reason.fact, reason.score
    )?;
    writeln!(out, "  “{}”  (sentence {})", one_line(&reason.quote), reason.sentence)?;
    let says =
        if reason.says.is_empty() { String::new() } else { format!(" “{}”", reason.says) };
    writeln!(out, "  by {}{says}", reason.rule)?;
    for line in &reason.because {
        writeln!(out, "    {line}")?;
    }
    writeln!(out)
}

/// Spans that are told where nothing was found, and evidence for each.
const SPANS: usize = 3;
const EVIDENCE: usize = 8;

/// Prints what was weighed as a name at an offset and not taken; whether there was any.
fn considered(
    out: &mut impl Write,
    extractor: &Extractor,
    document: &Document,
    at: u32,
) -> std::io::Result<bool> {
    let pipeline = extractor.pipeline();
    let mut samples = pipeline.name_samples(document, &mut Buffers::default());
    samples.retain(|sample| sample.span.start <= at && at < sample.span.end);
    // What was likeliest a name first.
    let none =
        |sample: &NameSample| shares(&sample.considered.totals).last().copied().unwrap_or(1.0);
    samples.sort_by(|a, b| none(a).total_cmp(&none(b)).then_with(|| a.span.cmp(&b.span)));
    for sample in samples.iter().take(SPANS) {
        let text: String = document
            .text
            .as_str()
            .chars()
            .skip(sample.span.start as usize)
            .take((sample.span.end - sample.span.start) as usize)
            .collect();
        let told: Vec<String> = TARGETS
            .iter()
            .zip(shares(&sample.considered.totals))
            .filter(|(_, share)| *share >= 0.005)
            .map(|(target, share)| format!("{target} {share:.2}"))
            .collect();
        let (start, end) = (sample.span.start, sample.span.end);
        let text = one_line(&text);
        writeln!(out, "{}:{start}-{end}  not taken: “{text}”  {}", document.name, told.join(", "))?;
        let language = &pipeline.rules().languages[sample.language.0 as usize];
        let mut evidence = sample.considered.evidence.clone();
        evidence.sort_by_key(|&(rule, weight)| (std::cmp::Reverse(weight.abs()), rule));
        for &(rule, weight) in evidence.iter().take(EVIDENCE) {
            let rule = language.rule(rule);
            let weight = f64::from(weight) / 1000.0;
            writeln!(out, "     {weight:+.1} {} “{}”", rule.id, rule.says)?;
        }
    }
    Ok(!samples.is_empty())
}

/// Probabilities of log-odds in thousandths.
fn shares(totals: &[i32]) -> Vec<f64> {
    let most = totals.iter().copied().max().unwrap_or(0);
    let weights: Vec<f64> =
        totals.iter().map(|&total| (f64::from(total - most) / 1000.0).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

fn json(document: &str, reason: &Reason) -> serde_json::Value {
    serde_json::json!({
        "document": document,
        "char_start": reason.span.start,
        "char_end": reason.span.end,
        "kind": reason.kind,
        "fact": reason.fact,
        "quote": reason.quote,
        "sentence": reason.sentence,
        "rule": reason.rule,
        "says": reason.says,
        "score": reason.score,
        "because": reason.because,
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Prints how far a rule gets in a text.
pub fn not(args: &WhyNotArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let ground = Ground::load(&args.settings)?;
    let rules = &ground.loaded.rules;
    let found = rules.languages.iter().enumerate().find_map(|(at, language)| {
        Some((LanguageIdx(u8::try_from(at).ok()?), language.find(&args.rule)?))
    });
    let Some((language, rule)) = found else {
        let mut message = format!("there is no rule `{}`", args.rule);
        let ids = rules.languages.iter().flat_map(|language| &language.rules);
        match suggest(&args.rule, ids.map(|rule| rule.id.as_str())) {
            Some(near) => message.push_str(&format!("; did you mean `{near}`?")),
            None => message.push_str("; `extract rules list` shows all"),
        }
        return Err(Failure::start(message));
    };
    let text = Marked::parse(&args.text).map_or_else(|_| args.text.clone(), |marked| marked.text);
    let mentions = given(args.given.as_deref().unwrap_or(""));
    let given = mentions
        .map_err(|_| Failure::start("--given wants types: ORG: a name; another | PLACE: a name"))?;
    let sample = Sample {
        text: &text,
        start: 0,
        published: args.published.as_deref(),
        country: args.country.as_deref(),
        given,
    };
    let cascade = Cascade::new(rules, ground.gazetteer);
    let answer = why_not(&cascade, language, rule, &sample);
    let mut out = terminal.data();
    if args.json {
        writeln!(out, "{}", answer_json(&args.rule, &answer))?;
    } else {
        explain(&mut out, &ground, language, rule, &answer)?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn explain(
    out: &mut impl Write,
    ground: &Ground,
    language: LanguageIdx,
    rule: RuleIdx,
    answer: &WhyNot,
) -> std::io::Result<()> {
    let held = ground.loaded.rules.languages[language.0 as usize].rule(rule);
    writeln!(out, "{}  {}", held.id, held.says)?;
    for line in &answer.lines {
        writeln!(out, "  line     {line}")?;
    }
    if answer.matched.is_empty() {
        match &answer.attempt {
            None => writeln!(out, "  trigger  {}  ✗ does not stand in the text", answer.trigger)?,
            Some(attempt) => {
                writeln!(out, "  trigger  {}", answer.trigger)?;
                for (at, part) in attempt.parts.iter().enumerate() {
                    let (mark, note) = match &part.state {
                        PartState::Stands(words) => ("✓", format!("“{words}”")),
                        PartState::LeftOut => ("·", "left out".to_owned()),
                        PartState::NotReached => (" ", "not looked for".to_owned()),
                        PartState::Missing(words) => {
                            let words: Vec<String> = words
                                .iter()
                                .map(|word| match word.as_str() {
                                    "" => "the end of the sentence".to_owned(),
                                    word => format!("“{word}”"),
                                })
                                .collect();
                            ("✗", format!("looked for at {}", words.join(", ")))
                        }
                    };
                    let stop = if attempt.stopped == Some(at) { "  <- stops here" } else { "" };
                    writeln!(out, "    {mark} {:<32} {note}{stop}", one_line(&part.written))?;
                }
                if attempt.stopped.is_none() {
                    writeln!(
                        out,
                        "    every part stands in the sentence, but not where it must: a gap is too long, or crosses a mark that stops it"
                    )?;
                }
            }
        }
    }
    for line in &answer.matched {
        writeln!(out, "  {line}")?;
    }
    for near in &answer.nearest {
        let state = match &near.missing {
            None => "matches".to_owned(),
            Some(part) => {
                format!("{} of {} parts; missing: {}", near.parts.0, near.parts.1, one_line(part))
            }
        };
        writeln!(out, "  nearest  {}  ({state})", near.rule)?;
    }
    Ok(())
}

fn answer_json(rule: &str, answer: &WhyNot) -> serde_json::Value {
    let attempt = answer.attempt.as_ref().map(|attempt| {
        let parts: Vec<serde_json::Value> = attempt
            .parts
            .iter()
            .map(|part| {
                let (state, words) = match &part.state {
                    PartState::Stands(words) => ("stands", vec![words.clone()]),
                    PartState::Missing(words) => ("missing", words.clone()),
                    PartState::NotReached => ("not_reached", Vec::new()),
                    PartState::LeftOut => ("left_out", Vec::new()),
                };
                serde_json::json!({
                    "part": part.written, "state": state, "words": words, "trigger": part.is_trigger
                })
            })
            .collect();
        serde_json::json!({"line": attempt.line, "parts": parts, "stopped": attempt.stopped})
    });
    let nearest: Vec<serde_json::Value> = answer
        .nearest
        .iter()
        .map(|near| {
            serde_json::json!({
                "rule": near.rule, "says": near.says, "stands": near.parts.0,
                "parts": near.parts.1, "missing": near.missing
            })
        })
        .collect();
    serde_json::json!({
        "rule": rule,
        "trigger": answer.trigger,
        "lines": answer.lines,
        "matched": answer.matched,
        "attempt": attempt,
        "nearest": nearest,
    })
}
