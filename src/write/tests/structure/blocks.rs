//! Lists keep their numbers, tasks and listings; definitions, callouts and quotes keep their form.

use super::{html, markdown, plain};

#[test]
fn items_have_the_numbers_that_the_page_shows() {
    let items = "<li>Rope</li><li>Oars</li><li>Bailer</li>";
    for (page, expected) in [
        (format!("<ol>{items}</ol>"), "1. Rope\n2. Oars\n3. Bailer"),
        (format!("<ol start=4>{items}</ol>"), "4. Rope\n5. Oars\n6. Bailer"),
        (format!("<ol reversed>{items}</ol>"), "3. Rope\n2. Oars\n1. Bailer"),
        (format!("<ol reversed start=\"10\">{items}</ol>"), "10. Rope\n9. Oars\n8. Bailer"),
        (format!("<ol type=a>{items}</ol>"), "1. Rope\n2. Oars\n3. Bailer"),
        ("<ol><li>Rope<li value=5>Oars<li>Bailer</ol>".into(), "1. Rope\n5. Oars\n6. Bailer"),
        ("<ol><li>Rope<ul><li>thick</ul><li>Oars</ol>".into(), "1. Rope\n   - thick\n2. Oars"),
        (
            "<ol reversed><li><p>Rope<p>Coil it.<li><p>Oars<p>Two.<li><p>Bailer</ol>".into(),
            "3. Rope\n\n   Coil it.\n\n2. Oars\n\n   Two.\n\n1. Bailer",
        ),
        (
            "<ol reversed><li>Rope<pre>a</pre><li>Oars<li>Bailer</ol>".into(),
            "3. Rope\n\n   ```\n   a\n   ```\n\n2. Oars\n1. Bailer",
        ),
        (
            "<ol reversed><li>Rope<ul><li>thick</ul><li>Oars<li>Bailer</ol>".into(),
            "3. Rope\n   - thick\n2. Oars\n1. Bailer",
        ),
        (
            "<ol><li><p>Rope<p>Coil it.</ol><ol><li>Oars</ol>".into(),
            "1. Rope\n\n   Coil it.\n\n1) Oars",
        ),
        (
            "<ol><li>Rope<ul><li>thick</ul></ol><ol><li>Oars</ol>".into(),
            "1. Rope\n   - thick\n\n1) Oars",
        ),
    ] {
        markdown(&page, expected);
    }
    plain(&format!("<ol reversed>{items}</ol>"), "3. Rope\n2. Oars\n1. Bailer");
}

#[test]
fn tasks_keep_their_boxes() {
    let expected = "- [x] Rope\n- [ ] Oars";
    for (list, done, open) in [
        (
            "<ul class=\"contains-task-list\">",
            "<li class=\"task-list-item\"><input type=\"checkbox\" disabled checked> ",
            "<li class=\"task-list-item\"><input type=\"checkbox\" disabled> ",
        ),
        (
            "<ul>",
            "<li><input checked=\"\" disabled=\"\" type=\"checkbox\"> ",
            "<li><input disabled=\"\" type=\"checkbox\"> ",
        ),
        (
            "<ul class=\"contains-task-list\">",
            "<li data-task=\"x\" class=\"task-list-item is-checked\"><input type=checkbox checked>",
            "<li data-task=\" \" class=\"task-list-item\"><input type=checkbox>",
        ),
        (
            "<ul>",
            "<li class=\"task-list-item\"><label><input type=checkbox checked> ",
            "<li class=\"task-list-item\"><label><input type=checkbox> ",
        ),
        ("<ul class=\"inline-task-list\">", "<li class=\"checked\">", "<li>"),
        (
            "<ul data-type=\"taskList\">",
            "<li data-type=\"taskItem\" data-checked=\"true\">",
            "<li data-type=\"taskItem\" data-checked=\"false\">",
        ),
        (
            "<ul class=\"to-do-list\">",
            "<li><div class=\"checkbox checkbox-on\"></div> ",
            "<li><div class=\"checkbox checkbox-off\"></div> ",
        ),
    ] {
        let page = format!("{list}{done}Rope</li>{open}Oars</li></ul>");
        markdown(&page, expected);
        plain(&page, expected);
    }
    // A box that a reader may tick is a form, and a text in brackets is a text.
    markdown("<ul><li><input type=checkbox> Rope</li></ul>", "- Rope");
    markdown("<ul><li>[x] Rope</li></ul>", "- \\[x\\] Rope");
}

#[test]
fn listings_and_further_paragraphs_stay_inside_their_item() {
    let page = "<ol><li><p>Open the gate:</p><pre><code class=\"language-sh\">weir open\n\nweir \
                wait</code></pre></li><li><p>Wait.</p><p>It takes an hour.</p></li><li>Row.</li></ol>";
    markdown(
        page,
        "1. Open the gate:\n\n   ```sh\n   weir open\n\n   weir wait\n   ```\n\n2. Wait.\n\n   \
         It takes an hour.\n\n3. Row.",
    );
    plain(
        page,
        "1. Open the gate:\n\nweir open\n\nweir wait\n\n2. Wait.\n\nIt takes an hour.\n\n3. Row.",
    );
    html(
        page,
        "<ol>\n<li>Open the gate:\n<pre><code class=\"language-sh\">weir open\n\nweir wait</code>\
         </pre>\n</li>\n<li>Wait.\n<p>It takes an hour.</p>\n</li>\n<li>Row.</li>\n</ol>",
    );
    markdown(
        "<ul><li>Rope<ul><li>thick<pre>a\nb</pre></li></ul></li><li>Oars</li></ul><p>Go.</p>",
        "- Rope\n  - thick\n\n    ```\n    a\n    b\n    ```\n\n- Oars\n\nGo.",
    );
}

