//! `cleancopy batch` with lists of addresses, against a local server.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::command_line::{err, out, parse_rows, run_with};
use crate::files::{folder, text};
use crate::pages::page;
use crate::server::{Server, send};
use serde_json::Value;
use tempfile::TempDir;

/// Flags for a local server, without delays.
const QUICK: [&str; 5] = ["--allow-private", "--delay", "0", "--retries", "0"];

/// Saves a list of these paths on the server. A line that is not a path is saved as it is.
fn list(home: &TempDir, server: &Server, paths: &[&str]) -> String {
    let line = |path: &&str| {
        if path.starts_with('/') {
            format!("{}{path}\n", server.address)
        } else {
            format!("{path}\n")
        }
    };
    let file = home.path().join("urls.txt");
    fs::write(&file, paths.iter().map(line).collect::<String>()).expect("a file");
    text(&file).to_owned()
}

#[track_caller]
fn batch(arguments: &[&str], input: &str, code: i32) -> Output {
    let all: Vec<&str> = ["batch"].iter().chain(arguments).chain(&QUICK).copied().collect();
    let output = run_with(&all, input.as_bytes());
    assert_eq!(output.status.code(), Some(code), "stderr: {}", err(&output));
    output
}

fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cleancopy"));
    command
        .arg("batch")
        .args(arguments)
        .args(QUICK)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command.spawn().expect("the binary starts")
}

/// The requested paths except `robots.txt`, with the number of requests for each.
fn requested(server: &Server) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for request in server.requests.lock().expect("no panic").iter() {
        *count.entry(request.split(' ').nth(1).unwrap_or_default().to_owned()).or_default() += 1;
    }
    count.remove("/robots.txt");
    count
}

/// `/12` is page 12, `/404` is missing, `/moved/12` redirects to page 12, `/robots/…` is
/// disallowed, `/pdf` is not a page.
fn site(path: &str, stream: &mut TcpStream) {
    match path.split('?').next().unwrap_or_default().trim_start_matches('/') {
        "robots.txt" => send(stream, "200 OK", "", b"User-agent: *\nDisallow: /robots/"),
        "404" => send(stream, "404 Not Found", "", b""),
        "pdf" => send(stream, "200 OK", "Content-Type: application/pdf\r\n", b"%PDF-1.7"),
        other => match other.strip_prefix("moved/") {
            Some(number) => send(stream, "301 Moved", &format!("Location: /{number}\r\n"), b""),
            None => send(
                stream,
                "200 OK",
                "Content-Type: text/html\r\n",
                page(other.parse().unwrap_or(0)).as_bytes(),
            ),
        },
    }
}

#[test]
fn every_line_is_counted_once_and_failures_have_a_kind() {
    let (home, server) = (folder(), Server::by_path(site));
    let file = list(
        &home,
        &server,
        &[
            "# of today",
            "/1",
            "",
            "/404",
            "/moved/2",
            "/robots/3",
            "/pdf",
            "/1#top",
            "no address",
            "/4",
        ],
    );
    let errors = text(&home.path().join("errors.jsonl")).to_owned();
    let output = batch(&[&file, "--errors", &errors], "", 1);
    let found = parse_rows(out(&output));
    let field = |name: &str| {
        found
            .iter()
            .map(|row| row[name].to_string().replace(&server.address, ""))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        field("id"),
        ["/1", "/404", "/moved/2", "/robots/3", "/pdf", "urls.txt:line-9", "/4"]
            .map(|id| format!("\"{id}\""))
    );
    assert_eq!(
        field("status"),
        ["written", "failed", "written", "failed", "failed", "failed", "written"]
            .map(|s| format!("\"{s}\""))
    );
    assert_eq!(field("http_status"), ["200", "404", "200", "null", "null", "null", "200"]);
    assert_eq!(field("url")[2], "\"/2\"", "the target of the redirect");
    let log = parse_rows(&fs::read_to_string(&errors).expect("a file"));
    let kinds: Vec<_> = log
        .iter()
        .map(|row| (row["status"].as_str().expect("a status"), row["kind"].as_str()))
        .collect();
    let failed = |kind| ("failed", Some(kind));
    assert_eq!(
        kinds,
        [
            failed("http_status"),
            failed("robots"),
            failed("not_html"),
            ("filtered", None),
            failed("bad_url")
        ]
    );
    assert!(
        err(&output).contains("8 inputs: 3 written, 0 empty, 1 filtered, 0 duplicate, 4 failed"),
        "{}",
        err(&output)
    );
    assert_eq!(requested(&server).get("/1"), Some(&1), "a repeated address is fetched once");
}

