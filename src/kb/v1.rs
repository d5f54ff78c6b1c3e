//! Version 1 of the published JSON: flat tables joined by id.
//!
//! Fixed keys (`null` is written), closed enumerations in `snake_case`, no map whose keys are
//! data, no SQL keyword as a key. Offsets are half-open code points of `documents[].text`:
//! `text[char_start:char_end] == surface`. The JSON Schema is derived from these types.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `format` of a knowledge base file.
pub const FORMAT: &str = "extract-kb";
/// `format_version` of this module. Minor versions only add keys.
pub const FORMAT_VERSION: &str = "1.0";

/// The whole knowledge base: `output/kb.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KnowledgeBase {
    /// Always `extract-kb`.
    pub format: String,
    /// Version of this layout, `major.minor`.
    pub format_version: String,
    /// What made it.
    pub run: Run,
    /// One record a distinct text, ordered by locator, then record.
    pub documents: Vec<Document>,
    /// Organisations, ordered by id.
    pub organisations: Vec<Organisation>,
    /// Persons, ordered by id.
    pub persons: Vec<Person>,
    /// Places, ordered by id.
    pub places: Vec<Place>,
    /// Mentions of organisations, persons and places, by document and position.
    pub mentions: Vec<Mention>,
    /// Dates, by document and position.
    pub dates: Vec<DateMention>,
    /// Amounts, by document and position.
    pub amounts: Vec<AmountMention>,
    /// Partnership relations, ordered by id.
    pub relations: Vec<Relation>,
    /// What could not be read or was skipped, by locator and code.
    pub issues: Vec<Issue>,
}

/// What made the knowledge base: enough to tell whether two are comparable. No clock, no host,
/// no path outside the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// Always `extract`.
    pub tool: String,
    /// Version of the program.
    pub tool_version: String,
    /// Digest of the rules, lexicons and gazetteers in use.
    pub rules_digest: String,
    /// Digest of the settings that change results.
    pub settings_digest: String,
    /// Always `code_point`.
    pub offset_unit: String,
    /// Always `NFC`.
    pub text_form: String,
    /// Whether scores come from fitted weights; `false` means the authors' own.
    pub calibrated: bool,
}

/// One text that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// `d-` and a digest of the text (and of its publication date).
    pub id: String,
    /// Path inside the input folder, with `/`.
    pub locator: String,
    /// Id of the record inside a container file, else null.
    pub record: Option<String>,
    /// Other locators at which the same text was found, sorted; `locator#record` for records.
    pub other_locators: Vec<String>,
    /// Title, from metadata or the title block.
    pub title: Option<String>,
    /// Publication date as precise as known: `2021`, `2021-05` or `2021-05-14`.
    pub published: Option<String>,
    /// Where `published` comes from: `record`, `meta`, `header`, `dateline`, `text`.
    pub published_from: Option<String>,
    /// Publisher's name, where metadata or the text gives it.
    pub publisher: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// Author, where metadata or a byline gives one.
    pub author: Option<String>,
    /// ISO 639-1 code, or `und`.
    pub language: String,
    /// Share of the evidence for `language`, 0 to 1.
    pub language_score: f64,
    /// Encoding the bytes were read in, as a WHATWG label.
    pub encoding: String,
    /// Code points in `text`.
    pub char_count: u64,
    /// Id of the document this one nearly repeats, else null.
    pub duplicate_of: Option<String>,
    /// Typed stretches, in order, not overlapping.
    pub blocks: Vec<Block>,
    /// The text, NFC with `\n` line ends; null with `--no-text`.
    pub text: Option<String>,
}

/// A typed stretch of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// What the stretch is.
    pub kind: BlockKind,
    /// ISO 639-1 code, or `und`.
    pub language: String,
    /// First code point.
    pub char_start: u32,
    /// First code point past the block.
    pub char_end: u32,
}

