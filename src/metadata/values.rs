//! Tidies single values: addresses and short texts.

use url::Url;

/// The absolute form of a web address; `None` for other schemes.
pub(super) fn absolute(address: &str, base: Option<&Url>) -> Option<String> {
    let address = address.trim();
    if address.is_empty() {
        return None;
    }
    let url = base.map_or_else(|| Url::parse(address), |b| b.join(address)).ok();
    match url {
        Some(url) => matches!(url.scheme(), "http" | "https").then(|| url.into()),
        // Without a base, a relative address is kept unchanged.
        None => (base.is_none() && address.starts_with('/')).then(|| address.to_owned()),
    }
}

/// A value of at most `max` bytes; `None` for an unfilled template.
pub(super) fn short_value(text: &str, max: usize) -> Option<String> {
    let is_unfilled =
        text.contains("{{") || matches!(text, "null" | "undefined" | "None" | "false");
    (!text.is_empty() && text.len() <= max && !is_unfilled).then(|| text.to_owned())
}
