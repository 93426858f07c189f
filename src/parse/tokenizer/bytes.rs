//! Byte classes inside a tag.

/// White space. A carriage return is a line end too.
pub(super) const SPACE: u8 = 1;
/// Ends the name of a tag: white space, `/`, `>`.
pub(super) const TAG_NAME_END: u8 = 2;
/// Ends the name of an attribute: white space, `/`, `>`, `=`.
pub(super) const ATTRIBUTE_NAME_END: u8 = 4;
/// Ends a value without quotes: white space, `>`.
pub(super) const VALUE_END: u8 = 8;
/// A letter.
pub(super) const ALPHA: u8 = 16;

/// The classes of every byte.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'\t' | b'\n' | b'\r' | 0x0c | b' ' => {
                SPACE | TAG_NAME_END | ATTRIBUTE_NAME_END | VALUE_END
            }
            b'/' => TAG_NAME_END | ATTRIBUTE_NAME_END,
            b'>' => TAG_NAME_END | ATTRIBUTE_NAME_END | VALUE_END,
            b'=' => ATTRIBUTE_NAME_END,
            b'A'..=b'Z' | b'a'..=b'z' => ALPHA,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// The classes of a byte.
#[inline]
pub(super) fn class(byte: u8) -> u8 {
    CLASSES[byte as usize]
}

/// Whether a byte is in the class.
#[inline]
pub(super) fn is(byte: Option<u8>, meaning: u8) -> bool {
    byte.is_some_and(|b| class(b) & meaning != 0)
}

/// The offset of the first byte from `at` on that is in the class, or the end.
#[inline]
pub(super) fn until(bytes: &[u8], at: usize, meaning: u8) -> usize {
    bytes[at..].iter().position(|&b| class(b) & meaning != 0).map_or(bytes.len(), |n| at + n)
}

/// The offset of the first byte from `at` on that is not white space, or the end.
#[inline]
pub(super) fn after_space(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|&b| class(b) & SPACE == 0).map_or(bytes.len(), |n| at + n)
}
