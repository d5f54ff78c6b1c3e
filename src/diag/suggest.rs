//! "Did you mean": the nearest known name.

/// The candidate nearest to `name`, when one is near enough to be a slip of the fingers: at most
/// one edit for each three characters (transpositions count as one), and at least one. Case
/// does not count. Ties go to the
/// one with the same first letter, then to the alphabetically first, so the answer does not depend on the
/// order of the candidates.
#[must_use]
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let folded = candidate.to_lowercase();
            let allowed = (length.max(folded.chars().count()) / 3).max(1);
            // A single letter is "near" every other one; suggesting those would be noise.
            let distance = strsim::osa_distance(&wanted, &folded);
            // Of two equally near names people mean the one that begins alike.
            let begins = folded.chars().next() != wanted.chars().next();
            (distance <= allowed && distance < length.max(1))
                .then_some((distance, begins, candidate))
        })
        .min()
        .map(|(_, _, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::suggest;
    use proptest::prelude::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let fields = ["match", "no", "todo", "value", "weight"];
        assert_eq!(suggest("valu", fields), Some("value"));
        assert_eq!(suggest("mtach", fields), Some("match"));
        assert_eq!(suggest("Weight", fields), Some("weight"));
        assert_eq!(suggest("organisation", fields), None);
        assert_eq!(suggest("dat", ["at", "date"]), Some("date"));
        assert_eq!(suggest("x", fields), None);
        assert_eq!(suggest("", fields), None);
    }

    proptest! {
        #[test]
        fn the_order_of_candidates_does_not_matter(
            name in "[abé]{0,6}",
            mut names in proptest::collection::vec("[abé]{1,6}", 0..8),
        ) {
            let forward = suggest(&name, names.iter().map(String::as_str)).map(str::to_owned);
            names.reverse();
            let backward = suggest(&name, names.iter().map(String::as_str)).map(str::to_owned);
            prop_assert_eq!(forward, backward);
        }
    }
}
