//! The behaviour that any backend must have, as a table of tests.
//!
//! A backend's test calls [`run_all`] with a function that makes an empty store; each behaviour
//! gets its own.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use types::{
    Coordinates, Event, EventId, EventKind, Job, JobId, JobState, KeyId, Level, Memory, MemoryId,
    OrgId, ProcessingState, Scope, Timestamp, id::IdGenerator,
};

use crate::{ListQuery, NewMemory, PageRequest, Sort, Store, Vectors, WriteBatch};

mod erase;
mod groups;
mod lists;
mod rest;
mod scopes;
mod truth;
mod vectors_of;
mod work;
mod writes;

/// A future that does one thing and is sent between threads.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// One behaviour: panics if the store does not have it.
pub type Behaviour = fn(Arc<dyn Store>) -> BoxFuture<()>;

macro_rules! behaviours {
    ($($module:ident :: $name:ident),+ $(,)?) => {
        /// Every behaviour, by name.
        pub const BEHAVIOURS: &[(&str, Behaviour)] = &[
            $((
                concat!(stringify!($module), "::", stringify!($name)),
                |store| Box::pin($module::$name(Lab::new(store))),
            )),+
        ];
    };
}

behaviours! {
    writes::an_added_memory_comes_back_as_it_was,
    writes::odd_texts_and_numbers_survive,
    writes::what_could_not_be_read_back_is_refused,
    writes::ids_come_back_in_the_order_asked,
    writes::a_batch_is_all_or_nothing,
    writes::one_of_two_concurrent_changes_wins,
    writes::an_update_keeps_history,
    writes::an_erased_memory_is_gone_with_all_that_hangs_on_it,
    writes::external_ids_are_unique_within_an_org,
    writes::an_idempotency_key_has_one_effect,
    writes::an_idempotency_race_has_one_winner,
    writes::an_expired_idempotency_key_is_free_again,
    writes::recalls_change_neither_revision_nor_sequence,
    writes::lineage_is_known_in_both_directions,
    scopes::what_is_not_seen_takes_no_external_id,
    scopes::another_org_sees_nothing,
    scopes::a_bound_key_sees_what_its_scope_sees,
    scopes::a_bound_key_writes_only_inside_its_bounds,
    scopes::a_bound_key_changes_nothing_that_it_does_not_see,
    scopes::a_foreign_cursor_reveals_nothing,
    scopes::a_bound_key_sees_its_own_events_and_sessions,
    lists::every_order_pages_without_gap_or_repeat,
    lists::a_list_filters_counts_and_skips,
    lists::text_is_found_regardless_of_case,
    lists::nonsense_is_not_a_cursor,
    lists::positions_follow_the_session,
    lists::a_window_is_what_surrounds_a_place,
    lists::events_are_listed_and_erased,
    lists::states_are_set_and_forgotten,
    lists::a_partition_tells_what_changed,
    lists::a_memory_that_moves_leaves_its_partition,
    lists::sequence_numbers_only_grow,
    lists::late_vectors_are_seen_by_the_index,
    lists::extracted_memories_wait_with_their_sources,
    groups::groups_are_known_by_the_memories_that_name_them,
    vectors_of::vectors_come_by_id_within_the_scope,
    truth::a_memory_is_found_by_what_it_states,
    truth::of_many_at_one_address_the_newest_are_loaded_and_those_with_a_value,
    truth::addresses_follow_every_change,
    truth::addresses_respect_scopes,
    truth::memories_of_an_event_are_found,
    truth::closed_texts_stay_closed_until_said_anew,
    truth::groups_are_written_listed_and_dropped,
    truth::a_bound_key_has_its_own_groups,
    truth::settings_are_the_orgs,
    work::a_job_is_leased_to_one,
    work::a_lease_that_ran_out_is_given_again,
    work::a_failing_job_is_retried_and_then_dead,
    work::two_equal_jobs_are_one,
    work::a_cancelled_job_stops_and_can_be_queued_again,
    work::a_job_whose_work_others_did_is_done,
    work::a_step_and_its_effect_are_one,
    work::what_a_fast_clock_wrote_is_due,
    work::jobs_are_counted_and_old_ones_dropped,
    work::jobs_are_listed_in_pages,
    erase::what_hangs_on_erased_rows_goes_and_is_counted,
    erase::erased_ids_do_not_come_back,
    erase::deleted_ids_do_not_come_back,
    erase::a_user_or_an_org_is_erased_page_by_page,
    rest::keys_are_found_by_hash_until_revoked,
    rest::what_changes_keys_groups_and_states_is_told_with_it,
    rest::orgs_are_made_once,
    rest::a_session_is_written_by_revision_and_expires,
    rest::sessions_are_told_apart_by_all_coordinates,
    rest::usage_adds_up_by_the_hour,
    rest::the_audit_log_is_a_chain,
    rest::stats_count_what_is_seen,
    rest::a_check_of_a_sound_store_finds_nothing,
    rest::a_backup_is_not_written_over_a_file,
}

/// Runs every behaviour against a fresh store each.
pub async fn run_all(make: impl Fn() -> BoxFuture<Arc<dyn Store>>) {
    for (name, behaviour) in BEHAVIOURS {
        tracing::info!(name, "behaviour");
        behaviour(make().await).await;
    }
}

/// A store under test, and what tests need to fill it.
pub(crate) struct Lab {
    pub store: Arc<dyn Store>,
    ids: IdGenerator,
    made: std::sync::atomic::AtomicU64,
}

pub(crate) const MODEL: &str = "test-model";

pub(crate) fn at(unix_ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(1_700_000_000_000 + unix_ms)
}

