//! Labels of page chrome by kind, for texts that contain only a part of the chrome: several
//! together are evidence, one alone is never a ruling.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::block::Boilerplate;
use crate::text::{count_words, fold};

/// Words of the longest prompt and of the longest copyright notice.
const MAX_WORDS: u32 = 12;
/// Words of the longest label.
const MAX_LABEL_WORDS: usize = 7;
/// Prefixes of copyright notices.
const NOTICES: [&str; 3] = ["©", "(c)", "copyright"];

/// The labels, folded.
#[derive(Debug)]
pub(crate) struct LabelTable {
    lines: FxHashMap<String, Boilerplate>,
    /// First words of all labels: most lines begin with none of them.
    first_words: FxHashSet<String>,
    starts: Vec<(String, Boilerplate)>,
    #[cfg(test)]
    examples: Vec<(String, Option<Boilerplate>)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelKind {
    cut_as: Boilerplate,
    lines: Vec<String>,
    #[serde(default)]
    starts: Vec<String>,
    cut: Vec<String>,
    keep: Vec<String>,
}

impl LabelTable {
    /// Loads the table; the error says what is wrong.
    pub(crate) fn load(toml: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct LabelFile {
            kind: Vec<LabelKind>,
        }
        let file: LabelFile = toml::from_str(toml).map_err(|e| format!("labels.toml: {e}"))?;
        if let Some(kind) = file.kind.iter().find(|k| k.cut.is_empty() || k.keep.is_empty()) {
            return Err(format!("labels.toml: {:?} needs lines under cut and keep", kind.cut_as));
        }
        let lines = |kind: &LabelKind| {
            kind.lines
                .iter()
                .map(|line| (label_words(&fold(line)).collect::<Vec<_>>().join(" "), kind.cut_as))
                .collect::<Vec<_>>()
        };
        let starts = |kind: &LabelKind| {
            kind.starts.iter().map(|start| (start.clone(), kind.cut_as)).collect::<Vec<_>>()
        };
        let lines: FxHashMap<String, Boilerplate> = file.kind.iter().flat_map(lines).collect();
        Ok(Self {
            first_words: lines
                .keys()
                .map(|line| line.split(' ').next().unwrap_or_default().to_owned())
                .collect(),
            lines,
            starts: file.kind.iter().flat_map(starts).collect(),
            #[cfg(test)]
            examples: {
                let cut = |kind: &LabelKind| {
                    kind.cut
                        .iter()
                        .map(|line| (line.clone(), Some(kind.cut_as)))
                        .collect::<Vec<_>>()
                };
                let keep = |kind: &LabelKind| {
                    kind.keep.iter().map(|line| (line.clone(), None)).collect::<Vec<_>>()
                };
                file.kind.iter().flat_map(|kind| [cut(kind), keep(kind)].concat()).collect()
            },
        })
    }

    /// The kind of a folded line that is a label, several labels in a row, a prompt or a copyright
    /// notice. List items are never labels.
    pub(crate) fn kind(&self, folded: &str) -> Option<Boilerplate> {
        if folded.starts_with(['-', '•', '*', '·', '◦', '▪'])
            || folded.starts_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        let may_match =
            label_words(folded).next().is_some_and(|first| self.first_words.contains(first));
        let labels =
            if may_match { self.labels(&label_words(folded).collect::<Vec<_>>()) } else { None };
        labels
            .or_else(|| self.prompt(folded))
            .or_else(|| is_notice(folded).then_some(Boilerplate::Legal))
    }

    /// The kind of the first label, if the words consist of labels only.
    fn labels(&self, words: &[&str]) -> Option<Boilerplate> {
        let mut rest = words;
        let mut first = None;
        while !rest.is_empty() {
            let longest = (1..=rest.len().min(MAX_LABEL_WORDS))
                .rev()
                .find_map(|n| Some((n, *self.lines.get(&rest[..n].join(" "))?)));
            let (count, kind) = longest?;
            first = first.or(Some(kind));
            rest = &rest[count..];
        }
        first
    }

    fn prompt(&self, folded: &str) -> Option<Boilerplate> {
        let bare = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
        // A line that opens with a quotation mark is speech.
        let (_, kind) = self
            .starts
            .iter()
            .find(|(start, _)| bare.starts_with(start.as_str()) && !folded.starts_with('"'))?;
        (count_words(folded) <= MAX_WORDS).then_some(*kind)
    }
}

/// The words of a line as in the table: without punctuation at their ends and without separators
/// between labels.
fn label_words(folded: &str) -> impl Iterator<Item = &str> {
    let bare = folded
        .split([' ', '|', '•', '·', '/', ',', '&'])
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
    bare.filter(|w| !w.is_empty() && *w != "and")
}

/// Whether a line is a copyright notice: a year and an owner.
fn is_notice(folded: &str) -> bool {
    let Some(rest) = NOTICES.iter().find_map(|sign| folded.strip_prefix(sign)) else {
        return false;
    };
    let mut parts = rest.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty());
    let is_year = |part: &str| {
        part.len() == 4
            && (part.starts_with("19") || part.starts_with("20"))
            && part.bytes().all(|b| b.is_ascii_digit())
    };
    // There must be an owner besides the years.
    parts.clone().any(is_year) && parts.any(|p| !is_year(p)) && count_words(folded) <= MAX_WORDS
}

#[cfg(test)]
mod tests {
    use crate::rules::builtin;
    use crate::text::fold;

    #[test]
    fn every_example_of_the_table_holds() {
        let table = &builtin().labels;
        let wrong: Vec<_> =
            table.examples.iter().filter(|(line, kind)| table.kind(&fold(line)) != *kind).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn punctuation_and_list_items_are_not_labels() {
        for line in
            ["", "|", "&", "-", "- privacy policy", "• share", "2. privacy policy", "© 2024", "and"]
        {
            assert_eq!(builtin().labels.kind(line), None, "{line}");
        }
    }
}
