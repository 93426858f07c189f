//! Politeness and safety of the fetcher against a local server: private networks, `robots.txt`, the
//! rate limit, retries and cookies.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use cleancopy::fetch::{BlockingFetcher, FetchOptions, PrivateHosts};
use cleancopy::{Error, ErrorKind, Page};

use crate::command_line::{err, out, run_with};
use crate::server::{Server, quick, send};

const PAGE: &[u8] = b"<p>Rain.</p>";

fn by_hand() -> FetchOptions {
    quick(FetchOptions::by_hand())
}

/// The options for a list, but with private hosts allowed, because the server is local.
fn listed() -> FetchOptions {
    let mut options = quick(FetchOptions::default());
    options.private_hosts = PrivateHosts::Allow;
    options
}

fn kind(result: Result<Page, Error>) -> ErrorKind {
    result.expect_err("a failure").kind().clone()
}

/// The requested paths, in order.
fn paths(server: &Server) -> Vec<String> {
    let requests = server.requests.lock().expect("no panic");
    requests.iter().map(|r| r.split(' ').nth(1).unwrap_or_default().to_owned()).collect()
}

/// A site with this `robots.txt`.
fn with_robots(status: &'static str, headers: &'static str, robots: &'static [u8]) -> Server {
    Server::by_path(move |path, stream| match path {
        "/robots.txt" => send(stream, status, headers, robots),
        _ => send(stream, "200 OK", "", PAGE),
    })
}

mod private_hosts {
    use super::{
        BlockingFetcher, ErrorKind, FetchOptions, PAGE, Server, by_hand, kind, paths, quick, send,
    };

    #[test]
    fn private_hosts_are_refused_before_anything_is_sent() {
        let server = Server::page("", PAGE.to_vec());
        let port = server.address.rsplit(':').next().expect("a port");
        let fetcher = BlockingFetcher::new(quick(FetchOptions::default())).expect("a fetcher");
        for host in [
            "127.0.0.1",
            "localhost",
            "[::1]",
            "0x7f.1",
            "2130706433",
            "[::ffff:127.0.0.1]",
            "169.254.169.254",
        ] {
            let error = fetcher.get(&format!("http://{host}:{port}/")).expect_err(host);
            assert_eq!(error.kind(), &ErrorKind::PrivateAddress, "{host}: {error:?}");
        }
        assert!(paths(&server).is_empty());
    }

    #[test]
    fn a_typed_host_may_be_private_but_not_a_redirect_target() {
        let inner = Server::page("", PAGE.to_vec());
        let location = format!("Location: {}\r\n", inner.address.replace("127.0.0.1", "localhost"));
        let outer = Server::new(move |_, stream| send(stream, "302 Found", &location, b""));
        assert_eq!(kind(outer.get_with(by_hand())), ErrorKind::PrivateAddress);
        assert!(paths(&inner).is_empty());
        assert!(outer.get_with(super::listed()).is_ok(), "--allow-private");
    }

    #[test]
    fn a_redirect_to_the_metadata_service_of_a_cloud_is_refused() {
        let server = Server::new(|_, stream| {
            send(stream, "302 Found", "Location: http://[::ffff:169.254.169.254]/latest\r\n", b"")
        });
        assert_eq!(kind(server.get()), ErrorKind::PrivateAddress);
    }
}

mod robots {
    use super::{
        BlockingFetcher, Duration, ErrorKind, PAGE, Server, TcpStream, kind, listed, paths, send,
        with_robots,
    };

    #[test]
    fn disallowed_addresses_are_not_requested_and_the_file_is_fetched_once() {
        let server = with_robots("200 OK", "", b"User-agent: *\nDisallow: /story");
        let fetcher = BlockingFetcher::new(listed()).expect("a fetcher");
        let get = |path: &str| fetcher.get(&format!("{}{path}", server.address));
        assert_eq!(kind(get("/story?a")), ErrorKind::Robots);
        assert!(get("/other").is_ok() && get("/third").is_ok());
        assert_eq!(paths(&server), ["/robots.txt", "/other", "/third"]);
    }

