//! What filters and scores ask of a row, as columns: a value that all rows share costs nothing.

use types::memory::{CLOSED_MARK, EXTRACT};
use types::{EventKind, Level, Memory, MemoryId, MemoryKind, Status, Tier, Timestamp, Trust};

use xxhash_rust::xxh3::xxh3_64;

use crate::codec::Plain;
use crate::courtesy::says_nothing;
use crate::symbols::Symbols;
use crate::weights::LITTLE_LEFT_BYTES;

/// One value a row. Stays a single value for as long as all rows agree.
#[derive(Clone, Debug)]
pub(crate) enum Column<T> {
    /// Every one of `rows` rows has `value`.
    Same {
        /// The value.
        value: T,
        /// How many rows there are.
        rows: usize,
    },
    /// Each row has its own.
    Each(Vec<T>),
}

impl<T: Plain> Default for Column<T> {
    fn default() -> Self {
        Column::Same {
            value: T::default(),
            rows: 0,
        }
    }
}

impl<T: Plain> Column<T> {
    /// The value of `row`.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> T {
        match self {
            Column::Same { value, .. } => *value,
            Column::Each(values) => values[row],
        }
    }

    /// The values of all rows, where they do not agree.
    #[inline]
    pub(crate) fn each(&self) -> Option<&[T]> {
        match self {
            Column::Same { .. } => None,
            Column::Each(values) => Some(values),
        }
    }

    /// Brings it into the cache.
    #[inline]
    pub(crate) fn prefetch(&self) {
        crate::simd::prefetch(self.each().unwrap_or_default());
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, new: T) {
        match self {
            Column::Same { value, rows } => {
                if *rows == 0 {
                    *value = new;
                }
                if *value == new {
                    *rows += 1;
                    return;
                }
            }
            Column::Each(values) => return values.push(new),
        }
        self.spread().push(new);
    }

    /// Changes a row's value.
    pub(crate) fn set(&mut self, row: usize, new: T) {
        if self.get(row) != new {
            self.spread()[row] = new;
        }
    }

    fn spread(&mut self) -> &mut Vec<T> {
        if let Column::Same { value, rows } = *self {
            let mut values = Vec::with_capacity(rows + rows / 8 + 1);
            values.resize(rows, value);
            *self = Column::Each(values);
        }
        match self {
            Column::Each(values) => values,
            Column::Same { .. } => unreachable!("it was spread above"),
        }
    }

    /// The rows of `order`, in that order.
    pub(crate) fn gather(&self, order: &[u32]) -> Self {
        let mut new = Column::default();
        for &row in order {
            new.push(self.get(row as usize));
        }
        if let Column::Each(values) = &mut new {
            values.shrink_to_fit();
        }
        new
    }

    /// Heap bytes.
    pub(crate) fn heap_bytes(&self) -> usize {
        match self {
            Column::Same { .. } => 0,
            Column::Each(values) => values.capacity() * size_of::<T>(),
        }
    }
}

/// "No instant" in a column of instants.
pub(crate) const NO_TIME: i64 = i64::MIN;
/// "No position" in the column of positions.
pub(crate) const NO_POSITION: u32 = u32::MAX;

/// Bit of [`Columns::flags`]: pinned.
pub(crate) const PINNED: u8 = 1;
/// Bit of [`Columns::flags`]: verbatim.
pub(crate) const VERBATIM: u8 = 2;
/// Bit of [`Columns::flags`]: its text ends in a question mark.
pub(crate) const QUESTION: u8 = 4;
/// Bit of [`Columns::flags`]: said, and says nothing.
pub(crate) const EMPTY: u8 = 8;
/// Bit of [`Columns::flags`]: a good part of it is no longer believed.
pub(crate) const CUT: u8 = 16;
/// Bit of [`Columns::flags`]: not verbatim, and replaced by what [`Columns::heir`] names.
pub(crate) const REPLACED: u8 = 32;

/// Places in [`Columns::names`].
pub(crate) mod name {
    pub(crate) const USER: usize = 0;
    pub(crate) const AGENT: usize = 1;
    pub(crate) const SESSION: usize = 2;
    pub(crate) const NAMESPACE: usize = 3;
    pub(crate) const PROJECT: usize = 4;
    pub(crate) const TEAM: usize = 5;
    pub(crate) const ROLE: usize = 6;
    pub(crate) const TYPE: usize = 7;
    pub(crate) const COUNT: usize = 8;
}

