//! A partition: all rows of one user (or of no user) of one org, ready to be searched.

use std::collections::HashMap;

use types::{Memory, MemoryId};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::columns::{Column, Columns, TextFacts, VERBATIM, name};
use crate::filter::Rows;
use crate::postings::Postings;
use crate::sessions::{self, Sessions};
use crate::simd;
use crate::symbols::{Slots, Symbols};
use crate::tokenize::{RowText, row_text};
use crate::vectors::Vectors;
use crate::weights::{SPEAKER_ROWS_MIN, SPEAKER_SHARE_MIN};

/// A memory on its way into the index.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Sequence number of the change that made this revision.
    pub seq: u64,
    /// The memory.
    pub memory: &'a Memory,
    /// Its vectors, one a chunk: half-precision bits, of length 1. May be empty.
    pub vectors: &'a [Vec<u16>],
}

/// What all rows of a partition have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionConfig {
    /// Numbers a vector; 0: no vectors.
    pub dimension: usize,
    /// The embedding model's id.
    pub model: String,
}

/// All rows of one (org, user).
pub struct Partition {
    pub(crate) config: PartitionConfig,
    pub(crate) seq: u64,
    pub(crate) columns: Columns,
    /// Bit of each row that is not dead.
    pub(crate) alive: Vec<u64>,
    pub(crate) living: usize,
    /// Body and extra words of the living rows.
    pub(crate) postings: Postings,
    pub(crate) sessions: Sessions,
    pub(crate) vectors: Vectors,
    /// How many living rows each speaker has, by symbol.
    pub(crate) speakers: HashMap<u32, u32>,
    /// Newest sequence number at which a row was taken out, for those that are not there.
    pub(crate) removed: HashMap<MemoryId, u64>,
    by_id: Slots,
}

impl Partition {
    /// An empty partition.
    pub fn new(config: PartitionConfig) -> Self {
        Partition {
            vectors: Vectors::new(config.dimension),
            config,
            seq: 0,
            columns: Columns::default(),
            alive: Vec::new(),
            living: 0,
            postings: Postings::default(),
            sessions: Sessions::default(),
            speakers: HashMap::new(),
            removed: HashMap::new(),
            by_id: Slots::default(),
        }
    }

    /// Inserts a memory, or replaces it by a newer revision. What is older than what is known of
    /// that id is ignored.
    pub fn put(&mut self, row: Row<'_>) {
        let id = row.memory.id;
        self.seq = self.seq.max(row.seq);
        if self
            .removed
            .get(&id)
            .is_some_and(|&removed| removed >= row.seq)
        {
            return;
        }
        self.removed.remove(&id);
        let text = row_text(row.memory);
        let facts = TextFacts {
            content: fingerprint(&row, &text),
            body_len: text.body_len.min(u32::from(u16::MAX)) as u16,
            extra_len: text.extra_len.min(u32::from(u8::MAX)) as u8,
            question: text.question,
            is_empty: text.is_empty,
            speaker: text.speaker.as_deref(),
        };
        if let Some(old) = self.find(id) {
            if self.columns.seq.get(old) > row.seq {
                return;
            }
            if self.columns.content.get(old) == facts.content {
                self.columns.update(old, row.seq, row.memory, &facts);
                return;
            }
            self.bury(old);
        }
        self.append(&row, &text, &facts);
    }

    fn append(&mut self, row: &Row<'_>, text: &RowText, facts: &TextFacts<'_>) {
        let number = u32::try_from(self.columns.len()).expect("a partition has under 2^32 rows");
        self.columns.push(row.seq, row.memory, facts);
        if self.alive.len() * 64 <= number as usize {
            self.alive.push(0);
        }
        self.alive[number as usize / 64] |= 1 << (number % 64);
        self.living += 1;
        let ids = &self.columns.ids;
        self.by_id.insert(number, |row| xxh3_64(&ids[row as usize]));
        let speaker = self.columns.speaker.get(number as usize);
        if speaker != Symbols::NONE {
            *self.speakers.entry(speaker).or_insert(0) += 1;
        }
        self.postings.push(number, &text.terms);
        self.vectors.push(row.vectors);
        self.place(number);
    }

