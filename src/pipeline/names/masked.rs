//! The line in which values and names stand as one symbol each, for the rules that tie names
//! together.

use crate::engine::Line;
use crate::engine::compile::TypeId;
use crate::engine::line::Mask;
use crate::engine::{Symbol, SymbolKind};
use crate::pipeline::analysis::Analysis;
use crate::text::TokenSpan;

/// Names of each sentence: where they begin in `analysis.names`, sorted by position.
pub(super) fn names_of(analysis: &Analysis<'_>, tokens: TokenSpan) -> std::ops::Range<usize> {
    let from = analysis.names.partition_point(|name| name.tokens.start < tokens.start);
    let to = analysis.names.partition_point(|name| name.tokens.start < tokens.end);
    from..to
}

/// Fills the line of a sentence with its names masked, and the values that no name touches.
pub(super) fn fill(
    analysis: &Analysis<'_>,
    sentence: usize,
    masks: &mut Vec<Mask>,
    line: &mut Line,
) {
    let held = &analysis.sentences[sentence];
    masks.clear();
    for at in names_of(analysis, held.tokens) {
        let name = &analysis.names[at];
        let kind = analysis.rules.type_id(name.kind.type_name()).unwrap_or(TypeId(u8::MAX));
        let subtype = analysis.subtype_of(name);
        masks.push(Mask { tokens: name.tokens, kind, subtype, index: at as u32 });
    }
    analysis.lay_out(held, masks, line);
}

/// The name under the one symbol of a role.
pub(super) fn name_at(line: &Line, start: u16, end: u16) -> Option<usize> {
    if end != start + 1 {
        return None;
    }
    match line.symbols().get(start as usize)? {
        Symbol { kind: SymbolKind::Mention { index, .. }, .. } => Some(*index as usize),
        Symbol { kind: SymbolKind::Token(_), .. } => None,
    }
}
