//! Folding: the form under which a token is looked up.
//!
//! Matching ignores case, the shape of apostrophes, ligatures and the dots of acronyms
//! (`S.A.R.L.` reads `sarl`). Accents count, because `signe` and `signé` are different words, but
//! not in tokens written in capitals (`ECONOMIE`, `Etats`), where the press drops them: those are
//! also looked up by [`strip`].

/// Appends the folded form of `surface` to `out`.
pub fn fold_into(surface: &str, out: &mut String) {
    if surface.is_ascii() {
        out.extend(
            surface.bytes().filter(|&byte| byte != b'.').map(|b| b.to_ascii_lowercase() as char),
        );
        if out.is_empty() {
            out.push_str(surface);
        }
        return;
    }
    let start = out.len();
    for char in surface.chars() {
        match char {
            '.' | '\u{ad}' | '\u{200b}' | '\u{200d}' | '\u{feff}' => {}
            '’' | 'ʼ' | '‘' | '´' | '`' => out.push('\''),
            'œ' | 'Œ' => out.push_str("oe"),
            'æ' | 'Æ' => out.push_str("ae"),
            '‐' | '‑' | '–' | '—' | '−' => out.push('-'),
            '«' | '»' | '“' | '”' | '„' => out.push('"'),
            _ if char.is_uppercase() => out.extend(char.to_lowercase()),
            _ => out.push(char),
        }
    }
    if out.len() == start {
        out.push_str(surface);
    }
}

/// The folded form of `surface`.
#[must_use]
pub fn fold(surface: &str) -> String {
    let mut out = String::with_capacity(surface.len());
    fold_into(surface, &mut out);
    out
}

/// Removes the accents of an already folded form: the key under which names and tokens in
/// capitals are looked up.
#[must_use]
pub fn strip(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    strip_into(folded, &mut out);
    out
}

/// Appends `folded` without its accents to `out`.
pub fn strip_into(folded: &str, out: &mut String) {
    if folded.is_ascii() {
        out.push_str(folded);
        return;
    }
    use unicode_normalization::UnicodeNormalization;
    out.extend(folded.nfd().filter(|&c| !unicode_normalization::char::is_combining_mark(c)));
}

/// The key under which a whole name is compared: folded, without accents, apostrophes and hyphens
/// as single spaces. `CRI Drâa -Tafilalet` and `cri draa-tafilalet` have one key.
#[must_use]
pub fn name_key(surface: &str) -> String {
    let stripped = strip(&fold(surface));
    let mut out = String::with_capacity(stripped.len());
    for char in stripped.chars() {
        if char.is_alphanumeric() || char == '&' || char == '+' {
            out.push(char);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_apostrophe_ligature_and_dots() {
        assert_eq!(fold("L’ŒUVRE"), "l'oeuvre");
        assert_eq!(fold("S.A.R.L."), "sarl");
        assert_eq!(fold("."), ".");
        assert_eq!(fold("signé"), "signé");
        assert_eq!(strip("électricité"), "electricite");
    }

    #[test]
    fn one_name_one_key() {
        assert_eq!(name_key("CRI Drâa -Tafilalet"), name_key("Cri draa-tafilalet"));
        assert_eq!(name_key("l’Ambassade des États-Unis"), "l ambassade des etats unis");
    }
}
