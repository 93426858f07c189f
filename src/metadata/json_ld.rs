//! Reads JSON-LD: finds the node that describes the article of this page, and adds its fields.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::candidate::{Candidate, Candidates, Field};
use super::json_repair;
use crate::article::Source;
use crate::text::fold;

/// The most objects read on one page; real pages have at most some thousands.
const MAX_NODES: usize = 50_000;
/// Properties that lead from an article to other articles.
const TO_OTHERS: [&str; 13] = [
    "itemListElement",
    "hasPart",
    "mentions",
    "isPartOf",
    "comment",
    "review",
    "relatedLink",
    "citation",
    "isBasedOn",
    "subjectOf",
    "video",
    "associatedMedia",
    "mainEntity",
];

type Object = Map<String, Value>;

/// Facts from the rest of the page that identify its own node.
#[derive(Debug, Default)]
pub(super) struct PageIdentity {
    /// Titles as printed or in `<meta>`, folded.
    pub(super) titles: Vec<String>,
    /// Addresses without scheme, query and final slash.
    pub(super) addresses: Vec<String>,
}

/// An address in the form used for comparison.
pub(super) fn address_key(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or_default().trim();
    let bare =
        bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://")).unwrap_or(bare);
    bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/').to_ascii_lowercase()
}

/// Reads the blocks; returns the longest `articleBody`.
pub(super) fn read(
    blocks: &[String],
    identity: &PageIdentity,
    out: &mut Candidates,
) -> Option<String> {
    let values: Vec<Value> = blocks.iter().flat_map(|b| json_repair::values(b)).collect();
    let graph = Graph::new(&values);
    let article = graph.article(identity);
    if let Some(article) = article {
        add_article(&graph, article, out);
    }
    if let Some(page) = graph.of_type(|t| t.ends_with("WebPage") || t == "ItemPage") {
        add_page(&graph, page, article.is_some(), out);
    }
    if let Some(book) = graph.of_type(|t| matches!(t, "Book" | "Audiobook")) {
        add_text(book, "Book", "isbn", Field::Isbn, 1, out);
    }
    if let Some(site) = graph.of_type(|t| t == "WebSite") {
        add_text(site, "WebSite", "name", Field::SiteName, 12, out);
    }
    graph.body()
}

/// All objects of the page.
struct Graph<'v> {
    /// Each object, and whether it was reached through a property that leads to other articles.
    nodes: Vec<(&'v Object, bool)>,
    by_id: FxHashMap<&'v str, &'v Object>,
}

impl<'v> Graph<'v> {
    fn new(values: &'v [Value]) -> Self {
        let mut graph = Self { nodes: Vec::new(), by_id: FxHashMap::default() };
        let mut open: Vec<(&Value, bool)> = values.iter().rev().map(|v| (v, false)).collect();
        while let Some((value, other)) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items.iter().rev().map(|v| (v, other))),
                Value::Object(object) if graph.nodes.len() < MAX_NODES => {
                    graph.nodes.push((object, other));
                    // A mere reference has no other property.
                    if let Some(id) = text_of(object.get("@id"))
                        && object.len() > 1
                    {
                        graph.by_id.entry(id).or_insert(object);
                    }
                    open.extend(
                        object.iter().rev().map(|(key, v)| (v, other || leads_away(object, key))),
                    );
                }
                _ => {}
            }
        }
        graph
    }

    /// `value` itself, or the object that it refers to.
    fn resolve(&self, value: &'v Value) -> Option<&'v Object> {
        let object = value.as_object()?;
        let id = text_of(object.get("@id")).filter(|_| !object.contains_key("name"));
        Some(id.and_then(|id| self.by_id.get(id).copied()).unwrap_or(object))
    }

    fn of_type(&self, wanted: impl Fn(&str) -> bool) -> Option<&'v Object> {
        self.nodes
            .iter()
            .filter(|(_, other)| !other)
            .map(|(o, _)| *o)
            .find(|o| types(o).any(&wanted))
    }

    /// The object of an article type that best matches this page.
    fn article(&self, identity: &PageIdentity) -> Option<&'v Object> {
        let mut best: Option<(i32, &Object)> = None;
        for (object, other) in &self.nodes {
            let Some(points) = types(object).map(type_points).max().filter(|w| *w > 0) else {
                continue;
            };
            let points = points + agreement(object, identity) - if *other { 8 } else { 0 };
            if best.is_none_or(|(b, _)| points > b) {
                best = Some((points, object));
            }
        }
        // A node about another article, found in a list, is worse than none.
        best.filter(|(points, _)| *points > 0).map(|(_, object)| object)
    }

    fn body(&self) -> Option<String> {
        let bodies = self
            .nodes
            .iter()
            .filter(|(_, other)| !other)
            .filter_map(|(o, _)| text_of(o.get("articleBody")));
        bodies.max_by_key(|b| b.len()).map(str::to_owned)
    }
}

