//! SHA-256 digests: the same on every machine and in every version.

use sha2::{Digest, Sha256};

/// SHA-256 in lower-case hexadecimal, as `sha256sum` prints it.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// The first 64 bits of the SHA-256, in 16 hexadecimal digits: enough to tell settings and names
/// apart.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    let mut hex = sha256_hex(bytes);
    hex.truncate(16);
    hex
}

/// The first 128 bits of the SHA-256 as a number: no two addresses of a list share it.
pub(crate) fn hash128(bytes: &[u8]) -> u128 {
    Sha256::digest(bytes).iter().take(16).fold(0, |h, &b| h << 8 | u128::from(b))
}

/// The first 64 bits of the SHA-256 as a number.
pub(crate) fn hash64(bytes: &[u8]) -> u64 {
    Sha256::digest(bytes).iter().take(8).fold(0, |h, &b| h << 8 | u64::from(b))
}

#[cfg(test)]
mod tests {
    use super::{hash64, sha256_hex, short_hash};

    #[test]
    fn the_hash_is_the_one_of_the_standard() {
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(short_hash(b"abc"), "ba7816bf8f01cfea");
        assert_eq!(hash64(b"abc"), 0xba78_16bf_8f01_cfea);
    }
}
