//! Files of JSON rows, one a line: a field of each is replaced, and not another byte.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::input::Input;

/// Rows handed out at a time.
const CHUNK_ROWS: usize = 512;
/// Bytes after which a chunk is handed out with fewer rows.
const CHUNK_BYTES: usize = 8 << 20;

/// The rows of an input, in chunks; each row with its line end.
pub struct Rows {
    source: Box<dyn BufRead>,
    /// Bytes above which a row is refused.
    limit: usize,
}

impl Rows {
    /// Opens an input, unpacked where it is gzip.
    pub fn open(input: &Input, limit: usize) -> io::Result<Self> {
        let mut source: Box<dyn BufRead> = match input {
            Input::File(path) => Box::new(BufReader::with_capacity(1 << 20, File::open(path)?)),
            Input::Stdin => Box::new(BufReader::with_capacity(1 << 20, io::stdin())),
            Input::Unreadable(_, kind) => return Err((*kind).into()),
            Input::Url(_) => {
                return Err(io::Error::other(
                    "rows are read from files and standard input; fetch it first",
                ));
            }
        };
        if source.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
            source = Box::new(BufReader::with_capacity(1 << 20, MultiGzDecoder::new(source)));
        }
        Ok(Self { source, limit })
    }

    /// The next rows; none at the end.
    pub fn chunk(&mut self) -> io::Result<Vec<Vec<u8>>> {
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while rows.len() < CHUNK_ROWS && bytes < CHUNK_BYTES {
            let mut row = Vec::new();
            self.source.by_ref().take(self.limit as u64 + 1).read_until(b'\n', &mut row)?;
            if row.is_empty() {
                break;
            }
            if row.len() > self.limit && !row.ends_with(b"\n") {
                return Err(io::Error::other(format!(
                    "a row is larger than {} bytes; --max-bytes allows more",
                    self.limit
                )));
            }
            bytes += row.len();
            rows.push(row);
        }
        Ok(rows)
    }
}

/// Where the texts of a field stand in a row.
pub struct Found {
    /// Byte ranges of the values with their quotes, in order, each with what it says.
    pub texts: Vec<(std::ops::Range<usize>, String)>,
}

/// Looks for a field with text in a row; `Err` for a row that is no JSON object, or whose field holds something else.
pub fn find(row: &str, field: &str) -> Result<Found, String> {
    let mut json = serde_json::Deserializer::from_str(row);
    let values = Values { field }.read(&mut json).map_err(|e| format!("no JSON object: {e}"))?;
    json.end().map_err(|e| format!("more than a JSON object: {e}"))?;
    let mut texts = Vec::new();
    for raw in values {
        let text: String = match serde_json::from_str(raw.get()) {
            Ok(text) => text,
            Err(_) if raw.get() == "null" => continue,
            Err(_) => return Err(format!("{field:?} is no text")),
        };
        // The value is a slice of the row.
        let start = raw.get().as_ptr() as usize - row.as_ptr() as usize;
        texts.push((start..start + raw.get().len(), text));
    }
    if texts.is_empty() { Err(format!("there is no {field:?}")) } else { Ok(Found { texts }) }
}

/// Reads the values of one field and passes over the others.
struct Values<'f> {
    field: &'f str,
}

impl Values<'_> {
    fn read<'de, D: Deserializer<'de>>(self, from: D) -> Result<Vec<&'de RawValue>, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Values<'_> {
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

/// A key, which may hold escapes.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Key)
    }
}

/// The row with each text of its field replaced by what `change` makes of it.
pub fn replace(row: &str, found: &Found, mut change: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(row.len());
    let mut at = 0;
    for (range, text) in &found.texts {
        let new = change(text);
        out.push_str(&row[at..range.start]);
        if new == *text {
            out.push_str(&row[range.clone()]);
        } else {
            out.push_str(&serde_json::Value::String(new).to_string());
        }
        at = range.end;
    }
    out.push_str(&row[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::{find, replace};

    #[test]
    fn only_the_field_changes_whatever_the_others_hold() {
        let row = "{ \"n\": 1.10, \"big\":123456789012345678901234567890, \"te\\u0078t\" : \"a\\nb\",\"z\":{\"text\":\"a\"} }\n";
        let found = find(row, "text").expect("a row");
        assert_eq!(replace(row, &found, |t| t.replace("\nb", "")), row.replace("a\\nb", "a"));
    }

    #[test]
    fn what_is_no_row_is_said() {
        for (row, expected) in [
            ("[1]", "no JSON"),
            ("{\"a\":1}", "there is no"),
            ("{\"text\":1}", "is no text"),
            ("{} {}", "more than"),
        ] {
            let message = find(row, "text").err().unwrap_or_default();
            assert!(message.contains(expected), "{row}: {message}");
        }
    }
}
