//! Theme parameters that leak into text, such as `buttons=(Accept !) days=(20)`, `$ok={Accept !}
//! $days={7}` and `{getToc} $title={Contents}`; and lines of script.
//!
//! The values are free text in any language, so only the grammar and the names are matched. The
//! names are data.

use rustc_hash::FxHashSet;
use serde::Deserialize;

/// Letters of the longest placeholder, `{getFeatured}`.
const MAX_PLACEHOLDER: usize = 24;
/// Bytes of the longest line of `count/label/shape`.
const MAX_LIST_LINE: usize = 60;

/// The names in the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParameterNames {
    keys: FxHashSet<String>,
    telling: FxHashSet<String>,
    openers: FxHashSet<String>,
    round: FxHashSet<String>,
    shapes: FxHashSet<String>,
}

/// Prefixes of lines of script and of comments by publishing systems.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScriptStarts {
    starts: Vec<String>,
    comments: Vec<String>,
}

/// The grammar with its names.
#[derive(Debug)]
pub(crate) struct Parameters {
    names: ParameterNames,
    scripts: ScriptStarts,
}

impl Parameters {
    pub(super) fn new(names: ParameterNames, scripts: ScriptStarts) -> Self {
        Self { names, scripts }
    }

    /// Whether the whole line is theme parameters or script.
    pub(super) fn is_parameter_line(&self, line: &str) -> bool {
        let line = line.trim();
        self.is_only_parameters(line) || self.is_list(line) || self.is_script(line)
    }

    /// Whether a line consists of `{word}` placeholders and `key=(value)` or `key={value}` pairs
    /// with known keys, each with or without `#` or `$`.
    fn is_only_parameters(&self, line: &str) -> bool {
        let mut rest = line;
        let (mut pairs, mut placeholders) = (0, 0);
        while !rest.is_empty() {
            if let Some((word, after)) = placeholder(rest) {
                placeholders += usize::from(self.is_placeholder(word));
                rest = after.trim_start();
            } else if let Some(after) = self.pair(rest) {
                pairs += 1;
                rest = after.trim_start();
            } else {
                return false;
            }
        }
        pairs + placeholders > 0
    }

    /// Whether a line is a list such as `3/recent/grid`: count, label, shape.
    fn is_list(&self, line: &str) -> bool {
        let parts = || {
            let (count, rest) = line.split_once('/')?;
            let (_, shape) = rest.split_once('/')?;
            Some((count, shape))
        };
        // Cheap test first: few lines begin with a number.
        let is_number = |count: &str| count.len() < 3 && count.parse::<u8>().is_ok();
        line.len() <= MAX_LIST_LINE
            && line.starts_with(|c: char| c.is_ascii_digit() || c == '+')
            && parts()
                .is_some_and(|(count, shape)| is_number(count) && self.names.shapes.contains(shape))
    }

    /// Whether a line is script. A line of script ends in a bracket or semicolon; a sentence about
    /// one does not.
    fn is_script(&self, line: &str) -> bool {
        let starts = |known: &[String]| {
            known.iter().any(|s| line.get(..s.len()).is_some_and(|l| l.eq_ignore_ascii_case(s)))
        };
        line.ends_with([';', ')', '}', ']']) && starts(&self.scripts.starts)
            || line.ends_with("-->") && starts(&self.scripts.comments)
    }

    /// Whether `{word}` is a theme placeholder: `{getToc}` or a name in the table.
    pub(super) fn is_placeholder(&self, word: &str) -> bool {
        let is_getter = word
            .strip_prefix("get")
            .is_some_and(|w| w.starts_with(|c: char| c.is_ascii_uppercase()));
        word.len() <= MAX_PLACEHOLDER
            && (self.names.openers.contains(word)
                || is_getter && word.bytes().all(|b| b.is_ascii_alphanumeric()))
    }

    /// Bytes of the marked pairs at the start of a text, including the space before each.
    pub(super) fn marked_pairs_len(&self, text: &str) -> usize {
        let mut at = 0;
        while let Some(len) = self.marked_pair_len(text[at..].trim_start()) {
            at = text.len() - text[at..].trim_start().len() + len;
        }
        at
    }

    /// Length of a marked pair, `$key={value}` or `#key=(value)`, which is certain in any line.
    pub(super) fn marked_pair_len(&self, text: &str) -> Option<usize> {
        let after = text.starts_with(['#', '$']).then(|| self.pair(text))??;
        Some(text.len() - after.len())
    }

    /// Length of a switch in round brackets at the start of a line, `(alert-warning)`.
    pub(super) fn switch_len(&self, line: &str) -> Option<usize> {
        let (word, _) =
            line.strip_prefix('(')?.get(..MAX_PLACEHOLDER.min(line.len() - 1))?.split_once(')')?;
        self.names.round.contains(word).then_some(word.len() + 2)
    }

    /// The range of the parameters in a line with other text: from the first pair with a telling
    /// key to the end of the last pair that follows directly. A single pair must be marked, because
    /// prose may quote one.
    pub(super) fn range_in(&self, line: &str) -> Option<std::ops::Range<usize>> {
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

    /// The text after `key=(value)` or `key={value}`, marked or not.
    fn pair<'t>(&self, text: &'t str) -> Option<&'t str> {
        let bare = text.strip_prefix(['#', '$']).unwrap_or(text);
        let key_end = memchr::memchr(b'=', &bare.as_bytes()[..bare.len().min(MAX_PLACEHOLDER)])?;
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
/// Equals signs tried in one line.
const MAX_PAIRS_TRIED: usize = 50;

/// The word of `{word}` and the text after it.
fn placeholder(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('{')?;
    let end = inside.bytes().take(MAX_PLACEHOLDER + 1).position(|b| b == b'}')?;
    let word = &inside[..end];
    (!word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic()))
        .then(|| (word, &inside[end + 1..]))
}
