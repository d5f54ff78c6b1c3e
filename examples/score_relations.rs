//! Scores the relation stage alone: gold mentions stand in for the stages before it.
//!
//! `cargo run --example score_relations -- [--rules DIR] [--quiet] FOLDER…` prints the scores of each
//! folder, and its misses and spurious relations unless it is called `test`: held-out text is not read.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a measuring command prints its table"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use extract::eval::{GoldText, Scores, Sort};
use extract::gazetteer::Gazetteer;
use extract::kb::facts::LocalEntity;
use extract::kb::v1::{BlockKind, EntityKind, KnowledgeBase, MemberRole};
use extract::pipeline::Analysis;
use extract::pipeline::ValueMention;
use extract::pipeline::analysis::{EntityIdx, NameKind, NameMention, Region, SetAnaphor};
use extract::pipeline::relations::{self, RelationMention};
use extract::rules::{RuleFiles, RuleIdx, RuleSet};
use extract::text::{ByteSpan, TokenSpan};
use extract::value::{
    Amount, AmountKind, DateExpr, DateKind, Number, Resolved, ResolvedAmount, ResolvedDate, UnitOf,
    Vague, Value,
};
use serde_json::{Value as Json, json};

fn main() {
    let mut folders = Vec::new();
    let (mut rules, mut quiet) = (PathBuf::from("rules"), false);
    let mut said = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--rules" => rules = arguments.next().map(PathBuf::from).unwrap_or_default(),
            "--quiet" => quiet = true,
            "--say" => said = arguments.next(),
            _ => folders.push(PathBuf::from(argument)),
        }
    }
    let rules = load_rules(&rules);
    let language = &rules.languages[0];
    let count =
        |kind: &str| language.rules.iter().filter(|rule| rule.pattern_kind() == kind).count();
    println!("{} relation rules, {} cue rules", count("relation"), count("cue"));
    if let Some(said) = said {
        say(&rules, &said);
    }
    for folder in folders {
        score_folder(&rules, &folder, quiet);
    }
}

trait PatternKind {
    fn pattern_kind(&self) -> &'static str;
}

impl PatternKind for extract::rules::Rule {
    fn pattern_kind(&self) -> &'static str {
        match self.kind {
            extract::rules::RuleKind::Relation(_) => "relation",
            extract::rules::RuleKind::Cue { .. } => "cue",
            _ => "other",
        }
    }
}

fn load_rules(folder: &Path) -> RuleSet {
    let files = RuleFiles::from_folder(folder).unwrap_or_else(|error| panic!("{error}"));
    let loaded = extract::pipeline::load_rules(&files, Gazetteer::embedded());
    if loaded.has_errors() {
        let format = extract::diag::Format::Full { colour: false };
        eprintln!("{}", extract::diag::render(&loaded.diagnostics, &loaded.sources, format));
    }
    loaded.rules
}

fn score_folder(rules: &RuleSet, folder: &Path, quiet: bool) {
    let held_out = folder.file_name().is_some_and(|name| name == "test");
    let texts = match extract::eval::load(&[folder.to_owned()]) {
        Ok(texts) => texts,
        Err(problems) => {
            eprintln!("{}: {} problem(s)", folder.display(), problems.len());
            return;
        }
    };
    let mut total = Scores::default();
    for text in &texts {
        let kb = predict(rules, text);
        let score = extract::eval::score(text, &kb);
        total += score.scores;
        if held_out || quiet {
            continue;
        }
        for finding in &score.findings {
            let wanted = matches!(
                finding.sort,
                Sort::MissedRelation
                    | Sort::SpuriousRelation
                    | Sort::WrongMembers
                    | Sort::WrongStatus
            );
            if wanted {
                println!(
                    "{} {} {}\n    gold {}\n    mine {}  [{}]\n    … {} …",
                    text.id,
                    finding.sort.as_str(),
                    finding.class,
                    finding.gold.as_deref().unwrap_or("-"),
                    finding.predicted.as_deref().unwrap_or("-"),
                    finding.rule.as_deref().unwrap_or(""),
                    around(&text.text, finding.start, finding.end),
                );
            }
        }
    }
    let all = total.all_links();
    let ratio = |right: f64, of: u64| if of == 0 { 0.0 } else { right / of as f64 };
    let (precision, recall) = (ratio(all.credit, all.predicted), ratio(all.credit, all.gold));
    println!(
        "{}: P {precision:.3} R {recall:.3} F {:.3}  gold {} predicted {} status {}/{}",
        folder.display(),
        if precision + recall > 0.0 {
            2.0 * precision * recall / (precision + recall)
        } else {
            0.0
        },
        all.gold,
        all.predicted,
        all.status.right,
        all.status.of,
    );
    if !held_out {
        for kind in extract::kb::v1::RelationKind::SHIPPED {
            let links = total.links(*kind);
            println!(
                "   {:14} P {:.2} R {:.2} gold {} predicted {}",
                kind.as_str(),
                ratio(links.credit, links.predicted),
                ratio(links.credit, links.gold),
                links.gold,
                links.predicted
            );
        }
    }
}

