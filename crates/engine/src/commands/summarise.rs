//! Summarise: what a session, a user or a time was about, in its own words; and the timeline, which
//! tells it day by day.

use std::collections::{BTreeMap, BTreeSet};

use inference::tokens::count_tokens;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{ListQuery, MemoryUpdate, PageRequest, Sort, WriteBatch};
use types::{
    Condition, Coordinates, Error, Field, Filter, Memory, MemoryId, MemoryKind, Permission, Result,
    Scope, Status, Timestamp, Trust, Value, limits,
};

use super::Groups;
use super::add::unix_ms;
use super::gather::{At, Walk, of_user};
use super::list::check_page;
use super::reflect::is_race;
use super::search::place;
use crate::minds::digest::{Digest, Sentence, render};
use crate::minds::patterns::day;
use crate::minds::{Owner, SUMMARISE, fingerprint, is_made_here, union};
use crate::{Access, Engine};

/// Memories read at a time.
const BLOCK_ROWS: usize = 500;
/// Tokens of a summary at least: below this it says nothing.
const TOKENS_MIN: usize = 16;
/// Tokens of a summary at most: more is a context, not a summary.
const TOKENS_MAX: usize = 8192;
/// The type of a summary.
const SUMMARY: &str = "summary";
/// Memories of a day that a timeline tells at most.
const PER_DAY_MAX: usize = 100;

/// What to summarise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summarise {
    /// Only what is exactly there: a session, a user, an agent ...; whoever is not named here is taken
    /// one after the other.
    pub at: Coordinates,
    /// Only what happened at this instant or later.
    pub from: Option<Timestamp>,
    /// Only what happened before this instant.
    pub to: Option<Timestamp>,
    /// Tokens of each summary at most, 16 to 8192.
    pub max_tokens: usize,
    /// Tell what would be said, and store nothing.
    pub dry_run: bool,
}

impl Default for Summarise {
    fn default() -> Self {
        Summarise {
            at: Coordinates::default(),
            from: None,
            to: None,
            max_tokens: 300,
            dry_run: false,
        }
    }
}

/// Summaries as they are now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summarised {
    /// One for each owner of what was summarised; none of nothing.
    pub summaries: Vec<Summary>,
    /// How many of them are new or were renewed.
    pub written: u64,
    /// Nothing was changed.
    pub dry_run: bool,
}

/// A summary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Its memory; none in a dry run that would write it.
    pub memory_id: Option<MemoryId>,
    /// Where it belongs.
    pub at: Coordinates,
    /// What it says: sentences as they were said, by day, in order.
    pub text: String,
    /// Tokens of the text.
    pub tokens: u64,
    /// Memories that it covers.
    pub covered: u64,
    /// When the first of them happened.
    pub from: Timestamp,
    /// When the last of them happened.
    pub to: Timestamp,
}

/// What to tell day by day.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Where; as in a search.
    pub at: Coordinates,
    /// The groups that the user belongs to.
    pub groups: Groups,
    /// Further conditions.
    pub filter: Filter,
    /// Only what happened at this instant or later.
    pub from: Option<Timestamp>,
    /// Only what happened before this instant.
    pub to: Option<Timestamp>,
    /// Memories that one day tells at most, 1 to 100.
    pub per_day: usize,
    /// Which page of memories; a day may go on on the next one.
    pub page: PageRequest,
}

impl Default for Timeline {
    fn default() -> Self {
        Timeline {
            at: Coordinates::default(),
            groups: Groups::default(),
            filter: Filter::everything(),
            from: None,
            to: None,
            per_day: 10,
            page: PageRequest {
                limit: 200,
                ..PageRequest::default()
            },
        }
    }
}

/// Days in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimelinePage {
    /// Those on which something happened.
    pub days: Vec<TimelineDay>,
    /// Give this to go on; `None`: this was the last page.
    pub next_cursor: Option<String>,
}

