//! Where settings come from.

use super::Scratch;

#[test]
fn flags_beat_the_environment_and_this_the_file() {
    let scratch = Scratch::new();
    scratch.file("extract.toml", "output = \"du-fichier\"\nthreads = 3\ntext = false\n");
    let env = [("EXTRACT_THREADS", "2"), ("EXTRACT_OUTPUT", "env")];
    let outcome = scratch.extract_with(&["config", "-o", "flag", "--json"], &env, "").ends_with(0);
    let rows: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let row = |key: &str| {
        let rows = rows.as_array().into_iter().flatten();
        let mut row = rows.filter(|row| row["key"] == key).map(|row| {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            (text("value"), text("origin"))
        });
        row.next().unwrap_or_default()
    };
    assert_eq!(row("output"), ("flag".into(), "command line".into()));
    assert_eq!(row("threads"), ("2".into(), "environment".into()));
    assert_eq!(row("text").0, "false");
    assert!(row("text").1.ends_with("extract.toml"), "{:?}", row("text"));
    assert_eq!(row("languages").1, "default");
}

#[test]
fn the_nearest_file_upwards_counts() {
    let scratch = Scratch::new();
    scratch.file("extract.toml", "threads = 5\n");
    scratch.file("deep/er/x.txt", "");
    let mut command = assert_cmd::Command::cargo_bin("extract").expect("the binary is built");
    let output = command.arg("config").current_dir(scratch.path("deep/er")).output();
    let stdout = String::from_utf8(output.expect("it runs").stdout).expect("UTF-8");
    assert!(stdout.contains("threads    5"), "{stdout}");
}

#[test]
fn generated_texts() {
    let scratch = Scratch::new();
    scratch.extract(&["man"]).ends_with(0).prints(".TH extract");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        scratch.extract(&["completions", shell]).ends_with(0).prints("extract");
    }
    scratch.extract(&["--version"]).ends_with(0).prints(env!("CARGO_PKG_VERSION"));
}
