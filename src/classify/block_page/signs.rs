//! Signs of a block page in the markup of a short page: challenge scripts, forms, redirects.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use html5ever::{LocalName, local_name};

use super::script_redirect::leads_elsewhere;
use crate::parse::Document;
use crate::parse::arena::{NONE, NodeId, NodeKind, ROOT, Tree};
use crate::parse::meta_refresh::refresh_address;
use crate::parse::tag::Tag;

/// The most bytes of visible text of a page whose markup is read.
pub(crate) const MAX_TEXT: usize = 12_000;
/// Bytes of a script that are read.
const MAX_SCRIPT: usize = 4_000;
/// The most bytes of an attribute that is read.
const MAX_VALUE: usize = 300;

/// Words in scripts, addresses and names of services that check their visitors.
const CHALLENGES: &[&str] = &[
    "challenge-platform",
    "_cf_chl_opt",
    "cf-browser-verification",
    "cf-challenge",
    "challenge-form",
    "challenge-running",
    "px-captcha",
    "_pxappid",
    "captcha-delivery.com",
    "_incapsula_resource",
    "awswafintegration",
    "awswafcookie",
    "awswafcaptcha",
    "gokuprops",
    "sec-if-cpt",
    "sec-cpt-if",
    "bm-verify",
    "kpsdk",
    "distil_r_captcha",
    "distil_identification_block",
    "anubis_challenge",
    "within.website/x/cmd/anubis",
    "perfdrive.com",
    "shieldsquare",
    "sucuri_cloudproxy",
    "ddos-guard",
    "qrator",
    "botmanager",
    "/tspd/",
    "bobcmn",
    "geetest",
    "smartcaptcha",
    "showcaptcha",
    "arkoselabs",
    "funcaptcha",
];
/// Words of widgets that ordinary forms have too.
const WIDGETS: &[&str] =
    &["g-recaptcha", "recaptcha/api", "hcaptcha", "cf-turnstile", "friendlycaptcha", "captcha"];
/// Words of services for parked domains.
const PARKING: &[&str] = &[
    "sedoparking",
    "parkingcrew",
    "bodis.com",
    "parklogic",
    "dan.com",
    "afternic",
    "hugedomains",
    "park.js",
    "adsense/domains",
    "domainparking",
    "above.com",
    "uniregistry",
    "parked-content",
];
/// The signs of a page.
#[derive(Debug, Default)]
pub(crate) struct Signs {
    /// The word of a service that checks visitors.
    pub(super) challenge: Option<&'static str>,
    pub(super) has_captcha: bool,
    pub(super) has_password: bool,
    /// The target of a `<meta http-equiv=refresh>`.
    pub(super) refresh: Option<String>,
    pub(super) is_hidden_from_search: bool,
    /// The word of a service for parked domains.
    pub(super) parking: Option<&'static str>,
    pub(super) scripts: u32,
    /// Whether a script leads to another page.
    pub(super) script_redirects: bool,
    /// Whether the page was too long to be read.
    pub(super) is_long: bool,
}

impl Signs {
    /// Reads a page with so many bytes of visible text; a long page has no signs.
    pub(crate) fn read(document: &Document, text_bytes: usize) -> Self {
        let mut signs = Self { is_long: text_bytes > MAX_TEXT, ..Self::default() };
        if signs.is_long {
            return signs;
        }
        let tree = &document.tree;
        for id in tree.descendants(ROOT).filter(|id| tree.node(*id).kind == NodeKind::Element) {
            match tree.tag(id) {
                Tag::Meta => signs.read_meta(tree, id),
                Tag::Input => {
                    let kind = tree.attr(id, &local_name!("type")).unwrap_or_default();
                    signs.has_password |= kind.eq_ignore_ascii_case("password");
                }
                Tag::Script => {
                    signs.scripts += 1;
                    let first = tree.node(id).first_child;
                    let code = if first == NONE { "" } else { tree.text_of(first) };
                    let code = &code[..code.floor_char_boundary(MAX_SCRIPT.min(code.len()))];
                    signs.read_words(code);
                    signs.script_redirects |= leads_elsewhere(code);
                }
                _ => {}
            }
            for attr in tree.attrs(id).iter().filter(|attr| {
                matches!(
                    attr.name,
                    local_name!("src")
                        | local_name!("id")
                        | local_name!("class")
                        | local_name!("action")
                )
            }) {
                let value = tree.value(attr);
                if value.len() <= MAX_VALUE {
                    signs.read_words(value);
                }
            }
        }
        signs
    }

    /// Notes the services that a script or a value names.
    fn read_words(&mut self, text: &str) {
        static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
            AhoCorasickBuilder::new()
                .ascii_case_insensitive(true)
                .build([CHALLENGES, WIDGETS, PARKING].into_iter().flatten())
                .expect("the few words make a small searcher")
        });
        for found in WORDS.find_overlapping_iter(text) {
            let at = found.pattern().as_usize();
            let (widget, parking) = (CHALLENGES.len(), CHALLENGES.len() + WIDGETS.len());
            if at < widget {
                self.challenge = self.challenge.or(Some(CHALLENGES[at]));
            } else if at < parking {
                self.has_captcha = true;
            } else {
                self.parking = self.parking.or(Some(PARKING[at - parking]));
            }
        }
    }

    fn read_meta(&mut self, tree: &Tree, id: NodeId) {
        let value = |name: LocalName| tree.attr(id, &name).unwrap_or_default();
        let content = value(local_name!("content"));
        if value(local_name!("http-equiv")).eq_ignore_ascii_case("refresh") {
            self.refresh = refresh_address(content).map(str::to_owned).or(self.refresh.take());
        }
        if value(local_name!("name")).eq_ignore_ascii_case("robots") {
            self.is_hidden_from_search |= content.to_ascii_lowercase().contains("noindex");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::parse;

    #[test]
    fn the_markup_shows_checks_forms_and_redirects() {
        let read =
            |html: &str| Signs::read(&parse::parse(html, None, &Options::default()), html.len());
        assert_eq!(
            read("<script src=/cdn-cgi/challenge-platform/x.js></script>").challenge,
            Some("challenge-platform")
        );
        assert!(read("<input type=PASSWORD>").has_password);
        let refresh = |content: &str| {
            read(&format!("<meta http-equiv=Refresh content=\"{content}\">")).refresh
        };
        assert_eq!(refresh("0; URL='/next?a=1'"), Some("/next?a=1".to_owned()));
        assert_eq!((refresh("300"), refresh("0;url=")), (None, None));
        assert!(read("<script>location.href='/b'</script>").script_redirects);
        assert!(read(&format!("<input type=password>{}", "x".repeat(MAX_TEXT))).is_long);
    }
}
