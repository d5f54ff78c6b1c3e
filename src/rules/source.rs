//! The files of a rule set: those compiled into the binary, or a folder.

use std::collections::BTreeMap;
use std::path::Path;

include!(concat!(env!("OUT_DIR"), "/embedded_rules.rs"));

/// Rule files and lexicons by path inside the rules folder, with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleFiles(pub BTreeMap<String, String>);

impl RuleFiles {
    /// The files that were compiled in.
    #[must_use]
    pub fn embedded() -> Self {
        Self(EMBEDDED.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect())
    }

    /// The `.toml` and `.csv` files of a folder; gazetteers and tests are left out.
    ///
    /// # Errors
    /// The path and the reason, for the first file or folder that cannot be read.
    pub fn from_folder(folder: &Path) -> Result<Self, String> {
        let mut files = BTreeMap::new();
        walk(folder, folder, &mut files)?;
        Ok(Self(files))
    }

    /// A short digest of all names and contents.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (name, text) in &self.0 {
            hasher.update(name.as_bytes());
            hasher.update(&[0]);
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        format!("b3:{}", &hasher.finalize().to_hex()[..16])
    }
}

fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) -> Result<(), String> {
    let fail =
        |path: &Path, error: std::io::Error| format!("cannot read {}: {error}", path.display());
    for entry in std::fs::read_dir(folder).map_err(|error| fail(folder, error))? {
        let path = entry.map_err(|error| fail(folder, error))?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "gazetteers" && name != "tests") {
                walk(root, &path, files)?;
            }
        } else if path.extension().is_some_and(|ending| ending == "toml" || ending == "csv") {
            let text = std::fs::read_to_string(&path).map_err(|error| fail(&path, error))?;
            let inside = path.strip_prefix(root).unwrap_or(&path);
            let parts: Vec<_> =
                inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            files.insert(parts.join("/"), text);
        }
    }
    Ok(())
}
