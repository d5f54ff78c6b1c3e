//! HTML to text: the main content of a page, its blocks and its metadata.
//!
//! The page's tree is laid out flat, in document order, with the running text each element holds
//! (text of paragraphs, less the text of links). The article is the smallest marked-up article
//! that holds most of it, or else what is left when empty branches are cut off from the body.
//! Inside it, navigation, forms and whatever a class or id calls a menu are left out.

use scraper::{Html, Node};
use unicode_normalization::UnicodeNormalization;

use super::decode::in_nfc;
use super::document::Meta;
use super::html_meta::PageMeta;
use super::html_outline::{Entry, Outline, Place, is_block};
use super::html_text;
use super::paragraphs::{Mark, Paragraph};
use super::reading::{Markup, Reading};
use super::{Cleaned, plain};
use crate::text::{ByteSpan, Text};

/// Whether a file that is called text is a page.
pub(crate) fn looks_like_html(text: &str) -> bool {
    let head = text.trim_start();
    let head = &head.as_bytes()[..head.len().min(15)].to_ascii_lowercase();
    head.starts_with(b"<!doctype html") || head.starts_with(b"<html")
}

/// Reads a page. `meta` is what a record already said of it.
pub(crate) fn extract(html: &str, meta: Meta) -> Cleaned {
    if html_text::is_hostile(html) {
        return strip(html, meta);
    }
    let page = Html::parse_document(html);
    let page_meta = PageMeta::of(&page);
    let outline = Outline::of(&page);
    let body = outline.body();
    let mut out = Writer::default();
    let article = outline.article(body);
    let heading = outline.heading(body);
    if let Some(heading) = heading
        && !outline.holds(article, heading)
    {
        out.write(&outline, heading, false);
    }
    out.write(&outline, article, false);
    if out.text.is_empty() {
        out.write(&outline, body, true);
    }
    let declared_language = page_meta.language;
    let heading = out
        .paragraphs
        .iter()
        .find(|paragraph| paragraph.mark == Mark::Heading)
        .map(|paragraph| paragraph.span.of(&out.text).to_owned());
    let meta = page_meta.complete(meta, heading.as_deref());
    Cleaned {
        text: Text::new(out.text),
        reading: Reading::default(),
        paragraphs: out.paragraphs,
        meta,
        declared_language,
    }
}

/// The text of a page whose tree is not built.
fn strip(html: &str, meta: Meta) -> Cleaned {
    let text = html_text::strip(html);
    let text = Text::new(if in_nfc(&text) { text } else { text.nfc().collect() });
    let reading = Reading::new(text.as_str(), Markup::Invisible);
    let paragraphs = plain::paragraphs(reading.as_str(&text), |_| Mark::Plain);
    Cleaned { text, reading, paragraphs, meta, declared_language: None }
}

/// Text and paragraphs as they are put together.
#[derive(Default)]
struct Writer {
    text: String,
    paragraphs: Vec<Paragraph>,
    line: String,
    space: bool,
    breaks: u32,
}

/// An element that is open while writing.
struct Open {
    end: usize,
    block: bool,
    mark: Mark,
}

impl Writer {
    /// Writes what stands under `root`; `all` leaves nothing out but scripts.
    fn write(&mut self, outline: &Outline<'_>, root: Place, all: bool) {
        let whole = outline.nodes[root.0].running;
        let last = outline.nodes[root.0].end;
        let mut open: Vec<Open> = Vec::new();
        let mut at = root.0;
        while at < last {
            self.close(&mut open, at);
            let entry = &outline.nodes[at];
            let place = Place(at);
            at += 1;
            match entry.node.value() {
                Node::Text(text) => {
                    self.push(text);
                }
                Node::Element(element) => {
                    let skipped = match all {
                        true => entry.never,
                        false => place != root && outline.is_elsewhere(place, whole),
                    };
                    if skipped {
                        at = entry.end;
                        continue;
                    }
                    let mark = open.last().map_or(Mark::Plain, |open| open.mark);
                    let name = element.name();
                    let block = is_block(name);
                    match name {
                        "br" => {
                            self.flush(mark);
                            self.breaks += 1;
                        }
                        "td" | "th" if !self.line.is_empty() => self.push(" | "),
                        _ if block => {
                            self.flush(mark);
                            self.breaks = 2;
                        }
                        _ => {}
                    }
                    let mark = mark_of(name, entry, mark);
                    open.push(Open { end: entry.end, block, mark });
                }
                _ => {}
            }
        }
        self.close(&mut open, last);
        self.flush(Mark::Plain);
        self.breaks = 2;
    }

    fn close(&mut self, open: &mut Vec<Open>, at: usize) {
        while let Some(closed) = open.pop_if(|open| open.end <= at) {
            if closed.block {
                self.flush(closed.mark);
                self.breaks = 2;
            }
        }
    }

    /// Adds text to the line: white space runs become one space, invisible characters go.
    fn push(&mut self, text: &str) {
        for char in text.chars() {
            match char {
                ' ' | '\t' | '\n' | '\r' | '\u{C}' => self.space = true,
                '\u{AD}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{2064}'
                | '\u{FEFF}'
                | '\0' => {}
                _ => {
                    if self.space && !self.line.is_empty() {
                        self.line.push(' ');
                    }
                    self.space = false;
                    self.line.push(char);
                }
            }
        }
    }

