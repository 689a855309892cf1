//! The sidecar file of a partition: re-sorted, checksummed, replaced as a whole.
//!
//! ```text
//! 0   magic, version, bytes of the body, bytes of the halves, checksum of all but itself
//! 64  body: configuration, columns, postings, sessions, sketches
//! ..  halves: the vectors in half precision, 64-byte aligned, mapped and never copied
//! ```
//! The file is written aside, synced and renamed, so a reader sees the old or the new one. Whatever
//! is wrong with it, the answer is an error and the caller rebuilds from the store.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use memmap2::Mmap;
use types::MemoryId;
use xxhash_rust::xxh3::Xxh3;

use crate::codec::{Plain, Reader, Writer};
use crate::columns::{Columns, each_column, name};
use crate::partition::{Partition, PartitionConfig};
use crate::postings::Postings;
use crate::sessions::Sessions;
use crate::sketch::Sketches;
use crate::symbols::Symbols;
use crate::vectors::{Halves, Vectors};

const MAGIC: u64 = u64::from_le_bytes(*b"memoirdx");
/// Rises with every change of the format, the tokeniser, the rotation or the window weights.
const VERSION: u64 = 6;
const HEAD_BYTES: usize = 64;
const ALIGNMENT: usize = 64;

/// Why a sidecar was refused; the partition is rebuilt from the store then.
#[derive(Debug)]
pub enum LoadError {
    /// It could not be read.
    Io(io::Error),
    /// It is of another version, model or dimension.
    Outdated,
    /// It is damaged.
    Damaged,
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LoadError::Io(error) => write!(f, "the index file cannot be read: {error}"),
            LoadError::Outdated => f.write_str("the index file is of another version or model"),
            LoadError::Damaged => f.write_str("the index file is damaged"),
        }
    }
}

impl std::error::Error for LoadError {}

impl From<io::Error> for LoadError {
    fn from(error: io::Error) -> Self {
        LoadError::Io(error)
    }
}

/// The halves of a mapped sidecar.
struct MappedHalves {
    map: Mmap,
    start: usize,
}

impl MappedHalves {
    /// Maps `file`, whose halves begin at `start`; `None` if it is shorter than that or misaligned.
    fn new(map: Mmap, start: usize) -> Option<Self> {
        let mapped = MappedHalves { map, start };
        let bytes = mapped.map.get(start..)?;
        let whole = mapped.halves().len() * 2 == bytes.len();
        whole.then_some(mapped)
    }
}

impl Halves for MappedHalves {
    #[allow(unsafe_code)]
    fn halves(&self) -> &[u16] {
        // SAFETY: every bit pattern is a valid u16, and `align_to` takes care of the alignment.
        let (_, halves, _) = unsafe { self.map[self.start..].align_to::<u16>() };
        halves
    }
}

#[allow(unsafe_code)]
fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: sidecars are replaced by renaming and never written to or cut after that, so the
    // mapped bytes do not change as long as nobody tampers with the data directory.
    unsafe { Mmap::map(file) }
}

#[derive(Clone, Copy)]
struct Head {
    body: usize,
    halves: usize,
}

impl Head {
    fn bytes(&self, checksum: u64) -> [u8; HEAD_BYTES] {
        let mut bytes = [0; HEAD_BYTES];
        let numbers = [
            MAGIC,
            VERSION,
            self.body as u64,
            self.halves as u64,
            checksum,
        ];
        for (place, number) in bytes.chunks_exact_mut(8).zip(numbers) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// Where the halves begin.
    fn halves_start(&self) -> usize {
        (HEAD_BYTES + self.body).next_multiple_of(ALIGNMENT)
    }

    /// Reads and checks everything but the meaning of the body.
    fn read(file: &[u8]) -> Result<Head, LoadError> {
        let head = file.get(..HEAD_BYTES).ok_or(LoadError::Damaged)?;
        let numbers = u64::read_all(head).ok_or(LoadError::Damaged)?;
        if numbers[0] != MAGIC {
            return Err(LoadError::Damaged);
        }
        if numbers[1] != VERSION {
            return Err(LoadError::Outdated);
        }
        let size = |number: u64| {
            usize::try_from(number)
                .ok()
                .filter(|&size| size <= file.len())
        };
        let (Some(body), Some(halves)) = (size(numbers[2]), size(numbers[3])) else {
            return Err(LoadError::Damaged);
        };
        let head = Head { body, halves };
        let whole = head.halves_start() + halves == file.len();
        let mut hash = Xxh3::new();
        hash.update(&head.bytes(0));
        hash.update(&file[HEAD_BYTES..]);
        if !whole || hash.digest() != numbers[4] || file[..HEAD_BYTES] != head.bytes(numbers[4]) {
            return Err(LoadError::Damaged);
        }
        Ok(head)
    }
}

/// Writes through to a file and hashes.
struct Hashed<'a> {
    out: BufWriter<&'a File>,
    hash: Xxh3,
}

