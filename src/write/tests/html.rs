//! HTML: our own elements and nothing of the page's.

use super::{all, article, block, item, link, row, spanned, written};
use crate::article::ContentBlock;
use crate::block::{BlockKind, Role, Span, SpanKind};
use crate::write::{Format, WriteOptions};

/// The part between `<article>` and `</article>`.
#[track_caller]
fn check(blocks: Vec<ContentBlock>, expected: &str) {
    let options = WriteOptions { metadata: false, ..all() };
    let document = written(&article(blocks), Format::Html, &options);
    let inside = document.split("<article>\n").nth(1).and_then(|d| d.split("</article>").next());
    assert_eq!(inside, Some(expected));
}

#[test]
fn text_and_addresses_are_escaped() {
    check(
        vec![spanned("a <b> & \"c\" here", &[("here", link("/x?a=1&b='\"<>"))])],
        "<p>a &lt;b&gt; &amp; &quot;c&quot; <a href=\"https://news.example/x?a=1&amp;b=%27%22%3C%3E\">here</a></p>\n",
    );
    check(vec![spanned("here", &[("here", link("javascript:alert(1)"))])], "<p>here</p>\n");
}

#[test]
fn crossed_spans_become_nested_elements() {
    check(
        vec![spanned(
            "one two three",
            &[("one two", SpanKind::Emphasis), ("two three", SpanKind::Strong)],
        )],
        "<p><em>one </em><strong><em>two</em> three</strong></p>\n",
    );
}

#[test]
fn lists_tables_and_figures_are_built() {
    check(
        vec![item(1, None, "a"), item(2, Some(3), "b"), item(1, None, "c")],
        "<ul>\n<li>a<ol start=\"3\">\n<li>b</li>\n</ol>\n</li>\n<li>c</li>\n</ul>\n",
    );
    check(
        vec![row(0, true, &["T"]), row(0, false, &["x"])],
        "<table>\n<tr><th>T</th></tr>\n<tr><td>x</td></tr>\n</table>\n",
    );
    let mut picture = block(BlockKind::Image, "");
    picture.spans.push(Span {
        range: 0..0,
        kind: SpanKind::Image { src: "/a.jpg".into(), alt: "\"A\"".into() },
    });
    let caption = ContentBlock { role: Role::Caption, ..block(BlockKind::Caption, "The bridge.") };
    check(
        vec![picture, caption],
        "<figure>\n<img src=\"https://news.example/a.jpg\" alt=\"&quot;A&quot;\">\n<figcaption>The bridge.</figcaption>\n</figure>\n",
    );
}
