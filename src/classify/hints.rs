//! What the page says of its own story, in the form in which blocks are compared with it.

use rustc_hash::FxHashSet;

use crate::article::Metadata;
use crate::text::{WordMap, fold, lower, raw_tokens};

/// Words in a row that make a shingle.
const SHINGLE: usize = 4;

/// What the page says of its own story.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    /// The words of title and description.
    words: WordMap<Stated>,
    /// Different words of the title.
    title_words: u32,
    /// Different words of the description.
    description_words: u32,
    /// Hashes of the shingles of a stated body (`articleBody`); empty when none is stated.
    pub(crate) body: FxHashSet<u64>,
    /// The authors, folded.
    pub(crate) authors: Vec<String>,
    /// What the page says it is, see [`stated_kind`].
    pub(crate) kind: f32,
    /// Whether it says when it was published.
    pub(crate) is_dated: bool,
    /// Hyphens in the last part of its canonical address: the addresses of stories spell out their headlines. -1 without an address.
    pub(crate) slug_hyphens: f32,
    /// Parts of that address's path; 0 for a front page, -1 without an address.
    pub(crate) path_segments: f32,
}

/// Where a word stands among what the page says of itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stated {
    pub(super) title: bool,
    pub(super) description: bool,
}

/// How like the title and how like the description a text is: the root of the share of their words that are in the text by the
/// share of its words that are in them. 1.0 for the same set, 0.0 for nothing in common.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Likeness {
    pub(crate) title: f32,
    pub(crate) description: f32,
}

impl Hints {
    /// From the fields, and the body that the page states in its data, if any.
    pub(crate) fn new(metadata: &Metadata, stated_body: Option<&str>) -> Self {
        let value = |field: &Option<crate::article::Sourced<String>>| {
            field.as_ref().map(|s| s.value.clone()).unwrap_or_default()
        };
        let (title, description) = (value(&metadata.title), value(&metadata.description));
        let mut words: WordMap<Stated> = WordMap::default();
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
            body: stated_body.map(|b| shingles(b).collect()).unwrap_or_default(),
            authors: metadata.authors.iter().map(|a| fold(&a.value)).collect(),
            kind: stated_kind(metadata.schema_type.as_ref().map_or("", |s| &s.value)),
            is_dated: metadata.published.is_some(),
            slug_hyphens,
            path_segments,
        }
    }

    /// Where a folded word stands in what the page says of itself.
    pub(super) fn stated(&self, word: &str) -> Stated {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// The likeness of a text of `total` words, of which so many stand in the title and in the description.
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

    /// Share of the text's shingles that are in the stated body; `None` when no body is stated or the text is too short.
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

/// A type of schema.org as a number; 0 when none is stated or it says nothing.
fn stated_kind(schema_type: &str) -> f32 {
    match schema_type {
        "LiveBlogPosting" => 2.0,
        "Product" | "ProductGroup" | "SoftwareApplication" => 3.0,
        "DiscussionForumPosting" | "QAPage" | "Question" => 4.0,
        "CollectionPage" | "ItemList" | "SearchResultsPage" | "Blog" | "WebSite" => 5.0,
        "ImageGallery" | "MediaGallery" => 6.0,
        "TechArticle" | "APIReference" => 7.0,
        "Service" | "Organization" | "LocalBusiness" | "AboutPage" | "ContactPage" | "FAQPage" => {
            8.0
        }
        "WebPage" => 9.0,
        t if t.ends_with("Article") || t.ends_with("Posting") || t == "Report" => 1.0,
        _ => 0.0,
    }
}

/// Hyphens in the last part of an address's path, and how many parts it has.
fn address_shape(address: &str) -> (f32, f32) {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = path
        .split_once("://")
        .map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let parts = || path.split('/').filter(|p| !p.is_empty());
    let hyphens = parts().next_back().map_or(0, |last| last.matches(['-', '_']).count());
    (hyphens as f32, parts().count() as f32)
}

/// Hashes of every [`SHINGLE`] words in a row.
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
