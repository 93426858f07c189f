//! The door for training: the features of a page, from the code that also judges with them.
//!
//! Not part of the library's promise; `train/` uses it.

use std::io::{self, Write};

use crate::article::Metadata;
use crate::classify::hints::Hints;
use crate::error::Error;
use crate::options::Options;
use crate::page::Page;
use crate::{block::Blocks, classify, decode, metadata, parse, segment};

/// One page as training sees it.
#[derive(Debug)]
pub struct Example {
    /// The blocks, not judged.
    pub blocks: Blocks,
    /// Row by row, [`columns`] values a block.
    pub features: Vec<f32>,
}

/// The names of the columns.
#[must_use]
pub fn columns() -> Vec<String> {
    classify::features::names()
}

/// Reads a page and counts its evidence.
///
/// # Errors
///
/// As [`extract`](crate::extract).
pub fn example(page: &Page, options: &Options) -> Result<Example, Error> {
    let decoded = decode::decode(page, options)?;
    let document = parse::parse(&decoded.text, page.url.as_ref(), options);
    let stated = metadata::read(&document, page);
    let blocks = segment::segment(&document, options);
    let hints = Hints::new(&stated.metadata, stated.body.as_deref());
    let (_, table) = classify::evidence(&blocks, &hints);
    Ok(Example { blocks, features: table.values })
}

/// The fields of a page alone.
///
/// # Errors
///
/// As [`extract`](crate::extract).
pub fn fields(page: &Page, options: &Options) -> Result<Metadata, Error> {
    let decoded = decode::decode(page, options)?;
    let document = parse::parse(&decoded.text, page.url.as_ref(), options);
    Ok(metadata::read(&document, page).metadata)
}

/// Writes the features as little-endian 32-bit floats.
///
/// # Errors
///
/// Whatever `out` fails with.
pub fn write_features(example: &Example, out: &mut impl Write) -> io::Result<()> {
    example.features.iter().try_for_each(|v| out.write_all(&v.to_le_bytes()))
}
