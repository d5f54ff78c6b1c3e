//! What may stand in a rule file, as written. Unknown keys are errors.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// A sentence that shows what a rule does or does not match.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The sentence. What the rule is to find stands in brackets, with its role: `[a:ONEE]`; the
    /// whole span of a value or name needs no role: `[10 avril 2019]`.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
    /// The normalised value, for values.
    pub value: Option<String>,
    /// Mentions given instead of found: `ORG: ONEE; ADA`.
    #[schemars(with = "Option<String>")]
    pub given: Option<Spanned<String>>,
    /// Publication date against which relative dates resolve.
    pub published: Option<String>,
    /// Country of the document.
    pub country: Option<String>,
    /// Status expected of a relation.
    pub status: Option<String>,
    /// Why the rule must not match, or why it misses.
    pub why: Option<String>,
}

/// Substitutions that make a family of rules from one template: for each combination of the
/// listed values, `$name` in the pattern and the id is replaced.
pub type Family = BTreeMap<String, Vec<String>>;

macro_rules! spec {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Stable name of the rule, `language.kind.name`.
            #[schemars(with = "String")]
            pub id: Spanned<String>,
            /// One readable line: what the text says when the rule matches.
            pub says: Option<String>,
            /// Longer documentation.
            pub doc: Option<String>,
            /// Former ids.
            #[serde(default)]
            pub was: Vec<String>,
            /// Makes a family of rules from this one.
            #[serde(default)]
            pub each: Family,
            /// Sentences it matches.
            #[serde(default)]
            pub r#match: Vec<Example>,
            /// Sentences it must not match.
            #[serde(default)]
            pub no: Vec<Example>,
            /// Sentences it ought to match and does not yet.
            #[serde(default)]
            pub todo: Vec<Example>,
            $($(#[$fdoc])* pub $field: $type,)*
        }
    };
}

spec!(
    /// `[[shape]]`: a regex on the raw text that makes a value.
    ShapeSpec {
        /// Constructor of the value.
        make: String,
        /// What the first character is: `digit`, `letter` or `symbol`.
        #[schemars(extend("enum" = ["digit", "letter", "symbol"]))]
        #[serde(default = "digit")]
        first: String,
        /// The regex; named groups are roles. It starts and ends at token edges.
        #[schemars(with = "String")]
        regex: Spanned<String>,
        /// Literal fields handed to the constructor.
        #[serde(default)]
        set: BTreeMap<String, String>,
        /// Group that is the mention's span; the whole match without it.
        span: Option<String>,
        /// Confidence, 0 to 1.
        score: Option<f64>,
    }
);

spec!(
    /// `[[value]]`: a pattern that makes a value.
    ValueSpec {
        /// Constructor of the value.
        make: String,
        /// The pattern.
        #[schemars(with = "String")]
        pattern: Spanned<String>,
        /// Literal fields handed to the constructor.
        #[serde(default)]
        set: BTreeMap<String, String>,
        /// Role that is the mention's span; the whole match without it.
        span: Option<String>,
        /// Longest gap, in words.
        gap: Option<u8>,
        /// Patterns that forbid the match when they overlap it.
        #[serde(default)]
        #[schemars(with = "Vec<String>")]
        unless: Vec<Spanned<String>>,
        /// Confidence, 0 to 1.
        score: Option<f64>,
    }
);

spec!(
    /// `[[name]]`: a pattern that proposes a span for a name.
    NameSpec {
        /// Type proposed: `ORG`, `PLACE`, `PERSON` or `OTHER`.
        r#for: String,
        /// The pattern; the span is its role `name`, or the whole match.
        #[schemars(with = "String")]
        pattern: Spanned<String>,
        /// Longest gap, in words.
        gap: Option<u8>,
        /// Evidence the proposal itself gives, in log-odds.
        #[serde(default)]
        weight: f64,
        /// Evidences of one group count once, the strongest.
        group: Option<String>,
        /// Patterns that forbid the match when they overlap it.
        #[serde(default)]
        #[schemars(with = "Vec<String>")]
        unless: Vec<Spanned<String>>,
    }
);

