//! The marks of notes become `[^n]` or `[n]`, their texts become definitions, and the links that
//! lead back go, whatever publishing system made the page.

use super::{html, markdown, plain};

/// A page with one mark and its note, in the markup of one system.
#[track_caller]
fn note(page: &str, label: &str) {
    markdown(page, &format!("The loft[^{label}] is dry.\n\n[^{label}]: By the stove."));
    plain(page, &format!("The loft[{label}] is dry.\n\n[{label}] By the stove."));
}

#[test]
fn notes_of_static_site_generators() {
    for (mark, notes) in [
        // Pandoc
        (
            "<a href=\"#fn1\" class=\"footnote-ref\" id=\"fnref1\" role=\"doc-noteref\"><sup>1</sup></a>",
            "<section id=\"footnotes\" class=\"footnotes footnotes-end-of-document\" \
             role=\"doc-endnotes\"><hr><ol><li id=\"fn1\"><p>By the stove.<a href=\"#fnref1\" \
             class=\"footnote-back\" role=\"doc-backlink\">↩︎</a></p></li></ol></section>",
        ),
        // Hugo (goldmark)
        (
            "<sup id=\"fnref:1\"><a href=\"#fn:1\" class=\"footnote-ref\" role=\"doc-noteref\">1</a></sup>",
            "<div class=\"footnotes\" role=\"doc-endnotes\"><hr><ol><li id=\"fn:1\"><p>By the \
             stove.&#160;<a href=\"#fnref:1\" class=\"footnote-backref\" role=\"doc-backlink\">\
             &#x21a9;&#xfe0e;</a></p></li></ol></div>",
        ),
        // Kramdown and Jekyll, with the address written with a percent sign
        (
            "<sup id=\"fnref:stove\" role=\"doc-noteref\"><a href=\"#fn%3Astove\" class=\"footnote\" \
             rel=\"footnote\">1</a></sup>",
            "<div class=\"footnotes\" role=\"doc-endnotes\"><ol><li id=\"fn:stove\" \
             role=\"doc-endnote\"><p>By the stove. <a href=\"#fnref:stove\" \
             class=\"reversefootnote\" role=\"doc-backlink\">&#8617;</a> <a href=\"#fnref:stove:1\" \
             class=\"reversefootnote\">&#8617;<sup>2</sup></a></p></li></ol></div>",
        ),
        // markdown-it, as in Ghost
        (
            "<sup class=\"footnote-ref\"><a href=\"#fn1\" id=\"fnref1\">[1]</a></sup>",
            "<hr class=\"footnotes-sep\"><section class=\"footnotes\"><ol class=\"footnotes-list\">\
             <li id=\"fn1\" class=\"footnote-item\"><p>By the stove. <a href=\"#fnref1\" \
             class=\"footnote-backref\">↩︎</a></p></li></ol></section>",
        ),
        // GitHub
        (
            "<sup><a href=\"#user-content-fn-1\" id=\"user-content-fnref-1\" data-footnote-ref \
             aria-describedby=\"footnote-label\">1</a></sup>",
            "<section data-footnotes class=\"footnotes\"><ol><li id=\"user-content-fn-1\"><p>By \
             the stove. <a href=\"#user-content-fnref-1\" data-footnote-backref \
             class=\"data-footnote-backref\" aria-label=\"Back to reference 1\">↩</a></p></li></ol></section>",
        ),
        // Asciidoctor
        (
            "<sup class=\"footnote\">[<a id=\"_footnoteref_1\" class=\"footnote\" \
             href=\"#_footnotedef_1\" title=\"View footnote.\">1</a>]</sup>",
            "<div id=\"footnotes\"><hr><div class=\"footnote\" id=\"_footnotedef_1\"><a \
             href=\"#_footnoteref_1\">1</a>. By the stove.</div></div>",
        ),
        // Docutils and Sphinx
        (
            "<a class=\"footnote-reference brackets\" href=\"#id2\" id=\"id1\" role=\"doc-noteref\">\
             <span class=\"fn-bracket\">[</span>1<span class=\"fn-bracket\">]</span></a>",
            "<aside class=\"footnote brackets\" id=\"id2\" role=\"doc-footnote\"><span \
             class=\"label\"><span class=\"fn-bracket\">[</span><a role=\"doc-backlink\" \
             href=\"#id1\">1</a><span class=\"fn-bracket\">]</span></span><p>By the stove.</p></aside>",
        ),
        // Older docutils
        (
            "<a class=\"footnote-reference brackets\" href=\"#id2\" id=\"id1\">1</a>",
            "<dl class=\"footnote brackets\"><dt class=\"label\" id=\"id2\"><span \
             class=\"brackets\"><a class=\"fn-backref\" href=\"#id1\">1</a></span></dt><dd><p>By \
             the stove.</p></dd></dl>",
        ),
        // Emacs Org
        (
            "<sup><a id=\"fnr.1\" class=\"footref\" href=\"#fn.1\" role=\"doc-backlink\">1</a></sup>",
            "<div id=\"footnotes\"><div id=\"text-footnotes\"><div class=\"footdef\"><sup><a \
             id=\"fn.1\" class=\"footnum\" href=\"#fnr.1\" role=\"doc-backlink\">1</a></sup> <div \
             class=\"footpara\" role=\"doc-footnote\"><p class=\"footpara\">By the stove.</p></div>\
             </div></div></div>",
        ),
    ] {
        note(&format!("<p>The loft{mark} is dry.</p>{notes}"), "1");
    }
}

