//! Names that a document uses for one body or person: acronyms, short forms, surnames, slips.

use rustc_hash::FxHashMap;

use super::entities::shouted;
use super::masked;
use super::near::{FEW, Near};
use super::properties::{initials, key_of};
use super::tables::{Lex, Row};
use super::{Buffers, NameContext};
use crate::engine::lexicon::EntryId;
use crate::gazetteer::Table;
use crate::kb::v1::OrganisationKind;
use crate::pipeline::analysis::{Analysis, NameKind, roles};
use crate::rules::RuleIdx;
use crate::rules::set::wake;
use crate::text::TokenSpan;
use crate::text::fold::name_key;
use crate::text::token::Shape;

/// Mentions with one key.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub kind: NameKind,
    /// Forms as written, with how often.
    pub surfaces: Vec<(String, usize)>,
    /// A mention that shows the head.
    pub tokens: TokenSpan,
    pub sentence: usize,
    pub head: Option<EntryId>,
    /// Token past the head.
    pub head_end: u32,
    /// Kind that a noun before the name tells.
    pub described: Option<OrganisationKind>,
    pub mentions: usize,
}

impl Group {
    fn surface(&self) -> &str {
        self.surfaces.first().map_or("", |(surface, _)| surface)
    }
}

/// `form` is another name of what `full` names.
#[derive(Clone, Debug)]
pub(super) struct Join {
    pub form: usize,
    pub full: usize,
    pub rule: String,
    pub score: u16,
    pub acronym: bool,
    pub misspelt: bool,
}

/// All joins of the document, in a fixed order.
pub(super) fn find(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    buffers: &mut Buffers,
    groups: &[Group],
    of_mention: &[Option<usize>],
) -> Vec<Join> {
    let mut joins = Vec::new();
    stated(analysis, buffers, groups, of_mention, &mut joins);
    same_row(cx, groups, &mut joins);
    acronyms(groups, &mut joins);
    surnames(groups, &mut joins);
    short_forms(analysis, cx, groups, &mut joins);
    slips(groups, &mut joins);
    joins
}

fn join(form: usize, full: usize, rule: &str, score: u16) -> Join {
    Join { form, full, rule: rule.to_owned(), score, acronym: false, misspelt: false }
}

/// "A (SIGLE)", "SIGLE - A": what `[[alias]]` rules find and the letters bear out.
fn stated(
    analysis: &Analysis<'_>,
    buffers: &mut Buffers,
    groups: &[Group],
    of_mention: &[Option<usize>],
    joins: &mut Vec<Join>,
) {
    for number in 0..analysis.sentences.len() {
        let sentence = &analysis.sentences[number];
        let language = analysis.language(sentence);
        if !analysis.awake(sentence, wake::ALIASES)
            || masked::names_of(analysis, sentence.tokens).len() < 2
        {
            continue;
        }
        masked::fill(analysis, number, &mut buffers.masks, &mut buffers.line);
        let view = analysis.view();
        buffers.matches.clear();
        let (line, scratch) = (&buffers.line, &mut buffers.scratch);
        language.aliases.run(line, view, scratch, &mut (), &mut buffers.matches);
        for found in &buffers.matches {
            let rule = language.rule(RuleIdx(found.rule));
            if crate::pipeline::values::forbidden(rule, found, line, view, scratch) {
                continue;
            }
            let under = |wanted: &str| {
                let (_, role) =
                    roles(&language.aliases, found).find(|(name, _)| *name == wanted)?;
                of_mention.get(masked::name_at(line, role.start, role.end)?).copied().flatten()
            };
            let (Some(mut full), Some(mut form)) = (under("name"), under("alias")) else {
                continue;
            };
            if full == form || groups[full].kind != groups[form].kind {
                continue;
            }
            let short = |at: usize| groups[at].surface().chars().count();
            if short(form) > short(full) {
                std::mem::swap(&mut full, &mut form);
            }
            let borne_out = abbreviates(groups[form].surface(), groups[full].surface());
            let sign = !groups[form].surface().contains(' ')
                && groups[form].surface().chars().filter(|c| c.is_uppercase()).count() >= 2;
            if !borne_out && !sign {
                continue;
            }
            let score = rule.score.unwrap_or(if borne_out { 980 } else { 850 });
            joins.push(Join { acronym: true, ..join(form, full, &rule.id, score) });
        }
    }
}

/// Whether the letters of a form are initials or next letters of the words of a name.
fn abbreviates(form: &str, full: &str) -> bool {
    let letters: Vec<char> = name_key(form).chars().filter(|char| char.is_alphanumeric()).collect();
    let key = name_key(full);
    let parts: Vec<&str> = key.split(' ').collect();
    letters.len() >= 2 && parts.len() >= 2 && initials(&letters, &parts)
}

