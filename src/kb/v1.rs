//! Version 1 of the published JSON: flat tables joined by id.
//!
//! Fixed keys (`null` is written), closed enumerations in `snake_case`, no map whose keys are
//! data, no SQL keyword as a key. Offsets are half-open code points of `documents[].text`:
//! `text[char_start:char_end] == surface`. The JSON Schema is derived from these types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use super::exact::Exact;
pub use super::kinds::{
    AmountKind, DateKind, EntityKind, MemberRole, Modifier, OrganisationKind, PlaceKind, Status,
};
pub use super::relation_kind::RelationKind;

/// `format` of a knowledge base file.
pub const FORMAT: &str = "extract-kb";
/// `format_version` of this module. Minor versions only add keys.
pub const FORMAT_VERSION: &str = "1.1";

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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// Latitude in degrees; of a country or region, that of a town in its middle, for maps.
    pub latitude: Option<f64>,
    /// Longitude in degrees, likewise.
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
    /// `planned` for what is yet to come ("un nouveau Technopark à Tanger, prévu à la rentrée"),
    /// `ended`, `denied`; null for what is simply named.
    #[serde(default)]
    pub status: Option<Status>,
    /// The cue rule that says so.
    #[serde(default)]
    pub status_rule: Option<String>,
}

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
