//! Confidences to shares of what is right, by the curves that `extract rules fit` found.

use super::analysis::{Analysis, NameKind};
use super::relations::RelationMention;
use crate::rules::weights::{Curves, FactKind};
use crate::value::Resolved;

/// Calibrates what is published: names, values, relations. Anaphors keep their score.
pub(super) fn apply(
    curves: &Curves,
    analysis: &mut Analysis<'_>,
    relations: &mut [RelationMention],
) {
    let curve = |kind: FactKind| curves[kind as usize];
    for name in analysis.names.iter_mut().filter(|name| name.is_name) {
        let kind = match name.kind {
            NameKind::Organisation => FactKind::Organisation,
            NameKind::Place => FactKind::Place,
            NameKind::Person => FactKind::Person,
            NameKind::Other => continue,
        };
        name.score = curve(kind).thousandths(name.score);
    }
    for value in &mut analysis.values {
        let kind = match value.resolved {
            Resolved::Date(_) => FactKind::Date,
            Resolved::Amount(_) => FactKind::Amount,
            Resolved::Nothing => continue,
        };
        value.score = curve(kind).thousandths(value.score);
    }
    for relation in relations {
        relation.score = curve(FactKind::Relation).thousandths(relation.score);
    }
}
