//! Site rules, from their files to the article, and the command that tests them. The rules and
//! pages are in `tests/site_rules/`.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::command_line::{err, out, run_with};
use cleancopy::explain::Report;
use cleancopy::{
    ErrorKind, Extraction, Options, Page, SiteRules, Stage, Warning, WriteOptions, extract,
};
use cleancopy_cli::site_rule_tests::{self, RuleReport, SavedPages, TestOutcome};
use tempfile::TempDir;

const FOLDER: &str = "tests/site_rules";
const RAIN: &str = "news.example_2024_rain_print_1.html";

fn page(file: &str) -> Page {
    Page::from_bytes(fs::read(Path::new(FOLDER).join(file)).expect("a page"))
}

fn folder_rules() -> Options {
    let rules = SiteRules::load(Path::new(FOLDER)).expect("rules");
    Options::default().with_rules(Some(Arc::new(rules)))
}

/// Options with one rule file for `news.example`.
fn rules(text: &str) -> Options {
    let mut rules = SiteRules::default();
    rules.add("news.example.txt", text);
    Options::default().with_rules(Some(Arc::new(rules)))
}

fn extracted(page: &Page, options: &Options) -> Extraction {
    extract(page, options).expect("it is a page")
}

/// Every visible part of an extraction.
fn everything(extraction: &Extraction) -> String {
    let record = cleancopy::Record::new(&extraction.article, &WriteOptions::default());
    format!(
        "{}{}",
        serde_json::to_string(&record).expect("JSON"),
        Report::new("page", extraction).to_json()
    )
}

mod extraction {
    use super::*;

    #[test]
    fn a_rule_selects_the_text() {
        let article = extracted(&page(RAIN), &folder_rules()).article;
        let text = article.text();
        for kept in ["The river rose", "Bridges: two closed", "Schools: closed", "Nobody was hurt"]
        {
            assert!(text.contains(kept), "{kept}\n{text}");
        }
        for cut in ["In other places", "long report", "Read the extra", "Our paper costs", "Home"] {
            assert!(!text.contains(cut), "{cut}\n{text}");
        }
        assert_eq!(article.headline(), Some("Rain floods the lower valley"));
        assert!(article.warnings.is_empty(), "{:?}", article.warnings);
    }

    #[test]
    fn fields_of_a_rule_name_it_as_their_source() {
        let metadata = extracted(&page(RAIN), &folder_rules()).article.metadata;
        let title = metadata.title.expect("a title");
        assert_eq!(
            (title.value.as_str(), title.source.to_string().as_str()),
            ("Rain floods the lower valley", "site rule news.example.txt:2")
        );
        let author = &metadata.authors[0];
        assert_eq!(
            (author.value.as_str(), author.source.to_string().as_str()),
            ("Ana Prado", "site rule news.example.txt:3")
        );
        let date = metadata.published.expect("a day");
        assert_eq!(
            (date.value.to_string().as_str(), date.source.to_string().as_str()),
            ("2024-03-05", "site rule news.example.txt:4")
        );
        let all = vec!["https://www.news.example/2024/rain?all=1".to_owned()];
        assert_eq!(metadata.extra, [("single_page_link".to_owned(), all)]);
    }

    #[test]
    fn every_ruling_names_file_and_line() {
        let extraction = extracted(&page(RAIN), &folder_rules());
        let ruling = |text: &str| {
            let block =
                extraction.blocks.list.iter().find(|b| b.text.starts_with(text)).expect(text);
            let last = block.rulings().last().expect("a ruling");
            assert_eq!(last.stage, Stage::Site, "{text}");
            format!("{} {}", last.rule, last.because)
        };
        assert!(
            ruling("The river rose")
                .starts_with("site-body news.example.txt:6 body: //div[contains(")
        );
        assert!(ruling("In other places").starts_with("site-outside news.example.txt:6 "));
        assert!(ruling("Everyone in").starts_with("site-strip news.example.txt:7 strip: "));
        assert!(
            ruling("Our paper")
                .starts_with("site-strip news.example.txt:8 strip_id_or_class: promo")
        );
        let report = Report::new("page", &extraction);
        assert_eq!(
            report.site_rule.iter().map(|l| l.found).collect::<Vec<_>>(),
            [1, 1, 1, 0, 1, 1, 2, 1, 1]
        );
        assert!(
            report
                .to_text(false)
                .contains("body: //div[@id='old-story'] found nothing (news.example.txt:5)")
        );
    }