/// Relations of one text, with `[bodies]`, `{persons}` and `<places>` marked in it; the matches of
/// the rules before anything is chosen come first.
fn say(rules: &RuleSet, said: &str) {
    let (mut text, mut marks, mut open) = (String::new(), Vec::new(), Vec::new());
    for char in said.chars() {
        match char {
            '[' | '{' | '<' => open.push(text.len()),
            ']' | '}' | '>' => {
                let kind = match char {
                    ']' => NameKind::Organisation,
                    '}' => NameKind::Person,
                    _ => NameKind::Place,
                };
                if let Some(start) = open.pop() {
                    marks.push((start, text.len(), kind));
                }
            }
            _ => text.push(char),
        }
    }
    let region =
        Region { span: ByteSpan::new(0, text.len()), block: 0, language: rules.language("fr") };
    let mut analysis = Analysis::once(rules, Gazetteer::embedded(), &text, &[region]);
    for (start, end, kind) in marks {
        let surface = &text[start..end];
        let at = analysis.entities.iter().position(|entity| entity.name == surface);
        let at = at.unwrap_or_else(|| {
            analysis.entities.push(entity(EntityKind::Organisation, surface, Vec::new()));
            analysis.entities.len() - 1
        });
        let Some((tokens, sentence)) = place(&analysis, start, end) else { continue };
        analysis.names.push(NameMention {
            tokens,
            sentence,
            kind,
            rule: RuleIdx(0),
            evidence: Vec::new(),
            score: 1000,
            entity: Some(EntityIdx(at as u32)),
            is_name: true,
            status: None,
        });
    }
    analysis.names.sort_by_key(|name| name.tokens.start);
    sets(&mut analysis);
    let mut line = extract::engine::Line::default();
    for sentence in &analysis.sentences {
        let masks: Vec<extract::engine::line::Mask> = analysis
            .names
            .iter()
            .enumerate()
            .filter_map(|(index, name)| {
                Some(extract::engine::line::Mask {
                    tokens: name.tokens,
                    kind: rules.type_id(name.kind.type_name())?,
                    subtype: extract::engine::compile::SubtypeId(0),
                    index: index as u32,
                })
            })
            .collect();
        analysis.lay_out(sentence, &masks, &mut line);
        let language = analysis.language(sentence);
        for (what, set) in [("rule", &language.relations), ("cue", &language.cues)] {
            let mut out = extract::engine::matcher::Matches::default();
            set.run(&line, analysis.view(), &mut Default::default(), &mut (), &mut out);
            for found in &out {
                let span = line.tokens(found.start as usize, found.end as usize);
                let rule = language.rule(RuleIdx(found.rule));
                println!("  {what} {} on \"{}\"", rule.id, analysis.surface(span));
            }
        }
    }
    let kind = |_: u32| BlockKind::Body;
    for relation in relations::find(&analysis, &kind, &mut relations::Buffers::default()).relations
    {
        let members: Vec<String> = relation
            .members
            .iter()
            .map(|(role, entity)| {
                format!("{} {}", role.as_str(), analysis.entities[entity.0 as usize].name)
            })
            .collect();
        let object = relation.object.map(|span| analysis.surface(span));
        println!(
            "{} {}: {} object {object:?} instrument {:?}",
            relation.kind.as_str(),
            relation.status.as_str(),
            members.join(", "),
            relation.instrument
        );
    }
}

