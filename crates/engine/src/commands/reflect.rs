//! Reflect: patterns over memories, and insights that say them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{ListQuery, MemoryUpdate, PageRequest, Sort, Vectors, WriteBatch};
use types::{
    Condition, Coordinates, Error, ErrorKind, EventKind, Field, Filter, Memory, MemoryId, Result,
    Scope, Status, Trust, Value, limits,
};

use super::add::unix_ms;
use super::gather::{At, Walk, is, of_user};
use crate::minds::patterns::{Pattern, detect};
use crate::minds::{Owner, REFLECT, Row, fingerprint, is_made_here, union};
use crate::{Access, Engine};

/// Memories of one user that a reflection looks at: the newest.
const ROWS_MAX: usize = 5000;
/// Insights of one user that are known to a run.
const INSIGHTS_MAX: usize = 1000;
/// The longest window, in days.
const WINDOW_DAYS_MAX: u32 = 3650;
/// The type of an insight.
const INSIGHT: &str = "insight";
/// An insight with less living evidence than this is withdrawn.
const EVIDENCE_MIN: usize = 2;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What to reflect on, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reflect {
    /// Only what is exactly there; whoever is not named here is taken one after the other.
    pub at: Coordinates,
    /// Only memories stored in the last so many days, 1 to 3650.
    pub time_window_days: u32,
    /// How much must come together.
    pub depth: Depth,
    /// Share of a pattern's members that must lie together, 0 to 1.
    pub min_pattern_strength: f32,
    /// Tell what would be found, and store nothing.
    pub dry_run: bool,
}

impl Default for Reflect {
    fn default() -> Self {
        Reflect {
            at: Coordinates::default(),
            time_window_days: 7,
            depth: Depth::Shallow,
            min_pattern_strength: 0.7,
            dry_run: false,
        }
    }
}

/// How much must come together to be a pattern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// Three memories.
    #[default]
    Shallow,
    /// Two.
    Deep,
}

impl Depth {
    fn members_min(self) -> usize {
        match self {
            Depth::Shallow => 3,
            Depth::Deep => 2,
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reflected {
    /// Memories that were looked at.
    pub analyzed: u64,
    /// Patterns that they show, whether or not there was an insight of them before.
    pub patterns: Vec<FoundPattern>,
    /// Insights that are new.
    pub insights: Vec<Insight>,
    /// Insights that lost their evidence and were taken back.
    pub withdrawn: u64,
    /// Nothing was changed.
    pub dry_run: bool,
}

/// A pattern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundPattern {
    /// `preferences`, `recurring_entity` or `recurring_topic`.
    #[serde(rename = "type")]
    pub type_: String,
    /// What it says.
    pub description: String,
    /// Share of its members that lie together, 0 to 1.
    pub strength: f32,
    /// What it rests on.
    pub memory_ids: Vec<MemoryId>,
}

/// What was concluded from a pattern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Insight {
    /// What it says.
    pub text: String,
    /// Its memory; none in a dry run.
    pub memory_id: Option<MemoryId>,
}

impl Engine {
    /// Looks for patterns in what was stored lately and keeps an insight of each: a memory of type
    /// `insight`, derived from its evidence, one per set of evidence. Insights, summaries and what
    /// was promoted are no evidence. When a pattern grows, its new insight takes the old one's
    /// place; an insight that lost its evidence is withdrawn. A second run stores nothing.
    ///
    /// Never across users, agents, namespaces, projects, teams, roles or levels.
    ///
    /// Errors: `InvalidArgument`; `PermissionDenied` when the key is bound elsewhere.
    pub async fn reflect(&self, access: &Access, command: Reflect) -> Result<Reflected> {
        access.require_read_write()?;
        let scope = access.scope();
        let users = self.reflection_users(&scope, &command).await?;
        let mut outcome = Reflected {
            dry_run: command.dry_run,
            ..Reflected::default()
        };
        for user_id in users {
            self.reflect_on_user(&scope, &command, user_id.as_deref(), &mut outcome)
                .await?;
        }
        self.count_compute(access, At::Once, outcome.analyzed);
        Ok(outcome)
    }

