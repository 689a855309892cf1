//! Forget: let go of what a policy names; and take it back.

use std::collections::BTreeMap;

use extraction::Cue;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{ListQuery, MemoryUpdate, PageRequest, Sort, WriteBatch};
use types::{
    Address, Closed, Condition, Coordinates, Error, ErrorKind, Field, Filter, Job, Memory,
    MemoryId, Permission, Result, Scope, Statement, Status, Timestamp, Value, limits,
};

use super::add::audit_detail;
use crate::backlog::partition_of;
use crate::jobs::{self, JobContext};
use crate::lifecycle::{ForgetEffect, ForgetPolicy, Keep, Reason, Verdict, judge};
use crate::truth::apply::values_of;
use crate::truth::aspects::{sentence_around, sentence_in, stands_beside};
use crate::truth::plan::{contradicts, same_owner};
use crate::truth::{is_extracted, said_at};
use crate::{Access, Engine};

/// The job's kind.
pub(crate) const KIND: &str = "forget";
/// What history says was done to a memory that a policy let go.
pub(crate) const ACTION: &str = "forget";
/// Memories read at a time, and changed in one commit.
const PAGE: usize = 200;
/// Ids told in a report; the counts are of all.
const IDS_TOLD_MAX: usize = 1000;
/// Attempts at a page whose memories others change at the same time.
const ATTEMPTS: usize = 5;

/// What to let go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Forget {
    /// Only memories at these coordinates (those given).
    pub at: Coordinates,
    /// Which.
    pub policy: ForgetPolicy,
    /// Not these, whatever the policy says.
    pub keep_ids: Vec<MemoryId>,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// What was let go, or would be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Forgotten {
    /// Live memories that were looked at.
    pub scanned: u64,
    /// How many of them go.
    pub forgotten: u64,
    /// The same by reason.
    pub by_reason: BTreeMap<Reason, u64>,
    /// How many the policy would have judged but may not touch, by why.
    pub kept: BTreeMap<Keep, u64>,
    /// The first thousand that go.
    pub memory_ids: Vec<MemoryId>,
    /// Nothing was changed.
    pub dry_run: bool,
}

/// What to take back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unforget {
    /// Only memories at these coordinates (those given).
    pub at: Coordinates,
    /// Only these; empty: all that were let go in that time.
    pub memory_ids: Vec<MemoryId>,
    /// Let go at this instant or later.
    pub since: Option<Timestamp>,
    /// Let go at this instant or earlier.
    pub until: Option<Timestamp>,
}

/// What was taken back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Unforgotten {
    /// How many are believed again.
    pub restored: u64,
    /// How many stay away because something newer has taken their place since.
    pub outdated: u64,
    /// The first thousand of them.
    pub memory_ids: Vec<MemoryId>,
}

/// Who forgets: a caller who waits, or a job that marks its steps.
#[derive(Clone, Copy)]
enum Hand<'a> {
    Caller(&'a Scope),
    Job(&'a JobContext),
}

impl Hand<'_> {
    fn scope(&self) -> &Scope {
        match self {
            Hand::Caller(scope) => scope,
            Hand::Job(context) => context.scope(),
        }
    }
}

/// How far a job is: what it brought out, and which partitions it is through with.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Checkpoint {
    report: Forgotten,
    /// Partitions that are done, in order.
    partitions_done: usize,
    /// Memories already let go in the one that is not.
    gone_here: u64,
}

impl Engine {
    /// Lets go of what `command.policy` names, at once. Pinned memories, instructions in force, what
    /// the operator wrote and what is explicitly true until later never leave.
    pub async fn forget(&self, access: &Access, command: Forget) -> Result<Forgotten> {
        access.require(Permission::Write)?;
        let scope = access.scope();
        let command = checked(&scope, command)?;
        self.forget_all(Hand::Caller(&scope), &command).await
    }

