//! A memory as a row.

use rusqlite::Row;
use rusqlite::types::ValueRef;
use types::{
    EventId, EventKind, Level, Memory, MemoryId, MemoryKind, OrgId, Provenance, Result, Status,
    Tier, Trust,
};
use xxhash_rust::xxh3::xxh3_64;

use super::seal::{self, Verify, damaged};

/// Tag of the checksum.
pub(super) const TAG: &str = "memory";
/// Relations in the table `lineage`: how a memory names what it names.
pub(super) const DERIVED_FROM: &str = "derived_from";
pub(super) const SUPERSEDED_BY: &str = "superseded_by";
pub(super) const SOURCE: &str = "source";
/// Content columns, in the order of the table; the checksum follows.
pub(super) const COLUMNS: usize = 49;

/// The select list that [`read`] expects: number, content columns, checksum, recall counters.
macro_rules! select_memory {
    ($rest:literal) => {
        concat!(
            "select m.memory_no, m.org_id, m.id, m.seq, m.revision, m.user_id, m.agent_id,
             m.session_id, m.namespace, m.project_id, m.team_id, m.role_id, m.level, m.kind,
             m.type, m.tier, m.status, m.trust, m.event_kind, m.position, m.verbatim, m.pinned,
             m.stale_dependency, m.confidence, m.importance, m.strength, m.created_at,
             m.updated_at, m.superseded_at, m.event_date, m.valid_from, m.valid_to, m.expires_at,
             m.content_hash, m.external_id, m.action, m.actor, m.derived_from,
             m.source_event_ids, m.provenance_actor, m.provenance_process, m.provenance_model,
             m.superseded_by, m.statements, m.pii, m.topics, m.tags, m.entities, m.metadata, m.text, m.checksum,
             r.memory_no, r.recall_count, r.last_recalled_at, r.strength, r.checksum
             from memories m left join recalls r on r.memory_no = m.memory_no ",
            $rest
        )
    };
}
pub(super) use select_memory;

/// Columns before the recall counters in `select_memory!`.
const RECALL_FIRST: usize = 1 + COLUMNS + 1;

/// A memory with what only the store knows of it.
#[derive(Debug)]
pub(super) struct StoredMemory {
    pub memory_no: i64,
    pub seq: u64,
    pub memory: Memory,
    pub action: String,
    pub actor: String,
    /// Whether there is a row of recall counters.
    pub recalled: bool,
}

/// The parts of a memory that are stored in another form than they have.
pub(super) struct Encoded {
    derived_from: Vec<u8>,
    source_event_ids: Vec<u8>,
    superseded_by: Vec<u8>,
    statements: Option<String>,
    pii: Option<String>,
    topics: Option<String>,
    tags: Option<String>,
    entities: Option<String>,
    metadata: Option<String>,
}

fn list<T: serde::Serialize>(field: &'static str, items: &[T]) -> Result<Option<String>> {
    if items.is_empty() {
        Ok(None)
    } else {
        seal::json(field, &items).map(Some)
    }
}

impl Encoded {
    /// Encodes `memory`; `InvalidArgument` for what could not be read back.
    pub(super) fn of(memory: &Memory) -> Result<Self> {
        let numbers = [
            ("confidence", memory.confidence),
            ("importance", memory.importance),
            ("strength", memory.strength),
        ];
        let certainties = memory.statements.iter().map(|s| ("certainty", s.certainty));
        for (field, number) in numbers.into_iter().chain(certainties) {
            if !number.is_finite() {
                return Err(types::Error::invalid(field, "must be a finite number"));
            }
        }
        let metadata = &memory.metadata;
        Ok(Encoded {
            derived_from: memory
                .derived_from
                .iter()
                .flat_map(|id| id.to_bytes())
                .collect(),
            source_event_ids: memory
                .provenance
                .source_event_ids
                .iter()
                .flat_map(|id| id.to_bytes())
                .collect(),
            superseded_by: memory
                .superseded_by
                .iter()
                .flat_map(|id| id.to_bytes())
                .collect(),
            statements: list("statements", &memory.statements)?,
            pii: list("pii", &memory.pii)?,
            topics: list("topics", &memory.topics)?,
            tags: list("tags", &memory.tags)?,
            entities: list("entities", &memory.entities)?,
            metadata: (!metadata.is_empty())
                .then(|| seal::json("metadata", metadata))
                .transpose()?,
        })
    }