    /// Whom [`Engine::reflect_on_user`] is to be called for.
    pub(crate) async fn reflection_users(
        &self,
        scope: &Scope,
        command: &Reflect,
    ) -> Result<Vec<Option<String>>> {
        super::add::check_share("min_pattern_strength", Some(command.min_pattern_strength))?;
        if !(1..=WINDOW_DAYS_MAX).contains(&command.time_window_days) {
            let message = format!("must be between 1 and {WINDOW_DAYS_MAX}");
            return Err(Error::invalid("time_window_days", message));
        }
        self.users_at(scope, &command.at).await
    }

    /// Reflects on one user's memories (`None`: those of no user) and adds to `outcome`. Each
    /// insight is one commit, so it can stop anywhere and be run again.
    pub(crate) async fn reflect_on_user(
        &self,
        scope: &Scope,
        command: &Reflect,
        user_id: Option<&str>,
        outcome: &mut Reflected,
    ) -> Result<()> {
        let place = of_user(scope, &command.at, user_id).and(self.live());
        let rows = self.evidence(scope, command, place.clone()).await?;
        outcome.analyzed += rows.len() as u64;
        let mut known = self.insights(scope, place).await?;
        let mut by_owner: BTreeMap<Owner, Vec<Row>> = BTreeMap::new();
        for row in rows {
            by_owner
                .entry(Owner::of(&row.memory))
                .or_default()
                .push(row);
        }
        for (owner, rows) in by_owner {
            let (members_min, strength_min) =
                (command.depth.members_min(), command.min_pattern_strength);
            let (patterns, rows) = tokio::task::spawn_blocking(move || {
                (detect(&rows, members_min, strength_min), rows)
            })
            .await
            .map_err(|error| Error::internal("reflection panicked").with_source(error))?;
            for pattern in patterns {
                let insight = self
                    .conclude(scope, command.dry_run, &owner, &rows, &pattern, &mut known)
                    .await?;
                outcome.insights.extend(insight);
                outcome.patterns.push(FoundPattern {
                    type_: pattern.kind.as_str().to_owned(),
                    description: pattern.text,
                    strength: pattern.strength,
                    memory_ids: pattern.members,
                });
            }
        }
        outcome.withdrawn += self
            .withdraw_insights(scope, command.dry_run, known)
            .await?;
        Ok(())
    }

    /// What is looked at, oldest first.
    async fn evidence(&self, scope: &Scope, command: &Reflect, place: Filter) -> Result<Vec<Row>> {
        let window_ms = i64::from(command.time_window_days) * DAY_MS;
        let since = Condition::Range {
            gt: None,
            gte: Some(Value::Time(self.now().plus_ms(-window_ms))),
            lt: None,
            lte: None,
        };
        let filter = place.and(Filter::Is(Field::CreatedAt, since));
        let mut walk = Walk::new(filter, Sort::CreatedDesc);
        let mut rows = self.next_block(scope, &mut walk, ROWS_MAX).await?;
        rows.retain(|row| is_evidence(&row.memory));
        rows.reverse();
        Ok(rows)
    }

    /// The insights that are believed now, by owner and pattern.
    async fn insights(&self, scope: &Scope, place: Filter) -> Result<Known> {
        let filter = place
            .and(Filter::equals(Field::Type, INSIGHT))
            .and(is(Field::Metadata(vec!["reflection".to_owned()]), true));
        let query = ListQuery {
            filter,
            text_contains: None,
            sort: Sort::CreatedAsc,
            page: PageRequest {
                limit: INSIGHTS_MAX,
                ..PageRequest::default()
            },
        };
        let page = self.inner.store.list_memories(scope, &query).await?;
        let ours = page
            .items
            .into_iter()
            .filter(|m| m.provenance.process == REFLECT);
        Ok(ours
            .map(|memory| {
                let key = memory.metadata.get("pattern").and_then(|key| key.as_str());
                let key = key.unwrap_or_default().to_owned();
                ((Owner::of(&memory), key), memory)
            })
            .collect())
    }

