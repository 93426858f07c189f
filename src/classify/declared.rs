//! The declared metadata of a page as reference text: title, description and article body, in a
//! form that blocks are compared with.

use rustc_hash::FxHashSet;

use crate::article::Metadata;
use crate::text::{WordMap, fold, lower, raw_tokens};

/// The declared kinds of pages, as numbers of [`Declared::kind`].
const ARTICLE: f32 = 1.0;
const LIVE_BLOG: f32 = 2.0;
const FORUM: f32 = 4.0;
const LIST: f32 = 5.0;
const GALLERY: f32 = 6.0;

/// Consecutive words that make a shingle.
const SHINGLE: usize = 4;

/// The declared metadata of a page, ready for comparison.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    /// The words of title and description.
    words: WordMap<DeclaredIn>,
    /// Distinct words of the title.
    title_words: u32,
    /// Distinct words of the description.
    description_words: u32,
    /// Hashes of the shingles of the declared body (`articleBody`); empty if none is declared.
    pub(crate) body: FxHashSet<u64>,
    /// The authors, folded.
    pub(crate) authors: Vec<String>,
    /// The declared kind of the page, see [`declared_kind`].
    pub(crate) kind: f32,
    /// Whether a publication date is declared.
    pub(crate) is_dated: bool,
    /// Hyphens in the last part of the canonical address: addresses of articles spell out the
    /// headline. -1 without an address.
    pub(crate) slug_hyphens: f32,
    /// The host of that address; empty without one.
    pub(crate) host: String,
    /// Path segments of that address; 0 for a front page, -1 without an address.
    pub(crate) path_segments: f32,
}

/// The declared fields that contain a word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DeclaredIn {
    pub(super) title: bool,
    pub(super) description: bool,
}

/// Similarity of a text to the title and to the description: the geometric mean of two shares, the
/// declared words that are in the text and the words of the text that are declared. 1.0 for the
/// same set of words, 0.0 for disjoint sets.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Likeness {
    pub(crate) title: f32,
    pub(crate) description: f32,
}

impl Declared {
    /// Prepares the metadata fields and the declared body, if any.
    pub(crate) fn new(metadata: &Metadata, declared_body: Option<&str>) -> Self {
        let value = |field: &Option<crate::article::Sourced<String>>| {
            field.as_ref().map(|s| s.value.clone()).unwrap_or_default()
        };
        let (title, description) = (value(&metadata.title), value(&metadata.description));
        let mut words: WordMap<DeclaredIn> = WordMap::default();
        let (mut title_words, mut description_words) = (0, 0);
        for word in raw_tokens(&fold(&title)) {
            title_words += u32::from(!std::mem::replace(&mut words.entry(word).title, true));
        }
        for word in raw_tokens(&fold(&description)) {
            description_words +=
                u32::from(!std::mem::replace(&mut words.entry(word).description, true));
        }
        let (slug_hyphens, path_segments) =
            metadata.canonical_url.as_ref().map_or((-1.0, -1.0), |u| address_shape(&u.value));
        Self {
            words,
            title_words,
            description_words,
            body: declared_body.map(|b| shingles(b).collect()).unwrap_or_default(),
            authors: metadata.authors.iter().map(|a| fold(&a.value)).collect(),
            kind: declared_kind(metadata.schema_type.as_ref().map_or("", |s| &s.value)),
            is_dated: metadata.published.is_some(),
            host: metadata.canonical_url.as_ref().map_or("", |u| host(&u.value)).to_owned(),
            slug_hyphens,
            path_segments,
        }
    }

    /// Whether a link leads to the site of the page: its address is relative or has the same host.
    pub(super) fn is_own_link(&self, href: &str) -> bool {
        match host(href) {
            "" => true,
            other => other == self.host,
        }
    }

    /// Whether the page declares to be an article.
    pub(super) fn names_article(&self) -> bool {
        self.kind == ARTICLE
    }

