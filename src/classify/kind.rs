//! What kind of page it is: by what it says of itself and by the shape of what was kept.

use super::measures::Measures;
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

/// The kind of a judged page.
pub(crate) fn page_kind(blocks: &Blocks, measures: &Measures, metadata: &Metadata) -> PageKind {
    let kept = || blocks.list.iter().zip(&measures.blocks).filter(|(b, _)| matches!(b.role(), Some(Role::Body | Role::Standfirst)));
    let words: u32 = kept().map(|(_, m)| m.shape.words).sum();
    let stated = metadata.schema_type.as_ref().map(|s| s.value.as_str()).unwrap_or_default();
    let title = metadata.title.as_ref().map(|t| fold(&t.value)).unwrap_or_default();
    if words <= MAX_ERROR_WORDS && is_error_title(&title) {
        return PageKind::Error;
    }
    if words == 0 {
        return PageKind::Empty;
    }
    let is_paid = metadata.is_free.as_ref().is_some_and(|f| !f.value);
    let first = blocks.list.iter().position(Block::is_body).unwrap_or(0);
    let is_wall = |b: &Block, words: u32| b.verdict() == Some(Verdict::Cut(Boilerplate::Paywall)) && words >= MIN_WALL_WORDS;
    let has_wall = blocks.list.iter().zip(&measures.blocks).skip(first).any(|(b, m)| is_wall(b, m.shape.words));
    if words < MAX_STUB_WORDS && (is_paid || has_wall) {
        return PageKind::Paywalled;
    }
    match stated {
        "LiveBlogPosting" => PageKind::LiveBlog,
        "Product" | "ProductGroup" => PageKind::Product,
        "DiscussionForumPosting" | "QAPage" => PageKind::Forum,
        "CollectionPage" | "ItemList" | "SearchResultsPage" => PageKind::Listing,
        "ImageGallery" | "MediaGallery" => PageKind::Gallery,
        "TechArticle" | "APIReference" => PageKind::Documentation,
        _ => by_shape(blocks, measures),
    }
}

fn is_error_title(title: &str) -> bool {
    let mut parts = title.split(['|', '-', ':', '·', '(', ')', '!', '.']).map(str::trim);
    parts.any(|part| ERROR_TITLES.contains(&part))
}

/// By what was kept: many linked headings make a listing, much program text makes documentation, captions without text a gallery.
fn by_shape(blocks: &Blocks, measures: &Measures) -> PageKind {
    let (mut linked_headings, mut code, mut captions, mut words) = (0, 0, 0, 0);
    for (block, m) in blocks.list.iter().zip(&measures.blocks).filter(|(b, _)| b.is_kept()) {
        words += m.shape.words;
        match block.kind {
            BlockKind::Heading(_) if m.link_density > 0.8 => linked_headings += 1,
            BlockKind::Preformatted => code += m.shape.words,
            BlockKind::Caption => captions += m.shape.words,
            _ => {}
        }
    }
    if linked_headings >= 5 {
        PageKind::Listing
    } else if code * 5 > words {
        PageKind::Documentation
    } else if captions * 2 > words {
        PageKind::Gallery
    } else {
        PageKind::Article
    }
}
