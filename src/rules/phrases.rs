//! Phrases that give a block away, matched on folded text.
//!
//! A block is looked at by how it begins and ends, and read once for the few phrases that may stand anywhere. A rule needs examples
//! of what it cuts and of what it must keep; without both it does not load.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::affixes::Affixes;
use super::signs::Sign;
use crate::block::Boilerplate;
use crate::text::{count_words, fold, keeps_ascii_letters};

/// Bytes a word takes at most, generously: a cheap bound before words are counted.
const BYTES_PER_WORD: usize = 24;
/// Spaces a word has at most: marks that stand apart are no words.
const SPACES_PER_WORD: usize = 2;
/// Bytes folded at each end of a block before it is known that a phrase may stand there: most blocks are turned away by fewer.
const EDGE_BYTES: usize = 32;

/// The files, named for messages.
pub(super) const FILES: &[(&str, &str)] = &[
    ("consent", include_str!("data/phrases/consent.toml")),
    ("widget", include_str!("data/phrases/widget.toml")),
    ("newsletter", include_str!("data/phrases/newsletter.toml")),
    ("share", include_str!("data/phrases/share.toml")),
    ("advert", include_str!("data/phrases/advert.toml")),
    ("paywall", include_str!("data/phrases/paywall.toml")),
    ("comments", include_str!("data/phrases/comments.toml")),
    ("player", include_str!("data/phrases/player.toml")),
    ("legal", include_str!("data/phrases/legal.toml")),
    ("related", include_str!("data/phrases/related.toml")),
    ("app", include_str!("data/phrases/app.toml")),
    ("navigation", include_str!("data/phrases/navigation.toml")),
];

/// One rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique; printed by `explain` and names the tests.
    pub id: String,
    cut_as: Boilerplate,
    /// Where the block must stand.
    #[serde(default, rename = "where")]
    pub place: Place,
    #[serde(rename = "match")]
    form: Form,
    /// A longer block is prose that mentions such a thing.
    pub max_words: u32,
    phrases: Vec<String>,
    /// Where given, one of these must stand beside the phrase, unless the phrase is all there is.
    #[serde(default)]
    with: Vec<String>,
    /// Why this is boilerplate.
    pub why: String,
    /// Lines it must cut.
    pub cut: Vec<String>,
    /// Lines it must keep.
    pub keep: Vec<String>,
}

/// Where on the page a block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// Anywhere.
    #[default]
    Any,
    /// Before the first paragraph of the story.
    Head,
    /// Between its paragraphs.
    Body,
    /// After the last.
    Tail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    Whole,
    Starts,
    Ends,
    Contains,
}

impl Rule {
    /// What a block this rule cuts is.
    #[must_use]
    pub fn cut_as(&self) -> Boilerplate {
        self.cut_as
    }
}

/// A rule that fits a block, with the phrase that gave it away.
#[derive(Debug, Clone, Copy)]
pub struct PhraseHit<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The phrase, folded.
    pub phrase: &'r str,
}

/// A phrase, folded.
#[derive(Debug)]
struct Phrase {
    text: String,
    /// The rule it belongs to.
    rule: u32,
    /// Bytes before its first letter or digit.
    lead: usize,
    /// Bytes up to the end of its last letter or digit.
    core_end: usize,
}

/// The compiled rules.
#[derive(Debug)]
pub(crate) struct PhraseTable {
    rules: Vec<Rule>,
    phrases: Vec<Phrase>,
    /// The phrases that must open a text, from their first letter on.
    openers: Affixes,
    /// Those that must end it, backwards from their last letter.
    closers: Affixes,
    /// Those that may stand anywhere.
    contained: AhoCorasick,
    /// Words of which each of them has one: a text without any has none of them, and need not be folded to know it.
    signs: Option<Vec<Sign>>,
    /// Their places in `phrases`.
    contained_index: Vec<usize>,
    /// Words of the longest block that any rule cuts.
    longest: u32,
    /// Words of the longest block that a rule cuts whose phrase may stand anywhere.
    longest_contained: u32,
    /// Words of the longest block that a rule cuts which needs the whole of it or its end.
    longest_label: u32,
}

