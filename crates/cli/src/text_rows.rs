//! JSON rows, one per line: replaces one field of each row and leaves all other bytes unchanged.

use std::fmt;
use std::io::{self, BufRead, Read};

use cleancopy::batch::open_lines;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::input::Input;

/// Rows in a chunk.
const CHUNK_ROWS: usize = 512;
/// Bytes at which a chunk ends early.
const CHUNK_BYTES: usize = 8 << 20;

/// Reads the rows of an input in chunks; each row includes its line end.
pub struct RowReader {
    source: Box<dyn BufRead + Send>,
    /// Bytes above which a row is refused.
    limit: usize,
}

impl RowReader {
    /// Opens an input, and decompresses gzip and zstd.
    pub fn open(input: &Input, limit: usize) -> io::Result<Self> {
        let source = match input {
            Input::File(file) => open_lines(Some(&file.path))?,
            Input::Stdin => open_lines(None)?,
            Input::Unreadable(_, kind) => return Err((*kind).into()),
            Input::Url(_) => {
                return Err(io::Error::other(
                    "JSON rows are read only from files and standard input; download the file first",
                ));
            }
        };
        Ok(Self { source, limit })
    }

    /// Returns the next rows; an empty list at the end.
    pub fn next_chunk(&mut self) -> io::Result<Vec<Vec<u8>>> {
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while rows.len() < CHUNK_ROWS && bytes < CHUNK_BYTES {
            let mut row = Vec::new();
            self.source.by_ref().take(self.limit as u64 + 1).read_until(b'\n', &mut row)?;
            if row.is_empty() {
                break;
            }
            if row.len() > self.limit && !row.ends_with(b"\n") {
                return Err(io::Error::other(format!(
                    "a row is larger than {} bytes; raise --max-bytes to read it",
                    self.limit
                )));
            }
            bytes += row.len();
            rows.push(row);
        }
        Ok(rows)
    }
}

/// The texts of a field in a row.
pub struct FieldTexts {
    /// Byte range of each value, with its quotes, and the decoded text, in order.
    pub texts: Vec<(std::ops::Range<usize>, String)>,
}

/// Finds the texts of a field in a row. `Err` if the row is not a JSON object, or if the field is
/// missing or not a text.
pub fn find_field(row: &str, field: &str) -> Result<FieldTexts, String> {
    let mut json = serde_json::Deserializer::from_str(row);
    let values =
        FieldValues { field }.collect(&mut json).map_err(|e| format!("not a JSON object: {e}"))?;
    json.end().map_err(|e| format!("text after the JSON object: {e}"))?;
    let mut texts = Vec::new();
    for raw in values {
        let text: String = match serde_json::from_str(raw.get()) {
            Ok(text) => text,
            Err(_) if raw.get() == "null" => continue,
            Err(_) => return Err(format!("field {field:?} is not a text")),
        };
        // The value is a slice of the row, so its offset follows from the addresses.
        let start = raw.get().as_ptr() as usize - row.as_ptr() as usize;
        texts.push((start..start + raw.get().len(), text));
    }
    if texts.is_empty() {
        Err(format!("there is no field {field:?}"))
    } else {
        Ok(FieldTexts { texts })
    }
}

/// Reads the values of one field and skips the others.
struct FieldValues<'f> {
    field: &'f str,
}

impl FieldValues<'_> {
    fn collect<'de, D: Deserializer<'de>>(self, from: D) -> Result<Vec<&'de RawValue>, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FieldValues<'_> {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while let Some(key) = map.next_key::<Key>()? {
            if key.0 == self.field {
                found.push(map.next_value::<&RawValue>()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// A key, which may contain escapes.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Key)
    }
}

/// Returns the row with `change` applied to each text of its field.
pub fn replace_field(
    row: &str,
    found: &FieldTexts,
    mut change: impl FnMut(&str) -> String,
) -> String {
    let mut out = String::with_capacity(row.len());
    let mut copied = 0;
    for (range, text) in &found.texts {
        let new = change(text);
        out.push_str(&row[copied..range.start]);
        if new == *text {
            out.push_str(&row[range.clone()]);
        } else {
            out.push_str(&serde_json::Value::String(new).to_string());
        }
        copied = range.end;
    }
    out.push_str(&row[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::{find_field, replace_field};

    #[test]
    fn all_bytes_outside_the_field_stay_unchanged() {
        let row = "{ \"n\": 1.10, \"big\":123456789012345678901234567890, \
                   \"te\\u0078t\" : \"a\\nb\",\"z\":{\"text\":\"a\"} }\n";
        let found = find_field(row, "text").expect("a row");
        assert_eq!(replace_field(row, &found, |t| t.replace("\nb", "")), row.replace("a\\nb", "a"));
    }

    #[test]
    fn an_invalid_row_gives_a_reason() {
        for (row, expected) in [
            ("[1]", "not a JSON object"),
            ("{\"a\":1}", "there is no field"),
            ("{\"text\":1}", "is not a text"),
            ("{} {}", "text after"),
        ] {
            let message = find_field(row, "text").err().unwrap_or_default();
            assert!(message.contains(expected), "{row}: {message}");
        }
    }
}
