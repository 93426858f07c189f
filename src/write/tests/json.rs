//! Records.

use super::{all, article, block, paragraph, written};
use crate::article::{Moment, Source, Sourced};
use crate::block::BlockKind;
use crate::write::{Format, Record, WriteOptions};

#[test]
fn the_keys_of_a_row_are_a_promise() {
    let mut article = article(vec![paragraph("Rain.")]);
    article.metadata.title =
        Some(Sourced::new("Rain".to_owned(), Source::JsonLd("NewsArticle.headline".to_owned())));
    article.metadata.published = Some(Sourced::new(
        Moment::Local(jiff::civil::date(2024, 3, 5).at(9, 30, 0, 0)),
        Source::Url,
    ));
    let expected = concat!(
        r#"{"id":"story","url":"https://news.example/story","hostname":"news.example","title":"Rain","alternative_headline":null,"authors":[],"date":"2024-03-05","#,
        r#""published":"2024-03-05T09:30:00","published_utc":null,"modified":null,"site_name":null,"publisher":null,"language":null,"detected_language":null,"direction":null,"description":null,"section":null,"#,
        r#""tags":[],"image":null,"image_width":null,"image_height":null,"image_caption":null,"images":[],"video":null,"canonical_url":null,"amp_url":null,"license":null,"rights":[],"isbn":null,"agency":null,"corrections":[],"kind":"empty","kind_confidence":0.0,"quality":0.0,"schema_type":null,"is_free":null,"word_count":1,"reading_minutes":1,"text":"Rain.","#,
        r#""comments":"","sources":{"title":"json-ld NewsArticle.headline","published":"url"},"warnings":[],"extra":null}"#,
        "\n"
    );
    assert_eq!(written(&article, Format::Jsonl, &all()), expected);
}

#[test]
fn a_row_is_one_line_to_every_reader() {
    let mut article = article(vec![block(BlockKind::Preformatted, "a\nb\u{2028}c\u{85}")]);
    article.metadata.extra.push(("na\u{1b}me".to_owned(), vec!["\u{2029}x".to_owned()]));
    let options =
        WriteOptions { id: Some("f\u{9b}\u{2028}".to_owned()), ..WriteOptions::default() };
    let row = written(&article, Format::Jsonl, &options);
    assert_eq!(row.lines().count(), 1);
    assert!(
        !row.trim_end().chars().any(|c| c.is_control() || crate::text::is_invisible(c)),
        "{row:?}"
    );
    let back: serde_json::Value = serde_json::from_str(&row).expect("JSON");
    assert_eq!(back["id"], "f\u{9b}\u{2028}", "an identifier is written as it is, in escapes");
}

#[test]
fn a_failure_is_a_row() {
    let row: serde_json::Value =
        serde_json::from_str(&Record::failed("x", "no connection").to_json(false)).expect("JSON");
    assert_eq!(
        (row["id"].as_str(), row["text"].as_str(), row["error"].as_str()),
        (Some("x"), Some(""), Some("no connection"))
    );
}