impl PhraseTable {
    /// Reads the files; `Err` names file and rule.
    pub(crate) fn load(files: &[(&str, &str)]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct File {
            rule: Vec<Rule>,
        }
        let mut rules = Vec::new();
        let mut phrases = Vec::new();
        let mut ids = FxHashSet::default();
        for (name, toml) in files {
            let file: File = toml::from_str(toml).map_err(|e| format!("{name}.toml: {e}"))?;
            for rule in file.rule {
                if rule.cut.is_empty() || rule.keep.is_empty() || rule.phrases.is_empty() {
                    return Err(format!(
                        "{name}.toml: rule {:?} needs phrases, and lines under cut and keep",
                        rule.id
                    ));
                }
                if !ids.insert(rule.id.clone()) {
                    return Err(format!("{name}.toml: there are two rules called {:?}", rule.id));
                }
                for phrase in &rule.phrases {
                    let phrase = Phrase::new(phrase, rules.len() as u32).ok_or_else(|| {
                        format!(
                            "{name}.toml: rule {:?} has a phrase without a letter: {phrase:?}",
                            rule.id
                        )
                    })?;
                    phrases.push(phrase);
                }
                rules.push(rule);
            }
        }
        Self::compile(rules, phrases)
    }

    fn compile(rules: Vec<Rule>, phrases: Vec<Phrase>) -> Result<Self, String> {
        let of_form = |wanted: fn(Form) -> bool| {
            let rules = &rules;
            (0u32..).zip(&phrases).filter(move |(_, p)| wanted(rules[p.rule as usize].form))
        };
        let is_opener = |form| matches!(form, Form::Whole | Form::Starts);
        let openers = of_form(is_opener).map(|(i, p)| (p.text.as_bytes()[p.lead..].into(), i));
        let closers = of_form(|form| form == Form::Ends)
            .map(|(i, p)| (p.text.bytes().take(p.core_end).rev().collect(), i));
        let contained_index: Vec<usize> =
            of_form(|form| form == Form::Contains).map(|(i, _)| i as usize).collect();
        let contained = AhoCorasick::new(contained_index.iter().map(|&i| &phrases[i].text))
            .map_err(|e| e.to_string())?;
        let signs = Sign::of_all(contained_index.iter().map(|&i| &*phrases[i].text).collect());
        let longest = |wanted: fn(Form) -> bool| {
            rules.iter().filter(|r| wanted(r.form)).map(|r| r.max_words).max().unwrap_or(0)
        };
        Ok(Self {
            openers: Affixes::new(openers),
            closers: Affixes::new(closers),
            contained,
            signs,
            contained_index,
            longest: longest(|_| true),
            longest_contained: longest(|form| form == Form::Contains),
            longest_label: longest(|form| matches!(form, Form::Whole | Form::Ends)),
            rules,
            phrases,
        })
    }

    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The first rule, in the order of the files, that fits a block with this text at this place. `folded` is the text folded, where that is at
    /// hand.
    pub(crate) fn find(
        &self,
        text: &str,
        folded: Option<&str>,
        place: Place,
    ) -> Option<PhraseHit<'_>> {
        // No phrase rule reads long prose: bytes are a cheap bound before words are counted.
        if text.len() > self.longest as usize * BYTES_PER_WORD {
            return None;
        }
        let spaces = OnceCell::new();
        let spaces = || *spaces.get_or_init(|| memchr::memchr_iter(b' ', text.as_bytes()).count());
        let is_beyond = |words: u32| {
            text.len() > words as usize * BYTES_PER_WORD
                || spaces() > words as usize * SPACES_PER_WORD
        };
        // What most blocks are turned away by is asked first: the whole is folded only where a phrase may stand.
        let whole =
            folded.map_or_else(OnceCell::new, |folded| OnceCell::from(Cow::Borrowed(folded)));
        let search = Search {
            table: self,
            text,
            place,
            whole,
            words: OnceCell::new(),
            best: Cell::new(None),
        };
        // A rule for whole texts and their ends reads no paragraph.
        if search.may_open() {
            search.openers(if is_beyond(self.longest_label) {
                |form| form == Form::Starts
            } else {
                |_| true
            });
        }
        if !is_beyond(self.longest_label) && search.may_close() {
            search.closers();
        }
        if !is_beyond(self.longest_contained)
            && (search.best.get().is_none() || !is_beyond(self.longest_label))
        {
            search.contained();
        }
        let (rule, phrase) = search.best.get()?;
        Some(PhraseHit {
            rule: &self.rules[rule as usize],
            phrase: &self.phrases[phrase as usize].text,
        })
    }
}

