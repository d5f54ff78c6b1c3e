//! Names that a document uses for one body or person: acronyms, short forms, surnames, slips.

use rustc_hash::FxHashMap;

use super::entities::shouted;
use super::forms::{self, Word};
use super::masked;
use super::near::{FEW, Near};
use super::persons;
use super::properties::{initials, key_of};
use super::tables::{Lex, Row};
use super::{Buffers, NameContext};
use crate::engine::lexicon::EntryId;
use crate::gazetteer::Table;
use crate::kb::v1::OrganisationKind;
use crate::pipeline::analysis::{Analysis, NameKind, roles};
use crate::rules::set::{Proof, wake};
use crate::rules::{RuleIdx, RuleKind};
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
    /// The name with the head that it shares with others.
    pub full: Option<String>,
    pub mentions: usize,
}

impl Group {
    fn surface(&self) -> &str {
        self.surfaces.first().map_or("", |(surface, _)| surface)
    }

    /// The full name, where a shared head cut it short, else the first form met.
    pub fn name(&self) -> &str {
        self.full.as_deref().unwrap_or_else(|| self.surface())
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

/// Joins as they are found, and what they make one.
#[derive(Debug)]
pub(super) struct Joins {
    list: Vec<Join>,
    parent: Vec<usize>,
}

impl Joins {
    fn new(groups: usize) -> Self {
        Self { list: Vec::new(), parent: (0..groups).collect() }
    }

    /// The group that stands for all that are one with `at`: the first of them.
    fn root(&self, mut at: usize) -> usize {
        while self.parent[at] != at {
            at = self.parent[at];
        }
        at
    }

    fn push(&mut self, join: Join) {
        let (form, full) = (self.root(join.form), self.root(join.full));
        let (low, high) = (form.min(full), form.max(full));
        self.parent[high] = low;
        // Short ways for all that asks later.
        for at in [join.form, join.full] {
            self.parent[at] = low;
        }
        self.list.push(join);
    }

    /// Notes that `form` is another name of what `full` names.
    pub fn add(&mut self, form: usize, full: usize, rule: &str, score: u16) {
        self.push(join(form, full, rule, score));
    }

    /// The first of `fits`, where all of them are one and none of them is `form` already.
    pub fn sole(&self, form: usize, fits: impl Iterator<Item = usize>) -> Option<usize> {
        let own = self.root(form);
        let mut only: Option<(usize, usize)> = None;
        for full in fits {
            let root = self.root(full);
            if root == own || only.is_some_and(|(_, held)| held != root) {
                return None;
            }
            only = only.or(Some((full, root)));
        }
        only.map(|(full, _)| full)
    }

    /// All joins, and the root of each group.
    pub fn finish(self) -> (Vec<Join>, Vec<usize>) {
        let roots = (0..self.parent.len()).map(|at| self.root(at)).collect();
        (self.list, roots)
    }
}

/// All joins of the document, in a fixed order.
pub(super) fn find(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    buffers: &mut Buffers,
    groups: &[Group],
    of_mention: &[Option<usize>],
) -> Joins {
    let mut joins = Joins::new(groups.len());
    let forms = forms::of_groups(analysis, cx, groups);
    stated(analysis, buffers, groups, of_mention, &mut joins);
    same_row(cx, groups, &mut joins);
    short_forms(analysis, cx, groups, &mut joins);
    forms::find(analysis, cx, groups, &forms, &mut joins);
    acronyms(analysis, cx, groups, &forms, &mut joins);
    persons::find(cx, groups, &mut joins);
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
    joins: &mut Joins,
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
            let short = |at: usize| groups[at].name().chars().count();
            if short(form) > short(full) {
                std::mem::swap(&mut full, &mut form);
            }
            let borne_out = abbreviates(groups[form].surface(), groups[full].name());
            // "Proparco (AFD)": of two names of one word neither tells that it is short for the other.
            let sign = !groups[form].surface().contains(' ')
                && groups[full].name().contains(' ')
                && groups[form].surface().chars().filter(|c| c.is_uppercase()).count() >= 2;
            let RuleKind::Alias { proof } = rule.kind else { continue };
            let proved = match proof {
                Proof::Letters => borne_out,
                Proof::Sign => borne_out || sign,
                Proof::Words => true,
            };
            if !proved {
                continue;
            }
            let score = rule.score.unwrap_or(if borne_out { 980 } else { 850 });
            let acronym = borne_out || sign;
            joins.push(Join { acronym, ..join(form, full, &rule.id, score) });
        }
    }
}

