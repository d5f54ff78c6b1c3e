//! HTML to text: the main content of a page, its blocks and its metadata.
//!
//! The page's tree is laid out flat, in document order, with the running text each element holds
//! (text of paragraphs, less the text of links). The article is the smallest marked-up article
//! that holds most of it, or else what is left when empty branches are cut off from the body.
//! Inside it, navigation, forms and whatever a class or id calls a menu are left out.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};
use unicode_normalization::UnicodeNormalization;

use super::decode::in_nfc;
use super::document::Meta;
use super::html_meta::PageMeta;
use super::html_text;
use super::paragraphs::{Mark, Paragraph};
use super::reading::{Markup, Reading};
use super::{Cleaned, plain};
use crate::text::{ByteSpan, Text};

/// Shortest inline text, in bytes, that counts as a paragraph.
const PARAGRAPH: u32 = 25;

/// Elements that end a line. The rest stand inside one.
const BLOCKS: [&str; 47] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
    "title",
    "head",
];
/// Elements without text of the article.
const NEVER: [&str; 22] = [
    "script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "button",
    "select", "textarea", "input", "head", "audio", "video", "math", "map", "datalist", "progress",
    "meter", "dialog", "embed",
];
/// Elements that hold the article only on odd pages.
const RARELY: [&str; 5] = ["nav", "footer", "aside", "form", "menu"];
/// Words of class and id names, in the vocabulary of web templates, for what is no article.
const ELSEWHERE: [&str; 34] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "footer",
    "sidebar",
    "comment",
    "comments",
    "disqus",
    "share",
    "sharing",
    "social",
    "sharedaddy",
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "related",
    "breadcrumb",
    "breadcrumbs",
    "newsletter",
    "widget",
    "promo",
    "advert",
    "ads",
    "ad",
    "banner",
    "popup",
    "modal",
    "pagination",
    "pager",
    "toolbar",
    "subscribe",
    "skip",
];

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

/// Place of a node in the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place(usize);

/// A page laid out in document order.
struct Outline<'a> {
    nodes: Vec<Entry<'a>>,
}

struct Entry<'a> {
    node: NodeRef<'a, Node>,
    /// Place past the node's last descendant.
    end: usize,
    /// Bytes of text inside, of link text, and of running text.
    text: u32,
    links: u32,
    running: u32,
    /// Text of the line this element is part of.
    inline_text: u32,
    inline_links: u32,
    never: bool,
}

impl<'a> Entry<'a> {
    fn element(&self) -> Option<&'a Element> {
        self.node.value().as_element()
    }

    fn name(&self) -> &'a str {
        self.element().map_or("", Element::name)
    }
}