#[test]
fn a_list_can_come_from_standard_input() {
    let server = Server::by_path(site);
    let input = format!(
        "{{\"url\":\"{0}/1\",\"id\":\"one\",\"title\":\"x\"}}\n{{\"url\":\"{0}/2\"}}\n{0}/3",
        server.address
    );
    let output = batch(&["-", "--input-type", "urls"], &input, 0);
    let ids: Vec<String> = parse_rows(out(&output))
        .iter()
        .map(|row| row["id"].as_str().expect("an id").replace(&server.address, ""))
        .collect();
    assert_eq!(ids, ["one", "/2", "/3"]);
}

#[test]
fn a_slow_host_does_not_delay_other_hosts() {
    static OTHER_WAS_REQUESTED: AtomicBool = AtomicBool::new(false);
    let fast = Server::by_path(|path, stream| {
        OTHER_WAS_REQUESTED.fetch_or(path == "/2", Ordering::SeqCst);
        site(path, stream);
    });
    // The first page of this host is sent only after the page of the other host was requested,
    // which comes after three pages of this host in the list.
    let slow = Server::by_path(|path, stream| {
        let until = Instant::now() + Duration::from_secs(20);
        while path == "/1" && !OTHER_WAS_REQUESTED.load(Ordering::SeqCst) && Instant::now() < until
        {
            sleep(Duration::from_millis(5));
        }
        if path == "/1" && !OTHER_WAS_REQUESTED.load(Ordering::SeqCst) {
            send(stream, "500 Too Late", "", b"")
        } else {
            site(path, stream)
        }
    });
    let home = folder();
    let other = format!("{}/2", fast.address.replace("127.0.0.1", "localhost"));
    let output = batch(&[&list(&home, &slow, &["/1", "/3", "/4", &other])], "", 0);
    let ids: Vec<String> = parse_rows(out(&output))
        .iter()
        .map(|row| row["id"].as_str().expect("an id").replace(&slow.address, ""))
        .collect();
    assert_eq!(ids, ["/1", "/3", "/4", &other]);
}

#[test]
fn concurrency_is_used_up_to_its_limits() {
    // Each response waits until the expected number of requests is running, or until a timeout.
    let most_with = |further: &[&str], expected: usize| {
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let seen = Arc::clone(&most);
        let server = Server::by_path(move |path, stream| {
            if path != "/robots.txt" {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let until = Instant::now() + Duration::from_secs(if expected > 1 { 20 } else { 0 });
                while most.load(Ordering::SeqCst) < expected && Instant::now() < until {
                    sleep(Duration::from_millis(2));
                }
                sleep(Duration::from_millis(30));
                running.fetch_sub(1, Ordering::SeqCst);
            }
            site(path, stream);
        });
        let home = folder();
        let paths: Vec<String> = (0..12).map(|n| format!("/{n}")).collect();
        let list = list(&home, &server, &paths.iter().map(String::as_str).collect::<Vec<_>>());
        batch(&[&[list.as_str()], further].concat(), "", 0);
        seen.load(Ordering::SeqCst)
    };
    assert_eq!(most_with(&[], 1), 1);
    assert_eq!(most_with(&["--host-concurrency", "3"], 3), 3);
    assert_eq!(most_with(&["--host-concurrency", "8", "--concurrency", "2"], 2), 2);
}

