//! Parses RSS, Atom and JSON feeds.

use feed_rs::model::Entry;
use feed_rs::parser;
use jiff::Timestamp;
use url::Url;

use super::date::LinkDate;
use super::entry::Link;
use crate::error::{Error, ErrorKind};

/// Parses the entries of a feed, in order. Entries without a link are skipped.
pub(super) fn parse_feed(bytes: &[u8], source: &Url) -> Result<Vec<Link>, Error> {
    // Text and summaries are not used, so they are not sanitised.
    let reader =
        parser::Builder::new().base_uri(Some(source.as_str())).sanitize_content(false).build();
    let feed =
        reader.parse(bytes).map_err(|e| Error::new(ErrorKind::BadFeed).because(e.to_string()))?;
    Ok(feed.entries.iter().filter_map(|entry| entry_link(entry, source)).collect())
}

fn entry_link(entry: &Entry, source: &Url) -> Option<Link> {
    // An Atom entry also links to its comments, its edit form and its images. A link without `rel`
    // is the story.
    let is_story = |rel: Option<&str>| rel.is_none_or(|rel| rel == "alternate");
    let story = entry.links.iter().find(|link| is_story(link.rel.as_deref()));
    // A `guid` that is an address is the permanent one. Some feeds have no other.
    let address = story
        .map(|link| link.href.as_str())
        .or_else(|| Some(entry.id.as_str()).filter(|id| id.starts_with("http")))?;
    let mut link = Link::new(address, source, source)?;
    if let Some(title) = &entry.title {
        link = link.with_title(&title.content);
    }
    let date = entry
        .published
        .or(entry.updated)
        .and_then(|date| Timestamp::from_second(date.timestamp()).ok());
    link.date = date.map(LinkDate::Moment);
    Some(link)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::parse_feed;

    #[track_caller]
    fn check(feed: &str, expected: &[(&str, &str, &str)]) {
        let source = Url::parse("https://news.example/feed").expect("a URL");
        let links = parse_feed(feed.as_bytes(), &source).expect("a feed");
        let text = |l: &super::Link| {
            (
                l.url.to_string(),
                l.title.clone().unwrap_or_default(),
                l.date.map(|d| d.to_string()).unwrap_or_default(),
            )
        };
        let found: Vec<_> = links.iter().map(text).collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(u, t, d)| ((*u).to_owned(), (*t).to_owned(), (*d).to_owned()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn rss_gives_links_titles_and_dates() {
        check(
            "<rss version='2.0'><channel><title>News</title><link>https://news.example/</link>\
             <item><title>Rain &amp; wind</title>\
             <link>https://news.example/rain?a=1&amp;b=2#top</link>\
             <pubDate>Tue, 05 Mar 2024 09:30:00 +0100</pubDate></item>\
             <item><title>Snow</title>\
             <guid isPermaLink='true'>https://news.example/snow</guid></item>\
             <item><title>Nothing</title></item></channel></rss>",
            &[
                ("https://news.example/rain?a=1&b=2", "Rain & wind", "2024-03-05T08:30:00Z"),
                ("https://news.example/snow", "Snow", ""),
            ],
        );
    }

    #[test]
    fn atom_gives_the_story_and_not_its_comments() {
        check(
            "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:x</id><title>News</title>\
             <updated>2024-03-05T09:30:00Z</updated><entry><id>urn:1</id><title>Rain</title>\
             <updated>2024-03-06T00:00:00Z</updated><published>2024-03-05T00:00:00Z</published>\
             <link rel='replies' href='/rain/comments'/>\
             <link rel='alternate' href='/rain'/></entry></feed>",
            &[("https://news.example/rain", "Rain", "2024-03-05T00:00:00Z")],
        );
    }

    #[test]
    fn json_feeds_are_parsed() {
        check(
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"News",
                "items":[{"id":"1","url":"https://news.example/rain","title":"Rain",
                "content_text":"It rained.","date_published":"2024-03-05T09:30:00Z"}]}"#,
            &[("https://news.example/rain", "Rain", "2024-03-05T09:30:00Z")],
        );
    }

    #[test]
    fn other_files_are_an_error() {
        let source = Url::parse("https://news.example/feed").expect("a URL");
        assert!(parse_feed(b"{\"a\":1}", &source).is_err());
        assert!(parse_feed(b"<rss", &source).is_err());
    }
}
