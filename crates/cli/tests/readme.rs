//! The command lines that README offers to copy are run as they stand there, on pages of our own.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

#[path = "common/command.rs"]
#[allow(dead_code, reason = "not every test asks")]
mod command;
#[path = "common/pages.rs"]
#[allow(dead_code, reason = "not every test asks")]
mod pages;
#[path = "common/server.rs"]
#[allow(dead_code, reason = "not every test asks")]
mod server;

use command::{err, run_with};
use pages::{gzip, page, response, row};
use server::{Server, send};

/// The lines of the block under this heading, without what they say of themselves.
fn block(heading: &str) -> Vec<String> {
    let readme = fs::read_to_string("../../README.md").expect("a README");
    let section = readme.split_once(heading).expect("the heading").1;
    let block = section.split("```").nth(1).expect("a block");
    block
        .lines()
        .skip(1)
        .map(|line| line.split(" # ").next().unwrap_or_default().trim().to_owned())
        .collect()
}

/// What the lines read.
fn inputs(home: &Path) {
    let save = |name: &str, bytes: &[u8]| fs::write(home.join(name), bytes).expect("a file");
    fs::create_dir(home.join("pages")).expect("a folder");
    save(
        "page.html",
        page(1).replace("<title>", "<meta name=author content='Ana Prado'><title>").as_bytes(),
    );
    save("pages/a.html", page(2).as_bytes());
    save("pages/b.html", page(3).as_bytes());
    save("crawl.warc.gz", &[gzip(&response(4)), gzip(&response(5))].concat());
    save("scraped.txt", b"The council decided on Tuesday that the bridge will be rebuilt.\n");
    save("rows.jsonl", (row(6) + &row(7)).as_bytes());
    let (rows, table) = (home.join("rows.jsonl"), home.join("pages.parquet"));
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let made = run_with(&["batch", &text(&rows), "--content", "html", "-o", &text(&table)], b"");
    assert!(made.status.success(), "{}", err(&made));
}

#[test]
fn every_line_works_and_writes_what_it_says() {
    let lines = block("## Ten lines to copy");
    assert_eq!(lines.len(), 10, "{lines:?}");
    let server = Server::by_path_and_host(|path, host, stream| {
        let story = format!(
            "<item><link>{host}/story</link><pubDate>Tue, 05 Mar 2024 09:30:00 GMT</pubDate></item>"
        );
        match path {
            "/robots.txt" => send(stream, "404 Not Found", "", b""),
            "/feed" => send(
                stream,
                "200 OK",
                "",
                format!("<rss version='2.0'><channel>{story}</channel></rss>").as_bytes(),
            ),
            _ => send(stream, "200 OK", "Content-Type: text/html\r\n", page(8).as_bytes()),
        }
    });
    let home = tempfile::tempdir().expect("a temporary folder");
    inputs(home.path());
    let binary = Path::new(env!("CARGO_BIN_EXE_cleancopy"))
        .parent()
        .expect("a folder")
        .display()
        .to_string();
    let path = format!("{binary}:{}", std::env::var("PATH").unwrap_or_default());
    for line in lines {
        // The server stands in for the site of the examples; nothing else is changed.
        let line = line.replace("https://news.example", &server.address);
        let is_fetched = line.contains("urls.txt") && line.contains("batch");
        let line = if is_fetched { line + " --allow-private" } else { line };
        let output = Command::new("sh")
            .args(["-c", &line])
            .current_dir(home.path())
            .env("PATH", &path)
            .output()
            .expect("a shell");
        assert!(output.status.success(), "{line}: {}", err(&output));
        match line.split_once(" -o ").or_else(|| line.split_once(" --html ")) {
            Some((_, named)) => {
                let file = home.path().join(named.split(' ').next().expect("a name"));
                assert!(file.metadata().is_ok_and(|m| m.len() > 10), "{line}");
            }
            None => assert!(output.stdout.len() > 5, "{line}"),
        }
    }
}