spec!(
    /// `[[evidence]]`: what speaks for or against a type, for candidates that stand at `><`.
    EvidenceSpec {
        /// Type it is about: `ORG`, `PLACE`, `PERSON` or `OTHER`.
        r#for: String,
        /// A pattern with `><` where the candidate stands, or a pattern inside the candidate.
        #[schemars(with = "Option<String>")]
        pattern: Option<Spanned<String>>,
        /// Properties of the candidate that the program computes, instead of a pattern or besides it:
        /// one or several, parted by blanks; `!` before one that the candidate must lack.
        feature: Option<String>,
        /// Longest gap, in words.
        gap: Option<u8>,
        /// Log-odds; negative against the type.
        weight: f64,
        /// Evidences of one group count once, the strongest.
        group: Option<String>,
        /// Whether the body at `><` publishes the text: whom "we" means.
        #[serde(default)]
        publisher: bool,
        /// Patterns that forbid the match when they overlap it.
        #[serde(default)]
        #[schemars(with = "Vec<String>")]
        unless: Vec<Spanned<String>>,
    }
);

/// A body that only a title tells: a minister's ministry.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImpliedBody {
    /// Noun that the body's name begins with; what stands under the role `portfolio` follows it.
    pub head: String,
    /// Kind of body, as in the knowledge base.
    #[schemars(with = "String")]
    pub kind: Spanned<String>,
}

spec!(
    /// `[[title]]`: a person with a role and an organisation.
    TitleSpec {
        /// The pattern, with roles `person`, `role`, and `organisation` or `portfolio`.
        #[schemars(with = "String")]
        pattern: Spanned<String>,
        /// The body that the title alone tells, where no name of it stands in the text.
        implies: Option<ImpliedBody>,
        /// Longest gap, in words.
        gap: Option<u8>,
        /// Patterns that forbid the match when they overlap it.
        #[serde(default)]
        #[schemars(with = "Vec<String>")]
        unless: Vec<Spanned<String>>,
    }
);

spec!(
    /// `[[alias]]`: two names of one body, such as a full name and its acronym.
    AliasSpec {
        /// The pattern, with roles `name` and `alias`.
        #[schemars(with = "String")]
        pattern: Spanned<String>,
        /// What else must hold: `letters` (the letters of the shorter are found in the words of the longer),
        /// `sign` (that, or it looks like an acronym; the default), `words` (nothing: the pattern says it).
        proof: Option<String>,
        /// Longest gap, in words.
        gap: Option<u8>,
        /// Confidence, 0 to 1.
        score: Option<f64>,
        /// Patterns that forbid the match when they overlap it.
        #[serde(default)]
        #[schemars(with = "Vec<String>")]
        unless: Vec<Spanned<String>>,
    }
);

spec!(
    /// `[[anaphor]]`: a common noun that stands for a body named before.
    AnaphorSpec {
        /// The pattern; role `head` is the noun that must agree.
        #[schemars(with = "String")]
        pattern: Spanned<String>,
        /// What it refers to: `body` (one organisation), `set` (the parties of the last relation),
        /// `publisher` (who publishes the text) or `last` (the last organisation named).
        #[schemars(extend("enum" = ["body", "set", "publisher", "last"]))]
        refers: String,
        /// Confidence, 0 to 1.
        score: Option<f64>,
        /// Patterns that forbid the match when they overlap it.
        #[serde(default)]
        #[schemars(with = "Vec<String>")]
        unless: Vec<Spanned<String>>,
    }
);

