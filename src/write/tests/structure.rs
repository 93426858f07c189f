//! Tests from a piece of HTML to the written text, for constructs whose meaning is in the markup:
//! formulas, code, and raised, lowered or deleted text. Every block is kept, so that the classifier
//! has no part in them.

mod blocks;
mod code;
mod formulas;
mod images;
mod links;
mod mathml;
mod meaning;
mod notes;
mod quotes;
mod raw_tex;
mod tables;

use super::{Format, WriteOptions, all, article, written};
use crate::article::ContentBlock;
use crate::block::Role;
use crate::options::Options;
use crate::parse::parse;
use crate::segment::segment;

/// The body of a page in a format.
fn render(html: &str, format: Format) -> String {
    let options = Options::default();
    let blocks = segment(&parse(html, None, &options), &options);
    let kept = blocks.list.into_iter().map(|block| ContentBlock {
        role: Role::Body,
        kind: block.kind,
        text: block.text,
        spans: block.spans,
    });
    let options = WriteOptions { metadata: false, ..all() };
    written(&article(kept.collect()), format, &options)
}

#[track_caller]
fn markdown(html: &str, expected: &str) {
    assert_eq!(render(html, Format::Markdown).trim_end(), expected, "{html}");
}

#[track_caller]
fn plain(html: &str, expected: &str) {
    assert_eq!(render(html, Format::Text).trim_end(), expected, "{html}");
}

/// The elements inside the article of the HTML output.
#[track_caller]
fn html(page: &str, expected: &str) {
    let out = render(page, Format::Html);
    let body = out.split_once("<article>\n").and_then(|(_, rest)| rest.split_once("</article>"));
    assert_eq!(body.map(|(body, _)| body.trim_end()), Some(expected), "{page}");
}

/// The string literals of Rust code.
fn literals(code: &str) -> Vec<String> {
    let (mut found, mut open, mut escaped) = (Vec::new(), None::<String>, false);
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for c in line.chars().chain(['\n']) {
            match &mut open {
                None if c == '"' => open = Some(String::new()),
                None => {}
                Some(_) if c == '"' && !escaped => found.extend(open.take()),
                Some(text) => text.push(c),
            }
            escaped = c == '\\' && !escaped && open.is_some();
        }
    }
    found
}

/// The contract of `docs/markdown.md` is only as good as the shapes that it is tested with.
#[test]
fn there_are_at_least_150_shapes() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/write/tests/structure");
    let mut shapes = std::collections::BTreeSet::new();
    for file in std::fs::read_dir(folder).expect("the folder of these tests") {
        let code = std::fs::read_to_string(file.expect("a file").path()).expect("text");
        // A piece of HTML that a test reads, not the HTML that it expects.
        let is_page = |text: &String| text.contains("</") && !text.contains("\\n<");
        shapes.extend(literals(&code).into_iter().filter(is_page));
    }
    assert!(shapes.len() >= 150, "only {} shapes", shapes.len());
}