impl Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.out.write_all(bytes)
    }
}

impl Partition {
    /// [`Partition::persisted`], and goes on with that.
    pub fn persist(&mut self, path: &Path) -> io::Result<()> {
        *self = self.persisted(path)?;
        Ok(())
    }

    /// Writes the partition to `path`, rows re-sorted by (session, time), dead ones dropped; returns
    /// the same rows with the vectors mapped from there. Searches may go on meanwhile.
    pub fn persisted(&self, path: &Path) -> io::Result<Partition> {
        let order = self.order();
        let mut new = self.sorted(&order);
        let mut body = Writer::default();
        new.write(&mut body);
        let aside = aside(path);
        let written = self.write_file(&aside, &order, &body.bytes);
        if let Err(error) = written {
            // What is left of the attempt is of no use to anybody; the error is what matters.
            let _ = std::fs::remove_file(&aside);
            return Err(error);
        }
        std::fs::rename(&aside, path)?;
        sync_folder(path)?;
        let head = written?;
        if head.halves > 0 {
            let mapped = MappedHalves::new(map(&File::open(path)?)?, head.halves_start());
            let mapped = mapped.ok_or_else(|| io::Error::other("the file changed under us"))?;
            new.vectors.mapped = Some(Box::new(mapped));
        }
        Ok(new)
    }

    fn write_file(&self, path: &Path, order: &[u32], body: &[u8]) -> io::Result<Head> {
        let vectors: usize = order
            .iter()
            .map(|&row| self.vectors.of_row(row).len())
            .sum();
        let head = Head {
            body: body.len(),
            halves: vectors * self.vectors.dimension * 2,
        };
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)?;
        let mut out = Hashed {
            out: BufWriter::with_capacity(1 << 18, &file),
            hash: Xxh3::new(),
        };
        out.write(&head.bytes(0))?;
        out.write(body)?;
        out.write(&[0; ALIGNMENT][..head.halves_start() - HEAD_BYTES - body.len()])?;
        let mut bytes = Vec::new();
        for &row in order {
            for vector in self.vectors.of_row(row) {
                bytes.clear();
                u16::write_all(self.vectors.vector(vector), &mut bytes);
                out.write(&bytes)?;
            }
        }
        let checksum = out.hash.digest();
        out.out.seek(SeekFrom::Start(0))?;
        out.out.write_all(&head.bytes(checksum))?;
        out.out.flush()?;
        drop(out);
        file.sync_all()?;
        Ok(head)
    }

    /// The living rows, sorted as they are persisted: session by session in time, then what belongs
    /// to none.
    fn order(&self) -> Vec<u32> {
        let columns = &self.columns;
        let mut order: Vec<u32> = (0..columns.len() as u32)
            .filter(|&row| self.is_alive(row as usize))
            .collect();
        order.sort_by_cached_key(|&row| {
            let at = row as usize;
            let session = columns.names[name::SESSION].get(at);
            (
                session == Symbols::NONE,
                columns.symbols.get(session),
                columns.happened_at(at),
                columns.position.get(at),
                columns.ids[at],
            )
        });
        order
    }

    /// The rows of `order` under new numbers; half-precision vectors stay behind.
    fn sorted(&self, order: &[u32]) -> Partition {
        let mut number = vec![u32::MAX; self.columns.len()];
        for (new, &old) in order.iter().enumerate() {
            number[old as usize] = new as u32;
        }
        let renumbered = |row: u32| Some(number[row as usize]).filter(|&new| new != u32::MAX);
        let mut new = Partition::new(self.config.clone());
        new.seq = self.seq;
        new.columns = self.columns.gather(order);
        new.postings = self.postings.rebuilt(renumbered);
        new.vectors = self.vectors.gather(order);
        new.removed.clone_from(&self.removed);
        new.finish();
        new.sessions = self.sessions.renumbered(order, &number, |row| {
            new.columns.names[name::SESSION].get(row as usize)
        });
        new
    }

    /// What follows from the columns, all rows being alive.
    fn finish(&mut self) {
        let rows = self.columns.len();
        self.living = rows;
        self.alive = vec![u64::MAX; rows.div_ceil(64)];
        if let (Some(last), rest @ 1..) = (self.alive.last_mut(), rows % 64) {
            *last = (1 << rest) - 1;
        }
        for row in 0..rows {
            let speaker = self.columns.speaker.get(row);
            if speaker != Symbols::NONE {
                *self.speakers.entry(speaker).or_insert(0) += 1;
            }
        }
        self.index_ids();
    }

    fn write(&self, out: &mut Writer) {
        out.number(self.config.dimension as u64);
        out.text(&self.config.model);
        out.number(self.seq);
        out.list(self.columns.ids.as_flattened());
        macro_rules! write {
            ($column:expr) => {
                out.column(&$column)
            };
        }
        each_column!(&self.columns, write);
        out.list(&self.columns.arena);
        let (text, ends) = self.columns.symbols.parts();
        out.text(text);
        out.list(ends);
        self.postings.write(out);
        self.sessions.write(out);
        out.list(&self.vectors.ends);
        out.list(&self.vectors.owners);
        let (count, blocks) = self.vectors.sketches.parts();
        out.number(count as u64);
        out.list(&blocks);
        out.column(&self.vectors.mean_length);
        out.column(&self.vectors.window_length);
        let mut removed: Vec<(MemoryId, u64)> =
            self.removed.iter().map(|(&i, &s)| (i, s)).collect();
        removed.sort_unstable();
        out.number(removed.len() as u64);
        for (id, seq) in removed {
            out.bytes.extend_from_slice(&id.to_bytes());
            out.number(seq);
        }
    }

    /// Reads a partition that was persisted with this configuration.
    pub fn load(path: &Path, config: &PartitionConfig) -> Result<Self, LoadError> {
        if cfg!(target_endian = "big") {
            return Err(LoadError::Outdated);
        }
        let map = map(&File::open(path)?)?;
        let head = Head::read(&map)?;
        let mut from = Reader::new(&map[HEAD_BYTES..HEAD_BYTES + head.body]);
        let (dimension, model) = (from.number(), from.text());
        if dimension != Some(config.dimension as u64) || model.as_deref() != Some(&config.model) {
            return Err(LoadError::Outdated);
        }
        let mut partition = read_body(&mut from, config).ok_or(LoadError::Damaged)?;
        let expected = partition.vectors.len() * config.dimension * 2;
        if !from.is_done() || head.halves != expected {
            return Err(LoadError::Damaged);
        }
        if expected > 0 {
            let mapped = MappedHalves::new(map, head.halves_start()).ok_or(LoadError::Damaged)?;
            partition.vectors.mapped = Some(Box::new(mapped));
        }
        Ok(partition)
    }
}

