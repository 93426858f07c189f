//! Two small linear models: one over the words of a block, one over the names of the elements around it.
//!
//! Both hash what they read into buckets with one weight each, so they know wordings and class names that no table lists, in
//! any language that training saw. Their scores are features like any other; they decide nothing.

use rustc_hash::FxHashMap;

use super::edges::{Edges, length_bucket};
use super::hash::{Digest, Hash};
use crate::block::{Blocks, Container};

/// Bytes of the longest class or id that counts: longer ones are made by machines.
const MAX_NAME: usize = 24;

/// How far from a block an element is, as far as its names are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Distance {
    Own,
    Parent,
    Above,
}

impl Distance {
    const ALL: [Self; 3] = [Self::Own, Self::Parent, Self::Above];

    /// Elements farther up than the fourth ancestor say nothing.
    pub(crate) fn of(step: usize) -> Option<Self> {
        match step {
            0 => Some(Self::Own),
            1 => Some(Self::Parent),
            2..=4 => Some(Self::Above),
            _ => None,
        }
    }
}

/// The buckets of an element's names at a distance: its tag and each token of class and id.
pub(crate) fn name_buckets(container: &Container, distance: Distance, out: &mut Vec<u32>) {
    each_name(container, |name| out.push(name.bucket(distance)));
}

/// What an element is called.
#[derive(Clone, Copy)]
enum Name {
    Tag(Digest),
    Token(Digest),
}

impl Name {
    fn bucket(self, distance: Distance) -> u32 {
        const TAG: Digest = Digest::of("tag");
        let hash = Hash::default().number(distance as u64);
        match self {
            Self::Tag(name) => hash.text(TAG).text(name),
            Self::Token(name) => hash.text(name),
        }
        .bucket()
    }
}

/// Calls `then` for the tag of an element and for each token of its class and id, in lower case and without the digits at its end.
fn each_name(container: &Container, mut then: impl FnMut(Name)) {
    then(Name::Tag(Digest::of(&container.tag)));
    let mut buffer = String::new();
    for name in crate::rules::split_tokens(&container.names).filter(|n| n.len() <= MAX_NAME) {
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
        // Most of a token are small letters, but for the first.
        let digest = if name.bytes().any(|b| b.is_ascii_uppercase()) {
            buffer.clear();
            buffer.push_str(name);
            buffer.make_ascii_lowercase();
            Digest::of(&buffer)
        } else {
            Digest::of(name)
        };
        then(Name::Token(digest));
    }
}

/// The weights of both models.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Linear<'m> {
    pub(crate) words: Weights<'m>,
    pub(crate) names: Weights<'m>,
}

/// A weight for each bucket, in 1/16.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weights<'m>(pub(crate) &'m [u8]);

impl Weights<'_> {
    fn of(self, bucket: u32) -> i32 {
        i32::from(self.0.get(bucket as usize).copied().unwrap_or(0) as i8)
    }

    fn score(total: i32) -> f32 {
        total as f32 / 16.0
    }

    /// The weight of all words at the edges of a text.
    pub(crate) fn of_words(self, edges: &Edges<'_>) -> i32 {
        let mut total = 0;
        edges.each_bucket(|bucket| total += self.of(bucket));
        total
    }

    /// The score of a text with words of this weight.
    pub(crate) fn word_score(self, of_words: i32, words: usize, is_heading: bool) -> f32 {
        Self::score(of_words + self.of(length_bucket(words, is_heading)))
    }
}

/// What the two models say of each block.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Scores {
    /// Of its words.
    pub(crate) words: f32,
    /// Of the names of its own element, its parent, and the three above.
    pub(crate) names: [f32; 3],
}

impl Linear<'_> {
    /// The scores of every block of a page; those of their words are known.
    pub(crate) fn scores(&self, blocks: &Blocks, words: impl Fn(usize) -> f32) -> Vec<Scores> {
        // Elements of one kind have one name on a page.
        let mut known: FxHashMap<(&str, &str), [f32; 3]> = FxHashMap::default();
        let of_container = |container: &Container| {
            let mut totals = [0; 3];
            each_name(container, |name| {
                for distance in Distance::ALL {
                    totals[distance as usize] += self.names.of(name.bucket(distance));
                }
            });
            totals.map(Weights::score)
        };
        let by_container: Vec<[f32; 3]> = blocks
            .containers
            .iter()
            .map(|c| *known.entry((&c.tag, &c.names)).or_insert_with(|| of_container(c)))
            .collect();
        let of_names = |block: &crate::block::Block| {
            let mut names = [0.0; 3];
            for (step, (id, _)) in blocks.ancestors(block.container).enumerate().take(5) {
                if let Some(d) = Distance::of(step) {
                    names[d as usize] += by_container[id as usize][d as usize];
                }
            }
            names
        };
        blocks
            .list
            .iter()
            .enumerate()
            .map(|(i, block)| Scores { words: words(i), names: of_names(block) })
            .collect()
    }
}
