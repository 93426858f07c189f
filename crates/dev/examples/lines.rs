//! Writes the features of labelled texts for training text mode, with the code that also
//! classifies.
//!
//! `lines OUT INPUT…`: an input is a folder of `*.html` and `*.html.gz`, whose complete visible
//! text is read, or a file of JSON lines with `id` and `text`. It writes to `OUT`, line by line of
//! all texts in order: `words.u16` (buckets of the linear model, with their counts in `words.n`),
//! `marks.u8` (1: a rule cuts the line, 2: the line is page chrome) and `lines.jsonl` with the
//! lines of each text. With `--scores FILE.f32` (the linear scores) it writes `features.f32`
//! instead. All numbers are little endian.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use cleancopy::training::{self, lines};
use cleancopy::{Options, Page};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut option = |name: &str| {
        let at =
            args.iter().position(|a| a.as_os_str() == name).filter(|at| at + 1 < args.len())?;
        args.remove(at);
        Some(args.remove(at))
    };
    let scores = option("--scores");
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

fn create(out: &Path, name: &str) -> std::io::Result<BufWriter<File>> {
    File::create(out.join(name)).map(BufWriter::new)
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
            counts.write_all(&u16::try_from(buckets.len())?.to_le_bytes())?;
            for bucket in buckets {
                words.write_all(&u16::try_from(bucket)?.to_le_bytes())?;
            }
        }
        Ok(())
    })
}

fn floats(bytes: &[u8]) -> impl Iterator<Item = f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
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
        let mut pages: Vec<PathBuf> =
            fs::read_dir(input)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
        pages.sort();
        for path in pages {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(id) = name.strip_suffix(".html.gz").or_else(|| name.strip_suffix(".html"))
            else {
                continue;
            };
            if let Ok(example) =
                training::example(&Page::from_bytes(read(&path)?), &Options::default())
            {
                // Extractors separate blocks by one line end or by two; each page always gets the
                // same.
                let between =
                    if id.bytes().map(u32::from).sum::<u32>() % 2 == 0 { "\n" } else { "\n\n" };
                then(id, &lines::visible_text(&example.blocks, between))?;
            }
        }
    }
    Ok(())
}

fn write_floats(values: &[f32], out: &mut impl Write) -> Result<(), Failure> {
    let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    Ok(out.write_all(&bytes)?)
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = File::open(path)?;
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(file).read_to_end(&mut bytes)?;
    } else {
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
