//! Phrases that give a block away, matched on folded text.
//!
//! All phrases of all rules are one automaton, so a block is read once however many rules there are. A rule needs examples
//! of what it cuts and of what it must keep; without both it does not load.

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, Match, MatchKind, StartKind};
use serde::Deserialize;

use crate::block::Boilerplate;
use crate::text::{count_words, fold};

/// Bytes a word takes at most, generously: a cheap bound before words are counted.
const BYTES_PER_WORD: usize = 24;
/// Spaces a word has at most: marks that stand apart are no words.
const SPACES_PER_WORD: usize = 2;
/// Bytes read of a long block for the rules that look at its start; the longest phrase has 130.
const START_BYTES: usize = 400;

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

/// The compiled rules.
#[derive(Debug)]
pub(crate) struct PhraseTable {
    rules: Vec<Rule>,
    /// Folded phrase and the rule it belongs to, by pattern index.
    phrases: Vec<(String, u32)>,
    automaton: AhoCorasick,
    /// Words of the longest block that any rule cuts.
    longest: u32,
    /// The phrases that may stand anywhere, once more: they are few, so this one is quick on prose.
    contained: AhoCorasick,
    /// Their places in `phrases`.
    contained_index: Vec<usize>,
    /// Words of the longest block that such a rule cuts.
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
        for (name, toml) in files {
            let file: File = toml::from_str(toml).map_err(|e| format!("{name}.toml: {e}"))?;
            for rule in file.rule {
                if rule.cut.is_empty() || rule.keep.is_empty() || rule.phrases.is_empty() {
                    return Err(format!("{name}.toml: rule {:?} needs phrases, and lines under cut and keep", rule.id));
                }
                if rules.iter().any(|r: &Rule| r.id == rule.id) {
                    return Err(format!("{name}.toml: there are two rules called {:?}", rule.id));
                }
                rules.push(rule);
            }
        }
        let phrases: Vec<(String, u32)> =
            rules.iter().zip(0u32..).flat_map(|(rule, i)| rule.phrases.iter().map(move |p| (fold(p), i))).collect();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .start_kind(StartKind::Both)
            .build(phrases.iter().map(|(p, _)| p))
            .map_err(|e| e.to_string())?;
        let longest = |wanted: &dyn Fn(&Rule) -> bool| rules.iter().filter(|r| wanted(r)).map(|r| r.max_words).max().unwrap_or(0);
        let contained_index: Vec<usize> = (0..phrases.len()).filter(|&i| rules[phrases[i].1 as usize].form == Form::Contains).collect();
        let contained = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .build(contained_index.iter().map(|&i| &phrases[i].0))
            .map_err(|e| e.to_string())?;
        Ok(Self {
            longest: longest(&|_| true),
            longest_contained: longest(&|r| r.form == Form::Contains),
            longest_label: longest(&|r| matches!(r.form, Form::Whole | Form::Ends)),
            rules,
            phrases,
            automaton,
            contained,
            contained_index,
        })
    }

    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The first rule, in the order of the files, that fits a block with this text at this place. `folded` is the text folded, where that is at
    /// hand.
    pub(crate) fn find(&self, text: &str, folded: Option<&str>, place: Place) -> Option<PhraseHit<'_>> {
        // No phrase rule reads long prose: bytes are a cheap bound before words are counted.
        if text.len() > self.longest as usize * BYTES_PER_WORD {
            return None;
        }
        // Nor does one that may match inside read a paragraph: what remains is how it starts.
        let spaces = memchr::memchr_iter(b' ', text.as_bytes()).count();
        let is_beyond = |words: u32| text.len() > words as usize * BYTES_PER_WORD || spaces > words as usize * SPACES_PER_WORD;
        if is_beyond(self.longest_label) {
            return self
                .find_at_start(text, folded, place)
                .or_else(|| if is_beyond(self.longest_contained) { None } else { self.find_inside(text, folded, place) });
        }
        let folded = folded.map_or_else(|| Cow::Owned(fold(text)), Cow::Borrowed);
        let hits = self.automaton.find_overlapping_iter(&*folded).map(|hit| (hit.pattern().as_usize(), hit));
        self.first(hits, &folded, place, || count_words(&folded), |rule, hit| has_company(rule, &folded, hit.start(), hit.end()))
    }

    /// The same for a long block, of which only the start is read.
    fn find_at_start(&self, text: &str, known: Option<&str>, place: Place) -> Option<PhraseHit<'_>> {
        let folded = known.map_or_else(|| Cow::Owned(fold(&text[..text.floor_char_boundary(START_BYTES)])), Cow::Borrowed);
        let start = folded.find(char::is_alphanumeric)?;
        let input = Input::new(&*folded).range(start..).anchored(Anchored::Yes);
        let hits = self.automaton.try_find_overlapping_iter(input).ok()?.map(|hit| (hit.pattern().as_usize(), hit));
        let mut whole = known.map(Cow::Borrowed);
        self.first(
            hits,
            &folded,
            place,
            || count_words(text),
            |rule, _| {
                // The company of the phrase may stand anywhere.
                rule.form == Form::Starts && (rule.with.is_empty() || has_company(rule, whole.get_or_insert_with(|| Cow::Owned(fold(text))), 0, 0))
            },
        )
    }

    /// The same for a block that is too long for a label, and looked through for the phrases that may stand anywhere.
    fn find_inside(&self, text: &str, folded: Option<&str>, place: Place) -> Option<PhraseHit<'_>> {
        let folded = folded.map_or_else(|| Cow::Owned(fold(text)), Cow::Borrowed);
        let hits = self.contained.find_overlapping_iter(&*folded).map(|hit| (self.contained_index[hit.pattern().as_usize()], hit));
        self.first(hits, &folded, place, || count_words(&folded), |rule, hit| has_company(rule, &folded, hit.start(), hit.end()))
    }

    /// The first rule in the order of the files among `hits` that fits.
    fn first(
        &self,
        hits: impl Iterator<Item = (usize, Match)>,
        folded: &str,
        place: Place,
        count: impl Fn() -> u32,
        mut wanted: impl FnMut(&Rule, Match) -> bool,
    ) -> Option<PhraseHit<'_>> {
        let mut words = None;
        let mut best: Option<(u32, &str)> = None;
        for (pattern, hit) in hits {
            let (phrase, index) = &self.phrases[pattern];
            let rule = &self.rules[*index as usize];
            if best.is_some_and(|(b, _)| b <= *index) || rule.place != Place::Any && rule.place != place {
                continue;
            }
            if fits(rule.form, folded, hit.start(), hit.end()) && *words.get_or_insert_with(&count) <= rule.max_words && wanted(rule, hit) {
                best = Some((*index, phrase));
            }
        }
        best.map(|(index, phrase)| PhraseHit { rule: &self.rules[index as usize], phrase })
    }
}

/// Whether what must stand beside the phrase at `start..end` does.
fn has_company(rule: &Rule, text: &str, start: usize, end: usize) -> bool {
    let is_alone = || is_bare(&text[..start]) && is_bare(&text[end..]);
    let stands = |word: &String| text.match_indices(word.as_str()).any(|(at, w)| is_bounded(text, at, at + w.len()));
    rule.with.is_empty() || is_alone() || rule.with.iter().any(stands)
}

fn is_bare(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// Whether `start..end` begins and ends where words do. Scripts that write no spaces have no such places: any will do.
fn is_bounded(text: &str, start: usize, end: usize) -> bool {
    let is_open = |outside: Option<char>, inside: Option<char>| {
        outside.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c)) || inside.is_some_and(is_unspaced)
    };
    let phrase = &text[start..end];
    is_open(text[..start].chars().next_back(), phrase.chars().next()) && is_open(text[end..].chars().next(), phrase.chars().next_back())
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