impl Phrase {
    fn new(phrase: &str, rule: u32) -> Option<Self> {
        let text = fold(phrase);
        let lead = text.find(char::is_alphanumeric)?;
        let core_end = text.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        Some(Self { text, rule, lead, core_end })
    }
}

/// The look for the rule that fits a text.
struct Search<'t> {
    table: &'t PhraseTable,
    text: &'t str,
    place: Place,
    /// The whole text folded, once it is.
    whole: OnceCell<Cow<'t, str>>,
    /// The words of the text, once they are counted.
    words: OnceCell<u32>,
    /// The first rule found so far and its phrase.
    best: Cell<Option<(u32, u32)>>,
}

impl Search<'_> {
    fn whole(&self) -> &str {
        self.whole.get_or_init(|| Cow::Owned(fold(self.text)))
    }

    /// Whether a phrase may open the text, by the first bytes of it folded: those that must be known to say no.
    fn may_open(&self) -> bool {
        let part = &self.text[..self.text.floor_char_boundary(EDGE_BYTES)];
        if part.len() == self.text.len() || self.whole.get().is_some() {
            return true;
        }
        // What a text begins with folds to what the folded text begins with.
        let folded = fold(part);
        let Some(first) = folded.find(char::is_alphanumeric) else { return true };
        let may_be = Cell::new(false);
        let byte_at = |at: usize| {
            folded.as_bytes().get(first + at).copied().or_else(|| {
                may_be.set(true);
                None
            })
        };
        self.table.openers.each(byte_at, |_, _| may_be.set(true));
        may_be.get()
    }

    /// Whether a phrase may end it, likewise.
    fn may_close(&self) -> bool {
        let part =
            &self.text[self.text.ceil_char_boundary(self.text.len().saturating_sub(EDGE_BYTES))..];
        if part.len() == self.text.len() || self.whole.get().is_some() {
            return true;
        }
        let folded = fold(part);
        let last = folded.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        let may_be = Cell::new(false);
        let byte_at = |at: usize| {
            last.checked_sub(at + 1).map(|at| folded.as_bytes()[at]).or_else(|| {
                may_be.set(true);
                None
            })
        };
        self.table.closers.each(byte_at, |_, _| may_be.set(true));
        may_be.get()
    }

    /// The phrases of these forms that must open the text, or be all of it.
    fn openers(&self, wanted: fn(Form) -> bool) {
        let (table, folded) = (self.table, self.whole());
        let Some(first) = folded.find(char::is_alphanumeric) else { return };
        table.openers.each(
            |at| folded.as_bytes().get(first + at).copied(),
            |phrase, length| {
                let Phrase { lead, rule, .. } = table.phrases[phrase as usize];
                if wanted(table.rules[rule as usize].form) {
                    self.consider(phrase, folded, first.checked_sub(lead), first + length);
                }
            },
        );
    }

    /// The phrases that must end it.
    fn closers(&self) {
        let (table, folded) = (self.table, self.whole());
        let last = folded.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        table.closers.each(
            |at| folded.as_bytes().get(last.checked_sub(at + 1)?).copied(),
            |phrase, length| {
                let Phrase { text, core_end, .. } = &table.phrases[phrase as usize];
                self.consider(phrase, folded, Some(last - length), last + text.len() - core_end);
            },
        );
    }

    /// The phrases that may stand anywhere.
    fn contained(&self) {
        let table = self.table;
        // Something invisible, such as a soft hyphen, may stand in the middle of a word: folding takes it out.
        let is_hopeless = |signs: &Vec<Sign>| match self.whole.get() {
            Some(folded) => !signs.iter().any(|sign| sign.is_in_lower(folded)),
            None => {
                !signs.iter().any(|sign| sign.is_in(self.text)) && keeps_ascii_letters(self.text)
            }
        };
        if self.text.len() < table.contained.min_pattern_len()
            || table.signs.as_ref().is_some_and(is_hopeless)
        {
            return;
        }
        let folded = self.whole();
        for hit in table.contained.find_overlapping_iter(folded) {
            self.consider(
                table.contained_index[hit.pattern().as_usize()] as u32,
                folded,
                Some(hit.start()),
                hit.end(),
            );
        }
    }

    /// Notes the rule of a phrase that may stand at `start..end`, if it fits and is the first.
    fn consider(&self, phrase: u32, folded: &str, start: Option<usize>, end: usize) {
        let table = self.table;
        let Phrase { text, rule: number, .. } = &table.phrases[phrase as usize];
        let rule = &table.rules[*number as usize];
        if self.best.get().is_some_and(|(best, _)| best <= *number)
            || rule.place != Place::Any && rule.place != self.place
        {
            return;
        }
        let Some(start) = start.filter(|&start| folded.get(start..end) == Some(text)) else {
            return;
        };
        if fits(rule.form, folded, start, end)
            && *self.words.get_or_init(|| count_words(self.text)) <= rule.max_words
            // The company of a phrase may stand anywhere.
            && (rule.with.is_empty() || has_company(rule, self.whole(), start, end))
        {
            self.best.set(Some((*number, phrase)));
        }
    }
}

