//! Settings from `cleancopy.toml` and from the environment.

use crate::surface::check_table;

#[test]
fn settings_come_from_the_nearest_file_and_flags_win() {
    let with = |text: &str, command: &str| format!("printf '{text}' > cleancopy.toml; {command}");
    let links = "<article><h1>Bridge</h1><p>The council met on Tuesday evening in the old hall and \
         voted for the <a href=https://news.example/b>new bridge</a>, the mayor said to us.</p>";
    let page = format!("printf '{links}' > l.html; ");
    let made: &[&str] = &["cleancopy.toml", "l.html"];
    let only: &[&str] = &["cleancopy.toml"];
    let row = |text: &str, command: &str| format!("{page}{}", with(text, command));
    let target = "https://news.example/b";
    let on = row("links = true\\n", "C l.html -f markdown");
    let below = row("links = true\\n", "cd site/a && C ../../l.html -f markdown");
    let off = row("links = true\\n", "C l.html -f markdown --no-config | grep -c news.example/b");
    let by_env = format!("{page}CLEANCOPY_LINKS=1 C l.html -f markdown");
    let env_off =
        row("links = true\\n", "CLEANCOPY_LINKS=0 C l.html -f markdown | grep -c news.example/b");
    let table = row("[extract]\\nlinks = true\\n", "C l.html -f markdown");
    let other = row("[batch]\\nlinks = true\\n", "C l.html -f markdown | grep -c news.example/b");
    let named =
        format!("{page}echo 'links = true' > my.toml; C --config my.toml l.html -f markdown");
    let user = format!(
        "{page}mkdir -p x/cleancopy; echo 'links = true' > x/cleancopy/cleancopy.toml; \
         export \"XDG_CONFIG_H\"OME=$PWD/x; C l.html -f markdown"
    );
    let flag = with("target-language = \"de\"\\n", "C page.html --target-language en");
    let file = with("target_language = [\"de\", \"fr\"]\\n", "C page.html");
    let conflict = with("recall = true\\n", "C page.html --precision");
    let not_ours = with("min-words = 5000\\nuser-agent = \"me\"\\n", "C page.html");
    let batch = with("min-words = 5000\\n", "C batch site");
    let quiet = with("quiet = true\\n", "C site 2>&1 >/dev/null | wc -c");
    check_table(&[
        (&on, 0, target, made),
        (&below, 0, target, made),
        (&off, 1, "0", made),
        (&by_env, 0, target, &["l.html"]),
        (&env_off, 1, "0", made),
        (&table, 0, target, made),
        (&other, 1, "0", made),
        (&named, 0, target, &["l.html", "my.toml"]),
        (&user, 0, target, &["l.html", "x"]),
        (&flag, 0, "Bridge", only),
        (&file, 3, "!left out: language en", only),
        (&conflict, 0, "Bridge", only),
        (&not_ours, 0, "Bridge", only),
        (&batch, 3, "!filtered 2: fewer than 5000 words", only),
        (&quiet, 0, "0", only),
    ]);
}

#[test]
fn a_flag_that_is_off_keeps_no_other_from_working() {
    let with = |text: &str, command: &str| format!("printf '{text}' > cleancopy.toml; {command}");
    let only: &[&str] = &["cleancopy.toml"];
    let shown = "CLEANCOPY_VERBOSE=1 C page.html --prune .none";
    let below = "mkdir -p x/cleancopy; echo 'verbose = true' > x/cleancopy/cleancopy.toml; \
                 export \"XDG_CONFIG_H\"OME=$PWD/x; C page.html --prune .none";
    let both = with("verbose = true\\nquiet = false\\n", "C page.html --prune .none");
    let env = with("quiet = false\\n", shown);
    let user = with("quiet = false\\n", below);
    let quiet = with("verbose = false\\n", "CLEANCOPY_QUIET=1 C site 2>&1 >/dev/null | wc -c");
    let off_twice = with("verbose = true\\n", "CLEANCOPY_VERBOSE=0 C page.html --prune .none 2>&1");
    let nothing = "'.none' matched nothing";
    check_table(&[
        (&both, 0, &format!("!{nothing}"), only),
        (&env, 0, &format!("!{nothing}"), only),
        (&user, 0, &format!("!{nothing}"), &["cleancopy.toml", "x"]),
        (&quiet, 0, "0\n", only),
        (&format!("{off_twice} | grep -c {nothing:?}"), 1, "0\n", only),
    ]);
}

