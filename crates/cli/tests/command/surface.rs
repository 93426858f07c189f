//! The command lines of a newcomer, as a table. Each row is a line of a shell, its exit code, a
//! part of its output, and the files that it leaves.
//!
//! The folder of each row holds the files of [`home`]; `C` is the command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::command_line::{err, out};
use crate::files::{folder, save};
use crate::pages::{gzip, response, row, titled_page};
use tempfile::TempDir;

/// A folder with pages, a table, rows, archives, and files that are not pages.
pub fn home() -> TempDir {
    let home = folder();
    let page = titled_page("Bridge");
    for name in [
        "page.html",
        "site/a/index.html",
        "site/b/index.html",
        "mirror/index.php",
        "mirror/story",
        "mirror/story?id=1",
    ] {
        save(&home, name, &page);
    }
    save(&home, "mirror/style.css", "body { color: black }");
    save(&home, "mirror/notes.md", "<div>notes</div>");
    save(&home, "rows.jsonl", row(1) + "\n" + &row(2));
    let cell = page.replace('"', "\"\"");
    save(&home, "rows.csv", format!("id,url,html\nc1,https://news.example/1,\"{cell}\"\n"));
    save(&home, "crawl.warc", [response(1), response(2)].concat());
    save(&home, "array.json", format!("[{}]", row(1)));
    save(&home, "feed.xml", "<?xml version='1.0'?>\n<rss version='2.0'><channel/></rss>");
    save(&home, "plain.html", "Rain fell on the town.\n\nThe river rose.");
    let mut random = fastrand::Rng::with_seed(3);
    save(&home, "noise.html", (0..100_000).map(|_| random.u8(..)).collect::<Vec<u8>>());
    save(&home, "page.mhtml", mhtml(&page));
    save(&home, "site.tar", tar(&[("site/page.html", &page), ("site/a.css", "body {}")]));
    save(&home, "crawls.tar", tar(&[("crawls/a.warc", "WARC/1.0"), ("crawls/p.html", &page)]));
    save(&home, "site.tgz", gzip(&tar(&[("site/story", &page)])));
    save(&home, "site.zip", zip(&[("site/page.html", page.as_bytes()), ("a.css", b"body {}")]));
    let warc = gzip(&response(1));
    save(
        &home,
        "crawl.wacz",
        zip(&[
            ("datapackage.json", b"{}"),
            ("archive/data.warc.gz", &warc),
            ("pages/pages.jsonl", b"{}"),
        ]),
    );
    home
}

fn mhtml(page: &str) -> String {
    format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://mill.example/rain\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"x\"\r\n\r\n\
         --x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{page}\r\n\
         --x--\r\n"
    )
}

/// A tar archive of files.
fn tar(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, text) in files {
        let mut header = vec![0u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..107].copy_from_slice(b"0000644");
        header[124..135].copy_from_slice(format!("{:011o}", text.len()).as_bytes());
        header[136..147].copy_from_slice(b"00000000000");
        header[148..156].fill(b' ');
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = header.iter().map(|b| u32::from(*b)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        archive.extend(header);
        archive.extend(text.as_bytes());
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

/// A ZIP archive of stored files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut index) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let size = u32::try_from(bytes.len()).expect("small");
        let name_size = u16::try_from(name.len()).expect("small");
        let offset = u32::try_from(archive.len()).expect("small");
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend(crc.sum().to_le_bytes());
        common.extend(size.to_le_bytes());
        common.extend(size.to_le_bytes());
        common.extend(name_size.to_le_bytes());
        common.extend([0, 0]);
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(*bytes);
        index.extend(b"PK\x01\x02\x14\x00");
        index.extend(&common);
        index.extend([0; 10]);
        index.extend(offset.to_le_bytes());
        index.extend(name.as_bytes());
    }
    let start = u32::try_from(archive.len()).expect("small");
    let count = u16::try_from(files.len()).expect("small");
    archive.extend(&index);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    archive.extend(u32::try_from(index.len()).expect("small").to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0, 0]);
    archive
}

/// Runs a line of a shell in the folder.
pub fn shell(home: &Path, line: &str) -> Output {
    let home_name = home.to_str().expect("UTF-8");
    let binary = env!("CARGO_BIN_EXE_cleancopy");
    let line = format!("C() {{ {binary} \"$@\"; }}; {}", line.replace("HOME", home_name));
    Command::new("sh").args(["-c", &line]).current_dir(home).output().expect("a shell")
}

