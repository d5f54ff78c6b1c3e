//! L03: macros that nothing uses, and roles of relations that nothing reads.

use std::collections::BTreeSet;

use super::Ground;
use crate::diag::Diagnostic;
use crate::engine::compile::LIST_SEPARATOR;
use crate::engine::pattern::{NodeKind, Pattern};
use crate::rules::macros::classes;
use crate::rules::set::{Rule, RuleKind};

pub(super) fn lint(ground: &Ground<'_>, out: &mut Vec<Diagnostic>) {
    let language = ground.language;
    let mut used: BTreeSet<String> = language.used_names.clone();
    used.insert(LIST_SEPARATOR.to_owned());
    // A macro that only an unused macro uses is unused as well, but told once, at the outermost.
    for held in &language.macros {
        used.extend(classes(&held.pattern, &held.params));
    }
    for held in &language.macros {
        if !used.contains(&held.name) {
            out.push(
                Diagnostic::warning("L03", format!("nothing uses the macro `@{}`", held.name))
                    .at(&held.file, held.name_at.clone(), "")
                    .help("remove it, or use it"),
            );
        }
    }
    for rule in &language.rules {
        roles(ground, rule, out);
    }
}

fn roles(ground: &Ground<'_>, rule: &Rule, out: &mut Vec<Diagnostic>) {
    let RuleKind::Relation(relation) = &rule.kind else { return };
    let Ok(pattern) = Pattern::parse(&rule.pattern) else { return };
    let read: BTreeSet<&String> = relation.named_roles().map(|(_, role)| role).collect();
    pattern.root.each(&mut |node| {
        if let NodeKind::Role(name, _) = &node.kind
            && !read.contains(name)
            && !name.starts_with('_')
        {
            let span = node.span.start..node.span.start + name.len();
            let at = rule.place(ground.source(&rule.file), &span);
            out.push(
                Diagnostic::note("L03", format!("nothing reads the role `{name}`"))
                    .at(&rule.file, at, "")
                    .help("name it in `parties`, `instrument`, `object` …, or drop it"),
            );
        }
    });
}
