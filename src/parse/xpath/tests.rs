//! Expressions on a small page, and on generated pages.

use proptest::prelude::{ProptestConfig, prop_assert, proptest};

use super::{Answer, Evaluator};
use crate::options::Options;
use crate::parse::parse;
use crate::site_rules::xpath;

const PAGE: &str = "<html><head><title>Rain | Valley News</title><meta property='og:title' content='Rain'></head><body>\
    <div id=top class='bar  promo wide'><p>one</p><p>two <a href=/x>three</a></p></div>\
    <div id=story class=story><h1>Rain</h1><p class=by>By Ana Prado</p><p>four</p><p>five</p><ul><li>6</li><li>7</li></ul></div>\
    <div class=promotion>eight</div></body></html>";

/// The texts that an expression finds.
fn found(html: &str, expression: &str) -> Vec<String> {
    let expr = xpath::parse(expression).expect(expression);
    let document = parse(html, None, &Options::default());
    let mut evaluator = Evaluator::new(&document.tree);
    match evaluator.evaluate(&expr).expect("cheap") {
        Answer::Items(items) => items
            .into_iter()
            .map(|item| evaluator.text_of(item).expect("cheap").into_owned())
            .collect(),
        Answer::Text(text) => vec![text],
    }
}

#[track_caller]
fn check(expression: &str, expected: &[&str]) {
    assert_eq!(found(PAGE, expression), expected, "{expression}");
}

#[test]
fn steps_and_axes() {
    check("/html/body/div/p", &["one", "two three", "By Ana Prado", "four", "five"]);
    check("//DIV[@id='story']/p", &["By Ana Prado", "four", "five"]);
    check("//meta[@property='og:title']/@content", &["Rain"]);
    check("//a/@href/..", &["three"]);
    check("//li/ancestor::div/@id", &["story"]);
    check("//h1/following-sibling::p[2]", &["four"]);
    check("//ul/preceding-sibling::p[1]", &["five"]);
    check("//a/parent::p/self::p", &["two three"]);
    check("//a/following::li", &["6", "7"]);
    check("//li/preceding::p", &["one", "two three", "By Ana Prado", "four", "five"]);
    check("//p/text()", &["one", "two ", "By Ana Prado", "four", "five"]);
    check("//ul/*", &["6", "7"]);
    check("//div/descendant::li | //a | //li", &["three", "6", "7"]);
    check("id('story')/ul/li[2]", &["7"]);
    check("//nothing", &[]);
}

#[test]
fn positions_are_counted_per_step() {
    check("//p[1]", &["one", "By Ana Prado"]);
    check("(//p)[1]", &["one"]);
    check("//p[last()]", &["two three", "five"]);
    check("//p[position() > 1][1]", &["two three", "four"]);
    check("//div[@id='story']/p[position()=2]", &["four"]);
    check("//li[number(.) = last() + 4]", &["6"]);
    // A number is a position, even if it was meant as a condition: the second paragraph has one
    // link.
    check("//p[count(a) + 1]", &["one", "two three", "By Ana Prado"]);
}

#[test]
fn conditions() {
    check("//div[contains(@class, 'promo')]/@id", &["top"]);
    check("//*[contains(concat(' ', normalize-space(@class), ' '), ' promo ')]/@id", &["top"]);
    check("//div[starts-with(@class, 'promo')]", &["eight"]);
    check("//p[not(a) and not(@class)]", &["one", "four", "five"]);
    check("//p[. = 'one' or .='five']", &["one", "five"]);
    check("//p[string-length() = 4]", &["four", "five"]);
    check("//li[. > 6]", &["7"]);
    check("//div[p = 'four']/@id", &["story"]);
    check("//div[p != 'one']/@id", &["top", "story"]);
    check("//p[@class != 'x']", &["By Ana Prado"]);
    check("//li[. mod 2 = 0]", &["6"]);
}

#[test]
fn texts_and_numbers() {
    check("substring-before(//title, ' | ')", &["Rain"]);
    check("substring-after(//p[@class='by'], 'By ')", &["Ana Prado"]);
    check("substring-after('a', 'b')", &[""]);
    check("substring('12345', 2, 3)", &["234"]);
    check("substring('12345', 0 div 0)", &[""]);
    check("concat('a', 1 + 1, //nothing, true())", &["a2true"]);
    check("translate('bar', 'abc', 'AB')", &["BAr"]);
    check("normalize-space('  a \n b ')", &["a b"]);
    check("count(//li) * 2", &["4"]);
    check("1 div 0", &["Infinity"]);
    check("local-name(//*[@href])", &["a"]);
    check("lower-case('ÄB')", &["äb"]);
}

#[test]
fn cost_is_bounded() {
    let html = "<div>".repeat(400) + &"<p>x</p>".repeat(20_000);
    let document = parse(&html, None, &Options::default());
    let expr = xpath::parse("//*[count(preceding::*[count(following::*) > 1]) > 1]")
        .expect("an expression");
    let start = std::time::Instant::now();
    assert!(Evaluator::new(&document.tree).evaluate(&expr).is_err());
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn long_texts_count_against_the_budget() {
    let html = format!("<p title='{}'>{}", "x".repeat(1 << 20), "<b>y</b>".repeat(5_000));
    let document = parse(&html, None, &Options::default());
    for expression in [
        "//*[contains(/html/body/p/@title, 'z')]",
        "//*[translate(/*/*/p/@title, 'abcdef', '')]",
        "//*[string(/*/*/p/@title) = 'x']",
    ] {
        let expr = xpath::parse(expression).expect("an expression");
        assert!(Evaluator::new(&document.tree).evaluate(&expr).is_err(), "{expression}");
    }
}

#[test]
fn the_deepest_expression_needs_a_small_stack() {
    let chain = "*1*1*1*1+1+1+1+1<1<1<1<1=1=1=1=1";
    let deepest = (1..24).fold("//p".to_owned(), |inner, _| format!("({inner}{chain})"));
    let nested = (1..24).fold("1".to_owned(), |inner, _| format!("//p[not({inner})]"));
    let small = std::thread::Builder::new().stack_size(1 << 20);
    let work = move || {
        (
            found(PAGE, &deepest),
            xpath::parse(&nested).is_err(),
            xpath::parse(&format!("({deepest})")).is_err(),
        )
    };
    let (value, is_too_deep, is_deeper) =
        small.spawn(work).expect("a thread").join().expect("it fits");
    assert_eq!((value.len(), is_too_deep, is_deeper), (1, true, true));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_expression_panics(
        expression in r#"(//|/|\.\./|)(div|p|\*|text\(\)|node\(\)|@class|@\*|\.|following::p|preceding::\*|ancestor::div)(\[(1|last\(\)|@id|p|\.='one'|not\(p\)|position\(\)>1|-1|substring\(\.,-1,2\)|contains\(\.,'e'\))\]){0,2}((/|//| \| //)(p|a|@\*|\.\.|li\[2\]|text\(\)|self::node\(\))){0,3}"#,
        html in r"(<(div|p|table|td|b|/div|/p|/table)( class=x)?>|t|<!--c-->){0,30}",
    ) {
        let expr = xpath::parse(&expression);
        prop_assert!(expr.is_ok(), "{}", expression);
        found(&html, &expression);
    }
}
