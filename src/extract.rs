//! The pipeline for one page, on one screen.

use std::sync::Arc;

use url::Url;

use crate::article::{Article, ContentBlock, FieldCandidate, Metadata, Warning};
use crate::block::{Block, BlockKind, Blocks, Boilerplate, Role, Stage, Verdict};
use crate::classify::block_page::{self, BlockPage, Signs};
use crate::classify::declared::Declared;
use crate::classify::kind::page_kind;
use crate::classify::measures::Measures;
use crate::classify::{self, fallback};
use crate::decode::{Decoded, KnownBy, decode};
use crate::error::Error;
use crate::options::{MAX_BLOCKS, Options};
use crate::page::Page;
use crate::parse::{self, Document, Scratch};
use crate::segment::embedded_data::StateScripts;
use crate::site_rules::RuleLine;
use crate::text::{detect_language, is_same_language};
use crate::{clean, metadata, segment};

/// The result of extracting one page: the article and everything that a report needs.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Extraction {
    /// The article and its metadata.
    pub article: Article,
    /// Every block of the page with all its rulings.
    pub blocks: Blocks,
    /// The encoding of the page.
    pub encoding: Encoding,
    /// The lines of the site rule; empty where no rule applies.
    pub site_rule: Vec<RuleUse>,
    /// The candidates for each field, most points first; empty unless [`Options::explain`] is set.
    pub candidates: Vec<FieldCandidate>,
}

/// A line of the site rule, and its result on the page.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RuleUse {
    /// The line.
    pub line: Arc<RuleLine>,
    /// The number of elements or values that it found. A line that finds none on any page is stale.
    pub found: usize,
}

/// The encoding of a page and the evidence for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Encoding {
    /// The name of the encoding, such as `UTF-8`; empty before a page is decoded.
    pub name: &'static str,
    /// The evidence that decided.
    pub known_by: KnownBy,
}

/// Extracts the article from one page. The same page and options give the same result on every
/// machine.
///
/// ```
/// use cleancopy::{Options, Page, extract};
///
/// let page = Page::from_html("<nav>Home</nav><article><h1>Rain</h1>
///     <p>It rained all day in the valley, the mayor said on Tuesday.</p></article>");
/// let article = extract(&page, &Options::default())?.article;
/// assert_eq!(article.headline(), Some("Rain"));
/// # Ok::<(), cleancopy::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) and
/// [`ErrorKind::NotHtml`](crate::ErrorKind::NotHtml);
/// [`ErrorKind::BadRules`](crate::ErrorKind::BadRules) when the rule for the page's site cannot be
/// used. A page without an article is not an error: see [`PageKind`](crate::PageKind).
pub fn extract(page: &Page, options: &Options) -> Result<Extraction, Error> {
    extract_in(page, options, &mut Scratch::single_use())
}

/// Like [`extract`], with the buffers of earlier pages.
pub(crate) fn extract_in(
    page: &Page,
    options: &Options,
    scratch: &mut Scratch,
) -> Result<Extraction, Error> {
    let decoded = decode(page, options)?; //                                         bytes -> text
    let encoding = Encoding { name: decoded.encoding.name(), known_by: decoded.known_by };
    let warnings = decode_warnings(page, &decoded);
    let mut document = parse::parse_in(decoded.text, page.url.as_ref(), options, scratch); // text -> tree
    if let Some(rules) = &options.rules {
        document.site_findings = parse::apply_site_rule(&document, page.url.as_ref(), rules)?; //      what the rule for its site finds there
    }
    let mut extraction = extract_document(document, page, options, scratch);
    extraction.encoding = encoding;
    extraction.article.warnings.splice(0..0, warnings);
    Ok(extraction)
}

