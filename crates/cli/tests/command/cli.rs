//! The command line from outside: arguments, streams, files and exit codes.

use crate::command_line::{check, err, out, run, run_with};
use crate::files::{folder, save};
use crate::pages::{gzip, titled_page};

mod usage {
    use super::{check, err, folder, out, run, run_with, save, titled_page};

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
        let given = run_with(&[], titled_page("Bridge").as_bytes());
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
        let path = save(&folder, "explain", titled_page("Bridge"));
        check(&run(&[&path]), 0);
    }
}

mod inputs {
    use super::{check, err, folder, gzip, out, run, save, titled_page};

    #[test]
    fn a_gzip_page_is_recognised_by_its_bytes() {
        let folder = folder();
        let path = save(&folder, "page.html", gzip(titled_page("Bridge").as_bytes()));
        let output = run(&[&path]);
        check(&output, 0);
        assert!(out(&output).starts_with("Bridge\n"));
    }

    #[test]
    fn of_a_damaged_gzip_file_the_part_before_the_damage_is_read_with_a_note() {
        let folder = folder();
        let whole = gzip(titled_page("Bridge").as_bytes());
        let mut wrong = whole.clone();
        wrong[whole.len() - 6] ^= 1;
        for (bytes, note) in [
            (&whole[..whole.len() - 8], "only a part of the page may have been read"),
            (&whole[..whole.len() - 20], "only a part of the page may have been read"),
            (&wrong, "only a part of the page may have been read"),
            (&[&whole[..], b"\0\0\0"].concat(), "3 bytes after the compressed data were ignored"),
        ] {
            let path = save(&folder, "page.html.gz", bytes);
            for arguments in [&[path.as_str()][..], &["-f", "json", &path]] {
                let output = run(arguments);
                check(&output, 0);
                assert!(out(&output).contains("Bridge"), "{}", out(&output));
                let message = err(&output);
                assert!(message.contains("page.html.gz") && message.contains(note), "{message}");
            }
        }
    }

    #[test]
    fn a_gzip_file_without_one_readable_byte_fails_with_a_reason() {
        let folder = folder();
        let whole = gzip(titled_page("Bridge").as_bytes());
        let path = save(&folder, "page.html.gz", &whole[..11]);
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
        let path = save(&folder, "bomb.html.gz", gzip(&vec![b'a'; 1 << 20]));
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
            err(&output).contains("no-such-page.html")
                && err(&output).contains("there is no such file"),
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
        save(&folder, "b/two.htm", titled_page("Two"));
        save(&folder, "a/one.html.gz", gzip(titled_page("One").as_bytes()));
        save(&folder, "c.xhtml", titled_page("Three"));
        save(&folder, "notes.txt", "no page");
        let output = run(&["-f", "jsonl", folder.path().to_str().expect("UTF-8")]);
        check(&output, 0);
        let ids: Vec<_> = crate::command_line::parse_rows(out(&output))
            .iter()
            .map(|r| r["id"].as_str().expect("an id").to_owned())
            .collect();
        assert_eq!(ids, ["a/one", "b/two", "c"]);
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

mod streams {
    use std::io::Read;
    use std::process::{Command, Stdio};

    use super::{check, err, folder, run, save, titled_page};

    #[test]
    fn a_closed_pipe_ends_the_run_without_a_message() {
        let folder = folder();
        for i in 0..200 {
            save(&folder, &format!("{i}.html"), titled_page("Bridge"));
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

    use super::{check, folder, out, run, save, titled_page};

    #[test]
    fn a_report_is_text_json_or_a_page() {
        let folder = folder();
        let path = save(&folder, "one.html", titled_page("One <b>"));
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
        let path = save(&folder, "one.html", titled_page("One") + data);
        let row =
            |arguments: &[&str]| crate::command_line::parse_rows(out(&run(arguments))).remove(0);
        let stated = row(&["-f", "jsonl", "--schema", &path])["schema_org"].clone();
        assert_eq!(stated, serde_json::json!([{"@type": "Article", "x": [1]}, {}]));
        assert_eq!(row(&["-f", "jsonl", &path]).get("schema_org"), None);
    }

    #[test]
    fn find_shows_the_blocks_that_contain_a_text() {
        let folder = folder();
        let path = save(&folder, "one.html", titled_page("One"));
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
