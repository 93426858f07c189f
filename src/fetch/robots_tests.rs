//! Tests with the cases of RFC 9309 and those that Google publishes with its own matcher.
//!
//! The extensions of that matcher that the standard lacks are left out: `/index.html` as its
//! folder, and lines cut at 16 KiB. That matcher treats `%62` and `b` as different; in the standard
//! and here they are the same.

use std::time::Duration;

use super::{MAX_BYTES, Robots, product_token};

#[track_caller]
fn check(file: &str, path: &str, expected: bool) {
    assert_eq!(
        Robots::parse(file.as_bytes(), "cleancopy").allows(path),
        expected,
        "{file:?} {path}"
    );
}

/// Checks rules in a group for all crawlers.
#[track_caller]
fn check_rules(rules: &str, path: &str, expected: bool) {
    check(&format!("user-agent: *\n{rules}"), path, expected);
}

#[test]
fn the_longest_match_wins_and_allow_wins_ties() {
    check_rules("disallow: /x/page.html\nallow: /x/", "/x/page.html", false);
    check_rules("allow: /x/page.html\ndisallow: /x/", "/x/page.html", true);
    check_rules("allow: /x/page.html\ndisallow: /x/", "/x/", false);
    check_rules("disallow: /page\nallow: /page", "/page", true);
    check_rules("allow: /page\ndisallow: /*.htm", "/page.htm", false);
    check_rules("allow: /$\ndisallow: /", "/", true);
    check_rules("allow: /$\ndisallow: /", "/page.html", false);
    check_rules("disallow:\nallow:", "/page", true);
    check_rules("disallow: /", "/robots.txt", true);
}

#[test]
fn stars_and_dollars_are_wildcards() {
    for (path, expected) in [
        ("/fish", false),
        ("/fish.html", false),
        ("/fish/salmon", false),
        ("/Fish", true),
        ("/cat/fish", true),
    ] {
        check_rules("disallow: /fish", path, expected);
        check_rules("disallow: /fish*", path, expected);
    }
    check_rules("disallow: /*.php", "/a/b.php?x", false);
    check_rules("disallow: /*.php", "/windows.PHP", true);
    check_rules("disallow: /*.php$", "/a.php", false);
    check_rules("disallow: /*.php$", "/a.php?x", true);
    check_rules("disallow: /*.php$", "/a.php.php", false);
    check_rules("disallow: /fish*.php", "/fishheads/catfish.php?id=1", false);
    check_rules("disallow: /a$b", "/a", true);
    check_rules("disallow: /*?print=", "/story?print=1", false);
    check_rules("disallow: /a$", "/a*", true);
    check_rules("disallow: fish", "/fish", true);
    check_rules("disallow: /aa*a$", "/aa", true);
}

