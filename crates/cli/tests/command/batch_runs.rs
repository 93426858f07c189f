//! `cleancopy batch` as a command: runs that are killed and resumed, refused, interrupted, or
//! cannot write.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::command_line::{batch, err, out, run_with};
use crate::files::{contents, folder, save, text};
use crate::pages::{gzip, page, record, response, row};
use tempfile::TempDir;

/// Starts a run in a separate process.
fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cleancopy"));
    command
        .arg("batch")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command.spawn().expect("the binary starts")
}

mod kills {
    use super::*;

    /// Kills and resumes a run at random times until there were `kills` kills. Whenever a run
    /// completes, its output is compared with that of an undisturbed run, and the next one starts.
    fn kill_and_resume(
        home: &TempDir,
        inputs: &[&str],
        target: &str,
        further: &[&str],
        kills: u32,
        sorted: bool,
    ) {
        let log = |name: &str| text(&home.path().join(name)).to_owned();
        let at = |name: &str| {
            text(&home.path().join(name)).to_owned() + if target.ends_with('/') { "/" } else { "" }
        };
        let (whole, cut) = (
            at(&format!("whole-{}", target.trim_end_matches('/'))),
            at(&format!("cut-{}", target.trim_end_matches('/'))),
        );
        let arguments = |output: &str, log: &str| -> Vec<String> {
            inputs
                .iter()
                .chain(further)
                .chain(&["-o", output, "--errors", log, "--quiet"])
                .map(|s| (*s).to_owned())
                .collect()
        };
        let undisturbed = arguments(&whole, &log("whole.log"));
        let ended = Instant::now();
        super::run_with(
            &std::iter::once("batch")
                .chain(undisturbed.iter().map(String::as_str))
                .collect::<Vec<_>>(),
            b"",
        );
        let takes = u64::try_from(ended.elapsed().as_millis()).expect("short");
        let mut resumed: Vec<String> = arguments(&cut, &log("cut.log"));
        resumed.push("--resume".to_owned());
        let resumed: Vec<&str> = resumed.iter().map(String::as_str).collect();
        let (mut random, mut killed, mut ends) = (fastrand::Rng::with_seed(kills.into()), 0, 0);
        while killed < kills || ends == 0 {
            let mut child = start(&resumed);
            // Some runs are killed at once, most in the middle. The last one may complete.
            let until = Instant::now() + Duration::from_millis(random.u64(..takes / 4 + 100));
            let is_last = killed >= kills;
            let mut is_over = false;
            while (is_last || Instant::now() < until) && !is_over {
                sleep(Duration::from_millis(1));
                is_over = child.try_wait().expect("a child").is_some();
            }
            if !is_over {
                child.kill().expect("it runs");
                killed += 1;
            }
            let output = child.wait_with_output().expect("it ends");
            if is_over {
                assert!(matches!(output.status.code(), Some(0 | 1)), "{}", err(&output));
                compare(Path::new(&whole), Path::new(&cut), sorted);
                compare(&home.path().join("whole.log"), &home.path().join("cut.log"), sorted);
                ends += 1;
                if Path::new(&cut).is_dir() {
                    fs::remove_dir_all(&cut).expect("removes")
                } else {
                    fs::remove_file(&cut).expect("removes")
                };
            }
        }
        assert!(ends > 0 && killed >= kills);
    }

