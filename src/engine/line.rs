//! The line: a sentence as the matcher sees it. Each token is a symbol, and so is each accepted
//! mention, whatever its length.

use super::compile::{SubtypeId, TypeId};
use super::lexicon::Hit;
use super::needs::Sum;
use super::signature::Signature;
use super::wake::{Sets, Wake};
use crate::text::token::{Token, WordId};
use crate::text::{ByteSpan, TokenSpan};

/// A boundary that lies inside a mention.
const INSIDE: u16 = u16::MAX;

/// What a symbol stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// One token.
    Token(WordId),
    /// An accepted mention: its type and the caller's index of it.
    Mention {
        /// Type of the mention.
        kind: TypeId,
        /// Its subtype.
        subtype: SubtypeId,
        /// The caller's index.
        index: u32,
    },
}

/// One symbol of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Tokens it covers.
    pub tokens: TokenSpan,
    /// What it stands for.
    pub kind: SymbolKind,
}

/// A mention to be masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask {
    /// Tokens it covers.
    pub tokens: TokenSpan,
    /// Its type.
    pub kind: TypeId,
    /// Its subtype.
    pub subtype: SubtypeId,
    /// The caller's index of it.
    pub index: u32,
}

/// A sentence with its mentions masked. Reused from sentence to sentence.
#[derive(Clone, Debug, Default)]
pub struct Line {
    sentence: TokenSpan,
    symbols: Vec<Symbol>,
    /// Pattern sets that each symbol, or a form that begins with it, wakes.
    wake: Vec<Sets>,
    /// What stands anywhere in the line.
    sum: Sum,
    /// What stands right of each symbol boundary.
    ahead: Vec<Signature>,
    /// What stands left of each symbol boundary.
    behind: Vec<Signature>,
    /// Token offset in the sentence to symbol boundary.
    boundary: Vec<u16>,
    /// Hits whose ends are boundaries and that contain no mention, in symbol positions, by start.
    by_start: Vec<LineHit>,
    /// Indices into `by_start`, by end.
    by_end: Vec<u16>,
    start_index: Vec<u16>,
    end_index: Vec<u16>,
}

/// A lexicon hit in symbol positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineHit {
    /// First symbol.
    pub start: u16,
    /// First symbol past the form.
    pub end: u16,
    /// The hit.
    pub hit: Hit,
}

impl Line {
    /// Fills the line with `sentence`: `masks` sorted and not overlapping, `hits` those of the
    /// sentence, sorted by start. Every pattern set is tried at every symbol.
    pub fn fill(&mut self, tokens: &[Token], sentence: TokenSpan, masks: &[Mask], hits: &[Hit]) {
        self.lay_out(tokens, sentence, masks, hits);
        self.wake.clear();
        self.wake.resize(self.symbols.len(), Sets::MAX);
    }

    /// The same, and notes which of the pattern sets in `wake` are to be tried at which symbol.
    pub fn fill_awake(
        &mut self,
        tokens: &[Token],
        sentence: TokenSpan,
        masks: &[Mask],
        hits: &[Hit],
        wake: &Wake,
    ) {
        self.lay_out(tokens, sentence, masks, hits);
        self.wake.clear();
        self.wake.extend(self.symbols.iter().map(|symbol| {
            let first = &tokens[symbol.tokens.start as usize];
            match symbol.kind {
                SymbolKind::Token(_) => wake.token(first),
                SymbolKind::Mention { kind, .. } => wake.mention(kind) | wake.shape(first),
            }
        }));
        for hit in &self.by_start {
            self.wake[hit.start as usize] |= wake.class(hit.hit.class);
        }
    }

    fn lay_out(&mut self, tokens: &[Token], sentence: TokenSpan, masks: &[Mask], hits: &[Hit]) {
        self.sentence = sentence;
        self.symbols.clear();
        self.boundary.clear();
        let (first, end) = (sentence.start as usize, sentence.end as usize);
        let mut masks = masks.iter().peekable();
        let mut at = first;
        while at < end {
            let boundary = self.symbols.len() as u16;
            match masks.peek() {
                Some(mask) if (mask.tokens.start as usize) <= at => {
                    let close = (mask.tokens.end as usize).min(end);
                    if mask.tokens.start as usize == at && close > at {
                        let kind = SymbolKind::Mention {
                            kind: mask.kind,
                            subtype: mask.subtype,
                            index: mask.index,
                        };
                        self.symbols.push(Symbol { tokens: TokenSpan::new(at, close), kind });
                        self.boundary.push(boundary);
                        self.boundary.extend(std::iter::repeat_n(INSIDE, close - at - 1));
                        at = close;
                    }
                    masks.next();
                }
                _ => {
                    let kind = SymbolKind::Token(tokens[at].word);
                    self.symbols.push(Symbol { tokens: TokenSpan::new(at, at + 1), kind });
                    self.boundary.push(boundary);
                    at += 1;
                }
            }
        }
        self.boundary.push(self.symbols.len() as u16);
        self.place_hits(hits);
        self.sign(tokens);
    }

    fn sign(&mut self, tokens: &[Token]) {
        self.ahead.clear();
        self.ahead.extend(self.symbols.iter().map(|symbol| {
            let first = &tokens[symbol.tokens.start as usize];
            match symbol.kind {
                SymbolKind::Token(_) => Signature::token(first),
                SymbolKind::Mention { kind, .. } => Signature::mention(kind, first),
            }
        }));
        self.behind.clear();
        self.behind.push(Signature::EDGE);
        self.behind.extend_from_slice(&self.ahead);
        self.ahead.push(Signature::EDGE);
        self.sum = Sum::default();
        for symbol in &self.symbols {
            match symbol.kind {
                SymbolKind::Token(_) => self.sum.token(&tokens[symbol.tokens.start as usize]),
                SymbolKind::Mention { kind, .. } => self.sum.kind(kind),
            }
        }
        for hit in &self.by_start {
            self.sum.class(hit.hit.class);
            let class = Signature::class(hit.hit.class);
            let (start, end) = (hit.start as usize, hit.end as usize);
            self.ahead[start] = self.ahead[start].or(class);
            self.behind[end] = self.behind[end].or(class);
        }
    }

