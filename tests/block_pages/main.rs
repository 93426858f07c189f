//! Pages that stand in place of an article (bot checks, walls, error pages) have no text and name
//! their kind; articles about such pages keep theirs.

use cleancopy::{Article, Options, Page, extract};
use serde::Deserialize;

/// The quality that `--min-quality 0.5` asks for.
const GOOD: f32 = 0.5;
/// The highest quality of a page in place of an article.
const WORST: f32 = 0.1;

#[derive(Deserialize)]
struct Pages {
    page: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    kind: String,
    html: String,
}

/// The pages of a file with their articles.
fn read(toml: &str) -> Vec<(Case, Article)> {
    let pages: Pages = toml::from_str(toml).expect("the pages are TOML");
    let extracted = |case: Case| {
        let page = Page::from_html(&case.html);
        (case, extract(&page, &Options::default()).expect("a page").article)
    };
    pages.page.into_iter().map(extracted).collect()
}

#[test]
fn a_page_in_place_of_an_article_has_no_text() {
    let pages = read(include_str!("walls.toml"));
    assert!(pages.len() >= 60);
    let wrong = pages.iter().filter_map(|(case, article)| {
        let is_right = article.kind.name() == case.kind
            && article.blocks.is_empty()
            && article.quality <= WORST;
        (!is_right).then(|| format!("{}: {} {}", case.name, article.kind.name(), article.quality))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn an_article_about_such_pages_is_an_article() {
    let pages = read(include_str!("articles.toml"));
    assert!(pages.len() >= 60);
    let wrong = pages.iter().filter_map(|(case, article)| {
        let last = case.html.rsplit("<p>").nth(1).and_then(|rest| rest.split("</p>").next());
        let last = last.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let is_right = article.kind.name() == case.kind
            && article.blocks.iter().any(|block| block.text == last)
            && article.quality >= GOOD;
        (!is_right).then(|| format!("{}: {} {}", case.name, article.kind.name(), article.quality))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn the_evidence_is_a_warning() {
    let html = "<title>Just a moment...</title><h1>Verify you are human</h1>";
    let article = extract(&Page::from_html(html), &Options::default()).expect("a page").article;
    let warnings: Vec<String> = article.warnings.iter().map(ToString::to_string).collect();
    assert!(
        warnings.iter().any(|w| w.contains("(challenge)") && w.contains("verify you are human")),
        "{warnings:?}"
    );
}
