//! Pages that must not reach the tree builder, and text taken from them all the same.
//!
//! The HTML standard's tree construction walks the stack of open elements for every tag, so a
//! page of n nested tags costs n² steps, and a tag of n attributes likewise. No page that people
//! read is like that; hostile and broken ones are. They are stripped of their tags in one pass.

use super::entities;

/// Open elements beyond which a page is not built into a tree.
const DEPTH: usize = 1500;
/// Attributes of one tag beyond which it is not.
const ATTRIBUTES: usize = 1500;

/// Elements that never have an end tag, or whose end tag is left out as a rule.
const UNCLOSED: [&[u8]; 26] = [
    b"area",
    b"base",
    b"br",
    b"col",
    b"dd",
    b"dt",
    b"embed",
    b"hr",
    b"img",
    b"input",
    b"li",
    b"link",
    b"meta",
    b"option",
    b"p",
    b"param",
    b"source",
    b"tbody",
    b"td",
    b"th",
    b"thead",
    b"tfoot",
    b"tr",
    b"track",
    b"wbr",
    b"colgroup",
];
/// Elements whose content is no markup, and no text either.
const RAW: [&[u8]; 4] = [b"script", b"style", b"template", b"noscript"];
/// Elements inside a line.
const INLINE: [&[u8]; 16] = [
    b"a", b"abbr", b"b", b"cite", b"em", b"font", b"i", b"mark", b"q", b"s", b"small", b"span",
    b"strong", b"sub", b"sup", b"u",
];

/// A tag: its name, whether it ends an element, where it ends.
struct Tag<'a> {
    name: &'a [u8],
    closes: bool,
    attributes: usize,
    end: usize,
}

/// The tag that starts with the `<` at `at`, or `None` when that is text.
fn tag(bytes: &[u8], at: usize) -> Option<Tag<'_>> {
    let closes = bytes.get(at + 1) == Some(&b'/');
    let start = at + 1 + usize::from(closes);
    match bytes.get(start) {
        Some(byte) if byte.is_ascii_alphabetic() => {}
        _ => return None,
    }
    let is_name = |byte: &u8| !byte.is_ascii_whitespace() && !b"/>".contains(byte);
    let length = bytes[start..].iter().take_while(|byte| is_name(byte)).count();
    let (mut quote, mut attributes, mut end) = (None, 0, start + length);
    while let Some(&byte) = bytes.get(end) {
        match (quote, byte) {
            (None, b'>') => {
                end += 1;
                break;
            }
            (None, b'"' | b'\'') if bytes[end - 1] == b'=' => quote = Some(byte),
            (None, b' ' | b'\t' | b'\n' | b'/' | 0x0C) => attributes += 1,
            (Some(open), _) if byte == open => quote = None,
            _ => {}
        }
        end += 1;
    }
    Some(Tag { name: &bytes[start..start + length], closes, attributes, end })
}

fn is_one_of(name: &[u8], names: &[&[u8]]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether building a tree of `html` could take more than linear time.
pub(crate) fn is_hostile(html: &str) -> bool {
    let bytes = html.as_bytes();
    let (mut depth, mut at) = (0usize, 0);
    while let Some(skip) = html[at..].find('<') {
        at += skip;
        match tag(bytes, at) {
            Some(tag) => {
                if tag.attributes > ATTRIBUTES {
                    return true;
                }
                if !is_one_of(tag.name, &UNCLOSED) {
                    depth = if tag.closes { depth.saturating_sub(1) } else { depth + 1 };
                }
                if depth > DEPTH {
                    return true;
                }
                at = match raw_end(html, &tag) {
                    Some(end) => end,
                    None => tag.end,
                };
            }
            None => at = skip_markup(html, at),
        }
    }
    false
}

/// Past a comment or declaration at `at`, or past the `<` alone.
fn skip_markup(html: &str, at: usize) -> usize {
    let rest = &html[at..];
    let (skip, close) = match rest.as_bytes() {
        [b'<', b'!', b'-', b'-', ..] => (4, "-->"),
        [b'<', b'!' | b'?', ..] => (2, ">"),
        _ => return at + 1,
    };
    rest[skip..].find(close).map_or(html.len(), |found| at + skip + found + close.len())
}

/// Where the content of a raw element ends: at its end tag, or with the page.
fn raw_end(html: &str, tag: &Tag<'_>) -> Option<usize> {
    if tag.closes || !is_one_of(tag.name, &RAW[..2]) {
        return None;
    }
    let mut at = tag.end;
    while let Some(found) = html.get(at..)?.find("</") {
        at += found;
        let name = html.as_bytes().get(at + 2..at + 2 + tag.name.len());
        if name.is_some_and(|name| name.eq_ignore_ascii_case(tag.name)) {
            return Some(at);
        }
        at += 2;
    }
    Some(html.len())
}

/// The text of a page without its tags, one line a block element. Linear.
pub(crate) fn strip(html: &str) -> String {
    let bytes = html.as_bytes();
    let mut out = String::with_capacity(html.len() / 4);
    let mut at = 0;
    while at < bytes.len() {
        let next = html[at..].find(['<', '&']).map_or(html.len(), |skip| at + skip);
        out.push_str(&html[at..next]);
        at = next;
        match bytes.get(at) {
            Some(b'&') => match entities::decode(&bytes[at + 1..]) {
                Some((char, length)) => {
                    out.push(char);
                    at += 1 + length;
                }
                None => {
                    out.push('&');
                    at += 1;
                }
            },
            Some(_) => match tag(bytes, at) {
                Some(tag) => {
                    if !is_one_of(tag.name, &INLINE) {
                        out.push('\n');
                    }
                    at = raw_end(html, &tag).unwrap_or(tag.end);
                }
                None => {
                    let end = skip_markup(html, at);
                    if end == at + 1 {
                        out.push('<');
                    }
                    at = end;
                }
            },
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_go_and_text_stays() {
        let html = "<p class='a>b'>L&eacute;o<br>et <b>Zoé</b> < 3 & co</p><script>a</b></SCRIPT x>\
                    <!-- non --><STYLE>x</style>fin<";
        let lines: Vec<String> =
            strip(html).lines().map(str::to_owned).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["Léo", "et Zoé < 3 & co", "fin<"]);
    }

    #[test]
    fn deep_and_wide_pages_are_told_from_long_ones() {
        assert!(is_hostile(&"<div>".repeat(100_000)));
        assert!(is_hostile(&"<b><p>".repeat(2_000)));
        assert!(is_hostile(&format!("<p {}>", "a=1 ".repeat(2_000))));
        assert!(!is_hostile(&"<p>un <i>deux</i><br><li>".repeat(100_000)));
        assert!(!is_hostile(&"<script>if (a<b) {}</script>".repeat(10_000)));
    }

    proptest! {
        #[test]
        fn any_markup_is_stripped(html in "(<|>|/|!|--|\\?|&eacute;|é|p|script|\"|'|=| |a){0,60}") {
            let _ = is_hostile(&html);
            let _ = strip(&html);
        }
    }
}
