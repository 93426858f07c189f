//! Why a page has no text, as far as its HTML tells, and what helps.

use cleancopy::Page;
use cleancopy::batch::Tally;

/// Empty pages from which a run gets advice: fewer are chance.
const MANY: u64 = 10;

/// One page in this number is empty in a run that gets advice.
const SHARE: u64 = 5;

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

/// Returns the advice for a run with many pages without text: how many of each kind, and what
/// helps.
pub fn advice_for_many(tally: &Tally) -> Option<String> {
    if tally.empty < MANY || tally.empty * SHARE < tally.inputs {
        return None;
    }
    let mut kinds: Vec<(&str, u64)> =
        tally.empty_kinds.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let help = match kinds.first() {
        Some(("error", _)) => "these are error pages; check the addresses",
        Some(("empty", _)) => {
            "scripts probably load their text; a browser saves it: \
             chromium --headless --dump-dom URL > page.html"
        }
        _ => "'cleancopy explain PAGE' says why a page has no text",
    };
    let counts: Vec<_> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let Tally { empty, inputs, .. } = tally;
    Some(format!("{empty} of {inputs} pages have no text (by kind: {}); {help}", counts.join(", ")))
}

fn contains(text: &[u8], sign: &[u8]) -> bool {
    // The first byte of a sign is rare enough for a plain search.
    text.windows(sign.len()).any(|window| window == sign)
}

#[cfg(test)]
mod tests {
    use super::{advice_for_many, next_step};
    use cleancopy::Page;
    use cleancopy::batch::{Outcome, Tally};

    #[test]
    fn a_run_with_many_empty_pages_gets_one_line_of_advice() {
        let advice = |written: usize, kinds: &[(&str, usize)]| {
            let mut tally = Tally::default();
            (0..written).for_each(|_| tally.count(&Outcome::Written));
            for (kind, count) in kinds {
                (0..*count).for_each(|_| tally.count(&Outcome::Empty((*kind).to_owned())));
            }
            advice_for_many(&tally)
        };
        assert_eq!(advice(10, &[("empty", 9)]), None);
        assert_eq!(advice(50, &[("empty", 10)]), None);
        let scripts = advice(20, &[("empty", 12), ("error", 3)]).expect("advice");
        assert!(scripts.starts_with("15 of 35 pages have no text (by kind: 12 empty, 3 error)"));
        assert!(scripts.contains("--dump-dom"), "{scripts}");
        assert!(advice(0, &[("error", 30)]).is_some_and(|a| a.contains("check the addresses")));
        assert!(advice(0, &[("listing", 30)]).is_some_and(|a| a.contains("cleancopy explain")));
    }

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
