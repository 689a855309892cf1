//! Erase: remove for ever, with everything derived from it, and say what went.
//!
//! An erasure is a sequence of transactions. Each tells in the audit log what it did, under the
//! receipt's id, so that an erasure that was interrupted is completed: by its job, or sooner when it is
//! asked for again. Either way the receipt counts all of it.

mod plan;
mod receipt;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use store::{
    ClosedText, Erasable, ErasedCounts, ErasureMark, MemoryUpdate, PartitionKey, Whose, WriteBatch,
};
use types::{
    Coordinates, Error, ErrorKind, EventId, Job, KeyId, Level, MemoryId, OrgId, Permission, Result,
    Scope, Timestamp,
};

use super::MemoryRef;
use crate::jobs::JobContext;
use crate::{Access, Engine};
use plan::Plan;
use receipt::Begun;

pub use receipt::Receipt;

/// The kind of job that completes an erasure whose caller, or process, is gone.
pub(crate) const KIND: &str = "erase";
/// Rows of a user or an org that one transaction erases.
const PAGE: usize = 200;
/// How long an erasure has before its job looks whether it is complete.
const LOOK_AFTER_MS: i64 = 30_000;

/// Something to erase.
#[derive(Clone, Debug)]
pub struct Erase {
    /// What.
    pub what: Erasure,
    /// Of a memory: also the events that it rests on, with everything that was read out of them. One
    /// that repeats an event word for word, or was read out of one, always takes it along: the event
    /// has the same words.
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

impl Erasure {
    /// What the audit log and the receipt call it, where that needs no look-up.
    fn name(&self) -> String {
        match self {
            Erasure::Memory(MemoryRef::Id(id)) => format!("memory {id}"),
            Erasure::Memory(MemoryRef::External(_)) => "memory".to_owned(),
            Erasure::Event(id) => format!("event {id}"),
            Erasure::User(user_id) => format!("user {user_id}"),
            Erasure::Org(org_id) => format!("org {org_id}"),
        }
    }
}

impl Engine {
    /// Erases something for ever, in the store, in the index, and in what the log and freed pages
    /// keep of it. Returns when it is done.
    ///
    /// Memories that rest on what is erased alone go with it, and so do those that rest on something
    /// else as well and have words of it: summaries, insights, whatever quotes it. The rest of them
    /// stay, lose what was erased and are flagged. What was merged into something that is erased and
    /// has its words goes with it. What was superseded by something that is erased stays superseded: by
    /// what took the place of that in turn, if anything did. The erased ids do not come back: neither by an import nor under a
    /// client's own id.
    ///
    /// Errors: `NotFound`; `PermissionDenied` (a user or an org needs `admin`; what is shared, a key that
    /// is bound to no user).
    pub async fn erase(&self, access: &Access, command: Erase) -> Result<Receipt> {
        let needed = match command.what {
            Erasure::Memory(_) | Erasure::Event(_) => Permission::Write,
            Erasure::User(_) | Erasure::Org(_) => Permission::Admin,
        };
        access.require(needed)?;
        // Whose rows may be named is the caller's scope's to say; what derives from them may lie
        // where the caller does not see, and goes nevertheless.
        let scope = self.erasing_scope(access, &command.what)?;
        let _alone = match command.dry_run {
            true => Vec::new(),
            false => self.alone_in(&scope).await,
        };
        let (what, open) = self.identify(access, &scope, &command.what).await?;
        self.may_erase(access, &scope, &command).await?;
        if command.dry_run {
            return self.would_erase(access, &scope, &command, what).await;
        }
        let whose = whose(access, &command.what);
        let is_resumed = open.is_some();
        let begun = match open {
            Some(begun) => begun,
            None => {
                let job = whose
                    .as_ref()
                    .map(|whose| self.erasing_job(access, whose, &command));
                self.begin(&scope, &what, job).await?
            }
        };
        let touched = match whose {
            Some(whose) => {
                self.erase_all(&scope, &whose, &begun, &command, None)
                    .await?
            }
            None => self.erase_one(&scope, &begun, &command).await?,
        };
        self.clear_traces(&scope, &command.what, touched, is_resumed)
            .await?;
        self.complete(&scope, begun, what).await
    }

