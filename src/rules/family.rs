//! Templates: `$name` in a pattern replaced by the values of a family or by the arguments of a
//! macro, with a way back from the result to the template.

use std::ops::Range;

use super::schema::Family;

/// Most rules that one template may make.
pub(super) const MAX_FAMILY: usize = 4096;

/// A template with its names replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    /// The result.
    pub text: String,
    /// Replaced stretches: bytes of the result, bytes of the template.
    replaced: Vec<(Range<usize>, Range<usize>)>,
}

impl Filled {
    /// The bytes of the template that bytes of the result come from.
    #[must_use]
    pub fn origin(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.back(span.start, false);
        start..self.back(span.end, true).max(start)
    }

    fn back(&self, at: usize, is_end: bool) -> usize {
        let mut shift = (0, 0);
        for (to, from) in &self.replaced {
            let inside = if is_end { to.start < at && at < to.end } else { to.contains(&at) };
            if inside {
                return if is_end { from.end } else { from.start };
            }
            if to.end > at || is_end && to.start >= at {
                break;
            }
            shift = (to.end, from.end);
        }
        shift.1 + (at - shift.0.min(at))
    }
}

/// Replaces each `$name` by its argument; the longest name that fits is taken, and arguments are
/// not looked at again.
#[must_use]
pub(super) fn fill(template: &str, names: &[String], arguments: &[String]) -> Filled {
    let mut filled = Filled::default();
    let mut rest = template;
    while let Some(dollar) = rest.find('$') {
        let at = template.len() - rest.len() + dollar;
        filled.text.push_str(&rest[..dollar]);
        let after = &rest[dollar + 1..];
        let pair = names
            .iter()
            .zip(arguments)
            .filter(|(name, _)| !name.is_empty() && after.starts_with(name.as_str()))
            .max_by_key(|(name, _)| name.len());
        match pair {
            Some((name, argument)) => {
                let start = filled.text.len();
                filled.text.push_str(argument);
                let end = at + 1 + name.len();
                filled.replaced.push((start..filled.text.len(), at..end));
                rest = &template[end..];
            }
            None => {
                filled.text.push('$');
                rest = after;
            }
        }
    }
    filled.text.push_str(rest);
    filled
}

/// Every combination of the listed values, keys in order; one empty combination for no family.
/// None if there are more than [`MAX_FAMILY`].
pub(super) fn combinations(family: &Family) -> Option<Vec<Vec<String>>> {
    let mut count = 1usize;
    for values in family.values() {
        count = count.checked_mul(values.len()).filter(|&count| count <= MAX_FAMILY)?;
    }
    let mut rows = vec![Vec::new()];
    for values in family.values() {
        rows = rows
            .into_iter()
            .flat_map(|row: Vec<String>| {
                values.iter().map(move |value| {
                    let mut row = row.clone();
                    row.push(value.clone());
                    row
                })
            })
            .collect();
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn longest_name_and_the_way_back() {
        let filled =
            fill("é $verb x $verbs $", &words(&["verb", "verbs"]), &words(&["~a", "~bcd"]));
        assert_eq!(filled.text, "é ~a x ~bcd $");
        let x = filled.text.find('x').expect("x");
        assert_eq!(filled.origin(&(x..x + 1)), 9..10);
        let b = filled.text.find("~bcd").expect("b");
        assert_eq!(filled.origin(&(b..b + 4)), 11..17);
        assert_eq!(filled.origin(&(b + 1..b + 2)), 11..17);
    }

    proptest! {
        #[test]
        fn what_was_not_replaced_comes_back_as_it_is(template in "[a $vé]{0,20}", argument in "[xé$]{0,3}") {
            let filled = fill(&template, &words(&["v"]), &[argument]);
            for (at, char) in filled.text.char_indices() {
                let span = at..at + char.len_utf8();
                let origin = filled.origin(&span);
                prop_assert!(template.get(origin.clone()).is_some(), "{:?} {:?}", filled, origin);
                if char == 'a' {
                    prop_assert_eq!(&template[origin], "a");
                }
            }
        }
    }
}
