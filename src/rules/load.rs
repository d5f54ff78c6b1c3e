//! Files to a compiled rule set, with every fault at its place.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::check;
use super::draft::{Draft, Maker};
use super::family::Filled;
use super::file::{TomlFile, place};
use super::lexicon_file;
use super::macros::{Macros, compile_fault};
use super::names::LanguageNames;
use super::schema::{
    AliasSpec, AnaphorSpec, CueSpec, EvidenceSpec, LanguageSpec, MacroSpec, NameSpec, PackSpec,
    RelationSpec, ShapeSpec, TitleSpec, ValueSpec,
};
use super::set::{
    FirstChar, Language, RelationKindRow, Rule, RuleIdx, RuleKind, RuleSet, Scope, Side,
    ValuePhase, wake,
};
use super::source::RuleFiles;
use super::weights;
use crate::diag::{Diagnostic, Sources};
use crate::engine::compile::{CompileError, LIST_SEPARATOR, Program, TypeId, compile};
use crate::engine::lexicon::ClassId;
use crate::engine::matcher::MatchSet;
use crate::engine::pattern::Pattern;
use crate::engine::wake::Wake;
use crate::text::fold::fold;
use crate::text::token::WordId;

/// All forms of a lemma of a language: `(language, lemma) -> forms`.
pub type LemmaForms<'a> = &'a dyn Fn(&str, &str) -> Vec<String>;

/// Bits of parts of speech from their letters: `(language, letters) -> bits`.
pub type PartBits<'a> = &'a dyn Fn(&str, &str) -> Option<u16>;

/// A rule set with what there is to say about its files.
#[derive(Debug)]
pub struct Loaded {
    /// The rules that could be compiled.
    pub rules: RuleSet,
    /// Findings, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// The files, for rendering the findings.
    pub sources: Sources,
}

impl Loaded {
    /// Whether some finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Version of the rule format.
const FORMAT: u32 = 1;

/// What rules may name that the program defines and no rule file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Defined<'a> {
    /// Subtypes of mentions: `bank` in `<ORG:bank>`.
    pub subtypes: &'a [&'a str],
    /// Properties of names that evidence may ask for.
    pub properties: &'a [&'a str],
}

/// Reads and compiles all files. A rule with a fault is left out and reported.
#[must_use]
pub fn load(
    files: &RuleFiles,
    defined: Defined<'_>,
    lemma_forms: LemmaForms<'_>,
    part_bits: PartBits<'_>,
) -> Loaded {
    let mut faults = Vec::new();
    let mut sources = Sources::new();
    for (name, text) in &files.0 {
        sources.insert(name.clone(), text.clone());
    }
    let mut rules = RuleSet { digest: files.digest(), ..RuleSet::default() };
    rules.subtypes.push(String::new());
    rules.subtypes.extend(defined.subtypes.iter().map(|&name| name.to_owned()));
    let pack: Option<PackSpec> = match files.0.get("pack.toml") {
        Some(text) => TomlFile::parse("pack.toml", text, &mut faults).whole(&mut faults),
        None => {
            let help =
                "a rules folder needs `pack.toml`, which names its languages, types and phases";
            faults.push(Diagnostic::error("R010", "there is no `pack.toml`").help(help));
            None
        }
    };
    if let Some(mut pack) = pack {
        if *pack.engine.get_ref() != FORMAT {
            let needs = pack.engine.get_ref();
            let message =
                format!("the pack needs rule format {needs}; this program reads format {FORMAT}");
            faults.push(Diagnostic::error("R011", message).at("pack.toml", pack.engine.span(), ""));
        }
        let phases = pack.phases.get_ref().len();
        if phases > wake::PHASES {
            let message = format!("{phases} phases; a pack has {} at most", wake::PHASES);
            faults.push(Diagnostic::error("R028", message).at("pack.toml", pack.phases.span(), ""));
            pack.phases.get_mut().truncate(wake::PHASES);
        }
        rules.pack = format!("{} {}", pack.name, pack.version);
        rules.types.clone_from(&pack.types);
        rules.relation_kinds = check::relation_kinds(&pack, &mut faults);
        for code in &pack.languages {
            let mut reader = LanguageReader {
                code: code.get_ref(),
                promised_at: code.span(),
                pack: &pack,
                kinds: &rules.relation_kinds,
                files,
                subtypes: &rules.subtypes,
                defined,
                faults: &mut faults,
                lemma_forms,
                part_bits,
            };
            let language = reader.read();
            rules.languages.push(language);
        }
        weights::apply(files, &mut rules, &mut faults);
    }
    crate::diag::sort(&mut faults);
    // Members of a family share their faults.
    faults.dedup();
    Loaded { rules, diagnostics: faults, sources }
}