#[test]
fn percent_encoding_is_normalised() {
    check_rules("disallow: /%7Ejoe", "/~joe/a", false);
    check_rules("disallow: /~joe", "/%7ejoe/a", false);
    check_rules("disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false);
    check_rules("disallow: /foo/bar/%e3%83%84", "/foo/bar/ツ", false);
    check_rules("disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false);
    check_rules("disallow: /a%2Fb", "/a/b", true);
    check_rules("disallow: /a%2A", "/a*", false);
    check_rules("disallow: /a%2A", "/ab", true);
    check_rules("disallow: /a%24", "/a$", false);
}

#[test]
fn groups_that_name_the_crawler_are_merged_and_replace_the_group_for_all() {
    let file = "user-agent: *\ndisallow: /\nuser-agent: CleanCopy/2.0 extra\ndisallow: /x\n\n\
        user-agent: other\nuser-agent: cleancopy\ndisallow: /y";
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

/// Checks a file for a crawler of this name.
#[track_caller]
fn check_for(agent: &str, file: &str, path: &str, expected: bool) {
    assert_eq!(
        Robots::parse(file.as_bytes(), agent).allows(path),
        expected,
        "{agent} {file:?} {path}"
    );
}

#[test]
fn rules_apply_to_the_agents_named_just_before_them() {
    let file = "allow: /foo/bar/\n\nuser-agent: Reader\ndisallow: /\nallow: /x/\n\
        user-agent: Walker\ndisallow: /\nallow: /y/\n\n\n\
        allow: /w/\nuser-agent: Sleeper\n\nuser-agent: Reader\nallow: /z/\ndisallow: /\n";
    for (agent, path, expected) in [
        ("Reader", "/x/b", true),
        ("Reader", "/z/d", true),
        ("Reader", "/y/c", false),
        ("Walker", "/y/c", true),
        ("Walker", "/w/a", true),
        ("Walker", "/z/d", false),
        ("Sleeper", "/z/d", true),
        ("Reader", "/foo/bar/", false),
        ("Walker", "/foo/bar/", false),
        ("Sleeper", "/foo/bar/", false),
    ] {
        check_for(agent, file, path, expected);
    }
    // Other lines do not end a group.
    for other in ["Sitemap: https://news.example/sitemap", "Invalid-Unknown-Line: unknown"] {
        let file = format!("User-agent: Walker\n{other}\nUser-agent: *\nDisallow: /\n");
        ["Reader", "Walker"].iter().for_each(|agent| check_for(agent, &file, "/", false));
    }
}

#[test]
fn a_group_for_one_agent_replaces_the_group_for_all() {
    let all = "user-agent: *\nallow: /\nuser-agent: Reader\ndisallow: /\n";
    check_for("Reader", all, "/x/y", false);
    check_for("Walker", all, "/x/y", true);
    let named = "user-agent: Reader\nallow: /\nuser-agent: Walker\ndisallow: /\n";
    check_for("Sleeper", named, "/x/y", true);
    let apart = "User-agent: *\nDisallow: /x/\nUser-agent: Reader\nDisallow: /y/\n";
    check_for("Reader", apart, "/x/page", true);
    check_for("Reader", apart, "/y/page", false);
    // A name ends at the first space and ignores case; a path does not ignore case.
    for name in ["READER BAR", "reader", "ReAdEr Bar Baz"] {
        let file =
            format!("User-Agent: *\nDisallow: /\nUser-Agent: {name}\nAllow: /x/\nDisallow: /\n");
        check_for("Reader", &file, "/x/y", true);
        check_for("Reader", &file, "/X/y", false);
        check_for("Walker", &file, "/x/y", false);
    }
}

#[test]
fn keys_are_recognised_in_any_case_and_with_typing_errors() {
    for file in [
        "user-agent: a\ndisallow: /",
        "USER-AGENT: a\nDISALLOW: /",
        "uSeR-aGeNt: a\ndIsAlLoW: /",
        "user-agent a\ndisallow /",
    ] {
        check_for("a", file, "/x", false);
    }
    for slip in ["dissallow", "dissalow", "disalow", "diasllow", "disallaw"] {
        check(&format!("user agent: *\n{slip}: /"), "/x", false);
    }
    check("foo: *\nbar: /", "/x", true);
    for end in ["\n", "\r", "\r\n"] {
        check(
            &[
                "User-Agent: a",
                "Disallow: /",
                "",
                "User-Agent: cleancopy",
                "Allow: /x",
                "Disallow: /",
            ]
            .join(end),
            "/x/y",
            true,
        );
        check(&["User-Agent: *", "Allow: /x", "Disallow: /"].join(end), "/y", false);
    }
}

#[test]
fn a_whole_or_partial_byte_order_mark_is_ignored() {
    let allows = |file: &[u8]| Robots::parse(file, "cleancopy").allows("/x");
    let rest = b"User-Agent: cleancopy\nDisallow: /\n".as_slice();
    for (front, expected) in [
        (&b""[..], false),
        (b"\xef\xbb\xbf", false),
        (b"\xef\xbb", false),
        (b"\xef", false),
        (b"\xef\x11\xbf", true),
    ] {
        assert_eq!(allows(&[front, rest].concat()), expected, "{front:?}");
    }
    // Elsewhere in the file it is part of its line.
    assert!(allows(b"User-Agent: cleancopy\n\xef\xbb\xbfDisallow: /\n"));
}

#[test]
fn the_longer_pattern_wins_whatever_the_order() {
    for (one, other, path, expected) in [
        ("disallow: /x", "allow: /x/", "/x", false),
        ("disallow: /x", "allow: /x/", "/x/", true),
        ("disallow: /x/page.html", "allow: /x/page.html", "/x/page.html", true),
        ("allow: /page", "disallow: /*.html", "/page.html", false),
        ("allow: /page", "disallow: /*.html", "/page", true),
        ("allow: /x/page.", "disallow: /*.html", "/x/page.html", true),
        ("allow: /x/page.", "disallow: /*.html", "/x/y.html", false),
        ("allow: /p", "disallow: /", "/page", true),
        ("allow: /folder", "disallow: /folder", "/folder/page", true),
        ("disallow: /foo/bar/quz", "allow: /foo/*/qux", "/foo/bar/quz", false),
        ("disallow: /foo/bar/quz", "allow: /foo/*/qux", "/foo/bax/quz", true),
        ("disallow: /foo/bar$", "allow: /foo/bar/qux", "/foo/bar", false),
        ("disallow: /foo/bar$", "allow: /foo/bar/qux", "/foo/bar/qux", true),
        ("disallow: /foo/bar$", "allow: /foo/bar/qux", "/foo/bar/baz", true),
        ("# disallow: /", "disallow: /foo/quz#qux", "/foo/bar", true),
        ("# disallow: /", "disallow: /foo/quz#qux", "/foo/quz", false),
        (
            "disallow: /",
            "allow: /foo/bar?qux=taz&baz=http://news.example?tar&par",
            "/foo/bar?qux=taz&baz=http://news.example?tar&par",
            true,
        ),
    ] {
        check_rules(&format!("{one}\n{other}"), path, expected);
        check_rules(&format!("{other}\n{one}"), path, expected);
    }
}

#[test]
fn sloppy_files_are_parsed() {
    check(
        "\u{feff}USER-AGENT: *\r\nDISALLOW: /a # why\r\n\r\nDisallow : /b\rdisallow /c",
        "/a",
        false,
    );
    check(
        "\u{feff}USER-AGENT: *\r\nDISALLOW: /a # why\r\n\r\nDisallow : /b\rdisallow /c",
        "/b",
        false,
    );
    check(
        "\u{feff}USER-AGENT: *\r\nDISALLOW: /a # why\r\n\r\nDisallow : /b\rdisallow /c",
        "/c",
        false,
    );
    check("<html>disallow: /</html>", "/a", true);
    check("", "/a", true);
}

#[test]
fn bytes_after_the_limit_are_ignored() {
    let late = format!("user-agent: *\ndisallow: /a\n{}\ndisallow: /b", "#".repeat(MAX_BYTES));
    check(&late, "/a", false);
    check(&late, "/b", true);
}

#[test]
fn hostile_rules_match_in_little_time() {
    let file =
        format!("user-agent: *\n{}", format!("disallow: /{}b$\n", "*a".repeat(1000)).repeat(100));
    check(&file, &format!("/{}", "a".repeat(5000)), true);
}

#[test]
fn crawl_delay_is_parsed_and_limited() {
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
fn the_product_token_is_the_first_word() {
    assert_eq!(product_token("cleancopy/0.1.0 (+https://x.example)"), "cleancopy");
    assert_eq!(product_token("News-Bot_a 1"), "News-Bot_a");
    assert_eq!(product_token("/1"), "");
}
