//! The end of an archive that is to grow: where its last whole record ends.
//!
//! A run that was killed may leave half a record. Readers get over it, but each says so for ever, and some give up. So it is cut before
//! anything is added. Only the last record is looked at, however large the archive is.

use std::fs::File;
use std::io::{self, BufRead, Read, Seek, SeekFrom};

use flate2::bufread::GzDecoder;
use memchr::memmem;

/// How every gzip member begins: magic number and the only method there is.
const MEMBER: [u8; 3] = [0x1f, 0x8b, 8];
/// How every record begins.
const RECORD: &[u8] = b"WARC/";
/// Bytes that a record has at least, packed: its header has several lines.
const SHORTEST: u64 = 64;
/// Bytes from the end that are looked at first; most records are smaller.
const NEAREST: u64 = 1 << 20;
/// Bytes from the end that are looked at at most. A record of ours holds a page of 64 MiB unpacked.
const FURTHEST: u64 = 80 << 20;
/// Bytes that a record may unpack to; one with more is none of ours, and is taken for whole.
const MAX_UNPACKED: u64 = 1 << 30;

/// The length of an archive up to the end of its last whole record: less than it has when it was cut short.
///
/// # Errors
///
/// `InvalidData` for a file that holds no gzipped records: what is added to it could not be read.
pub(super) fn whole_length(file: &mut File) -> io::Result<u64> {
    let length = file.seek(SeekFrom::End(0))?;
    if length == 0 {
        return Ok(0);
    }
    let mut window = NEAREST;
    loop {
        let start = length.saturating_sub(window);
        file.seek(SeekFrom::Start(start))?;
        let mut end = Vec::new();
        file.by_ref().take(window).read_to_end(&mut end)?;
        if let Some(whole) = whole(&end) {
            return Ok(start + whole as u64);
        }
        match (start, window) {
            // The first one of all, with none before it.
            (0, _) if length < SHORTEST && is_torn(&end) => return Ok(0),
            (0, _) => return Err(io::Error::new(io::ErrorKind::InvalidData, "it holds no gzipped records; name another file")),
            // A record as large as that was not written here, and is not ours to cut.
            (_, FURTHEST..) => return Ok(length),
            _ => window = (window * 4).min(FURTHEST),
        }
    }
}

/// Where the last record that begins in these bytes ends, or begins if they hold only a part of it. `None` when none begins here.
fn whole(bytes: &[u8]) -> Option<usize> {
    let starts = memmem::rfind_iter(bytes, &MEMBER);
    starts.filter_map(|start| Some(member_end(&bytes[start..])?.map_or(start, |length| start + length))).next()
}

/// The length of the member that opens here with a record; `Some(None)` when its end is missing. `None` when no record opens here.
fn member_end(bytes: &[u8]) -> Option<Option<usize>> {
    let mut member = GzDecoder::new(bytes);
    let mut front = [0; RECORD.len()];
    match member.read_exact(&mut front) {
        Ok(()) if front == RECORD => {}
        // What is too short to be known for a record is cut as what stands behind the one before it.
        _ => return None,
    }
    match io::copy(&mut member.by_ref().take(MAX_UNPACKED), &mut io::sink()) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Some(None),
        // One that is damaged in another way was not cut. It stays for whoever can mend it.
        Err(_) => Some(Some(bytes.len())),
        Ok(MAX_UNPACKED) => Some(Some(bytes.len())),
        Ok(_) => Some(Some(bytes.len() - member.into_inner().fill_buf().map_or(0, <[u8]>::len))),
    }
}

/// Whether these are the first bytes of a gzip member and no more.
fn is_torn(bytes: &[u8]) -> bool {
    let begins = bytes.starts_with(&MEMBER) || MEMBER.starts_with(bytes);
    let unpacked = io::copy(&mut GzDecoder::new(bytes).take(MAX_UNPACKED), &mut io::sink());
    begins && unpacked.is_err_and(|e| e.kind() == io::ErrorKind::UnexpectedEof)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::whole_length;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(text).expect("memory takes it");
        out.finish().expect("memory takes it")
    }

    fn check(bytes: &[u8]) -> Result<u64, String> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("writes");
        whole_length(&mut file).map_err(|e| e.to_string())
    }

    #[test]
    fn a_record_is_cut_wherever_it_was_torn_and_a_whole_one_stays() {
        let (first, second) = (member(b"WARC/1.1\r\n"), member(&[b"WARC/1.1\r\n".as_slice(), &[7; 3_000]].concat()));
        let both = [first.clone(), second].concat();
        for length in first.len()..both.len() {
            assert_eq!(check(&both[..length]), Ok(first.len() as u64), "{length}");
        }
        assert_eq!(check(&both), Ok(both.len() as u64));
        for length in 0..first.len() {
            assert_eq!(check(&first[..length]), Ok(0), "the first one is no other: {length}");
        }
    }

    #[test]
    fn a_record_larger_than_the_first_look_is_found() {
        let noise: Vec<u8> = (0..1_500_000_u64).flat_map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40).to_le_bytes()).collect();
        let (first, large) = (member(b"WARC/1.1\r\n"), member(&[b"WARC/1.1\r\n".as_slice(), &noise].concat()));
        assert!(large.len() > 2 << 20);
        let both = [first.clone(), large].concat();
        assert_eq!(check(&both), Ok(both.len() as u64));
        assert_eq!(check(&both[..both.len() - 1]), Ok(first.len() as u64));
    }

    #[test]
    fn damage_is_not_cut_and_what_is_no_archive_is_refused() {
        let mut damaged = member(&[b"WARC/1.1\r\n".as_slice(), &[7; 3_000]].concat());
        let last = damaged.len() - 6;
        damaged[last] ^= 1;
        assert_eq!(check(&damaged), Ok(damaged.len() as u64));
        for other in [b"WARC/1.0\r\nWARC-Type: response\r\n".as_slice(), b"notes", &member(b"notes")] {
            assert!(check(other).expect_err("a refusal").contains("another file"), "{other:?}");
        }
    }
}