    /// Asserts that both have the same files with the same lines; in any order if `sorted`.
    fn compare(whole: &Path, cut: &Path, sorted: bool) {
        let (whole, cut) = (contents(whole), contents(cut));
        let names = |all: &[(String, Vec<u8>)]| {
            all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&whole), names(&cut));
        for ((name, a), (_, b)) in whole.iter().zip(&cut) {
            let lines = |bytes: &[u8]| {
                let mut lines: Vec<String> =
                    String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect();
                if sorted {
                    lines.sort();
                }
                lines
            };
            let (a, b) = (lines(a), lines(b));
            assert_eq!(a.len(), b.len(), "{name}: rows");
            assert!(a == b, "{name}: {:?}", a.iter().zip(&b).find(|(a, b)| a != b));
        }
    }

    /// `pages` pages and some other records, in three types of input, with duplicates.
    fn inputs(home: &TempDir, pages: u64) -> [String; 3] {
        let rows: String =
            (0..pages / 2).map(|n| if n % 50 == 7 { "{}\n".to_owned() } else { row(n) }).collect();
        let image = gzip(&record(
            "response",
            "x:",
            "application/http",
            b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n",
        ));
        let member = |n: u64| {
            [gzip(&response(n)), if n.is_multiple_of(9) { image.clone() } else { Vec::new() }]
                .concat()
        };
        let mut archive: Vec<u8> = (pages / 3..pages).flat_map(member).collect();
        let middle = archive.len() / 2;
        archive[middle] ^= 0x55;
        let (rows, archive) = (save(home, "in/a.jsonl", rows), save(home, "in/b.warc.gz", archive));
        for n in 0..20 {
            save(home, &format!("in/pages/{n:02}.html"), page(10_000 + n));
        }
        [rows, archive, text(&home.path().join("in/pages")).to_owned()]
    }

    #[test]
    fn no_row_is_lost_or_written_twice_after_thirty_kills() {
        let home = folder();
        let [rows, archive, pages] = inputs(&home, 2_000);
        kill_and_resume(
            &home,
            &[&rows, &archive, &pages],
            "out.jsonl",
            &["--deduplicate"],
            30,
            false,
        );
    }

    #[test]
    fn no_row_of_a_table_is_lost_or_written_twice() {
        let home = folder();
        let [rows, archive, pages] = inputs(&home, 600);
        kill_and_resume(&home, &[&rows, &archive, &pages], "out.csv", &[], 8, false);
        kill_and_resume(&home, &[&rows, &archive, &pages], "out.parquet", &[], 8, false);
    }

    #[test]
    fn no_row_or_page_in_a_folder_is_lost_or_written_twice() {
        let home = folder();
        let [rows, archive, pages] = inputs(&home, 600);
        kill_and_resume(&home, &[&rows, &archive, &pages], "rows/", &[], 10, false);
        kill_and_resume(&home, &[&rows, &archive, &pages], "each/", &["--each", "text"], 10, false);
    }

    #[test]
    fn no_row_of_an_unordered_run_or_a_shard_is_lost_or_written_twice() {
        let home = folder();
        let [rows, archive, pages] = inputs(&home, 600);
        // A slow page, so that many others are done before it.
        let slow = save(&home, "slow.html", page(1).replace("</article>", &page(2).repeat(3_000)));
        kill_and_resume(
            &home,
            &[&slow, &rows, &archive, &pages],
            "un.jsonl",
            &["--unordered", "--jobs", "4"],
            12,
            true,
        );
        kill_and_resume(
            &home,
            &[&rows, &archive, &pages],
            "share.jsonl",
            &["--shard", "2/3"],
            6,
            false,
        );
    }
}

mod refusals {
    use super::*;

    /// Makes an unfinished run, which ended at its first failure.
    fn unfinished(home: &TempDir) -> (String, String) {
        let file = save(home, "a.jsonl", row(1) + "{}\n" + &row(2));
        let target = text(&home.path().join("out.jsonl")).to_owned();
        let output = batch(&[&file, "-o", &target, "--fail-fast", "--jobs", "1"], 1);
        assert!(err(&output).contains("--resume"), "{}", err(&output));
        assert!(!Path::new(&target).exists());
        (file, target)
    }

    #[test]
    fn an_unfinished_run_is_not_started_again_by_mistake() {
        let home = folder();
        let (file, target) = unfinished(&home);
        let output = batch(&[&file, "-o", &target], 4);
        assert!(err(&output).contains("--resume continues it"), "{}", err(&output));
        batch(&[&file, "-o", &target, "--resume"], 1);
        assert_eq!(fs::read_to_string(&target).expect("a file").lines().count(), 3);
    }

    #[test]
    fn an_existing_output_is_kept_without_overwrite() {
        let home = folder();
        let file = save(&home, "a.jsonl", row(1));
        let target = save(&home, "out.jsonl", "precious\n");
        let output = batch(&[&file, "-o", &target], 4);
        assert!(err(&output).contains("--overwrite replaces it"), "{}", err(&output));
        let stats = save(&home, "stats.json", "counts of the run that wrote it");
        let output = batch(&[&file, "-o", &target, "--resume", "--stats", &stats], 0);
        assert!(err(&output).contains("nothing was done"), "{}", err(&output));
        assert_eq!(fs::read_to_string(&stats).expect("a file"), "counts of the run that wrote it");
        assert_eq!(fs::read_to_string(&target).expect("a file"), "precious\n");
        batch(&[&file, "-o", &target, "--overwrite"], 0);
        assert!(fs::read_to_string(&target).expect("a file").contains("Story 1"));
        let taken = home.path().join("taken/");
        save(&home, "taken/x.md", "precious");
        let output = batch(&[&file, "-o", text(&taken), "--each", "markdown"], 4);
        assert!(err(&output).contains("exists"), "{}", err(&output));
    }

