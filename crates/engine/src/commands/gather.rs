//! Reading many memories of one user after another, a bounded number at a time: what
//! consolidation, reflection, promotion and summaries have in common.

use half::f16;
use store::{ListQuery, MemoryUpdate, PageRequest, Sort};
use types::{Coordinates, Field, Filter, Memory, MemoryId, Result, Scope, Status, Value};

use super::Groups;
use super::search::place;
use crate::embedding::embedding_text;
use crate::minds::Row;
use crate::{Access, Engine};

/// Memories read at a time.
const PAGE_ROWS: usize = 200;
/// Bytes of text after which a block is full, however few memories it has.
const BLOCK_TEXT_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Dependants that one step flags; more stay as they are until a later run looks at them.
const DEPENDANTS_MAX: usize = 500;

/// When work is done: at once, while a caller waits, or in its own time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// At once.
    Once,
    /// As a job.
    Leisure,
}

/// A walk over memories in a fixed order. A copy goes on from where the original is.
#[derive(Clone)]
pub(crate) struct Walk {
    query: ListQuery,
    is_over: bool,
}

impl Walk {
    /// Over what `filter` says.
    pub(crate) fn new(filter: Filter, sort: Sort) -> Walk {
        Walk {
            query: ListQuery {
                filter,
                text_contains: None,
                sort,
                page: PageRequest {
                    limit: PAGE_ROWS,
                    ..PageRequest::default()
                },
            },
            is_over: false,
        }
    }
}

/// A place to act on: `at` narrowed to one user's memories, or to those of no user.
pub(crate) fn of_user(scope: &Scope, at: &Coordinates, user_id: Option<&str>) -> Filter {
    let mut filter = scope.as_filter();
    filter = filter.and(match user_id {
        Some(user_id) => Filter::equals(Field::UserId, user_id),
        None => Filter::missing(Field::UserId),
    });
    for (field, value) in at.entries() {
        if let (Some(value), false) = (value, field == Field::UserId) {
            filter = filter.and(Filter::equals(field, value.as_str()));
        }
    }
    filter
}

/// A condition that a flag is (not) set.
pub(crate) fn is(field: Field, flag: bool) -> Filter {
    Filter::Is(field, types::Condition::In(vec![Value::Bool(flag)]))
}

impl Engine {
    /// Counts work on many memories, in half units: one memory costs a whole one at once, and a half
    /// as a job.
    pub(crate) fn count_compute(&self, access: &Access, at: At, memories: u64) {
        let each = match at {
            At::Once => 2,
            At::Leisure => 1,
        };
        self.count_usage(access, "compute_units", each * memories);
    }

    /// The users whose memories `at` means, in a fixed order; `None` stands for what belongs to no
    /// user.
    ///
    /// Errors: `PermissionDenied` when the key is bound to other coordinates.
    pub(crate) async fn users_at(
        &self,
        scope: &Scope,
        at: &Coordinates,
    ) -> Result<Vec<Option<String>>> {
        at.validate()?;
        let place = place(scope, at, &Groups::default(), Filter::everything())?;
        if let Some(user_id) = place.user_id {
            return Ok(vec![Some(user_id)]);
        }
        let keys = self.inner.index.partitions_of(scope.org_id()).await?;
        let mut users: Vec<Option<String>> = keys.into_iter().map(|key| key.user_id).collect();
        users.sort_unstable();
        Ok(users)
    }

    /// The next block of a walk: at most `rows_max` memories with their vectors; empty at the end.
    pub(crate) async fn next_block(
        &self,
        scope: &Scope,
        walk: &mut Walk,
        rows_max: usize,
    ) -> Result<Vec<Row>> {
        let (mut rows, mut text_bytes) = (Vec::new(), 0);
        while !walk.is_over && rows.len() < rows_max && text_bytes < BLOCK_TEXT_BYTES_MAX {
            walk.query.page.limit = PAGE_ROWS.min(rows_max - rows.len());
            let page = self.inner.store.list_memories(scope, &walk.query).await?;
            walk.is_over = page.next_cursor.is_none();
            walk.query.page.cursor = page.next_cursor;
            text_bytes += page.items.iter().map(|m| m.text.len()).sum::<usize>();
            rows.extend(self.with_vectors(scope, page.items).await?);
        }
        Ok(rows)
    }

