//! The model of the page, applied after classification: the likely kind of the page and the likely
//! quality of its text.

use std::sync::OnceLock;

use super::measures::Measures;
use super::page_features;
use super::trees::{Ensemble, probability};
use crate::block::{Block, BlockKind, Blocks, Boilerplate, Verdict};

/// The columns that depend on the rulings.
const COLUMNS: &[&str] = &[
    "expected_precision",
    "expected_recall",
    "expected_f1",
    "doubt",
    "kept_words",
    "kept_blocks",
    "kept_share",
    "kept_prose_share",
    "kept_heading_share",
    "kept_list_share",
    "kept_code_share",
    "kept_linked_share",
    "kept_in_body",
    "settled_share",
    "cut_comment_share",
    "runs",
];
/// The columns of a page, in order.
pub(crate) type Row = [f32; page_features::COLUMNS.len() + COLUMNS.len()];

/// The embedded trained model: one ensemble for each kind, then one for the quality.
/// `train/pages.py` writes it.
pub(crate) static FILE: &[u8] = include_bytes!("page.bin");
/// The first bytes of the file; the last byte is the version of the layout.
const MAGIC: &[u8; 8] = b"ccpage\x00\x01";

/// The kinds of page that the model distinguishes, in the order of its ensembles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PredictedKind {
    Article,
    Listing,
    Forum,
    Product,
    Documentation,
    Service,
}

pub(super) const KINDS: [PredictedKind; 6] = [
    PredictedKind::Article,
    PredictedKind::Listing,
    PredictedKind::Forum,
    PredictedKind::Product,
    PredictedKind::Documentation,
    PredictedKind::Service,
];

/// The prediction for one page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PagePrediction {
    /// The most likely kind.
    pub(crate) kind: PredictedKind,
    /// The probability of that kind, 0.0 to 1.0.
    pub(crate) confidence: f32,
    /// The probability that the text reaches a word F1 of 0.9, 0.0 to 1.0.
    pub(crate) quality: f32,
}

/// The names of the columns, in order.
#[cfg(any(test, feature = "unstable"))]
pub(crate) fn column_names() -> Vec<String> {
    page_features::COLUMNS.iter().chain(COLUMNS).map(|n| (*n).to_owned()).collect()
}

/// Predicts kind and quality from the columns of a classified page.
pub(crate) fn predict(row: &Row) -> PagePrediction {
    let model = builtin();
    let odds: Vec<f64> = model.kinds.iter().map(|e| e.score(row)).collect();
    let most = odds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = odds.iter().map(|o| (o - most).exp()).sum();
    let best = (0..odds.len()).fold(0, |best, i| if odds[i] > odds[best] { i } else { best });
    // Rounded to steps like the scores of blocks, so that the last bit of an exponential cannot
    // decide.
    let confidence = (1024.0 / total).round() / 1024.0;
    PagePrediction {
        kind: KINDS[best],
        confidence: confidence as f32,
        quality: probability(model.quality.score(row)),
    }
}

/// The likely kind of a page whose blocks have rulings.
pub(super) fn predict_kind(blocks: &Blocks, measures: &Measures) -> PredictedKind {
    predict(&row(blocks, measures)).kind
}

/// The columns of a classified page.
pub(crate) fn row(blocks: &Blocks, measures: &Measures) -> Row {
    let mut row = [0.0; page_features::COLUMNS.len() + COLUMNS.len()];
    let (first, second) = row.split_at_mut(page_features::COLUMNS.len());
    first.copy_from_slice(&measures.page);
    second.copy_from_slice(&classified_columns(blocks, measures));
    row
}

/// The ensembles of both predictions.
#[derive(Debug)]
struct Model {
    kinds: [Ensemble; KINDS.len()],
    quality: Ensemble,
}

/// The embedded model, read once.
///
/// # Panics
///
/// Never in a released version: a test reads the embedded file.
fn builtin() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| parse_model(FILE).expect("the embedded model is complete"))
}

/// Reads a model file; `None` if it is incomplete or malformed.
fn parse_model(file: &'static [u8]) -> Option<Model> {
    let mut rest = file.strip_prefix(MAGIC)?;
    let kinds: Vec<Ensemble> =
        KINDS.iter().map(|_| Ensemble::read(&mut rest)).collect::<Option<_>>()?;
    let quality = Ensemble::read(&mut rest)?;
    rest.is_empty().then_some(Model { kinds: kinds.try_into().ok()?, quality })
}

fn classified_columns(blocks: &Blocks, measures: &Measures) -> [f32; COLUMNS.len()] {
    let (mut kept, mut shared, mut all, mut doubt, mut settled) = (0u32, 0.0, 0.0, 0.0, 0u32);
    let mut comments = 0u32;
    let (mut kept_blocks, mut prose, mut headings, mut list, mut code, mut linked) =
        (0u32, 0u32, 0u32, 0u32, 0u32, 0.0);
    let (mut in_body, mut in_body_words, mut runs, mut was_kept) = (0.0, 0u32, 0u32, false);
    for (block, m) in blocks.list.iter().zip(&measures.blocks).filter(|(b, _)| !b.is_media()) {
        let words = m.shape.words;
        let weight = words as f32;
        if block.is_settled() {
            settled += words;
        } else {
            all += block.score * weight;
            doubt += block.score.min(1.0 - block.score) * weight;
        }
        if block.verdict() == Some(Verdict::Cut(Boilerplate::Comment)) {
            comments += words;
        }
        let is_kept = Block::is_body(block);
        if is_kept {
            runs += u32::from(!was_kept);
            kept += words;
            kept_blocks += 1;
            shared += block.score * weight;
            prose += m.prose;
            linked += m.link_density * weight;
            match block.kind {
                BlockKind::Heading(_) => headings += words,
                BlockKind::ListItem { .. } => list += words,
                BlockKind::Preformatted => code += words,
                _ => {}
            }
            if let Some(share) = m.in_body {
                in_body += share * weight;
                in_body_words += words;
            }
        }
        was_kept = is_kept;
    }
    let share = |part: f32, of: f32| if of > 0.0 { part / of } else { 0.0 };
    let kept_words = kept as f32;
    [
        share(shared, kept_words),
        share(shared, all),
        share(2.0 * shared, kept_words + all),
        share(doubt, kept_words.max(1.0)),
        kept_words,
        kept_blocks as f32,
        share(kept_words, measures.words as f32),
        share(prose as f32, measures.prose as f32),
        share(headings as f32, kept_words),
        share(list as f32, kept_words),
        share(code as f32, kept_words),
        share(linked, kept_words),
        if in_body_words > 0 { in_body / in_body_words as f32 } else { -1.0 },
        share(settled as f32, measures.words as f32),
        share(comments as f32, measures.words as f32),
        runs as f32,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_match_the_training_manifest() {
        let model = builtin();
        assert!(
            model.kinds.iter().chain([&model.quality]).all(|e| e.columns == column_names().len())
        );
        let recorded = crate::classify::model::recorded_columns("manifest.json", "page_columns");
        assert_eq!(recorded, column_names());
    }

    #[test]
    fn a_truncated_file_is_refused() {
        assert!(parse_model(&FILE[..FILE.len() - 1]).is_none());
        assert!(parse_model(b"ccpage").is_none());
    }
}
