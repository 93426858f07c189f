//! Site rules of a user: which elements of a host's pages are the text, what is stripped from it,
//! and where the fields are.
//!
//! There are two formats: that of the FiveFilters tools (`news.example.txt`, XPath) and a TOML
//! format with CSS or XPath. Files are read when the set is loaded, and their expressions are
//! parsed at the first page of their host, so unused files of a large set cost nothing.
//! `parse/site` finds the elements. docs/rules.md describes the formats.

mod fivefilters;
mod rule;
mod toml_format;
pub(crate) mod xpath;

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::error::{Error, ErrorKind};
pub(crate) use rule::{Directive, Finder, Key, SiteRule};
use rule::{Draft, LineError};
pub use rule::{RuleLine, SiteTest};

/// Bytes of the largest rule file.
const MAX_FILE: usize = 1 << 20;

/// A set of rule files, by host. Lookups are cheap, and threads can share it.
#[derive(Debug, Default)]
pub struct SiteRules {
    files: Vec<RuleFile>,
    /// Indices of files by their host.
    by_host: FxHashMap<String, usize>,
    /// Indices of files by the domain whose subdomains they cover.
    below: FxHashMap<String, usize>,
    /// Notes on files that a later file for the same host replaces.
    shadowed: Vec<RuleNote>,
}

/// One rule file.
#[derive(Debug)]
struct RuleFile {
    name: String,
    /// The host, with a leading dot for all hosts below it.
    host: String,
    text: String,
    draft: Result<Draft, LineError>,
    /// Parsed at the first page of the host.
    rule: OnceLock<Result<SiteRule, LineError>>,
}

/// A note about a line of a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleNote {
    /// File and line number, as in `news.example.txt:3`.
    pub place: String,
    /// The text of the note.
    pub message: String,
}

