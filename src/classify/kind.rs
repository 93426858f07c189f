//! The kind of a page, from its declared type, from the prediction of the model, and from the kept
//! text.

use super::block_page::BlockPage;
use super::measures::Measures;
use super::page_model::{PagePrediction, PredictedKind};
use crate::article::{Metadata, PageKind};
use crate::block::{Block, BlockKind, Blocks, Boilerplate, Role, Verdict};

/// Words of main content below which a page that is not free shows only the beginning.
const MAX_STUB_WORDS: u32 = 250;
/// The fewest words of a prompt to subscribe; a shorter one is a menu item.
const MIN_WALL_WORDS: u32 = 4;

/// Confidence from which the prediction of the model decides; below it, another kind is as likely.
const MIN_CONFIDENCE: f32 = 0.5;
/// Confidence in a kind that the page declares or that a rule implies.
const DECLARED_CONFIDENCE: f32 = 0.95;

/// The kind of a classified page and its probability, 0.0 to 1.0.
pub(crate) fn page_kind(
    blocks: &Blocks,
    measures: &Measures,
    metadata: &Metadata,
    prediction: &PagePrediction,
    block_page: Option<&BlockPage>,
) -> (PageKind, f32) {
    let kept = || {
        blocks
            .list
            .iter()
            .zip(&measures.blocks)
            .filter(|(b, _)| matches!(b.role(), Some(Role::Body | Role::Standfirst)))
    };
    let words: u32 = kept().map(|(_, m)| m.shape.words).sum();
    let declared_type = metadata.schema_type.as_ref().map(|s| s.value.as_str()).unwrap_or_default();
    if let Some(page) = block_page {
        return (page.kind, DECLARED_CONFIDENCE);
    }
    if words == 0 {
        return (PageKind::Empty, DECLARED_CONFIDENCE);
    }
    let is_paid = metadata.is_free.as_ref().is_some_and(|f| !f.value);
    let first = blocks.list.iter().position(Block::is_body).unwrap_or(0);
    let is_wall = |b: &Block, words: u32| {
        b.verdict() == Some(Verdict::Cut(Boilerplate::Paywall)) && words >= MIN_WALL_WORDS
    };
    let has_wall = blocks
        .list
        .iter()
        .zip(&measures.blocks)
        .skip(first)
        .any(|(b, m)| is_wall(b, m.shape.words));
    if words < MAX_STUB_WORDS && (is_paid || has_wall) {
        return (PageKind::Paywalled, DECLARED_CONFIDENCE);
    }
    let declared_kind = match declared_type {
        "LiveBlogPosting" => Some(PageKind::LiveBlog),
        "Product" | "ProductGroup" => Some(PageKind::Product),
        "DiscussionForumPosting" | "QAPage" => Some(PageKind::Forum),
        "CollectionPage" | "ItemList" | "SearchResultsPage" => Some(PageKind::Listing),
        "ImageGallery" | "MediaGallery" => Some(PageKind::Gallery),
        "TechArticle" | "APIReference" => Some(PageKind::Documentation),
        _ => None,
    };
    if let Some(kind) = declared_kind {
        return (kind, DECLARED_CONFIDENCE);
    }
    let comments: u32 = blocks
        .list
        .iter()
        .zip(&measures.blocks)
        .filter(|(b, _)| is_comment(b))
        .map(|(_, m)| m.shape.words)
        .sum();
    // A thread whose posts were cut as comments was extracted as one article with comments, so it
    // counts as an article.
    let is_article_with_comments = prediction.kind == PredictedKind::Forum && comments > words;
    if prediction.confidence < MIN_CONFIDENCE || is_article_with_comments {
        return (kind_of_kept_text(blocks, measures), prediction.confidence);
    }
    let kind = match prediction.kind {
        PredictedKind::Article if is_gallery(blocks, measures) => PageKind::Gallery,
        PredictedKind::Article => PageKind::Article,
        PredictedKind::Listing => PageKind::Listing,
        PredictedKind::Forum => PageKind::Forum,
        PredictedKind::Product => PageKind::Product,
        PredictedKind::Documentation => PageKind::Documentation,
        PredictedKind::Service => PageKind::Service,
    };
    (kind, prediction.confidence)
}

fn is_comment(block: &Block) -> bool {
    block.verdict() == Some(Verdict::Cut(Boilerplate::Comment))
}

/// The kind by the kept text, where the model is unsure: many linked headings make a listing, much
/// program code makes documentation.
fn kind_of_kept_text(blocks: &Blocks, measures: &Measures) -> PageKind {
    let (mut linked_headings, mut code, mut words) = (0, 0, 0);
    for (block, m) in blocks.list.iter().zip(&measures.blocks).filter(|(b, _)| b.is_kept()) {
        words += m.shape.words;
        match block.kind {
            BlockKind::Heading(_) if m.link_density > 0.8 => linked_headings += 1,
            BlockKind::Preformatted => code += m.shape.words,
            _ => {}
        }
    }
    if linked_headings >= 5 {
        PageKind::Listing
    } else if code * 5 > words {
        PageKind::Documentation
    } else if is_gallery(blocks, measures) {
        PageKind::Gallery
    } else {
        PageKind::Article
    }
}

/// Whether captions are more than half of the text.
fn is_gallery(blocks: &Blocks, measures: &Measures) -> bool {
    let (mut captions, mut words) = (0, 0);
    for (block, m) in blocks.list.iter().zip(&measures.blocks).filter(|(b, _)| b.is_kept()) {
        words += m.shape.words;
        captions += if block.kind == BlockKind::Caption { m.shape.words } else { 0 };
    }
    captions * 2 > words
}