    #[test]
    fn css_selectors_and_wildcard_hosts_work() {
        let page =
            page("market.html").with_url("https://shop.valley.example/market").expect("an address");
        let article = extracted(&page, &folder_rules()).article;
        assert!(
            article.text().contains("After a winter") && article.text().contains("forty stalls")
        );
        assert!(
            !article.text().contains("half the rent")
                && !article.text().contains("every Monday of the year")
        );
        assert_eq!(article.metadata.authors[0].value, "Cora Lund");
    }

    #[test]
    fn pages_of_other_hosts_are_not_affected() {
        let markup = fs::read(Path::new(FOLDER).join(RAIN)).expect("a page");
        for url in
            ["https://other.example/rain", "https://news.example.test/", "https://xnews.example/"]
        {
            let page = Page::from_bytes(markup.clone()).with_url(url).expect("an address");
            assert_eq!(
                everything(&extracted(&page, &folder_rules())),
                everything(&extracted(&page, &Options::default())),
                "{url}"
            );
        }
        for system in fs::read_dir("../../corpus")
            .expect("the corpus")
            .map(|e| e.expect("an entry").path())
            .filter(|p| p.is_dir())
        {
            for file in
                fs::read_dir(&system).expect("a system").map(|e| e.expect("an entry").path())
            {
                if file.extension().is_some_and(|e| e == "html") {
                    let page = Page::from_bytes(fs::read(&file).expect("a page"));
                    assert_eq!(
                        everything(&extracted(&page, &folder_rules())),
                        everything(&extracted(&page, &Options::default())),
                        "{file:?}"
                    );
                }
            }
        }
        let own = Page::from_bytes(markup);
        assert_ne!(
            everything(&extracted(&own, &folder_rules())),
            everything(&extracted(&own, &Options::default()))
        );
    }

    #[test]
    fn the_given_address_overrides_the_declared_one() {
        let elsewhere = page(RAIN).with_url("https://mirror.example/").expect("an address");
        assert!(extracted(&elsewhere, &folder_rules()).site_rule.is_empty());
        assert!(!extracted(&page(RAIN), &folder_rules()).site_rule.is_empty());
    }

    #[test]
    fn a_body_that_matches_nothing_falls_back_to_the_classifier() {
        let options = rules("body: //div[@id='gone']\nstrip: //ul\n");
        let article = extracted(&page(RAIN), &options).article;
        let rule = "news.example.txt:1".to_owned();
        assert!(
            article.warnings.contains(&Warning::SiteRuleFoundNoBody { rule }),
            "{:?}",
            article.warnings
        );
        assert!(
            article.text().contains("The river rose") && !article.text().contains("Schools"),
            "{}",
            article.text()
        );
        let strict = rules("body: //div[@id='gone']\nautodetect_on_failure: no\n");
        assert!(!extracted(&page(RAIN), &strict).article.has_text());
    }

    #[test]
    fn an_element_without_text_is_not_a_body() {
        let options = rules(
            "body: //nav/following-sibling::p[@class='none'] | //img\nbody: //div[@class='promo-wide']",
        );
        assert_eq!(
            extracted(&page(RAIN), &options).article.text().split_whitespace().next(),
            Some("Our")
        );
    }

    #[test]
    fn text_nodes_are_stripped_alone_and_attributes_never() {
        let html = "<div id=t style='x'><p style='y'>Photo: <b>It rained</b> in the valley.</p><p>It snowed.</p></div>";
        let page = Page::from_html(html).with_url("https://news.example/").expect("an address");
        let rule =
            "body: //div[@id='t']\nstrip: //p/text()[starts-with(., 'Photo')]\nstrip: //@style\n";
        assert_eq!(
            extracted(&page, &rules(rule)).article.text(),
            "It rained in the valley.\n\nIt snowed."
        );
    }

    #[test]
    fn selected_text_beside_other_text_is_a_separate_block() {
        let html = "<div>Menu and more <span class=t>It rained all day in the valley.</span> and the foot of the page</div>";
        let page = Page::from_html(html).with_url("https://news.example/").expect("an address");
        assert_eq!(
            extracted(&page, &rules("body: //span[@class='t']")).article.text(),
            "It rained all day in the valley."
        );
        let cells = "<table><tr><th>a</th><th>b</th></tr><tr><td>Menu</td><td id=t><p>It rained.</p><p>It snowed.</p></td></tr></table>";
        let page = Page::from_html(cells).with_url("https://news.example/").expect("an address");
        assert_eq!(
            extracted(&page, &rules("body: //td[@id='t']")).article.text(),
            "It rained.\n\nIt snowed."
        );
    }

