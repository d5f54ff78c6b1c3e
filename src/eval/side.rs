//! Gold and prediction brought to one shape, so that scoring compares like with like.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::gold::{GoldRelation, GoldText};
use crate::kb::v1::{
    AmountKind, EntityKind, KnowledgeBase, MemberRole, Modifier, RelationKind, Status,
};

/// What is scored apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Mentions of organisations.
    Organisation,
    /// Mentions of persons.
    Person,
    /// Mentions of places.
    Place,
    /// Date expressions.
    Date,
    /// Sums of money.
    Money,
    /// Percentages.
    Percent,
    /// Counted people or things.
    Count,
    /// Physical quantities and ages.
    Measure,
}

impl Class {
    /// Every class, in reporting order.
    pub const ALL: [Self; 8] = [
        Self::Organisation,
        Self::Person,
        Self::Place,
        Self::Date,
        Self::Money,
        Self::Percent,
        Self::Count,
        Self::Measure,
    ];

    /// The four kinds of amounts.
    pub const AMOUNTS: [Self; 4] = [Self::Money, Self::Percent, Self::Count, Self::Measure];

    /// The word that reports and metric names use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Person => "person",
            Self::Place => "place",
            Self::Date => "date",
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Count => "count",
            Self::Measure => "measure",
        }
    }
}

impl From<EntityKind> for Class {
    fn from(kind: EntityKind) -> Self {
        match kind {
            EntityKind::Organisation => Self::Organisation,
            EntityKind::Person => Self::Person,
            EntityKind::Place => Self::Place,
        }
    }
}

impl From<AmountKind> for Class {
    fn from(kind: AmountKind) -> Self {
        match kind {
            AmountKind::Money => Self::Money,
            AmountKind::Percent => Self::Percent,
            AmountKind::Count => Self::Count,
            AmountKind::Measure => Self::Measure,
        }
    }
}

/// An annotated or predicted stretch.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub class: Class,
    pub span: (u32, u32),
    pub meaning: Meaning,
    /// Rule that made it; empty in gold.
    pub rule: String,
    /// Confidence; 1 in gold.
    pub score: f64,
}

#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// Index into [`Side::entities`].
    Entity(usize),
    Date(String),
    Amount(Amount),
}

#[derive(Clone, Debug)]
pub(super) struct Amount {
    pub value: Decimal,
    pub value_max: Option<Decimal>,
    pub unit: Option<String>,
    pub modifier: Option<Modifier>,
    pub per: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub class: Class,
    pub name: String,
    pub names: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Link {
    pub kind: RelationKind,
    pub status: Status,
    /// Role and index into [`Side::entities`].
    pub members: Vec<(MemberRole, usize)>,
    /// Other defensible members: role, entity; each stands for the first member of its role.
    pub alternatives: Vec<(MemberRole, usize)>,
    pub optional: bool,
    pub span: (u32, u32),
    pub rule: String,
    pub score: f64,
}

/// One text as gold or as a prediction has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub items: Vec<Item>,
    pub entities: Vec<Entity>,
    pub links: Vec<Link>,
}

impl Side {
    pub fn of_gold(text: &GoldText) -> Self {
        let gold = &text.gold;
        let mut side = Self::default();
        let organisations = gold
            .organisations
            .iter()
            .map(|e| (Class::Organisation, &e.name, &e.aliases, &e.mentions));
        let persons =
            gold.persons.iter().map(|e| (Class::Person, &e.name, &e.aliases, &e.mentions));
        let places = gold.places.iter().map(|e| (Class::Place, &e.name, &e.aliases, &e.mentions));
        for (class, name, aliases, mentions) in organisations.chain(persons).chain(places) {
            let entity = side.entity(class, name, aliases.iter().cloned());
            for &span in mentions {
                side.item(class, span, Meaning::Entity(entity), ("", 1.0));
            }
        }
        for date in gold.dates.iter().flatten() {
            let span = (date.start, date.end);
            side.item(Class::Date, span, Meaning::Date(date.value.clone()), ("", 1.0));
        }
        for amount in gold.amounts.iter().flatten() {
            let meaning = Meaning::Amount(Amount {
                value: amount.value,
                value_max: amount.value_max,
                unit: amount.unit.clone(),
                modifier: amount.modifier,
                per: amount.per.clone(),
            });
            side.item(amount.kind.into(), (amount.start, amount.end), meaning, ("", 1.0));
        }
        for relation in &gold.relations {
            let link = side.gold_link(relation);
            side.links.push(link);
        }
        side
    }

    fn gold_link(&mut self, relation: &GoldRelation) -> Link {
        let mut resolve = |role: MemberRole, names: &[String]| -> Vec<(MemberRole, usize)> {
            let place = |name: &String| relation.place_parties.contains(name);
            names.iter().map(|name| (role, self.party(name, place(name)))).collect()
        };
        let mut members = resolve(MemberRole::Partner, &relation.parties);
        members.extend(resolve(MemberRole::Source, &relation.source));
        members.extend(resolve(MemberRole::Target, &relation.target));
        let mut alternatives = resolve(MemberRole::Source, &relation.alt.source);
        alternatives.extend(resolve(MemberRole::Target, &relation.alt.target));
        Link {
            kind: relation.kind,
            status: relation.status,
            members,
            alternatives,
            optional: relation.optional,
            span: relation.evidence.first().copied().unwrap_or_default(),
            rule: String::new(),
            score: 1.0,
        }
    }

