//! What a rule hands to a constructor: text, a lexicon entry's features, or an earlier value.

use super::Value;
pub use crate::text::Features;

/// One filled role of a match.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// The text under the role.
    Text(&'a str),
    /// A lexicon entry, with the text under the role.
    Features(&'a Features, &'a str),
    /// A value that an earlier phase made.
    Value(&'a Value),
}

/// The filled roles of one match, with the `set` table of its rule behind them.
#[derive(Clone, Copy, Debug)]
pub struct Roles<'a> {
    items: &'a [(&'a str, Item<'a>)],
    literals: &'a [(String, String)],
}

impl<'a> Roles<'a> {
    /// Roles in text order and literals in any order.
    #[must_use]
    pub fn new(items: &'a [(&'a str, Item<'a>)], literals: &'a [(String, String)]) -> Self {
        Self { items, literals }
    }

    /// First filler of the role.
    #[must_use]
    pub fn item(&self, role: &str) -> Option<Item<'a>> {
        self.items.iter().find(|(name, _)| *name == role).map(|(_, item)| *item)
    }

    /// Every filler of the role, in text order.
    pub fn items<'s>(&'s self, role: &'s str) -> impl Iterator<Item = Item<'a>> + 's {
        self.items.iter().filter(move |(name, _)| *name == role).map(|(_, item)| *item)
    }

    /// All fillers, in text order.
    #[must_use]
    pub fn all(&self) -> &'a [(&'a str, Item<'a>)] {
        self.items
    }

    /// The literal field `key` of the rule.
    #[must_use]
    pub fn literal(&self, key: &str) -> Option<&'a str> {
        self.literals.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Text under the role, whatever fills it; for values, `None`.
    #[must_use]
    pub fn text(&self, role: &str) -> Option<&'a str> {
        match self.item(role)? {
            Item::Text(text) | Item::Features(_, text) => Some(text),
            Item::Value(_) => None,
        }
    }

    /// Feature `key` of the entry that fills `role`, or else the rule's literal `key`.
    #[must_use]
    pub fn feature(&self, role: &str, key: &str) -> Option<&'a str> {
        let found = self.items(role).find_map(|item| match item {
            Item::Features(features, _) => features.get(key),
            _ => None,
        });
        found.or_else(|| self.literal(key))
    }

    /// [`Roles::feature`], read as a number or another type.
    #[must_use]
    pub fn read<T: std::str::FromStr>(&self, role: &str, key: &str) -> Option<T> {
        self.feature(role, key)?.parse().ok()
    }
}
