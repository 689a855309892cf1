//! Erase: remove for ever, with everything derived from it, and say what went.
//!
//! An erasure is a sequence of transactions. Each tells in the audit log what it did, under the
//! receipt's id, so that an erasure that was interrupted is found and completed when it is asked for
//! again, and the receipt counts all of it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{
    AuditRecord, ClosedText, ErasedCounts, ErasureMark, MemoryUpdate, PartitionKey, Relation,
    Whose, WriteBatch,
};
use types::{
    Coordinates, Error, ErrorKind, EventId, Memory, MemoryId, OrgId, Permission, Result, Scope,
    Timestamp,
};

use super::MemoryRef;
use super::add::unix_ms;
use crate::access::hex;
use crate::{Access, Engine};

/// Rows of a user or an org that one transaction erases.
const PAGE: usize = 200;
const BEGIN: &str = "erase.begin";
const DONE: &str = "erase.done";

/// Something to erase.
#[derive(Clone, Debug)]
pub struct Erase {
    /// What.
    pub what: Erasure,
    /// Of a memory: also the events that it rests on, with everything that was read out of them. A
    /// memory that repeats an event word for word always takes that event along.
    pub with_sources: bool,
    /// Remember (as a salted hash) the texts that go, so that they are not believed when the same
    /// words are ingested again without a date.
    pub close_texts: bool,
    /// Count what would go, and change nothing.
    pub dry_run: bool,
}

/// What is to be erased. There is no way to say "everything" by leaving something out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// A memory and what derives from it.
    Memory(MemoryRef),
    /// An event and what derives from it.
    Event(EventId),
    /// Everything of a user, and what derives from it.
    User(String),
    /// Everything of an org but its audit log.
    Org(OrgId),
}

/// What an erasure did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its id; empty for a dry run.
    pub id: String,
    /// The org.
    pub org_id: OrgId,
    /// What was erased: `memory <id>`, `event <id>`, `user <id>` or `org <id>`.
    pub what: String,
    /// Rows that went, by table.
    pub counts: ErasedCounts,
    /// Memories that stay because they rest on something else as well; they lost what was erased and
    /// are flagged `stale_dependency`.
    pub flagged: u64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was complete.
    pub finished_at: Timestamp,
    /// The newest hash of the audit log before it.
    pub audit_before: Option<String>,
    /// The newest hash of the audit log after its last transaction; the entry that keeps this receipt
    /// comes later.
    pub audit_after: Option<String>,
    /// SHA-256, hex, over the compact JSON of all fields above, their names in alphabetical order.
    pub sha256: String,
}

impl Receipt {
    fn seal(mut self) -> Result<Self> {
        self.sha256 = String::new();
        let mut fields = serde_json::to_value(&self)
            .map_err(|error| Error::internal("a receipt cannot be written").with_source(error))?;
        if let Some(fields) = fields.as_object_mut() {
            fields.remove("sha256");
        }
        // Names come out in alphabetical order, which whoever checks can repeat.
        self.sha256 = hex(&Sha256::digest(fields.to_string().as_bytes()));
        Ok(self)
    }
}

/// What one transaction of an erasure does.
#[derive(Default)]
struct Plan {
    memories: BTreeSet<MemoryId>,
    events: BTreeSet<EventId>,
    /// Those that stay and lose something.
    survivors: Vec<Memory>,
    /// Partitions that lose something.
    partitions: BTreeSet<PartitionKey>,
    /// Texts that go, by user.
    texts: Vec<(Option<String>, String)>,
}

