//! Shortcodes and placeholders that publishing systems leave in text, found by their grammar.
//!
//! The names are data (`data/shortcodes.toml`). A bracketed word alone is never a shortcode:
//! editors write `[sic]` and `[B]ut`.

use std::ops::Range;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::parameters::Parameters;

/// Bytes of the longest template expression or shortcode.
const MAX_SHORTCODE: usize = 400;
/// Bytes of the longest media token: these tokens carry the settings of a picture.
const MAX_MEDIA_TOKEN: usize = 4_000;
/// Letters of the longest upper-case placeholder, `###MARKER###`.
const MAX_MARKER: usize = 40;

/// The compiled names.
#[derive(Debug)]
pub(crate) struct ShortcodeTable {
    pub(super) parameters: Parameters,
    brackets: Brackets,
    braces: Braces,
    #[cfg(test)]
    examples: Vec<(String, String)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Brackets {
    /// Beginnings of the names of page builders.
    builders: Vec<String>,
    /// Names that are shortcodes with attributes or as closing tags.
    known: FxHashSet<String>,
    /// Whole contents of brackets that are shortcodes without attributes.
    alone: FxHashSet<String>,
    /// Names that may enclose an address.
    enclosing: FxHashSet<String>,
    /// First parts of tokens such as `[node:title]`.
    tokens: FxHashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Braces {
    /// Names of plugins, which need an argument.
    plugins: FxHashSet<String>,
    /// Names of settings, which need an argument.
    settings: FxHashSet<String>,
    /// Names that enclose text up to their closing tag.
    paired: FxHashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code, reason = "the examples are for the tests"))]
struct ShortcodeExample {
    line: String,
    left: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptLines {
    lines: Vec<String>,
}

impl ShortcodeTable {
    /// Loads the table; the error says what is wrong.
    pub(crate) fn load(toml: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct ShortcodeFile {
            parameters: super::parameters::ParameterNames,
            scripts: super::parameters::ScriptStarts,
            brackets: Brackets,
            braces: Braces,
            example: Vec<ShortcodeExample>,
            keep: KeptLines,
        }
        let file: ShortcodeFile =
            toml::from_str(toml).map_err(|e| format!("shortcodes.toml: {e}"))?;
        if file.example.is_empty() || file.keep.lines.is_empty() {
            return Err("shortcodes.toml: there must be examples, and lines to keep".to_owned());
        }
        Ok(Self {
            parameters: Parameters::new(file.parameters, file.scripts),
            brackets: file.brackets,
            braces: file.braces,
            #[cfg(test)]
            examples: {
                let kept = file.keep.lines.iter().map(|l| (l.clone(), l.clone()));
                file.example.into_iter().map(|e| (e.line, e.left)).chain(kept).collect()
            },
        })
    }

    /// The byte ranges of the shortcodes in a line, in order and without overlap.
    ///
    /// Text in square brackets is a shortcode in any of these cases:
    ///
    /// - its name is known, and it has attributes or is a closing tag;
    /// - its name begins like those of a page builder;
    /// - the data lists it as a shortcode without attributes;
    /// - it has a quoted attribute, or closes one that had;
    /// - it is a token of a known name and a field, such as `[node:title]`.
    ///
    /// Each byte is read a bounded number of times, however many brackets are never closed.
    pub(crate) fn ranges_in(&self, line: &str) -> Vec<Range<usize>> {
        let bytes = line.as_bytes();
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        if let Some(end) = self.parameters.switch_len(line) {
            found.push(0..end);
            at = end;
        }
        // Unknown plugins that this line opened with a quoted attribute: their closing tags are
        // removed too.
        let mut opened: FxHashSet<&str> = FxHashSet::default();
        let mut openers = OpeningBytes::new(line);
        while let Some(start) = openers.next_from(at) {
            let ahead = &line[start..line.floor_char_boundary(start + MAX_SHORTCODE)];
            let end = match bytes[start] {
                b'[' => self.bracket_len(line, start, &mut opened),
                b'{' => self.brace_len(ahead),
                b'#' => marker_len(ahead, "###", "###")
                    .or_else(|| self.parameters.marked_pair_len(ahead)),
                b'$' => self.parameters.marked_pair_len(ahead),
                b'%' => marker_len(ahead, "%%", "%%"),
                _ => marker_len(ahead, "*|", "|*"),
            };
            at = start + end.unwrap_or(1);
            if end.is_some() {
                found.push(start..at);
            }
        }
        found
    }

