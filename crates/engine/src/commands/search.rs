//! Search: ranked recall.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use futures_util::future::try_join_all;
use serde_json::Value as Json;
use store::PartitionKey;
use types::{
    Address, Condition, Coordinates, Error, ErrorKind, Event, EventId, Field, Filter, Level,
    Memory, Permission, Result, Scope, Status, Timestamp, Trust, Value, limits,
};

use super::add::check_labels;
use super::copies::Copies;
use crate::index::Slot;
use crate::minds::SUMMARISE;
use crate::truth::view::{View, shown};
use crate::{Access, Engine};

/// Candidates that are asked of the index at most, where copies take the places of others.
const DEPTH_MAX: usize = 4 * limits::SEARCH_LIMIT_MAX;

/// What to look for, and where.
#[derive(Clone, Debug)]
pub struct Search {
    /// In words.
    pub query: String,
    /// Where: `user_id` means that user's memories and what is shared with them; every other
    /// coordinate that is given must be equal.
    pub at: Coordinates,
    /// The groups that the user belongs to.
    pub groups: Groups,
    /// Further conditions.
    pub filter: Filter,
    /// Results at most, 1 to [`limits::SEARCH_LIMIT_MAX`].
    pub limit: usize,
    /// Results below this score are left out; 0 to 1.
    pub threshold: f32,
    /// Also what is no longer believed.
    pub include_superseded: bool,
    /// What was true at this instant.
    pub as_of: Option<Timestamp>,
    /// What was believed at this instant.
    pub known_at: Option<Timestamp>,
    /// Only from sources trusted at least this far.
    pub min_trust: Option<Trust>,
    /// Return the parts of each score.
    pub explain: bool,
    /// Return the events that each result rests on.
    pub with_source_events: bool,
}

impl Default for Search {
    fn default() -> Self {
        Search {
            query: String::new(),
            at: Coordinates::default(),
            groups: Groups::default(),
            filter: Filter::everything(),
            limit: 10,
            threshold: 0.0,
            include_superseded: false,
            as_of: None,
            known_at: None,
            min_trust: None,
            explain: false,
            with_source_events: false,
        }
    }
}

/// Groups whose shared memories are visible to the user that a request names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// Roles.
    pub role_ids: Vec<String>,
    /// Teams.
    pub team_ids: Vec<String>,
    /// Projects.
    pub project_ids: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct SearchResults {
    /// Best first; scores never rise along the list.
    pub hits: Vec<SearchHit>,
    /// What did not take part, if anything: `vectors`.
    pub degraded: Vec<String>,
    /// Microseconds spent in the engine.
    pub took_us: u64,
}

/// One result.
#[derive(Clone, Debug)]
pub struct SearchHit {
    /// The memory.
    pub memory: Memory,
    /// How relevant it is, 0 to 1.
    pub score: f32,
    /// The events it rests on, if they were asked for.
    pub source_events: Vec<Event>,
    /// The parts of the score, if they were asked for.
    pub explain: Option<Json>,
}

/// Where a read takes place: the partitions to look in and what must hold there.
pub(crate) struct Place {
    /// The user whose memories are meant; `None`: everybody's.
    pub user_id: Option<String>,
    /// Holds for every row that may be returned.
    pub filter: Filter,
}

impl Engine {
    /// The memories that answer a query, best first.
    ///
    /// Errors: `InvalidArgument` names the field; `PermissionDenied` when the key is bound to
    /// other coordinates than those asked for.
    pub async fn search(&self, access: &Access, command: Search) -> Result<SearchResults> {
        access.require(Permission::Read)?;
        let started = Instant::now();
        let scope = access.scope();
        check_search(&command)?;
        let place = place(&scope, &command.at, &command.groups, command.filter.clone())?;
        let slots = self.partitions_of(&scope, &place).await?;
        let mut degraded = Vec::new();
        let (vector, addresses) = tokio::join!(
            self.embed_query(&slots, &command.query),
            self.asked_addresses(&slots, &command.query),
        );
        let vector = match vector {
            Ok(vector) => vector,
            Err(error) => {
                tracing::warn!(%error, "search goes on without vectors");
                degraded.push("vectors".to_owned());
                None
            }
        };
        let mut results = self
            .distinct_hits(&scope, &slots, &place, &command, (vector, addresses))
            .await?;
        self.inner.recalls.add(
            scope.org_id(),
            results.hits.iter().map(|hit| hit.memory.id),
            self.now(),
        );
        self.count_usage(access, "search_queries", 1);
        results.degraded = degraded;
        results.took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(results)
    }

