//! Why each block was kept or cut, and where each field came from.
//!
//! A [`Report`] is read off an [`Extraction`]; it decides nothing. It can be shown as text, as JSON or as a page.

mod html;
mod text;

use serde::Serialize;

use crate::article::{FieldCandidate, Metadata};
use crate::block::{Block, Blocks, ContainerId, SpanKind};
use crate::extract::{Extraction, RuleUse};
use crate::text::{count_words, fold, one_line};

/// Containers named in a path: enough to see where a block stands, few enough for a line.
const PATH_LENGTH: usize = 4;
/// Longest name of a container, in characters: some elements carry twenty classes.
const NAME_LENGTH: usize = 60;

/// One page explained.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// How people would name the page.
    pub name: String,
    /// What kind of page it was taken for.
    pub page_kind: &'static str,
    /// The encoding and how it was known; empty when the page was not decoded.
    pub encoding: String,
    /// Words kept and cut, the most first; kept kinds before cut ones.
    pub totals: Vec<Total>,
    /// The fields that were found.
    pub fields: Vec<Field>,
    /// Every value that the fields were chosen from, field by field, most points first; empty unless the page was extracted with
    /// [`Options::explain`](crate::Options::explain).
    pub candidates: Vec<Candidate>,
    /// Damage survived and guesses made.
    pub warnings: Vec<String>,
    /// The lines of the rule for the page's site, each with how much it found; empty where there is no rule.
    pub site_rule: Vec<RuleFinding>,
    /// Every block of the page in reading order.
    pub blocks: Vec<Decision>,
}

