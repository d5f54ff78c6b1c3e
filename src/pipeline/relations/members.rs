//! Symbols under a role to members: lists, states and cities as parties, persons who stand for
//! their body, anaphors of several bodies.

use super::line::{APPOSITION, Meaning, is_token, meaning};
use super::marks::{self, Marks};
use super::merge::History;
use super::propose::Reading;
use super::subject::is_comma;
use crate::engine::Line;
use crate::kb::v1::PlaceKind;
use crate::pipeline::analysis::{Analysis, EntityIdx, NameKind};

/// What stands under one role.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Bodies, in the order of the text.
    pub entities: Vec<EntityIdx>,
    /// Mentions used: indices into [`Analysis::names`].
    pub names: Vec<u32>,
    /// Persons: indices into [`Analysis::names`], with the body named nearest before or after.
    pub persons: Vec<(u32, Option<EntityIdx>)>,
    /// Whether each of `entities` is a place.
    pub places: Vec<bool>,
    /// Anaphors of several bodies, each with the sentence whose parties it takes up.
    pub sets: Vec<(u32, u32)>,
    /// An anaphor of several bodies that no relation resolves, and how many it means.
    pub open: Option<(u32, usize)>,
    /// Those that a collective gave.
    pub listed: Vec<EntityIdx>,
}

impl Found {
    /// Bodies that other sentences name.
    pub fn of(entities: &[EntityIdx]) -> Self {
        Self { entities: entities.to_vec(), places: vec![false; entities.len()], ..Self::default() }
    }

    pub fn add(&mut self, name: u32, entity: EntityIdx, place: bool) {
        self.names.push(name);
        if !self.entities.contains(&entity) {
            self.entities.push(entity);
            self.places.push(place);
        }
    }

    /// The members of a collective.
    pub fn add_all(&mut self, analysis: &Analysis<'_>, names: &[u32]) {
        for &index in names {
            let name = &analysis.names[index as usize];
            if let Some(entity) = name.entity {
                self.add(index, entity, name.kind == NameKind::Place);
                self.listed.push(entity);
            }
        }
    }

    pub fn append(&mut self, other: Self) {
        for (at, &entity) in other.entities.iter().enumerate() {
            if !self.entities.contains(&entity) {
                self.entities.push(entity);
                self.places.push(other.places[at]);
            }
        }
        self.names.extend(other.names);
        self.persons.extend(other.persons);
        self.sets.extend(other.sets);
        self.open = self.open.or(other.open);
        self.listed.extend(other.listed);
    }
}

/// Resolves the symbols `start..end`.
pub(super) fn resolve(
    reading: &Reading<'_, '_>,
    line: &Line,
    history: &History,
    (start, end): (usize, usize),
) -> Found {
    let (analysis, marks) = (reading.analysis, reading.marks);
    let mut found = Found::default();
    let mut last: Option<EntityIdx> = None;
    let mut waiting: Option<usize> = None;
    let mut aside = start;
    for at in start..end {
        if at < aside {
            continue;
        }
        if is_tie(reading, line, at) {
            let limit = end.min(at + APPOSITION);
            aside = (at + 2..limit).find(|&at| is_comma(reading, line, at)).unwrap_or(end);
            continue;
        }
        match meaning(line.symbols()[at]) {
            Meaning::Name(index) => {
                let name = &analysis.names[index as usize];
                match (name.kind, name.entity) {
                    (NameKind::Organisation, Some(entity)) => {
                        found.add(index, entity, false);
                        last = Some(entity);
                        if let Some(person) = waiting.take() {
                            found.persons[person].1.get_or_insert(entity);
                        }
                    }
                    (NameKind::Place, Some(entity)) => {
                        let kind = analysis.entities[entity.0 as usize].place_kind;
                        // "Mali : un don de la BAD".
                        let titled =
                            at == 0 && is_token(line, 1) && reading.surface(line, 1) == ":";
                        if titled || is_party(line, marks, kind, start, at) {
                            found.add(index, entity, true);
                        }
                    }
                    (NameKind::Person, Some(_)) => {
                        found.persons.push((index, last.take()));
                        if found.persons.last().is_some_and(|(_, body)| body.is_none()) {
                            waiting = Some(found.persons.len() - 1);
                        }
                    }
                    _ => {}
                }
            }
            Meaning::Set(index) => {
                let count = analysis.sets[index as usize].count;
                match history.last_parties(count) {
                    Some((parties, sentence)) => {
                        found.sets.push((index, sentence));
                        for &entity in parties {
                            if !found.entities.contains(&entity) {
                                found.entities.push(entity);
                                found.places.push(false);
                            }
                        }
                    }
                    None => found.open = Some((index, usize::from(count.unwrap_or(2)))),
                }
            }
            Meaning::List(index) => {
                found.add_all(analysis, reading.listed(index));
                last = found.entities.last().copied();
            }
            Meaning::Value(_) | Meaning::Word => {}
        }
    }
    found
}

