//! The command as its users meet it: exit codes one by one, streams, files.

mod eval;
mod exit_codes;
mod export;
mod old_kb;
mod output;
mod query;
mod report;
mod settings;

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// A scratch folder in which commands run.
struct Scratch(TempDir);

impl Scratch {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder can be made"))
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    /// Writes a file, with its folders.
    fn file(&self, inside: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(inside);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        path
    }

    fn read(&self, inside: &str) -> String {
        std::fs::read_to_string(self.path(inside))
            .unwrap_or_else(|error| panic!("{inside}: {error}"))
    }

    /// `extract` with arguments, run in this folder with no configuration of the machine's.
    fn extract(&self, args: &[&str]) -> Outcome {
        self.extract_with(args, &[], "")
    }

    fn extract_with(&self, args: &[&str], env: &[(&str, &str)], stdin: &str) -> Outcome {
        let mut command = Command::cargo_bin("extract").expect("the binary is built");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("EXTRACT_")) {
            command.env_remove(name);
        }
        command.env("NO_COLOR", "1").current_dir(self.0.path()).args(args).write_stdin(stdin);
        for (name, value) in env {
            command.env(name, value);
        }
        let output = command.output().expect("the command runs");
        Outcome {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }
}

#[derive(Debug)]
struct Outcome {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Outcome {
    #[track_caller]
    fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    #[track_caller]
    fn says(self, words: &str) -> Self {
        assert!(self.stderr.contains(words), "no {words:?} on stderr: {self:#?}");
        self
    }

    #[track_caller]
    fn prints(self, words: &str) -> Self {
        assert!(self.stdout.contains(words), "no {words:?} on stdout: {self:#?}");
        self
    }
}

/// An invented French release.
const RELEASE: &str =
    "Zélia et Borvo ont signé une convention de partenariat à Nevers le 3 mai 2021.\n";

/// An invented knowledge base with hostile words in a text.
const KB: &str = include_str!("../fixtures/kb/kb.json");