#[test]
fn terms_and_summaries_are_bold() {
    markdown(
        "<dl><dt>Sluice</dt><dd>A gate for water.</dd><dt>Weir</dt><dd>A low dam.</dd></dl>",
        "**Sluice**\n\nA gate for water.\n\n**Weir**\n\nA low dam.",
    );
    markdown(
        "<details><summary>Why is it shut?</summary><p>It leaks.</p></details>",
        "**Why is it shut?**\n\nIt leaks.",
    );
    plain("<dl><dt>Sluice</dt><dd>A gate for water.</dd></dl>", "Sluice\n\nA gate for water.");
}

#[test]
fn a_callout_is_a_quote_that_names_its_kind() {
    for page in [
        "<div class=\"markdown-alert markdown-alert-warning\"><p class=\"markdown-alert-title\">\
         <svg></svg>Warning</p><p>The gate leaks.</p></div>",
        "<div class=\"theme-admonition theme-admonition-warning admonition_a1 alert \
         alert--warning\"><div class=\"admonitionHeading_b2\"><span><svg></svg></span>Warning</div>\
         <div class=\"admonitionContent_c3\"><p>The gate leaks.</p></div></div>",
        "<div class=\"admonition warning\"><p class=\"admonition-title\">Warning</p><p>The gate \
         leaks.</p></div>",
        "<details class=\"warning\" open><summary>Warning</summary><p>The gate leaks.</p></details>",
        "<div class=\"callout\" data-callout=\"warning\"><div class=\"callout-title\"><div \
         class=\"callout-title-inner\">Warning</div></div><div class=\"callout-content\"><p>The \
         gate leaks.</p></div></div>",
        "<div class=\"alert alert-warning\" role=\"alert\">The gate leaks.</div>",
        "<div class=\"alert alert-warning\"><h4 class=\"alert-heading\">Warning</h4><p>The gate \
         leaks.</p></div>",
        "<div class=\"custom-block warning\"><p class=\"custom-block-title\">Warning</p><p>The \
         gate leaks.</p></div>",
        "<aside class=\"starlight-aside starlight-aside--warning\"><p \
         class=\"starlight-aside__title\">Warning</p><section><p>The gate leaks.</p></section>\
         </aside>",
        "<div class=\"bs-callout bs-callout-warning\"><p>The gate leaks.</p></div>",
        "<p class=\"notice--warning\">The gate leaks.</p>",
    ] {
        let heading = page.contains("<h4");
        let expected = if heading {
            "#### Warning\n\n> The gate leaks."
        } else {
            "> **Warning**\n>\n> The gate leaks."
        };
        markdown(page, expected);
    }
    // The text may say it itself, and other boxes are none.
    markdown(
        "<div class=\"alert alert-info\"><strong>Info:</strong> It leaks.</div>",
        "> **Info:** It leaks.",
    );
    markdown("<div class=\"alert alert-light\">It leaks.</div>", "It leaks.");
    markdown("<div class=\"alert alert-info alert-dismissible\">It leaks.</div>", "It leaks.");
}

#[test]
fn words_that_also_name_callouts_do_not_make_one() {
    let questions = "<details class=question><summary>Why is it shut?</summary><p>It leaks.</p>\
        </details>";
    let info = "<details class=info><summary>Berths</summary><p>Forty.</p></details>";
    for (page, expected) in [
        (questions.to_owned(), "**Why is it shut?**\n\nIt leaks."),
        (
            questions.repeat(2).replace("question>", "\"faq question\">"),
            "**Why is it shut?**\n\nIt leaks.\n\n**Why is it shut?**\n\nIt leaks.",
        ),
        (format!("{info} {info}"), "**Berths**\n\nForty.\n\n**Berths**\n\nForty."),
        (
            "<details class=\"tip jar\"><summary>Pay</summary>Two.</details>".into(),
            "**Pay**\n\nTwo.",
        ),
        ("<p class=hint>It leaks.</p>".into(), "It leaks."),
        ("<div class=\"hint text-small\">It leaks.</div>".into(), "It leaks."),
        ("<div class=hints-warning>It leaks.</div>".into(), "It leaks."),
        ("<div class=alertinfo>It leaks.</div>".into(), "It leaks."),
        ("<div class=\"hint hint-info\">It leaks.</div>".into(), "> **Info**\n>\n> It leaks."),
        ("<div class=\"admonition hint\">It leaks.</div>".into(), "> **Hint**\n>\n> It leaks."),
        ("<div class=\"notices info\">It leaks.</div>".into(), "> **Info**\n>\n> It leaks."),
        ("<div class=notices-info>It leaks.</div>".into(), "> **Info**\n>\n> It leaks."),
    ] {
        markdown(&page, expected);
    }
}

#[test]
fn small_elements_keep_their_words() {
    for (inside, expected) in [
        ("He said <q>come</q> twice.", "He said “come” twice."),
        ("He said <q>“come”</q> twice.", "He said “come” twice."),
        ("He said <q>she said <q>no</q></q>.", "He said “she said “no””."),
        ("The <abbr title=\"river board\">RB</abbr> met.", "The RB met."),
        ("<ruby>川<rp>(</rp><rt>かわ</rt><rp>)</rp></ruby>へ", "川へ"),
        ("<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>を", "漢字を"),
        ("A <mark>wet</mark> day.", "A wet day."),
        ("It is <bdo dir=rtl>abc</bdo>.", "It is abc."),
        ("Down<br>the river<br>we row", "Down\nthe river\nwe row"),
    ] {
        plain(&format!("<p>{inside}</p>"), expected);
    }
}