#[test]
fn lists_do_not_lead_into_private_networks() {
    let (home, server) = (folder(), Server::by_path(site));
    let output = run_with(&["batch", &list(&home, &server, &["/1", "/2"])], b"");
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    assert!(
        parse_rows(out(&output))
            .iter()
            .all(|row| row["error"].as_str().is_some_and(|e| e.contains("private network"))),
        "{}",
        out(&output)
    );
    assert!(server.requests.lock().expect("no panic").is_empty());
}

#[test]
fn a_shard_fetches_only_its_own_addresses() {
    let (home, server) = (folder(), Server::by_path(site));
    let output =
        batch(&[&list(&home, &server, &["/1", "/2", "/3", "/4", "/5"]), "--shard", "2/2"], "", 0);
    assert_eq!(parse_rows(out(&output)).len(), 2);
    assert_eq!(requested(&server).into_keys().collect::<Vec<_>>(), ["/2", "/4"]);
}

#[test]
fn a_resumed_run_fetches_only_the_rest_and_refuses_other_fetch_options() {
    let (home, server) = (folder(), Server::by_path(site));
    let file = list(&home, &server, &["/1", "/2", "/404", "/3"]);
    let target = text(&home.path().join("out.jsonl")).to_owned();
    batch(&[&file, "-o", &target, "--fail-fast"], "", 1);
    let output = batch(&[&file, "-o", &target, "--resume", "--ignore-robots"], "", 4);
    assert!(err(&output).contains("other settings (fetching"), "{}", err(&output));
    batch(&[&file, "-o", &target, "--resume"], "", 1);
    let statuses: Vec<Value> = parse_rows(&fs::read_to_string(&target).expect("a file"))
        .iter()
        .map(|row| row["status"].clone())
        .collect();
    assert_eq!(statuses, ["written", "written", "failed", "written"]);
    let requested = requested(&server);
    assert_eq!((requested["/1"], requested["/2"], requested["/404"]), (1, 1, 1));
}

#[test]
fn the_archive_is_part_of_the_output() {
    let (home, server) = (folder(), Server::by_path(site));
    let file = list(&home, &server, &["/1", "/pdf", "/2"]);
    let at = |name: &str| text(&home.path().join(name)).to_owned();
    let (target, archive) = (at("out.jsonl"), at("out.warc.gz"));
    let arguments = [file.as_str(), "-o", &target, "--warc-out", &archive];
    batch(&[&arguments[..], &["--fail-fast"]].concat(), "", 1);
    assert!(!Path::new(&archive).exists() && Path::new(&format!("{target}.part/archive")).exists());
    let output = batch(&[&arguments[..2 + 1], &["--resume"]].concat(), "", 4);
    assert!(err(&output).contains("archive: true then, false now"), "{}", err(&output));
    batch(&[&arguments[..], &["--resume"]].concat(), "", 1);
    assert_eq!(parse_rows(out(&batch(&[&archive], "", 0))).len(), 2);
    fs::remove_file(&target).expect("removes");
    for mode in ["--fail-fast", "--resume"] {
        let output = batch(&[&arguments[..], &[mode]].concat(), "", 4);
        assert!(err(&output).contains("out.warc.gz exists"), "{}", err(&output));
    }
    batch(&[&arguments[..], &["--overwrite"]].concat(), "", 1);
    let requested = server.requests.lock().expect("no panic").len();
    let output =
        batch(&[&file, "-o", &at("more.jsonl"), "--warc-out", &at("no/out.warc.gz")], "", 4);
    assert!(
        err(&output).contains("no/out.warc.gz")
            && server.requests.lock().expect("no panic").len() == requested,
        "{}",
        err(&output)
    );
}

#[test]
fn an_interrupt_ends_a_run_that_waits_for_a_server() {
    let server = Server::by_path(|path, stream| match path {
        "/2" => sleep(Duration::from_secs(600)),
        _ => site(path, stream),
    });
    let home = folder();
    let target = text(&home.path().join("out.jsonl")).to_owned();
    let child = start(&[&list(&home, &server, &["/1", "/2"]), "-o", &target, "--timeout", "500"]);
    let until = Instant::now() + Duration::from_secs(20);
    while !requested(&server).contains_key("/2") && Instant::now() < until {
        sleep(Duration::from_millis(5));
    }
    assert!(
        Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()
            .expect("kill runs")
            .success()
    );
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{}", err(&output));
    assert!(
        err(&output).contains("1 inputs: 1 written") && err(&output).contains("--resume"),
        "{}",
        err(&output)
    );
}

