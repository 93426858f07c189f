//! Mistakes and habits of a newcomer: each gives one message that says what to write instead, and
//! nothing is written.

use crate::surface::check_table;

#[test]
fn a_word_that_is_no_file_is_not_read_in_silence() {
    check_table(&[
        ("C btch site -o y.txt", 2, "!no command btch; did you mean batch?", &[]),
        ("C explian page.html", 2, "!did you mean explain?", &[]),
        ("C fetch http://127.0.0.1:1/", 2, "!a page needs no command: cleancopy https://", &[]),
        ("C crawl http://127.0.0.1:1/", 2, "!cleancopy links lists the addresses", &[]),
        ("C -f jsonl batch site", 2, "!the options of a command come behind it", &[]),
        ("cp page.html btch; C btch", 0, "Bridge", &["btch"]),
        ("C news.example/story", 3, "!write https://news.example/story", &[]),
        ("C www.example.com", 3, "!write https://www.example.com", &[]),
        ("C missing.html", 3, "!missing.html: there is no such file", &[]),
        ("C 'none/*.html'", 3, "!no file matches the name", &[]),
        ("C batch missing.jsonl -o out.jsonl", 3, "!there is no such file", &[]),
        ("C explain missing.html", 3, "!there is no such file", &[]),
        ("C text missing.txt -o out.txt", 3, "!there is no such file", &[]),
        ("C page.html missing.html", 1, "!missing.html: there is no such file", &[]),
        ("C --multipage 5 http://127.0.0.1:1/", 2, "!--multipage=5", &[]),
        ("C multipage 5", 3, "!there is no such file", &[]),
        ("C explain site", 2, "!it is a folder", &[]),
        ("C links news.example", 3, "!write https://news.example", &[]),
        ("mkdir e; C e", 3, "!no pages in the folder", &["e"]),
        ("mkdir e; C batch e -o out.jsonl", 3, "!no inputs in the folder", &["e"]),
        ("C page.html -o no/such/x.txt", 4, "!no/such/x.txt (No such file", &[]),
        ("C page.html -o no/such/x.txt 2>&1 | grep -c cleancopy-", 1, "0", &[]),
        ("C eval site", 3, "!a labelled page is a folder with PAGE.html", &[]),
        ("mkdir e; C eval e", 2, "!no labelled pages", &["e"]),
    ]);
}

#[test]
fn flags_of_every_command_stand_before_and_behind_it() {
    check_table(&[
        ("C -q batch site -o out.jsonl && cat out.jsonl", 0, "{\"id\":\"a/index\"", &["out.jsonl"]),
        ("C --color never --jobs 1 batch site", 0, "{\"id\":\"a/index\"", &[]),
        ("C -v explain page.html", 0, "KEEP", &[]),
        ("C --jobs 2 explain page.html", 0, "KEEP", &[]),
        ("C explain page.html --jobs 2 -q", 0, "KEEP", &[]),
        ("C --color=never generate completions bash", 0, "cleancopy", &[]),
        ("C -q page.html", 0, "Bridge", &[]),
    ]);
}

#[test]
fn habits_of_other_programs_work_or_are_answered() {
    check_table(&[
        ("C -u page.html", 0, "Bridge\n\nFirst", &[]),
        ("C --url page.html", 0, "Bridge\n\nFirst", &[]),
        ("C --URL http://127.0.0.1:1/", 3, "!no connection", &[]),
        ("C --json page.html", 0, "\"title\": \"Bridge\"", &[]),
        ("C --markdown < page.html", 0, "# Bridge", &[]),
        ("C --output-format markdown page.html", 0, "# Bridge", &[]),
        ("echo file://HOME/page.html > l; C -i l", 0, "Bridge", &["l"]),
        ("echo file://HOME/page.html > l; C --input-file l", 0, "Bridge", &["l"]),
        ("C --input-dir site --output-dir out && cat out/*", 0, "Bridge\n\nFirst", &["out"]),
        ("C --parallel 2 site", 0, "Bridge", &[]),
        ("C batch site --parallel 2", 0, "Bridge", &[]),
        ("C --no-comments page.html", 0, "!comments are left out unless", &[]),
        ("C --formatting page.html", 0, "!keep the formatting", &[]),
        ("C --fast page.html", 0, "!there is one speed", &[]),
        ("C --fast -q page.html", 0, "Bridge", &[]),
        ("C --help | grep -c -- '--formatting\\|--input-dir'", 1, "0", &[]),
        ("C --feed http://127.0.0.1:1/", 2, "!'cleancopy links URL' lists", &[]),
        ("C --sitemap http://127.0.0.1:1/", 2, "!'cleancopy links URL' lists", &[]),
        ("C --crawl http://127.0.0.1:1/", 2, "!'cleancopy links URL' lists", &[]),
        ("C --xml page.html", 2, "!cleancopy writes no XML", &[]),
        ("C --csv page.html", 2, "!-f csv", &[]),
        ("C --resume page.html", 2, "!--resume is an option of 'cleancopy batch'", &[]),
        ("C --content markdown page.html", 2, "!is an option of 'cleancopy batch'", &[]),
        ("C batch -p title site", 2, "!-p is an option of 'cleancopy INPUT'", &[]),
        ("C batch --frontmatter site", 2, "!is an option of 'cleancopy INPUT'", &[]),
        ("C generate bash", 2, "!cleancopy generate completions bash", &[]),
        ("C page.html --timeout abc", 2, "!--timeout takes a whole number", &[]),
    ]);
}

