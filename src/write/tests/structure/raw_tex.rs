//! TeX that a script typesets in the browser is a formula; other pages keep their dollar signs.

use super::{html, markdown, plain};

const MATHJAX: &str = "<script src=\"https://cdn.example/mathjax@3/es5/tex-chtml.js\"></script>";

/// Checks a page that loads MathJax.
#[track_caller]
fn typeset(page: &str, expected: &str) {
    markdown(&format!("{MATHJAX}{page}"), expected);
}

#[test]
fn tex_in_a_line_is_a_formula_where_a_script_typesets_it() {
    let page = "<p>The pond drains as \\(h_0 e^{-kt}\\) over days.</p>";
    for script in [
        MATHJAX,
        "<script id=\"MathJax-script\" async src=\"/js/MathJax.js?config=TeX\"></script>",
        "<script>window.MathJax = {tex: {}};</script>",
        "<script type=\"text/x-mathjax-config\">MathJax.Hub.Config({});</script>",
        "<script src=\"/katex/contrib/auto-render.min.js\"></script>",
        "<script>renderMathInElement(document.body);</script>",
    ] {
        let expected = "The pond drains as $h_0 e^{-kt}$ over days.";
        markdown(&format!("{script}{page}"), expected);
        markdown(&format!("{page}{script}"), expected);
        plain(&format!("{script}{page}"), expected);
        html(&format!("{script}{page}"), &format!("<p>{expected}</p>"));
    }
    plain(page, "The pond drains as \\(h_0 e^{-kt}\\) over days.");
}

#[test]
fn a_displayed_formula_is_a_line_of_its_own() {
    for tex in ["\\[q = wd\\]", "\\[\n  q = wd\n\\]", "$$q = wd$$", "\\[ q<br> = wd \\]"] {
        typeset(&format!("<p>So {tex} holds.</p>"), "So\\\n$$q = wd$$\\\nholds.");
        typeset(&format!("<p>So</p><p>{tex}</p>"), "So\n\n$$q = wd$$");
        typeset(&format!("<p>So</p>{tex}<p>holds.</p>"), "So\n\n$$q = wd$$\n\nholds.");
    }
    typeset(
        "<p>\\begin{align*} a &amp;= b \\\\<br>\n c &amp;= d \\end{align*}</p>",
        "$$\\begin{align*} a &= b \\\\ c &= d \\end{align*}$$",
    );
    typeset("<p>\\[ a &lt; b \\tag{3} \\]</p>", "$$a < b \\tag{3}$$");
}

#[test]
fn a_formula_ends_at_its_own_delimiter() {
    for (inside, expected) in [
        ("\\(a\\) and \\(b\\)", "$a$ and $b$"),
        ("\\(a\\)\\(b\\)", "$a$ $b$"),
        ("\\(x \\text{ if \\(y\\)}\\)", "$x \\text{ if \\(y\\)}$"),
        ("\\(\\left( a \\right)\\)", "$\\left( a \\right)$"),
        ("\\(a_<!-- -->1\\)", "$a_1$"),
        ("\\(a<br>+ b\\)", "$a + b$"),
        ("\\(\\begin{matrix}1 \\\\ 2\\end{matrix}\\)", "$\\begin{matrix}1 \\\\ 2\\end{matrix}$"),
        ("\\(\\{a\\}\\)", "$\\{a\\}$"),
    ] {
        typeset(&format!("<p>So {inside}.</p>"), &format!("So {expected}."));
    }
}

#[test]
fn formulas_in_headings_items_and_cells_stay_in_their_line() {
    typeset("<h2>On \\(n^*\\)</h2><p>It is odd.</p>", "## On $n^*$\n\nIt is odd.");
    typeset("<ul><li>Take \\(n\\).</li><li>Go.</li></ul>", "- Take $n$.\n- Go.");
    typeset(
        "<table><tr><th>Name</th><th>Value</th></tr><tr><td>Norm</td><td>\\[|x|\\]</td></tr></table>",
        "| Name | Value |\n| --- | --- |\n| Norm | $$\\|x\\|$$ |",
    );
}

#[test]
fn a_class_around_the_tex_is_enough() {
    for class in ["math inline", "arithmatex", "math notranslate nohighlight", "math-tex"] {
        let page = format!("<p>Take <span class=\"{class}\">\\(u_1\\)</span> now.</p>");
        markdown(&page, "Take $u_1$ now.");
    }
    markdown("<div class=\"math notranslate\">\n\\[u_1\\]</div>", "$$u_1$$");
}

#[test]
fn what_is_not_typeset_stays() {
    for (inside, expected) in [
        ("Type <code>\\(x\\)</code> here.", "Type `\\(x\\)` here."),
        ("<span class=\"tex2jax_ignore\">Type \\(x\\).</span>", "Type \\\\(x\\\\)."),
        ("An open \\(x stays.", "An open \\\\(x stays."),
        ("An open \\(x <b>y</b> \\) stays.", "An open \\\\(x **y** \\\\) stays."),
        ("Empty \\(\\) goes.", "Empty goes."),
        ("It costs $5, or $$6 at night.", "It costs $5, or $$6 at night."),
        ("A line \\\\(a) and \\\\[b].", "A line \\\\\\\\(a) and \\\\\\\\\\[b\\]."),
    ] {
        typeset(&format!("<p>{inside}</p>"), expected);
    }
    typeset("<pre>\\(x\\)</pre>", "```\n\\(x\\)\n```");
}

#[test]
fn one_dollar_sign_is_a_delimiter_only_where_the_script_says_so() {
    let script =
        "<script>MathJax = {tex: {inlineMath: [['$', '$'], ['\\\\(', '\\\\)']]}};</script>";
    let page = "<p>Take $u_1$ at a price of $5 or $6 each.</p>";
    markdown(&format!("{script}{page}"), "Take $u_1$ at a price of \\$5 or \\$6 each.");
    typeset(page, "Take $u_1$ at a price of $5 or $6 each.");
}

#[test]
fn many_open_delimiters_take_linear_time() {
    for part in ["\\(", "\\[a", "$$b<br>", "\\begin{a}", "{\\(", "\\(<br>", "\\(}"] {
        let page = format!("{MATHJAX}<p>{}</p>", part.repeat(200_000));
        assert!(super::render(&page, super::Format::Text).len() > 1000);
    }
}