    /// The same as a job; returns it.
    pub async fn forget_later(&self, access: &Access, command: Forget) -> Result<Job> {
        access.require(Permission::Write)?;
        let command = checked(&access.scope(), command)?;
        let payload = jobs::kept(&command)?;
        let job = self.new_job(access, KIND, payload, None);
        let id = self.enqueue(access, job).await?;
        self.get_job(access, id).await
    }

    /// The job's handler.
    pub(crate) async fn run_forget(&self, context: &JobContext, payload: Json) -> Result<Json> {
        let command = checked(context.scope(), jobs::arguments(payload)?)?;
        let report = self.forget_all(Hand::Job(context), &command).await?;
        Ok(json!(report))
    }

    /// Takes back what a policy let go: those memories are believed again as before.
    pub async fn unforget(&self, access: &Access, command: Unforget) -> Result<Unforgotten> {
        access.require(Permission::Write)?;
        if command.memory_ids.len() > limits::BATCH_ITEMS_MAX {
            let message = format!("1 to {} are expected", limits::BATCH_ITEMS_MAX);
            return Err(Error::invalid("memory_ids", message));
        }
        if command.memory_ids.is_empty() && command.since.is_none() {
            let message = "name memory_ids, or since when they were let go";
            return Err(Error::invalid("since", message));
        }
        let scope = access.scope();
        let mut at = command.at;
        at.validate()?;
        scope.claim(&mut at)?;
        let mut filter = at_filter(&at).and(Filter::one_of(
            Field::Status,
            [Status::Archived.as_str(), Status::Deleted.as_str()],
        ));
        if command.since.is_some() || command.until.is_some() {
            let range = Condition::Range {
                gt: None,
                gte: command.since.map(Value::Time),
                lt: None,
                lte: command.until.map(Value::Time),
            };
            filter = filter.and(Filter::Is(Field::UpdatedAt, range));
        }
        let mut report = Unforgotten::default();
        if command.memory_ids.is_empty() {
            self.restore_all(&scope, filter, ACTION, &mut report)
                .await?;
        } else {
            for ids in command.memory_ids.chunks(PAGE) {
                let loaded = self.inner.store.memories(&scope, ids).await?.rows;
                let found = loaded.into_iter().filter(|memory| filter.matches(memory));
                self.restore(&scope, found.collect(), ACTION, &mut report)
                    .await?;
            }
        }
        Ok(report)
    }

    /// Restores every memory that `filter` finds and that `action` took away last.
    pub(crate) async fn restore_all(
        &self,
        scope: &Scope,
        filter: Filter,
        action: &str,
        report: &mut Unforgotten,
    ) -> Result<()> {
        let mut cursor = None;
        loop {
            let page = self.page(scope, &filter, cursor).await?;
            self.restore(scope, page.items, action, report).await?;
            cursor = page.next_cursor;
            if cursor.is_none() {
                return Ok(());
            }
        }
    }