#[test]
fn notes_of_publishing_systems() {
    for (mark, notes) in [
        // WordPress, the block of footnotes
        (
            "<sup data-fn=\"4c1f-99\" class=\"fn\"><a href=\"#4c1f-99\" id=\"4c1f-99-link\">1</a></sup>",
            "<ol class=\"wp-block-footnotes\"><li id=\"4c1f-99\">By the stove. <a \
             href=\"#4c1f-99-link\" aria-label=\"Jump to footnote reference 1\">↩︎</a></li></ol>",
        ),
        // WordPress, Easy Footnotes
        (
            "<span id=\"easy-footnote-1-7\" class=\"easy-footnote-margin-adjust\"></span><span \
             class=\"easy-footnote\"><a href=\"#easy-footnote-bottom-1-7\" title=\"By the stove.\">\
             <sup>1</sup></a></span>",
            "<ol class=\"easy-footnotes-wrapper\"><li class=\"easy-footnote-single\"><span \
             id=\"easy-footnote-bottom-1-7\" class=\"easy-footnote-margin-adjust\"></span>By the \
             stove.<a class=\"easy-footnote-to-top\" href=\"#easy-footnote-1-7\"></a></li></ol>",
        ),
        // WordPress, Modern Footnotes: the note is in the line
        (
            "<sup class=\"modern-footnotes-footnote\" data-mfn=\"1\" data-mfn-post-scope=\"x\"><a \
             href=\"javascript:void(0)\" role=\"button\">1</a></sup><span role=\"tooltip\" \
             class=\"modern-footnotes-footnote__note\" tabindex=\"0\" data-mfn=\"1\">By the \
             stove.</span>",
            "",
        ),
        // Substack
        (
            "<a class=\"footnote-anchor\" data-component-name=\"FootnoteAnchorToDOM\" \
             id=\"footnote-anchor-1-88\" href=\"#footnote-1-88\" target=\"_self\">1</a>",
            "<div class=\"footnote\" data-component-name=\"FootnoteToDOM\"><a id=\"footnote-1-88\" \
             href=\"#footnote-anchor-1-88\" class=\"footnote-number\" contenteditable=\"false\" \
             target=\"_self\">1</a><div class=\"footnote-content\"><p>By the stove.</p></div></div>",
        ),
        // Paragraphs with ids, as in Medium
        (
            "<a href=\"#7d2e\" class=\"markup--anchor\">¹</a>",
            "<p id=\"7d2e\" class=\"graf\">¹ By the stove.</p>",
        ),
        ("<a href=\"#7d2e\">[1]</a>", "<p id=\"7d2e\">[1] By the stove.</p>"),
        // Word
        (
            "<a style='mso-footnote-id:ftn1' href=\"#_ftn1\" name=\"_ftnref1\" title=\"\"><span \
             class=MsoFootnoteReference><span style='mso-special-character:footnote'>[1]</span>\
             </span></a>",
            "<div style='mso-element:footnote-list'><br clear=all><hr><div \
             style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href=\"#_ftnref1\" \
             name=\"_ftn1\" title=\"\"><span class=MsoFootnoteReference>[1]</span></a> By the \
             stove.</p></div></div>",
        ),
        // LibreOffice
        (
            "<sup><a class=\"sdfootnoteanc\" name=\"sdfootnote1anc\" href=\"#sdfootnote1sym\">1</a></sup>",
            "<div id=\"sdfootnote1\"><p class=\"sdfootnote\"><a class=\"sdfootnotesym\" \
             name=\"sdfootnote1sym\" href=\"#sdfootnote1anc\">1</a> By the stove.</p></div>",
        ),
        // Google Docs
        (
            "<sup><a href=\"#ftnt1\" id=\"ftnt_ref1\">[1]</a></sup>",
            "<hr><div><p><a href=\"#ftnt_ref1\" id=\"ftnt1\">[1]</a><span>&nbsp;By the stove.\
             </span></p></div>",
        ),
        // EPUB
        (
            "<a epub:type=\"noteref\" href=\"#n1\" id=\"r1\">1</a>",
            "<aside epub:type=\"footnote\" id=\"n1\"><p><a href=\"#r1\">1</a> By the stove.</p></aside>",
        ),
        // Written by hand
        (
            "<sup><a name=\"back1\" href=\"#note1\">1</a></sup>",
            "<hr><p><a name=\"note1\"></a>1. By the stove. <a href=\"#back1\">Back to text</a></p>",
        ),
        (
            " [<a href=\"#note1\" id=\"m1\">1</a>]",
            "<p id=\"note1\">[<a href=\"#m1\">1</a>] By the stove. [<a href=\"#m1\">return</a>]</p>",
        ),
    ] {
        let space = if mark.starts_with(' ') { " " } else { "" };
        let page = format!("<p>The loft{mark} is dry.</p>{notes}");
        let expected = format!("The loft{space}[^1] is dry.\n\n[^1]: By the stove.");
        markdown(&page, &expected);
        plain(&page, &expected.replace("[^1]: ", "[1] ").replace("[^1]", "[1]"));
    }
}

