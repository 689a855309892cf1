//! Contradictions: what of what is believed a new statement speaks against. Writes nothing.
//!
//! The rules tell a contradiction in a property. What is only near the text is undecided, and is put
//! before a language model where one is configured.

use std::collections::HashSet;

use extraction::{Cue, Found};
use half::f16;
use inference::llm::tasks::{Verdict, adjudication, read_adjudication};
use serde::{Deserialize, Serialize};
use types::{
    Address, Coordinates, Memory, MemoryId, Permission, Polarity, Result, Scope, Statement,
    Timestamp, Trust, limits,
};

use super::Groups;
use super::search::place;
use crate::truth::aspects::{sentence_in, stands_beside};
use crate::truth::plan::contradicts;
use crate::truth::{is_extracted, said_at, words};
use crate::{Access, Engine};

/// A statement to hold against what is believed.
#[derive(Clone, Debug, Default)]
pub struct DetectContradictions {
    /// What would be said.
    pub text: String,
    /// Whose memories; as in a search.
    pub at: Coordinates,
    /// The groups that the user belongs to.
    pub groups: Groups,
    /// How sure the caller is of it, 0 to 1; 1 by default.
    pub confidence: Option<f32>,
}

/// What speaks against a statement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Contradictions {
    /// The most alike first.
    pub contradictions: Vec<Contradiction>,
    /// What one would do about it.
    pub suggested: Suggestion,
    /// Why, in a sentence.
    pub reasoning: String,
    /// What did not take part, if anything: `language_model`, where one is configured and what the
    /// rules leave undecided could not be asked.
    #[serde(default)]
    pub degraded: Vec<String>,
}

/// A memory that a statement speaks against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contradiction {
    /// The memory, as it is believed.
    pub memory: Memory,
    /// Raw cosine of the two texts; 0 as long as one has no vector.
    pub similarity: f32,
    /// In what way.
    pub kind: ContradictionKind,
    /// In a sentence.
    pub explanation: String,
    /// The language model that found so; `None`: our own rules did.
    #[serde(default)]
    pub judged_by: Option<String>,
}

/// In what way two statements contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContradictionKind {
    /// One says that the other is not so.
    Negation,
    /// Two values of what has one at a time.
    ValueConflict,
    /// What was liked is disliked, or the other way round.
    PreferenceReversal,
    /// The new one says itself that things have changed.
    TemporalUpdate,
}

impl ContradictionKind {
    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            ContradictionKind::Negation => "negation",
            ContradictionKind::ValueConflict => "value_conflict",
            ContradictionKind::PreferenceReversal => "preference_reversal",
            ContradictionKind::TemporalUpdate => "temporal_update",
        }
    }
}

/// What to do about a contradiction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suggestion {
    /// There is none.
    #[default]
    None,
    /// Let the new take the old one's place.
    Supersede,
    /// Say both in one.
    Merge,
    /// Keep both, and believe the old one less.
    Adjust,
    /// Ask somebody.
    Manual,
}

impl Suggestion {
    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Suggestion::None => "none",
            Suggestion::Supersede => "supersede",
            Suggestion::Merge => "merge",
            Suggestion::Adjust => "adjust",
            Suggestion::Manual => "manual",
        }
    }
}

/// A memory that may be contradicted: in what way, why, and how alike it must be.
type Suspect = (Memory, ContradictionKind, String, f32);

/// How much less sure a new statement may be than the old one and still take its place.
pub(crate) const CONFIDENCE_SLACK: f32 = 0.1;
/// Memories that are looked at when neither side has an address.
pub(crate) const NEAREST_MAX: usize = 20;
/// Raw cosine from which a memory without an address is about the same thing at all. Cosine only
/// finds candidates: opposites are as alike as paraphrases.
pub(crate) const ALIKE_MIN: f32 = 0.6;
/// Pairs that a language model is asked about at most.
const JUDGED_MAX: usize = 8;
/// How long a caller waits for a language model's verdict, in milliseconds; then the rules' stand.
const VERDICT_WAIT_MS: u64 = 10_000;

impl Engine {
    /// What of what is believed the text speaks against: another value of what has one value at a
    /// time, a denial, a preference turned round. Duplicates, paraphrases and additions do not.
    ///
    /// Errors: `InvalidArgument` names the field; `PermissionDenied`.
    pub async fn detect_contradictions(
        &self,
        access: &Access,
        command: DetectContradictions,
    ) -> Result<Contradictions> {
        access.require(Permission::Read)?;
        self.contradictions(access, command, true).await
    }

