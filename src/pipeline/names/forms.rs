//! Names of bodies word by word: which leaves words of another out and still means it.

use rustc_hash::FxHashMap;

use super::NameContext;
use super::joins::{Group, Joins};
use super::properties::initials;
use super::tables::{Joint, LanguageTables};
use crate::gazetteer::Table;
use crate::kb::v1::OrganisationKind;
use crate::pipeline::analysis::{Analysis, NameKind};
use crate::text::fold::{fold, strip};

/// Names in one bucket past which none is looked at: so many fit nothing alone.
const CROWD: usize = 64;
/// Words of a name that are looked at.
const LONGEST: usize = 32;
/// Letters of an acronym that stands for the beginning of a name.
const ACRONYM: std::ops::RangeInclusive<usize> = 2..=7;

/// A word of a name that is no joint ("de", "et", "la").
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Folded, without accents.
    pub text: String,
    pub capital: bool,
    /// All its letters are capitals.
    pub caps: bool,
    /// A joint stands before it.
    joined: bool,
    /// The first joint before it is a conjunction.
    coordinated: bool,
    /// Where it begins in the name.
    start: usize,
}

/// The words of a name; brackets behind a word and what they hold are left out.
pub(super) fn words(name: &str, tables: &LanguageTables) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let (mut joint, mut depth) = (None, 0usize);
    let mut chars = name.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        match first {
            '(' | '[' if !out.is_empty() => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !first.is_alphanumeric() || depth > 0 {
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some((at, next)) =
            chars.next_if(|(_, next)| next.is_alphanumeric() || matches!(next, '\'' | '’' | '&'))
        {
            end = at + next.len_utf8();
            if matches!(next, '\'' | '’') {
                break;
            }
        }
        let surface = &name[start..end];
        let text = strip(&fold(surface));
        if let Some(&found) = tables.joints.get(&text) {
            joint = joint.or(Some(found));
            continue;
        }
        let letters = surface.chars().filter(|char| char.is_alphabetic());
        let caps = letters.clone().all(char::is_uppercase) && letters.count() > 1;
        let text = text.trim_end_matches('\'').to_owned();
        let (joined, coordinated) = (joint.is_some(), joint == Some(Joint::Coordination));
        let capital = first.is_uppercase();
        out.push(Word { text, capital, caps, joined, coordinated, start });
        joint = None;
        if out.len() == LONGEST {
            break;
        }
    }
    out
}

/// Joins short forms to the only fuller name of the document that they can stand for.
pub(super) fn find(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    groups: &[Group],
    forms: &[Vec<Word>],
    joins: &mut Joins,
) {
    let search = Search { analysis, cx, groups, forms };
    let mut order: Vec<usize> = (0..groups.len()).filter(|&at| !forms[at].is_empty()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(forms[at].len()), at));
    let mut whole: FxHashMap<String, usize> = FxHashMap::default();
    let mut ends: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for &at in &order {
        let text = joined_words(&forms[at]);
        match whole.get(&text) {
            Some(&full) => joins.add(at, full, "join.same-words", 950),
            None => {
                whole.insert(text, at);
            }
        }
        if let Some(last) = forms[at].last() {
            ends.entry(&last.text).or_default().push(at);
        }
    }
    // What each short form may stand for.
    let mut fuller: Vec<Vec<(usize, &'static str, u16)>> = vec![Vec::new(); groups.len()];
    for &full in &order {
        let words = &forms[full];
        let mut text = String::new();
        for cut in 1..words.len() {
            if cut > 1 {
                text.push(' ');
            }
            text.push_str(&words[cut - 1].text);
            if let Some(&form) = whole.get(&text)
                && search.tail_is_left_out(form, full, cut)
            {
                fuller[form].push((full, "join.place-tail", 880));
            }
        }
    }
    for &form in &order {
        let Some(last) = forms[form].last() else { continue };
        let near = &ends[last.text.as_str()];
        if near.len() <= CROWD {
            for &full in near.iter().filter(|&&full| forms[full].len() > forms[form].len()) {
                if search.fillers_are_left_out(form, full) {
                    fuller[form].push((full, "join.inner-words", 880));
                } else if search.begins_with_acronym(form, full) {
                    fuller[form].push((full, "join.acronym-head", 920));
                }
            }
        }
        let fits = fuller[form].iter().map(|&(full, ..)| full);
        if let Some(full) = joins.sole(form, fits)
            && let Some(&(_, rule, score)) = fuller[form].iter().find(|found| found.0 == full)
            && !search.known_apart(form, full)
        {
            joins.add(form, full, rule, score);
        }
    }
}

/// Whether each letter of `acronym` begins one word of a name, from the first word on: what proves an acronym
/// that is written like a word ("Ucad") or that others have too. `whole`: no word is left over.
pub(super) fn spells(acronym: &str, words: &[Word], whole: bool) -> bool {
    let letters: Vec<char> = strip(&fold(acronym)).chars().collect();
    letters.len() >= 3
        && words.len() >= letters.len()
        && !(whole && words.len() > letters.len())
        && letters.iter().zip(words).all(|(letter, word)| word.text.starts_with(*letter))
}

fn joined_words(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

struct Search<'a> {
    analysis: &'a Analysis<'a>,
    cx: &'a NameContext<'a>,
    groups: &'a [Group],
    forms: &'a [Vec<Word>],
}