    /// Restores those of `memories` that `action` took away last.
    async fn restore(
        &self,
        scope: &Scope,
        memories: Vec<Memory>,
        action: &str,
        report: &mut Unforgotten,
    ) -> Result<()> {
        for memory in memories {
            let history = self.inner.store.history(scope, memory.id).await?;
            let taken_away = history.last().is_some_and(|last| last.action == action);
            if !taken_away {
                continue;
            }
            // Nothing new is said about its subject while it comes back.
            let _held = self.inner.locks.hold([partition_of(&memory)].into()).await;
            let mut restored = memory.clone();
            restored.status = Status::Active;
            restored.superseded_at = None;
            restored.updated_at = self.now();
            if !self.catch_up(scope, &mut restored).await? {
                report.outdated += 1;
                continue;
            }
            let calmed = self.calmed(scope, std::slice::from_ref(&restored)).await?;
            let mut batch = WriteBatch {
                audit: vec![self.audit(
                    "memory.restore",
                    memory.id.to_string(),
                    audit_detail(&memory),
                )],
                updates: vec![MemoryUpdate {
                    expected_revision: memory.revision,
                    memory: restored,
                    vectors: None,
                    action: "restore".to_owned(),
                }],
                ..WriteBatch::default()
            };
            self.add_changes(&mut batch, calmed, Vec::new()).await?;
            match self.inner.store.commit(scope, batch).await {
                Ok(committed) => {
                    self.announce(&committed.memories).await?;
                    report.restored += 1;
                    if report.memory_ids.len() < IDS_TOLD_MAX {
                        report.memory_ids.push(memory.id);
                    }
                }
                // Somebody else has changed it: then it is not as the policy left it.
                Err(error) if error.kind() == ErrorKind::PreconditionFailed => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Closes what was contradicted while the memory was away; false if nothing that it says is true
    /// any more.
    async fn catch_up(&self, scope: &Scope, memory: &mut Memory) -> Result<bool> {
        let open = |statement: &&Statement| statement.closed.is_none();
        let addresses: Vec<Address> = memory
            .statements
            .iter()
            .filter(open)
            .map(Statement::address)
            .collect();
        if addresses.is_empty() {
            return Ok(true);
        }
        let user_id = memory.coordinates.user_id.as_deref();
        let store = &self.inner.store;
        let values = values_of(&memory.statements);
        let at = store.memories_at(scope, user_id, &addresses, &values);
        let live = at.await?.rows;
        let (now, said) = (self.now(), said_at(memory));
        let is_rival = |other: &&Memory| {
            other.id != memory.id
                && other.trust >= memory.trust
                && said_at(other) >= said
                && same_owner(&other.coordinates, &memory.coordinates)
        };
        let rivals: Vec<&Memory> = live.iter().filter(is_rival).collect();
        let text = memory.text.clone();
        for statement in &mut memory.statements {
            let denies = |rival: &&&Memory| {
                let at = said_at(rival);
                let words = sentence_around(&text, statement.span);
                let denies = |new: &Statement| {
                    contradicts((new, at), Cue::Plain, (statement, said))
                        && !stands_beside(
                            (new, &sentence_in(rival, new)),
                            Cue::Plain,
                            (statement, &words),
                        )
                };
                rival.statements.iter().filter(open).any(denies)
            };
            let rival = rivals.iter().find(denies);
            if let (None, Some(rival)) = (&statement.closed, rival) {
                statement.closed = Some(Closed {
                    valid_to: said_at(rival),
                    at: now,
                    by: Some(rival.id),
                });
            }
        }
        if memory.statements.iter().any(|statement| open(&statement)) {
            return Ok(true);
        }
        if is_extracted(memory) {
            return Ok(false);
        }
        let reading = self.read_all(vec![memory.clone()]).await?;
        Ok(reading
            .first()
            .is_some_and(|reading| reading.says_more_than(&memory.statements)))
    }

    async fn forget_all(&self, hand: Hand<'_>, command: &Forget) -> Result<Forgotten> {
        let mut point = match hand {
            Hand::Caller(_) => Checkpoint::default(),
            Hand::Job(context) => context
                .checkpoint()
                .and_then(|point| serde_json::from_value(point.clone()).ok())
                .unwrap_or_default(),
        };
        point.report.dry_run = command.dry_run;
        if command.policy.is_empty() {
            return Ok(point.report);
        }
        let users = self.users_in(hand.scope(), &command.at).await?;
        while let Some(user_id) = users.get(point.partitions_done) {
            if let Hand::Job(context) = hand {
                let total = users.len() as u64;
                context
                    .progress(point.partitions_done as u64, total)
                    .await?;
            }
            self.forget_in(hand, command, user_id.as_deref(), users.len(), &mut point)
                .await?;
            point.partitions_done += 1;
            point.gone_here = 0;
        }
        if let Hand::Job(context) = hand {
            let total = users.len() as u64;
            context.progress(total, total).await?;
        }
        Ok(point.report)
    }

    /// The users (`None`: nobody) whose memories are in reach, in order.
    async fn users_in(&self, scope: &Scope, at: &Coordinates) -> Result<Vec<Option<String>>> {
        if at.user_id.is_some() {
            return Ok(vec![at.user_id.clone()]);
        }
        let all = self.inner.store.partitions().await?;
        let ours = all
            .into_iter()
            .filter(|it| it.key.org_id == *scope.org_id());
        let mut users: Vec<Option<String>> = ours.map(|it| it.key.user_id).collect();
        users.sort();
        Ok(users)
    }

    /// Forgets in one partition.
    async fn forget_in(
        &self,
        hand: Hand<'_>,
        command: &Forget,
        user_id: Option<&str>,
        partitions: usize,
        point: &mut Checkpoint,
    ) -> Result<()> {
        // An earlier attempt at this partition let these go: they are not found again.
        let gone_before = point.gone_here;
        let judged = self.judge_partition(hand.scope(), command, user_id).await?;
        for (page, reason) in judged.pages() {
            if command.dry_run {
                point.report.count(reason, page);
            } else {
                self.forget_page(hand, command, page, reason, partitions, point)
                    .await?;
            }
        }
        point.report.scanned += judged.scanned + gone_before;
        for (keep, count) in judged.kept {
            *point.report.kept.entry(keep).or_default() += count;
        }
        Ok(())
    }

    /// Looks at every live memory of a partition and decides.
    async fn judge_partition(
        &self,
        scope: &Scope,
        command: &Forget,
        user_id: Option<&str>,
    ) -> Result<Judged> {
        let of_user = match user_id {
            Some(user_id) => Filter::equals(Field::UserId, user_id),
            None => Filter::missing(Field::UserId),
        };
        let filter = at_filter(&command.at).and(of_user).and(self.live());
        let (now, half_lives) = (self.now(), &self.inner.config.strength_half_life);
        let mut judged = Judged::default();
        let mut stay: Vec<(f32, Timestamp, MemoryId)> = Vec::new();
        let mut cursor = None;
        loop {
            let page = self.page(scope, &filter, cursor).await?;
            for memory in &page.items {
                judged.scanned += 1;
                if command.keep_ids.contains(&memory.id) {
                    continue;
                }
                match judge(&command.policy, memory, half_lives, now) {
                    Verdict::Untouched => {}
                    Verdict::Kept(keep) => *judged.kept.entry(keep).or_default() += 1,
                    Verdict::Goes(reason) => judged.goes.entry(reason).or_default().push(memory.id),
                    Verdict::Stays(worth) => stay.push((worth, memory.created_at, memory.id)),
                }
            }
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        if let Some(budget) = command.policy.budget_per_user {
            // The worthiest first; of equals the newest, and then any fixed order.
            stay.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(b.2.cmp(&a.2)));
            let keep = usize::try_from(budget).unwrap_or(usize::MAX);
            let over: Vec<MemoryId> = stay.into_iter().skip(keep).map(|it| it.2).collect();
            if !over.is_empty() {
                judged.goes.insert(Reason::Budget, over);
            }
        }
        Ok(judged)
    }

    async fn page(
        &self,
        scope: &Scope,
        filter: &Filter,
        cursor: Option<String>,
    ) -> Result<store::Page<Memory>> {
        let query = ListQuery {
            filter: filter.clone(),
            text_contains: None,
            // Old ones first: pages stay stable while what was seen leaves.
            sort: Sort::CreatedAsc,
            page: PageRequest {
                limit: PAGE,
                cursor,
                ..PageRequest::default()
            },
        };
        self.inner.store.list_memories(scope, &query).await
    }

    /// Lets go of one page of memories in one commit, as far as they are still as they were judged.
    async fn forget_page(
        &self,
        hand: Hand<'_>,
        command: &Forget,
        page: &[MemoryId],
        reason: Reason,
        partitions: usize,
        point: &mut Checkpoint,
    ) -> Result<()> {
        for _ in 0..ATTEMPTS {
            let loaded = self.inner.store.memories(hand.scope(), page).await?.rows;
            let now = self.now();
            // What was pinned or changed its nature meanwhile stays.
            let goes = |memory: &Memory| {
                let half_lives = &self.inner.config.strength_half_life;
                let verdict = judge(&command.policy, memory, half_lives, now);
                memory.is_live(now) && matches!(verdict, Verdict::Goes(_) | Verdict::Stays(_))
            };
            let going: Vec<Memory> = loaded.into_iter().filter(goes).collect();
            if going.is_empty() {
                return Ok(());
            }
            let ids: Vec<MemoryId> = going.iter().map(|memory| memory.id).collect();
            let mut batch = self.letting_go(going, command.policy.effect, reason, now);
            if command.policy.effect == ForgetEffect::Delete {
                let stale = self.flag_dependants(hand.scope(), &ids, &[]).await?;
                batch.updates.extend(stale);
            }
            let mut after = point.clone();
            after.report.count(reason, &ids);
            after.gone_here += ids.len() as u64;
            let committed = match hand {
                Hand::Caller(scope) => self.inner.store.commit(scope, batch).await,
                Hand::Job(context) => {
                    let (done, total) = (point.partitions_done as u64, partitions as u64);
                    context.commit(batch, done, total, Some(json!(after))).await
                }
            };
            match committed {
                Ok(committed) => {
                    *point = after;
                    return self.announce(&committed.memories).await;
                }
                Err(error) if error.kind() == ErrorKind::PreconditionFailed => {}
                Err(error) => return Err(error),
            }
        }
        // They are in lively use: the next run looks at them again.
        Ok(())
    }

    /// The commit that lets `memories` go.
    fn letting_go(
        &self,
        memories: Vec<Memory>,
        effect: ForgetEffect,
        reason: Reason,
        now: Timestamp,
    ) -> WriteBatch {
        let mut batch = WriteBatch::default();
        for mut memory in memories {
            let mut detail = audit_detail(&memory);
            detail["reason"] = json!(reason);
            batch
                .audit
                .push(self.audit("memory.forget", memory.id.to_string(), detail));
            memory.status = match effect {
                ForgetEffect::Archive => Status::Archived,
                ForgetEffect::Delete => Status::Deleted,
            };
            memory.superseded_at = Some(now);
            memory.updated_at = now;
            batch.updates.push(MemoryUpdate {
                expected_revision: memory.revision,
                memory,
                vectors: None,
                action: ACTION.to_owned(),
            });
        }
        batch
    }
}

/// What a policy says of a partition.
#[derive(Default)]
struct Judged {
    scanned: u64,
    kept: BTreeMap<Keep, u64>,
    goes: BTreeMap<Reason, Vec<MemoryId>>,
}

impl Judged {
    fn pages(&self) -> impl Iterator<Item = (&[MemoryId], Reason)> {
        self.goes
            .iter()
            .flat_map(|(reason, ids)| ids.chunks(PAGE).map(|page| (page, *reason)))
    }
}

impl Forgotten {
    fn count(&mut self, reason: Reason, ids: &[MemoryId]) {
        self.forgotten += ids.len() as u64;
        *self.by_reason.entry(reason).or_default() += ids.len() as u64;
        let room = IDS_TOLD_MAX.saturating_sub(self.memory_ids.len());
        self.memory_ids.extend(ids.iter().take(room));
    }
}

/// Keeps the command inside what the caller is bound to.
fn checked(scope: &Scope, mut command: Forget) -> Result<Forget> {
    command.at.validate()?;
    let policy = command.policy.validate();
    policy.map_err(|error| error.within("policy"))?;
    if command.keep_ids.len() > limits::BATCH_ITEMS_MAX {
        let message = format!("at most {} are expected", limits::BATCH_ITEMS_MAX);
        return Err(Error::invalid("keep_ids", message));
    }
    scope.claim(&mut command.at)?;
    Ok(command)
}

/// The coordinates that are given, as a filter.
pub(crate) fn at_filter(at: &Coordinates) -> Filter {
    let mut filter = Filter::everything();
    for (field, value) in at.entries() {
        if let Some(value) = value {
            filter = filter.and(Filter::equals(field, value.as_str()));
        }
    }
    filter
}
