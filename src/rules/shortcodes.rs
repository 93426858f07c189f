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

/// Prefixes and names of shortcodes that page builders and plugins leave behind. A bracketed word alone is never one: editors
/// write `[sic]` and `[B]ut`.
const BUILDERS: &[&str] = &["vc_", "et_pb_", "fusion_", "av_", "su_", "wpb_", "cs_", "mk_", "ux_", "tdb_", "vcex_"];
const STANDALONE: &[&str] = &[
    "addtoany",
    "adinserter",
    "adrotate",
    "contact-form-7",
    "convertkit",
    "forminator_form",
    "gallery",
    "gravityform",
    "layerslider",
    "mailpoet_form",
    "mc4wp_form",
    "metaslider",
    "ninja_form",
    "optin-monster",
    "playlist",
    "quads",
    "rev_slider",
    "sassy_social_share",
    "shareaholic",
    "smartslider3",
    "social_warfare",
    "ssba",
    "the_ad",
    "toc",
    "ez-toc",
    "wpforms",
    "newsletter_form",
    "elementor-template",
    "caption",
    "wp_caption",
    "embed",
    "audio",
    "video",
];

/// Bytes of the longest template expression or gallery looked for.
const MAX_SHORTCODE: usize = 400;

/// The byte ranges of shortcodes in a line: `[name attr="x"]`, `[/name]`, `{loadposition x}`, in order.
///
/// A bracket counts when its name is known and it carries attributes, closes, or belongs to a builder. It holds no other
/// opening bracket, so however many are never closed, each byte is read once.
pub(crate) fn shortcodes_in(line: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr2(b'[', b'{', &bytes[at..]).map(|n| at + n) {
        // A bounded look ahead keeps a line of a million brackets linear.
        let ahead = &line[start..line.floor_char_boundary(start + MAX_SHORTCODE)];
        if let Some(end) = mustache(ahead).or_else(|| gallery(ahead)) {
            found.push(start..start + end);
            at = start + end;
            continue;
        }
        at = start + 1;
        let (open, close) = if bytes[start] == b'[' { (b'[', b']') } else { (b'{', b'}') };
        let Some(end) = memchr::memchr2(open, close, &bytes[at..]).map(|n| at + n).filter(|&n| bytes[n] == close) else { continue };
        let inside = &line[at..end];
        let is_code = if close == b']' { is_shortcode(inside) } else { is_plugin(inside) };
        if is_code {
            at = end + 1;
            found.push(start..at);
        }
    }
    found
}

fn is_shortcode(inside: &str) -> bool {
    let (closes, rest) = inside.strip_prefix('/').map_or((false, inside), |r| (true, r));
    let name_end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
    let name = rest[..name_end].to_ascii_lowercase();
    let is_builder = BUILDERS.iter().any(|b| name.starts_with(b) && name.len() > b.len());
    let is_known = STANDALONE.contains(&name.as_str());
    let has_attributes = rest[name_end..].contains('=');
    is_builder && (closes || rest[name_end..].is_empty() || has_attributes) || is_known && (closes || has_attributes)
}

/// The end of a template expression, `{{ post.title }}`. Outside program text every one of them is a leftover.
fn mustache(text: &str) -> Option<usize> {
    Some(text.strip_prefix("{{")?.find("}}")? + 4)
}

/// The end of `{gallery}folder{/gallery}` and its like: the plugin is gone and so is what it showed.
fn gallery(text: &str) -> Option<usize> {
    let name = ["gallery", "youtube", "mp3"]
        .into_iter()
        .find(|n| text.strip_prefix('{').and_then(|t| t.strip_prefix(n)).is_some_and(|t| t.starts_with('}')))?;
    let close = format!("{{/{name}}}");
    text.find(&close).map(|at| at + close.len())
}

/// Placeholders in braces that systems and themes replace: `{loadposition x}`, `{alertWarning}`.
fn is_plugin(inside: &str) -> bool {
    let (name, argument) = inside.split_once(' ').unwrap_or((inside, ""));
    matches!(name, "loadposition" | "loadmodule" | "loadmoduleid" | "modulepos") && !argument.trim().is_empty()
        || matches!(
            inside,
            "alertSuccess"
                | "alertInfo"
                | "alertWarning"
                | "alertError"
                | "codeBox"
                | "contactForm"
                | "inAds"
                | "showAds"
                | "ads"
                | "nextPage"
        )
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
