//! Undoes gzip, zlib and deflate as far as the bytes allow.
//!
//! Servers, crawlers and copies damage the ends of compressed pages: padding is added, a trailer is
//! lost, a transfer stops. A reader that insists on a perfect stream loses the page, although a
//! page that is cut without compression is read. So this one returns what it could read, and
//! [`BodyDamage`] says what was wrong.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::error::{Error, ErrorKind};
use crate::page::{BodyDamage, Page};

/// The first two bytes of every gzip member. Saved pages may be gzipped under any name.
pub(crate) const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// The bytes of the header of a gzip member that are always there.
const HEADER_BYTES: usize = 10;
/// The bytes after the data of a gzip member: its checksum and its length.
const TRAILER_BYTES: usize = 8;
/// The size of a decompressed page relative to its compressed size, for most pages.
const USUAL_RATIO: usize = 4;
/// The most bytes that the output grows by at once.
const MAX_GROWTH: usize = 1 << 20;

/// Bytes whose compression was undone, and what was wrong with the compressed ones.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inflated {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The damage; `None` for bytes that were whole or not compressed.
    pub damage: Option<BodyDamage>,
}

/// Bytes that were not compressed.
impl From<Vec<u8>> for Inflated {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, damage: None }
    }
}

impl From<Inflated> for Page {
    fn from(Inflated { bytes, damage }: Inflated) -> Self {
        let mut page = Self::from_bytes(bytes);
        page.damage = damage;
        page
    }
}

/// The damage of a body with two codings: bytes that are missing matter more than bytes that were
/// added.
pub(crate) fn worse_damage(
    outer: Option<BodyDamage>,
    inner: Option<BodyDamage>,
) -> Option<BodyDamage> {
    match (&outer, &inner) {
        (Some(BodyDamage::ExtraBytes { .. }), Some(BodyDamage::Incomplete { .. })) => inner,
        _ => outer.or(inner),
    }
}

/// The end of one deflate stream.
enum StreamEnd {
    /// It is whole; the number of compressed bytes that it has.
    Whole(usize),
    Damaged(BodyDamage),
    TooLarge,
}

/// Decompresses gzip members up to the end of the last whole or damaged one. The output is refused
/// if it has more than `limit` bytes.
///
/// # Errors
///
/// [`ErrorKind::TooLarge`], and [`ErrorKind::BadCompression`] if not one byte can be read.
pub(crate) fn gunzip(stored: &[u8], limit: usize) -> Result<Inflated, Error> {
    let mut bytes = Vec::with_capacity(capacity(stored.len(), limit));
    let mut rest = stored;
    let mut damage = None;
    while !rest.is_empty() {
        if rest.len() < stored.len() && !rest.starts_with(&GZIP_MAGIC) {
            damage = Some(BodyDamage::ExtraBytes { count: rest.len() });
            break;
        }
        let start = bytes.len();
        let Some(data) = after_header(rest) else {
            damage = Some(BodyDamage::Incomplete { why: "the header of a gzip member is damaged" });
            break;
        };
        let end = match inflate(data, false, &mut bytes, limit) {
            StreamEnd::Whole(end) => end,
            StreamEnd::Damaged(found) => {
                damage = Some(found);
                break;
            }
            StreamEnd::TooLarge => return Err(Error::new(ErrorKind::TooLarge { limit })),
        };
        match data.get(end..end + TRAILER_BYTES) {
            Some(trailer) if is_trailer_of(trailer, &bytes[start..]) => {
                rest = &data[end + TRAILER_BYTES..];
            }
            // The end of the data is marked, so nothing is missing; but nothing proves it either.
            Some(_) => {
                damage = Some(BodyDamage::Incomplete { why: "a checksum of gzip does not match" });
                break;
            }
            None => {
                damage = Some(BodyDamage::Incomplete { why: "the checksum of gzip is missing" });
                break;
            }
        }
    }
    finished(bytes, damage)
}

/// Decompresses what HTTP calls `deflate`: zlib, or bare deflate, which half of its servers send.
///
/// # Errors
///
/// As [`gunzip`].
pub(crate) fn inflate_body(stored: &[u8], limit: usize) -> Result<Inflated, Error> {
    let mut bytes = Vec::with_capacity(capacity(stored.len(), limit));
    let mut end = inflate(stored, has_zlib_header(stored), &mut bytes, limit);
    // The first bytes of bare deflate may look like a zlib header.
    if bytes.is_empty() && matches!(end, StreamEnd::Damaged(_)) {
        end = inflate(stored, !has_zlib_header(stored), &mut bytes, limit);
    }
    let damage = match end {
        StreamEnd::Whole(end) if end < stored.len() => {
            Some(BodyDamage::ExtraBytes { count: stored.len() - end })
        }
        StreamEnd::Whole(_) => None,
        StreamEnd::Damaged(damage) => Some(damage),
        StreamEnd::TooLarge => return Err(Error::new(ErrorKind::TooLarge { limit })),
    };
    finished(bytes, damage)
}