    /// As [`Engine::detect_contradictions`], for a verb that asked for its own permission. Who may
    /// not read finds by property alone, not by likeness. `asks_llm`: what the rules leave undecided
    /// is put before a language model, if there is one.
    pub(crate) async fn contradictions(
        &self,
        access: &Access,
        command: DetectContradictions,
        asks_llm: bool,
    ) -> Result<Contradictions> {
        command.at.validate()?;
        limits::check_text("text", &command.text)?;
        super::add::check_share("confidence", command.confidence)?;
        let scope = access.scope();
        let filter = place(
            &scope,
            &command.at,
            &command.groups,
            types::Filter::everything(),
        )?;
        let user_id = filter.user_id.clone();
        let now = self.now();
        let said = self.said(&scope, &command.text, now).await?;
        let mut found: Vec<Suspect> = Vec::new();
        let mut seen = HashSet::new();
        let addresses: Vec<Address> = said.iter().map(|one| one.statement.address()).collect();
        let user = user_id.as_deref();
        let mut at = match addresses.is_empty() {
            true => Vec::new(),
            false => {
                let store = &self.inner.store;
                let values = said.iter().filter_map(|one| one.statement.value.clone());
                let values: Vec<String> = values.collect();
                let at = store.memories_at(&scope, user, &addresses, &values);
                at.await?.rows
            }
        };
        at.retain(|memory| memory.is_live(now) && filter.filter.matches(memory));
        for memory in at {
            if let Some((kind, why)) = contradiction(&said, now, &memory)
                && seen.insert(memory.id)
            {
                found.push((memory, kind, why, 0.0));
            }
        }
        let mut open: Vec<Memory> = Vec::new();
        if found.is_empty() && access.require(Permission::Read).is_ok() {
            let mut near = self.near_in(&scope, &command).await?;
            near.retain(|memory| !is_extracted(memory) && seen.insert(memory.id));
            (found, open) = opposed(&command.text, &said, near);
        }
        let mut contradictions = self.measured(&scope, &command.text, found).await?;
        let mut degraded = Vec::new();
        if asks_llm && self.llm_name().is_some() {
            let is_settled = self
                .judge_open(access, &command.text, open, &mut contradictions)
                .await?;
            if !is_settled {
                degraded.push("language_model".to_owned());
            }
        }
        sort(&mut contradictions);
        Ok(Contradictions {
            degraded,
            ..concluded(contradictions, command.confidence.unwrap_or(1.0))
        })
    }