#[test]
fn notes_of_wikis_keep_their_numbers_and_letters() {
    let page = "<p>The loft<sup id=\"cite_ref-a_1-0\" class=\"reference\"><a href=\"#cite_note-a-1\">\
        <span class=\"cite-bracket\">[</span>1<span class=\"cite-bracket\">]</span></a></sup> is \
        dry.<sup id=\"cite_ref-2\" class=\"reference\"><a href=\"#cite_note-2\">[note 1]</a></sup> \
        It is old.<sup id=\"cite_ref-a_1-1\" class=\"reference\"><a href=\"#cite_note-a-1\">[1]</a>\
        </sup></p><div class=\"reflist\"><ol class=\"references\"><li id=\"cite_note-a-1\"><span \
        class=\"mw-cite-backlink\">^ <a href=\"#cite_ref-a_1-0\"><span \
        class=\"cite-accessibility-label\">Jump up to: </span><sup><i><b>a</b></i></sup></a> <a \
        href=\"#cite_ref-a_1-1\"><sup><i><b>b</b></i></sup></a></span> <span \
        class=\"reference-text\">By the stove.</span></li><li id=\"cite_note-2\"><span \
        class=\"mw-cite-backlink\"><b><a href=\"#cite_ref-2\" aria-label=\"Jump up\">^</a></b>\
        </span> <span class=\"reference-text\">In the <i>old</i> house.</span></li></ol></div>";
    markdown(
        page,
        "The loft[^1] is dry.[^note-1] It is old.[^1]\n\n[^1]: By the stove.\n\n[^note-1]: In the \
         *old* house.",
    );
    plain(
        page,
        "The loft[1] is dry.[note 1] It is old.[1]\n\n[1] By the stove.\n[note 1] In the old house.",
    );
    html(
        page,
        "<p>The loft<a href=\"#note-1\">[1]</a> is dry.<a href=\"#note-note-1\">[note 1]</a> It is \
         old.<a href=\"#note-1\">[1]</a></p>\n<p id=\"note-1\">[1] By the stove.</p>\n<p \
         id=\"note-note-1\">[note 1] In the <em>old</em> house.</p>",
    );
}

