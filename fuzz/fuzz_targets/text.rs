//! Any text through text mode: nothing panics, and cleaning twice gives the same as cleaning once.

#![no_main]

use cleancopy::text_mode::{TextOptions, clean_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let once = clean_text(text, &TextOptions::default()).text();
    let twice = clean_text(&once, &TextOptions::default()).text();
    assert_eq!(once, twice);
});
