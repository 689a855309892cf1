//! Wording: where a language model is configured, it says in better words what was made here out of
//! others: summaries, insights, what was promoted, and the prompts of groups.
//!
//! What is made stands in the words of its sources as soon as it is made; the model's words take their
//! place later, and the first version stays in the history. A model fills in text only: whose it is,
//! what it rests on, how far it is trusted and when it holds stay. An answer that is too long, names a
//! number that the material does not have, or is no plain text changes nothing, and the job's result
//! says why (`degraded`).

use std::collections::BTreeSet;

use inference::llm::tasks::{Wording, read_wording, wording};
use inference::tokens::{count_tokens, truncate_to_tokens};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{MemoryUpdate, WriteBatch};
use types::{ErrorKind, Group, GroupKind, Job, Memory, MemoryId, Result, Scope, Status, limits};

use super::{JobContext, arguments};
use crate::Engine;
use crate::asking::Unanswered;
use crate::minds::{PROMOTE, REFLECT, SUMMARISE, union};

/// The kind's name, and what history says was done.
pub(crate) const KIND: &str = "word";
/// Tokens of an insight, of what was promoted and of a group's prompt at most.
const SENTENCES_TOKENS_MAX: usize = 80;
const PROMPT_TOKENS_MAX: usize = 300;
/// Of a summary at least: a short one may be said in full sentences.
const SUMMARY_TOKENS_MIN: usize = 64;
/// Pieces of evidence that a model is shown, and tokens of each.
const EVIDENCE_MAX: usize = 20;
const EVIDENCE_TOKENS_MAX: usize = 60;

/// What is to be put into words.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Task {
    /// A memory, as long as this is its revision.
    Memory { id: MemoryId, revision: u64 },
    /// The prompt of a group, as long as it is the one that was made by a template.
    Prompt { kind: GroupKind, id: String },
}

/// What came out.
#[derive(Clone, Debug, Default, Serialize)]
struct Report {
    /// The text was put into other words.
    worded: bool,
    /// Tokens used.
    tokens: u64,
    /// Why it was left as it is.
    degraded: Option<String>,
}

/// What a model is asked, and what its answer must keep to.
struct Asked {
    wording: Wording,
    material: Vec<String>,
    tokens_max: usize,
}

impl Engine {
    /// The job that puts a memory into words which was just made here and will have `revision`; none
    /// without a model.
    pub(crate) fn wording_of(&self, scope: &Scope, id: MemoryId, revision: u64) -> Vec<Job> {
        self.wording_job(scope, &Task::Memory { id, revision })
    }

    /// The same for the prompt of a group.
    pub(crate) fn wording_of_prompt(&self, scope: &Scope, group: &Group) -> Vec<Job> {
        let (kind, id) = (group.kind, group.id.clone());
        self.wording_job(scope, &Task::Prompt { kind, id })
    }

    fn wording_job(&self, scope: &Scope, task: &Task) -> Vec<Job> {
        let jobs = self.inner.refiner.iter();
        jobs.map(|_| self.job_in(scope, KIND, json!({ "task": task }), None))
            .collect()
    }

    /// The job's handler.
    pub(crate) async fn run_word(&self, context: &JobContext, payload: Json) -> Result<Json> {
        let mut report = Report::default();
        match arguments(payload["task"].clone())? {
            Task::Memory { id, revision } => {
                self.word_memory(context, id, revision, &mut report).await?;
            }
            Task::Prompt { kind, id } => {
                self.word_prompt(context, kind, &id, &mut report).await?;
            }
        }
        Ok(json!(report))
    }

