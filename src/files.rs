//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// The failure after which a written file must still be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// The process may be killed: the file is renamed when it is whole. Costs no wait for the disk.
    ProcessExit,
    /// The power may fail: data and name are synced to the disk.
    PowerLoss,
}

/// A new file under a temporary name beside its target. Dropping it removes it.
#[derive(Debug)]
pub struct AtomicFile {
    file: BufWriter<NamedTempFile>,
    target: PathBuf,
}

impl AtomicFile {
    /// Creates the temporary file. A link is followed, so that its target is replaced and not the
    /// link; permissions are those of the old file, or those of any new file.
    ///
    /// # Errors
    ///
    /// The error of the system, such as `NotFound` for a folder that does not exist.
    pub fn create(path: &Path) -> io::Result<Self> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".cleancopy-");
        #[cfg(unix)]
        {
            // Temporary files are private by default; this one becomes an ordinary file.
            use std::os::unix::fs::PermissionsExt;
            let old = fs::metadata(&target).map(|m| m.permissions());
            builder.permissions(old.unwrap_or_else(|_| fs::Permissions::from_mode(0o666)));
        }
        let file = BufWriter::new(builder.tempfile_in(folder_of(&target))?);
        Ok(Self { file, target })
    }

    /// The path of the temporary file.
    #[must_use]
    pub fn temporary_path(&self) -> &Path {
        self.file.get_ref().path()
    }

    /// Gives the file its name.
    ///
    /// # Errors
    ///
    /// The error of the system; the target is then as it was.
    pub fn commit(self, durability: Durability) -> io::Result<()> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        if durability == Durability::PowerLoss {
            file.as_file().sync_all()?;
        }
        file.persist(&self.target)?;
        if durability == Durability::PowerLoss { sync_folder_of(&self.target) } else { Ok(()) }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a whole file from its parts.
///
/// # Errors
///
/// The error of the system; the target is then as it was.
pub fn write_atomically(path: &Path, parts: &[&[u8]], durability: Durability) -> io::Result<()> {
    let mut file = AtomicFile::create(path)?;
    parts.iter().try_for_each(|part| file.write_all(part))?;
    file.commit(durability)
}

/// Renames a file that is on the disk, and syncs the name.
pub(crate) fn rename_durably(from: &Path, target: &Path) -> io::Result<()> {
    fs::rename(from, target)?;
    sync_folder_of(target)
}

/// Syncs the folder of a file, and with it the file's name.
pub(crate) fn sync_folder_of(file: &Path) -> io::Result<()> {
    // Where a folder cannot be opened as a file (Windows), the system keeps names by itself.
    File::open(folder_of(file)).map_or(Ok(()), |f| f.sync_all())
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::{AtomicFile, Durability, write_atomically};

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("story.txt");
        let mut dropped = AtomicFile::create(&path).expect("creates");
        dropped.write_all(b"half").expect("writes");
        drop(dropped);
        assert_eq!(fs::read_dir(folder.path()).expect("reads").count(), 0);
        for durability in [Durability::ProcessExit, Durability::PowerLoss] {
            write_atomically(&path, &[b"one ", b"two"], durability).expect("writes");
            assert_eq!(fs::read(&path).expect("reads"), b"one two");
        }
        assert_eq!(fs::read_dir(folder.path()).expect("reads").count(), 1);
    }
}
