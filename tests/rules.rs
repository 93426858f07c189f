//! Every example of every phrase rule is a test: `<rule>::cut::<n>` and `<rule>::keep::<n>`.

use std::collections::HashSet;
use std::process::ExitCode;

use cleancopy::rules::{Place, Rule, builtin};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let rules = builtin().phrase_rules();
    let mut trials: Vec<Trial> = rules.iter().flat_map(trials_of).collect();
    trials.push(Trial::test("ids_are_unique", || {
        let mut seen = HashSet::new();
        rules.iter().find(|r| !seen.insert(&r.id)).map_or(Ok(()), |r| Err(format!("two rules are called {}", r.id).into()))
    }));
    trials.push(Trial::test("every_rule_says_why", || {
        rules.iter().find(|r| r.why.trim().is_empty()).map_or(Ok(()), |r| Err(format!("{} does not say why", r.id).into()))
    }));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn trials_of(rule: &'static Rule) -> Vec<Trial> {
    let cut = rule.cut.iter().enumerate().map(|(n, line)| Trial::test(format!("{}::cut::{n}", rule.id), move || is_cut(rule, line)));
    let keep = rule.keep.iter().enumerate().map(|(n, line)| Trial::test(format!("{}::keep::{n}", rule.id), move || is_kept(line)));
    cut.chain(keep).collect()
}

/// The line is cut by this rule, not by another that happens to come first.
fn is_cut(rule: &Rule, line: &str) -> Result<(), Failed> {
    match hit(line) {
        Some(id) if id == rule.id => Ok(()),
        Some(other) => Err(format!("{line:?} is cut by {other}").into()),
        None => Err(format!("{line:?} is kept").into()),
    }
}

/// The line is cut by no rule at all, wherever it stands.
fn is_kept(line: &str) -> Result<(), Failed> {
    hit(line).map_or(Ok(()), |id| Err(format!("{line:?} is cut by {id}").into()))
}

/// The rule that cuts a line at one place or another.
fn hit(line: &str) -> Option<&'static str> {
    [Place::Any, Place::Head, Place::Body, Place::Tail].into_iter().find_map(|place| Some(builtin().cuts(line, place)?.rule.id.as_str()))
}
