//! Lines of page chrome, by language: evidence that a text is a whole page.

use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::text::fold;

/// Bytes of the longest line that is looked up.
const MAX_LINE: usize = 80;

/// The lines, folded and without punctuation at their ends.
#[derive(Debug)]
pub(crate) struct InterfaceTable {
    lines: FxHashSet<String>,
}

impl InterfaceTable {
    /// Loads the table; the error says what is wrong.
    pub(crate) fn load(toml: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct InterfaceFile {
            language: Vec<Language>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Language {
            #[allow(dead_code, reason = "for readers of the table")]
            id: String,
            lines: Vec<String>,
        }
        let file: InterfaceFile =
            toml::from_str(toml).map_err(|e| format!("interface.toml: {e}"))?;
        Ok(Self {
            lines: file
                .language
                .into_iter()
                .flat_map(|l| l.lines)
                .map(|l| trim_punctuation(&fold(&l)).to_owned())
                .collect(),
        })
    }

    /// Whether a folded line is in the table; punctuation at its ends is ignored.
    pub(crate) fn contains(&self, folded: &str) -> bool {
        folded.len() <= MAX_LINE && (self.lines.contains(trim_punctuation(folded)))
    }
}

/// Trims all but letters and digits from both ends.
fn trim_punctuation(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use crate::rules::builtin;

    #[test]
    fn whole_lines_match_in_any_case_and_with_punctuation() {
        for (line, expected) in [
            ("contact us", true),
            ("» log in", true),
            ("mentions légales", true),
            ("contact us today", false),
            ("conclusion", false),
        ] {
            assert_eq!(builtin().is_interface_line(line), expected, "{line}");
        }
    }
}
