//! What the page says of itself: each field with its source.
//!
//! One walk gathers candidates ([`gather`]), the blocks of JSON-LD are read with what is then known of the page, and a short
//! decision a field chooses: data before marked elements, marked elements before printed text, nothing before a guess.

mod attributes;
mod authors;
mod calendars;
mod candidate;
mod cards;
mod considered;
mod corrections;
mod date_words;
mod dates;
mod focus;
mod gather;
mod headings;
mod house_words;
mod image;
mod island;
mod json_ld;
mod json_repair;
mod language;
mod lines;
mod meta_tags;
mod microdata;
mod moment;
mod months;
mod name_words;
mod names;
mod openings;
mod plain;
mod printed_date;
mod relative;
mod ruled;
mod terms;
mod title;
mod wire;

use url::Url;

use crate::article::{CopyBlock, Metadata, Sourced};
use crate::options::Options;
use crate::page::Page;
use crate::parse::Document;
use crate::text::fold;
use candidate::{Candidates, Field};
pub(crate) use considered::considered;
use gather::Found;

/// Most keywords kept.
const MAX_TAGS: usize = 100;

/// The fields, and what else the page states that bears on its text.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    pub(crate) metadata: Metadata,
    /// The body as data (`articleBody`), as written: plain text or HTML.
    pub(crate) body: Option<String>,
}

/// Reads the fields of a page.
pub(crate) fn read(document: &Document, page: &Page) -> Stated {
    let Evidence { found, focus, sites, language, canonical_url, setting, body } =
        Evidence::of(document, page);
    let published = dates::published(&found, &focus, &setting);
    let title = title::decide(&found, &focus, &sites);
    let lead = image::lead(&found.candidates, document.base.as_ref());
    let mut metadata = Metadata {
        alternative_headline: title
            .as_ref()
            .and_then(|t| title::alternative(&found, &t.value, &sites)),
        title,
        authors: authors::decide(&found, &focus, &sites),
        modified: dates::modified(&found, &setting.locale, published.as_ref().map(|p| &p.value)),
        published,
        site_name: found.candidates.first(Field::SiteName, |n| line(n, 120)),
        publisher: found.candidates.first(Field::Publisher, terms::publisher),
        language,
        description: found.candidates.first(Field::Description, |d| line(d, 20_000)),
        section: found.candidates.first(Field::Section, |s| line(s, 120)),
        tags: tags(&found.candidates),
        image: lead.address,
        image_width: lead.width,
        image_height: lead.height,
        image_caption: lead.caption,
        images: Vec::new(),
        video: found.candidates.first(Field::Video, |v| {
            absolute(v, document.base.as_ref()).filter(|v| terms::is_web_address(v))
        }),
        canonical_url,
        amp_url: found.candidates.first(Field::Amp, |a| absolute(a, document.base.as_ref())),
        license: terms::license(&found.candidates, document.base.as_ref()),
        rights: terms::rights(&found.candidates, page.headers.x_robots_tag.as_deref()),
        direction: found.direction,
        schema_type: found.candidates.first(Field::SchemaType, |t| line(t, 80)),
        is_free: found.candidates.first(Field::IsFree, is_free),
        agency: None,
        corrections: found.candidates.all(Field::Correction, |c| line(c, 2_000)),
        extra: Vec::new(),
    };
    if let Some(found) = &document.site_findings {
        ruled::put(&mut metadata, found, &setting.locale);
    }
    Stated { metadata, body }
}

/// The page's JSON-LD, a value for each block that can be read.
pub(crate) fn schema_org(document: &Document) -> Vec<serde_json::Value> {
    gather::gather(document).json_ld.iter().flat_map(|block| json_repair::values(block)).collect()
}

/// Fills in what only the copy tells, once it is known: its images, notes of correction, the agency.
pub(crate) fn complete(metadata: &mut Metadata, copy: &[CopyBlock], base: Option<&Url>) {
    image::complete(metadata, copy, base);
    let noted = corrections::notes(copy);
    let is_new = |note: &Sourced<String>| {
        metadata.corrections.iter().all(|c| fold(&c.value) != fold(&note.value))
    };
    let noted: Vec<_> = noted.into_iter().filter(is_new).collect();
    metadata.corrections.extend(noted);
    metadata.agency = wire::agency(metadata, copy);
}

/// Everything that bears on the fields, before any is decided.
pub(super) struct Evidence<'t> {
    found: Found<'t>,
    focus: focus::Focus,
    /// The site's own names.
    sites: Vec<String>,
    language: Option<Sourced<String>>,
    canonical_url: Option<Sourced<String>>,
    setting: dates::Setting,
    body: Option<String>,
}

