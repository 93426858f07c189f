//! Formulas are written as TeX, once, whatever a page displays them with.

use super::{html, markdown, plain};

#[test]
fn an_annotation_is_the_formula() {
    let page = "<p>The weir holds <math><semantics><mrow><mi>V</mi><mo>=</mo><mi>a</mi><mi>h</mi>\
                </mrow><annotation encoding=\"application/x-tex\">V_0 = a*h*b</annotation>\
                </semantics></math>, at most.</p>";
    markdown(page, "The weir holds $V_0 = a*h*b$, at most.");
    plain(page, "The weir holds $V_0 = a*h*b$, at most.");
    html(page, "<p>The weir holds $V_0 = a*h*b$, at most.</p>");
}

#[test]
fn the_alternative_text_of_mathml_is_the_formula() {
    markdown(
        "<p>Take <math alttext=\"\\displaystyle q=%\n\\frac{w}{2}\" class=\"ltx_Math\"><mi>q</mi>\
         </math> litres.</p>",
        "Take $q= \\frac{w}{2}$ litres.",
    );
    // Alternative text in words is for readers of screens; the tokens are the formula.
    markdown(
        "<p>So <math alttext=\"x squared is nine\"><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo>\
         <mn>9</mn></math>.</p>",
        "So $x^2=9$.",
    );
}

#[test]
fn bare_mathml_becomes_tex() {
    let cases = [
        ("<msup><mi>x</mi><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msup>", "x^{n+1}"),
        ("<msub><mi>v</mi><mn>0</mn></msub>", "v_0"),
        ("<msubsup><mi>a</mi><mi>i</mi><mn>12</mn></msubsup>", "a_i^{12}"),
        ("<msup><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></msup>", "{a+b}^2"),
        ("<mfrac><mn>1</mn><mrow><mn>2</mn><mi>π</mi></mrow></mfrac>", "\\frac{1}{2π}"),
        ("<msqrt><mi>x</mi><mo>+</mo><mi>y</mi></msqrt>", "\\sqrt{x+y}"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "\\sqrt[3]{x}"),
        ("<mi>sin</mi><mo>&ApplyFunction;</mo><mi>x</mi>", "\\sin x"),
        ("<mn>2</mn><mo>&InvisibleTimes;</mo><mi>k</mi><mo>−</mo><mn>1</mn>", "2k-1"),
        ("<munder><mo>lim</mo><mi>n</mi></munder><mi>a</mi>", "\\lim_na"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi>\
             </munderover><mi>i</mi>",
            "∑_{i=1}^ni",
        ),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "\\overline{x}"),
        ("<mover><mi>v</mi><mo>→</mo></mover>", "\\vec{v}"),
        ("<mi>x</mi><mtext> if dry</mtext>", "x\\text{ if dry}"),
        ("<mo>{</mo><mn>5</mn><mo>%</mo><mo>}</mo>", "\\{5\\%\\}"),
        (
            "<mo>(</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>\n<mtr><mtd>\
             <mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable><mo>)</mo>",
            "(\\begin{matrix}1 & 2 \\\\ 3 & 4\\end{matrix})",
        ),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a,b)"),
    ];
    for (mathml, tex) in cases {
        markdown(&format!("<p>So <math>{mathml}</math>.</p>"), &format!("So ${tex}$."));
    }
}

#[test]
fn a_displayed_formula_has_lines_of_its_own() {
    let page = "<p>The rule is<math display=\"block\" alttext=\"a^2+b^2=c^2\"></math>for all.</p>\
                <div><math display=\"block\" alttext=\"e=1\"></math></div>";
    markdown(page, "The rule is\\\n$$a^2+b^2=c^2$$\\\nfor all.\n\n$$e=1$$");
    plain(page, "The rule is\n$$a^2+b^2=c^2$$\nfor all.\n\n$$e=1$$");
}

