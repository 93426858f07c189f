//! Articles over several pages, fetched from a local server.

use std::process::Output;

use crate::command_line::{err, out, run_with};
use crate::pages::page;
use crate::server::{Server, send};

const STANDFIRST: &str = "<p>The council decided on Tuesday, after years of quarrels, that the old \
    bridge over the river will be rebuilt.</p>";

/// Page `n` of an article of `count` pages, each with the same headline and standfirst. `/loop`
/// links from its last page to its first, and `/broken` to a missing page. `/robots?page=2` is
/// disallowed.
fn site(count: u64) -> Server {
    Server::by_path(move |path, stream| {
        let (story, query) = path.split_once('?').unwrap_or((path, ""));
        let number: u64 = query.strip_prefix("page=").and_then(|n| n.parse().ok()).unwrap_or(1);
        let next = match (story, number) {
            ("/loop", n) if n == count => format!("<link rel=next href='{story}?page=1'>"),
            ("/broken", n) if n == count => {
                format!("<link rel=next href='{story}?page={}'>", n + 1)
            }
            (_, n) if n < count => format!("<a rel=next href='{story}?page={}'>Next</a>", n + 1),
            _ => String::new(),
        };
        let whole = page(number).replace(
            &format!("<h1>Story {number}</h1>"),
            &format!("<h1>The long story of the bridge</h1>{STANDFIRST}"),
        );
        match story {
            "/robots.txt" => send(stream, "200 OK", "", b"User-agent: *\nDisallow: /robots?page=2"),
            _ if number > count => send(stream, "404 Not Found", "", b""),
            _ => send(stream, "200 OK", "Content-Type: text/html\r\n", (whole + &next).as_bytes()),
        }
    })
}

fn fetch(server: &Server, path: &str, further: &[&str]) -> Output {
    let url = format!("{}{path}", server.address);
    let arguments: Vec<&str> = [url.as_str(), "--delay", "0", "--retries", "0", "-v"]
        .into_iter()
        .chain(further.iter().copied())
        .collect();
    run_with(&arguments, b"")
}

/// The days in the text, in order: page `n` has the paragraph of day `n`.
fn days(text: &str) -> Vec<u64> {
    let mut days: Vec<u64> = text
        .split("On day ")
        .skip(1)
        .filter_map(|rest| rest.split(' ').next()?.parse().ok())
        .collect();
    days.dedup();
    days
}

/// Number of requests to the server, without those for `robots.txt`.
fn requests(server: &Server) -> usize {
    server
        .requests
        .lock()
        .expect("no panic")
        .iter()
        .filter(|request| !request.contains("/robots.txt"))
        .count()
}

#[test]
fn the_text_of_all_pages_is_joined_under_one_headline() {
    let server = site(3);
    let output = fetch(&server, "/story", &["--multipage"]);
    assert_eq!(days(out(&output)), [1, 2, 3], "{}", err(&output));
    assert_eq!(out(&output).matches("The long story of the bridge").count(), 1);
    assert_eq!(out(&output).matches("years of quarrels").count(), 1);
    assert_eq!(days(out(&fetch(&server, "/story", &[]))), [1], "only with --multipage");
}

#[test]
fn explain_reports_on_all_pages() {
    let server = site(3);
    let explain = |further: &[&str]| {
        let url = format!("{}/story", server.address);
        let always = ["explain", &url, "--delay", "0", "--retries", "0", "-f", "json"];
        run_with(&[&always[..], further].concat(), b"")
    };
    let one = explain(&[]);
    assert_eq!(days(out(&one)), [1], "{}", err(&one));
    let all = explain(&["--multipage"]);
    assert_eq!(days(out(&all)), [1, 2, 3], "{}", err(&all));
    let report: serde_json::Value = serde_json::from_str(out(&all)).expect("JSON");
    let blocks = report["blocks"].as_array().expect("a list");
    assert!(blocks.iter().enumerate().all(|(at, block)| block["index"] == at));
    let broken = run_with(
        &["explain", &format!("{}/broken", server.address), "--multipage", "--delay", "0"],
        b"",
    );
    assert!(out(&broken).contains("a further page of the article is missing"), "{}", out(&broken));
}

