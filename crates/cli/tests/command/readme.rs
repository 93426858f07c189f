//! Runs the commands of the README and of two pages in `docs/` as they are written there, on files
//! made here.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command_line::err;
use crate::pages::{gzip, page, response};
use crate::server::{Server, send};

/// Returns the lines of the first block under a heading of a document, without comments.
fn commands_under(document: &str, heading: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new("../..").join(document)).expect("a document");
    let section = text.split_once(heading).expect("the heading").1;
    let block = section.split("```").nth(1).expect("a block");
    block
        .lines()
        .skip(1)
        .map(|line| line.split(" # ").next().unwrap_or_default().trim().to_owned())
        .collect()
}

/// Writes the files that the commands read.
fn write_inputs(home: &Path) {
    let save = |name: &str, bytes: &[u8]| {
        let path = home.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    save(
        "page.html",
        page(1).replace("<title>", "<meta name=author content='Ana Prado'><title>").as_bytes(),
    );
    save("pages/a.html", page(2).as_bytes());
    save("pages/b.html", page(3).as_bytes());
    save("crawl.warc.gz", &[gzip(&response(4)), gzip(&response(5))].concat());
    let story =
        "The council decided that the bridge will be rebuilt.\n\nbuttons=(Accept !) days=(20)\n";
    save("story.txt", story.as_bytes());
    save("scraped/a.txt", story.as_bytes());
    save("rows.jsonl", (serde_json::json!({ "text": story }).to_string() + "\n").as_bytes());
}

/// Serves a page with a feed, and the articles that the feed lists.
fn site() -> Server {
    Server::by_path_and_host(|path, host, stream| {
        let html = "Content-Type: text/html\r\n";
        match path {
            "/robots.txt" => send(stream, "404 Not Found", "", b""),
            "/" => {
                let link = "<link rel=alternate type='application/rss+xml' href=/feed>";
                send(stream, "200 OK", html, link.as_bytes());
            }
            "/feed" => {
                let date = "<pubDate>Tue, 05 Mar 2024 09:30:00 GMT</pubDate>";
                let feed = format!(
                    "<rss version='2.0'><channel><item><link>{host}/story</link>{date}</item>\
                     </channel></rss>"
                );
                send(stream, "200 OK", "", feed.as_bytes());
            }
            _ => send(stream, "200 OK", html, page(8).as_bytes()),
        }
    })
}

/// Runs the commands one after the other in one folder. Each must succeed and write its output.
fn check(commands: &[String]) {
    let server = site();
    let home = crate::files::folder();
    write_inputs(home.path());
    let binary = Path::new(env!("CARGO_BIN_EXE_cleancopy"));
    let path = format!(
        "{}:{}",
        binary.parent().expect("a folder").display(),
        std::env::var("PATH").unwrap_or_default()
    );
    for line in commands {
        // The server replaces the site of the examples. It is on this machine, so lists of its
        // addresses need an option.
        let mut line = line.replace("https://news.example", &server.address);
        if line.contains("urls.txt") && !line.contains("links") {
            line += " --allow-private";
        }
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

#[test]
fn every_command_of_the_readme_works() {
    let commands = commands_under("README.md", "## Use it");
    assert_eq!(commands.len(), 5, "{commands:?}");
    check(&commands);
}

#[test]
fn every_command_about_fetching_works() {
    let commands = commands_under("docs/fetching.md", "## Finding addresses");
    assert_eq!(commands.len(), 4, "{commands:?}");
    check(&commands);
}

#[test]
fn every_command_of_text_mode_works() {
    let commands = commands_under("docs/text-mode.md", "# Text without HTML");
    assert_eq!(commands.len(), 5, "{commands:?}");
    check(&commands);
}