    /// Erasures of one org run one after the other: each counts in its receipt what it removed itself.
    async fn alone_in(&self, scope: &Scope) -> Vec<tokio::sync::OwnedMutexGuard<()>> {
        let org = PartitionKey {
            org_id: scope.org_id().clone(),
            user_id: None,
        };
        self.inner.erasures.hold(BTreeSet::from([org])).await
    }

    /// Erases a memory or an event; which partitions lost something.
    async fn erase_one(
        &self,
        scope: &Scope,
        begun: &Begun,
        command: &Erase,
    ) -> Result<BTreeSet<PartitionKey>> {
        let Some((memories, events)) = self.roots(scope, &command.what, command).await? else {
            return Ok(BTreeSet::new());
        };
        let plan = self.plan(scope, memories, events, None, command).await?;
        let touched = plan.partitions.clone();
        self.erase_planned(scope, plan, begun, command).await?;
        Ok(touched)
    }

    /// Erases everything of a user or an org, page by page; which partitions lost something.
    async fn erase_all(
        &self,
        scope: &Scope,
        whose: &Whose,
        begun: &Begun,
        command: &Erase,
        job: Option<&JobContext>,
    ) -> Result<BTreeSet<PartitionKey>> {
        let store = &self.inner.store;
        let mut touched = BTreeSet::new();
        let rest_mark = || ErasureMark {
            keep_closed_texts: command.close_texts,
            ..self.mark(begun, 0)
        };
        // First what would make each page dear or could bring something back.
        store.erase_rest(scope, whose, rest_mark()).await?;
        let mut pages = 0;
        loop {
            let next = store.erasable(scope, whose, PAGE).await?;
            if next.memories.is_empty() && next.events.is_empty() {
                break;
            }
            let (memories, events) = (next.memories, next.events);
            let plan = self
                .plan(scope, memories, events, Some(whose), command)
                .await?;
            touched.extend(plan.partitions.iter().cloned());
            match self.erase_planned(scope, plan, begun, command).await {
                Ok(()) => {}
                // Another way of deleting was faster with this page.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            pages += 1;
            if let Some(job) = job {
                job.progress(pages, 0).await?;
            }
        }
        // What was on its way when the first was dropped.
        store.erase_rest(scope, whose, rest_mark()).await?;
        if matches!(whose, Whose::Org { .. }) {
            // Erased keys open nothing from now on.
            self.inner.keys.clear();
        }
        Ok(touched)
    }

    fn mark(&self, begun: &Begun, flagged: u64) -> ErasureMark {
        ErasureMark {
            receipt: begun.receipt.clone(),
            at: self.now(),
            flagged,
            keep_closed_texts: false,
            renewable: Vec::new(),
            forget_history: Vec::new(),
        }
    }

    /// The job that completes the erasure if nobody else does.
    fn erasing_job(&self, access: &Access, whose: &Whose, command: &Erase) -> Job {
        let payload = match whose {
            Whose::User(user_id) => json!({ "user_id": user_id }),
            Whose::Org { keep_key } => json!({ "org": true, "keep_key": keep_key }),
        };
        let mut job = self.new_job(access, KIND, payload, None);
        job.payload["close_texts"] = json!(command.close_texts);
        // What the caller may erase was checked; what derives from it may lie elsewhere.
        job.bound = Coordinates::default();
        job.run_at = self.now().plus_ms(LOOK_AFTER_MS);
        job
    }

    /// Completes the erasure that a job stands for, if it is not complete.
    pub(crate) async fn run_erase(&self, context: &JobContext, payload: Json) -> Result<Json> {
        let scope = Access::scope_for_process(&context.job().org_id, context.access().actor());
        let (whose, what) = match payload["user_id"].as_str() {
            Some(user_id) => (
                Whose::User(user_id.to_owned()),
                Erasure::User(user_id.to_owned()),
            ),
            None => {
                let keep_key = payload["keep_key"].as_str();
                let keep_key: Option<KeyId> = keep_key.map(str::parse).transpose()?;
                let org_id = context.job().org_id.clone();
                (Whose::Org { keep_key }, Erasure::Org(org_id))
            }
        };
        let name = what.name();
        // Its caller may still be at it.
        let _alone = self.alone_in(&scope).await;
        let Some(begun) = self.unfinished(&scope, &name).await? else {
            return Ok(json!({ "was_complete": true }));
        };
        let command = Erase {
            what,
            with_sources: false,
            close_texts: payload["close_texts"] == true,
            dry_run: false,
        };
        let touched = self
            .erase_all(&scope, &whose, &begun, &command, Some(context))
            .await?;
        self.clear_traces(&scope, &command.what, touched, true)
            .await?;
        let receipt = self.complete(&scope, begun, name).await?;
        Ok(json!({ "receipt": receipt.id }))
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
            Erasure::User(_) => (what.name(), true),
            Erasure::Org(org_id) => {
                if !self.inner.store.orgs().await?.contains(org_id) {
                    return Err(Error::not_found("org"));
                }
                (what.name(), true)
            }
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

    /// Fails unless the caller may delete the memory or the event, and the events that go with it: a
    /// memory may name any as its source.
    async fn may_erase(&self, access: &Access, scope: &Scope, command: &Erase) -> Result<()> {
        if *access.bound() == Coordinates::default() {
            return Ok(());
        }
        let Some((memories, events)) = self.roots(scope, &command.what, command).await? else {
            return Ok(());
        };
        for memory in self.inner.store.memories(scope, &memories).await?.rows {
            access.require_change(&memory.coordinates)?;
        }
        let seen = access.scope();
        for event in self.inner.store.events(scope, &events).await?.rows {
            access.require_change(&event.coordinates)?;
            if !seen.sees(&event.coordinates, Level::User) {
                let message = "it rests on events that this key does not reach";
                let field = "with_sources";
                return Err(Error::new(ErrorKind::PermissionDenied, message).with_field(field));
            }
        }
        Ok(())
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

    /// Carries out a plan in one transaction; what others change meanwhile is planned again by the
    /// caller's next round, or here.
    async fn erase_planned(
        &self,
        scope: &Scope,
        mut plan: Plan,
        begun: &Begun,
        command: &Erase,
    ) -> Result<()> {
        const ATTEMPTS: usize = 8;
        let mut survivors = std::mem::take(&mut plan.survivors);
        for _ in 0..ATTEMPTS {
            let updates: Vec<MemoryUpdate> = survivors
                .iter()
                .filter_map(|memory| self.without(memory, &plan))
                .collect();
            let is_flagged = |update: &&MemoryUpdate| !plan.orphans.contains(&update.memory.id);
            let flagged = updates.iter().filter(is_flagged).count() as u64;
            let mark = ErasureMark {
                renewable: plan.renewable.iter().copied().collect(),
                forget_history: plan.forget_history.keys().copied().collect(),
                ..self.mark(begun, flagged)
            };
            let closed_texts = match command.close_texts {
                true => closed(&plan.texts, self.now()),
                false => Vec::new(),
            };
            let batch = WriteBatch {
                erasures: plan.memories.iter().copied().collect(),
                event_erasures: plan.events.iter().copied().collect(),
                updates,
                closed_texts,
                erasure: Some(mark),
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

    /// Makes the index forget, in memory and on disk, and the store's log and freed pages, too.
    async fn clear_traces(
        &self,
        scope: &Scope,
        what: &Erasure,
        mut touched: BTreeSet<PartitionKey>,
        is_resumed: bool,
    ) -> Result<()> {
        let org_id = scope.org_id().clone();
        if is_resumed || matches!(what, Erasure::Org(_)) {
            // What was touched before the interruption is not known.
            let all = self.inner.store.partitions().await?.into_iter();
            touched.extend(all.map(|info| info.key).filter(|key| key.org_id == org_id));
        }
        if let Erasure::User(user_id) = what {
            let user_id = Some(user_id.clone());
            touched.insert(PartitionKey { org_id, user_id });
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
            let rows = Erasable {
                memories: plan.memories.iter().copied().collect(),
                events: plan.events.iter().copied().collect(),
            };
            let forgotten: Vec<MemoryId> = plan.forget_history.keys().copied().collect();
            let store = &self.inner.store;
            counts = store.count_erasures(scope, &rows, &forgotten).await?;
            flagged = (plan.survivors.len() - plan.orphans.len()) as u64;
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
