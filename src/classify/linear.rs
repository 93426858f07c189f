//! Two small linear models: one over the words of a block, one over the names of the elements around it.
//!
//! Both hash what they read into buckets with one weight each, so they know wordings and class names that no table lists, in
//! any language that training saw. Their scores are features like any other; they decide nothing.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::measures::Measures;
use crate::block::{Block, BlockKind, Blocks, Container};
use crate::text::{lower, raw_tokens};

/// Buckets of each model; a power of two.
pub(crate) const BUCKETS: usize = 1 << 15;
/// Words read at the start of a block: prompts give themselves away early.
const FIRST_WORDS: usize = 12;
/// Words read at its end.
const LAST_WORDS: usize = 4;
/// Characters of a word that count; inflections beyond them do not.
const MAX_WORD: usize = 12;
/// Bytes of the longest class or id that counts: longer ones are made by machines.
const MAX_NAME: usize = 24;

/// How far from a block an element is, as far as its names are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Distance {
    Own,
    Parent,
    Above,
}

impl Distance {
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

fn bucket(item: impl Hash) -> u32 {
    let mut hasher = FxHasher::default();
    item.hash(&mut hasher);
    let h = hasher.finish();
    ((h ^ (h >> 29)) as usize & (BUCKETS - 1)) as u32
}

/// The buckets of a block's words: each word, each pair, and how long the block is.
pub(crate) fn word_buckets(blocks: &Blocks, measures: &Measures, i: usize, out: &mut Vec<u32>) {
    let words = Edges::of(measures.folded(i), Some(measures.blocks[i].tokens as usize));
    edge_buckets(&words, is_heading(&blocks.list[i]), out);
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(_))
}

/// The buckets of the words of a line of text, see [`word_buckets`]; nothing tells it for a heading.
pub(crate) fn text_buckets(text: &str, out: &mut Vec<u32>) {
    edge_buckets(&Edges::of(text, None), false, out);
}

fn edge_buckets(words: &Edges<'_>, is_heading: bool, out: &mut Vec<u32>) {
    let length = usize::BITS - words.count.leading_zeros();
    out.push(bucket(("length", length, is_heading)));
    let is_long = words.count > 40;
    let (Some(first), Some(last)) = (words.iter().next(), words.iter().next_back()) else { return };
    out.push(bucket(("first", first, is_long)));
    out.push(bucket(("last", last, is_long)));
    for (one, other) in words.iter().zip(words.iter().skip(1)) {
        out.push(bucket(("pair", one, other, is_long)));
    }
    out.extend(words.iter().map(|w| bucket(("word", w, is_long))));
}

/// The words at the start and at the end of a text as the models know them, without an allocation for each.
struct Edges<'t> {
    text: &'t str,
    /// The words that are known otherwise than they stand in the text, one after the other.
    aside: String,
    words: [Place; FIRST_WORDS + LAST_WORDS],
    /// Words of the whole text.
    count: usize,
}

/// Where a word is.
#[derive(Clone, Copy, Default)]
struct Place {
    start: u32,
    end: u32,
    is_aside: bool,
}

impl<'t> Edges<'t> {
    /// Of a text, of which it may be known how many words it has.
    fn of(text: &'t str, count: Option<usize>) -> Self {
        const BOTH: usize = FIRST_WORDS + LAST_WORDS;
        let mut words = [""; BOTH];
        let mut tokens = raw_tokens(text);
        let read = words.iter_mut().zip(&mut tokens).map(|(place, word)| *place = word).count();
        let count = if read < BOTH { read } else { count.unwrap_or_else(|| BOTH + tokens.count()) };
        if count > BOTH {
            words[FIRST_WORDS..].copy_from_slice(&last_words(text));
        }
        let mut edges = Self { text, aside: String::new(), words: [Place::default(); BOTH], count };
        let mut buffer = String::new();
        for (place, word) in edges.words.iter_mut().zip(&words[..read]) {
            let is_aside = !is_normal(word);
            let start = if is_aside {
                let start = edges.aside.len();
                push_normal(word, &mut buffer, &mut edges.aside);
                start
            } else {
                word.as_ptr().addr() - text.as_ptr().addr()
            };
            let end = if is_aside { edges.aside.len() } else { start + word.len() };
            *place = Place { start: start as u32, end: end as u32, is_aside };
        }
        edges
    }

    /// The words, first to last.
    fn iter(&self) -> impl DoubleEndedIterator<Item = &str> {
        let word = |place: &Place| &(if place.is_aside { &self.aside } else { self.text })[place.start as usize..place.end as usize];
        self.words[..self.count.min(self.words.len())].iter().map(word)
    }
}

