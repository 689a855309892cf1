//! Export and import: everything of an org as a stream of plain items.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::{ErasedId, EventQuery, ListQuery, PageRequest, Sort, WriteBatch};
use types::{
    Error, ErrorKind, Event, EventId, Field, Filter, GroupKind, Memory, MemoryId, Permission,
    ProcessingState, Result, Scope, Status, Timestamp, Trust, limits,
};

use super::add::{TS_AHEAD_MS, check_share};
use super::carried::{Carried, ClosedTextLine, GroupLine, MaintenanceLine};
use super::damaged::{DamagedLine, damaged_line, event_lines, memory_lines};
use crate::backlog::partition_of;
use crate::lifecycle::STRENGTH_MAX;
use crate::truth::apply::ATTEMPTS;
use crate::truth::imported::settle;
use crate::truth::is_extracted;
use crate::truth::plan::Plan;
use crate::{Access, Engine};

/// One line of an export. Vectors are left out: they are derived, and personal data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "most items are memories, the larger variant"
)]
pub enum ExportItem {
    /// An event.
    Event(EventLine),
    /// A memory.
    Memory(MemoryLine),
    /// A text that does not come back.
    ClosedText(ClosedTextLine),
    /// A group's record.
    Group(GroupLine),
    /// Maintenance settings.
    Maintenance(MaintenanceLine),
    /// Rows that are missing because they are damaged; an import passes over it.
    Damaged(DamagedLine),
}

/// An event in an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventLine {
    /// The event as stored.
    pub event: Event,
}

/// A memory in an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemoryLine {
    /// The memory as stored.
    pub memory: Memory,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Events stored.
    pub events: u64,
    /// Memories stored.
    pub memories: u64,
    /// Items that were there already.
    pub skipped: u64,
    /// Items that were erased here and do not come back.
    #[serde(default)]
    pub erased: u64,
    /// Texts that do not come back here either.
    #[serde(default)]
    pub closed_texts: u64,
    /// Groups' records stored.
    #[serde(default)]
    pub groups: u64,
    /// Lines of settings taken over.
    #[serde(default)]
    pub settings: u64,
}

/// What an import has brought so far.
#[derive(Debug, Default)]
pub struct ImportRun {
    /// Ids of memories; beyond [`BROUGHT_MAX`] they are taken as if they had been there before.
    brought: HashSet<MemoryId>,
    /// Of them, those that are believed no longer.
    over: HashSet<MemoryId>,
    /// Users of whom nothing was known before.
    alone: HashSet<Option<String>>,
}

/// Ids that an import remembers: some 40 MB.
const BROUGHT_MAX: usize = 1_000_000;

impl ImportRun {
    fn brought(&mut self, ids: impl Iterator<Item = MemoryId>) {
        let room = BROUGHT_MAX.saturating_sub(self.brought.len());
        self.brought.extend(ids.take(room));
    }

    /// Whether this import brought the memory.
    pub(super) fn has_brought(&self, id: MemoryId) -> bool {
        self.brought.contains(&id)
    }

    /// Whether nothing was known of the user when this import began to bring something.
    pub(super) fn is_alone(&self, user_id: &Option<String>) -> bool {
        self.alone.contains(user_id)
    }
}

impl ImportReport {
    /// Adds another report's counts.
    pub fn add(&mut self, other: ImportReport) {
        self.events += other.events;
        self.memories += other.memories;
        self.skipped += other.skipped;
        self.erased += other.erased;
        self.closed_texts += other.closed_texts;
        self.groups += other.groups;
        self.settings += other.settings;
    }
}

impl Engine {
    /// One page of the export: first all events, then all memories, oldest first, then the texts that do
    /// not come back, groups and settings. Behind events and memories stands which rows are missing because
    /// they are damaged. The cursor is `None` at the start and after the last page.
    pub async fn export_page(
        &self,
        access: &Access,
        cursor: Option<String>,
        limit: usize,
    ) -> Result<(Vec<ExportItem>, Option<String>)> {
        access.require(Permission::Read)?;
        let no_cursor = || Error::invalid("cursor", "not a cursor of this export");
        let (part, cursor) = match &cursor {
            None => ("e", ""),
            Some(cursor) => cursor.split_once(':').ok_or_else(no_cursor)?,
        };
        let page = |cursor: &str| PageRequest {
            limit,
            cursor: (!cursor.is_empty()).then(|| cursor.to_owned()),
            ..PageRequest::default()
        };
        let scope = access.scope();
        let (items, next, part, after) = match part {
            "e" => {
                let (items, next) = self.events_page(&scope, page(cursor)).await?;
                (items, next, "e", Some("m:"))
            }
            "m" => {
                let (items, next) = self.memories_page(&scope, page(cursor)).await?;
                (items, next, "m", Some("c:"))
            }
            "c" => {
                let (items, next) = self.closed_texts_page(&scope, page(cursor)).await?;
                (items, next, "c", Some("g:org:"))
            }
            "g" => {
                let (kind, cursor) = cursor.split_once(':').ok_or_else(no_cursor)?;
                let kind = GroupKind::from_name(kind).ok_or_else(no_cursor)?;
                let (items, next) = self.groups_page(access, kind, page(cursor)).await?;
                (items, next, "g", Some("s:"))
            }
            "s" => {
                let mut items = self.settings_page(access).await?;
                items.extend(damaged_line(self.inner.store.unlisted(&scope).await?));
                (items, None, "s", None)
            }
            _ => return Err(no_cursor()),
        };
        let next = next.map(|next| format!("{part}:{next}"));
        Ok((items, next.or(after.map(str::to_owned))))
    }

