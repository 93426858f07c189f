//! Phrase rules: wordings of boilerplate, matched on folded text.
//!
//! A rule needs examples of lines that it cuts and of lines that it must keep; it does not load
//! without both. [`phrase_search`](super::phrase_search) finds the rule for a block.

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::affixes::Affixes;
use super::literal_prefilter::PrefilterWord;
use crate::block::Boilerplate;
use crate::text::fold;

/// The rule files with their names for error messages. The first rule that fits wins.
pub(super) const FILES: &[(&str, &str)] = &[
    ("consent", include_str!("data/phrases/consent.toml")),
    ("widget", include_str!("data/phrases/widget.toml")),
    ("newsletter", include_str!("data/phrases/newsletter.toml")),
    ("share", include_str!("data/phrases/share.toml")),
    ("advert", include_str!("data/phrases/advert.toml")),
    ("paywall", include_str!("data/phrases/paywall.toml")),
    ("comments", include_str!("data/phrases/comments.toml")),
    ("player", include_str!("data/phrases/player.toml")),
    ("legal", include_str!("data/phrases/legal.toml")),
    ("related", include_str!("data/phrases/related.toml")),
    ("app", include_str!("data/phrases/app.toml")),
    ("navigation", include_str!("data/phrases/navigation.toml")),
    ("notices", include_str!("data/phrases/notices.toml")),
];

/// A phrase rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhraseRule {
    /// Unique name: `explain` prints it, and the tests are named after it.
    pub id: String,
    cut_as: Boilerplate,
    /// The region of the page that the block must be in.
    #[serde(default, rename = "where")]
    pub region: Region,
    #[serde(rename = "match")]
    pub(super) form: MatchForm,
    /// Most words of a block that the rule cuts; a longer block is prose that mentions the phrase.
    pub max_words: u32,
    phrases: Vec<String>,
    /// If not empty, the block must contain one of these words too, unless it consists of the
    /// phrase alone.
    #[serde(default)]
    pub(super) with: Vec<String>,
    /// Why this is boilerplate.
    pub why: String,
    /// Lines that the rule must cut.
    pub cut: Vec<String>,
    /// Lines that no rule may cut.
    pub keep: Vec<String>,
}

/// The region of a page that a block is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// Anywhere.
    #[default]
    Any,
    /// Before the first paragraph of the story.
    Head,
    /// Between its first and last paragraph.
    Body,
    /// After the last paragraph.
    Tail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum MatchForm {
    Whole,
    Starts,
    Ends,
    Contains,
}

impl PhraseRule {
    /// The kind of boilerplate that the rule cuts.
    #[must_use]
    pub fn cut_as(&self) -> Boilerplate {
        self.cut_as
    }
}

/// A rule that fits a block, with the phrase that matched.
#[derive(Debug, Clone, Copy)]
pub struct PhraseHit<'r> {
    /// The rule.
    pub rule: &'r PhraseRule,
    /// The phrase, folded.
    pub phrase: &'r str,
}

/// A phrase, folded.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) text: String,
    /// Index of its rule.
    pub(super) rule: u32,
    /// Bytes before its first letter or digit.
    pub(super) lead: usize,
    /// Offset of the end of its last letter or digit.
    pub(super) core_end: usize,
}

/// The compiled rules.
#[derive(Debug)]
pub(crate) struct PhraseTable {
    pub(super) rules: Vec<PhraseRule>,
    pub(super) phrases: Vec<Phrase>,
    /// Phrases that must start the text, from their first letter on.
    pub(super) prefixes: Affixes,
    /// Phrases that must end the text, backwards from their last letter.
    pub(super) suffixes: Affixes,
    /// Phrases that may occur anywhere.
    pub(super) contained: AhoCorasick,
    /// Words such that every phrase in `contained` has one: a text without any of them cannot match
    /// and is not folded.
    pub(super) prefilter: Option<Vec<PrefilterWord>>,
    /// The indices in `phrases` of the patterns of `contained`.
    pub(super) contained_index: Vec<usize>,
    /// Most words of a block that any rule cuts.
    pub(super) max_words: u32,
    /// Most words of a block that a rule with a phrase anywhere cuts.
    pub(super) max_words_contained: u32,
    /// Most words of a block that a rule for whole texts or for ends cuts.
    pub(super) max_words_whole_or_end: u32,
}