#[test]
fn symbols_stay_as_they_are() {
    for sign in ["*", "†", "a"] {
        note(
            &format!(
                "<p>The loft<sup><a href=\"#x\" id=\"y\">{sign}</a></sup> is dry.</p><p id=\"x\">\
                 <sup><a href=\"#y\">{sign}</a></sup> By the stove.</p>"
            ),
            sign,
        );
    }
}

#[test]
fn notes_beside_the_line_come_after_it() {
    let tufte = "<p>The loft<label for=\"sn-1\" class=\"margin-toggle sidenote-number\"></label>\
        <input type=\"checkbox\" id=\"sn-1\" class=\"margin-toggle\"/><span class=\"sidenote\">By \
        the <em>old</em> stove.</span> is dry.<label for=\"mn-1\" class=\"margin-toggle\">&#8853;\
        </label><input type=\"checkbox\" id=\"mn-1\" class=\"margin-toggle\"/><span \
        class=\"marginnote\">A view of it.</span></p><p>So is the barn<label for=\"sn-2\" \
        class=\"margin-toggle sidenote-number\"></label><input type=\"checkbox\" id=\"sn-2\" \
        class=\"margin-toggle\"/><span class=\"sidenote\">Since May.</span>.</p>";
    plain(
        tufte,
        "The loft[1] is dry.\n\n[1] By the old stove.\n\nA view of it.\n\nSo is the barn[2].\n\n[2] \
         Since May.",
    );
    markdown(
        tufte,
        "The loft[^1] is dry.\n\nA view of it.\n\nSo is the barn[^2].\n\n[^1]: By the *old* \
         stove.\n\n[^2]: Since May.",
    );
    note(
        "<p>The loft<sup class=\"sidenote-number\">1</sup><span class=\"sidenote\"><span \
         class=\"sidenote-number\">1</span> By the stove.</span> is dry.</p>",
        "1",
    );
    note(
        "<p>The loft<span class=\"ltx_note ltx_role_footnote\" id=\"footnote1\"><sup \
         class=\"ltx_note_mark\">1</sup><span class=\"ltx_note_outer\"><span \
         class=\"ltx_note_content\"><sup class=\"ltx_note_mark\">1</sup><span class=\"ltx_tag \
         ltx_tag_note\">1</span>By the stove.</span></span></span> is dry.</p>",
        "1",
    );
}

#[test]
fn a_number_without_a_note_stands_in_brackets() {
    for (inside, expected) in [
        ("The answer<sup>3</sup> was long.", "The answer[3] was long."),
        ("It was long.<sup>3</sup> And not polite.", "It was long.[3] And not polite."),
        ("“It is long.”<sup>3,4</sup>", "“It is long.”[3,4]"),
        ("The answer<sup><a href=\"#gone\">3</a></sup> came.", "The answer[3] came."),
        ("The answer<sup><a href=\"/notes#fn3\">3</a></sup> came.", "The answer[3] came."),
        ("The answer<sup class=\"reference\">3</sup> came.", "The answer[3] came."),
        ("The answer<a href=\"#fn3\" class=\"footnote-ref\">3</a> came.", "The answer[3] came."),
        ("The answer <a href=\"#_ftn3\">[3]</a> came.", "The answer [3] came."),
        // Powers, ordinals and trademarks stay as they are.
        ("It is 10<sup>4</sup> km<sup>2</sup>.", "It is 10⁴ km²."),
        ("On the 3<sup>rd</sup> of Weir<sup>TM</sup>.", "On the 3rd of WeirTM."),
    ] {
        plain(&format!("<p>{inside}</p>"), expected);
        let escaped = expected.replace('[', "\\[").replace(']', "\\]");
        markdown(&format!("<p>{inside}</p>"), &escaped);
    }
}

