//! Repair of mojibake: text whose UTF-8 bytes were read as Latin-1 or windows-1252 and written as
//! UTF-8 again. An apostrophe became `â€™`, or `â` and two control characters.

/// Signs of mojibake below which nothing is changed: a story about encodings may quote one or two.
const MIN_SIGNS: usize = 3;
/// Characters of windows-1252 where Latin-1 has control characters, with their bytes.
const WINDOWS_1252: [(char, u8); 27] = [
    ('€', 0x80),
    ('‚', 0x82),
    ('ƒ', 0x83),
    ('„', 0x84),
    ('…', 0x85),
    ('†', 0x86),
    ('‡', 0x87),
    ('ˆ', 0x88),
    ('‰', 0x89),
    ('Š', 0x8a),
    ('‹', 0x8b),
    ('Œ', 0x8c),
    ('Ž', 0x8e),
    ('‘', 0x91),
    ('’', 0x92),
    ('“', 0x93),
    ('”', 0x94),
    ('•', 0x95),
    ('–', 0x96),
    ('—', 0x97),
    ('˜', 0x98),
    ('™', 0x99),
    ('š', 0x9a),
    ('›', 0x9b),
    ('œ', 0x9c),
    ('ž', 0x9e),
    ('Ÿ', 0x9f),
];
/// The first byte, in UTF-8, of every character that can start a sequence, U+00C2 to U+00F4.
const LEAD_BYTE: u8 = 0xc3;

/// Repairs text that was encoded twice; also returns the number of repaired characters. `None` for
/// a text without signs of mojibake.
pub(crate) fn repair_mojibake(text: &str) -> Option<(String, usize)> {
    if mojibake_signs(text).take(MIN_SIGNS).count() < MIN_SIGNS {
        return None;
    }
    // Usually the whole text was encoded twice; then its bytes are valid UTF-8.
    let bytes: Option<Vec<u8>> = text.chars().map(source_byte).collect();
    if let Some(whole) = bytes.and_then(|b| String::from_utf8(b).ok()) {
        let changed = whole.chars().filter(|c| !c.is_ascii()).count();
        return Some((whole, changed));
    }
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut changed) = (0, 0);
    for at in memchr::memchr_iter(LEAD_BYTE, text.as_bytes()) {
        if at >= copied
            && let Some((original, len)) = decode_sequence(&text[at..])
        {
            out.push_str(&text[copied..at]);
            out.push(original);
            copied = at + len;
            changed += 1;
        }
    }
    out.push_str(&text[copied..]);
    (changed > 0).then_some((out, changed))
}

/// The offsets of certain signs: `â€`, the start of a dash or quote, and a control character after
/// an accented letter, which no text has.
fn mojibake_signs(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let follows_lead = move |at: usize| {
        at >= 2 && bytes[at - 2] == LEAD_BYTE && (0x82..=0xb4).contains(&bytes[at - 1])
    };
    let control = memchr::memchr_iter(0xc2, bytes)
        .filter(move |&at| follows_lead(at) && bytes.get(at + 1).is_some_and(|b| *b < 0xa0));
    control.chain(memchr::memmem::find_iter(bytes, "â€"))
}

/// The original character of a sequence at the start of a text, and the length of the sequence in
/// bytes.
fn decode_sequence(text: &str) -> Option<(char, usize)> {
    let mut chars = text.char_indices();
    let lead = source_byte(chars.next()?.1)?;
    let count = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    // `ß»` ends a German quotation: letters and symbols of Latin-1 alone prove nothing, except
    // after `Â` and `Ã`, which few languages write.
    let mut is_proven = matches!(lead, 0xc2 | 0xc3);
    for slot in &mut bytes[1..count] {
        let c = chars.next()?.1;
        *slot = source_byte(c).filter(|b| (0x80..0xc0).contains(b))?;
        is_proven |= *slot < 0xa0 || c > '\u{ff}';
    }
    let original = std::str::from_utf8(&bytes[..count]).ok()?.chars().next()?;
    let len = chars.next().map_or(text.len(), |(at, _)| at);
    (is_proven && !original.is_control()).then_some((original, len))
}

/// The byte that was read as this character.
fn source_byte(c: char) -> Option<u8> {
    u8::try_from(u32::from(c))
        .ok()
        .or_else(|| WINDOWS_1252.iter().find(|(w, _)| *w == c).map(|(_, b)| *b))
}

#[cfg(test)]
mod tests {
    use super::{WINDOWS_1252, repair_mojibake};

    /// `text` with its UTF-8 bytes read as Latin-1, or as windows-1252.
    fn doubled(text: &str, is_windows: bool) -> String {
        let windows =
            |b: u8| WINDOWS_1252.iter().find(|(_, w)| is_windows && *w == b).map(|(c, _)| *c);
        text.bytes().map(|b| windows(b).unwrap_or(b as char)).collect()
    }

    const STORY: &str =
        "“It’s late,” Zoë said – and the café’s owner agreed… „Größe“, 12 °C. Привет, 日本 and 🦊.";

    #[test]
    fn text_encoded_twice_is_repaired() {
        for is_windows in [false, true] {
            let (text, changed) = repair_mojibake(&doubled(STORY, is_windows)).expect("signs");
            assert_eq!(text, STORY, "windows: {is_windows}");
            assert_eq!(changed, STORY.chars().filter(|c| !c.is_ascii()).count());
        }
    }

    #[test]
    fn other_text_is_not_changed() {
        assert_eq!(repair_mojibake(STORY), None);
        assert_eq!(repair_mojibake("Der Zug »nach Fuß« – »Spaß« »Größe« ÂÃ"), None);
        assert_eq!(
            repair_mojibake("Servers that show â€™ for an apostrophe, or â€œ, mix up encodings."),
            None
        );
        assert_eq!(repair_mojibake(""), None);
    }

    #[test]
    fn correct_text_beside_mojibake_is_kept() {
        let text = format!("»Spaß« {} »Fuß«", doubled("it’s, she’s, he’s", false));
        assert_eq!(repair_mojibake(&text).expect("signs").0, "»Spaß« it’s, she’s, he’s »Fuß«");
    }
}