/// Two forms that the gazetteer lists for one organisation.
fn same_row(cx: &NameContext<'_>, groups: &[Group], joins: &mut Vec<Join>) {
    let mut rows: FxHashMap<(u8, usize), usize> = FxHashMap::default();
    for (at, group) in groups.iter().enumerate() {
        if group.kind != NameKind::Organisation {
            continue;
        }
        let surface = group.surface();
        let posting = cx.gazetteer.lookup(surface).find(|posting| {
            posting.table() == Table::Organisation
                && (!posting.needs_exact_case() || cx.gazetteer.is_written_as(*posting, surface))
        });
        let Some(posting) = posting else { continue };
        let key = (posting.table() as u8, posting.row());
        match rows.get(&key) {
            Some(&full) => {
                let acronym = shouted(surface);
                joins.push(Join { acronym, ..join(at, full, "join.gazetteer", 950) });
            }
            None => {
                rows.insert(key, at);
            }
        }
    }
}

/// An acronym alone whose letters fit one full name of the document, and one only.
fn acronyms(groups: &[Group], joins: &mut Vec<Join>) {
    let mut by_initial: FxHashMap<Option<char>, Vec<usize>> = FxHashMap::default();
    for (at, group) in groups.iter().enumerate() {
        if group.kind == NameKind::Organisation && group.surface().contains(' ') {
            by_initial.entry(name_key(group.surface()).chars().next()).or_default().push(at);
        }
    }
    let mut joined = vec![false; groups.len()];
    joins.iter().for_each(|join| joined[join.form] = true);
    for (at, group) in groups.iter().enumerate() {
        let surface = group.surface();
        let letters = surface.chars().filter(|char| char.is_alphanumeric()).count();
        if group.kind != NameKind::Organisation
            || surface.contains(' ')
            || letters < 3
            || !shouted(surface)
            || joined[at]
        {
            continue;
        }
        let Some(full) = by_initial.get(&name_key(surface).chars().next()) else { continue };
        let mut fits = full.iter().filter(|&&full| abbreviates(surface, groups[full].surface()));
        if let (Some(&full), None) = (fits.next(), fits.next()) {
            joins.push(Join { acronym: true, ..join(at, full, "join.initials", 900) });
        }
    }
}

/// "M. Delvaux" after "Marc-Antoine Delvaux", where one person only has the name.
fn surnames(groups: &[Group], joins: &mut Vec<Join>) {
    let keys: Vec<String> = groups.iter().map(|group| name_key(group.surface())).collect();
    let last = |at: usize| keys[at].rsplit(' ').next().unwrap_or("");
    let mut by_last: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, group) in groups.iter().enumerate() {
        if group.kind == NameKind::Person {
            by_last.entry(last(at)).or_default().push(at);
        }
    }
    for (at, group) in groups.iter().enumerate() {
        if group.kind != NameKind::Person {
            continue;
        }
        let longer = |full: usize| {
            keys[full].strip_suffix(keys[at].as_str()).is_some_and(|rest| rest.ends_with(' '))
        };
        let mut fits = by_last[last(at)].iter().filter(|&&full| full != at && longer(full));
        if let (Some(&full), None) = (fits.next(), fits.next()) {
            joins.push(join(at, full, "join.surname", 950));
        }
    }
}

