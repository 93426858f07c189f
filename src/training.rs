//! Access for training and benchmarks: features and stages, from the same code that classifies.
//!
//! Not covered by any promise of stability; `crates/dev` and `train/` use it.

use crate::article::Metadata;
use crate::block::{BlockKind, Blocks};
use crate::classify::declared::Declared;
use crate::classify::edge_words::word_buckets;
use crate::classify::linear::{Distance, Scores, class_buckets};
use crate::classify::measures::Measures;
use crate::classify::{features, neighbour_features, page_model};
use crate::error::Error;
use crate::extract::ClassifiedPage;
use crate::options::Options;
use crate::page::Page;
use crate::{decode, metadata, parse};

/// One page for training: its blocks without rulings, and their measures.
#[derive(Debug)]
pub struct Example {
    /// The blocks.
    pub blocks: Blocks,
    measures: Measures,
    declared: Declared,
}

/// The names of the columns of [`Example::features`].
#[must_use]
pub fn columns() -> Vec<String> {
    features::column_names()
}

/// The names of the columns of [`Example::context`].
#[must_use]
pub fn context_columns() -> Vec<String> {
    neighbour_features::column_names().collect()
}

/// Reads a page.
///
/// # Errors
///
/// Like [`extract`](crate::extract()).
pub fn example(page: &Page, options: &Options) -> Result<Example, Error> {
    let text = stages::decode(page, options)?;
    Ok(stages::segment(&stages::parse(&text, page, options), page, options))
}

/// The stages of the pipeline one by one, for the benchmarks.
pub mod stages {
    use std::borrow::Cow;

    use super::Example;
    use crate::block::Blocks;
    use crate::classify::{classify, declared::Declared, measures::Measures};
    use crate::error::Error;
    use crate::options::Options;
    use crate::page::Page;
    use crate::{decode, metadata, parse, segment};

    /// A parsed page.
    #[derive(Debug)]
    pub struct Parsed<'p>(parse::Document<'p>);

    /// Bytes to text.
    ///
    /// # Errors
    ///
    /// Like [`extract`](crate::extract()).
    pub fn decode(page: &Page, options: &Options) -> Result<String, Error> {
        Ok(decode::decode(page, options)?.text.into_owned())
    }

    /// Text to tree.
    #[must_use]
    pub fn parse<'p>(text: impl Into<Cow<'p, str>>, page: &Page, options: &Options) -> Parsed<'p> {
        Parsed(parse::parse(text, page.url.as_ref(), options))
    }

    /// The metadata of the page, and nothing else.
    #[must_use]
    pub fn metadata(parsed: &Parsed<'_>, page: &Page) -> crate::Metadata {
        metadata::read(&parsed.0, page).metadata
    }

    /// Tree to blocks alone.
    #[must_use]
    pub fn blocks(parsed: &Parsed<'_>, options: &Options) -> Blocks {
        segment::segment(&parsed.0, options)
    }

    /// Tree to blocks and their measures, with the metadata, whose title and summary are features.
    #[must_use]
    pub fn segment(parsed: &Parsed<'_>, page: &Page, options: &Options) -> Example {
        let stated = metadata::read(&parsed.0, page);
        let blocks = segment::segment(&parsed.0, options);
        let declared = Declared::new(&stated.metadata, stated.body.as_deref());
        let measures = Measures::new(&blocks, &declared);
        Example { blocks, measures, declared }
    }

    /// Blocks to rulings: features, rules, the classifier and the stages after it.
    #[must_use]
    pub fn classify_blocks(mut example: Example, options: &Options) -> Blocks {
        classify(&mut example.blocks, &example.measures, &example.declared, options, None);
        example.blocks
    }
}

impl Example {
    /// The features of every block, row by row. The scores of the linear models are 0, because
    /// these are not trained yet.
    #[must_use]
    pub fn features(&self) -> Vec<f32> {
        let scores = vec![Scores::default(); self.blocks.list.len()];
        features::Rows::new(&self.blocks, &self.measures, &scores).table(0..scores.len()).values()
    }

    /// The features of the second pass, from the scores of the first, row by row.
    #[must_use]
    pub fn context(&self, first: &[f32]) -> Vec<f32> {
        let all: Vec<usize> = (0..first.len()).collect();
        neighbour_features::NeighbourFeatures::new(&self.blocks, &self.measures, first)
            .table(&all)
            .values()
    }

