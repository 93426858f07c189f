//! The report: a structure that is read off an extraction.

use serde::Serialize;

use super::reasons::{needed, scored};
use crate::article::{FieldCandidate, Metadata};
use crate::block::{Block, Blocks, ContainerId, SpanKind};
use crate::extract::{Extraction, RuleUse};
use crate::text::{count_words, fold, one_line};

/// The most containers named in a path: enough to locate a block, few enough for one line.
const PATH_LENGTH: usize = 4;
/// The most characters of a container's name: some elements have twenty classes.
const NAME_LENGTH: usize = 60;

/// The report on one page.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The name of the page in messages.
    pub name: String,
    /// The kind of page.
    pub page_kind: &'static str,
    /// The encoding and the evidence for it; empty when the page was not decoded.
    pub encoding: String,
    /// Blocks and words by label: kept labels first, then by words.
    pub totals: Vec<Total>,
    /// The metadata that was found.
    pub fields: Vec<Field>,
    /// The candidates for each field, most points first; empty unless the page was extracted with
    /// [`Options::explain`](crate::Options::explain).
    pub candidates: Vec<Candidate>,
    /// Damage that was repaired and guesses that were made.
    pub warnings: Vec<String>,
    /// The lines of the site rule, each with the number of its finds; empty where no rule applies.
    pub site_rule: Vec<RuleFinding>,
    /// The score above which the classifier kept a block of this page, as far as the blocks tell.
    pub needed_score: f32,
    /// The blocks that [`Report::without_clear_cuts`] left out.
    #[serde(skip)]
    pub left_out: usize,
    /// The blocks of the page in reading order.
    pub blocks: Vec<Decision>,
}

/// The decision on one block.
#[derive(Debug, Clone, Serialize)]
pub struct Decision {
    /// The position of the block on the page, from 0.
    pub index: usize,
    /// Whether it is kept.
    pub is_kept: bool,
    /// Its role when kept, the kind of boilerplate when cut, `not classified` without a ruling.
    pub label: String,
    /// The stage that decided; empty without a ruling.
    pub stage: String,
    /// The rule that decided; empty without a ruling.
    pub rule: String,
    /// The reason in words; empty when the name of the rule says it all.
    pub because: String,
    /// The reason in plain words, without numbers.
    pub reasons: Vec<String>,
    /// The score that the classifier gave it, if that decided.
    pub score: Option<f32>,
    /// Whether the score is near the one that is needed.
    pub is_close: bool,
    /// Earlier rulings, which are no longer in force, oldest first, each as `label by rule`.
    pub before: Vec<String>,
    /// The kind that the markup gives the block.
    pub kind: String,
    /// The innermost containers, outermost first, as `tag.names`.
    pub path: String,
    /// Words of its text.
    pub words: u32,
    /// The whole text; the address of an image or an embed.
    pub text: String,
}

/// A field with its source.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// The field's name in records.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// Where it was found.
    pub source: String,
}

/// A candidate for a field.
#[derive(Debug, Clone, Serialize)]
pub struct Candidate {
    /// The field's name in records.
    pub field: &'static str,
    /// The value as the field would hold it.
    pub value: String,
    /// Where it was found.
    pub source: String,
    /// Its points, comparable within a field.
    pub points: i32,
}

/// A line of the site rule.
#[derive(Debug, Clone, Serialize)]
pub struct RuleFinding {
    /// The file and the number of the line.
    pub place: String,
    /// The line, as `key: expression`.
    pub line: String,
    /// The number of elements or values that it found.
    pub found: usize,
}

/// The blocks with one label.
#[derive(Debug, Clone, Serialize)]
pub struct Total {
    /// Whether these blocks are kept.
    pub is_kept: bool,
    /// Their role or kind of boilerplate.
    pub label: String,
    /// The number of blocks.
    pub blocks: usize,
    /// The words in all of them.
    pub words: u32,
}

impl Report {
    /// The report on a page with this name.
    #[must_use]
    pub fn new(name: &str, extraction: &Extraction) -> Self {
        let mut blocks: Vec<_> = extraction
            .blocks
            .list
            .iter()
            .enumerate()
            .map(|(i, b)| Decision::new(i, b, &extraction.blocks))
            .collect();
        let needed_score =
            needed(blocks.iter().filter_map(|block| Some((block.score?, block.is_kept))));
        for block in &mut blocks {
            let scored = block.score.and_then(|_| scored(&block.because));
            block.is_close = scored.is_some_and(|scored| scored.is_close(needed_score));
        }
        let encoding = &extraction.encoding;
        Self {
            needed_score,
            left_out: 0,
            name: one_line(name),
            page_kind: extraction.article.kind.name(),
            encoding: if encoding.name.is_empty() {
                String::new()
            } else {
                format!("{} (known by {})", encoding.name, encoding.known_by.name())
            },
            totals: totals(&blocks),
            fields: fields(&extraction.article.metadata),
            candidates: extraction.candidates.iter().map(Candidate::new).collect(),
            site_rule: extraction.site_rule.iter().map(RuleFinding::new).collect(),
            warnings: extraction
                .article
                .warnings
                .iter()
                .map(|w| one_line(&w.to_string()))
                .collect(),
            blocks,
        }
    }

    /// Adds the report on a further page of the same article. The fields are those of the first
    /// page.
    #[must_use]
    pub fn with_further(mut self, further: Self) -> Self {
        let before = self.blocks.len();
        self.blocks.extend(further.blocks.into_iter().map(|mut block| {
            block.index += before;
            block
        }));
        self.totals = totals(&self.blocks);
        let is_new = |warning: &String| !self.warnings.contains(warning);
        let new: Vec<String> = further.warnings.into_iter().filter(is_new).collect();
        self.warnings.extend(new);
        self
    }

