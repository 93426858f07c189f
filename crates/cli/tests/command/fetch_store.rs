//! Stored responses: the cache and its revalidation, offline runs, backups, web archives.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use cleancopy::fetch::{BlockingFetcher, FetchOptions};
use cleancopy::{ErrorKind, Page};

use crate::command_line::{err, out, run_with};
use crate::files::{folder, text};
use crate::pages::page;
use crate::server::{Server, quick, send};
use tempfile::TempDir;

fn cached(home: &TempDir) -> FetchOptions {
    let mut options = quick(FetchOptions::by_hand());
    options.cache = Some(home.path().join("cache"));
    options
}

fn offline(home: &TempDir) -> FetchOptions {
    let mut options = cached(home);
    options.offline = true;
    options
}

fn bytes(page: Page) -> String {
    String::from_utf8(page.bytes).expect("UTF-8")
}

/// Every file under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// A server whose pages have an `ETag`. It sends status 304 to a request with the current tag;
/// edition `n` has the tag `"n"`.
fn with_editions(edition: &'static AtomicUsize) -> Server {
    Server::by_request(move |request, stream: &mut TcpStream| {
        let now = edition.load(Ordering::SeqCst);
        let path = request.split(' ').nth(1).unwrap_or_default();
        let is_current = request.to_lowercase().contains(&format!("if-none-match: \"{now}\""));
        match path {
            "/moved" => send(stream, "301 Moved", "Location: /story\r\n", b""),
            _ if is_current => send(stream, "304 Not Modified", "", b""),
            _ => send(
                stream,
                "200 OK",
                &format!("Content-Type: text/html\r\nETag: \"{now}\"\r\n"),
                format!("<p>Edition {now}").as_bytes(),
            ),
        }
    })
}

mod cache {
    use super::*;

    #[test]
    fn a_cached_page_is_revalidated_and_sent_only_if_it_changed() {
        static EDITION: AtomicUsize = AtomicUsize::new(1);
        let (home, server) = (folder(), with_editions(&EDITION));
        for expected in ["<p>Edition 1", "<p>Edition 1"] {
            let page = server.get_with(cached(&home)).expect("a page");
            assert_eq!(page.headers.content_type.as_deref(), Some("text/html"));
            assert_eq!((page.status, bytes(page).as_str()), (200, expected));
        }
        let requests = server.requests.lock().expect("no panic").clone();
        assert!(
            !requests[0].contains("if-none-match")
                && requests[1].to_lowercase().contains("if-none-match: \"1\""),
            "{requests:?}"
        );
        EDITION.store(2, Ordering::SeqCst);
        assert_eq!(bytes(server.get_with(cached(&home)).expect("a page")), "<p>Edition 2");
        assert_eq!(
            bytes(server.get_with(offline(&home)).expect("a page")),
            "<p>Edition 2",
            "the new edition replaces the old one"
        );
    }

    #[test]
    fn the_target_of_a_redirect_is_revalidated() {
        static EDITION: AtomicUsize = AtomicUsize::new(1);
        let (home, server) = (folder(), with_editions(&EDITION));
        let url = format!("{}/moved", server.address);
        for _ in 0..2 {
            let page =
                BlockingFetcher::new(cached(&home)).expect("a fetcher").get(&url).expect("a page");
            assert_eq!(page.url.as_ref().expect("a URL").path(), "/story");
            assert_eq!(bytes(page), "<p>Edition 1");
        }
        let requests = server.requests.lock().expect("no panic").clone();
        let has = |n: usize| requests[n].to_lowercase().contains("if-none-match");
        assert_eq!([has(0), has(1), has(2), has(3)], [false, false, false, true]);
    }

    #[test]
    fn last_modified_is_used_for_revalidation_too() {
        let home = folder();
        let server =
            Server::page("Last-Modified: Tue, 05 Mar 2024 09:30:00 GMT\r\n", b"<p>Rain".to_vec());
        for _ in 0..2 {
            server.get_with(cached(&home)).expect("a page");
        }
        let requests = server.requests.lock().expect("no panic").clone();
        assert!(
            requests[1].to_lowercase().contains("if-modified-since: tue, 05 mar 2024 09:30:00 gmt"),
            "{requests:?}"
        );
    }

