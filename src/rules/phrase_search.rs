//! Finds the phrase rule that cuts a block.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use super::literal_prefilter::PrefilterWord;
use super::phrases::{MatchForm, Phrase, PhraseHit, PhraseRule, PhraseTable, Region};
use crate::text::{count_words, fold, is_bounded, keeps_ascii_letters};

/// Most bytes of a word, generously: a cheap bound before words are counted.
const BYTES_PER_WORD: usize = 24;
/// Most spaces per word: punctuation between spaces is not a word.
const SPACES_PER_WORD: usize = 2;
/// Bytes folded at each end of a block by the cheap prefilter, which rejects most blocks.
const EDGE_BYTES: usize = 32;

/// The first rule, in the order of the files, that fits a block with this text in this region.
/// `folded` is the folded text, if the caller has it.
pub(super) fn find_rule<'r>(
    table: &'r PhraseTable,
    text: &str,
    folded: Option<&str>,
    region: Region,
) -> Option<PhraseHit<'r>> {
    // No phrase rule applies to long prose: bytes are a cheap bound before words are counted.
    if text.len() > table.max_words as usize * BYTES_PER_WORD {
        return None;
    }
    let spaces = OnceCell::new();
    let spaces = || *spaces.get_or_init(|| memchr::memchr_iter(b' ', text.as_bytes()).count());
    let is_longer_than = |words: u32| {
        text.len() > words as usize * BYTES_PER_WORD || spaces() > words as usize * SPACES_PER_WORD
    };
    // The cheapest tests come first; the whole text is folded only if a phrase may match.
    let whole = folded.map_or_else(OnceCell::new, |folded| OnceCell::from(Cow::Borrowed(folded)));
    let search =
        PhraseSearch { table, text, region, whole, words: OnceCell::new(), best: Cell::new(None) };
    // Rules for whole texts and for ends do not apply to paragraphs.
    if search.may_match_start() {
        search.try_prefixes(if is_longer_than(table.max_words_whole_or_end) {
            |form| form == MatchForm::Starts
        } else {
            |_| true
        });
    }
    if !is_longer_than(table.max_words_whole_or_end) && search.may_match_end() {
        search.try_suffixes();
    }
    if !is_longer_than(table.max_words_contained)
        && (search.best.get().is_none() || !is_longer_than(table.max_words_whole_or_end))
    {
        search.try_contained();
    }
    let (rule, phrase) = search.best.get()?;
    Some(PhraseHit {
        rule: &table.rules[rule as usize],
        phrase: &table.phrases[phrase as usize].text,
    })
}

/// The search for the rule that fits one text.
struct PhraseSearch<'t> {
    table: &'t PhraseTable,
    text: &'t str,
    region: Region,
    /// The whole text folded; computed at most once.
    whole: OnceCell<Cow<'t, str>>,
    /// The number of words; computed at most once.
    words: OnceCell<u32>,
    /// The best rule so far, by its index, and its phrase.
    best: Cell<Option<(u32, u32)>>,
}

impl PhraseSearch<'_> {
    fn whole(&self) -> &str {
        self.whole.get_or_init(|| Cow::Owned(fold(self.text)))
    }

    /// Cheap prefilter: whether any phrase may start the text, by its first folded bytes.
    fn may_match_start(&self) -> bool {
        let part = &self.text[..self.text.floor_char_boundary(EDGE_BYTES)];
        if part.len() == self.text.len() || self.whole.get().is_some() {
            return true;
        }
        // The folded prefix of a text is a prefix of the folded text.
        let folded = fold(part);
        let Some(first) = folded.find(char::is_alphanumeric) else { return true };
        let may_match = Cell::new(false);
        let byte_at = |at: usize| {
            folded.as_bytes().get(first + at).copied().or_else(|| {
                may_match.set(true);
                None
            })
        };
        self.table.prefixes.for_each_match(byte_at, |_, _| may_match.set(true));
        may_match.get()
    }

    /// Cheap prefilter: whether any phrase may end the text.
    fn may_match_end(&self) -> bool {
        let part =
            &self.text[self.text.ceil_char_boundary(self.text.len().saturating_sub(EDGE_BYTES))..];
        if part.len() == self.text.len() || self.whole.get().is_some() {
            return true;
        }
        let folded = fold(part);
        let last = folded.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        let may_match = Cell::new(false);
        let byte_at = |at: usize| {
            last.checked_sub(at + 1).map(|at| folded.as_bytes()[at]).or_else(|| {
                may_match.set(true);
                None
            })
        };
        self.table.suffixes.for_each_match(byte_at, |_, _| may_match.set(true));
        may_match.get()
    }

    /// Tries the phrases of these forms that must start the text or be all of it.
    fn try_prefixes(&self, wanted: fn(MatchForm) -> bool) {
        let (table, folded) = (self.table, self.whole());
        let Some(first) = folded.find(char::is_alphanumeric) else { return };
        table.prefixes.for_each_match(
            |at| folded.as_bytes().get(first + at).copied(),
            |phrase, length| {
                let Phrase { lead, rule, .. } = table.phrases[phrase as usize];
                if wanted(table.rules[rule as usize].form) {
                    self.consider_match(phrase, folded, first.checked_sub(lead), first + length);
                }
            },
        );
    }

    /// Tries the phrases that must end the text.
    fn try_suffixes(&self) {
        let (table, folded) = (self.table, self.whole());
        let last = folded.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        table.suffixes.for_each_match(
            |at| folded.as_bytes().get(last.checked_sub(at + 1)?).copied(),
            |phrase, length| {
                let Phrase { text, core_end, .. } = &table.phrases[phrase as usize];
                self.consider_match(
                    phrase,
                    folded,
                    Some(last - length),
                    last + text.len() - core_end,
                );
            },
        );
    }

    /// Tries the phrases that may occur anywhere.
    fn try_contained(&self) {
        let table = self.table;
        // An invisible character, such as a soft hyphen, may split a word; folding removes it.
        let cannot_match = |prefilter: &Vec<PrefilterWord>| match self.whole.get() {
            Some(folded) => !prefilter.iter().any(|word| word.is_in_lower(folded)),
            None => {
                !prefilter.iter().any(|word| word.is_in(self.text))
                    && keeps_ascii_letters(self.text)
            }
        };
        if self.text.len() < table.contained.min_pattern_len()
            || table.prefilter.as_ref().is_some_and(cannot_match)
        {
            return;
        }
        let folded = self.whole();
        for hit in table.contained.find_overlapping_iter(folded) {
            self.consider_match(
                table.contained_index[hit.pattern().as_usize()] as u32,
                folded,
                Some(hit.start()),
                hit.end(),
            );
        }
    }

    /// Records the rule of a phrase at `start..end`, if it fits and comes before the best rule so
    /// far.
    fn consider_match(&self, phrase: u32, folded: &str, start: Option<usize>, end: usize) {
        let table = self.table;
        let Phrase { text, rule: number, .. } = &table.phrases[phrase as usize];
        let rule = &table.rules[*number as usize];
        if self.best.get().is_some_and(|(best, _)| best <= *number)
            || rule.region != Region::Any && rule.region != self.region
        {
            return;
        }
        let Some(start) = start.filter(|&start| folded.get(start..end) == Some(text)) else {
            return;
        };
        if has_form(rule.form, folded, start, end)
            && *self.words.get_or_init(|| count_words(self.text)) <= rule.max_words
            // The required word may occur anywhere.
            && (rule.with.is_empty() || has_required_word(rule, self.whole(), start, end))
        {
            self.best.set(Some((*number, phrase)));
        }
    }
}

