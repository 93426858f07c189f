//! One test per page of the corpus: no score below the committed one, and the means above their floor.
//!
//! `cleancopy eval corpus --update` rewrites the committed scores; the diff of `corpus/scores.csv` is what a reviewer reads.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cleancopy_cli::eval;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let names = eval::pages(&folder).expect("the corpus is a folder of pages");
    let mut trials: Vec<Trial> = names.iter().map(|name| page_trial(&folder, name)).collect();
    let all = folder.clone();
    trials.push(Trial::test("means_are_above_the_floor", move || means(&all)));
    trials.push(Trial::test("committed_scores_are_of_the_pages_there_are", move || {
        committed_names(&folder, &names)
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn page_trial(folder: &Path, name: &str) -> Trial {
    let (folder, name) = (folder.to_owned(), name.to_owned());
    Trial::test(name.clone(), move || {
        let score = eval::one(&folder, &name).map_err(|e| Failed::from(e.to_string()))?;
        let committed = eval::from_csv(&read(&folder.join("scores.csv"))?);
        match eval::compare(std::slice::from_ref(&score), &committed).first() {
            Some(change) if change.is_worse => Err(format!(
                "{}\n{}\nwrong fields: {}",
                change.what,
                score.snippets_wrong.join("\n"),
                score.fields_wrong.join(", ")
            )
            .into()),
            _ => Ok(()),
        }
    })
}

/// The floor is a file of its own, so that no update of the scores can lower it in passing.
fn means(folder: &Path) -> Result<(), Failed> {
    let floor: serde_json::Value = serde_json::from_str(&read(&folder.join("floor.json"))?)?;
    let scores = eval::run(folder).map_err(|e| Failed::from(e.to_string()))?;
    let n = scores.len() as f64;
    let f1 = scores.iter().map(|s| s.f1).sum::<f64>() / n;
    let fields =
        scores.iter().map(|s| s.fields_right as f64 / s.fields_known as f64).sum::<f64>() / n;
    for (name, value) in [("f1", f1), ("fields", fields), ("pages", n)] {
        let least =
            floor[name].as_f64().ok_or_else(|| Failed::from(format!("floor.json lacks {name}")))?;
        if value < least {
            return Err(format!("{name} is {value:.4}, the floor is {least}").into());
        }
    }
    Ok(())
}

fn committed_names(folder: &Path, names: &[String]) -> Result<(), Failed> {
    let committed: BTreeSet<String> = eval::from_csv(&read(&folder.join("scores.csv"))?)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let there: BTreeSet<String> = names.iter().cloned().collect();
    if committed == there {
        Ok(())
    } else {
        Err(format!("differ: {:?}", committed.symmetric_difference(&there).collect::<Vec<_>>())
            .into())
    }
}

fn read(path: &PathBuf) -> Result<String, Failed> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()).into())
}