    /// The hash buckets of a block's words.
    #[must_use]
    pub fn word_buckets(&self, block: usize) -> Vec<u32> {
        let mut out = Vec::new();
        let is_heading = matches!(self.blocks.list[block].kind, BlockKind::Heading(_));
        word_buckets(self.measures.folded(block), is_heading, &mut out);
        out
    }

    /// The hash buckets of the class words around a block: of its own element, of its parent, and
    /// of the three elements above.
    #[must_use]
    pub fn name_buckets(&self, block: usize) -> [Vec<u32>; 3] {
        let mut out = [Vec::new(), Vec::new(), Vec::new()];
        for (step, (_, container)) in
            self.blocks.ancestors(self.blocks.list[block].container).enumerate().take(5)
        {
            if let Some(distance) = Distance::from_steps(step) {
                class_buckets(container, distance, &mut out[distance as usize]);
            }
        }
        out
    }
}

/// The metadata of a page, without extracting its text.
///
/// # Errors
///
/// Like [`extract`](crate::extract()).
pub fn fields(page: &Page, options: &Options) -> Result<Metadata, Error> {
    let decoded = decode::decode(page, options)?;
    let document = parse::parse(decoded.text, page.url.as_ref(), options);
    Ok(metadata::read(&document, page).metadata)
}

/// The text that the whole pipeline extracts when the scores of the classifier are `scores`, in the
/// order of [`Example::blocks`], and the features of the page as a whole. With cross-validated
/// scores this measures the pipeline without bias.
///
/// # Errors
///
/// Like [`extract`](crate::extract()).
pub fn page_with_scores(
    page: &Page,
    options: &Options,
    scores: &[f32],
) -> Result<(String, Vec<f32>), Error> {
    let decoded = decode::decode(page, options)?;
    let document = parse::parse(decoded.text, page.url.as_ref(), options);
    let page = ClassifiedPage::new(
        document,
        page,
        options,
        Some(scores),
        &mut parse::Scratch::single_use(),
    );
    let row = page.page_row().to_vec();
    Ok((page.extraction().article.text(), row))
}

/// The names of the features of a page as a whole, in order.
#[must_use]
pub fn page_columns() -> Vec<String> {
    page_model::column_names()
}

/// Text mode for training, stage by stage: each stage needs the model fitted on the one before.
pub mod lines {
    use crate::block::Blocks;
    use crate::classify::edge_words::word_buckets;
    use crate::text_mode::{self, InputLine};

    /// A text, and the properties of its lines.
    #[derive(Debug)]
    pub struct LineExample {
        lines: Vec<InputLine<'static>>,
        cut: Vec<bool>,
        chrome: Vec<bool>,
    }

    /// The names of the columns of [`LineExample::features`].
    #[must_use]
    pub fn columns() -> Vec<String> {
        text_mode::features::column_names()
    }

    /// The whole visible text of a page, one line for each block, as from an extractor that cuts
    /// nothing.
    #[must_use]
    pub fn visible_text(blocks: &Blocks, between: &str) -> String {
        let shown: Vec<&str> = blocks
            .list
            .iter()
            .filter(|b| !b.hidden && !b.text.is_empty())
            .map(|b| b.text.as_str())
            .collect();
        shown.join(between)
    }

    /// Reads a text.
    #[must_use]
    pub fn example(text: &str) -> LineExample {
        let (lines, cut, chrome) = text_mode::read_for_training(text);
        LineExample { lines, cut, chrome }
    }

    impl LineExample {
        /// The lines in the form that rules match.
        #[must_use]
        pub fn texts(&self) -> Vec<&str> {
            self.lines.iter().map(|l| &*l.view).collect()
        }

        /// For each line, whether a rule cuts it and whether it is page chrome.
        pub fn marks(&self) -> impl Iterator<Item = (bool, bool)> + '_ {
            self.cut.iter().copied().zip(self.chrome.iter().copied())
        }

        /// The hash buckets of a line's words.
        #[must_use]
        pub fn buckets(&self, line: usize) -> Vec<u32> {
            let mut out = Vec::new();
            word_buckets(&self.lines[line].view, false, &mut out);
            out
        }

        /// The features of every line, given the scores of the linear model, row by row.
        #[must_use]
        pub fn features(&self, scores: &[f32]) -> Vec<f32> {
            let measures =
                text_mode::features::measure(&self.lines, scores, &self.cut, &self.chrome);
            text_mode::features::table(&self.lines, &measures, 0..self.lines.len()).values()
        }
    }
}
