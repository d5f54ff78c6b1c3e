//! Every example of every shipped rule is a test: `cargo test --test rules fr.agreement` runs those
//! of some rules. `match` must be found and `no` must not; `todo` are known misses, which are
//! counted and do not fail. Each also runs behind a block of letters of several bytes.

use std::process::ExitCode;
use std::sync::OnceLock;

use extract::diag::{Format, render};
use extract::gazetteer::Gazetteer;
use extract::pipeline::load_rules;
use extract::pipeline::selftest::{Cascade, cases};
use extract::rules::{Loaded, RuleFiles, check};
use libtest_mimic::{Arguments, Failed, Trial};

fn loaded() -> &'static Loaded {
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    LOADED.get_or_init(|| load_rules(&RuleFiles::embedded(), Gazetteer::embedded()))
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let cascade = Cascade::new(&loaded().rules, Gazetteer::embedded());
    let mut trials: Vec<Trial> = cases(&loaded().rules)
        .into_iter()
        .map(|case| {
            let cascade = cascade.clone();
            Trial::test(case.name(), move || {
                let outcome = case.run(&cascade);
                if !outcome.fails() {
                    return Ok(());
                }
                let text = case.example.text.get_ref();
                Err(Failed::from(format!("{}: {text}\n  {outcome}", case.rule.file)))
            })
        })
        .collect();
    trials.push(Trial::test("every_rule_has_examples", || {
        let faults = check::missing_examples(&loaded().rules, true);
        if faults.is_empty() {
            return Ok(());
        }
        Err(Failed::from(render(&faults, &loaded().sources, Format::Line)))
    }));
    libtest_mimic::run(&arguments, trials).exit_code()
}