    /// Whether the page may be a single story: it does not declare to be a live blog, a thread, a
    /// list or a gallery.
    pub(super) fn is_one_story(&self) -> bool {
        [LIVE_BLOG, FORUM, LIST, GALLERY].iter().all(|kind| self.kind != *kind)
    }

    /// Whether the page declares to be a thread, or a question with answers.
    pub(super) fn is_forum(&self) -> bool {
        self.kind == FORUM
    }

    /// The declared fields that contain a folded word.
    pub(super) fn fields_with(&self, word: &str) -> DeclaredIn {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// The likeness of a text of `total` words, given how many of its words are in the title and in
    /// the description.
    pub(super) fn likeness(&self, total: u32, in_title: u32, in_description: u32) -> Likeness {
        let root = |own: u32, shared: u32| {
            if shared == 0 {
                return 0.0;
            }
            let shared = shared as f32;
            ((shared / total as f32) * (shared / own as f32).min(1.0)).sqrt()
        };
        Likeness {
            title: root(self.title_words, in_title),
            description: root(self.description_words, in_description),
        }
    }

    /// Share of the text's shingles that are in the declared body; `None` if no body is declared or
    /// the text is too short.
    pub(crate) fn in_body(&self, text: &str) -> Option<f32> {
        if self.body.is_empty() {
            return None;
        }
        let (mut total, mut found) = (0u32, 0u32);
        for shingle in shingles(text) {
            total += 1;
            found += u32::from(self.body.contains(&shingle));
        }
        (total > 0).then(|| found as f32 / total as f32)
    }
}

/// A schema.org type as a number; 0 if none is declared or it is uninformative.
fn declared_kind(schema_type: &str) -> f32 {
    match schema_type {
        "LiveBlogPosting" => LIVE_BLOG,
        "Product" | "ProductGroup" | "SoftwareApplication" => 3.0,
        "DiscussionForumPosting" | "QAPage" | "Question" => FORUM,
        "CollectionPage" | "ItemList" | "SearchResultsPage" | "Blog" | "WebSite" => LIST,
        "ImageGallery" | "MediaGallery" => GALLERY,
        "TechArticle" | "APIReference" => 7.0,
        "Service" | "Organization" | "LocalBusiness" | "AboutPage" | "ContactPage" | "FAQPage" => {
            8.0
        }
        "WebPage" => 9.0,
        t if t.ends_with("Article") || t.ends_with("Posting") || t == "Report" => ARTICLE,
        _ => 0.0,
    }
}

/// The host in an address, in the case in which it is written; empty for a relative one.
fn host(address: &str) -> &str {
    let rest =
        address.split_once("//").filter(|(scheme, _)| scheme.is_empty() || scheme.ends_with(':'));
    rest.map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default())
}

/// Hyphens in the last segment of an address's path, and the number of segments.
fn address_shape(address: &str) -> (f32, f32) {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = path
        .split_once("://")
        .map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let parts = || path.split('/').filter(|p| !p.is_empty());
    let hyphens = parts().next_back().map_or(0, |last| last.matches(['-', '_']).count());
    (hyphens as f32, parts().count() as f32)
}

/// The hashes of all runs of [`SHINGLE`] consecutive words.
pub(crate) fn shingles(text: &str) -> impl Iterator<Item = u64> {
    use std::hash::{Hash, Hasher};
    let mut last = [0u64; SHINGLE];
    let mut seen = 0;
    let mut buffer = String::new();
    raw_tokens(text).filter_map(move |token| {
        let mut hasher = rustc_hash::FxHasher::default();
        lower(token, &mut buffer).hash(&mut hasher);
        last.rotate_left(1);
        last[SHINGLE - 1] = hasher.finish();
        seen += 1;
        (seen >= SHINGLE).then(|| {
            last.iter()
                .fold(0u64, |all, h| all.rotate_left(13).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ h)
        })
    })
}
