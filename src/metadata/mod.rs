//! Reads the metadata of a page: each field with its source.
//!
//! One walk over the tree gathers candidates ([`gather`]). The JSON-LD blocks are read next, when
//! the page's titles and addresses are known. Then a short function for each field chooses: data
//! before marked elements, marked elements before printed text, and no value rather than a guess.

mod agency;
mod aside_marks;
mod attributes;
mod author_links;
mod authors;
mod byline;
mod byline_words;
mod calendars;
mod candidate;
mod candidates;
mod cards;
mod collected;
mod corrections;
mod date_words;
mod dates;
mod embedded_dates;
mod foreign_parts;
mod gather;
mod headings;
mod headline_location;
mod image;
mod isbn;
mod json_ld;
mod json_repair;
mod language;
mod locale;
mod meta_tags;
mod microdata;
mod moment;
mod months;
mod organisation_words;
mod phrase_finder;
mod plain;
mod position;
mod printed_date;
mod printed_lines;
mod relative_date;
mod role_words;
mod site_rule_fields;
mod terms;
mod title;
mod title_key;
mod values;

use url::Url;

use crate::article::{ContentBlock, Metadata, Sourced};
use crate::options::Options;
use crate::page::Page;
use crate::parse::Document;
use crate::text::fold;
use candidate::{Candidates, Field};
pub(crate) use candidates::list_candidates;
use collected::Collected;
use values::{absolute, short_value};

/// The most keywords that are kept.
const MAX_TAGS: usize = 100;

/// The metadata fields and the declared body of a page.
#[derive(Debug, Default)]
pub(crate) struct PageMetadata {
    pub(crate) metadata: Metadata,
    /// The body as data (`articleBody`), as written: plain text or HTML.
    pub(crate) body: Option<String>,
}

/// Reads the fields of a page.
pub(crate) fn read(document: &Document, page: &Page) -> PageMetadata {
    let Collected { gathered, headline, sites, language, canonical_url, context, body } =
        Collected::new(document, page);
    let published = dates::published(&gathered, &headline, &context);
    let title = title::decide(&gathered, &headline, &sites);
    let lead = image::lead(&gathered.candidates, document.base.as_ref());
    let mut metadata = Metadata {
        alternative_headline: title
            .as_ref()
            .and_then(|t| title::alternative(&gathered, &t.value, &sites)),
        title,
        authors: authors::decide(&gathered, &headline, &sites),
        modified: dates::modified(&gathered, &context.locale, published.as_ref().map(|p| &p.value)),
        published,
        site_name: gathered.candidates.first(Field::SiteName, |n| short_value(n, 120)),
        publisher: gathered.candidates.first(Field::Publisher, terms::publisher),
        language,
        description: gathered.candidates.first(Field::Description, |d| short_value(d, 20_000)),
        section: gathered.candidates.first(Field::Section, |s| short_value(s, 120)),
        tags: tags(&gathered.candidates),
        image: lead.address,
        image_width: lead.width,
        image_height: lead.height,
        image_caption: lead.caption,
        images: Vec::new(),
        video: gathered.candidates.first(Field::Video, |v| {
            absolute(v, document.base.as_ref()).filter(|v| terms::is_web_address(v))
        }),
        canonical_url,
        amp_url: gathered.candidates.first(Field::Amp, |a| absolute(a, document.base.as_ref())),
        license: terms::license(&gathered.candidates, document.base.as_ref()),
        rights: terms::rights(&gathered.candidates, page.headers.x_robots_tag.as_deref()),
        direction: gathered.direction,
        schema_type: gathered.candidates.first(Field::SchemaType, |t| short_value(t, 80)),
        is_free: gathered.candidates.first(Field::IsFree, is_free),
        isbn: gathered.candidates.first(Field::Isbn, isbn::isbn),
        agency: None,
        corrections: gathered.candidates.all(Field::Correction, |c| short_value(c, 2_000)),
        extra: Vec::new(),
    };
    if let Some(ruled) = &document.site_findings {
        site_rule_fields::apply(&mut metadata, ruled, &context.locale);
    }
    PageMetadata { metadata, body }
}

/// Whether a short line opens like a byline: "By" and a name, in the languages of the news.
pub(crate) fn is_byline(line: &str) -> bool {
    (byline::opens_with_by(line) || byline::opens_with_author_label(line))
        && !byline::split_names(line, byline::Trust::Printed).is_empty()
}

/// Whether a line names a day with its year. A time alone is none.
pub(crate) fn names_day(line: &str) -> bool {
    printed_date::find_date(line, &locale::Locale::default()).is_some()
}

/// Whether a line is a time before now, such as "2 hours ago".
pub(crate) fn names_time_ago(line: &str) -> bool {
    relative_date::is_span(line)
}

/// The page's JSON-LD: one value for each readable block.
pub(crate) fn schema_org(document: &Document) -> Vec<serde_json::Value> {
    gather::gather(document).json_ld.iter().flat_map(|block| json_repair::values(block)).collect()
}

/// Fills in what only the article text tells: its images, correction notes and the news agency.
pub(crate) fn complete(metadata: &mut Metadata, content: &[ContentBlock], base: Option<&Url>) {
    image::complete(metadata, content, base);
    let noted = corrections::notes(content);
    let is_new = |note: &Sourced<String>| {
        metadata.corrections.iter().all(|c| fold(&c.value) != fold(&note.value))
    };
    let noted: Vec<_> = noted.into_iter().filter(is_new).collect();
    metadata.corrections.extend(noted);
    metadata.agency = agency::agency(metadata, content);
}

fn is_free(word: &str) -> Option<bool> {
    match word.rsplit('/').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "true" | "free" => Some(true),
        "false" | "locked" | "metered" => Some(false),
        _ => None,
    }
}

/// The keywords from the best source that has any: a list, or one value with commas.
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

/// The fields that the user's selectors or the site rule add: the text of each element, without
/// empty ones.
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
    // The caller fetches the addresses that the site rule finds; nothing is fetched here.
    let links = document.site_findings.iter().flat_map(|ruled| &ruled.links);
    extra.extend(links.map(|(name, urls)| ((*name).to_owned(), urls.clone())));
    extra
}

#[cfg(test)]
mod tests;