/// Whether a required word occurs, or the text consists of the phrase at `start..end` alone.
fn has_required_word(rule: &PhraseRule, text: &str, start: usize, end: usize) -> bool {
    let is_alone = || has_no_words(&text[..start]) && has_no_words(&text[end..]);
    let is_present = |word: &String| {
        text.match_indices(word.as_str()).any(|(at, w)| is_bounded(text, at, at + w.len()))
    };
    is_alone() || rule.with.iter().any(is_present)
}

fn has_no_words(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// Whether a match at `start..end` has the form of the rule, at word boundaries.
fn has_form(form: MatchForm, text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (&text[..start], &text[end..]);
    is_bounded(text, start, end)
        && match form {
            MatchForm::Whole => has_no_words(before) && has_no_words(after),
            // Text after an opening quotation mark is speech.
            MatchForm::Starts => has_no_words(before) && !before.contains('"'),
            MatchForm::Ends => has_no_words(after),
            // Text that quotes anything is not the site's own either.
            MatchForm::Contains => !text.contains('"'),
        }
}

#[cfg(test)]
mod tests {
    use super::find_rule;
    use crate::rules::phrases::{FILES, PhraseTable, Region};

    #[test]
    fn invisible_characters_do_not_hide_a_phrase() {
        let table = PhraseTable::load(FILES).expect("loads");
        for mark in
            ["", "\u{ad}", "\u{200b}", "\u{2060}", "\u{202a}", "\u{feff}", "\u{1}", "\u{e0020}"]
        {
            let text = format!("While you stay here you ag{mark}ree to our use of coo{mark}kies.");
            let hit = find_rule(&table, &text, None, Region::Any).map(|hit| hit.rule.id.as_str());
            assert_eq!(hit, Some("consent-agreement"), "{text:?}");
        }
    }

    #[test]
    fn a_letter_that_folds_to_ascii_does_not_hide_a_phrase() {
        let table = PhraseTable::load(FILES).expect("loads");
        let hit = find_rule(
            &table,
            "While you stay here you agree to our use of coo\u{212a}ies.",
            None,
            Region::Any,
        )
        .map(|hit| hit.rule.id.as_str());
        assert_eq!(hit, Some("consent-agreement"));
    }

    #[test]
    fn a_phrase_is_found_at_any_offset_of_a_long_text() {
        let table = PhraseTable::load(FILES).expect("loads");
        for lead in 340..400 {
            for end in ["", " to serve you", "heets of the mill"] {
                let text = format!("{} this website uses cookies{end}", "-".repeat(lead));
                let hits = [None, Some(&*super::fold(&text))]
                    .map(|folded| find_rule(&table, &text, folded, Region::Any).is_some());
                assert_eq!(hits, [!end.starts_with('h'); 2], "{text}");
            }
        }
    }

    #[test]
    fn folded_and_unfolded_texts_match_the_same_rule() {
        let table = PhraseTable::load(FILES).expect("loads");
        let ends = [
            "",
            " ",
            "…",
            "\u{301}",
            " ждать и говорить",
            " 予算案を可決した",
            &" and so on".repeat(60),
            &"ä".repeat(900),
        ];
        let lines = table.rules().iter().flat_map(|rule| rule.cut.iter().chain(&rule.keep));
        for text in lines.flat_map(|line| {
            ends.iter().flat_map(move |end| {
                [format!("{line}{end}"), format!("…{line}{end}"), format!("{end}{line}")]
            })
        }) {
            for region in [Region::Head, Region::Body, Region::Tail] {
                let (one, other) = (
                    find_rule(&table, &text, None, region),
                    find_rule(&table, &text, Some(&super::fold(&text)), region),
                );
                assert_eq!(
                    one.map(|hit| (&hit.rule.id, hit.phrase)),
                    other.map(|hit| (&hit.rule.id, hit.phrase)),
                    "{text:?}"
                );
            }
        }
    }
}
