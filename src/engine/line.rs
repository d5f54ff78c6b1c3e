//! The line: a sentence as the matcher sees it. Each token is a symbol, and so is each accepted
//! mention, whatever its length.

use super::compile::{SubtypeId, TypeId};
use super::hits::Hits;
use super::lexicon::Hit;
use super::signature::Signature;
use super::wake::{Sets, Wake};
use crate::text::token::{Token, WordId};
use crate::text::{ByteSpan, TokenSpan};

/// A boundary that lies inside a mention.
const INSIDE: u16 = u16::MAX;

/// Of a symbol at which a candidate may begin and end.
const ANYWHERE: Signature = Signature::BEGINS.or(Signature::ENDS);

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
    /// Whether a symbol is a mention.
    masked: bool,
    /// Token offset in the sentence to symbol boundary.
    boundary: Vec<u16>,
    /// Pattern sets that each symbol, or a form that begins with it, wakes.
    wake: Vec<Sets>,
    /// What each symbol is.
    signatures: Vec<Signature>,
    /// What stands anywhere in the line.
    sum: Signature,
    /// The forms of the sentence, mentions or not, as [`Hits`] has them.
    hits: Vec<Hit>,
    by_end: Vec<u32>,
    starts: Vec<u32>,
    ends: Vec<u32>,
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
    /// Fills the line with `sentence`, `masks` sorted and not overlapping; notes which of the pattern
    /// sets in `wake` are to be tried at which symbol.
    pub fn fill(
        &mut self,
        tokens: &[Token],
        hits: &Hits,
        sentence: TokenSpan,
        masks: &[Mask],
        wake: &Wake,
    ) {
        self.lay_out(sentence, masks, tokens);
        self.wake.clear();
        self.signatures.clear();
        self.sum = Signature::default();
        for symbol in &self.symbols {
            let start = symbol.tokens.start as usize;
            let (sets, signature) = match symbol.kind {
                SymbolKind::Token(_) => (hits.wake(start), hits.signature(start)),
                SymbolKind::Mention { kind, .. } => {
                    let first = &tokens[start];
                    (wake.symbol(kind, first), Signature::mention(kind, first))
                }
            };
            self.wake.push(sets);
            self.sum = self.sum.or(signature);
            self.signatures.push(signature.or(ANYWHERE));
        }
        let copy = |into: &mut Vec<u32>, from: &[u32]| {
            into.clear();
            into.extend_from_slice(from);
        };
        self.hits.clear();
        self.hits.extend_from_slice(hits.of(sentence));
        copy(&mut self.by_end, hits.by_end(sentence));
        copy(&mut self.starts, hits.starts(sentence));
        copy(&mut self.ends, hits.ends(sentence));
    }

    /// Tells where candidates begin and end; until then a candidate may do so everywhere.
    pub fn mark_candidates(&mut self, candidates: impl Iterator<Item = TokenSpan>) {
        for signature in &mut self.signatures {
            *signature = signature.without(ANYWHERE);
        }
        for span in candidates {
            if let Some(first) = self.boundary_of(span.start)
                && let Some(signature) = self.signatures.get_mut(first)
            {
                *signature = signature.or(Signature::BEGINS);
            }
            if let Some(last) = self.boundary_of(span.end).and_then(|end| end.checked_sub(1)) {
                self.signatures[last] = self.signatures[last].or(Signature::ENDS);
            }
        }
    }

    fn lay_out(&mut self, sentence: TokenSpan, masks: &[Mask], tokens: &[Token]) {
        self.sentence = sentence;
        self.symbols.clear();
        self.boundary.clear();
        self.masked = false;
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
                        self.masked = true;
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
    pub fn sum(&self) -> &Signature {
        &self.sum
    }

    /// What stands right of symbol boundary `at`.
    #[inline]
    #[must_use]
    pub fn ahead(&self, at: usize) -> &Signature {
        self.signatures.get(at).unwrap_or(&Signature::EDGE)
    }

    /// What stands left of symbol boundary `at`.
    #[inline]
    #[must_use]
    pub fn behind(&self, at: usize) -> &Signature {
        at.checked_sub(1).map_or(&Signature::EDGE, |before| &self.signatures[before])
    }

    /// Forms without a mention that start at symbol `at`, by end, class and row.
    #[inline]
    pub fn hits_from(&self, at: usize) -> impl Iterator<Item = LineHit> {
        let (from, to) = self.token_at(at).map_or((0, 0), |token| self.range(&self.starts, token));
        self.hits[from..to].iter().filter_map(move |&hit| {
            let end = at + (hit.end - hit.start) as usize;
            let clear = end == at + 1 || self.is_clear(at, end);
            clear.then_some(LineHit { start: at as u16, end: end as u16, hit })
        })
    }

    /// Forms without a mention that end before symbol boundary `at`, by start, class and row.
    #[inline]
    pub fn hits_to(&self, at: usize) -> impl Iterator<Item = LineHit> {
        let token = at.checked_sub(1).and_then(|before| self.token_at(before));
        let (from, to) = token.map_or((0, 0), |token| self.range(&self.ends, token));
        self.by_end[from..to].iter().filter_map(move |&hit| {
            let hit = self.hits[hit as usize];
            let start = at.checked_sub((hit.end - hit.start) as usize)?;
            let clear = start + 1 == at || self.is_clear(start, at);
            clear.then_some(LineHit { start: start as u16, end: at as u16, hit })
        })
    }

    /// Offset in the sentence of the token that is symbol `at`; none for a mention or past the end.
    #[inline]
    fn token_at(&self, at: usize) -> Option<usize> {
        let symbol = self.symbols.get(at)?;
        matches!(symbol.kind, SymbolKind::Token(_))
            .then(|| (symbol.tokens.start - self.sentence.start) as usize)
    }

    /// What `index` says of a token, counted from the first hit of the sentence.
    #[inline]
    fn range(&self, index: &[u32], token: usize) -> (usize, usize) {
        let base = self.starts[0];
        ((index[token] - base) as usize, (index[token + 1] - base) as usize)
    }

    /// Whether symbols `start..end` are tokens.
    fn is_clear(&self, start: usize, end: usize) -> bool {
        !self.masked
            || self.symbols.get(start..end).is_some_and(|symbols| {
                symbols.iter().all(|symbol| matches!(symbol.kind, SymbolKind::Token(_)))
            })
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