/// Whether what must stand beside the phrase at `start..end` does.
fn has_company(rule: &Rule, text: &str, start: usize, end: usize) -> bool {
    let is_alone = || is_bare(&text[..start]) && is_bare(&text[end..]);
    let stands = |word: &String| {
        text.match_indices(word.as_str()).any(|(at, w)| is_bounded(text, at, at + w.len()))
    };
    is_alone() || rule.with.iter().any(stands)
}

fn is_bare(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// Whether `start..end` begins and ends where words do. Scripts that write no spaces have no such places: any will do.
fn is_bounded(text: &str, start: usize, end: usize) -> bool {
    let is_open = |outside: Option<char>, inside: Option<char>| {
        outside.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c))
            || inside.is_some_and(is_unspaced)
    };
    let phrase = &text[start..end];
    is_open(text[..start].chars().next_back(), phrase.chars().next())
        && is_open(text[end..].chars().next(), phrase.chars().next_back())
}

/// Han, kana, Thai, Lao, Khmer, Burmese.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Whether a match at `start..end` has the form the rule wants, at word boundaries.
fn fits(form: Form, text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (&text[..start], &text[end..]);
    is_bounded(text, start, end)
        && match form {
            Form::Whole => is_bare(before) && is_bare(after),
            // What opens with a quotation mark is somebody's words, not the site's.
            Form::Starts => is_bare(before) && !before.contains('"'),
            Form::Ends => is_bare(after),
            // Nor is what quotes anything.
            Form::Contains => !text.contains('"'),
        }
}

#[cfg(test)]
mod tests {
    use super::{FILES, PhraseTable, Place};

    #[test]
    fn what_is_invisible_hides_no_phrase() {
        let table = PhraseTable::load(FILES).expect("loads");
        for mark in
            ["", "\u{ad}", "\u{200b}", "\u{2060}", "\u{202a}", "\u{feff}", "\u{1}", "\u{e0020}"]
        {
            let text = format!("While you stay here you ag{mark}ree to our use of coo{mark}kies.");
            let hit = table.find(&text, None, Place::Any).map(|hit| hit.rule.id.as_str());
            assert_eq!(hit, Some("consent-agreement"), "{text:?}");
        }
    }

    #[test]
    fn no_letter_of_a_phrase_is_hidden_by_one_that_folds_to_it() {
        let table = PhraseTable::load(FILES).expect("loads");
        let hit = table
            .find("While you stay here you agree to our use of coo\u{212a}ies.", None, Place::Any)
            .map(|hit| hit.rule.id.as_str());
        assert_eq!(hit, Some("consent-agreement"));
    }

    #[test]
    fn where_a_phrase_ends_in_a_long_text_decides_nothing() {
        let table = PhraseTable::load(FILES).expect("loads");
        for lead in 340..400 {
            for end in ["", " to serve you", "heets of the mill"] {
                let text = format!("{} this website uses cookies{end}", "-".repeat(lead));
                let hits = [None, Some(&*super::fold(&text))]
                    .map(|folded| table.find(&text, folded, Place::Any).is_some());
                assert_eq!(hits, [!end.starts_with('h'); 2], "{text}");
            }
        }
    }

    #[test]
    fn a_text_is_judged_alike_whether_it_is_folded_already_or_not() {
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
            for place in [Place::Head, Place::Body, Place::Tail] {
                let (one, other) = (
                    table.find(&text, None, place),
                    table.find(&text, Some(&super::fold(&text)), place),
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