    #[test]
    fn a_run_that_was_interrupted_after_its_log_was_moved_is_resumed() {
        let home = folder();
        let target = text(&home.path().join("out.jsonl")).to_owned();
        let state = PathBuf::from(format!("{target}.part"));
        let log = home.path().join("later/log.jsonl");
        let arguments =
            ["-", "--input-type", "jsonl", "-o", &target, "--errors", text(&log), "--deduplicate"];
        // All records get done, but the folder of the log is missing at the end.
        fs::create_dir(home.path().join("later")).expect("a folder");
        let mut child = start(&arguments);
        let until = Instant::now() + Duration::from_secs(20);
        while !state.join("journal").exists() && Instant::now() < until {
            sleep(Duration::from_millis(5));
        }
        fs::remove_dir(home.path().join("later")).expect("removes");
        child
            .stdin
            .take()
            .expect("a pipe")
            .write_all((row(1) + "no row\n").as_bytes())
            .expect("it reads");
        assert_eq!(child.wait().expect("it ends").code(), Some(4));
        fs::create_dir(home.path().join("later")).expect("a folder");
        fs::rename(state.join("log"), &log).expect("is there");
        fs::remove_file(state.join("seen")).expect("is there");
        batch(&[&arguments[..], &["--resume"]].concat(), 1);
        assert_eq!(fs::read_to_string(&target).expect("a file").lines().count(), 2);
        assert_eq!(fs::read_to_string(&log).expect("a file").lines().count(), 1);
        assert!(!state.exists());
    }

    #[test]
    fn changed_settings_or_inputs_are_refused_by_name() {
        let home = folder();
        let (file, target) = unfinished(&home);
        let output = batch(&[&file, "-o", &target, "--resume", "--precision"], 4);
        assert!(err(&output).contains("focus: balanced then, precision now"), "{}", err(&output));
        fs::write(&file, row(1) + &row(2)).expect("writes");
        let output = batch(&[&file, "-o", &target, "--resume"], 4);
        assert!(err(&output).contains("inputs:"), "{}", err(&output));
        batch(&[&file, "-o", &target, "--overwrite"], 0);
    }

    #[test]
    fn two_runs_cannot_write_one_output() {
        let home = folder();
        let target = home.path().join("out.jsonl");
        // This run waits for input as long as its pipe is open.
        let first = start(&["-", "--input-type", "jsonl", "-o", text(&target)]);
        let until = Instant::now() + Duration::from_secs(20);
        while !home.path().join("out.jsonl.part/journal").exists() && Instant::now() < until {
            sleep(Duration::from_millis(5));
        }
        let file = save(&home, "a.jsonl", row(1));
        for mode in ["--resume", "--overwrite"] {
            let output = batch(&[&file, "-o", text(&target), mode], 4);
            assert!(err(&output).contains("another run"), "{}", err(&output));
        }
        let mut first = first;
        first.stdin.take().expect("a pipe").write_all(row(7).as_bytes()).expect("it reads");
        assert!(first.wait().expect("it ends").success());
        assert!(fs::read_to_string(target).expect("a file").contains("Story 7"));
    }

    #[test]
    fn damaged_state_is_refused_and_a_partial_last_line_is_not() {
        let home = folder();
        let (file, target) = unfinished(&home);
        let state = PathBuf::from(format!("{target}.part"));
        let append = |name: &str, bytes: &str| {
            let mut out =
                fs::OpenOptions::new().append(true).open(state.join(name)).expect("opens");
            out.write_all(bytes.as_bytes()).expect("writes");
        };
        let journal = fs::read(state.join("journal")).expect("a file");
        let mut damaged = journal.clone();
        damaged[20] ^= 4;
        fs::write(state.join("journal"), damaged).expect("writes");
        let output = batch(&[&file, "-o", &target, "--resume"], 4);
        assert!(
            err(&output).contains("damaged") && err(&output).contains("--overwrite"),
            "{}",
            err(&output)
        );
        fs::write(state.join("journal"), journal).expect("writes");
        let rows = fs::read(state.join("rows-0")).expect("a file");
        fs::write(state.join("rows-0"), &rows[..10]).expect("writes");
        let output = batch(&[&file, "-o", &target, "--resume"], 4);
        assert!(err(&output).contains("should have"), "{}", err(&output));
        fs::write(state.join("rows-0"), rows).expect("writes");
        append("rows-0", "{\"id\":\"partial");
        append("journal", "0123 {\"ne");
        batch(&[&file, "-o", &target, "--resume"], 1);
        let rows = fs::read_to_string(&target).expect("a file");
        assert_eq!(rows.lines().count(), 3);
        assert!(!rows.contains("partial"));
    }
}

