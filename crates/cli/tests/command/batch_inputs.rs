//! `cleancopy batch` as a command: its inputs, its outputs and its counts.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::command_line::{err, out, run_slowly, run_with};
use crate::pages::{gzip, page, record, response, row};
use serde_json::Value;
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn save(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("in the folder")).expect("a folder");
    fs::write(&path, bytes).expect("a file");
    path.to_str().expect("UTF-8").to_owned()
}

#[track_caller]
fn batch(arguments: &[&str], code: i32) -> Output {
    batch_with(arguments, b"", code)
}

#[track_caller]
fn batch_with(arguments: &[&str], input: &[u8], code: i32) -> Output {
    let all: Vec<&str> = std::iter::once("batch").chain(arguments.iter().copied()).collect();
    let output = run_with(&all, input);
    assert_eq!(output.status.code(), Some(code), "stderr: {}", err(&output));
    output
}

fn parse(lines: &str) -> Vec<Value> {
    lines.lines().map(|l| serde_json::from_str(l).expect("a row of JSON")).collect()
}

fn read(path: impl AsRef<Path>) -> Vec<Value> {
    parse(&fs::read_to_string(path).expect("a file"))
}

/// One field of all rows; `-` for null.
fn field<'r>(rows: &'r [Value], name: &str) -> Vec<&'r str> {
    rows.iter().map(|r| r[name].as_str().unwrap_or("-")).collect()
}

mod kinds {
    use super::{
        Path, batch, batch_with, err, field, folder, fs, gzip, out, page, parse, record, response,
        row, save,
    };

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
            format!(
                "id,url,html\nc6,https://news.example/6,\"{}\"\n",
                page(6).replace('"', "\"\"")
            ),
        );
        save(&home, "in/f.tsv.gz", gzip(format!("html\tid\n{}\tt7\n", page(7)).as_bytes()));
        save(&home, "in/g.warc", [response(8), response(9)].concat());
        save(&home, "in/notes.md", "no page");
        let input = home.path().join("in");
        let output = batch(&[input.to_str().expect("UTF-8")], 0);
        let rows = parse(out(&output));
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
            err(&output)
                .contains("9 inputs: 9 written, 0 empty, 0 filtered, 0 duplicate, 0 failed"),
            "{}",
            err(&output)
        );
    }

    #[test]
    fn the_first_bytes_tell_the_type_of_standard_input() {
        let titles = |input: &[u8]| {
            let output = batch_with(&["-"], input, 0);
            field(&parse(out(&output)), "title").iter().map(|t| (*t).to_owned()).collect::<Vec<_>>()
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
            let output = super::run_slowly(&["batch", "-"], &input, first);
            assert_eq!(parse(out(&output)).len(), count, "{}", err(&output));
        }
    }

    #[test]
    fn columns_and_types_can_be_named() {
        let home = folder();
        let rows = serde_json::json!({"raw": page(1), "link": "https://news.example/1", "key": 17});
        let file = save(&home, "data", format!("{rows}\n"));
        let output = batch(
            &[&file, "--html-column", "raw", "--url-column", "link", "--id-column", "key"],
            0,
        );
        let found = parse(out(&output));
        assert_eq!(
            (field(&found, "id"), field(&found, "url")),
            (vec!["17"], vec!["https://news.example/1"])
        );
        let output = batch_with(&["-", "--input-type", "jsonl"], row(3).as_bytes(), 0);
        assert_eq!(field(&parse(out(&output)), "id"), ["r3"]);
        let wrong = batch(&[&file], 3);
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
        assert_eq!(field(&parse(out(&output)), "id"), ["x-1", "x-2"]);
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
        let rows = parse(out(&batch(&[&file], 0)));
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
            record(
                "request",
                "https://news.example/x",
                "application/http",
                b"GET / HTTP/1.1\r\n\r\n",
            ),
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
        assert_eq!(field(&parse(out(&output)), "title"), ["Story 1", "Story 2"]);
        let stats: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(stats).expect("stats")).expect("JSON");
        let count = |name: &str| stats[name].as_u64().expect("a number");
        assert_eq!(
            (count("inputs"), count("written"), count("filtered"), count("not_pages")),
            (5, 2, 3, 2)
        );
        let reasons = super::read(log);
        let expected =
            ["not HTML: image/png", "HTTP status 301", "revisit: the page is stored elsewhere"];
        assert_eq!(field(&reasons, "reason"), expected);
    }

    #[test]
    fn addresses_as_arguments_are_refused() {
        let output = batch(&["https://news.example/"], 2);
        assert!(err(&output).contains("takes addresses from a list"), "{}", err(&output));
        // If no input exists, it is an error of the command line. If one of several is missing, it
        // is a record that failed.
        let output = batch(&["/nowhere.warc.gz"], 2);
        assert!(
            err(&output).contains("/nowhere.warc.gz: there is no such file"),
            "{}",
            err(&output)
        );
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
        assert_eq!(field(&parse(out(&batch(&[&file], 0))), "title"), ["Story 1", "Story 2"]);
        assert!(Path::new(&file).exists());
    }
}

