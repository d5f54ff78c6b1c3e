//! The document pass: what is proved once is evidence everywhere.

use rustc_hash::{FxHashMap, FxHashSet};

use super::candidate::Candidate;
use super::choose::{Chooser, THRESHOLD};
use super::evidence::{Marks, Scorer};
use super::features::Feature;
use super::lists;
use super::respelled::Spellings;
use super::shared_heads;
use super::tables::{KINDS, LanguageTables, Row};
use super::{Considered, NameContext, mention};
use crate::gazetteer::part;
use crate::kb::v1::OrganisationKind;
use crate::pipeline::analysis::{Analysis, NameKind};
use crate::text::TokenSpan;
use crate::text::token::{Shape, WordId};

/// A name is proved when its probability is at least this, in thousandths.
const PROVED: u16 = 850;
/// The same of a body that is called by a word which no dictionary has: such a word has one sense in a text.
const PROVED_MADE_UP: u16 = 680;
/// Words of a name in small letters that is more than a head with an adjective.
const LONG: usize = 4;
/// How often a common word has to stand with a capital inside sentences to be a name, and a word that no
/// dictionary has to be what the text is about.
const OFTEN: u32 = 2;

/// Candidates and marks of all sentences.
#[derive(Debug, Default)]
pub(super) struct Found {
    candidates: Vec<Candidate>,
    /// By sentence: first candidate.
    starts: Vec<u32>,
    marks: Vec<Marks>,
    chosen: Vec<u32>,
    /// Names by key: what proves them.
    seen: FxHashMap<u64, Proofs>,
    /// Words of persons' names and first words of organisations' names, by key.
    person_parts: FxHashSet<u64>,
    organisation_parts: FxHashSet<u64>,
    /// First names of the persons whose names are proved.
    first_names: FxHashSet<u64>,
    /// What stands behind the head noun of an organisation, its proper name; whether the head is one of
    /// firms, which are seldom named after a living person.
    organisation_tails: FxHashMap<u64, bool>,
    acronyms: FxHashSet<u64>,
    /// One-word names of organisations, for slips of the pen.
    spellings: Spellings,
    /// Acronyms of programmes and events.
    other_acronyms: FxHashSet<u64>,
    /// Common words that the document writes with a capital again and again.
    often_capital: FxHashSet<u64>,
    /// Single words that no dictionary has, and that the document names again.
    named_again: FxHashSet<u64>,
}

impl Found {
    pub fn clear(&mut self) {
        self.candidates.clear();
        self.starts.clear();
        self.marks.clear();
    }

    pub fn begin_sentence(&mut self) {
        self.starts.push(self.candidates.len() as u32);
        self.marks.push(Marks::default());
    }

    /// The marks of the sentence begun last.
    pub fn marks_mut(&mut self) -> &mut Marks {
        if self.marks.is_empty() {
            self.begin_sentence();
        }
        let last = self.marks.len() - 1;
        &mut self.marks[last]
    }

    pub fn keep(&mut self, items: &[Candidate]) {
        self.candidates.extend_from_slice(items);
    }

    /// The candidates of a sentence with all their evidence.
    pub fn considered(
        &self,
        analysis: &Analysis<'_>,
        cx: &NameContext<'_>,
        scorer: &mut Scorer,
        sentence: usize,
    ) -> Vec<Considered> {
        let Some(held) = analysis.sentences.get(sentence) else { return Vec::new() };
        let Some(tables) = cx.tables.language(held.language) else { return Vec::new() };
        if sentence >= self.starts.len() {
            return Vec::new();
        }
        self.candidates[self.range(sentence)]
            .iter()
            .map(|candidate| Considered {
                tokens: candidate.tokens,
                kind: (candidate.score >= THRESHOLD)
                    .then(|| KINDS.get(candidate.best as usize).copied())
                    .flatten(),
                score: candidate.score,
                totals: candidate.totals,
                evidence: scorer.all(candidate, tables, &self.marks[sentence]),
            })
            .collect()
    }