fn finished(bytes: Vec<u8>, damage: Option<BodyDamage>) -> Result<Inflated, Error> {
    match damage {
        Some(BodyDamage::Incomplete { why }) if bytes.is_empty() => {
            Err(Error::new(ErrorKind::BadCompression).because(why.to_owned()))
        }
        damage => Ok(Inflated { bytes, damage }),
    }
}

/// The bytes to allocate for the output. One spare byte lets the end be found without a growth.
fn capacity(stored: usize, limit: usize) -> usize {
    stored.saturating_mul(USUAL_RATIO).min(limit).saturating_add(1)
}

/// Appends the decompressed bytes of one stream to `bytes`.
fn inflate(stored: &[u8], is_zlib: bool, bytes: &mut Vec<u8>, limit: usize) -> StreamEnd {
    let mut decoder = Decompress::new(is_zlib);
    let cut = BodyDamage::Incomplete { why: "the compressed data ends too early" };
    loop {
        if bytes.len() > limit {
            return StreamEnd::TooLarge;
        }
        if bytes.len() == bytes.capacity() {
            bytes.reserve(bytes.len().clamp(1024, MAX_GROWTH));
        }
        let done = decoder.total_in() as usize;
        let before = bytes.len();
        let status = decoder.decompress_vec(&stored[done..], bytes, FlushDecompress::None);
        let is_stuck = bytes.len() == before && decoder.total_in() as usize == done;
        match status {
            Ok(Status::StreamEnd) if bytes.len() > limit => return StreamEnd::TooLarge,
            Ok(Status::StreamEnd) => return StreamEnd::Whole(decoder.total_in() as usize),
            Ok(_) if is_stuck && bytes.len() < bytes.capacity() => return StreamEnd::Damaged(cut),
            Ok(_) => {}
            Err(_) => {
                let why = "the compressed data is damaged";
                return StreamEnd::Damaged(BodyDamage::Incomplete { why });
            }
        }
    }
}

/// Whether the bytes begin with the header of zlib, whose two bytes are a multiple of 31.
fn has_zlib_header(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..]
        if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