    /// Asks a language model about what opposes the text in no property that could be told
    /// (`contradictions` so far) and about what is near it (`open`); false if there is no answer. It
    /// can add a contradiction and confirm one; it takes none away.
    async fn judge_open(
        &self,
        access: &Access,
        text: &str,
        open: Vec<Memory>,
        contradictions: &mut Vec<Contradiction>,
    ) -> Result<bool> {
        let alike = self.similarities(&access.scope(), text, &open).await?;
        let open = open.into_iter().zip(alike);
        let mut open: Vec<(Memory, f32)> = open.filter(|(_, it)| *it >= ALIKE_MIN).collect();
        let is_undecided = |one: &&mut Contradiction| one.explanation == words::OPPOSED;
        let mut suspects: Vec<&mut Contradiction> =
            contradictions.iter_mut().filter(is_undecided).collect();
        suspects.truncate(JUDGED_MAX);
        open.truncate(JUDGED_MAX - suspects.len());
        let old: Vec<String> = suspects
            .iter()
            .map(|one| &one.memory)
            .chain(open.iter().map(|(memory, _)| memory))
            .map(|memory| cut(&memory.current_text()).to_owned())
            .collect();
        if old.is_empty() {
            return Ok(true);
        }
        let text = cut(text);
        let pairs: Vec<(&str, &str)> = old.iter().map(|old| (old.as_str(), text)).collect();
        let question = adjudication(&pairs);
        let wait = std::time::Duration::from_millis(VERDICT_WAIT_MS);
        let answer = match tokio::time::timeout(wait, self.ask_llm(access, &question)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(unanswered)) => {
                tracing::debug!(why = unanswered.why(), "no verdict on a contradiction");
                return Ok(false);
            }
            Err(_) => return Ok(false),
        };
        let verdicts = read_adjudication(&answer, pairs.len());
        let is_complete = verdicts.iter().all(Option::is_some);
        let model = self.llm_name().unwrap_or_default();
        let explanation = format!("the language model {model} finds it untrue if the text is true");
        let (of_suspects, of_open) = verdicts.split_at(suspects.len());
        let against = |verdict: &&Option<Verdict>| **verdict == Some(Verdict::Contradicts);
        for (one, verdict) in suspects.into_iter().zip(of_suspects) {
            if against(&verdict) {
                one.explanation.clone_from(&explanation);
                one.judged_by = Some(model.clone());
            }
        }
        let judged = open.into_iter().zip(of_open);
        let found = judged.filter(|(_, verdict)| against(verdict));
        contradictions.extend(found.map(|((memory, similarity), _)| Contradiction {
            memory,
            similarity,
            kind: ContradictionKind::ValueConflict,
            explanation: explanation.clone(),
            judged_by: Some(model.clone()),
        }));
        Ok(is_complete)
    }

    /// The statements of a text in the voice of a record.
    pub(crate) async fn said(
        &self,
        scope: &Scope,
        text: &str,
        now: Timestamp,
    ) -> Result<Vec<Found>> {
        let id = self
            .inner
            .ids
            .memory_id(super::unix_ms(now), rand::random());
        let memory = Memory::new(id, scope.org_id().clone(), text, now);
        let readings = self.read_all(vec![memory]).await?;
        Ok(readings
            .into_iter()
            .flat_map(|reading| reading.statements)
            .collect())
    }

    /// Memories that are about the same thing by their words or meaning.
    async fn near_in(&self, scope: &Scope, command: &DetectContradictions) -> Result<Vec<Memory>> {
        self.near(
            scope,
            &command.text,
            &command.at,
            &command.groups,
            NEAREST_MAX,
        )
        .await
    }

    /// Adds how alike the texts are. What was found by likeness alone must be alike.
    async fn measured(
        &self,
        scope: &Scope,
        text: &str,
        found: Vec<Suspect>,
    ) -> Result<Vec<Contradiction>> {
        let memories: Vec<Memory> = found.iter().map(|(memory, ..)| memory.clone()).collect();
        let alike = self.similarities(scope, text, &memories).await?;
        let measured = found.into_iter().zip(alike);
        Ok(measured
            .filter(|((.., least), similarity)| similarity >= least)
            .map(
                |((memory, kind, explanation, _), similarity)| Contradiction {
                    memory,
                    similarity,
                    kind,
                    explanation,
                    judged_by: None,
                },
            )
            .collect())
    }

    /// Raw cosine of a text and each of `memories`; 0 where one has no vector.
    pub(crate) async fn similarities(
        &self,
        scope: &Scope,
        text: &str,
        memories: &[Memory],
    ) -> Result<Vec<f32>> {
        if memories.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<MemoryId> = memories.iter().map(|memory| memory.id).collect();
        let model = &self.model().id;
        let vectors = self.inner.store.vectors_of(scope, model, &ids).await?;
        let own = self
            .inner
            .embedder
            .embed_documents(vec![text.to_owned()])
            .await;
        let own = own
            .unwrap_or_else(|error| {
                tracing::warn!(%error, "contradictions are told without similarity");
                Vec::new()
            })
            .pop()
            .unwrap_or_default();
        let alike = vectors.iter().map(|vectors| cosine(&own, &vectors.chunks));
        Ok(alike.collect())
    }
}

/// Of memories near a text, those that oppose it in no property that could be told, and the others.
/// What has many values at a time joins, by the rules; whether two of them go together they cannot
/// tell.
fn opposed(text: &str, said: &[Found], near: Vec<Memory>) -> (Vec<Suspect>, Vec<Memory>) {
    let (mut found, mut open) = (Vec::new(), Vec::new());
    for memory in near {
        let has_address = said.iter().any(|one| {
            let mut others = memory.statements.iter();
            others.any(|other| other.address() == one.statement.address())
        });
        let opposed = match has_address {
            true => None,
            false => words::opposes(text, &memory.text),
        };
        match opposed {
            Some((kind, why)) => found.push((memory, kind, why, ALIKE_MIN)),
            None => open.push(memory),
        }
    }
    (found, open)
}

