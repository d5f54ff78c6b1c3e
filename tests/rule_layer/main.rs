//! The rule layer as its users meet it: rules added without Rust, the author's page followed step
//! by step, why and why-not, and results that do not depend on the order of files and rules.

mod evidence;
mod explain;
mod fit;
mod readme;
mod shuffle;
mod skeletons;
mod tools;
mod without_rust;

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use extract::gazetteer::Gazetteer;
use extract::pipeline::load_rules;
use extract::rules::weights::digest;
use extract::rules::{Rule, RuleFiles};
use tempfile::TempDir;

/// A scratch folder in which commands run.
struct Scratch(TempDir);

impl Scratch {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder can be made"))
    }

    /// A folder with a copy of the shipped rules, without the gazetteers.
    fn with_rules() -> Self {
        let scratch = Self::new();
        for (name, text) in &RuleFiles::embedded().0 {
            scratch.file(&format!("rules/{name}"), text);
        }
        scratch
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    fn file(&self, inside: &str, text: &str) {
        let path = self.path(inside);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// Runs `extract`, which must end well; both streams, stdout first.
    fn done<S: AsRef<std::ffi::OsStr>>(&self, args: &[S]) -> String {
        let (exit, text) = self.extract(args);
        assert_eq!(exit, 0, "{text}");
        text
    }

    /// Runs `extract`, which must end well; the lines it prints that are JSON.
    fn rows<S: AsRef<std::ffi::OsStr>>(&self, args: &[S]) -> Vec<serde_json::Value> {
        self.done(args).lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// What `read` says of the rules in `rules/`, loaded.
    fn loaded<T>(&self, read: impl Fn(&Rule, &[String]) -> Option<T>) -> Vec<T> {
        let files = RuleFiles::from_folder(&self.path("rules")).expect("a folder of rules");
        let loaded = load_rules(&files, Gazetteer::embedded());
        let (rules, types) = (&loaded.rules.languages, &loaded.rules.types);
        rules.iter().flat_map(|held| &held.rules).filter_map(|rule| read(rule, types)).collect()
    }

    /// The digest under which the lock file of weights knows a rule.
    fn digest_of(&self, id: &str) -> String {
        let digests = self.loaded(|rule, types| (rule.id == id).then(|| digest(rule, types)));
        digests.into_iter().next().expect("a rule of that id")
    }

    /// Runs `extract`; its exit code and both streams, stdout first.
    fn extract<S: AsRef<std::ffi::OsStr>>(&self, args: &[S]) -> (i32, String) {
        let output = Command::cargo_bin("extract")
            .expect("the program is built")
            .args(args)
            .current_dir(self.0.path())
            .env_remove("EXTRACT_RULES")
            .env("NO_COLOR", "1")
            .output()
            .expect("it runs");
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        (output.status.code().unwrap_or(-1), text)
    }
}
