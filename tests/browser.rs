//! The report in a real browser: `tests/browser/report.mjs` drives Chromium over the report of
//! `tests/fixtures/kb`. Skipped, with a message, where node, playwright-core or Chromium is missing;
//! `EXTRACT_REQUIRE_BROWSER=1` makes that a failure.

use std::path::Path;
use std::process::Command;

/// What `report.mjs` ends with when there is no browser.
const SKIPPED: i32 = 77;

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn the_report_works_in_chromium() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let report = folder.path().join("report.html");
    let made = Command::new(env!("CARGO_BIN_EXE_extract"))
        .args(["report", "-q", "tests/fixtures/kb", "-o"])
        .arg(&report)
        .current_dir(root)
        .status()
        .expect("the command runs");
    assert!(made.success());
    let script = root.join("tests/browser/report.mjs");
    let why = match Command::new("node").arg(script).arg(&report).output() {
        Err(error) => format!("node: {error}"),
        Ok(output) if output.status.code() == Some(SKIPPED) => {
            String::from_utf8_lossy(&output.stderr).trim().to_owned()
        }
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout);
            let failed = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{said}{failed}");
            return;
        }
    };
    assert!(std::env::var_os("EXTRACT_REQUIRE_BROWSER").is_none(), "{why}");
    eprintln!("{why}");
}
