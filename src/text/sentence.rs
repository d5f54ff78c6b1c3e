//! Sentences: runs of tokens inside one block.

use super::TokenSpan;
use super::token::{Shape, Token, WordId};

/// A sentence longer than this is cut: no pattern may look further, and every per-sentence cost
/// stays bounded on text without punctuation.
pub const MAX_TOKENS: usize = 400;

/// Language data of the segmenter.
#[derive(Clone, Debug, Default)]
pub struct SentenceData {
    /// Words after which a dot ends nothing (`M.`, `art.`), sorted.
    pub abbreviations: Vec<WordId>,
}

/// Appends the sentences of `tokens[range]`, one block, to `out`.
pub fn sentences(
    text: &str,
    tokens: &[Token],
    range: TokenSpan,
    data: &SentenceData,
    out: &mut Vec<TokenSpan>,
) {
    let (mut start, end) = (range.start as usize, range.end as usize);
    let mut at = start;
    while at < end {
        let close = boundary(text, tokens, at, end, data);
        at += 1;
        if let Some(close) = close {
            at = close;
            out.push(TokenSpan::new(start, close));
            start = close;
        } else if at - start == MAX_TOKENS {
            out.push(TokenSpan::new(start, at));
            start = at;
        }
    }
    if start < end {
        out.push(TokenSpan::new(start, end));
    }
}

/// If the token at `at` ends a sentence: the first token past the sentence, closing quotes and
/// brackets included.
fn boundary(
    text: &str,
    tokens: &[Token],
    at: usize,
    end: usize,
    data: &SentenceData,
) -> Option<usize> {
    let token = tokens[at];
    if !token.shape.is(Shape::PUNCTUATION) {
        return None;
    }
    let mark = token.span.of(text);
    if !matches!(mark, "." | "!" | "?" | "…") {
        return None;
    }
    let mut close = at + 1;
    while close < end && matches!(tokens[close].span.of(text), "." | "!" | "?" | "…") {
        close += 1;
    }
    while close < end
        && matches!(tokens[close].span.of(text), "»" | "”" | "\"" | ")" | "]" | "’")
        && (mark == "."
            || !tokens[close].shape.is(Shape::SPACED)
            || tokens[close].span.of(text) == "»")
    {
        close += 1;
    }
    if close >= end {
        return Some(end);
    }
    let next = tokens[close];
    let starts = next.shape.any(Shape::CAPITAL | Shape::DIGITS)
        || matches!(
            next.span.of(text),
            "«" | "“" | "\"" | "-" | "–" | "—" | "•" | "[" | "#" | "¿" | "¡"
        );
    if !starts {
        return None;
    }
    if mark == "." {
        let previous = (at > 0).then(|| tokens[at - 1]);
        if let Some(previous) = previous {
            let glued_left = !token.shape.is(Shape::SPACED);
            let word = previous.span.of(text);
            let initial = previous.shape.is(Shape::CAPITAL) && word.chars().count() == 1;
            let abbreviation = previous.word != WordId::UNKNOWN
                && data.abbreviations.binary_search(&previous.word).is_ok();
            if glued_left && (initial || abbreviation) {
                return None;
            }
            // "fin.Le" is a lost space; "3.500", "v2.B" and "Web.X" are not sentence ends.
            let lost_space = next.shape.is(Shape::CAPITAL)
                && previous.shape.is(Shape::WORD)
                && word.chars().count() >= 2
                && !previous.shape.any(Shape::CAPITAL | Shape::ALPHANUMERIC);
            if !next.shape.is(Shape::SPACED) && !lost_space {
                return None;
            }
        }
    }
    Some(close)
}

#[cfg(test)]
mod tests {
    use super::super::ByteSpan;
    use super::super::token::{TokenizerData, tokenize};
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenize(
            text,
            ByteSpan::new(0, text.len()),
            &TokenizerData::default(),
            &mut (),
            &mut tokens,
        );
        let mut out = Vec::new();
        sentences(
            text,
            &tokens,
            TokenSpan::new(0, tokens.len()),
            &SentenceData::default(),
            &mut out,
        );
        out.iter()
            .map(|s| {
                &text[tokens[s.start as usize].span.start as usize
                    ..tokens[s.end as usize - 1].span.end as usize]
            })
            .collect()
    }

    #[test]
    fn ends_where_a_reader_would() {
        assert_eq!(cut("Il part. Elle reste."), ["Il part.", "Elle reste."]);
        assert_eq!(cut("Par J. Dupont. « Oui. » Non !"), ["Par J. Dupont.", "« Oui. »", "Non !"]);
        assert_eq!(cut("une fin.Le début"), ["une fin.", "Le début"]);
        assert_eq!(cut("3.500 euros et 2. 5"), ["3.500 euros et 2.", "5"]);
        assert_eq!(cut("le Web 2.0. Fin"), ["le Web 2.0.", "Fin"]);
    }

    #[test]
    fn no_sentence_is_longer_than_the_limit() {
        let text = "mot ".repeat(MAX_TOKENS * 3 + 7);
        assert_eq!(cut(&text).len(), 4);
    }
}
