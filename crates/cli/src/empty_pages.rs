//! Why a page has no text, as far as its HTML tells, and what helps.

use cleancopy::Page;

/// Bytes of a page in which signs are looked for.
const SEARCHED: usize = 1 << 19;

/// Returns the next step for a page without text of this kind.
pub fn next_step(page: &Page, kind: &str) -> Option<String> {
    let html = page.bytes[..page.bytes.len().min(SEARCHED)].to_ascii_lowercase();
    let has = |sign: &str| contains(&html, sign.as_bytes());
    let url = page.url.as_ref().map_or_else(|| "URL".to_owned(), ToString::to_string);
    let asks_for_login =
        ["type=\"password\"", "type='password'", "type=password"].iter().any(|sign| has(sign));
    let host_asks = page.url.as_ref().and_then(|url| url.host_str()).is_some_and(|host| {
        host.split('.').any(|label| matches!(label, "consent" | "cmp" | "privacy"))
    });
    let asks_for_consent = host_asks || has("consent") && has("cookie") && has("<button");
    Some(if asks_for_login {
        "it asks to log in: log in with a browser, then save the page, or pass the browser's \
         cookies with --cookies FILE"
            .to_owned()
    } else if kind == "error" {
        "it is an error page; check the address".to_owned()
    } else if has("<script") && !asks_for_consent {
        format!(
            "scripts probably load its text; a browser runs them: \
             chromium --headless --dump-dom '{url}' | cleancopy -"
        )
    } else if asks_for_consent {
        "it asks for consent: answer it in a browser, then save the page, or pass the browser's \
         cookies with --cookies FILE"
            .to_owned()
    } else {
        return None;
    })
}

fn contains(text: &[u8], sign: &[u8]) -> bool {
    // The first byte of a sign is rare enough for a plain search.
    text.windows(sign.len()).any(|window| window == sign)
}

#[cfg(test)]
mod tests {
    use super::next_step;
    use cleancopy::Page;

    #[test]
    fn the_html_tells_why_there_is_no_text() {
        for (html, kind, expected) in [
            ("<div id=root></div><script src=a.js></script>", "empty", Some("--dump-dom 'URL'")),
            ("<form><input type='PASSWORD'></form><script></script>", "empty", Some("log in")),
            ("<p>Cookies: your consent</p><button>Yes</button><script>", "empty", Some("consent")),
            ("<h1>Not found</h1>", "error", Some("check the address")),
            ("<p></p>", "empty", None),
        ] {
            let step = next_step(&Page::from_html(html), kind);
            match expected {
                Some(part) => assert!(step.as_deref().is_some_and(|s| s.contains(part)), "{html}"),
                None => assert_eq!(step, None, "{html}"),
            }
        }
    }
}
