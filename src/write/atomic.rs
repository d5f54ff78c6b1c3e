//! Files that are there whole or not at all: each is written beside its target, synced, and renamed
//! over it when all of them are ready.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::WriteError;

/// Files of one folder that become visible together.
///
/// Until [`Batch::commit`] nothing in the folder changes; dropping the batch removes its temporary
/// files. Renames happen one after the other, which is as near to "all or none" as file systems
/// come: everything that commonly fails (no space, no permission) fails before the first of them.
#[derive(Debug)]
pub struct Batch {
    folder: PathBuf,
    files: Vec<(PathBuf, NamedTempFile)>,
}

impl Batch {
    /// A batch for `folder`, which is made if it does not exist.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(folder: &Path) -> Result<Self, WriteError> {
        std::fs::create_dir_all(folder)
            .map_err(|source| WriteError { path: folder.to_owned(), source })?;
        Ok(Self { folder: folder.to_owned(), files: Vec::new() })
    }

    /// Writes a file of the batch through `fill` and syncs it.
    ///
    /// # Errors
    /// When the disk refuses; the batch is then best dropped.
    pub fn add(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), WriteError> {
        let path = self.folder.join(name);
        let temporary = write_beside(&self.folder, fill)
            .map_err(|source| WriteError { path: path.clone(), source })?;
        self.files.push((path, temporary));
        Ok(())
    }

    /// Puts all files in place and returns their paths, in the order in which they were added.
    ///
    /// # Errors
    /// When a rename fails; files renamed before it stay, each of them whole.
    pub fn commit(self) -> Result<Vec<PathBuf>, WriteError> {
        let mut paths = Vec::with_capacity(self.files.len());
        for (path, temporary) in self.files {
            temporary
                .persist(&path)
                .map_err(|error| WriteError { path: path.clone(), source: error.error })?;
            paths.push(path);
        }
        Ok(paths)
    }
}

/// Writes one file atomically; its folder is made if it does not exist.
///
/// # Errors
/// When the disk refuses.
pub fn file(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), WriteError> {
    let (folder, name) = match (path.parent(), path.file_name().and_then(|name| name.to_str())) {
        (Some(folder), Some(name)) if folder.as_os_str().is_empty() => (Path::new("."), name),
        (Some(folder), Some(name)) => (folder, name),
        _ => {
            let source = io::Error::new(io::ErrorKind::InvalidInput, "not a file name");
            return Err(WriteError { path: path.to_owned(), source });
        }
    };
    let mut batch = Batch::new(folder)?;
    batch.add(name, fill)?;
    batch.commit().map(drop)
}

fn write_beside(
    folder: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".extract-").suffix(".tmp");
    // Temporary files are private by default; the finished one follows the user's umask.
    #[cfg(unix)]
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(permissions);
    let temporary = builder.tempfile_in(folder)?;
    let mut out = BufWriter::with_capacity(1 << 16, temporary);
    fill(&mut out)?;
    let temporary = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_shows_before_the_commit_and_all_after_it() -> Result<(), Box<dyn std::error::Error>>
    {
        let folder = tempfile::tempdir()?;
        let target = folder.path().join("out/deep");
        let mut batch = Batch::new(&target)?;
        batch.add("a.json", |out| out.write_all(b"new"))?;
        std::fs::write(target.join("a.json"), "old")?;
        batch.add("b.json", |out| out.write_all(b"b"))?;
        assert_eq!(std::fs::read_to_string(target.join("a.json"))?, "old");
        batch.commit()?;
        assert_eq!(std::fs::read_to_string(target.join("a.json"))?, "new");
        assert_eq!(names(&target), ["a.json", "b.json"]);
        Ok(())
    }

    #[test]
    fn a_failed_file_leaves_the_old_ones() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("a.json"), "old")?;
        let mut batch = Batch::new(folder.path())?;
        batch.add("a.json", |out| out.write_all(b"new"))?;
        let failed = batch.add("b.json", |_| Err(io::Error::other("disk full")));
        assert!(failed.is_err_and(|error| error.to_string().contains("disk full")));
        drop(batch);
        assert_eq!(names(folder.path()), ["a.json"]);
        assert_eq!(std::fs::read_to_string(folder.path().join("a.json"))?, "old");
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_the_result() -> Result<(), Box<dyn std::error::Error>> {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir()?;
        let plain = folder.path().join("plain");
        std::fs::write(&plain, "")?;
        let ours = folder.path().join("ours");
        file(&ours, |_| Ok(()))?;
        let mode = |path: &Path| std::fs::metadata(path).map(|meta| meta.permissions().mode());
        assert_eq!(mode(&ours)?, mode(&plain)?);
        Ok(())
    }
}