/// What a block of a text is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Headline or heading.
    Title,
    /// Place and date before the first sentence, or a header line with the date.
    Dateline,
    /// Author or agency line.
    Byline,
    /// Running text.
    Body,
    /// A quotation set apart: a tweet, a pulled quote.
    Quote,
    /// List items.
    List,
    /// "About X" paragraphs of a release.
    About,
    /// Contact lines.
    Contact,
    /// Headlines of other articles.
    Teaser,
    /// Comment form or comments.
    Comment,
    /// Share bars, cookie banners, copyright lines, menus.
    Boilerplate,
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Organisation {
    /// `o-`, a readable slug and a digest of the canonical key.
    pub id: String,
    /// Fullest form.
    pub name: String,
    /// All forms met, most frequent first.
    pub names: Vec<NameCount>,
    /// Acronym.
    pub acronym: Option<String>,
    /// Kind of body.
    pub kind: OrganisationKind,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Identifiers in other registries.
    pub ids: Vec<ExternalId>,
    /// Mentions in all documents.
    pub mention_count: u64,
    /// Documents that mention it.
    pub document_count: u64,
    /// Earliest publication day (full day) of a document that mentions it.
    pub first_seen: Option<String>,
    /// Latest publication day (full day).
    pub last_seen: Option<String>,
    /// What was merged into this record and why.
    pub merged: Vec<Merge>,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// `p-`, a readable slug and a digest of the canonical key.
    pub id: String,
    /// Fullest form.
    pub name: String,
    /// All forms met, most frequent first.
    pub names: Vec<NameCount>,
    /// Roles stated, most frequent first.
    pub roles: Vec<PersonRole>,
    /// Mentions in all documents.
    pub mention_count: u64,
    /// Documents that mention the person.
    pub document_count: u64,
    /// Earliest publication day (full day).
    pub first_seen: Option<String>,
    /// Latest publication day (full day).
    pub last_seen: Option<String>,
    /// What was merged into this record and why.
    pub merged: Vec<Merge>,
}

/// A role of a person as the text states it.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct PersonRole {
    /// The text's own words.
    pub role: Option<String>,
    /// Organisation id.
    pub organisation: Option<String>,
    /// How often it is stated.
    pub count: u64,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// `l-`, a readable slug and a digest of the canonical key.
    pub id: String,
    /// French name.
    pub name: String,
    /// All forms met, most frequent first.
    pub names: Vec<NameCount>,
    /// Kind of place.
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// ISO 3166-2.
    pub region: Option<String>,
    /// Latitude in degrees.
    pub latitude: Option<f64>,
    /// Longitude in degrees.
    pub longitude: Option<f64>,
    /// Identifiers: `geonames`, `wikidata`, `m49`, `iso_3166_2`.
    pub ids: Vec<ExternalId>,
    /// Mentions in all documents.
    pub mention_count: u64,
    /// Documents that mention it.
    pub document_count: u64,
    /// Earliest publication day (full day).
    pub first_seen: Option<String>,
    /// Latest publication day (full day).
    pub last_seen: Option<String>,
    /// What was merged into this record and why.
    pub merged: Vec<Merge>,
}

/// A form and how often it was met.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct NameCount {
    /// The form as written.
    pub name: String,
    /// Mentions with this form.
    pub count: u64,
}

/// An identifier in another registry.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct ExternalId {
    /// Registry: `wikidata`, `geonames`, `iso_3166_1`, `iso_3166_2`, `m49`.
    pub scheme: String,
    /// The identifier there.
    pub value: String,
}

/// A merge and its reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Merge {
    /// Id the merged record would have had on its own.
    pub id: String,
    /// Its form.
    pub name: String,
    /// Rule of the merge.
    pub rule: String,
    /// Confidence, 0 to 1.
    pub score: f64,
}

