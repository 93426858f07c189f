//! Parsing takes linear time on every page: an unclosed construct is searched once.

use std::time::{Duration, Instant};

use crate::options::Options;
use crate::parse::parse;

/// Bytes of a hostile page.
const SIZE: usize = 1 << 20;
/// Linear time takes a tenth of it, unoptimised on a busy machine; quadratic time takes hours.
const LIMIT: Duration = Duration::from_secs(10);

fn check(opening: &str, unit: &str) {
    let page = format!("{opening}{}", unit.repeat(SIZE / unit.len()));
    let start = Instant::now();
    let document = parse(&page, None, &Options::default());
    let took = start.elapsed();
    assert!(took < LIMIT, "{opening}{unit}… took {took:?}");
    drop(document);
}

#[test]
fn unclosed_constructs_are_linear() {
    for opening in [
        "<!--",
        "<!---",
        "<!doctype",
        "<!doctype a public '",
        "<![CDATA[",
        "<svg><![CDATA[",
        "<?",
        "<script>",
        "<script><!--",
        "<style>",
        "<script><!--<script>",
        "<title>",
        "<textarea>",
        "<plaintext>",
        "<xmp>",
        "<a",
        "<a ",
        "<a b=",
        "<a b='",
        "</",
        "</a ",
        "&",
        "&#",
        "&#x",
    ] {
        for unit in ["a", "-", "a ", "<", "&", "/", "]", "0"] {
            check(opening, unit);
        }
    }
}

#[test]
fn openings_without_end_are_linear() {
    for unit in [
        "<",
        "&",
        "</",
        "<!",
        "<!-",
        "<!--",
        "<!-->",
        "--!",
        "<?",
        "&#",
        "&#x",
        "&a",
        "&notin",
        "&amp",
        "<a ",
        "<a b='",
        "\0",
        "a\0",
        "\r",
        "\r\n",
        "]]>",
        "<>",
        "</>",
        "<!doctype",
        "<![CDATA[",
        "<script>",
        "</script",
        "<script><!--",
        "<svg><![CDATA[",
        "<title>",
        "</title",
    ] {
        check("", unit);
        check("<title>", unit);
        check("<script>", unit);
        check("<script><!--", unit);
    }
}

#[test]
fn a_hundred_thousand_attributes_are_linear() {
    let names: String = (0..100_000).map(|i| format!(" a{i}")).collect();
    check(&format!("<p{names}"), " a");
    check(&format!("<p{names}>"), " a");
    check("", "<p a b c d e f g h i j k l m n o p q r s t u v w x y z a b c>");
}

#[test]
fn text_that_alternates_between_two_parents_is_linear() {
    check("<table>", "a<td>b</td>");
    check("<table>", "a&amp;b<tr>c");
    check("<p>", "a&amp;");
    check("<pre>", "<b>a&amp;</b>\r\n");
}