spec!(
    /// `[[relation]]`: a partnership relation.
    RelationSpec {
        /// One of the kinds that `pack.toml` declares; the shipped one declares `agreement`,
        /// `collaboration`, `support`, `funding` and `membership`.
        #[schemars(extend("examples" = ["agreement", "collaboration", "support", "funding", "membership"]))]
        kind: String,
        /// The pattern.
        #[schemars(with = "String")]
        pattern: Spanned<String>,
        /// Longest gap, in words.
        gap: Option<u8>,
        /// Roles that are parties (symmetric kinds).
        #[serde(default)]
        parties: Vec<String>,
        /// Roles that are sources (directed kinds).
        #[serde(default)]
        source: Vec<String>,
        /// Roles that are targets (directed kinds).
        #[serde(default)]
        target: Vec<String>,
        /// Role that names the instrument.
        instrument: Option<String>,
        /// What the subject of the clause is, where the pattern leaves it out: `party`, `source` or
        /// `target`. The program looks for it among the organisations before the match.
        subject: Option<String>,
        /// Whether that subject is never in the clause: it is whom the text is about.
        #[serde(default)]
        topic: bool,
        /// Role whose text is the object.
        object: Option<String>,
        /// Role of the date, where the pattern pins it.
        date: Option<String>,
        /// Role of the place.
        place: Option<String>,
        /// Role of the amount.
        amount: Option<String>,
        /// How parties of a symmetric kind are taken: `all` (one relation of all, the default) or
        /// `pairs` (the first role with each member of the others).
        #[schemars(extend("enum" = ["all", "pairs"]))]
        #[serde(default = "all")]
        join: String,
        /// Status that the wording itself fixes.
        status: Option<String>,
        /// Author's belief, in log-odds.
        #[serde(default = "two")]
        weight: f64,
        /// Rules whose match on the same members this one replaces.
        #[serde(default)]
        beats: Vec<String>,
        /// Patterns that forbid the match when they overlap it.
        #[serde(default)]
        #[schemars(with = "Vec<String>")]
        unless: Vec<Spanned<String>>,
    }
);

spec!(
    /// `[[cue]]`: words that change the status of the relations in their scope.
    CueSpec {
        /// `denied`, `planned`, `ended`, `hypothetical`, `generic`, `pseudo` (cancels the cues it
        /// covers), or `venture` (what stands under `name` runs the thing under `thing`).
        #[schemars(extend("enum" = ["denied", "planned", "ended", "hypothetical", "generic", "pseudo", "venture"]))]
        kind: String,
        /// The pattern.
        #[schemars(with = "String")]
        pattern: Spanned<String>,
        /// `after` (from the cue to the end of its clause), `before`, `clause`, `sentence`, `match` (relations
        /// whose own words the cue overlaps), or `name` (what stands under its role `name`, no relation).
        #[schemars(extend("enum" = ["after", "before", "clause", "sentence", "match", "name"]))]
        #[serde(default = "clause")]
        scope: String,
        /// Longest gap, in words.
        gap: Option<u8>,
        /// Patterns that forbid the match when they overlap it.
        #[serde(default)]
        #[schemars(with = "Vec<String>")]
        unless: Vec<Spanned<String>>,
    }
);

fn digit() -> String {
    "digit".to_owned()
}

fn all() -> String {
    "all".to_owned()
}

fn clause() -> String {
    "clause".to_owned()
}

fn two() -> f64 {
    2.0
}

/// `[macro.name]`: a reusable part of patterns.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MacroSpec {
    /// Parameters; `$name` in the pattern is replaced by the argument.
    #[serde(default)]
    pub params: Vec<String>,
    /// The pattern.
    #[schemars(with = "String")]
    pub pattern: Spanned<String>,
    /// What it stands for.
    pub doc: Option<String>,
}

