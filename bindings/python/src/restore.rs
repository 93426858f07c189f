//! Restores an article of the library from its record and blocks, as far as writers read it.

use cleancopy::{Article, ContentBlock, Moment, PageKind, Source, Sourced};
use serde_json::{Map, Value};

/// The article with the blocks and those fields of a record that Markdown and HTML show. All other
/// fields are read from the record itself, so they need not be restored.
pub fn restored_article(
    record: &Map<String, Value>,
    blocks: Vec<ContentBlock>,
    comments: Vec<ContentBlock>,
) -> Article {
    let text = |name: &str| stated(record.get(name).and_then(Value::as_str)?.to_owned());
    let moment = |name: &str| {
        let text = record.get(name).and_then(Value::as_str)?;
        text.parse::<Moment>().ok().and_then(stated)
    };
    let texts = |name: &str| -> Vec<Sourced<String>> {
        let items = record.get(name).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).filter_map(|item| stated(item.to_owned())).collect()
    };
    let kind = record.get("kind").and_then(Value::as_str).unwrap_or_default();
    let mut article = Article::default();
    article.kind = PageKind::from_name(kind).unwrap_or_default();
    article.quality = share(record, "quality");
    article.kind_confidence = share(record, "kind_confidence");
    article.blocks = blocks;
    article.comments = comments;
    let metadata = &mut article.metadata;
    metadata.title = text("title");
    metadata.authors = texts("authors");
    metadata.published = moment("published");
    metadata.modified = moment("modified");
    metadata.site_name = text("site_name");
    metadata.language = text("language");
    metadata.direction = text("direction");
    metadata.description = text("description");
    metadata.section = text("section");
    metadata.tags = texts("tags");
    metadata.canonical_url = text("canonical_url");
    article
}

/// Wraps a value. No writer reads its source here, so `Source::Block` stands in for it.
fn stated<T>(value: T) -> Option<Sourced<T>> {
    Some(Sourced::new(value, Source::Block))
}

#[expect(clippy::cast_possible_truncation, reason = "a share has two decimals")]
fn share(record: &Map<String, Value>, name: &str) -> f32 {
    record.get(name).and_then(Value::as_f64).unwrap_or_default() as f32
}