/// A mention of an organisation, a person or a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// `document:start-end:kind`.
    pub id: String,
    /// Document id.
    pub document: String,
    /// Kind of the entity.
    pub kind: EntityKind,
    /// First code point.
    pub char_start: u32,
    /// First code point past the mention.
    pub char_end: u32,
    /// The text under the offsets.
    pub surface: String,
    /// Number of the sentence in the document, from 0.
    pub sentence: u32,
    /// Entity id.
    pub entity: String,
    /// Rule that made the span.
    pub rule: String,
    /// Evidence rules that spoke for or against, strongest first.
    pub evidence: Vec<String>,
    /// Confidence, 0 to 1.
    pub score: f64,
}

/// Kind of an entity.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// A named body that can act.
    Organisation,
    /// A named human.
    Person,
    /// A named location.
    Place,
}

macro_rules! closed {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every variant, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The published spelling.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($text => Ok(Self::$variant),)+ _ => Err(()) }
            }
        }
    };
}

closed!(
    /// Kind of body.
    OrganisationKind {
        /// A company.
        Company = "company",
        /// A bank or other credit institution.
        Bank = "bank",
        /// A public agency, office or authority.
        PublicAgency = "public_agency",
        /// A ministry or department of state.
        Ministry = "ministry",
        /// A government or state.
        Government = "government",
        /// A local or regional authority.
        LocalAuthority = "local_authority",
        /// An embassy, consulate or delegation.
        Embassy = "embassy",
        /// A university.
        University = "university",
        /// A school or faculty.
        School = "school",
        /// A laboratory or research institute.
        Laboratory = "laboratory",
        /// A cluster.
        Cluster = "cluster",
        /// A technology or natural park.
        Park = "park",
        /// An incubator or accelerator.
        Incubator = "incubator",
        /// An association.
        Association = "association",
        /// A non-governmental organisation.
        Ngo = "ngo",
        /// A foundation.
        Foundation = "foundation",
        /// A chamber of commerce, trade or agriculture.
        Chamber = "chamber",
        /// A federation of bodies.
        Federation = "federation",
        /// A union.
        Union = "union",
        /// A political party.
        Party = "party",
        /// A parliament or parliamentary group.
        Parliament = "parliament",
        /// A court.
        Court = "court",
        /// A free-standing commission.
        Commission = "commission",
        /// A sports club.
        Club = "club",
        /// An international organisation.
        International = "international",
        /// A news agency, newspaper or publisher.
        Media = "media",
        /// A network or community.
        Network = "network",
        /// A fund that itself pays.
        Fund = "fund",
        /// A programme or initiative that itself acts.
        Programme = "programme",
        /// A hospital.
        Hospital = "hospital",
        /// A museum.
        Museum = "museum",
        /// Any other, or unknown.
        Other = "other",
    }
);

closed!(
    /// Kind of place.
    PlaceKind {
        /// A country.
        Country = "country",
        /// A first or second level subdivision or natural region.
        Region = "region",
        /// A city, town or village.
        City = "city",
        /// A region of several countries, or a continent.
        WorldRegion = "world_region",
        /// A street or address.
        Address = "address",
        /// Sea, mountain, district, venue and others.
        Other = "other",
    }
);

closed!(
    /// Kind of a date expression.
    DateKind {
        /// A calendar date, month, year, season or quarter.
        Date = "date",
        /// A stretch with two ends.
        Interval = "interval",
        /// A length of time.
        Duration = "duration",
        /// A repeated time.
        Set = "set",
    }
);

closed!(
    /// Kind of an amount.
    AmountKind {
        /// A sum of money.
        Money = "money",
        /// A percentage.
        Percent = "percent",
        /// People or things counted.
        Count = "count",
        /// A physical quantity or an age.
        Measure = "measure",
    }
);

closed!(
    /// How a figure is qualified.
    Modifier {
        /// "environ".
        About = "about",
        /// "plus de".
        MoreThan = "more_than",
        /// "au moins".
        AtLeast = "at_least",
        /// "moins de".
        LessThan = "less_than",
        /// "jusqu'à".
        AtMost = "at_most",
    }
);

