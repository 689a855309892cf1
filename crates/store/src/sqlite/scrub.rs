//! After an erasure: nothing of what went is left in the file or its log.
//!
//! SQLite overwrites what is deleted (`secure_delete`), and pages that become free. But when it
//! moves rows between neighbouring pages it writes a page anew without clearing the part that is
//! then unused, and what stood there before stays on disk. So the unused parts of all pages are
//! looked at here, and cleared in the file itself. Nobody reads them: a crash in between harms
//! nothing, and a reader at the same time sees nothing of it.

use std::fs::File;
use std::mem::ManuallyDrop;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use types::{Error, ErrorKind, Result};

use super::SqliteStore;
use super::checkpoint::{self, Cuts};
use super::errors::{io, sql};
use super::open::beside;
use super::writer::{Effect, Writer};

/// How long the log is waited for: as long as an ordinary backup or check reads.
const WAIT: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// How long the writer waits for readers before it lets other writes go first.
const READER_WAIT: Duration = Duration::from_millis(100);
/// The database's header, before the first page's own.
const HEADER_BYTES: usize = 100;
/// Bytes read at a time.
const READ_BYTES: usize = 1 << 20;
/// So many pages are found before they are cleared (some more, as whole reads are looked at): what is
/// remembered of them is bounded, and so is the time for which other writes wait.
const PAGES_AT_A_TIME: usize = 8192;
/// From this page number on the first byte of a page that continues a long row looks like that of
/// a page of rows: 68 GB.
const PAGES_MAX: u64 = 0x0200_0000;

/// The database's file, beside SQLite. It is never closed: closing any handle of the file would
/// give up the locks that SQLite's own handles hold.
pub(super) type Raw = Arc<ManuallyDrop<File>>;

/// Opens it, once.
fn open_raw(store: &SqliteStore) -> Result<Raw> {
    if let Some(raw) = store.raw.get() {
        return Ok(Arc::clone(raw));
    }
    let file = File::options()
        .read(true)
        .write(true)
        .open(&store.path)
        .map_err(|e| io("cannot open the database's file", e))?;
    let raw = Arc::new(ManuallyDrop::new(file));
    // If another was quicker, both stay open, for ever.
    Ok(Arc::clone(store.raw.get_or_init(|| raw)))
}

/// Work for the writer between two transactions.
pub(super) struct Clearing {
    raw: Raw,
    log: std::path::PathBuf,
    pages: Arc<Vec<u64>>,
    page_bytes: usize,
    is_done: Arc<AtomicBool>,
}

/// Cuts the log and clears what is unused in the pages, some of them at a time.
pub(super) async fn run(store: &SqliteStore, cuts: &Cuts) -> Result<()> {
    let raw = open_raw(store)?;
    let mut begun = Instant::now();
    cut(store, cuts, begun).await?;
    let mut first = 0;
    loop {
        let reading = Arc::clone(&raw);
        let found = tokio::task::spawn_blocking(move || find(&reading, first, PAGES_AT_A_TIME))
            .await
            .map_err(|e| Error::internal("looking at the pages panicked").with_source(e))??;
        let next = found.next;
        if found.pages.is_empty() || clear(store, &raw, found).await? {
            match next {
                Some(page) => first = page,
                None => return Ok(()),
            }
            begun = Instant::now();
            continue;
        }
        if begun.elapsed() > WAIT {
            return Err(in_the_way());
        }
        tokio::time::sleep(LOOK_EVERY).await;
        cut(store, cuts, begun).await?;
    }
}

/// Has the writer clear pages; false if a reader is in the way.
async fn clear(store: &SqliteStore, raw: &Raw, found: Found) -> Result<bool> {
    let is_done = Arc::new(AtomicBool::new(false));
    let (raw, done) = (Arc::clone(raw), Arc::clone(&is_done));
    let log = beside(&store.path, "-wal");
    let pages = Arc::new(found.pages);
    store
        .write(Effect::Small, move |writer| {
            writer.clearing = Some(Clearing {
                raw: Arc::clone(&raw),
                log: log.clone(),
                pages: Arc::clone(&pages),
                page_bytes: found.page_bytes,
                is_done: Arc::clone(&done),
            });
            Ok(())
        })
        .await?;
    Ok(is_done.load(Ordering::Acquire))
}