    #[test]
    fn an_unusable_rule_fails_only_the_pages_of_its_host() {
        let options = rules("title: //h1\nbody: //div[\n");
        let error = extract(&page(RAIN), &options).expect_err("it does not parse");
        assert_eq!(
            (error.kind(), error.input()),
            (&ErrorKind::BadRules, Some("news.example.txt:2"))
        );
        assert!(
            error.with_cause().contains("expected an expression at the end"),
            "{}",
            error.with_cause()
        );
        assert!(extract(&page("market.html"), &options).is_ok());
        let html = scraper::Html::parse_document(
            &fs::read_to_string(Path::new(FOLDER).join(RAIN)).expect("a page"),
        );
        let warnings = cleancopy::extract_html(&html, &Page::default(), &options).article.warnings;
        assert!(warnings.iter().any(|w| matches!(w, Warning::SiteRuleUnusable { message } if message.contains("news.example.txt:2"))));
    }

    #[test]
    fn costly_expressions_are_abandoned() {
        let html = "<div>".repeat(300)
            + &"<p>It rained all day in the valley, the mayor said.</p>".repeat(5_000);
        let page = Page::from_html(&html).with_url("https://news.example/").expect("an address");
        let warnings =
            extracted(&page, &rules("strip: //*[count(//*[count(//*) > 1]) > 1]")).article.warnings;
        assert!(warnings.contains(&Warning::SiteRuleTooCostly), "{warnings:?}");
    }
}

mod command_line {
    use super::*;

    fn run(arguments: &[&str]) -> (i32, String, String) {
        let output = run_with(arguments, b"");
        (output.status.code().unwrap_or(-1), out(&output).to_owned(), err(&output).to_owned())
    }