/// The most alike first; of two that are as alike, the newer.
fn sort(contradictions: &mut [Contradiction]) {
    contradictions.sort_by(|a, b| {
        let newest = b.memory.created_at.cmp(&a.memory.created_at);
        b.similarity.total_cmp(&a.similarity).then(newest)
    });
}

/// The beginning of a text that a language model is shown.
fn cut(text: &str) -> &str {
    const BYTES_MAX: usize = 2000;
    let mut end = text.len().min(BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The best cosine of two texts' chunks.
fn cosine(own: &[Vec<f32>], other: &[Vec<u16>]) -> f32 {
    let dot = |one: &Vec<f32>, other: &Vec<u16>| -> f32 {
        let pairs = one.iter().zip(other);
        pairs.map(|(a, b)| a * f16::from_bits(*b).to_f32()).sum()
    };
    own.iter()
        .flat_map(|one| other.iter().map(move |other| dot(one, other)))
        .fold(0.0, f32::max)
}

/// In what way one of the statements speaks against the memory, if it does.
fn contradiction(
    said: &[Found],
    now: Timestamp,
    memory: &Memory,
) -> Option<(ContradictionKind, String)> {
    for found in said {
        for old in memory.statements.iter().filter(|old| old.closed.is_none()) {
            let is_beside = || {
                let new = (&found.statement, found.text.as_str());
                stands_beside(new, found.cue, (old, &sentence_in(memory, old)))
            };
            let is_against =
                contradicts((&found.statement, now), found.cue, (old, said_at(memory)));
            if is_against && !is_beside() {
                let kind = kind_of(found, old);
                return Some((kind, explained(kind, &found.statement, old)));
            }
        }
    }
    None
}

fn kind_of(found: &Found, old: &Statement) -> ContradictionKind {
    let new = &found.statement;
    let is_turned = new.polarity != old.polarity || found.cue == Cue::End;
    let is_taste = ["likes", "loves", "prefers", "favourite", "preferred"]
        .iter()
        .any(|name| new.attribute.starts_with(name));
    match (is_turned, found.cue) {
        (true, _) if is_taste => ContradictionKind::PreferenceReversal,
        (true, Cue::End) => ContradictionKind::TemporalUpdate,
        (true, _) => ContradictionKind::Negation,
        (false, Cue::Change | Cue::Again) => ContradictionKind::TemporalUpdate,
        (false, _) => ContradictionKind::ValueConflict,
    }
}

fn explained(kind: ContradictionKind, new: &Statement, old: &Statement) -> String {
    let of = |statement: &Statement| {
        let value = statement.value.as_deref().unwrap_or("none");
        match statement.polarity {
            Polarity::Positive => format!("'{value}'"),
            Polarity::Negative => format!("not '{value}'"),
        }
    };
    let (new_value, old_value) = (of(new), of(old));
    let property = format!("{} of {}", new.attribute, new.subject);
    match kind {
        ContradictionKind::ValueConflict => {
            format!("{property} is one thing at a time: {old_value} so far, {new_value} now")
        }
        ContradictionKind::TemporalUpdate => {
            format!("{property} has changed from {old_value} to {new_value}")
        }
        ContradictionKind::Negation | ContradictionKind::PreferenceReversal => {
            format!("{property}: {old_value} so far, {new_value} now")
        }
    }
}

fn concluded(contradictions: Vec<Contradiction>, confidence: f32) -> Contradictions {
    let Some(first) = contradictions.first() else {
        return Contradictions {
            reasoning: "nothing that is believed speaks against it".to_owned(),
            ..Contradictions::default()
        };
    };
    let old = first.memory.confidence;
    // A model decides nothing against what is trusted more than what anybody says.
    let is_above = first.judged_by.is_some() && first.memory.trust > Trust::UserStated;
    let (suggested, reasoning) = if is_above || first.explanation == words::OPPOSED {
        (Suggestion::Manual, first.explanation.clone())
    } else if confidence >= old - CONFIDENCE_SLACK {
        (Suggestion::Supersede, first.explanation.clone())
    } else {
        let reasoning = format!(
            "{}; it is less sure ({confidence:.2}) than what is believed ({old:.2})",
            first.explanation
        );
        (Suggestion::Adjust, reasoning)
    };
    Contradictions {
        contradictions,
        suggested,
        reasoning,
        degraded: Vec::new(),
    }
}