    #[test]
    fn a_missing_file_allows_and_a_failing_server_does_not() {
        assert!(with_robots("404 Not Found", "", b"").get_with(listed()).is_ok());
        assert!(with_robots("403 Forbidden", "", b"").get_with(listed()).is_ok());
        assert_eq!(
            kind(with_robots("500 Oops", "", b"").get_with(listed())),
            ErrorKind::RobotsUnreachable
        );
        assert_eq!(
            kind(with_robots("429 Slow", "", b"").get_with(listed())),
            ErrorKind::RobotsUnreachable
        );
    }

    #[test]
    fn redirects_of_the_file_are_followed_five_times() {
        let chain = |len: usize| {
            Server::by_path(move |path, stream| {
                match path.trim_start_matches("/r").parse::<usize>() {
                    Ok(n) if n < len => {
                        send(stream, "302 Found", &format!("Location: /r{}\r\n", n + 1), b"")
                    }
                    Ok(_) => send(stream, "200 OK", "", b"User-agent: *\nDisallow: /"),
                    _ if path == "/robots.txt" => {
                        send(stream, "301 Moved", "Location: /r1\r\n", b"")
                    }
                    _ => send(stream, "200 OK", "", PAGE),
                }
            })
        };
        assert_eq!(kind(chain(5).get_with(listed())), ErrorKind::Robots);
        assert!(
            chain(6).get_with(listed()).is_ok(),
            "after five redirects the file counts as missing"
        );
    }

    #[test]
    fn robots_txt_applies_to_redirect_targets() {
        let server = Server::by_path(|path, stream: &mut TcpStream| match path {
            "/robots.txt" => {
                send(stream, "200 OK", "", b"User-agent: cleancopy\nDisallow: /secret")
            }
            "/story" => send(stream, "302 Found", "Location: /secret\r\n", b""),
            _ => send(stream, "200 OK", "", PAGE),
        });
        assert_eq!(kind(server.get_with(listed())), ErrorKind::Robots);
        let mut ignoring = listed();
        ignoring.robots = false;
        assert!(server.get_with(ignoring).is_ok());
    }

    #[test]
    fn a_huge_file_is_read_up_to_the_limit() {
        let body = [b"User-agent: *\nDisallow: /story\n".to_vec(), vec![b'#'; 2 << 20]].concat();
        let server = Server::by_path(move |path, stream| {
            send(stream, "200 OK", "", if path == "/robots.txt" { &body } else { PAGE })
        });
        assert_eq!(kind(server.get_with(listed())), ErrorKind::Robots);
    }

    #[test]
    fn crawl_delay_is_obeyed() {
        let server = with_robots("200 OK", "", b"User-agent: *\nCrawl-delay: 0.2");
        let fetcher = BlockingFetcher::new(listed()).expect("a fetcher");
        let start = std::time::Instant::now();
        for n in 0..3 {
            fetcher.get(&format!("{}/{n}", server.address)).expect("a page");
        }
        assert!(start.elapsed() >= Duration::from_millis(400), "{:?}", start.elapsed());
    }
}

mod rate_limit {
    use super::{BlockingFetcher, Duration, Instant, PAGE, Server, by_hand, send, thread};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// The most concurrent requests that the server saw, of six from six threads.
    fn most_at_once(host_concurrency: usize) -> usize {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let seen = Arc::clone(&most);
        let server = Server::new(move |_, stream| {
            seen.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(40));
            now.fetch_sub(1, Ordering::SeqCst);
            send(stream, "200 OK", "", PAGE);
        });
        let mut options = by_hand();
        options.host_concurrency = host_concurrency;
        let fetcher = BlockingFetcher::new(options).expect("a fetcher");
        thread::scope(|scope| {
            for n in 0..6 {
                let (fetcher, url) = (&fetcher, format!("{}/{n}", server.address));
                scope.spawn(move || fetcher.get(&url).expect("a page"));
            }
        });
        most.load(Ordering::SeqCst)
    }

    #[test]
    fn concurrent_requests_to_one_host_are_limited() {
        assert_eq!(most_at_once(1), 1);
        assert!((2..=3).contains(&most_at_once(3)));
    }

    #[test]
    fn requests_to_one_host_are_spaced_out() {
        let server = Server::page("", PAGE.to_vec());
        let mut options = by_hand();
        options.delay = Duration::from_millis(100);
        let fetcher = BlockingFetcher::new(options).expect("a fetcher");
        let start = Instant::now();
        for n in 0..3 {
            fetcher.get(&format!("{}/{n}", server.address)).expect("a page");
        }
        assert!(start.elapsed() >= Duration::from_millis(200), "{:?}", start.elapsed());
    }
}