mod damage {
    use super::{batch, err, field, folder, gzip, out, parse, response, save};
    use crate::pages;

    /// The numbers of the stories that were written.
    fn stories(output: &super::Output) -> Vec<u64> {
        let rows = parse(out(output));
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
            let output = super::run_with(&["batch", &file], b"");
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
            let rows = parse(out(&output));
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
            let bytes =
                [records[0].as_slice(), damaged.as_bytes(), &records[2], &records[3]].concat();
            let file = save(&home, "a.warc", bytes);
            let output = batch(&[&file], 1);
            assert_eq!(stories(&output), [0, 2, 3], "{}", &damaged[..200]);
            assert!(
                err(&output).contains(&format!("byte {}", records[0].len())),
                "{}",
                err(&output)
            );
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
        let rows = parse(out(&output));
        assert_eq!(
            field(&rows, "status"),
            ["written", "failed", "written", "failed", "failed", "written"]
        );
        assert_eq!(rows[1]["id"], "a:row-2");
        assert!(
            err(&output)
                .contains("6 inputs: 3 written, 0 empty, 0 filtered, 0 duplicate, 3 failed"),
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
}

mod outputs {
    use super::{batch, err, field, folder, fs, gzip, out, page, parse, read, response, row, save};

    #[test]
    fn rows_state_their_outcome_version_and_settings() {
        let home = folder();
        let file = save(&home, "a.jsonl", row(1) + "{\"id\":\"empty\",\"html\":\"<p></p>\"}\n{}\n");
        let rows = parse(out(&batch(&[&file, "--content", "markdown,html"], 1)));
        assert_eq!(field(&rows, "status"), ["written", "empty", "failed"]);
        assert!(rows[0].get("text").is_none());
        assert!(
            rows[0]["markdown"].as_str().is_some_and(|m| m.contains("# Story 1")),
            "{}",
            rows[0]["markdown"]
        );
        assert!(
            rows[0]["html"].as_str().is_some_and(|m| m.contains("<h1>Story 1")),
            "{}",
            rows[0]["html"]
        );
        assert_eq!(rows[0]["content_hash"].as_str().map(str::len), Some(64));
        assert!(rows[1]["content_hash"].is_null() && rows[2]["error"].is_string());
        assert!(
            rows.iter()
                .all(|r| r["extractor"].as_str().is_some_and(|e| e.starts_with("cleancopy ")))
        );
        let other = parse(out(&batch(&[&file, "--precision"], 1)));
        assert_ne!(rows[0]["options"], other[0]["options"]);
    }

    #[test]
    fn csv_starts_with_a_line_of_names() {
        let home = folder();
        let file = save(&home, "a.jsonl", row(1) + &row(2));
        let target = home.path().join("out.csv");
        batch(&[&file, "-o", target.to_str().expect("UTF-8")], 0);
        let text = fs::read_to_string(target).expect("a file");
        assert!(text.starts_with("id,url,status,error,"));
        assert_eq!(text.matches("\nr1,").count() + text.matches("\nr2,").count(), 2);
        assert!(!home.path().join("out.csv.part").exists());
    }

    #[test]
    fn written_parquet_is_read_back() {
        let home = folder();
        let file = save(&home, "a.jsonl", (0..500).map(row).collect::<String>());
        let target = home.path().join("out.parquet");
        let target = target.to_str().expect("UTF-8");
        batch(&[&file, "-o", target, "--content", "text,html"], 0);
        assert!(fs::read(target).expect("a file").starts_with(b"PAR1"));
        let again = parse(out(&batch(&[target], 0)));
        assert_eq!(again.len(), 500);
        assert_eq!(again[499]["id"], "r499");
        assert_eq!(again[499]["title"], "Story 499");
        let stream = batch(&[&file, "-f", "parquet"], 2);
        assert!(err(&stream).contains("needs a file"), "{}", err(&stream));
    }

    #[test]
    fn a_folder_output_has_a_file_of_rows_for_each_input() {
        let home = folder();
        save(&home, "in/a.warc.gz", gzip(&response(1)));
        save(&home, "in/b.html", page(2));
        save(&home, "in/c.html", page(3));
        save(&home, "in/empty.jsonl", "");
        save(&home, "in/sub/a.jsonl", row(4));
        let (input, target) = (home.path().join("in"), home.path().join("out/"));
        batch(&[input.to_str().expect("UTF-8"), "-o", &format!("{}/", target.display())], 0);
        let titles = |name: &str| field(&read(target.join(name)), "title").join(" ");
        assert_eq!(titles("a.jsonl"), "Story 1");
        assert_eq!(titles("pages.jsonl"), "Story 2 Story 3");
        assert_eq!(titles("empty.jsonl"), "");
        assert_eq!(titles("a-2.jsonl"), "Story 4");
        assert_eq!(fs::read_dir(&target).expect("a folder").count(), 4);
    }

    #[test]
    fn pages_with_one_address_have_separate_files() {
        let home = folder();
        let same = |n: u64| {
            serde_json::json!({"url": "https://news.example/a/b?c=1", "html": page(n)}).to_string()
                + "\n"
        };
        let file =
            save(&home, "a.jsonl", same(1) + &same(2) + &same(3) + "{\"html\":\"<p></p>\"}\n");
        let names = |target: &str| {
            batch(&[&file, "-o", target, "--each", "markdown"], 1);
            let mut names: Vec<String> = fs::read_dir(target)
                .expect("a folder")
                .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        };
        let (once, again) = (home.path().join("once"), home.path().join("again"));
        let once = names(once.to_str().expect("UTF-8"));
        assert_eq!(once.len(), 3);
        assert!(
            once.iter().all(|n| n.starts_with("news.example_a_b_c_1-") && n.ends_with(".md")),
            "{once:?}"
        );
        assert_eq!(once, names(again.to_str().expect("UTF-8")));
    }

    #[test]
    fn each_page_belongs_to_exactly_one_shard() {
        let home = folder();
        let file = save(&home, "a.jsonl", (0..10).map(row).collect::<String>());
        let mut all = Vec::new();
        for i in 1..=3 {
            let rows = parse(out(&batch(&[&file, "--shard", &format!("{i}/3")], 0)));
            all.extend(field(&rows, "id").iter().map(|s| (*s).to_owned()));
        }
        assert_eq!(all[..4], ["r0", "r3", "r6", "r9"]);
        all.sort();
        assert_eq!(all, (0..10).map(|n| format!("r{n}")).collect::<Vec<_>>());
        assert_eq!(out(&batch(&[&file, "--shard", "20/20"], 0)), "");
    }

    #[test]
    fn duplicates_do_not_depend_on_the_number_of_threads() {
        let home = folder();
        let near = page(1).replace("</article>", "<p>This page was updated.</p></article>");
        let json =
            |id: &str, html: &str| serde_json::json!({"id": id, "html": html}).to_string() + "\n";
        let lines: String = (0..60).map(|n| json(&format!("{n}"), &page(n % 20))).collect();
        let file = save(&home, "a.jsonl", lines + &json("near", &near));
        for jobs in ["1", "4"] {
            let log = home.path().join("log.jsonl");
            let output = batch(
                &[&file, "--deduplicate", "--jobs", jobs, "--errors", log.to_str().expect("UTF-8")],
                0,
            );
            let ids: Vec<String> = (0..20).map(|n| n.to_string()).collect();
            assert_eq!(field(&parse(out(&output)), "id"), ids);
            let log = read(log);
            assert_eq!(log[0]["reason"], "the same text as input 1");
            assert_eq!(log[40]["reason"], "nearly the same text as input 2");
            assert!(
                err(&output)
                    .contains("61 inputs: 20 written, 0 empty, 0 filtered, 41 duplicate, 0 failed"),
                "{}",
                err(&output)
            );
        }
    }

    #[test]
    fn short_and_low_quality_texts_can_be_filtered() {
        let home = folder();
        let file = save(
            &home,
            "a.jsonl",
            row(1)
                + "{\"id\":\"s\",\"html\":\"<article><h1>Rain</h1>\
                   <p>It rained all day in the valley, the mayor said.</p></article>\"}\n",
        );
        let output = batch(&[&file, "--min-words", "50"], 0);
        assert_eq!(field(&parse(out(&output)), "id"), ["r1"]);
        assert!(err(&output).contains("1 filtered"), "{}", err(&output));
        let quality = |row: &serde_json::Value| row["quality"].as_f64().expect("a number");
        let all = parse(out(&batch(&[&file], 0)));
        let best = all.iter().max_by(|a, b| quality(a).total_cmp(&quality(b))).expect("rows");
        let least = f64::midpoint(quality(&all[0]), quality(&all[1])).to_string();
        assert_eq!(
            parse(out(&batch(&[&file, "--min-quality", &least], 0))),
            std::slice::from_ref(best)
        );
    }

    #[test]
    fn pages_in_other_languages_can_be_filtered() {
        let home = folder();
        let german = "Der Gemeinderat hat die Brücke über den Fluss nach dem Regen der letzten \
            Tage gesperrt, und niemand weiß, wann sie wieder geöffnet wird, sagte die \
            Bürgermeisterin am Dienstag vor den Bürgern.";
        let html = format!(
            "<article><h1>Brücke gesperrt</h1><p>{german}</p><p>{german} Mehr nicht.</p></article>"
        );
        let file = save(
            &home,
            "a.jsonl",
            row(1) + &serde_json::json!({"id": "de", "html": html}).to_string() + "\n",
        );
        let output = batch(&[&file, "--target-language", "de"], 0);
        let rows = parse(out(&output));
        assert_eq!(field(&rows, "id"), ["de"]);
        assert_eq!(field(&rows, "detected_language"), ["de"]);
        assert!(err(&output).contains("1 filtered"), "{}", err(&output));
    }
}