closed!(
    /// Kind of a partnership relation.
    RelationKind {
        /// A formal instrument.
        Agreement = "agreement",
        /// Working together without an instrument.
        Collaboration = "collaboration",
        /// Source supports target.
        Support = "support",
        /// Source pays for or invests in target.
        Funding = "funding",
        /// Source is a member or part of target.
        Membership = "membership",
    }
);

closed!(
    /// Whether a relation holds.
    Status {
        /// Signed, running or past.
        Effective = "effective",
        /// Announced.
        Planned = "planned",
        /// Over.
        Ended = "ended",
        /// Said not to be.
        Denied = "denied",
    }
);

closed!(
    /// Role of a member in a relation.
    MemberRole {
        /// A party of a symmetric relation.
        Partner = "partner",
        /// Who supports, pays or belongs.
        Source = "source",
        /// Who is supported, paid or belonged to.
        Target = "target",
    }
);

/// Value of a date: as precise as the source, with full-day bounds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct DateValue {
    /// ISO 8601 / TIMEX3: `2019-04-10`, `2016-11`, `2019-04-09/2019-04-11`, `P4Y`, `XXXX-WXX-4`.
    pub value: String,
    /// First full day it can mean.
    pub earliest: Option<String>,
    /// Last full day it can mean.
    pub latest: Option<String>,
}

/// A date expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DateMention {
    /// `document:start-end:date`.
    pub id: String,
    /// Document id.
    pub document: String,
    /// First code point.
    pub char_start: u32,
    /// First code point past the expression.
    pub char_end: u32,
    /// The text under the offsets.
    pub surface: String,
    /// Kind of expression.
    pub kind: DateKind,
    /// ISO 8601 / TIMEX3 value.
    pub value: String,
    /// First full day it can mean.
    pub earliest: Option<String>,
    /// Last full day it can mean.
    pub latest: Option<String>,
    /// `minute`, `day`, `week`, `month`, `quarter`, `half`, `season`, `year`, `decade`, `century`,
    /// `vague`, `duration`.
    pub precision: String,
    /// What a relative expression was resolved against: a full or partial date, else null.
    pub anchor: Option<String>,
    /// Rule that made it.
    pub rule: String,
    /// Confidence, 0 to 1.
    pub score: f64,
}

/// An amount.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AmountMention {
    /// `document:start-end:amount`.
    pub id: String,
    /// Document id.
    pub document: String,
    /// First code point.
    pub char_start: u32,
    /// First code point past the expression.
    pub char_end: u32,
    /// The text under the offsets.
    pub surface: String,
    /// Kind of amount.
    pub kind: AmountKind,
    /// The figure in units, exact.
    pub value: Exact,
    /// Upper end of a range.
    pub value_max: Option<Exact>,
    /// ISO 4217 code, `percent`, `pp`, `bp`, unit symbol, or null for counts.
    pub unit: Option<String>,
    /// How the figure is qualified.
    pub modifier: Option<Modifier>,
    /// `day`, `week`, `month`, `quarter`, `year`, `hour`, or what the rate is per.
    pub per: Option<String>,
    /// What is counted, in the text's words.
    pub item: Option<String>,
    /// Rule that made it.
    pub rule: String,
    /// Confidence, 0 to 1.
    pub score: f64,
}

/// An amount as a relation carries it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RelationAmount {
    /// Mention it comes from.
    pub mention: String,
    /// The figure in units, exact.
    pub value: Exact,
    /// Upper end of a range.
    pub value_max: Option<Exact>,
    /// ISO 4217 code or unit.
    pub unit: Option<String>,
    /// Whether the sum is shared with another relation of the same sentence.
    pub shared: bool,
}

