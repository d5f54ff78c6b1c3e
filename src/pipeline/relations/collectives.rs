//! Bodies without a name whose members the text lists: "plusieurs ONG, dont A et B", "un pool composé
//! de A et B", "sept établissements. Il s'agit de A, B et C". A sentence that holds one is read once
//! more with it as one symbol, which stands for all that are listed, so that every rule can tell of it.

use super::marks::Marks;
use crate::engine::lexicon::{ClassId, Entry, Hit, Lexicons};
use crate::gazetteer::part;
use crate::pipeline::analysis::{Analysis, NameKind, Sentence};
use crate::text::TokenSpan;

/// Most tokens between the noun and what opens its list.
const MODIFIERS: u32 = 12;
/// Most tokens before a name of a list: articles, a common noun.
const LEAD: u32 = 5;
/// Longest aside behind a name of a list, in tokens.
const MAX_ASIDE: u32 = 30;

/// A collective with its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Collective {
    /// The tokens that stand for them, the list included where it follows at once.
    pub tokens: TokenSpan,
    /// Indices into [`Analysis::names`], in the order of the text.
    pub names: Vec<u32>,
}

/// The collectives of sentence `number`, in order and apart.
pub(super) fn find(analysis: &Analysis<'_>, number: u32, marks: &Marks) -> Vec<Collective> {
    let sentences = &analysis.sentences;
    let Some(sentence) = sentences.get(number as usize) else { return Vec::new() };
    let scan = Scan::new(analysis, sentence, marks);
    let next = sentences.get(number as usize + 1).filter(|next| {
        let same = next.block == sentence.block && next.language == sentence.language;
        same && Scan::new(analysis, next, marks).opened().is_some()
    });
    let opens = |hit: &Hit| Some(hit.class) == marks.listing;
    let colon = (sentence.tokens.start..sentence.tokens.end).find(|&at| scan.text(at) == ":");
    if next.is_none() && colon.is_none() && !scan.hits.iter().any(opens) {
        return Vec::new();
    }
    let mut found: Vec<Collective> = Vec::new();
    let mut open: Vec<Phrase> = Vec::new();
    for phrase in scan.phrases() {
        if found.last().is_some_and(|held| held.tokens.end > phrase.start) {
            continue;
        }
        match scan.listed_beside(&phrase) {
            Some(collective) => found.push(collective),
            None if phrase.vague => open.push(phrase),
            None => {}
        }
    }
    // What is listed at the end, or in the next sentence, is of the phrase named last.
    let told = |phrase: &Phrase| -> Option<Vec<u32>> {
        let here = colon.filter(|&at| at >= phrase.end).map(|at| scan.list(at + 1, phrase, true).0);
        let after = || {
            let scan = Scan::new(analysis, next?, marks);
            Some(scan.list(scan.opened()?, phrase, true).0)
        };
        let names = here.filter(|names| names.len() > 1).or_else(after)?;
        let most = phrase.count.unwrap_or(usize::MAX);
        (2..=most).contains(&names.len()).then_some(names)
    };
    let last = open.into_iter().next_back();
    if let Some(phrase) = last
        && let Some(names) = told(&phrase)
        && !found.iter().any(|held| held.tokens.overlaps(phrase.tokens()))
    {
        found.push(Collective { tokens: phrase.tokens(), names });
        found.sort_by_key(|held| held.tokens.start);
    }
    found
}

/// A noun for several bodies with what stands before it.
#[derive(Debug)]
struct Phrase {
    start: u32,
    end: u32,
    /// How many it says.
    count: Option<usize>,
    /// Whether it does not say which ones: "sept écoles", not "les écoles".
    vague: bool,
    /// Whether lands may be meant: "plusieurs villes".
    lands: bool,
}

impl Phrase {
    fn tokens(&self) -> TokenSpan {
        TokenSpan::new(self.start as usize, self.end as usize)
    }
}

/// A sentence, token by token.
struct Scan<'s, 'a> {
    analysis: &'s Analysis<'a>,
    tokens: TokenSpan,
    hits: &'s [Hit],
    lexicons: &'a Lexicons,
    marks: &'s Marks,
}

impl<'s, 'a> Scan<'s, 'a> {
    fn new(analysis: &'s Analysis<'a>, sentence: &Sentence, marks: &'s Marks) -> Self {
        let lexicons = &analysis.language(sentence).lexicons;
        let hits = analysis.hits_of(sentence);
        Self { analysis, tokens: sentence.tokens, hits, lexicons, marks }
    }