/// Whether a property leads to other articles. `mainEntity` does so only in a
/// collection, a list or an FAQ page.
fn leads_away(object: &Object, key: &str) -> bool {
    match key {
        "mainEntity" => {
            types(object).any(|t| matches!(t, "CollectionPage" | "ItemList" | "FAQPage"))
        }
        key => TO_OTHERS.contains(&key),
    }
}

/// The types of an object, without the address of the vocabulary.
fn types(object: &Object) -> impl Iterator<Item = &str> {
    let value = object.get("@type");
    let list = value.and_then(Value::as_array).into_iter().flatten();
    value
        .into_iter()
        .filter(|v| v.is_string())
        .chain(list)
        .filter_map(Value::as_str)
        .map(|t| t.rsplit(['/', '#', ':']).next().unwrap_or(t))
}

/// Points for a type that describes an article; 0 for other types.
fn type_points(name: &str) -> i32 {
    match name {
        "NewsArticle"
        | "ReportageNewsArticle"
        | "OpinionNewsArticle"
        | "AnalysisNewsArticle"
        | "LiveBlogPosting" => 6,
        "Article"
        | "BlogPosting"
        | "ReviewNewsArticle"
        | "BackgroundNewsArticle"
        | "AskPublicNewsArticle"
        | "AdvertiserContentArticle"
        | "SatiricalArticle"
        | "ScholarlyArticle"
        | "TechArticle"
        | "Report" => 5,
        "SocialMediaPosting"
        | "DiscussionForumPosting"
        | "Recipe"
        | "HowTo"
        | "CreativeWork"
        | "Review"
        | "ClaimReview" => 3,
        n if n.ends_with("Article") || n.ends_with("Posting") => 5,
        _ => 0,
    }
}

/// Points for agreement between an object and the rest of the page.
fn agreement(object: &Object, identity: &PageIdentity) -> i32 {
    let mut points = 0;
    let main = object.get("mainEntityOfPage");
    let of_page = main.and_then(|m| text_of(Some(m)).or_else(|| text_of(m.get("@id"))));
    let addresses = [text_of(object.get("url")), text_of(object.get("@id")), of_page];
    if addresses.into_iter().flatten().map(address_key).any(|a| identity.addresses.contains(&a)) {
        points += 4;
    }
    if let Some(headline) = text_of(object.get("headline").or_else(|| object.get("name"))) {
        let headline = fold(&plain(headline));
        if identity
            .titles
            .iter()
            .any(|t| *t == headline || (headline.len() > 20 && t.contains(&headline)))
        {
            points += 4;
        }
    }
    points
        + i32::from(object.contains_key("datePublished"))
        + i32::from(object.contains_key("author"))
}

