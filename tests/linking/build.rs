//! Facts for linking tests, built from names instead of texts.

use extract::kb::facts::{DocumentFacts, LocalEntity, LocalMention, LocalRelation};
use extract::kb::id;
use extract::kb::v1::{
    Block, BlockKind, Document, EntityKind, Evidence, Member, MemberRole, PlaceKind, RelationKind,
    Status,
};
use extract::text::CharSpan;

/// A document under construction.
pub struct Doc {
    facts: DocumentFacts,
    text: String,
}

/// A document whose text begins with `seed`, which makes its id.
pub fn doc(seed: &str) -> Doc {
    let document = Document {
        locator: format!("{seed}.txt"),
        language: "fr".to_owned(),
        language_score: 1.0,
        encoding: "utf-8".to_owned(),
        ..Document::default()
    };
    let facts = DocumentFacts { document, ..DocumentFacts::default() };
    Doc { facts, text: format!("{seed}\n") }
}

/// An organisation with a name and nothing else.
pub fn org(name: &str) -> LocalEntity {
    LocalEntity::new(EntityKind::Organisation, name)
}

/// A person with a name and nothing else.
pub fn person(name: &str) -> LocalEntity {
    LocalEntity::new(EntityKind::Person, name)
}

/// A place in a country.
pub fn place(name: &str, kind: PlaceKind, country: &str) -> LocalEntity {
    LocalEntity {
        place_kind: Some(kind),
        country: Some(country.to_owned()),
        ..LocalEntity::new(EntityKind::Place, name)
    }
}

impl Doc {
    /// Sets the publication date.
    pub fn published(mut self, date: &str) -> Self {
        self.facts.document.published = Some(date.to_owned());
        self
    }

    /// Adds running text that mentions nobody.
    pub fn text(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Adds an entity and a mention of it by its name.
    pub fn with(mut self, entity: LocalEntity) -> Self {
        let surface = entity.name.clone();
        self.facts.entities.push(entity);
        let last = self.facts.entities.len() - 1;
        self.mention(last, &surface)
    }

    /// Adds a mention.
    pub fn mention(mut self, entity: usize, surface: &str) -> Self {
        let start = self.text.chars().count();
        self.text.push_str(surface);
        let end = self.text.chars().count();
        self.text.push_str(". ");
        self.facts.mentions.push(LocalMention {
            entity: u32::try_from(entity).expect("small"),
            char_start: u32::try_from(start).expect("small"),
            char_end: u32::try_from(end).expect("small"),
            surface: surface.to_owned(),
            is_name: true,
            status: None,
            status_rule: None,
            sentence: 0,
            rule: "test.name".to_owned(),
            evidence: Vec::new(),
            score: 900,
        });
        self
    }

    /// Adds a relation between entities; `change` sets what else it says.
    pub fn relation(
        mut self,
        kind: RelationKind,
        members: &[(MemberRole, u32)],
        change: impl FnOnce(&mut LocalRelation),
    ) -> Self {
        let end = u32::try_from(self.text.chars().count()).expect("small");
        let mut relation = LocalRelation {
            kind,
            status: Status::Effective,
            members: members.to_vec(),
            signatories: Vec::new(),
            date: None,
            place: None,
            amount: None,
            instrument: None,
            object: None,
            score: 800,
            evidence: vec![Evidence {
                document: String::new(),
                char_start: 0,
                char_end: end,
                quote: self.text.clone(),
                rule: "test.relation".to_owned(),
                mentions: Vec::new(),
            }],
        };
        change(&mut relation);
        self.facts.relations.push(relation);
        self
    }

    /// A relation of all partners in the order given.
    pub fn agreement(self, members: &[u32], change: impl FnOnce(&mut LocalRelation)) -> Self {
        let members: Vec<_> = members.iter().map(|&at| (MemberRole::Partner, at)).collect();
        self.relation(RelationKind::AGREEMENT, &members, change)
    }

    /// The facts.
    pub fn done(mut self) -> DocumentFacts {
        let document = &mut self.facts.document;
        document.id = id::document(&self.text, document.published.as_deref());
        document.char_count = self.text.chars().count() as u64;
        document.blocks = vec![Block {
            kind: BlockKind::Body,
            language: "fr".to_owned(),
            char_start: 0,
            char_end: u32::try_from(document.char_count).expect("small"),
        }];
        for relation in &mut self.facts.relations {
            for evidence in &mut relation.evidence {
                evidence.document.clone_from(&document.id);
                evidence.mentions = self
                    .facts
                    .mentions
                    .iter()
                    .map(|mention| {
                        let span = CharSpan { start: mention.char_start, end: mention.char_end };
                        let kind = self.facts.entities[mention.entity as usize].kind.as_str();
                        id::mention(&document.id, span, kind)
                    })
                    .collect();
            }
        }
        document.text = Some(self.text);
        self.facts
    }
}

/// Ids of the members of a relation.
pub fn entities(members: &[Member]) -> Vec<&str> {
    members.iter().map(|member| member.entity.as_str()).collect()
}
