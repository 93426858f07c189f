//! Parameters by which themes leak: `buttons=(Accept !) days=(20)`, `$ok={Accept !} $days={7}`, `{getToc} $title={Contents}`; and
//! lines of script.
//!
//! The values are free text in any language, so the grammar is matched and never the value. The names are data.

use rustc_hash::FxHashSet;
use serde::Deserialize;

/// Letters of the longest placeholder, `{getFeatured}`.
const MAX_OPENER: usize = 24;
/// Bytes of the longest line of `count/label/shape`.
const MAX_LIST_LINE: usize = 60;

/// The names, as the table has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    keys: FxHashSet<String>,
    telling: FxHashSet<String>,
    openers: FxHashSet<String>,
    round: FxHashSet<String>,
    shapes: FxHashSet<String>,
}

/// How lines of script and of a system's comments start.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scripts {
    starts: Vec<String>,
    comments: Vec<String>,
}

/// The grammar with its names.
#[derive(Debug)]
pub(crate) struct Parameters {
    names: Names,
    scripts: Scripts,
}

impl Parameters {
    pub(super) fn new(names: Names, scripts: Scripts) -> Self {
        Self { names, scripts }
    }

    /// Whether the whole line was never meant to be read: theme parameters, or script.
    pub(super) fn is_line(&self, line: &str) -> bool {
        let line = line.trim();
        self.is_only_parameters(line) || self.is_list(line) || self.is_script(line)
    }

    /// `{word}` openers and `key=(value)` or `key={value}` pairs with known keys, each with or without `#` or `$`, and nothing else.
    fn is_only_parameters(&self, line: &str) -> bool {
        let mut rest = line;
        let (mut pairs, mut openers) = (0, 0);
        while !rest.is_empty() {
            if let Some((word, after)) = opener(rest) {
                openers += usize::from(self.is_opener(word));
                rest = after.trim_start();
            } else if let Some(after) = self.pair(rest) {
                pairs += 1;
                rest = after.trim_start();
            } else {
                return false;
            }
        }
        pairs + openers > 0
    }

    /// `3/recent/grid`: how many, of what, in which shape.
    fn is_list(&self, line: &str) -> bool {
        let parts = || {
            let (count, rest) = line.split_once('/')?;
            let (_, shape) = rest.split_once('/')?;
            Some((count, shape))
        };
        // Few lines begin with a number.
        let is_number = |count: &str| count.len() < 3 && count.parse::<u8>().is_ok();
        line.len() <= MAX_LIST_LINE
            && line.starts_with(|c: char| c.is_ascii_digit() || c == '+')
            && parts()
                .is_some_and(|(count, shape)| is_number(count) && self.names.shapes.contains(shape))
    }

    /// A line of script ends as script does; a sentence about one does not.
    fn is_script(&self, line: &str) -> bool {
        let starts = |known: &[String]| {
            known.iter().any(|s| line.get(..s.len()).is_some_and(|l| l.eq_ignore_ascii_case(s)))
        };
        line.ends_with([';', ')', '}', ']']) && starts(&self.scripts.starts)
            || line.ends_with("-->") && starts(&self.scripts.comments)
    }

    /// Whether `{word}` is a placeholder of a theme: `{getToc}`, or one that is known.
    pub(super) fn is_opener(&self, word: &str) -> bool {
        let is_getter = word
            .strip_prefix("get")
            .is_some_and(|w| w.starts_with(|c: char| c.is_ascii_uppercase()));
        word.len() <= MAX_OPENER
            && (self.names.openers.contains(word)
                || is_getter && word.bytes().all(|b| b.is_ascii_alphanumeric()))
    }

    /// Bytes of the marked pairs at the start of a text, with the space before each.
    pub(super) fn pairs(&self, text: &str) -> usize {
        let mut at = 0;
        while let Some(len) = self.marked_pair(text[at..].trim_start()) {
            at = text.len() - text[at..].trim_start().len() + len;
        }
        at
    }

    /// Length of a pair that is marked, `$key={value}` or `#key=(value)`: enough in any line.
    pub(super) fn marked_pair(&self, text: &str) -> Option<usize> {
        let after = text.starts_with(['#', '$']).then(|| self.pair(text))??;
        Some(text.len() - after.len())
    }

    /// Length of the switch in round brackets that opens a line, `(alert-warning)`.
    pub(super) fn prefix(&self, line: &str) -> Option<usize> {
        let (word, _) =
            line.strip_prefix('(')?.get(..MAX_OPENER.min(line.len() - 1))?.split_once(')')?;
        self.names.round.contains(word).then_some(word.len() + 2)
    }

    /// Where parameters stand in a line that has other text: from the first pair with a telling key to the end of the last pair that
    /// follows it directly. A single pair needs its mark: prose may quote one.
    pub(super) fn inside(&self, line: &str) -> Option<std::ops::Range<usize>> {
        for equals in memchr::memchr_iter(b'=', line.as_bytes()).take(MAX_PAIRS_TRIED) {
            let head = line[..equals].trim_end();
            let start = head
                .rfind(|c: char| !c.is_ascii_alphabetic())
                .map_or(0, |n| n + head[n..].chars().next().map_or(1, char::len_utf8));
            let start = start - usize::from(head[..start].ends_with(['#', '$']));
            let key = head[start..].trim_start_matches(['#', '$']).to_ascii_lowercase();
            let mut rest = match self.pair(&line[start..]) {
                Some(rest) if self.names.telling.contains(&key) || key == "ok" => rest,
                _ => continue,
            };
            let mut count = 1;
            while let Some(after) = self.pair(rest.trim_start()) {
                rest = after;
                count += 1;
            }
            if count > 1 || line[start..].starts_with(['#', '$']) {
                return Some(start..line.len() - rest.len());
            }
        }
        None
    }

    /// The rest after `key=(value)` or `key={value}`, marked or not.
    fn pair<'t>(&self, text: &'t str) -> Option<&'t str> {
        let bare = text.strip_prefix(['#', '$']).unwrap_or(text);
        let key_end = memchr::memchr(b'=', &bare.as_bytes()[..bare.len().min(MAX_OPENER)])?;
        let (key, value) = (&bare[..key_end], bare[key_end + 1..].trim_start());
        if !self.names.keys.contains(&key.trim().to_ascii_lowercase()) {
            return None;
        }
        let close = match value.chars().next()? {
            '(' => ')',
            '{' => '}',
            _ => return None,
        };
        let ahead = &value[..value.floor_char_boundary(MAX_VALUE)];
        Some(&value[ahead.find(close)? + 1..])
    }
}

/// Bytes of the longest value.
const MAX_VALUE: usize = 300;
/// Equals signs looked at in one line.
const MAX_PAIRS_TRIED: usize = 50;

/// The word of `{word}` and the rest after it.
fn opener(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('{')?;
    let end = inside.bytes().take(MAX_OPENER + 1).position(|b| b == b'}')?;
    let word = &inside[..end];
    (!word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic()))
        .then(|| (word, &inside[end + 1..]))
}