/// Whether the letters of a form are initials or next letters of the words of a name.
pub(super) fn abbreviates(form: &str, full: &str) -> bool {
    // "Google Developers Groups (GDGs)": the s of a plural is no letter of the name.
    let capitals = form.chars().filter(|char| char.is_uppercase()).count();
    let form = match form.strip_suffix('s') {
        Some(bare) if capitals >= 2 && shouted(bare) => bare,
        _ => form,
    };
    let letters: Vec<char> = name_key(form).chars().filter(|char| char.is_alphanumeric()).collect();
    let key = name_key(full);
    letters.len() >= 2 && key.contains(' ') && initials(&letters, key.split(' '))
}

/// Two forms that the gazetteer lists for one organisation.
fn same_row(cx: &NameContext<'_>, groups: &[Group], joins: &mut Joins) {
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

/// An acronym alone whose letters fit one full name of the document, and one only. Names that state an
/// acronym of their own have that one.
fn acronyms(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    groups: &[Group],
    words: &[Vec<Word>],
    joins: &mut Joins,
) {
    let mut by_initial: FxHashMap<Option<char>, Vec<usize>> = FxHashMap::default();
    for (at, group) in groups.iter().enumerate() {
        if group.kind == NameKind::Organisation && group.name().contains(' ') {
            by_initial.entry(name_key(group.name()).chars().next()).or_default().push(at);
        }
    }
    let mut joined = vec![false; groups.len()];
    let mut stated: FxHashMap<usize, Vec<String>> = FxHashMap::default();
    for join in &joins.list {
        joined[join.form] = true;
        if join.acronym {
            let own = name_key(groups[join.form].surface());
            stated.entry(joins.root(join.full)).or_default().push(own);
        }
    }
    for (at, group) in groups.iter().enumerate() {
        let surface = group.surface();
        let letters = surface.chars().filter(|char| char.is_alphanumeric()).count();
        if group.kind != NameKind::Organisation
            || surface.contains(' ')
            || letters < 3
            || joined[at]
        {
            continue;
        }
        let shouts = shouted(surface);
        if !shouts && !may_be_acronym(analysis, cx, group) {
            continue;
        }
        let key = name_key(surface);
        // What is known as the acronym of a body is that of another only letter by letter.
        let known = cx
            .gazetteer
            .lookup(surface)
            .any(|posting| posting.table() == Table::Organisation && posting.is_acronym());
        let Some(full) = by_initial.get(&key.chars().next()) else { continue };
        // "CPAS de Bruxelles" holds the acronym, and counts where no name spells it out.
        let holds = |&full: &usize| words[full].first().is_some_and(|first| first.text == key);
        let fits = |full: &usize| {
            let another = |own: &String| own.split(' ').next() != Some(key.as_str());
            let own = stated.get(&joins.root(*full));
            own.is_none_or(|own| !own.iter().all(another))
                && match (shouts, known) {
                    (true, false) => abbreviates(surface, groups[*full].name()),
                    (true, true) => holds(full) || forms::spells(surface, &words[*full], false),
                    (false, _) => forms::spells(surface, &words[*full], true),
                }
        };
        let (held, spelt): (Vec<usize>, Vec<usize>) =
            full.iter().copied().filter(fits).partition(holds);
        let some = if spelt.is_empty() { held } else { spelt };
        let full = joins.sole(at, some.into_iter());
        if let Some(full) = full {
            joins.push(Join { acronym: true, ..join(at, full, "join.initials", 900) });
        }
    }
}

/// Whether a word in small letters behind its capital may be an acronym, as some papers write them ("Ucad"):
/// no word, first name or body that is known.
fn may_be_acronym(analysis: &Analysis<'_>, cx: &NameContext<'_>, group: &Group) -> bool {
    let surface = group.surface();
    let known = analysis.tokens[group.tokens.start as usize].parts != 0
        || cx.gazetteer.lookup(surface).next().is_some()
        || cx.gazetteer.first_name(&name_key(surface)).is_some();
    group.tokens.len() == 1 && surface.chars().count() <= 6 && !known
}

/// Short forms: without the descriptor before it, or the legal form after it.
fn short_forms(analysis: &Analysis<'_>, cx: &NameContext<'_>, groups: &[Group], joins: &mut Joins) {
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
    }
}

fn key(analysis: &Analysis<'_>, tokens: TokenSpan) -> u64 {
    key_of(analysis.text, &analysis.tokens[tokens.range()])
}

/// "Tehnopark" beside "Technopark": one letter off, and the other is met more often.
fn slips(groups: &[Group], joins: &mut Joins) {
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
