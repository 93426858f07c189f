//! Pages that are small, all different and all articles, and archives of them.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Words that the pages are made of.
const WORDS: &[&str] = &[
    "council", "bridge", "mayor", "river", "school", "harbour", "winter", "budget", "train",
    "market", "valley", "doctor", "garden", "report", "signal", "summer", "festival", "library",
    "engine", "forest", "village", "station", "museum", "bakery", "orchard", "meeting", "window",
    "player", "season", "village", "factory", "lawyer", "minister", "farmer", "teacher", "captain",
];

/// Numbers that look random and are the same in every run (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

/// A page with an article of four paragraphs; another one for another number.
pub fn page(number: u64) -> String {
    let mut chance = Chance(number);
    let mut sentence = || {
        let words: Vec<&str> =
            (0..14).map(|_| WORDS[chance.below(WORDS.len() as u64) as usize]).collect();
        format!("On day {number} the {}, the mayor said on Tuesday.", words.join(" and the "))
    };
    let paragraphs: String =
        (0..4).map(|_| format!("<p>{} {}</p>", sentence(), sentence())).collect();
    format!(
        "<html lang=en><title>Story {number}</title><nav><a href=/>Home</a></nav><article><h1>Story {number}</h1>{paragraphs}</article></html>"
    )
}

/// A line of JSON with a page.
pub fn row(number: u64) -> String {
    let row = serde_json::json!({"id": format!("r{number}"), "url": format!("https://news.example/{number}"), "html": page(number)});
    format!("{row}\n")
}

/// A record of an archive.
pub fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:test:{url}>\r\nWARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\n\
         Content-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// The answer of a server, as a record.
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
