//! `cargo xtask tidy`: the rules of the house as code. What a tool can check, no review has to.

mod allow;
mod rules;
mod rust;
mod source;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use source::Source;

/// A breach of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Path from the root, with `:line` where there is one.
    pub place: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl Finding {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding {
            place: place.into(),
            message: message.into(),
        }
    }

    fn at(path: &str, line: usize, message: impl Into<String>) -> Finding {
        Finding::new(format!("{path}:{line}"), message)
    }
}

/// A file of the repository.
pub struct File {
    /// Path from the root, with forward slashes.
    path: String,
    /// Its size.
    bytes: u64,
    /// Its text; empty if it is not UTF-8.
    text: String,
    /// Its text, read, if it is Rust.
    rust: Option<Source>,
}

impl File {
    fn new(path: &str, bytes: u64, text: String) -> File {
        let rust = path.ends_with(".rs").then(|| Source::read(&text));
        File {
            path: path.to_owned(),
            bytes,
            text,
            rust,
        }
    }

    /// Rust that ships: sources of the crates, without their tests, benches and examples.
    fn product(&self) -> Option<&Source> {
        let is_product = self.path.starts_with("crates/")
            && self.path.contains("/src/")
            && !self.path.contains("/tests/")
            && !self.path.ends_with("/tests.rs")
            && !self.path.contains("/contract/")
            && !self.path.ends_with("/contract.rs");
        self.rust.as_ref().filter(|_| is_product)
    }
}

/// Everything that the rules look at.
pub struct Tree {
    files: Vec<File>,
    /// `cargo metadata --no-deps`.
    metadata: serde_json::Value,
}

type Rule = (&'static str, fn(&Tree) -> Vec<Finding>);

/// All rules, by name.
const RULES: &[Rule] = &[
    ("crate arrows", rules::crate_arrows),
    ("sql packages only in store", rules::sql_packages),
    ("file length", rules::file_length),
    ("blob size", rules::blob_size),
    ("released migrations", rules::released_migrations),
    ("every limit is used", rules::limits_used),
    ("every quirk has a test", rules::quirks_tested),
    (
        "no markup from strings in the console",
        rules::console_markup,
    ),
    ("function length", rust::function_length),
    ("sql text", rust::sql_text),
    ("no shortcuts in product code", rust::shortcuts),
    ("one maker of Scope", rust::scope_makers),
    ("unsafe code", rust::unsafe_code),
];

/// Checks the repository at `root` and prints what is wrong.
pub fn run(root: &Path) -> Result<()> {
    let tree = read_tree(root)?;
    let mut count = 0;
    for (name, rule) in RULES {
        for finding in rule(&tree) {
            eprintln!("{}: {} [{name}]", finding.place, finding.message);
            count += 1;
        }
    }
    if count > 0 {
        bail!("tidy: {count} finding(s)");
    }
    println!(
        "tidy: {} rules, {} files, no findings",
        RULES.len(),
        tree.files.len()
    );
    Ok(())
}

fn read_tree(root: &Path) -> Result<Tree> {
    let listed = output(
        Command::new("git")
            .args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ])
            .current_dir(root),
    )?;
    let mut files = Vec::new();
    for path in listed.split('\0').filter(|path| !path.is_empty()) {
        // A file that was deleted but not yet committed as such is still listed.
        let Ok(bytes) = std::fs::read(root.join(path)) else {
            continue;
        };
        let size = bytes.len() as u64;
        files.push(File::new(
            path,
            size,
            String::from_utf8(bytes).unwrap_or_default(),
        ));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = output(
        Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--no-deps"])
            .current_dir(root),
    )?;
    let metadata = serde_json::from_str(&metadata).context("cargo metadata is not JSON")?;
    Ok(Tree { files, metadata })
}

fn output(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("cannot run {command:?}"))?;
    if !output.status.success() {
        bail!(
            "{command:?} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    String::from_utf8(output.stdout).context("output is not UTF-8")
}

#[cfg(test)]
impl Tree {
    /// A made-up repository for the rules' own tests.
    fn of(files: &[(&str, &str)]) -> Tree {
        let files = files
            .iter()
            .map(|(path, text)| File::new(path, text.len() as u64, (*text).to_owned()))
            .collect();
        Tree {
            files,
            metadata: serde_json::json!({ "packages": [] }),
        }
    }
}