impl Engine {
    /// Erases something for ever, in the store, in the index, and in what the log and freed pages
    /// keep of it. Returns when it is done.
    ///
    /// Memories that rest on what is erased alone go with it; those that rest on something else as
    /// well stay, lose what was erased and are flagged. What was superseded by something that is
    /// erased stays superseded. The erased ids do not come back: neither by an import nor under a
    /// client's own id.
    ///
    /// Errors: `NotFound`; `PermissionDenied` (a user or an org needs `admin`).
    pub async fn erase(&self, access: &Access, command: Erase) -> Result<Receipt> {
        let needed = match command.what {
            Erasure::Memory(_) | Erasure::Event(_) => Permission::Write,
            Erasure::User(_) | Erasure::Org(_) => Permission::Admin,
        };
        access.require(needed)?;
        // Whose rows may be named is the caller's scope's to say; what derives from them may lie
        // where the caller does not see, and goes nevertheless.
        let scope = self.erasing_scope(access, &command.what)?;
        let (what, open) = self.identify(access, &scope, &command.what).await?;
        if command.dry_run {
            return self.would_erase(access, &scope, &command, what).await;
        }
        let begun = match open {
            Some(begun) => begun,
            None => self.begin(&scope, &what).await?,
        };
        let mark = |flagged| ErasureMark {
            receipt: begun.receipt.clone(),
            at: self.now(),
            flagged,
        };
        let mut touched = BTreeSet::new();
        match (&command.what, whose(access, &command.what)) {
            (_, Some(whose)) => {
                // First what would make each page dear or could bring something back.
                let store = &self.inner.store;
                store.erase_rest(&scope, &whose, mark(0)).await?;
                loop {
                    let next = store.erasable(&scope, &whose, PAGE).await?;
                    if next.memories.is_empty() && next.events.is_empty() {
                        break;
                    }
                    let plan = self
                        .plan(&scope, next.memories, next.events, Some(&whose), &command)
                        .await?;
                    touched.extend(plan.partitions.iter().cloned());
                    self.erase_planned(&scope, plan, mark, &command).await?;
                }
                // What was on its way when the first was dropped.
                store.erase_rest(&scope, &whose, mark(0)).await?;
            }
            (target, None) => {
                if let Some((memories, events)) = self.roots(&scope, target, &command).await? {
                    let plan = self.plan(&scope, memories, events, None, &command).await?;
                    touched.extend(plan.partitions.iter().cloned());
                    self.erase_planned(&scope, plan, mark, &command).await?;
                }
            }
        }
        self.clear_traces(&scope, &command.what, touched).await?;
        self.complete(&scope, begun, what).await
    }

    /// The receipt of an erasure that is complete.
    ///
    /// Errors: `NotFound` also when it is somebody else's and the caller is no administrator.
    pub async fn receipt(&self, access: &Access, id: &str) -> Result<Receipt> {
        access.require(Permission::Write)?;
        types::limits::check_name("id", id)?;
        let entries = self.inner.store.audit_of(&access.scope(), id).await?;
        let is_mine = |entry: &AuditRecord| {
            entry.actor == access.actor() || access.permissions().contains(&Permission::Admin)
        };
        let done = entries
            .into_iter()
            .rfind(|entry| entry.entry.action == DONE && is_mine(entry))
            .ok_or_else(|| Error::not_found("receipt"))?;
        serde_json::from_value(done.entry.detail)
            .map_err(|error| Error::internal("a receipt cannot be read").with_source(error))
    }

    /// The scope that reaches everything of the org; what the caller is bound to is checked before.
    fn erasing_scope(&self, access: &Access, what: &Erasure) -> Result<Scope> {
        let org_id = match what {
            Erasure::Org(org_id) if org_id != access.org_id() => {
                access.require_operator()?;
                org_id
            }
            _ => access.org_id(),
        };
        let bound = access.bound();
        let is_inside = match what {
            Erasure::Memory(_) | Erasure::Event(_) => true,
            Erasure::User(user_id) => {
                types::limits::check_name("user_id", user_id)?;
                let whole_user = Coordinates {
                    user_id: Some(user_id.clone()),
                    ..Coordinates::default()
                };
                *bound == Coordinates::default() || *bound == whole_user
            }
            Erasure::Org(_) => *bound == Coordinates::default(),
        };
        if !is_inside {
            let message = "this key is bound to a part of what is to be erased";
            let field = match what {
                Erasure::Org(_) => "org_id",
                _ => "user_id",
            };
            return Err(Error::new(ErrorKind::PermissionDenied, message).with_field(field));
        }
        Ok(Access::scope_for_process(org_id, access.actor()))
    }