fn around(text: &str, start: u32, end: u32) -> String {
    let from = start.saturating_sub(60) as usize;
    let length = (end.saturating_sub(start) + 120).min(500) as usize;
    text.chars().skip(from).take(length.min(330)).map(|c| if c == '\n' { '⏎' } else { c }).collect()
}

/// Relations of a text on its gold mentions, as a knowledge base of this one document.
fn predict(rules: &RuleSet, text: &GoldText) -> KnowledgeBase {
    let (analysis, kinds) = analyse(rules, text);
    let kind = |block: u32| kinds.get(block as usize).copied().unwrap_or(BlockKind::Body);
    let found = relations::find(&analysis, &kind, &mut relations::Buffers::default()).relations;
    knowledge_base(&analysis, text, &found)
}

fn analyse<'a>(rules: &'a RuleSet, text: &'a GoldText) -> (Analysis<'a>, Vec<BlockKind>) {
    let (mut regions, mut kinds) = (Vec::new(), Vec::new());
    let code = text.gold.lang.as_deref().unwrap_or("fr");
    let language = rules.language(code).or(rules.language("fr"));
    let mut at = 0;
    for paragraph in text.text.split("\n\n") {
        let mut from = at;
        at += paragraph.len() + 2;
        // Headlines of other articles, each after a line that is a dash.
        if paragraph.starts_with("-\n") {
            let teasers: usize = paragraph
                .split_inclusive('\n')
                .scan(false, |dash, line| {
                    let taken = line == "-\n" || *dash;
                    *dash = line == "-\n";
                    taken.then_some(line.len())
                })
                .sum();
            let span = ByteSpan::new(from, from + teasers);
            regions.push(Region { span, block: kinds.len() as u32, language });
            kinds.push(BlockKind::Teaser);
            from += teasers;
        }
        let paragraph = &text.text[from..at - 2];
        if paragraph.trim().is_empty() {
            continue;
        }
        let span = ByteSpan::new(from, from + paragraph.len());
        regions.push(Region { span, block: kinds.len() as u32, language });
        let lower = paragraph.trim_start().to_lowercase();
        let teaser = ["lire aussi", "à lire", "a lire", "voir aussi"]
            .iter()
            .any(|start| lower.starts_with(start));
        kinds.push(if teaser { BlockKind::Teaser } else { BlockKind::Body });
    }
    let mut analysis = Analysis::once(rules, Gazetteer::embedded(), &text.text, &regions);
    let bytes: Vec<usize> = text.text.char_indices().map(|(at, _)| at).collect();
    let byte = |char: u32| bytes.get(char as usize).copied().unwrap_or(text.text.len());
    let mut by_name: BTreeMap<&str, u32> = BTreeMap::new();
    let gold = &text.gold;
    for organisation in &gold.organisations {
        by_name.insert(&organisation.name, analysis.entities.len() as u32);
        for alias in &organisation.aliases {
            by_name.entry(alias).or_insert(analysis.entities.len() as u32);
        }
        let entity = entity(EntityKind::Organisation, &organisation.name, Vec::new());
        add(&mut analysis, entity, NameKind::Organisation, &organisation.mentions, &byte);
    }
    for place in &gold.places {
        let entity = entity(EntityKind::Place, &place.name, Vec::new());
        add(&mut analysis, entity, NameKind::Place, &place.mentions, &byte);
    }
    for person in &gold.persons {
        let body = person.organisation.as_deref().and_then(|name| by_name.get(name).copied());
        let roles = vec![(person.role.clone(), body)];
        let entity = entity(EntityKind::Person, &person.name, roles);
        add(&mut analysis, entity, NameKind::Person, &person.mentions, &byte);
    }
    analysis.names.sort_by_key(|name| name.tokens.start);
    values(&mut analysis, text, &byte);
    sets(&mut analysis);
    (analysis, kinds)
}