mod ends {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn an_interrupt_finishes_and_saves_running_pages() {
        let home = folder();
        let file = save(&home, "a.jsonl", (0..3_000).map(row).collect::<String>());
        let target = home.path().join("out.jsonl");
        let child = start(&[&file, "-o", text(&target)]);
        let journal = home.path().join("out.jsonl.part/journal");
        let until = Instant::now() + Duration::from_secs(20);
        while fs::read_to_string(&journal).map_or(0, |j| j.lines().count()) < 2
            && Instant::now() < until
        {
            sleep(Duration::from_millis(5));
        }
        let signal = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(signal.success());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(130), "{}", err(&output));
        assert!(err(&output).contains("--resume"), "{}", err(&output));
        let rows = fs::read_to_string(home.path().join("out.jsonl.part/rows-0")).expect("a file");
        assert!(
            rows.ends_with("}\n")
                && err(&output).contains(&format!("{} inputs", rows.lines().count())),
            "{}",
            err(&output)
        );
        batch(&[&file, "-o", text(&target), "--resume"], 0);
        let ids: Vec<String> =
            fs::read_to_string(&target).expect("a file").lines().map(id).collect();
        assert_eq!(ids, (0..3_000).map(|n| format!("r{n}")).collect::<Vec<_>>());
    }

    fn id(line: &str) -> String {
        let row: serde_json::Value = serde_json::from_str(line).expect("a row");
        row["id"].as_str().expect("an id").to_owned()
    }

    #[test]
    fn fail_fast_ends_the_run_at_the_first_failure() {
        let home = folder();
        let file =
            save(&home, "a.jsonl", "{}\n".to_owned() + &(0..2_000).map(row).collect::<String>());
        let output = batch(&[&file, "--fail-fast"], 1);
        assert!(out(&output).lines().count() < 1_500);
        assert!(err(&output).contains("first failure"), "{}", err(&output));
        // Without an output file there is no state from which a run could resume.
        assert!(!err(&output).contains("--resume"), "{}", err(&output));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error() {
        let home = folder();
        let file = save(&home, "a.jsonl", (0..50).map(row).collect::<String>());
        let output = batch(&[&file, "-o", "/dev/full"], 4);
        assert!(
            err(&output).contains("cannot write") && err(&output).contains("space"),
            "{}",
            err(&output)
        );
        // The same for the state: the file of rows is on a full disk.
        let target = home.path().join("out.jsonl");
        batch(&[&save(&home, "b.jsonl", "{}\n"), "-o", text(&target), "--fail-fast"], 1);
        let rows = home.path().join("out.jsonl.part/rows-0");
        fs::remove_file(&rows).expect("removes");
        std::os::unix::fs::symlink("/dev/full", &rows).expect("a link");
        let output = batch(&[&file, "-o", text(&target), "--resume"], 4);
        assert!(!err(&output).is_empty() && !target.exists());
    }

    #[test]
    fn an_output_that_cannot_be_written_is_an_error_before_any_work() {
        let home = folder();
        let file = save(&home, "a.jsonl", row(1));
        for target in ["/proc/out.jsonl", text(&home.path().join("no/such/folder/out.jsonl"))] {
            let output = batch(&[&file, "-o", target], 4);
            assert!(err(&output).contains("cannot write"), "{}", err(&output));
        }
    }

    #[test]
    fn a_closed_pipe_ends_the_run_quietly() {
        let home = folder();
        let file = save(&home, "a.jsonl", (0..2_000).map(row).collect::<String>());
        let mut child = Command::new(env!("CARGO_BIN_EXE_cleancopy"))
            .args(["batch", &file, "--quiet"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((output.status.code(), err(&output)), (Some(0), ""));
    }
}