    /// Hits, of which none says the same as another at the same time: in the place of a copy stands the
    /// next hit.
    async fn distinct_hits(
        &self,
        scope: &Scope,
        slots: &[Arc<Slot>],
        place: &Place,
        command: &Search,
        asked: (Option<Vec<f32>>, Vec<Address>),
    ) -> Result<SearchResults> {
        // Some candidates may fall out when they are loaded under the scope.
        let mut depth = command.limit + command.limit / 4 + 10;
        loop {
            let ranked = self
                .rank(slots.to_vec(), place, command, (asked.clone(), depth))
                .await?;
            let is_all = ranked.len() < depth;
            let mut copies = Copies::default();
            let mut folded = 0_usize;
            let mut is_first = |memory: &Memory| {
                let is_first = copies.is_first(memory);
                folded += usize::from(!is_first);
                is_first
            };
            let results = self
                .load_hits(scope, &place.filter, command, ranked, &mut is_first)
                .await?;
            let is_full = results.hits.len() == command.limit;
            if is_full || folded == 0 || is_all || depth >= DEPTH_MAX {
                return Ok(results);
            }
            depth = (4 * depth).min(DEPTH_MAX);
        }
    }

    /// Memories at a place that are about the same as `text`, as they are believed, best first.
    /// Nobody asked for them, so they do not count as recalled.
    pub(crate) async fn near(
        &self,
        scope: &Scope,
        text: &str,
        at: &Coordinates,
        groups: &Groups,
        limit: usize,
    ) -> Result<Vec<Memory>> {
        let mut end = text.len().min(limits::QUERY_BYTES_MAX);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let command = Search {
            query: text[..end].replace('\0', " "),
            at: at.clone(),
            limit,
            ..Search::default()
        };
        self.near_where(scope, (command, None), groups, Filter::everything())
            .await
    }

    /// The same of a query, of what a filter lets through. The query's vector, where it is known, is not
    /// made again.
    pub(crate) async fn near_where(
        &self,
        scope: &Scope,
        (command, vector): (Search, Option<Vec<f32>>),
        groups: &Groups,
        filter: Filter,
    ) -> Result<Vec<Memory>> {
        if command.query.trim().is_empty() {
            return Ok(Vec::new());
        }
        let place = place(scope, &command.at, groups, filter)?;
        let slots = self.partitions_of(scope, &place).await?;
        // Without vectors words alone find what is near.
        let vector = match vector {
            Some(vector) => Some(vector),
            None => {
                let embedded = self.embed_query(&slots, &command.query).await;
                embedded.ok().flatten()
            }
        };
        let depth = command.limit + command.limit / 4 + 10;
        let asked = ((vector, Vec::new()), depth);
        let ranked = self.rank(slots, &place, &command, asked).await?;
        // Whoever looks for what is near wants every copy of it.
        let mut every = |_: &Memory| true;
        let found = self.load_hits(scope, &place.filter, &command, ranked, &mut every);
        Ok(found
            .await?
            .hits
            .into_iter()
            .map(|hit| hit.memory)
            .collect())
    }

    /// The query's vector: the mean of the texts that the index says stand for it.
    async fn embed_query(&self, slots: &[Arc<Slot>], query: &str) -> Result<Option<Vec<f32>>> {
        let texts = {
            let guards: Vec<_> = slots.iter().map(|slot| slot.read()).collect();
            let partitions: Vec<_> = guards.iter().filter_map(|guard| guard.as_ref()).collect();
            search::texts_for_embedding(&partitions, query)
        };
        let embedded = texts
            .iter()
            .map(|text| self.inner.embedder.embed_query(text));
        let vectors: Vec<Vec<f32>> = try_join_all(embedded)
            .await?
            .into_iter()
            .flatten()
            .collect();
        Ok(mean_direction(vectors))
    }