    async fn events_page(
        &self,
        scope: &Scope,
        page: PageRequest,
    ) -> Result<(Vec<ExportItem>, Option<String>)> {
        let query = EventQuery {
            ascending: true,
            page,
            ..EventQuery::default()
        };
        let page = self.inner.store.list_events(scope, &query).await?;
        let next = page.next_cursor.clone();
        Ok((event_lines(page), next))
    }

    async fn memories_page(
        &self,
        scope: &Scope,
        page: PageRequest,
    ) -> Result<(Vec<ExportItem>, Option<String>)> {
        let query = ListQuery {
            filter: Filter::everything(),
            text_contains: None,
            sort: Sort::CreatedAsc,
            page,
        };
        let page = self.inner.store.list_memories(scope, &query).await?;
        let next = page.next_cursor.clone();
        Ok((memory_lines(page), next))
    }

    /// Stores exported items in the caller's org, with their ids, times and provenance. What is
    /// there already is skipped, so an import may be repeated.
    ///
    /// What the items say is said when it was said: an older state does not come back over what was
    /// said here since, and a newer one ends what it speaks against. What was over where it comes from
    /// stays over.
    ///
    /// Errors: `InvalidArgument` names what no server can have written: a share or a strength out of its
    /// range, a time more than a day ahead of the clock, a memory that is its own source.
    pub async fn import_items(
        &self,
        access: &Access,
        items: Vec<ExportItem>,
    ) -> Result<ImportReport> {
        self.import_more(access, items, &mut ImportRun::default())
            .await
    }

    /// As [`Engine::import_items`], one part after the other of what was exported together: nothing of it
    /// is taken against the rest.
    pub async fn import_more(
        &self,
        access: &Access,
        items: Vec<ExportItem>,
        run: &mut ImportRun,
    ) -> Result<ImportReport> {
        access.require(Permission::Admin)?;
        self.admit_write()?;
        let scope = access.scope();
        let (mut events, mut memories, carried) = self.checked(access, items)?;
        let offered = events.len() + memories.len();
        let erased = self
            .leave_out_erased(&scope, &mut events, &mut memories)
            .await?;
        let event_ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
        let known = self.inner.store.events(&scope, &event_ids).await?;
        let mut seen: HashSet<EventId> = known.rows.iter().map(|other| other.id).collect();
        events.retain(|event| seen.insert(event.id));
        let memory_ids: Vec<MemoryId> = memories.iter().map(|memory| memory.id).collect();
        let known = self.inner.store.memories(&scope, &memory_ids).await?;
        let mut seen: HashSet<MemoryId> = known.rows.iter().map(|other| other.id).collect();
        memories.retain(|memory| seen.insert(memory.id));
        for event in &mut events {
            event.org_id = scope.org_id().clone();
            event.state = ProcessingState::Completed;
        }
        for memory in &mut memories {
            memory.org_id = scope.org_id().clone();
            memory.revision = 1;
            // As in all else that one user's key says: it speaks for that user, whatever the file says.
            if scope.bound().user_id.is_some() {
                memory.trust = memory.trust.min(Trust::UserStated);
            }
            let sources = &memory.derived_from;
            memory.stale_dependency |= sources.iter().any(|id| run.over.contains(id));
        }
        let mut report = ImportReport {
            events: events.len() as u64,
            memories: memories.len() as u64,
            skipped: (offered - events.len() - memories.len()) as u64 - erased,
            erased,
            ..ImportReport::default()
        };
        if offered > 0 {
            self.commit_imported(&scope, events, memories, run).await?;
        }
        self.commit_carried(access, carried, run, &mut report)
            .await?;
        Ok(report)
    }

