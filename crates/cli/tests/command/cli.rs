//! The command line from outside: arguments, streams, files and exit codes.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::command_line::{err, out, run_with};
use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

/// A page with an article: a headline and three paragraphs, with a menu around.
fn page(title: &str) -> String {
    let paragraph = "The council met on Tuesday evening in the old town hall and voted by nine to four for the new bridge, \
        which will cost twelve million and open to walkers, cyclists and buses in the spring of next year, the mayor said.";
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head><body><nav><a href=/>Home</a></nav>\
         <article><h1>{title}</h1><p>First, {paragraph}</p><p>Second, {paragraph}</p><p>Third, {paragraph}</p></article></body></html>"
    )
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).expect("memory takes it");
    out.finish().expect("memory takes it")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn save(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("in the folder")).expect("a folder");
    fs::write(&path, bytes).expect("a file");
    path.to_str().expect("UTF-8").to_owned()
}

fn run(arguments: &[&str]) -> Output {
    run_with(arguments, b"")
}

#[track_caller]
fn check(output: &Output, code: i32) {
    assert_eq!(
        output.status.code(),
        Some(code),
        "stdout: {}\nstderr: {}",
        out(output),
        err(output)
    );
}

fn rows(output: &Output) -> Vec<serde_json::Value> {
    out(output).lines().map(|l| serde_json::from_str(l).expect("a row of JSON")).collect()
}

mod usage {
    use super::{check, err, folder, out, page, run, run_with, save};

    #[test]
    fn version_and_help_go_to_standard_output() {
        let version = run(&["--version"]);
        check(&version, 0);
        assert_eq!(out(&version), format!("cleancopy {}\n", env!("CARGO_PKG_VERSION")));
        let help = run(&["--help"]);
        check(&help, 0);
        for expected in
            ["Examples:", "Exit codes:", "--precision", "explain", "Output:", "==> NAME <=="]
        {
            assert!(out(&help).contains(expected), "{expected}");
        }
    }

    #[test]
    fn no_arguments_read_standard_input() {
        let given = run_with(&[], page("Bridge").as_bytes());
        check(&given, 0);
        assert!(out(&given).starts_with("Bridge\n\nFirst, "));
    }

    #[test]
    fn empty_standard_input_ends_with_3() {
        let empty = run_with(&[], b"");
        check(&empty, 3);
        assert_eq!(out(&empty), "");
        assert!(err(&empty).contains("-: no article text"));
    }

    #[test]
    fn a_bad_command_line_ends_with_2() {
        for arguments in [
            &["--keep", "div[", "-"][..],
            &["--extend", "name", "-"],
            &["--precision", "--recall", "-"],
            &["--format", "pdf", "-"],
            &["--property", "nonsense", "-"],
            &["--frontmatter", "-f", "json", "-"],
            &["--base-url", "ftp://news.example/", "-"],
            &["--timeout", "0", "-"],
            &["--jobs", "0", "-"],
            &["-f", "html", "a.html", "b.html"],
            &["explain"],
        ] {
            check(&run(arguments), 2);
        }
    }

    #[test]
    fn a_bad_selector_is_named() {
        let bad = run(&["--prune", "div[", "-"]);
        assert!(
            err(&bad).contains("div[") && err(&bad).contains("not a CSS selector"),
            "{}",
            err(&bad)
        );
    }

    #[test]
    fn completions_and_the_manual_are_generated() {
        let bash = run(&["generate", "completions", "bash"]);
        check(&bash, 0);
        assert!(out(&bash).contains("--precision"));
        let man = run(&["generate", "man"]);
        check(&man, 0);
        assert!(out(&man).contains(".TH cleancopy"));
    }

    #[test]
    fn a_file_named_like_a_subcommand_is_read_by_its_path() {
        let folder = folder();
        let path = save(&folder, "explain", page("Bridge"));
        check(&run(&[&path]), 0);
    }
}