    /// The spans that were weighed in a sentence.
    pub fn candidates(&self, sentence: usize) -> impl Iterator<Item = TokenSpan> {
        let range = if sentence < self.starts.len() { self.range(sentence) } else { 0..0 };
        self.candidates[range].iter().map(|candidate| candidate.tokens)
    }

    fn range(&self, sentence: usize) -> std::ops::Range<usize> {
        let end = self.starts.get(sentence + 1).map_or(self.candidates.len(), |&at| at as usize);
        self.starts[sentence] as usize..end
    }

    /// Chooses, learns what the choice proves, scores again and chooses again.
    pub fn settle(
        &mut self,
        analysis: &mut Analysis<'_>,
        cx: &NameContext<'_>,
        scorer: &mut Scorer,
        chooser: &mut Chooser,
    ) {
        self.learn(analysis, cx, chooser);
        for sentence in 0..self.starts.len() {
            let range = self.range(sentence);
            if range.is_empty() {
                continue;
            }
            let Some(tables) = cx.tables.language(analysis.sentences[sentence].language) else {
                continue;
            };
            self.recount(analysis, sentence, tables, chooser);
            for at in range.clone() {
                scorer.score(&mut self.candidates[at], tables, &self.marks[sentence]);
            }
            self.chosen.clear();
            let items = &self.candidates[range.clone()];
            chooser.choose(items, &mut self.chosen);
            for &at in &self.chosen {
                let candidate = &items[at as usize];
                let evidence = scorer.evidence(candidate, tables, &self.marks[sentence]);
                analysis.names.push(mention(candidate, sentence, evidence));
            }
            // Losers inside winners: the place that gives a body its country.
            for candidate in items {
                let inside = self.chosen.iter().any(|&at| {
                    let winner = items[at as usize].tokens;
                    winner != candidate.tokens && winner.contains(candidate.tokens)
                });
                let place = KINDS.get(candidate.best as usize) == Some(&NameKind::Place);
                if inside && place && candidate.score >= THRESHOLD {
                    analysis.inner.push(mention(candidate, sentence, Vec::new()));
                }
            }
        }
        analysis.inner.sort_by_key(|name| (name.tokens.start, std::cmp::Reverse(name.tokens.end)));
        let mut last: Option<TokenSpan> = None;
        analysis.inner.retain(|name| {
            let keep = last.is_none_or(|held| !held.overlaps(name.tokens));
            if keep {
                last = Some(name.tokens);
            }
            keep
        });
    }