/// What an item of a row's label list is.
pub(crate) mod label {
    pub(crate) const TOPIC: u32 = 0;
    pub(crate) const TAG: u32 = 1;
    /// Followed by the lower-cased name.
    pub(crate) const ENTITY: u32 = 2;
    /// Followed by the value.
    pub(crate) const METADATA: u32 = 3;
}

/// All columns of a partition. Instants are microseconds, floats their bits, names symbols.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    pub(crate) ids: Vec<[u8; 16]>,
    pub(crate) seq: Column<u64>,
    pub(crate) revision: Column<u64>,
    pub(crate) names: [Column<u32>; name::COUNT],
    pub(crate) speaker: Column<u32>,
    pub(crate) level: Column<u8>,
    pub(crate) kind: Column<u8>,
    pub(crate) tier: Column<u8>,
    pub(crate) status: Column<u8>,
    pub(crate) trust: Column<u8>,
    /// 0: none; else the kind's place in `EventKind::ALL`, plus one.
    pub(crate) event_kind: Column<u8>,
    pub(crate) flags: Column<u8>,
    pub(crate) confidence: Column<u32>,
    pub(crate) importance: Column<u32>,
    pub(crate) strength: Column<u32>,
    pub(crate) created_at: Column<i64>,
    /// `updated_at - created_at`, wrapping: mostly 0.
    pub(crate) updated_after: Column<i64>,
    pub(crate) superseded_at: Column<i64>,
    pub(crate) event_date: Column<i64>,
    pub(crate) valid_from: Column<i64>,
    pub(crate) valid_to: Column<i64>,
    pub(crate) expires_at: Column<i64>,
    pub(crate) position: Column<u32>,
    /// Where the row's labels begin in `arena`; 0: it has none.
    pub(crate) labels: Column<u32>,
    /// Label lists: how many words follow, then `kind | symbol << 2` (and one more word for
    /// entities and metadata).
    pub(crate) arena: Vec<u32>,
    pub(crate) symbols: Symbols,
    /// Hash of everything about a row that is indexed outside the columns.
    pub(crate) content: Column<u32>,
    /// Content words of the body, at most 65,535.
    pub(crate) body_len: Column<u16>,
    /// Words of the speaker's name and the date.
    pub(crate) extra_len: Column<u8>,
    /// Of an extracted memory: hash of the id of the verbatim one that it is a key to; else 0.
    pub(crate) parent: Column<u64>,
    /// Of what was replaced, as a whole or in a good part: hash of the id of what replaced it; else 0.
    pub(crate) heir: Column<u64>,
}

/// Calls `$do` with each column that is a plain value a row, in file order.
macro_rules! each_column {
    ($columns:expr, $do:ident) => {{
        let it = $columns;
        $do!(it.seq);
        $do!(it.revision);
        $do!(it.names[0]);
        $do!(it.names[1]);
        $do!(it.names[2]);
        $do!(it.names[3]);
        $do!(it.names[4]);
        $do!(it.names[5]);
        $do!(it.names[6]);
        $do!(it.names[7]);
        $do!(it.speaker);
        $do!(it.level);
        $do!(it.kind);
        $do!(it.tier);
        $do!(it.status);
        $do!(it.trust);
        $do!(it.event_kind);
        $do!(it.flags);
        $do!(it.confidence);
        $do!(it.importance);
        $do!(it.strength);
        $do!(it.created_at);
        $do!(it.updated_after);
        $do!(it.superseded_at);
        $do!(it.event_date);
        $do!(it.valid_from);
        $do!(it.valid_to);
        $do!(it.expires_at);
        $do!(it.position);
        $do!(it.labels);
        $do!(it.content);
        $do!(it.body_len);
        $do!(it.extra_len);
        $do!(it.parent);
        $do!(it.heir);
    }};
}
pub(crate) use each_column;

/// What the tokeniser found out about a row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TextFacts<'a> {
    pub(crate) content: u32,
    pub(crate) body_len: u16,
    pub(crate) extra_len: u8,
    pub(crate) question: bool,
    pub(crate) is_empty: bool,
    pub(crate) speaker: Option<&'a str>,
}