/// Whether a word stands as the models know it: short, of plain small letters.
fn is_normal(word: &str) -> bool {
    word.len() <= MAX_WORD && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// The last words of a text, first to last, without reading what stands long before them; empty ones first where there are fewer.
fn last_words(text: &str) -> [&str; LAST_WORDS] {
    let mut reach = LAST_WORDS * 2 * MAX_WORD;
    loop {
        // From a space on, words are told apart as they are from the start.
        let start =
            text.len().checked_sub(reach).and_then(|from| Some(from + memchr::memchr(b' ', &text.as_bytes()[from..])?)).unwrap_or(0);
        let mut words = [""; LAST_WORDS];
        let mut count = 0;
        for word in raw_tokens(&text[start..]) {
            words[count % LAST_WORDS] = word;
            count += 1;
        }
        if count >= LAST_WORDS || start == 0 {
            words.rotate_left(count % LAST_WORDS);
            return words;
        }
        reach *= 4;
    }
}

/// Adds a word as the models know it: in lower case, digits all alike, cut where it is long.
fn push_normal(word: &str, buffer: &mut String, out: &mut String) {
    let alike = |c: char| if c.is_ascii_digit() { '0' } else { c };
    if !word.is_ascii() {
        out.extend(lower(word, buffer).chars().take(MAX_WORD).map(alike));
        return;
    }
    let word = &word[..word.len().min(MAX_WORD)];
    let start = out.len();
    if word.bytes().any(|b| b.is_ascii_digit()) {
        out.extend(word.chars().map(alike));
    } else {
        out.push_str(word);
    }
    out[start..].make_ascii_lowercase();
}

/// The buckets of an element's names at a distance: its tag and each token of class and id.
pub(crate) fn name_buckets(container: &Container, distance: Distance, out: &mut Vec<u32>) {
    each_name(container, |kind, name| out.push(name_bucket(distance, kind, name)));
}

/// What a name is.
#[derive(Clone, Copy)]
enum Name {
    Tag,
    Token,
}

fn name_bucket(distance: Distance, kind: Name, name: &str) -> u32 {
    match kind {
        Name::Tag => bucket((distance, "tag", name)),
        Name::Token => bucket((distance, name)),
    }
}

/// Calls `then` for the tag of an element and for each token of its class and id, in lower case and without the digits at its end.
fn each_name(container: &Container, mut then: impl FnMut(Name, &str)) {
    then(Name::Tag, &container.tag);
    let mut buffer = String::new();
    for name in crate::rules::split_names(&container.names).filter(|n| n.len() <= MAX_NAME) {
        buffer.clear();
        buffer.push_str(name);
        buffer.make_ascii_lowercase();
        then(Name::Token, buffer.trim_end_matches(|c: char| c.is_ascii_digit()));
    }
}

/// The weights of both models.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Linear<'m> {
    /// A weight for each bucket of words, in 1/16.
    pub(crate) words: &'m [u8],
    /// A weight for each bucket of names, in 1/16.
    pub(crate) names: &'m [u8],
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
    /// The scores of every block of a page.
    pub(crate) fn scores(&self, blocks: &Blocks, measures: &Measures) -> Vec<Scores> {
        let weight = |weights: &[u8], bucket: u32| i32::from(weights.get(bucket as usize).copied().unwrap_or(0) as i8);
        let score = |total: i32| total as f32 / 16.0;
        // Elements of one kind have one name on a page.
        let mut known: FxHashMap<(&str, &str), [f32; 3]> = FxHashMap::default();
        let of_container = |container: &Container| {
            let mut totals = [0; 3];
            each_name(container, |kind, name| {
                for distance in [Distance::Own, Distance::Parent, Distance::Above] {
                    totals[distance as usize] += weight(self.names, name_bucket(distance, kind, name));
                }
            });
            totals.map(score)
        };
        let by_container: Vec<[f32; 3]> =
            blocks.containers.iter().map(|c| *known.entry((&c.tag, &c.names)).or_insert_with(|| of_container(c))).collect();
        let mut buffer = Vec::new();
        // What is said twice on a page is weighed once.
        let mut weighed: FxHashMap<(u64, bool), f32> = FxHashMap::default();
        let mut of_words = |i: usize, block: &Block| {
            let measured = &measures.blocks[i];
            let mut weigh = || {
                buffer.clear();
                word_buckets(blocks, measures, i, &mut buffer);
                score(buffer.iter().map(|&b| weight(self.words, b)).sum())
            };
            if measured.twins == 1 { weigh() } else { *weighed.entry((measured.fold_hash, is_heading(block))).or_insert_with(weigh) }
        };
        blocks
            .list
            .iter()
            .enumerate()
            .map(|(i, block)| {
                let mut names = [0.0; 3];
                for (step, (id, _)) in blocks.ancestors(block.container).enumerate().take(5) {
                    if let Some(d) = Distance::of(step) {
                        names[d as usize] += by_container[id as usize][d as usize];
                    }
                }
                Scores { words: of_words(i, block), names }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Edges, FIRST_WORDS, LAST_WORDS, bucket};

    #[test]
    fn of_a_long_text_the_first_and_the_last_words_are_known() {
        let all: Vec<String> =
            (b'a'..=b'z').flat_map(|a| [a, a.to_ascii_uppercase()].map(|b| String::from_utf8_lossy(&[b, a]).into_owned())).collect();
        for count in 0..all.len() {
            let mut expected: Vec<String> = all[..count].iter().map(|word| word.to_lowercase()).collect();
            if count > FIRST_WORDS + LAST_WORDS {
                expected.drain(FIRST_WORDS..count - LAST_WORDS);
            }
            for known in [None, Some(count)] {
                let text = all[..count].join(" ");
                let edges = Edges::of(&text, known);
                assert_eq!((edges.count, edges.iter().collect::<Vec<_>>()), (count, expected.iter().map(String::as_str).collect()));
            }
        }
    }

    #[test]
    fn words_are_known_in_lower_case_without_their_ends_and_digits() {
        let edges = Edges::of("ÜBERFLUTUNGSGEBIETE Overenthusiastic 1999 B52er Größe7", None);
        assert_eq!(edges.iter().collect::<Vec<_>>(), ["überflutungs", "overenthusia", "0000", "b00er", "größe0"]);
    }

    #[test]
    fn buckets_are_those_the_model_was_trained_with() {
        // A hash that changes scrambles both models, so its crate is pinned and its values are held here.
        assert_eq!(
            [bucket(("word", "the", false)), bucket(("pair", "read", "more", false)), bucket(("first", "by", true))],
            [7814, 11948, 18321]
        );
    }
}
