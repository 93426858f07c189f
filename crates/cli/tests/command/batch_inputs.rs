//! `cleancopy batch` as a command: the types of inputs, and what a run counts.

use std::fs;
use std::path::Path;

use crate::command_line::{batch, batch_with, err, field, out, parse_rows, read_rows, run_slowly};
use crate::files::{folder, save};
use crate::pages::{gzip, page, record, response, row};
use serde_json::Value;

#[test]
fn one_run_reads_every_type_in_the_order_of_the_inputs() {
    let home = folder();
    save(&home, "in/a.html", page(1));
    save(&home, "in/b.html.gz", gzip(page(2).as_bytes()));
    save(&home, "in/c.html.zst", zstd(page(3).as_bytes()));
    save(&home, "in/d.jsonl", row(4) + "\n" + &row(5));
    save(
        &home,
        "in/e.csv",
        format!("id,url,html\nc6,https://news.example/6,\"{}\"\n", page(6).replace('"', "\"\"")),
    );
    save(&home, "in/f.tsv.gz", gzip(format!("html\tid\n{}\tt7\n", page(7)).as_bytes()));
    save(&home, "in/g.warc", [response(8), response(9)].concat());
    save(&home, "in/notes.md", "no page");
    let input = home.path().join("in");
    let output = batch(&[input.to_str().expect("UTF-8")], 0);
    let rows = parse_rows(out(&output));
    let titles: Vec<String> = (1..=9).map(|n| format!("Story {n}")).collect();
    assert_eq!(field(&rows, "title"), titles);
    let ids = [
        "a",
        "b",
        "c",
        "r4",
        "r5",
        "c6",
        "t7",
        "urn:test:https://news.example/8",
        "urn:test:https://news.example/9",
    ];
    assert_eq!(field(&rows, "id"), ids);
    assert_eq!(rows[8]["http_status"], 200);
    assert!(rows[0]["http_status"].is_null());
    assert!(
        err(&output).contains("9 inputs: 9 written, 0 empty, 0 filtered, 0 duplicate, 0 failed"),
        "{}",
        err(&output)
    );
}

#[test]
fn the_first_bytes_tell_the_type_of_standard_input() {
    let titles = |input: &[u8]| {
        let output = batch_with(&["-"], input, 0);
        field(&parse_rows(out(&output)), "title")
            .iter()
            .map(|t| (*t).to_owned())
            .collect::<Vec<_>>()
    };
    let rows = row(1) + &row(2);
    for input in [
        rows.clone().into_bytes(),
        gzip(rows.as_bytes()),
        zstd(rows.as_bytes()),
        [response(1), response(2)].concat(),
        [gzip(&response(1)), gzip(&response(2))].concat(),
    ] {
        assert_eq!(titles(&input), ["Story 1", "Story 2"]);
    }
    assert_eq!(titles(page(1).as_bytes()), ["Story 1"]);
    let output = batch_with(&["-"], b"# of today\nhttp://127.0.0.1:1/\n", 3);
    assert!(out(&output).contains("private network"), "{}", out(&output));
}

/// The first bytes from a pipe may be a line end or the start of a compressed file.
#[test]
fn standard_input_is_read_until_its_type_is_certain() {
    let rows = row(1) + &row(2);
    for (input, first, count) in [
        (format!("\n{rows}").into_bytes(), 1, 2),
        (gzip(rows.as_bytes()), 12, 2),
        (page(1).into_bytes(), 3, 1),
    ] {
        let output = run_slowly(&["batch", "-"], &input, first);
        assert_eq!(parse_rows(out(&output)).len(), count, "{}", err(&output));
    }
}

#[test]
fn columns_and_types_can_be_named() {
    let home = folder();
    let rows = serde_json::json!({"raw": page(1), "link": "https://news.example/1", "key": 17});
    let file = save(&home, "data", format!("{rows}\n"));
    let output =
        batch(&[&file, "--html-column", "raw", "--url-column", "link", "--id-column", "key"], 0);
    let found = parse_rows(out(&output));
    assert_eq!(
        (field(&found, "id"), field(&found, "url")),
        (vec!["17"], vec!["https://news.example/1"])
    );
    let output = batch_with(&["-", "--input-type", "jsonl"], row(3).as_bytes(), 0);
    assert_eq!(field(&parse_rows(out(&output)), "id"), ["r3"]);
    let wrong = batch(&[&file], 2);
    assert!(err(&wrong).contains("--html-column"), "{}", err(&wrong));
}