mod retries {
    use super::{
        Duration, ErrorKind, Instant, PAGE, Server, SystemTime, by_hand, kind, paths, send,
    };

    #[test]
    fn transient_errors_are_retried() {
        let server = Server::new(|n, stream| match n {
            0 => send(stream, "503 Busy", "", b""),
            // Closed without a response.
            1 => {}
            _ => send(stream, "200 OK", "", PAGE),
        });
        assert_eq!(server.get().expect("a page").bytes, PAGE);
        assert_eq!(paths(&server).len(), 3);
    }

    #[test]
    fn retries_are_limited_and_permanent_errors_have_none() {
        for (status, code, attempts) in
            [("500 Oops", 500, 3), ("404 Not Found", 404, 1), ("501 No", 501, 1)]
        {
            let server = Server::new(move |_, stream| send(stream, status, "", b""));
            assert_eq!(kind(server.get()), ErrorKind::Status(code));
            assert_eq!(paths(&server).len(), attempts, "{status}");
        }
    }

    #[test]
    fn retry_after_is_obeyed_in_seconds_and_as_a_date() {
        let soon = jiff::Timestamp::try_from(SystemTime::now() + Duration::from_secs(2))
            .expect("a moment");
        let date = soon.strftime("Retry-After: %a, %d %b %Y %H:%M:%S GMT\r\n").to_string();
        for header in [date, "Retry-After: 1\r\n".to_owned()] {
            let server = Server::new(move |n, stream| match n {
                0 => send(stream, "429 Too Many Requests", &header, b""),
                _ => send(stream, "200 OK", "", PAGE),
            });
            let start = Instant::now();
            server.get().expect("a page");
            assert!(start.elapsed() >= Duration::from_millis(700), "{:?}", start.elapsed());
        }
    }

    #[test]
    fn a_retry_after_of_an_hour_means_no_retry() {
        let server =
            Server::new(|_, stream| send(stream, "503 Busy", "Retry-After: 3600\r\n", b""));
        let start = Instant::now();
        assert_eq!(kind(server.get_with(by_hand())), ErrorKind::Status(503));
        assert!(start.elapsed() < Duration::from_secs(5) && paths(&server).len() == 1);
    }
}

mod headers {
    use super::{BlockingFetcher, PAGE, Server, by_hand, listed, send};

    #[test]
    fn cookies_are_kept_across_redirects_and_a_page_that_sets_one_may_redirect_to_itself() {
        let server = Server::new(|n, stream| match n {
            0 => {
                send(stream, "302 Found", "Set-Cookie: seen=1; Path=/\r\nLocation: /story\r\n", b"")
            }
            _ => send(stream, "200 OK", "", PAGE),
        });
        server.get().expect("a page");
        let requests = server.requests.lock().expect("no panic");
        assert!(
            !requests[0].contains("seen=1")
                && requests[1].to_lowercase().contains("cookie: seen=1"),
            "{requests:?}"
        );
    }

    #[test]
    fn secrets_are_not_sent_to_another_host() {
        let inner = Server::page("", PAGE.to_vec());
        let location =
            format!("Location: {}/b\r\n", inner.address.replace("127.0.0.1", "localhost"));
        let outer = Server::new(move |_, stream| send(stream, "302 Found", &location, b""));
        let mut options = listed();
        options.robots = false;
        for line in ["Authorization: Bearer s3cret", "X-Edition: eu"] {
            options.add_header(line).expect("a header");
        }
        outer.get_with(options).expect("a page");
        let (first, second) = (
            outer.requests.lock().expect("no panic")[0].clone(),
            inner.requests.lock().expect("no panic")[0].clone(),
        );
        assert!(first.contains("s3cret") && first.contains("x-edition: eu"), "{first}");
        assert!(!second.contains("s3cret") && second.contains("x-edition: eu"), "{second}");
    }

