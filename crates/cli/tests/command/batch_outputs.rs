//! `cleancopy batch` as a command: the formats, files and filters of its output.

use std::fs;

use crate::command_line::{batch, err, field, out, parse_rows, read_rows};
use crate::files::{folder, save};
use crate::pages::{gzip, page, response, row};

#[test]
fn rows_state_their_outcome_version_and_settings() {
    let home = folder();
    let file = save(&home, "a.jsonl", row(1) + "{\"id\":\"empty\",\"html\":\"<p></p>\"}\n{}\n");
    let rows = parse_rows(out(&batch(&[&file, "--content", "markdown,html"], 1)));
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
        rows.iter().all(|r| r["extractor"].as_str().is_some_and(|e| e.starts_with("cleancopy ")))
    );
    let other = parse_rows(out(&batch(&[&file, "--precision"], 1)));
    assert_ne!(rows[0]["options"], other[0]["options"]);
}

#[test]
fn csv_starts_with_a_line_of_names() {
    let home = folder();
    let file = save(&home, "a.jsonl", row(1) + &row(2));
    let target = home.path().join("out.csv");
    batch(&[&file, "-o", target.to_str().expect("UTF-8")], 0);
    let text = fs::read_to_string(target).expect("a file");
    assert!(text.starts_with("id,path,url,hostname,status,error,"));
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
    let again = parse_rows(out(&batch(&[target, "--keep-columns", "none"], 0)));
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
    let titles = |name: &str| field(&read_rows(target.join(name)), "title").join(" ");
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
    let file = save(&home, "a.jsonl", same(1) + &same(2) + &same(3) + "{\"html\":\"<p></p>\"}\n");
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
        let rows = parse_rows(out(&batch(&[&file, "--shard", &format!("{i}/3")], 0)));
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
        assert_eq!(field(&parse_rows(out(&output)), "id"), ids);
        let log = read_rows(log);
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
    assert_eq!(field(&parse_rows(out(&output)), "id"), ["r1"]);
    assert!(err(&output).contains("1 filtered"), "{}", err(&output));
    let quality = |row: &serde_json::Value| row["quality"].as_f64().expect("a number");
    let all = parse_rows(out(&batch(&[&file], 0)));
    let best = all.iter().max_by(|a, b| quality(a).total_cmp(&quality(b))).expect("rows");
    let least = f64::midpoint(quality(&all[0]), quality(&all[1])).to_string();
    assert_eq!(
        parse_rows(out(&batch(&[&file, "--min-quality", &least], 0))),
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
    let rows = parse_rows(out(&output));
    assert_eq!(field(&rows, "id"), ["de"]);
    assert_eq!(field(&rows, "detected_language"), ["de"]);
    assert!(err(&output).contains("1 filtered"), "{}", err(&output));
}

/// A table of rows is the input again, so that each type of a column passes through twice.
#[test]
fn columns_of_the_input_keep_their_types() {
    let home = folder();
    let html = "<meta property='article:published_time' content='2024-03-05T09:30:00+01:00'>\
                <h1>Rain</h1><p>It rained all day in the valley, the mayor said on Tuesday.</p>";
    let row = serde_json::json!({"html": html, "tag": 7, "list": ["a"], "share": 0.5, "is": true});
    let file = save(&home, "a.jsonl", format!("{row}\n"));
    let at = |name: &str| home.path().join(name).to_str().expect("UTF-8").to_owned();
    for ending in ["parquet", "arrow", "arrows"] {
        let (once, twice) = (at(&format!("once.{ending}")), at(&format!("twice.{ending}")));
        batch(&[&file, "-o", &once], 0);
        let own = ["--html-column", "text", "--prefix", "cc_"];
        batch(&[&[once.as_str(), "-o", &twice][..], &own].concat(), 0);
        let again = ["--html-column", "cc_text", "--prefix", "again_"];
        let rows = parse_rows(out(&batch(&[&[twice.as_str()][..], &again].concat(), 0)));
        for (name, expected) in [
            ("tag", serde_json::json!(7)),
            ("list", serde_json::json!(["a"])),
            ("share", serde_json::json!(0.5)),
            ("is", serde_json::json!(true)),
            ("date", serde_json::json!("2024-03-05")),
            ("published_utc", serde_json::json!("2024-03-05T08:30:00Z")),
        ] {
            assert_eq!(rows[0][name], expected, "{ending}: {name}");
        }
    }
}