impl<'a> Outline<'a> {
    fn of(page: &'a Html) -> Self {
        let mut nodes: Vec<Entry<'a>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for edge in page.tree.root().traverse() {
            match edge {
                Edge::Open(node) => {
                    open.push(nodes.len());
                    let mut entry = Entry {
                        node,
                        end: 0,
                        text: 0,
                        links: 0,
                        running: 0,
                        inline_text: 0,
                        inline_links: 0,
                        never: node.value().as_element().is_some_and(is_never),
                    };
                    if let Node::Text(text) = node.value() {
                        entry.text = u32::try_from(text.trim().len()).unwrap_or(u32::MAX);
                        entry.inline_text = entry.text;
                    }
                    nodes.push(entry);
                }
                Edge::Close(_) => {
                    let Some(at) = open.pop() else { continue };
                    let end = nodes.len();
                    let entry = &mut nodes[at];
                    entry.end = end;
                    if entry.never {
                        entry.text = 0;
                        entry.running = 0;
                        continue;
                    }
                    let name = entry.name();
                    if name == "a" {
                        entry.links = entry.text;
                        entry.inline_links = entry.inline_text;
                    }
                    let block = is_block(name);
                    if block && entry.inline_text >= PARAGRAPH {
                        entry.running += entry.inline_text.saturating_sub(entry.inline_links);
                    }
                    let Entry { text, links, running, inline_text, inline_links, .. } = *entry;
                    if let Some(&parent) = open.last() {
                        let parent = &mut nodes[parent];
                        parent.text = parent.text.saturating_add(text);
                        parent.links = parent.links.saturating_add(links);
                        parent.running = parent.running.saturating_add(running);
                        if !block {
                            parent.inline_text = parent.inline_text.saturating_add(inline_text);
                            parent.inline_links = parent.inline_links.saturating_add(inline_links);
                        }
                    }
                }
            }
        }
        Self { nodes }
    }

    fn body(&self) -> Place {
        Place(self.nodes.iter().position(|entry| entry.name() == "body").unwrap_or(0))
    }

    fn holds(&self, outer: Place, inner: Place) -> bool {
        outer <= inner && inner.0 < self.nodes[outer.0].end
    }

    fn children(&self, place: Place) -> impl Iterator<Item = Place> + '_ {
        let end = self.nodes[place.0].end;
        let mut at = place.0 + 1;
        std::iter::from_fn(move || {
            let child = (at < end).then_some(Place(at))?;
            at = self.nodes[at].end.max(at + 1);
            Some(child)
        })
    }

    /// Whether a branch is left out of `whole`: it is called something else and holds little.
    fn is_elsewhere(&self, place: Place, whole: u32) -> bool {
        let entry = &self.nodes[place.0];
        let Some(element) = entry.element() else { return false };
        let small = u64::from(entry.running) * 5 < u64::from(whole) * 2;
        let name = element.name();
        entry.never
            || (small
                && !matches!(name, "body" | "html" | "article" | "main" | "h1")
                && (RARELY.contains(&name) || is_called_elsewhere(element)))
            // A list of links and nothing else is a menu, wherever it stands.
            || (matches!(name, "ul" | "ol" | "div" | "table" | "section")
                && entry.text > 60
                && u64::from(entry.links) * 10 > u64::from(entry.text) * 9
                && entry.running < 40
                && self.children(place).filter(|&child| self.nodes[child.0].text > 0).count() >= 3)
    }

    /// The element that holds the article.
    fn article(&self, body: Place) -> Place {
        let whole = self.nodes[body.0].running;
        let enough = |place: &Place| {
            whole > 0 && u64::from(self.nodes[place.0].running) * 2 >= u64::from(whole)
        };
        let marked = (body.0..self.nodes[body.0].end)
            .map(Place)
            .filter(|place| self.nodes[place.0].element().is_some_and(is_article))
            .rfind(enough);
        if let Some(article) = marked {
            return article;
        }
        let mut at = body;
        while let Some(child) = self
            .children(at)
            .filter(|&child| !self.is_elsewhere(child, whole))
            .max_by_key(|&child| (self.nodes[child.0].running, std::cmp::Reverse(child)))
            && whole > 0
            && is_block(self.nodes[child.0].name())
            && self.nodes[child.0].end - child.0 > 2
            && u64::from(self.nodes[child.0].running) * 10
                >= u64::from(self.nodes[at.0].running) * 9
        {
            at = child;
        }
        at
    }

    /// The page's first main heading that is not part of a menu.
    fn heading(&self, body: Place) -> Option<Place> {
        let whole = self.nodes[body.0].running;
        let mut at = body.0;
        while at < self.nodes[body.0].end {
            let entry = &self.nodes[at];
            if entry.name() == "h1" && entry.text > 0 {
                return Some(Place(at));
            }
            let skipped = entry.name() != "header" && self.is_elsewhere(Place(at), whole);
            at = if skipped { entry.end } else { at + 1 };
        }
        None
    }
}

fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

fn is_never(element: &Element) -> bool {
    NEVER.contains(&element.name())
        || element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || element
            .attr("style")
            .is_some_and(|style| style.contains("display:none") || style.contains("display: none"))
}

fn is_article(element: &Element) -> bool {
    matches!(element.name(), "article" | "main")
        || element.attr("role") == Some("main")
        || element.attr("itemprop") == Some("articleBody")
}

fn is_called_elsewhere(element: &Element) -> bool {
    let role = matches!(
        element.attr("role"),
        Some("navigation" | "complementary" | "contentinfo" | "search" | "banner" | "dialog")
    );
    let named = |attribute| {
        element.attr(attribute).is_some_and(|names| {
            names
                .split(|char: char| !char.is_ascii_alphabetic())
                .any(|word| ELSEWHERE.iter().any(|known| known.eq_ignore_ascii_case(word)))
        })
    };
    role || named("class") || named("id")
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
                    let mark = open.last().map_or(Mark::Plain, |open| open.mark);
                    self.push(text, mark);
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
                        "td" | "th" if !self.line.is_empty() => self.push(" | ", mark),
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
    fn push(&mut self, text: &str, mark: Mark) {
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
        let _ = mark;
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
