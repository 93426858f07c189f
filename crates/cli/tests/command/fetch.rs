//! The fetcher against a local server: redirects, encodings, limits and errors.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use cleancopy::fetch::{BlockingFetcher, FetchOptions, MAX_REDIRECTS, USER_AGENT};
use cleancopy::{BodyDamage, Error, ErrorKind, Page};
use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};

use crate::pages::gzip;
use crate::server::{Server, send};

const PAGE: &[u8] = b"<p>Rain.</p>";

fn options(change: impl FnOnce(&mut FetchOptions)) -> FetchOptions {
    let mut options = FetchOptions::by_hand();
    change(&mut options);
    options
}

#[track_caller]
fn check(result: Result<Page, Error>, expected: &ErrorKind) {
    let error = result.expect_err("a failure");
    assert_eq!(error.kind(), expected, "{error:?}");
    assert!(error.input().is_some_and(|url| url.starts_with("http://127.0.0.1:")), "{error}");
}

#[test]
fn a_page_has_its_bytes_and_headers_as_sent() {
    let headers = "Content-Type: text/html; charset=windows-1252\r\nContent-Language: de\r\n\
                   Last-Modified: Tue, 05 Mar 2024 09:30:00 GMT\r\n";
    let server = Server::page(headers, b"<p>Gr\xfc\xdfe</p>".to_vec());
    let page = server.get().expect("a page");
    assert_eq!(page.bytes, b"<p>Gr\xfc\xdfe</p>", "the bytes are not decoded");
    assert_eq!(page.headers.content_type.as_deref(), Some("text/html; charset=windows-1252"));
    assert_eq!(page.headers.content_language.as_deref(), Some("de"));
    assert_eq!(page.headers.last_modified.as_deref(), Some("Tue, 05 Mar 2024 09:30:00 GMT"));
    assert_eq!((page.status, page.url.expect("a URL").path()), (200, "/story"));
}

#[test]
fn the_request_names_the_user_agent_and_accepts_html() {
    let server = Server::page("", PAGE.to_vec());
    server.get().expect("a page");
    let request = server.requests.lock().expect("no panic")[0].to_lowercase();
    assert!(request.contains(&format!("user-agent: {USER_AGENT}")), "{request}");
    assert!(request.contains("accept: text/html,") && request.contains("gzip"), "{request}");
}

#[test]
fn a_page_has_its_address_after_redirects() {
    let server = Server::new(|n, stream| match n {
        0 => send(stream, "301 Moved Permanently", "Location: /final?x=1\r\n", b""),
        _ => send(stream, "200 OK", "", PAGE),
    });
    let page = server.get().expect("a page");
    assert_eq!(page.url.expect("a URL").as_str(), format!("{}/final?x=1", server.address));
}

#[test]
fn a_redirect_loop_is_an_error() {
    let server = Server::new(|_, stream| send(stream, "302 Found", "Location: /story\r\n", b""));
    check(server.get(), &ErrorKind::TooManyRedirects);
    assert_eq!(server.requests.lock().expect("no panic").len(), 1, "the loop is detected at once");
}

#[test]
fn an_endless_chain_of_redirects_is_an_error() {
    let server = Server::new(|n, stream| {
        send(stream, "302 Found", &format!("Location: /story?{n}\r\n"), b"")
    });
    check(server.get(), &ErrorKind::TooManyRedirects);
    assert_eq!(server.requests.lock().expect("no panic").len(), MAX_REDIRECTS + 1);
}

#[test]
fn a_redirect_to_another_scheme_is_not_followed() {
    let server =
        Server::new(|_, stream| send(stream, "302 Found", "Location: file:///etc/hosts\r\n", b""));
    let error = server.get().expect_err("a failure");
    assert!(matches!(error.kind(), ErrorKind::BadUrl | ErrorKind::Status(302)), "{error:?}");
}

#[test]
fn content_encoding_is_undone() {
    let page = Server::page("Content-Encoding: gzip\r\n", gzip(PAGE)).get().expect("a page");
    assert_eq!(page.bytes, PAGE);
}

#[test]
fn of_a_damaged_body_the_part_before_the_damage_is_read() {
    let get = |coding: &'static str, body: &[u8]| {
        let page = Server::page(coding, body.to_vec()).get().expect("a part of the page");
        (page.bytes, page.damage)
    };
    let whole = gzip(&[PAGE, &[b' '; 5000]].concat());
    let coding = "Content-Encoding: gzip\r\n";
    let (bytes, damage) = get(coding, &whole[..whole.len() - 10]);
    assert!(bytes.starts_with(PAGE), "{bytes:?}");
    assert!(matches!(damage, Some(BodyDamage::Incomplete { .. })), "{damage:?}");
    let padded = [&whole[..], b"\r\n"].concat();
    assert_eq!(get(coding, &padded).1, Some(BodyDamage::ExtraBytes { count: 2 }));
    assert_eq!(get(coding, &whole).1, None);
}

#[test]
fn every_coding_of_http_is_undone() {
    let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
    bare.write_all(PAGE).expect("memory takes it");
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(PAGE).expect("memory takes it");
    let (half, rest) = PAGE.split_at(4);
    for (coding, body) in [
        ("Content-Encoding: x-gzip\r\n", gzip(PAGE)),
        ("Content-Encoding: gzip\r\n", [gzip(half), gzip(rest)].concat()),
        ("Content-Encoding: gzip, GZIP\r\n", gzip(&gzip(PAGE))),
        ("Content-Encoding: deflate\r\n", bare.finish().expect("memory takes it")),
        ("Content-Encoding: deflate\r\n", zlib.finish().expect("memory takes it")),
        ("Content-Encoding: identity\r\n", PAGE.to_vec()),
    ] {
        let page = Server::page(coding, body).get().expect(coding);
        assert_eq!((&page.bytes[..], page.damage), (PAGE, None), "{coding}");
    }
}