    /// Keeps only the blocks that contain `text`, in any spelling of case, quotes and spaces.
    #[must_use]
    pub fn find(mut self, text: &str) -> Self {
        let wanted = fold(text);
        self.blocks.retain(|b| fold(&b.text).contains(&wanted));
        self
    }

    /// Leaves out the blocks that were cut, except close calls.
    #[must_use]
    pub fn without_clear_cuts(mut self) -> Self {
        let all = self.blocks.len();
        self.blocks.retain(|block| block.is_kept || block.is_close);
        self.left_out += all - self.blocks.len();
        self
    }

    /// The report as indented JSON with one newline at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists always serialize.
        crate::write::escape_invisible(serde_json::to_string_pretty(self).unwrap_or_default())
            + "\n"
    }
}

impl Decision {
    fn new(index: usize, block: &Block, page: &Blocks) -> Self {
        let (last, before) = match block.rulings.split_last() {
            Some((last, before)) => (Some(last), before),
            None => (None, &[] as &[_]),
        };
        let scored = last.and_then(|r| scored(&r.because));
        let is_kept = block.is_kept();
        Self {
            index,
            is_kept,
            reasons: scored.as_ref().map(|s| s.reasons(is_kept)).unwrap_or_default(),
            score: scored.map(|s| s.score),
            is_close: false,
            label: last
                .map_or_else(|| "not classified".to_owned(), |r| r.verdict.name().to_owned()),
            stage: last.map(|r| r.stage.name().to_owned()).unwrap_or_default(),
            rule: last.map(|r| one_line(&r.rule)).unwrap_or_default(),
            because: last.map(|r| one_line(&r.because)).unwrap_or_default(),
            before: before
                .iter()
                .map(|r| format!("{} by {}", r.verdict.name(), one_line(&r.rule)))
                .collect(),
            kind: block.kind.to_string(),
            path: path(block.container, page),
            words: count_words(&block.text),
            text: shown_text(block),
        }
    }
}

impl Decision {
    /// The reason on one line: of the classifier in plain words with the score, of a rule with its
    /// name.
    pub(super) fn reason(&self, needed: f32) -> String {
        if let Some(score) = self.score {
            let reasons = match &self.reasons[..] {
                [] => "no single reason is strong".to_owned(),
                reasons => reasons.join(", "),
            };
            return format!("{reasons} (score {score:.2}, needs {needed:.2})");
        }
        match (self.rule.as_str(), self.because.as_str()) {
            ("", _) => "no stage has decided".to_owned(),
            (rule, "") => format!("{}: {rule}", self.stage),
            (rule, because) => format!("{}: {rule} ({because})", self.stage),
        }
    }
}

impl Candidate {
    fn new(candidates: &FieldCandidate) -> Self {
        let FieldCandidate { field, value, source, points } = candidates;
        Self {
            field,
            value: one_line(value),
            source: one_line(&source.to_string()),
            points: *points,
        }
    }
}

impl RuleFinding {
    fn new(used: &RuleUse) -> Self {
        let RuleUse { line: rule, found } = used;
        Self {
            place: one_line(&rule.place),
            line: one_line(&format!("{}: {}", rule.key, rule.expression)),
            found: *found,
        }
    }
}

impl Total {
    /// The amount, as `34 words in 2 blocks`.
    pub(super) fn amount(&self) -> String {
        let counted =
            |n: u64, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
        format!(
            "{} in {}",
            counted(self.words.into(), "word"),
            counted(self.blocks as u64, "block")
        )
    }
}

/// The block's text, or the address of what it shows.
fn shown_text(block: &Block) -> String {
    if !block.text.is_empty() {
        return one_line(&block.text);
    }
    let addresses = block.spans.iter().filter_map(|span| match &span.kind {
        SpanKind::Image { src, alt } => Some(format!("[image {src} {alt}]")),
        SpanKind::Embed { src, .. } => Some(format!("[embed {src}]")),
        _ => None,
    });
    one_line(&addresses.collect::<Vec<_>>().join(" "))
}

/// The innermost containers of a block, outermost first.
fn path(container: ContainerId, page: &Blocks) -> String {
    let mut names: Vec<_> = page
        .ancestors(container)
        .take(PATH_LENGTH)
        .map(|(_, c)| {
            let classes: String = c.names.split_whitespace().map(|n| format!(".{n}")).collect();
            one_line(&format!("{}{classes}", c.tag)).chars().take(NAME_LENGTH).collect::<String>()
        })
        .filter(|name| !name.is_empty())
        .collect();
    names.reverse();
    names.join(" > ")
}

/// Blocks and words by label, kept first, then by words.
fn totals(blocks: &[Decision]) -> Vec<Total> {
    let mut totals: Vec<Total> = Vec::new();
    for block in blocks {
        // There are at most two dozen labels, so a linear search is fast.
        match totals.iter_mut().find(|t| t.is_kept == block.is_kept && t.label == block.label) {
            Some(total) => {
                total.blocks += 1;
                total.words += block.words;
            }
            None => totals.push(Total {
                is_kept: block.is_kept,
                label: block.label.clone(),
                blocks: 1,
                words: block.words,
            }),
        }
    }
    totals.sort_by_key(|t| (!t.is_kept, std::cmp::Reverse(t.words)));
    totals
}

/// The fields that were found, in the order of records.
fn fields(metadata: &Metadata) -> Vec<Field> {
    let stated = metadata.stated_values().into_iter();
    stated
        .map(|v| Field {
            name: v.field,
            value: one_line(&v.value),
            source: one_line(&v.source.to_string()),
        })
        .collect()
}
