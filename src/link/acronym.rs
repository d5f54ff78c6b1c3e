//! Acronyms and how they cover the name they stand for.

use super::key::{self, Word};

/// How much of a name its acronym stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coverage {
    /// Words of the name up to the last one that gives a letter.
    pub head: usize,
    /// Whether the words after `head` hold a capital: a complement that the acronym leaves out
    /// ("Centre régional d'investissement Drâa-Tafilalet", CRI), so that the acronym alone names
    /// every body with that head.
    pub open: bool,
}

/// Letters of an acronym that seldom fits two names.
const LONG: usize = 4;

/// The acronym that a name holds in brackets, with the name going on after it: "Centre régional
/// d'investissement (CRI) Drâa-Tafilalet". Folded.
pub(super) fn bracketed(name: &str) -> Option<String> {
    if !name.contains('(') {
        return None;
    }
    let words = key::words(name);
    let mut brackets = words.iter().filter(|word| word.bracket);
    let word = brackets.next().filter(|word| word.caps && word.text.chars().count() > 1)?;
    brackets.next().is_none().then(|| word.text.clone())
}

/// Whether a form looks like an acronym: one word of two to ten letters and digits, in capitals.
pub(super) fn is_acronym(form: &str) -> bool {
    let words = key::words(form);
    matches!(&words[..], [word] if word.caps && (2..=10).contains(&word.text.chars().count()))
}

/// Reads the letters of the folded `acronym` off the content words of a name: each word gives its
/// first letter, or more letters in their order, or none. `None` when the letters do not fit.
pub(super) fn coverage(acronym: &str, name: &[Word]) -> Option<Coverage> {
    let letters: Vec<char> = acronym.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.len() < 2 || letters.len() > 16 || name.len() > 32 {
        return None;
    }
    // Of two readings of a long acronym the one that covers more of the name is meant ("Université
    // Cheikh Anta Diop de Dakar", UCAD); the letters of a short one fit too much.
    let covers_more = letters.len() >= LONG;
    let rank = |(inner, head): (usize, usize)| (inner, if covers_more { 99 - head } else { head });
    // reach[l]: the best way to read the first l letters off the words seen so far: fewest letters
    // that are not initials, then as above. The state is small: letters times words.
    let mut reach: Vec<Option<(usize, usize)>> = vec![None; letters.len() + 1];
    reach[0] = Some((0, 0));
    for (at, word) in name.iter().enumerate() {
        // From the longest reading down, so that a word is read once.
        for read in (0..letters.len()).rev() {
            let Some((inner, _)) = reach[read] else { continue };
            for given in given(&word.text, &letters[read..]) {
                let next = (inner + given - 1, at + 1);
                let slot = &mut reach[read + given];
                *slot = Some(
                    slot.map_or(next, |best| if rank(next) < rank(best) { next } else { best }),
                );
            }
        }
    }
    let (_, head) = reach[letters.len()].filter(|&(_, head)| head >= 2)?;
    let open =
        name[head..].iter().any(|word| word.capital || !word.text.contains(char::is_alphabetic));
    Some(Coverage { head, open })
}

/// Numbers of letters that `word` can give: its first, then each next one found further on, in
/// order. Only the greedy reading is tried, which finds every possible length.
fn given<'a>(word: &'a str, letters: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    let mut chars = word.chars();
    let first = chars.next() == letters.first().copied();
    // At most three letters of one word: "INSERM", not "PARIS" out of "paris".
    let longest = if first {
        1 + letters[1..].iter().take(2).take_while(|&&letter| chars.any(|c| c == letter)).count()
    } else {
        0
    };
    1..=longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::data::LinkData;

    fn cover(acronym: &str, name: &str) -> Option<(usize, bool)> {
        let data = LinkData::bundled().expect("bundled data");
        let words = key::content(name, None, &data);
        coverage(&key::folded(acronym), &words).map(|coverage| (coverage.head, coverage.open))
    }

    #[test]
    fn acronyms_are_told_by_their_shape() {
        for form in ["CRI", "C.R.I.", "UM6P", "ONEE"] {
            assert!(is_acronym(form), "{form}");
        }
        for form in ["Cri", "A", "CRI Rabat", "Technopark", ""] {
            assert!(!is_acronym(form), "{form}");
        }
    }

    #[test]
    fn brackets_inside_a_name_hold_its_acronym() {
        assert_eq!(bracketed("Centre régional (CRI) Rabat").as_deref(), Some("cri"));
        for name in ["Centre régional", "CARE (Bénin)", "Centre (CRI Rabat)", "A (B) C", ")("] {
            assert_eq!(bracketed(name), None, "{name}");
        }
    }

    #[test]
    fn letters_are_read_off_the_words() {
        assert_eq!(cover("AFD", "Agence française de développement"), Some((3, false)));
        assert_eq!(
            cover("CRI", "Centre régional d'investissement Drâa-Tafilalet"),
            Some((3, true))
        );
        assert_eq!(
            cover("ONEE", "Office national de l'électricité et de l'eau potable"),
            Some((4, false))
        );
        let inserm = "Institut national de la santé et de la recherche médicale";
        assert_eq!(cover("INSERM", inserm), Some((5, false)));
        assert_eq!(
            cover("ANAPEC", "Agence nationale de promotion de l'emploi et des compétences"),
            Some((5, false))
        );
        assert_eq!(cover("UM6P", "Université Mohammed VI Polytechnique"), Some((4, false)));
        assert_eq!(cover("UCAD", "Université Cheikh Anta Diop de Dakar"), Some((5, false)));
        assert_eq!(cover("CRI", "Centre régional d'investissement Ifrane"), Some((3, true)));
        assert_eq!(cover("WB", "Banque mondiale"), None);
        assert_eq!(cover("TE", "Technopark"), None);
    }
}
