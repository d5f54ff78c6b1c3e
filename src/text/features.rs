//! The `features` column of a lexicon: `key=value` pairs.

/// Keys and values of one row, sorted by key. Written as `month=4;len=30`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Features(pub Vec<(String, String)>);

impl Features {
    /// Reads pairs parted by `;`; a key alone has the value `1`.
    ///
    /// # Errors
    /// The part that has no key.
    pub fn parse(column: &str) -> Result<Self, String> {
        let mut pairs = Vec::new();
        for part in column.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').unwrap_or((part, "1"));
            if key.trim().is_empty() || key.trim().contains(char::is_whitespace) {
                return Err(part.to_owned());
            }
            pairs.push((key.trim().to_owned(), value.trim().to_owned()));
        }
        pairs.sort();
        pairs.dedup();
        Ok(Self(pairs))
    }

    /// Value of the feature `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Value of the feature `key` as a number or another type that reads from text.
    #[must_use]
    pub fn read<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.get(key)?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_lone_keys() {
        let features = Features::parse("month=4; len=30;abbreviation").expect("three features");
        assert_eq!(features.get("month"), Some("4"));
        assert_eq!(features.read::<u8>("len"), Some(30));
        assert_eq!(features.get("abbreviation"), Some("1"));
        assert_eq!(Features::parse("=4"), Err("=4".to_owned()));
    }
}
