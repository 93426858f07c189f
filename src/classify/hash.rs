//! The hash that maps words and class words to buckets of the trained models: rustc-hash 2 on 64
//! bits. The code is copied here so that its values never change. It works in two steps, so that
//! each word is read once for all buckets that depend on it.

/// Buckets of each model; a power of two.
pub(crate) const BUCKETS: usize = 1 << 15;

/// The hash of the values so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hash(u64);

/// The contribution of one text to a hash.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Digest(u64);

impl Hash {
    /// A hash that starts with a label, so that kinds of features do not collide.
    pub(super) const fn with_label(label: &str) -> Self {
        Self(0).text(Digest::new(label))
    }

    pub(super) const fn number(self, number: u64) -> Self {
        Self(self.0.wrapping_add(number).wrapping_mul(0xf135_7aea_2e62_a9c5))
    }

    pub(super) const fn text(self, text: Digest) -> Self {
        self.number(text.0).number(0xff)
    }

    /// The index of the weight in a model.
    pub(super) const fn bucket(self) -> u32 {
        let hash = self.0.rotate_left(26);
        ((hash ^ (hash >> 29)) as usize & (BUCKETS - 1)) as u32
    }
}

impl Digest {
    pub(super) const fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        // Digits of pi.
        let (mut one, mut other) = (0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344);
        if bytes.len() <= 16 {
            if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
                one ^= u64::from_le_bytes(*first);
                other ^= u64::from_le_bytes(*last);
            } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
                one ^= u32::from_le_bytes(*first) as u64;
                other ^= u32::from_le_bytes(*last) as u64;
            } else if let (Some(first), Some(last)) = (bytes.first(), bytes.last()) {
                one ^= *first as u64;
                other ^= (*last as u64) << 8 | bytes[bytes.len() / 2] as u64;
            }
        } else {
            // All pieces except the last, which may overlap them.
            let mut rest = bytes;
            while let Some((piece, after)) = rest.split_first_chunk::<16>()
                && !after.is_empty()
            {
                let (x, y) = halves(piece);
                (one, other) = (other, mixed(one ^ x, 0xa409_3822_299f_31d0 ^ y));
                rest = after;
            }
            if let Some(last) = bytes.last_chunk::<16>() {
                let (x, y) = halves(last);
                (one, other) = (one ^ x, other ^ y);
            }
        }
        Self(mixed(one, other) ^ bytes.len() as u64)
    }
}

const fn halves(piece: &[u8; 16]) -> (u64, u64) {
    let both = u128::from_le_bytes(*piece);
    (both as u64, (both >> 64) as u64)
}

const fn mixed(x: u64, y: u64) -> u64 {
    let full = x as u128 * y as u128;
    full as u64 ^ (full >> 64) as u64
}

#[cfg(test)]
mod tests {
    use std::hash::{Hash as _, Hasher};

    use rustc_hash::FxHasher;

    use super::{BUCKETS, Digest, Hash};

    #[test]
    fn buckets_match_the_trained_models() {
        // Changing the hash would scramble the models.
        let word =
            |label, word, is_long| Hash::with_label(label).text(Digest::new(word)).number(is_long);
        let pair =
            Hash::with_label("pair").text(Digest::new("read")).text(Digest::new("more")).number(0);
        assert_eq!(
            [word("word", "the", 0), pair, word("first", "by", 1)].map(Hash::bucket),
            [7814, 11948, 18321]
        );
    }

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn texts_of_any_length_hash_like_rustc_hash() {
        let text: String = ('a'..='z').cycle().take(100).collect();
        for end in 0..=text.len() {
            let mut hasher = FxHasher::default();
            (&text[..end], 7usize, true).hash(&mut hasher);
            let h = hasher.finish();
            let own = Hash::default().text(Digest::new(&text[..end])).number(7).number(1);
            assert_eq!(own.bucket(), ((h ^ (h >> 29)) as usize & (BUCKETS - 1)) as u32, "{end}");
        }
    }
}
