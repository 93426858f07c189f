//! `cleancopy links` against a local server: from feeds, sitemaps and pages to addresses of
//! articles.

use std::fs;
use std::net::TcpStream;
use std::process::Output;

use crate::command_line::{err, out, run_with};
use crate::pages::{gzip, page};
use crate::server::{Server, send};

/// A site with these files, in which `HOST` is replaced by its address.
fn site(files: &'static [(&'static str, &'static str)]) -> Server {
    Server::by_path_and_host(move |path, host, stream: &mut TcpStream| {
        match files.iter().find(|(name, _)| *name == path) {
            Some((_, body)) => {
                let body = body.replace("HOST", host).into_bytes();
                send(
                    stream,
                    "200 OK",
                    "",
                    if path.ends_with(".gz") { gzip(&body) } else { body }.as_slice(),
                );
            }
            None => send(stream, "404 Not Found", "", b""),
        }
    })
}

fn links(server: &Server, path: &str, further: &[&str]) -> Output {
    let address = format!("{}{path}", server.address);
    let arguments: Vec<&str> = ["links", &address, "--delay", "0", "--retries", "0"]
        .into_iter()
        .chain(further.iter().copied())
        .collect();
    run_with(&arguments, b"")
}

/// Checks the listed paths.
#[track_caller]
fn check(server: &Server, path: &str, further: &[&str], code: i32, expected: &[&str]) -> Output {
    let output = links(server, path, further);
    let found: Vec<&str> = out(&output)
        .lines()
        .map(|line| line.strip_prefix(server.address.as_str()).unwrap_or(line))
        .collect();
    assert_eq!(found, expected, "{}", err(&output));
    assert_eq!(output.status.code(), Some(code), "{}", err(&output));
    output
}

/// The requested paths, in order.
fn requested(server: &Server) -> Vec<String> {
    let requests = server.requests.lock().expect("no panic");
    requests.iter().map(|r| r.split(' ').nth(1).unwrap_or_default().to_owned()).collect()
}

const FEED: (&str, &str) = (
    "/feed",
    "<rss version='2.0'><channel><title>N</title>\
     <item><title>Rain &amp; wind</title><link>HOST/rain</link>\
     <pubDate>Tue, 05 Mar 2024 09:30:00 GMT</pubDate></item>\
     <item><title>Snow</title><link>HOST/snow#comments</link>\
     <pubDate>Wed, 06 Mar 2024 09:30:00 GMT</pubDate></item>\
     <item><title>Again</title><link>HOST/rain#top</link></item></channel></rss>",
);
const INDEX: (&str, &str) = (
    "/index.xml",
    "<sitemapindex><sitemap><loc>HOST/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>\
     <sitemap><loc>HOST/new.xml.gz</loc></sitemap>\
     <sitemap><loc>HOST/index.xml</loc></sitemap></sitemapindex>",
);
const OLD: (&str, &str) =
    ("/old.xml", "<urlset><url><loc>HOST/2020/a</loc><lastmod>2020-01-01</lastmod></url></urlset>");
const NEW: (&str, &str) = (
    "/new.xml.gz",
    "<urlset><url><loc>HOST/2024/b</loc><lastmod>2024-03-05</lastmod></url>\
     <url><loc>HOST/2024/c</loc></url>\
     <url><loc>HOST/2019/d</loc><lastmod>2019-03-05</lastmod></url></urlset>",
);
const ROBOTS: (&str, &str) = (
    "/robots.txt",
    "User-agent: *\nDisallow: /secret\nSitemap: HOST/index.xml\nSitemap: /secret.xml",
);
const HOME: (&str, &str) = (
    "/",
    "<title>News</title><link rel=alternate type='application/rss+xml' href=/feed>\
     <a href=/about>About us</a><a href=/rain>Rain</a>",
);

#[test]
fn a_feed_lists_each_address_once() {
    check(&site(&[FEED]), "/feed", &[], 0, &["/rain", "/snow"]);
}

#[test]
fn rows_have_title_date_and_source() {
    let server = site(&[FEED]);
    let output = links(&server, "/feed", &["-f", "jsonl"]);
    let row: serde_json::Value =
        serde_json::from_str(out(&output).lines().next().expect("a row")).expect("JSON");
    let host = &server.address;
    let expected = serde_json::json!({
        "url": format!("{host}/rain"),
        "title": "Rain & wind",
        "date": "2024-03-05T09:30:00Z",
        "source": format!("{host}/feed"),
    });
    assert_eq!(row, expected);
}

#[test]
fn a_sitemap_index_is_followed_and_its_loop_ends() {
    let server = site(&[INDEX, OLD, NEW]);
    check(&server, "/index.xml", &[], 0, &["/2020/a", "/2024/b", "/2024/c", "/2019/d"]);
    assert_eq!(
        requested(&server),
        ["/robots.txt", "/index.xml", "/old.xml", "/new.xml.gz"],
        "the index that lists itself is fetched once"
    );
}

#[test]
fn older_links_are_left_out_and_old_sitemaps_are_not_fetched() {
    let server = site(&[INDEX, OLD, NEW]);
    check(&server, "/index.xml", &["--since", "2024-03-05"], 0, &["/2024/b", "/2024/c"]);
    assert!(!requested(&server).contains(&"/old.xml".to_owned()));
}

