//! How every id is derived: from content, never from order, so that adding documents renames nothing.
//!
//! Digests are 80 bits of blake3 over length-prefixed parts (so `["ab", "c"]` and `["a", "bc"]`
//! differ): out of reach of collisions for hundreds of millions of records. They are written in 16
//! digits of an alphabet without letters that are misread for one another.

use unicode_normalization::UnicodeNormalization;

use super::v1::{EntityKind, MemberRole, RelationKind};
use crate::text::CharSpan;

/// Digits of a digest, five bits each.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Bytes of a digest.
const DIGEST_BYTES: usize = 10;
/// Longest slug, in bytes.
const SLUG_BYTES: usize = 40;

/// Id of a document: `d-` and a digest of its text (NFC, `\n`) and its publication date, so that one
/// release at two addresses is one document, and one text reprinted years later is two.
#[must_use]
pub fn document(text: &str, published: Option<&str>) -> String {
    format!("d-{}", digest(&["document", text, published.unwrap_or_default()]))
}

/// Id of a mention: `document:start-end:kind`, where `kind` is `organisation`, `person`, `place`,
/// `date` or `amount`.
#[must_use]
pub fn mention(document: &str, span: CharSpan, kind: &str) -> String {
    format!("{document}:{}-{}:{kind}", span.start, span.end)
}

/// First letter of the ids of a kind: `o`, `p` or `l`.
#[must_use]
pub fn prefix(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Organisation => "o",
        EntityKind::Person => "p",
        EntityKind::Place => "l",
    }
}

/// Id of an entity: [`prefix`], the slug of its name and a digest of its canonical key.
///
/// The slug is for people. `slug_of` must follow from `key` (the canonical name, not a form that
/// was met first), or the id would depend on order.
#[must_use]
pub fn entity(kind: EntityKind, slug_of: &str, key: &str) -> String {
    let prefix = prefix(kind);
    let digest = digest(&[prefix, key]);
    match slug(slug_of).as_str() {
        "" => format!("{prefix}-{digest}"),
        slug => format!("{prefix}-{slug}-{digest}"),
    }
}

/// Id of a relation: `r-`, the kind and a digest of the kind, the members and `apart`, what tells
/// separate relations of the same members from each other (the year of an agreement, say).
///
/// Members count as a set: neither their order nor repetition matters.
#[must_use]
pub fn relation<'a>(
    kind: RelationKind,
    members: impl IntoIterator<Item = (MemberRole, &'a str)>,
    apart: &[&str],
) -> String {
    let mut members: Vec<(MemberRole, &str)> = members.into_iter().collect();
    members.sort_unstable();
    members.dedup();
    let count = members.len().to_string();
    let mut parts = vec!["relation", kind.as_str(), &count];
    parts.extend(members.iter().flat_map(|(role, entity)| [role.as_str(), entity]));
    parts.extend(apart);
    format!("r-{}-{}", kind.as_str(), digest(&parts))
}

/// A whole digest for the `run` block: `b3:` and 32 hexadecimal digits.
#[must_use]
pub fn run_digest(parts: &[&str]) -> String {
    format!("b3:{}", &hasher(parts).finalize().to_hex()[..32])
}

/// A readable ASCII name: lower-case letters and digits, words joined by `-`, at most 40 bytes, cut
/// between words where possible. Empty when the name has no Latin letter or digit.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut words: Vec<String> = vec![String::new()];
    for letter in name.nfkd().flat_map(char::to_lowercase) {
        if let Some(ascii) = ascii(letter)
            && let Some(word) = words.last_mut()
        {
            word.push_str(ascii.as_str());
        } else if !unicode_normalization::char::is_combining_mark(letter) {
            words.push(String::new());
        }
    }
    let mut slug = String::new();
    for mut word in words.into_iter().filter(|word| !word.is_empty()) {
        if slug.is_empty() {
            word.truncate(SLUG_BYTES);
            slug = word;
        } else if slug.len() + 1 + word.len() <= SLUG_BYTES {
            slug.push('-');
            slug.push_str(&word);
        } else {
            break;
        }
    }
    slug
}

/// The ASCII spelling of a lower-case letter that has one.
fn ascii(letter: char) -> Option<String> {
    let spelling = match letter {
        'a'..='z' | '0'..='9' => return Some(letter.to_string()),
        '\u{153}' => "oe",
        '\u{e6}' => "ae",
        '\u{df}' => "ss",
        '\u{f8}' => "o",
        '\u{142}' => "l",
        '\u{111}' | '\u{f0}' => "d",
        '\u{fe}' => "th",
        '\u{131}' => "i",
        _ => return None,
    };
    Some(spelling.to_owned())
}

/// 80 bits of the digest of `parts`, in 16 digits.
fn digest(parts: &[&str]) -> String {
    let hash = hasher(parts).finalize();
    let (mut out, mut bits, mut count) = (String::with_capacity(16), 0u32, 0u32);
    for &byte in &hash.as_bytes()[..DIGEST_BYTES] {
        bits = bits << 8 | u32::from(byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            out.push(char::from(DIGITS[(bits >> count & 31) as usize]));
        }
        bits &= (1 << count) - 1;
    }
    out
}

fn hasher(parts: &[&str]) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs_read_like_the_name() {
        assert_eq!(slug("Société Générale"), "societe-generale");
        assert_eq!(slug("L\u{2019}Œuvre d'Orient (ŒO)"), "l-oeuvre-d-orient-oeo");
        assert_eq!(slug("e\u{301}te\u{301} № 5"), "ete-no-5");
        assert_eq!(slug("المغرب"), "");
        assert_eq!(
            slug("Centre régional d'investissement Drâa-Tafilalet du Maroc"),
            "centre-regional-d-investissement-draa"
        );
        assert_eq!(slug(&"a".repeat(90)), "a".repeat(40));
    }

    #[test]
    fn ids_tell_apart_what_differs() {
        assert_eq!(document("x", None), document("x", None));
        assert_ne!(document("x", Some("2021")), document("x", None));
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_eq!(mention("d-1", CharSpan::new(3, 9), "date"), "d-1:3-9:date");
        let entity = entity(EntityKind::Organisation, "Thalès", "thales");
        assert!(entity.starts_with("o-thales-"), "{entity}");
        assert_eq!(entity.len(), "o-thales-".len() + 16);
    }

    proptest! {
        #[test]
        fn a_relation_is_a_set_of_members(names in proptest::collection::vec("[a-c]{1,2}", 1..5)) {
            use MemberRole::{Partner, Source};
            let id = |names: &[String], role, apart: &[&str]| {
                let members = names.iter().map(|name| (role, name.as_str()));
                relation(RelationKind::AGREEMENT, members, apart)
            };
            let mut turned = names.clone();
            turned.reverse();
            turned.push(names[0].clone());
            prop_assert_eq!(id(&names, Partner, &[]), id(&turned, Partner, &[]));
            prop_assert_ne!(id(&names, Partner, &[]), id(&names, Source, &[]));
            prop_assert_ne!(id(&names, Partner, &[]), id(&names, Partner, &["2019"]));
        }

        #[test]
        fn slugs_are_short_ascii(name in "\\PC{0,80}") {
            let slug = slug(&name);
            prop_assert!(slug.len() <= SLUG_BYTES);
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            prop_assert!(slug.chars().all(plain), "{}", slug);
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
        }
    }
}