mod inputs {
    use super::{check, err, folder, gzipped, out, page, run, save};

    #[test]
    fn a_gzipped_page_is_recognised_by_its_bytes() {
        let folder = folder();
        let path = save(&folder, "page.html", gzipped(page("Bridge").as_bytes()));
        let output = run(&[&path]);
        check(&output, 0);
        assert!(out(&output).starts_with("Bridge\n"));
    }

    #[test]
    fn a_truncated_gzip_file_fails_with_a_reason() {
        let folder = folder();
        let whole = gzipped(page("Bridge").as_bytes());
        let path = save(&folder, "page.html.gz", &whole[..whole.len() / 2]);
        let output = run(&[&path]);
        check(&output, 3);
        assert!(
            err(&output).contains("page.html.gz") && err(&output).contains("damaged or truncated"),
            "{}",
            err(&output)
        );
    }

    #[test]
    fn the_size_limit_applies_after_decompression() {
        let folder = folder();
        let path = save(&folder, "bomb.html.gz", gzipped(&vec![b'a'; 1 << 20]));
        let output = run(&["--max-bytes", "100000", &path]);
        check(&output, 3);
        assert!(
            err(&output).contains("the limit of 100000 bytes; raise --max-bytes"),
            "{}",
            err(&output)
        );
    }

    #[test]
    fn a_missing_file_is_named_with_its_cause() {
        let output = run(&["no-such-page.html"]);
        check(&output, 3);
        assert!(
            err(&output).contains("no-such-page.html") && err(&output).contains("No such file"),
            "{}",
            err(&output)
        );
    }

    #[test]
    fn an_unsupported_scheme_is_reported() {
        let output = run(&["ftp://news.example/story"]);
        check(&output, 3);
        assert!(err(&output).contains("not an http or https URL"), "{}", err(&output));
    }

    #[test]
    fn a_password_in_an_address_is_not_printed() {
        let output = run(&["-f", "jsonl", "http://user:secret@127.0.0.1:1/"]);
        check(&output, 3);
        assert!(!err(&output).contains("secret") && !out(&output).contains("secret"));
    }

    #[test]
    fn a_folder_is_read_with_its_subfolders_sorted_by_path() {
        let folder = folder();
        save(&folder, "b/two.htm", page("Two"));
        save(&folder, "a/one.html.gz", gzipped(page("One").as_bytes()));
        save(&folder, "c.xhtml", page("Three"));
        save(&folder, "notes.txt", "no page");
        let output = run(&["-f", "jsonl", folder.path().to_str().expect("UTF-8")]);
        check(&output, 0);
        let ids: Vec<_> = super::rows(&output)
            .iter()
            .map(|r| r["id"].as_str().expect("an id").to_owned())
            .collect();
        assert_eq!(ids, ["one", "two", "c"]);
        assert!(
            err(&output)
                .contains("3 inputs: 3 written, 0 empty, 0 filtered, 0 duplicate, 0 failed"),
            "{}",
            err(&output)
        );
    }

    #[test]
    fn a_folder_without_pages_ends_with_3() {
        let folder = folder();
        let output = run(&[folder.path().to_str().expect("UTF-8")]);
        check(&output, 3);
        assert!(err(&output).contains("no pages"));
    }

    #[test]
    fn escapes_in_a_file_name_do_not_reach_the_terminal() {
        let output = run(&["evil\u{1b}[31m\nname.html"]);
        check(&output, 3);
        assert!(!err(&output).contains('\u{1b}'), "{:?}", err(&output));
        assert_eq!(err(&output).lines().count(), 1);
    }
}

mod outputs {
    use std::fs;

    use super::{Path, check, err, folder, out, page, rows, run, save};

