//! Export and import: what an org knows as JSON Lines, streamed.

use std::collections::BTreeSet;

use axum::Json as Reply;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, header};
use bytes::{Bytes, BytesMut};
use engine::{Access, DamagedLine, Engine, ExportItem, ImportRun};
use futures_util::{Stream, stream};
use serde::Deserialize;
use types::{Error, ErrorKind, Result};

use super::wire::ImportOut;
use crate::AppState;
use crate::auth::{Admin, Authed, Read};
use crate::body::{Bare, BodyReader};
use crate::failure::Failure;
use crate::json;
use crate::once::refuse_key;

/// Items of one page of an export and one commit of an import.
const ITEMS_PER_STEP: usize = 500;
/// Bytes of lines that wait for a commit.
const STEP_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What you see, one JSON object a line: all events, all memories (also those that are no longer
/// believed), the texts that do not come back (`closed_text`), groups' records, maintenance settings.
///
/// It does not carry vectors, earlier revisions, the history of lineage, the audit log, jobs, keys, or
/// other orgs; a backup does.
///
/// If the export has to stop half-way, the connection is cut: a complete one ends properly. If rows
/// are missing because they are damaged, the last lines name them:
/// `{"type":"damaged","rows":["memories: <id>"]}`. An import passes over such a line.
#[utoipa::path(get, path = "/memoird/v1/export", tag = "transfer",
    responses((status = 200, body = String, content_type = "application/x-ndjson")))]
pub(crate) async fn export(
    State(app): State<AppState>,
    caller: Authed<Read>,
) -> Result<([(HeaderName, &'static str); 1], Body), Failure> {
    // The first page is read here, so that what is wrong from the start gets a proper error.
    let first = app
        .engine
        .export_page(&caller.access, None, ITEMS_PER_STEP)
        .await?;
    let body = Body::from_stream(pages(app.engine, caller.access, first));
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], body))
}

type ExportPage = (Vec<ExportItem>, Option<String>);

/// An export on its way.
struct Export {
    engine: Engine,
    access: Access,
    /// What is to be written next; `None` after the last page.
    page: Option<ExportPage>,
    /// Rows that are missing; each once, though two pages may name it.
    damaged: BTreeSet<String>,
}

/// The pages of an export as pieces of text.
fn pages(
    engine: Engine,
    access: Access,
    first: ExportPage,
) -> impl Stream<Item = Result<Bytes>> + Send + 'static {
    let export = Export {
        engine,
        access,
        page: Some(first),
        damaged: BTreeSet::new(),
    };
    stream::try_unfold(export, |mut export| async move {
        let text = export.next().await?;
        Ok(text.map(|text| (text, export)))
    })
}

impl Export {
    /// The next piece: a page, or at last what is missing.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        let Some((items, cursor)) = self.page.take() else {
            return self.missing();
        };
        let mut whole = Vec::with_capacity(items.len());
        for item in items {
            match item {
                ExportItem::Damaged(line) => self.damaged.extend(line.rows),
                item => whole.push(item),
            }
        }
        let text = lines(&whole)?;
        if cursor.is_some() {
            self.page = Some(next_page(&self.engine, &self.access, cursor).await?);
        }
        Ok(Some(text))
    }

    /// The lines that name what is missing; nothing if all is there, or after they were given.
    fn missing(&mut self) -> Result<Option<Bytes>> {
        let rows: Vec<String> = std::mem::take(&mut self.damaged).into_iter().collect();
        if rows.is_empty() {
            return Ok(None);
        }
        tracing::error!(rows = rows.len(), "an export lacks damaged rows");
        let line = |rows: &[String]| {
            let rows = rows.to_vec();
            ExportItem::Damaged(DamagedLine { rows })
        };
        let items: Vec<ExportItem> = rows.chunks(ITEMS_PER_STEP).map(line).collect();
        lines(&items).map(Some)
    }
}

async fn next_page(engine: &Engine, access: &Access, cursor: Option<String>) -> Result<ExportPage> {
    let page = engine.export_page(access, cursor, ITEMS_PER_STEP).await;
    page.inspect_err(|error| tracing::error!(?error, "an export was cut off"))
}

fn lines(items: &[ExportItem]) -> Result<Bytes> {
    let mut text = Vec::new();
    for item in items {
        serde_json::to_writer(&mut text, item)
            .map_err(|error| Error::internal("an item cannot be written").with_source(error))?;
        text.push(b'\n');
    }
    Ok(text.into())
}

/// Stores exported lines with their ids, times and provenance. What is there already is skipped.
///
/// If a line is refused, what came before it stays; the error's `progress` tells how much, and the
/// whole import may be repeated; it takes no `Idempotency-Key`.
///
/// What the lines say is said when it was said: an older state does not come back over what was said
/// here since, and what was over where it comes from stays over. What was erased here stays away. Groups
/// that have a record here and maintenance that was set here stay as they are.
/// Lines that name damaged rows are counted and passed over, and so are fields that are not known here:
/// a newer server's export can be read.
#[utoipa::path(post, path = "/memoird/v1/import", tag = "transfer",
    request_body(content((Option<String> = "application/x-ndjson"), (Option<String> = "text/plain"))),
    responses((status = 200, body = ImportOut)))]
pub(crate) async fn import(
    State(app): State<AppState>,
    caller: Authed<Admin>,
    Bare { idempotency }: Bare,
    request: Request,
) -> Result<Reply<ImportOut>, Failure> {
    let message =
        "an import may be repeated as it is: what is there is skipped; leave this header out";
    refuse_key(idempotency, message)?;
    let mut import = Import::new(app.engine.clone(), caller.access, app.config.body_bytes_max);
    let body = BodyReader::new(request.into_body(), app.config.body_timeout_ms);
    match import.run(body).await {
        Ok(()) => Ok(Reply(import.done)),
        Err(mut failure) => {
            failure.progress = serde_json::to_value(import.done).ok();
            Err(failure)
        }
    }
}