    fn copy() -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for entry in fs::read_dir(FOLDER).expect("the rules") {
            let path = entry.expect("an entry").path();
            fs::copy(&path, folder.path().join(path.file_name().expect("a name"))).expect("a copy");
        }
        folder
    }

    fn path(folder: &TempDir) -> &str {
        folder.path().to_str().expect("UTF-8")
    }

    #[test]
    fn extract_and_batch_use_rules() {
        let file = format!("{FOLDER}/{RAIN}");
        let (code, text, _) = run(&["--rules", FOLDER, &file]);
        assert!(
            code == 0 && text.contains("Schools: closed") && !text.contains("In other places"),
            "{code} {text}"
        );
        let hash = |arguments: &[&str]| {
            let (code, rows, errors) = run(arguments);
            assert_eq!(code, 0, "{errors}");
            let row: serde_json::Value =
                serde_json::from_str(rows.lines().next().expect("a row")).expect("JSON");
            (row["text"].as_str().unwrap_or_default().to_owned(), row["options"].clone())
        };
        let folder = copy();
        let with = hash(&["batch", &file, "--rules", path(&folder), "-q"]);
        let without = hash(&["batch", &file, "-q"]);
        assert!(
            with.0.contains("Schools: closed")
                && !with.0.contains("In other places")
                && without.0 != with.0
        );
        fs::write(folder.path().join("more.example.txt"), "body: //div").expect("a rule");
        let more = hash(&["batch", &file, "--rules", path(&folder), "-q"]);
        assert!(
            with.1 != without.1 && more.1 != with.1 && more.0 == with.0,
            "{with:?} {without:?} {more:?}"
        );
    }

    #[test]
    fn explain_shows_the_rule() {
        let (code, text, _) = run(&["explain", &format!("{FOLDER}/{RAIN}"), "--rules", FOLDER]);
        assert!(code == 0 && text.contains("site: site-body (news.example.txt:6 body: "), "{text}");
    }

    #[test]
    fn tests_that_pass_end_with_0() {
        let (code, text, errors) = run(&["site-rules", "test", FOLDER]);
        assert_eq!(code, 0, "{text}{errors}");
        assert!(
            text.contains("ok    news.example.txt:13  https://www.news.example/2024/rain?print=1"),
            "{text}"
        );
        let idle = "idle  news.example.txt:5  body: //div[@id='old-story']\n      \
                    matched nothing on 1 page\n";
        assert!(text.contains(idle), "{text}");
        assert!(
            text.ends_with(
                "2 tests: 2 passed, 0 failed, 0 without a saved page; \
                 0 stale lines, 2 idle; 0 files do not load\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn stale_selectors_are_reported() {
        let folder = copy();
        let rule = fs::read_to_string(folder.path().join("news.example.txt")).expect("a rule");
        let stale = rule.replace(" report ", " gone ").replace("Bridges: two", "Bridges: three")
            + "test_url: https://news.example/none\n";
        fs::write(folder.path().join("news.example.txt"), stale).expect("a rule");
        fs::write(folder.path().join("bad.example.txt"), "body: //p[").expect("a rule");
        let (code, text, _) = run(&["site-rules", "test", path(&folder)]);
        assert_eq!(code, 1, "{text}");
        for expected in [
            "FAIL  news.example.txt:13",
            "the text lacks “Bridges: three closed, one open”",
            "skip  news.example.txt:16",
            "no saved page news.example_none.html",
            "ROT   news.example.txt:6  body: //div[contains(",
            "BAD   bad.example.txt:1: the rule file does not load \
             (XPath: expected an expression at the end)",
        ] {
            assert!(text.contains(expected), "{expected}\n{text}");
        }
        let (code, json, _) = run(&["site-rules", "test", path(&folder), "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(
            (code, &report["tests"][0]["outcome"], &report["lines"][0]["is_rot"]),
            (1, &"failed".into(), &true.into()),
            "{json}"
        );
    }

    #[test]
    fn a_page_that_takes_too_long_fails_and_the_others_run() {
        let folder = copy();
        let long = "<p>On and on went the rain, said the mayor.</p>".repeat(20_000);
        fs::write(folder.path().join(RAIN), format!("<div class='long report'>{long}</div>"))
            .expect("a page");
        let rules = Arc::new(SiteRules::load(folder.path()).expect("rules"));
        let pages = SavedPages::open(folder.path()).expect("pages");
        let read = |path: &Path| Ok(Page::from_bytes(fs::read(path).expect("a page")));
        let run = |limit| site_rule_tests::run(&rules, &pages, Duration::from_millis(limit), read);
        let outcomes =
            |report: &RuleReport| report.tests.iter().map(|t| t.outcome).collect::<Vec<_>>();
        let report = run(1);
        assert!(report.tests[0].problems[0].contains("--page-timeout"), "{:?}", report.tests[0]);
        assert_eq!(outcomes(&run(600_000)), [TestOutcome::Failed, TestOutcome::Passed]);
    }

    #[test]
    fn unwanted_text_fails_a_test() {
        let folder = copy();
        let rule = fs::read_to_string(folder.path().join("valley.example.toml"))
            .expect("a rule")
            .replace("Only this week", "forty stalls");
        fs::write(folder.path().join("valley.example.toml"), rule).expect("a rule");
        let (code, text, _) = run(&["site-rules", "test", path(&folder)]);
        assert!(code == 1 && text.contains("the text has “forty stalls”"), "{text}");
    }

    #[test]
    fn pages_are_found_by_index() {
        let (rules, pages) = (copy(), tempfile::tempdir().expect("a folder"));
        fs::remove_file(rules.path().join("valley.example.toml")).expect("it is there");
        fs::rename(rules.path().join(RAIN), pages.path().join("7.html")).expect("moved");
        let test = |index: &str| {
            fs::write(pages.path().join("index.csv"), index).expect("an index");
            run(&["site-rules", "test", path(&rules), "--pages", path(&pages)])
        };
        assert_eq!(test("url,file\nhttps://www.news.example/2024/rain?print=1,7.html\n").0, 0);
        assert_eq!(test("").0, 3);
        let outside = rules.path().join("news.example.txt");
        let (code, text, _) =
            test(&format!("https://www.news.example/2024/rain?print=1,{}\n", outside.display()));
        assert!(code == 3 && text.contains("is not inside the folder"), "{text}");
        let (code, _, errors) = test("no comma");
        assert!(code == 3 && errors.contains("index.csv:1"), "{errors}");
    }

    #[test]
    fn check_reports_the_errors() {
        let folder = copy();
        let (code, text, _) = run(&["site-rules", "check", path(&folder)]);
        assert!(
            code == 0
                && text.contains("note  news.example.txt:11: tidy is known and not used here"),
            "{text}"
        );
        fs::write(folder.path().join("a.example.toml"), "body = \"p\"\nbdy = \"p\"")
            .expect("a rule");
        let (code, text, _) = run(&["site-rules", "check", path(&folder)]);
        assert!(
            code == 1
                && text.contains(
                    "BAD   a.example.toml:2: the rule file does not load (there is no key bdy)"
                ),
            "{text}"
        );
        assert_eq!(run(&["site-rules", "check", "no such folder"]).0, 3);
        let (code, _, errors) = run(&["--rules", "no such folder", "-"]);
        assert!(code == 2 && errors.contains("no such folder"), "{errors}");
    }
}
