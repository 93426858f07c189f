//! What class lists and ids say of bylines and dates, looked up once for each that is different: a page repeats a few hundred of them thousands
//! of times.

use rustc_hash::FxHashMap;

use super::class_words::ClassWord;

/// The class lists and ids of a page that were looked at.
#[derive(Default)]
pub(super) struct ClassNames<'t> {
    words: FxHashMap<&'t str, ClassWord>,
    scratch: String,
}

impl<'t> ClassNames<'t> {
    /// What a class list or an id says of bylines and dates.
    pub(super) fn word(&mut self, names: &'t str) -> ClassWord {
        let scratch = &mut self.scratch;
        *self.words.entry(names).or_insert_with(|| ClassWord::of(names, scratch))
    }
}
