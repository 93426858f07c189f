//! Labels of a page's frame by kind, for texts that show a part of a frame: evidence together, never a ruling by themselves.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::block::Boilerplate;
use crate::text::{count_words, fold};

/// Words of the longest prompt, and of the longest notice of a year and its owner.
const MAX_WORDS: u32 = 12;
/// Words of the longest label.
const MAX_LABEL_WORDS: usize = 7;
/// How a notice of copyright begins.
const NOTICES: [&str; 3] = ["©", "(c)", "copyright"];

/// The compiled labels, folded.
#[derive(Debug)]
pub(crate) struct LabelTable {
    lines: FxHashMap<String, Boilerplate>,
    /// The words that labels begin with: most lines begin with none of them.
    firsts: FxHashSet<String>,
    starts: Vec<(String, Boilerplate)>,
    #[cfg(test)]
    examples: Vec<(String, Option<Boilerplate>)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    cut_as: Boilerplate,
    lines: Vec<String>,
    #[serde(default)]
    starts: Vec<String>,
    cut: Vec<String>,
    keep: Vec<String>,
}

impl LabelTable {
    /// Reads the table; `Err` says what is wrong.
    pub(crate) fn load(toml: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            kind: Vec<Kind>,
        }
        let file: File = toml::from_str(toml).map_err(|e| format!("labels.toml: {e}"))?;
        if let Some(kind) = file.kind.iter().find(|k| k.cut.is_empty() || k.keep.is_empty()) {
            return Err(format!("labels.toml: {:?} needs lines under cut and keep", kind.cut_as));
        }
        let lines = |kind: &Kind| {
            kind.lines
                .iter()
                .map(|line| (words(&fold(line)).collect::<Vec<_>>().join(" "), kind.cut_as))
                .collect::<Vec<_>>()
        };
        let starts = |kind: &Kind| {
            kind.starts.iter().map(|start| (start.clone(), kind.cut_as)).collect::<Vec<_>>()
        };
        let lines: FxHashMap<String, Boilerplate> = file.kind.iter().flat_map(lines).collect();
        Ok(Self {
            firsts: lines
                .keys()
                .map(|line| line.split(' ').next().unwrap_or_default().to_owned())
                .collect(),
            lines,
            starts: file.kind.iter().flat_map(starts).collect(),
            #[cfg(test)]
            examples: {
                let cut = |kind: &Kind| {
                    kind.cut
                        .iter()
                        .map(|line| (line.clone(), Some(kind.cut_as)))
                        .collect::<Vec<_>>()
                };
                let keep = |kind: &Kind| {
                    kind.keep.iter().map(|line| (line.clone(), None)).collect::<Vec<_>>()
                };
                file.kind.iter().flat_map(|kind| [cut(kind), keep(kind)].concat()).collect()
            },
        })
    }

    /// What a folded line is, if it is a label, labels side by side, a prompt or a notice of copyright. The item of a list is none.
    pub(crate) fn kind(&self, folded: &str) -> Option<Boilerplate> {
        if folded.starts_with(['-', '•', '*', '·', '◦', '▪'])
            || folded.starts_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        let may_be = words(folded).next().is_some_and(|first| self.firsts.contains(first));
        let labels = if may_be { self.labels(&words(folded).collect::<Vec<_>>()) } else { None };
        labels
            .or_else(|| self.prompt(folded))
            .or_else(|| is_notice(folded).then_some(Boilerplate::Legal))
    }

    /// The kind of the first label, where the words are labels and nothing else.
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
        // What opens with a quotation mark is somebody's words, not the site's.
        let (_, kind) = self
            .starts
            .iter()
            .find(|(start, _)| bare.starts_with(start.as_str()) && !folded.starts_with('"'))?;
        (count_words(folded) <= MAX_WORDS).then_some(*kind)
    }
}

/// The words of a line as labels have them: without marks at their ends, and without what joins one label to the next.
fn words(folded: &str) -> impl Iterator<Item = &str> {
    let bare = folded
        .split([' ', '|', '•', '·', '/', ',', '&'])
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
    bare.filter(|w| !w.is_empty() && *w != "and")
}

/// Whether a line says that a year's work is somebody's.
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
    // Besides years there must be an owner.
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
    fn marks_alone_and_items_of_a_list_are_no_labels() {
        for line in
            ["", "|", "&", "-", "- privacy policy", "• share", "2. privacy policy", "© 2024", "and"]
        {
            assert_eq!(builtin().labels.kind(line), None, "{line}");
        }
    }
}