/// Short forms: without the descriptor before it, the legal form after it, or the place after a
/// name that is one without it ("Université Hassan Ier", but not "Technopark", which has several).
fn short_forms(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    groups: &[Group],
    joins: &mut Vec<Join>,
) {
    let keys: FxHashMap<u64, usize> = groups
        .iter()
        .enumerate()
        .filter(|(_, group)| group.kind == NameKind::Organisation)
        .map(|(at, group)| (key(analysis, group.tokens), at))
        .collect();
    for (full, group) in groups.iter().enumerate() {
        if group.kind != NameKind::Organisation {
            continue;
        }
        let sentence = &analysis.sentences[group.sentence];
        let Some(tables) = cx.tables.language(sentence.language) else { continue };
        let (start, end) = (group.tokens.start, group.tokens.end);
        // "Groupe Cosider", "ONG Tin Tua": the head is a descriptor.
        if let Some(head) = group.head {
            let row = tables.row(head);
            let rest = TokenSpan { start: group.head_end, end };
            if !row.has(Row::APPOS_IN)
                && !rest.is_empty()
                && analysis.tokens[rest.start as usize].shape.is(Shape::CAPITAL)
                && let Some(&form) = keys.get(&key(analysis, rest))
                && form != full
            {
                joins.push(join(form, full, "join.descriptor", 900));
            }
        }
        // "Centre régional d'investissement (CRI) X" is also "CRI X".
        let open = (start..end)
            .find(|&at| analysis.tokens[at as usize].span.of(analysis.text) == "(")
            .filter(|&at| at + 3 < end);
        if let Some(open) = open
            && let Some(&form) = keys.get(&key(analysis, TokenSpan { start: open + 1, end }))
            && form != full
        {
            joins.push(join(form, full, "join.acronym-inside", 960));
        }
        let hits = analysis.hits_of(sentence);
        let legal = hits.iter().find(|hit| {
            hit.end == end
                && hit.start > start
                && tables.class_bit(hit.class) == Lex::LegalForm.bit()
        });
        if let Some(legal) = legal
            && let Some(&form) = keys.get(&key(analysis, TokenSpan { start, end: legal.start }))
            && form != full
        {
            joins.push(join(form, full, "join.legal-form", 950));
        }
        // A place at the end that a genitive adds to a name of two proper words or more.
        for cut in start + 1..end {
            let token = &analysis.tokens[cut as usize];
            let genitive = token.shape.is(Shape::WORD)
                && !token.shape.is(Shape::CAPITAL)
                && hits.iter().any(|hit| {
                    hit.start == cut
                        && tables.row(hit.entry).joint == Some(super::tables::Joint::Genitive)
                });
            let words = (start..cut)
                .filter(|&at| analysis.tokens[at as usize].shape.is(Shape::WORD | Shape::CAPITAL))
                .count();
            let proper = words - usize::from(group.head.is_some() && words > 0);
            if !genitive || proper < 1 || words < 2 {
                continue;
            }
            if let Some(&form) = keys.get(&key(analysis, TokenSpan { start, end: cut }))
                && form != full
            {
                joins.push(join(form, full, "join.place-tail", 880));
            }
        }
    }
}

fn key(analysis: &Analysis<'_>, tokens: TokenSpan) -> u64 {
    key_of(analysis.text, &analysis.tokens[tokens.range()])
}

/// "Tehnopark" beside "Technopark": one letter off, and the other is met more often.
fn slips(groups: &[Group], joins: &mut Vec<Join>) {
    let keys: Vec<String> = groups.iter().map(|group| name_key(group.surface())).collect();
    // Only names of one beginning are compared, and of very many those alone that may be near.
    let stem = |at: usize| {
        let mut letters = keys[at].chars();
        (groups[at].kind, letters.next(), letters.next())
    };
    let mut by_stem: FxHashMap<(NameKind, Option<char>, Option<char>), Stem> = FxHashMap::default();
    for at in 0..groups.len() {
        by_stem.entry(stem(at)).or_default().members.push(at);
    }
    for (at, group) in groups.iter().enumerate() {
        if group.kind == NameKind::Place || keys[at].chars().count() < 8 || shouted(group.surface())
        {
            continue;
        }
        let Some(held) = by_stem.get_mut(&stem(at)) else { continue };
        let full = held.candidates(&keys, at).find(|&full| {
            full != at
                && (groups[full].mentions, std::cmp::Reverse(full))
                    > (group.mentions, std::cmp::Reverse(at))
                && keys[full].len().abs_diff(keys[at].len()) <= 2
                && !keys[at].chars().any(|char| char.is_ascii_digit())
                && strsim::damerau_levenshtein(&keys[full], &keys[at]) == 1
                && keys[full].split(' ').count() == keys[at].split(' ').count()
        });
        if let Some(full) = full {
            joins.push(Join { misspelt: true, ..join(at, full, "join.spelling", 850) });
        }
    }
}

/// Groups whose names begin alike.
#[derive(Default)]
struct Stem {
    members: Vec<usize>,
    /// Their keys, once they are asked for and many.
    near: Option<Near>,
}

impl Stem {
    /// Those that may be one letter off the group `at`, in their order.
    fn candidates(&mut self, keys: &[String], at: usize) -> impl Iterator<Item = usize> {
        let (few, many) = if self.members.len() < FEW {
            (self.members.as_slice(), Vec::new())
        } else {
            let near = self.near.get_or_insert_with(|| {
                let mut near = Near::default();
                self.members.iter().for_each(|&member| near.add(&keys[member], member));
                near
            });
            (&[][..], near.of(&keys[at]))
        };
        few.iter().copied().chain(many)
    }
}
