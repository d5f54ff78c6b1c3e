//! Mentions to entities: names with one key are one body, place or person; joins put further names
//! together; what the text and the gazetteer say of each is filled in.

use rustc_hash::FxHashMap;

use super::joins::{self, Group, Join};
use super::salience::Head;
use super::tables::{LanguageTables, Lex};
use super::{Buffers, NameContext, anaphors, full_names, places, titles};
use crate::engine::lexicon::EntryId;
use crate::gazetteer::{Gazetteer, OrganisationRow, Table};
use crate::kb::facts::{Joined, LocalEntity};
use crate::kb::v1::{EntityKind, ExternalId, OrganisationKind};
use crate::pipeline::analysis::{Analysis, EntityIdx, NameKind};
use crate::text::TokenSpan;
use crate::text::fold::name_key;

use super::properties::key_of;

/// Makes the entities of the document, ties its mentions to them and resolves what stands for one.
pub(super) fn build(analysis: &mut Analysis<'_>, cx: &NameContext<'_>, buffers: &mut Buffers) {
    let (mut groups, of_mention) = group(analysis, cx);
    full_names::fill(analysis, cx, &of_mention, &mut groups);
    let (joins, roots) = joins::find(analysis, cx, buffers, &groups, &of_mention).finish();
    // Entities in the order of their first mention.
    let mut entity_of_root: FxHashMap<usize, EntityIdx> = FxHashMap::default();
    let country = places::document_country(analysis, cx, &groups);
    let mut members_of: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
    for (at, &root) in roots.iter().enumerate() {
        members_of[root].push(at);
    }
    let mut joins_of: Vec<Vec<&Join>> = vec![Vec::new(); groups.len()];
    for join in &joins {
        joins_of[roots[join.form]].push(join);
    }
    for &root in roots.iter().take(groups.len()) {
        if entity_of_root.contains_key(&root) {
            continue;
        }
        let (members, joins) = (&members_of[root], &joins_of[root]);
        let entity = describe(analysis, cx, &groups, members, joins, country.as_deref());
        entity_of_root.insert(root, EntityIdx(analysis.entities.len() as u32));
        analysis.entities.push(entity);
    }
    for (at, group) in of_mention.iter().enumerate() {
        analysis.names[at].entity = group.map(|group| entity_of_root[&roots[group]]);
    }
    let heads: Vec<Head> = {
        let mut heads = vec![None; analysis.entities.len()];
        for (number, group) in groups.iter().enumerate() {
            let entity = entity_of_root[&roots[number]].0 as usize;
            let language = analysis.sentences[group.sentence].language;
            heads[entity] = heads[entity].or(group.head.map(|head| (language, head)));
        }
        heads
    };
    anaphors::resolve(analysis, cx, buffers, &heads);
    titles::fill(analysis, buffers);
}

/// Groups of mentions with one key and kind, and the group of each mention.
fn group(analysis: &Analysis<'_>, cx: &NameContext<'_>) -> (Vec<Group>, Vec<Option<usize>>) {
    let mut keys: FxHashMap<(NameKind, u64), usize> = FxHashMap::default();
    let mut groups: Vec<Group> = Vec::new();
    let mut of_mention = Vec::with_capacity(analysis.names.len());
    for mention in &analysis.names {
        if mention.kind == NameKind::Other {
            of_mention.push(None);
            continue;
        }
        let key = key_of(analysis.text, &analysis.tokens[mention.tokens.range()]);
        let at = *keys.entry((mention.kind, key)).or_insert_with(|| {
            groups.push(Group {
                kind: mention.kind,
                surfaces: Vec::new(),
                tokens: mention.tokens,
                sentence: mention.sentence as usize,
                head: None,
                head_end: mention.tokens.start,
                described: None,
                full: None,
                mentions: 0,
            });
            groups.len() - 1
        });
        let group = &mut groups[at];
        group.mentions += 1;
        let surface = clean(analysis.surface(mention.tokens));
        match group.surfaces.iter_mut().find(|(held, _)| *held == surface) {
            Some((_, count)) => *count += 1,
            None => group.surfaces.push((surface, 1)),
        }
        if mention.kind == NameKind::Organisation {
            let sentence = &analysis.sentences[mention.sentence as usize];
            if let Some(tables) = cx.tables.language(sentence.language) {
                let (head, described) =
                    heads(analysis, tables, mention.tokens, mention.sentence as usize);
                if let Some((entry, end)) = head.filter(|_| group.head.is_none()) {
                    group.head = Some(entry);
                    group.head_end = end;
                    group.tokens = mention.tokens;
                    group.sentence = mention.sentence as usize;
                }
                group.described = group.described.or(described);
            }
        }
        of_mention.push(Some(at));
    }
    (groups, of_mention)
}