    /// Length of the shortcode in square brackets at `start`.
    fn bracket_len<'l>(
        &self,
        line: &'l str,
        start: usize,
        opened: &mut FxHashSet<&'l str>,
    ) -> Option<usize> {
        let rest = &line[start..];
        if rest.starts_with("[[") {
            return double_bracket_len(
                &line[start..line.floor_char_boundary(start + MAX_MEDIA_TOKEN)],
            );
        }
        let ahead = &line[start..line.floor_char_boundary(start + MAX_SHORTCODE)];
        let inside_end =
            1 + ahead[1..].find(['[', ']']).filter(|&n| ahead.as_bytes()[1 + n] == b']')?;
        let inside = &ahead[1..inside_end];
        let (closes, bare) = inside.strip_prefix('/').map_or((false, inside), |r| (true, r));
        let name_end = bare
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
            .unwrap_or(bare.len());
        let (name, attributes) = (bare[..name_end].to_ascii_lowercase(), &bare[name_end..]);
        let is_builder = self
            .brackets
            .builders
            .iter()
            .any(|b| name.starts_with(b.as_str()) && name.len() > b.len());
        let has_attributes = attributes.contains('=');
        let is_quoted = !closes && has_quoted_attribute(attributes);
        let is_code = is_builder && (closes || attributes.is_empty() || has_attributes)
            || self.brackets.known.contains(&name) && (closes || has_attributes)
            || self.brackets.alone.contains(&inside.to_ascii_lowercase())
            || closes && opened.contains(&bare)
            || is_quoted && name_end > 1
            || self.brackets.tokens.contains(&name)
                && attributes.len() > 1
                && is_token_tail(attributes);
        let is_pair = !closes && self.brackets.enclosing.contains(&name);
        if is_quoted {
            opened.insert(&line[start + 1..start + 1 + name_end]);
        }
        match self.enclosing_end(ahead, inside_end + 1, &name) {
            Some(end) if is_pair => Some(end),
            _ => is_code.then_some(inside_end + 1),
        }
    }

    /// The end of `[embed]https://…[/embed]`, if the text between the tags is one address or empty.
    fn enclosing_end(&self, ahead: &str, from: usize, name: &str) -> Option<usize> {
        let close = ahead[from..].find('[')? + from;
        let between = ahead[from..close].trim();
        let is_address = !between.contains(char::is_whitespace)
            && (between.is_empty() || between.contains("://"));
        let tail =
            ahead[close..].strip_prefix("[/").or_else(|| ahead[close..].strip_prefix('['))?;
        let is_closed = tail.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name))
            && tail[name.len()..].starts_with(']');
        (is_address && is_closed).then(|| ahead.len() - tail.len() + name.len() + 1)
    }

    /// Length of a template expression, plugin or placeholder in braces at the start of `ahead`.
    fn brace_len(&self, ahead: &str) -> Option<usize> {
        if let Some(rest) = ahead.strip_prefix("{{") {
            return Some(rest.find("}}")? + 4);
        }
        let inside = &ahead
            [1..1 + ahead[1..].find(['{', '}']).filter(|&n| ahead.as_bytes()[1 + n] == b'}')?];
        let end = inside.len() + 2;
        if self.braces.paired.contains(inside) {
            let close = format!("{{/{inside}}}");
            return ahead.find(&close).map(|at| at + close.len());
        }
        let (name, argument) = inside.split_once([' ', '=']).unwrap_or((inside, ""));
        let is_plugin = self.braces.plugins.contains(name) || self.braces.settings.contains(name);
        let is_view_helper =
            inside.strip_prefix("f:").is_some_and(|r| r.contains('(') || r.contains('='));
        if is_plugin && !argument.trim().is_empty()
            || is_view_helper
            || self.parameters.is_placeholder(inside)
        {
            // The parameters of a placeholder follow it.
            return Some(end + self.parameters.marked_pairs_len(&ahead[end..]));
        }
        None
    }
}