    #[test]
    fn no_store_removes_a_page_from_the_cache() {
        static CONTROL: AtomicUsize = AtomicUsize::new(0);
        const CONTROLS: [&str; 3] =
            ["Cache-Control: private, max-age=0\r\n", "Cache-Control: private, No-Store\r\n", ""];
        let (home, server) = (
            folder(),
            Server::new(|_, stream| {
                send(stream, "200 OK", CONTROLS[CONTROL.load(Ordering::SeqCst)], b"<p>Rain")
            }),
        );
        let backups = home.path().join("raw");
        for (control, is_cached) in [(0, true), (1, false), (2, true)] {
            CONTROL.store(control, Ordering::SeqCst);
            let mut options = cached(&home);
            options.backup_dir = Some(backups.clone());
            server.get_with(options).expect("a page");
            assert_eq!(
                files(&home.path().join("cache")).len(),
                usize::from(is_cached),
                "{}",
                CONTROLS[control]
            );
            assert_eq!(server.get_with(offline(&home)).is_ok(), is_cached);
            // A backup is not a cache, so `no-store` does not apply to it.
            assert_eq!(files(&backups).len(), 1);
        }
    }

    #[test]
    fn an_offline_fetcher_finds_only_cached_pages() {
        static EDITION: AtomicUsize = AtomicUsize::new(1);
        let (home, server) = (folder(), with_editions(&EDITION));
        server.get_with(cached(&home)).expect("a page");
        let fetcher = BlockingFetcher::new(offline(&home)).expect("a fetcher");
        assert_eq!(
            bytes(fetcher.get(&format!("{}/story", server.address)).expect("a page")),
            "<p>Edition 1"
        );
        let error = fetcher.get(&format!("{}/other", server.address)).expect_err("a failure");
        assert_eq!(error.kind(), &ErrorKind::NotCached);
        assert!(
            error.to_string().contains("/other") && error.to_string().contains("not in the cache"),
            "{error}"
        );
        assert_eq!(server.requests.lock().expect("no panic").len(), 1);
    }

    #[test]
    fn a_damaged_entry_is_ignored() {
        static EDITION: AtomicUsize = AtomicUsize::new(1);
        let (home, server) = (folder(), with_editions(&EDITION));
        server.get_with(cached(&home)).expect("a page");
        let all = files(&home.path().join("cache"));
        assert_eq!(all.len(), 1, "{all:?}");
        for damage in [
            |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() - 1),
            |bytes: &mut Vec<u8>| *bytes.last_mut().expect("a byte") ^= 1,
            |bytes: &mut Vec<u8>| bytes.clear(),
        ] {
            let mut bytes = fs::read(&all[0]).expect("a file");
            damage(&mut bytes);
            fs::write(&all[0], bytes).expect("writes");
            assert_eq!(
                server.get_with(offline(&home)).expect_err("a failure").kind(),
                &ErrorKind::NotCached
            );
            server.get_with(cached(&home)).expect("fetched again");
        }
    }

    #[test]
    fn failures_are_not_cached_and_passwords_not_stored() {
        let (home, server) =
            (folder(), Server::new(|_, stream| send(stream, "404 Not Found", "", b"")));
        assert_eq!(
            server.get_with(cached(&home)).expect_err("a failure").kind(),
            &ErrorKind::Status(404)
        );
        assert_eq!(
            server.get_with(offline(&home)).expect_err("a failure").kind(),
            &ErrorKind::NotCached
        );
        let server = Server::page("", b"<p>Rain".to_vec());
        let url = server.address.replace("http://", "http://user:s3cret@");
        BlockingFetcher::new(cached(&home)).expect("a fetcher").get(&url).expect("a page");
        let all = files(&home.path().join("cache"));
        assert!(
            all.iter().all(|path| !String::from_utf8_lossy(&fs::read(path).expect("a file"))
                .contains("s3cret"))
                && all.len() == 1
        );
    }

    #[test]
    fn a_path_that_cannot_be_written_is_an_error_before_anything_is_fetched() {
        let (home, server) = (folder(), Server::page("", b"<p>Rain".to_vec()));
        let file = home.path().join("file");
        fs::write(&file, "").expect("writes");
        for flag in ["--cache", "--backup-dir", "--warc-out"] {
            let target = if flag == "--warc-out" {
                home.path().join("no/such.warc.gz")
            } else {
                file.join("folder")
            };
            let output = run_with(&[&server.address, flag, text(&target)], b"");
            assert!(err(&output).contains(text(&target)), "{flag}: {}", err(&output));
        }
        assert!(server.requests.lock().expect("no panic").is_empty());
    }
}