    #[test]
    fn several_texts_carry_their_names() {
        let folder = folder();
        let (one, two) =
            (save(&folder, "one.html", page("One")), save(&folder, "two.html", page("Two")));
        let output = run(&[&one, &two]);
        check(&output, 0);
        assert!(
            out(&output).starts_with(&format!("==> {one} <==\n\nOne\n\nFirst")),
            "{}",
            out(&output)
        );
        assert!(out(&output).contains(&format!("\n\n==> {two} <==\n\nTwo\n\n")));
    }

    #[test]
    fn several_articles_in_json_are_one_array() {
        let folder = folder();
        let (one, two) =
            (save(&folder, "one.html", page("One")), save(&folder, "two.html", page("Two")));
        let output = run(&["-f", "json", &one, &two]);
        check(&output, 0);
        let array: serde_json::Value = serde_json::from_str(out(&output)).expect("JSON");
        assert_eq!((array[0]["id"].as_str(), array[1]["id"].as_str()), (Some("one"), Some("two")));
    }

    #[test]
    fn rows_keep_the_order_of_the_inputs_and_a_failed_input_has_a_row() {
        let folder = folder();
        let paths: Vec<_> = (0..50)
            .map(|i| save(&folder, &format!("{i}.html"), page(&format!("Page {i}"))))
            .collect();
        let mut arguments = vec!["-f", "jsonl", "--jobs", "4"];
        arguments.extend(paths.iter().map(String::as_str));
        arguments.push("missing.html");
        let output = run(&arguments);
        check(&output, 1);
        let rows = rows(&output);
        let ids: Vec<_> = rows.iter().map(|r| r["id"].as_str().expect("an id")).collect();
        let expected: Vec<_> =
            (0..50).map(|i| i.to_string()).chain(["missing".to_owned()]).collect();
        assert_eq!(ids, expected);
        assert!(rows[50]["error"].as_str().expect("an error").contains("missing.html"));
        assert_eq!(rows[50]["text"], "");
        assert!(
            err(&output)
                .contains("51 inputs: 50 written, 0 empty, 0 filtered, 0 duplicate, 1 failed"),
            "{}",
            err(&output)
        );
    }

    #[test]
    fn a_page_without_text_has_a_row() {
        let folder = folder();
        let path = save(&folder, "empty.html", "<p>");
        let output = run(&["-f", "jsonl", &path]);
        check(&output, 3);
        assert_eq!(rows(&output)[0]["text"], "");
        assert!(rows(&output)[0].get("error").is_none());
    }

    #[test]
    fn a_property_is_printed_as_a_line() {
        let folder = folder();
        let path = save(&folder, "one.html", page("One"));
        let output = run(&["-p", "title", &path]);
        check(&output, 0);
        assert_eq!(out(&output), "One\n");
        let id = run(&["-p", "id", &path, &path]);
        assert_eq!(out(&id), "one\tone\none\tone\n");
    }

    #[test]
    fn pages_of_low_quality_are_left_out_and_counted() {
        let folder = folder();
        let good = save(&folder, "good.html", page("Bridge"));
        let poor = save(
            &folder,
            "poor.html",
            "<title>Shop</title><ul><li><a href=/a>Shoes and boots</a> 12</ul><p>Sign in to see more</p>",
        );
        let all = rows(&run(&["-f", "jsonl", &good, &poor]));
        let quality = |row: &serde_json::Value| row["quality"].as_f64().expect("a number");
        assert!(quality(&all[0]) > quality(&all[1]), "{all:?}");
        assert!((0.0..=1.0).contains(&all[0]["kind_confidence"].as_f64().expect("a number")));
        let least = format!("{:.2}", f64::midpoint(quality(&all[0]), quality(&all[1])));
        let kept = run(&["-v", "-f", "jsonl", "--min-quality", &least, &good, &poor]);
        check(&kept, 0);
        assert_eq!(rows(&kept).len(), 1);
        assert!(
            err(&kept).contains("2 inputs: 1 written, 0 empty, 1 filtered, 0 duplicate, 0 failed"),
            "{}",
            err(&kept)
        );
        assert!(err(&kept).contains("poor.html: left out: quality 0."), "{}", err(&kept));
        check(&run(&["--min-quality", "1.5", &good]), 2);
    }