pub(crate) fn user(name: &str) -> Coordinates {
    Coordinates {
        user_id: Some(name.to_owned()),
        ..Default::default()
    }
}

#[expect(clippy::disallowed_methods, reason = "tests make their own proof")]
pub(crate) fn scope_in(org: &str, bound: Coordinates) -> Scope {
    let org_id = OrgId::new(org).expect("a test's org is a name");
    Scope::danger_unchecked(org_id, bound, "tester")
}

pub(crate) fn scope() -> Scope {
    scope_in("default", Coordinates::default())
}

pub(crate) fn everything() -> ListQuery {
    ListQuery {
        filter: types::Filter::everything(),
        text_contains: None,
        sort: Sort::default(),
        page: PageRequest {
            limit: 100,
            ..Default::default()
        },
    }
}

impl Lab {
    fn new(store: Arc<dyn Store>) -> Self {
        Lab {
            store,
            ids: IdGenerator::default(),
            made: Default::default(),
        }
    }

    /// The next number: ids and times grow with it.
    pub fn next(&self) -> u64 {
        self.made.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    }

    pub fn memory(&self, text: &str) -> Memory {
        let number = self.next();
        let now = at(number as i64);
        let id = self
            .ids
            .memory_id(now.unix_ms() as u64, u128::from(number) << 7);
        Memory::new(id, OrgId::default_org(), text, now)
    }

    /// A memory of a user.
    pub fn memory_of(&self, name: &str, text: &str) -> Memory {
        let mut memory = self.memory(text);
        memory.coordinates = user(name);
        memory
    }

    pub fn event(&self, name: &str, session: &str, content: &str) -> Event {
        let number = self.next();
        let now = at(number as i64);
        Event {
            id: self.ids.event_id(now.unix_ms() as u64, u128::from(number)),
            external_id: None,
            org_id: OrgId::default_org(),
            coordinates: Coordinates {
                user_id: Some(name.to_owned()),
                session_id: Some(session.to_owned()),
                ..Default::default()
            },
            kind: EventKind::UserMessage,
            speaker: None,
            content: content.to_owned(),
            ts: now,
            ingested_at: now,
            metadata: serde_json::Value::Null,
            position: 0,
            state: ProcessingState::Pending,
        }
    }

    /// The verbatim memory of an event.
    pub fn verbatim(&self, event: &Event) -> Memory {
        let mut memory = self.memory(&event.content);
        memory.coordinates = event.coordinates.clone();
        memory.verbatim = true;
        memory.event_kind = Some(event.kind);
        memory.provenance.source_event_ids = vec![event.id];
        memory.provenance.process = "verbatim".to_owned();
        memory
    }

    pub fn job(&self, kind: &str) -> Job {
        let number = self.next();
        let now = at(number as i64);
        Job {
            id: self.job_id(number),
            org_id: OrgId::default_org(),
            bound: Coordinates::default(),
            kind: kind.to_owned(),
            dedup_key: None,
            payload: serde_json::json!({"n": number}),
            state: JobState::Queued,
            attempts: 0,
            attempts_max: 3,
            run_at: at(0),
            lease_until: None,
            progress_done: 0,
            progress_total: 0,
            last_error: None,
            result: None,
            created_at: now,
            updated_at: now,
        }
    }

    pub fn job_id(&self, number: u64) -> JobId {
        self.ids
            .job_id(at(number as i64).unix_ms() as u64, u128::from(number))
    }

    pub fn key_id(&self) -> KeyId {
        let number = self.next();
        self.ids
            .key_id(at(number as i64).unix_ms() as u64, u128::from(number))
    }

    /// Stores memories, each with a vector, and returns them as stored.
    pub async fn add(&self, scope: &Scope, memories: Vec<Memory>) -> Vec<Memory> {
        let batch = WriteBatch {
            memories: with_vectors(memories),
            ..Default::default()
        };
        self.store
            .commit(scope, batch)
            .await
            .expect("memories are added")
            .memories
    }

    /// The memory as it is now.
    pub async fn get(&self, scope: &Scope, id: MemoryId) -> Option<Memory> {
        let loaded = self.store.memories(scope, &[id]).await.expect("reads");
        assert_eq!(loaded.damaged, Vec::<String>::new());
        loaded.rows.into_iter().next()
    }

    /// Texts of a list.
    pub async fn texts(&self, scope: &Scope, query: &ListQuery) -> Vec<String> {
        let page = self.store.list_memories(scope, query).await.expect("lists");
        page.items.into_iter().map(|memory| memory.text).collect()
    }
}

/// A vector that tells whose it is.
pub(crate) fn vector_of(memory: &Memory) -> Vectors {
    let seed = memory.text.len() as u16;
    Vectors {
        model: MODEL.to_owned(),
        chunks: vec![vec![seed, 1, 2, 3]],
    }
}

pub(crate) fn with_vectors(memories: Vec<Memory>) -> Vec<NewMemory> {
    memories
        .into_iter()
        .map(|memory| NewMemory {
            vectors: vector_of(&memory),
            memory,
        })
        .collect()
}

/// A batch of memories.
pub(crate) fn adding(memories: Vec<Memory>) -> WriteBatch {
    WriteBatch {
        memories: with_vectors(memories),
        ..Default::default()
    }
}

/// The user's own level and the coordinates to place a memory at.
pub(crate) fn placed(mut memory: Memory, at: Coordinates, level: Level) -> Memory {
    memory.coordinates = at;
    memory.level = level;
    memory
}

/// The event's id as text, for messages.
pub(crate) fn name(id: EventId) -> String {
    id.to_string()
}
