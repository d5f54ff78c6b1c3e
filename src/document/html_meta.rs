//! What a page says of itself outside its text: JSON-LD, OpenGraph, meta elements.

use ego_tree::iter::Edge;
use scraper::{Html, Node};
use serde_json::Value;

use super::document::{Meta, one_line};
use super::language::LanguageCode;
use super::published::{PublishedFrom, parse_day};

/// Largest JSON-LD script that is read, in bytes.
const SCRIPT: usize = 1 << 20;
/// Values of a JSON-LD script that are looked at.
const VALUES: usize = 10_000;
/// Bytes at the start of a page in which its charset may stand. The standard says 1024; pages
/// with long comments before their head are common.
const PRESCAN: usize = 4096;

/// The charset a page declares in its head.
pub(crate) fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = bytes[..bytes.len().min(PRESCAN)].to_ascii_lowercase();
    let at = head.windows(7).position(|window| window == b"charset")? + 7;
    let rest = head[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
    let length = rest.iter().take_while(|&&byte| is_label(byte)).count();
    String::from_utf8(rest[..length].to_vec()).ok().filter(|label| !label.is_empty())
}

fn is_label(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_:.".contains(&byte)
}

/// Metadata of a page.
#[derive(Debug, Default)]
pub(crate) struct PageMeta {
    title: Ranked,
    date: Ranked,
    author: Ranked,
    publisher: Ranked,
    url: Ranked,
    pub(crate) language: Option<LanguageCode>,
}

/// A value and the rank of its source; a lower rank wins, the first of equals stays.
#[derive(Debug, Default)]
struct Ranked(Option<(u8, String)>);

impl Ranked {
    fn offer(&mut self, rank: u8, value: &str) {
        let value = one_line(value);
        if !value.is_empty() && self.0.as_ref().is_none_or(|(known, _)| rank < *known) {
            self.0 = Some((rank, value));
        }
    }

    fn take(self) -> Option<String> {
        self.0.map(|(_, value)| value)
    }
}

impl PageMeta {
    /// Collects the metadata of `page` in one pass.
    pub(crate) fn of(page: &Html) -> Self {
        let mut meta = Self::default();
        for edge in page.tree.root().traverse() {
            let Edge::Open(node) = edge else { continue };
            let Node::Element(element) = node.value() else { continue };
            match element.name() {
                "html" => {
                    meta.language = element.attr("lang").and_then(LanguageCode::new);
                }
                "title" => {
                    let title: String = node
                        .children()
                        .filter_map(|child| child.value().as_text())
                        .map(|text| &**text)
                        .collect();
                    meta.title.offer(4, &title);
                }
                "meta" => {
                    let name = ["property", "name", "itemprop"]
                        .into_iter()
                        .find_map(|attribute| element.attr(attribute));
                    if let (Some(name), Some(content)) = (name, element.attr("content")) {
                        meta.element(&name.to_ascii_lowercase(), content);
                    }
                }
                "link" if element.attr("rel") == Some("canonical") => {
                    if let Some(address) = element.attr("href") {
                        meta.address(0, address);
                    }
                }
                "time" => {
                    let rank =
                        if element.attr("itemprop") == Some("datePublished") { 3 } else { 6 };
                    let marked = element.attr("pubdate").is_some()
                        || element.attr("class").is_some_and(|class| class.contains("publish"));
                    if let Some(date) = element.attr("datetime").and_then(parse_day) {
                        meta.date.offer(if marked { 4 } else { rank }, &date);
                    }
                }
                "script" if element.attr("type").is_some_and(|kind| kind.contains("ld+json")) => {
                    let script: String = node
                        .children()
                        .filter_map(|child| child.value().as_text())
                        .map(|text| &**text)
                        .collect();
                    if script.len() <= SCRIPT
                        && let Ok(value) = serde_json::from_str::<Value>(script.trim())
                    {
                        meta.linked_data(&value);
                    }
                }
                _ => {}
            }
        }
        meta
    }