    #[test]
    fn a_proxy_receives_the_whole_address() {
        let proxy = Server::page("", PAGE.to_vec());
        let mut options = by_hand();
        options.proxy = proxy.address.parse().ok();
        BlockingFetcher::new(options)
            .expect("a fetcher")
            .get("http://news.example/story")
            .expect("a page");
        assert!(
            proxy.requests.lock().expect("no panic")[0]
                .starts_with("GET http://news.example/story ")
        );
    }
}

mod bodies {
    use super::{Duration, ErrorKind, Instant, Server, Write, by_hand, kind, thread};

    #[test]
    fn a_pdf_declared_as_html_is_detected_by_its_bytes() {
        let server = Server::page("Content-Type: text/html\r\n", b"%PDF-1.7\n1 0 obj".to_vec());
        assert_eq!(kind(server.get()), ErrorKind::NotHtml { found: "a PDF document" });
    }

    #[test]
    fn an_endless_body_is_refused() {
        let server = Server::new(|_, stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            while stream.write_all(&[b'a'; 1 << 16]).is_ok() {}
        });
        let mut options = by_hand();
        options.max_page_bytes = 1 << 20;
        assert_eq!(kind(server.get_with(options)), ErrorKind::TooLarge { limit: 1 << 20 });
    }

    #[test]
    fn a_server_that_sends_headers_slowly_times_out() {
        let server = Server::new(|_, stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX: ");
            while stream.write_all(b"a").is_ok() {
                thread::sleep(Duration::from_millis(20));
            }
        });
        let mut options = by_hand();
        options.first_byte_timeout = Duration::from_millis(200);
        let start = Instant::now();
        assert_eq!(kind(server.get_with(options)), ErrorKind::Timeout);
        assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn two_content_encodings_are_refused() {
        let server = Server::page("Content-Encoding: gzip, br\r\n", b"<p>Rain.</p>".to_vec());
        assert_eq!(kind(server.get()), ErrorKind::BadCompression);
    }
}

mod command_line {
    use super::{PAGE, Server, err, out, run_with};

    #[test]
    fn a_list_keeps_its_order_and_fetches_each_address_once() {
        let server = Server::page("", PAGE.to_vec());
        let at = &server.address;
        let list = format!("# mine\n{at}/b\n\n{at}/a\n{at}/b#part\nno address\n");
        let arguments = [
            "-f",
            "jsonl",
            "--allow-private",
            "--ignore-robots",
            "--delay",
            "0",
            "--url-list",
            "-",
        ];
        let output = run_with(&arguments, list.as_bytes());
        let ids: Vec<String> = out(&output)
            .lines()
            .map(|l| {
                serde_json::from_str::<serde_json::Value>(l).expect("a row")["id"]
                    .as_str()
                    .expect("an id")
                    .to_owned()
            })
            .collect();
        assert_eq!(
            ids,
            [format!("{at}/b"), format!("{at}/a"), "no address".to_owned()],
            "{}",
            err(&output)
        );
        assert!(err(&output).contains("1 repeated"), "{}", err(&output));
        assert_eq!(server.requests.lock().expect("no panic").len(), 2);
    }

    #[test]
    fn one_typed_address_may_be_private_and_a_list_may_not() {
        let server = Server::page("", PAGE.to_vec());
        run_with(&[&server.address], b"");
        assert_eq!(super::paths(&server), ["/"], "robots.txt is not requested");
        let output = run_with(&["--url-list", "-"], server.address.as_bytes());
        assert!(err(&output).contains("--allow-private"), "{}", err(&output));
        let output = run_with(&[&server.address, &format!("{}/b", server.address)], b"");
        assert!(err(&output).contains("--allow-private"), "{}", err(&output));
        assert_eq!(server.requests.lock().expect("no panic").len(), 1);
    }

    #[test]
    fn an_unreadable_list_and_bad_options_are_usage_errors() {
        for arguments in [
            &["--url-list", "no-such-list.txt"][..],
            &["--header", "none", "-"],
            &["--cookies", "no-such-file", "-"],
            &["--proxy", "none", "-"],
            &["--delay", "-1", "-"],
        ] {
            assert_eq!(run_with(arguments, b"").status.code(), Some(2), "{arguments:?}");
        }
    }
}
