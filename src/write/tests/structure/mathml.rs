//! MathML that is incomplete or out of order loses no token.

use proptest::prelude::{Just, Strategy, prop};
use proptest::{prop_assert, prop_oneof, proptest};

use super::{Format, markdown, render};

#[test]
fn incomplete_mathml_keeps_its_tokens() {
    for (mathml, tex) in [
        ("<munder><mi>x</mi></munder>", "x"),
        ("<mover><mi>x</mi></mover><mi>y</mi>", "xy"),
        ("<munderover><mo>∑</mo></munderover><mi>i</mi>", "∑i"),
        ("<munderover><mo>∑</mo><mi>i</mi></munderover>", "∑_i"),
        ("<munderover><mi>a</mi><mi>b</mi></munderover>", "\\underset{b}{a}"),
        ("<munder><mi>a</mi><mi>b</mi><mi>c</mi></munder>", "abc"),
        ("<mfrac><mi>a</mi></mfrac>", "a"),
        ("<mfrac><mi>a</mi><mi>b</mi><mi>c</mi></mfrac>", "abc"),
        ("<mfrac>1<mn>2</mn></mfrac>", "12"),
        ("<mroot><mi>a</mi></mroot>", "a"),
        ("<msqrt>2</msqrt>", "\\sqrt{2}"),
        ("<msup><mi>a</mi></msup>", "a"),
        ("<msup><mi>a</mi><mi>b</mi><mi>c</mi></msup>", "abc"),
        ("<msubsup><mi>a</mi><mi>b</mi></msubsup>", "a_b"),
        ("<mmultiscripts><mi>a</mi><mi>b</mi></mmultiscripts>", "a_b"),
        ("<mtable>5<mtr><mtd><mi>a</mi></mtd></mtr></mtable>", "5a"),
    ] {
        markdown(&format!("<p>So <math>{mathml}</math>.</p>"), &format!("So ${tex}$."));
    }
}

#[test]
fn the_presentation_may_follow_the_content() {
    let content = "<annotation-xml encoding=\"MathML-Content\"><apply><plus></plus><ci>q</ci>\
                   </apply></annotation-xml>";
    let shown = "<mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow>";
    for inside in [
        format!("{content}{shown}"),
        format!("{shown}{content}"),
        format!("<annotation encoding=\"StarMath 5.0\">a + b</annotation>{content}{shown}"),
        format!("<annotation-xml encoding=\"MathML-Presentation\">{shown}</annotation-xml>"),
    ] {
        markdown(&format!("<p>So <math><semantics>{inside}</semantics></math>.</p>"), "So $a+b$.");
    }
}

#[test]
fn fences_have_the_brackets_and_separators_that_they_state() {
    for (attributes, tex) in [
        ("", "(a,b,c)"),
        ("open=\"[\" close=\"[\"", "[a,b,c["),
        ("open=\"⌊\" close=\"⌋\"", "⌊a,b,c⌋"),
        ("open=\"‖\" close=\"‖\" separators=\"\"", "‖abc‖"),
        ("open=\"{\" close=\"\" separators=\";\"", "\\{a;b;c"),
        ("separators=\"|,\"", "(a|b,c)"),
        ("open=\"\" close=\"}\"", "a,b,c\\}"),
    ] {
        let mathml = format!("<mfenced {attributes}><mi>a</mi><mi>b</mi><mi>c</mi></mfenced>");
        markdown(&format!("<p>So <math>{mathml}</math>.</p>"), &format!("So ${tex}$."));
    }
}

#[test]
fn an_action_shows_the_part_that_it_selects() {
    let action =
        |n: &str| format!("<p>So <math><maction {n}><mi>a</mi><mi>b</mi></maction></math>.</p>");
    markdown(&action(""), "So $a$.");
    markdown(&action("selection=\"2\""), "So $b$.");
    markdown(&action("selection=\"9\""), "So $a$.");
}

/// A tree of MathML in which elements have any number of children. Tokens are `~`.
fn tree() -> impl Strategy<Value = String> {
    let token = prop_oneof![Just("<mi>~</mi>".to_owned()), Just("<mn>~</mn>".to_owned())];
    let names = [
        "mrow",
        "mfrac",
        "mroot",
        "msqrt",
        "msup",
        "msub",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mmultiscripts",
        "mfenced",
        "mtable",
        "mtr",
        "mtd",
        "mstyle",
        "mpadded",
        "menclose",
        "merror",
    ];
    let name = prop::sample::select(names.to_vec());
    token.prop_recursive(4, 24, 5, move |inner| {
        (name.clone(), prop::collection::vec(inner, 0..5))
            .prop_map(|(name, children)| format!("<{name}>{}</{name}>", children.concat()))
    })
}

proptest! {
    #[test]
    fn no_token_is_lost(tree in tree()) {
        let mut page = String::new();
        let mut count = 0u32;
        for part in tree.split_inclusive('~') {
            let token = char::from_u32('а' as u32 + count).filter(|_| part.ends_with('~'));
            page.push_str(part.trim_end_matches('~'));
            page.extend(token);
            count += u32::from(token.is_some());
        }
        let text = render(&format!("<p>So <math>{page}</math>.</p>"), Format::Text);
        for n in 0..count {
            let token = char::from_u32('а' as u32 + n).unwrap_or_default();
            prop_assert!(text.matches(token).count() == 1, "{} in {}: {}", token, page, text);
        }
    }
}