    /// The events, the memories and the rest of `items`, if each can have been written by a server.
    fn checked(
        &self,
        access: &Access,
        items: Vec<ExportItem>,
    ) -> Result<(Vec<Event>, Vec<Memory>, Carried)> {
        let (scope, latest) = (access.scope(), self.now().plus_ms(TS_AHEAD_MS));
        let (mut events, mut memories) = (Vec::new(), Vec::new());
        let mut carried = Carried::default();
        for (index, item) in items.into_iter().enumerate() {
            let checked = match item {
                ExportItem::Event(EventLine { event }) => {
                    check_event(&scope, &event, latest).map(|()| events.push(event))
                }
                ExportItem::Memory(MemoryLine { memory }) => {
                    check_memory(&scope, &memory, latest).map(|()| memories.push(memory))
                }
                ExportItem::ClosedText(line) => carried.add_closed_text(&scope, line),
                ExportItem::Group(GroupLine { group }) => carried.add_group(access, group, latest),
                ExportItem::Maintenance(MaintenanceLine { settings }) => {
                    carried.add_maintenance(access, settings)
                }
                ExportItem::Damaged(_) => Ok(()),
            };
            checked.map_err(|error| error.within(&format!("items[{index}]")))?;
        }
        Ok((events, memories, carried))
    }

    /// Takes what is imported against what is believed, and stores it.
    async fn commit_imported(
        &self,
        scope: &Scope,
        events: Vec<Event>,
        memories: Vec<Memory>,
        run: &mut ImportRun,
    ) -> Result<()> {
        let target = format!("{} events, {} memories", events.len(), memories.len());
        let finish = |_: &Plan| {
            Ok(WriteBatch {
                events: events.clone(),
                audit: vec![self.audit("import", target.clone(), Json::Null)],
                action: Some("import"),
                ..WriteBatch::default()
            })
        };
        let says = |memory: &&Memory| {
            memory.status == Status::Active && (memory.verbatim || !memory.statements.is_empty())
        };
        let owners = memories.iter().filter(says).map(partition_of).collect();
        let _held = self.inner.locks.hold(owners).await;
        let saying = memories.iter().filter(says);
        let met = self.met_users(scope, saying, run).await?;
        let meets = |memory: &&Memory| says(memory) && met.contains(&memory.coordinates.user_id);
        let (new, rest): (Vec<&Memory>, Vec<&Memory>) = memories.iter().partition(meets);
        let was_active: HashSet<MemoryId> = new.iter().map(|memory| memory.id).collect();
        let mut attempt = 1;
        let written = loop {
            let is_brought = |id: MemoryId| run.brought.contains(&id);
            let known = self.known_to_import(scope, &new, is_brought).await?;
            let mine = new.iter().copied().cloned().collect();
            let mut plan = settle(known, mine, self.now(), extraction::read);
            plan.born.extend(rest.iter().copied().cloned());
            let has_left = |memory: &&Memory| {
                memory.status != Status::Active && was_active.contains(&memory.id)
            };
            let over = plan.born.iter().filter(has_left);
            let over: HashSet<MemoryId> = over.map(|memory| memory.id).collect();
            for memory in &mut plan.born {
                let rests = memory.derived_from.iter().any(|id| over.contains(id));
                memory.stale_dependency |= rests && !is_extracted(memory);
            }
            match self
                .commit_plan(scope, plan, &HashMap::new(), &finish)
                .await
            {
                // Something that is closed here was changed in another way: look again.
                Err(error)
                    if attempt < ATTEMPTS
                        && matches!(
                            error.kind(),
                            ErrorKind::PreconditionFailed | ErrorKind::NotFound
                        ) =>
                {
                    attempt += 1;
                }
                outcome => {
                    run.over.extend(over);
                    break outcome?;
                }
            }
        };
        run.brought(written.born.iter().map(|memory| memory.id));
        Ok(())
    }