struct LanguageReader<'a> {
    code: &'a str,
    /// Where the pack names the language.
    promised_at: Range<usize>,
    pack: &'a PackSpec,
    kinds: &'a [RelationKindRow],
    files: &'a RuleFiles,
    subtypes: &'a [String],
    defined: Defined<'a>,
    faults: &'a mut Vec<Diagnostic>,
    lemma_forms: LemmaForms<'a>,
    part_bits: PartBits<'a>,
}

impl LanguageReader<'_> {
    fn read(&mut self) -> Language {
        let prefix = format!("{}/", self.code);
        let mut language = Language { code: self.code.to_owned(), ..Language::default() };
        let name = format!("{prefix}language.toml");
        let spec: LanguageSpec = match self.files.0.get(&name) {
            Some(text) => {
                TomlFile::parse(&name, text, self.faults).whole(self.faults).unwrap_or_default()
            }
            None => {
                let message = format!("there is no `{name}`");
                self.faults.push(
                    Diagnostic::error("R012", message)
                        .at("pack.toml", self.promised_at.clone(), "")
                        .help("a language is a folder with a `language.toml`"),
                );
                LanguageSpec::default()
            }
        };
        language.tokenizer.elisions.clone_from(&spec.elisions);
        let mut abbreviations: Vec<WordId> =
            spec.abbreviations.iter().map(|word| language.vocabulary.add(&fold(word))).collect();
        abbreviations.sort_unstable();
        language.sentences.abbreviations = abbreviations;
        let stops: Vec<WordId> =
            spec.gap_stops.iter().map(|word| language.vocabulary.add(&fold(word))).collect();
        for (class, letters) in &spec.parts_of_speech {
            let at = letters.span();
            let letters = letters.get_ref();
            match (self.part_bits)(self.code, letters) {
                Some(bits) => {
                    language.parts_of_speech.insert(class.clone(), bits);
                }
                None => {
                    let message = format!("`{letters}` are not letters of parts of speech");
                    self.faults.push(Diagnostic::error("R013", message).at(&name, at, ""));
                }
            }
        }
        let mut lemma_table: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (file, text) in &self.files.0 {
            if file.starts_with(&prefix) && file.ends_with(".csv") {
                lexicon_file::read(file, text, &mut language, &mut lemma_table, self.faults);
            }
        }
        let mut macros = Macros::default();
        let mut drafts = Vec::new();
        let mut written = BTreeSet::new();
        for (file, text) in &self.files.0 {
            let inside = file.strip_prefix(&prefix).unwrap_or("");
            if inside.is_empty()
                || !file.ends_with(".toml")
                || matches!(inside, "language.toml" | "blocks.toml")
            {
                continue;
            }
            self.rule_file(file, text, &mut macros, &mut drafts, &mut written);
        }
        self.compile_all(language, &spec, &stops, macros, drafts, &written, &lemma_table)
    }

    fn rule_file(
        &mut self,
        file: &str,
        text: &str,
        macros: &mut Macros,
        drafts: &mut Vec<Draft>,
        written: &mut BTreeSet<String>,
    ) {
        let mut toml = TomlFile::parse(file, text, self.faults);
        written.extend(toml.ids());
        let phase = toml.string("phase");
        if let Some((phase, span)) = &phase
            && !self.pack.phases.get_ref().contains(phase)
        {
            let fault = Diagnostic::error("R014", format!("unknown phase `{phase}`"))
                .at(file, span.clone(), "")
                .suggest(phase, self.pack.phases.get_ref().iter().map(String::as_str));
            self.faults.push(fault);
        }
        let phase = phase.map(|(phase, _)| phase);
        for (name, spec, span) in toml.named::<MacroSpec>("macro", self.faults) {
            macros.add((file, text), (name, spec, span), self.faults);
        }
        let mut maker = Maker {
            file,
            source: text,
            types: &self.pack.types,
            kinds: self.kinds,
            defined: self.defined,
            phase,
            faults: self.faults,
            drafts,
        };
        for (spec, row) in toml.rows::<ShapeSpec>("shape", maker.faults) {
            maker.shape(spec, &row);
        }
        for (spec, row) in toml.rows::<ValueSpec>("value", maker.faults) {
            maker.value(spec, &row);
        }
        for (spec, row) in toml.rows::<NameSpec>("name", maker.faults) {
            maker.name(spec, &row);
        }
        for (spec, row) in toml.rows::<EvidenceSpec>("evidence", maker.faults) {
            maker.evidence(spec, &row);
        }
        for (spec, row) in toml.rows::<TitleSpec>("title", maker.faults) {
            maker.title(spec, &row);
        }
        for (spec, row) in toml.rows::<AliasSpec>("alias", maker.faults) {
            maker.alias(spec, &row);
        }
        for (spec, row) in toml.rows::<AnaphorSpec>("anaphor", maker.faults) {
            maker.anaphor(spec, &row);
        }
        for (spec, row) in toml.rows::<RelationSpec>("relation", maker.faults) {
            maker.relation(spec, &row);
        }
        for (spec, row) in toml.rows::<CueSpec>("cue", maker.faults) {
            maker.cue(spec, &row);
        }
        toml.finish(self.faults);
    }

    #[allow(clippy::too_many_arguments)]
    fn compile_all(
        &mut self,
        mut language: Language,
        spec: &LanguageSpec,
        stops: &[WordId],
        macros: Macros,
        mut drafts: Vec<Draft>,
        written: &BTreeSet<String>,
        lemma_table: &BTreeMap<String, Vec<String>>,
    ) -> Language {
        drafts.sort_by(|a, b| {
            a.rule
                .id
                .cmp(&b.rule.id)
                .then_with(|| a.rule.file.cmp(&b.rule.file))
                .then(a.rule.span.start.cmp(&b.rule.span.start))
        });
        for pair in drafts.windows(2) {
            if pair[0].rule.id == pair[1].rule.id {
                let fault = Diagnostic::error(
                    "R031",
                    format!("two rules are called `{}`", pair[1].rule.id),
                )
                .at(&pair[1].rule.file, pair[1].rule.span.clone(), "")
                .at(&pair[0].rule.file, pair[0].rule.span.clone(), "the other one")
                .help("give one of them another id");
                self.faults.push(fault);
            }
        }
        drafts.dedup_by(|b, a| a.rule.id == b.rule.id);
        check::beats(&drafts, written, self.faults);
        let common: BTreeSet<String> = common_words(&language, spec);
        let class_costs = class_costs(&language, &common);
        let value_types = value_types(&drafts, &self.pack.types);
        let (code, lemma_forms) = (self.code, self.lemma_forms);
        let forms = |lemma: &str| -> Vec<String> {
            let mut forms = lemma_table.get(lemma).cloned().unwrap_or_default();
            forms.extend(lemma_forms(code, lemma));
            forms
        };
        // The vocabulary grows while patterns are compiled; the lexicons are read only by then.
        let mut vocabulary = std::mem::take(&mut language.vocabulary);
        let names = LanguageNames {
            lexicons: &language.lexicons,
            macros: &macros,
            parts_of_speech: &language.parts_of_speech,
            types: &self.pack.types,
            subtypes: self.subtypes,
            tokenizer: &language.tokenizer,
            common: &common,
            class_costs: &class_costs,
            value_types: &value_types,
            lemma_forms: &forms,
            used: RefCell::default(),
        };
        macros.check_cycles(self.faults);
        let source = |file: &str| self.files.0.get(file).cloned().unwrap_or_default();
        macros.check(&names, &mut vocabulary, &source, self.faults);
        let default_gap = spec.gap.unwrap_or(10);
        let mut sets = Sets::default();
        let mut phases: Vec<ValuePhase> = self
            .pack
            .phases
            .get_ref()
            .iter()
            .map(|name| ValuePhase { name: name.clone(), ..ValuePhase::default() })
            .collect();
        let mut rules = Vec::new();
        let mut phaseless = BTreeSet::new();
        for mut draft in drafts {
            let index = u32::try_from(rules.len()).unwrap_or(u32::MAX);
            let mut compile_one = |text: &Filled,
                                   edges_of_name: bool,
                                   at: &Range<usize>,
                                   rule: &Rule|
             -> Option<Vec<Program>> {
                let source = self.files.0.get(&rule.file).map_or("", String::as_str);
                match compile_text(
                    &text.text,
                    edges_of_name,
                    draft.gap.unwrap_or(default_gap),
                    stops,
                    &names,
                    &mut vocabulary,
                ) {
                    Ok(programs) => Some(programs),
                    Err(errors) => {
                        for error in errors {
                            self.faults.push(diagnose(&error, rule, source, at, text, &macros));
                        }
                        None
                    }
                }
            };
            let mut sound = true;
            let mut programs = Vec::new();
            let patternless = matches!(
                draft.rule.kind,
                RuleKind::Shape { .. } | RuleKind::Evidence { side: Side::Feature, .. }
            );
            if !patternless {
                let filled = &draft.rule.filled;
                let edges = has_edges_of_name(&draft.rule.kind);
                match compile_one(filled, edges, &draft.rule.pattern_at, &draft.rule) {
                    Some(compiled) => programs = compiled,
                    None => sound = false,
                }
            }
            for (text, at) in &draft.unless {
                match compile_one(text, false, at, &draft.rule) {
                    Some(compiled) => draft.rule.unless.add(0, compiled),
                    None => sound = false,
                }
            }
            if !sound {
                continue;
            }
            if let Err(reason) = suffices(&draft.rule.kind, programs.first()) {
                let at = draft.rule.pattern_at.clone();
                self.faults.push(Diagnostic::error("R019", reason).at(&draft.rule.file, at, ""));
                continue;
            }
            draft.rule.unless.seal();
            let set = match &draft.rule.kind {
                RuleKind::Shape { .. } | RuleKind::Value { .. } => {
                    let phase = draft.phase.as_deref();
                    let held = phases.iter_mut().find(|held| Some(held.name.as_str()) == phase);
                    let Some(phase) = held else {
                        // A phase that does not exist is reported where it stands; one that is
                        // missing once a file.
                        if phase.is_some() || !phaseless.insert(draft.rule.file.clone()) {
                            continue;
                        }
                        let fault =
                            Diagnostic::error("R015", "a file with value rules needs `phase`")
                                .at(&draft.rule.file, draft.rule.span.clone(), "")
                                .help(format!(
                                    "write one of these at its top: {}",
                                    self.pack.phases.get_ref().join(", ")
                                ));
                        self.faults.push(fault);
                        continue;
                    };
                    if matches!(draft.rule.kind, RuleKind::Shape { .. }) {
                        phase.shapes.push(RuleIdx(index));
                        None
                    } else {
                        Some(&mut phase.patterns)
                    }
                }
                RuleKind::Name { .. } => Some(&mut sets.names),
                RuleKind::Evidence { .. } => Some(&mut sets.evidence),
                RuleKind::Title { .. } => Some(&mut sets.titles),
                RuleKind::Alias { .. } => Some(&mut sets.aliases),
                RuleKind::Anaphor { .. } => Some(&mut sets.anaphors),
                RuleKind::Relation(_) => Some(&mut sets.relations),
                RuleKind::Cue { scope: Scope::Name, .. } => Some(&mut sets.name_cues),
                RuleKind::Cue { .. } => Some(&mut sets.cues),
            };
            if let Some(set) = set
                && !programs.is_empty()
            {
                set.add(index, programs);
            }
            rules.push(draft.rule);
        }
        phases.iter_mut().for_each(|phase| phase.patterns.seal());
        sets.seal();
        let Sets {
            names: mut name_set,
            mut evidence,
            mut titles,
            mut aliases,
            mut anaphors,
            mut relations,
            mut cues,
            mut name_cues,
        } = sets;
        let used_names = names.used.into_inner();
        language.vocabulary = vocabulary;
        // Very common words that no pattern names need not be looked for in every sentence.
        if let Some(class) = spec.common_words.as_deref()
            && !used_names.contains(class)
            && let Some(class) = language.lexicons.find_class(class)
        {
            language.lexicons.mute(class);
        }
        let wake = wakes(
            &mut phases,
            &mut rules,
            [
                (wake::NAMES, &mut name_set),
                (wake::EVIDENCE, &mut evidence),
                (wake::TITLES, &mut titles),
                (wake::ALIASES, &mut aliases),
                (wake::ANAPHORS, &mut anaphors),
                (wake::RELATIONS, &mut relations),
                (wake::CUES, &mut cues),
                (wake::CUES, &mut name_cues),
            ],
        );
        let language = Language {
            wake,
            used_names,
            common_class: spec
                .common_words
                .as_deref()
                .and_then(|name| language.lexicons.find_class(name)),
            common_words: common.into_iter().collect(),
            macros: macros.sources(),
            rules,
            phases,
            names: name_set,
            evidence,
            titles,
            aliases,
            anaphors,
            relations,
            cues,
            name_cues,
            has_lists: macros.table.contains_key(LIST_SEPARATOR),
            ..language
        };
        check::reads(&language, &self.pack.types, self.files, self.faults);
        language
    }
}

