//! Links keep their address and stand apart; headings carry no marks of their own.

use super::{html, markdown, plain};

#[test]
fn an_address_is_escaped_only_where_it_would_change() {
    for (address, expected) in [
        ("https://a.example/?a=1&amp;h=2", "https://a.example/?a=1&h=2"),
        ("https://a.example/?a=1&amp;copy=2", "https://a.example/?a=1\\&copy=2"),
        ("https://a.example/?a=1&amp;x;y", "https://a.example/?a=1\\&x;y"),
        ("https://a.example/?a&amp;b", "https://a.example/?a&b"),
        ("https://a.example/a_(b)", "https://a.example/a_\\(b\\)"),
    ] {
        markdown(
            &format!("<p>See <a href=\"{address}\">it</a>.</p>"),
            &format!("See [it]({expected})."),
        );
    }
    markdown(
        "<p>Fish &amp;amp; Co, &amp;copy 2020, R&amp;D</p>",
        "Fish \\&amp; Co, \\&copy 2020, R&D",
    );
}

#[test]
fn a_link_whose_text_is_its_address_is_bare() {
    markdown(
        "<p>See <a href=\"https://a.example/b?c=1&amp;d=2\">https://a.example/b?c=1&amp;d=2</a>.</p>",
        "See <https://a.example/b?c=1&d=2>.",
    );
    markdown(
        "<p>See <a href=\"https://a.example/b\">a.example/b</a> and <a \
         href=\"https://a.example/c\"><b>https://a.example/c</b></a>.</p>",
        "See [a.example/b](https://a.example/b) and [**https://a.example/c**](https://a.example/c).",
    );
    html(
        "<p><a href=\"https://a.example/b\">https://a.example/b</a></p>",
        "<p><a href=\"https://a.example/b\">https://a.example/b</a></p>",
    );
}

#[test]
fn links_side_by_side_are_two_words() {
    plain("<p><a href=/a>Rope</a><a href=/b>Oars</a></p>", "Rope Oars");
    plain("<p><a href=/a>Rope</a><span><a href=/b>Oars</a></span></p>", "Rope Oars");
    plain("<p>Two <a href=/a>boat</a>s.</p>", "Two boats.");
    plain("<p>See <a href=\"#gate\">the gate</a> below.</p>", "See the gate below.");
}

#[test]
fn a_link_to_a_place_on_the_page_has_the_address_of_the_page() {
    for (address, expected) in [
        ("#gate", "[gate](https://news.example/story#gate)"),
        (" #gate ", "[gate](https://news.example/story#gate)"),
        ("#a b", "[gate](https://news.example/story#a%20b)"),
        ("#:~:text=a,b", "[gate](https://news.example/story#:~:text=a,b)"),
        ("/story#gate", "[gate](https://news.example/story#gate)"),
        // These are buttons.
        ("#", "gate"),
        ("#top", "gate"),
        ("#!", "gate"),
        ("", "gate"),
        ("javascript:void(0)", "gate"),
    ] {
        let page = format!("<p>See <a href=\"{address}\">gate</a> below.</p>");
        markdown(&page, &format!("See {expected} below."));
    }
    html(
        "<p>See <a href=\"#gate\">the gate</a> below.</p>",
        "<p>See <a href=\"https://news.example/story#gate\">the gate</a> below.</p>",
    );
}

#[test]
fn a_link_to_a_place_on_an_unknown_page_is_its_text() {
    let link = super::super::link("#gate");
    let block = super::super::spanned("See the gate.", &[("gate", link)]);
    let options = super::WriteOptions { url: None, metadata: false, ..super::all() };
    for format in [super::Format::Markdown, super::Format::Html] {
        let out = super::written(&super::article(vec![block.clone()]), format, &options);
        assert!(out.contains("See the gate."), "{out}");
    }
}

#[test]
fn a_heading_is_its_words() {
    for heading in [
        "<h2>The gate <a class=\"headerlink\" href=\"#gate\" title=\"Permalink\">¶</a></h2>",
        "<h2>The gate<a class=\"headerlink\" href=\"#gate\">#</a></h2>",
        "<h2><a class=\"anchor\" href=\"#gate\">#</a> The gate</h2>",
        "<h2><a class=\"anchor\" href=\"#gate\" aria-hidden=\"true\"><svg></svg></a>The gate</h2>",
        "<h2>The gate<a href=\"#gate\" class=\"hash-link\">\u{200b}</a></h2>",
        "<h2>The gate <a href=\"https://a.example/x#gate\"><span>🔗</span></a></h2>",
        "<h2>The gate <a href=\"#gate\">Permalink</a></h2>",
        "<h2>The gate<span class=\"mw-editsection\"><span>[</span><a href=\"/e\">edit</a><span>]\
         </span></span></h2>",
        "<h2><strong>The gate</strong></h2>",
        "<h2>The <b>gate</b></h2>",
    ] {
        markdown(&format!("{heading}<p>It leaks.</p>"), "## The gate\n\nIt leaks.");
    }
    markdown(
        "<h2>The <a href=\"#c\">C#</a> gate</h2><p>It leaks.</p>",
        "## The [C#](https://news.example/story#c) gate\n\nIt leaks.",
    );
    html("<h2><b>The gate</b></h2>", "<h2>The gate</h2>");
}
