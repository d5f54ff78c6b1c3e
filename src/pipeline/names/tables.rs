//! What the names stage needs of the rules, laid out once: class bits, what lexicon rows say of
//! heads and titles, and the weights of evidence.

use std::collections::{BTreeMap, BTreeSet};

use super::features::{Feature, Features};
use super::full_names;
use crate::engine::lexicon::{ClassId, Entry, EntryId};
use crate::kb::v1::OrganisationKind;
use crate::pipeline::analysis::NameKind;
use crate::rules::{Language, LanguageIdx, RuleIdx, RuleKind, RuleSet, set::Side};
use crate::text::fold::{fold, strip};
use crate::text::token::WordId;

/// A lexicon class that the generators know, by its bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Lex {
    OrgHead,
    OrgDescriptor,
    LegalForm,
    EventHead,
    ProductHead,
    PrizeHead,
    LawHead,
    BuildingHead,
    ProgrammeHead,
    InternalOrgan,
    Civility,
    Role,
    PlaceHead,
    Demonym,
    Connector,
    Particle,
    Surname,
    FunctionWord,
    Opener,
    CommonAcronym,
    OtherLast,
    NameFiller,
}

const CLASSES: &[(Lex, &str)] = &[
    (Lex::OrgHead, "org_head"),
    (Lex::OrgDescriptor, "org_descriptor"),
    (Lex::LegalForm, "legal_form"),
    (Lex::EventHead, "event_head"),
    (Lex::ProductHead, "product_head"),
    (Lex::PrizeHead, "prize_head"),
    (Lex::LawHead, "law_head"),
    (Lex::BuildingHead, "building_head"),
    (Lex::ProgrammeHead, "programme_head"),
    (Lex::InternalOrgan, "internal_organ"),
    (Lex::Civility, "civility"),
    (Lex::Role, "role"),
    (Lex::PlaceHead, "place_head"),
    (Lex::Demonym, "demonym"),
    (Lex::Connector, "name_connector"),
    (Lex::Particle, "name_particle"),
    (Lex::Surname, "surname"),
    (Lex::FunctionWord, "function_word"),
    (Lex::Opener, "opener"),
    (Lex::CommonAcronym, "common_acronym"),
    (Lex::OtherLast, "other_last"),
    (Lex::NameFiller, "name_filler"),
];

impl Lex {
    pub const fn bit(self) -> u32 {
        1 << self as u8
    }
}

/// What joins two parts of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    Genitive,
    Coordination,
    Preposition,
    Article,
    /// A name goes on behind it as long as capitals do: "Ministry of Health and Social Action".
    English(Option<Tie>),
}

/// How an English connector ties two names that are not one, in English text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tie {
    Genitive,
    Coordination,
    Preposition,
}

/// What a lexicon row says, without strings.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    pub flags: u16,
    pub kind: Option<OrganisationKind>,
    pub joint: Option<Joint>,
}

impl Row {
    pub const STRONG: u16 = 1;
    pub const LOWER_OK: u16 = 1 << 1;
    pub const ANAPHOR: u16 = 1 << 2;
    pub const APPOS_IN: u16 = 1 << 3;
    pub const PLURAL: u16 = 1 << 4;
    pub const FEMININE: u16 = 1 << 5;
    pub const MASCULINE: u16 = 1 << 6;
    pub const ADDRESS: u16 = 1 << 7;
    pub const NATURAL: u16 = 1 << 8;
    pub const ALSO_ORG: u16 = 1 << 9;
    pub const LEGAL_BEFORE: u16 = 1 << 10;
    pub const EMBASSY: u16 = 1 << 11;
    pub const AREA: u16 = 1 << 12;
    pub const PURPOSE: u16 = 1 << 13;
    pub const CIVILITY_ALSO: u16 = 1 << 14;
    pub const ROUTE: u16 = 1 << 15;

    pub fn has(self, flag: u16) -> bool {
        self.flags & flag != 0
    }
}

/// Types that evidence may be about; the last is "not a name".
pub const TARGETS: [&str; 5] = ["ORG", "PLACE", "PERSON", "OTHER", "NONE"];
pub(super) const NONE: usize = 4;
pub(super) const KINDS: [NameKind; 4] =
    [NameKind::Organisation, NameKind::Place, NameKind::Person, NameKind::Other];

/// What one evidence rule is worth.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weight {
    pub rule: RuleIdx,
    /// Index into [`TARGETS`].
    pub target: u8,
    /// Zero is no group.
    pub group: u8,
    pub weight: i32,
    /// Strength in its group.
    pub rank: i32,
}