/// An import on its way.
struct Import {
    engine: Engine,
    access: Access,
    line_bytes_max: usize,
    waiting: Vec<ExportItem>,
    /// Their lines, from 1.
    waiting_lines: Vec<u64>,
    waiting_bytes: usize,
    /// Bytes of empty lines since the last that was not.
    blank_bytes: usize,
    lines_read: u64,
    run: ImportRun,
    done: ImportOut,
}

impl Import {
    fn new(engine: Engine, access: Access, line_bytes_max: usize) -> Self {
        let (waiting, done) = (Vec::new(), ImportOut::default());
        Import {
            engine,
            access,
            line_bytes_max,
            waiting,
            waiting_lines: Vec::new(),
            waiting_bytes: 0,
            blank_bytes: 0,
            lines_read: 0,
            run: ImportRun::default(),
            done,
        }
    }

    async fn run(&mut self, mut body: BodyReader) -> Result<(), Failure> {
        let mut rest = BytesMut::new();
        while let Some(piece) = body.next().await? {
            rest.extend_from_slice(&piece);
            while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
                let line = rest.split_to(end + 1);
                self.take(&line[..end]).await?;
            }
            if rest.len() > self.line_bytes_max {
                let message = format!("a line is longer than {} bytes", self.line_bytes_max);
                return Err(self.in_line(Error::new(ErrorKind::TooLarge, message)));
            }
        }
        self.take(&rest).await?;
        self.commit().await
    }

    async fn take(&mut self, line: &[u8]) -> Result<(), Failure> {
        self.lines_read += 1;
        if line.trim_ascii().is_empty() {
            // A megabyte of packed ones is a thousand million lines.
            self.blank_bytes += line.len() + 1;
            if self.blank_bytes > self.line_bytes_max {
                let message = format!("more than {} bytes of empty lines", self.line_bytes_max);
                return Err(self.in_line(Error::new(ErrorKind::TooLarge, message)));
            }
            return Ok(());
        }
        self.blank_bytes = 0;
        let item = item_of(line).map_err(|error| self.in_line(error))?;
        if let ExportItem::Damaged(line) = item {
            self.done.damaged += line.rows.len() as u64;
            return Ok(());
        }
        self.waiting.push(item);
        self.waiting_lines.push(self.lines_read);
        self.waiting_bytes += line.len();
        if self.waiting.len() >= ITEMS_PER_STEP || self.waiting_bytes >= STEP_BYTES_MAX {
            self.commit().await?;
        }
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), Failure> {
        let items = std::mem::take(&mut self.waiting);
        let lines = std::mem::take(&mut self.waiting_lines);
        self.waiting_bytes = 0;
        if !items.is_empty() {
            let report = self.engine.import_more(&self.access, items, &mut self.run);
            let report = report.await.map_err(|error| of_line(error, &lines))?;
            self.done.events += report.events;
            self.done.memories += report.memories;
            self.done.skipped += report.skipped;
            self.done.erased += report.erased;
            self.done.closed_texts += report.closed_texts;
            self.done.groups += report.groups;
            self.done.settings += report.settings;
        }
        self.done.lines = self.lines_read;
        Ok(())
    }

    fn in_line(&self, error: Error) -> Failure {
        let line = format!("line {}", self.lines_read.max(1));
        let field = match error.field() {
            None | Some("body") => line,
            Some(field) => format!("{line}.{field}"),
        };
        error.with_field(field).into()
    }
}

/// What a line is; the rest of it is for whoever reads that.
#[derive(Deserialize)]
struct Kind {
    r#type: String,
}

/// Reads a line. Read as one of several kinds at once, a wrong value would not tell where it stands.
fn item_of(line: &[u8]) -> Result<ExportItem> {
    const KINDS: &str = "event, memory, closed_text, group, maintenance, damaged";
    let kind: Kind = json::read(line).map_err(|error| match error.kind() {
        ErrorKind::InvalidArgument => {
            let (field, what) = (error.field().unwrap_or("body"), error.public());
            let expected = "each line is an object, as an export has it, with a `type`";
            Error::invalid(field.to_owned(), format!("{what}; {expected}: {KINDS}"))
        }
        _ => error,
    })?;
    match kind.r#type.as_str() {
        "event" => json::read(line).map(ExportItem::Event),
        "memory" => json::read(line).map(ExportItem::Memory),
        "closed_text" => json::read(line).map(ExportItem::ClosedText),
        "group" => json::read(line).map(ExportItem::Group),
        "maintenance" => json::read(line).map(ExportItem::Maintenance),
        "damaged" => json::read(line).map(ExportItem::Damaged),
        _ => Err(Error::invalid(
            "type",
            format!("one of {KINDS} is expected"),
        )),
    }
    .map_err(unwrapped)
}

/// The engine names an event's or a memory's fields without the object that they stand in; so here.
fn unwrapped(error: Error) -> Error {
    let inner = error.field().and_then(|field| {
        ["event.", "memory.", "group."]
            .iter()
            .find_map(|start| field.strip_prefix(start))
            .map(str::to_owned)
    });
    match inner {
        Some(field) => error.with_field(field),
        None => error,
    }
}

/// An error of the engine's names an item of what it was given; the caller counts lines.
fn of_line(error: Error, lines: &[u64]) -> Error {
    let named = error.field().and_then(|field| {
        let (index, rest) = field.strip_prefix("items[")?.split_once(']')?;
        let line = lines.get(index.parse::<usize>().ok()?)?;
        Some(format!("line {line}{rest}"))
    });
    match named {
        Some(field) => error.with_field(field),
        None => error,
    }
}