    #[test]
    fn pages_in_other_languages_are_left_out_and_counted() {
        let folder = folder();
        let german = "Der Gemeinderat hat die Brücke über den Fluss nach dem Regen der letzten Tage gesperrt, und niemand weiß, wann sie \
            wieder geöffnet wird, sagte die Bürgermeisterin am Dienstag vor den Bürgern.";
        let other = format!(
            "<html lang=en><article><h1>Brücke gesperrt</h1><p>{german}</p><p>{german} Mehr nicht.</p></article>"
        );
        let (english, other) =
            (save(&folder, "en.html", page("Bridge")), save(&folder, "de.html", other));
        let all = rows(&run(&["-f", "jsonl", &english, &other]));
        assert_eq!(all[1]["detected_language"], "de");
        assert_eq!(all[1]["warnings"][0], "the page declares en, but its text is in de");
        let kept = run(&["-v", "-f", "jsonl", "--target-language", "fr,de-AT", &english, &other]);
        check(&kept, 0);
        assert_eq!(rows(&kept)[0]["detected_language"], "de");
        assert!(
            err(&kept).contains("2 inputs: 1 written, 0 empty, 1 filtered, 0 duplicate, 0 failed"),
            "{}",
            err(&kept)
        );
        assert!(err(&kept).contains("en.html: left out: language en"), "{}", err(&kept));
        check(&run(&["--target-language", "english", &english]), 2);
    }

    #[test]
    fn front_matter_implies_markdown() {
        let folder = folder();
        let output = run(&["--frontmatter", &save(&folder, "one.html", page("One"))]);
        check(&output, 0);
        assert!(out(&output).starts_with("---\ntitle: \"One\"\n"), "{}", out(&output));
        assert!(out(&output).contains("\n---\n\n# One\n\n"));
    }

    #[test]
    fn an_existing_file_stays_if_nothing_is_written() {
        let folder = folder();
        let target = folder.path().join("out.txt");
        let to = target.to_str().expect("UTF-8");
        check(&run(&["-o", to, &save(&folder, "one.html", page("One"))]), 0);
        let first = fs::read_to_string(&target).expect("written");
        assert!(first.starts_with("One\n\n"));
        check(&run(&["-o", to, "missing.html"]), 3);
        assert_eq!(fs::read_to_string(&target).expect("still there"), first);
        let leftovers = fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(leftovers, 2, "no temporary file stays behind");
    }

    #[test]
    fn an_output_folder_gets_one_file_per_input() {
        let folder = folder();
        let (one, two) =
            (save(&folder, "a/x.html", page("One")), save(&folder, "b/x.html", page("Two")));
        let three = save(&folder, "y.html", page("Three"));
        let target = folder.path().join("out/");
        let to = format!("{}/", target.to_str().expect("UTF-8").trim_end_matches('/'));
        check(&run(&["-f", "md", "-o", &to, &one, &two, &three]), 0);
        let mut names: Vec<_> = fs::read_dir(&target)
            .expect("made")
            .map(|e| e.expect("an entry").file_name().into_string().expect("UTF-8"))
            .collect();
        names.sort();
        assert_eq!(names.len(), 3);
        assert!(
            names[0].starts_with("x-") && names[1].starts_with("x-") && names[2] == "y.md",
            "{names:?}"
        );
    }

    #[test]
    fn an_output_that_cannot_be_written_ends_with_4() {
        let folder = folder();
        let one = save(&folder, "one.html", page("One"));
        let output = run(&["-o", "/no/such/folder/out.txt", &one]);
        check(&output, 4);
        assert!(err(&output).contains("cannot write /no/such/folder/out.txt"), "{}", err(&output));
        if Path::new("/dev/full").exists() {
            check(&run(&["-f", "jsonl", "-o", "/dev/full", &one]), 4);
        }
    }