fn time(value: Option<Timestamp>) -> i64 {
    value.map_or(NO_TIME, |value| value.0)
}

fn parent(memory: &Memory) -> u64 {
    match memory.derived_from.first() {
        Some(id) if memory.provenance.process == EXTRACT => xxh3_64(&id.to_bytes()),
        _ => 0,
    }
}

/// What stands in the place of a memory that is believed no longer, or of words of it.
fn heir(memory: &Memory) -> Option<MemoryId> {
    match memory.status {
        Status::Superseded | Status::Merged => memory.superseded_by,
        _ => {
            let closed = memory.statements.iter().rev();
            let mut closed = closed.filter_map(|said| said.closed.as_ref()?.by);
            closed
                .next()
                .filter(|_| is_cut(memory) && is_all_of_it(memory))
        }
    }
}

/// Whether a memory that was not said is believed no longer.
fn is_replaced(memory: &Memory) -> bool {
    !memory.verbatim && memory.status != Status::Active
}

/// Whether what is left of a memory belongs to what was closed: "We feed our cat [no longer true]. Thanks."
fn is_all_of_it(memory: &Memory) -> bool {
    let text = memory.current_text();
    let mut sentences = text.split(['.', '!', '?', '\n']);
    sentences.all(|sentence| match sentence.split_once(CLOSED_MARK) {
        Some((before, _)) => before.contains(char::is_alphanumeric),
        None => says_nothing(sentence),
    })
}

/// Words of it are no longer believed, which were a third of what it says or more, or leave little of it, and
/// it states nothing else. What a long text says beside them is its own.
fn is_cut(memory: &Memory) -> bool {
    if memory.statements.iter().all(|said| said.closed.is_none()) {
        return false;
    }
    let is_open = memory.statements.iter().any(|said| said.closed.is_none());
    let (whole, left) = (memory.text.len(), memory.still_said().len());
    !is_open && left < whole && left <= (2 * (whole - left)).max(LITTLE_LEFT_BYTES)
}

fn place<T: PartialEq>(all: &[T], value: &T) -> u8 {
    all.iter().position(|other| other == value).unwrap_or(0) as u8
}

impl Columns {
    /// How many rows there are, the dead included.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The id of `row`.
    pub(crate) fn id(&self, row: usize) -> MemoryId {
        MemoryId::from_bytes(self.ids[row])
    }

    /// When what `row` tells of happened, microseconds.
    pub(crate) fn happened_at(&self, row: usize) -> i64 {
        match self.event_date.get(row) {
            NO_TIME => self.created_at.get(row),
            date => date,
        }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, seq: u64, memory: &Memory, facts: &TextFacts<'_>) {
        self.write(None, seq, memory, facts);
        self.ids.push(memory.id.to_bytes());
    }

    /// Overwrites a row whose indexed content did not change.
    pub(crate) fn update(&mut self, row: usize, seq: u64, memory: &Memory, facts: &TextFacts<'_>) {
        self.write(Some(row), seq, memory, facts);
    }

