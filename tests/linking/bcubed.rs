//! B-cubed: for each mention, how much of its predicted cluster is right and how much of its gold
//! cluster was found, averaged over mentions.

use std::collections::BTreeMap;

/// A file and a span in code points.
pub type Span = (String, u32, u32);

/// Precision, recall and F1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Share of a mention's predicted cluster that is of its body, averaged over mentions.
    pub precision: f64,
    /// Share of a mention's body that its predicted cluster holds, averaged over mentions.
    pub recall: f64,
    /// Harmonic mean.
    pub f1: f64,
}

/// Compares two clusterings of mentions, each a map from mention to cluster name. A gold mention
/// that was not predicted is a cluster of its own; a predicted mention that is not gold is left out,
/// since finding names is measured elsewhere.
pub fn score(gold: &BTreeMap<Span, String>, predicted: &BTreeMap<Span, String>) -> Score {
    let cluster = |span: &Span| match predicted.get(span) {
        Some(cluster) => cluster.clone(),
        None => format!("alone {span:?}"),
    };
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    let mut bodies: BTreeMap<&str, u64> = BTreeMap::new();
    let mut both: BTreeMap<(String, &str), u64> = BTreeMap::new();
    for (span, body) in gold {
        *sizes.entry(cluster(span)).or_default() += 1;
        *bodies.entry(body).or_default() += 1;
        *both.entry((cluster(span), body)).or_default() += 1;
    }
    let count = gold.len().max(1) as f64;
    let mut sums = (0.0, 0.0);
    for ((cluster, body), shared) in &both {
        let squared = (*shared * *shared) as f64;
        sums.0 += squared / sizes[cluster] as f64;
        sums.1 += squared / bodies[body] as f64;
    }
    let (precision, recall) = (sums.0 / count, sums.1 / count);
    let f1 = if precision + recall > 0.0 {
        2.0 * precision * recall / (precision + recall)
    } else {
        0.0
    };
    Score { precision, recall, f1 }
}

/// Reads `gold.json`.
pub fn gold(json: &str) -> serde_json::Result<BTreeMap<Span, String>> {
    #[derive(serde::Deserialize)]
    struct Body {
        entity: String,
        mentions: Vec<Span>,
    }
    let bodies: Vec<Body> = serde_json::from_str(json)?;
    Ok(bodies
        .into_iter()
        .flat_map(|body| {
            let entity = body.entity;
            body.mentions.into_iter().map(move |span| (span, entity.clone()))
        })
        .collect())
}

/// The clustering of a knowledge base, by the file name of each document: gold mentions take the
/// entity of the organisation mention that overlaps them most (of a tie the first).
pub fn predicted(
    kb: &extract::kb::v1::KnowledgeBase,
    gold: &BTreeMap<Span, String>,
) -> BTreeMap<Span, String> {
    let files: BTreeMap<&str, &str> = kb
        .documents
        .iter()
        .map(|document| {
            let file = document.locator.rsplit('/').next().unwrap_or_default();
            (document.id.as_str(), file)
        })
        .collect();
    let mut by_file: BTreeMap<&str, Vec<&extract::kb::v1::Mention>> = BTreeMap::new();
    for mention in &kb.mentions {
        if mention.kind == extract::kb::v1::EntityKind::Organisation {
            by_file.entry(files[mention.document.as_str()]).or_default().push(mention);
        }
    }
    gold.keys()
        .filter_map(|span| {
            let (file, start, end) = span;
            let overlap = |mention: &extract::kb::v1::Mention| {
                mention.char_end.min(*end).saturating_sub(mention.char_start.max(*start))
            };
            let mut best: Option<&extract::kb::v1::Mention> = None;
            for mention in by_file.get(file.as_str()).into_iter().flatten() {
                if overlap(mention) > best.map_or(0, overlap) {
                    best = Some(mention);
                }
            }
            best.map(|mention| (span.clone(), mention.entity.clone()))
        })
        .collect()
}

#[test]
fn b_cubed_by_hand() {
    let map = |pairs: &[(u32, &str)]| -> BTreeMap<Span, String> {
        pairs.iter().map(|&(at, name)| (("f".to_owned(), at, at + 1), name.to_owned())).collect()
    };
    let gold = map(&[(1, "a"), (2, "a"), (3, "a"), (4, "b")]);
    assert_eq!(score(&gold, &gold).f1, 1.0);
    // One cluster for all: precision (3 * 3/4 + 1/4) / 4, recall 1.
    let one = map(&[(1, "x"), (2, "x"), (3, "x"), (4, "x")]);
    assert_eq!(score(&gold, &one).precision, 0.625);
    assert_eq!(score(&gold, &one).recall, 1.0);
    // Nothing found: every mention alone.
    let none = score(&gold, &BTreeMap::new());
    assert_eq!((none.precision, none.recall), (1.0, 0.5));
}
