//! `extract rules list` and `show`.

use std::io::Write;

use extract::diag::suggest;
use extract::rules::{Rule, RuleKind};

use super::Ground;
use super::args::{KindArg, ListArgs, ShowArgs};
use super::test::is_wanted;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::Terminal;

/// Ids that a message names at most.
const MOST_NAMED: usize = 8;

/// Lists rules, one a line.
pub fn list(args: &ListArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let ground = Ground::load(&args.settings)?;
    let mut out = terminal.data();
    let mut shown = 0;
    for language in &ground.loaded.rules.languages {
        for rule in &language.rules {
            let kind = kind_name(&rule.kind);
            let asked = args.kind.is_none_or(|wanted| wanted.table() == kind);
            if !asked || !is_wanted(&rule.id, &args.ids) {
                continue;
            }
            shown += 1;
            if args.json {
                writeln!(out, "{}", json(&ground, &language.code, rule))?;
            } else {
                writeln!(out, "{:<9} {:<40} {}", kind, rule.id, rule.says)?;
            }
        }
    }
    out.flush()?;
    if shown == 0 {
        terminal.say("extract: no such rule");
    }
    Ok(Exit::Done)
}

/// A rule as one JSON object.
fn json(ground: &Ground, language: &str, rule: &Rule) -> serde_json::Value {
    serde_json::json!({
        "id": rule.id,
        "language": language,
        "kind": kind_name(&rule.kind),
        "says": rule.says,
        "file": format!("{}/{}", ground.folder, rule.file),
        "line": line(ground, rule),
        "pattern": rule.pattern,
        "unless": rule.guards,
        "gap": rule.gap,
        "weight": f64::from(rule.weight) / 1000.0,
        "author_weight": f64::from(rule.author_weight) / 1000.0,
        "match": rule.examples.len(),
        "no": rule.counter_examples.len(),
        "todo": rule.known_misses.len(),
    })
}

