//! Whether rules for sites still work: their tests, run on saved pages without a network.
//!
//! Sites change and rules rot. A line that finds nothing on any page and a text that is gone are the two signs of it.

mod pages;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use serde::Serialize;

pub use pages::{Pages, page_name};

use cleancopy::Options;
use cleancopy::Page;
use cleancopy::text::{fold, printable};
use cleancopy::{Error, ErrorKind};
use cleancopy::{Extraction, extract};
use cleancopy::{SiteRules, SiteTest};

/// Pages that may take too long; then no further ones are tried. The thread of each is left behind with its page, since none can be stopped.
const MAX_SLOW: usize = 8;

/// What came of all tests.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RuleReport {
    /// Each test, in the order of the files.
    pub tests: Vec<TestResult>,
    /// Lines that found nothing on the pages of their tests.
    pub lines: Vec<SilentLine>,
    /// Files that cannot be used, with line and reason.
    pub errors: Vec<String>,
}

/// What came of one test.
#[derive(Debug, Clone, Serialize)]
pub struct TestResult {
    /// The file and line of the test.
    pub place: String,
    /// The page: its address, or the name of its file.
    pub page: String,
    /// How it ended.
    pub outcome: TestOutcome,
    /// What is wrong; for a test without a page, what was looked for.
    pub problems: Vec<String>,
}

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TestOutcome {
    /// The text is as it should be.
    Passed,
    /// It is not.
    Failed,
    /// There is no saved page.
    Untested,
}

/// A line of a rule that found nothing.
#[derive(Debug, Clone, Serialize)]
pub struct SilentLine {
    /// The file and line.
    pub place: String,
    /// The line, as `key: expression`.
    pub line: String,
    /// How many pages it was tried on.
    pub pages: usize,
    /// Whether the rule no longer does its work: no line with this key found anything. Lines that strip, and one of several ways to the same
    /// thing, may well find nothing.
    pub is_rot: bool,
}

/// Runs the tests of every file. `read` gives the page of a file; one that takes longer than `limit` to extract fails.
pub fn run(
    rules: &Arc<SiteRules>,
    pages: &Pages,
    limit: Duration,
    read: impl Fn(&Path) -> Result<Page, Error>,
) -> RuleReport {
    let mut report = RuleReport {
        errors: rules.check().iter().map(|e| clean(&e.with_cause())).collect(),
        ..RuleReport::default()
    };
    let options = Options::default().with_rules(Some(Arc::clone(rules)));
    let mut patience = Patience { limit, slow: 0 };
    for (file, host, tests) in rules.tests() {
        if rules.is_broken(file) {
            continue;
        }
        let mut uses = Uses::default();
        for test in tests {
            let place = format!("{file}:{}", test.line);
            let mut result = TestResult {
                place,
                page: name_of(test),
                outcome: TestOutcome::Untested,
                problems: Vec::new(),
            };
            match pages.find(test) {
                Err(wrong) => result.problems.push(wrong),
                Ok(path) => {
                    let extracted = read(&path).and_then(|page| {
                        patience.extract(with_address(page, test, host), &options)
                    });
                    result.problems = match extracted {
                        Ok(extraction) => {
                            uses.add(&extraction);
                            problems(file, test, &extraction)
                        }
                        Err(e) => vec![clean(&e.with_cause())],
                    };
                    result.outcome = if result.problems.is_empty() {
                        TestOutcome::Passed
                    } else {
                        TestOutcome::Failed
                    };
                }
            }
            report.tests.push(result);
        }
        report.lines.extend(uses.silent());
    }
    report
}

/// Waits for pages, and for none too long.
struct Patience {
    limit: Duration,
    /// Pages that took longer.
    slow: usize,
}

impl Patience {
    fn extract(&mut self, page: Page, options: &Options) -> Result<Extraction, Error> {
        if self.slow >= MAX_SLOW {
            return Err(Error::new(ErrorKind::Io)
                .because(format!("not tried, since {MAX_SLOW} pages took too long")));
        }
        let (sender, answer) = channel();
        let options = options.clone();
        let work = move || {
            // Nobody waits any longer for what comes late.
            let _ = sender.send(extract(&page, &options));
        };
        thread::Builder::new()
            .name("page".to_owned())
            .spawn(work)
            .map_err(|e| Error::new(ErrorKind::Io).because(e))?;
        answer.recv_timeout(self.limit).unwrap_or_else(|e| {
            self.slow += usize::from(e == RecvTimeoutError::Timeout);
            Err(match e {
                RecvTimeoutError::Timeout => {
                    Error::new(ErrorKind::TooSlow { seconds: self.limit.as_secs() })
                }
                RecvTimeoutError::Disconnected => Error::new(ErrorKind::Io)
                    .because("a bug in cleancopy; please report it with the page"),
            })
        })
    }
}

