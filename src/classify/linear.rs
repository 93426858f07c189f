//! Two small linear models: one reads the words of a block, one the tags and class words around it.
//!
//! Both hash their input into buckets with one weight each. So they know wordings and class names
//! that no table lists, in every language of the training pages. Their scores are ordinary features
//! and decide nothing alone.

use rustc_hash::FxHashMap;

use super::edge_words::{EdgeWords, length_bucket};
use super::hash::{Digest, Hash};
use crate::block::{Blocks, Container};

/// Bytes of the longest class word that counts: longer ones are machine-made.
const MAX_NAME: usize = 24;

/// Distance between a block and an element whose class words count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Distance {
    Own,
    Parent,
    Above,
}

impl Distance {
    const ALL: [Self; 3] = [Self::Own, Self::Parent, Self::Above];

    /// The distance class for a number of steps up the tree. Elements above the fourth ancestor do
    /// not count.
    pub(crate) fn from_steps(step: usize) -> Option<Self> {
        match step {
            0 => Some(Self::Own),
            1 => Some(Self::Parent),
            2..=4 => Some(Self::Above),
            _ => None,
        }
    }
}

/// The buckets of an element at a distance: one for its tag and one for each class word.
#[cfg(any(test, feature = "unstable"))]
pub(crate) fn class_buckets(container: &Container, distance: Distance, out: &mut Vec<u32>) {
    each_name(container, |name| out.push(name.bucket(distance)));
}

/// A tag or a class word of an element.
#[derive(Clone, Copy)]
enum NameToken {
    Tag(Digest),
    Token(Digest),
}

impl NameToken {
    fn bucket(self, distance: Distance) -> u32 {
        const TAG: Digest = Digest::new("tag");
        let hash = Hash::default().number(distance as u64);
        match self {
            Self::Tag(name) => hash.text(TAG).text(name),
            Self::Token(name) => hash.text(name),
        }
        .bucket()
    }
}

/// Calls `then` with the tag of an element and with each of its class words, in lower case and
/// without digits at the end.
fn each_name(container: &Container, mut then: impl FnMut(NameToken)) {
    then(NameToken::Tag(Digest::new(&container.tag)));
    let mut buffer = String::new();
    for name in crate::rules::split_tokens(&container.names).filter(|n| n.len() <= MAX_NAME) {
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
        // Most class words are lower case already.
        let digest = if name.bytes().any(|b| b.is_ascii_uppercase()) {
            buffer.clear();
            buffer.push_str(name);
            buffer.make_ascii_lowercase();
            Digest::new(&buffer)
        } else {
            Digest::new(name)
        };
        then(NameToken::Token(digest));
    }
}

/// The weights of both models.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LinearModels<'m> {
    pub(crate) words: Weights<'m>,
    pub(crate) names: Weights<'m>,
}

/// One weight for each bucket, in units of 1/16.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weights<'m>(pub(crate) &'m [u8]);

impl Weights<'_> {
    fn weight(self, bucket: u32) -> i32 {
        i32::from(self.0.get(bucket as usize).copied().unwrap_or(0) as i8)
    }

    fn score(total: i32) -> f32 {
        total as f32 / 16.0
    }

    /// The total weight of the first and the last words of a text.
    pub(crate) fn sum_words(self, edge_words: &EdgeWords<'_>) -> i32 {
        let mut total = 0;
        edge_words.each_bucket(|bucket| total += self.weight(bucket));
        total
    }

    /// The score of a text whose words have this total weight.
    pub(crate) fn word_score(self, weight: i32, words: usize, is_heading: bool) -> f32 {
        Self::score(weight + self.weight(length_bucket(words, is_heading)))
    }
}

/// The scores of both models for one block.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Scores {
    /// The score of its words.
    pub(crate) words: f32,
    /// The scores of tag and class words of its own element, of the parent, and of the three
    /// elements above.
    pub(crate) names: [f32; 3],
}

impl LinearModels<'_> {
    /// The scores of every block of a page, given the scores of their words.
    pub(crate) fn scores(&self, blocks: &Blocks, words: impl Fn(usize) -> f32) -> Vec<Scores> {
        // Elements of the same kind share tag and class on a page, so each pair is scored once.
        let mut known: FxHashMap<(&str, &str), [f32; 3]> = FxHashMap::default();
        let of_container = |container: &Container| {
            let mut totals = [0; 3];
            each_name(container, |name| {
                for distance in Distance::ALL {
                    totals[distance as usize] += self.names.weight(name.bucket(distance));
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
                if let Some(d) = Distance::from_steps(step) {
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
