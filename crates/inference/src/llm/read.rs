//! From a model's text to JSON that can be trusted to be JSON, and to items that fit.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// Bytes of an answer that are looked at; a longer one is refused.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// The JSON object in `text`: all of it, or what stands in a code fence or between other words. The
/// error says for the model what is wrong.
///
/// # Errors
/// A sentence, when there is no object.
pub fn read_object(text: &str) -> Result<Json, String> {
    if text.len() > ANSWER_BYTES_MAX {
        return Err(format!(
            "the answer is longer than {ANSWER_BYTES_MAX} bytes"
        ));
    }
    let whole = text.trim();
    let between = whole.find('{').and_then(|start| {
        let end = whole.rfind('}')?;
        whole.get(start..=end)
    });
    let mut error = "the answer is no JSON object".to_owned();
    for candidate in [Some(whole), between].into_iter().flatten() {
        for text in [candidate.to_owned(), without_trailing_commas(candidate)] {
            match serde_json::from_str::<Json>(&text) {
                Ok(json @ Json::Object(_)) => return Ok(json),
                Ok(_) => {}
                Err(problem) => error = format!("the answer is no valid JSON: {problem}"),
            }
        }
    }
    Err(error)
}

/// `text` without commas before a closing bracket, the commonest slip; strings are left as they are.
fn without_trailing_commas(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
        } else if c == '"' {
            in_string = true;
        } else if matches!(c, ']' | '}') {
            let kept = clean.trim_end();
            if kept.ends_with(',') {
                clean.truncate(kept.len() - 1);
            }
        }
        clean.push(c);
    }
    clean
}

/// The items of the array `field` of an answer that have the form `T` and that `check` accepts, at
/// most `items_max`; the others are dropped, each by itself. Also returns how many were dropped.
pub fn items<T: DeserializeOwned>(
    answer: &Json,
    field: &str,
    items_max: usize,
    check: impl Fn(&T) -> bool,
) -> (Vec<T>, usize) {
    let all = answer.get(field).and_then(Json::as_array);
    let all = all.map_or(&[][..], Vec::as_slice);
    let good: Vec<T> = all
        .iter()
        .take(items_max)
        .filter_map(|item| serde_json::from_value(item.clone()).ok())
        .filter(|item| check(item))
        .collect();
    let dropped = all.len() - good.len();
    (good, dropped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_object_is_found_in_what_models_write() {
        let check = |text: &str, expect: Option<Json>| {
            assert_eq!(read_object(text).ok(), expect, "{text}");
        };
        let a = Some(json!({ "a": 1 }));
        check(r#"{"a":1}"#, a.clone());
        check("```json\n{\"a\": 1}\n```", a.clone());
        check("Sure! Here it is: {\"a\":1} Anything else?", a.clone());
        check(r#"{"a":1,}"#, a);
        check(r#"{"a":["x,]",],}"#, Some(json!({ "a": ["x,]"] })));
        for text in ["", "[1]", "null", "{", "{\"a\":}", "no", "}{", "\u{feff}"] {
            check(text, None);
        }
        check(&"{".repeat(100_000), None);
        check(&format!("{{\"a\":\"{}\"}}", "x".repeat(2 << 20)), None);
    }

    #[test]
    fn a_bad_item_is_dropped_and_not_the_batch() {
        #[derive(serde::Deserialize, Debug, PartialEq)]
        struct Item {
            n: u8,
        }
        let answer =
            json!({ "items": [{ "n": 1 }, { "n": 999 }, "x", null, { "n": 2 }, { "n": 3 }] });
        let (good, dropped) = items(&answer, "items", 5, |item: &Item| item.n != 1);
        assert_eq!((good, dropped), (vec![Item { n: 2 }], 5));
        assert_eq!(
            items::<Item>(&json!({ "items": 3 }), "items", 5, |_| true).0,
            []
        );
        assert_eq!(items::<Item>(&json!([]), "items", 5, |_| true).1, 0);
    }
}
