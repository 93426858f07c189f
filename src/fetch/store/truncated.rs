//! Finds the end of the last whole record of an archive.
//!
//! A run that was killed may leave a truncated record. Most readers skip it with a warning, but
//! some give up, so it is removed before records are appended. Only the end of the archive is read,
//! however large it is. That part is read record by record, because a page can itself contain an
//! archive, whose records must not be mistaken for the records of this one.

use std::fs::File;
use std::io::{self, BufRead, Read, Seek, SeekFrom};

use flate2::bufread::GzDecoder;
use memchr::memmem;

/// The first bytes of every gzip member: the magic number and the only compression method.
const GZIP_MEMBER: [u8; 3] = [0x1f, 0x8b, 8];
/// The first bytes of every record.
const RECORD: &[u8] = b"WARC/";
/// The fewest bytes of a compressed record: its header has several lines.
const MIN_RECORD_BYTES: u64 = 64;
/// Bytes at the end that are read first; most records are smaller.
const FIRST_WINDOW: u64 = 1 << 20;
/// Bytes at the end that are read if the first window does not end in a whole record. A record
/// written here holds a page of at most 64 MiB, uncompressed.
const LAST_WINDOW: u64 = 80 << 20;
/// The most bytes of a decompressed record. A larger one was not written here and counts as whole.
const MAX_DECOMPRESSED: u64 = 1 << 30;

/// The length of an archive up to the end of its last whole record; less than the size of the file
/// if that was truncated.
///
/// # Errors
///
/// `InvalidData` for a file without gzipped records: records appended to it could not be read.
pub(super) fn length_of_whole_records(file: &mut File) -> io::Result<u64> {
    let length = file.seek(SeekFrom::End(0))?;
    if length == 0 {
        return Ok(0);
    }
    let mut window = FIRST_WINDOW;
    loop {
        let start = length.saturating_sub(window);
        file.seek(SeekFrom::Start(start))?;
        let mut end = Vec::new();
        file.by_ref().take(window).read_to_end(&mut end)?;
        match (end_of_whole_records(&end), start, window) {
            (Some(whole), 0, _) | (Some(whole), _, LAST_WINDOW) => return Ok(start + whole as u64),
            // A record inside another one ends before it, so this one is not inside another.
            (Some(whole), ..) if whole == end.len() => return Ok(length),
            // The archive holds only a truncated first record.
            (None, 0, _) if length < MIN_RECORD_BYTES && is_truncated(&end) => return Ok(0),
            (None, 0, _) => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "the file holds no gzipped records; name another file",
                ));
            }
            // A record as large as that was not written here and must not be removed.
            (None, _, LAST_WINDOW) => return Ok(length),
            _ => window = LAST_WINDOW,
        }
    }
}

/// The end of the last record that begins in these bytes, or its start if it is truncated. `None`
/// if no record begins here.
fn end_of_whole_records(bytes: &[u8]) -> Option<usize> {
    let mut end = None;
    let mut next = 0;
    for start in memmem::find_iter(bytes, &GZIP_MEMBER) {
        // A match inside a record is part of a page.
        if start < next {
            continue;
        }
        match record_at_start(&bytes[start..]) {
            Some(FoundRecord::Whole(length)) => {
                next = start + length;
                end = Some(next);
            }
            Some(FoundRecord::Truncated) => return Some(start),
            // It is not truncated and stays, since a user may be able to repair it.
            Some(FoundRecord::Damaged) => end = Some(bytes.len()),
            None => {}
        }
    }
    end
}

/// The state of a record.
enum FoundRecord {
    /// A whole record of this many bytes.
    Whole(usize),
    /// Its end is missing.
    Truncated,
    /// It cannot be decompressed for another reason, or is larger than any record written here.
    Damaged,
}