    /// What the receipt calls it; and the erasure of the same that was begun and not completed.
    async fn identify(
        &self,
        access: &Access,
        scope: &Scope,
        what: &Erasure,
    ) -> Result<(String, Option<Begun>)> {
        let (name, is_there) = match what {
            Erasure::Memory(target) => match (self.load_id(&access.scope(), target).await?, target)
            {
                (Some(id), _) => (format!("memory {id}"), true),
                (None, MemoryRef::Id(id)) => (format!("memory {id}"), false),
                (None, MemoryRef::External(_)) => return Err(Error::not_found("memory")),
            },
            Erasure::Event(id) => {
                let loaded = self.inner.store.events(&access.scope(), &[*id]).await?;
                let is_there = !loaded.rows.is_empty() || !loaded.damaged.is_empty();
                (format!("event {id}"), is_there)
            }
            Erasure::User(user_id) => (format!("user {user_id}"), true),
            Erasure::Org(org_id) => (format!("org {org_id}"), true),
        };
        let open = self.unfinished(scope, &name).await?;
        // Somebody else's erasure of rows that are gone is not told.
        let open = open.filter(|begun| is_there || begun.actor == access.actor());
        if !is_there && open.is_none() {
            return Err(Error::not_found(match what {
                Erasure::Memory(_) => "memory",
                _ => "event",
            }));
        }
        Ok((name, open))
    }