    /// Candidates from the index, best first. `asked`: the query's vector, and the addresses that it
    /// asks for; and how many candidates.
    async fn rank(
        &self,
        slots: Vec<Arc<Slot>>,
        place: &Place,
        command: &Search,
        asked: ((Option<Vec<f32>>, Vec<Address>), usize),
    ) -> Result<Vec<search::Hit>> {
        let ((vector, addresses), depth) = asked;
        let (now, candidates) = (self.now(), self.inner.config.search_candidates);
        let weights = self.inner.config.search_weights.clone();
        let (command, mut filter) = (command.clone(), place.filter.clone());
        if let Some(trust) = command.min_trust {
            filter = filter.and(trusted_at_least(trust));
        }
        tokio::task::spawn_blocking(move || {
            let guards: Vec<_> = slots.iter().map(|slot| slot.read()).collect();
            let partitions: Vec<&search::Partition> =
                guards.iter().filter_map(|guard| guard.as_ref()).collect();
            let query = search::Query {
                text: &command.query,
                vector: vector.as_deref(),
                addresses: &addresses,
                filter: &filter,
                now,
                limit: depth,
                candidates: candidates.max(command.limit),
                include: lifecycle(&command),
                explain: command.explain,
                weights: Some(&weights),
            };
            search::search(&partitions, &query).hits
        })
        .await
        .map_err(|error| Error::internal("the search panicked").with_source(error))
    }

    async fn partitions_of(&self, scope: &Scope, place: &Place) -> Result<Vec<Arc<Slot>>> {
        let org_id = scope.org_id();
        let keys: Vec<PartitionKey> = match &place.user_id {
            Some(user_id) => [Some(user_id.clone()), None]
                .into_iter()
                .map(|user_id| PartitionKey {
                    org_id: org_id.clone(),
                    user_id,
                })
                .collect(),
            None => self.inner.index.partitions_of(org_id).await?,
        };
        if keys.len() > self.inner.config.search_partitions_max {
            let message = "too many users to search at once; name a user_id";
            return Err(Error::new(ErrorKind::InvalidArgument, message).with_field("user_id"));
        }
        let mut slots = Vec::with_capacity(keys.len());
        for key in keys {
            slots.push(self.inner.index.ready(&key).await?);
        }
        Ok(slots)
    }

    /// Reads the ranked memories under the caller's scope. The index is not trusted: what the store
    /// does not confirm is left out, and what `is_kept` does not keep as it is shown.
    async fn load_hits(
        &self,
        scope: &Scope,
        filter: &Filter,
        command: &Search,
        ranked: Vec<search::Hit>,
        is_kept: &mut (dyn FnMut(&Memory) -> bool + Send),
    ) -> Result<SearchResults> {
        let wanted: Vec<_> = ranked
            .iter()
            .filter(|hit| hit.score >= command.threshold)
            .map(|hit| hit.id)
            .collect();
        let loaded = self.inner.store.memories(scope, &wanted).await?;
        for id in &loaded.damaged {
            tracing::error!(memory = %id, "a damaged row is not served; run 'memoird check'");
        }
        let mut by_id: HashMap<_, Memory> = loaded
            .rows
            .into_iter()
            .map(|memory| (memory.id, memory))
            .collect();
        let now = self.now();
        let is_wanted = |memory: &Memory| filter.matches(memory) && is_wanted(memory, command, now);
        let mut results = SearchResults::default();
        for hit in ranked {
            if results.hits.len() == command.limit {
                break;
            }
            let Some(memory) = by_id.remove(&hit.id).filter(&is_wanted) else {
                continue;
            };
            let Some(memory) = self.as_known(scope, memory, command).await? else {
                continue;
            };
            if quotes_what_left(&memory) && !command.include_superseded {
                continue;
            }
            let is_cut = command.view() == View::Current && says_nothing_more(&memory);
            let memory = shown(memory, command.view());
            if is_cut || !is_kept(&memory) {
                continue;
            }
            let explain = hit
                .explain
                .as_ref()
                .and_then(|parts| serde_json::to_value(parts).ok());
            results.hits.push(SearchHit {
                memory,
                score: hit.score,
                source_events: Vec::new(),
                explain,
            });
        }
        if command.with_source_events {
            self.attach_source_events(scope, &mut results.hits).await?;
        }
        Ok(results)
    }