    /// What the first choice proves.
    fn learn(&mut self, analysis: &Analysis<'_>, cx: &NameContext<'_>, chooser: &mut Chooser) {
        self.seen.clear();
        self.person_parts.clear();
        self.first_names.clear();
        self.organisation_parts.clear();
        self.organisation_tails.clear();
        self.acronyms.clear();
        self.other_acronyms.clear();
        self.spellings.clear();
        self.capitals(analysis);
        self.repeated();
        for sentence in 0..self.starts.len() {
            let range = self.range(sentence);
            self.chosen.clear();
            let tables = cx.tables.language(analysis.sentences[sentence].language);
            let items = &self.candidates[range];
            chooser.choose(items, &mut self.chosen);
            let common = items.iter().filter(|held| held.features.has(Feature::AcronymOfCommon));
            self.other_acronyms.extend(common.map(|held| held.key));
            for &at in &self.chosen {
                let candidate = &items[at as usize];
                let defines = candidate.features.has(Feature::AcronymAfter);
                if defines && KINDS.get(candidate.best as usize) == Some(&NameKind::Other) {
                    let short = items.iter().filter(|held| {
                        held.tokens.start == candidate.tokens.end + 1
                            && held.features.has(Feature::AcronymOfBefore)
                    });
                    self.other_acronyms.extend(short.map(|held| held.key));
                }
                if candidate.best > 3 || candidate.score < proof(candidate) {
                    continue;
                }
                self.seen.entry(candidate.key).or_default().add(
                    candidate.best,
                    candidate.score,
                    candidate.tokens.start,
                );
                match KINDS[candidate.best as usize] {
                    NameKind::Person => {
                        for (start, end) in tails(analysis, candidate) {
                            self.person_parts.insert(hash(analysis, start, end));
                        }
                        let first = candidate.tokens.start as usize;
                        if candidate.features.has(Feature::FirstName) {
                            self.first_names.insert(hash(analysis, first, first + 1));
                        }
                    }
                    NameKind::Organisation => {
                        self.spellings.add(analysis, candidate);
                        if candidate.features.has(Feature::AcronymOfBefore) {
                            self.acronyms.insert(candidate.key);
                        }
                        for (start, end) in fronts(analysis, candidate) {
                            self.organisation_parts.insert(hash(analysis, start, end));
                        }
                        // "Windaro NV": "Windaro" is it too.
                        let tokens = candidate.tokens;
                        if candidate.features.has(Feature::LegalForm) && tokens.len() > 1 {
                            let end = tokens.end as usize - 1;
                            let front = hash(analysis, tokens.start as usize, end);
                            self.organisation_tails.insert(front, true);
                        }
                        if let Some(tables) = tables
                            && let Some((start, end)) = behind_head(analysis, candidate, tables)
                        {
                            let kind = candidate.head.and_then(|head| tables.row(head).kind);
                            let firm = kind == Some(OrganisationKind::Company) && end > start + 1;
                            *self
                                .organisation_tails
                                .entry(hash(analysis, start, end))
                                .or_default() |= firm;
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Finds the common words that stand with a capital twice or more, once inside a sentence, and never
    /// without one: "Récolte ouvre …, le matériel de Récolte, et Récolte".
    fn capitals(&mut self, analysis: &Analysis<'_>) {
        self.often_capital.clear();
        // How often in all, and how often inside a sentence.
        let mut counts: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
        for held in &self.candidates {
            let has = |feature| held.features.has(feature);
            if has(Feature::CommonWord) && has(Feature::SingleWord) && held.head.is_none() {
                let count = counts.entry(held.key).or_default();
                count.0 += 1;
                count.1 += u32::from(!has(Feature::SentenceInitialCommonWord));
            }
        }
        counts.retain(|_, (all, inside)| *all >= OFTEN && *inside > 0);
        if counts.is_empty() {
            return;
        }
        for (at, token) in analysis.tokens.iter().enumerate() {
            if token.shape.is(Shape::WORD) && !token.shape.is(Shape::CAPITAL) {
                counts.remove(&hash(analysis, at, at + 1));
            }
        }
        self.often_capital.extend(counts.keys());
    }

    /// Finds the single words that no dictionary has and that the document names again.
    fn repeated(&mut self) {
        let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
        for held in &self.candidates {
            let has = |feature| held.features.has(feature);
            let coined = has(Feature::UnknownWords) && has(Feature::SingleWord);
            if coined && !has(Feature::FirstNameAlone) && !has(Feature::TouchesCapital) {
                *counts.entry(held.key).or_default() += 1;
            }
        }
        counts.retain(|_, count| *count >= OFTEN);
        self.named_again = counts.into_keys().collect();
    }

    /// Finds the acronyms joined by a hyphen that the document proves one by one.
    fn acronym_pairs(&mut self, analysis: &Analysis<'_>, range: std::ops::Range<usize>) {
        let any = |held: &Candidate| held.features.has(Feature::AcronymPart);
        if !self.candidates[range.clone()].iter().any(any) {
            return;
        }
        for at in range.clone() {
            let whole = self.candidates[at].tokens;
            let part = |held: &Candidate| {
                held.features.has(Feature::AcronymPart) && whole.contains(held.tokens)
            };
            let parts = self.candidates[range.clone()].iter().filter(|held| part(held));
            let (mut tokens, mut count, mut proved) = (0, 0, true);
            for held in parts {
                tokens += held.tokens.len();
                count += 1;
                proved &= is_body(&self.seen, held);
            }
            let hyphens = analysis.tokens[whole.start as usize..whole.end as usize]
                .iter()
                .filter(|token| token.shape.is(Shape::PUNCTUATION))
                .count();
            if count < 2 || !proved || tokens + hyphens != whole.len() || hyphens + 1 != count {
                continue;
            }
            self.candidates[at].features.set(Feature::PairWhole);
            for held in &mut self.candidates[range.clone()] {
                if held.features.has(Feature::AcronymPart) && whole.contains(held.tokens) {
                    held.features.set(Feature::AcronymPairPart);
                }
            }
        }
    }

    /// Marks a body that the document proves and a place right behind it as one name ("Tivorix Togo").
    fn branches(&mut self, range: std::ops::Range<usize>) {
        let place = |held: &Candidate| {
            held.features.has(Feature::PlaceSafe) || held.features.has(Feature::Country)
        };
        for at in range.clone() {
            let body = self.candidates[at];
            let proved = body.tokens.len() <= 2
                && !body.features.has(Feature::HeadAlone)
                && is_body(&self.seen, &body);
            if !proved || place(&body) {
                continue;
            }
            let ends: Vec<u32> = self.candidates[range.clone()]
                .iter()
                .filter(|held| held.tokens.start == body.tokens.end && place(held))
                .map(|held| held.tokens.end)
                .collect();
            for whole in &mut self.candidates[range.clone()] {
                if whole.tokens.start == body.tokens.start && ends.contains(&whole.tokens.end) {
                    whole.features.set(Feature::PlaceBehind);
                }
            }
        }
    }

    /// Sets the properties that the document and the neighbours give.
    fn recount(
        &mut self,
        analysis: &Analysis<'_>,
        sentence: usize,
        tables: &LanguageTables,
        chooser: &mut Chooser,
    ) {
        let range = self.range(sentence);
        let ands = &tables.conjunctions[..];
        self.acronym_pairs(analysis, range.clone());
        self.chosen.clear();
        chooser.choose(&self.candidates[range.clone()], &mut self.chosen);
        let chosen: Vec<(u32, u8)> = self
            .chosen
            .iter()
            .map(|&at| {
                let held = &self.candidates[range.start + at as usize];
                (held.tokens.end, held.best)
            })
            .collect();
        let genitive = |from: usize, to: usize| {
            analysis.tokens[from..to]
                .iter()
                .any(|token| tables.genitives.binary_search(&token.word).is_ok())
        };
        shared_heads::mark(
            &mut self.candidates[range.clone()],
            &self.chosen,
            tables,
            |from, to| separates(analysis, ands, from, to),
            genitive,
        );
        for candidate in &mut self.candidates[range.clone()] {
            let place = candidate.may_be_place();
            if candidate.tokens.len() == 1 && self.often_capital.contains(&candidate.key) {
                candidate.features.set(Feature::OftenCapital);
            }
            if candidate.features.has(Feature::UnknownWords)
                && self.named_again.contains(&candidate.key)
            {
                candidate.features.set(Feature::NamedAgain);
            }
            // "le Conseil régional" after "Conseil régional de Souss-Massa" stands for it.
            let bare = candidate.features.has(Feature::NoCapital) && candidate.head.is_some();
            if bare && self.organisation_parts.contains(&candidate.key) {
                candidate.features.set(Feature::HeadAlone);
            }
            // "l'union locale pour la défense des marais", proved in full, is no head alone.
            let proved = candidate.tokens.len() >= LONG && is_body(&self.seen, candidate);
            if bare && proved {
                candidate.features.unset(Feature::HeadAlone);
            }
            // "le CPAS" after "CPAS de la Ville de Bruxelles" is a name, unlike "le Conseil" or "la MRC".
            let common = candidate.head.is_some_and(|head| tables.row(head).has(Row::ANAPHOR));
            if candidate.features.has(Feature::HeadAlone)
                && !common
                && candidate.tokens.len() == 1
                && analysis.tokens[candidate.tokens.start as usize].shape.is(Shape::ALL_CAPITALS)
                && self.organisation_parts.contains(&candidate.key)
            {
                candidate.features.unset(Feature::HeadAlone);
                candidate.features.set(Feature::SeenOrganisation);
            }
            let several = candidate.tokens.len() > 1 && (!bare || proved);
            if candidate.features.has(Feature::HeadAlone) && !several {
                continue;
            }
            if let Some(seen) = self.seen.get(&candidate.key) {
                match seen.elsewhere(candidate.tokens.start) {
                    Some(0) => {
                        candidate.features.set(Feature::SeenOrganisation);
                        // "l'USTO/MB" after "(USTO/MB)"
                        let middle = candidate.tokens.start as usize + 1;
                        let slash = candidate.tokens.len() == 3
                            && analysis.tokens[middle].span.of(analysis.text) == "/";
                        if slash {
                            candidate.features.unset(Feature::Coordination);
                        }
                    }
                    Some(1) => candidate.features.set(Feature::SeenPlace),
                    Some(2) => candidate.features.set(Feature::SeenPerson),
                    Some(3) => candidate.features.set(Feature::SeenOther),
                    _ => {}
                }
            }
            if !self.seen.contains_key(&candidate.key)
                && self.spellings.has_near(analysis, candidate)
            {
                candidate.features.set(Feature::Respelled);
            }
            // "Association Burkina Vert": "Burkina Vert" is it too; of "Fondation Mo Ibrahim" a person
            // may be meant, of "Groupe Rose Santé" hardly.
            let tail = self.organisation_tails.get(&candidate.key).copied();
            let common =
                [Feature::CommonWord, Feature::AllCommonWords, Feature::SentenceInitialCommonWord];
            if let Some(firm) = tail
                && !place
                && (firm || !candidate.features.has(Feature::FirstName))
                && !common.iter().any(|&feature| candidate.features.has(feature))
            {
                candidate.features.set(Feature::SeenOrganisation);
            }
            let first = candidate.features.has(Feature::FirstNameAlone)
                && self.first_names.contains(&candidate.key);
            if first || self.person_parts.contains(&candidate.key) {
                candidate.features.set(Feature::PartOfPerson);
            }
            if self.organisation_parts.contains(&candidate.key) {
                candidate.features.set(Feature::PartOfOrganisation);
            }
            if self.other_acronyms.contains(&candidate.key) {
                candidate.features.set(Feature::AcronymOfOther);
            } else if self.acronyms.contains(&candidate.key) {
                candidate.features.set(Feature::AcronymDefined);
            }
            let capitals = candidate.features.has(Feature::InBrackets)
                && candidate.features.has(Feature::AllCapitals);
            let behind = |&(end, best): &(u32, u8)| {
                end + 1 == candidate.tokens.start
                    && KINDS.get(best as usize) == Some(&NameKind::Organisation)
            };
            if capitals && chosen.iter().any(behind) {
                candidate.features.set(Feature::AcronymBehind);
            }
        }
        self.branches(range.clone());
        lists::mark(&mut self.candidates[range], &self.chosen, |from, to| {
            separates(analysis, ands, from, to)
        });
    }
}

/// The probability at which a candidate is proved.
fn proof(candidate: &Candidate) -> u16 {
    let made_up = candidate.features.has(Feature::UnknownWords)
        && candidate.features.has(Feature::SingleWord)
        && KINDS.get(candidate.best as usize) == Some(&NameKind::Organisation);
    if made_up { PROVED_MADE_UP } else { PROVED }
}

/// Where a name is proved, by type: the two strongest places, as score and first token.
#[derive(Clone, Copy, Debug, Default)]
struct Proofs([[(u16, u32); 2]; 4]);

impl Proofs {
    fn add(&mut self, kind: u8, score: u16, at: u32) {
        let Some([first, second]) = self.0.get_mut(kind as usize) else { return };
        if score > first.0 {
            *second = *first;
            *first = (score, at);
        } else if score > second.0 {
            *second = (score, at);
        }
    }

    /// The type that is best proved by places other than `at`: a name is no evidence of itself.
    fn elsewhere(&self, at: u32) -> Option<usize> {
        let score = |kind: usize| {
            let [first, second] = self.0[kind];
            if first.1 == at { second.0 } else { first.0 }
        };
        (0..4)
            .filter(|&kind| score(kind) > 0)
            .max_by_key(|&kind| (score(kind), std::cmp::Reverse(kind)))
    }
}

/// Whether places other than the candidate's own prove that it names a body.
fn is_body(seen: &FxHashMap<u64, Proofs>, candidate: &Candidate) -> bool {
    seen.get(&candidate.key).is_some_and(|seen| seen.elsewhere(candidate.tokens.start) == Some(0))
}

/// Most tokens between two members of a list.
const MAX_SEPARATOR: usize = 8;

/// Whether the tokens between two names are those of a list: a comma or conjunction with articles and
/// prepositions, and brackets with an acronym or a country.
fn separates(analysis: &Analysis<'_>, ands: &[WordId], from: usize, to: usize) -> bool {
    if to <= from || to - from > MAX_SEPARATOR {
        return false;
    }
    let mut joined = false;
    let mut depth = 0;
    for token in &analysis.tokens[from..to] {
        let surface = token.span.of(analysis.text);
        if token.shape.is(Shape::PUNCTUATION) {
            match surface {
                "," | "&" | "/" | ";" if depth == 0 => joined = true,
                // "Kolondo – Amana – Rufisque Institute"
                "–" | "—" if depth == 0 && to == from + 1 => joined = true,
                "(" => depth += 1,
                ")" => depth -= 1,
                _ if depth > 0 => {}
                _ => return false,
            }
        } else if depth == 0 {
            let long = token.span.len() > 3 && token.parts & part::ADVERB == 0;
            if token.shape.any(Shape::CAPITAL | Shape::DIGITS) || long {
                return false;
            }
            joined |= ands.binary_search(&token.word).is_ok();
        }
    }
    joined && depth == 0
}

/// Ends of a person's name that may stand for it: each tail of its words.
fn tails(analysis: &Analysis<'_>, candidate: &Candidate) -> Vec<(usize, usize)> {
    let (start, end) = (candidate.tokens.start as usize, candidate.tokens.end as usize);
    (start + 1..end)
        .filter(|&at| {
            analysis.tokens[at].shape.is(Shape::WORD | Shape::CAPITAL)
                && analysis.tokens[at].shape.is(Shape::SPACED)
        })
        .map(|at| (at, end))
        .collect()
}

/// The capitalised words right behind the head noun, where no genitive stands between.
fn behind_head(
    analysis: &Analysis<'_>,
    candidate: &Candidate,
    tables: &LanguageTables,
) -> Option<(usize, usize)> {
    // "Région Bretagne": the land keeps its name.
    if tables.row(candidate.head?).kind == Some(OrganisationKind::LocalAuthority) {
        return None;
    }
    let (start, end) = (candidate.tokens.start as usize, candidate.tokens.end as usize);
    let name = (start + 1..end).find(|&at| analysis.tokens[at].shape.is(Shape::CAPITAL))?;
    let parted = analysis.tokens[name..end]
        .iter()
        .chain(&analysis.tokens[name - 1..name])
        .any(|token| tables.genitives.binary_search(&token.word).is_ok());
    (!parted && analysis.tokens[name].shape.is(Shape::SPACED)).then_some((name, end))
}

/// Beginnings of an organisation's name that may stand for it.
fn fronts(analysis: &Analysis<'_>, candidate: &Candidate) -> Vec<(usize, usize)> {
    let (start, end) = (candidate.tokens.start as usize, candidate.tokens.end as usize);
    (start + 1..end)
        .filter(|&at| analysis.tokens[at - 1].shape.is(Shape::WORD | Shape::CAPITAL))
        .map(|at| (start, at))
        .collect()
}

fn hash(analysis: &Analysis<'_>, start: usize, end: usize) -> u64 {
    super::properties::key_of(analysis.text, &analysis.tokens[start..end])
}
