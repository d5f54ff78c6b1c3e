//! `rules/README.md` followed as a new author would: its files are written, its commands run, and
//! what it shows of their output is in it.

use std::path::Path;

use super::Scratch;

/// A fenced block: the words after its fence, and its lines.
struct Block {
    info: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some(Block { info: info.to_owned(), text: String::new() }),
            (Some(_), Some(_)) => out.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    out
}

/// Words of a command line; quotes hold words together.
fn words(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    for char in line.chars() {
        match char {
            '"' => quoted = !quoted,
            ' ' if !quoted => out.push(String::new()),
            char => {
                if let Some(word) = out.last_mut() {
                    word.push(char);
                }
            }
        }
    }
    out.retain(|word| !word.is_empty());
    out
}

#[test]
fn from_an_empty_file_to_a_passing_test() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md");
    let page = std::fs::read_to_string(path).expect("rules/README.md");
    let scratch = Scratch::with_rules();
    let mut commands = 0;
    for block in blocks(&page) {
        if let Some(file) = block.info.strip_prefix("toml file=") {
            scratch.file(file, &block.text);
        }
        if block.info != "console" {
            continue;
        }
        let mut output = String::new();
        for line in block.text.lines() {
            if let Some(command) = line.strip_prefix("$ extract ") {
                commands += 1;
                let (command, target) = match command.split_once(" > ") {
                    Some((command, file)) => (command, Some(file)),
                    None => (command, None),
                };
                let (exit, text) = scratch.extract(&words(command));
                assert!(exit == 0 || exit == 1, "{command}: {exit}\n{text}");
                if let Some(file) = target {
                    scratch.file(file, &text);
                }
                output = text;
            } else if line.trim() != "…" && !line.trim().is_empty() {
                assert!(output.contains(line.trim()), "`{line}` is not in:\n{output}");
            }
        }
    }
    assert!(commands >= 5, "only {commands} commands");
}
