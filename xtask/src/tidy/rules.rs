//! Rules about crates, files and documents.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::allow;
use super::{Finding, Tree};

/// Our crates depend on each other in one direction only.
pub fn crate_arrows(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, manifest, dependencies) in packages(tree) {
        if allow::DEVELOPMENT_CRATES.contains(&name) {
            continue;
        }
        let Some((_, allowed)) = allow::ARROWS.iter().find(|(from, _)| *from == name) else {
            findings.push(Finding::new(
                manifest,
                format!("`{name}` has no entry in ARROWS"),
            ));
            continue;
        };
        for dependency in dependencies.iter().filter(|dependency| dependency.is_ours) {
            // Tests may reach further down the same arrows, and use what serves tests alone.
            let is_for_tests = dependency.is_dev
                && (dependency.name == name
                    || is_below(name, dependency.name)
                    || allow::DEVELOPMENT_CRATES.contains(&dependency.name));
            if !allowed.contains(&dependency.name) && !is_for_tests {
                let message = format!("`{name}` must not depend on `{}`", dependency.name);
                findings.push(Finding::new(manifest, message));
            }
        }
    }
    findings
}

/// Whether arrows lead from `from` to `to`.
fn is_below(from: &str, to: &str) -> bool {
    let next = allow::ARROWS
        .iter()
        .find(|(name, _)| *name == from)
        .map_or(&[][..], |(_, to)| to);
    next.iter().any(|name| *name == to || is_below(name, to))
}

/// Only the store speaks to a database.
pub fn sql_packages(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, manifest, dependencies) in packages(tree) {
        if name == "memoird-store" {
            continue;
        }
        for dependency in dependencies {
            if allow::SQL_PACKAGES.contains(&dependency.name) && !dependency.is_dev {
                let message = format!("`{}` belongs to the store alone", dependency.name);
                findings.push(Finding::new(manifest, message));
            }
        }
    }
    findings
}

struct Dependency<'a> {
    name: &'a str,
    is_ours: bool,
    is_dev: bool,
}

/// Name, manifest path and dependencies of each package of the workspace.
fn packages(tree: &Tree) -> Vec<(&str, &str, Vec<Dependency<'_>>)> {
    let list = tree.metadata["packages"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    list.iter()
        .map(|package| {
            let dependencies = package["dependencies"]
                .as_array()
                .map_or(&[][..], Vec::as_slice);
            let dependencies = dependencies
                .iter()
                .map(|dependency| Dependency {
                    name: dependency["name"].as_str().unwrap_or_default(),
                    is_ours: dependency["path"].is_string(),
                    is_dev: dependency["kind"].as_str() == Some("dev"),
                })
                .collect();
            let manifest = package["manifest_path"].as_str().unwrap_or_default();
            (
                package["name"].as_str().unwrap_or_default(),
                manifest,
                dependencies,
            )
        })
        .collect()
}

/// Files stay short enough to be read in one go.
pub fn file_length(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.rust.is_some()) {
        let lines = file.text.lines().count();
        let is_allowed = allow::LARGE.iter().any(|(path, _)| *path == file.path);
        if lines > allow::FILE_LINES_MAX && !is_allowed {
            let message = format!(
                "{lines} lines; {} is the limit: split it",
                allow::FILE_LINES_MAX
            );
            findings.push(Finding::new(&file.path, message));
        }
    }
    findings
}

/// Nothing large is committed by accident.
pub fn blob_size(tree: &Tree) -> Vec<Finding> {
    tree.files
        .iter()
        .filter(|file| file.bytes > allow::BLOB_BYTES_MAX)
        .filter(|file| {
            !allow::BLOBS
                .iter()
                .any(|(prefix, _)| file.path.starts_with(prefix))
        })
        .map(|file| Finding::new(&file.path, format!("{} bytes is too large", file.bytes)))
        .collect()
}