fn add_article(graph: &Graph<'_>, article: &Object, out: &mut Candidates) {
    let kind = types(article).max_by_key(|t| type_points(t)).unwrap_or_default().to_owned();
    out.add(Candidate::new(Field::SchemaType, kind.as_str(), source(&kind, "@type"), 0));
    for (property, field, rank) in [
        ("headline", Field::Title, 0),
        ("name", Field::Title, 4),
        ("alternativeHeadline", Field::AlternativeTitle, 0),
        ("datePublished", Field::Published, 0),
        ("dateCreated", Field::Published, 60),
        ("uploadDate", Field::Published, 61),
        ("dateModified", Field::Modified, 0),
        ("description", Field::Description, 4),
        ("inLanguage", Field::Language, 4),
        ("url", Field::Canonical, 8),
    ] {
        add_text(article, &kind, property, field, rank, out);
    }
    add_texts(article, &kind, "articleSection", Field::Section, 0, out);
    add_texts(article, &kind, "keywords", Field::Tag, 0, out);
    for property in ["image", "thumbnailUrl"] {
        if let Some((url, image)) = article.get(property).and_then(|v| image(graph, v)) {
            out.add(Candidate::new(Field::Image, url, source(&kind, property), 4));
            image
                .into_iter()
                .for_each(|object| add_image(object, &format!("{kind}.{property}"), out));
        }
    }
    add_texts(article, &kind, "correction", Field::Correction, 0, out);
    if let Some(publisher) =
        article.get("publisher").and_then(|p| p.as_array().map_or(Some(p), |l| l.first()))
        && let Some(name) = graph
            .resolve(publisher)
            .and_then(|o| text_of(o.get("name")))
            .or_else(|| publisher.as_str())
    {
        out.add(Candidate::new(Field::SiteName, plain(name), source(&kind, "publisher.name"), 8));
        out.add(Candidate::new(Field::Publisher, plain(name), source(&kind, "publisher.name"), 0));
    }
    if let Some((property, url)) = article.get("video").and_then(|v| video(graph, v)) {
        out.add(Candidate::new(Field::Video, url, source(&kind, &format!("video.{property}")), 4));
    }
    if let Some(license) = article.get("license").and_then(|l| license(graph, l)) {
        out.add(Candidate::new(Field::License, plain(license), source(&kind, "license"), 0));
    }
    let authors = ["author", "creator"]
        .into_iter()
        .find_map(|p| Some((p, article.get(p).filter(|v| !v.is_null())?)));
    if let Some((property, value)) = authors {
        add_authors(graph, value, &source(&kind, property), out);
    }
    add_free(article, &kind, out);
}

/// Adds the fields of a `WebPage`. They rank below those of the article (except its
/// `dateCreated` and `uploadDate`), since the node often describes the site.
fn add_page(graph: &Graph<'_>, page: &Object, has_article: bool, out: &mut Candidates) {
    let kind = types(page).next().unwrap_or_default().to_owned();
    add_text(page, &kind, "datePublished", Field::Published, 14, out);
    add_text(page, &kind, "dateModified", Field::Modified, 14, out);
    add_text(page, &kind, "inLanguage", Field::Language, 8, out);
    add_text(page, &kind, "description", Field::Description, 12, out);
    add_text(page, &kind, "headline", Field::Title, 9, out);
    if !has_article {
        out.add(Candidate::new(Field::SchemaType, kind.as_str(), source(&kind, "@type"), 8));
        if let Some(authors) = page.get("author").filter(|v| !v.is_null()) {
            add_authors(graph, authors, &source(&kind, "author"), out);
        }
        add_free(page, &kind, out);
    }
}

/// Adds the authors, people before organisations: an organisation beside people is their employer.
fn add_authors(graph: &Graph<'_>, value: &Value, source: &Source, out: &mut Candidates) {
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    for item in list.iter().take(50) {
        let object = graph.resolve(item);
        let name = object.and_then(|o| text_of(o.get("name"))).or_else(|| item.as_str());
        let names = object
            .and_then(|o| o.get("name"))
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        let is_person = object.is_none_or(|o| types(o).all(|t| t == "Person"));
        let rank = if is_person { 0 } else { 30 };
        for name in name.into_iter().chain(names) {
            out.add(Candidate::new(Field::Author, plain(name), source.clone(), rank));
        }
    }
}

