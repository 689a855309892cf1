//! Refinement: where a language model is configured, it reads what users said once more, after the
//! reply, and may find statements that the rules did not.
//!
//! What it finds joins what is known and never closes anything: a wrong answer adds a memory that can
//! be told by its model and undone, and takes nothing away. Whose it is, when it was said and how far
//! it is trusted come from the event. Without an answer everything stays as the rules left it, and the
//! job's result says why (`degraded`).

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use inference::llm::Llm;
use inference::llm::tasks::{Message, Stated, extraction, read_extraction};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{NewMemory, PartitionKey, Vectors, WriteBatch};
use types::memory::EXTRACT;
use types::{
    Cardinality, Entity, Error, Event, EventId, EventKind, Job, Memory, MemoryKind, Polarity,
    Result, Scope, Statement, Status, Timestamp, limits,
};

use super::JobContext;
use crate::commands::unix_ms;
use crate::truth::is_extracted;
use crate::{Access, Engine};

/// The kind's name.
pub(crate) const KIND: &str = "refine";
/// Events of one question.
const EVENTS_PER_QUESTION: usize = 16;
/// Bytes of one event that are asked about; its beginning, if it has more.
const EVENT_BYTES_MAX: usize = 4000;
/// How sure a statement is that only a model found, 0 to 1.
const CONFIDENCE: f32 = 0.6;
/// What is known of a type that we do not know.
const TYPES: [&str; 10] = [
    "fact",
    "preference",
    "norm",
    "decision",
    "goal",
    "event",
    "procedure",
    "instruction",
    "issue",
    "relation",
];
/// The usage counter of tokens.
const TOKENS: &str = "llm_tokens";
const DAY_MS: i64 = 86_400_000;

/// A language model and what may be spent on it.
#[derive(Clone)]
pub struct Refiner {
    /// The model.
    pub llm: Arc<dyn Llm>,
    /// Tokens that one org may use in a day (UTC).
    pub tokens_per_org_per_day: u64,
}

/// How far the work is, and what came out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Report {
    /// Events that were read.
    events: usize,
    /// Memories that were added.
    added: usize,
    /// Items of answers that did not fit and were dropped.
    dropped: usize,
    /// Tokens used.
    tokens: u64,
    /// Why the rest was left as it is.
    degraded: Option<String>,
}

impl Engine {
    /// The job that refines what these events say; none without a model, or where no user speaks.
    pub(crate) fn refinement(&self, access: &Access, events: &[Event]) -> Vec<Job> {
        let is_on = self.inner.refiner.is_some() && self.inner.config.extraction;
        let ids: Vec<EventId> = events
            .iter()
            .filter(|event| is_on && event.kind == EventKind::UserMessage)
            .map(|event| event.id)
            .collect();
        if ids.is_empty() {
            return Vec::new();
        }
        vec![self.new_job(access, KIND, json!({ "event_ids": ids }), None)]
    }

    /// The job's handler.
    pub(crate) async fn run_refine(&self, context: &JobContext, payload: Json) -> Result<Json> {
        let ids: Vec<EventId> = serde_json::from_value(payload["event_ids"].clone())
            .map_err(|error| Error::internal("a job without its events").with_source(error))?;
        let known = context.checkpoint().cloned();
        let mut report: Report = known
            .and_then(|report| serde_json::from_value(report).ok())
            .unwrap_or_default();
        let total = ids.len() as u64;
        while report.events < ids.len() {
            let end = ids.len().min(report.events + EVENTS_PER_QUESTION);
            let page = &ids[report.events..end];
            let found = match self.refine(context, page, &mut report).await {
                Ok(found) => found,
                Err(error) if context.job().attempts < context.job().attempts_max => {
                    return Err(error);
                }
                Err(error) => {
                    report.degraded = Some(error.kind().as_str().to_owned());
                    break;
                }
            };
            if report.degraded.is_some() {
                break;
            }
            report.events = end;
            self.add_refined(context, found, &mut report, total).await?;
        }
        Ok(json!(report))
    }

