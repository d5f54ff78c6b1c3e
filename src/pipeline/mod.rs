//! The domain, one document at a time: a pure function of the document, the settings and the
//! rules.
//!
//! ```text
//! tokens and sentences -> values -> names -> document pass -> coreference -> relations -> status
//! ```
//!
//! The order is fixed; no stage is repeated until nothing changes.

pub mod analysis;
mod calibrate;
pub mod explain;
mod extractor;
mod home;
pub mod names;
mod publish;
pub mod relations;
pub mod resources;
mod samples;
pub mod selftest;
pub mod values;

pub use analysis::{Analysis, Sentence, ValueMention};
pub use extractor::{Analysed, Buffers, Extractor, Stage};
pub use publish::Record;
pub use resources::{Lexicon, load_rules};
pub use samples::NameSample;
