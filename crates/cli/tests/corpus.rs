//! One test per page of the corpus: no score may be lower than the committed one, and the means
//! must be above their floor.
//!
//! `cleancopy eval corpus --update` rewrites the committed scores. A reviewer reads the diff of
//! `corpus/scores.csv`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cleancopy_cli::eval;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let names = eval::page_names(&folder).expect("the corpus is a folder of pages");
    let mut trials: Vec<Trial> = names.iter().map(|name| page_trial(&folder, name)).collect();
    let all = folder.clone();
    trials.push(Trial::test("mean_scores_are_above_the_floor", move || means(&all)));
    trials.push(Trial::test("scores_csv_names_exactly_the_pages_of_the_corpus", move || {
        committed_names(&folder, &names)
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn page_trial(folder: &Path, name: &str) -> Trial {
    let (folder, name) = (folder.to_owned(), name.to_owned());
    Trial::test(name.clone(), move || {
        let score = eval::score_page(&folder, &name).map_err(|e| Failed::from(e.to_string()))?;
        let committed = eval::from_csv(&read(&folder.join("scores.csv"))?);
        match eval::compare(std::slice::from_ref(&score), &committed).first() {
            Some(change) if change.is_worse => Err(format!(
                "{}\n{}\nwrong fields: {}",
                change.description,
                score.snippets_wrong.join("\n"),
                score.fields_wrong.join(", ")
            )
            .into()),
            _ => Ok(()),
        }
    })
}

/// Compares the means with the floor, a separate file, so that an update of the scores does not
/// lower it.
fn means(folder: &Path) -> Result<(), Failed> {
    let floor: serde_json::Value = serde_json::from_str(&read(&folder.join("floor.json"))?)?;
    let scores = eval::score_corpus(folder).map_err(|e| Failed::from(e.to_string()))?;
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
    let present: BTreeSet<String> = names.iter().cloned().collect();
    if committed == present {
        Ok(())
    } else {
        Err(format!("differ: {:?}", committed.symmetric_difference(&present).collect::<Vec<_>>())
            .into())
    }
}

fn read(path: &PathBuf) -> Result<String, Failed> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()).into())
}
