//! Rules about Rust code.

use super::allow;
use super::source::{Literal, Source};
use super::{File, Finding, Tree};

fn product(tree: &Tree) -> impl Iterator<Item = (&File, &Source)> {
    tree.files
        .iter()
        .filter_map(|file| Some((file, file.product()?)))
}

/// Functions stay readable on one screen.
pub fn function_length(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        let Some(source) = &file.rust else { continue };
        let is_test_file = file.path.starts_with("crates/") && file.product().is_none()
            || file.path.starts_with("testkit/");
        for function in source.functions() {
            let place = format!("{}::{}", file.path, function.name);
            let is_allowed = allow::LARGE.iter().any(|(allowed, _)| *allowed == place);
            let limit = if is_test_file || function.is_test {
                allow::TEST_FUNCTION_LINES_MAX
            } else {
                allow::FUNCTION_LINES_MAX
            };
            if function.lines > limit && !is_allowed {
                let (name, lines) = (&function.name, function.lines);
                let message =
                    format!("`{name}` has {lines} lines; {limit} is the limit: take a step out");
                findings.push(Finding::at(&file.path, function.line, message));
            }
        }
    }
    findings
}

/// What panics, prints or was left unfinished does not ship.
pub fn shortcuts(tree: &Tree) -> Vec<Finding> {
    const BANNED: &[(&str, &str)] = &[
        (
            ".unwrap()",
            "say why it cannot fail with `expect`, or return an error",
        ),
        ("todo!", "finish it"),
        ("unimplemented!", "finish it"),
        ("dbg!", "take it out"),
    ];
    // Standard output belongs to the command line.
    const PRINTS: &[(&str, &str)] = &[
        ("println!", "use `tracing`; only the command line prints"),
        ("eprintln!", "use `tracing`; only the command line prints"),
        ("print!", "use `tracing`; only the command line prints"),
        ("eprint!", "use `tracing`; only the command line prints"),
    ];
    let mut findings = Vec::new();
    for (file, source) in product(tree) {
        let may_print = file.path.starts_with("crates/memoird/");
        let prints = PRINTS.iter().filter(|_| !may_print);
        for (needle, advice) in BANNED.iter().chain(prints) {
            for offset in source.product_matches(needle) {
                let line = source.line_of(offset);
                findings.push(Finding::at(
                    &file.path,
                    line,
                    format!("`{needle}`: {advice}"),
                ));
            }
        }
    }
    findings
}

/// A `Scope` is proof of access: exactly one place lifts the lint that forbids making one.
pub fn scope_makers(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut lifts = 0;
    for (file, source) in product(tree) {
        let marks = source.product_matches("clippy::disallowed_methods");
        for offset in marks {
            if file.path == allow::SCOPE_MAKER {
                lifts += 1;
            } else {
                let message = "only the engine's access control may lift `disallowed_methods`";
                findings.push(Finding::at(&file.path, source.line_of(offset), message));
            }
        }
    }
    let has_engine = tree
        .files
        .iter()
        .any(|file| file.path == allow::SCOPE_MAKER);
    if has_engine && lifts != 1 {
        let message = format!("{lifts} places lift `disallowed_methods`; exactly one may");
        findings.push(Finding::new(allow::SCOPE_MAKER, message));
    }
    findings
}

/// `unsafe` stays in the files that are known for it.
pub fn unsafe_code(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, source) in product(tree) {
        if allow::UNSAFE.iter().any(|(path, _)| *path == file.path) {
            continue;
        }
        for offset in source.product_matches("unsafe ") {
            let message = "`unsafe` outside the files listed for it in xtask/src/tidy/allow.rs";
            findings.push(Finding::at(&file.path, source.line_of(offset), message));
        }
    }
    findings
}

/// SQL has one home, and inside it only one file puts SQL text together.
pub fn sql_text(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, source) in product(tree) {
        let is_home = file.path.starts_with("crates/store/");
        let may_build = is_home && file.path.ends_with(allow::SQL_BUILDER);
        for literal in &source.literals {
            if may_build || source.is_test(literal.offset) || !is_sql(&literal.text) {
                continue;
            }
            if !is_home {
                let message = "SQL outside the store";
                findings.push(Finding::at(&file.path, literal.line, message));
            } else if is_spliced(&source.code, literal) {
                let message = format!(
                    "SQL text is put together here; bind values, or move it to {}",
                    allow::SQL_BUILDER
                );
                findings.push(Finding::at(&file.path, literal.line, message));
            }
        }
    }
    findings
}

/// Whether a literal reads like a statement, lower case as all our SQL is, or upper.
fn is_sql(text: &str) -> bool {
    let words: Vec<String> = text
        .split_whitespace()
        .map(str::to_ascii_lowercase)
        .collect();
    let has = |word: &str| words.iter().any(|w| w == word);
    let first = words.first().map_or("", String::as_str);
    match first {
        "select" => has("from") || has("exists") || has("exists("),
        "insert" | "replace" => has("into"),
        "update" => has("set"),
        "delete" => has("from"),
        "create" => has("table") || has("index"),
        "where" | "and" | "or" => has("=") && text.contains('?'),
        _ => false,
    }
}

