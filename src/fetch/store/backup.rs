//! Saves pages as plain files: one for each address, with a stable and readable name.

use std::path::Path;

use super::response::StoredResponse;
use super::write::write_file;
use crate::digest::sha256_hex;
use crate::error::Error;

/// The most bytes of the address in a file name; the hash and the extension must fit too.
const MAX_NAME: usize = 120;

pub(super) fn save(folder: &Path, response: &StoredResponse) -> Result<(), Error> {
    write_file(&folder.join(file_name(&response.requested_url)), &[&response.page.bytes])
}

/// The file name of an address. It holds the hash of the whole address, so it is unique.
fn file_name(url: &str) -> String {
    let bare = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    // Addresses are ASCII.
    let safe: String = bare
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '_' })
        .take(MAX_NAME)
        .collect();
    format!("{}-{}.html", safe.trim_matches(['.', '_']), &sha256_hex(url.as_bytes())[..16])
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn file_names_are_readable_safe_and_unique() {
        assert!(file_name("https://news.example/a/b?c=1").starts_with("news.example_a_b_c_1-"));
        assert_eq!(file_name("https://news.example/a"), file_name("https://news.example/a"));
        for (a, b) in [("/a?b", "/a_b"), ("/A", "/a"), ("/a", "/a/")] {
            let (a, b) = (
                file_name(&format!("https://news.example{a}")),
                file_name(&format!("https://news.example{b}")),
            );
            assert_ne!(a.to_lowercase(), b.to_lowercase());
        }
        let long = file_name(&format!("https://news.example/../{}", "x/".repeat(2_000)));
        assert!(long.len() < 200 && !long.contains('/'), "{long}");
    }
}
