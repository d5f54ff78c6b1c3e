//! The examples that `--help` ends with. A test reads every line of them with the parser.

pub const TOP: &str = "\
Examples:
  extract seeds/                                  read a folder, write output/
  extract press/ notes.jsonl.gz -o kb -j 4        several inputs, another folder
  extract query partners Technopark --steps 2     ask what came out
  extract report                                  look at it in a browser
  extract why seeds/000_21d2b1dfb75740dc.txt      see what made each fact

Exit codes: 0 done, 1 a check does not hold, 2 could not start, 3 nothing to read, 4 some documents \
could not be read, 70 internal error, 130 interrupted.";

pub const RUN: &str = "\
Examples:
  extract seeds/
  extract run press/ -o kb --no-text
  extract run --files-from list.txt --lang fr
  extract run - --stdout
  extract part-1/ -o one --format facts";

pub const EVAL: &str = "\
Examples:
  extract eval tests/gold --thresholds tests/gold/thresholds.toml
  extract eval tests/gold/dev --errors 20
  extract eval tests/gold/dev --write-baseline before.json
  extract eval tests/gold/dev --baseline before.json --format markdown
  extract eval gold --kb output --by document --format junit";

pub const QUERY: &str = "\
Examples:
  extract query entities --kind university --country MA
  extract query relations --kind agreement --place Casablanca --since 2020
  extract query partners \"Cluster solaire\" --steps 2
  extract query mentions Technopark --format jsonl
  extract query amounts --kind money --unit EUR
  extract query timeline \"Bank Al-Maghrib\" --since 2019 --until 2021-06

Names match by any form met in the texts; case, accents and hyphens do not count.";

pub const ENTITIES: &str = "\
Examples:
  extract query entities
  extract query entities technopark
  extract query entities --kind university,school --country MA,SN";

pub const RELATIONS: &str = "\
Examples:
  extract query relations --kind agreement --place Casablanca --since 2020
  extract query relations \"Bank Al-Maghrib\" --status planned,effective
  extract query relations UNESCO UNICEF --min-score 0.8 --format json";

pub const PARTNERS: &str = "\
Examples:
  extract query partners Technopark
  extract query partners \"Cluster solaire\" --steps 2 --kind funding";

pub const MENTIONS: &str = "\
Examples:
  extract query mentions Technopark --format jsonl
  extract query mentions --kind person --since 2021 --limit 50";

pub const AMOUNTS: &str = "\
Examples:
  extract query amounts --kind money --unit EUR
  extract query amounts BERD --since 2020 --format csv";

pub const TIMELINE: &str = "\
Examples:
  extract query timeline --since 2024
  extract query timeline \"Bank Al-Maghrib\" --until 2021-06";

pub const REPORT: &str = "\
Examples:
  extract report
  extract report output -o scene.html --lang en
  extract report kb --max-nodes 150 --max-text 4";

pub const EXPORT: &str = "\
Examples:
  extract export --to csv --csv-dialect excel-fr
  extract export kb --to gexf -o scene.gexf
  extract export --to sqlite && sqlite3 kb.db < export.sql
  extract export --to brat -o annotated";

pub const MERGE: &str = "\
Examples:
  extract merge one two -o output
  extract merge shards/a/facts.jsonl shards/b/facts.jsonl --stdout";

pub const CONFIG: &str = "\
Examples:
  extract config
  extract config --rules mine --json";

pub const WHY: &str = "\
Examples:
  extract why seeds/001_df455bfb95cf8f15.txt
  extract why seeds/001_df455bfb95cf8f15.txt:60
  extract why press.txt --kind agreement --json";

/// Its sentences are language data.
pub const WHY_NOT: &str = include_str!("../../rules/fr/why-not.txt");

pub const COMPLETIONS: &str = "\
Examples:
  extract completions bash > ~/.local/share/bash-completion/completions/extract
  extract completions zsh > ~/.zfunc/_extract
  extract completions fish > ~/.config/fish/completions/extract.fish";

pub const MAN: &str = "\
Examples:
  extract man | man -l -
  extract man query | man -l -
  extract man rules test > extract-rules-test.1";

pub const RULES: &str = "\
Examples:
  extract rules list --kind relation
  extract rules show fr.agreement.signed-by
  extract rules new relation > rules/fr/mine.toml
  extract rules check --strict --rules rules
  extract rules test fr.agreement --rules rules
  extract rules diff built-in rules --on seeds";

pub const RULES_CHECK: &str = "\
Examples:
  extract rules check --rules rules
  extract rules check --strict --format github";

pub const RULES_TEST: &str = "\
Examples:
  extract rules test
  extract rules test fr.agreement fr.date --verbose --rules rules";

pub const RULES_LINT: &str = "\
Examples:
  extract rules lint --rules rules
  extract rules lint --format json";

pub const RULES_LIST: &str = "\
Examples:
  extract rules list
  extract rules list fr.funding --kind relation --json";

pub const RULES_SHOW: &str = "\
Examples:
  extract rules show fr.agreement.signed-by
  extract rules show fr.agreement.signed-by --json";

pub const RULES_NEW: &str = "\
Examples:
  extract rules new relation > rules/fr/mine.toml
  extract rules new lexicon > rules/fr/mine.csv";

pub const RULES_FIT: &str = "\
Examples:
  extract rules fit gold/dev --held-out gold/test --dry-run
  extract rules fit gold/dev --rules rules --prior 0.5";

pub const RULES_REPORT: &str = "\
Examples:
  extract rules report --on seeds
  extract rules report --gold tests/gold/dev --json
  extract rules report --on press --silent";

pub const RULES_DIFF: &str = "\
Examples:
  extract rules diff built-in rules --on seeds
  extract rules diff rules-before rules --on press --json";

pub const RULES_REFERENCE: &str = "\
Examples:
  extract rules reference > notation.md";

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use crate::cli::args::Cli;

    /// The words of a line as a shell would give them, up to a pipe, a redirection or a remark.
    fn words(line: &str) -> Vec<String> {
        let line = line.split("  ").next().unwrap_or_default();
        let mut words = Vec::new();
        for (at, part) in line.split('"').enumerate() {
            if at % 2 == 1 {
                words.push(part.to_owned());
            } else {
                words.extend(part.split_whitespace().map(str::to_owned));
            }
        }
        let end = words.iter().position(|word| ["|", ">", "&&"].contains(&word.as_str()));
        words.truncate(end.unwrap_or(words.len()));
        words
    }

    fn each(command: &clap::Command, path: &str, lines: &mut Vec<String>) {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(help.starts_with("Examples:\n  extract "), "`{path} --help` has no examples");
        lines.extend(help.lines().filter_map(|line| line.strip_prefix("  ")).map(str::to_owned));
        for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
            each(below, &format!("{path} {}", below.get_name()), lines);
        }
    }

    #[test]
    fn every_command_has_examples_that_parse() {
        let mut lines = Vec::new();
        each(&Cli::command(), "extract", &mut lines);
        assert!(lines.len() > 50, "{}", lines.len());
        for line in lines {
            let read = Cli::try_parse_from(words(&line));
            assert!(
                read.is_ok(),
                "{line}: {}",
                read.err().map(|error| error.to_string()).unwrap_or_default()
            );
        }
    }
}
