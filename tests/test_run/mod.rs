//! The run that knowledge bases of tests say they come from.

use extract::kb::v1::Run;

/// A run without rules and settings.
pub fn run() -> Run {
    Run {
        tool: "extract".to_owned(),
        tool_version: "test".to_owned(),
        rules_digest: String::new(),
        settings_digest: String::new(),
        offset_unit: "code_point".to_owned(),
        text_form: "NFC".to_owned(),
        calibrated: false,
    }
}
