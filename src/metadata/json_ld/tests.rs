//! JSON-LD in the forms that pages use.

use super::*;

fn check(json: &str, field: Field, expected: &[&str]) {
    let mut out = Candidates::default();
    let identity = PageIdentity {
        titles: vec!["rain in the valley".into()],
        addresses: vec!["news.example/rain".into()],
    };
    read(&[json.to_owned()], &identity, &mut out);
    let found: Vec<&str> = out.of(field).iter().map(|c| c.value.as_str()).collect();
    assert_eq!(found, expected, "{json}");
}

#[test]
fn authors_are_read_in_every_form() {
    check(r#"{"@type":"Article","author":"Ada Pine"}"#, Field::Author, &["Ada Pine"]);
    check(
        r#"{"@type":["Article"],"author":[{"@type":"Person","name":"Ada Pine"},"Bo Fir"]}"#,
        Field::Author,
        &["Ada Pine", "Bo Fir"],
    );
    check(
        r##"{"@graph":[{"@type":"Article","author":{"@id":"#a"}},{"@type":"Person","@id":"#a","name":"Ada Pine"}]}"##,
        Field::Author,
        &["Ada Pine"],
    );
    let organisation = r#"{"@type":"Article","author":[{"@type":"Organization","name":"The Valley"},{"@type":"Person","name":"Ada"}]}"#;
    check(organisation, Field::Author, &["Ada", "The Valley"]);
}

#[test]
fn the_node_of_this_page_wins() {
    let two = r#"[{"@type":"NewsArticle","headline":"Snow","url":"https://news.example/snow"},
                  {"@type":"NewsArticle","headline":"Rain","url":"https://www.news.example/rain/"}]"#;
    check(two, Field::Title, &["Rain"]);
    let list =
        r#"{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Snow"}]}"#;
    check(list, Field::Title, &[]);
}

#[test]
fn lists_and_objects_are_read() {
    check(r#"{"@type":"Article","keywords":["a","b"]}"#, Field::Tag, &["a", "b"]);
    check(
        r#"{"@type":"Article","image":[{"@type":"ImageObject","url":"/a.jpg"}]}"#,
        Field::Image,
        &["/a.jpg"],
    );
    check(
        r#"{"@type":"Article","license":{"@id":"https://cc.example/by"}}"#,
        Field::License,
        &["https://cc.example/by"],
    );
    check(
        r#"{"@type":"Article","video":[{"name":"Rain"},{"embedUrl":"https://v.example/1"}]}"#,
        Field::Video,
        &["https://v.example/1"],
    );
    check(
        r#"{"@type":"Article","publisher":{"name":"Valley Press"}}"#,
        Field::Publisher,
        &["Valley Press"],
    );
    check(
        r#"{"@type":"http://schema.org/NewsArticle","isAccessibleForFree":"False"}"#,
        Field::IsFree,
        &["False"],
    );
}
