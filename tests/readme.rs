//! What the README shows is what happens: every fenced block is run, by the program it is for, over the
//! seeds and one invented release, or is marked `<!-- not run: why -->` on the line before it. A program
//! that is not here is skipped with a message; `EXTRACT_REQUIRE_TOOLS=1` makes that a failure (but for
//! R, which `EXTRACT_REQUIRE_R=1` asks for). `EXTRACT_PYTHON` names the Python to use.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Says what the recipes ask for and the seeds do not: who paid how much.
const RELEASE: &str = "Casablanca, le 4 juin 2022 - La Fondation Ouzel finance le Technopark à hauteur \
    de 3 millions de dirhams. Le Technopark et la Fondation Ouzel ont signé à Casablanca une convention \
    de partenariat.\n";

struct Block {
    language: String,
    text: String,
    line: usize,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The fenced blocks of the README that are not marked.
fn blocks() -> Vec<Block> {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let mut blocks = Vec::new();
    let mut open: Option<(Block, bool)> = None;
    let mut before = "";
    for (number, line) in readme.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                let marked = before.starts_with("<!-- not run: ");
                let block =
                    Block { language: language.to_owned(), text: String::new(), line: number + 1 };
                open = Some((block, marked));
            }
            (Some(_), Some(_)) => {
                blocks.extend(open.take().filter(|(_, marked)| !marked).map(|(block, _)| block));
            }
            (Some((block, _)), None) => {
                block.text += line;
                block.text.push('\n');
            }
            (None, None) => {}
        }
        before = line;
    }
    blocks
}

/// A folder with what the README supposes: `seeds/`, `output/`, and two parts of a collection.
fn workplace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for inside in ["seeds", "part-1", "part-2"] {
        std::fs::create_dir(folder.path().join(inside)).expect("a folder");
    }
    for entry in std::fs::read_dir(root().join("seeds")).expect("seeds").flatten() {
        for inside in ["seeds", "part-1"] {
            std::fs::copy(entry.path(), folder.path().join(inside).join(entry.file_name()))
                .expect("a copy");
        }
    }
    for inside in ["part-2", "seeds"] {
        std::fs::write(folder.path().join(inside).join("release.txt"), RELEASE).expect("a file");
    }
    let made = run(&folder, "extract", &["seeds/", "-q"]);
    assert!(made.is_ok(), "{made:?}");
    folder
}

/// What a program prints; why not, where it fails; nothing where it is not installed.
fn run(folder: &TempDir, program: &str, args: &[&str]) -> Result<Option<String>, String> {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_extract"));
    let mut path = vec![binary.parent().unwrap_or(Path::new(".")).to_owned()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let path = std::env::join_paths(path).expect("a search path");
    let program = if program == "extract" { binary.as_os_str() } else { program.as_ref() };
    let output =
        Command::new(program).args(args).current_dir(folder.path()).env("PATH", path).output();
    match output {
        Err(_) => Ok(None),
        Ok(output) if output.status.success() => {
            Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned()))
        }
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn has(folder: &TempDir, program: &str, args: &[&str]) -> bool {
    matches!(run(folder, program, args), Ok(Some(_)))
}

#[expect(clippy::print_stderr, reason = "a skipped recipe says so")]
fn skip(block: &Block, what: &str, required_by: &str) {
    let line = block.line;
    assert!(std::env::var_os(required_by).is_none(), "README.md:{line}: {what} is not here");
    eprintln!("skipped: README.md:{line}: {what} is not here");
}

/// Runs a block; what it printed.
fn try_block(folder: &TempDir, block: &Block) -> Option<String> {
    const TOOLS: &str = "EXTRACT_REQUIRE_TOOLS";
    let python = std::env::var("EXTRACT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let text = block.text.as_str();
    let (program, args): (&str, Vec<&str>) = match block.language.as_str() {
        "sh" if text.starts_with("jq ") => {
            if !has(folder, "jq", &["--version"]) {
                skip(block, "jq", TOOLS);
                return None;
            }
            ("sh", vec!["-c", text])
        }
        "sh" => {
            if text.contains("sqlite3") && !has(folder, "sqlite3", &["--version"]) {
                skip(block, "sqlite3", TOOLS);
                return None;
            }
            ("sh", vec!["-ec", text])
        }
        "sql" => {
            if !has(folder, &python, &["-c", "import duckdb"]) {
                skip(block, "duckdb", TOOLS);
                return None;
            }
            let program =
                "import duckdb, sys; print(*duckdb.sql(sys.argv[1]).fetchall(), sep='\\n')";
            (&python, vec!["-X", "utf8", "-c", program, text])
        }
        "python" => {
            if !has(folder, &python, &["-c", "import pandas"]) {
                skip(block, "pandas", TOOLS);
                return None;
            }
            (&python, vec!["-X", "utf8", "-c", text])
        }
        "r" => {
            if !has(folder, "Rscript", &["-e", "library(jsonlite)"]) {
                skip(block, "R with jsonlite", "EXTRACT_REQUIRE_R");
                return None;
            }
            ("Rscript", vec!["-e", text])
        }
        // A session: what is typed is run; what is shown under it may be shortened.
        "text" => {
            let typed = text.lines().filter_map(|line| line.strip_prefix("$ "));
            let said: Vec<String> = typed
                .map(|line| match run(folder, "sh", &["-c", line]) {
                    Ok(said) => said.unwrap_or_default(),
                    Err(why) => panic!("README.md:{}: {line}\n{why}", block.line),
                })
                .collect();
            return Some(said.concat());
        }
        // A rule: the shipped ones have it, word for word.
        "toml" => {
            let id = text.lines().find(|line| line.starts_with("id = ")).unwrap_or_default();
            let rules = std::fs::read_dir(root().join("rules/fr/relations"))
                .or_else(|_| std::fs::read_dir(root().join("rules/fr")))
                .expect("rules");
            let files =
                rules.flatten().filter_map(|file| std::fs::read_to_string(file.path()).ok());
            return Some(files.filter(|file| !id.is_empty() && file.contains(id)).collect());
        }
        other => panic!("README.md:{}: nothing runs {other:?}; mark it", block.line),
    };
    match run(folder, program, &args) {
        Ok(said) => said,
        Err(why) => panic!("README.md:{}: {why}", block.line),
    }
}

#[test]
fn every_block_of_the_readme_runs_and_says_something() {
    let folder = workplace();
    let blocks = blocks();
    assert!(blocks.len() >= 8, "{} blocks", blocks.len());
    for block in blocks {
        let quiet = block.text.contains(" merge ");
        match try_block(&folder, &block) {
            Some(said) => {
                let rows = said.lines().filter(|line| !line.trim().is_empty()).count();
                assert!(rows > 0 || quiet, "README.md:{}: nothing is found", block.line);
            }
            None => continue,
        }
    }
    assert!(
        folder.path().join("report.html").is_file() && folder.path().join("export.gexf").is_file()
    );
}
