//! One test a code and what each says: 0, 1, 2, 3, 4, 130. (70 needs a fault to be tested with.)

use std::io::Read;
use std::process::{Command, Stdio};

use super::{KB, RELEASE, Scratch};

#[test]
fn done_is_0() {
    let scratch = Scratch::new();
    scratch.file("press/a.txt", RELEASE);
    let outcome = scratch.extract(&["press"]).ends_with(0).says("1 document read");
    assert_eq!(outcome.stdout, "", "stdout is data, and there is none");
    assert_eq!(outcome.stderr.lines().count(), 1, "one summary line: {}", outcome.stderr);
}

#[test]
fn a_threshold_that_does_not_hold_is_1() {
    let scratch = Scratch::new();
    scratch.file("gold/a.txt", RELEASE);
    scratch.file(
        "gold/a.json",
        r#"{"id": "a", "organisations": [{"name": "Z", "mentions": [[0, 5]]}]}"#,
    );
    scratch.file("t.toml", "[gold]\nperson_strict_f1 = 0.5\n");
    let args = ["eval", "gold", "--thresholds", "t.toml"];
    scratch.extract(&args).ends_with(1).prints("FAILS: [gold] person_strict_f1");
}

#[test]
fn usage_is_2() {
    let scratch = Scratch::new();
    scratch.extract(&["--frmat", "json", "press"]).ends_with(2).says("--format");
    scratch.extract(&[]).ends_with(2).says("Usage");
    scratch.extract(&["run"]).ends_with(2).says("no paths given");
    scratch.extract(&["--help"]).ends_with(0).prints("Exit codes");
}

#[test]
fn broken_configuration_is_2() {
    let scratch = Scratch::new();
    scratch.file("press/a.txt", RELEASE);
    scratch.file("extract.toml", "outptu = \"été\"\nthreads = \"deux\"\n");
    let outcome = scratch.extract(&["press"]).ends_with(2);
    let outcome = outcome.says("error[C002]: unknown key `outptu`").says("did you mean `output`?");
    outcome.says("error[C003]").says("2 errors");
    scratch.extract(&["press", "--no-config"]).ends_with(0);
    let wrong = [("EXTRACT_TEXT", "maybe")];
    let outcome = scratch.extract_with(&["press", "--no-config"], &wrong, "").ends_with(2);
    outcome.says("EXTRACT_TEXT: expected true or false");
    let missing = ["press", "--config", "absent.toml"];
    scratch.extract(&missing).ends_with(2).says("cannot read absent.toml");
}

#[test]
fn an_unreadable_rules_folder_is_2() {
    let scratch = Scratch::new();
    scratch.file("press/a.txt", RELEASE);
    scratch.extract(&["press", "--rules", "absent"]).ends_with(2).says("absent");
    assert!(!scratch.path("output").exists(), "nothing was written");
}

#[test]
fn broken_rules_are_2_with_every_fault_at_its_place() {
    let scratch = Scratch::new();
    scratch.file("press/a.txt", RELEASE);
    scratch.file("règles/gazetteers/README.md", "none");
    scratch.file("règles/pack.toml", "engine = 1\nnom = \"é\"\nlangues = []\n");
    let outcome = scratch.extract(&["press", "--rules", "règles"]).ends_with(2);
    outcome.says("error[R").says("pack.toml:").says("^").says("error");
    assert!(!scratch.path("output").exists(), "nothing was written");
}

#[test]
fn a_language_without_rules_is_2() {
    let scratch = Scratch::new();
    scratch.file("press/a.txt", RELEASE);
    let outcome = scratch.extract(&["press", "--lang", "xx"]).ends_with(2);
    outcome.says("no rules for language `xx`").says("fr");
    scratch.extract(&["press", "--lang", "français"]).ends_with(2).says("two-letter");
}

