//! A page's tree laid out flat, and where its article is.
//!
//! Nodes stand in document order, each with where it ends and with the running text it holds: text
//! of paragraphs, less the text of links. One pass builds it; no question walks the tree again.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};

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

/// Place of a node in the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(pub(crate) usize);

/// A page laid out in document order.
pub(crate) struct Outline<'a> {
    pub(crate) nodes: Vec<Entry<'a>>,
}

pub(crate) struct Entry<'a> {
    pub(crate) node: NodeRef<'a, Node>,
    /// Place past the node's last descendant.
    pub(crate) end: usize,
    /// Bytes of text inside, of link text, and of running text.
    pub(crate) text: u32,
    pub(crate) links: u32,
    pub(crate) running: u32,
    /// Text of the line this element is part of.
    inline_text: u32,
    inline_links: u32,
    pub(crate) never: bool,
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
    pub(crate) fn of(page: &'a Html) -> Self {
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

    pub(crate) fn body(&self) -> Place {
        Place(self.nodes.iter().position(|entry| entry.name() == "body").unwrap_or(0))
    }

    pub(crate) fn holds(&self, outer: Place, inner: Place) -> bool {
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
    pub(crate) fn is_elsewhere(&self, place: Place, whole: u32) -> bool {
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
    pub(crate) fn article(&self, body: Place) -> Place {
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
    pub(crate) fn heading(&self, body: Place) -> Option<Place> {
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

/// Whether an element ends a line.
pub(crate) fn is_block(name: &str) -> bool {
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
