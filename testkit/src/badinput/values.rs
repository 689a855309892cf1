//! Bad values, as raw JSON text, by what a field expects.

use serde_json::{Value, json};

/// What a field expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A text to store; not blank, at most 1 MiB.
    Text,
    /// Words to look for.
    Query,
    /// An id or label: 1 to 256 characters, none of them a control character.
    Name,
    /// Any text.
    Words,
    Time,
    /// One of a few names.
    Enum,
    /// A whole number, at least 1.
    Count,
    /// A number from 0 to 1.
    Share,
    Flag,
    /// Any object.
    Object,
    /// Any JSON.
    Any,
    /// A list of names.
    Names,
    /// A list of ids that the server made.
    Ids,
    /// A list of any strings.
    Strings,
    /// A list of anything else.
    List,
    Filter,
}

/// What should come of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// 4xx that names the field.
    Refused,
    /// Accepted, or 4xx that names the field.
    Either,
}

use Class::*;
use Fate::*;

/// What may stand in front of or behind an attack; all of it is only text.
pub const INJECTIONS: &[&str] = &[
    "x') OR '1'='1",
    "x' OR '1'='1' --",
    "'; drop table memories; --",
    "\" or true or (\"",
    "1; select * from api_keys",
    "' union select secret_hash from api_keys --",
    "%' or 1=1 or '%'='",
    "a%",
    "_",
    "\\",
    "\\' or 1=1",
    "$.a') or 1=1 --",
    "$..*",
    "a\"].b",
    "tags[*]",
    "\" NEAR/2 \"",
    "text:* OR user_id:*",
    "NOT a",
    "*",
    "col : \"",
    "a AND",
    "^x",
    "@user_id:{*}",
    "-@text:x",
    "(|",
    "x}) DETACH DELETE n //",
    "Label`) DETACH DELETE n //",
    "{\"$gt\": \"\"}",
    "{{7*7}}",
    "${jndi:ldap://127.0.0.1/a}",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "%00%0a%2e%2e%2f",
    "\u{202e}gnp.exe",
    "\u{feff}bom",
    "Z\u{0351}\u{0310}\u{036b}algo",
    "🏴\u{e0067}\u{e0062}\u{e007f}",
    "ﬁ ＇ or 1=1",
    "\u{fffe}\u{ffff}",
    "\u{10ffff}",
    "ı İ ß ſ",
];

/// Strings with control characters: fine in a text, not in a name.
pub const CONTROLS: &[&str] = &[
    "a\rb",
    "a\nSet-Cookie: x",
    "a\tb",
    "a\u{1b}[31mb",
    "a\u{7f}b",
];