    fn write(&mut self, row: Option<usize>, seq: u64, memory: &Memory, facts: &TextFacts<'_>) {
        let at = &memory.coordinates;
        let names = [
            at.user_id.as_deref(),
            at.agent_id.as_deref(),
            at.session_id.as_deref(),
            at.namespace.as_deref(),
            at.project_id.as_deref(),
            at.team_id.as_deref(),
            at.role_id.as_deref(),
            Some(memory.type_.as_str()),
        ]
        .map(|name| self.symbols.intern_option(name));
        let speaker = self.symbols.intern_option(facts.speaker);
        let labels = self.write_labels(row, memory);
        let heir = heir(memory).map_or(0, |id| xxh3_64(&id.to_bytes()));
        let flags = (u8::from(memory.pinned) * PINNED)
            | (u8::from(memory.verbatim) * VERBATIM)
            | (u8::from(facts.question) * QUESTION)
            | (u8::from(facts.is_empty) * EMPTY)
            | (u8::from(is_cut(memory)) * CUT)
            | (u8::from(heir != 0 && is_replaced(memory)) * REPLACED);
        let event_kind = memory
            .event_kind
            .map_or(0, |kind| place(&EventKind::ALL, &kind) + 1);
        let position = memory
            .position
            .map_or(NO_POSITION, |p| p.min(u64::from(u32::MAX - 1)) as u32);
        macro_rules! put {
            ($column:expr, $value:expr) => {
                match row {
                    Some(row) => $column.set(row, $value),
                    None => $column.push($value),
                }
            };
        }
        for (column, name) in self.names.iter_mut().zip(names) {
            put!(column, name);
        }
        put!(self.seq, seq);
        put!(self.revision, memory.revision);
        put!(self.speaker, speaker);
        put!(self.level, place(&Level::ALL, &memory.level));
        put!(self.kind, place(MemoryKind::ALL, &memory.kind));
        put!(self.tier, place(Tier::ALL, &memory.tier));
        put!(self.status, place(Status::ALL, &memory.status));
        put!(self.trust, place(Trust::ALL, &memory.trust));
        put!(self.event_kind, event_kind);
        put!(self.flags, flags);
        put!(self.confidence, memory.confidence.to_bits());
        put!(self.importance, memory.importance.to_bits());
        put!(self.strength, memory.strength.to_bits());
        put!(self.created_at, memory.created_at.0);
        put!(
            self.updated_after,
            memory.updated_at.0.wrapping_sub(memory.created_at.0)
        );
        put!(self.superseded_at, time(memory.superseded_at));
        put!(self.event_date, time(memory.event_date));
        put!(self.valid_from, time(memory.valid_from));
        put!(self.valid_to, time(memory.valid_to));
        put!(self.expires_at, time(memory.expires_at));
        put!(self.position, position);
        put!(self.labels, labels);
        put!(self.content, facts.content);
        put!(self.body_len, facts.body_len);
        put!(self.extra_len, facts.extra_len);
        put!(self.parent, parent(memory));
        put!(self.heir, heir);
    }

    /// Writes the row's labels into the arena unless they are those it has; returns where they are.
    fn write_labels(&mut self, row: Option<usize>, memory: &Memory) -> u32 {
        let mut words = Vec::new();
        for topic in &memory.topics {
            words.push(label::TOPIC | self.symbols.intern(topic) << 2);
        }
        for tag in &memory.tags {
            words.push(label::TAG | self.symbols.intern(tag) << 2);
        }
        for entity in &memory.entities {
            words.push(label::ENTITY | self.symbols.intern(&entity.name) << 2);
            words.push(self.symbols.intern(&entity.name.to_lowercase()));
        }
        crate::metadata::flatten(&memory.metadata, &mut |path, value| {
            words.push(label::METADATA | self.symbols.intern(path) << 2);
            words.push(self.symbols.intern(value));
        });
        if words.is_empty() {
            return 0;
        }
        if let Some(row) = row
            && self.label_words(row) == words
        {
            return self.labels.get(row);
        }
        if self.arena.is_empty() {
            self.arena.push(0);
        }
        let start = u32::try_from(self.arena.len()).expect("a partition's labels fit 16 GiB");
        self.arena.push(words.len() as u32);
        self.arena.extend(words);
        start
    }

    /// The words of the row's label list.
    pub(crate) fn label_words(&self, row: usize) -> &[u32] {
        let start = self.labels.get(row) as usize;
        if start == 0 {
            return &[];
        }
        let words = self.arena.get(start).copied().unwrap_or(0) as usize;
        self.arena.get(start + 1..start + 1 + words).unwrap_or(&[])
    }

    /// The row's labels: kind, symbol, and the second word of entities and metadata.
    pub(crate) fn labels(&self, row: usize) -> impl Iterator<Item = (u32, u32, u32)> {
        let mut words = self.label_words(row).iter();
        std::iter::from_fn(move || {
            let &word = words.next()?;
            let kind = word & 3;
            let second = if kind >= label::ENTITY {
                *words.next()?
            } else {
                0
            };
            Some((kind, word >> 2, second))
        })
    }

