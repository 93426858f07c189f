//! Tests of site rules, run on saved pages without a network.
//!
//! Sites change and rules become stale. There are two signs: a line that matches nothing on any
//! page, and a required text that is missing.

mod saved_pages;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use cleancopy::text::{fold, one_line};
use cleancopy::{Error, ErrorKind, Extraction, Options, Page, SiteRules, SiteTest, extract};
use serde::Serialize;

pub use saved_pages::{SavedPages, page_name};

use crate::advice::message_without_size;

/// Pages over the time limit after which no further pages are tried. The thread of each such page
/// continues in the background, since threads cannot be stopped.
const MAX_SLOW: usize = 8;

/// The results of all tests.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RuleReport {
    /// Each test, in the order of the files.
    pub tests: Vec<TestResult>,
    /// Lines that matched nothing on the pages of their tests.
    pub lines: Vec<SilentLine>,
    /// Files that cannot be used, with line and reason.
    pub errors: Vec<String>,
}

/// The result of one test.
#[derive(Debug, Clone, Serialize)]
pub struct TestResult {
    /// Source location of the test: file and line.
    pub place: String,
    /// The page: its address, or the name of its file.
    pub page: String,
    /// The outcome.
    pub outcome: TestOutcome,
    /// The faults; for a test without a saved page, the missing file.
    pub problems: Vec<String>,
}

/// The outcome of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TestOutcome {
    /// The article has the required texts and lacks the forbidden ones.
    Passed,
    /// It does not, or the page could not be extracted.
    Failed,
    /// The saved page is missing.
    Untested,
}

/// A line of a site rule that matched nothing.
#[derive(Debug, Clone, Serialize)]
pub struct SilentLine {
    /// Source location: file and line.
    pub place: String,
    /// The line, as `key: expression`.
    pub line: String,
    /// Number of pages on which it was tried.
    pub pages: usize,
    /// Whether the rule is stale: no line with this key matched anything. A line that strips, or
    /// one of several lines with the same key, may match nothing without being stale.
    pub is_rot: bool,
}

/// Runs the tests of every rule file. `read` loads the page in a file. A page whose extraction
/// takes longer than `limit` fails.
pub fn run(
    rules: &Arc<SiteRules>,
    pages: &SavedPages,
    limit: Duration,
    read: impl Fn(&Path) -> Result<Page, Error>,
) -> RuleReport {
    let mut report = RuleReport {
        errors: rules.check().iter().map(|e| one_line(&e.with_cause())).collect(),
        ..RuleReport::default()
    };
    let options = Options::default().with_rules(Some(Arc::clone(rules)));
    let mut extractor = TimedExtractor { limit, slow: 0 };
    for (file, host, tests) in rules.tests() {
        if rules.is_broken(file) {
            continue;
        }
        let mut matches = LineMatches::default();
        for test in tests {
            let place = format!("{file}:{}", test.line);
            let mut result = TestResult {
                place,
                page: page_label(test),
                outcome: TestOutcome::Untested,
                problems: Vec::new(),
            };
            match pages.find(test) {
                Err(wrong) => result.problems.push(wrong),
                Ok(path) => {
                    let extracted = read(&path).and_then(|page| {
                        extractor.extract(with_address(page, test, host), &options)
                    });
                    result.problems = match extracted {
                        Ok(extraction) => {
                            matches.count(&extraction);
                            problems(file, test, &extraction)
                        }
                        Err(e) => vec![one_line(&message_without_size(&e))],
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
        report.lines.extend(matches.silent_lines());
    }
    report
}

/// Extracts pages within a time limit.
struct TimedExtractor {
    limit: Duration,
    /// Number of pages that took longer.
    slow: usize,
}

impl TimedExtractor {
    fn extract(&mut self, page: Page, options: &Options) -> Result<Extraction, Error> {
        if self.slow >= MAX_SLOW {
            return Err(Error::new(ErrorKind::Io)
                .because(format!("not tried, since {MAX_SLOW} pages took too long")));
        }
        let (sender, answer) = channel();
        let options = options.clone();
        let work = move || {
            // After the time limit, nothing receives the result.
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
    /// Returns the number of tests with this outcome.
    #[must_use]
    pub fn count(&self, outcome: TestOutcome) -> usize {
        self.tests.iter().filter(|t| t.outcome == outcome).count()
    }

    /// Whether a test failed, a rule is stale, or a file cannot be used.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        !self.errors.is_empty()
            || self.count(TestOutcome::Failed) > 0
            || self.lines.iter().any(|l| l.is_rot)
    }

    /// Returns the report as indented JSON with a final newline.
    #[must_use]
    pub fn to_json(&self) -> String {
        // The report has only strings, numbers and lists, so the conversion does not fail.
        cleancopy::write::escape_invisible(serde_json::to_string_pretty(self).unwrap_or_default())
            + "\n"
    }
}

/// The number of matches of each line, over all pages of a rule file.
#[derive(Default)]
struct LineMatches {
    pages: usize,
    /// By index of the line: source location, key, expression, number of matches.
    lines: BTreeMap<usize, (String, &'static str, String, usize)>,
}

impl LineMatches {
    fn count(&mut self, extraction: &Extraction) {
        self.pages += 1;
        for (at, used) in extraction.site_rule.iter().enumerate() {
            let line = &used.line;
            let entry = self
                .lines
                .entry(at)
                .or_insert_with(|| (line.place.clone(), line.key, line.expression.clone(), 0));
            entry.3 += used.found;
        }
    }

    fn silent_lines(&self) -> impl Iterator<Item = SilentLine> + '_ {
        let works = |key: &str| {
            key.starts_with("strip")
                || self.lines.values().any(|(_, k, _, found)| *k == key && *found > 0)
        };
        let silent = self.lines.values().filter(|(.., found)| *found == 0);
        silent.map(move |(place, key, expression, _)| SilentLine {
            place: place.clone(),
            line: one_line(&format!("{key}: {expression}")),
            pages: self.pages,
            is_rot: !works(key),
        })
    }
}

/// Returns the name of a test's page.
fn page_label(test: &SiteTest) -> String {
    one_line(test.url.as_deref().or(test.page.as_deref()).unwrap_or_default())
}

/// Returns the page with the address of its test. A test without one gets the home page of the
/// file's host.
fn with_address(page: Page, test: &SiteTest, host: &str) -> Page {
    let host =
        host.strip_prefix('.').map_or_else(|| host.to_owned(), |domain| format!("www.{domain}"));
    let address = test.url.clone().unwrap_or_else(|| format!("https://{host}/"));
    page.clone().with_url(&address).unwrap_or(page)
}

/// Returns what is wrong with the article of a page.
fn problems(file: &str, test: &SiteTest, extraction: &Extraction) -> Vec<String> {
    let used = extraction
        .site_rule
        .first()
        .map(|u| u.line.place.rsplit_once(':').map_or("", |(name, _)| name));
    match used {
        Some(used) if used != file => {
            return vec![format!(
                "another rule file is used for the host of this page: {}",
                one_line(used)
            )];
        }
        Some(_) => {}
        None => {
            return vec![
                "this file is not for the host of the page, or none of its lines can be used"
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
    let missing = test
        .contains
        .iter()
        .filter(|t| !has(t))
        .map(|t| format!("the text lacks “{}”", one_line(t)));
    let unwanted =
        test.lacks.iter().filter(|t| has(t)).map(|t| format!("the text has “{}”", one_line(t)));
    let empty = (!article.has_text()).then(|| "no text was found".to_owned());
    empty.into_iter().chain(missing).chain(unwanted).collect()
}
