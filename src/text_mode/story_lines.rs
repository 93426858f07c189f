//! Gives back lines of the story that the classifier of lines takes for page chrome: the headline
//! above the first paragraph, the rows of a table, and short answers of an interview.
//!
//! The classifier sees each line with its neighbours. A headline right below a menu looks like one
//! more link, a row like a list of links, and an answer of one word like a button. The story around
//! them shows what they are. Lines that a rule cut, and lines of menus and footers, stay cut.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashSet, FxHasher};

use super::features::{LineMeasures, content_word};
use super::line::InputLine;
use super::ruling::LineRuling;
use crate::text::{is_unspaced, raw_tokens};

/// The rule of the lines that the classifier cut; only these are given back.
pub(super) const WEIGHED: &str = "weighed";
/// Lines above the first paragraph in which the headline is searched: byline, date, counts and
/// share buttons stand between.
const HEADLINE_REACH: usize = 25;
/// Words of a headline.
const HEADLINE_WORDS: std::ops::RangeInclusive<u32> = 3..=30;
/// The share of a headline's words that occur in the story, if it shares only one word.
const MIN_SHARED: f32 = 0.3;
/// Words of a headline that shares no word with the story, but stands alone.
const ALONE_WORDS: std::ops::RangeInclusive<u32> = 4..=20;
/// Lines below the last paragraph in which a table may still belong to the story.
const TABLE_REACH: usize = 2;
/// Words of a short answer.
const ANSWER_WORDS: u32 = 8;
/// Words of the name before an answer, as in "Anna Weir: No".
const SPEAKER_WORDS: usize = 3;