#[test]
fn languages_are_mapped_or_refused_and_left_out_pages_say_why() {
    check_table(&[
        ("C page.html --target-language eng", 0, "Bridge", &[]),
        ("C page.html --target-language English", 0, "Bridge", &[]),
        ("C page.html --target-language de,en-GB", 0, "Bridge", &[]),
        ("C page.html --target-language deu", 3, "!left out: language en", &[]),
        ("C page.html --target-language xx", 2, "!no language has this code", &[]),
        ("C batch site --target-language xx", 2, "!no language has this code", &[]),
        ("C page.html --target-language Germna", 2, "!german is de", &[]),
        ("C page.html --min-quality 0.99999", 3, "!left out: quality", &[]),
        ("C site --target-language de", 3, "!left out 2: language en", &[]),
        ("C batch site --target-language de", 3, "!filtered 2: language en", &[]),
    ]);
}

#[test]
fn texts_and_outputs_are_checked_first() {
    let rows = "printf '{\"a\":\"x\"}\\n{\"a\":\"y\"}\\n' > t.jsonl; ";
    let wrong = format!("{rows}C text t.jsonl --field foo -o out.jsonl");
    let once = format!("{rows}C text t.jsonl --field foo 2>&1 | grep -c foo");
    let unstated = format!("{rows}C text t.jsonl");
    let stream = format!("{rows}C text - --field foo < t.jsonl");
    let right = format!("{rows}C text t.jsonl --field a");
    check_table(&[
        ("C text page.html", 3, "!this is HTML; 'cleancopy page.html' extracts", &[]),
        ("C text < page.html", 3, "!this is HTML", &[]),
        (&wrong, 2, "!no row has a field \"foo\"; the fields are: a; set --field", &["t.jsonl"]),
        (&once, 0, "1\n", &["t.jsonl"]),
        (&unstated, 2, "!no row has a field \"text\"", &["t.jsonl"]),
        (&stream, 3, "!no row has a field \"foo\"", &["t.jsonl"]),
        (&right, 0, "{\"a\":\"x\"}", &["t.jsonl"]),
        ("C noise.html -f jsonl -o out.jsonl", 3, "!binary data", &[]),
        ("C noise.html -f json -o out.json", 3, "!binary data", &[]),
        ("C noise.html page.html -f jsonl -o out.jsonl", 1, "!binary data", &["out.jsonl"]),
    ]);
}

#[test]
fn colours_follow_the_flag_before_the_environment() {
    let escape = "\u{1b}[";
    let has = |line: &str| format!("{line} | grep -cF '{escape}'");
    let flag = has("NO_COLOR=1 C --color always explain page.html");
    let forced = has("CLICOLOR_FORCE=1 C explain page.html");
    let forced_too = has("FORCE_COLOR=1 C explain page.html");
    let unforced = has("FORCE_COLOR=0 C explain page.html");
    let never = has("CLICOLOR_FORCE=1 C explain page.html --color never");
    let no_color = has("NO_COLOR=1 CLICOLOR_FORCE=1 C explain page.html");
    check_table(&[
        (&flag, 0, "", &[]),
        (&forced, 0, "", &[]),
        (&forced_too, 0, "", &[]),
        (&unforced, 1, "0", &[]),
        (&never, 1, "0", &[]),
        (&no_color, 1, "0", &[]),
    ]);
}

#[test]
fn tables_and_pages_without_what_was_asked_for_name_the_next_step() {
    let renamed = "sed s/html/content/ rows.jsonl > t.jsonl; ";
    let missing = format!("{renamed}C batch t.jsonl -o out.jsonl");
    let named = format!("{renamed}C batch t.jsonl --html-column content");
    let script = "printf '<div id=root></div><script src=a.js></script>' > s.html; ";
    let drawn = format!("{script}C s.html");
    check_table(&[
        (&missing, 2, "!there is no column \"html\" among: id, url, content", &["t.jsonl"]),
        (&named, 0, "Story 2", &["t.jsonl"]),
        (&drawn, 3, "!--dump-dom", &["s.html"]),
    ]);
}

