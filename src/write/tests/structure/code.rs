//! A listing is one block with its lines, whatever stands inside it, and without line numbers.

use super::{html, markdown, plain};

/// The listing that every shape below shows.
const EXPECTED: &str = "for gate in gates:\n    gate.open()\n\nclose()";

fn check(page: &str) {
    markdown(page, &format!("```\n{EXPECTED}\n```"));
}

/// Four lines, each between two texts; an empty line has `empty` inside.
fn lines(open: &str, close: &str, empty: &str) -> String {
    EXPECTED
        .lines()
        .map(|l| format!("{open}{}{close}", if l.is_empty() { empty } else { l }))
        .collect()
}

/// The same with the number of the line in the place of `#`.
fn numbered(open: &str, close: &str) -> String {
    let lines = EXPECTED.lines().enumerate();
    lines.map(|(n, l)| format!("{}{l}{close}", open.replace('#', &(n + 1).to_string()))).collect()
}

#[test]
fn lines_may_be_blocks() {
    check(&format!(
        "<pre class=\"prism-code\">{}</pre>",
        lines("<div class=\"token-line\">", "</div>", "")
    ));
    check(&format!(
        "<pre><code>{}</code></pre>",
        lines("<span style=\"display:flex\"><span>", "</span></span>", "\n")
    ));
    check(&format!(
        "<pre><code>{}</code></pre>",
        lines("<span class=\"line\" style=\"display:block\">", "\n</span>", "")
    ));
    check(&format!(
        "<pre><code>{}</code></pre>",
        lines("<span class=\"line\" style=\"display:block\">", "</span>\n", "")
    ));
    check(&format!(
        "<pre class=\"prettyprint\"><ol class=\"linenums\">{}</ol></pre>",
        lines("<li class=\"L0\">", "</li>", "")
    ));
    check(&format!("<pre>{}</pre>", lines("<p>", "</p>", "")));
}

#[test]
fn lines_may_end_with_breaks_or_be_elements_of_their_own() {
    check(&format!("<pre>{}</pre>", lines("", "<br>", "")));
    check(&format!("<pre>{}</pre>", lines("<code>", "</code>", "")));
    check(&format!("<pre>{}</pre>", lines("<code>", "</code>\n", "")));
    check(&format!("<pre><code>{}</code></pre>", lines("<span class=\"line\">", "</span>", "")));
    check(&format!(
        "<pre><code>{}</code></pre>",
        lines("<span class=\"line\"><span class=\"cl\">", "\n</span></span>", "")
    ));
}

#[test]
fn gutters_and_line_numbers_go() {
    let code = format!("<td class=\"code\"><pre>{EXPECTED}</pre></td>");
    for gutter in [
        "<td class=\"gutter gl\"><pre class=\"lineno\">1\n2\n3\n4\n</pre></td>",
        "<td class=\"lntd\"><pre class=\"chroma\"><code><span class=\"lnt\">1\n</span><span>2\n</span></code></pre></td>",
        "<td class=\"gutter\"><pre><span class=\"line\">1</span><br><span class=\"line\">2</span></pre></td>",
        "<td class=\"linenos\"><div class=\"linenodiv\"><pre><span></span>1\n2\n3\n4</pre></div></td>",
    ] {
        check(&format!(
            "<div class=\"highlight\"><table><tbody><tr>{gutter}{code}</tr></tbody></table></div>"
        ));
    }
    check(&format!(
        "<table class=\"file\"><tbody>{}</tbody></table>",
        numbered(
            "<tr><td class=\"blob-num\" data-line-number=\"#\"></td><td class=\"blob-code\">",
            "</td></tr>"
        )
    ));
    check(&format!(
        "<pre><code><table class=\"hljs-ln\"><tbody>{}</tbody></table></code></pre>",
        numbered(
            "<tr><td class=\"hljs-ln-numbers\" data-line-number=\"#\"><div class=\"hljs-ln-n\"></div></td><td class=\"hljs-ln-code\">",
            "</td></tr>"
        )
    ));
    check(&format!("<pre>{}</pre>", numbered("<span class=\"linenos\"> #</span>", "\n")));
    check(&format!(
        "<pre><code>{}</code></pre>",
        numbered(
            "<span style=\"display:flex\"><span style=\"user-select:none\">#</span><span>",
            "\n</span></span>"
        )
    ));
    check(&format!(
        "<pre class=\"line-numbers\"><code>{EXPECTED}<span aria-hidden=\"true\" class=\"line-numbers-rows\"><span></span></span></code></pre>"
    ));
    check(&format!(
        "<pre><button class=\"copy\">Copy</button><code>{EXPECTED}</code><div class=\"copy-button\">Copied!</div></pre>"
    ));
    check(&format!(
        "<div class=\"syntaxhighlighter\"><table><tbody><tr><td class=\"gutter\"><div class=\"line\">1</div></td>\
         <td class=\"code\"><div class=\"container\">{}</div></td></tr></tbody></table></div>",
        lines("<div class=\"line\"><code>", "</code></div>", "")
    ));
}

