//! Help, manual pages, completions and the version.

use std::fs;

use crate::command_line::{check, err, out, run};
use crate::files::{folder, save, text};
use crate::pages::titled_page;

/// Every command that can be asked for help.
const COMMANDS: [&str; 15] = [
    "",
    "text",
    "batch",
    "links",
    "explain",
    "eval",
    "site-rules",
    "site-rules test",
    "site-rules check",
    "config",
    "config show",
    "generate",
    "generate man",
    "generate schema",
    "generate completions",
];

#[test]
fn the_help_of_every_command_lists_its_exit_codes() {
    for command in COMMANDS {
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = run(&words);
        check(&help, 0);
        let (_, codes) = out(&help).split_once("Exit codes:").unwrap_or_default();
        assert!(codes.lines().filter(|l| l.starts_with("  ")).count() >= 3, "{command}");
    }
}

#[test]
fn a_folder_gets_the_manual_pages_of_all_commands() {
    let home = folder();
    let dir = home.path().join("share/man1");
    check(&run(&["generate", "man", text(&dir)]), 0);
    for command in COMMANDS {
        let name = ["cleancopy"].into_iter().chain(command.split_whitespace());
        let name = name.collect::<Vec<_>>().join("-");
        let page = fs::read_to_string(dir.join(format!("{name}.1"))).unwrap_or_default();
        for part in
            [".TH ", ".SH NAME", ".SH ENVIRONMENT", ".SH FILES", "Exit codes", "cleancopy.toml"]
        {
            assert!(page.contains(part), "{name}: {part}");
        }
    }
    let page = run(&["generate", "man"]);
    assert!(out(&page).contains(".SH ENVIRONMENT"), "{}", out(&page));
}

#[test]
fn completions_know_the_fields() {
    for shell in ["bash", "zsh", "fish"] {
        let script = run(&["generate", "completions", shell]);
        check(&script, 0);
        for field in ["published", "canonical_url", "isbn"] {
            assert!(out(&script).contains(field), "{shell}: {field}");
        }
    }
    // The names do not fill the help, and other names stay possible.
    let help = run(&["--help"]);
    assert!(!out(&help).contains("canonical_url"));
    let home = folder();
    let page = save(&home, "page.html", titled_page("Bridge"));
    let output = run(&[&page, "-p", "title,words", "--extend", "words=p", "--no-config"]);
    check(&output, 0);
    assert!(out(&output).starts_with("Bridge\t"), "{}", out(&output));
}

#[test]
fn the_version_has_details_for_a_report() {
    for words in [["--version", "--verbose"], ["-v", "-V"]] {
        let version = run(&words);
        check(&version, 0);
        let lines: Vec<&str> = out(&version).lines().collect();
        assert_eq!(lines[0], concat!("cleancopy ", env!("CARGO_PKG_VERSION")));
        let model = lines.iter().find_map(|l| l.strip_prefix("model")).unwrap_or_default().trim();
        assert!(model.len() == 16 && model.bytes().all(|b| b.is_ascii_hexdigit()), "{model}");
        assert!(lines.iter().any(|l| l.starts_with("commit    ")), "{lines:?}");
        assert!(lines.iter().any(|l| l.starts_with("features  ")), "{lines:?}");
    }
    assert_eq!(out(&run(&["--version"])).lines().count(), 1);
}

#[test]
fn verbose_runs_say_what_selectors_and_filter_lists_did() {
    let home = folder();
    let page = save(&home, "page.html", titled_page("Bridge"));
    let list = save(&home, "list.txt", "##.ad\n##.promo\n||x.example^\n");
    for command in [&[][..], &["batch"], &["explain"]] {
        let words = [&page, "-v", "--prune", ".nosuch", "--prune", "p", "--filter-list", &list];
        let words: Vec<&str> = command.iter().copied().chain(words).collect();
        let messages = run(&words);
        let messages = err(&messages);
        assert!(messages.contains("--prune '.nosuch' matched nothing"), "{command:?} {messages}");
        assert!(!messages.contains("--prune 'p'"), "{command:?} {messages}");
        assert!(messages.contains("filter rules loaded: 2"), "{command:?} {messages}");
        let quiet: Vec<&str> = words.iter().copied().filter(|word| *word != "-v").collect();
        assert!(!err(&run(&quiet)).contains("matched nothing"), "{command:?}");
    }
}

#[test]
fn a_run_with_many_empty_pages_says_how_many_of_each_kind() {
    let home = folder();
    save(&home, "site/story.html", titled_page("Bridge"));
    for n in 0..12 {
        save(&home, &format!("site/{n}.html"), "<div id=root></div><script src=a.js></script>");
    }
    let site = home.path().join("site");
    for words in [&[text(&site)][..], &["batch", text(&site)]] {
        let messages = run(words);
        assert!(err(&messages).contains("12 of 13 pages have no text"), "{}", err(&messages));
    }
}