/// Whether the literal is the template of a formatting call, or pushed onto a string.
fn is_spliced(code: &str, literal: &Literal) -> bool {
    const BUILDERS: &[&str] = &[
        "format!",
        "format_args!",
        "write!",
        "writeln!",
        "push_str",
        "&format!",
    ];
    let before = code[..literal.offset].trim_end();
    let Some(call) = before.strip_suffix('(').or_else(|| {
        // `write!(text, "...")`: the template is the second argument.
        let open = before.strip_suffix(',')?.rfind('(')?;
        let is_write = before[..open].ends_with("write!") || before[..open].ends_with("writeln!");
        is_write.then(|| &before[..open])
    }) else {
        return false;
    };
    BUILDERS.iter().any(|builder| call.ends_with(builder))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expect`: places of the findings.
    fn check(rule: fn(&Tree) -> Vec<Finding>, files: &[(&str, &str)], expect: &[&str]) {
        let got = rule(&Tree::of(files));
        let places: Vec<&str> = got.iter().map(|finding| finding.place.as_str()).collect();
        assert_eq!(places, expect, "{got:?}");
    }

    #[test]
    fn long_functions_are_found() {
        let body = |lines: usize| format!("fn f() {{\n{}}}\n", "    g();\n".repeat(lines));
        check(
            function_length,
            &[("crates/a/src/lib.rs", &body(69))],
            &["crates/a/src/lib.rs:1"],
        );
        check(function_length, &[("crates/a/src/lib.rs", &body(68))], &[]);
        check(
            function_length,
            &[("xtask/src/main.rs", &body(69))],
            &["xtask/src/main.rs:1"],
        );
    }

    #[test]
    fn shortcuts_are_found_in_product_code_only() {
        let path = "crates/engine/src/a.rs";
        let found: &[&str] = &["crates/engine/src/a.rs:2"];
        check(shortcuts, &[(path, "\nfn f() { x.unwrap(); }")], found);
        check(shortcuts, &[(path, "\nfn f() { todo!() }")], found);
        check(shortcuts, &[(path, "\nfn f() { unimplemented!() }")], found);
        check(shortcuts, &[(path, "\nfn f() { dbg!(x) }")], found);
        check(shortcuts, &[(path, "\nfn f() { println!() }")], found);
        check(shortcuts, &[(path, "\nfn f() { eprintln!() }")], found);
        check(
            shortcuts,
            &[(path, "// x.unwrap()\nfn f() { \"todo!\".len(); }")],
            &[],
        );
        check(
            shortcuts,
            &[(path, "#[cfg(test)]\nmod t { fn f() { x.unwrap() } }")],
            &[],
        );
        check(
            shortcuts,
            &[("crates/engine/tests/a.rs", "fn f() { x.unwrap() }")],
            &[],
        );
        check(
            shortcuts,
            &[("crates/memoird/src/a.rs", "fn f() { println!() }")],
            &[],
        );
    }

    #[test]
    fn a_second_maker_of_scope_is_found() {
        let lift = "#[expect(clippy::disallowed_methods, reason = \"\")]\nfn f() {}\n";
        let maker = "crates/engine/src/access.rs";
        check(scope_makers, &[(maker, lift)], &[]);
        check(scope_makers, &[(maker, "fn f() {}")], &[maker]);
        check(scope_makers, &[(maker, &lift.repeat(2))], &[maker]);
        let other = "crates/server/src/auth.rs";
        check(
            scope_makers,
            &[(maker, lift), (other, lift)],
            &["crates/server/src/auth.rs:1"],
        );
        let in_tests = format!("#[cfg(test)]\nmod t {{ {lift} }}");
        check(scope_makers, &[(maker, lift), (other, &in_tests)], &[]);
    }

    #[test]
    fn unsafe_outside_its_files_is_found() {
        let code = "fn f() { unsafe { g() } }";
        check(
            unsafe_code,
            &[("crates/store/src/a.rs", code)],
            &["crates/store/src/a.rs:1"],
        );
        check(unsafe_code, &[("crates/search/src/simd.rs", code)], &[]);
        check(
            unsafe_code,
            &[("crates/store/src/a.rs", "#![deny(unsafe_code)]")],
            &[],
        );
    }

    #[test]
    fn sql_outside_its_home_or_put_together_is_found() {
        let constant = "const Q: &str = \"select id from memory where org_id = ?1\";";
        let built = "fn f() { let q = format!(\"select id from memory where {x}\"); }";
        let pushed = "fn f() { q.push_str(\"and tag = ?\"); }";
        let written = "fn f() { write!(q, \"delete from {table}\"); }";
        let words = "const M: &str = \"update the index from the store\";";
        check(sql_text, &[("crates/store/src/sqlite/a.rs", constant)], &[]);
        check(
            sql_text,
            &[("crates/engine/src/a.rs", constant)],
            &["crates/engine/src/a.rs:1"],
        );
        check(sql_text, &[("crates/engine/src/a.rs", words)], &[]);
        for code in [built, pushed, written] {
            check(
                sql_text,
                &[("crates/store/src/a.rs", code)],
                &["crates/store/src/a.rs:1"],
            );
            check(sql_text, &[("crates/store/src/filter_sql.rs", code)], &[]);
        }
    }
}