    #[test]
    fn quiet_reports_only_failures() {
        let folder = folder();
        let (one, empty) =
            (save(&folder, "one.html", page("One")), save(&folder, "empty.html", ""));
        let output = run(&["-q", &one, &empty, "missing.html"]);
        check(&output, 1);
        assert_eq!(err(&output).lines().count(), 1, "{}", err(&output));
        assert!(err(&output).contains("missing.html"));
    }
}

mod streams {
    use super::{Command, Read, Stdio, check, err, folder, page, run, save};

    #[test]
    fn a_closed_pipe_ends_the_run_without_a_message() {
        let folder = folder();
        for i in 0..200 {
            save(&folder, &format!("{i}.html"), page("Bridge"));
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_cleancopy"))
            .args(["-f", "jsonl", folder.path().to_str().expect("UTF-8")])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut first = [0; 1];
        child.stdout.take().expect("a pipe").read_exact(&mut first).expect("a byte");
        let output = child.wait_with_output().expect("the binary ends");
        check(&output, 0);
        assert_eq!(err(&output), "");
    }

    #[test]
    fn colours_are_written_only_on_request_or_to_a_terminal() {
        let always = run(&["--color", "always", "missing.html"]);
        assert!(err(&always).contains('\u{1b}'));
        let auto = run(&["missing.html"]);
        assert!(!err(&auto).contains('\u{1b}'));
    }
}

mod explain {
    use std::fs;

    use super::{check, folder, out, page, run, save};

    #[test]
    fn a_report_is_text_json_or_a_page() {
        let folder = folder();
        let path = save(&folder, "one.html", page("One <b>"));
        let text = run(&["explain", &path]);
        check(&text, 0);
        assert!(out(&text).contains("page kind"));
        assert!(!out(&text).contains('\u{1b}'));
        let json = run(&["explain", "--format", "json", &path]);
        check(&json, 0);
        let report: serde_json::Value = serde_json::from_str(out(&json)).expect("JSON");
        assert!(report["blocks"].is_array());
        let titles = report["candidates"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|c| c["field"] == "title");
        assert!(
            titles.clone().count() > 1
                && titles.clone().all(|c| c["points"].is_i64() && c["source"].is_string()),
            "{report}"
        );
        assert!(out(&text).contains("candidates"));
        let html = folder.path().join("report.html");
        check(&run(&["explain", "--html", html.to_str().expect("UTF-8"), &path]), 0);
        let html = fs::read_to_string(html).expect("written");
        assert!(html.starts_with("<!DOCTYPE html>") && !html.contains("<script"));
        assert!(html.contains("What the fields were chosen from"));
    }

    #[test]
    fn schema_adds_the_json_ld_of_the_page() {
        let folder = folder();
        let data = "<script type=application/ld+json>{\"@type\":\"Article\",\"x\":[1,],}</script><script type=application/ld+json>{</script>";
        let path = save(&folder, "one.html", page("One") + data);
        let row = |arguments: &[&str]| super::rows(&run(arguments)).remove(0);
        let stated = row(&["-f", "jsonl", "--schema", &path])["schema_org"].clone();
        assert_eq!(stated, serde_json::json!([{"@type": "Article", "x": [1]}, {}]));
        assert_eq!(row(&["-f", "jsonl", &path]).get("schema_org"), None);
    }

    #[test]
    fn find_shows_the_blocks_that_contain_a_text() {
        let folder = folder();
        let path = save(&folder, "one.html", page("One"));
        let found = run(&["explain", "--find", "SECOND, the council", &path]);
        check(&found, 0);
        assert_eq!(
            out(&found).matches("KEEP body").count(),
            1 + 1,
            "the block and the totals: {}",
            out(&found)
        );
    }

    #[test]
    fn an_unreadable_page_ends_explain_with_3() {
        check(&run(&["explain", "missing.html"]), 3);
    }
}
