//! Writes the features of labelled texts for training text mode, with the code that also
//! classifies.
//!
//! `lines OUT INPUT…`: an input is a folder of `*.html` and `*.html.gz`, whose complete visible
//! text is read, or a file of JSON lines with `id` and `text`. It writes to `OUT`, line by line of
//! all texts in order: `words.u16` (buckets of the linear model, with their counts in `words.n`),
//! `marks.u8` (1: a rule cuts the line, 2: the line is page chrome) and `lines.jsonl` with the
//! lines of each text. With `--scores FILE.f32` (the linear scores) it writes `features.f32`
//! instead. All numbers are little endian.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use cleancopy::training::{self, lines};
use cleancopy::{Options, Page};
use cleancopy_dev::training_files::{
    Failure, create, floats, read_saved_page, saved_pages, take_option, write_buckets, write_floats,
};

fn main() -> Result<(), Failure> {
    let mut args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let scores = take_option(&mut args, "--scores");
    if args.len() < 2 {
        return Err("usage: lines [--scores SCORES.f32] OUT INPUT...".into());
    }
    let out = args.remove(0);
    fs::create_dir_all(&out)?;
    match scores {
        None => write_lines(&out, &args),
        Some(scores) => {
            fs::write(out.join("columns.txt"), lines::columns().join("\n"))?;
            let bytes = fs::read(scores)?;
            let mut scores = floats(&bytes);
            let mut file = create(&out, "features.f32")?;
            each_text(&args, |_, text| {
                let example = lines::example(text);
                let own: Vec<f32> = scores.by_ref().take(example.texts().len()).collect();
                write_floats(&example.features(&own), &mut file)
            })
        }
    }
}

fn write_lines(out: &Path, inputs: &[PathBuf]) -> Result<(), Failure> {
    let mut file = create(out, "lines.jsonl")?;
    let (mut words, mut counts, mut marks) =
        (create(out, "words.u16")?, create(out, "words.n")?, create(out, "marks.u8")?);
    each_text(inputs, |id, text| {
        let example = lines::example(text);
        writeln!(file, "{}", serde_json::json!({ "id": id, "lines": example.texts() }))?;
        let bits: Vec<u8> =
            example.marks().map(|(cut, frame)| u8::from(cut) | u8::from(frame) << 1).collect();
        marks.write_all(&bits)?;
        for i in 0..bits.len() {
            let buckets = example.buckets(i);
            write_buckets(&buckets, &mut words, &mut counts)?;
        }
        Ok(())
    })
}

/// Reads every text of the inputs, in order.
fn each_text(
    inputs: &[PathBuf],
    mut then: impl FnMut(&str, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for input in inputs {
        if input.is_file() {
            for line in fs::read_to_string(input)?.lines() {
                let row: serde_json::Value = serde_json::from_str(line)?;
                then(
                    row["id"].as_str().unwrap_or_default(),
                    row["text"].as_str().unwrap_or_default(),
                )?;
            }
            continue;
        }
        for (id, path) in saved_pages(input)? {
            if let Ok(example) =
                training::example(&Page::from_bytes(read_saved_page(&path)?), &Options::default())
            {
                // Extractors separate blocks by one line end or by two; each page always gets the
                // same.
                let between =
                    if id.bytes().map(u32::from).sum::<u32>() % 2 == 0 { "\n" } else { "\n\n" };
                then(&id, &lines::visible_text(&example.blocks, between))?;
            }
        }
    }
    Ok(())
}
