//! Cuts lines that occur in many texts of one run: they are boilerplate, whatever they say.
//!
//! A first pass counts the lines, and a second pass uses the frozen counts, so the result does not
//! depend on the order of the texts. Memory is bounded: only hashes of lines are stored, and if
//! there are too many, those in the upper half of the hash range are dropped, in every run the same
//! ones.

use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::Hasher;

use super::entities;
use super::line::{InputLine, lines};
use super::ruling::LineRuling;
use crate::block::Boilerplate;
use crate::text::{count_words, has_invisible};

/// Texts in which a line must occur. Two pages may quote the same speech; three with the same line
/// share a template.
const MIN_TEXTS: u32 = 3;
/// Share of the texts of a run in which a line must also occur: in a large run, three papers print
/// the same agency report.
const MIN_SHARE: f64 = 0.02;
/// The share for a line of at most [`SHORT_WORDS`]: every tenth article has the crosshead
/// “Conclusion”.
const MIN_SHORT_SHARE: f64 = 0.2;
/// Words of a short line.
const SHORT_WORDS: u32 = 3;
/// Words of the longest line that is counted: longer ones are syndicated paragraphs.
const MAX_WORDS: u32 = 40;
/// The most lines that are stored; 16 bytes each.
const MAX_LINES: usize = 2_000_000;

/// Counts in how many texts each line occurs.
#[derive(Debug, Default)]
pub struct RepeatCounter {
    counts: FxHashMap<u64, u32>,
    texts: u32,
    /// Hashes above `u64::MAX >> shift` are not counted.
    shift: u32,
}

/// The lines that repeat, frozen.
#[derive(Debug, Default, Clone)]
pub struct Repeats {
    hashes: FxHashSet<u64>,
    texts: u32,
}

impl RepeatCounter {
    /// Counts the lines of one text, each once.
    pub fn add(&mut self, text: &str) {
        self.texts = self.texts.saturating_add(1);
        let source = entities::unescaped(text);
        let own: FxHashSet<u64> =
            lines(&source, has_invisible(&source)).iter().filter_map(line_hash).collect();
        for hash in own.into_iter().filter(|h| *h <= u64::MAX >> self.shift) {
            *self.counts.entry(hash).or_default() += 1;
        }
        while self.counts.len() > MAX_LINES {
            self.shift += 1;
            let limit = u64::MAX >> self.shift;
            self.counts.retain(|hash, _| *hash <= limit);
        }
    }

    /// Adds the counts of another counter.
    pub fn merge(&mut self, other: Self) {
        self.texts = self.texts.saturating_add(other.texts);
        self.shift = self.shift.max(other.shift);
        for (hash, count) in other.counts {
            *self.counts.entry(hash).or_default() += count;
        }
        let limit = u64::MAX >> self.shift;
        self.counts.retain(|hash, _| *hash <= limit);
    }

    /// The lines that occur in enough of the texts.
    #[must_use]
    pub fn freeze(self) -> Repeats {
        let least = |share: f64| MIN_TEXTS.max((f64::from(self.texts) * share).ceil() as u32);
        let (long, short) = (least(MIN_SHARE), least(MIN_SHORT_SHARE));
        let hashes = self
            .counts
            .into_iter()
            .filter(|(hash, n)| *n >= if hash & 1 == 1 { short } else { long })
            .map(|(hash, _)| hash)
            .collect();
        Repeats { hashes, texts: self.texts }
    }
}

impl Repeats {
    /// Cuts the lines that repeat and that no rule cut.
    pub(super) fn apply(&self, lines: &[InputLine<'_>], rulings: &mut [LineRuling]) {
        for (line, ruling) in lines.iter().zip(rulings).filter(|(_, r)| !r.is_cut()) {
            if line_hash(line).is_some_and(|hash| self.hashes.contains(&hash)) {
                *ruling = LineRuling::cut(
                    Boilerplate::Repeat,
                    "repeats",
                    format!("occurs in many of the {} texts of this run", self.texts),
                );
            }
        }
    }
}

/// The hash of a line, folded and with every digit as 0, so that "12 comments" equals "37
/// comments"; odd for a short line. `None` for a line too long for a template.
fn line_hash(line: &InputLine<'_>) -> Option<u64> {
    if line.view.len() > MAX_WORDS as usize * 24 {
        return None;
    }
    let words = count_words(&line.view);
    let folded: String =
        line.folded().chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(folded.as_bytes());
    (words <= MAX_WORDS).then(|| hasher.finish() & !1 | u64::from(words <= SHORT_WORDS))
}

#[cfg(test)]
mod tests {
    use super::{RepeatCounter, Repeats};
    use crate::text_mode::{TextOptions, clean_text};

    const TEXTS: [&str; 4] = [
        "Rain in the valley\nIt rained all day, the mayor said.\nThe Daily Ford",
        "The ford is closed\nNobody crosses, the mayor said.\nThe Daily Ford",
        "Snow on the pass\nThe road is open, the mayor said.\nThe Daily Ford",
        "Mill for sale\nIt has stood empty since 1911.\nBy our own reporter",
    ];

    fn repeats(order: &[usize]) -> Repeats {
        let mut counter = RepeatCounter::default();
        order.iter().for_each(|&i| counter.add(TEXTS[i]));
        counter.freeze()
    }

    #[test]
    fn a_line_of_three_texts_is_cut_in_any_order_of_the_texts() {
        for order in [[0, 1, 2, 3], [3, 2, 1, 0]] {
            let repeats = repeats(&order);
            let options = TextOptions { repeats: Some(&repeats), ..TextOptions::default() };
            let clean: Vec<String> = TEXTS.iter().map(|t| clean_text(t, &options).text()).collect();
            assert_eq!(clean[0], "Rain in the valley\nIt rained all day, the mayor said.");
            assert_eq!(clean[3], TEXTS[3]);
        }
    }

    #[test]
    fn merged_counters_equal_one_counter() {
        let mut one = RepeatCounter::default();
        let mut two = RepeatCounter::default();
        one.add(TEXTS[0]);
        one.add(TEXTS[3]);
        two.add(TEXTS[1]);
        two.add(TEXTS[2]);
        one.merge(two);
        assert_eq!(one.freeze().hashes, repeats(&[0, 1, 2, 3]).hashes);
    }
}
