//! Capitalised runs: pieces of capitalised words joined by connectors, and every plausible part of
//! such a run.

use super::candidate::Pool;
use super::features::{Feature, Features};
use super::tables::{Joint, Lex, Row, Tie};
use super::words::{SentenceWords, Word};
use crate::text::token::Shape;

/// Most pieces that one candidate joins.
const MAX_PIECES: usize = 6;

#[derive(Clone, Copy, Debug)]
struct Piece {
    start: usize,
    end: usize,
    /// What joins it to the piece before.
    joint: Features,
}

/// Adds the runs of the sentence to the pool.
pub(super) fn generate(words: &SentenceWords<'_>, pool: &mut Pool) {
    let mut at = words.start;
    let mut pieces: Vec<Piece> = Vec::new();
    while at < words.end {
        if !words.is_name(at) {
            at += 1;
            continue;
        }
        pieces.clear();
        let mut joint = Features::default();
        let mut start = at;
        loop {
            let end = piece_end(words, start);
            pieces.push(Piece { start, end, joint });
            at = end;
            match joint_at(words, end) {
                Some((next, kind)) if pieces.len() < 24 => {
                    start = next;
                    joint = kind;
                }
                _ => break,
            }
        }
        emit(words, &pieces, pool);
    }
}

/// The end of the piece that begins with the capitalised word at `start`.
pub(super) fn piece_end(words: &SentenceWords<'_>, start: usize) -> usize {
    let mut at = start + 1;
    while at < words.end {
        if words.is_name(at) {
            if words.parted(at) {
                break;
            }
            at += 1;
            continue;
        }
        if at + 1 >= words.end || words.word(at + 1).is(Word::VALUE) {
            break;
        }
        let glued_left = !words.spaced(at);
        let glued_right = !words.spaced(at + 1);
        if words.is_hyphen(at) {
            let either = glued_left || glued_right;
            let any_word = words.shape(at + 1).any(Shape::WORD | Shape::DIGITS);
            if (either && words.is_name(at + 1)) || (glued_left && glued_right && any_word) {
                at += 2;
                continue;
            }
        }
        // Initials: "K. Aubin", "J.-P. Dupont".
        let initial =
            words.shape(at - 1).is(Shape::CAPITAL) && words.tokens[at - 1].span.len() <= 2;
        if initial && glued_left && words.is_mark(at, ".") {
            if words.is_name(at + 1) {
                at += 2;
                continue;
            }
            if words.is_hyphen(at + 1) && at + 2 < words.end && words.is_name(at + 2) {
                at += 3;
                continue;
            }
        }
        // A capital elision inside a run: "Côte D'Ivoire".
        if words.shape(at).is(Shape::ELISION | Shape::CAPITAL) && words.is_name(at + 1) {
            at += 2;
            continue;
        }
        break;
    }
    at
}

/// What joins the piece that ends at `end` to the next, and where that begins.
fn joint_at(words: &SentenceWords<'_>, end: usize) -> Option<(usize, Features)> {
    if end >= words.end || words.word(end).is(Word::VALUE) {
        return None;
    }
    let mut joint = Features::default();
    if words.word(end).is(Word::LOWER)
        && words.has(end, Lex::Particle)
        && words.is_name(end + 1)
        && !words.has(end, Lex::Connector)
    {
        joint.set(Feature::Particle);
        return Some((end + 1, joint));
    }
    if foreign(words, end) && words.is_name(end + 1) {
        return Some((end + 1, joint));
    }
    let mut best: Option<(usize, Joint)> = None;
    for hit in words.hits_at(end) {
        if words.tables.class_bit(hit.class) != Lex::Connector.bit() {
            continue;
        }
        let Some(kind) = words.tables.row(hit.entry).joint else { continue };
        let next = hit.end as usize;
        if words.is_name(next) && best.is_none_or(|(held, _)| next > held) {
            best = Some((next, kind));
        }
    }
    let (next, kind) = best?;
    match kind {
        Joint::Genitive | Joint::English(Some(Tie::Genitive)) => joint.set(Feature::Genitive),
        Joint::Coordination | Joint::English(Some(Tie::Coordination))
            if words.is_mark(end, "&") =>
        {
            joint.set(Feature::Ampersand);
        }
        Joint::English(Some(Tie::Coordination)) => joint.set(Feature::Coordination),
        Joint::Coordination => {
            joint.set(Feature::Coordination);
            // "de la Sonatel et d'Orabank": a genitive said again begins another name.
            if next > end + 1 {
                joint.set(Feature::Genitive);
            }
        }
        // Outside a chain of complements a preposition joins two names even less than a genitive.
        Joint::Preposition | Joint::English(Some(Tie::Preposition)) => {
            joint.set(Feature::LocativeTail);
            joint.set(Feature::Genitive);
        }
        // An article alone joins nothing but parts of one person's or town's name.
        Joint::Article => joint.set(Feature::Genitive),
        Joint::English(None) => {}
    }
    Some((next, joint))
}

