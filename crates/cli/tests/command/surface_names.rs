//! The names of the files of an output with one file per page.

use crate::surface::check_table;

#[test]
fn folders_of_the_inputs_can_be_kept() {
    let list = "; cd out && find . -type f | sort";
    let two = "./a/index.md\n./b/index.md\n";
    let plain = format!("C site -f markdown -o out/ --keep-dirs{list}");
    let batch = format!("C batch site --each markdown -o out/ --keep-dirs{list}");
    let shared = format!("C batch site/a site/b --each text -o out/ --keep-dirs{list}");
    let archive = format!("C batch site.tar --each text -o out/ --keep-dirs{list}");
    let again = format!(
        "C batch site --each text -o out/ --keep-dirs && C batch site --each text -o out/ --keep-dirs --overwrite{list}"
    );
    check_table(&[
        (&plain, 0, two, &["out"]),
        (&batch, 0, two, &["out"]),
        (&shared, 0, "./index-", &["out"]),
        (&archive, 0, "./site.tar/site/", &["out"]),
        (&again, 0, "./a/index.txt\n./b/index.txt\n", &["out"]),
        ("C site --keep-dirs", 2, "!--keep-dirs names the files of a folder", &[]),
        (
            "C batch site -o out.jsonl --keep-dirs",
            2,
            "!--keep-dirs names the files of a folder",
            &[],
        ),
        ("C site -f html -o ./ --keep-dirs", 0, "!2 written", &["a", "b"]),
        ("cp -r site/a . && C a -f html -o ./a --keep-dirs", 2, "!an input and an output", &["a"]),
    ]);
}

#[test]
fn a_template_names_the_files() {
    let list = "; cd out && find . -type f | sort";
    let slug = format!("C page.mhtml -f markdown -o out/ --name '{{host}}/{{slug}}'{list}");
    let shared = format!("C site -f text -o out/ --name '{{title}}'{list} | wc -l");
    let batch =
        format!("C batch crawl.warc --each text -o out/ --name '{{host}}/x-{{slug}}'{list}");
    let base = "--base-url https://mill.example/rain/%D0%B4%D0%BE%D0%B6%D0%B4%D1%8C/index.html";
    let decoded = format!("C page.html {base} -f text -o out/ --name '{{slug}}'{list}");
    let dated = format!("C page.html -f json -o out/ --name '{{year}}/{{slug}}'{list}");
    check_table(&[
        (&slug, 0, "./mill.example/rain.md\n", &["out"]),
        (&shared, 0, "2", &["out"]),
        (&batch, 0, "./news.example/x-story-1-", &["out"]),
        (&decoded, 0, "./дождь.txt\n", &["out"]),
        (&dated, 0, "./undated/bridge.json\n", &["out"]),
        (
            "C site -o out/ --name '{slog}'",
            2,
            "!there is no field {slog}; the fields are {host}",
            &[],
        ),
        ("C site -o out/ --name '../{slug}'", 2, "!stay below the output folder", &[]),
        ("C site -o out/ --name story", 2, "!every page would have the same name", &[]),
        ("C batch rows.jsonl --name '{slug}'", 2, "!--name names the files of a folder", &[]),
    ]);
}