    /// The entity that a relation names: by name, then by alias, a place first when the relation says
    /// so. A party without a record (`implicit`) becomes an entity without mentions.
    fn party(&mut self, name: &str, place: bool) -> usize {
        let fits = |entity: &Entity| entity.class != Class::Person;
        let ranked = self.entities.iter().enumerate().filter(|(_, entity)| fits(entity));
        let found = ranked
            .filter_map(|(at, entity)| {
                let alias = entity.name != name;
                let known = !alias || entity.names.iter().any(|other| other == name);
                known.then_some((alias, (entity.class == Class::Place) != place, at))
            })
            .min();
        match found {
            Some((_, _, at)) => at,
            None => {
                let class = if place { Class::Place } else { Class::Organisation };
                self.entity(class, name, [])
            }
        }
    }

    /// The records of `kb` about the document with `text`; everything when `kb` holds one document.
    pub fn of_kb(kb: &KnowledgeBase, text: &str) -> Self {
        let mut side = Self::default();
        let same = kb.documents.iter().find(|document| document.text.as_deref() == Some(text));
        let only = if kb.documents.len() == 1 { kb.documents.first() } else { None };
        let Some(document) = same.or(only) else { return side };
        let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
        for entity in &kb.organisations {
            let names = entity.names.iter().map(|name| name.name.clone());
            let names = names.chain(entity.acronym.clone());
            by_id.insert(&entity.id, side.entity(Class::Organisation, &entity.name, names));
        }
        for entity in &kb.persons {
            let names = entity.names.iter().map(|name| name.name.clone());
            by_id.insert(&entity.id, side.entity(Class::Person, &entity.name, names));
        }
        for entity in &kb.places {
            let names = entity.names.iter().map(|name| name.name.clone());
            by_id.insert(&entity.id, side.entity(Class::Place, &entity.name, names));
        }
        for mention in kb.mentions.iter().filter(|mention| mention.document == document.id) {
            let class = mention.kind.into();
            let entity = match by_id.get(mention.entity.as_str()) {
                Some(&entity) => entity,
                None => side.entity(class, &mention.surface, []),
            };
            let span = (mention.char_start, mention.char_end);
            side.item(class, span, Meaning::Entity(entity), (&mention.rule, mention.score));
        }
        for date in kb.dates.iter().filter(|date| date.document == document.id) {
            let span = (date.char_start, date.char_end);
            let made_by = (date.rule.as_str(), date.score);
            side.item(Class::Date, span, Meaning::Date(date.value.clone()), made_by);
        }
        for amount in kb.amounts.iter().filter(|amount| amount.document == document.id) {
            let meaning = Meaning::Amount(Amount {
                value: amount.value.0,
                value_max: amount.value_max.map(|exact| exact.0),
                unit: amount.unit.clone(),
                modifier: amount.modifier,
                per: amount.per.clone(),
            });
            let span = (amount.char_start, amount.char_end);
            side.item(amount.kind.into(), span, meaning, (&amount.rule, amount.score));
        }
        for relation in &kb.relations {
            let Some(evidence) =
                relation.evidence.iter().find(|evidence| evidence.document == document.id)
            else {
                continue;
            };
            let members = relation.members.iter().map(|member| {
                let entity = match by_id.get(member.entity.as_str()) {
                    Some(&entity) => entity,
                    None => side.entity(Class::Organisation, &member.entity, []),
                };
                (member.role, entity)
            });
            let members = members.collect();
            side.links.push(Link {
                kind: relation.kind,
                status: relation.status,
                members,
                alternatives: vec![],
                optional: false,
                span: (evidence.char_start, evidence.char_end),
                rule: evidence.rule.clone(),
                score: relation.score,
            });
        }
        side
    }

    fn entity(
        &mut self,
        class: Class,
        name: &str,
        names: impl IntoIterator<Item = String>,
    ) -> usize {
        let names = names.into_iter().collect();
        self.entities.push(Entity { class, name: name.to_owned(), names });
        self.entities.len() - 1
    }

    /// Adds a stretch; `made_by` is its rule and confidence.
    fn item(
        &mut self,
        class: Class,
        span: (u32, u32),
        meaning: Meaning,
        (rule, score): (&str, f64),
    ) {
        self.items.push(Item { class, span, meaning, rule: rule.to_owned(), score });
    }

    /// Stretches of one class and their indices into [`Side::items`].
    pub fn of_class(&self, class: Class) -> (Vec<(u32, u32)>, Vec<usize>) {
        let chosen = self.items.iter().enumerate().filter(|(_, item)| item.class == class);
        chosen.map(|(at, item)| (item.span, at)).unzip()
    }
}
