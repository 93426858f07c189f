//! Everything that the choice of the fields reads, collected before any field is chosen.

use url::Url;

use super::candidate::Field;
use super::dates::DateContext;
use super::gather::{self, Gathered};
use super::headline_location::HeadlineLocation;
use super::json_ld::{self, PageIdentity};
use super::values::absolute;
use super::{language, moment, title};
use crate::article::Sourced;
use crate::page::Page;
use crate::parse::Document;

/// The candidates and the facts about the page that decide between them.
pub(super) struct Collected<'t> {
    pub(super) gathered: Gathered<'t>,
    pub(super) headline: HeadlineLocation,
    /// The site's own names.
    pub(super) sites: Vec<String>,
    pub(super) language: Option<Sourced<String>>,
    pub(super) canonical_url: Option<Sourced<String>>,
    pub(super) context: DateContext,
    /// The longest `articleBody` in the page's data.
    pub(super) body: Option<String>,
}

impl<'t> Collected<'t> {
    /// Reads a page.
    pub(super) fn new(document: &'t Document, page: &Page) -> Self {
        let mut gathered = gather::gather(document);
        let url = page.url.as_ref().or(document.base.as_ref());
        // A stored page often comes without its address but declares it.
        let declared_url =
            gathered.candidates.first(Field::Canonical, |u| Url::parse(u).ok()).map(|u| u.value);
        let host = url.or(declared_url.as_ref()).and_then(Url::host_str);
        let headline = HeadlineLocation::locate(&gathered, &title::site_names(&gathered, host));
        let identity = page_identity(&gathered, &headline, page);
        let body = json_ld::read(&gathered.json_ld, &identity, &mut gathered.candidates);
        gathered.candidates.retain(|c| headline.admits(c));
        gathered.read_embedded_dates(&document.tree);
        let sites = title::site_names(&gathered, host);
        let language = language::decide(
            gathered.html_lang.as_deref(),
            page.headers.content_language.as_deref(),
            &gathered.candidates,
        );
        let canonical_url =
            gathered.candidates.first(Field::Canonical, |u| absolute(u, document.base.as_ref()));
        let address =
            url.cloned().or_else(|| canonical_url.as_ref().and_then(|u| Url::parse(&u.value).ok()));
        let locale = language::locale(
            language.as_ref().map(|l| l.value.as_str()),
            address.as_ref().and_then(Url::host_str),
        );
        let sent = page.headers.date.as_deref().and_then(|date| moment::read(date, &locale));
        Self {
            gathered,
            headline,
            sites,
            language,
            canonical_url,
            context: DateContext { locale, address, sent },
            body,
        }
    }
}

/// The facts that distinguish the page's own JSON-LD node from others.
fn page_identity(gathered: &Gathered, headline: &HeadlineLocation, page: &Page) -> PageIdentity {
    let declared = gathered.candidates.of(Field::Canonical).into_iter().map(|c| c.value.as_str());
    let addresses =
        declared.chain(page.url.as_ref().map(Url::as_str)).map(json_ld::address_key).collect();
    PageIdentity { titles: headline.folded_titles(gathered), addresses }
}