/// Finds the bytes that can open a shortcode, from front to back. `memchr3` finds three different
/// bytes at once, so the six bytes are searched as two sets. The next hit of each set is stored:
/// without it, a line with many bytes of one set and none of the other would be searched to its end
/// for each hit.
struct OpeningBytes<'t> {
    bytes: &'t [u8],
    /// The offset of the next of `[{$` and of the next of `#%*`; the length of the line if there is
    /// none.
    next: [usize; 2],
}

impl<'t> OpeningBytes<'t> {
    fn new(line: &'t str) -> Self {
        Self { bytes: line.as_bytes(), next: [0, 0] }
    }

    /// The first opening byte at or after `at`. Calls must not decrease `at`.
    fn next_from(&mut self, at: usize) -> Option<usize> {
        let halves = [(b'[', b'{', b'$'), (b'#', b'%', b'*')];
        for (next, (a, b, c)) in self.next.iter_mut().zip(halves) {
            if *next <= at {
                *next = self
                    .bytes
                    .get(at..)
                    .and_then(|rest| memchr::memchr3(a, b, c, rest))
                    .map_or(self.bytes.len(), |n| at + n);
            }
        }
        let first = self.next[0].min(self.next[1]);
        (first < self.bytes.len()).then_some(first)
    }
}

/// Length of `###MARKER###` and similar: upper-case letters, digits and underscores between two
/// delimiters.
fn marker_len(text: &str, open: &str, close: &str) -> Option<usize> {
    let inside = text.strip_prefix(open)?;
    let len = inside
        .bytes()
        .take(MAX_MARKER)
        .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
        .count();
    (len >= 3 && inside[len..].starts_with(close)).then_some(open.len() + len + close.len())
}

/// Length of `[[{"fid":…}]]`, `[[nid:8096]]`, `[[!snippet]]`.
fn double_bracket_len(text: &str) -> Option<usize> {
    let inside = &text[2..];
    if inside.starts_with('{') && inside[..inside.floor_char_boundary(80)].contains("fid") {
        return inside.find("}]]").map(|n| n + 5);
    }
    let short = &inside[..inside.floor_char_boundary(MAX_SHORTCODE)];
    let end = short.find("]]")?;
    let is_embed = ["nid:", "nodetitle:", "node:"].iter().any(|p| short.starts_with(p));
    let mut chars = short.chars();
    let is_tag = chars.next().is_some_and(|c| "!*+$~%".contains(c))
        && chars.next().is_some_and(char::is_alphanumeric);
    (is_embed || is_tag).then_some(end + 4)
}

/// Whether attributes contain ` name="value"`, with quotes of any kind: sites make them
/// typographic.
fn has_quoted_attribute(attributes: &str) -> bool {
    attributes.starts_with(' ')
        && attributes.match_indices('=').any(|(at, _)| {
            attributes[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
                && attributes[at + 1..].starts_with(['"', '“', '”', '″', '\'', '’'])
        })
}

/// Whether the text after the first part of a token is `:field`, in lower case.
fn is_token_tail(tail: &str) -> bool {
    tail.starts_with(':')
        && tail.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b":_-".contains(&b))
}

#[cfg(test)]
mod tests {
    use crate::rules::{builtin, is_parameter_line, shortcodes_in};

    /// The rest of a line after the clean-up passes.
    fn remaining(line: &str) -> String {
        if is_parameter_line(line) {
            return String::new();
        }
        let mut out = String::new();
        let mut at = 0;
        for range in shortcodes_in(line) {
            out.push_str(&line[at..range.start]);
            at = range.end;
        }
        out.push_str(&line[at..]);
        crate::text::squeeze(&out)
    }

    #[test]
    fn every_example_of_the_table_holds() {
        let wrong: Vec<String> = builtin()
            .shortcodes
            .examples
            .iter()
            .filter(|(line, expected)| remaining(line) != *expected)
            .map(|(line, expected)| {
                format!("{line:?}: {:?} is left, not {expected:?}", remaining(line))
            })
            .collect();
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn a_line_of_brackets_takes_linear_time() {
        for unit in ["[", "{", "[[{\"fid\"", "[a b=\"", "$ads={", "###A", "{getX} ", "[embed]"] {
            let line = unit.repeat(200_000 / unit.len());
            let started = std::time::Instant::now();
            let _ = (shortcodes_in(&line), is_parameter_line(&line));
            assert!(started.elapsed().as_secs() < 5, "{unit}");
        }
    }
}