    /// The content columns.
    pub(super) fn values<'a>(
        &'a self,
        memory: &'a Memory,
        seq: u64,
        action: &'a str,
        actor: &'a str,
    ) -> [ValueRef<'a>; COLUMNS] {
        let ids = |bytes: &'a Vec<u8>| match bytes.is_empty() {
            true => ValueRef::Null,
            false => ValueRef::Blob(bytes),
        };
        let [
            user_id,
            agent_id,
            session_id,
            namespace,
            project_id,
            team_id,
            role_id,
        ] = seal::coordinates(&memory.coordinates);
        [
            seal::text(memory.org_id.as_str()),
            seal::blob(memory.id.0.as_bytes()),
            seal::int(seq),
            seal::int(memory.revision),
            user_id,
            agent_id,
            session_id,
            namespace,
            project_id,
            team_id,
            role_id,
            seal::text(memory.level.as_str()),
            seal::text(memory.kind.as_str()),
            seal::text(&memory.type_),
            seal::text(memory.tier.as_str()),
            seal::text(memory.status.as_str()),
            ValueRef::Integer(memory.trust as i64),
            memory
                .event_kind
                .map_or(ValueRef::Null, |kind| seal::text(kind.as_str())),
            seal::int_opt(memory.position),
            seal::flag(memory.verbatim),
            seal::flag(memory.pinned),
            seal::flag(memory.stale_dependency),
            seal::real(memory.confidence),
            seal::real(memory.importance),
            seal::real(memory.strength),
            seal::time(memory.created_at),
            seal::time(memory.updated_at),
            seal::time_opt(memory.superseded_at),
            seal::time_opt(memory.event_date),
            seal::time_opt(memory.valid_from),
            seal::time_opt(memory.valid_to),
            seal::time_opt(memory.expires_at),
            ValueRef::Integer(xxh3_64(memory.text.as_bytes()) as i64),
            seal::text_opt(&memory.external_id),
            seal::text(action),
            seal::text(actor),
            ids(&self.derived_from),
            ids(&self.source_event_ids),
            seal::text_opt(&memory.provenance.actor),
            seal::text(&memory.provenance.process),
            seal::text_opt(&memory.provenance.model),
            ids(&self.superseded_by),
            seal::text_opt(&self.statements),
            seal::text_opt(&self.pii),
            seal::text_opt(&self.topics),
            seal::text_opt(&self.tags),
            seal::text_opt(&self.entities),
            seal::text_opt(&self.metadata),
            seal::text(&memory.text),
        ]
    }
}

fn ids<T>(bytes: Option<&[u8]>, from: impl Fn([u8; 16]) -> T) -> Result<Vec<T>> {
    let (chunks, rest) = bytes.unwrap_or_default().as_chunks::<16>();
    if rest.is_empty() {
        Ok(chunks.iter().map(|chunk| from(*chunk)).collect())
    } else {
        Err(damaged())
    }
}

/// Reads a row of `select_memory!`.
pub(super) fn read(verify: Verify, row: &Row<'_>) -> Result<StoredMemory> {
    let memory_no = row.get(0).map_err(super::errors::sql)?;
    let mut f = verify.open(TAG, row, 1, COLUMNS)?;
    let org_id = OrgId::new(f.str()?).map_err(|_| damaged())?;
    let id = MemoryId::from_bytes(f.bytes()?);
    let seq = f.count()?;
    let revision = f.count()?;
    let coordinates = f.coordinates()?;
    let mut memory = Memory::new(id, org_id, String::new(), types::Timestamp(0));
    memory.revision = revision;
    memory.coordinates = coordinates;
    memory.level = f.name(Level::from_name)?;
    memory.kind = f.name(MemoryKind::from_name)?;
    memory.type_ = f.text()?;
    memory.tier = f.name(Tier::from_name)?;
    memory.status = f.name(Status::from_name)?;
    let trust = usize::try_from(f.int()?).map_err(|_| damaged())?;
    memory.trust = Trust::ALL.get(trust).copied().ok_or_else(damaged)?;
    memory.event_kind = match f.str_opt()? {
        Some(name) => Some(EventKind::from_name(name).ok_or_else(damaged)?),
        None => None,
    };
    memory.position = f.int_opt()?.map(|position| position as u64);
    memory.verbatim = f.flag()?;
    memory.pinned = f.flag()?;
    memory.stale_dependency = f.flag()?;
    memory.confidence = f.real()?;
    memory.importance = f.real()?;
    memory.strength = f.real()?;
    memory.created_at = f.time()?;
    memory.updated_at = f.time()?;
    memory.superseded_at = f.time_opt()?;
    memory.event_date = f.time_opt()?;
    memory.valid_from = f.time_opt()?;
    memory.valid_to = f.time_opt()?;
    memory.expires_at = f.time_opt()?;
    f.skip(1); // the content hash
    memory.external_id = f.text_opt()?;
    let action = f.text()?;
    let actor = f.text()?;
    memory.derived_from = ids(f.blob_opt()?, MemoryId::from_bytes)?;
    memory.provenance = Provenance {
        source_event_ids: ids(f.blob_opt()?, EventId::from_bytes)?,
        actor: f.text_opt()?,
        process: f.text()?,
        model: f.text_opt()?,
    };
    memory.superseded_by = ids(f.blob_opt()?, MemoryId::from_bytes)?.pop();
    memory.statements = f.json_opt()?.unwrap_or_default();
    memory.pii = f.json_opt()?.unwrap_or_default();
    memory.topics = f.json_opt()?.unwrap_or_default();
    memory.tags = f.json_opt()?.unwrap_or_default();
    memory.entities = f.json_opt()?.unwrap_or_default();
    memory.metadata = f.json_opt()?.unwrap_or_default();
    memory.text = f.text()?;
    let recalled = add_recalls(verify, row, &mut memory);
    Ok(StoredMemory {
        memory_no,
        seq,
        memory,
        action,
        actor,
        recalled,
    })
}

/// Adds the recall counters. Damaged ones are left out: the memory itself is whole, and counters
/// are advice; the integrity check reports them.
fn add_recalls(verify: Verify, row: &Row<'_>, memory: &mut Memory) -> bool {
    if !matches!(row.get_ref(RECALL_FIRST), Ok(ValueRef::Integer(_))) {
        return false;
    }
    let counters = verify
        .open("recall", row, RECALL_FIRST, 4)
        .and_then(|mut f| {
            f.skip(1);
            Ok((f.count()?, f.time()?, f.real()?))
        });
    match counters {
        Ok((count, at, strength)) => {
            memory.recall_count = count;
            memory.last_recalled_at = Some(at);
            memory.strength = strength;
        }
        Err(error) => tracing::error!(memory = %memory.id, %error, "damaged recall counters"),
    }
    true
}
