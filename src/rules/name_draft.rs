//! Specs of the rules about names to drafts: names, evidence, titles, aliases, anaphors.

use super::draft::{Head, Maker, head};
use super::file::Row;
use super::roles::{roles_of, side_of};
use super::schema::{AliasSpec, AnaphorSpec, EvidenceSpec, NameSpec, TitleSpec};
use super::set::{Proof, Refers, RuleKind, Side};
use crate::diag::Diagnostic;

/// Role of a title whose words follow the head noun of the body that it tells.
const PORTFOLIO: &str = "portfolio";

impl Maker<'_, '_> {
    pub fn name(&mut self, spec: NameSpec, row: &Row) {
        let Some(target) = self.target(&spec.r#for, &row.value("for")) else { return };
        let (pattern, unless, gap, weight, group) =
            (spec.pattern, spec.unless, spec.gap, spec.weight, spec.group);
        let head = head!(spec);
        self.add(head, row, Some(&pattern), &unless, gap, weight, None, |_, _| {
            Some(RuleKind::Name { target, group: group.clone() })
        });
    }

    pub fn evidence(&mut self, spec: EvidenceSpec, row: &Row) {
        let Some(target) = self.target(&spec.r#for, &row.value("for")) else { return };
        let (pattern, unless, gap, weight) = (spec.pattern, spec.unless, spec.gap, spec.weight);
        let (feature, group, publisher) = (spec.feature, spec.group, spec.publisher);
        if pattern.is_none() && feature.is_none() {
            let fault = Diagnostic::error("R009", "evidence has a `pattern`, a `feature` or both")
                .at(self.file, row.span.clone(), "");
            self.faults.push(fault);
            return;
        }
        for name in feature.iter().flat_map(|text| text.split_whitespace()) {
            let name = name.strip_prefix('!').unwrap_or(name);
            if !self.defined.properties.contains(&name) {
                let message = format!("no name has a property `{name}`");
                let fault = Diagnostic::error("R027", message)
                    .at(self.file, row.value("feature"), "")
                    .suggest(name, self.defined.properties.iter().copied());
                self.faults.push(fault);
                return;
            }
        }
        let head = head!(spec);
        self.add(head, row, pattern.as_ref(), &unless, gap, weight, None, |_, text| {
            let side = if pattern.is_none() { Side::Feature } else { side_of(&text.text) };
            Some(RuleKind::Evidence {
                target,
                side,
                feature: feature.clone(),
                group: group.clone(),
                publisher,
            })
        });
    }

    pub fn title(&mut self, spec: TitleSpec, row: &Row) {
        let (pattern, unless, gap) = (spec.pattern, spec.unless, spec.gap);
        let implies = match &spec.implies {
            None => None,
            Some(body) => {
                let table: Vec<_> =
                    self.defined.subtypes.iter().map(|&kind| (kind, kind)).collect();
                let kind = self.one_of("kind", body.kind.get_ref(), &table, &body.kind.span());
                let Some(kind) = kind else { return };
                if !roles_of(pattern.get_ref()).iter().any(|role| role == PORTFOLIO) {
                    let message = format!("the pattern has no role `{PORTFOLIO}`");
                    let fault = Diagnostic::error("R018", message)
                        .at(self.file, row.value("pattern"), "")
                        .help("`implies` joins its `head` and the words under that role");
                    self.faults.push(fault);
                    return;
                }
                Some((body.head.clone(), kind.to_owned()))
            }
        };
        let head = head!(spec);
        self.add(head, row, Some(&pattern), &unless, gap, 0.0, None, |_, _| {
            Some(RuleKind::Title { implies: implies.clone() })
        });
    }

    pub fn alias(&mut self, spec: AliasSpec, row: &Row) {
        let table = [("letters", Proof::Letters), ("sign", Proof::Sign), ("words", Proof::Words)];
        let proof = match &spec.proof {
            None => Proof::default(),
            Some(word) => match self.one_of("proof", word, &table, &row.value("proof")) {
                Some(proof) => proof,
                None => return,
            },
        };
        let (pattern, unless, gap, score) = (spec.pattern, spec.unless, spec.gap, spec.score);
        let head = head!(spec);
        self.add(head, row, Some(&pattern), &unless, gap, 0.0, score, |_, _| {
            Some(RuleKind::Alias { proof })
        });
    }

    pub fn anaphor(&mut self, spec: AnaphorSpec, row: &Row) {
        let table = [
            ("body", Refers::Body),
            ("set", Refers::Set),
            ("publisher", Refers::Publisher),
            ("last", Refers::Last),
        ];
        let Some(refers) = self.one_of("refers", &spec.refers, &table, &row.value("refers")) else {
            return;
        };
        let (pattern, unless, score) = (spec.pattern, spec.unless, spec.score);
        let head = head!(spec);
        self.add(head, row, Some(&pattern), &unless, None, 0.0, score, |_, _| {
            Some(RuleKind::Anaphor { refers })
        });
    }
}