#[test]
fn settings_of_the_output_are_refused() {
    for (setting, name) in [
        ("name = \"{slug}\"", "name"),
        ("keep-dirs = true", "keep-dirs"),
        ("frontmatter = true", "frontmatter"),
        ("with_metadata = true", "with_metadata"),
    ] {
        let line = format!("printf '{setting}' > cleancopy.toml; C page.html");
        check_table(&[(&line, 2, &format!("!there is no setting {name}"), &["cleancopy.toml"])]);
    }
    check_table(&[
        (
            "CLEANCOPY_FRONTMATTER=1 CLEANCOPY_NAME=x CLEANCOPY_KEEP_DIRS=1 C page.html",
            0,
            "First",
            &[],
        ),
        ("CLEANCOPY_WITH_METADATA=1 C page.html -q -f csv", 0, "id,", &[]),
    ]);
}

#[test]
fn a_flag_of_the_environment_is_on_or_off() {
    let links = "sed 's|First|<a href=https://news.example/b>First</a>|' page.html > l.html; ";
    let target = "https://news.example/b";
    for value in ["1", "true", "TRUE", "yes", "on"] {
        let line = format!("{links}CLEANCOPY_LINKS={value} C l.html -f markdown");
        check_table(&[(&line, 0, target, &["l.html"])]);
        let line = format!("CLEANCOPY_MULTIPAGE={value} C page.html");
        check_table(&[(&line, 0, "Bridge", &[])]);
    }
    for value in ["0", "false", "False", "no", "off"] {
        let line =
            format!("{links}CLEANCOPY_LINKS={value} C l.html -f markdown | grep -c example/b");
        check_table(&[(&line, 1, "0", &["l.html"])]);
        let line = format!("CLEANCOPY_MULTIPAGE={value} C page.html");
        check_table(&[(&line, 0, "Bridge", &[])]);
    }
    check_table(&[
        ("CLEANCOPY_MULTIPAGE=5 C page.html", 0, "Bridge", &[]),
        (
            "CLEANCOPY_MULTIPAGE=many C page.html",
            2,
            "!--multipage comes from CLEANCOPY_MULTIPAGE",
            &[],
        ),
    ]);
}

#[test]
fn a_wrong_setting_is_named_with_its_source() {
    let with = |text: &str, command: &str| format!("printf '{text}' > cleancopy.toml; {command}");
    let made: &[&str] = &["cleancopy.toml"];
    let name = with("lnks = true\\n", "C page.html");
    let output = with("output = \"x\"\\n", "C page.html");
    let table = with("[bach]\\njobs = 1\\n", "C page.html");
    let kind = with("links = 3\\n", "C page.html");
    let value = with("timeout = \"abc\"\\n", "C page.html");
    let syntax = with("a = 1\\nlinks =\\n", "C page.html");
    let rules = with("rules = \"none\"\\n", "C site/a/index.html");
    let no_option = with("[explain]\\nmin-words = 3\\n", "C explain page.html");
    check_table(&[
        (&name, 2, "!there is no setting lnks; did you mean links?", made),
        (&output, 2, "!there is no setting output", made),
        (&table, 2, "!there is no table [bach]; the tables are [extract]", made),
        (&kind, 2, "!links must be true or false", made),
        (&value, 2, "!--timeout comes from HOME/cleancopy.toml", made),
        (&syntax, 2, "!cleancopy.toml, line 2", made),
        (&rules, 2, "!--rules comes from", made),
        (&no_option, 2, "![explain] has no option min-words", made),
        ("CLEANCOPY_TIMEOUT=abc C page.html", 2, "!--timeout comes from CLEANCOPY_TIMEOUT", &[]),
        ("C --config none.toml page.html", 2, "!none.toml: cannot read it", &[]),
    ]);
}

#[test]
fn config_show_names_the_source_of_each_value() {
    let file = "printf 'jobs = 3\\nrules = \"r\"\\n[batch]\\nlinks = true\\n' > cleancopy.toml; ";
    let show = |part: &str| format!("{file}CLEANCOPY_JOBS=2 C config show | grep -F -- '{part}'");
    let made: &[&str] = &["cleancopy.toml"];
    let rows = [
        "jobs = 2  (CLEANCOPY_JOBS)",
        "cleancopy.toml, overridden)",
        "/r  (",
        "batch.links = true  (",
        "read: ",
    ]
    .map(show);
    for row in &rows {
        check_table(&[(row, 0, "", made)]);
    }
    check_table(&[("C config show --no-config", 0, "no settings\n", &[])]);
}