/// The bytes of a gzip member after its header; `None` if the header is damaged or cut.
fn after_header(member: &[u8]) -> Option<&[u8]> {
    const HAS_CHECKSUM: u8 = 2;
    const HAS_EXTRA: u8 = 4;
    const HAS_NAME: u8 = 8;
    const HAS_COMMENT: u8 = 16;
    let (header, mut rest) = member.split_at_checked(HEADER_BYTES)?;
    let flags = header[3];
    if header[..2] != GZIP_MAGIC || header[2] != 8 {
        return None;
    }
    if flags & HAS_EXTRA != 0 {
        let (length, after) = rest.split_first_chunk::<2>()?;
        rest = after.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for flag in [HAS_NAME, HAS_COMMENT] {
        if flags & flag != 0 {
            rest = &rest[memchr::memchr(0, rest)? + 1..];
        }
    }
    if flags & HAS_CHECKSUM != 0 { rest.get(2..) } else { Some(rest) }
}

fn is_trailer_of(trailer: &[u8], data: &[u8]) -> bool {
    let mut crc = Crc::new();
    crc.update(data);
    // Gzip keeps the length modulo 2^32.
    trailer[..4] == crc.sum().to_le_bytes() && trailer[4..] == crc.amount().to_le_bytes()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::{Inflated, gunzip, inflate_body, worse_damage};
    use crate::error::ErrorKind;
    use crate::page::BodyDamage;

    /// A text that compresses badly, so that a cut in the middle loses about half of it.
    fn text() -> Vec<u8> {
        let mut state = 7_u32;
        let mut letter = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b'a' + (state >> 24) as u8 % 26
        };
        (0..4_000).map(|_| letter()).collect()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(bytes).expect("memory takes it");
        out.finish().expect("memory takes it")
    }

    #[track_caller]
    fn check(stored: &[u8], count: usize, damage: Option<BodyDamage>) {
        let found = gunzip(stored, 1 << 20).expect("something is read");
        assert_eq!((found.bytes.len(), found.damage), (count, damage));
        assert!(found.bytes.iter().zip(text().iter().cycle()).all(|(a, b)| a == b));
    }

    #[test]
    fn missing_bytes_matter_more_than_added_ones() {
        let added = Some(BodyDamage::ExtraBytes { count: 3 });
        let missing = Some(BodyDamage::Incomplete { why: "cut" });
        for (outer, inner, expected) in [
            (&added, &missing, &missing),
            (&missing, &added, &missing),
            (&added, &None, &added),
            (&None, &added, &added),
            (&None, &None, &None),
        ] {
            assert_eq!(worse_damage(*outer, *inner), *expected);
        }
    }

    #[test]
    fn what_follows_a_whole_member_is_ignored_and_counted() {
        let whole = gzip(&text());
        check(&whole, 4_000, None);
        for junk in [&b"\0\0\0\0"[..], b"\r\n", b"\0", b"<!-- served from the cache -->"] {
            let damage = Some(BodyDamage::ExtraBytes { count: junk.len() });
            check(&[&whole[..], junk].concat(), 4_000, damage);
        }
    }

    #[test]
    fn all_members_are_read() {
        let whole = gzip(&text());
        check(&[&whole[..], &whole].concat(), 8_000, None);
        check(
            &[&whole[..], &whole, b"\n"].concat(),
            8_000,
            Some(BodyDamage::ExtraBytes { count: 1 }),
        );
    }

    #[test]
    fn of_a_damaged_member_the_part_before_the_damage_is_read() {
        let whole = gzip(&text());
        let incomplete = |stored: &[u8]| match gunzip(stored, 1 << 20).expect("something is read") {
            Inflated { bytes, damage: Some(BodyDamage::Incomplete { .. }) } => bytes.len(),
            other => panic!("{:?}", other.damage),
        };
        let len = whole.len();
        assert!((1_500..2_500).contains(&incomplete(&whole[..len / 2])), "a cut");
        assert_eq!(incomplete(&whole[..len - 8]), 4_000, "no trailer");
        assert_eq!(incomplete(&whole[..len - 3]), 4_000, "half a trailer");
        let mut wrong = whole.clone();
        wrong[len - 6] ^= 1;
        assert_eq!(incomplete(&wrong), 4_000, "a wrong checksum");
        assert_eq!(incomplete(&[&whole[..], &whole[..9]].concat()), 4_000, "a second header");
        let second = incomplete(&[&whole[..], &whole[..len / 2]].concat());
        assert!((5_500..6_500).contains(&second), "a second member");
    }

    #[test]
    fn nothing_readable_is_an_error() {
        for stored in [&[0x1f, 0x8b][..], &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff]] {
            let error = gunzip(stored, 100).expect_err("nothing to read");
            assert_eq!(*error.kind(), ErrorKind::BadCompression);
        }
    }

    #[test]
    fn the_limit_holds_for_the_output() {
        let whole = gzip(&text());
        assert!(gunzip(&whole, 4_000).is_ok());
        let error = gunzip(&whole, 3_999).expect_err("too large");
        assert_eq!(*error.kind(), ErrorKind::TooLarge { limit: 3_999 });
        assert!(gunzip(&gzip(&vec![b' '; 10_000_000]), 1_000).is_err(), "a bomb");
    }

    #[test]
    fn deflate_is_read_with_and_without_the_header_of_zlib() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(&text()).expect("memory takes it");
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
        bare.write_all(&text()).expect("memory takes it");
        for stored in [zlib.finish().expect("memory"), bare.finish().expect("memory")] {
            let whole = inflate_body(&stored, 1 << 20).expect("whole");
            assert_eq!(whole, Inflated { bytes: text(), damage: None });
            let cut = inflate_body(&stored[..stored.len() / 2], 1 << 20).expect("a part");
            assert!(cut.bytes.len() > 1_500 && cut.damage.is_some());
            let padded = inflate_body(&[&stored[..], b"\0\0"].concat(), 1 << 20).expect("whole");
            assert_eq!(padded.damage, Some(BodyDamage::ExtraBytes { count: 2 }));
        }
    }

    #[test]
    fn all_parts_of_a_header_are_skipped() {
        let plain = gzip(b"The mill stands still.");
        let mut full = plain[..10].to_vec();
        full[3] = 2 | 4 | 8 | 16;
        full.extend_from_slice(b"\x03\0abcname.html\0a comment\0\x12\x34");
        full.extend_from_slice(&plain[10..]);
        let found = gunzip(&full, 100).expect("a whole member");
        assert_eq!((&found.bytes[..], found.damage), (&b"The mill stands still."[..], None));
    }
}