/// A migration that was released is history.
pub fn released_migrations(tree: &Tree) -> Vec<Finding> {
    changed_migrations(tree, allow::RELEASED_MIGRATIONS)
}

fn changed_migrations(tree: &Tree, released: &[(&str, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, hash) in released {
        let Some(file) = tree.files.iter().find(|file| file.path == *path) else {
            findings.push(Finding::new(*path, "a released migration is gone"));
            continue;
        };
        let now: String = Sha256::digest(file.text.as_bytes())
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        if now != *hash {
            findings.push(Finding::new(
                *path,
                "a released migration has changed; add a new one",
            ));
        }
    }
    findings
}

/// A limit that nobody enforces is a wish.
pub fn limits_used(tree: &Tree) -> Vec<Finding> {
    const LIMITS: &str = "crates/types/src/limits.rs";
    let Some(limits) = tree.files.iter().find(|file| file.path == LIMITS) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for (number, line) in limits.text.lines().enumerate() {
        let Some(rest) = line.strip_prefix("pub const ") else {
            continue;
        };
        let name = rest.split(':').next().unwrap_or_default();
        let used_outside = tree.files.iter().any(|file| {
            file.path != LIMITS
                && file
                    .product()
                    .is_some_and(|source| !source.product_matches(name).is_empty())
        });
        // Or by one of the checking functions beside it.
        let used_inside = limits
            .product()
            .is_some_and(|source| source.product_matches(name).len() > 1);
        if !used_outside && !used_inside {
            let message = format!("`{name}` is enforced nowhere");
            findings.push(Finding::at(LIMITS, number + 1, message));
        }
    }
    findings
}

/// Each numbered deviation that we imitate on purpose is shown by a test that says its number:
/// `quirk_3` or `quirks_3_to_6` in its name, `quirk 3` or `quirks 3, 7` in a comment.
pub fn quirks_tested(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree
        .files
        .iter()
        .filter(|file| file.path.ends_with("/QUIRKS.md"))
    {
        let dialect = file.path.rsplit('/').nth(1).unwrap_or_default();
        let tested = quirks_named_in_tests(tree, dialect);
        let mut seen = BTreeSet::new();
        for (number, line) in file.text.lines().enumerate() {
            let Some(quirk) = quirk_number(line) else {
                continue;
            };
            if !seen.insert(quirk) {
                let message = format!("quirk {quirk} is listed twice");
                findings.push(Finding::at(&file.path, number + 1, message));
            } else if !tested.contains(&quirk) {
                let message = format!("no test of {dialect} says `quirk {quirk}`");
                findings.push(Finding::at(&file.path, number + 1, message));
            }
        }
    }
    findings
}

/// `| 3 | text |` is quirk 3.
fn quirk_number(line: &str) -> Option<u32> {
    line.strip_prefix('|')?
        .split('|')
        .next()?
        .trim()
        .parse()
        .ok()
}

fn quirks_named_in_tests(tree: &Tree, dialect: &str) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for file in tree.files.iter().filter(|file| file.path.contains(dialect)) {
        let is_test_file = file.path.starts_with("tests/") || file.path.contains("/tests/");
        for (at, mark) in file.text.match_indices("quirk") {
            let is_test =
                is_test_file || file.rust.as_ref().is_some_and(|source| source.is_test(at));
            if is_test {
                found.extend(numbers_after(&file.text[at + mark.len()..]));
            }
        }
    }
    found
}

/// `s_3_to_6` is 3, 4, 5, 6; ` 3, 7 and 9` is 3, 7, 9.
fn numbers_after(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = Vec::new();
    let mut is_range = false;
    let words = text
        .strip_prefix('s')
        .unwrap_or(text)
        .split(['_', ' ', ',', '-']);
    for word in words.filter(|word| !word.is_empty()) {
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        match (digits.parse::<u32>(), word) {
            (Ok(number), _) => {
                let from = numbers
                    .last()
                    .filter(|_| is_range)
                    .map_or(number, |last| last + 1);
                numbers.extend(from..=number.min(from + 1000));
                is_range = false;
            }
            (Err(_), "to") => is_range = true,
            (Err(_), "and") => {}
            (Err(_), _) => break,
        }
    }
    numbers
}