impl PhraseTable {
    /// Loads the files; the error names file and rule.
    pub(crate) fn load(files: &[(&str, &str)]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct PhraseFile {
            rule: Vec<PhraseRule>,
        }
        let mut rules = Vec::new();
        let mut phrases = Vec::new();
        let mut ids = FxHashSet::default();
        for (name, toml) in files {
            let file: PhraseFile = toml::from_str(toml).map_err(|e| format!("{name}.toml: {e}"))?;
            for rule in file.rule {
                if rule.cut.is_empty() || rule.keep.is_empty() || rule.phrases.is_empty() {
                    return Err(format!(
                        "{name}.toml: rule {:?} needs phrases, and lines under cut and keep",
                        rule.id
                    ));
                }
                if !ids.insert(rule.id.clone()) {
                    return Err(format!("{name}.toml: there are two rules called {:?}", rule.id));
                }
                for phrase in &rule.phrases {
                    let phrase = Phrase::new(phrase, rules.len() as u32).ok_or_else(|| {
                        format!(
                            "{name}.toml: rule {:?} has a phrase without a letter: {phrase:?}",
                            rule.id
                        )
                    })?;
                    phrases.push(phrase);
                }
                rules.push(rule);
            }
        }
        Self::compile(rules, phrases)
    }

    fn compile(rules: Vec<PhraseRule>, phrases: Vec<Phrase>) -> Result<Self, String> {
        let of_form = |wanted: fn(MatchForm) -> bool| {
            let rules = &rules;
            (0u32..).zip(&phrases).filter(move |(_, p)| wanted(rules[p.rule as usize].form))
        };
        let is_prefix = |form| matches!(form, MatchForm::Whole | MatchForm::Starts);
        let prefixes = of_form(is_prefix).map(|(i, p)| (p.text.as_bytes()[p.lead..].into(), i));
        let suffixes = of_form(|form| form == MatchForm::Ends)
            .map(|(i, p)| (p.text.bytes().take(p.core_end).rev().collect(), i));
        let contained_index: Vec<usize> =
            of_form(|form| form == MatchForm::Contains).map(|(i, _)| i as usize).collect();
        let contained = AhoCorasick::new(contained_index.iter().map(|&i| &phrases[i].text))
            .map_err(|e| e.to_string())?;
        let prefilter =
            PrefilterWord::cover(contained_index.iter().map(|&i| &*phrases[i].text).collect());
        let most_words = |wanted: fn(MatchForm) -> bool| {
            rules.iter().filter(|r| wanted(r.form)).map(|r| r.max_words).max().unwrap_or(0)
        };
        Ok(Self {
            prefixes: Affixes::new(prefixes),
            suffixes: Affixes::new(suffixes),
            contained,
            prefilter,
            contained_index,
            max_words: most_words(|_| true),
            max_words_contained: most_words(|form| form == MatchForm::Contains),
            max_words_whole_or_end: most_words(|form| {
                matches!(form, MatchForm::Whole | MatchForm::Ends)
            }),
            rules,
            phrases,
        })
    }

    pub(crate) fn rules(&self) -> &[PhraseRule] {
        &self.rules
    }
}

impl Phrase {
    fn new(phrase: &str, rule: u32) -> Option<Self> {
        let text = fold(phrase);
        let lead = text.find(char::is_alphanumeric)?;
        let core_end = text.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        Some(Self { text, rule, lead, core_end })
    }
}