impl Search<'_> {
    fn tables(&self, at: usize) -> Option<&LanguageTables> {
        let sentence = &self.analysis.sentences[self.groups[at].sentence];
        self.cx.tables.language(sentence.language)
    }

    /// "Université Hassan Ier" of "Université Hassan Ier de Settat", "Musée des arts décoratifs" of the
    /// one "de Paris": what is joined to a name of two capitals, or a known place joined to one of two words.
    fn tail_is_left_out(&self, form: usize, full: usize, cut: usize) -> bool {
        let words = &self.forms[full];
        let (kept, tail) = words.split_at(cut);
        // "ministère de l'Éducation", "nationale".
        let filler = |tables: &LanguageTables| {
            tail.iter().all(|word| !word.joined && tables.fillers.contains(&word.text))
        };
        let head = self.groups[form].head_end >= self.groups[form].tokens.end;
        if kept.len() >= 2 && !head && self.tables(full).is_some_and(filler) {
            return self.may_leave_out(form, full);
        }
        let Some(first) = tail.first().filter(|first| first.joined && kept.len() >= 2) else {
            return false;
        };
        let capitals = kept.iter().filter(|word| word.capital).count();
        let proper = capitals - usize::from(self.groups[full].head.is_some() && capitals > 0);
        if capitals >= 2 && proper >= 1 {
            return true;
        }
        // "Caisse des dépôts et consignations".
        if first.coordinated && !head && self.may_leave_out(form, full) {
            return true;
        }
        // A head noun alone is no name: it may be any of its kind.
        let place = &self.groups[full].name()[first.start..];
        !head && self.groups[full].head.is_some() && self.is_place(place)
    }

    fn is_place(&self, surface: &str) -> bool {
        self.cx.gazetteer.lookup(surface).any(|posting| self.cx.gazetteer.place(posting).is_some())
    }

    /// "Chambre de commerce de Dakar" of "Chambre de commerce, d'industrie et d'agriculture de Dakar": the
    /// same head and the same end, and between them only words left out that tell no two bodies apart.
    fn fillers_are_left_out(&self, form: usize, full: usize) -> bool {
        let (short, long) = (&self.forms[form], &self.forms[full]);
        let Some(tables) = self.tables(full) else { return false };
        if short.len() < 2 || short[0].text != long[0].text || !self.may_leave_out(form, full) {
            return false;
        }
        let mut left = short.iter().peekable();
        for word in long {
            if left.next_if(|kept| kept.text == word.text).is_none()
                && !tables.fillers.contains(&word.text)
            {
                return false;
            }
        }
        left.peek().is_none()
    }

    /// Whether two names have heads of bodies that are known by the rest of their names: of firms, banks and
    /// parties every word counts ("Banque de Tunisie", "Banque nationale de Tunisie").
    fn may_leave_out(&self, form: usize, full: usize) -> bool {
        let kind = |head| self.tables(full).and_then(|tables| tables.row(head).kind);
        let head = self.groups[full].head.filter(|_| self.groups[form].head.is_some());
        head.is_some_and(|head| {
            !matches!(
                kind(head),
                Some(
                    OrganisationKind::Bank
                        | OrganisationKind::Company
                        | OrganisationKind::Media
                        | OrganisationKind::Party
                        | OrganisationKind::Club
                )
            )
        })
    }

    /// "CHU de Rouen" of "Centre hospitalier universitaire de Rouen".
    fn begins_with_acronym(&self, form: usize, full: usize) -> bool {
        let (short, long) = (&self.forms[form], &self.forms[full]);
        let Some((acronym, rest)) = short.split_first() else { return false };
        let letters: Vec<char> = acronym.text.chars().collect();
        let cut = long.len().saturating_sub(rest.len());
        if !acronym.caps
            || acronym.text == long[0].text
            || !ACRONYM.contains(&letters.len())
            || rest.is_empty()
            || cut < 2
            || rest.iter().zip(&long[cut..]).any(|(one, other)| one.text != other.text)
        {
            return false;
        }
        // Two letters fit too much to stand before one word.
        if letters.len() == 2 && rest.len() < 2 {
            return false;
        }
        let parts: Vec<&str> = long[..cut].iter().map(|word| word.text.as_str()).collect();
        initials(&letters, &parts) && parts.len() <= letters.len() + 1
    }

    /// Whether the gazetteer has the two names for two bodies, and for none that bears both.
    fn known_apart(&self, form: usize, full: usize) -> bool {
        let rows = |at: usize| -> Vec<usize> {
            let known = self.cx.gazetteer.lookup(self.groups[at].name());
            let known = known.filter(|posting| posting.table() == Table::Organisation);
            known.map(|posting| posting.row()).collect()
        };
        let (one, other) = (rows(form), rows(full));
        !one.is_empty() && !other.is_empty() && !one.iter().any(|row| other.contains(row))
    }
}

/// The words of each group that names a body; none for the others.
pub(super) fn of_groups(
    analysis: &Analysis<'_>,
    cx: &NameContext<'_>,
    groups: &[Group],
) -> Vec<Vec<Word>> {
    let read = |group: &Group| {
        let language = analysis.sentences[group.sentence].language;
        let tables = cx.tables.language(language).filter(|_| group.kind == NameKind::Organisation);
        tables.map(|tables| words(group.name(), tables)).unwrap_or_default()
    };
    groups.iter().map(read).collect()
}