#[test]
fn a_column_of_bare_numbers_beside_a_listing_goes() {
    let code = format!("<pre>{EXPECTED}</pre>");
    for gutter in [
        "<pre>1\n2\n3\n4</pre>",
        "<pre>1\n2\n3\n4\n5\n</pre>",
        "<div>1<br>2<br>3<br>4</div>",
        "<div><span>1</span><span>2</span><span>3</span><span>4</span></div>",
        "<div><div>7</div><div>8</div><div>9</div><div>10</div></div>",
        "<ol><li>1</li><li>2</li><li>3</li><li>4</li></ol>",
        "<p>1.<br>2.<br>3.<br>4.</p>",
    ] {
        check(&format!("<div style=\"display:flex\">{gutter}\n{code}</div>"));
        check(&format!("<div>{gutter}<div><div>{code}</div></div></div>"));
        check(&format!("<table><tr><td>{gutter}</td><td>{code}</td></tr></table>"));
    }
    check(&format!("<table><tr><td>1<br>2<br>3<br>4</td><td>{code}</td></tr></table>"));
    check(&format!("<pre><code>1\n2\n3\n4\n</code><code>{EXPECTED}</code></pre>"));
    check(&format!("<pre><code><span>1\n2\n3\n4\n</span><span>{EXPECTED}</span></code></pre>"));
    let lines = lines("<div>", "</div>", "<br>");
    check(&format!("<div><div>1<br>2<br>3<br>4</div><pre>{lines}</pre></div>"));
    // Other numbers stay.
    for (before, expected) in [
        ("<p>4</p>", "4"),
        ("<p>1 2 3 4 5 6</p>", "1 2 3 4 5 6"),
        ("<p>3 2 1 0</p>", "3 2 1 0"),
        ("<p>1 2 3 4 lines</p>", "1 2 3 4 lines"),
        ("<p>1 2 3 4</p>so", "1 2 3 4\n\nso"),
    ] {
        markdown(&format!("{before}{code}"), &format!("{expected}\n\n```\n{EXPECTED}\n```"));
    }
}

#[test]
fn listings_of_enlighterjs_are_listings() {
    let fenced = format!("```python\n{EXPECTED}\n```");
    let raw = |attributes: &str| {
        format!("<pre {attributes} data-enlighter-language=\"python\">{EXPECTED}</pre>")
    };
    markdown(&raw("class=\"EnlighterJSRAW\""), &fenced);
    let lines_of = |open: &str, close: &str| lines(open, close, "");
    let drawn = format!(
        "<div class=\"enlighter-default enlighter-l-python enlighter-linenumbers\"><div \
         class=\"enlighter-toolbar-top enlighter-toolbar\"><div class=\"enlighter-btn\">Copy</div>\
         </div><div class=\"enlighter-code\"><div class=\"enlighter\">{}</div></div><div \
         class=\"enlighter-raw\">{EXPECTED}</div></div>",
        lines_of("<div><div><span class=\"enlighter-k1\">", "</span></div></div>")
    );
    markdown(&drawn, &fenced);
    let hidden = raw("class=\"EnlighterJSRAW\" style=\"display:none\"");
    markdown(&format!("{hidden}{drawn}"), &fenced);
    let old = format!(
        "<div><ol class=\"enlighterEnlighterJS EnlighterJS\">{}</ol></div>",
        lines_of("<li class=\"odd\"><span>", "</span></li>")
    );
    check(&old);
}