/// Properties that an evidence rule asks of a candidate: some that it has, some that it lacks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wants {
    has: Features,
    lacks: Features,
}

impl Wants {
    /// Whether a candidate is as the rule wants it.
    pub fn met_by(self, features: Features) -> bool {
        features.0 & self.has.0 == self.has.0 && features.0 & self.lacks.0 == 0
    }

    /// The property under which the rule is filed; a rule that only asks for a lack is filed under all.
    fn bit(self) -> Option<usize> {
        self.has.bits().next().or((self.lacks.0 != 0).then_some(Feature::Always as usize))
    }

    /// Reads the properties that a rule names; loading has seen to it that they exist.
    fn read(text: &str) -> Self {
        let mut wants = Self::default();
        for word in text.split_whitespace() {
            let (set, name) = match word.strip_prefix('!') {
                Some(name) => (&mut wants.lacks, name),
                None => (&mut wants.has, word),
            };
            if let Some((feature, _)) = Feature::ALL.iter().find(|(_, held)| *held == name) {
                set.set(*feature);
            }
        }
        wants
    }
}

/// The properties that evidence may ask of a name.
#[must_use]
pub fn property_names() -> Vec<&'static str> {
    Feature::ALL.iter().map(|&(_, name)| name).collect()
}

/// Tables of one language.
#[derive(Debug, Default)]
pub(super) struct LanguageTables {
    /// By [`ClassId`]: the bit of a class of [`CLASSES`], else zero.
    pub class_bits: Vec<u32>,
    /// By [`EntryId`].
    pub rows: Vec<Row>,
    /// Weights by property.
    pub features: Vec<Vec<Weight>>,
    /// By [`RuleIdx`]: weight of an evidence rule with a pattern, and where its candidate stands.
    pub evidence: Vec<Option<(Weight, Side)>>,
    /// By [`RuleIdx`]: what an evidence rule asks of its candidate.
    pub wants: Vec<Wants>,
    /// Countries whose towns need no explanation, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// Function words, sorted.
    pub function_words: Vec<WordId>,
    /// Conjunctions of one word, sorted.
    pub conjunctions: Vec<WordId>,
    /// Genitives of one word, sorted.
    pub genitives: Vec<WordId>,
    /// Joints of one word, folded and without accents.
    pub joints: BTreeMap<String, Joint>,
    /// Words that a name may leave out and still name the same body, folded and without accents.
    pub fillers: BTreeSet<String>,
}

/// Tables of all languages; made once for a rule set.
#[derive(Debug, Default)]
pub struct NameTables {
    languages: Vec<LanguageTables>,
}

impl NameTables {
    /// Lays out the tables of a rule set.
    #[must_use]
    pub fn new(rules: &RuleSet) -> Self {
        let targets: Vec<Option<u8>> = rules
            .types
            .iter()
            .map(|name| TARGETS.iter().position(|held| held == name).map(|at| at as u8))
            .collect();
        let languages = rules.languages.iter().map(|language| tables(language, &targets)).collect();
        Self { languages }
    }

    pub(super) fn language(&self, at: LanguageIdx) -> Option<&LanguageTables> {
        self.languages.get(at.0 as usize)
    }
}

impl LanguageTables {
    /// The shortest genitive, with an apostrophe at its end or without.
    pub fn plain_genitive(&self, with_apostrophe: bool) -> Option<&str> {
        let genitives = self.joints.iter().filter(|&(_, &joint)| joint == Joint::Genitive);
        let fit = genitives.filter(|(joint, _)| full_names::elided(joint) == with_apostrophe);
        fit.map(|(joint, _)| joint.as_str()).min_by_key(|joint| (joint.len(), *joint))
    }

    pub fn class_bit(&self, class: ClassId) -> u32 {
        self.class_bits.get(class.0 as usize).copied().unwrap_or(0)
    }

    pub fn row(&self, entry: EntryId) -> Row {
        self.rows.get(entry.0 as usize).copied().unwrap_or_default()
    }
}

