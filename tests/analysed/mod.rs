//! A text as the names stage leaves it, for tests of names.

use extract::document::{Content, Media, Source};
use extract::gazetteer::Gazetteer;
use extract::pipeline::analysis::Analysis;
use extract::pipeline::{Buffers, Extractor, load_rules};
use extract::rules::RuleFiles;

/// With the shipped rules.
pub fn extractor() -> Extractor {
    let files = RuleFiles::embedded();
    let loaded = load_rules(&files, Gazetteer::embedded());
    assert!(!loaded.has_errors());
    Extractor::new(loaded.rules, &files, Gazetteer::embedded())
        .unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// What `read` makes of an analysed text.
pub fn with<T>(extractor: &Extractor, text: &str, read: impl FnOnce(&Analysis<'_>) -> T) -> T {
    let content = Content::Bytes(text.as_bytes().to_vec());
    let source = Source { name: "t.txt".into(), record: None, content, media: Media::Text };
    let document = extractor.prepare(source).unwrap_or_else(|failure| panic!("{failure:?}"));
    let mut buffers = Buffers::default();
    read(&extractor.analyse(&document, &mut buffers).analysis)
}