    /// The memory's id; also of a damaged one, if it is asked for by id.
    async fn load_id(&self, scope: &Scope, target: &MemoryRef) -> Result<Option<MemoryId>> {
        match self.load_memory(scope, target).await {
            Ok(memory) => Ok(Some(memory.id)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => match target {
                // Whose a damaged row is cannot be told: only a key that is bound to nothing may.
                MemoryRef::Id(id)
                    if error.kind() == ErrorKind::Corrupt
                        && *scope.bound() == Coordinates::default() =>
                {
                    Ok(Some(*id))
                }
                _ => Err(error),
            },
        }
    }

    async fn unfinished(&self, scope: &Scope, what: &str) -> Result<Option<Begun>> {
        let begins = self.inner.store.audit_of(scope, what).await?;
        let Some(last) = begins
            .into_iter()
            .rfind(|entry| entry.entry.action == BEGIN)
        else {
            return Ok(None);
        };
        let text = |name: &str| last.entry.detail[name].as_str().map(str::to_owned);
        let Some(receipt) = text("receipt") else {
            return Ok(None);
        };
        let entries = self.inner.store.audit_of(scope, &receipt).await?;
        if entries.iter().any(|entry| entry.entry.action == DONE) {
            return Ok(None);
        }
        Ok(Some(Begun {
            receipt,
            actor: last.actor,
            started_at: last.entry.at,
            audit_before: text("audit_before"),
        }))
    }

    async fn begin(&self, scope: &Scope, what: &str) -> Result<Begun> {
        let now = self.now();
        let number = self.inner.ids.job_id(unix_ms(now), rand::random());
        let begun = Begun {
            receipt: format!("er_{number}"),
            actor: scope.actor().to_owned(),
            started_at: now,
            audit_before: self.audit_head(scope).await?,
        };
        let detail = json!({ "receipt": begun.receipt, "audit_before": begun.audit_before });
        let batch = WriteBatch {
            audit: vec![self.audit(BEGIN, what.to_owned(), detail)],
            ..WriteBatch::default()
        };
        self.inner.store.commit(scope, batch).await?;
        Ok(begun)
    }

    async fn audit_head(&self, scope: &Scope) -> Result<Option<String>> {
        let page = store::PageRequest {
            limit: 1,
            ..store::PageRequest::default()
        };
        let newest = self.inner.store.list_audit(scope, &page).await?.items;
        Ok(newest.into_iter().next().map(|entry| entry.hash))
    }

    /// What a memory or an event names to begin with; `None` if it is gone already.
    async fn roots(
        &self,
        scope: &Scope,
        what: &Erasure,
        command: &Erase,
    ) -> Result<Option<(Vec<MemoryId>, Vec<EventId>)>> {
        let memory = match what {
            Erasure::Event(id) => return Ok(Some((Vec::new(), vec![*id]))),
            Erasure::Memory(target) => match self.load_memory(scope, target).await {
                Ok(memory) => memory,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => match target {
                    MemoryRef::Id(id) if error.kind() == ErrorKind::Corrupt => {
                        return Ok(Some((vec![*id], Vec::new())));
                    }
                    _ => return Err(error),
                },
            },
            Erasure::User(_) | Erasure::Org(_) => return Ok(None),
        };
        let events = match memory.verbatim || command.with_sources {
            true => memory.provenance.source_event_ids.clone(),
            false => Vec::new(),
        };
        Ok(Some((vec![memory.id], events)))
    }

    /// Everything that goes with these, and what stays but loses something.
    async fn plan(
        &self,
        scope: &Scope,
        memories: Vec<MemoryId>,
        events: Vec<EventId>,
        whose: Option<&Whose>,
        command: &Erase,
    ) -> Result<Plan> {
        let store = &self.inner.store;
        let known = store.events(scope, &events).await?;
        let missing = |id: &EventId| {
            !known.rows.iter().any(|event| event.id == *id)
                && !known.damaged.contains(&id.to_string())
        };
        let mut plan = Plan {
            events: events.into_iter().filter(|id| !missing(id)).collect(),
            ..Plan::default()
        };
        if matches!(whose, Some(Whose::Org { .. })) {
            // Nothing of it stays: there is nobody to flag.
            let loaded = store.memories(scope, &memories).await?;
            loaded
                .rows
                .iter()
                .for_each(|memory| plan.note(memory, command));
            plan.memories = memories.into_iter().collect();
            return Ok(plan);
        }
        let event_ids: Vec<EventId> = plan.events.iter().copied().collect();
        let on_events = store.memories_of_events(scope, &event_ids).await?;
        let mut waiting: VecDeque<Memory> = VecDeque::new();
        let mut reached: HashMap<MemoryId, Memory> = HashMap::new();
        let roots: HashSet<MemoryId> = memories.iter().copied().collect();
        let loaded = store.memories(scope, &memories).await?;
        // What cannot be read is erased as it is; what it was related to cannot be told.
        plan.memories.extend(parsed(&loaded.damaged));
        plan.memories.extend(parsed(&on_events.damaged));
        waiting.extend(loaded.rows);
        waiting.extend(on_events.rows);
        while let Some(memory) = waiting.pop_front() {
            let id = memory.id;
            if plan.memories.contains(&id) {
                continue;
            }
            let is_mine = roots.contains(&id) || is_of(whose, &memory.coordinates);
            if !is_mine && !self.falls(scope, &memory, &plan, whose).await? {
                reached.insert(id, memory);
                continue;
            }
            plan.note(&memory, command);
            plan.memories.insert(id);
            reached.remove(&id);
            let lineage = match store.lineage(scope, id).await {
                Ok(lineage) => lineage,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            let derived: Vec<MemoryId> = lineage
                .descendants
                .iter()
                .filter(|link| link.relation != Relation::Supersedes)
                .map(|link| link.id)
                .collect();
            let loaded = store.memories(scope, &derived).await?;
            plan.memories.extend(parsed(&loaded.damaged));
            waiting.extend(loaded.rows);
        }
        plan.survivors = reached.into_values().collect();
        plan.survivors.sort_by_key(|memory| memory.id);
        Ok(plan)
    }

    /// Whether nothing is left that a memory rests on once the plan is carried out.
    async fn falls(
        &self,
        scope: &Scope,
        memory: &Memory,
        plan: &Plan,
        whose: Option<&Whose>,
    ) -> Result<bool> {
        let store = &self.inner.store;
        if !memory.derived_from.is_empty() {
            let left: Vec<MemoryId> = memory
                .derived_from
                .iter()
                .copied()
                .filter(|id| !plan.memories.contains(id))
                .collect();
            let loaded = store.memories(scope, &left).await?;
            let stays = |memory: &Memory| !is_of(whose, &memory.coordinates);
            return Ok(loaded.damaged.is_empty() && !loaded.rows.iter().any(stays));
        }
        let sources = &memory.provenance.source_event_ids;
        if sources.is_empty() {
            // It took something in, and was there before.
            return Ok(false);
        }
        let left: Vec<EventId> = sources
            .iter()
            .copied()
            .filter(|id| !plan.events.contains(id))
            .collect();
        let loaded = store.events(scope, &left).await?;
        let stays = |event: &types::Event| !is_of(whose, &event.coordinates);
        Ok(loaded.damaged.is_empty() && !loaded.rows.iter().any(stays))
    }

    /// Carries out a plan in one transaction; what others change meanwhile is planned again by the
    /// caller's next round, or here.
    async fn erase_planned(
        &self,
        scope: &Scope,
        plan: Plan,
        mark: impl Fn(u64) -> ErasureMark,
        command: &Erase,
    ) -> Result<()> {
        const ATTEMPTS: usize = 8;
        let mut survivors = plan.survivors;
        for _ in 0..ATTEMPTS {
            let updates: Vec<MemoryUpdate> = survivors
                .iter()
                .filter_map(|memory| self.without(memory, &plan.memories, &plan.events))
                .collect();
            let flagged = updates.len() as u64;
            let closed_texts = match command.close_texts {
                true => closed(&plan.texts, self.now()),
                false => Vec::new(),
            };
            let batch = WriteBatch {
                erasures: plan.memories.iter().copied().collect(),
                event_erasures: plan.events.iter().copied().collect(),
                updates,
                closed_texts,
                erasure: Some(mark(flagged)),
                ..WriteBatch::default()
            };
            match self.inner.store.commit(scope, batch).await {
                Ok(committed) => {
                    for (_, user_id, _) in &committed.tombstones {
                        let org_id = scope.org_id().clone();
                        let user_id = user_id.clone();
                        self.inner
                            .index
                            .changed(&PartitionKey { org_id, user_id })
                            .await?;
                    }
                    return self.announce(&committed.memories).await;
                }
                Err(error) if error.kind() == ErrorKind::PreconditionFailed => {
                    let ids: Vec<MemoryId> = survivors.iter().map(|memory| memory.id).collect();
                    survivors = self.inner.store.memories(scope, &ids).await?.rows;
                }
                Err(error) => return Err(error),
            }
        }
        Err(Error::new(
            ErrorKind::Conflict,
            "what derives from it is being changed by others; try again",
        ))
    }

    /// A memory that stays, without what it loses; `None` if it loses nothing.
    fn without(
        &self,
        memory: &Memory,
        memories: &BTreeSet<MemoryId>,
        events: &BTreeSet<EventId>,
    ) -> Option<MemoryUpdate> {
        let mut changed = memory.clone();
        changed.derived_from.retain(|id| !memories.contains(id));
        let sources = &mut changed.provenance.source_event_ids;
        sources.retain(|id| !events.contains(id));
        changed.stale_dependency = true;
        if changed == *memory {
            return None;
        }
        let revision = memory.revision;
        changed.updated_at = self.now();
        changed.revision = revision + 1;
        Some(MemoryUpdate {
            memory: changed,
            expected_revision: revision,
            vectors: None,
            action: "erase".to_owned(),
        })
    }

    /// Makes the index forget, in memory and on disk, and the store's log and freed pages, too.
    async fn clear_traces(
        &self,
        scope: &Scope,
        what: &Erasure,
        mut touched: BTreeSet<PartitionKey>,
    ) -> Result<()> {
        let org_id = scope.org_id().clone();
        match what {
            Erasure::Memory(_) | Erasure::Event(_) => {}
            Erasure::User(user_id) => {
                let user_id = Some(user_id.clone());
                touched.insert(PartitionKey { org_id, user_id });
            }
            Erasure::Org(_) => {
                let all = self.inner.store.partitions().await?.into_iter();
                touched.extend(all.map(|info| info.key).filter(|key| key.org_id == org_id));
            }
        }
        for key in &touched {
            let is_gone = match what {
                Erasure::Memory(_) | Erasure::Event(_) => false,
                Erasure::User(user_id) => key.user_id.as_ref() == Some(user_id),
                Erasure::Org(_) => true,
            };
            match is_gone {
                true => self.inner.index.forget(key).await,
                false => self.inner.index.rewrite(key).await,
            }
        }
        self.inner.store.scrub(scope).await
    }

    /// Counts what all transactions of the erasure did and writes the receipt.
    async fn complete(&self, scope: &Scope, begun: Begun, what: String) -> Result<Receipt> {
        let (mut counts, mut flagged, mut audit_after) = (ErasedCounts::default(), 0, None);
        for entry in self.inner.store.audit_of(scope, &begun.receipt).await? {
            let page: ErasedCounts = serde_json::from_value(entry.entry.detail["counts"].clone())
                .map_err(|error| {
                Error::internal("a count cannot be read").with_source(error)
            })?;
            counts.add(&page);
            flagged += entry.entry.detail["flagged"].as_u64().unwrap_or(0);
            audit_after = Some(entry.hash);
        }
        let receipt = Receipt {
            id: begun.receipt,
            org_id: scope.org_id().clone(),
            what,
            counts,
            flagged,
            started_at: begun.started_at,
            finished_at: self.now(),
            audit_before: begun.audit_before,
            audit_after,
            sha256: String::new(),
        }
        .seal()?;
        let detail = serde_json::to_value(&receipt)
            .map_err(|error| Error::internal("a receipt cannot be stored").with_source(error))?;
        let batch = WriteBatch {
            audit: vec![self.audit(DONE, receipt.id.clone(), detail)],
            ..WriteBatch::default()
        };
        self.inner.store.commit(scope, batch).await?;
        Ok(receipt)
    }

    /// What the same command would do.
    async fn would_erase(
        &self,
        access: &Access,
        scope: &Scope,
        command: &Erase,
        what: String,
    ) -> Result<Receipt> {
        let (mut counts, mut flagged) = (ErasedCounts::default(), 0);
        if let Some(whose) = whose(access, &command.what) {
            // Memories of others that rest on these are looked for when they are erased.
            counts = self.inner.store.count_erasable(scope, &whose).await?;
        } else if let Some((memories, events)) = self.roots(scope, &command.what, command).await? {
            let plan = self.plan(scope, memories, events, None, command).await?;
            counts.memories = plan.memories.len() as u64;
            counts.events = plan.events.len() as u64;
            flagged = plan.survivors.len() as u64;
            for id in &plan.memories {
                // A damaged one counts for itself alone.
                if let Ok(revisions) = self.inner.store.history(scope, *id).await {
                    counts.revisions += revisions.len() as u64 - 1;
                }
            }
        }
        let (now, head) = (self.now(), self.audit_head(scope).await?);
        Receipt {
            id: String::new(),
            org_id: scope.org_id().clone(),
            what,
            counts,
            flagged,
            started_at: now,
            finished_at: now,
            audit_before: head.clone(),
            audit_after: head,
            sha256: String::new(),
        }
        .seal()
    }
}

/// An erasure that was begun.
struct Begun {
    receipt: String,
    actor: String,
    started_at: Timestamp,
    audit_before: Option<String>,
}

impl Plan {
    /// Notes what of a memory has to be known when it is gone.
    fn note(&mut self, memory: &Memory, command: &Erase) {
        let user_id = memory.coordinates.user_id.clone();
        if command.close_texts {
            self.texts.push((user_id.clone(), memory.text.clone()));
        }
        self.partitions.insert(PartitionKey {
            org_id: memory.org_id.clone(),
            user_id,
        });
    }
}

/// Everything of whom is erased, if it is not a single thing.
fn whose(access: &Access, what: &Erasure) -> Option<Whose> {
    match what {
        Erasure::Memory(_) | Erasure::Event(_) => None,
        Erasure::User(user_id) => Some(Whose::User(user_id.clone())),
        Erasure::Org(_) => Some(Whose::Org {
            keep_key: access.key_id(),
        }),
    }
}

/// Whether a row at `at` is erased in any case.
fn is_of(whose: Option<&Whose>, at: &Coordinates) -> bool {
    match whose {
        None => false,
        Some(Whose::User(user_id)) => at.user_id.as_ref() == Some(user_id),
        Some(Whose::Org { .. }) => true,
    }
}

fn parsed(ids: &[String]) -> impl Iterator<Item = MemoryId> + '_ {
    ids.iter().filter_map(|id| id.parse().ok())
}

/// Texts to close, each once.
fn closed(texts: &[(Option<String>, String)], now: Timestamp) -> Vec<ClosedText> {
    let normal: BTreeMap<(Option<String>, String), ()> = texts
        .iter()
        .map(|(user_id, text)| ((user_id.clone(), extraction::normalize_text(text)), ()))
        .collect();
    normal
        .into_keys()
        .filter(|(_, text)| !text.is_empty())
        .map(|(user_id, text)| ClosedText {
            user_id,
            text,
            valid_to: now,
            by: None,
        })
        .collect()
}
