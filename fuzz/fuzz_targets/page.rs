//! Any bytes as a page: nothing panics, and no output contains a control character.

#![no_main]

use cleancopy::{Format, Options, Page, WriteOptions, extract, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = Options::default().with_explain(true);
    let Ok(extraction) = extract(&Page::from_bytes(bytes.to_vec()), &options) else { return };
    let how = WriteOptions::default().with_metadata(true);
    for format in [Format::Text, Format::Markdown, Format::Html, Format::Jsonl] {
        let mut out = Vec::new();
        write(&extraction.article, format, &how, &mut out).expect("memory takes everything");
        let text = String::from_utf8(out).expect("what is written is UTF-8");
        assert!(!text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')), "a control character in {format:?}: {text:?}");
    }
});