    fn place_hits(&mut self, hits: &[Hit]) {
        let first = self.sentence.start;
        self.by_start.clear();
        let bare = self.symbols.len() == self.sentence.len();
        if bare && self.symbols.iter().all(|symbol| matches!(symbol.kind, SymbolKind::Token(_))) {
            // Nothing is masked: tokens and symbols have the same numbers.
            self.by_start.extend(hits.iter().filter(|hit| hit.start >= first).map(|&hit| {
                LineHit { start: (hit.start - first) as u16, end: (hit.end - first) as u16, hit }
            }));
            self.index_hits();
            return;
        }
        self.by_start.extend(hits.iter().filter_map(|&hit| {
            let start = *self.boundary.get((hit.start.checked_sub(first)?) as usize)?;
            let end = *self.boundary.get((hit.end - first) as usize)?;
            let whole =
                start != INSIDE && end != INSIDE && u32::from(end - start) == hit.end - hit.start;
            let tokens_only = whole
                && self.symbols[start as usize..end as usize]
                    .iter()
                    .all(|symbol| matches!(symbol.kind, SymbolKind::Token(_)));
            tokens_only.then_some(LineHit { start, end, hit })
        }));
        self.index_hits();
    }

    fn index_hits(&mut self) {
        let count = self.symbols.len() + 2;
        index(&mut self.start_index, count, self.by_start.iter().map(|hit| hit.start));
        index(&mut self.end_index, count, self.by_start.iter().map(|hit| hit.end));
        // Placed by counting: the index says where the hits of each end begin, and is moved on as
        // they are placed, which leaves it one key ahead.
        self.by_end.clear();
        self.by_end.resize(self.by_start.len(), 0);
        for (at, hit) in self.by_start.iter().enumerate() {
            let place = &mut self.end_index[hit.end as usize];
            self.by_end[*place as usize] = at as u16;
            *place += 1;
        }
        self.end_index.rotate_right(1);
        self.end_index[0] = 0;
    }

    /// The tokens of the sentence.
    #[must_use]
    pub fn sentence(&self) -> TokenSpan {
        self.sentence
    }

    /// The symbols.
    #[must_use]
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// Pattern sets to be tried at symbol `at`.
    #[must_use]
    pub fn wake(&self, at: usize) -> Sets {
        self.wake[at]
    }

    /// What stands anywhere in the line.
    #[must_use]
    pub fn sum(&self) -> &Sum {
        &self.sum
    }

    /// What stands right of symbol boundary `at`.
    #[must_use]
    pub fn ahead(&self, at: usize) -> Signature {
        self.ahead[at]
    }

    /// What stands left of symbol boundary `at`.
    #[must_use]
    pub fn behind(&self, at: usize) -> Signature {
        self.behind[at]
    }

    /// All hits, by start.
    #[must_use]
    pub fn hits(&self) -> &[LineHit] {
        &self.by_start
    }

    /// Hits that start at symbol `at`.
    #[must_use]
    pub fn hits_from(&self, at: usize) -> &[LineHit] {
        let (from, to) = (self.start_index[at] as usize, self.start_index[at + 1] as usize);
        &self.by_start[from..to]
    }

    /// Hits that end before symbol boundary `at`.
    pub fn hits_to(&self, at: usize) -> impl DoubleEndedIterator<Item = &LineHit> {
        let (from, to) = (self.end_index[at] as usize, self.end_index[at + 1] as usize);
        self.by_end[from..to].iter().map(|&hit| &self.by_start[hit as usize])
    }

    /// The symbol boundary before token `token`; none inside a mention.
    #[must_use]
    pub fn boundary_of(&self, token: u32) -> Option<usize> {
        let offset = token.checked_sub(self.sentence.start)? as usize;
        self.boundary.get(offset).filter(|&&at| at != INSIDE).map(|&at| at as usize)
    }

    /// The tokens under symbols `start..end`.
    #[must_use]
    pub fn tokens(&self, start: usize, end: usize) -> TokenSpan {
        if start >= end || end > self.symbols.len() {
            let at =
                self.symbols.get(start).map_or(self.sentence.end, |symbol| symbol.tokens.start);
            return TokenSpan { start: at, end: at };
        }
        TokenSpan { start: self.symbols[start].tokens.start, end: self.symbols[end - 1].tokens.end }
    }
}

/// Writes to `out` where each of `count - 1` keys begins in the sorted `keys`.
fn index(out: &mut Vec<u16>, count: usize, keys: impl Iterator<Item = u16>) {
    out.clear();
    out.resize(count, 0);
    for key in keys {
        out[key as usize + 1] += 1;
    }
    for at in 1..count {
        out[at] += out[at - 1];
    }
}

/// The bytes under a run of tokens.
#[must_use]
pub fn bytes_of(tokens: &[Token], span: TokenSpan) -> ByteSpan {
    if span.is_empty() {
        let at = tokens.get(span.start as usize).map_or(0, |token| token.span.start);
        return ByteSpan { start: at, end: at };
    }
    ByteSpan {
        start: tokens[span.start as usize].span.start,
        end: tokens[span.end as usize - 1].span.end,
    }
}