/// `None` where the body contradicts itself.
fn read_body(from: &mut Reader<'_>, config: &PartitionConfig) -> Option<Partition> {
    let mut partition = Partition::new(config.clone());
    partition.seq = from.number()?;
    partition.columns = read_columns(from)?;
    let rows = partition.columns.len();
    partition.postings = Postings::read(from, rows)?;
    partition.sessions = Sessions::read(from, rows)?;
    partition.vectors = read_vectors(from, rows, config.dimension)?;
    for _ in 0..from.number()? {
        let id: [u8; 16] = from.bytes(16)?.try_into().ok()?;
        partition
            .removed
            .insert(MemoryId::from_bytes(id), from.number()?);
    }
    partition.finish();
    Some(partition)
}

fn read_columns(from: &mut Reader<'_>) -> Option<Columns> {
    let ids = from.list::<u8>()?;
    let (ids, rest) = ids.as_chunks::<16>();
    let mut columns = Columns {
        ids: ids.to_vec(),
        ..Columns::default()
    };
    let rows = columns.len();
    macro_rules! read {
        ($column:expr) => {
            $column = from.column(rows)?
        };
    }
    each_column!(&mut columns, read);
    columns.arena = from.list()?;
    let (text, ends) = (from.text()?, from.list()?);
    columns.symbols = Symbols::from_parts(text, ends)?;
    (rest.is_empty() && columns.are_consistent()).then_some(columns)
}

fn read_vectors(from: &mut Reader<'_>, rows: usize, dimension: usize) -> Option<Vectors> {
    let mut vectors = Vectors::new(dimension);
    vectors.ends = from.list()?;
    vectors.owners = from.list()?;
    let count = usize::try_from(from.number()?).ok()?;
    let blocks: Vec<u8> = from.list()?;
    vectors.sketches = Sketches::from_parts(count, &blocks, dimension)?;
    vectors.mean_length = from.column(rows)?;
    vectors.window_length = from.column(rows)?;
    let count = vectors.len();
    let last = vectors.ends.last().copied().unwrap_or(0) as usize;
    let fits = vectors.ends.len() == rows
        && vectors.ends.is_sorted()
        && last == count
        && if vectors.owners.is_empty() {
            count <= rows
        } else {
            vectors.owners.len() == count
        }
        && vectors.owners.iter().all(|&row| (row as usize) < rows);
    fits.then_some(vectors)
}

fn aside(path: &Path) -> PathBuf {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".new");
    PathBuf::from(aside)
}

/// Makes the renaming itself durable.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