    /// Keeps the insight of a pattern, unless there is one already; the new one, if any.
    async fn conclude(
        &self,
        scope: &Scope,
        dry_run: bool,
        owner: &Owner,
        rows: &[Row],
        pattern: &Pattern,
        known: &mut Known,
    ) -> Result<Option<Insight>> {
        let old = known.remove(&(owner.clone(), pattern.key.clone()));
        let external_id = insight_id(owner, &pattern.members);
        let store = &self.inner.store;
        let same = store.memory_by_external_id(scope, &external_id).await?;
        if let Some(same) = &same
            && !(is_ours_to_renew(same))
        {
            // It stands as it is, or somebody put it away.
            return Ok(None);
        }
        let is_covered = |old: &Memory| {
            !old.stale_dependency
                && pattern
                    .members
                    .iter()
                    .all(|id| old.derived_from.contains(id))
        };
        if old.as_ref().is_some_and(is_covered) {
            return Ok(None);
        }
        if dry_run {
            return Ok(Some(Insight {
                text: pattern.text.clone(),
                memory_id: None,
            }));
        }
        let memory = self.insight(scope, owner, rows, pattern, external_id);
        let insight = self.commit_insight(scope, memory, same, old).await?;
        Ok(insight)
    }

    fn insight(
        &self,
        scope: &Scope,
        owner: &Owner,
        rows: &[Row],
        pattern: &Pattern,
        external_id: String,
    ) -> Memory {
        let now = self.now();
        let id = self.inner.ids.memory_id(unix_ms(now), rand::random());
        let mut memory = Memory::new(id, scope.org_id().clone(), pattern.text.clone(), now);
        (memory.level, memory.coordinates) = owner.place();
        memory.external_id = Some(external_id);
        memory.type_ = INSIGHT.to_owned();
        memory.confidence = pattern.strength;
        memory.topics = vec![pattern.label.clone()];
        memory.derived_from = pattern.members.clone();
        memory.provenance.actor = Some(scope.actor().to_owned());
        memory.provenance.process = REFLECT.to_owned();
        memory.metadata.insert("reflection".to_owned(), json!(true));
        memory
            .metadata
            .insert("pattern".to_owned(), json!(pattern.key));
        memory
            .metadata
            .insert("strength".to_owned(), json!(pattern.strength));
        memory
            .metadata
            .insert("evidence".to_owned(), json!(pattern.members.len()));
        let members: BTreeSet<MemoryId> = pattern.members.iter().copied().collect();
        let evidence = rows.iter().map(|row| &row.memory);
        let evidence: Vec<&Memory> = evidence.filter(|m| members.contains(&m.id)).collect();
        // A conclusion is believed no more than the least believed thing that it rests on.
        let trust = evidence.iter().map(|memory| memory.trust).min();
        memory.trust = trust.unwrap_or(Trust::Unknown);
        for one in evidence {
            memory.pii = union(&memory.pii, &one.pii, limits::LABELS_MAX);
        }
        memory
    }