fn add_free(object: &Object, kind: &str, out: &mut Candidates) {
    let value = match object.get("isAccessibleForFree") {
        Some(Value::Bool(free)) => free.to_string(),
        Some(Value::String(word)) => word.clone(),
        _ => return,
    };
    out.add(Candidate::new(Field::IsFree, value, source(kind, "isAccessibleForFree"), 0));
}

fn add_text(
    object: &Object,
    kind: &str,
    property: &str,
    field: Field,
    rank: u8,
    out: &mut Candidates,
) {
    if let Some(text) = text_of(object.get(property)) {
        out.add(Candidate::new(field, plain(text), source(kind, property), rank));
    }
}

/// Adds a property that is a text, a list of texts or a list of named things.
fn add_texts(
    object: &Object,
    kind: &str,
    property: &str,
    field: Field,
    rank: u8,
    out: &mut Candidates,
) {
    let Some(value) = object.get(property) else { return };
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    for item in list.iter().take(200) {
        if let Some(text) = item.as_str().or_else(|| text_of(item.get("name"))) {
            out.add(Candidate::new(field, plain(text), source(kind, property), rank));
        }
    }
}

/// The address of an image (a text, an object with `url`, a reference, or the first of a list), and
/// the object that describes it.
fn image<'v>(graph: &Graph<'v>, value: &'v Value) -> Option<(&'v str, Option<&'v Object>)> {
    match value {
        Value::String(url) => Some((url, None)),
        Value::Array(list) => list.iter().find_map(|item| {
            item.as_str().map(|url| (url, None)).or_else(|| image_object(graph, item))
        }),
        _ => image_object(graph, value),
    }
}

fn image_object<'v>(graph: &Graph<'v>, value: &'v Value) -> Option<(&'v str, Option<&'v Object>)> {
    let object = value.as_object()?;
    let url = |o: &'v Object| {
        Some((text_of(o.get("url")).or_else(|| text_of(o.get("contentUrl")))?, Some(o)))
    };
    url(object).or_else(|| graph.by_id.get(text_of(object.get("@id"))?).and_then(|o| url(o)))
}

/// Adds the size and caption of an image.
fn add_image(image: &Object, path: &str, out: &mut Candidates) {
    for (property, field) in [("width", Field::ImageWidth), ("height", Field::ImageHeight)] {
        let value = image.get(property);
        let number = value.and_then(Value::as_f64).map(|n| n.to_string());
        if let Some(side) = number.or_else(|| text_of(value).map(str::to_owned)) {
            out.add(Candidate::new(field, side, source(path, property), 4));
        }
    }
    add_text(image, path, "caption", Field::ImageCaption, 4, out);
}

/// The file or the player of the first video that has one.
fn video<'v>(graph: &Graph<'v>, value: &'v Value) -> Option<(&'static str, &'v str)> {
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    list.iter().take(50).filter_map(|item| graph.resolve(item)).find_map(|video| {
        ["contentUrl", "embedUrl"]
            .into_iter()
            .find_map(|property| Some((property, text_of(video.get(property))?)))
    })
}

/// A licence by its address or name: a text, or a work with one of them.
fn license<'v>(graph: &Graph<'v>, value: &'v Value) -> Option<&'v str> {
    let of_work = || {
        graph
            .resolve(value)
            .and_then(|work| ["url", "@id", "name"].into_iter().find_map(|p| text_of(work.get(p))))
    };
    text_of(Some(value)).or_else(of_work)
}

/// A text, the first of a list of texts, or the `@value` of a text with a language.
fn text_of(value: Option<&Value>) -> Option<&str> {
    match value? {
        Value::String(text) => Some(text),
        Value::Array(list) => list.first().and_then(Value::as_str),
        Value::Object(object) => object.get("@value").and_then(Value::as_str),
        _ => None,
    }
}

fn plain(text: &str) -> String {
    super::plain::plain(text)
}

fn source(kind: &str, property: &str) -> Source {
    Source::JsonLd(format!("{kind}.{property}"))
}

#[cfg(test)]
mod tests;
