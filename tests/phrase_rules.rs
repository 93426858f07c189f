//! Every example of every phrase rule is a test: `<rule>::cut::<n>` and `<rule>::keep::<n>`. No
//! rule cuts a line of a corpus page that its annotators kept: `truth::<system>/<page>`.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cleancopy::Boilerplate;
use cleancopy::rules::{PhraseRule, Region, builtin};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let rules = builtin().phrase_rules();
    let mut trials: Vec<Trial> = rules.iter().flat_map(trials_of).collect();
    trials.extend(
        truths()
            .into_iter()
            .map(|path| Trial::test(name_of(&path), move || keeps_every_line(&path))),
    );
    trials.push(Trial::test("ids_are_unique", || {
        let mut seen = HashSet::new();
        rules
            .iter()
            .find(|r| !seen.insert(&r.id))
            .map_or(Ok(()), |r| Err(format!("two rules have the id {}", r.id).into()))
    }));
    trials.push(Trial::test("every_rule_has_a_reason", || {
        rules
            .iter()
            .find(|r| r.why.trim().is_empty())
            .map_or(Ok(()), |r| Err(format!("{} has no reason", r.id).into()))
    }));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn trials_of(rule: &'static PhraseRule) -> Vec<Trial> {
    let cut =
        rule.cut.iter().enumerate().map(|(n, line)| {
            Trial::test(format!("{}::cut::{n}", rule.id), move || is_cut(rule, line))
        });
    let keep = rule
        .keep
        .iter()
        .enumerate()
        .map(|(n, line)| Trial::test(format!("{}::keep::{n}", rule.id), move || is_kept(line)));
    cut.chain(keep).collect()
}

/// Checks that this rule cuts the line, and not an earlier one.
fn is_cut(rule: &PhraseRule, line: &str) -> Result<(), Failed> {
    match hit(line) {
        Some(id) if id == rule.id => Ok(()),
        Some(other) => Err(format!("{line:?} is cut by {other}").into()),
        None => Err(format!("{line:?} is kept").into()),
    }
}

/// Checks that no rule cuts the line in any region.
fn is_kept(line: &str) -> Result<(), Failed> {
    hit(line).map_or(Ok(()), |id| Err(format!("{line:?} is cut by {id}").into()))
}

/// The truth files of the corpus, sorted.
fn truths() -> Vec<PathBuf> {
    let entries = |folder: &Path| {
        fs::read_dir(folder)
            .into_iter()
            .flatten()
            .map(|e| e.expect("an entry").path())
            .collect::<Vec<_>>()
    };
    let is_page = |path: &PathBuf| path.extension().is_some_and(|e| e == "md");
    let mut found: Vec<PathBuf> = entries(Path::new("corpus"))
        .iter()
        .filter(|p| p.is_dir())
        .flat_map(|folder| entries(folder))
        .filter(is_page)
        .collect();
    found.sort();
    found
}

fn name_of(path: &Path) -> String {
    format!("truth::{}", path.with_extension("").strip_prefix("corpus").unwrap_or(path).display())
}

/// Checks every line of a truth file. It is Markdown; rules ignore the punctuation that opens a
/// line. Consent rules do not apply to headings (see `classify`).
fn keeps_every_line(path: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(path).expect("the corpus is readable");
    let is_spared = |line: &str| {
        line.starts_with('#')
            && builtin()
                .find_phrase_rule(line, Region::Any)
                .is_some_and(|h| h.rule.cut_as() == Boilerplate::Consent)
    };
    text.lines().filter(|l| !l.trim().is_empty() && !is_spared(l)).try_for_each(is_kept)
}

/// The rule that cuts a line in any region.
fn hit(line: &str) -> Option<&'static str> {
    [Region::Any, Region::Head, Region::Body, Region::Tail]
        .into_iter()
        .find_map(|region| Some(builtin().find_phrase_rule(line, region)?.rule.id.as_str()))
}