/// Extracts the article from a tree that `scraper` has parsed. `page` gives its address and
/// headers; its bytes are not read. A site rule that cannot be used is skipped with a warning.
#[must_use]
pub fn extract_html(html: &scraper::Html, page: &Page, options: &Options) -> Extraction {
    let mut document = parse::import(html, page.url.as_ref());
    let ruled = options
        .rules
        .as_ref()
        .map(|rules| parse::apply_site_rule(&document, page.url.as_ref(), rules));
    let unusable = match ruled.transpose() {
        Ok(ruled) => {
            document.site_findings = ruled.flatten();
            None
        }
        Err(e) => Some(Warning::SiteRuleUnusable { message: e.with_cause() }),
    };
    let mut extraction = extract_document(document, page, options, &mut Scratch::single_use());
    extraction.encoding = Encoding { name: "UTF-8", known_by: KnownBy::Caller };
    extraction.article.warnings.extend(unusable);
    extraction
}

/// The stages after parsing.
fn extract_document(
    document: Document<'_>,
    page: &Page,
    options: &Options,
    scratch: &mut Scratch,
) -> Extraction {
    let candidates =
        if options.explain { metadata::list_candidates(&document, page) } else { Vec::new() };
    Extraction {
        candidates,
        ..ClassifiedPage::new(document, page, options, None, scratch).extraction()
    }
}

/// A page with a ruling on every block, before the article is built.
pub(crate) struct ClassifiedPage {
    stated: metadata::PageMetadata,
    schema_org: Option<Vec<serde_json::Value>>,
    base: Option<Url>,
    site_rule: Vec<RuleUse>,
    blocks: Blocks,
    measures: Measures,
    block_page: Option<BlockPage>,
    warnings: Vec<Warning>,
}

impl ClassifiedPage {
    /// `scores` replace those of the classifier, see [`classify::classify`].
    pub(crate) fn new(
        document: Document<'_>,
        page: &Page,
        options: &Options,
        scores: Option<&[f32]>,
        scratch: &mut Scratch,
    ) -> Self {
        let mut stated = metadata::read(&document, page); //                         what the page says of itself
        stated.metadata.extra = metadata::extra(&document, options);
        let schema_org = options.schema.then(|| metadata::schema_org(&document));
        let mut blocks = segment::segment(&document, options); //                    tree -> blocks, in reading order
        let mut warnings = document.warnings();
        if blocks.list.len() > MAX_BLOCKS {
            blocks.list.truncate(MAX_BLOCKS);
            warnings.push(Warning::TooManyBlocks);
        }
        let signs = Signs::read(&document, block_page::visible_bytes(&blocks));
        let (tree, base, ruled) = document.into_parts();
        let scripts = StateScripts::from_tree(tree, scratch); //                                          no tree below this line
        blocks.list.shrink_to_fit();
        blocks.containers.shrink_to_fit();
        let declared = Declared::new(&stated.metadata, stated.body.as_deref());
        let measures = Measures::new(&blocks, &declared);
        classify::classify(&mut blocks, &measures, &declared, options, scores); //          a ruling on every block
        // Where a site rule has found the text, the fallback does not run.
        let is_found = ruled.as_ref().is_some_and(|r| r.has_body);
        let rescued = if is_found {
            None
        } else {
            fallback::from_data(&mut blocks, &measures, &scripts, &stated, options)
        };
        let measures = if rescued.is_some() { Measures::new(&blocks, &declared) } else { measures };
        let is_from_data = matches!(rescued, Some(Warning::TextFromData { .. }));
        warnings.extend(rescued);
        let title = stated.metadata.title.as_ref().map_or("", |title| title.value.as_str());
        let block_page = if is_found || is_from_data {
            None
        } else {
            block_page::recognise(&blocks, &measures, &declared, title, &signs)
        };
        if let Some(page) = &block_page {
            block_page::cut(&mut blocks, page);
        }
        scripts.recycle(scratch);
        let uses = ruled.into_iter().flat_map(|r| r.uses);
        let site_rule = uses.map(|(line, found)| RuleUse { line, found }).collect();
        Self { stated, schema_org, base, site_rule, blocks, measures, block_page, warnings }
    }

    /// The features of the page as a whole.
    pub(crate) fn page_row(&self) -> classify::page_model::Row {
        classify::page_model::row(&self.blocks, &self.measures)
    }