fn entity(kind: EntityKind, name: &str, roles: Vec<(Option<String>, Option<u32>)>) -> LocalEntity {
    LocalEntity { roles, ..LocalEntity::new(kind, name) }
}

fn add(
    analysis: &mut Analysis<'_>,
    entity: LocalEntity,
    kind: NameKind,
    mentions: &[(u32, u32)],
    byte: &dyn Fn(u32) -> usize,
) {
    let index = EntityIdx(analysis.entities.len() as u32);
    analysis.entities.push(entity);
    for &(start, end) in mentions {
        let Some((tokens, sentence)) = place(analysis, byte(start), byte(end)) else { continue };
        if analysis.names.iter().any(|name| name.tokens.overlaps(tokens)) {
            continue;
        }
        analysis.names.push(NameMention {
            tokens,
            sentence,
            kind,
            rule: RuleIdx(0),
            evidence: Vec::new(),
            score: 1000,
            entity: Some(index),
            is_name: true,
            status: None,
        });
    }
}

/// Tokens and sentence of bytes.
fn place(analysis: &Analysis<'_>, start: usize, end: usize) -> Option<(TokenSpan, u32)> {
    let first = analysis.tokens.partition_point(|token| (token.span.end as usize) <= start);
    let last = analysis.tokens.partition_point(|token| (token.span.start as usize) < end);
    if first >= last {
        return None;
    }
    let span = TokenSpan::new(first, last);
    let sentence =
        analysis.sentences.partition_point(|sentence| sentence.tokens.end <= first as u32);
    Some((span, sentence as u32))
}

fn values(analysis: &mut Analysis<'_>, text: &GoldText, byte: &dyn Fn(u32) -> usize) {
    let mut out = Vec::new();
    for date in text.gold.dates.iter().flatten() {
        let vague = || Box::new(DateExpr::Vague(Vague::Past));
        let (kind, expr) = match date.kind.as_str() {
            "interval" => (DateKind::Interval, DateExpr::Interval(vague(), vague())),
            "duration" => (DateKind::Duration, DateExpr::Vague(Vague::Past)),
            "set" => (DateKind::Set, DateExpr::Vague(Vague::Past)),
            _ => (DateKind::Date, DateExpr::Vague(Vague::Past)),
        };
        let resolved = ResolvedDate {
            kind,
            value: date.value.clone(),
            earliest: None,
            latest: None,
            precision: "day",
            anchor: None,
            start: None,
        };
        out.push((date.start, date.end, Value::Date(expr), Resolved::Date(resolved)));
    }
    for amount in text.gold.amounts.iter().flatten() {
        let kind = match amount.kind.as_str() {
            "money" => AmountKind::Money,
            "percent" => AmountKind::Percent,
            "measure" => AmountKind::Measure,
            _ => AmountKind::Count,
        };
        let value = Amount::new(kind, Number::new(amount.value), UnitOf::Nothing);
        let resolved = ResolvedAmount {
            kind,
            value: amount.value,
            value_max: amount.value_max,
            unit: amount.unit.clone(),
            modifier: None,
            per: None,
            item: None,
        };
        out.push((amount.start, amount.end, Value::Amount(value), Resolved::Amount(resolved)));
    }
    for (start, end, value, resolved) in out {
        let Some((tokens, sentence)) = place(analysis, byte(start), byte(end)) else { continue };
        analysis.values.push(ValueMention {
            tokens,
            sentence,
            value,
            resolved,
            rule: RuleIdx(0),
            score: 1000,
            consumed: false,
        });
    }
    analysis.values.sort_by_key(|value| (value.tokens.start, value.tokens.end));
}

fn sets(analysis: &mut Analysis<'_>) {
    let mut out: Vec<SetAnaphor> = Vec::new();
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        let lexicons = &analysis.language(sentence).lexicons;
        for hit in analysis.hits_of(sentence) {
            if lexicons.class_names()[hit.class.0 as usize] != "set_anaphor" {
                continue;
            }
            let tokens = TokenSpan::new(hit.start as usize, hit.end as usize);
            if out.iter().any(|set| set.tokens.overlaps(tokens)) {
                continue;
            }
            let count = lexicons.entry(hit.entry).features.get("count");
            let count = count.and_then(|count| count.parse().ok());
            out.push(SetAnaphor { tokens, sentence: number as u32, count, rule: RuleIdx(0) });
        }
    }
    analysis.sets = out;
}

