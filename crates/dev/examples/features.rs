//! Writes the features of labelled pages for training, with the code that also classifies.
//!
//! `features OUT PAGES_DIR…` reads every `*.html` and `*.html.gz` in the folders, in order. It
//! writes to `OUT`, one row for each block: `features.f32`, `words.u16` and `names.u16` (buckets of
//! the linear models, with their counts in `words.n` and `names.n`), and `blocks.jsonl` with the
//! blocks of each page. With `--context OUT/first.f32` (the scores of the first pass, one 32-bit
//! float for each block) it writes `context.f32` instead. With `--text SCORES.f32` (the scores of
//! the second pass) it writes `text.jsonl`, the result of the whole pipeline for these scores, and
//! `pages.f32`, one row for each page. All numbers are little endian.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use cleancopy::training::{self, Example};
use cleancopy::{Options, Page};
use cleancopy_dev::training_files::{
    Failure, create, floats, read_saved_page, saved_pages, take_option, write_buckets, write_floats,
};

fn main() -> Result<(), Failure> {
    let mut args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let (first, scores) = (take_option(&mut args, "--context"), take_option(&mut args, "--text"));
    if args.len() < 2 {
        return Err(
            "usage: features [--context FIRST.f32 | --text SCORES.f32] OUT PAGES_DIR...".into()
        );
    }
    let out = args.remove(0);
    fs::create_dir_all(&out)?;
    match (first, scores) {
        (Some(first), _) => write_context(&out, &args, &fs::read(first)?),
        (_, Some(scores)) => write_text(&out, &args, &fs::read(scores)?),
        _ => write_features(&out, &args),
    }
}

fn write_features(out: &Path, dirs: &[PathBuf]) -> Result<(), Failure> {
    fs::write(out.join("columns.txt"), training::columns().join("\n"))?;
    let create = |name: &str| create(out, name);
    let mut blocks_file = create("blocks.jsonl")?;
    let mut features_file = create("features.f32")?;
    let (mut words, mut words_n) = (create("words.u16")?, create("words.n")?);
    let (mut names, mut names_n) = (create("names.u16")?, create("names.n")?);
    each_page(dirs, |id, _, example| {
        let blocks: Vec<_> = example
            .blocks
            .list
            .iter()
            .map(|b| serde_json::json!([b.text, format!("{:?}", b.kind), b.hidden]))
            .collect();
        writeln!(blocks_file, "{}", serde_json::json!({ "id": id, "blocks": blocks }))?;
        write_floats(&example.features(), &mut features_file)?;
        for i in 0..example.blocks.list.len() {
            write_buckets(&example.word_buckets(i), &mut words, &mut words_n)?;
            for buckets in example.name_buckets(i) {
                write_buckets(&buckets, &mut names, &mut names_n)?;
            }
        }
        Ok(())
    })
}

fn write_context(out: &Path, dirs: &[PathBuf], first: &[u8]) -> Result<(), Failure> {
    fs::write(out.join("context_columns.txt"), training::context_columns().join("\n"))?;
    let mut file = create(out, "context.f32")?;
    let mut scores = floats(first);
    each_page(dirs, |_, _, example| {
        let own: Vec<f32> = scores.by_ref().take(example.blocks.list.len()).collect();
        write_floats(&example.context(&own), &mut file)
    })
}

fn write_text(out: &Path, dirs: &[PathBuf], scores: &[u8]) -> Result<(), Failure> {
    fs::write(out.join("page_columns.txt"), training::page_columns().join("\n"))?;
    let mut file = create(out, "text.jsonl")?;
    let mut rows = create(out, "pages.f32")?;
    let mut scores = floats(scores);
    each_page(dirs, |id, page, example| {
        let own: Vec<f32> = scores.by_ref().take(example.blocks.list.len()).collect();
        let (text, row) = training::page_with_scores(page, &Options::default(), &own)?;
        write_floats(&row, &mut rows)?;
        Ok(writeln!(file, "{}", serde_json::json!({ "id": id, "text": text }))?)
    })
}

/// Reads every page of the folders, in order.
fn each_page(
    dirs: &[PathBuf],
    mut then: impl FnMut(&str, &Page, &Example) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for dir in dirs {
        for (id, path) in saved_pages(dir)? {
            let page = Page::from_bytes(read_saved_page(&path)?);
            match training::example(&page, &Options::default()) {
                Ok(example) => then(&id, &page, &example)?,
                Err(error) => writeln!(std::io::stderr(), "{id}: {error}")?,
            }
        }
    }
    Ok(())
}