impl SiteRules {
    /// Reads the rule files of a folder, `*.txt` and `*.toml`, or one file.
    ///
    /// An unusable file is an error when a page of its host is extracted, and
    /// [`check`](Self::check) reports it: one mistake in a set of thousands should not disable the
    /// others.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] with the name of the unreadable file; [`ErrorKind::BadRules`] for a folder
    /// without a rule.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let failed = |path: &Path| {
            let name = path.display().to_string();
            move |e: std::io::Error| Error::new(ErrorKind::Io).on(name).because(e)
        };
        let mut paths = vec![path.to_owned()];
        if fs::metadata(path).map_err(failed(path))?.is_dir() {
            let entries = fs::read_dir(path)
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .map_err(failed(path))?;
            paths = entries.into_iter().map(|e| e.path()).filter(|p| is_rule_name(p)).collect();
            // A TOML file goes before a copied file for the same host.
            paths.sort_by_cached_key(|p| (is_toml(p), p.clone()));
        }
        let mut rules = Self::default();
        for path in paths {
            let name =
                path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let bytes = fs::read(&path).map_err(failed(&path))?;
            rules.add(&name, &String::from_utf8_lossy(&bytes));
        }
        if rules.files.is_empty() {
            let wrong = "no rule file, such as news.example.txt or news.example.toml";
            return Err(Error::new(ErrorKind::BadRules)
                .on(path.display().to_string())
                .because(wrong));
        }
        Ok(rules)
    }

    /// Adds a file by its name and text. `.toml` is the TOML format, any other ending that of
    /// FiveFilters.
    ///
    /// The name without its ending is the host, with a leading dot for all hosts below it; `host`
    /// in TOML overrides the name. If two files have the same host, the later one counts.
    pub fn add(&mut self, name: &str, text: &str) {
        let (stem, is_toml) = match name.strip_suffix(".toml") {
            Some(stem) => (stem, true),
            None => (name.strip_suffix(".txt").unwrap_or(name), false),
        };
        let draft = match text.len() {
            0..=MAX_FILE if is_toml => toml_format::read(text),
            0..=MAX_FILE => Ok(fivefilters::read(text)),
            _ => Err(LineError {
                line: 1,
                message: format!("the file is larger than {MAX_FILE} bytes"),
            }),
        };
        let mut host = draft
            .as_ref()
            .ok()
            .and_then(|d| d.host.as_deref())
            .unwrap_or(stem)
            .trim()
            .to_lowercase();
        let index = self.files.len();
        host = without_www(&host).to_owned();
        let shadowed = match host.strip_prefix('.') {
            Some(domain) => self.below.insert(domain.to_owned(), index),
            None => self.by_host.insert(host.clone(), index),
        };
        if let Some(shadowed) = shadowed {
            let message = format!("never used: {name} is for {host} too");
            self.shadowed
                .push(RuleNote { place: format!("{}:1", self.files[shadowed].name), message });
        }
        self.files.push(RuleFile {
            name: name.to_owned(),
            host,
            text: text.to_owned(),
            draft,
            rule: OnceLock::new(),
        });
    }

    /// Number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The names and texts of all files: equal texts mean equal rules.
    #[must_use]
    pub fn text(&self) -> String {
        self.files.iter().flat_map(|f| [&f.name, "\n", &f.text, "\n"]).collect()
    }

    /// The name of the file for a host, if there is one.
    #[must_use]
    pub fn file_for(&self, host: &str) -> Option<&str> {
        self.file_of_host(host).map(|file| file.name.as_str())
    }

    /// For each file in order: name, host and tests.
    pub fn tests(&self) -> impl Iterator<Item = (&str, &str, &[SiteTest])> {
        self.files.iter().map(|f| {
            (
                f.name.as_str(),
                f.host.as_str(),
                f.draft.as_ref().map(|d| &d.tests[..]).unwrap_or_default(),
            )
        })
    }

    /// Whether a file of that name is unusable.
    #[must_use]
    pub fn is_broken(&self, name: &str) -> bool {
        self.files.iter().any(|f| f.name == name && f.compiled().is_err())
    }

    /// Parses every file and returns an error with file and line for each unusable one.
    #[must_use]
    pub fn check(&self) -> Vec<Error> {
        self.files.iter().filter_map(|file| file.compiled().err()).collect()
    }

    /// Notes on lines that are read and not used.
    #[must_use]
    pub fn notes(&self) -> Vec<RuleNote> {
        let of_file = |file: &RuleFile| -> Vec<RuleNote> {
            let notes = file.draft.as_ref().map(|d| &d.notes[..]).unwrap_or_default();
            notes
                .iter()
                .map(|n| RuleNote {
                    place: format!("{}:{}", file.name, n.line),
                    message: n.message.clone(),
                })
                .collect()
        };
        self.shadowed.iter().cloned().chain(self.files.iter().flat_map(of_file)).collect()
    }

    /// The rule for a host, if there is one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadRules`] with file and line of the unusable rule.
    pub(crate) fn rule_for(&self, host: &str) -> Result<Option<&SiteRule>, Error> {
        self.file_of_host(host).map(RuleFile::compiled).transpose()
    }

    /// The file for the host itself, otherwise the one for the nearest domain above it.
    fn file_of_host(&self, host: &str) -> Option<&RuleFile> {
        let host = host.trim_end_matches('.').to_lowercase();
        let exact = self.by_host.get(without_www(&host));
        let above = || {
            std::iter::successors(host.split_once('.'), |(_, rest)| rest.split_once('.'))
                .find_map(|(_, d)| self.below.get(d))
        };
        exact.or_else(above).map(|index| &self.files[*index])
    }
}

impl RuleFile {
    fn compiled(&self) -> Result<&SiteRule, Error> {
        let compile = || {
            self.draft
                .as_ref()
                .map_err(LineError::clone)
                .and_then(|draft| draft.compile(&self.name))
        };
        self.rule.get_or_init(compile).as_ref().map_err(|fault| {
            Error::new(ErrorKind::BadRules)
                .on(format!("{}:{}", self.name, fault.line))
                .because(fault.message.clone())
        })
    }
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "toml")
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// Whether a file of a folder is a rule: its name is that of a host, so a readme is not.
fn is_rule_name(path: &Path) -> bool {
    let is_kind = path.extension().is_some_and(|e| e == "txt" || e == "toml");
    let has_host = path
        .file_stem()
        .and_then(|s| s.to_str())
        .is_some_and(|stem| stem.trim_start_matches('.').contains('.'));
    is_kind && path.is_file() && (has_host || is_toml(path))
}

#[cfg(test)]
mod tests {
    use super::SiteRules;
    use proptest::prelude::{ProptestConfig, prop_assert, proptest};

