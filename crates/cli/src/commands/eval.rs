//! `cleancopy eval`: scores the extractor on a corpus.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};

use crate::advice::{message, with_advice};
use crate::args::eval::EvalArgs;
use crate::eval::{self, PageScore, ScoreChange};
use crate::exit::Exit;
use crate::output::{output_failed, output_name, write_file};
use crate::reporter::Reporter;

const LABELLED: &str =
    "a labelled page is a folder with PAGE.html, its text in PAGE.md and its fields in PAGE.json";

/// Prints the scores and errors of each page (not with `--changes`), the changes, and the totals.
/// Returns [`Exit::Partial`] if a page is worse than its committed score or has none.
pub fn run(args: &EvalArgs) -> Exit {
    let reporter = Reporter::new(&args.messages);
    let folder = args.corpus.display();
    let has_pages = |names: Vec<String>| !names.is_empty();
    match eval::page_names(&args.corpus).map(has_pages) {
        Ok(true) => {}
        Ok(false) => return reporter.usage(&format!("{folder}: no labelled pages; {LABELLED}")),
        Err(e) => return reporter.nothing(&message(&e)),
    }
    let scores = match eval::score_corpus(&args.corpus) {
        Ok(scores) => scores,
        Err(failure) => {
            reporter.error(&with_advice(&message(&failure), Some(LABELLED)));
            return Exit::Nothing;
        }
    };
    let file = args.corpus.join("scores.csv");
    if args.update
        && let Err(e) = write_file(&file, eval::to_csv(&scores).as_bytes())
    {
        return output_failed(&e, &output_name(Some(&file)), &reporter);
    }
    let committed = eval::from_csv(&fs::read_to_string(&file).unwrap_or_default());
    let changes = eval::compare(&scores, &committed);
    let printed = render(if args.changes { &[] } else { &scores }, &changes, &scores);
    match io::stdout().lock().write_all(printed.as_bytes()) {
        Err(e) => output_failed(&e, &output_name(None), &reporter),
        Ok(()) if changes.iter().any(|c| c.is_worse) => Exit::Partial,
        Ok(()) => Exit::Done,
    }
}

/// Renders the report: the `shown` pages, then the changes, then the means over all pages.
fn render(shown: &[PageScore], changes: &[ScoreChange], all: &[PageScore]) -> String {
    let mut out = String::new();
    for s in shown {
        let _ = writeln!(
            out,
            "{:.4}  p {:.4}  r {:.4}  fields {}/{}  {}",
            s.f1, s.precision, s.recall, s.fields_right, s.fields_known, s.name
        );
        if !s.fields_wrong.is_empty() {
            let _ = writeln!(out, "        wrong fields: {}", s.fields_wrong.join(", "));
        }
        for snippet in &s.snippets_wrong {
            let _ = writeln!(out, "        {snippet}");
        }
    }
    for change in changes {
        let _ = writeln!(
            out,
            "{}: {}: {}",
            if change.is_worse { "worse" } else { "better" },
            change.name,
            change.description
        );
    }
    let mean = all.iter().map(|s| s.f1).sum::<f64>() / all.len().max(1) as f64;
    let wrong: usize = all.iter().map(|s| s.snippets_wrong.len()).sum();
    let (right, known) =
        all.iter().fold((0, 0), |(r, k), s| (r + s.fields_right, k + s.fields_known));
    let _ = writeln!(
        out,
        "{} pages, mean f1 {mean:.4}, {wrong} wrong snippets, {right} of {known} fields right",
        all.len()
    );
    out
}
