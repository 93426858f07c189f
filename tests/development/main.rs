//! Tests over the labelled development pages, which are not part of the project.
//!
//! `CLEANCOPY_DEV` names their folder. Without it these tests are reported as ignored.

mod data;
mod golds;
mod scores;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let is_missing = data::folder().is_none();
    let over_pages = |name: &str, test: fn() -> Result<(), Failed>| {
        Trial::test(name, test).with_kind("needs CLEANCOPY_DEV").with_ignored_flag(is_missing)
    };
    let trials = vec![
        over_pages("no_score_falls", scores::no_score_falls),
        over_pages("phrase_rules_keep_gold_lines", golds::phrase_rules_keep_gold_lines),
        over_pages("text_mode_keeps_gold_texts", golds::text_mode_keeps_gold_texts),
        Trial::test("a_table_of_scores_parses_back", scores::a_table_parses_back),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}
