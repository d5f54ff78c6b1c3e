//! What the program was asked to do: raw options from flags, the environment and a file, resolved to
//! settings that remember where each value comes from.
//!
//! Flags win over `EXTRACT_*` variables, these over the configuration file, that over the built-in
//! value. One file counts, the one named or the nearest `extract.toml` upwards; several are never
//! mixed.

mod file;
mod options;
mod settings;

pub use file::{FILE_NAME, nearest, parse};
pub use options::{Form, Key, Options, OptionsError, from_env};
pub use settings::{Layer, Origin, Setting, Settings};