/// What happened on a day (in UTC).
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineDay {
    /// `2024-05-01`.
    pub date: String,
    /// What tells the day best, in order.
    pub items: Vec<TimelineItem>,
    /// Memories of that day that are not told.
    pub left_out: u64,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineItem {
    /// The memory.
    pub memory_id: MemoryId,
    /// When.
    pub at: Timestamp,
    /// Who said it: a name, or `user`, `assistant`, `tool`, `app`, `document`, `note`.
    pub speaker: String,
    /// Its most telling sentence.
    pub text: String,
}

/// What one summary is made of.
#[derive(Default)]
struct Material {
    digest: Digest,
    covered: u64,
    span: Option<(Timestamp, Timestamp)>,
    /// Depends on every source and its revision.
    fingerprint: String,
}

impl Engine {
    /// Summarises what was said at a place and time and keeps it as a memory of type `summary`,
    /// derived from what it quotes. When there is more to say, or what it quotes was corrected, the
    /// new summary takes the old one's place. A second run changes nothing.
    ///
    /// Never across users, agents, namespaces, projects, teams, roles or levels.
    ///
    /// Errors: `InvalidArgument`; `PermissionDenied` when the key is bound elsewhere.
    pub async fn summarise(&self, access: &Access, command: Summarise) -> Result<Summarised> {
        access.require_read_write()?;
        let scope = access.scope();
        let mut outcome = Summarised {
            dry_run: command.dry_run,
            ..Summarised::default()
        };
        for user_id in self.summary_users(&scope, &command).await? {
            self.summarise_user(&scope, &command, user_id.as_deref(), &mut outcome)
                .await?;
        }
        let covered = outcome
            .summaries
            .iter()
            .map(|summary| summary.covered)
            .sum();
        self.count_compute(access, At::Once, covered);
        Ok(outcome)
    }

    /// Whom [`Engine::summarise_user`] is to be called for.
    pub(crate) async fn summary_users(
        &self,
        scope: &Scope,
        command: &Summarise,
    ) -> Result<Vec<Option<String>>> {
        if !(TOKENS_MIN..=TOKENS_MAX).contains(&command.max_tokens) {
            let message = format!("must be between {TOKENS_MIN} and {TOKENS_MAX}");
            return Err(Error::invalid("max_tokens", message));
        }
        check_times(command.from, command.to)?;
        self.users_at(scope, &command.at).await
    }

    /// Summarises one user's memories (`None`: those of no user) and adds to `outcome`. Each summary
    /// is one commit, so it can stop anywhere and be run again.
    pub(crate) async fn summarise_user(
        &self,
        scope: &Scope,
        command: &Summarise,
        user_id: Option<&str>,
        outcome: &mut Summarised,
    ) -> Result<()> {
        let place = of_user(scope, &command.at, user_id).and(self.live());
        let filter = place.clone().and(happened(command.from, command.to));
        let mut walk = Walk::new(filter, Sort::HappenedAsc);
        let mut by_owner: BTreeMap<Owner, Material> = BTreeMap::new();
        loop {
            let rows = self.next_block(scope, &mut walk, BLOCK_ROWS).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows.iter().filter(|row| is_source(&row.memory)) {
                let memory = &row.memory;
                let material = by_owner.entry(Owner::of(memory)).or_default();
                let at = memory.happened_at();
                let (first, _) = material.span.unwrap_or((at, at));
                material.span = Some((first, at));
                material.covered += 1;
                let (id, revision) = (memory.id.to_string(), memory.revision.to_string());
                material.fingerprint = fingerprint([&material.fingerprint, &id, &revision]);
                material.digest.add(row);
            }
        }
        for (owner, material) in by_owner {
            let summary = self
                .summarise_owner(scope, command, &place, &owner, material, outcome)
                .await?;
            outcome.summaries.extend(summary);
        }
        Ok(())
    }

    async fn summarise_owner(
        &self,
        scope: &Scope,
        command: &Summarise,
        place: &Filter,
        owner: &Owner,
        material: Material,
        outcome: &mut Summarised,
    ) -> Result<Option<Summary>> {
        let Some((first, last)) = material.span else {
            return Ok(None);
        };
        let key = summary_key(command, owner);
        let tokens_max = command.max_tokens.to_string();
        let state = fingerprint([key.as_str(), &material.fingerprint, &tokens_max]);
        let external_id = format!("{SUMMARY}-{state}");
        let current = self.current_summary(scope, place, &key).await?;
        if let Some(current) = &current
            && current.external_id.as_ref() == Some(&external_id)
            && !current.stale_dependency
        {
            return Ok(Some(summary_of(current, material.covered, first, last)));
        }
        let store = &self.inner.store;
        let same = store.memory_by_external_id(scope, &external_id).await?;
        if same.as_ref().is_some_and(|same| !is_ours_to_renew(same)) {
            // Somebody put this very summary away.
            return Ok(None);
        }
        let heading = heading(command, first, last);
        let (digest, tokens_max) = (material.digest, command.max_tokens);
        let rendered =
            tokio::task::spawn_blocking(move || render(&heading, digest.ranked(), tokens_max))
                .await
                .map_err(|error| Error::internal("summarising panicked").with_source(error))?;
        if rendered.quoted.is_empty() {
            return Ok(None);
        }
        let quoted = store.memories(scope, &rendered.quoted).await?.rows;
        let mut memory = self.summary_memory(scope, owner, rendered.text, &quoted, last);
        memory
            .coordinates
            .session_id
            .clone_from(&command.at.session_id);
        memory.external_id = Some(external_id);
        for (name, value) in [
            ("summary_key", json!(key)),
            ("covered", json!(material.covered)),
            ("covered_from", json!(first)),
            ("covered_to", json!(last)),
        ] {
            memory.metadata.insert(name.to_owned(), value);
        }
        let mut summary = summary_of(&memory, material.covered, first, last);
        if command.dry_run {
            summary.memory_id = same.map(|same| same.id);
            outcome.written += 1;
            return Ok(Some(summary));
        }
        match self.commit_summary(scope, memory, same, current).await {
            Ok(id) => {
                summary.memory_id = Some(id);
                outcome.written += 1;
                Ok(Some(summary))
            }
            // Somebody else summarises the same just now; theirs stands.
            Err(error) if is_race(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The summary under `key` that is believed now.
    async fn current_summary(
        &self,
        scope: &Scope,
        place: &Filter,
        key: &str,
    ) -> Result<Option<Memory>> {
        let by_key = Field::Metadata(vec!["summary_key".to_owned()]);
        let query = ListQuery {
            filter: place
                .clone()
                .and(Filter::equals(Field::Type, SUMMARY))
                .and(Filter::equals(by_key, key)),
            text_contains: None,
            sort: Sort::CreatedDesc,
            page: PageRequest {
                limit: 10,
                ..PageRequest::default()
            },
        };
        let found = self.inner.store.list_memories(scope, &query).await?.items;
        Ok(found
            .into_iter()
            .find(|memory| memory.provenance.process == SUMMARISE))
    }

    fn summary_memory(
        &self,
        scope: &Scope,
        owner: &Owner,
        text: String,
        quoted: &[Memory],
        last: Timestamp,
    ) -> Memory {
        let now = self.now();
        let id = self.inner.ids.memory_id(unix_ms(now), rand::random());
        let mut memory = Memory::new(id, scope.org_id().clone(), text, now);
        (memory.level, memory.coordinates) = owner.place();
        memory.kind = MemoryKind::Episodic;
        memory.type_ = SUMMARY.to_owned();
        memory.event_date = Some(last);
        memory.derived_from = quoted.iter().map(|one| one.id).collect();
        // It is believed no more than the least believed thing that it quotes.
        let trust = quoted.iter().map(|one| one.trust).min();
        memory.trust = trust.unwrap_or(Trust::Unknown);
        for one in quoted {
            memory.pii = union(&memory.pii, &one.pii, limits::LABELS_MAX);
            memory.topics = union(&memory.topics, &one.topics, limits::LABELS_MAX);
        }
        memory.metadata.insert("summary".to_owned(), json!(true));
        memory.provenance.actor = Some(scope.actor().to_owned());
        memory.provenance.process = SUMMARISE.to_owned();
        memory
    }

    /// Stores a summary in the place of `current`; `same` is one of the same state that had lost its
    /// place.
    async fn commit_summary(
        &self,
        scope: &Scope,
        mut memory: Memory,
        same: Option<Memory>,
        current: Option<Memory>,
    ) -> Result<MemoryId> {
        let vectors = self.embed_now(std::slice::from_ref(&memory)).await?;
        let is_known = same.is_some();
        if let Some(same) = same {
            memory.id = same.id;
            memory.created_at = same.created_at;
            memory.revision = same.revision;
        }
        let id = memory.id;
        let detail = json!({ "quoted": memory.derived_from.len() });
        let mut batch = WriteBatch {
            audit: vec![self.audit("memory.summarise", id.to_string(), detail)],
            ..WriteBatch::default()
        };
        if let Some(mut current) = current.filter(|current| current.id != id) {
            current.status = Status::Superseded;
            current.superseded_at = Some(self.now());
            current.superseded_by = Some(id);
            batch.updates.push(self.changed(current, "supersede"));
        }
        let revision = if is_known { memory.revision + 1 } else { 1 };
        batch.jobs = self.wording_of(scope, id, revision);
        if !is_known {
            self.commit_new(scope, batch, vec![memory], vectors).await?;
            return Ok(id);
        }
        let is_left_for_later = vectors.is_none();
        let vectors = vectors.and_then(|mut vectors| vectors.pop());
        batch.updates.push(MemoryUpdate {
            vectors: Some(vectors.unwrap_or_default()),
            ..self.changed(memory, SUMMARISE)
        });
        self.commit_updates(scope, batch).await?;
        if is_left_for_later {
            self.embed_again();
        }
        Ok(id)
    }

    /// What happened, day by day: the most telling sentence of each of the memories that tell a day
    /// best.
    pub async fn timeline_by_day(
        &self,
        access: &Access,
        command: Timeline,
    ) -> Result<TimelinePage> {
        access.require(Permission::Read)?;
        command.at.validate()?;
        command.filter.validate()?;
        check_page(&command.page)?;
        check_times(command.from, command.to)?;
        if !(1..=PER_DAY_MAX).contains(&command.per_day) {
            let message = format!("must be between 1 and {PER_DAY_MAX}");
            return Err(Error::invalid("per_day", message));
        }
        let scope = access.scope();
        let filter = place(&scope, &command.at, &command.groups, command.filter)?
            .filter
            .and(self.live())
            .and(happened(command.from, command.to));
        let query = ListQuery {
            filter,
            text_contains: None,
            sort: Sort::HappenedAsc,
            page: command.page,
        };
        let page = self.inner.store.list_memories(&scope, &query).await?;
        let rows = self.with_vectors(&scope, page.items).await?;
        let per_day = command.per_day;
        let days = tokio::task::spawn_blocking(move || {
            let mut by_day: BTreeMap<String, (Digest, u64)> = BTreeMap::new();
            for row in rows.iter().filter(|row| is_source(&row.memory)) {
                let entry = by_day.entry(day(row.memory.happened_at())).or_default();
                entry.0.add(row);
                entry.1 += 1;
            }
            let days = by_day.into_iter();
            days.map(|(date, (digest, count))| told(date, digest.ranked(), count, per_day))
                .collect()
        })
        .await
        .map_err(|error| Error::internal("the timeline panicked").with_source(error))?;
        Ok(TimelinePage {
            days,
            next_cursor: page.next_cursor,
        })
    }
}

/// The day's best memories, each with its best sentence.
fn told(date: String, ranked: Vec<Sentence>, count: u64, per_day: usize) -> TimelineDay {
    let mut seen = BTreeSet::new();
    let mut best: Vec<Sentence> = Vec::new();
    for sentence in ranked {
        if best.len() < per_day && seen.insert(sentence.memory_id) {
            best.push(sentence);
        }
    }
    best.sort_by_key(Sentence::place);
    let left_out = count.saturating_sub(best.len() as u64);
    let items = best.into_iter().map(|sentence| TimelineItem {
        memory_id: sentence.memory_id,
        at: sentence.at,
        speaker: sentence.speaker,
        text: sentence.text,
    });
    TimelineDay {
        date,
        items: items.collect(),
        left_out,
    }
}

fn check_times(from: Option<Timestamp>, to: Option<Timestamp>) -> Result<()> {
    match (from, to) {
        (Some(from), Some(to)) if to <= from => Err(Error::invalid("to", "must be after from")),
        _ => Ok(()),
    }
}

/// Happened within these bounds.
fn happened(from: Option<Timestamp>, to: Option<Timestamp>) -> Filter {
    if from.is_none() && to.is_none() {
        return Filter::everything();
    }
    let bounds = Condition::Range {
        gt: None,
        gte: from.map(Value::Time),
        lt: to.map(Value::Time),
        lte: None,
    };
    Filter::Is(Field::HappenedAt, bounds)
}

/// What was said or noted; what was read out of it says it again.
fn is_source(memory: &Memory) -> bool {
    let is_conclusion = matches!(memory.type_.as_str(), SUMMARY | "insight");
    !is_made_here(memory) && !is_conclusion && memory.provenance.process != "extract"
}

/// A summary of the same state that lost its place to another, or whose words are out of date.
fn is_ours_to_renew(same: &Memory) -> bool {
    let is_stale = same.status == Status::Active && same.stale_dependency;
    same.provenance.process == SUMMARISE && (is_stale || same.status == Status::Superseded)
}

/// One summary at a time per owner, session and time asked for.
fn summary_key(command: &Summarise, owner: &Owner) -> String {
    let time = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    fingerprint([
        owner.key(),
        format!("{:?}", command.at.session_id),
        time(command.from),
        time(command.to),
    ])
}

fn heading(command: &Summarise, first: Timestamp, last: Timestamp) -> String {
    let what = match &command.at.session_id {
        Some(_) => "Conversation of",
        None => "From",
    };
    let (first, last) = (day(first), day(last));
    match first == last {
        true => format!("{what} {first}:"),
        false => format!("{what} {first} to {last}:"),
    }
}

fn summary_of(memory: &Memory, covered: u64, from: Timestamp, to: Timestamp) -> Summary {
    Summary {
        memory_id: Some(memory.id),
        at: memory.coordinates.clone(),
        text: memory.text.clone(),
        tokens: count_tokens(&memory.text) as u64,
        covered,
        from,
        to,
    }
}
