//! The reports of `cleancopy explain` for people.

use crate::surface::check_table;

#[test]
fn the_terminal_shows_what_is_kept_in_plain_words() {
    check_table(&[
        ("C explain page.html", 0, "KEEP body", &[]),
        ("C explain page.html | grep -c 'CUT  navigation  [a-z]'", 1, "0", &[]),
        ("C explain page.html", 0, "!--all also shows the blocks", &[]),
        ("C explain page.html | grep 'not shown'", 0, "clearly cut", &[]),
        ("C explain page.html --all | grep -c 'CUT  navigation  [a-z]'", 0, "1", &[]),
        ("C explain page.html --find Home", 0, "CUT  navigation", &[]),
        ("C explain page.html | grep -cE '_share|_score|[+-][0-9]\\.[0-9]'", 1, "0", &[]),
        ("C explain page.html", 0, ", needs 0.", &[]),
        ("C explain page.html -f json", 0, "\"because\": \"score ", &[]),
        ("C explain page.html -f json", 0, "\"needed_score\": 0.", &[]),
    ]);
}

#[test]
fn the_page_opens_at_the_story_and_has_a_name_of_its_own() {
    let after = "C explain page.html --html=r.html && tr -d '\\n' < r.html | \
                 grep -o '<main>.*</main>.*words kept.*legend.*<h2>Fields'";
    let menu = "sed 's|<nav>.*</nav>|<nav><ul><li><a href=/a>News</a><li><a href=/b>Sport</a>\
                <li><a href=/c>Weather</a><li><a href=/d>Arts</a></ul></nav>|' page.html > m.html; \
                C explain m.html --html=r.html && cat r.html";
    check_table(&[
        ("C explain page.html --html", 0, "!page.explain.html", &["page.explain.html"]),
        ("C explain --html page.html", 0, "!page.explain.html", &["page.explain.html"]),
        ("C explain page.html --html r.html 2>&1", 0, "", &["r.html"]),
        ("C explain page.html --html ./page.html", 2, "!an input and an output", &[]),
        (after, 0, "<h2>Fields", &["r.html"]),
        (menu, 0, "lines of navigation</summary>", &["m.html", "r.html"]),
    ]);
}