mod backups_and_archives {
    use super::*;

    fn site() -> Server {
        Server::by_path(|path, stream| match path {
            "/robots.txt" => send(stream, "404 Not Found", "", b""),
            _ => send(
                stream,
                "200 OK",
                "Content-Type: text/html; charset=utf-8\r\nX-Edition: eu\r\n",
                page(path.len() as u64).as_bytes(),
            ),
        })
    }

    fn fetch(server: &Server, further: &[&str]) {
        let (a, b) = (format!("{}/a?x=1", server.address), format!("{}/long/b", server.address));
        let arguments: Vec<&str> = [a.as_str(), &b, "--allow-private", "--delay", "0"]
            .into_iter()
            .chain(further.iter().copied())
            .collect();
        let output = run_with(&arguments, b"");
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    }

    #[test]
    fn each_address_has_a_backup_file_with_the_page_as_sent() {
        let (home, server) = (folder(), site());
        let backups = home.path().join("raw");
        fetch(&server, &["--backup-dir", text(&backups)]);
        fetch(&server, &["--backup-dir", text(&backups)]);
        let mut all: Vec<_> =
            files(&backups).iter().map(|p| fs::read_to_string(p).expect("a file")).collect();
        all.sort();
        let mut expected = [page("/a?x=1".len() as u64), page("/long/b".len() as u64)];
        expected.sort();
        assert_eq!(all, expected);
    }

    #[test]
    fn the_pages_of_an_archive_are_read_back() {
        let (home, server) = (folder(), site());
        let archive = home.path().join("pages.warc.gz");
        fetch(&server, &["--warc-out", text(&archive), "-q"]);
        let rows = |output: &std::process::Output| -> Vec<(String, String, u64)> {
            let rows = out(output)
                .lines()
                .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a row"));
            let field = |row: &serde_json::Value, name: &str| {
                row[name].as_str().unwrap_or_default().replace(&server.address, "")
            };
            rows.map(|row| {
                (
                    field(&row, "url"),
                    field(&row, "title"),
                    row["http_status"].as_u64().unwrap_or_default(),
                )
            })
            .collect()
        };
        let read = run_with(&["batch", text(&archive)], b"");
        let mut found = rows(&read);
        found.sort();
        assert_eq!(
            found,
            [
                ("/a?x=1".to_owned(), "Story 6".to_owned(), 200),
                ("/long/b".to_owned(), "Story 7".to_owned(), 200)
            ]
        );
        assert!(err(&read).contains("0 filtered, 0 duplicate, 0 failed"), "{}", err(&read));
        // A second run appends to it.
        fetch(&server, &["--warc-out", text(&archive), "-q"]);
        assert_eq!(rows(&run_with(&["batch", text(&archive)], b"")).len(), 4);
        // Every record is a gzip member, so the first member is shorter than the file.
        let bytes = fs::read(&archive).expect("a file");
        let mut first = String::new();
        std::io::Read::read_to_string(&mut flate2::bufread::GzDecoder::new(&bytes[..]), &mut first)
            .expect("text");
        assert!(
            first.starts_with("WARC/1.1\r\nWARC-Type: warcinfo")
                && first.ends_with("\r\n\r\n")
                && !first.contains("response"),
            "{first}"
        );
    }

