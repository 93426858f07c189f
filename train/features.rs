//! Writes the blocks and the features of labelled pages for training.
//!
//! `cargo run --release --example features -- OUT PAGES_DIR…` reads every `*.html` and `*.html.gz` in the folders and writes
//! `OUT/columns.txt`, `OUT/blocks.jsonl` (a line per page: id, and for each block its text, kind and path) and
//! `OUT/features.f32` (a row per block, little endian, pages and blocks in the order of `blocks.jsonl`).

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use cleancopy::{Options, Page, training};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let out = args.next().ok_or("usage: features OUT PAGES_DIR...")?;
    fs::create_dir_all(&out)?;
    fs::write(out.join("columns.txt"), training::columns().join("\n"))?;
    let mut blocks_file = BufWriter::new(File::create(out.join("blocks.jsonl"))?);
    let mut features_file = BufWriter::new(File::create(out.join("features.f32"))?);
    for dir in args {
        let mut pages: Vec<PathBuf> = fs::read_dir(&dir)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
        pages.sort();
        for path in pages.iter().filter(|p| is_page(p)) {
            let page = Page::from_bytes(read(path)?);
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let id = name.trim_end_matches(".gz").trim_end_matches(".html");
            match training::example(&page, &Options::default()) {
                Ok(example) => {
                    let blocks: Vec<_> =
                        example.blocks.list.iter().map(|b| serde_json::json!([b.text, format!("{:?}", b.kind), b.hidden])).collect();
                    writeln!(blocks_file, "{}", serde_json::json!({ "id": id, "blocks": blocks }))?;
                    training::write_features(&example, &mut features_file)?;
                }
                Err(error) => writeln!(std::io::stderr(), "{id}: {error}")?,
            }
        }
    }
    blocks_file.flush()?;
    features_file.flush()?;
    Ok(())
}

fn is_page(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.ends_with(".html") || name.ends_with(".html.gz")
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path)?;
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(file).read_to_end(&mut bytes)?;
    } else {
        { file }.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
