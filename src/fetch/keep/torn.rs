//! The end of an archive that is to grow: where its last whole record ends.
//!
//! A run that was killed may leave half a record. Readers get over it, but each says so for ever, and some give up. So it is cut before
//! anything is added. However large the archive is, only its end is looked at, and that is walked through record by record: a page may be
//! an archive itself, or have one in it, whose records are none of ours.

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
/// Bytes from the end that are looked at where those do not end in a whole record. A record of ours holds a page of 64 MiB unpacked.
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
        match (whole_end(&end), start, window) {
            (Some(whole), 0, _) | (Some(whole), _, FURTHEST) => return Ok(start + whole as u64),
            // Nothing inside of a record reaches as far as its end does.
            (Some(whole), ..) if whole == end.len() => return Ok(length),
            // The first one of all, with none before it.
            (None, 0, _) if length < SHORTEST && is_torn(&end) => return Ok(0),
            (None, 0, _) => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "it holds no gzipped records; name another file",
                ));
            }
            // A record as large as that was not written here, and is not ours to cut.
            (None, _, FURTHEST) => return Ok(length),
            _ => window = FURTHEST,
        }
    }
}

/// Where the last record that begins in these bytes ends, or begins if they hold only a part of it. `None` when none begins here.
fn whole_end(bytes: &[u8]) -> Option<usize> {
    let mut end = None;
    let mut next = 0;
    for start in memmem::find_iter(bytes, &MEMBER) {
        // What looks like a record inside of one is a part of a page.
        if start < next {
            continue;
        }
        match member(&bytes[start..]) {
            Some(Member::Whole(length)) => {
                next = start + length;
                end = Some(next);
            }
            Some(Member::Torn) => return Some(start),
            // It was not cut, and stays for whoever can mend it.
            Some(Member::Damaged) => end = Some(bytes.len()),
            None => {}
        }
    }
    end
}

/// What opens with a record.
enum Member {
    /// It has so many bytes.
    Whole(usize),
    /// Its end is missing.
    Torn,
    /// It cannot be unpacked for another reason, or unpacks to more than any of ours.
    Damaged,
}

/// The member that opens here with a record; `None` when no record opens here.
fn member(bytes: &[u8]) -> Option<Member> {
    let mut member = GzDecoder::new(bytes);
    let mut front = [0; RECORD.len()];
    match member.read_exact(&mut front) {
        Ok(()) if front == RECORD => {}
        // What is too short to be known for a record is cut as what stands behind the one before it.
        _ => return None,
    }
    Some(match io::copy(&mut member.by_ref().take(MAX_UNPACKED), &mut io::sink()) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Member::Torn,
        Err(_) | Ok(MAX_UNPACKED) => Member::Damaged,
        Ok(_) => Member::Whole(bytes.len() - member.into_inner().fill_buf().map_or(0, <[u8]>::len)),
    })
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
        let (first, second) =
            (member(b"WARC/1.1\r\n"), member(&[b"WARC/1.1\r\n".as_slice(), &[7; 3_000]].concat()));
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
        let noise: Vec<u8> = (0..1_500_000_u64)
            .flat_map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40).to_le_bytes())
            .collect();
        let (first, large) =
            (member(b"WARC/1.1\r\n"), member(&[b"WARC/1.1\r\n".as_slice(), &noise].concat()));
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
        for other in
            [b"WARC/1.0\r\nWARC-Type: response\r\n".as_slice(), b"notes", &member(b"notes")]
        {
            assert!(check(other).expect_err("a refusal").contains("another file"), "{other:?}");
        }
    }

    #[test]
    fn an_archive_inside_a_page_is_not_taken_for_the_records_around_it() {
        let mut state = 1_u64;
        let mut noise = |length: usize| -> Vec<u8> {
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            };
            (0..length).map(|_| next()).collect()
        };
        let inner = member(&[b"WARC/1.1\r\n".as_slice(), &noise(3_000)].concat());
        let torn = &member(&[b"WARC/1.1\r\n".as_slice(), &noise(3_000)].concat())[..2_000];
        let first = member(b"WARC/1.1\r\n");
        let page =
            [b"WARC/1.1\r\n".as_slice(), &noise(9_000), torn, &noise(500), &inner, &noise(9_000)]
                .concat();
        let both = [first.clone(), member(&page)].concat();
        assert!(
            both.windows(inner.len()).any(|part| part == inner),
            "what cannot be packed stands as it is"
        );
        assert_eq!(check(&both), Ok(both.len() as u64));
        for length in (first.len()..both.len()).step_by(500) {
            assert_eq!(check(&both[..length]), Ok(first.len() as u64), "{length}");
        }
    }
}
