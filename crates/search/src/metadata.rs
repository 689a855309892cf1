//! Metadata as pairs of path and scalar, in a text form that two equal values share.

use serde_json::Value as Json;
use types::{Metadata, Value};

/// Calls `found(path, value)` for every scalar that [`types::Field::Metadata`] could name: one, or
/// each scalar element of an array.
pub(crate) fn flatten(metadata: &Metadata, found: &mut impl FnMut(&str, &str)) {
    fn walk(prefix: &str, object: &Metadata, found: &mut impl FnMut(&str, &str)) {
        for (key, value) in object {
            let path = join(prefix, key);
            match value {
                Json::Object(inner) => walk(&path, inner, found),
                Json::Array(items) => {
                    for value in items.iter().filter_map(scalar) {
                        found(&path, &value);
                    }
                }
                value => {
                    if let Some(value) = scalar(value) {
                        found(&path, &value);
                    }
                }
            }
        }
    }
    walk("", metadata, found);
}

/// The path of keys as one text; two paths never share one, whatever their keys contain.
pub(crate) fn path_text(path: &[String]) -> String {
    path.iter()
        .fold(String::new(), |prefix, key| join(&prefix, key))
}

fn join(prefix: &str, key: &str) -> String {
    format!("{prefix}\u{1}{}:{key}", key.len())
}

fn scalar(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(format!("\u{1}t{text}")),
        Json::Number(number) => number.as_f64().map(number_text),
        Json::Bool(truth) => Some(bool_text(*truth)),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

fn number_text(number: f64) -> String {
    // Minus zero equals zero.
    let number = if number == 0.0 { 0.0 } else { number };
    format!("\u{1}n{:016x}", number.to_bits())
}

fn bool_text(truth: bool) -> String {
    format!("\u{1}b{}", u8::from(truth))
}

/// The text form of a value that a filter asks for; `None` if no stored scalar can equal it.
pub(crate) fn value_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(format!("\u{1}t{text}")),
        Value::Number(number) if number.is_nan() => None,
        Value::Number(number) => Some(number_text(*number)),
        Value::Bool(truth) => Some(bool_text(*truth)),
        Value::Time(_) => None,
    }
}

/// Back from the text form.
pub(crate) fn value_of(text: &str) -> Option<Value> {
    let text = text.strip_prefix('\u{1}')?;
    let (kind, rest) = text.split_at_checked(1)?;
    match kind {
        "t" => Some(Value::Text(rest.to_owned())),
        "n" => u64::from_str_radix(rest, 16)
            .ok()
            .map(|bits| Value::Number(f64::from_bits(bits))),
        "b" => Some(Value::Bool(rest == "1")),
        _ => None,
    }
}