/// The decision on one block.
#[derive(Debug, Clone, Serialize)]
pub struct Decision {
    /// Place of the block on the page, from 0.
    pub index: usize,
    /// Whether it is kept.
    pub is_kept: bool,
    /// Its role when kept, the kind of boilerplate when cut, `not judged` when nothing ruled on it.
    pub label: String,
    /// The pass that decided; empty when nothing did.
    pub stage: String,
    /// The rule that decided; empty when nothing did.
    pub rule: String,
    /// Why, in words; empty when the rule's name says it all.
    pub because: String,
    /// Earlier rulings that no longer stand, oldest first, each as `label by rule`.
    pub before: Vec<String>,
    /// What the markup says the block is.
    pub kind: String,
    /// The innermost containers, outermost first, as `tag.names`.
    pub path: String,
    /// Words of its text.
    pub words: u32,
    /// The whole text; the address of an image or a foreign piece.
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

/// A value that some source gave for a field.
#[derive(Debug, Clone, Serialize)]
pub struct Candidate {
    /// The field's name in records.
    pub field: &'static str,
    /// The value as the field would have it.
    pub value: String,
    /// Where it was found.
    pub source: String,
    /// What speaks for it; comparable within a field.
    pub points: i32,
}

/// A line of the rule for the page's site.
#[derive(Debug, Clone, Serialize)]
pub struct RuleFinding {
    /// The file and the number of the line.
    pub place: String,
    /// The line, as `key: expression`.
    pub line: String,
    /// How many elements or values it found.
    pub found: usize,
}

/// What blocks with one label come to.
#[derive(Debug, Clone, Serialize)]
pub struct Total {
    /// Whether they are kept.
    pub is_kept: bool,
    /// Their role or kind of boilerplate.
    pub label: String,
    /// How many there are.
    pub blocks: usize,
    /// Words in all of them.
    pub words: u32,
}

impl Report {
    /// The report of a page that people would call `name`.
    #[must_use]
    pub fn new(name: &str, extraction: &Extraction) -> Self {
        let blocks: Vec<_> = extraction
            .blocks
            .list
            .iter()
            .enumerate()
            .map(|(i, b)| Decision::new(i, b, &extraction.blocks))
            .collect();
        let encoding = &extraction.encoding;
        Self {
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

    /// Leaves only the blocks that contain `text`, whatever its case, quotes and spaces.
    #[must_use]
    pub fn find(mut self, text: &str) -> Self {
        let wanted = fold(text);
        self.blocks.retain(|b| fold(&b.text).contains(&wanted));
        self
    }

    /// The report as text, with ANSI colours when `colors` is set.
    #[must_use]
    pub fn to_text(&self, colors: bool) -> String {
        text::render(self, colors)
    }

    /// The report as a page of its own: no script, nothing loaded from elsewhere.
    #[must_use]
    pub fn to_html(&self) -> String {
        html::render(self)
    }

    /// The report as indented JSON with one newline at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists: nothing here that JSON cannot say.
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
        Self {
            index,
            is_kept: block.is_kept(),
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
    /// The pass, the rule and the reason on one line.
    fn reason(&self) -> String {
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
    /// How much there is, as `34 words in 2 blocks`.
    fn amount(&self) -> String {
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
        SpanKind::Embed(src) => Some(format!("[embed {src}]")),
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
        // There are two dozen labels at most.
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

#[cfg(test)]
pub(crate) mod tests {
    use super::Report;
    use crate::article::{Source, Sourced, Warning};
    use crate::block::{Block, BlockKind, Boilerplate, Container, Role, Stage, Verdict};
    use crate::decode::KnownBy;
    use crate::extract::{Encoding, Extraction};

    /// A page of a few blocks, as hostile as short.
    pub fn sample() -> Extraction {
        let mut extraction = Extraction {
            encoding: Encoding { name: "UTF-8", known_by: KnownBy::Header },
            ..Extraction::default()
        };
        let containers = &mut extraction.blocks.containers;
        containers.push(Container { tag: "body".into(), ..Container::default() });
        containers.push(Container {
            parent: Some(0),
            tag: "nav".into(),
            names: "site-menu".into(),
            ..Container::default()
        });
        containers.push(Container {
            parent: Some(0),
            tag: "article".into(),
            names: "story story--long".into(),
            ..Container::default()
        });
        let rows: [(&str, BlockKind, u32, Verdict, &'static str, &str); 6] = [
            (
                "Home News Sport",
                BlockKind::ListItem { depth: 1, number: None },
                1,
                Verdict::Cut(Boilerplate::Navigation),
                "landmark",
                "inside nav",
            ),
            (
                "Rain stops play in the <valley>",
                BlockKind::Heading(1),
                2,
                Verdict::Keep(Role::Headline),
                "first-h1",
                "",
            ),
            (
                "It rained all day in the valley, the mayor said\u{1b}[31m on Tuesday, and it will rain again.",
                BlockKind::Paragraph,
                2,
                Verdict::Keep(Role::Body),
                "dense-prose",
                "17 words, 1 sentence, no links",
            ),
            (
                "Sign up for our newsletter",
                BlockKind::Paragraph,
                2,
                Verdict::Cut(Boilerplate::Newsletter),
                "newsletter-sign-up",
                "opens with \"sign up for our newsletter\"",
            ),
            (
                "The river rose by two metres before noon and the bridge was closed to all traffic.",
                BlockKind::Paragraph,
                2,
                Verdict::Keep(Role::Body),
                "dense-prose",
                "between two kept blocks",
            ),
            (
                "About the author",
                BlockKind::Paragraph,
                2,
                Verdict::Cut(Boilerplate::AuthorBox),
                "author-box",
                "",
            ),
        ];
        for (text, kind, container, verdict, rule, because) in rows {
            let mut block = Block { kind, text: text.to_owned(), container, ..Block::default() };
            block.add_ruling(verdict, Stage::Classifier, rule, because);
            extraction.blocks.list.push(block);
        }
        let metadata = &mut extraction.article.metadata;
        metadata.title = Some(Sourced::new(
            "Rain stops play in the <valley>".to_owned(),
            Source::JsonLd("NewsArticle.headline".to_owned()),
        ));
        metadata.authors =
            vec![Sourced::new("Ana Prado".to_owned(), Source::Meta("author".to_owned()))];
        extraction.article.warnings.push(Warning::BytesLost { characters: 2 });
        extraction
    }

    #[test]
    fn the_words_of_the_totals_are_those_of_the_blocks() {
        let report = Report::new("page", &sample());
        let in_blocks: u32 = report.blocks.iter().map(|b| b.words).sum();
        assert_eq!(report.totals.iter().map(|t| t.words).sum::<u32>(), in_blocks);
        assert_eq!(report.totals[0].label, "body");
    }

    #[test]
    fn a_decision_says_where_what_and_why() {
        let report = Report::new("page", &sample()).find("SIGN  up");
        let [found] = &report.blocks[..] else { panic!("one block holds it") };
        assert_eq!(
            (found.index, found.label.as_str(), found.rule.as_str()),
            (3, "newsletter", "newsletter-sign-up")
        );
        assert_eq!(found.path, "body > article.story.story--long");
    }

    #[test]
    fn no_form_of_the_report_lets_an_escape_through() {
        let report = Report::new("na\u{1b}me", &sample());
        for form in [report.to_text(false), report.to_html(), report.to_json()] {
            assert!(!form.contains('\u{1b}'));
        }
    }
}