    fn text(&self, at: u32) -> &'a str {
        if at < self.tokens.start || at >= self.tokens.end {
            return "";
        }
        self.analysis.tokens[at as usize].span.of(self.analysis.text)
    }

    fn parts(&self, at: u32) -> u16 {
        self.analysis.tokens.get(at as usize).map_or(0, |token| token.parts)
    }

    /// End of the longest form of `class` that begins at `at`.
    fn after(&self, class: Option<ClassId>, at: u32) -> Option<u32> {
        let from = self.hits.partition_point(|hit| hit.start < at);
        let here = self.hits[from..].iter().take_while(|hit| hit.start == at);
        here.filter(|hit| Some(hit.class) == class).map(|hit| hit.end).max()
    }

    /// The longest form of `class` that ends at `at`.
    fn before(&self, class: Option<ClassId>, at: u32) -> Option<(u32, &'a Entry)> {
        let to = self.hits.partition_point(|hit| hit.start < at);
        let near = self.hits[..to].iter().rev().take_while(|hit| at - hit.start <= LEAD);
        near.filter(|hit| hit.end == at && Some(hit.class) == class)
            .min_by_key(|hit| (hit.start, hit.entry))
            .map(|hit| (hit.start, self.lexicons.entry(hit.entry)))
    }

    /// The name whose tokens hold `at`.
    fn name(&self, at: u32) -> Option<u32> {
        let names = &self.analysis.names;
        let index = names.partition_point(|name| name.tokens.end <= at);
        (names.get(index)?.tokens.start <= at).then_some(index as u32)
    }

    /// Past the words that say that a list follows, where the sentence begins with them.
    fn opened(&self) -> Option<u32> {
        self.after(self.marks.listed_next, self.tokens.start)
    }

    /// The nouns for several bodies, in order.
    fn phrases(&self) -> Vec<Phrase> {
        let mut out: Vec<Phrase> = Vec::new();
        for hit in self.hits {
            let class = Some(hit.class);
            let noun = class == self.marks.head || class == self.marks.descriptor;
            let collective = class == self.marks.collective;
            if !noun && !collective
                || self.name(hit.start).is_some()
                || out.last().is_some_and(|held| held.end > hit.start)
            {
                continue;
            }
            let features = &self.lexicons.entry(hit.entry).features;
            if !collective && features.get("number") != Some("p") {
                continue;
            }
            let mut start = hit.start;
            let plain = part::ADJECTIVE | part::DETERMINER;
            let leads = |at: u32| {
                (self.parts(at) & plain != 0 || self.text(at).bytes().all(|b| b.is_ascii_digit()))
                    && self.parts(at) & (part::PREPOSITION | part::VERB) == 0
                    && self.before(self.marks.article, at + 1).is_none()
                    && self.name(at).is_none()
            };
            while start > self.tokens.start && leads(start - 1) {
                start -= 1;
            }
            let (mut count, mut vague) = (None, false);
            for at in start + 1..=hit.start {
                let figure = self.text(at - 1).parse::<usize>().ok();
                let several = self.before(self.marks.several, at).map(|(_, entry)| entry);
                let several = several.filter(|row| row.features.get("definite").is_none());
                count = count.or(figure);
                count = count.or(several.and_then(|row| row.features.get("count")?.parse().ok()));
                vague |= figure.is_some() || several.is_some();
            }
            // "avec des écoles", "avec de nouvelles écoles"; not "le directeur des écoles".
            if let Some((of, _)) = self.before(self.marks.of, start)
                && of > self.tokens.start
            {
                let bits = self.parts(of - 1);
                let follows = part::ANY_VERB | part::PREPOSITION;
                if bits & follows != 0 && bits & part::NOUN == 0 {
                    vague = true;
                    if start < hit.start {
                        start = of;
                    }
                }
            }
            let lands = features.get("kind") == Some("local_authority");
            out.push(Phrase { start, end: hit.end, count, vague, lands });
        }
        out
    }

    /// The collective of a phrase whose list follows at once: "plusieurs ONG locales, dont A et B".
    fn listed_beside(&self, phrase: &Phrase) -> Option<Collective> {
        let mut at = phrase.end;
        let (open, aside) = loop {
            if at >= self.tokens.end || at - phrase.end > MODIFIERS {
                return None;
            }
            let comma = u32::from(self.text(at) == ",");
            if let Some(open) = self.after(self.marks.listing, at + comma) {
                break (open + u32::from(self.text(open) == ":"), comma == 1);
            }
            if self.text(at) == ":" {
                break (at + 1, false);
            }
            at = match self.name(at) {
                Some(name) => {
                    let name = &self.analysis.names[name as usize];
                    if name.kind != NameKind::Place {
                        return None;
                    }
                    name.tokens.end
                }
                None => {
                    let bits = self.parts(at);
                    let modifies = part::ADJECTIVE
                        | part::NOUN
                        | part::PAST_PARTICIPLE
                        | part::DETERMINER
                        | part::PREPOSITION
                        | part::ADVERB;
                    if bits & modifies == 0 || part::is_finite_verb(bits) {
                        return None;
                    }
                    at + 1
                }
            };
        };
        let (names, mut end) = self.list(open, phrase, false);
        if names.is_empty() {
            return None;
        }
        if aside && self.text(end) == "," {
            end += 1;
        }
        Some(Collective { tokens: TokenSpan::new(phrase.start as usize, end as usize), names })
    }

    /// The names listed from `at` on, and the end of the list. A comma alone ends a list only with its
    /// sentence; an open one goes on behind semicolons whatever is said of its members.
    fn list(&self, mut at: u32, phrase: &Phrase, open: bool) -> (Vec<u32>, u32) {
        let (mut names, mut ends, mut kept) = (Vec::new(), Vec::new(), 0);
        while let Some(index) = self.listed(at, phrase) {
            names.push(index);
            at = self.analysis.names[index as usize].tokens.end;
            if matches!(self.text(at), "»" | "”" | "\"") {
                at += 1;
            }
            if self.text(at) == "("
                && let Some(close) = (at..at + MAX_ASIDE).find(|&at| self.text(at) == ")")
            {
                at = close + 1;
            }
            if let Some(place) = self.after(self.marks.place, at)
                && let Some(name) = self.name(place)
                && self.analysis.names[name as usize].kind == NameKind::Place
            {
                at = self.analysis.names[name as usize].tokens.end;
            }
            ends.push(at);
            let stop = at;
            let semicolon = (at..self.tokens.end).find(|&at| self.text(at) == ";");
            let semicolon = semicolon.filter(|&to| to == at || open);
            let join = self.after(self.marks.list, at);
            match (join, semicolon) {
                (Some(join), _) if self.listed(join, phrase).is_some() => {
                    if self.text(at) != "," || join - at > 1 {
                        kept = names.len() + 1;
                    }
                    at = join;
                }
                (_, Some(to)) => {
                    kept = names.len() + 1;
                    at = self.after(self.marks.list, to + 1).unwrap_or(to + 1);
                }
                _ => {
                    if open || !self.goes_on(stop) {
                        kept = names.len();
                    }
                    break;
                }
            }
        }
        names.truncate(kept.max(1));
        let end = ends.get(names.len().max(1) - 1).copied().unwrap_or(at);
        (names, end)
    }

    /// Whether the clause goes on at `at`, behind a list.
    fn goes_on(&self, at: u32) -> bool {
        (at..self.tokens.end.min(at + 2)).any(|at| self.text(at).chars().any(char::is_alphabetic))
    }

    /// The body that stands at `at` behind an article or a few common words.
    fn listed(&self, at: u32, phrase: &Phrase) -> Option<u32> {
        let limit = self.tokens.end.min(at + LEAD + 1);
        let mut noun = false;
        for at in at..limit {
            if let Some(index) = self.name(at) {
                let name = &self.analysis.names[index as usize];
                let fits = name.kind == NameKind::Organisation
                    || phrase.lands && name.kind == NameKind::Place;
                return (fits && name.entity.is_some() && name.tokens.start == at).then_some(index);
            }
            let bits = self.parts(at);
            let lower = self.text(at).chars().next().is_some_and(char::is_lowercase);
            let article = self.after(self.marks.article, at).is_some();
            let quote = matches!(self.text(at), "«" | "“" | "\"");
            let common = part::NOUN | part::ADJECTIVE | part::DETERMINER | part::PREPOSITION;
            let preposition = bits & part::PREPOSITION != 0 && bits & part::NOUN == 0;
            // "tous membres de X": X is no member of the list.
            if noun && preposition && !phrase.lands
                || !(article || quote || lower && bits & common != 0)
                || part::is_finite_verb(bits)
            {
                return None;
            }
            noun |= !article && !preposition && bits & part::NOUN != 0;
        }
        None
    }
}