    /// Asks the model about some events: what it found, by the verbatim memory it was found in.
    async fn refine(
        &self,
        context: &JobContext,
        ids: &[EventId],
        report: &mut Report,
    ) -> Result<Vec<(Memory, Stated)>> {
        let Some(refiner) = &self.inner.refiner else {
            report.degraded = Some("no language model is configured".to_owned());
            return Ok(Vec::new());
        };
        let memories = self.memories_to_refine(context.scope(), ids).await?;
        if memories.is_empty() {
            return Ok(Vec::new());
        }
        let dates: Vec<String> = memories
            .iter()
            .map(|memory| memory.happened_at().to_string())
            .collect();
        let messages: Vec<Message<'_>> = memories
            .iter()
            .zip(&dates)
            .map(|(memory, date)| Message {
                role: "user",
                text: beginning(&memory.text),
                date,
            })
            .collect();
        let question = extraction(&messages);
        let used = self.tokens_today(context.access()).await?;
        if used.saturating_add(question.tokens()) > refiner.tokens_per_org_per_day {
            report.degraded = Some("the day's budget is used up".to_owned());
            return Ok(Vec::new());
        }
        let answer = refiner.llm.ask(&question).await?;
        self.count_usage(context.access(), TOKENS, answer.tokens);
        report.tokens += answer.tokens;
        let (stated, dropped) = read_extraction(&answer, memories.len());
        report.dropped += dropped;
        let found = stated.into_iter();
        Ok(found
            .map(|stated| (memories[stated.message].clone(), stated))
            .collect())
    }

    /// The verbatim memories of the events that are still believed.
    async fn memories_to_refine(&self, scope: &Scope, ids: &[EventId]) -> Result<Vec<Memory>> {
        let loaded = self.inner.store.memories_of_events(scope, ids).await?;
        let is_wanted = |memory: &Memory| memory.verbatim && memory.status == Status::Active;
        let mut memories: Vec<Memory> = loaded.rows.into_iter().filter(is_wanted).collect();
        memories.sort_by_key(|memory| memory.id);
        memories.dedup_by_key(|memory| memory.id);
        Ok(memories)
    }

    async fn tokens_today(&self, access: &Access) -> Result<u64> {
        self.flush_usage().await;
        let now = self.now().unix_ms();
        let day = Timestamp::from_unix_ms(now.div_euclid(DAY_MS) * DAY_MS);
        let points = self
            .inner
            .store
            .usage(&access.scope(), day, self.now())
            .await?;
        let of_tokens = points.iter().filter(|point| point.dimension == TOKENS);
        Ok(of_tokens.map(|point| point.quantity).sum())
    }

    /// Adds what is new among what was found, in one transaction with the job's mark.
    async fn add_refined(
        &self,
        context: &JobContext,
        found: Vec<(Memory, Stated)>,
        report: &mut Report,
        total: u64,
    ) -> Result<()> {
        let owners = found.iter().map(|(memory, _)| PartitionKey {
            org_id: memory.org_id.clone(),
            user_id: memory.coordinates.user_id.clone(),
        });
        let _held = self.inner.locks.hold(owners.collect()).await;
        let new = self.new_among(context.scope(), found).await?;
        report.added += new.len();
        let batch = WriteBatch {
            audit: vec![self.audit(
                "event.refine",
                context.job().id.to_string(),
                json!({ "memories": new.len() }),
            )],
            memories: new
                .into_iter()
                .map(|memory| NewMemory {
                    memory,
                    vectors: Vectors::default(),
                })
                .collect(),
            ..WriteBatch::default()
        };
        let added = batch.memories.len();
        let done = report.events as u64;
        let committed = context
            .commit(batch, done, total, Some(json!(report)))
            .await?;
        self.announce(&committed.memories).await?;
        if added > 0 {
            self.embed_later(added);
        }
        Ok(())
    }

