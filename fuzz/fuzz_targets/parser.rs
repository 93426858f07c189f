//! Any text through our tokenizer and through html5ever's: both give the same blocks.

#![no_main]

use cleancopy::{Options, Page, Warning, extract, extract_html};
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, driver};
use libfuzzer_sys::fuzz_target;
use scraper::{Html, HtmlTreeSink};

fuzz_target!(|text: &str| {
    // The other tree treats a leading byte order mark and `annotation-xml` differently: see `parse`
    // and `parse/tokenizer/tests`.
    if text.starts_with('\u{feff}') || text.to_ascii_lowercase().contains("annotation-xml") {
        return;
    }
    let page = Page::from_html(text);
    let Ok(ours) = extract(&page, &Options::default()) else { return };
    let is_changed = |w: &Warning| {
        matches!(w, Warning::TooDeep | Warning::TooManyNodes | Warning::TooManyAttributes | Warning::EncodedTwice { .. } | Warning::BytesLost { .. })
    };
    if ours.article.warnings.iter().any(is_changed) {
        return;
    }
    let options = ParseOpts { tree_builder: TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() }, ..ParseOpts::default() };
    let html = driver::parse_document(HtmlTreeSink::new(Html::new_document()), options).one(text);
    let theirs = extract_html(&html, &page, &Options::default());
    let texts = |blocks: &cleancopy::Blocks| blocks.list.iter().map(|b| b.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&ours.blocks), texts(&theirs.blocks));
});