fn knowledge_base(
    analysis: &Analysis<'_>,
    text: &GoldText,
    found: &[RelationMention],
) -> KnowledgeBase {
    let id = |entity: EntityIdx| format!("e-{}", entity.0);
    let mut tables: [Vec<Json>; 3] = Default::default();
    for (at, entity) in analysis.entities.iter().enumerate() {
        let common = json!({"id": id(EntityIdx(at as u32)), "name": entity.name,
            "names": [{"name": entity.name, "count": 1}], "mention_count": 1,
            "document_count": 1, "first_seen": null, "last_seen": null, "merged": []});
        let (table, extra) = match entity.kind {
            EntityKind::Organisation => {
                (0, json!({"acronym": null, "kind": "other", "country": null, "ids": []}))
            }
            EntityKind::Person => (1, json!({"roles": []})),
            EntityKind::Place => (
                2,
                json!({"kind": "other", "country": null, "region": null, "latitude": null,
                "longitude": null, "ids": []}),
            ),
        };
        let mut record = common;
        if let (Some(record), Json::Object(extra)) = (record.as_object_mut(), extra) {
            record.extend(extra);
        }
        tables[table].push(record);
    }
    let char_of = |byte: usize| text.text[..byte].chars().count();
    let mentions: Vec<Json> = analysis
        .names
        .iter()
        .filter_map(|name| {
            let bytes = analysis.bytes(name.tokens);
            let kind = match name.kind {
                NameKind::Organisation => "organisation",
                NameKind::Place => "place",
                NameKind::Person => "person",
                NameKind::Other => return None,
            };
            Some(json!({"id": "m", "document": "d", "kind": kind,
                "char_start": char_of(bytes.start as usize),
                "char_end": char_of(bytes.end as usize),
                "surface": bytes.of(&text.text), "sentence": name.sentence,
                "entity": id(name.entity?), "rule": "", "evidence": [], "score": 1.0}))
        })
        .collect();
    let relations: Vec<Json> = found
        .iter()
        .map(|relation| {
            let first = &relation.evidence[0];
            let sentence = analysis.sentences[first.sentence as usize];
            let bytes = analysis.bytes(sentence.tokens);
            let members: Vec<Json> = relation
                .members
                .iter()
                .map(|&(role, entity): &(MemberRole, EntityIdx)| {
                    json!({"role": role.as_str(), "entity": id(entity)})
                })
                .collect();
            let rules: Vec<&str> = relation
                .evidence
                .iter()
                .map(|one| analysis.language(&sentence).rule(one.rule).id.as_str())
                .collect();
            json!({"id": "r", "kind": relation.kind.as_str(), "directed": false,
                "status": relation.status.as_str(), "members": members, "signatories": [],
                "date": null, "place": null, "amount": null, "object": null, "score": 1.0,
                "document_count": 1, "evidence": [{"document": "d",
                "char_start": char_of(bytes.start as usize),
                "char_end": char_of(bytes.end as usize), "quote": "",
                "rule": rules.join(" + "), "mentions": []}]})
        })
        .collect();
    let [organisations, persons, places] = tables;
    let document = json!({"id": "d", "locator": text.id, "record": null, "other_locators": [],
        "title": null, "published": null, "published_from": null, "publisher": null, "url": null,
        "author": null, "language": "fr", "language_score": 1.0, "encoding": "utf-8",
        "char_count": 0, "duplicate_of": null, "blocks": [], "text": text.text});
    let kb = json!({"format": "extract-kb", "format_version": "1.0",
        "run": {"tool": "extract", "tool_version": "", "rules_digest": "", "settings_digest": "",
        "offset_unit": "code_point", "text_form": "NFC", "calibrated": false},
        "documents": [document], "organisations": organisations, "persons": persons,
        "places": places, "mentions": mentions, "dates": [], "amounts": [],
        "relations": relations, "issues": []});
    serde_json::from_value(kb).unwrap_or_else(|error| panic!("{}: {error}", text.id))
}
