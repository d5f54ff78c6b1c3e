//! Commented skeletons of rules. Each loads as it stands; a test holds that.

use super::args::KindArg;

/// The skeleton of a kind of rule. The example language is in the files beside, not here: rules are
/// data.
pub fn of(kind: KindArg) -> &'static str {
    match kind {
        KindArg::Shape => include_str!("skeletons/shape.toml"),
        KindArg::Value => include_str!("skeletons/value.toml"),
        KindArg::Name => include_str!("skeletons/name.toml"),
        KindArg::Evidence => include_str!("skeletons/evidence.toml"),
        KindArg::Title => include_str!("skeletons/title.toml"),
        KindArg::Alias => include_str!("skeletons/alias.toml"),
        KindArg::Anaphor => include_str!("skeletons/anaphor.toml"),
        KindArg::Relation => include_str!("skeletons/relation.toml"),
        KindArg::Cue => include_str!("skeletons/cue.toml"),
        KindArg::Macro => include_str!("skeletons/macro.toml"),
        KindArg::Lexicon => include_str!("skeletons/lexicon.csv"),
    }
}