/// A partnership relation: n-ary, with evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Relation {
    /// `r-`, the kind and a digest of kind, members and what tells separate agreements apart.
    pub id: String,
    /// Kind of link.
    pub kind: RelationKind,
    /// Whether `source` and `target` differ.
    pub directed: bool,
    /// Whether it holds.
    pub status: Status,
    /// Members, ordered by role, then entity.
    pub members: Vec<Member>,
    /// Who signed.
    pub signatories: Vec<Signatory>,
    /// When.
    pub date: Option<DateValue>,
    /// Place id: where.
    pub place: Option<String>,
    /// For how much.
    pub amount: Option<RelationAmount>,
    /// What it is about, in the text's words.
    pub object: Option<String>,
    /// Confidence, 0 to 1.
    pub score: f64,
    /// Documents that assert it.
    pub document_count: u64,
    /// The sentences that assert it, by document and position.
    pub evidence: Vec<Evidence>,
}

/// A member of a relation.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Member {
    /// Part it plays.
    pub role: MemberRole,
    /// Organisation id, or place id where a state or city is itself the party.
    pub entity: String,
}

/// A person who signed for a party.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Signatory {
    /// Person id.
    pub person: String,
    /// Role in the text's words.
    pub role: Option<String>,
    /// Organisation id.
    pub organisation: Option<String>,
}

/// A sentence that asserts a relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Document id.
    pub document: String,
    /// First code point of the quote.
    pub char_start: u32,
    /// First code point past the quote.
    pub char_end: u32,
    /// The sentence.
    pub quote: String,
    /// Rule that asserted it.
    pub rule: String,
    /// Mentions that fill its roles.
    pub mentions: Vec<String>,
}

/// Something that could not be read, or was skipped.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Issue {
    /// Path inside the input.
    pub locator: String,
    /// Record inside a container file.
    pub record: Option<String>,
    /// Stable code: `D001` and so on.
    pub code: String,
    /// `failed`, `skipped` or `warning`.
    pub severity: Severity,
    /// One sentence: what happened and what to do.
    pub message: String,
}

/// Weight of an issue.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The document is not in the knowledge base.
    Failed,
    /// The document was left out on purpose (its language, for example).
    Skipped,
    /// The document was read, with a loss that is named.
    Warning,
}

/// An exact decimal, written as a JSON number.
///
/// Every value this program makes survives a round trip through a double (a test proves it);
/// one that would not is written as null rather than wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(pub Decimal);

impl Exact {
    /// `value`, unless it has more digits than a double keeps: such a figure could not be
    /// published as a JSON number, so whoever makes amounts refuses it.
    #[must_use]
    pub fn new(value: Decimal) -> Option<Self> {
        let value = value.normalize();
        (value.is_integer() && value.to_i64().is_some() || as_double(value).is_some())
            .then_some(Self(value))
    }
}

/// The double that prints as `value`, if there is one.
fn as_double(value: Decimal) -> Option<f64> {
    let text = value.to_string();
    text.parse::<f64>().ok().filter(|double| double.to_string() == text)
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = self.0.normalize();
        if value.is_integer()
            && let Some(integer) = value.to_i64()
        {
            return serializer.serialize_i64(integer);
        }
        match as_double(value) {
            Some(double) => serializer.serialize_f64(double),
            None => serializer.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        let text = number.to_string();
        // serde_json writes doubles past 1e16 or under 1e-5 in scientific notation.
        text.parse()
            .or_else(|_| Decimal::from_scientific(&text))
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Exact {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Exact".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "number", "description": "An exact decimal."})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_with_too_many_digits_are_refused() {
        assert!(Exact::new(Decimal::new(1_234_567_890_123_456_789, 2)).is_none());
        assert_eq!(
            serde_json::to_string(&Exact(Decimal::new(780, 2))).ok().as_deref(),
            Some("7.8")
        );
    }

    proptest! {
        #[test]
        fn what_is_accepted_survives_json(mantissa in any::<i64>(), scale in 0u32..20) {
            if let Some(exact) = Exact::new(Decimal::new(mantissa, scale)) {
                let json = serde_json::to_string(&exact).unwrap_or_default();
                let back: Option<Exact> = serde_json::from_str(&json).ok();
                prop_assert_eq!(back, Some(exact), "{}", json);
            }
        }
    }
}