    fn set(names: &[&str]) -> SiteRules {
        let mut rules = SiteRules::default();
        names.iter().for_each(|name| rules.add(name, "body: //div"));
        rules
    }

    #[test]
    fn the_longest_host_wins() {
        let rules = set(&[
            "news.example.txt",
            ".example.txt",
            ".blogs.news.example.txt",
            "a.blogs.news.example.txt",
        ]);
        for (host, expected) in [
            ("news.example", Some("news.example.txt")),
            ("www.News.example", Some("news.example.txt")),
            ("sport.news.example", Some(".example.txt")),
            ("b.blogs.news.example", Some(".blogs.news.example.txt")),
            ("a.blogs.news.example", Some("a.blogs.news.example.txt")),
            ("example", None),
            ("xnews.test", None),
            ("", None),
        ] {
            assert_eq!(rules.file_for(host), expected, "{host}");
        }
    }

    #[test]
    fn toml_may_name_its_host() {
        let mut rules = SiteRules::default();
        rules.add("mine.toml", "host = \".news.example\"\nbody = \"article\"");
        assert_eq!(
            (rules.file_for("a.news.example"), rules.file_for("mine")),
            (Some("mine.toml"), None)
        );
    }

    #[test]
    fn the_later_of_two_files_for_a_host_wins_and_the_other_is_noted() {
        let rules = set(&["news.example.txt", "www.news.example.txt"]);
        assert_eq!(rules.file_for("news.example"), Some("www.news.example.txt"));
        let notes: Vec<_> = rules.notes().into_iter().map(|n| (n.place, n.message)).collect();
        assert_eq!(
            notes,
            [(
                "news.example.txt:1".to_owned(),
                "never used: www.news.example.txt is for news.example too".to_owned()
            )]
        );
    }

    #[test]
    fn a_line_that_does_not_parse_is_reported_with_its_number() {
        let mut rules = SiteRules::default();
        rules.add("a.example.txt", "title: //h1\nbody: //div[@id='x'\n");
        rules.add("b.example.toml", "body = \"div[\"");
        rules.add("c.example.toml", "body = ");
        rules.add("d.example.txt", "body: //div");
        let errors: Vec<String> = rules.check().iter().map(super::Error::with_cause).collect();
        assert_eq!(errors.len(), 3, "{errors:?}");
        for (error, parts) in errors.iter().zip([
            ["a.example.txt:2: ", "expected ']'"],
            ["b.example.toml:1: ", "not a CSS selector"],
            ["c.example.toml:1: ", "TOML"],
        ]) {
            assert!(parts.iter().all(|p| error.contains(p)), "{error}");
        }
        assert!(
            rules.rule_for("a.example").is_err()
                && rules.rule_for("d.example").is_ok_and(|r| r.is_some())
        );
    }

    #[test]
    fn thousands_of_files_load_at_once() {
        let text = "title: //h1\nauthor: substring-after(//p[@class='by'], 'By ')\nbody: //div[contains(concat(' ', normalize-space(@class), ' '), ' story ')]\n\
            strip: //div[@id='promo'] | //aside\nstrip_id_or_class: share\ntest_url: https://news.example/1\n";
        let start = std::time::Instant::now();
        let mut rules = SiteRules::default();
        (0..2_000).for_each(|n| rules.add(&format!("site{n}.example.txt"), text));
        assert!(
            rules.file_for("site1999.example").is_some()
                && rules.files.iter().all(|f| f.rule.get().is_none())
        );
        assert!(start.elapsed().as_millis() < 1_000, "{:?}", start.elapsed());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn no_file_panics(
            text in r#"((title|body|strip|test_url|test_contains|host|autodetect_on_failure|\[\[test\]\]\npage)( ?[:=] ?|)(//div|"p"|'|\["a", "b"\]|no|ä|\PC{0,10})\r?\n?){0,8}"#,
            host in r"\PC{0,12}",
        ) {
            for name in ["a.example.txt", "a.example.toml", ".txt", "", &host] {
                let mut rules = SiteRules::default();
                rules.add(name, &text);
                prop_assert!(rules.check().len() <= 1);
                let _ = (rules.notes(), rules.rule_for("a.example").is_ok(), rules.file_for(&host));
            }
        }
    }
}