    fn element(&mut self, name: &str, content: &str) {
        let date = |meta: &mut Self, rank| {
            if let Some(date) = parse_day(content) {
                meta.date.offer(rank, &date);
            }
        };
        match name {
            "article:published_time" | "og:article:published_time" => date(self, 1),
            "date"
            | "dc.date"
            | "dc.date.issued"
            | "dcterms.date"
            | "dcterms.created"
            | "pubdate"
            | "publishdate"
            | "publish-date"
            | "publish_date"
            | "datepublished"
            | "article.published"
            | "sailthru.date"
            | "parsely-pub-date"
            | "citation_date"
            | "citation_publication_date" => date(self, 2),
            "og:title" => self.title.offer(0, content),
            "dc.title" | "twitter:title" => self.title.offer(2, content),
            "og:site_name" => self.publisher.offer(0, content),
            "dc.publisher" | "publisher" => self.publisher.offer(2, content),
            "author" | "dc.creator" | "parsely-author" => self.author.offer(1, content),
            "article:author" if !content.contains("://") => self.author.offer(2, content),
            "og:url" => self.address(1, content),
            _ => {}
        }
    }

    fn address(&mut self, rank: u8, address: &str) {
        if address.starts_with("http://") || address.starts_with("https://") {
            self.url.offer(rank, address);
        }
    }

    fn linked_data(&mut self, value: &Value) {
        let mut queue = vec![value];
        let mut seen = 0;
        while let Some(value) = queue.pop() {
            seen += 1;
            if seen > VALUES {
                return;
            }
            match value {
                Value::Array(items) => queue.extend(items.iter().rev()),
                Value::Object(object) => {
                    if let Some(Value::String(date)) = object.get("datePublished")
                        && let Some(date) = parse_day(date)
                    {
                        self.date.offer(0, &date);
                    }
                    if let Some(Value::String(title)) = object.get("headline") {
                        self.title.offer(1, title);
                    }
                    if object.contains_key("datePublished") || object.contains_key("headline") {
                        name_of(object.get("author"), &mut self.author, 0);
                        name_of(object.get("publisher"), &mut self.publisher, 1);
                    }
                    // Only arrays and graphs hold further articles; a nested image does not
                    // publish the page.
                    queue.extend(object.get("@graph"));
                    queue.extend(object.get("mainEntity"));
                }
                _ => {}
            }
        }
    }

    /// The metadata as the document carries it. What `given` (a record) says stays.
    pub(crate) fn complete(self, mut given: Meta, heading: Option<&str>) -> Meta {
        let site = self.publisher.0.as_ref().map(|(_, site)| site.clone());
        if given.title.is_none() {
            given.title = match (self.title.0, heading) {
                (Some((rank, _)), Some(heading)) if rank > 1 => Some(one_line(heading)),
                (Some((_, title)), _) => Some(without_site(&title, site.as_deref())),
                (None, heading) => heading.map(one_line),
            };
        }
        given.offer_date(self.date.take(), PublishedFrom::Meta);
        given.author = given.author.or_else(|| self.author.take());
        given.publisher = given.publisher.or(site);
        given.url = given.url.or_else(|| self.url.take());
        given
    }
}

fn name_of(value: Option<&Value>, into: &mut Ranked, rank: u8) {
    let value = match value {
        Some(Value::Array(items)) => items.first(),
        value => value,
    };
    match value {
        Some(Value::String(name)) => into.offer(rank, name),
        Some(Value::Object(object)) => {
            if let Some(Value::String(name)) = object.get("name") {
                into.offer(rank, name);
            }
        }
        _ => {}
    }
}

/// "Headline | Site" without the site.
fn without_site(title: &str, site: Option<&str>) -> String {
    let Some(site) = site else { return title.to_owned() };
    for sign in [" | ", " - ", " – ", " — ", " :: ", " · "] {
        if let Some((headline, end)) = title.rsplit_once(sign)
            && end.trim().eq_ignore_ascii_case(site)
        {
            return headline.trim().to_owned();
        }
    }
    title.to_owned()
}