/// The head that a name begins with, and the kind that a descriptor before it tells.
fn heads(
    analysis: &Analysis<'_>,
    tables: &LanguageTables,
    tokens: TokenSpan,
    sentence: usize,
) -> (Option<(EntryId, u32)>, Option<OrganisationKind>) {
    let hits = analysis.hits_of(&analysis.sentences[sentence]);
    let from = hits.partition_point(|hit| hit.start < tokens.start);
    let head = hits[from..]
        .iter()
        .take_while(|hit| hit.start == tokens.start)
        .filter(|hit| tables.class_bit(hit.class) == Lex::OrgHead.bit() && hit.end <= tokens.end)
        .max_by_key(|hit| (hit.end, std::cmp::Reverse(hit.entry)))
        .map(|hit| (hit.entry, hit.end));
    // "la banque X", "le groupe malien X": the noun may be one adjective away.
    let described = hits[..from]
        .iter()
        .rev()
        .take_while(|hit| hit.start + 6 >= tokens.start)
        .filter(|hit| {
            let class = tables.class_bit(hit.class);
            class == Lex::OrgDescriptor.bit() || class == Lex::OrgHead.bit()
        })
        .find(|hit| {
            hit.end == tokens.start
                || (hit.end + 1 == tokens.start
                    && hits.iter().any(|other| {
                        other.start == hit.end
                            && other.end == tokens.start
                            && tables.class_bit(other.class) == Lex::Demonym.bit()
                    }))
        })
        .and_then(|hit| tables.row(hit.entry).kind);
    (head, described)
}

fn describe(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    groups: &[Group],
    members: &[usize],
    joins: &[&Join],
    country: Option<&str>,
) -> LocalEntity {
    let kind = match groups[members[0]].kind {
        NameKind::Place => EntityKind::Place,
        NameKind::Person => EntityKind::Person,
        NameKind::Organisation | NameKind::Other => EntityKind::Organisation,
    };
    // The fullest form: the longest that is not written in capitals.
    let spelling = |at: usize| joins.iter().any(|join| join.form == at && join.misspelt);
    let full = members
        .iter()
        .copied()
        .filter(|&at| !spelling(at))
        .max_by_key(|&at| (name(&groups[at]).chars().count(), std::cmp::Reverse(at)))
        .unwrap_or(members[0]);
    let name = name(&groups[full]).to_owned();
    let mut entity = LocalEntity::new(kind, name);
    for &at in members {
        for (surface, _) in &groups[at].surfaces {
            if *surface != entity.name && !entity.aliases.contains(surface) {
                entity.aliases.push(surface.clone());
            }
        }
    }
    entity.aliases.sort();
    for join in joins {
        let name = best(&groups[join.form]).map(|(surface, _)| surface.clone()).unwrap_or_default();
        let joined = Joined { name, rule: join.rule.clone(), score: join.score };
        if join.acronym && entity.acronym.is_none() {
            entity.acronym = Some(joined.name.clone());
        }
        entity.joined.push(joined);
    }
    entity.joined.sort();
    entity.joined.dedup();
    match kind {
        EntityKind::Organisation => {
            organisation(analysis, cx, groups, members, country, &mut entity);
        }
        EntityKind::Place => places::describe(analysis, cx, groups, members, country, &mut entity),
        EntityKind::Person => {}
    }
    entity
}

