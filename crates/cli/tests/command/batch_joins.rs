//! Rows can be joined back to their files: a mirror of a site and its web archives, in mixed
//! folders.

use std::collections::BTreeMap;
use std::path::Path;

use tempfile::TempDir;

use crate::command_line::{check, err, out, parse_rows, run};
use crate::files::{folder, save, text};
use crate::pages::{gzip, page, record, response};
use serde_json::Value;

/// The pages of the crawl: every sixth is in an archive, the others in a file each.
const PAGES: u64 = 300;

/// Saves a crawl as `wget --mirror` and a crawler leave it, and returns the file of each page,
/// below the folder of the crawl.
fn crawl(home: &TempDir) -> BTreeMap<u64, String> {
    let mut files = BTreeMap::new();
    let mut archives: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for n in 0..PAGES {
        let file = match n % 6 {
            0 => format!("site/news/{n}/index.html"),
            1 => format!("site/story?id={n}"),
            2 => format!("site/town/{n}.php"),
            3 => format!("site/a/b {}/{n}", n % 5),
            4 => format!("site/{n}.htm"),
            _ => format!("site/archives/part-{}.warc.gz", n % 4),
        };
        if n % 6 == 5 {
            let archive = archives.entry(file.clone()).or_insert_with(|| gzip(&head()));
            records(n).iter().for_each(|record| archive.extend(gzip(record)));
        } else {
            save(home, &format!("crawl/{file}"), page(n));
        }
        files.insert(n, file);
    }
    for (file, bytes) in archives {
        save(home, &format!("crawl/{file}"), bytes);
    }
    save(home, "crawl/site/style.css", "body { color: black }");
    save(home, "crawl/site/robots.txt", "User-agent: *\nDisallow: /admin\n");
    save(home, "crawl/site/logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    files
}

/// The record at the head of an archive.
fn head() -> Vec<u8> {
    record("warcinfo", "urn:crawl", "application/warc-fields", b"software: a crawler\r\n")
}

/// The records of a page: its request and response, and those of a name, a picture and an error.
fn records(n: u64) -> [Vec<u8>; 5] {
    let url = format!("https://news.example/{n}");
    let http = |status: &str, media: &str, body: &str| {
        format!("HTTP/1.1 {status}\r\nContent-Type: {media}\r\n\r\n{body}").into_bytes()
    };
    let answer = "application/http; msgtype=response";
    [
        record("response", "dns:news.example", "text/dns", b"20261101\nnews.example. 60 IN A\n"),
        record("request", &url, "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
        response(n),
        record("response", &(url.clone() + "/p"), answer, &http("200 OK", "image/png", "\u{1}PNG")),
        record("response", &(url + "/old"), answer, &http("404 Not Found", "text/plain", "gone")),
    ]
}

/// The number of the page that a row is about, by its title.
fn number(row: &Value) -> u64 {
    let title = row["title"].as_str().unwrap_or_default();
    title.strip_prefix("Story ").and_then(|n| n.parse().ok()).expect("a story with a number")
}

#[test]
fn every_page_of_a_crawl_has_one_row_with_its_file() {
    let home = folder();
    let files = crawl(&home);
    let crawl = home.path().join("crawl");
    let output = run(&["batch", text(&crawl)]);
    check(&output, 0);
    let rows = parse_rows(out(&output));
    let found: BTreeMap<u64, String> = rows
        .iter()
        .map(|row| (number(row), row["path"].as_str().unwrap_or_default().to_owned()))
        .collect();
    assert_eq!(rows.len() as u64, PAGES, "{}", err(&output));
    assert_eq!(found, files);
    let mut ids: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rows.len());
}

#[test]
fn a_file_that_two_arguments_name_is_read_once() {
    let home = folder();
    let files = crawl(&home);
    let crawl = home.path().join("crawl");
    let (site, all) = (crawl.join("site"), crawl.join("**/*.htm"));
    let output = run(&["batch", text(&site), text(&crawl), text(&all), "--quiet"]);
    check(&output, 0);
    let rows = parse_rows(out(&output));
    let numbers: BTreeMap<u64, &Value> = rows.iter().map(|row| (number(row), row)).collect();
    assert_eq!((rows.len(), numbers.len()), (files.len(), files.len()), "{}", err(&output));
}

#[test]
fn the_rows_of_plain_files_lead_to_their_files_too() {
    let home = folder();
    let files = crawl(&home);
    let site = home.path().join("crawl/site");
    let output = run(&["-f", "jsonl", "--quiet", text(&site.join("news")), text(&site.join("a"))]);
    check(&output, 0);
    let rows = parse_rows(out(&output));
    assert_eq!(rows.len() as u64, PAGES / 3);
    for row in rows {
        let below = row["path"].as_str().expect("a path");
        let file = Path::new(&files[&number(&row)]);
        assert!(file.ends_with(below), "{below} of {}", file.display());
    }
}
