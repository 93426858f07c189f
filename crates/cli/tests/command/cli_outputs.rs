//! The command line from outside: formats, output files, and pages that are left out.

use std::fs;
use std::path::Path;

use crate::command_line::{check, err, out, parse_rows, run};
use crate::files::{folder, save};
use crate::pages::titled_page;

#[test]
fn several_texts_carry_their_names() {
    let folder = folder();
    let (one, two) = (
        save(&folder, "one.html", titled_page("One")),
        save(&folder, "two.html", titled_page("Two")),
    );
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
    let (one, two) = (
        save(&folder, "one.html", titled_page("One")),
        save(&folder, "two.html", titled_page("Two")),
    );
    let output = run(&["-f", "json", &one, &two]);
    check(&output, 0);
    let array: serde_json::Value = serde_json::from_str(out(&output)).expect("JSON");
    assert_eq!((array[0]["id"].as_str(), array[1]["id"].as_str()), (Some("one"), Some("two")));
}

#[test]
fn rows_keep_the_order_of_the_inputs_and_a_failed_input_has_a_row() {
    let folder = folder();
    let paths: Vec<_> = (0..50)
        .map(|i| save(&folder, &format!("{i}.html"), titled_page(&format!("Page {i}"))))
        .collect();
    let mut arguments = vec!["-f", "jsonl", "--jobs", "4"];
    arguments.extend(paths.iter().map(String::as_str));
    arguments.push("missing.html");
    let output = run(&arguments);
    check(&output, 1);
    let rows = parse_rows(out(&output));
    let ids: Vec<_> = rows.iter().map(|r| r["id"].as_str().expect("an id")).collect();
    let expected: Vec<_> = (0..50).map(|i| i.to_string()).chain(["missing".to_owned()]).collect();
    assert_eq!(ids, expected);
    assert!(rows[50]["error"].as_str().expect("an error").contains("missing.html"));
    assert_eq!(rows[50]["text"], "");
    assert!(
        err(&output).contains("51 inputs: 50 written, 0 empty, 0 filtered, 0 duplicate, 1 failed"),
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
    assert_eq!(parse_rows(out(&output))[0]["text"], "");
    assert!(parse_rows(out(&output))[0]["error"].is_null());
}

#[test]
fn a_property_is_printed_as_a_line() {
    let folder = folder();
    let path = save(&folder, "one.html", titled_page("One"));
    let output = run(&["-p", "title", &path]);
    check(&output, 0);
    assert_eq!(out(&output), "One\n");
    let other = save(&folder, "two.html", titled_page("Two"));
    let id = run(&["-p", "id", &path, &other]);
    assert_eq!(out(&id), "one\tone\ntwo\ttwo\n");
    // A file is read once, however often it is named.
    let id = run(&["-p", "id", &path, &path]);
    assert_eq!(out(&id), "one\tone\n");
}

#[test]
fn pages_of_low_quality_are_left_out_and_counted() {
    let folder = folder();
    let good = save(&folder, "good.html", titled_page("Bridge"));
    let poor = save(
        &folder,
        "poor.html",
        "<title>Shop</title><ul><li><a href=/a>Shoes and boots</a> 12</ul><p>Sign in to see more</p>",
    );
    let all = parse_rows(out(&run(&["-f", "jsonl", &good, &poor])));
    let quality = |row: &serde_json::Value| row["quality"].as_f64().expect("a number");
    assert!(quality(&all[0]) > quality(&all[1]), "{all:?}");
    assert!((0.0..=1.0).contains(&all[0]["kind_confidence"].as_f64().expect("a number")));
    let least = format!("{:.2}", f64::midpoint(quality(&all[0]), quality(&all[1])));
    let kept = run(&["-v", "-f", "jsonl", "--min-quality", &least, &good, &poor]);
    check(&kept, 0);
    assert_eq!(parse_rows(out(&kept)).len(), 1);
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
        (save(&folder, "en.html", titled_page("Bridge")), save(&folder, "de.html", other));
    let all = parse_rows(out(&run(&["-f", "jsonl", &english, &other])));
    assert_eq!(all[1]["detected_language"], "de");
    assert_eq!(all[1]["warnings"][0], "the page declares en, but its text is in de");
    let kept = run(&["-v", "-f", "jsonl", "--target-language", "fr,de-AT", &english, &other]);
    check(&kept, 0);
    assert_eq!(parse_rows(out(&kept))[0]["detected_language"], "de");
    assert!(
        err(&kept).contains("2 inputs: 1 written, 0 empty, 1 filtered, 0 duplicate, 0 failed"),
        "{}",
        err(&kept)
    );
    assert!(err(&kept).contains("en.html: left out: language en"), "{}", err(&kept));
    check(&run(&["--target-language", "englisch", &english]), 2);
}

#[test]
fn front_matter_implies_markdown() {
    let folder = folder();
    let output = run(&["--frontmatter", &save(&folder, "one.html", titled_page("One"))]);
    check(&output, 0);
    assert!(out(&output).starts_with("---\ntitle: \"One\"\n"), "{}", out(&output));
    assert!(out(&output).contains("\n---\n\n# One\n\n"));
}

#[test]
fn an_existing_file_stays_if_nothing_is_written() {
    let folder = folder();
    let target = folder.path().join("out.txt");
    let to = target.to_str().expect("UTF-8");
    check(&run(&["-o", to, &save(&folder, "one.html", titled_page("One"))]), 0);
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
    let (one, two) = (
        save(&folder, "a/x.html", titled_page("One")),
        save(&folder, "b/x.html", titled_page("Two")),
    );
    let three = save(&folder, "y.html", titled_page("Three"));
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
    let one = save(&folder, "one.html", titled_page("One"));
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
        (save(&folder, "one.html", titled_page("One")), save(&folder, "empty.html", ""));
    let output = run(&["-q", &one, &empty, "missing.html"]);
    check(&output, 1);
    assert_eq!(err(&output).lines().count(), 1, "{}", err(&output));
    assert!(err(&output).contains("missing.html"));
}

#[test]
fn each_table_of_an_article_is_a_csv_file() {
    let folder = folder();
    let table = |boat: &str| {
        format!(
            "</p><table><tr><th>Boat</th><th colspan=2>Crew</th></tr>\
             <tr><td>{boat}, the old one</td><td>4</td><td>7</td></tr></table>"
        )
    };
    let page = titled_page("Crews");
    let page = page.replacen("</p>", &table("Heron"), 1);
    let page = page.replacen("</p><p>Third", &format!("{}<p>Third", table("Dipper")), 1);
    let page = save(&folder, "crews.html", page);
    let tables = folder.path().join("tables");
    for format in ["text", "json"] {
        // The classifier has no part in this test.
        let folder = tables.display().to_string();
        let output = run(&["-f", format, "--keep", "table", "--tables", &folder, &page]);
        check(&output, 0);
        for (name, boat) in [("crews-1.csv", "Heron"), ("crews-2.csv", "Dipper")] {
            let csv = fs::read_to_string(tables.join(name)).expect("a table");
            assert_eq!(csv, format!("Boat,Crew,\n\"{boat}, the old one\",4,7\n"));
        }
        assert!(!tables.join("crews-3.csv").exists());
        fs::remove_dir_all(&tables).expect("the folder is ours");
    }
}