fn organisation(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    groups: &[Group],
    members: &[usize],
    country: Option<&str>,
    entity: &mut LocalEntity,
) {
    let kinds = |at: usize| -> Option<OrganisationKind> {
        let sentence = &analysis.sentences[groups[at].sentence];
        let tables = cx.tables.language(sentence.language)?;
        let head = groups[at].head.and_then(|entry| tables.row(entry).kind);
        head.or(groups[at].described)
    };
    let known = |kind: &OrganisationKind| *kind != OrganisationKind::Other;
    if let Some(kind) = members.iter().filter_map(|&at| kinds(at)).find(known) {
        entity.organisation_kind = kind;
    }
    for &at in members {
        for (surface, _) in &groups[at].surfaces {
            if entity.gazetteer.is_none() && !stands_for_another(cx, groups, members, surface) {
                known_organisation(cx.gazetteer, surface, country, entity);
            }
        }
    }
    if entity.country.is_none() {
        let behind = |&at: &usize| places::country_behind(analysis, cx, &groups[at]);
        let inside = |&at: &usize| places::country_inside(analysis, cx, &groups[at]);
        let told = members.iter().find_map(behind);
        entity.country = told.or_else(|| members.iter().find_map(inside));
    }
    if entity.acronym.is_none() {
        let acronym = |surface: &&String| shouted(surface) && surface.chars().count() <= 10;
        if members.len() > 1 {
            entity.acronym = entity.aliases.iter().find(acronym).cloned();
        }
    }
}

/// Whether an acronym that the gazetteer gives to another body is here that of a name whose letters it takes:
/// "Femmes chefs d'entreprise (FCE)" is no "Forum des chefs d'entreprise".
fn stands_for_another(
    cx: &NameContext<'_>,
    groups: &[Group],
    members: &[usize],
    surface: &str,
) -> bool {
    if surface.contains(' ') || !shouted(surface) {
        return false;
    }
    let full = || members.iter().map(|&at| groups[at].name()).filter(|name| name.contains(' '));
    let mut named = full().filter(|name| joins::abbreviates(surface, name)).peekable();
    if named.peek().is_none() {
        return false;
    }
    let words = |name: &str| -> Vec<String> {
        let long = |word: &&str| word.chars().count() > 3;
        name_key(name).split(' ').filter(long).map(str::to_owned).collect()
    };
    let Some(posting) = cx.gazetteer.lookup(surface).find(|at| at.table() == Table::Organisation)
    else {
        return false;
    };
    let held: Vec<Vec<String>> = cx.gazetteer.forms(posting).map(words).collect();
    !named.any(|name| {
        let own = words(name);
        held.iter().any(|held| {
            own.iter().filter(|word| held.contains(word)).count() * 2 >= own.len().max(held.len())
        })
    })
}

/// Fills in what the gazetteer knows of an organisation; of bodies with one name the one that belongs to the
/// document's country.
fn known_organisation(
    gazetteer: &Gazetteer,
    surface: &str,
    country: Option<&str>,
    entity: &mut LocalEntity,
) {
    let mut rows = gazetteer
        .lookup(surface)
        .filter(|posting| {
            matches!(posting.table(), Table::Organisation | Table::Brand)
                && (!posting.needs_exact_case() || gazetteer.is_written_as(*posting, surface))
        })
        .filter_map(|posting| gazetteer.organisation(posting));
    let Some(first) = rows.next() else { return };
    let here = |row: &OrganisationRow<'_>| country.is_some() && row.country == country;
    let row = if here(&first) { first } else { rows.find(here).unwrap_or(first) };
    entity.gazetteer = Some(row.name.to_owned());
    entity.country = row.country.map(str::to_owned);
    if let Ok(kind) = row.kind.parse() {
        entity.organisation_kind = kind;
    } else if entity.organisation_kind == OrganisationKind::Other {
        entity.organisation_kind = OrganisationKind::Company;
    }
    if entity.acronym.is_none() {
        entity.acronym = row.acronym.map(str::to_owned);
    }
    if let Some(id) = row.wikidata {
        entity.ids.push(ExternalId { scheme: "wikidata".to_owned(), value: id.to_owned() });
    }
}

/// The name of a group: in full where a shared head cut it short, else as [`best`] has it.
fn name(group: &Group) -> &str {
    let best = || best(group).map_or("", |(surface, _)| surface.as_str());
    group.full.as_deref().unwrap_or_else(best)
}

/// The form of a group that is shown: rather not in capitals, rather with a capital, the commonest.
fn best(group: &Group) -> Option<&(String, usize)> {
    group.surfaces.iter().max_by_key(|(surface, count)| {
        (!shouted(surface), starts_high(surface), *count, std::cmp::Reverse(surface))
    })
}

/// A name on one line, with single spaces.
pub(super) fn clean(surface: &str) -> String {
    surface.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a form is written in capitals.
pub(super) fn shouted(surface: &str) -> bool {
    surface.chars().any(char::is_uppercase) && !surface.chars().any(char::is_lowercase)
}

fn starts_high(surface: &str) -> bool {
    surface.chars().next().is_some_and(char::is_uppercase)
}