#[test]
fn katex_and_temml_are_written_once() {
    let katex = |tex: &str, display: &str| {
        format!(
            "<span class=\"katex\"><span class=\"katex-mathml\"><math{display}><semantics><mrow>\
             <mi>E</mi></mrow><annotation encoding=\"application/x-tex\">{tex}</annotation>\
             </semantics></math></span><span class=\"katex-html\" aria-hidden=\"true\"><span \
             class=\"base\"><span class=\"mord mathnormal\">E</span></span></span></span>"
        )
    };
    markdown(&format!("<p>Here {} ends.</p>", katex("E_k", "")), "Here $E_k$ ends.");
    markdown(
        &format!(
            "<p>Then</p><span class=\"katex-display\">{}</span><p>ends.</p>",
            katex("E=mc^2 \\tag{4}", " display=\"block\"")
        ),
        "Then\n\n$$E=mc^2 \\tag{4}$$\n\nends.",
    );
    markdown(
        "<p>Say <span class=\"temml\"><math class=\"tml-display\" display=\"block\"><semantics><mi>\
         z</mi><annotation encoding=\"application/x-tex\">z_1</annotation></semantics></math></span>\
         </p>",
        "Say\\\n$$z_1$$",
    );
}

#[test]
fn mathjax_is_written_once() {
    markdown(
        "<p>A span of <mjx-container class=\"MathJax\" jax=\"CHTML\"><mjx-math aria-hidden=\"true\">\
         <mjx-mi>l</mjx-mi></mjx-math><mjx-assistive-mml unselectable=\"on\" display=\"inline\">\
         <math><msub><mi>l</mi><mn>0</mn></msub></math></mjx-assistive-mml></mjx-container> feet.\
         </p>",
        "A span of $l_0$ feet.",
    );
    // Version 4 writes the TeX on the element.
    markdown(
        "<p>So <mjx-container class=\"MathJax\" jax=\"SVG\" display=\"true\"><svg data-latex=\"l\">\
         </svg><mjx-assistive-mml><math data-latex=\"l^{2}\" display=\"block\"><mi>l</mi></math>\
         </mjx-assistive-mml></mjx-container></p>",
        "So\\\n$$l^{2}$$",
    );
    markdown(
        "<p>So <mjx-container class=\"MathJax\" jax=\"CHTML\"><mjx-math data-latex=\"u_2\"><mjx-mi>u\
         </mjx-mi></mjx-math></mjx-container> it is.</p>",
        "So $u_2$ it is.",
    );
    markdown(
        "<p>So <mjx-container class=\"MathJax\" jax=\"SVG\"><svg><g data-mml-node=\"math\" \
         data-latex=\"u_3\"></g></svg></mjx-container> it is.</p>",
        "So $u_3$ it is.",
    );
    // Version 2 keeps the script.
    markdown(
        "<p>It is <span class=\"MathJax_Preview\">r</span><span class=\"MathJax\"><nobr><span>r</span>\
         </nobr><span class=\"MJX_Assistive_MathML\"><math><mi>r</mi></math></span></span>\
         <script type=\"math/tex\">r \\le 1</script> here.</p>",
        "It is $r \\le 1$ here.",
    );
    markdown(
        "<div class=\"MathJax_Display\"><span class=\"MathJax\"><span>r</span></span></div>\
         <script type=\"math/tex; mode=display\">% <![CDATA[\nr = 2 %]]></script><p>End.</p>",
        "$$r = 2$$\n\nEnd.",
    );
}

#[test]
fn pictures_of_formulas_are_formulas() {
    markdown(
        "<p>It goes <span class=\"mwe-math-element\"><span class=\"mwe-math-mathml-inline \
         mwe-math-mathml-a11y\" style=\"display: none;\"><math alttext=\"{\\displaystyle d=ut}\">\
         <semantics><mi>d</mi><annotation encoding=\"application/x-tex\">{\\displaystyle d=ut}\
         </annotation></semantics></math></span><img src=\"/svg/1\" class=\"\
         mwe-math-fallback-image-inline\" aria-hidden=\"true\" alt=\"{\\displaystyle d=ut}\"></span> \
         far.</p>",
        "It goes $d=ut$ far.",
    );
    let picture = |attributes: &str| format!("<p>Hold <img {attributes}> up.</p>");
    for attributes in [
        "class=\"mwe-math-fallback-image-inline\" src=\"/m\" alt=\"{\\displaystyle h=wb}\"",
        "class=\"latex\" src=\"/l.png\" alt=\"h=wb\"",
        "src=\"https://math.example/latex.php?latex=h%3Dwb\" alt=\"h=wb\"",
        "src=\"https://latex.math.example/svg.latex?h=wb\" title=\"h=wb\" alt=\"\"",
        "class=\"ql-img-inline-formula quicklatex-auto-format\" src=\"/q.png\" alt=\"&#36;h=wb&#36;\"",
        "class=\"math\" src=\"/_images/math/1.png\" alt=\"h=wb\"",
    ] {
        markdown(&picture(attributes), "Hold $h=wb$ up.");
    }
    markdown(
        &picture("class=\"mwe-math-fallback-image-display\" src=\"/m\" alt=\"h\""),
        "Hold\\\n$$h$$\\\nup.",
    );
    // A picture of gloves is not a formula.
    markdown(
        &picture("class=\"latex\" src=\"/latex/gloves.jpg\" alt=\"Latex gloves\""),
        "Hold up.\n\n![Latex gloves](https://news.example/latex/gloves.jpg)",
    );
}