#[test]
fn broken_gold_is_2() {
    let scratch = Scratch::new();
    scratch.file("gold/a.txt", RELEASE);
    let date = r#"{"start": 65, "end": 75, "text": "3 mai 2022", "kind": "date", "value": "2021"}"#;
    scratch.file("gold/a.json", format!(r#"{{"id": "a", "dates": [{date}]}}"#));
    scratch.file("gold/b.json", "{\"id\": }");
    let outcome = scratch.extract(&["eval", "gold"]).ends_with(2);
    outcome.says("surface is \"3 mai 2022\"").says("b.json:1:").says("2 errors");
}

#[test]
fn nothing_to_read_is_3() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.path("empty")).expect("a folder");
    scratch.extract(&["empty"]).ends_with(3).says("nothing to read");
    scratch.extract(&["absent"]).ends_with(3).says("absent: there is no such file or folder");
    assert!(!scratch.path("output").exists(), "nothing was written");
}

#[test]
fn some_documents_that_fail_are_4() {
    let scratch = Scratch::new();
    scratch.file("press/a.txt", RELEASE);
    scratch.file("press/b.txt", [0u8, 159, 146, 150, 0, 0, 255, 254, 0, 1, 2, 3]);
    let outcome = scratch.extract(&["press", "absent"]).ends_with(4);
    outcome.says("b.txt: failed [D006]").says("absent: failed [D001]").says("2 failed");
    let issues = scratch.read("output/issues.jsonl");
    assert_eq!(issues.lines().count(), 2, "{issues}");
    assert!(scratch.read("output/documents.jsonl").contains("\"a.txt\""));
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let scratch = Scratch::new();
    for number in 0..400 {
        scratch.file(&format!("press/{number}.txt"), format!("{number} {}", RELEASE.repeat(9)));
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_extract"))
        .args(["press", "--stdout", "--no-config"])
        .current_dir(scratch.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().expect("a pipe");
    stdout.read_exact(&mut first).expect("some bytes");
    drop(stdout);
    let output = child.wait_with_output().expect("it ends");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""));
}

/// The shell reports a process that SIGINT ended as 130. Where the tests themselves run with SIGINT
/// ignored, as a shell's background jobs do, so does the program, and SIGTERM stands in for it.
#[cfg(unix)]
#[test]
fn interrupted_leaves_nothing_behind() {
    use std::os::unix::process::ExitStatusExt;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    let (signal, number) = if ignored >> 1 & 1 == 1 { ("-TERM", 15) } else { ("-INT", 2) };
    let scratch = Scratch::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_extract"))
        .args(["--files-from", "-", "--no-config"])
        .current_dir(scratch.path("."))
        .stdin(Stdio::piped())
        .spawn()
        .expect("it starts");
    let pid = child.id().to_string();
    let sent = Command::new("kill").args([signal, &pid]).status().expect("kill is there");
    assert!(sent.success());
    let status = child.wait().expect("it ends");
    assert_eq!(status.signal(), Some(number), "{status}");
    assert_eq!(std::fs::read_dir(scratch.path(".")).expect("a folder").count(), 0);
}

#[test]
fn options_of_every_command_may_stand_before_it() {
    let scratch = Scratch::new();
    scratch.file("output/kb.json", KB);
    let outcome = scratch.extract(&["-q", "--color", "never", "report"]).ends_with(0);
    assert_eq!(outcome.stderr, "");
    assert!(scratch.path("report.html").is_file());
    scratch.extract(&["--progress", "never", "query", "partners", "Borvo"]).ends_with(0);
    // Those of `run` would be taken no notice of.
    let outcome = scratch.extract(&["-o", "elsewhere", "report"]).ends_with(2);
    outcome.says("--output").says("stands before the command `report`").says("./report");
    scratch.extract(&["press", "-q", "report"]).ends_with(2).says("`PATHS` stands before");
    // After a path, a command's name is a path.
    scratch.file("press/a.txt", RELEASE);
    scratch.extract(&["press", "report"]).ends_with(4).says("report: failed [D001]");
}
