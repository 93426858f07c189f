//! Reads JSON as pages carry it: wrapped in comments, truncated, with extra commas and with line
//! breaks inside strings.

use serde_json::{Deserializer, Value};

/// The largest JSON-LD block that is read, in bytes; the largest real one seen has 0.9 MB.
const MAX_BYTES: usize = 4 << 20;

/// The values in `text`, usually one. It is read unchanged if possible, otherwise after one repair
/// pass.
pub(super) fn values(text: &str) -> Vec<Value> {
    let text = unwrapped(text);
    if text.len() > MAX_BYTES {
        return Vec::new();
    }
    let unescaped;
    let mut text = text;
    // Without any quote, the page has escaped the whole block, including the delimiters.
    if !text.contains('"') && text.contains("&quot;") {
        unescaped = text.replace("&quot;", "\"").replace("&amp;", "&");
        text = &unescaped;
    }
    let (found, is_complete) = parse_values(text);
    if is_complete {
        return found;
    }
    let (repaired, _) = parse_values(&repair(text));
    if repaired.len() >= found.len() { repaired } else { found }
}

/// The values up to the first error, and whether there was no error.
fn parse_values(text: &str) -> (Vec<Value>, bool) {
    let mut found = Vec::new();
    for value in Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(value) => found.push(value),
            // The values before the error are kept; the caller then tries the repair.
            Err(_) => return (found, false),
        }
    }
    (found, true)
}

/// Removes `<!-- -->`, CDATA marks, a trailing `//`, and the white space, byte order marks, NULs
/// and semicolons around the JSON.
fn unwrapped(text: &str) -> &str {
    let mut text = text;
    loop {
        let before = text.len();
        text = text.trim_matches(|c: char| {
            c.is_whitespace() || c == '\u{feff}' || c == '\u{0}' || c == ';'
        });
        for mark in
            ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "// <![CDATA[", "<![CDATA["]
        {
            text = text.strip_prefix(mark).unwrap_or(text);
        }
        for mark in ["-->", "//]]>", "/*]]>*/", "/* ]]> */", "// ]]>", "]]>", "//"] {
            text = text.strip_suffix(mark).unwrap_or(text);
        }
        if text.len() == before {
            return text;
        }
    }
}

/// Repairs near-JSON in one linear pass; other text stays broken.
fn repair(text: &str) -> String {
    let mut repair = Repair {
        bytes: text.as_bytes(),
        out: String::with_capacity(text.len() + 16),
        last: 0,
        open: Vec::new(),
    };
    let mut in_string = false;
    let mut skip = 0;
    for (at, c) in text.char_indices() {
        if at < skip {
            continue;
        }
        if in_string {
            (in_string, skip) = repair.inside(at, c);
        } else if c == '/' {
            skip = at + comment(&text[at..]);
        } else {
            in_string = repair.between(c);
        }
    }
    repair.close(in_string)
}

/// Bytes of the JavaScript comment at the start of `text`; 1 for a lone slash.
fn comment(text: &str) -> usize {
    let end = |mark: &str| text.find(mark).map_or(text.len(), |at| at + mark.len());
    match text.as_bytes() {
        [_, b'/', ..] => end("\n"),
        [_, b'*', ..] => end("*/"),
        _ => 1,
    }
}

/// The state of the repair pass.
struct Repair<'t> {
    bytes: &'t [u8],
    out: String,
    /// The last character between strings that is not white space. It is stored because searching
    /// backwards would not be linear.
    last: u8,
    /// The closing brackets that are due, innermost last.
    open: Vec<u8>,
}

impl Repair<'_> {
    /// Copies a character inside a string. Returns whether the string continues, and the offset up
    /// to which the text is done.
    fn inside(&mut self, at: usize, c: char) -> (bool, usize) {
        match c {
            '\\' => return (true, self.escape(at)),
            '"' if ends_string(self.bytes, at + 1) => {
                self.out.push('"');
                self.last = b'"';
                return (false, 0);
            }
            '"' => self.out.push_str("\\\""),
            '\n' => self.out.push_str("\\n"),
            c if c.is_control() => self.out.push(' '),
            c => self.out.push(c),
        }
        (true, 0)
    }

    /// Copies the escape at `at`, or drops a backslash that escapes nothing in JSON. Returns the
    /// offset at which to continue.
    fn escape(&mut self, at: usize) -> usize {
        let is_hex =
            || self.bytes.get(at + 2..at + 6).is_some_and(|h| h.iter().all(u8::is_ascii_hexdigit));
        match self.bytes.get(at + 1) {
            Some(b'u') if !is_hex() => at + 1,
            Some(&e @ (b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'u')) => {
                self.out.push('\\');
                self.out.push(char::from(e));
                at + 2
            }
            _ => at + 1,
        }
    }

    /// Copies a character between strings. Returns whether a string begins.
    fn between(&mut self, c: char) -> bool {
        match c {
            '"' | '{' | '[' => {
                // The comma between two values is missing.
                if matches!(self.last, b'"' | b'}' | b']') && !self.open.is_empty() {
                    self.out.push(',');
                }
                if c != '"' {
                    self.open.push(if c == '{' { b'}' } else { b']' });
                }
                self.put(c);
                return c == '"';
            }
            '}' | ']' => {
                self.drop_comma();
                if self.open.last().is_some_and(|o| char::from(*o) == c) {
                    self.open.pop();
                    self.put(c);
                }
            }
            ',' if self.last == b',' => {}
            c if c.is_control() || c.is_whitespace() => self.out.push(' '),
            c => self.put(c),
        }
        false
    }

    fn put(&mut self, c: char) {
        self.out.push(c);
        self.last = u8::try_from(c).unwrap_or(b'?');
    }

    fn drop_comma(&mut self) {
        self.out.truncate(self.out.trim_end().len());
        if self.last == b',' {
            self.out.pop();
            self.last = 0;
        }
    }

    /// Closes what a truncated block left open.
    fn close(mut self, in_string: bool) -> String {
        if in_string {
            self.out.push('"');
        } else if !self.open.is_empty() {
            self.drop_comma();
            if self.last == b':' {
                self.out.push_str("null");
            }
        }
        self.out.extend(self.open.iter().rev().map(|b| char::from(*b)));
        self.out
    }
}

