//! How a command finds the server that holds a data directory: a small file in it, locked for as
//! long as that server lives, so that what a killed server left behind is never believed.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

const FILE: &str = "server.json";
/// A command that looks holds the lock for a moment; a starting server waits that long.
const ATTEMPTS_MAX: u32 = 20;

/// What the file says.
#[derive(Debug, Serialize, Deserialize)]
struct Announcement {
    url: String,
    pid: u32,
}

/// A server's claim to a data directory.
pub struct Claim {
    file: File,
    path: PathBuf,
}

impl Claim {
    /// Claims the directory, or says who holds it.
    pub fn take(data_dir: &Path) -> Result<Claim> {
        let path = data_dir.join(FILE);
        let file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .with_context(|| format!("cannot write {}", path.display()))?;
        for _ in 0..ATTEMPTS_MAX {
            match file.try_lock() {
                Ok(()) => {
                    file.set_len(0)?;
                    return Ok(Claim { file, path });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
                Err(TryLockError::Error(error)) => return Err(error).context("cannot lock"),
            }
        }
        let dir = data_dir.display();
        match running(data_dir)? {
            Some(url) => bail!(
                "a server already holds {dir}: {url}. Stop it, or give this one another --data-dir"
            ),
            None => bail!("a server is just starting or stopping on {dir}; try again"),
        }
    }

    /// Tells where the server listens.
    pub fn announce(&mut self, url: &str) -> Result<()> {
        let text = Announcement {
            url: url.to_owned(),
            pid: std::process::id(),
        };
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file
            .write_all(serde_json::to_string(&text)?.as_bytes())?;
        Ok(())
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // The lock goes with the process in any case; a file left behind is not believed.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The address of the server that holds `data_dir` now, if one does.
pub fn running(data_dir: &Path) -> Result<Option<String>> {
    let Ok(mut file) = File::open(data_dir.join(FILE)) else {
        return Ok(None);
    };
    match file.try_lock_shared() {
        Ok(()) => return Ok(None),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(error)) => return Err(error).context("cannot look for a server"),
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    let announcement: Option<Announcement> = serde_json::from_str(&text).ok();
    Ok(announcement.map(|announcement| announcement.url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_living_server_is_believed() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(running(folder.path()).unwrap(), None);
        std::fs::write(
            folder.path().join(FILE),
            r#"{"url":"http://127.0.0.1:1","pid":1}"#,
        )
        .unwrap();
        assert_eq!(
            running(folder.path()).unwrap(),
            None,
            "left behind by a killed server"
        );
        let mut claim = Claim::take(folder.path()).unwrap();
        assert_eq!(
            running(folder.path()).unwrap(),
            None,
            "claimed, not yet listening"
        );
        claim.announce("http://127.0.0.1:7077").unwrap();
        assert_eq!(
            running(folder.path()).unwrap().as_deref(),
            Some("http://127.0.0.1:7077")
        );
        let error = Claim::take(folder.path()).err().unwrap().to_string();
        assert!(error.contains("http://127.0.0.1:7077"), "{error}");
        drop(claim);
        assert_eq!(running(folder.path()).unwrap(), None);
        assert!(Claim::take(folder.path()).is_ok());
    }
}
