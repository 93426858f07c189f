//! Small article pages, all of them different, and archives of such pages.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// The words of the pages.
const WORDS: &[&str] = &[
    "council", "bridge", "mayor", "river", "school", "harbour", "winter", "budget", "train",
    "market", "valley", "doctor", "garden", "report", "signal", "summer", "festival", "library",
    "engine", "forest", "village", "station", "museum", "bakery", "orchard", "meeting", "window",
    "player", "season", "village", "factory", "lawyer", "minister", "farmer", "teacher", "captain",
];

/// A page with an article of four paragraphs, which differ for each number.
pub fn page(number: u64) -> String {
    let mut random = fastrand::Rng::with_seed(number);
    let mut sentence = || {
        let words: Vec<&str> = (0..14).map(|_| WORDS[random.usize(..WORDS.len())]).collect();
        format!("On day {number} the {}, the mayor said on Tuesday.", words.join(" and the "))
    };
    let paragraphs: String =
        (0..4).map(|_| format!("<p>{} {}</p>", sentence(), sentence())).collect();
    format!(
        "<html lang=en><title>Story {number}</title><nav><a href=/>Home</a></nav>\
         <article><h1>Story {number}</h1>{paragraphs}</article></html>"
    )
}

/// A page with an article: a headline and three paragraphs, with a menu around.
pub fn titled_page(title: &str) -> String {
    let paragraph = "The council met on Tuesday evening in the old town hall and voted by nine to four for the new bridge, \
        which will cost twelve million and open to walkers, cyclists and buses in the spring of next year, the mayor said.";
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head><body><nav><a href=/>Home</a></nav>\
         <article><h1>{title}</h1><p>First, {paragraph}</p><p>Second, {paragraph}</p><p>Third, {paragraph}</p></article></body></html>"
    )
}

/// A line of JSON with a page.
pub fn row(number: u64) -> String {
    let url = format!("https://news.example/{number}");
    let row = serde_json::json!({"id": format!("r{number}"), "url": url, "html": page(number)});
    format!("{row}\n")
}

/// An archive record.
pub fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:test:{url}>\r\n\
         WARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// A record with the response of a server.
pub fn response(number: u64) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
    record(
        "response",
        &format!("https://news.example/{number}"),
        "application/http; msgtype=response",
        format!("{head}{}", page(number)).as_bytes(),
    )
}

/// Bytes as one gzip member.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).expect("memory takes it");
    out.finish().expect("memory takes it")
}