#[test]
fn equation_numbers_stay() {
    markdown(
        "<table class=\"ltx_equation ltx_eqn_table\"><tbody><tr class=\"ltx_eqn_row\"><td class=\"\
         ltx_eqn_cell\"></td><td class=\"ltx_eqn_cell\"><math alttext=\"\\displaystyle s\" \
         display=\"inline\"></math></td><td class=\"ltx_eqn_cell\"><math alttext=\"\\displaystyle=ut\
         \" display=\"inline\"></math></td><td class=\"ltx_eqn_cell ltx_eqn_eqno\"><span class=\"\
         ltx_tag\">(7)</span></td></tr></tbody></table><p>By (7), all is well.</p>",
        "$$s =ut$$ (7)\n\nBy (7), all is well.",
    );
    markdown(
        "<p>So <math display=\"block\"><mtable><mlabeledtr><mtd id=\"mjx-eqn:2\"><mtext>(2)</mtext>\
         </mtd><mtd><mi>a</mi></mtd></mlabeledtr></mtable></math></p>",
        "So\\\n$$a \\tag{2}$$",
    );
}

#[test]
fn a_formula_in_a_table_cell_and_a_heading_stays_in_its_line() {
    markdown(
        "<table><tr><th>Name</th><th>Value</th></tr><tr><td>Norm</td><td>\
         <math display=\"block\" alttext=\"|x|\"></math></td></tr></table>",
        "| Name | Value |\n| --- | --- |\n| Norm | $$\\|x\\|$$ |",
    );
    markdown("<h2>On <math alttext=\"n^*\"></math></h2>", "## On $n^*$");
}

#[test]
fn a_formula_cannot_leave_its_delimiters() {
    for (alttext, expected) in [
        ("a&lt;b=1", "So $a< b=1$."),
        ("x=1&lt;/p>&lt;script>", "So $x=1< /p>< script>$."),
        ("a$ ![t](p.png) $b=", "So $a$ !\\[t\\](p.png) $b=$."),
        ("x=`y`", "So $x=\\`y\\`$."),
    ] {
        markdown(&format!("<p>So <math alttext=\"{alttext}\"></math>.</p>"), expected);
    }
    let prices = "<p>From $5 to $6, so <math><mi>p</mi></math> is $1.</p>";
    markdown(prices, "From \\$5 to \\$6, so $p$ is \\$1.");
    markdown("<p>From $5 to $6.</p>", "From $5 to $6.");
}

#[test]
fn formulas_beside_each_other_stay_two() {
    let page = "<p>So <math><mi>a</mi></math><math><mi>b</mi></math>.</p>";
    markdown(page, "So $a$ $b$.");
}

#[test]
fn pictures_and_boxes_of_other_things_are_not_formulas() {
    plain(
        "<p>See <img src=\"https://cdn.example/latex-gloves.jpg?w=600\" alt=\"latex_gloves\"> now.</p>",
        "See now.",
    );
    let box_of_prose = "<div class=\"MathJax\"><p>Long text.</p><math><mi>x</mi></math></div>";
    plain(box_of_prose, "Long text.\n\n$x$");
    plain(
        "<div class=\"MathJax\"><p>Long text.</p></div><script type=\"math/tex\">q</script>",
        "Long text.\n\n$q$",
    );
}

#[test]
fn a_percent_sign_opens_a_comment_only_before_a_further_line() {
    markdown("<p>So <math alttext=\"50% + x\"></math>.</p>", "So $50% + x$.");
    markdown("<p>So <math alttext=\"x % twice\n= 2\"></math>.</p>", "So $x = 2$.");
}
