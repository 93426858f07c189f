//! The next step for a page without text, by the kind of the page.

use cleancopy::PageKind;
use cleancopy::batch::Tally;

use crate::input::without_password;

/// Empty pages from which a run gets advice: fewer are chance.
const MANY: u64 = 10;

/// One page in this number is empty in a run that gets advice.
const SHARE: u64 = 5;

/// The next step for each kind of page that has one. `URL` stands for the address.
const STEPS: [(PageKind, &str); 9] = [
    (
        PageKind::Login,
        "log in with a browser and save the page, or pass the browser's cookies with --cookies FILE",
    ),
    (
        PageKind::Consent,
        "answer the question about cookies in a browser and save the page, or pass the browser's \
         cookies with --cookies FILE",
    ),
    (PageKind::Challenge, IN_A_BROWSER),
    (PageKind::Blocked, IN_A_BROWSER),
    (PageKind::Paywalled, "subscribers pass the cookies of their browser with --cookies FILE"),
    (PageKind::Error, CHECK_ADDRESS),
    (PageKind::Parked, CHECK_ADDRESS),
    (PageKind::Maintenance, "try again later"),
    (
        PageKind::Scripts,
        "a browser runs the scripts that load the text: \
         chromium --headless --dump-dom 'URL' | cleancopy --base-url 'URL' -",
    ),
];

const IN_A_BROWSER: &str = "open the page in a browser and save it, or pass the browser's cookies \
                            with --cookies FILE";
const CHECK_ADDRESS: &str = "check the address";

/// Returns the next step for a page of this kind, whose address may be known.
pub fn next_step(kind: &str, url: Option<&str>) -> Option<String> {
    let (_, step) = STEPS.iter().find(|(known, _)| known.name() == kind)?;
    let url = url.filter(|url| url.starts_with("http://") || url.starts_with("https://"));
    Some(match url {
        // A quote would end the quoted word of the shell.
        Some(url) => step.replace("URL", &without_password(url).replace('\'', "%27")),
        None => (*step).to_owned(),
    })
}

/// Returns the advice for a run with many pages without text: how many of each kind, and what
/// helps with most of them.
pub fn advice_for_many(tally: &Tally) -> Option<String> {
    if tally.empty < MANY || tally.empty * SHARE < tally.inputs {
        return None;
    }
    let mut kinds: Vec<(&str, u64)> =
        tally.empty_kinds.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let help = kinds
        .first()
        .and_then(|(kind, _)| Some(format!("for {kind}: {}", next_step(kind, None)?)))
        .unwrap_or_else(|| "'cleancopy explain PAGE' says why a page has no text".to_owned());
    let counts: Vec<_> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let Tally { empty, inputs, .. } = tally;
    Some(format!("{empty} of {inputs} pages have no text (by kind: {}); {help}", counts.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{advice_for_many, next_step};
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
        assert_eq!(advice(10, &[("scripts", 9)]), None);
        assert_eq!(advice(50, &[("scripts", 10)]), None);
        let scripts = advice(20, &[("scripts", 12), ("error", 3)]).expect("advice");
        assert!(scripts.starts_with("15 of 35 pages have no text (by kind: 12 scripts, 3 error)"));
        assert!(scripts.contains("--dump-dom 'URL'"), "{scripts}");
        for (kind, help) in [
            ("error", "check the address"),
            ("login", "--cookies"),
            ("maintenance", "try again later"),
            ("empty", "cleancopy explain"),
            ("listing", "cleancopy explain"),
            ("redirect", "cleancopy explain"),
        ] {
            let advice = advice(0, &[(kind, 30)]).expect("advice");
            assert!(advice.contains(help), "{advice}");
        }
    }

    #[test]
    fn the_kind_of_a_page_decides_on_the_next_step() {
        for (kind, expected) in [
            ("login", Some("log in")),
            ("consent", Some("cookies in a browser")),
            ("challenge", Some("open the page in a browser")),
            ("blocked", Some("--cookies FILE")),
            ("paywalled", Some("--cookies FILE")),
            ("error", Some("check the address")),
            ("parked", Some("check the address")),
            ("maintenance", Some("try again later")),
            ("scripts", Some("--dump-dom 'URL' | cleancopy --base-url 'URL' -")),
            ("redirect", None),
            ("empty", None),
            ("listing", None),
            ("", None),
        ] {
            let step = next_step(kind, None);
            match expected {
                Some(part) => assert!(step.as_deref().is_some_and(|s| s.contains(part)), "{kind}"),
                None => assert_eq!(step, None, "{kind}"),
            }
        }
    }

    #[test]
    fn an_address_is_one_word_of_the_shell() {
        let step = |url| next_step("scripts", Some(url)).expect("a step");
        let quoted = step("https://news.example/a?q='; touch x; '$(id)`id`");
        assert!(
            quoted.contains("--dump-dom 'https://news.example/a?q=%27; touch x; %27$(id)`id`' |")
        );
        assert_eq!(quoted.matches('\'').count(), 4, "{quoted}");
        assert!(step("https://me:secret@news.example/").contains("'https://news.example/'"));
        assert!(step("file:///etc/passwd").contains("'URL'"));
        assert!(
            step("https://news.example/URL").contains("--base-url 'https://news.example/URL' -")
        );
    }
}
