//! Files in the temporary folder of a test.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// A folder that is removed at the end of the test.
pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A path as an argument of the command.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Saves a file, also in a folder below, and returns its path.
pub fn save(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("in the folder")).expect("a folder");
    fs::write(&path, bytes).expect("a file");
    text(&path).to_owned()
}

/// The content of a file, or of all files in a folder by name.
pub fn contents(path: &Path) -> Vec<(String, Vec<u8>)> {
    if path.is_file() {
        return vec![(String::new(), fs::read(path).expect("a file"))];
    }
    let mut all: Vec<(String, Vec<u8>)> = fs::read_dir(path)
        .expect("a folder")
        .map(|e| e.expect("an entry"))
        .map(|e| {
            (e.file_name().to_string_lossy().into_owned(), fs::read(e.path()).expect("a file"))
        })
        .collect();
    all.sort();
    all
}