/// Shows the documentation of a rule.
pub fn show(args: &ShowArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let ground = Ground::load(&args.settings)?;
    let rules = || {
        let languages = ground.loaded.rules.languages.iter();
        languages.flat_map(|held| held.rules.iter().map(|rule| (held.code.as_str(), rule)))
    };
    let Some((language, rule)) = rules().find(|(_, rule)| rule.id == args.id) else {
        let mut message = format!("there is no rule `{}`", args.id);
        // Who types the beginning of an id wants to see how it goes on.
        let begin: Vec<&str> = rules()
            .map(|(_, rule)| rule.id.as_str())
            .filter(|id| id.starts_with(&args.id))
            .take(MOST_NAMED + 1)
            .collect();
        if begin.len() > MOST_NAMED {
            let first = begin[..MOST_NAMED].join(", ");
            message.push_str(&format!("; `extract rules list {}` lists {first}, …", args.id));
        } else if !begin.is_empty() {
            message.push_str(&format!("; there is {}", begin.join(", ")));
        } else if let Some(near) = suggest(&args.id, rules().map(|(_, rule)| rule.id.as_str())) {
            message.push_str(&format!("; did you mean `{near}`?"));
        }
        return Err(Failure::start(message));
    };
    let mut out = terminal.data();
    if args.json {
        let mut row = json(&ground, language, rule);
        let texts = |examples: &[extract::rules::schema::Example]| -> Vec<String> {
            examples.iter().map(|example| example.text.get_ref().clone()).collect()
        };
        row["doc"] = rule.doc.clone().into();
        row["match"] = texts(&rule.examples).into();
        row["no"] = texts(&rule.counter_examples).into();
        row["todo"] = texts(&rule.known_misses).into();
        writeln!(out, "{row}")?;
        out.flush()?;
        return Ok(Exit::Done);
    }
    writeln!(out, "{}", rule.id)?;
    if !rule.says.is_empty() {
        writeln!(out, "  {}", rule.says)?;
    }
    for paragraph in rule.doc.lines() {
        writeln!(out, "  {paragraph}")?;
    }
    writeln!(out, "kind     {}", kind_name(&rule.kind))?;
    writeln!(out, "file     {}/{}:{}", ground.folder, rule.file, line(&ground, rule))?;
    let name = match rule.kind {
        RuleKind::Shape { .. } => "regex",
        _ => "pattern",
    };
    for (number, text) in rule.pattern.lines().enumerate() {
        writeln!(out, "{:<8} {text}", if number == 0 { name } else { "" })?;
    }
    for guard in &rule.guards {
        writeln!(out, "unless   {guard}")?;
    }
    if let Some(gap) = rule.gap {
        writeln!(out, "gap      {gap} words")?;
    }
    for line in details(&ground, rule) {
        writeln!(out, "{line}")?;
    }
    let lists =
        [("match", &rule.examples), ("no", &rule.counter_examples), ("todo", &rule.known_misses)];
    for (name, examples) in lists {
        for example in examples {
            let mut text = example.text.get_ref().clone();
            if let Some(value) = &example.value {
                text.push_str(&format!("  = {value}"));
            }
            if let Some(why) = example.why.as_ref().filter(|why| !why.is_empty()) {
                text.push_str(&format!("  ({why})"));
            }
            writeln!(out, "{name:<8} {text}")?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}

/// What a rule of its kind has besides a pattern.
fn details(ground: &Ground, rule: &Rule) -> Vec<String> {
    let kind = |target: usize| ground.loaded.rules.types.get(target).cloned().unwrap_or_default();
    let mut out = Vec::new();
    let weight = f64::from(rule.weight) / 1000.0;
    match &rule.kind {
        RuleKind::Shape { make, .. } | RuleKind::Value { make, .. } => {
            out.push(format!("makes    {}", make.name()));
        }
        RuleKind::Name { target, .. } => {
            out.push(format!("proposes {} ({weight:+.1})", kind(target.0 as usize)));
        }
        RuleKind::Evidence { target, feature, group, .. } => {
            out.push(format!("weighs   {weight:+.1} for {}", kind(target.0 as usize)));
            if rule.weight != rule.author_weight {
                let author = f64::from(rule.author_weight) / 1000.0;
                out.push(format!("         fitted to gold; its author says {author:+.1}"));
            }
            out.extend(feature.iter().map(|feature| format!("property {feature}")));
            out.extend(group.iter().map(|group| format!("group    {group}")));
        }
        RuleKind::Anaphor { refers } => out.push(format!("refers   {refers:?}").to_lowercase()),
        RuleKind::Relation(relation) => {
            let status = relation.status.as_deref().map_or(String::new(), |s| format!(", {s}"));
            out.push(format!("relation {}{status} ({weight:+.1})", relation.kind));
            for (key, role) in relation.named_roles() {
                out.push(format!("{key:<8} {role}:"));
            }
            out.extend(relation.beats.iter().map(|id| format!("beats    {id}")));
        }
        RuleKind::Cue { cue, scope } => {
            out.push(format!("status   {cue:?}, in: {scope:?}").to_lowercase());
        }
        RuleKind::Title { implies } => {
            let implied = implies.iter();
            out.extend(implied.map(|(head, kind)| format!("implies  {head} ({})", kind.as_str())));
        }
        RuleKind::Alias { .. } => {}
    }
    out
}

fn line(ground: &Ground, rule: &Rule) -> usize {
    ground.loaded.sources.position(&rule.file, rule.span.start).map_or(0, |at| at.line)
}

/// The table of a kind of rule.
pub fn kind_name(kind: &RuleKind) -> &'static str {
    match kind {
        RuleKind::Shape { .. } => "shape",
        RuleKind::Value { .. } => "value",
        RuleKind::Name { .. } => "name",
        RuleKind::Evidence { .. } => "evidence",
        RuleKind::Title { .. } => "title",
        RuleKind::Alias { .. } => "alias",
        RuleKind::Anaphor { .. } => "anaphor",
        RuleKind::Relation(_) => "relation",
        RuleKind::Cue { .. } => "cue",
    }
}

impl KindArg {
    /// The table in rule files.
    pub fn table(self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::Value => "value",
            Self::Name => "name",
            Self::Evidence => "evidence",
            Self::Title => "title",
            Self::Alias => "alias",
            Self::Anaphor => "anaphor",
            Self::Relation => "relation",
            Self::Cue => "cue",
            Self::Macro => "macro",
            Self::Lexicon => "lexicon",
        }
    }
}