    /// Stores an insight, in the place of the one with the same evidence (`same`, which lost its
    /// place once) and of the one with less (`old`).
    async fn commit_insight(
        &self,
        scope: &Scope,
        mut memory: Memory,
        same: Option<Memory>,
        old: Option<Memory>,
    ) -> Result<Option<Insight>> {
        let mut batch = WriteBatch::default();
        let vectors = self.embed_now(std::slice::from_ref(&memory)).await?;
        let vectors = vectors.and_then(|mut vectors| vectors.pop());
        let is_new = same.is_none();
        if let Some(same) = &same {
            memory.id = same.id;
            memory.created_at = same.created_at;
            memory.revision = same.revision;
        }
        let now = self.now();
        if let Some(mut old) = old.filter(|old| old.id != memory.id) {
            old.status = Status::Superseded;
            old.superseded_at = Some(now);
            old.superseded_by = Some(memory.id);
            batch.updates.push(self.changed(old, "supersede"));
        }
        let insight = Insight {
            text: memory.text.clone(),
            memory_id: Some(memory.id),
        };
        let revision = if is_new { 1 } else { memory.revision + 1 };
        batch.jobs = self.wording_of(scope, memory.id, revision);
        let detail = json!({ "evidence": memory.derived_from.len() });
        batch.audit = vec![self.audit("memory.reflect", memory.id.to_string(), detail)];
        let committed = if is_new {
            let vectors = vectors.map(|vectors| vec![vectors]);
            self.commit_new(scope, batch, vec![memory], vectors)
                .await
                .map(drop)
        } else {
            let is_left_for_later = vectors.is_none();
            let update = MemoryUpdate {
                vectors: Some(vectors.unwrap_or_else(Vectors::default)),
                ..self.changed(memory, REFLECT)
            };
            batch.updates.push(update);
            let committed = self.commit_updates(scope, batch).await;
            if is_left_for_later && committed.is_ok() {
                self.embed_again();
            }
            committed
        };
        match committed {
            Ok(()) => Ok(Some(insight)),
            // Somebody else concludes the same just now, or the id was erased for good.
            Err(error) if is_race(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Commits changes and lets the index see them.
    pub(crate) async fn commit_updates(&self, scope: &Scope, batch: WriteBatch) -> Result<()> {
        let has_jobs = !batch.jobs.is_empty();
        let committed = self.inner.store.commit(scope, batch).await?;
        if has_jobs {
            self.jobs_were_queued();
        }
        self.announce(&committed.memories).await
    }

    /// Takes back insights whose evidence is gone; how many.
    async fn withdraw_insights(&self, scope: &Scope, dry_run: bool, known: Known) -> Result<u64> {
        let now = self.now();
        let mut withdrawn = 0;
        for mut memory in known.into_values().filter(|memory| memory.stale_dependency) {
            let evidence = self
                .inner
                .store
                .memories(scope, &memory.derived_from)
                .await?;
            let living = evidence.rows.iter().filter(|one| one.is_live(now)).count();
            if living >= EVIDENCE_MIN {
                continue;
            }
            withdrawn += 1;
            if dry_run {
                continue;
            }
            memory.status = Status::Superseded;
            memory.superseded_at = Some(now);
            let audit = self.audit("memory.withdraw", memory.id.to_string(), json!({}));
            let batch = WriteBatch {
                updates: vec![self.changed(memory, "withdraw")],
                audit: vec![audit],
                ..WriteBatch::default()
            };
            match self.commit_updates(scope, batch).await {
                Err(error) if is_race(&error) => withdrawn -= 1,
                other => other?,
            }
        }
        Ok(withdrawn)
    }
}

/// Insights by owner and pattern.
type Known = BTreeMap<(Owner, String), Memory>;

/// Somebody else did the same, or changed what this rests on, at the same time.
pub(crate) fn is_race(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PreconditionFailed | ErrorKind::Conflict
    ) && error.field() != Some("job")
}

/// The insight's own id: one per owner and set of evidence.
fn insight_id(owner: &Owner, members: &[MemoryId]) -> String {
    let mut members: Vec<String> = members.iter().map(ToString::to_string).collect();
    members.sort_unstable();
    let parts = [owner.key()].into_iter().chain(members);
    format!("{INSIGHT}-{}", fingerprint(parts))
}

/// An insight of the same evidence that is to be written anew: its words are out of date, or it had
/// lost its place to another.
fn is_ours_to_renew(same: &Memory) -> bool {
    let is_stale = same.status == Status::Active && same.stale_dependency;
    same.provenance.process == REFLECT && (is_stale || same.status == Status::Superseded)
}

/// What patterns are made of: what users and applications said or noted. What an assistant says
/// mostly repeats it, and a verbatim memory that states something is there as its statements.
fn is_evidence(memory: &Memory) -> bool {
    let is_repeated = memory.verbatim
        && (!memory.statements.is_empty()
            || memory.event_kind == Some(EventKind::AssistantMessage));
    !is_repeated && !is_made_here(memory) && memory.type_ != INSIGHT
}
