//! The black-box tests: each `requirements*.txt` under `tests/` makes one virtual environment under
//! `target/`, in which pytest runs the folder that it lies in against the built binary.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::steps::run;

/// Runs every suite; fails at the end if one failed, so that one run tells everything.
pub fn test(root: &Path) -> Result<()> {
    let mut lists = Vec::new();
    find_lists(&root.join("tests"), &mut lists)?;
    lists.sort();
    let mut failed = Vec::new();
    for list in &lists {
        let name = list
            .strip_prefix(root)
            .unwrap_or(list)
            .display()
            .to_string();
        eprintln!("\n--> {name}");
        if let Err(error) = run_suite(root, list, &name) {
            eprintln!("{error:#}");
            failed.push(name);
        }
    }
    println!(
        "python: {} of {} suites passed",
        lists.len() - failed.len(),
        lists.len()
    );
    if failed.is_empty() {
        Ok(())
    } else {
        bail!("failed: {}", failed.join(", "))
    }
}

fn find_lists(folder: &Path, lists: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !name.starts_with('.') {
            find_lists(&path, lists)?;
        } else if name.starts_with("requirements") && name.ends_with(".txt") {
            lists.push(path.clone());
        }
    }
    Ok(())
}

fn run_suite(root: &Path, list: &Path, name: &str) -> Result<()> {
    let python = environment(root, list, name)?;
    let folder = list
        .parent()
        .context("a requirements file lies in a folder")?;
    let binary = root
        .join("target/debug")
        .join(format!("memoird{}", std::env::consts::EXE_SUFFIX));
    run(Command::new(python)
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .arg(folder)
        .env("MEMOIRD_BIN", binary)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(root))
}

/// The Python of a virtual environment that holds exactly what `list` pins.
fn environment(root: &Path, list: &Path, name: &str) -> Result<PathBuf> {
    let text = std::fs::read(list).with_context(|| format!("cannot read {name}"))?;
    let mut hash = String::new();
    for byte in &Sha256::digest(&text)[..8] {
        let _ = write!(hash, "{byte:02x}");
    }
    let folder = root
        .join("target/venv")
        .join(name.replace(['/', '\\'], "-"));
    let bin = if cfg!(windows) { "Scripts" } else { "bin" };
    let python = folder.join(bin).join("python");
    let stamp = folder.join("installed");
    if python.exists() && std::fs::read_to_string(&stamp).is_ok_and(|found| found == hash) {
        return Ok(python);
    }
    // Made anew, so that nothing of an older list is left.
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context("cannot remove an old virtual environment")?;
    }
    let system = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    run(Command::new(system).args(["-m", "venv"]).arg(&folder))
        .context("a virtual environment needs Python 3 with venv (Debian: python3-venv)")?;
    run(Command::new(&python)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .arg("--requirement")
        .arg(list))?;
    std::fs::write(&stamp, hash)?;
    Ok(python)
}