    pub(crate) fn extraction(self) -> Extraction {
        let outlook = classify::page_model::predict(&self.page_row()); //                  the page as a whole
        let Self {
            stated,
            schema_org,
            base,
            site_rule,
            mut blocks,
            measures,
            block_page,
            mut warnings,
        } = self;
        clean::clean(&mut blocks, &measures); //                                     kept blocks made tidy
        let mut metadata = stated.metadata;
        let story = copy(&blocks, Block::is_kept);
        metadata::complete(&mut metadata, &story, base.as_ref()); //                 what only the copy tells
        let detected_language = language_of(&story);
        warnings.extend(other_language(&metadata, detected_language));
        let (kind, kind_confidence) =
            page_kind(&blocks, &measures, &metadata, &outlook, block_page.as_ref());
        warnings.extend(
            block_page.map(|page| Warning::BlockPage { kind: page.kind, evidence: page.evidence }),
        );
        let article = Article {
            kind,
            kind_confidence,
            // An empty text is not a good one.
            quality: if story.is_empty() { 0.0 } else { outlook.quality },
            blocks: story,
            comments: copy(&blocks, is_comment),
            metadata,
            schema_org,
            detected_language,
            warnings,
        };
        Extraction { article, blocks, site_rule, ..Extraction::default() }
    }
}

/// The wanted blocks as content. The headline comes first, wherever the page prints it.
fn copy(blocks: &Blocks, wanted: impl Fn(&Block) -> bool) -> Vec<ContentBlock> {
    let mut list: Vec<ContentBlock> = blocks
        .list
        .iter()
        .filter(|b| wanted(b))
        .map(|b| ContentBlock {
            role: b.role().unwrap_or(Role::Body),
            kind: b.kind,
            text: b.text.clone(),
            spans: b.spans.clone(),
        })
        .collect();
    if let Some(at) = list.iter().position(|b| b.role == Role::Headline) {
        list[..=at].rotate_right(1);
    }
    list
}

/// Bytes of running text from which its language is detected.
const LANGUAGE_BYTES: usize = 2_000;

/// The language of the running text, detected from its start.
fn language_of(story: &[ContentBlock]) -> Option<&'static str> {
    let mut start = String::new();
    // Code is not in a human language, whatever its names are.
    let prose = |b: &&ContentBlock| {
        matches!(b.role, Role::Body | Role::Standfirst) && b.kind != BlockKind::Preformatted
    };
    for block in story.iter().filter(prose) {
        if start.len() > LANGUAGE_BYTES {
            break;
        }
        start.push_str(&block.text);
        start.push('\n');
    }
    detect_language(&start)
}

/// A warning when the language of the text is not the declared one.
fn other_language(metadata: &Metadata, detected: Option<&'static str>) -> Option<Warning> {
    let (declared, detected) = (&metadata.language.as_ref()?.value, detected?);
    (!is_same_language(declared, detected))
        .then(|| Warning::OtherLanguage { declared: declared.clone(), detected })
}

/// Whether a block is a reader comment: cut as one, and longer than a button of the comment form.
fn is_comment(block: &Block) -> bool {
    block.verdict() == Some(Verdict::Cut(Boilerplate::Comment))
        && block.rulings.iter().all(|r| r.stage != Stage::Rules)
        && block.text.split_whitespace().nth(3).is_some()
}

fn decode_warnings(page: &Page, decoded: &Decoded<'_>) -> Vec<Warning> {
    let damaged = page.damage.map(|damage| Warning::BodyDamaged { damage });
    let guessed = (decoded.known_by == KnownBy::Guess)
        .then(|| Warning::EncodingGuessed { encoding: decoded.encoding.name() });
    let lost = (decoded.lost > 0).then_some(Warning::BytesLost { characters: decoded.lost });
    let twice =
        (decoded.repaired > 0).then_some(Warning::EncodedTwice { characters: decoded.repaired });
    damaged.into_iter().chain(guessed).chain(lost).chain(twice).collect()
}