#[test]
fn a_quoted_pattern_is_expanded_to_the_files_it_matches() {
    let home = folder();
    save(&home, "x-2.html", page(2));
    save(&home, "x-1.html", page(1));
    save(&home, "y.html", page(3));
    let pattern = home.path().join("x-*.html");
    let output = batch(&[pattern.to_str().expect("UTF-8")], 0);
    assert_eq!(field(&parse_rows(out(&output)), "id"), ["x-1", "x-2"]);
}

#[test]
fn text_of_an_archive_is_cleaned() {
    let home = folder();
    let text = "The council voted for the bridge on Tuesday.\nIt opens in spring.\n\
                buttons=(Accept !) days=(20)\n";
    let records = [
        record("warcinfo", "-", "application/warc-fields", b"a: b"),
        record("conversion", "https://news.example/", "text/plain", text.as_bytes()),
    ];
    let file = save(&home, "a.warc.wet.gz", records.map(|r| gzip(&r)).concat());
    let rows = parse_rows(out(&batch(&[&file], 0)));
    assert_eq!(
        rows[0]["text"],
        "The council voted for the bridge on Tuesday.\nIt opens in spring."
    );
    assert_eq!(rows[0]["url"], "https://news.example/");
}

#[test]
fn archive_records_that_are_not_pages_are_skipped_and_counted() {
    let home = folder();
    let http = |head: &str| format!("HTTP/1.1 {head}\r\n\r\nbody");
    let answer = |head: &str| {
        record("response", "https://news.example/x", "application/http", http(head).as_bytes())
    };
    let records = [
        record("warcinfo", "-", "application/warc-fields", b"a: b"),
        record("request", "https://news.example/x", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        answer("200 OK\r\nContent-Type: image/png"),
        answer("301 Moved Permanently\r\nContent-Type: text/html"),
        record("revisit", "https://news.example/x", "application/http", b""),
        record("resource", "https://news.example/x", "text/html", page(1).as_bytes()),
        response(2),
        record("metadata", "-", "application/warc-fields", b"a: b"),
    ];
    let file = save(&home, "a.warc", records.concat());
    let (stats, log) = (home.path().join("stats.json"), home.path().join("errors.jsonl"));
    let output = batch(
        &[
            &file,
            "--stats",
            stats.to_str().expect("UTF-8"),
            "--errors",
            log.to_str().expect("UTF-8"),
        ],
        0,
    );
    assert_eq!(field(&parse_rows(out(&output)), "title"), ["Story 1", "Story 2"]);
    let stats: Value =
        serde_json::from_str(&fs::read_to_string(stats).expect("stats")).expect("JSON");
    let count = |name: &str| stats[name].as_u64().expect("a number");
    assert_eq!(
        (count("inputs"), count("written"), count("filtered"), count("not_pages")),
        (5, 2, 3, 2)
    );
    let reasons = read_rows(log);
    let expected =
        ["not HTML: image/png", "HTTP status 301", "revisit: the page is stored elsewhere"];
    assert_eq!(field(&reasons, "reason"), expected);
}

#[test]
fn addresses_as_arguments_are_refused() {
    let output = batch(&["https://news.example/"], 2);
    assert!(err(&output).contains("takes addresses from a list"), "{}", err(&output));
    // If no input exists, nothing is written, as for one page. If one of several is missing, it is
    // a record that failed.
    let output = batch(&["/nowhere.warc.gz"], 3);
    assert!(err(&output).contains("/nowhere.warc.gz: there is no such file"), "{}", err(&output));
    let home = folder();
    let output = batch(&[&save(&home, "a.jsonl", row(1)), "/nowhere.warc.gz"], 1);
    assert!(
        err(&output).contains("/nowhere.warc.gz")
            && err(&output).contains("1 written, 0 empty, 0 filtered, 0 duplicate, 1 failed")
    );
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    // A frame of one raw block: enough of the format for a page below 128 KiB.
    let size = u32::try_from(bytes.len()).expect("small");
    let block = (size << 3 | 1).to_le_bytes();
    [&[0x28, 0xb5, 0x2f, 0xfd, 0xa0], &size.to_le_bytes()[..], &block[..3], bytes].concat()
}

#[test]
fn zstd_archives_are_read_frame_by_frame() {
    let home = folder();
    let file = save(&home, "a.warc.zst", [response(1), response(2)].map(|r| zstd(&r)).concat());
    assert_eq!(field(&parse_rows(out(&batch(&[&file], 0))), "title"), ["Story 1", "Story 2"]);
    assert!(Path::new(&file).exists());
}