/// Whether the comma at symbol `at` opens an aside that tells a tie of the body before it, whose other
/// end is no member of the list: "A, filiale de C, et B".
fn is_tie(reading: &Reading<'_, '_>, line: &Line, at: usize) -> bool {
    is_comma(reading, line, at) && marks::after(line, reading.marks.tie, at + 1).is_some()
}

/// Whether the place that is symbol `at`, under a role that begins at `start`, is itself meant: "le
/// Sénégal", "la ville de Thiès", "un prêt au Togo", "un don du Japon"; not "à Dakar" and "Agence X,
/// Dakar".
fn is_party(line: &Line, marks: &Marks, kind: Option<PlaceKind>, start: usize, at: usize) -> bool {
    let before = |class, at| marks::before(line, class, at);
    let located = |at| before(marks.place, at).is_some();
    let article = before(marks.article, at);
    if !located(at) && article.is_some_and(|from| !located(from)) {
        return true;
    }
    // "le maire de Thiès": he acts for the town.
    let envoy = [marks.of, marks.oblique]
        .into_iter()
        .any(|class| before(class, at).is_some_and(|of| before(marks.envoy, of).is_some()));
    if envoy {
        return true;
    }
    let leads = |from: usize| from <= start || before(marks.list, from).is_some();
    let mut first = at;
    // "les villes de X, de Y et de Z".
    while let Some(of) = before(marks.of, first)
        && let Some(join) = before(marks.list, of)
        && join > start
        && matches!(meaning(line.symbols()[join - 1]), Meaning::Name(_))
    {
        first = join - 1;
    }
    let territory = before(marks.of, first).and_then(|of| before(marks.territory, of));
    if let Some(noun) = territory {
        return leads(before(marks.article, noun).unwrap_or(noun));
    }
    // A state needs no article of its own where the rule's preposition has it.
    let state = matches!(kind, Some(PlaceKind::Country | PlaceKind::Region));
    let opened = [marks.recipient, marks.of, marks.agent]
        .into_iter()
        .any(|class| before(class, start).is_some() || marks::after(line, class, start).is_some());
    let listed = article.is_some_and(|from| before(marks.list, from).is_some());
    state && opened && (article.unwrap_or(at) <= start || listed)
}

/// The body that a person acts for, where the text states one.
pub(super) fn acts_for(analysis: &Analysis<'_>, person: EntityIdx) -> Option<EntityIdx> {
    let roles = &analysis.entities.get(person.0 as usize)?.roles;
    roles.iter().find_map(|(_, organisation)| organisation.map(EntityIdx))
}

/// Bodies that persons stand for, where the text states one.
pub(super) fn stand_ins(analysis: &Analysis<'_>, found: &mut Found) {
    for at in 0..found.persons.len() {
        let (person, named) = found.persons[at];
        let person_entity = analysis.names[person as usize].entity;
        let holds = |body: &EntityIdx| {
            let held = person_entity.and_then(|entity| analysis.entities.get(entity.0 as usize));
            held.is_some_and(|held| held.roles.iter().any(|&(_, at)| at == Some(body.0)))
        };
        // The body named nearest is the next signatory's in "le ministre de la Santé, X, et le directeur de
        // B, Y": a title that the text states goes before it.
        let stated = || person_entity.and_then(|entity| acts_for(analysis, entity));
        let body = named.filter(holds).or_else(stated).or(named);
        found.persons[at].1 = body;
        if let Some(body) = body
            && !found.entities.contains(&body)
        {
            found.add(person, body, false);
        }
    }
}
