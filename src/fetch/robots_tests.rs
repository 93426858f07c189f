//! The cases of RFC 9309 and those that Google publishes for its own matcher, in our words.

use std::time::Duration;

use super::{MAX_BYTES, Robots, product};

#[track_caller]
fn check(file: &str, path: &str, expected: bool) {
    assert_eq!(Robots::parse(file.as_bytes(), "cleancopy").allows(path), expected, "{file:?} {path}");
}

/// With rules for everyone.
#[track_caller]
fn rules(rules: &str, path: &str, expected: bool) {
    check(&format!("user-agent: *\n{rules}"), path, expected);
}

#[test]
fn the_longest_match_wins_and_allow_wins_ties() {
    rules("disallow: /x/page.html\nallow: /x/", "/x/page.html", false);
    rules("allow: /x/page.html\ndisallow: /x/", "/x/page.html", true);
    rules("allow: /x/page.html\ndisallow: /x/", "/x/", false);
    rules("disallow: /page\nallow: /page", "/page", true);
    rules("allow: /page\ndisallow: /*.htm", "/page.htm", false);
    rules("allow: /$\ndisallow: /", "/", true);
    rules("allow: /$\ndisallow: /", "/page.html", false);
    rules("disallow:\nallow:", "/page", true);
    rules("disallow: /", "/robots.txt", true);
}

#[test]
fn stars_and_ends_mean_what_they_say() {
    for (path, expected) in [("/fish", false), ("/fish.html", false), ("/fish/salmon", false), ("/Fish", true), ("/cat/fish", true)] {
        rules("disallow: /fish", path, expected);
        rules("disallow: /fish*", path, expected);
    }
    rules("disallow: /*.php", "/a/b.php?x", false);
    rules("disallow: /*.php", "/windows.PHP", true);
    rules("disallow: /*.php$", "/a.php", false);
    rules("disallow: /*.php$", "/a.php?x", true);
    rules("disallow: /*.php$", "/a.php.php", false);
    rules("disallow: /fish*.php", "/fishheads/catfish.php?id=1", false);
    rules("disallow: /a$b", "/a", true);
    rules("disallow: /*?print=", "/story?print=1", false);
    rules("disallow: /a$", "/a*", true);
    rules("disallow: fish", "/fish", true);
    rules("disallow: /aa*a$", "/aa", true);
}

#[test]
fn percent_encoding_has_one_meaning() {
    rules("disallow: /%7Ejoe", "/~joe/a", false);
    rules("disallow: /~joe", "/%7ejoe/a", false);
    rules("disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false);
    rules("disallow: /foo/bar/%e3%83%84", "/foo/bar/ツ", false);
    rules("disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false);
    rules("disallow: /a%2Fb", "/a/b", true);
    rules("disallow: /a%2A", "/a*", false);
    rules("disallow: /a%2A", "/ab", true);
    rules("disallow: /a%24", "/a$", false);
}

#[test]
fn the_group_that_names_us_counts_alone_and_groups_of_one_name_are_one() {
    let file = "user-agent: *\ndisallow: /\nuser-agent: CleanCopy/2.0 extra\ndisallow: /x\n\nuser-agent: other\nuser-agent: cleancopy\ndisallow: /y";
    check(file, "/a", true);
    check(file, "/x", false);
    check(file, "/y", false);
    check("user-agent: cleancopier\ndisallow: /", "/a", true);
    check("user-agent: clean\ndisallow: /", "/a", true);
    check("user-agent: * \ndisallow: /", "/a", false);
    check("user-agent: *\nsitemap: /s\nuser-agent: other\ndisallow: /", "/a", false);
    check("user-agent: *\ndisallow: /\nuser-agent: cleancopy", "/a", true);
    check("disallow: /\nuser-agent: other\ndisallow: /", "/a", true);
}

#[test]
fn files_are_read_as_people_write_them() {
    check("\u{feff}USER-AGENT: *\r\nDISALLOW: /a # why\r\n\r\nDisallow : /b\rdisallow /c", "/a", false);
    check("\u{feff}USER-AGENT: *\r\nDISALLOW: /a # why\r\n\r\nDisallow : /b\rdisallow /c", "/b", false);
    check("\u{feff}USER-AGENT: *\r\nDISALLOW: /a # why\r\n\r\nDisallow : /b\rdisallow /c", "/c", false);
    check("<html>disallow: /</html>", "/a", true);
    check("", "/a", true);
}

#[test]
fn what_stands_beyond_the_cap_is_passed_over() {
    let late = format!("user-agent: *\ndisallow: /a\n{}\ndisallow: /b", "#".repeat(MAX_BYTES));
    check(&late, "/a", false);
    check(&late, "/b", true);
}

#[test]
fn hostile_rules_cost_little() {
    let file = format!("user-agent: *\n{}", format!("disallow: /{}b$\n", "*a".repeat(1000)).repeat(100));
    check(&file, &format!("/{}", "a".repeat(5000)), true);
}

#[test]
fn crawl_delay_is_read_and_bounded() {
    let delay = |file: &str| Robots::parse(file.as_bytes(), "cleancopy").crawl_delay;
    assert_eq!(delay("user-agent: *\ncrawl-delay: 2.5"), Some(Duration::from_millis(2500)));
    assert_eq!(delay("user-agent: *\ncrawl-delay: 1e300"), Some(Duration::from_secs(120)));
    for file in [
        "user-agent: *\ncrawl-delay: soon",
        "user-agent: *\ncrawl-delay: -1",
        "user-agent: *\ncrawl-delay: nan",
        "user-agent: x\ncrawl-delay: 9",
    ] {
        assert_eq!(delay(file), None, "{file}");
    }
}

#[test]
fn a_product_is_the_first_word() {
    assert_eq!(product("cleancopy/0.1.0 (+https://x.example)"), "cleancopy");
    assert_eq!(product("News-Bot_a 1"), "News-Bot_a");
    assert_eq!(product("/1"), "");
}
