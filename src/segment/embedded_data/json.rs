//! JSON values as far as a story needs them: texts, lists and maps. Texts borrow from the script if
//! they contain no escapes.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A JSON value.
#[derive(Debug)]
pub(super) enum JsonValue<'s> {
    Text(Cow<'s, str>),
    List(Vec<JsonValue<'s>>),
    /// Keys and values in order; the last of equal keys wins.
    Map(Vec<(Cow<'s, str>, JsonValue<'s>)>),
    /// Numbers, booleans and null.
    Other,
}

impl JsonValue<'_> {
    /// The value of a key; `None` also for values that are not maps.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().rev().find(|(k, _)| k == key).map(|(_, value)| value)
    }

    /// The value as text; `None` for other values.
    pub(super) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The text value of a key.
    pub(super) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }
}

impl<'s> Deserialize<'s> for JsonValue<'s> {
    fn deserialize<D: Deserializer<'s>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonValueVisitor)
    }
}

struct JsonValueVisitor;

impl<'s> Visitor<'s> for JsonValueVisitor {
    type Value = JsonValue<'s>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'s str) -> Result<JsonValue<'s>, E> {
        Ok(JsonValue::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<JsonValue<'s>, E> {
        Ok(JsonValue::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<JsonValue<'s>, E> {
        Ok(JsonValue::Other)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<JsonValue<'s>, E> {
        Ok(JsonValue::Other)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<JsonValue<'s>, E> {
        Ok(JsonValue::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<JsonValue<'s>, E> {
        Ok(JsonValue::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<JsonValue<'s>, E> {
        Ok(JsonValue::Other)
    }

    fn visit_seq<A: SeqAccess<'s>>(self, mut items: A) -> Result<JsonValue<'s>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(JsonValue::List(list))
    }

    fn visit_map<A: MapAccess<'s>>(self, mut entries: A) -> Result<JsonValue<'s>, A::Error> {
        let mut map = Vec::new();
        while let Some(JsonKey(key)) = entries.next_key()? {
            map.push((key, entries.next_value()?));
        }
        Ok(JsonValue::Map(map))
    }
}

/// A key, which must be text.
struct JsonKey<'s>(Cow<'s, str>);

impl<'s> Deserialize<'s> for JsonKey<'s> {
    fn deserialize<D: Deserializer<'s>>(deserializer: D) -> Result<Self, D::Error> {
        match JsonValue::deserialize(deserializer)? {
            JsonValue::Text(text) => Ok(Self(text)),
            _ => Err(D::Error::custom("a key that is not text")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::JsonValue;

    #[test]
    fn texts_are_slices_and_the_last_of_two_equal_keys_wins() {
        let json = r#"{"a": "rain", "n": [1, -2, 0.5, true, null], "a": "sn\u00f6w", "\u0062": {"c": "hail"}}"#;
        let data: JsonValue<'_> = serde_json::from_str(json).expect("it is whole");
        assert_eq!(data.text_of("a"), Some("snöw"));
        assert_eq!(data.get("b").and_then(|b| b.text_of("c")), Some("hail"));
        assert!(matches!(
            data.get("b").and_then(|b| b.get("c")),
            Some(JsonValue::Text(Cow::Borrowed(_)))
        ));
        assert!(
            matches!(data.get("n"), Some(JsonValue::List(items)) if items.len() == 5 && items.iter().all(|i| i.as_text().is_none()))
        );
        assert_eq!((data.text_of("n"), data.text_of("c")), (None, None));
        assert!(data.get("n").and_then(|n| n.get("a")).is_none(), "a list has no keys");
    }

    #[test]
    fn deeply_nested_lists_are_refused() {
        assert!(serde_json::from_str::<JsonValue<'_>>(&"[".repeat(100_000)).is_err());
    }
}
