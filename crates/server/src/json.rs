//! Reading JSON from strangers: depth first, then types, errors with the field's path.

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use types::limits::JSON_DEPTH_MAX;
use types::{Error, ErrorKind, Result};

use crate::{echo, plain};

/// Reads `bytes` as a `T`. Errors: `InvalidArgument` naming the field and what is wrong with it.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Error::invalid("body", "not UTF-8").with_source(error))?;
    check_shape(text.as_bytes())?;
    // An array would be read as an object's fields in order.
    if text.trim_ascii_start().starts_with('[') {
        return Err(Error::invalid("body", "an object is expected"));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let told = told(error.inner());
        Error::invalid(field_of(&path_of(error.path()), &told), describe(&told))
    })?;
    reader
        .end()
        .map_err(|error| Error::invalid("body", describe(&error.to_string())))?;
    Ok(value)
}

/// What serde says. Where a value is wrong its field is named, and the column tells nothing.
fn told(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((told, _)) if error.is_data() => told.to_owned(),
        _ => text,
    }
}

/// A path in our notation, `events[3].kind`; `?` where there is no name.
fn path_of(path: &serde_path_to_error::Path) -> String {
    let mut text = String::new();
    for segment in path.iter() {
        if !text.is_empty() && !matches!(segment, Segment::Seq { .. }) {
            text.push('.');
        }
        match segment {
            Segment::Seq { index } => text.push_str(&format!("[{index}]")),
            Segment::Map { key: name } | Segment::Enum { variant: name } => {
                text.push_str(&echo::name(name));
            }
            Segment::Unknown => text.push('?'),
        }
    }
    text
}

/// The path of the field to blame. serde gives the object's where a field is missing or there
/// twice; `?` stands where the input ended or a key was not text.
fn field_of(path: &str, message: &str) -> String {
    let path = path.trim_end_matches(".?").trim_matches(['.', '?']);
    let named = ["missing field `", "duplicate field `"]
        .iter()
        .find_map(|start| message.strip_prefix(start)?.split('`').next());
    match (path, named) {
        ("", None) => "body".to_owned(),
        ("", Some(field)) => field.to_owned(),
        (path, None) => path.to_owned(),
        (path, Some(field)) => format!("{path}.{field}"),
    }
}

/// serde's message. It may name fields and accepted values; what it quotes of the input is only
/// the caller's own, and cut.
fn describe(told: &str) -> String {
    let Some((unknown, known)) = meant(told) else {
        return plain::words(&echo::serde_message(told)).into_owned();
    };
    let (was, is) = (
        format!("`{unknown}`, "),
        format!("`{unknown}`, did you mean `{known}`? "),
    );
    plain::words(&echo::serde_message(&told.replacen(&was, &is, 1))).into_owned()
}

/// Bytes of a name that is compared with ours; all of ours are shorter.
const NAME_BYTES_MAX: usize = 64;

/// The unknown name that serde's message is about, and the one of those it lists that is closest,
/// unless none is close.
fn meant(message: &str) -> Option<(&str, &str)> {
    let is_name = ["unknown field `", "unknown variant `"];
    is_name.iter().find(|start| message.starts_with(*start))?;
    let (unknown, listed) = echo::quoted(message)?;
    let unknown = &message[unknown];
    if unknown.len() > NAME_BYTES_MAX {
        return None;
    }
    let (distance, known) = listed
        .split('`')
        .skip(1)
        .step_by(2)
        .map(|known| (distance(unknown, known), known))
        .min()?;
    (distance <= known.len().max(3) / 3).then_some((unknown, known))
}

/// Insertions, deletions and replacements between two names.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, byte) in a.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, other) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(byte != other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Values in one body: a full batch has some dozens an item. Each becomes an allocation many times
/// its length, so that a body within its limit of bytes could still fill the memory.
const VALUES_MAX: usize = 100_000;

/// Fails if arrays and objects are nested too deeply or hold too many values. Strings are skipped;
/// whether the text is JSON at all is for the parser to say.
fn check_shape(bytes: &[u8]) -> Result<()> {
    let (mut depth, mut values) = (0usize, 0usize);
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = end_of_string(bytes, at + 1),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if depth > JSON_DEPTH_MAX {
            let message = format!("nested deeper than {JSON_DEPTH_MAX} levels");
            return Err(Error::invalid("body", message));
        }
        if values >= VALUES_MAX {
            let message = format!("more than {VALUES_MAX} values; send it in parts");
            return Err(Error::new(ErrorKind::TooLarge, message).with_field("body"));
        }
        at += 1;
    }
    Ok(())
}