fn in_the_way() -> Error {
    let message = "a long read keeps the log from being cut; ask again later";
    Error::new(ErrorKind::Timeout, message)
}

/// Cuts the log.
async fn cut(store: &SqliteStore, cuts: &Cuts, begun: Instant) -> Result<()> {
    store
        .write(Effect::Small, |writer| {
            writer.erased = true;
            Ok(())
        })
        .await?;
    let erasures = cuts.erasures();
    while !cuts.are_through(erasures) {
        if begun.elapsed() > WAIT {
            return Err(in_the_way());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}

impl Clearing {
    /// Clears the pages, on the writer's thread, between two transactions: with an empty log the
    /// file is all there is, and nobody else writes to it.
    pub(super) fn run(self, writer: &Writer) -> Result<()> {
        let connection = &writer.connection;
        connection.busy_timeout(READER_WAIT).map_err(sql)?;
        checkpoint::truncate(connection);
        connection
            .busy_timeout(super::open::BUSY_TIMEOUT)
            .map_err(sql)?;
        if std::fs::metadata(&self.log).map_or(0, |log| log.len()) > 0 {
            // A reader is in the way; the caller tries again.
            return Ok(());
        }
        // What the writer has in memory would bring the old bytes back with its next change.
        connection
            .execute_batch("pragma shrink_memory")
            .map_err(sql)?;
        let failed = |e| io("cannot clear a page", e);
        let mut page = vec![0; self.page_bytes];
        for &number in self.pages.iter() {
            let at = number * self.page_bytes as u64;
            self.raw.read_exact_at(&mut page, at).map_err(failed)?;
            for part in unused(&page, number == 0) {
                let zeros = vec![0; part.len()];
                self.raw
                    .write_all_at(&zeros, at + part.start as u64)
                    .map_err(failed)?;
            }
        }
        self.raw.sync_data().map_err(failed)?;
        self.is_done.store(true, Ordering::Release);
        Ok(())
    }
}

/// Pages that are to be cleared.
#[derive(Debug)]
struct Found {
    page_bytes: usize,
    /// Counted from 0.
    pages: Vec<u64>,
    /// Where to look on; `None`: there are no more.
    next: Option<u64>,
}

/// The next pages, from `first` on, whose unused parts hold something.
fn find(raw: &File, first: u64, pages_max: usize) -> Result<Found> {
    let failed = |e| io("cannot read the database's file", e);
    let mut header = [0; HEADER_BYTES];
    raw.read_exact_at(&mut header, 0).map_err(failed)?;
    // 1 stands for 65,536.
    let page_bytes = match number_at(&header, 16) {
        1 => 1 << 16,
        bytes => bytes,
    };
    let count = raw.metadata().map_err(failed)?.len() / page_bytes.max(512) as u64;
    if count >= PAGES_MAX {
        return Err(Error::internal("the database is too large to be scrubbed"));
    }
    let mut pages = Vec::new();
    let a_time = READ_BYTES / page_bytes;
    let mut bytes = vec![0; a_time * page_bytes];
    let mut next = first;
    while next < count && pages.len() < pages_max {
        let some = a_time.min((count - next) as usize);
        let part = &mut bytes[..some * page_bytes];
        raw.read_exact_at(part, next * page_bytes as u64)
            .map_err(failed)?;
        for (index, page) in part.chunks(page_bytes).enumerate() {
            let number = next + index as u64;
            let is_dirty = |part: &Range<usize>| page[part.clone()].iter().any(|&byte| byte != 0);
            if unused(page, number == 0).iter().any(is_dirty) {
                pages.push(number);
            }
        }
        next += some as u64;
    }
    Ok(Found {
        page_bytes,
        pages,
        next: (next < count).then_some(next),
    })
}

fn number_at(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]))
}

