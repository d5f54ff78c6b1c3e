//! The spans that the names stage weighed, for fitting the weights.

use super::extractor::{Buffers, Extractor};
use super::names::{Considered, NameContext};
use crate::document::Document;
use crate::rules::LanguageIdx;
use crate::text::CharSpan;

/// A span that was weighed, in code points of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameSample {
    /// Where it stands.
    pub span: CharSpan,
    /// Language whose rules weighed it.
    pub language: LanguageIdx,
    /// Evidence and totals.
    pub considered: Considered,
}

impl Extractor {
    /// All spans that the names stage weighs in a document, chosen or not, in the order of the
    /// sentences.
    #[must_use]
    pub fn name_samples(&self, document: &Document, buffers: &mut Buffers) -> Vec<NameSample> {
        let analysed = self.analyse(document, buffers);
        let analysis = &analysed.analysis;
        let cx = NameContext {
            tables: self.name_tables(),
            gazetteer: self.gazetteer(),
            country: None,
            blocks: &[],
            title: None,
        };
        let mut out = Vec::new();
        for (number, sentence) in analysis.sentences.iter().enumerate() {
            for considered in buffers.names_mut().considered(analysis, &cx, number) {
                let bytes = document.reading.to_text(analysis.bytes(considered.tokens));
                let span = document.text.chars(bytes);
                out.push(NameSample { span, language: sentence.language, considered });
            }
        }
        out
    }
}