/// Gives back the lines of the story.
pub(super) fn restore(
    lines: &[InputLine<'_>],
    measures: &[LineMeasures],
    rulings: &mut [LineRuling],
) {
    let is_paragraph: Vec<bool> =
        (0..lines.len()).map(|i| !rulings[i].is_cut() && measures[i].is_prose()).collect();
    let Some(first) = is_paragraph.iter().position(|&is| is) else { return };
    let last = is_paragraph.iter().rposition(|&is| is).unwrap_or(first);
    let headline = headline(lines, measures, rulings, &is_paragraph, first);
    let mut found = table_rows(lines, rulings, first, last);
    found.extend(short_answers(lines, measures, rulings, first, last));
    found.extend(headline);
    for i in found {
        rulings[i] = LineRuling::default();
    }
}

/// The line above the first paragraph that is the headline, if the classifier cut it.
fn headline(
    lines: &[InputLine<'_>],
    measures: &[LineMeasures],
    rulings: &[LineRuling],
    is_paragraph: &[bool],
    first: usize,
) -> Option<usize> {
    let mut story = FxHashSet::default();
    let mut words = Vec::new();
    for (line, _) in lines.iter().zip(is_paragraph).filter(|(_, is)| **is) {
        content_words(&line.view, &mut words);
        story.extend(words.drain(..));
    }
    let is_alone = |i: usize| lines[i].blank_before > 0 && lines[i + 1].blank_before > 0;
    let mut best: Option<(f32, usize)> = None;
    for i in (first.saturating_sub(HEADLINE_REACH)..first).rev() {
        let is_kept = !rulings[i].is_cut();
        let view = lines[i].view.trim_end();
        if !is_kept && rulings[i].rule != WEIGHED
            || !HEADLINE_WORDS.contains(&measures[i].shape.words)
            || view.ends_with(['.', ':', '。', '।', '»', '›'])
            || view.contains(['\t', '|', '>', '›', '»', '©'])
        {
            continue;
        }
        content_words(view, &mut words);
        let all = words.len().max(1) as f32;
        let shared = words.drain(..).filter(|word| story.contains(word)).count();
        let share = shared as f32 / all;
        let is_about = shared >= 2 || shared == 1 && (share >= MIN_SHARED || is_alone(i));
        let is_title = is_alone(i)
            && ALONE_WORDS.contains(&measures[i].shape.words)
            && !view.bytes().any(|b| b.is_ascii_digit());
        if !is_about && !is_title {
            continue;
        }
        let points = share + if is_alone(i) { 0.5 } else { 0.0 };
        if best.is_none_or(|(most, _)| points > most) {
            best = Some((points, i));
        }
    }
    best.map(|(_, i)| i).filter(|&i| rulings[i].is_cut())
}

/// Adds the hashes of the words that tell what a text is about. A script without spaces has no
/// words to hash, so its pairs of characters count.
fn content_words(text: &str, words: &mut Vec<u64>) {
    let mut buffer = String::new();
    // Scripts without spaces begin here; dashes and quotes stand between them.
    let may_be_wide = |c: char| c >= '\u{e00}' && !matches!(c, '\u{2000}'..='\u{206f}');
    if text.is_ascii() || !text.chars().any(may_be_wide) {
        return words.extend(raw_tokens(text).filter_map(|t| content_word(t, &mut buffer)));
    }
    for token in raw_tokens(text) {
        if !token.chars().any(is_unspaced) {
            words.extend(content_word(token, &mut buffer));
        }
    }
    let wide = text.chars().filter(|&c| is_unspaced(c));
    words.extend(wide.clone().zip(wide.skip(1)).map(|pair| {
        let mut hasher = FxHasher::default();
        pair.hash(&mut hasher);
        hasher.finish()
    }));
}

/// The cut rows of tables inside the story: consecutive lines with equally many cells.
fn table_rows(
    lines: &[InputLine<'_>],
    rulings: &[LineRuling],
    first: usize,
    last: usize,
) -> Vec<usize> {
    let cells = |i: usize| {
        let view = lines[i].view.as_bytes();
        let tabs = memchr::memchr_iter(b'\t', view).count();
        if tabs > 0 { (b'\t', tabs) } else { (b'|', memchr::memchr_iter(b'|', view).count()) }
    };
    let is_row = |i: usize| !rulings[i].is_cut() || rulings[i].rule == WEIGHED;
    let end = (last + 1 + TABLE_REACH).min(lines.len());
    let mut found = Vec::new();
    let mut start = first;
    while start < end {
        let shape = cells(start);
        let mut after = start + 1;
        // A table that begins in the story may end below it.
        while after < lines.len() && cells(after) == shape && is_row(after) {
            after += 1;
        }
        let rows = start..after;
        let with_digits =
            rows.clone().filter(|&i| lines[i].view.bytes().any(|b| b.is_ascii_digit())).count();
        let is_table = shape.1 > 0
            && is_row(start)
            && rows.len() >= 2
            && (shape.0 == b'\t' && (rows.len() >= 3 || with_digits > 0)
                || with_digits * 2 >= rows.len());
        if is_table {
            found.extend(rows.clone().filter(|&i| rulings[i].is_cut()));
        }
        start = after;
    }
    found
}

/// The cut lines between two paragraphs that are short answers: a sentence or a line of dialogue,
/// with kept lines on both sides.
fn short_answers(
    lines: &[InputLine<'_>],
    measures: &[LineMeasures],
    rulings: &[LineRuling],
    first: usize,
    last: usize,
) -> Vec<usize> {
    let is_answer = |i: usize| {
        rulings[i].rule == WEIGHED
            && measures[i].shape.words <= ANSWER_WORDS
            && is_spoken(lines[i].view.trim())
    };
    let mut found = Vec::new();
    let mut i = first + 1;
    while i < last {
        let run = (i..last).take_while(|&at| is_answer(at)).count();
        if run > 0 && !rulings[i - 1].is_cut() && !rulings[i + run].is_cut() {
            found.extend(i..i + run);
        }
        i += run.max(1);
    }
    found
}

/// Whether a short line is a sentence or begins as speech does.
fn is_spoken(view: &str) -> bool {
    let bare = view.trim_end_matches(['”', '"', '’', '»', '“', ')', '」']);
    let has_letters = view.chars().any(char::is_alphabetic);
    let is_sentence = bare.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔'])
        && !bare.ends_with("...");
    let is_dialogue = view.starts_with(['–', '—', '“', '„', '«', '「'])
        && view.chars().nth(1).is_some_and(|c| c == ' ' || c.is_alphabetic());
    let is_labelled = view.split_once(':').is_some_and(|(name, words)| {
        let names = name.split_whitespace();
        names.clone().count() <= SPEAKER_WORDS
            && names.clone().all(|word| word.chars().next().is_some_and(char::is_uppercase))
            && words.chars().any(char::is_alphabetic)
            && !words.contains("//")
    });
    has_letters && (is_sentence || is_dialogue || is_labelled)
}

#[cfg(test)]
mod tests {
    use crate::text_mode::{TextOptions, clean_text};

    const MENU: &str = "Skip to main content\nHome\nPolitics\nBusiness\nNewsletters\nSign In\n";
    const FOOTER: &str = "Share on Facebook\nPrivacy Policy\nTerms of Use\nContact us\n\
        Copyright 2024. All rights reserved.";
    const STORY: [&str; 3] = [
        "The ferrymen of the lower lake laid down their oars on Monday morning, after the county \
         had refused for the third time to pay for new ropes and for a second winch.",
        "About sixty passengers waited at the landing, some of them since five, and the school on \
         the island began its lessons without half of its teachers, the headmistress said.",
        "The county council meets again on Thursday, and a clerk said that the ropes would be the \
         first item, before the budget of the library and the new roof of the bath house.",
    ];

    fn cleaned(head: &str, between: &str) -> String {
        let [one, two, three] = STORY;
        let text = format!("{MENU}\n{head}\n\n{one}\n\n{between}\n\n{two}\n\n{three}\n\n{FOOTER}");
        let clean = clean_text(&text, &TextOptions::default());
        assert!(clean.is_page, "{text}");
        let once = clean.text();
        assert!(STORY.iter().all(|paragraph| once.contains(paragraph)), "{once}");
        assert_eq!(clean_text(&once, &TextOptions::default()).text(), once);
        once
    }

    #[track_caller]
    fn check_head(head: &str, headline: &str) {
        let text = cleaned(head, "");
        assert!(text.starts_with(headline), "{head:?} gives {text}");
    }

    #[test]
    fn the_headline_below_a_menu_stays() {
        let headline = "Ferrymen on the lake strike for new ropes";
        check_head(headline, headline);
        check_head(&format!("{headline}\nBy Ilse Brand\n12 March 2024"), headline);
        check_head(&format!("{headline}\n\nIlse Brand\n\n0\n\nShare on Facebook"), headline);
        check_head(&format!("News\n\n{headline}\n\nTuesday, 12 March 2024 - 09:15"), headline);
        check_head(&format!("Copper at its highest\n\n{headline}\n3 min read"), headline);
    }

    #[test]
    fn a_headline_that_shares_no_word_with_the_story_stays_if_it_stands_alone() {
        let headline = "Nobody gets across, nobody gets paid";
        check_head(&format!("{headline}\n\nBy Ilse Brand"), headline);
    }

    #[test]
    fn the_rows_of_a_table_stay() {
        for table in [
            "Landing\tPassengers\tBoats\nNorth\t412\t3\nSouth\t230\t2\nIsland\t96\t1",
            "North\t412\nSouth\t230",
            "Name\tCrew\nHeron\tBrand\nOtter\tVoss",
        ] {
            assert!(cleaned(STORY[1], table).contains(table), "{table}");
        }
    }

    #[test]
    fn short_answers_stay() {
        for answer in
            ["Yes.", "No, never.", "“Why?”", "— Not a crown", "Anna Brand: Twice", "はい。"]
        {
            let head = "Ferrymen on the lake strike\n\nBy Ilse Brand";
            assert!(cleaned(head, answer).contains(answer), "{answer}");
        }
    }

    #[test]
    fn counters_and_buttons_between_paragraphs_go() {
        for button in ["0", "14", "Read more", "Copy link", "Share on Facebook", "12\tShare"] {
            let text = cleaned("", button);
            assert!(!text.lines().any(|line| line == button), "{button}: {text}");
        }
    }
}
