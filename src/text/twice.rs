//! Text that was encoded twice: somebody took its UTF-8 bytes for Latin-1 or windows-1252 and wrote them as UTF-8 again. An apostrophe
//! became `â€™`, or `â` and two control characters.

/// Signs of it that a text must show before anything is changed: a story about it may quote one or two.
const MIN_SIGNS: usize = 3;
/// What windows-1252 has where Latin-1 has control characters, with its byte.
const WINDOWS: [(char, u8); 27] = [
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
/// The first byte of every character that can open a sequence, U+00C2 to U+00F4.
const OPENER: u8 = 0xc3;

/// The text as it was before it was encoded a second time, and how many characters that changed; `None` for a text without signs of it.
pub(crate) fn undouble(text: &str) -> Option<(String, usize)> {
    if signs(text).take(MIN_SIGNS).count() < MIN_SIGNS {
        return None;
    }
    // Mostly the whole of it was, and then its bytes say so.
    let bytes: Option<Vec<u8>> = text.chars().map(byte).collect();
    if let Some(whole) = bytes.and_then(|b| String::from_utf8(b).ok()) {
        let changed = whole.chars().filter(|c| !c.is_ascii()).count();
        return Some((whole, changed));
    }
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut changed) = (0, 0);
    for at in memchr::memchr_iter(OPENER, text.as_bytes()) {
        if at >= copied
            && let Some((original, len)) = sequence(&text[at..])
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

/// Places that show it beyond doubt: the start of a dash or quote, `â€`, and a control character after an accented letter, which no text has.
fn signs(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let is_opener = move |at: usize| {
        at >= 2 && bytes[at - 2] == OPENER && (0x82..=0xb4).contains(&bytes[at - 1])
    };
    let control = memchr::memchr_iter(0xc2, bytes)
        .filter(move |&at| is_opener(at) && bytes.get(at + 1).is_some_and(|b| *b < 0xa0));
    control.chain(memchr::memmem::find_iter(bytes, "â€"))
}

/// The character that a sequence at the start of a text stood for, and the bytes of the sequence.
fn sequence(text: &str) -> Option<(char, usize)> {
    let mut chars = text.char_indices();
    let lead = byte(chars.next()?.1)?;
    let count = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    // `ß»` ends a German quotation: letters and signs of Latin-1 alone prove nothing, save after the `Â` and `Ã` that few languages write.
    let mut is_proven = matches!(lead, 0xc2 | 0xc3);
    for slot in &mut bytes[1..count] {
        let c = chars.next()?.1;
        *slot = byte(c).filter(|b| (0x80..0xc0).contains(b))?;
        is_proven |= *slot < 0xa0 || c > '\u{ff}';
    }
    let original = std::str::from_utf8(&bytes[..count]).ok()?.chars().next()?;
    let len = chars.next().map_or(text.len(), |(at, _)| at);
    (is_proven && !original.is_control()).then_some((original, len))
}

/// The byte that a character was taken from.
fn byte(c: char) -> Option<u8> {
    u8::try_from(u32::from(c))
        .ok()
        .or_else(|| WINDOWS.iter().find(|(w, _)| *w == c).map(|(_, b)| *b))
}

#[cfg(test)]
mod tests {
    use super::{WINDOWS, undouble};

    /// `text` with its UTF-8 bytes taken for Latin-1, or for windows-1252.
    fn doubled(text: &str, is_windows: bool) -> String {
        let windows = |b: u8| WINDOWS.iter().find(|(_, w)| is_windows && *w == b).map(|(c, _)| *c);
        text.bytes().map(|b| windows(b).unwrap_or(b as char)).collect()
    }

    const STORY: &str =
        "“It’s late,” Zoë said – and the café’s owner agreed… „Größe“, 12 °C. Привет, 日本 and 🦊.";

    #[test]
    fn what_was_encoded_twice_comes_back() {
        for is_windows in [false, true] {
            let (text, changed) = undouble(&doubled(STORY, is_windows)).expect("signs");
            assert_eq!(text, STORY, "windows: {is_windows}");
            assert_eq!(changed, STORY.chars().filter(|c| !c.is_ascii()).count());
        }
    }

    #[test]
    fn other_text_is_left_alone() {
        assert_eq!(undouble(STORY), None);
        assert_eq!(undouble("Der Zug »nach Fuß« – »Spaß« »Größe« ÂÃ"), None);
        assert_eq!(
            undouble("Servers that show â€™ for an apostrophe, or â€œ, mix up encodings."),
            None
        );
        assert_eq!(undouble(""), None);
    }

    #[test]
    fn what_is_right_beside_it_stays() {
        let text = format!("»Spaß« {} »Fuß«", doubled("it’s, she’s, he’s", false));
        assert_eq!(undouble(&text).expect("signs").0, "»Spaß« it’s, she’s, he’s »Fuß«");
    }
}
