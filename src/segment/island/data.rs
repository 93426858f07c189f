//! JSON as far as a story may be in it: texts, lists and maps. Texts are slices of the script wherever it has them as they are read.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A value of JSON.
#[derive(Debug)]
pub(super) enum Data<'s> {
    Text(Cow<'s, str>),
    List(Vec<Data<'s>>),
    /// Keys and values in order; of a key that is there twice the last one counts.
    Map(Vec<(Cow<'s, str>, Data<'s>)>),
    /// Numbers, truths and nothing.
    Other,
}

impl Data<'_> {
    /// The value of a key; `None` also for what is no map.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().rev().find(|(k, _)| k == key).map(|(_, value)| value)
    }

    /// The value as text; `None` for what is none.
    pub(super) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The text that is the value of a key.
    pub(super) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }
}

impl<'s> Deserialize<'s> for Data<'s> {
    fn deserialize<D: Deserializer<'s>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DataVisitor)
    }
}

struct DataVisitor;

impl<'s> Visitor<'s> for DataVisitor {
    type Value = Data<'s>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'s str) -> Result<Data<'s>, E> {
        Ok(Data::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Data<'s>, E> {
        Ok(Data::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Data<'s>, E> {
        Ok(Data::Other)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Data<'s>, E> {
        Ok(Data::Other)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Data<'s>, E> {
        Ok(Data::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Data<'s>, E> {
        Ok(Data::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Data<'s>, E> {
        Ok(Data::Other)
    }

    fn visit_seq<A: SeqAccess<'s>>(self, mut items: A) -> Result<Data<'s>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Data::List(list))
    }

    fn visit_map<A: MapAccess<'s>>(self, mut entries: A) -> Result<Data<'s>, A::Error> {
        let mut map = Vec::new();
        while let Some(Key(key)) = entries.next_key()? {
            map.push((key, entries.next_value()?));
        }
        Ok(Data::Map(map))
    }
}

/// A key: text, and nothing else.
struct Key<'s>(Cow<'s, str>);

impl<'s> Deserialize<'s> for Key<'s> {
    fn deserialize<D: Deserializer<'s>>(deserializer: D) -> Result<Self, D::Error> {
        match Data::deserialize(deserializer)? {
            Data::Text(text) => Ok(Self(text)),
            _ => Err(D::Error::custom("a key that is no text")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::Data;

    #[test]
    fn texts_are_slices_and_the_last_of_two_keys_counts() {
        let json = r#"{"a": "rain", "n": [1, -2, 0.5, true, null], "a": "sn\u00f6w", "\u0062": {"c": "hail"}}"#;
        let data: Data<'_> = serde_json::from_str(json).expect("it is whole");
        assert_eq!(data.text_of("a"), Some("snöw"));
        assert_eq!(data.get("b").and_then(|b| b.text_of("c")), Some("hail"));
        assert!(matches!(
            data.get("b").and_then(|b| b.get("c")),
            Some(Data::Text(Cow::Borrowed(_)))
        ));
        assert!(
            matches!(data.get("n"), Some(Data::List(items)) if items.len() == 5 && items.iter().all(|i| i.as_text().is_none()))
        );
        assert_eq!((data.text_of("n"), data.text_of("c")), (None, None));
        assert!(data.get("n").and_then(|n| n.get("a")).is_none(), "a list has no keys");
    }

    #[test]
    fn a_tower_of_lists_is_refused() {
        assert!(serde_json::from_str::<Data<'_>>(&"[".repeat(100_000)).is_err());
    }
}