/// A small word of another language between capitals: "Kanner um Duerf".
fn foreign(words: &SentenceWords<'_>, at: usize) -> bool {
    const LONGEST: usize = 4;
    let word = words.word(at);
    word.is(Word::LOWER)
        && word.classes == 0
        && words.parts(at) == 0
        && (2..=LONGEST).contains(&words.tokens[at].span.len())
        && words.shape(at).is(Shape::WORD)
        && words.is_name(at - 1)
        && words.parts(at - 1) == 0
        // A language without a word list knows its function words at least.
        && !words.is_function_word(at)
}

fn emit(words: &SentenceWords<'_>, pieces: &[Piece], pool: &mut Pool) {
    for (first, piece) in pieces.iter().enumerate() {
        let mut starts = [0usize; 8];
        let count = starts_of(words, piece, first == 0, &mut starts);
        for &start in &starts[..count] {
            let mut joints = Features::default();
            for (offset, last) in pieces[first..].iter().take(MAX_PIECES).enumerate() {
                if offset > 0 {
                    joints.0 |= last.joint.0;
                    if last.joint.has(Feature::Coordination)
                        && common_on_both_sides(words, pieces[first + offset - 1], *last)
                    {
                        joints.set(Feature::CommonCoordination);
                    }
                }
                pool.add(start, last.end).features.0 |= joints.0;
                // "Tivorix Inc.": the full stop belongs to the legal form.
                let dotted = last.end < words.end
                    && words.is_mark(last.end, ".")
                    && words
                        .longest(last.end - 1, Lex::LegalForm)
                        .is_some_and(|(hit, _)| hit.end as usize == last.end + 1);
                if dotted {
                    pool.add(start, last.end + 1).features.0 |= joints.0;
                }
                // A role after a name ends it: "Awa Diop Directrice".
                let from = if offset == 0 { start + 1 } else { last.start + 1 };
                for cut in from..last.end {
                    let joined = words.is_hyphen(cut - 1) || words.is_hyphen(cut + 1);
                    if words.has(cut, Lex::Role) && !joined {
                        pool.add(start, cut).features.0 |= joints.0;
                        break;
                    }
                }
            }
        }
    }
}

/// Where a candidate may begin inside its first piece: at its start, and after civilities, roles,
/// articles and a capitalised common word that begins the sentence.
fn starts_of(
    words: &SentenceWords<'_>,
    piece: &Piece,
    run_start: bool,
    out: &mut [usize; 8],
) -> usize {
    let mut count = 0;
    let mut at = piece.start;
    // "L'Écume des mots" inside a sentence begins with its article.
    if run_start
        && at > words.start
        && words.shape(at - 1).is(Shape::ELISION | Shape::CAPITAL)
        && !begins_sentence(words, at - 1)
    {
        out[count] = at - 1;
        count += 1;
    }
    while count < out.len() && at < piece.end {
        let civility = words.longest(at, Lex::Civility);
        if words.is_name(at) && civility.is_none_or(|(_, row)| row.has(Row::CIVILITY_ALSO)) {
            out[count] = at;
            count += 1;
        }
        let skipped = if let Some((hit, _)) = civility {
            hit.end as usize
        } else if let Some((hit, _)) = words.longest(at, Lex::Role) {
            hit.end as usize
        } else if words.word(at).classes & (Lex::FunctionWord.bit() | Lex::Opener.bit()) != 0
            || begins_sentence(words, at)
                && words.parts(at) != 0
                && !(words.is_hyphen(at + 1) && words.is_name(at + 2))
            || words.has(at, Lex::Demonym)
        {
            at + 1
        } else {
            break;
        };
        at = skipped;
        while at < piece.end && words.word(at).is(Word::MARK) {
            at += 1;
        }
    }
    count
}

/// Whether only marks stand between the start of the sentence and `at`, or a quotation or a colon
/// opens just before.
pub(super) fn begins_sentence(words: &SentenceWords<'_>, at: usize) -> bool {
    let mut before = at;
    while before > words.start {
        before -= 1;
        if !words.word(before).is(Word::MARK) {
            return false;
        }
        if matches!(words.surface(before), "«" | "“" | "\"") {
            return true;
        }
        if matches!(words.surface(before), ":" | "(" | ")" | "," | "»" | "/" | "&") {
            return false;
        }
    }
    true
}

/// Whether the words on both sides of a conjunction are common words ("Pêches et Océans").
fn common_on_both_sides(words: &SentenceWords<'_>, left: Piece, right: Piece) -> bool {
    let single = left.end == left.start + 1;
    single && words.is_noun_or_adjective(left.end - 1) && words.is_noun_or_adjective(right.start)
}
