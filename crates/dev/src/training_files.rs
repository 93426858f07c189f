//! The files of training: saved pages as input, numbers in little endian as output.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Any error that ends a tool.
pub type Failure = Box<dyn std::error::Error>;

/// Removes an option with its value from the arguments and returns the value.
pub fn take_option(arguments: &mut Vec<PathBuf>, name: &str) -> Option<PathBuf> {
    let at = arguments.iter().position(|argument| argument.as_os_str() == name)?;
    if at + 1 == arguments.len() {
        return None;
    }
    arguments.remove(at);
    Some(arguments.remove(at))
}

/// Creates a file in the output folder.
///
/// # Errors
///
/// The file cannot be created.
pub fn create(folder: &Path, name: &str) -> io::Result<BufWriter<File>> {
    File::create(folder.join(name)).map(BufWriter::new)
}

/// The saved pages of a folder, `*.html` and `*.html.gz`: name without the extension, and path, in
/// the order of the paths.
///
/// # Errors
///
/// The folder cannot be read.
pub fn saved_pages(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let entries = fs::read_dir(folder)?;
    let mut paths: Vec<PathBuf> = entries.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    let named = paths.into_iter().filter_map(|path| {
        let name = path.file_name()?.to_string_lossy();
        let id = name.strip_suffix(".html.gz").or_else(|| name.strip_suffix(".html"))?.to_owned();
        Some((id, path))
    });
    Ok(named.collect())
}

/// The bytes of a saved page, decompressed.
///
/// # Errors
///
/// The file cannot be read, or its gzip data is damaged.
pub fn read_saved_page(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = File::open(path)?;
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(file).read_to_end(&mut bytes)?;
    } else {
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Numbers of 32 bits that [`write_floats`] wrote.
pub fn floats(bytes: &[u8]) -> impl Iterator<Item = f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

/// Writes numbers of 32 bits.
///
/// # Errors
///
/// The output cannot be written.
pub fn write_floats(values: &[f32], out: &mut impl Write) -> Result<(), Failure> {
    let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    Ok(out.write_all(&bytes)?)
}

/// Writes the buckets of a linear model as 16 bits each, and their number to `counts`.
///
/// # Errors
///
/// An output cannot be written, or a number has more than 16 bits.
pub fn write_buckets(
    buckets: &[u32],
    out: &mut impl Write,
    counts: &mut impl Write,
) -> Result<(), Failure> {
    counts.write_all(&u16::try_from(buckets.len())?.to_le_bytes())?;
    for &bucket in buckets {
        out.write_all(&u16::try_from(bucket)?.to_le_bytes())?;
    }
    Ok(())
}
