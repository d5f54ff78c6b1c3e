//! The order of files, and of rules inside files, changes no byte of what is extracted.

use std::path::Path;

use extract::document::{Content, Media, Record, Source};
use extract::gazetteer::Gazetteer;
use extract::kb::facts::DocumentOutcome;
use extract::pipeline::{Buffers, Extractor, load_rules};
use extract::rules::RuleFiles;

/// Files that are known by their names.
fn is_fixed(name: &str) -> bool {
    !name.contains('/') || name.ends_with("/language.toml") || name.ends_with("/blocks.toml")
}

struct Order(u64);

impl Order {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.next() as usize % (at + 1));
        }
    }
}

/// A rule file cut before each rule and macro; the first part holds the keys above them.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in text.split_inclusive('\n') {
        let head = line.strip_prefix("[[").and_then(|rest| rest.split("]]").next());
        let is_rule = head.is_some_and(|head| !head.contains('.')) || line.starts_with("[macro.");
        if is_rule {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(line);
        }
    }
    parts
}

/// The same rules in files of other names, in another order.
fn shuffled(files: &RuleFiles, seed: u64) -> RuleFiles {
    let mut order = Order(seed);
    let mut out = RuleFiles::default();
    for (name, text) in &files.0 {
        if is_fixed(name) {
            out.0.insert(name.clone(), text.clone());
            continue;
        }
        let (folder, file) = name.split_once('/').unwrap_or(("", name));
        let (_, ending) = file.rsplit_once('.').unwrap_or(("", "toml"));
        let text = if ending == "toml" {
            let mut parts = parts(text);
            order.shuffle(&mut parts[1..]);
            parts.concat()
        } else {
            text.clone()
        };
        out.0.insert(format!("{folder}/{:016x}.{ending}", order.next()), text);
    }
    out
}

/// Facts of the development texts as bytes.
fn facts(files: &RuleFiles) -> String {
    let loaded = load_rules(files, Gazetteer::embedded());
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    let extractor = Extractor::new(loaded.rules, files, Gazetteer::embedded()).expect("sound cues");
    let mut buffers = Buffers::default();
    let mut out = String::new();
    for folder in ["tests/gold/dev", "tests/gold/seeds"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut paths: Vec<_> = std::fs::read_dir(folder)
            .expect("gold texts")
            .flatten()
            .map(|entry| entry.path())
            .collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
        paths.sort();
        assert!(!paths.is_empty());
        for path in paths {
            let text = std::fs::read_to_string(&path).expect("a gold text");
            let record = Record { text, ..Record::default() };
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let content = Content::Record(record);
            let source = Source { name, record: None, content, media: Media::Text };
            if let DocumentOutcome::Facts(facts) = extractor.document(source, &mut buffers) {
                out.push_str(&serde_json::to_string(&facts).expect("facts are JSON"));
                out.push('\n');
            }
        }
    }
    out
}

#[test]
fn order_of_files_and_rules_changes_nothing() {
    let files = RuleFiles::embedded();
    let wanted = facts(&files);
    assert!(wanted.len() > 10_000, "too little was extracted to tell");
    let seeds = std::env::var("SHUFFLES").ok().and_then(|n| n.parse().ok()).unwrap_or(4);
    for seed in 1..=seeds {
        let other = shuffled(&files, u64::wrapping_mul(seed, 0x9e37_79b9_7f4a_7c15));
        assert_ne!(files, other);
        let found = facts(&other);
        for (left, right) in wanted.lines().zip(found.lines()) {
            if left != right {
                let at = left.bytes().zip(right.bytes()).take_while(|(a, b)| a == b).count();
                let show = |text: &str| -> String {
                    let from =
                        (0..=at.saturating_sub(300)).rev().find(|&at| text.is_char_boundary(at));
                    text[from.unwrap_or(0)..].chars().take(600).collect()
                };
                panic!("seed {seed}:\n{}\n{}", show(left), show(right));
            }
        }
        assert_eq!(wanted.len(), found.len());
    }
}
