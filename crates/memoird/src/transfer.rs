//! `import` and `export`: JSON Lines, as a stream in both directions.

use std::io::ErrorKind;
use std::path::Path;
use std::pin::Pin;
use std::task::{self, Poll};

use anyhow::{Context, Result, bail};
use axum::body::Body;
use http_body_util::BodyExt;
use hyper::body::{Bytes, Frame};
use indicatif::ProgressBar;
use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};

use crate::args::Common;
use crate::client::Client;
use crate::exit::{Exit, code_of, ending};
use crate::output;

/// Bytes read from the file at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// Sends a file, or standard input, to the server.
pub async fn import(common: &Common, client: &Client, file: &Path) -> Result<Exit> {
    let (bar, body) = if file == Path::new("-") {
        let bar = output::progress("importing", None);
        (
            bar.clone(),
            Body::new(FileBody::new(tokio::io::stdin(), bar)),
        )
    } else {
        let opened = tokio::fs::File::open(file)
            .await
            .with_context(|| format!("cannot read {}", file.display()))?;
        let bar = output::progress("importing", Some(opened.metadata().await?.len()));
        (bar.clone(), Body::new(FileBody::new(opened, bar)))
    };
    let report = client.post_lines("/import", body).await;
    bar.finish_and_clear();
    // A line that is refused is the file's fault, not the command line's.
    let report = report.map_err(|error| match code_of(&error) {
        Exit::Usage => ending(Exit::Failure, error.to_string()),
        _ => error,
    })?;
    if common.json {
        output::json(&report)?;
    } else {
        output::line(&format!(
            "{} events and {} memories stored, {} were there already",
            report["events"], report["memories"], report["skipped"]
        ))?;
        let rest = [
            ("erased", "were erased here and do not come back"),
            ("closed_texts", "texts do not come back here either"),
            ("groups", "groups stored"),
            ("settings", "settings of maintenance taken over"),
            (
                "damaged",
                "rows are missing in the file: they were damaged where it was made",
            ),
        ];
        for (name, what) in rest {
            if report[name].as_u64().is_some_and(|count| count > 0) {
                output::line(&format!("{} {what}", report[name]))?;
            }
        }
    }
    Ok(Exit::Ok)
}

/// Writes what the org knows to a new file, or to standard output.
pub async fn export(common: &Common, client: &Client, file: Option<&Path>) -> Result<Exit> {
    let mut body = client.stream("/export").await?;
    let mut sink: Box<dyn tokio::io::AsyncWrite + Unpin> = match file {
        None => Box::new(tokio::io::stdout()),
        Some(path) => Box::new(
            new_file(path)
                .await
                .with_context(|| format!("cannot make the new file {}", path.display()))?,
        ),
    };
    let bar = output::progress("exporting", None);
    let (mut bytes, mut lines) = (0_u64, Lines::default());
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.context("the export broke off")?.into_data() else {
            continue;
        };
        match sink.write_all(&data).await {
            // A reader that has gone (`| head`) has what it wanted.
            Err(error) if file.is_none() && error.kind() == ErrorKind::BrokenPipe => {
                return Ok(Exit::Ok);
            }
            written => written.context("cannot write the export")?,
        }
        bytes += data.len() as u64;
        lines.take(&data);
        bar.set_position(lines.items);
    }
    match sink.flush().await {
        Err(error) if file.is_none() && error.kind() == ErrorKind::BrokenPipe => {}
        flushed => flushed.context("cannot write the export")?,
    }
    bar.finish_and_clear();
    if !lines.begun.is_empty() {
        bail!("the export broke off in the middle of a line; it is not complete");
    }
    if file.is_some() {
        let (items, damaged) = (lines.items, &lines.damaged);
        let mut report = serde_json::json!({ "items": items, "bytes": bytes });
        if !damaged.is_empty() {
            report["damaged"] = serde_json::json!(damaged);
        }
        if common.json {
            output::json(&report)?;
        } else {
            output::line(&format!("{items} items, {bytes} bytes"))?;
        }
    }
    if lines.damaged.is_empty() {
        return Ok(Exit::Ok);
    }
    for row in &lines.damaged {
        eprintln!("a row's content is damaged: {row}");
    }
    // An id names a row, and a table of which a list is damaged any number of rows.
    let unnamed = lines
        .damaged
        .iter()
        .filter(|row| row.contains(UNLISTED))
        .count();
    let message = match unnamed {
        0 => format!(
            "{} damaged rows are missing in the export; all else is in it",
            lines.damaged.len()
        ),
        _ => "the export is not complete: a list of the database is damaged, and what it leaves out is not \
             named. `memoird restore` puts a backup in place"
            .to_owned(),
    };
    Err(ending(Exit::Damaged, message))
}

/// What is said of a table of which a list leaves rows out, beside ids of damaged rows.
const UNLISTED: &str = "rows that no list names";

/// A new file that its owner alone may read, as the data directory is.
async fn new_file(path: &Path) -> std::io::Result<tokio::fs::File> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).await
}

/// The beginning of a line that names damaged rows, as the server writes it.
const DAMAGED_LINE: &[u8] = br#"{"type":"damaged","#;

/// What an export has in its lines.
#[derive(Default)]
struct Lines {
    items: u64,
    /// Rows that are missing.
    damaged: Vec<String>,
    /// The line that is not complete yet.
    begun: Vec<u8>,
}

impl Lines {
    fn take(&mut self, piece: &[u8]) {
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            self.begun.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.end();
            }
        }
    }

    fn end(&mut self) {
        if self.begun.starts_with(DAMAGED_LINE) {
            let line: serde_json::Value = serde_json::from_slice(&self.begun).unwrap_or_default();
            let rows = output::items(&line["rows"]).iter();
            self.damaged
                .extend(rows.map(|row| output::text(row).to_owned()));
        } else {
            self.items += 1;
        }
        self.begun.clear();
    }
}

/// A file as the body of a request, piece by piece.
struct FileBody<R> {
    reader: R,
    bar: ProgressBar,
}

impl<R> FileBody<R> {
    fn new(reader: R, bar: ProgressBar) -> Self {
        FileBody { reader, bar }
    }
}

impl<R: AsyncRead + Unpin> hyper::body::Body for FileBody<R> {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let mut piece = vec![0; PIECE_BYTES];
        let mut buffer = ReadBuf::new(&mut piece);
        match Pin::new(&mut self.reader).poll_read(context, &mut buffer) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(error))),
            Poll::Ready(Ok(())) => {}
        }
        let filled = buffer.filled().len();
        if filled == 0 {
            return Poll::Ready(None);
        }
        piece.truncate(filled);
        self.bar.inc(filled as u64);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(piece)))))
    }
}