#[test]
fn numbers_that_are_code_stay() {
    markdown("<pre>1\n2\n<span class=\"line-numbers\">x = 3</span></pre>", "```\n1\n2\nx = 3\n```");
    markdown(
        "<table><tr><th>Gate</th><th>Code</th></tr><tr><td>1</td><td>42</td></tr></table>",
        "| Gate | Code |\n| --- | --- |\n| 1 | 42 |",
    );
}

#[test]
fn one_line_listings_side_by_side_are_one() {
    markdown(
        "<div><pre>./weir open</pre>\n<pre>./weir shut</pre></div>",
        "```\n./weir open\n./weir shut\n```",
    );
    markdown("<pre>a\nb</pre><pre>c</pre>", "```\na\nb\n```\n\n```\nc\n```");
    markdown("<pre>a</pre>then<pre>c</pre>", "```\na\n```\n\nthen\n\n```\nc\n```");
}

#[test]
fn the_language_is_on_the_fence() {
    for open in [
        "<pre class=\"language-python\"><code>",
        "<pre><code class=\"hljs lang-Python\">",
        "<div class=\"highlight highlight-source-python\"><pre><code>",
        "<div class=\"language-python highlighter-rouge\"><div class=\"highlight\"><pre class=\"highlight\"><code>",
        "<pre class=\"brush: python; gutter: false\"><code>",
        "<pre class=\"brush:python\"><code>",
        "<pre><code data-lang=\"python\">",
        "<figure><pre data-language=\"python\"><code>",
        "<figure class=\"highlight python\"><pre><code>",
        "<div class=\"sourceCode\"><pre class=\"sourceCode python\"><code>",
        "<div class=\"highlight-python notranslate\"><div class=\"highlight\"><pre><code>",
    ] {
        markdown(&format!("{open}shut()</code></pre>"), "```python\nshut()\n```");
    }
    for name in ["language-none", "language-text", "lang-plaintext"] {
        markdown(&format!("<pre><code class=\"{name}\">a</code></pre>"), "```\na\n```");
    }
    html(
        "<pre><code class=\"language-c++\">a &lt; b</code></pre>",
        "<pre><code class=\"language-c++\">a &lt; b</code></pre>",
    );
    plain("<pre><code class=\"language-c++\">a &lt; b</code></pre>", "a < b");
}

#[test]
fn a_page_inside_an_open_pre_is_still_blocks() {
    markdown(
        "<pre><h2>Gates</h2><p>They are shut.</p></pre>",
        "```\nGates\n```\n\n```\nThey are shut.\n```",
    );
}

#[test]
fn listings_of_numbers_stay() {
    markdown(
        "<pre class=\"line-numbers\"><code>3.14159\n2.71828\n1000</code></pre>",
        "```\n3.14159\n2.71828\n1000\n```",
    );
    markdown(
        "<pre><span class=\"line\" data-line-number=\"1\">first()</span>\n<span class=\"line\" \
         data-line-number=\"2\">42</span></pre>",
        "```\nfirst()\n42\n```",
    );
}

#[test]
fn tables_that_are_not_code_stay() {
    let years = "<table><tr><td><pre>2019</pre></td><td><pre>The council voted.</pre></td></tr>\
                 <tr><td><pre>2020</pre></td><td><pre>It voted again.</pre></td></tr></table>";
    assert!(super::render(years, super::Format::Text).contains("2019"));
    let layout = "<table><tr><td class=\"gutter\"></td><td class=\"postcode-box\"><p>One.</p><p>Two.\
                  </p></td></tr></table>";
    plain(layout, "One.\n\nTwo.");
}

#[test]
fn a_hidden_listing_does_not_join_a_visible_one() {
    let page = "<pre style=\"display:none\">hidden()</pre><pre>visible()</pre>";
    assert!(!super::render(page, super::Format::Text).contains("hidden()\nvisible()"));
}
