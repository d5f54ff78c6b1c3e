//! What one document contributes: owned, `Send`, a pure function of the document, the settings
//! and the rules. `link` turns any multiset of these into a knowledge base, whatever their order.

use serde::{Deserialize, Serialize};

use super::v1::{
    AmountMention, DateMention, DateValue, Document, EntityKind, Evidence, ExternalId, Issue,
    MemberRole, OrganisationKind, PlaceKind, RelationAmount, RelationKind, Status,
};

/// The facts of one document. Serialised one a line in `facts.jsonl`, so that shards can be
/// linked later.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// The document's record, with its text.
    pub document: Document,
    /// Entities as the document tells them apart; mentions and relations index this list.
    pub entities: Vec<LocalEntity>,
    /// Mentions of entities, by position.
    pub mentions: Vec<LocalMention>,
    /// Dates, by position.
    pub dates: Vec<DateMention>,
    /// Amounts, by position.
    pub amounts: Vec<AmountMention>,
    /// Relations the document asserts.
    pub relations: Vec<LocalRelation>,
    /// Warnings about the document.
    pub issues: Vec<Issue>,
}

/// What became of one document: nothing is lost and nothing stops the batch.
#[derive(Clone, Debug, PartialEq)]
pub enum DocumentOutcome {
    /// It was read.
    Facts(Box<DocumentFacts>),
    /// It was left out on purpose (its language has no rules, it has no text).
    Skipped(Issue),
    /// It could not be read.
    Failed(Issue),
}

/// Index into [`DocumentFacts::entities`].
pub type EntityIdx = u32;

/// One entity inside one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocalEntity {
    /// Kind of entity.
    pub kind: EntityKind,
    /// Fullest form in the document.
    pub name: String,
    /// Acronym that the document or a gazetteer gives.
    pub acronym: Option<String>,
    /// Further forms that are known to be names of it (gazetteer variants are not listed here).
    pub aliases: Vec<String>,
    /// Kind of body; `Other` when unknown or not an organisation.
    pub organisation_kind: OrganisationKind,
    /// Kind of place, for places.
    pub place_kind: Option<PlaceKind>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// ISO 3166-2, for places.
    pub region: Option<String>,
    /// Latitude and longitude in degrees, for places.
    pub coordinates: Option<(f64, f64)>,
    /// Identifiers from a gazetteer.
    pub ids: Vec<ExternalId>,
    /// Key of the gazetteer entry it was linked to (its canonical name), if any.
    pub gazetteer: Option<String>,
    /// Roles stated for a person: role in the text's words, organisation.
    pub roles: Vec<(Option<String>, Option<EntityIdx>)>,
    /// Joins made inside the document: form, rule, score in thousandths.
    pub joined: Vec<Joined>,
}

impl LocalEntity {
    /// An entity of which no more than the kind and a name is known.
    #[must_use]
    pub fn new(kind: EntityKind, name: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            acronym: None,
            aliases: Vec::new(),
            organisation_kind: OrganisationKind::Other,
            place_kind: None,
            country: None,
            region: None,
            coordinates: None,
            ids: Vec::new(),
            gazetteer: None,
            roles: Vec::new(),
            joined: Vec::new(),
        }
    }
}

/// A form joined to an entity inside its document, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Joined {
    /// The form.
    pub name: String,
    /// Rule of the join.
    pub rule: String,
    /// Confidence in thousandths.
    pub score: u16,
}

/// A mention of a local entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocalMention {
    /// Entity.
    pub entity: EntityIdx,
    /// First code point.
    pub char_start: u32,
    /// First code point past the mention.
    pub char_end: u32,
    /// The text under the offsets.
    pub surface: String,
    /// Whether the surface is a name of the entity (an anaphor, "ce Centre", is not, and is not
    /// published as a mention; relations use it).
    pub is_name: bool,
    /// Number of the sentence.
    pub sentence: u32,
    /// Rule that made the span.
    pub rule: String,
    /// Evidence rules, strongest first.
    pub evidence: Vec<String>,
    /// Confidence in thousandths.
    pub score: u16,
    /// `planned` for what is yet to come ("un nouveau Technopark à Tanger, prévu à la rentrée"),
    /// `ended`, `denied`; null for what is simply named.
    #[serde(default)]
    pub status: Option<Status>,
    /// The cue rule that says so.
    #[serde(default)]
    pub status_rule: Option<String>,
}

/// A relation that one document asserts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocalRelation {
    /// Kind of link.
    pub kind: RelationKind,
    /// Whether it holds.
    pub status: Status,
    /// Members.
    pub members: Vec<(MemberRole, EntityIdx)>,
    /// Who signed: person, role in the text's words, organisation.
    pub signatories: Vec<(EntityIdx, Option<String>, Option<EntityIdx>)>,
    /// When.
    pub date: Option<DateValue>,
    /// Where.
    pub place: Option<EntityIdx>,
    /// For how much.
    pub amount: Option<RelationAmount>,
    /// Kind of instrument, folded ("convention"), which tells separate agreements apart.
    pub instrument: Option<String>,
    /// What it is about.
    pub object: Option<String>,
    /// Confidence in thousandths.
    pub score: u16,
    /// Sentences; `mentions` holds published mention ids.
    pub evidence: Vec<Evidence>,
}
