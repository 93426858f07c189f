//! Pages as plain files: one for each address, under a name that people can read and that is always the same.

use std::path::Path;

use super::{Kept, sha256_hex, write_whole};
use crate::error::Error;

/// Bytes of the address in the name; the hash and the ending must fit too.
const MAX_NAME: usize = 120;

pub(super) fn save(folder: &Path, kept: &Kept) -> Result<(), Error> {
    write_whole(&folder.join(name(&kept.asked)), &[&kept.page.bytes])
}

/// The name of the file of an address. The hash is of the whole address, so no other has it.
fn name(asked: &str) -> String {
    let bare =
        asked.strip_prefix("https://").or_else(|| asked.strip_prefix("http://")).unwrap_or(asked);
    // Addresses are ASCII.
    let safe: String = bare
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '_' })
        .take(MAX_NAME)
        .collect();
    format!("{}-{}.html", safe.trim_matches(['.', '_']), &sha256_hex(asked.as_bytes())[..16])
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names_are_readable_safe_and_apart() {
        assert!(name("https://news.example/a/b?c=1").starts_with("news.example_a_b_c_1-"));
        assert_eq!(name("https://news.example/a"), name("https://news.example/a"));
        for (a, b) in [("/a?b", "/a_b"), ("/A", "/a"), ("/a", "/a/")] {
            let (a, b) = (
                name(&format!("https://news.example{a}")),
                name(&format!("https://news.example{b}")),
            );
            assert_ne!(a.to_lowercase(), b.to_lowercase());
        }
        let long = name(&format!("https://news.example/../{}", "x/".repeat(2_000)));
        assert!(long.len() < 200 && !long.contains('/'), "{long}");
    }
}