    /// Memories with their vectors of the present model.
    pub(crate) async fn with_vectors(
        &self,
        scope: &Scope,
        memories: Vec<Memory>,
    ) -> Result<Vec<Row>> {
        let ids: Vec<MemoryId> = memories.iter().map(|memory| memory.id).collect();
        let model = &self.model().id;
        let vectors = self.inner.store.vectors_of(scope, model, &ids).await?;
        let number = |bits: u16| f16::from_bits(bits).to_f32();
        let rows = memories.into_iter().zip(vectors);
        let rows = rows.map(|(memory, vectors)| Row {
            memory,
            vectors: vectors
                .chunks
                .into_iter()
                .map(|chunk| chunk.into_iter().map(number).collect())
                .collect(),
        });
        let mut rows: Vec<Row> = rows.collect();
        self.fill_in_vectors(&mut rows).await;
        Ok(rows)
    }

    /// Makes the vectors that the backlog has not come to yet, so that what is found does not depend
    /// on how far it is. Nothing is stored.
    async fn fill_in_vectors(&self, rows: &mut [Row]) {
        let mut missing: Vec<&mut Row> = rows
            .iter_mut()
            .filter(|row| row.vectors.is_empty())
            .collect();
        for rows in missing.chunks_mut(PAGE_ROWS) {
            let texts = rows.iter().map(|row| embedding_text(&row.memory)).collect();
            match self.inner.embedder.embed_documents(texts).await {
                Ok(embedded) => {
                    // As exact as what is stored, so that a later run compares the same numbers.
                    let rounded = |x: f32| f16::from_f32(x).to_f32();
                    for (row, chunks) in rows.iter_mut().zip(embedded) {
                        let chunks = chunks.into_iter();
                        row.vectors = chunks
                            .map(|chunk| chunk.into_iter().map(rounded).collect())
                            .collect();
                    }
                }
                Err(error) => tracing::warn!(%error, "memories are compared by their words alone"),
            }
        }
    }

    /// Changes that flag what was derived, directly or not, from memories that leave; those of
    /// `spared` aside.
    pub(crate) async fn flag_dependants(
        &self,
        scope: &Scope,
        left: &[MemoryId],
        spared: &[MemoryId],
    ) -> Result<Vec<MemoryUpdate>> {
        let mut seen: Vec<MemoryId> = left.to_vec();
        let mut ahead: Vec<MemoryId> = left.to_vec();
        let mut updates = Vec::new();
        while let Some(id) = ahead.pop() {
            let mut ids = self.resting_on(scope, id).await?;
            ids.retain(|id| !seen.contains(id) && !spared.contains(id));
            seen.extend(&ids);
            for memory in self.inner.store.memories(scope, &ids).await?.rows {
                if updates.len() >= DEPENDANTS_MAX {
                    return Ok(updates);
                }
                ahead.push(memory.id);
                if memory.status == Status::Active && !memory.stale_dependency {
                    updates.push(self.flagged(memory));
                }
            }
        }
        Ok(updates)
    }

    fn flagged(&self, mut memory: Memory) -> MemoryUpdate {
        memory.stale_dependency = true;
        self.changed(memory, "flag")
    }

    /// A change of a memory as it was read, by `action`.
    pub(crate) fn changed(&self, mut memory: Memory, action: &str) -> MemoryUpdate {
        let expected_revision = memory.revision;
        memory.revision += 1;
        memory.updated_at = self.now();
        MemoryUpdate {
            memory,
            expected_revision,
            vectors: None,
            action: action.to_owned(),
        }
    }
}
