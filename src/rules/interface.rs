//! Lines of the frame of a page, in the languages of the table: evidence that a text is a whole page.

use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::text::fold;

/// Bytes of the longest line looked up.
const MAX_LINE: usize = 80;

/// The compiled lines, folded, without marks at their ends.
#[derive(Debug)]
pub(crate) struct InterfaceTable {
    lines: FxHashSet<String>,
}

impl InterfaceTable {
    /// Reads the table; `Err` says what is wrong.
    pub(crate) fn load(toml: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            language: Vec<Language>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Language {
            #[allow(dead_code, reason = "for readers of the table")]
            id: String,
            lines: Vec<String>,
        }
        let file: File = toml::from_str(toml).map_err(|e| format!("interface.toml: {e}"))?;
        Ok(Self {
            lines: file
                .language
                .into_iter()
                .flat_map(|l| l.lines)
                .map(|l| bare(&fold(&l)).to_owned())
                .collect(),
        })
    }

    /// Whether a folded line is one of them, marks at its ends aside.
    pub(crate) fn has(&self, folded: &str) -> bool {
        folded.len() <= MAX_LINE && (self.lines.contains(bare(folded)))
    }
}

/// Without what is no letter or digit at both ends.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use crate::rules::builtin;

    #[test]
    fn whole_lines_count_in_any_case_and_with_marks() {
        for (line, expected) in [
            ("contact us", true),
            ("» log in", true),
            ("mentions légales", true),
            ("contact us today", false),
            ("conclusion", false),
        ] {
            assert_eq!(builtin().is_interface(line), expected, "{line}");
        }
    }
}