    /// Whether every number stands for something: for what comes from a file.
    pub(crate) fn are_consistent(&self) -> bool {
        let symbols = self.symbols.len();
        let is_symbol = |number: u32| number as usize <= symbols;
        let verdicts = [
            (&self.level, Level::ALL.len()),
            (&self.kind, MemoryKind::ALL.len()),
            (&self.tier, Tier::ALL.len()),
            (&self.status, Status::ALL.len()),
            (&self.trust, Trust::ALL.len()),
            (&self.event_kind, EventKind::ALL.len() + 1),
        ];
        (0..self.len()).all(|row| {
            self.names
                .iter()
                .chain([&self.speaker])
                .all(|names| is_symbol(names.get(row)))
                && verdicts
                    .iter()
                    .all(|(column, values)| usize::from(column.get(row)) < *values)
                && self
                    .labels(row)
                    .all(|(_, first, second)| is_symbol(first) && is_symbol(second))
        })
    }

    /// The rows of `order`, in that order, with names and labels that are in use only.
    pub(crate) fn gather(&self, order: &[u32]) -> Columns {
        let mut new = self.gather_columns(order);
        let mut renumbered = vec![0_u32; self.symbols.len() + 1];
        let mut symbols = Symbols::default();
        let mut keep = |old: u32| -> u32 {
            if old == Symbols::NONE {
                return old;
            }
            let slot = &mut renumbered[old as usize];
            if *slot == 0 {
                *slot = symbols.intern(self.symbols.get(old));
            }
            *slot
        };
        for column in new.names.iter_mut().chain([&mut new.speaker]) {
            match column {
                Column::Same { rows: 0, .. } => {}
                Column::Same { value, .. } => *value = keep(*value),
                Column::Each(values) => values.iter_mut().for_each(|value| *value = keep(*value)),
            }
        }
        let mut labels = Column::default();
        let mut arena = Vec::new();
        for &row in order {
            let words = self.label_words(row as usize);
            if words.is_empty() {
                labels.push(0);
                continue;
            }
            if arena.is_empty() {
                arena.push(0);
            }
            labels.push(arena.len() as u32);
            arena.push(words.len() as u32);
            for (kind, symbol, second) in self.labels(row as usize) {
                arena.push(kind | keep(symbol) << 2);
                if kind >= label::ENTITY {
                    arena.push(keep(second));
                }
            }
        }
        arena.shrink_to_fit();
        new.labels = labels;
        new.arena = arena;
        new.symbols = symbols;
        new
    }

    fn gather_columns(&self, order: &[u32]) -> Columns {
        let mut new = Columns {
            ids: order.iter().map(|&row| self.ids[row as usize]).collect(),
            ..Columns::default()
        };
        let mut gathered = self.clone_shallow();
        macro_rules! gather {
            ($column:expr) => {
                $column = $column.gather(order)
            };
        }
        each_column!(&mut gathered, gather);
        std::mem::swap(&mut gathered.ids, &mut new.ids);
        gathered
    }

    /// A copy of the plain columns alone.
    fn clone_shallow(&self) -> Columns {
        let Columns {
            ids: _,
            symbols: _,
            arena: _,
            ..
        } = self;
        Columns {
            ids: Vec::new(),
            arena: Vec::new(),
            symbols: Symbols::default(),
            seq: self.seq.clone(),
            revision: self.revision.clone(),
            names: self.names.clone(),
            speaker: self.speaker.clone(),
            level: self.level.clone(),
            kind: self.kind.clone(),
            tier: self.tier.clone(),
            status: self.status.clone(),
            trust: self.trust.clone(),
            event_kind: self.event_kind.clone(),
            flags: self.flags.clone(),
            confidence: self.confidence.clone(),
            importance: self.importance.clone(),
            strength: self.strength.clone(),
            created_at: self.created_at.clone(),
            updated_after: self.updated_after.clone(),
            superseded_at: self.superseded_at.clone(),
            event_date: self.event_date.clone(),
            valid_from: self.valid_from.clone(),
            valid_to: self.valid_to.clone(),
            expires_at: self.expires_at.clone(),
            position: self.position.clone(),
            labels: self.labels.clone(),
            content: self.content.clone(),
            body_len: self.body_len.clone(),
            extra_len: self.extra_len.clone(),
            parent: self.parent.clone(),
            heir: self.heir.clone(),
        }
    }

    /// Heap bytes.
    pub(crate) fn heap_bytes(&self) -> usize {
        let mut bytes =
            self.ids.capacity() * 16 + self.arena.capacity() * 4 + self.symbols.heap_bytes();
        macro_rules! add {
            ($column:expr) => {
                bytes += $column.heap_bytes()
            };
        }
        each_column!(self, add);
        bytes
    }
}