    /// Puts the newest row into its session.
    pub(crate) fn place(&mut self, number: u32) {
        let session = self.columns.names[name::SESSION].get(number as usize);
        let stands_alone =
            session == Symbols::NONE || self.columns.flags.get(number as usize) & VERBATIM == 0;
        let session = if stands_alone {
            sessions::NONE
        } else {
            session
        };
        let columns = &self.columns;
        let key_of = |row: u32| {
            let row = row as usize;
            (
                columns.happened_at(row),
                columns.position.get(row),
                columns.ids[row],
            )
        };
        self.sessions.push(session, key_of, &words_of(columns));
        self.refresh_vectors_around(number);
    }

    fn refresh_vectors_around(&mut self, row: u32) {
        let around: Vec<u32> = self
            .sessions
            .neighbours(row)
            .map(|(beside, _)| beside)
            .collect();
        for row in around.into_iter().chain([row]) {
            self.vectors
                .refresh_window(row, self.sessions.neighbours(row));
        }
    }

    /// Takes a memory out, at sequence number `seq`. It comes back only with a newer one.
    pub fn remove(&mut self, id: MemoryId, seq: u64) {
        self.seq = self.seq.max(seq);
        if let Some(row) = self.find(id) {
            if self.columns.seq.get(row) > seq {
                return;
            }
            self.bury(row);
        }
        let removed = self.removed.entry(id).or_insert(seq);
        *removed = seq.max(*removed);
    }

    fn bury(&mut self, row: usize) {
        self.by_id
            .remove(row as u32, xxh3_64(&self.columns.ids[row]));
        self.alive[row / 64] &= !(1 << (row % 64));
        self.living -= 1;
        if let Some(rows) = self.speakers.get_mut(&self.columns.speaker.get(row)) {
            *rows -= 1;
        }
        let around: Vec<u32> = self
            .sessions
            .neighbours(row as u32)
            .map(|(beside, _)| beside)
            .collect();
        self.sessions.remove(row as u32, &words_of(&self.columns));
        for beside in around {
            self.vectors
                .refresh_window(beside, self.sessions.neighbours(beside));
        }
    }

    pub(crate) fn find(&self, id: MemoryId) -> Option<usize> {
        let bytes = id.to_bytes();
        let ids = &self.columns.ids;
        self.by_id
            .find(xxh3_64(&bytes), |row| ids[row as usize] == bytes)
            .map(|row| row as usize)
    }

    /// The verbatim row that an extracted row is a key to.
    pub(crate) fn parent(&self, row: u32) -> Option<u32> {
        self.find_hash(self.columns.parent.get(row as usize))
    }

    /// The row that stands in the place of one that was replaced.
    pub(crate) fn heir(&self, row: u32) -> Option<u32> {
        self.find_hash(self.columns.heir.get(row as usize))
    }

    fn find_hash(&self, hash: u64) -> Option<u32> {
        let ids = &self.columns.ids;
        let is_it = |row: u32| xxh3_64(&ids[row as usize]) == hash;
        (hash != 0).then(|| self.by_id.find(hash, is_it)).flatten()
    }

    /// Brings it into the cache, without what it points to.
    pub(crate) fn prefetch(&self) {
        simd::prefetch(std::slice::from_ref(self));
    }

    /// The sequence number up to which every change is in it.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Says that every change up to `seq` is in it, those that did not concern it included.
    pub fn set_seq(&mut self, seq: u64) {
        self.seq = seq;
    }

    /// How many memories it holds.
    pub fn len(&self) -> usize {
        self.living
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.living == 0
    }

    /// What its rows have in common.
    pub fn config(&self) -> &PartitionConfig {
        &self.config
    }