    /// The memory as it was known at the instant asked about; `None` if it was not believed then, or,
    /// where another instant is asked about as well, not held to be true at that.
    pub(crate) async fn as_known(
        &self,
        scope: &Scope,
        memory: Memory,
        command: &Search,
    ) -> Result<Option<Memory>> {
        let Some(at) = command.known_at else {
            return Ok(Some(memory));
        };
        let memory = self.revision_at(scope, memory, at).await?;
        let is_fresh = |memory: &Memory| {
            command.include_superseded || memory.expires_at.is_none_or(|end| end > at)
        };
        Ok(memory.filter(|memory| match command.as_of {
            Some(then) => {
                memory.status != Status::Deleted && is_fresh(memory) && memory.was_true(then)
            }
            None => command.include_superseded || memory.is_live(at),
        }))
    }

    async fn attach_source_events(&self, scope: &Scope, hits: &mut [SearchHit]) -> Result<()> {
        let mut ids: Vec<EventId> = hits
            .iter()
            .flat_map(|hit| hit.memory.provenance.source_event_ids.iter().copied())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let events = self.inner.store.events(scope, &ids).await?.rows;
        let by_id: HashMap<EventId, Event> =
            events.into_iter().map(|event| (event.id, event)).collect();
        for hit in hits {
            let sources = &hit.memory.provenance.source_event_ids;
            hit.source_events = sources
                .iter()
                .filter_map(|id| by_id.get(id).cloned())
                .collect();
        }
        Ok(())
    }
}

/// The mean of unit vectors, of length 1; `None` without any.
fn mean_direction(vectors: Vec<Vec<f32>>) -> Option<Vec<f32>> {
    let mut vectors = vectors.into_iter();
    let mut sum = vectors.next()?;
    for vector in vectors {
        sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
    }
    let norm = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
    (norm > 0.0).then(|| sum.iter().map(|x| x / norm).collect())
}

fn check_search(command: &Search) -> Result<()> {
    command.at.validate()?;
    command.filter.validate()?;
    if command.query.trim().is_empty() {
        return Err(Error::invalid("query", "must not be empty"));
    }
    if command.query.len() > limits::QUERY_BYTES_MAX {
        let message = format!("longer than {} bytes", limits::QUERY_BYTES_MAX);
        return Err(Error::new(ErrorKind::TooLarge, message).with_field("query"));
    }
    if command.query.contains('\0') {
        return Err(Error::invalid("query", "contains a NUL character"));
    }
    if !(1..=limits::SEARCH_LIMIT_MAX).contains(&command.limit) {
        let message = format!("must be between 1 and {}", limits::SEARCH_LIMIT_MAX);
        return Err(Error::invalid("limit", message));
    }
    if !(0.0..=1.0).contains(&command.threshold) {
        return Err(Error::invalid("threshold", "must be between 0 and 1"));
    }
    Ok(())
}

/// Turns requested coordinates into a place, inside the scope.
///
/// Errors: `PermissionDenied` when the key is bound to other coordinates.
pub(crate) fn place(
    scope: &Scope,
    at: &Coordinates,
    groups: &Groups,
    filter: Filter,
) -> Result<Place> {
    check_labels("role_ids", &groups.role_ids)?;
    check_labels("team_ids", &groups.team_ids)?;
    check_labels("project_ids", &groups.project_ids)?;
    for ((field, bound), (_, asked)) in scope.bound().entries().into_iter().zip(at.entries()) {
        if let (Some(bound), Some(asked)) = (bound, asked)
            && bound != asked
        {
            let name = field.as_str_static();
            let message = format!("this key is bound to another {name}");
            return Err(Error::new(ErrorKind::PermissionDenied, message).with_field(name));
        }
    }
    let user_id = at.user_id.clone().or_else(|| scope.bound().user_id.clone());
    let mut all = scope.as_filter();
    if let Some(user_id) = &user_id {
        all = all.and(visible_to_user(user_id, groups));
    }
    for (field, value) in at.entries() {
        if let (Some(value), false) = (value, field == Field::UserId) {
            all = all.and(Filter::equals(field, value.as_str()));
        }
    }
    Ok(Place {
        user_id,
        filter: all.and(filter),
    })
}