#[test]
fn a_body_that_is_not_compressed_as_stated_is_an_error() {
    check(
        Server::page("Content-Encoding: gzip\r\n", PAGE.to_vec()).get(),
        &ErrorKind::BadCompression,
    );
}

#[test]
fn a_body_over_the_limit_is_refused() {
    let limited = || options(|o| o.max_page_bytes = 1000);
    check(
        Server::page("", vec![b'a'; 1001]).get_with(limited()),
        &ErrorKind::TooLarge { limit: 1000 },
    );
    assert!(Server::page("", vec![b'a'; 1000]).get_with(limited()).is_ok());
}

#[test]
fn a_compression_bomb_is_refused() {
    let bomb = gzip(&vec![b'a'; 10 << 20]);
    assert!(bomb.len() < 100_000);
    let limited = options(|o| o.max_page_bytes = 1 << 20);
    check(
        Server::page("Content-Encoding: gzip\r\n", bomb).get_with(limited),
        &ErrorKind::TooLarge { limit: 1 << 20 },
    );
}

#[test]
fn compression_bombs_in_every_encoding_are_refused() {
    let large = vec![b'a'; 10 << 20];
    let mut brotli = Vec::new();
    brotli::CompressorWriter::new(&mut brotli, 4_096, 5, 20)
        .write_all(&large)
        .expect("memory takes it");
    let zstd = zstd::encode_all(&large[..], 3).expect("memory takes it");
    for (header, bomb) in
        [("Content-Encoding: br\r\n", brotli), ("Content-Encoding: zstd\r\n", zstd)]
    {
        assert!(bomb.len() < 100_000, "{header}");
        let limited = options(|o| o.max_page_bytes = 1 << 20);
        check(
            Server::page(header, bomb).get_with(limited),
            &ErrorKind::TooLarge { limit: 1 << 20 },
        );
    }
}

#[test]
fn a_reset_connection_is_a_network_error() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/story", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read_exact(&mut [0; 1]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<p>Rain");
            // The rest of the request is not read, so closing the connection resets it.
        }
    });
    let fetcher = BlockingFetcher::new(options(|o| o.retries = 0)).expect("a fetcher");
    check(fetcher.get(&url), &ErrorKind::Network);
}

#[test]
fn a_body_ends_at_its_content_length() {
    let server = Server::new(|_, stream| {
        let _ = stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n<p>Rainand more",
        );
    });
    assert_eq!(server.get().expect("a page").bytes, b"<p>Rain");
}

#[test]
fn an_invalid_content_length_is_an_error() {
    let server = Server::new(|_, stream| {
        let _ = stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Length: many\r\nConnection: close\r\n\r\n<p>Rain",
        );
    });
    check(server.get_with(options(|o| o.retries = 0)), &ErrorKind::Network);
}

#[test]
fn a_response_without_success_is_an_error_with_its_status() {
    check(
        Server::new(|_, stream| send(stream, "404 Not Found", "", PAGE)).get(),
        &ErrorKind::Status(404),
    );
    check(
        Server::new(|_, stream| send(stream, "503 Service Unavailable", "", PAGE)).get(),
        &ErrorKind::Status(503),
    );
}

#[test]
fn a_file_of_another_type_is_not_read() {
    check(
        Server::page("Content-Type: application/pdf\r\n", b"%PDF-1.7".to_vec()).get(),
        &ErrorKind::NotHtml { found: "a PDF" },
    );
}

#[test]
fn a_silent_server_times_out() {
    let server = Server::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<p>");
        thread::sleep(Duration::from_secs(10));
    });
    let start = Instant::now();
    check(
        server.get_with(options(|o| o.idle_timeout = Duration::from_millis(200))),
        &ErrorKind::Timeout,
    );
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_server_that_sends_slowly_times_out() {
    let server = Server::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        while stream.write_all(b"a").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    check(
        server.get_with(options(|o| o.total_timeout = Duration::from_millis(500))),
        &ErrorKind::Timeout,
    );
}

#[test]
fn a_body_shorter_than_its_content_length_is_an_error() {
    let server = Server::new(|_, stream| {
        let _ = stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\n<p>Rain",
        );
    });
    check(server.get(), &ErrorKind::Network);
}

#[test]
fn a_refused_connection_is_a_connect_error() {
    let free =
        TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("an address");
    let url = format!("http://user:secret@{free}/");
    let error = BlockingFetcher::new(FetchOptions::by_hand())
        .expect("a fetcher")
        .get(&url)
        .expect_err("a failure");
    assert_eq!(error.kind(), &ErrorKind::Connect);
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}

#[test]
fn only_http_addresses_are_fetched() {
    let fetcher = BlockingFetcher::new(FetchOptions::by_hand()).expect("a fetcher");
    for url in ["ftp://127.0.0.1/", "file:///etc/hosts", "story", ""] {
        assert_eq!(fetcher.get(url).expect_err("a failure").kind(), &ErrorKind::BadUrl, "{url}");
    }
}
