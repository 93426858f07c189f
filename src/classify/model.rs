//! The trained part of the judge: two ensembles of small decision trees and the weights of the linear models, in one file.
//!
//! The file is written by `train/` and described in its README.

use std::sync::OnceLock;

use super::hash::BUCKETS;
use super::linear::{Linear, Weights};
use super::trees::{Ensemble, take};

/// The trained model, embedded.
static FILE: &[u8] = include_bytes!("model.bin");
/// First bytes of a model file; the last is the version of its layout.
const MAGIC: &[u8; 8] = b"ccjudge\x01";

/// Both stages and the linear models.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) linear: Linear<'static>,
    pub(crate) first: Ensemble,
    pub(crate) second: Ensemble,
}

/// The embedded model.
///
/// # Panics
///
/// Never in a released version: a test reads the embedded file.
pub(crate) fn builtin() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| read(FILE).expect("the embedded model is whole"))
}

/// Reads a model file; `None` when it is not whole.
fn read(file: &'static [u8]) -> Option<Model> {
    let mut rest = file.strip_prefix(MAGIC)?;
    let words = take(&mut rest, BUCKETS)?;
    let names = take(&mut rest, BUCKETS)?;
    let first = Ensemble::read(&mut rest)?;
    let second = Ensemble::read(&mut rest)?;
    rest.is_empty().then_some(Model {
        linear: Linear { words: Weights(words), names: Weights(names) },
        first,
        second,
    })
}

#[cfg(test)]
mod tests {
    use super::super::table::Table;
    use super::*;

    /// Leaves are rounded to 1/65,536, and there are a few hundred of them in a sum.
    const ROUNDING: f64 = 0.005;

    #[test]
    fn scores_are_those_of_the_training_side() {
        let sample: serde_json::Value =
            serde_json::from_str(include_str!("model_sample.json")).expect("the sample parses");
        let model = builtin();
        for (ensemble, name) in [(&model.first, "first"), (&model.second, "second")] {
            let rows: Vec<Vec<f32>> = serde_json::from_value(sample[name].clone()).expect("rows");
            let expected: Vec<f64> =
                serde_json::from_value(sample[format!("{name}_scores")].clone()).expect("scores");
            assert!(rows.len() >= 40);
            let table = Table::of(&rows.concat(), ensemble.columns);
            for (log_odds, expected) in ensemble.log_odds(&[&table]).into_iter().zip(expected) {
                let found = 1.0 / (1.0 + (-log_odds).exp());
                assert!((found - expected).abs() < ROUNDING, "{name}: {found} is not {expected}");
            }
        }
    }

    #[test]
    fn the_columns_are_those_of_the_features() {
        let own = crate::classify::features::names().len();
        assert_eq!(builtin().first.columns, own);
        assert_eq!(builtin().second.columns, own + crate::classify::context::names().count());
    }

    #[test]
    fn a_file_cut_short_is_no_model() {
        assert!(read(&FILE[..FILE.len() - 1]).is_none());
        assert!(read(b"ccjudge").is_none());
    }
}
