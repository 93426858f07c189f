//! What class lists and ids speak for, looked up once for each that is different: a page repeats a few hundred of them thousands of times.

use rustc_hash::FxHashMap;

use super::class_words::ClassWord;
use crate::rules::{Marks, TokenTable};

/// The class lists and ids of a page that were looked at.
pub(super) struct ClassNames<'t> {
    tokens: &'static TokenTable,
    marks: FxHashMap<&'t str, Marks>,
    words: FxHashMap<&'t str, ClassWord>,
    scratch: String,
}

impl<'t> ClassNames<'t> {
    pub(super) fn new(tokens: &'static TokenTable) -> Self {
        Self { tokens, marks: FxHashMap::default(), words: FxHashMap::default(), scratch: String::new() }
    }

    /// The parts of a page that a class list or an id names, by the tables of the rules.
    pub(super) fn marks(&mut self, names: &'t str) -> Marks {
        let (tokens, scratch) = (self.tokens, &mut self.scratch);
        *self.marks.entry(names).or_insert_with(|| tokens.marks_of(names, scratch))
    }

    /// What a class list or an id says of bylines and dates.
    pub(super) fn word(&mut self, names: &'t str) -> ClassWord {
        let scratch = &mut self.scratch;
        *self.words.entry(names).or_insert_with(|| ClassWord::of(names, scratch))
    }
}