/// Which sets each word, class and type wakes.
fn wakes(phases: &mut [ValuePhase], rules: &mut [Rule], sets: [(u32, &mut MatchSet); 8]) -> Wake {
    let mut out = Wake::default();
    // A word that only an `unless` names wakes no rule, yet must not be passed over.
    rules.iter_mut().for_each(|rule| out.add(wake::GUARDS, &mut rule.unless));
    for (bit, phase) in (0u32..).zip(phases) {
        out.add(bit, &mut phase.patterns);
        for shape in &phase.shapes {
            match &rules[shape.0 as usize].kind {
                RuleKind::Shape { first: FirstChar::Digit, .. } => out.add_figures(bit),
                _ => out.add_always(bit),
            }
        }
    }
    for (bit, set) in sets {
        out.add(bit, set);
    }
    out
}

#[derive(Default)]
struct Sets {
    names: MatchSet,
    evidence: MatchSet,
    titles: MatchSet,
    aliases: MatchSet,
    anaphors: MatchSet,
    relations: MatchSet,
    cues: MatchSet,
    name_cues: MatchSet,
}

impl Sets {
    fn seal(&mut self) {
        for set in [
            &mut self.names,
            &mut self.evidence,
            &mut self.titles,
            &mut self.aliases,
            &mut self.anaphors,
            &mut self.relations,
            &mut self.cues,
            &mut self.name_cues,
        ] {
            set.seal();
        }
    }
}