/// A user sees their own memories and what is shared with everybody or with their groups.
fn visible_to_user(user_id: &str, groups: &Groups) -> Filter {
    let mut shared = vec![Filter::equals(Field::Level, Level::Org.as_str())];
    let of_groups = [
        (Level::Role, Field::RoleId, &groups.role_ids),
        (Level::Team, Field::TeamId, &groups.team_ids),
        (Level::Project, Field::ProjectId, &groups.project_ids),
    ];
    for (level, field, ids) in of_groups {
        if !ids.is_empty() {
            shared.push(
                Filter::equals(Field::Level, level.as_str())
                    .and(Filter::one_of(field, ids.iter().map(String::as_str))),
            );
        }
    }
    Filter::Any(vec![
        Filter::equals(Field::UserId, user_id),
        Filter::missing(Field::UserId).and(Filter::Any(shared)),
    ])
}

pub(crate) fn trusted_at_least(trust: Trust) -> Filter {
    let rank = Value::Number(f64::from(trust as u8));
    Filter::Is(
        Field::Trust,
        Condition::Range {
            gt: None,
            gte: Some(rank),
            lt: None,
            lte: None,
        },
    )
}

impl Search {
    /// What of a memory is shown.
    pub(crate) fn view(&self) -> View {
        match self.as_of {
            Some(at) => View::AsOf(at),
            None if self.include_superseded => View::Full,
            None => View::Current,
        }
    }
}

/// Whether part of a memory has left, and nothing of what is left says anything.
fn says_nothing_more(memory: &Memory) -> bool {
    let left = memory.still_said();
    matches!(left, std::borrow::Cow::Owned(_)) && search::says_nothing(&left)
}

/// The lifecycle conditions, checked again on what the store returned; as
/// [`search::LifecycleFilter`].
pub(crate) fn is_wanted(memory: &Memory, command: &Search, now: Timestamp) -> bool {
    let is_trusted = command.min_trust.is_none_or(|trust| memory.trust >= trust);
    let instant = command.known_at.unwrap_or(now);
    let is_fresh = command.include_superseded || memory.expires_at.is_none_or(|end| end > instant);
    let is_in_view = match memory.status {
        Status::Active => true,
        Status::Deleted => false,
        Status::Superseded | Status::Merged | Status::Archived => {
            command.include_superseded || command.as_of.is_some() || command.known_at.is_some()
        }
    };
    let was_believed = command.known_at.is_none_or(|at| {
        let until = memory.superseded_at;
        let is_believed = command.include_superseded || memory.status == Status::Active;
        // What was true at an instant may have been replaced before it was asked about.
        let stood = command.as_of.is_some() || until.map_or(is_believed, |until| until > at);
        memory.created_at <= at && stood
    });
    // Until when it was held to be true then, its version of then tells.
    let was_true = command.known_at.is_some() || command.as_of.is_none_or(|at| memory.was_true(at));
    is_trusted && is_fresh && is_in_view && was_believed && was_true
}

fn lifecycle(command: &Search) -> search::LifecycleFilter {
    search::LifecycleFilter {
        // What was true then may have been superseded since.
        superseded: command.include_superseded || command.as_of.is_some(),
        expired: command.include_superseded,
        as_of: command.known_at,
        valid_at: command.as_of,
    }
}

/// A summary that has words of what was corrected since, until it is made anew.
fn quotes_what_left(memory: &Memory) -> bool {
    memory.stale_dependency && memory.provenance.process == SUMMARISE
}