    async fn word_memory(
        &self,
        context: &JobContext,
        id: MemoryId,
        revision: u64,
        report: &mut Report,
    ) -> Result<()> {
        let scope = context.scope();
        let mut loaded = self.inner.store.memories(scope, &[id]).await?.rows;
        let is_as_made = |memory: &Memory| {
            memory.revision == revision
                && memory.status == Status::Active
                && memory.provenance.model.is_none()
        };
        let Some(mut memory) = loaded.pop().filter(is_as_made) else {
            // Somebody changed it, or this very job did and was stopped before it said so.
            return Ok(());
        };
        let Some(asked) = self.asked(scope, &memory).await? else {
            return Ok(());
        };
        let Some(text) = self.put_into_words(context, &asked, report).await? else {
            return Ok(());
        };
        memory.pii = union(
            &memory.pii,
            &::extraction::pii::find(&text),
            limits::LABELS_MAX,
        );
        memory.text = text;
        memory.provenance.model = self.llm_name();
        let vectors = self.embed_now(std::slice::from_ref(&memory)).await?;
        let is_left = vectors.is_none();
        let vectors = vectors.and_then(|mut vectors| vectors.pop());
        let detail = json!({ "model": memory.provenance.model });
        let batch = WriteBatch {
            audit: vec![self.audit("memory.word", id.to_string(), detail)],
            updates: vec![MemoryUpdate {
                vectors: Some(vectors.unwrap_or_default()),
                ..self.changed(memory, KIND)
            }],
            ..WriteBatch::default()
        };
        match context.commit(batch, 1, 1, None).await {
            Ok(committed) => {
                self.announce(&committed.memories).await?;
                if is_left {
                    self.embed_again();
                }
                report.worded = true;
                Ok(())
            }
            // Somebody changed it while the model thought: theirs stands.
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::PreconditionFailed | ErrorKind::NotFound
                ) =>
            {
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// What to ask about a memory; `None` of one that was not made here.
    async fn asked(&self, scope: &Scope, memory: &Memory) -> Result<Option<Asked>> {
        let own = memory.text.clone();
        Ok(match memory.provenance.process.as_str() {
            SUMMARISE => Some(Asked {
                wording: Wording::Summary,
                tokens_max: count_tokens(&own).max(SUMMARY_TOKENS_MIN),
                material: vec![own],
            }),
            // Who says what of a group's knowledge is nobody's business: the model sees what is said
            // in common, as every member does.
            PROMOTE => Some(Asked {
                wording: Wording::Insight,
                tokens_max: SENTENCES_TOKENS_MAX,
                material: vec![own],
            }),
            REFLECT => {
                let ids: Vec<MemoryId> = memory
                    .derived_from
                    .iter()
                    .copied()
                    .take(EVIDENCE_MAX)
                    .collect();
                let evidence = self.inner.store.memories(scope, &ids).await?.rows;
                let now = self.now();
                let living = evidence.iter().filter(|one| one.is_live(now));
                let texts = living.map(|one| {
                    let text = one.current_text();
                    truncate_to_tokens(&text, EVIDENCE_TOKENS_MAX).to_owned()
                });
                Some(Asked {
                    wording: Wording::Insight,
                    tokens_max: SENTENCES_TOKENS_MAX,
                    material: std::iter::once(own).chain(texts).collect(),
                })
            }
            _ => None,
        })
    }

    async fn word_prompt(
        &self,
        context: &JobContext,
        kind: GroupKind,
        id: &str,
        report: &mut Report,
    ) -> Result<()> {
        let store = &self.inner.store;
        let is_as_made = |group: &Group| group.prompt_meta["source"] == "template";
        let group = store.group(context.scope(), kind, id).await?;
        let Some(group) = group.filter(is_as_made) else {
            return Ok(());
        };
        let asked = Asked {
            wording: Wording::PromotionPrompt,
            material: vec![
                format!("{}: {}", group.kind.as_str(), group.name),
                group.focus.clone(),
                group.promotion_prompt.clone(),
            ],
            tokens_max: PROMPT_TOKENS_MAX,
        };
        let Some(text) = self.put_into_words(context, &asked, report).await? else {
            return Ok(());
        };
        context.go_on()?;
        let now = store.group(context.scope(), kind, id).await?;
        if now.as_ref() == Some(&group) {
            self.take_prompt(context.scope(), group, text).await?;
            report.worded = true;
        }
        Ok(())
    }

    /// The model's words, if they can be used. A model that does not answer is asked again by the next
    /// attempt, as long as there is one.
    async fn put_into_words(
        &self,
        context: &JobContext,
        asked: &Asked,
        report: &mut Report,
    ) -> Result<Option<String>> {
        let material: Vec<&str> = asked.material.iter().map(String::as_str).collect();
        // About three words are four tokens.
        let words_max = (asked.tokens_max * 3 / 4).max(1);
        let question = wording(asked.wording, &material, words_max);
        let answer = match self.ask_llm(context.access(), &question).await {
            Ok(answer) => answer,
            Err(Unanswered::Failed(error))
                if context.job().attempts < context.job().attempts_max =>
            {
                return Err(error);
            }
            Err(unanswered) => {
                report.degraded = Some(unanswered.why());
                return Ok(None);
            }
        };
        report.tokens = answer.tokens;
        let text = read_wording(&answer).filter(|text| is_usable(text, asked));
        if text.is_none() {
            report.degraded = Some("the answer cannot be used".to_owned());
        }
        Ok(text)
    }
}

/// Whether a model's words keep to what they were made of: no longer than asked for, no number that is
/// not there, none of the marks that stand around recalled words.
fn is_usable(text: &str, asked: &Asked) -> bool {
    let known: BTreeSet<&str> = asked.material.iter().flat_map(|it| numbers(it)).collect();
    let is_marked = [::extraction::FENCE_OPEN, ::extraction::FENCE_CLOSE]
        .iter()
        .any(|mark| text.contains(mark));
    !is_marked
        && count_tokens(text) <= asked.tokens_max
        && numbers(text).all(|number| known.contains(number))
}

/// The runs of digits in a text.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_numeric())
        .filter(|run| !run.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_leave_the_material_are_not_used() {
        let asked = Asked {
            wording: Wording::Summary,
            material: vec!["The launch is on March 14 and costs 9,000 euros.".to_owned()],
            tokens_max: 30,
        };
        let check = |text: &str, expect: bool| {
            assert_eq!(is_usable(text, &asked), expect, "{text}");
        };
        check("A launch on March 14 for 9,000 euros.", true);
        check("A launch in March.", true);
        check("A launch on March 15.", false);
        check("A launch for 90,000 euros.", false);
        check(&"A launch. ".repeat(30), false);
        check(&format!("A launch {}", ::extraction::FENCE_OPEN), false);
        check(&format!("{} a launch", ::extraction::FENCE_CLOSE), false);
    }
}
