//! Comparison of titles by their letters and digits, and helpers that several steps share.

/// Words that a heading needs to be a headline on its own.
pub(super) const MIN_HEADLINE_WORDS: usize = 4;
/// Bytes of a text that may occur in a title by chance.
pub(super) const MAX_CHANCE_BYTES: usize = 8;

/// The key of a text: its letters and digits in lower case.
pub(super) fn title_key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_title_key(text, &mut out);
    out
}

/// Appends the [`title_key`] of `text` to `out`.
pub(super) fn push_title_key(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && c != 'ʼ' {
            // Folding turns the letter-like apostrophe into an ordinary one.
            out.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
        }
    }
}

/// Whether `text` is a name of the site: the same key, or the name with a short addition such as
/// "News". `names` are keys.
pub(super) fn is_site_name(text: &str, names: &[String]) -> bool {
    is_site_name_by_key(&title_key(text), text, names)
}

/// [`is_site_name`] for a text whose [`title_key`] is known.
pub(super) fn is_site_name_by_key(key: &str, text: &str, names: &[String]) -> bool {
    let close = |n: &str| {
        n.chars().count() > 3
            && key.chars().count() <= n.chars().count() + 8
            && text.split_whitespace().count() <= 5
    };
    !key.is_empty()
        && names.iter().any(|n| key.starts_with(n.as_str()) && (n.len() == key.len() || close(n)))
}

/// Whether a text is only a host name, which some sites use as their name: `valley.example`.
pub(super) fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let top = text.rsplit('.').next().unwrap_or_default();
    text.contains('.')
        && (2..=7).contains(&top.len())
        && top.bytes().all(|b| b.is_ascii_lowercase())
        && text.split('.').all(is_label)
}

/// The part of a document title that names the page. The old theme of a blogging system puts the
/// site and the archive before it.
pub(super) fn without_archive(title: &str) -> &str {
    title.rsplit_once(" » Blog Archive » ").map_or(title, |(_, page)| page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_archives_are_recognised() {
        assert!(is_host("valley.example") && is_host("news.valley-1.example"));
        assert!(!is_host("Rain.") && !is_host("Rain in valley.example") && !is_host("3.14"));
        assert_eq!(
            without_archive("The Valley » Blog Archive » Rain » and more"),
            "Rain » and more"
        );
        assert_eq!(without_archive("The Valley » Rain"), "The Valley » Rain");
    }
}
