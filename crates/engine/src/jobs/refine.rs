//! Refinement: where a language model is configured, it reads what users said once more, after the
//! reply, and may find statements that the rules did not.
//!
//! What it finds joins what is known, if the words say so: what stands in a question, a supposition, a
//! quotation or a denial is dropped ([`super::grounded`]). It corrects only what the rules, reading the
//! model's sentence, see as a correction and the user's own words bear out, or what the model, asked
//! about a pair that the rules leave undecided, finds untrue since; and then as the planner of truth
//! does it: never what is pinned or trusted more, never another owner's. Whose it is and when it was
//! said come from the event; so does how far it is trusted, and no further than an agent where the words
//! bear it out only in part. Without an answer everything stays as the rules left it, and the job's
//! result says why (`degraded`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use extraction::{Cue, Found, Utterance, Voice};
use inference::llm::tasks::{
    Message, Stated, Verdict, adjudication, extraction, read_adjudication, read_extraction,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{PartitionKey, WriteBatch};
use types::memory::EXTRACT;
use types::{
    Cardinality, Entity, Error, ErrorKind, Event, EventId, EventKind, Job, Memory, MemoryId,
    MemoryKind, Polarity, Result, Scope, Statement, Status, Trust, limits,
};

use super::JobContext;
use super::grounded::{Grounds, grounds};
use crate::asking::Unanswered;
use crate::commands::{ALIKE_MIN, Groups, NEAREST_MAX, unix_ms};
use crate::truth::plan::{Known, same_owner};
use crate::truth::refined::{Refined, plan_refined};
use crate::truth::{is_extracted, said_at, words};
use crate::{Access, Engine};

/// The kind's name.
pub(crate) const KIND: &str = "refine";
/// Events of one question.
const EVENTS_PER_QUESTION: usize = 16;
/// Bytes of one event that are asked about; its beginning, if it has more.
const EVENT_BYTES_MAX: usize = 4000;
/// How sure a statement is that only a model found, 0 to 1.
const CONFIDENCE: f32 = 0.6;
/// Pairs of memories that one question of what makes what untrue has at most, and how many of them
/// one new memory takes.
const PAIRS_MAX: usize = 12;
const PAIRS_PER_MEMORY: usize = 3;
/// Times a page is planned anew because what it changes was changed meanwhile.
const ATTEMPTS: usize = 8;
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

/// How far the work is, and what came out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Report {
    /// Events that were read.
    events: usize,
    /// Memories that were added.
    added: usize,
    /// Memories something in which they correct.
    corrected: usize,
    /// Pairs that the rules left undecided and the model judged.
    judged: usize,
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
                Err(Unanswered::Failed(error))
                    if context.job().attempts < context.job().attempts_max =>
                {
                    return Err(error);
                }
                Err(unanswered) => {
                    report.degraded = Some(unanswered.why());
                    break;
                }
            };
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
    ) -> std::result::Result<Vec<Refined>, Unanswered> {
        let memories = self.memories_to_refine(context.scope(), ids).await;
        let memories = memories.map_err(Unanswered::Failed)?;
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
        let answer = self.ask_llm(context.access(), &question).await?;
        report.tokens += answer.tokens;
        let (stated, dropped) = read_extraction(&answer, memories.len());
        let all = stated.len();
        let found: Vec<Refined> = stated
            .into_iter()
            .filter_map(|stated| self.refined(&memories[stated.message], stated))
            .collect();
        report.dropped += dropped + all - found.len();
        Ok(found)
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

    /// Adds what is new among what was found, with what it corrects, in one transaction with the job's
    /// mark.
    async fn add_refined(
        &self,
        context: &JobContext,
        found: Vec<Refined>,
        report: &mut Report,
        total: u64,
    ) -> Result<()> {
        let scope = context.scope();
        let mut found = self.new_among(scope, found).await?;
        self.judge(context, &mut found, report).await?;
        let owners = found.iter().map(|one| PartitionKey {
            org_id: one.parent.org_id.clone(),
            user_id: one.parent.coordinates.user_id.clone(),
        });
        let _held = self.inner.locks.hold(owners.collect()).await;
        let before = report.clone();
        let mut attempt = 1;
        loop {
            // Once more, under the lock: what was erased or corrected while the model thought is left
            // out.
            let new = self.new_among(scope, found.clone()).await?;
            *report = before.clone();
            match self.commit_refined(context, new, report, total).await {
                Err(error)
                    if attempt < ATTEMPTS
                        && matches!(
                            error.kind(),
                            ErrorKind::PreconditionFailed | ErrorKind::NotFound
                        ) =>
                {
                    context.go_on()?;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn commit_refined(
        &self,
        context: &JobContext,
        new: Vec<Refined>,
        report: &mut Report,
        total: u64,
    ) -> Result<()> {
        let scope = context.scope();
        let sayings: Vec<_> = new.iter().map(Refined::as_saying).collect();
        let mut known = self.known(scope, &sayings).await?;
        known
            .memories
            .extend(new.iter().map(|one| one.parent.clone()));
        let against: BTreeSet<MemoryId> = new.iter().flat_map(|one| one.against.clone()).collect();
        let against: Vec<MemoryId> = against.into_iter().collect();
        let store = &self.inner.store;
        known
            .memories
            .extend(store.memories(scope, &against).await?.rows);
        self.add_parents(scope, &mut known).await?;
        leave_pinned(&mut known);
        let plan = plan_refined(known, &new, self.now(), ::extraction::read);
        report.added += plan.born.len();
        report.corrected += plan.corrected.len();
        let detail = json!({
            "memories": plan.born.len(),
            "corrected": plan.corrected.len(),
            "model": self.llm_name(),
        });
        let target = context.job().id.to_string();
        let mut batch = WriteBatch {
            audit: vec![self.audit("event.refine", target, detail)],
            ..WriteBatch::default()
        };
        let vectors = HashMap::new();
        let after = self.add_plan(scope, &mut batch, plan, &vectors).await?;
        let (done, point) = (report.events as u64, json!(report));
        let committed = context.commit(batch, done, total, Some(point)).await?;
        self.follow(&committed.memories, &after).await
    }

    /// What was found and is neither known nor was taken back; each with its parent as it is now.
    async fn new_among(&self, scope: &Scope, found: Vec<Refined>) -> Result<Vec<Refined>> {
        let events: BTreeSet<EventId> = found
            .iter()
            .filter_map(|one| one.parent.provenance.source_event_ids.first().copied())
            .collect();
        let events: Vec<EventId> = events.into_iter().collect();
        let known = self.inner.store.memories_of_events(scope, &events).await?;
        let mut said: HashMap<MemoryId, Vec<Memory>> = HashMap::new();
        let mut alive = BTreeMap::new();
        for memory in known.rows {
            if memory.verbatim && memory.status == Status::Active {
                alive.insert(memory.id, memory);
            } else if let (true, Some(parent)) =
                (is_extracted(&memory), memory.derived_from.first())
            {
                said.entry(*parent).or_default().push(memory);
            }
        }
        let mut new = Vec::new();
        for mut one in found {
            let Some(parent) = alive.get(&one.parent.id) else {
                continue;
            };
            let said = said.entry(parent.id).or_default();
            if said.iter().any(|other| says_same(other, &one.memory)) {
                continue;
            }
            said.push(one.memory.clone());
            let user_id = parent.coordinates.user_id.as_deref();
            let key = crate::truth::text_key(&one.memory);
            let store = &self.inner.store;
            if key.is_empty() || !store.closed_texts(scope, user_id, &[key]).await?.is_empty() {
                continue;
            }
            one.parent = parent.clone();
            new.push(one);
        }
        Ok(new)
    }

    /// Asks the model about pairs that the rules leave undecided: what is believed and is about the
    /// same thing by its words or meaning, without a property in common. Without an answer both stay.
    async fn judge(
        &self,
        context: &JobContext,
        found: &mut [Refined],
        report: &mut Report,
    ) -> Result<()> {
        let mut pairs: Vec<(usize, Memory)> = Vec::new();
        for (n, one) in found.iter().enumerate() {
            let room = PAIRS_PER_MEMORY.min(PAIRS_MAX - pairs.len());
            if !one.is_grounded || room == 0 {
                continue;
            }
            let undecided = self.undecided(context.access(), one, room).await?;
            pairs.extend(undecided.into_iter().map(|memory| (n, memory)));
        }
        if pairs.is_empty() {
            return Ok(());
        }
        let texts: Vec<(String, &str)> = pairs
            .iter()
            .map(|(n, old)| {
                let old = old.current_text().into_owned();
                (old, found[*n].memory.text.as_str())
            })
            .collect();
        let asked: Vec<(&str, &str)> = texts
            .iter()
            .map(|(old, new)| (beginning(old), *new))
            .collect();
        let verdicts = match self.ask_llm(context.access(), &adjudication(&asked)).await {
            Ok(answer) => {
                report.tokens += answer.tokens;
                read_adjudication(&answer, pairs.len())
            }
            Err(unanswered) => {
                report.degraded = Some(unanswered.why());
                return Ok(());
            }
        };
        for ((n, old), verdict) in pairs.into_iter().zip(verdicts) {
            report.judged += usize::from(verdict.is_some());
            if verdict == Some(Verdict::Contradicts) {
                found[n].against.push(old.id);
            }
        }
        Ok(())
    }

    /// What is believed and may be untrue since something was said, by likeness alone.
    async fn undecided(&self, access: &Access, one: &Refined, room: usize) -> Result<Vec<Memory>> {
        let at = types::Coordinates {
            session_id: None,
            ..one.parent.coordinates.clone()
        };
        let scope = access.scope();
        let (text, groups) = (&one.memory.text, Groups::default());
        let near = self.near(&scope, text, &at, &groups, NEAREST_MAX).await?;
        let is_open = |old: &Memory| {
            let rules_decide = old.statements.iter().any(|theirs| {
                let mut ours = one.memory.statements.iter();
                ours.any(|ours| {
                    ours.cardinality == Cardinality::One && ours.address() == theirs.address()
                })
            });
            !old.verbatim
                && !rules_decide
                && !old.pinned
                && !crate::minds::is_made_here(old)
                && !old.derived_from.contains(&one.parent.id)
                && old.trust <= one.memory.trust
                && said_at(old) <= said_at(&one.parent)
                && same_owner(&old.coordinates, &one.memory.coordinates)
                && words::normalize_text(&old.text) != words::normalize_text(&one.memory.text)
        };
        let near: Vec<Memory> = near.into_iter().filter(is_open).collect();
        let alike = self.similarities(&scope, &one.memory.text, &near).await?;
        let alike = near.into_iter().zip(alike);
        let alike = alike.filter(|(_, similarity)| *similarity >= ALIKE_MIN);
        Ok(alike.map(|(memory, _)| memory).take(room).collect())
    }

    /// A statement of the model's as a memory, and what our own rules read in it; `None` if the words do
    /// not say so.
    fn refined(&self, parent: &Memory, stated: Stated) -> Option<Refined> {
        let found = read_again(parent, &stated);
        let value = stated.value.clone();
        let mut memory = self.refined_memory(parent, stated);
        if let Some(found) = &found {
            memory.statements = vec![Statement {
                span: None,
                certainty: CONFIDENCE,
                ..found.statement.clone()
            }];
        }
        let grounds = grounds(parent, &memory, value.as_deref());
        if grounds == Grounds::Loose {
            // The words are the model's: whoever asks for what the user stated is not told so.
            memory.trust = memory.trust.min(Trust::AgentStated);
        }
        (grounds != Grounds::None).then(|| Refined {
            is_grounded: grounds == Grounds::Firm,
            parent: parent.clone(),
            memory,
            found,
            against: Vec::new(),
        })
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
        memory.provenance.model = self.llm_name();
        let (subject, attribute) = (
            stated.subject.to_lowercase(),
            stated.attribute.to_lowercase(),
        );
        if !subject.is_empty() && !attribute.is_empty() {
            memory.statements = vec![Statement {
                subject,
                attribute,
                // It joins: a property that only the model names closes nothing.
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

/// Has the plan not touch what is pinned, nor the words that it was read in.
fn leave_pinned(known: &mut Known) {
    let pinned = known.memories.iter().filter(|memory| memory.pinned);
    let kept: BTreeSet<MemoryId> = pinned
        .flat_map(|memory| memory.derived_from.iter().copied().chain([memory.id]))
        .collect();
    known.memories.retain(|memory| !kept.contains(&memory.id));
}

/// Whether two memories of one utterance say the same.
fn says_same(one: &Memory, other: &Memory) -> bool {
    let same_statement = |a: &Statement, b: &Statement| {
        let same_value = match (&a.value, &b.value) {
            (Some(a_value), Some(b_value)) => words::same_value(&a.attribute, a_value, b_value),
            (a, b) => a == b,
        };
        a.address() == b.address() && a.polarity == b.polarity && same_value
    };
    words::normalize_text(&one.text) == words::normalize_text(&other.text)
        || one.statements.iter().any(|a| {
            let mut others = other.statements.iter();
            others.any(|b| same_statement(a, b))
        })
}

/// What our own rules read in the model's sentence, if it is one statement.
fn read_again(parent: &Memory, stated: &Stated) -> Option<Found> {
    let utterance = Utterance {
        text: &stated.text,
        voice: Voice::Record,
        speaker: parent.speaker(),
        said_at: parent.happened_at(),
    };
    let mut read = ::extraction::read(&utterance).statements;
    (read.len() == 1).then(|| Found {
        // A change that the model's words announce is none that the user announced.
        cue: Cue::Plain,
        ..read.remove(0)
    })
}

/// The beginning of a text that is asked about.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(EVENT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
