//! The server under test: the built binary in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http::{Client, Request};

/// How the server is started.
#[derive(Clone, Debug)]
pub struct Launch {
    pub binary: PathBuf,
    pub data_dir: PathBuf,
    pub environment: Vec<(String, String)>,
    /// Receives what the server writes to standard error.
    pub log: PathBuf,
}

impl Launch {
    /// `folder` holds the data directory and the log.
    pub fn new(binary: &Path, folder: &Path) -> Self {
        Launch {
            binary: binary.to_owned(),
            data_dir: folder.join("data"),
            environment: Vec::new(),
            log: folder.join("server.log"),
        }
    }

    pub fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    pub fn start(&self) -> Result<Server> {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)
            .context("cannot write the log")?;
        let started = Instant::now();
        let mut child = Command::new(&self.binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(&self.data_dir)
            .env("MEMOIRD_LOG__LEVEL", "warn")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", self.binary.display()))?;
        let stdout = child.stdout.take().context("standard output is a pipe")?;
        let mut line = String::new();
        // Kept open by the reader thread below: a closed pipe would fail the server's next line.
        let mut stdout = BufReader::new(stdout);
        stdout.read_line(&mut line)?;
        let address = line.trim().rsplit("http://").next().unwrap_or_default();
        let Ok(address) = address.parse() else {
            let status = child.wait()?;
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            let said = log.lines().last().unwrap_or("without a word");
            bail!(
                "the server did not start ({status}): {said}; see {}",
                self.log.display()
            );
        };
        std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
        Ok(Server {
            child,
            address,
            started_in: started.elapsed(),
        })
    }

    /// Starts the server and waits until it says that it is healthy.
    pub fn start_ready(&self) -> Result<Server> {
        let server = self.start()?;
        let deadline = Instant::now() + Duration::from_secs(30);
        let mut client = Client::new(server.address);
        loop {
            match client.send(&Request::get("/health")) {
                Ok(reply) if reply.is_success() => return Ok(server),
                Ok(reply) if Instant::now() > deadline => bail!("not healthy: {}", reply.brief()),
                Err(error) if Instant::now() > deadline => bail!("not healthy: {error}"),
                _ => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }
}

/// A server that runs; killed when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    pub started_in: Duration,
}

impl Server {
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// SIGKILL: nothing is flushed, nobody is told.
    pub fn kill(&mut self) -> Result<()> {
        self.child
            .kill()
            .context("the server had ended before it was killed")?;
        self.child.wait()?;
        Ok(())
    }

    /// The exit status, if the server has ended by itself.
    pub fn has_ended(&mut self) -> Result<Option<std::process::ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// SIGTERM, then waits for the end.
    pub fn stop(&mut self) -> Result<Duration> {
        let started = Instant::now();
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status()?;
        while self.child.try_wait()?.is_none() {
            if started.elapsed() > Duration::from_secs(40) {
                bail!("the server did not stop within 40 s of SIGTERM");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(started.elapsed())
    }

    /// Resident memory in bytes.
    pub fn resident_bytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        kib.unwrap_or(0) * 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary to test: as told, or `MEMOIRD_BIN`, or the one beside this tool.
pub fn binary(told: Option<&Path>) -> Result<PathBuf> {
    let path = match (told, std::env::var_os("MEMOIRD_BIN")) {
        (Some(path), _) => path.to_owned(),
        (None, Some(path)) => PathBuf::from(path),
        (None, None) => {
            let me = std::env::current_exe()?;
            me.parent()
                .context("a program lies in a folder")?
                .join("memoird")
        }
    };
    if !path.is_file() {
        bail!(
            "{} is no file: build it, or name it with --binary",
            path.display()
        );
    }
    Ok(path.canonicalize()?)
}

/// A fresh folder for one run under the system's temporary directory. It is kept for a look at it
/// unless the run says at its end that all is well.
pub struct Folder {
    path: PathBuf,
    pub keep: bool,
}

impl Folder {
    pub fn new(name: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("testkit-{name}-{}", std::process::id()));
        if path.exists() {
            std::fs::remove_dir_all(&path)?;
        }
        std::fs::create_dir_all(&path)?;
        Ok(Folder { path, keep: true })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.keep {
            eprintln!("kept for you: {}", self.path.display());
        } else {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

/// Copies a directory tree; a file that vanishes meanwhile is left out.
pub fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else if let Err(error) = std::fs::copy(entry.path(), &target)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(error.into());
        }
    }
    Ok(())
}