fn tables(language: &Language, targets: &[Option<u8>]) -> LanguageTables {
    let class_bits = language
        .lexicons
        .class_names()
        .iter()
        .map(|name| CLASSES.iter().find(|(_, held)| held == name).map_or(0, |(lex, _)| lex.bit()))
        .collect();
    let rows = language.lexicons.entries().iter().map(row).collect();
    let mut groups: Vec<&str> = Vec::new();
    let mut features = vec![Vec::new(); Feature::ALL.len()];
    let mut evidence = vec![None; language.rules.len()];
    let mut wants = vec![Wants::default(); language.rules.len()];
    for (at, rule) in language.rules.iter().enumerate() {
        let RuleKind::Evidence { target, side, feature, group, .. } = &rule.kind else { continue };
        let Some(target) = targets.get(target.0 as usize).copied().flatten() else { continue };
        let group = group.as_deref().map_or(0, |name| {
            let at = groups.iter().position(|held| *held == name).unwrap_or_else(|| {
                groups.push(name);
                groups.len() - 1
            });
            u8::try_from(at + 1).unwrap_or(0)
        });
        let rank = rule.author_weight.abs();
        let weight = Weight { rule: RuleIdx(at as u32), target, group, weight: rule.weight, rank };
        wants[at] = feature.as_deref().map_or_else(Wants::default, Wants::read);
        if *side != Side::Feature {
            evidence[at] = Some((weight, *side));
        } else if let Some(bit) = wants[at].bit() {
            features[bit].push(weight);
        }
    }
    let rows: Vec<Row> = rows;
    let joints = |joint: Joint| {
        let mut words: Vec<WordId> = language
            .lexicons
            .entries()
            .iter()
            .zip(&rows)
            .filter(|(_, row)| row.joint == Some(joint))
            .filter_map(|(entry, _)| language.vocabulary.get(&fold(&entry.form)))
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    };
    let mut function_words: Vec<WordId> = (language.common_words.iter())
        .filter_map(|word| language.vocabulary.get(&fold(word)))
        .collect();
    function_words.sort_unstable();
    let (conjunctions, genitives) = (joints(Joint::Coordination), joints(Joint::Genitive));
    let mut small: BTreeMap<String, Joint> = BTreeMap::new();
    for (entry, row) in language.lexicons.entries().iter().zip(&rows) {
        if let Some(joint) = row.joint.filter(|_| !entry.form.contains(' ')) {
            // Of a form with two rows the first counts.
            small.entry(strip(&fold(&entry.form))).or_insert(joint);
        }
    }
    let filler = language.lexicons.find_class("name_filler");
    let fillers = language
        .lexicons
        .entries()
        .iter()
        .filter(|entry| Some(entry.class) == filler)
        .map(|entry| strip(&fold(&entry.form)))
        .collect();
    let press = language.lexicons.find_class("press_country");
    let countries = language
        .lexicons
        .entries()
        .iter()
        .filter(|entry| Some(entry.class) == press)
        .map(|entry| entry.form.clone())
        .collect();
    LanguageTables {
        class_bits,
        rows,
        features,
        evidence,
        wants,
        countries,
        function_words,
        conjunctions,
        genitives,
        joints: small,
        fillers,
    }
}

fn row(entry: &Entry) -> Row {
    let get = |key| entry.features.get(key);
    let mut flags = 0;
    let mut set = |on: bool, flag: u16| flags |= if on { flag } else { 0 };
    set(get("strength") == Some("strong"), Row::STRONG);
    set(get("case") == Some("lower_ok"), Row::LOWER_OK);
    set(get("anaphor") == Some("yes"), Row::ANAPHOR);
    set(get("appos") == Some("in"), Row::APPOS_IN);
    set(get("number") == Some("p"), Row::PLURAL);
    set(get("gender") == Some("f"), Row::FEMININE);
    set(get("gender") == Some("m"), Row::MASCULINE);
    set(get("kind") == Some("address"), Row::ADDRESS);
    set(get("natural") == Some("yes"), Row::NATURAL);
    set(get("route") == Some("yes"), Row::ROUTE);
    set(matches!(get("kind"), Some("region" | "city" | "country")), Row::AREA);
    set(get("also") == Some("org"), Row::ALSO_ORG);
    set(matches!(get("position"), Some("before" | "both")), Row::LEGAL_BEFORE);
    set(get("kind") == Some("embassy"), Row::EMBASSY);
    set(get("tail") == Some("purpose"), Row::PURPOSE);
    set(matches!(get("also"), Some("name" | "first_name")), Row::CIVILITY_ALSO);
    let joint = match get("kind") {
        Some("genitive") => Some(Joint::Genitive),
        Some("coordination") => Some(Joint::Coordination),
        Some("preposition") => Some(Joint::Preposition),
        Some("article") => Some(Joint::Article),
        Some("english") => Some(Joint::English(match get("tie") {
            Some("genitive") => Some(Tie::Genitive),
            Some("coordination") => Some(Tie::Coordination),
            Some("preposition") => Some(Tie::Preposition),
            _ => None,
        })),
        _ => None,
    };
    Row { flags, kind: get("kind").and_then(|kind| kind.parse().ok()), joint }
}
