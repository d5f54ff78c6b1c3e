//! GraphML and GEXF: entities that take part in relations, and a link for each pair a relation ties.
//! A relation of three partners is three links with one `relation` id. Dates and amounts that belong
//! to no relation, mentions and texts are left out. Readers (networkx among them) refuse files
//! with links of both sorts, so all links are written as directed, and the attribute `directed` says
//! whether the order means anything.

use std::io::{self, Write};

use crate::kb::v1::{KnowledgeBase, Relation};

use super::links::{Node, members, pairs};
use super::xml::escape;

/// Attributes of nodes and links: name and whether it is a number.
const NODE: [(&str, bool); 4] =
    [("type", false), ("kind", false), ("country", false), ("documents", true)];
const LINK: [(&str, bool); 9] = [
    ("relation", false),
    ("directed", false),
    ("kind", false),
    ("status", false),
    ("date", false),
    ("amount", true),
    ("unit", false),
    ("score", true),
    ("sentence", false),
];

fn node_values(node: &Node<'_>) -> [Option<String>; 4] {
    [
        Some(node.table.to_owned()),
        Some(node.kind.to_owned()),
        node.country.map(str::to_owned),
        Some(node.documents.to_string()),
    ]
}

fn link_values(one: &Relation) -> [Option<String>; 9] {
    [
        Some(one.id.clone()),
        Some(one.directed.to_string()),
        Some(one.kind.as_str().to_owned()),
        Some(one.status.as_str().to_owned()),
        one.date.as_ref().map(|date| date.value.clone()),
        one.amount.as_ref().map(|amount| amount.value.0.to_string()),
        one.amount.as_ref().and_then(|amount| amount.unit.clone()),
        Some(one.score.to_string()),
        one.evidence.first().map(|evidence| evidence.quote.clone()),
    ]
}

/// Writes GraphML.
///
/// # Errors
/// When `out` refuses.
pub fn graphml(kb: &KnowledgeBase, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
    writeln!(out, "<key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>")?;
    for (prefix, whose, attributes) in [("n-", "node", &NODE[..]), ("e-", "edge", &LINK[..])] {
        for (name, number) in attributes {
            let kind = if *number { "double" } else { "string" };
            writeln!(
                out,
                "<key id=\"{prefix}{name}\" for=\"{whose}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
            )?;
        }
    }
    writeln!(out, "<graph id=\"partnerships\" edgedefault=\"directed\">")?;
    let nodes = members(kb);
    for (id, node) in &nodes {
        write!(out, "<node id=\"{}\">", escape(id))?;
        write!(out, "<data key=\"label\">{}</data>", escape(node.name))?;
        data("n-", &NODE, node_values(node), out)?;
        writeln!(out, "</node>")?;
    }
    for relation in &kb.relations {
        for (number, (source, target)) in pairs(relation).into_iter().enumerate() {
            if !nodes.contains_key(source) || !nodes.contains_key(target) {
                continue;
            }
            write!(
                out,
                "<edge id=\"{}:{number}\" source=\"{}\" target=\"{}\">",
                escape(&relation.id),
                escape(source),
                escape(target)
            )?;
            data("e-", &LINK, link_values(relation), out)?;
            writeln!(out, "</edge>")?;
        }
    }
    writeln!(out, "</graph>\n</graphml>")
}

fn data<const N: usize>(
    prefix: &str,
    attributes: &[(&str, bool); N],
    values: [Option<String>; N],
    out: &mut dyn Write,
) -> io::Result<()> {
    for ((name, _), value) in attributes.iter().zip(values) {
        if let Some(value) = value {
            write!(out, "<data key=\"{prefix}{name}\">{}</data>", escape(&value))?;
        }
    }
    Ok(())
}

/// Writes GEXF 1.3.
///
/// # Errors
/// When `out` refuses.
pub fn gexf(kb: &KnowledgeBase, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">")?;
    writeln!(out, "<graph defaultedgetype=\"directed\" mode=\"static\">")?;
    for (class, attributes) in [("node", &NODE[..]), ("edge", &LINK[..])] {
        writeln!(out, "<attributes class=\"{class}\">")?;
        for (name, number) in attributes {
            let kind = if *number { "double" } else { "string" };
            writeln!(out, "<attribute id=\"{name}\" title=\"{name}\" type=\"{kind}\"/>")?;
        }
        writeln!(out, "</attributes>")?;
    }
    writeln!(out, "<nodes>")?;
    let nodes = members(kb);
    for (id, node) in &nodes {
        write!(out, "<node id=\"{}\" label=\"{}\">", escape(id), escape(node.name))?;
        values(&NODE, node_values(node), out)?;
        writeln!(out, "</node>")?;
    }
    writeln!(out, "</nodes>\n<edges>")?;
    for relation in &kb.relations {
        for (number, (source, target)) in pairs(relation).into_iter().enumerate() {
            if !nodes.contains_key(source) || !nodes.contains_key(target) {
                continue;
            }
            write!(
                out,
                "<edge id=\"{}:{number}\" source=\"{}\" target=\"{}\" label=\"{}\">",
                escape(&relation.id),
                escape(source),
                escape(target),
                relation.kind.as_str()
            )?;
            values(&LINK, link_values(relation), out)?;
            writeln!(out, "</edge>")?;
        }
    }
    writeln!(out, "</edges>\n</graph>\n</gexf>")
}

fn values<const N: usize>(
    attributes: &[(&str, bool); N],
    values: [Option<String>; N],
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "<attvalues>")?;
    for ((name, _), value) in attributes.iter().zip(values) {
        if let Some(value) = value {
            write!(out, "<attvalue for=\"{name}\" value=\"{}\"/>", escape(&value))?;
        }
    }
    write!(out, "</attvalues>")
}