/// Checks rows: the command, its exit code, a part of its output (`!` before it: of its messages),
/// and the files that it leaves.
#[track_caller]
pub fn check_table(rows: &[(&str, i32, &str, &[&str])]) {
    for (line, code, expected, left) in rows {
        let home = home();
        let (before, held) = (files(home.path()), held(home.path()));
        let output = shell(home.path(), line);
        let shown = format!("{line}\nstdout: {:.600}\nstderr: {:.600}", out(&output), err(&output));
        assert_eq!(output.status.code(), Some(*code), "{shown}");
        let expected = expected.replace("HOME", home.path().to_str().expect("UTF-8"));
        match expected.strip_prefix('!') {
            Some(message) => assert!(err(&output).contains(message), "{message}: {shown}"),
            None => assert!(out(&output).contains(&expected), "{expected}: {shown}"),
        }
        let mut new = files(home.path());
        new.retain(|name| !before.contains(name));
        assert_eq!(new, *left, "{shown}");
        if *code == 2 {
            // A command line that is refused changes no file.
            let changed =
                held.iter().find(|(path, bytes)| fs::read(path).ok().as_ref() != Some(bytes));
            assert_eq!(changed.map(|(path, _)| path), None, "{shown}");
        }
    }
}

/// The files of a folder and what they hold.
fn held(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry"));
    let files = files.filter(|entry| entry.file_type().is_file());
    files.map(|file| (file.path().to_owned(), fs::read(file.path()).expect("a file"))).collect()
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_ending_of_the_output_decides_the_format() {
    check_table(&[
        ("C page.html -o out.json && cat out.json", 0, "\"title\": \"Bridge\"", &["out.json"]),
        ("C page.html -o out.md && cat out.md", 0, "# Bridge", &["out.md"]),
        ("C page.html -o out.HTML && cat out.HTML", 0, "<h1>Bridge</h1>", &["out.HTML"]),
        ("C page.html -o out.jsonl && cat out.jsonl", 0, "{\"id\":\"page\"", &["out.jsonl"]),
        ("C page.html -o out.txt && cat out.txt", 0, "Bridge\n\nFirst", &["out.txt"]),
        ("C page.html -q -o out.csv && cat out.csv", 0, "id,", &["out.csv"]),
        (
            "C page.html -q -o out.parquet && cat out.parquet | head -c 4",
            0,
            "PAR1",
            &["out.parquet"],
        ),
        ("C page.html -o out.arrow", 0, "!1 written", &["out.arrow"]),
        ("C page.html -o out.xlsx", 2, "!unknown ending .xlsx", &[]),
        ("C page.html -f text -o out.json", 2, "!but --format says text", &[]),
        ("C page.html --frontmatter -o out.json", 2, "!but --frontmatter says markdown", &[]),
        ("C page.html --json -o out.md", 2, "!but --json says json", &[]),
        ("C page.html --json --frontmatter", 2, "!leave out --json", &[]),
        ("C page.html --frontmatter -f markdown -o out.md", 0, "", &["out.md"]),
        ("C page.html -p title -o out.json", 2, "!.json, but --property says text", &[]),
        ("C batch rows.jsonl -o out.xlsx", 2, "!unknown ending .xlsx", &[]),
        ("C batch rows.jsonl -o out.md", 2, "!does not write .md", &[]),
        ("C batch rows.jsonl -f csv -o out.jsonl", 2, "!but --format says csv", &[]),
        ("C links http://127.0.0.1:1/ -o out.csv", 2, "!does not write .csv", &[]),
    ]);
}

#[test]
fn inputs_are_read_by_what_they_hold() {
    check_table(&[
        ("cat rows.jsonl | C", 3, "!JSON rows, which cleancopy batch reads", &[]),
        ("cat rows.jsonl | C batch -", 0, "\"Story 2\"", &[]),
        ("cat rows.csv | C -", 3, "!a CSV table, which cleancopy batch reads", &[]),
        ("cat rows.csv | C batch -", 0, "{\"id\":\"c1\"", &[]),
        ("gzip < crawl.warc | C", 3, "!a web archive, which cleancopy batch reads", &[]),
        ("cat site.tar | C", 3, "!a tar archive, which cleancopy batch reads", &[]),
        ("cat site.zip | C", 3, "!a ZIP archive, which cleancopy batch reads", &[]),
        ("cat site.zip | C batch -", 3, "!read from a file", &[]),
        ("cat site.tar | C batch -", 0, "\"stdin:site/page.html\"", &[]),
        ("C batch site.tgz", 0, "\"site:site/story\"", &[]),
        ("C batch site.zip", 0, "\"site:site/page.html\"", &[]),
        ("mv site.zip pages.bin; C batch pages.bin", 0, "site/page.html\"", &["pages.bin"]),
        ("C batch crawl.wacz", 0, "https://news.example/1", &[]),
        ("C page.mhtml", 0, "Bridge\n\nFirst", &[]),
        ("cat page.mhtml | C -p url", 0, "https://mill.example/rain", &[]),
        ("C batch page.mhtml", 0, "\"url\":\"https://mill.example/rain\"", &[]),
        ("C array.json", 3, "!a JSON document", &[]),
        ("C feed.xml", 3, "!'cleancopy links' lists", &[]),
        ("cat feed.xml | C", 3, "!'cleancopy links' lists", &[]),
        ("C plain.html", 3, "!text without any tag", &[]),
        ("C noise.html", 3, "!binary data", &[]),
        ("C batch noise.html", 3, "!binary data", &[]),
        ("ls site/*/*.html | C -f jsonl", 0, "\"Bridge\"", &[]),
        ("find site -name '*.html' -print0 | C batch -", 0, "\"Bridge\"", &[]),
        ("printf 'http://127.0.0.1:1/\\n' | C", 3, "!private network", &[]),
        ("C file://HOME/page.html", 0, "Bridge", &[]),
        ("C batch file://HOME/rows.jsonl", 0, "Story 1", &[]),
    ]);
}

#[test]
fn a_folder_loses_no_file_in_silence() {
    check_table(&[
        ("C mirror", 0, "!3 inputs: 3 written", &[]),
        ("C mirror", 0, "!2 files were skipped", &[]),
        ("C batch mirror", 0, "!3 inputs: 3 written", &[]),
        ("C batch mirror", 0, "!2 files were skipped", &[]),
        ("C batch 'site/**/*'", 0, "!2 inputs: 2 written", &[]),
        ("C batch site site/a/index.html ./site/../site/b", 0, "!2 inputs: 2 written", &[]),
    ]);
}

#[test]
fn an_output_never_replaces_an_input() {
    check_table(&[
        ("C page.html -f html -o ./page.html", 2, "!an input and an output", &[]),
        ("C page.html -f html -o ./", 2, "!an input and an output", &[]),
        ("C batch rows.jsonl --overwrite -o site/../rows.jsonl", 2, "!an input and an output", &[]),
        ("C batch rows.jsonl --errors rows.jsonl", 2, "!an input and an output", &[]),
        ("C text rows.jsonl -o rows.jsonl", 2, "!an input and an output", &[]),
    ]);
    let refused = |command: &str, left: &[&str]| {
        check_table(&[(command, 2, "!is an input and an output, so it would be replaced", left)]);
    };
    for command in [
        "C page.html -f html -o ./ --name '{id}'",
        "C page.html -f html -o site/.. --name '{id}'",
        "C page.html plain.html -f html -o ./ --name '{id}'",
        "C site -f html -o site/ --name '{id}'",
        "C site/a -f html -o site/a/ --name '{id}'",
        "C site -f html -o site/ --keep-dirs",
        "C page.html --warc-out page.html",
        "C batch site --each html -o site --keep-dirs --overwrite",
        "C batch site/a --each html -o ./site/a --keep-dirs --overwrite",
        "C batch page.html --each html -o ./ --keep-dirs --overwrite",
        "C batch rows.jsonl -o ./ --overwrite",
        "C batch rows.csv -f csv -o site/../ --overwrite",
        "C text rows.jsonl --field html -o ./",
    ] {
        refused(command, &[]);
    }
    refused(
        "cp page.html bridge.html; C bridge.html -f html -o ./ --name '{slug}'",
        &["bridge.html"],
    );
    refused("cp page.html story.txt; C text story.txt -o ./", &["story.txt"]);
    refused("cp page.html page-1.csv; C page.html page-1.csv --tables .", &["page-1.csv"]);
    refused("echo http://127.0.0.1:1/ > u.txt; C --url-list u.txt -o u.txt", &["u.txt"]);
    refused("ln -s page.html l.html; C page.html -f html -o l.html", &["l.html"]);
    let again = "C batch site --each html -o site --overwrite -q; ls site | wc -l; ";
    refused(&format!("{again} C batch site --each html -o site --overwrite"), &[]);
    check_table(&[
        ("C page.html -f html -o ./ --name '{id}-x'", 0, "", &["page-x.html"]),
        ("C batch page.html --each text -o site --keep-dirs --overwrite", 0, "!1 written", &[]),
    ]);
}

#[test]
fn inputs_whose_names_end_alike_have_tables_of_their_own() {
    let cells = "<tr><th>Year</th><th>Rain</th></tr><tr><td>2022</td><td>12</td></tr>";
    let table = format!(
        "sed 's|</article>|<table>{cells}</table></article>|' page.html > t/a.html; \
         sed s/2022/2033/ t/a.html > t/a.csv.html"
    );
    let line = format!(
        "mkdir t; {table}; C t -q --keep table --tables out/ -f text >/dev/null; ls out; cat out/*"
    );
    check_table(&[
        (&line, 0, "a-1.csv\na.csv-1.csv\n", &["out", "t"]),
        (&line, 0, "2022,12", &["out", "t"]),
        (&line, 0, "2033,12", &["out", "t"]),
    ]);
}

#[test]
fn rows_can_be_joined_back() {
    let own = "printf '{\"html\":\"<p>x\",\"mytag\":7,\"list\":[1]}\\n' >> own.jsonl; ";
    let made: &[&str] = &["own.jsonl"];
    let with = |command: &str| format!("{own}{command}");
    let json = with("C batch own.jsonl");
    let csv = with("C batch own.jsonl -f csv");
    let named = with("C batch own.jsonl --keep-columns list");
    let none = with("C batch own.jsonl --keep-columns none | grep -c mytag");
    let wrong = with("C batch own.jsonl --keep-columns tag");
    check_table(&[
        ("C site -f jsonl", 0, "{\"id\":\"a/index\",\"path\":\"a/index.html\"", &[]),
        ("C batch site", 0, "{\"id\":\"b/index\",\"path\":\"b/index.html\"", &[]),
        ("C site/*/index.html -f jsonl", 0, "{\"id\":\"site/a/index\"", &[]),
        ("C batch crawls.tar", 1, "!unpack the outer archive first", &[]),
        ("C batch site.tar", 0, "\"path\":\"site.tar/site/page.html\"", &[]),
        ("C batch crawl.warc", 0, "\"hostname\":\"news.example\"", &[]),
        ("C site -f json | grep -c content_hash", 0, "2", &[]),
        (&json, 0, "\"mytag\":7,\"list\":[1]}", made),
        (&csv, 0, "options,mytag,list", made),
        (&named, 0, ",\"list\":[1]}", made),
        (&none, 1, "0", made),
        (&wrong, 2, "!there is no column \"tag\" among: html, mytag, list", made),
        ("C batch rows.jsonl --url-column lnk -o out.jsonl", 2, "!no column \"lnk\"", &[]),
        ("C batch rows.jsonl --id-column nope -o out.jsonl", 2, "!no column \"nope\"", &[]),
        ("C batch crawl.warc --html-column x", 2, "!no input is a table", &[]),
        (
            "sed s/url/title/ rows.jsonl > t.jsonl; C batch t.jsonl -o out.jsonl",
            2,
            "!columns that cleancopy writes too: title; --prefix",
            &["t.jsonl"],
        ),
        (
            "sed s/url/title/ rows.jsonl > t.jsonl; C batch t.jsonl --prefix cc_",
            0,
            "\"cc_title\":\"Story 1\"",
            &["t.jsonl"],
        ),
        ("printf '<p>' > e.html; C batch e.html -o out.jsonl", 3, "!1 empty", &["e.html"]),
    ]);
}

#[test]
fn fields_can_be_printed_together() {
    check_table(&[
        ("C page.html -p title,word_count", 0, "Bridge\t", &[]),
        ("C page.html -p title -p id", 0, "Bridge\tpage\n", &[]),
        ("C page.html -p content_hash,quality", 0, "\t", &[]),
        ("C page.html -p html", 0, "<h1>Bridge</h1>", &[]),
        ("C page.html -p author", 2, "!did you mean authors?", &[]),
        ("C page.html -p title,nonsense", 2, "!there is no field nonsense", &[]),
    ]);
}
