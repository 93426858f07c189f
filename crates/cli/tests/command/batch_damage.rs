//! `cleancopy batch` as a command: damaged inputs cost only the records that hold the damage.

use std::process::Output;

use crate::command_line::{batch, err, field, out, parse_rows, run_with};
use crate::files::{folder, save};
use crate::pages::{self, gzip, response};

/// The numbers of the stories that were written.
fn stories(output: &Output) -> Vec<u64> {
    let rows = parse_rows(out(output));
    let titles = rows.iter().filter_map(|r| r["title"].as_str());
    titles.map(|t| t.trim_start_matches("Story ").parse().expect("a number")).collect()
}

#[test]
fn a_flipped_bit_costs_only_the_record_that_holds_it() {
    let home = folder();
    let records: Vec<Vec<u8>> = (0..8).map(|n| gzip(&response(n))).collect();
    let mut random = fastrand::Rng::with_seed(5);
    for round in 0..40 {
        let mut bytes = records.concat();
        let at = random.usize(..bytes.len());
        bytes[at] ^= 1 << random.u8(..8);
        let mut start = 0;
        let hit = records.iter().position(|r| {
            start += r.len();
            at < start
        });
        let hit = hit.expect("inside") as u64;
        let offset = records[..hit as usize].iter().map(Vec::len).sum::<usize>();
        let file = save(&home, "a.warc.gz", &bytes);
        let output = run_with(&["batch", &file], b"");
        let found = stories(&output);
        let expected: Vec<u64> = (0..8).filter(|n| *n != hit).collect();
        // Some bits of a gzip header have no effect, such as those of the time stamp.
        if found.len() == 8 {
            assert!(
                at - offset < 10,
                "round {round}: byte {} of record {hit} changed unnoticed",
                at - offset
            );
            continue;
        }
        assert_eq!(found, expected, "round {round}: byte {at}");
        let rows = parse_rows(out(&output));
        let failed: Vec<&str> = rows.iter().filter_map(|r| r["error"].as_str()).collect();
        assert!(failed.len() == 1 && failed[0].contains("damaged"), "{failed:?}");
        assert!(
            err(&output).contains(&format!("byte {offset}")),
            "round {round}: {}",
            err(&output)
        );
    }
}

#[test]
fn damage_without_compression_costs_only_one_record_too() {
    let home = folder();
    let records: Vec<Vec<u8>> = (0..4).map(response).collect();
    // A wrong length, a second length, no length, no version, a shorter block.
    let text = |n: usize| String::from_utf8(records[n].clone()).expect("UTF-8");
    let damaged = [
        text(1).replacen("Content-Length: ", "Content-Length: 9", 1),
        text(1).replacen("Content-Length: ", "Content-Length: 1\r\nX: ", 1),
        text(1).replacen("Content-Length", "Content-Langth", 1),
        text(1).replacen("WARC/1.0", "WASC/1.0", 1),
        text(1)[..600].to_owned(),
    ];
    for damaged in damaged {
        let bytes = [records[0].as_slice(), damaged.as_bytes(), &records[2], &records[3]].concat();
        let file = save(&home, "a.warc", bytes);
        let output = batch(&[&file], 1);
        assert_eq!(stories(&output), [0, 2, 3], "{}", &damaged[..200]);
        assert!(err(&output).contains(&format!("byte {}", records[0].len())), "{}", err(&output));
    }
}

#[test]
fn a_truncated_archive_gives_its_whole_records_and_an_error() {
    let home = folder();
    let (a, b) = (gzip(&response(1)), gzip(&response(2)));
    for cut in [1, b.len() / 2, b.len() - 1] {
        let file = save(&home, "a.warc.gz", [&a[..], &b[..cut]].concat());
        let output = batch(&[&file], 1);
        assert_eq!(stories(&output), [1], "{cut}");
        assert!(err(&output).contains(&format!("byte {}", a.len())), "{}", err(&output));
    }
}

#[test]
fn a_damaged_body_costs_no_record_and_its_row_has_a_warning() {
    let home = folder();
    let stored = |number: u64, damage: fn(Vec<u8>) -> Vec<u8>| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";
        let body = damage(gzip(pages::page(number).as_bytes()));
        let url = format!("https://news.example/{number}");
        let block = [&head[..], &body].concat();
        gzip(&pages::record("response", &url, "application/http; msgtype=response", &block))
    };
    let without_trailer = |mut bytes: Vec<u8>| {
        bytes.truncate(bytes.len() - 8);
        bytes
    };
    let padded = |bytes: Vec<u8>| [&bytes[..], b"\0\0\0\0"].concat();
    let records = [stored(1, without_trailer), stored(2, padded), stored(3, |bytes| bytes)];
    let file = save(&home, "a.warc.gz", records.concat());
    let output = batch(&[&file], 0);
    assert_eq!(stories(&output), [1, 2, 3]);
    let warnings: Vec<String> =
        parse_rows(out(&output)).iter().map(|row| row["warnings"].to_string()).collect();
    assert!(warnings[0].contains("only a part of the page"), "{}", warnings[0]);
    assert!(warnings[1].contains("4 bytes after the compressed data"), "{}", warnings[1]);
    assert!(!warnings[2].contains("compressed"), "{}", warnings[2]);
}

#[test]
fn padding_around_the_members_of_an_input_is_skipped() {
    let home = folder();
    let padding = [&b"\0\0\0\0\0\0\0"[..], b"\r\n"].concat();
    let archive = [&gzip(&response(1))[..], &padding, &gzip(&response(2)), &padding].concat();
    assert_eq!(stories(&batch(&[&save(&home, "a.warc.gz", archive)], 0)), [1, 2]);
    let rows = [1, 2].map(|number| gzip(pages::row(number).as_bytes()));
    let table = [&rows[0][..], &padding, &rows[1], &padding].concat();
    assert_eq!(stories(&batch(&[&save(&home, "a.jsonl.gz", table)], 0)), [1, 2]);
}

#[test]
fn a_bad_row_does_not_affect_the_others() {
    let home = folder();
    let lines = [
        pages::row(1),
        "{\"html\":\n".to_owned(),
        pages::row(2),
        "[]\n".to_owned(),
        "{\"id\":\"x\"}\n".to_owned(),
        pages::row(3),
    ];
    let file = save(&home, "a.jsonl", lines.concat());
    let output = batch(&[&file], 1);
    let rows = parse_rows(out(&output));
    assert_eq!(
        field(&rows, "status"),
        ["written", "failed", "written", "failed", "failed", "written"]
    );
    assert_eq!(rows[1]["id"], "a:row-2");
    assert!(
        err(&output).contains("6 inputs: 3 written, 0 empty, 0 filtered, 0 duplicate, 3 failed"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_row_over_the_limit_fails_alone() {
    let home = folder();
    let large = serde_json::json!({"id": "big", "html": "x".repeat(60_000)});
    let file = save(&home, "a.jsonl", format!("{}{large}\n{}", pages::row(1), pages::row(2)));
    let output = batch(&[&file, "--max-bytes", "20000"], 1);
    assert_eq!(stories(&output), [1, 2]);
    assert!(
        err(&output).contains("row 2") && err(&output).contains("--max-bytes"),
        "{}",
        err(&output)
    );
}