    /// What was found and is neither known nor was taken back, as memories.
    async fn new_among(&self, scope: &Scope, found: Vec<(Memory, Stated)>) -> Result<Vec<Memory>> {
        let events: BTreeSet<EventId> = found
            .iter()
            .filter_map(|(memory, _)| memory.provenance.source_event_ids.first().copied())
            .collect();
        let events: Vec<EventId> = events.into_iter().collect();
        // Once more, under the lock: what was erased or corrected while the model thought is left out.
        let known = self.inner.store.memories_of_events(scope, &events).await?;
        let mut texts: HashMap<_, BTreeSet<String>> = HashMap::new();
        let mut alive = BTreeSet::new();
        for memory in known.rows {
            if memory.verbatim && memory.status == Status::Active {
                alive.insert(memory.id);
            }
            if let (true, Some(parent)) = (is_extracted(&memory), memory.derived_from.first()) {
                let text = ::extraction::normalize_text(&memory.text);
                texts.entry(*parent).or_default().insert(text);
            }
        }
        let mut new = Vec::new();
        for (parent, stated) in found {
            let text = ::extraction::normalize_text(&stated.text);
            let is_new = texts.entry(parent.id).or_default().insert(text.clone());
            if !alive.contains(&parent.id) || !is_new || text.is_empty() {
                continue;
            }
            let user_id = parent.coordinates.user_id.as_deref();
            let closed_key = crate::truth::key_of(&parent.coordinates, &stated.text);
            let closed = self
                .inner
                .store
                .closed_texts(scope, user_id, &[closed_key])
                .await?;
            if closed.is_empty() {
                new.push(self.refined_memory(&parent, stated));
            }
        }
        Ok(new)
    }

    fn refined_memory(&self, parent: &Memory, stated: Stated) -> Memory {
        let now = self.now();
        let id = self.inner.ids.memory_id(unix_ms(now), rand::random());
        let mut memory = Memory::new(id, parent.org_id.clone(), stated.text, now);
        memory.coordinates = parent.coordinates.clone();
        memory.level = parent.level;
        let known_type = TYPES.iter().find(|known| **known == stated.type_);
        memory.type_ = (*known_type.unwrap_or(&TYPES[0])).to_owned();
        memory.kind = match memory.type_.as_str() {
            "event" => MemoryKind::Episodic,
            "procedure" | "instruction" => MemoryKind::Procedural,
            _ => MemoryKind::Semantic,
        };
        let is_name = |name: &String| limits::check_name("entities", name).is_ok();
        memory.entities = stated
            .entities
            .into_iter()
            .filter(is_name)
            .map(|name| Entity { name, type_: None })
            .collect();
        memory.confidence = CONFIDENCE;
        memory.valid_from = parent.valid_from;
        memory.event_date = parent.event_date;
        memory.trust = parent.trust;
        memory.pii = ::extraction::read(&crate::truth::utterance(&memory)).pii;
        memory.derived_from = vec![parent.id];
        memory.provenance.source_event_ids = parent.provenance.source_event_ids.clone();
        memory.provenance.actor.clone_from(&parent.provenance.actor);
        memory.provenance.process = EXTRACT.to_owned();
        let refiner = self.inner.refiner.as_ref();
        memory.provenance.model = refiner.map(|refiner| refiner.llm.model().to_owned());
        let (subject, attribute) = (
            stated.subject.to_lowercase(),
            stated.attribute.to_lowercase(),
        );
        if !subject.is_empty() && !attribute.is_empty() {
            memory.statements = vec![Statement {
                subject,
                attribute,
                // It joins: a model's word closes nothing.
                cardinality: Cardinality::Many,
                value: stated.value,
                polarity: match stated.negated {
                    true => Polarity::Negative,
                    false => Polarity::Positive,
                },
                certainty: CONFIDENCE,
                span: None,
                closed: None,
            }];
        }
        memory
    }
}

/// The beginning of a text that is asked about.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(EVENT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