    /// Whether it may hold statements: not if all there is was said, and nothing read out of it.
    pub fn may_state(&self) -> bool {
        let message = self.columns.symbols.lookup("message");
        match &self.columns.names[name::TYPE] {
            Column::Same { value, .. } => Some(*value) != message,
            Column::Each(_) => true,
        }
    }

    /// Rows that were replaced or removed and still take room, until the next
    /// [`Partition::persist`].
    pub fn dead(&self) -> usize {
        self.columns.len() - self.living
    }

    /// Heap bytes; the mapped sidecar aside.
    pub fn memory_bytes(&self) -> usize {
        size_of::<Partition>()
            + self.columns.heap_bytes()
            + self.alive.capacity() * 8
            + self.postings.heap_bytes()
            + self.sessions.heap_bytes()
            + self.vectors.heap_bytes()
            + self.by_id.heap_bytes()
            + self.speakers.capacity() * 9
            + self.removed.capacity() * 25
    }

    /// Each memory with its sequence number and revision, to be checked against the store.
    pub fn ids(&self) -> impl Iterator<Item = (MemoryId, u64, u64)> {
        let columns = &self.columns;
        (0..columns.len())
            .filter(|&row| self.is_alive(row))
            .map(|row| {
                (
                    columns.id(row),
                    columns.seq.get(row),
                    columns.revision.get(row),
                )
            })
    }

    pub(crate) fn is_alive(&self, row: usize) -> bool {
        self.alive[row / 64] >> (row % 64) & 1 == 1
    }

    pub(crate) fn alive_rows(&self) -> Rows {
        if self.living == self.columns.len() && self.living > 0 {
            Rows::All
        } else if self.living == 0 {
            Rows::None
        } else {
            Rows::Bits(self.alive.clone())
        }
    }

    /// The names under which people speak in it: prefixes ("Ann: ...") of enough rows.
    pub(crate) fn known_speakers(&self) -> impl Iterator<Item = (u32, &str)> {
        let share = (SPEAKER_SHARE_MIN * self.living as f32).ceil() as u32;
        let rows_min = SPEAKER_ROWS_MIN.max(share);
        self.speakers
            .iter()
            .filter(move |(_, rows)| **rows >= rows_min)
            .map(|(&symbol, _)| (symbol, self.columns.symbols.get(symbol)))
    }

    /// Finds every row by its id again, after the columns were replaced as a whole.
    pub(crate) fn index_ids(&mut self) {
        let mut by_id = Slots::default();
        let ids = &self.columns.ids;
        for row in 0..ids.len() as u32 {
            if self.is_alive(row as usize) {
                by_id.insert(row, |row| xxh3_64(&ids[row as usize]));
            }
        }
        self.by_id = by_id;
    }
}

pub(crate) fn words_of(columns: &Columns) -> impl Fn(u32) -> (u16, u8) {
    |row| {
        (
            columns.body_len.get(row as usize),
            columns.extra_len.get(row as usize),
        )
    }
}

/// Hash of all that lives outside the columns: if it is the same, an update is one of columns alone.
fn fingerprint(row: &Row<'_>, text: &RowText) -> u32 {
    let memory = row.memory;
    let mut hash = Xxh3::new();
    for (term, body, extra) in &text.terms {
        hash.update(&term.to_le_bytes());
        hash.update(&[*body, *extra]);
    }
    hash.update(&text.body_len.to_le_bytes());
    hash.update(text.speaker.as_deref().unwrap_or("").as_bytes());
    hash.update(
        memory
            .coordinates
            .session_id
            .as_deref()
            .unwrap_or("\0")
            .as_bytes(),
    );
    hash.update(&memory.happened_at().0.to_le_bytes());
    hash.update(&memory.position.unwrap_or(u64::MAX).to_le_bytes());
    hash.update(&[u8::from(memory.verbatim)]);
    for half in row.vectors.iter().flatten() {
        hash.update(&half.to_le_bytes());
    }
    hash.digest() as u32
}