#[test]
fn the_number_of_pages_is_limited() {
    let server = site(50);
    assert_eq!(days(out(&fetch(&server, "/story", &["--multipage=4"]))), [1, 2, 3, 4]);
    assert_eq!(requests(&server), 4);
}

#[test]
fn circular_page_links_end() {
    let server = site(2);
    assert_eq!(days(out(&fetch(&server, "/loop", &["--multipage"]))), [1, 2]);
    assert_eq!(requests(&server), 2);
}

#[test]
fn a_missing_page_is_reported_and_the_others_stay() {
    let output = fetch(&site(2), "/broken", &["--multipage"]);
    assert_eq!((days(out(&output)), output.status.code()), (vec![1, 2], Some(0)));
    assert!(
        err(&output).contains("page of the article is missing") && err(&output).contains("404"),
        "{}",
        err(&output)
    );
}

#[test]
fn robots_txt_applies_to_further_pages() {
    let server = site(3);
    let output = fetch(&server, "/robots", &["--multipage"]);
    assert_eq!((days(out(&output)), requests(&server)), (vec![1], 1));
    assert!(err(&output).contains("robots.txt disallows"), "{}", err(&output));
    assert_eq!(
        days(out(&fetch(&server, "/robots", &["--multipage", "--ignore-robots"]))),
        [1, 2, 3]
    );
}

#[test]
fn a_batch_joins_pages_too() {
    let server = site(3);
    let list = format!("{0}/story\n{0}/broken\n", server.address);
    let arguments = [
        "batch",
        "-",
        "--input-type",
        "urls",
        "--allow-private",
        "--delay",
        "0",
        "--retries",
        "0",
        "--multipage",
    ];
    let output = run_with(&arguments, list.as_bytes());
    let rows: Vec<serde_json::Value> =
        out(&output).lines().map(|line| serde_json::from_str(line).expect("a row")).collect();
    let text = |n: usize| days(rows[n]["text"].as_str().expect("a text"));
    assert_eq!((text(0), text(1)), (vec![1, 2, 3], vec![1, 2, 3]));
    assert_eq!(rows[0]["warnings"].as_array().map_or(0, Vec::len), 0);
    assert!(rows[1]["warnings"].to_string().contains("missing"), "{}", rows[1]["warnings"]);
}

/// A folder with this rule for the host of the server.
fn rules(rule: &str) -> tempfile::TempDir {
    let home = crate::files::folder();
    std::fs::write(home.path().join("127.0.0.1.txt"), rule).expect("a file");
    home
}

#[test]
fn a_site_rule_names_the_next_or_the_single_page() {
    let server = Server::by_path(|path, stream| {
        let (number, links) = match path {
            "/robots.txt" => return send(stream, "404 Not Found", "", b""),
            "/part-one" => (1, "<a href=/part-two>On</a><a href=/whole>All</a>"),
            "/part-two" => (2, "<a href=/part-one>On</a>"),
            "/whole" => (3, "<a href=/part-two>On</a>"),
            _ => return send(stream, "404 Not Found", "", b""),
        };
        send(stream, "200 OK", "Content-Type: text/html\r\n", (page(number) + links).as_bytes());
    });
    let next = rules("next_page_link: //a[.='On']/@href\n");
    let both = rules("next_page_link: //a[.='On']/@href\nsingle_page_link: //a[.='All']/@href\n");
    let days_with = |home: &tempfile::TempDir, further: &[&str]| {
        let rules = ["--rules", home.path().to_str().expect("UTF-8")];
        let output = fetch(&server, "/part-one", &[&rules, further].concat());
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        days(out(&output))
    };
    assert_eq!(days_with(&next, &["--multipage"]), [1, 2]);
    assert_eq!(days_with(&both, &["--multipage"]), [3]);
    assert_eq!(days_with(&both, &[]), [1], "only with --multipage");
    let list = format!("{}/part-one\n", server.address);
    let arguments = [
        "batch",
        "-",
        "--input-type",
        "urls",
        "--allow-private",
        "--delay",
        "0",
        "--multipage",
        "--rules",
    ];
    let output = run_with(
        &[&arguments, [next.path().to_str().expect("UTF-8")].as_slice()].concat(),
        list.as_bytes(),
    );
    assert_eq!(days(out(&output)), [1, 2], "{}", err(&output));
}
