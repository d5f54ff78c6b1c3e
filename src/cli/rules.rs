//! `extract rules …`: what rule authors ask: is it sound, does it find what it says, what is there,
//! how is one written.

pub mod args;
mod diff;
mod fit;
mod list;
mod report;
mod skeleton;
mod test;

use std::io::Write;

use extract::diag::{self, Diagnostic, Format, Sources};
use extract::gazetteer::Gazetteer;
use extract::pipeline::load_rules;
use extract::pipeline::selftest::{Cascade, given_in_vain, shadowed};
use extract::rules::{Loaded, Rule, RuleFiles, check, lint};

use super::args::SettingArgs;
use super::exit::{Exit, Failure};
use super::output::Terminal;
use super::{settings, stages};
use args::{FindingForm, RulesArgs, RulesCommand};

/// Runs one of the commands.
pub fn run(args: &RulesArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    match &args.command {
        RulesCommand::Check(args) => {
            let ground = Ground::load(&args.settings)?;
            let faults = ground.faults(args.strict);
            ground.tell(&faults, args.format, terminal)
        }
        RulesCommand::Test(args) => test::run(args, terminal),
        RulesCommand::Lint(args) => {
            let ground = Ground::sound(&args.settings)?;
            let words = Words(ground.gazetteer);
            let mut faults = lint::lint(&ground.files, &ground.loaded, &words);
            let cascade = Cascade::new(&ground.loaded.rules, ground.gazetteer);
            faults.extend(shadowed(&cascade));
            faults.extend(given_in_vain(&cascade));
            diag::sort(&mut faults);
            // Members of a family share their findings.
            faults.dedup_by(|a, b| a.code == b.code && a.labels == b.labels);
            ground.tell(&faults, args.format, terminal)
        }
        RulesCommand::Fit(args) => fit::run(args, terminal),
        RulesCommand::Report(args) => report::run(args, terminal),
        RulesCommand::Diff(args) => diff::run(args, terminal),
        RulesCommand::List(args) => list::list(args, terminal),
        RulesCommand::Show(args) => list::show(args, terminal),
        RulesCommand::New(args) => {
            let mut out = terminal.data();
            write!(out, "{}", skeleton::of(args.kind))?;
            out.flush()?;
            Ok(Exit::Done)
        }
        RulesCommand::Reference => {
            let mut out = terminal.data();
            write!(out, "{}", extract::engine::notation::reference())?;
            out.flush()?;
            Ok(Exit::Done)
        }
    }
}

/// Words that the full-form lexicon and the gazetteer know.
struct Words(&'static Gazetteer);

impl lint::Known for Words {
    fn is_word(&self, language: &str, word: &str) -> bool {
        // A language without a full-form lexicon is not judged.
        self.0.words(language).is_none_or(|words| words.parts_bits(word) != 0)
            || self.0.lookup(word).next().is_some()
    }
}

/// Loaded rules and where their files are.
pub struct Ground {
    /// The files as read.
    pub files: RuleFiles,
    /// The rules and what there is to say about them.
    pub loaded: Loaded,
    /// Names and words.
    pub gazetteer: &'static Gazetteer,
    /// Folder of the files as the user names it.
    pub folder: String,
}

impl Ground {
    /// Reads the rules that the settings ask for; faults in them are kept, not fatal.
    pub fn load(args: &SettingArgs) -> Result<Self, Failure> {
        let settings = settings::resolve(args, args.options())?;
        let (files, gazetteer) = stages::sources(&settings)?;
        let loaded = load_rules(&files, gazetteer);
        let folder = match &settings.rules.value {
            Some(folder) => folder.display().to_string(),
            None => "rules".to_owned(),
        };
        Ok(Self { files, loaded, gazetteer, folder })
    }

    /// The same, for commands that need sound rules.
    pub fn sound(args: &SettingArgs) -> Result<Self, Failure> {
        let ground = Self::load(args)?;
        if ground.loaded.has_errors() {
            let (faults, sources) = ground.placed(&ground.loaded.diagnostics);
            return Err(Failure::Files(faults, Box::new(sources)));
        }
        Ok(ground)
    }

    /// The rule of that id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let mut rules = self.loaded.rules.languages.iter().flat_map(|language| &language.rules);
        rules.find(|rule| rule.id == id)
    }

    /// What the loader says, and with `strict` also rules without examples.
    pub fn faults(&self, strict: bool) -> Vec<Diagnostic> {
        let mut faults = self.loaded.diagnostics.clone();
        if strict {
            faults.extend(check::missing_examples(&self.loaded.rules, true));
            diag::sort(&mut faults);
        }
        faults
    }

    /// Diagnostics and sources under the path that the user knows.
    pub fn placed(&self, faults: &[Diagnostic]) -> (Vec<Diagnostic>, Sources) {
        let name = |file: &str| format!("{}/{file}", self.folder);
        let mut sources = Sources::new();
        for (file, text) in self.loaded.sources.iter() {
            sources.insert(name(file), text);
        }
        let mut placed = faults.to_vec();
        for label in placed.iter_mut().flat_map(|fault| &mut fault.labels) {
            label.file = name(&label.file);
        }
        (placed, sources)
    }

    /// Prints findings; the exit code says whether one is an error.
    pub fn tell(
        &self,
        faults: &[Diagnostic],
        form: FindingForm,
        terminal: &Terminal,
    ) -> Result<Exit, Failure> {
        let (placed, sources) = self.placed(faults);
        let mut out = terminal.data();
        let format = form.format(terminal);
        write!(out, "{}", diag::render(&placed, &sources, format))?;
        out.flush()?;
        let bad = placed.iter().any(Diagnostic::is_error);
        match diag::summary(&placed) {
            Some(summary) => terminal.say(&format!("extract: {summary}")),
            None => {
                let rules: usize =
                    self.loaded.rules.languages.iter().map(|held| held.rules.len()).sum();
                terminal.say(&format!("extract: {rules} rules in {}, no fault", self.folder));
            }
        }
        Ok(if bad { Exit::CheckFailed } else { Exit::Done })
    }
}

impl FindingForm {
    /// The renderer's form.
    pub fn format(self, terminal: &Terminal) -> Format {
        match self {
            Self::Text => Format::Full { colour: terminal.colours_data() },
            Self::Json => Format::Json,
            Self::Github => Format::Github,
        }
    }
}
