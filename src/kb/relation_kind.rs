//! Kinds of partnership relations: an open list, which `pack.toml` of the rules declares.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longest id of a kind, in bytes.
const LENGTH: usize = 31;

/// Kind of a partnership relation, by its id: lower-case letters, digits and `_`, at most 31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationKind([u8; LENGTH]);

impl RelationKind {
    /// A formal instrument.
    pub const AGREEMENT: Self = Self::known("agreement");
    /// Working together without an instrument.
    pub const COLLABORATION: Self = Self::known("collaboration");
    /// Source supports target.
    pub const SUPPORT: Self = Self::known("support");
    /// Source pays for or invests in target.
    pub const FUNDING: Self = Self::known("funding");
    /// Source is a member or part of target.
    pub const MEMBERSHIP: Self = Self::known("membership");

    /// The kinds of the shipped rules, in the order in which they are reported. Other rules may
    /// declare others.
    pub const SHIPPED: &'static [Self] =
        &[Self::AGREEMENT, Self::COLLABORATION, Self::SUPPORT, Self::FUNDING, Self::MEMBERSHIP];

    const fn known(id: &str) -> Self {
        let (bytes, mut out, mut at) = (id.as_bytes(), [0; LENGTH], 0);
        while at < bytes.len() && at < LENGTH {
            out[at] = bytes[at];
            at += 1;
        }
        Self(out)
    }

    /// The published spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|&byte| byte == 0).unwrap_or(LENGTH);
        // Only ASCII is ever written.
        std::str::from_utf8(&self.0[..end]).unwrap_or_default()
    }

    /// Whether the shipped rules give this kind a source and a target; none for kinds of other rules.
    #[must_use]
    pub fn shipped_directed(self) -> Option<bool> {
        match self {
            Self::AGREEMENT | Self::COLLABORATION => Some(false),
            Self::SUPPORT | Self::FUNDING | Self::MEMBERSHIP => Some(true),
            _ => None,
        }
    }

    /// The shipped kinds, then those of `others` that are not among them, by name.
    #[must_use]
    pub fn with_others(others: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut more: Vec<Self> =
            others.into_iter().filter(|kind| !Self::SHIPPED.contains(kind)).collect();
        more.sort_unstable();
        more.dedup();
        Self::SHIPPED.iter().copied().chain(more).collect()
    }
}

impl FromStr for RelationKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let held = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let sound = text.len() <= LENGTH
            && text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
            && text.bytes().all(held);
        if sound {
            Ok(Self::known(text))
        } else {
            Err(format!(
                "`{text}` is not the id of a kind of relation: a lower-case letter, then at most 30 \
                 lower-case letters, digits and `_`"
            ))
        }
    }
}

impl fmt::Debug for RelationKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Display for RelationKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl Serialize for RelationKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for RelationKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for RelationKind {
    fn schema_name() -> Cow<'static, str> {
        "RelationKind".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let known: Vec<&str> = Self::SHIPPED.iter().map(Self::as_str).collect();
        json_schema!({
            "type": "string",
            "pattern": "^[a-z][a-z0-9_]{0,30}$",
            "description": "Kind of a partnership relation, as `pack.toml` of the rules declares it. \
                The shipped rules know `agreement` (a formal instrument), `collaboration` (working \
                together without one), `support` (source supports target), `funding` (source pays for \
                or invests in target) and `membership` (source is a member or part of target).",
            "examples": known,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_short_plain_words() {
        for sound in ["agreement", "a", "co_bidding2"] {
            let kind: RelationKind = sound.parse().expect(sound);
            assert_eq!(kind.as_str(), sound);
            assert_eq!(serde_json::to_string(&kind).expect("JSON"), format!("\"{sound}\""));
        }
        for broken in ["", "Agreement", "accord é", "2a", "_a", &"a".repeat(32)] {
            assert!(broken.parse::<RelationKind>().is_err(), "{broken}");
        }
    }

    #[test]
    fn other_kinds_come_after_the_shipped_ones() {
        let other: RelationKind = "rivalry".parse().expect("an id");
        let all = RelationKind::with_others([other, RelationKind::FUNDING, other]);
        assert_eq!(all.len(), 6);
        assert_eq!(all.last(), Some(&other));
    }
}
