//! Lists `rules/` into the binary and packs the gazetteers, so that it runs anywhere without the
//! folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

// The packer is the library's own: another folder of rules is packed at run time.
#[allow(dead_code, reason = "the library uses the rest")]
#[path = "src/gazetteer"]
mod gazetteer {
    pub mod layout;
    mod middles;
    pub mod pack;
    mod pack_names;
    mod pack_tables;
    mod pack_words;
    mod source;
}
#[allow(dead_code, reason = "the library uses the rest")]
#[path = "src/text"]
mod text {
    pub mod fold;
}

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=build.rs");
    pack_gazetteers(&root, &out)?;
    let mut files = Vec::new();
    list(&root.join("rules"), &mut files)?;
    files.sort();
    let mut table = String::from("pub(crate) static EMBEDDED: &[(&str, &str)] = &[\n");
    for file in files {
        let name = file.strip_prefix(root.join("rules")).unwrap_or(&file).display().to_string();
        let _ = writeln!(table, "    ({name:?}, include_str!({:?})),", file.display().to_string());
    }
    table.push_str("];\n");
    fs::write(out.join("embedded_rules.rs"), table)
}

/// Packs `rules/gazetteers`, unless what was packed last time came from the same tables and code.
fn pack_gazetteers(root: &Path, out: &Path) -> io::Result<()> {
    let folder = root.join("rules/gazetteers");
    let mut stamp = gazetteer::pack::digest(&folder).map_err(io::Error::other)?;
    for file in ["layout", "middles", "pack", "pack_names", "pack_tables", "pack_words", "source"] {
        stamp.push_str(&fs::read_to_string(root.join(format!("src/gazetteer/{file}.rs")))?);
    }
    stamp.push_str(&fs::read_to_string(root.join("src/text/fold.rs"))?);
    let (target, mark) = (out.join("gazetteer.bin"), out.join("gazetteer.stamp"));
    if target.exists() && fs::read_to_string(&mark).is_ok_and(|last| last == stamp) {
        return Ok(());
    }
    let sections = gazetteer::pack::pack(&folder).map_err(io::Error::other)?;
    fs::write(target, gazetteer::pack::join(&sections))?;
    fs::write(mark, stamp)
}

/// Rule files and lexicons; gazetteers are packed apart.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "gazetteers" && name != "tests") {
                list(&path, files)?;
            }
        } else if path.extension().is_some_and(|ending| ending == "toml" || ending == "csv") {
            files.push(path);
        }
    }
    Ok(())
}
