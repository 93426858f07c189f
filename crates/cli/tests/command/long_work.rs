//! Pages without text, pages that are gone, and runs that are interrupted.

use std::fs;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::command_line::{check, err, out, run};
use crate::files::{folder, save, text};
use crate::pages::titled_page;
use crate::server::{Server, send};

/// Runs the command with an archive at this address.
fn with_archive(archive: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cleancopy"))
        .args(arguments)
        .env("CLEANCOPY_ARCHIVE", archive)
        .output()
        .expect("the binary starts")
}

/// A server that has an archive, one page that is gone and is in the archive, and one that is not.
fn archive() -> Server {
    Server::by_path_and_host(|path, address, stream| {
        let html = "Content-Type: text/html\r\n";
        let stamp = "20240305091500";
        let copy = format!("/web/{stamp}id_/http://gone.example/kept");
        if path.starts_with("/wayback/available?url=") && path.contains("kept") {
            let answer = format!(
                "{{\"archived_snapshots\": {{\"closest\": {{\"available\": true, \"status\": \"200\", \
                 \"timestamp\": \"{stamp}\", \"url\": \"{address}/web/{stamp}/http://gone.example/kept\"}}}}}}"
            );
            send(stream, "200 OK", "Content-Type: application/json\r\n", answer.as_bytes());
        } else if path.starts_with("/wayback/") {
            let answer = b"{\"archived_snapshots\": {}}";
            send(stream, "200 OK", "Content-Type: application/json\r\n", answer);
        } else if path == copy {
            send(stream, "200 OK", html, titled_page("Bridge").as_bytes());
        } else if path == "/forbidden" {
            send(stream, "403 Forbidden", html, b"no");
        } else {
            send(stream, "410 Gone", html, b"gone");
        }
    })
}

#[test]
fn a_page_that_is_gone_comes_from_the_archive() {
    let server = archive();
    let address = |path: &str| format!("{}{path}", server.address);
    let kept = with_archive(&server.address, &["--archived", &address("/kept")]);
    check(&kept, 0);
    assert!(out(&kept).starts_with("Bridge\n"), "{}", out(&kept));
    assert!(err(&kept).contains("a copy of the Internet Archive, of 2024-03-05"), "{}", err(&kept));
    let row = with_archive(&server.address, &["-f", "jsonl", "--archived", &address("/kept")]);
    assert!(out(&row).contains(&format!("\"url\":\"{}\"", address("/kept"))), "{}", out(&row));
    let unknown = with_archive(&server.address, &["--archived", &address("/unknown")]);
    check(&unknown, 3);
    assert!(
        err(&unknown).contains("answered 410 (the Internet Archive has no copy)"),
        "{}",
        err(&unknown)
    );
    let requests = server.requests.lock().expect("no panic").len();
    let unasked = with_archive(&server.address, &[&address("/kept")]);
    check(&unasked, 3);
    assert!(err(&unasked).contains("--archived asks the Internet Archive"), "{}", err(&unasked));
    assert_eq!(server.requests.lock().expect("no panic").len(), requests + 1, "only the page");
    let down =
        with_archive("http://127.0.0.1:1/", &["--archived", "--retries=0", &address("/kept")]);
    check(&down, 3);
    assert!(err(&down).contains("the Internet Archive cannot be asked"), "{}", err(&down));
    let forbidden = with_archive(&server.address, &["--archived", &address("/forbidden")]);
    assert!(err(&forbidden).contains("save the page in a browser"), "{}", err(&forbidden));
}

#[test]
fn requests_to_the_archive_have_a_second_between_them() {
    let times = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&times);
    let server = Server::by_path(move |path, stream| {
        if path.starts_with("/wayback/") {
            seen.lock().expect("no panic").push(Instant::now());
            let answer = b"{\"archived_snapshots\": {}}";
            send(stream, "200 OK", "Content-Type: application/json\r\n", answer);
        } else {
            send(stream, "404 Not Found", "Content-Type: text/html\r\n", b"gone");
        }
    });
    let pages: Vec<String> = (0..3).map(|n| format!("{}/{n}", server.address)).collect();
    let polite = ["--allow-private", "--ignore-robots", "--delay", "0", "--archived"];
    let arguments: Vec<&str> = pages.iter().map(String::as_str).chain(polite).collect();
    check(&with_archive(&server.address, &arguments), 3);
    let times = times.lock().expect("no panic");
    assert_eq!(times.len(), 3);
    for pair in times.windows(2) {
        let pause = pair[1] - pair[0];
        assert!(pause > Duration::from_millis(900), "{pause:?}");
    }
}

#[test]
fn a_page_without_text_names_the_next_step() {
    let home = folder();
    let scripts = "<html><body><div id=app></div><script src=/app.js></script></body></html>";
    let login = "<html><body><form><input type=\"password\"></form></body></html>";
    for (html, step) in [(scripts, "chromium --headless --dump-dom"), (login, "--cookies FILE")] {
        let page = save(&home, "page.html", html);
        for format in ["text", "jsonl"] {
            let output = run(&["-f", format, &page]);
            check(&output, 3);
            assert!(err(&output).contains(step), "{format}: {}", err(&output));
        }
    }
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_leaves_no_hidden_file_and_says_how_to_go_on() {
    let server = Server::by_path(|path, stream| {
        if path == "/slow" {
            std::thread::sleep(Duration::from_secs(20));
        }
        let cells = "<table><tr><th>Year<th>Rain<tr><td>2022<td>12</table></article>";
        let page = titled_page("Bridge").replace("</article>", cells);
        send(stream, "200 OK", "Content-Type: text/html\r\n", page.as_bytes());
    });
    let tables = ["--keep", "table", "--tables", "."];
    for (signal, further) in [("-INT", &tables[..0]), ("-TERM", &[]), ("-INT", &tables)] {
        let home = folder();
        let list = save(&home, "l.txt", format!("{0}/1\n{0}/slow\n", server.address));
        let output = home.path().join("out.txt");
        let child = Command::new(env!("CARGO_BIN_EXE_cleancopy"))
            .args(["--url-list", &list, "--allow-private", "--ignore-robots", "--delay", "0"])
            .args(["--host-concurrency", "2", "-o", text(&output)])
            .args(further)
            .current_dir(home.path())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("the binary starts");
        std::thread::sleep(Duration::from_millis(1500));
        let pid = child.id().to_string();
        Command::new("kill").args([signal, &pid]).status().expect("kill runs");
        let ended = child.wait_with_output().expect("the binary ends");
        check(&ended, 130);
        assert!(err(&ended).contains("interrupted after 1 of 2 inputs"), "{}", err(&ended));
        assert!(err(&ended).contains("--resume"), "{}", err(&ended));
        let entries = fs::read_dir(home.path()).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        let tables = usize::from(!further.is_empty());
        assert_eq!(names.len(), 1 + tables, "{names:?}");
        assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
    }
}