    #[test]
    fn a_truncated_archive_is_continued_without_its_last_record() {
        let (home, server) = (folder(), site());
        let archive = home.path().join("pages.warc.gz");
        fetch(&server, &["--warc-out", text(&archive), "-q"]);
        let bytes = fs::read(&archive).expect("a file");
        fs::write(&archive, &bytes[..bytes.len() - 10]).expect("writes");
        fetch(&server, &["--warc-out", text(&archive), "-q"]);
        let read = run_with(&["batch", text(&archive)], b"");
        assert!(
            err(&read).contains("3 inputs: 3 written, 0 empty, 0 filtered, 0 duplicate, 0 failed"),
            "{}",
            err(&read)
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_page_that_does_not_fit_on_the_disk_leaves_no_partial_record() {
        // Hexadecimal numbers, which compress to about half: 12 kB.
        let mut random = fastrand::Rng::with_seed(1);
        let large = format!(
            "<p>The numbers were drawn on Tuesday: {}",
            (0..1_500).map(|_| format!("{:x} ", random.u64(..))).collect::<String>()
        );
        let server = Server::by_path(move |path, stream| match path {
            "/robots.txt" => send(stream, "404 Not Found", "", b""),
            "/large" => send(stream, "200 OK", "Content-Type: text/html\r\n", large.as_bytes()),
            _ => send(
                stream,
                "200 OK",
                "Content-Type: text/html\r\n",
                page(path.len() as u64).as_bytes(),
            ),
        });
        let home = folder();
        let archive = home.path().join("pages.warc.gz");
        let urls = ["/a", "/large", "/b-b"].map(|path| format!("{}{path}", server.address));
        // A limit on the size of files, in blocks of 512 bytes, simulates a full disk.
        let script = r#"trap '' XFSZ; ulimit -f 12; exec "$0" "$@""#;
        let arguments = [
            "-c",
            script,
            env!("CARGO_BIN_EXE_cleancopy"),
            "--allow-private",
            "--delay",
            "0",
            "--warc-out",
            text(&archive),
        ];
        let output =
            std::process::Command::new("sh").args(arguments).args(&urls).output().expect("a shell");
        assert_eq!(output.status.code(), Some(1), "{}", err(&output));
        assert!(
            err(&output).contains("/large") || err(&output).contains("pages.warc.gz"),
            "{}",
            err(&output)
        );
        let read = run_with(&["batch", text(&archive)], b"");
        assert!(
            err(&read).contains("2 inputs: 2 written, 0 empty, 0 filtered, 0 duplicate, 0 failed"),
            "{}",
            err(&read)
        );
    }

    #[test]
    fn an_archive_has_one_writer_and_other_files_are_refused() {
        let (home, server) = (folder(), site());
        let archive = home.path().join("pages.warc.gz");
        fetch(&server, &["--warc-out", text(&archive), "-q"]);
        let before = fs::read(&archive).expect("a file");
        let mut options = quick(FetchOptions::by_hand());
        options.warc_out = Some(archive.clone());
        let holder = BlockingFetcher::new(options).expect("a fetcher");
        let refused = |file: &Path, why: &str| {
            let output = run_with(&[&server.address, "--warc-out", text(file)], b"");
            assert!(
                output.status.code() != Some(0) && err(&output).contains(why),
                "{}",
                err(&output)
            );
        };
        refused(&archive, "another run");
        drop(holder);
        assert_eq!(fs::read(&archive).expect("a file"), before);
        let notes = home.path().join("notes.txt");
        fs::write(&notes, "precious").expect("writes");
        refused(&notes, "no gzipped records");
        assert_eq!(fs::read_to_string(&notes).expect("a file"), "precious");
    }

    #[test]
    fn a_batch_caches_pages_and_can_run_offline_later() {
        let (home, server) = (folder(), site());
        let list = home.path().join("urls.txt");
        fs::write(&list, format!("{0}/1\n{0}/22\n", server.address)).expect("writes");
        let cache = home.path().join("cache");
        let run = |further: &[&str]| {
            let arguments =
                ["batch", text(&list), "--allow-private", "--delay", "0", "--cache", text(&cache)];
            run_with(&arguments.into_iter().chain(further.iter().copied()).collect::<Vec<_>>(), b"")
        };
        let (first, count) = (run(&[]), server.requests.lock().expect("no panic").len());
        let again = run(&["--offline"]);
        assert_eq!((again.status.code(), out(&first), count), (Some(0), out(&again), 3));
        assert_eq!(server.requests.lock().expect("no panic").len(), 3);
    }
}
