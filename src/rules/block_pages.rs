//! The words of pages that stand in place of an article: bot checks, walls, error pages.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::text::{fold, is_bounded};

/// The most bytes of a title that is looked up.
const MAX_TITLE: usize = 120;

/// The table, compiled at first use: most pages are too long to need it.
pub(crate) fn block_page_words() -> &'static BlockPageTable {
    static TABLE: LazyLock<BlockPageTable> = LazyLock::new(|| {
        BlockPageTable::load(include_str!("data/block_pages.toml"))
            .expect("the embedded words of block pages load")
    });
    &TABLE
}

/// The words of block pages, by kind of page.
#[derive(Debug)]
pub(crate) struct BlockPageTable {
    /// The names of the kinds of page.
    kinds: Vec<String>,
    /// The kinds of page that have this title, as indices of `kinds`.
    titles: FxHashMap<String, Vec<usize>>,
    searcher: AhoCorasick,
    /// The phrases of the searcher.
    phrases: Vec<Phrase>,
}

#[derive(Debug)]
struct Phrase {
    text: String,
    kind: usize,
    is_sure: bool,
}

/// A phrase in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BlockPageHit<'t> {
    pub(crate) phrase: &'t str,
    /// The index of the kind of page in [`BlockPageTable::kinds`].
    pub(crate) kind: usize,
    /// Whether only such pages address their reader so.
    pub(crate) is_sure: bool,
    /// The offset of the phrase.
    pub(crate) at: usize,
}

impl BlockPageTable {
    /// Loads the table; the error says what is wrong.
    fn load(toml: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            kind: Vec<Kind>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Kind {
            id: String,
            titles: Vec<String>,
            sure: Vec<String>,
            likely: Vec<String>,
        }
        let file: File = toml::from_str(toml).map_err(|e| format!("block_pages.toml: {e}"))?;
        let mut kinds = Vec::new();
        let mut titles: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let mut phrases = Vec::new();
        for (kind, entry) in file.kind.into_iter().enumerate() {
            kinds.push(entry.id);
            for title in &entry.titles {
                let kinds = titles.entry(trim_title(&fold(title)).to_owned()).or_default();
                // Titles may differ in punctuation alone.
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
            let lists = [(entry.sure, true), (entry.likely, false)];
            phrases.extend(lists.into_iter().flat_map(|(list, is_sure)| {
                list.into_iter().map(move |text| Phrase { text: fold(&text), kind, is_sure })
            }));
        }
        let searcher = AhoCorasick::new(phrases.iter().map(|phrase| &phrase.text))
            .map_err(|e| format!("block_pages.toml: {e}"))?;
        Ok(Self { kinds, titles, searcher, phrases })
    }

    /// The names of the kinds of page, in the order of the table.
    pub(crate) fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// The kinds of page that have a folded text as their title.
    pub(crate) fn kinds_of_title(&self, folded: &str) -> &[usize] {
        let title = trim_title(folded);
        let known = self.titles.get(title).filter(|_| title.len() <= MAX_TITLE);
        known.map_or(&[], Vec::as_slice)
    }

    /// Every phrase in a folded text, at whole words.
    pub(crate) fn hits<'t>(&'t self, folded: &'t str) -> impl Iterator<Item = BlockPageHit<'t>> {
        self.searcher.find_overlapping_iter(folded).filter_map(|found| {
            let Phrase { text, kind, is_sure } = &self.phrases[found.pattern().as_usize()];
            is_bounded(folded, found.start(), found.end()).then_some(BlockPageHit {
                phrase: text,
                kind: *kind,
                is_sure: *is_sure,
                at: found.start(),
            })
        })
    }
}

/// A title without punctuation at its ends.
fn trim_title(title: &str) -> &str {
    title.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_at_whole_words() {
        let table = block_page_words();
        let kinds = |text: &str| {
            let kinds = table.hits(text).filter(|hit| hit.is_sure).map(|hit| hit.kind);
            kinds.map(|kind| table.kinds()[kind].as_str()).collect::<Vec<_>>()
        };
        assert_eq!(kinds("please verify you are human to go on"), ["challenge"]);
        assert_eq!(kinds("bitte aktivieren sie javascript"), ["scripts"; 2]);
        assert_eq!(kinds("the javascripts of others"), [""; 0]);
        assert_eq!(kinds("请完成以下验证后继续"), ["challenge"]);
        let title = |text: &str| table.kinds_of_title(text).len();
        assert_eq!((title("just a moment..."), title("just a moment with ada")), (1, 0));
    }
}