impl RuleReport {
    /// How many tests ended so.
    #[must_use]
    pub fn count(&self, outcome: TestOutcome) -> usize {
        self.tests.iter().filter(|t| t.outcome == outcome).count()
    }

    /// Whether anything is wrong: a test failed, a rule has rotted, or a file cannot be used.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        !self.errors.is_empty()
            || self.count(TestOutcome::Failed) > 0
            || self.lines.iter().any(|l| l.is_rot)
    }

    /// The report as indented JSON with one newline at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists: nothing here that JSON cannot say.
        cleancopy::write::escape_invisible(serde_json::to_string_pretty(self).unwrap_or_default())
            + "\n"
    }
}

/// How much each line found on all pages of a file.
#[derive(Default)]
struct Uses {
    pages: usize,
    /// By key and line, in the order of the file.
    found: BTreeMap<usize, (String, &'static str, String, usize)>,
}

impl Uses {
    fn add(&mut self, extraction: &Extraction) {
        self.pages += 1;
        for (at, used) in extraction.site_rule.iter().enumerate() {
            let line = &used.line;
            let entry = self
                .found
                .entry(at)
                .or_insert_with(|| (line.place.clone(), line.key, line.expression.clone(), 0));
            entry.3 += used.found;
        }
    }

    fn silent(&self) -> impl Iterator<Item = SilentLine> + '_ {
        let works = |key: &str| {
            key.starts_with("strip")
                || self.found.values().any(|(_, k, _, found)| *k == key && *found > 0)
        };
        let silent = self.found.values().filter(|(.., found)| *found == 0);
        silent.map(move |(place, key, expression, _)| SilentLine {
            place: place.clone(),
            line: clean(&format!("{key}: {expression}")),
            pages: self.pages,
            is_rot: !works(key),
        })
    }
}

fn name_of(test: &SiteTest) -> String {
    clean(test.url.as_deref().or(test.page.as_deref()).unwrap_or_default())
}

/// The page with the address of its test; a test without one is about a page of its file's host.
fn with_address(page: Page, test: &SiteTest, host: &str) -> Page {
    let host =
        host.strip_prefix('.').map_or_else(|| host.to_owned(), |domain| format!("www.{domain}"));
    let address = test.url.clone().unwrap_or_else(|| format!("https://{host}/"));
    page.clone().with_url(&address).unwrap_or(page)
}

/// What is wrong with the article of a page.
fn problems(file: &str, test: &SiteTest, extraction: &Extraction) -> Vec<String> {
    let used = extraction
        .site_rule
        .first()
        .map(|u| u.line.place.rsplit_once(':').map_or("", |(name, _)| name));
    match used {
        Some(used) if used != file => {
            return vec![format!("another file is used for its host: {}", clean(used))];
        }
        Some(_) => {}
        None => {
            return vec![
                "the page's host is not the one of this file, or the file has no line to use"
                    .to_owned(),
            ];
        }
    }
    let article = &extraction.article;
    let texts: Vec<&str> = article
        .headline()
        .into_iter()
        .chain(article.blocks.iter().map(|b| b.text.as_str()))
        .collect();
    let text = fold(&texts.join(" "));
    let has = |wanted: &String| text.contains(fold(wanted).trim());
    let missing =
        test.contains.iter().filter(|t| !has(t)).map(|t| format!("the text lacks “{}”", clean(t)));
    let unwanted =
        test.lacks.iter().filter(|t| has(t)).map(|t| format!("the text has “{}”", clean(t)));
    let empty = (!article.has_text()).then(|| "no text was found".to_owned());
    empty.into_iter().chain(missing).chain(unwanted).collect()
}

/// On one line, nothing invisible in it.
fn clean(text: &str) -> String {
    printable(text).replace(['\n', '\r', '\t'], " ")
}
