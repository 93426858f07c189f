//! What kind of page it is: by what it says of itself, by what the model thinks of it, and by what was kept.

use super::measures::Measures;
use super::page::{Likely, Outlook};
use crate::article::{Metadata, PageKind};
use crate::block::{Block, BlockKind, Blocks, Boilerplate, Role, Verdict};
use crate::text::fold;

/// Words of copy under which a page that says it is not free shows only the beginning.
const MAX_STUB_WORDS: u32 = 250;
/// What error pages call themselves, as a whole part of their title.
const ERROR_TITLES: &[&str] = &[
    "404",
    "404 error",
    "error 404",
    "404 not found",
    "404 page not found",
    "page not found",
    "not found",
    "page not available",
    "403 forbidden",
    "forbidden",
    "access denied",
    "seite nicht gefunden",
    "page introuvable",
    "página no encontrada",
    "pagina non trovata",
    "pagina niet gevonden",
    "nie znaleziono strony",
    "страница не найдена",
    "ページが見つかりません",
];
/// Words a prompt to subscribe has at least; fewer are a menu.
const MIN_WALL_WORDS: u32 = 4;
/// Words of copy an error page has at most.
const MAX_ERROR_WORDS: u32 = 120;

/// Confidence from which the model alone says what kind a page is: with less, another kind is as likely.
const SURE: f32 = 0.5;
/// Confidence in a kind that a page states, or that follows from a rule.
const STATED: f32 = 0.95;

/// The kind of a judged page, and how likely it is that kind, 0.0 to 1.0.
pub(crate) fn page_kind(
    blocks: &Blocks,
    measures: &Measures,
    metadata: &Metadata,
    outlook: &Outlook,
) -> (PageKind, f32) {
    let kept = || {
        blocks
            .list
            .iter()
            .zip(&measures.blocks)
            .filter(|(b, _)| matches!(b.role(), Some(Role::Body | Role::Standfirst)))
    };
    let words: u32 = kept().map(|(_, m)| m.shape.words).sum();
    let stated = metadata.schema_type.as_ref().map(|s| s.value.as_str()).unwrap_or_default();
    let title = metadata.title.as_ref().map(|t| fold(&t.value)).unwrap_or_default();
    if words <= MAX_ERROR_WORDS && is_error_title(&title) {
        return (PageKind::Error, STATED);
    }
    if words == 0 {
        return (PageKind::Empty, STATED);
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
        return (PageKind::Paywalled, STATED);
    }
    let by_statement = match stated {
        "LiveBlogPosting" => Some(PageKind::LiveBlog),
        "Product" | "ProductGroup" => Some(PageKind::Product),
        "DiscussionForumPosting" | "QAPage" => Some(PageKind::Forum),
        "CollectionPage" | "ItemList" | "SearchResultsPage" => Some(PageKind::Listing),
        "ImageGallery" | "MediaGallery" => Some(PageKind::Gallery),
        "TechArticle" | "APIReference" => Some(PageKind::Documentation),
        _ => None,
    };
    if let Some(kind) = by_statement {
        return (kind, STATED);
    }
    let comments: u32 = blocks
        .list
        .iter()
        .zip(&measures.blocks)
        .filter(|(b, _)| is_comment(b))
        .map(|(_, m)| m.shape.words)
        .sum();
    // A thread whose posts were cut as comments came out as one story with comments under it, so that is what it is here.
    let is_story_with_comments = outlook.kind == Likely::Forum && comments > words;
    if outlook.confidence < SURE || is_story_with_comments {
        return (by_shape(blocks, measures), outlook.confidence);
    }
    let kind = match outlook.kind {
        Likely::Article if is_gallery(blocks, measures) => PageKind::Gallery,
        Likely::Article => PageKind::Article,
        Likely::Listing => PageKind::Listing,
        Likely::Forum => PageKind::Forum,
        Likely::Product => PageKind::Product,
        Likely::Documentation => PageKind::Documentation,
        Likely::Service => PageKind::Service,
    };
    (kind, outlook.confidence)
}

fn is_comment(block: &Block) -> bool {
    block.verdict() == Some(Verdict::Cut(Boilerplate::Comment))
}

fn is_error_title(title: &str) -> bool {
    let mut parts = title.split(['|', '-', ':', '·', '(', ')', '!', '.']).map(str::trim);
    parts.any(|part| ERROR_TITLES.contains(&part))
}

/// By what was kept, where the model knows no better: many linked headings make a listing, much program text makes documentation.
fn by_shape(blocks: &Blocks, measures: &Measures) -> PageKind {
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

/// Captions with little other text.
fn is_gallery(blocks: &Blocks, measures: &Measures) -> bool {
    let (mut captions, mut words) = (0, 0);
    for (block, m) in blocks.list.iter().zip(&measures.blocks).filter(|(b, _)| b.is_kept()) {
        words += m.shape.words;
        captions += if block.kind == BlockKind::Caption { m.shape.words } else { 0 };
    }
    captions * 2 > words
}
