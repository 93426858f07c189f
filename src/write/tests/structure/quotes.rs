//! Lists, listings and tables inside a quotation or a callout stay in it.

use super::{html, markdown, plain};

const BOXES: &[(&str, &str)] = &[
    ("<div class=\"admonition tip\"><p class=\"admonition-title\">Tip</p>", "</div>"),
    ("<div class=\"markdown-alert markdown-alert-tip\"><p class=\"x-title\">Tip</p>", "</div>"),
    ("<div class=\"bs-callout bs-callout-tip\">", "</div>"),
    (
        "<aside class=\"starlight-aside starlight-aside--tip\"><p class=\"title\">Tip</p>",
        "</aside>",
    ),
    ("<details class=\"tip\" open><summary>Tip</summary>", "</details>"),
];

#[test]
fn blocks_of_a_callout_stay_in_its_quote() {
    for (inside, expected) in [
        ("<ul><li>Rope</li><li>Oars</li></ul>", "> - Rope\n> - Oars"),
        ("<ol><li>Push</li><li>Row</li></ol>", "> 1. Push\n> 2. Row"),
        ("<ul><li>Rope<ul><li>thick</li></ul></li></ul>", "> - Rope\n>   - thick"),
        ("<ul><li><p>Rope</p><p>Coil it.</p></li></ul>", "> - Rope\n>\n>   Coil it."),
        ("<ul><li>Run:<pre>a\nb</pre></li></ul>", "> - Run:\n>\n>   ```\n>   a\n>   b\n>   ```"),
        ("<pre>weir open\n\n  weir wait</pre>", "> ```\n> weir open\n>\n>   weir wait\n> ```"),
        ("<p>Run:</p><pre>a</pre><p>Wait.</p>", "> Run:\n>\n> ```\n> a\n> ```\n>\n> Wait."),
        (
            "<table><tr><th>Boat</th><th>Crew</th></tr><tr><td>Heron</td><td>4</td></tr></table>",
            "> | Boat | Crew |\n> | --- | --- |\n> | Heron | 4 |",
        ),
        (
            "<ul><li>Rope</li></ul><ol><li>Row</li></ol><ul><li>Oars</li></ul>",
            "> - Rope\n>\n> 1) Row\n>\n> - Oars",
        ),
    ] {
        for (open, close) in BOXES {
            markdown(
                &format!("<p>Go.</p>{open}{inside}{close}<ul><li>After</li></ul>"),
                &format!("Go.\n\n> **Tip**\n>\n{expected}\n\n- After"),
            );
        }
        markdown(
            &format!("<blockquote>{inside}</blockquote><p>Go.</p>"),
            &format!("{expected}\n\nGo."),
        );
    }
}

#[test]
fn a_quote_in_html_holds_its_blocks() {
    html(
        "<blockquote><p>Take:</p><ul><li>Rope</li></ul><pre>a\nb</pre></blockquote><p>Go.</p>",
        "<blockquote>\n<p>Take:</p>\n<ul>\n<li>Rope</li>\n</ul>\n<pre>a\nb</pre>\n</blockquote>\n\
         <p>Go.</p>",
    );
    plain(
        "<blockquote><p>Take:</p><ul><li>Rope</li><li>Oars</li></ul><pre>a\nb</pre></blockquote>",
        "Take:\n\n- Rope\n- Oars\n\na\nb",
    );
}

#[test]
fn a_quote_inside_an_item_holds_its_blocks() {
    markdown(
        "<ol><li>Open.<blockquote><p>Mind:</p><pre>a</pre><ul><li>Rope</li></ul></blockquote></li>\
         <li>Row.</li></ol>",
        "1. Open.\n\n   > Mind:\n   >\n   > ```\n   > a\n   > ```\n   >\n   > - Rope\n\n2. Row.",
    );
    markdown("<ul><li><blockquote>Row.</blockquote></li><li>Go.</li></ul>", "- Row.\n- Go.");
    html(
        "<ol><li>Open.<blockquote><p>Mind.</p><ul><li>Rope</ul></blockquote><li>Row.</ol>",
        "<ol>\n<li>Open.\n<blockquote>\n<p>Mind.</p>\n<ul>\n<li>Rope</li>\n</ul>\n\
         </blockquote>\n</li>\n<li>Row.</li>\n</ol>",
    );
    plain(
        "<ol><li>Open.<blockquote><p>Mind.</p></blockquote><li>Row.</ol>",
        "1. Open.\n\nMind.\n\n2. Row.",
    );
}

#[test]
fn a_list_goes_on_after_a_quote_inside_an_item() {
    for (page, expected) in [
        (
            "<ul><li>Open.<blockquote>Mind.</blockquote></li><li>Row.</li></ul>",
            "- Open.\n\n  > Mind.\n\n- Row.",
        ),
        (
            "<ol><li>Open.<div class=\"admonition tip\">Mind.</div></li><li>Row.</li></ol>",
            "1. Open.\n\n   > **Tip**\n   >\n   > Mind.\n\n2. Row.",
        ),
        (
            "<ul><li>Open.<ul><li>Now<blockquote>Mind.</blockquote></li></ul></li><li>Row.</li></ul>",
            "- Open.\n  - Now\n\n    > Mind.\n\n- Row.",
        ),
        (
            "<ol reversed><li>Open.<blockquote>Mind.</blockquote><li>Row.<li>Go.</ol>",
            "3. Open.\n\n   > Mind.\n\n2. Row.\n1. Go.",
        ),
        (
            "<ul><li>Open.</li></ul><blockquote>Mind.</blockquote><ul><li>Row.</li></ul>",
            "- Open.\n\n> Mind.\n\n- Row.",
        ),
        (
            "<ul><li>Open.</li></ul><blockquote><ul><li>Rope</li></ul></blockquote>",
            "- Open.\n\n> - Rope",
        ),
        (
            "<ul><li>Open.<blockquote>Mind.</blockquote></li></ul><blockquote>Row.</blockquote>",
            "- Open.\n\n  > Mind.\n\n> Row.",
        ),
    ] {
        markdown(page, expected);
    }
}