#[test]
fn no_page_is_lost_or_written_twice_after_thirty_kills() {
    let (home, server) = (folder(), Server::by_path(site));
    let paths: Vec<String> = (0..300_u64)
        .map(|n| match n % 20 {
            3 => "/404".to_owned() + &format!("?{n}"),
            7 => format!("/robots/{n}"),
            11 => format!("/moved/{n}"),
            13 => "/5".to_owned(),
            17 => "no address".to_owned(),
            _ => format!("/{n}"),
        })
        .collect();
    let file = list(&home, &server, &paths.iter().map(String::as_str).collect::<Vec<_>>());
    let at = |name: &str| text(&home.path().join(name)).to_owned();
    let (whole, cut, whole_log, cut_log) =
        (at("whole.jsonl"), at("cut.jsonl"), at("whole.log"), at("cut.log"));
    let (whole_archive, cut_archive) = (at("whole.warc.gz"), at("cut.warc.gz"));
    let archived = |archive: &str| -> Vec<(String, String)> {
        let field = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
        parse_rows(out(&batch(&[archive], "", 0)))
            .iter()
            .map(|row| (field(row, "url"), field(row, "title")))
            .collect()
    };
    let start_time = Instant::now();
    batch(
        &[&file, "-o", &whole, "--errors", &whole_log, "--warc-out", &whole_archive, "--quiet"],
        "",
        1,
    );
    let written = parse_rows(&fs::read_to_string(&whole).expect("a file"))
        .iter()
        .filter(|row| row["status"] == "written")
        .count();
    assert_eq!(archived(&whole_archive).len(), written);
    let takes = u64::try_from(start_time.elapsed().as_millis()).expect("short");
    let (mut random, mut killed, mut ends) = (fastrand::Rng::with_seed(5), 0, 0);
    while killed < 30 || ends == 0 {
        let mut child = start(&[
            &file,
            "-o",
            &cut,
            "--errors",
            &cut_log,
            "--warc-out",
            &cut_archive,
            "--quiet",
            "--resume",
        ]);
        let until = Instant::now() + Duration::from_millis(random.u64(..takes / 3 + 100));
        let mut is_over = false;
        // The last run may complete.
        while (killed >= 30 || Instant::now() < until) && !is_over {
            sleep(Duration::from_millis(1));
            is_over = child.try_wait().expect("a child").is_some();
        }
        if is_over {
            let output = child.wait_with_output().expect("it ends");
            // If the kill came after the last record, nothing was left to do, which is not a
            // failure.
            assert!(matches!(output.status.code(), Some(0 | 1)), "{}", err(&output));
            for (whole, cut) in [(&whole, &cut), (&whole_log, &cut_log)] {
                let (whole, cut) = (
                    without_times(&fs::read_to_string(whole).expect("a file")),
                    without_times(&fs::read_to_string(cut).expect("a file")),
                );
                assert_eq!(whole.lines().count(), cut.lines().count());
                assert!(whole == cut, "{:?}", whole.lines().zip(cut.lines()).find(|(a, b)| a != b));
            }
            assert_eq!(archived(&whole_archive), archived(&cut_archive));
            [&cut, &cut_archive].iter().for_each(|file| fs::remove_file(file).expect("removes"));
            ends += 1;
        } else {
            child.kill().expect("it runs");
            child.wait().expect("it ends");
            killed += 1;
        }
    }
}

/// Rows without the time of the download, which differs between two runs.
fn without_times(rows: &str) -> String {
    const FIELD: &str = "\"fetched_at\":\"";
    let mut parts = rows.split(FIELD);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(FIELD);
        out.push_str(part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    out
}