/// The unused parts of a page of rows: between the row pointers and the rows, and inside the list
/// of free blocks. None of a page that is something else, or is not what it should be: it is left
/// to the integrity check.
fn unused(page: &[u8], is_first: bool) -> Vec<Range<usize>> {
    let header = if is_first { HEADER_BYTES } else { 0 };
    let header_bytes = match page[header] {
        2 | 5 => 12,
        10 | 13 => 8,
        _ => return Vec::new(),
    };
    let cells = number_at(page, header + 3);
    let rows_at = match number_at(page, header + 5) {
        0 => 1 << 16,
        at => at,
    };
    let pointers = header + header_bytes;
    let pointers_end = pointers + 2 * cells;
    if rows_at > page.len() || pointers_end > rows_at {
        return Vec::new();
    }
    let is_inside = |at: usize| at >= rows_at && at < page.len();
    if !(pointers..pointers_end)
        .step_by(2)
        .all(|at| is_inside(number_at(page, at)))
    {
        return Vec::new();
    }
    let mut parts: Vec<_> = std::iter::once(pointers_end..rows_at).collect();
    let mut block = number_at(page, header + 1);
    while block != 0 {
        if !is_inside(block) || block + 4 > page.len() {
            return Vec::new();
        }
        let (next, bytes) = (number_at(page, block), number_at(page, block + 2));
        let end = block + bytes;
        // They follow each other in the page.
        if bytes < 4 || end > page.len() || (next != 0 && next < end) {
            return Vec::new();
        }
        parts.push(block + 4..end);
        block = next;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of 64 bytes: two rows at 40 and 56, a free block of 8 bytes at 48.
    fn page() -> Vec<u8> {
        let mut page = vec![0xff; 64];
        page[..12].copy_from_slice(&[13, 0, 48, 0, 2, 0, 40, 0, 0, 56, 0, 40]);
        page[48..52].copy_from_slice(&[0, 0, 0, 8]);
        page
    }

    #[test]
    fn pages_are_found_some_at_a_time() {
        // Pages of 512 bytes: every third has something where nothing should be. The first page
        // begins with the database's header.
        const PAGE: usize = 512;
        let count = 3 * READ_BYTES / PAGE + 5;
        let mut bytes = vec![0; count * PAGE];
        let mut dirty = Vec::new();
        for (number, page) in bytes.chunks_mut(PAGE).enumerate() {
            let header = if number == 0 { HEADER_BYTES } else { 0 };
            page[header] = 13;
            page[header + 5..header + 7].copy_from_slice(&(PAGE as u16).to_be_bytes());
            if number % 3 == 0 {
                page[PAGE - 1] = 7;
                dirty.push(number as u64);
            }
        }
        bytes[16..18].copy_from_slice(&(PAGE as u16).to_be_bytes());
        let file = tempfile::tempfile().expect("a file");
        file.write_all_at(&bytes, 0).expect("writes");
        // Four reads, the last of them short.
        for (pages_max, expect) in [(1, 4), (1000, 2), (usize::MAX, 1)] {
            let (mut pages, mut rounds, mut first) = (Vec::new(), 0, Some(0));
            while let Some(from) = first {
                let found = find(&file, from, pages_max).expect("reads");
                assert_eq!(found.page_bytes, PAGE);
                // At most what one read holds too many.
                assert!(found.pages.len() < pages_max.saturating_add(READ_BYTES / PAGE));
                pages.extend(found.pages);
                first = found.next;
                rounds += 1;
            }
            assert_eq!(pages, dirty);
            assert_eq!(rounds, expect, "{pages_max}");
        }
    }

    #[test]
    fn only_what_no_row_uses_is_unused() {
        assert_eq!(unused(&page(), false), [12..40, 52..56]);
        // Whatever does not fit together is left alone: where, what.
        for (at, byte) in [
            (0, 0),
            (0, 3),
            (6, 44),
            (6, 80),
            (4, 99),
            (9, 30),
            (2, 20),
            (51, 99),
            (49, 50),
        ] {
            let mut page = page();
            page[at] = byte;
            assert_eq!(unused(&page, false), [0..0; 0], "{byte} at {at}");
        }
        let mut first = vec![0; HEADER_BYTES];
        first.extend(page());
        first[0] = 13;
        assert_eq!(unused(&first[..100 + 64], true), [0..0; 0]);
    }
}