    /// Ends the line.
    fn flush(&mut self, mark: Mark) {
        self.space = false;
        if !in_nfc(&self.line) {
            self.line = self.line.nfc().collect();
        }
        let line = self.line.trim().trim_matches('|').trim();
        if !line.is_empty() {
            let gap = self.breaks >= 2 || self.text.is_empty();
            if !self.text.is_empty() {
                self.text.push_str(if gap { "\n\n" } else { "\n" });
            }
            let start = self.text.len();
            self.text.push_str(line);
            let span = ByteSpan::new(start, self.text.len());
            self.paragraphs.push(Paragraph { span, mark, gap, lines: 1 });
            self.breaks = 0;
        }
        self.line.clear();
    }
}

/// What an element says of the text in it; `outer` is what its parent says.
fn mark_of(name: &str, entry: &Entry<'_>, outer: Mark) -> Mark {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Mark::Heading,
        "blockquote" => Mark::Quote,
        "li" if entry.text > 0 && entry.links == entry.text => Mark::Loose,
        "li" => Mark::Item,
        "figcaption" => Mark::Aside,
        "p" if outer == Mark::Loose => Mark::Item,
        _ => outer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> (String, Vec<(Mark, String)>, Meta) {
        let cleaned = extract(html, Meta::default());
        let text = cleaned.text.as_str().to_owned();
        let paragraphs = cleaned
            .paragraphs
            .iter()
            .map(|paragraph| (paragraph.mark, paragraph.span.of(&text).to_owned()))
            .collect();
        (text, paragraphs, cleaned.meta)
    }

    const PAGE: &str = r#"<!doctype html><html lang="fr-MA"><head><meta charset=utf-8>
        <title>Signature d’une convention - Le Journal</title>
        <meta property="og:site_name" content="Le Journal">
        <meta property="article:published_time" content="2021-05-14T10:00:00+01:00">
        <link rel="canonical" href="https://exemple.test/a">
        <script type="application/ld+json">{"@context": "x", "@graph": [{"@type": "NewsArticle",
        "datePublished": "2021-05-13", "author": [{"name": "A. Benali"}],
        "image": {"datePublished": "1999-01-01"}}]}</script></head>
        <body><header><nav><ul><li><a href=/>Accueil</a><li><a href=/e>Économie</a></ul></nav>
        <h1>Signature d’une convention</h1></header>
        <div class="sidebar"><p>Les plus lus de la semaine, et d’autres choses encore.</p></div>
        <div id=content><div><p>Une conven&shy;tion a été signée vendredi à Casablanca, par le
        <b>cluster</b> et le centre.</p><p>Elle vise à soutenir les projets de la région.<br>Et les
        autres.</p><blockquote><p>Nous sommes contents de cet accord.</p></blockquote>
        <ul><li>Premier point du texte</li><li>Second point du texte</li></ul>
        <div class="share-bar"><a href=#>Partager</a></div></div></div>
        <footer><p>Tous droits réservés, mentions légales et autres.</p></footer></body></html>"#;

    #[test]
    fn the_article_is_found_with_its_heading_and_metadata() {
        let (text, paragraphs, meta) = page(PAGE);
        let found: Vec<(Mark, &str)> =
            paragraphs.iter().map(|(mark, text)| (*mark, text.as_str())).collect();
        assert_eq!(
            found,
            [
                (Mark::Heading, "Signature d’une convention"),
                (
                    Mark::Plain,
                    "Une convention a été signée vendredi à Casablanca, par le cluster et le centre."
                ),
                (Mark::Plain, "Elle vise à soutenir les projets de la région."),
                (Mark::Plain, "Et les autres."),
                (Mark::Quote, "Nous sommes contents de cet accord."),
                (Mark::Item, "Premier point du texte"),
                (Mark::Item, "Second point du texte"),
            ],
            "{text}"
        );
        assert_eq!(meta.title.as_deref(), Some("Signature d’une convention"));
        assert_eq!(meta.published.expect("date").value, "2021-05-13");
        assert_eq!(meta.publisher.as_deref(), Some("Le Journal"));
        assert_eq!(meta.author.as_deref(), Some("A. Benali"));
        assert_eq!(meta.url.as_deref(), Some("https://exemple.test/a"));
    }

    #[test]
    fn a_page_without_structure_gives_its_text() {
        let (text, _, meta) = page("Bonjour <i>à</i> tous<td>x<p>e&#769;t&eacute;");
        assert_eq!(text, "Bonjour à tousx\n\nété");
        assert_eq!(meta, Meta::default());
        let (text, _, _) = page("<nav>Seul un menu</nav>");
        assert_eq!(text, "Seul un menu");
    }

    #[test]
    fn a_form_round_the_whole_page_does_not_hide_it() {
        let long = "Le conseil a approuvé le programme de la région. ".repeat(4);
        let (text, _, _) = page(&format!(
            "<body><form><div class='menu'><a>Accueil</a></div><p>{long}</p></form></body>"
        ));
        assert_eq!(text, long.trim());
    }

    #[test]
    fn marked_articles_are_preferred_when_they_hold_most() {
        let long = "Le conseil a approuvé le programme de la région. ".repeat(4);
        let (text, _, _) = page(&format!(
            "<main><article><p>{long}</p></article><article><p>Un autre article du site, plus \
             court.</p></article></main>"
        ));
        assert_eq!(text, long.trim());
    }

    #[test]
    fn table_cells_do_not_run_together() {
        let (text, _, _) =
            page("<table><tr><td>Borg AI<td>Égypte</tr><tr><td></td><td>Maroc</td></tr></table>");
        assert_eq!(text, "Borg AI | Égypte\n\nMaroc");
    }
}