#[test]
fn a_limit_ends_the_search() {
    let server = site(&[INDEX, OLD, NEW]);
    check(&server, "/index.xml", &["--limit", "1"], 0, &["/2020/a"]);
    assert!(!requested(&server).contains(&"/new.xml.gz".to_owned()));
}

#[test]
fn addresses_are_chosen_by_pattern() {
    let server = site(&[INDEX, OLD, NEW]);
    check(
        &server,
        "/index.xml",
        &["--url-filter", r"/20(19|24)/[bd]$"],
        0,
        &["/2024/b", "/2019/d"],
    );
    check(
        &server,
        "/index.xml",
        &["--url-filter", "glob:*/2024/*", "--exclude", "c$"],
        0,
        &["/2024/b"],
    );
    let output = check(&server, "/index.xml", &["--url-filter", "("], 2, &[]);
    assert!(err(&output).contains("--url-filter"), "{}", err(&output));
    let output = check(&server, "/index.xml", &["--since", "soon"], 2, &[]);
    assert!(err(&output).contains("2024-03-05"), "{}", err(&output));
}

#[test]
fn the_feeds_and_sitemaps_of_a_page_are_followed() {
    let server = site(&[HOME, FEED, ROBOTS, INDEX, OLD, NEW]);
    let output = check(
        &server,
        "/",
        &[],
        1,
        &["/rain", "/snow", "/2020/a", "/2024/b", "/2024/c", "/2019/d"],
    );
    // `robots.txt` disallows one of the sitemaps that it names.
    assert!(
        err(&output).contains("/secret.xml: robots.txt disallows")
            && err(&output).contains("1 files failed"),
        "{}",
        err(&output)
    );
    check(&server, "/", &["--from", "feeds"], 0, &["/rain", "/snow"]);
    check(&server, "/", &["--from", "page"], 0, &["/about", "/rain"]);
}

#[test]
fn a_page_without_feeds_and_sitemaps_lists_its_own_links() {
    let home = (
        "/",
        "<a href=/rain>Rain</a><a href=https://other.example/x>Elsewhere</a>\
         <a href=HOST/rain>again</a>",
    );
    check(&site(Box::leak(Box::new([home]))), "/", &[], 0, &["/rain"]);
}

#[test]
fn an_address_without_links_has_an_error() {
    let server = site(&[("/empty", "<p>Nothing here."), ("/bad", "<rss><channel>")]);
    check(&server, "/empty", &[], 3, &[]);
    let output = check(&server, "/bad", &[], 3, &[]);
    assert!(err(&output).contains("/bad: not a readable feed or sitemap"), "{}", err(&output));
    let output = check(&server, "/none", &[], 3, &[]);
    assert!(err(&output).contains("/none: the server answered 404"), "{}", err(&output));
}

#[test]
fn a_sitemap_does_not_lead_into_private_networks() {
    let inner = site(&[("/in.xml", "<urlset><url><loc>HOST/in</loc></url></urlset>")]);
    let list = format!(
        "<sitemapindex><sitemap><loc>{}/in.xml</loc></sitemap></sitemapindex>",
        inner.address.replace("127.0.0.1", "localhost")
    );
    let outer = Server::by_path(move |path, stream| match path {
        "/robots.txt" => send(stream, "404 Not Found", "", b""),
        _ => send(stream, "200 OK", "", list.as_bytes()),
    });
    let output = check(&outer, "/list", &[], 3, &[]);
    assert!(
        err(&output).contains("private network") && requested(&inner).is_empty(),
        "{}",
        err(&output)
    );
    check(
        &outer,
        "/list",
        &["--allow-private"],
        0,
        &[&format!("{}/in", inner.address.replace("127.0.0.1", "localhost"))],
    );
}

#[test]
fn an_output_file_is_replaced_completely_or_not_at_all() {
    let home = crate::files::folder();
    let file = home.path().join("urls.txt");
    let target = file.to_str().expect("UTF-8");
    let server = site(&[FEED, ("/empty", "<p>Nothing here.")]);
    check(&server, "/feed", &["-o", target], 0, &[]);
    let expected = format!("{0}/rain\n{0}/snow\n", server.address);
    assert_eq!(fs::read_to_string(&file).expect("a file"), expected);
    check(&server, "/empty", &["-o", target], 3, &[]);
    assert_eq!(fs::read_to_string(&file).expect("a file"), expected);
    let before = requested(&server).len();
    let output = check(
        &server,
        "/feed",
        &["-o", home.path().join("no/urls.txt").to_str().expect("UTF-8")],
        4,
        &[],
    );
    assert!(
        err(&output).contains("no/urls.txt") && requested(&server).len() == before,
        "{}",
        err(&output)
    );
}

#[test]
fn the_output_is_a_list_of_addresses_to_fetch() {
    let server = Server::by_path_and_host(|path, host, stream| match path {
        "/feed" => send(
            stream,
            "200 OK",
            "Content-Type: application/rss+xml\r\n",
            FEED.1.replace("HOST", host).as_bytes(),
        ),
        "/robots.txt" => send(stream, "404 Not Found", "", b""),
        _ => send(stream, "200 OK", "", page(path.len() as u64).as_bytes()),
    });
    let listed = links(&server, "/feed", &[]);
    let articles = run_with(
        &["--url-list", "-", "--allow-private", "--delay", "0", "-p", "title"],
        &listed.stdout,
    );
    assert_eq!(out(&articles).lines().count(), 2, "{}", err(&articles));
}
