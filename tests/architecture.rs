//! Imports go one way. The table says what each module of the library may name; an arrow that it does
//! not have fails, and so does a module that it does not know.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Module, and the modules it may import. `cli` is in the binary and may use the whole library.
const ARROWS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("diag", &["text"]),
    ("config", &["text", "diag"]),
    ("kb", &["text"]),
    ("value", &["text"]),
    ("document", &["text", "diag"]),
    ("engine", &["text", "diag"]),
    ("gazetteer", &["text"]),
    ("rules", &["text", "engine", "value", "diag"]),
    ("pipeline", &["text", "diag", "document", "engine", "gazetteer", "rules", "value", "kb"]),
    ("link", &["text", "kb"]),
    ("write", &["kb"]),
    ("eval", &["kb"]),
    ("query", &["text", "kb"]),
];

/// Longest file, in lines without its tests.
const LINES: usize = 700;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("src can be listed").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file without comments and without what only tests compile. Tests may look across.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths that follow `crate::`, as far as their second name: `a`, or `a::B`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => {
                found.insert(path(rest));
            }
            Some(list) => {
                let mut depth = 0;
                let end = list.find(|c| {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    depth < 0
                });
                let list = &list[..end.unwrap_or(list.len())];
                let mut depth = 0;
                let parts = list.split(|c| {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    depth == 0 && c == ','
                });
                let parts = parts.map(str::trim).filter(|part| !part.is_empty());
                found.extend(parts.map(path));
            }
        }
    }
    found
}

fn path(text: &str) -> String {
    let name = |text: &str| -> String {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let first = name(text);
    match text[first.len()..].strip_prefix("::") {
        Some(rest) if !name(rest).is_empty() => format!("{first}::{}", name(rest)),
        _ => first,
    }
}

#[test]
fn imports_go_one_way() {
    let root = source();
    let mut wrong = Vec::new();
    let mut found = Vec::new();
    files(&root, &mut found);
    assert!(found.len() > 20, "the sources were not found");
    for file in found {
        let inside = file.strip_prefix(&root).expect("it was found there");
        let Some(first) = inside.components().next() else { continue };
        let module = first.as_os_str().to_string_lossy();
        let module = module.strip_suffix(".rs").unwrap_or(&module).to_owned();
        if matches!(module.as_str(), "lib" | "main" | "cli") || inside.ends_with("tests.rs") {
            continue;
        }
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{}: module `{module}` is not in the table", inside.display()));
            continue;
        };
        let text = std::fs::read_to_string(&file).expect("a source file is UTF-8");
        for import in imports(&code(&text)) {
            let target = import.split("::").next().unwrap_or_default();
            let known = ARROWS.iter().any(|(name, _)| *name == target);
            if known && target != module && !allowed.contains(&target) {
                wrong.push(format!("{}: {module} imports {import}", inside.display()));
            }
            if module == "kb" && target == "text" && import != "text::CharSpan" {
                wrong.push(format!("{}: kb may import text::CharSpan alone", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that the table does not have:\n{}", wrong.join("\n"));
}

#[test]
fn the_table_has_no_cycle() {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while done.len() < ARROWS.len() {
        let ready = |(name, needs): &&(&'static str, &[&str])| {
            !done.contains(name) && needs.iter().all(|need| done.contains(need))
        };
        let next = ARROWS.iter().find(ready).map(|(name, _)| *name);
        done.insert(next.expect("every module left needs another one that is left"));
    }
}

#[test]
fn the_library_does_not_know_the_terminal() {
    let mut found = Vec::new();
    files(&source(), &mut found);
    for file in found {
        let inside = file.strip_prefix(source()).expect("it was found there").to_owned();
        if inside.starts_with("cli") || inside == Path::new("main.rs") {
            continue;
        }
        let text = code(&std::fs::read_to_string(&file).expect("a source file is UTF-8"));
        for word in ["clap::", "indicatif::", "anstream::", "anyhow::", "println!", "process::exit"]
        {
            assert!(!text.contains(word), "{} uses {word}", inside.display());
        }
    }
}

#[test]
fn files_are_short() {
    let mut found = Vec::new();
    files(&source(), &mut found);
    let long: Vec<String> = found
        .iter()
        .filter_map(|file| {
            let lines = code(&std::fs::read_to_string(file).ok()?).lines().count();
            (lines > LINES).then(|| format!("{}: {lines} lines", file.display()))
        })
        .collect();
    assert!(long.is_empty(), "split these: {long:?}");
}

#[test]
fn the_reader_of_imports_sees_them_all() {
    let text = "use crate::text::{ByteSpan, CharSpan};\nuse crate::{kb::v1::{A, B}, diag};\n\
                // crate::hidden\nfn f() -> crate::value::Number {}\n#[cfg(test)]\ncrate::late";
    let expected = ["diag", "kb::v1", "text", "value::Number"].map(str::to_owned);
    assert_eq!(imports(&code(text)), BTreeSet::from(expected));
}
