//! Expressions that parse, and the errors of those that do not.

use super::parse;
use proptest::prelude::{ProptestConfig, prop_assert, proptest};

#[track_caller]
fn refuses(text: &str, expected: &str) {
    let message = parse(text).expect_err(text);
    assert!(message.contains(expected), "{text}: {message}");
}

#[test]
fn common_expressions_are_parsed() {
    for text in [
        "//div",
        "/html/body//p[1]",
        "//div[@id='story']/p[position() < last()]",
        "//*[contains(concat(' ', normalize-space(@class), ' '), ' promo ')]",
        "//meta[@property = 'og:title']/@content",
        "substring-after(//span[@class='by'], 'By ')",
        "(//h1 | //h2)[1]",
        "//p[not(.//a) and string-length(.) > 20 or @lang != \"en\"]",
        "//div[following-sibling::div[1]/ancestor::section/../@data-x]",
        "//or[and and div or mod]",
        "//div[* * 2 > count(p) - -1]",
        "/",
        "'a text'",
        ".//text()[normalize-space()]",
        "//fb:like",
        "id('story')/p",
        "//div [ @id = 'a' ] / p",
    ] {
        assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
    }
}

#[test]
fn errors_name_the_character() {
    refuses("//div[@id='a'", "expected ']' at the end");
    refuses("//div[@id='a]", "closing quote at character 11");
    refuses("//div]", "an operator or the end at character 6");
    refuses("//", "the name of an element at the end");
    refuses("", "an expression at the end");
    refuses("//p[matches(., 'x')]", "no function matches()");
    refuses("//p[contains(.)]", "contains() does not take 1 arguments at character 5");
    refuses("//p[$x]", "the name of an element at character 5, not '$'");
    refuses("//sideways::p", "the name of an axis");
    refuses("'text'/p", "only nodes have steps");
    refuses(&"(".repeat(10_000), "longer than");
    refuses(&"(".repeat(100), "deeper than");
    refuses(&"1".repeat(20).replace('1', "1+"), "in a row");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_text_panics(text in r#"([/@*.|()\[\]'"=!<>+, :$-]|div|text\(\)|contains\(|not\(|and|or|[0-9]|ä|self::){0,40}"#) {
        prop_assert!(parse(&text).is_ok() || parse(&text).is_err_and(|e| !e.is_empty()));
    }
}
