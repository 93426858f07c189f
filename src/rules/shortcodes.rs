//! Parameters by which themes leak: `buttons=(Accept !) days=(20)`, `$ok={Accept !} $days={7}`, `{getToc} $title={Contents}`.
//!
//! The values are free text in any language, so the grammar is matched and never the value.

/// Keys that themes use. A line of unknown keys is left alone: it may be code.
const KEYS: &[&str] = &[
    "ads", "after", "before", "button", "buttons", "color", "count", "days", "expanded", "icon", "id", "info", "label", "message", "ok",
    "related", "results", "seconds", "size", "style", "text", "title", "type",
];

/// Whether the whole line is theme parameters: `{word}` openers and `key=(value)` or `key={value}` pairs with known keys,
/// each with or without `#` or `$`, and nothing else.
pub(crate) fn is_parameter_line(line: &str) -> bool {
    let mut rest = line.trim();
    let (mut pairs, mut openers) = (0, 0);
    while !rest.is_empty() {
        if let Some(after) = opener(rest) {
            openers += 1;
            rest = after.trim_start();
        } else if let Some(after) = pair(rest) {
            pairs += 1;
            rest = after.trim_start();
        } else {
            return false;
        }
    }
    pairs > 0 || openers > 0 && line.contains("{get")
}

/// The rest after `{word}`.
fn opener(text: &str) -> Option<&str> {
    let (word, after) = text.strip_prefix('{')?.split_once('}')?;
    (!word.is_empty() && word.len() <= 24 && word.bytes().all(|b| b.is_ascii_alphabetic())).then_some(after)
}

/// The rest after `key=(value)` or `key={value}`.
fn pair(text: &str) -> Option<&str> {
    let bare = text.strip_prefix(['#', '$']).unwrap_or(text);
    let (key, value) = bare.split_once('=')?;
    if !KEYS.contains(&key.trim().to_ascii_lowercase().as_str()) {
        return None;
    }
    let value = value.trim_start();
    let close = match value.chars().next()? {
        '(' => ')',
        '{' => '}',
        _ => return None,
    };
    value.split_once(close).map(|(_, after)| after)
}

#[cfg(test)]
mod tests {
    use super::is_parameter_line;

    #[test]
    fn the_grammar_is_matched_whatever_the_values() {
        for line in [
            "buttons=(Accept !) days=(20)",
            "#buttons=(Ok, Go it!) #days=(20) #type=(blogger)",
            "$ok={Zgadzam się} $days={7}",
            "{getToc} $title={Spis treści} $count={true}",
            "$ads={1}",
        ] {
            assert!(is_parameter_line(line), "{line}");
        }
    }

    #[test]
    fn prose_and_code_stay() {
        for line in
            ["", "The line buttons=(Accept !) days=(20) stood under the story.", "x=(1) y=(2)", "{name}", "title = (untitled)!", "days=20"]
        {
            assert!(!is_parameter_line(line), "{line}");
        }
    }
}
