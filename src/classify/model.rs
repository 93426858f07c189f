//! The trained model of the classifier: two ensembles of small decision trees and the weights of
//! the linear models, in one file.
//!
//! The scripts in `train/` write the file; their README describes it.

use std::sync::OnceLock;

use super::hash::BUCKETS;
use super::linear::{LinearModels, Weights};
use super::trees::{Ensemble, take};

/// The embedded trained model.
pub(crate) static FILE: &[u8] = include_bytes!("model.bin");
/// The first bytes of a model file; the last byte is the version of the layout.
const MAGIC: &[u8; 8] = b"ccjudge\x01";

/// The ensembles of both passes and the linear models.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) linear: LinearModels<'static>,
    pub(crate) first: Ensemble,
    pub(crate) second: Ensemble,
}

/// The embedded model, read once.
///
/// # Panics
///
/// Never in a released version: a test reads the embedded file.
pub(crate) fn builtin() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| parse_model(FILE).expect("the embedded model is complete"))
}

/// Reads a model file; `None` if it is incomplete or malformed.
fn parse_model(file: &'static [u8]) -> Option<Model> {
    let mut rest = file.strip_prefix(MAGIC)?;
    let words = take(&mut rest, BUCKETS)?;
    let names = take(&mut rest, BUCKETS)?;
    let first = Ensemble::read(&mut rest)?;
    let second = Ensemble::read(&mut rest)?;
    rest.is_empty().then_some(Model {
        linear: LinearModels { words: Weights(words), names: Weights(names) },
        first,
        second,
    })
}

/// The column names that the training recorded in a file of `train/`, so that a test notices two
/// features that change places.
#[cfg(test)]
pub(crate) fn recorded_columns(file: &str, key: &str) -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("train").join(file);
    let text = std::fs::read_to_string(&path).expect("the manifest is readable");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("the manifest parses");
    serde_json::from_value(manifest[key].clone()).expect("a list of names")
}

#[cfg(test)]
mod tests {
    use super::super::table::Table;
    use super::super::{features, neighbour_features};
    use super::*;

    /// Leaves are rounded to 1/65,536, and a score sums a few hundred of them.
    const ROUNDING: f64 = 0.005;

    #[test]
    fn scores_match_those_of_the_training_scripts() {
        let sample: serde_json::Value =
            serde_json::from_str(include_str!("model_sample.json")).expect("the sample parses");
        let model = builtin();
        for (ensemble, name) in [(&model.first, "first"), (&model.second, "second")] {
            let rows: Vec<Vec<f32>> = serde_json::from_value(sample[name].clone()).expect("rows");
            let expected: Vec<f64> =
                serde_json::from_value(sample[format!("{name}_scores")].clone()).expect("scores");
            assert!(rows.len() >= 40);
            let table = Table::from_rows(&rows.concat(), ensemble.columns);
            for (log_odds, expected) in ensemble.log_odds(&[&table]).into_iter().zip(expected) {
                let found = 1.0 / (1.0 + (-log_odds).exp());
                assert!((found - expected).abs() < ROUNDING, "{name}: {found} is not {expected}");
            }
        }
    }

    #[test]
    fn the_columns_match_the_training_manifest() {
        let own = features::column_names();
        let neighbour: Vec<String> = neighbour_features::column_names().collect();
        assert_eq!(builtin().first.columns, own.len());
        assert_eq!(builtin().second.columns, own.len() + neighbour.len());
        assert_eq!(recorded_columns("manifest.json", "columns"), own);
        assert_eq!(recorded_columns("manifest.json", "context_columns"), neighbour);
    }

    #[test]
    fn a_truncated_file_is_refused() {
        assert!(parse_model(&FILE[..FILE.len() - 1]).is_none());
        assert!(parse_model(b"ccjudge").is_none());
    }
}
