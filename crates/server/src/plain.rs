//! serde's messages in words for people who may not know Rust.

use std::borrow::Cow;

/// What a message of serde's tells, whose quotations were cut by [`crate::echo::serde_message`].
/// Those that are plain already stay.
pub(crate) fn words(told: &str) -> Cow<'_, str> {
    if told.starts_with("UUID parsing failed") {
        return "not a valid memory id (a UUID is expected)".into();
    }
    if told.starts_with("EOF while parsing") {
        let at = told.find(" at line ").map_or("", |at| &told[at..]);
        return format!("the JSON ends too early{at}").into();
    }
    let of_a_query = match told {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            "a whole number, 0 or more, is expected"
        }
        "number too large to fit in target type" => "the number is too large",
        "invalid float literal" | "cannot parse float from empty string" => "a number is expected",
        "provided string was not `true` or `false`" => "`true` or `false` is expected",
        _ => "",
    };
    if !of_a_query.is_empty() {
        return of_a_query.into();
    }
    if let Some(rest) = told.strip_prefix("unknown variant ") {
        return format!("unknown value {rest}").into();
    }
    for start in ["invalid type: ", "invalid value: "] {
        // What serde expects stands last; what it quotes may hold the same words.
        let parts = told
            .strip_prefix(start)
            .and_then(|rest| rest.rsplit_once(", expected "));
        if let Some((given, expected)) = parts {
            return format!("{} is expected, not {}", kind(expected), value(given)).into();
        }
    }
    told.into()
}

/// What is expected.
fn kind(expected: &str) -> Cow<'_, str> {
    let name = expected.split(' ').next().unwrap_or(expected);
    match name {
        "u8" | "u16" | "u32" => {
            let largest = match name {
                "u8" => u32::from(u8::MAX),
                "u16" => u32::from(u16::MAX),
                _ => u32::MAX,
            };
            format!("a whole number from 0 to {largest}").into()
        }
        "u64" | "usize" => "a whole number, 0 or more,".into(),
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number".into(),
        "f32" | "f64" => "a number".into(),
        "struct" | "map" => "an object".into(),
        "enum" => "one of its names".into(),
        _ => match expected {
            "a map" => "an object".into(),
            "a sequence" => "an array".into(),
            "a boolean" => "`true` or `false`".into(),
            other => other.into(),
        },
    }
}

/// What was given.
fn value(given: &str) -> Cow<'_, str> {
    match given {
        "map" => return "an object".into(),
        "sequence" => return "an array".into(),
        "unit value" | "Option value" => return "null".into(),
        _ => {}
    }
    let said = [
        ("string ", "the text "),
        ("integer ", "the number "),
        ("floating point ", "the number "),
        ("boolean ", ""),
    ];
    let said = said
        .iter()
        .find_map(|(start, word)| Some(format!("{word}{}", given.strip_prefix(start)?)));
    said.map_or(given.into(), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Asked {
        #[serde(default)]
        limit: u32,
        #[serde(default)]
        budget: u64,
        #[serde(default)]
        share: f32,
        #[serde(default)]
        dry_run: bool,
        #[serde(default)]
        ids: Vec<types::MemoryId>,
        #[serde(default)]
        text: String,
    }

    #[test]
    fn bodies_are_refused_in_plain_words() {
        fn check(body: &str, expect: &str) {
            let error = json::read::<Asked>(body.as_bytes()).expect_err("must be refused");
            assert_eq!(error.public(), expect, "{body}");
        }
        check(
            r#"{"limit":"x"}"#,
            "a whole number from 0 to 4294967295 is expected, not the text \"x\"",
        );
        check(
            r#"{"limit":-1}"#,
            "a whole number from 0 to 4294967295 is expected, not the number `-1`",
        );
        check(
            r#"{"budget":1.5}"#,
            "a whole number, 0 or more, is expected, not the number `1.5`",
        );
        check(r#"{"share":true}"#, "a number is expected, not `true`");
        check(
            r#"{"dry_run":"no, expected u32"}"#,
            "`true` or `false` is expected, not the text \"no, expected u32\"",
        );
        check(r#"{"ids":{}}"#, "an array is expected, not an object");
        check(r#"{"text":null}"#, "a string is expected, not null");
        check(
            r#"{"ids":["7"]}"#,
            "not a valid memory id (a UUID is expected)",
        );
        check(
            r#"{"text":"a"#,
            "the JSON ends too early at line 1 column 10",
        );
        check("7", "an object is expected, not the number `7`");
    }

    #[test]
    fn queries_are_refused_in_plain_words() {
        fn check(told: &str, expect: &str) {
            assert_eq!(words(told), expect);
        }
        check(
            "invalid digit found in string",
            "a whole number, 0 or more, is expected",
        );
        check("invalid float literal", "a number is expected");
        check(
            "unknown variant `song`, expected `a`",
            "unknown value `song`, expected `a`",
        );
        check("missing field `kind`", "missing field `kind`");
    }
}