/// Whether the quote before `at` closes its string. It does before `:`, `}`, `]`, a comment or the
/// end of the text; before a quote on a later line; and before a comma that is followed by a
/// string, a number, a bracket, a comment or nothing.
fn ends_string(bytes: &[u8], at: usize) -> bool {
    let is_comment = |at: usize| matches!(bytes[at..], [b'/', b'/' | b'*', ..]);
    let next =
        |from: usize| bytes[from..].iter().position(|b| !b.is_ascii_whitespace()).map(|i| from + i);
    match next(at).map(|i| (i, bytes[i])) {
        None | Some((_, b':' | b'}' | b']')) => true,
        Some((i, b',')) => next(i + 1).is_none_or(|j| {
            is_comment(j)
                || matches!(bytes[j], b'"' | b'{' | b'[' | b'}' | b']' | b'0'..=b'9' | b'-')
        }),
        Some((i, b'/')) => is_comment(i),
        // A comma is missing at the end of a line.
        Some((i, b'"')) => bytes[at..i].contains(&b'\n'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert_eq, prop_oneof, proptest};

    use super::*;
    use crate::metadata::plain::clip;

    fn check(text: &str, expected: &str) {
        let found: Vec<String> = values(text).iter().map(Value::to_string).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn damaged_blocks_are_read() {
        check(r#"{"a":1}"#, r#"{"a":1}"#);
        check("\u{feff}<!-- {\"a\":1}; -->", r#"{"a":1}"#);
        check("//<![CDATA[\n{\"a\":1}\n//]]>", r#"{"a":1}"#);
        check("{\"a\":\"x\ny\tz\",}", r#"{"a":"x\ny z"}"#);
        check(r#"{"a":[1,2,],}"#, r#"{"a":[1,2]}"#);
        check(r#"{"a":"the "old" mill","b":2}"#, r#"{"a":"the \"old\" mill","b":2}"#);
        check(r#"{"a":"it\'s"}"#, r#"{"a":"it's"}"#);
        check(r#"{&quot;a&quot;:&quot;b&quot;}"#, r#"{"a":"b"}"#);
        check(r#"{"a":1}{"b":2}"#, r#"{"a":1} {"b":2}"#);
        check(r#"{"a":{"b":"cut o"#, r#"{"a":{"b":"cut o"}}"#);
        check("{\"a\":\"x\"\n\"b\":2}", r#"{"a":"x","b":2}"#);
        check(
            "{\"a\":1, // of the desk\n\"b\":\"http://x\" /* the\nlast */ }",
            r#"{"a":1,"b":"http://x"}"#,
        );
        check("{\"a\":1, // cut", r#"{"a":1}"#);
        check("no json", "");
    }

    #[test]
    fn endless_nesting_is_refused() {
        check(&"[".repeat(100_000), "");
    }

    /// A small value of any shape, with texts that contain characters that JSON escapes.
    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            proptest::prelude::Just(Value::Null),
            proptest::prelude::any::<bool>().prop_map(Value::from),
            (-9_999i64..9_999).prop_map(Value::from),
            "[a-zé雨,:\\[\\]{}<!\"\\\\/\n\t -]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[a-z@]{1,6}", inner), 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn valid_json_is_read_unchanged(value in prop::collection::vec(("[a-z@]{1,6}", value()), 0..5)) {
            let object = Value::Object(value.into_iter().collect());
            prop_assert_eq!(values(&object.to_string()), vec![object.clone()]);
            prop_assert_eq!(values(&format!("<!--\n{object:#};\n-->")), vec![object]);
        }

        #[test]
        fn damaged_json_never_panics(value in value(), from in 0usize..200, to in 0usize..200, junk in "[\"\\\\,{}\\[\\]:u0-9é\n]{0,4}") {
            let text = value.to_string();
            let (from, to) = (clip(&text, from.min(to)).len(), clip(&text, from.max(to)).len());
            values(&text[..to]);
            values(&format!("{}{junk}{}", &text[..from], &text[to..]));
        }
    }
}
