//! JSON-LD.

use serde_json::Value;

/// The longest `articleBody` in a block of JSON-LD.
pub(super) fn article_body(json: &str) -> Option<String> {
    if !json.contains("articleBody") {
        return None;
    }
    let value: Value = serde_json::from_str(json.trim()).ok()?;
    let mut best: Option<String> = None;
    let mut open = vec![&value];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(map) => {
                if let Some(Value::String(body)) = map.get("articleBody")
                    && best.as_ref().is_none_or(|b| b.len() < body.len())
                {
                    best = Some(body.clone());
                }
                open.extend(map.values());
            }
            _ => {}
        }
    }
    best
}