#[test]
fn links_to_numbered_places_are_no_notes() {
    let page = "<ul><li><a href=\"#part-1\">1</a></li><li><a href=\"#part-2\">2</a></li></ul>\
                <h2 id=\"part-1\">1</h2><p>One.</p><h2 id=\"part-2\">2</h2><p>Two.</p>";
    markdown(
        page,
        "- [1](https://news.example/story#part-1)\n- [2](https://news.example/story#part-2)\n\n## 1\n\n\
         One.\n\n## 2\n\nTwo.",
    );
}

#[test]
fn a_note_may_have_paragraphs_and_lists() {
    let page = "<p>The loft<sup id=\"fnref1\"><a href=\"#fn1\">1</a></sup> is dry.</p><section \
        class=\"footnotes\"><ol><li id=\"fn1\"><p>By the stove.</p><ul><li>Coats</li><li>Nets\
        </li></ul><p>Ask the baker.<a href=\"#fnref1\" class=\"footnote-back\">↩</a></p></li>\
        </ol></section>";
    markdown(
        page,
        "The loft[^1] is dry.\n\n[^1]: By the stove.\n\n    - Coats\n    - Nets\n\n    Ask \
         the baker.",
    );
    plain(page, "The loft[1] is dry.\n\n[1] By the stove.\n  - Coats\n  - Nets\nAsk the baker.");
}

#[test]
fn two_notes_with_one_number_stay_apart() {
    let part = |n: u32, text: &str| {
        format!(
            "<p>Part<sup><a href=\"#f{n}\" id=\"r{n}\">1</a></sup>.</p><ol><li id=\"f{n}\">{text} \
             <a href=\"#r{n}\">↩</a></li></ol>"
        )
    };
    markdown(
        &format!("{}{}", part(1, "One."), part(2, "Two.")),
        "Part[^1].\n\nPart[^1-2].\n\n[^1]: One.\n\n[^1-2]: Two.",
    );
}

#[test]
fn a_hundred_thousand_marks_take_linear_time() {
    let page = format!(
        "<p>{}</p><p id=\"n\">1. One.</p>",
        "a<sup><a href=\"#n\">1</a></sup> ".repeat(100_000)
    );
    assert!(super::render(&page, super::Format::Text).ends_with("\n\n[1] One.\n"));
}

#[test]
fn brackets_around_links_back_go_only_in_pairs() {
    let page = |note: &str| {
        format!("<p>The loft<a href=\"#fn1\"><sup>1</sup></a> is dry.</p><ol>{note}</ol>")
    };
    for (note, text) in [
        // The bracket stands outside of the element that held the link.
        ("<li id=\"fn1\">By the stove (<b><a href=\"#fnref1\">↩</a></b>)</li>", "By the stove"),
        (
            "<li id=\"fn1\">By the stove (<b><a href=\"#fnref1\">↩</a>é</b> is here)</li>",
            "By the stove (é is here)",
        ),
    ] {
        plain(&page(note), &format!("The loft[1] is dry.\n\n[1] {text}"));
    }
    plain(
        "<p>The loft (<a href=\"#fn1\">1</a>, see Smith) is dry.</p><ol><li id=\"fn1\">By the \
         stove.</li></ol>",
        "The loft ([1], see Smith) is dry.\n\n[1] By the stove.",
    );
}

#[test]
fn the_term_of_a_note_stays_if_it_is_more_than_its_number() {
    plain(
        "<p>The loft<a href=\"#fn1\"><sup>1</sup></a> is dry.</p><dl><dt id=\"fn1\">Smith \
         1999</dt><dd>By the stove.</dd></dl>",
        "The loft[1] is dry.\n\nSmith 1999\n\n[1] By the stove.",
    );
}

#[test]
fn an_index_is_not_a_list_of_notes() {
    plain(
        "<p><a href=\"#A\">A</a> <a href=\"#B\">B</a></p><div id=\"A\">A boat sank.</div>\
         <div id=\"B\">B is a letter.</div>",
        "A B\n\nA boat sank.\n\nB is a letter.",
    );
}