const NOT_TEXT: &[&str] = &["7", "1.5", "true", "[]", "{}", r#"["x"]"#, r#"{"a":"b"}"#];

/// What no JSON parser may take for a value.
const NO_JSON: &[&str] = &[
    "NaN",
    "Infinity",
    "-Infinity",
    "01",
    ".5",
    "+1",
    "0x10",
    "'x'",
    "undefined",
    r#""\ud800""#,
    r#""\udc00\ud800""#,
    r#""\x41""#,
    "\"a\u{0}b\"",
    "\"a\nb\"",
    "1e999",
];

/// Values for a field of `class`, each with its fate.
pub fn values(class: Class) -> Vec<(String, Fate)> {
    let mut all: Vec<(String, Fate)> = NO_JSON
        .iter()
        .map(|raw| ((*raw).to_owned(), Refused))
        .collect();
    let mut refuse = |raw: &[&str]| all.extend(raw.iter().map(|r| ((*r).to_owned(), Refused)));
    match class {
        Text | Query | Name | Words | Time | Enum => refuse(NOT_TEXT),
        Count | Share => refuse(&[r#""1""#, "true", "[]", "{}", "[1]", "-1", "1e30"]),
        Flag => refuse(&[r#""true""#, "1", "0", "[]", "{}"]),
        Object => refuse(&[r#""x""#, "7", "true", "[]", r#"["x"]"#]),
        Names | Ids | Strings | List => {
            refuse(&[r#""x""#, "7", "true", "{}", "[7]", "[null]", "[[]]"])
        }
        Filter => refuse(&[r#""x""#, "7", "true", "[]"]),
        Any => {}
    }
    let string = |text: &str| json!(text).to_string();
    let long = |bytes: usize| string(&"x".repeat(bytes));
    match class {
        Text => {
            let blank = ["", " ", "\n\t ", "a\u{0}b"].map(|text| (string(text), Refused));
            all.extend(blank);
            all.push((long(1024 * 1024 + 1), Refused));
        }
        Query => {
            all.extend(["", "  "].map(|text| (string(text), Refused)));
            all.push((string("a\u{0}b"), Either));
            all.push((long(32 * 1024 + 1), Refused));
        }
        Name => {
            all.extend(["", "a\u{0}b"].map(|text| (string(text), Refused)));
            all.extend(CONTROLS.iter().map(|text| (string(text), Refused)));
            all.push((long(257), Refused));
            all.push((string(&"é".repeat(256)), Either));
        }
        Words => all.extend([(string(""), Either), (string("a\u{0}b"), Either)]),
        Time => all.extend(
            [
                "",
                "yesterday",
                "2024-13-01T00:00:00Z",
                "2024-02-30",
                "0000-00-00",
                "T",
                "Z",
                "99999999-01-01T00:00:00Z",
                "2024-01-01T00:00:00Z; drop table memories",
                "2024-01-01T25:00:00Z",
                "1700000000\u{0}",
            ]
            .map(|text| (string(text), Refused)),
        ),
        Enum => all.extend(
            ["", "nonsense", "FACT\u{0}", "semantic ", "null"].map(|text| (string(text), Refused)),
        ),
        Count => all.extend(
            [
                "0",
                "1.5",
                "99999999999999999999",
                "-99999999999999999999",
                "4294967296",
                "1e2",
            ]
            .map(|raw| (raw.to_owned(), if raw == "1e2" { Either } else { Refused })),
        ),
        Share => all.extend(["-0.0001", "1.0001", "1e300"].map(|raw| (raw.to_owned(), Refused))),
        Names => {
            all.extend([r#"[""]"#, "[{}]"].map(|raw| (raw.to_owned(), Refused)));
            all.push((string_list(129, "t"), Refused));
            all.push((string_list(100_000, "t"), Refused));
            all.push((format!("[{}]", long(257)), Refused));
        }
        Ids => {
            all.extend(
                [r#"[""]"#, r#"["x"]"#, r#"["../.."]"#, "[{}]"]
                    .map(|raw| (raw.to_owned(), Refused)),
            );
            all.push((string_list(100_000, "x"), Refused));
        }
        List => all.extend([r#"["x"]"#].map(|raw| (raw.to_owned(), Refused))),
        Object => all.push((format!("{{\"a\":{}}}", long(64 * 1024 + 1)), Refused)),
        Strings | Any | Flag | Filter => {}
    }
    if matches!(class, Text | Query | Name | Words) {
        all.extend(INJECTIONS.iter().map(|text| (string(text), Either)));
    }
    if matches!(class, Object | Any) {
        let nested = |key: &str| (json!({ key: key }).to_string(), Either);
        all.extend(INJECTIONS.iter().map(|text| nested(text)));
        all.push((deep(60), Either));
        all.push((deep(10_000), Refused));
        all.push((r#"{"a":1,"a":2}"#.to_owned(), Either));
        all.push((
            json!({ "big": 1e300, "small": -1e-300 }).to_string(),
            Either,
        ));
    }
    all
}

fn string_list(count: usize, text: &str) -> String {
    let items: Vec<Value> = (0..count).map(|n| json!(format!("{text}{n}"))).collect();
    Value::Array(items).to_string()
}

/// An object in an object in an object.
pub fn deep(levels: usize) -> String {
    format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels))
}

/// Filters that must be refused, with what the error must name.
pub fn bad_filters() -> Vec<(String, &'static str)> {
    let many: Vec<Value> = (0..300).map(|n| json!({"type": format!("t{n}")})).collect();
    let fixed = [
        (r#"{"colour":"red"}"#, "colour"),
        (r#"{"user_id; drop table memories":"x"}"#, "filter"),
        (r#"{"user_id":{"like":"%"}}"#, "like"),
        (r#"{"user_id":{"$gt":""}}"#, "$gt"),
        (r#"{"user_id":{}}"#, "user_id"),
        (r#"{"user_id":7}"#, "user_id"),
        (r#"{"metadata":7}"#, "metadata"),
        (r#"{"metadata.":1}"#, "metadata."),
        (r#"{"metadata..a":1}"#, "metadata"),
        (r#"{"metadata.a":{"b":1}}"#, "metadata.a"),
        (r#"{"created_at":"x' or 1=1"}"#, "created_at"),
        (r#"{"trust":"very"}"#, "trust"),
        (r#"{"any":{"type":"x"}}"#, "any"),
        (r#"{"all":[7]}"#, "all"),
        (r#"{"not":[]}"#, "not"),
        (r#"{"pinned":"yes"}"#, "pinned"),
        (r#"{"confidence":"high"}"#, "confidence"),
        (r#"{"":1}"#, "filter"),
    ];
    let mut all: Vec<(String, &'static str)> =
        fixed.map(|(raw, field)| (raw.to_owned(), field)).to_vec();
    all.push((json!({ "any": many }).to_string(), "filter"));
    let deep = format!("{}{{}}{}", r#"{"not":"#.repeat(20), "}".repeat(20));
    all.push((deep, "filter"));
    all.push((
        format!("{}{{}}{}", r#"{"not":"#.repeat(5000), "}".repeat(5000)),
        "body",
    ));
    all
}

/// Filters that are well-formed and match no row.
pub fn empty_filters() -> Vec<String> {
    let mut all = Vec::new();
    for text in INJECTIONS {
        // Earlier cases have stored the bare attacks.
        let text = format!("{text} nobody");
        all.push(json!({ "user_id": text }).to_string());
        all.push(json!({ "tags": { "has_all": [text] } }).to_string());
        all.push(json!({ "entities": { "in": [text] } }).to_string());
        all.push(json!({ "metadata.colour": text }).to_string());
        // The keys of metadata are the clients'; any text may be one.
        if !text.contains('.') {
            all.push(json!({ format!("metadata.{text}"): "x" }).to_string());
            all.push(json!({ format!("metadata.{text}"): { "exists": true } }).to_string());
        }
    }
    let many: Vec<Value> = (0..1000).map(|n| json!(format!("nobody{n}"))).collect();
    all.push(json!({ "user_id": { "in": many } }).to_string());
    all
}