/// `pack.toml`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackSpec {
    /// Name of the pack.
    pub name: String,
    /// Version of the pack.
    pub version: String,
    /// Version of the rule format that it needs.
    #[schemars(with = "u32")]
    pub engine: Spanned<u32>,
    /// Folders that are languages.
    #[schemars(with = "Vec<String>")]
    pub languages: Vec<Spanned<String>>,
    /// Types of mention that patterns may name.
    pub types: Vec<String>,
    /// Phases of the value grammar, in order; 24 at most.
    #[schemars(with = "Vec<String>")]
    pub phases: Spanned<Vec<String>>,
    /// Kinds of relation.
    #[serde(default)]
    #[schemars(with = "Vec<RelationKindSpec>")]
    pub relation_kind: Vec<Spanned<RelationKindSpec>>,
}

/// `[[relation_kind]]` in `pack.toml`: a kind of relation that rules may assert.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RelationKindSpec {
    /// Its name in rules and in the output: a lower-case letter, then at most 30 lower-case letters,
    /// digits and `_`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What it means, in a line.
    pub means: String,
    /// Whether it has a source and a target; without, all members are partners.
    #[serde(default)]
    pub directed: bool,
    /// What a partner is called when a relation is explained.
    pub partner: Option<String>,
    /// What the source is called.
    pub source: Option<String>,
    /// What the target is called.
    pub target: Option<String>,
    /// Whether persons sign it for their body, at a place.
    #[serde(default)]
    pub signed: bool,
    /// Whether it is an act of some day, for some sum, rather than a state.
    #[serde(default)]
    pub event: bool,
    /// Whether the source gives something to the target: money, help. To whom, a text often leaves
    /// unsaid.
    #[serde(default)]
    pub gives: bool,
    /// Kinds that already say it of the same members: beside one of them it is left out (a directed
    /// one only where its subject was taken over from another sentence).
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub yields_to: Vec<Spanned<String>>,
}

/// `language.toml`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguageSpec {
    /// Words that elide, without apostrophe.
    #[serde(default)]
    pub elisions: Vec<String>,
    /// Words after which a dot ends no sentence, without the dot.
    #[serde(default)]
    pub abbreviations: Vec<String>,
    /// Words that no gap crosses.
    #[serde(default)]
    pub gap_stops: Vec<String>,
    /// Longest gap where a rule does not say.
    pub gap: Option<u8>,
    /// Class names that stand for parts of speech: `noun = "N"`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub parts_of_speech: BTreeMap<String, Spanned<String>>,
    /// Lexicon class of very common words, which make poor triggers.
    pub common_words: Option<String>,
}

/// A rule file, whole: what an editor checks while it is written.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Rule file")]
pub struct RuleFileSpec {
    /// Phase of the value rules of the file, one of those in `pack.toml`.
    pub phase: Option<String>,
    /// Reusable parts of patterns, by name.
    #[serde(default)]
    pub r#macro: BTreeMap<String, MacroSpec>,
    /// Regexes on the raw text that make values.
    #[serde(default)]
    pub shape: Vec<ShapeSpec>,
    /// Patterns that make values.
    #[serde(default)]
    pub value: Vec<ValueSpec>,
    /// Patterns that propose names.
    #[serde(default)]
    pub name: Vec<NameSpec>,
    /// What speaks for or against a type.
    #[serde(default)]
    pub evidence: Vec<EvidenceSpec>,
    /// Persons with a role and an organisation.
    #[serde(default)]
    pub title: Vec<TitleSpec>,
    /// Two names of one body.
    #[serde(default)]
    pub alias: Vec<AliasSpec>,
    /// Common nouns that stand for a body.
    #[serde(default)]
    pub anaphor: Vec<AnaphorSpec>,
    /// Partnership relations.
    #[serde(default)]
    pub relation: Vec<RelationSpec>,
    /// Words that change the status of relations.
    #[serde(default)]
    pub cue: Vec<CueSpec>,
}

/// The JSON Schema of rule files, for editors.
///
/// # Errors
/// Never in practice: a schema is plain JSON.
pub fn json_schema() -> Result<String, serde_json::Error> {
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    let schema = settings.into_generator().into_root_schema_for::<RuleFileSpec>();
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}
