//! What the page says of its own story, in the form in which blocks are compared with it.

use rustc_hash::FxHashSet;

use crate::article::Metadata;
use crate::text::{fold, tokens};

/// Words in a row that make a shingle.
const SHINGLE: usize = 4;

/// What the page says of its own story.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    /// The words of the title.
    pub(crate) title: FxHashSet<String>,
    /// The words of the description.
    pub(crate) description: FxHashSet<String>,
    /// Hashes of the shingles of a stated body (`articleBody`); empty when none is stated.
    pub(crate) body: FxHashSet<u64>,
    /// The authors, folded.
    pub(crate) authors: Vec<String>,
}

impl Hints {
    /// From the fields, and the body that the page states in its data, if any.
    pub(crate) fn new(metadata: &Metadata, stated_body: Option<&str>) -> Self {
        let value = |field: &Option<crate::article::Sourced<String>>| field.as_ref().map(|s| s.value.clone()).unwrap_or_default();
        let title = value(&metadata.title);
        Self {
            title: tokens(&title).collect(),
            description: tokens(&value(&metadata.description)).collect(),
            body: stated_body.map(|b| shingles(b).collect()).unwrap_or_default(),
            authors: metadata.authors.iter().map(|a| fold(&a.value)).collect(),
        }
    }

    /// Share of the title's words that are in `words`, and of `words` that are in the title: their product's root is 1.0 for
    /// the same set, 0.0 for nothing in common.
    pub(crate) fn likeness(own: &FxHashSet<String>, text: &str) -> f32 {
        if own.is_empty() {
            return 0.0;
        }
        let mut total = 0u32;
        let mut shared = 0u32;
        for token in tokens(text) {
            total += 1;
            shared += u32::from(own.contains(&token));
        }
        if total == 0 {
            return 0.0;
        }
        let shared = shared as f32;
        ((shared / total as f32) * (shared / own.len() as f32).min(1.0)).sqrt()
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

/// Hashes of every [`SHINGLE`] words in a row.
pub(crate) fn shingles(text: &str) -> impl Iterator<Item = u64> {
    use std::hash::{Hash, Hasher};
    let mut last = [0u64; SHINGLE];
    let mut seen = 0;
    tokens(text).filter_map(move |token| {
        let mut hasher = rustc_hash::FxHasher::default();
        token.hash(&mut hasher);
        last.rotate_left(1);
        last[SHINGLE - 1] = hasher.finish();
        seen += 1;
        (seen >= SHINGLE).then(|| last.iter().fold(0u64, |all, h| all.rotate_left(13).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ h))
    })
}