fn common_words(language: &Language, spec: &LanguageSpec) -> BTreeSet<String> {
    let class = spec.common_words.as_deref().and_then(|name| language.lexicons.find_class(name));
    language
        .lexicons
        .entries()
        .iter()
        .filter(|entry| Some(entry.class) == class)
        .map(|entry| fold(&entry.form))
        .collect()
}

/// Whether a value rule has the roles that its constructor needs, those of its macros included.
fn suffices(kind: &RuleKind, program: Option<&Program>) -> Result<(), String> {
    match (kind, program) {
        (RuleKind::Value { make, set, .. }, Some(program)) => {
            let roles: Vec<&str> = program.roles.iter().map(String::as_str).collect();
            make.suffices(&roles, set)
        }
        (RuleKind::Shape { make, set, groups, .. }, _) => {
            let roles: Vec<&str> = groups.iter().map(|(name, _)| name.as_str()).collect();
            make.suffices(&roles, set)
        }
        _ => Ok(()),
    }
}

/// The types that the value rules among `drafts` write.
fn value_types(drafts: &[Draft], types: &[String]) -> BTreeSet<TypeId> {
    let written = drafts.iter().flat_map(|draft| match &draft.rule.kind {
        RuleKind::Value { make, .. } | RuleKind::Shape { make, .. } => make.writes(),
        _ => &[],
    });
    written
        .filter_map(|name| types.iter().position(|held| held == name))
        .filter_map(|at| u8::try_from(at).ok().map(TypeId))
        .collect()
}