#[test]
fn damage_is_reported_once() {
    let made: &[&str] = &["d.html.gz"];
    let damaged = "gzip < page.html > d.html.gz; printf xx >> d.html.gz; ";
    for (command, code) in [
        ("C d.html.gz 2>&1 >/dev/null", 0),
        ("C d.html.gz -v 2>&1 >/dev/null", 0),
        ("C d.html.gz -v -f jsonl 2>&1 >/dev/null", 0),
        ("C explain d.html.gz 2>&1 >/dev/null", 0),
        ("C explain d.html.gz -v -f json 2>&1 >/dev/null", 0),
    ] {
        let line = format!("{damaged}{command} | grep -c '2 bytes after the compressed data'");
        check_table(&[(&line, code, "1\n", made)]);
    }
    let leads = "printf '<meta http-equiv=refresh content=\"0; url=https://mill.example/\">' \
                 > r.html; C explain r.html";
    check_table(&[(leads, 0, "!only leads to https://mill.example/", &["r.html"])]);
}

#[test]
fn missing_inputs_end_alike_in_every_command() {
    let list = "echo http://127.0.0.1:1/ > l.txt; C none.html --url-list l.txt";
    check_table(&[
        ("C none.html", 3, "!none.html: there is no such file", &[]),
        ("C batch none.html", 3, "!none.html: there is no such file", &[]),
        ("C text none.txt", 3, "!none.txt: there is no such file", &[]),
        ("C explain none.html", 3, "!none.html: there is no such file", &[]),
        ("C eval none", 3, "!none: there is no such file", &[]),
        ("C site-rules test none", 3, "!none: there is no such file", &[]),
        ("C --url-list none.txt", 2, "!none.txt: cannot read the list", &[]),
        ("C page.html --url-list none.txt", 2, "!none.txt: cannot read the list", &[]),
        ("C --url-list none.txt -f csv", 2, "!none.txt: cannot read the list", &[]),
        (list, 3, "!http://127.0.0.1:1/: ", &["l.txt"]),
        (list, 3, "!2 inputs: 0 written, 0 empty, 0 filtered, 0 duplicate, 2 failed", &["l.txt"]),
        ("C -q help", 0, "Usage: ", &[]),
        ("C -v help batch", 0, "resumable", &[]),
    ]);
}

#[test]
fn a_page_in_place_of_an_article_names_what_helps() {
    let wall = |title: &str, text: &str, expected: &str| {
        let line =
            format!("printf '<title>{title}</title><h1>{title}</h1>{text}' > w.html; C w.html");
        check_table(&[
            (&line, 3, &format!("!{expected}"), &["w.html"]),
            (&format!("{line} -f jsonl"), 3, &format!("!{expected}"), &["w.html"]),
        ]);
    };
    let form = "<form><input type=password><button>Log in</button></form>";
    wall("Log in", form, "(page kind: login); log in with a browser");
    wall("404 Not Found", "<p>The page does not exist.", "(page kind: error); check the address");
    wall("403 Forbidden", "<p>Access denied.", "(page kind: blocked); open the page in a browser");
    wall("Just a moment...", "<p>Checking your browser.", "(page kind: challenge); open the page");
    wall("Service unavailable", "<p>We are down for maintenance.", "maintenance); try again later");
    let scripts = "printf '<div id=root></div><script src=a.js></script>' > s.html; C s.html";
    let quoted = format!("{scripts} --base-url \"https://mill.example/a'b?c=d\"");
    let word = "'https://mill.example/a%27b?c=d'";
    let advice = format!("!chromium --headless --dump-dom {word} | cleancopy --base-url {word} -");
    check_table(&[
        (&quoted, 3, &advice, &["s.html"]),
        (&format!("{quoted} -f jsonl"), 3, &advice, &["s.html"]),
    ]);
}

#[test]
fn spellings_of_values_and_fields_of_the_user_work() {
    let link = "sed 's|First|<a href=\"/b?fit=max\\&h=810\">First</a>|' page.html > l.html; ";
    let linked = format!("{link}C l.html -f markdown --links --base-url https://mill.example/");
    check_table(&[
        ("C page.html -f md", 0, "# Bridge", &[]),
        ("C page.html -f txt", 0, "Bridge\n\nFirst", &[]),
        ("C batch page.html --content md", 0, "\"markdown\":\"# Bridge", &[]),
        ("C page.html --extend top=h1 -p top", 0, "Bridge\n", &[]),
        ("C page.html --extend top=.none -p top", 3, "!does not state this field", &[]),
        ("C page.html --archived", 0, "Bridge", &[]),
        ("C page.html --prune .none -v", 0, "!--prune '.none' matched nothing", &[]),
        (
            "echo '##.ad' > f.txt; C page.html --filter-list f.txt -v",
            0,
            "!rules loaded: 1",
            &["f.txt"],
        ),
        ("C --tei page.html", 2, "!cleancopy writes no XML", &[]),
        ("C --probe http://127.0.0.1:1/", 2, "!'cleancopy links URL' lists", &[]),
        (&linked, 0, "(https://mill.example/b?fit=max&h=810)", &["l.html"]),
    ]);
}
