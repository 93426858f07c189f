//! `--version --verbose`: what a bug report needs to know of a build.

use std::ffi::OsString;

use cleancopy::batch::model_digest;

/// Whether the words ask for the version with its details.
pub fn is_asked_in_full(words: &[OsString]) -> bool {
    let mut asks = (false, false);
    for word in words.iter().skip(1).map_while(|word| word.to_str()) {
        match word {
            "--" => break,
            "--version" | "-V" => asks.0 = true,
            "--verbose" | "-v" => asks.1 = true,
            "-vV" | "-Vv" => return true,
            _ => return false,
        }
    }
    asks == (true, true)
}

/// Returns the version with its details.
pub fn in_full() -> String {
    format!(
        "cleancopy {}\ncommit    {}\nfeatures  batch, fetch\nmodel     {}\n",
        env!("CARGO_PKG_VERSION"),
        env!("CLEANCOPY_COMMIT"),
        model_digest()
    )
}