    /// The users of whom something is known here already.
    async fn met_users<'a>(
        &self,
        scope: &Scope,
        saying: impl Iterator<Item = &'a Memory>,
        run: &mut ImportRun,
    ) -> Result<BTreeSet<Option<String>>> {
        let users: BTreeSet<&Option<String>> =
            saying.map(|memory| &memory.coordinates.user_id).collect();
        let mut met = BTreeSet::new();
        for user_id in users {
            if !self.is_alone(scope, user_id, run).await? {
                met.insert(user_id.clone());
            }
        }
        Ok(met)
    }

    /// Whether the store knows nothing of a user but what this import brought.
    async fn is_alone(
        &self,
        scope: &Scope,
        user_id: &Option<String>,
        run: &mut ImportRun,
    ) -> Result<bool> {
        let of_user = match user_id {
            Some(user_id) => Filter::equals(Field::UserId, user_id.as_str()),
            None => Filter::missing(Field::UserId),
        };
        let newest = self.newest(scope, of_user, None, 1).await?;
        Ok(match newest.first() {
            None => {
                run.alone.insert(user_id.clone());
                true
            }
            Some(memory) => run.alone.contains(user_id) && run.brought.contains(&memory.id),
        })
    }

    /// Takes out what was erased; how many. What rests on something erased loses it and is flagged.
    async fn leave_out_erased(
        &self,
        scope: &Scope,
        events: &mut Vec<Event>,
        memories: &mut Vec<Memory>,
    ) -> Result<u64> {
        let before = events.len() + memories.len();
        let mut asked: Vec<ErasedId> = Vec::new();
        for event in events.iter() {
            asked.push(ErasedId::Event(event.id));
            asked.extend(event.external_id.clone().map(ErasedId::ExternalEvent));
        }
        for memory in memories.iter() {
            asked.push(ErasedId::Memory(memory.id));
            asked.extend(memory.external_id.clone().map(ErasedId::ExternalMemory));
            asked.extend(memory.derived_from.iter().copied().map(ErasedId::Memory));
            let sources = memory.provenance.source_event_ids.iter().copied();
            asked.extend(sources.map(ErasedId::Event));
        }
        let answers = self.inner.store.were_erased(scope, &asked).await?;
        let erased: HashSet<ErasedId> = asked
            .into_iter()
            .zip(answers)
            .filter_map(|(id, was_erased)| was_erased.then_some(id))
            .collect();
        if erased.is_empty() {
            return Ok(0);
        }
        let is_back = |id: ErasedId, external: Option<ErasedId>| {
            erased.contains(&id) || external.is_some_and(|id| erased.contains(&id))
        };
        events.retain(|event| {
            let external = event.external_id.clone().map(ErasedId::ExternalEvent);
            !is_back(ErasedId::Event(event.id), external)
        });
        memories.retain(|memory| {
            let external = memory.external_id.clone().map(ErasedId::ExternalMemory);
            !is_back(ErasedId::Memory(memory.id), external)
        });
        for memory in memories.iter_mut() {
            let sources = &mut memory.provenance.source_event_ids;
            let count = memory.derived_from.len() + sources.len();
            sources.retain(|id| !erased.contains(&ErasedId::Event(*id)));
            let kept = sources.len();
            memory
                .derived_from
                .retain(|id| !erased.contains(&ErasedId::Memory(*id)));
            memory.stale_dependency |= kept + memory.derived_from.len() < count;
        }
        Ok((before - events.len() - memories.len()) as u64)
    }
}

fn check_event(scope: &Scope, event: &Event, latest: Timestamp) -> Result<()> {
    event.coordinates.validate()?;
    limits::check_text("content", &event.content)?;
    check_time("ts", event.ts, latest)?;
    check_time("ingested_at", event.ingested_at, latest)?;
    scope.claim(&mut event.coordinates.clone())
}

fn check_memory(scope: &Scope, memory: &Memory, latest: Timestamp) -> Result<()> {
    memory.coordinates.validate()?;
    limits::check_text("text", &memory.text)?;
    check_share("confidence", Some(memory.confidence))?;
    check_share("importance", Some(memory.importance))?;
    if !(0.0..=STRENGTH_MAX).contains(&memory.strength) {
        let message = format!("must be between 0 and {STRENGTH_MAX}");
        return Err(Error::invalid("strength", message));
    }
    if i64::try_from(memory.recall_count).is_err() {
        return Err(Error::invalid("recall_count", "larger than 2^63 - 1"));
    }
    check_time("created_at", memory.created_at, latest)?;
    check_time("updated_at", memory.updated_at, latest)?;
    let left_at = memory.superseded_at.unwrap_or(memory.updated_at);
    check_time("superseded_at", left_at, latest)?;
    // What was read out of words may tell of a time that was over when they were said.
    if let (Some(from), Some(to)) = (memory.valid_from, memory.valid_to)
        && to < from
        && !is_extracted(memory)
    {
        return Err(Error::invalid("valid_to", "must not be before valid_from"));
    }
    let message = "a memory cannot be this to itself";
    if memory.superseded_by == Some(memory.id) {
        return Err(Error::invalid("superseded_by", message));
    }
    if memory.derived_from.contains(&memory.id) {
        return Err(Error::invalid("derived_from", message));
    }
    scope.claim(&mut memory.coordinates.clone())
}

pub(super) fn check_time(field: &'static str, time: Timestamp, latest: Timestamp) -> Result<()> {
    if time > latest {
        let message = "must not lie more than a day ahead of the server's clock";
        return Err(Error::invalid(field, message));
    }
    Ok(())
}