impl<'t> Evidence<'t> {
    fn of(document: &'t Document, page: &Page) -> Self {
        let mut found = gather::gather(document);
        let url = page.url.as_ref().or(document.base.as_ref());
        // A stored page often comes without its address, and states it.
        let stated_url =
            found.candidates.first(Field::Canonical, |u| Url::parse(u).ok()).map(|u| u.value);
        let host = url.or(stated_url.as_ref()).and_then(Url::host_str);
        let focus = focus::find(&found, &title::site_names(&found, host));
        let known = known(&found, &focus, page);
        let body = json_ld::read(&found.json_ld, &known, &mut found.candidates);
        found.candidates.retain(|c| focus.admits(c));
        found.read_islands(&document.tree);
        let sites = title::site_names(&found, host);
        let language = language::decide(
            found.html_lang.as_deref(),
            page.headers.content_language.as_deref(),
            &found.candidates,
        );
        let canonical_url =
            found.candidates.first(Field::Canonical, |u| absolute(u, document.base.as_ref()));
        let address =
            url.cloned().or_else(|| canonical_url.as_ref().and_then(|u| Url::parse(&u.value).ok()));
        let locale = language::locale(
            language.as_ref().map(|l| l.value.as_str()),
            address.as_ref().and_then(Url::host_str),
        );
        let sent = page.headers.date.as_deref().and_then(|date| moment::read(date, &locale));
        Self {
            found,
            focus,
            sites,
            language,
            canonical_url,
            setting: dates::Setting { locale, address, sent },
            body,
        }
    }
}

/// What tells the page's own node in JSON-LD from others.
fn known(found: &Found, focus: &focus::Focus, page: &Page) -> json_ld::Known {
    let stated = found.candidates.of(Field::Canonical).into_iter().map(|c| c.value.as_str());
    let addresses =
        stated.chain(page.url.as_ref().map(Url::as_str)).map(json_ld::address_key).collect();
    json_ld::Known { titles: focus.folded_titles(found), addresses }
}

/// An address with its base; only of the web.
fn absolute(address: &str, base: Option<&Url>) -> Option<String> {
    let address = address.trim();
    if address.is_empty() {
        return None;
    }
    let url = base.map_or_else(|| Url::parse(address), |b| b.join(address)).ok();
    match url {
        Some(url) => matches!(url.scheme(), "http" | "https").then(|| url.into()),
        // Without a base a relative address stays as it is.
        None => (base.is_none() && address.starts_with('/')).then(|| address.to_owned()),
    }
}

/// A value on one line of at most `max` bytes; `None` for a template's leftovers.
fn line(text: &str, max: usize) -> Option<String> {
    let is_left_over =
        text.contains("{{") || matches!(text, "null" | "undefined" | "None" | "false");
    (!text.is_empty() && text.len() <= max && !is_left_over).then(|| text.to_owned())
}

fn is_free(word: &str) -> Option<bool> {
    match word.rsplit('/').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "true" | "free" => Some(true),
        "false" | "locked" | "metered" => Some(false),
        _ => None,
    }
}

/// The keywords of the best source that has them: a list, or one value with commas.
fn tags(candidates: &Candidates) -> Vec<Sourced<String>> {
    let found = candidates.of(Field::Tag);
    let Some(source) = found.first().map(|c| c.source.clone()) else { return Vec::new() };
    let own: Vec<_> = found.into_iter().filter(|c| c.source == source).collect();
    let mut tags: Vec<Sourced<String>> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for candidate in own {
        for tag in
            candidate.value.split([',', ';', '，', '、']).map(str::trim).filter(|t| !t.is_empty())
        {
            if tags.len() < MAX_TAGS && seen.insert(fold(tag)) {
                tags.push(Sourced::new(tag.to_owned(), source.clone()));
            }
        }
    }
    tags
}

/// The fields a user asked for by selector or by the rule for a site: the text of each element, empty ones left out.
pub(crate) fn extra(document: &Document, options: &Options) -> Vec<(String, Vec<String>)> {
    let texts = |selector| {
        let found = crate::parse::select(&document.tree, selector);
        found
            .into_iter()
            .map(|id| crate::text::squeeze(&document.tree.inner_text(id)))
            .filter(|t| !t.is_empty())
            .collect()
    };
    let mut extra: Vec<_> = options
        .extend
        .iter()
        .map(|(name, selector)| (name.clone(), texts(&selector.selector)))
        .collect();
    // Addresses that the rule for the site finds are for whoever fetches; nothing is fetched here.
    let links = document.site_findings.iter().flat_map(|ruled| &ruled.links);
    extra.extend(links.map(|(name, urls)| ((*name).to_owned(), urls.clone())));
    extra
}

#[cfg(test)]
mod tests;