/// The console shows what strangers wrote: text goes in as text, and no script stands in a page.
pub fn console_markup(tree: &Tree) -> Vec<Finding> {
    const SINKS: &[&str] = &[
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "javascript:",
    ];
    let mut findings = Vec::new();
    for file in tree
        .files
        .iter()
        .filter(|file| file.path.contains("/console/"))
    {
        for (number, line) in file.text.lines().enumerate() {
            let sink = SINKS.iter().find(|sink| line.contains(**sink));
            let has_inline_script = file.path.ends_with(".html")
                && (line.contains("<script>")
                    || line.contains(" onclick=")
                    || line.contains("<style"));
            if let Some(sink) = sink {
                let message = format!("`{sink}` turns stored text into markup");
                findings.push(Finding::at(&file.path, number + 1, message));
            } else if has_inline_script {
                let message = "inline script or style; the content policy forbids it";
                findings.push(Finding::at(&file.path, number + 1, message));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn places(findings: &[Finding]) -> Vec<&str> {
        findings
            .iter()
            .map(|finding| finding.place.as_str())
            .collect()
    }

    fn check(rule: fn(&Tree) -> Vec<Finding>, files: &[(&str, &str)], expect: &[&str]) {
        let got = rule(&Tree::of(files));
        assert_eq!(places(&got), expect, "{got:?}");
    }

    /// One package that depends on `dependency`, of `kind`, from the workspace if `is_ours`.
    fn with_dependency(name: &str, dependency: &str, kind: Option<&str>, is_ours: bool) -> Tree {
        let path = is_ours.then_some("/somewhere");
        Tree {
            files: Vec::new(),
            metadata: json!({ "packages": [{
                "name": name,
                "manifest_path": "Cargo.toml",
                "dependencies": [{ "name": dependency, "kind": kind, "path": path }],
            }]}),
        }
    }

    #[test]
    fn a_wrong_arrow_is_found() {
        fn check(name: &str, dependency: &str, kind: Option<&str>, expect: usize) {
            let tree = with_dependency(name, dependency, kind, true);
            assert_eq!(crate_arrows(&tree).len(), expect, "{name} -> {dependency}");
        }
        check("memoird-engine", "memoird-store", None, 0);
        check("memoird-store", "memoird-search", None, 1);
        check("memoird-types", "memoird-engine", Some("dev"), 1);
        check("memoird-server", "memoird-store", None, 1);
        check("memoird-server", "memoird-store", Some("dev"), 0);
        check("memoird-store", "memoird-store", Some("dev"), 0);
        check("memoird-server", "memoird-testkit", Some("dev"), 0);
        check("memoird-server", "memoird-testkit", None, 1);
        check("memoird-testkit", "memoird-store", None, 0);
        check("newcomer", "memoird-types", None, 1);
    }

    #[test]
    fn a_database_outside_the_store_is_found() {
        fn check(name: &str, dependency: &str, expect: usize) {
            let tree = with_dependency(name, dependency, None, false);
            assert_eq!(sql_packages(&tree).len(), expect, "{name} -> {dependency}");
        }
        check("memoird-store", "rusqlite", 0);
        check("memoird-engine", "rusqlite", 1);
        check("memoird", "tokio-postgres", 1);
        check("memoird-engine", "serde", 0);
    }

    #[test]
    fn long_files_and_large_blobs_are_found() {
        check(
            file_length,
            &[("crates/a/src/b.rs", &"//\n".repeat(801))],
            &["crates/a/src/b.rs"],
        );
        check(
            file_length,
            &[("crates/a/src/b.rs", &"//\n".repeat(800))],
            &[],
        );
        let large = "x".repeat(256 * 1024 + 1);
        check(blob_size, &[("docs/a.bin", &large)], &["docs/a.bin"]);
        check(blob_size, &[("docs/a.bin", &large[1..])], &[]);
        check(blob_size, &[("crates/inference/model/a.onnx", &large)], &[]);
    }

    #[test]
    fn a_changed_migration_is_found() {
        const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        fn check(text: &str, expect: &[&str]) {
            let tree = Tree::of(&[("m/0001.sql", text)]);
            assert_eq!(
                places(&changed_migrations(&tree, &[("m/0001.sql", EMPTY)])),
                expect
            );
        }
        check("", &[]);
        check("create table a (b);", &["m/0001.sql"]);
        let gone = changed_migrations(&Tree::of(&[]), &[("m/0001.sql", EMPTY)]);
        assert_eq!(places(&gone), ["m/0001.sql"]);
    }

    #[test]
    fn an_unused_limit_is_found() {
        let limits = (
            "crates/types/src/limits.rs",
            "/// A.\npub const A_MAX: usize = 1;\n",
        );
        let usage = ("crates/engine/src/a.rs", "fn f() { g(A_MAX) }");
        let in_test = (
            "crates/engine/src/a.rs",
            "#[cfg(test)]\nmod t { fn f() { g(A_MAX) } }",
        );
        check(limits_used, &[limits, usage], &[]);
        check(limits_used, &[limits], &["crates/types/src/limits.rs:2"]);
        check(
            limits_used,
            &[limits, in_test],
            &["crates/types/src/limits.rs:2"],
        );
    }

    #[test]
    fn a_quirk_without_a_test_is_found() {
        let list = "crates/server/src/dialects/memsy/QUIRKS.md";
        let quirks = (
            list,
            "| # | quirk |\n|---|---|\n| 1 | This. |\n| 2 | That. |\n",
        );
        let both = ("tests/sdk/memsy/test_a.py", "def test_quirks_1_to_2(): ...");
        let first = (
            "tests/sdk/memsy/test_a.py",
            "# quirk 1\ndef test_this(): ...",
        );
        let in_product = (
            "crates/server/src/dialects/memsy/wire.rs",
            "// quirk 2\nfn f() {}",
        );
        let of_another = (
            "tests/sdk/other/test_a.py",
            "def test_quirks_1_and_2(): ...",
        );
        check(quirks_tested, &[quirks, both], &[]);
        let place = "crates/server/src/dialects/memsy/QUIRKS.md:4";
        check(
            quirks_tested,
            &[quirks, first, in_product, of_another],
            &[place],
        );
        let twice = (list, "| 1 | This. |\n| 1 | That. |\n");
        check(
            quirks_tested,
            &[twice, both],
            &["crates/server/src/dialects/memsy/QUIRKS.md:2"],
        );
    }

    #[test]
    fn numbers_of_quirks_are_read_in_words_and_names() {
        fn check(text: &str, expect: &[u32]) {
            assert_eq!(numbers_after(text), expect, "{text}");
        }
        check("_3_an_empty_id", &[3]);
        check("s_3_to_6_searches", &[3, 4, 5, 6]);
        check(" 5.", &[5]);
        check("s 3, 7 and 9: ...", &[3, 7, 9]);
        check("y", &[]);
    }

    #[test]
    fn markup_from_strings_is_found() {
        let script = "crates/server/console/app.js";
        let page = "crates/server/console/index.html";
        check(
            console_markup,
            &[(script, "a.innerHTML = b")],
            &["crates/server/console/app.js:1"],
        );
        check(console_markup, &[(script, "a.textContent = b")], &[]);
        check(
            console_markup,
            &[(page, "<script>a()</script>")],
            &["crates/server/console/index.html:1"],
        );
        check(
            console_markup,
            &[(page, "<script src=\"app.js\"></script>")],
            &[],
        );
    }
}