/// Position of the quote that ends the string whose first character is at `at`.
fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at,
            _ => at += 1,
        }
    }
    at
}

/// Whether the top level of the JSON object `bytes` has the key `key` (written without escapes).
pub(crate) fn has_top_level_key(bytes: &[u8], key: &str) -> bool {
    let mut depth = 0usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let start = at + 1;
                at = end_of_string(bytes, start);
                let is_key = bytes[(at + 1).min(bytes.len())..]
                    .iter()
                    .find(|byte| !byte.is_ascii_whitespace())
                    == Some(&b':');
                if depth == 1 && is_key && bytes.get(start..at) == Some(key.as_bytes()) {
                    return true;
                }
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Item {
        n: u32,
    }

    #[test]
    fn errors_name_the_field() {
        fn check(text: &[u8], expect: &str) {
            let error = read::<Sample>(text).expect_err("must be refused");
            assert_eq!(error.field(), Some(expect), "{error}");
        }
        check(br#"{"items":[{"n":1},{"n":"x"}]}"#, "items[1].n");
        check(br#"{"items":[{"n":-1}]}"#, "items[0].n");
        check(br#"{"items":[{"n":1,"m":2}]}"#, "items[0].m");
        check(br#"{"items":7}"#, "items");
        check(b"{\"items\":[]} x", "body");
        check(b"", "body");
        check(b"\xff\xfe", "body");
        check(b"[]", "body");
        check(b"{", "body");
        check(br#"{"items":[{"#, "items[0]");
        check(br#"{}"#, "items");
        check(br#"{"items":[{}]}"#, "items[0].n");
        check(br#"{"items":[{"n":1,"n":2}]}"#, "items[0].n");
        check(br#"{"items":[{"a\nb":2}]}"#, "items[0].a\\nb");
        check(br#"{"":2}"#, "body");
    }

    #[test]
    fn a_misspelt_name_is_told_the_one_that_was_meant() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only its names are read")]
        struct Asked {
            query: Option<String>,
            user_id: Option<String>,
            limit: Option<u32>,
        }
        fn check(name: &str, expect: Option<&str>) {
            let text = format!("{{\"{name}\":1}}");
            let error = read::<Asked>(text.as_bytes()).expect_err("must be refused");
            let told = error.public();
            let meant = told.split("did you mean `").nth(1);
            let meant = meant.and_then(|rest| rest.split('`').next());
            assert_eq!(meant, expect, "{told}");
            assert_eq!(error.field(), Some(&*echo::name(name)));
            assert!(!told.contains(" at line "), "{told}");
            assert!(
                told.chars().count() <= echo::MESSAGE_CHARS_MAX + 1,
                "{told}"
            );
        }
        check("qury", Some("query"));
        check("userid", Some("user_id"));
        check("limits", Some("limit"));
        check("colour", None);
        check("line", None);
        check(&"x".repeat(5000), None);
    }

    #[test]
    fn depth_is_limited_and_brackets_in_strings_do_not_count() {
        let deep = |n: usize| format!("{{\"a\":{}{}}}", "[".repeat(n - 1), "]".repeat(n - 1));
        assert!(read::<serde_json::Value>(deep(JSON_DEPTH_MAX).as_bytes()).is_ok());
        assert!(read::<serde_json::Value>(deep(JSON_DEPTH_MAX + 1).as_bytes()).is_err());
        assert!(read::<serde_json::Value>(deep(1_000_000).as_bytes()).is_err());
        let quoted = format!("\"\\\"{}\"", "[".repeat(1000));
        assert!(read::<serde_json::Value>(quoted.as_bytes()).is_ok());
    }

    #[test]
    fn values_are_limited() {
        let wide = |n: usize| format!("{{\"a\":[{}]}}", vec!["1"; n].join(","));
        let read = |n: usize| read::<serde_json::Value>(wide(n).as_bytes());
        assert!(read(VALUES_MAX).is_ok());
        let error = read(VALUES_MAX + 1).expect_err("must be refused");
        assert_eq!(error.kind(), ErrorKind::TooLarge);
    }

    #[test]
    fn keys_are_found_at_the_top_level_only() {
        fn check(text: &str, expect: bool) {
            assert_eq!(
                has_top_level_key(text.as_bytes(), "events"),
                expect,
                "{text}"
            );
        }
        check(r#"{"events": []}"#, true);
        check(r#"{"a": {"events": 1}, "b": "events"}"#, false);
        check(r#"{"a": "\"events\":", "events" :1}"#, true);
        check(r#"["events"]"#, false);
        check(r#"{"a": "events"#, false);
    }
}