fn class_costs(language: &Language, common: &BTreeSet<String>) -> BTreeMap<ClassId, u32> {
    let mut costs: BTreeMap<ClassId, u32> = BTreeMap::new();
    for entry in language.lexicons.entries() {
        let cost = costs.entry(entry.class).or_insert(20);
        let folded = fold(&entry.form);
        let common = common.contains(&folded) || !folded.chars().any(char::is_alphanumeric);
        *cost = cost.saturating_add(if common { 20_000 } else { 4 });
    }
    costs
}

/// `^` and `$` of evidence inside a name are the edges of the name, which the names stage looks at, not
/// those of the line.
fn has_edges_of_name(kind: &RuleKind) -> bool {
    matches!(kind, RuleKind::Evidence { side: Side::Inside { .. }, .. })
}

fn compile_text(
    text: &str,
    edges_of_name: bool,
    gap: u8,
    stops: &[WordId],
    names: &LanguageNames<'_>,
    vocabulary: &mut crate::engine::vocabulary::Vocabulary,
) -> Result<Vec<Program>, Vec<CompileError>> {
    let pattern = Pattern::parse(text);
    let pattern = if edges_of_name { pattern.and_then(Pattern::without_edges) } else { pattern };
    let pattern = pattern.map_err(|error| {
        let mut fault = CompileError::new(&error.span, error.message);
        fault.help = error.help;
        vec![fault]
    })?;
    compile(&pattern.root, gap, stops, names, vocabulary)
}

fn diagnose(
    error: &CompileError,
    rule: &Rule,
    source: &str,
    at: &Range<usize>,
    text: &Filled,
    macros: &Macros,
) -> Diagnostic {
    let span = place(source, at, &text.origin(&error.span));
    let fault = compile_fault(error, &rule.file, span);
    match error.inside.as_ref().and_then(|(name, _)| macros.table.get(name)) {
        Some(held) => fault.at(&held.file, held.at.clone(), "in this macro"),
        None => fault,
    }
}