/// The record at the start of these bytes; `None` if no record begins there.
fn record_at_start(bytes: &[u8]) -> Option<FoundRecord> {
    let mut member = GzDecoder::new(bytes);
    let mut start = [0; RECORD.len()];
    match member.read_exact(&mut start) {
        Ok(()) if start == RECORD => {}
        // If it is too short to be recognised, the caller removes it with all bytes after the
        // record before it.
        _ => return None,
    }
    Some(match io::copy(&mut member.by_ref().take(MAX_DECOMPRESSED), &mut io::sink()) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => FoundRecord::Truncated,
        Err(_) | Ok(MAX_DECOMPRESSED) => FoundRecord::Damaged,
        Ok(_) => {
            FoundRecord::Whole(bytes.len() - member.into_inner().fill_buf().map_or(0, <[u8]>::len))
        }
    })
}

/// Whether these bytes are a truncated gzip member.
fn is_truncated(bytes: &[u8]) -> bool {
    let is_member = bytes.starts_with(&GZIP_MEMBER) || GZIP_MEMBER.starts_with(bytes);
    let decompressed = io::copy(&mut GzDecoder::new(bytes).take(MAX_DECOMPRESSED), &mut io::sink());
    is_member && decompressed.is_err_and(|e| e.kind() == io::ErrorKind::UnexpectedEof)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::length_of_whole_records;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(text).expect("memory takes it");
        out.finish().expect("memory takes it")
    }

    fn check(bytes: &[u8]) -> Result<u64, String> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("writes");
        length_of_whole_records(&mut file).map_err(|e| e.to_string())
    }

    #[test]
    fn a_truncated_record_is_found_wherever_it_was_cut() {
        let (first, second) =
            (member(b"WARC/1.1\r\n"), member(&[b"WARC/1.1\r\n".as_slice(), &[7; 3_000]].concat()));
        let both = [first.clone(), second].concat();
        for length in first.len()..both.len() {
            assert_eq!(check(&both[..length]), Ok(first.len() as u64), "{length}");
        }
        assert_eq!(check(&both), Ok(both.len() as u64));
        for length in 0..first.len() {
            assert_eq!(check(&first[..length]), Ok(0), "a truncated first record: {length}");
        }
    }

    #[test]
    fn a_record_larger_than_the_first_window_is_found() {
        let mut random = fastrand::Rng::with_seed(1);
        let noise: Vec<u8> = (0..3_000_000).map(|_| random.u8(..)).collect();
        let (first, large) =
            (member(b"WARC/1.1\r\n"), member(&[b"WARC/1.1\r\n".as_slice(), &noise].concat()));
        assert!(large.len() > 2 << 20);
        let both = [first.clone(), large].concat();
        assert_eq!(check(&both), Ok(both.len() as u64));
        assert_eq!(check(&both[..both.len() - 1]), Ok(first.len() as u64));
    }

    #[test]
    fn damaged_records_stay_and_other_files_are_refused() {
        let mut damaged = member(&[b"WARC/1.1\r\n".as_slice(), &[7; 3_000]].concat());
        let last = damaged.len() - 6;
        damaged[last] ^= 1;
        assert_eq!(check(&damaged), Ok(damaged.len() as u64));
        for other in
            [b"WARC/1.0\r\nWARC-Type: response\r\n".as_slice(), b"notes", &member(b"notes")]
        {
            assert!(check(other).expect_err("a refusal").contains("another file"), "{other:?}");
        }
    }

    #[test]
    fn an_archive_inside_a_page_is_not_mistaken_for_records() {
        let mut random = fastrand::Rng::with_seed(1);
        let mut noise = |length| -> Vec<u8> { (0..length).map(|_| random.u8(..)).collect() };
        let inner = member(&[b"WARC/1.1\r\n".as_slice(), &noise(3_000)].concat());
        let truncated = &member(&[b"WARC/1.1\r\n".as_slice(), &noise(3_000)].concat())[..2_000];
        let first = member(b"WARC/1.1\r\n");
        let page = [
            b"WARC/1.1\r\n".as_slice(),
            &noise(9_000),
            truncated,
            &noise(500),
            &inner,
            &noise(9_000),
        ]
        .concat();
        let both = [first.clone(), member(&page)].concat();
        assert!(
            both.windows(inner.len()).any(|part| part == inner),
            "random bytes are stored uncompressed"
        );
        assert_eq!(check(&both), Ok(both.len() as u64));
        for length in (first.len()..both.len()).step_by(500) {
            assert_eq!(check(&both[..length]), Ok(first.len() as u64), "{length}");
        }
    }
}
